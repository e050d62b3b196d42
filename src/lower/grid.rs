//! Iteration over all indices of a shape: `np.ndindex`, `np.ndenumerate`, `np.nditer`, `.flat` of any layout.
//!
//! Input: a shape and what is wanted at each index. Output: nested counted loops, or an item at a flat index.
//! Never: copies of what is iterated over.

use super::Lowering;
use super::value::Val;
use super::variables::Carried;
use crate::ir::{BinaryOp, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::{IteratorType, Layout, Type};

/// What is iterated over.
pub(super) struct Grid {
    shape: Vec<ValueId>,
    item: Item,
    /// The first axis runs fastest.
    is_reversed: bool,
}

/// What stands at an index.
enum Item {
    /// The index.
    Index,
    /// An element.
    Element(ValueId),
    /// Index and element.
    Indexed(ValueId),
    /// An array of no axes for each of these.
    Cells(Vec<ValueId>),
}

impl Lowering<'_> {
    /// The grid of an iterator's type; none: it is another iterator.
    pub(super) fn grid(&mut self, items: &[Val], it: &IteratorType) -> Option<Grid> {
        Some(match it {
            IteratorType::NdIndex(_) => {
                let shape = items.iter().map(Val::one).collect();
                Grid { shape, item: Item::Index, is_reversed: false }
            }
            IteratorType::Flat(_) => self.grid_of(items[0].one(), Item::Element),
            IteratorType::NdEnumerate(_) => self.grid_of(items[0].one(), Item::Indexed),
            IteratorType::NdIter(types) => self.cells(items, types),
            _ => return None,
        })
    }

    fn grid_of(&mut self, array: ValueId, item: fn(ValueId) -> Item) -> Grid {
        Grid { shape: self.shape_of(array), item: item(array), is_reversed: false }
    }

    /// `np.nditer`: arrays broadcast against each other, in Fortran's order where more of them are in it than in C's.
    fn cells(&mut self, items: &[Val], types: &[Type]) -> Grid {
        let arrays: Vec<ValueId> = items.iter().map(Val::one).collect();
        let mut shape: Vec<ValueId> = Vec::new();
        for &array in &arrays {
            let own = self.shape_of(array);
            shape = self.broadcast(&shape, &own, Check::BroadcastShape);
        }
        let count = |layout: Layout| {
            let own = types.iter().filter_map(Type::as_array).filter(|array| array.ndim > 1);
            own.filter(|array| array.layout == layout).count()
        };
        let is_reversed = count(Layout::F) > count(Layout::C);
        let arrays = arrays.into_iter().map(|array| self.stretched(array, &shape)).collect();
        Grid { shape, item: Item::Cells(arrays), is_reversed }
    }

    /// How many items.
    pub(super) fn grid_size(&mut self, grid: &Grid) -> ValueId {
        let one = self.b.i64(1);
        grid.shape.iter().fold(one, |size, &length| self.mul(size, length))
    }

    /// The item at an index.
    fn grid_item(&mut self, grid: &Grid, index: &[ValueId]) -> Val {
        let place = || Val::Tuple(index.iter().map(|&at| Val::One(at)).collect());
        match &grid.item {
            Item::Index => place(),
            Item::Element(array) => Val::One(self.b.load(*array, index)),
            Item::Indexed(array) => Val::Tuple(vec![place(), Val::One(self.b.load(*array, index))]),
            Item::Cells(arrays) => {
                let mut cells: Vec<Val> = arrays.iter().map(|&array| Val::One(self.cell(array, index))).collect();
                if cells.len() == 1 { cells.remove(0) } else { Val::Tuple(cells) }
            }
        }
    }

    /// An element as an array of no axes.
    fn cell(&mut self, array: ValueId, index: &[ValueId]) -> ValueId {
        let mut offset = self.b.i64(0);
        for (axis, &at) in index.iter().enumerate() {
            let stride = self.b.stride(array, axis);
            let bytes = self.mul(at, stride);
            offset = self.add(offset, bytes);
        }
        let ty = Ty::Array { dtype: self.array_dtype(array), ndim: 0, layout: Layout::C };
        self.view_of(array, offset, &[], &[], ty)
    }

    /// The item of a number, counted in the grid's order.
    pub(super) fn grid_element(&mut self, grid: &Grid, number: ValueId) -> Val {
        let index = self.unraveled(&grid.shape, number, grid.is_reversed);
        self.grid_item(grid, &index)
    }

    /// The index of an element by its number, which is below the size.
    pub(super) fn unraveled(&mut self, shape: &[ValueId], number: ValueId, is_reversed: bool) -> Vec<ValueId> {
        let mut index = shape.to_vec();
        let mut rest = number;
        let last_first: Vec<usize> =
            if is_reversed { (0..shape.len()).collect() } else { (0..shape.len()).rev().collect() };
        for (n, &axis) in last_first.iter().enumerate() {
            if n + 1 == shape.len() {
                index[axis] = rest;
                break;
            }
            index[axis] = self.b.binary(BinaryOp::Mod, rest, shape[axis]);
            rest = self.b.binary(BinaryOp::FloorDiv, rest, shape[axis]);
        }
        index
    }

    /// A loop per axis around a body without an early exit.
    pub(super) fn grid_loop(&mut self, grid: &Grid, carried: &Carried, body: impl FnOnce(&mut Self, Val)) {
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let before = self.variables.mark();
        let tys: Vec<Ty> = std::iter::once(Ty::I64).chain(carried.tys.iter().cloned()).collect();
        let mut axes: Vec<usize> = (0..grid.shape.len()).collect();
        if grid.is_reversed {
            axes.reverse();
        }
        let mut index = grid.shape.clone();
        let mut open = Vec::new();
        for axis in axes {
            let init = self.carried_values(carried);
            let region = self.b.open(&tys);
            let params = self.b.params_of(region);
            self.set_carried(carried, &params[1..]);
            index[axis] = params[0];
            open.push(([zero, grid.shape[axis], one], init, region));
        }
        let item = self.grid_item(grid, &index);
        body(self, item);
        for (range, init, region) in open.into_iter().rev() {
            if !self.b.is_terminated() {
                let values = self.carried_values(carried);
                self.b.yield_(&values);
            }
            self.b.close();
            self.variables.back_to(&before);
            let values = self.b.for_(range, &init, region);
            self.set_carried(carried, &values);
        }
        self.variables.forget(before);
    }

    /// The index of `a.flat[number]`, wrapped and checked.
    pub(super) fn flat_index(&mut self, array: ValueId, number: ValueId) -> Vec<ValueId> {
        let shape = self.shape_of(array);
        let size = self.size_of(array);
        let number = self.as_index(number);
        let number = self.wrap_index(number, size, Check::FlatBounds);
        self.unraveled(&shape, number, false)
    }
}
