//! `prange`: the `parallel_for` of a loop whose variables `infer` has found to be reductions or private.
//!
//! Input: a loop over `prange` and the roles of its variables. Output: a `parallel_for` whose carried values are
//! reductions and last values. Never: decides what is a race (see `infer::parallel`).
//!
//! The IR reduces scalars. Where an array is reduced, the iterations are cut here into a few pieces, whose number depends on
//! the trip count alone; each piece has an array of its own, and these are combined in order behind the loop.

use super::Lowering;
use super::array_expr::{Lazy, Node};
use super::value::{Val, components, rebuild};
use super::variables::Variable;
use crate::hir::{ExprId, LocalId, Place, Stmt};
use crate::infer::parallel::{ParallelLoop, Role, parallel_loop};
use crate::ir::{BinaryOp as IrBinaryOp, Fill, ReduceOp, RegionId, Ty, ValueId};
use crate::types::{BinaryOp, Dtype, Layout, Type};
use std::rc::Rc;

/// Into how many pieces a loop with reductions of arrays is cut at most: each takes an array.
const MOST_PIECES: i64 = 16;

/// What a `parallel_for` carries.
struct Plan {
    entries: Vec<Entry>,
    ops: Vec<ReduceOp>,
    tys: Vec<Ty>,
    /// Arrays that are reduced.
    arrays: Vec<(LocalId, ReduceOp)>,
    /// Variables that each iteration has for itself.
    private: Vec<LocalId>,
}

/// One carried local: a reduction, or a last value (a flag and the value per component).
struct Entry {
    local: LocalId,
    is_reduction: bool,
}

/// The partial results of one array.
struct Partials {
    local: LocalId,
    op: ReduceOp,
    /// All of them, one behind the other.
    memory: ValueId,
    /// The array that is reduced.
    array: ValueId,
}

impl<'a> Lowering<'a> {
    /// The loop as a parallel one, if it is.
    pub(super) fn as_parallel(&self, target: &Place, iter: ExprId, body: &[Stmt]) -> Option<ParallelLoop> {
        if self.in_parallel { None } else { parallel_loop(self.typing, target, iter, body) }
    }

    pub(super) fn parallel_for_stmt(
        &mut self,
        target: &'a Place,
        iter: ExprId,
        body: &'a [Stmt],
        parallel: &ParallelLoop,
    ) {
        let parts = self.expr(iter).flatten();
        let range = [parts[0], parts[1], parts[2]];
        let slots = self.take_from_slots();
        let n_handlers = std::mem::take(&mut self.n_handlers);
        self.in_parallel = true;
        let plan = self.plan(parallel);
        let init = self.plan_init(&plan);
        let values = match plan.arrays.as_slice() {
            [] => self.by_iterations(target, range, body, &plan, &init),
            _ => self.by_pieces(target, range, body, &plan, &init),
        };
        self.leave_parallel(&plan, &values);
        self.in_parallel = false;
        self.n_handlers = n_handlers;
        self.put_into_slots(slots);
    }

    fn by_iterations(
        &mut self,
        target: &'a Place,
        range: [ValueId; 3],
        body: &'a [Stmt],
        plan: &Plan,
        init: &[ValueId],
    ) -> Vec<ValueId> {
        let region = self.iteration_region(target, body, plan, |_, number| number);
        self.b.parallel_for(range, init, plan.ops.clone(), region)
    }

    /// The body of a loop over iterations; `index` makes the loop variable of the number that counts them.
    fn iteration_region(
        &mut self,
        target: &'a Place,
        body: &'a [Stmt],
        plan: &Plan,
        index: impl FnOnce(&mut Self, ValueId) -> ValueId,
    ) -> RegionId {
        let before = self.variables.mark();
        let region = self.b.open(&iteration_tys(plan));
        let mut params = self.b.params_of(region);
        params[0] = index(self, params[0]);
        self.parallel_iteration(target, &params, body, plan);
        self.b.close();
        self.variables.leave(before);
        region
    }

    /// One iteration, from the loop variable and the carried values to the `yield`.
    fn parallel_iteration(&mut self, target: &'a Place, params: &[ValueId], body: &'a [Stmt], plan: &Plan) {
        self.enter_iteration(plan, &params[1..]);
        self.assign_place(target, Val::One(params[0]), &Type::INT64);
        let carried = Rc::new(self.carried(self.assigned(body)));
        self.iteration(&carried, body);
        if !self.b.is_terminated() {
            let values = self.iteration_results(plan, &params[1..]);
            self.b.yield_(&values);
        }
    }

    // --- reductions of arrays ----------------------------------------------------------------------------------------

