//! Keeps an element of an array, or a field of an object, in a register while a loop works on it: scalar promotion.
//!
//! Input: a function. Output: the same, with innermost counted loops carrying the value of each element that they load and
//! store in every iteration: it is loaded in front of the loop and stored behind it. What such a loop only loads, and always
//! from the same place, goes in front too.
//! Never: loops with other effects on memory; elements that another access in the loop may touch; a store that somebody
//! could miss after an exception in the loop. (An interrupt leaves such an element as it was before the loop.)
//!
//! (Cooper and Lu, Register Promotion in C Programs, PLDI 1997.) Without it, each iteration waits for the store of the one
//! before it.

use super::analysis::memory::{Counted, Spot, are_distinct, spot};
use super::rewrite::{Substitution, new_inst, new_region, new_value, walk};
use crate::ir::{CheckKind, CompareOp, Const, Function, Inst, InstId, Op, RegionId, Root, SiteId, Ty, ValueId, root};
use crate::runtime::exception::Check;
use rustc_hash::FxHashSet;

/// More values in registers would not stay there.
const MOST_PLACES: usize = 8;

pub(super) fn run(function: &mut Function) {
    let private = private_arrays(function);
    let mut pass = Promote { f: function, private, substitution: Substitution::default() };
    pass.region(pass.f.body);
    let Promote { substitution, .. } = pass;
    substitution.apply(function);
}

struct Promote<'f> {
    f: &'f mut Function,
    /// Arrays made here that nobody sees after an exception.
    private: FxHashSet<ValueId>,
    substitution: Substitution,
}

/// What becomes of a loop.
struct Plan {
    counted: Counted,
    /// What it loads and stores.
    carried: Vec<Kept>,
    /// What it only loads.
    loaded: Vec<Kept>,
}

/// An element or a field that is kept in a register.
struct Kept {
    place: Spot,
    ty: Ty,
    site: Option<SiteId>,
}

/// A load or store in a loop's body.
struct Access {
    place: Spot,
    ty: Ty,
    site: Option<SiteId>,
    is_store: bool,
    /// Does it run in each iteration, whatever was found before?
    is_certain: bool,
}

/// What a loop's body does to memory.
#[derive(Default)]
struct Accesses {
    all: Vec<Access>,
    /// May it raise?
    raises: bool,
    /// Values that it makes.
    inside: FxHashSet<ValueId>,
}

fn private_arrays(f: &Function) -> FxHashSet<ValueId> {
    let (mut made, mut seen, mut has_try) = (FxHashSet::default(), FxHashSet::default(), false);
    walk(f, f.body, &mut |id, _| {
        let inst = &f[id];
        has_try |= inst.op == Op::Try;
        if matches!(inst.op, Op::Alloc(_)) {
            made.extend(&inst.results);
        }
        let stays = matches!(
            inst.op,
            Op::Load | Op::Store | Op::Dim(_) | Op::Stride(_) | Op::View | Op::MayOverlap | Op::Return
        );
        seen.extend(inst.args.iter().filter(|_| !stays).filter_map(|&arg| match root(f, arg) {
            Root::Fresh(array) => Some(array),
            _ => None,
        }));
    });
    if has_try {
        return FxHashSet::default();
    }
    made.retain(|array| !seen.contains(array));
    made
}

