//! Removes checks that cannot fail, and the wrap of indices that are not negative.
//!
//! Input: a function. Output: the same without the `bounds` that what is known of the index proves (see `analysis::facts`), or
//! that an earlier `bounds` of the same index and length has made already; the rest marked where the index is not negative.
//! Never: moves a check.

use super::analysis::affine::{Affine, affine};
use super::analysis::facts::{Facts, FactsWalk};
use super::rewrite::Substitution;
use crate::ir::{Function, InstId, Op, RegionId, Sign, ValueId};
use rustc_hash::FxHashMap;

pub(super) fn run(function: &mut Function) {
    let mut pass = Bounds {
        f: function,
        facts: Facts::default(),
        passed: Passed::default(),
        substitution: Substitution::default(),
    };
    pass.region(pass.f.body);
}

/// Checks that were passed on every way here: index, length, the checked index.
#[derive(Default)]
struct Passed {
    known: FxHashMap<(Affine, Affine), ValueId>,
    /// In the order in which they were added.
    added: Vec<(Affine, Affine)>,
}

struct Bounds<'f> {
    f: &'f mut Function,
    facts: Facts,
    passed: Passed,
    substitution: Substitution,
}

impl FactsWalk for Bounds<'_> {
    fn parts(&mut self) -> (&Function, &mut Facts) {
        (self.f, &mut self.facts)
    }

    fn region(&mut self, region: RegionId) {
        let mark = self.passed.added.len();
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for id in insts {
            let args = self.f[id].args.iter().map(|&arg| self.substitution.resolve(arg)).collect();
            self.f[id].args = args;
            if matches!(self.f[id].op, Op::Bounds { .. })
                && let Some(index) = self.known(id)
            {
                self.substitution.put(self.f[id].results[0], index);
                continue;
            }
            self.nested(id);
            kept.push(id);
        }
        self.f[region].insts = kept;
        for key in self.passed.added.drain(mark..) {
            self.passed.known.remove(&key);
        }
    }
}

impl Bounds<'_> {
    /// What the checked index is known to be; notes the check if it has to stay.
    fn known(&mut self, id: InstId) -> Option<ValueId> {
        let inst = &self.f[id];
        let (index, length) = (inst.args[0], inst.args[1]);
        let key = (affine(self.f, index), affine(self.f, length));
        if let Some(&checked) = self.passed.known.get(&key) {
            return Some(checked);
        }
        if self.facts.is_at_least_zero(self.f, index) {
            if self.facts.is_below(self.f, index, length) {
                return Some(index);
            }
            if let Op::Bounds { sign, .. } = &mut self.f[id].op {
                *sign = Sign::NotNegative;
            }
        }
        self.passed.known.insert(key, self.f[id].results[0]);
        self.passed.added.push(key);
        None
    }
}
