//! `a[index]`: ints, slices, `...`, `None`, masks and arrays of ints; read and written.
//!
//! Input: arrays, index values. Output: views and elements, copies for masks and int arrays; elements written.
//! Never: `del`, which NumPy refuses.

use super::super::exception::Exception;
use super::super::value::{SliceValue, Value};
use super::super::{Outcome, Run};
use super::fancy::Fancy;
use super::{convert, nested};
use crate::runtime::array::{Array, Index, Scalar, Slice};
use crate::runtime::exception::ExceptionKind;
use crate::types::Dtype;
use smallvec::{SmallVec, smallvec};

/// One item between the brackets.
pub(super) enum Item {
    /// What makes a view.
    Basic(Index),
    /// Ints that pick along an axis.
    Ints(Array),
    /// Truths that pick along as many axes as they have.
    Mask(Array),
}

/// `a[index]`
///
/// # Errors
/// IndexError, in NumPy's words.
pub fn get_item(run: &Run, array: &Array, index: &Value) -> Outcome<Value> {
    if let Some(ints) = element_index(array, index) {
        return Ok(Value::Scalar(array.get(&ints)?));
    }
    let items = parse(run, index)?;
    let Some(basic) = all_basic(&items) else {
        return Fancy::new(array, items)?.read(run).map(Value::array);
    };
    let view = array.index(&basic)?;
    if basic.contains(&Index::Ellipsis) { Ok(Value::array(view)) } else { Ok(convert::result(view)) }
}

/// `a[index] = value`
///
/// # Errors
/// IndexError or ValueError, in NumPy's words.
pub fn set_item(run: &Run, array: &Array, index: &Value, value: &Value) -> Outcome<()> {
    if !array.is_mutable() {
        return Err(Exception::value_error("assignment destination is read-only"));
    }
    if let Some(ints) = element_index(array, index)
        && let Some(scalar) = convert::number(value).and_then(|_| convert::element(value, array.dtype()).ok())
    {
        return Ok(array.set(&ints, scalar)?);
    }
    let items = parse(run, index)?;
    let Some(basic) = all_basic(&items) else {
        let values = source(run, value, array.dtype())?;
        return Fancy::new(array, items)?.write(&values);
    };
    let view = array.index(&basic)?;
    assign(run, &view, value)
}

/// `view[...] = value`
///
/// # Errors
/// What does not fit, in NumPy's words.
pub(super) fn assign(run: &Run, view: &Array, value: &Value) -> Outcome<()> {
    let is_sequence = matches!(value, Value::List(_) | Value::Tuple(_) | Value::Range(_));
    if !is_sequence && !matches!(value, Value::Array(_)) {
        return Ok(view.fill(convert::element(value, view.dtype())?)?);
    }
    if is_sequence && view.ndim() == 0 {
        return Err(convert::element(value, view.dtype()).err().unwrap_or_else(no_index));
    }
    Ok(view.assign(&source(run, value, view.dtype())?)?)
}

/// A value to be written to an array of a dtype.
fn source(run: &Run, value: &Value, dtype: Dtype) -> Outcome<Array> {
    match value {
        Value::Array(array) => Ok((**array).clone()),
        Value::List(_) | Value::Tuple(_) | Value::Range(_) => nested::as_array(run, value, Some(dtype)),
        other => convert::zero_dim(convert::element(other, dtype)?),
    }
}

/// Element or sub-array number `i` along the first axis: an item of an iteration.
///
/// # Errors
/// IndexError past the end.
pub fn row(array: &Array, i: usize) -> Outcome<Value> {
    let at = i64::try_from(i).unwrap_or(i64::MAX);
    if array.ndim() == 1 {
        return Ok(Value::Scalar(array.get(&[at])?));
    }
    Ok(convert::result(array.index(&[Index::At(at)])?))
}

/// The ints of an index that has as many as there are axes: the common case, without a view.
fn element_index(array: &Array, index: &Value) -> Option<SmallVec<[i64; 4]>> {
    match index {
        Value::Tuple(items) if items.len() == array.ndim() => items.iter().map(plain_int).collect(),
        int if array.ndim() == 1 => plain_int(int).map(|int| smallvec![int]),
        _ => None,
    }
}

fn plain_int(value: &Value) -> Option<i64> {
    match value {
        Value::Int(i) => Some(*i),
        Value::Scalar(scalar) if scalar.dtype().is_int() => Some(scalar.as_i64()),
        _ => None,
    }
}

/// The index, if it makes a view.
///
/// # Errors
/// IndexError for what is no index.
pub(super) fn basic(run: &Run, index: &Value) -> Outcome<Option<Vec<Index>>> {
    Ok(all_basic(&parse(run, index)?))
}

fn all_basic(items: &[Item]) -> Option<Vec<Index>> {
    let basic = |item: &Item| match item {
        Item::Basic(index) => Some(*index),
        Item::Ints(_) | Item::Mask(_) => None,
    };
    items.iter().map(basic).collect()
}

fn parse(run: &Run, index: &Value) -> Outcome<Vec<Item>> {
    match index {
        Value::Tuple(items) => items.iter().map(|item| parse_item(run, item)).collect(),
        other => Ok(vec![parse_item(run, other)?]),
    }
}

fn parse_item(run: &Run, item: &Value) -> Outcome<Item> {
    Ok(match item {
        Value::None => Item::Basic(Index::NewAxis),
        Value::Ellipsis => Item::Basic(Index::Ellipsis),
        Value::Slice(slice) => Item::Basic(Index::Slice(bounds(slice)?)),
        Value::Bool(_) | Value::Scalar(Scalar::Bool(_)) => Item::Mask(nested::as_array(run, item, None)?),
        Value::Array(array) => picked((**array).clone())?,
        Value::List(_) | Value::Range(_) | Value::Tuple(_) => {
            let array = nested::as_array(run, item, None)?;
            // An empty list has no dtype of its own.
            if array.size() == 0 { Item::Ints(array.cast(Dtype::I64)?) } else { picked(array)? }
        }
        other => Item::Basic(Index::At(plain_int(other).ok_or_else(no_index)?)),
    })
}

fn picked(array: Array) -> Outcome<Item> {
    match array.dtype() {
        Dtype::Bool => Ok(Item::Mask(array)),
        dtype if dtype.is_int() => match array.item() {
            Some(only) if array.ndim() == 0 => Ok(Item::Basic(Index::At(only.as_i64()))),
            _ => Ok(Item::Ints(array)),
        },
        _ => Err(index_error("arrays used as indices must be of integer (or boolean) type")),
    }
}

fn no_index() -> Exception {
    index_error(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid \
         indices",
    )
}

pub(super) fn index_error(text: impl Into<String>) -> Exception {
    Exception::new(ExceptionKind::IndexError, text)
}

/// The bounds of a slice.
fn bounds(slice: &SliceValue) -> Outcome<Slice> {
    let bound = |value: &Value| match value {
        Value::None => Ok(None),
        Value::UInt(_) => Ok(Some(i64::MAX)),
        Value::Bool(value) => Ok(Some(i64::from(*value))),
        other => plain_int(other)
            .map(Some)
            .ok_or_else(|| Exception::type_error("slice indices must be integers or None or have an __index__ method")),
    };
    Ok(Slice { start: bound(&slice.start)?, stop: bound(&slice.stop)?, step: bound(&slice.step)? })
}
