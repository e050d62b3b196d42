//! Arrays: creation, attributes, copies, reshape.

use super::Call;
use crate::builtins::Special;
use crate::hir::{ExprId, ExprKind};
use crate::infer::Argument;
use crate::ir::{self, CheckKind, CompareOp, Fill, Op, Ty, ValueId};
use crate::lower::Lowering;
use crate::lower::array_expr::{Element, Lazy};
use crate::lower::value::{Val, components};
use crate::runtime::exception::Check;
use crate::types::{Constant, Dtype, Layout, Type, unify_all};
use std::rc::Rc;

impl<'a> Lowering<'a> {
    fn array_ty(call: &Call<'a>) -> Ty {
        components(&call.ty)[0].clone()
    }

    /// `np.empty(shape)`, `np.zeros_like(a)`, ..
    pub(super) fn create(&mut self, special: Special, call: &Call<'a>) -> Val {
        let (value, ty) = self.receiver(call);
        let shape = match special {
            Special::EmptyLike | Special::ZerosLike => self.shape_of(value.one()),
            _ => self.shape_argument(value, &ty),
        };
        let fill = match special {
            Special::Zeros | Special::ZerosLike => Fill::Zero,
            _ => Fill::Uninit,
        };
        if let Type::Records(_) = call.ty {
            return Val::One(self.alloc_records(&shape, &call.ty, fill));
        }
        Val::One(self.b.alloc(Self::array_ty(call), &shape, fill))
    }

    /// A shape: an int or a tuple of ints, not negative.
    fn shape_argument(&mut self, value: Val, ty: &Type) -> Vec<ValueId> {
        let values = match ty {
            Type::Tuple(_) => value.flatten(),
            _ => vec![value.one()],
        };
        let zero = self.b.i64(0);
        values
            .into_iter()
            .map(|length| {
                let length = self.as_index(length);
                let fine = self.b.compare(CompareOp::Ge, length, zero);
                self.check(Check::NegativeDimension, fine, &[]);
                length
            })
            .collect()
    }

    // --- np.array ----------------------------------------------------------------------------------------------------

    pub(super) fn array_call(&mut self, special: Special, call: &Call<'a>) -> Val {
        let (value, ty) = match call.args.first() {
            Some(Some(Argument::Expr(expr))) if self.display_shape(*expr).is_some_and(|shape| !shape.is_empty()) => {
                self.display_items(*expr)
            }
            _ => self.receiver(call),
        };
        let target = Self::array_ty(call);
        if let Type::Array(_) = ty {
            let same = *self.b.function().ty(value.one()) == target;
            if same && special != Special::Array {
                return value;
            }
            return Val::One(self.copy_as(value.one(), target));
        }
        let shape = self.nested_shape(&value, &ty);
        let array = self.b.alloc(target, &shape, Fill::Uninit);
        self.fill_nested(array, &value, &ty, &mut Vec::new(), &shape);
        Val::One(array)
    }

    /// The lengths of lists that are written out, of numbers and as long as their neighbors; no list is made of them.
    fn display_shape(&self, expr: ExprId) -> Option<Vec<usize>> {
        match &self.hir.expr(expr).kind {
            ExprKind::List(items) => {
                let first = self.display_shape(*items.first()?)?;
                let even = items[1..].iter().all(|&item| self.display_shape(item).as_ref() == Some(&first));
                even.then(|| [&[items.len()], &first[..]].concat())
            }
            _ => matches!(self.type_of(expr), Type::Scalar(_)).then(Vec::new),
        }
    }

    /// The items of lists that are written out, as tuples of the lists' own item type.
    fn display_items(&mut self, expr: ExprId) -> (Val, Type) {
        let (ExprKind::List(items), Type::List(item_type)) = (&self.hir.expr(expr).kind, self.type_of(expr).clone())
        else {
            return self.typed(expr);
        };
        let items = items.iter().map(|&item| {
            let (value, own) = self.display_items(item);
            match own {
                Type::Scalar(_) => (self.coerce(value, &own, &item_type), (*item_type).clone()),
                own => (value, own),
            }
        });
        let (values, types): (Vec<Val>, Vec<Type>) = items.unzip();
        (Val::Tuple(values), Type::tuple(types))
    }

