//! What each operation means, on one lane.
//!
//! Input: a function as vector operations, and its arguments. Output: its value. Never: machine code.

use super::{Build, Table};
use crate::codegen::wide::program::{Arith, Half, Lane, Node, NodeId};
use crate::ir::CompareOp;

/// Makes operations and their values at once.
#[derive(Default)]
pub(super) struct Evaluator {
    values: Vec<(u64, Lane)>,
    /// Was there an argument that is left to scalar code?
    pub left: bool,
}

impl Evaluator {
    /// An argument.
    pub fn keep(&mut self, value: f64) -> NodeId {
        self.keep_bits(value.to_bits(), Lane::F64)
    }

    /// The double of an operation.
    pub fn value(&self, id: NodeId) -> f64 {
        f64::from_bits(self.bits_of(id))
    }

    fn keep_bits(&mut self, bits: u64, lane: Lane) -> NodeId {
        self.values.push((bits, lane));
        NodeId(self.values.len() as u32 - 1)
    }

    fn bits_of(&self, id: NodeId) -> u64 {
        self.values[id.0 as usize].0
    }

    fn holds(&self, id: NodeId) -> bool {
        self.bits_of(id) != 0
    }

    fn truth(&self, node: Node) -> bool {
        match node {
            Node::Compare(op, _, a, b) if self.values[a.0 as usize].1 == Lane::Int => {
                compared(op, &(self.bits_of(a) as i64), &(self.bits_of(b) as i64))
            }
            Node::Compare(op, _, a, b) => compared(op, &self.value(a), &self.value(b)),
            Node::Unordered(a, b) => self.value(a).is_nan() || self.value(b).is_nan(),
            Node::Arith(Arith::And, a, b) => self.holds(a) && self.holds(b),
            Node::Arith(Arith::Or, a, b) => self.holds(a) || self.holds(b),
            Node::Not(x) => !self.holds(x),
            // Both ways give the same where the special one is not taken.
            Node::Rarely(_) | Node::Always => false,
            other => crate::ice!("{other:?} gives no truth"),
        }
    }

    fn int(&self, node: Node) -> u64 {
        let Node::Arith(op, a, b) = node else { crate::ice!("{node:?} gives no int") };
        let (a, b) = (self.bits_of(a), self.bits_of(b));
        match op {
            Arith::Add => a.wrapping_add(b),
            Arith::Sub => a.wrapping_sub(b),
            Arith::And => a & b,
            Arith::Or => a | b,
            Arith::Xor => a ^ b,
            Arith::Shl => a.checked_shl(b as u32).unwrap_or(0),
            Arith::Shr => a.checked_shr(b as u32).unwrap_or(0),
            other => crate::ice!("{other:?} of ints"),
        }
    }

    fn double(&self, node: Node) -> f64 {
        let value = |id| self.value(id);
        match node {
            Node::Arith(op, a, b) => arith(op, value(a), value(b)),
            Node::Fma(a, b, c) => value(a).mul_add(value(b), value(c)),
            Node::Round(8, x) => value(x).round_ties_even(),
            Node::Round(9, x) => value(x).floor(),
            Node::Sqrt(x) => value(x).sqrt(),
            Node::Exponent(x) => exponent(value(x)),
            Node::Mantissa(x) => mantissa(value(x)),
            Node::Select(mask, a, b) => value(if self.holds(mask) { a } else { b }),
            Node::Pick(table, index) => f64::from_bits(table[(self.bits_of(index) & 7) as usize]),
            Node::Rows(_, _, place) => value(place),
            Node::Column(table, half, place, _) => f64::from_bits(entry(table, half, self.bits_of(place))),
            Node::Carried(x) => value(x),
            other => crate::ice!("{other:?} gives no double"),
        }
    }
}

impl Build for Evaluator {
    fn constant(&mut self, bits: u64, lane: Lane) -> NodeId {
        self.keep_bits(bits, lane)
    }

    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        if let Node::Next(carried, value) = node {
            self.values[carried.0 as usize].0 = self.bits_of(value);
        }
        let bits = match (node, lane) {
            (Node::Next(..), _) => 0,
            (_, Lane::Mask) => self.truth(node).into(),
            (_, Lane::Int) => self.int(node),
            _ => self.double(node).to_bits(),
        };
        self.keep_bits(bits, lane)
    }

    fn require(&mut self, mask: NodeId) {
        self.left |= !self.holds(mask);
    }
}

fn compared<T: PartialOrd>(op: CompareOp, a: &T, b: &T) -> bool {
    match op {
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    }
}

/// One number of the row that begins at a byte.
fn entry(table: Table, half: Half, place: u64) -> u64 {
    let row = table.rows()[place as usize / size_of::<[u64; 2]>()];
    match half {
        Half::First => row[0],
        Half::Second => row[1],
    }
}

fn arith(op: Arith, a: f64, b: f64) -> f64 {
    let bits = |f: fn(u64, u64) -> u64| f64::from_bits(f(a.to_bits(), b.to_bits()));
    match op {
        Arith::Add => a + b,
        Arith::Sub => a - b,
        Arith::Mul => a * b,
        Arith::Div => a / b,
        // The second operand where the comparison says nothing.
        Arith::Min if a < b => a,
        Arith::Max if a > b => a,
        Arith::Min | Arith::Max => b,
        Arith::And => bits(|a, b| a & b),
        Arith::Or => bits(|a, b| a | b),
        Arith::Xor => bits(|a, b| a ^ b),
        Arith::Scale => scale(a, b.floor()),
        other => crate::ice!("{other:?} of doubles"),
    }
}

fn exponent(x: f64) -> f64 {
    match x {
        0.0 => f64::NEG_INFINITY,
        x if x.is_infinite() => f64::INFINITY,
        x => frexp(x).1.into(),
    }
}

fn mantissa(x: f64) -> f64 {
    match x {
        0.0 => 1.0,
        x if x < 0.0 => f64::NAN,
        x if x.is_infinite() => 1.0,
        x => frexp(x).0,
    }
}

/// `a * 2^n`, rounded once.
pub(super) fn scale(a: f64, n: f64) -> f64 {
    if a.is_nan() || n.is_nan() {
        return f64::NAN;
    }
    let n = n.clamp(-4000.0, 4000.0) as i32;
    let (mantissa, exponent) = frexp(a);
    if a == 0.0 || a.is_infinite() {
        return a;
    }
    match exponent + n {
        result @ -1022..=1023 => mantissa * 2f64.powi(result),
        1024.. => f64::INFINITY.copysign(a),
        // Exact but for the last step.
        result => mantissa * 2f64.powi(-1022) * 2f64.powi((result + 1022).max(-1074)),
    }
}

/// Mantissa and exponent of a double.
pub(super) fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let subnormal = x.abs() < f64::MIN_POSITIVE;
    let wide = if subnormal { x * 2f64.powi(54) } else { x };
    let exponent = ((wide.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    // From 1 up to 2, with the sign.
    let mantissa = f64::from_bits(wide.to_bits() & !(0x7ff << 52) | (1023 << 52));
    (mantissa, exponent - if subnormal { 54 } else { 0 })
}
