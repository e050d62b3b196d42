//! Runs the scripts under `tests/host` through the interpreter of the host zone and compares with what CPython and NumPy
//! print: behind `#--- output` stand the lines of standard output, then those of a traceback on standard error.
//!
//! `tests/record/host.py` writes the expectations, with real CPython. Decorated functions are interpreted here, so that
//! no compiler takes part.

#[path = "support/files.rs"]
mod files;

use files::{difference, run_each, stem};
use libtest_mimic::Failed;
use numjit::hir;
use numjit::host::elementwise::Kernels;
use numjit::host::{
    Definition, Engine, Exception, Globals, Interpreter, Keywords, Outcome, Run, Value, render_traceback,
};
use numjit::runtime::context::Services;
use numjit::runtime::output::Output;
use numjit::source::{Folder, SourceFile};
use numjit::syntax;
use numjit::types::{BuiltinId, FunctionId};
use std::path::Path;
use std::sync::{Arc, Mutex};

const SECTION: &str = "#--- output\n";

/// Interprets what is decorated.
#[derive(Default)]
struct Interpreting(Mutex<Vec<Definition>>);

impl Kernels for Interpreting {}

impl Engine for Interpreting {
    fn define(&self, _run: &Run, definition: Definition) -> Outcome<FunctionId> {
        let mut functions = self.0.lock().unwrap();
        functions.push(definition);
        Ok(FunctionId(functions.len() as u32 - 1))
    }

    fn call(&self, run: &Run, function: FunctionId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        let definition = self.0.lock().unwrap()[function.0 as usize].clone();
        Interpreter::new(run).call_value(&Value::Function(definition.function), args, keywords)
    }

    fn attribute(&self, _run: &Run, _function: FunctionId, _name: &str) -> Outcome<Option<Value>> {
        Ok(None)
    }

    fn call_builtin(&self, _run: &Run, builtin: BuiltinId, _args: &[Value], _keywords: &Keywords) -> Outcome<Value> {
        Err(Exception::type_error(format!("{} needs the compiler", numjit::builtins::row(builtin).path)))
    }

    fn load(&self, _folder: Option<&Folder>, _module: &str) -> Outcome<Option<hir::Module>> {
        Ok(None)
    }

    fn threads(&self) -> usize {
        1
    }

    fn set_threads(&self, _threads: usize) -> Outcome<()> {
        Ok(())
    }
}

fn main() {
    run_each("tests/host", "py", case);
}

fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let (script, expected) = text.split_once(SECTION).ok_or("no `#--- output`: run tests/record/host.py")?;
    let expected: String =
        expected.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(&line[1..]))).collect();
    let name = format!("{}.py", stem(path));
    let found = run(&name, script);
    if found == expected { Ok(()) } else { Err(difference(&expected, &found).into()) }
}

/// What the script prints, and its traceback if it ends in one.
fn run(name: &str, script: &str) -> String {
    let source = SourceFile::new(name, script);
    let parsed = syntax::parse(&source);
    let (module, diagnostics) = hir::resolve(&source, &parsed.module);
    let mut found: String = parsed
        .diagnostics
        .iter()
        .chain(&diagnostics)
        .map(|d| format!("{}: {} at line {}\n", d.code, d.message, source.line(d.primary.span.start)))
        .collect();
    let output = Output::memory();
    let run = Run::new(Services::new(output.clone()), Arc::new(Interpreting::default()), vec![name.to_owned()]);
    let globals = Globals::new();
    globals.set("__name__", Value::str("__main__"));
    let result = Interpreter::new(&run).run_module(&module, &globals);
    found += &output.take();
    if let Err(error) = result
        && error.exit_code().is_none()
    {
        found += &render_traceback(&error);
    }
    found
}
