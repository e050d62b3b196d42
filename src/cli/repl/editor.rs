//! The line editor: keys, colors, indentation, history.
//!
//! Input: keys of a terminal. Output: inputs. Never: what an input means.

use super::complete::Complete;
use super::shell::{Shell, continuation, prompt};
use super::wants_more;
use crate::syntax::{self, PieceKind};
use reedline::{
    Color, ColumnarMenu, EditCommand, EditMode, Emacs, FileBackedHistory, Highlighter, KeyCode, KeyModifiers,
    MenuBuilder, Prompt, PromptEditMode, PromptHistorySearch, Reedline, ReedlineEvent, ReedlineMenu, ReedlineRawEvent,
    Signal, StyledText, ValidationResult, Validator, default_emacs_keybindings,
};
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Inputs that the history keeps.
const HISTORY: usize = 10_000;

/// How far a block stands in.
const INDENT: &str = "    ";

/// Reads inputs from the terminal.
pub(super) struct Editor {
    line: Reedline,
}

impl Editor {
    pub(super) fn new(shell: &Shell) -> Editor {
        let typed = Typed::default();
        let menu = ReedlineMenu::EngineCompleter(Box::new(ColumnarMenu::default().with_name(MENU).with_marker("")));
        let mut line = Reedline::create()
            .with_validator(Box::new(WholeInput))
            .with_highlighter(Box::new(Colors(typed.clone())))
            .with_edit_mode(Box::new(AutoIndent { keys: Emacs::new(keys()), typed, is_searching: false }))
            .with_completer(Box::new(Complete::new(shell.session.clone())))
            .with_menu(menu)
            .with_quick_completions(true)
            .with_partial_completions(true)
            .use_bracketed_paste(true)
            .with_ansi_colors(std::env::var_os("NO_COLOR").is_none());
        if let Some(history) = history_file().and_then(|file| FileBackedHistory::with_file(HISTORY, file).ok()) {
            line = line.with_history(Box::new(history));
        }
        Editor { line }
    }

    /// Reads an input that may begin with a draft.
    pub(super) fn read(&mut self, number: usize, draft: Option<String>) -> std::io::Result<Signal> {
        if let Some(draft) = draft {
            self.line.run_edit_commands(&[EditCommand::InsertString(draft.trim_end().to_owned())]);
        }
        let signal = self.line.read_line(&Numbered(number));
        // What was entered is kept even if the process is ended.
        let _ = self.line.sync_history();
        signal
    }
}

const MENU: &str = "completion";

/// Emacs's keys, and Tab to complete or to indent.
fn keys() -> reedline::Keybindings {
    let mut keys = default_emacs_keybindings();
    let next = vec![ReedlineEvent::Menu(MENU.into()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(next));
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    keys
}

/// Where the history is kept: what `NUMJIT_HISTORY` says, else among the user's data.
fn history_file() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os("NUMJIT_HISTORY") {
        return Some(file.into()).filter(|file: &PathBuf| !file.as_os_str().is_empty());
    }
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/share")));
    data.map(|data| data.join("numjit/history"))
}

/// `In [3]: `
struct Numbered(usize);

impl Prompt for Numbered {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        prompt(self.0).into()
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        "".into()
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        "".into()
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        continuation(self.0).into()
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        format!("(search) '{}': ", search.term).into()
    }
}

/// An input is complete when the parser says so; a block ends with an empty line.
struct WholeInput;

impl Validator for WholeInput {
    fn validate(&self, text: &str) -> ValidationResult {
        if wants_more(&format!("{text}\n")) { ValidationResult::Incomplete } else { ValidationResult::Complete }
    }
}

// --- colors ----------------------------------------------------------------------------------------------------------

/// What is on the screen, for the keys.
type Typed = Arc<Mutex<Shown>>;

#[derive(Default)]
struct Shown {
    text: String,
    cursor: usize,
    /// Keys have changed more than this knows since the screen was painted.
    is_stale: bool,
}

struct Colors(Typed);

impl Highlighter for Colors {
    fn highlight(&self, text: &str, cursor: usize) -> StyledText {
        let shown = Shown { text: text.to_owned(), cursor, is_stale: false };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = shown;
        let mut styled = StyledText::new();
        let mut at = 0;
        for piece in syntax::typed(text) {
            let (start, end) = (piece.span.start as usize, piece.span.end as usize);
            styled.push((Color::Default.normal(), text[at..start].to_owned()));
            styled.push((color_of(piece.kind).normal(), text[start..end].to_owned()));
            at = end;
        }
        styled.push((Color::Default.normal(), text[at..].to_owned()));
        styled
    }
}

fn color_of(kind: PieceKind) -> Color {
    match kind {
        PieceKind::Comment => Color::DarkGray,
        PieceKind::String => Color::Yellow,
        PieceKind::Number => Color::Cyan,
        PieceKind::Keyword => Color::Green,
        PieceKind::Name => Color::Default,
    }
}

// --- indentation -----------------------------------------------------------------------------------------------------

/// Emacs's keys, with lines that begin where the block stands.
struct AutoIndent {
    keys: Emacs,
    typed: Typed,
    is_searching: bool,
}

