//! Exceptions of a running program.

/// A Python exception class.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExceptionKind {
    /// `Exception`
    Exception,
    /// `ValueError`
    ValueError,
}

impl ExceptionKind {
    /// Python's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ExceptionKind::Exception => "Exception",
            ExceptionKind::ValueError => "ValueError",
        }
    }
}
