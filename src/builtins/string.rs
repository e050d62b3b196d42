//! Methods of strings.
//!
//! Input: nothing. Output: rows under the receiver `str`. Never: operators, indexing, formatting.

use super::Builtin;

const SOUGHT: &str = "sub, start=None, end=None, /";
const FILLED: &str = "width, fillchar=\" \", /";

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::source("str.startswith", "prefix, /", "Does it begin with this?", "str_startswith"),
    Builtin::source("str.endswith", "suffix, /", "Does it end with this?", "str_endswith"),
    Builtin::source("str.find", SOUGHT, "Where a part first stands; -1 if nowhere.", "str_find"),
    Builtin::source("str.rfind", SOUGHT, "Where a part last stands; -1 if nowhere.", "str_rfind"),
    Builtin::source("str.index", SOUGHT, "Where a part first stands; ValueError if nowhere.", "str_index"),
    Builtin::source("str.rindex", SOUGHT, "Where a part last stands; ValueError if nowhere.", "str_rindex"),
    Builtin::source("str.count", SOUGHT, "How often a part stands in it.", "str_count"),
    Builtin::source("str.isalnum", "", "Letters and digits only?", "str_isalnum"),
    Builtin::source("str.isalpha", "", "Letters only?", "str_isalpha"),
    Builtin::source("str.isdecimal", "", "Decimal digits only?", "str_isdecimal"),
    Builtin::source("str.isdigit", "", "Digits only?", "str_isdigit"),
    Builtin::source("str.isnumeric", "", "Numeric characters only?", "str_isdigit"),
    Builtin::source("str.isidentifier", "", "Could it be a name?", "str_isidentifier"),
    Builtin::source("str.isspace", "", "White space only?", "str_isspace"),
    Builtin::source("str.islower", "", "Lower case?", "str_islower"),
    Builtin::source("str.isupper", "", "Upper case?", "str_isupper"),
    Builtin::source("str.lower", "", "In lower case.", "str_lower"),
    Builtin::source("str.upper", "", "In upper case.", "str_upper"),
    Builtin::source("str.capitalize", "", "The first letter in upper, the rest in lower case.", "str_capitalize"),
    Builtin::source("str.swapcase", "", "Upper case for lower and the reverse.", "str_swapcase"),
    Builtin::source("str.title", "", "Each word's first letter in upper case.", "str_title"),
    Builtin::source("str.ljust", FILLED, "Padded on the right.", "str_ljust"),
    Builtin::source("str.rjust", FILLED, "Padded on the left.", "str_rjust"),
    Builtin::source("str.center", FILLED, "Padded on both sides.", "str_center"),
    Builtin::source("str.zfill", "width, /", "Zeros behind the sign.", "str_zfill"),
    Builtin::source("str.partition", "sep, /", "Before, separator, after.", "str_partition"),
    Builtin::source("str.rpartition", "sep, /", "Before, last separator, after.", "str_rpartition"),
    Builtin::source("str.removeprefix", "prefix, /", "Without a prefix.", "str_removeprefix"),
    Builtin::source("str.removesuffix", "suffix, /", "Without a suffix.", "str_removesuffix"),
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
