//! Calls of universal functions.
//!
//! Input: rows of the table, arguments. Output: arrays or scalars. Never: promotion (`ufunc`).

use super::super::elementwise::ElementOp;
use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Keywords, Outcome, Run};
use super::arguments::keyword;
use super::operand::Operand;
use super::ufunc::{self, Ufunc};
use super::{convert, nested, operator, reduce};
use crate::builtins::host::UfuncFunction;
use crate::builtins::{Builtin, Lower, Rule};
use crate::ir::{BinaryOp as Op, UnaryOp};
use crate::runtime::array::{Array, Scalar};
use crate::types::promote::{self, Rules};
use crate::types::ufunc::Family;
use crate::types::{BinaryOp, Dtype, refusal};

/// The operands of a call, and where its result goes.
struct Call<'a> {
    operands: Vec<Operand>,
    out: Option<&'a Value>,
    mask: Option<&'a Value>,
    dtype: Option<Dtype>,
}

impl<'a> Call<'a> {
    fn new(run: &Run, name: &'static str, count: usize, args: &'a [Value], keywords: &'a Keywords) -> Outcome<Self> {
        let surplus = args.len() > count + 1;
        if args.len() < count || surplus {
            let (verb, n) = if surplus { ("to", count + 1) } else { ("from", count) };
            let given = args.len();
            let text = format!("{name}() takes {verb} {n} positional arguments but {given} were given");
            return Err(Exception::type_error(text));
        }
        let known = ["out", "where", "dtype", "casting", "order", "subok"];
        if let Some((odd, _)) = keywords.iter().find(|(key, _)| !known.contains(&&**key)) {
            return Err(Exception::type_error(format!("{name}() got an unexpected keyword argument '{odd}'")));
        }
        let mut operands = Vec::new();
        for arg in &args[..count] {
            operands.push(Operand::new(run, arg)?.ok_or_else(|| unsupported(name))?);
        }
        let out = args.get(count).or_else(|| keyword(keywords, "out")).filter(|out| !matches!(out, Value::None));
        let out = match out {
            Some(Value::Tuple(items)) => items.first(),
            other => other,
        };
        let dtype = keyword(keywords, "dtype").map(convert::dtype).transpose()?;
        Ok(Call { operands, out, mask: keyword(keywords, "where"), dtype })
    }

    /// Computes by a function of the operands and an output array; with a mask only where it is true.
    fn run(&self, run: &Run, compute: impl FnOnce(&[Operand], Option<&Array>) -> Outcome<Value>) -> Outcome<Value> {
        let operands = match self.dtype {
            None => self.operands.clone(),
            Some(dtype) => {
                let cast = |operand: &Operand| Ok(Operand::array(operand.to_array()?.cast(dtype)?));
                self.operands.iter().map(cast).collect::<Outcome<Vec<_>>>()?
            }
        };
        let out = match self.out {
            None => None,
            Some(Value::Array(out)) => Some(&**out),
            Some(_) => return Err(Exception::type_error("return arrays must be of ArrayType")),
        };
        if let Some(mask) = self.mask.filter(|mask| !matches!(mask, Value::Bool(true))) {
            return masked(run, compute(&operands, None)?, mask, self.out);
        }
        let result = compute(&operands, out)?;
        Ok(self.out.cloned().unwrap_or(result))
    }
}

fn unsupported(name: &str) -> Exception {
    Exception::type_error(format!(
        "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any supported \
         types according to the casting rule ''safe''"
    ))
}

/// Writes results where a mask is true.
fn masked(run: &Run, result: Value, mask: &Value, out: Option<&Value>) -> Outcome<Value> {
    let result = reduce::as_array(result)?;
    let mask = nested::as_array(run, mask, Some(Dtype::Bool))?;
    let target = match out {
        Some(Value::Array(out)) => (**out).clone(),
        _ => convert::zeros(run, result.dtype(), result.shape())?,
    };
    let mask = mask.broadcast_to(target.shape())?;
    let spread = result.broadcast_to(target.shape())?;
    let pairs = mask.iter().zip(spread.iter().zip(target.iter()));
    let chosen = pairs.map(|(m, (new, old))| if m.as_bool() { new } else { old });
    target.assign(&convert::of_scalars(run, target.dtype(), target.shape(), chosen)?)?;
    Ok(out.cloned().unwrap_or_else(|| convert::result(target)))
}

