//! Functions of `numpy` that are not element-wise.
//!
//! Input: a function, its arguments. Output: arrays, scalars, tuples. Never: files, comparisons of tests.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::create::{self, Content};
use super::operand::Operand;
use super::{
    convert, grid, linalg, method, nested, operator, parts, print, record, reduce, shape, sort, statistics, types,
};
use crate::builtins::host::{ArrayMethod, NumpyFunction as F};
use crate::runtime::array::blocks::Form;
use crate::runtime::array::{Array, Index, Scalar};
use crate::runtime::sort::nonzero;
use crate::types::Dtype;

/// Calls a function.
///
/// # Errors
/// What NumPy raises.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    if let Some(result) = record::call(run, function, args) {
        return result;
    }
    if let Some(method) = as_method(function) {
        let array = args.array(run, "a")?;
        return method::call(run, method, &array, args);
    }
    if let Some(result) = creation(run, function, args) {
        return result;
    }
    if let Some(result) = reshaping(run, function, args) {
        return result;
    }
    if let Some(result) = comparison(run, function, args) {
        return result;
    }
    other(run, function, args)
}

/// Functions that are methods of their first argument.
fn as_method(function: F) -> Option<ArrayMethod> {
    Some(match function {
        F::All => ArrayMethod::All,
        F::Any => ArrayMethod::Any,
        F::Argsort => ArrayMethod::Argsort,
        F::Clip => ArrayMethod::Clip,
        F::Cumprod => ArrayMethod::Cumprod,
        F::Cumsum => ArrayMethod::Cumsum,
        F::Max => ArrayMethod::Max,
        F::Mean => ArrayMethod::Mean,
        F::Min => ArrayMethod::Min,
        F::Nonzero => ArrayMethod::Nonzero,
        F::Prod => ArrayMethod::Prod,
        F::Ravel => ArrayMethod::Ravel,
        F::Repeat => ArrayMethod::Repeat,
        F::Reshape => ArrayMethod::Reshape,
        F::Round => ArrayMethod::Round,
        F::Squeeze => ArrayMethod::Squeeze,
        F::Std => ArrayMethod::Std,
        F::Sum => ArrayMethod::Sum,
        F::Transpose => ArrayMethod::Transpose,
        F::Var => ArrayMethod::Var,
        _ => return None,
    })
}

/// Functions that make arrays.
fn creation(run: &Run, function: F, args: &Arguments<'_>) -> Option<Outcome<Value>> {
    let (zero, one) = (Content::Value(Scalar::Bool(false)), Content::Value(Scalar::Bool(true)));
    Some(match function {
        F::Arange => create::arange(run, args),
        F::Array => create::array(run, args),
        F::Asarray => create::asarray(run, args),
        F::Ascontiguousarray | F::Asfortranarray => ordered(run, function, args),
        F::Frombuffer => from_buffer(run, args),
        F::Copy => {
            args.array(run, "a").and_then(|array| create::copy(run, &array, Some(args.text("order")?.unwrap_or("K"))))
        }
        F::Empty => create::shaped(run, args, Content::Anything),
        F::Zeros => create::shaped(run, args, zero),
        F::Ones => create::shaped(run, args, one),
        F::Full => create::full(run, args),
        F::EmptyLike => create::like(run, args, "prototype", Content::Anything),
        F::ZerosLike => create::like(run, args, "a", zero),
        F::OnesLike => create::like(run, args, "a", one),
        F::FullLike => create::full_like(run, args),
        F::Eye => create::eye(run, args, "N"),
        F::Identity => create::eye(run, args, "n"),
        _ => return None,
    })
}

/// `frombuffer(buffer, dtype, count, offset)`
fn from_buffer(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let Value::Bytes(bytes) = args.required("buffer")? else {
        return Err(Exception::type_error("a bytes-like object is required"));
    };
    let dtype = args.dtype()?.unwrap_or(Dtype::F64);
    let (count, offset) = (args.int("count")?.unwrap_or(-1), args.int("offset")?.unwrap_or(0));
    let rest = usize::try_from(offset)
        .ok()
        .and_then(|offset| bytes.get(offset..))
        .ok_or_else(|| Exception::value_error("offset must be non-negative and no greater than buffer length"))?;
    if count < 0 && rest.len() % dtype.size() != 0 {
        return Err(Exception::value_error("buffer size must be a multiple of element size"));
    }
    let most = rest.len() / dtype.size();
    let n = usize::try_from(count).unwrap_or(most);
    if n > most {
        return Err(Exception::value_error("buffer is smaller than requested size"));
    }
    let elements = rest.chunks_exact(dtype.size()).take(n).map(|bytes| Scalar::from_bytes(dtype, bytes));
    let array = Array::from_scalars(Some(&run.services.account), dtype, &[n], elements)?;
    Ok(Value::array(array.read_only()))
}

