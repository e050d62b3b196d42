//! Markers and arrows.
//!
//! Input: places, sizes in points. Output: strokes on a canvas. Never: values.

use super::canvas::{Canvas, Point};
use super::color::Rgb;
use super::spec::Marker;
use plotters::prelude::DrawingBackend;

/// The widest marker, in points.
const LARGEST: f64 = 2000.0;

/// The length of an arrow's head, in points.
const HEAD: f64 = 6.0;

/// How near to its end an arrow comes.
const GAP: f64 = 2.0;

/// A marker of some width.
pub(super) fn mark<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, at: Point, marker: &Marker, size: f64, alpha: f64) {
    let r = size.min(LARGEST) / 2.0;
    let Some(corners) = corners(marker.sign) else {
        return match marker.sign {
            '+' | 'x' | 'X' | '*' | '|' | '_' | '1' | '2' | '3' | '4' => {
                let color = marker.face.or(marker.edge.map(|(color, _)| color));
                color.into_iter().for_each(|color| cross(canvas, at, marker.sign, r, color, alpha));
            }
            '.' => disc(canvas, at, r * 0.5, marker, alpha),
            ',' => disc(canvas, at, 0.4, marker, alpha),
            _ => disc(canvas, at, r, marker, alpha),
        };
    };
    let corners: Vec<Point> = corners.iter().map(|(dx, dy)| (at.0 + r * dx, at.1 + r * dy)).collect();
    if let Some(face) = marker.face {
        canvas.polygon(&corners, face, alpha);
    }
    if let Some((edge, width)) = marker.edge {
        let around: Vec<Point> = corners.iter().chain(corners.first()).copied().collect();
        canvas.line(&around, edge, alpha, width);
    }
}

/// The corners of a marker that has some, where its width is 2.
fn corners(sign: char) -> Option<&'static [Point]> {
    Some(match sign {
        's' => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        'D' => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        'd' => &[(0.0, -1.3), (0.8, 0.0), (0.0, 1.3), (-0.8, 0.0)],
        '^' => &[(0.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        'v' => &[(0.0, 1.0), (1.0, -1.0), (-1.0, -1.0)],
        '<' => &[(-1.0, 0.0), (1.0, -1.0), (1.0, 1.0)],
        '>' => &[(1.0, 0.0), (-1.0, -1.0), (-1.0, 1.0)],
        'p' => &[(0.0, -1.0), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)],
        'h' => &[(0.0, -1.0), (0.87, -0.5), (0.87, 0.5), (0.0, 1.0), (-0.87, 0.5), (-0.87, -0.5)],
        'H' => &[(-1.0, 0.0), (-0.5, -0.87), (0.5, -0.87), (1.0, 0.0), (0.5, 0.87), (-0.5, 0.87)],
        _ => return None,
    })
}

/// A disc with its edge, which has half of its width inside.
fn disc<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, at: Point, radius: f64, marker: &Marker, alpha: f64) {
    if let Some(face) = marker.face {
        canvas.disc(at, radius, face, alpha);
    }
    if let Some((edge, width)) = marker.edge {
        let point = |n: u32| {
            let turn = f64::from(n) / 24.0 * std::f64::consts::TAU;
            (at.0 + radius * turn.cos(), at.1 + radius * turn.sin())
        };
        let around: Vec<Point> = (0..=24).map(point).collect();
        canvas.line(&around, edge, alpha, width);
    }
}

/// A marker made of strokes.
fn cross<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, (x, y): Point, sign: char, r: f64, color: Rgb, alpha: f64) {
    let strokes: &[(f64, f64)] = match sign {
        '|' => &[(0.0, 1.0)],
        '_' => &[(1.0, 0.0)],
        '+' => &[(0.0, 1.0), (1.0, 0.0)],
        '*' => &[(0.0, 1.0), (1.0, 0.0), (0.7, 0.7), (0.7, -0.7)],
        _ => &[(1.0, 1.0), (1.0, -1.0)],
    };
    for (dx, dy) in strokes {
        canvas.line(&[(x - r * dx, y - r * dy), (x + r * dx, y + r * dy)], color, alpha, 1.0);
    }
}

/// An arrow.
pub(super) fn arrow<B: DrawingBackend>(canvas: &mut Canvas<'_, B>, from: Point, to: Point, color: Rgb) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length <= GAP + HEAD {
        return;
    }
    let (dx, dy) = (dx / length, dy / length);
    let back = |way: f64, aside: f64| (to.0 - way * dx - aside * dy, to.1 - way * dy + aside * dx);
    canvas.line(&[from, back(GAP + HEAD, 0.0)], color, 1.0, 1.0);
    canvas.polygon(&[back(GAP, 0.0), back(GAP + HEAD, HEAD / 2.5), back(GAP + HEAD, -HEAD / 2.5)], color, 1.0);
}
