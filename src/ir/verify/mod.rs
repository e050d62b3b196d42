//! Checks that a function is well-formed.
//!
//! Input: any [`Function`]. Output: nothing, or every violation found. Never: changes the function, panics on it.
//!
//! # Invariants
//! 1. Every id is in range of its table. A value is defined once: by one instruction (its `def`) or as one region's parameter.
//! 2. An instruction stands in one place of one region; a region belongs to one instruction or is the body.
//! 3. An operand is defined before its use: earlier in the same region, or in an enclosing region before the instruction that
//!    holds the use.
//! 4. A region ends in a terminator and has no other.
//! 5. An op has its number of regions; their parameters are: `for`, `parallel_for`: the induction variable (i64) and the carried
//!    values; `loop`: the carried values; others: none.
//! 6. Operands and results have the types that the op's documentation says.
//! 7. A `yield` gives what the op that holds its region expects: the results (`for`: the carried values, which have the types of
//!    the initial ones and of the results). The body of a function does not `yield`.
//! 8. A `br` names a label that an enclosing `block` or `loop` carries, and gives what it expects. A label is carried once.
//! 9. Nothing but an exception leaves the body of a `for` or `parallel_for` early: no `return`, no `br` to a label outside.
//! 10. Slots keep their type. A slot that a `parallel_for`'s body writes is used nowhere else: each chunk has its own.
//! 11. What can raise has a site, and sites are in range.
//! 12. `exception_is`, `exception_text`, `clear_exception` and `reraise` stand in a handler, with no `parallel_for` between.
//! 13. A call has the types of its callee; `return` has the function's result types.
//! 14. A `parallel_for` has one reduction per carried value, all scalars of a fitting dtype; `last` follows its written flag, a
//!     bool reduced by `or`.
//! 15. A cleanup belongs to an instruction that can raise, or to a `for` or `loop`, which polls for interrupts at the start of an
//!     iteration. It names references defined before it (for those two, also the parameters of its region).

mod types;

use super::{Function, InstId, LabelId, Op, ReduceOp, RegionId, SlotId, Ty, ValueId};
use crate::types::Dtype;
use rustc_hash::FxHashMap;
use std::fmt;

/// One broken invariant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// Its number in the list above.
    pub invariant: u8,
    /// The guilty instruction, if it is one.
    pub inst: Option<InstId>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.invariant, self.message)
    }
}

/// Checks all invariants.
///
/// # Errors
/// Every violation, in the order of the instructions.
pub fn verify(function: &Function) -> Result<(), Vec<VerifyError>> {
    let mut verifier = Verifier::new(function);
    verifier.function();
    if verifier.errors.is_empty() { Ok(()) } else { Err(verifier.errors) }
}

/// Checks a function that one of our own rooms made.
///
/// # Panics
/// With the violations and the text, if it is not well-formed.
pub fn expect_verified(function: &Function, who: &str) {
    if let Err(errors) = verify(function) {
        let shown: Vec<String> = errors.iter().map(|e| describe(function, e)).collect();
        crate::ice!("{who} made a malformed function\n{}\n{}", shown.join("\n"), super::print(function));
    }
}

/// An error with the instruction that it is about.
#[must_use]
pub fn describe(function: &Function, error: &VerifyError) -> String {
    match error.inst {
        Some(inst) => format!("{error}: {}", super::print_inst(function, inst)),
        None => error.to_string(),
    }
}

/// What a region is inside of, from the outside in.
#[derive(Clone, Copy, PartialEq)]
enum Frame {
    /// A `block` or `loop`.
    Label(LabelId, InstId),
    /// The body of a `for`.
    For,
    /// The body of a `parallel_for`.
    Parallel(InstId),
    /// A `try`'s handler.
    Handler,
}

struct Verifier<'f> {
    f: &'f Function,
    errors: Vec<VerifyError>,
    /// The instruction that is being checked.
    at: Option<InstId>,
    in_scope: Vec<bool>,
    defined: Vec<bool>,
    inst_seen: Vec<bool>,
    region_seen: Vec<bool>,
    frames: Vec<Frame>,
    carriers: FxHashMap<LabelId, InstId>,
    /// Each slot's uses: the innermost `parallel_for` around, and whether it is written.
    slot_uses: FxHashMap<SlotId, Vec<(Option<InstId>, bool)>>,
}

