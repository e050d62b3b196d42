//! Walks over the syntax tree: the direct parts of a node, in the order in which Python evaluates them.
//!
//! Input: a statement or expression. Output: calls of the visitor for each direct part.
//! Never: entering a nested function or class (their decorators, defaults and bases are parts; their bodies are not).

use crate::syntax::ast::{
    Arg, ClassDef, Comprehension, Expr, ExprKind, FStringPart, FunctionDef, MatchCase, Params, Pattern, PatternKind,
    Stmt, StmtKind,
};

/// A recursion step that cannot overflow the stack, however deep the tree is.
pub(super) fn deep<R>(step: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(96 << 10, 1 << 20, step)
}

/// The expressions that stand directly in an expression.
pub(super) fn parts<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Name(_) => {}
        ExprKind::JoinedStr(pieces) => fstring(pieces, f),
        ExprKind::BoolOp { values, .. } => values.iter().for_each(f),
        ExprKind::NamedExpr { value, .. } => f(value),
        ExprKind::BinOp { left, right, .. } => [left, right].into_iter().for_each(|e| f(e)),
        ExprKind::UnaryOp { operand, .. } => f(operand),
        ExprKind::Lambda { params, .. } => defaults(params).for_each(f),
        ExprKind::IfExp { test, body, orelse } => [test, body, orelse].into_iter().for_each(|e| f(e)),
        ExprKind::Dict(items) => items.iter().for_each(|(key, value)| {
            key.iter().for_each(&mut *f);
            f(value);
        }),
        ExprKind::Set(items) | ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().for_each(f),
        ExprKind::ListComp { element, generators }
        | ExprKind::SetComp { element, generators }
        | ExprKind::GeneratorExp { element, generators } => {
            clauses(generators, f);
            f(element);
        }
        ExprKind::DictComp { key, value, generators } => {
            clauses(generators, f);
            [key, value].into_iter().for_each(|e| f(e));
        }
        ExprKind::Await(value) | ExprKind::YieldFrom(value) | ExprKind::Starred(value) => f(value),
        ExprKind::Yield(value) => value.iter().for_each(|e| f(e)),
        ExprKind::Compare { left, comparators, .. } => {
            f(left);
            comparators.iter().for_each(f);
        }
        ExprKind::Call { func, args } => {
            f(func);
            args.iter().map(argument).for_each(f);
        }
        ExprKind::Attribute { value, .. } => f(value),
        ExprKind::Subscript { value, index } => [value, index].into_iter().for_each(|e| f(e)),
        ExprKind::Slice { lower, upper, step } => [lower, upper, step].into_iter().flatten().for_each(|e| f(e)),
    }
}

fn fstring<'a>(pieces: &'a [FStringPart], f: &mut dyn FnMut(&'a Expr)) {
    for piece in pieces {
        if let FStringPart::Field { value, spec, .. } = piece {
            f(value);
            fstring(spec, f);
        }
    }
}

fn clauses<'a>(generators: &'a [Comprehension], f: &mut dyn FnMut(&'a Expr)) {
    for clause in generators {
        f(&clause.iter);
        f(&clause.target);
        clause.ifs.iter().for_each(&mut *f);
    }
}

/// The clauses of a comprehension, if it is one.
pub(super) fn comprehension(expr: &Expr) -> Option<&[Comprehension]> {
    match &expr.kind {
        ExprKind::ListComp { generators, .. }
        | ExprKind::SetComp { generators, .. }
        | ExprKind::GeneratorExp { generators, .. }
        | ExprKind::DictComp { generators, .. } => Some(generators),
        _ => None,
    }
}

/// The expression of an argument.
pub(super) fn argument(arg: &Arg) -> &Expr {
    match arg {
        Arg::Positional(value) | Arg::Starred(value) | Arg::Keyword(_, value) | Arg::DoubleStarred(value) => value,
    }
}

/// The defaults of parameters, in source order.
pub(super) fn defaults(params: &Params) -> impl Iterator<Item = &Expr> {
    params.positional.iter().chain(&params.keyword_only).filter_map(|p| p.default.as_ref())
}

