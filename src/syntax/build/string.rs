//! String, bytes and f-string literals.
//!
//! Input: the pairs of `strings`. Output: a constant or a joined string. Never: the masked copy: a literal's text is
//! read from the script itself, where its newlines are.

use super::super::ast::{Constant, ExprKind, FStringPart};
use super::super::grammar::{Node, Rule, parts, span_of};
use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::sync::Arc;

/// What a prefix says.
#[derive(Clone, Copy)]
struct Prefix {
    is_raw: bool,
    is_bytes: bool,
}

impl Prefix {
    fn of(text: &str) -> Self {
        let has = |c: char| text.contains([c, c.to_ascii_uppercase()]);
        Prefix { is_raw: has('r'), is_bytes: has('b') }
    }
}

impl Builder<'_> {
    pub(super) fn strings(&mut self, node: Node) -> ExprKind {
        let literals: Vec<Node> = node.into_inner().collect();
        if literals.iter().any(|literal| literal.as_rule() == Rule::f_string) {
            return self.joined(literals);
        }
        let (prefixes, bodies): (Vec<_>, Vec<_>) = literals.iter().map(|literal| self.open(literal)).unzip();
        let is_bytes = prefixes[0].is_bytes;
        if let Some(other) = prefixes.iter().position(|prefix| prefix.is_bytes != is_bytes) {
            self.mixed(span_of(&literals[other]), span_of(&literals[0]));
        } else if is_bytes {
            return self.bytes(&prefixes, &bodies);
        }
        let mut text = String::new();
        for (prefix, body) in prefixes.into_iter().zip(bodies) {
            self.decode(body, prefix, &mut text);
        }
        ExprKind::Constant(Constant::Str(text.into()))
    }

    fn mixed(&mut self, other: Span, first: Span) {
        let diagnostic = Diagnostic::error("NJ0129", "bytes and text cannot be joined", other)
            .label("this is of the other kind")
            .also(first, "joined with this");
        self.error(diagnostic);
    }

    /// The prefix of a plain literal, and where its body is.
    fn open(&self, literal: &Node) -> (Prefix, Span) {
        let text = literal.as_str();
        let quote_at = text.find(['"', '\'']).unwrap_or(0);
        let quote = &text[quote_at..=quote_at];
        let is_long = text[quote_at..].len() >= 6 && text[quote_at..].starts_with(&quote.repeat(3));
        let width = if is_long { 3 } else { 1 };
        let start = literal.as_span().start();
        let body = Span::new(start + quote_at + width, start + text.len() - width);
        (Prefix::of(&text[..quote_at]), body)
    }

    fn bytes(&mut self, prefixes: &[Prefix], bodies: &[Span]) -> ExprKind {
        let mut bytes: Vec<u8> = Vec::new();
        for (prefix, body) in prefixes.iter().zip(bodies) {
            let mut text = String::new();
            self.decode(*body, *prefix, &mut text);
            // In a bytes literal every escape is below 256, so each character is one byte.
            bytes.extend(text.chars().map(|c| c as u8));
        }
        ExprKind::Constant(Constant::Bytes(bytes.into()))
    }

    // -- F-strings

    fn joined(&mut self, literals: Vec<Node>) -> ExprKind {
        let mut joined = Vec::new();
        let first = literals.first().map(span_of).unwrap_or_default();
        for literal in literals {
            if literal.as_rule() == Rule::f_string {
                self.f_string(literal, &mut joined);
                continue;
            }
            let (prefix, body) = self.open(&literal);
            if prefix.is_bytes {
                self.mixed(span_of(&literal), first);
            }
            let mut text = String::new();
            self.decode(body, prefix, &mut text);
            push_text(&mut joined, &text);
        }
        ExprKind::JoinedStr(joined)
    }

    fn f_string(&mut self, node: Node, joined: &mut Vec<FStringPart>) {
        let text = node.as_str().trim_start_matches(char::is_alphabetic);
        let quote = if text.starts_with("\"\"\"") || text.starts_with("'''") { &text[..3] } else { &text[..1] };
        self.end_in_spec(&node, quote);
        let mut prefix = Prefix { is_raw: false, is_bytes: false };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::f_prefix | Rule::f_raw_prefix => prefix = Prefix::of(part.as_str()),
                Rule::f_field => self.f_field(part, prefix, joined),
                _ => self.f_text(&part, prefix, joined),
            }
        }
    }

    /// A format spec may hold any quote but the one that ends the literal.
    fn end_in_spec(&mut self, node: &Node, quote: &str) {
        let mut specs = node.clone().into_inner().flatten().filter(|part| part.as_rule() == Rule::f_spec_text);
        if let Some(spec) = specs.find(|spec| spec.as_str().contains(quote)) {
            let at = spec.as_span().start() + spec.as_str().find(quote).unwrap_or(0);
            let diagnostic = Diagnostic::error(
                "NJ0130",
                "f-string: expected '}' before the end of the string",
                Span::new(at, at + quote.len()),
            );
            self.error(diagnostic);
        }
    }

    fn f_text(&mut self, node: &Node, prefix: Prefix, joined: &mut Vec<FStringPart>) {
        let start = node.as_span().start();
        let mut text = String::new();
        self.decode(Span::new(start, node.as_span().end()), prefix, &mut text);
        // A doubled brace stands for one; `\N{..}` has become a character by now.
        push_text(joined, &text.replace("{{", "{").replace("}}", "}"));
    }

    fn f_field(&mut self, node: Node, prefix: Prefix, joined: &mut Vec<FStringPart>) {
        let start = node.as_span().start() + 1;
        let (mut value, mut conversion, mut spec, mut debug) = (None, None, Vec::new(), None);
        for part in parts(node) {
            match part.as_rule() {
                Rule::f_value => value = Some(self.value(part)),
                Rule::f_debug => debug = Some(self.newlines(&self.text[start..part.as_span().end()])),
                Rule::f_conversion => conversion = self.conversion(&part),
                _ => self.f_spec(part, prefix, &mut spec),
            }
        }
        let Some(value) = value else { crate::ice!("an f-string field without a value") };
        joined.push(FStringPart::Field { value: Box::new(value), conversion, spec, debug: debug.map(Arc::from) });
    }

    fn f_spec(&mut self, node: Node, prefix: Prefix, spec: &mut Vec<FStringPart>) {
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::f_field => self.f_field(part, prefix, spec),
                _ => self.f_text(&part, prefix, spec),
            }
        }
    }

    fn conversion(&mut self, node: &Node) -> Option<char> {
        match node.as_str().trim_start_matches('!').trim_end() {
            "r" => Some('r'),
            "s" => Some('s'),
            "a" => Some('a'),
            other => {
                let message = format!("f-string: invalid conversion character '{other}'");
                self.error(Diagnostic::error("NJ0130", message, span_of(node)).label("expected `!r`, `!s` or `!a`"));
                None
            }
        }
    }

    // -- Escapes

    /// Python reads every line end as `\n`, inside literals too.
    fn newlines(&self, text: &str) -> String {
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
    }

    /// Appends what the literal text at `body` stands for.
    fn decode(&mut self, body: Span, prefix: Prefix, out: &mut String) {
        let text = self.text.get(body.start as usize..body.end as usize).unwrap_or_default();
        if prefix.is_bytes
            && let Some(at) = text.find(|c: char| !c.is_ascii())
        {
            let at = body.start as usize + at;
            let width = self.text[at..].chars().next().map_or(1, char::len_utf8);
            let diagnostic = Diagnostic::error(
                "NJ0129",
                "bytes can only contain ASCII literal characters",
                Span::new(at, at + width),
            )
            .note("write it as `\\x..`");
            self.error(diagnostic);
        }
        let normal = self.newlines(text);
        if prefix.is_raw || !normal.contains('\\') {
            out.push_str(&normal);
            return;
        }
        let mut escapes = Escapes { text: &normal, is_bytes: prefix.is_bytes, out };
        if let Err(problem) = escapes.run() {
            // The offset is exact unless the literal has `\r\n` before the escape.
            let start = (body.start as usize + problem.at).min(body.end as usize);
            let end = (start + problem.len).min(body.end as usize);
            let mut diagnostic = Diagnostic::error("NJ0106", problem.message, Span::new(start, end));
            diagnostic.notes.extend(problem.note.map(str::to_owned));
            self.error(diagnostic);
        }
    }
}

