//! Objects of the compiled zone: a fixed number of words, some of which own references.
//!
//! Input: words, and a mask that says which of them own references. Output: [`Object`]s that machine code reads and writes
//! inline, [`ObjectRef`] as Rust owns them. Never: fields or their types (the mask is all that an object knows of them).
//!
//! Objects may hold each other in long chains: what an object owned is given up one after another, not one inside another.

use super::context::Context;
use super::list::status;
use super::memory::{self, Block, BlockRef, Init, MemoryAccount, release, retain};
use std::cell::RefCell;
use std::mem::offset_of;
use std::ptr;
use std::sync::Arc;

/// An object; its words follow, then the masks. It begins with its block, so a `*mut Object` may be retained and released as a
/// `*mut Block`.
#[repr(C)]
pub struct Object {
    block: Block,
    words: u64,
}

/// Offset of the first word of the fields.
pub const FIELDS_OFFSET: usize = offset_of!(Object, words) + size_of::<u64>();

// The count is the first payload word of the object's own block, and the fields follow it.
const _: () = assert!(offset_of!(Object, words) == size_of::<Block>());

/// How many words say which of so many words own references: bit i of mask n stands for word 64 n + i.
#[must_use]
pub const fn mask_words(words: usize) -> usize {
    words.div_ceil(64)
}

impl Object {
    /// A fresh object whose words are zero; null when memory is exhausted.
    fn alloc(account: Option<&Arc<MemoryAccount>>, words: usize, owned: &[u64]) -> *mut Object {
        let bytes = (1 + words + mask_words(words)) * size_of::<u64>();
        let block = memory::alloc(account, bytes, Init::Zeroed);
        if block.is_null() {
            return ptr::null_mut();
        }
        let object = block.cast::<Object>();
        // SAFETY: the payload has room for the count, the words and the masks, and is ours alone.
        unsafe {
            (*object).words = words as u64;
            let masks = Self::fields(object).add(words);
            ptr::copy_nonoverlapping(owned.as_ptr(), masks, mask_words(words));
            if owned.iter().any(|&mask| mask != 0) {
                Block::set_drop(block, drop_object);
            }
        }
        object
    }

    /// The address of the first field's first word.
    fn fields(this: *mut Object) -> *mut u64 {
        this.wrapping_byte_add(FIELDS_OFFSET).cast()
    }

    /// What its words own.
    ///
    /// # Safety
    /// The object is live, and nobody writes it meanwhile.
    unsafe fn owners(this: *mut Object) -> Vec<*mut Block> {
        let fields = Self::fields(this);
        // SAFETY: live (caller): the words and then the masks are there.
        unsafe {
            let words = (*this).words as usize;
            let is_owned = |word: &usize| *fields.add(words + word / 64) >> (word % 64) & 1 == 1;
            let owners = (0..words).filter(is_owned).map(|word| *fields.add(word) as *mut Block);
            owners.filter(|owner| !owner.is_null()).collect()
        }
    }
}

thread_local! {
    /// What objects that are being freed owned, while one of them gives it up.
    static GIVEN_UP: RefCell<Option<Vec<*mut Block>>> = const { RefCell::new(None) };
}

/// Gives up what an object owns.
unsafe extern "C" fn drop_object(block: *mut Block) {
    // SAFETY: set by `Object::alloc` on objects only; run once, when nobody else holds the object.
    let mut owners = unsafe { Object::owners(block.cast()) };
    if owners.is_empty() {
        return;
    }
    let is_first = GIVEN_UP.with_borrow_mut(|waiting| match waiting {
        Some(waiting) => {
            waiting.append(&mut owners);
            false
        }
        None => {
            *waiting = Some(std::mem::take(&mut owners));
            true
        }
    });
    if !is_first {
        return;
    }
    loop {
        let next = GIVEN_UP.with_borrow_mut(|waiting| {
            let next = waiting.as_mut().and_then(Vec::pop);
            if next.is_none() {
                *waiting = None;
            }
            next
        });
        let Some(owner) = next else { return };
        // SAFETY: an object that is gone owned this reference.
        unsafe { release(owner) };
    }
}

