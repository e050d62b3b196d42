//! The `numjit` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    numjit::cli::main()
}
