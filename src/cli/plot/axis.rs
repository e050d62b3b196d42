//! Where values lie along a side of a figure, and its ticks.
//!
//! Input: ends, linear or logarithmic. Output: places, ticks with their labels. Never: drawing.

/// A side with its ends.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub is_log: bool,
    /// The values at the start and at the end; the second may be the smaller.
    pub ends: [f64; 2],
}

/// A tick.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Tick {
    pub at: f64,
    /// Empty for none.
    pub label: String,
    pub is_large: bool,
}

impl Axis {
    /// The axis that shows values from the first to the second, with some room below and above where that is asked for; ends
    /// that are fixed stay where they are.
    pub fn around(values: [f64; 2], is_log: bool, fixed: [Option<f64>; 2], room: [bool; 2]) -> Axis {
        let [mut low, mut high] = values;
        let is_range = low <= high && low.is_finite() && high.is_finite() && (!is_log || low > 0.0);
        if !is_range {
            [low, high] = if is_log { [1.0, 10.0] } else { [0.0, 1.0] };
        }
        let scale = |v: f64| if is_log { v.log10() } else { v };
        let back = |v: f64| if is_log { 10f64.powf(v) } else { v };
        let (mut start, mut end) = (scale(low), scale(high));
        if start == end {
            let half = if is_log || start == 0.0 { 1.0 } else { start.abs() * 0.05 };
            (start, end) = (start - half, end + half);
        } else {
            let margin = 0.05 * (end - start);
            start -= if room[0] { margin } else { 0.0 };
            end += if room[1] { margin } else { 0.0 };
        }
        let good = |end: &f64| end.is_finite() && (!is_log || *end > 0.0);
        // What comes from a logarithm must have one.
        let shown = |end: f64| back(end).clamp(if is_log { f64::MIN_POSITIVE } else { f64::MIN }, f64::MAX);
        let mut ends = [fixed[0].filter(good).unwrap_or(shown(start)), fixed[1].filter(good).unwrap_or(shown(end))];
        if ends[0] == ends[1] {
            ends[1] = ends[0] + 1.0;
        }
        Axis { is_log, ends }
    }

    /// Where a value lies: 0 at the start, 1 at the end; none for what has no place.
    pub fn place(&self, value: f64) -> Option<f64> {
        let scale = |v: f64| if self.is_log { v.log10() } else { v };
        let [start, end] = self.ends.map(scale);
        Some((scale(value) - start) / (end - start)).filter(|place| place.is_finite())
    }

    /// Its ticks, for at most so many labels.
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        let [low, high] = if self.ends[0] < self.ends[1] { self.ends } else { [self.ends[1], self.ends[0]] };
        let decades = (high / low).log10();
        if self.is_log && decades >= 1.0 { log_ticks(low, high, most) } else { linear_ticks(low, high, most) }
    }
}

/// The largest number of ticks that a side can have.
const MOST: f64 = 1000.0;

fn linear_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let rough = (high - low) / most.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let Some(step) = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * power).find(|&step| step >= rough * 0.999)
    else {
        return Vec::new();
    };
    let first = (low / step - 1e-9).ceil();
    let count = ((high / step + 1e-9).floor() - first).clamp(0.0, MOST) as usize;
    let values: Vec<f64> =
        (0..=count).map(|n| (first + n as f64) * step).filter(|&at| at <= high + 1e-9 * step).collect();
    let largest = values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    // Digits behind the point that tell steps apart.
    let digits = |step: f64| (0..12).find(|&n| is_whole(step * 10f64.powi(n))).unwrap_or(12) as usize;
    let is_far = largest > 0.0 && !(1e-3..1e5).contains(&largest);
    let exponent = if is_far { largest.log10().floor() as i32 } else { 0 };
    let unit = 10f64.powi(exponent);
    let digits = digits(step / unit);
    let label = |at: f64| {
        let at = if at.abs() < step * 1e-6 { 0.0 } else { at / unit };
        let behind = if is_far && at != 0.0 { format!("e{exponent}").replace('-', "−") } else { String::new() };
        format!("{at:.digits$}").replace('-', "−") + &behind
    };
    values.into_iter().map(|at| Tick { at, label: label(at), is_large: true }).collect()
}

fn is_whole(x: f64) -> bool {
    (x - x.round()).abs() < 1e-6 * x.abs().max(1e-3)
}

fn log_ticks(low: f64, high: f64, most: usize) -> Vec<Tick> {
    let (first, last) = ((low.log10() - 1e-9).floor() as i32, (high.log10() + 1e-9).ceil() as i32);
    let step = (last.saturating_sub(first).max(0) as usize).div_ceil(most.max(1)).max(1) as i32;
    let mut ticks = Vec::new();
    for exponent in first..=last {
        let decade = 10f64.powi(exponent);
        let is_named = exponent.rem_euclid(step) == 0;
        let label = if is_named { format!("10{}", raised(exponent)) } else { String::new() };
        ticks.push(Tick { at: decade, label, is_large: is_named });
        if step == 1 {
            ticks.extend((2..10).map(|n| Tick { at: f64::from(n) * decade, label: String::new(), is_large: false }));
        }
    }
    let slack = 1.0 + 1e-9;
    ticks.retain(|tick| tick.at >= low / slack && tick.at <= high * slack);
    ticks
}

/// An int in raised digits.
fn raised(n: i32) -> String {
    let digit = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        c => char::from_u32(0x2070 + c as u32 - '0' as u32).unwrap_or(c),
    };
    n.to_string().chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ends: [f64; 2], is_log: bool) -> Vec<String> {
        Axis { is_log, ends }.ticks(8).into_iter().map(|tick| tick.label).filter(|label| !label.is_empty()).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels([0.0, 1.0], false), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels([-0.05, 9.3], false), ["0", "2", "4", "6", "8"]);
        assert_eq!(
            labels([1.0, -1.0], false),
            ["−1.00", "−0.75", "−0.50", "−0.25", "0.00", "0.25", "0.50", "0.75", "1.00"]
        );
        assert_eq!(
            labels([0.0, 4e6], false),
            ["0.0", "0.5e6", "1.0e6", "1.5e6", "2.0e6", "2.5e6", "3.0e6", "3.5e6", "4.0e6"]
        );
        assert_eq!(labels([0.5, 2e3], true), ["10⁰", "10¹", "10²", "10³"]);
        assert_eq!(labels([1e-3, 1e-1], true), ["10⁻³", "10⁻²", "10⁻¹"]);
    }

    #[test]
    fn no_values_are_wrong() {
        for values in [
            [f64::NAN; 2],
            [1.0, 1.0],
            [0.0, 0.0],
            [f64::INFINITY, f64::NEG_INFINITY],
            [-1e308, 1e308],
            [5e-324, 1e308],
        ] {
            for is_log in [false, true] {
                let axis = Axis::around(values, is_log, [None; 2], [true; 2]);
                assert!(axis.ticks(6).len() < 2000, "{values:?}");
            }
        }
    }
}
