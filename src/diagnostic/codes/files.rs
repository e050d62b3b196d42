//! NJ06nn: files and imports.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[];