impl Promote<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            for nested in self.f[id].regions.clone() {
                self.region(nested);
            }
            match self.plan(id) {
                Some(plan) => self.promote(id, plan, &mut out),
                None => out.push(id),
            }
        }
        self.f[region].insts = out;
    }

    fn plan(&self, id: InstId) -> Option<Plan> {
        let (f, inst) = (&*self.f, &self.f[id]);
        if inst.op != Op::For || !matches!(f.as_const(inst.args[2]), Some(Const::Int(1..))) {
            return None;
        }
        let body = inst.regions[0];
        let counted = Counted { iv: f[body].params[0], lo: inst.args[0], hi: inst.args[1] };
        let accesses = accesses(f, body)?;
        let (mut carried, mut loaded): (Vec<Kept>, Vec<Kept>) = Default::default();
        for access in &accesses.all {
            let known = carried.iter().chain(&loaded).any(|kept| kept.place == access.place);
            if known || !access.is_certain || !self.can_keep(&counted, &accesses, &access.place) {
                continue;
            }
            let kept = Kept { place: access.place.clone(), ty: access.ty.clone(), site: access.site };
            let is_stored = accesses.all.iter().any(|other| other.is_store && other.place == access.place);
            if is_stored { &mut carried } else { &mut loaded }.push(kept);
        }
        loaded.truncate(MOST_PLACES);
        ((1..=MOST_PLACES).contains(&carried.len())).then_some(Plan { counted, carried, loaded })
    }

    /// May an element or a field be in a register while a loop runs?
    fn can_keep(&self, counted: &Counted, accesses: &Accesses, fixed: &Spot) -> bool {
        let Accesses { all, raises, inside } = accesses;
        if fixed.operands().iter().any(|operand| inside.contains(operand)) {
            return false;
        }
        let (own, others): (Vec<&Access>, Vec<&Access>) = all.iter().partition(|access| access.place == *fixed);
        let is_stored = own.iter().any(|access| access.is_store);
        let is_private = match fixed {
            Spot::Element((array, _)) => {
                matches!(root(self.f, *array), Root::Fresh(array) if self.private.contains(&array))
            }
            Spot::Field(..) => false,
        };
        own.iter().all(|access| access.is_certain)
            && (!is_stored || !raises || is_private)
            && others
                .iter()
                .filter(|other| other.is_store || is_stored)
                .all(|other| are_distinct(self.f, counted, fixed, &other.place))
    }

    /// `if lo < hi { load; for .. carrying; store } else { what it began with }`
    fn promote(&mut self, id: InstId, plan: Plan, out: &mut Vec<InstId>) {
        let Plan { counted, carried, loaded } = plan;
        let mut before = Vec::new();
        let first = self.loads(&carried, &mut before);
        let fixed = self.loads(&loaded, &mut before);
        let old = self.f[id].clone();
        let inits = old.args[3..].to_vec();
        let tys: Vec<Ty> = carried.iter().map(|kept| kept.ty.clone()).collect();
        let params: Vec<ValueId> = tys.iter().map(|ty| new_value(self.f, ty.clone())).collect();
        self.body(old.regions[0], (&carried, &params), (&loaded, &fixed));

        let own: Vec<ValueId> = old
            .results
            .iter()
            .map(|&result| self.f.ty(result).clone())
            .collect::<Vec<_>>()
            .into_iter()
            .map(|ty| new_value(self.f, ty))
            .collect();
        let last: Vec<ValueId> = tys.into_iter().map(|ty| new_value(self.f, ty)).collect();
        let repeated = Inst {
            op: Op::For,
            args: old.args.iter().chain(&first).copied().collect(),
            results: own.iter().chain(&last).copied().collect(),
            regions: old.regions.clone(),
            site: old.site,
        };
        before.push(new_inst(self.f, repeated));
        for (kept, value) in carried.into_iter().zip(last) {
            let args = kept.place.operands().into_iter().chain([value]).collect();
            before.push(self.inst(kept.place.store(), args, Vec::new(), kept.site));
        }
        before.push(self.inst(Op::Yield, own, Vec::new(), old.site));
        let skipped = vec![self.inst(Op::Yield, inits, Vec::new(), old.site)];

        let runs = new_value(self.f, Ty::BOOL);
        out.push(self.inst(Op::Compare(CompareOp::Lt), vec![counted.lo, counted.hi], vec![runs], None));
        let regions = [new_region(self.f, Vec::new(), before), new_region(self.f, Vec::new(), skipped)];
        let branch = Inst {
            op: Op::If,
            args: [runs].as_slice().into(),
            results: old.results,
            regions: regions.as_slice().into(),
            site: old.site,
        };
        out.push(new_inst(self.f, branch));
    }

    fn loads(&mut self, kept: &[Kept], out: &mut Vec<InstId>) -> Vec<ValueId> {
        kept.iter()
            .map(|Kept { place, ty, site }| {
                let value = new_value(self.f, ty.clone());
                out.push(self.inst(place.load(), place.operands(), vec![value], *site));
                value
            })
            .collect()
    }

    /// Takes the accesses out of a loop's body.
    fn body(&mut self, body: RegionId, carried: (&[Kept], &[ValueId]), loaded: (&[Kept], &[ValueId])) {
        let mut current = carried.1.to_vec();
        let at = |kept: &[Kept], place: &Spot| kept.iter().position(|it| it.place == *place);
        let mut insts = std::mem::take(&mut self.f[body].insts);
        insts.retain(|&id| {
            let inst = &self.f[id];
            let Some(place) = spot(self.f, inst) else { return true };
            if let Some(index) = at(carried.0, &place) {
                match inst.op {
                    Op::Store | Op::FieldSet(_) => current[index] = inst.args[inst.args.len() - 1],
                    _ => self.substitution.put(inst.results[0], current[index]),
                }
                return false;
            }
            let Some(index) = at(loaded.0, &place) else { return true };
            self.substitution.put(inst.results[0], loaded.1[index]);
            false
        });
        if let Some(&last) = insts.last() {
            self.f[last].args.extend(current);
        }
        self.f[body].insts = insts;
        self.f[body].params.extend(carried.1);
    }

    fn inst(&mut self, op: Op, args: Vec<ValueId>, results: Vec<ValueId>, site: Option<SiteId>) -> InstId {
        new_inst(self.f, Inst { op, args: args.into(), results: results.into(), regions: Default::default(), site })
    }
}

/// The loads and stores of a loop's body; none if it holds a loop or touches memory otherwise.
fn accesses(f: &Function, body: RegionId) -> Option<Accesses> {
    let last = *f[body].insts.last()?;
    if f[last].op != Op::Yield {
        return None;
    }
    let mut found = Accesses::default();
    found.inside.extend(&f[body].params);
    // After a check an access may be one that only what passed the check can make.
    let mut is_certain = true;
    for &id in &f[body].insts {
        access(f, id, is_certain, &mut found)?;
        is_certain &= !f[id].op.effects().raises || f[id].op == Op::Check(CheckKind::Fixed(Check::DivisionByZero));
        for &region in &f[id].regions {
            let mut is_plain = true;
            walk(f, region, &mut |id, _| is_plain &= access(f, id, false, &mut found).is_some());
            is_plain.then_some(())?;
        }
    }
    Some(found)
}

/// Notes what one instruction does; none if that is too much.
fn access(f: &Function, id: InstId, is_certain: bool, found: &mut Accesses) -> Option<()> {
    let inst = &f[id];
    let effects = inst.op.effects();
    let place = spot(f, inst);
    let is_plain = match inst.op {
        Op::Store | Op::Yield | Op::If => true,
        Op::FieldSet(_) | Op::FieldGet(_) => place.is_some(),
        _ => !effects.writes && !effects.terminator && inst.regions.is_empty(),
    };
    is_plain.then_some(())?;
    found.raises |= effects.raises;
    found.inside.extend(&inst.results);
    if let Some(place) = place {
        let is_store = matches!(inst.op, Op::Store | Op::FieldSet(_));
        let value = if is_store { *inst.args.last()? } else { *inst.results.first()? };
        found.all.push(Access { place, ty: f.ty(value).clone(), site: inst.site, is_store, is_certain });
    }
    Some(())
}
