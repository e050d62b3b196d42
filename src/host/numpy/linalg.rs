//! Products of vectors and matrices.
//!
//! Input: operands. Output: arrays or scalars; of floating-point numbers by the runtime, of ints by loops. Never: decompositions.

use super::super::exception::Exception;
use super::super::value::Value;
use super::super::{Keywords, Outcome, Run};
use super::arguments::Arguments;
use super::operand::Operand;
use super::{convert, nested, operator};
use crate::runtime::array::{Array, Index, Slice, broadcast_shapes, shape_text};
use crate::runtime::context::Context;
use crate::runtime::linalg;
use crate::types::{BinaryOp, BuiltinId, promote_dtypes, refusal};

/// `a @ b`
///
/// # Errors
/// ValueError for shapes that do not fit or numbers instead of arrays.
pub(super) fn matmul(run: &Run, a: &Operand, b: &Operand) -> Outcome<Value> {
    if a.scalar().is_some() || b.scalar().is_some() {
        let refused = refusal::binary(BinaryOp::MatMul, a.types(), b.types()).err();
        return Err(refused.map_or_else(|| no_axes(a), convert::refused));
    }
    let (a, b) = (a.to_array()?, b.to_array()?);
    // A vector is a row on the left and a column on the right.
    let left = if a.ndim() == 1 { a.index(&[Index::NewAxis])? } else { a.clone() };
    let right = if b.ndim() == 1 { b.index(&[Index::Ellipsis, Index::NewAxis])? } else { b.clone() };
    let (inner, other) = (left.shape()[left.ndim() - 1], right.shape()[right.ndim() - 2]);
    if inner != other {
        return Err(Exception::value_error(format!(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) \
             (size {other} is different from {inner})"
        )));
    }
    let product = stacked(run, &left, &right)?;
    let mut drop = vec![Index::Ellipsis];
    drop.extend((a.ndim() == 1).then_some(Index::At(0)));
    drop.push(if b.ndim() == 1 { Index::At(0) } else { Index::Slice(Slice::default()) });
    Ok(convert::result(product.index(&drop)?))
}

fn no_axes(a: &Operand) -> Exception {
    let index = usize::from(a.scalar().is_none());
    Exception::value_error(format!(
        "matmul: Input operand {index} does not have enough dimensions (has 0, gufunc core with signature \
         (n?,k),(k,m?)->(n?,m?) requires 1)"
    ))
}

/// The leading axes of two stacks of matrices do not fit, in NumPy's words.
fn stacks_do_not_fit(a: &Array, b: &Array, core: [usize; 2]) -> Exception {
    let remapped = |array: &Array| {
        let outer: String = array.shape()[..array.ndim() - 2].iter().map(|n| format!("{n},")).collect();
        format!("{}->({outer}newaxis,newaxis)", shape_text(array.shape()))
    };
    Exception::value_error(format!(
        "operands could not be broadcast together with remapped shapes [original->remapped]: {} {}  and requested shape \
         {}",
        remapped(a),
        remapped(b),
        shape_text(&core)
    ))
}

/// Matrix products along the leading axes.
fn stacked(run: &Run, a: &Array, b: &Array) -> Outcome<Array> {
    let core = [a.shape()[a.ndim() - 2], b.shape()[b.ndim() - 1]];
    let outer = broadcast_shapes(&[&a.shape()[..a.ndim() - 2], &b.shape()[..b.ndim() - 2]]);
    let outer = outer.map_err(|_| stacks_do_not_fit(a, b, core))?;
    let shape: Vec<usize> = outer.iter().copied().chain(core).collect();
    let mut ctx = Context::new(run.services.clone());
    let product = Array::empty(Some(ctx.account()), promote_dtypes(a.dtype(), b.dtype()), &shape)?;
    linalg::multiply(&mut ctx, &product, a, b)?;
    Ok(product)
}