    /// The array that nested lists and tuples make, of the dtype that their items have in common.
    pub(in crate::lower) fn nested_array(&mut self, value: &Val, ty: &Type) -> ValueId {
        let value = self.materialize(value.clone());
        let shape = self.nested_shape(&value, ty);
        let target = Ty::Array { dtype: nested_dtype(ty), ndim: shape.len() as u8, layout: Layout::C };
        let array = self.b.alloc(target, &shape, Fill::Uninit);
        self.fill_nested(array, &value, ty, &mut Vec::new(), &shape);
        array
    }

    /// The shape of nested lists and tuples, by their first items.
    fn nested_shape(&mut self, value: &Val, ty: &Type) -> Vec<ValueId> {
        match ty {
            Type::Tuple(types) => {
                let mut shape = vec![self.b.i64(types.len() as i64)];
                if let (Val::Tuple(items), Some(first)) = (value, types.first()) {
                    shape.extend(self.nested_shape(&items[0], first));
                }
                shape
            }
            Type::List(item) => {
                let list = value.one();
                let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
                let mut shape = vec![length];
                let depth = nesting(item);
                if depth > 0 {
                    let zero = self.b.i64(0);
                    let some = self.is_not_zero(length);
                    let ty = Type::tuple(vec![Type::INT64; depth]);
                    let lengths = self.choose(
                        some,
                        &ty,
                        Vec::new(),
                        |this| {
                            let first = this.list_get(list, zero, item);
                            Val::Tuple(this.nested_shape(&first, item).into_iter().map(Val::One).collect())
                        },
                        |this| this.zero(&ty),
                    );
                    shape.extend(lengths.flatten());
                }
                shape
            }
            Type::Array(_) => self.shape_of(value.one()),
            _ => Vec::new(),
        }
    }

    fn fill_nested(&mut self, array: ValueId, value: &Val, ty: &Type, index: &mut Vec<ValueId>, shape: &[ValueId]) {
        match ty {
            Type::Tuple(types) => {
                let Val::Tuple(items) = value else { crate::ice!("a tuple expected") };
                for (i, (item, ty)) in items.iter().zip(types.iter()).enumerate() {
                    index.push(self.b.i64(i as i64));
                    self.fill_nested(array, item, ty, index, shape);
                    index.pop();
                }
            }
            Type::List(item) => {
                let list = value.one();
                let length = self.b.push1(Op::ListLen, &[list], Ty::I64);
                let same = self.b.compare(CompareOp::Eq, length, shape[index.len()]);
                let text = "setting an array element with a sequence. The requested array has an inhomogeneous shape";
                self.check_text(crate::runtime::exception::ExceptionKind::ValueError, text, same);
                let (zero, one) = (self.b.i64(0), self.b.i64(1));
                let region = self.b.open(&[Ty::I64]);
                index.push(self.b.params_of(region)[0]);
                let value = self.list_get(list, index[index.len() - 1], item);
                self.fill_nested(array, &value, item, index, shape);
                index.pop();
                self.b.yield_(&[]);
                self.b.close();
                self.b.for_([zero, length, one], &[], region);
            }
            Type::Array(_) => {
                let place = self.part_at(array, index);
                let lazy = self.lazy(value);
                self.assign_elements(place, &lazy);
            }
            _ => {
                let dtype = self.array_dtype(array);
                let value = self.b.convert(value.one(), dtype);
                self.b.store(array, index, value);
            }
        }
    }

    /// The part of an array at the first indices.
    fn part_at(&mut self, array: ValueId, index: &[ValueId]) -> ValueId {
        let mut offset = self.b.i64(0);
        for (axis, &i) in index.iter().enumerate() {
            let stride = self.b.stride(array, axis);
            let step = self.mul(i, stride);
            offset = self.b.binary(ir::BinaryOp::Add, offset, step);
        }
        let rest = index.len()..self.ndim(array);
        let shape: Vec<ValueId> = rest.clone().map(|axis| self.b.dim(array, axis)).collect();
        let strides: Vec<ValueId> = rest.clone().map(|axis| self.b.stride(array, axis)).collect();
        let ty = Ty::Array { dtype: self.array_dtype(array), ndim: rest.len() as u8, layout: Layout::A };
        self.view_of(array, offset, &shape, &strides, ty)
    }

