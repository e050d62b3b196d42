//! Expressions.
//!
//! Input: an expression of the function with its type, constants, bindings and targets. Output: its [`Val`].

use super::array_expr::{Element, Lazy};
use super::sequence::Sequence;
use super::stream::Stream;
use super::value::{Val, components};
use super::variables::Carried;
use super::{Lowering, fuse};
use crate::hir::{BoolOp, CmpOp, ComprehensionKind, Constant as Literal, ExprId, ExprKind, Generator, LocalId};
use crate::infer::Binding;
use crate::ir::{self, Const, Op, Ty, ValueId};
use crate::types::promote::{self, Operand, Rules};
use crate::types::{BinaryOp, Constant, Dtype, Type, UnaryOp};
use std::rc::Rc;
use std::sync::Arc;

impl<'a> Lowering<'a> {
    /// The value of an expression; array expressions may stay unevaluated.
    pub(super) fn expr(&mut self, id: ExprId) -> Val {
        let outer = self.at(self.hir.expr(id).span);
        let value = self.expr_here(id);
        self.at(outer);
        value
    }

    fn expr_here(&mut self, id: ExprId) -> Val {
        let ty = self.type_of(id).clone();
        if let Some(constant) = self.constant_of(id).cloned() {
            self.effects(id);
            return self.constant(&constant, &ty);
        }
        if let Some(target) = self.target_of(id) {
            return match self.typing.outs.get(&id) {
                Some(out) => self.call_into(target, out),
                None => self.call_target(target, &ty),
            };
        }
        if let Some(binding) = self.typing.bindings.get(&id) {
            return self.binding(binding, &ty);
        }
        if let Some(locals) = self.typing.closures.get(&id) {
            return self.closure_value(locals, &ty);
        }
        match &self.hir.expr(id).kind {
            ExprKind::Constant(literal) => self.literal(literal, &ty),
            ExprKind::Local(local, bound) => match self.typing.cells.get(local) {
                Some(binding) => self.binding(binding, &ty),
                None if self.caught.contains_key(local) => Val::One(self.caught[local]),
                None => {
                    let value = self.read_local(*local, *bound);
                    if matches!(value, Val::Lazy(_)) {
                        return value;
                    }
                    let declared = self.local_type(*local).clone();
                    self.coerce(value, &declared, &ty)
                }
            },
            ExprKind::Global(_) => Val::Static,
            ExprKind::Attribute(object, name) => match self.field_named(*object, name) {
                Some(place) => self.read_place(&place),
                None => self.expr(*object),
            },
            ExprKind::Subscript(value, index) => self.subscript(id, *value, *index),
            ExprKind::Slice { start, stop, step } => self.slice_value([*start, *stop, *step]),
            ExprKind::Tuple(items) => self.display(items, &ty),
            ExprKind::List(items) => self.list_display(items, &ty),
            ExprKind::Unary(op, operand) => self.unary(*op, *operand),
            ExprKind::Binary { op, left, right, .. } => self.binary(*op, *left, *right, &ty),
            ExprKind::BoolOp(op, values) => self.bool_op(*op, values, &ty),
            ExprKind::Compare(first, links) => self.compare_chain(id, *first, links, &ty),
            ExprKind::IfExp { test, body, orelse } => self.if_exp(*test, *body, *orelse, &ty),
            ExprKind::Comprehension {
                kind: ComprehensionKind::List | ComprehensionKind::Generator,
                element,
                generators,
                ..
            } => self.list_comprehension(id, *element, generators, &ty),
            ExprKind::Comprehension { element, generators, .. } => {
                self.table_comprehension(id, *element, generators, &ty)
            }
            ExprKind::Dict(items) => self.table_display(items.iter().filter_map(|(key, _)| *key), &ty),
            ExprKind::Set(items) => self.table_display(items.iter().copied(), &ty),
            ExprKind::Named(place, value) => {
                let value_type = self.type_of(*value).clone();
                let value = self.expr(*value);
                let value = self.materialize(value);
                self.assign_place(place, value.clone(), &value_type);
                value
            }
            ExprKind::JoinedStr(parts) => self.joined_str(parts),
            ExprKind::Lambda(..) => Val::Static,
            ExprKind::Yield(value) => self.yield_expr(id, *value),
            other => crate::ice!("{other:?} reached lowering"),
        }
    }

