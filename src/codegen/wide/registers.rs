//! Which vectors of a program stay in registers.
//!
//! Input: the operations of some vectors. Output: a register for every operation that makes a vector, and for as many
//! constants and invariants as fit; the others are read from memory in each use. Where the operations alone need more than there
//! are, those that are needed longest go to the stack (Poletto and Sarkar, "Linear scan register allocation", 1999), and
//! there is nothing where no stack may be used. Never: what a loop carries, or a mask with a register of its own kind, on the stack.

use super::copies::Copies;
use super::level::File;
use super::program::{Lane, Node, NodeId};

/// Values on the stack: less than a page of them.
pub(super) const SLOTS: u16 = 48;

/// Where a vector is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// A vector or mask register by its number.
    Register(u8),
    /// In the words or among the constants.
    Memory,
    /// On the stack.
    Slot(u16),
    /// Nowhere: an operation without a value.
    None,
}

/// The homes of all operations.
pub(super) struct Registers {
    pub homes: Vec<Home>,
    /// How many values the stack holds.
    pub slots: u16,
    /// How many vector registers there are values in; they are the first ones.
    pub vectors: u8,
}

/// May an accumulator change before the iteration's end?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    InPlace,
    AtEnd,
}

/// What values may be in.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub file: File,
    pub update: Update,
    /// The most values on the stack.
    pub slots: u16,
}

impl Registers {
    pub(super) fn home(&self, node: NodeId) -> Home {
        self.homes[node.0 as usize]
    }
}

/// The register of a vector's accumulator; those of the first vector are the same however many there are.
pub(super) fn accumulator(number: usize, reductions: usize, vector: u32, file: File) -> Option<u8> {
    let place = vector as usize * reductions + number;
    u8::try_from(place).ok().filter(|&place| place < file.vectors)
}

pub(super) fn assign(copies: &Copies, reductions: usize, room: Room) -> Option<Registers> {
    let lives = Lives::of(copies);
    let taken = u8::try_from(reductions * copies.count as usize).ok()?;
    let vectors = room.file.vectors.checked_sub(taken)?;
    let mut scan = Scan {
        homes: vec![Home::None; copies.nodes.len()],
        vectors: Pool::new(taken, vectors),
        // Of AVX-512's mask registers the first means all lanes, and the last two are the emitter's.
        masks: room.file.masks.map(|count| Pool::new(1, count)),
        shared: lives.shared(copies, room.update),
        slots: Vec::new(),
        room,
        copies,
    };
    for at in 0..copies.nodes.len() {
        scan.node(at, &lives, reductions)?;
    }
    scan.fixed(&lives);
    let vectors = scan.highest().map_or(taken, |highest| taken.max(highest + 1));
    Some(Registers { slots: scan.slots.len() as u16, vectors, homes: scan.homes })
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
    masks: Option<Pool>,
    shared: Vec<Option<NodeId>>,
    /// By place on the stack: from where to where it is taken.
    slots: Vec<Vec<(usize, usize)>>,
    room: Room,
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
            Node::Accumulator(number) => {
                Home::Register(accumulator(number, reductions, self.copies.vector[at], self.room.file)?)
            }
            _ if node.is_void() => Home::None,
            _ => match self.shared[at] {
                Some(carried) => self.homes[carried.0 as usize],
                None => self.taken(at, lane, lives)?,
            },
        };
        if lives.last[at] == at {
            self.give(NodeId(at as u32));
        }
        Some(())
    }

    fn pool(&mut self, lane: Lane) -> &mut Pool {
        match &mut self.masks {
            Some(masks) if lane == Lane::Mask => masks,
            _ => &mut self.vectors,
        }
    }

    /// A register that is free, or that of a value which goes to the stack, or the stack.
    fn taken(&mut self, at: usize, lane: Lane, lives: &Lives) -> Option<Home> {
        if let Some(register) = self.pool(lane).take() {
            return Some(Home::Register(register));
        }
        if lane == Lane::Mask && self.masks.is_some() {
            return None;
        }
        let other = (0..at).filter(|&other| self.may_move(other) && lives.last[other] > at);
        let longest = other.max_by_key(|&other| lives.last[other]);
        let own = !matches!(self.copies.nodes[at].0, Node::Carried(_));
        match longest {
            Some(other) if !own || lives.last[other] > lives.last[at] => {
                let register = self.homes[other];
                self.homes[other] = self.slot(other, lives)?;
                Some(register)
            }
            _ if own => self.slot(at, lives),
            _ => None,
        }
    }

    /// Is it in a register that it might as well leave?
    fn may_move(&self, at: usize) -> bool {
        let (node, lane) = self.copies.nodes[at];
        let is_own = self.shared[at].is_none() && !matches!(node, Node::Accumulator(_) | Node::Carried(_));
        is_own && self.is_vector(lane) && matches!(self.homes[at], Home::Register(_))
    }

    /// Do such lanes take a vector register?
    fn is_vector(&self, lane: Lane) -> bool {
        lane != Lane::Mask || self.masks.is_none()
    }

    /// The highest number of a vector register that has a value.
    fn highest(&self) -> Option<u8> {
        let values = self.copies.nodes.iter().zip(&self.homes);
        let register = |(&(_, lane), &home): (&(Node, Lane), &Home)| match home {
            Home::Register(number) if self.is_vector(lane) => Some(number),
            _ => None,
        };
        values.filter_map(register).max()
    }

    /// A place on the stack for as long as a value is needed.
    fn slot(&mut self, at: usize, lives: &Lives) -> Option<Home> {
        let life = (at, lives.last[at]);
        let meets = |&(first, last): &(usize, usize)| first <= life.1 && life.0 <= last;
        let place = self.slots.iter().position(|taken| !taken.iter().any(meets)).unwrap_or(self.slots.len());
        if place == usize::from(self.room.slots) {
            return None;
        }
        if place == self.slots.len() {
            self.slots.push(Vec::new());
        }
        self.slots[place].push(life);
        Some(Home::Slot(place as u16))
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
