//! Programs as AVX-512 machine code.
//!
//! Input: a program. Output: the bytes of a function `fn(words, start, end) -> reached`.
//! Never: a fault: lanes past the end are masked off in every load and store.
//!
//! The loop runs over several vectors at a time, then over one, then over what is left under a mask. An int of any dtype
//! fills a lane of 64 bits; where all is single precision a vector holds 16 iterations, else 8.

mod codes;
mod memory;
mod operation;
mod pointers;
mod reduction;

use super::assembler::{Assembler, Label, assemble, made};
use super::copies::Copies;
use super::program::{Lane, LoopId, Node, NodeId, Program, Word};
use super::registers::{self, Home, Registers, Update};
use iced_x86::{Code, Instruction, MemoryOperand, Register};
use pointers::Pointers;

const WORDS: Register = Register::RDI;
const INDEX: Register = Register::RSI;
const END: Register = Register::RDX;
/// For addresses that have no register of their own, for masks, and what else needs one for a moment.
const SPARE: [Register; 2] = [Register::RAX, Register::RCX];
/// The lanes of the last vector.
const TAIL: Register = Register::K7;
/// A mask for a moment.
const MASK: Register = Register::K6;
/// Numbers of the vector registers for operands from memory.
const SCRATCH: [u32; 2] = [30, 31];

/// A program in as many copies as its main loop takes.
struct Section {
    copies: Copies,
    registers: Registers,
}

impl Section {
    fn of(program: &Program, count: u32, update: Update) -> Option<Section> {
        let copies = Copies::of(program, count);
        let registers = registers::assign(&copies, program.reductions.len(), update)?;
        Some(Section { copies, registers })
    }
}

/// The code, and how many vectors its main loop takes; none where the registers do not suffice.
pub(super) fn emit(program: &Program) -> Option<(Vec<u8>, u32)> {
    let pointers = Pointers::of(program)?;
    let single = Section::of(program, 1, Update::AtEnd)?;
    let update = if program.leaves() { Update::AtEnd } else { Update::InPlace };
    let main = unrolls(program).iter().find_map(|&count| Section::of(program, count, update));
    let count = main.as_ref().map_or(1, |section| section.copies.count);
    let code = assemble(|a| {
        let emitter = Emitter { program, pointers: &pointers, a, section: &single, open: Vec::new(), leave: None };
        emitter.function(main.as_ref());
    });
    Some((code, count))
}

/// How many vectors an iteration of the main loop may take, the best first.
fn unrolls(program: &Program) -> &'static [u32] {
    let operations = program.nodes.iter().filter(|(node, _)| !node.is_fixed()).count();
    match operations {
        0..=24 => &[4, 2],
        25..=60 => &[2],
        _ if !program.loops.is_empty() || program.spins => &[2],
        _ => &[],
    }
}

struct Emitter<'a> {
    program: &'a Program,
    pointers: &'a Pointers,
    a: &'a mut Assembler,
    section: &'a Section,
    /// The nested loops around, with the beginning and the end of each.
    open: Vec<(Label, Label)>,
    /// Where to go when a lane has to leave.
    leave: Option<Label>,
}

impl<'a> Emitter<'a> {
    // --- the loop --------------------------------------------------------------------------------------------------

