//! Arrays of records at module level: made, indexed, written, copied, sorted, compared.
//!
//! Input: values of which some are records. Output: values, NumPy's exceptions.
//! Never: element-wise functions, which NumPy does not have for records.

mod dtype;
mod make;
mod method;

pub use dtype::{attribute as dtype_attribute, item as dtype_item, layout, of_layout};
pub(super) use make::call;
pub(super) use method::call as call_method;

use super::super::exception::Exception;
use super::super::iterate::Items;
use super::super::object::Class;
use super::super::record::RecordValue;
use super::super::value::{Value, lock};
use super::super::{Outcome, Run};
use super::{attribute, convert, get_item, index, set_item};
use crate::builtins::host::ArrayAttribute;
use crate::runtime::array::{Array, Index, Part, Records};
use crate::runtime::exception::ExceptionKind;
use crate::types::{BinaryOp, Field, RecordType};
use std::sync::Arc;

fn key_error(words: String) -> Exception {
    Exception::with_args(Class::Exception(ExceptionKind::KeyError), vec![Value::from(words)])
}

fn no_field(name: &str) -> Exception {
    Exception::value_error(format!("no field of name {name}"))
}

/// An array, or the record that one without axes is.
fn part_value(part: Part, of: &RecordValue) -> Value {
    match (part, of) {
        (Part::Array(array), RecordValue::Array(_)) => Value::array(array),
        (Part::Array(array), _) => convert::result(array),
        (Part::Records(records), RecordValue::Array(_)) => Value::of_records(records),
        (Part::Records(records), RecordValue::Record(_)) => Value::Record(Arc::new(RecordValue::Record(records))),
        (Part::Records(records), _) => void(records),
    }
}

fn void(records: Records) -> Value {
    Value::Record(Arc::new(RecordValue::Void(records)))
}

/// `value.name`, where it is no method.
///
/// # Errors
/// MemoryError.
pub fn data_attribute(run: &Run, value: &RecordValue, name: &str) -> Outcome<Option<Value>> {
    let records = match value {
        RecordValue::Dtype(record) => return Ok(dtype_attribute(record, name)),
        RecordValue::Record(one) if let Some(part) = one.field(name) => return Ok(Some(part_value(part, value))),
        RecordValue::Array(records) | RecordValue::Void(records) | RecordValue::Record(records) => records,
    };
    let Some(named) = super::call::array_attribute(name) else { return Ok(None) };
    let record = records.record();
    Ok(match named {
        ArrayAttribute::Dtype => Some(of_layout(Arc::clone(record))),
        ArrayAttribute::Itemsize => Some(Value::size(record.size)),
        ArrayAttribute::Nbytes => Some(Value::size(record.size * records.first_bytes().size())),
        ArrayAttribute::Transposed => Some(Value::of_records(records.transpose())),
        ArrayAttribute::Shape | ArrayAttribute::Strides | ArrayAttribute::Size | ArrayAttribute::Ndim => {
            Some(attribute::of_array(run, &Arc::new(records.first_bytes().clone()), named)?)
        }
        ArrayAttribute::Base => Some(Value::None),
        ArrayAttribute::Flags | ArrayAttribute::Flat | ArrayAttribute::Real | ArrayAttribute::Imag => None,
    })
}

/// The fields that a list of names names.
fn named_fields(record: &RecordType, names: &Value) -> Option<Outcome<RecordType>> {
    let Value::List(names) = names else { return None };
    let names = lock(names);
    if names.is_empty() || !names.iter().all(|name| matches!(name, Value::Str(_))) {
        return None;
    }
    let field = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        record.field(name).cloned().ok_or_else(|| key_error(name.to_owned()))
    };
    let fields = names.iter().map(field).collect::<Outcome<Vec<Field>>>();
    Some(fields.map(|fields| RecordType { fields, size: record.size, aligned: false }))
}

