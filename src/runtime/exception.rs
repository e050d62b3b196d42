//! Exceptions of running programs: kinds, the words of failed checks, and the state that carries one through machine code.
//!
//! Input: kinds, checks with operands, sites. Output: [`Raised`], what a traceback printer or an embedder gets.
//! Never: source text (a [`SiteId`] stands for file, line and function; the engine holds that table).

use crate::types::Dtype;
use std::fmt;

/// A place in the source that a traceback can name; the engine allots them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[repr(transparent)]
pub struct SiteId(pub u32);

/// No place: a frame without one is not noted.
pub const NO_SITE: SiteId = SiteId(u32::MAX);

/// Makes the enum, the names and the parents from one list.
macro_rules! exception_kinds {
    ($($name:ident: $parent:ident,)*) => {
        /// The classes of exceptions, named and ordered in a tree as Python's.
        #[allow(missing_docs, reason = "the names are Python's")]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u32)]
        pub enum ExceptionKind { $($name,)* }

        impl ExceptionKind {
            /// All of them, parents before children.
            pub const ALL: &[ExceptionKind] = &[$(ExceptionKind::$name,)*];

            /// Python's name of the class.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(ExceptionKind::$name => stringify!($name),)* }
            }

            /// The class it derives from; the root gives itself.
            #[must_use]
            pub const fn parent(self) -> ExceptionKind {
                match self { $(ExceptionKind::$name => ExceptionKind::$parent,)* }
            }
        }
    };
}

exception_kinds! {
    BaseException: BaseException,
    KeyboardInterrupt: BaseException,
    SystemExit: BaseException,
    GeneratorExit: BaseException,
    Exception: BaseException,
    StopIteration: Exception,
    StopAsyncIteration: Exception,
    ArithmeticError: Exception,
    FloatingPointError: ArithmeticError,
    OverflowError: ArithmeticError,
    ZeroDivisionError: ArithmeticError,
    AssertionError: Exception,
    AttributeError: Exception,
    BufferError: Exception,
    EOFError: Exception,
    ImportError: Exception,
    ModuleNotFoundError: ImportError,
    LookupError: Exception,
    IndexError: LookupError,
    KeyError: LookupError,
    MemoryError: Exception,
    NameError: Exception,
    UnboundLocalError: NameError,
    OSError: Exception,
    FileExistsError: OSError,
    FileNotFoundError: OSError,
    IsADirectoryError: OSError,
    NotADirectoryError: OSError,
    InterruptedError: OSError,
    PermissionError: OSError,
    ConnectionError: OSError,
    BrokenPipeError: ConnectionError,
    TimeoutError: OSError,
    ReferenceError: Exception,
    RuntimeError: Exception,
    NotImplementedError: RuntimeError,
    RecursionError: RuntimeError,
    SyntaxError: Exception,
    SystemError: Exception,
    TypeError: Exception,
    ValueError: Exception,
    UnicodeError: ValueError,
    UnicodeDecodeError: UnicodeError,
    UnicodeEncodeError: UnicodeError,
    LinAlgError: ValueError,
    Warning: Exception,
    DeprecationWarning: Warning,
    FutureWarning: Warning,
    RuntimeWarning: Warning,
    SyntaxWarning: Warning,
    UserWarning: Warning,
    AxisError: ValueError,
    UFuncTypeError: TypeError,
    PanicException: BaseException,
}

