//! Arithmetic of Python's numbers.
//!
//! Input: operators, bools, ints, floats, complex numbers. Output: numbers, ZeroDivisionError, OverflowError.
//! Never: NumPy's scalars (`numpy`), which neither raise nor widen.

use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::value::Value;
use crate::runtime::exception::ExceptionKind;
use crate::runtime::math::{complex, real};
use crate::types::{BinaryOp, UnaryOp};
use num_complex::Complex;

/// The common operators on ints whose result is a small int.
#[inline]
pub(super) fn small_int(op: BinaryOp, a: i64, b: i64) -> Option<i64> {
    match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::FloorDiv if b > 0 => Some(a.div_euclid(b)),
        BinaryOp::Mod if b > 0 => Some(a.rem_euclid(b)),
        BinaryOp::BitAnd => Some(a & b),
        BinaryOp::BitOr => Some(a | b),
        BinaryOp::BitXor => Some(a ^ b),
        _ => None,
    }
}

/// `a op b` of Python's numbers.
pub(super) fn binary(op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    let refused = super::unsupported(op.symbol(), a, b);
    match (a, b) {
        (Value::Bool(x), Value::Bool(y)) => match op {
            BinaryOp::BitAnd => Ok(Value::Bool(x & y)),
            BinaryOp::BitOr => Ok(Value::Bool(x | y)),
            BinaryOp::BitXor => Ok(Value::Bool(x ^ y)),
            _ => int(op, i128::from(*x), i128::from(*y), refused),
        },
        (Value::Complex(..), _) | (_, Value::Complex(..)) => complex_op(op, as_complex(a)?, as_complex(b)?, refused),
        (Value::Float(_), _) | (_, Value::Float(_)) => float(op, as_float(a)?, as_float(b)?, refused),
        _ => int(op, a.as_int().unwrap_or(0), b.as_int().unwrap_or(0), refused),
    }
}

fn as_float(value: &Value) -> Outcome<f64> {
    value.as_float().ok_or_else(|| Exception::type_error("a number is required"))
}

fn as_complex(value: &Value) -> Outcome<Complex<f64>> {
    match value {
        Value::Complex(re, im) => Ok(Complex::new(*re, *im)),
        real => Ok(Complex::new(as_float(real)?, 0.0)),
    }
}

fn zero_division(message: &str) -> Exception {
    Exception::new(ExceptionKind::ZeroDivisionError, message)
}

/// Ints: exact or an error.
fn int(op: BinaryOp, a: i128, b: i128, refused: impl Fn() -> Exception) -> Outcome<Value> {
    let exact = |result: Option<i128>| result.ok_or_else(Exception::int_overflow).and_then(Value::int);
    match op {
        BinaryOp::Add => exact(a.checked_add(b)),
        BinaryOp::Sub => exact(a.checked_sub(b)),
        BinaryOp::Mul => exact(a.checked_mul(b)),
        BinaryOp::Div if b == 0 => Err(zero_division("division by zero")),
        BinaryOp::Div => Ok(Value::Float(true_divide(a, b))),
        BinaryOp::FloorDiv if b == 0 => Err(zero_division("integer division or modulo by zero")),
        BinaryOp::FloorDiv => Value::int(floor_div(a, b)),
        BinaryOp::Mod if b == 0 => Err(zero_division("integer modulo by zero")),
        BinaryOp::Mod => Value::int(a - floor_div(a, b) * b),
        BinaryOp::Pow if b >= 0 => power(a, b),
        BinaryOp::Pow if a == 0 => Err(zero_division("0.0 cannot be raised to a negative power")),
        BinaryOp::Pow => Ok(Value::Float((a as f64).powf(b as f64))),
        BinaryOp::LShift | BinaryOp::RShift if b < 0 => Err(Exception::value_error("negative shift count")),
        BinaryOp::LShift if a == 0 => Ok(Value::Int(0)),
        BinaryOp::LShift if b > 64 => Err(Exception::int_overflow()),
        BinaryOp::LShift => Value::int(a << b),
        BinaryOp::RShift => Value::int(a >> b.min(127)),
        BinaryOp::BitAnd => Value::int(a & b),
        BinaryOp::BitOr => Value::int(a | b),
        BinaryOp::BitXor => Value::int(a ^ b),
        _ => Err(refused()),
    }
}

/// `a // b`
pub(in crate::host) fn floor_div(a: i128, b: i128) -> i128 {
    let quotient = a / b;
    if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}

