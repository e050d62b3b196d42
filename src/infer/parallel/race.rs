//! Races through memory: elements that several iterations write, or one writes and another reads, in the body of a
//! parallel loop and in all that it calls.
//!
//! Input: the body of a parallel loop. Output: diagnostics that show both accesses.
//! Never: refuses what only might be a race of numbers in an array (`y[idx[i]] = v`); a call is judged as if the body of
//! the callee stood there. Lists that several iterations change, or whose items are more than numbers, are always refused:
//! a race there is no wrong number, but broken memory.

use super::Body;
use super::facts::{Fact, Shared, deep};
use super::report::Access;
use super::spread::Spread;
use crate::builtins::{self, Builtin, Effect, params};
use crate::diagnostic::Diagnostic;
use crate::hir::visit::{blocks, children, exprs, places};
use crate::hir::{CmpOp, ExprId, ExprKind, LocalId, Place, PlaceKind, Stmt, StmtKind};
use crate::infer::{Argument, Target};
use crate::ir::InstanceId;
use crate::source::Span;
use crate::types::Type;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Finds the races of a loop.
pub(super) fn races(body: &Body<'_>) -> Vec<Diagnostic> {
    let mut found = Found::default();
    Finder { body, found: &mut found, loop_body: body, call: None, open: &[] }.block(body.stmts, Guard::None);
    found.neighbors(body);
    found.out
}

/// Under which condition a statement stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Guard {
    None,
    /// Some condition.
    Some,
    /// One that holds in one iteration at most: `i == k`.
    OneIteration,
}

/// An access to `array[i + offset]` under no condition, where all iterations see the array.
struct Element {
    array: LocalId,
    offset: i64,
    access: Access,
}

/// Does a function write to an array or list that it is given, itself or by what it calls?
pub(super) fn writes(body: &Body<'_>) -> bool {
    let mut found = Found::default();
    Finder { body, found: &mut found, loop_body: body, call: None, open: &[] }.block(body.stmts, Guard::None);
    found.wrote
}

/// What was found in a loop and in all that it calls.
#[derive(Default)]
struct Found {
    /// Something that iterations share was written.
    wrote: bool,
    stores: Vec<Element>,
    reads: Vec<Element>,
    out: Vec<Diagnostic>,
    /// Calls that were looked into.
    seen: FxHashSet<(InstanceId, Vec<Fact>, Guard)>,
}

impl Found {
    fn say(&mut self, diagnostic: Diagnostic) {
        let is_same = |it: &Diagnostic| it.code == diagnostic.code && it.primary.span == diagnostic.primary.span;
        if !self.out.iter().any(is_same) {
            self.out.push(diagnostic);
        }
    }

    /// `y[i] = .. y[i - 1] ..` in a loop by ones, where nothing is conditional.
    fn neighbors(&mut self, body: &Body<'_>) {
        if body.step != Some(1) {
            return;
        }
        for read in std::mem::take(&mut self.reads) {
            let meets = |store: &&Element| store.array == read.array && store.offset != read.offset;
            if let Some(store) = self.stores.iter().find(meets) {
                self.out.push(super::report::neighbor(&store.access, &read.access));
                return;
            }
        }
    }
}

/// Looks through one body: of the loop, or of a function that it calls.
struct Finder<'a> {
    body: &'a Body<'a>,
    found: &'a mut Found,
    /// The body of the loop.
    loop_body: &'a Body<'a>,
    /// In a callee: the call in the loop, and the innermost call in its file.
    call: Option<(Span, Span)>,
    /// The callees around this one.
    open: &'a [InstanceId],
}

