//! Every operation at each level, read by a decoder that is not the encoder's: it must find what was meant.

use super::super::assembler::meant;
use super::super::legal::legal;
use super::super::math::Table;
use super::super::program::{
    Access, AccessKind, Contest, Gathered, Half, Index, Joined, Movement, PLACE, Places, ROOM, Reduction, Rival, Span,
    Word,
};
use super::*;
use crate::ir::{CompareOp, InstId, ValueId};
use crate::types::Dtype;
use capstone::Capstone;
use capstone::arch::BuildsCapstone;
use capstone::arch::x86::ArchMode;
use iced_x86::{Formatter, IntelFormatter};
use smallvec::{SmallVec, smallvec};

/// A program in the making.
struct Maker(Program);

impl Maker {
    fn new(level: Level) -> Maker {
        Maker(Program {
            accesses: Vec::new(),
            words: vec![Word::Interrupt, Word::Reached],
            scalars: Vec::new(),
            conditions: Vec::new(),
            loops: Vec::new(),
            reductions: Vec::new(),
            contests: Vec::new(),
            laid: 0,
            polls: false,
            nodes: Vec::new(),
            sites: Vec::new(),
            lanes: level.doubles(),
            spins: false,
        })
    }

    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        self.0.nodes.push((node, lane));
        self.0.sites.push(None);
        NodeId(self.0.nodes.len() as u32 - 1)
    }

    fn access(&mut self, kind: AccessKind, dtype: Dtype, movement: Movement) -> usize {
        let number = self.0.accesses.len();
        let span = Span { value: ValueId(0), lane: movement != Movement::Still, loops: SmallVec::new() };
        let index = smallvec![Index::Affine(span)];
        self.0.accesses.push(Access { kind, inst: InstId(0), dtype, movement, index });
        self.0.words.extend([Word::Address(number), Word::Stride(number)]);
        number
    }

    fn load(&mut self, dtype: Dtype) -> NodeId {
        let access = self.access(AccessKind::Load, dtype, Movement::Unit);
        self.push(Node::Load(access, None), lane_of(dtype))
    }

    fn store(&mut self, value: NodeId, mask: Option<NodeId>) {
        let dtype = match self.0.lane(value) {
            Lane::F64 => Dtype::F64,
            Lane::F32 => Dtype::F32,
            Lane::Int => Dtype::I64,
            Lane::Mask => Dtype::Bool,
        };
        self.store_as(dtype, value, mask);
    }

    fn store_as(&mut self, dtype: Dtype, value: NodeId, mask: Option<NodeId>) {
        let access = self.access(AccessKind::Store, dtype, Movement::Unit);
        let lane = self.0.lane(value);
        self.push(Node::Store(access, value, mask), lane);
    }

    fn mask(&mut self) -> NodeId {
        let x = self.load(Dtype::F64);
        self.push(Node::Unordered(x, x), Lane::Mask)
    }
}

fn lane_of(dtype: Dtype) -> Lane {
    Lane::of(dtype).expect("a lane")
}

const DTYPES: [Dtype; 11] = [
    Dtype::Bool,
    Dtype::I8,
    Dtype::I16,
    Dtype::I32,
    Dtype::I64,
    Dtype::U8,
    Dtype::U16,
    Dtype::U32,
    Dtype::U64,
    Dtype::F32,
    Dtype::F64,
];

/// Loads and stores of every kind.
fn accesses(level: Level, programs: &mut Vec<Program>) {
    let gathered = |packed, smooth| Movement::Gathered(Gathered { axis: 0, packed, smooth });
    let movements = [
        Movement::Unit,
        Movement::Still,
        Movement::Strided,
        gathered(true, true),
        gathered(true, false),
        gathered(false, false),
    ];
    for dtype in DTYPES {
        for movement in movements {
            for masked in [false, true] {
                if masked && movement == Movement::Still && dtype.size() < 8 {
                    continue;
                }
                let mut made = Maker::new(level);
                let mask = masked.then(|| made.mask());
                let index = made.load(Dtype::I64);
                let access = made.access(AccessKind::Load, dtype, movement);
                let node = match movement {
                    Movement::Gathered(_) => Node::LoadAt(access, index, mask),
                    _ => Node::Load(access, mask),
                };
                let value = made.push(node, lane_of(dtype));
                made.store_as(dtype, value, mask);
                programs.push(made.0);
            }
        }
    }
}

