//! Parallel loops: what each variable of the body is, and which accesses of several iterations meet.
//!
//! Input: a typing, and those of what it calls. Output: [`ParallelLoop`] for `lower`; diagnostics for races ([`check`]).
//! Never: IR.
//!
//! Only the outermost `prange` of a nest runs in parallel, and only in a function with `parallel=True`. One that is left
//! early by `break` or `return` runs in order.

mod exposed;
mod facts;
mod race;
mod reduction;
mod report;
mod spread;

use super::program::Program;
use super::{Target, Typing};
use crate::builtins::{self, Lower, Special};
use crate::diagnostic::Diagnostic;
use crate::hir::visit::{children, exprs, has_early_exit, leaves, places, walk};
use crate::hir::{ExprId, ExprKind, LocalId, LocalKind, Place, PlaceKind, Stmt, StmtKind};
use crate::ir::{InstanceId, ReduceOp};
use crate::source::Span;
use crate::types::Type;
use facts::{Fact, Shared};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::sync::Arc;

/// What a variable that the body assigns is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Each chunk of iterations has a partial result; they are combined in order.
    Reduction(ReduceOp),
    /// Each iteration has its own.
    Private {
        /// The value of the last iteration that assigns it is needed behind the loop.
        is_read_after: bool,
    },
}

/// A loop that runs in parallel.
#[derive(Clone, Debug)]
pub struct ParallelLoop {
    /// The variables that it assigns, in the order of their ids.
    pub roles: Vec<(LocalId, Role)>,
}

/// The loop over `iter`, if it runs in parallel (when no parallel loop is around it).
#[must_use]
pub fn parallel_loop(typing: &Typing, target: &Place, iter: ExprId, body: &[Stmt]) -> Option<ParallelLoop> {
    if !is_parallel(typing, iter, body) {
        return None;
    }
    let (roles, _) = Body::of_loop(typing, None, (target, iter), body).roles();
    can_carry_all(typing, &roles).then_some(ParallelLoop { roles })
}

/// What is wrong with the parallel loops of a function; what it calls is settled.
#[must_use]
pub(super) fn check(program: &Program, typing: &Typing) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if typing.options.parallel {
        check_block((program, typing), &typing.hir.body, &mut out);
    }
    out
}

fn check_block((program, typing): (&Program, &Typing), block: &[Stmt], out: &mut Vec<Diagnostic>) {
    for stmt in block {
        if let StmtKind::For { target, iter, body, .. } = &stmt.kind
            && is_parallel(typing, *iter, body)
            && check_loop(&Body::of_loop(typing, Some(&|id| program.settled(id)), (target, *iter), body), out)
        {
            continue;
        }
        crate::hir::visit::blocks(stmt).into_iter().for_each(|block| check_block((program, typing), block, out));
    }
}

/// False if the loop runs in order after all.
fn check_loop(body: &Body<'_>, out: &mut Vec<Diagnostic>) -> bool {
    let (roles, diagnostics) = body.roles();
    if diagnostics.is_empty() && !can_carry_all(body.typing, &roles) {
        return false;
    }
    out.extend(diagnostics);
    out.extend(race::races(body));
    true
}

/// Does a specialization change arrays or lists that it is given (or has captured), itself or by what it calls?
#[must_use]
pub fn changes_arguments(settled: &dyn Fn(InstanceId) -> Option<Arc<Typing>>, instance: InstanceId) -> bool {
    let Some(typing) = settled(instance) else { return true };
    if typing.foreign.is_some() {
        return typing.params.iter().any(facts::is_writable);
    }
    let facts = typing.captures.iter().chain(&typing.params).map(Fact::of_anything).collect();
    race::writes(&Body::of_callee(&typing, Some(settled), None, facts))
}

/// A `prange` of a function with `parallel=True` that nothing leaves early?
pub(super) fn is_parallel(typing: &Typing, iter: ExprId, body: &[Stmt]) -> bool {
    let Some(Target::Builtin { builtin, .. }) = typing.targets.get(&iter) else { return false };
    typing.options.parallel && builtins::row(*builtin).lower == Lower::Special(Special::Prange) && !has_early_exit(body)
}

