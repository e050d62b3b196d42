//! Puts the bodies of small functions in the places of their calls: before all passes, callees first.
//!
//! Input: functions as they are lowered, by their instances. Output: the same with small callees in place.
//! Never: functions that call themselves, directly or by way of others; functions with handlers, parallel loops or stack
//! slots, which belong to a frame; arithmetic under other fast-math rules; more growth than a caller may have.
//!
//! What an inlined body raises still names its own function and its caller: each copy has sites of its own, which know
//! where the call stood. Only then do the passes over loops see what a loop does, and the wide back end takes it.

use super::rewrite::{Substitution, new_inst, walk};
use crate::ir::{
    CalleeId, CheckKind, Function, Inlined, Inst, InstId, InstanceId, LabelId, Op, Region, RegionId, Site, SiteId,
    StrId, Value, ValueId, compact,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Callees with no more instructions than this stand in the place of every call.
const SMALL: usize = 40;

/// Callees with no more instructions than this stand in the place of calls in loops.
const MEDIUM: usize = 250;

/// By how many instructions a function may grow.
const MOST_GROWTH: usize = 2000;

/// Stack that one callee may take, and by how much the stack then grows.
const STACK_NEEDED: usize = 64 << 10;
const STACK_MORE: usize = 1 << 20;

/// A function before the passes, with small callees in place.
#[derive(Clone)]
pub struct Body {
    /// The function.
    pub function: Function,
    /// The specializations whose bodies stand in it.
    pub inlined: Vec<InstanceId>,
    /// How many instructions it has.
    size: usize,
}

/// What is known of a function.
enum Known {
    /// It is being lowered: who calls it now is called by it.
    Open,
    /// It may stand in others.
    Small(Arc<Body>),
    /// It may not; its body, until someone takes it.
    Large(Option<Arc<Body>>),
}

/// Functions before the passes, with small callees in place, each made once.
#[derive(Default)]
pub struct Inliner {
    known: FxHashMap<InstanceId, Known>,
}

/// How an instance is lowered.
pub type Lowered<'a> = &'a mut dyn FnMut(InstanceId) -> Function;

impl Inliner {
    /// An instance with small callees in place.
    pub fn body(&mut self, instance: InstanceId, lower: Lowered<'_>) -> Arc<Body> {
        if !matches!(self.known.get(&instance), Some(Known::Small(_) | Known::Large(Some(_)))) {
            self.make(instance, lower);
        }
        match self.known.get_mut(&instance) {
            Some(Known::Small(body)) => body.clone(),
            Some(Known::Large(body)) if body.is_some() => body.take().unwrap_or_else(|| crate::ice!("{instance:?}")),
            _ => crate::ice!("{instance:?} was not lowered"),
        }
    }

    /// Forgets what was made of instances.
    pub fn forget(&mut self, gone: &dyn Fn(InstanceId) -> bool) {
        self.known.retain(|&instance, known| match known {
            Known::Small(body) | Known::Large(Some(body)) => !gone(instance) && !body.inlined.iter().copied().any(gone),
            Known::Open | Known::Large(None) => !gone(instance),
        });
    }

    fn make(&mut self, instance: InstanceId, lower: Lowered<'_>) {
        self.known.insert(instance, Known::Open);
        let function = lower(instance);
        let mut recursive = false;
        for callee in function.callees.iter().filter(|callee| callee.instance != InstanceId::FOREIGN) {
            match self.known.get(&callee.instance) {
                Some(Known::Open) => recursive = true,
                Some(_) => {}
                None => stacker::maybe_grow(STACK_NEEDED, STACK_MORE, || self.make(callee.instance, lower)),
            }
        }
        let body = Arc::new(self.in_place(function));
        let small = !recursive && body.size <= MEDIUM && stands_anywhere(&body.function);
        self.known.insert(instance, if small { Known::Small(body) } else { Known::Large(Some(body)) });
    }

    /// A function whose callees are known, with those in place that are small.
    fn in_place(&self, mut function: Function) -> Body {
        let room = MOST_GROWTH;
        let mut inlining = Inlining {
            f: &mut function,
            known: &self.known,
            room,
            substitution: Substitution::default(),
            inlined: Vec::new(),
        };
        inlining.region(inlining.f.body, false);
        let Inlining { substitution, mut inlined, .. } = inlining;
        if !inlined.is_empty() {
            substitution.apply(&mut function);
            function = compact(&function);
            inlined.sort_unstable();
            inlined.dedup();
        }
        if cfg!(debug_assertions) {
            crate::ir::verify::expect_verified(&function, "inline");
        }
        let size = size(&function);
        Body { function, inlined, size }
    }
}

/// How many instructions do something when they run.
fn size(f: &Function) -> usize {
    let mut size = 0;
    walk(f, f.body, &mut |id, _| size += usize::from(!matches!(f[id].op, Op::Const(_) | Op::Yield | Op::Return)));
    size
}

/// Does nothing in a function need a frame of its own?
fn stands_anywhere(f: &Function) -> bool {
    let mut anywhere = f.slots.is_empty() && f.cleanups.is_empty();
    walk(f, f.body, &mut |id, _| anywhere &= !matches!(f[id].op, Op::Try | Op::ParallelFor(_)));
    anywhere
}

/// Does a function have sums, products or the like of floats, which are what fast-math rules change?
fn has_float_arithmetic(f: &Function) -> bool {
    let is_float = |value: &ValueId| f.ty(*value).dtype().is_some_and(|dtype| dtype.is_float() || dtype.is_complex());
    let mut found = false;
    walk(f, f.body, &mut |id, _| {
        found |= matches!(f[id].op, Op::Binary(_)) && f[id].results.iter().any(is_float);
    });
    found
}

/// One caller that is being rewritten.
struct Inlining<'a> {
    f: &'a mut Function,
    known: &'a FxHashMap<InstanceId, Known>,
    /// By how many instructions it may still grow.
    room: usize,
    substitution: Substitution,
    inlined: Vec<InstanceId>,
}

