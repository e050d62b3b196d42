//! What AVX2 has no instruction for, by those that it has.
//!
//! Input: a program. Output: the same, bit for bit, in operations of AVX2. Never: another order of operations, or other accesses.
//!
//! Ints of 64 bits have no products, shifts of signs, extrema, unsigned comparisons or conversions, doubles no scaling by powers of two
//! and no exponents: each is some operations on the bits.

mod convert;
mod float;
mod int;

use super::Why;
use super::level::Level;
use super::program::{Arith, Lane, Made, Node, NodeId, Program};
use crate::ir::{CompareOp, SiteId};
use rustc_hash::FxHashMap;

/// The sign of a number.
const SIGN: u64 = 1 << 63;
/// Doubles from here up to twice of it have integral steps: the low bits are an int.
const INTEGRAL: u64 = 0x4330_0000_0000_0000;

/// The program in operations of AVX2.
pub(super) fn legal(program: Program) -> Result<Program, Why> {
    let Program { nodes, sites, .. } = &program;
    let mut legal = Legal {
        narrow: program.lanes > Level::Avx2.doubles(),
        nodes: Vec::with_capacity(nodes.len()),
        sites: Vec::with_capacity(nodes.len()),
        site: None,
        places: Vec::new(),
        constants: FxHashMap::default(),
        made: Made::default(),
    };
    for (&(node, lane), &site) in nodes.iter().zip(sites) {
        legal.site = site;
        let node = node.map(&mut |id| legal.places[id.0 as usize]);
        let place = legal.node(node, lane)?;
        legal.places.push(place);
    }
    Ok(Program { nodes: legal.nodes, sites: legal.sites, ..program })
}

struct Legal {
    /// Are all lanes of 32 bits?
    narrow: bool,
    nodes: Vec<(Node, Lane)>,
    /// By operation: the place in the source that it comes from; that of the operation at work.
    sites: Vec<Option<SiteId>>,
    site: Option<SiteId>,
    /// By operation of the old program: the new one.
    places: Vec<NodeId>,
    constants: FxHashMap<(u64, Lane), NodeId>,
    /// What was made since a nested loop last began or ended.
    made: Made,
}

impl Legal {
    /// An operation of legal operands.
    fn node(&mut self, node: Node, lane: Lane) -> Result<NodeId, Why> {
        Ok(match node {
            Node::Arith(op, a, b) if lane == Lane::Int && !self.narrow => return self.int(op, a, b),
            Node::Arith(Arith::Scale, a, b) if lane == Lane::F64 => self.scale(a, b),
            Node::Compare(op, unsigned, a, b) if self.lane(a) == Lane::Int => self.compare(op, unsigned, a, b),
            Node::Wrap(dtype, x) => self.wrap(dtype, x),
            Node::Exponent(x) => self.exponent(x),
            Node::Mantissa(x) => self.mantissa(x),
            Node::Convert(x, unsigned) if !self.narrow => self.convert(x, lane, unsigned),
            Node::Pick(table, index) => self.pick(table, index),
            _ => self.push(node, lane),
        })
    }

    /// An operation, or the one that is there already.
    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        let next = NodeId(self.nodes.len() as u32);
        let place = self.made.place(node, lane, next);
        if place == next {
            self.nodes.push((node, lane));
            self.sites.push(self.site);
        }
        place
    }

    fn node_of(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize].0
    }

    fn lane(&self, id: NodeId) -> Lane {
        self.nodes[id.0 as usize].1
    }

    fn constant(&mut self, bits: u64, lane: Lane) -> NodeId {
        if let Some(&known) = self.constants.get(&(bits, lane)) {
            return known;
        }
        let node = self.push(Node::Constant(bits), lane);
        self.constants.insert((bits, lane), node);
        node
    }

    /// A number that is a constant.
    fn known(&self, id: NodeId) -> Option<u64> {
        match self.node_of(id) {
            Node::Constant(bits) => Some(bits),
            _ => None,
        }
    }

    // --- ints and bits -----------------------------------------------------------------------------------------------

    fn arith(&mut self, op: Arith, a: NodeId, b: NodeId) -> NodeId {
        self.push(Node::Arith(op, a, b), Lane::Int)
    }

    /// `a op bits`
    fn with(&mut self, op: Arith, a: NodeId, bits: u64) -> NodeId {
        let bits = self.constant(bits, Lane::Int);
        self.arith(op, a, bits)
    }

    // --- doubles, which may be the bits of ints ----------------------------------------------------------------------

    fn double(&mut self, op: Arith, a: NodeId, b: NodeId) -> NodeId {
        self.push(Node::Arith(op, a, b), Lane::F64)
    }

    /// `a op number`
    fn double_with(&mut self, op: Arith, a: NodeId, number: f64) -> NodeId {
        let number = self.constant(number.to_bits(), Lane::F64);
        self.double(op, a, number)
    }

    // --- masks -------------------------------------------------------------------------------------------------------

    fn is(&mut self, op: CompareOp, a: NodeId, b: NodeId) -> NodeId {
        self.push(Node::Compare(op, false, a, b), Lane::Mask)
    }

    fn is_number(&mut self, op: CompareOp, a: NodeId, number: f64) -> NodeId {
        let number = self.constant(number.to_bits(), Lane::F64);
        self.is(op, a, number)
    }

    fn not(&mut self, mask: NodeId) -> NodeId {
        self.push(Node::Not(mask), Lane::Mask)
    }

    fn select(&mut self, mask: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let lane = self.lane(a);
        self.push(Node::Select(mask, a, b), lane)
    }
}
