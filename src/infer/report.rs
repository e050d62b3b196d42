//! The words of type errors.
//!
//! Input: types, names, spans. Output: diagnostics NJ03nn (and NJ04nn for what compiled code does not have).
//! Never: the decision whether something is wrong.

use super::Signature;
use crate::builtins::{Builtin, names};
use crate::diagnostic::Diagnostic;
use crate::hir::{self, ExprId, ExprKind, suggest};
use crate::source::Span;
use crate::types::{Type, unify};
use std::sync::Arc;

/// A type at a place.
type Typed<'a> = (&'a Type, Span);

fn show(ty: &Type) -> String {
    ty.to_string()
}

/// `a, b` as types.
fn show_all<'a>(types: impl IntoIterator<Item = &'a Type>) -> String {
    types.into_iter().map(show).collect::<Vec<_>>().join(", ")
}

pub(super) fn cannot_unify(name: &str, earlier: (Span, &Type), later: (Span, &Type)) -> Diagnostic {
    let message = format!("`{name}` cannot be {} and {}", earlier.1, later.1);
    let diagnostic = Diagnostic::error("NJ0301", message, later.0).label(show(later.1));
    let diagnostic = if earlier.0 == later.0 { diagnostic } else { diagnostic.also(earlier.0, show(earlier.1)) };
    diagnostic.note("a variable has one type where several assignments reach the same read; use another name")
}

pub(super) fn cannot_unify_results(
    function: &hir::Function,
    earlier: &(Span, Type),
    later: (Span, &Type),
) -> Diagnostic {
    let verb = if function.is_generator { "yield" } else { "return" };
    let message = format!("`{}` cannot {verb} {} and {}", function.name, earlier.1, later.1);
    let diagnostic = Diagnostic::error("NJ0301", message, later.0).label(show(later.1));
    diagnostic.also(earlier.0, show(&earlier.1)).note(format!("all `{verb}`s of a compiled function give one type"))
}

pub(super) fn never_yields(function: &hir::Function) -> Diagnostic {
    let message = format!("`{}` yields nothing: its generators have no type", function.name);
    Diagnostic::error("NJ0312", message, function.header).note("control must be able to reach one of its `yield`s")
}

pub(super) fn no_operator(symbol: &str, a: Typed<'_>, b: Typed<'_>, op_span: Span) -> Diagnostic {
    let message = format!("no operator `{symbol}` for {} and {}", a.0, b.0);
    let diagnostic = Diagnostic::error("NJ0302", message, op_span);
    let diagnostic = diagnostic.also(a.1, show(a.0)).also(b.1, show(b.0));
    match (a.0, b.0, symbol) {
        (Type::Str, Type::Scalar(_), "+") | (Type::Scalar(_), Type::Str, "+") => {
            diagnostic.note("make the number a string first: str(x), or use an f-string")
        }
        (Type::None, ..) | (_, Type::None, _) => diagnostic.note("one side is None"),
        (Type::Array(a), Type::Array(b), "@") if a.dtype != b.dtype => {
            diagnostic.note("`@` takes arrays of one float or complex dtype")
        }
        _ => diagnostic,
    }
}

pub(super) fn no_unary(symbol: &str, operand: Typed<'_>, span: Span) -> Diagnostic {
    let message = format!("no operator `{symbol}` for {}", operand.0);
    Diagnostic::error("NJ0302", message, span).label(show(operand.0))
}

pub(super) fn chained_arrays(span: Span) -> Diagnostic {
    let message = "a chained comparison of arrays has no single truth";
    Diagnostic::error("NJ0302", message, span).note("write `(a < b) & (b < c)`")
}

pub(super) fn identity(span: Span, a: &Type, b: &Type) -> Diagnostic {
    let message = format!("`is` compares identities, which {a} and {b} do not have in compiled code");
    Diagnostic::error("NJ0302", message, span).note("use `==`; `is None` is fine")
}

pub(super) fn folding_failed(span: Span, op_span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("NJ0315", why, span).also(op_span, "computed when it is compiled")
}