impl<'f> Verifier<'f> {
    fn new(f: &'f Function) -> Self {
        Self {
            f,
            errors: Vec::new(),
            at: None,
            in_scope: vec![false; f.values.len()],
            defined: vec![false; f.values.len()],
            inst_seen: vec![false; f.insts.len()],
            region_seen: vec![false; f.regions.len()],
            frames: Vec::new(),
            carriers: FxHashMap::default(),
            slot_uses: FxHashMap::default(),
        }
    }

    fn fail(&mut self, invariant: u8, message: impl Into<String>) {
        self.errors.push(VerifyError { invariant, inst: self.at, message: message.into() });
    }

    fn require(&mut self, holds: bool, invariant: u8, message: impl FnOnce() -> String) {
        if !holds {
            self.fail(invariant, message());
        }
    }

    fn function(&mut self) {
        self.region(self.f.body, None);
        self.at = None;
        for &inst in self.f.cleanups.keys() {
            self.require(self.inst_seen.get(inst.0 as usize) == Some(&true), 15, || {
                format!("a cleanup for {inst}, which is in no region")
            });
        }
    }

    /// Checks a region; what it defines goes out of scope at its end.
    fn region(&mut self, region: RegionId, holder: Option<InstId>) {
        match self.region_seen.get_mut(region.0 as usize) {
            None => return self.fail(1, format!("there is no region {region}")),
            Some(true) => return self.fail(2, format!("region {region} is used twice")),
            Some(seen) => *seen = true,
        }
        let mut scope = Vec::new();
        for &param in &self.f[region].params {
            self.define(param, None, &mut scope);
        }
        let insts = &self.f[region].insts;
        for (i, &inst) in insts.iter().enumerate() {
            self.at = Some(inst);
            match self.inst_seen.get_mut(inst.0 as usize) {
                None => self.fail(1, format!("there is no instruction {inst}")),
                Some(true) => self.fail(2, format!("{inst} stands in two places")),
                Some(seen) => {
                    *seen = true;
                    self.inst(inst, i + 1 == insts.len(), holder, &mut scope);
                }
            }
        }
        self.at = holder;
        self.require(!insts.is_empty(), 4, || format!("region {region} is empty"));
        for value in scope {
            self.in_scope[value.0 as usize] = false;
        }
    }

    fn define(&mut self, value: ValueId, def: Option<InstId>, scope: &mut Vec<ValueId>) {
        let Some(known) = self.f.values.get(value.0 as usize) else {
            return self.fail(1, format!("there is no value {value}"));
        };
        self.require(known.def == def, 1, || format!("{value} does not know what defines it"));
        self.require(!self.defined[value.0 as usize], 1, || format!("{value} is defined twice"));
        self.defined[value.0 as usize] = true;
        self.in_scope[value.0 as usize] = true;
        scope.push(value);
    }

    fn inst(&mut self, id: InstId, is_last: bool, holder: Option<InstId>, scope: &mut Vec<ValueId>) {
        let inst = &self.f[id];
        let effects = inst.op.effects();
        let operands_are_good = self.operands(&inst.args);
        let results_exist = inst.results.iter().all(|result| (result.0 as usize) < self.f.values.len());
        self.require(effects.terminator == is_last, 4, || match is_last {
            true => "a region ends without a terminator".to_owned(),
            false => "a terminator in the middle of a region".to_owned(),
        });
        self.site(id);
        self.cleanup(id);
        if operands_are_good && results_exist && self.shape(id) {
            let errors = types::check(self.f, inst);
            errors.into_iter().for_each(|(invariant, message)| self.fail(invariant, message));
            self.context(id, holder);
            self.reductions(id);
        }
        self.regions(id);
        self.at = Some(id);
        for &result in &inst.results {
            self.define(result, Some(id), scope);
        }
    }

    fn operands(&mut self, args: &[ValueId]) -> bool {
        let mut good = true;
        for &arg in args {
            match self.in_scope.get(arg.0 as usize) {
                Some(true) => continue,
                Some(false) => self.fail(3, format!("{arg} is used where it is not defined")),
                None => self.fail(1, format!("there is no value {arg}")),
            }
            good = false;
        }
        good
    }

    fn site(&mut self, id: InstId) {
        let inst = &self.f[id];
        match inst.site {
            Some(site) => self.require((site.0 as usize) < self.f.sites.len(), 11, || format!("there is no {site}")),
            None => self.require(!inst.op.effects().raises, 11, || "can raise and has no site".to_owned()),
        }
    }