/// Ints in lanes of 32 bits.
fn narrow(level: Level, programs: &mut Vec<Program>) {
    use Arith::{Add, And, Max, Min, Mul, Sar, Shl, Shr, Sub, UnsignedMax, UnsignedMin};
    for dtype in DTYPES.into_iter().filter(|dtype| dtype.size() < 8) {
        for movement in [Movement::Unit, Movement::Still] {
            for masked in [false, true] {
                let mut made = Maker::new(level);
                made.0.lanes *= 2;
                let x = made.load(Dtype::F32);
                let mask = made.push(Node::Unordered(x, x), Lane::Mask);
                let mask = Some(mask).filter(|_| masked && movement == Movement::Unit);
                let access = made.access(AccessKind::Load, dtype, movement);
                let value = made.push(Node::Load(access, mask), lane_of(dtype));
                made.store_as(dtype, value, mask);
                programs.push(made.0);
            }
        }
    }
    let mut made = Maker::new(level);
    made.0.lanes *= 2;
    let (mut x, count) = (made.load(Dtype::I16), made.push(Node::Constant(3), Lane::Int));
    for op in [Add, Sub, Mul, Min, Max, UnsignedMin, UnsignedMax, And, Shl, Sar, Shr] {
        x = made.push(Node::Arith(op, x, count), Lane::Int);
    }
    let less = made.push(Node::Compare(CompareOp::Lt, false, x, count), Lane::Mask);
    let lower = made.push(Node::Compare(CompareOp::Ge, true, x, count), Lane::Mask);
    let both = made.push(Node::Arith(Arith::Or, less, lower), Lane::Mask);
    let x = made.push(Node::Select(both, x, count), Lane::Int);
    let x = made.push(Node::Wrap(Dtype::I8, x), Lane::Int);
    let single = made.push(Node::Convert(x, false), Lane::F32);
    made.store_as(Dtype::I16, x, Some(less));
    made.store(single, Some(lower));
    programs.push(made.0);
}

/// Operations of two numbers, in whole and half registers.
fn arithmetic(level: Level, programs: &mut Vec<Program>) {
    use Arith::{Add, And, Div, Max, Min, Mul, Or, Sar, Scale, Shl, Shr, Sub, UnsignedMax, UnsignedMin, Xor};
    let floats = [Add, Sub, Mul, Div, Min, Max];
    let ints = [Add, Sub, Mul, Min, Max, UnsignedMin, UnsignedMax, And, Or, Xor];
    let all = [(Dtype::F64, &floats[..]), (Dtype::F32, &floats[..]), (Dtype::I64, &ints[..])];
    for (dtype, ops) in all {
        for &op in ops {
            for doubled in [false, true] {
                let mut made = Maker::new(level);
                made.0.lanes *= if doubled && dtype == Dtype::F32 { 2 } else { 1 };
                let lane = lane_of(dtype);
                let (a, b) = (made.load(dtype), made.push(Node::Constant(3), lane));
                let c = made.push(Node::Arith(op, a, b), lane);
                let d = made.push(Node::Arith(op, c, a), lane);
                made.store(d, None);
                programs.push(made.0);
            }
        }
    }
    for op in [Shl, Sar, Shr, Scale] {
        let mut made = Maker::new(level);
        let lane = if op == Scale { Lane::F64 } else { Lane::Int };
        let a = made.load(if op == Scale { Dtype::F64 } else { Dtype::I64 });
        let b = if op == Scale { a } else { made.push(Node::Constant(7), Lane::Int) };
        let c = made.push(Node::Arith(op, a, b), lane);
        made.store(c, None);
        programs.push(made.0);
    }
}

/// Comparisons, masks, selections.
fn masks(level: Level, programs: &mut Vec<Program>) {
    let ops = [CompareOp::Eq, CompareOp::Ne, CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge];
    for dtype in [Dtype::F64, Dtype::F32, Dtype::I64] {
        for op in ops {
            let mut made = Maker::new(level);
            made.load(Dtype::F64);
            let (a, b) = (made.load(dtype), made.load(dtype));
            let [x, y] = [false, true].map(|unsigned| made.push(Node::Compare(op, unsigned, a, b), Lane::Mask));
            let not = made.push(Node::Not(x), Lane::Mask);
            let both = made.push(Node::Arith(Arith::And, not, y), Lane::Mask);
            let value = made.push(Node::Select(both, a, b), lane_of(dtype));
            made.push(Node::Leave(y), Lane::Mask);
            made.store(value, Some(x));
            made.store(both, None);
            programs.push(made.0);
        }
    }
}

