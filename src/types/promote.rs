//! The types of operations: which types operands are converted to, and the type of the result.
//!
//! Input: a rule set, an operator or a family of functions, and the operands' dtypes and forms.
//! Output: [`OpTypes`] or [`UnaryTypes`]; `None` where the operation is not defined.
//! Never: values (a Python int that does not fit its dtype is the host zone's to find), shapes, layouts.
//!
//! Two rule sets share the loops of [`super::ufunc`]. In the compiled zone scalars follow Numba's own cases and
//! widen ints to 64 bits, and a scalar beside an array keeps its type; in the host zone NumPy 2 (NEP 50) makes no
//! difference between scalars and arrays, and Python numbers are weak.

use super::ufunc::{self, Family};
use super::{BinaryOp, Dtype, Layout, UnaryOp, promote_dtypes, scalar};

pub use super::scalar::{Case, PythonClass, ScalarFunction};

/// Whose rules decide.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rules {
    /// The compiled zone.
    Numba,
    /// The host zone.
    NumPy,
}

/// What an operand is, besides its dtype.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// An array.
    Array,
    /// A scalar; in the host zone one of NumPy's.
    Scalar,
    /// A Python `int`, `float` or `complex` of the host zone (`int64`, `float64`, `complex128`),
    /// which takes on the other operand's dtype.
    Weak,
}

/// An operand of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Operand {
    /// Its dtype.
    pub dtype: Dtype,
    /// What it is.
    pub form: Form,
}

/// The types of a binary operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct OpTypes {
    /// What each operand is converted to before the operation.
    ///
    /// Both are of one dtype, but for a shift or power of scalars, whose right operand may differ, and for a
    /// comparison of `int64` with `uint64`, which is by value.
    pub operands: [Dtype; 2],
    /// The result's dtype.
    pub result: Dtype,
}

/// The types of a unary operation: it is done at `operand`, and what comes out is converted to `result`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct UnaryTypes {
    /// What the operand is converted to before the operation.
    pub operand: Dtype,
    /// The result's dtype.
    pub result: Dtype,
}

impl Operand {
    /// An array.
    #[must_use]
    pub const fn array(dtype: Dtype) -> Operand {
        Operand { dtype, form: Form::Array }
    }

    /// A scalar.
    #[must_use]
    pub const fn scalar(dtype: Dtype) -> Operand {
        Operand { dtype, form: Form::Scalar }
    }

    /// A Python number of the host zone.
    #[must_use]
    pub const fn weak(dtype: Dtype) -> Operand {
        Operand { dtype, form: Form::Weak }
    }

    /// It is an array.
    #[must_use]
    pub const fn is_array(self) -> bool {
        matches!(self.form, Form::Array)
    }
}

/// Operands of compiled code as a rule set sees them, and the rules that decide.
///
/// Scalars among themselves follow Numba's rules in any case. Beside an array, under NumPy's rules, a scalar of one of
/// Python's own dtypes takes on the array's: that is what loop counters and literals of the prelude are.
#[must_use]
pub fn in_compiled_code<const N: usize>(rules: Rules, operands: [Operand; N]) -> (Rules, [Operand; N]) {
    if rules == Rules::Numba || !operands.iter().any(|it| it.is_array()) {
        return (Rules::Numba, operands);
    }
    let seen = operands.map(|it| match it.dtype {
        Dtype::I64 | Dtype::F64 | Dtype::C128 if !it.is_array() => Operand::weak(it.dtype),
        _ => it,
    });
    (rules, seen)
}

/// The types of `a op b`.
#[must_use]
pub fn binary(rules: Rules, op: BinaryOp, a: Operand, b: Operand) -> Option<OpTypes> {
    match rules {
        _ if op == BinaryOp::MatMul => matmul(rules, a, b),
        Rules::Numba if !a.is_array() && !b.is_array() => scalar::binary(op, a.dtype, b.dtype),
        _ => ufunc::binary(rules, Family::of_binary(op), a, b),
    }
}

