//! What can be drawn on, in points from the top left.
//!
//! Input: lines, areas, discs, texts. Output: calls of a drawing backend; the first error is kept. Never: axes.

use super::color::Rgb;
use super::image::Picture;
use super::mathtext::plain;
use plotters::prelude::{DrawingBackend, FontFamily, FontStyle, FontTransform, IntoFont, RGBAColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, ShapeStyle, TextStyle};
use std::sync::Once;

/// A point.
pub(super) type Point = (f64, f64);

/// An area of the canvas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// Where a text lies about its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// The name under which the font is known; an SVG falls back to any without serifs.
const FONT: &str = "DejaVu Sans, sans-serif";

/// What the drawing library calls the size of a text, as a multiple of what a page does: for pixels the height of all
/// letters of the font, for an SVG a number of its own.
const PIXEL_SIZE: f64 = 1.164;
const SVG_SIZE: f64 = 1.24;

/// A part of DejaVu Sans: letters of Latin and Greek, signs of mathematics. `DejaVuSans.LICENSE` says what one may do.
static FONT_FILE: &[u8] = include_bytes!("DejaVuSans.ttf");

/// A backend with units of points.
pub(super) struct Canvas<'b, B: DrawingBackend> {
    backend: &'b mut B,
    /// Pixels per point.
    unit: f64,
    /// Pictures go into the file as they are, and are kept until then.
    pictures: Option<Vec<Embedded>>,
    error: Option<String>,
}

/// A picture for an SVG.
pub(super) struct Embedded {
    pub area: [i32; 4],
    pub png: Vec<u8>,
}

impl<'b, B: DrawingBackend> Canvas<'b, B> {
    pub fn new(backend: &'b mut B, unit: f64) -> Self {
        static KNOWN: Once = Once::new();
        // It is a font: a test draws with it.
        KNOWN.call_once(|| drop(plotters::style::register_font(FONT, FontStyle::Normal, FONT_FILE)));
        Canvas { backend, unit, pictures: None, error: None }
    }

    /// Keeps pictures, for a form of file that holds them whole.
    pub fn keeping_pictures(self) -> Self {
        Canvas { pictures: Some(Vec::new()), ..self }
    }

    /// The pictures that were kept.
    pub fn take_pictures(&mut self) -> Vec<Embedded> {
        self.pictures.take().unwrap_or_default()
    }

    /// Ends the drawing.
    ///
    /// # Errors
    /// What the backend said first.
    pub fn finish(&mut self) -> Result<(), String> {
        let presented = self.backend.present().map_err(|error| error.to_string());
        self.error.take().map_or(presented, Err)
    }

    fn keep<E: std::fmt::Display>(&mut self, result: Result<(), E>) {
        if let (Err(error), None) = (result, &self.error) {
            self.error = Some(error.to_string());
        }
    }

    fn at(&self, (x, y): Point) -> (i32, i32) {
        let pixel = |v: f64| (v * self.unit).round().clamp(-1e6, 1e6) as i32;
        (pixel(x), pixel(y))
    }

    fn style(&self, color: Rgb, alpha: f64, width: f64) -> ShapeStyle {
        let color: RGBAColor = color.plain().mix(alpha);
        let style = ShapeStyle::from(color).filled();
        style.stroke_width((width * self.unit).round().max(1.0) as u32)
    }

    /// A line through points.
    pub fn line(&mut self, points: &[Point], color: Rgb, alpha: f64, width: f64) {
        if points.len() < 2 {
            return;
        }
        let style = self.style(color, alpha, width);
        let path: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
        let result = self.backend.draw_path(path, &style);
        self.keep(result);
    }

    /// A filled area within points.
    pub fn polygon(&mut self, points: &[Point], color: Rgb, alpha: f64) {
        if points.len() < 3 {
            return;
        }
        let style = self.style(color, alpha, 0.0);
        let path: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
        let result = self.backend.fill_polygon(path, &style);
        self.keep(result);
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, area: Area, color: Rgb, alpha: f64) {
        let style = self.style(color, alpha, 0.0);
        let (first, last) = (self.at((area.left, area.top)), self.at((area.right, area.bottom)));
        let result = self.backend.draw_rect(first, last, &style, true);
        self.keep(result);
    }

    /// The edge of a rectangle.
    pub fn edge(&mut self, area: Area, color: Rgb, width: f64) {
        let corners = [
            (area.left, area.top),
            (area.right, area.top),
            (area.right, area.bottom),
            (area.left, area.bottom),
            (area.left, area.top),
        ];
        self.line(&corners, color, 1.0, width);
    }

    /// A filled disc.
    pub fn disc(&mut self, center: Point, radius: f64, color: Rgb, alpha: f64) {
        let style = self.style(color, alpha, 0.0);
        let radius = (radius * self.unit).round().max(1.0) as u32;
        let result = self.backend.draw_circle(self.at(center), radius, &style, true);
        self.keep(result);
    }

