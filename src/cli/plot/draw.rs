//! A figure with all that stands in it.
//!
//! Input: a [`Figure`], a canvas. Output: strokes. Never: the form of the file.

use super::axis::{Axis, Tick};
use super::canvas::{Anchor, Area, Canvas, Point};
use super::color::Rgb;
use super::items::{self, Frame};
use super::spec::{Axes, Figure, Item, Shape, Side, Stroke};
use plotters::prelude::DrawingBackend;

/// Sizes of text.
const LABEL: f64 = 10.0;
const TITLE: f64 = 12.0;

/// How far ticks stand out.
const TICK: f64 = 3.5;

/// The width of frames and ticks.
const THIN: f64 = 0.8;

/// Draws a figure.
///
/// # Errors
/// What the backend says.
pub(super) fn figure<B: DrawingBackend>(figure: &Figure<'_>, canvas: &mut Canvas<'_, B>) -> Result<(), String> {
    let [width, height] = figure.points();
    canvas.rectangle(Area { left: 0.0, top: 0.0, right: width, bottom: height }, Rgb::WHITE, 1.0);
    for axes in &figure.axes {
        let [left, bottom, across, up] = axes.frame;
        let area = Area {
            left: left * width,
            right: (left + across) * width,
            top: (1.0 - bottom - up) * height,
            bottom: (1.0 - bottom) * height,
        };
        draw(canvas, axes, area);
    }
    if !figure.title.is_empty() {
        let place = (width / 2.0, 0.01 * height + 4.0);
        canvas.text(&figure.title, place, TITLE, [Anchor::Middle, Anchor::Start], Rgb::BLACK, false);
    }
    canvas.finish()
}

fn draw<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, axes: &Axes<'_>, area: Area) {
    let frame = frame(axes, area);
    for item in axes.items.iter().filter(|item| matches!(item.shape, Shape::Image { .. })) {
        items::draw(canvas, &frame, item);
    }
    let ticks =
        [ticks(&axes.x, &frame.x, frame.area.width() / 45.0), ticks(&axes.y, &frame.y, frame.area.height() / 26.0)];
    if axes.has_grid {
        grid(canvas, &frame, &ticks);
    }
    for item in axes.items.iter().filter(|item| !matches!(item.shape, Shape::Image { .. })) {
        items::draw(canvas, &frame, item);
    }
    if !axes.is_off {
        canvas.edge(frame.area, Rgb::BLACK, THIN);
        x_side(canvas, axes, &frame, &ticks[0]);
        y_side(canvas, axes, &frame, &ticks[1]);
    }
    let place = ((frame.area.left + frame.area.right) / 2.0, frame.area.top - 6.0);
    canvas.text(&axes.title, place, TITLE, [Anchor::Middle, Anchor::End], Rgb::BLACK, false);
    if let Some(place) = &axes.legend {
        legend(canvas, axes, &frame, place);
    }
}

// --- where things lie ------------------------------------------------------------------------------------------------

/// Where values lie in some axes.
fn frame(axes: &Axes<'_>, area: Area) -> Frame {
    let (x, y) = (ranges(axes, 0), ranges(axes, 1));
    let mut frame = Frame {
        area,
        x: Axis::around(x.ends, axes.x.is_log, axes.x.limits, x.room),
        y: Axis::around(y.ends, axes.y.is_log, axes.y.limits, y.room),
    };
    for (axis, side) in [(&mut frame.x, &axes.x), (&mut frame.y, &axes.y)] {
        if side.is_flipped {
            axis.ends.reverse();
        }
    }
    if axes.is_equal && !axes.x.is_log && !axes.y.is_log {
        let length = |axis: &Axis| (axis.ends[1] - axis.ends[0]).abs();
        let unit = (area.width() / length(&frame.x)).min(area.height() / length(&frame.y));
        let (across, down) = (length(&frame.x) * unit, length(&frame.y) * unit);
        let (left, top) = (area.left + (area.width() - across) / 2.0, area.top + (area.height() - down) / 2.0);
        frame.area = Area { left, top, right: left + across, bottom: top + down };
    }
    frame
}

