//! Tuples of the host zone.
//!
//! Input: items. Output: [`TupleValue`], a slice of values; named ones know their class.
//! Never: operators.

use super::object::UserClass;
use super::value::{Value, lock};
use crate::types::TupleClass;
use std::ops::Deref;
use std::sync::{Arc, Weak};

/// The attribute of a class of named tuples that holds the names of the items.
pub(super) const FIELDS: &str = "_fields";

/// A tuple: a slice of values.
#[derive(Clone)]
pub struct TupleValue {
    /// Its items.
    pub items: Arc<[Value]>,
    /// Of a named tuple.
    pub class: Option<Arc<UserClass>>,
}

impl TupleValue {
    /// The item of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Value> {
        let place = fields(self.class.as_ref()?)?.iter().position(|field| **field == *name)?;
        self.items.get(place)
    }
}

impl Deref for TupleValue {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

impl FromIterator<Value> for TupleValue {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), class: None }
    }
}

impl From<Vec<Value>> for TupleValue {
    fn from(items: Vec<Value>) -> Self {
        Self { items: items.into(), class: None }
    }
}

impl From<Arc<[Value]>> for TupleValue {
    fn from(items: Arc<[Value]>) -> Self {
        Self { items, class: None }
    }
}

impl<const N: usize> From<[Value; N]> for TupleValue {
    fn from(items: [Value; N]) -> Self {
        Self { items: items.into(), class: None }
    }
}

/// The names of the items of a class of named tuples; none: it is another class.
#[must_use]
pub fn fields(class: &UserClass) -> Option<Vec<Arc<str>>> {
    let Value::Tuple(names) = class.lookup(FIELDS)? else { return None };
    let name = |name: &Value| match name {
        Value::Str(name) => Some(Arc::clone(name)),
        _ => None,
    };
    names.iter().map(name).collect()
}

/// A class of named tuples as the compiler knows it; none: it is another class.
#[must_use]
pub fn tuple_class(class: &Arc<UserClass>) -> Option<Arc<TupleClass>> {
    if let Some(known) = lock(&class.tuple_class).as_ref() {
        return Some(Arc::clone(known));
    }
    let fields = fields(class)?;
    let made = TupleClass { name: Arc::clone(&class.name), fields, origin: Box::new(Arc::downgrade(class)) };
    Some(Arc::clone(lock(&class.tuple_class).get_or_insert(Arc::new(made))))
}

/// A named tuple of the class that the compiler knows.
#[must_use]
pub fn named(class: &TupleClass, items: Vec<Value>) -> Value {
    let origin = class.origin.downcast_ref::<Weak<UserClass>>().and_then(Weak::upgrade);
    Value::Tuple(TupleValue { items: items.into(), class: origin })
}
