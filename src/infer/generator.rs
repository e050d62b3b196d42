//! Functions that yield: the type of their generators, and what of their frames is kept.
//!
//! Input: the types of such a function's body. Output: a [`PausedType`], the specialization that goes on with one, and
//! what is wrong with a `yield`.
//! Never: how the body is left and entered again (the lowering).

use super::function::Infer;
use super::program::{Definition, Key};
use super::{Typing, report};
use crate::diagnostic::Diagnostic;
use crate::hir::visit::{blocks, children, exprs, shift_locals, stmt_has, walk};
use crate::hir::{self, Bound, ExprId, ExprKind, LocalId, Stmt, StmtKind};
use crate::ir::InstanceId;
use crate::types::{PausedType, ResumeId, Type, push_fields};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Which part of a function a specialization is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// All of it.
    Whole,
    /// What a call of a function that yields does: it makes a generator.
    Start,
    /// The body of a function that yields, from where a generator has paused to the next `yield`. Its result is whether
    /// there is another item, and that item.
    Resume,
}

impl Infer<'_> {
    /// `yield value`
    pub fn yields(&mut self, id: ExprId, value: Option<ExprId>) -> Type {
        let ty = value.map_or(Type::None, |value| self.expr(value));
        let span = self.hir.expr(value.unwrap_or(id)).span;
        self.results.push((span, ty));
        self.typing.yields.push(id);
        Type::None
    }

    /// A function that yields gives a generator: what its `yield`s join to becomes the type of the items.
    pub fn finish_generator(&mut self, key: &Key, definition: &Definition) {
        let hir = Arc::clone(&self.hir);
        self.check_yields(&hir.body, None);
        if self.results.is_empty() {
            self.report(report::never_yields(&hir));
        }
        let declared = definition.info.signatures.iter().find(|it| it.params == self.typing.params);
        if let Some(result) = declared.and_then(|it| it.result.as_ref()) {
            self.report(report::declared_generator(&hir, result));
        }
        if self.typing.result == Type::Unknown || !self.diagnostics.is_empty() {
            return;
        }
        let resume = self.program.id_of(&Key { part: Part::Resume, ..key.clone() });
        self.typing.part = Part::Start;
        self.typing.result = Type::Paused(Arc::new(PausedType {
            function: self.function,
            name: Arc::clone(&hir.name),
            params: self.typing.params.clone(),
            item: self.typing.result.clone(),
            resume: ResumeId(resume.0),
            fields: fields(&self.typing),
        }));
    }

    /// Finds `yield`s where a body cannot be left; `why` says that these statements are such a place.
    fn check_yields(&mut self, stmts: &[Stmt], why: Option<&'static str>) {
        for stmt in stmts {
            self.check_yields_of(stmt, why);
            let inner = |n: usize| match &stmt.kind {
                StmtKind::Try { .. } if n > 0 => Some("behind the body of a `try`"),
                StmtKind::For { iter, body, .. } if super::parallel::is_parallel(&self.typing, *iter, body) => {
                    Some("in a parallel loop")
                }
                _ => why,
            };
            let whys: Vec<_> = (0..blocks(stmt).len()).map(inner).collect();
            blocks(stmt).into_iter().zip(whys).for_each(|(block, why)| self.check_yields(block, why));
        }
    }

    /// The `yield`s of a statement, but for those in its blocks.
    fn check_yields_of(&mut self, stmt: &Stmt, why: Option<&'static str>) {
        let hir = Arc::clone(&self.hir);
        let own = match stmt.kind {
            StmtKind::Expr(value) | StmtKind::Assign { value, .. } => Some(value),
            _ => None,
        };
        let mut found = Vec::new();
        exprs(stmt, &mut |id| yields_in(&hir, id, &mut found));
        for id in found {
            let what = match why {
                Some(why) => format!("a `yield` {why}"),
                None if own == Some(id) => continue,
                None => "a `yield` within an expression".to_owned(),
            };
            let hint = match why {
                Some(_) => "collect the items in a list there, and yield them behind it",
                None => "make it a statement of its own",
            };
            self.report(report::unsupported(hir.expr(id).span, &what, hint));
        }
    }
}

