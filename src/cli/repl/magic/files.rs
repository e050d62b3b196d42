//! `%run`, `%load`, `%save`, `%edit`, `%history`: inputs and files.

use super::{Done, Shell, usage};
use crate::engine::{Error, Failure, Source};
use std::path::Path;
use std::process::Command;

/// The text of a file that a magic names.
fn read(name: &str, path: &str) -> Result<Source, Failure> {
    if path.is_empty() {
        return Err(usage(format!("say which file: %{name} FILE")));
    }
    Source::file(path).map_err(Failure::Error)
}

pub(super) fn run(shell: &mut Shell, path: &str) -> Done {
    let source = read("run", path)?;
    let before = shell.session.functions();
    let ran = shell.session.run(source.source_file(), &mut |_| {});
    shell.session.refresh(&before);
    ran.map(drop)
}

pub(super) fn load(shell: &mut Shell, path: &str) -> Done {
    let source = read("load", path)?;
    shell.draft = Some(source.source_file().text.clone());
    Ok(())
}

pub(super) fn edit(shell: &mut Shell, path: &str) -> Done {
    let editor = std::env::var("EDITOR").unwrap_or_else(|_| "vi".to_owned());
    let temporary = std::env::temp_dir().join(format!("numjit-{}.py", std::process::id()));
    let file = if path.is_empty() { temporary.as_path() } else { Path::new(path) };
    let failed = |error: &std::io::Error| Failure::Error(Error::io(&editor, error));
    let edited = Command::new(&editor).arg(file).status().map_err(|error| failed(&error))?;
    if !edited.success() {
        return Err(usage(format!("{editor} ended with {edited}")));
    }
    let text =
        std::fs::read_to_string(file).map_err(|error| Failure::Error(Error::io(&file.to_string_lossy(), &error)));
    if path.is_empty() {
        // Nothing is lost if it stays.
        let _ = std::fs::remove_file(&temporary);
    }
    shell.run(&text?, "<edited>").map(drop)
}

pub(super) fn history(shell: &mut Shell, which: &str) -> Done {
    for number in chosen(shell, which)? {
        println!("{number:>4}: {}", shell.inputs[number - 1].replace('\n', "\n      "));
    }
    Ok(())
}

pub(super) fn save(shell: &mut Shell, argument: &str) -> Done {
    let (path, which) = argument.split_once(' ').unwrap_or((argument, ""));
    if path.is_empty() {
        return Err(usage("say which file: %save FILE 1-4"));
    }
    let inputs = chosen(shell, which)?.into_iter().map(|number| &shell.inputs[number - 1]);
    // A magic is no Python.
    let text: Vec<&str> = inputs.filter(|text| !super::is_magic(text)).map(String::as_str).collect();
    let saved = std::fs::write(path, text.join("\n") + "\n");
    saved.map_err(|error| Failure::Error(Error::io(path, &error)))?;
    println!("{} written to {path}", crate::cli::clock::counted(text.len() as u64, "input"));
    Ok(())
}

/// The numbers of the inputs that a text names: `3`, `2-5`, several of them; all before this one where it is empty.
fn chosen(shell: &Shell, which: &str) -> Result<Vec<usize>, Failure> {
    let last = shell.inputs.len().saturating_sub(1);
    if which.trim().is_empty() {
        return Ok((1..=last).collect());
    }
    let wrong = || usage(format!("'{which}' names no inputs; 3 and 2-5 do"));
    let mut numbers = Vec::new();
    for part in which.split_whitespace() {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to): (usize, usize) = (from.parse().map_err(|_| wrong())?, to.parse().map_err(|_| wrong())?);
        numbers.extend(from.max(1)..=to.min(last));
    }
    Ok(numbers)
}
