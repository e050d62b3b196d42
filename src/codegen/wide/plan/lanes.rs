//! Lanes that go their own ways: `block`, `loop` and what leaves them.
//!
//! Input: instructions that a `br` leaves. Output: masks of the lanes that still run; `Repeat` .. `While`.
//! Never: loops without an end that nothing can stop: each repetition polls.
//!
//! A lane that goes to a label runs on with the others, unseen, until the label's end: what it brings along is kept in the
//! label's values, and its bit leaves the mask of running lanes. A loop repeats while a lane wants to.
//! (Pharr and Mark, ispc: A SPMD Compiler for High-Performance CPU Programming, 2012.)

use super::{Planner, Why, control};
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId, Word};
use crate::ir::{CompareOp, Function, Inst, LabelId, Op, RegionId, ValueId};

/// Where lanes may go.
pub(super) struct Target {
    /// None: the end of a loop that is left by its `yield`.
    label: Option<LabelId>,
    /// What lanes bring along.
    values: Vec<ValueId>,
    /// What those brought that came so far.
    brought: Vec<Option<NodeId>>,
    /// The lanes that came so far.
    came: Option<NodeId>,
}

/// A counted loop that each lane runs for itself.
struct Apart {
    to: NodeId,
    step: i64,
    /// The counter, and what the loop carries.
    carried: Vec<NodeId>,
    /// The lanes that have another iteration.
    active: NodeId,
    /// Those that had their last one.
    through: NodeId,
}

impl Target {
    fn new(label: Option<LabelId>, values: &[ValueId]) -> Target {
        Target { label, values: values.to_vec(), brought: vec![None; values.len()], came: None }
    }
}

