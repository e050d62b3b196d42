//! Operators and universal functions: promotion, broadcasting, allocation; the loops are the engine's.
//!
//! Input: an operation, operands. Output: arrays or scalars.
//! Never: Python's numbers alone (`ops`).

use super::convert::{dtype_of_number, fits, out_of_bounds, scalar_of, to_array};
use crate::host::Outcome;
use crate::host::elementwise::{ElementOp, Elementwise, apply};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::Value;
use crate::ir;
use crate::runtime::array::{Array, Scalar, broadcast_shapes};
use crate::runtime::exception::ExceptionKind;
use crate::types::promote::{self, Form, Operand, Rules};
use crate::types::ufunc::{Family, can_cast_same_kind};
use crate::types::{BinaryOp, Dtype, UnaryOp};
use std::sync::Arc;

/// An operand.
#[derive(Clone)]
pub(in crate::host) enum Arg {
    Array(Arc<Array>),
    /// A scalar of NumPy, or a bool.
    Scalar(Scalar),
    /// A number of Python.
    Weak(Scalar),
}

impl Arg {
    /// An operand of a value; lists become arrays.
    pub(in crate::host) fn of(interp: &Interpreter<'_>, value: &Value) -> Outcome<Arg> {
        Ok(match value {
            Value::Array(array) => Arg::Array(Arc::clone(array)),
            Value::Bool(value) => Arg::Scalar(Scalar::Bool(*value)),
            Value::Scalar(scalar) => Arg::Scalar(*scalar),
            number if number.is_python_number() => match scalar_of(number) {
                Some(scalar) => Arg::Weak(scalar),
                None => Arg::Array(to_array(interp, value, None)?),
            },
            other => Arg::Array(to_array(interp, other, None)?),
        })
    }

    fn operand(&self) -> Operand {
        match self {
            Arg::Array(array) => Operand::array(array.dtype()),
            Arg::Scalar(scalar) => Operand::scalar(scalar.dtype()),
            Arg::Weak(Scalar::U64(_)) => Operand { dtype: Dtype::I64, form: Form::Weak },
            Arg::Weak(scalar) => Operand::weak(scalar.dtype()),
        }
    }

    fn shape(&self) -> &[usize] {
        match self {
            Arg::Array(array) => array.shape(),
            _ => &[],
        }
    }

    fn scalar(&self) -> Option<Scalar> {
        match self {
            Arg::Array(array) if array.ndim() == 0 => array.item(),
            Arg::Array(_) => None,
            Arg::Scalar(scalar) | Arg::Weak(scalar) => Some(*scalar),
        }
    }

    /// The operand as an array of a shape; a Python int must fit the dtype that it takes on.
    fn spread(&self, shape: &[usize], dtype: Dtype) -> Outcome<Array> {
        Ok(match self {
            Arg::Array(array) => array.broadcast_to(shape)?,
            Arg::Scalar(scalar) => Array::full(None, scalar.dtype(), &[], *scalar)?.broadcast_to(shape)?,
            Arg::Weak(scalar) => Array::full(None, dtype, &[], self.narrow(*scalar, dtype)?)?.broadcast_to(shape)?,
        })
    }

    fn narrow(&self, scalar: Scalar, dtype: Dtype) -> Outcome<Scalar> {
        match (self, scalar.as_i128()) {
            (Arg::Weak(_), Some(int)) if dtype.is_int() && !fits(int, dtype) => Err(out_of_bounds(int, dtype)),
            _ => Ok(scalar.cast(dtype)),
        }
    }
}

/// Is a comparison of the two NumPy's?
pub(in crate::host) fn compares(a: &Value, b: &Value) -> bool {
    let numeric = |value: &Value| dtype_of_number(value).is_some() || matches!(value, Value::Array(_));
    match (a, b) {
        (Value::Array(_), other) | (other, Value::Array(_)) => {
            numeric(other) || matches!(other, Value::List(_) | Value::Tuple(_))
        }
        (Value::Scalar(_), other) | (other, Value::Scalar(_)) => numeric(other),
        _ => false,
    }
}

