//! `for` over ranges, arrays, lists, tuples, `enumerate`, `zip`, `reversed`; counted loops, and `prange`.
//!
//! Everything that can be iterated is a [`Sequence`]: a trip count and an element at an index. A loop without an early
//! exit becomes a counted `for`; one with `break` or `return` a `loop` over the same count.

use super::Lowering;
use super::control::{LoopFrame, assigned, targets_of, unique};
use super::value::Val;
use super::variables::Carried;
use crate::hir::{ExprId, ExprKind, Place, Stmt, StmtKind};
use crate::ir::{BinaryOp, CompareOp, Const, Op, Ty, ValueId};
use crate::types::{Dtype, IteratorType, Type};
use std::rc::Rc;

/// What a loop runs over.
pub(super) enum Sequence {
    /// start, stop, step, and whether the step is known to be 1.
    Range([ValueId; 3]),
    /// The first axis of an array (a row as a view where it has more).
    Array(ValueId, Type),
    /// A list and its items' type.
    List(ValueId, Type),
    /// A homogeneous tuple and its items' type.
    Tuple(Vec<Val>, Type),
    /// A string.
    Str(ValueId),
    /// Index and item.
    Enumerate(Box<Sequence>, ValueId),
    /// Items of several, as long as the shortest.
    Zip(Vec<Sequence>),
    /// From the last to the first.
    Reversed(Box<Sequence>, ValueId),
}

impl<'a> Lowering<'a> {
    pub(super) fn for_stmt(&mut self, target: &'a Place, iter: ExprId, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let ty = self.type_of(iter).clone();
        if let Some(parallel) = self.parallel_range(iter, body) {
            self.parallel_for_stmt(target, parallel, body);
            return self.block(orelse);
        }
        let value = self.expr(iter);
        if let (Val::Tuple(items), Type::Tuple(types)) = (&value, &ty)
            && types.windows(2).any(|pair| pair[0] != pair[1])
        {
            crate::ice!("iteration over a mixed tuple of {} items", items.len());
        }
        let sequence = self.sequence(value, &ty);
        let item = self.item_type(&ty);
        let mut locals = assigned(body);
        targets_of(target, &mut locals);
        if has_early_exit(body) {
            locals.extend(assigned(orelse));
            self.loop_with_exit(target, &sequence, &item, body, orelse, Rc::new(self.carried(unique(locals))));
        } else {
            self.counted(target, &sequence, &item, body, Rc::new(self.carried(unique(locals))));
            self.block(orelse);
        }
    }

    /// `for` without `break` or `return`.
    fn counted(&mut self, target: &'a Place, sequence: &Sequence, item: &Type, body: &'a [Stmt], carried: Rc<Carried>) {
        let range = self.loop_range(sequence);
        let init = self.carried_values(&carried);
        let before = self.variables.clone();
        let tys: Vec<Ty> = std::iter::once(Ty::I64).chain(carried.tys.iter().cloned()).collect();
        let region = self.b.open(&tys);
        let params = self.b.params_of(region);
        self.set_carried(&carried, &params[1..]);
        let span = self.span;
        self.at(target.span);
        let value = self.element(sequence, params[0], true);
        self.assign_place(target, value, item);
        self.at(span);
        self.iteration(&carried, body);
        let values = self.carried_values(&carried);
        if !self.b.is_terminated() {
            self.b.yield_(&values);
        }
        self.b.close();
        self.variables = before;
        let values = self.b.for_(range, &init, region);
        self.set_carried(&carried, &values);
    }

    /// The body of a counted loop: `continue` leaves a block around it.
    fn iteration(&mut self, carried: &Rc<Carried>, body: &'a [Stmt]) {
        if !has_continue(body) && !always_raises(body) {
            return self.block(body);
        }
        self.labeled(&carried.clone(), |this, next| {
            let frame =
                LoopFrame { exit: (next, carried.clone()), next: (next, carried.clone()), n_finals: this.finals.len() };
            this.loop_body(frame, body);
        });
    }

