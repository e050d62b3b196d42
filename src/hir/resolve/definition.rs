//! One function: its variables, its body, its inner functions.
//!
//! Input: a definition and what of the functions around it sees. Output: a [`Function`].
//! Never: statements and expressions themselves (`stmt`, `expr`).

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::hir::scope::{self, Bindings, Definition};
use crate::hir::webs::{self, Def, Var, Webs};
use crate::hir::{
    Bound, Capture, Expr, ExprId, ExprKind, Function, FunctionKind, LocalId, LocalKind, NameId, Param, ParamKind,
    Place, PlaceKind, Stmt, StmtKind, Zone, suggest, visit, walk,
};
use crate::source::Span;
use crate::syntax::ast::{self, Ident};
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::sync::Arc;

/// A function in the making. Places hold numbers of bindings and reads hold numbers of variables until [`webs`] has run.
pub(super) struct Lowerer<'c, 'a, 't> {
    pub context: &'c mut Context<'a>,
    pub kind: FunctionKind,
    pub zone: Zone,
    pub qualname: Arc<str>,
    pub vars: Vec<Var>,
    /// Names to variables: the function's own and captured ones, then those of the comprehensions around.
    pub scopes: Vec<FxHashMap<Arc<str>, usize>>,
    /// Declared `global`.
    pub globals: FxHashSet<Arc<str>>,
    pub defs: Vec<Def>,
    pub entry: Vec<(usize, Bound)>,
    pub names: IndexSet<Arc<str>, FxBuildHasher>,
    pub exprs: Vec<Expr>,
    pub inner: Vec<Inner<'t>>,
    pub is_generator: bool,
    pub loops: usize,
    /// Inside a `try` that catches NameError or ImportError.
    pub guarded: usize,
}

/// A definition inside, to be lowered when the variables of this function are split.
pub(super) struct Inner<'t> {
    definition: Definition<'t>,
    zone: Zone,
    captures: Vec<(Arc<str>, usize)>,
}

/// What a definition captures: name, the local of the function around, whether it is bound when the function is made.
type Captures = Vec<(Arc<str>, LocalId, Bound)>;

/// The module level.
pub(super) fn module(context: &mut Context<'_>, module: &ast::Module) -> Function {
    let declared = Bindings::of_body(None, &module.body).nonlocals;
    for (name, &span) in &declared {
        let message = format!("nonlocal declaration of `{name}` at module level");
        context.report(Diagnostic::error("NJ0202", message, span).label("no function around"));
    }
    let span = Span::new(0, context.source.text.len());
    // At a prompt a lone string is a value to be shown.
    let (doc, statements) = if context.open { (None, &module.body[..]) } else { docstring(&module.body) };
    let mut lowerer = Lowerer::new(context, FunctionKind::Module, Zone::Host, "".into());
    let body = lowerer.block(statements);
    lowerer.finish(
        Head { name: "<module>".into(), span, header: Span::default(), returns: None, doc },
        Vec::new(),
        body,
        &Vec::new(),
    )
}

/// What is not gathered on the way through a function's body.
struct Head {
    name: Arc<str>,
    span: Span,
    header: Span,
    returns: Option<Span>,
    doc: Option<Arc<str>>,
}

fn docstring(body: &[ast::Stmt]) -> (Option<Arc<str>>, &[ast::Stmt]) {
    let Some((first, rest)) = body.split_first() else { return (None, body) };
    match &first.kind {
        ast::StmtKind::Expr(ast::Expr { kind: ast::ExprKind::Constant(ast::Constant::Str(text)), .. }) => {
            (Some(Arc::clone(text)), rest)
        }
        _ => (None, body),
    }
}