impl ExceptionKind {
    /// The kind of this Python name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "IOError" || name == "EnvironmentError" {
            return Some(ExceptionKind::OSError);
        }
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The kind with this number (`kind as u32`), as machine code passes it.
    #[must_use]
    pub fn from_index(index: u32) -> Option<Self> {
        Self::ALL.get(index as usize).copied()
    }

    /// Is it a class of NumPy, which is no global name?
    #[must_use]
    pub const fn is_numpy(self) -> bool {
        matches!(self, ExceptionKind::LinAlgError | ExceptionKind::AxisError | ExceptionKind::UFuncTypeError)
    }

    /// The name with its module, as tracebacks show it.
    #[must_use]
    pub fn qualified_name(self) -> String {
        let module = match self {
            ExceptionKind::LinAlgError => "numpy.linalg.",
            ExceptionKind::AxisError => "numpy.exceptions.",
            ExceptionKind::UFuncTypeError => "numpy._core._exceptions.",
            _ => "",
        };
        format!("{module}{}", self.name())
    }

    /// Whether `except ancestor:` catches it.
    #[must_use]
    pub fn is_a(self, ancestor: ExceptionKind) -> bool {
        // The only class with two parents.
        let as_index = self == ExceptionKind::AxisError && ExceptionKind::IndexError.is_a(ancestor);
        as_index || self == ancestor || (self.parent() != self && self.parent().is_a(ancestor))
    }
}

impl fmt::Display for ExceptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Makes the enum and the table of words from one list. In a text, `{0}` to `{3}` stand for the operands.
macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident => $kind:ident $text:literal,)*) => {
        /// What a check of machine code found wrong. The operands are numbers; the words are made only when someone asks.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u32)]
        pub enum Check { $($(#[$doc])* $name,)* }

        impl Check {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Check] = &[$(Check::$name,)*];

            /// The exception that it raises.
            #[must_use]
            pub const fn kind(self) -> ExceptionKind {
                match self { $(Check::$name => ExceptionKind::$kind,)* }
            }

            /// The words, with places for operands.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Check::$name => $text,)* }
            }
        }
    };
}

