//! Lists of the compiled zone: growable sequences of elements of a fixed number of words.
//!
//! Input: words, and a mask that says which of them own references. Output: [`List`] objects that machine code reads inline,
//! [`ListRef`] as Rust owns them. Never: element types (the mask is all that a list knows of them).
//!
//! A list owns one reference for each owner word of each element. The helpers here borrow the words they are given
//! and retain what they store; `pop` and `remove` give their references away with the words.

use super::context::{Context, OK, RAISED};
use super::exception::Check;
use super::memory::{self, Block, Init, MemoryAccount, release, retain};
use std::mem::offset_of;
use std::ptr::{self, NonNull};
use std::sync::Arc;

/// A list object. It begins with its block, so a `*mut List` may be retained and released as a `*mut Block`.
#[repr(C)]
pub struct List {
    block: Block,
    len: i64,
    capacity: i64,
    elem_words: i64,
    data: *mut u64,
    /// Bit i: word i of each element is a `*mut Block` (or null) that the list owns a reference to; owners lie in the first 64 words.
    owned: u64,
    /// The block that `data` is in; null while the capacity is 0.
    buffer: *mut Block,
}

/// Offset of the length in elements.
pub const LEN_OFFSET: usize = offset_of!(List, len);
/// Offset of the number of elements that there is room for.
pub const CAPACITY_OFFSET: usize = offset_of!(List, capacity);
/// Offset of the words per element.
pub const ELEM_WORDS_OFFSET: usize = offset_of!(List, elem_words);
/// Offset of the address of the first element's first word.
pub const DATA_OFFSET: usize = offset_of!(List, data);

// The fields are the first payload bytes of the list's own block.
const _: () = assert!(LEN_OFFSET == size_of::<Block>());

impl List {
    /// A fresh empty list; null when memory is exhausted.
    #[must_use]
    pub fn alloc(account: Option<&Arc<MemoryAccount>>, elem_words: usize, owned: u64, capacity: usize) -> *mut List {
        let block = memory::alloc(account, size_of::<List>() - size_of::<Block>(), Init::Zeroed);
        if block.is_null() {
            return ptr::null_mut();
        }
        let list = block.cast::<List>();
        // SAFETY: the payload has room for the fields and is ours alone; zero is right for the others.
        let reserved = unsafe {
            (*list).elem_words = elem_words as i64;
            (*list).owned = owned;
            Block::set_drop(block, drop_list);
            (*list).reserve(capacity)
        };
        if !reserved {
            // SAFETY: our only reference.
            unsafe { release(block) };
            return ptr::null_mut();
        }
        list
    }

    /// Number of elements.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "machine code's view")]
    pub fn len(&self) -> usize {
        self.len as usize
    }

    fn words_per_element(&self) -> usize {
        self.elem_words as usize
    }

