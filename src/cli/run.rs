//! `numjit run FILE [ARGS]`.

use super::Limits;
use crate::diagnostic;
use crate::engine::{Engine, Error, Failure, Session, Source};
use clap::Args;
use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

/// Stack of the thread that runs a script; pages are only taken when they are used.
const STACK: usize = 512 << 20;

/// Run a script.
#[derive(Args)]
pub(super) struct Run {
    #[command(flatten)]
    limits: Limits,
    /// Print what was compiled and how long each stage took, to standard error
    #[arg(long)]
    stats: bool,
    /// Run this text instead of a file
    #[arg(short = 'c', value_name = "CODE")]
    code: Option<String>,
    /// The script; `-` reads standard input
    #[arg(required_unless_present = "code")]
    file: Option<String>,
    /// The script's own arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

impl Run {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || self.run_here())
    }

    fn run_here(self) -> ExitCode {
        let source = match read(self.code.as_deref(), self.file.as_deref()) {
            Ok(source) => source,
            Err(error) => return super::fail(&error.render(color())),
        };
        // Behind `-c CODE` what stands in the file's place is the first argument.
        let name = self.code.is_some().then(|| "-c".to_string());
        let engine = self.limits.engine();
        stop_on_ctrl_c([&engine]);
        let _deadline = self.limits.timeout.map(|limit| engine.interrupt().deadline(limit));
        let session = engine.session(name.into_iter().chain(self.file).chain(self.args).collect());
        let code = run_script(&session, &source);
        if self.stats {
            eprint!("{}", engine.stats());
        }
        code
    }
}

/// Runs a script and shows how it ended.
fn run_script(session: &Session, source: &Source) -> ExitCode {
    let file = source.source_file();
    ended(session.run(file, &mut |warnings| eprint!("{}", diagnostic::render(file, warnings, color()))).map(drop))
}

/// Shows how a script ended.
pub(super) fn ended(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Exit(code, words)) => {
            if let Some(words) = words {
                eprintln!("{words}");
            }
            ExitCode::from(code as u8)
        }
        Err(Failure::Error(error)) => super::fail(&error.render(color())),
    }
}

/// The script that the command line names.
pub(super) fn read(code: Option<&str>, file: Option<&str>) -> Result<Source, Error> {
    match (code, file) {
        (Some(code), _) => Ok(Source::text("<string>", code).in_folder("")),
        (None, Some("-") | None) => {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).map_err(|error| Error::io("<stdin>", &error))?;
            Ok(Source::bytes("<stdin>", bytes)?.in_folder(""))
        }
        (None, Some(path)) => Source::file(path),
    }
}

/// Diagnostics are colored on a terminal.
pub(super) fn color() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Ctrl-C asks the running script to stop; a second one ends the process.
pub(super) fn stop_on_ctrl_c<'e>(engines: impl IntoIterator<Item = &'e Engine>) {
    let interrupts: Vec<_> = engines.into_iter().map(Engine::interrupt).collect();
    let asked = std::sync::atomic::AtomicBool::new(false);
    let handler = move || {
        let is_again = interrupts.iter().any(|interrupt| interrupt.get().is_some());
        if is_again && asked.swap(true, std::sync::atomic::Ordering::Relaxed) {
            std::process::exit(130);
        }
        interrupts.iter().for_each(|interrupt| interrupt.cancel());
    };
    // Without a handler Ctrl-C ends the process, which is right too.
    let _ = ctrlc::set_handler(handler);
}

/// Runs work on a thread with room for deep recursion.
pub(super) fn on_large_stack(work: impl FnOnce() -> ExitCode + Send + 'static) -> ExitCode {
    let thread = std::thread::Builder::new().name("script".to_string()).stack_size(STACK).spawn(work);
    let code = match thread {
        Ok(thread) => thread.join().unwrap_or_else(|_| ExitCode::from(1)),
        Err(error) => super::fail(&format!("error: no thread could be started: {error}")),
    };
    let _ = std::io::stdout().flush();
    code
}
