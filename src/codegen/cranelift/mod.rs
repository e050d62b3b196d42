//! The Cranelift back end.
//!
//! Input: functions to compile together, and a way to the ones that are compiled already. Output: [`Code`], or
//! [`Listing`]s for people. Never: a failure on verified IR (that is an internal error).
//!
//! Each IR function becomes one machine function with the uniform signature, or, where others of its module call it, an
//! internal function (native parameters, see `abi`) and an entry; and one more for each body of a parallel loop. All that machine code finds at run time it reaches through the
//! context, its module's data, or the addresses of callees that were compiled before.

mod abi;
mod call;
mod check;
mod code;
mod complex;
mod control;
mod convert;
mod counted;
mod facts;
mod float;
mod frame;
mod function;
mod handler;
mod helper;
mod int;
mod isa;
mod list;
mod listing;
mod map;
mod math;
mod memory;
mod module;
mod object;
mod parallel;
mod place;
mod poll;
mod references;
mod scalar;
mod slots;
mod target;
mod text;
mod values;
mod vector_checks;
mod vectors;

pub use code::{Address, Code, EntryFn};
pub use listing::{Access, Mark, Row};
pub use map::{Piece, SiteRange};

use crate::codegen::Level;
use crate::ir::{Function, InstanceId};
use crate::runtime::array::Array;
use crate::runtime::helpers::Helper;
use module::{Emitter, Text};
use rustc_hash::FxHashMap;
use target::Target;

/// Functions to compile together: a root and those of its callees that are not yet compiled.
pub struct ModuleInput<'a> {
    /// In any order; they may call one another.
    pub functions: &'a [FunctionInput<'a>],
    /// Finds the [`Code::address`] of a callee that is not among `functions`.
    pub resolve: &'a dyn Fn(InstanceId) -> Option<Address>,
    /// The arrays that `captured` instructions name. The code keeps them alive; their shapes are constants to it.
    pub captured: &'a [Array],
    /// What its loops pay.
    pub metering: Metering,
    /// The vector instructions that it may use.
    pub level: Level,
}

/// Whether code counts its steps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Metering {
    /// It does not.
    #[default]
    None,
    /// Each iteration of each loop but its first, and each call that may be recursive, takes one from the context's fuel
    /// (see [`crate::runtime::context::FUEL_OFFSET`]). No loop is vector code.
    Fuel,
}

/// One function to compile.
#[derive(Clone, Copy)]
pub struct FunctionInput<'a> {
    /// Verified IR.
    pub function: &'a Function,
    /// The runtime's number of the function's site 0; the others follow.
    pub first_site: u32,
}

/// What [`inspect`] shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Cranelift's IR as we make it.
    Clif,
    /// The machine's instructions.
    Asm,
}

/// The text of one function of a module.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The IR function that it belongs to.
    pub instance: InstanceId,
    /// Its name; outlined loops are `name.parallel0` and so on.
    pub name: String,
    /// The text; machine code as Cranelift writes it. Positions `@hex` are runtime site numbers plus one.
    pub text: String,
    /// Machine code, where it is asked for and can be read.
    pub rows: Vec<Row>,
}

/// Compiles functions together.
#[must_use]
pub fn emit(input: &ModuleInput<'_>) -> Code {
    let mut emitter = Emitter::new(input, Text::None, module::in_memory(input));
    emitter.emit_all();
    emitter.finish()
}

/// What [`emit_object`] makes.
#[derive(Clone, Debug)]
pub struct ObjectFile {
    /// In the platform's format.
    pub bytes: Vec<u8>,
    /// What its code finds in the helper table of its context.
    pub helpers: Vec<Helper>,
}

/// Compiles functions into an object file, whose code is that of [`emit`] but for the addresses in it. `symbols` name entries
/// (of the type [`EntryFn`]) for a linker; nothing else is seen from outside. All callees are among the functions.
#[must_use]
pub fn emit_object(input: &ModuleInput<'_>, symbols: FxHashMap<InstanceId, String>) -> ObjectFile {
    let mut emitter = Emitter::new(input, Text::None, Target::object(input.level, symbols));
    emitter.emit_all();
    emitter.finish_object()
}

/// Compiles functions as [`emit`] does, and shows them.
#[must_use]
pub fn inspect(input: &ModuleInput<'_>, stage: Stage) -> Vec<Listing> {
    let mut emitter = Emitter::new(input, Text::Of(stage), module::in_memory(input));
    emitter.emit_all();
    emitter.into_listings()
}
