//! Reference-counted heap blocks and the accounts that count them.
//!
//! Input: sizes and accounts. Output: 64-byte aligned blocks, null when memory or the account's limit is exhausted.
//! Never: knowledge of what a block holds (its drop function knows).
//!
//! A block is freed when its count falls to zero, from any thread. Large ones leave their memory to the next of their size
//! (`spare`), which no account counts.

mod spare;

use spare::Raw;
use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering, fence};

/// Payloads begin at multiples of this: one cache line, one 512-bit vector.
pub const ALIGNMENT: usize = 64;

/// Counts at or above this never change: the block lives as long as the process.
pub(crate) const IMMORTAL: usize = 1 << (usize::BITS - 2);

/// Releases what a block's payload owns; called once, before the block's own memory is freed.
pub type DropFn = unsafe extern "C" fn(*mut Block);

/// The header of a heap block. The payload follows it at once, unless the block wraps foreign memory.
#[repr(C, align(64))]
pub struct Block {
    refcount: AtomicUsize,
    data: *mut u8,
    size: usize,
    drop: Option<DropFn>,
    context: *mut c_void,
    account: *const MemoryAccount,
    base: *mut u8,
    total: usize,
}

/// Offset of the count in a [`Block`].
pub const REFCOUNT_OFFSET: usize = offset_of!(Block, refcount);
/// Offset of the payload's address in a [`Block`].
pub const DATA_OFFSET: usize = offset_of!(Block, data);
/// Offset of the payload's size in bytes in a [`Block`].
pub const SIZE_OFFSET: usize = offset_of!(Block, size);

const _: () = assert!(size_of::<Block>() == ALIGNMENT);

/// What fresh memory holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Init {
    /// Anything.
    Uninit,
    /// Zero bytes (large blocks come zeroed from the system at no cost).
    Zeroed,
}

/// Counts the live blocks and bytes of one run, and limits the bytes.
#[derive(Debug)]
pub struct MemoryAccount {
    live_blocks: AtomicUsize,
    live_bytes: AtomicUsize,
    peak_bytes: AtomicUsize,
    arrays: AtomicUsize,
    limit: usize,
    /// The account that it is a part of.
    parent: Option<Arc<MemoryAccount>>,
}

/// The account of blocks that name no other.
static PROCESS: MemoryAccount = MemoryAccount::with_limit(usize::MAX);

impl MemoryAccount {
    const fn with_limit(limit: usize) -> Self {
        Self {
            live_blocks: AtomicUsize::new(0),
            live_bytes: AtomicUsize::new(0),
            peak_bytes: AtomicUsize::new(0),
            arrays: AtomicUsize::new(0),
            limit,
            parent: None,
        }
    }

