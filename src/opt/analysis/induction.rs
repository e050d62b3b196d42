//! Variables of loops that are never less than they were at first.
//!
//! Input: a loop, and what is known in front of it. Output: facts about its carried values.
//! Never: upper bounds (conditions in the body give those).
//!
//! All candidates are assumed to be so, the body is visited with that, and what does not hold where the loop repeats is
//! dropped, until all that is left holds.

use super::facts::Facts;
use crate::ir::{Function, InstId, LabelId, Op, RegionId, Ty, ValueId};

/// How often candidates are dropped before all are.
const ROUNDS: usize = 4;

/// Larger bodies are not visited.
const MOST_INSTS: usize = 400;

/// A carried value, and what it is at least at first.
struct Candidate {
    param: ValueId,
    /// Its place among the operands of what repeats the loop.
    place: usize,
    least: i64,
}

/// The end of an iteration.
#[derive(Clone, Copy)]
enum Repeat {
    /// `br` to the loop.
    Branch(LabelId),
    /// The end of the body.
    End,
}

/// Adds what holds of a loop's carried values in its body.
pub(super) fn enter(facts: &mut Facts, f: &Function, id: InstId) {
    let inst = &f[id];
    // A counted loop's operands are its range, then the values; its parameters are its variable, then the values.
    let (repeat, first) = match inst.op {
        Op::Loop(label) => (Repeat::Branch(label), 0),
        Op::For => (Repeat::End, 1),
        _ => return,
    };
    let body = inst.regions[0];
    let init = &inst.args[if first == 0 { 0 } else { 3 }..];
    let mut candidates: Vec<Candidate> = Vec::new();
    for (place, (&param, &init)) in f[body].params[first..].iter().zip(init).enumerate() {
        if *f.ty(param) == Ty::I64
            && let Some(least) = facts.least_of(f, init)
        {
            candidates.push(Candidate { param, place, least });
        }
    }
    if candidates.is_empty() || size(f, body, MOST_INSTS).is_none() {
        return;
    }
    for _ in 0..ROUNDS {
        let mark = facts.mark();
        candidates.iter().for_each(|candidate| facts.raise_least(candidate.param, candidate.least));
        let mut visit = Visit { facts, f, repeat, holds: vec![true; candidates.len()], candidates: &candidates };
        visit.region(body, true);
        let holds = visit.holds;
        if !holds.contains(&false) {
            // The assumptions stay.
            return;
        }
        facts.back_to(&mark);
        let mut kept = holds.into_iter();
        candidates.retain(|_| kept.next() == Some(true));
    }
}

/// How many instructions a region holds, if there are not more than some.
fn size(f: &Function, region: RegionId, most: usize) -> Option<usize> {
    f[region].insts.iter().try_fold(most, |left, &inst| {
        let left = left.checked_sub(1)?;
        f[inst].regions.iter().try_fold(left, |left, &nested| size(f, nested, left))
    })
}

struct Visit<'v> {
    facts: &'v mut Facts,
    f: &'v Function,
    repeat: Repeat,
    candidates: &'v [Candidate],
    holds: Vec<bool>,
}

impl Visit<'_> {
    /// `outermost`: it is the loop's own body.
    fn region(&mut self, region: RegionId, outermost: bool) {
        let f = self.f;
        let mark = self.facts.mark();
        for &id in &f[region].insts {
            let inst = &f[id];
            let repeats = match (self.repeat, &inst.op) {
                (Repeat::Branch(label), Op::Br(other)) => label == *other,
                (Repeat::End, Op::Yield) => outermost,
                _ => false,
            };
            if repeats {
                self.check(&inst.args);
            }
            self.facts.enter_range(f, inst);
            let mut least = Vec::new();
            for (i, &nested) in inst.regions.iter().enumerate() {
                let mark = self.facts.mark();
                self.facts.enter_region(f, inst, i);
                self.region(nested, false);
                self.facts.leave_arm(f, nested, &mut least);
                self.facts.back_to(&mark);
            }
            self.facts.leave(f, inst, &least);
        }
        // The facts at an arm's end are asked for by `leave_arm`, which comes after this.
        if outermost {
            self.facts.back_to(&mark);
        }
    }

    fn check(&mut self, next: &[ValueId]) {
        for (candidate, holds) in self.candidates.iter().zip(&mut self.holds) {
            let least = self.facts.least_of(self.f, next[candidate.place]);
            *holds &= least.is_some_and(|least| least >= candidate.least);
        }
    }
}
