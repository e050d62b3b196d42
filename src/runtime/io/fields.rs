//! Rows of fields, as `np.loadtxt` splits text.
//!
//! Input: text and control characters. Output: one row at a time, in a buffer that is used again.
//! Why no CSV library: NumPy's dialect is another one (runs of white space, comments, quotes given up halfway), and its
//! messages count rows and columns in its own way.

use crate::runtime::text::unicode::is_space;

/// Control characters.
#[derive(Clone, Copy, Debug)]
pub struct Controls {
    /// The delimiter; `None`: any white space.
    pub delimiter: Option<char>,
    /// The start of a comment.
    pub comment: Option<char>,
    /// The quote around fields that may hold delimiters and line ends.
    pub quote: Option<char>,
}

/// The fields of one row.
#[derive(Default)]
pub struct Row {
    buffer: String,
    ends: Vec<usize>,
}

impl Row {
    /// The number of fields; an empty line has none.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field's text.
    pub fn field(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.buffer[start..self.ends[index]]
    }

    fn clear(&mut self) {
        self.buffer.clear();
        self.ends.clear();
    }

    fn end_field(&mut self) {
        self.ends.push(self.buffer.len());
    }

    fn last_is_empty(&self) -> bool {
        match *self.ends.as_slice() {
            [] => false,
            [only] => only == 0,
            [.., before, last] => before == last,
        }
    }
}

/// Splits text into rows.
pub struct Rows<'a> {
    rest: &'a str,
    controls: Controls,
    /// The end of the text was reached inside a row.
    pub finished: bool,
}

/// What ended a field.
enum End {
    Field,
    Line,
    Text,
}

impl<'a> Rows<'a> {
    /// Rows of a text.
    pub fn new(rest: &'a str, controls: Controls) -> Self {
        Rows { rest, controls, finished: false }
    }

    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Skips to after the next line end.
    pub fn skip_line(&mut self) {
        match self.rest.find(['\n', '\r']) {
            Some(end) => {
                self.rest = &self.rest[end..];
                self.line_end();
            }
            None => {
                self.rest = "";
                self.finished = true;
            }
        }
    }

    fn line_end(&mut self) {
        let rest = self.rest;
        self.rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
    }

    /// Reads the next row; afterwards `finished` tells whether it was the last.
    pub fn next(&mut self, row: &mut Row) {
        row.clear();
        let mut quoted = false;
        loop {
            let (end, was_quoted) = self.field(row);
            quoted |= was_quoted && row.len() == 0;
            row.end_field();
            match end {
                End::Field => {}
                End::Line => break,
                End::Text => {
                    self.finished = true;
                    break;
                }
            }
        }
        // The end of a line after a space, and a line with nothing on it, make no field.
        let droppable = row.len() == 1 || self.controls.delimiter.is_none();
        if droppable && !quoted && row.last_is_empty() {
            row.ends.pop();
        }
    }

    /// Appends one field to the row's buffer; tells what ended it and whether it began with a quote.
    fn field(&mut self, row: &mut Row) -> (End, bool) {
        if self.controls.delimiter.is_none() {
            let spaces = |c| is_space(c) && c != '\n' && c != '\r';
            self.rest = self.rest.trim_start_matches(spaces);
        }
        let quoted = self.controls.quote.is_some() && self.rest.chars().next() == self.controls.quote;
        if quoted {
            self.take();
            self.quoted(row);
        }
        (self.unquoted(row), quoted)
    }

    /// The inside of quotes; two of them in a row stand for one.
    fn quoted(&mut self, row: &mut Row) {
        while let Some(c) = self.take() {
            if Some(c) != self.controls.quote {
                row.buffer.push(c);
            } else if self.rest.chars().next() == self.controls.quote {
                self.take();
                row.buffer.push(c);
            } else {
                return;
            }
        }
    }

    fn unquoted(&mut self, row: &mut Row) -> End {
        let Controls { delimiter, comment, .. } = self.controls;
        let stops = |c: char| {
            let ends_field = delimiter.map_or_else(|| is_space(c), |delimiter| c == delimiter);
            c == '\n' || c == '\r' || ends_field || Some(c) == comment
        };
        let Some(at) = self.rest.find(stops) else {
            row.buffer.push_str(self.rest);
            self.rest = "";
            return End::Text;
        };
        row.buffer.push_str(&self.rest[..at]);
        self.rest = &self.rest[at..];
        let c = self.rest.chars().next();
        if matches!(c, Some('\n' | '\r')) {
            self.line_end();
            return End::Line;
        }
        if delimiter.map_or_else(|| c.is_some_and(is_space), |delimiter| c == Some(delimiter)) {
            self.take();
            return End::Field;
        }
        self.skip_line();
        if self.finished { End::Text } else { End::Line }
    }
}
