//! The end of a module's variables: what they hold is let go, cycles included.
//!
//! Input: the variables of modules, function objects. Output: the variables and the cells of the closures that they reach
//! are empty, and so are lists, dicts and objects among them that nobody else holds.
//! Never: what somebody else still holds, or what that leads to.

use super::globals::Globals;
use super::object::Class;
use super::value::{HostFunction, Value, lock};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Empties the variables of modules and the cells of closures that they, or these functions, reach.
pub fn unravel(modules: &[Arc<Globals>], functions: impl IntoIterator<Item = Arc<HostFunction>>) {
    let mut walk = Walk::default();
    walk.moved(functions.into_iter().map(Value::Function), None);
    modules.iter().for_each(|globals| walk.moved(globals.take(), None));
    while let Some(found) = walk.waiting.pop() {
        walk.look_into(&found.value);
        walk.found.push(found);
    }
    // What they held goes with `walk`, when nothing is locked any more.
    let _emptied = walk.empty_unheld();
}

/// A reference to a value.
struct Found {
    value: Value,
    /// The address of the object that holds it.
    parent: Option<usize>,
    /// It was taken from its place, which is empty now.
    is_moved: bool,
}

#[derive(Default)]
struct Walk {
    waiting: Vec<Found>,
    /// All references that were followed. They keep objects alive, so that no address is used twice meanwhile.
    found: Vec<Found>,
    /// Objects that were looked into, by address.
    seen: FxHashSet<usize>,
}

impl Walk {
    fn moved(&mut self, values: impl IntoIterator<Item = Value>, parent: Option<usize>) {
        self.waiting.extend(values.into_iter().map(|value| Found { value, parent, is_moved: true }));
    }

    fn cloned<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>, parent: Option<usize>) {
        let found = |value: &Value| Found { value: value.clone(), parent, is_moved: false };
        self.waiting.extend(values.into_iter().map(found));
    }

    /// Follows the references of an object, once.
    fn look_into(&mut self, value: &Value) {
        let Some((address, _)) = object(value) else { return };
        if !self.seen.insert(address) {
            return;
        }
        let own = Some(address);
        match value {
            Value::Tuple(items) => self.cloned(items.iter(), own),
            Value::List(items) => self.cloned(lock(items).iter(), own),
            Value::Dict(dict) => self.cloned(lock(dict).values(), own),
            Value::Function(function) => {
                self.cloned(&function.defaults, own);
                self.moved(function.cells.iter().filter_map(|cell| cell.set(None)), own);
            }
            Value::Dispatcher(_, definition) => self.cloned([&Value::Function(definition.function.clone())], own),
            Value::Method(method) => self.cloned([&method.receiver, &method.function], own),
            Value::Class(Class::User(class)) => {
                self.cloned(&class.bases.iter().cloned().map(Value::Class).collect::<Vec<_>>(), own);
                self.cloned(lock(&class.attributes).values(), own);
            }
            Value::Instance(instance) => {
                self.cloned([&Value::Class(Class::User(Arc::clone(&instance.class)))], own);
                self.cloned(lock(&instance.attributes).values(), own);
            }
            Value::Exception(exception) => self.cloned(&exception.parts(), own),
            _ => {}
        }
    }

    /// Empties lists, dicts and objects that nobody holds but those that were found; gives what they held.
    fn empty_unheld(&self) -> Vec<Value> {
        let held = self.held();
        let mut contents = Vec::new();
        for found in &self.found {
            if object(&found.value).is_none_or(|(address, _)| held.contains(&address)) {
                continue;
            }
            match &found.value {
                Value::List(items) => contents.append(&mut lock(items)),
                Value::Dict(dict) => {
                    contents.extend(std::mem::take(&mut *lock(dict)).into_iter().map(|(_, value)| value))
                }
                Value::Instance(instance) => {
                    contents.extend(std::mem::take(&mut *lock(&instance.attributes)).into_values());
                }
                _ => {}
            }
        }
        contents
    }

    /// The objects that somebody else holds, and all that they lead to.
    fn held(&self) -> FxHashSet<usize> {
        // How many references to an object are known: what was found is one itself, and where it was found another.
        let mut known: FxHashMap<usize, usize> = FxHashMap::default();
        let mut children: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for found in &self.found {
            let Some((address, _)) = object(&found.value) else { continue };
            *known.entry(address).or_default() += if found.is_moved { 1 } else { 2 };
            if let Some(parent) = found.parent {
                children.entry(parent).or_default().push(address);
            }
        }
        let objects = self.found.iter().filter_map(|found| object(&found.value));
        let mut waiting: Vec<usize> =
            objects.filter(|(address, references)| known[address] < *references).map(|(address, _)| address).collect();
        let mut held = FxHashSet::default();
        while let Some(address) = waiting.pop() {
            if held.insert(address) {
                waiting.extend(children.get(&address).into_iter().flatten());
            }
        }
        held
    }
}

/// The address of an object that may hold others, and how many references to it there are.
fn object(value: &Value) -> Option<(usize, usize)> {
    fn of<T: ?Sized>(object: &Arc<T>) -> Option<(usize, usize)> {
        Some((Arc::as_ptr(object).cast::<()>() as usize, Arc::strong_count(object)))
    }
    match value {
        Value::Tuple(items) => of(&items.items),
        Value::List(items) => of(items),
        Value::Dict(dict) => of(dict),
        Value::Function(function) => of(function),
        Value::Dispatcher(_, definition) => of(definition),
        Value::Method(method) => of(method),
        Value::Class(Class::User(class)) => of(class),
        Value::Instance(instance) => of(instance),
        Value::Exception(exception) => Some((exception.address(), exception.references())),
        _ => None,
    }
}