impl Inlining<'_> {
    fn region(&mut self, region: RegionId, in_loop: bool) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        self.insts(insts, in_loop, &mut out);
        self.f[region].insts = out;
    }

    /// Instructions that follow one another, to the end of `out`. What a body that is put in place calls is chosen anew: the
    /// body may now be in a loop.
    fn insts(&mut self, insts: Vec<InstId>, in_loop: bool, out: &mut Vec<InstId>) {
        for id in insts {
            let inst = &self.f[id];
            if let Op::Call(callee) = inst.op
                && let Some(body) = self.chosen(callee, in_loop)
            {
                self.room -= body.size;
                self.inlined.extend([body.function.instance].iter().chain(&body.inlined));
                let mut placed = Vec::new();
                self.place(id, &body.function, &mut placed);
                self.insts(placed, in_loop, out);
                continue;
            }
            let repeats = matches!(inst.op, Op::For | Op::ParallelFor(_) | Op::Loop(_));
            for nested in inst.regions.clone() {
                self.region(nested, in_loop || repeats);
            }
            out.push(id);
        }
    }

    /// What is to stand in the place of a call.
    fn chosen(&self, callee: CalleeId, in_loop: bool) -> Option<Arc<Body>> {
        let instance = self.f.callees[callee.0 as usize].instance;
        let Some(Known::Small(body)) = self.known.get(&instance) else { return None };
        let worthwhile = body.size <= if in_loop { MEDIUM } else { SMALL };
        let same_rules = body.function.fastmath == self.f.fastmath || !has_float_arithmetic(&body.function);
        (worthwhile && same_rules && body.size <= self.room).then(|| body.clone())
    }

    /// Puts a callee's body in the place of a call.
    fn place(&mut self, call: InstId, callee: &Function, out: &mut Vec<InstId>) {
        let body = Import::new(self.f, callee, self.f[call].site).run(self.f, callee);
        let Inst { args, results, .. } = self.f[call].clone();
        for (param, arg) in std::mem::take(&mut self.f[body].params).into_iter().zip(args) {
            self.substitution.put(param, arg);
        }
        let mut returns = Vec::new();
        walk(self.f, body, &mut |id, _| returns.extend((self.f[id].op == Op::Return).then_some(id)));
        let last = self.f[body].insts.last().copied();
        if let [only] = returns[..]
            && Some(only) == last
        {
            self.f[body].insts.pop();
            out.append(&mut self.f[body].insts);
            for (&result, value) in results.iter().zip(self.f[only].args.clone()) {
                self.substitution.put(result, value);
            }
            return;
        }
        let label = LabelId(self.f.n_labels);
        self.f.n_labels += 1;
        for id in returns {
            self.f[id].op = if Some(id) == last { Op::Yield } else { Op::Br(label) };
        }
        let block = Inst {
            op: Op::Block(label),
            args: Default::default(),
            results,
            regions: [body].as_slice().into(),
            site: self.f[call].site,
        };
        out.push(new_inst(self.f, block));
    }
}

