//! `numjit inspect FILE --function NAME --stage STAGE`.

use super::Limits;
use super::run::{color, on_large_stack, read, stop_on_ctrl_c};
use crate::engine::{Error, Failure, Source, Stage};
use crate::runtime::output::Output;
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

/// Show what the compiler makes of a function.
///
/// The script runs first (its output is dropped), so that signatures of calls are known.
#[derive(Args)]
pub(super) struct Inspect {
    #[command(flatten)]
    limits: Limits,
    /// The script; `-` reads standard input
    file: String,
    /// The function; with the stages ast and hir it may be left out
    #[arg(long)]
    function: Option<String>,
    /// Types of its parameters; by default those it was called with.
    #[arg(long, help = "Types of its parameters, such as \"f8[:], i8\"; by default those it was called with")]
    signature: Option<String>,
    /// ast, hir, types, ir, opt, clif, asm or parallel
    #[arg(long, default_value = "opt")]
    stage: Stage,
    /// Write one page with source, types, IR and machine code, linked by line, to this file instead
    #[arg(long, value_name = "FILE", requires = "function")]
    html: Option<String>,
}

impl Inspect {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || {
            let shown = read(None, Some(&self.file)).and_then(|source| self.inspect(&source));
            match shown {
                Ok(text) => {
                    // Whoever reads it may have seen enough.
                    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
                    ExitCode::SUCCESS
                }
                Err(error) => super::fail(&error.render(color())),
            }
        })
    }

    fn inspect(&self, source: &Source) -> Result<String, Error> {
        let engine = self.limits.builder().output(Output::writer(std::io::sink())).build()?;
        let Some(function) = &self.function else {
            return match self.stage {
                Stage::Ast | Stage::Hir => engine.inspect_source(source.source_file(), self.stage),
                _ => Err(Error::usage("say which function with --function NAME")),
            };
        };
        if let Stage::Ast = self.stage {
            return engine.inspect_source(source.source_file(), self.stage);
        }
        stop_on_ctrl_c([&engine]);
        let _deadline = self.limits.timeout.map(|limit| engine.interrupt().deadline(limit));
        let session = engine.session(vec![self.file.clone()]);
        match session.run(source.source_file(), &mut |_| {}) {
            Ok(_) | Err(Failure::Exit(..)) => {}
            // What was defined before it failed can still be shown.
            Err(Failure::Error(error)) if session.get(function).is_none() => return Err(error),
            Err(Failure::Error(_)) => {}
        }
        let signature = self.signature.as_deref();
        let Some(path) = &self.html else { return session.inspect(function, signature, self.stage) };
        let views = session.microscope(function, signature)?;
        let page = super::page::page(&format!("{function} of {}", self.file), &views);
        std::fs::write(path, page).map_err(|error| Error::io(path, &error))?;
        Ok(format!("{path} shows {function}"))
    }
}
