//! Rounds of timed calls, and what can be said of them.
//!
//! Input: calls that take turns. Output: [`Measured`]. Never: how it is shown.

use crate::cli::stopwatch::Stopwatch;
use crate::engine::{Failure, Session};
use indicatif::ProgressBar;

/// A call that can be timed.
pub(super) struct Target<'a> {
    call: String,
    watch: Stopwatch<'a>,
}

impl<'a> Target<'a> {
    /// The n-th call of a session.
    ///
    /// # Errors
    /// It is no expression.
    pub fn new(session: &'a Session, call: String, number: usize) -> Result<Target<'a>, Failure> {
        Ok(Target { watch: Stopwatch::new(session, &call, number)?, call })
    }

    /// How it is told from others: by its function alone, if that takes no arguments.
    pub fn name(&self) -> &str {
        self.call.strip_suffix("()").unwrap_or(&self.call)
    }

    /// What it calls.
    pub fn function(&self) -> &str {
        self.call.split('(').next().unwrap_or(&self.call).trim()
    }
}

/// A call, on each side.
pub(super) struct Measured {
    pub name: String,
    pub sides: Vec<Timing>,
}

/// The runs of a call.
pub(super) struct Timing {
    /// Calls per round.
    pub loops: u64,
    /// Seconds per call in each round.
    pub seconds: Vec<f64>,
}

/// A median and the bounds between which that of all possible rounds lies, in 95 of 100 cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Estimate {
    /// From samples: the bounds are samples too, by the binomial distribution of how many lie below a median.
    pub fn of(samples: &[f64]) -> Estimate {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        let middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
        let below = ((n as f64 - 1.96 * (n as f64).sqrt()) / 2.0).floor().max(0.0) as usize;
        Estimate { low: sorted[below], median: middle, high: sorted[n - 1 - below] }
    }
}

impl Measured {
    /// How long the second side takes of the first one's time, round by round.
    pub fn ratio(&self) -> Option<Estimate> {
        let [first, second] = &self.sides[..] else { return None };
        let pairs = first.seconds.iter().zip(&second.seconds);
        Some(Estimate::of(&pairs.map(|(first, second)| second / first).collect::<Vec<_>>()))
    }
}

/// Times groups of calls; those of a group take turns.
///
/// # Errors
/// What a call raises.
pub(super) fn in_turns(
    groups: &[Vec<&Target<'_>>],
    rounds: u16,
    least: f64,
    bar: &ProgressBar,
) -> Result<Vec<Measured>, Failure> {
    let mut out = Vec::new();
    for group in groups {
        let loops = |target: &&Target<'_>| Ok(Timing { loops: target.watch.fine_loops(least)?, seconds: Vec::new() });
        let name = group[0].name().to_owned();
        out.push(Measured { name, sides: group.iter().map(loops).collect::<Result<_, Failure>>()? });
    }
    for round in 0..usize::from(rounds) {
        for (group, measured) in groups.iter().zip(&mut out) {
            for turn in 0..group.len() {
                let side = (turn + round) % group.len();
                let timing = &mut measured.sides[side];
                timing.seconds.push(group[side].watch.seconds_per_loop(timing.loops)?);
            }
            bar.inc(1);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_samples() {
        let samples: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        assert_eq!(Estimate::of(&samples), Estimate { low: 6.0, median: 10.5, high: 15.0 });
        assert_eq!(Estimate::of(&[2.0, 1.0]), Estimate { low: 1.0, median: 1.5, high: 2.0 });
    }
}
