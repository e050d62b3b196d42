//! Methods of strings.
//!
//! Input: a text, arguments. Output: texts, places, lists.
//! Never: formatting of numbers (`text`).

use super::args::Args;
use crate::builtins::host::{BytesMethod, StrMethod as M};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::Value;
use crate::host::{Outcome, text};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::room;
use crate::runtime::text::letters;

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, method: M, this: &str, args: &Args) -> Outcome<Value> {
    Ok(match method {
        M::Capitalize => Value::from(letters::capitalized(this)),
        M::Casefold | M::Lower => Value::from(this.to_lowercase()),
        M::Upper => Value::from(this.to_uppercase()),
        M::Swapcase => Value::from(letters::swapped(this)),
        M::Title => Value::from(letters::titled(this)),
        M::Isalnum => Value::Bool(letters::is_alnum(this)),
        M::Isalpha => Value::Bool(letters::is_alpha(this)),
        M::Isdecimal => Value::Bool(letters::is_decimal(this)),
        M::Isdigit | M::Isnumeric => Value::Bool(letters::is_digit(this)),
        M::Isspace => Value::Bool(letters::is_space(this)),
        M::Isidentifier => Value::Bool(letters::is_identifier(this)),
        M::Islower => Value::Bool(letters::is_lower(this)),
        M::Isupper => Value::Bool(letters::is_upper(this)),
        M::Center | M::Ljust | M::Rjust | M::Zfill => pad(method, this, args)?,
        M::Count | M::Find | M::Rfind | M::Index | M::Rindex => search(method, this, args)?,
        M::Startswith | M::Endswith => Value::Bool(has_affix(method, this, args)?),
        M::Strip | M::Lstrip | M::Rstrip => Value::str(strip(method, this, args)?),
        M::Split | M::Rsplit => Value::list(split(method, this, args)?.into_iter().map(Value::from).collect()),
        M::Splitlines => Value::list(split_lines(this, args.flag(interp, 0, false)?)),
        M::Partition | M::Rpartition => partition(method, this, args.str(0)?)?,
        M::Join => join(interp, this, args)?,
        M::Replace => replace(this, args)?,
        M::Removeprefix => Value::str(this.strip_prefix(args.str(0)?).unwrap_or(this)),
        M::Removesuffix => Value::str(this.strip_suffix(args.str(0)?).unwrap_or(this)),
        M::Expandtabs => Value::Str(room::shared_text(expand_tabs(this, args.int(0, 8)?.max(0) as usize)?)?),
        M::Encode => Value::Bytes(this.as_bytes().into()),
        M::Format => Value::from(text::template(interp, this, &args.rest, &args.keywords)?),
    })
}

/// Calls a method of bytes.
pub(super) fn call_bytes(method: BytesMethod, bytes: &[u8]) -> Outcome<Value> {
    match method {
        BytesMethod::Hex => Ok(Value::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())),
        BytesMethod::Decode => std::str::from_utf8(bytes).map(Value::str).map_err(|error| {
            let (kind, at) = (ExceptionKind::UnicodeDecodeError, error.valid_up_to());
            let byte = bytes.get(at).copied().unwrap_or_default();
            let message = format!("'utf-8' codec can't decode byte {byte:#x} in position {at}: invalid start byte");
            Exception::new(kind, message)
        }),
    }
}

fn pad(method: M, this: &str, args: &Args) -> Outcome<Value> {
    let width = usize::try_from(args.int(0, 0)?).unwrap_or(0);
    let missing = width.saturating_sub(this.chars().count());
    if method == M::Zfill {
        let (sign, digits) = match this.chars().next() {
            Some(sign @ ('+' | '-')) => (sign.to_string(), &this[1..]),
            _ => (String::new(), this),
        };
        return padded(&sign, "0", missing, digits);
    }
    let fill = args.str_or(1, " ")?;
    if fill.chars().count() != 1 {
        return Err(Exception::type_error("The fill character must be exactly one character long"));
    }
    let (left, right) = match method {
        M::Ljust => (0, missing),
        M::Rjust => (missing, 0),
        // CPython puts the odd one to the left where the width is odd.
        _ => {
            let left = missing / 2 + (missing & width & 1);
            (left, missing - left)
        }
    };
    let mut before = room::repeated_text(fill, left)?;
    room::append_text(&mut before, this, 1)?;
    padded(&before, fill, right, "")
}

