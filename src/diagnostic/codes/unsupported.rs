//! NJ04nn: valid Python that numjit does not support.
//!
//! Input: nothing. Output: rows of the code list. Never: other ranges.

use super::Code;

pub(super) static CODES: &[Code] = &[];
