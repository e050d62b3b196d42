//! Accumulators: one vector per carried value and vector of the main loop.
//!
//! Input: the words of what the loop carries. Output: the same words behind the loop. Never: another order of lanes from one
//! run to the next.

use super::{Emitter, Isa};
use crate::codegen::wide::program::{Arith, Lane, NodeId, Reduction, Word};
use crate::codegen::wide::registers::accumulator;

impl<I: Isa> Emitter<'_, I> {
    /// The first lane begins with the word, the others with what changes nothing.
    pub(super) fn begin_reductions(&mut self) {
        for number in 0..self.program.reductions.len() {
            let reduction = self.program.reductions[number];
            let register = self.accumulator(number, 0);
            let place = self.program.word(Word::Accumulator(number));
            let word = self.word(place, false);
            match identity(reduction) {
                None => self.broadcast_memory(register, word, reduction.lane),
                Some(bits) => {
                    self.broadcast_bits(register, bits, reduction.lane);
                    I::first_lane(self, register, word, reduction.lane);
                }
            }
        }
    }

    /// The other vectors of the main loop begin with what changes nothing.
    pub(super) fn begin_vectors(&mut self) {
        for vector in 1..self.section.copies.count {
            for number in 0..self.program.reductions.len() {
                let reduction = self.program.reductions[number];
                let register = self.accumulator(number, vector);
                match identity(reduction) {
                    Some(bits) => self.broadcast_bits(register, bits, reduction.lane),
                    None => {
                        let first = self.accumulator(number, 0);
                        let [target, first] = [register, first].map(|number| self.vector(number, reduction.lane));
                        self.a.put(&I::moved(target, first));
                    }
                }
            }
        }
    }

    /// All vectors of the main loop become the first.
    pub(super) fn combine_vectors(&mut self) {
        for vector in 1..self.section.copies.count {
            for number in 0..self.program.reductions.len() {
                let Reduction { op, lane, .. } = self.program.reductions[number];
                let [first, other] = [0, vector].map(|vector| self.accumulator(number, vector));
                I::combine(self, op, lane, first, other);
            }
        }
    }

    /// All lanes become the first, which goes back to its word.
    pub(super) fn end_reductions(&mut self) {
        for number in 0..self.program.reductions.len() {
            let Reduction { op, lane, .. } = self.program.reductions[number];
            let (register, other) = (self.accumulator(number, 0), I::RESULT);
            let mut distance = self.program.lanes / 2;
            while distance > 0 {
                I::rotate(self, other, register, lane, distance);
                I::combine(self, op, lane, register, other);
                distance /= 2;
            }
            let word = self.word(self.program.word(Word::Accumulator(number)), false);
            self.a.put(&I::first_out(word, register, lane));
        }
    }

    /// A carried value or accumulator takes a new value, in the lanes that there are.
    pub(super) fn replace(&mut self, carried: NodeId, value: NodeId, masked: bool) {
        let (target, value) = (self.register(carried, 0), self.register(value, 1));
        if target == value {
            return;
        }
        if masked {
            I::replace_in_tail(self, target, value, self.lane(carried));
        } else {
            self.a.put(&I::moved(target, value));
        }
    }

    fn broadcast_bits(&mut self, register: u32, bits: u64, lane: Lane) {
        let memory = self.a.constants(&[bits], false);
        self.broadcast_memory(register, memory, lane);
    }

    fn accumulator(&self, number: usize, vector: u32) -> u32 {
        match accumulator(number, self.program.reductions.len(), vector, self.file) {
            Some(register) => register.into(),
            None => crate::ice!("too many accumulators"),
        }
    }
}

/// What changes nothing; none where a value may be taken twice.
fn identity(reduction: Reduction) -> Option<u64> {
    match (reduction.op, reduction.lane) {
        (Arith::Mul, Lane::F64) => Some(1f64.to_bits()),
        (Arith::Mul, Lane::F32) => Some(1f32.to_bits().into()),
        (Arith::Mul, _) => Some(1),
        (Arith::Add | Arith::Xor, _) => Some(0),
        _ => None,
    }
}
