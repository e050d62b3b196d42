//! The exception that a formatting or parsing function of Python raises.

use std::fmt;

/// Which exception class it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextErrorKind {
    /// `ValueError`.
    Value,
    /// `TypeError`.
    Type,
    /// `OverflowError`.
    Overflow,
    /// `KeyError`.
    Key,
    /// `IndexError`.
    Index,
    /// `MemoryError`.
    Memory,
}

impl TextErrorKind {
    /// The class's name.
    #[must_use]
    pub const fn class_name(self) -> &'static str {
        match self {
            TextErrorKind::Value => "ValueError",
            TextErrorKind::Type => "TypeError",
            TextErrorKind::Overflow => "OverflowError",
            TextErrorKind::Key => "KeyError",
            TextErrorKind::Index => "IndexError",
            TextErrorKind::Memory => "MemoryError",
        }
    }
}

/// An exception: its class and its message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextError {
    /// The class.
    pub kind: TextErrorKind,
    /// The message, as Python words it.
    pub message: String,
}

impl TextError {
    /// A `ValueError`.
    pub fn value(message: impl Into<String>) -> Self {
        TextError { kind: TextErrorKind::Value, message: message.into() }
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<String>) -> Self {
        TextError { kind: TextErrorKind::Type, message: message.into() }
    }

    /// A `MemoryError`, which has no message.
    #[must_use]
    pub fn memory() -> Self {
        TextError { kind: TextErrorKind::Memory, message: String::new() }
    }

    /// An `OverflowError`.
    pub fn overflow(message: impl Into<String>) -> Self {
        TextError { kind: TextErrorKind::Overflow, message: message.into() }
    }
}

impl fmt::Display for TextError {
    /// `ValueError: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.class_name(), self.message)
    }
}

impl std::error::Error for TextError {}
