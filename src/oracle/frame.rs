//! One call: its values, its slots, its way through a region.
//!
//! Input: a function and arguments. Output: results or why there are none. Never: another frame's values.

use super::heap::{Heap, Value};
use super::{Exception, Oracle, Step, Stop};
use crate::ir::eval::{Scalar, eval_binary, eval_compare, eval_const, eval_convert, eval_unary};
use crate::ir::{CompareOp, Function, Inst, InstId, LabelId, Op, RegionId, SlotId, ValueId};
use crate::runtime::exception::Check;

/// How control leaves a region.
pub(super) enum Flow {
    Yield(Vec<Value>),
    Br(LabelId, Vec<Value>),
    Return(Vec<Value>),
}

/// The state of one call, or of one chunk of a `parallel_for` in it.
#[derive(Clone)]
pub(super) struct Frame<'f> {
    pub(super) f: &'f Function,
    values: Vec<Option<Value>>,
    slots: Vec<Option<Value>>,
    /// Slots of the frame around that a chunk may read.
    borrowed: Vec<bool>,
    /// What the handlers around were entered with; the innermost last.
    pub(super) handling: Vec<Exception>,
}

impl<'f> Frame<'f> {
    pub(super) fn new(f: &'f Function) -> Self {
        let slots = f.slots.iter().map(Heap::null).collect();
        let borrowed = vec![false; f.slots.len()];
        Self { f, values: vec![None; f.values.len()], slots, borrowed, handling: Vec::new() }
    }

    /// The same values; the slots that hold something are this frame's, the others the chunk's own.
    pub(super) fn chunk(&self) -> Self {
        Self { borrowed: self.slots.iter().map(Option::is_some).collect(), ..self.clone() }
    }

    pub(super) fn run(mut self, oracle: &mut Oracle<'_>, args: &[Value]) -> Step<Vec<Value>> {
        self.bind(self.f.params(), args)?;
        let flow = self.region(oracle, self.f.body);
        self.release_slots(oracle)?;
        match flow? {
            Flow::Return(results) => Ok(results),
            _ => Err(Stop::wrong("the body of a function does not return")),
        }
    }

    pub(super) fn release_slots(&mut self, oracle: &mut Oracle<'_>) -> Step<()> {
        let own = self.slots.iter().zip(&self.borrowed).filter(|(_, borrowed)| !**borrowed);
        own.filter_map(|(held, _)| held.as_ref()).try_for_each(|held| oracle.heap.release(held))
    }

    pub(super) fn bind(&mut self, to: &[ValueId], values: &[Value]) -> Step<()> {
        if to.len() != values.len() {
            return Err(Stop::wrong(format!("{} values for {}", values.len(), to.len())));
        }
        for (id, value) in to.iter().zip(values) {
            self.values[id.0 as usize] = Some(value.clone());
        }
        Ok(())
    }

    pub(super) fn value(&self, id: ValueId) -> Step<&Value> {
        self.values[id.0 as usize].as_ref().ok_or_else(|| Stop::wrong(format!("{id} has no value")))
    }

    pub(super) fn values(&self, ids: &[ValueId]) -> Step<Vec<Value>> {
        ids.iter().map(|&id| self.value(id).cloned()).collect()
    }

    pub(super) fn scalar(&self, id: ValueId) -> Step<Scalar> {
        match self.value(id)? {
            Value::Scalar(scalar) => Ok(*scalar),
            _ => Err(Stop::wrong(format!("{id} is no scalar"))),
        }
    }

    pub(super) fn int(&self, id: ValueId) -> Step<i64> {
        self.scalar(id).map(Scalar::as_i64)
    }

    pub(super) fn ints(&self, ids: &[ValueId]) -> Step<Vec<i64>> {
        ids.iter().map(|&id| self.int(id)).collect()
    }

    /// Runs a region up to its terminator.
    pub(super) fn region(&mut self, oracle: &mut Oracle<'_>, region: RegionId) -> Step<Flow> {
        let f = self.f;
        for &id in &f[region].insts {
            oracle.burn()?;
            let inst = &f[id];
            match inst.op {
                Op::Yield => return Ok(Flow::Yield(self.values(&inst.args)?)),
                Op::Br(label) => return Ok(Flow::Br(label, self.values(&inst.args)?)),
                Op::Return => return Ok(Flow::Return(self.values(&inst.args)?)),
                _ if !inst.regions.is_empty() => {
                    if let Some(flow) = self.holder(oracle, id)? {
                        return Ok(flow);
                    }
                }
                _ => {
                    let results = self.op(oracle, inst);
                    let results = self.clean_up(oracle, id, results)?;
                    self.bind(&inst.results, &results)?;
                }
            }
        }
        Err(Stop::wrong(format!("{region} has no terminator")))
    }

    /// Where an instruction raised: notes its site and releases what it has to.
    pub(super) fn clean_up<T>(&self, oracle: &mut Oracle<'_>, id: InstId, result: Step<T>) -> Step<T> {
        let Err(Stop::Raised(mut exception)) = result else { return result };
        let inst = &self.f[id];
        if !matches!(inst.op, Op::Reraise | Op::ParallelFor(_)) {
            exception.sites.extend(inst.site.into_iter().flat_map(|site| self.f.places(site)));
        }
        for &value in self.f.cleanups.get(&id).into_iter().flatten() {
            oracle.heap.release(self.value(value)?)?;
        }
        Err(Stop::Raised(exception))
    }

