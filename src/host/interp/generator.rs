//! Generators: functions with `yield`, and generator expressions.
//!
//! Input: a frame that pauses. Output: one value per resumption.
//! Never: threads. A paused frame keeps, block by block, the statement where it stands ([`Position`]); a resumption
//! walks back there. Expressions run through, and so `yield` is a statement or the value of an assignment.

use super::{Flow, Interpreter, Locals, Slot};
use crate::hir::{self, ExprId, ExprKind, Handler, Place, Stmt, StmtKind, visit};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::iterate::Items;
use crate::host::value::{HostFunction, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A paused frame.
pub struct Generator {
    function: Arc<HostFunction>,
    slots: Vec<Slot>,
    serial: u64,
    state: State,
}

enum State {
    /// A function: from the outermost block inward, where it stands.
    Body(Body),
    /// A generator expression: the iterators of its clauses, outermost first.
    Clauses { element: ExprId, clauses: Vec<hir::Generator>, open: Vec<Items> },
}

#[derive(Default)]
struct Body {
    path: Vec<Position>,
    /// On the way back to where it stood.
    resuming: bool,
    /// Does a statement (by its address) hold a `yield`?
    yields: FxHashMap<usize, bool>,
}

/// Where a frame stands in one block.
#[derive(Default)]
struct Position {
    index: usize,
    part: Part,
    /// The iterator of a `for`.
    items: Items,
    /// The context manager of a `with`; the exception of a handler.
    held: Option<Value>,
}

/// Which block of a compound statement.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Body,
    Else,
    Handler(usize),
}

/// How a statement of a generator ends.
enum Step {
    Flow(Flow),
    Yield(Value),
}

const NEXT: Step = Step::Flow(Flow::Next);

impl Generator {
    /// The frame of a function with `yield`, at its beginning.
    pub(super) fn function(locals: Locals<'_>) -> Self {
        Self {
            function: Arc::clone(locals.function),
            slots: locals.slots,
            serial: locals.serial,
            state: State::Body(Body::default()),
        }
    }

    /// A generator expression; the first iterable has been evaluated. It sees the variables as they are now.
    pub(super) fn expression(locals: &Locals<'_>, element: ExprId, clauses: &[hir::Generator], first: Items) -> Self {
        Self {
            function: Arc::clone(locals.function),
            slots: locals.slots.clone(),
            serial: locals.serial,
            state: State::Clauses { element, clauses: clauses.to_vec(), open: vec![first] },
        }
    }

    /// Goes on to the next value; none: it has ended.
    pub(crate) fn resume(&mut self, interp: &Interpreter<'_>) -> Outcome<Option<Value>> {
        let _depth = interp.enter()?;
        let function = Arc::clone(&self.function);
        let mut locals = Locals { function: &function, slots: std::mem::take(&mut self.slots), serial: self.serial };
        let result = stacker::maybe_grow(128 << 10, 2 << 20, || self.state.next(interp, &mut locals));
        self.slots = locals.slots;
        result
    }
}

impl State {
    fn next(&mut self, interp: &Interpreter<'_>, locals: &mut Locals<'_>) -> Outcome<Option<Value>> {
        match self {
            State::Body(body) => {
                let function = locals.hir();
                body.resuming = !body.path.is_empty();
                match body.block(interp, locals, &function.body, 0)? {
                    Step::Yield(value) => Ok(Some(value)),
                    Step::Flow(_) => Ok(None),
                }
            }
            State::Clauses { element, clauses, open } => next_of_clauses(interp, locals, (*element, clauses), open),
        }
    }
}

