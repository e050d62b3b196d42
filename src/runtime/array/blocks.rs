//! Arrays put together of whole blocks: joined, tiled, rows picked.
//!
//! Input: arrays, an axis, a target that has the right shape. Output: the target's elements. Never: allocation of results,
//! result types.

use super::{Array, Element, Index, Slice, with_element};
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::{room, stop};

fn value_error(text: impl Into<String>) -> Raised {
    Raised::new(ExceptionKind::ValueError, text.into())
}

impl Array {
    /// `a[:, .., start:stop]` along an axis.
    ///
    /// # Errors
    /// IndexError for an axis that there is not.
    pub fn along(&self, axis: usize, start: Option<i64>, stop: Option<i64>) -> Result<Array, Raised> {
        let mut index = vec![Index::Slice(Slice::default()); axis];
        index.push(Index::Slice(Slice { start, stop, step: None }));
        self.index(&index)
    }

    fn block(&self, axis: usize, start: usize, stop: usize) -> Result<Array, Raised> {
        self.along(axis, Some(start as i64), Some(stop as i64))
    }

    /// `a[:, .., i:i+1]` along an axis.
    ///
    /// # Errors
    /// IndexError for an axis that there is not.
    pub fn row(&self, axis: usize, i: usize) -> Result<Array, Raised> {
        self.block(axis, i, i + 1)
    }
}

/// How an array of few axes is seen before it is joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// As it is: `np.concatenate`.
    Plain,
    /// With a new axis: `np.stack`.
    Stack,
    /// With an axis: `np.hstack`.
    Flat,
    /// One axis is a row: `np.vstack`.
    Row,
    /// One axis is a column: `np.column_stack`.
    Column,
    /// With a third axis: `np.dstack`.
    Depth,
}

impl Form {
    /// By its name in the prelude.
    #[must_use]
    pub fn named(name: &str) -> Option<Form> {
        Some(match name {
            "plain" => Form::Plain,
            "stack" => Form::Stack,
            "flat" => Form::Flat,
            "row" => Form::Row,
            "column" => Form::Column,
            "depth" => Form::Depth,
            _ => return None,
        })
    }

    fn of_one(self, axis: usize, a: &Array) -> Result<Array, Raised> {
        use Index::{Ellipsis, NewAxis};
        match (self, a.ndim()) {
            (Form::Plain, _) => Ok(a.clone()),
            (Form::Stack, _) => {
                let mut index = vec![Index::Slice(Slice::default()); axis];
                index.push(NewAxis);
                a.index(&index)
            }
            (_, 0) => self.of_one(axis, &a.index(&[NewAxis])?),
            (Form::Row, 1) => a.index(&[NewAxis]),
            (Form::Column, 1) => a.index(&[Ellipsis, NewAxis]),
            (Form::Depth, 1) => a.index(&[NewAxis, Ellipsis, NewAxis]),
            (Form::Depth, 2) => a.index(&[Ellipsis, NewAxis]),
            _ => Ok(a.clone()),
        }
    }