/// Calls a function whose row says that it is one op per element; none for other rows.
pub(super) fn call_row(run: &Run, row: &Builtin, args: &[Value], keywords: &Keywords) -> Option<Outcome<Value>> {
    let Rule::Elementwise(family) = row.typing else { return None };
    let (op, count) = match row.lower {
        Lower::Unary(op) => (ElementOp::Unary(op), 1),
        Lower::Binary(op) => (ElementOp::Binary(op), 2),
        Lower::Compare(op) => (ElementOp::Compare(op), 2),
        _ => return None,
    };
    Some(call_op(run, Ufunc { name: row.name(), family, op }, count, args, keywords))
}

fn call_op(run: &Run, ufunc: Ufunc, count: usize, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let call = Call::new(run, ufunc.name, count, args, keywords)?;
    call.run(run, |operands, out| match operands {
        [x] => ufunc.unary(run, x.clone(), out),
        [x, y, ..] => ufunc.binary(run, x.clone(), y.clone(), out),
        [] => Err(unsupported(ufunc.name)),
    })
}

/// Calls a function that takes more than one op.
///
/// # Errors
/// What NumPy raises.
pub(super) fn call(
    run: &Run,
    function: UfuncFunction,
    row: &Builtin,
    args: &[Value],
    keywords: &Keywords,
) -> Outcome<Value> {
    let name = row.name();
    let ufunc = |family, op| Ufunc { name, family, op };
    let unary = |ufunc: Ufunc| call_op(run, ufunc, 1, args, keywords);
    let binary = |ufunc: Ufunc| call_op(run, ufunc, 2, args, keywords);
    let logical = |op| ufunc(Family::Logical, ElementOp::Binary(op));
    match function {
        UfuncFunction::Positive => unary(ufunc(Family::Sign, ElementOp::Cast)),
        UfuncFunction::LogicalNot => {
            let call = Call::new(run, name, 1, args, keywords)?;
            call.run(run, |x, out| truths(run, &x[0], out))
        }
        UfuncFunction::LogicalAnd => binary_truths(run, logical(Op::And), args, keywords),
        UfuncFunction::LogicalOr => binary_truths(run, logical(Op::Or), args, keywords),
        UfuncFunction::LogicalXor => binary_truths(run, logical(Op::Xor), args, keywords),
        UfuncFunction::Square => {
            let square = ufunc(Family::Number, ElementOp::Binary(Op::Mul));
            let call = Call::new(run, name, 1, args, keywords)?;
            call.run(run, |x, out| square.binary(run, x[0].clone(), x[0].clone(), out))
        }
        UfuncFunction::Reciprocal => reciprocal(run, name, args, keywords),
        UfuncFunction::Deg2rad => scaled(run, name, std::f64::consts::PI / 180.0, args, keywords),
        UfuncFunction::Rad2deg => scaled(run, name, 180.0 / std::f64::consts::PI, args, keywords),
        UfuncFunction::Ldexp => ldexp(run, name, args, keywords),
        UfuncFunction::Divmod => {
            let quotient = ufunc(Family::Remainder, ElementOp::Binary(Op::FloorDiv));
            let rest = ufunc(Family::Remainder, ElementOp::Binary(Op::Mod));
            Ok(Value::tuple([binary(quotient)?, binary(rest)?]))
        }
        UfuncFunction::Modf => {
            let whole = unary(ufunc(Family::Float, ElementOp::Unary(UnaryOp::Trunc)))?;
            Ok(Value::tuple([operator::binary(run, BinaryOp::Sub, &args[0], &whole)?, whole]))
        }
        UfuncFunction::Heaviside => mapped(run, name, args, keywords, |x| {
            let (x, middle) = (x[0].as_f64(), x[1].as_f64());
            Scalar::F64(if x.is_nan() {
                x
            } else if x == 0.0 {
                middle
            } else {
                f64::from(x > 0.0)
            })
        }),
    }
}

fn truths(run: &Run, x: &Operand, out: Option<&Array>) -> Outcome<Value> {
    let truths = Operand::array(x.to_array()?.cast(Dtype::Bool)?);
    let not = Ufunc { name: "not", family: Family::Bitwise, op: ElementOp::Unary(UnaryOp::Not) };
    not.unary(run, truths, out)
}