fn next_of_clauses(
    interp: &Interpreter<'_>,
    locals: &mut Locals<'_>,
    (element, clauses): (ExprId, &[hir::Generator]),
    open: &mut Vec<Items>,
) -> Outcome<Option<Value>> {
    let function = locals.hir();
    while let Some(items) = open.last_mut() {
        interp.run.poll()?;
        let Some(item) = items.next(interp)? else {
            open.pop();
            continue;
        };
        let clause = &clauses[open.len() - 1];
        interp.assign(locals, &clause.target, item)?;
        if !interp.conditions(locals, function, &clause.ifs)? {
            continue;
        }
        match clauses.get(open.len()) {
            None => return interp.eval(locals, function, element).map(Some),
            Some(inner) => {
                let iterable = interp.eval(locals, function, inner.iter)?;
                open.push(Items::of(interp, &iterable)?);
            }
        }
    }
    Ok(None)
}

impl Body {
    fn block(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        body: &[Stmt],
        depth: usize,
    ) -> Outcome<Step> {
        let back = self.resuming && depth < self.path.len();
        if !back {
            self.path.truncate(depth);
            self.path.push(Position::default());
        }
        let start = self.path[depth].index;
        for (index, stmt) in body.iter().enumerate().skip(start) {
            if index != start || !back {
                self.path[depth] = Position { index, ..Position::default() };
            }
            match self.stmt(interp, locals, stmt, depth) {
                Ok(Step::Flow(Flow::Next)) => {}
                Ok(step) => return Ok(step),
                Err(error) => return Err(interp.leave(locals, error, stmt.span)),
            }
        }
        self.path.truncate(depth);
        Ok(NEXT)
    }

    fn stmt(&mut self, interp: &Interpreter<'_>, locals: &mut Locals<'_>, stmt: &Stmt, depth: usize) -> Outcome<Step> {
        let function = locals.hir();
        if !self.yields(function, stmt) {
            return interp.stmt(locals, stmt).map(Step::Flow);
        }
        match &stmt.kind {
            StmtKind::Expr(value) => self.yield_into(interp, locals, *value, &[]),
            StmtKind::Assign { targets, value } => self.yield_into(interp, locals, *value, targets),
            StmtKind::If { test, body, orelse } => {
                if !self.resuming {
                    let test = interp.expr(locals, *test)?;
                    self.path[depth].part = if interp.truth(&test)? { Part::Body } else { Part::Else };
                }
                let block = if self.path[depth].part == Part::Body { body } else { orelse };
                self.block(interp, locals, block, depth + 1)
            }
            StmtKind::While { test, body, orelse } => self.while_loop(interp, locals, (*test, body, orelse), depth),
            StmtKind::For { target, iter, body, orelse } => {
                self.for_loop(interp, locals, (target, *iter), (body, orelse), depth)
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                let result = self.try_except(interp, locals, (body, handlers, orelse), depth);
                if matches!(result, Ok(Step::Yield(_))) || finalbody.is_empty() {
                    return result;
                }
                match interp.block(locals, finalbody)? {
                    Flow::Next => result,
                    flow => Ok(Step::Flow(flow)),
                }
            }
            _ => interp.stmt(locals, stmt).map(Step::Flow),
        }
    }

    /// `yield value`, `targets = yield value`
    fn yield_into(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        value: ExprId,
        targets: &[Place],
    ) -> Outcome<Step> {
        if self.resuming {
            self.resuming = false;
            targets.iter().try_for_each(|target| interp.assign(locals, target, Value::None))?;
            return Ok(NEXT);
        }
        let function = locals.hir();
        match &function.expr(value).kind {
            ExprKind::Yield(Some(inner)) => interp.expr(locals, *inner).map(Step::Yield),
            ExprKind::Yield(None) => Ok(Step::Yield(Value::None)),
            // A `yield` deeper inside: evaluating it says what is not supported.
            _ => interp.expr(locals, value).map(|_| NEXT),
        }
    }

    fn while_loop(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        (test, body, orelse): (ExprId, &[Stmt], &[Stmt]),
        depth: usize,
    ) -> Outcome<Step> {
        self.iterate(interp, locals, (body, orelse), depth, |_, locals| {
            let verdict = interp.expr(locals, test)?;
            interp.truth(&verdict)
        })
    }