/// The op of an operator's loop; the operands have the dtype that promotion gives them.
fn element_op(op: BinaryOp) -> ElementOp {
    use ir::{BinaryOp as Ir, CompareOp};
    match op {
        BinaryOp::Add => ElementOp::Binary(Ir::Add),
        BinaryOp::Sub => ElementOp::Binary(Ir::Sub),
        BinaryOp::Mul | BinaryOp::MatMul => ElementOp::Binary(Ir::Mul),
        BinaryOp::Div => ElementOp::Binary(Ir::Div),
        BinaryOp::FloorDiv => ElementOp::Binary(Ir::FloorDiv),
        BinaryOp::Mod => ElementOp::Binary(Ir::Mod),
        BinaryOp::Pow => ElementOp::Binary(Ir::Pow),
        BinaryOp::LShift => ElementOp::Binary(Ir::Shl),
        BinaryOp::RShift => ElementOp::Binary(Ir::Shr),
        BinaryOp::BitAnd => ElementOp::Binary(Ir::And),
        BinaryOp::BitOr => ElementOp::Binary(Ir::Or),
        BinaryOp::BitXor => ElementOp::Binary(Ir::Xor),
        BinaryOp::Eq => ElementOp::Compare(CompareOp::Eq),
        BinaryOp::Ne => ElementOp::Compare(CompareOp::Ne),
        BinaryOp::Lt => ElementOp::Compare(CompareOp::Lt),
        BinaryOp::Le => ElementOp::Compare(CompareOp::Le),
        BinaryOp::Gt => ElementOp::Compare(CompareOp::Gt),
        BinaryOp::Ge => ElementOp::Compare(CompareOp::Ge),
    }
}

/// `a op b`, where one is an array or a scalar of NumPy.
pub(in crate::host) fn binary(interp: &Interpreter<'_>, op: BinaryOp, a: &Value, b: &Value) -> Outcome<Value> {
    if !operates(a) || !operates(b) {
        return Err(no_operands(op, a, b));
    }
    let (x, y) = (Arg::of(interp, a)?, Arg::of(interp, b)?);
    if op == BinaryOp::MatMul {
        return super::linear::matmul_args(interp, a, b);
    }
    if let Some(verdict) = compare_out_of_bounds(op, &x, &y)? {
        return Ok(verdict);
    }
    let Some(types) = promote::binary(Rules::NumPy, op, x.operand(), y.operand()) else {
        return Err(no_loop(op, x.operand().dtype));
    };
    if op == BinaryOp::Pow {
        refuse_negative_powers(&types.operands, &x, &y)?;
    }
    run(interp, element_op(op), &[x, y], &types.operands, types.result)
}

fn operates(value: &Value) -> bool {
    dtype_of_number(value).is_some() || matches!(value, Value::Array(_) | Value::List(_) | Value::Tuple(_))
}

fn no_operands(op: BinaryOp, a: &Value, b: &Value) -> Exception {
    let symbol = if op == BinaryOp::Pow { "** or pow()" } else { op.symbol() };
    let (a, b) = (a.type_name(), b.type_name());
    if op.is_comparison() {
        return Exception::type_error(format!("'{symbol}' not supported between instances of '{a}' and '{b}'"));
    }
    Exception::type_error(format!("unsupported operand type(s) for {symbol}: '{a}' and '{b}'"))
}

fn no_loop(op: BinaryOp, dtype: Dtype) -> Exception {
    if op == BinaryOp::Sub && dtype == Dtype::Bool {
        return Exception::type_error(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the \
             logical_xor function instead.",
        );
    }
    not_supported(op.ufunc_name())
}

fn not_supported(ufunc: &str) -> Exception {
    Exception::type_error(format!(
        "ufunc '{ufunc}' not supported for the input types, and the inputs could not be safely coerced to any \
         supported types according to the casting rule ''safe''"
    ))
}

/// NumPy raises for ints to negative int powers.
fn refuse_negative_powers(dtypes: &[Dtype; 2], base: &Arg, exponent: &Arg) -> Outcome<()> {
    if !dtypes[1].is_signed() {
        return Ok(());
    }
    let negative = match exponent {
        Arg::Array(array) if base.shape().contains(&0) || array.size() == 0 => false,
        Arg::Array(array) => array.iter().any(|power| power.as_i64() < 0),
        Arg::Scalar(power) | Arg::Weak(power) => power.as_i64() < 0,
    };
    match negative {
        true => Err(Exception::value_error("Integers to negative integer powers are not allowed.")),
        false => Ok(()),
    }
}

