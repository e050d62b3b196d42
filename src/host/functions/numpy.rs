//! Functions of `numpy` that are not element-wise.
//!
//! Input: arguments. Output: arrays, scalars, settings.
//! Never: the work itself (`host::numpy`).

use super::args::{Args, as_float};
use super::array;
use crate::builtins::host::{ArrayMethod, Host, NumpyFunction as F, id_of};
use crate::host::elementwise::{ElementOp, apply};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::numpy::convert::{dtype_argument, dtype_of_value, scalar_of, shape_argument, to_array};
use crate::host::numpy::reduce::{self, Options, Reduction};
use crate::host::numpy::shape::{self, Direction};
use crate::host::numpy::{self as np, create, linear, operate, sort};
use crate::host::object::{Class, Tag};
use crate::host::value::{Method, Value, lock};
use crate::host::{Outcome, ops, text};
use crate::ir;
use crate::runtime::array::{Array, Order, Scalar};
use crate::runtime::math::round_digits::round_digits;
use crate::runtime::text::array::{FloatMode, PrintOptions, SignMode, Surroundings};
use crate::types::ufunc::Family;
use crate::types::{BinaryOp, Dtype, UnaryOp};
use std::sync::Arc;

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    if let Some(method) = as_method(function) {
        let this = to_array(interp, args.at(0), None)?;
        return array::call(interp, method, &this, &args.shifted());
    }
    match function {
        F::Arange
        | F::Empty
        | F::Zeros
        | F::Ones
        | F::Full
        | F::EmptyLike
        | F::ZerosLike
        | F::OnesLike
        | F::FullLike
        | F::Eye
        | F::Identity
        | F::Tri
        | F::Linspace => make(interp, function, args),
        F::Array | F::Asarray | F::Ascontiguousarray | F::Asfortranarray | F::Copy => convert(interp, function, args),
        F::Concatenate
        | F::Stack
        | F::Vstack
        | F::Hstack
        | F::ColumnStack
        | F::BroadcastTo
        | F::ExpandDims
        | F::Flip
        | F::Roll
        | F::Tile
        | F::Repeat
        | F::Tril
        | F::Triu
        | F::Meshgrid => rearrange(interp, function, args),
        F::ArrayRepr
        | F::ArrayStr
        | F::Array2string
        | F::SetPrintoptions
        | F::Printoptions
        | F::Errstate
        | F::Seterr => print(interp, function, args),
        F::Where
        | F::Nonzero
        | F::Argwhere
        | F::Flatnonzero
        | F::CountNonzero
        | F::Unique
        | F::Searchsorted
        | F::Sort
        | F::Bincount
        | F::Isin => search(interp, function, args),
        F::Allclose | F::Isclose | F::ArrayEqual => compare(interp, function, args),
        F::Median => {
            reduce::reduce(interp, args.at(0), Reduction::Median, &Options { axis: args.get(1), ..Options::default() })
        }
        F::Percentile | F::Quantile => quantiles(interp, function, args),
        F::Dot => linear::dot(interp, args.at(0), args.at(1)),
        F::Matmul => linear::matmul_args(interp, args.at(0), args.at(1)),
        F::Outer => outer(interp, args),
        F::Diff => diff(interp, args),
        F::Polyval => polyval(interp, args),
        F::Shape => {
            let array = to_array(interp, args.at(0), None)?;
            Ok(Value::tuple(array.shape().iter().map(|&n| Value::size(n))))
        }
        F::Size => Ok(Value::size(to_array(interp, args.at(0), None)?.size())),
        F::Ndim => Ok(Value::size(to_array(interp, args.at(0), None)?.ndim())),
        F::Isscalar => Ok(Value::Bool(scalar_of(args.at(0)).is_some() && !matches!(args.at(0), Value::Array(_)))),
        F::DtypeOf => {
            dtype_argument(args.get(0))?.map(Value::Dtype).ok_or_else(|| Exception::type_error("no data type"))
        }
        _ => logical(interp, function, args),
    }
}