    /// An instruction without regions.
    fn op(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        match &inst.op {
            Op::Const(_) | Op::Unary(_) | Op::Binary(_) | Op::Convert => {
                self.scalar_op(inst).map(|scalar| vec![Value::Scalar(scalar)])
            }
            Op::Compare(_) | Op::Select => self.choose(oracle, inst).map(|value| vec![value]),
            Op::Zero => Ok(vec![Heap::null(self.f.ty(inst.results[0])).unwrap_or(Value::Null)]),
            Op::ConstStr(text) => Ok(vec![oracle.heap.constant(&self.f.strings[text.0 as usize])]),
            Op::SlotLoad(slot) => self.slot_load(oracle, *slot).map(|value| vec![value]),
            Op::SlotStore(slot) => self.slot_store(oracle, *slot, inst.args[0]),
            Op::Call(callee) => {
                let callee = &self.f.callees[callee.0 as usize];
                let Some(function) = (oracle.lookup)(callee.instance) else {
                    return Err(Stop::wrong(format!("there is no function {}", callee.name)));
                };
                oracle.call(function, &self.values(&inst.args)?)
            }
            Op::CallHelper(helper) => {
                let args = self.values(&inst.args)?;
                let result = oracle.call_helper(*helper, &args)?;
                Ok(if inst.results.is_empty() { vec![] } else { vec![result] })
            }
            Op::CallRoutine(routine) => oracle.call_routine(*routine, &self.values(&inst.args)?),
            Op::Unreachable => Err(Stop::wrong("control came to an `unreachable`")),
            Op::Retain => oracle.heap.retain(self.value(inst.args[0])?).map(|()| vec![]),
            Op::Release => oracle.heap.release(self.value(inst.args[0])?).map(|()| vec![]),
            Op::Check(_)
            | Op::Bounds { .. }
            | Op::Raise(_)
            | Op::Reraise
            | Op::ExceptionIs(_)
            | Op::ExceptionText
            | Op::ClearException => self.exception_op(oracle, inst),
            Op::Captured(_)
            | Op::Alloc(_)
            | Op::Dim(_)
            | Op::Stride(_)
            | Op::Load
            | Op::Store
            | Op::View
            | Op::MayOverlap => self.array_op(oracle, inst),
            _ => self.object_op(oracle, inst),
        }
    }

    fn scalar_op(&self, inst: &Inst) -> Step<Scalar> {
        let to = self.f.dtype(inst.results[0]);
        Ok(match inst.op {
            Op::Const(constant) => eval_const(constant, to),
            Op::Unary(op) => eval_unary(op, self.scalar(inst.args[0])?),
            Op::Binary(op) => eval_binary(op, self.scalar(inst.args[0])?, self.scalar(inst.args[1])?),
            _ => eval_convert(self.scalar(inst.args[0])?, to),
        })
    }

    fn choose(&self, oracle: &Oracle<'_>, inst: &Inst) -> Step<Value> {
        let (x, y) = (self.value(inst.args[0])?, self.value(inst.args[1])?);
        let truth = match (&inst.op, x, y) {
            (Op::Compare(op), Value::Scalar(x), Value::Scalar(y)) => eval_compare(*op, *x, *y),
            (Op::Compare(op), Value::Object(_) | Value::Null, _) | (Op::Compare(op), _, Value::Object(_)) => {
                (x == y) == (*op == CompareOp::Eq)
            }
            (Op::Compare(op), x, y) => crate::ir::eval::compare(*op, oracle.heap.text(x)?, oracle.heap.text(y)?),
            _ if self.scalar(inst.args[0])?.is_true() => return Ok(y.clone()),
            _ => return self.value(inst.args[2]).cloned(),
        };
        Ok(Value::Scalar(Scalar::bool(truth)))
    }

    fn slot_load(&mut self, oracle: &mut Oracle<'_>, slot: SlotId) -> Step<Value> {
        let held = self.slots[slot.0 as usize].clone();
        let value = held.ok_or_else(|| Stop::wrong(format!("{slot} is read before it is written")))?;
        oracle.heap.retain(&value)?;
        Ok(value)
    }

    fn slot_store(&mut self, oracle: &mut Oracle<'_>, slot: SlotId, value: ValueId) -> Step<Vec<Value>> {
        let value = self.value(value)?.clone();
        if let Some(old) = self.slots[slot.0 as usize].replace(value) {
            oracle.heap.release(&old)?;
        }
        Ok(vec![])
    }

    /// The number of iterations of `lo, hi, step`, and the induction variable of each.
    pub(super) fn range(&self, args: &[ValueId]) -> Step<(i64, impl Fn(i64) -> i64 + use<>)> {
        let (lo, hi, step) = (self.int(args[0])?, self.int(args[1])?, self.int(args[2])?);
        if step == 0 {
            return Err(Stop::wrong("a loop with step 0"));
        }
        let (low, high) = if step > 0 { (lo, hi) } else { (hi, lo) };
        let span = (i128::from(high) - i128::from(low)).max(0);
        let pace = i128::from(step).abs();
        let trips = (span + pace - 1) / pace;
        // More trips than an i64 counts run out of fuel long before.
        Ok((i64::try_from(trips).unwrap_or(i64::MAX), move |trip: i64| lo.wrapping_add(trip.wrapping_mul(step))))
    }
}

/// Wraps a negative index; raises where it is outside.
pub(super) fn bounds(index: i64, length: i64, axis: u8) -> Step<i64> {
    let wrapped = if index < 0 { index.wrapping_add(length) } else { index };
    if (0..length).contains(&wrapped) {
        Ok(wrapped)
    } else {
        Err(Stop::check(Check::IndexBounds, [index, axis.into(), length, 0]))
    }
}
