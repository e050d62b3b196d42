//! Views of dicts: what `keys()`, `values()` and `items()` give.
//!
//! Input: a dict. Output: [`View`], which shows what is in the dict whenever it is looked at.
//! Never: iteration (`iterate`), text (`text`).

use super::Outcome;
use super::exception::Exception;
use super::key::{Dict, Key, Set};
use super::object::Tag;
use super::value::{Value, lock};
use std::sync::{Arc, Mutex};

/// What of a dict is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Its keys.
    Keys,
    /// Its values.
    Values,
    /// Pairs of both.
    Items,
}

/// A view of a dict.
pub struct View {
    /// What of it.
    pub part: Part,
    /// The dict.
    pub dict: Arc<Mutex<Dict>>,
}

impl Part {
    /// It, of an entry.
    pub(super) fn of(self, key: &Key, value: &Value) -> Value {
        match self {
            Part::Keys => key.value().clone(),
            Part::Values => value.clone(),
            Part::Items => Value::tuple([key.value().clone(), value.clone()]),
        }
    }
}

impl View {
    /// Its class.
    pub(super) fn tag(&self) -> Tag {
        match self.part {
            Part::Keys => Tag::DictKeys,
            Part::Values => Tag::DictValues,
            Part::Items => Tag::DictItems,
        }
    }

    /// What it shows now.
    #[must_use]
    pub fn items(&self) -> Vec<Value> {
        lock(&self.dict).iter().map(|(key, value)| self.part.of(key, value)).collect()
    }

    /// As a set; none: values are none.
    fn set(&self) -> Option<Outcome<Set>> {
        (self.part != Part::Values).then(|| self.items().into_iter().map(Key::new).collect())
    }
}

/// A set, or a view that acts as one, as a set; none: it is neither.
///
/// # Errors
/// TypeError for items of what cannot be hashed.
pub(super) fn as_set(value: &Value) -> Option<Outcome<Set>> {
    match value {
        Value::Set(set) => Some(Ok(lock(set).clone())),
        Value::View(view) => view.set(),
        _ => None,
    }
}

/// Both operands of an operator as sets, where at least one is a view and the other may be anything that has items.
///
/// # Errors
/// TypeError for items of what cannot be hashed.
pub(super) fn sets(
    a: &Value,
    b: &Value,
    items: impl Fn(&Value) -> Result<Vec<Value>, Exception>,
) -> Option<Outcome<(Set, Set)>> {
    if !matches!(a, Value::View(_)) && !matches!(b, Value::View(_)) {
        return None;
    }
    let set = |value: &Value| match as_set(value) {
        Some(set) => set,
        None => items(value)?.into_iter().map(Key::new).collect(),
    };
    Some(set(a).and_then(|a| Ok((a, set(b)?))))
}
