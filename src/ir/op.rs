//! The op table: every operation of the IR, its operands, its effect.
//!
//! The meaning of each scalar op in plain Rust is in `eval`; this file only names them.

use super::{CalleeId, LabelId, SlotId};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::helpers::Helper;
use crate::runtime::routine::RoutineId;
use crate::types::Dtype;

/// Makes an enum of ops with their printed names.
macro_rules! ops {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }
        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// As printed.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}

ops! {
    /// One operand, one result of the same dtype unless said otherwise.
    UnaryOp {
        /// Wrapping for ints.
        Neg "neg",
        /// Bitwise complement of an int; logical not of a bool.
        Not "not",
        /// Wrapping for ints (`abs(INT64_MIN)` unchanged); of a complex: its float modulus (real dtype).
        Abs "abs",
        /// NumPy's sign: -1, 0, 1, nan.
        Sign "sign",
        /// Real part of a complex (real dtype).
        Real "real",
        /// Imaginary part of a complex (real dtype).
        Imag "imag",
        /// Complex conjugate.
        Conj "conj",
        /// Float -> bool.
        IsNan "isnan",
        /// Float -> bool.
        IsInf "isinf",
        /// Float -> bool.
        IsFinite "isfinite",
        /// Float -> bool: sign bit set.
        SignBit "signbit",
        /// Half-even, to integral.
        Rint "rint",
        /// Towards -inf.
        Floor "floor",
        /// Towards +inf.
        Ceil "ceil",
        /// Towards zero.
        Trunc "trunc",
        /// Floats and complex from here on.
        Sqrt "sqrt",
        /// e^x
        Exp "exp",
        /// 2^x
        Exp2 "exp2",
        /// e^x - 1
        Expm1 "expm1",
        /// Natural logarithm.
        Log "log",
        /// Base 2.
        Log2 "log2",
        /// Base 10.
        Log10 "log10",
        /// ln(1 + x)
        Log1p "log1p",
        /// Sine.
        Sin "sin",
        /// Cosine.
        Cos "cos",
        /// Tangent.
        Tan "tan",
        /// Arc sine.
        Asin "asin",
        /// Arc cosine.
        Acos "acos",
        /// Arc tangent.
        Atan "atan",
        /// Hyperbolic sine.
        Sinh "sinh",
        /// Hyperbolic cosine.
        Cosh "cosh",
        /// Hyperbolic tangent.
        Tanh "tanh",
        /// Inverse hyperbolic sine.
        Asinh "asinh",
        /// Inverse hyperbolic cosine.
        Acosh "acosh",
        /// Inverse hyperbolic tangent.
        Atanh "atanh",
        /// Cube root.
        Cbrt "cbrt",
        /// Error function.
        Erf "erf",
        /// 1 - erf.
        Erfc "erfc",
        /// Gamma function.
        Gamma "gamma",
        /// ln |gamma|.
        Lgamma "lgamma",
    }
}

ops! {
    /// Two operands of one dtype, one result of it unless said otherwise.
    BinaryOp {
        /// Wrapping for ints; `or` for bools.
        Add "add",
        /// Wrapping for ints.
        Sub "sub",
        /// Wrapping for ints; `and` for bools.
        Mul "mul",
        /// Floats and complex only; IEEE.
        Div "div",
        /// Floor, sign of the divisor. An int divisor of 0 gives 0; INT_MIN // -1 wraps; floats as Python (IEEE where it would raise).
        FloorDiv "floordiv",
        /// Sign of the divisor. An int divisor of 0 gives 0; floats as Python (nan for 0).
        Mod "mod",
        /// C's remainder, sign of the dividend (`math.fmod`, `np.fmod`); an int divisor of 0 gives 0.
        Rem "rem",
        /// Ints: by squaring, wrapping; negative exponents give 0, except that 1 and -1 keep their value. Floats: C's pow.
        Pow "pow",
        /// Ints and bools.
        And "and",
        /// Ints and bools.
        Or "or",
        /// Ints and bools.
        Xor "xor",
        /// The count is the second operand, taken as unsigned; at the width and above gives 0.
        Shl "shl",
        /// Arithmetic for signed; at the width and above gives the sign fill.
        Shr "shr",
        /// Python's `min(a, b)`: b if b < a else a (no nan rule).
        PyMin "pymin",
        /// Python's `max(a, b)`: b if b > a else a.
        PyMax "pymax",
        /// np.minimum: nan if either is nan.
        Minimum "minimum",
        /// np.maximum.
        Maximum "maximum",
        /// np.fmin: the other one if one is nan.
        Fmin "fmin",
        /// np.fmax.
        Fmax "fmax",
        /// Floats from here on.
        Atan2 "atan2",
        /// sqrt(a^2 + b^2)
        Hypot "hypot",
        /// Magnitude of a, sign of b.
        CopySign "copysign",
        /// Next float after a towards b.
        NextAfter "nextafter",
        /// a * 2^b, b as a float with an integral value.
        Ldexp "ldexp",
        /// log(exp(a) + exp(b))
        LogAddExp "logaddexp",
        /// log2(2^a + 2^b)
        LogAddExp2 "logaddexp2",
        /// Two floats make the complex of them.
        Complex "complex",
        /// Greatest common divisor of ints (non-negative).
        Gcd "gcd",
        /// Least common multiple of ints.
        Lcm "lcm",
    }
}