/// The values of one side.
struct Range {
    ends: [f64; 2],
    /// Should there be room beside them?
    room: [bool; 2],
}

impl Range {
    fn add(&mut self, values: &[f64], is_log: bool) {
        for &value in values.iter().filter(|value| value.is_finite() && (!is_log || **value > 0.0)) {
            self.ends = [self.ends[0].min(value), self.ends[1].max(value)];
        }
    }
}

/// The values of a side: 0 across, 1 up.
fn ranges(axes: &Axes<'_>, side: usize) -> Range {
    let is_log = [axes.x.is_log, axes.y.is_log][side];
    let mut range = Range { ends: [f64::INFINITY, f64::NEG_INFINITY], room: [true; 2] };
    let mut foot = None;
    for item in &axes.items {
        match &item.shape {
            Shape::Line { x, y, .. } | Shape::Scatter { x, y, .. } | Shape::Fill { x, y } => {
                range.add([x, y][side], is_log);
            }
            Shape::Bars { x, y, .. } => {
                let [starts, ends] = [x, y][side];
                range.add(starts, is_log);
                range.add(ends, is_log);
                // Bars stand on the edge where all have one foot.
                foot = starts.first().filter(|first| starts.iter().all(|it| it == *first)).copied().or(foot);
            }
            Shape::Rule { at, is_level, .. } if usize::from(*is_level) == side => range.add(&[*at], is_log),
            Shape::Image { extent, .. } => {
                range.add(&extent[2 * side..2 * side + 2], is_log);
                range.room = [false; 2];
            }
            Shape::Rule { .. } | Shape::Text { .. } => {}
        }
    }
    if let Some(foot) = foot {
        range.room[0] &= range.ends[0] != foot;
        range.room[1] &= range.ends[1] != foot;
    }
    range
}

fn ticks(side: &Side, axis: &Axis, most: f64) -> Vec<Tick> {
    let Some(fixed) = &side.ticks else { return axis.ticks((most as usize).clamp(2, 9)) };
    let ticks =
        fixed.iter().map(|(at, label)| Tick { at: *at, label: label.clone().unwrap_or_else(|| at.to_string()) });
    ticks.collect()
}

// --- what stands around ----------------------------------------------------------------------------------------------

fn grid<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, frame: &Frame, ticks: &[Vec<Tick>; 2]) {
    let Area { left, top, right, bottom } = frame.area;
    let named = |n: usize| ticks[n].iter().filter(|tick| !tick.label.is_empty());
    for x in named(0).filter_map(|tick| frame.x_at(tick.at)).filter(|x| *x > left && *x < right) {
        canvas.line(&[(x, top), (x, bottom)], Rgb::PALE, 1.0, THIN);
    }
    for y in named(1).filter_map(|tick| frame.y_at(tick.at)).filter(|y| *y > top && *y < bottom) {
        canvas.line(&[(left, y), (right, y)], Rgb::PALE, 1.0, THIN);
    }
}

fn x_side<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, axes: &Axes<'_>, frame: &Frame, ticks: &[Tick]) {
    let bottom = frame.area.bottom;
    for tick in ticks {
        let Some(x) = frame.x_at(tick.at).filter(|&x| frame.area.holds((x, bottom))) else { continue };
        let long = if tick.label.is_empty() { TICK * 0.6 } else { TICK };
        canvas.line(&[(x, bottom), (x, bottom + long)], Rgb::BLACK, 1.0, THIN);
        canvas.text(&tick.label, (x, bottom + TICK + 2.0), LABEL, [Anchor::Middle, Anchor::Start], Rgb::BLACK, false);
    }
    let place = ((frame.area.left + frame.area.right) / 2.0, bottom + TICK + 4.0 + LABEL * 1.2);
    canvas.text(&axes.x.label, place, LABEL, [Anchor::Middle, Anchor::Start], Rgb::BLACK, false);
}

