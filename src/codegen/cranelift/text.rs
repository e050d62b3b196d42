//! Strings.
//!
//! Input: string constants. Output: pointers to objects that the code owns. Never: formatting, which is the runtime's.

use super::abi::PTR;
use super::function::Lower;
use crate::ir::StrId;
use crate::runtime::strings::StrRef;
use cranelift_codegen::ir::Value;

impl Lower<'_, '_> {
    /// A string constant's object, borrowed from the code.
    pub(super) fn string_constant(&mut self, id: StrId) -> Value {
        let text = &self.f.strings[id.0 as usize];
        let Some(string) = StrRef::new(None, text) else { crate::ice!("no memory for a string constant") };
        let address = string.as_ptr() as i64;
        self.shared.strings.push(string);
        self.iconst(PTR, address)
    }
}