    /// A loop; `advance` tells before each iteration whether there is one.
    fn iterate(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        (body, orelse): (&[Stmt], &[Stmt]),
        depth: usize,
        advance: impl Fn(&mut Self, &mut Locals<'_>) -> Outcome<bool>,
    ) -> Outcome<Step> {
        loop {
            interp.run.poll()?;
            if !self.resuming {
                self.path[depth].part = if advance(self, locals)? { Part::Body } else { Part::Else };
            }
            if self.path[depth].part == Part::Else {
                return self.block(interp, locals, orelse, depth + 1);
            }
            match self.block(interp, locals, body, depth + 1)? {
                Step::Flow(Flow::Next | Flow::Continue) => {}
                Step::Flow(Flow::Break) => return Ok(NEXT),
                step => return Ok(step),
            }
        }
    }

    fn for_loop(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        (target, iter): (&Place, ExprId),
        (body, orelse): (&[Stmt], &[Stmt]),
        depth: usize,
    ) -> Outcome<Step> {
        if !self.resuming {
            let iterable = interp.expr(locals, iter)?;
            self.path[depth].items = Items::of(interp, &iterable)?;
        }
        self.iterate(interp, locals, (body, orelse), depth, |own, locals| {
            let Some(item) = own.path[depth].items.next(interp)? else { return Ok(false) };
            interp.assign(locals, target, item)?;
            Ok(true)
        })
    }

    fn try_except(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        (body, handlers, orelse): (&[Stmt], &[Handler], &[Stmt]),
        depth: usize,
    ) -> Outcome<Step> {
        match self.path[depth].part {
            Part::Body => match self.block(interp, locals, body, depth + 1) {
                Ok(Step::Flow(Flow::Next)) => {
                    self.path[depth].part = Part::Else;
                    self.block(interp, locals, orelse, depth + 1)
                }
                Ok(step) => Ok(step),
                Err(error) => {
                    self.resuming = false;
                    interp.fault.set(None);
                    self.catch(interp, locals, handlers, error, depth)
                }
            },
            Part::Else => self.block(interp, locals, orelse, depth + 1),
            Part::Handler(index) => self.handler(interp, locals, &handlers[index], depth),
        }
    }

    fn catch(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        handlers: &[Handler],
        error: Exception,
        depth: usize,
    ) -> Outcome<Step> {
        for (index, handler) in handlers.iter().enumerate() {
            if interp.catches(locals, handler, &error)? {
                self.path.truncate(depth + 1);
                self.path[depth].part = Part::Handler(index);
                self.path[depth].held = Some(Value::Exception(error.clone()));
                if let Some(name) = &handler.name {
                    interp.assign(locals, name, Value::Exception(error))?;
                }
                return self.handler(interp, locals, handler, depth);
            }
        }
        Err(error)
    }

    fn handler(
        &mut self,
        interp: &Interpreter<'_>,
        locals: &mut Locals<'_>,
        handler: &Handler,
        depth: usize,
    ) -> Outcome<Step> {
        let before = interp.handling.borrow().len();
        if let Some(Value::Exception(error)) = &self.path[depth].held {
            interp.handling.borrow_mut().push(error.clone());
        }
        let result = self.block(interp, locals, &handler.body, depth + 1);
        interp.handling.borrow_mut().truncate(before);
        if !matches!(result, Ok(Step::Yield(_)))
            && let Some(name) = &handler.name
        {
            // The name may have been deleted already.
            let _ = interp.delete(locals, name);
        }
        result
    }

    /// Does a statement hold a `yield`?
    fn yields(&mut self, function: &hir::Function, stmt: &Stmt) -> bool {
        let address = std::ptr::from_ref(stmt) as usize;
        if let Some(&known) = self.yields.get(&address) {
            return known;
        }
        let found = visit::stmt_has(function, stmt, &mut |kind| matches!(kind, ExprKind::Yield(_)));
        self.yields.insert(address, found);
        found
    }
}
