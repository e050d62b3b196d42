//! Loops over generators that are made for them: `for x in pairs(n)` is the body of `pairs` with the loop's body in the
//! place of its `yield`. No frame is made, and what was a counted loop stays one.
//!
//! Input: a `for`, or a clause of a comprehension, over a call of a function with one `yield` and no `try`. Output: both bodies, one in the other.
//! Never: what may pause itself; other rules of arithmetic than the caller's.

use super::exits::{JumpTarget, LoopFrame};
use super::expr::Comprehension;
use super::for_loop::Parts;
use super::generator::Resuming;
use super::notes::LoopNote;
use super::scan::{has_named, targets_of, unique};
use super::value::Val;
use super::variables::Carried;
use super::{Lowering, Rules};
use crate::builtins::{self, Lower, Special};
use crate::hir::visit::{has_early_exit, walk};
use crate::hir::{self, ExprId, Generator, LocalId, Stmt, StmtKind};
use crate::infer::{Argument, Part, Target, Typing};
use crate::ir::{Inlined, InstanceId};
use crate::source::Span;
use crate::types::Type;
use std::cell::OnceCell;
use std::rc::Rc;

/// Generators that run in the loops of each other, at most.
const MOST_NESTED: usize = 6;

/// The bodies that stand in a function, each made once and kept while it is lowered.
#[derive(Default)]
pub(super) struct Shelf(OnceCell<(Typing, Box<Shelf>)>);

/// Whose body is being lowered.
pub(super) struct Context<'a> {
    typing: &'a Typing,
    hir: &'a hir::Function,
    first_local: usize,
    fused: Option<Box<Fused<'a>>>,
    resuming: Option<Resuming>,
    has_named: bool,
    rules: Rules,
    n_handlers: usize,
    notes: Vec<LoopNote>,
    depth: usize,
    inlined: Option<Inlined>,
    span: Span,
}

/// The loop around the body of a generator that stands in it.
pub(super) struct Fused<'a> {
    /// The `yield`.
    at: ExprId,
    /// The type of an item of the loop.
    item: Type,
    /// What is done with each.
    inside: Inside<'a>,
    /// Where the generator is over.
    end: JumpTarget,
    /// What the loop's body and target assign.
    locals: Vec<LocalId>,
    /// The number of the item, in a loop over `enumerate`.
    counter: Option<LocalId>,
    /// How many frames there were around the loop.
    frames: usize,
    /// The loop's function.
    outer: Context<'a>,
    /// How many loops this one stands in the generators of.
    nested: usize,
}

/// What stands in the place of a `yield`.
#[derive(Clone)]
enum Inside<'a> {
    /// The body of a `for`.
    Body {
        parts: Parts<'a>,
        /// Its `break`.
        exit: JumpTarget,
        /// Does it leave the loop early?
        leaves: bool,
    },
    /// What a clause of a comprehension does with an item, and the clauses in it.
    Clause(Rc<Comprehension>, &'a Generator, &'a [Generator]),
}

/// A call that makes a generator whose body can stand in the loop over it.
struct Fusible<'a> {
    instance: InstanceId,
    args: &'a [Argument],
    /// The loop runs over `enumerate` of it, from here on.
    numbers: Option<Option<&'a Argument>>,
}

/// Such a call, with its arguments evaluated.
pub(super) struct Ready<'a> {
    typing: &'a Typing,
    context: Context<'a>,
    values: Vec<(Val, Type)>,
    pub counter: Option<LocalId>,
}

impl Shelf {
    fn put(&self, typing: Typing) -> (&Typing, &Shelf) {
        let (typing, next) = self.0.get_or_init(|| (typing, Box::default()));
        (typing, next)
    }
}

impl<'a> Lowering<'a> {
    /// Lowers a `for` over a call that makes a generator, if the body of that one can stand in it.
    pub(super) fn fused_for(&mut self, parts: Parts<'a>) -> bool {
        let Some(ready) = self.ready_to_fuse(parts.iter) else { return false };
        let mut locals = self.assigned(parts.body);
        locals.extend(targets_of(parts.target));
        locals.extend(ready.counter);
        let all = locals.iter().copied().chain(self.assigned(parts.orelse)).collect();
        let carried = Rc::new(self.carried(unique(all)));
        let leaves = self.leaves_early(parts.body);
        self.labeled(&carried, |this, label| {
            let exit = JumpTarget { label, carried: carried.clone() };
            this.fuse(ready, &carried, locals, Inside::Body { parts, exit, leaves });
            this.block(parts.orelse);
        });
        true
    }

