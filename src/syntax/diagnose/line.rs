//! A bad line, cut into tokens, with the place where the grammar stops reading it.
//!
//! Input: the masked text and a span. Output: [`Line`]. Never: words for a user.

use super::super::grammar::{Grammar, Rule, is_reserved};
use crate::source::Span;
use pest::Parser;
use pest::error::InputLocation;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Word,
    Operator,
    Strange,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'m> {
    pub(super) kind: Kind,
    pub(super) text: &'m str,
    pub(super) span: Span,
}

impl Token<'_> {
    /// A name, a literal or a closing bracket: a value can end here.
    pub(super) fn ends_value(&self) -> bool {
        match self.kind {
            Kind::Word => !is_reserved(self.text) || matches!(self.text, "None" | "True" | "False"),
            Kind::Text | Kind::Number => true,
            Kind::Operator => matches!(self.text, ")" | "]" | "}" | "..."),
            Kind::Strange => false,
        }
    }

    /// A value can begin here. (`(` and `[` may as well continue one.)
    pub(super) fn begins_value(&self) -> bool {
        match self.kind {
            Kind::Word => {
                !is_reserved(self.text) || matches!(self.text, "None" | "True" | "False" | "lambda" | "not" | "await")
            }
            Kind::Text | Kind::Number => true,
            Kind::Operator => matches!(self.text, "(" | "[" | "{" | "..." | "~"),
            Kind::Strange => false,
        }
    }

    pub(super) fn is_keyword(&self) -> bool {
        self.kind == Kind::Word && is_reserved(self.text)
    }
}

/// See the module.
pub(super) struct Line<'m> {
    /// The whole masked text.
    pub(super) masked: &'m str,
    pub(super) span: Span,
    pub(super) tokens: Vec<Token<'m>>,
    /// The first token that the grammar cannot use; the number of tokens if the line ends too early.
    pub(super) failing: usize,
}

impl<'m> Line<'m> {
    pub(super) fn new(masked: &'m str, span: Span) -> Self {
        let text = &masked[span.start as usize..span.end as usize];
        let tokens = tokens(text, span.start as usize);
        let furthest = span.start as usize + furthest(text);
        let failing = tokens.partition_point(|token| token.span.end as usize <= furthest);
        Line { masked, span, tokens, failing }
    }

    pub(super) fn text(&self) -> &'m str {
        &self.masked[self.span.start as usize..self.span.end as usize]
    }

    pub(super) fn token(&self, index: usize) -> Option<&Token<'m>> {
        self.tokens.get(index)
    }

    /// The token where reading stops.
    pub(super) fn failing(&self) -> Option<&Token<'m>> {
        self.tokens.get(self.failing)
    }

    /// The token before that.
    pub(super) fn before(&self) -> Option<&Token<'m>> {
        self.failing.checked_sub(1).and_then(|index| self.tokens.get(index))
    }

    pub(super) fn first_word(&self) -> &'m str {
        self.tokens.first().filter(|token| token.kind == Kind::Word).map_or("", |token| token.text)
    }

    /// Where reading stops; the end of the line has a place, too.
    pub(super) fn failing_span(&self) -> Span {
        self.failing().map_or_else(|| self.end(), |token| token.span)
    }

    /// The empty place behind the last token.
    pub(super) fn end(&self) -> Span {
        let end = self.tokens.last().map_or(self.span.end, |token| token.span.end);
        Span { start: end, end }
    }

    /// The place of the bracket that is open before token `index`.
    pub(super) fn open_bracket(&self, index: usize) -> Option<usize> {
        let mut open = Vec::new();
        for (at, token) in self.tokens.iter().enumerate().take(index) {
            match token.text {
                "(" | "[" | "{" => open.push(at),
                ")" | "]" | "}" => drop(open.pop()),
                _ => {}
            }
        }
        open.pop()
    }

    /// The line up to token `index`, and `end` in place of the rest, is a statement or a header.
    pub(super) fn is_line_with(&self, index: usize, end: &str) -> bool {
        let stop = self.tokens.get(index).map_or(self.span.end, |token| token.span.start);
        let text = format!("{}{end}", &self.masked[self.span.start as usize..stop as usize]);
        Grammar::parse(Rule::lone_line, text.trim_end()).is_ok()
    }
}

/// How far into a line the grammar can read.
fn furthest(text: &str) -> usize {
    match Grammar::parse(Rule::lone_line, text) {
        Ok(_) => 0,
        Err(error) => match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        },
    }
}

fn tokens(text: &str, offset: usize) -> Vec<Token<'_>> {
    let Ok(mut parsed) = Grammar::parse(Rule::tokens, text) else { return Vec::new() };
    let nodes = parsed.next().map(|root| root.into_inner()).into_iter().flatten();
    let token = |node: super::super::grammar::Node<'_>| {
        let kind = match node.as_rule() {
            Rule::token_string => Kind::Text,
            Rule::token_number => Kind::Number,
            Rule::token_word => Kind::Word,
            Rule::token_operator => Kind::Operator,
            Rule::token_strange => Kind::Strange,
            _ => return None,
        };
        let span = node.as_span();
        let text = &text[span.start()..span.end()];
        Some(Token { kind, text, span: Span::new(offset + span.start(), offset + span.end()) })
    };
    nodes.filter_map(token).collect()
}
