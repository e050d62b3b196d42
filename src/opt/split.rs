//! Splits a loop where a condition that holds at first stops holding: index set splitting.
//!
//! Input: a function. Output: the same, with each `for i in lo..hi` of step 1 whose body holds `if i < n { loop } else { .. }`
//! as two loops: up to `n` without the condition in its true form, from there on in its false form.
//! Never: conditions that are no conjunction of `i < n`, `i <= n` and of what does not change in the loop.
//!
//! `version` leaves such conditions around innermost loops; without them the two loops are a plain nest.

use super::rewrite::{Cloner, new_inst, new_value, walk};
use super::simplify;
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, Op, RegionId, Ty, ValueId, compact};
use rustc_hash::FxHashSet;

/// Larger bodies are not copied.
const MOST_INSTS: usize = 300;

pub(super) fn run(function: &mut Function) {
    let mut pass = Split { f: function, found: false };
    pass.region(pass.f.body);
    if pass.found {
        // Folding goes by the order of the values' numbers.
        *function = compact(function);
        simplify::run(function);
    }
}

struct Split<'f> {
    f: &'f mut Function,
    found: bool,
}

/// A part of a condition.
#[derive(Clone, Copy)]
enum Part {
    /// Does not change in the loop; the instruction in the loop that makes it, if it is made there.
    Flag(ValueId, Option<InstId>),
    /// `i < n`
    Below(ValueId),
    /// `i <= n`
    UpTo(ValueId),
}

impl Split<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            for nested in self.f[id].regions.clone() {
                self.region(nested);
            }
            match self.plan(id) {
                Some((branch, parts)) => self.split(id, branch, &parts, &mut out),
                None => out.push(id),
            }
        }
        self.f[region].insts = out;
    }

    /// The `if` in a loop that splits it, and its condition.
    fn plan(&self, id: InstId) -> Option<(InstId, Vec<Part>)> {
        let (f, inst) = (&*self.f, &self.f[id]);
        if inst.op != Op::For || f.as_const(inst.args[2]) != Some(Const::Int(1)) {
            return None;
        }
        let body = inst.regions[0];
        let mut inside: FxHashSet<ValueId> = f[body].params.iter().copied().collect();
        let mut size = 0;
        walk(f, body, &mut |id, _| {
            size += 1;
            inside.extend(&f[id].results);
        });
        let holds_loop = |id: InstId| f[f[id].regions[0]].insts.iter().any(|&held| f[held].op == Op::For);
        let branch = *f[body].insts.iter().find(|&&id| f[id].op == Op::If && holds_loop(id))?;
        let mut parts = Vec::new();
        let fits = size <= MOST_INSTS && conjunction(f, f[branch].args[0], body, &inside, &mut parts);
        let bounded = parts.iter().any(|part| !matches!(part, Part::Flag(..)));
        (fits && bounded).then_some((branch, parts))
    }

    fn split(&mut self, id: InstId, branch: InstId, parts: &[Part], out: &mut Vec<InstId>) {
        self.found = true;
        let (lo, hi) = (self.f[id].args[0], self.f[id].args[1]);
        let end = self.end(id, parts, (lo, hi), out);
        let truths = [1, 0].map(|truth| self.emit(out, Op::Const(Const::Int(truth)), &[], Ty::BOOL));
        self.f[branch].args[0] = truths[0];
        let first = Cloner::default().inst(self.f, id);
        self.f[first].args[1] = end;
        self.f[branch].args[0] = truths[1];
        self.f[id].args[0] = end;
        let carried = self.f[first].results.clone();
        self.f[id].args.truncate(3);
        self.f[id].args.extend(carried);
        out.extend([first, id]);
    }

    /// Where the first loop ends: the least bound, but not before `lo`.
    fn end(&mut self, id: InstId, parts: &[Part], (lo, hi): (ValueId, ValueId), out: &mut Vec<InstId>) -> ValueId {
        let body = self.f[id].regions[0];
        let mut end = hi;
        for &part in parts {
            end = match part {
                Part::Below(bound) => self.emit(out, Op::Binary(BinaryOp::PyMin), &[end, bound], Ty::I64),
                Part::UpTo(bound) => {
                    let one = self.emit(out, Op::Const(Const::Int(1)), &[], Ty::I64);
                    let behind = self.emit(out, Op::Binary(BinaryOp::Add), &[bound, one], Ty::I64);
                    // Where it is less than the end, one more does not wrap.
                    let less = self.emit(out, Op::Compare(CompareOp::Lt), &[bound, end], Ty::BOOL);
                    self.emit(out, Op::Select, &[less, behind, end], Ty::I64)
                }
                Part::Flag(flag, made) => {
                    if let Some(made) = made {
                        self.f[body].insts.retain(|&id| id != made);
                        out.push(made);
                    }
                    self.emit(out, Op::Select, &[flag, end, lo], Ty::I64)
                }
            };
        }
        self.emit(out, Op::Binary(BinaryOp::PyMax), &[end, lo], Ty::I64)
    }

    fn emit(&mut self, out: &mut Vec<InstId>, op: Op, args: &[ValueId], ty: Ty) -> ValueId {
        let result = new_value(self.f, ty);
        let inst = Inst {
            op,
            args: args.into(),
            results: [result].as_slice().into(),
            regions: Default::default(),
            site: None,
        };
        out.push(new_inst(self.f, inst));
        result
    }
}

/// Collects the parts of a condition in a loop's body; is each of a known kind?
fn conjunction(
    f: &Function,
    value: ValueId,
    body: RegionId,
    inside: &FxHashSet<ValueId>,
    parts: &mut Vec<Part>,
) -> bool {
    let iv = f[body].params[0];
    if !inside.contains(&value) {
        parts.push(Part::Flag(value, None));
        return true;
    }
    let Some(def) = f.def(value) else { return false };
    let outside = |value: &ValueId| !inside.contains(value);
    match (&def.op, &def.args[..]) {
        (Op::Binary(BinaryOp::And), &[x, y]) => {
            conjunction(f, x, body, inside, parts) && conjunction(f, y, body, inside, parts)
        }
        (Op::Compare(_), args) if args.iter().all(outside) => {
            let Some(made) = f[body].insts.iter().copied().find(|&id| f[id].results[..] == [value]) else {
                return false;
            };
            parts.push(Part::Flag(value, Some(made)));
            true
        }
        (Op::Compare(CompareOp::Lt), &[x, bound]) | (Op::Compare(CompareOp::Gt), &[bound, x])
            if x == iv && outside(&bound) =>
        {
            parts.push(Part::Below(bound));
            true
        }
        (Op::Compare(CompareOp::Le), &[x, bound]) | (Op::Compare(CompareOp::Ge), &[bound, x])
            if x == iv && outside(&bound) =>
        {
            parts.push(Part::UpTo(bound));
            true
        }
        _ => false,
    }
}
