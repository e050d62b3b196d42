//! Order statistics, counts, interpolation and comparison of whole arrays.
//!
//! Input: arrays, arguments. Output: arrays or scalars. Never: sums (`reduce`).

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, nested, operator, reduce, shape, sort};
use crate::runtime::array::{Array, Index, Scalar, Slice, broadcast_shapes, with_element};
use crate::runtime::reduce::Number;
use crate::runtime::sort::Sortable;
use crate::types::{BinaryOp, Dtype};

/// The rows to take a statistic of, sorted, as floats; their length; the shape of the result.
struct Rows {
    values: Vec<f64>,
    n: usize,
    shape: Vec<usize>,
    kept: Vec<usize>,
}

/// Sorts along the axes of a call.
fn sorted_rows(run: &Run, array: &Array, args: &Arguments<'_>) -> Outcome<Rows> {
    run.poll()?;
    let axes = convert::axes(args.get("axis"), array.ndim())?;
    let rest = (0..array.ndim()).filter(|axis| !axes.contains(axis));
    let order: Vec<usize> = rest.clone().chain(axes.iter().copied()).collect();
    let n: usize = axes.iter().map(|&axis| array.shape()[axis]).product();
    let mut values = array.permute(&order)?.to_vec::<f64>();
    for row in values.chunks_mut(n.max(1)) {
        f64::sort(row);
    }
    let kept = |axis: usize| if axes.contains(&axis) { 1 } else { array.shape()[axis] };
    Ok(Rows {
        values,
        n,
        shape: rest.map(|axis| array.shape()[axis]).collect(),
        kept: (0..array.ndim()).map(kept).collect(),
    })
}

impl Rows {
    fn statistic(&self, statistic: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let count: usize = self.shape.iter().product();
        (0..count).map(|k| statistic(&self.values[k * self.n..][..self.n])).collect()
    }

    fn finish(&self, args: &Arguments<'_>, results: Vec<f64>, dtype: Dtype) -> Outcome<Array> {
        let shape = if args.flag("keepdims")? { &self.kept } else { &self.shape };
        let array = convert::from_vec(shape, results)?;
        if dtype == Dtype::F32 { Ok(array.cast(dtype)?) } else { Ok(array) }
    }
}

/// `np.median(a, axis)`
///
/// # Errors
/// ValueError for axes that there are not.
pub(super) fn median(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    let rows = sorted_rows(run, &array, args)?;
    let medians = rows.statistic(|row| match row {
        [] => f64::NAN,
        _ if row[row.len() - 1].is_nan() => f64::NAN,
        _ if row.len() % 2 == 1 => row[row.len() / 2],
        _ => (row[row.len() / 2 - 1] + row[row.len() / 2]) / 2.0,
    });
    Ok(convert::result(rows.finish(args, medians, array.dtype())?))
}

/// `np.quantile(a, q, axis)`; `scale` is 100 for percentiles.
///
/// # Errors
/// ValueError for a quantile outside its range.
pub(super) fn quantile(run: &Run, args: &Arguments<'_>, scale: f64) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    let quantiles = args.array(run, "q")?;
    let rows = sorted_rows(run, &array, args)?;
    let mut parts = Vec::new();
    for q in quantiles.to_vec::<f64>() {
        let q = q / scale;
        if !(0.0..=1.0).contains(&q) {
            let text = if scale == 1.0 {
                "Quantiles must be in the range [0, 1]"
            } else {
                "Percentiles must be in the range [0, 100]"
            };
            return Err(Exception::value_error(text));
        }
        let dtype = if quantiles.dtype() == Dtype::F32 { array.dtype() } else { Dtype::F64 };
        parts.push(rows.finish(args, rows.statistic(|row| interpolated(row, q)), dtype)?);
    }
    if quantiles.ndim() == 0 {
        return Ok(parts.pop().map_or(Value::None, convert::result));
    }
    Ok(Value::array(shape::stack(run, &parts, 0)?))
}

/// NumPy's linear interpolation between the neighbors of a quantile.
fn interpolated(row: &[f64], q: f64) -> f64 {
    let Some(last) = row.last().filter(|last| !last.is_nan()) else { return f64::NAN };
    let place = q * (row.len() - 1) as f64;
    let below = place.floor();
    let (low, high) = (row[below as usize], row.get(below as usize + 1).unwrap_or(last));
    let (gap, t) = (high - low, place - below);
    if t >= 0.5 { high - gap * (1.0 - t) } else { low + gap * t }
}

