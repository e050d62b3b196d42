//! Tuples: their items' types and, of named ones, their class.
//!
//! Input: types. Output: [`TupleType`], which is a slice of types. Never: values.

use super::Type;
use std::any::Any;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A class of named tuples.
pub struct TupleClass {
    /// Its name.
    pub name: Arc<str>,
    /// The names of its items.
    pub fields: Vec<Arc<str>>,
    /// What it is to whoever made it, opaque to the compiler.
    pub origin: Box<dyn Any + Send + Sync>,
}

/// Each class is only itself.
impl PartialEq for TupleClass {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for TupleClass {}

impl Hash for TupleClass {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::ptr::from_ref(self).hash(state);
    }
}

impl std::fmt::Debug for TupleClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// The items of a tuple; a slice of types.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TupleType {
    items: Arc<[Type]>,
    /// Of a named tuple.
    pub class: Option<Arc<TupleClass>>,
}

impl TupleType {
    /// A named tuple.
    #[must_use]
    pub fn named(class: &Arc<TupleClass>, items: impl IntoIterator<Item = Type>) -> Self {
        Self { items: items.into_iter().collect(), class: Some(Arc::clone(class)) }
    }

    /// Where the item of a name is.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<usize> {
        self.class.as_ref()?.fields.iter().position(|field| **field == *name)
    }
}

impl Deref for TupleType {
    type Target = [Type];

    fn deref(&self) -> &[Type] {
        &self.items
    }
}

impl FromIterator<Type> for TupleType {
    fn from_iter<I: IntoIterator<Item = Type>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), class: None }
    }
}

impl From<Vec<Type>> for TupleType {
    fn from(items: Vec<Type>) -> Self {
        items.into_iter().collect()
    }
}
