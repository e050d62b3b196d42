//! Reductions, with NumPy's order of summation.
//!
//! Input: arrays, an axis. Output: scalars or arrays.
//! Never: dtypes other than NumPy gives them.

use super::convert::{dtype_argument, to_array};
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::ops;
use crate::host::value::Value;
use crate::runtime::array::{Array, Index, Order, Scalar, Shape};
use crate::types::{Dtype, Kind};
use num_complex::Complex;

/// Which reduction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::host) enum Reduction {
    Sum,
    Prod,
    Min,
    Max,
    Any,
    All,
    Mean,
    /// With `ddof`.
    Var(i64),
    Std(i64),
    ArgMin,
    ArgMax,
    Ptp,
    Median,
}

/// Arguments that reductions share.
#[derive(Default)]
pub(in crate::host) struct Options<'a> {
    pub axis: Option<&'a Value>,
    pub dtype: Option<&'a Value>,
    pub keepdims: bool,
}

/// Reduces a value over all axes, or over some.
pub(in crate::host) fn reduce(
    interp: &Interpreter<'_>,
    value: &Value,
    reduction: Reduction,
    options: &Options<'_>,
) -> Outcome<Value> {
    let array = to_array(interp, value, None)?;
    let dtype = dtype_argument(options.dtype)?;
    let array = match dtype {
        Some(dtype) if dtype != array.dtype() => array.cast(dtype)?,
        _ => (*array).clone(),
    };
    let axes = axes_of(interp, options.axis, array.ndim())?;
    let result = match axes {
        None => {
            let lanes = lanes_of_all(&array)?;
            let scalar = lane_result(reduction, &lanes, array.dtype())?;
            Array::full(None, scalar.dtype(), &[], scalar)?
        }
        Some(axes) => over_axes(&array, reduction, &axes)?,
    };
    if options.keepdims {
        let kept: Vec<i64> = match axes_of(interp, options.axis, array.ndim())? {
            None => vec![1; array.ndim()],
            Some(axes) => {
                let n = |axis: usize| if axes.contains(&axis) { 1 } else { array.shape()[axis] as i64 };
                (0..array.ndim()).map(n).collect()
            }
        };
        return Ok(Value::array(result.reshape(&kept)?));
    }
    Ok(super::value_of(result))
}

fn axes_of(interp: &Interpreter<'_>, axis: Option<&Value>, ndim: usize) -> Outcome<Option<Vec<usize>>> {
    let wrong = || Exception::type_error("an axis is an int or a tuple of ints");
    match axis {
        None | Some(Value::None) => Ok(None),
        Some(Value::Tuple(items)) => {
            let axis = |item: &Value| super::axis_of(ops::index(item).ok_or_else(wrong)?, ndim);
            let mut axes: Vec<usize> = items.iter().map(axis).collect::<Outcome<_>>()?;
            axes.sort_unstable();
            let _ = interp;
            Ok(Some(axes))
        }
        Some(axis) => Ok(Some(vec![super::axis_of(ops::index(axis).ok_or_else(wrong)?, ndim)?])),
    }
}

/// The runs that NumPy sums pairwise one by one: the whole array where its memory is one run, else its rows.
fn lanes_of_all(array: &Array) -> Outcome<Vec<Vec<Scalar>>> {
    if array.is_c_contiguous() || array.ndim() <= 1 {
        return Ok(vec![array.iter().collect()]);
    }
    let array = if array.is_f_contiguous() { array.transpose() } else { array.clone() };
    if array.is_c_contiguous() {
        return Ok(vec![array.iter().collect()]);
    }
    let row = array.shape()[array.ndim() - 1].max(1);
    let all: Vec<Scalar> = array.iter().collect();
    Ok(all.chunks(row).map(<[Scalar]>::to_vec).collect())
}

