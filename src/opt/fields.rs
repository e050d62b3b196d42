//! Reads fields of objects once: where nothing can have written a field since it was read or written, its value is known;
//! in front of a loop that does not write it, it is read for all iterations.
//!
//! Input: a function. Output: the same with fewer `field_get`s, and without objects that nobody but their own stores sees.
//! Never: `field_set` of objects that others may see.
//!
//! Two objects may be one, so a field that is written is unknown afterwards in all objects, at the words that were written;
//! other fields stay known. What is called may write the fields of all objects that it can reach: those that it is given, and
//! those in the lists that it is given.
//!
//! A field that a loop reads is read in front of it even where the loop may not come to it: where the object is none, its fields
//! are zero there. (An object that is read for sure, was made here, or is a parameter that lowering says is one, is not asked.)
//!
//! What holds references is borrowed where the object is a parameter, which the caller keeps, and nothing in the function may
//! write the field: so it is with the array fields of most methods.

use super::rewrite::{Substitution, new_inst, new_region, new_value, walk};
use crate::ir::{CheckKind, CompareOp, Function, Inst, InstId, InstanceId, Op, RegionId, Ty, ValueId};
use crate::runtime::exception::Check;
use rustc_hash::{FxHashMap, FxHashSet};

/// More fields in front of a loop would not stay in registers.
const MOST_FIELDS: usize = 24;

/// Fields of fields of an object are read in front of a loop to this depth.
const MOST_DEPTH: usize = 4;

pub(super) fn run(function: &mut Function) {
    if !function.values.iter().any(|value| value.ty == Ty::Object) {
        return;
    }
    let mut pass = Fields {
        f: function,
        known: FxHashMap::default(),
        present: FxHashSet::default(),
        inside: FxHashSet::default(),
        substitution: Substitution::default(),
    };
    let params = pass.f.params().to_vec();
    pass.inside.extend(params);
    pass.region(pass.f.body);
    let Fields { substitution, .. } = pass;
    substitution.apply(function);
    drop_private(function);
    borrow(function);
}

/// A field of an object: where it begins, and how many words it has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Field {
    object: ValueId,
    first: u32,
    words: u32,
}

/// What a region, and all that it calls, may do to fields.
#[derive(Default)]
struct Writes {
    /// The words that it writes, from and to.
    ranges: Vec<(u32, u32)>,
    /// Any of them.
    all: bool,
}

impl Writes {
    fn touch(&self, field: &Field) -> bool {
        self.all || self.ranges.iter().any(|&(from, to)| field.first < to && from < field.first + field.words)
    }
}

struct Fields<'f> {
    f: &'f mut Function,
    /// The components of fields.
    known: FxHashMap<Field, Vec<ValueId>>,
    /// Objects that are no null reference.
    present: FxHashSet<ValueId>,
    /// Values that are defined here.
    inside: FxHashSet<ValueId>,
    substitution: Substitution,
}

