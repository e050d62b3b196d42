//! The recorded tables, and the report of what differs from them.

use std::path::PathBuf;

use numjit::runtime::text::{Scalar, TextError};
use numjit::types::Dtype;

/// The rows of a table under tests/data, unescaped; the first line says who wrote it.
pub fn table(name: &str) -> Vec<Vec<String>> {
    let folder = std::env::var_os("NUMJIT_TEXT_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(name)).expect("the recorded table");
    text.lines().skip(1).map(|line| line.split('\t').map(unescape).collect()).collect()
}

/// The bytes that hexadecimal digits stand for.
pub fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex")).collect()
}

pub fn unescape(cell: &str) -> String {
    let mut out = String::new();
    let mut rest = cell;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let code = rest[at + 1..].chars().next().expect("an escape");
        rest = &rest[at + 2..];
        match code {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'u' => {
                let end = rest.find('}').expect("the end of an escape");
                let point = u32::from_str_radix(&rest[1..end], 16).expect("a code point");
                out.push(char::from_u32(point).expect("a character"));
                rest = &rest[end + 1..];
            }
            other => out.push(other),
        }
    }
    out + rest
}

/// Collects what differs and fails once, with the first of them.
#[derive(Default)]
pub struct Report {
    rows: usize,
    failures: Vec<String>,
}

impl Report {
    pub fn compare(&mut self, what: &[String], got: &str, expected: &str) {
        self.rows += 1;
        if got != expected {
            let what: Vec<String> = what.iter().map(|cell| cell.chars().take(300).collect()).collect();
            self.failures.push(format!("{}\n  expected {expected:?}\n  got      {got:?}", what.join(" | ")));
        }
    }

    pub fn finish(self, least: usize) {
        assert!(self.rows >= least, "only {} rows", self.rows);
        let shown = self.failures.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.failures.is_empty(), "{} of {} rows differ:\n{shown}", self.failures.len(), self.rows);
    }
}

pub fn f64_of(bits: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(bits, 16).expect("bits"))
}

pub fn f32_of(bits: &str) -> f32 {
    f32::from_bits(u32::from_str_radix(bits, 16).expect("bits"))
}

pub fn outcome(result: Result<String, TextError>) -> String {
    result.unwrap_or_else(|error| format!("!{error}"))
}

pub fn scalar_of<'a>(kind: &str, text: &'a str) -> Scalar<'a> {
    match kind {
        "bool" => Scalar::Bool(text == "1"),
        "int" => Scalar::Int(text.parse().expect("an int")),
        "f64" => Scalar::Float(f64_of(text)),
        "f32" => Scalar::Float32(f32_of(text)),
        "c128" => Scalar::Complex(f64_of(&text[..16]), f64_of(&text[16..])),
        "c64" => Scalar::Complex64(f32_of(&text[..8]), f32_of(&text[8..])),
        _ => Scalar::Str(text),
    }
}

pub fn dtype_of(name: &str) -> Dtype {
    Dtype::ALL.into_iter().find(|dtype| dtype.name() == name).expect("a dtype")
}
