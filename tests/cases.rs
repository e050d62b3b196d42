//! Runs the cases under `tests/cases`: the oracle must give what the file says, and so must the oracle after all passes (where
//! it counts references) and machine code, without passes and with them, on 1, 2 and 8 threads; nothing may leak.
//!
//! `BLESS=1` writes what was found where a run has no expectation; all others were recorded from Numba (see
//! `tests/record/cases.py`).

#[path = "common/agree.rs"]
mod agree;
mod common;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "common/program.rs"]
mod program;
#[path = "common/show.rs"]
mod show;

use agree::Versions;
use common::case::{Run, runs};
use common::value::Value;
use libtest_mimic::{Arguments, Failed, Trial};
use numjit::diagnostic::{Diagnostic, Severity};
use numjit::hir;
use numjit::infer::{Program, ScriptEnvironment, Typing, infer};
use numjit::ir::{Function, InstanceId};
use numjit::oracle::{Heap, Options, Oracle, Stop, Value as Held};
use numjit::source::SourceFile;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn main() {
    let args = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let trials = files.into_iter().map(|path| {
        let name = path.strip_prefix(&root).unwrap_or(&path).with_extension("").to_string_lossy().into_owned();
        Trial::test(name, move || case(&path))
    });
    libtest_mimic::run(&args, trials.collect()).exit();
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "npy") {
            files.push(path);
        }
    }
}

fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let source = SourceFile::new(path.to_string_lossy(), text.as_str());
    let parsed = numjit::syntax::parse(&source);
    let (module, mut found) = hir::resolve(&source, &parsed.module);
    found.extend(parsed.diagnostics);
    let env = ScriptEnvironment::new(Arc::new(module));
    let mut program = Program::new();
    let mut lowered = HashMap::new();
    let mut failures = Vec::new();
    for run in runs(&text) {
        let Some(id) = env.find(&run.function) else {
            failures.push(format!("line {}: there is no function {}", run.line, run.function));
            continue;
        };
        match infer(&mut program, &env, id, &run.params) {
            Ok(instance) => {
                let versions =
                    lowered.entry(instance).or_insert_with(|| Versions::new(&program::lower(&program, instance)));
                failures.extend(check(versions, &program.typing(instance), &run));
            }
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    failures.extend(diagnostics(&source, &found));
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// What is wrong with a run.
fn check(versions: &Versions, typing: &Typing, run: &Run) -> Option<String> {
    let expected = match run.prints.as_str() {
        "" => run.expected.clone(),
        prints => format!("{} prints {}", run.expected, Value::Str(prints.to_owned())),
    };
    for (functions, counting) in [(&versions.plain, false), (&versions.compiled[1].functions, true)] {
        let found = outcome(functions, typing, run, counting);
        if found.trim_end() != expected {
            let when = if counting { " after all passes" } else { "" };
            let listing = listing(functions);
            return Some(format!("line {}: {}{when}: {found}, expected {expected}{listing}", run.line, run.function));
        }
    }
    let disagreement = versions.disagreement(typing.instance, &|heap| arguments(run, heap))?;
    Some(format!("line {}: {}: {disagreement}", run.line, run.function))
}

/// The arguments of a run as the oracle holds them.
fn arguments(run: &Run, heap: &mut Heap) -> Vec<Held> {
    let mut args = Vec::new();
    for (value, ty) in run.args.iter().zip(&run.params) {
        value.give(ty, heap, &mut args);
    }
    args
}

/// The functions, where that is asked for.
fn listing(functions: &[Function]) -> String {
    if std::env::var_os("SHOW").is_none() { String::new() } else { format!("\n{}", agree::listing(functions)) }
}

/// What a run gives, as a case file writes it.
fn outcome(functions: &[Function], typing: &Typing, run: &Run, counting: bool) -> String {
    let lookup = |instance: InstanceId| agree::find(functions, instance);
    let mut oracle = Oracle::new(&lookup, Options { counting, ..Options::default() });
    let args = arguments(run, &mut oracle.heap);
    let Some(function) = agree::find(functions, typing.instance) else { return "there is no such function".to_owned() };
    let result = oracle.call(function, &args);
    let mut held = args;
    let mut shown = match result {
        Ok(results) => {
            held.extend(results.iter().cloned());
            Value::take(&typing.result, &oracle.heap, &mut results.into_iter()).to_string()
        }
        Err(Stop::Raised(exception)) => format!("raises {exception}"),
        Err(Stop::Fault(fault)) => format!("fault: {fault}"),
    };
    if !oracle.output.is_empty() {
        shown += &format!(" prints {}", Value::Str(oracle.output.clone()));
    }
    let leaks = oracle.leaks(&held);
    if counting && !leaks.is_empty() {
        shown += &format!(" leaks {leaks:?}");
    }
    shown
}

/// Diagnostics that nobody expects, and expectations that nothing meets.
fn diagnostics(source: &SourceFile, found: &[Diagnostic]) -> Vec<String> {
    let mut expected: Vec<(usize, &str, bool)> = Vec::new();
    for (line, text) in source.text.lines().enumerate() {
        if let Some((_, words)) = text.split_once("# error[") {
            expected.push((line + 1, words, false));
        }
    }
    let mut out = Vec::new();
    for diagnostic in found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        let line = source.line(diagnostic.primary.span.start);
        let text = format!("{}]: {}", diagnostic.code, diagnostic.message);
        match expected.iter_mut().find(|(own, words, _)| *own == line && text.starts_with(words.trim_end())) {
            Some(expected) => expected.2 = true,
            None => out.push(format!("line {line}: error[{text} {:?}", diagnostic.notes)),
        }
    }
    let missing = expected.iter().filter(|(.., met)| !met);
    out.extend(missing.map(|(line, words, _)| format!("line {line}: there is no error[{words}")));
    out
}
