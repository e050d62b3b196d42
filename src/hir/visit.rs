//! Walks over the resolved tree.
//!
//! Input: expressions and statements of the HIR. Output: calls of a visitor with their direct parts, and with all places.
//! Never: entering inner functions.

use super::{
    Arg, Expr, ExprId, ExprKind, FStringPart, Function, Handler, MatchCase, Pattern, Place, PlaceKind, Stmt, StmtKind,
};

/// The blocks that stand directly in a statement, in source order.
#[must_use]
pub fn blocks(stmt: &Stmt) -> Vec<&[Stmt]> {
    match &stmt.kind {
        StmtKind::If { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::For { body, orelse, .. } => {
            vec![body, orelse]
        }
        StmtKind::Try { body, handlers, orelse, finalbody } => {
            let handlers = handlers.iter().map(|handler| handler.body.as_slice());
            std::iter::once(body.as_slice()).chain(handlers).chain([orelse.as_slice(), finalbody]).collect()
        }
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Match { cases, .. } => cases.iter().map(|case| case.body.as_slice()).collect(),
        _ => Vec::new(),
    }
}

/// The places that a statement itself writes (not those of its blocks), unpacked.
pub fn places<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Place)) {
    match &stmt.kind {
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => targets.iter().for_each(|p| leaves(p, f)),
        StmtKind::AugAssign { target, .. }
        | StmtKind::FunctionDef { target, .. }
        | StmtKind::Import { target, .. }
        | StmtKind::ClassDef { target, .. }
        | StmtKind::For { target, .. } => leaves(target, f),
        StmtKind::With { items, .. } => {
            items.iter().filter_map(|(_, target)| target.as_ref()).for_each(|p| leaves(p, f));
        }
        StmtKind::Try { handlers, .. } => {
            handlers.iter().filter_map(|handler| handler.name.as_ref()).for_each(|p| leaves(p, f));
        }
        _ => {}
    }
}

/// The innermost places of one that may unpack.
pub fn leaves<'a>(place: &'a Place, f: &mut dyn FnMut(&'a Place)) {
    match &place.kind {
        PlaceKind::Unpack { before, star, after } => {
            before.iter().chain(star.as_deref()).chain(after).for_each(|place| leaves(place, f));
        }
        _ => f(place),
    }
}

/// The expressions that stand directly in a statement (not in its blocks), those of its places included.
pub fn exprs(stmt: &Stmt, f: &mut dyn FnMut(ExprId)) {
    match &stmt.kind {
        StmtKind::Expr(value) | StmtKind::Assign { value, .. } => f(*value),
        StmtKind::AugAssign { read, value, .. } => read.iter().chain([value]).for_each(|&e| f(e)),
        StmtKind::If { test, .. } | StmtKind::While { test, .. } => f(*test),
        StmtKind::For { iter, .. } => f(*iter),
        StmtKind::Return(value) => value.iter().for_each(|&e| f(e)),
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(|&e| f(e)),
        StmtKind::Try { handlers, .. } => handlers.iter().filter_map(|handler| handler.exc).for_each(&mut *f),
        StmtKind::Assert { test, msg } => [test].into_iter().chain(msg).for_each(|&e| f(e)),
        StmtKind::With { items, .. } => items.iter().for_each(|&(context, _)| f(context)),
        StmtKind::FunctionDef { decorators, defaults, .. } => decorators.iter().chain(defaults).for_each(|&e| f(e)),
        StmtKind::ClassDef { decorators, bases, annotated, .. } => {
            decorators.iter().chain(bases).for_each(|&e| f(e));
            annotated.iter().filter_map(|(_, annotation)| *annotation).for_each(&mut *f);
        }
        StmtKind::Match { subject, cases } => {
            f(*subject);
            cases.iter().filter_map(|case| case.guard).for_each(&mut *f);
        }
        StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Pass
        | StmtKind::Delete(_)
        | StmtKind::Import { .. }
        | StmtKind::ImportAll { .. } => {}
    }
    places(stmt, &mut |place| match place.kind {
        PlaceKind::Attribute(object, _) => f(object),
        PlaceKind::Subscript(object, index) => [object, index].into_iter().for_each(&mut *f),
        _ => {}
    });
}

/// A block and all blocks in it, statement by statement.
pub fn walk<'a>(body: &'a [Stmt], f: &mut dyn FnMut(&'a Stmt)) {
    for stmt in body {
        f(stmt);
        blocks(stmt).into_iter().for_each(|block| super::walk::deep(|| walk(block, f)));
    }
}

