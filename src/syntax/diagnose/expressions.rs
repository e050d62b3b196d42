//! Mistakes inside an expression.
//!
//! Input: a bad line. Output: a diagnostic, if that is its mistake. Never: headers.

use super::line::{Kind, Line, Token};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Operators of other languages: what is meant instead.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "and"),
    ("||", "or"),
    ("!", "not"),
    ("<>", "!="),
    ("===", "=="),
    ("!==", "!="),
    ("=>", "lambda x: .."),
    ("++", "+= 1"),
    ("--", "-= 1"),
];

/// `a && b`, `!a`, `i++`
pub(super) fn foreign_operator(line: &Line) -> Option<Diagnostic> {
    let near = line.failing.saturating_sub(1)..=line.failing;
    let token = near.filter_map(|index| line.token(index)).find(|token| is_foreign(line, token))?;
    let (_, python) = FOREIGN.iter().find(|(foreign, _)| *foreign == token.text)?;
    let diagnostic = Diagnostic::error("NJ0100", format!("`{}` is not an operator of Python", token.text), token.span);
    Some(diagnostic.fix(token.span, *python, "write"))
}

/// `--` and `++` are two signs each, unless nothing follows.
fn is_foreign(line: &Line, token: &Token) -> bool {
    let is_listed = token.kind == Kind::Operator && FOREIGN.iter().any(|(foreign, _)| *foreign == token.text);
    let is_last = line.tokens.last().is_some_and(|last| last.span == token.span);
    is_listed && (is_last || !matches!(token.text, "++" | "--"))
}

/// `x := 1`
pub(super) fn walrus_statement(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing().filter(|token| token.text == ":=")?;
    let is_statement = line.failing == 1 && line.open_bracket(1).is_none();
    let diagnostic = Diagnostic::error("NJ0136", "`:=` needs parentheses here", failing.span);
    Some(if is_statement { diagnostic.fix(failing.span, "=", "a statement assigns with") } else { diagnostic })
}

/// `f((a = 1))`, `[x = 1]`, `a + b = c == d = e`
pub(super) fn assignment_in_expression(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing().filter(|token| token.text == "=")?;
    if !line.before()?.ends_value() {
        return None;
    }
    let diagnostic = Diagnostic::error("NJ0121", "`=` cannot stand inside an expression", failing.span);
    Some(diagnostic.fix(failing.span, "==", "to compare, write"))
}

/// `x = class`, `f(if)`
pub(super) fn keyword_as_value(line: &Line) -> Option<Diagnostic> {
    let misplaced = |index: usize| {
        let token = line.token(index)?;
        let is_value_place = index > 0 && !line.tokens[index - 1].ends_value() && !line.tokens[index - 1].is_keyword();
        (token.is_keyword() && !token.begins_value() && is_value_place).then_some(token)
    };
    let token = (line.failing.saturating_sub(1)..=line.failing).find_map(misplaced)?;
    if line.tokens.iter().take(2).any(|token| token.text == "def") {
        return Some(super::reserved_name(token.text, token.span));
    }
    let is_expression_word = matches!(token.text, "yield" | "and" | "or" | "is" | "in" | "if" | "else" | "for" | "as");
    let message = if is_expression_word {
        format!("expected an expression before `{}`", token.text)
    } else {
        format!("`{}` is a keyword and cannot be used as a value", token.text)
    };
    let code = if is_expression_word { "NJ0100" } else { "NJ0120" };
    Some(Diagnostic::error(code, message, token.span).label("expected an expression"))
}

/// `x = a if b`
pub(super) fn conditional_without_else(line: &Line) -> Option<Diagnostic> {
    let scope = line.open_bracket(line.failing);
    let from = scope.map_or(0, |bracket| bracket + 1);
    let to = line.failing.min(line.tokens.len());
    let mut inside = (from..to).filter(|&index| line.open_bracket(index) == scope);
    let at = inside.rfind(|&index| matches!(line.tokens[index].text, "if" | "else" | "for"))?;
    let condition = &line.tokens[at];
    let is_conditional = condition.text == "if" && at > from && at + 1 < line.failing;
    let before_ends = line.before().is_some_and(Token::ends_value);
    if !is_conditional || !before_ends {
        return None;
    }
    let message = "expected `else` after the condition of this `if`";
    Some(Diagnostic::error("NJ0100", message, condition.span).note("a conditional expression is `a if test else b`"))
}

/// `a not b`
pub(super) fn not_without_in(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing().filter(|token| token.text == "not")?;
    let follows_value = line.before().is_some_and(Token::ends_value);
    let diagnostic = Diagnostic::error("NJ0100", "expected `in` after this `not`", failing.span);
    follows_value.then(|| diagnostic.note("the operators are `a not in b`, `a is not b` and `a != b`"))
}

/// `x = 1 +`, `a * / b`, `f(a, = 1)`
pub(super) fn missing_operand(line: &Line) -> Option<Diagnostic> {
    let before = line.before()?;
    let is_open = before.kind == Kind::Operator && !before.ends_value() && !matches!(before.text, ";" | "!");
    let is_word = before.is_keyword() && !before.ends_value();
    let wants_value = is_open || (is_word && !matches!(before.text, "pass" | "break" | "continue"));
    if !wants_value {
        return None;
    }
    let after = match before.text {
        "(" | "[" | "{" => return None,
        "." => "expected a name after `.`".to_owned(),
        text => format!("expected an expression after `{text}`"),
    };
    let diagnostic = Diagnostic::error("NJ0100", after, line.failing_span());
    Some(match line.failing() {
        Some(token) => diagnostic.label(format!("found `{}`", token.text)).also(before.span, "after this"),
        None => diagnostic.label("the line ends here").also(before.span, "after this"),
    })
}

/// `f(a b)`, `[1 2]`
pub(super) fn missing_comma(line: &Line) -> Option<Diagnostic> {
    let (before, failing) = (line.before()?, line.failing()?);
    let bracket = line.open_bracket(line.failing)?;
    if !before.ends_value() || !failing.begins_value() {
        return None;
    }
    let place = Span { start: before.span.end, end: before.span.end };
    let diagnostic = Diagnostic::error("NJ0119", "missing comma between two values", before.span.to(failing.span))
        .also(line.tokens[bracket].span, "inside this bracket")
        .fix(place, ",", "perhaps you forgot");
    Some(diagnostic)
}

/// `x y`, `3 "a"`
pub(super) fn neighbors(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing()?;
    let what = match failing.kind {
        Kind::Text => "a string".to_owned(),
        Kind::Number => format!("the number `{}`", failing.text),
        Kind::Word if failing.is_keyword() => format!("the keyword `{}`", failing.text),
        Kind::Word => format!("the name `{}`", failing.text),
        Kind::Operator | Kind::Strange => format!("`{}`", failing.text),
    };
    let diagnostic = Diagnostic::error("NJ0100", format!("invalid syntax: did not expect {what} here"), failing.span);
    let before = line.before().filter(|before| before.ends_value());
    Some(match before {
        Some(_) if failing.begins_value() => diagnostic.label("expected an operator or the end of the line"),
        _ => diagnostic,
    })
}
