//! `array[..]`: basic indices give views, masks and index arrays give copies.
//!
//! Input: arrays, index values. Output: scalars, views, copies; written elements.
//! Never: lists (`ops::item`).

use super::convert::{checked_cast, to_array};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::ops;
use crate::host::ops::slice_bounds;
use crate::host::value::Value;
use crate::runtime::array::{Array, Index, Shape, broadcast_shapes};
use crate::runtime::exception::ExceptionKind;
use crate::types::Dtype;
use smallvec::SmallVec;
use std::sync::Arc;

/// `array[at]`
pub(in crate::host) fn get_item(interp: &Interpreter<'_>, array: &Arc<Array>, at: &Value) -> Outcome<Value> {
    if let Some(indices) = all_ints(at)
        && indices.len() == array.ndim()
    {
        return Ok(Value::Scalar(array.get(&indices)?));
    }
    let parts = parts(interp, array, at)?;
    match basic(&parts) {
        Some(indices) => {
            let view = array.index(&indices)?;
            // `a[..., 0]` of a 1-d array is an array without axes, `a[0]` is a scalar.
            let keeps = indices.contains(&Index::Ellipsis);
            Ok(if keeps { Value::array(view) } else { super::value_of(view) })
        }
        None => {
            let gather = Gather::new(array, parts)?;
            let out = Array::empty(Some(&interp.run.services.account), array.dtype(), &gather.shape)?;
            gather.each(|to, from| Ok(out.set(to, array.get(from)?)?))?;
            Ok(Value::array(out))
        }
    }
}

/// `array[at] = value`
pub(in crate::host) fn set_item(interp: &Interpreter<'_>, array: &Array, at: &Value, value: &Value) -> Outcome<()> {
    if let Some(indices) = all_ints(at)
        && indices.len() == array.ndim()
        && !matches!(value, Value::Array(_) | Value::List(_) | Value::Tuple(_))
    {
        return Ok(array.set(&indices, checked_cast(value, array.dtype())?)?);
    }
    let source = source_of(interp, array, value)?;
    let parts = parts(interp, array, at)?;
    if let Some(indices) = basic(&parts) {
        return Ok(array.index(&indices)?.assign(&source)?);
    }
    if !array.is_mutable() {
        return Err(Exception::value_error("assignment destination is read-only"));
    }
    let gather = Gather::new(array, parts)?;
    let is_mask = matches!(at, Value::Array(mask) if mask.dtype() == Dtype::Bool);
    let Ok(source) = source.broadcast_to(&gather.shape) else {
        let text = crate::runtime::array::shape_text;
        return Err(Exception::value_error(if is_mask && source.ndim() == 1 {
            format!(
                "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where the \
                 mask is true",
                source.size(),
                gather.shape.iter().product::<usize>()
            )
        } else {
            format!(
                "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
                text(source.shape()),
                text(&gather.shape)
            )
        }));
    };
    let source = if source.may_share_memory(array) { source.copy(crate::runtime::array::Order::C)? } else { source };
    gather.each(|from, to| Ok(array.set(to, source.get(from)?.cast(array.dtype()))?))
}

/// What is written, as an array; a number must fit the dtype.
fn source_of(interp: &Interpreter<'_>, array: &Array, value: &Value) -> Outcome<Arc<Array>> {
    match value {
        Value::Array(source) => Ok(Arc::clone(source)),
        Value::List(_) | Value::Tuple(_) | Value::Range(_) => to_array(interp, value, None),
        number => Ok(Arc::new(Array::full(None, array.dtype(), &[], checked_cast(number, array.dtype())?)?)),
    }
}

fn all_ints(at: &Value) -> Option<SmallVec<[i64; 4]>> {
    let int = |value: &Value| match value {
        Value::Bool(_) | Value::Array(_) => None,
        Value::Scalar(scalar) if !scalar.dtype().is_int() => None,
        other => ops::index(other),
    };
    match at {
        Value::Tuple(items) => items.iter().map(int).collect(),
        other => int(other).map(|index| SmallVec::from_slice(&[index])),
    }
}

/// One item between the brackets.
enum Part {
    Basic(Index),
    /// Ints that select along an axis.
    Ints(Arc<Array>),
}

