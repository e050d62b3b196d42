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
    Builtin::source(
        "str.strip",
        "chars=None, /",
        "Without white space, or these characters, at the ends.",
        "str_strip",
    ),
    Builtin::source("str.lstrip", "chars=None, /", "As `strip`, at the beginning.", "str_lstrip"),
    Builtin::source("str.rstrip", "chars=None, /", "As `strip`, at the end.", "str_rstrip"),
    Builtin::source("str.replace", "old, new, count=-1, /", "With a part replaced by another.", "str_replace"),
    Builtin::source(
        "str.split",
        "sep=None, maxsplit=-1",
        "The parts between separators, or between white space.",
        "str_split",
    ),
    Builtin::source("str.join", "iterable, /", "The items with this between them.", "str_join"),
];
