//! Indices with arrays of ints or masks among them.
//!
//! Input: an array, items of an index. Output: a copy of what they pick, or elements written.
//! Never: indices of ints and slices alone (`index`).

use super::super::exception::Exception;
use super::super::{Outcome, Run};
use super::convert;
use super::index::{Item, index_error};
use crate::runtime::array::{Array, Index, Slice, broadcast_shapes, shape_text};
use crate::runtime::sort::nonzero;

/// An index, ready to be read or written through.
pub(super) struct Fancy {
    /// The array after its basic items, the picked axes first.
    base: Array,
    /// Positions along each picked axis, broadcast to `shape`.
    picks: Vec<Vec<i64>>,
    /// The shape that the picked axes become.
    shape: Vec<usize>,
    /// Where that shape stands among the other axes of the result.
    place: usize,
    /// The index is one mask over the leading axes.
    single_mask: bool,
}

/// What an item stands for, once masks are positions.
enum Part {
    Basic(Index),
    /// Positions along one axis.
    Pick(Array),
}

impl Fancy {
    /// # Errors
    /// IndexError, in NumPy's words.
    pub fn new(array: &Array, items: Vec<Item>) -> Outcome<Fancy> {
        let single_mask = matches!(&items[..], [Item::Mask(_)]);
        let (array, items) = truths_as_axes(array, explicit(array, items)?)?;
        let array = &array;
        let adjacent = are_adjacent(&items);
        let parts = positions(array, items)?;
        let mut basic = Vec::new();
        let mut picks = Vec::new();
        let (mut axis, mut source_axis) = (0, 0);
        for part in parts {
            match part {
                Part::Basic(index @ Index::NewAxis) => {
                    basic.push(index);
                    axis += 1;
                }
                Part::Basic(index) => {
                    basic.push(index);
                    axis += 1;
                    source_axis += 1;
                }
                Part::Pick(positions) => {
                    basic.push(Index::Slice(Slice::default()));
                    picks.push((axis, source_axis, positions));
                    axis += 1;
                    source_axis += 1;
                }
            }
        }
        let view = array.index(&basic)?;
        let shape = common_shape(picks.iter().map(|(_, _, positions)| positions))?;
        let place = if adjacent { picks.first().map_or(0, |(axis, ..)| *axis) } else { 0 };
        let picked: Vec<usize> = picks.iter().map(|(axis, ..)| *axis).collect();
        let rest = (0..view.ndim()).filter(|axis| !picked.contains(axis));
        let base = view.permute(&picked.iter().copied().chain(rest).collect::<Vec<_>>())?;
        let picks = picks.iter().map(|(_, axis, positions)| checked(array, *axis, positions, &shape));
        Ok(Fancy { base, picks: picks.collect::<Outcome<_>>()?, shape, place, single_mask })
    }

    fn rest(&self) -> &[usize] {
        &self.base.shape()[self.picks.len()..]
    }

    fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// A copy of what is picked.
    ///
    /// # Errors
    /// MemoryError.
    pub fn read(&self, run: &Run) -> Outcome<Array> {
        let shape: Vec<usize> = self.shape.iter().chain(self.rest()).copied().collect();
        let dtype = self.base.dtype();
        let result = if self.rest().is_empty() {
            let elements = (0..self.count()).map(|k| Ok(self.base.get(&self.at(k))?));
            convert::of_scalars(run, dtype, &shape, run.all(elements)?)?
        } else {
            let flat: Vec<usize> = std::iter::once(self.count()).chain(self.rest().iter().copied()).collect();
            let rows = convert::empty(run, dtype, &flat)?;
            for k in 0..self.count() {
                rows.index(&[Index::At(k as i64)])?.assign(&self.part(k)?)?;
            }
            rows.reshape_view(&shape).unwrap_or(rows)
        };
        Ok(result.permute(&self.result_axes())?)
    }

