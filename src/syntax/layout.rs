//! The layout pass: makes every line of the text one logical line.
//!
//! Input: a script's text. Output: [`Layout`]: a copy of the same length (plus one line end) in which comments, line
//! joins, blank lines and the newlines inside brackets and strings are spaces; and what is wrong with strings,
//! brackets and characters. Never: statements; the only words it knows are those that cannot stand inside brackets.
//!
//! Offsets in the copy are offsets in the text, so spans need no translation. A line with a lexical error is blotted
//! out in the copy (see [`BLOT`]): it parses as a bad statement, and nothing more is said about it.

use super::grammar::{Grammar, Rule};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::Parser;

/// What stands in the copy for the text of a line that has a lexical error.
pub(super) const BLOT: char = '\u{1}';

/// How deep brackets may nest, as in CPython.
const MAX_BRACKETS: usize = 200;

/// After this many brackets that are still open at the end of the text, the rest of the text is one bad line.
const MAX_RESTARTS: usize = 20;

/// See the module.
pub(super) struct Layout {
    /// The copy.
    pub(super) masked: String,
    /// Lexical errors, in source order.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The text ends inside a bracket, a long string or a joined line.
    pub(super) incomplete: bool,
}

/// Runs the pass.
pub(super) fn layout(text: &str) -> Layout {
    let mut pass = Pass::new(text);
    pass.run(&pieces(text));
    pass.finish()
}

/// A piece of text that matters here.
#[derive(Clone, Copy)]
struct Piece {
    kind: Rule,
    start: usize,
    end: usize,
    /// At a line end: the next line begins with a word that cannot stand inside brackets.
    before_statement: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let Ok(mut parsed) = Grammar::parse(Rule::layout, text) else { return Vec::new() };
    let inner = parsed.next().map(|root| root.into_inner()).into_iter().flatten();
    inner.filter(|node| !matches!(node.as_rule(), Rule::EOI | Rule::plain_text)).map(|node| piece(&node)).collect()
}

fn piece(node: &super::grammar::Node) -> Piece {
    let span = node.as_span();
    let mut piece = Piece { kind: node.as_rule(), start: span.start(), end: span.end(), before_statement: false };
    if piece.kind == Rule::physical_end {
        piece.before_statement = node.clone().into_inner().next().is_some();
        let line_end = node.as_str();
        piece.end = piece.start + if line_end.starts_with("\r\n") { 2 } else { 1 };
    }
    piece
}

/// Joins inside a line's indentation.
struct Joined {
    /// The first indentation that is one.
    indent: Vec<u8>,
    /// Where the last join ends.
    end: usize,
}

struct Pass<'t> {
    text: &'t str,
    masked: Vec<u8>,
    /// Open brackets: where they are.
    open: Vec<usize>,
    /// Where the current logical line starts.
    line_start: usize,
    /// The joins before the first token of the current logical line.
    joined: Option<Joined>,
    /// The current logical line has a lexical error.
    line_is_bad: bool,
    diagnostics: Vec<Diagnostic>,
    incomplete: bool,
    restarts: usize,
}

impl<'t> Pass<'t> {
    fn new(text: &'t str) -> Self {
        let mut masked = Vec::with_capacity(text.len() + 1);
        masked.extend_from_slice(text.as_bytes());
        masked.push(b'\n');
        let line_start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Pass {
            text,
            masked,
            open: Vec::new(),
            line_start,
            joined: None,
            line_is_bad: false,
            diagnostics: Vec::new(),
            incomplete: false,
            restarts: 0,
        }
    }

    fn run(&mut self, pieces: &[Piece]) {
        let mut index = 0;
        while let Some(piece) = pieces.get(index) {
            self.piece(*piece);
            index += 1;
            if index == pieces.len()
                && let Some(restart) = self.end_of_text(pieces)
            {
                index = restart;
            }
        }
        self.end_line(self.text.len(), 1);
    }

    fn piece(&mut self, piece: Piece) {
        if matches!(piece.kind, Rule::string_text | Rule::comment) {
            self.null_byte(piece);
        }
        match piece.kind {
            Rule::string_text => self.blank_newlines(piece.start, piece.end),
            Rule::open_short_string => self.unterminated_string(piece),
            Rule::open_long_string => self.unterminated_long_string(piece),
            Rule::comment => self.blank(piece.start, piece.end),
            Rule::line_join => self.line_join(piece),
            Rule::opener => self.opener(piece),
            Rule::closer => self.closer(piece),
            Rule::physical_end => self.physical_end(piece),
            Rule::stray_backslash => self.stray_backslash(piece),
            _ => {}
        }
    }

    fn error(&mut self, diagnostic: Diagnostic) {
        if !self.line_is_bad {
            self.diagnostics.push(diagnostic);
        }
        self.line_is_bad = true;
    }

