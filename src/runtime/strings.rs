//! Immutable reference-counted strings of the compiled zone.
//!
//! Input: UTF-8 text. Output: [`Str`] objects that machine code holds as pointers, [`StrRef`] as Rust owns them.
//! Never: formatting (another file's job), mutation.

use super::memory::{self, Block, Init, MemoryAccount, release, retain};
use std::mem::offset_of;
use std::ptr::NonNull;
use std::sync::Arc;

/// A string object. It begins with its block, so a `*mut Str` may be retained and released as a `*mut Block`.
#[repr(C)]
pub struct Str {
    block: Block,
    len_bytes: i64,
    n_chars: i64,
    ptr: *const u8,
}

/// Offset of the length in bytes in a [`Str`].
pub const LEN_BYTES_OFFSET: usize = offset_of!(Str, len_bytes);
/// Offset of the length in characters (what `len()` gives) in a [`Str`].
pub const N_CHARS_OFFSET: usize = offset_of!(Str, n_chars);
/// Offset of the address of the bytes in a [`Str`].
pub const PTR_OFFSET: usize = offset_of!(Str, ptr);

/// Bytes of a [`Str`] past its block's header.
const FIELDS: usize = size_of::<Str>() - size_of::<Block>();

// The fields are the first payload bytes of the string's own block.
const _: () = assert!(LEN_BYTES_OFFSET == size_of::<Block>());

impl Str {
    /// A fresh string with one reference; null when memory is exhausted.
    #[must_use]
    pub fn alloc(account: Option<&Arc<MemoryAccount>>, text: &str) -> *mut Str {
        Self::joined(account, text, "")
    }

    /// `a + b`, as [`Str::alloc`].
    #[must_use]
    pub fn joined(account: Option<&Arc<MemoryAccount>>, a: &str, b: &str) -> *mut Str {
        // Two texts in memory are shorter than all of it.
        let length = a.len() + b.len();
        let block = memory::alloc(account, FIELDS + length, Init::Uninit);
        if block.is_null() {
            return std::ptr::null_mut();
        }
        let object = block.cast::<Str>();
        // SAFETY: the payload behind the header has room for the fields and the bytes, and is ours alone.
        unsafe {
            let bytes = object.add(1).cast::<u8>();
            std::ptr::copy_nonoverlapping(a.as_ptr(), bytes, a.len());
            std::ptr::copy_nonoverlapping(b.as_ptr(), bytes.add(a.len()), b.len());
            (*object).len_bytes = length as i64;
            (*object).n_chars = (a.chars().count() + b.chars().count()) as i64;
            (*object).ptr = bytes;
        }
        object
    }

    /// A constant that lives as long as the process and is never counted: for texts known when the process is built.
    ///
    /// # Panics
    /// When memory is exhausted.
    #[must_use]
    pub fn immortal(text: &'static str) -> *const Str {
        let object = Self::alloc(None, text);
        assert!(!object.is_null(), "out of memory");
        // SAFETY: fresh and not shared.
        unsafe { Block::make_immortal(object.cast()) };
        object
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // SAFETY: `alloc` copied this many bytes of a valid `str` there, and nothing writes them afterwards.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.ptr, self.len_bytes as usize)) }
    }

    /// The length in characters.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "machine code's view")]
    pub fn len(&self) -> usize {
        self.n_chars as usize
    }

    /// The character at an index: at once where all take one byte.
    #[must_use]
    pub fn char(&self, index: usize) -> Option<char> {
        if self.n_chars == self.len_bytes {
            return self.as_str().as_bytes().get(index).map(|&byte| char::from(byte));
        }
        self.as_str().chars().nth(index)
    }

    /// The text behind a pointer that machine code holds; empty for null.
    ///
    /// # Safety
    /// `object` is null or live for `'a`.
    #[must_use]
    pub unsafe fn text<'a>(object: *const Str) -> &'a str {
        // SAFETY: live if not null (caller).
        unsafe { object.as_ref() }.map_or("", Str::as_str)
    }
}

/// An owned reference to a string: cloning retains, dropping releases.
pub struct StrRef(NonNull<Str>);

// SAFETY: the text is immutable and the count atomic.
unsafe impl Send for StrRef {}
// SAFETY: as above.
unsafe impl Sync for StrRef {}

impl StrRef {
    /// A fresh string, or none when memory or the account is exhausted. Code keeps its constants this way too: each a reference of its own.
    #[must_use]
    pub fn new(account: Option<&Arc<MemoryAccount>>, text: &str) -> Option<Self> {
        NonNull::new(Str::alloc(account, text)).map(Self)
    }

    /// Takes over one reference; none for null.
    ///
    /// # Safety
    /// `object` is null or live, and the caller gives up a reference to it.
    #[must_use]
    pub unsafe fn from_raw(object: *mut Str) -> Option<Self> {
        NonNull::new(object).map(Self)
    }

    /// Takes a reference of its own; none for null.
    ///
    /// # Safety
    /// `object` is null or live.
    #[must_use]
    pub unsafe fn from_borrowed(object: *const Str) -> Option<Self> {
        // SAFETY: null or live (caller).
        unsafe { retain(object.cast_mut().cast()) };
        NonNull::new(object.cast_mut()).map(Self)
    }

    /// The object's address; the reference stays here.
    #[must_use]
    pub fn as_ptr(&self) -> *mut Str {
        self.0.as_ptr()
    }

    /// Gives the reference away as a pointer.
    #[must_use]
    pub fn into_raw(self) -> *mut Str {
        let object = self.as_ptr();
        std::mem::forget(self);
        object
    }
}

impl std::ops::Deref for StrRef {
    type Target = str;

    fn deref(&self) -> &str {
        // SAFETY: we own a reference, so the object is alive.
        unsafe { self.0.as_ref() }.as_str()
    }
}

impl Clone for StrRef {
    fn clone(&self) -> Self {
        // SAFETY: alive, as we own a reference.
        unsafe { retain(self.as_ptr().cast()) };
        Self(self.0)
    }
}

impl Drop for StrRef {
    fn drop(&mut self) {
        // SAFETY: we own the reference that is given up.
        unsafe { release(self.as_ptr().cast()) };
    }
}

impl std::fmt::Debug for StrRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_hold_bytes_and_characters_and_are_freed() {
        let account = MemoryAccount::new();
        for (text, chars) in [("", 0), ("abc", 3), ("grüße 🦀", 7)] {
            let string = StrRef::new(Some(&account), text).unwrap();
            assert_eq!(&*string.clone(), text);
            // SAFETY: alive while `string` is.
            let object = unsafe { &*string.as_ptr() };
            assert_eq!((object.len_bytes, object.n_chars), (text.len() as i64, chars));
            assert_eq!(account.live_blocks(), 1);
        }
        assert_eq!((account.live_blocks(), account.live_bytes()), (0, 0));
    }

    #[test]
    fn raw_round_trip_and_exhaustion() {
        let account = MemoryAccount::limited(128);
        assert!(StrRef::new(Some(&account), &"x".repeat(65)).is_none());
        let raw = StrRef::new(Some(&account), "x").unwrap().into_raw();
        // SAFETY: `raw` holds a reference, which the last line takes over.
        unsafe {
            assert_eq!(Str::text(raw), "x");
            assert_eq!(Str::text(std::ptr::null()), "");
            drop(StrRef::from_borrowed(raw));
            drop(StrRef::from_raw(raw));
        }
        assert_eq!(account.live_blocks(), 0);
    }
}