impl EditMode for AutoIndent {
    fn parse_event(&mut self, event: ReedlineRawEvent) -> ReedlineEvent {
        let event = self.keys.parse_event(event);
        let mut typed = self.typed.lock().unwrap_or_else(PoisonError::into_inner);
        match &event {
            ReedlineEvent::Edit(commands) if commands[..] == [EditCommand::Backspace] => {
                let backspaces = vec![EditCommand::Backspace; typed.backspaces()];
                backspaces.iter().for_each(|command| typed.follow(command));
                return ReedlineEvent::Edit(backspaces);
            }
            ReedlineEvent::Edit(commands) => commands.iter().for_each(|command| typed.follow(command)),
            ReedlineEvent::SearchHistory => self.is_searching = true,
            ReedlineEvent::Esc | ReedlineEvent::CtrlC => self.is_searching = false,
            ReedlineEvent::Enter if self.is_searching => self.is_searching = false,
            ReedlineEvent::Enter => {
                if let Some(line) = typed.new_line() {
                    let insert = EditCommand::InsertString(line);
                    typed.follow(&insert);
                    return ReedlineEvent::UntilFound(vec![
                        ReedlineEvent::MenuAccept,
                        ReedlineEvent::Edit(vec![insert]),
                    ]);
                }
            }
            _ => {}
        }
        event
    }

    fn edit_mode(&self) -> PromptEditMode {
        self.keys.edit_mode()
    }
}

impl Shown {
    /// Keys that come faster than the screen is painted.
    fn follow(&mut self, command: &EditCommand) {
        match command {
            EditCommand::InsertChar(c) => self.insert(c.encode_utf8(&mut [0; 4])),
            EditCommand::InsertString(text) => self.insert(text),
            EditCommand::Backspace => self.backspace(),
            _ => self.is_stale = true,
        }
    }

    fn insert(&mut self, text: &str) {
        if self.text.is_char_boundary(self.cursor) {
            self.text.insert_str(self.cursor, text);
            self.cursor += text.len();
        }
    }

    fn backspace(&mut self) {
        // A letter may be several characters.
        let last = self.text.get(..self.cursor).and_then(|before| before.chars().next_back());
        match last.filter(char::is_ascii) {
            Some(_) => {
                self.cursor -= 1;
                self.text.remove(self.cursor);
            }
            None => self.is_stale = true,
        }
    }

    /// How many characters Backspace takes: within the indentation, those of a step.
    fn backspaces(&self) -> usize {
        let before = self.text.get(..self.cursor).filter(|_| !self.is_stale).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        let is_indentation = !line.is_empty() && line.bytes().all(|b| b == b' ');
        if is_indentation { (line.len() - 1) % INDENT.len() + 1 } else { 1 }
    }

    /// The line end and the indentation that Enter inserts; none where Enter enters the input.
    fn new_line(&self) -> Option<String> {
        if self.is_stale || !self.text.is_char_boundary(self.cursor) {
            return None;
        }
        let (before, after) = self.text.split_at(self.cursor);
        let goes_on = after.contains('\n') || wants_more(&format!("{}\n", self.text));
        goes_on.then(|| format!("\n{}", indentation(before)))
    }
}

/// Where the line behind a text begins.
fn indentation(before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or("");
    let spaces: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    let comment = syntax::typed(line).last().filter(|piece| piece.kind == PieceKind::Comment).copied();
    let code = line[..comment.map_or(line.len(), |piece| piece.span.start as usize)].trim();
    let first_word = code.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if code.ends_with([':', '(', '[', '{']) {
        return spaces + INDENT;
    }
    if matches!(first_word, "return" | "pass" | "break" | "continue" | "raise") {
        return spaces.strip_suffix(INDENT).unwrap_or("").to_owned();
    }
    spaces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_where_the_block_stands() {
        assert_eq!(indentation("def f(x):"), "    ");
        assert_eq!(indentation("def f(x):\n    if x:  # why"), "        ");
        assert_eq!(indentation("def f(x):\n    if x:\n        return 1"), "    ");
        assert_eq!(indentation("def f(x):\n    y = x"), "    ");
        assert_eq!(indentation("f("), "    ");
        assert_eq!(indentation("x = 1"), "");
    }

    fn shown(text: &str, cursor: usize) -> Shown {
        Shown { text: text.to_owned(), cursor, is_stale: false }
    }

    #[test]
    fn backspace_takes_a_step_of_the_indentation() {
        let steps = |text: &str| shown(text, text.len()).backspaces();
        assert_eq!(
            ["if x:\n        ", "if x:\n      ", "if x:\n    y", "x  ", "", "  "].map(steps),
            [4, 2, 1, 1, 1, 2]
        );
    }

    #[test]
    fn enter_adds_a_line_or_enters() {
        assert_eq!(shown("1 + 2", 5).new_line(), None);
        assert_eq!(shown("for i in a:", 11).new_line().as_deref(), Some("\n    "));
        assert_eq!(shown("for i in a:\n    i\n    ", 22).new_line(), None);
        assert_eq!(shown("a = 1\nb = 2", 5).new_line().as_deref(), Some("\n"));
    }
}
