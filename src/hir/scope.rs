//! Which names a function binds, and which it takes from the functions around it.
//!
//! Input: parameters and a body. Output: [`Bindings`] (its own names and declarations), [`free_names`].
//! Never: ids, diagnostics.

use super::walk;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Params, Pattern, PatternKind, Stmt, StmtKind};
use indexmap::IndexMap;
use std::sync::Arc;

type Names = IndexMap<Arc<str>, Span, rustc_hash::FxBuildHasher>;

/// What a function's own statements say about names.
#[derive(Default)]
pub(super) struct Bindings {
    /// Bound here (parameters included), each with its first binding.
    pub bound: Names,
    /// Declared `global`.
    pub globals: Names,
    /// Declared `nonlocal`.
    pub nonlocals: Names,
}

impl Bindings {
    /// Of a `def`, a class body or a module.
    pub fn of_body(params: Option<&Params>, body: &[Stmt]) -> Self {
        let mut bindings = Self::default();
        bindings.params(params);
        bindings.block(body);
        bindings.declare();
        bindings
    }

    /// Of a lambda.
    pub fn of_lambda(params: &Params, body: &Expr) -> Self {
        let mut bindings = Self::default();
        bindings.params(Some(params));
        bindings.expr(body);
        bindings
    }

    fn params(&mut self, params: Option<&Params>) {
        params.into_iter().flat_map(walk::all_params).for_each(|p| self.bind(&p.name));
    }

    /// A declared name is not the function's own, wherever it is assigned.
    fn declare(&mut self) {
        self.bound.retain(|name, _| !self.globals.contains_key(name) && !self.nonlocals.contains_key(name));
    }

    fn bind(&mut self, name: &Ident) {
        self.bound.entry(Arc::clone(&name.name)).or_insert(name.span);
    }

    fn block(&mut self, body: &[Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        walk::exprs(stmt, &mut |e| self.expr(e));
        self.names_of(stmt);
        walk::blocks(stmt, &mut |block| walk::deep(|| self.block(block)));
    }

    /// The names that a statement binds or declares itself.
    fn names_of(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.bind(&def.name),
            StmtKind::ClassDef(def) => self.bind(&def.name),
            StmtKind::TypeAlias { name, .. } => self.bind(name),
            StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => targets.iter().for_each(|t| self.target(t)),
            StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } | StmtKind::For { target, .. } => {
                self.target(target);
            }
            StmtKind::With { items, .. } => items.iter().filter_map(|i| i.target.as_ref()).for_each(|t| self.target(t)),
            StmtKind::Match { cases, .. } => cases.iter().for_each(|case| self.pattern(&case.pattern)),
            StmtKind::Try(node) => node.handlers.iter().filter_map(|h| h.name.as_ref()).for_each(|n| self.bind(n)),
            StmtKind::Import(names) => names.iter().for_each(|alias| match &alias.asname {
                Some(name) => self.bind(name),
                None => self.bind(&root_of(&alias.name)),
            }),
            StmtKind::ImportFrom { names, .. } => {
                names.iter().map(|a| a.asname.as_ref().unwrap_or(&a.name)).for_each(|name| self.bind(name));
            }
            StmtKind::Global(names) => names.iter().for_each(|n| declare_in(&mut self.globals, n)),
            StmtKind::Nonlocal(names) => names.iter().for_each(|n| declare_in(&mut self.nonlocals, n)),
            _ => {}
        }
    }

    /// Walrus targets, also those inside comprehensions: they belong to the function.
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::NamedExpr { target, .. } = &expr.kind {
            self.bind(target);
        }
        walk::parts(expr, &mut |part| walk::deep(|| self.expr(part)));
    }

    fn target(&mut self, target: &Expr) {
        target_names(target, &mut |name| self.bind(name));
    }

    fn pattern(&mut self, pattern: &Pattern) {
        pattern_names(pattern, &mut |name| self.bind(name));
    }
}

fn declare_in(names: &mut Names, name: &Ident) {
    names.entry(Arc::clone(&name.name)).or_insert(name.span);
}

/// The name that `import a.b.c` binds: `a`.
pub(super) fn root_of(dotted: &Ident) -> Ident {
    match dotted.name.split_once('.') {
        None => dotted.clone(),
        Some((root, _)) => {
            let start = dotted.span.start as usize;
            Ident { name: root.into(), span: Span::new(start, start + root.len()) }
        }
    }
}

/// The names that an assignment target binds.
pub(super) fn target_names(target: &Expr, f: &mut dyn FnMut(&Ident)) {
    match &target.kind {
        ExprKind::Name(name) => f(&Ident { name: Arc::clone(name), span: target.span }),
        ExprKind::Tuple(items) | ExprKind::List(items) => items.iter().for_each(|item| target_names(item, f)),
        ExprKind::Starred(item) => target_names(item, f),
        _ => {}
    }
}

