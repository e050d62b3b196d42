//! Patterns of `match`.
//!
//! Input: pairs of a pattern. Output: [`Pattern`]. Never: expressions other than literals and dotted names.

use super::super::ast::{Expr, ExprKind, Ident, Pattern, PatternKind};
use super::super::grammar::{Node, Rule, parts, span_of};
use super::Builder;

impl Builder<'_> {
    pub(super) fn pattern(&mut self, node: Node) -> Pattern {
        let span = span_of(&node);
        let kind = match node.as_rule() {
            Rule::pattern => return self.alternatives(node),
            Rule::star_pattern => PatternKind::Star(self.capture(node.into_inner().next())),
            Rule::pattern_list | Rule::bracket_pattern => PatternKind::Sequence(self.patterns(node)),
            Rule::paren_pattern => return self.paren_pattern(node),
            Rule::mapping_pattern => self.mapping_pattern(node),
            Rule::path_pattern => self.path_pattern(node),
            _ => self.literal_pattern(node),
        };
        Pattern { kind, span }
    }

    fn patterns(&mut self, node: Node) -> Vec<Pattern> {
        node.into_inner().filter(|part| part.as_rule() != Rule::trailing_comma).map(|part| self.pattern(part)).collect()
    }

    /// A captured name; `_` captures nothing.
    fn capture(&mut self, name: Option<Node>) -> Option<Ident> {
        name.map(|name| self.ident(&name)).filter(|ident| &*ident.name != "_")
    }

    fn alternatives(&mut self, node: Node) -> Pattern {
        let span = span_of(&node);
        let mut choices = Vec::new();
        let mut name = None;
        for part in parts(node) {
            if part.as_rule() == Rule::name {
                name = Some(self.ident(&part));
            } else {
                choices.push(self.pattern(part));
            }
        }
        let first = choices.first().map_or(span, |choice| choice.span);
        let choices_span = choices.last().map_or(first, |last| first.to(last.span));
        let pattern = match choices.len() {
            1 => choices.remove(0),
            _ => Pattern { kind: PatternKind::Or(choices), span: choices_span },
        };
        match name {
            None => pattern,
            name => Pattern { kind: PatternKind::As { pattern: Some(Box::new(pattern)), name }, span },
        }
    }

    /// `(a)` is `a`; with a comma, or empty, it is a sequence.
    fn paren_pattern(&mut self, node: Node) -> Pattern {
        let span = span_of(&node);
        let has_comma = node.clone().into_inner().any(|part| part.as_rule() == Rule::trailing_comma);
        let is_sequence = has_comma || node.clone().into_inner().any(|part| part.as_rule() == Rule::star_pattern);
        let mut patterns = self.patterns(node);
        if patterns.len() == 1 && !is_sequence {
            return patterns.remove(0);
        }
        Pattern { kind: PatternKind::Sequence(patterns), span }
    }

    fn mapping_pattern(&mut self, node: Node) -> PatternKind {
        let (mut keys, mut patterns, mut rest) = (Vec::new(), Vec::new(), None);
        for item in node.into_inner() {
            let is_rest = item.as_rule() == Rule::rest_pattern;
            let mut inner = item.into_inner();
            if is_rest {
                rest = inner.next().map(|name| self.ident(&name));
            } else if let (Some(key), Some(value)) = (inner.next(), inner.next()) {
                keys.push(self.key(key));
                patterns.push(self.pattern(value));
            }
        }
        PatternKind::Mapping { keys, patterns, rest }
    }

    fn key(&mut self, node: Node) -> Expr {
        match node.as_rule() {
            Rule::path_pattern => self.path(node.into_inner().collect()),
            _ => self.literal(node),
        }
    }

    /// A capture, `_`, a dotted value, or a class with arguments.
    fn path_pattern(&mut self, node: Node) -> PatternKind {
        let (names, mut arguments): (Vec<_>, Vec<_>) = node.into_inner().partition(|part| part.as_rule() == Rule::name);
        if let Some(arguments) = arguments.pop() {
            let class = self.path(names);
            return self.class_pattern(class, arguments);
        }
        if names.len() == 1 {
            return PatternKind::As { pattern: None, name: self.capture(names.into_iter().next()) };
        }
        PatternKind::Value(self.path(names))
    }

    fn class_pattern(&mut self, class: Expr, arguments: Node) -> PatternKind {
        let (mut patterns, mut keywords) = (Vec::new(), Vec::new());
        for argument in arguments.into_inner() {
            let mut inner = argument.into_inner();
            match (inner.next(), inner.next()) {
                (Some(name), Some(pattern)) => keywords.push((self.ident(&name), self.pattern(pattern))),
                (Some(pattern), None) => patterns.push(self.pattern(pattern)),
                _ => {}
            }
        }
        PatternKind::Class { class, patterns, keywords }
    }

    fn path(&mut self, names: Vec<Node>) -> Expr {
        let mut names = names.into_iter().map(|name| self.ident(&name));
        let Some(first) = names.next() else { crate::ice!("a dotted name without a name") };
        let root = Expr { span: first.span, kind: ExprKind::Name(first.name) };
        names.fold(root, |value, attr| Expr {
            span: value.span.to(attr.span),
            kind: ExprKind::Attribute { value: Box::new(value), attr },
        })
    }

    fn literal_pattern(&mut self, node: Node) -> PatternKind {
        let is_singleton = node.clone().into_inner().any(|part| part.as_rule() == Rule::singleton);
        let value = self.literal(node);
        if is_singleton { PatternKind::Singleton(value) } else { PatternKind::Value(value) }
    }

    /// A string, a singleton, or a number with its sign and imaginary part: `-1`, `1 + 2j`.
    fn literal(&mut self, node: Node) -> Expr {
        self.operation(node)
    }
}