/// Functions that are methods of arrays under another name.
fn as_method(function: F) -> Option<ArrayMethod> {
    Some(match function {
        F::All => ArrayMethod::All,
        F::Any => ArrayMethod::Any,
        F::Argmax => ArrayMethod::Argmax,
        F::Argmin => ArrayMethod::Argmin,
        F::Argsort => ArrayMethod::Argsort,
        F::Cumprod => ArrayMethod::Cumprod,
        F::Cumsum => ArrayMethod::Cumsum,
        F::Max => ArrayMethod::Max,
        F::Mean => ArrayMethod::Mean,
        F::Min => ArrayMethod::Min,
        F::Prod => ArrayMethod::Prod,
        F::Ptp => ArrayMethod::Ptp,
        F::Ravel => ArrayMethod::Ravel,
        F::Round => ArrayMethod::Round,
        F::Squeeze => ArrayMethod::Squeeze,
        F::Std => ArrayMethod::Std,
        F::Sum => ArrayMethod::Sum,
        F::Trace => ArrayMethod::Trace,
        F::Var => ArrayMethod::Var,
        F::Clip => ArrayMethod::Clip,
        F::Reshape => ArrayMethod::Reshape,
        F::Transpose => ArrayMethod::Transpose,
        _ => return None,
    })
}

fn make(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let one = Value::Int(1);
    match function {
        F::Empty | F::Zeros => create::shaped(interp, args.at(0), args.get(1), args.get(2), None),
        F::Ones => {
            let float = Value::Class(Class::Tag(Tag::Float));
            create::shaped(interp, args.at(0), args.some(1).or(Some(&float)), args.get(2), Some(&one))
        }
        F::Full => create::shaped(interp, args.at(0), args.get(2), args.get(3), args.get(1)),
        F::EmptyLike | F::ZerosLike => create::like(interp, args.at(0), args.get(1), None),
        F::OnesLike => create::like(interp, args.at(0), args.get(1), Some(&one)),
        F::FullLike => create::like(interp, args.at(0), args.get(2), args.get(1)),
        F::Arange => create::arange(interp, [args.get(0), args.get(1), args.get(2)], args.get(3)),
        F::Linspace => {
            let (num, endpoint) = (args.int(2, 50)?, args.flag(interp, 3, true)?);
            let (array, step) = create::linspace(interp, (args.at(0), args.at(1)), num, endpoint, args.get(5))?;
            let with_step = args.flag(interp, 4, false)?;
            Ok(if with_step { Value::tuple([array, Value::Scalar(Scalar::F64(step))]) } else { array })
        }
        F::Identity => {
            let n = args.int(0, 0)?;
            create::banded(interp, (n, n), args.get(1), |diagonal| diagonal == 0)
        }
        _ => {
            let n = args.int(0, 0)?;
            let (m, k) = (args.optional_int(1)?.unwrap_or(n), args.int(2, 0)?);
            let lower = function == F::Tri;
            create::banded(interp, (n, m), args.get(3), |diagonal| if lower { diagonal <= k } else { diagonal == k })
        }
    }
}

fn convert(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let dtype = match function {
        F::Copy => None,
        _ => dtype_argument(args.get(1))?,
    };
    let array = to_array(interp, args.at(0), dtype)?;
    let is_same = matches!(args.at(0), Value::Array(original) if Arc::ptr_eq(original, &array));
    Ok(match function {
        F::Array | F::Copy => {
            let copies = function == F::Copy || args.flag(interp, 2, true)?;
            let keeps_f = array.is_f_contiguous() && !array.is_c_contiguous();
            let order = match args.get(if function == F::Copy { 1 } else { 3 }).and_then(Value::as_str) {
                Some("F") => Order::F,
                Some("C") => Order::C,
                _ if keeps_f => Order::F,
                _ => Order::C,
            };
            let missing = args.int(4, 0)?.max(0) as usize;
            let made = if is_same && copies { array.copy(order)? } else { (*array).clone() };
            let mut lengths: Vec<i64> = vec![1; missing.saturating_sub(made.ndim())];
            lengths.extend(made.shape().iter().map(|&n| n as i64));
            if lengths.len() > made.ndim() { Value::array(made.reshape(&lengths)?) } else { Value::array(made) }
        }
        F::Ascontiguousarray if array.ndim() == 0 => Value::array(array.reshape(&[1])?),
        F::Ascontiguousarray if !array.is_c_contiguous() => Value::array(array.copy(Order::C)?),
        F::Asfortranarray if !array.is_f_contiguous() => Value::array(array.copy(Order::F)?),
        _ => Value::Array(array),
    })
}

