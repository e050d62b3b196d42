//! `numpy.testing`: assertions about arrays.
//!
//! Input: actual and desired values. Output: nothing, or AssertionError in NumPy's words.
//! Never: `strict=True`.

use super::super::exception::Exception;
use super::super::key::Key;
use super::super::value::{Value, lock};
use super::super::{Outcome, Run, text};
use super::arguments::Arguments;
use super::reduce::Extremum;
use super::statistics::Tolerance;
use super::{convert, fancy, nested, operator, reduce};
use crate::builtins::host::TestingFunction as F;
use crate::runtime::array::{Array, Scalar, broadcast_shapes};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::text::array::{PrintOptions, Surroundings, shape_text};
use crate::runtime::text::number::repr_f64;
use crate::types::BinaryOp;

/// Calls an assertion.
///
/// # Errors
/// AssertionError where it does not hold.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let (actual, desired) = (args.required("actual"), args.required("desired"));
    let (actual, desired) = (actual.unwrap_or(&Value::None), desired.unwrap_or(&Value::None));
    let message = args.get("err_msg").map_or_else(String::new, text::plain_str);
    let verbose = args.truth("verbose")?.unwrap_or(true);
    match function {
        F::AssertEqual => assert_equal(run, actual, desired, &Report { message, verbose })?,
        F::AssertArrayEqual => assert_arrays(run, actual, desired, &Test::Equal, &Report { message, verbose })?,
        F::AssertAllclose => {
            let (rtol, atol) = (args.float("rtol")?.unwrap_or(1e-7), args.float("atol")?.unwrap_or(0.0));
            let test = Test::Close {
                tolerance: Tolerance {
                    relative: rtol,
                    absolute: atol,
                    equal_nan: args.truth("equal_nan")?.unwrap_or(true),
                },
                text: [number_text(args.get("rtol"), rtol), number_text(args.get("atol"), atol)],
            };
            assert_arrays(run, actual, desired, &test, &Report { message, verbose })?;
        }
        F::AssertAlmostEqual | F::AssertArrayAlmostEqual => {
            let default = if function == F::AssertAlmostEqual { 7 } else { 6 };
            let decimal = args.int("decimal")?.unwrap_or(default);
            let report = Report { message, verbose };
            let scalars = is_number(actual) && is_number(desired);
            if function == F::AssertAlmostEqual && scalars {
                almost_equal(actual, desired, decimal, &report)?;
            } else {
                assert_arrays(run, actual, desired, &Test::Decimals(decimal), &report)?;
            }
        }
    }
    Ok(Value::None)
}

fn is_number(value: &Value) -> bool {
    convert::number(value).is_some()
}

/// A tolerance as it was written: `0` stays an int.
fn number_text(given: Option<&Value>, value: f64) -> String {
    match given {
        Some(Value::Int(int)) => int.to_string(),
        None if value == 0.0 => "0".to_owned(),
        _ => general(value),
    }
}

/// `f"{x:g}"`
fn general(value: f64) -> String {
    let scalar = crate::runtime::text::Scalar::Float(value);
    crate::runtime::text::format_spec::format(scalar, "g").unwrap_or_else(|_| repr_f64(value))
}

/// What the message says besides the findings.
struct Report {
    message: String,
    verbose: bool,
}

/// When elements pass.
enum Test {
    Equal,
    Close { tolerance: Tolerance, text: [String; 2] },
    Decimals(i64),
}

impl Test {
    fn header(&self) -> String {
        match self {
            Test::Equal => "Arrays are not equal".to_owned(),
            Test::Close { text: [rtol, atol], .. } => format!("Not equal to tolerance rtol={rtol}, atol={atol}"),
            Test::Decimals(decimal) => format!("Arrays are not almost equal to {decimal} decimals"),
        }
    }

    fn precision(&self) -> usize {
        match self {
            Test::Decimals(decimal) => usize::try_from(*decimal).unwrap_or(0),
            _ => 6,
        }
    }

    fn equal_nan(&self) -> bool {
        match self {
            Test::Close { tolerance, .. } => tolerance.equal_nan,
            _ => true,
        }
    }

    fn passes(&self, a: Scalar, b: Scalar) -> bool {
        match self {
            Test::Equal => match (a.as_i128(), b.as_i128()) {
                (Some(a), Some(b)) => a == b,
                _ => a.as_complex() == b.as_complex(),
            },
            Test::Close { tolerance, .. } => tolerance.accepts(a, b),
            Test::Decimals(decimal) => {
                let distance = (a.as_complex() - b.as_complex()).norm();
                distance < 1.5 * 10f64.powi(-(*decimal).clamp(-400, 400) as i32)
            }
        }
    }
}

fn failed(text: String) -> Exception {
    Exception::new(ExceptionKind::AssertionError, text)
}

