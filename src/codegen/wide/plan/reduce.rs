//! What the whole loop carries.
//!
//! Input: carried values. Output: accumulators, one per lane, and how they come together. Never: a change of order that the
//! type or `fastmath` does not permit.
//!
//! What is added up freely has a sum per lane. Sums of floats whose order matters take one lane after the other: the work
//! on what is added still is that of vectors. What is kept of the iteration that beats those before it (a minimum with its
//! index) is kept by each lane for its own iterations; in the end one of them wins.

use super::value::sign;
use super::{Known, Planner, Why};
use crate::codegen::wide::program::{
    Arith, Contest, Joined, Lane, Node, NodeId, Places, Program, Reduction, Rival, Word,
};
use crate::ir::{CompareOp, ValueId};
use smallvec::SmallVec;

const CARRIED: Why = "an iteration needs what the one before it made";
const ORDERED: Why = "the order of its floating-point sums matters";

/// Operations that scalar code does while it waits for a sum.
const IDLE: u32 = 12;

/// What a division or a root takes, in operations.
const DIVISION: u32 = 8;

/// Accumulators by their bits.
type Set = u64;

/// By operation: which accumulators it depends on. Later ones depend on none.
struct Taints(Vec<Set>);

impl Taints {
    fn of(&self, id: NodeId) -> Set {
        self.0.get(id.0 as usize).copied().unwrap_or(0)
    }
}

/// Something that becomes part of an accumulator, where all of these hold.
struct Part {
    op: Arith,
    value: NodeId,
    masks: SmallVec<[NodeId; 2]>,
}

/// What replaces an accumulator, where all of these hold.
#[derive(PartialEq)]
struct Replaced {
    value: NodeId,
    masks: SmallVec<[NodeId; 2]>,
}

