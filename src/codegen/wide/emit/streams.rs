//! The main loop with stores past the caches.
//!
//! Input: a program with a word that says whether its store is to go there. Output: a loop over whole vectors in memory, ahead of the
//! usual one. Never: such a store under a mask, or one that another thread sees later than what this one does next.

use super::{END, Emitter, INDEX, Isa, SPARE, Section, made};
use crate::codegen::wide::program::Word;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// Where what is stored goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stores {
    Usual,
    /// To memory.
    PastCaches,
}

impl<'a, I: Isa> Emitter<'a, I> {
    /// As many iterations of the main loop as there are, if the word wants them so. The first ones, up to where a
    /// vector in memory begins, run under a mask.
    pub(super) fn stream(&mut self, single: &'a Section) {
        let streamed = |&word: &Word| if let Word::Streams(store) = word { Some(store) } else { None };
        let Some(store) = self.program.words.iter().find_map(streamed) else { return };
        let (usual, main) = (self.a.label(), self.section);
        let wanted = self.word(self.program.word(Word::Streams(store)), false);
        self.a.put(&made(Instruction::with2(Code::Cmp_rm64_imm8, wanted, 0)));
        self.a.jump(Code::Je_rel32_64, usual);
        let most = i64::from(self.program.lanes * (main.copies.count + 1));
        let next = MemoryOperand::new(INDEX, Register::None, 1, most, 1, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, SPARE[1], next)));
        self.a.put(&made(Instruction::with2(Code::Cmp_r64_rm64, SPARE[1], END)));
        self.a.jump(Code::Jg_rel32_64, usual);
        self.section = single;
        self.up_to_vector(store);
        self.section = main;
        self.fixed();
        self.stores = Stores::PastCaches;
        self.again();
        self.stores = Stores::Usual;
        self.a.put(&Instruction::with(Code::Sfence));
        self.a.place(usual);
    }

    /// The iterations that store ahead of the next address that is a multiple of a vector's size.
    fn up_to_vector(&mut self, store: usize) {
        self.fixed();
        self.missing(store);
        I::begin_tail(self);
        self.step(true);
        self.missing(store);
        self.a.put(&made(Instruction::with2(Code::Add_r64_rm64, INDEX, SPARE[1])));
    }

    /// How many they are, to the second spare register.
    fn missing(&mut self, store: usize) {
        let pointer = self.pointer(store);
        let size = self.program.accesses[store].dtype.size() as u32;
        let vector = (size * self.program.lanes) as i32;
        let address = MemoryOperand::new(pointer, INDEX, size, 0, 1, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, SPARE[1], address)));
        self.a.put(&made(Instruction::with1(Code::Neg_rm64, SPARE[1])));
        self.a.put(&made(Instruction::with2(Code::And_rm64_imm8, SPARE[1], vector - 1)));
        self.a.put(&made(Instruction::with2(Code::Shr_rm64_imm8, SPARE[1], size.trailing_zeros())));
    }
}