/// Two texts with so many fills between them.
fn padded(before: &str, fill: &str, count: usize, after: &str) -> Outcome<Value> {
    let mut text = String::from(before);
    room::append_text(&mut text, fill, count)?;
    room::append_text(&mut text, after, 1)?;
    Ok(Value::Str(room::shared_text(text)?))
}

/// The part between two character indices, with the byte offset of its beginning; none where start lies past stop.
fn window<'a>(this: &'a str, args: &Args, first: usize) -> Outcome<Option<(&'a str, usize)>> {
    let n = this.chars().count() as i64;
    let clamp = |index: i64| (if index < 0 { index + n } else { index }).clamp(0, n);
    let start = args.optional_int(first)?.unwrap_or(0);
    let (low, high) = (clamp(start), clamp(args.optional_int(first + 1)?.unwrap_or(n)));
    if start > n || low > high {
        return Ok(None);
    }
    let offset = |index: i64| this.char_indices().nth(index as usize).map_or(this.len(), |(at, _)| at);
    let (low, high) = (offset(low), offset(high));
    Ok(Some((&this[low..high], low)))
}

fn search(method: M, this: &str, args: &Args) -> Outcome<Value> {
    let wanted = args.str(0)?;
    let window = window(this, args, 1)?;
    if method == M::Count {
        let count = window.map_or(0, |(part, _)| match wanted {
            "" => part.chars().count() + 1,
            _ => part.matches(wanted).count(),
        });
        return Ok(Value::size(count));
    }
    let at = window.and_then(|(part, offset)| {
        let at = if matches!(method, M::Rfind | M::Rindex) { part.rfind(wanted) } else { part.find(wanted) };
        at.map(|at| this[..offset + at].chars().count())
    });
    match (at, method) {
        (Some(at), _) => Ok(Value::size(at)),
        (None, M::Find | M::Rfind) => Ok(Value::Int(-1)),
        (None, _) => Err(Exception::value_error("substring not found")),
    }
}

fn has_affix(method: M, this: &str, args: &Args) -> Outcome<bool> {
    let Some((part, _)) = window(this, args, 1)? else { return Ok(false) };
    let test = |affix: &Value| match affix.as_str() {
        Some(affix) if method == M::Startswith => Ok(part.starts_with(affix)),
        Some(affix) => Ok(part.ends_with(affix)),
        None => {
            let name = if method == M::Startswith { "startswith" } else { "endswith" };
            let message = format!("{name} first arg must be str or a tuple of str, not {}", affix.type_name());
            Err(Exception::type_error(message))
        }
    };
    match args.at(0) {
        Value::Tuple(affixes) => {
            for affix in affixes.iter() {
                if test(affix)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        affix => test(affix),
    }
}

fn strip<'a>(method: M, this: &'a str, args: &Args) -> Outcome<&'a str> {
    let set: Option<Vec<char>> = match args.some(0) {
        None => None,
        Some(_) => Some(args.str(0)?.chars().collect()),
    };
    let drops = |c: char| set.as_ref().map_or_else(|| c.is_whitespace(), |set| set.contains(&c));
    Ok(match method {
        M::Lstrip => this.trim_start_matches(drops),
        M::Rstrip => this.trim_end_matches(drops),
        _ => this.trim_matches(drops),
    })
}