fn yields_in(hir: &hir::Function, id: ExprId, out: &mut Vec<ExprId>) {
    let kind = &hir.expr(id).kind;
    if matches!(kind, ExprKind::Yield(_)) {
        out.push(id);
    }
    children(kind, &mut |child| yields_in(hir, child, out));
}

/// What a frame keeps of a function whose locals have their types.
fn fields(typing: &Typing) -> Vec<Type> {
    let mut fields = vec![Type::INT64];
    for iter in typing.interrupted_loops() {
        push_fields(&typing.exprs[iter.0 as usize], &mut fields);
        fields.push(Type::INT64);
    }
    let flagged = typing.flagged_locals();
    for local in typing.kept_locals() {
        push_fields(&typing.locals[local.0 as usize], &mut fields);
        fields.extend(flagged.contains(&local).then_some(Type::BOOL));
    }
    fields
}

/// The specialization that goes on with the generators of one that makes them.
pub(super) fn resuming(typing: &Typing) -> Option<Typing> {
    let (Part::Start, Type::Paused(paused)) = (typing.part, &typing.result) else { return None };
    Some(Typing {
        instance: InstanceId(paused.resume.0),
        part: Part::Resume,
        captures: Vec::new(),
        params: vec![typing.result.clone()],
        result: Type::tuple([Type::BOOL, paused.item.clone()]),
        ..typing.clone()
    })
}

/// What is kept from one `yield` to the next comes in this order: the number of the `yield`, for each interrupted loop
/// what it runs over and how many items it has had, the locals, each followed by its flag if it has one.
impl Typing {
    /// The loops that a `yield` interrupts, by what they run over.
    #[must_use]
    pub fn interrupted_loops(&self) -> Vec<ExprId> {
        let mut loops = Vec::new();
        walk(&self.hir.body, &mut |stmt| match &stmt.kind {
            StmtKind::For { iter, .. } if self.may_pause(stmt) => loops.push(*iter),
            _ => {}
        });
        loops
    }

    /// Does a statement hold a `yield`?
    #[must_use]
    pub fn may_pause(&self, stmt: &Stmt) -> bool {
        self.hir.is_generator && stmt_has(&self.hir, stmt, &mut |kind| matches!(kind, ExprKind::Yield(_)))
    }

    /// The locals that are kept.
    #[must_use]
    pub fn kept_locals(&self) -> Vec<LocalId> {
        let has_value = |local: &LocalId| match &self.locals[local.0 as usize] {
            // What a function captures is read where it is called.
            Type::Unknown | Type::Closure(_) => false,
            _ => !self.cells.contains_key(local),
        };
        (0..self.locals.len() as u32).map(LocalId).filter(has_value).collect()
    }

    /// The same body with other ids of its locals: `by` more each. Its table of locals is as it was.
    #[must_use]
    pub fn shifted(&self, by: u32) -> Typing {
        let mut hir = (*self.hir).clone();
        shift_locals(&mut hir, by);
        let cells = self.cells.iter().map(|(local, cell)| (LocalId(local.0 + by), cell.clone())).collect();
        Typing { hir: Arc::new(hir), cells, ..self.clone() }
    }

    /// The locals of which a flag says whether they are assigned.
    #[must_use]
    pub fn flagged_locals(&self) -> FxHashSet<LocalId> {
        let maybe = self.hir.exprs.iter().filter_map(|expr| match expr.kind {
            ExprKind::Local(local, Bound::Maybe) => Some(local),
            _ => None,
        });
        let all = (0..self.locals.len() as u32).map(LocalId).filter(|_| self.options.parallel);
        maybe.chain(all).collect()
    }
}

/// What to say of a generator that is made while it is being made.
pub(super) fn recursive(hir: &hir::Function) -> Diagnostic {
    report::unsupported(
        hir.header,
        "a function that yields and calls itself",
        "keep what is still to be done in a list",
    )
}
