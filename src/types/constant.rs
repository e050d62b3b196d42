//! Values known at compile time.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A value known at compile time; floats are equal where their bits are.
#[derive(Clone, Debug)]
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

impl PartialEq for Constant {
    fn eq(&self, other: &Constant) -> bool {
        match (self, other) {
            (Constant::None, Constant::None) | (Constant::Ellipsis, Constant::Ellipsis) => true,
            (Constant::Bool(a), Constant::Bool(b)) => a == b,
            (Constant::Int(a), Constant::Int(b)) => a == b,
            (Constant::UInt(a), Constant::UInt(b)) => a == b,
            (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits(),
            (Constant::Float32(a), Constant::Float32(b)) => a.to_bits() == b.to_bits(),
            (Constant::Complex(a, b), Constant::Complex(c, d)) => {
                (a.to_bits(), b.to_bits()) == (c.to_bits(), d.to_bits())
            }
            (Constant::Str(a), Constant::Str(b)) => a == b,
            (Constant::Tuple(a), Constant::Tuple(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Constant {}

impl Hash for Constant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Constant::None | Constant::Ellipsis => {}
            Constant::Bool(value) => value.hash(state),
            Constant::Int(value) => value.hash(state),
            Constant::UInt(value) => value.hash(state),
            Constant::Float(value) => value.to_bits().hash(state),
            Constant::Float32(value) => value.to_bits().hash(state),
            Constant::Complex(re, im) => (re.to_bits(), im.to_bits()).hash(state),
            Constant::Str(text) => text.hash(state),
            Constant::Tuple(items) => items.hash(state),
        }
    }
}
