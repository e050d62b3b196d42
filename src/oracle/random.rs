//! Random numbers: the product's own streams, which a function seeds before it draws.
//!
//! Input: a helper and numbers. Output: its result. Never: generators in memory.

use super::heap::Value;
use crate::ir::eval::Scalar;
use crate::runtime::helpers::Helper;
use crate::runtime::random::threads;
use crate::types::Dtype;

/// What a helper draws; none: it is none of these, or its operands are others.
pub(super) fn draw(helper: Helper, args: &[Value]) -> Option<Value> {
    let int = |n: usize| match args.get(n) {
        Some(Value::Scalar(scalar)) => Some(scalar.as_i64()),
        _ => None,
    };
    let float = |n: usize| match args.get(n) {
        Some(Value::Scalar(Scalar::F64(x))) => Some(*x),
        _ => None,
    };
    Some(match helper {
        Helper::RandomSeed => {
            threads::helper_seed(int(0)? as u32, int(1)? as u32);
            Value::Null
        }
        Helper::RandomDouble => Value::f64(threads::helper_double(int(0)? as u32)),
        Helper::RandomNormal => Value::f64(threads::helper_normal(int(0)? as u32)),
        Helper::RandomBits => {
            Value::Scalar(Scalar::Int(Dtype::U64, threads::helper_bits(int(0)? as u32, int(1)? as u32) as i64))
        }
        Helper::RandomBelow => Value::i64(threads::helper_below(int(0)? as u32, int(1)?)),
        Helper::RandomPoisson => Value::i64(threads::helper_poisson(float(0)?)),
        Helper::RandomBinomial => Value::i64(threads::helper_binomial(int(0)?, float(1)?)),
        _ => return None,
    })
}
