//! `numjit doc [NAME] [--html FILE]`.

use super::html::{STYLE, escaped};
use crate::builtins::reference::{self, Coverage, Entry};
use crate::hir::suggest;
use clap::Args;
use std::fmt::Write;
use std::io::Write as _;
use std::process::ExitCode;

/// Print the reference of what scripts can use: every builtin of the table, and how much of NumPy there is.
#[derive(Args)]
pub(super) struct Doc {
    /// A function, method, module or kind of value, such as np.clip, list.append or numpy.linalg; by default all
    name: Option<String>,
    /// Write one page of HTML to this file instead
    #[arg(long, value_name = "FILE")]
    html: Option<String>,
}

impl Doc {
    pub(super) fn run(self) -> ExitCode {
        let entries = match &self.name {
            None => reference::entries(),
            Some(name) => reference::find(name),
        };
        if entries.is_empty() {
            let name = self.name.unwrap_or_default();
            let near = suggest::nearest(&name, reference::names());
            let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            return super::fail(&format!("error: there is no builtin called {name}{near}"));
        }
        let groups = if self.name.is_none() { reference::coverage() } else { Vec::new() };
        match self.html {
            // Whoever reads may have had enough: `numjit doc | head`.
            None => drop(std::io::stdout().write_all(text(&entries, &groups).as_bytes())),
            Some(path) => {
                if let Err(error) = std::fs::write(&path, page(&entries, &groups)) {
                    return super::fail(&format!("error: cannot write {path}: {error}"));
                }
            }
        }
        ExitCode::SUCCESS
    }
}

/// `creation: 16 of 16`, and what is missing where.
fn coverage_line(group: &Coverage) -> String {
    let mut line = format!("{}: {} of {} in both zones", group.title, group.in_both, group.total);
    let parts = [
        ("only in the host zone", &group.host_only),
        ("only in compiled functions", &group.compiled_only),
        ("missing", &group.missing),
    ];
    for (words, names) in parts {
        if !names.is_empty() {
            let _ = write!(line, "; {words}: {}", names.join(" "));
        }
    }
    line
}

/// What stands under an entry, in both forms.
fn facts(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut facts = vec![("zones", entry.zones.to_string())];
    if let Some(dtypes) = &entry.dtypes {
        facts.push(("dtypes", dtypes.clone()));
    }
    if !entry.aliases.is_empty() {
        facts.push(("also", entry.aliases.join(", ")));
    }
    if !entry.deviations.is_empty() {
        facts.push(("differs from NumPy and Numba", entry.deviations.to_string()));
    }
    if let Some(hint) = entry.hint {
        facts.push(("in compiled functions", hint.to_string()));
    }
    facts
}

fn text(entries: &[Entry], groups: &[Coverage]) -> String {
    let mut out = String::new();
    if !groups.is_empty() {
        out.push_str("NumPy\n");
        for group in groups {
            let _ = writeln!(out, "    {}", coverage_line(group));
        }
        out.push('\n');
    }
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", entry.call);
        for line in entry.doc.lines() {
            let _ = writeln!(out, "    {}", line.trim());
        }
        for (name, fact) in facts(entry) {
            let _ = writeln!(out, "    {name}: {fact}");
        }
    }
    out
}

fn page(entries: &[Entry], groups: &[Coverage]) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>numjit reference</title>\n\
         <style>{STYLE}</style>\n<h1>numjit {} reference</h1>\n",
        env!("CARGO_PKG_VERSION")
    );
    let modules = modules(entries);
    out.push_str("<nav>");
    for module in &modules {
        let _ = write!(out, "<a href=\"#module-{module}\">{module}</a>");
    }
    out.push_str("</nav>\n");
    if !groups.is_empty() {
        out.push_str("<h2>NumPy</h2>\n<ul>\n");
        for group in groups {
            let _ = writeln!(out, "<li>{}</li>", escaped(&coverage_line(group)));
        }
        out.push_str("</ul>\n");
    }
    for module in modules {
        let _ = writeln!(out, "<h2 id=\"module-{module}\">{module}</h2>");
        for entry in entries.iter().filter(|entry| module_of(entry) == module) {
            section(entry, &mut out);
        }
    }
    out.push_str("</html>\n");
    out
}

fn section(entry: &Entry, out: &mut String) {
    let _ = writeln!(out, "<h3 id=\"{0}\"><code>{1}</code></h3>", entry.path, escaped(&entry.call));
    let _ = writeln!(out, "<p>{}</p>", escaped(entry.doc));
    for (name, fact) in facts(entry) {
        let _ = writeln!(out, "<p class=\"facts\">{name}: {}</p>", escaped(&fact));
    }
}

/// The part of a path before its last dot; `builtins` where there is none.
fn module_of(entry: &Entry) -> &'static str {
    entry.path.rsplit_once('.').map_or("builtins", |(module, _)| module)
}

fn modules(entries: &[Entry]) -> Vec<&'static str> {
    let mut modules: Vec<&'static str> = Vec::new();
    for entry in entries {
        if !modules.contains(&module_of(entry)) {
            modules.push(module_of(entry));
        }
    }
    modules
}