fn def(context: &mut Context<'_>, def: &ast::FunctionDef, site: Site) -> Function {
    let mut lowerer = Lowerer::of_definition(context, Definition::Def(def), FunctionKind::Def, &site);
    lowerer.check_declarations(&def.params, &def.body);
    let params = lowerer.params(&def.params);
    let (doc, statements) = docstring(&def.body);
    let body = lowerer.block(statements);
    let returns = def.returns.as_ref().map(|annotation| annotation.span);
    let head = Head { name: Arc::clone(&def.name.name), span: site.span, header: def.header, returns, doc };
    lowerer.finish(head, params, body, &site.captures)
}

fn lambda(context: &mut Context<'_>, (params, value): (&ast::Params, &ast::Expr), site: Site) -> Function {
    let definition = Definition::Lambda(params, value, site.span);
    let mut lowerer = Lowerer::of_definition(context, definition, FunctionKind::Lambda, &site);
    let params = lowerer.params(params);
    let result = lowerer.expr(value);
    let body = vec![Stmt { kind: StmtKind::Return(Some(result)), span: value.span }];
    let head = Head { name: "<lambda>".into(), span: site.span, header: site.span, returns: None, doc: None };
    lowerer.finish(head, params, body, &site.captures)
}

fn class(context: &mut Context<'_>, def: &ast::ClassDef, site: Site) -> Function {
    let mut lowerer = Lowerer::of_definition(context, Definition::Class(def), FunctionKind::Class, &site);
    let (doc, statements) = docstring(&def.body);
    let body = lowerer.block(statements);
    let head = Head { name: Arc::clone(&def.name.name), span: site.span, header: def.name.span, returns: None, doc };
    lowerer.finish(head, Vec::new(), body, &site.captures)
}

/// Where a definition stands in the function around it.
struct Site {
    span: Span,
    qualname: Arc<str>,
    zone: Zone,
    captures: Captures,
}

impl<'c, 'a, 't> Lowerer<'c, 'a, 't> {
    fn new(context: &'c mut Context<'a>, kind: FunctionKind, zone: Zone, qualname: Arc<str>) -> Self {
        Self {
            context,
            kind,
            zone,
            qualname,
            vars: Vec::new(),
            scopes: vec![FxHashMap::default()],
            globals: FxHashSet::default(),
            defs: Vec::new(),
            entry: Vec::new(),
            names: IndexSet::default(),
            exprs: Vec::new(),
            inner: Vec::new(),
            is_generator: false,
            loops: 0,
            guarded: 0,
        }
    }

    /// With the variables that the definition binds and captures.
    fn of_definition(
        context: &'c mut Context<'a>,
        definition: Definition<'_>,
        kind: FunctionKind,
        site: &Site,
    ) -> Self {
        let mut lowerer = Self::new(context, kind, site.zone, Arc::clone(&site.qualname));
        let bindings = definition.bindings();
        lowerer.globals.extend(bindings.globals.keys().cloned());
        for (name, _, bound) in &site.captures {
            let var = lowerer.add_var(0, name, site.span, LocalKind::Captured);
            let def = lowerer.add_def(var, site.span);
            lowerer.entry.push((def, *bound));
        }
        for (name, span) in bindings.bound {
            lowerer.add_var(0, &name, span, LocalKind::Web);
        }
        for (name, span) in bindings.nonlocals {
            if !lowerer.scopes[0].contains_key(&name) {
                let message = format!("no binding for nonlocal `{name}` found");
                let diagnostic = Diagnostic::error("NJ0202", message, span);
                lowerer.context.report(diagnostic.label("no function around this one has such a variable"));
                lowerer.add_var(0, &name, span, LocalKind::Web);
            }
        }
        lowerer
    }

    /// Adds a variable to a scope.
    pub fn add_var(&mut self, scope: usize, name: &Arc<str>, span: Span, kind: LocalKind) -> usize {
        let whole = kind != LocalKind::Web || (self.kind == FunctionKind::Class && scope == 0);
        self.vars.push(Var { name: Arc::clone(name), span, kind, whole, assigned_inside: false });
        self.scopes[scope].insert(Arc::clone(name), self.vars.len() - 1);
        self.vars.len() - 1
    }

