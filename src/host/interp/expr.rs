//! Expressions.
//!
//! Input: an expression of a frame's function. Output: its value.
//! Never: statements, what operators do.

use super::{Interpreter, Locals};
use crate::hir::{self, BoolOp, Bound, CmpOp, Constant, ExprId, ExprKind, FStringPart, LocalId, NameId, UnaryOp};
use crate::host::exception::Exception;
use crate::host::key::{Dict, Key, Set};
use crate::host::value::{SliceValue, Value, lock};
use crate::host::{Outcome, ops, suggest, text};
use crate::runtime::exception::ExceptionKind;
use std::sync::Arc;

/// Levels of an expression between two looks at the stack.
const STACK_CHECK_INTERVAL: u32 = 16;
/// Stack that so many levels need at most.
const STACK_FOR_INTERVAL: usize = 512 << 10;

impl Interpreter<'_> {
    pub(super) fn expr(&self, locals: &mut Locals<'_>, id: ExprId) -> Outcome<Value> {
        let function = locals.hir();
        self.eval(locals, function, id)
    }

    /// As [`Self::expr`], for a caller that holds the function.
    pub(super) fn eval(&self, locals: &mut Locals<'_>, function: &hir::Function, id: ExprId) -> Outcome<Value> {
        let expr = &function.exprs[id.0 as usize];
        let result = match &expr.kind {
            ExprKind::Constant(constant) => return Ok(constant_value(constant)),
            ExprKind::Local(local, bound) => self.local(locals, function, (*local, *bound)),
            ExprKind::Global(name) => global(locals, function, *name),
            kind => self.nested(|| self.compound(locals, function, kind)),
        };
        if result.is_err() && self.fault.get().is_none() {
            self.fault.set(Some(expr.span));
        }
        result
    }

    /// Runs a step one level deeper in an expression; looks at the stack now and then.
    fn nested(&self, step: impl FnOnce() -> Outcome<Value>) -> Outcome<Value> {
        let nesting = self.nesting.get() + 1;
        self.nesting.set(nesting);
        let result = match nesting % STACK_CHECK_INTERVAL {
            0 => stacker::maybe_grow(STACK_FOR_INTERVAL, 4 << 20, step),
            _ => step(),
        };
        self.nesting.set(nesting - 1);
        result
    }

    fn local(&self, locals: &Locals<'_>, function: &hir::Function, (local, _): (LocalId, Bound)) -> Outcome<Value> {
        locals.get(local).ok_or_else(|| unbound(function, local))
    }

    fn compound(&self, locals: &mut Locals<'_>, function: &hir::Function, kind: &ExprKind) -> Outcome<Value> {
        match kind {
            ExprKind::Binary { op, left, right, .. } => {
                let left = self.eval(locals, function, *left)?;
                let right = self.eval(locals, function, *right)?;
                ops::binary(self, *op, &left, &right)
            }
            ExprKind::Compare(first, rest) => self.compare(locals, function, *first, rest),
            ExprKind::Call { func, args } => self.call_expr(locals, function, *func, args),
            ExprKind::Subscript(value, index) => {
                let value = self.eval(locals, function, *value)?;
                let index = self.eval(locals, function, *index)?;
                ops::get_item(self, &value, &index)
            }
            ExprKind::Attribute(value, name) => {
                let value = self.eval(locals, function, *value)?;
                self.attribute(&value, name)
            }
            ExprKind::Unary(op, value) => {
                let value = self.eval(locals, function, *value)?;
                match op {
                    UnaryOp::Not => Ok(Value::Bool(!self.truth(&value)?)),
                    op => ops::unary(self, *op, &value),
                }
            }
            ExprKind::BoolOp(op, values) => self.bool_op(locals, function, *op, values),
            ExprKind::IfExp { test, body, orelse } => {
                let test = self.eval(locals, function, *test)?;
                let chosen = if self.truth(&test)? { *body } else { *orelse };
                self.eval(locals, function, chosen)
            }
            ExprKind::Tuple(items) => Ok(Value::Tuple(self.display(locals, function, items)?.into())),
            ExprKind::List(items) => Ok(Value::list(self.display(locals, function, items)?)),
            ExprKind::Set(items) => {
                let items = self.display(locals, function, items)?;
                Ok(Value::set(items.into_iter().map(Key::new).collect::<Outcome<Set>>()?))
            }
            ExprKind::Dict(items) => self.dict_display(locals, function, items),
            ExprKind::Slice { start, stop, step } => {
                let mut part = |part: &Option<ExprId>| match part {
                    Some(part) => self.eval(locals, function, *part),
                    None => Ok(Value::None),
                };
                let (start, stop, step) = (part(start)?, part(stop)?, part(step)?);
                Ok(Value::Slice(Arc::new(SliceValue { start, stop, step })))
            }
            ExprKind::JoinedStr(parts) => Ok(self.fstring(locals, function, parts)?.into()),
            ExprKind::Lambda(inner, defaults) => {
                let defaults = self.evaluate_all(locals, function, defaults)?;
                Ok(Value::Function(self.closure(locals, &function.inner[*inner], defaults, Vec::new())))
            }
            ExprKind::Comprehension { kind, element, value, generators } => {
                self.comprehension(locals, function, *kind, (*element, *value), generators)
            }
            ExprKind::Named(place, value) => {
                let value = self.eval(locals, function, *value)?;
                self.assign(locals, place, value.clone())?;
                Ok(value)
            }
            ExprKind::Yield(_) => Err(Exception::new(
                ExceptionKind::NotImplementedError,
                "numjit supports `yield` only as a statement of its own or as the value of an assignment",
            )),
            ExprKind::Starred(_) => Err(Exception::type_error("can't use starred expression here")),
            ExprKind::Constant(_) | ExprKind::Local(..) | ExprKind::Global(_) => Ok(Value::None),
        }
    }

    fn evaluate_all(&self, locals: &mut Locals<'_>, function: &hir::Function, items: &[ExprId]) -> Outcome<Vec<Value>> {
        items.iter().map(|&item| self.eval(locals, function, item)).collect()
    }

    /// The items of a tuple, list or set display.
    fn display(&self, locals: &mut Locals<'_>, function: &hir::Function, items: &[ExprId]) -> Outcome<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for &item in items {
            match &function.exprs[item.0 as usize].kind {
                ExprKind::Starred(inner) => {
                    let inner = self.eval(locals, function, *inner)?;
                    values.extend(self.items(&inner)?);
                }
                _ => values.push(self.eval(locals, function, item)?),
            }
        }
        Ok(values)
    }

    fn dict_display(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        items: &[(Option<ExprId>, ExprId)],
    ) -> Outcome<Value> {
        let mut dict = Dict::default();
        for &(key, value) in items {
            match key {
                Some(key) => {
                    let key = Key::new(self.eval(locals, function, key)?)?;
                    dict.insert(key, self.eval(locals, function, value)?);
                }
                None => match self.eval(locals, function, value)? {
                    Value::Dict(other) => dict.extend(lock(&other).iter().map(|(k, v)| (k.clone(), v.clone()))),
                    other => {
                        let message = format!("'{}' object is not a mapping", other.type_name());
                        return Err(Exception::type_error(message));
                    }
                },
            }
        }
        Ok(Value::dict(dict))
    }

    fn bool_op(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        op: BoolOp,
        values: &[ExprId],
    ) -> Outcome<Value> {
        let Some((last, most)) = values.split_last() else { return Ok(Value::None) };
        for &value in most {
            let value = self.eval(locals, function, value)?;
            if self.truth(&value)? == (op == BoolOp::Or) {
                return Ok(value);
            }
        }
        self.eval(locals, function, *last)
    }

    fn compare(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        first: ExprId,
        rest: &[(CmpOp, ExprId)],
    ) -> Outcome<Value> {
        let mut left = self.eval(locals, function, first)?;
        let mut result = Value::Bool(true);
        for (i, &(op, right)) in rest.iter().enumerate() {
            let right = self.eval(locals, function, right)?;
            result = ops::compare(self, op, &left, &right)?;
            if i + 1 < rest.len() && !self.truth(&result)? {
                break;
            }
            left = right;
        }
        Ok(result)
    }

    fn fstring(&self, locals: &mut Locals<'_>, function: &hir::Function, parts: &[FStringPart]) -> Outcome<String> {
        let mut out = String::new();
        for part in parts {
            match part {
                FStringPart::Literal(literal) => out.push_str(literal),
                FStringPart::Field { value, conversion, spec } => {
                    let value = self.eval(locals, function, *value)?;
                    let spec = self.fstring(locals, function, spec)?;
                    out.push_str(&text::convert_and_format(self, &value, *conversion, &spec)?);
                }
            }
        }
        Ok(out)
    }

    /// The truth of a value.
    pub(crate) fn truth(&self, value: &Value) -> Outcome<bool> {
        ops::truth(self, value)
    }
}

