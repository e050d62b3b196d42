//! Variables as SSA values: what each one is now, and what a construct with regions has to carry.
//!
//! Input: assignments in program order. Output: the current value of each local. Never: control flow itself.

use super::scan::targets_of;
use super::value::{self, Val, components};
use super::{Lowering, array_expr};
use crate::hir::visit::{places, walk};
use crate::hir::{self, Bound, ExprKind, LocalId, StmtKind};
use crate::ir::{Op, SlotId, Ty, ValueId};
use crate::runtime::exception::ExceptionKind;
use crate::types::Type;
use rustc_hash::FxHashSet;
use std::ops::{Index, IndexMut};

/// The state of one local.
#[derive(Clone, Default, Debug)]
pub(super) struct Variable {
    /// Its value; none before its first assignment.
    pub value: Option<Val>,
    /// A run-time flag, where paths with and without an assignment have met.
    pub assigned: Option<ValueId>,
    /// While a `try` needs it: it lives in memory (one slot per component, then that of its flag) instead of in `value`.
    pub slots: Option<Vec<SlotId>>,
}

/// The state of all locals, with a way back to earlier ones: constructs with arms lower each from the same state.
pub(super) struct Variables {
    now: Vec<Variable>,
    /// What was changed since the outermost mark, and what it was before.
    log: Vec<(usize, Variable)>,
    marks: usize,
}

/// A state to go back to.
pub(super) struct Mark(usize);

impl Variables {
    pub(super) fn new(count: usize) -> Variables {
        Variables { now: vec![Variable::default(); count], log: Vec::new(), marks: 0 }
    }

    /// Remembers the state; the mark is given back to [`Variables::leave`] or [`Variables::forget`], the innermost first.
    pub(super) fn mark(&mut self) -> Mark {
        self.marks += 1;
        Mark(self.log.len())
    }

    /// Everything is as it was at the mark.
    pub(super) fn back_to(&mut self, mark: &Mark) {
        for (place, before) in self.log.drain(mark.0..).rev() {
            self.now[place] = before;
        }
    }

    /// Goes back to the mark for the last time.
    pub(super) fn leave(&mut self, mark: Mark) {
        self.back_to(&mark);
        self.forget(mark);
    }

    /// Does without the mark; the state stays.
    pub(super) fn forget(&mut self, _mark: Mark) {
        self.marks -= 1;
        if self.marks == 0 {
            self.log.clear();
        }
    }

    /// One more, behind the others.
    pub(super) fn add(&mut self) {
        self.now.push(Variable::default());
    }

    fn len(&self) -> usize {
        self.now.len()
    }
}

impl Index<usize> for Variables {
    type Output = Variable;

    fn index(&self, place: usize) -> &Variable {
        &self.now[place]
    }
}

impl IndexMut<usize> for Variables {
    fn index_mut(&mut self, place: usize) -> &mut Variable {
        if self.marks > 0 {
            self.log.push((place, self.now[place].clone()));
        }
        &mut self.now[place]
    }
}

/// Locals that a construct carries, with the types of their components; a local with unsure reads is followed by its flag.
pub(super) struct Carried {
    /// Which.
    pub locals: Vec<LocalId>,
    /// Types of all components.
    pub tys: Vec<Ty>,
}

/// Locals with a read that some path reaches without an assignment.
pub(super) fn unsure(function: &hir::Function, parallel: bool) -> FxHashSet<LocalId> {
    let reads = function.exprs.iter().filter_map(|expr| match expr.kind {
        ExprKind::Local(local, Bound::Maybe) => Some(local),
        _ => None,
    });
    let mut out: FxHashSet<LocalId> = reads.collect();
    if parallel {
        // A private variable of a `prange` has a last value only where an iteration assigned it.
        walk(&function.body, &mut |stmt| {
            if let StmtKind::For { body, target, .. } = &stmt.kind {
                out.extend(targets_of(target));
                walk(body, &mut |stmt| places(stmt, &mut |place| out.extend(targets_of(place))));
            }
        });
    }
    out
}

