//! Puts the iterations of very short loops one after another: `for k in range(3)`.
//!
//! Input: a function. Output: the same, with each innermost loop of few iterations and little work, both known, written out
//! (then the loop around it may be innermost); indices are constants, which is folded at once.
//! Never: another order of operations; loops that are not short.
//!
//! Such loops run over coordinates: their cost is that of counting, and the loop around them has no vector form with them.

use super::rewrite::{Cloner, Substitution, new_inst, new_value, walk};
use super::simplify;
use crate::ir::{Const, Function, Inst, InstId, Op, RegionId, Ty, ValueId, compact};

/// Loops with more iterations stay loops.
const MOST_TRIPS: i64 = 8;

/// What becomes more instructions than this stays a loop.
const MOST_INSTS: usize = 96;

pub(super) fn run(function: &mut Function) {
    let mut pass = Unroll { f: function, substitution: Substitution::default(), unrolled: false };
    pass.region(pass.f.body);
    let Unroll { f, substitution, unrolled } = pass;
    substitution.apply(f);
    if unrolled {
        // Folding goes by the order of the values' numbers.
        *f = compact(f);
        simplify::run(f);
    }
}

struct Unroll<'f> {
    f: &'f mut Function,
    substitution: Substitution,
    unrolled: bool,
}

impl Unroll<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            self.resolve(id);
            for nested in self.f[id].regions.clone() {
                self.region(nested);
            }
            match self.indices(id) {
                Some(indices) => self.write_out(id, &indices, &mut out),
                None => out.push(id),
            }
        }
        self.f[region].insts = out;
    }

    /// The induction variable's values, where the loop is to be written out.
    fn indices(&self, id: InstId) -> Option<Vec<i64>> {
        let inst = &self.f[id];
        let number = |index: usize| match self.f.as_const(inst.args[index])? {
            Const::Int(number) => Some(number),
            _ => None,
        };
        if inst.op != Op::For {
            return None;
        }
        let (lo, hi, step) = (number(0)?, number(1)?, number(2)?);
        let span = if step > 0 { hi.checked_sub(lo)? } else { lo.checked_sub(hi)? };
        let trips = span.checked_add(step.checked_abs()? - 1)? / step.checked_abs()?;
        if !(1..=MOST_TRIPS).contains(&trips) || !self.is_light(inst.regions[0], trips as usize) {
            return None;
        }
        Some((0..trips).map(|trip| lo + trip * step).collect())
    }

    /// Has a body no loops, a way to the next iteration, and little work?
    fn is_light(&self, body: RegionId, trips: usize) -> bool {
        let (mut size, mut straight) = (0, true);
        walk(self.f, body, &mut |id, _| {
            size += 1;
            straight &= !matches!(self.f[id].op, Op::For | Op::ParallelFor(_) | Op::Loop(_));
        });
        straight && size * trips <= MOST_INSTS && self.f.terminator(body).is_some_and(|last| last.op == Op::Yield)
    }

    fn write_out(&mut self, id: InstId, indices: &[i64], out: &mut Vec<InstId>) {
        self.unrolled = true;
        let Inst { args, results, regions, .. } = self.f[id].clone();
        let mut carried = args[3..].to_vec();
        for &index in indices {
            let copy = Cloner::default().region(self.f, regions[0]);
            let iv = self.index(index, out);
            let params = self.f[copy].params.clone();
            for (&param, &value) in params.iter().zip([iv].iter().chain(&carried)) {
                self.substitution.put(param, value);
            }
            // At once, as the loop around may be copied next.
            let mut copied = Vec::new();
            walk(self.f, copy, &mut |id, _| copied.push(id));
            copied.into_iter().for_each(|id| self.resolve(id));
            let insts = std::mem::take(&mut self.f[copy].insts);
            let Some((&last, rest)) = insts.split_last() else { continue };
            out.extend(rest);
            carried = self.f[last].args.to_vec();
        }
        for (&result, &value) in results.iter().zip(&carried) {
            self.substitution.put(result, value);
        }
    }

    /// Puts what stands for its operands now into an instruction.
    fn resolve(&mut self, id: InstId) {
        for i in 0..self.f[id].args.len() {
            let arg = self.substitution.resolve(self.f[id].args[i]);
            self.f[id].args[i] = arg;
        }
    }

    fn index(&mut self, number: i64, out: &mut Vec<InstId>) -> ValueId {
        let result = new_value(self.f, Ty::I64);
        let inst = Inst {
            op: Op::Const(Const::Int(number)),
            args: Default::default(),
            results: [result].as_slice().into(),
            regions: Default::default(),
            site: None,
        };
        out.push(new_inst(self.f, inst));
        result
    }
}
