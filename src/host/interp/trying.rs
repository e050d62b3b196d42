//! `raise`, `try`, `with`.
//!
//! Input: statements that raise, catch and clean up. Output: how they end.
//! Never: the words of exceptions.

use super::{Flow, Interpreter, Locals};
use crate::hir::{ExprId, Handler, Place, Stmt};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::object::{Class, Tag};
use crate::host::value::Value;
use crate::runtime::exception::ExceptionKind;

/// Body, handlers, else, finally.
type TryParts<'a> = (&'a [Stmt], &'a [Handler], &'a [Stmt], &'a [Stmt]);

impl Interpreter<'_> {
    /// What a `raise` statement raises.
    pub(super) fn raise(
        &self,
        locals: &mut Locals<'_>,
        exc: Option<ExprId>,
        cause: Option<ExprId>,
    ) -> Outcome<Exception> {
        let Some(exc) = exc else {
            return self
                .handled()
                .ok_or_else(|| Exception::new(ExceptionKind::RuntimeError, "No active exception to reraise"));
        };
        let value = self.expr(locals, exc)?;
        let error = self.as_exception(&value, "exceptions must derive from BaseException")?;
        error.raise_anew();
        if let Some(cause) = cause {
            let cause = self.expr(locals, cause)?;
            let words = "exception causes must derive from BaseException";
            error.set_cause(if matches!(cause, Value::None) { None } else { Some(self.as_exception(&cause, words)?) });
        }
        self.add_context(&error);
        Ok(error)
    }

    /// The exception that an `except` or `finally` block is about.
    pub(crate) fn handled(&self) -> Option<Exception> {
        self.handling.borrow().last().cloned()
    }

    /// An exception object, or an exception class called without arguments.
    fn as_exception(&self, value: &Value, otherwise: &str) -> Outcome<Exception> {
        match value {
            Value::Exception(error) => Ok(error.clone()),
            Value::Class(class) if class.exception_kind().is_some() => match self.call(value, &[], &[])? {
                Value::Exception(error) => Ok(error),
                _ => Err(Exception::type_error(otherwise)),
            },
            _ => Err(Exception::type_error(otherwise)),
        }
    }

    /// An exception raised while another is handled remembers that one.
    fn add_context(&self, error: &Exception) {
        if let Some(handled) = self.handling.borrow().last() {
            error.set_context(handled);
        }
    }

    pub(super) fn try_statement(&self, locals: &mut Locals<'_>, parts: TryParts<'_>) -> Outcome<Flow> {
        let (body, handlers, orelse, finalbody) = parts;
        let result = self.try_except(locals, body, handlers, orelse);
        if finalbody.is_empty() {
            return result;
        }
        let depth = self.handling.borrow().len();
        if let Err(error) = &result {
            self.handling.borrow_mut().push(error.clone());
        }
        let fault = self.fault.take();
        let last = self.block(locals, finalbody);
        self.handling.borrow_mut().truncate(depth);
        if let (Err(raised), Err(error)) = (&last, &result) {
            raised.set_context(error);
        }
        match last? {
            Flow::Next => {
                self.fault.set(fault);
                result
            }
            // Leaving a `finally` block by a jump drops the exception.
            flow => Ok(flow),
        }
    }

    fn try_except(
        &self,
        locals: &mut Locals<'_>,
        body: &[Stmt],
        handlers: &[Handler],
        orelse: &[Stmt],
    ) -> Outcome<Flow> {
        let error = match self.block(locals, body) {
            Ok(Flow::Next) => return self.block(locals, orelse),
            Ok(flow) => return Ok(flow),
            Err(error) => error,
        };
        self.fault.set(None);
        if handlers.is_empty() || self.is_stop(&error) {
            return Err(error);
        }
        self.add_context(&error);
        let depth = self.handling.borrow().len();
        self.handling.borrow_mut().push(error.clone());
        let result = self.handle(locals, handlers, error);
        self.handling.borrow_mut().truncate(depth);
        result
    }

    /// A request to stop the run is not to be caught.
    fn is_stop(&self, error: &Exception) -> bool {
        matches!(error.kind(), ExceptionKind::KeyboardInterrupt | ExceptionKind::TimeoutError)
            && self.run.poll().is_err()
    }

    fn handle(&self, locals: &mut Locals<'_>, handlers: &[Handler], error: Exception) -> Outcome<Flow> {
        for handler in handlers {
            if !self.catches(locals, handler, &error)? {
                continue;
            }
            if let Some(name) = &handler.name {
                self.assign(locals, name, Value::Exception(error.clone()))?;
            }
            let result = self.block(locals, &handler.body);
            result.as_ref().err().inspect(|raised| raised.set_context(&error));
            if let Some(name) = &handler.name {
                // The name may have been deleted already.
                let _ = self.delete(locals, name);
            }
            return result;
        }
        Err(error)
    }

    /// Does the handler catch the exception?
    pub(super) fn catches(&self, locals: &mut Locals<'_>, handler: &Handler, error: &Exception) -> Outcome<bool> {
        match handler.exc {
            None => Ok(true),
            Some(exc) => {
                let class = self.expr(locals, exc)?;
                catches(&class, error)
            }
        }
    }

    pub(super) fn with(
        &self,
        locals: &mut Locals<'_>,
        items: &[(ExprId, Option<Place>)],
        body: &[Stmt],
    ) -> Outcome<Flow> {
        let Some(((context, target), rest)) = items.split_first() else { return self.block(locals, body) };
        let manager = self.expr(locals, *context)?;
        let entered = self.enter_context(&manager)?;
        let result = match target {
            Some(target) => self.assign(locals, target, entered).and_then(|()| self.with(locals, rest, body)),
            None => self.with(locals, rest, body),
        };
        let error = result.as_ref().err().cloned();
        let fault = self.fault.take();
        let swallowed = self.exit_context(&manager, error.as_ref())?;
        self.fault.set(fault);
        match result {
            Err(_) if swallowed => {
                self.fault.set(None);
                Ok(Flow::Next)
            }
            result => result,
        }
    }

    fn enter_context(&self, manager: &Value) -> Outcome<Value> {
        match manager {
            Value::File(_) | Value::Npz(_) => Ok(manager.clone()),
            Value::Instance(_) => match self.special_method(manager, "__enter__") {
                Some(method) => self.call(&method, &[], &[]),
                None => Err(no_context(manager)),
            },
            _ => crate::host::functions::enter_context(self, manager).unwrap_or_else(|| Err(no_context(manager))),
        }
    }

    /// Leaves a context; true: the exception is swallowed.
    fn exit_context(&self, manager: &Value, error: Option<&Exception>) -> Outcome<bool> {
        match manager {
            Value::File(file) => crate::host::functions::file::close(file).map(|()| false),
            Value::Instance(_) => {
                let Some(method) = self.special_method(manager, "__exit__") else { return Err(no_context(manager)) };
                let args = match error {
                    Some(error) => [Value::Class(error.class().clone()), Value::Exception(error.clone()), Value::None],
                    None => [Value::None, Value::None, Value::None],
                };
                let verdict = self.call(&method, &args, &[])?;
                Ok(error.is_some() && self.truth(&verdict)?)
            }
            _ => {
                crate::host::functions::exit_context(self, manager);
                Ok(false)
            }
        }
    }
}

fn no_context(value: &Value) -> Exception {
    let message = format!("'{}' object does not support the context manager protocol", value.type_name());
    Exception::type_error(message)
}

/// Does `except class:` catch the exception?
fn catches(class: &Value, error: &Exception) -> Outcome<bool> {
    match class {
        Value::Class(class) if class.exception_kind().is_some() => Ok(error.class().is_subclass(class)),
        Value::Class(Class::Tag(Tag::Object)) => Ok(true),
        Value::Tuple(classes) => {
            for class in classes.iter() {
                if catches(class, error)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => {
            let message = "catching classes that do not inherit from BaseException is not allowed";
            Err(Exception::type_error(message))
        }
    }
}
