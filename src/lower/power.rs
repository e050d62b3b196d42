//! `x ** n` as Numba computes it, bit for bit: an int exponent by repeated squaring, a known one unrolled.
//!
//! Input: operands converted to the dtypes that promotion says; the exponent's may differ from the base's.
//! Output: the power at the base's dtype.

use super::Lowering;
use super::value::Val;
use crate::ir::{BinaryOp, CompareOp, Const, Op, Ty, UnaryOp, ValueId};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::types::{Dtype, Type};

/// Above it Numba takes the C library's `pow`.
const UNROLLED: u64 = 0x10000;

impl Lowering<'_> {
    /// `base ** exponent` of scalars.
    pub(super) fn power(&mut self, base: ValueId, exponent: ValueId) -> ValueId {
        let (dtype, exponent_dtype) = (self.b.function().dtype(base), self.b.function().dtype(exponent));
        match self.b.function().as_const(exponent) {
            Some(Const::Int(n)) if n.unsigned_abs() <= UNROLLED => self.known_power(base, n),
            _ if dtype.is_int() => self.int_power(base, exponent),
            _ if exponent_dtype.is_int() => {
                self.check_zero_base(base, Some(exponent));
                self.float_to_int_power(base, exponent)
            }
            _ => self.element_power(base, exponent),
        }
    }

    /// A power without checks, as array expressions have it; exponents that are known to be easy are.
    pub(super) fn element_power(&mut self, base: ValueId, exponent: ValueId) -> ValueId {
        match self.b.function().as_const(exponent) {
            Some(Const::Int(n)) if (0..=UNROLLED as i64).contains(&n) => self.unrolled(base, n.unsigned_abs()),
            Some(Const::Int(n)) if n.unsigned_abs() <= UNROLLED && !self.b.function().dtype(base).is_int() => {
                let power = self.unrolled(base, n.unsigned_abs());
                self.inverse(power)
            }
            _ if self.b.function().dtype(exponent) != self.b.function().dtype(base) => {
                self.float_to_int_power(base, exponent)
            }
            Some(Const::Float(n) | Const::Complex(n, 0.0)) if n == 2.0 => self.b.binary(BinaryOp::Mul, base, base),
            Some(Const::Float(1.0)) => base,
            Some(Const::Float(0.5)) => self.square_root(base),
            Some(Const::Float(-1.0)) => self.inverse(base),
            _ if self.b.function().dtype(base).is_complex() => self.complex_power(base, exponent),
            _ => self.b.binary(BinaryOp::Pow, base, exponent),
        }
    }

    /// `x ** 0.5`: as the square root, but for -0.0 and -inf.
    fn square_root(&mut self, x: ValueId) -> ValueId {
        let dtype = self.b.function().dtype(x);
        let root = self.b.unary(UnaryOp::Sqrt, x);
        let root = self.b.unary(UnaryOp::Abs, root);
        let (lowest, highest) = (self.number(f64::NEG_INFINITY, dtype), self.number(f64::INFINITY, dtype));
        let is_lowest = self.b.compare(CompareOp::Eq, x, lowest);
        self.b.select(is_lowest, highest, root)
    }

    /// The square of a complex number is its product with itself.
    fn complex_power(&mut self, base: ValueId, exponent: ValueId) -> ValueId {
        if self.b.function().as_const(exponent).is_some() {
            return self.b.binary(BinaryOp::Pow, base, exponent);
        }
        let two = self.number(2.0, self.b.function().dtype(exponent));
        let is_two = self.b.compare(CompareOp::Eq, exponent, two);
        let ty = Type::Scalar(self.b.function().dtype(base));
        let square = |this: &mut Self| Val::One(this.b.binary(BinaryOp::Mul, base, base));
        let power = |this: &mut Self| Val::One(this.b.binary(BinaryOp::Pow, base, exponent));
        self.choose(is_two, &ty, Vec::new(), square, power).one()
    }

    /// A power by a known int.
    fn known_power(&mut self, base: ValueId, n: i64) -> ValueId {
        let dtype = self.b.function().dtype(base);
        let power = self.unrolled(base, n.unsigned_abs());
        if n >= 0 {
            return power;
        }
        self.check_zero_base(base, None);
        if !dtype.is_int() {
            return self.inverse(power);
        }
        // Only 1 and -1 have an int for their inverse.
        let squared = self.b.binary(BinaryOp::Mul, power, power);
        let (zero, one) = (self.zero_like(power), self.number(1.0, dtype));
        let is_unit = self.b.compare(CompareOp::Eq, squared, one);
        self.b.select(is_unit, power, zero)
    }

    fn inverse(&mut self, x: ValueId) -> ValueId {
        let one = self.number(1.0, self.b.function().dtype(x));
        self.b.binary(BinaryOp::Div, one, x)
    }

    /// Multiplications from the lowest bit of the exponent up.
    fn unrolled(&mut self, base: ValueId, n: u64) -> ValueId {
        let mut result = None;
        let (mut square, mut rest) = (base, n);
        while rest > 0 {
            if rest & 1 == 1 {
                result = Some(match result {
                    None => square,
                    Some(result) => self.b.binary(BinaryOp::Mul, result, square),
                });
            }
            rest >>= 1;
            if rest > 0 {
                square = self.b.binary(BinaryOp::Mul, square, square);
            }
        }
        result.unwrap_or_else(|| self.number(1.0, self.b.function().dtype(base)))
    }

    fn int_power(&mut self, base: ValueId, exponent: ValueId) -> ValueId {
        if self.b.function().dtype(exponent).is_signed() {
            self.check_zero_base(base, Some(exponent));
        }
        let exponent = self.b.convert(exponent, self.b.function().dtype(base));
        self.b.binary(BinaryOp::Pow, base, exponent)
    }

    /// ZeroDivisionError for 0 to a negative power (none: it is known to be negative).
    fn check_zero_base(&mut self, base: ValueId, exponent: Option<ValueId>) {
        if self.typing.options.numpy_error_model {
            return;
        }
        let mut fine = self.is_not_zero(base);
        if let Some(exponent) = exponent {
            let zero = self.zero_like(exponent);
            let positive = self.b.compare(CompareOp::Ge, exponent, zero);
            fine = self.b.binary(BinaryOp::Or, fine, positive);
        }
        match self.b.function().dtype(base).is_int() {
            true => self.check_text(ExceptionKind::ZeroDivisionError, "0 cannot be raised to a negative power", fine),
            false => self.check(Check::DivisionByZero, fine, &[]),
        }
    }

    /// A float to the power of an int that is not known.
    fn float_to_int_power(&mut self, base: ValueId, exponent: ValueId) -> ValueId {
        let dtype = self.b.function().dtype(base);
        let wide = self.b.convert(exponent, Dtype::I64);
        let zero = self.b.i64(0);
        let negative = self.b.compare(CompareOp::Lt, wide, zero);
        let opposite = self.b.unary(UnaryOp::Neg, wide);
        let magnitude = self.b.select(negative, opposite, wide);
        let limit = self.b.i64(UNROLLED as i64);
        let is_small = self.b.compare(CompareOp::Le, magnitude, limit);
        let ty = Type::Scalar(dtype);
        let squaring = |this: &mut Self| {
            let power = this.squaring_loop(base, magnitude);
            let inverse = this.inverse(power);
            Val::One(this.b.select(negative, inverse, power))
        };
        let library = |this: &mut Self| {
            let exponent = this.b.convert(exponent, dtype);
            Val::One(this.b.binary(BinaryOp::Pow, base, exponent))
        };
        self.choose(is_small, &ty, Vec::new(), squaring, library).one()
    }

    /// `base ** n` for a small `n` that is not negative.
    fn squaring_loop(&mut self, base: ValueId, n: ValueId) -> ValueId {
        let dtype = self.b.function().dtype(base);
        let (one, next) = (self.number(1.0, dtype), self.b.label());
        let region = self.b.open(&[Ty::Scalar(dtype), Ty::Scalar(dtype), Ty::I64]);
        let [result, square, rest] = self.b.params_of(region)[..] else { crate::ice!("three values are carried") };
        let bit = self.b.i64(1);
        let odd = self.b.binary(BinaryOp::And, rest, bit);
        let odd = self.b.convert(odd, Dtype::Bool);
        let product = self.b.binary(BinaryOp::Mul, result, square);
        let result = self.b.select(odd, product, result);
        let rest = self.b.binary(BinaryOp::Shr, rest, bit);
        let square = self.b.binary(BinaryOp::Mul, square, square);
        let more = self.is_not_zero(rest);
        let again = |this: &mut Self| this.b.push0(Op::Br(next), &[result, square, rest]);
        self.branch(more, Vec::new(), again, |_| {});
        self.b.yield_(&[result]);
        self.b.close();
        self.b.push(Op::Loop(next), &[one, base, n], &[Ty::Scalar(dtype)], &[region])[0]
    }
}
