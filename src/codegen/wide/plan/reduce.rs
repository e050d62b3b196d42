//! What the whole loop carries.
//!
//! Input: carried values. Output: accumulators, one per lane, and how they come together. Never: a change of order that the
//! type or `fastmath` does not permit.

use super::{Known, Planner, Why};
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId, Reduction, Word};
use crate::ir::ValueId;

const CARRIED: Why = "an iteration needs what the one before it made";
const ORDERED: Why = "the order of its floating-point sums matters";

impl Planner<'_> {
    pub(super) fn accumulators(&mut self, params: &[ValueId]) -> Result<Vec<NodeId>, Why> {
        let mut nodes = Vec::new();
        for (number, &param) in params.iter().enumerate() {
            let dtype = self.f.ty(param).dtype().ok_or("it carries what is no number")?;
            let lane = Lane::of(dtype).filter(|&lane| lane != Lane::Mask).ok_or(CARRIED)?;
            self.word(Word::Accumulator(number));
            let node = self.push(Node::Accumulator(number), lane);
            self.known.insert(param, Known::Vector(node));
            self.program.reductions.push(Reduction { op: Arith::Add, lane, dtype });
            nodes.push(node);
        }
        Ok(nodes)
    }

    /// The loop's yields become the accumulators' next values.
    pub(super) fn accumulate(&mut self, accumulators: &[NodeId], yields: &[ValueId]) -> Result<(), Why> {
        let values = yields.iter().map(|&value| self.operand(value)).collect::<Result<Vec<NodeId>, Why>>()?;
        self.separate()?;
        for (number, (&accumulator, value)) in accumulators.iter().zip(values).enumerate() {
            let op = self.reduction(accumulator, value)?;
            let reduction = &mut self.program.reductions[number];
            reduction.op = op;
            let lane = reduction.lane;
            self.push(Node::Accumulate(accumulator, value), lane);
        }
        Ok(())
    }

    /// Each value depends on one accumulator at most: what adds up partial sums of another one needs their order.
    fn separate(&self) -> Result<(), Why> {
        let mut owners: Vec<Option<NodeId>> = vec![None; self.program.nodes.len()];
        for (at, &(node, _)) in self.program.nodes.iter().enumerate() {
            let mut owner = matches!(node, Node::Accumulator(_)).then_some(NodeId(at as u32));
            for operand in node.operands() {
                match (owner, owners[operand.0 as usize]) {
                    (Some(one), Some(other)) if one != other => return Err(CARRIED),
                    (None, other) => owner = other,
                    _ => {}
                }
            }
            owners[at] = owner;
        }
        Ok(())
    }

    /// The one operation that leads from an accumulator to its next value, whatever the order.
    fn reduction(&self, accumulator: NodeId, value: NodeId) -> Result<Arith, Why> {
        let mut found = None;
        let first = accumulator.0 as usize;
        let mut tainted = vec![false; self.program.nodes.len()];
        tainted[first] = true;
        for (at, &(node, _)) in self.program.nodes.iter().enumerate().skip(first + 1) {
            let is = |id: NodeId| tainted[id.0 as usize];
            if !node.operands().iter().any(|&operand| is(operand)) {
                continue;
            }
            let op = match node {
                Node::Arith(Arith::Sub, a, b) if is(a) && !is(b) => Some(Arith::Add),
                Node::Arith(op, a, b) if op != Arith::Sub && is(a) != is(b) => Some(op),
                Node::Fma(a, b, c) if is(c) && !is(a) && !is(b) => Some(Arith::Add),
                Node::Select(mask, a, b) if !is(mask) && is(a) && is(b) => None,
                Node::Wrap(..) => None,
                _ => return Err(CARRIED),
            };
            if op.is_some() && found.is_some_and(|found| Some(found) != op) {
                return Err(CARRIED);
            }
            found = found.or(op);
            tainted[at] = true;
        }
        let op = found.unwrap_or(Arith::Add);
        if !tainted[value.0 as usize] {
            return Err(CARRIED);
        }
        self.permitted(op, self.lane(accumulator)).map(|()| op)
    }

    fn permitted(&self, op: Arith, lane: Lane) -> Result<(), Why> {
        let allowed = self.f.fastmath;
        match (lane, op) {
            (Lane::Int, Arith::Add | Arith::Mul | Arith::And | Arith::Or | Arith::Xor) => Ok(()),
            (Lane::Int, Arith::Min | Arith::Max | Arith::UnsignedMin | Arith::UnsignedMax) => Ok(()),
            (Lane::F64 | Lane::F32, Arith::Add | Arith::Mul) if allowed.reassoc => Ok(()),
            (Lane::F64 | Lane::F32, Arith::Min | Arith::Max) if allowed.nnan && allowed.nsz => Ok(()),
            (Lane::F64 | Lane::F32, Arith::Add | Arith::Mul) => Err(ORDERED),
            _ => Err(CARRIED),
        }
    }
}