    /// Lowers a clause of a comprehension, likewise; what it carries is what `:=` in it assigns, and the counter.
    pub(super) fn fused_clause(
        &mut self,
        ready: Ready<'a>,
        carried: &Rc<Carried>,
        (parts, clause, rest): (&Rc<Comprehension>, &'a Generator, &'a [Generator]),
    ) {
        let locals = carried.locals.clone();
        self.fuse(ready, carried, locals, Inside::Clause(Rc::clone(parts), clause, rest));
    }

    /// The body of a generator, up to its end.
    fn fuse(&mut self, ready: Ready<'a>, carried: &Rc<Carried>, locals: Vec<LocalId>, inside: Inside<'a>) {
        let Ready { typing, context, values, counter } = ready;
        self.labeled(carried, |this, label| {
            let end = JumpTarget { label, carried: carried.clone() };
            let nested = this.fused.as_ref().map_or(0, |fused| fused.nested) + 1;
            let (at, frames, item) = (typing.yields[0], this.frames.len(), yielded(typing));
            let outer = this.enter(context);
            this.fused = Some(Box::new(Fused { at, item, inside, end, locals, counter, frames, outer, nested }));
            for (param, (value, ty)) in typing.hir.params.iter().zip(values) {
                this.assign_local(param.local, value, &ty);
            }
            this.block(&typing.hir.body);
            if let Some(fused) = this.fused.take() {
                this.enter(fused.outer);
            }
        });
    }