impl Planner<'_> {
    /// The lanes that run.
    fn running(&mut self) -> NodeId {
        match self.mask {
            Some(mask) => mask,
            None => self.push(Node::Lanes, Lane::Mask),
        }
    }

    /// The end of a region that is left by a `br`.
    pub(super) fn go(&mut self, last: &Inst) -> Result<(), Why> {
        let Op::Br(label) = last.op else {
            // Nothing comes here.
            self.ended = true;
            return if last.op == Op::Unreachable { Ok(()) } else { Err("it is left early") };
        };
        let place = self.targets.iter().rposition(|target| target.label == Some(label));
        let place = place.ok_or("it is left early")?;
        self.bring(place, &last.args)
    }

    /// The running lanes go to a target.
    fn bring(&mut self, place: usize, values: &[ValueId]) -> Result<(), Why> {
        let mask = self.running();
        for (i, &value) in values.iter().enumerate() {
            let value = self.operand(value)?;
            let brought = match self.targets[place].brought[i] {
                Some(before) => self.choose(mask, value, before),
                None => value,
            };
            self.targets[place].brought[i] = Some(brought);
        }
        let came = match self.targets[place].came {
            Some(before) => self.push(Node::Arith(Arith::Or, before, mask), Lane::Mask),
            None => mask,
        };
        self.targets[place].came = Some(came);
        self.ended = true;
        Ok(())
    }

    /// The lanes at the target run on, with what they brought; none where there are none.
    fn arrive(&mut self, results: &[ValueId]) -> Result<(), Why> {
        let Some(target) = self.targets.pop() else { return Err("it is left early") };
        self.ended = target.came.is_none();
        if let Some(came) = target.came {
            self.mask = Some(came);
            for (&result, brought) in results.iter().zip(target.brought) {
                self.known.insert(result, super::Known::Vector(brought.ok_or("it is left early")?));
            }
        }
        Ok(())
    }

    pub(super) fn block(&mut self, label: LabelId, inst: &Inst) -> Result<(), Why> {
        let before = self.mask;
        if !leaves(self.f, inst.regions[0], label) {
            let yields = self.region(inst.regions[0])?;
            for (&result, value) in inst.results.iter().zip(yields) {
                self.same(result, value);
            }
            return Ok(());
        }
        self.targets.push(Target::new(Some(label), &inst.results));
        let place = self.targets.len() - 1;
        let yields = self.region(inst.regions[0])?;
        if !self.ended {
            self.bring(place, &yields)?;
        }
        self.arrive(&inst.results)?;
        // All lanes that came in come out where none of them goes further.
        if !self.ended && !leaves_around(self.f, inst.regions[0], Some(label)) {
            self.mask = before;
        }
        Ok(())
    }

    /// A loop that each lane runs as often as it wants to.
    pub(super) fn spin(&mut self, label: LabelId, inst: &Inst) -> Result<(), Why> {
        let f = self.f;
        let body = inst.regions[0];
        let before = self.mask;
        let entered = self.running();
        if control::stores(f, body) {
            self.loaded.clear();
        }
        let loaded = self.loaded.len();
        let mut carried = Vec::new();
        for (&init, &param) in inst.args.iter().zip(&f[body].params) {
            let init = self.operand(init)?;
            carried.push(self.carry(init));
            self.known.insert(param, super::Known::Vector(carried[carried.len() - 1]));
        }
        let active = self.carry(entered);
        self.targets.push(Target::new(None, &inst.results));
        let exit = self.targets.len() - 1;
        let kept = self.keep_targets(body)?;
        self.targets.push(Target::new(Some(label), &f[body].params));
        self.begin_spin();
        self.mask = Some(active);
        let yields = self.region(body)?;
        if !self.ended {
            self.bring(exit, &yields)?;
        }
        let Some(again) = self.targets.pop() else { return Err("it is left early") };
        let more = again.came.ok_or("it does not repeat")?;
        let brought = again.brought.into_iter().collect::<Option<Vec<NodeId>>>().ok_or("it does not repeat")?;
        let (mut nodes, mut next) = (carried, brought);
        nodes.push(active);
        next.push(more);
        self.next_of_targets(kept, &mut nodes, &mut next);
        self.next_nodes(&nodes, &next);
        self.push(Node::While(more), Lane::Mask);
        self.loaded.truncate(loaded);
        self.arrive(&inst.results)?;
        if !self.ended && !leaves_around(f, body, Some(label)) {
            self.mask = before;
        }
        Ok(())
    }

    /// A counted loop that each lane runs as often as its own bounds say.
    pub(super) fn apart(&mut self, inst: &Inst, step: i64) -> Result<(), Why> {
        let (f, body, before) = (self.f, inst.regions[0], self.mask);
        let own = self.enter_apart(inst, step)?;
        for (&param, &node) in f[body].params.iter().zip(&own.carried) {
            self.known.insert(param, super::Known::Vector(node));
        }
        let kept = self.keep_targets(body)?;
        self.begin_spin();
        self.mask = Some(own.active);
        let yields = self.region(body)?;
        if self.ended {
            return Err("it does not repeat");
        }
        let (mut next, more, through) = self.next_apart(&own, &yields)?;
        next.extend([more, through]);
        let mut nodes = own.carried.clone();
        nodes.extend([own.active, own.through]);
        self.next_of_targets(kept, &mut nodes, &mut next);
        self.next_nodes(&nodes, &next);
        self.push(Node::While(more), Lane::Mask);
        for (&result, &node) in inst.results.iter().zip(&own.carried[1..]) {
            self.known.insert(result, super::Known::Vector(node));
        }
        self.mask = if leaves_around(f, body, None) { Some(own.through) } else { before };
        Ok(())
    }

    /// What the loop carries at first. Lanes without an iteration are through with it.
    fn enter_apart(&mut self, inst: &Inst, step: i64) -> Result<Apart, Why> {
        let (from, to) = (self.operand(inst.args[0])?, self.operand(inst.args[1])?);
        let running = self.running();
        let goes = self.before_end(from, to, step);
        let (entered, passed) = self.parted(running, goes);
        let mut carried = vec![self.carry(from)];
        for &init in &inst.args[3..] {
            let init = self.operand(init)?;
            carried.push(self.carry(init));
        }
        Ok(Apart { to, step, carried, active: self.carry(entered), through: self.carry(passed) })
    }

    /// What the loop carries into its next iteration, which lanes have one, and which are through.
    fn next_apart(&mut self, own: &Apart, yields: &[ValueId]) -> Result<(Vec<NodeId>, NodeId, NodeId), Why> {
        let running = self.running();
        let pace = self.constant(own.step as u64, Lane::Int);
        let counter = own.carried[0];
        let ahead = self.push(Node::Arith(Arith::Add, counter, pace), Lane::Int);
        let mut next = vec![ahead];
        for (&value, &old) in yields.iter().zip(&own.carried[1..]) {
            let value = self.operand(value)?;
            next.push(self.choose(running, value, old));
        }
        let mut goes = self.before_end(ahead, own.to, own.step);
        if own.step.unsigned_abs() > 1 {
            // A counter past the ends of int64 is at its end.
            let onward = self.before_end(counter, ahead, own.step);
            goes = self.push(Node::Arith(Arith::And, goes, onward), Lane::Mask);
        }
        let (more, done) = self.parted(running, goes);
        Ok((next, more, self.push(Node::Arith(Arith::Or, own.through, done), Lane::Mask)))
    }

    /// The lanes of which something holds, and the others.
    fn parted(&mut self, lanes: NodeId, holds: NodeId) -> (NodeId, NodeId) {
        let not = self.push(Node::Not(holds), Lane::Mask);
        let both = |mask| Node::Arith(Arith::And, lanes, mask);
        (self.push(both(holds), Lane::Mask), self.push(both(not), Lane::Mask))
    }

    /// Is a counter not at its end yet?
    fn before_end(&mut self, counter: NodeId, end: NodeId, step: i64) -> NodeId {
        let op = if step > 0 { CompareOp::Lt } else { CompareOp::Gt };
        self.push(Node::Compare(op, false, counter, end), Lane::Mask)
    }

    /// A loop begins that goes on until no lane wants to.
    fn begin_spin(&mut self) {
        self.program.spins = true;
        self.word(Word::Interrupt);
        self.push(Node::Repeat, Lane::Int);
    }

    /// What targets around a loop have after an iteration becomes what they have before the next one.
    fn next_of_targets(&mut self, kept: Vec<(usize, Target)>, nodes: &mut Vec<NodeId>, next: &mut Vec<NodeId>) {
        for (place, kept) in kept {
            let target = &self.targets[place];
            next.extend(target.brought.iter().chain([&target.came]).flatten());
            nodes.extend(kept.brought.iter().chain([&kept.came]).flatten());
            self.targets[place] = kept;
        }
    }

    fn carry(&mut self, init: NodeId) -> NodeId {
        self.push(Node::Carried(init), self.lane(init))
    }

    /// Targets to which lanes go from within a loop keep what they have from one iteration to the next.
    fn keep_targets(&mut self, body: RegionId) -> Result<Vec<(usize, Target)>, Why> {
        let mut kept = Vec::new();
        for place in 0..self.targets.len() {
            let label = self.targets[place].label;
            let reached = match label {
                Some(label) => leaves(self.f, body, label),
                None => place + 1 == self.targets.len() && yields(self.f, body),
            };
            if !reached {
                continue;
            }
            let values = self.targets[place].values.clone();
            let mut target = Target::new(label, &values);
            for (i, &value) in values.iter().enumerate() {
                let before = match self.targets[place].brought[i] {
                    Some(node) => node,
                    None => self.nothing(value)?,
                };
                target.brought[i] = Some(self.carry(before));
            }
            let came = match self.targets[place].came {
                Some(came) => came,
                None => self.no_lanes(),
            };
            target.came = Some(self.carry(came));
            self.targets[place] =
                Target { label, values: values.clone(), brought: target.brought.clone(), came: target.came };
            kept.push((place, target));
        }
        Ok(kept)
    }

    /// Zero in the lane of a value.
    fn nothing(&mut self, value: ValueId) -> Result<NodeId, Why> {
        let dtype = self.f.ty(value).dtype().ok_or("it works on values that are no numbers")?;
        Ok(match Lane::of(dtype).ok_or("complex numbers")? {
            Lane::Mask => self.no_lanes(),
            lane => self.constant(0, lane),
        })
    }

    fn no_lanes(&mut self) -> NodeId {
        let all = self.push(Node::Lanes, Lane::Mask);
        self.push(Node::Arith(Arith::Xor, all, all), Lane::Mask)
    }

    /// A branch of which an arm is left.
    pub(super) fn parting(&mut self, inst: &Inst) -> Result<(), Why> {
        let condition = self.operand(inst.args[0])?;
        let running = self.running();
        let mut ends = Vec::new();
        for (i, &arm) in inst.regions.iter().enumerate() {
            let taken = if i == 0 { condition } else { self.push(Node::Not(condition), Lane::Mask) };
            self.mask = Some(self.push(Node::Arith(Arith::And, running, taken), Lane::Mask));
            let yields = self.region(arm)?;
            let end = if self.ended { None } else { Some((self.running(), yields)) };
            self.ended = false;
            ends.push(end);
        }
        match (ends.pop().flatten(), ends.pop().flatten()) {
            (None, None) => self.ended = true,
            (Some((mask, yields)), None) | (None, Some((mask, yields))) => {
                self.mask = Some(mask);
                for (&result, value) in inst.results.iter().zip(yields) {
                    self.same(result, value);
                }
            }
            (Some((others, y)), Some((mask, x))) => {
                self.mask = Some(self.push(Node::Arith(Arith::Or, mask, others), Lane::Mask));
                for ((&result, x), y) in inst.results.iter().zip(x).zip(y) {
                    let (x, y) = (self.operand(x)?, self.operand(y)?);
                    let node = self.choose(condition, x, y);
                    self.known.insert(result, super::Known::Vector(node));
                }
            }
        }
        Ok(())
    }
}