/// `np.diff(a, n, axis)`
///
/// # Errors
/// ValueError for a negative order.
pub(super) fn diff(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let mut array = args.array(run, "a")?;
    let times = args.int("n")?.unwrap_or(1);
    if times < 0 {
        return Err(Exception::value_error(format!("order must be non-negative but got {times}")));
    }
    if array.ndim() == 0 {
        return Err(Exception::value_error("diff requires input that is at least one dimensional"));
    }
    let axis = convert::axis(args.int("axis")?.unwrap_or(-1), array.ndim())?;
    let op = if array.dtype() == Dtype::Bool { BinaryOp::Ne } else { BinaryOp::Sub };
    for _ in 0..times {
        let upper = shape::along(&array, axis, Some(1), None)?;
        let lower = shape::along(&array, axis, None, Some(-1))?;
        array = reduce::as_array(operator::arrays(run, op, &upper, &lower)?)?;
    }
    Ok(Value::array(array))
}

/// `np.bincount(x, weights, minlength)`
///
/// # Errors
/// ValueError for negative numbers, TypeError for floats.
pub(super) fn bincount(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "x")?;
    if array.ndim() != 1 {
        return Err(Exception::value_error("object too deep for desired array"));
    }
    if array.size() > 0 && !array.dtype().is_int() && array.dtype() != Dtype::Bool {
        return Err(Exception::type_error(format!(
            "Cannot cast array data from dtype('{}') to dtype('int64') according to the rule 'safe'",
            array.dtype()
        )));
    }
    let bins = array.to_vec::<i64>();
    if bins.iter().any(|&bin| bin < 0) {
        return Err(Exception::value_error("'list' argument must have no negative elements"));
    }
    let least = usize::try_from(args.int("minlength")?.unwrap_or(0))
        .map_err(|_| Exception::value_error("'minlength' must not be negative"))?;
    let count = bins.iter().max().map_or(0, |&bin| bin as usize + 1).max(least);
    let result = convert::zeros(run, Dtype::I64, &[count])?;
    let Some(weights) = args.get("weights") else {
        let mut counts = vec![0_i64; count];
        bins.iter().for_each(|&bin| counts[bin as usize] += 1);
        result.assign(&Array::from_vec(counts))?;
        return Ok(Value::array(result));
    };
    let weights = nested::as_array(run, weights, Some(Dtype::F64))?.to_vec::<f64>();
    if weights.len() != bins.len() {
        return Err(Exception::value_error("The weights and list don't have the same length."));
    }
    let mut sums = vec![0.0; count];
    bins.iter().zip(weights).for_each(|(&bin, weight)| sums[bin as usize] += weight);
    Ok(Value::array(Array::from_vec(sums)))
}

/// `np.histogram(a, bins, range)`: counts and edges.
///
/// # Errors
/// ValueError for edges that do not rise.
pub(super) fn histogram(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let values = args.array(run, "a")?.to_vec::<f64>();
    let bins = args.get("bins").cloned().unwrap_or(Value::Int(10));
    let (edges, given) = match &bins {
        Value::Int(count) if *count >= 1 => (even_edges(&values, *count as usize, args)?, None),
        Value::Int(_) => return Err(Exception::value_error("`bins` must be positive, when an integer")),
        other => {
            let given = nested::as_array(run, other, None)?;
            (given.to_vec::<f64>(), Some(given))
        }
    };
    if edges.windows(2).any(|pair| pair[0] > pair[1]) {
        return Err(Exception::value_error("`bins` must increase monotonically, when an array"));
    }
    let weights = match args.get("weights") {
        Some(weights) => Some(nested::as_array(run, weights, Some(Dtype::F64))?.to_vec::<f64>()),
        None => None,
    };
    let count = edges.len().saturating_sub(1);
    let mut sums = vec![0.0; count];
    for (k, &value) in values.iter().enumerate() {
        if let Some(bin) = bin_of(value, &edges) {
            sums[bin] += weights.as_ref().map_or(1.0, |weights| weights.get(k).copied().unwrap_or(0.0));
        }
    }
    let counts = if args.flag("density")? {
        let total: f64 = sums.iter().sum();
        Array::from_vec(
            sums.iter().zip(edges.windows(2)).map(|(sum, edge)| sum / (edge[1] - edge[0]) / total).collect(),
        )
    } else if weights.is_some() {
        Array::from_vec(sums)
    } else {
        Array::from_vec(sums.iter().map(|&sum| sum as i64).collect())
    };
    let edges = given.unwrap_or_else(|| Array::from_vec(edges));
    Ok(Value::tuple([Value::array(counts), Value::array(edges)]))
}