    // --- attributes --------------------------------------------------------------------------------------------------

    pub(super) fn axes_tuple(&mut self, special: Special, call: &Call<'a>) -> Val {
        let array = self.receiver(call).0.one();
        let lengths = (0..self.ndim(array)).map(|axis| match special {
            Special::Shape => Val::One(self.b.dim(array, axis)),
            _ => Val::One(self.b.stride(array, axis)),
        });
        Val::Tuple(lengths.collect())
    }

    /// The lengths of the axes whose bit is not set in a constant mask; 1 for the others, where they are kept.
    pub(super) fn reduced_shape(&mut self, call: &Call<'a>) -> Val {
        let array = self.receiver(call).0.one();
        let mask = match self.constant_argument(call, 1) {
            Some(Constant::Int(mask)) => mask,
            _ => crate::ice!("a mask of axes that is not known"),
        };
        let keepdims = self.constant_argument(call, 2) == Some(Constant::Bool(true));
        let mut lengths = Vec::new();
        for axis in 0..self.ndim(array) {
            match mask >> axis & 1 {
                0 => lengths.push(Val::One(self.b.dim(array, axis))),
                _ if keepdims => lengths.push(Val::One(self.b.i64(1))),
                _ => {}
            }
        }
        Val::Tuple(lengths)
    }

    pub(super) fn size(&mut self, special: Special, call: &Call<'a>) -> Val {
        let array = self.receiver(call).0.one();
        let mut size = self.size_of(array);
        if special == Special::NBytes {
            let item = self.b.i64(self.array_dtype(array).size() as i64);
            size = self.mul(size, item);
        }
        Val::One(size)
    }

    /// Axes reversed, or in the given constant order.
    pub(super) fn transpose(&mut self, call: &Call<'a>) -> Val {
        let array = self.receiver(call).0.one();
        let ndim = self.ndim(array);
        let n = usize::from(call.receiver.is_none());
        let order: Vec<usize> = match self.constant_argument(call, n).and_then(|axes| axis_numbers(&axes)) {
            Some(axes) => axes.iter().map(|axis| axis.rem_euclid(ndim.max(1) as i64) as usize).collect(),
            None => (0..ndim).rev().collect(),
        };
        let zero = self.b.i64(0);
        let shape: Vec<ValueId> = order.iter().map(|&axis| self.b.dim(array, axis)).collect();
        let strides: Vec<ValueId> = order.iter().map(|&axis| self.b.stride(array, axis)).collect();
        Val::One(self.view_of(array, zero, &shape, &strides, Self::array_ty(call)))
    }

    /// `x.real`, `x.imag`, `x.conjugate()`; of an array an expression (real and imaginary parts as views).
    pub(super) fn complex_part(&mut self, special: Special, call: &Call<'a>) -> Val {
        let (value, ty) = self.receiver(call);
        let op = match special {
            Special::Real => ir::UnaryOp::Real,
            Special::Imag => ir::UnaryOp::Imag,
            _ => ir::UnaryOp::Conj,
        };
        let dtype = match &ty {
            Type::Scalar(dtype) => *dtype,
            Type::Array(array) => array.dtype,
            other => crate::ice!("{special:?} of {other}"),
        };
        match (&ty, dtype.is_complex()) {
            (Type::Scalar(_), true) => Val::One(self.b.unary(op, value.one())),
            (Type::Scalar(_), false) if special == Special::Imag => Val::One(self.number(0.0, dtype)),
            (_, false) if special != Special::Imag => value,
            (Type::Array(_), true) => Val::One(self.part_view(special, value.one(), Self::array_ty(call))),
            _ => {
                let shape = self.shape_of(value.one());
                Val::One(self.b.alloc(Self::array_ty(call), &shape, Fill::Zero))
            }
        }
    }

    fn part_view(&mut self, special: Special, array: ValueId, ty: Ty) -> ValueId {
        let half = self.array_dtype(array).real().size() as i64;
        let offset = self.b.i64(if special == Special::Imag { half } else { 0 });
        let shape = self.shape_of(array);
        let strides: Vec<ValueId> = (0..shape.len()).map(|axis| self.b.stride(array, axis)).collect();
        self.view_of(array, offset, &shape, &strides, ty)
    }