/// Copies a function into another one: all numbers are shifted behind those that are there.
struct Import {
    values: u32,
    insts: u32,
    regions: u32,
    labels: u32,
    sites: u32,
    callees: Vec<CalleeId>,
    strings: Vec<StrId>,
    /// Where the call stands.
    call: SiteId,
}

impl Import {
    fn new(f: &mut Function, callee: &Function, call: Option<SiteId>) -> Import {
        let Some(call) = call else { crate::ice!("{}: a call of {} without a site", f.name, callee.name) };
        Import {
            values: f.values.len() as u32,
            insts: f.insts.len() as u32,
            regions: f.regions.len() as u32,
            labels: f.n_labels,
            sites: f.sites.len() as u32,
            callees: callee.callees.iter().map(|callee| CalleeId(place_of(&mut f.callees, callee))).collect(),
            strings: callee.strings.iter().map(|text| StrId(place_of(&mut f.strings, text))).collect(),
            call,
        }
    }

    /// The copy of the callee's body.
    fn run(&self, f: &mut Function, callee: &Function) -> RegionId {
        f.values.extend(
            callee
                .values
                .iter()
                .map(|value| Value { ty: value.ty.clone(), def: value.def.map(|def| InstId(self.insts + def.0)) }),
        );
        f.insts.extend(callee.insts.iter().map(|inst| self.inst(inst)));
        f.regions.extend(callee.regions.iter().map(|region| Region {
            params: region.params.iter().map(|&param| self.value(param)).collect(),
            insts: region.insts.iter().map(|inst| InstId(self.insts + inst.0)).collect(),
        }));
        f.sites.extend(callee.sites.iter().map(|site| self.site(callee.instance, site)));
        f.n_labels += callee.n_labels;
        RegionId(self.regions + callee.body.0)
    }

    fn value(&self, value: ValueId) -> ValueId {
        ValueId(self.values + value.0)
    }

    fn inst(&self, inst: &Inst) -> Inst {
        Inst {
            op: self.op(&inst.op),
            args: inst.args.iter().map(|&arg| self.value(arg)).collect(),
            results: inst.results.iter().map(|&result| self.value(result)).collect(),
            regions: inst.regions.iter().map(|region| RegionId(self.regions + region.0)).collect(),
            site: inst.site.map(|site| SiteId(self.sites + site.0)),
        }
    }

    fn op(&self, op: &Op) -> Op {
        match op {
            Op::Block(label) => Op::Block(self.label(*label)),
            Op::Loop(label) => Op::Loop(self.label(*label)),
            Op::Br(label) => Op::Br(self.label(*label)),
            Op::Call(callee) => Op::Call(self.callees[callee.0 as usize]),
            Op::ConstStr(text) => Op::ConstStr(self.strings[text.0 as usize]),
            Op::Check(CheckKind::Text(kind, text)) => Op::Check(CheckKind::Text(*kind, self.strings[text.0 as usize])),
            op => op.clone(),
        }
    }

    fn label(&self, label: LabelId) -> LabelId {
        LabelId(self.labels + label.0)
    }

    /// A site of the callee, called from where the call stands; one of what stood in the callee already is called from there.
    fn site(&self, instance: InstanceId, site: &Site) -> Site {
        let inlined = match site.inlined {
            Some(Inlined { instance, at }) => Inlined { instance, at: SiteId(self.sites + at.0) },
            None => Inlined { instance, at: self.call },
        };
        Site { inlined: Some(inlined), ..*site }
    }
}

/// The place of an item in a list, which it joins where it is not there.
fn place_of<T: Clone + PartialEq>(list: &mut Vec<T>, item: &T) -> u32 {
    let found = list.iter().position(|known| known == item);
    found.unwrap_or_else(|| {
        list.push(item.clone());
        list.len() - 1
    }) as u32
}
