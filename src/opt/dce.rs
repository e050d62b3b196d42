//! Removes what nothing needs.
//!
//! Input: a function. Output: the same without instructions that have no effect and whose results nothing needs, and without
//! the carried values and results of `for`, `loop`, `if`, `block` and `try` that nothing needs.
//! Never: removes what can raise, or a `loop` (it may not end).

use super::rewrite::walk;
use crate::ir::{Function, InstId, LabelId, Op, RegionId, ValueId};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) fn run(function: &mut Function) {
    let shape = Shape::new(function);
    let mut marker = Marker {
        f: function,
        shape: &shape,
        needed: FxHashSet::default(),
        live: FxHashSet::default(),
        work: Vec::new(),
    };
    marker.roots();
    marker.close();
    let (needed, live) = (marker.needed, marker.live);
    Sweeper { f: function, shape: &shape, needed, live }.run();
}

/// A value's place among the values that its holder's regions pass on.
#[derive(Clone, Copy)]
struct Place {
    holder: InstId,
    index: usize,
    /// A carried parameter, not a result.
    is_param: bool,
}

/// How instructions and values hang together.
#[derive(Default)]
struct Shape {
    /// The instruction that holds each region.
    holders: FxHashMap<RegionId, InstId>,
    /// The region that each instruction stands in.
    homes: FxHashMap<InstId, RegionId>,
    /// The `yield`s of each holder.
    yields: FxHashMap<InstId, Vec<InstId>>,
    /// The `br`s to what carries a label.
    branches: FxHashMap<InstId, Vec<InstId>>,
    /// Results and carried parameters of instructions with regions.
    places: FxHashMap<ValueId, Place>,
}

impl Shape {
    fn new(f: &Function) -> Self {
        let mut shape = Shape::default();
        let mut carriers: FxHashMap<LabelId, InstId> = FxHashMap::default();
        walk(f, f.body, &mut |id, region| {
            let inst = &f[id];
            shape.homes.insert(id, region);
            match inst.op {
                Op::Yield => shape.holders.get(&region).map(|&holder| shape.yields.entry(holder).or_default().push(id)),
                Op::Br(label) => {
                    carriers.get(&label).map(|&carrier| shape.branches.entry(carrier).or_default().push(id))
                }
                Op::Block(label) | Op::Loop(label) => carriers.insert(label, id).map(|_| ()),
                _ => None,
            };
            for &nested in &inst.regions {
                shape.holders.insert(nested, id);
                let carried = f[nested].params.iter().skip(iv(&inst.op)).enumerate();
                shape.places.extend(carried.map(|(index, &v)| (v, Place { holder: id, index, is_param: true })));
            }
            if !inst.regions.is_empty() {
                let results = inst.results.iter().enumerate();
                shape.places.extend(results.map(|(index, &v)| (v, Place { holder: id, index, is_param: false })));
            }
        });
        shape
    }

    /// The terminators that give a holder its results.
    fn exits<'s>(&'s self, f: &'s Function, holder: InstId) -> impl Iterator<Item = InstId> + 's {
        let by_branch = matches!(f[holder].op, Op::Block(_));
        let branches = self.branches.get(&holder).filter(|_| by_branch).into_iter().flatten();
        self.yields.get(&holder).into_iter().flatten().chain(branches).copied()
    }

    /// The terminators that give a holder the carried values of the next iteration.
    fn repeats<'s>(&'s self, f: &'s Function, holder: InstId) -> impl Iterator<Item = InstId> + 's {
        let list = if matches!(f[holder].op, Op::Loop(_)) { &self.branches } else { &self.yields };
        list.get(&holder).into_iter().flatten().copied()
    }
}

/// How many parameters come before the carried ones.
fn iv(op: &Op) -> usize {
    usize::from(matches!(op, Op::For | Op::ParallelFor(_)))
}

/// Where the initial carried values begin among the operands.
fn init(op: &Op) -> usize {
    3 * iv(op)
}

/// Do the results stand for the carried values (one dies with the other)?
fn results_are_carried(op: &Op) -> bool {
    iv(op) == 1
}

struct Marker<'f> {
    f: &'f Function,
    shape: &'f Shape,
    needed: FxHashSet<ValueId>,
    live: FxHashSet<InstId>,
    work: Vec<ValueId>,
}

