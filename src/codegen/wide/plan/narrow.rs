//! Ints that fit in lanes of 32 bits.
//!
//! Input: a program. Output: whether all its ints do, so that a vector holds twice as many iterations, and what has to hold for
//! that. Never: another result.
//!
//! Sums, products and bits of an int's low half depend on low halves alone, and so does what is stored in 32 bits or less.
//! What looks at an int as a number (comparisons, extrema, shifts to the right, conversions) needs to know that it is one of 32
//! bits: from its dtype, and from what arithmetic makes of the ranges of dtypes. An int from outside of the loop is looked at when
//! the loop begins.

use crate::codegen::wide::program::{Access, AccessKind, Arith, Lane, Movement, Node, NodeId, Program, Word};
use crate::ir::{CompareOp, Function, ValueId};
use crate::types::Dtype;

/// The least and the most that an int may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Range {
    least: i128,
    most: i128,
}

const SIGNED: Range = Range { least: i32::MIN as i128, most: i32::MAX as i128 };
const UNSIGNED: Range = Range { least: 0, most: u32::MAX as i128 };
const LONG: Range = Range { least: i64::MIN as i128, most: i64::MAX as i128 };

/// The invariants that must be ints of 32 bits for lanes of 32 bits to hold all that a program works on; none where nothing
/// makes them do so.
pub(super) fn narrow(program: &Program, f: &Function) -> Option<Vec<ValueId>> {
    let mut view = View { program, f, ranges: Vec::with_capacity(program.nodes.len()), small: Vec::new() };
    for &(node, lane) in &program.nodes {
        if lane == Lane::F64 || !view.fits(node, lane) {
            return None;
        }
        let range = if lane == Lane::Int { view.range(node) } else { None };
        view.ranges.push(range);
    }
    program.accesses.iter().all(is_plain).then_some(view.small)
}

/// Is an int known to be less than 2^51 either way, so that it is a double and a quotient of it is nearly one?
pub(super) fn is_exact(program: &Program, f: &Function, id: NodeId) -> bool {
    let mut view = View { program, f, ranges: Vec::with_capacity(program.nodes.len()), small: Vec::new() };
    for &(node, lane) in &program.nodes[..=id.0 as usize] {
        let range = if lane == Lane::Int { view.range(node) } else { None };
        view.ranges.push(range);
    }
    view.is(id, Range { least: -(1 << 51), most: 1 << 51 })
}

/// Is it of elements of 32 bits or less, next to one another?
fn is_plain(access: &Access) -> bool {
    let moves = matches!(access.movement, Movement::Unit | Movement::Axis(_) | Movement::Still);
    access.dtype.size() <= 4 && moves && (access.kind == AccessKind::Load || access.movement != Movement::Still)
}

struct View<'a> {
    program: &'a Program,
    f: &'a Function,
    /// By operation so far: what is known of its value.
    ranges: Vec<Option<Range>>,
    /// Invariants that are looked at, and may be anything.
    small: Vec<ValueId>,
}

impl View<'_> {
    /// Has an operation a form for lanes of 32 bits that gives the same?
    fn fits(&mut self, node: Node, lane: Lane) -> bool {
        match node {
            Node::LoadAt(..) | Node::Iteration => false,
            Node::Carried(_) | Node::Next(..) | Node::Accumulator(_) | Node::Accumulate(..) => lane != Lane::Int,
            Node::Convert(x, _) => lane == Lane::F32 && self.is(x, SIGNED),
            Node::Compare(op, unsigned, a, b) if self.program.lane(a) == Lane::Int => {
                let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
                let fits = if unsigned { self.are([a, b], UNSIGNED) } else { self.are([a, b], SIGNED) };
                fits || equality && (self.are([a, b], SIGNED) || self.are([a, b], UNSIGNED))
            }
            Node::Arith(Arith::Min | Arith::Max | Arith::Sar, a, b) if lane == Lane::Int => self.are([a, b], SIGNED),
            Node::Arith(Arith::UnsignedMin | Arith::UnsignedMax | Arith::Shr, a, b) if lane == Lane::Int => {
                self.are([a, b], UNSIGNED)
            }
            _ => true,
        }
    }

    fn is(&self, id: NodeId, range: Range) -> bool {
        self.ranges[id.0 as usize].is_some_and(|known| range.least <= known.least && known.most <= range.most)
    }

    /// Are both in a range? An invariant may be one that has to be.
    fn are(&mut self, both: [NodeId; 2], range: Range) -> bool {
        let unknown = |view: &Self, id: NodeId| match view.program.node(id) {
            Node::Invariant(word) if range == SIGNED && !view.is(id, range) => match view.program.words[word] {
                Word::Invariant(value) => Some(value).filter(|&value| is_long(view.f, value)),
                _ => None,
            },
            _ => None,
        };
        let small = both.map(|id| unknown(self, id));
        let fits = both.into_iter().zip(small).all(|(id, small)| small.is_some() || self.is(id, range));
        if fits {
            self.small.extend(small.into_iter().flatten());
        }
        fits
    }

    /// What an int operation may give; none where it may be any int.
    fn range(&self, node: Node) -> Option<Range> {
        let of = |id: NodeId| self.ranges[id.0 as usize];
        match node {
            Node::Load(access, _) => dtype_range(self.program.accesses[access].dtype),
            Node::Invariant(word) => match self.program.words[word] {
                Word::Invariant(value) => dtype_range(self.f.ty(value).dtype()?),
                _ => None,
            },
            Node::Constant(bits) => {
                let value = i128::from(bits as i64);
                Some(Range { least: value, most: value })
            }
            Node::Select(_, a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                Some(Range { least: a.least.min(b.least), most: a.most.max(b.most) })
            }
            Node::Wrap(dtype, x) => {
                let whole = dtype_range(dtype)?;
                Some(of(x).filter(|x| whole.least <= x.least && x.most <= whole.most).unwrap_or(whole))
            }
            Node::Arith(Arith::And, a, b) => masked(of(a), of(b)),
            Node::Arith(op, a, b) => combined(op, of(a)?, of(b)?),
            _ => None,
        }
    }
}

