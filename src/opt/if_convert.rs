//! Short branches without effects become selects.
//!
//! Input: a function. Output: the same, with each `if` whose arms are a few cheap pure scalar operations replaced by
//! those operations and one `select` per result. Never: an arm that reads memory, raises, divides by a variable or
//! calls: those are worth a branch.
//!
//! Why: the branch of `n % 2 == 0` in a loop cannot be predicted; a conditional move costs a cycle.

use super::rewrite::Substitution;
use crate::ir::{BinaryOp, Const, Function, Inst, InstId, Op, RegionId, Ty, UnaryOp, ValueId};
use crate::types::Dtype;

/// Operations that both arms together may cost (constants are free).
const BUDGET: usize = 6;
/// Results that may become selects.
const MOST_RESULTS: usize = 3;

pub(super) fn run(function: &mut Function) {
    let mut pass = IfConvert { f: function, substitution: Substitution::default() };
    pass.region(pass.f.body);
    let IfConvert { f, substitution } = pass;
    substitution.apply(f);
}

struct IfConvert<'f> {
    f: &'f mut Function,
    substitution: Substitution,
}

impl IfConvert<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for inst in insts {
            for nested in self.f[inst].regions.clone() {
                self.region(nested);
            }
            if self.f[inst].op == Op::If && self.is_cheap(inst) {
                self.convert(inst, &mut out);
            } else {
                out.push(inst);
            }
        }
        self.f[region].insts = out;
    }

    fn is_cheap(&self, id: InstId) -> bool {
        let inst = &self.f[id];
        let scalars =
            inst.results.iter().all(|&result| matches!(self.f.ty(result), Ty::Scalar(dtype) if !dtype.is_complex()));
        if inst.results.is_empty() || inst.results.len() > MOST_RESULTS || !scalars {
            return false;
        }
        let costs = inst.regions.iter().map(|&arm| self.cost(arm));
        costs.sum::<Option<usize>>().is_some_and(|cost| cost + inst.results.len() <= BUDGET + 1)
    }

    /// What an arm costs; none where it must stay a branch.
    fn cost(&self, arm: RegionId) -> Option<usize> {
        let (&last, rest) = self.f[arm].insts.split_last()?;
        if self.f[last].op != Op::Yield {
            return None;
        }
        rest.iter().map(|&inst| self.cost_of(&self.f[inst])).sum()
    }

    fn cost_of(&self, inst: &Inst) -> Option<usize> {
        let dtype = |value: ValueId| self.f.ty(value).dtype().filter(|dtype| !dtype.is_complex());
        match inst.op {
            Op::Const(_) => Some(0),
            Op::Compare(_) | Op::Select => inst.args.iter().all(|&arg| dtype(arg).is_some()).then_some(1),
            Op::Convert => {
                let (from, to) = (dtype(inst.args[0])?, dtype(inst.results[0])?);
                (from.is_float() == to.is_float() || !from.is_float()).then_some(1)
            }
            Op::Unary(UnaryOp::Neg | UnaryOp::Not | UnaryOp::Abs) => dtype(inst.args[0]).map(|_| 1),
            Op::Binary(op) => self.cost_of_binary(op, dtype(inst.args[0])?, inst.args[1]),
            _ => None,
        }
    }

    fn cost_of_binary(&self, op: BinaryOp, dtype: Dtype, right: ValueId) -> Option<usize> {
        match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => Some(1),
            BinaryOp::PyMin | BinaryOp::PyMax => Some(2),
            BinaryOp::FloorDiv | BinaryOp::Mod if dtype.is_int() => match self.f.as_const(right)? {
                Const::Int(n) if n > 0 && n & (n - 1) == 0 => Some(1),
                _ => None,
            },
            BinaryOp::Shl | BinaryOp::Shr => self.f.as_const(right).map(|_| 1),
            _ => None,
        }
    }

    /// Both arms in line, then a select per result.
    fn convert(&mut self, id: InstId, out: &mut Vec<InstId>) {
        let Inst { args, results, regions, site, .. } = self.f[id].clone();
        let [then, orelse] = [regions[0], regions[1]].map(|arm| self.inline(arm, out));
        for ((&result, then), orelse) in results.iter().zip(then).zip(orelse) {
            if then == orelse {
                self.substitution.put(result, then);
                continue;
            }
            let select = Inst {
                op: Op::Select,
                args: [args[0], then, orelse].as_slice().into(),
                results: [result].as_slice().into(),
                regions: Default::default(),
                site,
            };
            let place = InstId(self.f.insts.len() as u32);
            self.f.insts.push(select);
            self.f.values[result.0 as usize].def = Some(place);
            out.push(place);
        }
    }

    /// Moves an arm's instructions out; the values that it yields.
    fn inline(&mut self, arm: RegionId, out: &mut Vec<InstId>) -> Vec<ValueId> {
        let insts = std::mem::take(&mut self.f[arm].insts);
        let Some((&last, rest)) = insts.split_last() else { return Vec::new() };
        out.extend(rest);
        self.f[last].args.to_vec()
    }
}