    pub fn add_def(&mut self, var: usize, span: Span) -> usize {
        self.defs.push(Def { var, span });
        self.defs.len() - 1
    }

    /// The variable that a name means here; none: a global.
    pub fn lookup(&self, name: &str) -> Option<usize> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name)).copied()
    }

    pub fn name(&mut self, name: &Arc<str>) -> NameId {
        NameId(self.names.insert_full(Arc::clone(name)).0 as u32)
    }

    fn params(&mut self, params: &ast::Params) -> Vec<Param> {
        let positional = params.positional.iter().enumerate().map(|(i, param)| {
            (param, if i < params.n_positional_only { ParamKind::PositionalOnly } else { ParamKind::Positional })
        });
        let rest = params.vararg.iter().map(|param| (param, ParamKind::VarArgs));
        let keyword = params.keyword_only.iter().map(|param| (param, ParamKind::KeywordOnly));
        let last = params.kwarg.iter().map(|param| (param, ParamKind::VarKeywords));
        let all = positional.chain(rest).chain(keyword).chain(last);
        all.map(|(param, kind)| self.param(param, kind)).collect()
    }

    fn param(&mut self, param: &ast::Param, kind: ParamKind) -> Param {
        let Ident { name, span } = &param.name;
        let var = match self.scopes[0].get(name) {
            Some(&var) => var,
            None => self.add_var(0, name, *span, LocalKind::Web),
        };
        let def = self.add_def(var, *span);
        self.entry.push((def, Bound::Always));
        let has_default = param.default.is_some();
        Param { name: Arc::clone(name), span: *span, kind, local: LocalId(def as u32), has_default }
    }

    /// Notes a definition inside, and makes cells of the variables that it captures; gives its index.
    pub fn add_inner(&mut self, definition: Definition<'t>, zone: Zone) -> usize {
        let mut captures = Vec::new();
        for (name, at) in scope::free_names(definition) {
            let Some(var) = self.visible_inside(&name) else { continue };
            let info = &mut self.vars[var];
            info.whole = true;
            if info.kind == LocalKind::Web {
                info.kind = LocalKind::Cell;
            }
            info.assigned_inside |= at.written;
            captures.push((name, var));
        }
        self.inner.push(Inner { definition, zone, captures });
        self.inner.len() - 1
    }

    /// As [`Self::lookup`], seen from a function inside: it does not see the names of a class body.
    fn visible_inside(&self, name: &str) -> Option<usize> {
        let var = self.lookup(name)?;
        let hidden = self.kind == FunctionKind::Class
            && self.vars[var].kind != LocalKind::Captured
            && self.scopes[0].get(name) == Some(&var);
        if hidden { None } else { Some(var) }
    }

    /// Splits the variables, puts the locals in place, and lowers the definitions inside.
    fn finish(mut self, head: Head, mut params: Vec<Param>, mut body: Vec<Stmt>, captures: &Captures) -> Function {
        let inner_vars: Vec<Vec<usize>> =
            self.inner.iter().map(|inner| inner.captures.iter().map(|(_, var)| *var).collect()).collect();
        let webs = webs::split(&webs::Input {
            body: &body,
            exprs: &self.exprs,
            vars: &self.vars,
            defs: &self.defs,
            entry: &self.entry,
            captures: &inner_vars,
        });
        put_locals(&webs, &mut params, &mut body, &mut self.exprs);
        if self.zone == Zone::Compiled {
            self.report_unbound(&webs);
        }
        let captures = captures
            .iter()
            .filter_map(|(name, outer, _)| {
                let local = webs.local_of_var[*self.scopes[0].get(name)?]?;
                Some(Capture { outer: *outer, local })
            })
            .collect();
        let inner = self.lower_inner(&webs);
        Function {
            name: head.name,
            qualname: if self.kind == FunctionKind::Module { "<module>".into() } else { self.qualname },
            source: Arc::clone(self.context.source),
            span: head.span,
            header: head.header,
            kind: self.kind,
            zone: self.zone,
            is_generator: self.is_generator,
            params,
            returns: head.returns,
            locals: webs.locals,
            captures,
            names: self.names.into_iter().collect(),
            exprs: self.exprs,
            body,
            inner,
            doc: head.doc,
        }
    }

    /// Reads that always raise, in compiled code: the name is misspelled, or its first value forgotten.
    fn report_unbound(&mut self, webs: &Webs) {
        let mut known: FxHashSet<&Arc<str>> = FxHashSet::default();
        for expr in &self.exprs {
            let ExprKind::Local(local, Bound::Never) = expr.kind else { continue };
            let name = &webs.locals[local.0 as usize].name;
            if !known.insert(name) {
                continue;
            }
            let others = webs.locals.iter().map(|local| &*local.name).filter(|other| *other != &**name);
            let message = format!("local variable `{name}` has no value here");
            let diagnostic = Diagnostic::error("NJ0206", message, expr.span).label("nothing is assigned to it before");
            self.context.unbound.push(match suggest::nearest(name, others) {
                Some(near) => diagnostic.fix(expr.span, near, format!("did you mean `{near}`?")),
                None => diagnostic.note("a name that a function assigns anywhere is local to it"),
            });
        }
    }

    fn lower_inner(&mut self, webs: &Webs) -> Vec<Arc<Function>> {
        let inner = std::mem::take(&mut self.inner);
        let lowered = inner.into_iter().enumerate().map(|(index, inner)| {
            let captures = inner.captures.iter().enumerate().filter_map(|(k, (name, var))| {
                let local = webs.local_of_var[*var]?;
                Some((Arc::clone(name), local, webs.capture_bounds[index][k]))
            });
            let captures = captures.collect();
            walk::deep(|| self.lower_one(inner.definition, inner.zone, captures))
        });
        lowered.map(Arc::new).collect()
    }

    fn lower_one(&mut self, definition: Definition<'t>, zone: Zone, captures: Captures) -> Function {
        let (name, span) = match definition {
            Definition::Def(def) => (&*def.name.name, definition_span(def)),
            Definition::Lambda(_, _, span) => ("<lambda>", span),
            Definition::Class(def) => (&*def.name.name, def.name.span),
        };
        let site = Site { span, qualname: self.qualname_of(name), zone, captures };
        match definition {
            Definition::Def(node) => def(self.context, node, site),
            Definition::Lambda(params, body, _) => lambda(self.context, (params, body), site),
            Definition::Class(node) => class(self.context, node, site),
        }
    }

    fn qualname_of(&self, name: &str) -> Arc<str> {
        match self.kind {
            FunctionKind::Module => name.into(),
            FunctionKind::Class => format!("{}.{name}", self.qualname).into(),
            FunctionKind::Def | FunctionKind::Lambda => format!("{}.<locals>.{name}", self.qualname).into(),
        }
    }
}

fn definition_span(def: &ast::FunctionDef) -> Span {
    let end = def.body.last().map_or(def.header, |stmt| stmt.span);
    def.header.to(end)
}

/// Puts the locals of the webs where numbers of bindings and variables stood.
fn put_locals(webs: &Webs, params: &mut [Param], body: &mut [Stmt], exprs: &mut [Expr]) {
    for param in params {
        param.local = webs.local_of_def[param.local.0 as usize];
    }
    visit::places_mut(body, exprs, &mut |place: &mut Place| {
        if let PlaceKind::Local(def) = &mut place.kind {
            *def = webs.local_of_def[def.0 as usize];
        }
    });
    for (index, expr) in exprs.iter_mut().enumerate() {
        if let ExprKind::Local(local, bound) = &mut expr.kind
            && let Some(&(web, known)) = webs.reads.get(&ExprId(index as u32))
        {
            (*local, *bound) = (web, known);
        }
    }
}
