//! What machine code calls, and the data that machine code and the host zone share.
//!
//! Input: dtypes, raw words and pointers from machine code. Output: values, statuses, exceptions.
//! Never: a compiler room, source text, a parser.
//!
//! # The contract with machine code
//! - **Function**: `extern "C" fn(ctx: *mut Context, args: *const u64, results: *mut u64) -> i32`; status 0 is fine, 1 means
//!   that an exception is in the context. Nothing ever unwinds through machine code.
//! - **Words**: in memory (arguments, results, list elements, environments) every component is an 8-byte word. Signed ints are sign-extended,
//!   unsigned ones and bool (0 or 1) zero-extended; an `f32` is its bits zero-extended, an `f64` its bits; a complex number is two
//!   such words (real, imaginary). See [`array::Scalar::to_words`].
//! - **Array**: `data, owner, shape[0..ndim], strides[0..ndim]` (strides in bytes): `2 + 2 * ndim` words. `owner` is a `*mut Block` or null
//!   (borrowed memory: nothing to count). See [`array::Array::from_words`].
//! - **List, string, object**: one word, a pointer to a [`list::List`], [`strings::Str`] or [`object::Object`]; all begin with their
//!   [`memory::Block`], so `retain` and `release` take any of them.
//! - **Counts**: arguments are borrowed (the caller keeps its references), results are owned by the receiver. A helper borrows
//!   what it is given and returns owned references, unless its row says otherwise.
//! - **Helpers**: reached through `ctx.helpers`, a table of addresses indexed by [`helpers::Helper`]; each row gives its machine
//!   signature. A helper that can fail returns null or a status and leaves the exception in the context; it does not know
//!   where it was called, so after a failure the caller calls [`helpers::Helper::PushFrame`] with its own site.
//! - **Routines**: [`routine`] is the one door to Rust functions over whole arrays (sorting, linear algebra, ..): number, type codes,
//!   words of the operands.
//! - **Exceptions**: a failed inline check calls [`helpers::Helper::Raise`] with a [`exception::Check`], its site and up to four operands (the words are
//!   made late), frees what its frame owns and returns 1. A caller that sees status 1 calls `PushFrame(ctx, site of the call)`,
//!   frees what it owns and returns 1, or enters its handler.
//! - **Polls**: at function entry the stack pointer is compared with [`context::STACK_LIMIT_OFFSET`] (below it: `Raise(RecursionDepth)`);
//!   at back-edges the `u32` behind [`context::INTERRUPT_OFFSET`] is loaded (non-zero: `RaiseInterrupt(ctx, site)`).

pub(crate) mod apart;
pub mod array;
pub mod context;
pub mod exception;
pub(crate) mod fft;
pub mod foreign;
pub mod fuel;
pub mod grants;
pub mod helpers;
pub mod interrupt;
pub mod io;
pub(crate) mod linalg;
pub mod list;
pub mod local_time;
pub mod math;
pub mod memory;
pub mod object;
pub mod output;
pub mod perf;
pub mod pool;
pub mod progress;
pub mod random;
pub mod reduce;
pub mod room;
pub mod routine;
pub mod sampler;
pub mod show;
pub mod sort;
pub mod stop;
pub(crate) mod string_ops;
pub mod strings;
pub mod table;
pub mod text;