fn constant_value(constant: &Constant) -> Value {
    match constant {
        Constant::None => Value::None,
        Constant::Ellipsis => Value::Ellipsis,
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Int(value) => Value::Int(*value),
        Constant::UInt(value) => Value::UInt(*value),
        Constant::Float(value) => Value::Float(*value),
        Constant::Imaginary(value) => Value::Complex(0.0, *value),
        Constant::Str(text) => Value::Str(Arc::clone(text)),
        Constant::Bytes(bytes) => Value::Bytes(Arc::clone(bytes)),
    }
}

fn global(locals: &Locals<'_>, function: &hir::Function, name: NameId) -> Outcome<Value> {
    let known = &locals.function.names[name.0 as usize];
    if let Some(value) = locals.function.globals.at(known.slot) {
        return Ok(value);
    }
    known.builtin.clone().ok_or_else(|| undefined(locals, function.name_of(name)))
}

fn undefined(locals: &Locals<'_>, name: &str) -> Exception {
    let bound = locals.function.globals.names();
    let own: Vec<&str> = locals.hir().locals.iter().map(|local| &*local.name).collect();
    let bound: Vec<&str> = bound.iter().map(|name| &**name).collect();
    let error = Exception::new(ExceptionKind::NameError, format!("name '{name}' is not defined"));
    error.suggesting(suggest::nearest_variable(name, &own, &bound).as_deref())
}

/// The error of a variable that is read before it is bound.
pub(super) fn unbound(function: &hir::Function, local: LocalId) -> Exception {
    let info = function.local(local);
    let name = &info.name;
    if info.kind == hir::LocalKind::Captured {
        let message =
            format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope");
        return Exception::new(ExceptionKind::NameError, message);
    }
    let message = format!("cannot access local variable '{name}' where it is not associated with a value");
    Exception::new(ExceptionKind::UnboundLocalError, message)
}
