//! `math`, and Python's builtins on numbers, with CPython's errors.
//!
//! Input: numbers. Output: numbers, "math domain error", OverflowError.
//! Never: arrays (but arrays of one element convert, as in NumPy).

use super::args::{Args, as_float, as_int};
use super::python::float_to_int;
use crate::builtins::host::{MathFunction as M, NumberMethod, PythonFunction as F};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::key::Key;
use crate::host::numpy;
use crate::host::value::Value;
use crate::host::{Outcome, ops, set_order};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::math::{c, round_digits::round_digits};
use crate::types::BinaryOp;
use std::hash::{BuildHasher, BuildHasherDefault};

/// Python's builtins on numbers.
pub(super) fn call_python(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let x = args.at(0);
    match function {
        F::Abs => abs(interp, x),
        F::Divmod => divmod(interp, x, args.at(1)),
        F::Pow => match args.some(2) {
            None => ops::binary(interp, BinaryOp::Pow, x, args.at(1)),
            Some(modulus) => pow_mod(x, args.at(1), modulus),
        },
        F::Round => round(interp, x, args.some(1)),
        F::Bin => based(x, 'b'),
        F::Oct => based(x, 'o'),
        F::Hex => based(x, 'x'),
        _ => {
            Key::new(x.clone())?;
            match interp.special_method(x, "__hash__") {
                Some(method) => interp.call(&method, &[], &[]),
                None => Ok(Value::Int(hash_of(x))),
            }
        }
    }
}

fn abs(interp: &Interpreter<'_>, x: &Value) -> Outcome<Value> {
    match x {
        Value::Float(x) => Ok(Value::Float(x.abs())),
        Value::Complex(re, im) => Ok(Value::Float(c::hypot(*re, *im))),
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) => Value::int(x.as_int().unwrap_or(0).abs()),
        Value::Scalar(_) | Value::Array(_) => numpy::absolute(interp.run, x),
        other => match interp.special_method(other, "__abs__") {
            Some(method) => interp.call(&method, &[], &[]),
            None => Err(Exception::type_error(format!("bad operand type for abs(): '{}'", other.type_name()))),
        },
    }
}

fn divmod(interp: &Interpreter<'_>, x: &Value, y: &Value) -> Outcome<Value> {
    let is_zero = y.as_float() == Some(0.0);
    if is_zero && matches!((x, y), (Value::Float(_), _) | (_, Value::Float(_))) {
        return Err(Exception::new(ExceptionKind::ZeroDivisionError, "float divmod()"));
    }
    let quotient = ops::binary(interp, BinaryOp::FloorDiv, x, y)?;
    Ok(Value::tuple([quotient, ops::binary(interp, BinaryOp::Mod, x, y)?]))
}

fn pow_mod(base: &Value, exponent: &Value, modulus: &Value) -> Outcome<Value> {
    let (Some(base), Some(exponent), Some(modulus)) = (base.as_int(), exponent.as_int(), modulus.as_int()) else {
        return Err(Exception::type_error("pow() 3rd argument not allowed unless all arguments are integers"));
    };
    if modulus == 0 {
        return Err(Exception::value_error("pow() 3rd argument cannot be 0"));
    }
    if exponent < 0 {
        return Err(Exception::value_error("numjit's pow() takes no negative exponent with a modulus"));
    }
    let wrap = |x: i128| x.rem_euclid(modulus.abs());
    let (mut result, mut factor, mut left) = (wrap(1), wrap(base), exponent);
    while left > 0 {
        if left & 1 == 1 {
            result = wrap(result.checked_mul(factor).ok_or_else(Exception::int_overflow)?);
        }
        factor = wrap(factor.checked_mul(factor).ok_or_else(Exception::int_overflow)?);
        left >>= 1;
    }
    Value::int(if modulus < 0 && result != 0 { result + modulus } else { result })
}

