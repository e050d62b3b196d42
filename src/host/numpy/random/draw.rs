//! Draws of distributions: scalars, and arrays of a size or of parameters that are arrays.
//!
//! Input: a distribution, arguments. Output: a number or an array. Never: formulas.

use super::super::super::Outcome;
use super::super::super::exception::Exception;
use super::super::super::random::Random;
use super::super::super::value::Value;
use super::super::{convert, nested};
use super::{Call, What};
use crate::runtime::array::{Array, broadcast_shapes, shape_text};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::random::{Distribution, Limit, Source};
use crate::runtime::stop;
use crate::types::Dtype;
use std::cell::Cell;

/// The parameters of a distribution.
enum Params {
    Scalars([f64; 3]),
    Arrays(Vec<Array>),
}

impl Call<'_> {
    /// Draws of a distribution with parameters.
    pub(super) fn draw(&self, random: &Random, what: What) -> Outcome<Value> {
        let limits = match what {
            What::Floats(distribution) => distribution.limits(),
            What::Counts(count) => count.limits(),
        };
        let mut values = self.values(limits.len())?;
        let legacy = matches!(random, Random::State(_));
        match what {
            What::Floats(Distribution::Uniform) => self.width(&mut values, legacy)?,
            What::Floats(Distribution::Triangular) => corners(&values)?,
            _ => {}
        }
        for (n, (array, limit)) in values.iter().zip(limits).enumerate() {
            let limit = if legacy && matches!(what, What::Floats(Distribution::Uniform)) { Limit::Any } else { *limit };
            let name = match (what, n) {
                (What::Floats(Distribution::Uniform), 1) => "high - low",
                _ => self.args.param(n),
            };
            check(array, limit, name)?;
        }
        let params = match values.iter().all(|array| array.ndim() == 0) {
            true => Params::Scalars(std::array::from_fn(|n| {
                values.get(n).and_then(Array::item).map_or(0.0, |item| item.as_f64())
            })),
            false => Params::Arrays(values),
        };
        self.drawn(random, what, &params)
    }

    /// The arguments for the first parameters as arrays of floats, or their defaults.
    fn values(&self, count: usize) -> Outcome<Vec<Array>> {
        let value = |n: usize| match self.args.get(self.args.param(n)) {
            Some(value) => nested::as_array(self.run, value, None)?.cast(Dtype::F64).map_err(Into::into),
            None => match self.args.default(n) {
                Some(default) => convert::zero_dim(default.into()),
                None => self.args.required(self.args.param(n)).and_then(|_| convert::zero_dim(0.0.into())),
            },
        };
        (0..count).map(value).collect()
    }

    /// A uniform distribution is given by its bounds and drawn by its width.
    fn width(&self, values: &mut [Array], legacy: bool) -> Outcome<()> {
        let [low, high] = values else { return Ok(()) };
        let shape = broadcast_shapes(&[low.shape(), high.shape()])?;
        let (lows, highs) = (low.broadcast_to(&shape)?, high.broadcast_to(&shape)?);
        let widths = lows.iter().zip(highs.iter()).map(|(low, high)| high.as_f64() - low.as_f64());
        let widths = convert::gathered(self.run, &shape, widths)?;
        if widths.iter().any(|width| !width.as_f64().is_finite()) {
            let words = if legacy || !shape.is_empty() {
                "Range exceeds valid bounds"
            } else {
                "high - low range exceeds valid bounds"
            };
            return Err(Exception::new(ExceptionKind::OverflowError, words));
        }
        *high = widths;
        Ok(())
    }

    fn drawn(&self, random: &Random, what: What, params: &Params) -> Outcome<Value> {
        let size = self.size()?;
        match (params, size) {
            (Params::Scalars(params), None) => self.with(random, |source| match what {
                What::Floats(distribution) => Value::Float(source.float(distribution, *params)),
                What::Counts(_) => {
                    let cell = Cell::new(0);
                    fill_counts(source, what, *params, std::slice::from_ref(&cell));
                    Value::Int(cell.get())
                }
            }),
            (Params::Scalars(params), Some(shape)) => {
                let out = convert::empty(self.run, dtype_of(what), &shape)?;
                self.with(random, |source| fill(source, what, *params, &out))?;
                Ok(Value::array(out))
            }
            (Params::Arrays(arrays), size) => self.elementwise(random, what, arrays, size),
        }
    }

    /// One draw per element of the parameters.
    fn elementwise(&self, random: &Random, what: What, arrays: &[Array], size: Option<Vec<usize>>) -> Outcome<Value> {
        let shapes: Vec<&[usize]> = arrays.iter().map(Array::shape).collect();
        let common = common_shape(&shapes)?;
        let shape = size.unwrap_or_else(|| common.clone());
        let with_size: Vec<&[usize]> = std::iter::once(&shape[..]).chain(shapes).collect();
        if common_shape(&with_size)? != shape {
            let (size, inputs) = (shape_text(&shape), shape_text(&common));
            let words = format!("Output size {size} is not compatible with broadcast dimensions of inputs {inputs}.");
            return Err(Exception::value_error(words));
        }
        let views = arrays.iter().map(|array| array.broadcast_to(&shape)).collect::<Result<Vec<_>, _>>()?;
        let out = convert::empty(self.run, dtype_of(what), &shape)?;
        let count = out.size();
        let mut columns = views.iter().map(Array::iter).collect::<Vec<_>>();
        let params: Vec<[f64; 3]> = self.run.gathered((0..count).map(|_| {
            let mut row = [0.0; 3];
            for (slot, column) in row.iter_mut().zip(&mut columns) {
                *slot = column.next().map_or(0.0, |item| item.as_f64());
            }
            row
        }))?;
        self.with(random, |source| each(source, what, &params, &out))?;
        Ok(Value::array(out))
    }

    /// `rand(*args)` and `randn(*args)`
    pub(super) fn of_shape(&self, random: &Random, distribution: Distribution) -> Outcome<Value> {
        let lengths = self.args.rest("args");
        let params = Params::Scalars([0.0, 1.0, 0.0]);
        if lengths.is_empty() {
            return self.drawn(random, What::Floats(distribution), &params);
        }
        let shape = convert::shape(&Value::tuple(lengths))?;
        let out = convert::empty(self.run, Dtype::F64, &shape)?;
        self.with(random, |source| fill(source, What::Floats(distribution), [0.0, 1.0, 0.0], &out))?;
        Ok(Value::array(out))
    }

    /// Distributions without parameters, of a dtype and into `out`.
    pub(super) fn standard(&self, random: &Random, distribution: Distribution) -> Outcome<Value> {
        let dtype = self.dtype()?;
        let shape = match (self.args.get("out"), self.size()?) {
            (Some(Value::Array(out)), size) => {
                if size.is_some_and(|size| size != out.shape()) {
                    return Err(Exception::value_error("size must match out.shape when used together"));
                }
                if out.dtype() != dtype {
                    let words =
                        format!("Supplied output array has the wrong type. Expected {dtype}, got {}", out.dtype());
                    return Err(Exception::type_error(words));
                }
                out.shape().to_vec()
            }
            (_, None) => return self.one(random, distribution, dtype),
            (_, Some(shape)) => shape,
        };
        let out = convert::empty(self.run, dtype, &shape)?;
        let gamma = self.args.float("shape").unwrap_or_default().unwrap_or_default();
        self.with(random, |source| fill_standard(source, distribution, gamma as f32, &out))?;
        match self.args.get("out") {
            Some(given @ Value::Array(target)) => {
                target.assign(&out)?;
                Ok(given.clone())
            }
            _ => Ok(Value::array(out)),
        }
    }

    fn one(&self, random: &Random, distribution: Distribution, dtype: Dtype) -> Outcome<Value> {
        let out = convert::empty(self.run, dtype, &[])?;
        let gamma = self.args.float("shape").unwrap_or_default().unwrap_or_default();
        self.with(random, |source| fill_standard(source, distribution, gamma as f32, &out))?;
        Ok(Value::Float(out.item().map_or(0.0, |item| item.as_f64())))
    }
}

