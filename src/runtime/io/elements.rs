//! One element between its bytes, its value and its text.
//!
//! Input: a dtype, and bytes or a value. Output: the value or the bytes.

use crate::runtime::text::Scalar;
use crate::types::{Dtype, Kind};

/// The value of an element in the machine's byte order.
pub fn decode(dtype: Dtype, bytes: &[u8]) -> Scalar<'static> {
    match dtype {
        Dtype::Bool => Scalar::Bool(bytes[0] != 0),
        Dtype::F32 => Scalar::Float32(f32::from_ne_bytes(part(bytes, 0))),
        Dtype::F64 => Scalar::Float(f64::from_ne_bytes(part(bytes, 0))),
        Dtype::C64 => Scalar::Complex64(f32::from_ne_bytes(part(bytes, 0)), f32::from_ne_bytes(part(bytes, 4))),
        Dtype::C128 => Scalar::Complex(f64::from_ne_bytes(part(bytes, 0)), f64::from_ne_bytes(part(bytes, 8))),
        Dtype::I8 => Scalar::Int(i128::from(i8::from_ne_bytes(part(bytes, 0)))),
        Dtype::I16 => Scalar::Int(i128::from(i16::from_ne_bytes(part(bytes, 0)))),
        Dtype::I32 => Scalar::Int(i128::from(i32::from_ne_bytes(part(bytes, 0)))),
        Dtype::I64 => Scalar::Int(i128::from(i64::from_ne_bytes(part(bytes, 0)))),
        Dtype::U8 => Scalar::Int(i128::from(bytes[0])),
        Dtype::U16 => Scalar::Int(i128::from(u16::from_ne_bytes(part(bytes, 0)))),
        Dtype::U32 => Scalar::Int(i128::from(u32::from_ne_bytes(part(bytes, 0)))),
        Dtype::U64 => Scalar::Int(i128::from(u64::from_ne_bytes(part(bytes, 0)))),
    }
}

fn part<const N: usize>(bytes: &[u8], from: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[from..from + N]);
    out
}

/// Appends an int to the bytes of an array; the caller has checked that it is in range.
pub fn push_int(out: &mut Vec<u8>, dtype: Dtype, value: i128) {
    match dtype {
        Dtype::Bool => out.push(u8::from(value != 0)),
        Dtype::I8 | Dtype::U8 => out.push(value as u8),
        Dtype::I16 | Dtype::U16 => out.extend((value as u16).to_ne_bytes()),
        Dtype::I32 | Dtype::U32 => out.extend((value as u32).to_ne_bytes()),
        Dtype::I64 | Dtype::U64 => out.extend((value as u64).to_ne_bytes()),
        _ => push_complex(out, dtype, value as f64, 0.0),
    }
}

/// Appends a float or complex number to the bytes of an array.
pub fn push_complex(out: &mut Vec<u8>, dtype: Dtype, re: f64, im: f64) {
    match dtype {
        Dtype::F32 => out.extend((re as f32).to_ne_bytes()),
        Dtype::C64 => {
            out.extend((re as f32).to_ne_bytes());
            out.extend((im as f32).to_ne_bytes());
        }
        Dtype::C128 => {
            out.extend(re.to_ne_bytes());
            out.extend(im.to_ne_bytes());
        }
        _ => out.extend(re.to_ne_bytes()),
    }
}

/// The range of an int dtype; bool counts as int64, as text is read.
pub fn int_range(dtype: Dtype) -> (i128, i128) {
    let bits = if dtype == Dtype::Bool { 64 } else { 8 * dtype.size() as u32 };
    match dtype.kind() {
        Kind::Unsigned => (0, (1 << bits) - 1),
        _ => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
    }
}

/// Turns each component of the elements around.
pub fn swap_bytes(dtype: Dtype, bytes: &mut [u8]) {
    for component in bytes.chunks_exact_mut(dtype.real().size()) {
        component.reverse();
    }
}
