//! Room for what a script may make huge: vectors and texts whose lengths it controls.
//!
//! Input: lengths, items. Output: what was asked for, or MemoryError. Never: an abort of the process where memory ends,
//! as `Vec`'s and `String`'s own growth does.
//!
//! Elements of arrays come from [`super::array::Array::alloc`], which says so in NumPy's words.

use super::exception::{ExceptionKind, Raised};
use super::stop;
use std::sync::Arc;

/// How many items are gathered between two looks at the interrupt.
const STRIDE: usize = 1 << 12;

/// Without words, as CPython's.
fn exhausted<E>(_: E) -> Raised {
    Raised::new(ExceptionKind::MemoryError, "")
}

/// An empty vector with room for `n` items.
///
/// # Errors
/// MemoryError.
pub fn with_room<T>(n: usize) -> Result<Vec<T>, Raised> {
    let mut items = Vec::new();
    items.try_reserve_exact(n).map_err(exhausted)?;
    Ok(items)
}

/// `n` times a value.
///
/// # Errors
/// MemoryError.
pub fn filled<T: Clone>(value: T, n: usize) -> Result<Vec<T>, Raised> {
    let mut items = with_room(n)?;
    items.resize(n, value);
    Ok(items)
}

/// Appends an item.
///
/// # Errors
/// MemoryError.
pub fn push<T>(items: &mut Vec<T>, item: T) -> Result<(), Raised> {
    if items.len() == items.capacity() {
        items.try_reserve(1).map_err(exhausted)?;
    }
    items.push(item);
    Ok(())
}

/// All items.
///
/// # Errors
/// MemoryError.
pub fn gathered<T>(items: impl IntoIterator<Item = T>) -> Result<Vec<T>, Raised> {
    gathered_while(items.into_iter().map(Ok), || Ok(()))
}

/// All items, or the first error among them; `poll` is asked now and then whether to go on.
///
/// # Errors
/// MemoryError; an item's error; what `poll` raises.
pub fn gathered_while<T, E: From<Raised>>(
    items: impl IntoIterator<Item = Result<T, E>>,
    mut poll: impl FnMut() -> Result<(), E>,
) -> Result<Vec<T>, E> {
    let items = items.into_iter();
    let mut all = with_room(items.size_hint().0)?;
    for item in items {
        if all.len().is_multiple_of(STRIDE) {
            poll()?;
        }
        push(&mut all, item?)?;
    }
    Ok(all)
}

/// Several times the same items.
///
/// # Errors
/// MemoryError; a request to stop.
pub fn repeated<T: Clone>(items: &[T], times: usize) -> Result<Vec<T>, Raised> {
    let mut all = with_room(product(items.len(), times)?)?;
    // Doubling copies long pieces, however short the items are.
    all.extend_from_slice(&items[..if times > 0 { items.len() } else { 0 }]);
    while all.len() < items.len() * times {
        stop::poll()?;
        let piece = all.len().min(stop::LONG.next_multiple_of(items.len()));
        all.extend_from_within(..piece.min(items.len() * times - all.len()));
    }
    Ok(all)
}

fn product(length: usize, times: usize) -> Result<usize, Raised> {
    length.checked_mul(times).ok_or_else(|| exhausted(()))
}

/// Appends items.
///
/// # Errors
/// MemoryError.
pub fn append<T: Clone>(items: &mut Vec<T>, more: &[T]) -> Result<(), Raised> {
    items.try_reserve(more.len()).map_err(exhausted)?;
    items.extend_from_slice(more);
    Ok(())
}

/// Parts one after the other.
///
/// # Errors
/// MemoryError.
pub fn joined<T: Clone>(parts: &[&[T]]) -> Result<Vec<T>, Raised> {
    let mut all = with_room(parts.iter().map(|part| part.len()).sum())?;
    parts.iter().for_each(|part| all.extend_from_slice(part));
    Ok(all)
}

/// Several times the same text.
///
/// # Errors
/// MemoryError.
pub fn repeated_text(text: &str, times: usize) -> Result<String, Raised> {
    let mut all = String::new();
    append_text(&mut all, text, times)?;
    Ok(all)
}

/// Texts one after the other.
///
/// # Errors
/// MemoryError.
pub fn joined_text(parts: &[&str]) -> Result<String, Raised> {
    let mut all = String::new();
    all.try_reserve_exact(parts.iter().map(|part| part.len()).sum()).map_err(exhausted)?;
    parts.iter().for_each(|part| all.push_str(part));
    Ok(all)
}

/// Appends several times the same text.
///
/// # Errors
/// MemoryError.
pub fn append_text(text: &mut String, part: &str, times: usize) -> Result<(), Raised> {
    let more = product(part.len(), times)?;
    text.try_reserve(more).map_err(exhausted)?;
    let (start, end) = (text.len(), text.len() + more);
    if more > 0 {
        text.push_str(part);
    }
    while text.len() < end {
        stop::poll()?;
        let piece = (text.len() - start).min(stop::LONG.next_multiple_of(part.len()));
        text.extend_from_within(start..start + piece.min(end - text.len()));
    }
    Ok(())
}

/// Is there room for `n` bytes? For what the standard library then builds.
///
/// # Errors
/// MemoryError.
pub fn check(n: usize) -> Result<(), Raised> {
    with_room::<u8>(n).map(drop)
}

/// Items that are shared from now on.
///
/// # Errors
/// MemoryError.
pub fn shared<T>(items: Vec<T>) -> Result<Arc<[T]>, Raised> {
    check(size_of_val(&*items))?;
    Ok(items.into())
}

/// A text that is shared from now on.
///
/// # Errors
/// MemoryError.
pub fn shared_text(text: String) -> Result<Arc<str>, Raised> {
    check(text.len())?;
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::exception::Check;

    #[test]
    fn huge_lengths_are_memory_errors() {
        let memory = |result: Result<(), Raised>| result.unwrap_err().kind == ExceptionKind::MemoryError;
        assert!(memory(with_room::<u64>(usize::MAX).map(drop)));
        assert!(memory(filled(0u8, 1 << 60).map(drop)));
        assert!(memory(gathered(std::iter::repeat_n(0u8, 1 << 60)).map(drop)));
        assert!(memory(repeated(&[1u64, 2], usize::MAX / 2 + 1).map(drop)));
        assert!(memory(repeated_text("ab", 1 << 59).map(drop)));
        assert!(memory(check(1 << 60)));
    }

    #[test]
    fn repetition_keeps_the_order() {
        assert_eq!(repeated(&[1, 2, 3], 5).unwrap(), [1, 2, 3].repeat(5));
        assert_eq!(repeated(&[1, 2, 3], 0).unwrap(), Vec::<i32>::new());
        let mut text = String::from("-");
        append_text(&mut text, "a\u{e9}", 7).unwrap();
        append_text(&mut text, "b", 0).unwrap();
        assert_eq!(text, format!("-{}", "a\u{e9}".repeat(7)));
    }

    #[test]
    fn gathering_stops_at_errors_and_requests() {
        let items = || [Ok(1), Err(Check::Internal), Ok(2)].into_iter().map(|item| item.map_err(Raised::from));
        assert_eq!(gathered_while(items(), || Ok(())).unwrap_err(), Check::Internal.into());
        let stopped = gathered_while((0..9).map(Ok), || Err(Raised::from(Check::TimedOut)));
        assert_eq!(stopped.unwrap_err(), Check::TimedOut.into());
        assert_eq!(gathered(0..3).unwrap(), [0, 1, 2]);
    }
}
