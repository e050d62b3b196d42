//! Kinds of characters and their cases, as Python's strings test and change them.
//!
//! Input: texts. Output: what all their characters are; texts in other cases.
//! Never: positions, padding, parsing.

use super::unicode;

/// `str.capitalize()`
#[must_use]
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.as_str().to_lowercase().chars()).collect()
}

/// `str.swapcase()`
#[must_use]
pub fn swapped(text: &str) -> String {
    let swap =
        |c: char| if c.is_uppercase() { c.to_lowercase().collect() } else { c.to_uppercase().collect::<String>() };
    text.chars().map(swap).collect()
}

/// `str.title()`
#[must_use]
pub fn titled(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase())
        } else {
            out.extend(c.to_uppercase())
        }
        inside = c.is_alphabetic();
    }
    out
}

/// An empty text has no kind.
fn all(text: &str, test: fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(test)
}

/// `str.isalnum()`
#[must_use]
pub fn is_alnum(text: &str) -> bool {
    all(text, char::is_alphanumeric)
}

/// `str.isalpha()`
#[must_use]
pub fn is_alpha(text: &str) -> bool {
    all(text, char::is_alphabetic)
}

/// `str.isdecimal()`
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    all(text, |c| unicode::decimal(c).is_some())
}

/// `str.isdigit()`, and `str.isnumeric()`
#[must_use]
pub fn is_digit(text: &str) -> bool {
    all(text, char::is_numeric)
}

/// `str.isspace()`
#[must_use]
pub fn is_space(text: &str) -> bool {
    all(text, unicode::is_space)
}

/// `str.isidentifier()`
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    starts && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// `str.islower()`
#[must_use]
pub fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
}

/// `str.isupper()`
#[must_use]
pub fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}
