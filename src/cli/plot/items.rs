//! Lines, points, bars, texts and images within a frame.
//!
//! Input: an item, the frame that it is drawn in. Output: strokes on a canvas. Never: ticks, legends.

use super::axis::Axis;
use super::canvas::{Anchor, Area, Canvas, Point};
use super::color::Rgb;
use super::image::Picture;
use super::marks::{arrow, mark};
use super::spec::{Colors, Item, Marker, Shape, Stroke};
use plotters::prelude::DrawingBackend;

/// The area of some axes, with what lies where in it.
pub(super) struct Frame {
    pub area: Area,
    pub x: Axis,
    pub y: Axis,
}

impl Frame {
    pub fn x_at(&self, x: f64) -> Option<f64> {
        self.x.place(x).map(|place| self.area.left + place * self.area.width())
    }

    pub fn y_at(&self, y: f64) -> Option<f64> {
        self.y.place(y).map(|place| self.area.bottom - place * self.area.height())
    }

    fn point(&self, x: f64, y: f64) -> Option<Point> {
        Some((self.x_at(x)?, self.y_at(y)?))
    }
}

impl Colors {
    /// The color of a value; none of nan.
    pub fn of(&self, value: f64) -> Option<Rgb> {
        let [low, high] = self.ends;
        let at = if high > low { (value - low) / (high - low) } else { 0.0 };
        (!at.is_nan()).then(|| self.map.color(at))
    }
}

/// Draws an item.
pub(super) fn draw<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, frame: &Frame, item: &Item<'_>) {
    let (color, alpha) = (item.color, item.alpha);
    match &item.shape {
        Shape::Line { x, y, stroke, marker, size } => {
            let points: Vec<Option<Point>> = x.iter().zip(*y).map(|(&x, &y)| frame.point(x, y)).collect();
            if !stroke.dash.is_empty() {
                clipped_line(canvas, &frame.area, &points, stroke, color, alpha);
            }
            if let Some(marker) = marker {
                let shown = points.iter().flatten().filter(|point| frame.area.holds(**point));
                shown.for_each(|&point| mark(canvas, point, marker, *size, alpha));
            }
        }
        Shape::Scatter { x, y, sizes, marker, values } => {
            for (n, (&x, &y)) in x.iter().zip(*y).enumerate() {
                let Some(point) = frame.point(x, y).filter(|point| frame.area.holds(*point)) else { continue };
                let size = sizes.get(n).or(sizes.first()).copied().unwrap_or(4.5);
                let face = match values {
                    Some((values, colors)) => colors.of(values[n]),
                    None => marker.face,
                };
                // A value that is no number has no point.
                if face.is_some() || values.is_none() {
                    mark(canvas, point, &Marker { face, ..*marker }, size, alpha);
                }
            }
        }
        Shape::Bars { x, y, edge } => bars(canvas, frame, *x, *y, (color, *edge, alpha)),
        Shape::Fill { x, y } => {
            let points: Vec<Point> = x.iter().zip(*y).filter_map(|(&x, &y)| frame.point(x, y)).collect();
            canvas.polygon(&frame.area.clip_polygon(&points), color, alpha);
        }
        Shape::Rule { at, is_level, stroke } => {
            let area = &frame.area;
            let ends = match is_level {
                true => frame.y_at(*at).map(|y| [(area.left, y), (area.right, y)]),
                false => frame.x_at(*at).map(|x| [(x, area.top), (x, area.bottom)]),
            };
            if let Some(ends) = ends {
                clipped_line(canvas, area, &ends.map(Some), stroke, color, alpha);
            }
        }
        Shape::Span { ends, is_level } => {
            let area = frame.area;
            let at = |n: usize| if *is_level { frame.y_at(ends[n]) } else { frame.x_at(ends[n]) };
            if let (Some(from), Some(to)) = (at(0), at(1)) {
                let (x, y) = if *is_level {
                    ([area.left, area.right], [from, to])
                } else {
                    ([from, to], [area.top, area.bottom])
                };
                let corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])];
                canvas.polygon(&area.clip_polygon(&corners), color, alpha);
            }
        }
        Shape::Text { .. } => text(canvas, frame, item),
        Shape::Image { .. } => image(canvas, frame, item),
    }
}

