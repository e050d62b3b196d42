//! Values of the host zone as the oracle holds them.
//!
//! Input: an argument and the type of its parameter. Output: its components in the oracle's heap, arrays with the strides that
//! they have. Never: memory that two arrays share (each is copied on its own).

#![allow(dead_code, reason = "each test program uses its part")]

use numjit::Value;
use numjit::ir::eval::Scalar;
use numjit::oracle::{ArrayValue, Heap, Value as Held};
use numjit::runtime::array::{Array, Scalar as Number};
use numjit::types::{Dtype, Layout, Type};
use std::sync::PoisonError;

/// Appends the components of an argument; none: the oracle has no such values.
pub fn held(value: &Value, ty: &Type, heap: &mut Heap, out: &mut Vec<Held>) -> Option<()> {
    match (value, ty) {
        (_, Type::Scalar(dtype)) => out.push(Held::Scalar(scalar(value)?.cast(*dtype).into())),
        (Value::Str(text), Type::Str) => out.push(heap.string(&**text)),
        (Value::Array(array), Type::Array(_)) => out.push(held_array(heap, array)),
        (Value::Random(random), Type::Generator) => out.push(held_array(heap, random.generator()?.shared.array())),
        (Value::Tuple(items), Type::Tuple(types)) => {
            items.iter().zip(types.iter()).try_for_each(|(item, ty)| held(item, ty, heap, out))?;
        }
        (Value::List(items), Type::List(item)) => {
            let items = items.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let components = items.iter().map(|value| {
                let mut components = Vec::new();
                held(value, item, heap, &mut components).map(|()| components)
            });
            let components = components.collect::<Option<Vec<_>>>()?;
            out.push(heap.list(components));
        }
        (Value::Range(range), Type::Range(_)) => {
            out.extend([range.start, range.stop, range.step].map(|part| Held::Scalar(Scalar::i64(part))));
        }
        (Value::None, Type::None)
        | (Value::Dispatcher(..) | Value::Function(_), Type::Function(_))
        | (Value::Builtin(_), Type::Builtin(_))
        | (_, Type::Dtype(_)) => {}
        _ => return None,
    }
    Some(())
}

fn scalar(value: &Value) -> Option<Number> {
    Some(match value {
        Value::Bool(value) => Number::Bool(*value),
        Value::Int(value) => Number::I64(*value),
        Value::UInt(value) => Number::U64(*value),
        Value::Float(value) => Number::F64(*value),
        Value::Complex(re, im) => Scalar::C128([*re, *im]).into(),
        Value::Scalar(scalar) => *scalar,
        _ => return None,
    })
}

/// An array with its own strides, in a block that reaches from its first byte to its last.
pub fn held_array(heap: &mut Heap, array: &Array) -> Held {
    let size = array.dtype().size();
    let (low, high) = array.offsets().fold((0, 0), |(low, high), at| (at.min(low), at.max(high)));
    let mut bytes = vec![0; (high - low) as usize + size];
    for (at, element) in array.offsets().zip(array) {
        let at = (at - low) as usize;
        bytes[at..at + size].copy_from_slice(&Scalar::from(element).to_bytes()[..size]);
    }
    let shape: Vec<i64> = array.shape().iter().map(|&n| n as i64).collect();
    let strides = array.strides().iter().map(|&n| n as i64).collect();
    match heap.bytes(Dtype::U8, Layout::C, &[bytes.len() as i64], bytes) {
        Held::Array(whole) => {
            Held::Array(ArrayValue { offset: -low as i64, dtype: array.dtype(), shape, strides, ..whole })
        }
        other => other,
    }
}
