//! Iteration.
//!
//! Input: values. Output: [`Items`], which gives one item after the other; [`Iter`], an iterator as a value.
//! Never: loops (`interp`).

use super::exception::Exception;
use super::interp::{Generator, Interpreter};
use super::key::Dict;
use super::object::Tag;
use super::paused::Paused;
use super::value::{File, RangeValue, Value, lock};
use super::view::Part;
use super::{Outcome, numpy, set_order};
use crate::host::object::Class;
use crate::runtime::array::Array;
use crate::runtime::room;
use std::sync::{Arc, Mutex};

/// An iterator object.
pub struct Iter {
    tag: Tag,
    items: Mutex<Items>,
}

/// What gives items.
#[derive(Default)]
pub enum Items {
    /// No more.
    #[default]
    Done,
    /// Being advanced somewhere else.
    Running,
    /// A list, read as it is at each step.
    List(Arc<Mutex<Vec<Value>>>, usize),
    /// A list from its end.
    ListBack(Arc<Mutex<Vec<Value>>>, usize),
    /// A tuple.
    Tuple(Arc<[Value]>, usize),
    /// Values gathered before.
    Gathered(std::vec::IntoIter<Value>),
    /// Values made one by one.
    Made(Box<dyn Iterator<Item = Outcome<Value>> + Send>),
    /// A string, from a byte on.
    Str(Arc<str>, usize),
    /// A range, from an item on.
    Range(RangeValue, u64),
    /// The sub-arrays or elements of an array.
    Array(Arc<Array>, usize),
    /// What a view shows of a dict that must keep its size.
    Entries(Part, Arc<Mutex<Dict>>, usize, usize),
    /// `enumerate`
    Enumerate(Arc<Iter>, i128),
    /// `zip`
    Zip(Vec<Arc<Iter>>, Strictness),
    /// `map`
    Map(Value, Vec<Arc<Iter>>),
    /// `filter`
    Filter(Value, Arc<Iter>),
    /// The lines of a file.
    Lines(Arc<File>),
    /// An iterator object.
    Shared(Arc<Iter>),
    /// An object with `__next__`.
    Object(Value),
    /// A generator.
    Generator(Box<Generator>),
    /// A generator of a compiled function.
    Paused(Paused),
}

/// Must the iterables of a `zip` have one length?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strictness {
    /// The shortest decides.
    Lenient,
    /// `strict=True`
    Strict,
}

impl Iter {
    /// An iterator object of a class.
    #[must_use]
    pub fn new(tag: Tag, items: Items) -> Arc<Self> {
        Arc::new(Self { tag, items: Mutex::new(items) })
    }

    /// Its class.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    pub(super) fn items(&self) -> &Mutex<Items> {
        &self.items
    }

    /// The next item. The items are taken out meanwhile, so that a step that comes back here is noticed.
    pub(super) fn next(&self, interp: &Interpreter<'_>) -> Outcome<Option<Value>> {
        let mut items = std::mem::replace(&mut *lock(&self.items), Items::Running);
        if matches!(items, Items::Running) {
            return Err(Exception::value_error("generator already executing"));
        }
        let result = items.next(interp);
        // A compiled one that is over may still be passed to a compiled function.
        if !matches!(result, Ok(Some(_))) && !matches!(items, Items::Paused(_)) {
            items = Items::Done;
        }
        *lock(&self.items) = items;
        result
    }
}

impl Items {
    /// The items of a value.
    ///
    /// # Errors
    /// TypeError for what is not iterable.
    pub(super) fn of(interp: &Interpreter<'_>, value: &Value) -> Outcome<Items> {
        Ok(match value {
            Value::List(list) => Items::List(Arc::clone(list), 0),
            Value::Tuple(items) => Items::Tuple(Arc::clone(&items.items), 0),
            Value::Range(range) => Items::Range(**range, 0),
            Value::Str(text) => Items::Str(Arc::clone(text), 0),
            Value::Bytes(bytes) => {
                Items::Gathered(bytes.iter().map(|&b| Value::Int(b.into())).collect::<Vec<_>>().into_iter())
            }
            Value::Array(array) if array.ndim() == 0 => {
                return Err(Exception::type_error("iteration over a 0-d array"));
            }
            Value::Array(array) => Items::Array(Arc::clone(array), 0),
            Value::Record(record) => super::numpy::record::items(record)?,
            Value::Dict(dict) => Items::Entries(Part::Keys, Arc::clone(dict), 0, lock(dict).len()),
            Value::View(view) => Items::Entries(view.part, Arc::clone(&view.dict), 0, lock(&view.dict).len()),
            Value::Set(set) => Items::Gathered(set_order::ordered(&lock(set)).into_iter()),
            Value::Iterator(iter) => Items::Shared(Arc::clone(iter)),
            Value::File(file) => Items::Lines(Arc::clone(file)),
            Value::Npz(npz) => Items::Gathered(
                npz.entries.iter().map(|(name, _)| Value::Str(Arc::clone(name))).collect::<Vec<_>>().into_iter(),
            ),
            Value::Instance(_) | Value::Class(Class::User(_)) => match interp.special_method(value, "__iter__") {
                Some(method) => {
                    let iterator = interp.call(&method, &[], &[])?;
                    match &iterator {
                        Value::Instance(_) => Items::Object(iterator),
                        other => Items::of(interp, other)?,
                    }
                }
                None => return Err(not_iterable(value)),
            },
            _ => return Err(not_iterable(value)),
        })
    }

    /// How many items there are to come, as far as that is known without asking for them.
    fn at_least(&self) -> usize {
        match self {
            Items::Range(range, at) => usize::try_from(range.len() - at).unwrap_or(usize::MAX),
            Items::Array(array, at) => array.shape()[0] - at,
            Items::Gathered(items) => items.len(),
            _ => 0,
        }
    }

