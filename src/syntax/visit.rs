//! The direct parts of an expression.
//!
//! Input: an expression. Output: calls with each of its sub-expressions, in source order. Never: statements.

use super::ast::{Arg, Comprehension, Expr, ExprKind, FStringPart, Params};

/// What is done with each part.
type Visit<'v, 'e> = &'v mut dyn FnMut(&'e Expr);

/// Calls `visit` with each expression directly inside `expr`. Defaults and annotations of a lambda's parameters are
/// parts of it, and so are an f-string's fields and the values of arguments.
pub fn each_part<'e>(expr: &'e Expr, visit: Visit<'_, 'e>) {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Name(_) => {}
        ExprKind::JoinedStr(parts) => f_string(parts, visit),
        ExprKind::BoolOp { values, .. } => values.iter().for_each(visit),
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => items.iter().for_each(visit),
        ExprKind::NamedExpr { value, .. }
        | ExprKind::Await(value)
        | ExprKind::YieldFrom(value)
        | ExprKind::Attribute { value, .. }
        | ExprKind::Starred(value) => visit(value),
        ExprKind::UnaryOp { operand, .. } => visit(operand),
        ExprKind::Yield(value) => value.iter().for_each(|value| visit(value)),
        ExprKind::BinOp { left, right, .. } => [left, right].into_iter().for_each(|part| visit(part)),
        ExprKind::Subscript { value, index } => [value, index].into_iter().for_each(|part| visit(part)),
        ExprKind::IfExp { test, body, orelse } => [body, test, orelse].into_iter().for_each(|part| visit(part)),
        ExprKind::Slice { lower, upper, step } => {
            [lower, upper, step].into_iter().flatten().for_each(|part| visit(part));
        }
        ExprKind::Compare { left, comparators, .. } => {
            visit(left);
            comparators.iter().for_each(visit);
        }
        ExprKind::Call { func, args } => {
            visit(func);
            each_argument(args, visit);
        }
        ExprKind::Lambda { params, body } => {
            each_parameter_part(params, visit);
            visit(body);
        }
        ExprKind::Dict(entries) => {
            entries.iter().flat_map(|(key, value)| key.iter().chain([value])).for_each(visit);
        }
        ExprKind::ListComp { element, generators }
        | ExprKind::SetComp { element, generators }
        | ExprKind::GeneratorExp { element, generators } => comprehension(&[element], generators, visit),
        ExprKind::DictComp { key, value, generators } => comprehension(&[key, value], generators, visit),
    }
}

/// Calls `visit` with the value of each argument.
pub fn each_argument<'e>(args: &'e [Arg], visit: Visit<'_, 'e>) {
    for arg in args {
        match arg {
            Arg::Positional(value) | Arg::Starred(value) | Arg::Keyword(_, value) | Arg::DoubleStarred(value) => {
                visit(value);
            }
        }
    }
}

/// Calls `visit` with each annotation and each default.
pub fn each_parameter_part<'e>(params: &'e Params, visit: Visit<'_, 'e>) {
    let all = params.positional.iter().chain(&params.vararg).chain(&params.keyword_only).chain(&params.kwarg);
    all.flat_map(|param| param.annotation.iter().chain(&param.default)).for_each(visit);
}

fn f_string<'e>(parts: &'e [FStringPart], visit: Visit<'_, 'e>) {
    for part in parts {
        if let FStringPart::Field { value, spec, .. } = part {
            visit(value);
            f_string(spec, visit);
        }
    }
}

fn comprehension<'e>(elements: &[&'e Expr], generators: &'e [Comprehension], visit: Visit<'_, 'e>) {
    elements.iter().for_each(|element| visit(element));
    for generator in generators {
        visit(&generator.target);
        visit(&generator.iter);
        generator.ifs.iter().for_each(&mut *visit);
    }
}
