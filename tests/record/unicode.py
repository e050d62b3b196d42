"""Write src/runtime/text/unicode.rs: the facts about characters that CPython 3.11.7 (Unicode 14.0) decides by.

    python tests/record/unicode.py > src/runtime/text/unicode.rs
"""
import platform
import sys
import unicodedata

assert platform.python_version() == "3.11.7" and unicodedata.unidata_version == "14.0.0"


def ranges(test):
    out, start = [], None
    for point in range(sys.maxunicode + 2):
        holds = point <= sys.maxunicode and test(chr(point))
        if holds and start is None:
            start = point
        elif not holds and start is not None:
            out.append((start, point - 1))
            start = None
    return out


def rows(items):
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > 120:
            print(line)
            line = "   "
        line += " " + item + ","
    print(line)


print("""//! Facts about characters, as CPython 3.11 (Unicode 14.0) has them.
//!
//! Input: a character. Output: whether it is printable, its decimal value, whether it is white space.
//! Written by tests/record/unicode.py; not to be edited.

/// `not str.isprintable()`: first and last code point of each range.
#[rustfmt::skip]
const UNPRINTABLE: &[(u32, u32)] = &[""")
rows("(0x%x, 0x%x)" % r for r in ranges(lambda c: not c.isprintable()))
print("""];

/// The code points of the digits zero; nine more follow each.
#[rustfmt::skip]
const ZEROS: &[u32] = &[""")
rows("0x%x" % p for p in range(sys.maxunicode + 1) if unicodedata.decimal(chr(p), None) == 0)
print("""];

/// `str.isspace()`.
#[rustfmt::skip]
const SPACES: &[(u32, u32)] = &[""")
rows("(0x%x, 0x%x)" % r for r in ranges(str.isspace))
print("""];

fn is_in(c: char, ranges: &[(u32, u32)]) -> bool {
    let after = ranges.partition_point(|&(first, _)| first <= u32::from(c));
    after > 0 && u32::from(c) <= ranges[after - 1].1
}

/// `str.isprintable()` of one character.
pub fn is_printable(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_control() } else { !is_in(c, UNPRINTABLE) }
}

/// `str.isspace()` of one character.
pub fn is_space(c: char) -> bool {
    is_in(c, SPACES)
}

/// The value of a decimal digit of any script.
pub fn decimal(c: char) -> Option<u8> {
    let after = ZEROS.partition_point(|&zero| zero <= u32::from(c));
    let value = u32::from(c) - ZEROS.get(after.checked_sub(1)?)?;
    u8::try_from(value).ok().filter(|&value| value < 10)
}""")
