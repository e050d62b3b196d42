//! The architecture as data, and the rules that keep it: layers, unsafe code, who names which library, builtins' names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by layer; a room uses rooms of lower layers only.
const LAYERS: &[(u32, &[&str])] = &[
    (0, &["source", "diagnostic"]),
    (1, &["types"]),
    (2, &["ir", "runtime"]),
    (3, &["builtins", "syntax"]),
    (4, &["hir"]),
    (5, &["infer"]),
    (6, &["lower", "opt", "codegen", "oracle", "host"]),
    (7, &["engine"]),
    (8, &["cli"]),
];

/// Edges within a layer that the picture has, and why.
const SIDEWAYS: &[(&str, &str)] = &[
    // Ops name the runtime's helpers, exceptions and checks.
    ("ir", "runtime"),
    // Diagnostics have spans.
    ("diagnostic", "source"),
];

/// Edges that the layers would allow and the picture forbids.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("syntax", &["types", "ir", "runtime", "builtins"]),
    ("hir", &["ir", "runtime"]),
    ("runtime", &["ir", "source", "diagnostic"]),
    ("opt", &["hir", "infer", "builtins"]),
    ("codegen", &["hir", "infer", "builtins"]),
    ("oracle", &["hir", "infer", "builtins"]),
];

/// Rooms that may hold unsafe code.
const UNSAFE_ROOMS: &[&str] = &["runtime", "codegen", "engine"];

/// Libraries that one room alone names.
const OWNED_LIBRARIES: &[(&str, &str)] = &[
    ("pest", "syntax"),
    ("cranelift", "codegen"),
    ("iced_x86", "codegen"),
    ("capstone", "codegen"),
    ("clap", "cli"),
    ("reedline", "cli"),
    ("inferno", "cli"),
    ("annotate_snippets", "diagnostic"),
    ("faer", "runtime"),
    ("gemm", "runtime"),
    ("realfft", "runtime"),
    ("rustfft", "runtime"),
];

struct Source {
    path: PathBuf,
    room: String,
    /// Without comments.
    code: String,
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path(), &mut paths);
    assert!(paths.len() > 50, "the sources were not found");
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

fn read(path: PathBuf) -> Source {
    let text = fs::read_to_string(&path).expect("a readable source");
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or(""));
    let code = lines.collect::<Vec<_>>().join("\n");
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("a path in src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    let room = first.trim_end_matches(".rs").to_string();
    Source { path, room, code }
}

fn layer(room: &str) -> Option<u32> {
    LAYERS.iter().find(|(_, rooms)| rooms.contains(&room)).map(|(layer, _)| *layer)
}

/// The rooms that a file names as `crate::room`.
fn used_rooms(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let end = group.find('}').unwrap_or(group.len());
            rooms.extend(group[..end].split(',').map(first_word));
        } else {
            rooms.insert(first_word(rest));
        }
    }
    rooms.retain(|room| layer(room).is_some());
    rooms
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn lower_layers_never_use_higher_ones() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = layer(&source.room) else { continue };
        for used in used_rooms(&source.code) {
            let fine = used == source.room
                || layer(&used).is_some_and(|used| used < own)
                || SIDEWAYS.contains(&(source.room.as_str(), used.as_str()));
            let forbidden = FORBIDDEN.iter().any(|(room, uses)| *room == source.room && uses.contains(&used.as_str()));
            if !fine || forbidden {
                wrong.push(format!("{}: {} uses {used}", source.path.display(), source.room));
            }
        }
    }
    assert!(wrong.is_empty(), "the layers are broken:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_picture() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|source| source.room).collect();
    let unknown: Vec<&String> =
        rooms.iter().filter(|room| layer(room).is_none() && !["lib", "main"].contains(&room.as_str())).collect();
    assert!(unknown.is_empty(), "rooms without a layer: {unknown:?}");
}

#[test]
fn unsafe_code_stays_in_its_rooms() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|source| !UNSAFE_ROOMS.contains(&source.room.as_str()))
        .filter(|source| {
            // Outside of string literals: `casting="unsafe"` is NumPy's word.
            let code = literals(&source.code).1;
            code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe")
        })
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "unsafe code outside of {UNSAFE_ROOMS:?}:\n{}", wrong.join("\n"));
}

#[test]
fn libraries_are_named_by_their_rooms_alone() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (library, room) in OWNED_LIBRARIES {
            let named = source.code.contains(&format!("use {library}"))
                || source.code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').any(|word| {
                    word.split("::").next().is_some_and(|first| {
                        word.contains("::") && (first == *library || first.starts_with(&format!("{library}_")))
                    })
                });
            if named && source.room != *room {
                wrong.push(format!("{} names {library}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "libraries outside of their rooms:\n{}", wrong.join("\n"));
}

/// String literals of a file's code, and the code without them.
fn literals(code: &str) -> (Vec<String>, String) {
    let mut found = Vec::new();
    let mut rest = String::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let mut literal = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => literal.extend(chars.next()),
                        '"' => break,
                        other => literal.push(other),
                    }
                }
                found.push(literal);
            }
            // A character, such as '"'; a lifetime has no closing quote.
            '\'' => {
                let mut ahead = chars.clone();
                let first = ahead.next();
                let escaped = first == Some('\\') && ahead.next().is_some();
                if (escaped || first.is_some()) && ahead.next() == Some('\'') {
                    chars = ahead;
                }
            }
            other => rest.push(other),
        }
    }
    (found, rest)
}

#[test]
fn builtins_are_named_in_their_table_alone() {
    let dotted: BTreeSet<&str> =
        numjit::builtins::ids().map(|id| numjit::builtins::row(id).path).filter(|path| path.contains('.')).collect();
    assert!(dotted.len() > 100, "the table was not found");
    let mut wrong = Vec::new();
    for source in sources().into_iter().filter(|source| source.room != "builtins") {
        let before_tests = source.code.split("#[cfg(test)]").next().unwrap_or("");
        for literal in literals(before_tests).0.into_iter().filter(|literal| dotted.contains(literal.as_str())) {
            wrong.push(format!("{}: \"{literal}\"", source.path.display()));
        }
    }
    assert!(wrong.is_empty(), "builtins named outside of their table:\n{}", wrong.join("\n"));
}

#[test]
fn every_code_is_explained() {
    let known: BTreeSet<&str> = numjit::diagnostic::codes::all().map(|code| code.code).collect();
    assert_eq!(known.len(), numjit::diagnostic::codes::all().count(), "a code is listed twice");
    let mut used = BTreeSet::new();
    for source in sources().into_iter().filter(|source| source.room != "diagnostic") {
        for literal in literals(&source.code).0 {
            let digits = literal.strip_prefix("NJ").filter(|rest| rest.len() == 4);
            if digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())) {
                used.insert(literal.to_string());
            }
        }
    }
    let missing: Vec<&String> = used.iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(missing.is_empty(), "codes without an explanation: {missing:?}");
    let unused: Vec<&&str> = known.iter().filter(|code| !used.contains(**code)).collect();
    assert!(unused.is_empty(), "explained codes that nothing reports: {unused:?}");
}

#[test]
fn files_open_with_what_they_are_and_stay_small() {
    let mut wrong = Vec::new();
    for source in sources() {
        let text = fs::read_to_string(&source.path).expect("a readable source");
        if !text.starts_with("//!") {
            wrong.push(format!("{}: no module doc", source.path.display()));
        }
        if text.lines().count() > 900 {
            wrong.push(format!("{}: {} lines", source.path.display(), text.lines().count()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