    fn cleanup(&mut self, id: InstId) {
        let Some(values) = self.f.cleanups.get(&id) else { return };
        let inst = &self.f[id];
        let polls = matches!(inst.op, Op::For | Op::Loop(_));
        let raises = inst.op.effects().raises || polls;
        self.require(raises, 15, || "has a cleanup and cannot raise".to_owned());
        let body = inst.regions.first().and_then(|region| self.f.regions.get(region.0 as usize));
        let params: &[ValueId] = body.filter(|_| polls).map_or(&[], |body| &body.params);
        for value in values {
            let known = self.in_scope.get(value.0 as usize) == Some(&true) || params.contains(value);
            let good = known && self.f.ty(*value).is_reference();
            self.require(good, 15, || format!("the cleanup's {value} is no reference defined before"));
        }
    }

    /// Numbers and types of region parameters.
    fn shape(&mut self, id: InstId) -> bool {
        let inst = &self.f[id];
        let expected = match inst.op {
            Op::If | Op::Try => 2,
            Op::For | Op::ParallelFor(_) | Op::Block(_) | Op::Loop(_) => 1,
            _ => 0,
        };
        let in_range = inst.regions.iter().all(|region| (region.0 as usize) < self.f.regions.len());
        if inst.regions.len() != expected || !in_range {
            self.fail(5, format!("{} regions, not {expected}", inst.regions.len()));
            return false;
        }
        let args = self.types(&inst.args);
        let expected = match inst.op {
            Op::For | Op::ParallelFor(_) => std::iter::once(Ty::I64).chain(args.into_iter().skip(3)).collect(),
            Op::Loop(_) => args,
            _ => Vec::new(),
        };
        for &region in &inst.regions {
            let params = self.types(&self.f[region].params);
            self.require(params == expected, 5, || {
                format!("the region's parameters are {}, not {}", list(&params), list(&expected))
            });
        }
        true
    }

    fn types(&self, values: &[ValueId]) -> Vec<Ty> {
        values.iter().filter_map(|value| self.f.values.get(value.0 as usize)).map(|value| value.ty.clone()).collect()
    }

    /// Rules about what an instruction stands in.
    fn context(&mut self, id: InstId, holder: Option<InstId>) {
        let inst = &self.f[id];
        let given = self.types(&inst.args);
        match &inst.op {
            Op::Yield => match holder {
                Some(holder) => self.same(&given, &self.types(&self.f[holder].results), 7, "yields"),
                None => self.fail(7, "a yield in the body of the function"),
            },
            Op::Return => {
                self.same(&given, &self.f.results, 13, "returns");
                let leaves = self.frames.iter().any(|frame| matches!(frame, Frame::For | Frame::Parallel(_)));
                self.require(!leaves, 9, || "a return leaves the body of a for".to_owned());
            }
            Op::Br(label) => self.branch(*label, &given),
            Op::Block(label) | Op::Loop(label) => self.carrier(*label, id),
            Op::SlotLoad(slot) => self.slot(*slot, false),
            Op::SlotStore(slot) => self.slot(*slot, true),
            Op::ExceptionIs(_) | Op::ExceptionText | Op::ClearException | Op::Reraise => {
                let nearest =
                    self.frames.iter().rev().find(|frame| matches!(frame, Frame::Handler | Frame::Parallel(_)));
                let in_handler = nearest == Some(&Frame::Handler);
                self.require(in_handler, 12, || "stands in no handler".to_owned());
            }
            _ => {}
        }
    }

    fn same(&mut self, given: &[Ty], expected: &[Ty], invariant: u8, verb: &str) {
        self.require(given == expected, invariant, || format!("{verb} {}, not {}", list(given), list(expected)));
    }

    fn branch(&mut self, label: LabelId, given: &[Ty]) {
        let at = self.frames.iter().rposition(|frame| matches!(frame, Frame::Label(known, _) if *known == label));
        let Some(at) = at else { return self.fail(8, format!("{label} is the label of nothing around")) };
        let Frame::Label(_, carrier) = self.frames[at] else { return };
        let leaves = self.frames[at..].iter().any(|frame| matches!(frame, Frame::For | Frame::Parallel(_)));
        self.require(!leaves, 9, || "a br leaves the body of a for".to_owned());
        let carrier = &self.f[carrier];
        let expected = match carrier.op {
            Op::Loop(_) => self.types(&carrier.args),
            _ => self.types(&carrier.results),
        };
        self.same(given, &expected, 8, "branches with");
    }

    fn carrier(&mut self, label: LabelId, id: InstId) {
        self.require(label.0 < self.f.n_labels, 1, || format!("there is no label {label}"));
        let other = self.carriers.insert(label, id);
        self.require(other.is_none(), 8, || format!("{label} is the label of two instructions"));
    }

