//! Operators on arrays and NumPy's scalars.
//!
//! Input: operators, values of which at least one is NumPy's. Output: arrays, scalars, or NumPy's refusals.
//! Never: values whose classes are the script's (`ops` asks those first).

use super::super::elementwise::ElementOp;
use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::operand::Operand;
use super::ufunc::Ufunc;
use super::{convert, linalg};
use crate::ir;
use crate::runtime::array::{Array, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::types::ufunc::Family;
use crate::types::{BinaryOp, Dtype, UnaryOp, refusal};
use std::sync::Arc;

/// The function that an operator is.
fn ufunc(op: BinaryOp) -> Ufunc {
    use ir::{BinaryOp as Arith, CompareOp as Test};
    let op_of = |op| match op {
        BinaryOp::Add => ElementOp::Binary(Arith::Add),
        BinaryOp::Sub => ElementOp::Binary(Arith::Sub),
        BinaryOp::Mul | BinaryOp::MatMul => ElementOp::Binary(Arith::Mul),
        BinaryOp::Div => ElementOp::Binary(Arith::Div),
        BinaryOp::FloorDiv => ElementOp::Binary(Arith::FloorDiv),
        BinaryOp::Mod => ElementOp::Binary(Arith::Mod),
        BinaryOp::Pow => ElementOp::Binary(Arith::Pow),
        BinaryOp::LShift => ElementOp::Binary(Arith::Shl),
        BinaryOp::RShift => ElementOp::Binary(Arith::Shr),
        BinaryOp::BitAnd => ElementOp::Binary(Arith::And),
        BinaryOp::BitOr => ElementOp::Binary(Arith::Or),
        BinaryOp::BitXor => ElementOp::Binary(Arith::Xor),
        BinaryOp::Eq => ElementOp::Compare(Test::Eq),
        BinaryOp::Ne => ElementOp::Compare(Test::Ne),
        BinaryOp::Lt => ElementOp::Compare(Test::Lt),
        BinaryOp::Le => ElementOp::Compare(Test::Le),
        BinaryOp::Gt => ElementOp::Compare(Test::Gt),
        BinaryOp::Ge => ElementOp::Compare(Test::Ge),
    };
    Ufunc { name: op.ufunc_name(), family: Family::of_binary(op), op: op_of(op) }
}

/// `a op b`, where one of them is an array or a scalar of NumPy.
///
/// # Errors
/// What NumPy raises.
pub fn binary(run: &Run, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    if let (Some(x), Some(y)) = (double(a), double(b))
        && let Some(result) = of_doubles(op, x, y)
    {
        return Ok(Value::Scalar(result));
    }
    if op == BinaryOp::Mul
        && let Some(class) = [(a, b), (b, a)].into_iter().find_map(|(count, sequence)| bad_count(count, sequence))
    {
        return Err(Exception::type_error(format!("can't multiply sequence by non-int of type '{class}'")));
    }
    let (Some(x), Some(y)) = (Operand::new(run, a)?, Operand::new(run, b)?) else {
        return with_stranger(run, op, a, b);
    };
    match op {
        BinaryOp::MatMul => linalg::matmul(run, &x, &y),
        BinaryOp::Pow => power(run, x, y, b),
        _ => ufunc(op).binary(run, x, y, None),
    }
}

/// A float64, NumPy's or Python's.
fn double(value: &Value) -> Option<f64> {
    match value {
        Value::Float(x) | Value::Scalar(Scalar::F64(x)) => Some(*x),
        _ => None,
    }
}

/// The operators that are one operation of the processor, where loops over the elements of arrays at module level spend their time.
fn of_doubles(op: BinaryOp, x: f64, y: f64) -> Option<Scalar> {
    Some(match op {
        BinaryOp::Add => Scalar::F64(x + y),
        BinaryOp::Sub => Scalar::F64(x - y),
        BinaryOp::Mul => Scalar::F64(x * y),
        BinaryOp::Div => Scalar::F64(x / y),
        BinaryOp::Eq => Scalar::Bool(x == y),
        BinaryOp::Ne => Scalar::Bool(x != y),
        BinaryOp::Lt => Scalar::Bool(x < y),
        BinaryOp::Le => Scalar::Bool(x <= y),
        BinaryOp::Gt => Scalar::Bool(x > y),
        BinaryOp::Ge => Scalar::Bool(x >= y),
        _ => return None,
    })
}

/// The class of a scalar that repeats no sequence; none for arrays, which multiply with sequences.
fn bad_count(count: &Value, sequence: &Value) -> Option<String> {
    let is_sequence = matches!(sequence, Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Bytes(_));
    (is_sequence && matches!(count, Value::Scalar(_))).then(|| count.type_name())
}

/// `x ** y`: NumPy takes a product for a square, and so on, for arrays with one number as exponent.
fn power(run: &Run, x: Operand, y: Operand, exponent: &Value) -> Outcome<Value> {
    let inexact = x.dtype().is_float() || x.dtype().is_complex();
    if x.scalar().is_some() || !inexact {
        return ufunc(BinaryOp::Pow).binary(run, x, y, None);
    }
    match exponent {
        Value::Int(2) => ufunc(BinaryOp::Mul).binary(run, x.clone(), x, None),
        Value::Float(two) if *two == 2.0 => ufunc(BinaryOp::Mul).binary(run, x.clone(), x, None),
        Value::Int(-1) => match Operand::new(run, &Value::Int(1))? {
            Some(one) => ufunc(BinaryOp::Div).binary(run, one, x, None),
            None => ufunc(BinaryOp::Pow).binary(run, x, y, None),
        },
        Value::Float(half) if *half == 0.5 => {
            let sqrt = ElementOp::Unary(ir::UnaryOp::Sqrt);
            Ufunc { name: BinaryOp::Pow.ufunc_name(), family: Family::FloatOrComplex, op: sqrt }.unary(run, x, None)
        }
        _ => ufunc(BinaryOp::Pow).binary(run, x, y, None),
    }
}

/// An operand that is no number: nothing equals it, and nothing else can be done.
fn with_stranger(run: &Run, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
        let differs = Scalar::Bool(op == BinaryOp::Ne);
        return Ok(match if matches!(a, Value::Array(_)) { a } else { b } {
            Value::Array(array) => {
                Value::array(Array::full(Some(&run.services.account), Dtype::Bool, array.shape(), differs)?)
            }
            _ => Value::Scalar(differs),
        });
    }
    let text = match (a, b) {
        (Value::Str(_), _) | (_, Value::Str(_)) => {
            let (left, right) = (operand_dtype(a), operand_dtype(b));
            let name = op.ufunc_name();
            let text = "did not contain a loop with signature matching types";
            let text = format!("ufunc '{name}' {text} ({left}, {right}) -> None");
            return Err(Exception::new(ExceptionKind::UFuncTypeError, text));
        }
        _ if op.is_comparison() => {
            let (left, right) = (element_class(a), element_class(b));
            format!("'{op}' not supported between instances of '{left}' and '{right}'")
        }
        _ => format!("unsupported operand type(s) for {op}: '{}' and '{}'", element_class(a), element_class(b)),
    };
    Err(Exception::type_error(text))
}