fn can_carry_all(typing: &Typing, roles: &[(LocalId, Role)]) -> bool {
    roles.iter().all(|&(local, role)| can_carry(typing, local, role))
}

/// A last value that is no scalar has no way out of a parallel loop: that one runs in order.
fn can_carry(typing: &Typing, local: LocalId, role: Role) -> bool {
    fn is_plain(ty: &Type) -> bool {
        match ty {
            Type::Tuple(items) => items.iter().all(is_plain),
            Type::Optional(item) => is_plain(item),
            Type::Array(_)
            | Type::Record(_)
            | Type::Records(_)
            | Type::List(_)
            | Type::Table(_)
            | Type::Str
            | Type::Closure(_)
            | Type::Iterator(_)
            | Type::Generator
            | Type::Paused(_) => false,
            _ => true,
        }
    }
    role != (Role::Private { is_read_after: true }) || is_plain(&typing.locals[local.0 as usize])
}

/// Gives the typing of a callee, where it is known.
type Settled<'a> = &'a dyn Fn(InstanceId) -> Option<Arc<Typing>>;

/// What calls share, by the callee and what is known of the arguments.
type Results = FxHashMap<(InstanceId, Vec<Fact>), Option<Shared>>;

/// The body of a parallel loop, or of a function that one calls, while it is analyzed.
struct Body<'a> {
    typing: &'a Typing,
    /// Gives the typings of callees; none: calls are not looked into.
    settled: Option<Settled<'a>>,
    /// The target of the loop.
    target: Option<&'a Place>,
    stmts: &'a [Stmt],
    /// The loop variable.
    induction: Option<LocalId>,
    /// The step of the loop, where it is known.
    step: Option<i64>,
    /// Locals that the body assigns, and where.
    writes: FxHashMap<LocalId, Vec<Write<'a>>>,
    /// Variables of comprehensions: over what they run.
    clauses: FxHashMap<LocalId, ExprId>,
    /// Of a callee: what its captured variables and parameters are.
    entry: FxHashMap<LocalId, Fact>,
    /// Results of calls that are known already.
    results: RefCell<Results>,
}

/// An assignment of a local.
#[derive(Clone, Copy)]
struct Write<'a> {
    /// The statement; none for the loop variable and for `:=`.
    stmt: Option<&'a Stmt>,
    /// What is bound, where that is an expression: the value of `:=`.
    value: Option<ExprId>,
    /// The name that is bound.
    span: Span,
}

