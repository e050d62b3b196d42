//! Elements of an array in C order, whatever its strides.
//!
//! Input: shapes and strides. Output: byte offsets and values. Never: writes.

use super::{Array, Scalar, Shape, Strides};

/// Byte offsets of all elements in C order.
#[derive(Clone, Debug)]
pub struct Offsets {
    shape: Shape,
    strides: Strides,
    index: Shape,
    next: isize,
    left: usize,
}

impl Offsets {
    pub(super) fn new(shape: &[usize], strides: &[isize]) -> Self {
        Self {
            index: shape.iter().map(|_| 0).collect(),
            next: 0,
            left: shape.iter().product(),
            shape: shape.into(),
            strides: strides.into(),
        }
    }

    /// Moves to the next element: like an odometer, the last axis first.
    fn step(&mut self) {
        for axis in (0..self.shape.len()).rev() {
            self.index[axis] += 1;
            self.next += self.strides[axis];
            if self.index[axis] < self.shape[axis] {
                return;
            }
            self.next -= self.strides[axis] * self.shape[axis] as isize;
            self.index[axis] = 0;
        }
    }
}

impl Iterator for Offsets {
    type Item = isize;

    fn next(&mut self) -> Option<isize> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let offset = self.next;
        self.step();
        Some(offset)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Offsets {}

/// Values of all elements in C order.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    array: &'a Array,
    offsets: Offsets,
}

impl Iterator for Elements<'_> {
    type Item = Scalar;

    fn next(&mut self) -> Option<Scalar> {
        self.offsets.next().map(|offset| self.array.read(offset))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.offsets.size_hint()
    }
}

impl ExactSizeIterator for Elements<'_> {}

impl Array {
    /// Values of all elements in C order.
    #[must_use]
    pub fn iter(&self) -> Elements<'_> {
        Elements { array: self, offsets: self.offsets() }
    }

    /// Byte offsets, from [`Array::data`], of all elements in C order.
    #[must_use]
    pub fn offsets(&self) -> Offsets {
        Offsets::new(&self.shape, &self.strides)
    }
}

impl<'a> IntoIterator for &'a Array {
    type Item = Scalar;
    type IntoIter = Elements<'a>;

    fn into_iter(self) -> Elements<'a> {
        self.iter()
    }
}