    // --- constants ---------------------------------------------------------------------------------------------------

    /// A compile-time constant of a type.
    pub(super) fn constant(&mut self, constant: &Constant, ty: &Type) -> Val {
        if let Type::Optional(item) = ty {
            let value = self.constant(constant, item);
            return if *constant == Constant::None { self.zero(ty) } else { self.coerce(value, item, ty) };
        }
        match (constant, ty) {
            (Constant::Str(text), _) => Val::One(self.str_const(text)),
            (Constant::Tuple(items), Type::Tuple(types)) => {
                Val::Tuple(items.iter().zip(types.iter()).map(|(item, ty)| self.constant(item, ty)).collect())
            }
            (constant, Type::Scalar(dtype)) => Val::One(self.scalar_constant(constant, *dtype)),
            _ => Val::Static,
        }
    }

    fn scalar_constant(&mut self, constant: &Constant, dtype: Dtype) -> ValueId {
        let value = match *constant {
            Constant::Bool(b) => number(i64::from(b), dtype),
            Constant::Int(i) => number(i, dtype),
            Constant::UInt(u) if dtype.is_float() => Const::Float(u as f64),
            Constant::UInt(u) => number(u as i64, dtype),
            Constant::Float(x) if dtype.is_complex() => Const::Complex(x, 0.0),
            Constant::Float(x) => Const::Float(x),
            Constant::Float32(x) => Const::Float(f64::from(x)),
            Constant::Complex(re, im) => Const::Complex(re, im),
            ref other => crate::ice!("{other:?} as a scalar"),
        };
        self.b.constant(value, dtype)
    }

    fn literal(&mut self, literal: &Literal, ty: &Type) -> Val {
        let Some(constant) = literal.known() else { crate::ice!("bytes reached lowering") };
        self.constant(&constant, ty)
    }

    /// A value frozen from the host zone.
    pub(super) fn binding(&mut self, binding: &Binding, ty: &Type) -> Val {
        match binding {
            Binding::Constant(constant) => self.constant(constant, ty),
            Binding::Array(array, index) => {
                let own = ir::Ty::Array { dtype: array.dtype, ndim: array.ndim, layout: array.layout };
                Val::One(self.b.push1(Op::Captured(*index), &[], own))
            }
            Binding::Records(array, index) => {
                let own = components(&Type::Records(Arc::clone(array))).remove(0);
                Val::One(self.b.push1(Op::Captured(*index), &[], own))
            }
            Binding::Tuple(items, _) => {
                let Type::Tuple(types) = ty else { crate::ice!("a tuple bound to {ty}") };
                Val::Tuple(items.iter().zip(types.iter()).map(|(item, ty)| self.binding(item, ty)).collect())
            }
            _ => Val::Static,
        }
    }

    pub(super) fn str_const(&mut self, text: &str) -> ValueId {
        let id = self.b.string(text);
        self.b.push1(Op::ConstStr(id), &[], Ty::Str)
    }

    // --- displays ----------------------------------------------------------------------------------------------------

    fn slice_value(&mut self, parts: [Option<ExprId>; 3]) -> Val {
        let given = parts.into_iter().flatten().filter(|&part| *self.type_of(part) != Type::None);
        let given: Vec<ExprId> = given.collect();
        Val::Tuple(given.into_iter().map(|part| Val::One(self.one_index(part))).collect())
    }

    fn one_index(&mut self, part: ExprId) -> ValueId {
        let value = self.one(part);
        self.as_index(value)
    }

