//! What values are to the iterations of a parallel loop: which memory all of them see, and what a callee is given.
//!
//! Input: expressions of the loop's body, or of a function that it calls. Output: [`Fact`]s.
//! Never: judges them. Where it cannot be told whether iterations share a list, they do.

use super::Body;
use super::spread::{Spread, constant};
use crate::builtins::{self, Builtin, Effect, Lower, Special};
use crate::hir::visit::argument;
use crate::hir::{self, Arg, ExprId, ExprKind, LocalId, Stmt, StmtKind};
use crate::infer::{Argument, Target, Typing};
use crate::ir::InstanceId;
use crate::types::Type;
use std::sync::Arc;

/// What a value is to the iterations.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Fact {
    /// How it spreads, if it is an int.
    pub spread: Spread,
    /// The memory that it is or holds, if all iterations see the same.
    pub shared: Option<Shared>,
    /// The items of a tuple, the captured variables of a closure; empty where they are not known.
    pub parts: Vec<Fact>,
}

/// An array or list that all iterations see.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Shared {
    /// As the function with the loop calls it.
    pub name: Arc<str>,
    /// The variable of that function, if it is that very array.
    pub root: Option<LocalId>,
}

impl Fact {
    /// Of a value that has nothing to do with the iterations.
    fn same() -> Fact {
        Fact { spread: Spread::Same, shared: None, parts: Vec::new() }
    }

    /// Of an argument of which only the type is known.
    pub fn of_anything(ty: &Type) -> Fact {
        let shared = holds_memory(ty).then(|| Shared { name: "".into(), root: None });
        Fact { spread: Spread::Same, shared, parts: Vec::new() }
    }

    /// Can something be changed through it that other iterations see?
    pub fn reaches_memory(&self) -> bool {
        self.shared.is_some() || self.parts.iter().any(Fact::reaches_memory)
    }

    /// Without the distance to the loop variable, which grows without end in a recursion.
    pub fn blurred(self) -> Fact {
        let spread = match self.spread {
            Spread::Distinct(_) => Spread::Distinct(None),
            other => other,
        };
        Fact { spread, shared: self.shared, parts: self.parts.into_iter().map(Fact::blurred).collect() }
    }
}

impl Shared {
    /// A part or view of it.
    fn part(self) -> Shared {
        Shared { root: None, ..self }
    }

    /// A value of a type that comes from nobody knows where.
    fn of_type(ty: &Type) -> Shared {
        Shared { name: ty.to_string().into(), root: None }
    }
}

/// A recursion step that cannot overflow the stack, however deep an expression is.
pub(super) fn deep<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(96 << 10, 1 << 20, step)
}

/// Is it an array, a record or an array of records that may be written?
pub(super) fn is_writable(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => array.mutable,
        Type::Record(it) => it.mutable,
        Type::Records(array) => array.mutable,
        _ => false,
    }
}

/// Can values of a type be changed, or hold what can?
pub(super) fn holds_memory(ty: &Type) -> bool {
    match ty {
        Type::Array(_) | Type::Record(_) | Type::Records(_) => is_writable(ty),
        Type::Tuple(items) => items.iter().any(holds_memory),
        Type::Optional(item) => holds_memory(item),
        Type::Closure(closure) => closure.captures.iter().any(holds_memory),
        Type::Unknown
        | Type::None
        | Type::Scalar(_)
        | Type::Str
        | Type::Range(_)
        | Type::Slice(_)
        | Type::Function(_)
        | Type::Builtin(_)
        | Type::Module(_)
        | Type::Sibling(..)
        | Type::Dtype(_)
        | Type::Exception(_) => false,
        _ => true,
    }
}

/// Is it, or holds it as an item of a tuple, an object whose fields hold more than numbers?
fn is_object_with_memory(ty: &Type) -> bool {
    match ty {
        Type::Object(class) => class.field_types().any(|field| !matches!(field, Type::Scalar(_))),
        Type::Optional(item) => is_object_with_memory(item),
        Type::Tuple(items) => items.iter().any(is_object_with_memory),
        _ => false,
    }
}

