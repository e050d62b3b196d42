//! Functions that the script makes universal (`@vectorize`): which loop serves, broadcasting, where the result goes.
//!
//! Input: a function object, operands, an output array where one is given. Output: an array or a scalar of NumPy.
//! Never: what is done per element: the engine runs the loops.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Definition, ElementLoop, Keywords, Outcome, Run};
use super::operand::Operand;
use super::ufunc::{apart, common_shape};
use super::{convert, order};
use crate::builtins::prelude::walks;
use crate::runtime::array::Array;
use crate::types::promote::{self, Form};
use crate::types::ufunc::{can_cast_safely, can_cast_same_kind};
use crate::types::{Dtype, FunctionId, Kind, refusal};

/// A universal function of the script.
pub(super) struct Vectorized<'a> {
    run: &'a Run,
    /// The function object as a value.
    callee: &'a Value,
    id: FunctionId,
    definition: &'a Definition,
}

/// Calls a universal function of the script.
///
/// # Errors
/// TypeError where no loop takes the operands, ValueError for shapes that do not fit; what the function raises.
pub fn call(run: &Run, callee: &Value, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let Some(function) = Vectorized::of(run, callee) else { crate::ice!("{callee:?} is no universal function") };
    let (inputs, out) = function.split(args, keywords)?;
    let mut operands = Vec::new();
    for input in inputs {
        operands.push(Operand::new(run, input)?.ok_or_else(|| function.no_loop())?);
    }
    let own = function.loop_for(&operands)?;
    for (operand, &dtype) in operands.iter().zip(&own.params) {
        operand.check_fits(dtype)?;
    }
    let arrays = operands.iter().map(Operand::to_array).collect::<Outcome<Vec<Array>>>()?;
    function.broadcast(&own, &arrays, out.as_ref())
}

impl<'a> Vectorized<'a> {
    /// The universal function that a value is.
    pub fn of(run: &'a Run, callee: &'a Value) -> Option<Self> {
        let Value::Dispatcher(id, definition) = callee else { return None };
        Some(Vectorized { run, callee, id: *id, definition })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.definition.function.hir.name
    }

    /// Inputs that it takes.
    pub fn n_inputs(&self) -> usize {
        self.definition.function.hir.params.len()
    }

    /// The engine's services.
    pub fn run(&self) -> &'a Run {
        self.run
    }

    /// The value that `identity=` gives; none: it has none.
    pub fn identity(&self) -> Option<&Value> {
        let found = self.definition.options.iter().find(|(name, _)| &**name == "identity");
        found.map(|(_, value)| value).filter(|value| !matches!(value, Value::None))
    }

    /// `target="parallel"`: a plain ufunc of NumPy, which looks for a loop of exactly the operands' dtypes first.
    fn is_parallel(&self) -> bool {
        let found = self.definition.options.iter().find(|(name, _)| &**name == "target");
        found.is_some_and(|(_, value)| value.as_str() == Some("parallel"))
    }

    /// Its loops, in the order in which they are tried.
    pub fn loops(&self) -> Vec<ElementLoop> {
        self.run.engine.loops(self.id)
    }

    fn split<'v>(&self, args: &'v [Value], keywords: &'v Keywords) -> Outcome<(&'v [Value], Option<Array>)> {
        let n = self.n_inputs();
        if !(n..=n + 1).contains(&args.len()) {
            let (name, given) = (self.name(), args.len());
            let were = if given == 1 { "was" } else { "were" };
            let text = format!("{name}() takes from {n} to {} positional arguments but {given} {were} given", n + 1);
            return Err(Exception::type_error(text));
        }
        let mut out = args.get(n);
        for (name, value) in keywords {
            match &**name {
                "out" if out.is_none() => out = Some(value),
                "out" => {
                    return Err(Exception::type_error(
                        "cannot specify 'out' as both a positional and keyword argument",
                    ));
                }
                other => {
                    let text = format!("{}() got an unexpected keyword argument '{other}'", self.name());
                    return Err(Exception::type_error(text));
                }
            }
        }
        Ok((&args[..n], out.map(output).transpose()?.flatten()))
    }

    /// The first loop that takes the operands; one is compiled where the function has no declared ones.
    pub fn loop_for(&self, operands: &[Operand]) -> Outcome<ElementLoop> {
        let all_weak = operands.iter().all(Operand::is_weak);
        let types: Vec<promote::Operand> =
            operands.iter().map(|it| if all_weak { it.clone().strengthened().types() } else { it.types() }).collect();
        let loops = self.loops();
        if self.is_parallel()
            && let Some(found) = loops.iter().find(|it| is_exact(&it.params, &types))
        {
            return Ok(found.clone());
        }
        if let Some(found) = loops.into_iter().find(|it| takes(&it.params, &types)) {
            return Ok(found);
        }
        let dtypes: Vec<Dtype> = types.iter().map(|it| it.dtype).collect();
        self.run.engine.add_loop(self.id, &dtypes)?.ok_or_else(|| self.no_loop())
    }

    /// The refusal of operands.
    pub fn no_loop(&self) -> Exception {
        no_loop(self.name())
    }

    /// Runs a loop over operands that broadcast against each other.
    pub fn broadcast(&self, own: &ElementLoop, operands: &[Array], out: Option<&Array>) -> Outcome<Value> {
        self.check_output(own.result, out)?;
        let shape = common_shape(operands, out)?;
        let target = match out {
            Some(out) => out.clone(),
            None => order::allocate(self.run, own.result, &shape, operands)?,
        };
        self.fill(own, operands, &target)?;
        Ok(if out.is_some() { Value::array(target) } else { convert::result(target) })
    }

    fn check_output(&self, result: Dtype, out: Option<&Array>) -> Outcome<()> {
        match out {
            Some(out) if !can_cast_same_kind(result, out.dtype()) => {
                Err(convert::refused(refusal::of_output(self.name(), result, out.dtype())))
            }
            Some(out) if !out.is_mutable() => Err(Exception::value_error("output array is read-only")),
            _ => Ok(()),
        }
    }

    /// Runs a loop into an array to whose shape the operands broadcast.
    pub fn fill(&self, own: &ElementLoop, operands: &[Array], target: &Array) -> Outcome<()> {
        let mut args = Vec::with_capacity(operands.len());
        for (operand, &dtype) in operands.iter().zip(&own.params) {
            args.push(match operand.item().filter(|_| operand.ndim() == 0) {
                Some(scalar) => Value::Scalar(scalar.cast(dtype)),
                None => Value::array(typed(&apart(operand, target)?, dtype)?),
            });
        }
        let target = flattened(&mut args, target);
        let call = [self.callee.clone(), Value::tuple(args), Value::array(target)];
        self.run.engine.walk(self.run, walks::ELEMENTS, &call)?;
        Ok(())
    }

    /// Calls a walk of the prelude with the function and arrays.
    pub fn walk(&self, name: &'static str, arrays: impl IntoIterator<Item = Array>) -> Outcome<Value> {
        let args: Vec<Value> =
            std::iter::once(self.callee.clone()).chain(arrays.into_iter().map(Value::array)).collect();
        self.run.engine.walk(self.run, name, &args)
    }
}