/// The expressions that stand directly in an expression, in the order of evaluation (a lambda: its defaults; a
/// comprehension: all its clauses).
pub fn children(kind: &ExprKind, f: &mut dyn FnMut(ExprId)) {
    match kind {
        ExprKind::Constant(_) | ExprKind::Local(..) | ExprKind::Global(_) => {}
        ExprKind::Attribute(value, _) | ExprKind::Starred(value) | ExprKind::Unary(_, value) => f(*value),
        ExprKind::Subscript(value, index) => [*value, *index].into_iter().for_each(f),
        ExprKind::Slice { start, stop, step } => [start, stop, step].into_iter().flatten().for_each(|&e| f(e)),
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) | ExprKind::BoolOp(_, items) => {
            items.iter().for_each(|&e| f(e));
        }
        ExprKind::Dict(items) => items.iter().for_each(|&(key, value)| {
            key.into_iter().for_each(&mut *f);
            f(value);
        }),
        ExprKind::Binary { left, right, .. } => [*left, *right].into_iter().for_each(f),
        ExprKind::Compare(first, rest) => {
            f(*first);
            rest.iter().for_each(|&(_, value)| f(value));
        }
        ExprKind::IfExp { test, body, orelse } => [*test, *body, *orelse].into_iter().for_each(f),
        ExprKind::Call { func, args } => {
            f(*func);
            args.iter().for_each(|arg| f(argument(arg)));
        }
        ExprKind::Lambda(_, defaults) => defaults.iter().for_each(|&e| f(e)),
        ExprKind::Comprehension { element, value, generators, .. } => {
            for clause in generators {
                f(clause.iter);
                clause.ifs.iter().for_each(|&e| f(e));
            }
            f(*element);
            value.iter().for_each(|&e| f(e));
        }
        ExprKind::Named(_, value) => f(*value),
        ExprKind::JoinedStr(parts) => fstring(parts, f),
        ExprKind::Yield(value) => value.iter().for_each(|&e| f(e)),
    }
}

fn fstring(parts: &[FStringPart], f: &mut dyn FnMut(ExprId)) {
    for part in parts {
        if let FStringPart::Field { value, spec, .. } = part {
            f(*value);
            fstring(spec, f);
        }
    }
}

/// The expression of an argument.
#[must_use]
pub fn argument(arg: &Arg) -> ExprId {
    match *arg {
        Arg::Positional(value) | Arg::Starred(value) | Arg::Keyword(_, value) | Arg::DoubleStarred(value) => value,
    }
}

/// Does a loop's body leave the loop early, by a `break` of its own or a `return`?
#[must_use]
pub fn has_early_exit(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, own| match stmt.kind {
        StmtKind::Break => own,
        StmtKind::Return(_) => true,
        _ => false,
    })
}

/// Does a loop's body have a `continue` of its own?
#[must_use]
pub fn has_continue(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, own| own && matches!(stmt.kind, StmtKind::Continue))
}

/// Does any statement satisfy the test? `own` is false inside the bodies of nested loops.
fn any_stmt(body: &[Stmt], own: bool, test: &dyn Fn(&Stmt, bool) -> bool) -> bool {
    body.iter().any(|stmt| {
        test(stmt, own)
            || match &stmt.kind {
                StmtKind::While { body, orelse, .. } | StmtKind::For { body, orelse, .. } => {
                    any_stmt(body, false, test) || any_stmt(orelse, own, test)
                }
                _ => blocks(stmt).into_iter().any(|block| any_stmt(block, own, test)),
            }
    })
}

/// All innermost places of a body and its expressions, for rewriting.
pub(super) fn places_mut(body: &mut [Stmt], exprs: &mut [Expr], f: &mut dyn FnMut(&mut Place)) {
    body.iter_mut().for_each(|stmt| stmt_places(stmt, f));
    for expr in exprs {
        match &mut expr.kind {
            ExprKind::Named(place, _) => innermost(place, f),
            ExprKind::Comprehension { generators, .. } => {
                generators.iter_mut().for_each(|g| innermost(&mut g.target, f))
            }
            _ => {}
        }
    }
}