/// Can an object with memory be reached from it?
fn leads_to_objects(ty: &Type) -> bool {
    match ty {
        Type::List(item) => leads_to_objects(item),
        Type::Table(table) => table.any(leads_to_objects),
        Type::Paused(_) => true,
        other => is_object_with_memory(other),
    }
}

impl Body<'_> {
    pub(super) fn type_of_expr(&self, expr: ExprId) -> &Type {
        &self.typing.exprs[expr.0 as usize]
    }

    // --- facts -------------------------------------------------------------------------------------------------------

    fn fact_of_expr(&self, expr: ExprId) -> Fact {
        Fact { spread: self.spread(expr), shared: self.shared(expr), parts: self.parts(expr) }
    }

    fn fact_of_local(&self, local: LocalId) -> Fact {
        if let (Some(fact), None) = (self.entry.get(&local), self.writes.get(&local)) {
            return fact.clone();
        }
        let shared = holds_memory(self.type_of(local)).then(|| self.shared_local(local, &mut Vec::new())).flatten();
        Fact { spread: self.spread_of_variable(local), shared, parts: Vec::new() }
    }

    fn fact_of_argument(&self, argument: &Argument) -> Fact {
        match argument {
            Argument::Expr(expr) | Argument::DefaultExpr(expr) | Argument::Stored(expr) => self.fact_of_expr(*expr),
            Argument::Item(expr, n) => match self.parts(*expr).into_iter().nth(*n) {
                Some(part) => part,
                None => Fact { spread: Spread::Unknown, shared: self.shared(*expr), parts: Vec::new() },
            },
            Argument::Default(_) => Fact::same(),
            Argument::Pack(items) => {
                let parts: Vec<Fact> = items.iter().map(|item| self.fact_of_argument(item)).collect();
                let shared = parts.iter().find_map(|part| part.shared.clone()).map(Shared::part);
                Fact { spread: Spread::Unknown, shared, parts }
            }
        }
    }

    /// What is known of the items of a tuple, or of what a closure captured; empty: nothing.
    fn parts(&self, expr: ExprId) -> Vec<Fact> {
        if let Some(locals) = self.typing.closures.get(&expr) {
            return locals.iter().map(|&local| self.fact_of_local(local)).collect();
        }
        match &self.typing.hir.expr(expr).kind {
            ExprKind::Tuple(items) if !items.iter().any(|&item| self.is_starred(item)) => {
                items.iter().map(|&item| self.fact_of_expr(item)).collect()
            }
            ExprKind::Local(local, _) => match self.writes.get(local).map(Vec::as_slice) {
                None => self.entry.get(local).map(|fact| fact.parts.clone()).unwrap_or_default(),
                Some([write]) if !self.entry.contains_key(local) => match write.stmt.map(|stmt| &stmt.kind) {
                    Some(StmtKind::Assign { targets, value })
                        if targets.iter().any(|target| super::spread::is_local(target, *local)) =>
                    {
                        self.parts(*value)
                    }
                    _ => Vec::new(),
                },
                Some(_) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn is_starred(&self, expr: ExprId) -> bool {
        matches!(self.typing.hir.expr(expr).kind, ExprKind::Starred(_))
    }

    // --- shared memory -----------------------------------------------------------------------------------------------

    /// The memory that an expression gives, if all iterations see the same.
    pub(super) fn shared(&self, expr: ExprId) -> Option<Shared> {
        self.shared_within(expr, &mut Vec::new())
    }

    fn shared_within(&self, expr: ExprId, open: &mut Vec<LocalId>) -> Option<Shared> {
        if !holds_memory(self.type_of_expr(expr)) && !self.is_iterator_over_memory(expr) {
            return None;
        }
        deep(|| self.shared_expr(expr, open))
    }

    /// What `flat` and the like are iterated over has no type of its own.
    fn is_iterator_over_memory(&self, expr: ExprId) -> bool {
        matches!(self.type_of_expr(expr), Type::Iterator(_))
    }

    fn shared_expr(&self, expr: ExprId, open: &mut Vec<LocalId>) -> Option<Shared> {
        let shared = match &self.typing.hir.expr(expr).kind {
            ExprKind::Local(local, _) => self.shared_local(*local, open),
            ExprKind::Subscript(object, index) => self.shared_item(*object, *index, open),
            ExprKind::Attribute(object, _) | ExprKind::Starred(object) => {
                self.shared_within(*object, open).map(Shared::part)
            }
            ExprKind::Named(_, value) => self.shared_within(*value, open),
            ExprKind::IfExp { body, orelse, .. } => {
                self.shared_within(*body, open).or_else(|| self.shared_within(*orelse, open))
            }
            ExprKind::Tuple(items) | ExprKind::BoolOp(_, items) => {
                items.iter().find_map(|&item| self.shared_within(item, open)).map(Shared::part)
            }
            ExprKind::Call { func, args } => self.shared_result(expr, *func, args, open).map(Shared::part),
            _ => self.shared_of_target(expr).map(Shared::part),
        };
        shared.or_else(|| self.object_from_elsewhere(expr))
    }

    /// An object that comes from anything but its class, a variable or a function of the script: another iteration may hold it,
    /// too (a list may hold one object twice), and two threads must not change which array a field of it holds.
    fn object_from_elsewhere(&self, expr: ExprId) -> Option<Shared> {
        let is_from_elsewhere = match self.typing.hir.expr(expr).kind {
            ExprKind::Subscript(..) | ExprKind::Attribute(..) => true,
            ExprKind::Call { .. } => matches!(self.typing.targets.get(&expr), Some(Target::Builtin { .. })),
            _ => false,
        };
        let ty = self.type_of_expr(expr);
        (is_from_elsewhere && is_object_with_memory(ty)).then(|| Shared::of_type(ty))
    }

    fn shared_item(&self, object: ExprId, index: ExprId, open: &mut Vec<LocalId>) -> Option<Shared> {
        if let Some(n) = constant(self.typing, index)
            && matches!(self.type_of_expr(object), Type::Tuple(_))
        {
            let parts = self.parts(object);
            let n = if n < 0 { n + parts.len() as i64 } else { n };
            if let Some(part) = usize::try_from(n).ok().and_then(|n| parts.get(n)) {
                return part.shared.clone();
            }
        }
        let may_be_same = match self.spread_of_index(index) {
            Spread::Same | Spread::Folded => true,
            // Views of arrays at places that nobody knows may well be apart; lists are not safe to share.
            Spread::Unknown => !matches!(self.type_of_expr(object), Type::Array(_) | Type::Records(_)),
            Spread::Distinct(_) => false,
        };
        let item = may_be_same.then(|| self.shared_within(object, open)).flatten();
        item.or_else(|| self.shared_content(object, &mut open.clone())).map(Shared::part)
    }

    /// What is iterated over.
    fn shared_iterated(&self, iter: ExprId, open: &mut Vec<LocalId>) -> Option<Shared> {
        let whole = self.shared_within(iter, open);
        whole.or_else(|| self.shared_content(iter, &mut open.clone())).map(Shared::part)
    }

    /// What a call gives: a view of an argument, or what the callee says.
    fn shared_result(&self, expr: ExprId, func: ExprId, args: &[Arg], open: &mut Vec<LocalId>) -> Option<Shared> {
        let Some(Target::Builtin { builtin, .. }) = self.typing.targets.get(&expr) else {
            return self.shared_of_target(expr);
        };
        if !is_view(builtins::row(*builtin)) {
            return None;
        }
        let method = match self.typing.hir.expr(func).kind {
            ExprKind::Attribute(object, _)
                if !matches!(self.type_of_expr(object), Type::Module(_) | Type::Sibling(..)) =>
            {
                Some(object)
            }
            _ => None,
        };
        method.into_iter().chain(args.iter().map(argument)).find_map(|object| self.shared_within(object, open))
    }

    fn shared_local(&self, local: LocalId, open: &mut Vec<LocalId>) -> Option<Shared> {
        if open.contains(&local) {
            return None;
        }
        let entry = self.entry.get(&local);
        let (writes, clause) = (self.writes.get(&local), self.clauses.get(&local));
        if entry.is_none() && writes.is_none() && clause.is_none() {
            return Some(Shared { name: self.name(local).into(), root: Some(local) });
        }
        open.push(local);
        let shared = entry
            .and_then(|fact| fact.shared.clone())
            .or_else(|| clause.and_then(|&iter| self.shared_iterated(iter, open)))
            .or_else(|| writes.into_iter().flatten().find_map(|write| self.shared_write(write, open)))
            .or_else(|| self.object_taken_out(local));
        open.pop();
        shared
    }

    /// An object that a local takes out of something: as [`Self::object_from_elsewhere`].
    fn object_taken_out(&self, local: LocalId) -> Option<Shared> {
        let ty = &self.typing.locals[local.0 as usize];
        let mut writes = self.writes.get(&local).into_iter().flatten();
        let is_taken_out = self.clauses.contains_key(&local)
            || writes.any(|write| {
                let is_loop = matches!(write.stmt.map(|stmt| &stmt.kind), Some(StmtKind::For { .. }));
                let holder = self.written(write).map(|value| self.type_of_expr(value));
                is_loop || holder.is_some_and(|holder| !is_object_with_memory(holder) && *holder != Type::None)
            });
        (is_taken_out && is_object_with_memory(ty)).then(|| Shared::of_type(ty))
    }

    fn shared_write(&self, write: &super::Write<'_>, open: &mut Vec<LocalId>) -> Option<Shared> {
        match write.stmt.map(|stmt| &stmt.kind) {
            Some(StmtKind::For { iter, .. }) => self.shared_iterated(*iter, open),
            _ => self.written(write).and_then(|value| self.shared_within(value, open)).map(Shared::part),
        }
    }

    /// The value that an assignment gives to its local.
    fn written(&self, write: &super::Write<'_>) -> Option<ExprId> {
        match write.stmt.map(|stmt| &stmt.kind) {
            Some(StmtKind::Assign { value, .. }) => Some(*value),
            Some(StmtKind::AugAssign { read, .. }) => *read,
            _ => write.value,
        }
    }

    /// Memory that all iterations see in a list of the iteration's own.
    fn shared_content(&self, list: ExprId, open: &mut Vec<LocalId>) -> Option<Shared> {
        let Type::List(item) = self.type_of_expr(list) else { return None };
        if !holds_memory(item) {
            return None;
        }
        deep(|| match &self.typing.hir.expr(list).kind {
            ExprKind::List(items) => items.iter().find_map(|&item| self.shared_within(item, open)),
            ExprKind::Comprehension { element, .. } => self.shared_within(*element, open),
            ExprKind::Local(local, _) if !open.contains(local) => {
                open.push(*local);
                let writes = self.writes.get(local).into_iter().flatten();
                let content = writes
                    .filter_map(|write| self.written(write))
                    .find_map(|value| self.shared_content(value, open))
                    .or_else(|| self.shared_additions(*local, open));
                open.pop();
                content
            }
            _ => None,
        })
    }

    /// What methods of a list put into it.
    fn shared_additions(&self, list: LocalId, open: &mut Vec<LocalId>) -> Option<Shared> {
        let is_list = |expr: ExprId| matches!(self.typing.hir.expr(expr).kind, ExprKind::Local(own, _) if own == list);
        self.all_exprs().into_iter().find_map(|call| {
            let ExprKind::Call { func, args } = &self.typing.hir.expr(call).kind else { return None };
            let ExprKind::Attribute(object, _) = self.typing.hir.expr(*func).kind else { return None };
            let mut args = args.iter().map(argument).filter(|_| is_list(object));
            args.find_map(|arg| self.shared_iterated(arg, open))
        })
    }

    // --- calls -------------------------------------------------------------------------------------------------------

    /// The typing of a callee, and what it is given: captured variables, then parameters. None: no memory that
    /// iterations share comes to it, and no object that may lead there.
    pub(super) fn given(&self, target: &Target) -> Option<(Arc<Typing>, Vec<Fact>)> {
        let Target::Instance { instance, closure, args } = target else { return None };
        let typing = self.settled?(*instance)?;
        let mut facts = self.captured(&typing, *closure);
        facts.extend(args.iter().map(|argument| self.fact_of_argument(argument)));
        let takes_objects = typing.params.iter().chain(&typing.captures).any(leads_to_objects);
        (takes_objects || facts.iter().any(Fact::reaches_memory)).then_some((typing, facts))
    }

    /// What a closure captured; taken for shared where nothing is known of it.
    fn captured(&self, callee: &Typing, closure: Option<ExprId>) -> Vec<Fact> {
        let Some(closure) = closure else { return Vec::new() };
        let known = self.parts(closure);
        if known.len() == callee.captures.len() {
            return known;
        }
        let captures = callee.hir.captures.iter().zip(&callee.captures);
        let fact = |(capture, ty): (&crate::hir::Capture, &Type)| {
            let name = Arc::clone(&callee.hir.local(capture.local).name);
            let shared = holds_memory(ty).then_some(Shared { name, root: None });
            Fact { spread: Spread::Unknown, shared, parts: Vec::new() }
        };
        captures.map(fact).collect()
    }

    fn shared_of_target(&self, expr: ExprId) -> Option<Shared> {
        let target = self.typing.targets.get(&expr)?;
        let Target::Instance { instance, .. } = target else { return None };
        let (typing, facts) = self.given(target)?;
        self.shared_of_callee(*instance, &typing, facts)
    }

    fn shared_of_callee(&self, instance: InstanceId, typing: &Typing, facts: Vec<Fact>) -> Option<Shared> {
        let facts: Vec<Fact> = facts.into_iter().map(Fact::blurred).collect();
        let key = (instance, facts);
        if let Some(known) = self.results.borrow().get(&key) {
            return known.clone();
        }
        // What a recursive call gives comes from the returns that are none.
        self.results.borrow_mut().insert(key.clone(), None);
        let callee = Body::of_callee(typing, self.settled, self.step, key.1.clone());
        callee.results.swap(&self.results);
        let mut shared = None;
        crate::hir::visit::walk(&typing.hir.body, &mut |stmt| {
            if let (Some(value), None) = (given_by(&typing.hir, stmt), &shared) {
                shared = callee.shared(value);
            }
        });
        callee.results.swap(&self.results);
        self.results.borrow_mut().insert(key, shared.clone());
        shared
    }
}

/// What a statement returns or yields.
fn given_by(function: &hir::Function, stmt: &Stmt) -> Option<ExprId> {
    match stmt.kind {
        StmtKind::Return(value) => value,
        StmtKind::Expr(value) | StmtKind::Assign { value, .. } => match function.expr(value).kind {
            ExprKind::Yield(value) => value,
            _ => None,
        },
        _ => None,
    }
}

/// Does a construction give a view of its argument? Those of the prelude are taken for views.
fn is_view(row: &Builtin) -> bool {
    let Lower::Special(special) = row.lower else { return false };
    let known = matches!(
        special,
        Special::T
            | Special::Transpose
            | Special::Reshape
            | Special::Ravel
            | Special::Flat
            | Special::Real
            | Special::Imag
            | Special::AsArray
            | Special::TupleItem(_)
            | Special::RngOf
            | Special::AsContiguous
            | Special::Enumerate
            | Special::Zip
            | Special::Reversed
    );
    known || (builtins::is_intrinsic(row) && row.effect == Effect::Pure)
}
