//! From the body of a loop to a program of vector operations.
//!
//! Input: a region. Output: a [`Plan`], or none where something in it has no vector form here.
//! Never: addresses, registers.
//!
//! A value of the body is an invariant of the loop, an index (the induction variable plus invariants), or a vector: one
//! element per iteration. An access moves along one axis, whose stride must be the size of an element (the caller sees to
//! it at run time where the type does not say so), or stays where it is.

use super::math;
use crate::ir::{BinaryOp, CompareOp, Const, Function, Inst, InstId, Op, RegionId, Ty, UnaryOp, ValueId};
use crate::types::{Dtype, Layout};
use rustc_hash::FxHashMap;

/// Programs with more operations than this are left to Cranelift.
const MOST_NODES: usize = 400;

/// A number in a program: an operation's place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct NodeId(pub u32);

/// What a lane holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Lane {
    /// A double.
    F64,
    /// A single.
    F32,
    /// Any int, extended to 64 bits as its dtype says.
    Int,
    /// A truth.
    Mask,
}

impl Lane {
    /// The lane of a dtype; none for complex numbers.
    fn of(dtype: Dtype) -> Option<Lane> {
        match dtype {
            Dtype::F64 => Some(Lane::F64),
            Dtype::F32 => Some(Lane::F32),
            Dtype::Bool => Some(Lane::Mask),
            _ if dtype.is_int() => Some(Lane::Int),
            _ => None,
        }
    }
}

/// An operation on three vectors, of one result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Arith {
    Add,
    Sub,
    Mul,
    Div,
    /// x86's minimum: the second operand where one is nan or both are zero.
    Min,
    /// x86's maximum.
    Max,
    And,
    Or,
    Xor,
    /// `a * 2^floor(b)`
    Scale,
}

/// One operation of a program.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Node {
    /// An access by its number.
    Load(usize),
    /// A value to an access.
    Store(usize, NodeId),
    /// An invariant by its number.
    Invariant(usize),
    /// The bits of a number.
    Constant(u64),
    /// The induction variable, less its value in iteration 0.
    Iteration,
    /// Two operands.
    Arith(Arith, NodeId, NodeId),
    /// `a * b + c`, rounded once.
    Fma(NodeId, NodeId, NodeId),
    /// To an integral value; the immediate of x86's instruction.
    Round(u8, NodeId),
    /// Square root.
    Sqrt(NodeId),
    /// The exponent of a double as a double: `floor(log2(|x|))`.
    Exponent(NodeId),
    /// `x / 2^exponent`, from 1 up to 2; nan for negative numbers.
    Mantissa(NodeId),
    /// `a op b`, a mask; unsigned ints where the flag says so.
    Compare(CompareOp, bool, NodeId, NodeId),
    /// Is one of the two nan?
    Unordered(NodeId, NodeId),
    /// `a` where the mask holds, else `b`.
    Select(NodeId, NodeId, NodeId),
    /// Mask: not.
    Not(NodeId),
    /// Int or float to another lane; ints are signed unless the flag says otherwise.
    Convert(NodeId, bool),
    /// An int wrapped to a dtype.
    Wrap(Dtype, NodeId),
}

/// Loads or stores.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum AccessKind {
    Load,
    Store,
}

/// How an access moves from one iteration to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::codegen) enum Movement {
    /// It does not.
    Still,
    /// To the next element in memory.
    Unit,
    /// Along this axis: to the next element in memory only if the axis' stride is the size of an element.
    Axis(usize),
}

/// A load or store.
#[derive(Clone, Copy, Debug)]
pub(in crate::codegen) struct Access {
    pub kind: AccessKind,
    /// The `load` or `store`.
    pub inst: InstId,
    pub dtype: Dtype,
    pub movement: Movement,
}

/// A loop as vector operations.
pub(super) struct Plan {
    pub accesses: Vec<Access>,
    pub invariants: Vec<ValueId>,
    pub scalars: Vec<InstId>,
    /// In an order of execution, with their lanes.
    pub nodes: Vec<(Node, Lane)>,
    /// Iterations that one vector holds.
    pub lanes: u32,
    pub least: i64,
}

