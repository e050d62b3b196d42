//! The same elements under other shapes, and arrays put together.
//!
//! Input: arrays, arguments. Output: views where strides can express it, else copies. Never: arithmetic.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, nested};
use crate::runtime::array::blocks::{self, Form};
use crate::runtime::array::{Array, Index, Order, Slice};
use crate::runtime::exception::Check;
use crate::runtime::memory::Init;

/// `a.reshape(shape, order)`
///
/// # Errors
/// ValueError where the sizes differ.
pub(super) fn reshape(array: &Array, shape: &[i64], order: Option<&str>) -> Outcome<Array> {
    if !is_fortran(array, order) {
        return Ok(array.reshape(shape)?);
    }
    let reversed: Vec<i64> = shape.iter().rev().copied().collect();
    Ok(array.transpose().reshape(&reversed)?.transpose())
}

fn is_fortran(array: &Array, order: Option<&str>) -> bool {
    match order {
        Some("F") => true,
        Some("A") => array.is_f_contiguous() && !array.is_c_contiguous(),
        _ => false,
    }
}

/// The shape of `reshape(*shape)`: one tuple or several ints.
pub(super) fn shape_of(given: &[Value]) -> Outcome<Vec<i64>> {
    match given {
        [only] => convert::ints(only),
        several => several.iter().map(convert::index).collect(),
    }
}

/// `a.ravel(order)`: a view where there is one.
pub(super) fn ravel(array: &Array, order: Option<&str>) -> Outcome<Array> {
    let order = match order {
        Some("K") if array.is_f_contiguous() && !array.is_c_contiguous() => Some("F"),
        other => other,
    };
    let flat = reshape(array, &[-1], order)?;
    if flat.is_c_contiguous() { Ok(flat) } else { Ok(flat.copy(Order::C)?) }
}

/// `a.flatten(order)`
pub(super) fn flatten(array: &Array, order: Option<&str>) -> Outcome<Array> {
    let flat = ravel(array, order)?;
    if flat.may_share_memory(array) { Ok(flat.copy(Order::C)?) } else { Ok(flat) }
}

/// `a.transpose(*axes)`
///
/// # Errors
/// ValueError unless the axes are each of the array's once.
pub(super) fn transpose(array: &Array, axes: &[Value]) -> Outcome<Array> {
    let given = match axes {
        [] | [Value::None] => return Ok(array.transpose()),
        axes => shape_of(axes)?,
    };
    if given.len() != array.ndim() {
        return Err(Exception::value_error("axes don't match array"));
    }
    let axes = given.iter().map(|&axis| convert::axis(axis, array.ndim())).collect::<Outcome<Vec<usize>>>()?;
    array.permute(&axes).map_err(|_| Exception::value_error("repeated axis in transpose"))
}

/// `np.moveaxis(a, source, destination)`
pub(super) fn moveaxis(array: &Array, from: &Value, to: &Value) -> Outcome<Array> {
    let axes = |value: &Value| -> Outcome<Vec<usize>> {
        convert::ints(value)?.into_iter().map(|axis| convert::axis(axis, array.ndim())).collect()
    };
    let (from, to) = (axes(from)?, axes(to)?);
    if from.len() != to.len() {
        let text = "`source` and `destination` arguments must have the same number of elements";
        return Err(Exception::value_error(text));
    }
    let mut order: Vec<usize> = (0..array.ndim()).filter(|axis| !from.contains(axis)).collect();
    let mut moves: Vec<(usize, usize)> = to.into_iter().zip(from).collect();
    moves.sort_unstable();
    for (to, from) in moves {
        order.insert(to.min(order.len()), from);
    }
    Ok(array.permute(&order)?)
}

/// `a.squeeze(axis)`
///
/// # Errors
/// ValueError for an axis of another length than 1.
pub(super) fn squeeze(array: &Array, axis: Option<&Value>) -> Outcome<Array> {
    let axes = match axis {
        None => (0..array.ndim()).filter(|&axis| array.shape()[axis] == 1).collect(),
        given => convert::axes(given, array.ndim())?,
    };
    if axes.iter().any(|&axis| array.shape()[axis] != 1) {
        return Err(Exception::value_error("cannot select an axis to squeeze out which has size not equal to one"));
    }
    let pick = |axis: usize| if axes.contains(&axis) { Index::At(0) } else { Index::Slice(Slice::default()) };
    Ok(array.index(&(0..array.ndim()).map(pick).collect::<Vec<_>>())?)
}

/// `np.expand_dims(a, axis)`
///
/// # Errors
/// ValueError for an axis that there is not.
pub(super) fn expand_dims(array: &Array, axis: &Value) -> Outcome<Array> {
    let given = convert::ints(axis)?;
    let ndim = array.ndim() + given.len();
    let new = given.iter().map(|&axis| convert::axis(axis, ndim)).collect::<Outcome<Vec<usize>>>()?;
    let index = |axis: usize| if new.contains(&axis) { Index::NewAxis } else { Index::Slice(Slice::default()) };
    Ok(array.index(&(0..ndim).map(index).collect::<Vec<_>>())?)
}

