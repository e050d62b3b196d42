//! NumPy's universal functions: for which dtypes each has a loop, and which loop serves given operands.
//!
//! Input: a family of loops and the operands' dtypes. Output: the first loop that serves, by Numba's rule or NumPy's.
//! Never: names of functions (each row of the table of builtins names its family), loops' bodies.

use super::promote::{Form, OpTypes, Operand, Rules, UnaryTypes};
use super::{BinaryOp, Dtype, Kind, UnaryOp};

/// Functions whose loops cover the same dtypes with the same kind of result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    /// `add multiply`; also `matmul`: every dtype.
    Arithmetic,
    /// `maximum minimum fmax fmin`: every dtype.
    MinMax,
    /// `subtract`: every dtype but bool, which NumPy refuses.
    Subtract,
    /// `divide`: floats and complex.
    Divide,
    /// `floor_divide remainder fmod divmod`: ints and floats.
    Remainder,
    /// `power`: ints, floats, complex.
    Power,
    /// `float_power`: float64 and complex128.
    FloatPower,
    /// `left_shift right_shift`: ints.
    Shift,
    /// `gcd lcm`: ints; NumPy refuses bools.
    Gcd,
    /// `bitwise_and bitwise_or bitwise_xor invert`: bool and ints.
    Bitwise,
    /// `equal less ..`: every dtype, and int64 against uint64 by value; the result is bool.
    Compare,
    /// `logical_and logical_or logical_xor logical_not isnan isinf isfinite`: every dtype; the result is bool.
    Logical,
    /// `negative`: every dtype but bool, which NumPy refuses.
    Negative,
    /// `positive sign`: every dtype but bool, which NumPy refuses.
    Sign,
    /// `conjugate square reciprocal`: every dtype but bool.
    Number,
    /// `absolute`: every dtype; the result of complex is real.
    Absolute,
    /// `floor ceil trunc`: bool, ints, floats.
    Rounding,
    /// `sqrt sin exp log rint ..`: floats and complex.
    FloatOrComplex,
    /// `arctan2 hypot copysign cbrt deg2rad ..`: floats.
    Float,
    /// `signbit`: floats; the result is bool.
    FloatTest,
    /// `ldexp`: a float and an int.
    Ldexp,
}

use Dtype::{Bool, C64, C128, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};

/// In NumPy's order of search.
const ALL: &[Dtype] = &[Bool, I8, U8, I16, U16, I32, U32, I64, U64, F32, F64, C64, C128];

impl Family {
    /// The family of an operator on arrays.
    #[must_use]
    pub const fn of_binary(op: BinaryOp) -> Family {
        match op {
            BinaryOp::Add | BinaryOp::Mul | BinaryOp::MatMul => Family::Arithmetic,
            BinaryOp::Sub => Family::Subtract,
            BinaryOp::Div => Family::Divide,
            BinaryOp::FloorDiv | BinaryOp::Mod => Family::Remainder,
            BinaryOp::Pow => Family::Power,
            BinaryOp::LShift | BinaryOp::RShift => Family::Shift,
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => Family::Bitwise,
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => Family::Compare,
        }
    }

    /// The family of an operator on an array.
    #[must_use]
    pub const fn of_unary(op: UnaryOp) -> Family {
        match op {
            UnaryOp::Neg => Family::Negative,
            UnaryOp::Pos => Family::Sign,
            UnaryOp::Invert => Family::Bitwise,
            UnaryOp::Not => Family::Logical,
        }
    }