fn rearrange(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let this = || to_array(interp, args.at(0), None);
    match function {
        F::Concatenate => {
            let axis = match args.get(1) {
                Some(Value::None) => None,
                _ => Some(args.int(1, 0)?),
            };
            shape::concatenate(interp, args.at(0), axis)
        }
        F::Stack => shape::stack(interp, args.at(0), args.int(1, 0)?),
        F::Vstack => shape::stack_as(interp, args.at(0), Direction::Down),
        F::Hstack => shape::stack_as(interp, args.at(0), Direction::Right),
        F::ColumnStack => shape::stack_as(interp, args.at(0), Direction::Columns),
        F::BroadcastTo => {
            let lengths = shape_argument(interp, args.at(1))?;
            Ok(Value::array(this()?.broadcast_to(&lengths)?.read_only()))
        }
        F::ExpandDims => {
            let array = this()?;
            let axis = np::axis_of(args.int(1, 0)?, array.ndim() + 1)?;
            Ok(Value::array(shape::with_axis(&array, axis)?))
        }
        F::Flip => shape::flip(&*this()?, args.optional_int(1)?),
        F::Roll => shape::roll(interp, &*this()?, args.int(1, 0)?, args.optional_int(2)?),
        F::Repeat => array::repeat(interp, &*this()?, args.int(1, 1)?, args.optional_int(2)?),
        F::Tile => tile(interp, args),
        F::Meshgrid => meshgrid(interp, args),
        _ => {
            let array = this()?;
            let (rows, columns) = match array.shape() {
                [rows, columns] => (*rows as i64, *columns as i64),
                _ => return Err(Exception::value_error("numjit's tril and triu take arrays of two axes")),
            };
            let (k, lower) = (args.int(1, 0)?, function == F::Tril);
            let mask = create::banded(interp, (rows, columns), Some(&Value::Dtype(Dtype::Bool)), |diagonal| {
                if lower { diagonal <= k } else { diagonal >= k }
            })?;
            let zero = Value::Scalar(Scalar::I64(0).cast(array.dtype()));
            shape::choose(interp, &mask, &Value::Array(array), &zero)
        }
    }
}

fn tile(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let array = to_array(interp, args.at(0), None)?;
    let mut reps = crate::host::numpy::convert::signed_shape(interp, args.at(1))?;
    while reps.len() < array.ndim() {
        reps.insert(0, 1);
    }
    let mut lengths: Vec<i64> = array.shape().iter().map(|&n| n as i64).collect();
    while lengths.len() < reps.len() {
        lengths.insert(0, 1);
    }
    let mut tiled = Value::array(array.reshape(&lengths)?);
    for (axis, &n) in reps.iter().enumerate() {
        let copies = Value::list(vec![tiled.clone(); usize::try_from(n).unwrap_or(0)]);
        if n != 1 && n > 0 {
            tiled = shape::concatenate(interp, &copies, Some(axis as i64))?;
        }
    }
    match tiled {
        Value::Array(array) => Ok(Value::array(array.copy(Order::C)?)),
        other => Ok(other),
    }
}

fn meshgrid(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let axes = args.rest.iter().map(|axis| to_array(interp, axis, None)).collect::<Outcome<Vec<_>>>()?;
    let mut lengths: Vec<usize> = axes.iter().map(|axis| axis.size()).collect();
    let swaps = args.str_or(0, "xy")? == "xy" && axes.len() > 1;
    if swaps {
        lengths.swap(0, 1);
    }
    let mut grids = Vec::new();
    for (k, axis) in axes.iter().enumerate() {
        let place = if swaps && k < 2 { 1 - k } else { k };
        let mut lone = vec![1i64; axes.len()];
        lone[place] = axis.size() as i64;
        grids.push(Value::array(axis.reshape(&lone)?.broadcast_to(&lengths)?.copy(Order::C)?));
    }
    Ok(Value::tuple(grids))
}

