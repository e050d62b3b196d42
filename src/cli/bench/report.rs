//! What was measured, for people and for programs.
//!
//! Input: [`Measured`]. Output: a table, JSON, a chart. Never: statistics.

use super::measure::{Estimate, Measured};
use crate::cli::clock;
use crate::cli::json::quoted;
use crate::cli::plot::chart::{Bars, Chart};

/// A table: per call the median of each side with its bounds, and the ratio of two sides.
pub(super) fn table(measured: &[Measured], labels: &[&str]) -> String {
    let mut head = vec!["call".to_owned()];
    for label in labels {
        let what = if labels.len() > 1 { format!("{label} ") } else { String::new() };
        head.extend([format!("{what}median"), "95 % interval".to_owned()]);
    }
    head.extend((labels.len() > 1).then(|| "ratio".to_owned()));
    head.extend((labels.len() > 1).then(|| "95 % interval".to_owned()));
    let rows: Vec<Vec<String>> = measured.iter().map(row).collect();
    let mut out = aligned(&head, &rows);
    if let Some(mean) = mean_ratio(measured) {
        out += &format!(
            "\n{} takes {mean:.3} of the time of {} (geometric mean of {}).\n",
            labels[1],
            labels[0],
            measured.len()
        );
    }
    out
}

fn row(measured: &Measured) -> Vec<String> {
    let mut row = vec![measured.name.clone()];
    for side in &measured.sides {
        let Estimate { low, median, high } = Estimate::of(&side.seconds);
        row.extend([clock::text(median), format!("{} .. {}", clock::text(low), clock::text(high))]);
    }
    if let Some(Estimate { low, median, high }) = measured.ratio() {
        row.extend([format!("{median:.3}"), format!("{low:.3} .. {high:.3}")]);
    }
    row
}

/// Columns beside each other, the first to the left.
fn aligned(head: &[String], rows: &[Vec<String>]) -> String {
    let width =
        |column: usize| rows.iter().map(|row| &row[column]).chain([&head[column]]).map(|it| it.chars().count()).max();
    let widths: Vec<usize> = (0..head.len()).map(|column| width(column).unwrap_or(0)).collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths).enumerate();
        let cells =
            cells.map(|(n, (cell, &width))| if n == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().fold(line(head), |out, row| out + &line(row))
}

fn mean_ratio(measured: &[Measured]) -> Option<f64> {
    let logs = measured.iter().map(|it| it.ratio().map(|ratio| ratio.median.ln())).collect::<Option<Vec<f64>>>()?;
    Some((logs.iter().sum::<f64>() / logs.len() as f64).exp())
}

/// All measurements.
pub(super) fn json(measured: &[Measured], labels: &[&str]) -> String {
    let estimate = |it: Estimate| format!("{{\"low\":{},\"median\":{},\"high\":{}}}", it.low, it.median, it.high);
    let side = |(side, label): (&super::measure::Timing, &&str)| {
        let seconds: Vec<String> = side.seconds.iter().map(f64::to_string).collect();
        format!(
            "{{\"label\":{},\"loops\":{},\"seconds\":{},\"rounds\":[{}]}}",
            quoted(label),
            side.loops,
            estimate(Estimate::of(&side.seconds)),
            seconds.join(",")
        )
    };
    let call = |it: &Measured| {
        let sides: Vec<String> = it.sides.iter().zip(labels).map(side).collect();
        let ratio = it.ratio().map_or(String::new(), |ratio| format!(",\"ratio\":{}", estimate(ratio)));
        format!("{{\"call\":{},\"sides\":[{}]{ratio}}}", quoted(&it.name), sides.join(","))
    };
    let calls: Vec<String> = measured.iter().map(call).collect();
    format!("{{\"numjit\":{},\"calls\":[\n{}\n]}}\n", quoted(env!("CARGO_PKG_VERSION")), calls.join(",\n"))
}

/// A chart of the medians.
///
/// # Errors
/// What drawing says.
pub(super) fn chart(measured: &[Measured], labels: &[&str], title: &str) -> Result<String, String> {
    let series = labels.iter().enumerate().map(|(n, label)| Bars {
        label: if labels.len() > 1 { (*label).to_owned() } else { String::new() },
        values: measured
            .iter()
            .map(|it| Estimate::of(&it.sides[n].seconds))
            .map(|it| [it.low, it.median, it.high])
            .collect(),
    });
    let chart = Chart {
        title: title.to_owned(),
        label: "seconds per call".to_owned(),
        names: measured.iter().map(|it| it.name.clone()).collect(),
        series: series.collect(),
        rule: None,
    };
    chart.svg()
}
