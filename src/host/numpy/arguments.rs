//! Arguments of calls of NumPy's functions, by the names of their parameters.
//!
//! Input: a builtin, arguments as a call gives them. Output: [`Arguments`], or Python's TypeError.
//! Never: what the arguments mean.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Keywords, Outcome, Run};
use super::reduce::Axes;
use super::{convert, nested};
use crate::builtins::{self, Given, Param, Slot, host};
use crate::runtime::array::Array;
use crate::types::{BuiltinId, Dtype};
use std::sync::Arc;

/// The arguments of a call.
pub(super) struct Arguments<'a> {
    /// What is called.
    pub name: &'static str,
    params: &'static [Param],
    slots: Vec<Slot>,
    values: Vec<&'a Value>,
}

impl<'a> Arguments<'a> {
    /// Binds the arguments of a call to the parameters of a builtin.
    ///
    /// # Errors
    /// TypeError, in Python's words.
    pub fn bind(id: BuiltinId, args: &'a [Value], keywords: &'a Keywords) -> Outcome<Arguments<'a>> {
        let (name, params) = (builtins::row(id).name(), host::params(id));
        let positional = args.iter().map(|_| Given::Positional);
        let given: Vec<Given<'_>> = positional.chain(keywords.iter().map(|(name, _)| Given::Keyword(name))).collect();
        let slots =
            builtins::bind_params(name, params, &given).map_err(|error| Exception::type_error(error.message))?;
        let values = args.iter().chain(keywords.iter().map(|(_, value)| value)).collect();
        Ok(Arguments { name, params, slots, values })
    }

    fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.get(self.params.iter().position(|param| param.name == name)?)
    }

    /// The name of a parameter.
    pub fn param(&self, index: usize) -> &'static str {
        self.params.get(index).map_or("", |param| &param.name)
    }

    /// A parameter's default, where it is a float.
    pub fn default(&self, index: usize) -> Option<f64> {
        self.params.get(index)?.default.as_deref()?.parse().ok()
    }

    /// An argument; none where it is not given or `None`.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        match self.slot(name)? {
            Slot::Given(index) => Some(self.values[*index]).filter(|value| !matches!(value, Value::None)),
            _ => None,
        }
    }

    /// Is `None` itself given?
    pub fn is_none(&self, name: &str) -> bool {
        matches!(self.slot(name), Some(Slot::Given(index)) if matches!(self.values[*index], Value::None))
    }

    /// An argument that the call must have.
    ///
    /// # Errors
    /// TypeError.
    pub fn required(&self, name: &str) -> Outcome<&'a Value> {
        self.get(name)
            .ok_or_else(|| Exception::type_error(format!("{}() missing required argument '{name}'", self.name)))
    }

    /// The arguments of `*name`.
    pub fn rest(&self, name: &str) -> Vec<Value> {
        match self.slot(name) {
            Some(Slot::Pack(indices)) => indices.iter().map(|&index| self.values[index].clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// An argument as an array.
    ///
    /// # Errors
    /// What making an array raises.
    pub fn array(&self, run: &Run, name: &str) -> Outcome<Array> {
        nested::as_array(run, self.required(name)?, None)
    }

    /// An int argument.
    ///
    /// # Errors
    /// TypeError for other values.
    pub fn int(&self, name: &str) -> Outcome<Option<i64>> {
        self.get(name).map(convert::index).transpose()
    }

    /// A float argument.
    ///
    /// # Errors
    /// TypeError for other values.
    pub fn float(&self, name: &str) -> Outcome<Option<f64>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = || Exception::type_error(format!("must be real number, not {}", value.type_name()));
        value.as_float().map(Some).ok_or_else(wrong)
    }

    /// A string argument.
    ///
    /// # Errors
    /// TypeError for other values.
    pub fn text(&self, name: &str) -> Outcome<Option<&'a str>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = || Exception::type_error(format!("'{name}' must be a string, not {}", value.type_name()));
        value.as_str().map(Some).ok_or_else(wrong)
    }

    /// Is an argument given and true?
    ///
    /// # Errors
    /// As the truth of arrays.
    pub fn flag(&self, name: &str) -> Outcome<bool> {
        Ok(self.truth(name)?.unwrap_or(false))
    }

    /// The truth of an argument.
    ///
    /// # Errors
    /// As the truth of arrays.
    pub fn truth(&self, name: &str) -> Outcome<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(Value::Int(value)) => Ok(Some(*value != 0)),
            Some(other) => super::operator::truth(other).map(Some),
        }
    }

    /// `dtype=`
    ///
    /// # Errors
    /// TypeError for what is none.
    pub fn dtype(&self) -> Outcome<Option<Dtype>> {
        self.get("dtype").map(convert::dtype).transpose()
    }

    /// `axis=` and `keepdims=` of a reduction.
    ///
    /// # Errors
    /// ValueError for axes that there are not.
    pub fn axes(&self, array: &Array) -> Outcome<Axes> {
        Axes::new(array, self.get("axis"), self.flag("keepdims")?)
    }

    /// A single `axis=`.
    ///
    /// # Errors
    /// ValueError for one that there is not.
    pub fn axis(&self, array: &Array) -> Outcome<Option<usize>> {
        self.int("axis")?.map(|axis| convert::axis(axis, array.ndim())).transpose()
    }

    /// The result, or the array of `out=` that it is written to.
    ///
    /// # Errors
    /// ValueError where the shapes differ.
    pub fn result(&self, result: Value) -> Outcome<Value> {
        let Some(given @ Value::Array(out)) = self.get("out") else { return Ok(result) };
        match result {
            Value::Array(array) if array.shape() == out.shape() => out.assign(&array)?,
            Value::Scalar(scalar) if out.ndim() == 0 => out.fill(scalar)?,
            _ => return Err(Exception::value_error("output array does not have the shape of the result")),
        }
        Ok(given.clone())
    }
}

/// `name=value` among keywords.
pub(super) fn keyword<'a>(keywords: &'a [(Arc<str>, Value)], name: &str) -> Option<&'a Value> {
    let (_, value) = keywords.iter().find(|(key, _)| &**key == name)?;
    Some(value).filter(|value| !matches!(value, Value::None))
}
