//! Functions that rearrange arrays.
//!
//! Input: arrays, shapes, axes. Output: views where NumPy gives views, else copies.
//! Never: values.

use super::convert::{signed_shape, to_array};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::ops;
use crate::host::value::Value;
use crate::runtime::array::{Array, Index, Order, Scalar, Shape, Slice};
use crate::types::{Dtype, promote_dtypes};
use std::sync::Arc;

/// `a.reshape(shape)`; `order="F"` reads and writes with the first axis fastest.
pub(in crate::host) fn reshape(
    interp: &Interpreter<'_>,
    array: &Array,
    shape: &Value,
    order: Option<&Value>,
) -> Outcome<Value> {
    let shape = signed_shape(interp, shape)?;
    if super::create::order_argument(order) == Order::F {
        let reversed: Vec<i64> = shape.into_iter().rev().collect();
        return Ok(Value::array(array.transpose().reshape(&reversed)?.transpose()));
    }
    Ok(Value::array(array.reshape(&shape)?))
}

/// `a.ravel(order)`
pub(in crate::host) fn ravel(array: &Array, order: Option<&Value>) -> Outcome<Array> {
    match super::create::order_argument(order) {
        Order::F => Ok(array.transpose().reshape(&[-1])?),
        Order::C => Ok(array.reshape(&[-1])?),
    }
}

/// `a.transpose(axes)`
pub(in crate::host) fn transpose(interp: &Interpreter<'_>, array: &Array, axes: &[Value]) -> Outcome<Value> {
    let axes = match axes {
        [] | [Value::None] => return Ok(Value::array(array.transpose())),
        [Value::Tuple(_) | Value::List(_)] => interp.items(&axes[0])?,
        several => several.to_vec(),
    };
    let wrong = || Exception::type_error("axes are ints");
    let axes = axes.iter().map(|axis| super::axis_of(ops::index(axis).ok_or_else(wrong)?, array.ndim()));
    Ok(Value::array(array.permute(&axes.collect::<Outcome<Vec<usize>>>()?)?))
}

/// The arrays of a sequence.
fn arrays_of(interp: &Interpreter<'_>, values: &Value) -> Outcome<Vec<Arc<Array>>> {
    let arrays = interp.items(values)?.iter().map(|item| to_array(interp, item, None)).collect::<Outcome<Vec<_>>>()?;
    if arrays.is_empty() {
        return Err(Exception::value_error("need at least one array to concatenate"));
    }
    Ok(arrays)
}

/// `np.concatenate(arrays, axis)`
pub(in crate::host) fn concatenate(interp: &Interpreter<'_>, values: &Value, axis: Option<i64>) -> Outcome<Value> {
    let arrays = arrays_of(interp, values)?;
    let arrays: Vec<Array> = match axis {
        Some(_) => arrays.iter().map(|array| (**array).clone()).collect(),
        None => arrays.iter().map(|array| array.reshape(&[-1])).collect::<Result<_, _>>()?,
    };
    join(interp, &arrays, axis.unwrap_or(0))
}

fn join(interp: &Interpreter<'_>, arrays: &[Array], axis: i64) -> Outcome<Value> {
    let first = &arrays[0];
    if first.ndim() == 0 {
        return Err(Exception::value_error("zero-dimensional arrays cannot be concatenated"));
    }
    let axis = super::axis_of(axis, first.ndim())?;
    let mut shape: Shape = first.shape().into();
    shape[axis] = 0;
    let mut dtype = first.dtype();
    for (k, array) in arrays.iter().enumerate() {
        check_joinable(first, array, (k, axis))?;
        shape[axis] += array.shape()[axis];
        dtype = promote_dtypes(dtype, array.dtype());
    }
    let out = Array::empty(Some(&interp.run.services.account), dtype, &shape)?;
    let mut start = 0;
    for array in arrays {
        let stop = start + array.shape()[axis] as i64;
        let part = Index::Slice(Slice { start: Some(start), stop: Some(stop), step: None });
        let indices: Vec<Index> =
            (0..shape.len()).map(|k| if k == axis { part } else { Index::Slice(Slice::default()) }).collect();
        out.index(&indices)?.assign(array)?;
        start = stop;
    }
    Ok(Value::array(out))
}

fn check_joinable(first: &Array, array: &Array, (k, axis): (usize, usize)) -> Outcome<()> {
    if array.ndim() != first.ndim() {
        return Err(Exception::value_error(format!(
            "all the input arrays must have same number of dimensions, but the array at index 0 has {} dimension(s) and the \
             array at index {k} has {} dimension(s)",
            first.ndim(),
            array.ndim()
        )));
    }
    for (dimension, (&a, &b)) in first.shape().iter().zip(array.shape()).enumerate() {
        if dimension != axis && a != b {
            return Err(Exception::value_error(format!(
                "all the input array dimensions except for the concatenation axis must match exactly, but along dimension \
                 {dimension}, the array at index 0 has size {a} and the array at index {k} has size {b}"
            )));
        }
    }
    Ok(())
}

/// `np.stack(arrays, axis)`
pub(in crate::host) fn stack(interp: &Interpreter<'_>, values: &Value, axis: i64) -> Outcome<Value> {
    let arrays = arrays_of(interp, values)?;
    if arrays.iter().any(|array| array.shape() != arrays[0].shape()) {
        return Err(Exception::value_error("all input arrays must have the same shape"));
    }
    let axis = super::axis_of(axis, arrays[0].ndim() + 1)?;
    let expanded = arrays.iter().map(|array| with_axis(array, axis)).collect::<Outcome<Vec<_>>>()?;
    join(interp, &expanded, axis as i64)
}

