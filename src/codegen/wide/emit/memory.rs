//! Where accesses are in memory.
//!
//! Input: accesses. Output: addresses, in registers or as operands; small elements one by one. Never: vectors.

use super::{Emitter, INDEX, Isa, SPARE, Step, made};
use crate::codegen::wide::program::{Lane, Movement, NodeId, Word};
use crate::types::Dtype;
use iced_x86::{Code, Instruction, MemoryOperand, Register};

/// A load in the making.
#[derive(Clone, Copy)]
pub(super) struct Load {
    pub access: usize,
    pub lane: Lane,
    /// The number of the register.
    pub target: u32,
    pub mask: Option<NodeId>,
    pub step: Step,
}

impl<I: Isa> Emitter<'_, I> {
    /// The register that holds the address of an access in iteration 0.
    pub(super) fn pointer(&mut self, number: usize) -> Register {
        self.pointers.access(number).unwrap_or_else(|| {
            let place = self.program.word(Word::Address(number));
            self.load_word(SPARE[0], place);
            SPARE[0]
        })
    }

    /// The elements of an access that moves with the index or not at all, from this address on.
    pub(super) fn elements(&self, number: usize, pointer: Register, step: Step) -> MemoryOperand {
        let access = &self.program.accesses[number];
        if access.movement == Movement::Still {
            return MemoryOperand::new(pointer, Register::None, 1, 0, 1, false, Register::None);
        }
        let size = access.dtype.size() as u32;
        let offset = i64::from(step.vector * self.program.lanes * size);
        MemoryOperand::new(pointer, INDEX, size, offset, 1, false, Register::None)
    }

    /// The elements of the row that the first lane of a vector of indices names: it is the same in all lanes. The
    /// instruction moves that lane to the second spare register.
    pub(super) fn row_of_first(&mut self, load: Load, first_out: Instruction) -> MemoryOperand {
        self.a.put(&first_out);
        let stride = self.stride(load.access, false);
        self.a.put(&made(Instruction::with2(Code::Imul_r64_rm64, SPARE[1], stride)));
        let pointer = self.pointer(load.access);
        self.a.put(&made(Instruction::with2(Code::Add_r64_rm64, SPARE[1], pointer)));
        self.elements(load.access, SPARE[1], load.step)
    }

    /// The numbers of a step's iterations from the index on, lane by lane.
    pub(super) fn lane_numbers(&mut self, step: Step) -> MemoryOperand {
        let first = u64::from(step.vector * self.program.lanes);
        let lanes: Vec<u64> = (first..first + u64::from(self.program.lanes)).collect();
        self.a.constants(&lanes, false)
    }

    pub(super) fn stride(&self, number: usize, is_broadcast: bool) -> MemoryOperand {
        self.word(self.program.word(Word::Stride(number)), is_broadcast)
    }

    /// The address of a step's first element to the first spare register, the stride to the second.
    pub(super) fn strided_start(&mut self, load: Load) {
        let stride = self.stride(load.access, false);
        self.a.put(&made(Instruction::with2(Code::Mov_r64_rm64, SPARE[1], stride)));
        let first = i64::from(load.step.vector * self.program.lanes);
        let first = MemoryOperand::new(INDEX, Register::None, 1, first, 1, false, Register::None);
        self.a.put(&made(Instruction::with2(Code::Lea_r64_m, SPARE[0], first)));
        self.a.put(&made(Instruction::with2(Code::Imul_r64_rm64, SPARE[0], SPARE[1])));
        match self.pointers.access(load.access) {
            Some(pointer) => self.a.put(&made(Instruction::with2(Code::Add_r64_rm64, SPARE[0], pointer))),
            None => {
                let word = self.word(self.program.word(Word::Address(load.access)), false);
                self.a.put(&made(Instruction::with2(Code::Add_r64_rm64, SPARE[0], word)));
            }
        }
    }

    /// One small element, extended, in the first spare register.
    pub(super) fn load_scalar(&mut self, dtype: Dtype, memory: MemoryOperand) {
        let code = match dtype {
            Dtype::I8 => Code::Movsx_r64_rm8,
            Dtype::I16 => Code::Movsx_r64_rm16,
            Dtype::I32 => Code::Movsxd_r64_rm32,
            Dtype::U8 | Dtype::Bool => Code::Movzx_r64_rm8,
            Dtype::U16 => Code::Movzx_r64_rm16,
            Dtype::U32 | Dtype::F32 => Code::Mov_r32_rm32,
            _ => Code::Mov_r64_rm64,
        };
        let room = if code == Code::Mov_r32_rm32 { Register::EAX } else { SPARE[0] };
        self.a.put(&made(Instruction::with2(code, room, memory)));
    }
}
