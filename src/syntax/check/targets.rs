//! What can be assigned to or deleted.
//!
//! Input: an expression that stands as a target. Output: diagnostics. Never: values.

use super::super::ast::{Constant, Expr, ExprKind};
use super::Check;
use crate::diagnostic::Diagnostic;

/// What happens to a target.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Assign,
    /// `target += value`
    Augment,
    /// `target: annotation`
    Annotate,
    Delete,
}

impl Check<'_> {
    pub(super) fn target(&mut self, target: &Expr, usage: Use) {
        match &target.kind {
            ExprKind::Name(_) => {}
            ExprKind::Attribute { value, .. } => self.value(value),
            ExprKind::Subscript { value, index } => {
                self.value(value);
                self.values_of_tuple(index);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) if matches!(usage, Use::Assign | Use::Delete) => {
                self.items(items, usage);
            }
            ExprKind::Starred(value) if usage == Use::Assign => {
                let message = "a starred target needs a list or a tuple around it";
                let note = "a comma makes a tuple: `*a, = b`";
                self.error(Diagnostic::error("NJ0127", message, target.span).note(note));
                self.target(value, usage);
            }
            _ => self.wrong_target(target, usage),
        }
    }

    fn items(&mut self, items: &[Expr], usage: Use) {
        let mut first_star = None;
        for item in items {
            match &item.kind {
                ExprKind::Starred(value) if usage == Use::Assign => {
                    if let Some(first) = first_star {
                        let diagnostic =
                            Diagnostic::error("NJ0127", "two starred targets in one assignment", item.span);
                        self.error(diagnostic.also(first, "the first one"));
                    }
                    first_star.get_or_insert(item.span);
                    self.target(value, usage);
                }
                _ => self.target(item, usage),
            }
        }
    }

    fn wrong_target(&mut self, target: &Expr, usage: Use) {
        let what = describe(target);
        let message = match usage {
            Use::Assign => format!("cannot assign to {what}"),
            Use::Augment => format!("{what} cannot be the target of an augmented assignment"),
            Use::Annotate => format!("only a name, an attribute or an element can be annotated, not {what}"),
            Use::Delete => format!("cannot delete {what}"),
        };
        let diagnostic = Diagnostic::error("NJ0122", message, target.span);
        let may_compare = usage == Use::Assign && !matches!(target.kind, ExprKind::Constant(_));
        self.error(if may_compare { diagnostic.note("`==` compares, `=` assigns") } else { diagnostic });
    }
}

/// An expression in words.
fn describe(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Constant(Constant::None) => "None",
        ExprKind::Constant(Constant::Bool(true)) => "True",
        ExprKind::Constant(Constant::Bool(false)) => "False",
        ExprKind::Constant(Constant::Ellipsis) => "`...`",
        ExprKind::Constant(_) => "a literal",
        ExprKind::JoinedStr(_) => "an f-string",
        ExprKind::Name(_) => "a name",
        ExprKind::Call { .. } => "a function call",
        ExprKind::Compare { .. } => "a comparison",
        ExprKind::Lambda { .. } => "a lambda",
        ExprKind::IfExp { .. } => "a conditional expression",
        ExprKind::Dict(_) => "a dict",
        ExprKind::Set(_) => "a set",
        ExprKind::List(_) => "a list",
        ExprKind::Tuple(_) => "a tuple",
        ExprKind::NamedExpr { .. } => "an assignment expression",
        ExprKind::ListComp { .. } | ExprKind::SetComp { .. } | ExprKind::DictComp { .. } => "a comprehension",
        ExprKind::GeneratorExp { .. } => "a generator expression",
        ExprKind::Await(_) => "an await expression",
        ExprKind::Yield(_) | ExprKind::YieldFrom(_) => "a yield expression",
        ExprKind::Starred(_) => "a starred value",
        _ => "an expression",
    }
}
