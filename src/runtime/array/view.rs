//! Views: the same memory under another shape.
//!
//! Input: an array and indices, axes or shapes. Output: arrays that share its memory, or NumPy's error.
//! Never: copies, but for [`Array::reshape`] where no strides can express the result.

use super::{Array, Order, Shape, Strides};
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::types::Dtype;

/// `start:stop:step`; what is not given is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Slice {
    /// First index.
    pub start: Option<i64>,
    /// One past the last index.
    pub stop: Option<i64>,
    /// Distance.
    pub step: Option<i64>,
}

impl Slice {
    /// Start, step and number of the indices that the slice selects among `len`, as CPython computes them.
    ///
    /// # Errors
    /// ValueError for a step of zero.
    pub fn indices(self, len: usize) -> Result<(i64, i64, usize), Raised> {
        let n = len as i64;
        // -2^63 has no negation; nothing tells it from -2^63 + 1.
        let step = self.step.unwrap_or(1).max(-i64::MAX);
        if step == 0 {
            return Err(Check::SliceStepZero.into());
        }
        let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
        let clamp = |index: i64| (if index < 0 { index.saturating_add(n) } else { index }).clamp(low, high);
        let start = self.start.map_or(if step > 0 { low } else { high }, clamp);
        let stop = self.stop.map_or(if step > 0 { high } else { low }, clamp);
        let distance = if step > 0 { stop - start } else { start - stop };
        let count = if distance <= 0 { 0 } else { (distance - 1) / step.abs() + 1 };
        Ok((start, step, count as usize))
    }
}

/// One item between the brackets of `a[..]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Index {
    /// An int: the axis goes away.
    At(i64),
    /// A slice of an axis.
    Slice(Slice),
    /// `None`: a new axis of length 1.
    NewAxis,
    /// `...`: all axes that the others leave.
    Ellipsis,
}

/// The words for more indices than axes.
pub(super) fn index_count_text(ndim: usize, indices: usize) -> String {
    if indices > ndim {
        format!("too many indices for array: array is {ndim}-dimensional, but {indices} were indexed")
    } else {
        format!("too few indices for an element: array is {ndim}-dimensional, but {indices} were indexed")
    }
}

impl Array {
    /// `a[indices]`; axes that no index names stay whole.
    ///
    /// # Errors
    /// IndexError for too many indices, one outside or a second ellipsis; ValueError for a step of zero.
    pub fn index(&self, indices: &[Index]) -> Result<Array, Raised> {
        let named = indices.iter().filter(|i| matches!(i, Index::At(_) | Index::Slice(_))).count();
        if named > self.ndim() {
            return Err(Raised::new(ExceptionKind::IndexError, index_count_text(self.ndim(), named)));
        }
        if indices.iter().filter(|&&i| i == Index::Ellipsis).count() > 1 {
            let text = "an index can only have a single ellipsis ('...')";
            return Err(Raised::new(ExceptionKind::IndexError, text));
        }
        let mut view = Selection::new(self);
        for &index in indices {
            view.apply(index, self.ndim() - named)?;
        }
        view.keep(self.ndim() - view.axis);
        Ok(view.finish())
    }

    /// A view of other shape and strides, `offset` bytes on. All elements it reaches must be elements of `self`.
    pub(super) fn with(&self, offset: isize, shape: Shape, strides: Strides) -> Array {
        // An empty view may name an element just outside; it is never touched.
        let data = self.data.wrapping_offset(offset);
        Array { data, owner: self.owner.clone(), dtype: self.dtype, access: self.access.clone(), shape, strides }
    }

    /// A view of the bytes of an array of bytes without gaps: elements of `dtype`, the first of them `offset` bytes on. None
    /// where it reaches outside.
    #[must_use]
    pub fn within(&self, offset: isize, dtype: Dtype, shape: &[usize], strides: &[isize]) -> Option<Array> {
        if self.dtype.size() != 1 || !self.is_c_contiguous() || shape.len() != strides.len() {
            return None;
        }
        let view = Array { dtype, ..self.with(offset, shape.into(), strides.into()) };
        let ((start, end), (low, high)) = (self.bounds(), view.bounds());
        (low == high || (start <= low && high <= end)).then_some(view)
    }

