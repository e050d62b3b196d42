//! Programs of vector operations.
//!
//! Input: made by `plan`. Output: read by `registers` and the emitters. Never: machine registers, encodings.
//!
//! A [`Program`] is a list of operations in SSA form and in an order of execution. Loops nested in it stand between `Begin` and
//! `End`; a value that such a loop carries is a `Carried` before the `Begin` and is replaced by `Next` before the `End`.

use super::math::Table;
use crate::ir::{CompareOp, InstId, SiteId, ValueId};
use crate::types::Dtype;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// A number in a program: an operation's place.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct NodeId(pub u32);

/// A loop nested in a program: its place in [`Program::loops`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::codegen) struct LoopId(pub usize);

/// What a lane holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Lane {
    /// A double.
    F64,
    /// A single.
    F32,
    /// Any int, extended to 64 bits as its dtype says; in a narrow program its low 32 bits.
    Int,
    /// A truth.
    Mask,
}

impl Lane {
    /// The lane of a dtype; none for complex numbers.
    pub(super) fn of(dtype: Dtype) -> Option<Lane> {
        match dtype {
            Dtype::F64 => Some(Lane::F64),
            Dtype::F32 => Some(Lane::F32),
            Dtype::Bool => Some(Lane::Mask),
            _ if dtype.is_int() => Some(Lane::Int),
            _ => None,
        }
    }
}

/// An operation on three vectors, of one result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Arith {
    Add,
    Sub,
    Mul,
    Div,
    /// x86's minimum: the second operand where one is nan or both are zero. Of ints: signed.
    Min,
    /// x86's maximum.
    Max,
    /// Of unsigned ints.
    UnsignedMin,
    /// Of unsigned ints.
    UnsignedMax,
    And,
    Or,
    Xor,
    /// `a * 2^floor(b)`
    Scale,
    /// Ints: by a count; 0 (or the sign) from 64 on.
    Shl,
    /// Ints, signed.
    Sar,
    /// Ints, unsigned.
    Shr,
    /// Ints: the product of the low halves, unsigned.
    MulLow,
}

/// One of two that take turns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Half {
    First,
    Second,
}

/// One operation of a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Node {
    /// An access by its number, where the mask holds.
    Load(usize, Option<NodeId>),
    /// An access by its number, with the index along one of its axes: the same in all lanes, or the movement is gathered.
    LoadAt(usize, NodeId, Option<NodeId>),
    /// A value to an access, where the mask holds.
    Store(usize, NodeId, Option<NodeId>),
    /// A word that is the same in every iteration.
    Invariant(usize),
    /// The bits of a number.
    Constant(u64),
    /// The induction variable, less its value in iteration 0.
    Iteration,
    /// Two operands.
    Arith(Arith, NodeId, NodeId),
    /// `a * b + c`, rounded once.
    Fma(NodeId, NodeId, NodeId),
    /// To an integral value; the immediate of x86's instruction.
    Round(u8, NodeId),
    /// Square root.
    Sqrt(NodeId),
    /// The exponent of a double as a double: `floor(log2(|x|))`.
    Exponent(NodeId),
    /// `x / 2^exponent`, from 1 up to 2; nan for negative numbers.
    Mantissa(NodeId),
    /// `a op b`, a mask; unsigned ints where the flag says so.
    Compare(CompareOp, bool, NodeId, NodeId),
    /// Is one of the two nan?
    Unordered(NodeId, NodeId),
    /// `a` where the mask holds, else `b`.
    Select(NodeId, NodeId, NodeId),
    /// Mask: not.
    Not(NodeId),
    /// Int or float to another lane; ints are signed unless the flag says otherwise.
    Convert(NodeId, bool),
    /// An int wrapped to a dtype.
    Wrap(Dtype, NodeId),
    /// The entry of a table of doubles, by their bits, whose number is in the low three bits of each lane.
    Pick([u64; 8], NodeId),
    /// Every other lane's row of a table, side by side; the lanes hold where each row begins, in bytes.
    Rows(Table, Half, NodeId),
    /// One number of each row of a table: of the rows of even lanes and those of odd ones.
    Column(Table, Half, NodeId, NodeId),
    /// What follows, up to `Always`, runs only if some lane of the mask holds.
    Rarely(NodeId),
    /// What follows runs again in any case.
    Always,
    /// Leaves the vector code where some lane holds: nothing of these iterations has been stored.
    Leave(NodeId),
    /// Iterations of a nested loop begin.
    Begin(LoopId),
    /// They end.
    End(LoopId),
    /// The lanes of this step that there are.
    Lanes,
    /// Iterations of a loop begin that each lane runs as often as it wants to.
    Repeat,
    /// They end when no lane of the mask is left.
    While(NodeId),
    /// What the loop that follows carries, at first the operand; behind the loop its last value.
    Carried(NodeId),
    /// The carried value of the next iteration.
    Next(NodeId, NodeId),
    /// What the whole loop carries, by its number.
    Accumulator(usize),
    /// An accumulator's next value.
    Accumulate(NodeId, NodeId),
    /// A value goes to a place in memory.
    Lay(usize, NodeId),
    /// An accumulator takes in what lies at these places: all of a lane, lane after lane.
    Fold(Arith, NodeId, Places),
}

