//! The tokens of the IR's text form.
//!
//! Input: text. Output: words, numbers, quoted texts, single marks, each with its line.
//! Never: knows ops.

use super::text::ReadError;
use std::str::FromStr;

type Read<T> = Result<T, ReadError>;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Word(String),
    Int(i64),
    Float(f64),
    Text(String),
    Punct(char),
}

/// Splits a text; `;` starts a comment.
pub(super) fn tokens(text: &str) -> Read<Vec<(Token, usize)>> {
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line.trim_start();
        while !rest.is_empty() && !rest.starts_with(';') {
            let (token, length) =
                token(rest).ok_or_else(|| ReadError { line: index + 1, message: format!("cannot read {rest:?}") })?;
            out.push((token, index + 1));
            rest = rest[length..].trim_start();
        }
    }
    Ok(out)
}

/// The token at the start of a text that is not empty, and how many bytes it takes.
fn token(text: &str) -> Option<(Token, usize)> {
    let first = text.chars().next()?;
    let second = text[first.len_utf8()..].chars().next();
    let signed = first == '-' && second.is_some_and(|c| c.is_ascii_digit() || matches!(c, 'i' | 'n'));
    if first == '"' {
        return quoted(text);
    }
    if first.is_ascii_digit() || signed {
        return number(text);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let length = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':')));
        let word = word(&text[..length.unwrap_or(text.len())]);
        return Some(match float(word) {
            Some(value) => (Token::Float(value), word.len()),
            None => (Token::Word(word.to_owned()), word.len()),
        });
    }
    Some((Token::Punct(first), first.len_utf8()))
}

/// A word ends before a colon, but for `nan:0x7ff8000000000001`, and before a point at its end.
fn word(text: &str) -> &str {
    let text = if text.starts_with("nan:0x") { text } else { text.split(':').next().unwrap_or(text) };
    text.trim_end_matches('.')
}

/// `inf`, `nan`, `nan:0x..`
fn float(word: &str) -> Option<f64> {
    match word {
        "inf" => Some(f64::INFINITY),
        "nan" => Some(f64::NAN),
        _ => Some(f64::from_bits(u64::from_str_radix(word.strip_prefix("nan:0x")?, 16).ok()?)),
    }
}

fn number(text: &str) -> Option<(Token, usize)> {
    let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut length = usize::from(text.starts_with('-'));
    let whole = digits(&text[length..]);
    if whole == 0 {
        let word = &text[1..4.min(text.len())];
        return float(word).map(|value| (Token::Float(-value), 4));
    }
    length += whole;
    let mut is_float = false;
    let fraction = text[length..].strip_prefix('.').map_or(0, digits);
    if fraction > 0 {
        length += 1 + fraction;
        is_float = true;
    }
    if let Some(rest) = text[length..].strip_prefix('e') {
        let sign = usize::from(rest.starts_with('-'));
        let exponent = digits(&rest[sign..]);
        if exponent > 0 {
            length += 1 + sign + exponent;
            is_float = true;
        }
    }
    let found = &text[..length];
    let token = if is_float { Token::Float(found.parse().ok()?) } else { Token::Int(found.parse().ok()?) };
    Some((token, length))
}

/// A text in quotes, escaped as Rust's `{:?}` does.
fn quoted(text: &str) -> Option<(Token, usize)> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((Token::Text(out), at + 1)),
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                '0' => out.push('\0'),
                'u' => {
                    let code: String = chars.by_ref().skip(1).map(|(_, c)| c).take_while(|&c| c != '}').collect();
                    out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                other => out.push(other),
            },
            _ => out.push(c),
        }
    }
    None
}

/// A place in the tokens.
pub(super) struct Tokens {
    tokens: Vec<(Token, usize)>,
    at: usize,
}

impl Tokens {
    pub(super) fn new(tokens: Vec<(Token, usize)>) -> Self {
        Self { tokens, at: 0 }
    }

    pub(super) fn at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// The line of the next token.
    pub(super) fn line(&self) -> usize {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |(_, line)| *line)
    }

    /// Does the next token begin a line (or is there none)?
    pub(super) fn first_on_line(&self) -> bool {
        match (self.at.checked_sub(1).and_then(|before| self.tokens.get(before)), self.tokens.get(self.at)) {
            (Some((_, before)), Some((_, line))) => before != line,
            _ => true,
        }
    }

    pub(super) fn fail<T>(&self, message: impl Into<String>) -> Read<T> {
        let line = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(1, |(_, line)| *line);
        Err(ReadError { line, message: message.into() })
    }

    pub(super) fn next(&mut self) -> Read<Token> {
        match self.tokens.get(self.at) {
            Some((token, _)) => {
                self.at += 1;
                Ok(token.clone())
            }
            None => self.fail("the text ends too early"),
        }
    }

    pub(super) fn peek_word(&self) -> Option<&str> {
        match self.tokens.get(self.at) {
            Some((Token::Word(word), _)) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is(&self, mark: char) -> bool {
        matches!(self.tokens.get(self.at), Some((Token::Punct(c), _)) if *c == mark)
    }

    /// Is the token after the next one this mark?
    pub(super) fn peek_second(&self, mark: char) -> bool {
        matches!(self.tokens.get(self.at + 1), Some((Token::Punct(c), _)) if *c == mark)
    }

    /// Takes a mark if it comes next.
    pub(super) fn take(&mut self, mark: char) -> bool {
        let found = self.is(mark);
        self.at += usize::from(found);
        found
    }

    pub(super) fn punct(&mut self, mark: char) -> Read<()> {
        match self.next()? {
            Token::Punct(c) if c == mark => Ok(()),
            other => self.fail(format!("expected {mark:?}, found {other:?}")),
        }
    }

    pub(super) fn word(&mut self, expected: &str) -> Read<()> {
        match self.next()? {
            Token::Word(word) if word == expected => Ok(()),
            other => self.fail(format!("expected {expected}, found {other:?}")),
        }
    }

    pub(super) fn any_word(&mut self) -> Read<String> {
        match self.next()? {
            Token::Word(word) => Ok(word),
            other => self.fail(format!("expected a word, found {other:?}")),
        }
    }

    pub(super) fn name_or_text(&mut self) -> Read<String> {
        match self.next()? {
            Token::Word(name) | Token::Text(name) => Ok(name),
            other => self.fail(format!("expected a name, found {other:?}")),
        }
    }

    pub(super) fn number<N: FromStr>(&mut self) -> Read<N> {
        let token = self.next()?;
        let number = match &token {
            Token::Int(value) => value.to_string().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) => Ok(number),
            None => self.fail(format!("expected a number, found {token:?}")),
        }
    }
}