fn text<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, frame: &Frame, item: &Item<'_>) {
    let Shape::Text { at, is_relative, shift, arrow: to, text, size, anchor, is_turned } = &item.shape else { return };
    let area = &frame.area;
    let relative = (area.left + at[0] * area.width(), area.bottom - at[1] * area.height());
    let Some((x, y)) = (if *is_relative { Some(relative) } else { frame.point(at[0], at[1]) }) else { return };
    let place = (x + shift[0], y - shift[1]);
    if let Some(to) = to.and_then(|[x, y]| frame.point(x, y)) {
        arrow(canvas, place, to, item.color);
    }
    canvas.text(text, place, *size, [anchor_of(&anchor[0]), anchor_of(&anchor[1])], item.color, *is_turned);
}

fn anchor_of(word: &str) -> Anchor {
    match word {
        "left" | "top" => Anchor::Start,
        "center" | "center_baseline" => Anchor::Middle,
        "right" | "bottom" | "baseline" => Anchor::End,
        _ => Anchor::Start,
    }
}

fn bars<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    frame: &Frame,
    x: [&[f64]; 2],
    y: [&[f64]; 2],
    (color, edge, alpha): (Rgb, Option<(Rgb, f64)>, f64),
) {
    // What has no logarithm lies below.
    let height = |y: f64| frame.y_at(y).unwrap_or(frame.area.bottom);
    for (((&x0, &x1), &y0), &y1) in x[0].iter().zip(x[1]).zip(y[0]).zip(y[1]) {
        let (Some(left), Some(right)) = (frame.x_at(x0), frame.x_at(x1)) else { continue };
        let corners = [(left, height(y0)), (right, height(y0)), (right, height(y1)), (left, height(y1))];
        let shown = frame.area.clip_polygon(&corners);
        canvas.polygon(&shown, color, alpha);
        if let (Some((edge, width)), Some(&first)) = (edge, shown.first()) {
            let around: Vec<Point> = shown.iter().copied().chain([first]).collect();
            canvas.line(&around, edge, alpha, width);
        }
    }
}

/// A line within an area; it is interrupted where a point has no place.
pub(super) fn clipped_line<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    area: &Area,
    points: &[Option<Point>],
    stroke: &Stroke,
    color: Rgb,
    alpha: f64,
) {
    let mut piece: Vec<Point> = Vec::new();
    let mut pieces = Vec::new();
    for pair in points.windows(2) {
        let seen = match pair {
            [Some(from), Some(to)] => area.clip(*from, *to),
            _ => None,
        };
        let Some((from, to)) = seen else {
            pieces.push(std::mem::take(&mut piece));
            continue;
        };
        if piece.last() != Some(&from) {
            pieces.push(std::mem::replace(&mut piece, vec![from]));
        }
        piece.push(to);
    }
    pieces.push(piece);
    for piece in pieces.iter().filter(|piece| piece.len() > 1) {
        match pattern(&stroke.dash, stroke.width) {
            None => canvas.line(piece, color, alpha, stroke.width),
            Some(pattern) => {
                dashes(piece, &pattern).iter().for_each(|dash| canvas.line(dash, color, alpha, stroke.width));
            }
        }
    }
}

/// Lengths that are drawn and left out in turn; none: all is drawn.
fn pattern(dash: &str, width: f64) -> Option<Vec<f64>> {
    let parts: &[f64] = match dash {
        "--" => &[3.7, 1.6],
        ":" => &[1.0, 1.65],
        "-." => &[6.4, 1.6, 1.0, 1.6],
        _ => return None,
    };
    Some(parts.iter().map(|part| part * width.max(0.5)).collect())
}

fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut out = Vec::new();
    let (mut turn, mut left) = (0, pattern[0]);
    let mut dash = vec![points[0]];
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = (x1 - x0).hypot(y1 - y0);
        let mut gone = 0.0;
        while length - gone > left {
            gone += left;
            let at = (x0 + (x1 - x0) * gone / length, y0 + (y1 - y0) * gone / length);
            if turn % 2 == 0 {
                dash.push(at);
                out.push(std::mem::take(&mut dash));
            } else {
                dash = vec![at];
            }
            turn = (turn + 1) % pattern.len();
            left = pattern[turn];
        }
        left -= length - gone;
        if turn % 2 == 0 {
            dash.push((x1, y1));
        }
    }
    out.push(dash);
    out
}

fn image<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, frame: &Frame, item: &Item<'_>) {
    let Shape::Image { extent: [left, right, bottom, top], .. } = item.shape else { return };
    let corner = |x: f64, y: f64| frame.point(x, y);
    let (Some(from), Some(to)) = (corner(left, top), corner(right, bottom)) else { return };
    if let Some(picture) = Picture::of(&item.shape, item.alpha) {
        canvas.picture(&picture, from, to, &frame.area);
    }
}
