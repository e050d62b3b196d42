//! `prange`: which variables reduce, which carry a last value, and the `parallel_for` that results.
//!
//! Input: a loop over `prange` in a function with `parallel=True`. Output: a `parallel_for` whose carried values are
//! reductions and last values; all other variables of the body are private to an iteration.
//! A loop that leaves early (`break`, `return`) runs in order.

use super::Lowering;
use super::scan::{has_early_exit, targets_of, unique};
use super::value::{Val, components, rebuild};
use super::variables::Variable;
use crate::builtins::{self, Lower, Special};
use crate::hir::{Arg, Expr, ExprId, ExprKind, LocalId, Place, Stmt, StmtKind};
use crate::infer::Target;
use crate::ir::{BinaryOp as IrBinaryOp, ReduceOp, Ty, ValueId};
use crate::types::{BinaryOp, Type};
use rustc_hash::FxHashMap;
use std::rc::Rc;

impl<'a> Lowering<'a> {
    /// Is this loop a `prange` that runs in parallel? Its range then.
    pub(super) fn parallel_range(&mut self, iter: ExprId, body: &[Stmt]) -> Option<[ValueId; 3]> {
        let Some(Target::Builtin { builtin, .. }) = self.target_of(iter) else { return None };
        let is_prange = builtins::row(*builtin).lower == Lower::Special(Special::Prange);
        if !is_prange || !self.typing.options.parallel || has_early_exit(body) {
            return None;
        }
        let parts = self.expr(iter).flatten();
        Some([parts[0], parts[1], parts[2]])
    }

    pub(super) fn parallel_for_stmt(&mut self, target: &'a Place, range: [ValueId; 3], body: &'a [Stmt]) {
        let mut locals = self.assigned(body);
        locals.extend(targets_of(target));
        let locals = unique(locals);
        let reductions = self.reductions(body, &locals);
        let plan = self.plan(&locals, &reductions);
        let init = self.plan_init(&plan);
        let before = self.variables.clone();
        let tys: Vec<Ty> = std::iter::once(Ty::I64).chain(plan.tys.iter().cloned()).collect();
        let region = self.b.open(&tys);
        let params = self.b.params_of(region);
        self.enter_iteration(&plan, &params[1..]);
        self.assign_place(target, Val::One(params[0]), &Type::INT64);
        self.parallel_body(&locals, body);
        let values = self.iteration_results(&plan, &params[1..]);
        self.b.yield_(&values);
        self.b.close();
        self.variables = before;
        let values = self.b.parallel_for(range, &init, plan.ops.clone(), region);
        self.leave_parallel(&plan, &values);
    }

    /// The body, with `continue` to its end.
    fn parallel_body(&mut self, locals: &[LocalId], body: &'a [Stmt]) {
        let carried = Rc::new(self.carried(locals.to_vec()));
        self.iteration(&carried, body);
    }

    // --- what is carried ---------------------------------------------------------------------------------------------

    /// Reductions carry their components; any other local that is read after the loop carries a flag and a last value.
    fn plan(&self, locals: &[LocalId], reductions: &FxHashMap<LocalId, ReduceOp>) -> Plan {
        let mut plan = Plan { entries: Vec::new(), ops: Vec::new(), tys: Vec::new() };
        for &local in locals {
            let tys = components(self.local_type(local));
            if tys.is_empty() || self.variables[local.0 as usize].slots.is_some() {
                continue;
            }
            match reductions.get(&local) {
                Some(&op) => {
                    plan.ops.extend(tys.iter().map(|_| op));
                    plan.entries.push(Entry { local, reduction: Some(op) });
                    plan.tys.extend(tys);
                }
                None => {
                    for ty in tys {
                        plan.ops.extend([ReduceOp::Or, ReduceOp::Last]);
                        plan.tys.extend([Ty::BOOL, ty]);
                    }
                    plan.entries.push(Entry { local, reduction: None });
                }
            }
        }
        plan
    }

    fn plan_init(&mut self, plan: &Plan) -> Vec<ValueId> {
        let mut out = Vec::new();
        for entry in &plan.entries {
            let values = self.current_or_zero(entry.local);
            match entry.reduction {
                Some(_) => out.extend(values),
                None => {
                    for value in values {
                        out.extend([self.b.bool(false), value]);
                    }
                }
            }
        }
        out
    }

    /// The components of a local now.
    fn current_or_zero(&mut self, local: LocalId) -> Vec<ValueId> {
        match self.variables[local.0 as usize].value.clone() {
            Some(value) => value.flatten(),
            None => {
                let ty = self.local_type(local).clone();
                self.zero(&ty).flatten()
            }
        }
    }

    /// At the start of an iteration: reductions hold the partial result, private variables are not assigned.
    fn enter_iteration(&mut self, plan: &Plan, params: &[ValueId]) {
        let mut params = params.iter().copied();
        for entry in &plan.entries {
            let ty = self.local_type(entry.local).clone();
            let n = components(&ty).len();
            let value = match entry.reduction {
                Some(_) => Some(rebuild(&ty, &mut params)),
                None => {
                    params.by_ref().take(2 * n).for_each(drop);
                    None
                }
            };
            self.variables[entry.local.0 as usize] = Variable { value, assigned: None, slots: None };
        }
    }

    /// At the end of an iteration: partial results, and last values where the iteration assigned them.
    fn iteration_results(&mut self, plan: &Plan, params: &[ValueId]) -> Vec<ValueId> {
        let mut out: Vec<ValueId> = Vec::new();
        for entry in &plan.entries {
            let Variable { value, assigned, .. } = self.variables[entry.local.0 as usize].clone();
            let is_assigned = value.is_some();
            let values = self.current_or_zero(entry.local);
            if entry.reduction.is_some() {
                out.extend(values);
                continue;
            }
            let here = assigned.unwrap_or_else(|| self.b.bool(is_assigned));
            for value in values {
                let (flag, last) = (params[out.len()], params[out.len() + 1]);
                let flag = self.b.binary(IrBinaryOp::Or, flag, here);
                let value = self.b.select(here, value, last);
                out.extend([flag, value]);
            }
        }
        out
    }