ops! {
    /// Two operands of one dtype, a bool. Unordered floats: all false but `ne`. Complex: `eq` and `ne` only.
    CompareOp {
        /// ==
        Eq "eq",
        /// !=
        Ne "ne",
        /// <
        Lt "lt",
        /// <=
        Le "le",
        /// >
        Gt "gt",
        /// >=
        Ge "ge",
    }
}

impl ReduceOp {
    /// Does it matter for numbers of a dtype in which order, or in which groups, they are combined?
    #[must_use]
    pub fn is_ordered(self, dtype: Dtype) -> bool {
        self != ReduceOp::Last && dtype != Dtype::Bool && !dtype.is_int()
    }
}

impl CompareOp {
    /// The comparison of `y` with `x` that says the same as this one of `x` with `y`.
    #[must_use]
    pub fn turned(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            same => same,
        }
    }

    /// What holds of two ints where this does not.
    #[must_use]
    pub fn negated(self) -> CompareOp {
        match self {
            CompareOp::Eq => CompareOp::Ne,
            CompareOp::Ne => CompareOp::Eq,
            CompareOp::Lt => CompareOp::Ge,
            CompareOp::Le => CompareOp::Gt,
            CompareOp::Gt => CompareOp::Le,
            CompareOp::Ge => CompareOp::Lt,
        }
    }
}

ops! {
    /// How partial results of chunks combine, in chunk order.
    ReduceOp {
        /// Identity 0.
        Add "add",
        /// Identity 1.
        Mul "mul",
        /// Python's `min`, identity: the value at loop entry.
        Min "min",
        /// Python's `max`, identity: the value at loop entry.
        Max "max",
        /// Identity all ones.
        And "and",
        /// Identity 0.
        Or "or",
        /// Identity 0.
        Xor "xor",
        /// The value of the last chunk that wrote it. The *preceding* carried value is its written flag (a bool with
        /// op `Or`); identity: the value at loop entry.
        Last "last",
    }
}

/// A scalar constant; the result's type says its width.
#[derive(Clone, Copy, Debug)]
pub enum Const {
    /// Bool and ints of any width, as sign- or zero-extended 64 bits.
    Int(i64),
    /// F32 and F64.
    Float(f64),
    /// C64 and C128.
    Complex(f64, f64),
}

impl PartialEq for Const {
    /// By bits, so that -0.0 and nan are told apart.
    fn eq(&self, other: &Const) -> bool {
        match (*self, *other) {
            (Const::Int(a), Const::Int(b)) => a == b,
            (Const::Float(a), Const::Float(b)) => a.to_bits() == b.to_bits(),
            (Const::Complex(a, b), Const::Complex(c, d)) => (a.to_bits(), b.to_bits()) == (c.to_bits(), d.to_bits()),
            _ => false,
        }
    }
}

/// Index into [`super::Function::strings`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StrId(pub u32);

/// What a fresh array holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fill {
    /// Anything (the program writes it before it reads it, or accepts garbage as `np.empty` does).
    Uninit,
    /// Zero bytes.
    Zero,
}

/// How a value becomes text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PrintStyle {
    /// `str(x)`
    Str,
    /// `repr(x)`
    Repr,
}

/// What a failed check raises. The operands after the condition go into the message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CheckKind {
    /// A check of the runtime's table, with up to four i64 operands.
    Fixed(Check),
    /// A check of the runtime's table whose text names two shapes (`AssignShape`, `BroadcastShape`, ..); operands: both.
    Shapes {
        /// Which.
        check: Check,
        /// Rank of the first shape.
        left: u8,
        /// Rank of the second shape.
        right: u8,
    },
    /// ValueError("cannot reshape array of size {operand 0} into shape (..)"); operands: size, then shape.
    Reshape {
        /// Rank of the new shape.
        ndim: u8,
    },
    /// A fixed text ("cannot access local variable 'x' where it is not associated with a value"); no operands.
    Text(ExceptionKind, StrId),
}

/// Which exceptions an `except` clause takes: any of these kinds or their subclasses.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ExceptionTest(pub Vec<ExceptionKind>);

