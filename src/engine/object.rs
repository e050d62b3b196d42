//! Objects of compiled classes in the hands of the host zone: made, fields read and written.
//!
//! Input: classes, objects, values. Output: objects, values of fields. Never: methods, which are compiled functions.

use super::marshal::{self, Words, owners, words_of};
use super::turn::Turn;
use super::{Engine, Inner};
use crate::builtins::Numbers;
use crate::host::{Exception, Outcome, Run, Value};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::object::{ObjectRef, mask_words};
use crate::types::{ClassType, can_convert};

/// Where the fields of a class's objects lie, in words.
struct Layout {
    /// Where each field begins.
    starts: Vec<usize>,
    words: usize,
    /// Which words are references.
    masks: Vec<u64>,
}

impl Layout {
    fn of(class: &ClassType) -> Layout {
        let (mut starts, mut words, mut owned) = (Vec::new(), 0, Vec::new());
        for ty in class.field_types() {
            starts.push(words);
            let mask = owners(&ty);
            owned.extend((0..64).filter(|bit| mask >> bit & 1 == 1).map(|bit| words + bit));
            words += words_of(&ty);
        }
        let mut masks = vec![0; mask_words(words)];
        owned.into_iter().for_each(|word| masks[word / 64] |= 1 << (word % 64));
        Layout { starts, words, masks }
    }
}

impl Engine {
    /// See [`crate::host::Engine::new_object`].
    pub(super) fn make_object(&self, run: &Run, class: &ClassType) -> Outcome<ObjectRef> {
        if class.field_types().any(|ty| ty.is_open()) {
            return Err(Exception::new(ExceptionKind::RuntimeError, "deferred type not defined"));
        }
        let layout = Layout::of(class);
        ObjectRef::new(&run.services.account, layout.words, &layout.masks).ok_or_else(|| Check::OutOfMemory.into())
    }
}

impl Inner {
    /// See [`crate::host::Engine::field`].
    pub(super) fn field(object: &ObjectRef, class: &ClassType, name: &str) -> Option<Value> {
        let (place, ty) = class.field(name)?;
        let _turn = Turn::wait();
        let words = object.read(Layout::of(class).starts[place], words_of(&ty));
        Some(marshal::borrowed(Numbers::Python, &ty, &words))
    }

    /// See [`crate::host::Engine::set_field`].
    pub(super) fn set_field(
        &self,
        run: &Run,
        (object, class): (&ObjectRef, &ClassType),
        name: &str,
        value: &Value,
    ) -> Outcome<bool> {
        let Some((place, ty)) = class.field(name) else { return Ok(false) };
        let own = marshal::type_of(&self.dispatchers, value)?;
        if can_convert(&own, &ty).is_none() {
            let message = format!("cannot store {own} in the field '{name}', which is {ty}");
            return Err(Exception::type_error(message));
        }
        let mut words = Words::default();
        words.push(&run.services.account, value, &ty)?;
        let mask = owners(&ty);
        let _turn = Turn::wait();
        // SAFETY: the words are those of a value of the field's type, whose references `words` and `value` hold meanwhile.
        unsafe {
            object.write(Layout::of(class).starts[place], &words.words, |word| word < 64 && mask >> word & 1 == 1)
        };
        Ok(true)
    }
}
