//! What a profile says: per function, per line, per stack.
//!
//! Input: calls with their exact times, samples of what happened within compiled ones. Output: a [`Report`].
//! Never: how it is shown.
//!
//! The time of a compiled call is known exactly; samples only say how it divides among lines and among the functions
//! that were called within compiled code.

use super::Compilation;
use super::calls::{Calls, FunctionName, NodeNumber, name_of};
use super::samples::{Amount, Place, Samples};
use crate::codegen::Piece;
use crate::engine::sites::Sites;
use crate::infer;
use crate::runtime::exception::SiteId;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::sync::Arc;
use std::time::Duration;

/// A profile.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// From start to end.
    pub wall: Duration,
    /// Functions, in the order in which they first ran.
    pub rows: Vec<Row>,
    /// Lines of compiled code.
    pub lines: Vec<Line>,
    /// Stacks with the time spent at their innermost end.
    pub stacks: Vec<Stack>,
    /// What was compiled.
    pub compiled: Vec<Compilation>,
    /// Machine functions.
    pub code: Vec<MachineFunction>,
    /// How many samples were taken.
    pub samples: u64,
}

/// A machine function.
#[derive(Clone, Debug)]
pub struct MachineFunction {
    /// Its name; outlined loops and vector code have their own.
    pub name: String,
    /// Its first address.
    pub start: usize,
    /// What lies there.
    pub bytes: Vec<u8>,
    /// From which of its bytes on it was made of which file and line.
    pub lines: Vec<(u32, Arc<str>, u32)>,
}

/// What is known of a function.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub function: FunctionName,
    /// Calls by the host zone; none are known of functions that only compiled code calls.
    pub calls: u64,
    /// Those that are not recursive.
    pub primitive: u64,
    /// In the function itself.
    pub own: Duration,
    /// With what it calls.
    pub total: Duration,
    /// Processor time of the other threads of its parallel loops.
    pub threads: Duration,
    /// Who called it.
    pub callers: Vec<Caller>,
}

/// One caller of a function.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caller {
    /// Its place in [`Report::rows`].
    pub row: usize,
    /// Calls that it made.
    pub calls: u64,
    /// Those that are not recursive.
    pub primitive: u64,
    /// In the called function itself.
    pub own: Duration,
    /// With what that called.
    pub total: Duration,
}

/// What is known of a line of compiled code.
#[derive(Clone, Debug)]
pub struct Line {
    /// The file.
    pub file: Arc<str>,
    /// The line's number, from 1.
    pub line: u32,
    /// The function that it is in.
    pub function: Arc<str>,
    /// The script's time.
    pub time: Duration,
    /// Processor time of the other threads.
    pub threads: Duration,
    /// Samples of both.
    pub samples: u64,
}

/// A stack.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Functions, outermost first.
    pub frames: Vec<FunctionName>,
    /// The line of the innermost, where it is known.
    pub line: Option<u32>,
    /// Time of the threads of parallel loops rather than the script's.
    pub is_of_threads: bool,
    /// Time spent there.
    pub time: Duration,
}

/// A place in the source that a sample was at.
#[derive(Clone)]
struct Spot {
    function: FunctionName,
    line: u32,
}

pub(super) fn report(
    calls: &Calls,
    samples: &Samples,
    sites: &Sites,
    compiled: Vec<Compilation>,
    wall: Duration,
) -> Report {
    let mut builder = Builder::new(calls, samples, sites);
    builder.nodes();
    builder.sampled();
    builder.finish(compiled, wall)
}

/// Functions, the line of the innermost, whether it is of the threads.
type StackKey = (Vec<FunctionName>, Option<u32>, bool);

struct Builder<'a> {
    calls: &'a Calls,
    samples: &'a Samples,
    sites: &'a Sites,
    rows: IndexMap<FunctionName, Row, FxBuildHasher>,
    edges: IndexMap<(usize, usize), Caller, FxBuildHasher>,
    lines: IndexMap<(Arc<str>, u32), Line, FxBuildHasher>,
    stacks: IndexMap<StackKey, Duration, FxBuildHasher>,
    /// By node: its own time.
    own: Vec<Duration>,
}