fn round(interp: &Interpreter<'_>, x: &Value, digits: Option<&Value>) -> Outcome<Value> {
    match (x, digits) {
        (Value::Float(x), None) => float_to_int(x.round_ties_even()),
        (Value::Float(x), Some(digits)) => Ok(Value::Float(round_digits(*x, as_int(digits)?))),
        (Value::Scalar(scalar), None) if scalar.dtype().is_float() => float_to_int(scalar.as_f64().round_ties_even()),
        (Value::Scalar(_), _) => numpy::round(interp.run, x, digits.map_or(Ok(0), as_int)?),
        (other, None) if other.as_int().is_some() => Value::int(other.as_int().unwrap_or(0)),
        (other, Some(digits)) if other.as_int().is_some() => {
            Value::int(round_int(other.as_int().unwrap_or(0), as_int(digits)?))
        }
        _ => {
            let message = format!("type {} doesn't define __round__ method", x.type_name());
            Err(Exception::type_error(message))
        }
    }
}

/// An int rounded to tens, hundreds, ..: half to even.
fn round_int(x: i128, digits: i64) -> i128 {
    if digits >= 0 {
        return x;
    }
    let Some(unit) = u32::try_from(-digits).ok().and_then(|n| 10i128.checked_pow(n)) else { return 0 };
    let (down, rest) = (x.div_euclid(unit), x.rem_euclid(unit));
    let up = 2 * rest > unit || (2 * rest == unit && down % 2 != 0);
    (down + i128::from(up)) * unit
}

fn based(x: &Value, base: char) -> Outcome<Value> {
    let Some(int) = x.as_int() else {
        let message = format!("'{}' object cannot be interpreted as an integer", x.type_name());
        return Err(Exception::type_error(message));
    };
    let sign = if int < 0 { "-" } else { "" };
    let magnitude = int.unsigned_abs();
    Ok(Value::from(match base {
        'b' => format!("{sign}0b{magnitude:b}"),
        'o' => format!("{sign}0o{magnitude:o}"),
        _ => format!("{sign}0x{magnitude:x}"),
    }))
}

/// `hash(value)`: of ints as CPython has it, of others stable within a run.
pub(super) fn hash_of(value: &Value) -> i64 {
    if let Some(hash) = set_order::hash(value) {
        return hash;
    }
    match Key::new(value.clone()) {
        Ok(key) => BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(key) as i64,
        Err(_) => 0,
    }
}

/// Methods of numbers.
pub(super) fn call_number(method: NumberMethod, number: &Value) -> Outcome<Value> {
    let int = number.as_int().unwrap_or(0).unsigned_abs();
    match method {
        NumberMethod::BitLength => Ok(Value::Int(i64::from(128 - int.leading_zeros()))),
        NumberMethod::BitCount => Ok(Value::Int(i64::from(int.count_ones()))),
        NumberMethod::IsInteger => {
            Ok(Value::Bool(number.as_float().is_some_and(|x| x.is_finite() && x.fract() == 0.0)))
        }
        NumberMethod::Conjugate | NumberMethod::IntConjugate | NumberMethod::FloatConjugate => match number {
            Value::Complex(re, im) => Ok(Value::Complex(*re, -im)),
            other => Ok(other.clone()),
        },
    }
}

fn domain_error() -> Exception {
    Exception::value_error("math domain error")
}

fn range_error() -> Exception {
    Exception::new(ExceptionKind::OverflowError, "math range error")
}

/// A result of a C function: nan of no nan is a domain error, infinity of the finite a range error.
fn checked(result: f64, args: &[f64]) -> Outcome<Value> {
    if result.is_nan() && !args.iter().any(|x| x.is_nan()) {
        return Err(domain_error());
    }
    if result.is_infinite() && args.iter().all(|x| x.is_finite()) {
        return Err(range_error());
    }
    Ok(Value::Float(result))
}

