//! The runtime's elementary functions as vector operations.
//!
//! Input: what makes vector operations. Output: the functions of [`library`], lane by lane. Never: another bit than there.

use super::{Binary, Build, NodeId, Unary};
use crate::codegen::wide::program::{Arith, Half, Lane, Node};
use crate::ir::{BinaryOp, CompareOp, UnaryOp};
use crate::runtime::math::library::{self, Arithmetic, Bits, Order, Table, single};

/// The vector form of a function that scalar code has from the same text; that of singles takes and gives doubles.
pub(super) fn unary(op: UnaryOp, lane: Lane) -> Option<Unary> {
    Some(match (op, lane) {
        (UnaryOp::Exp, Lane::F64) => |b, x| library::exp_of(&mut Vectors(b), x),
        (UnaryOp::Exp2, Lane::F64) => |b, x| library::exp2_of(&mut Vectors(b), x),
        (UnaryOp::Log, Lane::F64) => |b, x| library::log_of(&mut Vectors(b), x),
        (UnaryOp::Log2, Lane::F64) => |b, x| library::log2_of(&mut Vectors(b), x),
        (UnaryOp::Exp, Lane::F32) => |b, x| single::exp(&mut Vectors(b), x),
        (UnaryOp::Exp2, Lane::F32) => |b, x| single::exp2(&mut Vectors(b), x),
        (UnaryOp::Log, Lane::F32) => |b, x| single::log(&mut Vectors(b), x),
        (UnaryOp::Log2, Lane::F32) => |b, x| single::log2(&mut Vectors(b), x),
        _ => return None,
    })
}

/// The same of two arguments.
pub(super) fn binary(op: BinaryOp, lane: Lane) -> Option<Binary> {
    Some(match (op, lane) {
        (BinaryOp::Pow, Lane::F64) => |b, x, y| library::pow_of(&mut Vectors(b), x, y),
        (BinaryOp::Pow, Lane::F32) => |b, x, y| single::pow(&mut Vectors(b), x, y),
        _ => return None,
    })
}

/// Vectors of doubles, with ints in their place.
struct Vectors<'a>(&'a mut dyn Build);

impl Vectors<'_> {
    fn arith(&mut self, op: Arith, a: NodeId, b: NodeId) -> NodeId {
        self.0.node(Node::Arith(op, a, b))
    }

    fn int(&mut self, op: Arith, a: NodeId, b: NodeId) -> NodeId {
        self.0.push(Node::Arith(op, a, b), Lane::Int)
    }
}

impl Arithmetic for Vectors<'_> {
    type Number = NodeId;
    type Truth = NodeId;

    fn bits(&mut self, bits: u64) -> NodeId {
        self.0.constant(bits, Lane::F64)
    }

    fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.arith(Arith::Add, a, b)
    }

    fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.arith(Arith::Sub, a, b)
    }

    fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.arith(Arith::Mul, a, b)
    }

    fn div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.arith(Arith::Div, a, b)
    }

    fn fma(&mut self, a: NodeId, b: NodeId, c: NodeId) -> NodeId {
        self.0.fma(a, b, c)
    }

    fn int(&mut self, op: Bits, x: NodeId, bits: u64) -> NodeId {
        let bits = self.0.constant(bits, Lane::Int);
        let op = match op {
            Bits::Add => Arith::Add,
            Bits::And => Arith::And,
            Bits::Or => Arith::Or,
            Bits::Xor => Arith::Xor,
            Bits::Shl => Arith::Shl,
            Bits::Shr => Arith::Shr,
        };
        Self::int(self, op, x, bits)
    }

    fn int_sum(&mut self, a: NodeId, b: NodeId) -> NodeId {
        Self::int(self, Arith::Add, a, b)
    }

    fn compare(&mut self, op: Order, x: NodeId, k: f64) -> NodeId {
        let op = match op {
            Order::Less => CompareOp::Lt,
            Order::AtMost => CompareOp::Le,
            Order::Equal => CompareOp::Eq,
            Order::AtLeast => CompareOp::Ge,
        };
        self.0.compare(op, x, k)
    }

    fn is_least(&mut self, x: NodeId, least: i64) -> NodeId {
        let least = self.0.constant(least as u64, Lane::Int);
        self.0.mask(Node::Compare(CompareOp::Ge, false, x, least))
    }

    fn is_nan(&mut self, x: NodeId) -> NodeId {
        self.0.mask(Node::Unordered(x, x))
    }

    fn either(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.0.mask(Node::Arith(Arith::Or, a, b))
    }

    fn not(&mut self, truth: NodeId) -> NodeId {
        self.0.mask(Node::Not(truth))
    }

    fn select(&mut self, truth: NodeId, a: NodeId, b: NodeId) -> NodeId {
        self.0.select(truth, a, b)
    }

    fn row(&mut self, table: Table, place: NodeId) -> [NodeId; 2] {
        let [even, odd] = [Half::First, Half::Second].map(|half| self.0.node(Node::Rows(table, half, place)));
        [Half::First, Half::Second].map(|half| self.0.node(Node::Column(table, half, even, odd)))
    }

    fn rarely(&mut self, truth: NodeId, usual: NodeId, special: impl FnOnce(&mut Self) -> NodeId) -> NodeId {
        let result = self.0.node(Node::Carried(usual));
        self.0.mask(Node::Rarely(truth));
        let value = special(self);
        let value = self.0.select(truth, value, result);
        self.0.node(Node::Next(result, value));
        self.0.mask(Node::Always);
        result
    }
}