impl Fields<'_> {
    fn region(&mut self, region: RegionId) {
        let params = self.f[region].params.clone();
        self.inside.extend(params);
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            let args: Vec<ValueId> = self.f[id].args.iter().map(|&arg| self.substitution.resolve(arg)).collect();
            self.f[id].args = args.into();
            if !self.is_read_again(id) && !self.says_object(id) {
                self.inst(id, &mut out);
            }
        }
        self.f[region].insts = out;
    }

    /// A field that is known: its components stand for the results.
    fn is_read_again(&mut self, id: InstId) -> bool {
        let known = if matches!(self.f[id].op, Op::FieldGet(_)) { self.lookup(id) } else { None };
        known.map(|values| self.replace(id, &values)).is_some()
    }

    /// A check that cannot fail, as lowering puts in front of a function for each object that it is given.
    fn says_object(&mut self, id: InstId) -> bool {
        let check = &self.f[id];
        let Op::Check(CheckKind::Fixed(Check::NoneValue)) = check.op else { return false };
        let Some(Inst { op: Op::Compare(CompareOp::Ne), args, .. }) = self.f.def(check.args[0]) else { return false };
        let object = self.substitution.resolve(args[0]);
        *self.f.ty(object) == Ty::Object && {
            self.present.insert(object);
            true
        }
    }

    /// The components of the field that an instruction reads, if they are known.
    fn lookup(&self, id: InstId) -> Option<Vec<ValueId>> {
        let mut field = field_of(self.f, id)?;
        field.object = self.substitution.resolve(field.object);
        if let Some(values) = self.known.get(&field) {
            return Some(values.clone());
        }
        // Of a fresh object component by component.
        let mut first = field.first;
        let component = |&result: &ValueId| {
            let words = self.f.ty(result).words() as u32;
            first += words;
            match self.known.get(&Field { first: first - words, words, ..field })?[..] {
                [value] => Some(value),
                _ => None,
            }
        };
        self.f[id].results.iter().map(component).collect()
    }

    /// These values stand for the results of an instruction.
    fn replace(&mut self, id: InstId, values: &[ValueId]) {
        for (&result, &value) in self.f[id].results.clone().iter().zip(values) {
            self.substitution.put(result, value);
        }
    }

    fn inst(&mut self, id: InstId, out: &mut Vec<InstId>) {
        let inst = self.f[id].clone();
        self.inside.extend(&inst.results);
        match inst.op {
            Op::FieldGet(_) => self.note(id, inst.results.to_vec()),
            Op::FieldSet(_) => {
                self.forget(&writes(self.f, &[id]));
                self.note(id, inst.args[1..].to_vec());
            }
            Op::ObjectNew => self.note_new(&inst),
            Op::For | Op::ParallelFor(_) | Op::Loop(_) => self.loop_(id, &inst, out),
            _ if inst.regions.is_empty() => self.forget(&writes(self.f, &[id])),
            _ => self.branches(id, &inst),
        }
        out.push(id);
    }

    fn note(&mut self, id: InstId, values: Vec<ValueId>) {
        if let Some(field) = field_of(self.f, id) {
            self.present.insert(field.object);
            self.known.insert(field, values);
        }
    }

    /// The fields of a fresh object: component by component, as nobody knows yet which of them are one field.
    fn note_new(&mut self, inst: &Inst) {
        self.present.insert(inst.results[0]);
        let mut first = 0;
        for &value in &inst.args {
            let words = self.f.ty(value).words() as u32;
            self.known.insert(Field { object: inst.results[0], first, words }, vec![value]);
            first += words;
        }
    }

    fn forget(&mut self, writes: &Writes) {
        self.known.retain(|field, _| !writes.touch(field));
    }

    /// Each way knows what was known before; behind them all, what no way has written.
    fn branches(&mut self, id: InstId, inst: &Inst) {
        let (known, present) = (self.known.clone(), self.present.clone());
        let all = writes(self.f, &[id]);
        for (n, &region) in inst.regions.iter().enumerate() {
            self.known.clone_from(&known);
            self.present.clone_from(&present);
            if n > 0 && inst.op == Op::Try {
                self.forget(&all);
            }
            self.region(region);
        }
        (self.known, self.present) = (known, present);
        self.forget(&all);
    }

    /// A loop knows what none of its iterations writes; what it reads of that is read in front of it.
    fn loop_(&mut self, id: InstId, inst: &Inst, out: &mut Vec<InstId>) {
        let all = writes(self.f, &[id]);
        self.forget(&all);
        for _ in 0..MOST_DEPTH {
            for read in self.invariant_reads(inst.regions[0], &all) {
                let values = self.lookup(read).unwrap_or_else(|| self.read_before(read, out));
                self.replace(read, &values);
            }
        }
        let (known, present) = (self.known.clone(), self.present.clone());
        inst.regions.iter().for_each(|&region| self.region(region));
        (self.known, self.present) = (known, present);
    }

    /// Reads of fields that a loop does not write, of objects from outside of it.
    fn invariant_reads(&self, body: RegionId, writes: &Writes) -> Vec<InstId> {
        let mut found = Vec::new();
        walk(self.f, body, &mut |id, _| {
            let (Op::FieldGet(_), Some(mut field)) = (&self.f[id].op, field_of(self.f, id)) else { return };
            field.object = self.substitution.resolve(field.object);
            let is_new = self.substitution.resolve(self.f[id].results[0]) == self.f[id].results[0];
            if is_new && self.inside.contains(&field.object) && !writes.touch(&field) {
                found.push(id);
            }
        });
        found.truncate(MOST_FIELDS);
        found
    }

    /// Reads a field here; zero where there is no object.
    fn read_before(&mut self, read: InstId, out: &mut Vec<InstId>) -> Vec<ValueId> {
        let old = self.f[read].clone();
        let object = self.substitution.resolve(old.args[0]);
        let tys: Vec<Ty> = old.results.iter().map(|&result| self.f.ty(result).clone()).collect();
        let get = self.read(&old, object, &tys);
        let values = if self.present.contains(&object) {
            out.push(get);
            self.f[get].results.to_vec()
        } else {
            self.read_if_present(object, get, &tys, out)
        };
        self.inside.extend(&values);
        let field = Field { object, ..field_of(self.f, get).unwrap_or_else(|| crate::ice!("no field is read")) };
        self.known.insert(field, values.clone());
        values
    }

    fn read(&mut self, old: &Inst, object: ValueId, tys: &[Ty]) -> InstId {
        let results: Vec<ValueId> = tys.iter().map(|ty| new_value(self.f, ty.clone())).collect();
        let args = [object].as_slice().into();
        new_inst(self.f, Inst { args, results: results.into(), ..old.clone() })
    }

    /// `if object is not null { field } else { zero }`
    fn read_if_present(&mut self, object: ValueId, get: InstId, tys: &[Ty], out: &mut Vec<InstId>) -> Vec<ValueId> {
        let null = self.make(Op::Zero, Vec::new(), &[Ty::Object], out);
        let is_there = self.make(Op::Compare(CompareOp::Ne), vec![object, null[0]], &[Ty::BOOL], out);
        let mut there = vec![get];
        let got = self.f[get].results.to_vec();
        self.make(Op::Yield, got, &[], &mut there);
        let mut nowhere = Vec::new();
        let zeros: Vec<ValueId> =
            tys.iter().map(|ty| self.make(Op::Zero, Vec::new(), std::slice::from_ref(ty), &mut nowhere)[0]).collect();
        self.make(Op::Yield, zeros, &[], &mut nowhere);
        let regions = [new_region(self.f, Vec::new(), there), new_region(self.f, Vec::new(), nowhere)];
        let values = self.make(Op::If, is_there, tys, out);
        if let Some(&last) = out.last() {
            self.f[last].regions = regions.as_slice().into();
        }
        values
    }

    /// Appends an instruction; its results.
    fn make(&mut self, op: Op, args: Vec<ValueId>, tys: &[Ty], out: &mut Vec<InstId>) -> Vec<ValueId> {
        let results: Vec<ValueId> = tys.iter().map(|ty| new_value(self.f, ty.clone())).collect();
        let (args, given) = (args.into(), results.as_slice().into());
        out.push(new_inst(self.f, Inst { op, args, results: given, regions: Default::default(), site: None }));
        results
    }
}

