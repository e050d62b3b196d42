//! Stores past the caches.
//!
//! Input: a loop's program. Output: its store, if that can write whole cache lines without reading them first. Never: whether it
//! pays, which depends on the number of iterations.

use super::level::Level;
use super::program::{Access, AccessKind, Lane, Movement, Node, Program};
use crate::ir::Function;

/// The store of a loop that writes one array and does not read it.
pub(super) fn store(f: &Function, program: &Program, level: Level) -> Option<usize> {
    let plain = program.loops.is_empty() && program.reductions.is_empty() && !program.leaves();
    let mut stores = program.nodes.iter().filter_map(|&(node, _)| match node {
        Node::Store(access, value, mask) => Some((access, value, mask)),
        _ => None,
    });
    let (Some((number, value, None)), None, true) = (stores.next(), stores.next(), plain) else { return None };
    let (store, array) = (&program.accesses[number], |access: &Access| f[access.inst].args[0]);
    let reads_it = |access: &Access| access.kind == AccessKind::Load && array(access) == array(store);
    let is_row = matches!(store.movement, Movement::Unit | Movement::Axis(_));
    let is_whole = match program.lane(value) {
        Lane::F64 | Lane::F32 => true,
        Lane::Int => store.dtype.size() as u32 * program.lanes == 8 * level.doubles(),
        Lane::Mask => false,
    };
    (is_row && is_whole && !program.accesses.iter().any(reads_it)).then_some(number)
}
