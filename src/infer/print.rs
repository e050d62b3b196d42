//! The listing of `inspect --stage types`: each line of a function with the types found on it.
//!
//! Input: a [`Typing`]. Output: text: the signature, the locals, then every source line with its expressions' types.
//! Never: anything that is not in the typing.

use super::{Target, Typing};
use crate::hir::{ExprId, ExprKind};
use crate::types::Type;
use std::fmt::Write;

/// The listing of a specialization.
#[must_use]
pub fn print(typing: &Typing) -> String {
    let mut out = String::new();
    let params: Vec<String> =
        typing.hir.params.iter().zip(&typing.params).map(|(p, ty)| format!("{}: {ty}", p.name)).collect();
    let _ = writeln!(out, "{}({}) -> {}", typing.hir.qualname, params.join(", "), typing.result);
    for (local, ty) in typing.hir.locals.iter().zip(&typing.locals) {
        if *ty != Type::Unknown && !local.name.starts_with('.') {
            let line = typing.hir.source.line(local.span.start);
            let _ = writeln!(out, "  {}: {ty}  # line {line}", local.name);
        }
    }
    lines(&mut out, typing);
    out
}

/// Each source line of the definition, with the types of the expressions that begin on it.
fn lines(out: &mut String, typing: &Typing) {
    let source = &typing.hir.source;
    let first = source.line(typing.hir.span.start);
    let last = source.line(typing.hir.span.end.saturating_sub(1).max(typing.hir.span.start));
    for line in first..=last {
        let _ = writeln!(out, "{line:4} | {}", source.line_text(line));
        for index in 0..typing.hir.exprs.len() {
            let id = ExprId(index as u32);
            let expr = typing.hir.expr(id);
            let shown = source.line(expr.span.start) == line && !matches!(expr.kind, ExprKind::Constant(_));
            if shown && typing.exprs[index] != Type::Unknown {
                let _ = writeln!(out, "     |   {}", describe(typing, id));
            }
        }
    }
}

/// `text: type`, with what it calls or its value.
fn describe(typing: &Typing, id: ExprId) -> String {
    let text = typing.hir.source.slice(typing.hir.expr(id).span);
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line = format!("{text}: {}", typing.exprs[id.0 as usize]);
    if let Some(constant) = typing.constants.get(&id) {
        let _ = write!(line, " = {constant:?}");
    }
    match typing.targets.get(&id) {
        Some(Target::Instance { instance, .. }) => {
            let _ = write!(line, "  [{instance:?}]");
        }
        Some(Target::Elementwise { instance, .. }) => {
            let _ = write!(line, "  [{instance:?} per element]");
        }
        Some(Target::Stencil { instance, .. }) => {
            let _ = write!(line, "  [{instance:?} per place]");
        }
        Some(Target::Builtin { builtin, .. }) => {
            let _ = write!(line, "  [{}]", crate::builtins::row(*builtin).path);
        }
        Some(Target::Cast(dtype, _)) => {
            let _ = write!(line, "  [to {dtype}]");
        }
        Some(Target::Value(_)) => {
            let _ = write!(line, "  [item]");
        }
        Some(Target::New(class, _)) => {
            let _ = write!(line, "  [new {}]", class.name);
        }
        Some(Target::Not(_)) => {}
        Some(Target::Exception(kind, _)) => {
            let _ = write!(line, "  [{}]", kind.name());
        }
        None => {}
    }
    line
}
