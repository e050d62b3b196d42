//! Pixels: figures as PNG, arrays as pictures.
//!
//! Input: a figure, an array with colors. Output: bytes of a PNG; [`Picture`]. Never: axes.

use super::canvas::Canvas;
use super::color::{Rgb, to_byte};
use super::spec::{Figure, Shape};
use super::{POINTS, draw};
use plotters::prelude::BitMapBackend;

/// Each pixel is the mean of so many squared, for smooth edges.
const FINE: usize = 2;

/// The most pixels that a figure may have.
const MOST: f64 = 64e6;

/// A figure as a PNG.
///
/// # Errors
/// In words: it would be too large.
pub(super) fn png(figure: &Figure<'_>) -> Result<Vec<u8>, String> {
    let (bytes, [width, height]) = pixels(figure, figure.dpi)?;
    encode(&bytes, [width, height], png::ColorType::Rgb)
}

/// The pixels of a figure, and how many.
///
/// # Errors
/// In words: it would be too large.
pub(super) fn pixels(figure: &Figure<'_>, dpi: f64) -> Result<(Vec<u8>, [usize; 2]), String> {
    let [width, height] = figure.points().map(|points| (points * dpi / POINTS).round());
    if !(width >= 1.0 && height >= 1.0 && width * height <= MOST) {
        return Err(format!("Image size of {width}x{height} pixels is too large."));
    }
    let size = [width as usize, height as usize];
    let mut fine = vec![255; size[0] * size[1] * FINE * FINE * 3];
    {
        let fine_size = ((size[0] * FINE) as u32, (size[1] * FINE) as u32);
        let mut backend = BitMapBackend::with_buffer(&mut fine, fine_size);
        draw::figure(figure, &mut Canvas::new(&mut backend, dpi / POINTS * FINE as f64))?;
    }
    Ok((averaged(&fine, size), size))
}

/// The means of squares of pixels.
fn averaged(fine: &[u8], [width, height]: [usize; 2]) -> Vec<u8> {
    let mut out = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            for channel in 0..3 {
                let of = |dy: usize, dx: usize| {
                    let at = ((y * FINE + dy) * width * FINE + x * FINE + dx) * 3 + channel;
                    usize::from(fine[at])
                };
                let sum: usize = (0..FINE * FINE).map(|n| of(n / FINE, n % FINE)).sum();
                out.push((sum / (FINE * FINE)) as u8);
            }
        }
    }
    out
}

/// Pixels as a PNG.
///
/// # Errors
/// What the encoder says.
pub(super) fn encode(bytes: &[u8], [width, height]: [usize; 2], color: png::ColorType) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(bytes));
    written.map_err(|error| error.to_string())?;
    Ok(out)
}

/// An array as colors, row by row from the top.
pub(super) struct Picture {
    pub size: [usize; 2],
    /// Red, green, blue and how much of it is seen.
    pub pixels: Vec<[u8; 4]>,
}

impl Picture {
    /// The picture that an image is; none: it has no elements.
    pub fn of(shape: &Shape<'_>, alpha: f64) -> Option<Picture> {
        let Shape::Image { data, rows, columns, channels, is_upper, colors, .. } = shape else { return None };
        let (rows, columns, channels) = (*rows, *columns, *channels);
        if rows * columns == 0 || data.len() < rows * columns * channels {
            return None;
        }
        let pixel = |row: usize, column: usize| {
            let at = (row * columns + column) * channels;
            if channels == 1 {
                return colors.of(data[at]).map_or([0; 4], |Rgb([r, g, b])| [r, g, b, to_byte(alpha)]);
            }
            let own = if channels == 4 { data[at + 3] } else { 1.0 };
            [to_byte(data[at]), to_byte(data[at + 1]), to_byte(data[at + 2]), to_byte(own * alpha)]
        };
        let row_of = |n: usize| if *is_upper { n } else { rows - 1 - n };
        let pixels = (0..rows * columns).map(|n| pixel(row_of(n / columns), n % columns)).collect();
        Some(Picture { size: [columns, rows], pixels })
    }

    /// As a PNG.
    ///
    /// # Errors
    /// What the encoder says.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        encode(self.pixels.as_flattened(), self.size, png::ColorType::Rgba)
    }
}

/// Bytes as text, for links that hold their data.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let word = three.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for n in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * n) & 63) as usize];
            out.push(if n <= three.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_as_text() {
        let texts = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
