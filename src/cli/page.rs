//! A function at all stages as one page of HTML: source with types, IR and machine code, linked by line.

use super::html::{STYLE, escaped};
use crate::engine::{AsmLine, Microscope, mark_word};
use crate::source::Span;
use std::fmt::Write;

const OWN_STYLE: &str = "body{max-width:none}.stages{display:flex;gap:1rem;align-items:flex-start}\
.stages>section{flex:1;min-width:0;overflow:auto;max-height:80vh;border:1px solid #ccc;padding:.5rem}\
pre{margin:0;font-size:.8rem;line-height:1.35}[data-line]{cursor:pointer}.on{background:#ffe9a8}\
.mark{color:#b00}.note{color:#06c}.label{color:#777}";

/// A line that is pointed at shows what was made of it.
const SCRIPT: &str = "let on=(line,scroll)=>{document.querySelectorAll('.on').forEach(e=>e.classList.remove('on'));\
document.querySelectorAll(`[data-line=\"${line}\"]`).forEach(e=>e.classList.add('on'));\
if(scroll)document.querySelectorAll('.stages>section').forEach(s=>{let e=s.querySelector('.on');\
if(e)s.scrollTop=e.offsetTop-s.offsetTop-60})};\
document.addEventListener('mouseover',e=>{let t=e.target.closest('[data-line]');if(t)on(t.dataset.line,false)});\
document.addEventListener('click',e=>{let t=e.target.closest('[data-line]');if(t)on(t.dataset.line,true)});";

/// The page.
pub(super) fn page(title: &str, views: &[Microscope]) -> String {
    let title = escaped(title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>{STYLE}{OWN_STYLE}</style>\n<h1>{title}</h1>\n"
    );
    for view in views {
        let _ = writeln!(out, "<h2>{}</h2>\n<div class=\"stages\">", escaped(&view.signature));
        section(&mut out, "Source", &source(view));
        section(&mut out, "IR", &ir(view));
        section(&mut out, "Machine code", &asm(view));
        let _ = writeln!(out, "</div>\n<h3>Loops</h3>\n<pre>{}</pre>", escaped(&view.loops));
    }
    let _ = writeln!(out, "<script>{SCRIPT}</script>\n</html>");
    out
}

fn section(out: &mut String, title: &str, body: &str) {
    let _ = writeln!(out, "<section><h3>{title}</h3><pre>{body}</pre></section>");
}

/// A line of text that belongs to a line of the source.
fn linked(line: Option<usize>, html: &str) -> String {
    match line {
        Some(line) => format!("<div data-line=\"{line}\">{html}</div>"),
        None => format!("<div>{html}</div>"),
    }
}

/// The definition, with the type of each expression where it is pointed at.
fn source(view: &Microscope) -> String {
    let file = &view.source;
    let last = file.line(view.span.end.saturating_sub(1));
    let mut start = file.text[..view.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let mut out = String::new();
    for line in file.line(view.span.start)..=last {
        let text = file.line_text(line);
        let html = typed(text, start as u32, &view.types);
        out += &linked(Some(line), &format!("{line:4}  {html}"));
        start += file.text[start..].find('\n').map_or(0, |at| at + 1);
    }
    out
}

/// A line that begins at an offset, in pieces with types.
fn typed(text: &str, start: u32, types: &[(Span, String)]) -> String {
    let end = start + text.len() as u32;
    let inside = |at: &u32| *at > start && *at < end;
    let mut cuts: Vec<u32> = types.iter().flat_map(|(span, _)| [span.start, span.end]).filter(inside).collect();
    cuts.extend([start, end]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::new();
    for piece in cuts.windows(2) {
        let words = escaped(&text[(piece[0] - start) as usize..(piece[1] - start) as usize]);
        let holds = |(span, _): &&(Span, String)| span.start <= piece[0] && span.end >= piece[1];
        let innermost = types.iter().filter(holds).min_by_key(|(span, _)| span.end - span.start);
        match innermost {
            Some((_, ty)) => {
                let _ = write!(out, "<span title=\"{}\">{words}</span>", escaped(ty));
            }
            None => out += &words,
        }
    }
    out
}

fn ir(view: &Microscope) -> String {
    view.ir.iter().map(|(line, text)| linked(*line, &escaped(text))).collect()
}

fn asm(view: &Microscope) -> String {
    let mut out = String::new();
    for (name, lines) in &view.asm {
        out += &linked(None, &format!("<b>{}</b>", escaped(name)));
        let mut current = None;
        for line in lines {
            let html = match line {
                AsmLine::Source(file, line) => {
                    let is_own = file.name == view.source.name;
                    current = is_own.then_some(*line);
                    let place = if is_own { format!("line {line}") } else { format!("{}:{line}", file.name) };
                    format!("<span class=\"label\">{}</span>", escaped(&place))
                }
                AsmLine::Note(words) => format!("<span class=\"note\">  {}</span>", escaped(words)),
                AsmLine::Label(label) => format!("<span class=\"label\">  L{label}:</span>"),
                AsmLine::Code(text, None) => format!("    {}", escaped(text)),
                AsmLine::Code(text, Some(mark)) => {
                    format!("    {} <span class=\"mark\">; {}</span>", escaped(text), mark_word(*mark))
                }
            };
            out += &linked(current, &html);
        }
    }
    out
}
