//! Keys of dicts and items of sets.
//!
//! Input: values. Output: [`Key`], which hashes and compares as Python does (`1 == 1.0 == True`).
//! Never: unhashable values (`Key::new` refuses them).

use super::Outcome;
use super::exception::Exception;
use super::object::Class;
use super::value::Value;
use crate::types::TableType;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

type Entries = IndexMap<Key, Value, FxBuildHasher>;

/// A dict: insertion-ordered.
#[derive(Clone, Default)]
pub struct Dict {
    entries: Entries,
    /// What compiled code takes its keys and values as, where that is fixed (`Dict.empty`).
    pub columns: Option<Arc<TableType>>,
}

impl Dict {
    /// The same entries, whose keys and values compiled code takes as these types.
    #[must_use]
    pub fn with_columns(self, columns: Option<Arc<TableType>>) -> Dict {
        Dict { columns, ..self }
    }
}

impl Deref for Dict {
    type Target = Entries;

    fn deref(&self) -> &Entries {
        &self.entries
    }
}

impl DerefMut for Dict {
    fn deref_mut(&mut self) -> &mut Entries {
        &mut self.entries
    }
}

impl FromIterator<(Key, Value)> for Dict {
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(entries: I) -> Dict {
        Dict { entries: entries.into_iter().collect(), columns: None }
    }
}

impl<'a> IntoIterator for &'a Dict {
    type Item = (&'a Key, &'a Value);
    type IntoIter = indexmap::map::Iter<'a, Key, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl IntoIterator for Dict {
    type Item = (Key, Value);
    type IntoIter = indexmap::map::IntoIter<Key, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

/// A set: insertion-ordered (Python leaves the order open).
pub type Set = IndexSet<Key, FxBuildHasher>;

/// A hashable value.
#[derive(Clone)]
pub struct Key(Value);

impl Key {
    /// A key.
    ///
    /// # Errors
    /// TypeError for lists, dicts, sets, arrays.
    pub fn new(value: Value) -> Outcome<Key> {
        match &value {
            Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Array(_) | Value::Slice(_) => {
                Err(Exception::type_error(format!("unhashable type: '{}'", value.type_name())))
            }
            Value::Record(record) => {
                super::numpy::record::check_key(record)?;
                Ok(Key(value))
            }
            Value::Tuple(items) => {
                items.iter().try_for_each(|item| Key::new(item.clone()).map(drop))?;
                Ok(Key(value))
            }
            _ => Ok(Key(value)),
        }
    }

    /// A string key.
    #[must_use]
    pub fn str(text: &str) -> Key {
        Key(Value::str(text))
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        same(&self.0, &other.0)
    }
}

impl Eq for Key {}

/// Equality of hashable values; a nan equals itself, as the same object does in Python.
fn same(a: &Value, b: &Value) -> bool {
    if let (Some(a), Some(b)) = (a.as_int(), b.as_int()) {
        return a == b;
    }
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::Bytes(a), Value::Bytes(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b || (a.0.is_nan() && b.0.is_nan()),
            _ => a.is(b),
        },
    }
}

fn number(value: &Value) -> Option<(f64, f64)> {
    match value {
        Value::Complex(re, im) => Some((*re, *im)),
        Value::Scalar(scalar) if scalar.dtype().is_complex() => {
            let complex = scalar.as_complex();
            Some((complex.re, complex.im))
        }
        other => other.as_float().map(|re| (re, 0.0)),
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_value(&self.0, state);
    }
}

fn hash_value<H: Hasher>(value: &Value, state: &mut H) {
    if let Some(int) = value.as_int() {
        return (int as i64).hash(state);
    }
    match value {
        Value::Str(text) => text.hash(state),
        Value::Bytes(bytes) => bytes.hash(state),
        Value::Tuple(items) => items.iter().for_each(|item| hash_value(item, state)),
        Value::Class(Class::Exception(kind)) => kind.hash(state),
        _ => match number(value) {
            // A float that is an int hashes as the int does.
            Some((re, _)) if re == (re as i64) as f64 => (re as i64).hash(state),
            Some((re, im)) => (re.to_bits(), im.to_bits()).hash(state),
            None => value.address().hash(state),
        },
    }
}
