//! A session at the prompt: numbered inputs, echoed values.
//!
//! Input: the text of an input. Output: its effects, its value's repr, errors. Never: ending because of an error.

use super::super::run::color;
use super::magic;
use super::pasted;
use crate::diagnostic::{self, Diagnostic};
use crate::engine::{Engine, Failure, Session};
use crate::host::{Key, Value};
use crate::source::SourceFile;
use crate::syntax::{self, PieceKind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, PoisonError};

/// How a session shows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Voice {
    /// `Out[1]: 3`; the editor shows prompts and inputs.
    Terminal,
    /// As a terminal, prompts and inputs included, all on standard output.
    Transcript,
    /// Values alone.
    Values,
}

/// A session with its numbered inputs.
pub(super) struct Shell {
    pub engine: Engine,
    pub session: Arc<Session>,
    /// What was entered, the first at number 1.
    pub inputs: Vec<String>,
    /// What the next input begins with.
    pub draft: Option<String>,
    voice: Voice,
    ins: Value,
    outs: Value,
}

impl Shell {
    pub(super) fn new(engine: Engine, voice: Voice) -> Shell {
        let session = Arc::new(engine.session(vec![String::new()]));
        let outs = Value::dict(Default::default());
        let ins = Value::list(vec![Value::str("")]);
        let shell = Shell { engine, session, inputs: Vec::new(), draft: None, voice, ins, outs };
        shell.bind_history();
        shell
    }

    /// Binds the names that hold inputs and values.
    pub(super) fn bind_history(&self) {
        self.session.set("In", self.ins.clone());
        self.session.set("Out", self.outs.clone());
    }

    /// The number of the next input.
    pub(super) fn number(&self) -> usize {
        self.inputs.len() + 1
    }

    /// What the next input begins with.
    pub(super) fn take_draft(&mut self) -> Option<String> {
        self.draft.take()
    }

    /// Shows a line of an input, where nothing else does.
    pub(super) fn echo_input(&self, line: &str, is_first: bool) {
        if self.voice == Voice::Transcript {
            let prompt = if is_first { prompt(self.number()) } else { continuation(self.number()) };
            println!("{}", format!("{prompt}{line}").trim_end());
        }
    }

    /// Runs one input and echoes its value; the exit code if it ended the session.
    pub(super) fn enter(&mut self, text: &str) -> Option<ExitCode> {
        if matches!(text.trim(), "exit" | "exit()" | "quit" | "quit()") {
            return Some(ExitCode::SUCCESS);
        }
        // A request that came too late for the input before.
        self.session.recover();
        if text.trim().is_empty() {
            return None;
        }
        let text = &*pasted::statements(text);
        let number = self.remember(text);
        let result = match magic::find(text) {
            Some(call) => magic::run(self, &call),
            None => self.statements(text, number),
        };
        let code = result.err().and_then(|failure| self.failed(failure));
        if self.voice != Voice::Values {
            println!();
        }
        code
    }

    /// Keeps the text of an input, and gives those before it names: `_i`, `_i3`, `In[3]`.
    fn remember(&mut self, text: &str) -> usize {
        let text = text.trim_end().to_owned();
        self.push_down(["_i", "_ii", "_iii"], Value::str(self.inputs.last().map_or("", String::as_str)));
        self.session.set(&format!("_i{}", self.number()), Value::str(&text));
        if let Value::List(ins) = &self.ins {
            ins.lock().unwrap_or_else(PoisonError::into_inner).push(Value::str(&text));
        }
        self.inputs.push(text);
        self.inputs.len()
    }

    fn statements(&self, text: &str, number: usize) -> Result<(), Failure> {
        let value = self.run(text, &format!("<input {number}>"))?;
        if !matches!(value, Value::None) && !is_muted(text) {
            self.echo(&value, number);
        }
        Ok(())
    }

    /// Runs statements against the session's variables; gives the value of the last.
    ///
    /// # Errors
    /// What is wrong with them, or what they raise.
    pub(super) fn run(&self, text: &str, name: &str) -> Result<Value, Failure> {
        let source = SourceFile::in_folder(name, text, Path::new(""));
        let before = self.session.functions();
        let result = self.session.enter(&source, &mut |warnings| self.warn(&source, warnings));
        self.session.refresh(&before);
        result
    }

    /// Shows a value and gives it names: `_`, `_3`, `Out[3]`.
    pub(super) fn echo(&self, value: &Value, number: usize) {
        let shown = self.session.repr(value);
        match self.voice {
            Voice::Values => println!("{shown}"),
            _ if shown.contains('\n') => println!("Out[{number}]:\n{shown}"),
            _ => println!("Out[{number}]: {shown}"),
        }
        self.push_down(["_", "__", "___"], value.clone());
        self.session.set(&format!("_{number}"), value.clone());
        if let (Value::Dict(outs), Ok(key)) = (&self.outs, Key::new(Value::Int(number as i64))) {
            outs.lock().unwrap_or_else(PoisonError::into_inner).insert(key, value.clone());
        }
    }

    /// The first of these names gets a value, each other one what the one before it had.
    fn push_down(&self, names: [&str; 3], value: Value) {
        for pair in [[names[1], names[2]], [names[0], names[1]]] {
            if let Some(value) = self.session.get(pair[0]) {
                self.session.set(pair[1], value);
            }
        }
        self.session.set(names[0], value);
    }

    /// Shows why an input failed; the exit code if it ends the session.
    fn failed(&self, failure: Failure) -> Option<ExitCode> {
        match failure {
            Failure::Exit(code, words) => {
                if let Some(words) = words {
                    self.complain(&format!("{words}\n"));
                }
                Some(ExitCode::from(code as u8))
            }
            Failure::Error(error) => {
                self.complain(&error.render(self.color()));
                None
            }
        }
    }

    fn warn(&self, source: &SourceFile, warnings: &[Diagnostic]) {
        self.complain(&diagnostic::render(source, warnings, self.color()));
    }

    fn complain(&self, text: &str) {
        match self.voice {
            Voice::Transcript => print!("{text}"),
            _ => eprint!("{text}"),
        }
    }

    fn color(&self) -> bool {
        self.voice != Voice::Transcript && color()
    }
}

/// `In [3]: `
pub(super) fn prompt(number: usize) -> String {
    format!("In [{number}]: ")
}

/// `   ...: `, as wide as the prompt.
pub(super) fn continuation(number: usize) -> String {
    format!("{:>width$}", "...: ", width = prompt(number).len())
}

/// Does it end in a semicolon?
fn is_muted(text: &str) -> bool {
    let pieces = syntax::typed(text);
    let comment = pieces.last().filter(|piece| piece.kind == PieceKind::Comment);
    let end = comment.map_or(text.len(), |piece| piece.span.start as usize);
    text[..end].trim_end().ends_with(';')
}