fn even_edges(values: &[f64], count: usize, args: &Arguments<'_>) -> Outcome<Vec<f64>> {
    let (mut low, mut high) = match args.get("range").and_then(convert::items).as_deref() {
        Some([low, high]) => (low.as_float().unwrap_or(0.0), high.as_float().unwrap_or(1.0)),
        _ if values.is_empty() => (0.0, 1.0),
        _ => {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            (least, values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        }
    };
    if low > high {
        return Err(Exception::value_error("max must be larger than min in range parameter."));
    }
    if !low.is_finite() || !high.is_finite() {
        return Err(Exception::value_error(format!("autodetected range of [{low}, {high}] is not finite")));
    }
    if low == high {
        (low, high) = (low - 0.5, high + 0.5);
    }
    let step = (high - low) / count as f64;
    Ok((0..=count).map(|k| if k == count { high } else { k as f64 * step + low }).collect())
}

/// The bin between two edges; the last one has its upper edge too.
fn bin_of(value: f64, edges: &[f64]) -> Option<usize> {
    let (first, last) = (edges.first()?, edges.last()?);
    if !(*first..=*last).contains(&value) || edges.len() < 2 {
        return None;
    }
    Some((edges.partition_point(|&edge| edge <= value) - 1).min(edges.len() - 2))
}

/// `np.interp(x, xp, fp, left, right)`
///
/// # Errors
/// ValueError for tables of different or no length.
pub(super) fn interp(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let x = args.array(run, "x")?;
    let (xp, fp) = (args.array(run, "xp")?.to_vec::<f64>(), args.array(run, "fp")?.to_vec::<f64>());
    if xp.is_empty() {
        return Err(Exception::value_error("array of sample points is empty"));
    }
    if xp.len() != fp.len() {
        return Err(Exception::value_error("fp and xp are not of the same length."));
    }
    let left = args.float("left")?.unwrap_or(fp[0]);
    let right = args.float("right")?.unwrap_or(fp[fp.len() - 1]);
    let value = |x: f64| {
        let k = xp.partition_point(|&at| at <= x);
        match k {
            _ if x.is_nan() => x,
            0 => left,
            _ if k == xp.len() => {
                if x > xp[k - 1] {
                    right
                } else {
                    fp[k - 1]
                }
            }
            _ if x == xp[k - 1] => fp[k - 1],
            _ => {
                let slope = (fp[k] - fp[k - 1]) / (xp[k] - xp[k - 1]);
                let at = slope * (x - xp[k - 1]) + fp[k - 1];
                if at.is_nan() { slope * (x - xp[k]) + fp[k] } else { at }
            }
        }
    };
    let values = x.to_vec::<f64>().into_iter().map(value).collect();
    Ok(convert::result(convert::from_vec(x.shape(), values)?))
}

/// `np.where(condition, x, y)`
///
/// # Errors
/// ValueError for one of x and y, or for shapes that do not fit.
pub(super) fn choose(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let condition = args.array(run, "condition")?;
    let (x, y) = match (args.get("x"), args.get("y")) {
        (Some(x), Some(y)) => (x, y),
        (None, None) => return sort::nonzero(&condition),
        _ => return Err(Exception::value_error("either both or neither of x and y should be given")),
    };
    use super::operand::Operand;
    let operands = [Operand::new(run, x)?, Operand::new(run, y)?];
    let [Some(x), Some(y)] = operands else {
        return Err(Exception::type_error("numjit's arrays hold numbers, not objects"));
    };
    let [x, y] = if x.is_weak() && y.is_weak() { [x.strengthened(), y.strengthened()] } else { [x, y] };
    let dtype = crate::types::promote::choice(crate::types::promote::Rules::NumPy, x.types(), y.types());
    x.check_fits(dtype)?;
    y.check_fits(dtype)?;
    let (x, y) = (x.to_array()?, y.to_array()?);
    let shape = broadcast_shapes(&[condition.shape(), x.shape(), y.shape()])?;
    let truths = condition.broadcast_to(&shape)?.to_vec::<bool>();
    with_element!(dtype, T => {
        let (x, y) = (x.broadcast_to(&shape)?.to_vec::<T>(), y.broadcast_to(&shape)?.to_vec::<T>());
        let picked = truths.iter().zip(x.iter().zip(&y)).map(|(&truth, (&x, &y))| if truth { x } else { y });
        Ok(Value::array(convert::from_vec(&shape, picked.collect())?))
    })
}

/// Tolerances of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Tolerance {
    pub relative: f64,
    pub absolute: f64,
    pub equal_nan: bool,
}