pub(super) fn undefined_global(span: Span, name: &str, bound: &[Arc<str>]) -> Diagnostic {
    let diagnostic = Diagnostic::error("NJ0201", format!("name `{name}` is not defined"), span).label("not found");
    let builtins: Vec<&str> = names::globals().collect();
    match suggest::nearest(name, bound.iter().map(|bound| &**bound).chain(builtins)) {
        Some(near) => diagnostic.fix(span, near, format!("did you mean `{near}`?")),
        None if names::is_module(name) => {
            diagnostic.note(format!("`{name}` is a module: add `import {name}` at the top of the script"))
        }
        None => diagnostic.note("globals are looked up when the function is first compiled"),
    }
}

pub(super) fn unsupported_global(span: Span, name: &str, what: &str) -> Diagnostic {
    let message = format!("compiled code cannot use `{name}`: it is {what}");
    Diagnostic::error("NJ0405", message, span).label("a global of the script").note("pass it as an argument")
}

pub(super) fn no_module_item(span: Span, module: &str, name: &str) -> Diagnostic {
    let message = format!("module `{module}` has no attribute `{name}`");
    let diagnostic = Diagnostic::error("NJ0304", message, span);
    let place = Span { start: span.end - (name.len() as u32).min(span.end), end: span.end };
    match suggest::nearest(name, names::items(module)) {
        Some(near) => diagnostic.fix(place, near, format!("did you mean `{near}`?")),
        None => diagnostic.note("numjit may not have it yet: `numjit doc` lists what it has"),
    }
}

