//! numjit: a just-in-time compiler for numeric kernels in Python syntax.
//!
//! A script is a valid Python program. Its module level runs in the *host zone*, an interpreter with CPython's and
//! NumPy's rules; functions with a numba decorator run in the *compiled zone*, as machine code specialized per
//! argument types, with Numba's rules.
//!
//! ```text
//!  text ──parse──► Ast ──resolve──► Hir ─┬─infer──► Typing ──lower──► Ir ──optimize──► Ir ──emit──► Code ──call──► Value
//!                                        └─► host interpreter (module level and undecorated functions) ─────────────┘
//! ```
//!
//! # The rooms, by layer (`tests/architecture.rs` keeps them apart)
//!
//! | layer | room | what goes in and comes out | what it never knows |
//! | --- | --- | --- | --- |
//! | 0 | [`source`] | text → files, spans, lines | Python |
//! | 0 | [`diagnostic`] | findings about a user's program → text | where they come from |
//! | 1 | [`types`] | dtypes and types → promotion, joins, conversions | values, source |
//! | 2 | [`runtime`] | what machine code and the host zone call: memory, arrays, exceptions, the pool, text, files | the compiler |
//! | 2 | [`ir`] | the loop IR: data, ops, builder, verifier, printer, reader, the meaning of each op | names of the script |
//! | 3 | [`builtins`] | one row per builtin; the prelude in our own language | typing tables, machine code |
//! | 3 | [`syntax`] | text → tree and diagnostics; never fails, never panics | what names mean |
//! | 4 | [`hir`] | tree → names, scopes, def-use webs | types |
//! | 5 | [`infer`] | Hir and argument types → [`infer::Typing`], one overload per call | IR |
//! | 6 | [`lower`] | Hir and Typing → IR, conversions and checks explicit | diagnostics |
//! | 6 | [`opt`] | IR → IR, verified after each pass | names, machine code |
//! | 6 | [`codegen`] | IR → machine code; cannot fail on verified IR | types of the language |
//! | 6 | [`oracle`] | IR → results, slowly: the tests' reference, never the product path | machine code |
//! | 6 | [`host`] | the interpreter over dynamic values | typing, IR building, machine code |
//! | 7 | [`engine`] | the one place where stages meet; signature cache, typed calls, limits | a stage's own work |
//! | 8 | `cli` | the command line and the prompt (feature `cli`) | stages |
//!
//! Four kinds of errors never mix: what is wrong with a user's program is a [`diagnostic::Diagnostic`]; what a running
//! program raises is an exception; misuse by an embedder and unreadable files are an [`Error`]; our own bugs are `ice!`.

// So that `#[derive(Record)]` finds the crate from inside, too.
extern crate self as numjit;

pub mod builtins;
#[cfg(feature = "cli")]
pub mod cli;
pub mod codegen;
pub mod diagnostic;
pub mod engine;
pub mod hir;
pub mod host;
pub mod infer;
pub mod ir;
pub mod lower;
pub mod opt;
pub mod oracle;
pub mod runtime;
pub mod source;
pub mod syntax;
pub mod types;

pub use engine::{
    Args, BuildOptions, Builder, CallOptions, Callable, CancelToken, CpuLevel, Engine, Error, ErrorKind, Failure,
    Function, HostContext, HostFunction, HostParam, HostResult, Item, Library, Module, Param, Record, RecordField,
    Returned, Session, Source, Stage, Stats, TracebackEntry,
};
pub use host::Value;
pub use numjit_derive::Record;
pub use runtime::array::Array;
pub use runtime::grants::Grant;
pub use runtime::output::Output;

/// The Rust programs of the README, as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
