//! From the loop IR to machine code.
//!
//! Input: verified [`crate::ir::Function`]s. Output: [`Code`], machine code that owns its memory.
//! Never: source text, types of the language, decisions that belong to the optimizer.
//!
//! `cranelift` compiles everything. `wide` stands beside it: innermost loops that it accepts become vector code past
//! 128 bits, which Cranelift's code calls where it pays and nothing overlaps.

mod cranelift;
mod padding;
mod wide;

pub use cranelift::{
    Access, Address, Code, EntryFn, FunctionInput, Listing, Mark, Metering, ModuleInput, ObjectFile, Piece, Row,
    SiteRange, Stage, emit, emit_object, inspect,
};
pub use wide::{Level, VectorNote, vector_notes};
