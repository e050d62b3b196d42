//! From the body of a loop to a program of vector operations.
//!
//! Input: a region. Output: a [`Program`], or why there is none. Never: addresses, registers.
//!
//! A value of the body is an invariant of the loop, an index (induction variables plus invariants), or a vector: one element
//! per iteration. Loops nested in the body run for all lanes together where their bounds are invariants and all lanes come to
//! them, else each lane runs them as often as it wants to; branches become masks. Of two nested loops that could both be lanes
//! it is the inner one. What may raise leaves the vector code before anything of the iteration is stored: the scalar loop raises.

mod access;
mod control;
mod divide;
mod lanes;
mod narrow;
mod reduce;
mod value;

use super::level::Level;
use super::math;
use super::program::{Arith, Condition, Lane, LoopId, Made, Node, NodeId, PLACE, Program, ROOM, Scalar, Span, Word};
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, Op, RegionId, SiteId, UnaryOp, ValueId};
use crate::types::Dtype;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cell::RefCell;
use std::rc::Rc;

/// Programs with more operations than this are left to Cranelift.
const MOST_NODES: usize = 1600;

/// Why a loop has no program.
pub(in crate::codegen) type Why = &'static str;

/// What a value of the body is; all others are invariants.
#[derive(Clone, Debug)]
enum Known {
    /// Induction variables plus invariants.
    Index(Span),
    /// A bool of indices and invariants; a mask where one is needed.
    Flag(InstId),
    /// One element per iteration.
    Vector(NodeId),
}

struct Planner<'a> {
    f: &'a Function,
    known: FxHashMap<ValueId, Known>,
    /// Invariants that are vectors already.
    broadcast: FxHashMap<ValueId, NodeId>,
    constants: FxHashMap<(u64, Lane), NodeId>,
    /// Where in the source what is planned now stands.
    site: Option<SiteId>,
    /// Operations since a nested loop last began or ended.
    made: Made,
    /// What was read and is still the same: array and indices, under which mask, and the value.
    loaded: Vec<(Vec<ValueId>, Option<NodeId>, NodeId)>,
    /// The lanes that run what is planned now; none: all.
    mask: Option<NodeId>,
    /// Where lanes may go from here, the innermost last.
    targets: Vec<lanes::Target>,
    /// Does no lane come to what follows in this region?
    ended: bool,
    /// By nested loop: the distance from its first induction variable.
    counters: Vec<NodeId>,
    level: Level,
    /// Is there a function whose last bit may differ from that in scalar code?
    approximates: bool,
    tried: Tried,
    program: Program,
}

/// By body of a loop: has it a program of its own? What was tried once is not tried again for each loop around it.
type Tried = Rc<RefCell<FxHashMap<RegionId, bool>>>;

/// The program of a loop's body.
pub(super) fn plan(f: &Function, body: RegionId, level: Level) -> Result<Program, Why> {
    plan_with(f, body, level, Tried::default())
}

fn plan_with(f: &Function, body: RegionId, level: Level, tried: Tried) -> Result<Program, Why> {
    let region = &f[body];
    let (&last, insts) = region.insts.split_last().ok_or("it does nothing")?;
    if f[last].op != Op::Yield || insts.len() > MOST_NODES {
        return Err("its body is too large");
    }
    let mut planner = Planner::new(f, level, tried);
    let iv = region.params[0];
    planner.known.insert(iv, Known::Index(Span { value: iv, lane: true, loops: SmallVec::new() }));
    let accumulators = planner.accumulators(&region.params[1..])?;
    planner.insts(insts)?;
    planner.accumulate(&accumulators, &f[last].args)?;
    planner.finish()
}

impl<'a> Planner<'a> {
    fn new(f: &'a Function, level: Level, tried: Tried) -> Self {
        Self {
            f,
            known: FxHashMap::default(),
            broadcast: FxHashMap::default(),
            constants: FxHashMap::default(),
            site: None,
            made: Made::default(),
            loaded: Vec::new(),
            mask: None,
            targets: Vec::new(),
            ended: false,
            counters: Vec::new(),
            level,
            approximates: false,
            tried,
            program: Program {
                accesses: Vec::new(),
                words: Vec::new(),
                scalars: Vec::new(),
                conditions: Vec::new(),
                loops: Vec::new(),
                reductions: Vec::new(),
                contests: Vec::new(),
                laid: 0,
                nodes: Vec::new(),
                sites: Vec::new(),
                lanes: level.doubles(),
                spins: false,
                polls: false,
            },
        }
    }

