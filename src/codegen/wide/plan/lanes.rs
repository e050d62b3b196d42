//! Lanes that go their own ways: `block`, `loop` and what leaves them.
//!
//! Input: instructions that a `br` leaves. Output: masks of the lanes that still run; `Repeat` .. `While`.
//! Never: loops without an end that nothing can stop: each repetition polls.
//!
//! A lane that goes to a label runs on with the others, unseen, until the label's end: what it brings along is kept in the
//! label's values, and its bit leaves the mask of running lanes. A loop repeats while a lane wants to.
//! (Pharr and Mark, ispc: A SPMD Compiler for High-Performance CPU Programming, 2012.)

use super::{Planner, Why};
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId, Word};
use crate::ir::{Function, Inst, LabelId, Op, RegionId, ValueId};

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
        if !self.ended && !leaves_beyond(self.f, inst.regions[0], label) {
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
        self.program.spins = true;
        self.word(Word::Interrupt);
        self.push(Node::Repeat, Lane::Int);
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
        for (place, kept) in kept {
            let target = &self.targets[place];
            next.extend(target.brought.iter().chain([&target.came]).flatten());
            nodes.extend(kept.brought.iter().chain([&kept.came]).flatten());
            self.targets[place] = kept;
        }
        self.next_nodes(&nodes, &next)?;
        self.push(Node::While(more), Lane::Mask);
        self.arrive(&inst.results)?;
        if !self.ended && !leaves_beyond(f, body, label) {
            self.mask = before;
        }
        Ok(())
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

/// Does it hold a `br` to a label around it, other than this one?
fn leaves_beyond(f: &Function, region: RegionId, label: LabelId) -> bool {
    let mut own = vec![label];
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

/// Does a region hold a loop without a known number of iterations?
pub(super) fn spins(f: &Function, region: RegionId) -> bool {
    any(f, region, &mut |inst| matches!(inst.op, Op::Loop(_)))
}

fn any(f: &Function, region: RegionId, holds: &mut impl FnMut(&Inst) -> bool) -> bool {
    f[region].insts.iter().any(|&id| {
        let inst = &f[id];
        holds(inst) || inst.regions.iter().any(|&nested| any(f, nested, holds))
    })
}