impl Planner<'_> {
    pub(super) fn accumulators(&mut self, params: &[ValueId]) -> Result<Vec<NodeId>, Why> {
        let mut nodes = Vec::new();
        for (number, &param) in params.iter().enumerate() {
            let dtype = self.f.ty(param).dtype().ok_or("it carries what is no number")?;
            let lane = Lane::of(dtype).filter(|&lane| lane != Lane::Mask).ok_or(CARRIED)?;
            self.word(Word::Accumulator(number));
            let node = self.push(Node::Accumulator(number), lane);
            self.known.insert(param, Known::Vector(node));
            self.program.reductions.push(Reduction { joined: Joined::Freely(Arith::Add), lane, dtype });
            nodes.push(node);
        }
        Ok(nodes)
    }

    /// The loop's yields become the accumulators' next values.
    pub(super) fn accumulate(&mut self, accumulators: &[NodeId], yields: &[ValueId]) -> Result<(), Why> {
        let values = yields.iter().map(|&value| self.operand(value)).collect::<Result<Vec<NodeId>, Why>>()?;
        let taints = self.taints()?;
        let mut contested = Vec::new();
        for (number, (&accumulator, value)) in accumulators.iter().zip(values).enumerate() {
            let why = match self.reduction(accumulator, value, &taints) {
                Ok(op) => {
                    self.program.reductions[number].joined = Joined::Freely(op);
                    self.next(accumulator, value);
                    continue;
                }
                Err(why) => why,
            };
            if let Some(parts) = self.parts(accumulator, value, &taints) {
                self.in_order(number, accumulator, &parts)?;
            } else {
                let replaced = self.replaced(accumulator, value, &taints).ok_or(why)?;
                contested.push((number, accumulator, value, replaced));
            }
        }
        self.contests(contested, &taints)
    }

    /// The lanes that there are and in which all of these hold.
    fn all_of(&mut self, masks: &[NodeId]) -> NodeId {
        let lanes = self.push(Node::Lanes, Lane::Mask);
        masks.iter().fold(lanes, |all, &mask| self.push(Node::Arith(Arith::And, all, mask), Lane::Mask))
    }

    fn next(&mut self, accumulator: NodeId, value: NodeId) {
        let lane = self.lane(accumulator);
        self.push(Node::Accumulate(accumulator, value), lane);
    }

    /// What depends on accumulators; what decides where lanes go or what is stored depends on none.
    fn taints(&self) -> Result<Taints, Why> {
        let mut taints = Taints(Vec::with_capacity(self.program.nodes.len()));
        for &(node, _) in &self.program.nodes {
            let own = match node {
                Node::Accumulator(number) => 1u64.checked_shl(number as u32).ok_or("it carries too much")?,
                _ => 0,
            };
            // What is read under a mask is used where the mask holds.
            let taint = match node {
                Node::Load(..) => 0,
                Node::LoadAt(_, index, _) => taints.of(index),
                _ => node.operands().iter().fold(own, |set, &id| set | taints.of(id)),
            };
            if taint != 0 && (node.has_effect() || matches!(node, Node::Next(..) | Node::Carried(_))) {
                return Err(CARRIED);
            }
            taints.0.push(taint);
        }
        Ok(taints)
    }

    // --- in any order ------------------------------------------------------------------------------------------------

    /// The one operation that leads from an accumulator to its next value, whatever the order.
    fn reduction(&self, accumulator: NodeId, value: NodeId, taints: &Taints) -> Result<Arith, Why> {
        let own = taints.of(accumulator);
        // What adds up partial sums of another one needs their order.
        if taints.of(value) != own {
            return Err(CARRIED);
        }
        let mut found = None;
        let is = |id: NodeId| taints.of(id) & own != 0;
        let first = accumulator.0 as usize;
        for &(node, _) in self.program.nodes.iter().skip(first + 1) {
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
        }
        let op = found.unwrap_or(Arith::Add);
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

    // --- one lane after the other --------------------------------------------------------------------------------------

    /// `((accumulator op x) op y) ..` of floats, each part under its masks; none where a value is something else.
    fn parts(&mut self, accumulator: NodeId, value: NodeId, taints: &Taints) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        let is_float = matches!(self.lane(accumulator), Lane::F64 | Lane::F32);
        if is_float {
            self.follow(accumulator, value, taints, &mut parts)?;
        }
        let op = parts.first()?.op;
        parts.iter().all(|part| part.op == op).then_some(parts)
    }

    fn follow(&mut self, from: NodeId, value: NodeId, taints: &Taints, parts: &mut Vec<Part>) -> Option<()> {
        let plain = |id: NodeId| taints.of(id) == 0;
        let part = |op, value| Part { op, value, masks: SmallVec::new() };
        match self.program.node(value) {
            _ if value == from => {}
            Node::Arith(op @ (Arith::Add | Arith::Mul), a, b) if plain(b) => {
                self.follow(from, a, taints, parts)?;
                parts.push(part(op, b));
            }
            Node::Arith(op @ (Arith::Add | Arith::Mul), a, b) if plain(a) => {
                self.follow(from, b, taints, parts)?;
                parts.push(part(op, a));
            }
            Node::Arith(Arith::Sub, a, b) if plain(b) => {
                self.follow(from, a, taints, parts)?;
                let minus = self.minus(b);
                parts.push(part(Arith::Add, minus));
            }
            Node::Select(mask, a, b) if plain(mask) => {
                let not = if b == from { mask } else { self.push(Node::Not(mask), Lane::Mask) };
                for (arm, mask) in [(a, mask), (b, not)] {
                    let first = parts.len();
                    self.follow(from, arm, taints, parts)?;
                    parts[first..].iter_mut().for_each(|part| part.masks.push(mask));
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// The parts go to memory; from there they are added one after the other. Where a part may have another last bit than in the
    /// scalar loop, that runs: sums show it.
    fn in_order(&mut self, number: usize, accumulator: NodeId, parts: &[Part]) -> Result<(), Why> {
        if self.approximates || !self.outweighs_sums() {
            return Err(ORDERED);
        }
        let lane = self.lane(accumulator);
        let first = self.program.laid;
        for part in parts {
            let mask = self.all_of(&part.masks);
            let nothing = self.constant(nothing(part.op, lane), lane);
            let value = self.push(Node::Select(mask, part.value, nothing), lane);
            self.push(Node::Lay(self.program.laid, value), lane);
            self.program.laid += 1;
        }
        self.program.reductions[number].joined = Joined::InOrder;
        self.push(Node::Fold(parts[0].op, accumulator, Places { first, count: parts.len() }), lane);
        Ok(())
    }

    /// Is there more to do than scalar code does while it waits for sums?
    fn outweighs_sums(&self) -> bool {
        let weight = |&(node, _): &(Node, Lane)| match node {
            Node::Arith(Arith::Div, ..) | Node::Sqrt(_) => DIVISION,
            node if node.is_fixed() || node.is_void() => 0,
            _ => 1,
        };
        let loops = !self.program.loops.is_empty() || self.program.spins;
        loops || self.program.nodes.iter().map(weight).sum::<u32>() > IDLE
    }

    // --- contests ------------------------------------------------------------------------------------------------------

    /// Where a value is another one than the accumulator, and which.
    fn replaced(&self, accumulator: NodeId, value: NodeId, taints: &Taints) -> Option<Replaced> {
        let (mut value, mut masks) = (value, SmallVec::new());
        while taints.of(value) & taints.of(accumulator) != 0 {
            match self.program.node(value) {
                Node::Select(mask, other, old) if old == accumulator => {
                    self.conjuncts(mask, &mut masks);
                    value = other;
                }
                _ => return None,
            }
        }
        (taints.of(value) == 0).then_some(Replaced { value, masks })
    }

    /// What has to hold for a mask to.
    fn conjuncts(&self, mask: NodeId, found: &mut SmallVec<[NodeId; 2]>) {
        match self.program.node(mask) {
            Node::Arith(Arith::And, a, b) => {
                self.conjuncts(a, found);
                self.conjuncts(b, found);
            }
            _ if found.contains(&mask) => {}
            _ => found.push(mask),
        }
    }

    /// Accumulators that are replaced under the same masks are one contest each.
    fn contests(&mut self, mut all: Vec<(usize, NodeId, NodeId, Replaced)>, taints: &Taints) -> Result<(), Why> {
        while let Some((_, _, _, first)) = all.first() {
            let masks = first.masks.clone();
            let (members, others) = all.into_iter().partition(|(.., replaced)| replaced.masks == masks);
            all = others;
            self.contest(members, &masks, taints)?;
        }
        Ok(())
    }

    fn contest(
        &mut self,
        members: Vec<(usize, NodeId, NodeId, Replaced)>,
        masks: &[NodeId],
        taints: &Taints,
    ) -> Result<(), Why> {
        let own = members.iter().fold(0, |set, &(_, accumulator, ..)| set | taints.of(accumulator));
        let tests: Vec<NodeId> = masks.iter().copied().filter(|&mask| taints.of(mask) != 0).collect();
        let best = match tests[..] {
            [] => None,
            [test] if taints.of(test) & !own == 0 => Some(self.rival(test, &members).ok_or(CARRIED)?),
            _ => return Err(CARRIED),
        };
        let last = best.is_none_or(|(_, ties)| ties);
        let contest = self.program.contests.len();
        let place = self.program.reductions.len();
        self.program.reductions.push(Reduction {
            joined: Joined::Won(contest),
            lane: Lane::Int,
            dtype: crate::types::Dtype::I64,
        });
        self.program.contests.push(Contest { best: best.map(|(rival, _)| rival), place, last });
        let accumulator = self.push(Node::Accumulator(place), Lane::Int);
        let mask = self.all_of(masks);
        let iteration = self.push(Node::Iteration, Lane::Int);
        let value = self.push(Node::Select(mask, iteration, accumulator), Lane::Int);
        for (number, accumulator, value, _) in members {
            self.program.reductions[number].joined = Joined::Won(contest);
            self.next(accumulator, value);
        }
        self.next(accumulator, value);
        Ok(())
    }

    /// `x op accumulator`, where x replaces that accumulator; with whether equal ones do.
    fn rival(&self, test: NodeId, members: &[(usize, NodeId, NodeId, Replaced)]) -> Option<(Rival, bool)> {
        let (op, unsigned, a, b) = self.comparison(test)?;
        members.iter().find_map(|&(number, accumulator, _, ref replaced)| {
            let op = match (a, b) {
                _ if (a, b) == (replaced.value, accumulator) => op,
                _ if (b, a) == (replaced.value, accumulator) => op.turned(),
                _ => return None,
            };
            let (greater, ties) = match op {
                CompareOp::Gt => (true, false),
                CompareOp::Ge => (true, true),
                CompareOp::Lt => (false, false),
                CompareOp::Le => (false, true),
                _ => return None,
            };
            Some((Rival { number, greater, unsigned }, ties))
        })
    }

    /// A comparison; that of ints also where it says what does not hold.
    fn comparison(&self, test: NodeId) -> Option<(CompareOp, bool, NodeId, NodeId)> {
        match self.program.node(test) {
            Node::Compare(op, unsigned, a, b) => Some((op, unsigned, a, b)),
            Node::Not(test) => match self.program.node(test) {
                Node::Compare(op, unsigned, a, b) if self.lane(a) == Lane::Int => Some((op.negated(), unsigned, a, b)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What changes no sum or product, bit for bit.
fn nothing(op: Arith, lane: Lane) -> u64 {
    match (op, lane) {
        (Arith::Mul, Lane::F64) => 1f64.to_bits(),
        (Arith::Mul, _) => 1f32.to_bits().into(),
        // A negative zero.
        (_, lane) => sign(lane),
    }
}

impl Program {
    /// How many accumulators come together by who won.
    pub(super) fn won(&self) -> usize {
        self.reductions.iter().filter(|reduction| matches!(reduction.joined, Joined::Won(_))).count()
    }
}