/// Calls a function of `math`.
pub(super) fn call(interp: &Interpreter<'_>, function: M, args: &Args) -> Outcome<Value> {
    match function {
        M::Ceil | M::Floor | M::Trunc => rounded(function, args.at(0)),
        M::Comb | M::Perm | M::Factorial | M::Gcd | M::Lcm | M::Isqrt => integers(function, args),
        M::Fsum | M::Prod | M::Dist | M::Hypot => sequences(interp, function, args),
        M::Isclose | M::Isfinite | M::Isinf | M::Isnan => tests(function, args),
        M::Frexp | M::Modf | M::Ldexp | M::Log | M::Pow => special(function, args),
        M::Atan2 | M::Copysign | M::Fmod | M::Nextafter | M::Remainder => binary(function, args),
        _ => unary(function, as_float(args.at(0))?),
    }
}

fn unary(function: M, x: f64) -> Outcome<Value> {
    // A pole is a domain error, not an infinity.
    let pole = match function {
        M::Log10 | M::Log2 => x <= 0.0,
        M::Log1p => x <= -1.0,
        M::Atanh => x.abs() >= 1.0,
        M::Gamma => x == f64::NEG_INFINITY || (x <= 0.0 && x == x.floor()),
        M::Lgamma => x <= 0.0 && x.is_finite() && x == x.floor(),
        _ => false,
    };
    if pole && !x.is_nan() {
        return Err(domain_error());
    }
    let result = match function {
        M::Acos => c::acos(x),
        M::Acosh => c::acosh(x),
        M::Asin => c::asin(x),
        M::Asinh => c::asinh(x),
        M::Atan => c::atan(x),
        M::Atanh => c::atanh(x),
        M::Cbrt => c::cbrt(x),
        M::Cos => c::cos(x),
        M::Cosh => c::cosh(x),
        M::Degrees => x * (180.0 / std::f64::consts::PI),
        M::Erf => c::erf(x),
        M::Erfc => c::erfc(x),
        M::Exp => c::exp(x),
        M::Exp2 => c::exp2(x),
        M::Expm1 => c::expm1(x),
        M::Fabs => x.abs(),
        M::Gamma => c::tgamma(x),
        M::Lgamma => c::lgamma(x),
        M::Log10 => c::log10(x),
        M::Log1p => c::log1p(x),
        M::Log2 => c::log2(x),
        M::Radians => x * (std::f64::consts::PI / 180.0),
        M::Sin => c::sin(x),
        M::Sinh => c::sinh(x),
        M::Sqrt => c::sqrt(x),
        M::Tan => c::tan(x),
        M::Tanh => c::tanh(x),
        M::Ulp => return Ok(Value::Float(ulp(x))),
        _ => x,
    };
    checked(result, &[x])
}

fn ulp(x: f64) -> f64 {
    let x = x.abs();
    if !x.is_finite() {
        return x;
    }
    let next = f64::from_bits(x.to_bits() + 1);
    if next.is_infinite() { x - f64::from_bits(x.to_bits() - 1) } else { next - x }
}

fn binary(function: M, args: &Args) -> Outcome<Value> {
    let (x, y) = (as_float(args.at(0))?, as_float(args.at(1))?);
    match function {
        M::Atan2 => Ok(Value::Float(c::atan2(x, y))),
        M::Copysign => Ok(Value::Float(x.copysign(y))),
        M::Nextafter => Ok(Value::Float(c::nextafter(x, y))),
        M::Fmod => checked(c::fmod(x, y), &[x, y]),
        _ => checked(remainder(x, y), &[x, y]),
    }
}

/// The IEEE remainder: the nearest multiple, ties to even, taken away.
fn remainder(x: f64, y: f64) -> f64 {
    if y.is_infinite() && x.is_finite() {
        return x;
    }
    let y = y.abs();
    let rest = c::fmod(x.abs(), y);
    let other = y - rest;
    let result = if rest < other {
        rest
    } else if rest > other {
        -other
    } else {
        rest - 2.0 * c::fmod(0.5 * (x.abs() - rest), y)
    };
    1f64.copysign(x) * result
}