fn push_text(joined: &mut Vec<FStringPart>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(FStringPart::Literal(last)) = joined.last_mut() {
        *last = format!("{last}{text}").into();
    } else {
        joined.push(FStringPart::Literal(text.into()));
    }
}

/// An escape that Python refuses.
struct Problem {
    at: usize,
    len: usize,
    message: String,
    note: Option<&'static str>,
}

/// Reads a literal's body and writes what its escapes stand for.
struct Escapes<'t> {
    text: &'t str,
    is_bytes: bool,
    out: &'t mut String,
}

impl Escapes<'_> {
    fn run(&mut self) -> Result<(), Problem> {
        let mut at = 0;
        while let Some(offset) = self.text[at..].find('\\') {
            self.out.push_str(&self.text[at..at + offset]);
            at = self.escape(at + offset)?;
        }
        self.out.push_str(&self.text[at..]);
        Ok(())
    }

    /// The escape whose backslash is at `at`; returns where it ends.
    fn escape(&mut self, at: usize) -> Result<usize, Problem> {
        let Some(c) = self.text[at + 1..].chars().next() else {
            self.out.push('\\');
            return Ok(at + 1);
        };
        let next = at + 1 + c.len_utf8();
        let simple = match c {
            '\n' => return Ok(next),
            '\\' | '\'' | '"' => c,
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '0'..='7' => return Ok(self.octal(at + 1)),
            'x' => return self.hex(at, 2),
            'u' if !self.is_bytes => return self.hex(at, 4),
            'U' if !self.is_bytes => return self.hex(at, 8),
            'N' if !self.is_bytes => return Err(self.named(at)),
            // Python keeps the backslash of an escape that it does not know.
            _ => {
                self.out.push('\\');
                c
            }
        };
        self.out.push(simple);
        Ok(next)
    }

    fn octal(&mut self, start: usize) -> usize {
        let digits = self.text[start..].bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
        let value = u32::from_str_radix(&self.text[start..start + digits], 8).unwrap_or(0);
        let value = if self.is_bytes { value & 0xff } else { value };
        self.out.push(char::from_u32(value).unwrap_or_default());
        start + digits
    }

    fn hex(&mut self, at: usize, width: usize) -> Result<usize, Problem> {
        let start = at + 2;
        let digits = self.text[start..].bytes().take(width).take_while(u8::is_ascii_hexdigit).count();
        let kind = &self.text[at..start];
        if digits < width {
            let message = format!("truncated {kind}{} escape", "X".repeat(width));
            return Err(Problem { at, len: 2 + digits, message, note: None });
        }
        let value = u32::from_str_radix(&self.text[start..start + width], 16).unwrap_or(0);
        let Some(c) = char::from_u32(value) else { return Err(not_a_character(at, width, value)) };
        self.out.push(c);
        Ok(start + width)
    }

    fn named(&self, at: usize) -> Problem {
        let len = self.text[at..].find('}').map_or(2, |end| end + 1);
        let note = Some("write the character itself, or its number as `\\uXXXX`");
        Problem { at, len, message: "characters by name (`\\N{..}`) are not supported".to_owned(), note }
    }
}

fn not_a_character(at: usize, width: usize, value: u32) -> Problem {
    let (message, note) = match value {
        0xd800..=0xdfff => ("surrogate characters are not supported", Some("text is UTF-8 here, which has none")),
        _ => ("illegal Unicode character", Some("the largest is `\\U0010ffff`")),
    };
    Problem { at, len: width + 2, message: message.to_owned(), note }
}