    /// Dtypes that have a loop of their own, in NumPy's order of search.
    #[must_use]
    pub fn dtypes(self) -> &'static [Dtype] {
        match self {
            Family::Arithmetic | Family::MinMax | Family::Compare | Family::Logical | Family::Absolute => ALL,
            Family::Subtract | Family::Power | Family::Negative | Family::Sign | Family::Number => &ALL[1..],
            Family::Divide | Family::FloatOrComplex => &ALL[9..],
            Family::Remainder => &ALL[1..11],
            Family::FloatPower => &[F64, C128],
            Family::Shift | Family::Gcd => &ALL[1..9],
            Family::Bitwise => &ALL[..9],
            Family::Rounding => &ALL[..11],
            Family::Float | Family::FloatTest | Family::Ldexp => &ALL[9..11],
        }
    }

    fn result(self, dtype: Dtype) -> Dtype {
        match self {
            Family::Compare | Family::Logical | Family::FloatTest => Bool,
            Family::Absolute => dtype.real(),
            _ => dtype,
        }
    }

    /// Loops of one operand.
    fn unary_loops(self) -> impl Iterator<Item = UnaryTypes> {
        self.dtypes().iter().map(move |&operand| UnaryTypes { operand, result: self.result(operand) })
    }

    /// Loops of two operands.
    fn binary_loops(self) -> impl Iterator<Item = OpTypes> {
        self.dtypes().iter().flat_map(move |&dtype| {
            let first = if self == Family::Ldexp { [dtype, I32] } else { [dtype, dtype] };
            let more = match (self, dtype) {
                (Family::Ldexp, _) => [Some([dtype, I64]), None],
                (Family::Compare, U64) => [Some([I64, U64]), Some([U64, I64])],
                _ => [None, None],
            };
            let loops = [first].into_iter().chain(more.into_iter().flatten());
            loops.map(move |operands| OpTypes { operands, result: self.result(dtype) })
        })
    }
}

/// The loop of a function of one operand.
pub(super) fn unary(rules: Rules, family: Family, a: Operand) -> Option<UnaryTypes> {
    let [a] = strengthen([a]);
    if rules == Rules::NumPy && refuses(family, &[a]) {
        return None;
    }
    family.unary_loops().find(|it| can_cast_safely(a, it.operand))
}

/// The loop of a function of two operands.
pub(super) fn binary(rules: Rules, family: Family, a: Operand, b: Operand) -> Option<OpTypes> {
    binary_into(rules, family, [a, b], None)
}

/// The loop of a function of two operands whose result goes to an array of dtype `out`, where there is one.
pub(super) fn binary_into(rules: Rules, family: Family, operands: [Operand; 2], out: Option<Dtype>) -> Option<OpTypes> {
    match rules {
        Rules::Numba => numba_binary(family, operands.map(|it| it.dtype), out),
        Rules::NumPy => {
            let types = numpy_binary(family, operands)?;
            out.is_none_or(|out| can_cast_same_kind(types.result, out)).then_some(types)
        }
    }
}

/// The first of a function's own loops that takes operands of these dtypes, by Numba's rule.
#[must_use]
pub fn first_loop<'a>(operands: &[Dtype], loops: impl IntoIterator<Item = &'a [Dtype]>) -> Option<usize> {
    let inexact = |dtype: &Dtype| dtype.is_float() || dtype.is_complex();
    let mixed = operands.iter().any(|it| it.is_int()) && operands.iter().any(inexact);
    let fits = |from: Dtype, to: Dtype| mixed && from.is_int() && inexact(&to) || can_cast_safely(from, to);
    loops
        .into_iter()
        .position(|own| own.len() == operands.len() && operands.iter().zip(own).all(|(&from, &to)| fits(from, to)))
}

/// Numba searches the loops in order; ints go to any float when some operand is a float,
/// and a loop whose result does not fit the output is passed over.
fn numba_binary(family: Family, [a, b]: [Dtype; 2], out: Option<Dtype>) -> Option<OpTypes> {
    let inexact = |dtype: Dtype| dtype.is_float() || dtype.is_complex();
    let mixed = (a.is_int() || b.is_int()) && (inexact(a) || inexact(b));
    let fits = |from: Dtype, to: Dtype| mixed && from.is_int() && inexact(to) || can_cast_safely(from, to);
    let mut loops = family.binary_loops();
    loops.find(|it| {
        fits(a, it.operands[0])
            && fits(b, it.operands[1])
            && out.is_none_or(|out| can_cast_same_kind(it.result, out) || mixed && it.result.is_int() && inexact(out))
    })
}