/// Loads or stores.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum AccessKind {
    Load,
    Store,
}

/// How an access moves from one iteration to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum Movement {
    /// It does not.
    Still,
    /// To the next element in memory.
    Unit,
    /// Along this axis: to the next element in memory only if the axis' stride is the size of an element.
    Axis(usize),
    /// By any number of bytes, its word [`Word::Stride`].
    Strided,
    /// Wherever the index along an axis says, of which each lane has its own.
    Gathered(Gathered),
}

/// How lanes read from where each says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) struct Gathered {
    pub axis: usize,
    /// One more is the next element in memory.
    pub packed: bool,
    /// The indices are likely to follow one another.
    pub smooth: bool,
}

/// What an index of an access is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum Index {
    /// `value` in iteration 0 of all loops, and one more per iteration of these.
    Affine(Span),
    /// A vector of the program.
    Vector,
}

/// A value that grows by one per iteration of the loop (`lane`), and by the step of each of these nested ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::codegen) struct Span {
    pub value: ValueId,
    pub lane: bool,
    pub loops: SmallVec<[LoopId; 2]>,
}

/// A load or store.
#[derive(Clone, Debug)]
pub(in crate::codegen) struct Access {
    pub kind: AccessKind,
    /// The `load` or `store`.
    pub inst: InstId,
    pub dtype: Dtype,
    pub movement: Movement,
    /// One per axis.
    pub index: SmallVec<[Index; 2]>,
}

impl Access {
    /// Does it move with a nested loop?
    pub(in crate::codegen) fn moves_with(&self, wanted: LoopId) -> bool {
        self.index.iter().any(|index| matches!(index, Index::Affine(span) if span.loops.contains(&wanted)))
    }
}

/// What the caller passes in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum Word {
    /// The address of an access in iteration 0 of all loops, with 0 for an index that is a vector.
    Address(usize),
    /// The bytes by which an access moves with the loop, or with an index that is a vector.
    Stride(usize),
    /// The bytes by which an access moves with a nested loop.
    Step(usize, LoopId),
    /// The same in all its iterations together.
    Total(usize, LoopId),
    /// The iterations of a nested loop.
    Count(LoopId),
    /// A scalar from outside of the loop: floats by their bits, ints extended to 64 bits.
    Invariant(ValueId),
    /// One over a float from outside of the loop.
    Inverse(ValueId),
    /// What the loop carries; the vector code reads it and writes it back.
    Accumulator(usize),
    /// Whether a store's lines are to go to memory past the caches: 1, else 0.
    Streams(usize),
    /// Where the vector code stopped, if it may before the end: it writes that.
    Reached,
    /// The address of the 32 bits that say whether the run is to stop.
    Interrupt,
    /// Room for one of [`ROOM`] elements, next to one another.
    Room,
}

/// Words that the vector code has for itself: a vector of 512 bits, or three of 256.
pub(super) const ROOM: usize = 12;

/// Words of a place ([`Node::Lay`]): as many vectors as lie side by side at most, and as wide.
pub(super) const PLACE: usize = 4 * 8;

/// What has to hold before vector code may run.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::codegen) enum Condition {
    /// A bool that does not change.
    Flag(ValueId),
    /// `0 <= span < length` in every iteration.
    Within(Span, ValueId),
    /// An int, signed, of 32 bits.
    Small(ValueId),
    /// `span op bound` in every iteration.
    Compare(CompareOp, Span, ValueId),
}

