//! Generators of compiled functions as values.
//!
//! Input: the lists that a frame is made of. Output: [`Paused`], which an [`Iter`] holds; loans of it to calls.
//! Never: how the body goes on (the engine).

use super::Exception;
use super::iterate::{Items, Iter};
use super::object::Tag;
use super::value::lock;
use crate::runtime::list::ListRef;
use crate::types::PausedType;
use std::sync::Arc;

/// A generator of a compiled function. Nobody else touches its frame.
pub struct Paused {
    ty: Arc<PausedType>,
    frame: Vec<ListRef>,
}

impl Paused {
    /// Of the lists that its type's parts say.
    #[must_use]
    pub fn new(ty: Arc<PausedType>, frame: Vec<ListRef>) -> Self {
        Self { ty, frame }
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &Arc<PausedType> {
        &self.ty
    }

    /// Its words, as compiled code takes them.
    pub fn words(&self) -> impl Iterator<Item = u64> {
        self.frame.iter().map(|list| list.as_ptr() as u64)
    }
}

impl Iter {
    /// A generator as an iterator.
    #[must_use]
    pub fn of_paused(paused: Paused) -> Arc<Self> {
        Iter::new(Tag::Generator, Items::Paused(paused))
    }

    /// The type of a generator of a compiled function that is not running; none: it is something else.
    #[must_use]
    pub fn paused_type(&self) -> Option<Arc<PausedType>> {
        match &*lock(self.items()) {
            Items::Paused(paused) => Some(Arc::clone(paused.ty())),
            _ => None,
        }
    }

    /// Takes such a generator out, for a call that may go on with it.
    ///
    /// # Errors
    /// ValueError while it is out already.
    pub fn lend(&self) -> Result<Paused, Exception> {
        let mut items = lock(self.items());
        match std::mem::replace(&mut *items, Items::Running) {
            Items::Paused(paused) => Ok(paused),
            other => {
                *items = other;
                Err(Exception::value_error("generator already executing"))
            }
        }
    }

    /// Puts it back.
    pub fn give_back(&self, paused: Paused) {
        *lock(self.items()) = Items::Paused(paused);
    }
}
