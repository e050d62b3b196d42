//! The oracle's values as text.
//!
//! Input: values. Output: `1`, `[1.0, 2.0]`, `"text"`, `[(1, 2.0)]`. Never: their addresses.

use numjit::oracle::{ArrayValue, Heap, Value};

/// The text of a value.
pub fn show(heap: &Heap, value: &Value) -> String {
    match value {
        Value::Scalar(scalar) => format!("{scalar:?}"),
        Value::Array(array) => show_array(heap, array, &mut Vec::new()),
        Value::Null => "null".into(),
        Value::Object(_) => "object".into(),
        Value::Str(_) => heap.text(value).map_or("<freed>".into(), |text| format!("{text:?}")),
        Value::List(_) => match heap.items(value) {
            Ok(items) => format!(
                "[{}]",
                join(items.iter().map(|item| match &item[..] {
                    [only] => show(heap, only),
                    parts => format!("({})", join(parts.iter().map(|part| show(heap, part)))),
                }))
            ),
            Err(_) => "<freed>".into(),
        },
    }
}

fn show_array(heap: &Heap, array: &ArrayValue, index: &mut Vec<i64>) -> String {
    if index.len() == array.shape.len() {
        return heap.load(array, index).map_or("<freed>".into(), |element| format!("{element:?}"));
    }
    let mut parts = Vec::new();
    for i in 0..array.shape[index.len()] {
        index.push(i);
        parts.push(show_array(heap, array, index));
        index.pop();
    }
    format!("[{}]", parts.join(", "))
}

pub fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