/// An array in an order; a number becomes an array of one axis.
fn ordered(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let array = nested::as_array(run, args.required("a")?, args.dtype()?)?;
    let array = if array.ndim() == 0 { array.reshape(&[1])? } else { array };
    let order = if function == F::Asfortranarray { "F" } else { "C" };
    Ok(Value::array(create::with_order(array, Some(order))?))
}

/// Functions that put elements under another shape.
fn reshaping(run: &Run, function: F, args: &Arguments<'_>) -> Option<Outcome<Value>> {
    let stacked = |form: Form| {
        let arrays = shape::arrays(run, args.required("tup")?)?;
        shape::join_formed(run, form, &arrays).map(Value::array)
    };
    let joined = |join: fn(&Run, &[Array], i64) -> Outcome<Array>| {
        let arrays = shape::arrays(run, args.required("arrays")?)?;
        if function == F::Concatenate && args.is_none("axis") {
            return shape::concatenate_flat(run, &arrays).map(Value::array);
        }
        let axis = args.get("axis").map_or(Ok(0), convert::index)?;
        join(run, &arrays, axis).map(Value::array)
    };
    Some(match function {
        F::BroadcastTo => args
            .array(run, "array")
            .and_then(|array| shape::broadcast_to(&array, args.required("shape")?).map(Value::array)),
        F::Concatenate => joined(shape::concatenate),
        F::Stack => joined(shape::stack),
        F::Hstack => stacked(Form::Flat),
        F::Vstack => stacked(Form::Row),
        F::ColumnStack => stacked(Form::Column),
        F::Dstack => stacked(Form::Depth),
        F::Append => append(run, args),
        F::Atleast1d => at_least(run, args, 1),
        F::Atleast2d => at_least(run, args, 2),
        F::Moveaxis => args.array(run, "a").and_then(|array| {
            shape::moveaxis(&array, args.required("source")?, args.required("destination")?).map(Value::array)
        }),
        F::Split | F::ArraySplit => split(run, function, args),
        F::ExpandDims => {
            args.array(run, "a").and_then(|a| shape::expand_dims(&a, args.required("axis")?).map(Value::array))
        }
        F::Flip => args.array(run, "m").and_then(|array| shape::flip(&array, args.get("axis")).map(Value::array)),
        F::Roll => args.array(run, "a").and_then(|array| shape::roll(run, &array, args).map(Value::array)),
        F::Tile => args.array(run, "A").and_then(|a| shape::tile(run, &a, args.required("reps")?).map(Value::array)),
        _ => return None,
    })
}

/// Functions that compare or search.
fn comparison(run: &Run, function: F, args: &Arguments<'_>) -> Option<Outcome<Value>> {
    Some(match function {
        F::Allclose => statistics::isclose(run, args)
            .map(|near| Value::Bool(near.iter().all(crate::runtime::array::Scalar::as_bool))),
        F::Isclose => statistics::isclose(run, args).map(convert::result),
        F::ArrayEqual => array_equal(run, args),
        F::Isin => statistics::isin(run, args),
        F::MayShareMemory | F::SharesMemory => {
            args.array(run, "a").and_then(|a| Ok(Value::Bool(a.may_share_memory(&args.array(run, "b")?))))
        }
        F::Where => statistics::choose(run, args),
        F::Ndindex => grid::indices(args),
        F::Ndenumerate => args.array(run, "arr").map(|array| grid::enumerated(&array)),
        F::Nditer => args.get("op").map_or(Ok(Value::None), |op| grid::cells(run, op)),
        F::Searchsorted => searchsorted(run, args),
        F::CountNonzero => count_nonzero(run, args),
        F::Argwhere => argwhere(run, args),
        F::Flatnonzero => args.array(run, "a").and_then(|array| {
            let mut positions = nonzero(&array.reshape(&[-1])?)?;
            Ok(Value::array(Array::from_vec(positions.swap_remove(0))))
        }),
        F::Unique => unique(run, args),
        F::Sort => args.array(run, "a").and_then(|array| {
            if args.is_none("axis") {
                return Ok(Value::array(sort::sort(run, &array.reshape(&[-1])?, 0)?));
            }
            let axis = convert::axis(args.int("axis")?.unwrap_or(-1), array.ndim())?;
            Ok(Value::array(sort::sort(run, &array, axis)?))
        }),
        _ => return None,
    })
}

fn array_equal(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let (a, b) = (args.array(run, "a1")?, args.array(run, "a2")?);
    Ok(Value::Bool(statistics::array_equal(&a, &b, args.flag("equal_nan")?)))
}

fn searchsorted(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let right = match args.text("side")? {
        None | Some("left") => false,
        Some("right") => true,
        Some(other) => {
            let text = format!("search side must be 'left' or 'right' (got '{other}')");
            return Err(Exception::value_error(text));
        }
    };
    sort::searchsorted(run, &args.array(run, "a")?, &args.array(run, "v")?, right)
}

fn count_nonzero(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    let counts = reduce::count_nonzero(&array, &args.axes(&array)?)?;
    Ok(convert::result(counts))
}

