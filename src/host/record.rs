//! Records in the host zone: structured dtypes, arrays of records, records on their own.
//!
//! Input: layouts and memory. Output: values, their text and identity.
//! Never: what functions of NumPy do with them (`numpy::record`).

use super::object::Tag;
use super::text::number_scalar;
use super::value::Value;
use crate::runtime::array::{Array, Part, Records};
use crate::runtime::text::array::{self as text, FieldText, PrintOptions, RecordText};
use crate::runtime::text::string::repr_str;
use crate::types::{Dtype, Field, FieldType, Kind, Placing, RecordType};
use std::sync::Arc;

/// A value that has to do with records.
#[derive(Debug)]
pub enum RecordValue {
    /// A structured dtype.
    Dtype(Arc<RecordType>),
    /// An array of records.
    Array(Records),
    /// One record, where it lies in an array.
    Void(Records),
    /// The same, as compiled code returns it: its fields are attributes too.
    Record(Records),
}

impl RecordValue {
    /// The class.
    #[must_use]
    pub fn tag(&self) -> Tag {
        match self {
            RecordValue::Dtype(_) => Tag::Dtype,
            RecordValue::Array(_) => Tag::Array,
            RecordValue::Void(_) => Tag::Void,
            RecordValue::Record(_) => Tag::Record,
        }
    }

    /// The records, of which there is one without axes.
    #[must_use]
    pub fn records(&self) -> Option<&Records> {
        match self {
            RecordValue::Dtype(_) => None,
            RecordValue::Array(records) | RecordValue::Void(records) | RecordValue::Record(records) => Some(records),
        }
    }

    /// `repr(value)`
    #[must_use]
    pub fn repr(&self, options: &PrintOptions) -> String {
        match self {
            RecordValue::Dtype(record) => dtype_repr(record),
            RecordValue::Array(records) => text::record_repr(&record_text(records), options),
            RecordValue::Void(one) | RecordValue::Record(one) => {
                let class = if let RecordValue::Void(_) = self { "void" } else { "record" };
                let record = record_text(one);
                format!("np.{class}({}, dtype={})", text::void_str(&record, options), record.dtype)
            }
        }
    }

    /// `str(value)`
    #[must_use]
    pub fn str(&self, options: &PrintOptions) -> String {
        match self {
            RecordValue::Dtype(record) => dtype_str(record),
            RecordValue::Array(records) => text::record_str(&record_text(records), options),
            RecordValue::Void(one) | RecordValue::Record(one) => text::void_str(&record_text(one), options),
        }
    }
}

impl Value {
    /// An array of records.
    #[must_use]
    pub fn of_records(records: Records) -> Value {
        Value::Record(Arc::new(RecordValue::Array(records)))
    }

    /// The records of an array of them.
    #[must_use]
    pub fn as_records(&self) -> Option<&Records> {
        match self {
            Value::Record(value) => value.records(),
            _ => None,
        }
    }
}

fn record_text(records: &Records) -> RecordText<'_> {
    RecordText { shape: records.shape(), dtype: dtype_str(records.record()), fields: fields_text(records) }
}

fn fields_text(records: &Records) -> Vec<FieldText<'static>> {
    let text = |field: &Field| match records.part(field) {
        Part::Array(array) => numbers_text(array),
        Part::Records(records) => FieldText::Records(fields_text(&records)),
    };
    records.record().fields.iter().map(text).collect()
}

fn numbers_text(array: Array) -> FieldText<'static> {
    let (dtype, shape) = (array.dtype(), array.shape().to_vec());
    let element = move |index: &[usize]| {
        let index: smallvec::SmallVec<[i64; 4]> = index.iter().map(|&i| i as i64).collect();
        number_scalar(array.get(&index).unwrap_or(crate::runtime::array::Scalar::Bool(false)))
    };
    FieldText::Numbers { dtype, shape, element: Box::new(element) }
}

/// `<f8`
#[must_use]
pub fn dtype_code(dtype: Dtype) -> String {
    let kind = match dtype.kind() {
        Kind::Bool => return "?".to_owned(),
        Kind::Unsigned => "u",
        Kind::Signed => "i",
        Kind::Float => "f",
        Kind::Complex => "c",
    };
    let order = if dtype.size() == 1 { "" } else { "<" };
    format!("{order}{kind}{}", dtype.size())
}

/// A field's type, and its shape where it has one: `'<f8'`, `'<f8', (3,)`.
fn format_text(ty: &FieldType) -> String {
    match ty {
        FieldType::Scalar(dtype) => repr_str(&dtype_code(*dtype)),
        FieldType::Array(dtype, shape) => format!("{}, {}", repr_str(&dtype_code(*dtype)), text::shape_text(shape)),
        FieldType::Record(record) => dtype_str(record),
    }
}

/// Do the fields lie as their order says?
fn is_placed(record: &RecordType, placing: Placing) -> bool {
    let plain = record.fields.iter().map(|field| (Arc::clone(&field.name), field.ty.clone()));
    RecordType::new(plain, placing).is_some_and(|own| own.size == record.size && own.fields == record.fields)
}

fn list_text(record: &RecordType) -> String {
    let fields = record.fields.iter().map(|it| format!("({}, {})", repr_str(&it.name), format_text(&it.ty)));
    format!("[{}]", fields.collect::<Vec<_>>().join(", "))
}

/// `str(dtype)`: `[('x', '<f8')]`, or all parts where that does not tell the places.
#[must_use]
pub fn dtype_str(record: &RecordType) -> String {
    if is_placed(record, Placing::Packed) && !record.aligned { list_text(record) } else { dict_text(record) }
}

fn dict_text(record: &RecordType) -> String {
    let join = |text: &dyn Fn(&Field) -> String| record.fields.iter().map(text).collect::<Vec<_>>().join(", ");
    let format = |field: &Field| match &field.ty {
        FieldType::Array(..) => format!("({})", format_text(&field.ty)),
        ty => format_text(ty),
    };
    format!(
        "{{'names': [{}], 'formats': [{}], 'offsets': [{}], 'itemsize': {}{}}}",
        join(&|field| repr_str(&field.name)),
        join(&format),
        join(&|field| field.offset.to_string()),
        record.size,
        if record.aligned { ", 'aligned': True" } else { "" }
    )
}

/// `repr(dtype)`
fn dtype_repr(record: &RecordType) -> String {
    match record.aligned {
        true if is_placed(record, Placing::LikeC) => format!("dtype({}, align=True)", list_text(record)),
        true => format!("dtype({}, align=True)", dict_text(record).replace(", 'aligned': True", "")),
        false => format!("dtype({})", dtype_str(record)),
    }
}
