//! `template.format(..)`: the replacement fields of a template, and the text they make.
//!
//! Input: the template and a source of values. Output: the text, or the exception of the template or of the source.

use super::error::TextError;

/// Where the values of a template come from. A failure of one's own is any error that can hold a [`TextError`].
pub trait FieldSource {
    /// A value.
    type Value;
    /// A failure.
    type Error: From<TextError>;
    /// The positional argument of that number.
    fn positional(&mut self, index: usize) -> Result<Self::Value, Self::Error>;
    /// The keyword argument of that name.
    fn keyword(&mut self, name: &str) -> Result<Self::Value, Self::Error>;
    /// `value.name`.
    fn attribute(&mut self, value: Self::Value, name: &str) -> Result<Self::Value, Self::Error>;
    /// `value[key]`.
    fn item(&mut self, value: Self::Value, key: Key<'_>) -> Result<Self::Value, Self::Error>;
    /// `format(convert(value), spec)`.
    fn format(&mut self, value: Self::Value, convert: Option<Convert>, spec: &str) -> Result<String, Self::Error>;
}

/// `!r`, `!s`, `!a`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Convert {
    /// `repr`
    Repr,
    /// `str`
    Str,
    /// `ascii`
    Ascii,
}

/// What stands in the brackets of a field name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key<'a> {
    /// Digits only.
    Index(usize),
    /// Anything else.
    Name(&'a str),
}

/// `template.format(..)`.
///
/// # Errors
/// A `ValueError` for a wrong template, or what the source gives.
pub fn format_template<S: FieldSource>(template: &str, source: &mut S) -> Result<String, S::Error> {
    let mut expansion = Expansion { source, numbering: Numbering::Unknown };
    expansion.expand(template, 2)
}

/// How the fields without a name are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Manual,
    /// The next number.
    Automatic(usize),
}

struct Expansion<'a, S> {
    source: &'a mut S,
    numbering: Numbering,
}

impl<S: FieldSource> Expansion<'_, S> {
    /// Fields may stand in a field's specification, but no deeper.
    fn expand(&mut self, template: &str, depth: u32) -> Result<String, S::Error> {
        if depth == 0 {
            return Err(TextError::value("Max string recursion exceeded").into());
        }
        let mut out = String::new();
        let mut rest = template;
        while !rest.is_empty() {
            let (literal, field, after) = next_piece(rest)?;
            out.push_str(literal);
            rest = after;
            if let Some(field) = field {
                out.push_str(&self.field(&field, depth)?);
            }
        }
        Ok(out)
    }

    fn field(&mut self, field: &Field<'_>, depth: u32) -> Result<String, S::Error> {
        let value = self.value(field.name)?;
        let convert = field.convert.map(convert_of).transpose()?;
        let spec = if field.nested { self.expand(field.spec, depth - 1)? } else { field.spec.to_owned() };
        self.source.format(value, convert, &spec)
    }

    fn value(&mut self, name: &str) -> Result<S::Value, S::Error> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut path) = name.split_at(end);
        let mut value = match self.number(first)? {
            Some(index) => self.source.positional(index)?,
            None => self.source.keyword(first)?,
        };
        while !path.is_empty() {
            if let Some(rest) = path.strip_prefix('.') {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                not_empty(&rest[..end])?;
                value = self.source.attribute(value, &rest[..end])?;
                path = &rest[end..];
            } else {
                let (key, rest) = bracketed(path)?;
                value = self.source.item(value, key)?;
                path = rest;
            }
        }
        Ok(value)
    }

    /// The number of a positional field; `None`: it is a name.
    fn number(&mut self, name: &str) -> Result<Option<usize>, TextError> {
        let given = integer(name)?;
        if given.is_none() && !name.is_empty() {
            return Ok(None);
        }
        match (self.numbering, given) {
            (Numbering::Manual, None) => {
                let message = "cannot switch from manual field specification to automatic field numbering";
                return Err(TextError::value(message));
            }
            (Numbering::Automatic(_), Some(_)) => {
                let message = "cannot switch from automatic field numbering to manual field specification";
                return Err(TextError::value(message));
            }
            _ => {}
        }
        if let Some(index) = given {
            self.numbering = Numbering::Manual;
            return Ok(Some(index));
        }
        let index = if let Numbering::Automatic(next) = self.numbering { next } else { 0 };
        self.numbering = Numbering::Automatic(index + 1);
        Ok(Some(index))
    }
}

