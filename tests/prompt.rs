//! Sessions at the prompt under a pseudo-terminal: each file of `tests/prompt` is one.
//!
//! A line `keys: ..` is typed; what follows it, up to the next such line, is what must then be on the screen, sooner or
//! later. Times differ from run to run and stand as `<time>`. `BLESS=1` writes what was found into the files. The session
//! `picture.txt` ends with the screen that README shows: `BLESS=1` draws it anew.

mod support;
#[path = "support/terminal.rs"]
mod terminal;

use libtest_mimic::Failed;
use std::path::Path;
use std::time::Duration;
use support::{accept, copy_files, root, scratch, stem};
use terminal::Terminal;

const LIMIT: Duration = Duration::from_secs(60);
const ROWS: u16 = 30;
const COLUMNS: u16 = 96;

/// What begins a line that is typed.
const KEYS: &str = "keys: ";

/// The picture of README.
const PICTURE: &str = "docs/session.svg";

fn main() {
    support::run_each("tests/prompt", "txt", case);
}

fn case(path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let directory = scratch(&format!("prompt_{}", stem(path)));
    copy_files(&root().join("tests/repl/files"), &directory);
    let mut terminal = Terminal::start(&directory, &["repl"], ROWS, COLUMNS)?;
    let mut found = String::new();
    let is_blessing = std::env::var_os("BLESS").is_some();
    for (keys, expected) in steps(&text) {
        if let Some(keys) = keys {
            terminal.keys(keys);
            found += &format!("{KEYS}{keys}\n");
        }
        let screen = match is_blessing {
            true => terminal.settled(),
            false => terminal.wait_for(|screen| steady(screen) == expected, LIMIT),
        };
        let screen = steady(&screen);
        let is_wrong = screen != expected;
        found += &screen;
        if is_wrong && !is_blessing {
            break;
        }
    }
    if stem(path) == "picture" {
        picture(&terminal, is_blessing)?;
    }
    // What has been typed is dropped; only an empty line can end the session.
    terminal.keys("<C-c>");
    terminal.wait_for(|screen| screen.ends_with("]:\n"), LIMIT);
    std::thread::sleep(Duration::from_millis(300));
    terminal.keys("<C-d>");
    let code = terminal.ended(LIMIT);
    if code != Some(0) {
        return Err(format!("it ended with {code:?}, the screen was\n{}", terminal.text()).into());
    }
    Ok(accept(path, &text, &found)?)
}

/// Keys, none before the first, each with the screen that follows.
fn steps(text: &str) -> Vec<(Option<&str>, String)> {
    let mut steps = vec![(None, String::new())];
    for line in text.lines() {
        match line.strip_prefix(KEYS) {
            Some(keys) => steps.push((Some(keys), String::new())),
            None => {
                let last = steps.len() - 1;
                steps[last].1 += &format!("{line}\n");
            }
        }
    }
    steps
}

/// The text with `<time>` for each time.
fn steady(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let mut words: Vec<&str> = line.split(' ').collect();
        let is_unit = |word: &str| matches!(word, "s" | "ms" | "µs" | "ns");
        for at in 1..words.len() {
            if is_unit(words[at]) && words[at - 1].parse::<f64>().is_ok() {
                words[at - 1] = "<time>";
                words[at] = "";
            }
        }
        words.join(" ").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

/// Compares the picture of README with the screen, or draws it.
fn picture(terminal: &Terminal, is_blessing: bool) -> Result<(), String> {
    let (path, svg) = (root().join(PICTURE), terminal.svg());
    if is_blessing {
        return std::fs::write(&path, svg).map_err(|error| error.to_string());
    }
    let known = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    if known == svg { Ok(()) } else { Err(format!("{PICTURE} is not what the screen shows: BLESS=1 draws it anew")) }
}
