//! numjit: a just-in-time compiler for numeric kernels in Python syntax.

pub mod builtins;
pub mod codegen;
pub mod diagnostic;
pub mod hir;
pub mod infer;
pub mod ir;
pub mod lower;
pub mod opt;
pub mod oracle;
pub mod runtime;
pub mod source;
pub mod syntax;
pub mod types;
