//! Sorting of ints: with the widest vectors that the processor has, else as anything is sorted (`cut`).
//!
//! Input: slices of ints. Output: the same slices in order. Never: what the ints stand for.

/// Parts of at most this many bytes stay in the cache between being sorted and being finished.
pub(super) const CACHED: usize = 256 * 1024;

/// What is done once with each part of a slice when it is in order, while it is in the cache: ints become what they
/// stood for.
pub(super) type Finish<T> = Option<fn(&mut [T])>;

/// Finishes a part.
pub(super) fn finished<T>(part: &mut [T], finish: Finish<T>) {
    if let Some(function) = finish {
        function(part);
    }
}

/// Ints that are sorted by comparing them.
pub(super) trait Sorted: Ord + Copy {
    /// Sorts, and finishes each part.
    fn sort_keys(keys: &mut [Self], finish: Finish<Self>);
}

macro_rules! sorted {
    ($($T:ty: $kernel:ident,)*) => {$(
        impl Sorted for $T {
            fn sort_keys(keys: &mut [Self], finish: Finish<Self>) {
                #[cfg(target_arch = "x86_64")]
                if super::wide::detected() {
                    // SAFETY: the processor has what it takes.
                    return unsafe { super::wide::$kernel::sort(keys, finish) };
                }
                super::cut::sort_by(keys, Self::cmp);
                finished(keys, finish);
            }
        }
    )*};
}

sorted! { i64: wide64, i32: wide32, }
