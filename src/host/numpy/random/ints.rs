//! Ints below a bound: `randint`, `integers`, `bytes`.
//!
//! Input: bounds, a dtype. Output: ints or arrays of them. Never: how bits become ints below a bound.

use super::super::super::Outcome;
use super::super::super::exception::Exception;
use super::super::super::object::{Class, Tag};
use super::super::super::random::Random;
use super::super::super::value::Value;
use super::super::{convert, nested};
use super::Call;
use super::draw::common_shape;
use crate::runtime::array::{Array, Scalar};
use crate::runtime::random::Source;
use crate::runtime::random::bounded::{Bounded, Width};
use crate::runtime::room;
use crate::types::Dtype;

/// The lowest int and how far above it the highest is.
type Interval = (i128, u64);

impl Call<'_> {
    /// `randint(low, high, size, dtype)` and `integers(.., endpoint)`
    pub(super) fn ints(&self, random: &Random, closed: bool) -> Outcome<Value> {
        let dtype = self.args.dtype()?.unwrap_or(Dtype::I64);
        let width = width(dtype).ok_or_else(|| {
            Exception::type_error(format!("Unsupported dtype dtype('{dtype}') for {}", self.args.name))
        })?;
        let (low, high) = match self.args.get("high") {
            Some(high) => (self.args.required("low")?.clone(), high.clone()),
            None => (Value::Int(0), self.args.required("low")?.clone()),
        };
        let size = self.size()?;
        if let (Some(low), Some(high)) = (low.as_int(), high.as_int()) {
            let interval = interval(low, high, closed, dtype)?;
            let draw = |source: &mut dyn Source, bounded: &mut Bounded| {
                element(interval, source.next(bounded, interval.1), dtype)
            };
            let bounded = |source: &dyn Source| Bounded::new(width, source.method());
            let Some(shape) = size else {
                let drawn = self.with(random, |source| {
                    let mut bounded = bounded(source);
                    draw(source, &mut bounded)
                })?;
                return Ok(self.number(random, drawn));
            };
            let count = convert::size_of(&shape)?;
            return self.with(random, |source| {
                let mut bounded = bounded(source);
                let drawn = (0..count).map(|_| draw(source, &mut bounded));
                convert::of_scalars(self.run, dtype, &shape, drawn).map(Value::array)
            })?;
        }
        self.ints_of_arrays(random, (&low, &high), closed, (dtype, width), size)
    }

    fn ints_of_arrays(
        &self,
        random: &Random,
        (low, high): (&Value, &Value),
        closed: bool,
        (dtype, width): (Dtype, Width),
        size: Option<Vec<usize>>,
    ) -> Outcome<Value> {
        let (low, high) = (nested::as_array(self.run, low, None)?, nested::as_array(self.run, high, None)?);
        let common = common_shape(&[low.shape(), high.shape()])?;
        let shape = size.unwrap_or(common);
        let column = |array: &Array| -> Outcome<Vec<i128>> {
            let view = array.broadcast_to(&shape)?;
            self.run.gathered(view.iter().map(|item| item.as_i128().unwrap_or_else(|| item.as_f64() as i128)))
        };
        let (lows, highs) = (column(&low)?, column(&high)?);
        let intervals = lows.iter().zip(&highs).map(|(&low, &high)| interval(low, high, closed, dtype));
        let intervals = self.run.all(intervals)?;
        self.with(random, |source| {
            let mut bounded = Bounded::new(width, source.method());
            let draw = |interval: &Interval| element(*interval, source.next(&mut bounded, interval.1), dtype);
            convert::of_scalars(self.run, dtype, &shape, intervals.iter().map(draw)).map(Value::array)
        })?
    }

    /// A single int: Python's where the dtype is, and by default from the legacy generator.
    fn number(&self, random: &Random, drawn: Scalar) -> Value {
        let python = match self.args.get("dtype") {
            None => matches!(random, Random::State(_)),
            Some(given) => matches!(given, Value::Class(Class::Tag(Tag::Int | Tag::Bool))),
        };
        if python { convert::to_python(drawn) } else { Value::Scalar(drawn) }
    }

    /// `bytes(length)`
    pub(super) fn bytes(&self, random: &Random) -> Outcome<Value> {
        let length = convert::index(self.args.required("length")?)?;
        let length =
            usize::try_from(length).map_err(|_| Exception::value_error("negative dimensions are not allowed"))?;
        let mut bytes: Vec<u8> = Array::room_for(&[length.next_multiple_of(4).max(4)])?;
        self.with(random, |source| {
            let mut bounded = Bounded::new(Width::W32, source.method());
            let draw = |_| source.next(&mut bounded, u64::from(u32::MAX)) as u32;
            // For no bytes NumPy takes a word, too.
            let words = self.run.until_stopped((0..length.div_ceil(4).max(1)).map(draw));
            bytes.extend(words.flat_map(u32::to_le_bytes));
        })?;
        self.run.poll()?;
        bytes.truncate(length);
        Ok(Value::Bytes(room::shared(bytes)?))
    }
}

fn width(dtype: Dtype) -> Option<Width> {
    Some(match dtype {
        Dtype::Bool => Width::Bool,
        Dtype::I8 | Dtype::U8 => Width::W8,
        Dtype::I16 | Dtype::U16 => Width::W16,
        Dtype::I32 | Dtype::U32 => Width::W32,
        Dtype::I64 | Dtype::U64 => Width::W64,
        _ => return None,
    })
}

/// The lowest and the highest int of a dtype.
fn range(dtype: Dtype) -> (i128, i128) {
    let bits = 8 * dtype.size() as u32;
    match dtype {
        Dtype::Bool => (0, 1),
        Dtype::I8 | Dtype::I16 | Dtype::I32 | Dtype::I64 => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        _ => (0, (1 << bits) - 1),
    }
}

fn interval(low: i128, high: i128, closed: bool, dtype: Dtype) -> Outcome<Interval> {
    let (lowest, highest) = range(dtype);
    let last = if closed { high } else { high - 1 };
    if low < lowest {
        return Err(Exception::value_error(format!("low is out of bounds for {dtype}")));
    }
    if last > highest {
        return Err(Exception::value_error(format!("high is out of bounds for {dtype}")));
    }
    if low > last {
        return Err(Exception::value_error(match (low, closed) {
            (0, true) => "high < 0",
            (0, false) => "high <= 0",
            (_, true) => "low > high",
            (_, false) => "low >= high",
        }));
    }
    Ok((low, (last - low) as u64))
}

fn element((low, _): Interval, above: u64, dtype: Dtype) -> Scalar {
    let value = low + i128::from(above);
    match dtype {
        Dtype::Bool => Scalar::Bool(value != 0),
        Dtype::U64 => Scalar::U64(value as u64),
        _ => Scalar::I64(value as i64).cast(dtype),
    }
}
