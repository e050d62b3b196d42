//! Lists keep the type of their items: no list is given where one of other items is needed.
//!
//! Input: the types of the last round. Output: diagnostics. Never: what an open list learns (`place`).

use super::function::{Infer, has_open_list};
use super::report;
use crate::hir::{ExprId, ExprKind};
use crate::source::Span;
use crate::types::Type;

impl Infer<'_> {
    /// Finds lists (and what holds them) whose place has learned of other items since they were made.
    pub fn check_lists(&mut self) {
        let mut found: Vec<(Span, Type, Type)> = Vec::new();
        for (local, definitions) in &self.definitions {
            let needed = &self.typing.locals[local.0 as usize];
            found.extend(definitions.iter().map(|(span, given)| (*span, given.clone(), needed.clone())));
        }
        found.extend(self.results.iter().map(|(span, given)| (*span, given.clone(), self.typing.result.clone())));
        for id in &self.reached {
            let items = self.parts(*id).into_iter();
            found.extend(items.map(|(part, needed)| (self.hir.expr(part).span, self.type_of(part).clone(), needed)));
        }
        found.retain(|(_, given, needed)| report::holds_other_list(given, needed) && !has_open_list(given));
        found.sort_by_key(|(span, ..)| (span.start, span.end));
        for (span, given, needed) in found {
            self.report(report::other_list(span, &given, &needed));
        }
    }

    /// The expressions of which one or all become (part of) the value of an expression, and the types that they need.
    fn parts(&self, id: ExprId) -> Vec<(ExprId, Type)> {
        let own = self.type_of(id);
        match (&self.hir.expr(id).kind, own) {
            (ExprKind::IfExp { body, orelse, .. }, own) => [*body, *orelse].map(|part| (part, own.clone())).to_vec(),
            (ExprKind::List(items) | ExprKind::Set(items), Type::List(item)) => {
                items.iter().map(|part| (*part, (**item).clone())).collect()
            }
            (ExprKind::Dict(entries), Type::Table(table)) => {
                let value = table.value.clone().unwrap_or(Type::Unknown);
                entries.iter().map(|(_, part)| (*part, value.clone())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn type_of(&self, id: ExprId) -> &Type {
        &self.typing.exprs[id.0 as usize]
    }
}