fn dtype_of(what: What) -> Dtype {
    if matches!(what, What::Counts(_)) { Dtype::I64 } else { Dtype::F64 }
}

fn fill_counts(source: &mut dyn Source, what: What, params: [f64; 3], out: &[Cell<i64>]) {
    if let What::Counts(count) = what {
        parts(out, |part| source.counts(count, params, part));
    }
}

/// Cells a part at a time, up to a request to stop, which `Call::with` raises.
fn parts<T>(cells: &[Cell<T>], fill: impl FnMut(&[Cell<T>])) {
    cells.chunks(stop::LONG / 4).take_while(|_| stop::poll().is_ok()).for_each(fill);
}

/// Draws that fill a fresh array.
fn fill(source: &mut dyn Source, what: What, params: [f64; 3], out: &Array) {
    match (what, out.as_cells::<f64>(), out.as_cells::<i64>()) {
        (What::Floats(distribution), Some(cells), _) => parts(cells, |part| source.floats(distribution, params, part)),
        (What::Counts(_), _, Some(cells)) => fill_counts(source, what, params, cells),
        _ => {}
    }
}

fn fill_standard(source: &mut dyn Source, distribution: Distribution, shape: f32, out: &Array) {
    match out.as_cells::<f32>() {
        Some(cells) => parts(cells, |part| source.singles(distribution, shape, part)),
        None => fill(source, What::Floats(distribution), [0.0, 1.0, 0.0], out),
    }
}