    /// Writes what is picked.
    ///
    /// # Errors
    /// ValueError where the shapes do not fit.
    pub fn write(&self, values: &Array) -> Outcome<()> {
        let axes = self.result_axes();
        let shape: Vec<usize> = self.shape.iter().chain(self.rest()).copied().collect();
        let result_shape: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
        let values = if values.may_share_memory(&self.base) {
            values.copy(crate::runtime::array::Order::C)?
        } else {
            values.clone()
        };
        let values = drop_leading_ones(&values, result_shape.len())?;
        let spread = values.broadcast_to(&result_shape).map_err(|_| self.mismatch(&values, &result_shape))?;
        // From the result's order of axes back to the picked ones first.
        let mut back = vec![0; axes.len()];
        for (place, &axis) in axes.iter().enumerate() {
            back[axis] = place;
        }
        let spread = spread.permute(&back)?;
        if self.rest().is_empty() {
            for (k, value) in spread.iter().enumerate() {
                self.base.set(&self.at(k), value)?;
            }
            return Ok(());
        }
        for k in 0..self.count() {
            let indices: Vec<Index> = unravel(k, &self.shape).into_iter().map(Index::At).collect();
            self.part(k)?.assign(&spread.index(&indices)?)?;
        }
        Ok(())
    }

    fn mismatch(&self, values: &Array, shape: &[usize]) -> Exception {
        if self.single_mask && values.ndim() <= 1 && self.rest().is_empty() {
            return Exception::value_error(format!(
                "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where the \
                 mask is true",
                values.size(),
                self.count()
            ));
        }
        Exception::value_error(format!(
            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
            shape_text(values.shape()),
            shape_text(shape)
        ))
    }

    /// Positions of pick number `k`.
    fn at(&self, k: usize) -> Vec<i64> {
        self.picks.iter().map(|positions| positions[k]).collect()
    }

    fn part(&self, k: usize) -> Outcome<Array> {
        let indices: Vec<Index> = self.at(k).into_iter().map(Index::At).collect();
        Ok(self.base.index(&indices)?)
    }

    /// The axes of the result among those of `shape` and `rest`, one after the other.
    fn result_axes(&self) -> Vec<usize> {
        let (picked, rest) = (self.shape.len(), self.rest().len());
        let before = picked..picked + self.place;
        before.chain(0..picked).chain(picked + self.place..picked + rest).collect()
    }
}

/// The indices of element number `k` in C order.
pub(super) fn unravel(mut k: usize, shape: &[usize]) -> Vec<i64> {
    let mut indices = vec![0; shape.len()];
    for (index, &n) in indices.iter_mut().zip(shape).rev() {
        *index = (k % n) as i64;
        k /= n;
    }
    indices
}

fn drop_leading_ones(values: &Array, ndim: usize) -> Outcome<Array> {
    let surplus = values.ndim().saturating_sub(ndim);
    if values.shape()[..surplus].iter().any(|&n| n != 1) {
        return Ok(values.clone());
    }
    Ok(values.index(&vec![Index::At(0); surplus])?)
}

/// The items with the ellipsis, given or not, written out as slices.
fn explicit(array: &Array, items: Vec<Item>) -> Outcome<Vec<Item>> {
    let named: usize = items.iter().map(axes_of).sum();
    if named > array.ndim() {
        let ndim = array.ndim();
        return Err(index_error(format!(
            "too many indices for array: array is {ndim}-dimensional, but {named} were indexed"
        )));
    }
    let ellipses = items.iter().filter(|item| matches!(item, Item::Basic(Index::Ellipsis))).count();
    if ellipses > 1 {
        return Err(index_error("an index can only have a single ellipsis ('...')"));
    }
    let whole = || (named..array.ndim()).map(|_| Item::Basic(Index::Slice(Slice::default())));
    let mut explicit = Vec::new();
    for item in items {
        match item {
            Item::Basic(Index::Ellipsis) => explicit.extend(whole()),
            other => explicit.push(other),
        }
    }
    if ellipses == 0 {
        explicit.extend(whole());
    }
    Ok(explicit)
}

