//! `repr` and `str` of arrays of records, and of records on their own.
//!
//! Input: a shape and accessors of the fields. Output: text. Never: memory layout.

use super::elements::{self, Format};
use super::layout::Layout;
use super::{ArrayText, PrintOptions, Surroundings, shape_extra, size_of_shape, with_extras};
use crate::runtime::text::Scalar;
use crate::runtime::text::scalar::scalar_str;
use crate::types::Dtype;

/// Records to print.
pub struct RecordText<'a> {
    /// Lengths of the axes.
    pub shape: &'a [usize],
    /// The layout, as `str` of the dtype.
    pub dtype: String,
    /// The fields in order.
    pub fields: Vec<FieldText<'a>>,
}

/// Gives the number at an index.
pub type Accessor<'a> = Box<dyn Fn(&[usize]) -> Scalar<'static> + 'a>;

/// A field to print.
pub enum FieldText<'a> {
    /// Numbers.
    Numbers {
        /// What they are.
        dtype: Dtype,
        /// The lengths of the records' axes, then of the field's own.
        shape: Vec<usize>,
        /// The number at an index.
        element: Accessor<'a>,
    },
    /// Records within.
    Records(Vec<FieldText<'a>>),
}

/// How one field's values are written.
enum FieldFormat<'a, 't> {
    Numbers(&'a FieldText<'t>, Option<Box<Format>>),
    Records(Vec<FieldFormat<'a, 't>>),
}

impl<'t> FieldText<'t> {
    /// One width for all that are shown; `alone`: each number as it is.
    fn format(&self, edge: Option<usize>, alone: bool, options: &PrintOptions) -> FieldFormat<'_, 't> {
        match self {
            FieldText::Records(fields) => {
                FieldFormat::Records(fields.iter().map(|field| field.format(edge, alone, options)).collect())
            }
            FieldText::Numbers { dtype, shape, element } => {
                let data = || elements::collect(&ArrayText { dtype: *dtype, shape, element: &**element }, edge);
                let shared = !alone || dtype.is_complex();
                FieldFormat::Numbers(self, shared.then(|| Format::new(*dtype, false, &data(), options)).map(Box::new))
            }
        }
    }
}

impl FieldFormat<'_, '_> {
    /// The text of the value at an index of the records.
    fn text(&self, index: &[usize]) -> String {
        match self {
            FieldFormat::Records(fields) => tuple(fields, index),
            FieldFormat::Numbers(field, format) => numbers(field, format.as_deref(), &mut index.to_vec()),
        }
    }
}

fn numbers(field: &FieldText<'_>, format: Option<&Format>, index: &mut Vec<usize>) -> String {
    let FieldText::Numbers { dtype, shape, element } = field else { return String::new() };
    let Some(&n) = shape.get(index.len()) else {
        let value = element(index);
        return format.map_or_else(|| scalar_str(*dtype, value), |format| format.text(value));
    };
    let item = |i| {
        index.push(i);
        let text = numbers(field, format, index);
        index.pop();
        text
    };
    format!("[{}]", (0..n).map(item).collect::<Vec<_>>().join(", "))
}

/// `(1., 2)`
fn tuple(fields: &[FieldFormat<'_, '_>], index: &[usize]) -> String {
    let texts: Vec<String> = fields.iter().map(|field| field.text(index)).collect();
    format!("({}{})", texts.join(", "), if texts.len() == 1 { "," } else { "" })
}

impl RecordText<'_> {
    fn body(&self, options: &PrintOptions, around: Surroundings<'_>) -> String {
        let size = size_of_shape(self.shape);
        if size == 0 {
            return "[]".to_owned();
        }
        let summarize = size > options.threshold;
        let edge = summarize.then_some(options.edgeitems);
        let fields: Vec<FieldFormat<'_, '_>> =
            self.fields.iter().map(|field| field.format(edge, false, options)).collect();
        let cell = |index: &[usize]| tuple(&fields, index);
        Layout::new(self.shape, &cell, options, around, summarize).render()
    }
}

/// `repr(array)`
#[must_use]
pub fn record_repr(records: &RecordText<'_>, options: &PrintOptions) -> String {
    let mut extras = shape_extra(records.shape, options);
    extras.push(format!("dtype={}", records.dtype));
    with_extras(&records.body(options, Surroundings::IN_REPR), &extras, options)
}

/// `str(array)`
#[must_use]
pub fn record_str(records: &RecordText<'_>, options: &PrintOptions) -> String {
    if records.shape.is_empty() { void_str(records, options) } else { records.body(options, Surroundings::default()) }
}

/// `str` of a record on its own.
#[must_use]
pub fn void_str(record: &RecordText<'_>, options: &PrintOptions) -> String {
    let fields: Vec<FieldFormat<'_, '_>> =
        record.fields.iter().map(|field| field.format(None, true, options)).collect();
    tuple(&fields, &[])
}
