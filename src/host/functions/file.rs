//! Text files.
//!
//! Input: paths, modes, texts. Output: open files, their lines.
//! Never: arrays (`io`).

use super::args::Args;
use super::print;
use crate::builtins::host::FileMethod;
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::{File, Value, lock};
use std::fs::OpenOptions;
use std::io::{BufRead, Read, Write};
use std::sync::{Arc, Mutex};

/// What an open file holds.
pub enum FileState {
    /// Closed.
    Closed,
    /// Its whole text, read from a byte on.
    Reading {
        /// The text.
        text: Arc<str>,
        /// Where reading goes on.
        at: usize,
    },
    /// What is written is buffered.
    Writing(std::io::BufWriter<std::fs::File>),
    /// The run's output.
    Stdout,
    /// Standard error.
    Stderr,
    /// Standard input.
    Stdin,
}

/// One of the standard files.
pub(super) fn standard(name: &str) -> Value {
    let (mode, state) = match name {
        "<stdin>" => ("r", FileState::Stdin),
        "<stderr>" => ("w", FileState::Stderr),
        _ => ("w", FileState::Stdout),
    };
    Value::File(Arc::new(File { name: name.into(), mode: mode.into(), state: Mutex::new(state) }))
}

/// `open(file, mode)`
pub(super) fn open(args: &Args) -> Outcome<Value> {
    let path = args.str(0)?;
    let mode = args.str_or(1, "r")?;
    let io = |error: std::io::Error| Exception::from_io(&error, path);
    let plain = mode.replace(['t', 'b'], "");
    let mut options = OpenOptions::new();
    let state = match &*plain {
        "r" => {
            let bytes = std::fs::read(path).map_err(io)?;
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            FileState::Reading { text: text.into(), at: 0 }
        }
        "w" => writing(options.write(true).create(true).truncate(true).open(path).map_err(io)?),
        "a" => writing(options.append(true).create(true).open(path).map_err(io)?),
        "x" => writing(options.write(true).create_new(true).open(path).map_err(io)?),
        _ => return Err(Exception::value_error(format!("invalid mode: '{mode}'"))),
    };
    Ok(Value::File(Arc::new(File { name: path.into(), mode: mode.into(), state: Mutex::new(state) })))
}

fn writing(file: std::fs::File) -> FileState {
    FileState::Writing(std::io::BufWriter::new(file))
}

/// Is it closed?
pub(crate) fn is_closed(file: &File) -> bool {
    matches!(&*lock(&file.state), FileState::Closed)
}

/// Closes a file.
pub(crate) fn close(file: &File) -> Outcome<()> {
    let state = std::mem::replace(&mut *lock(&file.state), FileState::Closed);
    match state {
        FileState::Writing(mut writer) => writer.flush().map_err(|error| Exception::from_io(&error, &file.name)),
        _ => Ok(()),
    }
}

fn closed() -> Exception {
    Exception::value_error("I/O operation on closed file.")
}

fn wrong_way(what: &str) -> Exception {
    let kind = crate::runtime::exception::ExceptionKind::OSError;
    Exception::new(kind, what).named("io.UnsupportedOperation")
}

/// The next line with its end; none at the end of the file.
pub(crate) fn next_line(file: &File) -> Outcome<Option<Value>> {
    match &mut *lock(&file.state) {
        FileState::Reading { text, at } => {
            let rest = &text[*at..];
            let n = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let line = Value::str(&rest[..n]);
            *at += n;
            Ok((n > 0).then_some(line))
        }
        FileState::Stdin => {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            let n = read.map_err(|error| Exception::from_io(&error, &file.name))?;
            Ok((n > 0).then(|| Value::from(line)))
        }
        FileState::Closed => Err(closed()),
        _ => Err(wrong_way("not readable")),
    }
}

/// Writes a text.
pub(super) fn write(interp: &Interpreter<'_>, file: &File, text: &str) -> Outcome<()> {
    let io = |error: std::io::Error| Exception::from_io(&error, &file.name);
    match &mut *lock(&file.state) {
        FileState::Writing(writer) => writer.write_all(text.as_bytes()).map_err(io),
        FileState::Stdout => print::write_out(interp, text),
        FileState::Stderr => std::io::stderr().write_all(text.as_bytes()).map_err(io),
        FileState::Closed => Err(closed()),
        FileState::Reading { .. } | FileState::Stdin => Err(wrong_way("not writable")),
    }
}

fn rest(file: &File, most: i64) -> Outcome<Value> {
    match &mut *lock(&file.state) {
        FileState::Reading { text, at } => {
            let rest = &text[*at..];
            let end = match usize::try_from(most) {
                Ok(most) => rest.char_indices().nth(most).map_or(rest.len(), |(end, _)| end),
                Err(_) => rest.len(),
            };
            let part = Value::str(&rest[..end]);
            *at += end;
            Ok(part)
        }
        FileState::Stdin => {
            let mut text = String::new();
            let read = std::io::stdin().read_to_string(&mut text);
            read.map_err(|error| Exception::from_io(&error, &file.name))?;
            Ok(Value::from(text))
        }
        FileState::Closed => Err(closed()),
        _ => Err(wrong_way("not readable")),
    }
}

/// Calls a method.
pub(super) fn call(interp: &Interpreter<'_>, method: FileMethod, file: &File, args: &Args) -> Outcome<Value> {
    match method {
        FileMethod::Close => close(file).map(|()| Value::None),
        FileMethod::Flush => {
            match &mut *lock(&file.state) {
                FileState::Writing(writer) => {
                    writer.flush().map_err(|error| Exception::from_io(&error, &file.name))?;
                }
                FileState::Stdout => print::flush_out(interp)?,
                FileState::Closed => return Err(closed()),
                _ => {}
            }
            Ok(Value::None)
        }
        FileMethod::Read => rest(file, args.optional_int(0)?.unwrap_or(-1)),
        FileMethod::Readline => Ok(next_line(file)?.unwrap_or_else(|| Value::str(""))),
        FileMethod::Readlines => {
            let mut lines = Vec::new();
            while let Some(line) = next_line(file)? {
                lines.push(line);
            }
            Ok(Value::list(lines))
        }
        FileMethod::Write => {
            let text = args.str(0)?;
            write(interp, file, text)?;
            Ok(Value::size(text.chars().count()))
        }
        FileMethod::Writelines => {
            for line in interp.items(args.at(0))? {
                let text = line.as_str().ok_or_else(|| Exception::type_error("write() argument must be str"))?;
                write(interp, file, text)?;
            }
            Ok(Value::None)
        }
    }
}
