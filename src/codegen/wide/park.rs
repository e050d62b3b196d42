//! Masks that wait in lanes of vectors.
//!
//! Input: a program with more masks at a time than there are registers for them. Output: the same, where a mask that is needed
//! on the other side of a loop's beginning or end is a vector of ones and zeros in between. Never: another order.

use super::program::{Lane, Node, NodeId, Program};
use crate::ir::{CompareOp, SiteId};

/// The program with masks parked.
pub(super) fn parked(program: Program) -> Program {
    let mut park = Park {
        crosses: crossing(&program),
        nodes: vec![(Node::Constant(0), Lane::Int), (Node::Constant(1), Lane::Int)],
        sites: vec![None; 2],
        site: None,
        places: Vec::new(),
        vectors: Vec::new(),
        bounds: bounds(&program),
    };
    for (at, &(node, lane)) in program.nodes.iter().enumerate() {
        park.site = program.sites[at];
        park.node(at, node, lane);
    }
    Program { nodes: park.nodes, sites: park.sites, ..program }
}

const ZERO: NodeId = NodeId(0);
const ONE: NodeId = NodeId(1);

struct Park {
    /// By operation of the old program: is it a mask that has to wait?
    crosses: Vec<bool>,
    nodes: Vec<(Node, Lane)>,
    /// Where in the source each new operation stands, and the one that is made now.
    sites: Vec<Option<SiteId>>,
    site: Option<SiteId>,
    /// By operation of the old program: the new one.
    places: Vec<NodeId>,
    /// By operation of the old program: the vector that a mask waits in.
    vectors: Vec<Option<NodeId>>,
    bounds: Vec<usize>,
}

impl Park {
    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        self.nodes.push((node, lane));
        self.sites.push(self.site);
        NodeId(self.nodes.len() as u32 - 1)
    }

    fn node(&mut self, at: usize, node: Node, lane: Lane) {
        let (node, lane) = match node {
            Node::Next(carried, value) => self.next(carried, self.vectors[carried.0 as usize], value, at),
            _ => (node.map(&mut |id| self.used(id, at)), lane),
        };
        let (place, vector) = match node {
            Node::Carried(first) if self.crosses[at] => {
                let first = self.vector(first);
                let vector = self.push(Node::Carried(first), Lane::Int);
                (vector, Some(vector))
            }
            _ => {
                let place = self.push(node, lane);
                (place, if self.crosses[at] { Some(self.vector(place)) } else { None })
            }
        };
        self.places.push(place);
        self.vectors.push(vector);
    }

    /// The next value of what is carried, perhaps in a vector.
    fn next(&mut self, carried: NodeId, vector: Option<NodeId>, value: NodeId, at: usize) -> (Node, Lane) {
        let value = self.used(value, at);
        match vector {
            Some(vector) => (Node::Next(vector, self.vector(value)), Lane::Int),
            None => {
                let carried = self.places[carried.0 as usize];
                (Node::Next(carried, value), self.nodes[carried.0 as usize].1)
            }
        }
    }

    /// An operand at a place: a mask that waited is made anew.
    fn used(&mut self, id: NodeId, at: usize) -> NodeId {
        match self.vectors[id.0 as usize] {
            Some(vector) if is_between(&self.bounds, id.0 as usize, at) => {
                self.push(Node::Compare(CompareOp::Ne, false, vector, ZERO), Lane::Mask)
            }
            _ => self.places[id.0 as usize],
        }
    }

    fn vector(&mut self, mask: NodeId) -> NodeId {
        self.push(Node::Select(mask, ONE, ZERO), Lane::Int)
    }
}

/// Where loops begin and end.
fn bounds(program: &Program) -> Vec<usize> {
    (0..program.nodes.len()).filter(|&at| program.nodes[at].0.bounds_loop()).collect()
}

/// Does a loop begin or end between two places?
fn is_between(bounds: &[usize], first: usize, last: usize) -> bool {
    let next = bounds.partition_point(|&bound| bound <= first);
    bounds.get(next).is_some_and(|&bound| bound < last)
}

/// Which operations are masks that are needed on the other side of a loop's beginning or end.
fn crossing(program: &Program) -> Vec<bool> {
    let bounds = bounds(program);
    let mut crosses = vec![false; program.nodes.len()];
    for (at, &(node, _)) in program.nodes.iter().enumerate() {
        for id in node.operands() {
            crosses[id.0 as usize] |= program.lane(id) == Lane::Mask && is_between(&bounds, id.0 as usize, at);
        }
    }
    crosses
}