    fn function(mut self, main: Option<&'a Section>) {
        for register in self.pointers.saved() {
            self.a.put(&made(Instruction::with1(Code::Push_r64, register)));
        }
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
            self.vectors(rest);
            self.combine_vectors();
        }
        self.a.place(rest);
        (self.section, self.leave) = (single, Some(done));
        self.single(done);
        self.a.place(done);
        self.end_reductions();
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, Register::RAX, INDEX)));
        self.a.put(&Instruction::with(Code::VEX_Vzeroupper));
        for register in self.pointers.saved().rev() {
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
        self.a.put(&made(Instruction::with2(Code::Mov_r32_imm32, Register::EAX, u32::MAX)));
        self.a.put(&made(Instruction::with3(Code::VEX_Bzhi_r32_rm32_r32, Register::EAX, Register::EAX, Register::ECX)));
        self.a.put(&made(Instruction::with2(Code::VEX_Kmovd_kr_r32, TAIL, Register::EAX)));
        self.step(true);
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, INDEX, END)));
    }

    fn step(&mut self, masked: bool) {
        for at in 0..self.section.copies.nodes.len() {
            let (node, lane) = self.section.copies.nodes[at];
            let id = NodeId(at as u32);
            match (node, self.section.registers.home(id)) {
                _ if node.is_fixed() => {}
                (node, Home::Register(register)) => {
                    let step = Step { vector: self.section.copies.vector[at], masked };
                    self.operation(node, lane, u32::from(register), step);
                }
                (node, _) => {
                    let step = Step { vector: self.section.copies.vector[at], masked };
                    self.effect(node, step, at);
                }
            }
        }
    }

    /// The operation at a place, which has no value.
    fn effect(&mut self, node: Node, step: Step, at: usize) {
        match node {
            Node::Store(access, value, mask) => self.store(access, value, mask, step),
            Node::Leave(fails) => self.leave(fails, step),
            Node::Begin(id) => self.begin(id),
            Node::End(id) => self.end(id),
            Node::Repeat => self.repeat(),
            Node::While(_) => self.again_while(at),
            Node::Next(carried, value) => self.replace(carried, value, false),
            Node::Accumulate(accumulator, value) => self.replace(accumulator, value, step.masked),
            other => crate::ice!("{other:?} has no register"),
        }
    }

    /// Leaves where a lane holds.
    fn leave(&mut self, fails: NodeId, step: Step) {
        let mut fails = self.register(fails, 0);
        if step.masked {
            self.a.put(&made(Instruction::with3(Code::VEX_Kandw_kr_kr_kr, MASK, fails, TAIL)));
            fails = MASK;
        }
        self.test_mask(fails);
        if let Some(leave) = self.leave {
            self.a.jump(Code::Jne_rel32_64, leave);
        }
    }

    /// Sets the zero flag if no lane of a mask holds.
    fn test_mask(&mut self, mask: Register) {
        let code = if self.program.lanes == 8 { Code::VEX_Kortestb_kr_kr } else { Code::VEX_Kortestw_kr_kr };
        self.a.put(&made(Instruction::with2(code, mask, mask)));
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
        self.a.jump(Code::Jne_rel32_64, again);
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

    /// Repeats while a lane of any of the vectors side by side wants to; leaves where the run is to stop.
    fn again_while(&mut self, at: usize) {
        let nodes = &self.section.copies.nodes;
        let mask_at = |at: usize| match nodes.get(at) {
            Some(&(Node::While(mask), _)) => Some(mask),
            _ => None,
        };
        if mask_at(at + 1).is_some() {
            return;
        }
        let masks: Vec<NodeId> = (0..=at).rev().map_while(mask_at).collect();
        let Some((again, end)) = self.open.pop() else { crate::ice!("no loop is open") };
        let mut any = self.register(masks[0], 0);
        for &mask in &masks[1..] {
            let mask = self.register(mask, 0);
            self.a.put(&made(Instruction::with3(Code::VEX_Korw_kr_kr_kr, MASK, any, mask)));
            any = MASK;
        }
        self.test_mask(any);
        self.a.jump(Code::Je_rel32_64, end);
        self.load_word(SPARE[0], self.program.word(Word::Interrupt));
        let asked = MemoryOperand::new(SPARE[0], Register::None, 1, 0, 0, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Cmp_rm32_imm8, asked, 0)));
        self.a.jump(Code::Je_rel32_64, again);
        if let Some(leave) = self.leave {
            self.a.jump(Code::Jmp_rel32_64, leave);
        }
        self.a.place(end);
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
        match lane {
            Lane::Mask => Register::K0 + number,
            Lane::F32 if self.program.lanes == 8 => Register::YMM0 + number,
            _ => Register::ZMM0 + number,
        }
    }

    fn wide(number: u32) -> Register {
        Register::ZMM0 + number
    }

    fn lane(&self, node: NodeId) -> Lane {
        self.section.copies.lane(node)
    }

    /// Is it a single in half a register?
    fn half(&self, lane: Lane) -> bool {
        lane == Lane::F32 && self.program.lanes == 8
    }

    /// A constant or invariant as an operand in memory, one element for all lanes.
    fn fixed_operand(&mut self, node: NodeId) -> MemoryOperand {
        match self.section.copies.node(node) {
            Node::Constant(bits) => self.a.constants(&[bits], true),
            Node::Invariant(place) => self.word(place, true),
            other => crate::ice!("{other:?} is not the same in every iteration"),
        }
    }

    fn broadcast(&mut self, register: u32, node: NodeId, lane: Lane) {
        let memory = self.fixed_operand(node);
        let memory = MemoryOperand { is_broadcast: false, ..memory };
        self.broadcast_memory(register, memory, lane);
    }

    fn broadcast_memory(&mut self, register: u32, memory: MemoryOperand, lane: Lane) {
        let code = match lane {
            Lane::F32 if self.half(lane) => Code::EVEX_Vbroadcastss_ymm_k1z_xmmm32,
            Lane::F32 => Code::EVEX_Vbroadcastss_zmm_k1z_xmmm32,
            _ => Code::EVEX_Vbroadcastsd_zmm_k1z_xmmm64,
        };
        let register = self.vector(register, lane);
        self.a.put(&made(Instruction::with2(code, register, memory)));
    }

    /// An operand in a register; one from memory comes to a scratch register.
    fn register(&mut self, node: NodeId, scratch: usize) -> Register {
        let lane = self.lane(node);
        match self.section.registers.home(node) {
            Home::Register(register) => self.vector(register.into(), lane),
            _ => {
                self.broadcast(SCRATCH[scratch], node, lane);
                self.vector(SCRATCH[scratch], lane)
            }
        }
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
        let operand = match self.section.registers.home(node) {
            Home::Memory => Operand::Memory(self.fixed_operand(node)),
            _ => Operand::Register(self.register(node, 1)),
        };
        self.a.put(&made(make(operand)));
    }
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

/// The number of a vector register.
fn number_of(register: Register) -> u32 {
    let first = match register {
        _ if register >= Register::ZMM0 => Register::ZMM0,
        _ if register >= Register::YMM0 => Register::YMM0,
        _ => Register::XMM0,
    };
    register as u32 - first as u32
}
