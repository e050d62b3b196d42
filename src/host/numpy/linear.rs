//! Products of matrices.
//!
//! Input: arrays of one or two axes (more: stacked matrices). Output: products.
//! Never: decompositions.

use super::convert::to_array;
use crate::host::Outcome;
use crate::host::elementwise::{ElementOp, apply};
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::value::Value;
use crate::ir::BinaryOp;
use crate::runtime::array::{Array, Scalar};
use crate::types::{Dtype, promote_dtypes};

/// `a @ b`
pub(in crate::host) fn matmul_args(interp: &Interpreter<'_>, a: &Value, b: &Value) -> Outcome<Value> {
    let (a, b) = (to_array(interp, a, None)?, to_array(interp, b, None)?);
    for (k, array) in [&a, &b].into_iter().enumerate() {
        if array.ndim() == 0 {
            return Err(Exception::value_error(format!(
                "matmul: Input operand {k} does not have enough dimensions (has 0, gufunc core with signature \
                 (n?,k),(k,m?)->(n?,m?) requires 1)"
            )));
        }
    }
    product(interp, &a, &b, "matmul")
}

/// `np.dot(a, b)`
pub(in crate::host) fn dot(interp: &Interpreter<'_>, a: &Value, b: &Value) -> Outcome<Value> {
    let (x, y) = (to_array(interp, a, None)?, to_array(interp, b, None)?);
    if x.ndim() == 0 || y.ndim() == 0 {
        return super::binary(interp, crate::types::BinaryOp::Mul, &Value::Array(x), &Value::Array(y));
    }
    product(interp, &x, &y, "dot")
}

fn product(interp: &Interpreter<'_>, a: &Array, b: &Array, name: &str) -> Outcome<Value> {
    if a.ndim() > 2 || b.ndim() > 2 {
        return Err(Exception::value_error(format!("numjit's {name} takes arrays of one or two axes")));
    }
    let dtype = promote_dtypes(a.dtype(), b.dtype());
    let (rows, inner) = if a.ndim() == 1 { (1, a.shape()[0]) } else { (a.shape()[0], a.shape()[1]) };
    let (inner_b, columns) = if b.ndim() == 1 { (b.shape()[0], 1) } else { (b.shape()[0], b.shape()[1]) };
    if inner != inner_b {
        return Err(mismatch(a, b, name));
    }
    let x: Vec<Scalar> = a.iter().map(|value| value.cast(dtype)).collect();
    let y: Vec<Scalar> = b.iter().map(|value| value.cast(dtype)).collect();
    let values = match dtype {
        Dtype::F64 => float_product(&x, &y, (rows, inner, columns)),
        _ => general_product(&x, &y, (rows, inner, columns), dtype),
    };
    let mut shape = Vec::new();
    if a.ndim() == 2 {
        shape.push(rows);
    }
    if b.ndim() == 2 {
        shape.push(columns);
    }
    interp.run.poll()?;
    Ok(super::value_of(Array::from_scalars(Some(&interp.run.services.account), dtype, &shape, values)?))
}

fn mismatch(a: &Array, b: &Array, name: &str) -> Exception {
    let text = crate::runtime::array::shape_text;
    let (n, m) = (a.shape()[a.ndim() - 1], b.shape()[0]);
    Exception::value_error(match name {
        "dot" => format!(
            "shapes {} and {} not aligned: {n} (dim {}) != {m} (dim 0)",
            text(a.shape()),
            text(b.shape()),
            a.ndim() - 1
        ),
        _ => format!(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature \
             (n?,k),(k,m?)->(n?,m?) (size {m} is different from {n})"
        ),
    })
}

fn float_product(x: &[Scalar], y: &[Scalar], (rows, inner, columns): (usize, usize, usize)) -> Vec<Scalar> {
    let x: Vec<f64> = x.iter().map(|value| value.as_f64()).collect();
    let y: Vec<f64> = y.iter().map(|value| value.as_f64()).collect();
    let mut out = vec![0.0; rows * columns];
    for i in 0..rows {
        let row = &mut out[i * columns..(i + 1) * columns];
        for k in 0..inner {
            let factor = x[i * inner + k];
            row.iter_mut().zip(&y[k * columns..(k + 1) * columns]).for_each(|(sum, &value)| *sum += factor * value);
        }
    }
    out.into_iter().map(Scalar::F64).collect()
}

fn general_product(
    x: &[Scalar],
    y: &[Scalar],
    (rows, inner, columns): (usize, usize, usize),
    dtype: Dtype,
) -> Vec<Scalar> {
    let op = |op, a, b| apply(ElementOp::Binary(op), &[a, b]);
    let mut out = Vec::with_capacity(rows * columns);
    for i in 0..rows {
        for j in 0..columns {
            let term = |k: usize| op(BinaryOp::Mul, x[i * inner + k], y[k * columns + j]);
            out.push((0..inner).map(term).fold(Scalar::I64(0).cast(dtype), |sum, term| op(BinaryOp::Add, sum, term)));
        }
    }
    out
}
