//! `!command`, `%cd`, `%pwd`: the system around the session.

use super::{Done, Shell, usage};
use crate::engine::{Error, Failure};
use std::path::PathBuf;
use std::process::Command;

/// Runs a command; what it prints goes where it goes.
pub(super) fn system(command: &str) -> Done {
    let [shell, flag] = if cfg!(windows) { ["cmd", "/C"] } else { ["sh", "-c"] };
    let ended = Command::new(shell).args([flag, command]).status();
    let status = ended.map_err(|error| Failure::Error(Error::io(shell, &error)))?;
    if status.success() { Ok(()) } else { Err(usage(format!("it ended with {status}"))) }
}

pub(super) fn cd(shell: &mut Shell, folder: &str) -> Done {
    let home = || std::env::var_os("HOME").map(PathBuf::from).ok_or_else(|| usage("say where to: %cd FOLDER"));
    let folder = match folder.strip_prefix('~') {
        Some(rest) => home()?.join(rest.trim_start_matches('/')),
        None if folder.is_empty() => home()?,
        None => PathBuf::from(folder.trim_matches(['"', '\''])),
    };
    std::env::set_current_dir(&folder).map_err(|error| Failure::Error(Error::io(&folder.to_string_lossy(), &error)))?;
    pwd(shell, "")
}

pub(super) fn pwd(_: &mut Shell, _: &str) -> Done {
    let folder = std::env::current_dir().map_err(|error| Failure::Error(Error::io("the working folder", &error)))?;
    println!("{}", folder.display());
    Ok(())
}