/// An operation with its immediates. `a -> b` in the docs gives operands and results.
#[derive(Clone, PartialEq, Debug)]
pub enum Op {
    // --- scalars ---------------------------------------------------------------------------------------------------
    /// `-> scalar`
    Const(Const),
    /// `-> str`
    ConstStr(StrId),
    /// `-> x`: zero bits of any type (a null reference): the value of a variable where it is not assigned.
    Zero,
    /// `-> array`: an array captured from the host zone. The index names it in the
    /// engine's table of captured arrays, which the context reaches.
    Captured(u32),
    /// `x -> y`
    Unary(UnaryOp),
    /// `x, y -> z`
    Binary(BinaryOp),
    /// `x, y -> bool`; also two strings, and whether two objects are one (`eq`, `ne`).
    Compare(CompareOp),
    /// `x -> y` of the result's dtype: ints wrap; floats truncate towards zero, out of range as x86's conversion does
    /// (see `eval`); complex to real takes the real part; to bool is `!= 0`.
    Convert,
    /// `cond, x, y -> x or y`; any type.
    Select,
    // --- control ---------------------------------------------------------------------------------------------------
    /// `lo, hi, step, init.. -> carried..`; regions: body(iv, carried..) yields carried.. . All i64; the step is not 0.
    /// No `br` or `return` leaves the body. The trip count is fixed at entry; `iv` never overflows past `hi`.
    For,
    /// As `For`, iterations independent but for the reductions: one op per carried value.
    /// Partial results are per chunk; the chunks depend on the trip count alone where their order shows (`runtime::pool::chunks`).
    ParallelFor(Vec<ReduceOp>),
    /// `cond -> results..`; regions: then, else, both yield results.. .
    If,
    /// `-> results..`; region: body. `br` to the label leaves it with results; so does its `yield`.
    Block(LabelId),
    /// `init.. -> results..`; region: body(carried..). `br` to the label starts the next iteration with carried..;
    /// its `yield` leaves with results.. .
    Loop(LabelId),
    /// `-> results..`; regions: body, handler, both yield results.. . Whatever raises in the body goes to the handler.
    Try,
    // --- terminators -----------------------------------------------------------------------------------------------
    /// `x..`: ends a region normally.
    Yield,
    /// `x..`: goes to a label of an enclosing `block` or `loop`.
    Br(LabelId),
    /// `x..`: leaves the function.
    Return,
    /// `args..`: raises a new exception; scalars and strings as its arguments.
    Raise(ExceptionKind),
    /// Raises again what the handler was entered with.
    Reraise,
    /// Control never comes here.
    Unreachable,
    // --- exceptions ------------------------------------------------------------------------------------------------
    /// `cond, operands..`: raises unless `cond`.
    Check(CheckKind),
    /// `index, length -> index`, the length not negative: wraps a negative index, raises IndexError
    /// ("index 7 is out of bounds for axis 0 with size 5") outside.
    Bounds {
        /// The axis named in the message.
        axis: u8,
        /// What is known of the index.
        sign: Sign,
    },
    /// `-> bool`, in a handler: is the exception one of these?
    ExceptionIs(ExceptionTest),
    /// `-> str`, in a handler: `str(e)`. Raises MemoryError.
    ExceptionText,
    /// In a handler: the exception is dealt with.
    ClearException,
    /// `-> x`: reads a slot (a new reference where it is one).
    SlotLoad(SlotId),
    /// `x`: writes a slot (and drops what it held).
    SlotStore(SlotId),
    // --- arrays ----------------------------------------------------------------------------------------------------
    /// `shape.. -> array` of the result's type (layout C or F). Raises MemoryError. Dimensions are not negative.
    Alloc(Fill),
    /// `array -> i64`: the length of an axis.
    Dim(u8),
    /// `array -> i64`: the stride of an axis in bytes.
    Stride(u8),
    /// `array, index.. -> x`; one index per axis, within bounds.
    Load,
    /// `array, index.., x`
    Store,
    /// `array, offset, shape.., strides.. -> array` of the result's rank and layout: the same memory, `offset` bytes on.
    View,
    /// `array, array -> bool`: may the two share memory (by the bounds of what they cover)?
    MayOverlap,
    // --- lists -----------------------------------------------------------------------------------------------------
    /// `capacity -> list`
    ListNew,
    /// `list -> i64`
    ListLen,
    /// `list, index -> components..`: within bounds.
    ListGet,
    /// `list, index, components..`: within bounds.
    ListSet,
    /// `list, components..`
    ListPush,
    /// `list -> components..`: removes the last; not empty.
    ListPop,
    /// `list, length`: drops what lies past `length` (not above its length).
    ListTruncate,
    // --- objects ---------------------------------------------------------------------------------------------------
    /// `components.. -> object`: a fresh object whose fields are these, one after another. Raises MemoryError.
    ObjectNew,
    /// `object -> components..`: the field that begins at this word.
    FieldGet(u32),
    /// As `field_get`, without references of its own: nothing writes the field, and the object stays, as long as they are used.
    FieldBorrow(u32),
    /// `object, components..`: writes the field that begins at this word.
    FieldSet(u32),
    // --- text ------------------------------------------------------------------------------------------------------
    /// `x -> str`. Raises MemoryError.
    ToStr(PrintStyle),
    /// `x`: writes a value's text to the output.
    Print(PrintStyle),
    // --- calls -----------------------------------------------------------------------------------------------------
    /// `args.. -> results..`: another compiled function; what it raises goes on.
    Call(CalleeId),
    /// `args.. -> result`: a runtime helper. Where its row has more parameters than the operands have components, the
    /// context comes first; where it gives a status, the result comes through a last parameter that it writes.
    CallHelper(Helper),
    /// `args.. -> scalar or nothing`: a routine over arrays, scalars and strings, which may write the arrays.
    CallRoutine(RoutineId),
    // --- reference counts (late) -----------------------------------------------------------------------------------
    /// `x`
    Retain,
    /// `x`
    Release,
}