/// `np.flip(m, axis)`
pub(super) fn flip(array: &Array, axis: Option<&Value>) -> Outcome<Array> {
    let axes = convert::axes(axis, array.ndim())?;
    let index = |axis: usize| {
        let step = axes.contains(&axis).then_some(-1);
        Index::Slice(Slice { step, ..Slice::default() })
    };
    Ok(array.index(&(0..array.ndim()).map(index).collect::<Vec<_>>())?)
}

/// `np.roll(a, shift, axis)`
pub(super) fn roll(run: &Run, array: &Array, args: &Arguments<'_>) -> Outcome<Array> {
    let shifts = convert::ints(args.required("shift")?)?;
    let Some(axes) = args.get("axis") else {
        let rolled = rolled(run, &array.reshape(&[-1])?, 0, shifts.iter().sum())?;
        let shape: Vec<i64> = array.shape().iter().map(|&n| n as i64).collect();
        return Ok(rolled.reshape(&shape)?);
    };
    let mut result = array.clone();
    let axes = convert::ints(axes)?;
    for (k, &axis) in axes.iter().enumerate() {
        let shift = shifts.get(k).or(shifts.first()).copied().unwrap_or(0);
        result = rolled(run, &result, convert::axis(axis, array.ndim())?, shift)?;
    }
    Ok(result)
}

fn rolled(run: &Run, array: &Array, axis: usize, shift: i64) -> Outcome<Array> {
    let n = array.shape()[axis] as i64;
    let result = convert::empty(run, array.dtype(), array.shape())?;
    if n == 0 {
        return Ok(result);
    }
    let shift = shift.rem_euclid(n);
    let part = |array: &Array, start: i64, stop: i64| array.along(axis, Some(start), Some(stop));
    part(&result, shift, n)?.assign(&part(array, 0, n - shift)?)?;
    part(&result, 0, shift)?.assign(&part(array, n - shift, n)?)?;
    Ok(result)
}

/// `np.broadcast_to(array, shape)`
pub(super) fn broadcast_to(array: &Array, shape: &Value) -> Outcome<Array> {
    Ok(array.broadcast_to(&convert::shape(shape)?)?)
}

/// The arrays of a sequence, as `np.concatenate` takes them.
pub(super) fn arrays(run: &Run, value: &Value) -> Outcome<Vec<Array>> {
    let Some(items) = convert::items(value)? else {
        let text =
            format!("arrays to stack must be passed as a \"sequence\" type such as list or tuple, not {value:?}");
        return Err(Exception::type_error(text));
    };
    items.iter().map(|item| nested::as_array(run, item, None)).collect()
}

/// `np.concatenate(arrays, axis=None)`: all elements in one axis.
pub(super) fn concatenate_flat(run: &Run, arrays: &[Array]) -> Outcome<Array> {
    let flat = arrays.iter().map(|array| array.reshape(&[-1])).collect::<Result<Vec<_>, _>>()?;
    concatenate(run, &flat, 0)
}

/// `np.concatenate(arrays, axis)`
///
/// # Errors
/// ValueError for shapes that do not fit.
pub(super) fn concatenate(run: &Run, arrays: &[Array], axis: i64) -> Outcome<Array> {
    if arrays.iter().any(|array| array.ndim() == 0) {
        return Err(Exception::value_error("zero-dimensional arrays cannot be concatenated"));
    }
    let axis = convert::axis(axis, arrays.first().map_or(1, Array::ndim))?;
    join(run, Form::Plain, arrays, axis)
}

/// `np.stack(arrays, axis)`
///
/// # Errors
/// ValueError for different shapes.
pub(super) fn stack(run: &Run, arrays: &[Array], axis: i64) -> Outcome<Array> {
    let Some(first) = arrays.first() else {
        return Err(Exception::value_error("need at least one array to stack"));
    };
    join(run, Form::Stack, arrays, convert::axis(axis, first.ndim() + 1)?)
}

/// `np.vstack(tup)` and its like; `np.hstack` joins arrays of one axis along it, others along the second.
///
/// # Errors
/// ValueError for shapes that do not fit.
pub(super) fn join_formed(run: &Run, form: Form, arrays: &[Array]) -> Outcome<Array> {
    let axis = match form {
        Form::Row => 0,
        Form::Depth => 2,
        Form::Flat if arrays.first().is_some_and(|first| first.ndim() <= 1) => 0,
        _ => 1,
    };
    join(run, form, arrays, axis)
}

