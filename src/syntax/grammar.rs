//! The parser that pest generates from `grammar/numjit.pest`, and small helpers over its pairs.
//!
//! Input: text. Output: pest pairs. Never: meaning; only `layout`, `build` and `diagnose` look at pairs.

use crate::source::Span;
use pest::iterators::{Pair, Pairs};

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/numjit.pest"]
#[allow(missing_docs, reason = "pest generates it; the rules are documented in the grammar")]
pub(super) struct Grammar;

/// A matched rule.
pub(super) type Node<'i> = Pair<'i, Rule>;

/// The span of a node, without the spaces that pest leaves at its end.
pub(super) fn span_of(node: &Node) -> Span {
    let text = node.as_str();
    let start = node.as_span().start();
    Span::new(start, start + text.trim_end().len())
}

/// The inner nodes that carry meaning: all but the keywords and the nodes that only mark a place.
pub(super) fn parts<'i>(node: Node<'i>) -> impl Iterator<Item = Node<'i>> {
    significant(node.into_inner())
}

/// See [`parts`].
pub(super) fn significant<'i>(pairs: Pairs<'i, Rule>) -> impl Iterator<Item = Node<'i>> {
    pairs.filter(|node| !is_mark(node.as_rule()))
}

fn is_mark(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_as
            | Rule::kw_assert
            | Rule::kw_case
            | Rule::kw_class
            | Rule::kw_def
            | Rule::kw_del
            | Rule::kw_elif
            | Rule::kw_else
            | Rule::kw_except
            | Rule::kw_finally
            | Rule::kw_for
            | Rule::kw_from
            | Rule::kw_global
            | Rule::kw_if
            | Rule::kw_import
            | Rule::kw_in
            | Rule::kw_lambda
            | Rule::kw_match
            | Rule::kw_nonlocal
            | Rule::kw_raise
            | Rule::kw_return
            | Rule::kw_try
            | Rule::kw_type
            | Rule::kw_while
            | Rule::kw_with
            | Rule::kw_yield
            | Rule::colon
            | Rule::open_parameters
            | Rule::EOI
    )
}

/// The words that are never names.
pub(super) fn is_reserved(text: &str) -> bool {
    matches!(
        text,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}
