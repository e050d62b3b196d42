//! Methods of lists, and what their operators become.
//!
//! Input: nothing. Output: rows under the receiver `list`. Never: iteration, indexing by an int.

use super::answers::list as answers;
use super::{Builtin, Effect, Special};

const fn mutating(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Mutates)
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::special("list.append", "x, /", "Adds an item at the end.", (answers::append, Special::ListAppend))
        .effect(Effect::Mutates),
    Builtin::special(
        "list.pop",
        "i=None, /",
        "Removes and gives the item at an index, the last by default.",
        (answers::pop, Special::ListPop),
    )
    .effect(Effect::Mutates),
    Builtin::special("list.clear", "", "Removes all items.", (answers::clear, Special::ListClear))
        .effect(Effect::Mutates),
    mutating("list.extend", "iterable, /", "list_extend", "Adds the items of something at the end."),
    mutating("list.insert", "i, x, /", "list_insert", "Adds an item before an index."),
    mutating("list.remove", "x, /", "list_remove", "Removes the first item equal to x."),
    mutating("list.reverse", "", "list_reverse", "Reverses the items in place."),
    mutating("list.sort", "*, key=None, reverse=False", "list_sort", "Sorts the items in place (stable)."),
    Builtin::source("list.copy", "", "A copy.", "list_of").effect(Effect::Fresh),
    Builtin::source("list.count", "x, /", "How many items are equal to x?", "sequence_count"),
    Builtin::source("list.index", "x, start=0, stop=None, /", "Where the first item equal to x is.", "list_index"),
];
