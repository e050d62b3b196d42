//! Mistakes in the first words of a line: headers, clauses, imports, `print`.
//!
//! Input: a bad line. Output: a diagnostic, if that is its mistake. Never: what is wrong inside an expression.

use super::line::{Kind, Line};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

const HEADERS: &[&str] = &[
    "if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally", "async", "match", "case",
];

/// `else if x:`, `elseif x:`
pub(super) fn else_if(line: &Line) -> Option<Diagnostic> {
    let span = match (line.first_word(), line.token(1).map(|token| token.text)) {
        ("else", Some("if")) => line.tokens[0].span.to(line.tokens[1].span),
        ("elseif" | "elsif", Some(next)) if !matches!(next, "=" | "." | "(" | "[") => line.tokens[0].span,
        _ => return None,
    };
    let text = line.text()[..(span.end - span.start) as usize].to_owned();
    Some(Diagnostic::error("NJ0116", format!("`{text}` is written `elif`"), span).fix(span, "elif", "write"))
}

/// `print x`
pub(super) fn print_statement(line: &Line) -> Option<Diagnostic> {
    let (first, second) = (line.token(0)?, line.token(1)?);
    let is_print = matches!(first.text, "print" | "exec") && line.failing == 1 && second.begins_value();
    if !is_print {
        return None;
    }
    let arguments = &line.text()[(second.span.start - line.span.start) as usize..];
    let span = Span { start: first.span.start, end: line.span.end };
    let diagnostic = Diagnostic::error("NJ0124", format!("missing parentheses in a call of `{}`", first.text), span);
    Some(diagnostic.fix(span, format!("{}({})", first.text, arguments.trim_end()), "did you mean"))
}

/// `class = 1`
pub(super) fn keyword_as_target(line: &Line) -> Option<Diagnostic> {
    let first = line.token(0).filter(|token| token.is_keyword())?;
    let is_assigned = line.token(1).is_some_and(|token| token.text == "=");
    is_assigned.then(|| super::reserved_name(first.text, first.span))
}

/// `if x = 1:`
pub(super) fn assignment_in_test(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing()?;
    let is_test = matches!(line.first_word(), "if" | "elif" | "while") && failing.text == "=";
    if !is_test {
        return None;
    }
    let diagnostic = Diagnostic::error("NJ0121", "`=` assigns, it does not compare", failing.span);
    Some(diagnostic.fix(failing.span, "==", "to compare, write"))
}

/// `if x`, `if x print(x)`, `else`
pub(super) fn missing_colon(line: &Line) -> Option<Diagnostic> {
    if !HEADERS.contains(&line.first_word()) {
        return None;
    }
    let at = line.failing;
    let has_colon = line.token(at).is_some_and(|token| token.text == ":");
    if at == 0 || has_colon || !line.is_line_with(at, ":") {
        return None;
    }
    let end = line.tokens[at - 1].span.end;
    let place = Span { start: end, end };
    let word = line.first_word();
    let message = match word {
        "def" => "expected ':' after the function's parameters".to_owned(),
        word => format!("expected ':' after this `{word}`"),
    };
    let span = line.token(at).map_or(place, |token| token.span);
    Some(Diagnostic::error("NJ0101", message, span).fix(place, ":", "add"))
}

/// `else:` with no `if` before it
pub(super) fn lonely_clause(line: &Line) -> Option<Diagnostic> {
    let word = line.first_word();
    let partner = match word {
        "elif" => "`if`",
        "else" => "`if`, loop or `try`",
        "except" | "finally" => "`try`",
        _ => return None,
    };
    let colon = line.tokens.iter().position(|token| token.text == ":")?;
    if !line.is_line_with(colon + 1, "") {
        return None;
    }
    let message = format!("this `{word}` has no {partner} before it");
    let note = "it belongs at the indentation of its partner, right after that one's block";
    Some(Diagnostic::error("NJ0116", message, line.tokens[0].span).note(note))
}

