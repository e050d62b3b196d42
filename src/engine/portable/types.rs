//! Types of parameters as bytes.
//!
//! Input: types. Output: bytes, and back. Never: types that name something of the running engine (functions, classes).

use super::bytes::{Reader, Writer};
use crate::types::{ArrayType, Dtype, Layout, SliceType, Type};

/// Types nested deeper than this are not read.
const MAX_DEPTH: usize = 32;

const NONE: u8 = 0;
const SCALAR: u8 = 1;
const STR: u8 = 2;
const ARRAY: u8 = 3;
const TUPLE: u8 = 4;
const LIST: u8 = 5;
const OPTIONAL: u8 = 6;
const RANGE: u8 = 7;
const SLICE: u8 = 8;
const DICT: u8 = 9;
const SET: u8 = 10;
const GENERATOR: u8 = 11;

const LAYOUTS: [Layout; 3] = [Layout::C, Layout::F, Layout::A];

/// Can a type be written?
pub fn is_portable(ty: &Type) -> bool {
    match ty {
        Type::None
        | Type::Scalar(_)
        | Type::Str
        | Type::Array(_)
        | Type::Range(_)
        | Type::Slice(_)
        | Type::Generator => true,
        Type::Tuple(items) => items.class.is_none() && items.iter().all(is_portable),
        Type::List(item) | Type::Optional(item) => is_portable(item),
        Type::Table(table) => is_portable(&table.key) && table.value.as_ref().is_none_or(is_portable),
        _ => false,
    }
}

/// Writes a portable type.
pub fn write(out: &mut Writer, ty: &Type) {
    match ty {
        Type::Scalar(dtype) => out.0.extend([SCALAR, dtype_number(*dtype)]),
        Type::Str => out.byte(STR),
        Type::Array(array) => write_array(out, array),
        Type::Tuple(items) => {
            out.byte(TUPLE);
            out.list(items, write);
        }
        Type::List(item) => {
            out.byte(LIST);
            write(out, item);
        }
        Type::Optional(item) => {
            out.byte(OPTIONAL);
            write(out, item);
        }
        Type::Range(dtype) => out.0.extend([RANGE, dtype_number(*dtype)]),
        Type::Slice(slice) => out.0.extend([SLICE, slice.start.into(), slice.stop.into(), slice.step.into()]),
        Type::Table(table) => {
            out.byte(if table.value.is_some() { DICT } else { SET });
            write(out, &table.key);
            table.value.iter().for_each(|value| write(out, value));
        }
        Type::Generator => out.byte(GENERATOR),
        _ => out.byte(NONE),
    }
}

fn write_array(out: &mut Writer, array: &ArrayType) {
    let layout = LAYOUTS.iter().position(|&layout| layout == array.layout).unwrap_or_default();
    out.0.extend([ARRAY, dtype_number(array.dtype), array.ndim, layout as u8, array.mutable.into()]);
}

/// Reads a type.
pub fn read(bytes: &mut Reader<'_>) -> Option<Type> {
    read_at(bytes, 0)
}

fn read_at(bytes: &mut Reader<'_>, depth: usize) -> Option<Type> {
    if depth > MAX_DEPTH {
        return None;
    }
    let inner = |bytes: &mut Reader<'_>| read_at(bytes, depth + 1);
    Some(match bytes.byte()? {
        NONE => Type::None,
        SCALAR => Type::Scalar(read_dtype(bytes)?),
        STR => Type::Str,
        ARRAY => Type::Array(ArrayType {
            dtype: read_dtype(bytes)?,
            ndim: bytes.byte().filter(|&ndim| ndim <= 32)?,
            layout: *LAYOUTS.get(usize::from(bytes.byte()?))?,
            mutable: read_bool(bytes)?,
        }),
        TUPLE => Type::tuple(bytes.list(inner)?),
        LIST => Type::list(inner(bytes)?),
        OPTIONAL => Type::optional(inner(bytes)?),
        RANGE => Type::Range(read_dtype(bytes)?),
        SLICE => {
            let (start, stop, step) = (read_bool(bytes)?, read_bool(bytes)?, read_bool(bytes)?);
            Type::Slice(SliceType { start, stop, step })
        }
        DICT => {
            let key = inner(bytes)?;
            Type::table(key, Some(inner(bytes)?))
        }
        SET => Type::table(inner(bytes)?, None),
        GENERATOR => Type::Generator,
        _ => return None,
    })
}

fn read_bool(bytes: &mut Reader<'_>) -> Option<bool> {
    match bytes.byte()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

fn read_dtype(bytes: &mut Reader<'_>) -> Option<Dtype> {
    Dtype::ALL.get(usize::from(bytes.byte()?)).copied()
}

/// Its place in [`Dtype::ALL`], which new versions of the format may not change.
fn dtype_number(dtype: Dtype) -> u8 {
    Dtype::ALL.iter().position(|&other| other == dtype).unwrap_or_default() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_come_back() {
        let array = Type::array(Dtype::F64, 2, Layout::F);
        let types = [
            Type::None,
            Type::Scalar(Dtype::C64),
            Type::Str,
            array.clone(),
            Type::tuple([Type::INT64, Type::list(array)]),
            Type::optional(Type::FLOAT64),
            Type::Range(Dtype::I64),
            Type::Slice(SliceType { start: true, stop: false, step: true }),
            Type::table(Type::Str, Some(Type::INT64)),
            Type::table(Type::INT64, None),
            Type::Generator,
        ];
        for ty in types {
            let mut out = Writer::default();
            assert!(is_portable(&ty));
            write(&mut out, &ty);
            let mut reader = Reader(&out.0);
            assert_eq!((read(&mut reader), reader.0.len()), (Some(ty), 0));
        }
    }

    #[test]
    fn nothing_is_read_without_end() {
        assert_eq!(read(&mut Reader(&[LIST; 100])), None);
        assert_eq!(read(&mut Reader(&[TUPLE, 255, 255, 255, 255])), None);
    }
}