    fn finish(mut self) -> Result<Program, Why> {
        let program = &mut self.program;
        let effect = |(node, _): &(Node, Lane)| matches!(node, Node::Store(..)) || node.ends_in_accumulator();
        if !program.nodes.iter().any(effect) {
            return Err("it stores nothing");
        }
        prune(program);
        store_last(program)?;
        if program.loops_end_first() {
            program.polls = true;
            self.word(Word::Interrupt);
        }
        let program = &mut self.program;
        let places = program.laid.max(program.won());
        program.words.extend(std::iter::repeat_n(Word::Room, ROOM + PLACE * places));
        if program.nodes.len() > MOST_NODES {
            return Err("its body is too large");
        }
        if let Some(small) = narrow::narrow(program, self.f) {
            for value in small {
                let condition = Condition::Small(value);
                if !program.conditions.contains(&condition) {
                    program.conditions.push(condition);
                }
            }
            program.lanes *= 2;
        }
        Ok(self.program)
    }

    fn insts(&mut self, insts: &[InstId]) -> Result<(), Why> {
        for &id in insts {
            self.inst(id)?;
        }
        Ok(())
    }

    /// An instruction, with the operations that come from its place in the source.
    fn inst(&mut self, id: InstId) -> Result<(), Why> {
        let site = self.f[id].site.or(self.site);
        let around = std::mem::replace(&mut self.site, site);
        let planned = self.planned(id);
        self.site = around;
        planned
    }

    fn planned(&mut self, id: InstId) -> Result<(), Why> {
        let inst = &self.f[id];
        if self.is_scalar(inst) {
            self.program.scalars.push(Scalar::Inst(id));
            return Ok(());
        }
        if self.is_flag(inst) {
            self.known.insert(inst.results[0], Known::Flag(id));
            return Ok(());
        }
        match &inst.op {
            Op::Load => self.load(id, inst),
            Op::Store => self.store(id, inst),
            Op::Bounds { .. } => self.bounds(inst),
            Op::Check(_) => self.check(inst),
            Op::For => self.nested(id, inst),
            Op::Block(label) => self.block(*label, inst),
            Op::Loop(label) => self.spin(*label, inst),
            Op::If => self.branch(inst),
            Op::Binary(op @ (BinaryOp::Add | BinaryOp::Sub)) if self.index_sum(id, *op, inst) => Ok(()),
            _ => {
                let node = self.vector(inst)?;
                self.known.insert(inst.results[0], Known::Vector(node));
                Ok(())
            }
        }
    }

    // --- what does not need a vector -------------------------------------------------------------------------------

    /// Is it an operation on invariants alone, without effect?
    fn is_scalar(&self, inst: &Inst) -> bool {
        let effects = inst.op.effects();
        let pure = !(effects.reads || effects.writes || effects.raises || effects.terminator);
        pure && inst.regions.is_empty() && inst.args.iter().all(|arg| !self.known.contains_key(arg))
    }

    /// Is it a bool of indices and invariants?
    fn is_flag(&self, inst: &Inst) -> bool {
        let of = |wanted: fn(&Known) -> bool| {
            inst.args.iter().all(|arg| self.known.get(arg).is_none_or(wanted)) && !inst.args.is_empty()
        };
        match inst.op {
            Op::Compare(_) => of(|known| matches!(known, Known::Index(_))),
            Op::Binary(BinaryOp::And | BinaryOp::Or | BinaryOp::Xor) | Op::Unary(UnaryOp::Not) => {
                of(|known| matches!(known, Known::Flag(_)))
            }
            _ => false,
        }
    }

    /// Notes `index + invariant`, `invariant + index`, `index - invariant`, or a sum of indices of different loops.
    fn index_sum(&mut self, id: InstId, op: BinaryOp, inst: &Inst) -> bool {
        let value = inst.results[0];
        if self.f.ty(value).dtype() != Some(Dtype::I64) {
            return false;
        }
        let (Some(mut x), Some(y)) = (self.span(inst.args[0]), self.span(inst.args[1])) else { return false };
        let shared = x.lane && y.lane || x.loops.iter().any(|id| y.loops.contains(id));
        if shared || (op == BinaryOp::Sub && y.moves()) {
            return false;
        }
        x.value = value;
        x.lane |= y.lane;
        x.loops.extend(y.loops);
        self.program.scalars.push(Scalar::Inst(id));
        self.known.insert(value, Known::Index(x));
        true
    }

