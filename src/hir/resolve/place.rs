//! Assignment targets and patterns.
//!
//! Input: target expressions and patterns of the tree. Output: places, each with a binding of its own.
//! Never: the value assigned.

use super::definition::Lowerer;
use crate::diagnostic::Diagnostic;
use crate::hir::{LocalId, Pattern, Place, PlaceKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Ident, PatternKind};
use std::sync::Arc;

impl<'t> Lowerer<'_, '_, 't> {
    /// A target of an assignment, a loop, `del`, ..
    pub fn place(&mut self, target: &'t ast::Expr) -> Place {
        let kind = match &target.kind {
            ExprKind::Name(name) => return self.name_place(name, target.span),
            ExprKind::Attribute { value, attr } => PlaceKind::Attribute(self.expr(value), Arc::clone(&attr.name)),
            ExprKind::Subscript { value, index } => {
                let value = self.expr(value);
                PlaceKind::Subscript(value, self.expr(index))
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => self.unpack(items),
            ExprKind::Starred(inner) => return self.place(inner),
            // The parser has reported it.
            _ => PlaceKind::Unpack { before: Vec::new(), star: None, after: Vec::new() },
        };
        Place { kind, span: target.span }
    }

    /// A place for an identifier.
    pub fn ident_place(&mut self, name: &Ident) -> Place {
        self.name_place(&name.name, name.span)
    }

    fn name_place(&mut self, name: &Arc<str>, span: Span) -> Place {
        let kind = match self.lookup(name) {
            Some(var) => PlaceKind::Local(LocalId(self.add_def(var, span) as u32)),
            None => PlaceKind::Global(self.name(name)),
        };
        Place { kind, span }
    }

    /// The target of `:=` is a variable of the function, also inside a comprehension.
    pub fn walrus_place(&mut self, target: &Ident) -> Place {
        let comprehensions = self.scopes.split_off(1);
        if comprehensions.iter().any(|scope| scope.contains_key(&target.name)) {
            let message =
                format!("assignment expression cannot rebind comprehension iteration variable `{}`", target.name);
            self.context.report(Diagnostic::error("NJ0205", message, target.span));
        }
        let place = self.ident_place(target);
        self.scopes.extend(comprehensions);
        place
    }

    fn unpack(&mut self, items: &'t [ast::Expr]) -> PlaceKind {
        let is_star = |item: &ast::Expr| matches!(item.kind, ExprKind::Starred(_));
        let star = items.iter().position(is_star);
        let at = star.unwrap_or(items.len());
        let before = items[..at].iter().map(|item| self.place(item)).collect();
        let star = items.get(at).map(|item| Box::new(self.place(item)));
        let after = items.get(at + 1..).unwrap_or(&[]).iter().map(|item| self.place(item)).collect();
        PlaceKind::Unpack { before, star, after }
    }

    pub fn pattern(&mut self, pattern: &'t ast::Pattern) -> Pattern {
        match &pattern.kind {
            PatternKind::Value(value) | PatternKind::Singleton(value) => Pattern::Value(self.expr(value)),
            PatternKind::Sequence(items) => self.sequence_pattern(items),
            PatternKind::Mapping { keys, patterns, rest } => Pattern::Mapping {
                keys: self.exprs(keys),
                patterns: self.patterns(patterns),
                rest: rest.as_ref().map(|name| self.ident_place(name)),
            },
            PatternKind::Class { class, patterns, keywords } => Pattern::Class {
                class: self.expr(class),
                patterns: self.patterns(patterns),
                keywords: keywords.iter().map(|(name, p)| (Arc::clone(&name.name), self.pattern(p))).collect(),
            },
            PatternKind::Star(name) => Pattern::Capture(name.as_ref().map(|name| self.ident_place(name))),
            PatternKind::As { pattern: Some(inner), name: Some(name) } => {
                let inner = self.pattern(inner);
                Pattern::As(Box::new(inner), self.ident_place(name))
            }
            PatternKind::As { pattern: Some(inner), name: None } => self.pattern(inner),
            PatternKind::As { pattern: None, name } => {
                Pattern::Capture(name.as_ref().map(|name| self.ident_place(name)))
            }
            PatternKind::Or(items) => Pattern::Or(self.patterns(items)),
        }
    }

    fn patterns(&mut self, patterns: &'t [ast::Pattern]) -> Vec<Pattern> {
        patterns.iter().map(|p| self.pattern(p)).collect()
    }

    fn sequence_pattern(&mut self, items: &'t [ast::Pattern]) -> Pattern {
        let at = items.iter().position(|item| matches!(item.kind, PatternKind::Star(_))).unwrap_or(items.len());
        let before = self.patterns(&items[..at]);
        let star = items.get(at).map(|item| match &item.kind {
            PatternKind::Star(name) => name.as_ref().map(|name| self.ident_place(name)),
            _ => None,
        });
        Pattern::Sequence { before, star, after: self.patterns(items.get(at + 1..).unwrap_or(&[])) }
    }
}
