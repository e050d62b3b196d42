//! A terminal for tests: a real pseudo-terminal, and what is on its screen.
//!
//! Input: a command, keys. Output: the screen as text or as an SVG. Never: what should be there.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two looks at the screen.
const LOOK: Duration = Duration::from_millis(10);

/// A program that quiet for this long waits for keys.
const QUIET: Duration = Duration::from_millis(1500);

/// Asks where the cursor is; a terminal answers.
const WHERE: &[u8] = b"\x1b[6n";

/// What has come from the program.
struct Screen {
    parser: vt100::Parser,
    changed: Instant,
}

/// A program on a terminal.
pub struct Terminal {
    screen: Arc<Mutex<Screen>>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts `numjit ARGS` in a directory, on a screen of so many rows and columns.
    pub fn start(directory: &Path, args: &[&str], rows: u16, columns: u16) -> Result<Terminal, String> {
        let words = |error: &dyn std::fmt::Display| error.to_string();
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).map_err(|error| words(&error))?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_numjit"));
        command.args(args);
        command.cwd(directory);
        for (name, value) in [("TERM", "xterm-256color"), ("NUMJIT_NUM_THREADS", "2"), ("NUMJIT_CPU", "baseline")] {
            command.env(name, value);
        }
        command.env("NUMJIT_HISTORY", directory.join("history"));
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).map_err(|error| words(&error))?;
        let mut output = pair.master.try_clone_reader().map_err(|error| words(&error))?;
        let keys = Arc::new(Mutex::new(pair.master.take_writer().map_err(|error| words(&error))?));
        let parser = vt100::Parser::new(not_none(rows), not_none(columns), 1000);
        let screen = Screen { parser, changed: Instant::now() };
        let screen = Arc::new(Mutex::new(screen));
        let (own_screen, own_keys) = (screen.clone(), keys.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                take(&own_screen, &own_keys, &bytes[..n]);
            }
        });
        Ok(Terminal { screen, keys, child, _master: pair.master })
    }

    /// Types keys: text, and names such as `<Enter>`, `<Tab>`, `<C-c>`, `<Paste>..</Paste>`.
    pub fn keys(&self, text: &str) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = keys.write_all(&bytes_of(text));
        let _ = keys.flush();
        drop(keys);
        self.screen.lock().unwrap_or_else(PoisonError::into_inner).changed = Instant::now();
    }

    /// The lines on the screen, without what is empty at their ends and at the end.
    pub fn text(&self) -> String {
        let screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = screen.parser.screen();
        let columns = shown.size().1.get();
        let lines: Vec<String> = shown.rows(0, columns).map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n").trim_end().to_owned() + "\n"
    }

    /// The screen once it is as expected, or as it is when the time is over.
    pub fn wait_for(&self, expected: impl Fn(&str) -> bool, limit: Duration) -> String {
        let start = Instant::now();
        loop {
            let text = self.text();
            if expected(&text) || start.elapsed() > limit {
                return text;
            }
            std::thread::sleep(LOOK);
        }
    }

    /// The screen once nothing has come for a while.
    pub fn settled(&self) -> String {
        loop {
            let changed = self.screen.lock().unwrap_or_else(PoisonError::into_inner).changed;
            if changed.elapsed() > QUIET {
                return self.text();
            }
            std::thread::sleep(LOOK);
        }
    }

    /// The exit code, once the program has ended.
    pub fn ended(&mut self, limit: Duration) -> Option<u32> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status.exit_code());
            }
            std::thread::sleep(LOOK);
        }
        None
    }

    /// The screen as an image.
    pub fn svg(&self) -> String {
        svg(self.screen.lock().unwrap_or_else(PoisonError::into_inner).parser.screen())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn not_none(n: u16) -> NonZero<u16> {
    NonZero::new(n).unwrap_or(NonZero::<u16>::MIN)
}

/// Takes in what the program has written, and answers its question.
fn take(screen: &Mutex<Screen>, keys: &Mutex<Box<dyn Write + Send>>, bytes: &[u8]) {
    let mut screen = screen.lock().unwrap_or_else(PoisonError::into_inner);
    screen.parser.process(bytes);
    screen.changed = Instant::now();
    if bytes.windows(WHERE.len()).any(|part| part == WHERE) {
        let (row, column) = screen.parser.screen().cursor_position();
        drop(screen);
        let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = write!(keys, "\x1b[{};{}R", row + 1, column + 1);
        let _ = keys.flush();
    }
}

/// What a terminal sends for keys.
fn bytes_of(text: &str) -> Vec<u8> {
    const KEYS: &[(&str, &str)] = &[
        ("<Enter>", "\r"),
        ("<Tab>", "\t"),
        ("<Up>", "\x1b[A"),
        ("<Down>", "\x1b[B"),
        ("<Left>", "\x1b[D"),
        ("<Home>", "\x1b[H"),
        ("<Backspace>", "\x7f"),
        ("<Esc>", "\x1b"),
        ("<C-a>", "\x01"),
        ("<C-c>", "\x03"),
        ("<C-d>", "\x04"),
        ("<C-r>", "\x12"),
        ("<Paste>", "\x1b[200~"),
        ("</Paste>", "\x1b[201~"),
        ("<Newline>", "\n"),
    ];
    KEYS.iter().fold(text.to_owned(), |text, (name, sent)| text.replace(name, sent)).into_bytes()
}

// --- images ------------------------------------------------------------------------------------------------------------

/// Of a cell.
const WIDTH: f64 = 8.4;
const HEIGHT: f64 = 18.0;

/// The colors of a terminal by number; light ones follow.
const COLORS: [&str; 16] = [
    "#1d1f21", "#cc6666", "#b5bd68", "#f0c674", "#81a2be", "#b294bb", "#8abeb7", "#c5c8c6", "#969896", "#d54e53",
    "#b9ca4a", "#e7c547", "#7aa6da", "#c397d8", "#70c0b1", "#eaeaea",
];

fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let used = (0..rows).rev().find(|&row| !line_is_empty(screen, row, columns)).map_or(1, |row| row + 1);
    let (width, height) = (f64::from(columns) * WIDTH + 24.0, f64::from(used) * HEIGHT + 24.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        COLORS[0]
    );
    for row in 0..used {
        line(&mut out, screen, row, columns);
    }
    out + "</svg>\n"
}