checks! {
    /// Array index: index, axis, size.
    IndexBounds => IndexError "index {0} is out of bounds for axis {1} with size {2}",
    /// List read.
    ListIndex => IndexError "list index out of range",
    /// List write.
    ListAssign => IndexError "list assignment index out of range",
    /// `pop(i)`.
    PopIndex => IndexError "pop index out of range",
    /// `pop()` of an empty list.
    PopEmpty => IndexError "pop from empty list",
    /// Tuple read.
    TupleIndex => IndexError "tuple index out of range",
    /// String read.
    StringIndex => IndexError "string index out of range",
    /// `range` object read.
    RangeIndex => IndexError "range object index out of range",
    /// Float `/` and `//`.
    DivisionByZero => ZeroDivisionError "division by zero",
    /// Int `//`.
    IntDivisionByZero => ZeroDivisionError "integer division by zero",
    /// Int `%`.
    IntModuloByZero => ZeroDivisionError "integer modulo by zero",
    /// Float `%`.
    ModuloByZero => ZeroDivisionError "modulo by zero",
    /// Float `0.0 ** negative`.
    ZeroToNegativePower => ZeroDivisionError "0.0 cannot be raised to a negative power",
    /// `<<` and `>>` by a negative count.
    NegativeShift => ValueError "negative shift count",
    /// `range(a, b, 0)`.
    RangeStepZero => ValueError "range() arg 3 must not be zero",
    /// `a[::0]`.
    SliceStepZero => ValueError "slice step cannot be zero",
    /// `int(nan)`.
    NanToInt => ValueError "cannot convert float NaN to integer",
    /// `int(inf)`.
    InfinityToInt => OverflowError "cannot convert float infinity to integer",
    /// `int(1e300)`: Python's int would not wrap, and 64 bits cannot hold it.
    FloatTooLargeForInt => OverflowError "Python int too large to convert to a 64-bit integer",
    /// An int result that 64 bits cannot hold, where wrapping is not allowed.
    IntOverflow => OverflowError "int result does not fit in 64 bits",
    /// An array dimension below zero.
    NegativeDimension => ValueError "negative dimensions not allowed",
    /// Shape product past the address space.
    ArrayTooBig => ValueError "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.",
    /// No memory, or the run's limit is reached.
    OutOfMemory => MemoryError "Allocation failed (probably too large).",
    /// Stack limit reached.
    RecursionDepth => RecursionError "maximum recursion depth exceeded",
    /// The run was cancelled.
    Interrupted => KeyboardInterrupt "",
    /// The deadline has passed.
    TimedOut => TimeoutError "time limit exceeded",
    /// The fuel is spent.
    OutOfFuel => TimeoutError "fuel limit exceeded",
    /// A `None` where a value is needed.
    NoneValue => TypeError "expected a value, got None",
    /// 1-d slice assignment: destination, source.
    AssignShape => ValueError "cannot assign slice of shape ({0},) from input of shape ({1},)",
    /// Elementwise operation on 1-d operands: first, second.
    BroadcastShape => ValueError "operands could not be broadcast together with shapes ({0},) ({1},) ",
    /// `a.flat[i]`: index, size.
    FlatBounds => IndexError "index {0} is out of bounds for size {1}",
    /// Several index arrays: their shapes.
    PickShape => IndexError "shape mismatch: indexing arrays could not be broadcast together with shapes ({0},) ({1},) ",
    /// Assignment through index arrays: the value's shape, that of what they pick.
    PickAssign => ValueError "shape mismatch: value array of shape ({0},) could not be broadcast to indexing result of shape ({1},)",
    /// `out=` of a shape that the result does not broadcast to: the result's shape, that of the output.
    OutputShape => ValueError "non-broadcastable output operand with shape ({1},) doesn't match the broadcast shape ({0},)",
    /// A mask of another length than the axis: axis, its length, the mask's.
    MaskShape => IndexError "boolean index did not match indexed array along axis {0}; size of axis is {1} but size of corresponding boolean axis is {2}",
    /// Assignment through a mask: length of the value, how many elements are true.
    MaskAssign => ValueError "NumPy boolean array indexing assignment cannot assign {0} input values to the {1} output values where the mask is true",
    /// `reshape` of size, to a 1-d length.
    ReshapeSize => ValueError "cannot reshape array of size {0} into shape ({1},)",
    /// `reshape` with several -1.
    ReshapeUnknown => ValueError "can only specify one unknown dimension",
    /// Unpacking: expected.
    UnpackTooMany => ValueError "too many values to unpack (expected {0})",
    /// Unpacking: expected, got.
    UnpackTooFew => ValueError "not enough values to unpack (expected {0}, got {1})",
    /// `min(())`.
    MinEmpty => ValueError "min() arg is an empty sequence",
    /// `max(())`.
    MaxEmpty => ValueError "max() arg is an empty sequence",
    /// `a.max()` of an empty array.
    MaximumOfEmpty => ValueError "zero-size array to reduction operation maximum which has no identity",
    /// `a.min()` of an empty array.
    MinimumOfEmpty => ValueError "zero-size array to reduction operation minimum which has no identity",
    /// `a.argmax()` of an empty array.
    ArgmaxOfEmpty => ValueError "attempt to get argmax of an empty sequence",
    /// `a.argmin()` of an empty array.
    ArgminOfEmpty => ValueError "attempt to get argmin of an empty sequence",
    /// `list.remove`.
    ListRemove => ValueError "list.remove(x): x not in list",
    /// `list.index`: an int that is not there.
    NotInList => ValueError "{0} is not in list",
    /// `chr` past Unicode.
    ChrRange => ValueError "chr() arg not in range(0x110000)",
    /// A write to a read-only array.
    ReadOnly => ValueError "assignment destination is read-only",
    /// `linspace` with a negative count.
    NegativeSamples => ValueError "Number of samples, {0}, must be non-negative.",
    /// `len()` of a 0-d array.
    LenUnsized => TypeError "len() of unsized object",
    /// Iteration over a 0-d array.
    IterateZeroDim => TypeError "iteration over a 0-d array",
    /// Truth of an array that has not one element.
    AmbiguousTruth => ValueError "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
    /// `math.gamma(-1)` and the like, where a domain error is raised.
    MathDomain => ValueError "math domain error",
    /// `math.factorial(-1)`.
    NegativeFactorial => ValueError "factorial() not defined for negative values",
    /// `math.isqrt(-1)`.
    NegativeIsqrt => ValueError "isqrt() argument must be nonnegative",
    /// A panic in a Rust helper.
    Internal => SystemError "internal error in a runtime helper",
}

