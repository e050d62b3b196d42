//! From the loop IR to machine code.
//!
//! Input: verified [`crate::ir::Function`]s. Output: [`Code`], machine code that owns its memory.
//! Never: source text, types of the language, decisions that belong to the optimizer.
//!
//! `cranelift` compiles everything. A back end for wide vector loops can stand beside it: it would take the innermost
//! loops that it accepts out of [`emit`]'s hands.

mod cranelift;

pub use cranelift::{Address, Code, EntryFn, FunctionInput, Listing, ModuleInput, Stage, emit, inspect};