    /// A text; upwards if it is turned.
    pub fn text(&mut self, text: &str, place: Point, size: f64, anchors: [Anchor; 2], color: Rgb, is_turned: bool) {
        let shift = if self.pictures.is_none() { lowered(anchors[1]) * size } else { 0.0 };
        let place = if is_turned { (place.0 + shift, place.1) } else { (place.0, place.1 + shift) };
        let text = &plain(text);
        let size = size * self.unit * if self.pictures.is_none() { PIXEL_SIZE } else { SVG_SIZE };
        let mut font = (FontFamily::Name(FONT), size).into_font();
        if is_turned {
            font = font.transform(FontTransform::Rotate270);
        }
        let pos = Pos::new(across(anchors[0]), along(anchors[1]));
        let color = color.plain();
        let style = TextStyle::from(font).color(&color).pos(pos);
        let place = self.at(place);
        let result = self.backend.draw_text(text, &style, place);
        self.keep(result);
    }

    /// A picture whose first corner lies at one point and whose last at another; what is outside of an area is not seen.
    pub fn picture(&mut self, picture: &Picture, from: Point, to: Point, area: &Area) {
        let ((x0, y0), (x1, y1)) = (self.at(from), self.at(to));
        if let Some(pictures) = &mut self.pictures {
            // A reversed side would be a mirror image, which only pixels can be.
            match picture.png() {
                Ok(png) => {
                    pictures.push(Embedded { area: [x0.min(x1), y0.min(y1), (x1 - x0).abs(), (y1 - y0).abs()], png })
                }
                Err(error) => self.error = Some(error),
            }
            return;
        }
        let ((left, top), (right, bottom)) = (self.at((area.left, area.top)), self.at((area.right, area.bottom)));
        let [width, height] = picture.size;
        let index = |at: i32, from: i32, to: i32, size: usize| {
            let part = (f64::from(at - from) + 0.5) / f64::from(to - from);
            ((part * size as f64).max(0.0) as usize).min(size - 1)
        };
        for y in y0.min(y1).max(top)..y0.max(y1).min(bottom) {
            for x in x0.min(x1).max(left)..x0.max(x1).min(right) {
                let [r, g, b, seen] = picture.pixels[index(y, y0, y1, height) * width + index(x, x0, x1, width)];
                let color = Rgb([r, g, b]).plain().mix(f64::from(seen) / 255.0).to_backend_color();
                let result = self.backend.draw_pixel((x, y), color);
                self.keep(result);
            }
        }
    }

    /// How wide a text is.
    pub fn width(&self, text: &str, size: f64) -> f64 {
        let font = (FontFamily::Name(FONT), size * PIXEL_SIZE * 100.0).into_font();
        font.box_size(&plain(text)).map_or(0.0, |(width, _)| f64::from(width) / 100.0)
    }
}

/// How far below its place pixels of a text are drawn, as part of its size, so that they lie as letters of an SVG do.
fn lowered(anchor: Anchor) -> f64 {
    match anchor {
        Anchor::Start => 0.18,
        Anchor::Middle => 0.25,
        Anchor::End => 0.09,
    }
}

fn across(anchor: Anchor) -> HPos {
    match anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    }
}

fn along(anchor: Anchor) -> VPos {
    match anchor {
        Anchor::Start => VPos::Top,
        Anchor::Middle => VPos::Center,
        Anchor::End => VPos::Bottom,
    }
}

impl Area {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn holds(&self, (x, y): Point) -> bool {
        // A line on the edge is seen.
        let slack = 0.01;
        x >= self.left - slack && x <= self.right + slack && y >= self.top - slack && y <= self.bottom + slack
    }

    /// The part of a segment that lies inside, by Liang and Barsky.
    pub fn clip(&self, (x0, y0): Point, (x1, y1): Point) -> Option<(Point, Point)> {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let (mut start, mut end) = (0.0f64, 1.0f64);
        let sides = [(-dx, x0 - self.left), (dx, self.right - x0), (-dy, y0 - self.top), (dy, self.bottom - y0)];
        for (toward, distance) in sides {
            if toward == 0.0 {
                if distance < 0.0 {
                    return None;
                }
            } else if toward < 0.0 {
                start = start.max(distance / toward);
            } else {
                end = end.min(distance / toward);
            }
        }
        (start <= end).then_some(((x0 + start * dx, y0 + start * dy), (x0 + end * dx, y0 + end * dy)))
    }

    /// The part of a polygon that lies inside, by Sutherland and Hodgman.
    pub fn clip_polygon(&self, points: &[Point]) -> Vec<Point> {
        // Across or along; which way is inside; the bound.
        let sides =
            [(true, 1.0, self.left), (true, -1.0, -self.right), (false, 1.0, self.top), (false, -1.0, -self.bottom)];
        let mut points = points.to_vec();
        for (is_across, sign, bound) in sides {
            let of = |p: Point| if is_across { p.0 } else { p.1 };
            let inside = |p: Point| of(p) * sign - bound;
            let mut kept = Vec::with_capacity(points.len() + 4);
            for (n, &b) in points.iter().enumerate() {
                let a = points[(n + points.len() - 1) % points.len()];
                let (from, to) = (inside(a), inside(b));
                if (from < 0.0) != (to < 0.0) {
                    let t = from / (from - to);
                    kept.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
                }
                if to >= 0.0 {
                    kept.push(b);
                }
            }
            points = kept;
        }
        points
    }
}
