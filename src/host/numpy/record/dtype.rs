//! Structured dtypes as NumPy takes them: lists of fields, dicts of their parts, `"i4, f8"`.
//!
//! Input: values. Output: layouts, or NumPy's errors. Never: records.

use super::super::super::Outcome;
use super::super::super::exception::Exception;
use super::super::super::key::{Dict, Key};
use super::super::super::record::RecordValue;
use super::super::super::value::{Value, lock};
use super::super::convert;
use crate::types::{Dtype, Field, FieldType, Placing, RecordType, Type};
use std::sync::Arc;

/// The layout that a value describes; none: it describes none of records.
///
/// # Errors
/// TypeError or ValueError for a description that is wrong.
pub fn layout(value: &Value, placing: Placing) -> Outcome<Option<Arc<RecordType>>> {
    Ok(match value {
        Value::Record(record) => match &**record {
            RecordValue::Dtype(own) => Some(Arc::clone(own)),
            _ => None,
        },
        Value::Type(ty) => match &**ty {
            Type::Record(it) => Some(Arc::clone(&it.record)),
            _ => None,
        },
        Value::List(items) => Some(of_fields(lock(items).iter().map(field).collect::<Outcome<_>>()?, placing)?),
        Value::Dict(parts) => Some(of_parts(&lock(parts), placing)?),
        Value::Str(text) if text.contains(',') => {
            let formats = text.split(',').map(|format| Ok((Arc::from(""), format_text(format.trim())?)));
            Some(of_fields(formats.collect::<Outcome<_>>()?, placing)?)
        }
        _ => None,
    })
}

fn too_big() -> Exception {
    Exception::value_error("the records of this dtype are too big")
}

/// Fields one after the other; those without a name are `f0`, `f1`, ..
fn of_fields(fields: Vec<(Arc<str>, FieldType)>, placing: Placing) -> Outcome<Arc<RecordType>> {
    let named = fields.into_iter().enumerate();
    let named: Vec<(Arc<str>, FieldType)> =
        named.map(|(n, (name, ty))| (if name.is_empty() { format!("f{n}").into() } else { name }, ty)).collect();
    for (n, (name, _)) in named.iter().enumerate() {
        if named[..n].iter().any(|(other, _)| other == name) {
            return Err(Exception::value_error(format!("field '{name}' occurs more than once")));
        }
    }
    RecordType::new(named, placing).map(Arc::new).ok_or_else(too_big)
}

/// `('x', 'f8')`, `('x', 'f8', (3,))`
fn field(value: &Value) -> Outcome<(Arc<str>, FieldType)> {
    let wrong = || {
        let text = "Field elements must be 2- or 3-tuples, got '";
        Exception::type_error(format!("{text}{value:?}'"))
    };
    let Value::Tuple(items) = value else { return Err(wrong()) };
    let (Value::Str(name), true) = (items.first().ok_or_else(wrong)?, matches!(items.len(), 2 | 3)) else {
        return Err(wrong());
    };
    let ty = format(&items[1])?;
    match items.get(2) {
        Some(shape) => Ok((Arc::clone(name), repeated(ty, &convert::shape(shape)?)?)),
        None => Ok((Arc::clone(name), ty)),
    }
}

/// What a field holds: a dtype, a structured one, or a pair of one and a shape.
fn format(value: &Value) -> Outcome<FieldType> {
    if let Some(record) = layout(value, Placing::Packed)? {
        return Ok(FieldType::Record(record));
    }
    match value {
        Value::Tuple(items) if items.len() == 2 => repeated(format(&items[0])?, &convert::shape(&items[1])?),
        Value::Str(text) => format_text(text),
        other => Ok(FieldType::Scalar(convert::dtype(other)?)),
    }
}

/// `f8`, `3f8`, `(2,3)f8`
fn format_text(text: &str) -> Outcome<FieldType> {
    let wrong = || Exception::type_error(format!("data type '{text}' not understood"));
    let (shape, plain) = match text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((shape, plain)) => (shape, plain),
        None => text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0)),
    };
    let lengths = shape.split(',').map(str::trim).filter(|part| !part.is_empty());
    let shape: Vec<usize> = lengths.map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    repeated(FieldType::Scalar(convert::dtype(&Value::str(plain))?), &shape)
}

/// So many of a type along each axis.
fn repeated(ty: FieldType, shape: &[usize]) -> Outcome<FieldType> {
    match ty {
        ty if shape.is_empty() => Ok(ty),
        FieldType::Scalar(dtype) => Ok(FieldType::Array(dtype, shape.to_vec())),
        FieldType::Array(dtype, inner) => Ok(FieldType::Array(dtype, [shape, &inner].concat())),
        FieldType::Record(_) => {
            Err(Exception::type_error("numjit's fields hold numbers, arrays of numbers, and records"))
        }
    }
}

