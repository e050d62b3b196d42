//! Stacks for other tools: collapsed lines, speedscope's JSON, flame graphs.

use super::table::standard_name;
use crate::cli::json::quoted;
use crate::engine::profile::{FunctionName, Report, Stack};
use inferno::flamegraph::{self, Options};
use std::fmt::Write;

/// What stands below the stacks of the threads of parallel loops.
const THREADS: &str = "[threads]";

/// `a;b;c microseconds`, a line per stack.
pub(super) fn collapsed(report: &Report) -> String {
    let mut out = String::new();
    for stack in &report.stacks {
        let mut frames: Vec<String> = stack.frames.iter().map(standard_name).collect();
        if let Some(line) = stack.line {
            // Without a blank: a number behind one would be a count.
            frames.push(format!("line:{line}"));
        }
        if stack.is_of_threads {
            frames.insert(0, THREADS.to_owned());
        }
        let micros = stack.time.as_micros();
        if micros > 0 {
            let _ = writeln!(out, "{} {micros}", frames.join(";").replace('\n', " "));
        }
    }
    out
}

/// A flame graph, as an SVG image.
pub(super) fn image(report: &Report, title: &str) -> Result<Vec<u8>, String> {
    let collapsed = collapsed(report);
    if collapsed.is_empty() {
        return Err("nothing took long enough for a flame graph".to_owned());
    }
    let mut options = Options::default();
    options.title = format!("numjit profile {title}");
    options.count_name = "µs".to_owned();
    let mut svg = Vec::new();
    flamegraph::from_lines(&mut options, collapsed.lines(), &mut svg).map_err(|error| error.to_string())?;
    Ok(svg)
}

/// A page with the flame graph and the tables.
pub(super) fn page(report: &Report, title: &str, tables: &str) -> Result<Vec<u8>, String> {
    let image = String::from_utf8_lossy(&image(report, title)?).into_owned();
    // Within a page it is an element, not a document.
    let svg = image.find("<svg").map_or("", |at| &image[at..]);
    let title = crate::cli::html::escaped(title);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>profile of {title}</title>\n\
         <style>{}</style>\n<h1>Profile of {title}</h1>\n{svg}\n<pre>{}</pre>\n</html>\n",
        crate::cli::html::STYLE,
        crate::cli::html::escaped(tables)
    );
    Ok(page.into_bytes())
}

/// The JSON of <https://www.speedscope.app/file-format-schema.json>.
pub(super) fn speedscope(report: &Report, title: &str) -> String {
    let mut frames: Vec<&FunctionName> = report.stacks.iter().flat_map(|stack| &stack.frames).collect();
    frames.sort_by_key(|frame| (frame.file.clone(), frame.line, frame.name.clone()));
    frames.dedup();
    let shared: Vec<String> = frames
        .iter()
        .map(|frame| {
            format!("{{\"name\":{},\"file\":{},\"line\":{}}}", quoted(&frame.name), quoted(&frame.file), frame.line)
        })
        .collect();
    let profiles: Vec<String> = [(false, title.to_owned()), (true, format!("{title} {THREADS}"))]
        .into_iter()
        .filter_map(|(is_of_threads, name)| {
            let stacks = report.stacks.iter().filter(|stack| stack.is_of_threads == is_of_threads);
            profile(&stacks.collect::<Vec<_>>(), &frames, &name)
        })
        .collect();
    format!(
        "{{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"numjit {}\",\
         \"shared\":{{\"frames\":[{}]}},\"profiles\":[{}]}}\n",
        env!("CARGO_PKG_VERSION"),
        shared.join(","),
        profiles.join(",")
    )
}

fn profile(stacks: &[&Stack], frames: &[&FunctionName], name: &str) -> Option<String> {
    let place = |frame: &FunctionName| frames.iter().position(|other| *other == frame).unwrap_or(0).to_string();
    let sample = |stack: &&Stack| format!("[{}]", stack.frames.iter().map(place).collect::<Vec<_>>().join(","));
    let samples: Vec<String> = stacks.iter().map(sample).collect();
    let weights: Vec<String> = stacks.iter().map(|stack| stack.time.as_secs_f64().to_string()).collect();
    let end: f64 = stacks.iter().map(|stack| stack.time.as_secs_f64()).sum();
    (!samples.is_empty()).then(|| {
        format!(
            "{{\"type\":\"sampled\",\"name\":{},\"unit\":\"seconds\",\"startValue\":0,\"endValue\":{end},\
             \"samples\":[{}],\"weights\":[{}]}}",
            quoted(name),
            samples.join(","),
            weights.join(",")
        )
    })
}
