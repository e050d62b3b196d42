//! Programs as machine code.
//!
//! Input: a program that a level has the operations of. Output: the bytes of a function `fn(words, start, end)`, and which places
//! in the source they come from.
//! Never: a fault: lanes past the end are masked off in every load and store.
//!
//! The loop runs over several vectors at a time, then over one, then over what is left under a mask. An int of any dtype
//! fills a lane of 64 bits; in a narrow program, of singles and ints that fit in 32 bits, a vector holds twice as many iterations.
//!
//! What is here serves all levels: loops, addresses, where operands are. [`Isa`] is what a level's instructions do:
//! `evex` for AVX-512, `vex` for AVX2.

mod evex;
mod memory;
mod pointers;
mod reduction;
mod streams;
#[cfg(test)]
mod tests;
mod vex;

use super::assembler::{Assembled, Assembler, Label, assemble, made};
use super::copies::Copies;
use super::level::{File, Level};
use super::program::{Arith, Lane, LoopId, Node, NodeId, Program, Word};
use super::registers::{self, Home, Registers, Room, Update};
use evex::Evex;
use iced_x86::{Code, Instruction, MemoryOperand, Register};
use pointers::{CALLER_SAVED, Pointers};
use std::marker::PhantomData;
use streams::Stores;
use vex::Vex;

const WORDS: Register = Register::RDI;
const INDEX: Register = Register::RSI;
const END: Register = Register::RDX;
/// For addresses that have no register of their own, for masks, and what else needs one for a moment.
const SPARE: [Register; 2] = [Register::RAX, Register::RCX];
/// Bytes of a value on the stack.
const SLOT: i64 = 64;

/// The instructions of a level.
trait Isa: Sized {
    /// Numbers of the vector registers for operands from memory.
    const SCRATCH: [u32; 2];
    /// The number of the one for a result on its way to memory.
    const RESULT: u32;

