//! The header of a `.npy` file: a Python dictionary of three keys.
//!
//! Input: the header's text. Output: dtype, byte order, shape and order; or NumPy's `ValueError`.
//! Never: a dimension taken on trust; the reader compares with the file's size.

use npyz::{Endianness, TypeChar, TypeStr};
use py_literal::Value;

use super::IoError;
use crate::runtime::text::number::{repr_bool, repr_complex, repr_f64};
use crate::runtime::text::string::{repr_bytes, repr_str};
use crate::types::Dtype;

/// Brackets within brackets past this depth are no header; the parser of literals recurses.
const DEEPEST: usize = 16;

/// NumPy's limit against headers made to take long.
const LONGEST: usize = 10_000;

/// What a header says.
#[derive(Debug, PartialEq, Eq)]
pub struct Header {
    /// Element type.
    pub dtype: Dtype,
    /// The file's byte order is not the machine's.
    pub swapped: bool,
    /// Lengths of the axes, as written.
    pub shape: Vec<i64>,
    /// The first axis varies fastest.
    pub fortran_order: bool,
}

/// Reads a header.
pub fn parse(text: &str) -> Result<Header, IoError> {
    if text.chars().count() > LONGEST {
        return Err(too_long(text));
    }
    let cannot_parse = || IoError::value(format!("Cannot parse header: {}", repr_str(text)));
    if depth(text) > DEEPEST {
        return Err(cannot_parse());
    }
    let value: Value = without_long_suffixes(text).trim().parse().map_err(|_| cannot_parse())?;
    let Value::Dict(items) = value else {
        return Err(IoError::value(format!("Header is not a dictionary: {}", repr(&value))));
    };
    check_keys(&items)?;
    let item = |key: &str| items.iter().rev().find(|(k, _)| is_key(k, key)).map_or(&Value::None, |(_, value)| value);
    let shape = shape(item("shape"))?;
    let fortran_order = match item("fortran_order") {
        Value::Boolean(order) => *order,
        other => return Err(IoError::value(format!("fortran_order is not a valid bool: {}", repr(other)))),
    };
    let (dtype, swapped) = dtype(item("descr"))?;
    Ok(Header { dtype, swapped, shape, fortran_order })
}

fn too_long(text: &str) -> IoError {
    IoError::value(format!(
        "Header info length ({}) is large and may not be safe to load securely.\nTo allow loading, adjust \
         `max_header_size` or fully trust the `.npy` file using `allow_pickle=True`.\nFor safety against large \
         resource use or crashes, sandboxing may be necessary.",
        text.chars().count()
    ))
}

/// How deep brackets are nested; those within strings count too, which does no harm.
fn depth(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Drops the `L` after numbers that Python 2 wrote.
fn without_long_suffixes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_digit = false;
    for c in text.chars() {
        if !(c == 'L' && after_digit) {
            out.push(c);
        }
        after_digit = c.is_ascii_digit();
    }
    out
}

fn is_key(value: &Value, key: &str) -> bool {
    matches!(value, Value::String(text) if text == key)
}

fn check_keys(items: &[(Value, Value)]) -> Result<(), IoError> {
    let expected = ["descr", "fortran_order", "shape"];
    let complete = expected.iter().all(|key| items.iter().any(|(k, _)| is_key(k, key)));
    if complete && items.iter().all(|(k, _)| expected.iter().any(|key| is_key(k, key))) {
        return Ok(());
    }
    let mut keys: Vec<String> = items.iter().map(|(key, _)| repr(key)).collect();
    keys.sort();
    keys.dedup();
    Err(IoError::value(format!("Header does not contain the correct keys: [{}]", keys.join(", "))))
}

fn shape(value: &Value) -> Result<Vec<i64>, IoError> {
    let invalid = || IoError::value(format!("shape is not valid: {}", repr(value)));
    let Value::Tuple(items) = value else {
        return Err(invalid());
    };
    let length = |item: &Value| match item {
        Value::Integer(length) => i64::try_from(length).map_err(|_| invalid()),
        _ => Err(invalid()),
    };
    items.iter().map(length).collect()
}

