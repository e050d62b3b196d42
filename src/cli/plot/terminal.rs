//! Figures and arrays as cells of a terminal.
//!
//! Input: pixels, the width of the terminal. Output: text with colors: two pixels, one above the other, per cell; without
//! colors letters, the more ink the darker a figure or the larger a number. Never: writing it.

use super::POINTS;
use super::color::Rgb;
use super::colormap::Colormap;
use super::image::{self, Picture};
use super::spec::{Colors, Figure, Shape};
use std::fmt::Write;

/// What is shown on.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Screen {
    /// How wide it is.
    pub columns: usize,
    pub has_colors: bool,
}

/// A figure.
///
/// # Errors
/// What drawing it says.
pub(in crate::cli) fn figure_cells(spec: &str, numbers: &[f64], screen: Screen) -> Result<String, String> {
    let columns = screen.columns;
    let figure = Figure::read(spec, numbers)?;
    let dpi = columns as f64 / (figure.points()[0] / POINTS);
    // Cells are too coarse for letters at their size: a finer picture is drawn and made smaller.
    let (pixels, size) = image::pixels(&figure, dpi)?;
    let pixels = pixels.chunks_exact(3).map(|rgb| Rgb([rgb[0], rgb[1], rgb[2]])).collect::<Vec<_>>();
    Ok(if screen.has_colors { cells(&pixels, size) } else { letters(size, |at| 1.0 - brightness(pixels[at])) })
}

/// A two-dimensional array, its lowest value dark and its highest bright.
pub(in crate::cli) fn array_cells(data: &[f64], [rows, width]: [usize; 2], screen: Screen) -> String {
    let columns = screen.columns;
    let finite = || data.iter().copied().filter(|x| x.is_finite());
    let ends = [finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max)];
    let map = if screen.has_colors { Colormap::VIRIDIS } else { Colormap::GRAY };
    let shape = Shape::Image {
        data,
        rows,
        columns: width,
        channels: 1,
        is_upper: true,
        extent: [0.0; 4],
        colors: Colors { map, ends },
    };
    let Some(picture) = Picture::of(&shape, 1.0) else { return String::new() };
    // Small arrays are seen better when their elements take several cells.
    let shown = if width >= columns { columns } else { width * (columns / width.max(1)).clamp(1, 4) };
    let height = (rows * shown).div_ceil(width).clamp(1, 4 * columns);
    let at = |n: usize| {
        let (row, column) = (n / shown * rows / height, n % shown * width / shown);
        let [r, g, b, _] = picture.pixels[row * width + column];
        Rgb([r, g, b])
    };
    let pixels: Vec<Rgb> = (0..shown * height).map(at).collect();
    if screen.has_colors {
        cells(&pixels, [shown, height])
    } else {
        letters([shown, height], |at| brightness(pixels[at]))
    }
}

/// Letters with more and more ink.
const INK: &[u8; 10] = b" .:-=+*#%@";

/// Rows of letters, by how much ink each pixel has; a letter is as high as two.
fn letters([width, height]: [usize; 2], ink: impl Fn(usize) -> f64) -> String {
    let mut out = String::new();
    for row in (0..height).step_by(2) {
        let below = (row + 1).min(height - 1);
        let of = |column: usize| (ink(row * width + column) + ink(below * width + column)) / 2.0;
        let letter = |column: usize| char::from(INK[(of(column) * (INK.len() - 1) as f64).round() as usize]);
        let line: String = (0..width).map(letter).collect();
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// From 0 to 1.
fn brightness(Rgb([r, g, b]): Rgb) -> f64 {
    (0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)) / 255.0
}

/// Rows of upper half blocks.
fn cells(pixels: &[Rgb], [width, height]: [usize; 2]) -> String {
    let mut out = String::new();
    for row in (0..height).step_by(2) {
        for column in 0..width {
            let Rgb([r, g, b]) = pixels[row * width + column];
            let _ = write!(out, "\x1b[38;2;{r};{g};{b}m");
            if let Some(Rgb([r, g, b])) = pixels.get((row + 1) * width + column) {
                let _ = write!(out, "\x1b[48;2;{r};{g};{b}m");
            }
            out.push('▀');
        }
        out += "\x1b[0m\n";
    }
    out
}
