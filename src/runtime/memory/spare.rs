//! Spare memory: what freed blocks leave behind, kept for the next blocks of their size.
//!
//! Input: sizes. Output: raw memory, out of the store where it has a piece of that size, else from the system.
//! Never: headers, counts, accounts.
//!
//! The system hands out large pieces page by page as they are touched, and takes them back whole: a function that
//! returns a fresh array would pay for all of its pages at each call. The store is bounded, forgets the oldest pieces
//! first, and goes back to the system at once where that has no memory left.

use super::Init;
use std::alloc::Layout;
use std::collections::VecDeque;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the system aligns pieces to: larger alignments are made by hand, so that zeroed memory costs nothing.
const ALIGNMENT: usize = 16;

/// Smaller pieces come and go faster through the system's own lists.
const SMALLEST: usize = 32 << 10;

/// The store holds no more bytes than this.
const MOST_BYTES: usize = 256 << 20;

/// The store holds no more pieces than this: few enough to look through.
const MOST_PIECES: usize = 64;

/// Pieces from this size on are to lie in huge pages.
const LARGE: usize = 4 << 20;

/// The size of a huge page.
const HUGE_PAGE: usize = 2 << 20;

/// A piece of memory, given back to the system where it is dropped.
#[derive(Debug)]
pub(super) struct Raw {
    base: NonNull<u8>,
    total: usize,
}

// SAFETY: a piece of memory that nobody else knows of may be used and freed on any thread.
unsafe impl Send for Raw {}

impl Raw {
    fn from_system(total: usize, init: Init) -> Option<Raw> {
        let layout = Layout::from_size_align(total, ALIGNMENT).ok()?;
        // SAFETY: the callers ask for a header at least, so the size is not zero.
        let base = unsafe {
            match init {
                Init::Uninit => std::alloc::alloc(layout),
                Init::Zeroed => std::alloc::alloc_zeroed(layout),
            }
        };
        let raw = Raw { base: NonNull::new(base)?, total };
        raw.wish_for_huge_pages();
        Some(raw)
    }

    /// Tells the system that a large piece is worth huge pages; it may not listen.
    fn wish_for_huge_pages(&self) {
        #[cfg(target_os = "linux")]
        if self.total >= LARGE {
            let base = self.base.as_ptr();
            let skipped = base.align_offset(HUGE_PAGE);
            let length = (self.total - skipped) / HUGE_PAGE * HUGE_PAGE;
            // SAFETY: the range lies within the piece, as a large one is longer than what is skipped; the advice changes no contents.
            unsafe { libc::madvise(base.wrapping_add(skipped).cast(), length, libc::MADV_HUGEPAGE) };
        }
    }

    /// Where it begins, and its size; it is the caller's now.
    pub(super) fn into_parts(self) -> (*mut u8, usize) {
        let raw = ManuallyDrop::new(self);
        (raw.base.as_ptr(), raw.total)
    }

    /// What [`Raw::into_parts`] gave; none for null.
    ///
    /// # Safety
    /// The two came from one `into_parts`, and nothing uses the memory any more.
    pub(super) unsafe fn from_parts(base: *mut u8, total: usize) -> Option<Raw> {
        NonNull::new(base).map(|base| Raw { base, total })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // SAFETY: the piece is ours and came from `from_system` with this size and alignment.
        unsafe { std::alloc::dealloc(self.base.as_ptr(), Layout::from_size_align_unchecked(self.total, ALIGNMENT)) };
    }
}

/// How a header and `bytes` of payload lie in memory: the alignment of the header, and the size of a piece that has room for both wherever the
/// system puts it.
pub(super) fn form(header: usize, alignment: usize, bytes: usize) -> (usize, usize) {
    let alignment = if bytes >= LARGE { HUGE_PAGE } else { alignment };
    (alignment, class(bytes + header + alignment - ALIGNMENT))
}

/// The size of the pieces that serve a request: at most an eighth more.
fn class(total: usize) -> usize {
    if !(SMALLEST..=MOST_BYTES).contains(&total) {
        return total;
    }
    total.next_multiple_of(1 << (total.ilog2() - 3))
}

