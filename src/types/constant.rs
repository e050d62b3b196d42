//! Values known at compile time.

use std::sync::Arc;

/// A value known at compile time.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Constant {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    /// Above int64.
    UInt(u64),
    Float(f64),
    /// A float32 scalar of NumPy.
    Float32(f32),
    Complex(f64, f64),
    Str(Arc<str>),
    Tuple(Vec<Constant>),
}