/// The expressions that stand directly in a statement.
pub(super) fn exprs<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Expr)) {
    match &stmt.kind {
        StmtKind::FunctionDef(def) => function_head(def, f),
        StmtKind::ClassDef(def) => class_head(def, f),
        StmtKind::Return(value) => value.iter().for_each(f),
        StmtKind::Delete(targets) => targets.iter().for_each(f),
        StmtKind::Assign { targets, value } => {
            f(value);
            targets.iter().for_each(f);
        }
        StmtKind::AugAssign { target, value, .. } => [target, value].into_iter().for_each(f),
        // The annotation of a variable is evaluated by nobody.
        StmtKind::AnnAssign { target, value, .. } => value.iter().chain([target]).for_each(f),
        StmtKind::For { target, iter, .. } => [iter, target].into_iter().for_each(f),
        StmtKind::While { test, .. } | StmtKind::If { test, .. } => f(test),
        StmtKind::With { items, .. } => {
            items.iter().flat_map(|item| [&item.context].into_iter().chain(&item.target)).for_each(f);
        }
        StmtKind::Match { subject, cases } => {
            f(subject);
            cases.iter().for_each(|case| match_case(case, f));
        }
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(f),
        StmtKind::Try(node) => node.handlers.iter().filter_map(|h| h.exc.as_ref()).for_each(f),
        StmtKind::Assert { test, msg } => [test].into_iter().chain(msg).for_each(f),
        StmtKind::Expr(value) | StmtKind::TypeAlias { value, .. } => f(value),
        StmtKind::Import(_)
        | StmtKind::ImportFrom { .. }
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
    }
}

fn function_head<'a>(def: &'a FunctionDef, f: &mut dyn FnMut(&'a Expr)) {
    def.decorators.iter().for_each(&mut *f);
    defaults(&def.params).for_each(&mut *f);
    all_params(&def.params).filter_map(|p| p.annotation.as_ref()).for_each(f);
}

fn class_head<'a>(def: &'a ClassDef, f: &mut dyn FnMut(&'a Expr)) {
    def.decorators.iter().for_each(&mut *f);
    def.bases.iter().map(argument).for_each(f);
}

fn match_case<'a>(case: &'a MatchCase, f: &mut dyn FnMut(&'a Expr)) {
    pattern_exprs(&case.pattern, f);
    case.guard.iter().for_each(f);
}

fn pattern_exprs<'a>(pattern: &'a Pattern, f: &mut dyn FnMut(&'a Expr)) {
    match &pattern.kind {
        PatternKind::Value(value) | PatternKind::Singleton(value) => f(value),
        PatternKind::Mapping { keys, .. } => keys.iter().for_each(&mut *f),
        PatternKind::Class { class, .. } => f(class),
        _ => {}
    }
    subpatterns(pattern, &mut |p| pattern_exprs(p, f));
}

/// The patterns that stand directly in a pattern.
pub(super) fn subpatterns<'a>(pattern: &'a Pattern, f: &mut dyn FnMut(&'a Pattern)) {
    match &pattern.kind {
        PatternKind::Sequence(items) | PatternKind::Or(items) => items.iter().for_each(f),
        PatternKind::Mapping { patterns, .. } => patterns.iter().for_each(f),
        PatternKind::Class { patterns, keywords, .. } => {
            patterns.iter().chain(keywords.iter().map(|(_, p)| p)).for_each(f);
        }
        PatternKind::As { pattern, .. } => pattern.iter().for_each(|p| f(p)),
        PatternKind::Value(_) | PatternKind::Singleton(_) | PatternKind::Star(_) => {}
    }
}

/// The blocks of a compound statement, in source order; not those of nested functions and classes.
pub(super) fn blocks<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a [Stmt])) {
    match &stmt.kind {
        StmtKind::For { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::If { body, orelse, .. } => {
            [body, orelse].into_iter().for_each(|b| f(b));
        }
        StmtKind::With { body, .. } => f(body),
        StmtKind::Match { cases, .. } => cases.iter().for_each(|case| f(&case.body)),
        StmtKind::Try(node) => {
            f(&node.body);
            node.handlers.iter().for_each(|h| f(&h.body));
            [&node.orelse, &node.finalbody].into_iter().for_each(|b| f(b));
        }
        _ => {}
    }
}

/// All parameters in the order positional, `*args`, keyword-only, `**kwargs`.
pub(super) fn all_params(params: &Params) -> impl Iterator<Item = &crate::syntax::ast::Param> {
    params.positional.iter().chain(&params.vararg).chain(&params.keyword_only).chain(&params.kwarg)
}
