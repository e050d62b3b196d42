//! Figures as images.
//!
//! Input: a figure's description, as the library's `matplotlib` writes it, and its numbers. Output: PNG, SVG, colored cells
//! of a terminal. Never: what scripts may call (the library says), fonts of the system.

mod around;
mod axis;
mod canvas;
pub mod chart;
mod color;
mod colormap;
mod draw;
mod image;
mod items;
mod legend;
mod marks;
mod mathtext;
mod spec;
mod terminal;

pub(super) use terminal::{Screen, array_cells, figure_cells};

use canvas::{Canvas, Embedded};
use spec::Figure;
use std::path::Path;

/// Units of an SVG per point: its coordinates are whole.
const FINE: f64 = 8.0;

/// Points per inch.
const POINTS: f64 = 72.0;

/// Draws a figure into a file, as its ending says.
///
/// # Errors
/// In words: another ending, a file that cannot be written.
pub(super) fn save(path: &str, spec: &str, numbers: &[f64]) -> Result<(), String> {
    let figure = Figure::read(spec, numbers)?;
    let bytes = match Path::new(path).extension().and_then(|ending| ending.to_str()) {
        Some("svg") => svg(&figure)?.into_bytes(),
        Some("png") => image::png(&figure)?,
        None => {
            let bytes = image::png(&figure)?;
            return write(&format!("{path}.png"), &bytes);
        }
        Some(other) => return Err(format!("Format '{other}' is not supported (supported formats: png, svg)")),
    };
    write(path, &bytes)
}

fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("{path}: {error}"))
}

/// A figure as an SVG.
fn svg(figure: &Figure<'_>) -> Result<String, String> {
    let size = figure.points().map(|length| (length * FINE).round().max(1.0) as u32);
    let mut out = String::new();
    let pictures = {
        let mut backend = plotters::prelude::SVGBackend::with_string(&mut out, (size[0], size[1]));
        let mut canvas = Canvas::new(&mut backend, FINE).keeping_pictures();
        draw::figure(figure, &mut canvas)?;
        canvas.take_pictures()
    };
    let behind = out.find("/>").map_or(out.len(), |at| at + 2);
    out.insert_str(behind, &pictures.iter().map(embedded).collect::<String>());
    // Fine coordinates, shown in the size that the figure has.
    let shown = figure.points().map(|length| length * figure.dpi / POINTS);
    let head = format!("<svg width=\"{}\" height=\"{}\" ", size[0], size[1]);
    Ok(out.replacen(&head, &format!("<svg width=\"{:.0}\" height=\"{:.0}\" ", shown[0], shown[1]), 1))
}

/// A picture, which lies under all but the background.
fn embedded(picture: &Embedded) -> String {
    let [x, y, width, height] = picture.area;
    format!(
        "\n<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" \
         style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>",
        image::base64(&picture.png)
    )
}
