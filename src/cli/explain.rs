//! `numjit explain CODE`.

use crate::diagnostic::codes;
use clap::Args;
use std::process::ExitCode;

/// Explain a diagnostic's code.
#[derive(Args)]
pub(super) struct Explain {
    /// The code, such as NJ0302; all codes if left out
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> ExitCode {
        let Some(wanted) = self.code else {
            for code in codes::all() {
                println!("{}  {}", code.code, code.title);
            }
            return ExitCode::SUCCESS;
        };
        match codes::find(&wanted) {
            Some(code) => {
                println!("{}: {}\n\n{}", code.code, code.title, code.text.trim_end());
                ExitCode::SUCCESS
            }
            None => super::fail(&format!("error: there is no code {wanted}; `numjit explain` lists all codes")),
        }
    }
}