    /// The words of the elements, one element after the other.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        if self.len == 0 || self.elem_words == 0 {
            return &[];
        }
        // SAFETY: the buffer holds `len` elements of `elem_words` initialised words.
        unsafe { std::slice::from_raw_parts(self.data, self.len() * self.words_per_element()) }
    }

    /// The address of an element, or of the end.
    fn element(&self, index: usize) -> *mut u64 {
        self.data.wrapping_add(index * self.words_per_element())
    }

    /// Makes room for `more` elements beyond the length; false when memory is exhausted.
    fn reserve(&mut self, more: usize) -> bool {
        let Some(needed) = self.len().checked_add(more) else { return false };
        if needed <= self.capacity as usize {
            return true;
        }
        let capacity = if self.capacity == 0 { needed } else { needed.max(self.capacity as usize / 2 * 3).max(4) };
        let Some(bytes) = capacity.checked_mul(self.words_per_element() * size_of::<u64>()) else { return false };
        // SAFETY: the list's own block is alive.
        let account = unsafe { Block::account(&raw const self.block) };
        let buffer = memory::alloc(account.as_ref(), bytes, Init::Uninit);
        if buffer.is_null() {
            return false;
        }
        let old = self.words();
        // SAFETY: the new buffer is larger, and ours alone; the old one is given up after its words have moved.
        unsafe {
            let data = (*buffer).data().cast::<u64>();
            ptr::copy_nonoverlapping(old.as_ptr(), data, old.len());
            release(self.buffer);
            self.data = data;
        }
        self.buffer = buffer;
        self.capacity = capacity as i64;
        true
    }

    /// Applies `retain` or `release` to the owner words of an element.
    ///
    /// # Safety
    /// `element` has this list's shape, and its owners are null or live.
    unsafe fn each_owner(&self, element: *const u64, action: unsafe extern "C" fn(*mut Block)) {
        let mut left = self.owned;
        while left != 0 {
            let word = left.trailing_zeros() as usize;
            // SAFETY: `word` is inside the element; what is there is null or live (caller).
            unsafe { action(*element.add(word) as *mut Block) };
            left &= left - 1;
        }
    }

    /// Makes room for one element at `index` and writes it, retaining its owners; false when memory is exhausted.
    ///
    /// # Safety
    /// `index` is at most the length; `words` has this list's shape, its owners are null or live.
    unsafe fn insert(&mut self, index: usize, words: *const u64) -> bool {
        if !self.reserve(1) {
            return false;
        }
        let (n, tail) = (self.words_per_element(), self.len() - index);
        // SAFETY: there is room for one more element; the tail moves up by one.
        unsafe {
            let at = self.element(index);
            ptr::copy(at, at.add(n), tail * n);
            ptr::copy_nonoverlapping(words, at, n);
            self.each_owner(at, retain);
        }
        self.len += 1;
        true
    }

    /// Moves an element's words to `out`, with their references, and closes the gap.
    ///
    /// # Safety
    /// `index` is below the length; `out` has room for an element.
    unsafe fn remove(&mut self, index: usize, out: *mut u64) {
        let (n, tail) = (self.words_per_element(), self.len() - index - 1);
        // SAFETY: as the caller promises; the tail moves down by one.
        unsafe {
            let at = self.element(index);
            ptr::copy_nonoverlapping(at, out, n);
            ptr::copy(at.add(n), at, tail * n);
        }
        self.len -= 1;
    }

    /// Releases what lies past `len` and forgets it.
    fn truncate(&mut self, len: usize) {
        while self.len() > len {
            self.len -= 1;
            // SAFETY: the list owns the element it forgets.
            unsafe { self.each_owner(self.element(self.len()), release) };
        }
    }

    /// Appends elements `range` of another list of the same shape (or of this one); false when memory is exhausted.
    ///
    /// # Safety
    /// Both are live and of the same shape; the range is inside `other`.
    unsafe fn extend(this: *mut List, other: *const List, range: std::ops::Range<usize>) -> bool {
        // SAFETY: live (caller); `other` is not looked at while `this` is borrowed to change it.
        unsafe {
            let count = range.len();
            if !(*this).reserve(count) {
                return false;
            }
            let (from, to, n) =
                ((*other).element(range.start), (*this).element((*this).len()), (*this).words_per_element());
            ptr::copy_nonoverlapping(from, to, count * n);
            for i in 0..count {
                (*this).each_owner(to.add(i * n), retain);
            }
            (*this).len += count as i64;
        }
        true
    }
}

/// Releases what a list owns.
unsafe extern "C" fn drop_list(block: *mut Block) {
    // SAFETY: set by `List::alloc` on list blocks only; run once, when nobody else holds the list.
    unsafe {
        let list = &mut *block.cast::<List>();
        list.truncate(0);
        release(list.buffer);
    }
}

/// An owned reference to a list: cloning retains (the same list), dropping releases.
#[derive(Debug)]
pub struct ListRef(NonNull<List>);

// SAFETY: the count is atomic; contents are reached through `&mut` or by machine code, one thread at a time.
unsafe impl Send for ListRef {}

impl ListRef {
    /// A fresh empty list, or none when memory or the account is exhausted.
    #[must_use]
    pub fn new(account: Option<&Arc<MemoryAccount>>, elem_words: usize, owned: u64, capacity: usize) -> Option<Self> {
        NonNull::new(List::alloc(account, elem_words, owned, capacity)).map(Self)
    }

    /// Takes over one reference; none for null.
    ///
    /// # Safety
    /// `list` is null or live, and the caller gives up a reference to it.
    #[must_use]
    pub unsafe fn from_raw(list: *mut List) -> Option<Self> {
        NonNull::new(list).map(Self)
    }

    /// The object's address; the reference stays here.
    #[must_use]
    pub fn as_ptr(&self) -> *mut List {
        self.0.as_ptr()
    }

    /// Gives the reference away as a pointer.
    #[must_use]
    pub fn into_raw(self) -> *mut List {
        let list = self.as_ptr();
        std::mem::forget(self);
        list
    }

    /// Appends an element, retaining its owners; false when memory is exhausted.
    ///
    /// # Safety
    /// `words` has the list's shape, and its owners are null or live.
    pub unsafe fn push(&mut self, words: &[u64]) -> bool {
        // SAFETY: live, as we own a reference; words as the caller promises.
        unsafe {
            let list = &mut *self.as_ptr();
            assert_eq!(words.len(), list.words_per_element());
            list.insert(list.len(), words.as_ptr())
        }
    }
}

impl std::ops::Deref for ListRef {
    type Target = List;