    /// A view whose axis `k` goes along all of `axes[k]` at once; along none of them, or along axes of length 1, it repeats
    /// elements. None where lengths do not fit.
    #[must_use]
    pub fn with_axes(&self, axes: &[Vec<usize>], shape: &[usize]) -> Option<Array> {
        let stride = |(axes, &n): (&Vec<usize>, &usize)| {
            axes.iter().try_fold(0, |sum, &axis| match *self.shape().get(axis)? {
                1 => Some(sum),
                own => (own == n).then(|| sum + self.strides()[axis]),
            })
        };
        let strides: Strides = axes.iter().zip(shape).map(stride).collect::<Option<_>>()?;
        (axes.len() == shape.len()).then(|| self.with(0, shape.into(), strides))
    }

    /// The axes in another order: axis `i` of the result is axis `axes[i]`.
    ///
    /// # Errors
    /// ValueError unless `axes` is a permutation.
    pub fn permute(&self, axes: &[usize]) -> Result<Array, Raised> {
        let mut sorted: Shape = axes.into();
        sorted.sort_unstable();
        if !sorted.iter().copied().eq(0..self.ndim()) {
            return Err(Raised::new(ExceptionKind::ValueError, "axes don't match array"));
        }
        let shape = axes.iter().map(|&axis| self.shape[axis]).collect();
        let strides = axes.iter().map(|&axis| self.strides[axis]).collect();
        Ok(self.with(0, shape, strides))
    }

    /// `a.T`: all axes reversed.
    #[must_use]
    pub fn transpose(&self) -> Array {
        let shape = self.shape.iter().rev().copied().collect();
        let strides = self.strides.iter().rev().copied().collect();
        self.with(0, shape, strides)
    }

    /// The real parts of a complex array; other arrays are their own.
    #[must_use]
    pub fn real(&self) -> Array {
        self.part(0)
    }

    /// The imaginary parts of a complex array; none for other arrays.
    #[must_use]
    pub fn imag(&self) -> Option<Array> {
        self.dtype.is_complex().then(|| self.part(self.dtype.real().size() as isize))
    }

    fn part(&self, offset: isize) -> Array {
        let mut part = self.with(offset, self.shape.clone(), self.strides.clone());
        part.dtype = self.dtype.real();
        part
    }