    // --- copies ------------------------------------------------------------------------------------------------------

    /// `copy`, `astype`, `flatten`, `ravel`, `flat`.
    pub(super) fn copy(&mut self, special: Special, call: &Call<'a>) -> Val {
        if let (Special::AsType, Some(receiver)) = (special, call.receiver) {
            return self.converted(receiver, &call.ty);
        }
        let array = self.receiver(call).0.one();
        if let Type::Iterator(_) = call.ty {
            return Val::Tuple(vec![Val::One(array)]);
        }
        if special == Special::Flat && self.ndim(array) == 1 {
            return Val::One(array);
        }
        let target = Self::array_ty(call);
        match special {
            Special::ArrayCopy => Val::One(self.copy_as(array, target)),
            _ => {
                let contiguous = matches!(*self.b.function().ty(array), Ty::Array { layout: Layout::C, .. });
                let array = match special {
                    Special::Ravel | Special::Flat if contiguous => array,
                    _ => self.copy_contiguous(array),
                };
                let size = self.size_of(array);
                let (zero, item) = (self.b.i64(0), self.b.i64(self.array_dtype(array).size() as i64));
                Val::One(self.view_of(array, zero, &[size], &[item], target))
            }
        }
    }

    /// `np.ndindex`, `np.ndenumerate`, `np.nditer`: what they run over.
    pub(super) fn grid_call(&mut self, special: Special, call: &Call<'a>) -> Val {
        let (value, ty) = self.required(call, 0);
        match (special, value, ty) {
            (Special::NdIndex, Val::Tuple(items), Type::Tuple(types)) => {
                let lengths = match (items.as_slice(), types.as_ref()) {
                    ([inner], [Type::Tuple(_)]) => inner.flatten(),
                    _ => Val::Tuple(items).flatten(),
                };
                Val::Tuple(lengths.into_iter().map(|length| Val::One(self.as_index(length))).collect())
            }
            (_, value @ Val::Tuple(_), _) => value,
            (_, value, _) => Val::Tuple(vec![value]),
        }
    }

    /// `astype(dtype)`, as an expression.
    fn converted(&mut self, receiver: ExprId, ty: &Type) -> Val {
        let Type::Array(to) = ty else { crate::ice!("astype gives {ty}") };
        let value = self.expr(receiver);
        let lazy = self.lazy(&value);
        self.map(Element::Convert, &[lazy], to.dtype)
    }

    /// `np.where(condition, x, y)`
    pub(super) fn choose_elements(&mut self, call: &Call<'a>) -> Val {
        let operands: Vec<Rc<Lazy>> = (0..3)
            .map(|n| {
                let (value, ty) = self.given(call.args, n).unwrap_or_else(|| crate::ice!("argument {n} is missing"));
                let value = self.elements_of(value, &ty);
                self.lazy(&value)
            })
            .collect();
        let dtype = match &call.ty {
            Type::Scalar(dtype) => *dtype,
            Type::Array(array) => array.dtype,
            other => crate::ice!("elements of {other}"),
        };
        let value = self.map(Element::Where(dtype), &operands, dtype);
        self.scalar_if_all(value, &operands)
    }

    /// A fresh array of this type with the same elements.
    fn copy_as(&mut self, array: ValueId, ty: Ty) -> ValueId {
        let lazy = self.lazy(&Val::One(array));
        let target = self.b.alloc(ty, &lazy.shape, Fill::Uninit);
        self.store_elements(target, &lazy);
        target
    }

    fn copy_contiguous(&mut self, array: ValueId) -> ValueId {
        let Ty::Array { dtype, ndim, .. } = *self.b.function().ty(array) else { crate::ice!("no array") };
        self.copy_as(array, Ty::Array { dtype, ndim, layout: Layout::C })
    }

    pub(super) fn fill(&mut self, call: &Call<'a>) -> Val {
        let array = self.receiver(call).0.one();
        let (value, _) = self.required(call, usize::from(call.receiver.is_none()));
        let lazy = self.lazy(&value);
        self.store_elements(array, &lazy);
        Val::Static
    }

