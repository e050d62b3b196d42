//! Element reads and writes, and basic slicing to views.
//!
//! Input: a container and index items. Output: checked loads and stores, `View`s whose offset, shape and strides are
//! affine in the index values. Never: copies.

use super::Lowering;
use super::array_expr::Lazy;
use super::value::{Val, components, rebuild};
use crate::hir::{Constant, ExprId, ExprKind};
use crate::ir::{BinaryOp, CompareOp, Const, Op, Sign, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::{ArrayType, Dtype, Layout, Type};
use std::rc::Rc;

/// One item of an array index.
pub(super) enum IndexItem {
    /// An int: the axis goes away.
    Int(ValueId),
    /// start, stop, step.
    Slice([Option<ValueId>; 3]),
    /// `None`: a new axis of length 1.
    NewAxis,
    /// `...`: as many whole axes as are left.
    Ellipsis,
    /// An array of ints: each picks along the axis.
    Ints(ValueId),
    /// Truths, which pick along as many axes as they have.
    Mask(Rc<Lazy>),
}

impl IndexItem {
    /// How many axes of the array it names.
    pub(super) fn axes(&self) -> usize {
        match self {
            IndexItem::Int(_) | IndexItem::Slice(_) | IndexItem::Ints(_) => 1,
            IndexItem::Mask(mask) => mask.shape.len(),
            IndexItem::NewAxis | IndexItem::Ellipsis => 0,
        }
    }

    /// Is it an array?
    fn is_array(&self) -> bool {
        matches!(self, IndexItem::Ints(_) | IndexItem::Mask(_))
    }
}

/// Does an index hold arrays, so that it picks elements instead of giving a view?
pub(super) fn has_arrays(items: &[IndexItem]) -> bool {
    items.iter().any(IndexItem::is_array)
}

/// The layout of `a[i]`.
pub(super) fn row_type(array: ArrayType) -> ArrayType {
    let layout = if array.layout == Layout::C { Layout::C } else { Layout::A };
    ArrayType { layout, ..array }
}

impl Lowering<'_> {
    /// `value[index]`, read.
    pub(super) fn subscript(&mut self, expr: ExprId, value: ExprId, index: ExprId) -> Val {
        let result = self.type_of(expr).clone();
        let ty = self.type_of(value).clone();
        if let Some(place) = self.field_indexed(value, index) {
            return self.read_place(&place);
        }
        let container = self.expr(value);
        let container = self.materialize(container);
        match &ty {
            Type::Array(_) => self.array_get(container.one(), index, &result),
            Type::Records(_) => self.record_get(container.one(), &ty, index, &result),
            Type::Tuple(items) => self.tuple_subscript(container, items, index, &result),
            Type::List(item) => self.list_subscript(container.one(), item, index, &result),
            Type::Str => {
                let index = self.one(index);
                let length = self.str_len(container.one());
                let index = self.wrap_index(index, length, Check::StringIndex);
                Val::One(self.str_char(container.one(), index))
            }
            Type::Range(dtype) => {
                let parts = container.flatten();
                let sequence = super::sequence::Sequence::Range([parts[0], parts[1], parts[2]], *dtype);
                let length = self.length(&sequence);
                let index = self.one(index);
                let index = self.wrap_index(index, length, Check::RangeIndex);
                self.element(&sequence, index, false)
            }
            Type::Iterator(_) => {
                let array = container.items()[0].one();
                let index = self.one(index);
                let index = self.flat_index(array, index);
                Val::One(self.b.load(array, &index))
            }
            other => crate::ice!("{other} cannot be indexed"),
        }
    }

    fn tuple_subscript(&mut self, tuple: Val, types: &[Type], index: ExprId, result: &Type) -> Val {
        let items = tuple.items();
        if let Some(crate::types::Constant::Int(i)) = self.constant_of(index) {
            let i = if *i < 0 { *i + items.len() as i64 } else { *i };
            return items[i as usize].clone();
        }
        if let ExprKind::Slice { start, stop, step } = self.hir.expr(index).kind {
            let picked = self.constant_slice(items.len(), [start, stop, step]);
            return Val::Tuple(picked.into_iter().map(|i| items[i].clone()).collect());
        }
        let items: Vec<Val> = items.into_iter().zip(types).map(|(item, ty)| self.coerce(item, ty, result)).collect();
        let length = self.b.i64(items.len() as i64);
        let index = self.one(index);
        let index = self.wrap_index(index, length, Check::TupleIndex);
        self.tuple_get(&items, index, result)
    }

    /// The indices that a slice with constant parts picks.
    fn constant_slice(&self, length: usize, parts: [Option<ExprId>; 3]) -> Vec<usize> {
        let [start, stop, step] = parts.map(|part| match part.and_then(|part| self.constant_of(part)) {
            Some(crate::types::Constant::Int(n)) => Some(*n),
            _ => None,
        });
        let (n, step) = (length as i64, step.unwrap_or(1));
        let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
        let place =
            |part: Option<i64>, default| part.map_or(default, |p| (if p < 0 { p + n } else { p }).clamp(low, high));
        let (first, last) = if step > 0 { (low, high) } else { (high, low) };
        let (mut at, stop) = (place(start, first), place(stop, last));
        let mut out = Vec::new();
        while (step > 0 && at < stop) || (step < 0 && at > stop) {
            out.push(at as usize);
            at += step;
        }
        out
    }

    /// Wraps a negative index and checks it.
    pub(super) fn wrap_index(&mut self, index: ValueId, length: ValueId, check: Check) -> ValueId {
        let operands: &[ValueId] = if check == Check::FlatBounds { &[index, length] } else { &[] };
        let index = self.as_index(index);
        let zero = self.b.i64(0);
        let negative = self.b.compare(CompareOp::Lt, index, zero);
        let wrapped = self.add(index, length);
        let index = self.b.select(negative, wrapped, index);
        let low = self.b.compare(CompareOp::Ge, index, zero);
        let high = self.b.compare(CompareOp::Lt, index, length);
        let inside = self.b.binary(BinaryOp::And, low, high);
        self.check(check, inside, operands);
        index
    }

    // --- arrays ------------------------------------------------------------------------------------------------------

    fn array_get(&mut self, array: ValueId, index: ExprId, result: &Type) -> Val {
        let items = self.index_items(index);
        if let Some(index) = self.full_index(array, &items) {
            return Val::One(self.b.load(array, &index));
        }
        if has_arrays(&items) {
            return self.pick_items(array, &items);
        }
        Val::One(self.view(array, &items, result))
    }

    /// `array[index] = value`, an element; false if the index leaves axes.
    pub(super) fn array_set(&mut self, array: ValueId, items: &[IndexItem], value: ValueId) -> bool {
        let Some(index) = self.full_index(array, items) else { return false };
        let Ty::Array { dtype, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        let value = self.b.convert(value, dtype);
        self.b.store(array, &index, value);
        true
    }

    /// The items of an index expression.
    pub(super) fn index_items(&mut self, index: ExprId) -> Vec<IndexItem> {
        let ty = self.type_of(index).clone();
        if let ExprKind::Tuple(items) = &self.hir.expr(index).kind {
            let mut out = Vec::new();
            for (n, &item) in items.iter().enumerate() {
                let item = self.index_item(item);
                out.extend(self.hold_items(vec![item], &items[n + 1..]));
            }
            return out;
        }
        if let Type::Tuple(types) = &ty {
            let constants = match self.constant_of(index) {
                Some(crate::types::Constant::Tuple(items)) => items.clone(),
                _ => Vec::new(),
            };
            let values = self.expr(index).items().into_iter().zip(types.iter()).enumerate();
            return values
                .map(|(n, (value, ty))| match constants.get(n) {
                    Some(crate::types::Constant::Ellipsis) => IndexItem::Ellipsis,
                    _ => self.item_of_value(value, ty),
                })
                .collect();
        }
        vec![self.index_item(index)]
    }

    fn index_item(&mut self, expr: ExprId) -> IndexItem {
        match self.hir.expr(expr).kind {
            ExprKind::Constant(Constant::Ellipsis) => IndexItem::Ellipsis,
            ExprKind::Slice { start, stop, step } => {
                IndexItem::Slice([start, stop, step].map(|part| part.and_then(|part| self.slice_part(part))))
            }
            _ => {
                let ty = self.type_of(expr).clone();
                let value = self.expr(expr);
                self.item_of_value(value, &ty)
            }
        }
    }

    fn slice_part(&mut self, part: ExprId) -> Option<ValueId> {
        if *self.type_of(part) == Type::None {
            return None;
        }
        let value = self.one(part);
        Some(self.as_index(value))
    }

    fn item_of_value(&mut self, value: Val, ty: &Type) -> IndexItem {
        match ty {
            Type::None => IndexItem::NewAxis,
            Type::Slice(given) => {
                let mut parts = value.flatten().into_iter();
                let flags = [given.start, given.stop, given.step];
                IndexItem::Slice(flags.map(|given| if given { parts.next() } else { None }))
            }
            Type::Scalar(_) => {
                let value = value.one();
                IndexItem::Int(self.as_index(value))
            }
            Type::Optional(item) => {
                let value = self.coerce(value, ty, item);
                self.item_of_value(value, item)
            }
            Type::Array(a) if a.dtype == Dtype::Bool => IndexItem::Mask(self.lazy(&value)),
            Type::Array(_) => {
                let array = self.materialize(value).one();
                self.item_of_array(array)
            }
            Type::List(_) | Type::Tuple(_) => {
                let array = self.nested_array(&value, ty);
                self.item_of_array(array)
            }
            other => crate::ice!("an index of type {other}"),
        }
    }

    fn item_of_array(&mut self, array: ValueId) -> IndexItem {
        if self.array_dtype(array) == Dtype::Bool {
            return IndexItem::Mask(self.lazy(&Val::One(array)));
        }
        if self.ndim(array) > 0 {
            return IndexItem::Ints(array);
        }
        let index = self.b.load(array, &[]);
        IndexItem::Int(self.as_index(index))
    }

    /// Checked indices, if each axis has an int.
    pub(super) fn full_index(&mut self, array: ValueId, items: &[IndexItem]) -> Option<Vec<ValueId>> {
        let Ty::Array { ndim, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        let ints: Vec<ValueId> = items
            .iter()
            .filter(|item| !matches!(item, IndexItem::Ellipsis))
            .map(|item| match item {
                IndexItem::Int(value) => Some(*value),
                _ => None,
            })
            .collect::<Option<_>>()?;
        if ints.len() != ndim as usize {
            return None;
        }
        Some(ints.into_iter().enumerate().map(|(axis, index)| self.bounds(array, axis, index)).collect())
    }

    /// An index within bounds, or IndexError; under `boundscheck=False` it is only wrapped.
    pub(super) fn bounds(&mut self, array: ValueId, axis: usize, index: ValueId) -> ValueId {
        let length = self.b.dim(array, axis);
        self.within(index, length, axis as u8)
    }

    /// An index below a length, or IndexError that names the axis.
    pub(super) fn within(&mut self, index: ValueId, length: ValueId, axis: u8) -> ValueId {
        if !self.typing.options.unchecked {
            return self.b.push1(Op::Bounds { axis, sign: Sign::Any }, &[index, length], Ty::I64);
        }
        match self.b.function().as_const(index) {
            Some(Const::Int(i)) if i >= 0 => index,
            _ => {
                let zero = self.b.i64(0);
                let negative = self.b.compare(CompareOp::Lt, index, zero);
                let wrapped = self.add(index, length);
                self.b.select(negative, wrapped, index)
            }
        }
    }

    /// `a[i]` of the first axis, within bounds: an element or a row.
    pub(super) fn row(&mut self, array: ValueId, ty: &Type, index: ValueId) -> ValueId {
        if let Type::Records(_) = ty {
            return self.record_row(array, ty, index);
        }
        let Some(a) = ty.as_array() else { crate::ice!("{ty} is no array") };
        if a.ndim == 1 {
            return self.b.load(array, &[index]);
        }
        let stride = self.b.stride(array, 0);
        let offset = self.mul(index, stride);
        let mut args = vec![array, offset];
        args.extend((1..a.ndim as usize).map(|axis| self.b.dim(array, axis)).collect::<Vec<_>>());
        args.extend((1..a.ndim as usize).map(|axis| self.b.stride(array, axis)).collect::<Vec<_>>());
        let row = row_type(a);
        self.b.push1(Op::View, &args, Ty::Array { dtype: a.dtype, ndim: a.ndim - 1, layout: row.layout })
    }

    /// The view that an assignment writes to.
    pub(super) fn view_for_write(&mut self, array: ValueId, items: &[IndexItem]) -> ValueId {
        let Ty::Array { dtype, ndim, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        let taken = items.iter().filter(|item| matches!(item, IndexItem::Int(_))).count();
        let new = items.iter().filter(|item| matches!(item, IndexItem::NewAxis)).count();
        self.view(array, items, &Type::array(dtype, ndim as usize - taken + new, Layout::A))
    }

    /// A view of the array by basic indices, of the result type that inference gave.
    pub(super) fn view(&mut self, array: ValueId, items: &[IndexItem], result: &Type) -> ValueId {
        let Ty::Array { ndim, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        let taken = items.iter().filter(|item| matches!(item, IndexItem::Int(_) | IndexItem::Slice(_))).count();
        let whole_axes = ndim as usize - taken;
        let mut offset = self.b.i64(0);
        let (mut shape, mut strides) = (Vec::new(), Vec::new());
        let mut axis = 0;
        for item in items {
            match item {
                IndexItem::Int(index) => {
                    let index = self.bounds(array, axis, *index);
                    let stride = self.b.stride(array, axis);
                    let moved = self.mul(index, stride);
                    offset = self.add(moved, offset);
                    axis += 1;
                }
                IndexItem::Slice([None, None, None]) => {
                    self.whole_axes(array, &mut axis, 1, &mut shape, &mut strides);
                }
                IndexItem::Slice(parts) => {
                    let length = self.b.dim(array, axis);
                    let [start, count, step] = self.slice_range(*parts, length);
                    let stride = self.b.stride(array, axis);
                    let moved = self.mul(start, stride);
                    offset = self.add(moved, offset);
                    shape.push(count);
                    strides.push(self.mul(stride, step));
                    axis += 1;
                }
                IndexItem::NewAxis => {
                    shape.push(self.b.i64(1));
                    strides.push(self.b.i64(0));
                }
                IndexItem::Ellipsis => self.whole_axes(array, &mut axis, whole_axes, &mut shape, &mut strides),
                IndexItem::Ints(_) | IndexItem::Mask(_) => crate::ice!("a view by index arrays"),
            }
        }
        let left = ndim as usize - axis;
        self.whole_axes(array, &mut axis, left, &mut shape, &mut strides);
        let args: Vec<ValueId> = [array, offset].into_iter().chain(shape).chain(strides).collect();
        self.b.push1(Op::View, &args, components(result)[0].clone())
    }

    fn whole_axes(
        &mut self,
        array: ValueId,
        axis: &mut usize,
        n: usize,
        shape: &mut Vec<ValueId>,
        strides: &mut Vec<ValueId>,
    ) {
        for _ in 0..n {
            shape.push(self.b.dim(array, *axis));
            strides.push(self.b.stride(array, *axis));
            *axis += 1;
        }
    }

    /// Start, count and step of a slice of an axis of this length (Python's `slice.indices`).
    pub(super) fn slice_range(&mut self, [start, stop, step]: [Option<ValueId>; 3], length: ValueId) -> [ValueId; 3] {
        let step = step.unwrap_or_else(|| self.b.i64(1));
        let zero = self.b.i64(0);
        let (start, stop) = match self.b.function().as_const(step) {
            Some(Const::Int(n)) if n > 0 => self.slice_ends(start, stop, length, true),
            Some(Const::Int(n)) if n < 0 => self.slice_ends(start, stop, length, false),
            _ => {
                let nonzero = self.b.compare(CompareOp::Ne, step, zero);
                self.check(Check::SliceStepZero, nonzero, &[]);
                let forward = self.b.compare(CompareOp::Gt, step, zero);
                let ahead = self.slice_ends(start, stop, length, true);
                let back = self.slice_ends(start, stop, length, false);
                (self.b.select(forward, ahead.0, back.0), self.b.select(forward, ahead.1, back.1))
            }
        };
        let count = self.trip_count([start, stop, step]);
        [start, count, step]
    }

    fn slice_ends(
        &mut self,
        start: Option<ValueId>,
        stop: Option<ValueId>,
        length: ValueId,
        forward: bool,
    ) -> (ValueId, ValueId) {
        let one = self.b.i64(1);
        let (low, high) = match forward {
            true => (self.b.i64(0), length),
            false => (self.b.i64(-1), self.sub(length, one)),
        };
        let (first, last) = if forward { (low, high) } else { (high, low) };
        let start = start.map_or(first, |part| self.clamp_part(part, length, low, high));
        let stop = stop.map_or(last, |part| self.clamp_part(part, length, low, high));
        (start, stop)
    }

    fn clamp_part(&mut self, part: ValueId, length: ValueId, low: ValueId, high: ValueId) -> ValueId {
        let zero = self.b.i64(0);
        let wrapped = match self.b.function().as_const(part) {
            Some(Const::Int(n)) if n >= 0 => part,
            Some(Const::Int(_)) => self.add(length, part),
            _ => {
                let negative = self.b.compare(CompareOp::Lt, part, zero);
                let moved = self.add(part, length);
                self.b.select(negative, moved, part)
            }
        };
        let raised = self.b.binary(BinaryOp::PyMax, wrapped, low);
        self.b.binary(BinaryOp::PyMin, raised, high)
    }

    // --- lists and strings -------------------------------------------------------------------------------------------

    /// An item within bounds.
    pub(super) fn list_get(&mut self, list: ValueId, index: ValueId, item: &Type) -> Val {
        let tys = components(item);
        let values = self.b.push(Op::ListGet, &[list, index], &tys, &[]);
        rebuild(item, &mut values.into_iter())
    }

    fn list_subscript(&mut self, list: ValueId, item: &Type, index: ExprId, result: &Type) -> Val {
        let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
        match self.index_item(index) {
            IndexItem::Int(index) => {
                let index = self.wrap_index(index, length, Check::ListIndex);
                self.list_get(list, index, item)
            }
            IndexItem::Slice(parts) => {
                let range = self.slice_range(parts, length);
                Val::One(self.pick(list, item, range, components(result)[0].clone()))
            }
            _ => crate::ice!("a list index of another kind"),
        }
    }

    /// The items of a list at start, start + step, ..
    fn pick(&mut self, list: ValueId, item: &Type, [start, count, step]: [ValueId; 3], ty: Ty) -> ValueId {
        let picked = self.b.push1(Op::ListNew, &[count], ty);
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let region = self.b.open(&[Ty::I64]);
        let number = self.b.params_of(region)[0];
        let offset = self.mul(number, step);
        let at = self.add(start, offset);
        let value = self.list_get(list, at, item);
        self.list_push(picked, &value);
        self.b.yield_(&[]);
        self.b.close();
        self.b.for_([zero, count, one], &[], region);
        picked
    }

    pub(super) fn copy_list(&mut self, list: ValueId, item: &Type) -> ValueId {
        let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let ty = self.b.function().ty(list).clone();
        self.pick(list, item, [zero, length, one], ty)
    }

    /// `list[index] = value`.
    pub(super) fn list_set(&mut self, list: ValueId, index: ValueId, value: &Val) {
        let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
        let index = self.wrap_index(index, length, Check::ListAssign);
        let args: Vec<ValueId> = [list, index].into_iter().chain(value.flatten()).collect();
        self.b.push0(Op::ListSet, &args);
    }

    /// The dtype of an array value.
    pub(super) fn array_dtype(&self, array: ValueId) -> Dtype {
        match *self.b.function().ty(array) {
            Ty::Array { dtype, .. } => dtype,
            ref other => crate::ice!("{other:?} is no array"),
        }
    }
}
