//! Patterns that leave nothing for the rest.
//!
//! Input: the cases of a `match`. Output: diagnostics. Never: what the subject is.

use super::super::ast::{Ident, MatchCase, Pattern, PatternKind};
use super::Check;
use crate::diagnostic::Diagnostic;

impl Check<'_> {
    pub(super) fn cases(&mut self, cases: &[MatchCase]) {
        for (index, case) in cases.iter().enumerate() {
            case.guard.iter().for_each(|guard| self.value(guard));
            self.alternatives(&case.pattern);
            self.names(&case.pattern, &mut Vec::new());
            let is_last = index + 1 == cases.len();
            if !is_last && case.guard.is_none() {
                self.catch_all(&case.pattern);
            }
        }
    }

    fn catch_all(&mut self, pattern: &Pattern) {
        let Some(name) = matches_everything(pattern) else { return };
        let message = format!("{name} matches everything: the patterns after it are never reached");
        self.error(
            Diagnostic::error("NJ0139", message, pattern.span).note("a constant needs a dot, as in `Color.RED`"),
        );
    }

    fn alternatives(&mut self, pattern: &Pattern) {
        if let PatternKind::Or(choices) = &pattern.kind {
            choices.iter().rev().skip(1).for_each(|choice| self.catch_all(choice));
        }
        inner(pattern).into_iter().for_each(|inner| self.alternatives(inner));
    }

    /// Adds the names that a pattern binds to `bound`, each at most once; alternatives bind the same ones.
    fn names<'p>(&mut self, pattern: &'p Pattern, bound: &mut Vec<&'p Ident>) {
        if let PatternKind::Or(choices) = &pattern.kind {
            return self.names_of_choices(choices, bound);
        }
        inner(pattern).into_iter().for_each(|inner| self.names(inner, bound));
        if let PatternKind::Sequence(items) = &pattern.kind {
            self.one_star(items);
        }
        let Some(own) = own_name(pattern) else { return };
        if let Some(first) = bound.iter().find(|other| other.name == own.name) {
            let diagnostic = Diagnostic::error("NJ0140", format!("a pattern binds `{}` twice", own.name), own.span);
            self.error(diagnostic.also(first.span, "the first time"));
        }
        bound.push(own);
    }

    fn names_of_choices<'p>(&mut self, choices: &'p [Pattern], bound: &mut Vec<&'p Ident>) {
        let mut first: Option<Vec<&Ident>> = None;
        for choice in choices {
            let mut own = Vec::new();
            self.names(choice, &mut own);
            let is_among = |name: &&Ident, others: &[&Ident]| others.iter().any(|other| other.name == name.name);
            let all = first.get_or_insert_with(|| own.clone());
            let differs =
                own.iter().find(|name| !is_among(name, all)).or_else(|| all.iter().find(|name| !is_among(name, &own)));
            if let Some(name) = differs {
                let message =
                    format!("the alternatives of a pattern bind different names: not all bind `{}`", name.name);
                self.error(Diagnostic::error("NJ0140", message, choice.span));
            }
        }
        bound.extend(first.unwrap_or_default());
    }

    fn one_star(&mut self, items: &[Pattern]) {
        let mut stars = items.iter().filter(|item| matches!(item.kind, PatternKind::Star(_)));
        if let (Some(first), Some(second)) = (stars.next(), stars.next()) {
            let diagnostic = Diagnostic::error("NJ0127", "two starred names in one sequence pattern", second.span);
            self.error(diagnostic.also(first.span, "the first one"));
        }
    }
}

/// The name that a pattern itself binds, not one inside it.
fn own_name(pattern: &Pattern) -> Option<&Ident> {
    match &pattern.kind {
        PatternKind::As { name, .. } | PatternKind::Star(name) | PatternKind::Mapping { rest: name, .. } => {
            name.as_ref()
        }
        _ => None,
    }
}

fn matches_everything(pattern: &Pattern) -> Option<String> {
    match &pattern.kind {
        PatternKind::As { pattern: None, name: None } => Some("`_`".to_owned()),
        PatternKind::As { pattern: None, name: Some(name) } => Some(format!("the name `{}`", name.name)),
        PatternKind::As { pattern: Some(inner), .. } => matches_everything(inner),
        PatternKind::Or(choices) => choices.last().and_then(matches_everything),
        _ => None,
    }
}

fn inner(pattern: &Pattern) -> Vec<&Pattern> {
    match &pattern.kind {
        PatternKind::Sequence(items) | PatternKind::Or(items) => items.iter().collect(),
        PatternKind::Mapping { patterns, .. } => patterns.iter().collect(),
        PatternKind::Class { patterns, keywords, .. } => {
            patterns.iter().chain(keywords.iter().map(|(_, pattern)| pattern)).collect()
        }
        PatternKind::As { pattern, .. } => pattern.iter().map(|pattern| &**pattern).collect(),
        _ => Vec::new(),
    }
}