/// Reduces over axes: those go last, and each lane is reduced.
fn over_axes(array: &Array, reduction: Reduction, axes: &[usize]) -> Outcome<Array> {
    let kept: Vec<usize> = (0..array.ndim()).filter(|axis| !axes.contains(axis)).collect();
    let order: Vec<usize> = kept.iter().chain(axes).copied().collect();
    let moved = array.permute(&order)?;
    let shape: Shape = kept.iter().map(|&axis| array.shape()[axis]).collect();
    let lane_len: usize = axes.iter().map(|&axis| array.shape()[axis]).product();
    let n_lanes: usize = shape.iter().product();
    // NumPy sums pairwise along the axis whose elements are neighbors; along others it adds row to row.
    let last = array.strides().iter().enumerate().min_by_key(|(_, stride)| stride.unsigned_abs()).map(|(axis, _)| axis);
    let pairwise = axes.len() > 1 || axes.first().copied() == last;
    let elements: Vec<Scalar> = moved.iter().collect();
    let mut results = Vec::with_capacity(n_lanes);
    for lane in 0..n_lanes {
        let lane = &elements[lane * lane_len..(lane + 1) * lane_len];
        let lanes: Vec<Vec<Scalar>> =
            if pairwise { vec![lane.to_vec()] } else { lane.iter().map(|&item| vec![item]).collect() };
        results.push(lane_result(reduction, &lanes, array.dtype())?);
    }
    let dtype = match results.first() {
        Some(result) => result.dtype(),
        None => lane_result(reduction, &[vec![Scalar::I64(1).cast(array.dtype())]], array.dtype())?.dtype(),
    };
    Ok(Array::from_scalars(array.account().as_ref(), dtype, &shape, results)?)
}

/// The dtype of a sum or product.
fn accumulator(dtype: Dtype) -> Dtype {
    match dtype.kind() {
        Kind::Bool | Kind::Signed => Dtype::I64,
        Kind::Unsigned => Dtype::U64,
        _ => dtype,
    }
}

fn lane_result(reduction: Reduction, lanes: &[Vec<Scalar>], dtype: Dtype) -> Outcome<Scalar> {
    let n: usize = lanes.iter().map(Vec::len).sum();
    let all = || lanes.iter().flatten().copied();
    match reduction {
        Reduction::Sum => Ok(sum(lanes, accumulator(dtype))),
        Reduction::Prod => Ok(product(all(), accumulator(dtype))),
        Reduction::Any => Ok(Scalar::Bool(all().any(Scalar::as_bool))),
        Reduction::All => Ok(Scalar::Bool(all().all(Scalar::as_bool))),
        Reduction::Min | Reduction::Max => {
            let index = extreme(all(), reduction == Reduction::Max);
            index.map(|(_, value)| value).ok_or_else(|| empty_extreme(reduction))
        }
        Reduction::ArgMin | Reduction::ArgMax => {
            let index = extreme(all(), reduction == Reduction::ArgMax);
            index.map(|(at, _)| Scalar::I64(at as i64)).ok_or_else(|| empty_extreme(reduction))
        }
        Reduction::Ptp => {
            let low = lane_result(Reduction::Min, lanes, dtype)?;
            let high = lane_result(Reduction::Max, lanes, dtype)?;
            Ok(arithmetic(crate::ir::BinaryOp::Sub, high, low))
        }
        Reduction::Mean => Ok(mean(lanes, dtype, n as f64)),
        Reduction::Var(ddof) => Ok(variance(lanes, dtype, ddof)),
        Reduction::Std(ddof) => Ok(match variance(lanes, dtype, ddof) {
            Scalar::F32(x) => Scalar::F32(x.sqrt()),
            other => Scalar::F64(other.as_f64().sqrt()),
        }),
        Reduction::Median => Ok(median(all().collect(), dtype)),
    }
}

fn empty_extreme(reduction: Reduction) -> Exception {
    Exception::value_error(match reduction {
        Reduction::Min => "zero-size array to reduction operation minimum which has no identity",
        Reduction::ArgMin => "attempt to get argmin of an empty sequence",
        Reduction::ArgMax => "attempt to get argmax of an empty sequence",
        _ => "zero-size array to reduction operation maximum which has no identity",
    })
}

fn arithmetic(op: crate::ir::BinaryOp, a: Scalar, b: Scalar) -> Scalar {
    crate::host::elementwise::apply(crate::host::elementwise::ElementOp::Binary(op), &[a, b])
}

/// The first smallest or largest element; a nan comes before all.
fn extreme(values: impl Iterator<Item = Scalar>, largest: bool) -> Option<(usize, Scalar)> {
    let mut best: Option<(usize, Scalar)> = None;
    for (i, value) in values.enumerate() {
        let better = match best {
            None => true,
            Some((_, known)) if is_nan(known) => false,
            Some((_, known)) => is_nan(value) || if largest { less(known, value) } else { less(value, known) },
        };
        if better {
            best = Some((i, value));
        }
    }
    best
}

