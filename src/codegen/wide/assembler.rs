//! Machine code from instructions, labels and constants.
//!
//! Input: a function that writes a piece of code; it runs twice, as addresses are known after the first time.
//! Output: bytes that run wherever they are put: the code, then its constants; what it was made of. Never: the meaning of an instruction.

use crate::codegen::padding::nops;
use crate::ir::SiteId;
use iced_x86::{Code, Encoder, Instruction, MemoryOperand, Register};

/// A place in the code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label(usize);

/// An address that is not known yet: near enough for every form that is used.
const UNKNOWN: u64 = 1 << 20;

/// How many bytes one piece of data may have.
const MOST_DECLARED: usize = 16;

/// Code that was written.
pub(super) struct Assembled {
    pub bytes: Vec<u8>,
    /// In order; what stands before the first one has none.
    pub origins: Vec<Origin>,
}

/// What the code from an offset on comes from.
#[derive(Clone, Copy, Debug)]
pub(in crate::codegen) struct Origin {
    pub start: u32,
    /// None: it serves the loop as a whole.
    pub site: Option<SiteId>,
    /// Does it make sure of something?
    pub is_check: bool,
}

/// Writes code.
pub(super) struct Assembler {
    encoder: Encoder,
    at: u64,
    /// Addresses of labels in this pass, and in the one before.
    placed: Vec<u64>,
    known: Vec<u64>,
    constants: Vec<u64>,
    constants_at: u64,
    origins: Vec<Origin>,
}

/// What `write` writes.
pub(super) fn assemble(write: impl Fn(&mut Assembler)) -> Assembled {
    let mut first = Assembler::new(Vec::new(), UNKNOWN);
    write(&mut first);
    #[cfg(test)]
    MEANT.with_borrow_mut(Vec::clear);
    let mut second = Assembler::new(first.placed, first.at.next_multiple_of(8));
    write(&mut second);
    let mut bytes = second.encoder.take_buffer();
    bytes.resize(second.constants_at as usize, 0xcc);
    bytes.extend(second.constants.iter().flat_map(|constant| constant.to_le_bytes()));
    Assembled { bytes, origins: second.origins }
}

impl Assembler {
    fn new(known: Vec<u64>, constants_at: u64) -> Self {
        let (placed, constants, origins) = (Vec::new(), Vec::new(), Vec::new());
        Self { encoder: Encoder::new(64), at: 0, placed, known, constants, constants_at, origins }
    }

    /// What is written from now on comes from this place in the source.
    pub(super) fn comes_from(&mut self, site: Option<SiteId>, is_check: bool) {
        let start = self.at as u32;
        self.origins.pop_if(|last| last.start == start);
        if self.origins.last().is_none_or(|last| (last.site, last.is_check) != (site, is_check)) {
            self.origins.push(Origin { start, site, is_check });
        }
    }

    /// Writes one instruction.
    pub(super) fn put(&mut self, instruction: &Instruction) {
        match self.encoder.encode(instruction, self.at) {
            Ok(length) => {
                #[cfg(test)]
                MEANT.with_borrow_mut(|meant| meant.push((self.at, *instruction, length)));
                self.at += length as u64;
            }
            Err(error) => crate::ice!("{:?}: {error}", instruction.code()),
        }
    }

    // --- labels ----------------------------------------------------------------------------------------------------

    /// A label, which is placed later.
    pub(super) fn label(&mut self) -> Label {
        self.placed.push(0);
        Label(self.placed.len() - 1)
    }

    /// The label stands here.
    pub(super) fn place(&mut self, label: Label) {
        self.placed[label.0] = self.at;
    }

    /// A jump of the form with 32 bits.
    pub(super) fn jump(&mut self, code: Code, label: Label) {
        let target = self.known.get(label.0).copied().unwrap_or(UNKNOWN);
        self.put(&made(Instruction::with_branch(code, target)));
    }

    /// Fills up to a multiple of 32 bytes, in few instructions: a short loop before this one falls through them.
    pub(super) fn align(&mut self) {
        let missing = self.at.next_multiple_of(32) - self.at;
        for piece in nops(missing as u32).chunks(MOST_DECLARED) {
            self.put(&made(Instruction::with_declare_byte(piece)));
        }
    }

    // --- constants ---------------------------------------------------------------------------------------------------

    /// Constants next to one another, as an operand.
    pub(super) fn constants(&mut self, values: &[u64], is_broadcast: bool) -> MemoryOperand {
        let known = self.constants.windows(values.len()).position(|window| window == values);
        let place = known.unwrap_or_else(|| {
            self.constants.extend_from_slice(values);
            self.constants.len() - values.len()
        });
        let address = self.constants_at + 8 * place as u64;
        MemoryOperand::new(Register::RIP, Register::None, 1, address as i64, 8, is_broadcast, Register::None)
    }
}

/// An instruction of a form that exists.
pub(super) fn made(instruction: Result<Instruction, iced_x86::IcedError>) -> Instruction {
    instruction.unwrap_or_else(|error| crate::ice!("no such instruction: {error}"))
}

#[cfg(test)]
thread_local! {
    /// The instructions of the code that was written last, with their places and lengths.
    static MEANT: std::cell::RefCell<Vec<(u64, Instruction, usize)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// The instructions of the code that was written last, with their places and lengths.
#[cfg(test)]
pub(super) fn meant() -> Vec<(u64, Instruction, usize)> {
    MEANT.take()
}
