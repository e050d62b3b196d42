//! `clip` and `round`.
//!
//! Input: arrays, bounds or decimals. Output: arrays or scalars. Never: Python's rounding by decimal digits.

use super::super::elementwise::ElementOp;
use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::operand::Operand;
use super::ufunc::Ufunc;
use super::{convert, nested, operator, order, reduce};
use crate::ir::{BinaryOp as Op, UnaryOp};
use crate::runtime::array::{Array, Scalar};
use crate::types::ufunc::Family;
use crate::types::{BinaryOp, Dtype};

/// `a.clip(min, max)`, `np.clip(a, a_min, a_max)`
///
/// # Errors
/// ValueError for no bound.
pub(super) fn clip(run: &Run, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    let low = args.get("min").or_else(|| args.get("a_min"));
    let high = args.get("max").or_else(|| args.get("a_max"));
    let mut result = Operand::array(array.clone());
    for (bound, op) in [(low, Op::Maximum), (high, Op::Minimum)] {
        let Some(bound) = bound.filter(|bound| !is_past(array.dtype(), bound, op)) else { continue };
        let wrong = || Exception::type_error("a bound must be a number or an array");
        let bound = Operand::new(run, bound)?.ok_or_else(wrong)?;
        let limit = Ufunc { name: args.name, family: Family::MinMax, op: ElementOp::Binary(op) };
        result = Operand::array(reduce::as_array(limit.binary(run, result, bound, None)?)?);
    }
    args.result(convert::result(result.to_array()?))
}

/// Is a Python int a bound that no int of a dtype goes past?
fn is_past(dtype: Dtype, bound: &Value, op: Op) -> bool {
    let (true, Value::Int(bound)) = (dtype.is_int(), bound) else { return false };
    let bits = 8 * dtype.size() as u32 - u32::from(dtype.is_signed());
    let least = if dtype.is_signed() { -(1i128 << bits) } else { 0 };
    match op {
        Op::Maximum => i128::from(*bound) <= least,
        _ => i128::from(*bound) >= (1i128 << bits) - 1,
    }
}

/// `round(x, digits)` of an array or a scalar of NumPy.
///
/// # Errors
/// What the engine raises.
pub fn round_value(run: &Run, value: &Value, digits: i64) -> Outcome<Value> {
    round(run, &nested::as_array(run, value, None)?, digits)
}

/// `np.round(a, decimals)`: half to even after scaling by a power of ten, as NumPy does.
///
/// # Errors
/// What the engine raises.
pub(super) fn round(run: &Run, array: &Array, decimals: i64) -> Outcome<Value> {
    if array.dtype().is_complex() {
        return round_parts(run, array, decimals);
    }
    let integral = array.dtype().is_int() || array.dtype() == Dtype::Bool;
    if integral && decimals >= 0 {
        return Ok(convert::result(order::copy(run, array, array.dtype())?));
    }
    let rint = Ufunc { name: "rint", family: Family::FloatOrComplex, op: ElementOp::Unary(UnaryOp::Rint) };
    let operand = Operand::array(array.clone());
    if decimals == 0 {
        return rint.unary(run, operand, None);
    }
    let power = Scalar::F64(10f64.powi(decimals.unsigned_abs().min(400) as i32)).cast(array.dtype().real());
    let scale = |op, x: Operand| {
        let power = if integral { Scalar::F64(power.as_f64()) } else { power };
        operator::operands(run, op, x, Operand::array(convert::zero_dim(power)?)).and_then(reduce::as_array)
    };
    let (up, down) = if decimals > 0 { (BinaryOp::Mul, BinaryOp::Div) } else { (BinaryOp::Div, BinaryOp::Mul) };
    let scaled = scale(up, operand)?;
    let rounded = reduce::as_array(rint.unary(run, Operand::array(scaled), None)?)?;
    let result = scale(down, Operand::array(rounded))?;
    Ok(convert::result(if integral { result.cast(array.dtype())? } else { result }))
}

/// Real and imaginary parts on their own.
fn round_parts(run: &Run, array: &Array, decimals: i64) -> Outcome<Value> {
    let result = array.copy(crate::runtime::array::Order::C)?;
    for part in [Some(result.real()), result.imag()].into_iter().flatten() {
        part.assign(&reduce::as_array(round(run, &part, decimals)?)?)?;
    }
    Ok(convert::result(result))
}