fn line_is_empty(screen: &vt100::Screen, row: u16, columns: u16) -> bool {
    (0..columns).all(|column| screen.cell(row, column).is_none_or(|cell| cell.contents().trim().is_empty()))
}

/// A run of cells that look alike is one element.
fn line(out: &mut String, screen: &vt100::Screen, row: u16, columns: u16) {
    let look = |cell: &vt100::Cell| (color(cell.fgcolor(), 7), color(cell.bgcolor(), 0), cell.inverse(), cell.bold());
    let mut column = 0;
    while column < columns {
        let Some(first) = screen.cell(row, column) else { break };
        let mut end = column + 1;
        while end < columns && screen.cell(row, end).is_some_and(|cell| look(cell) == look(first)) {
            end += 1;
        }
        let text: String = (column..end)
            .filter_map(|at| screen.cell(row, at))
            .map(|cell| if cell.has_contents() { cell.contents() } else { " " })
            .collect();
        run(out, text.trim_end(), (row, column, end), look(first));
        column = end;
    }
}

fn run(
    out: &mut String,
    text: &str,
    (row, column, end): (u16, u16, u16),
    (front, back, inverse, bold): (String, String, bool, bool),
) {
    let (front, back) = if inverse { (back, front) } else { (front, back) };
    let (x, y) = (12.0 + f64::from(column) * WIDTH, 12.0 + f64::from(row) * HEIGHT);
    if back != COLORS[0] {
        let width = f64::from(end - column) * WIDTH;
        let _ =
            writeln!(out, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{back}\"/>");
    }
    if text.is_empty() {
        return;
    }
    // Blanks at the start would be dropped.
    let blanks = text.len() - text.trim_start().len();
    let (text, x) = (text.trim_start(), x + blanks as f64 * WIDTH);
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let length = text.chars().count() as f64 * WIDTH;
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\" fill=\"{front}\"{weight} textLength=\"{length:.1}\" xml:space=\"preserve\">{escaped}</text>",
        y + 14.0
    );
}

fn color(color: vt100::Color, default: usize) -> String {
    match color {
        vt100::Color::Default => COLORS[default].to_owned(),
        vt100::Color::Idx(n) => COLORS.get(usize::from(n)).map_or("#888888".to_owned(), |color| (*color).to_owned()),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}