    /// An index or an invariant.
    fn span(&self, value: ValueId) -> Option<Span> {
        match self.known.get(&value) {
            None => Some(Span { value, lane: false, loops: SmallVec::new() }),
            Some(Known::Index(span)) => Some(span.clone()),
            Some(_) => None,
        }
    }

    /// `result` is another name of `value`.
    fn same(&mut self, result: ValueId, value: ValueId) {
        match self.known.get(&value).cloned() {
            Some(known) => {
                if matches!(known, Known::Index(_)) {
                    self.program.scalars.push(Scalar::Same(result, value));
                }
                self.known.insert(result, known);
            }
            None => self.program.scalars.push(Scalar::Same(result, value)),
        }
    }

    // --- vectors ---------------------------------------------------------------------------------------------------

    /// An operation, or the one that is there already.
    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        let next = NodeId(self.program.nodes.len() as u32);
        let place = self.made.place(node, lane, next);
        if place == next {
            self.program.nodes.push((node, lane));
            self.program.sites.push(self.site);
        }
        place
    }

    /// The place of a word, noted if it is new.
    fn word(&mut self, word: Word) -> usize {
        let words = &mut self.program.words;
        words.iter().position(|&other| other == word).unwrap_or_else(|| {
            words.push(word);
            words.len() - 1
        })
    }

    fn lane(&self, node: NodeId) -> Lane {
        self.program.lane(node)
    }

    /// A value as a vector.
    fn operand(&mut self, value: ValueId) -> Result<NodeId, Why> {
        match self.known.get(&value).cloned() {
            Some(Known::Vector(node)) => Ok(node),
            Some(Known::Index(span)) => Ok(self.index_vector(&span)),
            Some(Known::Flag(id)) => self.vector(&self.f[id]),
            None => self.invariant(value),
        }
    }

    /// An index as a vector: its value in iteration 0, and what the loops add.
    fn index_vector(&mut self, span: &Span) -> NodeId {
        let word = self.word(Word::Invariant(span.value));
        let mut sum = self.push(Node::Invariant(word), Lane::Int);
        if span.lane {
            let iteration = self.push(Node::Iteration, Lane::Int);
            sum = self.push(Node::Arith(Arith::Add, sum, iteration), Lane::Int);
        }
        for &LoopId(place) in &span.loops {
            let counter = self.counters[place];
            sum = self.push(Node::Arith(Arith::Add, sum, counter), Lane::Int);
        }
        sum
    }

    fn invariant(&mut self, value: ValueId) -> Result<NodeId, Why> {
        if let Some(&node) = self.broadcast.get(&value) {
            return Ok(node);
        }
        let dtype = self.f.ty(value).dtype().ok_or("it works on values that are no numbers")?;
        let lane = Lane::of(dtype).ok_or("complex numbers")?;
        let node = match (self.f.as_const(value), lane) {
            (Some(Const::Float(number)), Lane::F64) => self.constant(number.to_bits(), Lane::F64),
            (Some(Const::Float(number)), Lane::F32) => self.constant((number as f32).to_bits().into(), Lane::F32),
            (Some(Const::Int(number)), Lane::Int) => self.constant(number as u64, Lane::Int),
            (_, Lane::Mask) => {
                let word = self.word(Word::Invariant(value));
                let (truth, zero) = (self.push(Node::Invariant(word), Lane::Int), self.constant(0, Lane::Int));
                return Ok(self.push(Node::Compare(CompareOp::Ne, false, truth, zero), Lane::Mask));
            }
            _ => {
                let word = self.word(Word::Invariant(value));
                self.push(Node::Invariant(word), lane)
            }
        };
        self.broadcast.insert(value, node);
        Ok(node)
    }

    fn constant(&mut self, bits: u64, lane: Lane) -> NodeId {
        if let Some(&node) = self.constants.get(&(bits, lane)) {
            return node;
        }
        let node = self.push(Node::Constant(bits), lane);
        self.constants.insert((bits, lane), node);
        node
    }
}

