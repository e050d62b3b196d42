//! Ways out: `break`, `continue` and `return`, through the `finally` blocks between them and where they go.
//!
//! A `finally` block is lowered twice: behind its `try`, and in the handler of what the `try` raises. Whoever leaves the
//! `try` early notes which way it goes, leaves to the `finally`, and is sent on from there. What a `return` returns
//! waits in slots meanwhile.

use super::Lowering;
use super::value::{Val, components};
use super::variables::Carried;
use crate::hir::{ExprId, Stmt};
use crate::ir::{CompareOp, LabelId, Op, SlotId, Ty, ValueId};
use crate::types::Type;
use std::rc::Rc;

/// A construct that a way out may pass.
pub(super) enum Frame {
    /// A loop.
    Loop(LoopFrame),
    /// A `try` with a `finally`.
    Final(FinalFrame),
}

/// A label and what a `br` to it passes.
#[derive(Clone)]
pub(super) struct JumpTarget {
    pub label: LabelId,
    pub carried: Rc<Carried>,
}

/// Where `break` and `continue` go.
pub(super) struct LoopFrame {
    /// `break`; a counted loop has none.
    pub exit: Option<JumpTarget>,
    /// `continue`; none where the body has no `continue`.
    pub next: Option<JumpTarget>,
}

/// A `finally` that is to be run on the way.
pub(super) struct FinalFrame {
    /// The block around its `try`.
    label: LabelId,
    /// Which way to go on behind it: 0 straight on, n the n-th of `exits`.
    way: SlotId,
    exits: Vec<Exit>,
}

/// A way out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Of the function, with the values in the return slots.
    Return,
    /// `break` of the loop that is this frame.
    Break(usize),
    /// `continue` of it.
    Continue(usize),
}

impl Exit {
    /// How many frames stay open.
    fn depth(self) -> usize {
        match self {
            Exit::Return => 0,
            Exit::Break(frame) | Exit::Continue(frame) => frame + 1,
        }
    }
}

impl<'a> Lowering<'a> {
    /// `break` or `continue` of the innermost loop.
    pub(super) fn jump(&mut self, exit: fn(usize) -> Exit) {
        let innermost = self.frames.iter().rposition(|frame| matches!(frame, Frame::Loop(_)));
        let Some(frame) = innermost else { crate::ice!("a jump outside of a loop") };
        self.take_exit(exit(frame));
    }

    pub(super) fn return_stmt(&mut self, value: Option<ExprId>) {
        if self.hir.is_generator {
            value.into_iter().for_each(|value| drop(self.typed(value)));
            return self.end_generator();
        }
        match value {
            None => self.return_value(Val::Static, &Type::None),
            Some(value) => {
                let ty = self.type_of(value).clone();
                let value = self.expr(value);
                self.return_value(value, &ty);
            }
        }
    }

    /// Leaves the function with a value.
    pub(super) fn return_value(&mut self, value: Val, ty: &Type) {
        let result = self.typing.result.clone();
        let values = self.coerce(value, ty, &result).flatten();
        if self.finally_above(0).is_none() {
            return self.b.push0(Op::Return, &values);
        }
        for (slot, value) in self.return_slots().into_iter().zip(values) {
            self.b.push0(Op::SlotStore(slot), &[value]);
        }
        self.take_exit(Exit::Return);
    }

    fn return_slots(&mut self) -> Vec<SlotId> {
        if self.returned.is_none() {
            let tys = components(&self.typing.result);
            self.returned = Some(tys.into_iter().map(|ty| self.b.slot(ty)).collect());
        }
        self.returned.clone().unwrap_or_default()
    }

    /// The innermost open `finally` among the frames from `depth` on.
    fn finally_above(&self, depth: usize) -> Option<usize> {
        let above = self.frames.iter().enumerate().skip(depth);
        above.rev().find(|(_, frame)| matches!(frame, Frame::Final(_))).map(|(index, _)| index)
    }