    fn deref(&self) -> &List {
        // SAFETY: we own a reference, so the list is alive.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for ListRef {
    fn clone(&self) -> Self {
        // SAFETY: alive, as we own a reference.
        unsafe { retain(self.as_ptr().cast()) };
        Self(self.0)
    }
}

impl Drop for ListRef {
    fn drop(&mut self) {
        // SAFETY: we own the reference that is given up.
        unsafe { release(self.as_ptr().cast()) };
    }
}

impl std::fmt::Debug for List {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "List({} of {} words)", self.len, self.elem_words)
    }
}

/// A status, with MemoryError raised for false.
pub(super) fn status(ctx: *mut Context, done: bool) -> i32 {
    if done {
        return OK;
    }
    // SAFETY: machine code passes its own context.
    unsafe { &mut *ctx }.exception.raise_check(Check::OutOfMemory, [0; 4]);
    RAISED
}

/// Helper: a fresh list; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn new(ctx: *mut Context, elem_words: i64, owned: u64, capacity: i64) -> *mut List {
    // SAFETY: machine code passes its own context.
    let account = unsafe { &*ctx }.account();
    let list = List::alloc(Some(account), elem_words as usize, owned, capacity.max(0) as usize);
    status(ctx, !list.is_null());
    list
}

/// Helper: makes room for `more` elements.
pub(super) unsafe extern "C" fn reserve(ctx: *mut Context, list: *mut List, more: i64) -> i32 {
    // SAFETY: machine code passes a live list.
    status(ctx, unsafe { &mut *list }.reserve(more.max(0) as usize))
}

/// Helper: appends an element.
pub(super) unsafe extern "C" fn push(ctx: *mut Context, list: *mut List, words: *const u64) -> i32 {
    // SAFETY: machine code passes a live list and words of its shape.
    status(ctx, unsafe { (*list).insert((*list).len(), words) })
}

/// Helper: inserts an element before `index` (0..=len).
pub(super) unsafe extern "C" fn insert(ctx: *mut Context, list: *mut List, index: i64, words: *const u64) -> i32 {
    // SAFETY: machine code passes a live list, an index in range and words of its shape.
    status(ctx, unsafe { (*list).insert(index as usize, words) })
}

/// Helper: replaces an element (index in range).
pub(super) unsafe extern "C" fn set(list: *mut List, index: i64, words: *const u64) {
    // SAFETY: machine code passes a live list, an index in range and words of its shape. The new owners are retained
    // before the old ones are released, as they may be the same.
    unsafe {
        let list = &*list;
        let at = list.element(index as usize);
        let mut old: smallvec::SmallVec<[u64; 8]> = smallvec::SmallVec::new();
        old.extend_from_slice(std::slice::from_raw_parts(at, list.words_per_element()));
        list.each_owner(words, retain);
        ptr::copy(words, at, list.words_per_element());
        list.each_owner(old.as_ptr(), release);
    }
}

/// Helper: moves the last element's words to `out`, with their references; the list is not empty.
pub(super) unsafe extern "C" fn pop(list: *mut List, out: *mut u64) {
    // SAFETY: machine code passes a live list that is not empty, and room.
    unsafe { (*list).remove((*list).len() - 1, out) };
}

/// Helper: moves the words of element `index` (in range) to `out`, with their references.
pub(super) unsafe extern "C" fn remove(list: *mut List, index: i64, out: *mut u64) {
    // SAFETY: machine code passes a live list, an index in range, and room.
    unsafe { (*list).remove(index as usize, out) };
}

/// Helper: drops what lies past `len`.
pub(super) unsafe extern "C" fn truncate(list: *mut List, len: i64) {
    // SAFETY: machine code passes a live list.
    unsafe { &mut *list }.truncate(len.max(0) as usize);
}

/// Helper: appends elements `lo..hi` (in range) of `other`, a list of the same shape, perhaps the same list.
pub(super) unsafe extern "C" fn extend(
    ctx: *mut Context,
    list: *mut List,
    other: *const List,
    lo: i64,
    hi: i64,
) -> i32 {
    // SAFETY: machine code passes live lists of one shape, and a range inside `other`.
    status(ctx, unsafe { List::extend(list, other, lo as usize..hi.max(lo) as usize) })
}