/// NumPy's `build_err_msg`.
fn message(header: &str, note: &str, shown: &[String]) -> String {
    let mut text = format!("\n{header}");
    if !note.is_empty() {
        let fits = !note.contains('\n') && note.len() + header.len() < 79;
        text.push(if fits { ' ' } else { '\n' });
        text.push_str(note);
    }
    for (name, repr) in ["ACTUAL", "DESIRED"].iter().zip(shown) {
        let lines: Vec<&str> = repr.lines().collect();
        let repr = if lines.len() > 4 { format!("{}...", lines[..3].join("\n")) } else { repr.clone() };
        text.push_str(&format!("\n {name}: {repr}"));
    }
    text
}

/// Compares arrays.
fn assert_arrays(run: &Run, actual: &Value, desired: &Value, test: &Test, report: &Report) -> Outcome<()> {
    let (x, y) = (nested::as_array(run, actual, None)?, nested::as_array(run, desired, None)?);
    let fail = |findings: &str| {
        let note = format!("{}\n{findings}", report.message);
        let options = PrintOptions { precision: test.precision(), ..run.print_options() };
        let shown = [text::array_repr(&x, &options), text::array_repr(&y, &options)];
        failed(message(&test.header(), &note, if report.verbose { &shown } else { &[] }))
    };
    if x.ndim() > 0 && y.ndim() > 0 && x.shape() != y.shape() {
        return Err(fail(&format!("(shapes {}, {} mismatch)", shape_text(x.shape()), shape_text(y.shape()))));
    }
    let shape = broadcast_shapes(&[x.shape(), y.shape()])?;
    let (wide_x, wide_y) = (x.broadcast_to(&shape)?, y.broadcast_to(&shape)?);
    let pairs: Vec<(Scalar, Scalar)> = run.gathered(wide_x.iter().zip(wide_y.iter()))?;
    let differ = |test: fn(Scalar) -> bool| pairs.iter().any(|&(a, b)| test(a) != test(b));
    if test.equal_nan() && differ(|scalar| scalar.as_complex().is_nan()) {
        return Err(fail("nan location mismatch:"));
    }
    if differ(is_infinite) {
        return Err(fail("inf location mismatch:"));
    }
    if pairs.iter().any(|&(a, b)| is_infinite(a) && a.as_complex() != b.as_complex()) {
        return Err(fail("inf values mismatch:"));
    }
    // What is nan or infinite in both is equal.
    let flagged = |a: Scalar| is_infinite(a) || (test.equal_nan() && a.as_complex().is_nan());
    let passes: Vec<bool> = run.gathered(pairs.iter().map(|&(a, b)| flagged(a) || test.passes(a, b)))?;
    if passes.iter().all(|&passes| passes) {
        return Ok(());
    }
    Err(fail(&findings(run, [&x, &y], &shape, &passes)?))
}

fn is_infinite(scalar: Scalar) -> bool {
    let value = scalar.as_complex();
    !value.is_nan() && !value.is_finite()
}

/// How many elements differ, which, and by how much.
fn findings(run: &Run, arrays: [&Array; 2], shape: &[usize], passes: &[bool]) -> Outcome<String> {
    let count = passes.iter().filter(|&&passes| !passes).count();
    let percent = general_three(100.0 * count as f64 / passes.len() as f64);
    let mut remarks = vec![format!("Mismatched elements: {count} / {} ({percent}%)", passes.len())];
    let failing: Vec<usize> = (0..passes.len()).filter(|&k| !passes[k]).collect();
    let spread = [arrays[0].broadcast_to(shape)?, arrays[1].broadcast_to(shape)?];
    if !shape.is_empty() {
        remarks.push(places(&spread, shape, &failing)?);
    }
    remarks.extend(errors(run, &spread, &failing)?);
    Ok(remarks.join("\n"))
}

fn general_three(value: f64) -> String {
    let scalar = crate::runtime::text::Scalar::Float(value);
    crate::runtime::text::format_spec::format(scalar, ".3g").unwrap_or_else(|_| repr_f64(value))
}

fn places(spread: &[Array; 2], shape: &[usize], failing: &[usize]) -> Outcome<String> {
    let mut text = match failing.len() {
        1 => "Mismatch at index:".to_owned(),
        2..=5 => "Mismatch at indices:".to_owned(),
        _ => "First 5 mismatches are at indices:".to_owned(),
    };
    for &k in failing.iter().take(5) {
        let index = fancy::unravel(k, shape);
        let (actual, desired) = (spread[0].get(&index)?, spread[1].get(&index)?);
        let (actual, desired) = (text::plain_str(&Value::Scalar(actual)), text::plain_str(&Value::Scalar(desired)));
        text.push_str(&format!("\n {index:?}: {actual} (ACTUAL), {desired} (DESIRED)"));
    }
    Ok(text)
}

