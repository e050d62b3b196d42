//! Arrays of nested sequences: `np.array([[1, 2], [3, 4]])`.
//!
//! Input: values. Output: arrays. Never: arrays of objects or strings; those are refused.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::convert;
use crate::runtime::array::{Array, Scalar};
use crate::types::Dtype;

/// A value as an array: an array is itself where the dtype is right.
///
/// # Errors
/// ValueError for sequences of different lengths, TypeError for what is no number.
pub fn as_array(run: &Run, value: &Value, dtype: Option<Dtype>) -> Outcome<Array> {
    if let Value::Array(array) = value {
        return match dtype {
            Some(dtype) if dtype != array.dtype() => Ok(array.cast(dtype)?),
            _ => Ok((**array).clone()),
        };
    }
    if let Value::Scalar(scalar) = value {
        return convert::zero_dim(scalar.cast(dtype.unwrap_or(scalar.dtype())));
    }
    new_array(run, value, dtype)
}

/// A fresh array of a number or of nested sequences.
///
/// # Errors
/// As [`as_array`].
pub(super) fn new_array(run: &Run, value: &Value, dtype: Option<Dtype>) -> Outcome<Array> {
    let mut leaves = Vec::new();
    let shape = match flatten(run, value, &mut leaves)? {
        Lengths::Equal(shape) => shape,
        Lengths::Ragged(prefix) => return Err(inhomogeneous(&prefix)),
    };
    let dtype = match dtype {
        Some(dtype) => dtype,
        None => common(&leaves)?,
    };
    let elements = run.all(leaves.iter().map(|leaf| leaf.element(dtype)))?;
    convert::of_scalars(run, dtype, &shape, elements)
}

/// The lengths of nested sequences.
enum Lengths {
    Equal(Vec<usize>),
    /// Those before the first that differ.
    Ragged(Vec<usize>),
}

/// What is no sequence.
enum Leaf {
    Element(Scalar),
    Other(Value),
}

impl Leaf {
    fn element(&self, dtype: Dtype) -> Outcome<Scalar> {
        match self {
            Leaf::Element(scalar) => Ok(scalar.cast(dtype)),
            Leaf::Other(value) => convert::element(value, dtype),
        }
    }
}

/// Gathers the leaves in order; gives the shape.
fn flatten(run: &Run, value: &Value, leaves: &mut Vec<Leaf>) -> Outcome<Lengths> {
    if let Value::Array(array) = value {
        leaves.append(&mut run.gathered(array.iter().map(Leaf::Element))?);
        return Ok(Lengths::Equal(array.shape().to_vec()));
    }
    let Some(items) = convert::items(value)? else {
        leaves.push(Leaf::Other(value.clone()));
        return Ok(Lengths::Equal(Vec::new()));
    };
    let mut common: Option<Vec<usize>> = None;
    let mut ragged = false;
    for item in &items {
        let (shape, odd) = match flatten(run, item, leaves)? {
            Lengths::Equal(shape) => (shape, false),
            Lengths::Ragged(prefix) => (prefix, true),
        };
        let known = common.get_or_insert_with(|| shape.clone());
        let same = known.iter().zip(&shape).take_while(|(a, b)| a == b).count();
        ragged |= odd || known.len() != shape.len() || same < known.len();
        known.truncate(same);
    }
    let mut shape = vec![items.len()];
    shape.extend(common.unwrap_or_default());
    Ok(if ragged { Lengths::Ragged(shape) } else { Lengths::Equal(shape) })
}

fn inhomogeneous(prefix: &[usize]) -> Exception {
    let shape = crate::runtime::text::array::shape_text(prefix);
    Exception::value_error(format!(
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after {} dimensions. \
         The detected shape was {shape} + inhomogeneous part.",
        prefix.len()
    ))
}

/// The dtype that holds all leaves; float64 for none.
fn common(leaves: &[Leaf]) -> Outcome<Dtype> {
    let mut dtype = None;
    for leaf in leaves {
        let own = match leaf {
            Leaf::Element(scalar) => scalar.dtype(),
            Leaf::Other(value) => convert::number(value).ok_or_else(|| no_number(value))?.dtype(),
        };
        dtype = convert::common_dtype(dtype.into_iter().chain([own]));
    }
    Ok(dtype.unwrap_or(Dtype::F64))
}

fn no_number(value: &Value) -> Exception {
    let class = value.type_name();
    Exception::type_error(format!("numjit's arrays hold numbers, not objects of class '{class}'"))
}
