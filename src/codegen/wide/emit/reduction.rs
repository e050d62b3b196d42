//! Accumulators: one vector per carried value and vector of the main loop.
//!
//! Input: the words of what the loop carries. Output: the same words behind the loop. Never: another order of lanes from one
//! run to the next.

use super::{Emitter, Isa, SPARE, WORDS, made};
use crate::codegen::wide::program::{
    Arith, Contest, Joined, Lane, Node, NodeId, PLACE, Places, ROOM, Reduction, Rival, Word,
};
use crate::codegen::wide::registers::accumulator;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// Counts lanes, while what it holds otherwise is on the stack.
const LANE: Register = Register::RDX;
/// What a lane has for its place before it took over.
const NOWHERE: u64 = u64::MAX;

impl<I: Isa> Emitter<'_, I> {
    /// The first lane begins with the word, the others with what changes nothing.
    pub(super) fn begin_reductions(&mut self) {
        for number in 0..self.program.reductions.len() {
            let reduction = self.program.reductions[number];
            let register = self.accumulator(number, 0);
            if self.is_place(number) {
                self.broadcast_bits(register, NOWHERE, Lane::Int);
                continue;
            }
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
        let count = self.section.copies.count;
        for vector in 1..count {
            for number in 0..self.program.reductions.len() {
                let Reduction { joined, lane, .. } = self.program.reductions[number];
                if let Joined::Freely(op) = joined {
                    let [first, other] = [0, vector].map(|vector| self.accumulator(number, vector));
                    I::combine(self, op, lane, first, other);
                }
            }
        }
        if count > 1 {
            self.settle_contests(count);
        }
    }

    /// All lanes become the first, which goes back to its word.
    pub(super) fn end_reductions(&mut self) {
        self.settle_contests(1);
        for number in 0..self.program.reductions.len() {
            let Reduction { joined, lane, .. } = self.program.reductions[number];
            let register = self.accumulator(number, 0);
            if let Joined::Freely(op) = joined {
                self.combine_lanes(op, lane, register);
            }
            if !self.is_place(number) {
                let word = self.word(self.program.word(Word::Accumulator(number)), false);
                self.a.put(&I::first_out(word, register, lane));
            }
        }
    }

    fn combine_lanes(&mut self, op: Arith, lane: Lane, register: u32) {
        let mut distance = self.program.lanes / 2;
        while distance > 0 {
            I::rotate(self, I::RESULT, register, lane, distance);
            I::combine(self, op, lane, register, I::RESULT);
            distance /= 2;
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

    // --- one lane after the other --------------------------------------------------------------------------------------

    /// A value goes to its place in memory.
    pub(super) fn lay(&mut self, place: usize, value: NodeId, vector: u32) {
        self.fetch(I::RESULT, value);
        let memory = self.laid_at(place, self.lane(value), vector, 0, Register::None);
        self.a.put(&I::laid(memory, I::RESULT));
    }

    /// The first lane of an accumulator takes in what lies in memory, all of a lane, lane after lane.
    pub(super) fn fold(&mut self, op: Arith, accumulator: NodeId, places: Places, vector: u32) {
        let (lane, Node::Accumulator(number)) = (self.lane(accumulator), self.section.copies.node(accumulator)) else {
            crate::ice!("a fold onto what is not carried")
        };
        let register = self.accumulator(number, 0);
        for element in 0..self.program.lanes {
            for place in places.first..places.first + places.count {
                let memory = self.laid_at(place, lane, vector, element, Register::None);
                self.a.put(&I::folded(op, lane, register, memory));
            }
        }
    }

    /// An element of what was laid to a place.
    fn laid_at(&self, place: usize, lane: Lane, vector: u32, element: u32, index: Register) -> MemoryOperand {
        let size = if self.width(lane) == Lane::F32 { 4 } else { 8 };
        let first = 8 * (self.program.word(Word::Room) + ROOM + PLACE * place) as i64;
        let offset = first + i64::from((vector * self.program.lanes + element) * size);
        let scale = if index == Register::None { 1 } else { size };
        MemoryOperand::new(WORDS, index, scale, offset, 1, false, Register::None)
    }

    // --- contests ------------------------------------------------------------------------------------------------------

    /// Does no word of the caller's belong to an accumulator?
    fn is_place(&self, number: usize) -> bool {
        self.program.contests.iter().any(|contest| contest.place == number)
    }

    /// All lanes of all vectors take what the lane has that wins.
    fn settle_contests(&mut self, vectors: u32) {
        for number in 0..self.program.contests.len() {
            self.decide(number, self.program.contests[number], vectors);
        }
    }

    fn decide(&mut self, number: usize, contest: Contest, vectors: u32) {
        let reductions = self.program.reductions.iter().enumerate();
        let members: Vec<(usize, Lane)> = reductions
            .filter(|(_, reduction)| reduction.joined == Joined::Won(number))
            .map(|(member, reduction)| (member, reduction.lane))
            .collect();
        for (place, &(member, lane)) in members.iter().enumerate() {
            for vector in 0..vectors {
                let memory = self.laid_at(place, lane, vector, 0, Register::None);
                let register = self.accumulator(member, vector);
                self.a.put(&I::laid(memory, register));
            }
        }
        let place_of = |wanted: usize| match members.iter().position(|&(member, _)| member == wanted) {
            Some(place) => place,
            None => crate::ice!("an accumulator is in no contest"),
        };
        let best = contest.best.map(|rival| (rival, place_of(rival.number)));
        self.winner(best, place_of(contest.place), contest.last, vectors * self.program.lanes);
        for (place, &(member, lane)) in members.iter().enumerate() {
            let memory = self.laid_at(place, lane, 0, 0, SPARE[0]);
            let register = self.accumulator(member, 0);
            self.broadcast_memory(register, memory, lane);
        }
    }

    /// The number of the lane that wins comes to the first spare register.
    fn winner(&mut self, best: Option<(Rival, usize)>, place: usize, last: bool, lanes: u32) {
        let (again, take, next) = (self.a.label(), self.a.label(), self.a.label());
        self.a.put(&made(Instruction::with1(Code::Push_r64, LANE)));
        self.a.put(&made(Instruction::with2(Code::Xor_r32_rm32, Register::EAX, Register::EAX)));
        self.a.put(&made(Instruction::with2(Code::Mov_r32_imm32, Register::EDX, 1u32)));
        self.a.place(again);
        if let Some((rival, place)) = best {
            let lane = self.program.reductions[rival.number].lane;
            let [challenger, champion] = [LANE, SPARE[0]].map(|register| self.laid_at(place, lane, 0, 0, register));
            if lane == Lane::Int {
                self.compare_ints(challenger, champion);
            } else {
                I::compare_floats(self, lane, challenger, champion);
                self.a.jump(Code::Jp_rel32_64, next);
            }
            let signed = lane == Lane::Int && !rival.unsigned;
            let wins = match (rival.greater, signed) {
                (true, true) => Code::Jg_rel32_64,
                (true, false) => Code::Ja_rel32_64,
                (false, true) => Code::Jl_rel32_64,
                (false, false) => Code::Jb_rel32_64,
            };
            self.a.jump(wins, take);
            self.a.jump(Code::Jne_rel32_64, next);
        }
        let [challenger, champion] = [LANE, SPARE[0]].map(|register| self.laid_at(place, Lane::Int, 0, 0, register));
        self.compare_ints(challenger, champion);
        self.a.jump(if last { Code::Jle_rel32_64 } else { Code::Jge_rel32_64 }, next);
        self.a.place(take);
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[0], LANE)));
        self.a.place(next);
        self.a.put(&made(Instruction::with1(Code::Inc_rm64, LANE)));
        self.a.put(&made(Instruction::with2(Code::Cmp_rm64_imm8, LANE, lanes as i32)));
        self.a.jump(Code::Jl_rel32_64, again);
        self.a.put(&made(Instruction::with1(Code::Pop_r64, LANE)));
    }

    fn compare_ints(&mut self, first: MemoryOperand, second: MemoryOperand) {
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[1], first)));
        self.a.put(&made(Instruction::with2(Code::Cmp_r64_rm64, SPARE[1], second)));
    }
}

/// What changes nothing; none where a value may be taken twice.
fn identity(reduction: Reduction) -> Option<u64> {
    let Joined::Freely(op) = reduction.joined else { return None };
    match (op, reduction.lane) {
        (Arith::Mul, Lane::F64) => Some(1f64.to_bits()),
        (Arith::Mul, Lane::F32) => Some(1f32.to_bits().into()),
        (Arith::Mul, _) => Some(1),
        (Arith::Add | Arith::Xor, _) => Some(0),
        _ => None,
    }
}