impl Finder<'_> {
    fn block(&mut self, stmts: &[Stmt], guard: Guard) {
        for stmt in stmts {
            exprs(stmt, &mut |expr| self.expr(expr, guard));
            places(stmt, &mut |place| self.place(place, guard));
            match &stmt.kind {
                StmtKind::AugAssign { read: Some(read), op_span, .. } => self.augmented(*read, *op_span, guard),
                StmtKind::If { test, body, orelse } => {
                    self.branches(*test, (body, orelse), guard);
                    continue;
                }
                StmtKind::For { iter, .. } => self.iterated(*iter, guard),
                _ => {}
            }
            blocks(stmt).into_iter().for_each(|block| self.block(block, guard));
        }
    }

    fn branches(&mut self, test: ExprId, (then, orelse): (&[Stmt], &[Stmt]), guard: Guard) {
        let known = self.body.typing.tests.get(&test);
        let inside = self.guard(test, guard);
        if known != Some(&false) {
            self.block(then, if known.is_some() { guard } else { inside });
        }
        if known != Some(&true) {
            let otherwise = if guard == Guard::None { Guard::Some } else { guard };
            self.block(orelse, if known.is_some() { guard } else { otherwise });
        }
    }

    fn guard(&self, test: ExprId, outer: Guard) -> Guard {
        if let ExprKind::Compare(first, links) = &self.body.typing.hir.expr(test).kind
            && let [(CmpOp::Eq, second)] = links.as_slice()
            && let (Spread::Distinct(_), Spread::Same) | (Spread::Same, Spread::Distinct(_)) =
                (self.body.spread(*first), self.body.spread(*second))
        {
            return Guard::OneIteration;
        }
        if outer == Guard::OneIteration { outer } else { Guard::Some }
    }

    fn access(&self, span: Span) -> Access {
        let same_file = Arc::ptr_eq(&self.body.typing.hir.source, &self.loop_body.typing.hir.source);
        match self.call {
            None => Access { call: None, span },
            Some((call, _)) if same_file => Access { call: Some(call), span },
            Some((call, inner)) => Access { call: (call != inner).then_some(call), span: inner },
        }
    }

    // --- expressions -------------------------------------------------------------------------------------------------

    fn expr(&mut self, expr: ExprId, guard: Guard) {
        deep(|| self.expr_within(expr, guard));
    }

    fn expr_within(&mut self, expr: ExprId, guard: Guard) {
        let (body, typing) = (self.body, self.body.typing);
        let kind = &typing.hir.expr(expr).kind;
        let span = body.span_of(expr);
        if let Some(target) = typing.targets.get(&expr) {
            self.target(target, span, guard);
        }
        match kind {
            ExprKind::Subscript(object, index) if guard == Guard::None => self.read((*object, *index), span),
            ExprKind::Compare(_, links) => {
                for link in (0..links.len()).filter_map(|n| typing.links.get(&(expr, n))) {
                    self.target(link, span, guard);
                }
            }
            ExprKind::Comprehension { generators, .. } => {
                generators.iter().for_each(|clause| self.iterated(clause.iter, guard));
            }
            _ => {}
        }
        let is_conditional =
            matches!(kind, ExprKind::IfExp { .. } | ExprKind::BoolOp(..) | ExprKind::Comprehension { .. });
        let inside = if is_conditional && guard == Guard::None { Guard::Some } else { guard };
        children(kind, &mut |child| self.expr(child, inside));
    }

    fn read(&mut self, (object, index): (ExprId, ExprId), span: Span) {
        if let Spread::Distinct(Some(offset)) = self.body.spread_of_index(index)
            && let Some(Shared { root: Some(array), .. }) = self.body.shared(object)
        {
            let access = self.access(span);
            self.found.reads.push(Element { array, offset, access });
        }
    }

    /// A call: of a method that changes a list or array of all iterations, or of a function that may.
    fn target(&mut self, target: &Target, span: Span, guard: Guard) {
        match target {
            Target::Builtin { builtin, receiver, args } if guard != Guard::OneIteration => {
                changed(*builtin, *receiver, args).into_iter().for_each(|changed| self.changes(changed, span));
            }
            Target::Elementwise { out: Some(Argument::Expr(out)), .. }
            | Target::Stencil { out: Some(Argument::Expr(out)), .. }
                if guard != Guard::OneIteration =>
            {
                self.changes(*out, span);
            }
            Target::Instance { instance, .. } => {
                if let Some((typing, facts)) = self.body.given(target) {
                    self.callee(*instance, (&typing, facts), span, guard);
                }
            }
            Target::New(_, call) | Target::Not(call) => self.target(call, span, guard),
            _ => {}
        }
    }

    /// A loop over a generator, which goes on with it.
    fn iterated(&mut self, iter: ExprId, guard: Guard) {
        if guard != Guard::OneIteration && self.body.type_of_expr(iter).runs_paused() {
            self.changes(iter, self.body.span_of(iter));
        }
    }

    /// A call that changes an array or list.
    fn changes(&mut self, changed: ExprId, span: Span) {
        if let Some(shared) = self.body.shared(changed) {
            self.found.wrote = true;
            let access = self.access(span);
            let receiver = self.call.is_none().then(|| self.body.span_of(changed));
            self.found.say(super::report::mutated(self.loop_body, &access, &shared, receiver));
        }
    }

    fn callee(
        &mut self,
        id: InstanceId,
        (typing, facts): (&crate::infer::Typing, Vec<Fact>),
        span: Span,
        guard: Guard,
    ) {
        let facts = if self.open.contains(&id) { facts.into_iter().map(Fact::blurred).collect() } else { facts };
        if !self.found.seen.insert((id, facts.clone(), guard)) {
            return;
        }
        let Access { call, span } = self.access(span);
        let open: Vec<InstanceId> = self.open.iter().copied().chain([id]).collect();
        let body = Body::of_callee(typing, self.body.settled, self.body.step, facts);
        let (found, loop_body) = (&mut *self.found, self.loop_body);
        let mut inner = Finder { body: &body, found, loop_body, call: Some((call.unwrap_or(span), span)), open: &open };
        deep(|| inner.block(body.stmts, guard));
    }

    // --- writes ------------------------------------------------------------------------------------------------------

    fn place(&mut self, place: &Place, guard: Guard) {
        let (object, index) = match place.kind {
            PlaceKind::Subscript(object, index) => (object, index),
            PlaceKind::Attribute(object, _) => {
                return match self.body.typing.stores.get(&object) {
                    Some(setter) => self.target(setter, place.span, guard),
                    None => self.field(object, place.span, guard),
                };
            }
            _ => return,
        };
        if let Type::Record(_) = self.body.type_of_expr(object) {
            return self.field(object, place.span, guard);
        }
        if let Type::Table(_) = self.body.type_of_expr(object) {
            if guard != Guard::OneIteration {
                self.changes(object, place.span);
            }
            return;
        }
        match self.body.typing.stores.get(&index) {
            Some(target) => self.target(target, place.span, guard),
            None if guard != Guard::OneIteration => self.store((object, index), place.span, guard),
            None => {}
        }
    }

    /// `record.x = ..`, where the record may be an element of an array; `object.x = ..`.
    fn field(&mut self, record: ExprId, span: Span, guard: Guard) {
        match self.body.typing.hir.expr(record).kind {
            _ if guard == Guard::OneIteration => {}
            ExprKind::Subscript(array, index) if matches!(self.body.type_of_expr(array), Type::Records(_)) => {
                self.store((array, index), span, guard);
            }
            _ => self.changes(record, span),
        }
    }

    /// `items += ..` and `array += ..`, unless the loop reduces it.
    fn augmented(&mut self, read: ExprId, op_span: Span, guard: Guard) {
        let span = self.body.span_of(read);
        if let Some(target) = self.body.typing.augmented.get(&op_span) {
            self.target(target, span.to(op_span), guard);
        } else if guard != Guard::OneIteration
            && let Some(shared) = self.body.shared(read)
            && (self.call.is_some() || shared.root.is_none())
        {
            self.found.wrote = true;
            let access = self.access(span.to(op_span));
            self.found.say(super::report::mutated(self.loop_body, &access, &shared, None));
        }
    }

    fn store(&mut self, (object, index): (ExprId, ExprId), span: Span, guard: Guard) {
        let Some(shared) = self.body.shared(object) else { return };
        self.found.wrote = true;
        let spread = self.body.spread_of_index(index);
        let access = self.access(span);
        if self.holds_objects(object) {
            self.found.say(super::report::objects(self.loop_body, &access, &shared));
        }
        match spread {
            Spread::Same => {
                let index = self.call.is_none().then(|| self.body.span_of(index));
                self.found.say(super::report::same_element(self.loop_body, &access, &shared, index));
            }
            Spread::Folded => {
                let index = self.call.is_none().then(|| self.body.span_of(index));
                self.found.say(super::report::folded(self.loop_body, &access, &shared, index));
            }
            Spread::Distinct(Some(offset)) if guard == Guard::None && self.is_vector(object) => {
                if let Some(array) = shared.root {
                    self.found.stores.push(Element { array, offset, access });
                }
            }
            Spread::Distinct(_) | Spread::Unknown => {}
        }
    }

    fn is_vector(&self, expr: ExprId) -> bool {
        match self.body.type_of_expr(expr) {
            Type::Array(array) => array.ndim == 1,
            Type::Records(array) => array.ndim == 1,
            _ => false,
        }
    }

    /// Is it a list of more than numbers?
    fn holds_objects(&self, expr: ExprId) -> bool {
        match self.body.type_of_expr(expr) {
            Type::List(item) => !matches!(**item, Type::Scalar(_)),
            _ => false,
        }
    }
}

/// The arguments that a builtin changes.
fn changed(builtin: crate::types::BuiltinId, receiver: Option<ExprId>, args: &[Option<Argument>]) -> Vec<ExprId> {
    let row: &Builtin = builtins::row(builtin);
    let expr = |arg: &Option<Argument>| match arg {
        Some(Argument::Expr(expr)) => Some(*expr),
        _ => None,
    };
    let first = receiver.or_else(|| args.first().and_then(expr)).filter(|_| row.effect == Effect::Mutates);
    let out =
        params(builtin).iter().zip(args).filter(|(param, _)| param.name == "out").filter_map(|(_, arg)| expr(arg));
    first.into_iter().chain(out).collect()
}
