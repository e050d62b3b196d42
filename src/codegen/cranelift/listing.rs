//! Machine code as people read it.
//!
//! Input: bytes, and what they were made of. Output: [`Row`]s: instructions, with labels, checks and traffic with the
//! stack marked. Never: source text.

use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Formatter, FormatterOutput, FormatterTextKind, Instruction,
    InstructionInfoFactory, IntelFormatter, OpAccess, Register, SymbolResolver, SymbolResult,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Set in the location of what a check was made into.
pub(super) const CHECK: u32 = 1 << 31;

/// An instruction.
#[derive(Clone, Debug)]
pub struct Row {
    /// The number of the label that stands before it.
    pub label: Option<u32>,
    /// The instruction, as Intel writes it.
    pub text: String,
    /// The number of the place in the source that it was made of.
    pub site: Option<u32>,
    /// What it is beside the computation.
    pub mark: Option<Mark>,
    /// Where it jumps to, if that is before it: a loop's first row.
    pub back_to: Option<usize>,
    /// What it does with memory.
    pub memory: Option<Access>,
    /// Bits of the widest vector register in it; 0: none.
    pub vector_bits: u32,
}

/// What an instruction is there for, beside the computation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It makes sure of an index, a divisor and the like.
    Check,
    /// A register's value goes to the stack.
    Spill,
    /// It comes back.
    Reload,
    /// Other code is called.
    Call,
}

/// What an instruction does with memory that is not the stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// It reads.
    Load,
    /// It writes.
    Store,
}

/// The instructions of a machine function; none on machines that are not x86-64. `location` says what the byte at an
/// offset was made of.
pub(super) fn rows(code: &[u8], location: impl Fn(u32) -> Option<u32>) -> Option<Vec<Row>> {
    if !cfg!(target_arch = "x86_64") {
        return None;
    }
    let instructions = decoded(code);
    let targets: BTreeSet<u64> = instructions.iter().filter_map(target).collect();
    let labels: FxHashMap<u64, u32> = targets.into_iter().zip(1..).collect();
    let places: FxHashMap<u64, usize> = instructions.iter().map(Instruction::ip).zip(0..).collect();
    let mut printer = Printer::new(labels.clone());
    let mut facts = InstructionInfoFactory::new();
    let row = |(number, one): (usize, &Instruction)| {
        let location = location(one.ip() as u32);
        let (mark, memory) = described(one, &mut facts);
        let back = target(one).and_then(|target| places.get(&target).copied()).filter(|&target| target <= number);
        Row {
            label: labels.get(&one.ip()).copied(),
            text: printer.text(one),
            site: location.map(|location| location & !CHECK),
            mark: if location.is_some_and(|location| location & CHECK != 0) { Some(Mark::Check) } else { mark },
            back_to: back,
            memory,
            vector_bits: (0..one.op_count()).map(|operand| bits(one.op_register(operand))).max().unwrap_or(0),
        }
    };
    Some(instructions.iter().enumerate().map(row).collect())
}

/// The instructions; behind them lie constants, to which no jump leads.
fn decoded(code: &[u8]) -> Vec<Instruction> {
    let (mut out, mut furthest) = (Vec::new(), 0);
    for one in &mut Decoder::new(64, code, DecoderOptions::NONE) {
        furthest = furthest.max(target(&one).unwrap_or(0));
        out.push(one);
        let goes_on = !matches!(
            one.flow_control(),
            FlowControl::Return
                | FlowControl::UnconditionalBranch
                | FlowControl::IndirectBranch
                | FlowControl::Exception
        );
        if !goes_on && one.next_ip() > furthest {
            break;
        }
    }
    out
}

/// Where a jump within the function goes.
fn target(one: &Instruction) -> Option<u64> {
    let jumps = matches!(one.flow_control(), FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch);
    jumps.then(|| one.near_branch_target())
}

fn bits(register: Register) -> u32 {
    match register {
        _ if register.is_zmm() => 512,
        _ if register.is_ymm() => 256,
        _ if register.is_xmm() => 128,
        _ => 0,
    }
}

/// Its mark, and what it does with memory.
fn described(one: &Instruction, facts: &mut InstructionInfoFactory) -> (Option<Mark>, Option<Access>) {
    if matches!(one.flow_control(), FlowControl::Call | FlowControl::IndirectCall) {
        return (Some(Mark::Call), None);
    }
    let memory = facts.info(one).used_memory().iter().find(|memory| memory.base() != Register::None).copied();
    let Some(memory) = memory.filter(|_| !one.is_stack_instruction()) else { return (None, None) };
    let writes = matches!(memory.access(), OpAccess::Write | OpAccess::ReadWrite | OpAccess::CondWrite);
    let accesses = !matches!(memory.access(), OpAccess::None | OpAccess::NoMemAccess);
    match (matches!(memory.base(), Register::RSP | Register::RBP), writes) {
        _ if !accesses => (None, None),
        (true, true) => (Some(Mark::Spill), None),
        (true, false) => (Some(Mark::Reload), None),
        (false, true) => (None, Some(Access::Store)),
        (false, false) => (None, Some(Access::Load)),
    }
}

/// Writes instructions, with labels for addresses.
struct Printer(IntelFormatter);

/// Names labels.
struct Labels(FxHashMap<u64, u32>);

impl SymbolResolver for Labels {
    fn symbol(&mut self, one: &Instruction, _: u32, _: Option<u32>, address: u64, _: u32) -> Option<SymbolResult<'_>> {
        // Other numbers are no addresses.
        target(one)?;
        self.0.get(&address).map(|label| SymbolResult::with_string(address, format!("L{label}")))
    }
}

/// Text, without colors.
struct Plain(String);

impl FormatterOutput for Plain {
    fn write(&mut self, text: &str, _: FormatterTextKind) {
        self.0.push_str(text);
    }
}

impl Printer {
    fn new(labels: FxHashMap<u64, u32>) -> Printer {
        let mut formatter = IntelFormatter::with_options(Some(Box::new(Labels(labels))), None);
        let options = formatter.options_mut();
        options.set_show_branch_size(false);
        options.set_rip_relative_addresses(true);
        options.set_space_after_operand_separator(true);
        options.set_hex_prefix("0x");
        options.set_hex_suffix("");
        Printer(formatter)
    }

    fn text(&mut self, one: &Instruction) -> String {
        let mut out = Plain(String::new());
        self.0.format(one, &mut out);
        out.0
    }
}