/// What is known of an index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sign {
    /// Nothing: a negative one counts from the end.
    Any,
    /// It is not negative.
    NotNegative,
}

/// What an op may do besides giving its results.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    /// Reads memory that a store can change.
    pub reads: bool,
    /// Writes memory, output or other state.
    pub writes: bool,
    /// Can raise (and then needs a site).
    pub raises: bool,
    /// Ends its region.
    pub terminator: bool,
}

impl Op {
    /// The effects of the op itself, without those of its regions.
    #[must_use]
    pub fn effects(&self) -> Effects {
        const PURE: Effects = Effects { reads: false, writes: false, raises: false, terminator: false };
        match self {
            Op::Const(_)
            | Op::ConstStr(_)
            | Op::Zero
            | Op::Captured(_)
            | Op::Unary(_)
            | Op::Binary(_)
            | Op::Compare(_)
            | Op::Convert
            | Op::Select
            | Op::Dim(_)
            | Op::Stride(_)
            | Op::View
            | Op::MayOverlap
            | Op::For
            | Op::If
            | Op::Block(_)
            | Op::Loop(_)
            | Op::Try => PURE,
            Op::Yield | Op::Br(_) | Op::Return | Op::Unreachable => Effects { terminator: true, ..PURE },
            Op::Raise(_) | Op::Reraise => Effects { terminator: true, raises: true, writes: true, ..PURE },
            Op::Check(_) | Op::Bounds { .. } => Effects { raises: true, ..PURE },
            Op::ExceptionIs(_)
            | Op::SlotLoad(_)
            | Op::Load
            | Op::ListLen
            | Op::ListGet
            | Op::FieldGet(_)
            | Op::FieldBorrow(_) => Effects { reads: true, ..PURE },
            Op::ClearException
            | Op::SlotStore(_)
            | Op::Store
            | Op::ListSet
            | Op::ListTruncate
            | Op::ListPop
            | Op::FieldSet(_)
            | Op::Print(_)
            | Op::Retain
            | Op::Release => Effects { writes: true, reads: true, ..PURE },
            Op::Alloc(_) | Op::ListNew | Op::ObjectNew => Effects { raises: true, ..PURE },
            Op::ToStr(_) | Op::ExceptionText => Effects { reads: true, raises: true, ..PURE },
            Op::ListPush | Op::Call(_) | Op::CallRoutine(_) | Op::ParallelFor(_) => {
                Effects { reads: true, writes: true, raises: true, ..PURE }
            }
            Op::CallHelper(helper) => {
                let row = helper.row();
                Effects { reads: !row.pure, writes: !row.pure, raises: row.raises, ..PURE }
            }
        }
    }
}

impl UnaryOp {
    /// Is it a call of the C library's mathematics? (Its row stands behind that of the square root.)
    #[must_use]
    pub fn is_math(self) -> bool {
        let place = |wanted| UnaryOp::ALL.iter().position(|&op| op == wanted);
        place(self) > place(UnaryOp::Sqrt)
    }
}

/// The dtype of a unary op's result.
#[must_use]
pub fn unary_result(op: UnaryOp, operand: Dtype) -> Dtype {
    match op {
        UnaryOp::Abs | UnaryOp::Real | UnaryOp::Imag => operand.real(),
        UnaryOp::IsNan | UnaryOp::IsInf | UnaryOp::IsFinite | UnaryOp::SignBit => Dtype::Bool,
        _ => operand,
    }
}

/// The dtype of a binary op's result.
#[must_use]
pub fn binary_result(op: BinaryOp, operand: Dtype) -> Dtype {
    match (op, operand) {
        (BinaryOp::Complex, Dtype::F32) => Dtype::C64,
        (BinaryOp::Complex, _) => Dtype::C128,
        _ => operand,
    }
}