    /// Evaluates the arguments of a call that makes a generator, if the body of that one can stand here.
    pub(super) fn ready_to_fuse(&mut self, iter: ExprId) -> Option<Ready<'a>> {
        let Fusible { instance, args, numbers } = self.fusible(iter)?;
        let mut values = Vec::new();
        for arg in args {
            let (value, ty) = self.argument(arg);
            values.push((self.materialize(value), ty));
        }
        let start = numbers.map(|start| match start {
            Some(start) => {
                let value = self.argument(start).0.one();
                self.as_index(value)
            }
            None => self.b.i64(0),
        });
        let counter = start.map(|start| {
            let counter = self.hidden_local(Type::INT64);
            self.assign_local(counter, Val::One(start), &Type::INT64);
            counter
        });
        let typing = self.callees.typing(instance).shifted(self.local_types.len() as u32);
        let (typing, next) = self.shelf.put(typing);
        self.shelf = next;
        Some(Ready { typing, context: self.context_of(typing), values, counter })
    }

    fn fusible(&self, iter: ExprId) -> Option<Fusible<'a>> {
        match self.typing.targets.get(&iter)? {
            Target::Instance { instance, closure: None, args } if self.may_fuse(*instance) => {
                Some(Fusible { instance: *instance, args, numbers: None })
            }
            Target::Builtin { builtin, args, .. }
                if builtins::row(*builtin).lower == Lower::Special(Special::Enumerate) =>
            {
                let [Some(Argument::Expr(inner)), start @ ..] = args.as_slice() else { return None };
                let start = start.first().and_then(Option::as_ref);
                let inner = self.fusible(*inner).filter(|inner| inner.numbers.is_none())?;
                Some(Fusible { numbers: Some(start), ..inner })
            }
            _ => None,
        }
    }

    /// Can the body of what an instance makes stand in a loop here?
    fn may_fuse(&self, instance: InstanceId) -> bool {
        let callee = self.callees.typing(instance);
        let mut guards = false;
        walk(&callee.hir.body, &mut |stmt| guards |= matches!(stmt.kind, StmtKind::Try { .. }));
        let same_rules = callee.options.fastmath == self.typing.options.fastmath && callee.rules == self.rules;
        let nested = self.fused.as_ref().map_or(0, |fused| fused.nested);
        let is_simple = callee.part == Part::Start
            && callee.yields.len() == 1
            && callee.captures.is_empty()
            && callee.hir.inner.is_empty();
        is_simple && !guards && same_rules && !callee.options.parallel && nested < MOST_NESTED
    }

    /// The body of a generator, whose locals come behind those that there are.
    fn context_of(&mut self, typing: &'a Typing) -> Context<'a> {
        let first_local = self.local_types.len();
        for ty in &typing.locals {
            self.hidden_local(ty.clone());
        }
        self.unsure.extend(typing.flagged_locals());
        let inlined = self.b.inlined_here(typing.instance);
        Context {
            typing,
            hir: &typing.hir,
            first_local,
            fused: None,
            resuming: None,
            has_named: has_named(&typing.hir),
            rules: typing.rules,
            n_handlers: 0,
            notes: Vec::new(),
            depth: 0,
            inlined,
            span: typing.hir.header,
        }
    }

    /// Goes to another body; gives the one where control was.
    fn enter(&mut self, context: Context<'a>) -> Context<'a> {
        use std::mem::replace;
        let before = Context {
            typing: replace(&mut self.typing, context.typing),
            hir: replace(&mut self.hir, context.hir),
            first_local: replace(&mut self.first_local, context.first_local),
            fused: replace(&mut self.fused, context.fused),
            resuming: replace(&mut self.resuming, context.resuming),
            has_named: replace(&mut self.has_named, context.has_named),
            rules: replace(&mut self.rules, context.rules),
            n_handlers: replace(&mut self.n_handlers, context.n_handlers),
            notes: replace(&mut self.notes, context.notes),
            depth: replace(&mut self.depth, context.depth),
            inlined: self.b.within(context.inlined),
            span: self.span,
        };
        self.at(context.span);
        before
    }

    /// The `yield` of a generator that stands in a loop: the loop's body.
    pub(super) fn fused_yield(&mut self, value: Option<ExprId>) -> Val {
        let (value, ty) = value.map_or((Val::Static, Type::None), |value| self.typed(value));
        let Some(mut fused) = self.fused.take() else { crate::ice!("a `yield` in no loop") };
        let item = self.coerce(value, &ty, &fused.item);
        let frames = self.frames.split_off(fused.frames);
        let inner = self.enter(fused.outer);
        let (item, ty) = self.numbered(item, &fused.item, fused.counter);
        match fused.inside.clone() {
            Inside::Body { parts, exit, .. } => self.body_at_yield(parts, exit, (item, &ty), &fused.locals),
            Inside::Clause(parts, clause, rest) => {
                self.assign_place(&clause.target, item, &ty);
                self.generate_if(&parts, &clause.ifs, rest);
            }
        }
        self.frames.extend(frames);
        fused.outer = self.enter(inner);
        self.fused = Some(fused);
        Val::Static
    }

    /// An item with its number, if it has one.
    fn numbered(&mut self, item: Val, ty: &Type, counter: Option<LocalId>) -> (Val, Type) {
        let Some((counter, Some(number))) = counter.map(|counter| (counter, self.current(counter).0)) else {
            return (item, ty.clone());
        };
        let one = self.b.i64(1);
        let following = self.add(number.one(), one);
        self.assign_local(counter, Val::One(following), &Type::INT64);
        (Val::Tuple(vec![number, item]), Type::tuple([Type::INT64, ty.clone()]))
    }

    fn body_at_yield(&mut self, parts: Parts<'a>, exit: JumpTarget, (item, ty): (Val, &Type), locals: &[LocalId]) {
        let carried = Rc::new(self.carried(unique(locals.to_vec())));
        self.labeled(&carried.clone(), |this, label| {
            let next = JumpTarget { label, carried };
            let span = this.at(parts.target.span);
            this.assign_place(parts.target, item, ty);
            this.at(span);
            this.loop_body(LoopFrame { exit: Some(exit), next: Some(next) }, parts.body);
        });
    }

    /// The end of a generator that stands in a loop, if this is one.
    pub(super) fn end_fused(&mut self) -> bool {
        let end = self.fused.as_ref().map(|fused| fused.end.clone());
        end.iter().for_each(|end| self.leave(end));
        end.is_some()
    }

    /// The loop whose body stands in the place of a `yield` among these statements.
    fn loop_within(&self, stmts: &[Stmt]) -> Option<&Fused<'a>> {
        let fused = self.fused.as_deref()?;
        let mut found = false;
        walk(stmts, &mut |stmt| {
            found |= matches!(stmt.kind, StmtKind::Expr(id) | StmtKind::Assign { value: id, .. } if id == fused.at);
        });
        found.then_some(fused)
    }

    /// What is assigned in the place of a `yield` among these statements.
    pub(super) fn assigned_at_yield(&self, stmts: &[Stmt]) -> &[LocalId] {
        self.loop_within(stmts).map_or(&[], |fused| &fused.locals)
    }

    /// Does another loop's body stand among these statements?
    pub(super) fn holds_loop(&self, stmts: &[Stmt]) -> bool {
        self.loop_within(stmts).is_some()
    }

    /// Does the body of a loop leave it early, itself or by what stands in the place of a `yield`?
    pub(super) fn leaves_early(&self, body: &[Stmt]) -> bool {
        has_early_exit(body)
            || self.loop_within(body).is_some_and(|fused| matches!(fused.inside, Inside::Body { leaves: true, .. }))
    }
}

/// What a generator yields.
fn yielded(typing: &Typing) -> Type {
    match &typing.result {
        Type::Paused(paused) => paused.item.clone(),
        other => crate::ice!("a generator of type {other}"),
    }
}
