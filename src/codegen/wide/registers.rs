//! Which vectors of a program stay in registers.
//!
//! Input: a plan. Output: a register for every operation that makes a vector, and for as many constants and invariants as
//! fit; the others are read from memory in each use. None where the operations alone need more than there are.
//! Never: spills.

use super::plan::{Lane, Node, NodeId, Plan};

/// Vector registers; the last two are for operands that come from memory.
const VECTORS: u8 = 30;
/// Mask registers 1 to 6 hold masks; 7 says which lanes of the last vector there are.
const MASKS: u8 = 6;

/// Where a vector is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// A vector or mask register by its number.
    Register(u8),
    /// In the words or among the constants.
    Memory,
    /// Nowhere: a store, or an operation that nobody needs.
    None,
}

/// The homes of all operations.
pub(super) struct Registers {
    pub homes: Vec<Home>,
}

impl Registers {
    pub(super) fn home(&self, node: NodeId) -> Home {
        self.homes[node.0 as usize]
    }
}

pub(super) fn assign(plan: &Plan) -> Option<Registers> {
    let last = last_uses(plan);
    let mut homes = vec![Home::None; plan.nodes.len()];
    let mut vectors = Pool::new(0, VECTORS);
    let mut masks = Pool::new(1, MASKS);
    for (at, &(node, lane)) in plan.nodes.iter().enumerate() {
        let Some(_) = last[at] else { continue };
        if is_fixed(node) {
            homes[at] = Home::Memory;
            continue;
        }
        let free = |homes: &[Home], vectors: &mut Pool, masks: &mut Pool| {
            for operand in operands(node) {
                let place = operand.0 as usize;
                if let (Home::Register(register), true) = (homes[place], last[place] == Some(at)) {
                    match plan.nodes[place].1 {
                        Lane::Mask => masks.give(register),
                        _ => vectors.give(register),
                    }
                }
            }
        };
        // The result may take an operand's register, but for a fused operation, whose result begins as its first operand.
        free(&homes, &mut vectors, &mut masks);
        if !matches!(node, Node::Store(..)) {
            let pool = if lane == Lane::Mask { &mut masks } else { &mut vectors };
            homes[at] = Home::Register(pool.take()?);
        }
    }
    // Constants and invariants take what is left, from the top.
    let mut left = vectors.never_used();
    for (at, &(node, _)) in plan.nodes.iter().enumerate() {
        if homes[at] == Home::Memory && is_fixed(node) {
            match left.pop() {
                Some(register) => homes[at] = Home::Register(register),
                None => break,
            }
        }
    }
    Some(Registers { homes })
}

/// The same in every iteration.
pub(super) fn is_fixed(node: Node) -> bool {
    matches!(node, Node::Constant(_) | Node::Invariant(_))
}

/// The operands of an operation.
pub(super) fn operands(node: Node) -> impl Iterator<Item = NodeId> {
    let [a, b, c] = match node {
        Node::Load(_) | Node::Invariant(_) | Node::Constant(_) | Node::Iteration => [None; 3],
        Node::Store(_, a)
        | Node::Round(_, a)
        | Node::Sqrt(a)
        | Node::Not(a)
        | Node::Exponent(a)
        | Node::Mantissa(a) => [Some(a), None, None],
        Node::Convert(a, _) | Node::Wrap(_, a) => [Some(a), None, None],
        Node::Arith(_, a, b) | Node::Compare(_, _, a, b) | Node::Unordered(a, b) => [Some(a), Some(b), None],
        Node::Fma(a, b, c) | Node::Select(a, b, c) => [Some(a), Some(b), Some(c)],
    };
    [a, b, c].into_iter().flatten()
}

/// Where each operation is needed last; none: nowhere.
fn last_uses(plan: &Plan) -> Vec<Option<usize>> {
    let mut last = vec![None; plan.nodes.len()];
    for (at, &(node, _)) in plan.nodes.iter().enumerate().rev() {
        if matches!(node, Node::Store(..)) {
            last[at] = Some(at);
        }
        if last[at].is_none() {
            continue;
        }
        for operand in operands(node) {
            let place = &mut last[operand.0 as usize];
            *place = Some(place.unwrap_or(at));
        }
    }
    last
}

/// Registers of one kind.
struct Pool {
    free: Vec<u8>,
    used: Vec<u8>,
}

impl Pool {
    fn new(first: u8, count: u8) -> Self {
        Self { free: (first..first + count).rev().collect(), used: Vec::new() }
    }

    fn take(&mut self) -> Option<u8> {
        let register = self.free.pop()?;
        if !self.used.contains(&register) {
            self.used.push(register);
        }
        Some(register)
    }

    fn give(&mut self, register: u8) {
        if !self.free.contains(&register) {
            self.free.push(register);
        }
    }

    fn never_used(self) -> Vec<u8> {
        let Pool { free, used } = self;
        free.into_iter().filter(|register| !used.contains(register)).collect()
    }
}
