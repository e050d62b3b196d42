//! Brackets, separators, line wrapping and summaries around the elements' texts.
//!
//! Input: a shape and the texts of its elements. Output: the text of the whole array.

use super::{PrintOptions, Surroundings};

/// The elements that a summary leaves out.
const SUMMARY: &str = "...";

/// What all levels of the recursion share.
pub(super) struct Layout<'a> {
    shape: &'a [usize],
    cell: &'a dyn Fn(&[usize]) -> String,
    separator: &'a str,
    /// Items at each end of a summarized axis; `None`: nothing is summarized.
    edge: Option<usize>,
    width: isize,
    indent: usize,
}

impl<'a> Layout<'a> {
    pub(super) fn new(
        shape: &'a [usize],
        cell: &'a dyn Fn(&[usize]) -> String,
        options: &PrintOptions,
        around: Surroundings<'a>,
        summarize: bool,
    ) -> Self {
        Layout {
            shape,
            cell,
            separator: around.separator,
            edge: summarize.then_some(options.edgeitems),
            width: options.linewidth as isize - around.suffix.chars().count() as isize,
            indent: 1 + around.prefix.chars().count(),
        }
    }

    pub(super) fn render(&self) -> String {
        let mut index = Vec::with_capacity(self.shape.len());
        self.level(&mut index, self.indent, self.width)
    }

    /// One axis in brackets. Each level indents one column more and leaves one for its closing bracket.
    fn level(&self, index: &mut Vec<usize>, indent: usize, width: isize) -> String {
        let left = self.shape.len() - index.len();
        match left {
            0 => (self.cell)(index),
            1 => format!("[{}]", self.row(index, indent, width)),
            _ => format!("[{}]", self.rows(index, indent, width, left)),
        }
    }

    /// The items of the axis at `index`; `None` stands for those left out.
    fn items(&self, axis: usize) -> impl Iterator<Item = Option<usize>> + use<> {
        let len = self.shape[axis];
        let (head, tail) = match self.edge {
            // The last item is always shown.
            Some(edge) if edge.saturating_mul(2) < len => (edge, edge.max(1)),
            _ => (len, 0),
        };
        let left_out = (head < len).then_some(None);
        (0..head).map(Some).chain(left_out).chain((len - tail..len).map(Some))
    }

    /// The last axis: as many elements on a line as fit.
    fn row(&self, index: &mut Vec<usize>, indent: usize, width: isize) -> String {
        let room = width - self.separator.trim_end().chars().count().max(1) as isize;
        let mut lines = Lines::new(indent, room);
        for (at, item) in self.items(index.len()).enumerate() {
            if at > 0 {
                lines.line.push_str(self.separator);
            }
            match item {
                None => lines.word(SUMMARY),
                Some(i) => {
                    index.push(i);
                    lines.word(&self.level(index, indent + 1, width - 1));
                    index.pop();
                }
            }
        }
        lines.finish()
    }

    /// The other axes: one item on a line, with blank lines between blocks.
    fn rows(&self, index: &mut Vec<usize>, indent: usize, width: isize, left: usize) -> String {
        let between = format!("{}{}{}", self.separator.trim_end(), "\n".repeat(left - 1), " ".repeat(indent));
        let mut items = Vec::new();
        for item in self.items(index.len()) {
            items.push(match item {
                None => SUMMARY.to_owned(),
                Some(i) => {
                    index.push(i);
                    let text = self.level(index, indent + 1, width - 1);
                    index.pop();
                    text
                }
            });
        }
        items.join(&between)
    }
}

/// Words filled into lines.
struct Lines {
    done: String,
    line: String,
    indent: usize,
    room: isize,
}

impl Lines {
    fn new(indent: usize, room: isize) -> Self {
        Lines { done: String::new(), line: " ".repeat(indent), indent, room }
    }

    /// Breaks the line before a word that does not fit, unless the line is empty anyway.
    fn word(&mut self, word: &str) {
        let length = self.line.chars().count();
        if length > self.indent && (length + word.chars().count()) as isize > self.room {
            self.done.push_str(self.line.trim_end());
            self.done.push('\n');
            self.line = " ".repeat(self.indent);
        }
        self.line.push_str(word);
    }

    /// All lines, without the first one's indentation.
    fn finish(mut self) -> String {
        self.done.push_str(&self.line);
        self.done.split_off(self.indent)
    }
}