fn operand_dtype(value: &Value) -> String {
    match value {
        Value::Str(text) => format!("dtype('<U{}')", text.chars().count().max(1)),
        Value::Array(array) => format!("dtype('{}')", array.dtype()),
        other => convert::number(other).map_or_else(String::new, |scalar| format!("dtype('{}')", scalar.dtype())),
    }
}

/// The class of a value; of NumPy's the class of its elements as Python's.
fn element_class(value: &Value) -> String {
    let dtype = match value {
        Value::Array(array) => array.dtype(),
        Value::Scalar(scalar) => scalar.dtype(),
        _ => return value.type_name(),
    };
    convert::to_python(Scalar::Bool(false).cast(dtype)).type_name()
}

/// `target op= value`: an array changes in place; anything else is `target op value`.
///
/// # Errors
/// What NumPy raises.
pub fn in_place(run: &Run, op: BinaryOp, target: &Value, value: &Value) -> Outcome<Value> {
    let Value::Array(array) = target else { return binary(run, op, target, value) };
    let Some(operand) = Operand::new(run, value)? else { return with_stranger(run, op, target, value) };
    if !array.is_mutable() {
        return Err(Exception::value_error("output array is read-only"));
    }
    let own = Operand::array((**array).clone());
    match op {
        BinaryOp::MatMul => {
            let Value::Array(product) = linalg::matmul(run, &own, &operand)? else { return Ok(target.clone()) };
            array.assign(&product)?;
        }
        BinaryOp::Pow => assign_power(run, array, own, operand, value)?,
        _ => drop(ufunc(op).binary(run, own, operand, Some(array))?),
    }
    Ok(target.clone())
}