/// `value[at]`
///
/// # Errors
/// IndexError, ValueError and KeyError, in NumPy's words.
pub fn get(run: &Run, value: &RecordValue, at: &Value) -> Outcome<Value> {
    let records = match value {
        RecordValue::Dtype(record) => return dtype_item(record, at),
        RecordValue::Array(records) | RecordValue::Void(records) | RecordValue::Record(records) => records,
    };
    if let Value::Str(name) = at {
        return records.field(name).map(|part| part_value(part, value)).ok_or_else(|| no_field(name));
    }
    if let Some(record) = named_fields(records.record(), at) {
        let seen = Value::of_records(records.seen_as(Arc::new(record?)));
        return Ok(if let RecordValue::Array(_) = value { seen } else { get_void(seen) });
    }
    if !matches!(value, RecordValue::Array(_)) {
        let field = numbered_field(records.record(), at)?;
        return Ok(part_value(records.part(field), value));
    }
    match index::basic(run, at)? {
        Some(indices) => {
            let view = records.index(&indices)?;
            let one = view.shape().is_empty() && !indices.contains(&Index::Ellipsis);
            Ok(if one { void(view) } else { Value::of_records(view) })
        }
        None => picked(run, records, at),
    }
}

fn get_void(value: Value) -> Value {
    value.as_records().cloned().map_or(Value::None, void)
}

/// `record[0]`
fn numbered_field<'a>(record: &'a RecordType, at: &Value) -> Outcome<&'a Field> {
    let n = convert::index(at)?;
    let count = record.fields.len() as i64;
    let place = if n < 0 { n + count } else { n };
    let found = usize::try_from(place).ok().and_then(|place| record.fields.get(place));
    found.ok_or_else(|| index::index_error(format!("invalid index ({n})")))
}

/// `records[mask]`, `records[ints]`: a copy, picked field by field.
fn picked(run: &Run, records: &Records, at: &Value) -> Outcome<Value> {
    let size = records.first_bytes().size() as i64;
    let numbers = convert::gathered(run, records.shape(), 0..size)?;
    let picked = super::nested::as_array(run, &get_item(run, &numbers, at)?, None)?;
    Ok(Value::of_records(pick(run, records, &picked)?))
}

/// Copies of the records with these numbers.
fn pick(run: &Run, records: &Records, numbers: &Array) -> Outcome<Records> {
    let picked = run.until_stopped(numbers.iter()).map(|number| number.as_i64() as usize);
    let picked = records.pick(Some(&run.services.account), numbers.shape(), picked)?;
    run.poll()?;
    Ok(picked)
}

/// `value[at] = item`
///
/// # Errors
/// What does not fit, in NumPy's words.
pub fn set(run: &Run, value: &RecordValue, at: &Value, item: &Value) -> Outcome<()> {
    let Some(records) = value.records() else {
        return Err(Exception::type_error("'numpy.dtype' object does not support item assignment"));
    };
    if !records.is_mutable() {
        return Err(Exception::value_error("assignment destination is read-only"));
    }
    if let Value::Str(name) = at {
        let part = records.field(name).ok_or_else(|| no_field(name))?;
        return set_part(run, part, item);
    }
    if !matches!(value, RecordValue::Array(_)) {
        let part = records.part(numbered_field(records.record(), at)?);
        return set_part(run, part, item);
    }
    match index::basic(run, at)? {
        Some(indices) => make::assign(run, &records.index(&indices)?, item),
        None => {
            let values = make::as_records(run, records, item)?;
            for field in &records.record().fields {
                match (records.part(field), values.part(field)) {
                    (Part::Array(to), Part::Array(from)) => set_item(run, &to, at, &Value::array(from))?,
                    (Part::Records(to), Part::Records(from)) => {
                        set(run, &RecordValue::Array(to), at, &Value::of_records(from))?;
                    }
                    _ => {}
                }
            }
            Ok(())
        }
    }
}

/// `record.x = item` of a record that compiled code returned.
///
/// # Errors
/// AttributeError where there is no such field.
pub fn set_attribute(run: &Run, value: &RecordValue, name: &str, item: &Value) -> Outcome<()> {
    match value {
        RecordValue::Record(one) if let Some(part) = one.field(name) => set_part(run, part, item),
        _ => {
            let class = value.tag().qualified_name();
            let words = format!("'{class}' object has no attribute '{name}'");
            Err(Exception::new(ExceptionKind::AttributeError, words))
        }
    }
}

