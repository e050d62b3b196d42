//! Figures and arrays as colored cells of a terminal.
//!
//! Input: pixels, the width of the terminal. Output: text with colors: two pixels, one above the other, per cell.
//! Never: writing it.

use super::POINTS;
use super::color::Rgb;
use super::image::{self, Picture};
use super::spec::{Colors, Figure, Shape};
use crate::cli::plot::color::Colormap;
use std::fmt::Write;

/// A figure.
///
/// # Errors
/// What drawing it says.
pub(in crate::cli) fn figure_cells(spec: &str, numbers: &[f64], columns: usize) -> Result<String, String> {
    let figure = Figure::read(spec, numbers)?;
    let dpi = columns as f64 / (figure.points()[0] / POINTS);
    // Cells are too coarse for letters at their size: a finer picture is drawn and made smaller.
    let (pixels, size) = image::pixels(&figure, dpi)?;
    let pixels = pixels.chunks_exact(3).map(|rgb| Rgb([rgb[0], rgb[1], rgb[2]])).collect::<Vec<_>>();
    Ok(cells(&pixels, size))
}

/// A two-dimensional array, its lowest value dark and its highest bright.
pub(in crate::cli) fn array_cells(data: &[f64], [rows, width]: [usize; 2], columns: usize) -> String {
    let finite = || data.iter().copied().filter(|x| x.is_finite());
    let ends = [finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max)];
    let map = Colormap::Viridis { is_reversed: false };
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
    cells(&pixels, [shown, height])
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
