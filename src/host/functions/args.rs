//! Arguments of builtins, bound by their signatures.
//!
//! Input: a builtin, positional and keyword arguments. Output: [`Args`]: a place per parameter.
//! Never: default values (each function knows its own).

use crate::builtins::host;
use crate::builtins::row;
use crate::builtins::{Given, Param, ParamKind, Slot, bind_params};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::Value;
use crate::host::{Keywords, Outcome, ops};
use crate::types::BuiltinId;
use smallvec::SmallVec;
use std::sync::Arc;

/// Bound arguments.
#[derive(Default)]
pub(super) struct Args {
    /// One per parameter but `*args` and `**kwargs`, in order.
    pub values: SmallVec<[Option<Value>; 8]>,
    /// `*args`
    pub rest: Vec<Value>,
    /// `**kwargs`
    pub keywords: Vec<(Arc<str>, Value)>,
}

impl Args {
    /// Binds the arguments of a call.
    pub fn bind(id: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Args> {
        let params = host::params(id);
        if keywords.is_empty()
            && let Some(bound) = Self::positional(params, args)
        {
            return Ok(bound);
        }
        let takes_keywords = params.iter().any(|param| param.kind == ParamKind::VarKeywords);
        let is_param = |name: &str| {
            params.iter().any(|p| matches!(p.kind, ParamKind::Positional | ParamKind::KeywordOnly) && p.name == name)
        };
        let mut bound = Args::default();
        let mut given: Vec<Given<'_>> = args.iter().map(|_| Given::Positional).collect();
        let mut values: Vec<&Value> = args.iter().collect();
        for (name, value) in keywords {
            if takes_keywords && !is_param(name) {
                bound.keywords.push((Arc::clone(name), value.clone()));
            } else {
                given.push(Given::Keyword(name));
                values.push(value);
            }
        }
        let slots =
            bind_params(row(id).name(), params, &given).map_err(|error| Exception::type_error(error.message))?;
        for (param, slot) in params.iter().zip(slots) {
            match (slot, param.kind) {
                (Slot::Pack(items), _) => bound.rest = items.into_iter().map(|i| values[i].clone()).collect(),
                (_, ParamKind::VarKeywords) => {}
                (Slot::Given(i), _) => bound.values.push(Some(values[i].clone())),
                (Slot::Default, _) => bound.values.push(None),
            }
        }
        Ok(bound)
    }

    /// Positional arguments for plain parameters: the common case.
    fn positional(params: &[Param], args: &[Value]) -> Option<Args> {
        if args.len() > params.len() {
            return None;
        }
        let mut bound = Args::default();
        for (i, param) in params.iter().enumerate() {
            match (args.get(i), param.kind) {
                (_, ParamKind::VarArgs | ParamKind::VarKeywords) => return None,
                (Some(_), ParamKind::KeywordOnly) => return None,
                (Some(value), _) => bound.values.push(Some(value.clone())),
                (None, _) if param.default.is_none() => return None,
                (None, _) => bound.values.push(None),
            }
        }
        Some(bound)
    }

    /// An argument that must be given.
    pub fn at(&self, index: usize) -> &Value {
        self.get(index).unwrap_or(&Value::None)
    }

    /// An argument, if it is given.
    pub fn get(&self, index: usize) -> Option<&Value> {
        self.values.get(index).and_then(Option::as_ref)
    }

    /// An argument, if it is given and not None.
    pub fn some(&self, index: usize) -> Option<&Value> {
        self.get(index).filter(|value| !matches!(value, Value::None))
    }

    /// An int.
    pub fn int(&self, index: usize, default: i64) -> Outcome<i64> {
        match self.get(index) {
            None => Ok(default),
            Some(value) => as_int(value),
        }
    }

    /// An int or None.
    pub fn optional_int(&self, index: usize) -> Outcome<Option<i64>> {
        self.some(index).map(as_int).transpose()
    }

    /// A float.
    pub fn float(&self, index: usize, default: f64) -> Outcome<f64> {
        match self.get(index) {
            None => Ok(default),
            Some(value) => as_float(value),
        }
    }

    /// A string.
    pub fn str(&self, index: usize) -> Outcome<&str> {
        let value = self.at(index);
        value.as_str().ok_or_else(|| Exception::type_error(format!("expected str, got {}", value.type_name())))
    }

    /// A string with a default; None counts as not given.
    pub fn str_or<'a>(&'a self, index: usize, default: &'a str) -> Outcome<&'a str> {
        match self.some(index) {
            None => Ok(default),
            Some(_) => self.str(index),
        }
    }

    /// A truth value.
    pub fn flag(&self, interp: &Interpreter<'_>, index: usize, default: bool) -> Outcome<bool> {
        match self.get(index) {
            None => Ok(default),
            Some(value) => interp.truth(value),
        }
    }
}

pub(super) fn as_int(value: &Value) -> Outcome<i64> {
    if let Some(int) = ops::index(value) {
        return Ok(int);
    }
    match value.as_int() {
        Some(_) => Err(Exception::int_overflow()),
        None => {
            let message = format!("'{}' object cannot be interpreted as an integer", value.type_name());
            Err(Exception::type_error(message))
        }
    }
}

pub(super) fn as_float(value: &Value) -> Outcome<f64> {
    let number = match value {
        Value::Array(array) if array.ndim() == 0 && !array.dtype().is_complex() => {
            array.item().map(|item| item.as_f64())
        }
        other => other.as_float(),
    };
    number.ok_or_else(|| Exception::type_error(format!("must be real number, not {}", value.type_name())))
}

impl Args {
    /// One argument.
    pub fn of(value: &Value) -> Args {
        Args { values: SmallVec::from_iter([Some(value.clone())]), ..Args::default() }
    }
}