fn argwhere(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    let columns: Vec<Array> = nonzero(&array)?.into_iter().map(Array::from_vec).collect();
    if columns.is_empty() {
        return Ok(Value::array(convert::zeros(
            run,
            Dtype::I64,
            &[usize::from(operator::truth(&Value::array(array))?), 0],
        )?));
    }
    Ok(Value::array(shape::stack(run, &columns, 1)?))
}

fn unique(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "ar")?;
    let unique = sort::unique(run, &array)?;
    let mut results = vec![Value::array(unique.values)];
    if args.flag("return_index")? {
        results.push(Value::array(Array::from_vec(unique.first)));
    }
    if args.flag("return_inverse")? {
        results.push(Value::array(convert::from_vec(array.shape(), unique.inverse)?));
    }
    if args.flag("return_counts")? {
        results.push(Value::array(Array::from_vec(unique.counts)));
    }
    Ok(if results.len() == 1 { results.swap_remove(0) } else { Value::tuple(results) })
}

/// What is in no other group.
fn other(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let operand = |name: &str| {
        let wrong = || Exception::type_error("a number or an array is needed");
        Operand::new(run, args.required(name)?)?.ok_or_else(wrong)
    };
    match function {
        F::Dot => linalg::dot(run, &operand("a")?, &operand("b")?),
        F::Matmul => linalg::matmul(run, &operand("x1")?, &operand("x2")?),
        F::Outer => linalg::outer(run, &args.array(run, "a")?, &args.array(run, "b")?),
        F::Ptp => args.result(statistics::peak_to_peak(run, &args.array(run, "a")?, args)?),
        F::Vdot => linalg::vdot(run, &args.array(run, "a")?, &args.array(run, "b")?),
        F::Real | F::Imag | F::Angle | F::Sinc | F::NanToNum => parts::call(run, function, args),
        F::Finfo | F::Iinfo | F::Issubdtype | F::PromoteTypes | F::ResultType | F::BroadcastShapes => {
            types::call(run, function, args)
        }
        F::GetPrintoptions => Ok(print::as_dict(&run.print_options())),
        F::Polyval => polyval(run, args),
        F::DtypeOf => Ok(Value::Dtype(convert::dtype(args.required("dtype")?)?)),
        F::Ndim => Ok(Value::size(args.array(run, "a")?.ndim())),
        F::Shape => Ok(Value::tuple(args.array(run, "a")?.shape().iter().map(|&n| Value::size(n)))),
        F::Size => size(run, args),
        F::Isscalar => {
            let element = args.get("element").unwrap_or(&Value::None);
            Ok(Value::Bool(convert::number(element).is_some() || matches!(element, Value::Str(_) | Value::Bytes(_))))
        }
        F::ArrayRepr | F::ArrayStr | F::Array2string | F::SetPrintoptions | F::Printoptions => {
            print::call(run, function, args)
        }
        F::Errstate => Ok(Value::None),
        F::Seterr => Ok(print::error_modes()),
        _ => Err(Exception::new(
            crate::runtime::exception::ExceptionKind::NotImplementedError,
            format!("numjit does not have {}() at module level yet", args.name),
        )),
    }
}

fn append(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let (array, values) = (args.array(run, "arr")?, args.array(run, "values")?);
    let joined = match args.int("axis")? {
        Some(axis) => shape::concatenate(run, &[array, values], axis)?,
        None => shape::concatenate(run, &[array.reshape(&[-1])?, values.reshape(&[-1])?], 0)?,
    };
    Ok(Value::array(joined))
}

fn at_least(run: &Run, args: &Arguments<'_>, ndim: usize) -> Outcome<Value> {
    let mut arrays = Vec::new();
    for value in args.rest("arys") {
        let array = nested::as_array(run, &value, None)?;
        let missing = ndim.saturating_sub(array.ndim());
        arrays.push(Value::array(array.index(&vec![Index::NewAxis; missing])?));
    }
    Ok(if arrays.len() == 1 { arrays.swap_remove(0) } else { Value::tuple(arrays) })
}

fn split(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "ary")?;
    let axis = convert::axis(args.int("axis")?.unwrap_or(0), array.ndim())?;
    shape::split(run, &array, args.required("indices_or_sections")?, axis, function == F::ArraySplit)
}

fn size(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    Ok(match args.axis(&array)? {
        Some(axis) => Value::size(array.shape()[axis]),
        None => Value::size(array.size()),
    })
}

/// `np.polyval(p, x)`: Horner's rule.
fn polyval(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    use crate::types::BinaryOp;
    let coefficients = args.array(run, "p")?;
    let x = args.array(run, "x")?;
    let mut sum = Value::array(convert::zeros(run, x.dtype(), x.shape())?);
    let x = Value::array(x);
    for k in 0..coefficients.shape().first().map_or(0, |&n| n as i64) {
        let coefficient = convert::result(coefficients.index(&[Index::At(k)])?);
        let product = operator::binary(run, BinaryOp::Mul, &sum, &x)?;
        sum = operator::binary(run, BinaryOp::Add, &product, &coefficient)?;
    }
    Ok(sum)
}