    /// A view of a C-contiguous array under another shape; one length may be -1. (Others are the prelude's.)
    pub(super) fn reshape(&mut self, call: &Call<'a>) -> Val {
        let array = self.receiver(call).0.one();
        let array = match *self.b.function().ty(array) {
            Ty::Array { layout: Layout::C, .. } => array,
            _ => self.copy_contiguous(array),
        };
        let n = usize::from(call.receiver.is_none());
        let (value, ty) = self.required(call, n);
        let (value, ty) = match (&value, &ty) {
            // `reshape((2, 3))`: a tuple within the tuple of `*shape`.
            (Val::Tuple(items), Type::Tuple(types)) if matches!(types.as_ref(), [Type::Tuple(_)]) => {
                (items[0].clone(), types[0].clone())
            }
            _ => (value, ty),
        };
        let lengths: Vec<ValueId> = match ty {
            Type::Tuple(_) => value.flatten(),
            _ => vec![value.one()],
        };
        let lengths: Vec<ValueId> = lengths.into_iter().map(|length| self.as_index(length)).collect();
        let shape = self.resolve_shape(array, lengths);
        let strides = self.packed_strides(&shape, self.array_dtype(array), Layout::C);
        let zero = self.b.i64(0);
        Val::One(self.view_of(array, zero, &shape, &strides, Self::array_ty(call)))
    }

    /// Puts the length that makes the size right in the place of -1, and checks the size.
    fn resolve_shape(&mut self, array: ValueId, lengths: Vec<ValueId>) -> Vec<ValueId> {
        let size = self.size_of(array);
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let unknown: Vec<ValueId> = lengths.iter().map(|&length| self.b.compare(CompareOp::Lt, length, zero)).collect();
        let counts: Vec<ValueId> = unknown.iter().map(|&unknown| self.b.convert(unknown, Dtype::I64)).collect();
        let several = counts.into_iter().reduce(|a, b| self.add(a, b)).unwrap_or(zero);
        let fine = self.b.compare(CompareOp::Le, several, one);
        self.check(Check::ReshapeUnknown, fine, &[]);
        let mut known = one;
        for (&length, &unknown) in lengths.iter().zip(&unknown) {
            let factor = self.b.select(unknown, one, length);
            known = self.mul(known, factor);
        }
        let rest = self.b.binary(ir::BinaryOp::FloorDiv, size, known);
        let shape: Vec<ValueId> =
            lengths.iter().zip(&unknown).map(|(&length, &unknown)| self.b.select(unknown, rest, length)).collect();
        let product = shape.iter().fold(one, |product, &length| self.mul(product, length));
        let fine = self.b.compare(CompareOp::Eq, product, size);
        let operands: Vec<ValueId> = std::iter::once(size).chain(lengths.iter().copied()).collect();
        self.b.check(CheckKind::Reshape { ndim: lengths.len() as u8 }, fine, &operands);
        shape
    }
}

/// The common dtype of the items of nested lists and tuples.
fn nested_dtype(ty: &Type) -> Dtype {
    match ty {
        Type::Scalar(dtype) => *dtype,
        Type::List(item) => nested_dtype(item),
        Type::Tuple(items) => nested_dtype(&unify_all(items.iter()).unwrap_or(Type::FLOAT64)),
        Type::Array(array) => array.dtype,
        other => crate::ice!("an array of {other}"),
    }
}

/// How many axes a nested list or tuple makes.
fn nesting(ty: &Type) -> usize {
    match ty {
        Type::List(item) => 1 + nesting(item),
        Type::Tuple(items) => 1 + items.first().map_or(0, nesting),
        Type::Array(array) => array.ndim as usize,
        _ => 0,
    }
}

/// The axes of `(1, 0)` and of `((1, 0),)`; none where no axis is named.
fn axis_numbers(axes: &Constant) -> Option<Vec<i64>> {
    let Constant::Tuple(items) = axes else { return None };
    if let [inner @ Constant::Tuple(_)] = items.as_slice() {
        return axis_numbers(inner);
    }
    let number = |item: &Constant| if let Constant::Int(axis) = item { Some(*axis) } else { None };
    items.iter().map(number).collect::<Option<Vec<i64>>>().filter(|axes| !axes.is_empty())
}