fn convert_of(code: char) -> Result<Convert, TextError> {
    match code {
        'r' => Ok(Convert::Repr),
        's' => Ok(Convert::Str),
        'a' => Ok(Convert::Ascii),
        _ if code > ' ' && code < '\x7f' => Err(TextError::value(format!("Unknown conversion specifier {code}"))),
        _ => Err(TextError::value(format!("Unknown conversion specifier \\x{:x}", u32::from(code)))),
    }
}

fn not_empty(name: &str) -> Result<(), TextError> {
    if name.is_empty() { Err(TextError::value("Empty attribute in format string")) } else { Ok(()) }
}

/// `[key]` at the start of a path, and what follows.
fn bracketed(path: &str) -> Result<(Key<'_>, &str), TextError> {
    let Some(inner) = path.strip_prefix('[') else {
        return Err(TextError::value("Only '.' or '[' may follow ']' in format field specifier"));
    };
    let (key, rest) = inner.split_once(']').ok_or_else(|| TextError::value("Missing ']' in format string"))?;
    not_empty(key)?;
    let key = integer(key)?.map_or(Key::Name(key), Key::Index);
    Ok((key, rest))
}

/// The value of a text of digits only.
fn integer(text: &str) -> Result<Option<usize>, TextError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    match text.parse::<isize>() {
        Ok(value) => Ok(Some(value.unsigned_abs())),
        Err(_) => Err(TextError::value("Too many decimal digits in format string")),
    }
}

/// A replacement field.
struct Field<'a> {
    name: &'a str,
    convert: Option<char>,
    spec: &'a str,
    /// The specification has fields of its own.
    nested: bool,
}

/// Literal text, the field after it, and the rest.
type Piece<'a> = (&'a str, Option<Field<'a>>, &'a str);

fn next_piece(text: &str) -> Result<Piece<'_>, TextError> {
    let Some(at) = text.find(['{', '}']) else {
        return Ok((text, None, ""));
    };
    let brace = text.as_bytes()[at];
    let rest = &text[at + 1..];
    match rest.as_bytes().first() {
        Some(&next) if next == brace => Ok((&text[..=at], None, &rest[1..])),
        _ if brace == b'}' => Err(TextError::value("Single '}' encountered in format string")),
        None => Err(TextError::value("Single '{' encountered in format string")),
        Some(_) => field(rest).map(|(field, rest)| (&text[..at], Some(field), rest)),
    }
}

/// The field after a `{`, and the rest after its `}`.
fn field(text: &str) -> Result<(Field<'_>, &str), TextError> {
    let end = name_end(text)?;
    let name = &text[..end];
    let mut rest = &text[end + 1..];
    let mut convert = None;
    match text.as_bytes()[end] {
        b'}' => return Ok((Field { name, convert, spec: "", nested: false }, rest)),
        b'!' => {
            let mut chars = rest.chars();
            convert = chars.next();
            if convert.is_none() {
                return Err(TextError::value("end of string while looking for conversion specifier"));
            }
            match chars.next() {
                Some('}') => return Ok((Field { name, convert, spec: "", nested: false }, chars.as_str())),
                Some(':') | None => rest = chars.as_str(),
                Some(_) => return Err(TextError::value("expected ':' after conversion specifier")),
            }
        }
        _ => {}
    }
    let end = spec_end(rest).ok_or_else(|| TextError::value("unmatched '{' in format spec"))?;
    let spec = &rest[..end];
    Ok((Field { name, convert, spec, nested: spec.contains('{') }, &rest[end + 1..]))
}

/// Where a field's name ends: at `}`, `:` or `!` outside brackets.
fn name_end(text: &str) -> Result<usize, TextError> {
    let mut in_brackets = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b']' => in_brackets = false,
            _ if in_brackets => {}
            b'[' => in_brackets = true,
            b'{' => return Err(TextError::value("unexpected '{' in field name")),
            b'}' | b':' | b'!' => return Ok(at),
            _ => {}
        }
    }
    Err(TextError::value("expected '}' before end of string"))
}

/// Where the `}` of the field stands, past the fields within.
fn spec_end(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}
