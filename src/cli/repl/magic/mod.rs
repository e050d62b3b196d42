//! Magics: what the prompt understands beside Python.
//!
//! Input: inputs that begin with `%`, or have a `?` at an end. Output: [`Call`]s, run against the [`Shell`].
//! Never: statements of Python that only look so.

mod about;
mod files;
mod prun;
mod show;
mod stages;
mod system;
mod timing;
mod variables;

use super::shell::Shell;
use crate::engine::{Error, Failure};
use crate::hir::suggest;

/// How a magic ends.
pub(super) type Done = Result<(), Failure>;

/// One magic.
struct Magic {
    name: &'static str,
    /// What stands behind its name.
    usage: &'static str,
    doc: &'static str,
    run: fn(&mut Shell, &str) -> Done,
}

const fn magic(name: &'static str, usage: &'static str, doc: &'static str, run: fn(&mut Shell, &str) -> Done) -> Magic {
    Magic { name, usage, doc, run }
}

/// All of them, as `%help` lists them.
const MAGICS: &[Magic] = &[
    magic("time", "STATEMENT", "Time one run of a statement", timing::time),
    magic("timeit", "[-n LOOPS] [-r RUNS] STATEMENT", "Time many runs of a statement", timing::timeit),
    magic("prun", "[-s KEY] STATEMENT", "Count and time the calls of a statement", prun::prun),
    magic("lprun", "STATEMENT", "Time the lines of the compiled code of a statement", prun::lprun),
    magic("run", "FILE", "Run a script with the variables of the session", files::run),
    magic("load", "FILE", "Put the text of a file into the next input", files::load),
    magic("save", "FILE [INPUTS]", "Write inputs (all, 3, 2-5) to a file", files::save),
    magic("edit", "[FILE]", "Edit a text with $EDITOR, then run it", files::edit),
    magic("history", "[INPUTS]", "Show inputs with their numbers", files::history),
    magic("who", "", "List the variables", variables::who),
    magic("whos", "", "List the variables with their types and values", variables::whos),
    magic("reset", "", "Unbind all variables", variables::reset),
    magic("types", "f(ARGS)", "Show the types that a function has for a call", stages::types),
    magic("ir", "f(ARGS)", "Show its loop IR as lowered", stages::ir),
    magic("opt", "f(ARGS)", "Show its loop IR after all passes", stages::opt),
    magic("clif", "f(ARGS)", "Show what Cranelift is given", stages::clif),
    magic("asm", "f(ARGS)", "Show its machine code", stages::asm),
    magic("parallel", "f(ARGS)", "Show what became of its loops", stages::parallel),
    magic("show", "[VALUE]", "Show an array or a figure, or the current figure, in the terminal", show::show),
    magic("cd", "[FOLDER]", "Go to a folder, by default the home folder", system::cd),
    magic("pwd", "", "Show the working folder", system::pwd),
    magic("help", "", "Show this", help),
];

/// What an input asks for.
pub(super) enum Call<'a> {
    /// `%name argument`
    Magic { name: &'a str, argument: &'a str },
    /// `name?`, `name??`, `help(name)`
    About { name: &'a str, with_source: bool },
    /// `!command`
    System(&'a str),
}

/// Names of magics with their documentation.
pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    MAGICS.iter().map(|magic| (magic.name, magic.doc))
}

/// Is it for this room rather than for Python?
pub(super) fn is_magic(text: &str) -> bool {
    find(text).is_some()
}

/// The magic that an input is.
pub(super) fn find(text: &str) -> Option<Call<'_>> {
    let text = text.trim();
    if let Some(command) = text.strip_prefix('!') {
        return Some(Call::System(command.trim()));
    }
    let asked = text.strip_prefix("help").and_then(|rest| rest.trim_start().strip_prefix('(')?.strip_suffix(')'));
    match asked.map(str::trim) {
        Some("") => return Some(Call::Magic { name: "help", argument: "" }),
        Some(name) if is_path(name) => return Some(Call::About { name, with_source: false }),
        _ if text == "help" => return Some(Call::Magic { name: "help", argument: "" }),
        _ => {}
    }
    let bare = text.trim_matches('?').trim();
    let name_of = bare.strip_prefix('%').unwrap_or(bare);
    if is_path(name_of) && text.len() > bare.len() && text.contains('?') {
        return Some(Call::About { name: bare, with_source: text.starts_with("??") || text.ends_with("??") });
    }
    let rest = text.strip_prefix("%%").or_else(|| text.strip_prefix('%'))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(Call::Magic { name: &rest[..end], argument: rest[end..].trim() })
}

/// Is it a name with attributes?
fn is_path(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
}

/// The path behind a magic that takes a file, where a text is that far.
pub(super) fn takes_file(before: &str) -> Option<&str> {
    let (name, rest) = before.trim_start().strip_prefix('%')?.split_once(' ')?;
    let takes = MAGICS
        .iter()
        .any(|magic| magic.name == name && ["FILE", "FOLDER"].iter().any(|what| magic.usage.contains(what)));
    takes.then(|| rest.trim_start())
}

/// Does what a call asks for.
///
/// # Errors
/// What it raises, or how it must be written.
pub(super) fn run(shell: &mut Shell, call: &Call<'_>) -> Done {
    let (name, argument) = match *call {
        Call::Magic { name, argument } => (name, argument),
        Call::About { name, with_source } => return about::about(shell, name, with_source),
        Call::System(command) => return system::system(command),
    };
    match MAGICS.iter().find(|magic| magic.name == name) {
        Some(magic) => (magic.run)(shell, argument),
        None => {
            let near = suggest::nearest(name, MAGICS.iter().map(|magic| magic.name));
            let near = near.map_or(String::new(), |near| format!("; did you mean %{near}?"));
            Err(usage(format!("there is no magic %{name}{near} (%help lists them)")))
        }
    }
}

/// A magic that was called in a wrong way.
fn usage(words: impl AsRef<str>) -> Failure {
    Failure::Error(Error::usage(words.as_ref()))
}

fn help(_: &mut Shell, _: &str) -> Done {
    let calls: Vec<String> = MAGICS.iter().map(|magic| format!("%{} {}", magic.name, magic.usage)).collect();
    let width = calls.iter().map(String::len).max().unwrap_or(0) + 2;
    for (call, magic) in calls.iter().zip(MAGICS) {
        println!("{call:width$}{}", magic.doc);
    }
    for (call, doc) in [
        ("name?", "Signature, documentation and specializations of a function; type and value of another variable"),
        ("name??", "The same with the source"),
        ("statement;", "Run it and show no value"),
        ("_, __, _3, Out[3]", "The last value, the one before, the value of input 3"),
        ("_i, _ii, _i3, In[3]", "The text of the input before, of the one before that, of input 3"),
        ("!command", "Run a command of the system"),
    ] {
        println!("{call:width$}{doc}");
    }
    println!("Tab completes, Ctrl-R searches the history, Ctrl-C stops what runs, Ctrl-D ends the session.");
    Ok(())
}
