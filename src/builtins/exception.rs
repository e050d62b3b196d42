//! Exception classes.
//!
//! Input: the runtime's kinds. Output: a row for each. Never: how they are raised.

use super::Builtin;
use super::rules::Rule;
use crate::runtime::exception::ExceptionKind;

/// A row per kind, under Python's name.
macro_rules! rows {
    ($($kind:ident)*) => {
        &[$(Builtin::new(stringify!($kind), "*args", "An exception class.", Rule::Exception(ExceptionKind::$kind)),)*]
    };
}

/// Those of NumPy.
pub(super) static NUMPY: &[Builtin] = &[Builtin::new(
    "numpy.exceptions.AxisError",
    "*args",
    "An axis that an array does not have.",
    Rule::Exception(ExceptionKind::AxisError),
)];

/// The rows.
pub(super) static ROWS: &[Builtin] = rows![
    BaseException KeyboardInterrupt SystemExit GeneratorExit Exception StopIteration StopAsyncIteration ArithmeticError
    FloatingPointError OverflowError ZeroDivisionError AssertionError AttributeError BufferError EOFError ImportError
    ModuleNotFoundError LookupError IndexError KeyError MemoryError NameError UnboundLocalError OSError FileExistsError
    FileNotFoundError IsADirectoryError NotADirectoryError InterruptedError PermissionError ConnectionError
    BrokenPipeError TimeoutError ReferenceError RuntimeError NotImplementedError RecursionError SyntaxError SystemError
    TypeError ValueError UnicodeError UnicodeDecodeError UnicodeEncodeError Warning DeprecationWarning FutureWarning
    RuntimeWarning SyntaxWarning UserWarning
];