/// A comparison of an int dtype with a Python int that it does not hold is decided by the int's sign.
fn compare_out_of_bounds(op: BinaryOp, x: &Arg, y: &Arg) -> Outcome<Option<Value>> {
    let (array, weak, weak_is_right) = match (x, y) {
        (other, Arg::Weak(weak)) => (other, weak, true),
        (Arg::Weak(weak), other) => (other, weak, false),
        _ => return Ok(None),
    };
    let (Some(int), dtype) = (weak.as_i128(), array.operand().dtype) else { return Ok(None) };
    if !op.is_comparison() || !dtype.is_int() || fits(int, dtype) {
        return Ok(None);
    }
    let weak_is_larger = int > 0;
    let verdict = match op {
        BinaryOp::Eq => false,
        BinaryOp::Ne => true,
        BinaryOp::Lt | BinaryOp::Le => weak_is_larger == weak_is_right,
        _ => weak_is_larger != weak_is_right,
    };
    Ok(Some(match array {
        Arg::Array(array) => Value::array(Array::full(None, Dtype::Bool, array.shape(), Scalar::Bool(verdict))?),
        _ => Value::Scalar(Scalar::Bool(verdict)),
    }))
}

/// Runs one operation over operands: at `dtypes`, to `result`.
pub(in crate::host) fn run(
    interp: &Interpreter<'_>,
    op: ElementOp,
    args: &[Arg],
    dtypes: &[Dtype],
    result: Dtype,
) -> Outcome<Value> {
    let scalars: Option<Vec<Scalar>> = args.iter().map(Arg::scalar).collect();
    if let Some(scalars) = scalars {
        let mut converted = Vec::with_capacity(scalars.len());
        for ((arg, &scalar), &dtype) in args.iter().zip(&scalars).zip(dtypes) {
            converted.push(arg.narrow(scalar, dtype)?);
        }
        return Ok(Value::Scalar(apply(op, &converted).cast(result)));
    }
    let shapes: Vec<&[usize]> = args.iter().map(Arg::shape).collect();
    let shape = broadcast_shapes(&shapes)?;
    let out = Array::empty(Some(&interp.run.services.account), result, &shape)?;
    run_into(interp, op, args, dtypes, &out)?;
    Ok(Value::array(out))
}

fn run_into(interp: &Interpreter<'_>, op: ElementOp, args: &[Arg], dtypes: &[Dtype], out: &Array) -> Outcome<()> {
    let mut operands = Vec::with_capacity(args.len());
    for (arg, &dtype) in args.iter().zip(dtypes) {
        let operand = arg.spread(out.shape(), dtype)?;
        let same = operand.data() == out.data() && operand.strides() == out.strides() && operand.dtype() == out.dtype();
        let overlaps = !same && operand.may_share_memory(out);
        operands.push(if overlaps { operand.copy(crate::runtime::array::Order::C)? } else { operand });
    }
    interp.run.engine.elementwise(&Elementwise { op, dtypes, operands: &operands, out })
}

/// `array op= value`
pub(in crate::host) fn in_place(
    interp: &Interpreter<'_>,
    op: BinaryOp,
    array: &Arc<Array>,
    value: &Value,
) -> Outcome<Value> {
    let target = Value::Array(Arc::clone(array));
    if !operates(value) {
        return Err(no_operands(op, &target, value));
    }
    if op == BinaryOp::MatMul {
        let product = super::linear::matmul_args(interp, &target, value)?;
        super::set_item(interp, array, &Value::Ellipsis, &product)?;
        return Ok(target);
    }
    if !array.is_mutable() {
        return Err(Exception::value_error("output array is read-only"));
    }
    let arg = Arg::of(interp, value)?;
    let this = Arg::Array(Arc::clone(array));
    let Some(types) = promote::in_place(Rules::NumPy, op, array.dtype(), arg.operand()) else {
        return match promote::binary(Rules::NumPy, op, this.operand(), arg.operand()) {
            Some(types) => Err(no_cast(op, types.result, array.dtype())),
            None => Err(no_loop(op, array.dtype())),
        };
    };
    if !can_cast_same_kind(types.result, array.dtype()) {
        return Err(no_cast(op, types.result, array.dtype()));
    }
    let shape = broadcast_shapes(&[array.shape(), arg.shape()])?;
    if &shape[..] != array.shape() {
        let text = crate::runtime::array::shape_text;
        let message = format!(
            "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
            text(array.shape()),
            text(&shape)
        );
        return Err(Exception::value_error(message));
    }
    if op == BinaryOp::Pow {
        refuse_negative_powers(&types.operands, &this, &arg)?;
    }
    run_into(interp, element_op(op), &[this, arg], &types.operands, array)?;
    Ok(target)
}