fn parts(interp: &Interpreter<'_>, array: &Array, at: &Value) -> Outcome<Vec<Part>> {
    let mut parts = Vec::new();
    match at {
        Value::Tuple(items) => items.iter().try_for_each(|item| part(interp, item, &mut parts))?,
        other => part(interp, other, &mut parts)?,
    }
    let used =
        parts.iter().filter(|part| matches!(part, Part::Ints(_) | Part::Basic(Index::At(_) | Index::Slice(_)))).count();
    if used > array.ndim() {
        let message =
            format!("too many indices for array: array is {}-dimensional, but {used} were indexed", array.ndim());
        return Err(Exception::new(ExceptionKind::IndexError, message));
    }
    Ok(parts)
}

fn part(interp: &Interpreter<'_>, item: &Value, parts: &mut Vec<Part>) -> Outcome<()> {
    match item {
        Value::Slice(slice) => parts.push(Part::Basic(Index::Slice(slice_bounds(slice)?))),
        Value::None => parts.push(Part::Basic(Index::NewAxis)),
        Value::Ellipsis => parts.push(Part::Basic(Index::Ellipsis)),
        Value::Array(_) | Value::List(_) => {
            let empty_list = matches!(item, Value::List(list) if crate::host::value::lock(list).is_empty());
            let array = to_array(interp, item, if empty_list { Some(Dtype::I64) } else { None })?;
            match array.dtype() {
                Dtype::Bool => parts.extend(mask_indices(&array)?.into_iter().map(Part::Ints)),
                dtype if dtype.is_int() => parts.push(Part::Ints(array)),
                _ => return Err(not_an_index("arrays used as indices must be of integer (or boolean) type")),
            }
        }
        Value::Bool(_) => return Err(not_an_index("numjit does not index arrays with a single bool")),
        other => match ops::index(other) {
            Some(index) => parts.push(Part::Basic(Index::At(index))),
            None => {
                return Err(not_an_index(
                    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean \
                     arrays are valid indices",
                ));
            }
        },
    }
    Ok(())
}

fn not_an_index(message: &str) -> Exception {
    Exception::new(ExceptionKind::IndexError, message)
}

/// The indices of the true elements, one array per axis.
pub(super) fn mask_indices(mask: &Array) -> Outcome<Vec<Arc<Array>>> {
    let mut axes: Vec<Vec<i64>> = vec![Vec::new(); mask.ndim()];
    let mut at = vec![0i64; mask.ndim()];
    for flag in mask.iter() {
        if flag.as_bool() {
            axes.iter_mut().zip(&at).for_each(|(axis, &i)| axis.push(i));
        }
        advance(&mut at, mask.shape());
    }
    Ok(axes.into_iter().map(|axis| Arc::new(Array::from_vec(axis))).collect())
}

/// The next index of a shape in C order.
pub(in crate::host) fn advance(at: &mut [i64], shape: &[usize]) {
    for (index, &n) in at.iter_mut().zip(shape).rev() {
        *index += 1;
        if *index < n as i64 {
            return;
        }
        *index = 0;
    }
}

fn basic(parts: &[Part]) -> Option<SmallVec<[Index; 4]>> {
    parts
        .iter()
        .map(|part| match part {
            Part::Basic(index) => Some(*index),
            Part::Ints(_) => None,
        })
        .collect()
}

/// A selection with index arrays: for each element of the result, the element of the array that it is.
struct Gather {
    /// The result's shape.
    shape: Shape,
    /// For each axis of the array, where its index comes from.
    sources: Vec<AxisSource>,
}

enum AxisSource {
    /// An axis of the result, as a slice: start, step.
    Axis { axis: usize, start: i64, step: i64 },
    /// An int.
    Fixed(i64),
    /// An index array over some axes of the result, from `first` on.
    Ints { indices: Array, first: usize },
}