/// The refusal of operands that no loop takes.
pub(super) fn no_loop(name: &str) -> Exception {
    Exception::type_error(format!(
        "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any supported \
         types according to the casting rule ''safe''"
    ))
}

/// The array of `out=`; none for `None`.
fn output(value: &Value) -> Outcome<Option<Array>> {
    match value {
        Value::Array(array) => Ok(Some((**array).clone())),
        Value::None => Ok(None),
        Value::Tuple(items) if items.len() == 1 => output(&items[0]),
        _ => Err(Exception::type_error("return arrays must be of ArrayType")),
    }
}

/// Elements of another dtype than the loop's, which casts safely, are converted where they are read; but a loop is
/// chosen by the dtypes that it sees.
fn typed(array: &Array, dtype: Dtype) -> Outcome<Array> {
    Ok(if array.dtype() == dtype { array.clone() } else { array.cast(dtype)? })
}

/// Arrays of one shape that all lie in C order have one axis: one specialization serves all their ranks.
fn flattened(args: &mut [Value], target: &Array) -> Array {
    let fits = |value: &Value| match value {
        Value::Array(array) => array.is_c_contiguous() && array.shape() == target.shape(),
        _ => true,
    };
    let size = [target.size()];
    let view = if target.is_c_contiguous() && args.iter().all(fits) { target.reshape_view(&size) } else { None };
    let Some(flat) = view else { return target.clone() };
    for arg in args.iter_mut() {
        if let Value::Array(array) = arg
            && let Some(flat) = array.reshape_view(&size)
        {
            *arg = Value::array(flat);
        }
    }
    flat
}

/// Are the dtypes of a loop those of the operands?
pub(super) fn is_exact(own: &[Dtype], operands: &[promote::Operand]) -> bool {
    own.len() == operands.len()
        && operands.iter().zip(own).all(|(operand, &to)| operand.form != Form::Weak && operand.dtype == to)
}

/// Does a loop take operands of these types?
pub(super) fn takes(own: &[Dtype], operands: &[promote::Operand]) -> bool {
    let strong = operands.iter().filter(|it| it.form != Form::Weak).map(|it| it.dtype.kind()).max();
    own.len() == operands.len()
        && operands.iter().zip(own).all(|(operand, &to)| match strong {
            Some(strong) if operand.form == Form::Weak => takes_weak(operand.dtype, strong, to),
            _ => can_cast_safely(operand.dtype, to),
        })
}

/// Python's numbers go to any width of their kind where another operand has a dtype of that kind or a higher one.
fn takes_weak(own: Dtype, strong: Kind, to: Dtype) -> bool {
    match (own.kind(), strong) {
        (Kind::Signed | Kind::Unsigned, Kind::Signed | Kind::Unsigned | Kind::Float | Kind::Complex) => {
            to != Dtype::Bool
        }
        (Kind::Float, Kind::Float | Kind::Complex) => to.is_float() || to.is_complex(),
        (Kind::Complex, Kind::Float | Kind::Complex) => to.is_complex(),
        _ => can_cast_safely(own, to),
    }
}
