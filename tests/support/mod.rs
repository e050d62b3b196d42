//! What the tests of the command share: running the built binary with a time limit, cases with expectations in files.
//!
//! Input: arguments, standard input. Output: what the process printed, and its exit code. Never: the library.

#![allow(dead_code, reason = "each test program uses its part")]

mod files;

#[allow(unused_imports, reason = "each test program uses its part")]
pub use files::{accept, difference, files, root, run_each, stem};

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a process left behind.
#[derive(Debug)]
pub struct Outcome {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// How long it ran.
    pub took: Duration,
}

/// An empty directory for one test, named after it.
pub fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("the scratch directory can be made");
    path
}

/// Copies the files of one directory into another.
pub fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the directory can be made");
    for entry in std::fs::read_dir(from).expect("the directory can be listed").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_files(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("the file can be copied");
        }
    }
}

/// The `numjit` command, to be run in a directory, with four threads.
pub fn numjit(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_numjit"));
    command.current_dir(directory).env("NUMJIT_NUM_THREADS", "4").env("NO_COLOR", "1");
    command
}

/// Runs a command to its end, or ends it when `limit` has passed.
pub fn finish(command: &mut Command, input: &str, limit: Duration) -> Result<Outcome, String> {
    let start = Instant::now();
    let child = start_piped(command, input)?;
    wait(child, start, limit)
}

/// Starts a command whose streams are pipes, and gives it its input.
pub fn start_piped(command: &mut Command, input: &str) -> Result<Child, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{command:?} does not start: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A process that does not read its input may end before it is written.
        let _ = stdin.write_all(input.as_bytes());
    }
    Ok(child)
}

/// Waits for a started command.
pub fn wait(mut child: Child, start: Instant, limit: Duration) -> Result<Outcome, String> {
    let stdout = reader(child.stdout.take());
    let stderr = reader(child.stderr.take());
    let mut pause = Duration::from_micros(200);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if start.elapsed() < limit => std::thread::sleep(pause),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                let (stdout, stderr) = (stdout.join(), stderr.join());
                return Err(format!("still running after {limit:?}; stdout {stdout:?}, stderr {stderr:?}"));
            }
            Err(error) => return Err(error.to_string()),
        }
        pause = (pause * 2).min(Duration::from_millis(10));
    };
    let took = start.elapsed();
    let text = |thread: std::thread::JoinHandle<String>| thread.join().unwrap_or_default();
    Ok(Outcome { stdout: text(stdout), stderr: text(stderr), code: status.code(), took })
}

fn reader(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
