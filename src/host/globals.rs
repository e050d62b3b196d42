//! Variables that outlive a frame: globals of a module, cells of captured variables.
//!
//! Input: names, values. Output: shared slots.
//! Never: builtins (a name without a variable means one; whoever reads knows).

use super::value::{Value, lock};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The variables of a module: a name gets a slot when it is first mentioned, and keeps it.
#[derive(Default)]
pub struct Globals {
    slots: RwLock<Slots>,
}

type Slots = IndexMap<Arc<str>, Option<Value>, FxBuildHasher>;

impl Globals {
    /// The variables that are bound, as a dictionary.
    #[must_use]
    pub fn as_dict(&self) -> Value {
        let bound = |name: Arc<str>| Some((Value::Str(name.clone()), self.get(&name)?));
        Value::dict_of(self.names().into_iter().filter_map(bound)).unwrap_or(Value::None)
    }

    /// No variables.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, Slots> {
        self.slots.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Slots> {
        self.slots.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot of a name.
    pub(super) fn slot(&self, name: &Arc<str>) -> usize {
        if let Some(slot) = self.read().get_index_of(name) {
            return slot;
        }
        let mut slots = self.write();
        let entry = slots.entry(Arc::clone(name));
        let slot = entry.index();
        entry.or_insert(None);
        slot
    }

    pub(super) fn at(&self, slot: usize) -> Option<Value> {
        self.read().get_index(slot).and_then(|(_, value)| value.clone())
    }

    pub(super) fn put(&self, slot: usize, value: Option<Value>) -> Option<Value> {
        match self.write().get_index_mut(slot) {
            Some((_, place)) => std::mem::replace(place, value),
            None => None,
        }
    }

    /// A variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        self.read().get(name).cloned().flatten()
    }

    /// Binds a variable.
    pub fn set(&self, name: impl Into<Arc<str>>, value: Value) {
        self.write().insert(name.into(), Some(value));
    }

    /// Unbinds a variable.
    pub fn unset(&self, name: &str) {
        let held = self.write().get_mut(name).and_then(Option::take);
        // Outside of the lock: what it held may look here as it goes.
        drop(held);
    }

    /// Unbinds all variables; gives what they held.
    pub(super) fn take(&self) -> Vec<Value> {
        self.write().values_mut().filter_map(Option::take).collect()
    }

    /// The variables that are bound, in the order in which their names first appeared.
    #[must_use]
    pub fn names(&self) -> Vec<Arc<str>> {
        self.read().iter().filter(|(_, value)| value.is_some()).map(|(name, _)| Arc::clone(name)).collect()
    }
}

/// A captured variable.
#[derive(Default)]
pub struct Cell(Mutex<Option<Value>>);

impl Cell {
    /// A cell that holds a value, or is still unbound.
    #[must_use]
    pub fn new(value: Option<Value>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(value)))
    }

    /// The value; none: unbound.
    #[must_use]
    pub fn get(&self) -> Option<Value> {
        lock(&self.0).clone()
    }

    /// Binds or unbinds it; gives what it held.
    pub fn set(&self, value: Option<Value>) -> Option<Value> {
        std::mem::replace(&mut *lock(&self.0), value)
    }
}
