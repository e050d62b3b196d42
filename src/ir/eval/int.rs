//! Bools and ints of any width.
//!
//! Input: values extended to 64 bits. Output: 64 bits of which the low ones of the dtype's width count.
//! Never: traps, and never panics on any operands.

use crate::ir::{BinaryOp, UnaryOp};
use crate::runtime::math::int as math;
use crate::types::{Dtype, Kind};

/// The dtype's low bits, sign- or zero-extended.
pub(super) const fn wrap(dtype: Dtype, value: i64) -> i64 {
    match dtype {
        Dtype::Bool => value & 1,
        Dtype::I8 => value as i8 as i64,
        Dtype::I16 => value as i16 as i64,
        Dtype::I32 => value as i32 as i64,
        Dtype::U8 => value as u8 as i64,
        Dtype::U16 => value as u16 as i64,
        Dtype::U32 => value as u32 as i64,
        _ => value,
    }
}

/// The number that an extended value stands for.
fn number(dtype: Dtype, value: i64) -> i128 {
    if dtype == Dtype::U64 { i128::from(value as u64) } else { i128::from(value) }
}

pub(super) fn unary(op: UnaryOp, dtype: Dtype, x: i64) -> i64 {
    match op {
        UnaryOp::Neg => x.wrapping_neg(),
        UnaryOp::Not if dtype == Dtype::Bool => x ^ 1,
        UnaryOp::Not => !x,
        UnaryOp::Abs if dtype.is_signed() => x.wrapping_abs(),
        UnaryOp::Abs => x,
        UnaryOp::Sign => number(dtype, x).signum() as i64,
        _ => crate::ice!("{} of {dtype}", op.name()),
    }
}

pub(super) fn binary(op: BinaryOp, dtype: Dtype, x: i64, y: i64) -> i64 {
    let (a, b) = (number(dtype, x), number(dtype, y));
    let is_bool = dtype.kind() == Kind::Bool;
    match op {
        BinaryOp::Add if is_bool => x | y,
        BinaryOp::Add => x.wrapping_add(y),
        BinaryOp::Sub => x.wrapping_sub(y),
        BinaryOp::Mul => x.wrapping_mul(y),
        // The wide numbers cannot overflow; the result is cut to width, so INT_MIN // -1 wraps.
        BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::Rem if b == 0 => 0,
        BinaryOp::FloorDiv => ((a - floor_mod(a, b)) / b) as i64,
        BinaryOp::Mod => floor_mod(a, b) as i64,
        BinaryOp::Rem => (a % b) as i64,
        BinaryOp::Pow if dtype == Dtype::U64 => math::pow_u64(x as u64, y as u64) as i64,
        BinaryOp::Pow => math::pow_i64(x, y),
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::Shl => shift_count(dtype, y).map_or(0, |count| x << count),
        BinaryOp::Shr => shift_count(dtype, y).map_or(if a < 0 { -1 } else { 0 }, |count| (a >> count) as i64),
        BinaryOp::PyMin | BinaryOp::Minimum | BinaryOp::Fmin => a.min(b) as i64,
        BinaryOp::PyMax | BinaryOp::Maximum | BinaryOp::Fmax => a.max(b) as i64,
        BinaryOp::Gcd if dtype == Dtype::U64 => math::gcd_u64(x as u64, y as u64) as i64,
        BinaryOp::Gcd => math::gcd_i64(x, y),
        BinaryOp::Lcm if dtype == Dtype::U64 => math::lcm_u64(x as u64, y as u64) as i64,
        BinaryOp::Lcm => math::lcm_i64(x, y),
        _ => crate::ice!("{} of {dtype}", op.name()),
    }
}

/// The remainder with the sign of the divisor, which is not 0.
fn floor_mod(a: i128, b: i128) -> i128 {
    let rest = a % b;
    if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }
}

/// A shift count below the width; it is the operand's bits taken as unsigned.
fn shift_count(dtype: Dtype, count: i64) -> Option<u32> {
    u32::try_from(count).ok().filter(|&count| count < 8 * dtype.size() as u32)
}