/// `np.cross(a, b, axisa, axisb, axisc, axis)`: of vectors of two elements the third element alone, which no type tells apart
/// from the others, so that the prelude does not make it.
///
/// # Errors
/// ValueError for vectors of other lengths.
pub(super) fn cross(run: &Run, id: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let given = Arguments::bind(id, args, keywords)?;
    let (a, b) = (plane(run, &given, "a", "axisa")?, plane(run, &given, "b", "axisb")?);
    let (Some([a0, a1]), Some([b0, b1])) = (a, b) else {
        return run.engine.call_builtin(run, id, args, keywords);
    };
    let product = |op, a: &Array, b: &Array| nested::as_array(run, &operator::arrays(run, op, a, b)?, None);
    let (left, right) = (product(BinaryOp::Mul, &a0, &b1)?, product(BinaryOp::Mul, &a1, &b0)?);
    Ok(Value::array(product(BinaryOp::Sub, &left, &right)?))
}

/// First and second elements of vectors along an axis, if they have just two.
fn plane(run: &Run, args: &Arguments<'_>, name: &str, axis: &str) -> Outcome<Option<[Array; 2]>> {
    let array = args.array(run, name)?;
    let axis = if args.is_none("axis") { axis } else { "axis" };
    let Ok(axis) = convert::axis(args.int(axis)?.unwrap_or(-1), array.ndim()) else { return Ok(None) };
    if array.shape()[axis] != 2 {
        return Ok(None);
    }
    let mut index = vec![Index::Slice(Slice::default()); axis];
    let mut part = |i: i64| {
        index.truncate(axis);
        index.push(Index::At(i));
        array.index(&index)
    };
    Ok(Some([part(0)?, part(1)?]))
}

/// `np.dot(a, b)`
///
/// # Errors
/// ValueError for shapes that do not fit.
pub(super) fn dot(run: &Run, a: &Operand, b: &Operand) -> Outcome<Value> {
    if a.scalar().is_some() || b.scalar().is_some() {
        // Numbers count as arrays here, and so does their dtype.
        return operator::arrays(run, BinaryOp::Mul, &a.to_array()?, &b.to_array()?);
    }
    let (x, y) = (a.to_array()?, b.to_array()?);
    let (last, second_last) = (x.ndim() - 1, y.ndim().saturating_sub(2));
    if x.shape()[last] != y.shape()[second_last] {
        return Err(Exception::value_error(format!(
            "shapes {} and {} not aligned: {} (dim {last}) != {} (dim {second_last})",
            shape_text(x.shape()),
            shape_text(y.shape()),
            x.shape()[last],
            y.shape()[second_last]
        )));
    }
    if y.ndim() <= 2 {
        return matmul(run, a, b);
    }
    // All matrices of b side by side: what is their rows comes first.
    let order = std::iter::once(second_last).chain((0..y.ndim()).filter(|&axis| axis != second_last));
    let rows = x.reshape(&[-1, x.shape()[last] as i64])?;
    let columns = y.permute(&order.collect::<Vec<_>>())?.reshape(&[y.shape()[second_last] as i64, -1])?;
    let outer = y.shape()[..second_last].iter().chain(&y.shape()[second_last + 1..]);
    let shape: Vec<i64> = x.shape()[..last].iter().chain(outer).map(|&n| n as i64).collect();
    Ok(convert::result(stacked(run, &rows, &columns)?.reshape(&shape)?))
}

/// `np.outer(a, b)`
///
/// # Errors
/// As multiplying does.
pub(super) fn outer(run: &Run, a: &Array, b: &Array) -> Outcome<Value> {
    let column = a.reshape(&[-1, 1])?;
    let row = b.reshape(&[1, -1])?;
    operator::operands(run, BinaryOp::Mul, Operand::array(column), Operand::array(row))
}

/// `np.vdot(a, b)`
///
/// # Errors
/// ValueError for different sizes.
pub(super) fn vdot(run: &Run, a: &Array, b: &Array) -> Outcome<Value> {
    let a = super::nested::as_array(run, &super::method::conjugate(run, a)?, None)?;
    dot(run, &Operand::array(a.reshape(&[-1])?), &Operand::array(b.reshape(&[-1])?))
}
