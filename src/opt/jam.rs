//! Unrolls a loop around an innermost one and joins the copies: unroll-and-jam.
//!
//! Input: a function. Output: the same, with each nest `for k { .. for j { a[.., j] = f(a[.., j], k, ..) } }` in steps of
//! eight `k`: one inner loop that reads and writes each element once for eight values of `k`, in their order.
//! Never: another order of the operations on an element; nests that may raise, or whose inner loop is not the same for each
//! `k`; elements that two `j` share.
//!
//! What the loops read must not be what they write: arrays that were made here are apart from all others, for the rest one
//! comparison in front of the nest decides. (Allen and Kennedy, Optimizing Compilers for Modern Architectures, 8.)

use super::analysis::affine::{Symbol, affine};
use super::analysis::memory::{Place, place};
use super::rewrite::{Cloner, new_inst, new_region, new_value};
use crate::ir::{BinaryOp, Const, Function, Inst, InstId, Op, RegionId, Ty, UnaryOp, ValueId, are_apart};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many iterations of the outer loop become one.
const FACTOR: i64 = 8;

/// Larger bodies are not copied.
const MOST_INSTS: usize = 40;

/// More comparisons in front of a nest do not pay.
const MOST_TESTS: usize = 8;

pub(super) fn run(function: &mut Function) {
    let mut pass = Jam { f: function };
    pass.region(pass.f.body);
}

struct Jam<'f> {
    f: &'f mut Function,
}

/// A nest that can be joined.
struct Nest {
    /// What the outer loop does before the inner one.
    before: Vec<InstId>,
    inner: InstId,
    /// What the inner loop writes.
    places: Vec<Place>,
    /// Arrays that have to be apart, in pairs.
    apart: Vec<(ValueId, ValueId)>,
}

impl Jam<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            for nested in self.f[id].regions.clone() {
                self.region(nested);
            }
            if let Some(nest) = find(self.f, id) {
                self.join(id, &nest, &mut out);
            }
            out.push(id);
        }
        self.f[region].insts = out;
    }

    /// Puts the joined loop in front of the nest, to which what is left of the iterations remains.
    fn join(&mut self, id: InstId, nest: &Nest, out: &mut Vec<InstId>) {
        let (lo, hi) = (self.f[id].args[0], self.f[id].args[1]);
        let end = self.end(nest, (lo, hi), out);
        let step = self.number(FACTOR, out);
        let body = self.joined_body(id, nest);
        let joined = Inst {
            op: Op::For,
            args: [lo, end, step].as_slice().into(),
            results: Default::default(),
            regions: [body].as_slice().into(),
            site: self.f[id].site,
        };
        out.push(new_inst(self.f, joined));
        self.f[id].args[0] = end;
    }

    /// Where the joined loop ends: `lo` plus a multiple of the factor, or `lo` where arrays overlap.
    fn end(&mut self, nest: &Nest, (lo, hi): (ValueId, ValueId), out: &mut Vec<InstId>) -> ValueId {
        let trips = self.emit(out, Op::Binary(BinaryOp::Sub), &[hi, lo], Ty::I64);
        let zero = self.number(0, out);
        let trips = self.emit(out, Op::Binary(BinaryOp::PyMax), &[trips, zero], Ty::I64);
        let whole = self.number(-FACTOR, out);
        let mut bulk = self.emit(out, Op::Binary(BinaryOp::And), &[trips, whole], Ty::I64);
        for &(x, y) in &nest.apart {
            let overlap = self.emit(out, Op::MayOverlap, &[x, y], Ty::BOOL);
            let apart = self.emit(out, Op::Unary(UnaryOp::Not), &[overlap], Ty::BOOL);
            bulk = self.emit(out, Op::Select, &[apart, bulk, zero], Ty::I64);
        }
        self.emit(out, Op::Binary(BinaryOp::Add), &[lo, bulk], Ty::I64)
    }

    fn joined_body(&mut self, id: InstId, nest: &Nest) -> RegionId {
        let k = new_value(self.f, Ty::I64);
        let mut insts = Vec::new();
        let mut copies = Vec::new();
        let own = self.f[self.f[id].regions[0]].params[0];
        for offset in 0..FACTOR {
            let mut cloner = Cloner::default();
            let index = if offset == 0 {
                k
            } else {
                let offset = self.number(offset, &mut insts);
                self.emit(&mut insts, Op::Binary(BinaryOp::Add), &[k, offset], Ty::I64)
            };
            cloner.put(own, index);
            insts.extend(nest.before.iter().map(|&inst| cloner.inst(self.f, inst)));
            copies.push(cloner);
        }
        let inner = self.joined_inner(nest, copies);
        insts.push(inner);
        insts.push(self.yields());
        new_region(self.f, vec![k], insts)
    }

    /// The inner loop with the copies of its body one after another: what one stores is what the next loads.
    fn joined_inner(&mut self, nest: &Nest, copies: Vec<Cloner>) -> InstId {
        let Inst { op, args, regions, site, .. } = self.f[nest.inner].clone();
        let body = self.f[regions[0]].insts.clone();
        let (own, j) = (self.f[regions[0]].params[0], new_value(self.f, Ty::I64));
        let mut insts = Vec::new();
        let mut stored: FxHashMap<Place, (ValueId, Inst)> = FxHashMap::default();
        for mut cloner in copies {
            cloner.put(own, j);
            for &id in &body {
                let inst = self.f[id].clone();
                match (&inst.op, place(&inst)) {
                    (Op::Yield, _) => {}
                    (Op::Store, Some(place)) => {
                        let args = inst.args.iter().map(|&arg| cloner.value(arg)).collect();
                        let value = cloner.value(inst.args[inst.args.len() - 1]);
                        stored.insert(place, (value, Inst { args, ..inst }));
                    }
                    (Op::Load, Some(place)) if stored.contains_key(&place) => {
                        cloner.put(inst.results[0], stored[&place].0);
                    }
                    _ => insts.push(cloner.inst(self.f, id)),
                }
            }
        }
        for place in &nest.places {
            if let Some((_, store)) = stored.remove(place) {
                insts.push(new_inst(self.f, store));
            }
        }
        insts.push(self.yields());
        let region = new_region(self.f, vec![j], insts);
        new_inst(self.f, Inst { op, args, results: Default::default(), regions: [region].as_slice().into(), site })
    }

    fn yields(&mut self) -> InstId {
        let inst = Inst {
            op: Op::Yield,
            args: Default::default(),
            results: Default::default(),
            regions: Default::default(),
            site: None,
        };
        new_inst(self.f, inst)
    }

    fn number(&mut self, number: i64, out: &mut Vec<InstId>) -> ValueId {
        self.emit(out, Op::Const(Const::Int(number)), &[], Ty::I64)
    }

    fn emit(&mut self, out: &mut Vec<InstId>, op: Op, args: &[ValueId], ty: Ty) -> ValueId {
        let result = new_value(self.f, ty);
        let inst = Inst {
            op,
            args: args.into(),
            results: [result].as_slice().into(),
            regions: Default::default(),
            site: None,
        };
        out.push(new_inst(self.f, inst));
        result
    }
}

