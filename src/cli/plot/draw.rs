//! A figure with all that stands in it.
//!
//! Input: a [`Figure`], a canvas. Output: strokes. Never: the form of the file.

use super::around::{TITLE, grid, sides, title};
use super::axis::{Axis, Tick};
use super::canvas::{Anchor, Area, Canvas};
use super::color::Rgb;
use super::items::{self, Frame};
use super::legend::legend;
use super::spec::{Axes, Figure, Item, Shape, Side};
use plotters::prelude::DrawingBackend;

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
        draw(canvas, figure, axes, area);
    }
    let place = (width / 2.0, 0.01 * height + 4.0);
    title(canvas, &figure.title, place, TITLE * figure.font, Anchor::Start);
    canvas.finish()
}

fn draw<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, figure: &Figure<'_>, axes: &Axes<'_>, area: Area) {
    let frame = frame(figure, axes, area);
    let mut items: Vec<&Item<'_>> = axes.items.iter().collect();
    items.sort_by(|a, b| a.order.total_cmp(&b.order));
    // Images lie below the grid.
    let (below, above) = items.split_at(items.partition_point(|item| item.order <= 0.0));
    below.iter().for_each(|item| items::draw(canvas, &frame, item));
    let across = frame.area.width() / (4.5 * figure.font);
    let ticks = [ticks(&axes.x, &frame.x, across), ticks(&axes.y, &frame.y, frame.area.height() / (2.6 * figure.font))];
    if let Some(lines) = &axes.grid {
        grid(canvas, lines, &frame, &ticks);
    }
    above.iter().for_each(|item| items::draw(canvas, &frame, item));
    if !axes.is_off {
        sides(canvas, axes, &frame, &ticks, figure.font);
    }
    let place = ((frame.area.left + frame.area.right) / 2.0, frame.area.top - 6.0);
    title(canvas, &axes.title, place, TITLE * figure.font, Anchor::End);
    if let Some(one) = &axes.legend {
        legend(canvas, one, axes, &frame, figure.font);
    }
}

// --- where things lie ------------------------------------------------------------------------------------------------

/// Where values lie in some axes.
fn frame(figure: &Figure<'_>, axes: &Axes<'_>, area: Area) -> Frame {
    let mut frame = Frame { area, x: axis(figure, axes, 0), y: axis(figure, axes, 1) };
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

/// A side of some axes, which shows what those that share it have.
fn axis(figure: &Figure<'_>, axes: &Axes<'_>, side: usize) -> Axis {
    let own = side_of(axes, side);
    let shares = |other: &&Axes<'_>| own.group.is_some() && side_of(other, side).group == own.group;
    let (mut range, mut limits) = (ranges(axes, side), own.limits);
    for other in figure.axes.iter().filter(shares) {
        let Range { ends, room } = ranges(other, side);
        range.add(&ends, own.is_log);
        range.room = [0, 1].map(|n| range.room[n] && room[n]);
        limits = [0, 1].map(|n| limits[n].or(side_of(other, side).limits[n]));
    }
    Axis::around(range.ends, own.is_log, limits, range.room)
}

fn side_of<'s>(axes: &'s Axes<'_>, side: usize) -> &'s Side {
    [&axes.x, &axes.y][side]
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
    let is_log = side_of(axes, side).is_log;
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
            Shape::Span { ends, is_level } if usize::from(*is_level) == side => range.add(ends, is_log),
            Shape::Rule { .. } | Shape::Span { .. } | Shape::Text { .. } => {}
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
    let label = |(at, label): &(f64, Option<String>)| label.clone().unwrap_or_else(|| at.to_string());
    fixed.iter().map(|tick| Tick { at: tick.0, label: label(tick), is_large: true }).collect()
}