fn rounded(function: M, x: &Value) -> Outcome<Value> {
    if let Some(int) = x.as_int() {
        return Value::int(int);
    }
    let x = as_float(x)?;
    float_to_int(match function {
        M::Ceil => x.ceil(),
        M::Floor => x.floor(),
        _ => x.trunc(),
    })
}

fn wide_int(value: &Value) -> Outcome<i128> {
    value.as_int().ok_or_else(|| {
        let message = format!("'{}' object cannot be interpreted as an integer", value.type_name());
        Exception::type_error(message)
    })
}

fn integers(function: M, args: &Args) -> Outcome<Value> {
    let overflow = Exception::int_overflow;
    match function {
        M::Gcd => {
            let ints = args.rest.iter().map(wide_int).collect::<Outcome<Vec<_>>>()?;
            Value::int(ints.into_iter().fold(0, gcd))
        }
        M::Lcm => {
            let mut all = 1i128;
            for value in &args.rest {
                let x = wide_int(value)?;
                all = if x == 0 { 0 } else { (all / gcd(all, x)).checked_mul(x).ok_or_else(overflow)?.abs() };
            }
            Value::int(all)
        }
        M::Isqrt => {
            let n = wide_int(args.at(0))?;
            if n < 0 {
                return Err(Exception::value_error("isqrt() argument must be nonnegative"));
            }
            Value::int(n.isqrt())
        }
        M::Factorial => {
            let n = wide_int(args.at(0))?;
            if n < 0 {
                return Err(Exception::value_error("factorial() not defined for negative values"));
            }
            Value::int((1..=n.min(100)).try_fold(1i128, i128::checked_mul).ok_or_else(overflow)?)
        }
        _ => {
            let n = wide_int(args.at(0))?;
            let k = args.some(1).map_or(Ok(n), wide_int)?;
            if n < 0 || k < 0 {
                let name = if n < 0 { "n" } else { "k" };
                return Err(Exception::value_error(format!("{name} must be a non-negative integer")));
            }
            if k > n {
                return Ok(Value::Int(0));
            }
            let (mut result, k) = (1i128, if function == M::Comb { k.min(n - k) } else { k });
            for i in 0..k {
                result = result.checked_mul(n - i).ok_or_else(overflow)?;
                if function == M::Comb {
                    result /= i + 1;
                }
            }
            Value::int(result)
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

fn sequences(interp: &Interpreter<'_>, function: M, args: &Args) -> Outcome<Value> {
    let floats = |value: &Value| interp.items(value)?.iter().map(as_float).collect::<Outcome<Vec<f64>>>();
    match function {
        M::Prod => {
            let mut product = args.get(1).cloned().unwrap_or(Value::Int(1));
            for item in interp.items(args.at(0))? {
                product = ops::binary(interp, BinaryOp::Mul, &product, &item)?;
            }
            Ok(product)
        }
        M::Fsum => exact_sum(&floats(args.at(0))?),
        M::Hypot => {
            let parts = args.rest.iter().map(as_float).collect::<Outcome<Vec<f64>>>()?;
            Ok(Value::Float(norm(&parts)))
        }
        _ => {
            let (p, q) = (floats(args.at(0))?, floats(args.at(1))?);
            if p.len() != q.len() {
                return Err(Exception::value_error("both points must have the same number of dimensions"));
            }
            Ok(Value::Float(norm(&p.iter().zip(&q).map(|(a, b)| a - b).collect::<Vec<_>>())))
        }
    }
}

fn norm(parts: &[f64]) -> f64 {
    match parts {
        [x, y] => c::hypot(*x, *y),
        _ => {
            let largest = parts.iter().fold(0f64, |m, x| m.max(x.abs()));
            if largest == 0.0 || largest.is_infinite() {
                return largest;
            }
            largest * parts.iter().map(|x| (x / largest) * (x / largest)).sum::<f64>().sqrt()
        }
    }
}

/// Shewchuk's sum: partial sums that do not overlap, rounded once at the end.
fn exact_sum(values: &[f64]) -> Outcome<Value> {
    let mut partials: Vec<f64> = Vec::new();
    let mut special = 0.0;
    for &value in values {
        if !value.is_finite() {
            special += value;
            continue;
        }
        let mut x = value;
        let mut kept = 0;
        for j in 0..partials.len() {
            let mut y = partials[j];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        partials.push(x);
    }
    if special != 0.0 {
        return Ok(Value::Float(special));
    }
    let mut total = 0.0;
    let mut low = 0.0;
    while let Some(x) = partials.pop() {
        let before = total;
        total = before + x;
        low = x - (total - before);
        if low != 0.0 {
            break;
        }
    }
    // A tie is decided by the sign of what is left.
    if let Some(&next) = partials.last()
        && ((low < 0.0 && next < 0.0) || (low > 0.0 && next > 0.0))
    {
        let doubled = low * 2.0;
        let candidate = total + doubled;
        if doubled == candidate - total {
            total = candidate;
        }
    }
    Ok(Value::Float(total))
}

fn tests(function: M, args: &Args) -> Outcome<Value> {
    let x = as_float(args.at(0))?;
    Ok(Value::Bool(match function {
        M::Isfinite => x.is_finite(),
        M::Isinf => x.is_infinite(),
        M::Isnan => x.is_nan(),
        _ => {
            let y = as_float(args.at(1))?;
            let (relative, absolute) = (args.float(2, 1e-9)?, args.float(3, 0.0)?);
            if relative < 0.0 || absolute < 0.0 {
                return Err(Exception::value_error("tolerances must be non-negative"));
            }
            let difference = (x - y).abs();
            x == y
                || (x.is_finite()
                    && y.is_finite()
                    && (difference <= (relative * y).abs()
                        || difference <= (relative * x).abs()
                        || difference <= absolute))
        }
    }))
}

fn special(function: M, args: &Args) -> Outcome<Value> {
    if function == M::Log {
        return log(args);
    }
    let x = as_float(args.at(0))?;
    match function {
        M::Frexp => {
            let (mantissa, exponent) = frexp(x);
            Ok(Value::tuple([Value::Float(mantissa), Value::Int(exponent)]))
        }
        M::Modf => {
            let fraction = if x.is_infinite() { 0f64.copysign(x) } else { x.fract().copysign(x) };
            Ok(Value::tuple([Value::Float(fraction), Value::Float(x.trunc())]))
        }
        M::Ldexp => {
            let exponent = as_int(args.at(1))?.clamp(-5000, 5000) as i32;
            checked(c::scale(x, exponent), &[x])
        }
        _ => {
            let y = as_float(args.at(1))?;
            if x == 0.0 && y < 0.0 && y.is_finite() {
                return Err(domain_error());
            }
            checked(c::pow(x, y), &[x, y])
        }
    }
}

fn frexp(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let scaled = if x.abs() < f64::MIN_POSITIVE { (x * 2f64.powi(64), -64) } else { (x, 0) };
    let bits = scaled.0.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64 - 1022;
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent + scaled.1)
}

fn log(args: &Args) -> Outcome<Value> {
    let natural = |value: &Value| -> Outcome<f64> {
        let x = as_float(value)?;
        if x <= 0.0 {
            return Err(domain_error());
        }
        Ok(c::log(x))
    };
    let x = natural(args.at(0))?;
    match args.some(1) {
        None => Ok(Value::Float(x)),
        Some(base) => {
            let base = natural(base)?;
            if base == 0.0 {
                return Err(Exception::new(ExceptionKind::ZeroDivisionError, "float division by zero"));
            }
            Ok(Value::Float(x / base))
        }
    }
}
