//! Arrays put together and picked apart: elements moved whole rows at a time.
//!
//! Input: operands. Output: elements written to a target that the prelude made. Never: allocation, result types.

use super::{Operand, Outcome, Routine};
use crate::runtime::array::{Array, Element, Index, Slice, shape_text, with_element};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, ExceptionKind, Raised};

pub(super) static ROUTINES: &[Routine] = &[
    Routine { name: "joined_length", run: joined_length },
    Routine { name: "join", run: join },
    Routine { name: "tile", run: tile },
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

/// `a[:, .., start:stop]` along an axis.
fn part(a: &Array, axis: usize, start: usize, stop: usize) -> Result<Array, Raised> {
    let mut index = vec![Index::Slice(Slice::default()); axis];
    index.push(Index::Slice(Slice { start: Some(start as i64), stop: Some(stop as i64), step: None }));
    a.index(&index)
}

/// `a[:, .., i]` along an axis, which stays with length 1.
fn row(a: &Array, axis: usize, i: usize) -> Result<Array, Raised> {
    part(a, axis, i, i + 1)
}

// --- joining -----------------------------------------------------------------------------------------------------------

/// How an array of few axes is seen before it is joined.
fn formed(form: &str, axis: usize, a: &Array) -> Result<Array, Raised> {
    use Index::{Ellipsis, NewAxis};
    match (form, a.ndim()) {
        ("stack", _) => {
            let mut index = vec![Index::Slice(Slice::default()); axis];
            index.push(NewAxis);
            a.index(&index)
        }
        ("row" | "flat", 0) => a.index(&[NewAxis]).and_then(|a| formed(form, axis, &a)),
        ("column" | "depth", 0) => a.index(&[NewAxis]).and_then(|a| formed(form, axis, &a)),
        ("row", 1) => a.index(&[NewAxis]),
        ("column", 1) => a.index(&[Ellipsis, NewAxis]),
        ("depth", 1) => a.index(&[NewAxis, Ellipsis, NewAxis]),
        ("depth", 2) => a.index(&[Ellipsis, NewAxis]),
        _ => Ok(a.clone()),
    }
}

/// The arrays after the first `skip` operands, formed.
fn joined(form: &str, axis: usize, operands: &[Operand]) -> Result<Vec<Array>, Raised> {
    operands.iter().map(|operand| formed(form, axis, operand.array()?)).collect()
}

/// `form, axis, arrays..`: the length along the axis of what they make; ValueError where they do not fit.
fn joined_length(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [form, axis, arrays @ ..] = operands else { return Err(Check::Internal.into()) };
    let (form, axis) = (form.text()?, place(axis, usize::MAX)?);
    if form == "stack" {
        check_same_shapes(arrays)?;
    }
    let arrays = joined(form, axis, arrays)?;
    let first = arrays.first().ok_or_else(|| value_error("need at least one array to concatenate"))?;
    for (number, array) in arrays.iter().enumerate() {
        check_fits(first, array, number, axis)?;
    }
    Ok(Some((arrays.iter().map(|array| array.shape()[axis]).sum::<usize>() as i64).into()))
}

fn check_same_shapes(arrays: &[Operand]) -> Result<(), Raised> {
    let mut shapes = Vec::new();
    for operand in arrays {
        shapes.push(operand.array()?.shape());
    }
    match shapes.iter().all(|shape| *shape == shapes[0]) {
        true => Ok(()),
        false => Err(value_error("all input arrays must have the same shape")),
    }
}

/// ValueError unless the array can stand next to the first along the axis.
fn check_fits(first: &Array, array: &Array, number: usize, axis: usize) -> Result<(), Raised> {
    if array.ndim() == 0 {
        return Err(value_error("zero-dimensional arrays cannot be concatenated"));
    }
    if array.ndim() != first.ndim() {
        return Err(value_error(format!(
            "all the input arrays must have same number of dimensions, but the array at index 0 has {} dimension(s) and \
             the array at index {number} has {} dimension(s)",
            first.ndim(),
            array.ndim()
        )));
    }
    let odd = (0..first.ndim()).find(|&other| other != axis && array.shape()[other] != first.shape()[other]);
    match odd {
        None => Ok(()),
        Some(other) => Err(value_error(format!(
            "all the input array dimensions except for the concatenation axis must match exactly, but along dimension \
             {other}, the array at index 0 has size {} and the array at index {number} has size {}",
            first.shape()[other],
            array.shape()[other]
        ))),
    }
}

/// `target, form, axis, start, arrays..`: writes them one after the other along the axis, from `start` on; where it ends.
fn join(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, form, axis, start, arrays @ ..] = operands else { return Err(Check::Internal.into()) };
    let target = target.array()?;
    let axis = place(axis, target.ndim())?;
    let mut start = place(start, usize::MAX)?;
    for array in joined(form.text()?, axis, arrays)? {
        let stop = start + array.shape().get(axis).copied().unwrap_or(0);
        part(target, axis, start, stop)?.assign(&array)?;
        start = stop;
    }
    Ok(Some((start as i64).into()))
}