/// The types of `a @ b`: of arrays only; Numba wants one dtype, a float or complex one.
fn matmul(rules: Rules, a: Operand, b: Operand) -> Option<OpTypes> {
    let inexact = a.dtype.is_float() || a.dtype.is_complex();
    let allowed = match rules {
        Rules::Numba => a.dtype == b.dtype && inexact,
        Rules::NumPy => true,
    };
    if !a.is_array() || !b.is_array() || !allowed {
        return None;
    }
    ufunc::binary(rules, Family::Arithmetic, a, b)
}

/// The types of `a op b` on scalars of the compiled zone.
#[must_use]
pub fn binary_scalar(op: BinaryOp, a: Dtype, b: Dtype) -> Option<OpTypes> {
    scalar::binary(op, a, b)
}

/// The types of `a op= b` where `a` is an array: the result is converted to `a`'s dtype.
#[must_use]
pub fn in_place(rules: Rules, op: BinaryOp, target: Dtype, value: Operand) -> Option<OpTypes> {
    let operands = [Operand::array(target), value];
    if op == BinaryOp::MatMul {
        let [a, b] = operands;
        // Numba has no `@=`.
        return matmul(rules, a, b)
            .filter(|_| rules == Rules::NumPy)
            .filter(|types| ufunc::can_cast_same_kind(types.result, target));
    }
    ufunc::binary_into(rules, Family::of_binary(op), operands, Some(target))
}

/// The types of `op a`.
#[must_use]
pub fn unary(rules: Rules, op: UnaryOp, a: Operand) -> Option<UnaryTypes> {
    match rules {
        Rules::Numba if !a.is_array() => scalar::unary(op, a.dtype),
        // The truth of an array is not the array of truths.
        _ if op == UnaryOp::Not && a.is_array() => None,
        _ => ufunc::unary(rules, Family::of_unary(op), a),
    }
}

/// The types of a NumPy function of one operand, on a scalar or an array.
#[must_use]
pub fn unary_function(rules: Rules, family: Family, a: Operand) -> Option<UnaryTypes> {
    ufunc::unary(rules, family, a)
}

/// The types of a NumPy function of two operands, on scalars or arrays.
#[must_use]
pub fn binary_function(rules: Rules, family: Family, a: Operand, b: Operand) -> Option<OpTypes> {
    ufunc::binary(rules, family, a, b)
}

/// The types of a function of scalars in the compiled zone.
#[must_use]
pub fn scalar_function(function: ScalarFunction, operands: &[Dtype]) -> Option<&'static Case> {
    scalar::function(function, operands)
}

/// The dtype of `int(x)`, `float(x)`, `complex(x)` or `bool(x)` in the compiled zone.
#[must_use]
pub fn python_cast(class: PythonClass, from: Dtype) -> Option<Dtype> {
    scalar::python_cast(class, from)
}

/// The dtype of `min(a, b)` and `max(a, b)` of scalars in the compiled zone.
#[must_use]
pub fn min_max(a: Dtype, b: Dtype) -> Option<Dtype> {
    (!a.is_complex() && !b.is_complex()).then(|| promote_dtypes(a, b))
}

/// The dtype of `np.where(condition, a, b)`: what both cast to, a Python number of the host zone following the other.
#[must_use]
pub fn choice(rules: Rules, a: Operand, b: Operand) -> Dtype {
    let [a, b] = match rules {
        Rules::Numba => [a.dtype, b.dtype],
        Rules::NumPy => ufunc::strengthen([a, b]),
    };
    promote_dtypes(a, b)
}

/// The layout of an element-wise result: C if an operand is C or none is F.
pub fn result_layout(operands: impl IntoIterator<Item = Layout>) -> Layout {
    let mut layout = None;
    for operand in operands {
        match operand {
            Layout::C => return Layout::C,
            Layout::F => layout = Some(Layout::F),
            Layout::A => {}
        }
    }
    layout.unwrap_or(Layout::C)
}