fn each(source: &mut dyn Source, what: What, params: &[[f64; 3]], out: &Array) {
    let mut params = params.iter();
    match (what, out.as_cells::<f64>(), out.as_cells::<i64>()) {
        (What::Floats(distribution), Some(cells), _) => parts(cells, |part| {
            for (cell, params) in part.iter().zip(&mut params) {
                source.floats(distribution, *params, std::slice::from_ref(cell));
            }
        }),
        (What::Counts(count), _, Some(cells)) => parts(cells, |part| {
            for (cell, params) in part.iter().zip(&mut params) {
                source.counts(count, *params, std::slice::from_ref(cell));
            }
        }),
        _ => {}
    }
}

/// Is every value within a parameter's limit?
fn check(array: &Array, limit: Limit, name: &str) -> Outcome<()> {
    match array.iter().find_map(|value| limit.violation(name, value.as_f64())) {
        Some(words) => Err(Exception::value_error(words)),
        None => Ok(()),
    }
}

/// The corners of a triangle stand in order.
fn corners(values: &[Array]) -> Outcome<()> {
    let [left, mode, right] = values else { return Ok(()) };
    let shape = broadcast_shapes(&[left.shape(), mode.shape(), right.shape()])?;
    let column = |array: &Array| -> Outcome<Vec<f64>> { Ok(array.broadcast_to(&shape)?.to_vec::<f64>()?) };
    let (left, mode, right) = (column(left)?, column(mode)?, column(right)?);
    let any = |a: &[f64], b: &[f64], wrong: fn(f64, f64) -> bool| a.iter().zip(b).any(|(&a, &b)| wrong(a, b));
    if any(&left, &mode, |a, b| a > b) {
        return Err(Exception::value_error("left > mode"));
    }
    if any(&mode, &right, |a, b| a > b) {
        return Err(Exception::value_error("mode > right"));
    }
    if any(&left, &right, |a, b| a == b) {
        return Err(Exception::value_error("left == right"));
    }
    Ok(())
}

/// The shape that arguments broadcast to, in `np.broadcast`'s words where there is none.
pub(super) fn common_shape(shapes: &[&[usize]]) -> Outcome<Vec<usize>> {
    if let Ok(common) = broadcast_shapes(shapes) {
        return Ok(common.to_vec());
    }
    let pairs = (0..shapes.len()).flat_map(|i| (0..i).map(move |j| (j, i)));
    let mut wrong = pairs.filter(|&(j, i)| broadcast_shapes(&[shapes[j], shapes[i]]).is_err());
    let (j, i) = wrong.next().unwrap_or_default();
    let (first, second) = (shape_text(shapes[j]), shape_text(shapes[i]));
    Err(Exception::value_error(format!(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {j} with shape {first} and arg {i} with shape {second}."
    )))
}