// --- repeating and padding ---------------------------------------------------------------------------------------------

/// `target, source`: fills the target, whose lengths are multiples of the source's, with copies of it.
fn tile(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    if target.size() == 0 {
        return Ok(None);
    }
    // The first copy, then along each axis copies of all that is there.
    let mut filled = target.clone();
    for (axis, &n) in source.shape().iter().enumerate() {
        filled = part(&filled, axis, 0, n)?;
    }
    filled.assign(source)?;
    for axis in (0..source.ndim()).rev() {
        let n = source.shape()[axis];
        let mut rows = target.clone();
        for (other, &length) in source.shape().iter().enumerate().take(axis) {
            rows = part(&rows, other, 0, length)?;
        }
        let first = part(&rows, axis, 0, n)?;
        for start in (n..target.shape()[axis]).step_by(n) {
            part(&rows, axis, start, start + n)?.assign(&first)?;
        }
    }
    Ok(None)
}

/// `target, source, widths, mode, values`: the source in the middle of the target, with so many rows before and behind it
/// along each axis (a row of `widths`), which the mode makes; constant ones are of `values`.
fn pad(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, widths, mode, values] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    let (widths, values) = (widths.array()?.to_vec::<i64>(), values.array()?);
    let mut middle = target.clone();
    for (axis, &n) in source.shape().iter().enumerate() {
        let before = widths[2 * axis] as usize;
        middle = part(&middle, axis, before, before + n)?;
    }
    middle.assign(source)?;
    for (axis, &n) in source.shape().iter().enumerate() {
        let before = widths[2 * axis] as usize;
        let outside = (0..before).chain(before + n..target.shape()[axis]);
        for i in outside {
            let to = row(target, axis, i)?;
            match mirrored(mode.text()?, i as i64 - before as i64, n as i64, axis)? {
                Some(k) => to.assign(&row(target, axis, before + k as usize)?)?,
                None => to.fill(values.get(&[axis as i64, i64::from(i >= before)])?)?,
            }
        }
    }
    Ok(None)
}

/// Which of `n` rows stands at a place outside of them; none: a constant.
fn mirrored(mode: &str, i: i64, n: i64, axis: usize) -> Result<Option<i64>, Raised> {
    if mode == "constant" {
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

// --- picking -----------------------------------------------------------------------------------------------------------

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
    let mut picked = Vec::with_capacity(indices.array()?.size());
    for index in indices.array()?.to_vec::<i64>() {
        picked.push(match mode.text()? {
            "wrap" => index.rem_euclid(n),
            "clip" => index.clamp(0, n - 1),
            _ if (-n..n).contains(&index) => index.rem_euclid(n),
            _ => return Err(Raised::check(Check::IndexBounds, [index, axis as i64, n, 0])),
        });
    }
    if source.ndim() == 1 {
        return gather(target, source, &picked).map(|()| None);
    }
    for (to, from) in picked.into_iter().enumerate() {
        row(target, axis, to)?.assign(&row(source, axis, from as usize)?)?;
    }
    Ok(None)
}

/// Elements of an array of one axis, by their places.
fn gather(target: &Array, source: &Array, picked: &[i64]) -> Result<(), Raised> {
    with_element!(source.dtype(), T => {
        let (data, step) = (source.data().cast_const(), source.strides()[0]);
        // SAFETY: the places are within the array (`take`).
        let element = |&place: &i64| unsafe { T::load(data.offset(place as isize * step)) };
        target.assign(&Array::from_vec(picked.iter().map(element).collect::<Vec<T>>()))
    })
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
