//! Patterns that leave nothing for the rest.
//!
//! Input: the cases of a `match`. Output: diagnostics. Never: what the subject is.

use super::super::ast::{MatchCase, Pattern, PatternKind};
use super::Check;
use crate::diagnostic::Diagnostic;

impl Check<'_> {
    pub(super) fn cases(&mut self, cases: &[MatchCase]) {
        for (index, case) in cases.iter().enumerate() {
            case.guard.iter().for_each(|guard| self.value(guard));
            self.alternatives(&case.pattern);
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
