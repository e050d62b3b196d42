//! Universal functions: promotion, broadcasting, where the result goes; the elements are the engine's.
//!
//! Input: a function of one or two operands, an output array where one is given. Output: an array or a scalar of NumPy.
//! Never: which row or operator it is (`operator`, `function`).

use super::super::elementwise::{self, ElementOp, Elementwise};
use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::operand::Operand;
use super::{convert, order, rare};
use crate::ir::{BinaryOp, CompareOp};
use crate::runtime::array::{Array, Order, Scalar, broadcast_shapes, shape_text};
use crate::types::promote::{self, Rules};
use crate::types::ufunc::{Family, can_cast_same_kind};
use crate::types::{Dtype, refusal};
use smallvec::SmallVec;

/// A function per element.
#[derive(Clone, Copy)]
pub(super) struct Ufunc {
    /// What NumPy's messages call it.
    pub name: &'static str,
    /// For which dtypes there are loops.
    pub family: Family,
    /// What is done.
    pub op: ElementOp,
}

/// The operands where none is an array.
type Scalars = SmallVec<[Scalar; 2]>;

/// What is computed, once the dtypes are known.
struct Job<'a> {
    op: ElementOp,
    dtypes: &'a [Dtype],
    result: Dtype,
}

impl Ufunc {
    /// The function of one operand.
    ///
    /// # Errors
    /// TypeError where there is no loop for it; what the engine raises.
    pub fn unary(&self, run: &Run, operand: Operand, out: Option<&Array>) -> Outcome<Value> {
        let operand = if operand.is_weak() { operand.strengthened() } else { operand };
        let refused = || convert::refused(refusal::of_operands(self.name, self.family, &[operand.types()]));
        let types = promote::unary_function(Rules::NumPy, self.family, operand.types()).ok_or_else(refused)?;
        self.check_output(types.result, out)?;
        let job = Job { op: self.op, dtypes: &[types.operand], result: types.result };
        job.run(run, &[operand], out)
    }

    /// The function of two operands.
    ///
    /// # Errors
    /// TypeError where there is no loop for them, ValueError for shapes that do not fit; what the engine raises.
    pub fn binary(&self, run: &Run, a: Operand, b: Operand, out: Option<&Array>) -> Outcome<Value> {
        let [a, b] = if a.is_weak() && b.is_weak() { [a.strengthened(), b.strengthened()] } else { [a, b] };
        let refused = || convert::refused(refusal::of_operands(self.name, self.family, &[a.types(), b.types()]));
        let types = promote::binary_function(Rules::NumPy, self.family, a.types(), b.types()).ok_or_else(refused)?;
        self.check_output(types.result, out)?;
        if let ElementOp::Compare(op) = self.op
            && let Some(verdict) = compare_far_int(op, [&a, &b], types.operands)
        {
            return constant(run, verdict, &[a, b], out);
        }
        a.check_fits(types.operands[0])?;
        b.check_fits(types.operands[1])?;
        if self.op == ElementOp::Binary(BinaryOp::Pow) && types.result.is_signed() {
            check_exponent(&b)?;
        }
        let job = Job { op: self.op, dtypes: &types.operands, result: types.result };
        job.run(run, &[a, b], out)
    }

    fn check_output(&self, result: Dtype, out: Option<&Array>) -> Outcome<()> {
        match out {
            Some(out) if !can_cast_same_kind(result, out.dtype()) => {
                Err(convert::refused(refusal::of_output(self.name, result, out.dtype())))
            }
            Some(out) if !out.is_mutable() => Err(Exception::value_error("output array is read-only")),
            _ => Ok(()),
        }
    }
}

/// The answer of a comparison with a Python int that the other operand's dtype does not hold: by its sign.
fn compare_far_int(op: CompareOp, operands: [&Operand; 2], dtypes: [Dtype; 2]) -> Option<bool> {
    let far = |k: usize| {
        let int = operands[k].python_int()?;
        refusal::check_python_int(int, dtypes[k]).is_err().then_some(int > 0)
    };
    let greater = match (far(0), far(1)) {
        (Some(left_is_large), _) => left_is_large,
        (None, Some(right_is_large)) => !right_is_large,
        (None, None) => return None,
    };
    Some(match op {
        CompareOp::Eq => false,
        CompareOp::Ne => true,
        CompareOp::Gt | CompareOp::Ge => greater,
        CompareOp::Lt | CompareOp::Le => !greater,
    })
}