    /// The arrays so seen, which fit together along the axis.
    ///
    /// # Errors
    /// ValueError where they do not, and for none.
    pub fn of(self, axis: usize, arrays: &[&Array]) -> Result<Vec<Array>, Raised> {
        if self == Form::Stack && arrays.iter().any(|array| array.shape() != arrays[0].shape()) {
            return Err(value_error("all input arrays must have the same shape"));
        }
        let formed = arrays.iter().map(|array| self.of_one(axis, array)).collect::<Result<Vec<_>, _>>()?;
        let first = formed.first().ok_or_else(|| value_error("need at least one array to concatenate"))?;
        for (number, array) in formed.iter().enumerate() {
            check_fits(first, array, number, axis)?;
        }
        Ok(formed)
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

/// The length along an axis of arrays that are joined there.
///
/// # Errors
/// ValueError for one that no array can have.
pub fn joined_length(arrays: &[Array], axis: usize) -> Result<usize, Raised> {
    let mut total = 0usize;
    for array in arrays {
        let length = array.shape().get(axis).ok_or(Check::Internal)?;
        total = total.checked_add(*length).ok_or(Check::ArrayTooBig)?;
    }
    Ok(total)
}

/// Writes arrays one after the other along the axis, from `start` on; where it ends.
///
/// # Errors
/// ValueError for shapes that do not fit.
pub fn join(target: &Array, axis: usize, mut start: usize, arrays: &[Array]) -> Result<usize, Raised> {
    for array in arrays {
        let stop = start + array.shape().get(axis).copied().unwrap_or(0);
        target.block(axis, start, stop)?.assign(array)?;
        start = stop;
    }
    Ok(start)
}

/// Fills the target, whose lengths are multiples of the source's, with copies of it.
///
/// # Errors
/// ValueError for shapes that do not fit.
pub fn tile(target: &Array, source: &Array) -> Result<(), Raised> {
    if target.size() == 0 {
        return Ok(());
    }
    // The first copy, then along each axis copies of all that is there.
    let mut filled = target.clone();
    for (axis, &n) in source.shape().iter().enumerate() {
        filled = filled.block(axis, 0, n)?;
    }
    filled.assign(source)?;
    for axis in (0..source.ndim()).rev() {
        let n = source.shape()[axis];
        let mut rows = target.clone();
        for (other, &length) in source.shape().iter().enumerate().take(axis) {
            rows = rows.block(other, 0, length)?;
        }
        let first = rows.block(axis, 0, n)?;
        for start in (n..target.shape()[axis]).step_by(n) {
            rows.block(axis, start, start + n)?.assign(&first)?;
        }
    }
    Ok(())
}

/// Writes each row of the source along an axis, `times` times one after the other: the target has room for just them.
///
/// # Errors
/// ValueError for shapes that do not fit.
pub fn repeat(target: &Array, source: &Array, axis: usize, times: usize) -> Result<(), Raised> {
    if target.size() == 0 {
        return Ok(());
    }
    // The copies of a row get an axis of their own.
    let n = source.shape().get(axis).copied().ok_or(Check::Internal)?;
    let mut shape: Vec<i64> = target.shape().iter().map(|&length| length as i64).collect();
    shape.splice(axis..=axis, [n as i64, times as i64]);
    let copies = target.reshape(&shape)?;
    let mut index = vec![Index::Slice(Slice::default()); axis + 1];
    if times >= n {
        index.push(Index::NewAxis);
        return copies.assign(&source.index(&index)?);
    }
    // Long rows of few copies: one copy of all rows after the other.
    for copy in 0..times {
        index.push(Index::At(copy as i64));
        copies.index(&index)?.assign(source)?;
        index.pop();
    }
    Ok(())
}

/// Writes the source's rows along an axis: row number `i` of the target is row `picked[i]`, which there must be.
///
/// # Errors
/// IndexError for a row that there is not; ValueError for shapes that do not fit.
pub fn take(target: &Array, source: &Array, axis: usize, picked: &[i64]) -> Result<(), Raised> {
    let n = source.shape().get(axis).copied().ok_or(Check::Internal)? as i64;
    if let Some(&wrong) = picked.iter().find(|place| !(0..n).contains(place)) {
        return Err(Raised::check(Check::IndexBounds, [wrong, axis as i64, n, 0]));
    }
    if source.ndim() == 1 {
        return gather(target, source, picked);
    }
    let is_plain = target.dtype() == source.dtype() && target.is_c_contiguous() && source.is_c_contiguous();
    if is_plain && target.is_mutable() && !target.may_share_memory(source) {
        return take_blocks(target, source, axis, picked);
    }
    for (to, &from) in picked.iter().enumerate() {
        target.row(axis, to)?.assign(&source.row(axis, from as usize)?)?;
    }
    Ok(())
}

/// As `take`, of contiguous arrays: a row is a block of bytes wherever the axes before have one index.
fn take_blocks(target: &Array, source: &Array, axis: usize, picked: &[i64]) -> Result<(), Raised> {
    let (n, lengths) = (source.shape()[axis], [&target.shape()[..axis], &[picked.len()], &source.shape()[axis + 1..]]);
    if lengths.concat() != target.shape() || source.shape()[..axis] != target.shape()[..axis] {
        return Err(Check::Internal.into());
    }
    let length = source.shape()[axis + 1..].iter().product::<usize>() * source.dtype().size();
    let outer = source.shape()[..axis].iter().product::<usize>();
    let (mut to, mut from) = (target.data(), source.data().cast_const());
    for _ in 0..outer {
        for rows in picked.chunks(stop::LONG) {
            stop::poll()?;
            for &row in rows {
                // SAFETY: both arrays are contiguous, of these lengths, and do not overlap; the rows are within the source
                // (`take`), and `to` stands at the start of a row of the target.
                unsafe {
                    std::ptr::copy_nonoverlapping(from.add(row as usize * length), to, length);
                    to = to.add(length);
                }
            }
        }
        // SAFETY: to the next index of the axes before, or the end.
        from = unsafe { from.add(n * length) };
    }
    Ok(())
}

/// Elements of an array of one axis, by their places within it.
fn gather(target: &Array, source: &Array, picked: &[i64]) -> Result<(), Raised> {
    with_element!(source.dtype(), T => {
        let (data, step) = (source.data().cast_const(), source.strides()[0]);
        // SAFETY: the places are within the array (`take`).
        let element = |&place: &i64| unsafe { T::load(data.offset(place as isize * step)) };
        target.assign(&Array::from_vec(room::gathered(picked.iter().map(element))?))
    })
}