    /// The next item; none at the end.
    pub(super) fn next(&mut self, interp: &Interpreter<'_>) -> Outcome<Option<Value>> {
        Ok(match self {
            Items::Done | Items::Running => None,
            Items::List(list, at) => advance(at, |at| lock(list).get(at).cloned()),
            Items::ListBack(list, left) => {
                *left = left.saturating_sub(1).min(lock(list).len());
                left.checked_sub(1).and_then(|at| lock(list).get(at).cloned())
            }
            Items::Tuple(items, at) => advance(at, |at| items.get(at).cloned()),
            Items::Gathered(items) => items.next(),
            Items::Made(items) => items.next().transpose()?,
            Items::Str(text, at) => text.get(*at..).and_then(|rest| rest.chars().next()).map(|c| {
                *at += c.len_utf8();
                Value::str(c.encode_utf8(&mut [0; 4]))
            }),
            Items::Range(range, at) if *at < range.len() => {
                *at += 1;
                Some(Value::Int(range.item(*at - 1)))
            }
            Items::Range(..) => None,
            Items::Array(array, at) if *at < array.shape()[0] => {
                *at += 1;
                Some(numpy::row(array, *at - 1)?)
            }
            Items::Array(..) => None,
            Items::Entries(part, dict, at, size) => {
                let dict = lock(dict);
                if dict.len() != *size {
                    return Err(Exception::new(
                        crate::runtime::exception::ExceptionKind::RuntimeError,
                        "dictionary changed size during iteration",
                    ));
                }
                advance(at, |at| dict.get_index(at).map(|(key, value)| part.of(key, value)))
            }
            Items::Enumerate(inner, count) => match inner.next(interp)? {
                None => None,
                Some(item) => {
                    *count += 1;
                    Some(Value::tuple([Value::int(*count - 1)?, item]))
                }
            },
            Items::Zip(iters, strictness) => zip_step(interp, iters, *strictness)?,
            Items::Map(function, iters) => match zip_step(interp, iters, Strictness::Lenient)? {
                Some(Value::Tuple(args)) => Some(interp.call(function, &args, &[])?),
                _ => None,
            },
            Items::Filter(function, inner) => filter_step(interp, function, inner)?,
            Items::Lines(file) => super::functions::file::next_line(file)?,
            Items::Shared(iter) => iter.next(interp)?,
            Items::Object(object) => object_step(interp, object)?,
            Items::Generator(generator) => generator.resume(interp)?,
            Items::Paused(paused) => interp.run.engine.resume(interp.run, paused)?,
        })
    }
}

fn advance(at: &mut usize, get: impl FnOnce(usize) -> Option<Value>) -> Option<Value> {
    let item = get(*at);
    *at += usize::from(item.is_some());
    item
}

fn zip_step(interp: &Interpreter<'_>, iters: &[Arc<Iter>], strictness: Strictness) -> Outcome<Option<Value>> {
    let mut items = Vec::with_capacity(iters.len());
    for (i, iter) in iters.iter().enumerate() {
        match iter.next(interp)? {
            Some(item) => items.push(item),
            None if strictness == Strictness::Strict && i > 0 => return Err(uneven("shorter", i)),
            None if strictness == Strictness::Strict => {
                for (k, other) in iters.iter().enumerate().skip(1) {
                    if other.next(interp)?.is_some() {
                        return Err(uneven("longer", k));
                    }
                }
                return Ok(None);
            }
            None => return Ok(None),
        }
    }
    Ok(if items.is_empty() { None } else { Some(Value::tuple(items)) })
}

fn uneven(how: &str, at: usize) -> Exception {
    let before = if at == 1 { "argument 1".to_owned() } else { format!("arguments 1-{at}") };
    Exception::value_error(format!("zip() argument {} is {how} than {before}", at + 1))
}

fn filter_step(interp: &Interpreter<'_>, function: &Value, inner: &Iter) -> Outcome<Option<Value>> {
    while let Some(item) = inner.next(interp)? {
        let keep = match function {
            Value::None => interp.truth(&item)?,
            function => {
                let verdict = interp.call(function, std::slice::from_ref(&item), &[])?;
                interp.truth(&verdict)?
            }
        };
        if keep {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn object_step(interp: &Interpreter<'_>, object: &Value) -> Outcome<Option<Value>> {
    let Some(method) = interp.special_method(object, "__next__") else { return Err(not_iterable(object)) };
    match interp.call(&method, &[], &[]) {
        Ok(item) => Ok(Some(item)),
        Err(error) if error.kind() == crate::runtime::exception::ExceptionKind::StopIteration => Ok(None),
        Err(error) => Err(error),
    }
}

fn not_iterable(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object is not iterable", value.type_name()))
}

impl Interpreter<'_> {
    /// An iterator object over a value.
    pub(super) fn iter(&self, value: &Value) -> Outcome<Arc<Iter>> {
        match value {
            Value::Iterator(iter) => Ok(Arc::clone(iter)),
            other => Ok(Iter::new(Tag::Iterator, Items::of(self, other)?)),
        }
    }

    /// All items of a value.
    pub(super) fn items(&self, value: &Value) -> Outcome<Vec<Value>> {
        match value {
            Value::List(list) => return Ok(lock(list).clone()),
            Value::Tuple(items) => return Ok(items.to_vec()),
            _ => {}
        }
        let mut items = Items::of(self, value)?;
        let mut gathered = room::with_room(items.at_least())?;
        while let Some(item) = items.next(self)? {
            room::push(&mut gathered, item)?;
            self.run.poll()?;
        }
        Ok(gathered)
    }
}
