//! Arrays put together and picked apart: elements moved whole rows at a time.
//!
//! Input: operands. Output: elements written to a target that the prelude made. Never: allocation, result types.

use super::{Operand, Outcome, Routine};
use crate::runtime::array::blocks::{self, Form};
use crate::runtime::array::{Array, shape_text};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, ExceptionKind, Raised};

pub(super) static ROUTINES: &[Routine] = &[
    Routine { name: "joined_length", run: joined_length },
    Routine { name: "join", run: join },
    Routine { name: "tile", run: tile },
    Routine { name: "repeat", run: repeat },
    Routine { name: "pad", run: pad },
    Routine { name: "take", run: take },
    Routine { name: "reshape_strides", run: reshape_strides },
];

fn value_error(text: impl Into<String>) -> Raised {
    Raised::new(ExceptionKind::ValueError, text.into())
}

fn place(operand: &Operand, below: usize) -> Result<usize, Raised> {
    usize::try_from(operand.int()?).ok().filter(|&n| n < below).ok_or(Check::Internal.into())
}

/// The arrays among the operands, formed.
fn formed(form: &Operand, axis: usize, operands: &[Operand]) -> Result<Vec<Array>, Raised> {
    let arrays = operands.iter().map(Operand::array).collect::<Result<Vec<_>, _>>()?;
    Form::named(form.text()?).ok_or(Check::Internal)?.of(axis, &arrays)
}

/// `form, axis, arrays..`: the length along the axis of what they make; ValueError where they do not fit.
fn joined_length(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [form, axis, arrays @ ..] = operands else { return Err(Check::Internal.into()) };
    let axis = place(axis, usize::MAX)?;
    Ok(Some((blocks::joined_length(&formed(form, axis, arrays)?, axis)? as i64).into()))
}

/// `target, form, axis, start, arrays..`: writes them one after the other along the axis, from `start` on; where it ends.
fn join(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, form, axis, start, arrays @ ..] = operands else { return Err(Check::Internal.into()) };
    let target = target.array()?;
    let (axis, start) = (place(axis, target.ndim())?, place(start, usize::MAX)?);
    Ok(Some((blocks::join(target, axis, start, &formed(form, axis, arrays)?)? as i64).into()))
}

/// `target, source`: fills the target, whose lengths are multiples of the source's, with copies of it.
fn tile(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source] = operands else { return Err(Check::Internal.into()) };
    blocks::tile(target.array()?, source.array()?)?;
    Ok(None)
}

/// `target, source, axis, times`: writes each row of the source along the axis so often.
fn repeat(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, axis, times] = operands else { return Err(Check::Internal.into()) };
    let source = source.array()?;
    blocks::repeat(target.array()?, source, place(axis, source.ndim())?, place(times, usize::MAX)?)?;
    Ok(None)
}

/// `target, source, widths, mode, values`: the source in the middle of the target, with so many rows before and behind it
/// along each axis (a row of `widths`), which the mode makes; constant ones are of `values`.
fn pad(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, widths, mode, values] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    let (widths, values) = (widths.array()?.to_vec::<i64>()?, values.array()?);
    let mut middle = target.clone();
    for (axis, &n) in source.shape().iter().enumerate() {
        let before = widths[2 * axis] as usize;
        middle = middle.along(axis, Some(before as i64), Some((before + n) as i64))?;
    }
    middle.assign(source)?;
    for (axis, &n) in source.shape().iter().enumerate() {
        let before = widths[2 * axis] as usize;
        let outside = (0..before).chain(before + n..target.shape()[axis]);
        for i in outside {
            let to = target.row(axis, i)?;
            match mirrored(mode.text()?, i as i64 - before as i64, n as i64, axis)? {
                Some(k) => to.assign(&target.row(axis, before + k as usize)?)?,
                None => to.fill(values.get(&[axis as i64, i64::from(i >= before)])?)?,
            }
        }
    }
    Ok(None)
}

/// Which of `n` rows stands at a place outside of them; none: a constant.
fn mirrored(mode: &str, i: i64, n: i64, axis: usize) -> Result<Option<i64>, Raised> {
    if matches!(mode, "constant" | "empty") {
        return Ok(None);
    }
    if n == 0 {
        return Err(value_error(format!(
            "can't extend empty axis {axis} using modes other than 'constant' or 'empty'"
        )));
    }
    let fold = |period: i64, turn: i64| {
        let k = i.rem_euclid(period);
        if k < n { k } else { turn - k }
    };
    Ok(Some(match mode {
        "edge" => i.clamp(0, n - 1),
        "wrap" => i.rem_euclid(n),
        "symmetric" => fold(2 * n, 2 * n - 1),
        "reflect" if n == 1 => 0,
        "reflect" => fold(2 * n - 2, 2 * n - 2),
        other => return Err(value_error(format!("mode '{other}' is not supported"))),
    }))
}

/// `target, source, indices, axis, mode`: row number `i` of the target along the axis is the source's row number
/// `indices[i]`.
fn take(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, indices, axis, mode] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    let axis = place(axis, source.ndim())?;
    let n = source.shape()[axis] as i64;
    if n == 0 && indices.array()?.size() > 0 {
        return Err(Raised::new(ExceptionKind::IndexError, "cannot do a non-empty take from an empty axes."));
    }
    let mut picked = Array::room_for(indices.array()?.shape())?;
    for index in indices.array()?.to_vec::<i64>()? {
        picked.push(match mode.text()? {
            "wrap" => index.rem_euclid(n),
            "clip" => index.clamp(0, n - 1),
            _ if (-n..n).contains(&index) => index.rem_euclid(n),
            _ => return Err(Raised::check(Check::IndexBounds, [index, axis as i64, n, 0])),
        });
    }
    blocks::take(target, source, axis, &picked)?;
    Ok(None)
}

/// `strides, a, shape..`: writes the strides (in bytes) that show the array under another shape; is there a way?
fn reshape_strides(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [strides, a, shape @ ..] = operands else { return Err(Check::Internal.into()) };
    let (strides, a) = (strides.array()?, a.array()?);
    let shape = shape.iter().map(|n| place(n, usize::MAX)).collect::<Result<Vec<usize>, Raised>>()?;
    let Some(view) = a.reshape_view(&shape) else { return Ok(Some(false.into())) };
    if strides.shape() != [shape.len()] {
        return Err(value_error(format!("strides for the shape {}", shape_text(&shape))));
    }
    for (axis, &stride) in view.strides().iter().enumerate() {
        strides.set(&[axis as i64], (stride as i64).into())?;
    }
    Ok(Some(true.into()))
}
