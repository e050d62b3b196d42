//! Nested loops, branches, checks.
//!
//! Input: instructions with regions, and `check`. Output: `Begin` .. `End`, masks, conditions. Never: accesses.

use super::{Known, Planner, Why, lanes};
use crate::codegen::wide::program::{Arith, Condition, Lane, LoopId, Node, NodeId, Scalar, Span, Word};
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, Op, RegionId, ValueId};
use smallvec::smallvec;

/// Nested loops that are known to be shorter do not fill vectors of their own.
const SHORT: i64 = 16;

impl Planner<'_> {
    // --- loops -----------------------------------------------------------------------------------------------------

    /// A counted loop: that all lanes run together, unless some do not run it or its bounds are their own.
    pub(super) fn nested(&mut self, id: InstId, inst: &Inst) -> Result<(), Why> {
        self.is_worth(inst)?;
        if stores(self.f, inst.regions[0]) {
            self.loaded.clear();
        }
        let loaded = self.loaded.len();
        let own = inst.args[..3].iter().any(|arg| self.known.contains_key(arg));
        match self.f.as_const(inst.args[2]) {
            Some(Const::Int(step @ (1 | -1))) if !own && self.mask.is_none() => self.together(id, inst, step)?,
            Some(Const::Int(step)) if step != 0 => self.apart(inst, step)?,
            _ => return Err("the step of a loop in it"),
        }
        self.loaded.truncate(loaded);
        Ok(())
    }

    /// A loop that all lanes run together.
    fn together(&mut self, id: InstId, inst: &Inst, step: i64) -> Result<(), Why> {
        let body = inst.regions[0];
        let label = LoopId(self.program.loops.len());
        self.program.loops.push(id);
        self.program.scalars.push(Scalar::Enter(id));
        self.word(Word::Count(label));
        let zero = self.constant(0, Lane::Int);
        let counter = self.push(Node::Carried(zero), Lane::Int);
        self.counters.push(counter);
        let iv = self.f[body].params[0];
        self.known.insert(iv, Known::Index(Span { value: iv, lane: false, loops: smallvec![label] }));
        let mut carried = Vec::new();
        for (&init, &param) in inst.args[3..].iter().zip(&self.f[body].params[1..]) {
            let init = self.operand(init)?;
            let node = self.push(Node::Carried(init), self.lane(init));
            self.known.insert(param, Known::Vector(node));
            carried.push(node);
        }
        self.push(Node::Begin(label), Lane::Int);
        let yields = self.region(body)?;
        self.next_values(&carried, &yields)?;
        let step = self.constant(step as u64, Lane::Int);
        let ahead = self.push(Node::Arith(Arith::Add, counter, step), Lane::Int);
        self.push(Node::Next(counter, ahead), Lane::Int);
        self.push(Node::End(label), Lane::Int);
        for (&result, &node) in inst.results.iter().zip(&carried) {
            self.known.insert(result, Known::Vector(node));
        }
        Ok(())
    }

    /// Would the nested loop rather be vectors itself?
    fn is_worth(&self, inst: &Inst) -> Result<(), Why> {
        let bounds = [inst.args[0], inst.args[1]].map(|arg| self.f.as_const(arg));
        if let [Some(Const::Int(lo)), Some(Const::Int(hi))] = bounds
            && hi.saturating_sub(lo) < SHORT
        {
            return Ok(());
        }
        let ordered = |&arg: &ValueId| self.f.ty(arg).dtype().is_some_and(|dtype| dtype.is_float());
        let free = self.f.fastmath.reassoc || !inst.args[3..].iter().any(ordered);
        if free && self.has_program(inst) {
            return Err("the loop in it is the one for vectors");
        }
        Ok(())
    }

    /// Can the iterations of a nested loop be lanes?
    fn has_program(&self, inst: &Inst) -> bool {
        let body = inst.regions[0];
        if let Some(&known) = self.tried.borrow().get(&body) {
            return known;
        }
        let is_unit = matches!(self.f.as_const(inst.args[2]), Some(Const::Int(1)));
        let found = is_unit && super::plan_with(self.f, body, self.level, self.tried.clone()).is_ok();
        self.tried.borrow_mut().insert(body, found);
        found
    }

    /// Instructions of a nested region; what it yields, unless all lanes leave it before its end.
    pub(super) fn region(&mut self, region: RegionId) -> Result<Vec<ValueId>, Why> {
        let f = self.f;
        let Some((&last, insts)) = f[region].insts.split_last() else { return Err("a branch without end") };
        for &id in insts {
            self.inst(id)?;
            if self.ended {
                return Ok(Vec::new());
            }
        }
        if f[last].op == Op::Yield {
            return Ok(f[last].args.to_vec());
        }
        self.go(&f[last])?;
        Ok(Vec::new())
    }

    fn next_values(&mut self, carried: &[NodeId], yields: &[ValueId]) -> Result<(), Why> {
        let mut values = Vec::new();
        for &value in yields {
            values.push(self.operand(value)?);
        }
        self.next_nodes(carried, &values);
        Ok(())
    }

    /// What a loop carries into its next iteration.
    pub(super) fn next_nodes(&mut self, carried: &[NodeId], values: &[NodeId]) {
        // The carried values change one after the other: one that takes the place of another is copied before.
        let mut copied = Vec::new();
        for (&node, &value) in carried.iter().zip(values) {
            let moves = value != node && carried.contains(&value);
            let copy = Node::Arith(Arith::And, value, value);
            copied.push(if moves { self.push(copy, self.lane(value)) } else { value });
        }
        for (&node, value) in carried.iter().zip(copied) {
            self.push(Node::Next(node, value), self.lane(node));
        }
    }

    // --- branches --------------------------------------------------------------------------------------------------

    pub(super) fn branch(&mut self, inst: &Inst) -> Result<(), Why> {
        let &[then, otherwise] = &inst.regions[..] else { return Err("a branch without arms") };
        if (has_loop(self.f, then) || has_loop(self.f, otherwise))
            && let Some(conditions) = self.requirement(inst.args[0])
        {
            conditions.into_iter().for_each(|condition| self.require(condition));
            return self.only(inst, then);
        }
        if (lanes::parts(self.f, then) || lanes::parts(self.f, otherwise))
            && !(raises(self.f, then) || raises(self.f, otherwise))
        {
            return self.parting(inst);
        }
        let mask = self.operand(inst.args[0])?;
        if raises(self.f, then) {
            self.leave(mask);
            return self.only(inst, otherwise);
        }
        if raises(self.f, otherwise) {
            self.leave_unless(mask);
            return self.only(inst, then);
        }
        let yields = self.arm(then, mask)?;
        let not = self.push(Node::Not(mask), Lane::Mask);
        let others = self.arm(otherwise, not)?;
        for ((&result, x), y) in inst.results.iter().zip(yields).zip(others) {
            let (x, y) = (self.operand(x)?, self.operand(y)?);
            let node = self.choose(mask, x, y);
            self.known.insert(result, Known::Vector(node));
        }
        Ok(())
    }

    /// The one arm of a branch that vector code runs.
    fn only(&mut self, inst: &Inst, arm: RegionId) -> Result<(), Why> {
        let yields = self.region(arm)?;
        for (&result, value) in inst.results.iter().zip(yields) {
            self.same(result, value);
        }
        Ok(())
    }

    /// An arm for the lanes of a mask.
    fn arm(&mut self, region: RegionId, mask: NodeId) -> Result<Vec<ValueId>, Why> {
        let before = self.mask;
        self.mask = Some(match before {
            Some(before) => self.push(Node::Arith(Arith::And, before, mask), Lane::Mask),
            None => mask,
        });
        let yields = self.region(region);
        self.mask = before;
        yields
    }

    /// `x` where the mask holds, else `y`.
    pub(super) fn choose(&mut self, mask: NodeId, x: NodeId, y: NodeId) -> NodeId {
        let lane = self.lane(x);
        if lane != Lane::Mask {
            return self.push(Node::Select(mask, x, y), lane);
        }
        let not = self.push(Node::Not(mask), lane);
        let (x, y) =
            (self.push(Node::Arith(Arith::And, mask, x), lane), self.push(Node::Arith(Arith::And, not, y), lane));
        self.push(Node::Arith(Arith::Or, x, y), lane)
    }

    // --- conditions ------------------------------------------------------------------------------------------------

    pub(super) fn check(&mut self, inst: &Inst) -> Result<(), Why> {
        if let Some(conditions) = self.requirement(inst.args[0]) {
            conditions.into_iter().for_each(|condition| self.require(condition));
            return Ok(());
        }
        let holds = self.operand(inst.args[0])?;
        self.leave_unless(holds);
        Ok(())
    }

    /// What makes a bool true in every iteration; none where that cannot be said in front of the loop.
    fn requirement(&self, value: ValueId) -> Option<Vec<Condition>> {
        let inst = match self.known.get(&value) {
            None => return Some(vec![Condition::Flag(value)]),
            Some(Known::Flag(id)) => &self.f[*id],
            Some(_) => return None,
        };
        match inst.op {
            Op::Binary(BinaryOp::And) => {
                let mut all = self.requirement(inst.args[0])?;
                all.extend(self.requirement(inst.args[1])?);
                Some(all)
            }
            Op::Compare(op) => {
                let (x, y) = (self.span(inst.args[0])?, self.span(inst.args[1])?);
                let invariant = |span: &Span| !span.lane && span.loops.is_empty();
                match op {
                    CompareOp::Eq | CompareOp::Ne => None,
                    _ if invariant(&y) => Some(vec![Condition::Compare(op, x, y.value)]),
                    _ if invariant(&x) => Some(vec![Condition::Compare(op.turned(), y, x.value)]),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// Does it store something?
pub(super) fn stores(f: &Function, region: RegionId) -> bool {
    lanes::any(f, region, &mut |inst| inst.op == Op::Store)
}

fn has_loop(f: &Function, region: RegionId) -> bool {
    lanes::any(f, region, &mut |inst| matches!(inst.op, Op::For | Op::Loop(_)))
}

/// Does an arm end in an exception? (One that parts ends where its jumps go.)
fn raises(f: &Function, region: RegionId) -> bool {
    f.terminator(region).is_some_and(|last| match last.op {
        Op::Raise(_) => true,
        Op::Unreachable => !lanes::parts(f, region),
        _ => false,
    })
}