    /// The register of a number that has the width of a lane's vector.
    fn register(number: u32, lane: Lane, is_half: bool) -> Register;
    /// Moves all lanes from register to register.
    fn moved(target: Register, value: Register) -> Instruction;
    /// A register, with all its lanes, from a place in memory; or there.
    fn filled(number: u32, memory: MemoryOperand) -> Instruction;
    fn spilled(memory: MemoryOperand, number: u32) -> Instruction;
    /// One element for all lanes, as an operand in memory; none where it has to be in a register.
    fn fixed_operand(e: &mut Emitter<'_, Self>, node: NodeId) -> Option<MemoryOperand>;
    /// One element in memory to all lanes.
    fn broadcast(target: Register, memory: MemoryOperand, lane: Lane) -> Instruction;
    /// An operation that gives a value.
    fn operation(e: &mut Emitter<'_, Self>, node: Node, lane: Lane, number: u32, step: Step);
    /// A value to an access, where the mask holds.
    fn store(e: &mut Emitter<'_, Self>, access: usize, value: NodeId, mask: Option<NodeId>, step: Step);
    /// Notes which lanes the last vector has: as many as the second spare register says.
    fn begin_tail(e: &mut Emitter<'_, Self>);
    /// Sets the zero flag if no lane of any of these masks holds; of the last vector only the lanes that there are.
    fn test(e: &mut Emitter<'_, Self>, masks: &[NodeId], in_tail: bool);
    /// A value takes a new one in the lanes of the last vector that there are.
    fn replace_in_tail(e: &mut Emitter<'_, Self>, target: Register, value: Register, lane: Lane);
    /// The first lane of a register becomes an element in memory.
    fn first_lane(e: &mut Emitter<'_, Self>, number: u32, memory: MemoryOperand, lane: Lane);
    /// One register becomes both together, lane by lane.
    fn combine(e: &mut Emitter<'_, Self>, op: Arith, lane: Lane, number: u32, other: u32);
    /// The lanes of one register, in another one, so many lanes nearer to the first.
    fn rotate(e: &mut Emitter<'_, Self>, other: u32, number: u32, lane: Lane, distance: u32);
    /// A register, with all its lanes, to any place in memory.
    fn laid(memory: MemoryOperand, number: u32) -> Instruction;
    /// The first lane of a register takes in an element in memory; what the other lanes are is open.
    fn folded(op: Arith, lane: Lane, number: u32, memory: MemoryOperand) -> Instruction;
    /// Compares the float at one place in memory with that at another: the flags of an unsigned comparison, or parity.
    fn compare_floats(e: &mut Emitter<'_, Self>, lane: Lane, first: MemoryOperand, second: MemoryOperand);
    /// The first lane of a register to memory.
    fn first_out(memory: MemoryOperand, number: u32, lane: Lane) -> Instruction;
}

/// A program in as many copies as its main loop takes.
struct Section {
    copies: Copies,
    registers: Registers,
}

impl Section {
    fn of(program: &Program, count: u32, room: Room) -> Option<Section> {
        let copies = Copies::of(program, count);
        let registers = registers::assign(&copies, program.reductions.len(), room)?;
        Some(Section { copies, registers })
    }
}

/// What a call of vector code does to registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum Clobbers {
    /// Nothing: all that scalar code may have values in are as before, those of the arguments too.
    None,
    /// What a function of the machine's calling convention may do.
    Usual,
}

/// A program's machine code.
pub(super) struct Emitted {
    pub code: Assembled,
    /// How many vectors its main loop takes.
    pub vectors: u32,
    pub clobbers: Clobbers,
}

/// The code; none where the registers do not suffice.
pub(super) fn emit(program: &Program, level: Level) -> Option<Emitted> {
    match level {
        Level::Avx512 => emit_for::<Evex>(program, level),
        _ => emit_for::<Vex>(program, level),
    }
}

fn emit_for<I: Isa>(program: &Program, level: Level) -> Option<Emitted> {
    let (file, pointers) = (level.file(), Pointers::of(program)?);
    let single = Section::of(program, 1, Room { file, update: Update::AtEnd, slots: registers::SLOTS })?;
    let update = if program.leaves() { Update::AtEnd } else { Update::InPlace };
    let room = Room { file, update, slots: 0 };
    let main = unrolls(program).iter().find_map(|&count| Section::of(program, count, room));
    let vectors = main.as_ref().map_or(1, |section| section.copies.count);
    let unshared = |section: &Section| section.registers.vectors <= file.unshared;
    let clobbers = match unshared(&single) && main.as_ref().is_none_or(unshared) && file.unshared > 0 {
        true => Clobbers::None,
        false => Clobbers::Usual,
    };
    let code = assemble(|a| {
        let open = Vec::new();
        // The last one is for places in tables.
        let slots = i64::from(single.registers.slots) + i64::from(reads_tables(program));
        let isa = PhantomData::<I>;
        let emitter = Emitter {
            program,
            pointers: &pointers,
            a,
            section: &single,
            open,
            leave: None,
            after_rare: None,
            stores: Stores::Usual,
            clobbers,
            slots,
            file,
            singles: 2 * level.doubles(),
            isa,
        };
        emitter.function(main.as_ref());
    });
    Some(Emitted { code, vectors, clobbers })
}

/// How many vectors an iteration of the main loop may take, the best first.
fn unrolls(program: &Program) -> &'static [u32] {
    let operations = usual_operations(program);
    match operations {
        0..=24 => &[4, 2],
        25..=60 => &[2],
        _ if !program.loops.is_empty() || program.spins => &[2],
        _ => &[],
    }
}

/// Are there rows of tables to be read?
fn reads_tables(program: &Program) -> bool {
    program.nodes.iter().any(|(node, _)| matches!(node, Node::Rows(..)))
}

/// How many operations each iteration makes, without those that it makes rarely.
fn usual_operations(program: &Program) -> usize {
    let mut is_usual = true;
    let counts = |&&(node, _): &&(Node, Lane)| {
        is_usual = matches!(node, Node::Always) || is_usual && !matches!(node, Node::Rarely(_));
        is_usual && !node.is_fixed()
    };
    program.nodes.iter().filter(counts).count()
}

struct Emitter<'a, I> {
    program: &'a Program,
    pointers: &'a Pointers,
    a: &'a mut Assembler,
    section: &'a Section,
    /// The nested loops around, with the beginning and the end of each.
    open: Vec<(Label, Label)>,
    /// Where to go when a lane has to leave.
    leave: Option<Label>,
    /// Where what runs rarely ends.
    after_rare: Option<Label>,
    /// Where what is stored goes.
    stores: Stores,
    clobbers: Clobbers,
    /// How many values are on the stack, each at a multiple of a line of the cache.
    slots: i64,
    file: File,
    /// How many singles a whole register holds.
    singles: u32,
    isa: PhantomData<I>,
}

impl<'a, I: Isa> Emitter<'a, I> {
    // --- the loop --------------------------------------------------------------------------------------------------

    fn function(mut self, main: Option<&'a Section>) {
        let saved = self.saved();
        for &register in &saved {
            self.a.put(&made(Instruction::with1(Code::Push_r64, register)));
        }
        self.open_frame();
        for (number, register) in self.pointers.of_accesses() {
            let place = self.program.word(Word::Address(number));
            self.load_word(register, place);
        }
        self.begin_reductions();
        let (rest, done, left) = (self.a.label(), self.a.label(), self.a.label());
        let single = self.section;
        if let Some(main) = main {
            self.section = main;
            self.leave = Some(left);
            self.stream(single);
            self.vectors(rest);
            self.combine_vectors();
        }
        self.a.place(rest);
        (self.section, self.leave) = (single, Some(done));
        self.single(done);
        self.a.place(done);
        self.end_reductions();
        if self.program.leaves() {
            let reached = self.word(self.program.word(Word::Reached), false);
            self.a.put(&made(Instruction::with2(Code::Mov_rm64_r64, reached, INDEX)));
        }
        if self.clobbers == Clobbers::Usual {
            self.a.put(&Instruction::with(Code::VEX_Vzeroupper));
        }
        self.close_frame();
        for &register in saved.iter().rev() {
            self.a.put(&made(Instruction::with1(Code::Pop_r64, register)));
        }
        self.a.put(&Instruction::with(Code::Retnq));
        self.a.place(left);
        if let Some(main) = main {
            self.section = main;
            self.combine_vectors();
            self.a.jump(Code::Jmp_rel32_64, done);
        }
    }

    /// What the caller expects to find as it was.
    fn saved(&self) -> Vec<Register> {
        match self.clobbers {
            Clobbers::None => SPARE.into_iter().chain([INDEX]).chain(self.pointers.used()).collect(),
            Clobbers::Usual => self.pointers.used().filter(|register| !CALLER_SAVED.contains(register)).collect(),
        }
    }

    /// Room for values on the stack, each at a multiple of its size.
    fn open_frame(&mut self) {
        if self.slots > 0 {
            let size = SLOT * (self.slots + 1);
            self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[0], Register::RSP)));
            self.a.put(&made(Instruction::with2(Code::Sub_rm64_imm32, Register::RSP, size as i32)));
            self.a.put(&made(Instruction::with2(Code::And_rm64_imm8, Register::RSP, -(SLOT as i32))));
            let before = slot(self.slots);
            self.a.put(&made(Instruction::with2(Code::Mov_rm64_r64, before, SPARE[0])));
        }
    }

    fn close_frame(&mut self) {
        if self.slots > 0 {
            self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, Register::RSP, slot(self.slots))));
        }
    }

    /// One vector after the other, then what is left.
    fn single(&mut self, done: Label) {
        self.a.put(&made(Instruction::with2(Code::Cmp_r64_rm64, INDEX, END)));
        self.a.jump(Code::Jge_rel32_64, done);
        self.fixed();
        let tail = self.a.label();
        self.whole_vectors(tail);
        self.a.place(tail);
        self.rest(done);
    }

    /// The main loop.
    fn vectors(&mut self, after: Label) {
        self.compare_next();
        self.a.jump(Code::Jg_rel32_64, after);
        self.fixed();
        self.begin_vectors();
        self.again();
    }

    fn whole_vectors(&mut self, after: Label) {
        self.compare_next();
        self.a.jump(Code::Jg_rel32_64, after);
        self.again();
    }

    /// Runs while as many vectors are left as the section takes.
    fn again(&mut self) {
        self.a.align();
        let again = self.a.label();
        self.a.place(again);
        self.step(false);
        let iterations = self.program.lanes * self.section.copies.count;
        self.a.put(&made(Instruction::with2(Code::Add_rm64_imm32, INDEX, iterations as i32)));
        self.compare_next();
        self.a.jump(Code::Jle_rel32_64, again);
    }

    /// Compares the index behind the section's vectors with the end.
    fn compare_next(&mut self) {
        let iterations = i64::from(self.program.lanes * self.section.copies.count);
        let next = MemoryOperand::new(INDEX, Register::None, 1, iterations, 1, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, SPARE[1], next)));
        self.a.put(&made(Instruction::with2(Code::Cmp_r64_rm64, SPARE[1], END)));
    }

    /// What is left after all whole vectors.
    fn rest(&mut self, done: Label) {
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[1], END)));
        self.a.put(&made(Instruction::with2(Code::Sub_r64_rm64, SPARE[1], INDEX)));
        self.a.jump(Code::Jle_rel32_64, done);
        I::begin_tail(self);
        self.step(true);
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, INDEX, END)));
    }

    fn step(&mut self, masked: bool) {
        for at in 0..self.section.copies.nodes.len() {
            let (node, lane) = self.section.copies.nodes[at];
            let id = NodeId(at as u32);
            if node.is_fixed() {
                continue;
            }
            self.a.comes_from(self.section.copies.sites[at], matches!(node, Node::Leave(_)));
            match (node, self.section.registers.home(id)) {
                (node, Home::Register(register)) => {
                    let step = Step { vector: self.section.copies.vector[at], masked };
                    I::operation(self, node, lane, u32::from(register), step);
                }
                (node, Home::Slot(place)) => {
                    let step = Step { vector: self.section.copies.vector[at], masked };
                    I::operation(self, node, lane, I::RESULT, step);
                    self.a.put(&I::spilled(slot(place.into()), I::RESULT));
                }
                (node, _) => {
                    let step = Step { vector: self.section.copies.vector[at], masked };
                    self.effect(node, step, at);
                }
            }
        }
        self.a.comes_from(None, false);
    }

    /// The operation at a place, which has no value.
    fn effect(&mut self, node: Node, step: Step, at: usize) {
        match node {
            Node::Store(access, value, mask) => I::store(self, access, value, mask, step),
            Node::Leave(fails) => self.leave(fails, step),
            Node::Begin(id) => self.begin(id),
            Node::End(id) => self.end(id),
            Node::Repeat => self.repeat(),
            Node::While(_) => self.again_while(at),
            Node::Rarely(_) => self.rarely(at, step.masked),
            Node::Always => self.always(),
            Node::Next(carried, value) => self.replace(carried, value, false),
            Node::Accumulate(accumulator, value) => self.replace(accumulator, value, step.masked),
            Node::Lay(place, value) => self.lay(place, value, step.vector),
            Node::Fold(op, accumulator, places) => self.fold(op, accumulator, places, step.vector),
            other => crate::ice!("{other:?} has no register"),
        }
    }

    /// Leaves where a lane holds.
    fn leave(&mut self, fails: NodeId, step: Step) {
        I::test(self, &[fails], step.masked);
        if let Some(leave) = self.leave {
            self.a.jump(Code::Jne_rel32_64, leave);
        }
    }

    // --- nested loops ----------------------------------------------------------------------------------------------

    fn begin(&mut self, id: LoopId) {
        let (again, end) = (self.a.label(), self.a.label());
        let counter = self.pointers.counter(id);
        let count = self.program.word(Word::Count(id));
        self.load_word(counter, count);
        self.a.put(&made(Instruction::with2(Code::Test_rm64_r64, counter, counter)));
        self.a.jump(Code::Je_rel32_64, end);
        self.a.place(again);
        self.open.push((again, end));
    }

    fn end(&mut self, id: LoopId) {
        let Some((again, end)) = self.open.pop() else { crate::ice!("no loop is open") };
        let counter = self.pointers.counter(id);
        let moving: Vec<(usize, Register)> = self.pointers.moving(self.program, id).collect();
        for &(access, register) in &moving {
            self.move_pointer(Code::Add_r64_rm64, register, Word::Step(access, id));
        }
        self.a.put(&made(Instruction::with1(Code::Dec_rm64, counter)));
        if self.program.polls {
            let through = self.a.label();
            self.a.jump(Code::Je_rel32_64, through);
            self.again_unless_asked(again);
            self.a.place(through);
        } else {
            self.a.jump(Code::Jne_rel32_64, again);
        }
        for &(access, register) in &moving {
            self.move_pointer(Code::Sub_r64_rm64, register, Word::Total(access, id));
        }
        self.a.place(end);
    }

    fn repeat(&mut self) {
        let (again, end) = (self.a.label(), self.a.label());
        self.a.place(again);
        self.open.push((again, end));
    }

    /// Goes past what no lane of any of the vectors side by side needs.
    fn rarely(&mut self, at: usize, in_tail: bool) {
        let mask_of = |node| if let Node::Rarely(mask) = node { Some(mask) } else { None };
        let Some(masks) = self.side_by_side(at, mask_of) else { return };
        let after = self.a.label();
        I::test(self, &masks, in_tail);
        self.a.jump(Code::Je_rel32_64, after);
        self.after_rare = Some(after);
    }

    fn always(&mut self) {
        if let Some(after) = self.after_rare.take() {
            self.a.place(after);
        }
    }

    /// The masks of an operation on each of the vectors side by side, at the last of them.
    fn side_by_side(&self, at: usize, mask_of: fn(Node) -> Option<NodeId>) -> Option<Vec<NodeId>> {
        let mask_at = |at: usize| self.section.copies.nodes.get(at).and_then(|&(node, _)| mask_of(node));
        mask_at(at + 1).is_none().then(|| (0..=at).rev().map_while(mask_at).collect())
    }

    /// Repeats while a lane of any of the vectors side by side wants to; leaves where the run is to stop.
    fn again_while(&mut self, at: usize) {
        let mask_of = |node| if let Node::While(mask) = node { Some(mask) } else { None };
        let Some(masks) = self.side_by_side(at, mask_of) else { return };
        let Some((again, end)) = self.open.pop() else { crate::ice!("no loop is open") };
        I::test(self, &masks, false);
        self.a.jump(Code::Je_rel32_64, end);
        self.again_unless_asked(again);
        self.a.place(end);
    }

    /// Goes on with a loop; leaves where the run is to stop.
    fn again_unless_asked(&mut self, again: Label) {
        self.load_word(SPARE[0], self.program.word(Word::Interrupt));
        let asked = MemoryOperand::new(SPARE[0], Register::None, 1, 0, 0, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Cmp_rm32_imm8, asked, 0)));
        self.a.jump(Code::Je_rel32_64, again);
        if let Some(leave) = self.leave {
            self.a.jump(Code::Jmp_rel32_64, leave);
        }
    }

    fn move_pointer(&mut self, code: Code, register: Register, by: Word) {
        let word = self.word(self.program.word(by), false);
        self.a.put(&made(Instruction::with2(code, register, word)));
    }

    // --- operands --------------------------------------------------------------------------------------------------

    fn load_word(&mut self, register: Register, place: usize) {
        let word = self.word(place, false);
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, register, word)));
    }

    fn word(&self, place: usize, is_broadcast: bool) -> MemoryOperand {
        MemoryOperand::new(WORDS, Register::None, 1, 8 * place as i64, 1, is_broadcast, Register::None)
    }

    /// What stays in registers.
    fn fixed(&mut self) {
        for at in 0..self.section.copies.nodes.len() {
            let (node, lane) = self.section.copies.nodes[at];
            if let (true, Home::Register(register)) = (node.is_fixed(), self.section.registers.homes[at]) {
                self.broadcast(u32::from(register), NodeId(at as u32), lane);
            }
        }
    }

    /// The register of a number that has the width of a lane's vector.
    fn vector(&self, number: u32, lane: Lane) -> Register {
        I::register(number, lane, self.half(lane))
    }

    fn lane(&self, node: NodeId) -> Lane {
        self.section.copies.lane(node)
    }

    /// Are all lanes of 32 bits?
    fn is_narrow(&self) -> bool {
        self.program.lanes == self.singles
    }

    /// The width of a lane: that of a single or of a double.
    fn width(&self, lane: Lane) -> Lane {
        if lane == Lane::Int && self.is_narrow() { Lane::F32 } else { lane }
    }

    /// Is it a single in half a register?
    fn half(&self, lane: Lane) -> bool {
        lane == Lane::F32 && !self.is_narrow()
    }

    fn broadcast(&mut self, register: u32, node: NodeId, lane: Lane) {
        let memory = self.element(node);
        self.broadcast_memory(register, memory, lane);
    }

    /// Where a constant or invariant is in memory.
    fn element(&mut self, node: NodeId) -> MemoryOperand {
        match self.section.copies.node(node) {
            Node::Constant(bits) => self.a.constants(&[bits], false),
            Node::Invariant(place) => self.word(place, false),
            other => crate::ice!("{other:?} is not the same in every iteration"),
        }
    }

    fn broadcast_memory(&mut self, register: u32, memory: MemoryOperand, lane: Lane) {
        let register = self.vector(register, lane);
        self.a.put(&I::broadcast(register, memory, self.width(lane)));
    }

    /// An operand in a register; one from memory comes to a scratch register.
    fn register(&mut self, node: NodeId, scratch: usize) -> Register {
        self.operand_in(I::SCRATCH[scratch], node)
    }

    /// An operand in its register, or in this one.
    fn operand_in(&mut self, number: u32, node: NodeId) -> Register {
        match self.section.registers.home(node) {
            Home::Register(register) => self.vector(register.into(), self.lane(node)),
            _ => {
                self.fetch(number, node);
                self.vector(number, self.lane(node))
            }
        }
    }

    /// An operand comes to a register.
    fn fetch(&mut self, number: u32, node: NodeId) {
        let lane = self.lane(node);
        match self.section.registers.home(node) {
            Home::Register(register) if u32::from(register) == number => {}
            Home::Register(register) => {
                let (target, value) = (self.vector(number, lane), self.vector(register.into(), lane));
                self.a.put(&I::moved(target, value));
            }
            Home::Slot(place) => self.a.put(&I::filled(number, slot(place.into()))),
            _ => self.broadcast(number, node, lane),
        }
    }

    /// What may stand in memory comes last, where the order does not matter.
    fn ordered(&self, op: Arith, a: NodeId, b: NodeId) -> (NodeId, NodeId) {
        let commutes = matches!(op, Arith::Add | Arith::Mul | Arith::And | Arith::Or | Arith::Xor | Arith::MulLow);
        let in_register = matches!(self.section.registers.home(a), Home::Register(_));
        if commutes && !in_register { (b, a) } else { (a, b) }
    }

    /// The result takes the place of one of the operands: `codes` multiply the first two into the third, and the first with
    /// the second onto the third.
    fn fma(&mut self, [onto_third, into_first]: [Code; 2], number: u32, [a, b, c]: [NodeId; 3]) {
        let target = self.vector(number, Lane::F64);
        let is_target = |node: NodeId| self.section.registers.home(node) == Home::Register(number as u8);
        if is_target(c) && !is_target(a) && !is_target(b) {
            return self.three(onto_third, target, a, b);
        }
        let (a, b) = if is_target(b) { (b, a) } else { (a, b) };
        self.fetch(number, a);
        self.three(into_first, target, b, c);
    }

    /// `code target, a, b`, where `b` may be in memory.
    fn three(&mut self, code: Code, target: Register, a: NodeId, b: NodeId) {
        let a = self.register(a, 0);
        self.last(b, |b| match b {
            Operand::Register(b) => Instruction::with3(code, target, a, b),
            Operand::Memory(b) => Instruction::with3(code, target, a, b),
        });
    }

    /// `code target, x`, where `x` may be in memory.
    fn two(&mut self, code: Code, target: Register, x: NodeId) {
        self.last(x, |x| match x {
            Operand::Register(x) => Instruction::with2(code, target, x),
            Operand::Memory(x) => Instruction::with2(code, target, x),
        });
    }

    /// An instruction whose last operand is a node.
    fn last(&mut self, node: NodeId, make: impl FnOnce(Operand) -> Result<Instruction, iced_x86::IcedError>) {
        let memory = match self.section.registers.home(node) {
            Home::Memory => I::fixed_operand(self, node),
            Home::Slot(place) => Some(slot(place.into())),
            _ => None,
        };
        let operand = memory.map_or_else(|| Operand::Register(self.register(node, 1)), Operand::Memory);
        self.a.put(&made(make(operand)));
    }
}

/// A value's place on the stack.
fn slot(place: i64) -> MemoryOperand {
    MemoryOperand::new(Register::RSP, Register::None, 1, SLOT * place, 8, false, Register::None)
}

/// Which vector's worth of iterations.
#[derive(Clone, Copy)]
struct Step {
    /// Vectors past the index register.
    vector: u32,
    masked: bool,
}

/// The last operand of an instruction.
enum Operand {
    Register(Register),
    Memory(MemoryOperand),
}
