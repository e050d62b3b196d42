//! Runs the cases under `tests/hir`: scripts with their resolved form and the findings of resolve.
//!
//! - `# error[NJ0201] `text`: words` behind a line: the findings there and the text that they point at.
//! - `#--- hir`, then comment lines: the resolved program as `hir::print` shows it.
//!
//! `BLESS=1` writes what was found into the files.

use libtest_mimic::{Arguments, Failed, Trial};
use numjit::diagnostic::{Diagnostic, Severity};
use numjit::hir;
use numjit::source::SourceFile;
use numjit::syntax;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const SECTION: &str = "#--- hir";

fn main() {
    let args = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hir");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    files.sort();
    let trials = files.into_iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(name, move || case(&path))
    });
    libtest_mimic::run(&args, trials.collect()).exit();
}

/// Checks one file: what it should look like is what it looks like.
fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let found = expectations(&text);
    if found == text {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, found)?;
        return Ok(());
    }
    Err(difference(&text, &found).into())
}

fn difference(expected: &str, found: &str) -> String {
    let mut out = String::from("expected (-) and found (+) differ; BLESS=1 accepts what was found\n");
    let (expected, found): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    for line in 0..expected.len().max(found.len()) {
        let (old, new) = (expected.get(line), found.get(line));
        if old != new {
            old.inspect(|old| out += &format!("{:4} - {old}\n", line + 1));
            new.inspect(|new| out += &format!("{:4} + {new}\n", line + 1));
        }
    }
    out
}

/// The text with all expectations as they are found.
fn expectations(text: &str) -> String {
    let shows_hir = text.contains(SECTION);
    let script: String = text
        .split(SECTION)
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| line.split("# error[").next().unwrap_or_default().split("# warning[").next().unwrap_or_default())
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let source = SourceFile::new("case.py", script);
    let parsed = syntax::parse(&source);
    let (module, resolved) = hir::resolve(&source, &parsed.module);
    let mut notes: BTreeMap<usize, String> = BTreeMap::new();
    for diagnostic in parsed.diagnostics.iter().chain(&resolved) {
        *notes.entry(source.line(diagnostic.primary.span.start)).or_default() += &note(&source, diagnostic);
    }
    let lines = source.text.lines().enumerate();
    let mut out: String =
        lines.map(|(i, line)| format!("{line}{}\n", notes.get(&(i + 1)).map_or("", String::as_str))).collect();
    if shows_hir {
        out += &format!("{SECTION}\n");
        hir::print::module(&module).lines().for_each(|line| out += &format!("# {line}\n"));
    }
    out
}

fn note(source: &SourceFile, diagnostic: &Diagnostic) -> String {
    let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
    let Diagnostic { code, message, primary, fix, .. } = diagnostic;
    let fix = fix.as_ref().map_or(String::new(), |fix| format!(" ({})", fix.text));
    format!("  # {severity}[{code}] `{}`: {message}{fix}", source.slice(primary.span))
}