    /// `np.broadcast_to`: repeats axes of length 1 and new leading ones; the result is read-only.
    ///
    /// # Errors
    /// ValueError if the shapes do not fit, or for more elements than there are addresses.
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Array, Raised> {
        let Some(strides) = self.broadcast_strides(shape) else {
            let text = format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested shape {}",
                shape_text(&self.shape),
                shape_text(shape)
            );
            return Err(Raised::new(ExceptionKind::ValueError, text));
        };
        if super::total_bytes(self.dtype, shape).is_none() {
            return Err(Raised::new(ExceptionKind::ValueError, "iterator is too large"));
        }
        Ok(self.with(0, shape.into(), strides).read_only())
    }

    /// Strides that make this array look like one of `shape`; none if it cannot.
    #[must_use]
    pub fn broadcast_strides(&self, shape: &[usize]) -> Option<Strides> {
        let new = shape.len().checked_sub(self.ndim())?;
        let mut strides: Strides = shape[..new].iter().map(|_| 0).collect();
        for (axis, &n) in self.shape.iter().enumerate() {
            let wanted = shape[new + axis];
            if n != wanted && n != 1 {
                return None;
            }
            strides.push(if n == wanted { self.strides[axis] } else { 0 });
        }
        Some(strides)
    }

    /// `a.reshape(shape)` in C order: a view where strides can express it, else a copy. One length may be -1.
    ///
    /// # Errors
    /// ValueError if the sizes differ or several lengths are -1; MemoryError for the copy.
    pub fn reshape(&self, shape: &[i64]) -> Result<Array, Raised> {
        let shape = self.resolve_shape(shape)?;
        if let Some(view) = self.reshape_view(&shape) {
            return Ok(view);
        }
        let copy = self.copy(Order::C)?;
        let strides = super::contiguous_strides(self.dtype, &shape, Order::C);
        Ok(copy.with(0, shape, strides))
    }

    /// The shape with -1 replaced by what is left.
    fn resolve_shape(&self, shape: &[i64]) -> Result<Shape, Raised> {
        let unknown = shape.iter().filter(|&&n| n < 0).count();
        if unknown > 1 {
            return Err(Check::ReshapeUnknown.into());
        }
        let known = shape.iter().filter(|&&n| n >= 0).try_fold(1usize, |product, &n| product.checked_mul(n as usize));
        let left = known.map_or(0, |known| self.size().checked_div(known).unwrap_or(0));
        let resolved: Shape = shape.iter().map(|&n| usize::try_from(n).unwrap_or(left)).collect();
        if resolved.iter().try_fold(1usize, |product, &n| product.checked_mul(n)) != Some(self.size()) {
            let text = format!(
                "cannot reshape array of size {} into shape {}",
                self.size(),
                crate::runtime::context::shape_text(shape)
            );
            return Err(Raised::new(ExceptionKind::ValueError, text));
        }
        Ok(resolved)
    }

    /// A view of another shape of the same size; none where it takes a copy.
    #[must_use]
    pub fn reshape_view(&self, shape: &[usize]) -> Option<Array> {
        if self.size() == 0 || self.is_c_contiguous() {
            let strides = super::contiguous_strides(self.dtype, shape, Order::C);
            return Some(self.with(0, shape.into(), strides));
        }
        let strides = self.reshape_strides(shape)?;
        Some(self.with(0, shape.into(), strides))
    }

    /// NumPy's rule: old and new axes are matched in groups of equal size; within a group the old axes must be
    /// steps of one progression.
    fn reshape_strides(&self, shape: &[usize]) -> Option<Strides> {
        let old: Vec<(usize, isize)> =
            self.shape.iter().copied().zip(self.strides.iter().copied()).filter(|&(n, _)| n != 1).collect();
        let mut strides: Strides = shape.iter().map(|_| self.dtype.size() as isize).collect();
        let (mut first_old, mut first_new) = (0, 0);
        while first_old < old.len() && first_new < shape.len() {
            let (end_old, end_new) = matching_group(&old, shape, first_old, first_new)?;
            let group = &old[first_old..end_old];
            if group.windows(2).any(|w| w[0].1 != w[1].0 as isize * w[1].1) {
                return None;
            }
            let mut step = group[group.len() - 1].1;
            for axis in (first_new..end_new).rev() {
                strides[axis] = step;
                step *= shape[axis] as isize;
            }
            (first_old, first_new) = (end_old, end_new);
        }
        Some(strides)
    }

    /// Lowest address and one past the highest of what the elements cover; equal for empty arrays.
    #[must_use]
    pub fn bounds(&self) -> (usize, usize) {
        let start = self.data as usize;
        if self.size() == 0 {
            return (start, start);
        }
        let reach = |sign: fn(&isize) -> bool| -> isize {
            let axes = self.shape.iter().zip(&self.strides).filter(|(_, stride)| sign(stride));
            axes.map(|(&n, &stride)| (n as isize - 1) * stride).sum()
        };
        let (below, above) = (reach(|s| *s < 0), reach(|s| *s > 0));
        (start.wrapping_add_signed(below), start.wrapping_add_signed(above) + self.dtype.size())
    }

    /// Whether the two cover overlapping ranges of addresses (not whether an element is in both).
    #[must_use]
    pub fn may_share_memory(&self, other: &Array) -> bool {
        let ((a, a_end), (b, b_end)) = (self.bounds(), other.bounds());
        a < b_end && b < a_end && a != a_end && b != b_end
    }
}

/// Ends of the smallest groups of old and new axes, from these starts, that have the same size.
fn matching_group(old: &[(usize, isize)], new: &[usize], i: usize, j: usize) -> Option<(usize, usize)> {
    let (mut end_old, mut end_new) = (i + 1, j + 1);
    let (mut size_old, mut size_new) = (old[i].0, new[j]);
    while size_old != size_new {
        if size_new < size_old {
            size_new *= new.get(end_new)?;
            end_new += 1;
        } else {
            size_old *= old.get(end_old)?.0;
            end_old += 1;
        }
    }
    Some((end_old, end_new))
}

