//! The exceptions and warnings of reading and writing files.

use std::fmt;
use std::io;

use crate::runtime::text::string::repr_str;
use crate::runtime::text::{TextError, TextErrorKind};

/// Which exception class it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the variants are the classes' names without `Error`")]
pub enum IoErrorKind {
    FileNotFound,
    Permission,
    IsADirectory,
    NotADirectory,
    FileExists,
    Os,
    Value,
    UnicodeDecode,
    Type,
    Attribute,
    Overflow,
    Key,
    Eof,
    Memory,
    NotImplemented,
    BadZipFile,
}

impl IoErrorKind {
    /// The class's name.
    #[must_use]
    pub const fn class_name(self) -> &'static str {
        match self {
            IoErrorKind::FileNotFound => "FileNotFoundError",
            IoErrorKind::Permission => "PermissionError",
            IoErrorKind::IsADirectory => "IsADirectoryError",
            IoErrorKind::NotADirectory => "NotADirectoryError",
            IoErrorKind::FileExists => "FileExistsError",
            IoErrorKind::Os => "OSError",
            IoErrorKind::Value => "ValueError",
            IoErrorKind::UnicodeDecode => "UnicodeDecodeError",
            IoErrorKind::Type => "TypeError",
            IoErrorKind::Attribute => "AttributeError",
            IoErrorKind::Overflow => "OverflowError",
            IoErrorKind::Key => "KeyError",
            IoErrorKind::Eof => "EOFError",
            IoErrorKind::Memory => "MemoryError",
            IoErrorKind::NotImplemented => "NotImplementedError",
            IoErrorKind::BadZipFile => "BadZipFile",
        }
    }

    /// The classes that an `except` clause of the exception's base catches it by, nearest first.
    #[must_use]
    pub const fn bases(self) -> &'static [&'static str] {
        match self {
            IoErrorKind::FileNotFound
            | IoErrorKind::Permission
            | IoErrorKind::IsADirectory
            | IoErrorKind::NotADirectory
            | IoErrorKind::FileExists => &["OSError"],
            IoErrorKind::UnicodeDecode => &["ValueError"],
            IoErrorKind::Overflow => &["ArithmeticError"],
            IoErrorKind::Key => &["LookupError"],
            IoErrorKind::NotImplemented => &["RuntimeError"],
            _ => &[],
        }
    }
}

/// An exception: its class and its message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IoError {
    /// The class.
    pub kind: IoErrorKind,
    /// The message, as Python words it: `[Errno 2] No such file or directory: 'x.npy'`.
    pub message: String,
}

impl IoError {
    /// Any of them.
    pub fn new(kind: IoErrorKind, message: impl Into<String>) -> Self {
        IoError { kind, message: message.into() }
    }

    /// A `ValueError`.
    pub fn value(message: impl Into<String>) -> Self {
        Self::new(IoErrorKind::Value, message)
    }

    /// What the system said about a path.
    #[must_use]
    pub fn os(error: &io::Error, path: &str) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => IoErrorKind::FileNotFound,
            io::ErrorKind::PermissionDenied => IoErrorKind::Permission,
            io::ErrorKind::IsADirectory => IoErrorKind::IsADirectory,
            io::ErrorKind::NotADirectory => IoErrorKind::NotADirectory,
            io::ErrorKind::AlreadyExists => IoErrorKind::FileExists,
            io::ErrorKind::OutOfMemory => IoErrorKind::Memory,
            _ => IoErrorKind::Os,
        };
        let text = error.to_string();
        let message = match error.raw_os_error() {
            Some(code) => {
                let words = text.split(" (os error").next().unwrap_or(&text);
                format!("[Errno {code}] {words}: {}", repr_str(path))
            }
            None => text,
        };
        Self::new(kind, message)
    }
}

impl fmt::Display for IoError {
    /// `ValueError: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.class_name(), self.message)
    }
}

impl std::error::Error for IoError {}

impl From<TextError> for IoError {
    fn from(error: TextError) -> Self {
        let kind = match error.kind {
            TextErrorKind::Value => IoErrorKind::Value,
            TextErrorKind::Type => IoErrorKind::Type,
            TextErrorKind::Overflow => IoErrorKind::Overflow,
            TextErrorKind::Key | TextErrorKind::Index => IoErrorKind::Key,
            TextErrorKind::Memory => IoErrorKind::Memory,
        };
        IoError { kind, message: error.message }
    }
}

/// A warning that goes to standard error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The class's name: `UserWarning`.
    pub class: &'static str,
    /// The message.
    pub message: String,
}