    /// `for` with `break` or `return`.
    fn loop_with_exit(
        &mut self,
        target: &'a Place,
        sequence: &Sequence,
        item: &Type,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
        carried: Rc<Carried>,
    ) {
        let [lo, hi, step] = self.loop_range(sequence);
        let count = self.trip_count([lo, hi, step]);
        self.labeled(&carried.clone(), |this, exit| {
            let next = this.b.label();
            let zero = this.b.i64(0);
            let mut init = vec![zero];
            init.extend(this.carried_values(&carried));
            let tys: Vec<Ty> = std::iter::once(Ty::I64).chain(carried.tys.iter().cloned()).collect();
            let region = this.b.open(&tys);
            let params = this.b.params_of(region);
            this.set_carried(&carried, &params[1..]);
            let more = this.b.compare(CompareOp::Lt, params[0], count);
            this.branch(
                more,
                Vec::new(),
                |this| {
                    this.labeled(&carried.clone(), |this, again| {
                        let offset = this.mul(params[0], step);
                        let index = this.add(lo, offset);
                        let value = this.element(sequence, index, true);
                        this.assign_place(target, value, item);
                        let frame = LoopFrame {
                            exit: (exit, carried.clone()),
                            next: (again, carried.clone()),
                            n_finals: this.finals.len(),
                        };
                        this.loop_body(frame, body);
                    });
                    let one = this.b.i64(1);
                    let mut values = vec![this.add(params[0], one)];
                    values.extend(this.carried_values(&carried));
                    this.b.push0(Op::Br(next), &values);
                },
                |this| {
                    this.block(orelse);
                    this.leave(exit, &carried);
                },
            );
            this.b.close();
            this.b.push(Op::Loop(next), &init, &[], &[region]);
            this.b.push0(Op::Unreachable, &[]);
        });
    }

    // --- sequences ---------------------------------------------------------------------------------------------------

    /// A value as a sequence.
    pub(super) fn sequence(&mut self, value: Val, ty: &Type) -> Sequence {
        let value = self.materialize(value);
        match ty {
            Type::Range => {
                let parts = value.flatten();
                Sequence::Range([parts[0], parts[1], parts[2]])
            }
            Type::Array(_) => Sequence::Array(value.one(), ty.clone()),
            Type::List(item) => Sequence::List(value.one(), (**item).clone()),
            Type::Str => Sequence::Str(value.one()),
            Type::Tuple(items) => Sequence::Tuple(value.items(), items.first().cloned().unwrap_or(Type::Unknown)),
            Type::Iterator(it) => self.iterator(value.items(), it),
            other => crate::ice!("{other} cannot be iterated"),
        }
    }

    fn iterator(&mut self, mut items: Vec<Val>, it: &IteratorType) -> Sequence {
        match it {
            IteratorType::Enumerate(ty) => {
                // The start value, if there is one, was added to the items by the call.
                let start = if items.len() > 1 { items.remove(1).one() } else { self.b.i64(0) };
                let inner = self.sequence(items.remove(0), ty);
                Sequence::Enumerate(Box::new(inner), start)
            }
            IteratorType::Zip(types) => {
                let items = items.into_iter().zip(types);
                Sequence::Zip(items.map(|(item, ty)| self.sequence(item, ty)).collect())
            }
            IteratorType::Reversed(ty) => {
                let inner = self.sequence(items.remove(0), ty);
                let length = self.length(&inner);
                Sequence::Reversed(Box::new(inner), length)
            }
        }
    }

    /// The type of an item.
    pub(super) fn item_type(&self, ty: &Type) -> Type {
        match ty {
            Type::Range => Type::INT64,
            Type::Array(a) if a.ndim == 1 => Type::Scalar(a.dtype),
            Type::Array(a) => Type::Array(crate::types::ArrayType { ndim: a.ndim - 1, ..super::index::row_type(*a) }),
            Type::List(item) => (**item).clone(),
            Type::Str => Type::Str,
            Type::Tuple(items) => items.first().cloned().unwrap_or(Type::Unknown),
            Type::Iterator(it) => match &**it {
                IteratorType::Enumerate(item) => Type::tuple([Type::INT64, self.item_type(item)]),
                IteratorType::Zip(items) => Type::tuple(items.iter().map(|item| self.item_type(item))),
                IteratorType::Reversed(item) => self.item_type(item),
            },
            other => crate::ice!("{other} cannot be iterated"),
        }
    }