    /// After the loop: reductions have their results; a last value stands only where some iteration assigned it.
    fn leave_parallel(&mut self, plan: &Plan, values: &[ValueId]) {
        let mut values = values.iter().copied();
        for entry in &plan.entries {
            let ty = self.local_type(entry.local).clone();
            let before = self.variables[entry.local.0 as usize].clone();
            let variable = match entry.reduction {
                Some(_) => Variable { value: Some(rebuild(&ty, &mut values)), assigned: before.assigned, slots: None },
                None => {
                    let pairs: Vec<ValueId> = values.by_ref().take(2 * components(&ty).len()).collect();
                    let parts: Vec<ValueId> = pairs.iter().skip(1).step_by(2).copied().collect();
                    let earlier = before.assigned.unwrap_or_else(|| self.b.bool(before.value.is_some()));
                    let assigned = self.b.binary(IrBinaryOp::Or, earlier, pairs[0]);
                    Variable {
                        value: Some(rebuild(&ty, &mut parts.into_iter())),
                        assigned: Some(assigned),
                        slots: None,
                    }
                }
            };
            self.variables[entry.local.0 as usize] = variable;
        }
    }

    // --- recognition -------------------------------------------------------------------------------------------------

    /// The locals whose only uses in the body are updates by one associative operation.
    fn reductions(&self, body: &[Stmt], locals: &[LocalId]) -> FxHashMap<LocalId, ReduceOp> {
        let mut found = FxHashMap::default();
        for &local in locals {
            let Type::Scalar(_) = self.local_type(local) else { continue };
            let mut updates = Vec::new();
            if self.collect_updates(body, local, &mut updates) && !updates.is_empty() {
                let first = updates[0];
                if updates.iter().all(|&op| op == first) {
                    found.insert(local, first);
                }
            }
        }
        found
    }

    /// Gathers the updates of a local; false if it is written otherwise.
    fn collect_updates(&self, body: &[Stmt], local: LocalId, out: &mut Vec<ReduceOp>) -> bool {
        body.iter().all(|stmt| match &stmt.kind {
            StmtKind::AugAssign { target, read: Some(read), op, .. } if writes(target, local) => {
                reads(self.hir.expr(*read), local)
                    && reduce_op(*op).is_some_and(|op| {
                        out.push(op);
                        true
                    })
            }
            StmtKind::Assign { targets, value } if targets.iter().any(|target| writes(target, local)) => {
                targets.len() == 1
                    && self.update_of(*value, local).is_some_and(|op| {
                        out.push(op);
                        true
                    })
            }
            StmtKind::If { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                self.collect_updates(body, local, out) && self.collect_updates(orelse, local, out)
            }
            StmtKind::For { target, body, orelse, .. } => {
                !writes(target, local)
                    && self.collect_updates(body, local, out)
                    && self.collect_updates(orelse, local, out)
            }
            StmtKind::Try { .. } | StmtKind::With { .. } => !self.assigned(std::slice::from_ref(stmt)).contains(&local),
            _ => true,
        })
    }

    /// `x + e`, `x * e`, `min(x, e)`, `max(x, e)` with x the local: the reduction that it is.
    fn update_of(&self, value: ExprId, local: LocalId) -> Option<ReduceOp> {
        match &self.hir.expr(value).kind {
            ExprKind::Binary { op, left, right, .. } => {
                let on_left = reads(self.hir.expr(*left), local);
                let on_right = reads(self.hir.expr(*right), local) && *op != BinaryOp::Sub && *op != BinaryOp::Div;
                if on_left || on_right { reduce_op(*op) } else { None }
            }
            ExprKind::Call { args, .. } => {
                let Some(Target::Builtin { builtin, .. }) = self.target_of(value) else { return None };
                let op = match builtins::row(*builtin).lower {
                    Lower::Special(Special::Min) => ReduceOp::Min,
                    Lower::Special(Special::Max) => ReduceOp::Max,
                    _ => return None,
                };
                let is_local = |arg: &Arg| matches!(arg, Arg::Positional(e) if reads(self.hir.expr(*e), local));
                args.iter().any(is_local).then_some(op)
            }
            _ => None,
        }
    }
}

/// What a `parallel_for` carries.
struct Plan {
    entries: Vec<Entry>,
    ops: Vec<ReduceOp>,
    tys: Vec<Ty>,
}

/// One carried local: a reduction, or a last value (a flag and the value per component).
struct Entry {
    local: LocalId,
    reduction: Option<ReduceOp>,
}

/// The reduction of `x op= e`; a difference is a sum of negated terms, a quotient a product.
fn reduce_op(op: BinaryOp) -> Option<ReduceOp> {
    Some(match op {
        BinaryOp::Add | BinaryOp::Sub => ReduceOp::Add,
        BinaryOp::Mul | BinaryOp::Div => ReduceOp::Mul,
        BinaryOp::BitAnd => ReduceOp::And,
        BinaryOp::BitOr => ReduceOp::Or,
        BinaryOp::BitXor => ReduceOp::Xor,
        _ => return None,
    })
}

fn writes(place: &Place, local: LocalId) -> bool {
    targets_of(place).contains(&local)
}

fn reads(expr: &Expr, local: LocalId) -> bool {
    matches!(expr.kind, ExprKind::Local(l, _) if l == local)
}