    /// An account without a limit.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self::with_limit(usize::MAX))
    }

    /// An account whose live bytes may not pass `bytes`.
    #[must_use]
    pub fn limited(bytes: usize) -> Arc<Self> {
        Arc::new(Self::with_limit(bytes))
    }

    /// A part of an account: what it is charged its parent is too, and its own live bytes may not pass `bytes`.
    #[must_use]
    pub fn part(parent: &Arc<Self>, bytes: usize) -> Arc<Self> {
        Arc::new(Self { parent: Some(Arc::clone(parent)), ..Self::with_limit(bytes) })
    }

    /// Blocks that are alive.
    #[must_use]
    pub fn live_blocks(&self) -> usize {
        self.live_blocks.load(Ordering::Acquire)
    }

    /// Payload bytes that are alive.
    #[must_use]
    pub fn live_bytes(&self) -> usize {
        self.live_bytes.load(Ordering::Acquire)
    }

    /// The most payload bytes that were alive at once.
    #[must_use]
    pub fn peak_bytes(&self) -> usize {
        self.peak_bytes.load(Ordering::Acquire)
    }

    /// How many blocks for arrays compiled code has made, alive or not.
    #[must_use]
    pub fn arrays(&self) -> usize {
        self.arrays.load(Ordering::Relaxed)
    }

    /// Compiled code has made blocks for arrays.
    pub(super) fn count_arrays(&self, n: usize) {
        self.arrays.fetch_add(n, Ordering::Relaxed);
        if let Some(parent) = &self.parent {
            parent.count_arrays(n);
        }
    }

    /// Enters a block of `bytes`, unless that would pass the limit; is it the only one alive?
    fn charge(&self, bytes: usize) -> Option<bool> {
        let before = self.live_bytes.fetch_add(bytes, Ordering::AcqRel);
        let Some(after) = before.checked_add(bytes).filter(|&after| after <= self.limit) else {
            self.live_bytes.fetch_sub(bytes, Ordering::AcqRel);
            return None;
        };
        // A look is cheaper than a change.
        if after > self.peak_bytes.load(Ordering::Relaxed) {
            self.peak_bytes.fetch_max(after, Ordering::AcqRel);
        }
        Some(self.live_blocks.fetch_add(1, Ordering::AcqRel) == 0)
    }

    /// Takes a block of `bytes` out; was it the last one alive?
    fn credit(&self, bytes: usize) -> bool {
        self.live_bytes.fetch_sub(bytes, Ordering::AcqRel);
        self.live_blocks.fetch_sub(1, Ordering::AcqRel) == 1
    }
}

/// Memory that is no block: what a routine works with, entered into an account while this lives.
pub struct Held {
    account: Arc<MemoryAccount>,
    bytes: usize,
}

impl Held {
    /// None: it would pass the limit.
    #[must_use]
    pub fn new(account: &Arc<MemoryAccount>, bytes: usize) -> Option<Self> {
        enter(Some(account), bytes).then(|| Self { account: Arc::clone(account), bytes })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: entered when this was made.
        unsafe { leave(Arc::as_ptr(&self.account), self.bytes) };
    }
}

/// Enters a block into an account, which lives as long as it has blocks.
fn enter(account: Option<&Arc<MemoryAccount>>, bytes: usize) -> bool {
    let Some(account) = account else { return PROCESS.charge(bytes).is_some() };
    if account.parent.is_some() && !enter(account.parent.as_ref(), bytes) {
        return false;
    }
    let entered = account.charge(bytes);
    if let (None, Some(parent)) = (entered, &account.parent) {
        // SAFETY: entered above.
        unsafe { leave(Arc::as_ptr(parent), bytes) };
    }
    if entered == Some(true) {
        // One reference stands for all blocks: counting each would cost as much as the rest of a small allocation.
        std::mem::forget(Arc::clone(account));
    }
    entered.is_some()
}

/// Takes a block out of its account.
///
/// # Safety
/// A block of `bytes` was entered into `account` (null: the process's own) and is taken out once.
unsafe fn leave(account: *const MemoryAccount, bytes: usize) {
    if account.is_null() {
        PROCESS.credit(bytes);
        return;
    }
    // SAFETY: the account lives as long as it has blocks, and this one is among them until `credit`; who takes out the last
    // one gives up the reference that `enter` took for the first. The parent lives as long as its part, and has the block too.
    unsafe {
        if let Some(parent) = &(*account).parent {
            leave(Arc::as_ptr(parent), bytes);
        }
        if (*account).credit(bytes) {
            drop(Arc::from_raw(account));
        }
    }
}

/// A fresh block with count 1 and no drop function, charged to `account`; null when exhausted.
#[must_use]
pub fn alloc(account: Option<&Arc<MemoryAccount>>, bytes: usize, init: Init) -> *mut Block {
    if bytes > isize::MAX as usize - 4 * ALIGNMENT || !enter(account, bytes) {
        return ptr::null_mut();
    }
    let account = account.map_or(ptr::null(), Arc::as_ptr);
    let block = allocate_raw(bytes, init);
    match NonNull::new(block) {
        // SAFETY: `allocate_raw` returned an exclusively owned block whose header it has written.
        Some(header) => unsafe { (*header.as_ptr()).account = account },
        // SAFETY: entered above.
        None => unsafe { leave(account, bytes) },
    }
    block
}

