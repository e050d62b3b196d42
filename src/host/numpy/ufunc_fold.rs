//! Methods of NumPy's own universal functions: `np.add.reduce` and the like.
//!
//! Input: a function's row, arrays, axes. Output: arrays and scalars of NumPy.
//! Never: functions of the script (`ufunc_method`); the walks over elements (the prelude).

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::reduce::{self, Axes};
use super::ufunc_method::{from, leading, one_axis, reduced_axes, slice};
use super::{call, convert, index};
use crate::builtins::host::UfuncMethod;
use crate::builtins::prelude::walks;
use crate::builtins::row;
use crate::runtime::array::{Array, Index, Order, Scalar};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::reduce::Extremum;
use crate::types::{BuiltinId, Dtype};

/// A universal function of two operands.
struct Function<'a> {
    run: &'a Run,
    id: BuiltinId,
    name: &'static str,
}

/// Calls a method of a universal function.
///
/// # Errors
/// What it raises.
pub(super) fn call_method(run: &Run, id: BuiltinId, method: UfuncMethod, args: &Arguments<'_>) -> Outcome<Value> {
    let function = Function { run, id, name: row(id).name() };
    if row(id).signature.split(',').count() < 3 {
        let name = args.name;
        return Err(Exception::value_error(format!("{name} only supported for binary functions")));
    }
    match method {
        UfuncMethod::Reduce => function.reduce(args),
        UfuncMethod::Accumulate => function.accumulate(args),
        UfuncMethod::Reduceat => function.reduce_at(args),
        UfuncMethod::Outer => function.outer(args),
        UfuncMethod::At => function.at(args),
    }
}

