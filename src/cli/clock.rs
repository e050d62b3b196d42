//! Measured times, and their text.
//!
//! Input: work to time. Output: durations; `12.3 ms`. Never: what is measured.

use std::time::Duration;

/// A time with three digits, as IPython writes it: `1.23 ms`, `1min 5s`.
pub(super) fn text(seconds: f64) -> String {
    if seconds >= 60.0 {
        return in_parts(seconds);
    }
    let (scale, unit) = match seconds {
        s if s >= 1.0 => (1.0, "s"),
        s if s >= 1e-3 => (1e3, "ms"),
        s if s >= 1e-6 => (1e6, "µs"),
        _ => (1e9, "ns"),
    };
    format!("{} {unit}", significant(seconds * scale))
}

/// Three digits, without zeros at the end.
fn significant(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return "0".to_owned();
    }
    let decimals = (2 - x.abs().log10().floor() as i32).max(0) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn in_parts(seconds: f64) -> String {
    let mut left = seconds as u64;
    let mut parts = Vec::new();
    for (unit, size) in [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)] {
        if left >= size {
            parts.push(format!("{}{unit}", left / size));
            left %= size;
        }
    }
    parts.join(" ")
}

/// Mean and standard deviation.
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (squares / values.len() as f64).sqrt())
}

/// `1,000,000`
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join(",")
}

/// `1 loop`, `2 loops`
pub(super) fn counted(n: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// As [`text`], of a duration.
pub(super) fn duration(time: Duration) -> String {
    text(time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let shown: Vec<String> = [1.234e-7, 1.0e-6, 9.996e-3, 2.5, 61.0, 3_700.0].map(text).into();
        assert_eq!(shown, ["123 ns", "1 µs", "10 ms", "2.5 s", "1min 1s", "1h 1min 40s"]);
        assert_eq!(
            (grouped(1), grouped(1_000), grouped(12_345_678)),
            ("1".into(), "1,000".into(), "12,345,678".into())
        );
        assert_eq!(mean_and_deviation(&[1.0, 3.0]), (2.0, 1.0));
    }
}