    fn blank(&mut self, start: usize, end: usize) {
        self.masked[start..end].fill(b' ');
    }

    fn blank_newlines(&mut self, start: usize, end: usize) {
        for byte in &mut self.masked[start..end] {
            if matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    /// Outside strings and comments a null byte is a strange character like others, and found later.
    fn null_byte(&mut self, piece: Piece) {
        if let Some(at) = self.text[piece.start..piece.end].find('\0') {
            let span = Span::new(piece.start + at, piece.start + at + 1);
            self.error(super::diagnose::null_byte(span));
        }
    }

    fn line_join(&mut self, piece: Piece) {
        let before = self.joined.as_ref().map_or(self.line_start, |joined| joined.end);
        let is_blank = self.masked[self.line_start..piece.start].iter().all(|&b| is_space(b));
        if is_blank {
            let earlier = self.joined.take().map(|joined| joined.indent).filter(|indent| !indent.is_empty());
            let indent = earlier.unwrap_or_else(|| self.masked[before..piece.start].to_vec());
            self.joined = Some(Joined { indent, end: piece.end });
        }
        self.blank(piece.start, piece.end);
        if piece.end == self.text.len() {
            self.incomplete = true;
            let span = Span::new(piece.start, piece.start + 1);
            self.error(
                Diagnostic::error("NJ0107", "the text ends after a backslash", span)
                    .label("joins the next line, but there is none"),
            );
        }
    }

    fn opener(&mut self, piece: Piece) {
        self.open.push(piece.start);
        if self.open.len() == MAX_BRACKETS + 1 {
            let span = Span::new(piece.start, piece.end);
            let message = format!("too many nested brackets (more than {MAX_BRACKETS})");
            self.error(Diagnostic::error("NJ0108", message, span).label("one too many"));
        }
    }

    fn closer(&mut self, piece: Piece) {
        let span = Span::new(piece.start, piece.end);
        let closer = &self.text[piece.start..piece.end];
        let Some(opener) = self.open.pop() else {
            self.error(
                Diagnostic::error("NJ0103", format!("unmatched '{closer}'"), span).label("nothing is open here"),
            );
            return;
        };
        let expected = closing(self.masked_at(opener));
        if closer.as_bytes()[0] != expected {
            let open = &self.text[opener..=opener];
            let message = format!("closing bracket '{closer}' does not match opening bracket '{open}'");
            let diagnostic = Diagnostic::error("NJ0103", message, span)
                .label(format!("expected '{}'", expected as char))
                .also(Span::new(opener, opener + 1), "opened here");
            self.error(diagnostic);
            self.open.clear();
        }
    }

    fn masked_at(&self, offset: usize) -> u8 {
        self.text.as_bytes()[offset]
    }

    fn physical_end(&mut self, piece: Piece) {
        if let (Some(&opener), true) = (self.open.last(), piece.before_statement) {
            self.never_closed(opener);
            self.open.clear();
        }
        if self.open.is_empty() {
            self.end_line(piece.start, piece.end - piece.start);
        } else {
            self.blank(piece.start, piece.end);
        }
    }

    fn never_closed(&mut self, opener: usize) {
        let open = &self.text[opener..=opener];
        let span = Span::new(opener, opener + 1);
        let diagnostic = Diagnostic::error("NJ0102", format!("'{open}' was never closed"), span)
            .label(format!("expected '{}' for this", closing(self.masked_at(opener)) as char));
        self.error(diagnostic);
    }

    /// The text has ended. With a bracket open, takes up the work again at a line that looks like a new statement.
    fn end_of_text(&mut self, pieces: &[Piece]) -> Option<usize> {
        let &opener = self.open.first()?;
        self.incomplete |= !self.line_is_bad;
        self.never_closed(opener);
        self.restarts += 1;
        let restart = if self.restarts < MAX_RESTARTS { self.find_restart(opener, pieces) } else { None };
        self.open.clear();
        let (line_end, index) = restart?;
        self.masked[line_end.start..].copy_from_slice(&[&self.text.as_bytes()[line_end.start..], b"\n"].concat());
        self.end_line(line_end.start, line_end.end - line_end.start);
        Some(index + 1)
    }

    /// The first line end after `opener` that is followed by a word at the opener's line's indentation or less.
    fn find_restart(&self, opener: usize, pieces: &[Piece]) -> Option<(Piece, usize)> {
        let indent = indentation(&self.text[self.line_start..]);
        let first = pieces.partition_point(|piece| piece.start <= opener);
        let mut candidates = pieces.iter().enumerate().skip(first);
        let found = candidates.find(|(_, piece)| {
            let rest = &self.text[piece.end..];
            let own = indentation(rest);
            let starts_a_word = rest[own..].starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '@');
            piece.kind == Rule::physical_end && own <= indent && starts_a_word
        });
        found.map(|(index, piece)| (*piece, index))
    }

    fn unterminated_string(&mut self, piece: Piece) {
        let span = Span::new(piece.start, piece.end);
        let quote = &self.text[piece.start..=piece.start];
        let mut diagnostic = Diagnostic::error("NJ0104", "unterminated string literal", span)
            .label(format!("expected {quote} before the end of the line"));
        let inside_word = self.text[..piece.start].ends_with(char::is_alphanumeric) && quote == "'";
        if inside_word {
            diagnostic = diagnostic.note("an apostrophe begins a string");
        }
        self.error(diagnostic);
    }

    fn unterminated_long_string(&mut self, piece: Piece) {
        let opening = Span::new(piece.start, piece.start + 3);
        let quote = &self.text[piece.start..piece.start + 3];
        self.blank_newlines(piece.start, piece.end);
        let diagnostic = Diagnostic::error("NJ0105", "unterminated triple-quoted string literal", opening)
            .label(format!("expected {quote} before the end of the text"));
        self.error(diagnostic);
        self.incomplete = true;
        self.open.clear();
    }

    fn stray_backslash(&mut self, piece: Piece) {
        let at_end = piece.end == self.text.len();
        self.incomplete |= at_end;
        let span = Span::new(piece.start, piece.end);
        let diagnostic = if at_end {
            Diagnostic::error("NJ0107", "the text ends after a backslash", span)
                .label("joins the next line, but there is none")
        } else {
            Diagnostic::error("NJ0107", "unexpected character after a backslash", span)
                .label("only a line end may follow")
        };
        self.error(diagnostic);
    }

    /// Ends the logical line at a newline of `len` bytes at `at`, or at the line end added behind the text.
    fn end_line(&mut self, at: usize, len: usize) {
        if self.line_is_bad {
            self.blot(at);
        }
        let line = &self.masked[self.line_start..at];
        let is_blank = line.iter().all(|&b| is_space(b));
        if is_blank {
            self.blank(self.line_start, at);
            self.unend_previous_line();
        } else {
            self.form_feed_in_indentation(at);
            self.join_in_indentation(at);
            self.spaces_only(at);
        }
        self.blank(at, at + len);
        self.masked[at + len - 1] = b'\n';
        self.line_start = at + len;
        self.line_is_bad = false;
        self.joined = None;
    }

    fn unend_previous_line(&mut self) {
        if self.line_start > 0 && self.masked[self.line_start - 1] == b'\n' {
            self.masked[self.line_start - 1] = b' ';
        }
    }

    /// Indentation counts from the last form feed before the statement: the line starts there.
    fn form_feed_in_indentation(&mut self, at: usize) {
        let line = &self.masked[self.line_start..at];
        let indent = line.iter().take_while(|&&b| is_space(b)).count();
        if let Some(feed) = line[..indent].iter().rposition(|&b| b == 0x0c) {
            let feed = self.line_start + feed;
            self.unend_previous_line();
            self.masked[feed] = b'\n';
        }
    }

    /// A line that is joined before its first token is indented as its first part that is indented at all.
    fn join_in_indentation(&mut self, at: usize) {
        let Some(joined) = self.joined.take() else { return };
        let line = &mut self.masked[self.line_start..at];
        let width = line.iter().take_while(|&&b| is_space(b)).count();
        let last = joined.end - self.line_start;
        let indent = if joined.indent.is_empty() { line[last.min(width)..width].to_vec() } else { joined.indent };
        // The joins themselves have left spaces, so there is room for a line end before the indentation.
        let Some(start) = width.checked_sub(indent.len() + 1) else { return };
        line[..start].fill(b' ');
        line[start] = b'\n';
        line[start + 1..width].copy_from_slice(&indent);
        self.unend_previous_line();
    }

    /// Between tokens a tab or a form feed is as good as a space. (In strings it does not matter here.)
    fn spaces_only(&mut self, at: usize) {
        let line = &mut self.masked[self.line_start..at];
        let indent = line.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n')).count();
        for byte in &mut line[indent..] {
            if matches!(byte, b'\t' | 0x0c) {
                *byte = b' ';
            }
        }
    }

    fn blot(&mut self, at: usize) {
        let line = &mut self.masked[self.line_start..at];
        let indent = line.iter().take_while(|&&b| is_space(b)).count();
        line[indent..].fill(BLOT as u8);
    }

    fn finish(self) -> Layout {
        let masked =
            String::from_utf8(self.masked).unwrap_or_else(|_| crate::ice!("the layout pass cut a character in two"));
        Layout { masked, diagnostics: self.diagnostics, incomplete: self.incomplete }
    }
}

fn closing(opener: u8) -> u8 {
    match opener {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0c)
}

fn indentation(text: &str) -> usize {
    text.bytes().take_while(|&b| is_space(b)).count()
}