    /// How many items.
    pub(super) fn length(&mut self, sequence: &Sequence) -> ValueId {
        match sequence {
            Sequence::Range(range) => self.trip_count(*range),
            Sequence::Array(array, _) => self.b.dim(*array, 0),
            Sequence::List(list, _) => self.b.push1(Op::ListLen, &[*list], Ty::I64),
            Sequence::Tuple(items, _) => self.b.i64(items.len() as i64),
            Sequence::Str(text) => self.str_len(*text),
            Sequence::Enumerate(inner, _) => self.length(inner),
            Sequence::Reversed(_, length) => *length,
            Sequence::Zip(parts) => {
                let lengths: Vec<ValueId> = parts.iter().map(|part| self.length(part)).collect();
                lengths.into_iter().reduce(|a, b| self.b.binary(BinaryOp::PyMin, a, b)).unwrap_or_else(|| self.b.i64(0))
            }
        }
    }

    /// The counted range of a loop: a range as it is, anything else by index.
    pub(super) fn loop_range(&mut self, sequence: &Sequence) -> [ValueId; 3] {
        match sequence {
            Sequence::Range(range) => *range,
            _ => [self.b.i64(0), self.length(sequence), self.b.i64(1)],
        }
    }

    /// The item at an index within bounds; for a range that drives its loop (`driving`) the index is the item.
    pub(super) fn element(&mut self, sequence: &Sequence, index: ValueId, driving: bool) -> Val {
        match sequence {
            Sequence::Range(_) if driving => Val::One(index),
            Sequence::Range([lo, _, step]) => {
                let offset = self.mul(index, *step);
                Val::One(self.add(*lo, offset))
            }
            Sequence::Array(array, ty) => Val::One(self.row(*array, ty, index)),
            Sequence::List(list, item) => self.list_get(*list, index, item),
            Sequence::Tuple(items, item) => self.tuple_get(items, index, item),
            Sequence::Str(text) => Val::One(self.str_char(*text, index)),
            Sequence::Enumerate(inner, start) => {
                let item = self.element(inner, index, false);
                let number = self.add(*start, index);
                Val::Tuple(vec![Val::One(number), item])
            }
            Sequence::Zip(parts) => Val::Tuple(parts.iter().map(|part| self.element(part, index, false)).collect()),
            Sequence::Reversed(inner, length) => {
                let one = self.b.i64(1);
                let last = self.sub(*length, one);
                let index = self.sub(last, index);
                self.element(inner, index, false)
            }
        }
    }

    /// `max(0, ceil((hi - lo) / step))`.
    pub(super) fn trip_count(&mut self, [lo, hi, step]: [ValueId; 3]) -> ValueId {
        let zero = self.b.i64(0);
        let one = self.b.i64(1);
        let known = self.b.function().as_const(step);
        let ahead = |this: &mut Self| {
            let distance = this.sub(hi, lo);
            if known == Some(Const::Int(1)) {
                return distance;
            }
            let rounding = this.sub(step, one);
            let distance = this.add(distance, rounding);
            this.b.binary(BinaryOp::FloorDiv, distance, step)
        };
        let back = |this: &mut Self| {
            let distance = this.sub(lo, hi);
            let step = this.b.unary(crate::ir::UnaryOp::Neg, step);
            let rounding = this.sub(step, one);
            let distance = this.add(distance, rounding);
            this.b.binary(BinaryOp::FloorDiv, distance, step)
        };
        let count = match known {
            Some(Const::Int(step)) if step > 0 => ahead(self),
            Some(Const::Int(_)) => back(self),
            _ => {
                let positive = self.b.compare(CompareOp::Gt, step, zero);
                let (ahead, back) = (ahead(self), back(self));
                self.b.select(positive, ahead, back)
            }
        };
        let some = match known {
            Some(Const::Int(step)) if step > 0 => self.b.compare(CompareOp::Lt, lo, hi),
            Some(Const::Int(_)) => self.b.compare(CompareOp::Gt, lo, hi),
            _ => self.b.compare(CompareOp::Gt, count, zero),
        };
        self.b.select(some, count, zero)
    }