/// A piece of a size that [`form`] gave, and what it holds, which may be anything even where zeros were asked for; none where the system has
/// no memory.
pub(super) fn obtain(total: usize, init: Init) -> Option<(Raw, Init)> {
    if let Some(raw) = is_kept(total).then(|| store().take(total)).flatten() {
        return Some((raw, Init::Uninit));
    }
    let fresh = Raw::from_system(total, init).or_else(|| {
        empty();
        Raw::from_system(total, init)
    });
    fresh.map(|raw| (raw, init))
}

/// Takes a piece back; the store keeps no more than `most` bytes for whoever freed it.
pub(super) fn give_up(raw: Raw, most: usize) {
    if is_kept(raw.total) {
        let dropped = store().keep(raw, most);
        drop(dropped);
    }
}

/// Gives all spare memory back to the system.
pub(super) fn empty() {
    let dropped = std::mem::take(&mut *store());
    drop(dropped);
}

fn is_kept(total: usize) -> bool {
    (SMALLEST..=MOST_BYTES).contains(&total)
}

static STORE: Mutex<Store> = Mutex::new(Store { pieces: VecDeque::new(), bytes: 0 });

fn store() -> MutexGuard<'static, Store> {
    STORE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Pieces that nobody uses, the newest last.
#[derive(Debug, Default)]
struct Store {
    pieces: VecDeque<Raw>,
    bytes: usize,
}

impl Store {
    /// The newest piece of a size: it is the likeliest to be in the cache.
    fn take(&mut self, total: usize) -> Option<Raw> {
        let at = self.pieces.iter().rposition(|raw| raw.total == total)?;
        self.bytes -= total;
        self.pieces.remove(at)
    }

    /// Keeps a piece; gives those for which there is no room any more.
    #[must_use]
    fn keep(&mut self, raw: Raw, most: usize) -> Vec<Raw> {
        let most = most.min(MOST_BYTES);
        self.bytes += raw.total;
        self.pieces.push_back(raw);
        let mut dropped = Vec::new();
        while self.bytes > most || self.pieces.len() > MOST_PIECES {
            let Some(oldest) = self.pieces.pop_front() else { break };
            self.bytes -= oldest.total;
            dropped.push(oldest);
        }
        dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(total: usize) -> Raw {
        Raw::from_system(total, Init::Uninit).unwrap()
    }

    #[test]
    fn classes_are_near_and_stable() {
        for total in
            [1, 100, SMALLEST, SMALLEST + 1, 100_000, 8 << 20, (8 << 20) + 1, MOST_BYTES, MOST_BYTES + 1, 1 << 40]
        {
            let size = class(total);
            assert!(size >= total && size <= total + total / 8, "{total} {size}");
            assert_eq!(class(size), size);
        }
    }

    #[test]
    fn the_newest_piece_of_a_size_is_taken_first() {
        let mut store = Store::default();
        let (old, new) = (piece(40_960), piece(40_960));
        let newest = new.base;
        assert!(store.keep(old, usize::MAX).is_empty() && store.keep(new, usize::MAX).is_empty());
        assert!(store.take(45_056).is_none());
        assert_eq!(store.take(40_960).map(|raw| raw.base), Some(newest));
        assert_eq!((store.bytes, store.pieces.len()), (40_960, 1));
    }

    #[test]
    fn the_oldest_pieces_go_first_where_there_is_no_room() {
        let mut store = Store::default();
        for _ in 0..3 {
            assert!(store.keep(piece(100_000), 300_000).is_empty());
        }
        assert_eq!(store.keep(piece(65_536), 300_000).len(), 1);
        assert_eq!(store.keep(piece(65_536), 0).len(), 4);
        assert_eq!((store.bytes, store.pieces.len()), (0, 0));
        let dropped: usize = (0..MOST_PIECES + 5).map(|_| store.keep(piece(SMALLEST), usize::MAX).len()).sum();
        assert_eq!(dropped, 5);
    }
}
