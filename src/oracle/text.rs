//! Values as text, through the runtime's formatters.
//!
//! Input: values. Output: what Python prints for them. Never: a format of its own.

use super::heap::{Heap, Value, indices};
use super::{Step, Stop};
use crate::ir::PrintStyle;
use crate::ir::eval::Scalar;
use crate::runtime::text::array::{self, ArrayText, PrintOptions};
use crate::runtime::text::{self, string::repr_str};
use crate::types::Dtype;

/// `str` or `repr` of a value.
pub(super) fn text_of(heap: &Heap, value: &Value, style: PrintStyle) -> Step<String> {
    match value {
        // A scalar is shown as the Python number that it would be boxed to.
        Value::Scalar(scalar) => Ok(scalar_text(widened(*scalar)).text()),
        Value::Null => Err(Stop::wrong("a reference to nothing is shown")),
        Value::Str(_) => {
            let text = heap.text(value)?;
            Ok(if style == PrintStyle::Repr { repr_str(text) } else { text.to_owned() })
        }
        Value::Object(_) => Err(Stop::wrong("an object is shown")),
        Value::List(_) => {
            let items = heap.items(value)?.iter().map(|item| item_text(heap, item)).collect::<Step<Vec<_>>>()?;
            Ok(format!("[{}]", items.join(", ")))
        }
        Value::Array(descriptor) => {
            let elements = heap.elements(descriptor)?;
            let shape: Vec<usize> = descriptor.shape.iter().map(|&length| length as usize).collect();
            let place = |index: &[usize]| index.iter().zip(&shape).fold(0, |at, (i, n)| at * n + i);
            let element = |index: &[usize]| scalar_text(elements[place(index)]);
            let shown = ArrayText { dtype: descriptor.dtype, shape: &shape, element: &element };
            let options = PrintOptions::default();
            debug_assert_eq!(indices(&descriptor.shape).count(), elements.len());
            Ok(match style {
                PrintStyle::Str => array::str(&shown, &options),
                PrintStyle::Repr => array::repr(&shown, &options),
            })
        }
    }
}

/// A list's item: one component, or several as a tuple.
fn item_text(heap: &Heap, item: &[Value]) -> Step<String> {
    let parts = item.iter().map(|part| text_of(heap, part, PrintStyle::Repr)).collect::<Step<Vec<_>>>()?;
    Ok(if let [only] = &parts[..] { only.clone() } else { format!("({})", parts.join(", ")) })
}

fn widened(scalar: Scalar) -> Scalar {
    match scalar {
        Scalar::F32(value) => Scalar::F64(value.into()),
        Scalar::C64(parts) => Scalar::C128(parts.map(f64::from)),
        other => other,
    }
}

pub(super) fn scalar_text(scalar: Scalar) -> text::Scalar<'static> {
    match scalar {
        Scalar::Int(Dtype::Bool, value) => text::Scalar::Bool(value != 0),
        Scalar::Int(Dtype::U64, value) => text::Scalar::Int((value as u64).into()),
        Scalar::Int(_, value) => text::Scalar::Int(value.into()),
        Scalar::F32(value) => text::Scalar::Float32(value),
        Scalar::F64(value) => text::Scalar::Float(value),
        Scalar::C64([re, im]) => text::Scalar::Complex64(re, im),
        Scalar::C128([re, im]) => text::Scalar::Complex(re, im),
    }
}
