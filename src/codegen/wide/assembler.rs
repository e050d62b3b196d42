//! Machine code from instructions, labels and constants.
//!
//! Input: a function that writes a piece of code. Output: bytes that run wherever they are put: the code, then its constants and
//! tables; what it was made of. Addresses that are not known yet are filled in at the end. Never: the meaning of an instruction.

use super::math::Table;
use crate::codegen::padding::nops;
use crate::ir::SiteId;
use iced_x86::{Code, Encoder, Instruction, MemoryOperand, Register};

/// A place in the code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label(usize);

/// Where a label seems to be until it is placed: near enough for every form that is used.
const UNPLACED: u64 = 1 << 20;
/// Where constants seem to be, and tables, until the code has its length.
const CONSTANTS: u64 = 1 << 24;
const TABLES: u64 = 1 << 28;

/// Constants and tables begin with a line of the cache.
const LINE: usize = 64;

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

/// Four bytes of the code: the distance from behind an instruction to a place.
struct Distance {
    at: usize,
    /// Where the instruction ends.
    from: u64,
    to: Place,
}

/// What an instruction refers to.
enum Place {
    Label(Label),
    /// A byte of the constants.
    Constant(u64),
    /// A byte of the tables.
    Table(u64),
}

/// Writes code.
pub(super) struct Assembler {
    encoder: Encoder,
    at: u64,
    /// Addresses of labels.
    placed: Vec<u64>,
    distances: Vec<Distance>,
    constants: Vec<u64>,
    tables: Vec<Table>,
    origins: Vec<Origin>,
}

/// What `write` writes.
pub(super) fn assemble(write: impl FnOnce(&mut Assembler)) -> Assembled {
    #[cfg(test)]
    MEANT.with_borrow_mut(Vec::clear);
    let mut assembler = Assembler {
        encoder: Encoder::new(64),
        at: 0,
        placed: Vec::new(),
        distances: Vec::new(),
        constants: Vec::new(),
        tables: Vec::new(),
        origins: Vec::new(),
    };
    write(&mut assembler);
    assembler.finish()
}

impl Assembler {
    /// The code with its constants, all addresses filled in.
    fn finish(mut self) -> Assembled {
        let mut bytes = self.encoder.take_buffer();
        let first_constant = padded(&mut bytes);
        bytes.extend(self.constants.iter().flat_map(|constant| constant.to_le_bytes()));
        let first_table = if self.tables.is_empty() { bytes.len() as u64 } else { padded(&mut bytes) };
        for table in &self.tables {
            bytes.extend(table.rows().iter().flatten().flat_map(|number| number.to_le_bytes()));
        }
        for Distance { at, from, to } in &self.distances {
            let to = match to {
                Place::Label(label) => self.placed[label.0],
                Place::Constant(offset) => first_constant + offset,
                Place::Table(offset) => first_table + offset,
            };
            bytes[*at..at + 4].copy_from_slice(&(to.wrapping_sub(*from) as u32).to_le_bytes());
            #[cfg(test)]
            MEANT.with_borrow_mut(|meant| aimed(meant, *from, to));
        }
        Assembled { bytes, origins: self.origins }
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
        let start = self.at as usize;
        self.encode(instruction);
        if instruction.is_ip_rel_memory_operand() {
            let to = match instruction.memory_displacement64() {
                address @ TABLES.. => Place::Table(address - TABLES),
                address => Place::Constant(address - CONSTANTS),
            };
            let at = start + self.encoder.get_constant_offsets().displacement_offset();
            self.distances.push(Distance { at, from: self.at, to });
        }
    }

    fn encode(&mut self, instruction: &Instruction) {
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
        self.placed.push(UNPLACED);
        Label(self.placed.len() - 1)
    }

    /// The label stands here.
    pub(super) fn place(&mut self, label: Label) {
        self.placed[label.0] = self.at;
    }

    /// A jump of the form with 32 bits, which are its last.
    pub(super) fn jump(&mut self, code: Code, label: Label) {
        self.encode(&made(Instruction::with_branch(code, self.placed[label.0])));
        self.distances.push(Distance { at: self.at as usize - 4, from: self.at, to: Place::Label(label) });
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
        beside_code(CONSTANTS + 8 * place as u64, is_broadcast)
    }

    /// The first row of a table.
    pub(super) fn table(&mut self, table: Table) -> MemoryOperand {
        let known = self.tables.iter().position(|&other| other == table);
        let place = known.unwrap_or_else(|| {
            self.tables.push(table);
            self.tables.len() - 1
        });
        let before: usize = self.tables[..place].iter().map(|table| size_of_val(table.rows())).sum();
        beside_code(TABLES + before as u64, false)
    }
}

/// An operand that the instruction pointer leads to.
fn beside_code(address: u64, is_broadcast: bool) -> MemoryOperand {
    MemoryOperand::new(Register::RIP, Register::None, 1, address as i64, 8, is_broadcast, Register::None)
}

/// Fills up to a line of the cache; where that begins.
fn padded(bytes: &mut Vec<u8>) -> u64 {
    bytes.resize(bytes.len().next_multiple_of(LINE), 0xcc);
    bytes.len() as u64
}

/// An instruction of a form that exists.
pub(super) fn made(instruction: Result<Instruction, iced_x86::IcedError>) -> Instruction {
    instruction.unwrap_or_else(|error| crate::ice!("no such instruction: {error}"))
}

/// Instructions with their places and lengths.
#[cfg(test)]
type Meant = Vec<(u64, Instruction, usize)>;

#[cfg(test)]
thread_local! {
    /// The instructions of the code that was written last.
    static MEANT: std::cell::RefCell<Meant> = const { std::cell::RefCell::new(Vec::new()) };
}

/// The instructions of the code that was written last.
#[cfg(test)]
pub(super) fn meant() -> Meant {
    MEANT.take()
}

/// The instruction that ends here refers to that address.
#[cfg(test)]
fn aimed(meant: &mut Meant, end: u64, to: u64) {
    let place = meant.partition_point(|&(at, _, length)| at + (length as u64) < end);
    let (_, instruction, _) = &mut meant[place];
    if instruction.is_ip_rel_memory_operand() {
        instruction.set_memory_displacement64(to);
    } else {
        instruction.set_near_branch64(to);
    }
}
