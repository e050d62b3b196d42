//! Turns `while` loops over, so that their test stands at the end.
//!
//! Input: a function. Output: the same, with each `loop` that begins with a short test and goes on in the first arm of an
//! `if` replaced by that `if`, around a `loop` which tests again where it repeats: one jump per iteration instead of two.
//! Never: a test that holds a loop or leaves the loop on its own.

use super::rewrite::{Cloner, branches_to, new_inst, new_region, new_value, plain, walk};
use crate::ir::{Function, Inst, InstId, LabelId, Op, RegionId, ValueId};

/// Tests with more instructions than this do not stand twice.
const MOST_TEST: usize = 12;

/// Nor do ways out with more than this.
const MOST_EXIT: usize = 4;

pub(super) fn run(function: &mut Function) {
    region(function, function.body);
}

fn region(f: &mut Function, at: RegionId) {
    let insts = std::mem::take(&mut f[at].insts);
    let mut out = Vec::with_capacity(insts.len());
    for id in insts {
        for nested in f[id].regions.clone() {
            region(f, nested);
        }
        match While::of(f, id) {
            Some(found) => found.rotate(f, &mut out),
            None => out.push(id),
        }
    }
    f[at].insts = out;
}

/// `loop { test; if .. { body } else { exit } unreachable }`
struct While {
    id: InstId,
    label: LabelId,
    params: Vec<ValueId>,
    test: Vec<InstId>,
    branch: InstId,
    /// What follows the branch, where control never comes.
    end: InstId,
    body: RegionId,
    exit: RegionId,
}

/// A copy of the test and of what depends on it.
struct Tested {
    condition: ValueId,
    /// What stands for the values of the test that the body reads.
    read: Vec<ValueId>,
    exit: RegionId,
}

impl While {
    fn of(f: &Function, id: InstId) -> Option<While> {
        let inst = &f[id];
        let Op::Loop(label) = inst.op else { return None };
        let region = &f[inst.regions[0]];
        let [test @ .., branch, end] = &region.insts[..] else { return None };
        if f[*branch].op != Op::If || f[*end].op != Op::Unreachable || !inst.results.is_empty() {
            return None;
        }
        let (body, exit) = (f[*branch].regions[0], f[*branch].regions[1]);
        let (params, test) = (region.params.clone(), test.to_vec());
        let found = While { id, label, params, test, branch: *branch, end: *end, body, exit };
        (found.is_short(f) && branches_to(f, body, label)).then_some(found)
    }

    /// May the test and the way out stand twice?
    fn is_short(&self, f: &Function) -> bool {
        let (mut size, mut plain) = (0, true);
        let mut count = |inst: InstId| {
            size += 1;
            plain &= !matches!(f[inst].op, Op::Br(_) | Op::For | Op::ParallelFor(_) | Op::Loop(_) | Op::Try);
        };
        for &inst in &self.test {
            count(inst);
            f[inst].regions.iter().for_each(|&nested| walk(f, nested, &mut |inst, _| count(inst)));
        }
        let exit = &f[self.exit].insts;
        let flat = exit.iter().all(|&inst| f[inst].regions.is_empty() && f[inst].op != Op::Br(self.label));
        plain && size <= MOST_TEST && flat && exit.len() <= MOST_EXIT
    }

    fn rotate(&self, f: &mut Function, out: &mut Vec<InstId>) {
        let read = self.read_by_body(f);
        let mut init = f[self.id].args.to_vec();
        let first = self.test(f, &init, &read, out);
        init.extend(&first.read);
        let region = self.repeated(f, read);
        f[self.id].args = init.into();
        f[self.id].regions = [region].as_slice().into();
        let entered = new_region(f, Vec::new(), vec![self.id, self.end]);
        f[self.branch].args = [first.condition].as_slice().into();
        f[self.branch].regions = [entered, first.exit].as_slice().into();
        out.push(self.branch);
    }

    /// The values of the test that the body reads: they become parameters of the loop.
    fn read_by_body(&self, f: &mut Function) -> Vec<ValueId> {
        let made: Vec<ValueId> = self.test.iter().flat_map(|&inst| f[inst].results.iter().copied()).collect();
        let mut read = Vec::new();
        walk(f, self.body, &mut |inst, _| {
            for &arg in &f[inst].args {
                if made.contains(&arg) && !read.contains(&arg) {
                    read.push(arg);
                }
            }
        });
        read.iter().for_each(|value| f.values[value.0 as usize].def = None);
        read
    }

    /// A copy of the test, where the loop's parameters have these values.
    fn test(&self, f: &mut Function, values: &[ValueId], read: &[ValueId], out: &mut Vec<InstId>) -> Tested {
        let mut cloner = Cloner::default();
        self.params.iter().zip(values).for_each(|(&param, &value)| cloner.put(param, value));
        out.extend(self.test.iter().map(|&inst| cloner.inst(f, inst)));
        Tested {
            condition: cloner.value(f[self.branch].args[0]),
            read: read.iter().map(|&value| cloner.value(value)).collect(),
            exit: cloner.region(f, self.exit),
        }
    }

    /// The body of the rotated loop: the old one, then the test.
    fn repeated(&self, f: &mut Function, read: Vec<ValueId>) -> RegionId {
        let mut insts = Vec::new();
        let mut values = self.body(f, &mut insts);
        let again = self.test(f, &values, &read, &mut insts);
        values.extend(&again.read);
        let repeat = new_inst(f, plain(Op::Br(self.label), values));
        let arms = [new_region(f, Vec::new(), vec![repeat]), again.exit];
        insts.push(new_inst(f, Inst { regions: arms.as_slice().into(), ..plain(Op::If, vec![again.condition]) }));
        insts.push(new_inst(f, plain(Op::Unreachable, Vec::new())));
        let params = self.params.iter().copied().chain(read).collect();
        new_region(f, params, insts)
    }

    /// The old body, up to where it repeats the loop; the values with which it does.
    fn body(&self, f: &mut Function, out: &mut Vec<InstId>) -> Vec<ValueId> {
        let mut repeats = Vec::new();
        walk(f, self.body, &mut |inst, _| repeats.extend((f[inst].op == Op::Br(self.label)).then_some(inst)));
        let insts = f[self.body].insts.clone();
        if let ([only], Some((last, rest))) = (&repeats[..], insts.split_last())
            && only == last
        {
            out.extend(rest);
            return f[*last].args.to_vec();
        }
        let label = LabelId(f.n_labels);
        f.n_labels += 1;
        repeats.iter().for_each(|&inst| f[inst].op = Op::Br(label));
        let values: Vec<ValueId> = self.params.iter().map(|&param| new_value(f, f.ty(param).clone())).collect();
        let results = values.as_slice().into();
        let regions = [self.body].as_slice().into();
        out.push(new_inst(f, Inst { results, regions, ..plain(Op::Block(label), Vec::new()) }));
        values
    }
}