/// `{'names': .., 'formats': .., 'offsets': .., 'itemsize': ..}`
fn of_parts(parts: &Dict, placing: Placing) -> Outcome<Arc<RecordType>> {
    let part = |name: &str| parts.get(&Key::str(name));
    let wrong = || Exception::value_error("entry must contain both 'names' and 'formats' fields");
    let list = |value: Option<&Value>| convert::items(value.ok_or_else(wrong)?)?.ok_or_else(wrong);
    let (names, formats) = (list(part("names"))?, list(part("formats"))?);
    if names.len() != formats.len() {
        return Err(Exception::value_error("'names', 'formats', and 'offsets' dict entries must have the same length"));
    }
    let named = names.iter().zip(&formats).map(|(name, it)| Ok((name.as_str().unwrap_or("").into(), format(it)?)));
    let mut record = (*of_fields(named.collect::<Outcome<_>>()?, placing)?).clone();
    if let Some(offsets) = part("offsets") {
        place(&mut record, &convert::ints(offsets)?)?;
    }
    if let Some(size) = part("itemsize") {
        let size = usize::try_from(convert::index(size)?).unwrap_or(0);
        if size < record.size || i32::try_from(size).is_err() {
            let text = format!(
                "NumPy dtype descriptor requires {} bytes, cannot override to smaller itemsize of {size}",
                record.size
            );
            return Err(Exception::value_error(text));
        }
        record.size = size;
    }
    Ok(Arc::new(record))
}

/// Puts fields at offsets that the script gives.
fn place(record: &mut RecordType, offsets: &[i64]) -> Outcome<()> {
    if offsets.len() != record.fields.len() {
        return Err(Exception::value_error("'names', 'formats', and 'offsets' dict entries must have the same length"));
    }
    record.size = 0;
    for (Field { offset, ty, .. }, &given) in record.fields.iter_mut().zip(offsets) {
        *offset = usize::try_from(given).map_err(|_| Exception::value_error("offset cannot be negative"))?;
        let end = ty.size().and_then(|size| offset.checked_add(size)).filter(|&end| i32::try_from(end).is_ok());
        record.size = record.size.max(end.ok_or_else(too_big)?);
    }
    Ok(())
}

/// `dtype.names` and its like.
#[must_use]
pub fn attribute(record: &Arc<RecordType>, name: &str) -> Option<Value> {
    let names = || Value::tuple(record.fields.iter().map(|field| Value::Str(Arc::clone(&field.name))));
    Some(match name {
        "names" => names(),
        "fields" => Value::dict(
            record
                .fields
                .iter()
                .map(|it| (Key::str(&it.name), Value::tuple([field_dtype(&it.ty), Value::size(it.offset)])))
                .collect::<Dict>(),
        ),
        "itemsize" => Value::size(record.size),
        "alignment" => Value::size(record.alignment()),
        "isalignedstruct" => Value::Bool(record.aligned),
        "kind" | "char" => Value::str("V"),
        "name" => Value::from(format!("void{}", 8 * record.size)),
        "str" => Value::from(format!("|V{}", record.size)),
        "ndim" => Value::Int(0),
        "shape" => Value::tuple([]),
        "descr" => Value::list(
            record
                .fields
                .iter()
                .map(|it| match &it.ty {
                    FieldType::Array(dtype, shape) => Value::tuple([
                        Value::Str(Arc::clone(&it.name)),
                        Value::from(code(*dtype)),
                        Value::tuple(shape.iter().map(|&n| Value::size(n))),
                    ]),
                    FieldType::Scalar(dtype) => {
                        Value::tuple([Value::Str(Arc::clone(&it.name)), Value::from(code(*dtype))])
                    }
                    FieldType::Record(inner) => Value::tuple([
                        Value::Str(Arc::clone(&it.name)),
                        attribute(inner, "descr").unwrap_or(Value::None),
                    ]),
                })
                .collect(),
        ),
        _ => return None,
    })
}

/// `<f8`, `|u1`
fn code(dtype: Dtype) -> String {
    match super::super::super::record::dtype_code(dtype) {
        code if code == "?" => "|b1".to_owned(),
        code if code.starts_with('<') => code,
        code => format!("|{code}"),
    }
}

/// A field's type as a dtype.
fn field_dtype(ty: &FieldType) -> Value {
    match ty {
        FieldType::Scalar(dtype) | FieldType::Array(dtype, _) => Value::Dtype(*dtype),
        FieldType::Record(record) => of_layout(Arc::clone(record)),
    }
}

/// A structured dtype.
#[must_use]
pub fn of_layout(record: Arc<RecordType>) -> Value {
    Value::Record(Arc::new(RecordValue::Dtype(record)))
}

/// `dtype['x']`, `dtype[0]`
///
/// # Errors
/// KeyError and IndexError, in NumPy's words.
pub fn item(record: &RecordType, at: &Value) -> Outcome<Value> {
    if let Value::Str(name) = at {
        let missing =
            || super::key_error(format!("Field named {} not found.", crate::runtime::text::string::repr_str(name)));
        return record.field(name).map(|field| field_dtype(&field.ty)).ok_or_else(missing);
    }
    let n = convert::index(at)?;
    let place = if n < 0 { n + record.fields.len() as i64 } else { n };
    let found = usize::try_from(place).ok().and_then(|place| record.fields.get(place));
    found
        .map(|field| field_dtype(&field.ty))
        .ok_or_else(|| super::super::index::index_error("Field index out of range."))
}