/// NumPy searches the loops by its operands alone.
fn numpy_binary(family: Family, operands: [Operand; 2]) -> Option<OpTypes> {
    let [a, b] = match (family, operands) {
        // A Python int as exponent fits the first loop.
        (Family::Ldexp, [a, Operand { dtype: I64, form: Form::Weak }]) if a.dtype != Bool => [a.dtype, I32],
        _ => strengthen(operands),
    };
    if refuses(family, &[a, b]) {
        return None;
    }
    let integral = |dtype: Dtype| !dtype.is_float() && !dtype.is_complex();
    let is_weak = |it: &Operand| it.form == Form::Weak;
    match family {
        Family::Divide if integral(a) && integral(b) => return Some(OpTypes { operands: [F64, F64], result: F64 }),
        // The truth of each needs no common dtype.
        Family::Logical if a != b || operands.iter().any(is_weak) => {
            return Some(OpTypes { operands: [Bool, Bool], result: Bool });
        }
        // Operands of a loop's own dtype.
        _ if a == b && family != Family::Ldexp && family.dtypes().contains(&a) => {
            return Some(OpTypes { operands: [a, b], result: family.result(a) });
        }
        _ => {}
    }
    family.binary_loops().find(|it| can_cast_safely(a, it.operands[0]) && can_cast_safely(b, it.operands[1]))
}

/// NumPy refuses arithmetic on bools where it would mean something else than logic.
fn refuses(family: Family, operands: &[Dtype]) -> bool {
    matches!(family, Family::Subtract | Family::Negative | Family::Sign | Family::Gcd)
        && operands.iter().all(|&dtype| dtype == Bool)
}

/// NEP 50: a Python number takes the dtype of the other operand where that is of its kind or a higher one.
pub(super) fn strengthen<const N: usize>(operands: [Operand; N]) -> [Dtype; N] {
    let strong = strongest(&operands);
    operands.map(|it| strengthened(it, strong))
}

/// The same for any number of operands.
#[must_use]
pub fn strengthen_all(operands: &[Operand]) -> Vec<Dtype> {
    let strong = strongest(operands);
    operands.iter().map(|&it| strengthened(it, strong)).collect()
}

/// The highest dtype among operands that have one of their own.
fn strongest(operands: &[Operand]) -> Option<Dtype> {
    operands.iter().filter(|it| it.form != Form::Weak).map(|it| it.dtype).max_by_key(|it| it.kind())
}

fn strengthened(operand: Operand, strong: Option<Dtype>) -> Dtype {
    match (operand.form, strong) {
        (Form::Weak, Some(strong)) => strong_dtype(operand.dtype, strong),
        _ => operand.dtype,
    }
}

fn strong_dtype(weak: Dtype, strong: Dtype) -> Dtype {
    let rank = |dtype: Dtype| match dtype.kind() {
        Kind::Bool => 0,
        Kind::Unsigned | Kind::Signed => 1,
        Kind::Float => 2,
        Kind::Complex => 3,
    };
    match (weak, strong) {
        _ if rank(strong) >= rank(weak) => strong,
        (C128, F32) => C64,
        _ => weak,
    }
}

/// NumPy's `can_cast(from, to, "safe")`: every value has an equal one, counting 64-bit ints as fitting `float64`.
#[must_use]
pub fn can_cast_safely(from: Dtype, to: Dtype) -> bool {
    let precision = |dtype: Dtype| dtype.real().size();
    match (from.kind(), to.kind()) {
        (Kind::Bool, _) => true,
        (Kind::Signed, Kind::Signed) | (Kind::Unsigned, Kind::Unsigned) => from.size() <= to.size(),
        (Kind::Unsigned, Kind::Signed) => from.size() < to.size(),
        (Kind::Signed | Kind::Unsigned, Kind::Float | Kind::Complex) => {
            from.size() < precision(to) || precision(to) == 8
        }
        (Kind::Float, Kind::Float | Kind::Complex) | (Kind::Complex, Kind::Complex) => precision(from) <= precision(to),
        _ => false,
    }
}

/// NumPy's `can_cast(from, to, "same_kind")`: to the same family or a higher one, of any width.
#[must_use]
pub fn can_cast_same_kind(from: Dtype, to: Dtype) -> bool {
    from.kind() <= to.kind()
}
