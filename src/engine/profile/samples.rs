//! Samples of compiled code.
//!
//! Input: addresses. Output: how much time was spent at which places of the source, by who called. Never: names.

use super::calls::NodeNumber;
use crate::codegen::{Code, Piece};
use crate::engine::compile::Compiler;
use crate::runtime::exception::SiteId;
use crate::runtime::sampler::{self, Sample};
use rustc_hash::{FxHashMap, FxHashSet};
use std::time::Duration;

/// Where a sample was: frames of machine code, the innermost first. A frame is a machine function and the place in it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// What the host zone had called; the threads of parallel loops have none.
    pub node: Option<NodeNumber>,
    /// The places; without one it is the function itself.
    pub frames: Vec<(CodeNumber, Option<SiteId>)>,
}

/// A machine function: its place in [`Samples::pieces`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CodeNumber(pub u32);

/// How much there is of something.
#[derive(Clone, Copy, Default, Debug)]
pub struct Amount {
    /// Samples.
    pub count: u64,
    /// Time that they stand for.
    pub time: Duration,
}

/// All samples so far.
#[derive(Default)]
pub struct Samples {
    pub found: FxHashMap<Place, Amount>,
    pub pieces: Vec<Piece>,
    /// Machine functions by their first address.
    order: Vec<(usize, CodeNumber)>,
    /// Keeps addresses from being used again.
    codes: Vec<Code>,
    known: FxHashSet<usize>,
    /// How many specializations there were.
    seen: usize,
}

impl Samples {
    /// Takes in code that was made since.
    pub(super) fn know(&mut self, compiler: &Compiler) {
        // While it compiles nothing new runs.
        let Some((seen, codes)) = compiler.codes_beyond(self.seen) else { return };
        self.seen = seen;
        for code in codes.into_iter().filter(|code| self.known.insert(code.id())).collect::<Vec<_>>() {
            for piece in code.pieces() {
                self.order.push((piece.start, CodeNumber(self.pieces.len() as u32)));
                self.pieces.push(piece.clone());
            }
            self.codes.push(code);
        }
        self.order.sort_unstable_by_key(|(start, _)| *start);
        if let (Some(&(low, _)), Some(&(high, last))) = (self.order.first(), self.order.last()) {
            sampler::set_bounds(low, high + self.pieces[last.0 as usize].size + 1);
        }
    }

    pub(super) fn take(&mut self, sample: &Sample<'_>) {
        let frames = self.frames(sample);
        // Between calls threads wait for work.
        if frames.is_empty() && !sample.is_starter {
            return;
        }
        let node = sample.is_starter.then_some(NodeNumber(sample.label));
        let amount = self.found.entry(Place { node, frames }).or_default();
        amount.count += 1;
        amount.time += sample.time;
    }

    /// The frames of machine code on a stack.
    fn frames(&self, sample: &Sample<'_>) -> Vec<(CodeNumber, Option<SiteId>)> {
        let mut frames = Vec::new();
        if let Some(number) = self.code_at(sample.at) {
            frames.push((number, self.site(number, sample.at)));
        }
        // Words below this are of the frame that was found last.
        let mut above = 0;
        for &(slot, word) in sample.stack {
            let Some(number) = self.code_at(word).filter(|_| slot >= above) else { continue };
            let piece = &self.pieces[number.0 as usize];
            if !piece.is_returned_to(word) {
                continue;
            }
            // The stack at the call, up to its frame's end; above lies where that returns to.
            above = slot + 8 + piece.frame as usize;
            frames.push((number, self.site(number, word - 1)));
        }
        frames
    }

    fn code_at(&self, address: usize) -> Option<CodeNumber> {
        let found = self.order.partition_point(|&(start, _)| start <= address).checked_sub(1)?;
        let (start, number) = self.order[found];
        (address <= start + self.pieces[number.0 as usize].size).then_some(number)
    }

    fn site(&self, number: CodeNumber, address: usize) -> Option<SiteId> {
        self.pieces[number.0 as usize].site(address).map(SiteId)
    }
}
