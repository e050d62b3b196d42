//! Runs the cases under `tests/cases` through inference, lowering, the verifier, the oracle, and the oracle again after all
//! passes, where it counts references.
//!
//! `BLESS=1` writes what was found where a run has no expectation; all others were recorded from Numba (see
//! `tests/record/cases.py`).

mod common;

use common::case::{Run, runs};
use common::value::Value;
use libtest_mimic::{Arguments, Failed, Trial};
use numjit::diagnostic::{Diagnostic, Severity};
use numjit::hir;
use numjit::infer::{Program, ScriptEnvironment, Typing, infer};
use numjit::ir::verify::expect_verified;
use numjit::ir::{Function, InstanceId, print};
use numjit::lower::{Callees, lower};
use numjit::opt;
use numjit::oracle::{Options, Oracle, Stop};
use numjit::source::SourceFile;
use std::collections::{BTreeMap, HashMap};
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
    let mut failures = Vec::new();
    for run in runs(&text) {
        let Some(id) = env.find(&run.function) else {
            failures.push(format!("line {}: there is no function {}", run.line, run.function));
            continue;
        };
        match infer(&mut program, &env, id, &run.params) {
            Ok(instance) => failures.extend(check(&program, instance, &run)),
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    failures.extend(diagnostics(&source, &found));
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// What is wrong with a run.
fn check(program: &Program, instance: InstanceId, run: &Run) -> Option<String> {
    let mut functions = HashMap::new();
    lower_all(program, instance, &mut functions);
    let typing = program.typing(instance);
    let plain = outcome(&functions, &typing, run, false);
    let expected = match run.prints.as_str() {
        "" => run.expected.clone(),
        prints => format!("{} prints {}", run.expected, Value::Str(prints.to_owned())),
    };
    if plain.trim_end() != expected {
        return Some(format!(
            "line {}: {}: {plain}, expected {expected}{}",
            run.line,
            run.function,
            listing(&functions)
        ));
    }
    functions.values_mut().for_each(opt::optimize);
    let optimized = outcome(&functions, &typing, run, true);
    (optimized.trim_end() != expected).then(|| {
        format!(
            "line {}: {} after all passes: {optimized}, expected {expected}{}",
            run.line,
            run.function,
            listing(&functions)
        )
    })
}

fn listing(functions: &HashMap<InstanceId, Function>) -> String {
    if std::env::var_os("SHOW").is_none() {
        return String::new();
    }
    let ordered: BTreeMap<u32, &Function> = functions.iter().map(|(id, function)| (id.0, function)).collect();
    ordered.values().map(|function| format!("\n{}", print(function))).collect()
}

struct Known<'a>(&'a Program);

impl Callees for Known<'_> {
    fn typing(&self, instance: InstanceId) -> Arc<Typing> {
        self.0.typing(instance)
    }
}

/// Lowers a specialization and all that it calls.
fn lower_all(program: &Program, instance: InstanceId, out: &mut HashMap<InstanceId, Function>) {
    if out.contains_key(&instance) {
        return;
    }
    let function = lower(&program.typing(instance), &Known(program));
    expect_verified(&function, "lower");
    let callees: Vec<InstanceId> = function.callees.iter().map(|callee| callee.instance).collect();
    out.insert(instance, function);
    callees.into_iter().for_each(|callee| lower_all(program, callee, out));
}

/// What a run gives, as a case file writes it.
fn outcome(functions: &HashMap<InstanceId, Function>, typing: &Typing, run: &Run, counting: bool) -> String {
    let lookup = |instance: InstanceId| functions.get(&instance);
    let mut oracle = Oracle::new(&lookup, Options { counting, ..Options::default() });
    let mut args = Vec::new();
    for (value, ty) in run.args.iter().zip(&run.params) {
        value.give(ty, &mut oracle.heap, &mut args);
    }
    let result = oracle.call(&functions[&typing.instance], &args);
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
