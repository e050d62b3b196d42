//! Properties of the parser: it never panics, takes linear time, tells unfinished text from wrong text, and puts every
//! node where it stands.
//!
//! `NUMJIT_FUZZ_SECONDS=600 cargo test --release --test syntax fuzz` keeps mutating programs for ten minutes.

use numjit::diagnostic::codes;
use numjit::source::{SourceFile, Span};
use numjit::syntax::ast::{Expr, Stmt, StmtKind};
use numjit::syntax::{parse, print, visit, wants_more};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn file(text: &str) -> Arc<SourceFile> {
    SourceFile::new("test.py", text)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The texts of all case files.
fn corpus() -> Vec<String> {
    let folders = ["valid", "own", "errors"].map(|folder| root().join("tests/syntax").join(folder));
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}

// -- Unfinished and wrong

#[test]
fn incomplete() {
    let unfinished = [
        "if x:",
        "if x:\n",
        "def f():\n",
        "for i in x:  # comment\n",
        "x = (1 +",
        "x = (1 +\n",
        "f(a,\n  b",
        "[1, 2",
        "{1: [2,",
        "x = \"\"\"abc",
        "x = '''abc\ndef\n",
        "@njit",
        "@njit\n",
        "@a\n@b\n",
        "x = 1 + \\\n",
        "x = \\",
        "try:\n    x\n",
        "if x:\n    y\nelse:",
        "while x:\n    if y:\n",
        "class A:",
        "match x:\n",
        "match x:\n  case 1:\n",
        "def f(a,\n      b",
        "try:\n    a\nexcept E:\n",
        "with a as b:\n",
    ];
    for text in unfinished {
        let parsed = parse(&file(text));
        assert!(parsed.incomplete && !parsed.is_ok(), "{text:?} is unfinished: {parsed:?}");
    }
    let decided = [
        "",
        "x = 1",
        "x = 1\n",
        "if x: y",
        "if x:\n    y",
        "x = 1 +",
        "x = )",
        "if x",
        "x = (1 + 2]",
        "x = 'abc",
        "print 'a'",
        "if x:\ny",
        "def f(:\n    pass",
        "x = (1\nimport y\n",
        "f('abc\n",
        "x = 5 5\nif y:\n",
    ];
    for text in decided {
        assert!(!parse(&file(text)).incomplete, "{text:?} is not unfinished");
    }
}

#[test]
fn prompt() {
    let more =
        ["if x:\n", "if x:\n    y\n", "def f():\n    a\n    b\n", "if x:\n    y\nelse:\n    z\n", "x = (\n", "@a\n"];
    for text in more {
        assert!(wants_more(&file(text)), "a prompt reads on after {text:?}");
    }
    let enough = ["x = 1\n", "if x:\n    y\n\n", "def f():\n    a\n\n", "if x: y\n\n", "x = )\n", "\n", "if x\n"];
    for text in enough {
        assert!(!wants_more(&file(text)), "a prompt runs {text:?}");
    }
}

#[test]
fn one_bad_line_hides_no_other() {
    let text = "a = 1\nb = = 2\ndef f(x):\n    y = x +\n    return y\nc = [1 2]\nd = 4\n";
    let parsed = parse(&file(text));
    assert_eq!(parsed.diagnostics.len(), 3, "{:?}", parsed.diagnostics);
    assert_eq!(print::to_source(&parsed.module), "a = 1\ndef f(x):\n    return y\nd = 4\n");
}

// -- Depth and time

/// Deep and long texts: none may overflow the (small) stack of a test's thread, here or when the tree is dropped.
#[test]
fn deep_and_long() {
    let repeat = |text: &str, n: usize| text.repeat(n);
    let indented = |n: usize| (0..n).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect::<String>();
    let texts = [
        format!("{}1{}", repeat("(", 200), repeat(")", 200)),
        format!("{}1{}", repeat("(", 100_000), repeat(")", 100_000)),
        repeat("(", 100_000),
        repeat("[{(", 50),
        format!("{}1{}", repeat("[{(", 60), repeat(")}]", 60)),
        format!("{}1", repeat("{a:", 150)),
        format!("a{}0{}", repeat("[a", 190), repeat("]", 190)),
        format!("f{}", repeat("(x for x in f", 100)),
        format!("x = {}1", repeat("-", 100_000)),
        format!("x = {}1", repeat("not ", 100_000)),
        format!("x = {}y", repeat("await ", 100_000)),
        format!("x = 1{}", repeat(" + 1", 100_000)),
        format!("x = 1{}", repeat(" ** 1", 100_000)),
        format!("x = 1{}", repeat(" < 1", 20_000)),
        format!("x = a{}", repeat(" and a", 20_000)),
        format!("x = a{}", repeat(" if b else a", 100_000)),
        format!("x = {}1", repeat("lambda: ", 100_000)),
        format!("x = {}1", repeat("lambda x=", 3_000)),
        format!("x = a{}", repeat(".b", 100_000)),
        format!("x = a{}", repeat("()", 100_000)),
        format!("x = a{}", repeat("[0]", 100_000)),
        format!("x = {}", repeat("'a' ", 20_000)),
        format!("{}1", repeat("a = ", 20_000)),
        format!("x = {}", repeat("f\"{", 5_000)),
        format!("x = {}1{}", repeat("f\"{", 300), repeat("}\"", 300)),
        format!("x = f\"{}\"", repeat("{x:", 3_000)),
        format!("if x:\n  y\n{}", repeat("elif x:\n  y\n", 20_000)),
        indented(90) + &" ".repeat(90) + "y\n",
        indented(1_500),
        repeat("@a\n", 20_000) + "def f(): pass\n",
        format!("match x:\n case {}1{}: y\n", repeat("[", 190), repeat("]", 190)),
        format!("match x:\n case {}1: y\n", repeat("1 | ", 20_000)),
        repeat("x = (\n", 2_000),
        repeat("x = 'abc\n", 2_000),
        repeat("def f(:\n", 2_000),
        repeat("\"\"\"", 20_001),
        repeat("\\\n", 20_000),
        repeat("\n", 100_000),
        repeat("x\u{c}", 20_000),
        repeat(" ", 100_000),
        repeat(";", 20_000),
        repeat("a b ", 20_000),
    ];
    for text in texts {
        let start = Instant::now();
        let parsed = parse(&file(&text));
        let _ = print::dump(&parsed.module);
        drop(parsed);
        let shown: String = text.chars().take(40).collect();
        assert!(start.elapsed() < Duration::from_secs(30), "{shown:?}.. took {:?}", start.elapsed());
    }
}

#[test]
fn time_is_linear() {
    let block = "def f(a, b=1):\n    for i in range(10):\n        a[i, 1:-1] += (b * 2 - a[i]) ** 2 / f(a, b=3)\n    return a\n\n";
    let time = |n: usize| {
        let file = file(&block.repeat(n));
        let start = Instant::now();
        assert!(parse(&file).is_ok());
        start.elapsed()
    };
    let small = (0..3).map(|_| time(100)).min().unwrap_or_default();
    let large = time(2_000);
    assert!(large < small * 20 * 6, "10,000 lines take {large:?}, 500 take {small:?}");
}

// -- Spans

fn check_spans(file: &SourceFile, outer: Span, expr: &Expr) {
    let text = file.text.get(expr.span.start as usize..expr.span.end as usize);
    let shown = file.slice(outer);
    assert!(text.is_some_and(|text| !text.is_empty()), "no text at {:?} inside {shown:?}", expr.span);
    assert!(outer.start <= expr.span.start && expr.span.end <= outer.end, "{text:?} is outside {shown:?}");
    visit::each_part(expr, &mut |part| check_spans(file, expr.span, part));
}

fn each_statement(body: &[Stmt], check: &mut impl FnMut(&Stmt)) {
    for stmt in body {
        check(stmt);
        match &stmt.kind {
            StmtKind::FunctionDef(def) => each_statement(&def.body, check),
            StmtKind::ClassDef(class) => each_statement(&class.body, check),
            StmtKind::For { body, orelse, .. }
            | StmtKind::While { body, orelse, .. }
            | StmtKind::If { body, orelse, .. } => {
                each_statement(body, check);
                each_statement(orelse, check);
            }
            StmtKind::With { body, .. } => each_statement(body, check),
            _ => {}
        }
    }
}

#[test]
fn spans_lie_in_each_other() {
    for text in corpus() {
        let file = file(&text);
        each_statement(&parse(&file).module.body, &mut |stmt| {
            let text = file.slice(stmt.span);
            assert!(!text.is_empty() && text.trim() == text, "a statement is {text:?}");
            match &stmt.kind {
                StmtKind::Expr(value) => check_spans(&file, stmt.span, value),
                StmtKind::Assign { targets, value } => {
                    targets.iter().chain([value]).for_each(|part| check_spans(&file, stmt.span, part));
                }
                StmtKind::If { test, .. } | StmtKind::While { test, .. } => check_spans(&file, stmt.span, test),
                StmtKind::Return(Some(value)) => check_spans(&file, stmt.span, value),
                _ => {}
            }
        });
    }
}

#[test]
fn span_of_an_operand_with_parentheses() {
    let file = file("x = (a + b) * (c)");
    let parsed = parse(&file);
    let StmtKind::Assign { value, .. } = &parsed.module.body[0].kind else { panic!("an assignment") };
    assert_eq!(file.slice(value.span), "(a + b) * (c)");
}

// -- Codes

fn codes_in(text: &str) -> BTreeSet<String> {
    let found = text.match_indices("NJ01").filter_map(|(at, _)| text.get(at..at + 6));
    found.filter(|code| code[2..].bytes().all(|b| b.is_ascii_digit())).map(str::to_owned).collect()
}

fn files_under(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files_under(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

#[test]
fn every_syntax_code_is_explained_and_shown() {
    let codes_under = |folder: &str, extension: &str| {
        let mut paths = Vec::new();
        files_under(&root().join(folder), extension, &mut paths);
        let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap_or_default());
        texts.flat_map(|text| codes_in(&text)).collect::<BTreeSet<_>>()
    };
    let listed: BTreeSet<String> =
        codes::all().map(|row| row.code.to_owned()).filter(|code| code.starts_with("NJ01")).collect();
    assert_eq!(codes_under("src/syntax", "rs"), listed, "codes in src/syntax and in the list");
    let shown = codes_under("tests/syntax/errors", "txt");
    let missing: Vec<_> = listed.difference(&shown).collect();
    assert!(missing.is_empty(), "no case in tests/syntax/errors for {missing:?}");
}

// -- Random programs

/// Pieces that programs, right and wrong, are made of.
const PIECES: &[&str] = &[
    "if",
    "else",
    "elif",
    "for",
    "in",
    "while",
    "def",
    "class",
    "return",
    "yield",
    "lambda",
    "not",
    "and",
    "or",
    "is",
    "try",
    "except",
    "finally",
    "with",
    "as",
    "import",
    "from",
    "match",
    "case",
    "async",
    "await",
    "pass",
    "break",
    "del",
    "global",
    "raise",
    "assert",
    "None",
    "True",
    "x",
    "y",
    "foo",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ";",
    ".",
    "=",
    "==",
    ":=",
    "+=",
    "->",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "@",
    "%",
    "<",
    "<=",
    "~",
    "|",
    "...",
    "0",
    "1",
    "12_3",
    "0x1f",
    "1.5e3",
    "2j",
    "012",
    "1__",
    "'a'",
    "\"b\"",
    "f\"{x}\"",
    "f'{y!r:>{w}}'",
    "b'c'",
    "\"\"\"",
    "'''",
    "f\"{",
    "}\"",
    "'",
    "\"",
    "\\",
    "\\\n",
    "\n",
    "\n    ",
    "\n        ",
    "\n\t",
    " ",
    "# c\n",
    "\r\n",
    "\u{c}",
    "\0",
    "é",
    "“",
    "\u{feff}",
    "$",
    "?",
    "!",
    "{{",
    "}}",
    "!r",
    "def f():\n    ",
    "if x:\n    ",
    "else:\n    ",
    "@a\n",
];

fn survives(text: &str) {
    let source = file(text);
    let start = Instant::now();
    let parsed = parse(&source);
    for diagnostic in &parsed.diagnostics {
        assert!(codes::find(diagnostic.code).is_some(), "{} is not listed", diagnostic.code);
        assert!(diagnostic.primary.span.end as usize <= text.len() + 1, "{:?}", diagnostic.primary);
    }
    let _ = numjit::diagnostic::render(&source, &parsed.diagnostics, false);
    if parsed.is_ok() {
        let again = parse(&file(&print::to_source(&parsed.module)));
        assert!(again.is_ok(), "the canonical source is wrong: {:?}", again.diagnostics);
        assert!(print::same_tree(&parsed.module, &again.module), "the canonical source gives another tree");
    }
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn token_soup(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60), spaced: bool) {
        survives(&pieces.join(if spaced { " " } else { "" }));
    }

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        survives(&text);
    }
}

