//! Text from elsewhere as an input: from the middle of a script, from other sessions.
//!
//! Input: what was entered. Output: the statements in it. Never: other changes than of what stands before lines.

use std::borrow::Cow;

/// Prompts before the first line of an input, and before those that go on.
const PROMPTS: [&str; 2] = [">>>", "..."];

/// The statements of a text: without the prompts of another session, and without the indentation that all lines share.
pub(super) fn statements(text: &str) -> Cow<'_, str> {
    let Some(first) = text.lines().find(|line| !line.trim().is_empty()) else { return text.into() };
    // Three dots alone are a value.
    if behind_prompt(first).is_some() && !first.trim_start().starts_with("...") {
        let lines = text.lines().map(|line| behind_prompt(line).unwrap_or(line));
        return ended(lines, text).into();
    }
    let indent = &first[..first.len() - first.trim_start().len()];
    let shares = |line: &str| line.trim().is_empty() || line.starts_with(indent);
    if indent.is_empty() || !text.lines().all(shares) {
        return text.into();
    }
    ended(text.lines().map(|line| line.strip_prefix(indent).unwrap_or("")), text).into()
}

/// Lines as a text that ends as another one does.
fn ended<'a>(lines: impl Iterator<Item = &'a str>, like: &str) -> String {
    let end = if like.ends_with('\n') { "\n" } else { "" };
    lines.collect::<Vec<_>>().join("\n") + end
}

/// What stands behind `>>>`, `...`, `In [3]:` or `...:`.
fn behind_prompt(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let numbered = line.strip_prefix("In [").and_then(|rest| rest.split_once("]:"));
    let rest = match numbered.filter(|(number, _)| number.bytes().all(|b| b.is_ascii_digit())) {
        Some((_, rest)) => rest,
        None => {
            let rest = PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt))?;
            rest.strip_prefix(':').unwrap_or(rest)
        }
    };
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_and_shared_indentation_go() {
        let texts = [
            (">>> x = 1\n>>> for i in a:\n...     x\n...\n", "x = 1\nfor i in a:\n    x\n\n"),
            ("In [12]: def f():\n    ...:     return 1\n    ...:\n", "def f():\n    return 1\n\n"),
            ("    y = 1\n\n    if y:\n        z\n", "y = 1\n\nif y:\n    z\n"),
            ("x = 1\n    y\n", "x = 1\n    y\n"),
            ("    x\n  y", "    x\n  y"),
            ("...", "..."),
            ("", ""),
        ];
        for (text, wanted) in texts {
            assert_eq!(statements(text), wanted, "{text:?}");
        }
    }
}