impl Lowering<'_> {
    /// Binds a local to a value of type `ty`.
    pub(super) fn assign_local(&mut self, local: LocalId, value: Val, ty: &Type) {
        let target = self.local_type(local).clone();
        let value = self.coerce(value, ty, &target);
        match self.variables[local.0 as usize].slots.clone() {
            None => self.variables[local.0 as usize] = Variable { value: Some(value), assigned: None, slots: None },
            Some(slots) => {
                let flag = self.b.bool(true);
                let values = value.flatten().into_iter().chain([flag]);
                for (slot, value) in slots.into_iter().zip(values.collect::<Vec<_>>()) {
                    self.b.push0(Op::SlotStore(slot), &[value]);
                }
            }
        }
    }

    /// A local's value and flag now, from its slots if it is in some.
    pub(super) fn current(&mut self, local: LocalId) -> (Option<Val>, Option<ValueId>) {
        let Variable { value, assigned, slots } = self.variables[local.0 as usize].clone();
        match slots {
            Some(slots) => {
                let ty = self.local_type(local).clone();
                self.load_slots(&ty, &slots)
            }
            None => (value, assigned),
        }
    }

    /// Reads a local; raises UnboundLocalError where it may not be assigned.
    pub(super) fn read_local(&mut self, local: LocalId, bound: Bound) -> Val {
        let ty = self.local_type(local).clone();
        let (value, assigned) = self.current(local);
        let flag = match (bound, &value) {
            (Bound::Never, _) | (_, None) => Some(self.b.bool(false)),
            (Bound::Maybe, Some(_)) => assigned,
            (Bound::Always, Some(_)) => None,
        };
        if let Some(flag) = flag {
            self.check_unbound(local, flag);
        }
        value.unwrap_or_else(|| self.zero(&ty))
    }

    /// `del x`.
    pub(super) fn unbind_local(&mut self, local: LocalId) {
        match self.variables[local.0 as usize].slots.clone() {
            None => self.variables[local.0 as usize] = Variable::default(),
            Some(slots) if self.unsure.contains(&local) => {
                let flag = self.b.bool(false);
                self.b.push0(Op::SlotStore(slots[slots.len() - 1]), &[flag]);
            }
            Some(_) => {}
        }
    }

    fn check_unbound(&mut self, local: LocalId, flag: ValueId) {
        let name = self.name_of(local);
        let text = format!("cannot access local variable '{name}' where it is not associated with a value");
        self.check_text(ExceptionKind::UnboundLocalError, &text, flag);
    }

    /// The value of a variable where it is not assigned.
    pub(super) fn zero(&mut self, ty: &Type) -> Val {
        let values: Vec<ValueId> = components(ty).into_iter().map(|ty| self.b.push1(Op::Zero, &[], ty)).collect();
        value::rebuild(ty, &mut values.into_iter())
    }

    // --- carrying ----------------------------------------------------------------------------------------------------

    /// What a construct that assigns these locals carries.
    pub(super) fn carried(&self, mut locals: Vec<LocalId>) -> Carried {
        locals.retain(|&local| {
            self.variables[local.0 as usize].slots.is_none() && *self.local_type(local) != Type::Unknown
        });
        let tys = locals.iter().flat_map(|&local| self.carried_tys(local)).collect();
        Carried { locals, tys }
    }

    /// The components of a local's type, and its flag's if it has one.
    fn carried_tys(&self, local: LocalId) -> Vec<Ty> {
        let flag = self.unsure.contains(&local).then_some(Ty::BOOL);
        components(self.local_type(local)).into_iter().chain(flag).collect()
    }

    /// Their values now.
    pub(super) fn carried_values(&mut self, carried: &Carried) -> Vec<ValueId> {
        let mut out = Vec::with_capacity(carried.tys.len());
        for &local in &carried.locals {
            let (value, assigned) = self.current(local);
            let flag = match self.unsure.contains(&local) {
                true => Some(assigned.unwrap_or_else(|| self.b.bool(value.is_some()))),
                false => None,
            };
            let value = value.unwrap_or_else(|| {
                let ty = self.local_type(local).clone();
                self.zero(&ty)
            });
            out.extend(value.flatten());
            out.extend(flag);
        }
        out
    }

    /// From here on they have these values.
    pub(super) fn set_carried(&mut self, carried: &Carried, values: &[ValueId]) {
        let mut values = values.iter().copied();
        for &local in &carried.locals {
            let ty = self.local_type(local).clone();
            let value = value::rebuild(&ty, &mut values);
            let assigned = if self.unsure.contains(&local) { values.next() } else { None };
            self.variables[local.0 as usize] = Variable { value: Some(value), assigned, slots: None };
        }
    }

    // --- slots -------------------------------------------------------------------------------------------------------

    /// Moves locals to memory, so that a handler sees them as they are when an exception comes.
    /// Returns those that were moved.
    pub(super) fn move_to_slots(&mut self, locals: Vec<LocalId>) -> Carried {
        let carried = self.carried(locals);
        let values = self.carried_values(&carried);
        let slots: Vec<SlotId> = carried.tys.iter().map(|ty| self.b.slot(ty.clone())).collect();
        for (&slot, &value) in slots.iter().zip(&values) {
            self.b.push0(Op::SlotStore(slot), &[value]);
        }
        let mut slots = slots.into_iter();
        for &local in &carried.locals {
            let n = self.carried_tys(local).len();
            self.variables[local.0 as usize].slots = Some(slots.by_ref().take(n).collect());
        }
        carried
    }

    /// Moves them back.
    pub(super) fn move_from_slots(&mut self, carried: &Carried) {
        for &local in &carried.locals {
            let ty = self.local_type(local).clone();
            let Some(slots) = self.variables[local.0 as usize].slots.take() else { continue };
            let (value, assigned) = self.load_slots(&ty, &slots);
            self.variables[local.0 as usize] = Variable { value, assigned, slots: None };
        }
    }

    /// Takes all locals out of their slots, which a parallel loop cannot reach; gives the slots.
    pub(super) fn take_from_slots(&mut self) -> Vec<(LocalId, Vec<SlotId>)> {
        let mut out = Vec::new();
        for local in (0..self.variables.len() as u32).map(LocalId) {
            if self.variables[local.0 as usize].slots.is_none() {
                continue;
            }
            let (value, assigned) = self.current(local);
            if let Some(slots) = self.variables[local.0 as usize].slots.take() {
                self.variables[local.0 as usize] = Variable { value, assigned, slots: None };
                out.push((local, slots));
            }
        }
        out
    }

    /// Puts them back with the values that they have now.
    pub(super) fn put_into_slots(&mut self, taken: Vec<(LocalId, Vec<SlotId>)>) {
        for (local, slots) in taken {
            let Variable { value, assigned, .. } = self.variables[local.0 as usize].clone();
            let values = value.map(|value| value.flatten()).unwrap_or_default();
            for (&slot, value) in slots.iter().zip(values.into_iter().chain(assigned)) {
                self.b.push0(Op::SlotStore(slot), &[value]);
            }
            self.variables[local.0 as usize].slots = Some(slots);
        }
    }

    fn load_slots(&mut self, ty: &Type, slots: &[SlotId]) -> (Option<Val>, Option<ValueId>) {
        let tys: Vec<Ty> = components(ty).into_iter().chain([Ty::BOOL]).collect();
        let values: Vec<ValueId> =
            slots.iter().zip(tys).map(|(&slot, ty)| self.b.push1(Op::SlotLoad(slot), &[], ty)).collect();
        let mut values = values.into_iter();
        (Some(value::rebuild(ty, &mut values)), values.next())
    }

    /// A value that can be taken apart: array expressions are stored.
    pub(super) fn materialize(&mut self, value: Val) -> Val {
        match value {
            Val::Lazy(lazy) => Val::One(array_expr::store_fresh(self, &lazy)),
            Val::Tuple(items) => Val::Tuple(items.into_iter().map(|item| self.materialize(item)).collect()),
            other => other,
        }
    }
}