impl<'a> Builder<'a> {
    fn new(calls: &'a Calls, samples: &'a Samples, sites: &'a Sites) -> Self {
        let mut own: Vec<Duration> = calls.nodes.iter().map(|node| node.time).collect();
        for node in &calls.nodes {
            if let Some(parent) = node.parent {
                let parent = &mut own[parent.0 as usize];
                *parent = parent.saturating_sub(node.time);
            }
        }
        Builder {
            calls,
            samples,
            sites,
            rows: IndexMap::default(),
            edges: IndexMap::default(),
            lines: IndexMap::default(),
            stacks: IndexMap::default(),
            own,
        }
    }

    /// The place of a function's row.
    fn row(&mut self, function: &FunctionName) -> usize {
        let fresh = || Row {
            function: function.clone(),
            calls: 0,
            primitive: 0,
            own: Duration::ZERO,
            total: Duration::ZERO,
            threads: Duration::ZERO,
            callers: Vec::new(),
        };
        let entry = self.rows.entry(function.clone());
        let place = entry.index();
        entry.or_insert_with(fresh);
        place
    }

    fn name(&self, node: NodeNumber) -> &'a FunctionName {
        &self.calls.functions[self.calls.nodes[node.0 as usize].function.0 as usize]
    }

    /// A node and those around it, innermost first.
    fn path(&self, node: NodeNumber) -> impl Iterator<Item = NodeNumber> + use<'a> {
        let calls = self.calls;
        std::iter::successors(Some(node), move |node| calls.nodes[node.0 as usize].parent)
    }

    // --- calls ---------------------------------------------------------------------------------------------------------

    /// What calls alone say.
    fn nodes(&mut self) {
        for (place, node) in self.calls.nodes.iter().enumerate() {
            let number = NodeNumber(place as u32);
            let own = self.own[place];
            let is_recursive = self.path(number).skip(1).any(|outer| self.name(outer) == self.name(number));
            let row = self.row(self.name(number));
            let total = if is_recursive { Duration::ZERO } else { node.time };
            let primitive = if is_recursive { 0 } else { node.calls };
            let (_, found) = self.rows.get_index_mut(row).unwrap_or_else(|| crate::ice!("a row was made"));
            found.calls += node.calls;
            found.primitive += primitive;
            found.own += own;
            found.total += total;
            if let Some(parent) = node.parent {
                let caller = self.row(self.name(parent));
                let edge = self.edge(caller, row);
                edge.calls += node.calls;
                edge.primitive += primitive;
                edge.own += own;
                edge.total += total;
            }
        }
    }

    fn edge(&mut self, caller: usize, called: usize) -> &mut Caller {
        self.edges.entry((called, caller)).or_insert(Caller { row: caller, ..Caller::default() })
    }

    // --- samples ---------------------------------------------------------------------------------------------------------

    /// Divides the times of compiled calls by what was sampled in them.
    fn sampled(&mut self) {
        let mut weights: FxHashMap<NodeNumber, Duration> = FxHashMap::default();
        for (place, amount) in &self.samples.found {
            if let Some(node) = place.node {
                *weights.entry(node).or_default() += amount.time;
            }
        }
        let mut divided = vec![Duration::ZERO; self.own.len()];
        for (place, amount) in &self.samples.found {
            let spots = self.spots(place);
            let Some(node) = place.node else {
                self.threads(&spots, *amount);
                continue;
            };
            let (Some(&own), Some(weight)) = (self.own.get(node.0 as usize), weights.get(&node)) else { continue };
            let share = own.mul_f64(amount.time.as_secs_f64() / weight.as_secs_f64().max(1e-9));
            if !spots.is_empty() {
                divided[node.0 as usize] += share;
                self.divide(node, &spots, share, *amount);
            }
        }
        for (place, divided) in divided.into_iter().enumerate() {
            let rest = self.own[place].saturating_sub(divided);
            self.stack(NodeNumber(place as u32), &[], rest);
        }
    }

    /// The functions of the script that a sample was in, innermost first.
    fn spots(&self, place: &Place) -> Vec<Spot> {
        let mut spots: Vec<Spot> = Vec::new();
        for (_, site) in &place.frames {
            for (function, span) in site.map(|site| self.sites.places(site)).unwrap_or_default() {
                let spot = Spot { function: name_of(&function), line: function.source.line(span.start) as u32 };
                // The prelude's time is the line's that calls it; a loop's body is part of its function.
                let is_new = spots.last().is_none_or(|last| last.function != spot.function);
                if is_new && !infer::is_prelude(&function) {
                    spots.push(spot);
                }
            }
        }
        spots
    }

    fn divide(&mut self, node: NodeNumber, spots: &[Spot], share: Duration, amount: Amount) {
        let called = self.name(node).clone();
        let inner = self.row(&spots[0].function);
        let outer = self.row(&called);
        if inner != outer {
            self.rows[outer].own = self.rows[outer].own.saturating_sub(share);
            self.rows[inner].own += share;
        }
        let mut seen = vec![outer];
        for (place, spot) in spots.iter().enumerate() {
            let row = self.row(&spot.function);
            if seen.contains(&row) {
                continue;
            }
            seen.push(row);
            self.rows[row].total += share;
            let caller = spots.get(place + 1).map_or(&called, |spot| &spot.function).clone();
            let caller = self.row(&caller);
            let edge = self.edge(caller, row);
            edge.total += share;
            if place == 0 {
                edge.own += share;
            }
        }
        let line = self.line(&spots[0]);
        line.time += share;
        line.samples += amount.count;
        self.stack(node, spots, share);
    }

    fn threads(&mut self, spots: &[Spot], amount: Amount) {
        let Some(inner) = spots.first() else { return };
        let row = self.row(&inner.function);
        self.rows[row].threads += amount.time;
        let line = self.line(inner);
        line.threads += amount.time;
        line.samples += amount.count;
        let frames = spots.iter().rev().map(|spot| spot.function.clone()).collect();
        *self.stacks.entry((frames, Some(inner.line), true)).or_default() += amount.time;
    }

    fn line(&mut self, spot: &Spot) -> &mut Line {
        let (file, line) = (spot.function.file.clone(), spot.line);
        self.lines.entry((file.clone(), line)).or_insert_with(|| Line {
            file,
            line,
            function: spot.function.name.clone(),
            time: Duration::ZERO,
            threads: Duration::ZERO,
            samples: 0,
        })
    }

    fn stack(&mut self, node: NodeNumber, spots: &[Spot], time: Duration) {
        if time.is_zero() {
            return;
        }
        let mut frames: Vec<FunctionName> = self.path(node).map(|node| self.name(node).clone()).collect();
        frames.reverse();
        for spot in spots.iter().rev().filter(|spot| spot.function != *self.name(node)) {
            frames.push(spot.function.clone());
        }
        let line = spots.first().map(|spot| spot.line);
        *self.stacks.entry((frames, line, false)).or_default() += time;
    }

    fn machine_function(&self, piece: &Piece) -> MachineFunction {
        let mut lines: Vec<(u32, Arc<str>, u32)> = Vec::new();
        for range in &piece.sites {
            let places = self.sites.places(SiteId(range.site));
            let Some((function, span)) = places.iter().find(|(function, _)| !infer::is_prelude(function)) else {
                continue;
            };
            let source = &function.source;
            let (file, line) = (source.name.as_str(), source.line(span.start) as u32);
            if lines.last().is_none_or(|last| &*last.1 != file || last.2 != line) {
                lines.push((range.start, file.into(), line));
            }
        }
        // SAFETY: the samples hold the code that this is a part of, so it lies there and does not change.
        let bytes = unsafe { std::slice::from_raw_parts(piece.start as *const u8, piece.size) };
        MachineFunction { name: piece.name.clone(), start: piece.start, bytes: bytes.to_vec(), lines }
    }

    fn finish(mut self, compiled: Vec<Compilation>, wall: Duration) -> Report {
        let code = self.samples.pieces.iter().map(|piece| self.machine_function(piece)).collect();
        for ((called, _), caller) in &self.edges {
            self.rows[*called].callers.push(*caller);
        }
        let mut lines: Vec<Line> = self.lines.into_values().collect();
        lines.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        let samples = self.samples.found.values().map(|amount| amount.count).sum();
        let stacks = self.stacks.into_iter();
        let stacks = stacks.map(|((frames, line, is_of_threads), time)| Stack { frames, line, is_of_threads, time });
        Report {
            wall,
            code,
            rows: self.rows.into_values().collect(),
            lines,
            stacks: stacks.collect(),
            compiled,
            samples,
        }
    }
}
