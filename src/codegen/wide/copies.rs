//! Several vectors per iteration.
//!
//! Input: a program. Output: the same operations for several vectors next to one another, so that the latency of one is hidden
//! behind the others. What is the same in all lanes stands once. Never: another order within a vector.

use super::program::{Lane, Movement, Node, NodeId, Program};
use crate::ir::SiteId;

/// A program for several vectors.
pub(super) struct Copies {
    /// The operations, with their lanes.
    pub nodes: Vec<(Node, Lane)>,
    /// By operation: which vector it belongs to.
    pub vector: Vec<u32>,
    /// By operation: the place in the source that it comes from.
    pub sites: Vec<Option<SiteId>>,
    pub count: u32,
}

impl Copies {
    pub(super) fn of(program: &Program, count: u32) -> Copies {
        let varies = varies(program);
        let mut copies = Copies { nodes: Vec::new(), vector: Vec::new(), sites: Vec::new(), count };
        let mut places: Vec<Vec<NodeId>> = Vec::with_capacity(program.nodes.len());
        for (at, &(node, lane)) in program.nodes.iter().enumerate() {
            let vectors = if varies[at] { count } else { 1 };
            let mut own = Vec::new();
            for vector in 0..vectors {
                let of = |id: NodeId| {
                    let all: &Vec<NodeId> = &places[id.0 as usize];
                    all[(vector as usize).min(all.len() - 1)]
                };
                own.push(NodeId(copies.nodes.len() as u32));
                copies.nodes.push((node.map(&mut { of }), lane));
                copies.vector.push(vector);
                copies.sites.push(program.sites[at]);
            }
            places.push(own);
        }
        copies
    }

    pub(super) fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize].0
    }

    pub(super) fn lane(&self, id: NodeId) -> Lane {
        self.nodes[id.0 as usize].1
    }
}

/// Which operations give lanes that differ.
fn varies(program: &Program) -> Vec<bool> {
    let mut varies = vec![false; program.nodes.len()];
    // A carried value differs where its next one does, which stands behind it.
    loop {
        let mut changed = false;
        for (at, &(node, _)) in program.nodes.iter().enumerate() {
            let own = match node {
                Node::Load(access, _) | Node::LoadAt(access, ..) => {
                    program.accesses[access].movement != Movement::Still
                }
                Node::Store(..) | Node::Iteration | Node::Lanes | Node::Accumulator(_) => true,
                _ if node.ends_in_accumulator() => true,
                _ => false,
            };
            let differs = own || node.operands().iter().any(|id| varies[id.0 as usize]);
            let mut set = |place: usize| changed |= differs && !std::mem::replace(&mut varies[place], true);
            set(at);
            if let Node::Next(carried, _) = node {
                set(carried.0 as usize);
            }
        }
        if !changed {
            return varies;
        }
    }
}