/// A small generator of random numbers: the same seed gives the same program everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// A range of characters of `text`, as byte offsets.
fn some_range(random: &mut Random, text: &str, longest: usize) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(random.below(text.len() + 1));
    let end = text.floor_char_boundary((start + random.below(longest + 1)).min(text.len()));
    start..end.max(start)
}

fn mutate(random: &mut Random, corpus: &[String]) -> String {
    let lines: Vec<&str> = corpus[random.below(corpus.len())].split_inclusive('\n').collect();
    let first = random.below(lines.len());
    let mut text = lines[first..].iter().take(1 + random.below(30)).copied().collect::<String>();
    for _ in 0..1 + random.below(6) {
        let range = some_range(random, &text, 12);
        let other = &corpus[random.below(corpus.len())];
        let replacement = match random.below(5) {
            0 => String::new(),
            1 => text[range.clone()].repeat(2),
            2 => other[some_range(random, other, 60)].to_owned(),
            _ => PIECES[random.below(PIECES.len())].to_owned(),
        };
        text.replace_range(range, &replacement);
    }
    text
}

#[test]
fn fuzz() {
    let seconds = std::env::var("NUMJIT_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let first_seed = seconds.map_or(1, |_| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |time| time.as_secs() << 20)
    });
    let corpus = corpus();
    let start = Instant::now();
    let mut n = 0;
    while seconds.map_or(n < 3000, |limit| start.elapsed() < limit) {
        let seed = first_seed + n;
        let text = mutate(&mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), &corpus);
        if std::panic::catch_unwind(|| survives(&text)).is_err() {
            panic!("seed {seed}: the parser does not survive\n{text:?}");
        }
        n += 1;
    }
    println!("{n} mutated programs in {:?}", start.elapsed());
}
