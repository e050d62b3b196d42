//! numjit: a just-in-time compiler for numeric kernels in Python syntax.

pub mod diagnostic;
pub mod ir;
pub mod runtime;
pub mod source;
pub mod syntax;
pub mod types;