impl Check {
    /// The check with this number, as machine code passes it.
    #[must_use]
    pub fn from_index(index: u32) -> Option<Self> {
        Self::ALL.get(index as usize).copied()
    }

    /// The words with the operands put in.
    #[must_use]
    pub fn message(self, operands: [i64; 4]) -> String {
        let mut rest = self.text();
        let mut out = String::with_capacity(rest.len());
        while let Some(at) = rest.find('{') {
            let index = rest.as_bytes()[at + 1] - b'0';
            out.push_str(&rest[..at]);
            out.push_str(&operands[usize::from(index)].to_string());
            rest = &rest[at + 3..];
        }
        out + rest
    }
}

/// An exception as Rust owns it: on its way to an embedder, a traceback printer or the host zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Raised {
    /// Its class.
    pub kind: ExceptionKind,
    /// `str(e)`; empty where it was raised without arguments.
    pub message: String,
    /// `e.args`, where they are other than the message alone.
    pub args: Vec<RaisedArgument>,
    /// Where it was raised, then each caller: innermost first.
    pub traceback: Vec<SiteId>,
}

/// An argument of an exception that compiled code raised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RaisedArgument {
    /// A number, as its words.
    Number(Dtype, [u64; 2]),
    /// A string.
    Text(String),
}

impl Raised {
    /// An exception with a message and no place yet.
    #[must_use]
    pub fn new(kind: ExceptionKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), args: Vec::new(), traceback: Vec::new() }
    }

    /// What a failed check raises.
    #[must_use]
    pub fn check(check: Check, operands: [i64; 4]) -> Self {
        Self::new(check.kind(), check.message(operands))
    }
}

impl From<Check> for Raised {
    fn from(check: Check) -> Self {
        Self::check(check, [0; 4])
    }
}

impl fmt::Display for Raised {
    /// The last line of a traceback: `IndexError: list index out of range`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            // As CPython, which puts the module before names that are not builtin.
            kind if kind.is_numpy() => f.write_str(&kind.qualified_name())?,
            kind => f.write_str(kind.name())?,
        }
        if self.message.is_empty() { Ok(()) } else { write!(f, ": {}", self.message) }
    }
}

impl std::error::Error for Raised {}

/// What was raised, before anyone asked for words.
#[derive(Clone, Debug)]
enum Cause {
    Check(Check, [i64; 4]),
    Message(ExceptionKind, String, Vec<RaisedArgument>),
}

/// Entries of a traceback that are kept: deeper frames than these tell nothing new.
const MAX_TRACEBACK: usize = 1 << 17;

/// The exception in flight of one thread: set where it is raised, extended by each frame it leaves.
#[derive(Clone, Debug, Default)]
pub struct ExceptionState {
    cause: Option<Cause>,
    traceback: Vec<SiteId>,
}