fn dtype_range(dtype: Dtype) -> Option<Range> {
    let bits = 8 * dtype.size() as u32;
    if dtype == Dtype::Bool {
        return Some(Range { least: 0, most: 1 });
    }
    match (dtype.is_int(), dtype.is_signed()) {
        (true, true) => Some(Range { least: -(1 << (bits - 1)), most: (1 << (bits - 1)) - 1 }),
        (true, false) if bits < 64 => Some(Range { least: 0, most: (1 << bits) - 1 }),
        _ => None,
    }
}

/// Is it an int of 64 bits?
fn is_long(f: &Function, value: ValueId) -> bool {
    f.ty(value).dtype().is_some_and(|dtype| dtype.is_int() && dtype.size() == 8)
}

/// `a & b` is no more than one of them that is not negative.
fn masked(a: Option<Range>, b: Option<Range>) -> Option<Range> {
    let positive = [a, b].into_iter().flatten().filter(|range| range.least >= 0).map(|range| range.most);
    match (positive.min(), a, b) {
        (Some(most), ..) => Some(Range { least: 0, most }),
        (None, Some(a), Some(b)) => bits_of(a, b),
        _ => None,
    }
}

/// What the bits of two numbers may make.
fn bits_of(a: Range, b: Range) -> Option<Range> {
    let (least, most) = (a.least.min(b.least), a.most.max(b.most));
    let bits = 128 - most.max(-1 - least).leading_zeros();
    let limit = 1i128 << bits;
    Some(Range { least: if least < 0 { -limit } else { 0 }, most: limit - 1 })
}

fn combined(op: Arith, a: Range, b: Range) -> Option<Range> {
    let count = (b.least == b.most && (0..64).contains(&b.least)).then_some(b.least as u32);
    let range = match op {
        Arith::Add => Range { least: a.least + b.least, most: a.most + b.most },
        Arith::Sub => Range { least: a.least - b.most, most: a.most - b.least },
        Arith::Mul => {
            let ends = [a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most];
            Range { least: ends.into_iter().min()?, most: ends.into_iter().max()? }
        }
        Arith::Min | Arith::UnsignedMin => Range { least: a.least.min(b.least), most: a.most.min(b.most) },
        Arith::Max | Arith::UnsignedMax => Range { least: a.least.max(b.least), most: a.most.max(b.most) },
        Arith::Or | Arith::Xor => return bits_of(a, b),
        Arith::Shl => Range { least: a.least << count?, most: a.most << count? },
        Arith::Sar | Arith::Shr => Range { least: a.least >> count?, most: a.most >> count? },
        _ => return None,
    };
    (LONG.least <= range.least && range.most <= LONG.most).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_arithmetic() {
        let byte = dtype_range(Dtype::U8).expect("a range");
        let seven = Range { least: 7, most: 7 };
        assert_eq!(combined(Arith::Sub, byte, byte), Some(Range { least: -255, most: 255 }));
        assert_eq!(combined(Arith::Mul, byte, seven), Some(Range { least: 0, most: 1785 }));
        assert_eq!(combined(Arith::Shr, byte, seven), Some(Range { least: 0, most: 1 }));
        assert_eq!(masked(None, Some(seven)), Some(Range { least: 0, most: 7 }));
        assert_eq!(bits_of(byte, Range { least: -1, most: 3 }), Some(Range { least: -256, most: 255 }));
        assert_eq!(combined(Arith::Mul, LONG, LONG), None);
    }
}