/// What the caller does to have the values of iteration 0.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::codegen) enum Scalar {
    /// Runs an instruction without effect.
    Inst(InstId),
    /// Binds the induction variable of a nested loop to its first value.
    Enter(InstId),
    /// Binds a value to another one.
    Same(ValueId, ValueId),
    /// Binds an index, from the end where it is negative.
    Wrap { result: ValueId, index: ValueId, length: ValueId },
}

/// What the loop carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reduction {
    pub joined: Joined,
    pub lane: Lane,
    /// Ints are wrapped to it in the end.
    pub dtype: Dtype,
}

/// How the lanes of an accumulator come together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joined {
    /// By an operation, in any order.
    Freely(Arith),
    /// They do not: the first one takes all values in the order of the iterations ([`Node::Fold`]).
    InOrder,
    /// The lane that wins a contest has it.
    Won(usize),
}

/// Which lane has what the loop carries in the end: each has what its own iterations left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Contest {
    /// What is compared first; none: the place alone.
    pub best: Option<Rival>,
    /// The accumulator of the iteration in which a lane took over; none of the caller's words is for it.
    pub place: usize,
    /// Does the last place win, or the first?
    pub last: bool,
}

/// An accumulator that is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rival {
    pub number: usize,
    /// Does the greatest win, or the least?
    pub greater: bool,
    /// Are they unsigned ints?
    pub unsigned: bool,
}

/// Places in the memory that the vector code has for itself, one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Places {
    pub first: usize,
    pub count: usize,
}

/// A loop as vector operations.
pub(super) struct Program {
    pub accesses: Vec<Access>,
    pub words: Vec<Word>,
    pub scalars: Vec<Scalar>,
    pub conditions: Vec<Condition>,
    /// The `for` of each nested loop.
    pub loops: Vec<InstId>,
    pub reductions: Vec<Reduction>,
    pub contests: Vec<Contest>,
    /// How many places values are laid to.
    pub laid: usize,
    /// In an order of execution, with their lanes.
    pub nodes: Vec<(Node, Lane)>,
    /// By operation: the place in the source that it comes from.
    pub sites: Vec<Option<SiteId>>,
    /// Iterations that one vector holds: a double each, or in a narrow program a number of 32 bits.
    pub lanes: u32,
    /// Is there a loop without a known number of iterations?
    pub spins: bool,
    /// Do nested loops look whether the run is to stop? Nothing is stored before they end.
    pub polls: bool,
}

/// Which operations there are already, since a nested loop last began or ended.
#[derive(Default)]
pub(super) struct Made {
    places: FxHashMap<(Node, Lane), NodeId>,
    /// Where operations last began that run rarely.
    rarely: NodeId,
}

impl Made {
    /// Where an operation is that could come next: there, or where the same one stands.
    pub fn place(&mut self, node: Node, lane: Lane, next: NodeId) -> NodeId {
        match node {
            Node::Rarely(_) => self.rarely = next,
            Node::Always => self.places.retain(|_, place| *place < self.rarely),
            _ if node.bounds_loop() => self.places.clear(),
            _ if node.is_pure() => return *self.places.entry((node, lane)).or_insert(next),
            _ => {}
        }
        next
    }

    /// Notes an operation of which one is enough; is it the first?
    pub fn is_new(&mut self, node: Node, lane: Lane, place: NodeId) -> bool {
        self.places.insert((node, lane), place).is_none()
    }
}

impl Program {
    /// The place of a word that was noted.
    pub(super) fn word(&self, word: Word) -> usize {
        match self.words.iter().position(|&other| other == word) {
            Some(place) => place,
            None => crate::ice!("there is no {word:?}"),
        }
    }

    /// The operation at a place.
    pub(super) fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize].0
    }

    /// What an operation's lanes hold.
    pub(super) fn lane(&self, id: NodeId) -> Lane {
        self.nodes[id.0 as usize].1
    }

    /// May the vector code leave before the end?
    pub(super) fn leaves(&self) -> bool {
        self.spins || self.polls || self.nodes.iter().any(|(node, _)| matches!(node, Node::Leave(_)))
    }
}

impl Node {
    /// The same in every iteration.
    pub(super) fn is_fixed(self) -> bool {
        matches!(self, Node::Constant(_) | Node::Invariant(_))
    }

