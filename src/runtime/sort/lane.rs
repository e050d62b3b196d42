//! The lanes of an array: its elements along one axis, at each index of the other axes.
//!
//! Input: arrays, an axis. Output: each lane as a slice, written back where it is edited. Never: what is done with them.
//!
//! A lane without gaps is edited where it lies, any other through a buffer.

use super::element::Sortable;
use crate::runtime::array::Array;
use crate::runtime::exception::{Check, Raised};
use crate::runtime::{room, stop};
use crate::types::Dtype;

/// Edits each lane.
pub(super) fn edit<T: Sortable>(array: &Array, axis: usize, run: impl Fn(&mut [T])) -> Result<(), Raised> {
    if !array.is_mutable() {
        return Err(Check::ReadOnly.into());
    }
    let Some(lanes) = Lanes::new(array, axis, T::DTYPE) else { return Ok(()) };
    let mut buffer = Vec::new();
    for lane in lanes.all() {
        // SAFETY: the elements are live and of this type (`Lanes`).
        match unsafe { lane.slice::<T>() } {
            Some(slice) => run(slice),
            // SAFETY: as above.
            None => unsafe {
                lane.read(&mut buffer)?;
                run(&mut buffer);
                lane.write(&buffer);
            },
        }
        stop::poll()?;
    }
    Ok(())
}

/// Gives each lane of `source` and a lane of as many ints that go to `target`.
pub(super) fn map<T: Sortable>(
    target: &Array,
    source: &Array,
    axis: usize,
    run: impl Fn(&[T], &mut [i64]) -> Result<(), Raised>,
) -> Result<(), Raised> {
    if target.dtype() != Dtype::I64 || target.shape() != source.shape() || !target.is_mutable() {
        return Err(Check::Internal.into());
    }
    let (Some(from), Some(to)) = (Lanes::new(source, axis, T::DTYPE), Lanes::new(target, axis, Dtype::I64)) else {
        return Ok(());
    };
    let (mut values, mut places): (Vec<T>, Vec<i64>) = (Vec::new(), room::filled(0, from.length)?);
    for (from, to) in from.all().zip(to.all()) {
        // SAFETY: the elements are live and of these types (`Lanes`).
        unsafe {
            from.read(&mut values)?;
            run(&values, &mut places)?;
            to.write(&places);
        }
        stop::poll()?;
    }
    Ok(())
}

/// All lanes along an axis.
struct Lanes {
    /// The array's first element along the axis, at each index of the others.
    starts: Array,
    length: usize,
    stride: isize,
}

impl Lanes {
    /// None: there are no elements, or another dtype's.
    fn new(array: &Array, axis: usize, dtype: Dtype) -> Option<Lanes> {
        if array.size() == 0 || axis >= array.ndim() || array.dtype() != dtype {
            return None;
        }
        let mut index = vec![crate::runtime::array::Index::Slice(Default::default()); axis];
        index.push(crate::runtime::array::Index::At(0));
        let starts = array.index(&index).ok()?;
        Some(Lanes { starts, length: array.shape()[axis], stride: array.strides()[axis] })
    }

    fn all(&self) -> impl Iterator<Item = Lane> {
        let data = self.starts.data();
        let lane = move |offset| Lane { data: data.wrapping_offset(offset), length: self.length, stride: self.stride };
        self.starts.offsets().map(lane)
    }
}

/// One lane: the addresses of live elements.
#[derive(Clone, Copy)]
struct Lane {
    data: *mut u8,
    length: usize,
    stride: isize,
}

impl Lane {
    /// Its elements, where they lie without gaps; none for bools, whose bytes may hold anything.
    ///
    /// # Safety
    /// They are of type `T` and live as long as the slice. Nobody else touches them meanwhile: a script that does so
    /// from another thread has a race of its own.
    unsafe fn slice<'a, T: Sortable>(self) -> Option<&'a mut [T]> {
        let whole = self.stride == size_of::<T>() as isize || self.length == 1;
        let aligned = (self.data as usize).is_multiple_of(align_of::<T>());
        let usable = whole && aligned && T::DTYPE != Dtype::Bool;
        // SAFETY: without gaps, aligned, live (caller).
        usable.then(|| unsafe { std::slice::from_raw_parts_mut(self.data.cast(), self.length) })
    }

    /// Copies its elements to a buffer, which is empty or was made for a lane of its length.
    ///
    /// # Errors
    /// MemoryError.
    ///
    /// # Safety
    /// They are of type `T`.
    unsafe fn read<T: Sortable>(&self, buffer: &mut Vec<T>) -> Result<(), Raised> {
        if buffer.is_empty() {
            *buffer = room::with_room(self.length)?;
        }
        buffer.clear();
        // SAFETY: live elements (caller).
        let load = |i| unsafe { T::load(self.data.offset(i as isize * self.stride)) };
        for start in (0..self.length).step_by(stop::LONG) {
            stop::poll()?;
            buffer.extend((start..self.length.min(start + stop::LONG)).map(load));
        }
        Ok(())
    }

    /// Writes its elements.
    ///
    /// # Safety
    /// They are of type `T`, there are as many values, and they may be written.
    unsafe fn write<T: Sortable>(&self, values: &[T]) {
        for (i, &value) in values.iter().enumerate() {
            // SAFETY: live elements (caller).
            unsafe { self.data.offset(i as isize * self.stride).cast::<T>().write_unaligned(value) };
        }
    }
}
