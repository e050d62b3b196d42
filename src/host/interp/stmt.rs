//! Statements.
//!
//! Input: statements of a frame's function. Output: how they end ([`Flow`]).
//! Never: `try` (`trying`), `match` (`matching`), `class`, `import`.

use super::{Flow, Interpreter, Locals};
use crate::hir::{self, ExprId, Place, Stmt, StmtKind};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::iterate::Items;
use crate::host::object::Class;
use crate::host::value::Value;
use crate::runtime::exception::ExceptionKind;
use std::sync::Arc;

impl Interpreter<'_> {
    pub(super) fn block(&self, locals: &mut Locals<'_>, body: &[Stmt]) -> Outcome<Flow> {
        for stmt in body {
            match self.stmt(locals, stmt) {
                Ok(Flow::Next) => {}
                Ok(flow) => return Ok(flow),
                Err(error) => return Err(self.leave(locals, error, stmt.span)),
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn stmt(&self, locals: &mut Locals<'_>, stmt: &Stmt) -> Outcome<Flow> {
        match &stmt.kind {
            StmtKind::Expr(value) => drop(self.expr(locals, *value)?),
            StmtKind::Assign { targets, value } => {
                let value = self.expr(locals, *value)?;
                let Some((last, most)) = targets.split_last() else { return Ok(Flow::Next) };
                most.iter().try_for_each(|target| self.assign(locals, target, value.clone()))?;
                self.assign(locals, last, value)?;
            }
            StmtKind::AugAssign { target, read, op, value, .. } => {
                self.augment(locals, target, *read, (*op, *value))?
            }
            StmtKind::If { test, body, orelse } => {
                let test = self.expr(locals, *test)?;
                return self.block(locals, if self.truth(&test)? { body } else { orelse });
            }
            StmtKind::While { test, body, orelse } => return self.while_loop(locals, *test, body, orelse),
            StmtKind::For { target, iter, body, orelse } => {
                return self.for_loop(locals, (target, *iter), body, orelse);
            }
            StmtKind::Return(value) => {
                return Ok(Flow::Return(match value {
                    Some(value) => self.expr(locals, *value)?,
                    None => Value::None,
                }));
            }
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Pass => {}
            StmtKind::Raise { exc, cause } => return Err(self.raise(locals, *exc, *cause)?),
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                return self.try_statement(locals, (body, handlers, orelse, finalbody));
            }
            StmtKind::Assert { test, msg } => self.assert(locals, *test, *msg)?,
            StmtKind::Delete(places) => places.iter().try_for_each(|place| self.delete(locals, place))?,
            StmtKind::With { items, body } => return self.with(locals, items, body),
            StmtKind::FunctionDef { .. } => self.function_def(locals, stmt)?,
            StmtKind::Import { target, module, item } => {
                let value = self.import(locals, module, item.as_deref())?;
                self.assign(locals, target, value)?;
            }
            StmtKind::ImportAll { module } => self.import_all(locals, module)?,
            StmtKind::ClassDef { .. } => self.class_def(locals, stmt)?,
            StmtKind::Match { subject, cases } => return self.match_statement(locals, *subject, cases),
        }
        Ok(Flow::Next)
    }

    fn while_loop(&self, locals: &mut Locals<'_>, test: ExprId, body: &[Stmt], orelse: &[Stmt]) -> Outcome<Flow> {
        loop {
            self.run.poll()?;
            let verdict = self.expr(locals, test)?;
            if !self.truth(&verdict)? {
                return self.block(locals, orelse);
            }
            match self.block(locals, body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(value) => return Ok(Flow::Return(value)),
            }
        }
    }

    fn for_loop(
        &self,
        locals: &mut Locals<'_>,
        (target, iter): (&Place, ExprId),
        body: &[Stmt],
        orelse: &[Stmt],
    ) -> Outcome<Flow> {
        let iterable = self.expr(locals, iter)?;
        let span = locals.hir().expr(iter).span;
        let mut items = Items::of(self, &iterable).inspect_err(|_| self.fault.set(Some(span)))?;
        drop(iterable);
        while let Some(item) = items.next(self).inspect_err(|_| self.fault.set(self.fault.get().or(Some(span))))? {
            self.run.poll()?;
            self.assign(locals, target, item)?;
            match self.block(locals, body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                Flow::Return(value) => return Ok(Flow::Return(value)),
            }
        }
        self.block(locals, orelse)
    }

    fn assert(&self, locals: &mut Locals<'_>, test: ExprId, msg: Option<ExprId>) -> Outcome<()> {
        let verdict = self.expr(locals, test)?;
        if self.truth(&verdict)? {
            return Ok(());
        }
        let args = match msg {
            Some(msg) => vec![self.expr(locals, msg)?],
            None => Vec::new(),
        };
        Err(Exception::with_args(Class::Exception(ExceptionKind::AssertionError), args))
    }

    fn function_def(&self, locals: &mut Locals<'_>, stmt: &Stmt) -> Outcome<()> {
        let StmtKind::FunctionDef { target, function, decorators, defaults, annotations } = &stmt.kind else {
            return Ok(());
        };
        let hir = locals.hir();
        let mut applied = Vec::with_capacity(decorators.len());
        for &decorator in decorators {
            applied.push((self.expr(locals, decorator)?, hir.expr(decorator).span));
        }
        let mut values = Vec::with_capacity(defaults.len());
        for &default in defaults {
            values.push(self.expr(locals, default)?);
        }
        let mut types = Vec::with_capacity(annotations.len());
        for &(param, annotation) in annotations {
            types.push((param, self.expr(locals, annotation)?));
        }
        let made = self.closure(locals, &hir.inner[*function], values, types);
        let mut value = Value::Function(made);
        for (decorator, span) in applied.into_iter().rev() {
            value = self.call(&decorator, &[value], &[]).inspect_err(|_| self.fault.set(Some(span)))?;
        }
        self.assign(locals, target, value)
    }

    /// A function object of an inner definition, with the cells that it captures.
    pub(super) fn closure(
        &self,
        locals: &Locals<'_>,
        inner: &Arc<hir::Function>,
        defaults: Vec<Value>,
        annotations: Vec<(usize, Value)>,
    ) -> Arc<crate::host::value::HostFunction> {
        let cells = inner.captures.iter().map(|capture| locals.cell(capture.outer)).collect();
        super::make_function(inner, &locals.function.globals, cells, defaults, annotations)
    }
}
