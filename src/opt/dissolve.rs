//! Makes small arrays whose elements are all known by their indices into values: `np.array([x, y, z])`.
//!
//! Input: a function. Output: the same without arrays of known small shape that are only read and written at constant
//! indices, and written only where they are made; each element is an SSA value.
//! Never: arrays that anything else sees.
//!
//! An allocation costs more than the arithmetic of a cross product. Inlining and `unroll` make such indices constants.

use super::rewrite::{Substitution, new_inst, new_value, walk};
use crate::ir::{Const, Function, Inst, InstId, Op, RegionId, Ty, ValueId};
use crate::types::Dtype;
use rustc_hash::FxHashMap;

/// Arrays with more elements than this stay arrays.
const MOST_ELEMENTS: i64 = 16;

pub(super) fn run(function: &mut Function) {
    let arrays = candidates(function);
    if arrays.is_empty() {
        return;
    }
    let mut pass =
        Dissolve { f: function, arrays, elements: FxHashMap::default(), substitution: Substitution::default() };
    pass.region(pass.f.body);
    let Dissolve { f, substitution, .. } = pass;
    substitution.apply(f);
}

/// The arrays that can be values, with their lengths.
fn candidates(f: &Function) -> FxHashMap<ValueId, Vec<i64>> {
    let mut arrays: FxHashMap<ValueId, (Vec<i64>, RegionId)> = FxHashMap::default();
    walk(f, f.body, &mut |id, region| {
        let inst = &f[id];
        if let Op::Alloc(_) = inst.op
            && let Some(lengths) = numbers(f, &inst.args)
            && lengths
                .iter()
                .try_fold(1_i64, |size, &length| size.checked_mul(length))
                .is_some_and(|n| n <= MOST_ELEMENTS)
        {
            arrays.insert(inst.results[0], (lengths, region));
        }
    });
    if arrays.is_empty() {
        return FxHashMap::default();
    }
    walk(f, f.body, &mut |id, region| {
        let inst = &f[id];
        for (place, arg) in inst.args.iter().enumerate() {
            let Some((lengths, home)) = arrays.get(arg) else { continue };
            let index = match inst.op {
                Op::Load => numbers(f, &inst.args[1..]),
                Op::Store if region == *home => numbers(f, &inst.args[1..inst.args.len() - 1]),
                _ => None,
            };
            if place != 0 || index.and_then(|index| flat(&index, lengths)).is_none() {
                arrays.remove(arg);
            }
        }
    });
    arrays.into_iter().map(|(array, (lengths, _))| (array, lengths)).collect()
}

/// The ints that values are, if all are known.
fn numbers(f: &Function, values: &[ValueId]) -> Option<Vec<i64>> {
    let number = |&value: &ValueId| match f.as_const(value)? {
        Const::Int(number) => Some(number),
        _ => None,
    };
    values.iter().map(number).collect()
}

/// The place of an element among all; none where it is not within the array.
fn flat(index: &[i64], lengths: &[i64]) -> Option<usize> {
    index
        .iter()
        .zip(lengths)
        .try_fold(0, |place, (&at, &length)| (0..length).contains(&at).then_some(place * length as usize + at as usize))
}

struct Dissolve<'f> {
    f: &'f mut Function,
    /// The arrays that become values, with their lengths.
    arrays: FxHashMap<ValueId, Vec<i64>>,
    /// What their elements are at this point of the walk.
    elements: FxHashMap<(ValueId, usize), ValueId>,
    substitution: Substitution,
}

impl Dissolve<'_> {
    fn region(&mut self, region: RegionId) {
        let insts = std::mem::take(&mut self.f[region].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            if self.becomes_value(id, &mut out) {
                continue;
            }
            for nested in self.f[id].regions.clone() {
                self.region(nested);
            }
            out.push(id);
        }
        self.f[region].insts = out;
    }

    /// Does an instruction make, read or write an array that becomes values?
    fn becomes_value(&mut self, id: InstId, out: &mut Vec<InstId>) -> bool {
        let Inst { op, args, results, .. } = self.f[id].clone();
        match op {
            Op::Alloc(_) => self.make(results[0], out),
            Op::Load => self.element(&args, args.len()).is_some_and(|element| {
                let value = self.elements[&element];
                self.substitution.put(results[0], value);
                true
            }),
            Op::Store => self.element(&args, args.len() - 1).is_some_and(|element| {
                self.elements.insert(element, args[args.len() - 1]);
                true
            }),
            _ => false,
        }
    }

    /// All elements are zero at first: a fresh array holds that, or anything.
    fn make(&mut self, array: ValueId, out: &mut Vec<InstId>) -> bool {
        let Some(lengths) = self.arrays.get(&array) else { return false };
        let size: i64 = lengths.iter().product();
        let Ty::Array { dtype, .. } = *self.f.ty(array) else { crate::ice!("{array} is no array") };
        let zero = new_value(self.f, Ty::Scalar(dtype));
        let inst = Inst {
            op: Op::Const(zero_of(dtype)),
            args: Default::default(),
            results: [zero].as_slice().into(),
            regions: Default::default(),
            site: None,
        };
        out.push(new_inst(self.f, inst));
        self.elements.extend((0..size as usize).map(|place| ((array, place), zero)));
        true
    }

    /// The element that an instruction's operands up to `end` name, if its array becomes values.
    fn element(&self, args: &[ValueId], end: usize) -> Option<(ValueId, usize)> {
        let lengths = self.arrays.get(&args[0])?;
        let index = numbers(self.f, &args[1..end])?;
        Some((args[0], flat(&index, lengths)?))
    }
}

fn zero_of(dtype: Dtype) -> Const {
    match dtype {
        _ if dtype.is_complex() => Const::Complex(0.0, 0.0),
        _ if dtype.is_float() => Const::Float(0.0),
        _ => Const::Int(0),
    }
}