impl Tolerance {
    /// Of a call of `np.isclose`.
    pub fn of(args: &Arguments<'_>) -> Outcome<Tolerance> {
        Ok(Tolerance {
            relative: args.float("rtol")?.unwrap_or(1e-5),
            absolute: args.float("atol")?.unwrap_or(1e-8),
            equal_nan: args.flag("equal_nan")?,
        })
    }

    /// Is `a` near `b`?
    pub fn accepts(self, a: Scalar, b: Scalar) -> bool {
        let (a, b) = (a.as_complex(), b.as_complex());
        if a.is_nan() || b.is_nan() {
            return self.equal_nan && a.is_nan() && b.is_nan();
        }
        if !a.is_finite() || !b.is_finite() {
            return a == b;
        }
        (a - b).norm() <= self.absolute + self.relative * b.norm()
    }
}

/// `np.isclose(a, b, ..)`
///
/// # Errors
/// ValueError for shapes that do not fit.
pub(super) fn isclose(run: &Run, args: &Arguments<'_>) -> Outcome<Array> {
    let tolerance = Tolerance::of(args)?;
    let (a, b) = (args.array(run, "a")?, args.array(run, "b")?);
    let shape = broadcast_shapes(&[a.shape(), b.shape()])?;
    let (a, b) = (a.broadcast_to(&shape)?, b.broadcast_to(&shape)?);
    convert::from_vec(&shape, a.iter().zip(b.iter()).map(|(a, b)| tolerance.accepts(a, b)).collect::<Vec<bool>>())
}

/// `np.array_equal(a1, a2, equal_nan)`
pub(super) fn array_equal(a: &Array, b: &Array, equal_nan: bool) -> bool {
    let dtype = crate::types::promote_dtypes(a.dtype(), b.dtype());
    let same = |(x, y): (Scalar, Scalar)| {
        let (x, y) = (x.cast(dtype), y.cast(dtype));
        x == y || (equal_nan && x.as_complex().is_nan() && y.as_complex().is_nan())
    };
    a.shape() == b.shape() && a.iter().zip(b.iter()).all(same)
}

/// `np.isin(element, test_elements)`
pub(super) fn isin(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let (elements, among) = (args.array(run, "element")?, args.array(run, "test_elements")?);
    let dtype = crate::types::promote_dtypes(elements.dtype(), among.dtype());
    let invert = args.flag("invert")?;
    with_element!(dtype, T => {
        let mut sorted = among.to_vec::<T>();
        T::sort(&mut sorted);
        let found = |value: T| !value.is_nan() && sorted.binary_search_by(|item| item.order(value)).is_ok();
        let truths = elements.to_vec::<T>().into_iter().map(|value| found(value) != invert);
        Ok(Value::array(convert::from_vec(elements.shape(), truths.collect())?))
    })
}

/// The largest less the smallest element.
pub(super) fn peak_to_peak(run: &Run, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    let axes = args.axes(array)?;
    let largest = reduce::extremum(array, &axes, reduce::Extremum::Max)?;
    let smallest = reduce::extremum(array, &axes, reduce::Extremum::Min)?;
    operator::arrays(run, BinaryOp::Sub, &largest, &smallest)
}

/// `np.average(a, axis, weights)`
///
/// # Errors
/// ValueError for weights of another shape.
pub(super) fn average(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let array = args.array(run, "a")?;
    let axes = args.axes(&array)?;
    let Some(weights) = args.get("weights") else {
        return reduce::mean(run, &array, &axes, reduce::mean_dtype(array.dtype()));
    };
    let mut weights = nested::as_array(run, weights, None)?;
    if weights.ndim() == 1 && array.ndim() > 1 {
        let axis = args.axis(&array)?.unwrap_or(0);
        let index: Vec<Index> = (0..array.ndim())
            .map(|k| if k == axis { Index::Slice(Slice::default()) } else { Index::NewAxis })
            .collect();
        weights = weights.index(&index)?;
    }
    let weights = weights.broadcast_to(array.shape())?;
    let dtype = convert::common_dtype([array.dtype(), weights.dtype(), Dtype::F64]).unwrap_or(Dtype::F64);
    let products = reduce::as_array(operator::arrays(run, BinaryOp::Mul, &array, &weights)?)?;
    let (sum, scale) = (reduce::sum(&products, &axes, dtype)?, reduce::sum(&weights, &axes, dtype)?);
    operator::arrays(run, BinaryOp::Div, &sum, &scale)
}
