//! Calls: of specializations, of builtins by what their row says, casts, closures.
//!
//! Input: a [`Target`]. Output: a `call`, an element-wise operation, or a construction of [`super::builtin`].

use super::Lowering;
use super::array_expr::{Element, Lazy};
use super::builtin::Call;
use super::value::{Val, components, rebuild};
use crate::builtins::{self, Builtin, Lower};
use crate::hir::{Bound, ExprId, LocalId, Place, PlaceKind};
use crate::infer::{self, Argument, Target};
use crate::ir::{self, Callee, InstanceId, Op, ValueId};
use crate::runtime::exception::Check;
use crate::runtime::routine::RoutineId;
use crate::types::{Dtype, Type, UnaryTypes, promote};
use std::rc::Rc;

impl<'a> Lowering<'a> {
    /// What a target gives for an expression of this type.
    pub(super) fn call_target(&mut self, target: &'a Target, ty: &Type) -> Val {
        match target {
            Target::Instance { instance, closure, args } => self.call_instance(*instance, *closure, args, ty),
            Target::Builtin { builtin, receiver, args } => {
                let row = builtins::row(*builtin);
                match row.lower {
                    Lower::Special(special) => {
                        self.special(special, &Call { receiver: *receiver, args, ty: ty.clone() })
                    }
                    Lower::Unary(op) => self.elementwise_unary(row, op, args),
                    Lower::Binary(_) | Lower::Compare(_) => self.elementwise_binary(row, args),
                    Lower::Helper(helper) => self.call_runtime(Op::CallHelper(helper), args, ty),
                    Lower::Routine(name) => match RoutineId::find(name) {
                        Some(routine) => self.call_runtime(Op::CallRoutine(routine), args, ty),
                        None => crate::ice!("{} names no routine", row.path),
                    },
                    Lower::Source(_) | Lower::None => crate::ice!("{} is not lowered as a builtin", row.path),
                }
            }
            Target::Elementwise { instance, args, out, parallel } => {
                let before = self.spreads;
                self.spreads |= *parallel;
                let value = self.call_elements(*instance, args, out.as_ref());
                // On all threads by itself, where the function around it is not.
                let value = if before == self.spreads { value } else { self.materialize(value) };
                self.spreads = before;
                value
            }
            Target::Stencil { instance, stencil, args, out } => {
                self.call_stencil(*instance, stencil, args, out.as_ref(), ty)
            }
            Target::Cast(dtype, value) => self.cast(*dtype, *value),
            Target::Value(argument) => self.argument(argument).0,
            Target::Exception(..) => Val::Static,
            Target::New(class, init) => self.new_object(class, init),
            Target::Not(call) => {
                let value = self.call_target(call, &Type::BOOL).one();
                Val::One(self.b.unary(ir::UnaryOp::Not, value))
            }
        }
    }

    fn call_instance(&mut self, instance: InstanceId, closure: Option<ExprId>, args: &'a [Argument], ty: &Type) -> Val {
        if let Some(value) = self.inlined(instance, args) {
            return if matches!(value, Val::Lazy(_)) { value } else { self.coerce_result(value, instance, ty) };
        }
        let callee = self.callees.typing(instance);
        if infer::is_prelude(&callee.hir) && builtins::prelude::is_parallel(&callee.hir.name) {
            self.note_library();
        }
        let mut values: Vec<ValueId> = Vec::new();
        let mut first = None;
        if let Some((fold, dtype)) = self.reduction(&callee) {
            let (value, from) = self.argument(&args[0]);
            if let Val::Lazy(lazy) = &value
                && let Some(total) = self.reduced(fold, lazy, dtype)
            {
                return self.coerce(Val::One(total), &callee.result, ty);
            }
            first = Some((value, from));
        }
        if let Some(closure) = closure {
            let own = self.type_of(closure).clone();
            let Type::Closure(own) = own else { crate::ice!("a closure of another type") };
            let captured = self.expr(closure).items();
            for ((value, from), to) in captured.into_iter().zip(&own.captures).zip(&callee.captures) {
                values.extend(self.coerce(value, from, to).flatten());
            }
        }
        for (arg, to) in args.iter().zip(&callee.params) {
            let (value, from) = first.take().unwrap_or_else(|| self.argument(arg));
            values.extend(self.coerce(value, &from, to).flatten());
        }
        let results = components(&callee.result);
        let id = self.callee_of(instance);
        let values = self.b.push(Op::Call(id), &values, &results, &[]);
        let value = rebuild(&callee.result, &mut values.into_iter());
        self.coerce(value, &callee.result, ty)
    }

    fn coerce_result(&mut self, value: Val, instance: InstanceId, ty: &Type) -> Val {
        let own = self.callees.typing(instance).result.clone();
        self.coerce(value, &own, ty)
    }