/// Operations of one number.
fn unary(level: Level, programs: &mut Vec<Program>) {
    let convert = |from: Dtype, to: Lane, unsigned: bool| (from, to, unsigned);
    for (from, to, unsigned) in [
        convert(Dtype::I64, Lane::F64, false),
        convert(Dtype::I64, Lane::F64, true),
        convert(Dtype::I64, Lane::F32, false),
        convert(Dtype::I64, Lane::F32, true),
        convert(Dtype::F64, Lane::F32, false),
        convert(Dtype::F32, Lane::F64, false),
        convert(Dtype::F64, Lane::Int, false),
        convert(Dtype::F32, Lane::Int, false),
    ] {
        let mut made = Maker::new(level);
        let x = made.load(from);
        let y = made.push(Node::Convert(x, unsigned), to);
        made.store(y, None);
        programs.push(made.0);
    }
    for dtype in DTYPES.into_iter().filter(|dtype| dtype.is_int() && dtype.size() < 8) {
        let mut made = Maker::new(level);
        let x = made.load(Dtype::I64);
        let y = made.push(Node::Wrap(dtype, x), Lane::Int);
        made.store(y, None);
        programs.push(made.0);
    }
    for dtype in [Dtype::F64, Dtype::F32] {
        let mut made = Maker::new(level);
        let x = made.load(dtype);
        let y = made.push(Node::Round(9, x), lane_of(dtype));
        let z = made.push(Node::Sqrt(y), lane_of(dtype));
        made.store(z, None);
        programs.push(made.0);
    }
    let mut made = Maker::new(level);
    let x = made.load(Dtype::F64);
    let parts = [Node::Exponent(x), Node::Mantissa(x), Node::Pick([1, 2, 3, 4, 5, 6, 7, 8], x)];
    let [a, b, c] = parts.map(|node| made.push(node, Lane::F64));
    let sum = made.push(Node::Fma(a, b, c), Lane::F64);
    let sum = made.push(Node::Fma(sum, x, sum), Lane::F64);
    made.store(sum, None);
    programs.push(made.0);
}

/// Rows of a table, and what runs rarely.
fn tables(level: Level, programs: &mut Vec<Program>) {
    let mut made = Maker::new(level);
    let (x, places) = (made.load(Dtype::F64), made.load(Dtype::I64));
    let halves = [Half::First, Half::Second];
    let [even, odd] = halves.map(|half| made.push(Node::Rows(Table::Exp, half, places), Lane::F64));
    let [first, second] = halves.map(|half| made.push(Node::Column(Table::Exp, half, even, odd), Lane::F64));
    let result = made.push(Node::Carried(first), Lane::F64);
    let rare = made.push(Node::Compare(CompareOp::Lt, false, x, second), Lane::Mask);
    made.push(Node::Rarely(rare), Lane::Mask);
    let sum = made.push(Node::Arith(Arith::Add, result, second), Lane::F64);
    made.push(Node::Next(result, sum), Lane::F64);
    made.push(Node::Always, Lane::Mask);
    made.store(result, None);
    programs.push(made.0);
}

/// Loops of both kinds, and what all of them carry.
fn loops(level: Level, programs: &mut Vec<Program>) {
    let mut made = Maker::new(level);
    made.0.loops.push(InstId(0));
    made.0.words.push(Word::Count(LoopId(0)));
    let (zero, one) = (made.push(Node::Constant(0), Lane::Int), made.push(Node::Constant(1), Lane::Int));
    let counter = made.push(Node::Carried(zero), Lane::Int);
    made.push(Node::Begin(LoopId(0)), Lane::Int);
    let next = made.push(Node::Arith(Arith::Add, counter, one), Lane::Int);
    made.push(Node::Next(counter, next), Lane::Int);
    made.push(Node::End(LoopId(0)), Lane::Int);
    made.store(counter, None);
    programs.push(made.0);
    let mut made = Maker::new(level);
    made.0.spins = true;
    let (all, zero) = (made.push(Node::Lanes, Lane::Mask), made.push(Node::Iteration, Lane::Int));
    let (active, x) = (made.push(Node::Carried(all), Lane::Mask), made.push(Node::Carried(zero), Lane::Int));
    made.push(Node::Repeat, Lane::Int);
    let next = made.push(Node::Arith(Arith::Add, x, x), Lane::Int);
    let more = made.push(Node::Compare(CompareOp::Lt, false, next, zero), Lane::Mask);
    made.push(Node::Next(x, next), Lane::Int);
    made.push(Node::Next(active, more), Lane::Mask);
    made.push(Node::While(more), Lane::Mask);
    made.store(x, None);
    programs.push(made.0);
}