    /// Goes a way out, by the innermost `finally` that is on it.
    fn take_exit(&mut self, exit: Exit) {
        if let Some(frame) = self.finally_above(exit.depth()) {
            return self.leave_to_finally(frame, exit);
        }
        let target = match exit {
            Exit::Return => return self.return_stored(),
            Exit::Break(frame) | Exit::Continue(frame) => match (&self.frames[frame], exit) {
                (Frame::Loop(frame), Exit::Break(_)) => frame.exit.clone(),
                (Frame::Loop(frame), _) => frame.next.clone(),
                (Frame::Final(_), _) => None,
            },
        };
        let Some(target) = target else { crate::ice!("a loop without a place to jump to") };
        self.leave(&target);
    }

    fn leave_to_finally(&mut self, frame: usize, exit: Exit) {
        let Frame::Final(frame) = &mut self.frames[frame] else { crate::ice!("a finally expected") };
        let known = frame.exits.iter().position(|&known| known == exit);
        let number = known.unwrap_or_else(|| {
            frame.exits.push(exit);
            frame.exits.len() - 1
        });
        let (label, way) = (frame.label, frame.way);
        self.set_way(way, number as i64 + 1);
        self.branched.insert(label);
        self.b.push0(Op::Br(label), &[]);
    }

    fn return_stored(&mut self) {
        let tys = components(&self.typing.result);
        let slots = self.return_slots().into_iter().zip(tys);
        let values: Vec<ValueId> = slots.map(|(slot, ty)| self.b.push1(Op::SlotLoad(slot), &[], ty)).collect();
        self.b.push0(Op::Return, &values);
    }

    fn set_way(&mut self, way: SlotId, number: i64) {
        let number = self.b.i64(number);
        self.b.push0(Op::SlotStore(way), &[number]);
    }

    /// `br` with the carried locals, unless control ended before.
    pub(super) fn leave(&mut self, target: &JumpTarget) {
        self.leave_with(target, &[]);
    }

    /// As [`Self::leave`], with values before the carried ones.
    pub(super) fn leave_with(&mut self, target: &JumpTarget, first: &[ValueId]) {
        if !self.b.is_terminated() {
            let mut values = first.to_vec();
            values.extend(self.carried_values(&target.carried));
            self.branched.insert(target.label);
            self.b.push0(Op::Br(target.label), &values);
        }
    }

    /// A `try` with a `finally` around `guarded`, which runs the first and has `finalbody` for what it raises.
    /// All locals that either assigns live in slots.
    pub(super) fn with_finally(&mut self, finalbody: &'a [Stmt], guarded: impl FnOnce(&mut Self)) {
        let (label, way) = (self.b.label(), self.b.slot(Ty::I64));
        let region = self.b.open(&[]);
        self.set_way(way, 0);
        self.frames.push(Frame::Final(FinalFrame { label, way, exits: Vec::new() }));
        guarded(self);
        let Some(Frame::Final(frame)) = self.frames.pop() else { crate::ice!("a finally expected") };
        let goes_on = !self.b.is_terminated();
        if goes_on {
            self.b.yield_(&[]);
        }
        self.b.close();
        self.b.push(Op::Block(label), &[], &[], &[region]);
        if !goes_on && frame.exits.is_empty() {
            return self.b.push0(Op::Unreachable, &[]);
        }
        self.block(finalbody);
        if !self.b.is_terminated() {
            self.go_on(&frame, goes_on);
        }
    }

    /// Sends everyone on from behind a `finally`.
    fn go_on(&mut self, frame: &FinalFrame, straight: bool) {
        let Some((&last, others)) = frame.exits.split_last() else { return };
        let way = self.b.push1(Op::SlotLoad(frame.way), &[], Ty::I64);
        let conditional = if straight { frame.exits.as_slice() } else { others };
        for (index, &exit) in conditional.iter().enumerate() {
            let number = self.b.i64(index as i64 + 1);
            let here = self.b.compare(CompareOp::Eq, way, number);
            self.branch(here, Vec::new(), |this| this.take_exit(exit), |_| {});
        }
        if !straight {
            self.take_exit(last);
        }
    }
}