    /// The item of a homogeneous tuple at a run-time index within bounds.
    pub(super) fn tuple_get(&mut self, items: &[Val], index: ValueId, item: &Type) -> Val {
        let mut picked: Vec<ValueId> = items[items.len() - 1].flatten();
        for (i, value) in items.iter().enumerate().rev().skip(1) {
            let number = self.b.i64(i as i64);
            let here = self.b.compare(CompareOp::Eq, index, number);
            let values = value.flatten();
            picked = values.into_iter().zip(picked).map(|(a, b)| self.b.select(here, a, b)).collect();
        }
        super::value::rebuild(item, &mut picked.into_iter())
    }

    // --- small arithmetic on int64, folding constants ------------------------------------------------------------------

    pub(super) fn add(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.fold(BinaryOp::Add, a, b, |a, b| a.wrapping_add(b), 0)
    }

    pub(super) fn sub(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.fold(BinaryOp::Sub, a, b, |a, b| a.wrapping_sub(b), 0)
    }

    pub(super) fn mul(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.fold(BinaryOp::Mul, a, b, |a, b| a.wrapping_mul(b), 1)
    }

    /// `a op b` on int64; `unit` is the right operand that changes nothing.
    fn fold(&mut self, op: BinaryOp, a: ValueId, b: ValueId, compute: fn(i64, i64) -> i64, unit: i64) -> ValueId {
        let (x, y) = (self.b.function().as_const(a), self.b.function().as_const(b));
        match (x, y) {
            (Some(Const::Int(x)), Some(Const::Int(y))) => self.b.i64(compute(x, y)),
            (_, Some(Const::Int(y))) if y == unit => a,
            (Some(Const::Int(x)), _) if x == unit && op != BinaryOp::Sub => b,
            _ => self.b.binary(op, a, b),
        }
    }

    /// Constant dtype helper for index arithmetic.
    pub(super) fn as_index(&mut self, value: ValueId) -> ValueId {
        self.b.convert(value, Dtype::I64)
    }
}

/// A `break` of this loop, or a `return`?
pub(super) fn has_early_exit(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, own| match stmt.kind {
        StmtKind::Break => own,
        StmtKind::Return(_) => true,
        _ => false,
    })
}

/// A `continue` of this loop?
fn has_continue(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, own| own && matches!(stmt.kind, StmtKind::Continue))
}

/// Could the body end without reaching its end (a bare `raise`)?
fn always_raises(body: &[Stmt]) -> bool {
    any_stmt(body, true, &|stmt, _| matches!(stmt.kind, StmtKind::Raise { .. }))
}

/// Does any statement satisfy the test? `own` is false inside nested loops.
pub(super) fn any_stmt(body: &[Stmt], own: bool, test: &dyn Fn(&Stmt, bool) -> bool) -> bool {
    body.iter().any(|stmt| {
        test(stmt, own)
            || match &stmt.kind {
                StmtKind::If { body, orelse, .. } => any_stmt(body, own, test) || any_stmt(orelse, own, test),
                StmtKind::While { body, orelse, .. } | StmtKind::For { body, orelse, .. } => {
                    any_stmt(body, false, test) || any_stmt(orelse, own, test)
                }
                StmtKind::Try { body, handlers, orelse, finalbody } => {
                    [body, orelse, finalbody].into_iter().any(|block| any_stmt(block, own, test))
                        || handlers.iter().any(|handler| any_stmt(&handler.body, own, test))
                }
                StmtKind::With { body, .. } => any_stmt(body, own, test),
                _ => false,
            }
    })
}

/// Locals that `:=` assigns inside an expression.
impl Lowering<'_> {
    pub(super) fn named_in(&self, _test: ExprId) -> Vec<crate::hir::LocalId> {
        let mut out = Vec::new();
        for expr in &self.hir.exprs {
            if let ExprKind::Named(place, _) = &expr.kind {
                targets_of(place, &mut out);
            }
        }
        out
    }
}
