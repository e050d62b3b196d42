//! Reductions of array expressions: each element goes to the total as it is made, without a temporary.
//!
//! Input: a reduction of the prelude and an expression that is not stored. Output: its total; floats are added in the order
//! of NumPy: eight partial sums in blocks of at most 128, blocks in pairs.
//! Never: reductions along an axis; sums of complex numbers.

use super::Lowering;
use super::array_expr::{Lazy, Node, store_fresh};
use super::value::Val;
use crate::builtins::fold::{Fold, fold_of};
use crate::infer::{self, Typing};
use crate::ir::{BinaryOp, CompareOp, Const, Fill, LabelId, Op, Ty, ValueId};
use crate::runtime::exception::Check;
use crate::types::{Dtype, Layout, Type};

/// As many elements are added by eight partial sums.
const BLOCK: i64 = 128;
/// More levels of pairs than any array has.
const LEVELS: i64 = 64;

impl Lowering<'_> {
    /// The reduction of all elements to one number that a function of the prelude is; none: it is another function.
    pub(super) fn reduction(&self, callee: &Typing) -> Option<(Fold, Dtype)> {
        let Type::Scalar(dtype) = callee.result else { return None };
        // No axis, no mask, nothing to start with.
        let plain = |ty: &Type| !matches!(ty, Type::Array(_) | Type::Tuple(_) | Type::Scalar(_)) || *ty == Type::BOOL;
        let all =
            callee.params.get(1).is_none_or(|axis| *axis == Type::None) && callee.params.iter().skip(1).all(plain);
        let fold = fold_of(&callee.hir.name).filter(|_| infer::is_prelude(&callee.hir) && all)?;
        Some((fold, dtype))
    }

    /// The total of an expression; none: it has to be stored.
    pub(super) fn reduced(&mut self, fold: Fold, lazy: &Lazy, dtype: Dtype) -> Option<ValueId> {
        match fold {
            Fold::Sum if dtype.is_int() => Some(self.fold_elements(lazy, BinaryOp::Add, Const::Int(0), (dtype, dtype))),
            Fold::Count => Some(self.fold_elements(lazy, BinaryOp::Add, Const::Int(0), (Dtype::Bool, Dtype::I64))),
            Fold::Any => Some(self.fold_elements(lazy, BinaryOp::Or, Const::Int(0), (Dtype::Bool, Dtype::Bool))),
            Fold::All => Some(self.fold_elements(lazy, BinaryOp::And, Const::Int(1), (Dtype::Bool, Dtype::Bool))),
            Fold::Sum if dtype.is_float() => self.sum_in_pairs(lazy, dtype),
            Fold::Mean if dtype.is_float() => {
                let total = self.sum_in_pairs(lazy, dtype)?;
                Some(self.mean_of(total, lazy, dtype))
            }
            Fold::Min => self.extremum(lazy, dtype, (BinaryOp::Minimum, largest(dtype)?), Check::MinimumOfEmpty),
            Fold::Max => self.extremum(lazy, dtype, (BinaryOp::Maximum, smallest(dtype)?), Check::MaximumOfEmpty),
            Fold::Sum | Fold::Mean => None,
        }
    }

    /// The total over the number of elements; nan where there are none.
    fn mean_of(&mut self, total: ValueId, lazy: &Lazy, dtype: Dtype) -> ValueId {
        let size = self.elements_in(&lazy.shape);
        let (wide, count) = (self.b.convert(total, Dtype::F64), self.b.convert(size, Dtype::F64));
        let mean = self.b.binary(BinaryOp::Div, wide, count);
        let mean = self.b.convert(mean, dtype);
        let nan = self.number(f64::NAN, dtype);
        let some = self.is_not_zero(size);
        self.b.select(some, mean, nan)
    }

    /// The smallest or largest element, joined one after the other to what gives way to each; raises where there are none.
    fn extremum(&mut self, lazy: &Lazy, dtype: Dtype, (op, start): (BinaryOp, Const), check: Check) -> Option<ValueId> {
        let size = self.elements_in(&lazy.shape);
        let some = self.is_not_zero(size);
        self.check(check, some, &[]);
        Some(self.fold_elements(lazy, op, start, (dtype, dtype)))
    }

    fn elements_in(&mut self, shape: &[ValueId]) -> ValueId {
        let one = self.b.i64(1);
        shape.iter().fold(one, |size, &length| self.mul(size, length))
    }

    // --- in any order ------------------------------------------------------------------------------------------------

    /// Elements, converted to one dtype and then to that of the total, joined by an operation whose order does not matter.
    fn fold_elements(&mut self, lazy: &Lazy, op: BinaryOp, start: Const, (element, dtype): (Dtype, Dtype)) -> ValueId {
        let shape = lazy.shape.clone();
        let body = |this: &mut Self, node: &Node| {
            let start = this.b.constant(start, dtype);
            let total = this.fold_nest(&shape, start, &mut |this, index, total| {
                let x = this.element_at(node, index);
                let x = this.b.convert(x, element);
                let x = this.b.convert(x, dtype);
                this.b.binary(op, total, x)
            });
            Val::One(total)
        };
        let stretched = |this: &mut Self| {
            let node = this.stretched_node(&lazy.node, &lazy.shape);
            body(this, &node)
        };
        let uniform = self.is_uniform(&lazy.shape, &lazy.node);
        match self.b.function().as_const(uniform) {
            Some(Const::Int(1)) => body(self, &lazy.node),
            Some(_) => stretched(self),
            None => {
                let ty = Type::Scalar(dtype);
                self.choose(uniform, &ty, Vec::new(), |this| body(this, &lazy.node), stretched)
            }
        }
        .one()
    }

    // --- in pairs ----------------------------------------------------------------------------------------------------

    /// The sum of floats in the order of memory that the stored expression would have.
    fn sum_in_pairs(&mut self, lazy: &Lazy, dtype: Dtype) -> Option<ValueId> {
        if lazy.shape.is_empty() || !(lazy.shape.len() == 1 || self.is_in_step(lazy)) {
            return None;
        }
        let size = self.elements_in(&lazy.shape);
        let plain = |this: &mut Self| {
            let node = if lazy.shape.len() == 1 { lazy.node.clone() } else { this.flat_node(&lazy.node) };
            Val::One(this.add_pairs(&node, size, dtype))
        };
        // Where an operand is broadcast, which is seldom.
        let stored = |this: &mut Self| {
            let array = store_fresh(this, lazy);
            let node = Node::Array(this.flat(array));
            Val::One(this.add_pairs(&node, size, dtype))
        };
        let uniform = self.is_uniform(&lazy.shape, &lazy.node);
        Some(match self.b.function().as_const(uniform) {
            Some(Const::Int(1)) => plain(self).one(),
            Some(_) => stored(self).one(),
            None => self.choose(uniform, &Type::Scalar(dtype), Vec::new(), plain, stored).one(),
        })
    }

    fn add_pairs(&mut self, node: &Node, size: ValueId, dtype: Dtype) -> ValueId {
        let (zero, block) = (self.b.i64(0), self.b.i64(BLOCK));
        let short = self.b.compare(CompareOp::Le, size, block);
        let in_one = |this: &mut Self| Val::One(this.add_block(node, zero, size, dtype));
        let in_many = |this: &mut Self| Val::One(this.add_blocks(node, size, dtype));
        self.choose(short, &Type::Scalar(dtype), Vec::new(), in_one, in_many).one()
    }

    /// The sum of `length` elements from `start` on, by eight partial sums.
    fn add_block(&mut self, node: &Node, start: ValueId, length: ValueId, dtype: Dtype) -> ValueId {
        let (eight, one) = (self.b.i64(8), self.b.i64(1));
        let zero = self.number(0.0, dtype);
        let left = self.b.binary(BinaryOp::Mod, length, eight);
        let whole = self.sub(length, left);
        let (middle, end) = (self.add(start, whole), self.add(start, length));
        let region = self.b.open(&std::iter::once(Ty::I64).chain(vec![Ty::Scalar(dtype); 8]).collect::<Vec<_>>());
        let params = self.b.params_of(region);
        let mut sums = Vec::new();
        for (lane, &sum) in params[1..].iter().enumerate() {
            let lane = self.b.i64(lane as i64);
            let at = self.add(params[0], lane);
            sums.push(self.added(node, at, sum, dtype));
        }
        self.b.yield_(&sums);
        self.b.close();
        let mut sums = self.b.for_([start, middle, eight], &[zero; 8], region);
        while sums.len() > 1 {
            sums = sums.chunks(2).map(|pair| self.add(pair[0], pair[1])).collect();
        }
        let total = self.add(zero, sums[0]);
        let region = self.b.open(&[Ty::I64, Ty::Scalar(dtype)]);
        let params = self.b.params_of(region);
        let next = self.added(node, params[0], params[1], dtype);
        self.b.yield_(&[next]);
        self.b.close();
        self.b.for_([middle, end, one], &[total], region)[0]
    }

    fn added(&mut self, node: &Node, at: ValueId, sum: ValueId, dtype: Dtype) -> ValueId {
        let x = self.element_at(node, &[at]);
        let x = self.b.convert(x, dtype);
        self.add(sum, x)
    }

    /// The sum of several blocks: each time that two halves are done they become one. The sums of left halves whose right
    /// ones are not done wait on a stack.
    fn add_blocks(&mut self, node: &Node, size: ValueId, dtype: Dtype) -> ValueId {
        let (zero, one, levels) = (self.b.i64(0), self.b.i64(1), self.b.i64(LEVELS));
        let stack = self.b.alloc(Ty::Array { dtype, ndim: 1, layout: Layout::C }, &[levels], Fill::Uninit);
        let label = self.b.label();
        let region = self.b.open(&[Ty::I64, Ty::I64]);
        let params = self.b.params_of(region);
        let (start, depth) = (params[0], params[1]);
        let [first, length, done] = self.block_at(start, size);
        let sum = self.add_block(node, first, length, dtype);
        let sum = self.with_left_halves(stack, depth, done, sum);
        let depth = self.sub(depth, done);
        self.b.store(stack, &[depth], sum);
        let (next, above) = (self.add(first, length), self.add(depth, one));
        let more = self.b.compare(CompareOp::Lt, next, size);
        self.repeat_if(more, label, &[next, above]);
        self.b.yield_(&[]);
        self.b.close();
        self.b.push(Op::Loop(label), &[zero, zero], &[], &[region]);
        self.b.load(stack, &[zero])
    }

    /// The block that begins at an index: its start, its length, how many halves it ends.
    fn block_at(&mut self, start: ValueId, size: ValueId) -> [ValueId; 3] {
        let (zero, one, two, eight, block) =
            (self.b.i64(0), self.b.i64(1), self.b.i64(2), self.b.i64(8), self.b.i64(BLOCK));
        let label = self.b.label();
        let region = self.b.open(&[Ty::I64, Ty::I64, Ty::I64]);
        let params = self.b.params_of(region);
        let (first, length, done) = (params[0], params[1], params[2]);
        let half = self.b.binary(BinaryOp::FloorDiv, length, two);
        let odd = self.b.binary(BinaryOp::Mod, half, eight);
        let half = self.sub(half, odd);
        let (middle, rest) = (self.add(first, half), self.sub(length, half));
        let is_left = self.b.compare(CompareOp::Lt, start, middle);
        let further = self.add(done, one);
        let next = [
            self.b.select(is_left, first, middle),
            self.b.select(is_left, half, rest),
            self.b.select(is_left, zero, further),
        ];
        let more = self.b.compare(CompareOp::Gt, length, block);
        self.repeat_if(more, label, &next);
        self.b.yield_(&[first, length, done]);
        self.b.close();
        let found = self.b.push(Op::Loop(label), &[zero, size, zero], &[Ty::I64, Ty::I64, Ty::I64], &[region]);
        [found[0], found[1], found[2]]
    }

    /// Goes on with a loop where a condition holds.
    fn repeat_if(&mut self, more: ValueId, label: LabelId, values: &[ValueId]) {
        let again = self.b.open(&[]);
        self.b.push0(Op::Br(label), values);
        self.b.close();
        let on = self.b.open(&[]);
        self.b.yield_(&[]);
        self.b.close();
        self.b.if_(more, again, on, &[]);
    }

    /// A sum with the `done` left halves before it added, the last one first.
    fn with_left_halves(&mut self, stack: ValueId, depth: ValueId, done: ValueId, sum: ValueId) -> ValueId {
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let ty = self.b.function().ty(sum).clone();
        let region = self.b.open(&[Ty::I64, ty]);
        let params = self.b.params_of(region);
        let above = self.sub(depth, params[0]);
        let place = self.sub(above, one);
        let left = self.b.load(stack, &[place]);
        let both = self.add(left, params[1]);
        self.b.yield_(&[both]);
        self.b.close();
        self.b.for_([zero, done, one], &[sum], region)[0]
    }
}

/// What no element is above; none: it is not known for this dtype.
fn largest(dtype: Dtype) -> Option<Const> {
    let bits = 8 * dtype.size() as u32;
    match dtype {
        _ if dtype.is_float() => Some(Const::Float(f64::INFINITY)),
        _ if dtype.is_signed() => Some(Const::Int(i64::MAX >> (64 - bits))),
        _ if dtype.is_int() && bits < 64 => Some(Const::Int((1 << bits) - 1)),
        _ => None,
    }
}

/// What no element is below.
fn smallest(dtype: Dtype) -> Option<Const> {
    match dtype {
        _ if dtype.is_float() => Some(Const::Float(f64::NEG_INFINITY)),
        _ if dtype.is_signed() => Some(Const::Int(i64::MIN >> (64 - 8 * dtype.size() as u32))),
        _ if dtype.is_int() => Some(Const::Int(0)),
        _ => None,
    }
}
