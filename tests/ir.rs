//! Runs the cases under `tests/ir`: functions in the text form of the loop IR with expectations in comments.
//!
//! - `; verify error: [n] words` behind a line: the verifier's findings there, all of them. A file that does not have the
//!   directive `; sites: given` gets a site on everything that can raise.
//! - `; pass: name, ..` anywhere in a file: behind each function, lines that begin with `;>` show what those passes make of it
//!   (without sites).
//! - `; run: name(args) == result`: what a call gives by the oracle, before and after the passes; see `ir/runs.rs`.
//! - Every well-formed function must read back from its printed form.
//!
//! `BLESS=1` writes what was found into the files.

#[path = "support/files.rs"]
mod files;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "ir/runs.rs"]
mod runs;
#[path = "common/show.rs"]
mod show;
#[path = "ir/values.rs"]
mod values;

use files::{accept, run_each};
use libtest_mimic::Failed;
use numjit::ir::text::{Located, read_with_lines};
use numjit::ir::verify::verify;
use numjit::ir::{Function, Site, SiteId, compact, print, text};
use numjit::opt::{self, Inliner, PASSES};
use numjit::source::Span;
use numjit::types::FunctionId;
use std::collections::BTreeMap;
use std::path::Path;

fn main() {
    run_each("tests/ir", "ir", case);
}

/// Checks one file: what it should look like is what it looks like.
fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let found = expectations(&text)?;
    Ok(accept(path, &text, &found)?)
}

/// The text with all expectations as they are found.
fn expectations(text: &str) -> Result<String, Failed> {
    // Lines are counted without what the passes make, so that this does not change them.
    let bare: String = text.lines().filter(|line| !line.starts_with(";>")).map(|line| format!("{line}\n")).collect();
    let text = bare.as_str();
    let mut functions = read_with_lines(text)?;
    if !text.contains("; sites: given") {
        functions.iter_mut().for_each(give_sites);
    }
    let errors = verify_errors(&functions);
    for located in &functions {
        if verify(&located.function).is_ok() {
            reads_back(&located.function)?;
        }
    }
    let plain: Vec<Function> = functions.iter().map(|located| located.function.clone()).collect();
    let after = after_passes(text, &functions, &plain)?;
    let mut out = String::new();
    for (i, line) in text.lines().enumerate() {
        if line.starts_with(runs::MARK) {
            out += &runs::run_line(line, &plain)?;
            out += "\n";
            continue;
        }
        out += &annotate(line, "; verify error: ", errors.get(&(i + 1)));
        out += "\n";
        out += after.get(&(i + 1)).map_or("", String::as_str);
    }
    Ok(out)
}

/// What the file's passes make of each function, by the line that the function ends on.
fn after_passes(text: &str, functions: &[Located], plain: &[Function]) -> Result<BTreeMap<usize, String>, Failed> {
    let mut out = BTreeMap::new();
    let Some(names) = text.lines().find_map(|line| line.strip_prefix("; pass: ")) else { return Ok(out) };
    for Located { function, line, .. } in functions {
        let mut function = function.clone();
        for name in names.split(", ") {
            if name == "inline" {
                function = inlined(&function, plain);
                continue;
            }
            let pass =
                PASSES.iter().find(|pass| pass.name == name).ok_or_else(|| format!("there is no pass {name}"))?;
            opt::run(pass, &mut function);
        }
        reads_back(&function)?;
        let mut shown = compact(&function);
        shown.sites.clear();
        shown.insts.iter_mut().for_each(|inst| inst.site = None);
        let end = text.lines().enumerate().skip(*line).find(|(_, text)| *text == "}").map_or(0, |(i, _)| i + 1);
        out.insert(end, print(&shown).lines().map(|line| format!(";> {line}\n")).collect());
    }
    Ok(out)
}

/// A function with those of the file in place that are small.
fn inlined(function: &Function, all: &[Function]) -> Function {
    let lowered = &mut |instance| {
        let own = (function.instance == instance).then_some(function);
        let found = own.or_else(|| all.iter().find(|other| other.instance == instance));
        found.cloned().unwrap_or_else(|| panic!("{instance:?} is nowhere"))
    };
    Inliner::default().body(function.instance, lowered).function.clone()
}

/// A line with its note of one kind replaced.
fn annotate(line: &str, mark: &str, note: Option<&String>) -> String {
    let bare = line.split(mark).next().unwrap_or_default().trim_end();
    match note {
        Some(note) => format!("{bare:<60} {mark}{note}"),
        None if line.contains(mark) => bare.to_owned(),
        None => line.to_owned(),
    }
}

/// Everything that can raise and has no site gets its line as one.
fn give_sites(located: &mut Located) {
    let Function { insts, sites, .. } = &mut located.function;
    for (inst, &line) in insts.iter_mut().zip(&located.inst_lines) {
        if inst.op.effects().raises && inst.site.is_none() {
            inst.site = Some(SiteId(sites.len() as u32));
            sites.push(Site { function: FunctionId(0), span: Span::new(line, line), inlined: None });
        }
    }
}

/// What the verifier says, by line.
fn verify_errors(functions: &[Located]) -> BTreeMap<usize, String> {
    let mut errors: BTreeMap<usize, String> = BTreeMap::new();
    for located in functions {
        for error in verify(&located.function).err().unwrap_or_default() {
            let line = error.inst.map_or(located.line, |inst| located.inst_lines[inst.0 as usize]);
            let note = errors.entry(line).or_default();
            *note += &format!("{}{error}", if note.is_empty() { "" } else { "; " });
        }
    }
    errors
}

fn reads_back(function: &Function) -> Result<(), Failed> {
    let printed = print(function);
    let again = text::read(&printed)?;
    let dense = compact(function);
    if again != dense {
        return Err(format!("does not read back:\n{printed}\nbut\n{}", print(&again)).into());
    }
    Ok(())
}
