//! Source text and positions in it.
//!
//! A [`SourceFile`] owns one script's text and its line table; a [`Span`] is a byte range in one.
//! Nothing here knows Python: rooms above attach spans to trees, types, instructions and tracebacks.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A byte range `start..end` in one [`SourceFile`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Where the files lie that a script can import.
#[derive(Clone, Debug)]
pub enum Folder {
    /// In a folder of the machine.
    Disk(PathBuf),
    /// In the module that the script was loaded from.
    Packed(Arc<[PackedFile]>),
}

/// A file that came with a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackedFile {
    /// The name that it is imported under.
    pub module: String,
    /// Its path when it was packed.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Folder {
    /// What tells a module from those of other folders.
    #[must_use]
    pub fn place(&self, module: &str) -> PathBuf {
        match self {
            Folder::Disk(folder) => folder.join(module),
            Folder::Packed(_) => Path::new("<packed>").join(module),
        }
    }
}

/// One script: its name as tracebacks show it, its text, and where its lines begin.
#[derive(Debug)]
pub struct SourceFile {
    /// The path or a name such as `<string>`, `<stdin>`, `<repl>`.
    pub name: String,
    /// The whole text, UTF-8.
    pub text: String,
    /// Where the files lie that it can import; none: it can import none.
    pub folder: Option<Folder>,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Takes a text under a name.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::with(name.into(), text.into(), None)
    }

    /// Takes a text that can import the files of a folder.
    #[must_use]
    pub fn in_folder(name: impl Into<String>, text: impl Into<String>, folder: &Path) -> Arc<Self> {
        Self::with(name.into(), text.into(), Some(Folder::Disk(folder.to_owned())))
    }

    /// Takes a text that can import the files that came with it.
    #[must_use]
    pub fn packed(name: impl Into<String>, text: impl Into<String>, files: &Arc<[PackedFile]>) -> Arc<Self> {
        Self::with(name.into(), text.into(), Some(Folder::Packed(Arc::clone(files))))
    }

    fn with(name: String, text: String, folder: Option<Folder>) -> Arc<Self> {
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i as u32 + 1));
        Arc::new(Self { name, text, folder, line_starts })
    }

    /// 1-based line of a byte offset.
    #[must_use]
    pub fn line(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// 1-based line and 1-based column (in characters) of a byte offset.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.line_starts[line - 1] as usize;
        let end = (offset as usize).min(self.text.len());
        (line, self.text.get(start..end).map_or(1, |s| s.chars().count() + 1))
    }

    /// The text of a 1-based line, without its line end.
    #[must_use]
    pub fn line_text(&self, line: usize) -> &str {
        let Some(&start) = self.line_starts.get(line.wrapping_sub(1)) else { return "" };
        let end = self.line_starts.get(line).map_or(self.text.len(), |&e| e as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// The text that a span covers.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.text) == (&other.name, &other.text)
    }
}

impl Eq for SourceFile {}