fn no_cast(op: BinaryOp, from: Dtype, to: Dtype) -> Exception {
    let message = format!(
        "Cannot cast ufunc '{}' output from dtype('{from}') to dtype('{to}') with casting rule 'same_kind'",
        op.ufunc_name()
    );
    Exception::new(ExceptionKind::TypeError, message).named("numpy._core._exceptions._UFuncOutputCastingError")
}

/// `op a`
pub(in crate::host) fn unary(interp: &Interpreter<'_>, op: UnaryOp, a: &Value) -> Outcome<Value> {
    let arg = Arg::of(interp, a)?;
    let dtype = arg.operand().dtype;
    let Some(types) = promote::unary(Rules::NumPy, op, arg.operand()) else {
        if dtype == Dtype::Bool && op == UnaryOp::Neg {
            return Err(Exception::type_error(
                "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the \
                 logical_not function instead.",
            ));
        }
        return Err(not_supported(op.ufunc_name()));
    };
    let op = match op {
        UnaryOp::Neg => ElementOp::Unary(ir::UnaryOp::Neg),
        UnaryOp::Invert | UnaryOp::Not => ElementOp::Unary(ir::UnaryOp::Not),
        UnaryOp::Pos => ElementOp::Cast,
    };
    run(interp, op, &[arg], &[types.operand], types.result)
}

/// A universal function of one operand.
pub(in crate::host) fn ufunc_unary(
    interp: &Interpreter<'_>,
    (name, family, op): (&str, Family, ir::UnaryOp),
    args: &[Value],
    out: Option<&Value>,
) -> Outcome<Value> {
    let arg = Arg::of(interp, &args[0])?;
    let operand = strengthen(arg.operand());
    let types = promote::unary_function(Rules::NumPy, family, operand).ok_or_else(|| not_supported(name))?;
    finish(interp, ElementOp::Unary(op), &[strong(arg)], (&[types.operand], types.result), out)
}

/// A universal function of two operands.
pub(in crate::host) fn ufunc_binary(
    interp: &Interpreter<'_>,
    (name, family, op): (&str, Family, ElementOp),
    args: &[Value],
    out: Option<&Value>,
) -> Outcome<Value> {
    let (mut x, mut y) = (Arg::of(interp, &args[0])?, Arg::of(interp, &args[1])?);
    if matches!((&x, &y), (Arg::Weak(_), Arg::Weak(_))) {
        (x, y) = (strong(x), strong(y));
    }
    let types = promote::binary_function(Rules::NumPy, family, x.operand(), y.operand());
    let types = types.ok_or_else(|| not_supported(name))?;
    finish(interp, op, &[x, y], (&types.operands, types.result), out)
}

/// A Python number alone has the dtype that NumPy gives it.
fn strengthen(operand: Operand) -> Operand {
    Operand { form: if operand.form == Form::Weak { Form::Scalar } else { operand.form }, ..operand }
}

fn strong(arg: Arg) -> Arg {
    match arg {
        Arg::Weak(scalar) => Arg::Scalar(scalar),
        other => other,
    }
}

fn finish(
    interp: &Interpreter<'_>,
    op: ElementOp,
    args: &[Arg],
    (dtypes, result): (&[Dtype], Dtype),
    out: Option<&Value>,
) -> Outcome<Value> {
    let out = match out {
        None | Some(Value::None) => return run(interp, op, args, dtypes, result),
        Some(Value::Array(out)) => out,
        Some(_) => return Err(Exception::type_error("return arrays must be of ArrayType")),
    };
    run_into(interp, op, args, dtypes, out)?;
    Ok(Value::Array(Arc::clone(out)))
}
