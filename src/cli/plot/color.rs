//! Colors by name.
//!
//! Input: `r`, `C3`, `tab:blue`, `#1f77b4`, `0.5`, tuples. Output: [`Rgb`]. Never: drawing.

use plotters::style::RGBColor;
use py_literal::Value;

/// A color.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rgb(pub [u8; 3]);

/// The colors that take turns.
const CYCLE: [Rgb; 10] = [
    Rgb([0x1f, 0x77, 0xb4]),
    Rgb([0xff, 0x7f, 0x0e]),
    Rgb([0x2c, 0xa0, 0x2c]),
    Rgb([0xd6, 0x27, 0x28]),
    Rgb([0x94, 0x67, 0xbd]),
    Rgb([0x8c, 0x56, 0x4b]),
    Rgb([0xe3, 0x77, 0xc2]),
    Rgb([0x7f, 0x7f, 0x7f]),
    Rgb([0xbc, 0xbd, 0x22]),
    Rgb([0x17, 0xbe, 0xcf]),
];

/// Names of the colors that take turns.
const CYCLE_NAMES: [&str; 10] = ["blue", "orange", "green", "red", "purple", "brown", "pink", "gray", "olive", "cyan"];

/// Colors with names.
const NAMED: &[(&str, [u8; 3])] = &[
    ("b", [0, 0, 255]),
    ("g", [0, 128, 0]),
    ("r", [255, 0, 0]),
    ("c", [0, 191, 191]),
    ("m", [191, 0, 191]),
    ("y", [191, 191, 0]),
    ("k", [0, 0, 0]),
    ("w", [255, 255, 255]),
    ("black", [0, 0, 0]),
    ("white", [255, 255, 255]),
    ("red", [255, 0, 0]),
    ("green", [0, 128, 0]),
    ("blue", [0, 0, 255]),
    ("cyan", [0, 255, 255]),
    ("magenta", [255, 0, 255]),
    ("yellow", [255, 255, 0]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("lightgray", [211, 211, 211]),
    ("lightgrey", [211, 211, 211]),
    ("darkgray", [169, 169, 169]),
    ("silver", [192, 192, 192]),
    ("orange", [255, 165, 0]),
    ("darkorange", [255, 140, 0]),
    ("purple", [128, 0, 128]),
    ("brown", [165, 42, 42]),
    ("pink", [255, 192, 203]),
    ("olive", [128, 128, 0]),
    ("navy", [0, 0, 128]),
    ("teal", [0, 128, 128]),
    ("lime", [0, 255, 0]),
    ("gold", [255, 215, 0]),
    ("crimson", [220, 20, 60]),
    ("salmon", [250, 128, 114]),
    ("coral", [255, 127, 80]),
    ("tomato", [255, 99, 71]),
    ("indigo", [75, 0, 130]),
    ("violet", [238, 130, 238]),
    ("steelblue", [70, 130, 180]),
    ("skyblue", [135, 206, 235]),
    ("royalblue", [65, 105, 225]),
    ("darkblue", [0, 0, 139]),
    ("darkgreen", [0, 100, 0]),
    ("darkred", [139, 0, 0]),
    ("forestgreen", [34, 139, 34]),
    ("firebrick", [178, 34, 34]),
];

impl Rgb {
    pub const BLACK: Rgb = Rgb([0; 3]);
    pub const WHITE: Rgb = Rgb([255; 3]);
    /// Of grids and frames of legends.
    pub const PALE: Rgb = Rgb([0xb0; 3]);

    /// The n-th of the colors that take turns.
    pub fn of_turn(n: usize) -> Rgb {
        CYCLE[n % CYCLE.len()]
    }

    /// A color as a script writes it.
    ///
    /// # Errors
    /// matplotlib's words for what is none.
    pub fn of(value: &Value) -> Result<Rgb, String> {
        match value {
            Value::String(text) => Self::named(text).ok_or_else(|| format!("'{text}' is not a valid value for color")),
            Value::Tuple(parts) if matches!(parts.len(), 3 | 4) => {
                let byte = |n: usize| match &parts[n] {
                    Value::Float(x) => to_byte(*x),
                    _ => 0,
                };
                Ok(Rgb([byte(0), byte(1), byte(2)]))
            }
            _ => Err("a color is a name or three numbers".to_owned()),
        }
    }

    fn named(text: &str) -> Option<Rgb> {
        if let Some(digits) = text.strip_prefix('#') {
            return Self::of_digits(digits);
        }
        if let Some(n) = text.strip_prefix('C').and_then(|n| n.parse().ok()) {
            return Some(Self::of_turn(n));
        }
        if let Some(name) = text.strip_prefix("tab:") {
            return CYCLE_NAMES.iter().position(|it| *it == name).map(Self::of_turn);
        }
        if let Ok(gray) = text.parse::<f64>() {
            return Some(Rgb([to_byte(gray); 3]));
        }
        NAMED.iter().find(|(name, _)| *name == text.to_lowercase()).map(|(_, rgb)| Rgb(*rgb))
    }

    fn of_digits(digits: &str) -> Option<Rgb> {
        let part = |n: usize| match digits.len() {
            3 => u8::from_str_radix(digits.get(n..n + 1)?, 16).ok().map(|x| x * 17),
            6 | 8 => u8::from_str_radix(digits.get(2 * n..2 * n + 2)?, 16).ok(),
            _ => None,
        };
        Some(Rgb([part(0)?, part(1)?, part(2)?]))
    }

    /// As the drawing library has it.
    pub fn plain(self) -> RGBColor {
        RGBColor(self.0[0], self.0[1], self.0[2])
    }
}

/// 0 to 1 as 0 to 255.
pub(super) fn to_byte(x: f64) -> u8 {
    (x.clamp(0.0, 1.0) * 255.0).round() as u8
}
