//! `np.ndindex`, `np.ndenumerate`, `np.nditer`: iteration over all indices of a shape.
//!
//! Input: shapes, arrays. Output: iterators. Never: loops.

use super::super::exception::Exception;
use super::super::iterate::{Items, Iter};
use super::super::object::Tag;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, fancy, nested};
use crate::runtime::array::{Array, Index, broadcast_shapes};

/// `np.ndindex(*shape)`, also of one tuple.
pub(super) fn indices(args: &Arguments<'_>) -> Outcome<Value> {
    let given = args.rest("shape");
    let lengths = match given.as_slice() {
        [Value::Tuple(inner)] => inner.to_vec(),
        _ => given,
    };
    let shape = lengths.iter().map(length).collect::<Outcome<Vec<usize>>>()?;
    convert::size_of(&shape)?;
    Ok(iterator(places(shape).map(|place| Ok(tuple(&place)))))
}

fn length(value: &Value) -> Outcome<usize> {
    match value {
        Value::Int(n) if *n < 0 => Err(Exception::value_error("negative dimensions are not allowed")),
        Value::Int(n) => Ok(*n as usize),
        Value::Scalar(n) if n.dtype().is_int() => length(&Value::Int(n.as_i64())),
        _ => Err(Exception::type_error("a shape must be made of integers")),
    }
}

/// `np.ndenumerate(arr)`
pub(super) fn enumerated(array: &Array) -> Value {
    let array = array.clone();
    iterator(places(array.shape().to_vec()).map(move |place| {
        let element = Value::Scalar(array.get(&place)?);
        Ok(Value::Tuple([tuple(&place), element].into()))
    }))
}

/// `np.nditer(op)`: arrays without axes, in the order of memory where one array is in Fortran's.
pub(super) fn cells(run: &Run, op: &Value) -> Outcome<Value> {
    let arrays = match op {
        Value::Tuple(items) => {
            items.iter().map(|item| nested::as_array(run, item, None)).collect::<Outcome<Vec<_>>>()?
        }
        other => vec![nested::as_array(run, other, None)?],
    };
    let shapes: Vec<&[usize]> = arrays.iter().map(Array::shape).collect();
    let shape = broadcast_shapes(&shapes)?.to_vec();
    let in_order = |array: &Array| array.ndim() > 1 && array.is_f_contiguous() && !array.is_c_contiguous();
    let is_reversed = arrays.iter().filter(|array| in_order(array)).count() * 2 > arrays.len();
    let spread = arrays.iter().map(|array| array.broadcast_to(&shape)).collect::<Result<Vec<_>, _>>()?;
    let turned: Vec<usize> = shape.iter().rev().copied().collect();
    Ok(iterator(places(if is_reversed { turned } else { shape }).map(move |mut place| {
        if is_reversed {
            place.reverse();
        }
        let at: Vec<Index> = place.into_iter().map(Index::At).chain([Index::Ellipsis]).collect();
        let cell = |array: &Array| Ok(Value::array(array.index(&at)?));
        match &spread[..] {
            [only] => cell(only),
            several => Ok(Value::Tuple(several.iter().map(cell).collect::<Outcome<_>>()?)),
        }
    })))
}

fn places(shape: Vec<usize>) -> impl Iterator<Item = Vec<i64>> {
    let size: usize = shape.iter().product();
    (0..size).map(move |k| fancy::unravel(k, &shape))
}

fn tuple(place: &[i64]) -> Value {
    Value::Tuple(place.iter().map(|&i| Value::Int(i)).collect())
}

fn iterator(items: impl Iterator<Item = Outcome<Value>> + Send + 'static) -> Value {
    Value::Iterator(Iter::new(Tag::Iterator, Items::Made(Box::new(items))))
}
