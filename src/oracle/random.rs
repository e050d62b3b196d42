//! Random numbers: the product's own streams, which a function seeds before it draws, and generators in the oracle's memory.
//!
//! Input: a helper and its operands. Output: its result; a generator's state moved on. Never: the meaning of the numbers.

use super::heap::{ArrayValue, Value};
use super::{Oracle, Step};
use crate::ir::eval::Scalar;
use crate::runtime::helpers::Helper;
use crate::runtime::random::pcg64::{Pcg64, STATE_WORDS};
use crate::runtime::random::seed_sequence::{SeedSequence, int_words};
use crate::runtime::random::{self, Bits, Count, Distribution, Draw, bounded, threads};
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

impl Oracle<'_> {
    /// What a helper draws from a generator; none: it is none of these, or its operands are others.
    pub(super) fn draw_from(&mut self, helper: Helper, args: &[Value]) -> Step<Option<Value>> {
        let [Value::Array(state), rest @ ..] = args else { return Ok(None) };
        let mut words = self.words(state)?;
        let Some(own) = words.get(..STATE_WORDS).and_then(|words| words.try_into().ok()) else { return Ok(None) };
        let mut own = Pcg64::from_words(own);
        let result = match (helper, rest) {
            (Helper::RngSeed, [Value::Array(entropy)]) => {
                let ints = self.words(entropy)?;
                own = seeded(&ints);
                Some(Value::Null)
            }
            _ => drawn(helper, &mut own, rest),
        };
        words[..STATE_WORDS].copy_from_slice(&own.to_words());
        self.set_words(state, &words)?;
        Ok(result)
    }

    /// The 64-bit words of an array that fills its block.
    fn words(&self, array: &ArrayValue) -> Step<Vec<u64>> {
        let bytes = self.heap.block_bytes(array)?;
        Ok(bytes.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default())).collect())
    }

    fn set_words(&mut self, array: &ArrayValue, words: &[u64]) -> Step<()> {
        self.heap.set_block_bytes(array.block, words.iter().flat_map(|word| word.to_le_bytes()).collect())
    }
}

fn seeded(ints: &[u64]) -> Pcg64 {
    let words: Vec<u32> = ints.iter().flat_map(|&int| int_words(u128::from(int))).collect();
    Pcg64::new(&if words.is_empty() { SeedSequence::of_system() } else { SeedSequence::new(words, Vec::new()) })
}

fn drawn(helper: Helper, own: &mut Pcg64, rest: &[Value]) -> Option<Value> {
    let int = |n: usize| match rest.get(n) {
        Some(Value::Scalar(scalar)) => Some(scalar.as_i64()),
        _ => None,
    };
    let float = |n: usize| match rest.get(n) {
        Some(Value::Scalar(Scalar::F64(x))) => Some(*x),
        _ => None,
    };
    let single = |x: f32| Value::Scalar(Scalar::F32(x));
    Some(match helper {
        Helper::RngDouble => Value::f64(own.next_double()),
        Helper::RngFloat => single(own.next_float()),
        Helper::RngNormal => Value::f64(own.normal()),
        Helper::RngNormalF32 => single(random::standard_normal_f32(own)),
        Helper::RngExponential => Value::f64(own.exponential()),
        Helper::RngExponentialF32 => single(random::standard_exponential_f32(own)),
        Helper::RngGammaF32 => match rest {
            [Value::Scalar(Scalar::F32(shape))] => single(random::standard_gamma_f32(own, *shape)),
            _ => return None,
        },
        Helper::RngDraw => {
            let distribution = Distribution::ALL.get(int(0)? as usize)?;
            Value::f64(distribution.draw(own, [float(1)?, float(2)?, float(3)?]))
        }
        Helper::RngCount => {
            let count = Count::ALL.get(int(0)? as usize)?;
            Value::i64(count.draw(own, [float(1)?, float(2)?, float(3)?]))
        }
        Helper::RngInterval => Value::i64(bounded::interval(own, int(0)? as u64) as i64),
        Helper::RngWide => Value::i64(bounded::wide(own, int(0)? as u64, bounded::Method::Lemire) as i64),
        Helper::RngWord => Value::i64(i64::from(own.next_u32())),
        _ => return None,
    })
}
