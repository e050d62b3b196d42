//! Loads and stores.
//!
//! Input: `load`, `store`, `bounds`. Output: accesses, and what has to hold for their indices. Never: control flow.

use super::{Known, Planner, Why};
use crate::codegen::wide::program::{
    Access, AccessKind, Arith, Condition, Gathered, Index, Lane, LoopId, Movement, Node, NodeId, Scalar, Span, Word,
};
use crate::ir::{CompareOp, Inst, InstId, Ty, ValueId};
use crate::types::Layout;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

impl Planner<'_> {
    pub(super) fn load(&mut self, id: InstId, inst: &Inst) -> Result<(), Why> {
        let known = |(args, mask, _): &&(Vec<ValueId>, Option<NodeId>, NodeId)| {
            args[..] == inst.args[..] && (mask.is_none() || *mask == self.mask)
        };
        if let Some(&(_, _, node)) = self.loaded.iter().find(known) {
            self.known.insert(inst.results[0], Known::Vector(node));
            return Ok(());
        }
        let (access, vector) = self.access(id, AccessKind::Load, inst.args[0], &inst.args[1..])?;
        let Access { dtype, movement, .. } = self.program.accesses[access];
        let lane = Lane::of(dtype).ok_or("complex numbers")?;
        if movement == Movement::Still && self.mask.is_some() && dtype.size() < 8 {
            return Err("it reads one place under a condition");
        }
        let node = match vector {
            Some(index) => Node::LoadAt(access, index, self.mask),
            None => Node::Load(access, self.mask),
        };
        let node = self.push(node, lane);
        self.loaded.push((inst.args.to_vec(), self.mask, node));
        self.known.insert(inst.results[0], Known::Vector(node));
        Ok(())
    }

    pub(super) fn store(&mut self, id: InstId, inst: &Inst) -> Result<(), Why> {
        let [array, index @ .., value] = &inst.args[..] else { return Err("it stores nothing") };
        let (access, _) = self.access(id, AccessKind::Store, *array, index)?;
        let Access { dtype, movement, .. } = self.program.accesses[access];
        if !matches!(movement, Movement::Unit | Movement::Axis(_)) {
            return Err("it does not store to one element after the other");
        }
        if self.program.accesses[access].index.iter().any(shares_axis) {
            return Err("several loops move a store along one axis");
        }
        let value = self.operand(*value)?;
        let value = self.unwrapped(value, dtype);
        let lane = self.lane(value);
        self.push(Node::Store(access, value, self.mask), lane);
        self.loaded.clear();
        Ok(())
    }

    /// A store truncates anyway.
    fn unwrapped(&self, value: NodeId, dtype: crate::types::Dtype) -> NodeId {
        match self.program.node(value) {
            Node::Wrap(to, inner) if to.size() >= dtype.size() => inner,
            _ => value,
        }
    }

    /// The number of an access, with the vector that indexes it if there is one.
    fn access(
        &mut self,
        inst: InstId,
        kind: AccessKind,
        array: ValueId,
        index: &[ValueId],
    ) -> Result<(usize, Option<NodeId>), Why> {
        let &Ty::Array { dtype, layout, .. } = self.f.ty(array) else { return Err("it works on what is no array") };
        if self.known.contains_key(&array) {
            return Err("it makes views");
        }
        Lane::of(dtype).ok_or("complex numbers")?;
        let (mut indices, mut vector) = (SmallVec::new(), None);
        for (axis, &value) in index.iter().enumerate() {
            match self.span(value) {
                Some(span) => indices.push(Index::Affine(span)),
                None if vector.is_none() && kind == AccessKind::Load => {
                    vector = Some((axis, self.operand(value)?));
                    indices.push(Index::Vector);
                }
                None => return Err("vectors index several axes, or a store"),
            }
        }
        let movement = self.movement(&indices, layout, vector)?;
        let access = self.program.accesses.len();
        self.program.accesses.push(Access { kind, inst, dtype, movement, index: indices });
        self.access_words(access);
        Ok((access, vector.map(|(_, node)| node)))
    }

    fn movement(&self, index: &[Index], layout: Layout, vector: Option<(usize, NodeId)>) -> Result<Movement, Why> {
        let lanes: Vec<usize> = (0..index.len()).filter(|&axis| moves_with_lane(&index[axis])).collect();
        let along = |axis| moved(layout, axis, index.len());
        match (&lanes[..], vector) {
            ([], Some((axis, node))) if self.differs(node) => {
                let packed = along(axis) == Movement::Unit;
                Ok(Movement::Gathered(Gathered { axis, packed, smooth: packed && self.is_smooth(node) }))
            }
            (_, Some((_, node))) if self.differs(node) => Err("the loop and a vector index one array"),
            ([], _) => Ok(Movement::Still),
            (&[axis], None) => Ok(along(axis)),
            (&[axis], Some(_)) if along(axis) != Movement::Strided => Ok(along(axis)),
            (_, Some(_)) => Err("the loop and a vector index one array"),
            _ => Ok(Movement::Strided),
        }
    }

    /// May the lanes of a vector differ?
    fn differs(&self, node: NodeId) -> bool {
        self.any(node, &|node| match node {
            Node::Iteration | Node::Accumulator(_) => true,
            Node::Load(access, _) => self.program.accesses[access].movement != Movement::Still,
            Node::LoadAt(..) => true,
            Node::Carried(_) => true,
            _ => false,
        })
    }

    /// Is it made of indices alone?
    fn is_smooth(&self, node: NodeId) -> bool {
        !self.any(node, &|node| matches!(node, Node::Load(..) | Node::LoadAt(..) | Node::Carried(_)))
    }

    /// Does a property hold of an operation or one that it is made of? (The counters of nested loops have none.)
    fn any(&self, node: NodeId, is: &impl Fn(Node) -> bool) -> bool {
        let (mut seen, mut work) = (FxHashSet::default(), vec![node]);
        while let Some(id) = work.pop() {
            if self.counters.contains(&id) || !seen.insert(id) {
                continue;
            }
            let node = self.program.node(id);
            if is(node) {
                return true;
            }
            work.extend(node.operands());
        }
        false
    }

    fn access_words(&mut self, access: usize) {
        self.word(Word::Address(access));
        let (movement, loops) = {
            let access = &self.program.accesses[access];
            let nested = (0..self.program.loops.len()).map(LoopId).filter(|&id| access.moves_with(id));
            (access.movement, nested.collect::<Vec<LoopId>>())
        };
        if movement == Movement::Strided || self.program.accesses[access].index.contains(&Index::Vector) {
            self.word(Word::Stride(access));
        }
        for id in loops {
            self.word(Word::Step(access, id));
            self.word(Word::Total(access, id));
        }
    }

    // --- checks ----------------------------------------------------------------------------------------------------

    pub(super) fn bounds(&mut self, inst: &Inst) -> Result<(), Why> {
        let (index, length, result) = (inst.args[0], inst.args[1], inst.results[0]);
        if self.known.contains_key(&length) {
            return Err("the length of an axis changes");
        }
        match self.span(index) {
            Some(span) if self.mask.is_none() => self.span_bounds(span, length, result),
            // Under a condition a negative index stays with the scalar loop.
            Some(_) => {
                let (node, end) = (self.operand(index)?, self.invariant(length)?);
                let inside = self.push(Node::Compare(CompareOp::Lt, true, node, end), Lane::Mask);
                self.leave_unless(inside);
                self.same(result, index);
            }
            None => {
                let (node, end) = (self.operand(index)?, self.invariant(length)?);
                let zero = self.constant(0, Lane::Int);
                let negative = self.push(Node::Compare(CompareOp::Lt, false, node, zero), Lane::Mask);
                let from_end = self.push(Node::Arith(Arith::Add, node, end), Lane::Int);
                let wrapped = self.push(Node::Select(negative, from_end, node), Lane::Int);
                let inside = self.push(Node::Compare(CompareOp::Lt, true, wrapped, end), Lane::Mask);
                self.leave_unless(inside);
                self.known.insert(result, Known::Vector(wrapped));
            }
        }
        Ok(())
    }

    /// All indices of all iterations are looked at before the loop.
    fn span_bounds(&mut self, mut span: Span, length: ValueId, result: ValueId) {
        if span.lane || !span.loops.is_empty() {
            self.same(result, span.value);
        } else {
            self.program.scalars.push(Scalar::Wrap { result, index: span.value, length });
            span.value = result;
        }
        self.require(Condition::Within(span, length));
    }

    pub(super) fn require(&mut self, condition: Condition) {
        if !self.program.conditions.contains(&condition) {
            self.program.conditions.push(condition);
        }
    }

    /// Leaves where a lane that runs does not hold.
    pub(super) fn leave_unless(&mut self, holds: NodeId) {
        let fails = self.push(Node::Not(holds), Lane::Mask);
        self.leave(fails);
    }

    /// Leaves where a lane that runs holds.
    pub(super) fn leave(&mut self, mut fails: NodeId) {
        if let Some(mask) = self.mask {
            fails = self.push(Node::Arith(Arith::And, fails, mask), Lane::Mask);
        }
        let leave = Node::Leave(fails);
        if self.made.is_new(leave, Lane::Mask, fails) {
            self.push(leave, Lane::Mask);
        }
    }
}

fn moves_with_lane(index: &Index) -> bool {
    matches!(index, Index::Affine(span) if span.lane)
}

/// Do the loop and a nested one move along the axis, or two nested ones?
fn shares_axis(index: &Index) -> bool {
    matches!(index, Index::Affine(span) if usize::from(span.lane) + span.loops.len() > 1)
}

/// How an access moves whose index along an axis is the induction variable's.
fn moved(layout: Layout, axis: usize, ndim: usize) -> Movement {
    let contiguous = match layout {
        Layout::C => axis + 1 == ndim,
        Layout::F => axis == 0,
        Layout::A => return Movement::Axis(axis),
    };
    if contiguous { Movement::Unit } else { Movement::Strided }
}