/// The largest differences among the elements that fail; none for dtypes that cannot be subtracted.
fn errors(run: &Run, spread: &[Array; 2], failing: &[usize]) -> Outcome<Vec<String>> {
    let pick = |array: &Array| -> Outcome<Array> {
        let all: Vec<Scalar> = run.gathered(array.iter())?;
        let picked = failing.iter().map(|&k| all[k]);
        Ok(Array::from_scalars(None, array.dtype(), &[failing.len()], picked)?)
    };
    let (x, y) = (pick(&spread[0])?, pick(&spread[1])?);
    let Ok(difference) = operator::arrays(run, BinaryOp::Sub, &x, &y) else { return Ok(Vec::new()) };
    let error = reduce::as_array(operator::absolute(run, &difference)?)?;
    let largest = reduce::extremum(&error, &reduce::Axes::all(&error), Extremum::Max)?;
    let kept: Vec<usize> = (0..failing.len()).filter(|&k| y.get(&[k as i64]).is_ok_and(Scalar::as_bool)).collect();
    let relative = if kept.is_empty() {
        convert::zero_dim(Scalar::F64(f64::INFINITY))?
    } else {
        let sizes = reduce::as_array(operator::absolute(run, &Value::array(y))?)?;
        let ratio = reduce::as_array(operator::arrays(run, BinaryOp::Div, &error, &sizes)?)?;
        let ratios = kept.iter().map(|&k| ratio.get(&[k as i64])).collect::<Result<Vec<_>, _>>()?;
        let ratios = Array::from_scalars(None, ratio.dtype(), &[kept.len()], ratios)?;
        reduce::extremum(&ratios, &reduce::Axes::all(&ratios), Extremum::Max)?
    };
    let options = run.print_options();
    let shown = |array: &Array| text::array2string(array, &options, Surroundings::default());
    Ok(vec![
        format!("Max absolute difference among violations: {}", shown(&largest)),
        format!("Max relative difference among violations: {}", shown(&relative)),
    ])
}

/// `assert_almost_equal` of two numbers.
fn almost_equal(actual: &Value, desired: &Value, decimal: i64, report: &Report) -> Outcome<()> {
    let (a, b) = (convert::number(actual), convert::number(desired));
    let (Some(a), Some(b)) = (a, b) else { return Ok(()) };
    let (a_value, b_value) = (a.as_complex(), b.as_complex());
    let same = a_value == b_value || (a_value.is_nan() && b_value.is_nan());
    let header = format!("Arrays are not almost equal to {decimal} decimals");
    if same || Test::Decimals(decimal).passes(a, b) && a_value.is_finite() && b_value.is_finite() {
        return Ok(());
    }
    Err(failed(message(&header, &report.message, &shown(actual, desired, report))))
}

fn shown(actual: &Value, desired: &Value, report: &Report) -> Vec<String> {
    let repr = |value: &Value| text::plain_repr(value).unwrap_or_else(|| format!("{value:?}"));
    if report.verbose { vec![repr(actual), repr(desired)] } else { Vec::new() }
}

/// `assert_equal`: item by item.
fn assert_equal(run: &Run, actual: &Value, desired: &Value, report: &Report) -> Outcome<()> {
    let inner = |what: String| Report { message: format!("{what}\n{}", report.message), verbose: report.verbose };
    let lengths = |a: usize, b: usize| assert_equal(run, &Value::size(a), &Value::size(b), report);
    match (actual, desired) {
        (Value::Dict(a), Value::Dict(b)) => {
            // One lock at a time: both may be one object.
            let a = lock(a).clone();
            let b = lock(b).clone();
            lengths(a.len(), b.len())?;
            for (key, value) in &b {
                let repr = format!("{:?}", key.value());
                let found = a.get(key).ok_or_else(|| failed(repr.clone()))?;
                assert_equal(run, found, value, &inner(format!("key={repr}")))?;
            }
            Ok(())
        }
        (Value::List(_) | Value::Tuple(_), Value::List(_) | Value::Tuple(_)) => {
            let a = convert::items(actual)?.unwrap_or_default();
            let b = convert::items(desired)?.unwrap_or_default();
            lengths(a.len(), b.len())?;
            for (k, (a, b)) in a.iter().zip(&b).enumerate() {
                assert_equal(run, a, b, &inner(format!("item={k}")))?;
            }
            Ok(())
        }
        (Value::Array(_), _) | (_, Value::Array(_)) => assert_arrays(run, actual, desired, &Test::Equal, report),
        _ if are_equal(actual, desired) => Ok(()),
        _ => Err(failed(message("Items are not equal:", &report.message, &shown(actual, desired, report)))),
    }
}

/// Equality of values that are no containers; nan equals nan.
fn are_equal(a: &Value, b: &Value) -> bool {
    if let (Some(a), Some(b)) = (convert::number(a), convert::number(b)) {
        let (x, y) = (a.as_complex(), b.as_complex());
        return Test::Equal.passes(a, b) || (x.is_nan() && y.is_nan());
    }
    match (Key::new(a.clone()), Key::new(b.clone())) {
        (Ok(a), Ok(b)) => a == b,
        _ => a.is(b),
    }
}