fn search(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    match function {
        F::Where if args.get(1).is_some() => shape::choose(interp, args.at(0), args.at(1), args.at(2)),
        F::Where | F::Nonzero => Ok(Value::Tuple(sort::nonzero(interp, args.at(0))?.into())),
        F::Flatnonzero => {
            let flat = Value::array(to_array(interp, args.at(0), None)?.reshape(&[-1])?);
            Ok(sort::nonzero(interp, &flat)?.into_iter().next().unwrap_or(Value::None))
        }
        F::Argwhere => shape::stack_as(interp, &Value::list(sort::nonzero(interp, args.at(0))?), Direction::Columns),
        F::CountNonzero => {
            let array = to_array(interp, args.at(0), Some(Dtype::Bool))?;
            let options = Options { axis: args.get(1), ..Options::default() };
            let count = reduce::reduce(interp, &Value::Array(array), Reduction::Sum, &options)?;
            Ok(if args.some(1).is_none() { Value::int(count.as_int().unwrap_or(0))? } else { count })
        }
        F::Unique => sort::unique(interp, args.at(0)),
        F::Searchsorted => sort::search_sorted(interp, (args.at(0), args.at(1)), args.str_or(2, "left")? == "right"),
        F::Isin => {
            let (array, among) = (to_array(interp, args.at(0), None)?, to_array(interp, args.at(1), None)?);
            let among: Vec<Scalar> = among.iter().collect();
            let found = array
                .iter()
                .map(|item| Scalar::Bool(among.iter().any(|other| other.as_complex() == item.as_complex())));
            Ok(np::value_of(Array::from_scalars(None, Dtype::Bool, array.shape(), found)?))
        }
        F::Bincount => bincount(interp, args),
        _ => {
            let sorted = to_array(interp, args.at(0), None)?.copy(Order::C)?;
            let (sorted, axis) = match args.get(1) {
                Some(Value::None) => (sorted.reshape(&[-1])?, None),
                other => (sorted, other),
            };
            sort::sort_in_place(&sorted, axis)?;
            Ok(Value::array(sorted))
        }
    }
}

fn bincount(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let places: Vec<i64> = to_array(interp, args.at(0), None)?.iter().map(Scalar::as_i64).collect();
    if places.iter().any(|&place| place < 0) {
        return Err(Exception::value_error("'list' argument must have no negative elements"));
    }
    let n = places.iter().map(|&place| place + 1).max().unwrap_or(0).max(args.int(2, 0)?) as usize;
    match args.some(1) {
        None => {
            let mut counts = vec![0i64; n];
            places.iter().for_each(|&place| counts[place as usize] += 1);
            Ok(Value::array(Array::from_vec(counts)))
        }
        Some(weights) => {
            let weights = to_array(interp, weights, Some(Dtype::F64))?;
            let mut sums = vec![0f64; n];
            places.iter().zip(weights.iter()).for_each(|(&place, weight)| sums[place as usize] += weight.as_f64());
            Ok(Value::array(Array::from_vec(sums)))
        }
    }
}

/// Which elements are nearly equal, for tests too.
pub(super) fn close(
    interp: &Interpreter<'_>,
    (a, b): (&Value, &Value),
    (relative, absolute): (f64, f64),
    equal_nan: bool,
) -> Outcome<Array> {
    let (a, b) = (to_array(interp, a, None)?, to_array(interp, b, None)?);
    let shape = crate::runtime::array::broadcast_shapes(&[a.shape(), b.shape()])?;
    let (a, b) = (a.broadcast_to(&shape)?, b.broadcast_to(&shape)?);
    let near = |(x, y): (Scalar, Scalar)| {
        let (x, y) = (x.as_complex(), y.as_complex());
        let finite = y.re.is_finite() && y.im.is_finite();
        let both_nan = (x.re.is_nan() || x.im.is_nan()) && (y.re.is_nan() || y.im.is_nan());
        Scalar::Bool(x == y || (finite && (x - y).norm() <= absolute + relative * y.norm()) || (equal_nan && both_nan))
    };
    Ok(Array::from_scalars(None, Dtype::Bool, &shape, a.iter().zip(b.iter()).map(near))?)
}