/// `def (x):`, `class 1:`
pub(super) fn missing_name(line: &Line) -> Option<Diagnostic> {
    let at = line.tokens.iter().take(2).position(|token| matches!(token.text, "def" | "class"))?;
    let span = match line.token(at + 1) {
        Some(token) if token.kind == Kind::Word => return None,
        Some(token) => token.span,
        None => line.end(),
    };
    let (word, what) = (line.tokens[at].text, if line.tokens[at].text == "def" { "function" } else { "class" });
    let diagnostic = Diagnostic::error("NJ0100", format!("expected the name of a {what} after `{word}`"), span);
    Some(diagnostic.label("not a name"))
}

/// `def f:`
pub(super) fn missing_parameters(line: &Line) -> Option<Diagnostic> {
    let def = line.tokens.iter().take(2).position(|token| token.text == "def")?;
    let name = line.token(def + 1)?;
    if line.token(def + 2).is_some_and(|token| token.text == "(") {
        return None;
    }
    let place = Span { start: name.span.end, end: name.span.end };
    let span = line.token(def + 2).map_or(place, |token| token.span);
    let message = format!("expected '(' after the name of function `{}`", name.text);
    Some(Diagnostic::error("NJ0100", message, span).fix(place, "()", "a function without parameters has"))
}

/// `for x range(3):`
pub(super) fn missing_in(line: &Line) -> Option<Diagnostic> {
    let is_for = line.first_word() == "for" && line.tokens.iter().all(|token| token.text != "in");
    if !is_for {
        return None;
    }
    if line.tokens.iter().any(|token| token.text == ";") {
        let diagnostic = Diagnostic::error("NJ0100", "a loop of another language", line.tokens[0].span);
        return Some(diagnostic.note("a loop over numbers is `for i in range(n):`"));
    }
    let message = "expected `in` after the target of `for`";
    Some(Diagnostic::error("NJ0100", message, line.failing_span()).note("a loop over numbers is `for i in range(n):`"))
}

/// `import a from b`, `from a import`
pub(super) fn import_order(line: &Line) -> Option<Diagnostic> {
    let word = line.first_word();
    let span = line.failing_span();
    match (word, line.failing()) {
        ("import", Some(token)) if token.text == "from" => {
            let diagnostic = Diagnostic::error("NJ0138", "`from` comes before `import`", span);
            Some(diagnostic.note("write `from module import name`"))
        }
        ("from", _) if line.tokens.iter().all(|token| token.text != "import") => {
            Some(Diagnostic::error("NJ0138", "expected `import` after the module", span))
        }
        ("import" | "from", _) => {
            let message = match line.before().map(|token| token.text) {
                Some("*") => "nothing may follow `*` in an import",
                Some("import" | "," | "(") => "expected a name to import",
                Some("as" | ".") => "expected a name",
                _ => "wrong import",
            };
            let diagnostic = Diagnostic::error("NJ0138", message, span);
            Some(diagnostic.note("the forms are `import a.b as c` and `from a.b import c as d`"))
        }
        _ => None,
    }
}

/// `except ValueError, e:`
pub(super) fn old_except(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing()?;
    if line.first_word() != "except" || failing.text != "," {
        return None;
    }
    let message = "several exception types need parentheses";
    let diagnostic = Diagnostic::error("NJ0137", message, failing.span);
    Some(diagnostic.note("`except (A, B):` catches both; `except A as e:` gives the exception a name"))
}

/// `case 1 + x:`
pub(super) fn wrong_pattern(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing()?;
    let is_wrong = line.first_word() == "case" && line.failing > 0 && failing.kind == Kind::Operator;
    let note = "a pattern is a literal, a name, a dotted name, a class with patterns, or patterns in brackets";
    is_wrong.then(|| Diagnostic::error("NJ0100", "invalid pattern", failing.span).note(note))
}

/// `def f(a, 1):`
pub(super) fn wrong_parameter(line: &Line) -> Option<Diagnostic> {
    let failing = line.failing()?;
    let def = line.tokens.iter().take(2).position(|token| token.text == "def")?;
    let is_parameter = line.open_bracket(line.failing) == Some(def + 2);
    let is_wrong = is_parameter && line.before().is_some_and(|token| matches!(token.text, "(" | "," | "*" | "**"));
    is_wrong.then(|| match failing.is_keyword() {
        true => super::reserved_name(failing.text, failing.span),
        false => Diagnostic::error("NJ0100", "expected the name of a parameter", failing.span),
    })
}
