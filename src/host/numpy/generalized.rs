//! Generalized universal functions of the script (`@guvectorize`): core axes, broadcasting of the others, outputs.
//!
//! Input: a function object, operands, output arrays where they are given. Output: arrays and scalars of NumPy.
//! Never: the loops over elements (the engine runs them).

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{CoreParam, Definition, Generalized, Keywords, Outcome, Run};
use super::convert;
use super::operand::Operand;
use super::ufunc::apart;
use super::vectorized::{is_exact, no_loop, takes};
use crate::builtins::host::Decorator;
use crate::builtins::prelude::walks;
use crate::runtime::array::{Array, Index, Order, broadcast_shapes, shape_text};
use crate::types::promote;
use crate::types::ufunc::can_cast_same_kind;
use crate::types::{Dtype, refusal};
use std::sync::Arc;

/// Calls a generalized universal function of the script.
///
/// # Errors
/// TypeError where no loop takes the operands, ValueError for shapes that do not fit; what the function raises.
pub fn call(run: &Run, callee: &Value, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let Value::Dispatcher(id, definition) = callee else { crate::ice!("{callee:?} is no generalized function") };
    let Some(own) = run.engine.generalized(*id) else { crate::ice!("{callee:?} has no core") };
    Call { run, definition, own: &own }.call(args, keywords)
}

struct Call<'a> {
    run: &'a Run,
    definition: &'a Definition,
    own: &'a Generalized,
}

/// The lengths of core axes, by name.
type Lengths = Vec<(Arc<str>, usize)>;