/// Memory for a header and `bytes` of payload behind it, header written; null when the system has none.
fn allocate_raw(bytes: usize, init: Init) -> *mut Block {
    let (alignment, total) = spare::form(size_of::<Block>(), ALIGNMENT, bytes);
    let Some((raw, holds)) = spare::obtain(total, init) else { return ptr::null_mut() };
    let (base, total) = raw.into_parts();
    let block = base.wrapping_add(base.align_offset(alignment)).cast::<Block>();
    let header = Block {
        refcount: AtomicUsize::new(1),
        data: block.wrapping_add(1).cast(),
        size: bytes,
        drop: None,
        context: ptr::null_mut(),
        account: ptr::null(),
        base,
        total,
    };
    // SAFETY: `block` is `base` rounded up to the alignment, for which `form` has left room before header and payload.
    unsafe {
        block.write(header);
        if (init, holds) == (Init::Zeroed, Init::Uninit) {
            (*block).data.write_bytes(0, bytes);
        }
    }
    block
}

/// Frees what [`allocate_raw`] gave; of memory for whoever may not use more than `limit` no more than that is kept.
///
/// # Safety
/// `block` came from `allocate_raw`, and nothing uses it any more.
unsafe fn free_raw(block: *mut Block, limit: usize) {
    // SAFETY: the header is intact (caller), and records what `allocate_raw` took.
    if let Some(raw) = unsafe { Raw::from_parts((*block).base, (*block).total) } {
        spare::give_up(raw, limit);
    }
}

/// Gives the memory that freed blocks have left back to the system.
pub fn give_back_spare() {
    spare::empty();
}