fn reductions(level: Level, programs: &mut Vec<Program>) {
    use Arith::{Add, And, Max, Min, Mul, UnsignedMax, UnsignedMin, Xor};
    let ints = [Add, Mul, Min, Max, UnsignedMin, UnsignedMax, And, Xor];
    let all = [(Dtype::F64, &[Add, Mul, Min][..]), (Dtype::F32, &[Add, Mul, Max][..]), (Dtype::I64, &ints[..])];
    for (dtype, ops) in all {
        for (&op, wide) in ops.iter().flat_map(|op| [(op, false), (op, true)]) {
            let mut made = Maker::new(level);
            let lane = lane_of(dtype);
            made.0.lanes *= if wide && lane == Lane::F32 { 2 } else { 1 };
            made.0.words.push(Word::Accumulator(0));
            made.0.reductions.push(Reduction { joined: Joined::Freely(op), lane, dtype });
            let (sum, x) = (made.push(Node::Accumulator(0), lane), made.load(dtype));
            let next = made.push(Node::Arith(op, sum, x), lane);
            made.push(Node::Accumulate(sum, next), lane);
            programs.push(made.0);
        }
    }
}

/// Stores past the caches.
fn streams(level: Level, programs: &mut Vec<Program>) {
    let all = [(Dtype::F64, 1), (Dtype::I64, 1), (Dtype::F32, 1), (Dtype::F32, 2), (Dtype::I32, 2)];
    for (dtype, doubled) in all {
        let mut made = Maker::new(level);
        made.0.lanes *= doubled;
        let x = made.load(dtype);
        made.store_as(dtype, x, None);
        made.0.words.push(Word::Streams(1));
        programs.push(made.0);
    }
}

/// Sums in order.
fn folds(level: Level, programs: &mut Vec<Program>) {
    for (dtype, op) in
        [(Dtype::F64, Arith::Add), (Dtype::F64, Arith::Mul), (Dtype::F32, Arith::Add), (Dtype::F32, Arith::Mul)]
    {
        let mut made = Maker::new(level);
        let lane = lane_of(dtype);
        made.0.words.push(Word::Accumulator(0));
        made.0.reductions.push(Reduction { joined: Joined::InOrder, lane, dtype });
        made.0.laid = 1;
        let (sum, x) = (made.push(Node::Accumulator(0), lane), made.load(dtype));
        made.push(Node::Lay(0, x), lane);
        made.push(Node::Fold(op, sum, Places { first: 0, count: 1 }), lane);
        programs.push(made.0);
    }
}

/// What beats all before it, with its place.
fn contests(level: Level, programs: &mut Vec<Program>) {
    let kinds = [(Dtype::F64, false), (Dtype::F32, false), (Dtype::I64, false), (Dtype::U64, true)];
    for ((dtype, unsigned), greater) in kinds.into_iter().flat_map(|kind| [(kind, false), (kind, true)]) {
        let mut made = Maker::new(level);
        let lane = lane_of(dtype);
        made.0.words.push(Word::Accumulator(0));
        made.0.reductions.push(Reduction { joined: Joined::Won(0), lane, dtype });
        made.0.reductions.push(Reduction { joined: Joined::Won(0), lane: Lane::Int, dtype: Dtype::I64 });
        let best = Some(Rival { number: 0, greater, unsigned });
        made.0.contests.push(Contest { best, place: 1, last: greater });
        let (kept, x) = (made.push(Node::Accumulator(0), lane), made.load(dtype));
        let place = made.push(Node::Accumulator(1), Lane::Int);
        let wins = made.push(Node::Compare(CompareOp::Gt, unsigned, x, kept), Lane::Mask);
        let (next, at) = (made.push(Node::Select(wins, x, kept), lane), made.push(Node::Iteration, Lane::Int));
        let at = made.push(Node::Select(wins, at, place), Lane::Int);
        made.push(Node::Accumulate(kept, next), lane);
        made.push(Node::Accumulate(place, at), Lane::Int);
        programs.push(made.0);
    }
}