fn compare(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    if function == F::ArrayEqual {
        let (a, b) = (to_array(interp, args.at(0), None)?, to_array(interp, args.at(1), None)?);
        let equal_nan = args.flag(interp, 2, false)?;
        let same = a.shape() == b.shape()
            && close(interp, (args.at(0), args.at(1)), (0.0, 0.0), equal_nan)?.iter().all(Scalar::as_bool);
        return Ok(Value::Bool(same));
    }
    let tolerances = (args.float(2, 1e-5)?, args.float(3, 1e-8)?);
    let flags = close(interp, (args.at(0), args.at(1)), tolerances, args.flag(interp, 4, false)?)?;
    Ok(match function {
        F::Allclose => Value::Bool(flags.iter().all(Scalar::as_bool)),
        _ => np::value_of(flags),
    })
}

fn quantiles(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    if args.some(2).is_some() {
        return Err(Exception::value_error("numjit's percentile and quantile take no axis at module level"));
    }
    let scale = if function == F::Percentile { 100.0 } else { 1.0 };
    let of = |q: f64| reduce::quantile(interp, args.at(0), q / scale);
    match args.at(1) {
        Value::List(_) | Value::Tuple(_) | Value::Array(_) => {
            let many = interp.items(args.at(1))?;
            let values = many.iter().map(|q| of(as_float(q)?)).collect::<Outcome<Vec<Scalar>>>()?;
            Ok(Value::array(Array::from_scalars(None, Dtype::F64, &[values.len()], values)?))
        }
        one => of(as_float(one)?).map(Value::Scalar),
    }
}

fn outer(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let (a, b) = (to_array(interp, args.at(0), None)?, to_array(interp, args.at(1), None)?);
    let (column, row) = (a.reshape(&[-1, 1])?, b.reshape(&[1, -1])?);
    ops::binary(interp, BinaryOp::Mul, &Value::array(column), &Value::array(row))
}

fn diff(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    use crate::runtime::array::{Index, Slice};
    let array = to_array(interp, args.at(0), None)?;
    let axis = np::axis_of(args.int(2, -1)?, array.ndim())?;
    let mut current = (*array).clone();
    for _ in 0..args.int(1, 1)? {
        let part = |start: Option<i64>, stop: Option<i64>| {
            let slice = Index::Slice(Slice { start, stop, step: None });
            (0..current.ndim())
                .map(|k| if k == axis { slice } else { Index::Slice(Slice::default()) })
                .collect::<Vec<_>>()
        };
        let (after, before) = (current.index(&part(Some(1), None))?, current.index(&part(None, Some(-1)))?);
        let op = if current.dtype() == Dtype::Bool { BinaryOp::Ne } else { BinaryOp::Sub };
        let difference = ops::binary_any(interp, op, &Value::array(after), &Value::array(before))?;
        current = (*to_array(interp, &difference, None)?).clone();
    }
    Ok(Value::array(current))
}

fn polyval(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let mut total = Value::Int(0);
    for coefficient in interp.items(args.at(0))? {
        total = ops::binary(interp, BinaryOp::Mul, &total, args.at(1))?;
        total = ops::binary(interp, BinaryOp::Add, &total, &coefficient)?;
    }
    Ok(total)
}

/// Universal functions that the compiled zone writes in its own language.
fn logical(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    let flags = |index: usize| -> Outcome<Value> {
        Ok(np::value_of((*to_array(interp, args.at(index), Some(Dtype::Bool))?).clone()))
    };
    let binary = |op| operate::binary(interp, op, &flags(0)?, &flags(1)?);
    let scaled = |factor: f64| {
        let array = to_array(interp, args.at(0), None)?;
        let x = if array.dtype().is_float() {
            np::value_of((*array).clone())
        } else {
            np::value_of(array.cast(Dtype::F64)?)
        };
        ops::binary(interp, BinaryOp::Mul, &x, &Value::Float(factor))
    };
    match function {
        F::LogicalAnd => binary(BinaryOp::BitAnd),
        F::LogicalOr => binary(BinaryOp::BitOr),
        F::LogicalXor => binary(BinaryOp::BitXor),
        F::LogicalNot => operate::unary(interp, UnaryOp::Invert, &flags(0)?),
        F::Square => {
            let x = np::value_of((*to_array(interp, args.at(0), None)?).clone());
            ops::binary(interp, BinaryOp::Mul, &x, &x)
        }
        F::Radians | F::Deg2rad => scaled(std::f64::consts::PI / 180.0),
        F::Degrees | F::Rad2deg => scaled(180.0 / std::f64::consts::PI),
        _ => {
            let message = "numjit does not have this function at module level";
            Err(Exception::new(crate::runtime::exception::ExceptionKind::NotImplementedError, message))
        }
    }
}