    /// A tuple display, with starred items spread.
    fn display(&mut self, items: &[ExprId], ty: &Type) -> Val {
        let Type::Tuple(types) = ty else { crate::ice!("a tuple display of type {ty}") };
        let mut values = Vec::new();
        let mut own = Vec::new();
        for &item in items {
            if let ExprKind::Starred(inner) = self.hir.expr(item).kind {
                let Type::Tuple(inner_types) = self.type_of(inner).clone() else { crate::ice!("a starred non-tuple") };
                values.extend(self.expr(inner).items());
                own.extend(inner_types.iter().cloned());
            } else {
                let value = self.expr(item);
                values.push(self.materialize(value));
                own.push(self.type_of(item).clone());
            }
        }
        let items = values.into_iter().zip(own.iter().zip(types.iter()));
        Val::Tuple(items.map(|(value, (from, to))| self.coerce(value, from, to)).collect())
    }

    fn list_display(&mut self, items: &[ExprId], ty: &Type) -> Val {
        let Type::List(item_type) = ty else { crate::ice!("a list display of type {ty}") };
        let capacity = self.b.i64(items.len() as i64);
        let list = self.b.push1(Op::ListNew, &[capacity], components(ty)[0].clone());
        for &item in items {
            let own = self.type_of(item).clone();
            let value = self.expr(item);
            let value = self.coerce(value, &own, item_type);
            self.list_push(list, &value);
        }
        Val::One(list)
    }

    pub(super) fn list_push(&mut self, list: ValueId, value: &Val) {
        let args: Vec<ValueId> = std::iter::once(list).chain(value.flatten()).collect();
        self.b.push0(Op::ListPush, &args);
    }

    fn list_comprehension(&mut self, id: ExprId, element: ExprId, generators: &'a [Generator], ty: &Type) -> Val {
        let Type::List(item_type) = ty else { crate::ice!("a list comprehension of type {ty}") };
        let zero = self.b.i64(0);
        let list = self.b.push1(Op::ListNew, &[zero], components(ty)[0].clone());
        let shared = self.assigned_in(id);
        let made = Made::List(list, (**item_type).clone());
        self.generate(&Rc::new(Comprehension { made, element, shared }), generators);
        Val::One(list)
    }

    pub(super) fn generate(&mut self, parts: &Rc<Comprehension>, generators: &'a [Generator]) {
        let Some((generator, rest)) = generators.split_first() else {
            return match &parts.made {
                Made::List(list, item_type) => {
                    let (value, own) = self.typed(parts.element);
                    let value = self.coerce(value, &own, item_type);
                    self.list_push(*list, &value);
                }
                Made::Table(table, ty) => self.put(parts.element, table, ty),
            };
        };
        let source = self.source_of(parts, generator.iter);
        let mut shared = parts.shared.clone();
        shared.extend(source.counter());
        let carried = Rc::new(self.carried(shared));
        let before = self.variables.mark();
        self.clause(source, &carried, (parts, generator, rest));
        // The clause's own variables are gone.
        let after: Vec<_> = carried.locals.iter().map(|local| self.variables[local.0 as usize].clone()).collect();
        self.variables.leave(before);
        for (&local, variable) in carried.locals.iter().zip(after) {
            self.variables[local.0 as usize] = variable;
        }
    }