/// What a value of the body is.
#[derive(Clone, Copy)]
enum Known {
    /// The induction variable plus invariants.
    Index,
    /// One element per iteration.
    Vector(NodeId),
}

struct Planner<'a> {
    f: &'a Function,
    known: FxHashMap<ValueId, Known>,
    /// Invariants that are vectors already.
    broadcast: FxHashMap<ValueId, NodeId>,
    constants: FxHashMap<(u64, Lane), NodeId>,
    plan: Plan,
}

/// The program of a loop's body.
pub(super) fn plan(f: &Function, body: RegionId) -> Option<Plan> {
    let region = &f[body];
    let [iv] = region.params[..] else { return None };
    let (last, insts) = region.insts.split_last()?;
    if f[*last].op != Op::Yield || insts.len() > MOST_NODES {
        return None;
    }
    let mut planner = Planner {
        f,
        known: FxHashMap::from_iter([(iv, Known::Index)]),
        broadcast: FxHashMap::default(),
        constants: FxHashMap::default(),
        plan: Plan {
            accesses: Vec::new(),
            invariants: Vec::new(),
            scalars: Vec::new(),
            nodes: Vec::new(),
            lanes: 8,
            least: 8,
        },
    };
    for &id in insts {
        planner.inst(id)?;
    }
    planner.finish()
}