impl Marker<'_> {
    /// Marks what has an effect of its own, and so all that holds it.
    fn roots(&mut self) {
        let mut roots = Vec::new();
        walk(self.f, self.f.body, &mut |id, _| {
            let effects = self.f[id].op.effects();
            let is_exit = effects.terminator && self.f[id].op != Op::Yield;
            // A `br` matters only where its target does; but what may leave an `if` keeps that `if`.
            if effects.writes || effects.raises || is_exit || matches!(self.f[id].op, Op::Loop(_)) {
                roots.push(id);
            }
        });
        roots.into_iter().for_each(|id| self.inst(id));
    }

    /// An instruction stays, and all that holds it.
    fn inst(&mut self, id: InstId) {
        if !self.live.insert(id) {
            return;
        }
        let inst = &self.f[id];
        match inst.op {
            // What they give is needed where it is used.
            Op::Yield | Op::Br(_) | Op::Loop(_) => {}
            Op::For => inst.args[..3].iter().for_each(|&arg| self.value(arg)),
            _ => inst.args.iter().for_each(|&arg| self.value(arg)),
        }
        if matches!(inst.op, Op::ParallelFor(_)) {
            inst.results.iter().for_each(|&result| self.value(result));
        }
        if let Some(&holder) = self.shape.homes.get(&id).and_then(|region| self.shape.holders.get(region)) {
            self.inst(holder);
        }
    }

    fn value(&mut self, value: ValueId) {
        if self.needed.insert(value) {
            self.work.push(value);
        }
    }

    fn close(&mut self) {
        while let Some(value) = self.work.pop() {
            if let Some(def) = self.f.values[value.0 as usize].def {
                self.inst(def);
            }
            if let Some(&place) = self.shape.places.get(&value) {
                self.place(place);
            }
        }
    }

    /// A value that passes through a holder needs what is given for it.
    fn place(&mut self, Place { holder, index, is_param }: Place) {
        let (f, shape) = (self.f, self.shape);
        let inst = &f[holder];
        let carried = results_are_carried(&inst.op);
        if !is_param || carried {
            shape.exits(f, holder).for_each(|exit| self.value(f[exit].args[index]));
        }
        if is_param || carried {
            self.value(inst.args[init(&inst.op) + index]);
            shape.repeats(f, holder).for_each(|repeat| self.value(f[repeat].args[index]));
        }
        if carried {
            // Result and parameter stay together.
            self.value(inst.results[index]);
            self.value(f[inst.regions[0]].params[iv(&inst.op) + index]);
        }
    }
}

struct Sweeper<'f> {
    f: &'f mut Function,
    shape: &'f Shape,
    needed: FxHashSet<ValueId>,
    live: FxHashSet<InstId>,
}

impl Sweeper<'_> {
    fn run(&mut self) {
        let mut kept = Vec::new();
        walk(self.f, self.f.body, &mut |id, region| kept.push((id, region)));
        for region in (0..self.f.regions.len() as u32).map(RegionId) {
            let mut insts = std::mem::take(&mut self.f[region].insts);
            insts.retain(|inst| self.live.contains(inst) || self.f[*inst].op == Op::Yield);
            self.f[region].insts = insts;
        }
        for (id, _) in kept {
            if self.live.contains(&id) && !self.f[id].regions.is_empty() {
                self.narrow(id);
            }
        }
    }

    /// Drops the positions of a holder's results and carried values that nothing needs.
    fn narrow(&mut self, id: InstId) {
        let op = self.f[id].op.clone();
        let results: Vec<bool> = self.f[id].results.iter().map(|result| self.needed.contains(result)).collect();
        let exits: Vec<InstId> = self.shape.exits(self.f, id).collect();
        if let Op::Loop(_) = op {
            let region = self.f[id].regions[0];
            let params: Vec<bool> = self.f[region].params.iter().map(|param| self.needed.contains(param)).collect();
            let repeats: Vec<InstId> = self.shape.repeats(self.f, id).collect();
            repeats.into_iter().for_each(|repeat| retain(&mut self.f[repeat].args, 0, &params));
            retain(&mut self.f[id].args, 0, &params);
            keep(&mut self.f[region].params, 0, &params);
        }
        if results_are_carried(&op) {
            let region = self.f[id].regions[0];
            retain(&mut self.f[id].args, 3, &results);
            keep(&mut self.f[region].params, 1, &results);
        }
        exits.into_iter().for_each(|exit| retain(&mut self.f[exit].args, 0, &results));
        retain(&mut self.f[id].results, 0, &results);
    }
}

/// Keeps the items behind the first ones that are wanted.
fn keep(values: &mut Vec<ValueId>, first: usize, wanted: &[bool]) {
    let mut index = 0;
    values.retain(|_| {
        index += 1;
        index <= first || wanted[index - 1 - first]
    });
}

/// As [`keep`].
fn retain<A: smallvec::Array<Item = ValueId>>(values: &mut smallvec::SmallVec<A>, first: usize, wanted: &[bool]) {
    let mut index = 0;
    values.retain(|_| {
        index += 1;
        index <= first || wanted[index - 1 - first]
    });
}
