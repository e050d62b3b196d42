//! Why NumPy refuses an operation of the host zone, in its own words.
//!
//! Input: a ufunc's name and family, operands. Output: the exception's class and message.
//! Never: a decision (an operation is refused where [`super::promote`] gives no types), raising.

use super::promote::{Form, Operand};
use super::ufunc::{Family, can_cast_same_kind};
use super::{BinaryOp, Dtype, OpTypes, Rules, UnaryOp, promote};

/// An exception to be raised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The class.
    pub class: RefusalClass,
    /// The message.
    pub message: String,
}

/// The class of an exception that NumPy raises.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RefusalClass {
    /// Python's own.
    TypeError,
    /// NumPy's subclass of `TypeError`.
    UFuncTypeError,
    /// Python's own.
    OverflowError,
    /// Python's own.
    ValueError,
}

impl RefusalClass {
    /// The class's name as a traceback prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            RefusalClass::TypeError => "TypeError",
            RefusalClass::UFuncTypeError => "numpy._core._exceptions.UFuncTypeError",
            RefusalClass::OverflowError => "OverflowError",
            RefusalClass::ValueError => "ValueError",
        }
    }
}

/// The types of `a op b` by NumPy's rules, or its words.
pub fn binary(op: BinaryOp, a: Operand, b: Operand) -> Result<OpTypes, Refusal> {
    let refused = || match op {
        BinaryOp::MatMul => matmul_of_scalar(a, b),
        _ => of_operands(op.ufunc_name(), Family::of_binary(op), &[a, b]),
    };
    promote::binary(Rules::NumPy, op, a, b).ok_or_else(refused)
}

/// The types of `op a` by NumPy's rules, or its words; not for `not`, whose refusal depends on the array's size.
pub fn unary(op: UnaryOp, a: Operand) -> Result<promote::UnaryTypes, Refusal> {
    promote::unary(Rules::NumPy, op, a).ok_or_else(|| of_operands(op.ufunc_name(), Family::of_unary(op), &[a]))
}

/// The types of `target op= value` by NumPy's rules, or its words.
pub fn in_place(op: BinaryOp, target: Dtype, value: Operand) -> Result<OpTypes, Refusal> {
    let types = binary(op, Operand::array(target), value)?;
    if can_cast_same_kind(types.result, target) {
        return Ok(types);
    }
    Err(of_output(op.ufunc_name(), types.result, target))
}

/// Why the function `ufunc` has no loop for the operands.
#[must_use]
pub fn of_operands(ufunc: &str, family: Family, operands: &[Operand]) -> Refusal {
    let are_bools = operands.iter().all(|it| it.dtype == Dtype::Bool);
    let (class, message) = match family {
        Family::Subtract if are_bools => (RefusalClass::TypeError, BOOL_SUBTRACT.into()),
        Family::Negative if are_bools => (RefusalClass::TypeError, BOOL_NEGATIVE.into()),
        Family::Gcd | Family::Sign => {
            let classes = dtype_classes(operands);
            let message =
                format!("ufunc '{ufunc}' did not contain a loop with signature matching types {classes} -> None");
            (RefusalClass::UFuncTypeError, message)
        }
        _ => (RefusalClass::TypeError, format!("ufunc '{ufunc}' {NOT_SUPPORTED}")),
    };
    Refusal { class, message }
}

const BOOL_SUBTRACT: &str = "numpy boolean subtract, the `-` operator, is not supported, \
    use the bitwise_xor, the `^` operator, or the logical_xor function instead.";
const BOOL_NEGATIVE: &str = "The numpy boolean negative, the `-` operator, is not supported, \
    use the `~` operator or the logical_not function instead.";
const NOT_SUPPORTED: &str = "not supported for the input types, and the inputs could not be safely coerced \
    to any supported types according to the casting rule ''safe''";

/// `<class 'numpy.dtypes.BoolDType'>`, in a tuple where there are several.
fn dtype_classes(operands: &[Operand]) -> String {
    let classes: Vec<String> = operands.iter().map(|it| dtype_class(it.dtype)).collect();
    match &classes[..] {
        [one] => one.clone(),
        several => format!("({})", several.join(", ")),
    }
}

fn dtype_class(dtype: Dtype) -> String {
    let name = dtype.name();
    let split = if name.starts_with("ui") { 2 } else { 1 };
    format!("<class 'numpy.dtypes.{}{}DType'>", name[..split].to_uppercase(), &name[split..])
}

/// Why a result of dtype `from` cannot go to an array of dtype `to`.
#[must_use]
pub fn of_output(ufunc: &str, from: Dtype, to: Dtype) -> Refusal {
    let message = format!(
        "Cannot cast ufunc '{ufunc}' output from dtype('{from}') to dtype('{to}') with casting rule 'same_kind'"
    );
    Refusal { class: RefusalClass::UFuncTypeError, message }
}

/// `@` wants arrays: NumPy has it of an array and a number, only to refuse it.
fn matmul_of_scalar(a: Operand, b: Operand) -> Refusal {
    if !a.is_array() && !b.is_array() {
        let message = format!("unsupported operand type(s) for @: '{}' and '{}'", scalar_class(a), scalar_class(b));
        return Refusal { class: RefusalClass::TypeError, message };
    }
    let index = usize::from(a.is_array());
    let message = format!(
        "matmul: Input operand {index} does not have enough dimensions \
        (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
    );
    Refusal { class: RefusalClass::ValueError, message }
}

/// `numpy.int8`; Python's own class of a weak operand.
fn scalar_class(operand: Operand) -> String {
    match (operand.form, operand.dtype) {
        (Form::Weak, Dtype::I64) => "int".into(),
        (Form::Weak, Dtype::F64) => "float".into(),
        (Form::Weak, Dtype::C128) => "complex".into(),
        (_, dtype) => format!("numpy.{dtype}"),
    }
}

/// Whether a Python int can become an operand or an element of `dtype` (NEP 50 never widens for it).
///
/// Comparisons do not ask: an int that does not fit is greater or smaller than every element, by its sign.
pub fn check_python_int(value: i128, dtype: Dtype) -> Result<(), Refusal> {
    let Some((low, high)) = dtype.int_range() else { return Ok(()) };
    if (low..=high).contains(&value) {
        return Ok(());
    }
    // NumPy reads the int as C's long, for the wider unsigned dtypes as unsigned long, before it looks at the dtype.
    let as_unsigned = !dtype.is_signed() && dtype.size() >= 4;
    let fits_a_word = i64::try_from(value).is_ok() || as_unsigned && u64::try_from(value).is_ok();
    let message = if fits_a_word {
        format!("Python integer {value} out of bounds for {dtype}")
    } else {
        "Python int too large to convert to C long".into()
    };
    Err(Refusal { class: RefusalClass::OverflowError, message })
}
