//! Instructions that hold regions, and exceptions.
//!
//! Input: a frame at such an instruction. Output: its results are bound, or control leaves further. Never: scalars.

use super::frame::{Flow, Frame, bounds};
use super::heap::Value;
use super::text::text_of;
use super::{Oracle, Step, Stop};
use crate::ir::eval::Scalar;
use crate::ir::{CheckKind, Inst, InstId, LabelId, Op, PrintStyle, RegionId};
use crate::runtime::context::shapes_message;
use crate::runtime::exception::Check;
use crate::runtime::show::exception_message;

impl Frame<'_> {
    /// Runs an instruction with regions; control that leaves further, if it does.
    pub(super) fn holder(&mut self, oracle: &mut Oracle<'_>, id: InstId) -> Step<Option<Flow>> {
        let f = self.f;
        let inst = &f[id];
        let flow = match &inst.op {
            Op::For => self.for_(oracle, id)?,
            Op::ParallelFor(reductions) => {
                let results = self.parallel_for(oracle, inst, reductions);
                Flow::Yield(self.clean_up(oracle, id, results)?)
            }
            Op::If => {
                let taken = if self.scalar(inst.args[0])?.is_true() { 0 } else { 1 };
                self.region(oracle, inst.regions[taken])?
            }
            Op::Block(label) => match self.region(oracle, inst.regions[0])? {
                Flow::Br(target, values) if target == *label => Flow::Yield(values),
                flow => flow,
            },
            Op::Loop(label) => self.loop_(oracle, id, *label)?,
            Op::Try => self.try_(oracle, inst)?,
            _ => return Err(Stop::wrong("an instruction that should hold no region")),
        };
        match flow {
            Flow::Yield(values) => {
                self.bind(&inst.results, &values)?;
                Ok(None)
            }
            flow => Ok(Some(flow)),
        }
    }

    fn for_(&mut self, oracle: &mut Oracle<'_>, id: InstId) -> Step<Flow> {
        let f = self.f;
        let inst = &f[id];
        let (trips, iv) = self.range(&inst.args)?;
        let mut carried = self.values(&inst.args[3..])?;
        for trip in 0..trips {
            match self.iteration(oracle, inst.regions[0], iv(trip), &carried, (trip > 0).then_some(id))? {
                Flow::Yield(values) => carried = values,
                _ => return Err(Stop::wrong("control leaves a for")),
            }
        }
        Ok(Flow::Yield(carried))
    }

    /// Runs a loop's body once; with an instruction, polls as that instruction first.
    pub(super) fn iteration(
        &mut self,
        oracle: &mut Oracle<'_>,
        body: RegionId,
        iv: i64,
        carried: &[Value],
        poll: Option<InstId>,
    ) -> Step<Flow> {
        let values: Vec<Value> = std::iter::once(Value::i64(iv)).chain(carried.iter().cloned()).collect();
        let f = self.f;
        self.bind(&f[body].params, &values)?;
        if let Some(id) = poll {
            let polled = oracle.poll();
            self.clean_up(oracle, id, polled)?;
        }
        self.region(oracle, body)
    }

    fn loop_(&mut self, oracle: &mut Oracle<'_>, id: InstId, label: LabelId) -> Step<Flow> {
        let f = self.f;
        let inst = &f[id];
        let mut carried = self.values(&inst.args)?;
        let mut first = true;
        loop {
            self.bind(&f[inst.regions[0]].params, &carried)?;
            if !std::mem::take(&mut first) {
                let polled = oracle.poll();
                self.clean_up(oracle, id, polled)?;
            }
            match self.region(oracle, inst.regions[0])? {
                Flow::Br(target, values) if target == label => carried = values,
                flow => return Ok(flow),
            }
        }
    }

    fn try_(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Flow> {
        let depth = self.handling.len();
        match self.region(oracle, inst.regions[0]) {
            Err(Stop::Raised(exception)) => {
                self.handling.truncate(depth);
                self.handling.push(exception);
                let flow = self.region(oracle, inst.regions[1]);
                self.handling.truncate(depth);
                flow
            }
            flow => flow,
        }
    }

    /// Checks, raising, and what handlers ask.
    pub(super) fn exception_op(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        match &inst.op {
            Op::Check(kind) => {
                if self.scalar(inst.args[0])?.is_true() {
                    Ok(vec![])
                } else {
                    Err(self.failed_check(*kind, inst)?)
                }
            }
            Op::Bounds { axis, .. } => {
                let index = bounds(self.int(inst.args[0])?, self.int(inst.args[1])?, *axis)?;
                Ok(vec![Value::i64(index)])
            }
            Op::Raise(kind) => {
                let args = self.values(&inst.args)?;
                let texts = |style| args.iter().map(|arg| text_of(&oracle.heap, arg, style)).collect::<Step<Vec<_>>>();
                let message = exception_message(*kind, &texts(PrintStyle::Str)?, &texts(PrintStyle::Repr)?);
                Err(Stop::raised(*kind, message))
            }
            _ => self.handler_op(oracle, inst),
        }
    }

    fn handler_op(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        let exception = self.handling.last().ok_or_else(|| Stop::wrong("no exception is being handled"))?;
        match &inst.op {
            Op::ExceptionIs(test) => {
                let is = test.0.iter().any(|&kind| exception.kind.is_a(kind));
                Ok(vec![Value::Scalar(Scalar::bool(is))])
            }
            Op::ExceptionText => Ok(vec![oracle.string(exception.message.clone())?]),
            Op::Reraise => Err(Stop::Raised(exception.clone())),
            _ => Ok(vec![]),
        }
    }

    /// What a failed check raises.
    fn failed_check(&self, kind: CheckKind, inst: &Inst) -> Step<Stop> {
        let operands = self.ints(&inst.args[1..])?;
        let shapes = |check: Check, split: usize| {
            let (a, b) = operands.split_at(split);
            Stop::raised(check.kind(), shapes_message(check, a, b))
        };
        Ok(match kind {
            CheckKind::Fixed(check) => {
                let mut four = [0; 4];
                four.iter_mut().zip(&operands).for_each(|(to, from)| *to = *from);
                Stop::check(check, four)
            }
            CheckKind::Shapes { check, left, .. } => shapes(check, left.into()),
            CheckKind::Reshape { .. } => shapes(Check::ReshapeSize, 1),
            CheckKind::Text(kind, text) => Stop::raised(kind, &*self.f.strings[text.0 as usize]),
        })
    }
}
