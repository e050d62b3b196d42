//! `print`, `input`.
//!
//! Input: values. Output: text on the run's output, or on a file.
//! Never: how values look (`text`).

use super::args::Args;
use super::file;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::Value;
use crate::host::{Outcome, text};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::grants::Grant;
use std::io::BufRead;

/// `print(*values, sep, end, file, flush)`
pub(super) fn print(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let (sep, end) = (args.str_or(0, " ")?, args.str_or(1, "\n")?);
    let mut line = String::new();
    for (i, value) in args.rest.iter().enumerate() {
        if i > 0 {
            line.push_str(sep);
        }
        line.push_str(&text::str(interp, value)?);
    }
    line.push_str(end);
    match args.some(2) {
        None => write_out(interp, &line)?,
        Some(Value::File(target)) => file::write(interp, target, &line)?,
        Some(other) => {
            let method = interp.attribute(other, "write")?;
            interp.call(&method, &[Value::from(line)], &[])?;
        }
    }
    if args.flag(interp, 3, false)? {
        flush_out(interp)?;
    }
    Ok(Value::None)
}

/// Writes to the run's output.
pub(super) fn write_out(interp: &Interpreter<'_>, text: &str) -> Outcome<()> {
    interp.run.services.output.write(text).map_err(|error| broken(&error))
}

/// Sends what is buffered on its way.
pub(super) fn flush_out(interp: &Interpreter<'_>) -> Outcome<()> {
    interp.run.services.output.flush().map_err(|error| broken(&error))
}

fn broken(error: &std::io::Error) -> Exception {
    let kind = match error.kind() {
        std::io::ErrorKind::BrokenPipe => ExceptionKind::BrokenPipeError,
        _ => ExceptionKind::OSError,
    };
    Exception::new(kind, error.to_string())
}

/// `input(prompt)`
pub(super) fn input(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    interp.run.ask(Grant::Files)?;
    if let Some(prompt) = args.get(0) {
        write_out(interp, &text::str(interp, prompt)?)?;
    }
    flush_out(interp)?;
    let mut line = String::new();
    let n = std::io::stdin().lock().read_line(&mut line).map_err(|error| Exception::from_io(&error, "<stdin>"))?;
    if n == 0 {
        return Err(Exception::new(ExceptionKind::EOFError, "EOF when reading a line"));
    }
    if line.ends_with('\n') {
        line.pop();
    }
    Ok(Value::from(line))
}