/// A view in the making: `axis` is the next axis of the array that no index has named.
struct Selection<'a> {
    array: &'a Array,
    axis: usize,
    offset: isize,
    shape: Shape,
    strides: Strides,
}

impl<'a> Selection<'a> {
    fn new(array: &'a Array) -> Self {
        Self { array, axis: 0, offset: 0, shape: Shape::new(), strides: Strides::new() }
    }

    /// `rest`: how many axes an ellipsis stands for.
    fn apply(&mut self, index: Index, rest: usize) -> Result<(), Raised> {
        match index {
            Index::At(i) => {
                self.offset += self.array.axis_offset(self.axis, i)?;
                self.axis += 1;
            }
            Index::Slice(slice) => {
                let (start, step, count) = slice.indices(self.array.shape[self.axis])?;
                let stride = self.array.strides[self.axis];
                // An empty selection stays at the axis's start, so that the address stays inside the memory.
                self.offset += if count == 0 { 0 } else { start as isize * stride };
                // The stride of a selection of at most one element is never used, and may not fit.
                self.push(count, stride.wrapping_mul(step as isize));
                self.axis += 1;
            }
            Index::NewAxis => self.push(1, 0),
            Index::Ellipsis => self.keep(rest),
        }
        Ok(())
    }

    fn push(&mut self, n: usize, stride: isize) {
        self.shape.push(n);
        self.strides.push(stride);
    }

    /// Takes the next `count` axes whole.
    fn keep(&mut self, count: usize) {
        for axis in self.axis..self.axis + count {
            self.push(self.array.shape[axis], self.array.strides[axis]);
        }
        self.axis += count;
    }

    fn finish(self) -> Array {
        self.array.with(self.offset, self.shape, self.strides)
    }
}

/// The shape that operands of these shapes have together.
///
/// # Errors
/// ValueError if two lengths of an axis differ and neither is 1.
pub fn broadcast_shapes(shapes: &[&[usize]]) -> Result<Shape, Raised> {
    let ndim = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
    let mut result: Shape = std::iter::repeat_n(1, ndim).collect();
    for shape in shapes {
        for (axis, &n) in shape.iter().enumerate() {
            let known = &mut result[ndim - shape.len() + axis];
            if *known != n && *known != 1 && n != 1 {
                let texts: Vec<String> = shapes.iter().map(|shape| shape_text(shape)).collect();
                let text = format!("operands could not be broadcast together with shapes {} ", texts.join(" "));
                return Err(Raised::new(ExceptionKind::ValueError, text));
            }
            if n != 1 {
                *known = n;
            }
        }
    }
    Ok(result)
}

/// A shape as NumPy's errors write it: `(2,3)`, `(2,)`, `()`.
#[must_use]
pub fn shape_text(shape: &[usize]) -> String {
    let items: Vec<String> = shape.iter().map(ToString::to_string).collect();
    format!("({}{})", items.join(","), if shape.len() == 1 { "," } else { "" })
}

/// NumPy's MemoryError for an array.
pub(super) fn out_of_memory(dtype: Dtype, shape: &[usize], bytes: usize) -> Raised {
    let shape = shape_text(shape).replace(',', ", ").replace(", )", ",)");
    let size = size_text(bytes);
    let text = format!("Unable to allocate {size} for an array with shape {shape} and data type {dtype}");
    Raised::new(ExceptionKind::MemoryError, text)
}

/// Bytes in the largest unit that leaves at least one: three digits, as NumPy writes them.
fn size_text(bytes: usize) -> String {
    const UNITS: [&str; 7] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut unit = (usize::BITS - bytes.max(1).leading_zeros() - 1) as usize / 10;
    let mut amount = bytes as f64 / f64::powi(1024.0, unit as i32);
    if unit > 0 && amount >= 1023.95 && unit + 1 < UNITS.len() {
        unit += 1;
        amount /= 1024.0;
    }
    match (unit, amount) {
        (0, _) => format!("{bytes} {}", UNITS[0]),
        (_, a) if a < 9.995 => format!("{a:.2} {}", UNITS[unit]),
        (_, a) if a < 99.95 => format!("{a:.1} {}", UNITS[unit]),
        (_, a) => format!("{a:.0}. {}", UNITS[unit]),
    }
}
