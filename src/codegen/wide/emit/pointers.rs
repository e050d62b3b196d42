//! Which addresses and counters stay in registers.
//!
//! Input: a program. Output: general registers; none where the nested loops need more than there are. Never: vectors.

use crate::codegen::wide::program::{LoopId, Program};
use iced_x86::Register;

const GENERAL: [Register; 10] = [
    Register::R8,
    Register::R9,
    Register::R10,
    Register::R11,
    Register::RBX,
    Register::RBP,
    Register::R12,
    Register::R13,
    Register::R14,
    Register::R15,
];

/// Those of them that a callee may change by the machine's calling convention.
pub(super) const CALLER_SAVED: [Register; 4] = [Register::R8, Register::R9, Register::R10, Register::R11];

/// Registers of a function.
pub(super) struct Pointers {
    accesses: Vec<Option<Register>>,
    counters: Vec<Register>,
    used: usize,
}

impl Pointers {
    pub(super) fn of(program: &Program) -> Option<Pointers> {
        let mut free = GENERAL.iter().copied();
        let nested = || (0..program.loops.len()).map(LoopId);
        let moves = |access: usize| nested().any(|id| program.accesses[access].moves_with(id));
        let mut accesses = vec![None; program.accesses.len()];
        for access in (0..accesses.len()).filter(|&access| moves(access)) {
            accesses[access] = Some(free.next()?);
        }
        let counters = nested().map(|_| free.next()).collect::<Option<Vec<Register>>>()?;
        for place in accesses.iter_mut().filter(|place| place.is_none()) {
            *place = free.next();
        }
        Some(Pointers { accesses, counters, used: GENERAL.len() - free.len() })
    }

    /// All registers of the function that have something.
    pub(super) fn used(&self) -> impl Iterator<Item = Register> + use<> {
        GENERAL.into_iter().take(self.used)
    }

    /// The accesses that have registers.
    pub(super) fn of_accesses(&self) -> impl Iterator<Item = (usize, Register)> + use<> {
        let found: Vec<(usize, Register)> =
            self.accesses.iter().enumerate().filter_map(|(number, place)| Some((number, (*place)?))).collect();
        found.into_iter()
    }

    pub(super) fn access(&self, number: usize) -> Option<Register> {
        self.accesses[number]
    }

    pub(super) fn counter(&self, id: LoopId) -> Register {
        self.counters[id.0]
    }

    /// The accesses that move with a nested loop.
    pub(super) fn moving<'a>(
        &'a self,
        program: &'a Program,
        id: LoopId,
    ) -> impl Iterator<Item = (usize, Register)> + 'a {
        self.of_accesses().filter(move |&(access, _)| program.accesses[access].moves_with(id))
    }
}