/// Helper: a copy with its own references to the same things; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn clone(ctx: *mut Context, list: *const List) -> *mut List {
    // SAFETY: machine code passes its own context and a live list.
    let (account, source) = unsafe { ((*ctx).account(), &*list) };
    let copy = List::alloc(Some(account), source.words_per_element(), source.owned, source.len());
    if status(ctx, !copy.is_null()) == OK {
        // SAFETY: both are live and of one shape; there is room already.
        unsafe { List::extend(copy, list, 0..source.len()) };
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::super::context::Services;
    use super::super::output::Output;
    use super::super::strings::{Str, StrRef};
    use super::*;

    fn context() -> (Context, Arc<MemoryAccount>) {
        let ctx = Context::new(Services::new(Output::memory()));
        let account = Arc::clone(ctx.account());
        (ctx, account)
    }

    #[test]
    fn plain_words_come_and_go() {
        let (mut ctx, account) = context();
        let ctx = &raw mut ctx;
        // SAFETY: own context, live list, indices in range.
        unsafe {
            let list = new(ctx, 2, 0, 0);
            for i in 0..100u64 {
                assert_eq!(push(ctx, list, [i, i * i].as_ptr()), OK);
            }
            assert_eq!(insert(ctx, list, 1, [7, 7].as_ptr()), OK);
            assert_eq!((*list).words()[..6], [0, 0, 7, 7, 1, 1]);
            let mut out = [0; 2];
            remove(list, 1, out.as_mut_ptr());
            assert_eq!(out, [7, 7]);
            pop(list, out.as_mut_ptr());
            assert_eq!((out, (*list).len()), ([99, 9801], 99));
            set(list, 0, [5, 6].as_ptr());
            truncate(list, 2);
            assert_eq!((*list).words(), [5, 6, 1, 1]);
            assert_eq!(extend(ctx, list, list, 0, 2), OK);
            assert_eq!((*list).words(), [5, 6, 1, 1, 5, 6, 1, 1]);
            let copy = ListRef::from_raw(clone(ctx, list)).unwrap();
            release(list.cast());
            assert_eq!(copy.words(), [5, 6, 1, 1, 5, 6, 1, 1]);
        }
        assert_eq!((account.live_blocks(), account.live_bytes()), (0, 0));
    }

    #[test]
    fn owners_are_counted() {
        let (mut ctx, account) = context();
        let ctx = &raw mut ctx;
        let text = StrRef::new(Some(&account), "x").unwrap();
        let count = || {
            // SAFETY: `text` is alive.
            unsafe { (*text.as_ptr().cast::<Block>()).refcount() }
        };
        let element = [1u64, text.as_ptr() as u64, 2];
        // SAFETY: own context, live lists, indices in range; word 1 is a live string.
        unsafe {
            let list = new(ctx, 3, 0b010, 1);
            for _ in 0..5 {
                push(ctx, list, element.as_ptr());
            }
            set(list, 3, element.as_ptr());
            push(ctx, list, [0, 0, 0].as_ptr());
            assert_eq!(count(), 6);
            let copy = clone(ctx, list);
            assert_eq!(count(), 11);
            truncate(copy, 1);
            extend(ctx, copy, copy, 0, 1);
            assert_eq!(count(), 8);
            let mut out = [0; 3];
            remove(list, 0, out.as_mut_ptr());
            drop(StrRef::from_raw(out[1] as *mut Str));
            assert_eq!(count(), 7);
            release(list.cast());
            release(copy.cast());
            assert_eq!(count(), 1);
        }
        drop(text);
        assert_eq!((account.live_blocks(), account.live_bytes()), (0, 0));
    }

    #[test]
    fn lists_nest() {
        let account = MemoryAccount::new();
        let mut outer = ListRef::new(Some(&account), 1, 1, 0).unwrap();
        for i in 0..10 {
            let mut inner = ListRef::new(Some(&account), 1, 0, 0).unwrap();
            // SAFETY: words of the lists' shapes; the inner list is alive.
            unsafe { assert!(inner.push(&[i]) && outer.push(&[inner.as_ptr() as u64])) };
        }
        assert_eq!(account.live_blocks(), 2 + 20);
        drop(outer);
        assert_eq!(account.live_blocks(), 0);
    }

    #[test]
    fn exhaustion_is_memory_error_and_changes_nothing() {
        let services = Services { account: MemoryAccount::limited(1000), ..Services::new(Output::memory()) };
        let mut ctx = Context::new(services);
        // SAFETY: own context, live list.
        unsafe {
            let list = new(&raw mut ctx, 1, 0, 10);
            assert_eq!(reserve(&raw mut ctx, list, 1 << 40), RAISED);
            assert_eq!(reserve(&raw mut ctx, list, i64::MAX), RAISED);
            assert_eq!(ctx.exception.take().unwrap().message, "Allocation failed (probably too large).");
            assert_eq!(push(&raw mut ctx, list, [3].as_ptr()), OK);
            assert_eq!((*list).words(), [3]);
            release(list.cast());
            assert!(new(&raw mut ctx, 1, 0, 1 << 50).is_null());
        }
        assert_eq!(ctx.account().live_blocks(), 0);
    }
}