    /// Does it something besides giving a value?
    pub(super) fn has_effect(self) -> bool {
        self.bounds_loop()
            || matches!(self, Node::Store(..) | Node::Leave(_) | Node::Rarely(_) | Node::Always)
            || self.ends_in_accumulator()
    }

    /// Do its operands alone say what it gives, within an iteration?
    pub(super) fn is_pure(self) -> bool {
        matches!(
            self,
            Node::Arith(..)
                | Node::Fma(..)
                | Node::Round(..)
                | Node::Sqrt(_)
                | Node::Exponent(_)
                | Node::Mantissa(_)
                | Node::Compare(..)
                | Node::Unordered(..)
                | Node::Select(..)
                | Node::Not(_)
                | Node::Convert(..)
                | Node::Wrap(..)
                | Node::Pick(..)
                | Node::Rows(..)
                | Node::Column(..)
                | Node::Iteration
                | Node::Lanes
                | Node::Invariant(_)
        )
    }

    /// Does it go on to an accumulator?
    pub(super) fn ends_in_accumulator(self) -> bool {
        matches!(self, Node::Accumulate(..) | Node::Lay(..) | Node::Fold(..))
    }

    /// Does a nested loop begin or end here?
    pub(super) fn bounds_loop(self) -> bool {
        matches!(self, Node::Begin(_) | Node::End(_) | Node::Repeat | Node::While(_))
    }

    /// Does it give no value?
    pub(super) fn is_void(self) -> bool {
        self.has_effect() || matches!(self, Node::Next(..))
    }

    /// Its operands.
    pub(super) fn operands(self) -> SmallVec<[NodeId; 3]> {
        let mut found = SmallVec::new();
        self.map(&mut |id| {
            found.push(id);
            id
        });
        found
    }

    /// The same operation of other operands.
    pub(super) fn map(self, to: &mut impl FnMut(NodeId) -> NodeId) -> Node {
        match self {
            Node::Invariant(_)
            | Node::Constant(_)
            | Node::Iteration
            | Node::Begin(_)
            | Node::End(_)
            | Node::Lanes
            | Node::Repeat
            | Node::Always
            | Node::Accumulator(_) => self,
            Node::While(mask) => Node::While(to(mask)),
            Node::Load(access, mask) => Node::Load(access, mask.map(to)),
            Node::LoadAt(access, index, mask) => Node::LoadAt(access, to(index), mask.map(to)),
            Node::Store(access, value, mask) => Node::Store(access, to(value), mask.map(to)),
            Node::Arith(op, a, b) => Node::Arith(op, to(a), to(b)),
            Node::Fma(a, b, c) => Node::Fma(to(a), to(b), to(c)),
            Node::Round(how, x) => Node::Round(how, to(x)),
            Node::Sqrt(x) => Node::Sqrt(to(x)),
            Node::Exponent(x) => Node::Exponent(to(x)),
            Node::Mantissa(x) => Node::Mantissa(to(x)),
            Node::Compare(op, unsigned, a, b) => Node::Compare(op, unsigned, to(a), to(b)),
            Node::Unordered(a, b) => Node::Unordered(to(a), to(b)),
            Node::Select(mask, a, b) => Node::Select(to(mask), to(a), to(b)),
            Node::Not(x) => Node::Not(to(x)),
            Node::Convert(x, unsigned) => Node::Convert(to(x), unsigned),
            Node::Wrap(dtype, x) => Node::Wrap(dtype, to(x)),
            Node::Pick(table, x) => Node::Pick(table, to(x)),
            Node::Rows(table, half, x) => Node::Rows(table, half, to(x)),
            Node::Column(table, half, a, b) => Node::Column(table, half, to(a), to(b)),
            Node::Rarely(mask) => Node::Rarely(to(mask)),
            Node::Leave(x) => Node::Leave(to(x)),
            Node::Carried(x) => Node::Carried(to(x)),
            Node::Next(carried, x) => Node::Next(to(carried), to(x)),
            Node::Accumulate(accumulator, x) => Node::Accumulate(to(accumulator), to(x)),
            Node::Lay(place, x) => Node::Lay(place, to(x)),
            Node::Fold(op, accumulator, places) => Node::Fold(op, to(accumulator), places),
        }
    }
}