/// Does a region hold a `br` to a label?
fn leaves(f: &Function, region: RegionId, label: LabelId) -> bool {
    any(f, region, &mut |inst| inst.op == Op::Br(label))
}

/// Does it hold a `br` to a label around it, other than its own?
fn leaves_around(f: &Function, region: RegionId, own: Option<LabelId>) -> bool {
    let mut own: Vec<LabelId> = own.into_iter().collect();
    any(f, region, &mut |inst| {
        if let Op::Block(label) | Op::Loop(label) = inst.op {
            own.push(label);
        }
        matches!(inst.op, Op::Br(label) if !own.contains(&label))
    })
}

/// Is the end of a loop's body reached?
fn yields(f: &Function, body: RegionId) -> bool {
    f.terminator(body).is_some_and(|last| last.op == Op::Yield)
}

/// Does a region hold an arm or a body that ends otherwise than by a `yield`?
pub(super) fn parts(f: &Function, region: RegionId) -> bool {
    any(f, region, &mut |inst| matches!(inst.op, Op::Br(_) | Op::Block(_) | Op::Loop(_)))
}

/// Does a property hold of an instruction of a region or of those in it?
pub(super) fn any(f: &Function, region: RegionId, holds: &mut impl FnMut(&Inst) -> bool) -> bool {
    f[region].insts.iter().any(|&id| {
        let inst = &f[id];
        holds(inst) || inst.regions.iter().any(|&nested| any(f, nested, holds))
    })
}
