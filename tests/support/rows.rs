//! Rows of the table of builtins that scripts say they call: comments `# rows: numpy.clip array.clip`.
//!
//! Input: scripts. Output: the paths of rows. Never: whether they are called (`tests/called.rs`).

use std::collections::BTreeSet;

const MARK: &str = "# rows: ";

/// The rows that a script says it calls.
pub fn marked(text: &str) -> BTreeSet<String> {
    let marks = text.lines().filter_map(|line| line.strip_prefix(MARK));
    marks.flat_map(str::split_whitespace).map(str::to_owned).collect()
}
