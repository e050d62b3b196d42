//! Choice and comparison of whole arrays.
//!
//! Input: arrays, arguments. Output: arrays or scalars. Never: sums (`reduce`).

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Outcome, Run};
use super::arguments::Arguments;
use super::{convert, operator, reduce, sort};
use crate::runtime::array::{Array, Scalar, broadcast_shapes, with_element};
use crate::runtime::reduce::Number;
use crate::runtime::sort::Sortable;
use crate::types::BinaryOp;

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
    let truths = condition.broadcast_to(&shape)?.to_vec::<bool>()?;
    with_element!(dtype, T => {
        let (x, y) = (x.broadcast_to(&shape)?.to_vec::<T>()?, y.broadcast_to(&shape)?.to_vec::<T>()?);
        let picked = truths.iter().zip(x.iter().zip(&y)).map(|(&truth, (&x, &y))| if truth { x } else { y });
        Ok(Value::array(convert::gathered(run, &shape, picked)?))
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
    convert::gathered(run, &shape, a.iter().zip(b.iter()).map(|(a, b)| tolerance.accepts(a, b)))
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
        let mut sorted = among.to_vec::<T>()?;
        T::sort(&mut sorted);
        let found = |value: T| !value.is_nan() && sorted.binary_search_by(|item| item.order(value)).is_ok();
        let truths = elements.to_vec::<T>()?.into_iter().map(|value| found(value) != invert);
        Ok(Value::array(convert::gathered(run, elements.shape(), truths)?))
    })
}

/// The largest less the smallest element.
pub(super) fn peak_to_peak(run: &Run, array: &Array, args: &Arguments<'_>) -> Outcome<Value> {
    let axes = args.axes(array)?;
    let largest = reduce::extremum(array, &axes, reduce::Extremum::Max)?;
    let smallest = reduce::extremum(array, &axes, reduce::Extremum::Min)?;
    operator::arrays(run, BinaryOp::Sub, &largest, &smallest)
}