/// Is a loop the outer one of a nest that can be joined?
fn find(f: &Function, id: InstId) -> Option<Nest> {
    let body = counted(f, id)?;
    let (&last, insts) = f[body].insts.split_last()?;
    let (&inner, before) = insts.split_last()?;
    if f[last].op != Op::Yield || f.as_const(f[id].args[2]) != Some(Const::Int(1)) {
        return None;
    }
    let own = f[counted(f, inner)?].insts.as_slice();
    if before.len() + own.len() > MOST_INSTS || !before.iter().chain(&own[..own.len() - 1]).all(|&id| is_plain(f, id)) {
        return None;
    }
    let outside: FxHashSet<ValueId> = before.iter().flat_map(|&id| f[id].results.iter().copied()).collect();
    let changes = |value: ValueId| value == f[body].params[0] || outside.contains(&value);
    if before.iter().any(|&id| f[id].op == Op::Store) || f[inner].args.iter().any(|&arg| changes(arg)) {
        return None;
    }
    let within: FxHashSet<ValueId> = own.iter().flat_map(|&id| f[id].results.iter().copied()).collect();
    let places = written(f, inner, &changes, &within)?;
    let moving = |value: ValueId| changes(value) || within.contains(&value);
    let apart = conflicts(f, before.iter().chain(own), &places, &moving)?;
    Some(Nest { before: before.to_vec(), inner, places, apart })
}

/// The body of a counted loop that carries nothing.
fn counted(f: &Function, id: InstId) -> Option<RegionId> {
    let inst = &f[id];
    (inst.op == Op::For && inst.args.len() == 3).then(|| inst.regions[0])
}

/// Does an instruction only compute, load or store?
fn is_plain(f: &Function, id: InstId) -> bool {
    let inst = &f[id];
    let effects = inst.op.effects();
    let pure = !(effects.reads || effects.writes || effects.raises || effects.terminator);
    inst.regions.is_empty() && (pure || matches!(inst.op, Op::Load | Op::Store))
}

/// What an inner loop writes: places that are the same for each iteration of the outer loop, another for each of its own.
fn written(
    f: &Function,
    inner: InstId,
    changes: &impl Fn(ValueId) -> bool,
    within: &FxHashSet<ValueId>,
) -> Option<Vec<Place>> {
    let body = f[inner].regions[0];
    let j = f[body].params[0];
    let moves = |index: ValueId| index == j || affine(f, index).symbol == Symbol::Value(j);
    let stays = |index: ValueId| index != j && !within.contains(&index) && !changes(index);
    let mut places: Vec<Place> = Vec::new();
    for place in f[body].insts.iter().filter(|&&id| f[id].op == Op::Store).filter_map(|&id| place(&f[id])) {
        let (array, indices) = &place;
        let fits =
            !changes(*array) && !within.contains(array) && indices.iter().all(|&index| moves(index) || stays(index));
        if !fits || !indices.iter().any(|&index| moves(index)) {
            return None;
        }
        if !places.contains(&place) {
            places.push(place);
        }
    }
    (!places.is_empty()).then_some(places)
}

/// The pairs of arrays that must be apart, unless it is known that they are; none where some are not.
fn conflicts<'i>(
    f: &Function,
    insts: impl Iterator<Item = &'i InstId>,
    places: &[Place],
    moves: &impl Fn(ValueId) -> bool,
) -> Option<Vec<(ValueId, ValueId)>> {
    let mut apart = Vec::new();
    let accesses: Vec<(bool, Place)> =
        insts.filter_map(|&id| place(&f[id]).map(|place| (f[id].op == Op::Load, place))).collect();
    for written in places {
        // What is written is to be read, else there is nothing to be had.
        accesses.iter().any(|(is_load, place)| *is_load && place == written).then_some(())?;
        for (_, other) in accesses.iter().filter(|(_, other)| other != written) {
            let (x, y) = (written.0, other.0);
            if x == y || moves(y) {
                return None;
            }
            if !are_apart(f, x, y) && !apart.contains(&(x, y)) && !apart.contains(&(y, x)) {
                apart.push((x, y));
            }
        }
    }
    (apart.len() <= MOST_TESTS).then_some(apart)
}
