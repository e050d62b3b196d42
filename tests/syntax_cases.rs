//! One file = one case.
//!
//! - `tests/syntax/valid/*.py`: the dump beside the file is what CPython's parser makes of it (recorded by
//!   `tests/record/ast_corpus.py`).
//! - `tests/syntax/own/*.py`: the dump beside it is numjit's own, where CPython's tree says less or its version is older.
//! - `tests/syntax/errors/*.py`: the text beside it is what a user sees.
//!
//! `BLESS=1 cargo test --test syntax_cases` rewrites the last two.

#[path = "support/files.rs"]
mod files;

use files::{accept, files, stem};
use libtest_mimic::{Arguments, Failed, Trial};
use numjit::diagnostic::render;
use numjit::source::SourceFile;
use numjit::syntax::{parse, print};
use std::fs;
use std::path::Path;
use std::sync::Arc;

type Check = fn(&Path) -> Result<(), Failed>;

fn main() {
    let folders: [(&str, Check); 3] = [("valid", valid), ("own", own), ("errors", errors)];
    let trials = folders.into_iter().flat_map(|(folder, check)| cases(folder, check)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn cases(folder: &str, check: Check) -> Vec<Trial> {
    let paths = files(&format!("tests/syntax/{folder}"), "py").into_iter();
    paths.map(|path| Trial::test(format!("{folder}/{}", stem(&path)), move || check(&path))).collect()
}

fn read(path: &Path) -> Arc<SourceFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceFile::new(name, String::from_utf8(bytes).unwrap_or_default())
}

fn expect(path: &Path, found: &str) -> Result<(), Failed> {
    Ok(accept(path, &fs::read_to_string(path).unwrap_or_default(), found)?)
}

fn compare(path: &Path, found: &str) -> Result<(), Failed> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let differs = expected.lines().zip(found.lines()).find(|(expected, found)| expected != found);
    let (want, have) = differs.unwrap_or(("(one of them is longer)", found));
    Err(format!("{} differs:\n  expected {want}\n  found    {have}", path.display()).into())
}

/// The tree without diagnostics, and the same tree again from its canonical source.
fn tree(file: &SourceFile) -> Result<String, Failed> {
    let parsed = parse(file);
    if !parsed.diagnostics.is_empty() {
        return Err(render(file, &parsed.diagnostics, false).into());
    }
    let source = SourceFile::new("canonical", print::to_source(&parsed.module));
    let again = parse(&source);
    if !again.diagnostics.is_empty() {
        return Err(render(&source, &again.diagnostics, false).into());
    }
    if !print::same_tree(&parsed.module, &again.module) {
        return Err(format!("the canonical source gives another tree:\n{}", source.text).into());
    }
    Ok(print::dump(&parsed.module))
}

fn valid(path: &Path) -> Result<(), Failed> {
    compare(&path.with_extension("ast"), &tree(&read(path))?)
}

fn own(path: &Path) -> Result<(), Failed> {
    expect(&path.with_extension("ast"), &tree(&read(path))?)
}

fn errors(path: &Path) -> Result<(), Failed> {
    let file = read(path);
    let parsed = parse(&file);
    if parsed.diagnostics.is_empty() {
        return Err("no diagnostic".into());
    }
    expect(&path.with_extension("txt"), &render(&file, &parsed.diagnostics, false))
}