impl Planner<'_> {
    fn finish(mut self) -> Option<Plan> {
        let plan = &mut self.plan;
        let stores = plan.accesses.iter().filter(|access| access.kind == AccessKind::Store).count();
        if stores == 0 || plan.nodes.len() > MOST_NODES {
            return None;
        }
        let narrow = |(_, lane): &(Node, Lane)| matches!(lane, Lane::F32 | Lane::Mask);
        let singles = plan.accesses.iter().all(|access| access.dtype == Dtype::F32);
        if singles && plan.nodes.iter().all(narrow) {
            plan.lanes = 16;
        }
        Some(self.plan)
    }

    fn inst(&mut self, id: InstId) -> Option<()> {
        let inst = &self.f[id];
        match &inst.op {
            // Made where it is used; an index may need it outside too.
            Op::Const(_) => self.plan.scalars.push(id),
            Op::Load => self.load(id, inst)?,
            Op::Store => self.store(id, inst)?,
            Op::Binary(BinaryOp::Add | BinaryOp::Sub) if self.is_index(inst) => {
                self.plan.scalars.push(id);
                self.known.insert(inst.results[0], Known::Index);
            }
            _ => {
                let node = self.vector(inst)?;
                self.known.insert(inst.results[0], Known::Vector(node));
            }
        }
        Some(())
    }

    /// `index + invariant`, `invariant + index`, `index - invariant`.
    fn is_index(&self, inst: &Inst) -> bool {
        let kinds = [self.known.get(&inst.args[0]), self.known.get(&inst.args[1])];
        match kinds {
            [Some(Known::Index), None] => true,
            [None, Some(Known::Index)] => inst.op == Op::Binary(BinaryOp::Add),
            _ => false,
        }
    }

    // --- accesses --------------------------------------------------------------------------------------------------

    fn load(&mut self, id: InstId, inst: &Inst) -> Option<()> {
        let access = self.access(id, AccessKind::Load, inst.args[0], &inst.args[1..])?;
        let lane = Lane::of(self.plan.accesses[access].dtype)?;
        let node = self.push(Node::Load(access), lane);
        self.known.insert(inst.results[0], Known::Vector(node));
        Some(())
    }

    fn store(&mut self, id: InstId, inst: &Inst) -> Option<()> {
        let [array, index @ .., value] = &inst.args[..] else { return None };
        let access = self.access(id, AccessKind::Store, *array, index)?;
        if self.plan.accesses[access].movement == Movement::Still {
            return None;
        }
        let value = self.operand(*value)?;
        let value = self.unwrapped(value, self.plan.accesses[access].dtype);
        let lane = self.lane(value);
        self.push(Node::Store(access, value), lane);
        Some(())
    }

    /// A store truncates anyway.
    fn unwrapped(&self, value: NodeId, dtype: Dtype) -> NodeId {
        match self.plan.nodes[value.0 as usize].0 {
            Node::Wrap(to, inner) if to.size() >= dtype.size() => inner,
            _ => value,
        }
    }

    fn access(&mut self, inst: InstId, kind: AccessKind, array: ValueId, index: &[ValueId]) -> Option<usize> {
        let &Ty::Array { dtype, layout, ndim } = self.f.ty(array) else { return None };
        if self.known.contains_key(&array) {
            return None;
        }
        let mut movement = Movement::Still;
        for (axis, value) in index.iter().enumerate() {
            match self.known.get(value) {
                None => {}
                Some(Known::Index) if movement == Movement::Still => {
                    movement = moved(layout, axis, usize::from(ndim))?;
                }
                Some(_) => return None,
            }
        }
        Lane::of(dtype)?;
        self.plan.accesses.push(Access { kind, inst, dtype, movement });
        Some(self.plan.accesses.len() - 1)
    }

    // --- values ----------------------------------------------------------------------------------------------------

    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        self.plan.nodes.push((node, lane));
        NodeId(self.plan.nodes.len() as u32 - 1)
    }

    fn lane(&self, node: NodeId) -> Lane {
        self.plan.nodes[node.0 as usize].1
    }

    /// A value as a vector.
    fn operand(&mut self, value: ValueId) -> Option<NodeId> {
        match self.known.get(&value) {
            Some(&Known::Vector(node)) => Some(node),
            Some(Known::Index) => self.index_vector(value),
            None => self.invariant(value),
        }
    }

    /// An index as a vector: its value in iteration 0, and the number of the iteration.
    fn index_vector(&mut self, value: ValueId) -> Option<NodeId> {
        let first = self.plan.invariants.len();
        self.plan.invariants.push(value);
        let first = self.push(Node::Invariant(first), Lane::Int);
        let iteration = self.push(Node::Iteration, Lane::Int);
        let node = self.push(Node::Arith(Arith::Add, first, iteration), Lane::Int);
        Some(node)
    }

    fn invariant(&mut self, value: ValueId) -> Option<NodeId> {
        if let Some(&node) = self.broadcast.get(&value) {
            return Some(node);
        }
        let lane = Lane::of(self.f.ty(value).dtype()?)?;
        let node = match (self.f.as_const(value), lane) {
            (Some(Const::Float(number)), Lane::F64) => self.constant(number.to_bits(), Lane::F64),
            (Some(Const::Float(number)), Lane::F32) => self.constant((number as f32).to_bits().into(), Lane::F32),
            (Some(Const::Int(number)), Lane::Int) => self.constant(number as u64, Lane::Int),
            (_, Lane::Mask) => return None,
            _ => {
                self.plan.invariants.push(value);
                self.push(Node::Invariant(self.plan.invariants.len() - 1), lane)
            }
        };
        self.broadcast.insert(value, node);
        Some(node)
    }

    fn constant(&mut self, bits: u64, lane: Lane) -> NodeId {
        if let Some(&node) = self.constants.get(&(bits, lane)) {
            return node;
        }
        let node = self.push(Node::Constant(bits), lane);
        self.constants.insert((bits, lane), node);
        node
    }

    // --- operations --------------------------------------------------------------------------------------------------

    /// An operation without effect.
    fn vector(&mut self, inst: &Inst) -> Option<NodeId> {
        let args = inst.args.iter().map(|&arg| self.operand(arg)).collect::<Option<Vec<NodeId>>>()?;
        let result = self.f.ty(*inst.results.first()?).dtype()?;
        let operand = self.f.ty(*inst.args.first()?).dtype()?;
        let lane = Lane::of(result)?;
        match inst.op {
            Op::Unary(op) => self.unary(op, operand, args[0]),
            Op::Binary(op) => self.binary(op, operand, args[0], args[1]),
            Op::Compare(op) if self.lane(args[0]) != Lane::Mask => {
                let unsigned = operand.is_int() && !operand.is_signed();
                Some(self.push(Node::Compare(op, unsigned, args[0], args[1]), Lane::Mask))
            }
            Op::Select if lane != Lane::Mask => Some(self.push(Node::Select(args[0], args[1], args[2]), lane)),
            Op::Convert => self.convert(args[0], operand, result),
            _ => None,
        }
    }

    fn unary(&mut self, op: UnaryOp, dtype: Dtype, x: NodeId) -> Option<NodeId> {
        let lane = self.lane(x);
        if lane == Lane::Mask {
            return (op == UnaryOp::Not).then(|| self.push(Node::Not(x), lane));
        }
        if lane == Lane::Int {
            return match op {
                UnaryOp::Neg => {
                    let zero = self.constant(0, lane);
                    Some(self.wrapped(dtype, Node::Arith(Arith::Sub, zero, x)))
                }
                _ => None,
            };
        }
        let sign = if lane == Lane::F64 { 1 << 63 } else { 1 << 31 };
        match op {
            UnaryOp::Neg => {
                let sign = self.constant(sign, lane);
                Some(self.push(Node::Arith(Arith::Xor, x, sign), lane))
            }
            UnaryOp::Abs => {
                let rest = self.constant(sign - 1, lane);
                Some(self.push(Node::Arith(Arith::And, x, rest), lane))
            }
            UnaryOp::Sqrt => Some(self.push(Node::Sqrt(x), lane)),
            UnaryOp::Rint => Some(self.push(Node::Round(8, x), lane)),
            UnaryOp::Floor => Some(self.push(Node::Round(9, x), lane)),
            UnaryOp::Ceil => Some(self.push(Node::Round(10, x), lane)),
            UnaryOp::Trunc => Some(self.push(Node::Round(11, x), lane)),
            UnaryOp::IsNan => Some(self.push(Node::Unordered(x, x), Lane::Mask)),
            UnaryOp::Exp => Some(self.elementary(math::exp, x)),
            UnaryOp::Log => Some(self.elementary(math::log, x)),
            _ => None,
        }
    }

    /// A function of doubles; singles are doubles in between.
    fn elementary(&mut self, function: fn(&mut dyn math::Build, NodeId) -> NodeId, x: NodeId) -> NodeId {
        if self.lane(x) == Lane::F64 {
            return function(self, x);
        }
        let double = self.push(Node::Convert(x, false), Lane::F64);
        let result = function(self, double);
        self.push(Node::Convert(result, false), Lane::F32)
    }

    fn binary(&mut self, op: BinaryOp, dtype: Dtype, x: NodeId, y: NodeId) -> Option<NodeId> {
        let lane = self.lane(x);
        let bitwise = match op {
            BinaryOp::And => Some(Arith::And),
            BinaryOp::Or => Some(Arith::Or),
            BinaryOp::Xor => Some(Arith::Xor),
            _ => None,
        };
        if let Some(op) = bitwise {
            return matches!(lane, Lane::Int | Lane::Mask).then(|| self.push(Node::Arith(op, x, y), lane));
        }
        match lane {
            Lane::Int => {
                let op = match op {
                    BinaryOp::Add => Arith::Add,
                    BinaryOp::Sub => Arith::Sub,
                    BinaryOp::Mul => Arith::Mul,
                    _ => return None,
                };
                Some(self.wrapped(dtype, Node::Arith(op, x, y)))
            }
            Lane::F64 | Lane::F32 => self.float(op, x, y),
            Lane::Mask => None,
        }
    }

    fn float(&mut self, op: BinaryOp, x: NodeId, y: NodeId) -> Option<NodeId> {
        let lane = self.lane(x);
        let node = match op {
            BinaryOp::Add => Node::Arith(Arith::Add, x, y),
            BinaryOp::Sub => Node::Arith(Arith::Sub, x, y),
            BinaryOp::Mul => Node::Arith(Arith::Mul, x, y),
            BinaryOp::Div => Node::Arith(Arith::Div, x, y),
            // `y if y < x else x`: the second operand where the comparison says nothing.
            BinaryOp::PyMin => Node::Arith(Arith::Min, y, x),
            BinaryOp::PyMax => Node::Arith(Arith::Max, y, x),
            BinaryOp::Minimum => return Some(self.unless_nan(y, y, Arith::Min, x, y)),
            BinaryOp::Maximum => return Some(self.unless_nan(y, y, Arith::Max, x, y)),
            BinaryOp::Fmin => return Some(self.unless_nan(x, y, Arith::Min, x, y)),
            BinaryOp::Fmax => return Some(self.unless_nan(x, y, Arith::Max, x, y)),
            _ => return None,
        };
        Some(self.push(node, lane))
    }

    /// `other` where `tested` is nan, else the minimum or maximum: `x` where the comparison says nothing.
    fn unless_nan(&mut self, tested: NodeId, other: NodeId, op: Arith, x: NodeId, y: NodeId) -> NodeId {
        let lane = self.lane(x);
        let extremum = self.push(Node::Arith(op, y, x), lane);
        let is_nan = self.push(Node::Unordered(tested, tested), Lane::Mask);
        self.push(Node::Select(is_nan, other, extremum), lane)
    }

    /// An int operation of a dtype.
    fn wrapped(&mut self, dtype: Dtype, node: Node) -> NodeId {
        let node = self.push(node, Lane::Int);
        if dtype.size() == 8 { node } else { self.push(Node::Wrap(dtype, node), Lane::Int) }
    }

    fn convert(&mut self, x: NodeId, from: Dtype, to: Dtype) -> Option<NodeId> {
        let unsigned = from.is_int() && !from.is_signed();
        match (Lane::of(from)?, Lane::of(to)?) {
            (Lane::Int, Lane::Int) if to.size() > from.size() || to.size() == 8 => Some(x),
            (Lane::Int, Lane::Int) => Some(self.push(Node::Wrap(to, x), Lane::Int)),
            (Lane::Int, lane @ (Lane::F64 | Lane::F32)) => Some(self.push(Node::Convert(x, unsigned), lane)),
            (Lane::F64, Lane::F32) => Some(self.push(Node::Convert(x, false), Lane::F32)),
            (Lane::F32, Lane::F64) => Some(self.push(Node::Convert(x, false), Lane::F64)),
            (Lane::F64 | Lane::F32, Lane::Int) if to == Dtype::I64 => {
                Some(self.push(Node::Convert(x, false), Lane::Int))
            }
            (Lane::Mask, lane @ (Lane::F64 | Lane::Int)) => {
                let one = self.constant(if lane == Lane::F64 { 1f64.to_bits() } else { 1 }, lane);
                let zero = self.constant(0, lane);
                Some(self.push(Node::Select(x, one, zero), lane))
            }
            _ => None,
        }
    }
}

impl math::Build for Planner<'_> {
    fn number(&mut self, value: f64) -> NodeId {
        self.constant(value.to_bits(), Lane::F64)
    }

    fn node(&mut self, node: Node) -> NodeId {
        self.push(node, Lane::F64)
    }

    fn mask(&mut self, node: Node) -> NodeId {
        self.push(node, Lane::Mask)
    }
}

/// How an access moves whose index along an axis is the induction variable's; none: never to the next element.
fn moved(layout: Layout, axis: usize, ndim: usize) -> Option<Movement> {
    let contiguous = match layout {
        Layout::C => axis + 1 == ndim,
        Layout::F => axis == 0,
        Layout::A => return Some(Movement::Axis(axis)),
    };
    contiguous.then_some(Movement::Unit)
}
