//! `numjit repl`: a prompt.
//!
//! Input: lines from a terminal, or from a pipe. Output: values echoed, errors shown; exit code.
//! Never: meaning of inputs (`shell`, `magic`), keys and colors (`editor`).

mod complete;
mod editor;
mod magic;
mod pasted;
mod shell;

use super::Limits;
use super::run::on_large_stack;
use crate::source::SourceFile;
use crate::syntax;
use clap::Args;
use editor::Editor;
use reedline::Signal;
use shell::{Shell, Voice};
use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

/// Start a prompt.
///
/// %help says what there is beside Python. Inputs may come from a pipe, too.
#[derive(Args)]
pub(super) struct Repl {
    #[command(flatten)]
    limits: Limits,
    /// Print prompts and inputs too, and errors among the results: a transcript of a session that comes from a pipe
    #[arg(long)]
    transcript: bool,
}

impl Repl {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || {
            let engine = self.limits.engine();
            let interrupt = engine.interrupt();
            // Without a handler Ctrl-C ends the process, which is right too.
            let _ = ctrlc::set_handler(move || interrupt.cancel());
            let shell = |voice| Shell::new(engine, voice);
            match (self.transcript, std::io::stdin().is_terminal()) {
                (true, _) => piped(&mut shell(Voice::Transcript)),
                (false, true) => interactive(&mut shell(Voice::Terminal)),
                (false, false) => piped(&mut shell(Voice::Values)),
            }
        })
    }
}

/// Lines from a terminal, with editing and history.
fn interactive(shell: &mut Shell) -> ExitCode {
    println!("numjit {} -- %help for help, Ctrl-D ends\n", env!("CARGO_PKG_VERSION"));
    let mut editor = Editor::new(shell);
    loop {
        match editor.read(shell.number(), shell.take_draft()) {
            Ok(Signal::Success(text)) => {
                if let Some(code) = shell.enter(&text) {
                    return code;
                }
            }
            Ok(Signal::CtrlD) => return ExitCode::SUCCESS,
            Ok(_) => {}
            Err(error) => return super::fail(&format!("error: the terminal cannot be read: {error}")),
        }
    }
}

/// Lines from a pipe: each input runs as soon as it is complete.
fn piped(shell: &mut Shell) -> ExitCode {
    let mut pending = String::new();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return super::fail("error: standard input is no UTF-8 text") };
        shell.echo_input(&line, pending.is_empty());
        pending.push_str(&line);
        pending.push('\n');
        if wants_more(&pending) {
            continue;
        }
        if let Some(code) = enter(shell, std::mem::take(&mut pending)) {
            return code;
        }
    }
    enter(shell, pending).unwrap_or(ExitCode::SUCCESS)
}

/// Runs an input, then what it has put into the next one.
fn enter(shell: &mut Shell, text: String) -> Option<ExitCode> {
    let mut next = Some(text);
    while let Some(text) = next {
        if let Some(code) = shell.enter(&text) {
            return Some(code);
        }
        next = shell.take_draft();
    }
    None
}

/// Should another line be read? A block ends with an empty one.
fn wants_more(text: &str) -> bool {
    if magic::is_magic(text) {
        return text.trim_start().starts_with("%%") && !text.ends_with("\n\n");
    }
    syntax::wants_more(&SourceFile::new("<input>", pasted::statements(text).into_owned()))
}