impl Span {
    /// Does it change at all?
    fn moves(&self) -> bool {
        self.lane || !self.loops.is_empty()
    }
}

impl math::Build for Planner<'_> {
    fn constant(&mut self, bits: u64, lane: Lane) -> NodeId {
        self.constant(bits, lane)
    }

    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        self.push(node, lane)
    }

    fn require(&mut self, mask: NodeId) {
        self.leave_unless(mask);
    }
}

/// Removes operations that nothing needs, and the words that only they read.
fn prune(program: &mut Program) {
    let mut live = vec![false; program.nodes.len()];
    let mut next: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    let mut work = Vec::new();
    for (at, &(node, _)) in program.nodes.iter().enumerate() {
        match node {
            Node::Next(carried, _) => _ = next.insert(carried, NodeId(at as u32)),
            _ if node.has_effect() => work.push(NodeId(at as u32)),
            _ => {}
        }
    }
    while let Some(id) = work.pop() {
        if std::mem::replace(&mut live[id.0 as usize], true) {
            continue;
        }
        work.extend(program.node(id).operands());
        work.extend(next.get(&id));
    }
    keep(program, &live);
}

/// Keeps these operations, in their order.
fn keep(program: &mut Program, live: &[bool]) {
    let mut places = vec![NodeId(0); live.len()];
    let mut nodes = Vec::new();
    for (at, (node, lane)) in std::mem::take(&mut program.nodes).into_iter().enumerate() {
        if live[at] {
            places[at] = NodeId(nodes.len() as u32);
            nodes.push((node.map(&mut |id| places[id.0 as usize]), lane));
        }
    }
    program.nodes = nodes;
    let mut live = live.iter();
    program.sites.retain(|_| live.next() == Some(&true));
}

/// Where the program may leave after a store, the stores move to its end.
fn store_last(program: &mut Program) -> Result<(), Why> {
    let place = |wanted: fn(Node) -> bool| program.nodes.iter().position(|&(node, _)| wanted(node));
    let last = program.nodes.iter().rposition(|(node, _)| matches!(node, Node::Leave(_) | Node::While(_)));
    let Some(first) = place(|node| matches!(node, Node::Store(..))) else { return Ok(()) };
    if last.is_none_or(|last| last < first) && !(last.is_some() && stores_in_loop(program)) {
        return Ok(());
    }
    let reads = |node: Node| matches!(node, Node::Load(..) | Node::LoadAt(..));
    if stores_in_loop(program) || program.nodes[first..].iter().any(|&(node, _)| reads(node)) {
        return Err("it may raise between a store and what comes after it");
    }
    let (stores, mut nodes): (Vec<_>, Vec<_>) =
        program.nodes.iter().copied().enumerate().partition(|(_, (node, _))| matches!(node, Node::Store(..)));
    nodes.extend(stores);
    reorder(program, &nodes);
    Ok(())
}

impl Program {
    /// Are there nested loops, and do all end before the first store?
    fn loops_end_first(&self) -> bool {
        let last = self.nodes.iter().rposition(|(node, _)| matches!(node, Node::End(_)));
        let store = self.nodes.iter().position(|(node, _)| matches!(node, Node::Store(..)));
        last.is_some_and(|last| store.is_none_or(|store| last < store))
    }
}

fn reorder(program: &mut Program, order: &[(usize, (Node, Lane))]) {
    let mut places = vec![NodeId(0); order.len()];
    for (place, &(old, _)) in order.iter().enumerate() {
        places[old] = NodeId(place as u32);
    }
    program.nodes = order.iter().map(|&(_, (node, lane))| (node.map(&mut |id| places[id.0 as usize]), lane)).collect();
    program.sites = order.iter().map(|&(old, _)| program.sites[old]).collect();
}

fn stores_in_loop(program: &Program) -> bool {
    let mut depth = 0;
    program.nodes.iter().any(|(node, _)| {
        match node {
            Node::Begin(_) | Node::Repeat => depth += 1,
            Node::End(_) | Node::While(_) => depth -= 1,
            Node::Store(..) => return depth > 0,
            _ => {}
        }
        false
    })
}