pub(super) fn no_attribute(span: Span, object: &Type, name: &str, members: Vec<&str>) -> Diagnostic {
    let message = format!("{object} has no attribute `{name}`");
    let diagnostic = Diagnostic::error("NJ0304", message, span).label(show(object));
    let place = Span { start: span.end - (name.len() as u32).min(span.end), end: span.end };
    match suggest::nearest(name, members) {
        Some(near) => diagnostic.fix(place, near, format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

pub(super) fn arguments(span: Span, message: String) -> Diagnostic {
    Diagnostic::error("NJ0306", message, span)
}

pub(super) fn not_a_function(span: Span, row: &Builtin) -> Diagnostic {
    Diagnostic::error("NJ0305", format!("`{}` cannot be called", row.display_name()), span)
}

pub(super) fn bad_arguments(span: Span, row: &Builtin, why: &str, types: &[Type]) -> Diagnostic {
    let message = format!("`{}`: {why}", row.display_name());
    let diagnostic = Diagnostic::error("NJ0303", message, span).label(show_all(types));
    match row.signature {
        "" => diagnostic,
        signature => diagnostic.note(format!("signature: {}({signature})", row.display_name())),
    }
}

/// The source of a builtin does not take these types.
pub(super) fn bad_source(span: Span, row: &Builtin, types: &[Type], inner: &[Diagnostic]) -> Diagnostic {
    let message = format!("`{}` does not take ({})", row.display_name(), show_all(types));
    with_reason(Diagnostic::error("NJ0303", message, span), inner)
}

/// An argument that decides on types must be known at compile time.
pub(super) fn not_known(span: Span, parameter: &str, row: &Builtin) -> Diagnostic {
    let message = format!("`{parameter}` of `{}` must be known at compile time", row.display_name());
    Diagnostic::error("NJ0303", message, span)
        .label("known at run time only")
        .note("the type of the result depends on it: write a literal, or a global variable")
}

/// What an operator or a subscript stands for does not take these types.
pub(super) fn inside_builtin(span: Span, inner: &[Diagnostic]) -> Diagnostic {
    with_reason(Diagnostic::error("NJ0303", "this is not defined for these types", span), inner)
}

fn with_reason(diagnostic: Diagnostic, inner: &[Diagnostic]) -> Diagnostic {
    match inner.first() {
        Some(first) => diagnostic.note(format!("inside of it: {}", first.message)),
        None => diagnostic,
    }
}

pub(super) fn no_signature(span: Span, callee: &hir::Function, given: &[Type], declared: &[Signature]) -> Diagnostic {
    let message = format!("no declared signature of `{}` takes ({})", callee.name, show_all(given));
    let list: Vec<String> = declared.iter().map(|it| format!("({})", show_all(&it.params))).collect();
    Diagnostic::error("NJ0309", message, span).note(format!("declared: {}", list.join(", ")))
}

pub(super) fn declared_result(function: &hir::Function, found: &Type, declared: &Type) -> Diagnostic {
    let message = format!("`{}` returns {found}, declared is {declared}", function.name);
    Diagnostic::error("NJ0309", message, function.header).label(format!("declared: {declared}"))
}

pub(super) fn declared_generator(function: &hir::Function, declared: &Type) -> Diagnostic {
    let message = format!("`{}` gives a generator, declared is {declared}", function.name);
    let diagnostic = Diagnostic::error("NJ0309", message, function.header).label("has a `yield`");
    diagnostic.note("declare the types of its parameters alone: `@njit((int64,))`")
}

pub(super) fn unsupported_result(function: &hir::Function, ty: &Type, results: &[(Span, Type)]) -> Diagnostic {
    let span = results.iter().find(|(_, it)| it == ty).map_or(function.header, |(span, _)| *span);
    let message = format!("a compiled function cannot return {ty}");
    Diagnostic::error("NJ0310", message, span).label(show(ty))
}

pub(super) fn annotation(param: &hir::Param, given: &Type, wanted: &Type) -> Diagnostic {
    let message = format!("`{}` is annotated {wanted}, but the argument is {given}", param.name);
    Diagnostic::error("NJ0309", message, param.span).label(format!("given: {given}"))
}

pub(super) fn unsupported(span: Span, what: &str, hint: &str) -> Diagnostic {
    let message = format!("{what} is not supported in a compiled function");
    let diagnostic = Diagnostic::error("NJ0402", message, span);
    if hint.is_empty() { diagnostic } else { diagnostic.note(hint) }
}

pub(super) fn not_iterable(span: Span, ty: &Type) -> Diagnostic {
    let message = format!("{ty} object is not iterable");
    let diagnostic = Diagnostic::error("NJ0308", message, span).label(show(ty));
    match ty {
        Type::Tuple(_) => diagnostic.note("the items of this tuple have no common type"),
        Type::Scalar(dtype) if dtype.is_int() => diagnostic.note("did you mean `range(..)`?"),
        _ => diagnostic,
    }
}

pub(super) fn unpack_count(span: Span, wanted: usize, at_least: bool, given: usize) -> Diagnostic {
    let message = match (given < wanted, at_least) {
        (true, true) => format!("not enough values to unpack (expected at least {wanted}, got {given})"),
        (true, false) => format!("not enough values to unpack (expected {wanted}, got {given})"),
        (false, _) => format!("too many values to unpack (expected {wanted}, got {given})"),
    };
    Diagnostic::error("NJ0308", message, span)
}

pub(super) fn mixed_items(spans: &[Span], types: &[Type]) -> Diagnostic {
    let odd = types.iter().position(|ty| unify(&types[0], ty).is_none()).unwrap_or(types.len() - 1);
    let message = format!("a list cannot hold {} and {}", types[0], types[odd]);
    let diagnostic = Diagnostic::error("NJ0301", message, spans[odd]).label(show(&types[odd]));
    diagnostic.also(spans[0], show(&types[0])).note("all items of a list have one type; a tuple may mix them")
}

pub(super) fn mixed_list(span: Span, items: &[Type]) -> Diagnostic {
    let message = format!("a list cannot hold {}", show_all(items));
    Diagnostic::error("NJ0301", message, span).note("all items of a list have one type")
}

pub(super) fn wrong_item(span: Span, item: &Type, added: &Type) -> Diagnostic {
    let message = format!("a list of {item} cannot hold {added}");
    Diagnostic::error("NJ0301", message, span).label(show(added)).note("all items of a list have one type")
}

pub(super) fn mixed_tuple(span: Span, items: &[Type]) -> Diagnostic {
    let message = "a tuple of different types needs an index known at compile time";
    let diagnostic = Diagnostic::error("NJ0307", message, span);
    diagnostic.note(format!("its items are {}", show_all(items)))
}

pub(super) fn branches_differ(body: (Span, &Type), orelse: (Span, &Type)) -> Diagnostic {
    let message = format!("the two results have no common type: {} and {}", body.1, orelse.1);
    Diagnostic::error("NJ0301", message, orelse.0).label(show(orelse.1)).also(body.0, show(body.1))
}

/// A read-only array, which this expression gives, is written.
pub(super) fn read_only(function: &hir::Function, object: Option<ExprId>, span: Span) -> Diagnostic {
    let (message, hint) = match object.map(|object| &function.expr(object).kind) {
        Some(ExprKind::Global(..)) => {
            let message = "cannot write to a global array: it is frozen when the function is compiled".to_string();
            (message, "pass the array as an argument")
        }
        Some(ExprKind::Local(local, ..)) => {
            let message = format!("cannot write to `{}`: it is read-only", function.local(*local).name);
            (message, "pass an array that may be written, or write to a copy")
        }
        _ => ("cannot write to an array that is read-only".to_string(), "write to a copy"),
    };
    Diagnostic::error("NJ0311", message, span).label("read-only").note(hint)
}

/// Is `to` the same as `from` but for the items of some list or table?
pub(super) fn holds_other_list(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::List(a), Type::List(b)) => a != b,
        (Type::Table(a), Type::Table(b)) => a != b,
        (Type::Tuple(a), Type::Tuple(b)) => a.iter().zip(b.iter()).any(|(a, b)| holds_other_list(a, b)),
        (a, Type::Optional(b)) => holds_other_list(a, b),
        _ => false,
    }
}

pub(super) fn list_changes_type(name: &str, span: Span, given: &Type, needed: &Type) -> Diagnostic {
    let message = format!("the list `{name}` is {given}, but the function makes it {needed}");
    let diagnostic = Diagnostic::error("NJ0301", message, span).label(format!("given: {given}"));
    diagnostic.note("the caller holds the same list, whose items keep their type; convert what is put in")
}

pub(super) fn other_list(span: Span, given: &Type, needed: &Type) -> Diagnostic {
    let message = format!("this is {given}, but {needed} is needed here");
    let diagnostic = Diagnostic::error("NJ0301", message, span).label(format!("{given}"));
    diagnostic.note("a list keeps the type of its items: make them of that type at first, or build a new list of them")
}

pub(super) fn unknown_result(function: &hir::Function, call: Option<Span>) -> Diagnostic {
    let message = format!("the result type of `{}` cannot be inferred: every path of it calls itself", function.name);
    let diagnostic = Diagnostic::error("NJ0312", message, function.header);
    let diagnostic = diagnostic.note("let some path return without the call, before the call");
    match call {
        Some(call) => diagnostic.also(call, "of unknown type"),
        None => diagnostic,
    }
}

pub(super) fn unknown_type(span: Span) -> Diagnostic {
    Diagnostic::error("NJ0312", "the type of this cannot be inferred", span)
}

pub(super) fn never_assigned(hir: &hir::Function, span: Span, local: hir::LocalId) -> Diagnostic {
    let name = &*hir.local(local).name;
    let others = hir.locals.iter().map(|local| &*local.name).filter(|other| *other != name);
    let message = format!("local variable `{name}` has no value here");
    let diagnostic = Diagnostic::error("NJ0206", message, span).label("nothing is assigned to it before");
    match suggest::nearest(name, others) {
        Some(near) => diagnostic.fix(span, near, format!("did you mean `{near}`?")),
        None => diagnostic.note("a name that a function assigns anywhere is local to it"),
    }
}
