//! The format-specification mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
//!
//! Input: the text after the colon. Output: its fields, checked as far as they can be without the value.

use super::error::TextError;
use crate::runtime::room;

/// Where the padding goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `^`
    Center,
    /// `=`: between sign and digits.
    AfterSign,
}

/// The sign of a value that is not negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// `-`: none.
    Minus,
    /// `+`
    Plus,
    /// A space.
    Space,
}

/// The separator of digit groups.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grouping {
    /// `,` every three digits.
    Comma,
    /// `_` every three digits, every four in bases 2, 8 and 16.
    Underscore,
}

impl Grouping {
    /// The separator.
    pub const fn separator(self) -> char {
        match self {
            Grouping::Comma => ',',
            Grouping::Underscore => '_',
        }
    }
}

/// A parsed specification.
#[derive(Clone, Debug)]
pub struct FormatSpec {
    /// The padding character.
    pub fill: char,
    /// The alignment: given, or the type's default.
    pub align: Align,
    /// The sign, if given.
    pub sign: Option<Sign>,
    /// `z`: no negative zero.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// The least width.
    pub width: Option<usize>,
    /// The separator of digit groups.
    pub grouping: Option<Grouping>,
    /// The precision.
    pub precision: Option<usize>,
    /// The presentation type, if given.
    pub code: Option<char>,
}

/// What the value's class decides about parsing.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// The alignment where none is given.
    pub align: Align,
    /// The presentation type where none is given, if the class has one.
    pub code: Option<char>,
    /// The class's name, for messages.
    pub type_name: &'static str,
}

/// May a width or a precision ask for so many characters? If not it is a `MemoryError`.
#[must_use]
pub fn has_room(characters: usize) -> bool {
    // The text is copied a few times on its way.
    const COPIES: usize = 4;
    characters < 1 << 16 || (i32::try_from(characters).is_ok() && room::check(COPIES * characters).is_ok())
}

/// Reads a specification.
pub fn parse(text: &str, defaults: Defaults) -> Result<FormatSpec, TextError> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0 };
    let mut spec = FormatSpec {
        fill: ' ',
        align: defaults.align,
        sign: None,
        no_negative_zero: false,
        alternate: false,
        width: None,
        grouping: None,
        precision: None,
        code: None,
    };
    let given = reader.fill_and_align(&mut spec);
    spec.sign = reader.take_map(sign_of);
    spec.no_negative_zero = reader.take('z');
    spec.alternate = reader.take('#');
    reader.zero_flag(&mut spec, given, defaults.align);
    spec.width = reader.integer()?;
    spec.grouping = reader.grouping()?;
    spec.precision = reader.precision()?;
    spec.code = reader.code(text, defaults.type_name)?;
    check_grouping(spec.grouping, spec.code.or(defaults.code))?;
    Ok(spec)
}

/// What of fill and alignment the text itself gave.
struct Given {
    fill: bool,
    align: bool,
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek(0) == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn take_map<T>(&mut self, map: impl Fn(char) -> Option<T>) -> Option<T> {
        let found = self.peek(0).and_then(map);
        self.at += usize::from(found.is_some());
        found
    }

    fn fill_and_align(&mut self, spec: &mut FormatSpec) -> Given {
        if let (Some(fill), Some(align)) = (self.peek(0), self.peek(1).and_then(align_of)) {
            (spec.fill, spec.align) = (fill, align);
            self.at += 2;
            return Given { fill: true, align: true };
        }
        let align = self.take_map(align_of);
        spec.align = align.unwrap_or(spec.align);
        Given { fill: false, align: align.is_some() }
    }

    fn zero_flag(&mut self, spec: &mut FormatSpec, given: Given, default: Align) {
        if given.fill || !self.take('0') {
            return;
        }
        spec.fill = '0';
        if !given.align && default == Align::Right {
            spec.align = Align::AfterSign;
        }
    }

    fn integer(&mut self) -> Result<Option<usize>, TextError> {
        let start = self.at;
        let mut value = 0_usize;
        while let Some(digit) = self.take_map(|c| c.to_digit(10)) {
            value = value
                .checked_mul(10)
                .and_then(|v| v.checked_add(digit as usize))
                .filter(|&v| v <= isize::MAX as usize)
                .ok_or_else(|| TextError::value("Too many decimal digits in format string"))?;
        }
        Ok((self.at > start).then_some(value))
    }

    fn grouping(&mut self) -> Result<Option<Grouping>, TextError> {
        let comma = self.take(',');
        let underscore = self.take('_');
        if underscore && (comma || self.peek(0) == Some(',')) {
            return Err(TextError::value("Cannot specify both ',' and '_'."));
        }
        if comma && self.peek(0) == Some(',') {
            return Err(TextError::value("Cannot specify ',' with ','."));
        }
        Ok(comma.then_some(Grouping::Comma).or(underscore.then_some(Grouping::Underscore)))
    }

    fn precision(&mut self) -> Result<Option<usize>, TextError> {
        if !self.take('.') {
            return Ok(None);
        }
        match self.integer()? {
            None => Err(TextError::value("Format specifier missing precision")),
            some => Ok(some),
        }
    }

    fn code(&mut self, text: &str, type_name: &str) -> Result<Option<char>, TextError> {
        if self.chars.len() - self.at > 1 {
            let message = format!("Invalid format specifier '{text}' for object of type '{type_name}'");
            return Err(TextError::value(message));
        }
        Ok(self.peek(0))
    }
}

fn align_of(c: char) -> Option<Align> {
    Some(match c {
        '<' => Align::Left,
        '>' => Align::Right,
        '^' => Align::Center,
        '=' => Align::AfterSign,
        _ => return None,
    })
}

fn sign_of(c: char) -> Option<Sign> {
    Some(match c {
        '-' => Sign::Minus,
        '+' => Sign::Plus,
        ' ' => Sign::Space,
        _ => return None,
    })
}

fn check_grouping(grouping: Option<Grouping>, code: Option<char>) -> Result<(), TextError> {
    let (Some(grouping), Some(code)) = (grouping, code) else {
        return Ok(());
    };
    match code {
        'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' => Ok(()),
        'b' | 'o' | 'x' | 'X' if grouping == Grouping::Underscore => Ok(()),
        _ => Err(TextError::value(format!("Cannot specify '{}' with {}.", grouping.separator(), quoted_code(code)))),
    }
}

/// A presentation type in a message: `'q'` or `'\x3b1'`.
pub fn quoted_code(code: char) -> String {
    if code > ' ' && code.is_ascii() { format!("'{code}'") } else { format!("'\\x{:x}'", u32::from(code)) }
}