    /// What a clause runs over.
    fn source_of(&mut self, parts: &Comprehension, iter: ExprId) -> Source<'a> {
        if let Some(ready) = self.ready_to_fuse(iter) {
            return Source::Fused(ready);
        }
        let (value, ty) = self.typed(iter);
        let item = self.item_type(&ty);
        match &ty {
            ty if ty.runs_paused() => {
                let position = self.new_position();
                Source::Stream(self.stream(value, ty), position, item)
            }
            Type::List(of) if self.may_resize(parts.element) => {
                let copy = Val::One(self.copy_list(value.one(), of));
                Source::Sequence(self.sequence(copy, &ty), item)
            }
            ty => Source::Sequence(self.sequence(value, ty), item),
        }
    }

    /// A loop over what a clause runs over.
    fn clause(
        &mut self,
        source: Source<'a>,
        carried: &Rc<Carried>,
        (parts, clause, rest): (&Rc<Comprehension>, &'a Generator, &'a [Generator]),
    ) {
        let each = |this: &mut Self, item: Val, ty: &Type| {
            this.assign_place(&clause.target, item, ty);
            this.generate_if(parts, &clause.ifs, rest);
        };
        match source {
            Source::Fused(ready) => self.fused_clause(ready, carried, (parts, clause, rest)),
            Source::Sequence(sequence, ty) => {
                self.counted_loop(&sequence, carried, |this, item| each(this, item, &ty));
            }
            Source::Stream(stream, position, ty) => self.again(carried, |this, end, _| {
                let item = this.next_item(&stream, position, end);
                each(this, item, &ty);
            }),
        }
    }

    pub(super) fn generate_if(&mut self, parts: &Rc<Comprehension>, ifs: &'a [ExprId], rest: &'a [Generator]) {
        let Some((test, ifs)) = ifs.split_first() else { return self.generate(parts, rest) };
        match self.settled_test(*test) {
            Some(true) => return self.generate_if(parts, ifs, rest),
            Some(false) => return,
            None => {}
        }
        let cond = self.test(*test);
        self.branch(cond, parts.shared.clone(), |this| this.generate_if(parts, ifs, rest), |_| {});
    }

    // --- operators ---------------------------------------------------------------------------------------------------

    fn unary(&mut self, op: UnaryOp, operand: ExprId) -> Val {
        let ty = self.type_of(operand).clone();
        let value = self.expr(operand);
        match ty {
            Type::Array(a) if op != UnaryOp::Not => self.array_unary(op, &value, a.dtype),
            Type::Scalar(_) => Val::One(self.scalar_unary(op, value.one())),
            _ => {
                let truth = self.truth_of(operand, value, &ty);
                Val::One(self.b.unary(ir::UnaryOp::Not, truth))
            }
        }
    }

    fn array_unary(&mut self, op: UnaryOp, value: &Val, dtype: Dtype) -> Val {
        let lazy = self.lazy(value);
        let Some(types) = promote::unary(self.rules, op, Operand::array(dtype)) else {
            crate::ice!("no unary {op:?} for arrays of {dtype}")
        };
        let element = match op {
            UnaryOp::Neg => Element::Unary(ir::UnaryOp::Neg, types.operand),
            UnaryOp::Invert => Element::Unary(ir::UnaryOp::Not, types.operand),
            UnaryOp::Pos | UnaryOp::Not => Element::Convert,
        };
        self.map(element, &[lazy], types.result)
    }

    fn binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId, ty: &Type) -> Val {
        let (a, b) = (self.type_of(left).clone(), self.type_of(right).clone());
        let left = self.expr(left);
        let left = self.hold(left, &[right]);
        let right = self.expr(right);
        if let (BinaryOp::Mul, Type::Tuple(types)) = (op, ty) {
            let items = if matches!(a, Type::Tuple(_)) { left.items() } else { right.items() };
            return Val::Tuple(items.into_iter().cycle().take(types.len()).collect());
        }
        let (value, own) = self.binary_values(op, (left, &a), (right, &b));
        if matches!(value, Val::Lazy(_)) { value } else { self.coerce(value, &own, ty) }
    }

    /// `left op right` of any values that have a built-in operator; also its type.
    pub(super) fn binary_values(&mut self, op: BinaryOp, left: (Val, &Type), right: (Val, &Type)) -> (Val, Type) {
        match (left.1, right.1) {
            (Type::Scalar(_), Type::Scalar(_)) => {
                let value = self.scalar_binary(op, left.0.one(), right.0.one());
                (Val::One(value), Type::Scalar(self.b.function().dtype(value)))
            }
            (Type::Optional(item), _) => {
                let value = self.coerce(left.0, left.1, item);
                self.binary_values(op, (value, item), right)
            }
            (_, Type::Optional(item)) => {
                let value = self.coerce(right.0, right.1, item);
                self.binary_values(op, left, (value, item))
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let items = left.0.items().into_iter().chain(right.0.items()).collect();
                (Val::Tuple(items), Type::tuple(a.iter().chain(b.iter()).cloned()))
            }
            (Type::Str, Type::Str) if op == BinaryOp::Add => {
                (Val::One(self.concat(left.0.one(), right.0.one())), Type::Str)
            }
            (Type::Array(_), _) | (_, Type::Array(_)) => {
                let (left, right) = (self.lazy(&left.0), self.lazy(&right.0));
                let value = self.array_binary(op, &left, &right, None);
                let Val::Lazy(lazy) = &value else { crate::ice!("an array expression expected") };
                let ty = Type::array(lazy.dtype, lazy.shape.len(), lazy.layout);
                (value, ty)
            }
            (a, b) => crate::ice!("no operator {} for {a} and {b}", op.symbol()),
        }
    }

    /// An operator over arrays and scalars; `target`: in place, into this dtype.
    pub(super) fn array_binary(
        &mut self,
        op: BinaryOp,
        left: &Rc<Lazy>,
        right: &Rc<Lazy>,
        target: Option<Dtype>,
    ) -> Val {
        let (element, dtype) = self.operation(op, left.operand(), right.operand(), target);
        self.map(element, &[left.clone(), right.clone()], dtype)
    }

    /// What an operator does to elements, and the dtype of its result.
    pub(super) fn operation(
        &self,
        op: BinaryOp,
        left: Operand,
        right: Operand,
        target: Option<Dtype>,
    ) -> (Element, Dtype) {
        let operands = [target.map_or(left, Operand::array), right];
        let (rules, [a, b]) = promote::in_compiled_code(self.rules, operands);
        let types = match target {
            Some(target) => promote::in_place(rules, op, target, b),
            None => promote::binary(rules, op, a, b),
        };
        let Some(types) = types else {
            crate::ice!("no operator {} for arrays of {} and {}", op.symbol(), left.dtype, right.dtype)
        };
        let element = match super::arith::comparison(op) {
            Some(compare) => Element::Compare(compare, types.operands),
            None if op == BinaryOp::Pow && target.is_none() && rules == Rules::Numba => {
                Element::Power(types.operands[0])
            }
            None => {
                let Some(op) = super::arith::element_op(op) else { crate::ice!("{} on arrays", op.symbol()) };
                Element::Binary(op, types.operands[0])
            }
        };
        (element, types.result)
    }

    /// `and`, `or`: the first operand that decides.
    fn bool_op(&mut self, op: BoolOp, values: &[ExprId], ty: &Type) -> Val {
        let (&first, rest) = values.split_first().unwrap_or_else(|| crate::ice!("an empty and/or"));
        let own = self.type_of(first).clone();
        if let Some(known) = self.known_test(first)
            && !rest.is_empty()
        {
            let decided = known == (op == BoolOp::Or);
            if !decided {
                self.effects(first);
            }
            return if decided { self.operand_of(first, ty) } else { self.bool_op(op, rest, ty) };
        }
        let value = self.expr(first);
        let value = self.materialize(value);
        if rest.is_empty() {
            return self.decided(value, &own, ty);
        }
        let truth = self.truth_of(first, value.clone(), &own);
        let keep = |this: &mut Self| this.decided(value, &own, ty);
        let go_on = |this: &mut Self| this.bool_op(op, rest, ty);
        let named = rest.iter().flat_map(|&value| self.assigned_in(value)).collect();
        match op {
            BoolOp::And => self.choose(truth, ty, named, go_on, keep),
            BoolOp::Or => self.choose(truth, ty, named, keep, go_on),
        }
    }

    fn operand_of(&mut self, expr: ExprId, ty: &Type) -> Val {
        let own = self.type_of(expr).clone();
        let value = self.expr(expr);
        let value = self.materialize(value);
        self.decided(value, &own, ty)
    }

    /// The operand that decides: its value, or its truth where operands without a common type are a condition.
    fn decided(&mut self, value: Val, own: &Type, ty: &Type) -> Val {
        match own {
            Type::Scalar(_) => self.coerce(value, own, ty),
            _ if *ty == Type::BOOL => Val::One(self.truth(value, own)),
            _ => self.coerce(value, own, ty),
        }
    }

    fn coerced(&mut self, expr: ExprId, ty: &Type) -> Val {
        let own = self.type_of(expr).clone();
        let value = self.expr(expr);
        self.coerce(value, &own, ty)
    }

    fn if_exp(&mut self, test: ExprId, body: ExprId, orelse: ExprId, ty: &Type) -> Val {
        if let Some(known) = self.settled_test(test) {
            return self.coerced(if known { body } else { orelse }, ty);
        }
        let cond = self.test(test);
        let named = [body, orelse].into_iter().flat_map(|value| self.assigned_in(value)).collect();
        self.choose(cond, ty, named, |this| this.coerced(body, ty), |this| this.coerced(orelse, ty))
    }

    /// `a < b < c`: each operand once, stopping at the first that fails.
    fn compare_chain(&mut self, id: ExprId, first: ExprId, links: &'a [(CmpOp, ExprId)], ty: &Type) -> Val {
        let left_type = self.type_of(first).clone();
        let left = self.expr(first);
        let left = self.hold(left, &[links[0].1]);
        if let (Type::Array(_), [_]) | (_, [_]) = (ty, links)
            && matches!(ty, Type::Array(_))
        {
            let right = self.expr(links[0].1);
            let (left, right) = (self.lazy(&left), self.lazy(&right));
            return self.array_binary(super::arith::language_op(links[0].0), &left, &right, None);
        }
        Val::One(self.compare_links(id, 0, (left, left_type), links))
    }

    fn compare_links(&mut self, id: ExprId, n: usize, left: (Val, Type), links: &'a [(CmpOp, ExprId)]) -> ValueId {
        let ((op, right), rest) = (links[0], &links[1..]);

        if let Some(target) = self.typing.links.get(&(id, n)) {
            let value = self.materialize(left.0);
            let outer = self.stored.replace((value, left.1));
            let value = self.call_target(target, &Type::BOOL).one();
            self.stored = outer;
            if op == CmpOp::NotIn { self.b.unary(ir::UnaryOp::Not, value) } else { value }
        } else {
            let right_type = self.type_of(right).clone();
            let value = self.expr(right);
            let value = self.materialize(value);
            let here = self.compare(op, (left.0, &left.1), (value.clone(), &right_type));
            if rest.is_empty() {
                return here;
            }
            let go_on = |this: &mut Self| Val::One(this.compare_links(id, n + 1, (value, right_type), rest));
            let stop = |this: &mut Self| Val::One(this.b.bool(false));
            let named = rest.iter().flat_map(|&(_, value)| self.assigned_in(value)).collect();
            self.choose(here, &Type::BOOL, named, go_on, stop).one()
        }
    }
}

/// A list comprehension that is being lowered.
pub(super) struct Comprehension {
    pub made: Made,
    pub element: ExprId,
    /// What `:=` in it assigns.
    pub shared: Vec<LocalId>,
}

/// What a clause of a comprehension runs over; with the type of an item.
enum Source<'a> {
    Sequence(Sequence, Type),
    /// With the local that counts the items.
    Stream(Stream, LocalId, Type),
    /// The body of a generator stands here.
    Fused(fuse::Ready<'a>),
}

impl Source<'_> {
    /// The local that counts the items.
    fn counter(&self) -> Option<LocalId> {
        match self {
            Source::Sequence(..) => None,
            Source::Stream(_, position, _) => Some(*position),
            Source::Fused(ready) => ready.counter,
        }
    }
}

/// What a comprehension fills.
pub(super) enum Made {
    /// A list of such items.
    List(ValueId, Type),
    /// A table of such a type.
    Table(Val, Type),
}

/// An int as a constant of any dtype.
fn number(value: i64, dtype: Dtype) -> Const {
    match dtype {
        _ if dtype.is_float() => Const::Float(value as f64),
        _ if dtype.is_complex() => Const::Complex(value as f64, 0.0),
        _ => Const::Int(value),
    }
}
