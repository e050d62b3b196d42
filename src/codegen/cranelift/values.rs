//! Which machine values stand for the values of the IR.
//!
//! Input: bindings, made once per IR value. Output: their parts. Never: instructions.

use super::abi::Parts;
use crate::ir::ValueId;
use cranelift_codegen::ir::Value;

/// Parts of all values that are bound so far, in one table.
pub(super) struct Values {
    parts: Vec<Value>,
    /// First part and number of parts; none yet: `UNBOUND`.
    spans: Vec<(u32, u32)>,
}

const UNBOUND: (u32, u32) = (u32::MAX, 0);

impl Values {
    pub(super) fn new(count: usize) -> Self {
        Self { parts: Vec::with_capacity(2 * count), spans: vec![UNBOUND; count] }
    }

    pub(super) fn bind(&mut self, value: ValueId, parts: &[Value]) {
        self.spans[value.0 as usize] = (self.parts.len() as u32, parts.len() as u32);
        self.parts.extend_from_slice(parts);
    }

    pub(super) fn is_bound(&self, value: ValueId) -> bool {
        self.spans[value.0 as usize] != UNBOUND
    }

    pub(super) fn parts(&self, value: ValueId) -> Parts {
        let (start, len) = self.spans[value.0 as usize];
        if start == UNBOUND.0 {
            crate::ice!("{value} is used before its definition");
        }
        Parts::from_slice(&self.parts[start as usize..(start + len) as usize])
    }

    /// One part of a value.
    pub(super) fn part(&self, value: ValueId, index: usize) -> Value {
        let (start, len) = self.spans[value.0 as usize];
        if index >= len as usize {
            crate::ice!("{value} has no part {index} here");
        }
        self.parts[start as usize + index]
    }
}