impl Function<'_> {
    fn of(&self, a: Value, b: Value) -> Outcome<Value> {
        let args = [a, b];
        let here = call::call(self.run, self.id, &args, &[]);
        here.unwrap_or_else(|| self.run.engine.call_builtin(self.run, self.id, &args, &[]))
    }

    /// The dtype in which items of a dtype are folded.
    fn dtype(&self, array: &Array, args: &Arguments<'_>) -> Outcome<Dtype> {
        if let Some(given) = args.dtype()? {
            return Ok(given);
        }
        if let "add" | "multiply" = self.name {
            return Ok(reduce::sum_dtype(array.dtype()));
        }
        let none = || convert::empty(self.run, array.dtype(), &[0]).map(Value::array);
        match self.of(none()?, none()?)? {
            Value::Array(result) => Ok(result.dtype()),
            _ => Ok(array.dtype()),
        }
    }

    /// Does the order of the items not matter?
    fn is_reorderable(&self) -> bool {
        self.identity(Dtype::Bool).is_some()
            || matches!(self.name, "maximum" | "minimum" | "fmax" | "fmin" | "lcm" | "logaddexp" | "logaddexp2")
    }

    /// What the fold of nothing is.
    fn identity(&self, dtype: Dtype) -> Option<Scalar> {
        match self.name {
            "add" | "bitwise_or" | "bitwise_xor" | "logical_or" | "logical_xor" | "gcd" | "hypot" => {
                Some(Scalar::Bool(false).cast(dtype))
            }
            "multiply" | "logical_and" => Some(Scalar::Bool(true).cast(dtype)),
            "bitwise_and" if dtype == Dtype::Bool => Some(Scalar::Bool(true)),
            "bitwise_and" => Some(Scalar::I64(-1).cast(dtype)),
            _ => None,
        }
    }

    fn reduce(&self, args: &Arguments<'_>) -> Outcome<Value> {
        let array = args.array(self.run, "array")?;
        let axes = reduced_axes(args, &array)?;
        if axes.len() > 1 && !self.is_reorderable() {
            let name = self.name;
            let text = format!("reduction operation '{name}' is not reorderable, so at most one axis may be specified");
            return Err(Exception::value_error(text));
        }
        let dtype = self.dtype(&array, args)?;
        if let (None, Some(known)) = (args.get("initial"), self.known(&array, &axes, dtype, args)?) {
            return args.result(convert::result(known));
        }
        let kept: Vec<usize> = (0..array.ndim()).filter(|axis| !axes.contains(axis)).collect();
        let count: usize = axes.iter().map(|&axis| array.shape()[axis]).product();
        let shape: Vec<usize> = kept.iter().map(|&axis| array.shape()[axis]).collect();
        let items = leading(&array.cast(dtype)?, &axes, &kept, count)?;
        let start = args.get("initial").map(|initial| convert::element(initial, dtype)).transpose()?;
        let total = self.folded(&items, &shape, start)?;
        if !args.flag("keepdims")? {
            return args.result(convert::result(total));
        }
        let length = |axis: usize| if axes.contains(&axis) { 1 } else { array.shape()[axis] as i64 };
        args.result(Value::array(total.reshape(&(0..array.ndim()).map(length).collect::<Vec<i64>>())?))
    }

    /// What NumPy has a reduction for.
    fn known(&self, array: &Array, axes: &[usize], dtype: Dtype, args: &Arguments<'_>) -> Outcome<Option<Array>> {
        let named = Value::tuple(axes.iter().map(|&axis| Value::size(axis)));
        let axes = Axes::new(array, Some(&named), args.flag("keepdims")?)?;
        Ok(Some(match self.name {
            "add" => reduce::sum(array, &axes, dtype)?,
            "multiply" => reduce::product(array, &axes, dtype)?,
            "maximum" => reduce::extremum(array, &axes, Extremum::Max)?,
            "minimum" => reduce::extremum(array, &axes, Extremum::Min)?,
            "logical_and" => reduce::all(array, &axes)?,
            "logical_or" => reduce::any(array, &axes)?,
            _ => return Ok(None),
        }))
    }

    /// The items along the first axis, folded; `shape` is that of an item.
    fn folded(&self, items: &Array, shape: &[usize], start: Option<Scalar>) -> Outcome<Array> {
        let total = convert::empty(self.run, items.dtype(), shape)?;
        let is_empty = items.shape()[0] == 0;
        let start = start.or_else(|| self.identity(items.dtype()).filter(|_| is_empty));
        let first = match start {
            Some(start) => {
                total.fill(start)?;
                0
            }
            None if is_empty => {
                let name = self.name;
                let text = format!("zero-size array to reduction operation {name} which has no identity");
                return Err(Exception::value_error(text));
            }
            None => {
                total.assign(&items.index(&[Index::At(0)])?)?;
                1
            }
        };
        if total.size() > 0 {
            let rows = flat_rows(&items.index(&[from(first)])?)?;
            self.walk(walks::FOLD, [rows, total.reshape(&[-1])?])?;
        }
        Ok(total)
    }

    fn accumulate(&self, args: &Arguments<'_>) -> Outcome<Value> {
        let array = args.array(self.run, "array")?;
        if array.ndim() == 0 {
            return Err(Exception::type_error("cannot accumulate on a scalar"));
        }
        let (items, back) = one_axis(args, &array)?;
        let items = items.cast(self.dtype(&array, args)?)?;
        let result = items.copy(Order::C)?;
        if items.size() > 0 {
            self.walk(walks::FOLD_ALL, [flat_rows(&items)?, flat_rows(&result)?])?;
        }
        args.result(Value::array(result.permute(&back)?))
    }

    fn reduce_at(&self, args: &Arguments<'_>) -> Outcome<Value> {
        let array = args.array(self.run, "array")?;
        let (items, back) = one_axis(args, &array)?;
        let items = items.cast(self.dtype(&array, args)?)?;
        let indices = args.array(self.run, "indices")?.to_vec::<i64>()?;
        let length = items.shape()[0] as i64;
        if let Some(wrong) = indices.iter().find(|&&index| !(0..length).contains(&index)) {
            let text = format!("index {wrong} out-of-bounds in {}.reduceat [0, {length})", self.name);
            return Err(Exception::new(ExceptionKind::IndexError, text));
        }
        let mut shape = items.shape().to_vec();
        shape[0] = indices.len();
        let result = convert::empty(self.run, items.dtype(), &shape)?;
        for (place, &start) in indices.iter().enumerate() {
            let stop = indices.get(place + 1).copied().unwrap_or(length).max(start + 1);
            let part = items.index(&[slice(Some(start), Some(stop))])?;
            let place = place as i64;
            let row = result.index(&[slice(Some(place), Some(place + 1))])?;
            row.assign(&self.folded(&part, &shape[1..], None)?)?;
        }
        args.result(Value::array(result.permute(&back)?))
    }

    fn outer(&self, args: &Arguments<'_>) -> Outcome<Value> {
        let (left, right) = (args.array(self.run, "A")?, args.array(self.run, "B")?);
        let shape: Vec<i64> = left.shape().iter().map(|&n| n as i64).chain(right.shape().iter().map(|_| 1)).collect();
        args.result(self.of(Value::array(left.reshape(&shape)?), Value::array(right))?)
    }

    /// `a[indices] = f(a[indices], b)`, once per index, in order.
    fn at(&self, args: &Arguments<'_>) -> Outcome<Value> {
        let Value::Array(target) = args.required("array")? else {
            return Err(Exception::type_error("first operand must be array"));
        };
        if !target.is_mutable() {
            return Err(Exception::value_error("assignment destination is read-only"));
        }
        let numbers = (0..target.size()).map(|place| Scalar::I64(place as i64));
        let numbers = convert::of_scalars(self.run, Dtype::I64, target.shape(), numbers)?;
        let places = match index::get_item(self.run, &numbers, args.required("indices")?)? {
            Value::Array(places) => (*places).clone(),
            Value::Scalar(place) => convert::zero_dim(place)?,
            _ => return Err(Exception::type_error("indices must be ints, slices or arrays")),
        };
        let values = args.array(self.run, "b")?.broadcast_to(places.shape())?;
        let flat =
            if target.is_c_contiguous() { target.reshape(&[-1])? } else { target.copy(Order::C)?.reshape(&[-1])? };
        self.walk(walks::FOLD_AT, [flat.clone(), places.reshape(&[-1])?, values.reshape(&[-1])?])?;
        if !target.is_c_contiguous() {
            let shape: Vec<i64> = target.shape().iter().map(|&n| n as i64).collect();
            target.assign(&flat.reshape(&shape)?)?;
        }
        Ok(Value::None)
    }

    fn walk(&self, name: &'static str, arrays: impl IntoIterator<Item = Array>) -> Outcome<()> {
        let args: Vec<Value> =
            std::iter::once(Value::Builtin(self.id)).chain(arrays.into_iter().map(Value::array)).collect();
        self.run.engine.walk(self.run, name, &args).map(|_| ())
    }
}

/// The items along the first axis as the rows of a matrix.
fn flat_rows(items: &Array) -> Outcome<Array> {
    let rows = items.shape()[0] as i64;
    let columns: usize = items.shape()[1..].iter().product();
    Ok(items.reshape(&[rows, columns as i64])?)
}
