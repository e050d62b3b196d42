//! The pieces of a text that is being typed.
//!
//! Input: any text, complete or not. Output: [`Piece`]s in order, with gaps between them. Never: what is wrong with it.

use super::grammar::{Grammar, Rule, is_reserved};
use crate::source::Span;
use pest::Parser;

/// A piece of text that a prompt shows in a color of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Where it stands.
    pub span: Span,
}

/// What a piece is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum PieceKind {
    Comment,
    String,
    Number,
    Keyword,
    Name,
}

/// The comments, strings, numbers and words of a text.
#[must_use]
pub fn typed(text: &str) -> Vec<Piece> {
    let Some(root) = Grammar::parse(Rule::typed, text).ok().and_then(|mut pairs| pairs.next()) else {
        return Vec::new();
    };
    let piece = |node: super::grammar::Node<'_>| {
        let kind = match node.as_rule() {
            Rule::comment => PieceKind::Comment,
            Rule::typed_string => PieceKind::String,
            Rule::token_number => PieceKind::Number,
            Rule::token_word if is_reserved(node.as_str()) => PieceKind::Keyword,
            Rule::token_word => PieceKind::Name,
            _ => return None,
        };
        Some(Piece { kind, span: Span::new(node.as_span().start(), node.as_span().end()) })
    };
    root.into_inner().filter_map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(PieceKind, &str)> {
        let slice = |piece: &Piece| &text[piece.span.start as usize..piece.span.end as usize];
        typed(text).iter().map(|piece| (piece.kind, slice(piece))).collect()
    }

    #[test]
    fn half_a_line_has_pieces_too() {
        use PieceKind::{Comment, Keyword, Name, Number, String};
        assert_eq!(shown("for x1 in 2.5e3"), [(Keyword, "for"), (Name, "x1"), (Keyword, "in"), (Number, "2.5e3")]);
        assert_eq!(shown("f(rb'a\\'b'  # c"), [(Name, "f"), (String, "rb'a\\'b'"), (Comment, "# c")]);
        assert_eq!(shown("x = \"open"), [(Name, "x"), (String, "\"open")]);
        assert_eq!(shown("'''two\nlines"), [(String, "'''two\nlines")]);
        assert_eq!(shown("%time $?"), [(Name, "time")]);
    }
}