/// The names that a pattern binds.
pub(super) fn pattern_names(pattern: &Pattern, f: &mut dyn FnMut(&Ident)) {
    match &pattern.kind {
        PatternKind::Star(Some(name)) | PatternKind::As { name: Some(name), .. } => f(name),
        PatternKind::Mapping { rest: Some(name), .. } => f(name),
        _ => {}
    }
    walk::subpatterns(pattern, &mut |p| pattern_names(p, f));
}

/// How a function uses a name of the functions around it.
#[derive(Clone, Copy)]
pub(super) struct FreeUse {
    /// Assigned or deleted, by a `nonlocal` of it or of a function in it.
    pub written: bool,
}

pub(super) type FreeNames = IndexMap<Arc<str>, FreeUse, rustc_hash::FxBuildHasher>;

/// A nested scope.
#[derive(Clone, Copy)]
pub(super) enum Definition<'a> {
    /// `def`
    Def(&'a crate::syntax::ast::FunctionDef),
    /// `lambda`, with the span of the whole expression.
    Lambda(&'a Params, &'a Expr, Span),
    /// `class`
    Class(&'a crate::syntax::ast::ClassDef),
}

impl Definition<'_> {
    /// What its own statements bind.
    pub fn bindings(&self) -> Bindings {
        match self {
            Definition::Def(def) => Bindings::of_body(Some(&def.params), &def.body),
            Definition::Lambda(params, body, _) => Bindings::of_lambda(params, body),
            Definition::Class(def) => Bindings::of_body(None, &def.body),
        }
    }
}

/// The names that a definition uses and does not bind itself: its own and those of the definitions in it.
/// They belong to a function around it, else to the module.
pub(super) fn free_names(definition: Definition<'_>) -> FreeNames {
    let mut finder = Finder { uses: FreeNames::default(), inherited: FreeNames::default(), hidden: Vec::new() };
    match definition {
        Definition::Def(def) => finder.block(&def.body),
        Definition::Lambda(_, body, _) => finder.expr(body),
        Definition::Class(def) => finder.block(&def.body),
    }
    finder.finish(&definition.bindings(), matches!(definition, Definition::Class(_)))
}

/// Gathers the names read in one scope.
struct Finder {
    uses: FreeNames,
    /// Free names of the scopes in it.
    inherited: FreeNames,
    /// Variables of the comprehensions around the place.
    hidden: Vec<Arc<str>>,
}

impl Finder {
    fn finish(self, own: &Bindings, is_class: bool) -> FreeNames {
        let is_own = |name: &Arc<str>| own.bound.contains_key(name) || own.globals.contains_key(name);
        let mut free = FreeNames::default();
        for name in own.nonlocals.keys() {
            note(&mut free, name, FreeUse { written: true });
        }
        self.uses.iter().filter(|(name, _)| !is_own(name)).for_each(|(name, &at)| note(&mut free, name, at));
        // The names of a class body are not visible to its methods.
        let hides = |name: &Arc<str>| !is_class && is_own(name);
        self.inherited.iter().filter(|(name, _)| !hides(name)).for_each(|(name, &at)| note(&mut free, name, at));
        free
    }

    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            walk::exprs(stmt, &mut |e| self.expr(e));
            match &stmt.kind {
                StmtKind::FunctionDef(def) => self.nested(Definition::Def(def)),
                StmtKind::ClassDef(def) => self.nested(Definition::Class(def)),
                _ => walk::blocks(stmt, &mut |block| walk::deep(|| self.block(block))),
            }
        }
    }

    fn nested(&mut self, definition: Definition<'_>) {
        for (name, at) in walk::deep(|| free_names(definition)) {
            if !self.hidden.contains(&name) {
                note(&mut self.inherited, &name, at);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) if !self.hidden.contains(name) => {
                note(&mut self.uses, name, FreeUse { written: false });
            }
            ExprKind::Lambda { params, body } => {
                walk::parts(expr, &mut |part| self.expr(part));
                self.nested(Definition::Lambda(params, body, expr.span));
            }
            _ if walk::comprehension(expr).is_some() => walk::deep(|| self.comprehension(expr)),
            _ => walk::parts(expr, &mut |part| walk::deep(|| self.expr(part))),
        }
    }

    /// The first iterable belongs to the scope around; all the rest sees the variables.
    fn comprehension(&mut self, expr: &Expr) {
        let clauses = walk::comprehension(expr).unwrap_or(&[]);
        let first = clauses.first().map(|clause| &clause.iter);
        first.into_iter().for_each(|iter| self.expr(iter));
        let before = self.hidden.len();
        for clause in clauses {
            target_names(&clause.target, &mut |name| self.hidden.push(Arc::clone(&name.name)));
        }
        walk::parts(expr, &mut |part| {
            if first.is_none_or(|iter| !std::ptr::eq(iter, part)) {
                self.expr(part);
            }
        });
        self.hidden.truncate(before);
    }
}

fn note(names: &mut FreeNames, name: &Arc<str>, at: FreeUse) {
    names.entry(Arc::clone(name)).and_modify(|known| known.written |= at.written).or_insert(at);
}
