//! Calls.
//!
//! Input: a callee and arguments. Output: what it returns.
//! Never: how arguments bind (`args`), what builtins do (`functions`).

use super::generator::Generator;
use super::{Flow, Interpreter, Locals};
use crate::builtins::host::Decorator;
use crate::hir::{self, Arg, ExprId, ExprKind};
use crate::host::exception::Exception;
use crate::host::iterate::{Items, Iter};
use crate::host::object::Tag;
use crate::host::trace::{BuiltinCall, Callee};
use crate::host::value::{HostFunction, Value, lock};
use crate::host::{Keywords, Outcome, functions, numpy};
use crate::types::BuiltinId;
use smallvec::SmallVec;
use std::sync::Arc;

type Args = SmallVec<[Value; 6]>;

impl Interpreter<'_> {
    pub(super) fn call_expr(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        callee: ExprId,
        args: &[Arg],
    ) -> Outcome<Value> {
        // `value.method(..)`: the method needs no object of its own.
        let (callee, receiver) = match &function.exprs[callee.0 as usize].kind {
            ExprKind::Attribute(value, name) => {
                let value = self.eval(locals, function, *value)?;
                match self.method(&value, name) {
                    Some(method) => (method, Some(value)),
                    None => (self.attribute(&value, name)?, None),
                }
            }
            _ => (self.eval(locals, function, callee)?, None),
        };
        let mut values: Args = receiver.into_iter().collect();
        let n_receivers = values.len();
        let mut keywords: Vec<(Arc<str>, Value)> = Vec::new();
        for arg in args {
            match arg {
                Arg::Positional(value) => values.push(self.eval(locals, function, *value)?),
                Arg::Starred(value) => {
                    let value = self.eval(locals, function, *value)?;
                    values.extend(self.items(&value)?);
                }
                Arg::Keyword(name, value) => {
                    keywords.push((Arc::clone(name), self.eval(locals, function, *value)?));
                }
                Arg::DoubleStarred(value) => {
                    let value = self.eval(locals, function, *value)?;
                    spread(&value, &mut keywords)?;
                }
            }
        }
        match (&callee, n_receivers) {
            (Value::Builtin(id), 1) => self.call_row(*id, Some(&values[0]), &values[1..], &keywords),
            _ => match self.call_in_frame(locals, &callee, &values) {
                Some(result) => result,
                None => self.call(&callee, &values, &keywords),
            },
        }
    }

    /// Calls a value.
    pub(crate) fn call(&self, callee: &Value, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        match callee {
            Value::Function(function) => {
                self.watched(Callee::Function(function), || self.call_function(function, args, keywords))
            }
            Value::Builtin(id) => self.call_row(*id, None, args, keywords),
            Value::Dispatcher(_, definition) => {
                self.watched(Callee::Compiled(definition), || self.call_compiled(callee, args, keywords))
            }
            Value::Method(method) => match &method.function {
                Value::Namespace(_) => {
                    functions::numba::call_pending(self, method, args).unwrap_or_else(|| Err(not_callable(callee)))
                }
                Value::Builtin(id) => self.call_row(*id, Some(&method.receiver), args, keywords),
                function => {
                    let mut all: Args = SmallVec::with_capacity(args.len() + 1);
                    all.push(method.receiver.clone());
                    all.extend(args.iter().cloned());
                    self.call(function, &all, keywords)
                }
            },
            Value::Class(class) => self.construct(class, args, keywords),
            Value::Type(ty) => functions::numba::call_type(ty, args),
            Value::Instance(_) => match self.special_method(callee, "__call__") {
                Some(method) => self.call(&method, args, keywords),
                None => Err(not_callable(callee)),
            },
            _ => Err(not_callable(callee)),
        }
    }

    /// Calls a builtin; a method, where there is a receiver.
    fn call_row(
        &self,
        builtin: BuiltinId,
        receiver: Option<&Value>,
        args: &[Value],
        keywords: &Keywords,
    ) -> Outcome<Value> {
        self.watched(Callee::Builtin(BuiltinCall { builtin, receiver, args, keywords }), || match receiver {
            Some(receiver) => functions::call_method(self, builtin, receiver, args, keywords),
            None => functions::call(self, builtin, args, keywords),
        })
    }

    /// Calls what a decorator of numba has made.
    fn call_compiled(&self, callee: &Value, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        let Value::Dispatcher(id, definition) = callee else { return Err(not_callable(callee)) };
        let _depth = self.enter()?;
        match definition.decorator {
            Decorator::Vectorize => numpy::call_vectorized(self.run, callee, args, keywords),
            Decorator::Guvectorize => numpy::call_generalized(self.run, callee, args, keywords),
            Decorator::Stencil => functions::numba::call_stencil(self, callee, args, keywords),
            _ => self.run.engine.call(self.run, *id, args, keywords),
        }
    }

    fn call_function(&self, function: &Arc<HostFunction>, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        let _depth = self.enter()?;
        let mut locals = self.bind(function, args, keywords)?;
        if function.hir.is_generator {
            let generator = Generator::function(locals);
            return Ok(Value::Iterator(Iter::new(Tag::Generator, Items::Generator(Box::new(generator)))));
        }
        match stacker::maybe_grow(640 << 10, 4 << 20, || self.block(&mut locals, &function.hir.body))? {
            Flow::Return(value) => Ok(value),
            _ => Ok(Value::None),
        }
    }
}

fn spread(value: &Value, keywords: &mut Vec<(Arc<str>, Value)>) -> Outcome<()> {
    let Value::Dict(dict) = value else {
        let message = format!("argument after ** must be a mapping, not {}", value.type_name());
        return Err(Exception::type_error(message));
    };
    for (key, value) in lock(dict).iter() {
        match key.value() {
            Value::Str(name) => keywords.push((Arc::clone(name), value.clone())),
            _ => return Err(Exception::type_error("keywords must be strings")),
        }
    }
    Ok(())
}

fn not_callable(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object is not callable", value.type_name()))
}