    fn by_pieces(
        &mut self,
        target: &'a Place,
        [lo, hi, step]: [ValueId; 3],
        body: &'a [Stmt],
        plan: &Plan,
        init: &[ValueId],
    ) -> Vec<ValueId> {
        let count = self.trip_count([lo, hi, step]);
        let most = self.b.i64(MOST_PIECES);
        let pieces = self.b.binary(IrBinaryOp::PyMin, count, most);
        let partials: Vec<Partials> =
            plan.arrays.iter().map(|&(local, op)| self.make_partials(local, op, pieces)).collect();
        let before = self.variables.mark();
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let region = self.b.open(&iteration_tys(plan));
        let params = self.b.params_of(region);
        for partial in &partials {
            let own = self.partial(partial, params[0]);
            self.variables[partial.local.0 as usize].value = Some(Val::One(own));
        }
        let [first, last] = self.piece(params[0], count, pieces);
        let values = self.piece_loop(target, [first, last, lo, step], body, plan, &params[1..]);
        self.b.yield_(&values);
        self.b.close();
        self.variables.leave(before);
        let values = self.b.parallel_for([zero, pieces, one], init, plan.ops.clone(), region);
        for partial in &partials {
            self.combine(partial, pieces);
        }
        values
    }

    /// The iterations of one piece, in order.
    fn piece_loop(
        &mut self,
        target: &'a Place,
        [first, last, lo, step]: [ValueId; 4],
        body: &'a [Stmt],
        plan: &Plan,
        init: &[ValueId],
    ) -> Vec<ValueId> {
        let region = self.iteration_region(target, body, plan, |own, number| {
            let offset = own.mul(number, step);
            own.add(lo, offset)
        });
        let one = self.b.i64(1);
        self.b.for_([first, last, one], init, region)
    }

    /// The first iteration of a piece and the first one behind it.
    pub(super) fn piece(&mut self, number: ValueId, count: ValueId, pieces: ValueId) -> [ValueId; 2] {
        let each = self.b.binary(IrBinaryOp::FloorDiv, count, pieces);
        let rest = self.b.binary(IrBinaryOp::Mod, count, pieces);
        let one = self.b.i64(1);
        let next = self.add(number, one);
        [number, next].map(|number| {
            let longer = self.b.binary(IrBinaryOp::PyMin, number, rest);
            let regular = self.mul(number, each);
            self.add(regular, longer)
        })
    }

    /// Memory for the partial results of an array, filled with what changes nothing.
    fn make_partials(&mut self, local: LocalId, op: ReduceOp, pieces: ValueId) -> Partials {
        let array = self.current_or_zero(local)[0];
        let dtype = self.array_dtype(array);
        let size = self.size_of(array);
        let total = self.mul(size, pieces);
        let memory = self.b.alloc(Ty::Array { dtype, ndim: 1, layout: Layout::C }, &[total], Fill::Uninit);
        let identity = match op {
            ReduceOp::Mul => 1.0,
            ReduceOp::And if dtype == Dtype::Bool => 1.0,
            ReduceOp::And => -1.0,
            _ => 0.0,
        };
        let identity = self.number(identity, dtype);
        let lazy = Lazy { shape: Vec::new(), dtype, layout: Layout::C, node: Node::Scalar(identity) };
        self.store_elements(memory, &lazy);
        Partials { local, op, memory, array }
    }

    /// One partial result, as an array of the reduced one's shape and type.
    fn partial(&mut self, partials: &Partials, number: ValueId) -> ValueId {
        let ty = self.b.function().ty(partials.array).clone();
        let Ty::Array { dtype, layout, .. } = ty else { crate::ice!("a reduced array expected") };
        let shape = self.shape_of(partials.array);
        let strides = self.packed_strides(&shape, dtype, layout);
        let size = self.size_of(partials.array);
        let item = self.b.i64(dtype.size() as i64);
        let bytes = self.mul(size, item);
        let offset = self.mul(number, bytes);
        self.view_of(partials.memory, offset, &shape, &strides, ty)
    }

    /// `array op= partial` for each of them, in order.
    fn combine(&mut self, partials: &Partials, pieces: ValueId) {
        let op = match partials.op {
            ReduceOp::Mul => BinaryOp::Mul,
            ReduceOp::And => BinaryOp::BitAnd,
            ReduceOp::Or => BinaryOp::BitOr,
            ReduceOp::Xor => BinaryOp::BitXor,
            _ => BinaryOp::Add,
        };
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let region = self.b.open(&[Ty::I64]);
        let number = self.b.params_of(region)[0];
        let partial = self.partial(partials, number);
        let (old, new) = (self.lazy(&Val::One(partials.array)), self.lazy(&Val::One(partial)));
        let sum = self.array_binary(op, &old, &new, Some(old.dtype));
        let sum = self.lazy(&sum);
        self.store_elements(partials.array, &sum);
        self.b.yield_(&[]);
        self.b.close();
        self.b.for_([zero, pieces, one], &[], region);
    }

