//! Ints that fit in lanes of 32 bits.
//!
//! Input: a program. Output: whether all its ints do, so that a vector holds twice as many iterations. Never: another result.
//!
//! Sums, products and bits of an int's low half depend on low halves alone, and so does what is stored in 32 bits or less.
//! What looks at an int as a number (comparisons, extrema, shifts to the right, conversions) needs to know that it is one of 32
//! bits: from its dtype, and from what arithmetic makes of the ranges of dtypes.

use crate::codegen::wide::program::{Access, AccessKind, Arith, Lane, Movement, Node, NodeId, Program};
use crate::ir::CompareOp;
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

/// Do lanes of 32 bits hold all that a program works on?
pub(super) fn is_narrow(program: &Program) -> bool {
    let mut ranges: Vec<Option<Range>> = Vec::with_capacity(program.nodes.len());
    for &(node, lane) in &program.nodes {
        let view = View { program, ranges: &ranges };
        if lane == Lane::F64 || !view.fits(node, lane) {
            return false;
        }
        let range = if lane == Lane::Int { view.range(node) } else { None };
        ranges.push(range);
    }
    program.accesses.iter().all(is_plain)
}

/// Is it of elements of 32 bits or less, next to one another?
fn is_plain(access: &Access) -> bool {
    let moves = matches!(access.movement, Movement::Unit | Movement::Axis(_) | Movement::Still);
    access.dtype.size() <= 4 && moves && (access.kind == AccessKind::Load || access.movement != Movement::Still)
}

struct View<'a> {
    program: &'a Program,
    /// By operation so far: what is known of its value.
    ranges: &'a [Option<Range>],
}

impl View<'_> {
    /// Has an operation a form for lanes of 32 bits that gives the same?
    fn fits(&self, node: Node, lane: Lane) -> bool {
        match node {
            Node::LoadAt(..) | Node::Iteration => false,
            Node::Carried(_) | Node::Next(..) | Node::Accumulator(_) | Node::Accumulate(..) => lane != Lane::Int,
            Node::Convert(x, _) => lane == Lane::F32 && self.is(x, SIGNED),
            Node::Compare(op, unsigned, a, b) if self.program.lane(a) == Lane::Int => {
                let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
                let both = |range| self.is(a, range) && self.is(b, range);
                both(if unsigned { UNSIGNED } else { SIGNED }) || equality && (both(SIGNED) || both(UNSIGNED))
            }
            Node::Arith(Arith::Min | Arith::Max | Arith::Sar, a, b) if lane == Lane::Int => {
                self.is(a, SIGNED) && self.is(b, SIGNED)
            }
            Node::Arith(Arith::UnsignedMin | Arith::UnsignedMax | Arith::Shr, a, b) if lane == Lane::Int => {
                self.is(a, UNSIGNED) && self.is(b, UNSIGNED)
            }
            _ => true,
        }
    }

    fn is(&self, id: NodeId, range: Range) -> bool {
        self.ranges[id.0 as usize].is_some_and(|known| range.least <= known.least && known.most <= range.most)
    }

    /// What an int operation may give; none where it may be any int.
    fn range(&self, node: Node) -> Option<Range> {
        let of = |id: NodeId| self.ranges[id.0 as usize];
        match node {
            Node::Load(access, _) => dtype_range(self.program.accesses[access].dtype),
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
    match (dtype.is_int(), dtype.is_signed()) {
        (true, true) => Some(Range { least: -(1 << (bits - 1)), most: (1 << (bits - 1)) - 1 }),
        (true, false) if bits < 64 => Some(Range { least: 0, most: (1 << bits) - 1 }),
        _ => None,
    }
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