fn assign_power(run: &Run, array: &Arc<Array>, own: Operand, operand: Operand, value: &Value) -> Outcome<()> {
    let types = refusal::in_place(BinaryOp::Pow, array.dtype(), operand.types()).map_err(convert::refused)?;
    if operand.scalar().is_none() || types.result != array.dtype() {
        return ufunc(BinaryOp::Pow).binary(run, own, operand, Some(array)).map(drop);
    }
    match power(run, own, operand, value)? {
        Value::Array(powers) => Ok(array.assign(&powers)?),
        Value::Scalar(scalar) => Ok(array.fill(scalar)?),
        _ => Ok(()),
    }
}

/// `op a` of an array or a scalar of NumPy.
///
/// # Errors
/// What NumPy raises.
pub fn unary(run: &Run, op: UnaryOp, value: &Value) -> Outcome<Value> {
    if op == UnaryOp::Not {
        return Ok(Value::Bool(!truth(value)?));
    }
    let Some(operand) = Operand::new(run, value)? else {
        let class = value.type_name();
        return Err(Exception::type_error(format!("bad operand type for unary {op}: '{class}'")));
    };
    let element_op = match op {
        UnaryOp::Neg => ElementOp::Unary(ir::UnaryOp::Neg),
        UnaryOp::Pos => ElementOp::Cast,
        UnaryOp::Invert | UnaryOp::Not => ElementOp::Unary(ir::UnaryOp::Not),
    };
    Ufunc { name: op.ufunc_name(), family: Family::of_unary(op), op: element_op }.unary(run, operand, None)
}

/// `abs(a)`
///
/// # Errors
/// What NumPy raises.
pub fn absolute(run: &Run, value: &Value) -> Outcome<Value> {
    let Some(operand) = Operand::new(run, value)? else {
        return Err(Exception::type_error(format!("bad operand type for abs(): '{}'", value.type_name())));
    };
    ABSOLUTE.unary(run, operand, None)
}

const ABSOLUTE: Ufunc = Ufunc { name: "absolute", family: Family::Absolute, op: ElementOp::Unary(ir::UnaryOp::Abs) };

/// `bool(a)`
///
/// # Errors
/// ValueError unless there is exactly one element.
pub fn truth(value: &Value) -> Outcome<bool> {
    match value {
        Value::Scalar(scalar) => Ok(scalar.as_bool()),
        Value::Array(array) => array_truth(array),
        _ => Ok(true),
    }
}

fn array_truth(array: &Array) -> Outcome<bool> {
    match array.item() {
        Some(only) => Ok(only.as_bool()),
        None if array.size() == 0 => Err(Exception::value_error(
            "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.",
        )),
        None => Err(Exception::value_error(
            "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
        )),
    }
}

/// Does a comparison of the two follow NumPy's rules?
#[must_use]
pub fn compares(a: &Value, b: &Value) -> bool {
    [a, b].iter().any(|value| matches!(value, Value::Array(_) | Value::Scalar(_)))
}

/// `value in array`
///
/// # Errors
/// As comparing does.
pub fn contains(run: &Run, array: &Value, value: &Value) -> Outcome<bool> {
    Ok(match binary(run, BinaryOp::Eq, array, value)? {
        Value::Array(verdicts) => verdicts.iter().any(Scalar::as_bool),
        other => truth(&other)?,
    })
}

/// An operator on operands.
pub(super) fn operands(run: &Run, op: BinaryOp, a: Operand, b: Operand) -> Outcome<Value> {
    ufunc(op).binary(run, a, b, None)
}

/// An operator on arrays.
pub(super) fn arrays(run: &Run, op: BinaryOp, a: &Array, b: &Array) -> Outcome<Value> {
    operands(run, op, Operand::array(a.clone()), Operand::array(b.clone()))
}

/// The square root of a result.
pub(super) fn square_root(run: &Run, value: &Value) -> Outcome<Value> {
    let Some(operand) = Operand::new(run, value)? else { return Ok(value.clone()) };
    SQUARE_ROOT.unary(run, operand, None)
}

const SQUARE_ROOT: Ufunc =
    Ufunc { name: "sqrt", family: Family::FloatOrComplex, op: ElementOp::Unary(ir::UnaryOp::Sqrt) };