fn set_part(run: &Run, part: Part, item: &Value) -> Outcome<()> {
    match part {
        Part::Array(array) => index::assign(run, &array, item),
        Part::Records(records) => make::assign(run, &records, item),
    }
}

/// Record number `i` along the first axis: an item of an iteration.
///
/// # Errors
/// IndexError past the end.
pub fn row(records: &Records, i: usize) -> Outcome<Value> {
    let view = records.index(&[Index::At(i64::try_from(i).unwrap_or(i64::MAX))])?;
    Ok(if view.shape().is_empty() { void(view) } else { Value::of_records(view) })
}

/// `a == b`, `a != b` of records of one layout: all fields.
///
/// # Errors
/// UFuncTypeError for other operators.
pub fn compare(run: &Run, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    if let (Value::Record(x), Value::Record(y)) = (a, b)
        && let (RecordValue::Dtype(x), RecordValue::Dtype(y)) = (&**x, &**y)
    {
        return Ok(Value::Bool((x == y) == (op == BinaryOp::Eq)));
    }
    let (Some(x), Some(y), BinaryOp::Eq | BinaryOp::Ne) = (a.as_records(), b.as_records(), op) else {
        let is_dtype = |value: &Value| matches!(value, Value::Record(it) if it.records().is_none());
        if is_dtype(a) || is_dtype(b) {
            return Ok(Value::Bool(op == BinaryOp::Ne));
        }
        let words = format!("ufunc '{}' did not contain a loop for records", op.symbol());
        return Err(Exception::new(ExceptionKind::UFuncTypeError, words));
    };
    let mut all: Option<Value> = None;
    for field in &x.record().fields {
        let Some(other) = y.field(&field.name) else { return Ok(Value::Bool(op == BinaryOp::Ne)) };
        let same = match (x.part(field), other) {
            (Part::Array(x), Part::Array(y)) => super::binary(run, op, &convert::result(x), &convert::result(y))?,
            (Part::Records(x), Part::Records(y)) => compare(run, op, &Value::of_records(x), &Value::of_records(y))?,
            _ => Value::Bool(op == BinaryOp::Ne),
        };
        let join = if op == BinaryOp::Eq { BinaryOp::BitAnd } else { BinaryOp::BitOr };
        all = Some(match all {
            Some(before) => super::binary(run, join, &before, &same)?,
            None => same,
        });
    }
    Ok(all.unwrap_or(Value::Bool(op == BinaryOp::Eq)))
}

/// A key of a set or dict: not of records that can be written.
///
/// # Errors
/// TypeError.
pub fn check_key(value: &RecordValue) -> Outcome<()> {
    match value {
        RecordValue::Dtype(_) => Ok(()),
        RecordValue::Array(_) => Err(Exception::type_error("unhashable type: 'numpy.ndarray'")),
        _ => Err(Exception::type_error("unhashable type: 'writeable void-scalar'")),
    }
}

/// The array of the values of a field that is no record.
pub(super) fn numbers(records: &Records, name: &str) -> Outcome<Array> {
    match records.field(name) {
        Some(Part::Array(array)) => Ok(array),
        _ => Err(Exception::value_error(format!("unknown field name: {name}"))),
    }
}

/// The records along the first axis, or the fields of one, to iterate over.
///
/// # Errors
/// TypeError for an array without axes and for a dtype.
pub fn items(value: &RecordValue) -> Outcome<Items> {
    match value {
        RecordValue::Dtype(_) => Err(Exception::type_error("'numpy.dtype' object is not iterable")),
        RecordValue::Array(records) => {
            let Some(&n) = records.shape().first() else {
                return Err(Exception::type_error("iteration over a 0-d array"));
            };
            let records = records.clone();
            Ok(Items::Made(Box::new((0..n).map(move |i| row(&records, i)))))
        }
        RecordValue::Void(one) | RecordValue::Record(one) => {
            let parts: Vec<Value> =
                one.record().fields.iter().map(|field| part_value(one.part(field), value)).collect();
            Ok(Items::Gathered(parts.into_iter()))
        }
    }
}
