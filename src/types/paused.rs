//! Generators of the language: functions that yield, where they have paused.
//!
//! Input: what the body of such a function keeps from one `yield` to the next. Output: [`PausedType`], and the lists
//! that its frame is made of. Never: how the body goes on (the lowering), generators of random numbers.

use super::{FunctionId, Type};
use std::fmt;
use std::sync::Arc;

/// The specialization that goes on with a generator, as the table of specializations numbers it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ResumeId(pub u32);

/// A generator: two of one function called with the same types are of one type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PausedType {
    /// The function whose body it runs (of a closure: the one around it).
    pub function: FunctionId,
    /// Its name, for printers.
    pub name: Arc<str>,
    /// The types that it was called with.
    pub params: Vec<Type>,
    /// What it yields.
    pub item: Type,
    /// What goes on with it.
    pub resume: ResumeId,
    /// What its frame keeps while it is paused; the first says where.
    pub fields: Vec<Type>,
}

/// A list knows the references among so many first words of its items.
const MOST_WORDS: usize = 64;

impl PausedType {
    /// The lists that the frame is made of: each has one item while the generator is paused, and none while it runs
    /// and when it is over. Who takes the items out runs the body; who drops the lists drops what the frame holds.
    #[must_use]
    pub fn parts(&self) -> Vec<Type> {
        self.groups().into_iter().map(|group| Type::list(Type::tuple(group.iter().cloned()))).collect()
    }

    /// The fields by the list that they lie in.
    fn groups(&self) -> Vec<&[Type]> {
        let (mut groups, mut start, mut room) = (Vec::new(), 0, MOST_WORDS);
        for (at, field) in self.fields.iter().enumerate() {
            let words = most_words(field);
            if words > room && at > start {
                groups.push(&self.fields[start..at]);
                (start, room) = (at, MOST_WORDS);
            }
            room = room.saturating_sub(words);
        }
        groups.push(&self.fields[start..]);
        groups
    }
}

/// A tuple's items one by one, so that no field is larger than need be.
pub fn push_fields(ty: &Type, out: &mut Vec<Type>) {
    match ty {
        Type::Tuple(items) => items.iter().for_each(|item| push_fields(item, out)),
        Type::Unknown | Type::None => {}
        other => out.push(other.clone()),
    }
}

/// No fewer words than a value of a type takes.
fn most_words(ty: &Type) -> usize {
    match ty {
        Type::Scalar(_) => 2,
        Type::Array(array) => 2 + 2 * usize::from(array.ndim),
        Type::Records(array) => 4 + 2 * usize::from(array.ndim),
        Type::Tuple(items) => items.iter().map(most_words).sum(),
        Type::Optional(item) => 1 + most_words(item),
        Type::Table(table) => table.parts().len(),
        Type::Closure(closure) => closure.captures.iter().map(most_words).sum(),
        Type::Iterator(it) => 32.max(1 + it.parts().iter().map(most_words).sum::<usize>()),
        Type::Paused(paused) => paused.groups().len(),
        _ => 4,
    }
}

impl fmt::Display for PausedType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::write_list(f, &format!("{} generator(func={}, args=(", self.item, self.name), &self.params, "))")
    }
}