impl<'a> Body<'a> {
    fn of_loop(
        typing: &'a Typing,
        settled: Option<Settled<'a>>,
        (target, iter): (&'a Place, ExprId),
        stmts: &'a [Stmt],
    ) -> Self {
        let mut body = Body::empty(typing, settled, stmts);
        body.target = Some(target);
        leaves(target, &mut |place| body.note(place, None, None));
        if let PlaceKind::Local(local) = target.kind {
            body.induction = (!body.assigns_in_body(local)).then_some(local);
        }
        body.step = body.step_of(iter);
        body.note_all();
        body
    }

    /// The body of a function that is called with these facts about its captured variables and parameters.
    fn of_callee(typing: &'a Typing, settled: Option<Settled<'a>>, step: Option<i64>, facts: Vec<Fact>) -> Self {
        let hir = &typing.hir;
        let mut body = Body::empty(typing, settled, &hir.body);
        let captured = hir.captures.iter().map(|capture| capture.local).take(typing.captures.len());
        body.entry = captured.chain(hir.params.iter().map(|param| param.local)).zip(facts).collect();
        body.step = step;
        body.note_all();
        body
    }

    fn empty(typing: &'a Typing, settled: Option<Settled<'a>>, stmts: &'a [Stmt]) -> Self {
        Body {
            typing,
            settled,
            target: None,
            stmts,
            induction: None,
            step: None,
            writes: FxHashMap::default(),
            clauses: FxHashMap::default(),
            entry: FxHashMap::default(),
            results: RefCell::default(),
        }
    }

    fn note_all(&mut self) {
        let stmts = self.stmts;
        walk(stmts, &mut |stmt| {
            places(stmt, &mut |place| self.note(place, Some(stmt), None));
        });
        self.note_named();
    }

    fn note(&mut self, place: &'a Place, stmt: Option<&'a Stmt>, value: Option<ExprId>) {
        if let PlaceKind::Local(local) = place.kind {
            self.writes.entry(local).or_default().push(Write { stmt, value, span: place.span });
        }
    }

    fn note_named(&mut self) {
        let typing = self.typing;
        for expr in self.all_exprs() {
            match &typing.hir.expr(expr).kind {
                ExprKind::Named(place, value) => leaves(place, &mut |place| self.note(place, None, Some(*value))),
                ExprKind::Comprehension { generators, .. } => generators.iter().for_each(|clause| {
                    leaves(&clause.target, &mut |place| {
                        if let PlaceKind::Local(local) = place.kind {
                            self.clauses.insert(local, clause.iter);
                        }
                    });
                }),
                _ => {}
            }
        }
    }

    fn assigns_in_body(&self, local: LocalId) -> bool {
        let mut found = false;
        walk(self.stmts, &mut |stmt| {
            places(stmt, &mut |place| found |= matches!(place.kind, PlaceKind::Local(own) if own == local));
        });
        found
    }

    fn step_of(&self, iter: ExprId) -> Option<i64> {
        let ExprKind::Call { args, .. } = &self.typing.hir.expr(iter).kind else { return None };
        match args.get(2) {
            None => Some(1),
            Some(arg) => spread::constant(self.typing, crate::hir::visit::argument(arg)),
        }
    }

    /// All expressions of the body, outer ones first.
    fn all_exprs(&self) -> Vec<ExprId> {
        let mut roots = Vec::new();
        walk(self.stmts, &mut |stmt| exprs(stmt, &mut |expr| roots.push(expr)));
        let mut out = Vec::new();
        while let Some(expr) = roots.pop() {
            out.push(expr);
            children(&self.typing.hir.expr(expr).kind, &mut |child| roots.push(child));
        }
        out
    }

    fn span_of(&self, expr: ExprId) -> Span {
        self.typing.hir.expr(expr).span
    }

    fn name(&self, local: LocalId) -> &str {
        &self.typing.hir.local(local).name
    }

    fn type_of(&self, local: LocalId) -> &Type {
        &self.typing.locals[local.0 as usize]
    }

    // --- roles -------------------------------------------------------------------------------------------------------

    /// What each variable is, and what is wrong with those that are neither private nor a reduction.
    fn roles(&self) -> (Vec<(LocalId, Role)>, Vec<Diagnostic>) {
        let exposed = exposed::exposed(self);
        let inside: FxHashSet<ExprId> = self.all_exprs().into_iter().collect();
        let mut locals: Vec<LocalId> = self.writes.keys().copied().collect();
        locals.sort_unstable();
        let (mut roles, mut diagnostics) = (Vec::new(), Vec::new());
        for local in locals {
            let role = match exposed.get(&local) {
                None => Role::Private { is_read_after: self.is_read_outside(local, &inside) },
                Some(&read) => match self.reduction(local, read) {
                    Ok(op) => Role::Reduction(op),
                    Err(diagnostic) => {
                        diagnostics.push(*diagnostic);
                        continue;
                    }
                },
            };
            roles.push((local, role));
        }
        (roles, diagnostics)
    }

    fn is_read_outside(&self, local: LocalId, inside: &FxHashSet<ExprId>) -> bool {
        let hir = &self.typing.hir;
        let reads = |(index, expr): (usize, &crate::hir::Expr)| {
            matches!(expr.kind, ExprKind::Local(own, _) if own == local) && !inside.contains(&ExprId(index as u32))
        };
        hir.local(local).kind == LocalKind::Cell || hir.exprs.iter().enumerate().any(reads)
    }
}