/// More values at a time than there are registers.
fn crowded(level: Level, programs: &mut Vec<Program>) {
    let mut made = Maker::new(level);
    let values: Vec<NodeId> = (0..40).map(|_| made.load(Dtype::F64)).collect();
    let mut sum = values[39];
    for &value in values.iter().rev() {
        sum = made.push(Node::Arith(Arith::Sub, value, sum), Lane::F64);
    }
    made.store(sum, None);
    programs.push(made.0);
}

fn programs(level: Level) -> Vec<Program> {
    let mut programs = Vec::new();
    for add in
        [accesses, narrow, arithmetic, masks, unary, loops, reductions, folds, contests, streams, crowded, tables]
    {
        add(level, &mut programs);
    }
    for program in &mut programs {
        program.words.extend([Word::Room; ROOM + 2 * PLACE]);
    }
    programs
}

/// A text as mnemonic, registers and numbers.
fn parts(text: &str) -> Vec<String> {
    const SIZES: [&str; 10] =
        ["ptr", "byte", "word", "dword", "qword", "xmmword", "ymmword", "zmmword", "mword", "short"];
    let text = text.to_lowercase().replace("* 1 ", " ").replace("* 1]", "]").replace("*1+", "+").replace("*1]", "]");
    let text = text.replace("- 0x", " -0x").replace(" + 0x0]", "]");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let number = |word: &str| {
        let (digits, sign) = word.strip_prefix('-').map_or((word, 1), |digits| (digits, -1));
        let value = match digits.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        // Some immediates are shown as they are extended, others as bytes.
        Some(format!("{:#x}", (value as i64).wrapping_mul(sign) as u32))
    };
    let shown = words.filter(|word| !SIZES.contains(word)).map(|word| match word {
        "bcst" => "one for all".to_owned(),
        _ if word.starts_with("1to") => "one for all".to_owned(),
        _ => number(word).unwrap_or_else(|| word.to_owned()),
    });
    let mut shown: Vec<String> = shown.collect();
    // One of them says it before the operand, the other one behind.
    let before = shown.len();
    shown.retain(|word| word != "one for all");
    if shown.len() < before {
        shown.push("one for all".to_owned());
    }
    shown
}

/// How an instruction that was meant differs from what stands in the code.
fn difference(reader: &Capstone, code: &[u8], at: u64, wanted: &Instruction, length: usize) -> Option<String> {
    let read = reader.disasm_count(&code[at as usize..], at, 1).expect("a reader");
    let Some(found) = read.first() else { return Some(format!("{:?} is not known", wanted.code())) };
    let (mnemonic, operands) = (found.mnemonic().unwrap_or_default(), found.op_str().unwrap_or_default());
    let mut formatter = IntelFormatter::new();
    formatter.options_mut().set_hex_prefix("0x");
    formatter.options_mut().set_hex_suffix("");
    formatter.options_mut().set_rip_relative_addresses(true);
    let (mut shown, mut text) = (*wanted, String::new());
    shown.set_len(length);
    shown.set_ip(at);
    formatter.format(&shown, &mut text);
    let (wanted, given) = (parts(&text), parts(&format!("{mnemonic} {operands}")));
    (wanted != given || found.bytes().len() != length).then(|| format!("{text}: {wanted:?}, but {given:?}"))
}

#[test]
fn another_decoder_reads_what_was_meant() {
    let reader = Capstone::new().x86().mode(ArchMode::Mode64).build().expect("a reader");
    let (mut differences, mut count) = (Vec::new(), 0);
    for level in [Level::Avx2, Level::Avx512] {
        for program in programs(level) {
            let program = if level == Level::Avx2 { legal(program).expect("a legal form") } else { program };
            let code = emit(&program, level).expect("registers suffice").code.bytes;
            // Padding is bytes.
            let is_code = |instruction: &Instruction| instruction.code() != Code::DeclareByte;
            for (at, instruction, length) in meant().into_iter().filter(|(_, it, _)| is_code(it)) {
                count += 1;
                differences.extend(difference(&reader, &code, at, &instruction, length));
            }
        }
    }
    differences.sort();
    differences.dedup();
    assert!(count > 10_000, "only {count} instructions");
    assert!(differences.is_empty(), "{} of {count}:\n{}", differences.len(), differences.join("\n"));
}
