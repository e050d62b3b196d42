//! What becomes of counted loops: vectors or not, and why not.
//!
//! Input: a function after all passes, a level of vector instructions. Output: [`VectorNote`]s in the order of the source. Never: code.

use super::Level;
use super::program::{Node, Program};
use crate::ir::{Const, Function, Inst, InstId, Op, RegionId, Site};

/// What became of one loop.
pub struct VectorNote {
    /// What is in it, in order of the source.
    pub sites: Vec<Site>,
    /// How many counted loops are around it.
    pub depth: usize,
    /// How it runs.
    pub words: String,
}

/// What becomes of the counted loops of a function; nothing without wide vectors.
#[must_use]
pub fn vector_notes(f: &Function, level: Level) -> Vec<VectorNote> {
    let mut notes = Vec::new();
    if level > Level::Baseline {
        visit(f, level, f.body, 0, &mut notes);
    }
    notes
}

fn visit(f: &Function, level: Level, region: RegionId, depth: usize, notes: &mut Vec<VectorNote>) {
    for &id in &f[region].insts {
        let (mut taken, mut inside) = (false, depth);
        if matches!(f[id].op, Op::For | Op::ParallelFor(_)) {
            let (words, wide) = words(f, level, &f[id]);
            let sites = sites(f, id);
            (taken, inside) = (wide, depth + 1);
            // A loop with and without checks stands twice; the one without comes first.
            if !notes.iter().any(|note| note.depth == depth && note.sites == sites) {
                notes.push(VectorNote { sites, depth, words });
            }
        }
        if !taken {
            f[id].regions.iter().for_each(|&inner| visit(f, level, inner, inside, notes));
        }
    }
}

/// How a loop runs, and whether as vectors.
fn words(f: &Function, level: Level, inst: &Inst) -> (String, bool) {
    if !matches!(f.as_const(inst.args[2]), Some(Const::Int(1))) {
        return ("one by one: its step is not 1".into(), false);
    }
    match super::built(f, inst.regions[0], level) {
        Ok((program, code)) => (described(&program, code.vectors, level), true),
        Err(why) => (format!("one by one: {why}{}", checks_left(f, inst.regions[0])), false),
    }
}

/// How many checks each iteration of a loop makes itself, if any.
fn checks_left(f: &Function, body: RegionId) -> String {
    let insts = f[body].insts.iter().map(|&id| &f[id].op);
    match insts.filter(|op| matches!(op, Op::Bounds { .. } | Op::Check(_))).count() {
        0 => String::new(),
        1 => "; 1 check left".to_owned(),
        n => format!("; {n} checks left"),
    }
}

fn described(program: &Program, vectors: u32, level: Level) -> String {
    let mut words = format!("{} at a time in {} bits", program.lanes, level.bits());
    if vectors > 1 {
        words += &format!(", {vectors} vectors side by side");
    }
    let count = |wanted: fn(Node) -> bool| program.nodes.iter().filter(|&&(node, _)| wanted(node)).count();
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    if !program.loops.is_empty() {
        words += &format!(", {} in it for all lanes together", plural(program.loops.len(), "loop"));
    }
    if !program.conditions.is_empty() {
        words += &format!("; looks at {} before it begins", plural(program.conditions.len(), "condition"));
    }
    let leaves = count(|node| matches!(node, Node::Leave(_)));
    if leaves > 0 {
        words += &format!("; {} of whole vectors", plural(leaves, "check"));
    }
    words
}

/// The places of what is in a loop.
fn sites(f: &Function, id: InstId) -> Vec<Site> {
    let mut found = Vec::new();
    let mut work: Vec<InstId> = f[id].regions.iter().flat_map(|&region| f[region].insts.clone()).collect();
    while let Some(id) = work.pop() {
        found.extend(f[id].site.map(|site| f.sites[site.0 as usize]));
        work.extend(f[id].regions.iter().flat_map(|&region| f[region].insts.clone()));
    }
    found.sort_by_key(|site| (site.function.0, site.span.start, site.span.end));
    found.dedup();
    found
}