    /// What a target of no expression gives.
    pub(super) fn target_result(&self, target: &Target) -> Type {
        match target {
            Target::Instance { instance, .. } => self.callees.typing(*instance).result.clone(),
            _ => Type::None,
        }
    }

    /// An element-wise function that writes its result to `out=`.
    pub(super) fn call_into(&mut self, target: &'a Target, out: &'a Argument) -> Val {
        let ty = self.target_result(target);
        let value = self.call_target(target, &ty);
        let value = self.lazy(&value);
        let (out, _) = self.argument(out);
        let out = self.materialize(out).one();
        let shape = self.shape_of(out);
        self.check_broadcast(&shape, &value.shape, Check::OutputShape);
        self.assign_elements(out, &value);
        Val::One(out)
    }

    /// An argument's value and type.
    pub(super) fn argument(&mut self, arg: &'a Argument) -> (Val, Type) {
        match arg {
            Argument::Stored(_) => {
                self.stored.clone().unwrap_or_else(|| crate::ice!("a stored value where nothing is stored"))
            }
            Argument::Expr(expr) | Argument::DefaultExpr(expr) => (self.expr(*expr), self.type_of(*expr).clone()),
            Argument::Item(expr, n) => {
                let Type::Tuple(types) = self.type_of(*expr).clone() else { crate::ice!("a starred non-tuple") };
                (self.expr(*expr).items()[*n].clone(), types[*n].clone())
            }
            Argument::Default(binding) => {
                let ty = binding.ty();
                (self.binding(binding, &ty), ty)
            }
            Argument::Pack(args) => {
                let (values, types): (Vec<Val>, Vec<Type>) = args
                    .iter()
                    .map(|arg| {
                        let (value, ty) = self.argument(arg);
                        (self.materialize(value), ty)
                    })
                    .unzip();
                (Val::Tuple(values), Type::tuple(types))
            }
        }
    }

    /// Argument number n of a builtin, if it is given.
    pub(super) fn given(&mut self, args: &'a [Option<Argument>], n: usize) -> Option<(Val, Type)> {
        args.get(n).and_then(Option::as_ref).map(|arg| self.argument(arg))
    }

    // --- element-wise ------------------------------------------------------------------------------------------------

    fn elementwise_unary(&mut self, row: &Builtin, op: ir::UnaryOp, args: &'a [Option<Argument>]) -> Val {
        let (value, _) = self.given(args, 0).unwrap_or_else(|| crate::ice!("{} without arguments", row.path));
        let lazy = self.lazy(&value);
        let (rules, [operand]) = promote::in_compiled_code(self.rules, [lazy.operand()]);
        let Some(types) = row.typing.unary_types(rules, operand) else { crate::ice!("{} of {}", row.path, lazy.dtype) };
        let value = self.unary_elements(op, types, &lazy);
        self.scalar_if_all(value, &[lazy])
    }

    /// A unary op on elements of any dtype, also where the IR has it for some only.
    fn unary_elements(&mut self, op: ir::UnaryOp, types: UnaryTypes, lazy: &Rc<Lazy>) -> Val {
        use ir::UnaryOp::{Abs, Ceil, Conj, Floor, Imag, IsFinite, IsInf, IsNan, Real, Rint, Trunc};
        let operands = std::slice::from_ref(lazy);
        let dtype = types.operand;
        match op {
            Floor | Ceil | Trunc | Rint if !dtype.is_float() && !dtype.is_complex() => {
                self.map(Element::Convert, operands, types.result)
            }
            Conj if !dtype.is_complex() => self.map(Element::Convert, operands, types.result),
            Abs if dtype == Dtype::Bool => self.map(Element::Convert, operands, types.result),
            IsNan | IsInf | IsFinite if dtype.is_complex() => {
                let parts = [Real, Imag].map(|part| {
                    let part = self.map(Element::Unary(part, dtype), operands, dtype.real());
                    let part = self.lazy(&part);
                    let tested = self.map(Element::Unary(op, dtype.real()), &[part], Dtype::Bool);
                    self.lazy(&tested)
                });
                let join = if op == IsFinite { ir::BinaryOp::And } else { ir::BinaryOp::Or };
                self.map(Element::Binary(join, Dtype::Bool), &parts, Dtype::Bool)
            }
            IsNan | IsInf | IsFinite if !dtype.is_float() => {
                self.map(Element::Unary(op, Dtype::F64), operands, Dtype::Bool)
            }
            _ => self.map(Element::Unary(op, dtype), operands, types.result),
        }
    }