    // --- what is carried ---------------------------------------------------------------------------------------------

    /// Reductions carry their components; a private local whose last value is needed carries a flag and a value for each.
    fn plan(&self, parallel: &ParallelLoop) -> Plan {
        let (entries, ops, tys, arrays, private) = (vec![], vec![], vec![], vec![], vec![]);
        let mut plan = Plan { entries, ops, tys, arrays, private };
        for &(local, role) in &parallel.roles {
            match (role, self.local_type(local)) {
                (Role::Reduction(op), Type::Array(_)) => plan.arrays.push((local, op)),
                (Role::Reduction(op), ty) => {
                    plan.ops.push(op);
                    plan.tys.extend(components(ty));
                    plan.entries.push(Entry { local, is_reduction: true });
                }
                (Role::Private { is_read_after }, ty) => {
                    plan.private.push(local);
                    if is_read_after {
                        for ty in components(ty) {
                            plan.ops.extend([ReduceOp::Or, ReduceOp::Last]);
                            plan.tys.extend([Ty::BOOL, ty]);
                        }
                        plan.entries.push(Entry { local, is_reduction: false });
                    }
                }
            }
        }
        plan
    }

    fn plan_init(&mut self, plan: &Plan) -> Vec<ValueId> {
        let mut out = Vec::new();
        for entry in &plan.entries {
            for value in self.current_or_zero(entry.local) {
                if !entry.is_reduction {
                    out.push(self.b.bool(false));
                }
                out.push(value);
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
        for &local in &plan.private {
            self.variables[local.0 as usize] = Variable::default();
        }
        let mut params = params.iter().copied();
        for entry in &plan.entries {
            let ty = self.local_type(entry.local).clone();
            if entry.is_reduction {
                self.variables[entry.local.0 as usize].value = Some(rebuild(&ty, &mut params));
            } else {
                params.by_ref().take(2 * components(&ty).len()).for_each(drop);
            }
        }
    }

    /// At the end of an iteration: partial results, and last values where the iteration assigned them.
    fn iteration_results(&mut self, plan: &Plan, params: &[ValueId]) -> Vec<ValueId> {
        let mut out: Vec<ValueId> = Vec::new();
        for entry in &plan.entries {
            let Variable { value, assigned, .. } = self.variables[entry.local.0 as usize].clone();
            let is_assigned = value.is_some();
            let values = self.current_or_zero(entry.local);
            if entry.is_reduction {
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

    /// Behind the loop: reductions have their results; a last value stands only where some iteration assigned it.
    fn leave_parallel(&mut self, plan: &Plan, values: &[ValueId]) {
        let mut values = values.iter().copied();
        for entry in &plan.entries {
            let ty = self.local_type(entry.local).clone();
            let before = self.variables[entry.local.0 as usize].clone();
            let n = components(&ty).len();
            let variable = if entry.is_reduction {
                Variable { value: Some(rebuild(&ty, &mut values)), ..before }
            } else {
                let (flags, parts): (Vec<ValueId>, Vec<ValueId>) =
                    (0..n).filter_map(|_| Some((values.next()?, values.next()?))).unzip();
                let earlier = before.assigned.unwrap_or_else(|| self.b.bool(before.value.is_some()));
                let assigned = flags.first().map(|&flag| self.b.binary(IrBinaryOp::Or, earlier, flag));
                Variable { value: Some(rebuild(&ty, &mut parts.into_iter())), assigned, slots: None }
            };
            self.variables[entry.local.0 as usize] = variable;
        }
    }

    /// The number of elements.
    pub(super) fn size_of(&mut self, array: ValueId) -> ValueId {
        let one = self.b.i64(1);
        self.shape_of(array).into_iter().fold(one, |size, length| self.mul(size, length))
    }

    /// The strides of a contiguous array of this shape.
    pub(super) fn packed_strides(&mut self, shape: &[ValueId], dtype: Dtype, layout: Layout) -> Vec<ValueId> {
        let mut stride = self.b.i64(dtype.size() as i64);
        let mut strides = vec![stride; shape.len()];
        let mut axes: Vec<usize> = (0..shape.len()).collect();
        if layout != Layout::F {
            axes.reverse();
        }
        for axis in axes {
            strides[axis] = stride;
            stride = self.mul(stride, shape[axis]);
        }
        strides
    }
}

/// The loop variable, then what is carried.
fn iteration_tys(plan: &Plan) -> Vec<Ty> {
    std::iter::once(Ty::I64).chain(plan.tys.iter().cloned()).collect()
}