fn y_side<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, axes: &Axes<'_>, frame: &Frame, ticks: &[Tick]) {
    let (edge, out, anchor) =
        if axes.is_right { (frame.area.right, 1.0, Anchor::Start) } else { (frame.area.left, -1.0, Anchor::End) };
    let mut widest = 0.0f64;
    for tick in ticks {
        let Some(y) = frame.y_at(tick.at).filter(|&y| frame.area.holds((edge, y))) else { continue };
        let long = if tick.label.is_empty() { TICK * 0.6 } else { TICK };
        canvas.line(&[(edge, y), (edge + out * long, y)], Rgb::BLACK, 1.0, THIN);
        canvas.text(&tick.label, (edge + out * (TICK + 3.0), y), LABEL, [anchor, Anchor::Middle], Rgb::BLACK, false);
        widest = widest.max(canvas.width(&tick.label, LABEL));
    }
    let place = (edge + out * (TICK + 6.0 + widest), (frame.area.top + frame.area.bottom) / 2.0);
    let along = if axes.is_right { Anchor::Start } else { Anchor::End };
    canvas.text(&axes.y.label, place, LABEL, [Anchor::Middle, along], Rgb::BLACK, true);
}

// --- the legend ------------------------------------------------------------------------------------------------------

/// The height of a row of the legend.
const ROW: f64 = 14.5;

/// The width of what stands for an item.
const SAMPLE: f64 = 20.0;

fn legend<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, axes: &Axes<'_>, frame: &Frame, place: &str) {
    let named: Vec<&Item<'_>> =
        axes.items.iter().filter(|item| !item.label.is_empty() && !item.label.starts_with('_')).collect();
    if named.is_empty() {
        return;
    }
    let widest = named.iter().map(|item| canvas.width(&item.label, LABEL)).fold(0.0, f64::max);
    let (width, height) = (widest + SAMPLE + 20.0, ROW * named.len() as f64 + 6.0);
    let (left, top) = legend_place(axes, frame, place, (width, height));
    let area = Area { left, top, right: left + width, bottom: top + height };
    canvas.rectangle(area, Rgb::WHITE, 0.8);
    canvas.edge(area, Rgb::PALE, THIN);
    for (n, item) in named.into_iter().enumerate() {
        let y = top + 3.0 + ROW * (n as f64 + 0.5);
        sample(canvas, item, (left + 5.0, y));
        let anchors = [Anchor::Start, Anchor::Middle];
        canvas.text(&item.label, (left + SAMPLE + 12.0, y), LABEL, anchors, Rgb::BLACK, false);
    }
}

/// The top left corner of a legend.
fn legend_place(axes: &Axes<'_>, frame: &Frame, place: &str, (width, height): Point) -> Point {
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
        items::clipped_line(canvas, &area, &[Some((left, y)), Some((left + SAMPLE, y))], stroke, color, alpha);
    };
    match &item.shape {
        Shape::Line { stroke, marker, size, .. } => {
            if !stroke.dash.is_empty() {
                level(canvas, stroke);
            }
            if let Some(marker) = marker {
                items::mark(canvas, (left + SAMPLE / 2.0, y), *marker, *size, color, alpha);
            }
        }
        Shape::Rule { stroke, .. } => level(canvas, stroke),
        Shape::Scatter { marker, values, .. } => {
            let color = values.as_ref().map_or(color, |(_, colors)| colors.map.color(0.5));
            items::mark(canvas, (left + SAMPLE / 2.0, y), *marker, 5.0, color, alpha);
        }
        _ => {
            let area = Area { left, top: y - 3.5, right: left + SAMPLE, bottom: y + 3.5 };
            canvas.rectangle(area, color, alpha);
        }
    }
}