impl Gather {
    fn new(array: &Array, parts: Vec<Part>) -> Outcome<Self> {
        let parts = without_ellipsis(array, parts);
        let arrays: Vec<&[usize]> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Ints(indices) => Some(indices.shape()),
                Part::Basic(_) => None,
            })
            .collect();
        let common = broadcast_shapes(&arrays).map_err(|_| {
            let shapes: Vec<String> = arrays.iter().map(|shape| crate::runtime::array::shape_text(shape)).collect();
            let message = format!(
                "shape mismatch: indexing arrays could not be broadcast together with shapes {} ",
                shapes.join(" ")
            );
            Exception::new(ExceptionKind::IndexError, message)
        })?;
        let first = first_of_arrays(&parts);
        let mut gather = Self { shape: Shape::new(), sources: Vec::new() };
        let place = first.unwrap_or(0);
        if first.is_none() {
            gather.shape.extend_from_slice(&common);
        }
        let mut placed = first.is_none();
        for part in parts {
            let axis = gather.sources.len();
            let n = array.shape().get(axis).copied().unwrap_or(0);
            match part {
                Part::Basic(Index::NewAxis) => gather.shape.push(1),
                Part::Basic(Index::Slice(slice)) => {
                    let (start, step, count) = slice.indices(n)?;
                    gather.sources.push(AxisSource::Axis { axis: gather.shape.len(), start, step });
                    gather.shape.push(count);
                }
                Part::Basic(Index::At(i)) => gather.sources.push(AxisSource::Fixed(checked(i, axis, n)?)),
                Part::Basic(Index::Ellipsis) => {}
                Part::Ints(indices) => {
                    for index in indices.iter() {
                        checked(index.as_i64(), axis, n)?;
                    }
                    let indices = indices.broadcast_to(&common)?;
                    gather.sources.push(AxisSource::Ints { indices, first: place });
                    if !placed {
                        gather.shape.extend_from_slice(&common);
                        placed = true;
                    }
                }
            }
        }
        Ok(gather)
    }

    /// Visits all elements: index in the result, index in the array.
    fn each(&self, mut visit: impl FnMut(&[i64], &[i64]) -> Outcome<()>) -> Outcome<()> {
        let total: usize = self.shape.iter().product();
        let mut at = vec![0i64; self.shape.len()];
        let mut from = vec![0i64; self.sources.len()];
        for _ in 0..total {
            for (index, source) in from.iter_mut().zip(&self.sources) {
                *index = match source {
                    AxisSource::Axis { axis, start, step } => start + at[*axis] * step,
                    AxisSource::Fixed(index) => *index,
                    AxisSource::Ints { indices, first } => indices.get(&at[*first..first + indices.ndim()])?.as_i64(),
                };
            }
            visit(&at, &from)?;
            advance(&mut at, &self.shape);
        }
        Ok(())
    }
}

/// Where the axes of the index arrays go in the result: after what stands before the first, if all index arrays and
/// ints are neighbors; else (none) to the front.
fn first_of_arrays(parts: &[Part]) -> Option<usize> {
    let advanced = |part: &Part| matches!(part, Part::Ints(_) | Part::Basic(Index::At(_)));
    let first = parts.iter().position(advanced)?;
    let last = parts.iter().rposition(advanced)?;
    if !parts[first..=last].iter().all(advanced) {
        return None;
    }
    let makes_axis = |part: &&Part| matches!(part, Part::Basic(Index::Slice(_) | Index::NewAxis));
    Some(parts[..first].iter().filter(makes_axis).count())
}

/// The parts with full slices for all axes that they leave out.
fn without_ellipsis(array: &Array, parts: Vec<Part>) -> Vec<Part> {
    let uses_axis = |part: &&Part| !matches!(part, Part::Basic(Index::NewAxis | Index::Ellipsis));
    let missing = array.ndim().saturating_sub(parts.iter().filter(uses_axis).count());
    let full = || (0..missing).map(|_| Part::Basic(Index::Slice(Default::default())));
    let mut out = Vec::new();
    let mut expanded = false;
    for part in parts {
        if matches!(part, Part::Basic(Index::Ellipsis)) {
            if !expanded {
                out.extend(full());
            }
            expanded = true;
        } else {
            out.push(part);
        }
    }
    if !expanded {
        out.extend(full());
    }
    out
}

fn checked(index: i64, axis: usize, n: usize) -> Outcome<i64> {
    if index >= n as i64 || index < -(n as i64) {
        let message = format!("index {index} is out of bounds for axis {axis} with size {n}");
        return Err(Exception::new(ExceptionKind::IndexError, message));
    }
    Ok(index)
}
