//! Inference on the scripts of `tests/infer`.
//!
//! Each script says in comments what to infer, and what is expected:
//! `# call: f(float64[:], int64) -> float64` for a result type, and at the guilty line `# error[NJ0302]: part of the message`
//! for what the calls of the script give as diagnostics. Result types were recorded from Numba by
//! `tests/record/infer.py`; those of `# ours:` are what Numba refuses or gets wrong.
//! What is typed must also be lowered to IR that the verifier accepts.

use numjit::diagnostic::Diagnostic;
use numjit::hir;
use numjit::infer::{Program, ScriptEnvironment, Typing, infer};
use numjit::ir::InstanceId;
use numjit::lower::Callees;
use numjit::source::SourceFile;
use numjit::types::{Dtype, Layout, Type};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

#[test]
fn scripts_have_the_types_they_say() {
    let folder = std::env::var("INFER_DIR")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/infer"), std::convert::Into::into);
    let mut failures = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("tests/infer").map(|it| it.expect("an entry").path()).collect();
    files.sort();
    let wanted = std::env::var("INFER").ok();
    for path in files.iter().filter(|path| path.extension().is_some_and(|it| it == "py")) {
        let name = path.file_name().expect("a name").to_string_lossy().to_string();
        if wanted.as_ref().is_none_or(|wanted| name.contains(wanted)) {
            let text = std::fs::read_to_string(path).expect("a script");
            check_script(&name, &text, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

fn check_script(name: &str, text: &str, failures: &mut Vec<String>) {
    let source = SourceFile::new(name, text);
    let parsed = numjit::syntax::parse(&source);
    let (module, mut found) = hir::resolve(&source, &parsed.module);
    found.extend(parsed.diagnostics);
    let env = ScriptEnvironment::new(Arc::new(module));
    let mut program = Program::new();
    for (line, text) in text.lines().enumerate() {
        let call = text.strip_prefix("# call: ").or_else(|| text.strip_prefix("# ours: "));
        let Some(call) = call else { continue };
        let (call, expected) = call.rsplit_once(" -> ").unwrap_or((call, ""));
        let (function, params) = parse_call(call);
        let Some(id) = env.find(function) else {
            failures.push(format!("{name}:{}: no function {function}", line + 1));
            continue;
        };
        match infer(&mut program, &env, id, &params) {
            Ok(instance) => {
                let typing = program.typing(instance);
                if std::env::var("SHOW").is_ok() {
                    println!("{}", numjit::infer::print::print(&typing));
                }
                lowers(name, &program, &typing, failures);
                let result = typing.result.to_string();
                if result != expected {
                    failures.push(format!("{name}:{}: {call}: {result}, expected {expected}", line + 1));
                }
            }
            Err(diagnostics) if expected.is_empty() => found.extend(diagnostics),
            Err(diagnostics) => {
                let texts: Vec<String> = diagnostics.iter().map(|it| describe(it, &source)).collect();
                failures.push(format!("{name}:{}: {call}: {}", line + 1, texts.join("\n    ")));
            }
        }
    }
    check_errors(name, &source, &found, failures);
}

/// What is typed can be lowered, with all that it calls, to IR that the verifier accepts.
fn lowers(name: &str, program: &Program, typing: &Arc<Typing>, failures: &mut Vec<String>) {
    let mut waiting = vec![Arc::clone(typing)];
    let mut seen = HashSet::from([typing.instance]);
    while let Some(typing) = waiting.pop() {
        let lowered = catch_unwind(AssertUnwindSafe(|| numjit::lower::lower(&typing, &Table(program))));
        let function = match lowered {
            Ok(function) => function,
            Err(error) => {
                let text = error.downcast_ref::<String>().map_or("", |text| text);
                failures.push(format!("{name}: {} is not lowered: {text}", typing.hir.qualname));
                continue;
            }
        };
        if let Err(errors) = numjit::ir::verify::verify(&function) {
            failures.push(format!("{name}: {}: {errors:?}", typing.hir.qualname));
        }
        for callee in &function.callees {
            if seen.insert(callee.instance) {
                waiting.push(program.typing(callee.instance));
            }
        }
    }
}

struct Table<'a>(&'a Program);

impl Callees for Table<'_> {
    fn typing(&self, instance: InstanceId) -> Arc<Typing> {
        self.0.typing(instance)
    }
}

fn describe(it: &Diagnostic, source: &SourceFile) -> String {
    format!("line {}: {}: {} {:?}", source.line(it.primary.span.start), it.code, it.message, it.notes)
}

/// Each diagnostic is expected on its line, and each expectation is met.
fn check_errors(name: &str, source: &SourceFile, found: &[Diagnostic], failures: &mut Vec<String>) {
    let expected: Vec<(usize, &str, &str)> = source
        .text
        .lines()
        .enumerate()
        .filter_map(|(line, text)| {
            let (_, expected) = text.split_once("# error[")?;
            let (code, message) = expected.split_once("]: ")?;
            Some((line + 1, code, message))
        })
        .collect();
    for it in found {
        let line = source.line(it.primary.span.start);
        if !expected.iter().any(|(own, code, message)| *own == line && *code == it.code && it.message.contains(message))
        {
            failures.push(format!("{name}: unexpected {}", describe(it, source)));
        }
    }
    for (line, code, message) in expected {
        if !found
            .iter()
            .any(|it| source.line(it.primary.span.start) == line && it.code == code && it.message.contains(message))
        {
            failures.push(format!("{name}:{line}: expected {code}: {message}"));
        }
    }
}

/// `f(float64[:], int64)`
fn parse_call(call: &str) -> (&str, Vec<Type>) {
    let (name, rest) = call.split_once('(').expect("a call");
    let inner = rest.strip_suffix(')').expect("a closing parenthesis");
    (name, split_top(inner).into_iter().map(parse_type).collect())
}

fn split_top(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut pieces) = (0, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b',' if depth == 0 => {
                pieces.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(text[start..].trim());
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}

fn parse_type(text: &str) -> Type {
    if let Some(inner) = text.strip_prefix("Tuple(") {
        return Type::tuple(split_top(inner.strip_suffix(')').expect("a tuple")).into_iter().map(parse_type));
    }
    if let Some(inner) = text.strip_prefix("list(") {
        return Type::list(parse_type(inner.strip_suffix(')').expect("a list")));
    }
    if let Some((dtype, axes)) = text.split_once('[') {
        let axes: Vec<&str> = axes.strip_suffix(']').expect("an array").split(',').map(str::trim).collect();
        let layout = match (axes.first(), axes.last()) {
            (_, Some(&"::1")) => Layout::C,
            (Some(&"::1"), _) => Layout::F,
            _ => Layout::A,
        };
        return Type::array(scalar(dtype), axes.len(), layout);
    }
    match text {
        "none" => Type::None,
        "str" => Type::Str,
        _ => Type::Scalar(scalar(text)),
    }
}

fn scalar(name: &str) -> Dtype {
    Dtype::ALL.into_iter().find(|dtype| dtype.name() == name).unwrap_or_else(|| panic!("no type {name}"))
}