/// The field that an instruction reads or writes.
fn field_of(f: &Function, id: InstId) -> Option<Field> {
    let inst = &f[id];
    let (first, values) = match inst.op {
        Op::FieldGet(word) => (word, &inst.results[..]),
        Op::FieldSet(word) => (word, &inst.args[1..]),
        _ => return None,
    };
    let words = values.iter().map(|&value| f.ty(value).words() as u32).sum();
    Some(Field { object: inst.args[0], first, words })
}

/// What instructions, and all that they hold, may do to fields.
fn writes(f: &Function, insts: &[InstId]) -> Writes {
    let mut writes = Writes::default();
    let mut note = |id: InstId| match f[id].op {
        Op::FieldSet(_) => {
            if let Some(Field { first, words, .. }) = field_of(f, id) {
                writes.ranges.push((first, first + words));
            }
        }
        Op::Call(callee) => {
            let callee = &f.callees[callee.0 as usize];
            let reaches = |ty: &Ty| matches!(ty, Ty::Object | Ty::List(_));
            writes.all |= callee.instance == InstanceId::FOREIGN || callee.params.iter().any(reaches);
        }
        _ => {}
    };
    for &id in insts {
        note(id);
        for &region in &f[id].regions {
            walk(f, region, &mut |id, _| note(id));
        }
    }
    writes
}

/// Removes objects of which nothing is read and which nobody else sees, with the stores to them.
fn drop_private(f: &mut Function) {
    let (mut made, mut seen): (FxHashSet<ValueId>, FxHashSet<ValueId>) = Default::default();
    walk(f, f.body, &mut |id, _| {
        let inst = &f[id];
        match inst.op {
            Op::ObjectNew => {
                made.insert(inst.results[0]);
                seen.extend(&inst.args);
            }
            Op::FieldSet(_) => seen.extend(&inst.args[1..]),
            _ => seen.extend(&inst.args),
        }
    });
    made.retain(|object| !seen.contains(object));
    if made.is_empty() {
        return;
    }
    for region in 0..f.regions.len() {
        let region = RegionId(region as u32);
        let mut insts = std::mem::take(&mut f[region].insts);
        insts.retain(|&id| match f[id].op {
            Op::ObjectNew => !made.contains(&f[id].results[0]),
            Op::FieldSet(_) => !made.contains(&f[id].args[0]),
            _ => true,
        });
        f[region].insts = insts;
    }
}

/// Reads fields of parameters without references of their own, where nothing may write them.
fn borrow(f: &mut Function) {
    let all = writes(f, &f[f.body].insts.clone());
    let mut kept: FxHashSet<ValueId> = f.params().iter().copied().filter(|&param| *f.ty(param) == Ty::Object).collect();
    let mut found = Vec::new();
    walk(f, f.body, &mut |id, _| {
        let (Op::FieldGet(word), Some(field)) = (&f[id].op, field_of(f, id)) else { return };
        let results = &f[id].results;
        if kept.contains(&field.object) && !all.touch(&field) && results.iter().any(|&it| f.ty(it).is_reference()) {
            kept.extend(results.iter().filter(|&&it| *f.ty(it) == Ty::Object));
            found.push((id, *word));
        }
    });
    for (id, word) in found {
        f[id].op = Op::FieldBorrow(word);
    }
}
