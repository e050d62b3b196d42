//! `numjit repl`: a prompt.

use super::Limits;
use super::run::{color, on_large_stack, stop_on_ctrl_c};
use crate::diagnostic;
use crate::engine::{Failure, Session};
use crate::host::Value;
use crate::source::SourceFile;
use crate::syntax;
use clap::Args;
use reedline::{DefaultPrompt, DefaultPromptSegment, Reedline, Signal, ValidationResult, Validator};
use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

/// Start a prompt.
#[derive(Args)]
pub(super) struct Repl {
    #[command(flatten)]
    limits: Limits,
}

impl Repl {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || {
            let engine = self.limits.engine();
            stop_on_ctrl_c(&engine);
            let session = engine.session(vec![String::new()]);
            if std::io::stdin().is_terminal() { interactive(&session) } else { piped(&session) }
        })
    }
}

/// Lines from a terminal, with editing and history.
fn interactive(session: &Session) -> ExitCode {
    println!("numjit {} - Ctrl-D ends", env!("CARGO_PKG_VERSION"));
    let mut editor = Reedline::create().with_validator(Box::new(CompleteInput));
    let prompt = DefaultPrompt::new(DefaultPromptSegment::Empty, DefaultPromptSegment::Empty);
    let mut number = 0;
    loop {
        match editor.read_line(&prompt) {
            Ok(Signal::Success(text)) => {
                number += 1;
                if let Some(code) = enter(session, &text, number) {
                    return code;
                }
            }
            Ok(Signal::CtrlC) => {}
            Ok(_) => return ExitCode::SUCCESS,
            Err(error) => return super::fail(&format!("error: the terminal cannot be read: {error}")),
        }
    }
}

/// Lines from a pipe: each input runs as soon as it is complete.
fn piped(session: &Session) -> ExitCode {
    let mut pending = String::new();
    let mut number = 0;
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return super::fail("error: standard input is no UTF-8 text") };
        pending.push_str(&line);
        pending.push('\n');
        if syntax::wants_more(&SourceFile::new("<stdin>", pending.as_str())) {
            continue;
        }
        number += 1;
        if let Some(code) = enter(session, &std::mem::take(&mut pending), number) {
            return code;
        }
    }
    enter(session, &pending, number + 1).unwrap_or(ExitCode::SUCCESS)
}

/// Runs one input and echoes its value; the exit code if it ended the session.
fn enter(session: &Session, text: &str, number: usize) -> Option<ExitCode> {
    if matches!(text.trim(), "exit" | "exit()" | "quit" | "quit()") {
        return Some(ExitCode::SUCCESS);
    }
    let source = SourceFile::in_folder(format!("<input {number}>"), text, Path::new(""));
    let result = session.enter(&source, &mut |warnings| eprint!("{}", diagnostic::render(&source, warnings, color())));
    match result {
        Ok(Value::None) => None,
        Ok(value) => {
            println!("{}", session.repr(&value));
            None
        }
        Err(Failure::Exit(code, words)) => {
            if let Some(words) = words {
                eprintln!("{words}");
            }
            Some(ExitCode::from(code as u8))
        }
        Err(Failure::Error(error)) => {
            eprint!("{}", error.render(color()));
            session.recover();
            None
        }
    }
}

/// An input is complete when the parser says so; a block ends with an empty line.
struct CompleteInput;

impl Validator for CompleteInput {
    fn validate(&self, line: &str) -> ValidationResult {
        match syntax::wants_more(&SourceFile::new("<input>", format!("{line}\n"))) {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Complete,
        }
    }
}
