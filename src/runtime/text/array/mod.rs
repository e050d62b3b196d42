//! NumPy's `repr`, `str` and `array2string`.
//!
//! Input: an array as dtype, shape and an element accessor; the print options. Output: text.
//! Never: memory layout; the accessor hides it.

mod complex;
mod elements;
mod floating;
mod layout;
mod options;
mod records;

pub use options::{FloatMode, PrintOptions, SignMode};
pub use records::{FieldText, RecordText, record_repr, record_str, void_str};

use super::Scalar;
use super::scalar::scalar_str;
use crate::types::Dtype;

/// An array to print.
pub struct ArrayText<'a> {
    /// Element type.
    pub dtype: Dtype,
    /// Lengths of the axes.
    pub shape: &'a [usize],
    /// The element at an index (one number per axis, in range), as the scalar that matches the dtype.
    pub element: &'a dyn Fn(&[usize]) -> Scalar<'static>,
}

impl ArrayText<'_> {
    fn size(&self) -> usize {
        size_of_shape(self.shape)
    }
}

fn size_of_shape(shape: &[usize]) -> usize {
    if shape.contains(&0) { 0 } else { shape.iter().fold(1, |n: usize, &len| n.saturating_mul(len)) }
}

/// The parameters of `array2string` that are no print options.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// What stands between elements.
    pub separator: &'a str,
    /// What the caller will put before: continuation lines are indented by its length.
    pub prefix: &'a str,
    /// What the caller will put after: the last column leaves room for it.
    pub suffix: &'a str,
}

impl Surroundings<'_> {
    /// Those in `repr(array)`.
    const IN_REPR: Surroundings<'static> = Surroundings { separator: ", ", prefix: "array(", suffix: ")" };
}

impl Default for Surroundings<'_> {
    fn default() -> Self {
        Surroundings { separator: " ", prefix: "", suffix: "" }
    }
}

/// `np.array2string`.
#[must_use]
pub fn array2string(array: &ArrayText<'_>, options: &PrintOptions, around: Surroundings<'_>) -> String {
    if array.size() == 0 {
        return "[]".to_owned();
    }
    let summarize = array.size() > options.threshold;
    let data = elements::collect(array, summarize.then_some(options.edgeitems));
    let format = elements::Format::new(array.dtype, array.shape.is_empty(), &data, options);
    let cell = |index: &[usize]| format.text((array.element)(index));
    layout::Layout::new(array.shape, &cell, options, around, summarize).render()
}

/// `repr(array)`: `array([1., 2.])`.
#[must_use]
pub fn repr(array: &ArrayText<'_>, options: &PrintOptions) -> String {
    let body = array2string(array, options, Surroundings::IN_REPR);
    with_extras(&body, &extras(array, options), options)
}

/// `array(body, extras)`, on as many lines as it takes.
fn with_extras(body: &str, extras: &[String], options: &PrintOptions) -> String {
    if extras.is_empty() {
        return format!("array({body})");
    }
    let text = format!("array({body},");
    let extras = format!("{})", extras.join(", "));
    let last_line = text.rsplit('\n').next().unwrap_or("").chars().count();
    let spacer = if last_line + extras.len() + 1 > options.linewidth { "\n      " } else { " " };
    format!("{text}{spacer}{extras}")
}

/// `str(array)`: `[1. 2.]`; a 0-d array is printed as its scalar.
#[must_use]
pub fn str(array: &ArrayText<'_>, options: &PrintOptions) -> String {
    if array.shape.is_empty() {
        return scalar_str(array.dtype, (array.element)(&[]));
    }
    array2string(array, options, Surroundings::default())
}

/// What `repr` adds because the elements alone do not tell it.
fn extras(array: &ArrayText<'_>, options: &PrintOptions) -> Vec<String> {
    let mut extras = shape_extra(array.shape, options);
    let empty = array.size() == 0;
    let implied = matches!(array.dtype, Dtype::I64 | Dtype::F64 | Dtype::C128 | Dtype::Bool);
    if !implied || empty {
        extras.push(format!("dtype={}", array.dtype.name()));
    }
    extras
}

/// The shape, where the elements that are shown do not tell it.
fn shape_extra(shape: &[usize], options: &PrintOptions) -> Vec<String> {
    let size = size_of_shape(shape);
    let hidden = (size == 0 && shape != [0]) || size > options.threshold;
    if hidden { vec![format!("shape={}", shape_text(shape))] } else { Vec::new() }
}

/// A shape as Python prints the tuple: `()`, `(3,)`, `(2, 3)`.
#[must_use]
pub fn shape_text(shape: &[usize]) -> String {
    match shape {
        [only] => format!("({only},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}