pub(super) fn is_nan(value: Scalar) -> bool {
    let complex = value.as_complex();
    !value.dtype().is_int() && (complex.re.is_nan() || complex.im.is_nan())
}

/// `a < b` of one dtype; complex numbers by their parts.
pub(super) fn less(a: Scalar, b: Scalar) -> bool {
    if let (Some(a), Some(b)) = (a.as_i128(), b.as_i128()) {
        return a < b;
    }
    let (a, b) = (a.as_complex(), b.as_complex());
    a.re < b.re || (a.re == b.re && a.im < b.im)
}

/// NumPy's sum: each run pairwise, the runs one after the other.
fn sum(lanes: &[Vec<Scalar>], dtype: Dtype) -> Scalar {
    match dtype {
        Dtype::F64 => {
            let total = lanes.iter().map(|lane| pairwise(&lane.iter().map(|x| x.as_f64()).collect::<Vec<_>>()));
            Scalar::F64(one_by_one(total))
        }
        Dtype::F32 => {
            let single = |x: &Scalar| x.cast(Dtype::F32);
            let run = |lane: &Vec<Scalar>| -> Vec<f32> {
                lane.iter().map(|x| if let Scalar::F32(x) = single(x) { x } else { 0.0 }).collect()
            };
            Scalar::F32(one_by_one(lanes.iter().map(|lane| pairwise(&run(lane)))))
        }
        Dtype::C64 | Dtype::C128 => {
            let run = |lane: &Vec<Scalar>| -> Vec<Complex<f64>> { lane.iter().map(|x| x.as_complex()).collect() };
            Scalar::C128(one_by_one(lanes.iter().map(|lane| pairwise(&run(lane))))).cast(dtype)
        }
        _ => {
            let total = lanes.iter().flatten().fold(0i64, |sum, x| sum.wrapping_add(x.as_i64()));
            Scalar::I64(total).cast(dtype)
        }
    }
}

fn one_by_one<T: Copy + Default + std::ops::Add<Output = T>>(runs: impl Iterator<Item = T>) -> T {
    runs.reduce(|a, b| a + b).unwrap_or_default()
}

/// Runs up to this length are summed with eight accumulators, longer ones in halves.
const BLOCK: usize = 128;

fn pairwise<T: Copy + Default + std::ops::Add<Output = T>>(values: &[T]) -> T {
    let n = values.len();
    if n < 8 {
        return one_by_one(values.iter().copied());
    }
    if n > BLOCK {
        let half = n / 2 - (n / 2) % 8;
        return pairwise(&values[..half]) + pairwise(&values[half..]);
    }
    let mut parts: [T; 8] = std::array::from_fn(|k| values[k]);
    let whole = n - n % 8;
    for chunk in values[8..whole].chunks_exact(8) {
        parts.iter_mut().zip(chunk).for_each(|(part, &value)| *part = *part + value);
    }
    let [a, b, c, d, e, f, g, h] = parts;
    let total = ((a + b) + (c + d)) + ((e + f) + (g + h));
    values[whole..].iter().fold(total, |sum, &value| sum + value)
}

fn product(values: impl Iterator<Item = Scalar>, dtype: Dtype) -> Scalar {
    let one = Scalar::I64(1).cast(dtype);
    values.fold(one, |product, value| arithmetic(crate::ir::BinaryOp::Mul, product, value.cast(dtype)))
}

/// The dtype of a mean.
fn inexact(dtype: Dtype) -> Dtype {
    if dtype.is_float() || dtype.is_complex() { dtype } else { Dtype::F64 }
}

fn mean(lanes: &[Vec<Scalar>], dtype: Dtype, n: f64) -> Scalar {
    let dtype = inexact(dtype);
    let total = sum(lanes, dtype);
    match dtype {
        Dtype::C64 | Dtype::C128 => Scalar::C128(total.as_complex() / n).cast(dtype),
        Dtype::F32 => match total {
            Scalar::F32(total) => Scalar::F32(total / n as f32),
            other => other,
        },
        _ => Scalar::F64(total.as_f64() / n),
    }
}