/// Adds a reference; null is ignored.
///
/// # Safety
/// `block` is null or a live block.
pub unsafe extern "C" fn retain(block: *mut Block) {
    if block.is_null() {
        return;
    }
    // SAFETY: the block is alive (caller), so its count may be touched from any thread.
    let count = unsafe { &(*block).refcount };
    if count.load(Ordering::Relaxed) < IMMORTAL {
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Gives up a reference and frees the block with the last one; null is ignored.
///
/// # Safety
/// `block` is null or a live block of which the caller owns a reference.
pub unsafe extern "C" fn release(block: *mut Block) {
    if block.is_null() {
        return;
    }
    // SAFETY: the block is alive (caller owns a reference).
    let count = unsafe { &(*block).refcount };
    let before = count.load(Ordering::Acquire);
    // Who holds the only reference need not tell others that it is gone.
    if before != 1 {
        if before >= IMMORTAL || count.fetch_sub(1, Ordering::Release) != 1 {
            return;
        }
        fence(Ordering::Acquire);
    }
    // SAFETY: that was the last reference; the fence (or the load) makes the other threads' uses happen before the freeing.
    unsafe { destroy(block) };
}

/// # Safety
/// The count of `block` has fallen to zero.
unsafe fn destroy(block: *mut Block) {
    // SAFETY: nobody else holds the block (caller), so header and payload are ours until `free_raw`.
    unsafe {
        if let Some(drop) = (*block).drop {
            drop(block);
        }
        let (account, size) = ((*block).account, (*block).size);
        free_raw(block, if account.is_null() { usize::MAX } else { (*account).limit });
        leave(account, size);
    }
}

impl Block {
    /// The payload's address.
    #[must_use]
    pub fn data(&self) -> *mut u8 {
        self.data
    }

    /// The payload's size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// References to the block; a snapshot.
    #[must_use]
    pub fn refcount(&self) -> usize {
        self.refcount.load(Ordering::Acquire)
    }

    /// The account that the block is charged to (none: the process alone).
    ///
    /// # Safety
    /// `block` is a live block.
    #[must_use]
    pub unsafe fn account(block: *const Block) -> Option<Arc<MemoryAccount>> {
        // SAFETY: the account of a live block is alive, so another strong count can be taken.
        unsafe {
            let account = (*block).account;
            (!account.is_null()).then(|| {
                Arc::increment_strong_count(account);
                Arc::from_raw(account)
            })
        }
    }

    /// Sets what the freeing of the block does first.
    ///
    /// # Safety
    /// `block` is live and not shared yet; `drop` fits its payload.
    pub unsafe fn set_drop(block: *mut Block, drop: DropFn) {
        // SAFETY: exclusively ours (caller).
        unsafe { (*block).drop = Some(drop) };
    }

    /// Makes the block live as long as the process; the counters forget it.
    ///
    /// # Safety
    /// `block` is live and not shared yet.
    pub unsafe fn make_immortal(block: *mut Block) {
        // SAFETY: exclusively ours (caller).
        unsafe {
            (*block).refcount.store(IMMORTAL, Ordering::Release);
            leave((*block).account, (*block).size);
            (*block).account = ptr::null();
        }
    }
}

/// An owned reference to a block: cloning retains, dropping releases.
#[derive(Debug, PartialEq, Eq)]
pub struct BlockRef(NonNull<Block>);

// SAFETY: the count is atomic and a block may be freed from any thread; the payload is raw memory that is only
// reached through unsafe code, which states its own conditions.
unsafe impl Send for BlockRef {}
// SAFETY: as above.
unsafe impl Sync for BlockRef {}

impl BlockRef {
    /// A fresh block, or none when memory or the account is exhausted.
    #[must_use]
    pub fn alloc(account: Option<&Arc<MemoryAccount>>, bytes: usize, init: Init) -> Option<Self> {
        NonNull::new(alloc(account, bytes, init)).map(Self)
    }

    /// Takes over one reference; none for null.
    ///
    /// # Safety
    /// `block` is null or live, and the caller gives up a reference to it.
    #[must_use]
    pub unsafe fn from_raw(block: *mut Block) -> Option<Self> {
        NonNull::new(block).map(Self)
    }

    /// A block whose payload is foreign memory that lives as long as `keep` does; `keep` is dropped with the block.
    ///
    /// # Panics
    /// When there is no memory for a header.
    #[must_use]
    pub fn foreign<T: Send + Sync + 'static>(keep: T, data: *mut u8) -> Self {
        let block = alloc(None, 0, Init::Uninit);
        assert!(!block.is_null(), "out of memory");
        // SAFETY: the block is fresh and ours.
        unsafe {
            (*block).data = data;
            (*block).context = Box::into_raw(Box::new(keep)).cast();
            (*block).drop = Some(drop_context::<T>);
        }
        Self(NonNull::new(block).expect("checked above"))
    }

    /// The block's address; the reference stays here.
    #[must_use]
    pub fn as_ptr(&self) -> *mut Block {
        self.0.as_ptr()
    }

    /// Gives the reference away as a pointer.
    #[must_use]
    pub fn into_raw(self) -> *mut Block {
        let block = self.0.as_ptr();
        std::mem::forget(self);
        block
    }
}

/// Drops the boxed keeper of a foreign block.
unsafe extern "C" fn drop_context<T>(block: *mut Block) {
    // SAFETY: set by `BlockRef::foreign`, which put a `Box<T>` there; run once.
    drop(unsafe { Box::from_raw((*block).context.cast::<T>()) });
}

impl std::ops::Deref for BlockRef {
    type Target = Block;

    fn deref(&self) -> &Block {
        // SAFETY: a `BlockRef` owns a reference, so the block is alive; its header's plain fields do not change once shared.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for BlockRef {
    fn clone(&self) -> Self {
        // SAFETY: alive, as we own a reference.
        unsafe { retain(self.as_ptr()) };
        Self(self.0)
    }
}

impl Drop for BlockRef {
    fn drop(&mut self) {
        // SAFETY: we own the reference that is given up.
        unsafe { release(self.as_ptr()) };
    }
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Block({:p}, {} bytes, {} references)", self.data, self.size, self.refcount())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_counted_and_freed() {
        let account = MemoryAccount::new();
        for bytes in [0, 1, 63, 64, 4096, 10 << 20] {
            let block = BlockRef::alloc(Some(&account), bytes, Init::Zeroed).unwrap();
            assert_eq!(block.data() as usize % ALIGNMENT, 0);
            assert_eq!((account.live_blocks(), account.live_bytes()), (1, bytes));
            // SAFETY: the payload holds `bytes` initialised bytes.
            assert!(unsafe { std::slice::from_raw_parts(block.data(), bytes) }.iter().all(|&b| b == 0));
            let second = block.clone();
            assert_eq!(block.refcount(), 2);
            drop(block);
            assert_eq!(account.live_blocks(), 1);
            drop(second);
            assert_eq!((account.live_blocks(), account.live_bytes()), (0, 0));
        }
        assert_eq!(account.peak_bytes(), 10 << 20);
        assert_eq!(Arc::strong_count(&account), 1);
    }

    #[test]
    fn what_freed_blocks_leave_is_zeroed_where_that_is_asked() {
        for bytes in [100, 40_000, 1_234_567, 5 << 20] {
            for _ in 0..3 {
                let block = BlockRef::alloc(None, bytes, Init::Uninit).unwrap();
                // SAFETY: the payload is this long, and ours.
                unsafe { block.data().write_bytes(0xff, bytes) };
                drop(block);
                let block = BlockRef::alloc(None, bytes, Init::Zeroed).unwrap();
                // SAFETY: as above, and all of it was written.
                assert!(unsafe { std::slice::from_raw_parts(block.data(), bytes) }.iter().all(|&byte| byte == 0));
            }
        }
        give_back_spare();
    }

    #[test]
    fn a_limit_refuses_and_recovers() {
        let account = MemoryAccount::limited(1000);
        let first = BlockRef::alloc(Some(&account), 600, Init::Uninit).unwrap();
        assert!(alloc(Some(&account), 401, Init::Uninit).is_null());
        assert!(alloc(Some(&account), usize::MAX - 10, Init::Uninit).is_null());
        assert!(alloc(Some(&account), isize::MAX as usize - 100_000, Init::Uninit).is_null());
        drop(first);
        assert!(BlockRef::alloc(Some(&account), 1000, Init::Uninit).is_some());
        assert_eq!((account.live_blocks(), account.live_bytes()), (0, 0));
    }

    #[test]
    fn foreign_memory_is_dropped_with_the_block() {
        let keep = Arc::new(vec![1u8, 2, 3]);
        let block = BlockRef::foreign(Arc::clone(&keep), keep.as_ptr().cast_mut());
        assert_eq!(Arc::strong_count(&keep), 2);
        drop(block.clone());
        drop(block);
        assert_eq!(Arc::strong_count(&keep), 1);
    }

    #[test]
    fn null_is_ignored_and_immortals_stay() {
        let account = MemoryAccount::new();
        let block = alloc(Some(&account), 8, Init::Zeroed);
        // SAFETY: null is allowed; the block is ours.
        unsafe {
            retain(ptr::null_mut());
            release(ptr::null_mut());
            Block::make_immortal(block);
            for _ in 0..3 {
                release(block);
            }
            retain(block);
            assert!((*block).refcount() >= IMMORTAL);
        }
        assert_eq!(account.live_blocks(), 0);
    }

    #[test]
    fn counts_hold_under_threads() {
        let account = MemoryAccount::new();
        let block = BlockRef::alloc(Some(&account), 100, Init::Uninit).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let block = block.clone();
                scope.spawn(move || (0..1000).for_each(|_| drop(block.clone())));
            }
        });
        assert_eq!(block.refcount(), 1);
        drop(block);
        assert_eq!(account.live_blocks(), 0);
    }
}