/// `round(scalar, digits)` of a scalar of NumPy.
pub(super) fn round_scalar(scalar: Scalar, digits: i64) -> Scalar {
    match scalar {
        Scalar::F64(x) => Scalar::F64(round_np(x, digits)),
        Scalar::F32(x) => Scalar::F32(round_np(x.into(), digits) as f32),
        Scalar::C64(_) | Scalar::C128(_) => {
            let x = scalar.as_complex();
            let rounded = num_complex::Complex::new(round_np(x.re, digits), round_np(x.im, digits));
            Scalar::C128(rounded).cast(scalar.dtype())
        }
        int if digits >= 0 => int,
        int => Scalar::F64(round_digits(int.as_f64(), digits)).cast(int.dtype()),
    }
}

/// NumPy rounds by scaling: quick, and a last digit off at times.
fn round_np(x: f64, digits: i64) -> f64 {
    let power = 10f64.powi(digits.unsigned_abs().min(400) as i32);
    let (scaled, back): (f64, fn(f64, f64) -> f64) =
        if digits >= 0 { (x * power, |x, power| x / power) } else { (x / power, |x, power| x * power) };
    if !scaled.is_finite() {
        return x;
    }
    back(scaled.round_ties_even(), power)
}

/// `np.round(x, digits)`
pub(super) fn round(interp: &Interpreter<'_>, x: &Value, digits: i64) -> Outcome<Value> {
    let array = to_array(interp, x, None)?;
    let values = array.iter().map(|value| round_scalar(value, digits));
    Ok(np::value_of(Array::from_scalars(array.account().as_ref(), array.dtype(), array.shape(), values)?))
}

/// `np.clip(x, low, high)`
pub(super) fn clip(interp: &Interpreter<'_>, x: &Value, low: Option<&Value>, high: Option<&Value>) -> Outcome<Value> {
    let mut clipped = x.clone();
    for (bound, name, op) in [(low, "maximum", ir::BinaryOp::Maximum), (high, "minimum", ir::BinaryOp::Minimum)] {
        if let Some(bound) = bound {
            let function = (name, Family::MinMax, ElementOp::Binary(op));
            clipped = operate::ufunc_binary(interp, function, &[clipped, bound.clone()], None)?;
        }
    }
    Ok(clipped)
}

/// `abs(x)` of one element.
pub(super) fn magnitude(x: Scalar) -> f64 {
    match x.dtype() {
        Dtype::C64 | Dtype::C128 => x.as_complex().norm(),
        _ => apply(ElementOp::Unary(ir::UnaryOp::Abs), &[Scalar::F64(x.as_f64())]).as_f64(),
    }
}

fn print(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    match function {
        F::SetPrintoptions => {
            let options = changed(&interp.run.print_options(), args, [0, 1, 2, 3, 4, 5, 6, 8, 9])?;
            *lock(&interp.run.print_options) = options;
            Ok(Value::None)
        }
        F::Printoptions => {
            let id = id_of(Host::Numpy(F::Printoptions));
            let arguments = (0..10).map(|i| args.get(i).cloned().unwrap_or(Value::None));
            let function = id.map_or(Value::None, Value::Builtin);
            Ok(Value::Method(Arc::new(Method { receiver: Value::tuple(arguments), function })))
        }
        F::Errstate | F::Seterr => {
            let id = id_of(Host::Numpy(F::Errstate));
            let function = id.map_or(Value::None, Value::Builtin);
            Ok(Value::Method(Arc::new(Method { receiver: Value::None, function })))
        }
        F::Array2string => {
            let array = to_array(interp, args.at(0), None)?;
            let mut options = interp.run.print_options();
            if let Some(width) = args.optional_int(1)? {
                options.linewidth = width.max(0) as usize;
            }
            options =
                changed(&options, args, [2, 8, usize::MAX, usize::MAX, 3, usize::MAX, usize::MAX, usize::MAX, 9])?;
            let around = Surroundings {
                separator: args.str_or(4, " ")?,
                prefix: args.str_or(5, "")?,
                suffix: args.str_or(7, "")?,
            };
            Ok(Value::from(text::array2string(&array, &options, around)))
        }
        _ => {
            let array = to_array(interp, args.at(0), None)?;
            let places = [2, usize::MAX, usize::MAX, 1, 3, usize::MAX, usize::MAX, usize::MAX, usize::MAX];
            let options = changed(&interp.run.print_options(), args, places)?;
            Ok(Value::from(match function {
                F::ArrayRepr => text::array_repr(&array, &options),
                _ => text::array_str(&array, &options),
            }))
        }
    }
}

