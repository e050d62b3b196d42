//! NJ03nn: types, arity and shapes.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[];
