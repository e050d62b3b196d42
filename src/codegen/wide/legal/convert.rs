//! Ints to floats and floats to ints.
//!
//! Input: conversions of 64-bit ints. Output: sums of doubles whose bits are made of the int's halves. Never: two roundings.

use super::{Arith, CompareOp, INTEGRAL, Legal, NodeId, SIGN};
use crate::codegen::wide::program::{Lane, Node};

const LOW: u64 = u32::MAX as u64;
/// `2^84`: its low bits count in steps of `2^32`.
const UPPER: u64 = 0x4530_0000_0000_0000;
/// The bits of an int that a single never has, beside those that round to it.
const BEYOND: u64 = (1 << 11) - 1;
const TWO_32: f64 = 4_294_967_296.0;
const TWO_63: f64 = 9_223_372_036_854_775_808.0;
/// To an integral value: towards minus infinity, towards zero.
const DOWN: u8 = 9;
const TO_ZERO: u8 = 11;

impl Legal {
    pub(super) fn convert(&mut self, x: NodeId, to: Lane, unsigned: bool) -> NodeId {
        match (self.lane(x), to) {
            (Lane::Int, Lane::F64) => self.double_of_int(x, unsigned),
            (Lane::Int, Lane::F32) => self.single_of_int(x, unsigned),
            (Lane::F64, Lane::Int) => self.int_of_double(x),
            (Lane::F32, Lane::Int) => {
                let x = self.push(Node::Convert(x, false), Lane::F64);
                self.int_of_double(x)
            }
            _ => self.push(Node::Convert(x, unsigned), to),
        }
    }

    /// The upper half as a multiple of `2^32` and the lower half are exact; their sum is rounded once.
    fn double_of_int(&mut self, x: NodeId, unsigned: bool) -> NodeId {
        let low = self.with(Arith::And, x, LOW);
        let low = self.with(Arith::Or, low, INTEGRAL);
        let upper = self.with(Arith::Shr, x, 32);
        // A signed half counts from -2^31 on.
        let (bits, offset) = if unsigned { (UPPER, 0.0) } else { (UPPER | 1 << 31, TWO_63) };
        let upper = self.with(Arith::Xor, upper, bits);
        let base = f64::from_bits(UPPER) + offset + f64::from_bits(INTEGRAL);
        let upper = self.double_with(Arith::Sub, upper, base);
        self.double(Arith::Add, upper, low)
    }

    /// By a double that is exact: of a large int the last bits become one that says whether there were any.
    fn single_of_int(&mut self, x: NodeId, unsigned: bool) -> NodeId {
        let rest = self.with(Arith::And, x, BEYOND);
        let some = self.with(Arith::Add, rest, BEYOND);
        let some = self.with(Arith::And, some, BEYOND + 1);
        let upper = self.with(Arith::And, x, !BEYOND);
        let odd = self.arith(Arith::Or, upper, some);
        // From -2^53 up to 2^53 doubles are exact anyway.
        let shifted = if unsigned { x } else { self.with(Arith::Add, x, 1 << 53) };
        let bound = self.constant(if unsigned { 1 << 53 } else { 1 << 54 }, Lane::Int);
        let large = self.compare(CompareOp::Gt, true, shifted, bound);
        let x = self.select(large, odd, x);
        let double = self.double_of_int(x, unsigned);
        self.push(Node::Convert(double, false), Lane::F32)
    }

    /// Towards zero, by halves; `-2^63` for what is no such int.
    fn int_of_double(&mut self, x: NodeId) -> NodeId {
        let whole = self.push(Node::Round(TO_ZERO, x), Lane::F64);
        let upper = self.double_with(Arith::Mul, whole, 1.0 / TWO_32);
        let upper = self.push(Node::Round(DOWN, upper), Lane::F64);
        let cut = self.double_with(Arith::Mul, upper, TWO_32);
        let low = self.double(Arith::Sub, whole, cut);
        let low = self.double_with(Arith::Add, low, f64::from_bits(INTEGRAL));
        let low = self.with(Arith::Xor, low, INTEGRAL);
        // The low half of 2^52 + 2^51 + n is that of n, also where n is negative.
        let upper = self.double_with(Arith::Add, upper, f64::from_bits(INTEGRAL) * 1.5);
        let upper = self.with(Arith::Shl, upper, 32);
        let int = self.arith(Arith::Or, upper, low);
        let (not_less, less) = (self.is_number(CompareOp::Ge, x, -TWO_63), self.is_number(CompareOp::Lt, x, TWO_63));
        let inside = self.push(Node::Arith(Arith::And, not_less, less), Lane::Mask);
        let outside = self.constant(SIGN, Lane::Int);
        self.select(inside, int, outside)
    }
}