fn split<'a>(method: M, this: &'a str, args: &Args) -> Outcome<Vec<&'a str>> {
    let most = usize::try_from(args.int(1, -1)?).map_or(usize::MAX, |n| n.saturating_add(1));
    let from_right = method == M::Rsplit;
    let mut parts: Vec<&str> = match args.some(0) {
        None => return Ok(split_whitespace(this, most, from_right)),
        Some(_) => match (args.str(0)?, from_right) {
            ("", _) => return Err(Exception::value_error("empty separator")),
            (sep, false) => this.splitn(most, sep).collect(),
            (sep, true) => this.rsplitn(most, sep).collect(),
        },
    };
    if from_right {
        parts.reverse();
    }
    Ok(parts)
}

fn split_whitespace(this: &str, most: usize, from_right: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = this.trim();
    while !rest.is_empty() {
        let gap = if from_right {
            rest.rfind(char::is_whitespace).map(|at| (rest[..at].trim_end(), rest[at..].trim_start()))
        } else {
            rest.find(char::is_whitespace).map(|at| (rest[at..].trim_start(), &rest[..at]))
        };
        match gap.filter(|_| parts.len() + 1 < most) {
            Some((remaining, part)) => {
                parts.push(part);
                rest = remaining;
            }
            None => {
                parts.push(rest);
                break;
            }
        }
    }
    if from_right {
        parts.reverse();
    }
    parts
}

fn split_lines(this: &str, keep_ends: bool) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut rest = this;
    while let Some(at) =
        rest.find(['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'])
    {
        let width =
            if rest[at..].starts_with("\r\n") { 2 } else { rest[at..].chars().next().map_or(1, char::len_utf8) };
        lines.push(Value::str(&rest[..if keep_ends { at + width } else { at }]));
        rest = &rest[at + width..];
    }
    if !rest.is_empty() {
        lines.push(Value::str(rest));
    }
    lines
}

fn partition(method: M, this: &str, sep: &str) -> Outcome<Value> {
    if sep.is_empty() {
        return Err(Exception::value_error("empty separator"));
    }
    let parts = match method {
        M::Partition => this.split_once(sep).map_or([this, "", ""], |(before, after)| [before, sep, after]),
        _ => this.rsplit_once(sep).map_or(["", "", this], |(before, after)| [before, sep, after]),
    };
    Ok(Value::tuple(parts.map(Value::from)))
}

fn join(interp: &Interpreter<'_>, this: &str, args: &Args) -> Outcome<Value> {
    let mut out = String::new();
    let items = interp.items(args.at(0)).map_err(|_| Exception::type_error("can only join an iterable"))?;
    for (i, item) in items.iter().enumerate() {
        let Some(part) = item.as_str() else {
            let message = format!("sequence item {i}: expected str instance, {} found", item.type_name());
            return Err(Exception::type_error(message));
        };
        if i > 0 {
            out.push_str(this);
        }
        out.push_str(part);
    }
    Ok(Value::from(out))
}

fn replace(this: &str, args: &Args) -> Outcome<Value> {
    let (old, new) = (args.str(0)?, args.str(1)?);
    let most = usize::try_from(args.int(2, -1)?).unwrap_or(usize::MAX);
    let count = this.matches(old).take(most).count();
    let longer = count.checked_mul(new.len()).and_then(|added| added.checked_add(this.len()));
    // What is replaced makes it shorter again; there is room for as much as may be copied.
    room::check(longer.ok_or(Check::OutOfMemory)?)?;
    Ok(Value::Str(room::shared_text(this.replacen(old, new, count))?))
}

fn expand_tabs(this: &str, size: usize) -> Outcome<String> {
    let mut out = String::new();
    let mut column = 0;
    for c in this.chars() {
        match c {
            '\t' if size > 0 => {
                let n = size - column % size;
                room::append_text(&mut out, " ", n)?;
                column += n;
            }
            '\t' => {}
            _ => {
                out.push(c);
                column = if matches!(c, '\n' | '\r') { 0 } else { column + 1 };
            }
        }
    }
    Ok(out)
}