/// Adds a number to the ids of all locals that a function's body names (inner functions have their own).
pub fn shift_locals(function: &mut Function, by: u32) {
    for param in &mut function.params {
        param.local.0 += by;
    }
    for expr in &mut function.exprs {
        if let ExprKind::Local(local, _) = &mut expr.kind {
            local.0 += by;
        }
    }
    places_mut(&mut function.body, &mut function.exprs, &mut |place| {
        if let PlaceKind::Local(local) = &mut place.kind {
            local.0 += by;
        }
    });
}

fn innermost(place: &mut Place, f: &mut dyn FnMut(&mut Place)) {
    match &mut place.kind {
        PlaceKind::Unpack { before, star, after } => {
            before.iter_mut().chain(star.as_deref_mut()).chain(after).for_each(|p| innermost(p, f));
        }
        _ => f(place),
    }
}

fn block_places(body: &mut [Stmt], f: &mut dyn FnMut(&mut Place)) {
    body.iter_mut().for_each(|stmt| super::walk::deep(|| stmt_places(stmt, f)));
}

fn stmt_places(stmt: &mut Stmt, f: &mut dyn FnMut(&mut Place)) {
    match &mut stmt.kind {
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
            targets.iter_mut().for_each(|p| innermost(p, f))
        }
        StmtKind::AugAssign { target, .. }
        | StmtKind::FunctionDef { target, .. }
        | StmtKind::Import { target, .. }
        | StmtKind::ClassDef { target, .. } => innermost(target, f),
        StmtKind::For { target, body, orelse, .. } => {
            innermost(target, f);
            [body, orelse].into_iter().for_each(|b| block_places(b, f));
        }
        StmtKind::If { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
            [body, orelse].into_iter().for_each(|b| block_places(b, f));
        }
        StmtKind::With { items, body } => {
            items.iter_mut().filter_map(|(_, target)| target.as_mut()).for_each(|p| innermost(p, f));
            block_places(body, f);
        }
        StmtKind::Try { body, handlers, orelse, finalbody } => {
            block_places(body, f);
            handlers.iter_mut().for_each(|Handler { name, body, .. }| {
                name.iter_mut().for_each(|p| innermost(p, f));
                block_places(body, f);
            });
            [orelse, finalbody].into_iter().for_each(|b| block_places(b, f));
        }
        StmtKind::Match { cases, .. } => cases.iter_mut().for_each(|MatchCase { pattern, body, .. }| {
            pattern_places(pattern, f);
            block_places(body, f);
        }),
        StmtKind::Expr(_)
        | StmtKind::Return(_)
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Pass
        | StmtKind::ImportAll { .. }
        | StmtKind::Raise { .. }
        | StmtKind::Assert { .. } => {}
    }
}

fn pattern_places(pattern: &mut Pattern, f: &mut dyn FnMut(&mut Place)) {
    match pattern {
        Pattern::Value(_) => {}
        Pattern::Sequence { before, star, after } => {
            before.iter_mut().chain(after).for_each(|p| pattern_places(p, f));
            star.iter_mut().flatten().for_each(|p| innermost(p, f));
        }
        Pattern::Capture(place) => place.iter_mut().for_each(|p| innermost(p, f)),
        Pattern::As(inner, place) => {
            pattern_places(inner, f);
            innermost(place, f);
        }
        Pattern::Or(items) => items.iter_mut().for_each(|p| pattern_places(p, f)),
        Pattern::Mapping { patterns, rest, .. } => {
            patterns.iter_mut().for_each(|p| pattern_places(p, f));
            rest.iter_mut().for_each(|p| innermost(p, f));
        }
        Pattern::Class { patterns, keywords, .. } => {
            patterns.iter_mut().chain(keywords.iter_mut().map(|(_, p)| p)).for_each(|p| pattern_places(p, f));
        }
    }
}

/// Does a statement hold an expression that `wanted` accepts, at any depth (not in inner functions)?
pub fn stmt_has(function: &Function, stmt: &Stmt, wanted: &mut dyn FnMut(&ExprKind) -> bool) -> bool {
    let mut found = false;
    exprs(stmt, &mut |id| found = found || expr_has(function, id, wanted));
    for block in blocks(stmt) {
        found = found || block.iter().any(|stmt| super::walk::deep(|| stmt_has(function, stmt, wanted)));
    }
    found
}

fn expr_has(function: &Function, id: ExprId, wanted: &mut dyn FnMut(&ExprKind) -> bool) -> bool {
    let kind = &function.expr(id).kind;
    let mut found = wanted(kind);
    children(kind, &mut |child| found = found || super::walk::deep(|| expr_has(function, child, wanted)));
    found
}
