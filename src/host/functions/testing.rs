//! `numpy.testing`.
//!
//! Input: what is and what should be. Output: nothing, or AssertionError in NumPy's words.
//! Never: anything else.

use super::args::Args;
use super::numpy::{close, magnitude};
use crate::builtins::host::TestingFunction as F;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::numpy::convert::to_array;
use crate::host::object::Class;
use crate::host::value::Value;
use crate::host::{Outcome, ops, text};
use crate::runtime::array::{Array, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::text::array::{Surroundings, shape_text};
use crate::types::Dtype;

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let (actual, desired) = (args.at(0), args.at(1));
    let is_array = |value: &Value| matches!(value, Value::Array(_) | Value::List(_) | Value::Tuple(_));
    match function {
        F::AssertAllclose => {
            let (relative, absolute) = (args.float(2, 1e-7)?, args.float(3, 0.0)?);
            let number = |x: f64| match x {
                0.0 => "0".to_owned(),
                x => crate::runtime::text::number::repr_f64(x),
            };
            let header = format!("Not equal to tolerance rtol={}, atol={}", number(relative), number(absolute));
            let equal_nan = args.flag(interp, 4, true)?;
            check(interp, (actual, desired), &header, |interp| {
                close(interp, (actual, desired), (relative, absolute), equal_nan)
            })
        }
        F::AssertAlmostEqual | F::AssertArrayAlmostEqual => {
            let decimal = args.int(2, if function == F::AssertAlmostEqual { 7 } else { 6 })?;
            let header = format!("Arrays are not almost equal to {decimal} decimals");
            let absolute = 1.5 * 10f64.powi(-(decimal.clamp(-300, 300) as i32));
            check(interp, (actual, desired), &header, |interp| close(interp, (actual, desired), (0.0, absolute), true))
        }
        F::AssertEqual if !is_array(actual) && !is_array(desired) => {
            let same = actual.is(desired) || ops::equal(interp, actual, desired)?;
            let both_nan = [actual, desired].into_iter().all(|x| x.as_float().is_some_and(f64::is_nan));
            if same || both_nan {
                return Ok(Value::None);
            }
            let (a, d) = (text::repr(interp, actual)?, text::repr(interp, desired)?);
            Err(failed(format!("\nItems are not equal:\n ACTUAL: {a}\n DESIRED: {d}")))
        }
        F::AssertArrayEqual | F::AssertEqual => {
            let header = "Arrays are not equal";
            check(interp, (actual, desired), header, |interp| close(interp, (actual, desired), (0.0, 0.0), true))
        }
    }
}

fn failed(message: String) -> Exception {
    Exception::with_args(Class::Exception(ExceptionKind::AssertionError), vec![Value::from(message)])
}

/// Raises unless shapes fit and all elements pass.
fn check(
    interp: &Interpreter<'_>,
    (actual, desired): (&Value, &Value),
    header: &str,
    passes: impl FnOnce(&Interpreter<'_>) -> Outcome<Array>,
) -> Outcome<Value> {
    let (x, y) = (to_array(interp, actual, None)?, to_array(interp, desired, None)?);
    let is_scalar = |array: &Array| array.ndim() == 0;
    if x.shape() != y.shape() && !is_scalar(&x) && !is_scalar(&y) {
        let shapes = format!("(shapes {}, {} mismatch)", shape_text(x.shape()), shape_text(y.shape()));
        return Err(failed(message(interp, header, &shapes, &x, &y)));
    }
    let flags = passes(interp)?;
    let n_wrong = flags.iter().filter(|flag| !flag.as_bool()).count();
    if n_wrong == 0 {
        return Ok(Value::None);
    }
    let details = mismatches(interp, (&x, &y), &flags, n_wrong)?;
    Err(failed(message(interp, header, &details, &x, &y)))
}

fn message(interp: &Interpreter<'_>, header: &str, details: &str, x: &Array, y: &Array) -> String {
    let options = interp.run.print_options();
    let shown = |array: &Array| {
        let repr = text::array_repr(array, &options);
        let lines: Vec<&str> = repr.split('\n').collect();
        match lines.len() {
            0..=3 => repr,
            _ => format!("{}...", lines[..3].join("\n")),
        }
    };
    format!("\n{header}\n\n{details}\n ACTUAL: {}\n DESIRED: {}", shown(x), shown(y))
}

fn mismatches(interp: &Interpreter<'_>, (x, y): (&Array, &Array), flags: &Array, n_wrong: usize) -> Outcome<String> {
    let (x, y) = (x.broadcast_to(flags.shape())?, y.broadcast_to(flags.shape())?);
    let percent = 100.0 * n_wrong as f64 / flags.size().max(1) as f64;
    let percent = text::format(interp, &Value::Float(percent), ".3g")?;
    let (mut absolute, mut relative) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for ((a, b), flag) in x.iter().zip(y.iter()).zip(flags.iter()) {
        let difference = magnitude(subtract(a, b));
        if flag.as_bool() || difference.is_nan() {
            continue;
        }
        absolute = absolute.max(difference);
        relative = relative.max(difference / magnitude(b));
    }
    let mut out = format!("Mismatched elements: {n_wrong} / {} ({percent}%)", flags.size());
    out += &places((&x, &y), flags, n_wrong);
    if absolute > f64::NEG_INFINITY {
        let options = interp.run.print_options();
        let both_ints = x.dtype().is_int() && y.dtype().is_int();
        let shown = |x: f64, dtype: Dtype| -> Outcome<String> {
            let whole = Array::full(None, dtype, &[], Scalar::F64(x).cast(dtype))?;
            Ok(text::array2string(&whole, &options, Surroundings::default()))
        };
        out += &format!(
            "\nMax absolute difference among violations: {}",
            shown(absolute, if both_ints { Dtype::I64 } else { Dtype::F64 })?
        );
        out += &format!("\nMax relative difference among violations: {}", shown(relative, Dtype::F64)?);
    }
    Ok(out)
}

/// Where the first mismatches are.
fn places((x, y): (&Array, &Array), flags: &Array, n_wrong: usize) -> String {
    if flags.ndim() == 0 {
        return String::new();
    }
    let mut out = String::from(match n_wrong {
        1 => "\nMismatch at index:",
        2..=5 => "\nMismatch at indices:",
        _ => "\nFirst 5 mismatches are at indices:",
    });
    let mut at = vec![0i64; flags.ndim()];
    let mut shown = 0;
    for ((flag, a), b) in flags.iter().zip(x.iter()).zip(y.iter()) {
        if !flag.as_bool() && shown < 5 {
            shown += 1;
            let place: Vec<String> = at.iter().map(i64::to_string).collect();
            let (a, b) = (text::plain_str(&Value::Scalar(a)), text::plain_str(&Value::Scalar(b)));
            out += &format!("\n [{}]: {a} (ACTUAL), {b} (DESIRED)", place.join(", "));
        }
        crate::host::numpy::advance(&mut at, flags.shape());
    }
    out
}

fn subtract(a: Scalar, b: Scalar) -> Scalar {
    Scalar::C128(a.as_complex() - b.as_complex())
}
