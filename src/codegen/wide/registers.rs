//! Which vectors of a program stay in registers.
//!
//! Input: the operations of some vectors. Output: a register for every operation that makes a vector, and for as many
//! constants and invariants as fit; the others are read from memory in each use. None where the operations alone need more
//! than there are. Never: spills.

use super::copies::Copies;
use super::program::{Lane, Node, NodeId};

/// Vector registers; the last two are for operands that come from memory.
const VECTORS: u8 = 30;
/// Mask registers 1 to 5 hold masks; 6 is for what the emitter needs, 7 says which lanes of the last vector there are.
const MASKS: u8 = 5;

/// Where a vector is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// A vector or mask register by its number.
    Register(u8),
    /// In the words or among the constants.
    Memory,
    /// Nowhere: an operation without a value.
    None,
}

/// The homes of all operations.
pub(super) struct Registers {
    pub homes: Vec<Home>,
}

/// May an accumulator change before the iteration's end?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    InPlace,
    AtEnd,
}

impl Registers {
    pub(super) fn home(&self, node: NodeId) -> Home {
        self.homes[node.0 as usize]
    }
}

/// The register of a vector's accumulator; those of the first vector are the same however many there are.
pub(super) fn accumulator(number: usize, reductions: usize, vector: u32) -> Option<u8> {
    let place = vector as usize * reductions + number;
    VECTORS.checked_sub(1 + u8::try_from(place).ok()?)
}

pub(super) fn assign(copies: &Copies, reductions: usize, update: Update) -> Option<Registers> {
    let lives = Lives::of(copies);
    let taken = reductions * copies.count as usize;
    let vectors = VECTORS.checked_sub(u8::try_from(taken).ok()?)?;
    let mut scan = Scan {
        homes: vec![Home::None; copies.nodes.len()],
        vectors: Pool::new(0, vectors),
        masks: Pool::new(1, MASKS),
        shared: lives.shared(copies, update),
        copies,
    };
    for at in 0..copies.nodes.len() {
        scan.node(at, &lives, reductions)?;
    }
    scan.fixed(&lives);
    Some(Registers { homes: scan.homes })
}

/// How long values are needed.
struct Lives {
    /// The last place where each operation is needed; itself where it is not.
    last: Vec<usize>,
    /// Which values are needed last at each place.
    ending: Vec<Vec<NodeId>>,
    /// First and last place of each nested loop.
    loops: Vec<(usize, usize)>,
    /// Where each value is used.
    uses: Vec<Vec<usize>>,
}

impl Lives {
    fn of(copies: &Copies) -> Lives {
        let mut uses = vec![Vec::new(); copies.nodes.len()];
        let (mut loops, mut open) = (Vec::new(), Vec::new());
        for (at, &(node, _)) in copies.nodes.iter().enumerate() {
            match node {
                Node::Begin(_) | Node::Repeat => open.push(at),
                Node::End(_) | Node::While(_) => loops.extend(open.pop().map(|begin| (begin, at))),
                _ => {}
            }
            node.operands().iter().for_each(|id| uses[id.0 as usize].push(at));
        }
        let mut lives = Lives { last: Vec::new(), ending: vec![Vec::new(); copies.nodes.len()], loops, uses };
        for at in 0..copies.nodes.len() {
            let last = lives.uses[at].iter().map(|&place| lives.needed_until(at, place)).max().unwrap_or(at);
            lives.last.push(last);
            lives.ending[last].push(NodeId(at as u32));
        }
        lives
    }

    /// What is used in a loop that it was not made in is needed until the loop's end.
    fn needed_until(&self, made: usize, used: usize) -> usize {
        let around = self.loops.iter().filter(|&&(begin, end)| made < begin && begin < used && used < end);
        around.map(|&(_, end)| end).max().unwrap_or(used)
    }

    /// The innermost loop around a place.
    fn innermost(&self, at: usize) -> Option<(usize, usize)> {
        self.loops.iter().copied().filter(|&(begin, end)| begin < at && at < end).max_by_key(|&(begin, _)| begin)
    }

    /// Values that may be made in the register of the carried one that they become.
    fn shared(&self, copies: &Copies, update: Update) -> Vec<Option<NodeId>> {
        let mut shared = vec![None; copies.nodes.len()];
        for (at, &(node, _)) in copies.nodes.iter().enumerate() {
            let (carried, value) = match node {
                Node::Next(carried, value) => (carried, value),
                Node::Accumulate(carried, value) if update == Update::InPlace => (carried, value),
                _ => continue,
            };
            let (made, place) = (value.0 as usize, self.innermost(at));
            let own = match copies.node(value) {
                Node::Carried(_) | Node::Accumulator(_) => false,
                node => !node.is_fixed(),
            };
            let inside = |&&used: &&usize| used != at && place.is_none_or(|(begin, end)| begin < used && used < end);
            let old = self.uses[carried.0 as usize].iter().filter(inside).max();
            if own
                && shared[made].is_none()
                && made > carried.0 as usize
                && self.innermost(made) == place
                && old.is_none_or(|&old| old <= made)
            {
                shared[made] = Some(carried);
            }
        }
        shared
    }
}

struct Scan<'a> {
    copies: &'a Copies,
    homes: Vec<Home>,
    vectors: Pool,
    masks: Pool,
    shared: Vec<Option<NodeId>>,
}

impl Scan<'_> {
    fn node(&mut self, at: usize, lives: &Lives, reductions: usize) -> Option<()> {
        let (node, lane) = self.copies.nodes[at];
        // The result may take the register of an operand that is not needed any more.
        for &id in &lives.ending[at] {
            if id.0 as usize != at {
                self.give(id);
            }
        }
        self.homes[at] = match node {
            _ if node.is_fixed() => Home::Memory,
            Node::Accumulator(number) => Home::Register(accumulator(number, reductions, self.copies.vector[at])?),
            _ if node.is_void() => Home::None,
            _ => match self.shared[at] {
                Some(carried) => self.homes[carried.0 as usize],
                None => Home::Register(self.pool(lane).take()?),
            },
        };
        if lives.last[at] == at {
            self.give(NodeId(at as u32));
        }
        Some(())
    }

    fn pool(&mut self, lane: Lane) -> &mut Pool {
        if lane == Lane::Mask { &mut self.masks } else { &mut self.vectors }
    }

    /// A value's register is free again, if it is its own.
    fn give(&mut self, id: NodeId) {
        let at = id.0 as usize;
        let (node, lane) = self.copies.nodes[at];
        if let (Home::Register(register), None, false) =
            (self.homes[at], self.shared[at], matches!(node, Node::Accumulator(_)))
        {
            self.pool(lane).give(register);
        }
    }

    /// Constants and invariants take what is left, those in loops and those of many uses first.
    fn fixed(&mut self, lives: &Lives) {
        let mut left = self.vectors.never_used();
        let worth = |at: usize| -> usize {
            lives.uses[at].iter().map(|&used| if lives.innermost(used).is_some() { 8 } else { 1 }).sum()
        };
        let fixed = |at: &usize| self.copies.nodes[*at].0.is_fixed() && !lives.uses[*at].is_empty();
        let mut wanted: Vec<usize> = (0..self.copies.nodes.len()).filter(fixed).collect();
        wanted.sort_by_key(|&at| std::cmp::Reverse(worth(at)));
        for at in wanted {
            let Some(register) = left.pop() else { break };
            self.homes[at] = Home::Register(register);
        }
    }
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

    fn never_used(&self) -> Vec<u8> {
        self.free.iter().copied().filter(|register| !self.used.contains(register)).collect()
    }
}
