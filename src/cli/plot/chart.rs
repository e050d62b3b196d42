//! Charts of benchmarks: a row of bars per name, on a logarithmic scale.
//!
//! Input: names with numbers and the bounds of their error. Output: an SVG. Never: measuring.

use super::color::Rgb;
use super::spec::{Axes, Figure, Grid, Item, Legend, Shape, Side, Stroke, Words};

/// Bars for each of some names.
pub struct Chart {
    /// Above it.
    pub title: String,
    /// Below it.
    pub label: String,
    /// A row each, from above.
    pub names: Vec<String>,
    /// Bars within a row, from above.
    pub series: Vec<Bars>,
    /// A value that is marked by a line.
    pub rule: Option<f64>,
}

/// A bar per name.
pub struct Bars {
    /// For the legend; empty for none.
    pub label: String,
    /// Low bound, value and high bound per name; what is not a number is left out.
    pub values: Vec<[f64; 3]>,
}

/// Sizes in pixels at 100 per inch.
const WIDTH: f64 = 760.0;
const BAR: f64 = 13.0;
const AROUND: f64 = 95.0;
/// Of a letter of a name.
const LETTER: f64 = 7.4;

/// How much of a row bars take.
const FULL: f64 = 0.76;

/// The numbers of one series, column by column.
struct Columns {
    starts: Vec<f64>,
    ends: Vec<f64>,
    tops: Vec<f64>,
    bottoms: Vec<f64>,
    /// Lines from bound to bound, and where they lie.
    bounds: Vec<f64>,
    middles: Vec<f64>,
}

impl Chart {
    /// The chart as an SVG.
    ///
    /// # Errors
    /// What drawing says.
    pub fn svg(&self) -> Result<String, String> {
        let left = self.left();
        let columns: Vec<Columns> = (0..self.series.len()).map(|n| self.columns(n, left)).collect();
        let mut items: Vec<Item<'_>> = Vec::new();
        for (n, (columns, series)) in columns.iter().zip(&self.series).enumerate() {
            items.push(item(Rgb::of_turn(n), series.label.clone(), columns.bars()));
            items.push(item(Rgb::BLACK, String::new(), columns.errors()));
        }
        if let Some(at) = self.rule {
            let stroke = Stroke { width: 1.0, dash: "--".to_owned() };
            items.push(item(Rgb::BLACK, String::new(), Shape::Rule { at, is_level: false, stroke }));
        }
        super::svg(&self.figure(items, left))
    }

    fn figure<'a>(&self, items: Vec<Item<'a>>, left: f64) -> Figure<'a> {
        let height = AROUND + BAR / FULL * (self.names.len() * self.series.len().max(1)) as f64;
        let letters = self.names.iter().map(|name| name.chars().count()).max().unwrap_or(0) as f64;
        let beside = (letters * LETTER + 30.0).min(WIDTH / 2.0) / WIDTH;
        let ticks = self.names.iter().enumerate().map(|(n, name)| (-(n as f64), Some(name.clone())));
        let lowest = -(self.names.len() as f64) + 0.5;
        let axes = Axes {
            frame: [beside, 52.0 / height, 0.97 - beside, 1.0 - AROUND / height],
            title: words(&self.title),
            x: Side { label: words(&self.label), is_log: true, limits: [Some(left), None], ..Side::default() },
            y: Side { ticks: Some(ticks.collect()), limits: [Some(lowest), Some(0.5)], ..Side::default() },
            grid: Some(Grid {
                sides: [true; 2],
                is_fine: false,
                color: Rgb::PALE,
                alpha: 1.0,
                stroke: Stroke { width: 0.8, dash: "-".to_owned() },
            }),
            legend: self.series.iter().any(|series| !series.label.is_empty()).then(|| Legend {
                place: "lower right".to_owned(),
                title: String::new(),
                size: 1.0,
                columns: 1,
                has_frame: true,
            }),
            edges: [true; 4],
            is_off: false,
            is_equal: false,
            is_right: false,
            items,
        };
        Figure::new([WIDTH, height], vec![axes])
    }

    /// Where bars begin: a round number below all.
    fn left(&self) -> f64 {
        let values = self.series.iter().flat_map(|series| series.values.iter().flatten());
        let least = values.chain(&self.rule).copied().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
        let power = 10f64.powf(least.log10().floor());
        [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|&it| it < 0.9 * least).unwrap_or(0.5 * power)
    }

    fn columns(&self, n: usize, left: f64) -> Columns {
        let thick = FULL / self.series.len() as f64;
        let mut columns =
            Columns { starts: vec![], ends: vec![], tops: vec![], bottoms: vec![], bounds: vec![], middles: vec![] };
        for (row, &[low, value, high]) in self.series[n].values.iter().enumerate().filter(|(_, it)| it[1].is_finite()) {
            let top = FULL / 2.0 - row as f64 - n as f64 * thick;
            columns.starts.push(left);
            columns.ends.push(value);
            columns.tops.push(top);
            columns.bottoms.push(top - thick);
            columns.bounds.extend([low, high, f64::NAN]);
            columns.middles.extend([top - thick / 2.0; 3]);
        }
        columns
    }
}

impl Columns {
    fn bars(&self) -> Shape<'_> {
        Shape::Bars { x: [&self.starts, &self.ends], y: [&self.bottoms, &self.tops], edge: None }
    }

    fn errors(&self) -> Shape<'_> {
        let stroke = Stroke { width: 1.2, dash: "-".to_owned() };
        Shape::Line { x: &self.bounds, y: &self.middles, stroke, marker: None, size: 0.0 }
    }
}

fn item(color: Rgb, label: String, shape: Shape<'_>) -> Item<'_> {
    Item { label, alpha: 1.0, color, order: 1.0, shape }
}

fn words(text: &str) -> Words {
    Words { text: text.to_owned(), ..Words::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_show_names_and_scales() {
        let values = vec![[0.9e-3, 1e-3, 1.1e-3], [2.0, 2.5, 3.0]];
        let chart = Chart {
            title: "times".to_owned(),
            label: "seconds".to_owned(),
            names: vec!["fast".to_owned(), "slow".to_owned()],
            series: vec![Bars { label: "one".to_owned(), values }],
            rule: Some(1.0),
        };
        let svg = chart.svg().unwrap();
        for part in ["times", "seconds", "fast", "slow", "one", "10⁻²", "10⁰"] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
    }
}