impl Call<'_> {
    fn name(&self) -> &str {
        &self.definition.function.hir.name
    }

    fn call(&self, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        let (inputs, outputs) = self.split(args, keywords)?;
        let mut operands = Vec::new();
        for input in inputs {
            operands.push(Operand::new(self.run, input)?.ok_or_else(|| no_loop(self.name()))?);
        }
        let arrays = operands.iter().map(Operand::to_array).collect::<Outcome<Vec<Array>>>()?;
        let params = self.params(&operands, &outputs)?;
        let mut lengths = Lengths::new();
        for (place, array) in arrays.iter().enumerate() {
            self.measure("Input", place, array.shape(), &self.own.core.inputs[place], &mut lengths)?;
        }
        for (place, output) in outputs.iter().enumerate() {
            if let Some(output) = output {
                self.measure("Output", place, output.shape(), &self.own.core.outputs[place], &mut lengths)?;
            }
        }
        let looped = self.loop_shape(&arrays, &outputs)?;
        let (inner, outer) = params.split_at(arrays.len());
        let inputs = self.typed_inputs(&arrays, inner, &outputs)?;
        let targets = self.targets(&outputs, outer, &looped, &lengths)?;
        self.run_loops(&inputs, &targets, &params, &looped)?;
        self.results(&outputs, targets)
    }

    // --- arguments ---------------------------------------------------------------------------------------------------

    fn split<'v>(&self, args: &'v [Value], keywords: &'v Keywords) -> Outcome<(&'v [Value], Vec<Option<Array>>)> {
        let (n, n_outputs) = (self.own.core.inputs.len(), self.own.core.outputs.len());
        let most = n + n_outputs;
        if !(n..=most).contains(&args.len()) {
            let (name, given) = (self.name(), args.len());
            let were = if given == 1 { "was" } else { "were" };
            let text = format!("{name}() takes from {n} to {most} positional arguments but {given} {were} given");
            return Err(Exception::type_error(text));
        }
        let mut outputs = args[n..].iter().map(output).collect::<Outcome<Vec<Option<Array>>>>()?;
        for (keyword, value) in keywords {
            match (&**keyword, value) {
                ("out", Value::Tuple(items)) => outputs = items.iter().map(output).collect::<Outcome<_>>()?,
                ("out", value) => outputs = vec![output(value)?],
                (other, _) => {
                    let text = format!("{}() got an unexpected keyword argument '{other}'", self.name());
                    return Err(Exception::type_error(text));
                }
            }
        }
        outputs.resize(n_outputs, None);
        Ok((&args[..n], outputs))
    }

    /// What the kernel takes: by the first signature that takes the inputs; else their own dtypes.
    fn params(&self, operands: &[Operand], outputs: &[Option<Array>]) -> Outcome<Vec<CoreParam>> {
        if !self.own.loops.is_empty() {
            let types: Vec<promote::Operand> = operands.iter().map(Operand::types).collect();
            let dtypes = |own: &[CoreParam]| own[..operands.len()].iter().map(|it| it.dtype).collect::<Vec<Dtype>>();
            let exact = self.own.loops.iter().find(|own| is_exact(&dtypes(own), &types));
            let found = exact.or_else(|| self.own.loops.iter().find(|own| takes(&dtypes(own), &types)));
            return found.cloned().ok_or_else(|| no_loop(self.name()));
        }
        let given = outputs.iter().flatten().map(Array::dtype).collect::<Vec<Dtype>>();
        if given.len() < outputs.len() {
            return Err(Exception::type_error(format!(
                "Too few arguments for function '{}'. Note that the pattern `out = gufunc(Arg1, Arg2, ..., ArgN)` is not \
                 allowed. Use `gufunc(Arg1, Arg2, ..., ArgN, out) instead.",
                self.name()
            )));
        }
        let inputs = operands.iter().zip(&self.own.core.inputs);
        let inputs = inputs.map(|(it, core)| CoreParam { dtype: it.dtype(), is_array: !core.is_empty() });
        Ok(inputs.chain(given.into_iter().map(|dtype| CoreParam { dtype, is_array: true })).collect())
    }

    // --- shapes ------------------------------------------------------------------------------------------------------

    /// Notes the lengths of an operand's core axes.
    fn measure(
        &self,
        kind: &str,
        place: usize,
        shape: &[usize],
        core: &[Arc<str>],
        lengths: &mut Lengths,
    ) -> Outcome<()> {
        let (name, text) = (self.name(), &self.own.core.text);
        let Some(first) = shape.len().checked_sub(core.len()) else {
            let (has, wants) = (shape.len(), core.len());
            return Err(Exception::value_error(format!(
                "{name}: {kind} operand {place} does not have enough dimensions (has {has}, gufunc core with signature \
                 {text} requires {wants})"
            )));
        };
        for (axis, (own, &length)) in core.iter().zip(&shape[first..]).enumerate() {
            match lengths.iter().find(|(known, _)| known == own) {
                Some((_, known)) if *known != length => {
                    return Err(Exception::value_error(format!(
                        "{name}: {kind} operand {place} has a mismatch in its core dimension {axis}, with gufunc \
                         signature {text} (size {length} is different from {known})"
                    )));
                }
                Some(_) => {}
                None => lengths.push((own.clone(), length)),
            }
        }
        Ok(())
    }

    /// The axes before the core ones, of all operands together.
    fn loop_shape(&self, inputs: &[Array], outputs: &[Option<Array>]) -> Outcome<Vec<usize>> {
        let core = &self.own.core;
        let inputs = inputs.iter().zip(&core.inputs).map(|(array, core)| leading(array, core.len()));
        let given = outputs.iter().zip(&core.outputs);
        let given: Vec<&[usize]> =
            given.filter_map(|(array, core)| Some(leading(array.as_ref()?, core.len()))).collect();
        let all: Vec<&[usize]> = inputs.chain(given.iter().copied()).collect();
        let shape = broadcast_shapes(&all)?.to_vec();
        for own in given {
            if own != shape.as_slice() {
                let (own, shape) = (shape_text(own), shape_text(&shape));
                let text = format!(
                    "non-broadcastable output operand with shape {own} doesn't match the broadcast shape {shape}"
                );
                return Err(Exception::value_error(text));
            }
        }
        Ok(shape)
    }

    fn typed_inputs(&self, arrays: &[Array], params: &[CoreParam], outputs: &[Option<Array>]) -> Outcome<Vec<Array>> {
        let mut out = Vec::new();
        for (array, param) in arrays.iter().zip(params) {
            let mut array = if array.dtype() == param.dtype { array.clone() } else { array.cast(param.dtype)? };
            for output in outputs.iter().flatten() {
                array = apart(&array, output)?;
            }
            // A kernel's arrays are writable, whether it writes them or not.
            out.push(if array.is_mutable() { array } else { array.copy(Order::C)? });
        }
        Ok(out)
    }

    /// Where the kernel writes: the outputs that are given, if they have its dtype.
    fn targets(
        &self,
        outputs: &[Option<Array>],
        params: &[CoreParam],
        looped: &[usize],
        lengths: &Lengths,
    ) -> Outcome<Vec<Array>> {
        let mut out = Vec::new();
        for ((output, param), core) in outputs.iter().zip(params).zip(&self.own.core.outputs) {
            out.push(match output {
                Some(output) if !can_cast_same_kind(param.dtype, output.dtype()) => {
                    return Err(convert::refused(refusal::of_output(self.name(), param.dtype, output.dtype())));
                }
                Some(output) if !output.is_mutable() => {
                    return Err(Exception::value_error("output array is read-only"));
                }
                Some(output) if output.dtype() == param.dtype => output.clone(),
                _ => {
                    let length = |name| lengths.iter().find(|(own, _)| own == name).map_or(0, |(_, length)| *length);
                    let shape: Vec<usize> = looped.iter().copied().chain(core.iter().map(length)).collect();
                    convert::empty(self.run, param.dtype, &shape)?
                }
            });
        }
        Ok(out)
    }

    // --- loops -------------------------------------------------------------------------------------------------------

    fn run_loops(&self, inputs: &[Array], targets: &[Array], params: &[CoreParam], looped: &[usize]) -> Outcome<()> {
        if looped.contains(&0) {
            return Ok(());
        }
        let mut operands = Vec::new();
        for ((array, param), core) in inputs.iter().chain(targets).zip(params).zip(self.own.core.operands()) {
            operands.push(if param.is_array && core.is_empty() {
                (array.index(&[Index::Ellipsis, Index::NewAxis])?, 1)
            } else {
                (array.clone(), core.len())
            });
        }
        let depth = merge_loops(&mut operands, looped);
        let mut args = Vec::new();
        let mut marks = Vec::new();
        for ((array, n_core), param) in operands.into_iter().zip(params) {
            let is_number = !param.is_array && array.ndim() == 0;
            marks.push(if is_number { Value::None } else { zeros(n_core) });
            args.push(if is_number { convert::result(array) } else { Value::array(array) });
        }
        let kernel = Definition { decorator: Decorator::Njit, ..self.definition.clone() };
        let kernel = Value::Dispatcher(self.own.kernel, Arc::new(kernel));
        let walk = if self.own.parallel { walks::GENERALIZED_PARALLEL } else { walks::GENERALIZED };
        let call = [kernel, Value::tuple(args), Value::tuple(marks), zeros(depth)];
        self.run.engine.walk(self.run, walk, &call)?;
        Ok(())
    }

    fn results(&self, outputs: &[Option<Array>], targets: Vec<Array>) -> Outcome<Value> {
        let mut values = Vec::new();
        for (output, target) in outputs.iter().zip(targets) {
            values.push(match output {
                Some(output) => {
                    if output.dtype() != target.dtype() {
                        output.assign(&target)?;
                    }
                    Value::array(output.clone())
                }
                None => convert::result(target),
            });
        }
        Ok(if values.len() == 1 { values.remove(0) } else { Value::tuple(values) })
    }
}