/// The dtype and whether its bytes must be turned around.
fn dtype(value: &Value) -> Result<(Dtype, bool), IoError> {
    let invalid = || IoError::value(format!("descr is not a valid dtype descriptor: {}", repr(value)));
    let text = match value {
        Value::String(text) => text,
        Value::List(_) | Value::Tuple(_) => return Err(unsupported(&repr(value))),
        _ => return Err(invalid()),
    };
    if let Some(dtype) = Dtype::ALL.into_iter().find(|dtype| dtype.name() == text) {
        return Ok((dtype, false));
    }
    let prefixed = if text.starts_with(['<', '>', '|', '=']) { text.clone() } else { format!("={text}") };
    let prefixed = prefixed.replacen('=', if cfg!(target_endian = "little") { "<" } else { ">" }, 1);
    if matches!(&prefixed[1..], "O" | "O8") {
        return Err(IoError::value("Object arrays cannot be loaded when allow_pickle=False"));
    }
    let parsed: TypeStr = one_byte_order(&prefixed).parse().map_err(|_| invalid())?;
    let dtype = dtype_of(&parsed).ok_or_else(|| unsupported(&repr_str(text)))?;
    let machine = if cfg!(target_endian = "little") { Endianness::Little } else { Endianness::Big };
    let swapped = parsed.endianness() != machine && dtype.real().size() > 1;
    Ok((dtype, swapped))
}

/// `<u1` is as good as `|u1`.
fn one_byte_order(text: &str) -> String {
    match &text[1..] {
        "b1" | "?" | "i1" | "u1" => format!("|{}", text[1..].replace('?', "b1")),
        _ => text.to_owned(),
    }
}

fn unsupported(descr: &str) -> IoError {
    IoError::value(format!(
        "the file's dtype {descr} is not supported: arrays hold bools, ints, floats and complex numbers of standard widths"
    ))
}

fn dtype_of(parsed: &TypeStr) -> Option<Dtype> {
    Some(match (parsed.type_char(), parsed.size_field()) {
        (TypeChar::Bool, 1) => Dtype::Bool,
        (TypeChar::Int, 1) => Dtype::I8,
        (TypeChar::Int, 2) => Dtype::I16,
        (TypeChar::Int, 4) => Dtype::I32,
        (TypeChar::Int, 8) => Dtype::I64,
        (TypeChar::Uint, 1) => Dtype::U8,
        (TypeChar::Uint, 2) => Dtype::U16,
        (TypeChar::Uint, 4) => Dtype::U32,
        (TypeChar::Uint, 8) => Dtype::U64,
        (TypeChar::Float, 4) => Dtype::F32,
        (TypeChar::Float, 8) => Dtype::F64,
        (TypeChar::Complex, 8) => Dtype::C64,
        (TypeChar::Complex, 16) => Dtype::C128,
        _ => return None,
    })
}

/// The type string that NumPy writes for a dtype.
pub fn descr(dtype: Dtype) -> String {
    let order = match dtype.real().size() {
        1 => '|',
        _ if cfg!(target_endian = "little") => '<',
        _ => '>',
    };
    let letter = match dtype.kind() {
        crate::types::Kind::Bool => 'b',
        crate::types::Kind::Unsigned => 'u',
        crate::types::Kind::Signed => 'i',
        crate::types::Kind::Float => 'f',
        crate::types::Kind::Complex => 'c',
    };
    format!("{order}{letter}{}", dtype.size())
}

/// A literal as Python's `repr` writes it.
fn repr(value: &Value) -> String {
    match value {
        Value::String(text) => repr_str(text),
        Value::Bytes(bytes) => repr_bytes(bytes),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => repr_f64(*value),
        Value::Complex(value) => repr_complex(value.re, value.im),
        Value::Tuple(items) if items.len() == 1 => format!("({},)", repr(&items[0])),
        Value::Tuple(items) => format!("({})", repr_all(items)),
        Value::List(items) => format!("[{}]", repr_all(items)),
        Value::Dict(items) => {
            let pair = |(key, value): &(Value, Value)| format!("{}: {}", repr(key), repr(value));
            format!("{{{}}}", items.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", repr_all(items)),
        Value::Boolean(value) => repr_bool(*value).to_owned(),
        Value::None => "None".to_owned(),
    }
}

fn repr_all(items: &[Value]) -> String {
    items.iter().map(repr).collect::<Vec<_>>().join(", ")
}
