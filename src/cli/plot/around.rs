//! What stands around the contents of axes: edges, ticks, labels, a grid.
//!
//! Input: axes, where they lie, their ticks. Output: strokes. Never: values.

use super::axis::Tick;
use super::canvas::{Anchor, Area, Canvas, Point};
use super::color::Rgb;
use super::items::{Frame, clipped_line};
use super::spec::{Axes, Grid, Words};
use plotters::prelude::DrawingBackend;

/// The size of titles, as a multiple of that of other texts.
pub(super) const TITLE: f64 = 1.2;

/// How far ticks stand out.
const TICK: f64 = 3.5;

/// The width of frames and ticks.
pub(super) const THIN: f64 = 0.8;

/// A title of some size, above or below its place.
pub(super) fn title<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    words: &Words,
    place: Point,
    size: f64,
    anchor: Anchor,
) {
    if !words.text.is_empty() {
        canvas.text(&words.text, place, size * words.size, [Anchor::Middle, anchor], words.color, false);
    }
}

/// Lines at ticks.
pub(super) fn grid<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, grid: &Grid, frame: &Frame, ticks: &[Vec<Tick>; 2]) {
    let area @ Area { left, top, right, bottom } = frame.area;
    let mut line = |ends: [Point; 2]| {
        clipped_line(canvas, &area, &ends.map(Some), &grid.stroke, grid.color, grid.alpha);
    };
    let chosen = |n: usize| ticks[n].iter().filter(move |tick| grid.sides[n] && (grid.is_fine || tick.is_large));
    for x in chosen(0).filter_map(|tick| frame.x_at(tick.at)).filter(|x| *x > left && *x < right) {
        line([(x, top), (x, bottom)]);
    }
    for y in chosen(1).filter_map(|tick| frame.y_at(tick.at)).filter(|y| *y > top && *y < bottom) {
        line([(left, y), (right, y)]);
    }
}

/// Edges, ticks and labels; texts have this size.
pub(super) fn sides<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    axes: &Axes<'_>,
    frame: &Frame,
    ticks: &[Vec<Tick>; 2],
    font: f64,
) {
    let Area { left, top, right, bottom } = frame.area;
    let lines = [
        [(left, top), (left, bottom)],
        [(right, top), (right, bottom)],
        [(left, top), (right, top)],
        [(left, bottom), (right, bottom)],
    ];
    if axes.edges == [true; 4] {
        canvas.edge(frame.area, Rgb::BLACK, THIN);
    } else {
        let shown = lines.iter().zip(axes.edges).filter(|(_, is_shown)| *is_shown);
        shown.for_each(|(line, _)| canvas.line(line, Rgb::BLACK, 1.0, THIN));
    }
    x_side(canvas, axes, frame, &ticks[0], font);
    y_side(canvas, axes, frame, &ticks[1], font);
}

/// How far a tick stands out.
fn length(tick: &Tick) -> f64 {
    if tick.is_large { TICK } else { TICK * 0.6 }
}

fn x_side<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, axes: &Axes<'_>, frame: &Frame, ticks: &[Tick], font: f64) {
    let bottom = frame.area.bottom;
    let anchors = [Anchor::Middle, Anchor::Start];
    for tick in ticks {
        let Some(x) = frame.x_at(tick.at).filter(|&x| frame.area.holds((x, bottom))) else { continue };
        canvas.line(&[(x, bottom), (x, bottom + length(tick))], Rgb::BLACK, 1.0, THIN);
        if !axes.x.is_bare {
            canvas.text(&tick.label, (x, bottom + TICK + 2.0), font, anchors, Rgb::BLACK, false);
        }
    }
    let below = if axes.x.is_bare { 0.0 } else { font * 1.2 };
    let place = ((frame.area.left + frame.area.right) / 2.0, bottom + TICK + 4.0 + below);
    title(canvas, &axes.x.label, place, font, Anchor::Start);
}

fn y_side<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, axes: &Axes<'_>, frame: &Frame, ticks: &[Tick], font: f64) {
    let (edge, out, anchor) =
        if axes.is_right { (frame.area.right, 1.0, Anchor::Start) } else { (frame.area.left, -1.0, Anchor::End) };
    let mut widest = 0.0f64;
    for tick in ticks {
        let Some(y) = frame.y_at(tick.at).filter(|&y| frame.area.holds((edge, y))) else { continue };
        canvas.line(&[(edge, y), (edge + out * length(tick), y)], Rgb::BLACK, 1.0, THIN);
        if !axes.y.is_bare {
            let place = (edge + out * (TICK + 3.0), y);
            canvas.text(&tick.label, place, font, [anchor, Anchor::Middle], Rgb::BLACK, false);
            widest = widest.max(canvas.width(&tick.label, font));
        }
    }
    let words = &axes.y.label;
    let place = (edge + out * (TICK + 6.0 + widest), (frame.area.top + frame.area.bottom) / 2.0);
    let along = if axes.is_right { Anchor::Start } else { Anchor::End };
    canvas.text(&words.text, place, font * words.size, [Anchor::Middle, along], words.color, true);
}