fn join(run: &Run, form: Form, arrays: &[Array], axis: usize) -> Outcome<Array> {
    let arrays = form.of(axis, &arrays.iter().collect::<Vec<_>>())?;
    let mut shape = arrays[0].shape().to_vec();
    shape[axis] = blocks::joined_length(&arrays, axis)?;
    let dtype = convert::common_dtype(arrays.iter().map(Array::dtype)).unwrap_or(arrays[0].dtype());
    let fortran = arrays.iter().all(|array| array.is_f_contiguous() && !array.is_c_contiguous());
    let order = if fortran { Order::F } else { Order::C };
    let result = Array::alloc(Some(&run.services.account), dtype, &shape, order, Init::Uninit)?;
    blocks::join(&result, axis, 0, &arrays)?;
    Ok(result)
}

/// `np.repeat(a, repeats, axis)`
///
/// # Errors
/// ValueError for counts that do not fit.
pub(super) fn repeat(run: &Run, array: &Array, args: &Arguments<'_>) -> Outcome<Array> {
    let (array, axis) = match args.axis(array)? {
        Some(axis) => (array.clone(), axis),
        None => (array.reshape(&[-1])?, 0),
    };
    let n = array.shape()[axis];
    let given = args.required("repeats")?;
    let counts = convert::ints(given)?;
    if let [times] = counts[..] {
        return repeat_evenly(run, &array, axis, times, convert::items(given)?.is_none());
    }
    if counts.len() != n {
        return Err(Exception::value_error(format!(
            "operands could not be broadcast together with shape ({n},) ({},)",
            counts.len()
        )));
    }
    if counts.iter().any(|&count| count < 0) {
        return Err(Exception::value_error("repeats may not contain negative values."));
    }
    let total = counts.iter().try_fold(0usize, |sum, &count| sum.checked_add(count as usize));
    let mut shape = array.shape().to_vec();
    shape[axis] = total.ok_or(Check::ArrayTooBig)?;
    let result = convert::empty(run, array.dtype(), &shape)?;
    let places = counts.iter().enumerate().flat_map(|(k, &count)| std::iter::repeat_n(k as i64, count as usize));
    blocks::take(&result, &array, axis, &run.gathered(places)?)?;
    Ok(result)
}

/// Each row of an axis as often as any other.
fn repeat_evenly(run: &Run, array: &Array, axis: usize, times: i64, is_number: bool) -> Outcome<Array> {
    let Ok(times) = usize::try_from(times) else {
        let reason =
            if is_number { "negative dimensions are not allowed" } else { "repeats may not contain negative values." };
        return Err(Exception::value_error(reason));
    };
    let mut shape = array.shape().to_vec();
    shape[axis] = shape[axis].checked_mul(times).ok_or(Check::ArrayTooBig)?;
    let result = convert::empty(run, array.dtype(), &shape)?;
    blocks::repeat(&result, array, axis, times)?;
    Ok(result)
}

/// `np.tile(A, reps)`
///
/// # Errors
/// TypeError for what is no count.
pub(super) fn tile(run: &Run, array: &Array, reps: &Value) -> Outcome<Array> {
    let mut reps = convert::shape(reps)?;
    let ndim = reps.len().max(array.ndim());
    reps.splice(0..0, std::iter::repeat_n(1, ndim - reps.len()));
    let source = array.index(&vec![Index::NewAxis; ndim - array.ndim()])?;
    let lengths = source.shape().iter().zip(&reps).map(|(n, count)| n.checked_mul(*count));
    let shape = lengths.collect::<Option<Vec<usize>>>().ok_or(Check::ArrayTooBig)?;
    let result = convert::empty(run, array.dtype(), &shape)?;
    blocks::tile(&result, &source)?;
    Ok(result)
}

/// `np.split(a, indices_or_sections, axis)`; `uneven`: as `np.array_split`.
///
/// # Errors
/// ValueError where the parts are not equal.
pub(super) fn split(run: &Run, array: &Array, sections: &Value, axis: usize, uneven: bool) -> Outcome<Value> {
    let n = array.shape()[axis] as i64;
    let bounds = match sections {
        Value::Int(count) if *count > 0 => {
            if n % count != 0 && !uneven {
                return Err(Exception::value_error("array split does not result in an equal division"));
            }
            let (each, surplus) = (n / count, n % count);
            run.gathered((1..*count).map(|k| k * each + k.min(surplus)))?
        }
        Value::Int(_) => return Err(Exception::value_error("number sections must be larger than 0.")),
        other => convert::ints(other)?,
    };
    let starts = std::iter::once(0).chain(bounds.iter().copied());
    let stops = bounds.iter().copied().chain([n]);
    let parts = starts.zip(stops).map(|(start, stop)| Ok(Value::array(array.along(axis, Some(start), Some(stop))?)));
    Ok(Value::list(run.all(parts)?))
}
