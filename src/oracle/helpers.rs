//! Runtime helpers that the IR calls by name.
//!
//! Input: a helper and values. Output: its result, by the same function of the runtime where machine words do not matter.
//! Never: helpers that stand for an op of their own.

use super::heap::Value;
use super::{Oracle, Step, Stop, random};
use crate::ir::eval::Scalar;
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::helpers::Helper;
use crate::runtime::math::round_digits::round_digits;
use crate::runtime::string_ops::{formatted, hash_float, hash_int};
use crate::runtime::text::{self, parse};

use super::text::scalar_text;

impl Oracle<'_> {
    pub(super) fn call_helper(&mut self, helper: Helper, args: &[Value]) -> Step<Value> {
        match (helper, args) {
            (Helper::RoundDigits, [Value::Scalar(Scalar::F64(x)), Value::Scalar(digits)]) => {
                Ok(Value::f64(round_digits(*x, digits.as_i64())))
            }
            (Helper::HashInt, [Value::Scalar(x)]) => Ok(Value::i64(hash_int(x.as_i64()))),
            (Helper::HashFloat, [Value::Scalar(Scalar::F64(x))]) => Ok(Value::i64(hash_float(*x))),
            // One thread, the caller's.
            (Helper::GetThreadId, []) => Ok(Value::i64(0)),
            (Helper::GetNumThreads, []) => Ok(Value::i64(1)),
            (
                Helper::RandomSeed
                | Helper::RandomDouble
                | Helper::RandomNormal
                | Helper::RandomBits
                | Helper::RandomBelow
                | Helper::RandomPoisson
                | Helper::RandomBinomial,
                _,
            ) => random::draw(helper, args).ok_or_else(|| no_meaning(helper)),
            (_, [Value::Array(_), ..]) => self.draw_from(helper, args)?.ok_or_else(|| no_meaning(helper)),
            (Helper::StrConcat, [a, b]) => {
                let text = [self.heap.text(a)?, self.heap.text(b)?].concat();
                self.string(text)
            }
            (Helper::StrChar, [text, Value::Scalar(index)]) => {
                let place = usize::try_from(index.as_i64()).unwrap_or(usize::MAX);
                let found = self.heap.text(text)?.chars().nth(place);
                self.string(found.ok_or_else(|| Stop::wrong("an index outside of a string"))?)
            }
            (Helper::StrChr, [Value::Scalar(code)]) => {
                let found = u32::try_from(code.as_i64()).ok().and_then(char::from_u32);
                self.string(found.ok_or_else(|| Stop::check(Check::ChrRange, [0; 4]))?)
            }
            (
                Helper::FormatInt
                | Helper::FormatUInt
                | Helper::FormatFloat
                | Helper::FormatComplex
                | Helper::FormatStr,
                [value, spec],
            ) => {
                let value = match value {
                    Value::Scalar(scalar) => scalar_text(*scalar),
                    value => text::Scalar::Str(self.heap.text(value)?),
                };
                let text = formatted(value, self.heap.text(spec)?);
                let text = text.map_err(|raised| Stop::raised(raised.kind, raised.message))?;
                self.string(text)
            }
            (_, [text @ Value::Str(_)]) => read_text(helper, self.heap.text(text)?),
            (Helper::StrCompare, [a, b]) => Ok(Value::i64(self.heap.text(a)?.cmp(self.heap.text(b)?) as i64)),
            _ => Err(no_meaning(helper)),
        }
    }

    /// A fresh string, if the allocation may succeed.
    pub(super) fn string(&mut self, text: impl Into<String>) -> Step<Value> {
        self.allocate()?;
        Ok(self.heap.string(text))
    }
}

fn no_meaning(helper: Helper) -> Stop {
    Stop::wrong(format!("no meaning for helper {}", helper.row().name))
}

/// Helpers that make a number of a text.
fn read_text(helper: Helper, text: &str) -> Step<Value> {
    let value_error = |error: crate::runtime::text::TextError| Stop::raised(ExceptionKind::ValueError, error.message);
    match helper {
        Helper::StrLen => Ok(Value::i64(text.chars().count() as i64)),
        Helper::StrToInt => {
            let value = parse::parse_int(text, 10).map_err(value_error)?;
            i64::try_from(value).map(Value::i64).map_err(|_| Stop::check(Check::IntOverflow, [0; 4]))
        }
        Helper::StrToFloat => parse::parse_float(text).map(Value::f64).map_err(value_error),
        Helper::StrOrd => match &text.chars().collect::<Vec<_>>()[..] {
            [only] => Ok(Value::i64(u32::from(*only).into())),
            chars => {
                let message = format!("ord() expected a character, but string of length {} found", chars.len());
                Err(Stop::raised(ExceptionKind::TypeError, message))
            }
        },
        _ => Err(no_meaning(helper)),
    }
}