/// A new axis of length 1 at a place.
pub(in crate::host) fn with_axis(array: &Array, axis: usize) -> Outcome<Array> {
    let mut indices = vec![Index::Slice(Slice::default()); array.ndim()];
    indices.insert(axis, Index::NewAxis);
    Ok(array.index(&indices)?)
}

/// `np.vstack`, `np.hstack`, `np.column_stack`
pub(in crate::host) fn stack_as(interp: &Interpreter<'_>, values: &Value, direction: Direction) -> Outcome<Value> {
    let arrays = arrays_of(interp, values)?;
    let shaped = |array: &Arc<Array>| -> Outcome<Array> {
        Ok(match (direction, array.ndim()) {
            (Direction::Down, 0 | 1) => array.reshape(&[1, array.size() as i64])?,
            (Direction::Columns, 0 | 1) => array.reshape(&[array.size() as i64, 1])?,
            (Direction::Right, 0) => array.reshape(&[1])?,
            _ => (**array).clone(),
        })
    };
    let arrays = arrays.iter().map(shaped).collect::<Outcome<Vec<_>>>()?;
    let axis = match direction {
        Direction::Down => 0,
        Direction::Columns => 1,
        Direction::Right => i64::from(arrays[0].ndim() > 1),
    };
    join(interp, &arrays, axis)
}

/// Which way arrays are put together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::host) enum Direction {
    Down,
    Right,
    Columns,
}

/// `np.flip(m, axis)`
pub(in crate::host) fn flip(array: &Array, axis: Option<i64>) -> Outcome<Value> {
    let axis = axis.map(|axis| super::axis_of(axis, array.ndim())).transpose()?;
    let back = Index::Slice(Slice { start: None, stop: None, step: Some(-1) });
    let index = |k: usize| if axis.is_none_or(|axis| axis == k) { back } else { Index::Slice(Slice::default()) };
    Ok(Value::array(array.index(&(0..array.ndim()).map(index).collect::<Vec<_>>())?))
}

/// `np.squeeze(a, axis)`
pub(in crate::host) fn squeeze(array: &Array, axis: Option<i64>) -> Outcome<Value> {
    let axis = axis.map(|axis| super::axis_of(axis, array.ndim())).transpose()?;
    if let Some(axis) = axis.filter(|&axis| array.shape()[axis] != 1) {
        let _ = axis;
        return Err(Exception::value_error("cannot select an axis to squeeze out which has size not equal to one"));
    }
    let keeps = |k: usize| axis.map_or(array.shape()[k] != 1, |axis| axis != k);
    let index = |k: usize| if keeps(k) { Index::Slice(Slice::default()) } else { Index::At(0) };
    Ok(Value::array(array.index(&(0..array.ndim()).map(index).collect::<Vec<_>>())?))
}

/// `np.roll` of the flattened array, or along an axis.
pub(in crate::host) fn roll(interp: &Interpreter<'_>, array: &Array, shift: i64, axis: Option<i64>) -> Outcome<Value> {
    let account = Some(&interp.run.services.account);
    let Some(axis) = axis else {
        let flat: Vec<Scalar> = array.iter().collect();
        let n = flat.len() as i64;
        let values = (0..n).map(|i| flat[(i - shift).rem_euclid(n) as usize]);
        return Ok(Value::array(Array::from_scalars(account, array.dtype(), array.shape(), values)?));
    };
    let axis = super::axis_of(axis, array.ndim())?;
    let n = array.shape()[axis] as i64;
    let indices: Vec<i64> = (0..n).map(|i| (i - shift).rem_euclid(n.max(1))).collect();
    take(interp, array, &indices, axis)
}

/// The parts of an array at indices along an axis.
pub(in crate::host) fn take(interp: &Interpreter<'_>, array: &Array, indices: &[i64], axis: usize) -> Outcome<Value> {
    let full = Value::Slice(Arc::new(crate::host::value::SliceValue {
        start: Value::None,
        stop: Value::None,
        step: Value::None,
    }));
    let mut parts = vec![full; array.ndim()];
    parts[axis] = Value::array(Array::from_vec(indices.to_vec()));
    super::get_item(interp, &Arc::new(array.clone()), &Value::tuple(parts))
}

/// `np.where(condition, x, y)`
pub(in crate::host) fn choose(interp: &Interpreter<'_>, condition: &Value, x: &Value, y: &Value) -> Outcome<Value> {
    use super::convert::scalar_of;
    use crate::types::promote::{self, Operand, Rules};
    let flags = to_array(interp, condition, Some(Dtype::Bool))?;
    let operand = |value: &Value| -> Outcome<(Arc<Array>, Operand)> {
        let array = to_array(interp, value, None)?;
        let weak = value.is_python_number() && !matches!(value, Value::Bool(_));
        let operand = if weak { Operand::weak(array.dtype()) } else { Operand::array(array.dtype()) };
        let _ = scalar_of;
        Ok((array, operand))
    };
    let ((x, x_operand), (y, y_operand)) = (operand(x)?, operand(y)?);
    let dtype = promote::choice(Rules::NumPy, x_operand, y_operand);
    let shape = crate::runtime::array::broadcast_shapes(&[flags.shape(), x.shape(), y.shape()])?;
    let (flags, x, y) = (flags.broadcast_to(&shape)?, x.broadcast_to(&shape)?, y.broadcast_to(&shape)?);
    let pick = |((flag, x), y): ((Scalar, Scalar), Scalar)| if flag.as_bool() { x.cast(dtype) } else { y.cast(dtype) };
    let values = flags.iter().zip(x.iter()).zip(y.iter()).map(pick);
    Ok(super::value_of(Array::from_scalars(Some(&interp.run.services.account), dtype, &shape, values)?))
}
