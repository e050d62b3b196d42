//! `numjit diff SCRIPT [ARGS]`: the same script under numjit and under CPython with Numba.
//!
//! Input: a script, an interpreter. Output: both times, and what differs in standard output and in saved arrays.
//! Never: writing into the folder where it is called: both run in copies of it.

mod compare;
mod folder;

use clap::Args;
use compare::{Tolerance, arrays, lines};
use folder::Folder;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// Differences that are shown, of each kind.
const SHOWN: usize = 10;

/// Run a script under numjit and under CPython with Numba, and compare what they print and save.
///
/// Both run in copies of the current folder. Exit code 0: the same; 1: something differs; 2: it could not be compared.
#[derive(Args)]
pub(super) struct Diff {
    /// The Python to compare with; by default the first of python3 and python that has numba
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
    /// How far floats may differ, relative to the larger one (absolutely below 1)
    #[arg(long, value_name = "T", default_value_t = 1e-12)]
    tolerance: f64,
    /// The script
    file: PathBuf,
    /// The script's own arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// How one of the two ended.
struct Outcome {
    stdout: String,
    stderr: String,
    code: Option<i32>,
    took: Duration,
    folder: Folder,
}

impl Diff {
    pub(super) fn run(self) -> ExitCode {
        match self.compare() {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(1),
            Err(words) => {
                eprintln!("error: {words}");
                ExitCode::from(2)
            }
        }
    }

    /// Do both do the same?
    fn compare(&self) -> Result<bool, String> {
        if !self.file.is_file() {
            return Err(format!("there is no file {}", self.file.display()));
        }
        let (python, versions) = self.find_python()?;
        let own = std::env::current_exe().map_err(|error| format!("numjit cannot run itself: {error}"))?;
        let ours = self.finish(Command::new(own).arg("run"))?;
        let theirs = self.finish(Command::new(&python).args(["-W", "ignore"]))?;
        println!("numjit  {:>9.3} s", ours.took.as_secs_f64());
        println!("python  {:>9.3} s  ({versions})", theirs.took.as_secs_f64());
        let ends = same_end(&ours, &theirs);
        let tolerance = Tolerance(self.tolerance);
        let prints = report("standard output", &lines(&ours.stdout, &theirs.stdout, tolerance));
        let saves = self.same_arrays(&ours.folder, &theirs.folder, tolerance);
        Ok(ends & prints & saves)
    }

    /// Runs the script in a copy of the current folder.
    fn finish(&self, command: &mut Command) -> Result<Outcome, String> {
        let folder = Folder::copy_of_current().map_err(|error| format!("the folder cannot be copied: {error}"))?;
        let script = std::path::absolute(&self.file).map_err(|error| error.to_string())?;
        // A script of this folder runs from its copy, so that it finds its siblings there.
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let script = script.strip_prefix(&here).map_or(script.clone(), Path::to_path_buf);
        let start = Instant::now();
        let output = command.arg(script).args(&self.args).current_dir(folder.path()).output();
        let output = output.map_err(|error| format!("{}: {error}", command.get_program().to_string_lossy()))?;
        Ok(Outcome {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code(),
            took: start.elapsed(),
            folder,
        })
    }

    /// The interpreter to compare with, and the versions of what it has.
    fn find_python(&self) -> Result<(PathBuf, String), String> {
        let candidates = match &self.python {
            Some(path) => vec![path.clone()],
            None => vec![PathBuf::from("python3"), PathBuf::from("python")],
        };
        let found = candidates.iter().find_map(|python| Some((absolute(python), versions(python)?)));
        found.ok_or_else(|| {
            let tried: Vec<String> = candidates.iter().map(|path| path.display().to_string()).collect();
            format!(
                "no Python with numba was found (tried {}); name one with --python PATH, or install it: pip install numba",
                tried.join(", ")
            )
        })
    }

    fn same_arrays(&self, ours: &Folder, theirs: &Folder, tolerance: Tolerance) -> bool {
        let (own, other) = (ours.saved(), theirs.saved());
        let mut same = true;
        for name in own.iter().chain(other.iter().filter(|&name| !own.contains(name))) {
            let differences = match (own.contains(name), other.contains(name)) {
                (true, false) => vec!["saved by numjit alone".to_string()],
                (false, true) => vec!["saved by python alone".to_string()],
                _ => arrays(&ours.path().join(name), &theirs.path().join(name), tolerance),
            };
            same &= report(&name.display().to_string(), &differences);
        }
        same
    }
}

/// A path with a folder in it means the same from everywhere.
fn absolute(python: &Path) -> PathBuf {
    match python.components().count() {
        0 | 1 => python.to_path_buf(),
        _ => std::path::absolute(python).unwrap_or_else(|_| python.to_path_buf()),
    }
}

/// `numba 0.68.1, numpy 2.4.6`; none: it does not run, or has no numba.
fn versions(python: &Path) -> Option<String> {
    let code = "import numba, numpy; print(f'numba {numba.__version__}, numpy {numpy.__version__}')";
    let output = Command::new(python).args(["-c", code]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_string();
    output.status.success().then_some(text)
}

/// Did both end well, or both raise?
fn same_end(ours: &Outcome, theirs: &Outcome) -> bool {
    if ours.code == theirs.code {
        return true;
    }
    let code = |outcome: &Outcome| outcome.code.map_or("a signal".to_string(), |code| code.to_string());
    let last = |outcome: &Outcome| outcome.stderr.lines().last().unwrap_or_default().to_string();
    println!("exit code: differs");
    println!("    numjit: {}  {}", code(ours), last(ours));
    println!("    python: {}  {}", code(theirs), last(theirs));
    false
}

/// Prints the first of some differences; true: there are none.
fn report(what: &str, differences: &[String]) -> bool {
    if differences.is_empty() {
        println!("{what}: the same");
        return true;
    }
    println!("{what}: differs");
    for difference in differences.iter().take(SHOWN) {
        println!("    {difference}");
    }
    if differences.len() > SHOWN {
        println!("    and {} more", differences.len() - SHOWN);
    }
    false
}
