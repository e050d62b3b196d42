//! Machine code between the lines of the source that it was made of, with what each loop costs.
//!
//! Input: the rows of a listing, sites. Output: [`AsmLine`]s, and text. Never: decoding.

use super::dispatcher::Dispatchers;
use crate::codegen::{Access, Listing, Mark, Row};
use crate::infer;
use crate::ir::Site;
use crate::source::SourceFile;
use std::fmt::Write;
use std::sync::Arc;

/// A line of a listing of machine code.
#[derive(Clone, Debug)]
pub enum AsmLine {
    /// A line of the source: its file, its number from 1.
    Source(Arc<SourceFile>, usize),
    /// What the loop that begins here costs.
    Note(String),
    /// A label.
    Label(u32),
    /// An instruction, and what it is there for.
    Code(String, Option<Mark>),
}

/// The lines of a listing.
pub(super) fn lines(listing: &Listing, sites: &[Site], dispatchers: &Dispatchers) -> Vec<AsmLine> {
    let mut out = Vec::new();
    let mut last = None;
    for (at, row) in listing.rows.iter().enumerate() {
        let place = row.site.and_then(|site| place(site, sites, dispatchers));
        // What has no place belongs to what stands around it.
        if let Some((file, line)) = place
            && last.as_ref() != Some(&(file.name.clone(), line))
        {
            last = Some((file.name.clone(), line));
            out.push(AsmLine::Source(file, line));
        }
        if let Some(end) = loop_end(&listing.rows, at) {
            out.push(AsmLine::Note(cost(&listing.rows[at..=end])));
        }
        out.extend(row.label.map(AsmLine::Label));
        out.push(AsmLine::Code(row.text.clone(), row.mark));
    }
    out
}

/// Where a site stands in the script: what the prelude does stands where it is called.
fn place(site: u32, sites: &[Site], dispatchers: &Dispatchers) -> Option<(Arc<SourceFile>, usize)> {
    let mut site = sites.get(site as usize)?;
    loop {
        let hir = dispatchers.get(site.function).hir.clone();
        match site.inlined.filter(|_| infer::is_prelude(&hir)) {
            Some(inlined) => site = sites.get(inlined.at.0 as usize)?,
            None => return (!infer::is_prelude(&hir)).then(|| (hir.source.clone(), hir.source.line(site.span.start))),
        }
    }
}

/// The last row of the innermost loop that begins at a row.
fn loop_end(rows: &[Row], start: usize) -> Option<usize> {
    let end = rows.iter().enumerate().skip(start).find(|(_, row)| row.back_to == Some(start)).map(|(at, _)| at)?;
    let holds_another = rows[start + 1..end].iter().any(|row| row.back_to.is_some_and(|to| to > start));
    // What lies behind the end and jumps back there is no loop.
    let ends = rows[start..end].iter().any(|row| row.text == "ret");
    (!holds_another && !ends).then_some(end)
}

/// What one iteration of a loop costs.
fn cost(rows: &[Row]) -> String {
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut words = format!("loop of {}", plural(rows.len(), "instruction"));
    let counts = [
        (rows.iter().filter(|row| row.memory == Some(Access::Load)).count(), "load"),
        (rows.iter().filter(|row| row.memory == Some(Access::Store)).count(), "store"),
        (rows.iter().filter(|row| row.mark == Some(Mark::Check) && row.text.starts_with('j')).count(), "check"),
        (rows.iter().filter(|row| row.mark == Some(Mark::Spill)).count(), "spill"),
        (rows.iter().filter(|row| row.mark == Some(Mark::Reload)).count(), "reload"),
        (rows.iter().filter(|row| row.mark == Some(Mark::Call)).count(), "call"),
    ];
    for (n, what) in counts.into_iter().filter(|(n, _)| *n > 0) {
        let _ = write!(words, ", {}", plural(n, what));
    }
    let bits = rows.iter().map(|row| row.vector_bits).max().unwrap_or(0);
    // Scalars live in the low part of 128 bits.
    words + &(if bits > 128 { format!("; vectors of {bits} bits") } else { "; one by one".to_owned() })
}

/// The word for a mark.
#[must_use]
pub fn mark_word(mark: Mark) -> &'static str {
    match mark {
        Mark::Check => "check",
        Mark::Spill => "spill",
        Mark::Reload => "reload",
        Mark::Call => "call",
    }
}

/// A listing as text.
pub(super) fn text(listing: &Listing, sites: &[Site], dispatchers: &Dispatchers) -> String {
    let mut out = format!("; {}\n", listing.name);
    if listing.rows.is_empty() {
        return out + &listing.text;
    }
    for line in lines(listing, sites, dispatchers) {
        let _ = match line {
            AsmLine::Source(file, line) => writeln!(out, "{line:4} | {}", file.line_text(line)),
            AsmLine::Note(words) => writeln!(out, "     ; {words}"),
            AsmLine::Label(label) => writeln!(out, "  L{label}:"),
            AsmLine::Code(text, None) => writeln!(out, "        {text}"),
            AsmLine::Code(text, Some(mark)) => writeln!(out, "        {text:<44} ; {}", mark_word(mark)),
        };
    }
    out
}
