//! Folds of elements along axes, in NumPy's order: memory's, and pairs within the innermost axis.
//!
//! Input: an array, which axes go away, what is done with rows and elements. Output: one result per remaining index, in C
//! order. Never: what the elements mean.

use crate::runtime::array::{Array, Element, as_memory};
use crate::runtime::exception::Raised;
use crate::runtime::{room, stop};

/// Elements that NumPy converts at a time, where it must convert them.
const BUFFER: usize = 8192;

/// An axis of a walk through memory.
#[derive(Clone, Copy)]
struct Walk {
    n: usize,
    /// Elements of the result from one step to the next; none: the axis is reduced.
    target: Option<usize>,
    stride: isize,
}

/// The axes in the order of memory, neighbors that are reduced alike joined; and the array so ordered.
fn walk(array: &Array, reduced: &[bool]) -> Result<(Array, Vec<Walk>), Raised> {
    let (view, order) = as_memory(array)?;
    let targets = result_strides(array, reduced);
    let mut walks: Vec<Walk> = Vec::new();
    for (place, &axis) in order.iter().enumerate() {
        let (n, stride) = (view.shape()[place], view.strides()[place]);
        let next = Walk { n, target: (!reduced[axis]).then_some(targets[axis]), stride };
        match walks.last_mut() {
            _ if n == 1 => {}
            Some(last) if last.target.is_none() && next.target.is_none() && last.stride == stride * n as isize => {
                *last = Walk { n: last.n * n, ..next };
            }
            _ => walks.push(next),
        }
    }
    Ok((view, walks))
}

/// Where an element goes: strides over the result's elements, 0 along reduced axes.
fn result_strides(array: &Array, reduced: &[bool]) -> Vec<usize> {
    let mut strides = vec![0; array.ndim()];
    let mut step = 1;
    for axis in (0..array.ndim()).rev() {
        if !reduced[axis] {
            strides[axis] = step;
            step *= array.shape()[axis];
        }
    }
    strides
}

/// What a fold does with elements of `T` on their way to results of `R`.
pub(super) struct Fold<R, Row, Along> {
    /// Where a result begins.
    pub first: R,
    /// Takes in a row of a reduced innermost axis.
    pub row: Row,
    /// Takes in one element for each of several results that lie side by side.
    pub along: Along,
}

impl<R: Copy, Row, Along> Fold<R, Row, Along> {
    /// Folds all elements, cast to `T`.
    pub fn run<T: Element>(&self, array: &Array, reduced: &[bool]) -> Result<Vec<R>, Raised>
    where
        Row: Fn(R, &[T]) -> R,
        Along: Fn(&mut [R], &[T]),
    {
        let (view, mut walks) = walk(array, reduced)?;
        let size: usize = array.shape().iter().zip(reduced).filter(|it| !it.1).map(|it| it.0).product();
        let mut results = room::filled(self.first, size)?;
        if array.size() == 0 {
            return Ok(results);
        }
        // SAFETY: a script that writes elements in another thread meanwhile races; no reference outlives this call.
        let in_place = unsafe { view.as_slice::<T>() };
        let copied = if in_place.is_some() { Vec::new() } else { view.to_vec::<T>()? };
        let values = in_place.unwrap_or(&copied);
        let inner = take_inner(&mut walks, array.dtype() != T::DTYPE);
        let mut place = Place::new(&walks);
        for (number, chunk) in values.chunks(inner.n).enumerate() {
            if (number * inner.n) % stop::LONG < inner.n {
                stop::poll()?;
            }
            let target = place.target;
            match inner.target {
                None => {
                    results[target] = chunk.chunks(inner.row).fold(results[target], |sum, part| (self.row)(sum, part));
                }
                Some(1) => (self.along)(&mut results[target..target + chunk.len()], chunk),
                Some(stride) => {
                    for (k, value) in chunk.iter().enumerate() {
                        let at = target + k * stride;
                        (self.along)(&mut results[at..=at], std::slice::from_ref(value));
                    }
                }
            }
            place.advance();
        }
        // A long row's sum may have been stopped.
        stop::poll()?;
        Ok(results)
    }
}

/// The innermost axes, as one.
struct Inner {
    n: usize,
    /// See [`Walk::target`].
    target: Option<usize>,
    /// How many elements are summed up in pairs before they join the result.
    row: usize,
}

/// Takes away the innermost axes that NumPy's iterator joins to one row.
///
/// It copies several axes that are reduced alike to a buffer, so that there are fewer and longer rows, where it expects to
/// save time by that: it weighs elements per row against the number of operands that it must copy.
fn take_inner(walks: &mut Vec<Walk>, converts: bool) -> Inner {
    let Some(first) = walks.pop() else { return Inner { n: 1, target: None, row: 1 } };
    if first.target.is_some() {
        return Inner { n: first.n, target: first.target, row: first.n };
    }
    let mut best = Core { axes: 0, cost: 1 + usize::from(converts), size: first.n, core: 1, buffered: converts };
    let (mut cost, mut size) = (best.cost, first.n);
    for (k, walk) in walks.iter().rev().enumerate() {
        if size >= BUFFER && cost > 1 {
            break;
        }
        let kept = walk.target.is_some();
        let jumps = k == 0 && !converts && walk.stride != first.stride * first.n as isize;
        cost += usize::from(jumps) + usize::from(kept);
        let core = size;
        size *= walk.n;
        let weight = if size > BUFFER && cost > 1 { BUFFER } else { size };
        if cost * best.size <= best.cost * weight {
            best = match kept {
                true => Core { axes: k, cost, size: core, core, buffered: false },
                false => Core { axes: k + 1, cost, size, core, buffered: true },
            };
        }
        if kept {
            break;
        }
    }
    let n = walks.drain(walks.len() - best.axes..).map(|walk| walk.n).product::<usize>() * first.n;
    let row = if best.buffered && best.size > BUFFER { best.core * (BUFFER / best.core) } else { best.size };
    Inner { n, target: None, row }
}

/// A choice of axes to be joined.
struct Core {
    /// How many besides the innermost one.
    axes: usize,
    cost: usize,
    /// Elements of all of them.
    size: usize,
    /// Elements of all but the last one.
    core: usize,
    buffered: bool,
}

/// Counts through the outer axes of a walk.
struct Place<'a> {
    walks: &'a [Walk],
    at: Vec<usize>,
    target: usize,
}

impl<'a> Place<'a> {
    fn new(walks: &'a [Walk]) -> Self {
        Self { walks, at: vec![0; walks.len()], target: 0 }
    }

    fn advance(&mut self) {
        for (at, walk) in self.at.iter_mut().zip(self.walks).rev() {
            let step = walk.target.unwrap_or(0);
            *at += 1;
            self.target += step;
            if *at < walk.n {
                return;
            }
            self.target -= step * walk.n;
            *at = 0;
        }
    }
}
