//! `numjit check FILE`.

use super::run::{color, read};
use crate::diagnostic::{self, Severity};
use crate::engine::Engine;
use clap::Args;
use std::process::ExitCode;

/// Report everything that is wrong with a script, without running it.
#[derive(Args)]
pub(super) struct Check {
    /// The script; `-` reads standard input
    file: String,
}

impl Check {
    pub(super) fn run(self) -> ExitCode {
        let source = match read(None, Some(&self.file)) {
            Ok(source) => source,
            Err(error) => return super::fail(&error.render(color())),
        };
        let diagnostics = Engine::default().check(source.source_file());
        eprint!("{}", diagnostic::render(source.source_file(), &diagnostics, color()));
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        match errors {
            0 => ExitCode::SUCCESS,
            n => super::fail(&format!("{n} error{} in {}", if n == 1 { "" } else { "s" }, self.file)),
        }
    }
}