fn variance(lanes: &[Vec<Scalar>], dtype: Dtype, ddof: i64) -> Scalar {
    let n: usize = lanes.iter().map(Vec::len).sum();
    let center = mean(lanes, dtype, n as f64);
    let squares: Vec<Vec<Scalar>> =
        lanes.iter().map(|lane| lane.iter().map(|&x| square_distance(x, center)).collect()).collect();
    let dtype = inexact(dtype).real();
    let total = sum(&squares, dtype);
    let divisor = (n as i64 - ddof).max(0) as f64;
    match total {
        Scalar::F32(total) => Scalar::F32(total / divisor as f32),
        other => Scalar::F64(other.as_f64() / divisor),
    }
}

fn square_distance(x: Scalar, center: Scalar) -> Scalar {
    match center {
        Scalar::F32(center) => {
            let distance = x.as_f64() as f32 - center;
            Scalar::F32(distance * distance)
        }
        Scalar::C64(_) | Scalar::C128(_) => {
            let distance = x.as_complex() - center.as_complex();
            Scalar::F64(distance.re * distance.re + distance.im * distance.im)
        }
        other => {
            let distance = x.as_f64() - other.as_f64();
            Scalar::F64(distance * distance)
        }
    }
}

fn median(mut values: Vec<Scalar>, dtype: Dtype) -> Scalar {
    let result = inexact(dtype);
    if values.is_empty() || values.iter().any(|&value| is_nan(value)) {
        return Scalar::F64(f64::NAN).cast(result);
    }
    values.sort_by(|&a, &b| super::sort::order(a, b));
    let middle = values.len() / 2;
    let pair = if values.len() % 2 == 1 { &values[middle..=middle] } else { &values[middle - 1..=middle] };
    mean(&[pair.to_vec()], dtype, pair.len() as f64)
}

/// `np.percentile` and `np.quantile` with linear interpolation: `q` between 0 and 1, over all elements.
pub(in crate::host) fn quantile(interp: &Interpreter<'_>, value: &Value, q: f64) -> Outcome<Scalar> {
    let array = to_array(interp, value, None)?;
    let mut values: Vec<f64> = array.iter().map(Scalar::as_f64).collect();
    if !(0.0..=1.0).contains(&q) {
        return Err(Exception::value_error("Quantiles must be in the range [0, 1]"));
    }
    if values.is_empty() || values.iter().any(|x| x.is_nan()) {
        return Ok(Scalar::F64(f64::NAN));
    }
    values.sort_by(f64::total_cmp);
    let at = q * (values.len() - 1) as f64;
    let (low, gamma) = (at.floor() as usize, at - at.floor());
    let (a, b) = (values[low], values[(low + 1).min(values.len() - 1)]);
    let step = b - a;
    // NumPy interpolates from the nearer end.
    Ok(Scalar::F64(if gamma >= 0.5 { b - step * (1.0 - gamma) } else { a + step * gamma }))
}

/// `np.cumsum`, `np.cumprod`
pub(in crate::host) fn cumulate(
    interp: &Interpreter<'_>,
    value: &Value,
    (axis, dtype): (Option<&Value>, Option<&Value>),
    op: crate::ir::BinaryOp,
) -> Outcome<Value> {
    let array = to_array(interp, value, None)?;
    let dtype = dtype_argument(dtype)?.unwrap_or(accumulator(array.dtype()));
    let (array, axis) = match axis {
        None | Some(Value::None) => (array.reshape(&[-1])?, 0),
        Some(axis) => {
            let wrong = || Exception::type_error("an axis is an int");
            ((*array).clone(), super::axis_of(ops::index(axis).ok_or_else(wrong)?, array.ndim())?)
        }
    };
    let out = array.cast(dtype)?.copy(Order::C)?;
    for at in 1..array.shape()[axis] {
        let pick = |i: usize| -> Outcome<Array> {
            let indices: Vec<Index> = (0..array.ndim())
                .map(|k| if k == axis { Index::At(i as i64) } else { Index::Slice(Default::default()) })
                .collect();
            Ok(out.index(&indices)?)
        };
        let (before, here) = (pick(at - 1)?, pick(at)?);
        let values: Vec<Scalar> = before.iter().zip(here.iter()).map(|(a, b)| arithmetic(op, a, b)).collect();
        here.assign(&Array::from_scalars(None, dtype, here.shape(), values)?)?;
    }
    Ok(Value::array(out))
}
