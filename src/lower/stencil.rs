//! Stencils: the kernel at every place whose neighborhood lies within the array; the border has a constant.
//!
//! Input: the call of a stencil. Output: a nest of loops that calls the kernel and stores what it gives.
//! Never: how far a kernel reads (known already).

use super::Lowering;
use super::array_expr::{Lazy, Node};
use super::nest::{CALL_COST, Range};
use super::notes::LoopKind;
use super::value::{Val, components};
use crate::infer::{Argument, Stencil};
use crate::ir::{BinaryOp, CalleeId, CheckKind, CompareOp, Fill, InstanceId, Op, Ty, ValueId};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::types::{Constant, Layout, Type};

/// Raised where arrays do not fit together, in Numba's words.
const SMALLER: &str =
    "Secondary stencil array has some dimension smaller the same dimension in the first stencil input.";

/// What the kernel is called with, but for the place.
struct Kernel {
    callee: CalleeId,
    args: Vec<ValueId>,
    /// Where it is called, by axis.
    ranges: Vec<Range>,
}

impl<'a> Lowering<'a> {
    pub(super) fn call_stencil(
        &mut self,
        instance: InstanceId,
        stencil: &Stencil,
        args: &'a [Argument],
        out: Option<&'a Argument>,
        ty: &Type,
    ) -> Val {
        let callee = self.callee_of(instance);
        let mut values: Vec<Val> = Vec::new();
        for (arg, to) in args.iter().zip(self.callees.typing(instance).params.clone()) {
            let (value, from) = self.argument(arg);
            let value = self.coerce(value, &from, &to);
            values.push(self.materialize(value));
        }
        let shape = self.shape_of(values[0].one());
        self.check_secondary(stencil, &values, &shape);
        let ranges = self.inner_ranges(stencil, &shape);
        self.note_nest(LoopKind::Stencil, CALL_COST);
        let args: Vec<ValueId> = values.iter().flat_map(Val::flatten).collect();
        let kernel = Kernel { callee, args, ranges };
        let target = match out {
            Some(out) => {
                let (value, _) = self.argument(out);
                let target = self.materialize(value).one();
                self.check_output_shape(target, &shape);
                self.write_output(&kernel, stencil, target);
                target
            }
            None => self.fresh_stencil(&kernel, stencil, &shape, components(ty)[0].clone()),
        };
        Val::One(target)
    }

    /// Other arrays are at least as long as the first.
    fn check_secondary(&mut self, stencil: &Stencil, values: &[Val], shape: &[ValueId]) {
        for &place in stencil.relative.iter().filter(|&&place| place > 0) {
            let own = self.shape_of(values[place].one());
            for (length, first) in own.into_iter().zip(shape) {
                let fine = self.b.compare(CompareOp::Ge, length, *first);
                self.check_text(ExceptionKind::ValueError, SMALLER, fine);
            }
        }
    }

    fn check_output_shape(&mut self, target: ValueId, shape: &[ValueId]) {
        let own = self.shape_of(target);
        let operands: Vec<ValueId> = own.iter().chain(shape).copied().collect();
        let kind = CheckKind::Shapes { check: Check::AssignShape, left: own.len() as u8, right: shape.len() as u8 };
        for (&a, &b) in own.iter().zip(shape) {
            let same = self.b.compare(CompareOp::Eq, a, b);
            self.b.check(kind, same, &operands);
        }
    }

    /// The places whose neighborhoods lie within the array.
    fn inner_ranges(&mut self, stencil: &Stencil, shape: &[ValueId]) -> Vec<Range> {
        let axes = shape.iter().zip(&stencil.reach);
        axes.map(|(&length, &(low, high))| {
            let (lo, above) = (self.b.i64(low.min(0).saturating_neg()), self.b.i64(high.max(0)));
            let hi = self.sub(length, above);
            [lo, self.b.binary(BinaryOp::PyMax, lo, hi)]
        })
        .collect()
    }

    fn fresh_stencil(&mut self, kernel: &Kernel, stencil: &Stencil, shape: &[ValueId], ty: Ty) -> ValueId {
        let fill = if stencil.border.is_some() { Fill::Uninit } else { Fill::Zero };
        let target = self.b.alloc(ty, shape, fill);
        self.fill_border(stencil, target);
        self.run_kernel(kernel, target);
        target
    }

    /// Into an array that is there already, and that the kernel may read.
    fn write_output(&mut self, kernel: &Kernel, stencil: &Stencil, target: ValueId) {
        let is_array = |value: &&ValueId| matches!(self.b.function().ty(**value), Ty::Array { .. });
        let arrays: Vec<ValueId> = kernel.args.iter().filter(is_array).copied().collect();
        let overlaps: Vec<ValueId> =
            arrays.iter().map(|&array| self.b.push1(Op::MayOverlap, &[target, array], Ty::BOOL)).collect();
        let Some(overlap) = overlaps.into_iter().reduce(|a, b| self.b.binary(BinaryOp::Or, a, b)) else { return };
        let by_copy = |this: &mut Self| {
            let (dtype, ndim) = (this.array_dtype(target), this.ndim(target) as u8);
            let shape = this.shape_of(target);
            let copy = this.b.alloc(Ty::Array { dtype, ndim, layout: Layout::C }, &shape, Fill::Uninit);
            this.run_kernel(kernel, copy);
            this.fill_border(stencil, target);
            let axes: Vec<usize> = (0..shape.len()).collect();
            this.loops(&axes, &kernel.ranges, 1, &mut |this, index| {
                let value = this.b.load(copy, index);
                this.b.store(target, index, value);
            });
        };
        self.branch(overlap, Vec::new(), by_copy, |this| {
            this.fill_border(stencil, target);
            this.run_kernel(kernel, target);
        });
    }

    /// All elements become the border's constant, if there is one.
    fn fill_border(&mut self, stencil: &Stencil, target: ValueId) {
        let Some(value) = &stencil.border else { return };
        let dtype = self.array_dtype(target);
        let value = match (value, dtype.is_int() || dtype == crate::types::Dtype::Bool) {
            (Constant::Float(x), true) => Constant::Int(*x as i64),
            (other, _) => other.clone(),
        };
        let scalar = self.constant(&value, &Type::Scalar(dtype)).one();
        let lazy = Lazy { shape: Vec::new(), dtype, layout: Layout::C, node: Node::Scalar(scalar) };
        self.store_elements(target, &lazy);
    }

    fn run_kernel(&mut self, kernel: &Kernel, target: ValueId) {
        let result = self.b.function().callees[kernel.callee.0 as usize].results[0].clone();
        let axes: Vec<usize> = (0..kernel.ranges.len()).collect();
        self.loops(&axes, &kernel.ranges, CALL_COST, &mut |this, index| {
            let args: Vec<ValueId> = kernel.args.iter().chain(index).copied().collect();
            let value = this.b.push1(Op::Call(kernel.callee), &args, result.clone());
            let value = this.b.convert(value, this.array_dtype(target));
            this.b.store(target, index, value);
        });
    }
}