fn binary_truths(run: &Run, ufunc: Ufunc, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let call = Call::new(run, ufunc.name, 2, args, keywords)?;
    call.run(run, |operands, out| {
        let truths = |operand: &Operand| Ok::<_, Exception>(Operand::array(operand.to_array()?.cast(Dtype::Bool)?));
        let [x, y] = operands else { return Err(unsupported(ufunc.name)) };
        Ufunc { family: Family::Bitwise, ..ufunc }.binary(run, truths(x)?, truths(y)?, out)
    })
}

/// `1 / x`; of ints the whole part.
fn reciprocal(run: &Run, name: &'static str, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let call = Call::new(run, name, 1, args, keywords)?;
    call.run(run, |x, out| {
        let dtype = x[0].dtype();
        if dtype.is_int() {
            // An int has an inverse among ints if it is 1 or -1.
            let array = x[0].to_array()?;
            let units = array.iter().map(|x| Scalar::Bool(x.as_f64().abs() == 1.0));
            let units = convert::of_scalars(run, dtype, array.shape(), units)?;
            let multiply = Ufunc { name, family: Family::Arithmetic, op: ElementOp::Binary(Op::Mul) };
            return multiply.binary(run, Operand::array(units), x[0].clone(), out);
        }
        let one = convert::zero_dim(Scalar::I64(1).cast(dtype))?;
        let divide = Ufunc { name, family: Family::Divide, op: ElementOp::Binary(Op::Div) };
        divide.binary(run, Operand::array(one), x[0].clone(), out)
    })
}

/// A product with a constant, in the float that the operand takes.
fn scaled(run: &Run, name: &'static str, factor: f64, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let call = Call::new(run, name, 1, args, keywords)?;
    call.run(run, |x, out| {
        let operand = if x[0].is_weak() { x[0].clone().strengthened() } else { x[0].clone() };
        let refused = || convert::refused(refusal::of_operands(name, Family::Float, &[operand.types()]));
        let types = promote::unary_function(Rules::NumPy, Family::Float, operand.types()).ok_or_else(refused)?;
        let factor = Operand::array(convert::zero_dim(Scalar::F64(factor).cast(types.operand))?);
        let multiply = Ufunc { name, family: Family::Arithmetic, op: ElementOp::Binary(Op::Mul) };
        let converted = Operand::array(operand.to_array()?.cast(types.operand)?);
        multiply.binary(run, converted, factor, out)
    })
}

/// `x1 * 2**x2`: the op wants its exponent as a float.
fn ldexp(run: &Run, name: &'static str, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let call = Call::new(run, name, 2, args, keywords)?;
    call.run(run, |operands, out| {
        let [x, exponent] = operands else { return Err(unsupported(name)) };
        let refused = || convert::refused(refusal::of_operands(name, Family::Ldexp, &[x.types(), exponent.types()]));
        let types =
            promote::binary_function(Rules::NumPy, Family::Ldexp, x.types(), exponent.types()).ok_or_else(refused)?;
        let cast = |operand: &Operand| Ok::<_, Exception>(Operand::array(operand.to_array()?.cast(types.operands[0])?));
        let scale = Ufunc { name, family: Family::Float, op: ElementOp::Binary(Op::Ldexp) };
        scale.binary(run, cast(x)?, cast(exponent)?, out)
    })
}

/// A function of two floats that no op does.
fn mapped(
    run: &Run,
    name: &'static str,
    args: &[Value],
    keywords: &Keywords,
    function: fn(&[Scalar]) -> Scalar,
) -> Outcome<Value> {
    let call = Call::new(run, name, 2, args, keywords)?;
    let arrays = call.operands.iter().map(Operand::to_array).collect::<Outcome<Vec<_>>>()?;
    let shapes: Vec<&[usize]> = arrays.iter().map(Array::shape).collect();
    let shape = crate::runtime::array::broadcast_shapes(&shapes)?;
    let spread = arrays.iter().map(|array| array.broadcast_to(&shape)).collect::<Result<Vec<_>, _>>()?;
    let dtype = if arrays.iter().all(|array| array.dtype() == Dtype::F32) { Dtype::F32 } else { Dtype::F64 };
    let target = convert::empty(run, dtype, &shape)?;
    ufunc::map(function, &[Dtype::F64, Dtype::F64], &spread, &target)?;
    Ok(convert::result(target))
}