/// Print options with what the arguments say; `places`: where precision, threshold, edgeitems, linewidth, suppress,
/// nanstr, infstr, sign and floatmode stand.
fn changed(options: &PrintOptions, args: &Args, places: [usize; 9]) -> Outcome<PrintOptions> {
    let mut options = options.clone();
    let count = |place: usize| -> Outcome<Option<usize>> {
        match args.some(place) {
            // `sys.maxsize` and `np.inf` ask for everything.
            Some(value) if value.as_float() == Some(f64::INFINITY) => Ok(Some(usize::MAX)),
            Some(_) => Ok(args.optional_int(place)?.map(|n| n.max(0) as usize)),
            None => Ok(None),
        }
    };
    let [precision, threshold, edgeitems, linewidth, suppress, nanstr, infstr, sign, floatmode] = places;
    options.precision = count(precision)?.unwrap_or(options.precision);
    options.threshold = count(threshold)?.unwrap_or(options.threshold);
    options.edgeitems = count(edgeitems)?.unwrap_or(options.edgeitems);
    options.linewidth = count(linewidth)?.unwrap_or(options.linewidth);
    if let Some(Value::Bool(suppress)) = args.some(suppress) {
        options.suppress = *suppress;
    }
    if args.some(nanstr).is_some() {
        options.nanstr = args.str(nanstr)?.to_owned();
    }
    if args.some(infstr).is_some() {
        options.infstr = args.str(infstr)?.to_owned();
    }
    if args.some(sign).is_some() {
        options.sign = SignMode::parse(args.str(sign)?).map_err(Exception::value_error)?;
    }
    if args.some(floatmode).is_some() {
        options.floatmode = FloatMode::parse(args.str(floatmode)?).map_err(Exception::value_error)?;
    }
    Ok(options)
}

/// The settings that `np.printoptions(..)` and `np.errstate(..)` hold for a `with` block.
fn context_of(manager: &Value) -> Option<(F, &Value)> {
    let Value::Method(method) = manager else { return None };
    let Value::Builtin(id) = &method.function else { return None };
    match crate::builtins::host::host(*id)?.host {
        Host::Numpy(function @ (F::Printoptions | F::Errstate)) => Some((function, &method.receiver)),
        _ => None,
    }
}

/// Enters such a block; none: it is none.
pub(super) fn enter_context(interp: &Interpreter<'_>, manager: &Value) -> Option<Outcome<Value>> {
    let (function, arguments) = context_of(manager)?;
    if function == F::Errstate {
        return Some(Ok(Value::None));
    }
    let Value::Tuple(arguments) = arguments else { return Some(Ok(Value::None)) };
    let args = Args::of_all(arguments.iter().cloned());
    let options = match changed(&interp.run.print_options(), &args, [0, 1, 2, 3, 4, 5, 6, 8, 9]) {
        Ok(options) => options,
        Err(error) => return Some(Err(error)),
    };
    let before = std::mem::replace(&mut *lock(&interp.run.print_options), options);
    lock(&interp.run.print_options_before).push(before);
    Some(Ok(Value::None))
}

/// Leaves it.
pub(super) fn exit_context(interp: &Interpreter<'_>, manager: &Value) {
    if matches!(context_of(manager), Some((F::Printoptions, _)))
        && let Some(before) = lock(&interp.run.print_options_before).pop()
    {
        *lock(&interp.run.print_options) = before;
    }
}

/// A dtype of an argument that must be one.
pub(super) fn dtype_of(value: &Value) -> Outcome<Dtype> {
    dtype_of_value(value).ok_or_else(|| Exception::type_error(format!("Cannot interpret '{value:?}' as a data type")))
}
