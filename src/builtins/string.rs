//! Methods of strings.
//!
//! Input: nothing. Output: rows under the receiver `str`. Never: operators, indexing, formatting.

use super::Builtin;

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::source("str.startswith", "prefix, /", "Does it begin with this?", "str_startswith"),
    Builtin::source("str.endswith", "suffix, /", "Does it end with this?", "str_endswith"),
    Builtin::source("str.find", "sub, /", "Where a part first stands; -1 if nowhere.", "str_find"),
    Builtin::source("str.count", "sub, /", "How often a part stands in it.", "str_count"),
    Builtin::source("str.join", "iterable, /", "The items with this between them.", "str_join"),
];