fn power(base: i128, exponent: i128) -> Outcome<Value> {
    if matches!(base, -1..=1) {
        let odd = exponent % 2 == 1;
        let is_one = exponent == 0 || (base == -1 && !odd);
        return Ok(Value::Int(if is_one { 1 } else { base as i64 }));
    }
    let power = u32::try_from(exponent).ok().and_then(|exponent| base.checked_pow(exponent));
    power.ok_or_else(Exception::int_overflow).and_then(Value::int)
}

/// The quotient of two ints, rounded once.
fn true_divide(a: i128, b: i128) -> f64 {
    const EXACT: u128 = 1 << 53;
    let (n, d) = (a.unsigned_abs(), b.unsigned_abs());
    let magnitude = if n <= EXACT && d <= EXACT {
        n as f64 / d as f64
    } else {
        // 64 bits of quotient and a sticky bit for the rest: rounding those to a float is rounding the quotient.
        let bits = |x: u128| 128 - x.leading_zeros();
        let shift = (64 + bits(d)).saturating_sub(bits(n)).min(127 - bits(n));
        let shifted = n << shift;
        let quotient = (shifted / d) | u128::from(shifted % d != 0);
        quotient as f64 * 2f64.powi(-(shift as i32))
    };
    if (a < 0) == (b < 0) { magnitude } else { -magnitude }
}

/// Floats.
#[inline]
pub(super) fn float(op: BinaryOp, a: f64, b: f64, refused: impl Fn() -> Exception) -> Outcome<Value> {
    Ok(Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div if b == 0.0 => return Err(zero_division("float division by zero")),
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv if b == 0.0 => return Err(zero_division("float floor division by zero")),
        BinaryOp::FloorDiv => real::floor_div(a, b),
        BinaryOp::Mod if b == 0.0 => return Err(zero_division("float modulo")),
        BinaryOp::Mod => real::modulo(a, b),
        BinaryOp::Pow => return float_power(a, b),
        _ => return Err(refused()),
    }))
}

fn float_power(a: f64, b: f64) -> Outcome<Value> {
    if a == 0.0 && b < 0.0 {
        return Err(zero_division("0.0 cannot be raised to a negative power"));
    }
    if a < 0.0 && a.is_finite() && b.is_finite() && b != b.floor() {
        let power = complex::python_pow(Complex::new(a, 0.0), Complex::new(b, 0.0));
        return Ok(Value::Complex(power.re, power.im));
    }
    let power = a.powf(b);
    if power.is_infinite() && a.is_finite() && b.is_finite() {
        return Err(Exception::new(ExceptionKind::OverflowError, "(34, 'Numerical result out of range')"));
    }
    Ok(Value::Float(power))
}

fn complex_op(op: BinaryOp, a: Complex<f64>, b: Complex<f64>, refused: impl Fn() -> Exception) -> Outcome<Value> {
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => complex::mul(a, b),
        BinaryOp::Div if b.re == 0.0 && b.im == 0.0 => return Err(zero_division("complex division by zero")),
        BinaryOp::Div => complex::div(a, b),
        BinaryOp::Pow if a.re == 0.0 && a.im == 0.0 && (b.im != 0.0 || b.re < 0.0) => {
            return Err(zero_division("0.0 to a negative or complex power"));
        }
        BinaryOp::Pow => complex::python_pow(a, b),
        _ => return Err(refused()),
    };
    Ok(Value::Complex(result.re, result.im))
}

/// `op a` of Python's numbers.
pub(super) fn unary(op: UnaryOp, a: &Value) -> Outcome<Value> {
    match (op, a) {
        (UnaryOp::Neg, Value::Float(x)) => Ok(Value::Float(-x)),
        (UnaryOp::Pos, Value::Float(x)) => Ok(Value::Float(*x)),
        (UnaryOp::Neg, Value::Complex(re, im)) => Ok(Value::Complex(-re, -im)),
        (UnaryOp::Pos, Value::Complex(re, im)) => Ok(Value::Complex(*re, *im)),
        (UnaryOp::Invert, Value::Float(_) | Value::Complex(..)) => {
            Err(Exception::type_error(format!("bad operand type for unary ~: '{}'", a.type_name())))
        }
        _ => {
            let int = a.as_int().unwrap_or(0);
            Value::int(match op {
                UnaryOp::Neg => -int,
                UnaryOp::Pos => int,
                UnaryOp::Invert | UnaryOp::Not => !int,
            })
        }
    }
}
