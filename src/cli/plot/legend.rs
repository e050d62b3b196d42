//! Legends.
//!
//! Input: axes, where they lie. Output: strokes. Never: which items have names.

use super::around::THIN;
use super::canvas::{Anchor, Area, Canvas, Point};
use super::color::Rgb;
use super::items::{Frame, clipped_line};
use super::marks::mark;
use super::spec::{Axes, Item, Legend, Marker, Shape, Stroke};
use plotters::prelude::DrawingBackend;

/// The height of a row, as a multiple of the size of its text.
const ROW: f64 = 1.45;

/// The width of what stands for an item.
const SAMPLE: f64 = 20.0;

/// Draws a legend in texts of this size.
pub(super) fn legend<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    legend: &Legend,
    axes: &Axes<'_>,
    frame: &Frame,
    font: f64,
) {
    let named = |item: &&Item<'_>| !item.label.is_empty() && !item.label.starts_with('_');
    let named: Vec<&Item<'_>> = axes.items.iter().filter(named).collect();
    if named.is_empty() {
        return;
    }
    let (font, columns) = (font * legend.size, legend.columns.min(named.len()));
    let (row, rows) = (ROW * font, named.len().div_ceil(columns));
    let head = if legend.title.is_empty() { 0.0 } else { row };
    let widest = named.iter().map(|item| canvas.width(&item.label, font)).fold(0.0, f64::max);
    let column = widest + SAMPLE + 20.0;
    let width = (column * columns as f64).max(canvas.width(&legend.title, font) + 12.0);
    let height = row * rows as f64 + head + 6.0;
    let (left, top) = place_of(axes, frame, &legend.place, (width, height));
    let area = Area { left, top, right: left + width, bottom: top + height };
    if legend.has_frame {
        canvas.rectangle(area, Rgb::WHITE, 0.8);
        canvas.edge(area, Rgb::PALE, THIN);
    }
    let anchors = [Anchor::Middle, Anchor::Middle];
    canvas.text(&legend.title, (left + width / 2.0, top + 3.0 + head / 2.0), font, anchors, Rgb::BLACK, false);
    for (n, item) in named.into_iter().enumerate() {
        let x = left + column * (n / rows) as f64;
        let y = top + 3.0 + head + row * ((n % rows) as f64 + 0.5);
        sample(canvas, item, (x + 5.0, y));
        canvas.text(&item.label, (x + SAMPLE + 12.0, y), font, [Anchor::Start, Anchor::Middle], Rgb::BLACK, false);
    }
}

/// The top left corner of a legend.
fn place_of(axes: &Axes<'_>, frame: &Frame, place: &str, (width, height): Point) -> Point {
    let Area { left, top, right, bottom } = frame.area;
    let gap = 6.0;
    let (near, far) = (left + gap, right - width - gap);
    let (high, low) = (top + gap, bottom - height - gap);
    let (middle, center) = ((near + far) / 2.0, (high + low) / 2.0);
    match place {
        "upper right" | "1" => (far, high),
        "upper left" | "2" => (near, high),
        "lower left" | "3" => (near, low),
        "lower right" | "4" => (far, low),
        "center left" | "6" => (near, center),
        "center right" | "right" | "5" | "7" => (far, center),
        "lower center" | "8" => (middle, low),
        "upper center" | "9" => (middle, high),
        "center" | "10" => (middle, center),
        // Where it hides the least.
        _ => {
            let corners = [(far, high), (near, high), (near, low), (far, low)];
            let hidden = |&(x, y): &Point| {
                let area = Area { left: x, top: y, right: x + width, bottom: y + height };
                axes.items.iter().map(|item| points_in(item, frame, &area)).sum::<usize>()
            };
            corners.into_iter().min_by_key(hidden).unwrap_or((far, high))
        }
    }
}

/// How many points of an item lie in an area.
fn points_in(item: &Item<'_>, frame: &Frame, area: &Area) -> usize {
    let (x, y) = match &item.shape {
        Shape::Line { x, y, .. } | Shape::Scatter { x, y, .. } | Shape::Fill { x, y } => (*x, *y),
        Shape::Bars { x, y, .. } => (x[0], y[1]),
        _ => return 0,
    };
    let within = |(x, y): (&f64, &f64)| Some(area.holds((frame.x_at(*x)?, frame.y_at(*y)?)));
    x.iter().zip(y).filter_map(within).filter(|&it| it).count()
}

/// What stands for an item in a legend.
fn sample<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, item: &Item<'_>, (left, y): Point) {
    let (color, alpha) = (item.color, item.alpha);
    let level = |canvas: &mut Canvas<'_, B>, stroke: &Stroke| {
        let area = Area { left, top: y - 5.0, right: left + SAMPLE, bottom: y + 5.0 };
        clipped_line(canvas, &area, &[Some((left, y)), Some((left + SAMPLE, y))], stroke, color, alpha);
    };
    match &item.shape {
        Shape::Line { stroke, marker, size, .. } => {
            if !stroke.dash.is_empty() {
                level(canvas, stroke);
            }
            if let Some(marker) = marker {
                mark(canvas, (left + SAMPLE / 2.0, y), marker, *size, alpha);
            }
        }
        Shape::Rule { stroke, .. } => level(canvas, stroke),
        Shape::Scatter { marker, values, .. } => {
            let face = values.as_ref().map_or(marker.face, |(_, colors)| Some(colors.map.color(0.5)));
            mark(canvas, (left + SAMPLE / 2.0, y), &Marker { face, ..*marker }, 5.0, alpha);
        }
        _ => {
            let area = Area { left, top: y - 3.5, right: left + SAMPLE, bottom: y + 3.5 };
            canvas.rectangle(area, color, alpha);
        }
    }
}