/// Truths without axes as positions along new axes of length 1: the first one, or none.
fn truths_as_axes(array: &Array, items: Vec<Item>) -> Outcome<(Array, Vec<Item>)> {
    let mut view = Vec::new();
    let mut explicit = Vec::new();
    for item in items {
        match item {
            Item::Mask(mask) if mask.ndim() == 0 => {
                view.push(Index::NewAxis);
                let positions = if mask.item().is_some_and(|truth| truth.as_bool()) { vec![0_i64] } else { Vec::new() };
                explicit.push(Item::Ints(
                    Array::from_shape_vec(&[positions.len()], positions).unwrap_or_else(|| array.clone()),
                ));
            }
            other => {
                view.extend((0..axes_of(&other)).map(|_| Index::Slice(Slice::default())));
                explicit.push(other);
            }
        }
    }
    Ok((array.index(&view)?, explicit))
}

/// How many axes of the array an item names.
fn axes_of(item: &Item) -> usize {
    match item {
        Item::Basic(Index::NewAxis | Index::Ellipsis) => 0,
        Item::Basic(_) | Item::Ints(_) => 1,
        Item::Mask(mask) => mask.ndim(),
    }
}

/// Do the items that pick, ints among them, stand side by side?
fn are_adjacent(items: &[Item]) -> bool {
    let picks = |item: &Item| !matches!(item, Item::Basic(Index::Slice(_) | Index::NewAxis));
    let first = items.iter().position(picks).unwrap_or(0);
    let last = items.iter().rposition(picks).unwrap_or(0);
    items[first..=last].iter().all(picks)
}

/// Masks as positions where they are true; ints as arrays of no axes.
fn positions(array: &Array, items: Vec<Item>) -> Outcome<Vec<Part>> {
    let mut parts = Vec::new();
    let mut axis = 0;
    for item in items {
        let axes = axes_of(&item);
        match item {
            Item::Basic(Index::At(i)) => parts.push(Part::Pick(convert::zero_dim(i.into())?)),
            Item::Basic(index) => parts.push(Part::Basic(index)),
            Item::Ints(ints) => parts.push(Part::Pick(ints)),
            Item::Mask(mask) if mask.ndim() == 0 => {
                let count = i64::from(mask.item().is_some_and(crate::runtime::array::Scalar::as_bool));
                parts.push(Part::Basic(Index::NewAxis));
                if count == 0 {
                    return Err(index_error("an index of False is not supported"));
                }
            }
            Item::Mask(mask) => {
                check_mask(array, axis, &mask)?;
                for positions in nonzero(&mask)? {
                    parts.push(Part::Pick(Array::from_vec(positions)));
                }
            }
        }
        axis += axes;
    }
    Ok(parts)
}

fn check_mask(array: &Array, first: usize, mask: &Array) -> Outcome<()> {
    for (k, &n) in mask.shape().iter().enumerate() {
        let (axis, own) = (first + k, array.shape()[first + k]);
        if n != own {
            return Err(index_error(format!(
                "boolean index did not match indexed array along axis {axis}; size of axis is {own} but size of \
                 corresponding boolean axis is {n}"
            )));
        }
    }
    Ok(())
}

fn common_shape<'a>(arrays: impl Iterator<Item = &'a Array>) -> Outcome<Vec<usize>> {
    let shapes: Vec<&[usize]> = arrays.map(Array::shape).collect();
    let mismatch = |_| {
        let texts: Vec<String> = shapes.iter().map(|shape| shape_text(shape)).collect();
        let shapes = texts.join(" ");
        index_error(format!("shape mismatch: indexing arrays could not be broadcast together with shapes {shapes} "))
    };
    Ok(broadcast_shapes(&shapes).map_err(mismatch)?.to_vec())
}

/// Positions broadcast to the common shape, each within its axis.
fn checked(array: &Array, axis: usize, positions: &Array, shape: &[usize]) -> Outcome<Vec<i64>> {
    let n = array.shape()[axis] as i64;
    let positions = positions.broadcast_to(shape)?.to_vec::<i64>()?;
    match positions.iter().find(|&&position| !(-n..n).contains(&position)) {
        Some(bad) => Err(index_error(format!("index {bad} is out of bounds for axis {axis} with size {n}"))),
        None => Ok(positions),
    }
}