impl ExceptionState {
    /// Whether an exception is in flight.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.cause.is_some()
    }

    /// The kind in flight.
    #[must_use]
    pub fn kind(&self) -> Option<ExceptionKind> {
        self.cause.as_ref().map(|cause| match cause {
            Cause::Check(check, _) => check.kind(),
            Cause::Message(kind, ..) => *kind,
        })
    }

    /// Raises what a check found, replacing what was in flight.
    pub fn raise_check(&mut self, check: Check, operands: [i64; 4]) {
        self.traceback.clear();
        self.cause = Some(Cause::Check(check, operands));
    }

    /// Raises with a message, replacing what was in flight.
    pub fn raise(&mut self, kind: ExceptionKind, message: impl Into<String>) {
        self.raise_with(kind, message, Vec::new());
    }

    /// As [`ExceptionState::raise`], with the arguments that the message is made of.
    pub fn raise_with(&mut self, kind: ExceptionKind, message: impl Into<String>, args: Vec<RaisedArgument>) {
        self.traceback.clear();
        self.cause = Some(Cause::Message(kind, message.into(), args));
    }

    /// Puts an exception in flight as it is, traceback included.
    pub fn restore(&mut self, raised: Raised) {
        self.traceback = raised.traceback;
        self.cause = Some(Cause::Message(raised.kind, raised.message, raised.args));
    }

    /// Notes a frame that the exception leaves (the first: where it was raised).
    pub fn push_frame(&mut self, site: SiteId) {
        if site != NO_SITE && self.traceback.len() < MAX_TRACEBACK {
            self.traceback.push(site);
        }
    }

    /// Takes the exception out of flight.
    pub fn take(&mut self) -> Option<Raised> {
        let (kind, message, args) = match self.cause.take()? {
            Cause::Check(check, operands) => (check.kind(), check.message(operands), Vec::new()),
            Cause::Message(kind, message, args) => (kind, message, args),
        };
        Some(Raised { kind, message, args, traceback: std::mem::take(&mut self.traceback) })
    }

    /// Forgets the exception.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_pythons() {
        assert!(ExceptionKind::ZeroDivisionError.is_a(ExceptionKind::ArithmeticError));
        assert!(ExceptionKind::ZeroDivisionError.is_a(ExceptionKind::Exception));
        assert!(!ExceptionKind::KeyboardInterrupt.is_a(ExceptionKind::Exception));
        assert!(!ExceptionKind::Exception.is_a(ExceptionKind::ValueError));
        assert!(ExceptionKind::IndexError.is_a(ExceptionKind::LookupError));
        for &kind in ExceptionKind::ALL {
            assert!(kind.is_a(ExceptionKind::BaseException));
            assert_eq!(ExceptionKind::from_name(kind.name()), Some(kind));
            assert_eq!(ExceptionKind::from_index(kind as u32), Some(kind));
        }
        assert_eq!(ExceptionKind::from_name("IOError"), Some(ExceptionKind::OSError));
        assert_eq!(ExceptionKind::from_name("Foo"), None);
        assert_eq!(ExceptionKind::from_index(10_000), None);
    }

    #[test]
    fn words_are_made_from_operands() {
        let raised = Raised::check(Check::IndexBounds, [7, 0, 5, 0]);
        assert_eq!(raised.to_string(), "IndexError: index 7 is out of bounds for axis 0 with size 5");
        assert_eq!(Check::UnpackTooFew.message([3, -2, 0, 0]), "not enough values to unpack (expected 3, got -2)");
        assert_eq!(Raised::from(Check::Interrupted).to_string(), "KeyboardInterrupt");
        for &check in Check::ALL {
            assert!(!check.message([1; 4]).contains(['{', '}']), "{check:?}");
            assert_eq!(Check::from_index(check as u32), Some(check));
        }
    }

    #[test]
    fn state_carries_and_restores() {
        let mut state = ExceptionState::default();
        assert!(state.take().is_none());
        state.raise_check(Check::DivisionByZero, [0; 4]);
        state.push_frame(SiteId(4));
        state.push_frame(SiteId(9));
        assert_eq!(state.kind(), Some(ExceptionKind::ZeroDivisionError));
        let raised = state.take().unwrap();
        assert_eq!(raised.traceback, [SiteId(4), SiteId(9)]);
        assert!(!state.is_set());
        state.restore(raised.clone());
        state.push_frame(SiteId(11));
        assert_eq!(state.take().unwrap().traceback.len(), 3);
        state.restore(raised);
        state.raise(ExceptionKind::ValueError, "no");
        assert_eq!(state.take().unwrap(), Raised::new(ExceptionKind::ValueError, "no"));
    }
}