/// An attribute of a generalized universal function; none: it has no such attribute.
pub fn gufunc_attribute(run: &Run, callee: &Value, name: &str) -> Option<Value> {
    let Value::Dispatcher(id, _) = callee else { return None };
    let own = run.engine.generalized(*id)?;
    let (n_inputs, n_outputs) = (own.core.inputs.len(), own.core.outputs.len());
    let letters = |params: &Vec<CoreParam>| {
        let letter = |it: &CoreParam| super::attribute::code(it.dtype);
        let (inputs, outputs) = params.split_at(n_inputs);
        let text = format!(
            "{}->{}",
            inputs.iter().map(letter).collect::<String>(),
            outputs.iter().map(letter).collect::<String>()
        );
        Value::str(text)
    };
    Some(match name {
        "nin" => Value::size(n_inputs),
        "nout" => Value::size(n_outputs),
        "nargs" => Value::size(n_inputs + n_outputs),
        "ntypes" => Value::size(own.loops.len()),
        "types" => Value::list(own.loops.iter().map(letters).collect()),
        "signature" => Value::str(&*own.core.text),
        "identity" => Value::None,
        _ => return None,
    })
}

fn output(value: &Value) -> Outcome<Option<Array>> {
    match value {
        Value::Array(array) => Ok(Some((**array).clone())),
        Value::None => Ok(None),
        _ => Err(Exception::type_error("return arrays must be of ArrayType")),
    }
}

fn leading(array: &Array, n_core: usize) -> &[usize] {
    &array.shape()[..array.ndim() - n_core.min(array.ndim())]
}

/// `n` zeros: only how many there are is of interest.
fn zeros(n: usize) -> Value {
    Value::tuple(std::iter::repeat_n(Value::Int(0), n))
}

/// Makes the axes before the core ones a single one, where every array allows it: one specialization serves all ranks.
/// The operands come with the numbers of their core axes.
fn merge_loops(operands: &mut [(Array, usize)], looped: &[usize]) -> usize {
    let merged = |(array, n_core): &(Array, usize)| match leading(array, *n_core) {
        [] => Some(array.clone()),
        own if own == looped => {
            let shape = [&[looped.iter().product()], &array.shape()[looped.len()..]].concat();
            array.reshape_view(&shape)
        }
        _ => None,
    };
    let views = if looped.len() < 2 { None } else { operands.iter().map(merged).collect::<Option<Vec<Array>>>() };
    let Some(views) = views else { return looped.len() };
    for ((array, _), view) in operands.iter_mut().zip(views) {
        *array = view;
    }
    1
}
