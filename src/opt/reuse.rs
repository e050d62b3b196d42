//! Makes an array once that a loop makes in each iteration: a temporary of unchanging shape.
//!
//! Input: a function. Output: the same with such allocations in front of their loops, out of as many as possible.
//! Never: arrays that something may still hold after the iteration, zeroed ones, allocations in branches, out of parallel
//! loops (each iteration has its own). A loop that does not run then allocates, too, which only a MemoryError tells.
//!
//! A function that is called holds no array for longer than it runs where its results and its other arguments are
//! numbers, texts and arrays: none of them can hold another array, as lists and objects do.
//!
//! Without this a loop over rows asks for memory and gives it back for each row.

use super::rewrite::{new_inst, new_value, walk};
use crate::ir::{BinaryOp, Callee, Const, Fill, Function, Inst, InstId, InstanceId, Op, RegionId, Ty, ValueId};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) fn run(function: &mut Function) {
    let mut allocates = false;
    let mut users: FxHashMap<ValueId, Vec<InstId>> = FxHashMap::default();
    walk(function, function.body, &mut |id, _| {
        let inst = &function[id];
        allocates |= inst.op == Op::Alloc(Fill::Uninit);
        for &arg in inst.args.iter().filter(|&&arg| matches!(function.ty(arg), Ty::Array { .. })) {
            users.entry(arg).or_default().push(id);
        }
    });
    if allocates {
        let levels = vec![0; function.values.len()];
        let mut pass = Reuse { f: function, users, levels, lengths: FxHashSet::default() };
        pass.region(pass.f.body, 0);
    }
}

struct Reuse<'f> {
    f: &'f mut Function,
    /// The instructions that use each array.
    users: FxHashMap<ValueId, Vec<InstId>>,
    /// How many loops are around each value's definition.
    levels: Vec<u32>,
    /// Instructions that make lengths of what left a loop.
    lengths: FxHashSet<InstId>,
}

impl Reuse<'_> {
    fn region(&mut self, region: RegionId, level: u32) {
        let params = self.f[region].params.clone();
        self.set_level(&params, level);
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            let op = self.f[id].op.clone();
            let repeats = matches!(op, Op::For | Op::Loop(_) | Op::ParallelFor(_));
            for nested in self.f[id].regions.clone() {
                self.region(nested, level + u32::from(repeats));
                if matches!(op, Op::For | Op::Loop(_)) {
                    self.take_out(nested, level, &mut out);
                }
            }
            let results = self.f[id].results.clone();
            self.set_level(&results, level);
            out.push(id);
        }
        self.f[region].insts = out;
    }

    fn set_level(&mut self, values: &[ValueId], level: u32) {
        values.iter().for_each(|value| self.levels[value.0 as usize] = level);
    }

    /// Moves allocations from a loop's body to what stands before the loop, which is at `level`.
    fn take_out(&mut self, body: RegionId, level: u32, before: &mut Vec<InstId>) {
        let insts = std::mem::take(&mut self.f[body].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for id in insts {
            if !self.can_leave(id, level) {
                kept.push(id);
                continue;
            }
            if !self.lengths.contains(&id) {
                self.allow_negative(id, level, before);
            }
            let results = self.f[id].results.clone();
            self.set_level(&results, level);
            before.push(id);
        }
        self.f[body].insts = kept;
    }

    /// A length that is negative raises in the loop, if that runs: in front of it, it is zero.
    fn allow_negative(&mut self, id: InstId, level: u32, before: &mut Vec<InstId>) {
        for place in 0..self.f[id].args.len() {
            let length = self.f[id].args[place];
            if !self.is_length(length) {
                let zero = self.int(Op::Const(Const::Int(0)), &[], level, before);
                let at_least_zero = self.int(Op::Binary(BinaryOp::PyMax), &[length, zero], level, before);
                self.f[id].args[place] = at_least_zero;
            }
        }
    }

    /// Is it known that a number is not negative?
    fn is_length(&self, value: ValueId) -> bool {
        match self.f.as_const(value) {
            Some(Const::Int(number)) => number >= 0,
            _ => self.f.values[value.0 as usize]
                .def
                .is_some_and(|def| self.lengths.contains(&def) || matches!(self.f[def].op, Op::Dim(_))),
        }
    }

    /// The result of a new instruction at a level, which leaves loops as the array does that needs it.
    fn int(&mut self, op: Op, args: &[ValueId], level: u32, before: &mut Vec<InstId>) -> ValueId {
        let result = new_value(self.f, Ty::I64);
        self.levels.push(level);
        let (args, results) = (args.into(), [result].as_slice().into());
        let id = new_inst(self.f, Inst { op, args, results, regions: Default::default(), site: None });
        self.lengths.insert(id);
        before.push(id);
        result
    }

    fn can_leave(&self, id: InstId, level: u32) -> bool {
        let inst = &self.f[id];
        inst.args.iter().all(|arg| self.levels[arg.0 as usize] <= level)
            && (self.lengths.contains(&id) || inst.op == Op::Alloc(Fill::Uninit) && self.ends_here(inst.results[0]))
    }

    /// Does nothing hold an array longer than its name is known?
    fn ends_here(&self, array: ValueId) -> bool {
        self.users.get(&array).into_iter().flatten().all(|&id| {
            let inst = &self.f[id];
            match inst.op {
                Op::Load | Op::Store | Op::Dim(_) | Op::Stride(_) | Op::MayOverlap | Op::CallRoutine(_) => true,
                Op::View => self.ends_here(inst.results[0]),
                Op::Call(callee) => holds_no_arrays(&self.f.callees[callee.0 as usize]),
                _ => false,
            }
        })
    }
}

/// Can a function keep none of the arrays that it is given?
fn holds_no_arrays(callee: &Callee) -> bool {
    callee.instance != InstanceId::FOREIGN
        && callee.params.iter().all(|ty| !matches!(ty, Ty::List(_) | Ty::Object))
        && callee.results.iter().all(|ty| matches!(ty, Ty::Scalar(_) | Ty::Str))
}