/// An owned reference to an object: cloning retains (the same object), dropping releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRef(BlockRef);

impl ObjectRef {
    /// A fresh object whose words are zero, or none when memory or the account is exhausted.
    #[must_use]
    pub fn new(account: &Arc<MemoryAccount>, words: usize, owned: &[u64]) -> Option<Self> {
        assert_eq!(owned.len(), mask_words(words));
        let object = Object::alloc(Some(account), words, owned);
        // SAFETY: null or a fresh object, whose only reference this is.
        unsafe { Self::from_raw(object) }
    }

    /// Takes over one reference; none for null.
    ///
    /// # Safety
    /// `object` is null or live, and the caller gives up a reference to it.
    #[must_use]
    pub unsafe fn from_raw(object: *mut Object) -> Option<Self> {
        // SAFETY: as the caller promises.
        unsafe { BlockRef::from_raw(object.cast()) }.map(Self)
    }

    /// The object's address; the reference stays here.
    #[must_use]
    pub fn as_ptr(&self) -> *mut Object {
        self.0.as_ptr().cast()
    }

    /// The words of a field, as they are now.
    #[must_use]
    pub fn read(&self, first: usize, count: usize) -> Vec<u64> {
        let object = self.as_ptr();
        // SAFETY: we own a reference, so the object is alive; the words are within it.
        unsafe {
            assert!(first + count <= (*object).words as usize);
            (first..first + count).map(|word| ptr::read_volatile(Object::fields(object).add(word))).collect()
        }
    }

    /// Writes the words of a field: their owners are retained, those of the old ones released.
    ///
    /// # Safety
    /// `words` are those of a value of the field's type, and `owned` says which of them are references, null or live.
    pub unsafe fn write(&self, first: usize, words: &[u64], owned: impl Fn(usize) -> bool) {
        let old = self.read(first, words.len());
        let object = self.as_ptr();
        for (word, &new) in words.iter().enumerate() {
            // SAFETY: `read` has seen that the words are within the object, which is alive; owners are as the caller promises.
            unsafe {
                if owned(word) {
                    retain(new as *mut Block);
                }
                ptr::write_volatile(Object::fields(object).add(first + word), new);
            }
        }
        for (_, &old) in old.iter().enumerate().filter(|&(word, _)| owned(word)) {
            // SAFETY: the object owned this reference until it was overwritten.
            unsafe { release(old as *mut Block) };
        }
    }
}

/// Helper: a fresh object whose words are zero; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn new(ctx: *mut Context, words: i64, owned: *const u64) -> *mut Object {
    let words = words as usize;
    // SAFETY: machine code passes its own context and the masks of so many words.
    let (account, owned) = unsafe { ((*ctx).account(), std::slice::from_raw_parts(owned, mask_words(words))) };
    let object = Object::alloc(Some(account), words, owned);
    status(ctx, !object.is_null());
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_chain_is_freed() {
        let account = MemoryAccount::new();
        let mut first = ObjectRef::new(&account, 2, &[0b10]).unwrap();
        for n in 0..200_000_u64 {
            let next = ObjectRef::new(&account, 2, &[0b10]).unwrap();
            // SAFETY: a number and a live object.
            unsafe { next.write(0, &[n, first.as_ptr() as u64], |word| word == 1) };
            first = next;
        }
        assert_eq!(account.live_blocks(), 200_001);
        assert_eq!(first.read(0, 1), [199_999]);
        drop(first);
        assert_eq!(account.live_blocks(), 0);
    }

    #[test]
    fn masks_of_many_words() {
        let account = MemoryAccount::new();
        let inner = ObjectRef::new(&account, 1, &[0]).unwrap();
        let wide = ObjectRef::new(&account, 130, &[0, 0, 0b10]).unwrap();
        // SAFETY: a live object.
        unsafe { wide.write(129, &[inner.as_ptr() as u64], |_| true) };
        drop(inner);
        assert_eq!(account.live_blocks(), 2);
        drop(wide);
        assert_eq!(account.live_blocks(), 0);
    }
}
