//! Comparison within a tolerance: texts token by token, arrays element by element.
//!
//! Input: two texts or two files. Output: differences in words; none where both are the same.
//! Never: running anything.

use crate::runtime::array::Scalar;
use crate::runtime::io::{Loaded, RawArray, load};
use std::path::Path;

/// How far floats may differ, relative to the larger one (absolutely below 1).
#[derive(Clone, Copy)]
pub(super) struct Tolerance(pub f64);

impl Tolerance {
    fn fits(self, a: f64, b: f64) -> bool {
        a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= self.0 * a.abs().max(b.abs()).max(1.0)
    }
}

/// The lines of two texts that differ.
pub(super) fn lines(ours: &str, theirs: &str, tolerance: Tolerance) -> Vec<String> {
    let (own, other): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let mut out = Vec::new();
    for place in 0..own.len().max(other.len()) {
        let number = place + 1;
        match (own.get(place), other.get(place)) {
            (Some(a), Some(b)) if !same_line(a, b, tolerance) => {
                out.push(format!("line {number}: numjit: {a}"));
                out.push(format!("line {number}: python: {b}"));
            }
            (Some(a), None) => out.push(format!("line {number}: numjit alone: {a}")),
            (None, Some(b)) => out.push(format!("line {number}: python alone: {b}")),
            _ => {}
        }
    }
    out
}

fn same_line(a: &str, b: &str, tolerance: Tolerance) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (tokens(a), tokens(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_token(a, b, tolerance))
}

/// Floats within the tolerance; everything else, ints too, letter by letter.
fn same_token(a: &str, b: &str, tolerance: Tolerance) -> bool {
    let is_int = |text: &str| text.parse::<i128>().is_ok();
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) if !(is_int(a) && is_int(b)) => tolerance.fits(x, y),
        _ => a == b,
    }
}

/// Words, numbers and signs.
fn tokens(line: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let length = match number_length(rest) {
            0 => word_length(rest),
            length => length,
        };
        out.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    out
}

/// The length of the number that a text begins with, sign and exponent included; 0: it begins with none.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return 0;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits((end + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

/// The length of the word, or of the single sign, that a text begins with.
fn word_length(text: &str) -> usize {
    let is_word = |c: char| c.is_alphabetic() || c == '_';
    let first = text.chars().next().map_or(0, char::len_utf8);
    match text.find(|c: char| !is_word(c)) {
        Some(0) => first,
        Some(end) => end,
        None => text.len(),
    }
}

/// How the arrays of two files differ.
pub(super) fn arrays(ours: &Path, theirs: &Path, tolerance: Tolerance) -> Vec<String> {
    match (load(&ours.to_string_lossy()), load(&theirs.to_string_lossy())) {
        (Ok(Loaded::Array(a)), Ok(Loaded::Array(b))) => array(&a, &b, tolerance).into_iter().collect(),
        (Ok(Loaded::Archive(mut a)), Ok(Loaded::Archive(mut b))) => {
            let names = |files: Vec<&str>| files.into_iter().map(str::to_string).collect::<Vec<String>>();
            let (own, other) = (names(a.files()), names(b.files()));
            if own != other {
                return vec![format!("numjit saved {}, python {}", own.join(" "), other.join(" "))];
            }
            let both = own.iter().filter_map(|name| match (a.get(name), b.get(name)) {
                (Ok(a), Ok(b)) => array(&a, &b, tolerance).map(|words| format!("{name}: {words}")),
                _ => Some(format!("{name}: cannot be read")),
            });
            both.collect()
        }
        (Err(error), _) | (_, Err(error)) => vec![format!("cannot be read: {}", error.message)],
        _ => vec!["an array and an archive".to_string()],
    }
}

fn array(a: &RawArray, b: &RawArray, tolerance: Tolerance) -> Option<String> {
    if (a.dtype, &a.shape) != (b.dtype, &b.shape) {
        return Some(format!("numjit saved {} {:?}, python {} {:?}", a.dtype, a.shape, b.dtype, b.shape));
    }
    let (mut count, mut worst, mut first) = (0, 0.0_f64, None);
    for (place, (x, y)) in in_order(a).into_iter().zip(in_order(b)).enumerate() {
        if same_scalar(x, y, tolerance) {
            continue;
        }
        let (x, y) = (x.as_complex(), y.as_complex());
        worst = worst.max((x - y).norm());
        first.get_or_insert((place, x, y));
        count += 1;
    }
    let (place, x, y) = first?;
    Some(format!(
        "{count} of {} elements differ, by at most {worst:e}; the first is number {place}: numjit {x}, python {y}",
        a.len()
    ))
}

fn same_scalar(a: Scalar, b: Scalar, tolerance: Tolerance) -> bool {
    let dtype = a.dtype();
    if !dtype.is_float() && !dtype.is_complex() {
        return a.as_i64() == b.as_i64();
    }
    let (a, b) = (a.as_complex(), b.as_complex());
    tolerance.fits(a.re, b.re) && tolerance.fits(a.im, b.im)
}

/// The elements in C order.
fn in_order(array: &RawArray) -> Vec<Scalar> {
    let size = array.dtype.size();
    let at = |place: usize| Scalar::from_bytes(array.dtype, &array.bytes[place * size..][..size]);
    if !array.fortran_order {
        return (0..array.len()).map(at).collect();
    }
    let place = |number: usize| {
        let mut index = vec![0; array.shape.len()];
        let mut rest = number;
        for (own, &length) in index.iter_mut().zip(&array.shape).rev() {
            *own = rest % length;
            rest /= length;
        }
        index.iter().zip(&array.shape).rev().fold(0, |at, (own, length)| at * length + own)
    };
    (0..array.len()).map(|number| at(place(number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_token_by_token() {
        let same = |a, b| lines(a, b, Tolerance(1e-9)).is_empty();
        assert!(same("x = [1.0, 2.5e-3]", "x = [1.0000000000001,   2.5e-3]"));
        assert!(same("nan inf", "nan inf"));
        assert!(!same("[1.0, 2.0]", "[1.0, 2.1]"));
        assert!(!same("3 items", "4 items"));
        assert!(!same("true", "false"));
        assert!(!same("a", "a\nb"));
        assert!(same("1.5-2.5j", "1.5-2.5j"));
    }

    #[test]
    fn numbers_end_where_they_end() {
        assert_eq!(tokens("-1.5e+10,2..3 x_1"), ["-1.5e+10", ",", "2.", ".3", "x_", "1"]);
    }
}