fn check_exponent(exponent: &Operand) -> Outcome<()> {
    let negative = match exponent.scalar() {
        Some(scalar) => scalar.as_i64() < 0,
        None => exponent.to_array()?.iter().any(|power| power.cast(Dtype::I64).as_i64() < 0),
    };
    if negative {
        return Err(Exception::value_error("Integers to negative integer powers are not allowed."));
    }
    Ok(())
}

/// One truth in the shape of the operands.
fn constant(run: &Run, verdict: bool, operands: &[Operand], out: Option<&Array>) -> Outcome<Value> {
    let arrays = operands.iter().map(Operand::to_array).collect::<Outcome<Vec<Array>>>()?;
    let shape = common_shape(&arrays, out)?;
    let target = match out {
        Some(out) => out.clone(),
        None => convert::empty(run, Dtype::Bool, &shape)?,
    };
    target.fill(Scalar::Bool(verdict))?;
    Ok(convert::result(target))
}

/// The shape of the result.
pub(super) fn common_shape(arrays: &[Array], out: Option<&Array>) -> Outcome<Vec<usize>> {
    let shapes: Vec<&[usize]> = arrays.iter().map(Array::shape).collect();
    let shape = broadcast_shapes(&shapes)?;
    let Some(out) = out else { return Ok(shape.to_vec()) };
    let fits = broadcast_shapes(&[&shape, out.shape()]).is_ok_and(|common| common.as_slice() == out.shape());
    if !fits {
        return Err(Exception::value_error(format!(
            "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
            shape_text(out.shape()),
            shape_text(&shape)
        )));
    }
    Ok(out.shape().to_vec())
}

impl Job<'_> {
    fn run(&self, run: &Run, operands: &[Operand], out: Option<&Array>) -> Outcome<Value> {
        if out.is_none()
            && let Some(scalars) = operands.iter().map(Operand::scalar).collect::<Option<Scalars>>()
        {
            return Ok(Value::Scalar(self.scalar(&scalars)));
        }
        run.poll()?;
        let arrays = operands.iter().map(Operand::to_array).collect::<Outcome<Vec<Array>>>()?;
        let shape = common_shape(&arrays, out)?;
        let target = match out {
            Some(out) => out.clone(),
            None => order::allocate(run, self.result, &shape, &arrays)?,
        };
        let mut spread = Vec::with_capacity(arrays.len());
        for array in &arrays {
            spread.push(apart(array, &target)?.broadcast_to(&shape)?);
        }
        self.write(run, &spread, &target)?;
        Ok(convert::result(target))
    }

    fn scalar(&self, operands: &[Scalar]) -> Scalar {
        let operands: Scalars = operands.iter().zip(self.dtypes).map(|(scalar, &to)| scalar.cast(to)).collect();
        let value = match rare::function(self.op, self.dtypes) {
            Some(function) => function(&operands),
            None => elementwise::apply(self.op, &operands),
        };
        value.cast(self.result)
    }

    /// Computes all elements; the operands have the target's shape.
    fn write(&self, run: &Run, operands: &[Array], target: &Array) -> Outcome<()> {
        if self.op == ElementOp::Cast && self.dtypes[0] == self.result {
            return Ok(target.assign(&operands[0])?);
        }
        match rare::function(self.op, self.dtypes) {
            Some(function) => map(function, self.dtypes, operands, target),
            None => {
                let work = Elementwise { op: self.op, dtypes: self.dtypes, operands, out: target };
                run.engine.elementwise(&work)
            }
        }
    }
}

/// An operand that the result does not overwrite before it is read: itself or a copy.
pub(super) fn apart(operand: &Array, target: &Array) -> Outcome<Array> {
    let same = operand.data() == target.data()
        && operand.dtype() == target.dtype()
        && operand.shape() == target.shape()
        && operand.strides() == target.strides();
    if same || !operand.may_share_memory(target) {
        return Ok(operand.clone());
    }
    Ok(operand.copy(Order::C)?)
}

/// Element by element by a function of converted scalars.
pub(super) fn map(
    function: fn(&[Scalar]) -> Scalar,
    dtypes: &[Dtype],
    operands: &[Array],
    target: &Array,
) -> Outcome<()> {
    let mut elements: Vec<_> = operands.iter().map(Array::iter).collect();
    let results = (0..target.size()).map(|_| {
        let next = |(operand, &dtype): (&mut crate::runtime::array::Elements<'_>, &Dtype)| {
            operand.next().map_or(Scalar::Bool(false), |scalar| scalar.cast(dtype))
        };
        function(&elements.iter_mut().zip(dtypes).map(next).collect::<smallvec::SmallVec<[Scalar; 3]>>())
    });
    let values = Array::from_scalars(target.account().as_ref(), target.dtype(), target.shape(), results)?;
    Ok(target.assign(&values)?)
}