    fn slot(&mut self, slot: SlotId, writes: bool) {
        let home = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Parallel(inst) => Some(*inst),
            _ => None,
        });
        let uses = self.slot_uses.entry(slot).or_default();
        uses.push((home, writes));
        let clash = |&(other, also): &(Option<InstId>, bool)| {
            other != home && (also && other.is_some() || writes && home.is_some())
        };
        let good = !uses.iter().any(clash);
        self.require(good, 10, || format!("{slot} is written inside and used outside of a parallel_for"));
    }

    fn reductions(&mut self, id: InstId) {
        let inst = &self.f[id];
        let Op::ParallelFor(reductions) = &inst.op else { return };
        let carried = inst.results.len();
        if reductions.len() != carried {
            return self.fail(14, format!("{} reductions for {carried} carried values", reductions.len()));
        }
        let dtypes: Vec<Option<Dtype>> = inst.results.iter().map(|&result| self.f.ty(result).dtype()).collect();
        for (i, (&reduction, &dtype)) in reductions.iter().zip(&dtypes).enumerate() {
            let flag = i.checked_sub(1).map(|before| (reductions[before], dtypes[before]));
            self.require(reduces(reduction, dtype, flag), 14, || {
                format!("carried value {i} cannot reduce by {}", reduction.name())
            });
        }
    }

    fn regions(&mut self, id: InstId) {
        let inst = &self.f[id];
        for (i, &region) in inst.regions.iter().enumerate() {
            let frame = match inst.op {
                Op::Block(label) | Op::Loop(label) => Some(Frame::Label(label, id)),
                Op::For => Some(Frame::For),
                Op::ParallelFor(_) => Some(Frame::Parallel(id)),
                Op::Try if i == 1 => Some(Frame::Handler),
                _ => None,
            };
            self.frames.extend(frame);
            self.region(region, Some(id));
            if frame.is_some() {
                self.frames.pop();
            }
        }
    }
}

/// May values of this dtype reduce so, behind a carried value with that op and dtype?
fn reduces(op: ReduceOp, dtype: Option<Dtype>, before: Option<(ReduceOp, Option<Dtype>)>) -> bool {
    let Some(dtype) = dtype else { return false };
    match op {
        ReduceOp::Add | ReduceOp::Mul => dtype != Dtype::Bool,
        ReduceOp::Min | ReduceOp::Max => !dtype.is_complex(),
        ReduceOp::And | ReduceOp::Or | ReduceOp::Xor => dtype.is_int() || dtype == Dtype::Bool,
        ReduceOp::Last => before == Some((ReduceOp::Or, Some(Dtype::Bool))),
    }
}

fn list(types: &[Ty]) -> String {
    let shown: Vec<String> = types.iter().map(ToString::to_string).collect();
    format!("({})", shown.join(", "))
}

#[cfg(test)]
mod tests {
    //! What the text form cannot say; the rest is in `tests/ir`.

    use super::*;
    use crate::ir::{Builder, InstanceId};

    fn valid() -> Function {
        let mut b = Builder::new("f", InstanceId(0), &[Ty::I64], vec![Ty::I64]);
        let one = b.i64(1);
        b.push0(Op::Return, &[one]);
        b.finish()
    }

    fn broken(change: impl FnOnce(&mut Function)) -> Vec<u8> {
        let mut f = valid();
        change(&mut f);
        verify(&f).err().unwrap_or_default().into_iter().map(|error| error.invariant).collect()
    }

    #[test]
    fn ids_stay_in_their_tables() {
        assert_eq!(broken(|_| {}), [] as [u8; 0]);
        assert_eq!(broken(|f| f.insts[1].args[0] = ValueId(9)), [1]);
        assert_eq!(broken(|f| f.regions[0].insts.insert(0, InstId(9))), [1]);
        assert_eq!(broken(|f| f.regions[0].params.push(ValueId(9))), [1]);
        assert_eq!(broken(|f| f.values[1].def = None), [1]);
        assert_eq!(broken(|f| f.regions[0].params.push(ValueId(1))), [1, 1]);
    }

    #[test]
    fn everything_stands_once() {
        assert_eq!(broken(|f| f.regions[0].insts.insert(0, InstId(0))), [2]);
        let mut f = valid();
        let region = f.body;
        f.insts[0].regions.push(region);
        assert!(verify(&f).unwrap_err().iter().any(|error| error.invariant == 2));
    }
}