    fn elementwise_binary(&mut self, row: &Builtin, args: &'a [Option<Argument>]) -> Val {
        let (left, _) = self.given(args, 0).unwrap_or_else(|| crate::ice!("{} without arguments", row.path));
        let left = self.hold(left, &super::order::exprs_of(args.get(1).and_then(Option::as_ref)));
        let left = self.lazy(&left);
        let (right, _) = self.given(args, 1).unwrap_or_else(|| crate::ice!("{} with one argument", row.path));
        let right = self.lazy(&right);
        let (rules, [a, b]) = promote::in_compiled_code(self.rules, [left.operand(), right.operand()]);
        let Some(types) = row.typing.binary_types(rules, a, b) else {
            crate::ice!("{} of {} and {}", row.path, left.dtype, right.dtype)
        };
        let element = match row.lower {
            Lower::Compare(op) => Element::Compare(op, types.operands),
            Lower::Binary(op) => Element::Binary(op, types.operands[0]),
            other => crate::ice!("{} is lowered as {other:?}", row.path),
        };
        let operands = [left, right];
        let value = self.map(element, &operands, types.result);
        self.scalar_if_all(value, &operands)
    }

    /// An expression over scalars alone is a scalar.
    pub(super) fn scalar_if_all(&mut self, value: Val, operands: &[Rc<Lazy>]) -> Val {
        let Val::Lazy(lazy) = &value else { return value };
        if operands.iter().all(|operand| operand.is_scalar()) {
            return Val::One(self.element_at(&lazy.node, &[]));
        }
        value
    }

    /// A function of scalars for each element; with an output, that is the value.
    fn call_elements(&mut self, instance: InstanceId, args: &'a [Argument], out: Option<&'a Argument>) -> Val {
        let callee = self.callee_of(instance);
        let mut operands = Vec::new();
        for arg in args {
            let (value, _) = self.argument(arg);
            operands.push(self.lazy(&value));
        }
        let dtype = match self.b.function().callees[callee.0 as usize].results.as_slice() {
            [ir::Ty::Scalar(dtype)] => *dtype,
            other => crate::ice!("an element-wise function gives {other:?}"),
        };
        let value = self.map(Element::Call(callee), &operands, dtype);
        let Some(out) = out else {
            return match &value {
                // Arrays without axes give a number.
                Val::Lazy(lazy) if lazy.shape.is_empty() => Val::One(self.element_at(&lazy.node, &[])),
                _ => value,
            };
        };
        let (target, _) = self.argument(out);
        let lazy = self.lazy(&value);
        self.assign_elements(target.one(), &lazy);
        target
    }

    /// A specialization as a callee of this function.
    pub(super) fn callee_of(&mut self, instance: InstanceId) -> ir::CalleeId {
        let callee = self.callees.typing(instance);
        let params = callee.captures.iter().chain(&callee.params).flat_map(components).collect();
        let results = components(&callee.result);
        self.b.callee(Callee { instance, name: callee.hir.qualname.clone(), params, results })
    }

    /// A function of the runtime.
    fn call_runtime(&mut self, op: Op, args: &'a [Option<Argument>], ty: &Type) -> Val {
        let mut values = Vec::new();
        for arg in args.iter().flatten() {
            let (value, _) = self.argument(arg);
            values.extend(self.materialize(value).flatten());
        }
        let values = self.b.push(op, &values, &components(ty), &[]);
        rebuild(ty, &mut values.into_iter())
    }

    /// `float32(x)` of a scalar or an array.
    fn cast(&mut self, dtype: Dtype, value: ExprId) -> Val {
        let value = self.expr(value);
        match &value {
            Val::One(x) if matches!(self.b.function().ty(*x), ir::Ty::Scalar(_)) => Val::One(self.b.convert(*x, dtype)),
            _ => {
                let lazy = self.lazy(&value);
                self.map(Element::Convert, &[lazy], dtype)
            }
        }
    }

    // --- closures ----------------------------------------------------------------------------------------------------

    /// The value of a function written here: what it captures, as it is now.
    pub(super) fn closure_value(&mut self, locals: &[LocalId], ty: &Type) -> Val {
        let Type::Closure(closure) = ty else { crate::ice!("a closure of type {ty}") };
        let captured = locals.iter().zip(&closure.captures);
        Val::Tuple(captured.map(|(&local, ty)| self.captured_value(local, ty)).collect())
    }

    /// A captured variable; another function written here is what that one captures.
    fn captured_value(&mut self, local: LocalId, ty: &Type) -> Val {
        match (ty, self.inner.get(&local)) {
            // A function captures itself.
            (Type::Unknown, _) => Val::Static,
            (Type::Closure(_), Some(&function)) => {
                let locals: Vec<LocalId> = self.hir.inner[function].captures.iter().map(|it| it.outer).collect();
                self.closure_value(&locals, ty)
            }
            _ => self.read_local(local, Bound::Always),
        }
    }

    /// `def` inside of a compiled function binds nothing at run time but what it captures, which is read where it is called.
    pub(super) fn define_inner(&mut self, target: &Place, function: usize) {
        if let PlaceKind::Local(local) = target.kind {
            self.variables[local.0 as usize].value = Some(Val::Static);
            self.inner.insert(local, function);
        }
    }
}
