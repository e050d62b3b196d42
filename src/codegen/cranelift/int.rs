//! Ints of all widths: everything wraps, nothing traps.
//!
//! Input: machine ints and what is known of a divisor. Output: results as `ir::eval` defines them.
//! Never: raising; zero divisors that must raise have been checked before.

use super::abi;
use super::function::Lower;
use crate::ir::{BinaryOp, Const, UnaryOp, ValueId};
use crate::types::Dtype;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Lower<'_, '_> {
    /// The constant that an int value is.
    pub(super) fn int_constant(&self, value: ValueId) -> Option<i64> {
        match self.f.as_const(value) {
            Some(Const::Int(value)) => Some(value),
            _ => None,
        }
    }

    pub(super) fn int_unary(&mut self, op: UnaryOp, dtype: Dtype, x: Value) -> Value {
        match op {
            UnaryOp::Neg => self.b.ins().ineg(x),
            UnaryOp::Not => self.b.ins().bnot(x),
            UnaryOp::Abs if dtype.is_signed() => self.b.ins().iabs(x),
            UnaryOp::Abs | UnaryOp::Real | UnaryOp::Conj => x,
            UnaryOp::Rint | UnaryOp::Floor | UnaryOp::Ceil | UnaryOp::Trunc => x,
            UnaryOp::Imag => self.iconst(abi::scalar_type(dtype), 0),
            UnaryOp::Sign => self.int_sign(dtype, x),
            UnaryOp::IsNan | UnaryOp::IsInf => self.iconst(types::I8, 0),
            UnaryOp::IsFinite => self.iconst(types::I8, 1),
            UnaryOp::SignBit if dtype.is_signed() => self.b.ins().icmp_imm_s(IntCC::SignedLessThan, x, 0),
            UnaryOp::SignBit => self.iconst(types::I8, 0),
            other => self.no_code(other, dtype),
        }
    }

    fn int_sign(&mut self, dtype: Dtype, x: Value) -> Value {
        let ty = abi::scalar_type(dtype);
        let positive = if dtype.is_signed() { IntCC::SignedGreaterThan } else { IntCC::NotEqual };
        let positive = self.b.ins().icmp_imm_s(positive, x, 0);
        let positive = self.widen_flag(ty, positive);
        if !dtype.is_signed() {
            return positive;
        }
        let fill = self.b.ins().sshr_imm_u(x, i64::from(ty.bits() - 1));
        self.b.ins().bor(positive, fill)
    }

    /// A flag (0 or 1) as an int of some width.
    pub(super) fn widen_flag(&mut self, ty: types::Type, flag: Value) -> Value {
        if ty == types::I8 { flag } else { self.b.ins().uextend(ty, flag) }
    }

    /// Times 3, 5 or 9 is an address computation of one cycle; Cranelift knows powers of two itself.
    fn int_mul(&mut self, x: Value, y: Value, known: Option<i64>) -> Value {
        let shift = match known {
            Some(3) => 1,
            Some(5) => 2,
            Some(9) => 3,
            _ => return self.b.ins().imul(x, y),
        };
        let scaled = self.b.ins().ishl_imm_u(x, shift);
        self.b.ins().iadd(x, scaled)
    }

    pub(super) fn int_binary(&mut self, op: BinaryOp, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        let signed = dtype.is_signed();
        match op {
            BinaryOp::Add => self.b.ins().iadd(x, y),
            BinaryOp::Sub => self.b.ins().isub(x, y),
            BinaryOp::Mul => self.int_mul(x, y, known),
            BinaryOp::And => self.b.ins().band(x, y),
            BinaryOp::Or => self.b.ins().bor(x, y),
            BinaryOp::Xor => self.b.ins().bxor(x, y),
            BinaryOp::FloorDiv if signed => self.floor_div(dtype, x, y, known),
            BinaryOp::Mod if signed => self.floor_mod(dtype, x, y, known),
            BinaryOp::Rem if signed => self.signed_rem(dtype, x, y, known),
            BinaryOp::FloorDiv => self.unsigned_div(dtype, x, y, known),
            BinaryOp::Mod | BinaryOp::Rem => self.unsigned_rem(dtype, x, y, known),
            BinaryOp::Pow => self.int_pow(dtype, x, y, known),
            BinaryOp::Shl => self.shl(dtype, x, y, known),
            BinaryOp::Shr => self.shr(dtype, x, y, known),
            BinaryOp::PyMin | BinaryOp::Minimum | BinaryOp::Fmin if signed => self.b.ins().smin(x, y),
            BinaryOp::PyMax | BinaryOp::Maximum | BinaryOp::Fmax if signed => self.b.ins().smax(x, y),
            BinaryOp::PyMin | BinaryOp::Minimum | BinaryOp::Fmin => self.b.ins().umin(x, y),
            BinaryOp::PyMax | BinaryOp::Maximum | BinaryOp::Fmax => self.b.ins().umax(x, y),
            BinaryOp::Gcd | BinaryOp::Lcm => self.math_int(op, dtype, x, y),
            other => self.no_code(other, dtype),
        }
    }

    /// Small constant powers are products.
    fn int_pow(&mut self, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        let Some(power @ 1..=SMALL_POWER) = known else { return self.math_int(BinaryOp::Pow, dtype, x, y) };
        let (mut result, mut square, mut left) = (None, x, power);
        loop {
            if left & 1 == 1 {
                result = Some(result.map_or(square, |result| self.b.ins().imul(result, square)));
            }
            left >>= 1;
            match result {
                Some(result) if left == 0 => return result,
                _ => square = self.b.ins().imul(square, square),
            }
        }
    }

    // --- shifts ----------------------------------------------------------------------------------------------------

    fn shl(&mut self, dtype: Dtype, x: Value, count: Value, known: Option<i64>) -> Value {
        let (ty, width) = width(dtype);
        let shifted = self.b.ins().ishl(x, count);
        match known {
            Some(count) if (0..width).contains(&count) => shifted,
            Some(_) => self.iconst(ty, 0),
            None => self.zero_past_width(dtype, shifted, count),
        }
    }

    fn shr(&mut self, dtype: Dtype, x: Value, count: Value, known: Option<i64>) -> Value {
        let (ty, width) = width(dtype);
        let within = known.is_some_and(|count| (0..width).contains(&count));
        if dtype.is_signed() {
            let last = self.iconst(ty, width - 1);
            let count = if within { count } else { self.b.ins().umin(count, last) };
            return self.b.ins().sshr(x, count);
        }
        let shifted = self.b.ins().ushr(x, count);
        match known {
            Some(_) if within => shifted,
            Some(_) => self.iconst(ty, 0),
            None => self.zero_past_width(dtype, shifted, count),
        }
    }

    fn zero_past_width(&mut self, dtype: Dtype, shifted: Value, count: Value) -> Value {
        let (ty, width) = width(dtype);
        let within = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, count, width);
        let zero = self.iconst(ty, 0);
        self.b.ins().select(within, shifted, zero)
    }

    // --- division --------------------------------------------------------------------------------------------------

    /// Floor division. For the divisors 0 and -1, which the machine may refuse, the answer is `x * y`.
    fn floor_div(&mut self, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        match known {
            Some(0 | -1) => self.b.ins().imul(x, y),
            Some(d) if d > 0 && d.count_ones() == 1 => self.b.ins().sshr_imm_u(x, i64::from(d.trailing_zeros())),
            Some(d) => {
                let (quotient, rest) = self.divide(x, y);
                let off = self.b.ins().icmp_imm_s(wrong_side(d), rest, 0);
                self.minus_flag(dtype, quotient, off)
            }
            None => {
                let (special, safe) = self.safe_divisor(dtype, y);
                let (quotient, rest) = self.divide(x, safe);
                let off = self.off_floor(rest, safe);
                let floor = self.minus_flag(dtype, quotient, off);
                let product = self.b.ins().imul(x, y);
                self.b.ins().select(special, product, floor)
            }
        }
    }

    /// The remainder of floor division; 0 for the divisors 0 and -1.
    fn floor_mod(&mut self, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        let (ty, _) = width(dtype);
        match known {
            Some(0 | -1) => self.iconst(ty, 0),
            Some(d) if d > 0 && d.count_ones() == 1 => {
                let mask = self.iconst(ty, d - 1);
                self.b.ins().band(x, mask)
            }
            Some(d) => {
                let rest = self.b.ins().srem(x, y);
                let off = self.b.ins().icmp_imm_s(wrong_side(d), rest, 0);
                self.plus_if(rest, y, off, ty)
            }
            None => {
                // Any number's remainder by 1 is what -1 and 0 shall give.
                let (_, safe) = self.safe_divisor(dtype, y);
                let rest = self.b.ins().srem(x, safe);
                let off = self.off_floor(rest, safe);
                self.plus_if(rest, safe, off, ty)
            }
        }
    }

    fn signed_rem(&mut self, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        match known {
            Some(0 | -1) => self.iconst(abi::scalar_type(dtype), 0),
            Some(_) => self.b.ins().srem(x, y),
            None => {
                let (_, safe) = self.safe_divisor(dtype, y);
                self.b.ins().srem(x, safe)
            }
        }
    }

    fn unsigned_div(&mut self, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        let ty = abi::scalar_type(dtype);
        match known {
            Some(0) => self.iconst(ty, 0),
            Some(_) => self.b.ins().udiv(x, y),
            None => {
                let (zero, safe) = self.nonzero_divisor(dtype, y);
                let quotient = self.b.ins().udiv(x, safe);
                self.b.ins().select(zero, y, quotient)
            }
        }
    }

    fn unsigned_rem(&mut self, dtype: Dtype, x: Value, y: Value, known: Option<i64>) -> Value {
        match known {
            Some(0) => self.iconst(abi::scalar_type(dtype), 0),
            Some(_) => self.b.ins().urem(x, y),
            None => {
                let (_, safe) = self.nonzero_divisor(dtype, y);
                self.b.ins().urem(x, safe)
            }
        }
    }

    /// Whether a divisor is 0 or -1, and 1 in place of those.
    fn safe_divisor(&mut self, dtype: Dtype, y: Value) -> (Value, Value) {
        let next = self.b.ins().iadd_imm_s(y, 1);
        let special = self.b.ins().icmp_imm_u(IntCC::UnsignedLessThanOrEqual, next, 1);
        let one = self.iconst(abi::scalar_type(dtype), 1);
        (special, self.b.ins().select(special, one, y))
    }

    /// Whether a divisor is 0, and 1 in place of that.
    fn nonzero_divisor(&mut self, dtype: Dtype, y: Value) -> (Value, Value) {
        let zero = self.b.ins().icmp_imm_u(IntCC::Equal, y, 0);
        let one = self.iconst(abi::scalar_type(dtype), 1);
        (zero, self.b.ins().select(zero, one, y))
    }

    /// Truncated quotient and remainder; one machine division serves both.
    fn divide(&mut self, x: Value, y: Value) -> (Value, Value) {
        let quotient = self.b.ins().sdiv(x, y);
        let back = self.b.ins().imul(quotient, y);
        (quotient, self.b.ins().isub(x, back))
    }

    /// Is a truncated remainder on the other side of zero than the divisor?
    fn off_floor(&mut self, rest: Value, divisor: Value) -> Value {
        let sides = self.b.ins().bxor(rest, divisor);
        let other_side = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, sides, 0);
        let some = self.b.ins().icmp_imm_s(IntCC::NotEqual, rest, 0);
        self.b.ins().band(other_side, some)
    }

    fn minus_flag(&mut self, dtype: Dtype, value: Value, flag: Value) -> Value {
        let flag = self.widen_flag(abi::scalar_type(dtype), flag);
        self.b.ins().isub(value, flag)
    }

    fn plus_if(&mut self, value: Value, more: Value, flag: Value, ty: types::Type) -> Value {
        let zero = self.iconst(ty, 0);
        let more = self.b.ins().select(flag, more, zero);
        self.b.ins().iadd(value, more)
    }
}

/// Up to here a constant power is multiplied out.
const SMALL_POWER: i64 = 16;

/// Type and bits of an int.
fn width(dtype: Dtype) -> (types::Type, i64) {
    let ty = abi::scalar_type(dtype);
    (ty, i64::from(ty.bits()))
}

/// On which side of zero a truncated remainder by `divisor` is off the floor.
fn wrong_side(divisor: i64) -> IntCC {
    if divisor > 0 { IntCC::SignedLessThan } else { IntCC::SignedGreaterThan }
}
