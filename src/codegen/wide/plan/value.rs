//! Operations on vectors.
//!
//! Input: instructions without effect. Output: the same of every lane, bit for bit (some elementary functions within one ulp).
//! Never: memory, control flow.

use super::{Planner, Why, math};
use crate::codegen::wide::math::Form;
use crate::codegen::wide::program::{Arith, Lane, Node, NodeId, Word};
use crate::ir::{BinaryOp, CompareOp, Const, Inst, Op, UnaryOp, ValueId};
use crate::types::Dtype;

const NO_VECTOR: Why = "an operation without a vector form";

impl Planner<'_> {
    /// An operation without effect.
    pub(super) fn vector(&mut self, inst: &Inst) -> Result<NodeId, Why> {
        let result = inst.results.first().and_then(|&result| self.f.ty(result).dtype()).ok_or(other_op(&inst.op))?;
        let operand = inst.args.first().and_then(|&arg| self.f.ty(arg).dtype()).ok_or(other_op(&inst.op))?;
        Lane::of(result).ok_or("complex numbers")?;
        if let Op::Binary(op @ (BinaryOp::FloorDiv | BinaryOp::Mod)) = inst.op
            && operand.is_int()
        {
            return self.division(op, operand, inst.args[0], inst.args[1]);
        }
        let args = inst.args.iter().map(|&arg| self.operand(arg)).collect::<Result<Vec<NodeId>, Why>>()?;
        match inst.op {
            Op::Unary(op) => self.unary(op, operand, args[0]),
            Op::Binary(op) => self.binary(op, operand, args[0], args[1], inst.args[1]),
            Op::Compare(op) => self.compare(op, operand, args[0], args[1]),
            Op::Select => Ok(self.choose(args[0], args[1], args[2])),
            Op::Convert => self.convert(args[0], operand, result),
            _ => Err(other_op(&inst.op)),
        }
    }

    fn compare(&mut self, op: CompareOp, dtype: Dtype, x: NodeId, y: NodeId) -> Result<NodeId, Why> {
        if self.lane(x) == Lane::Mask {
            let different = self.push(Node::Arith(Arith::Xor, x, y), Lane::Mask);
            return match op {
                CompareOp::Ne => Ok(different),
                CompareOp::Eq => Ok(self.push(Node::Not(different), Lane::Mask)),
                _ => Err(NO_VECTOR),
            };
        }
        let unsigned = dtype.is_int() && !dtype.is_signed();
        Ok(self.push(Node::Compare(op, unsigned, x, y), Lane::Mask))
    }

    // --- one operand -----------------------------------------------------------------------------------------------

    fn unary(&mut self, op: UnaryOp, dtype: Dtype, x: NodeId) -> Result<NodeId, Why> {
        match self.lane(x) {
            Lane::Mask if op == UnaryOp::Not => Ok(self.push(Node::Not(x), Lane::Mask)),
            Lane::Mask => Err(NO_VECTOR),
            Lane::Int => self.int_unary(op, dtype, x),
            lane => self.float_unary(op, lane, x),
        }
    }

    fn int_unary(&mut self, op: UnaryOp, dtype: Dtype, x: NodeId) -> Result<NodeId, Why> {
        let zero = self.constant(0, Lane::Int);
        match op {
            UnaryOp::Neg => Ok(self.wrapped(dtype, Node::Arith(Arith::Sub, zero, x))),
            UnaryOp::Not => {
                let ones = self.constant(u64::MAX, Lane::Int);
                Ok(self.wrapped(dtype, Node::Arith(Arith::Xor, x, ones)))
            }
            UnaryOp::Abs if dtype.is_signed() => {
                let minus = self.push(Node::Arith(Arith::Sub, zero, x), Lane::Int);
                Ok(self.wrapped(dtype, Node::Arith(Arith::Max, x, minus)))
            }
            UnaryOp::Abs => Ok(x),
            _ => Err(NO_VECTOR),
        }
    }

    fn float_unary(&mut self, op: UnaryOp, lane: Lane, x: NodeId) -> Result<NodeId, Why> {
        if let Some(positive) = self.opposite(x).filter(|_| is_odd(op)) {
            let result = self.float_unary(op, lane, positive)?;
            return Ok(self.minus(result));
        }
        let sign = sign(lane);
        let node = match op {
            UnaryOp::Neg => return Ok(self.minus(x)),
            UnaryOp::Abs => {
                let rest = self.constant(sign - 1, lane);
                Node::Arith(Arith::And, x, rest)
            }
            UnaryOp::Sqrt => Node::Sqrt(x),
            UnaryOp::Rint => Node::Round(8, x),
            UnaryOp::Floor => Node::Round(9, x),
            UnaryOp::Ceil => Node::Round(10, x),
            UnaryOp::Trunc => Node::Round(11, x),
            UnaryOp::IsNan => return Ok(self.push(Node::Unordered(x, x), Lane::Mask)),
            UnaryOp::IsInf => return Ok(self.against_infinity(CompareOp::Eq, lane, x)),
            UnaryOp::IsFinite => return Ok(self.against_infinity(CompareOp::Lt, lane, x)),
            _ => {
                let Form { function, is_exact } = math::unary(op, lane).ok_or("a function without a vector form")?;
                self.approximates |= !is_exact;
                return Ok(self.elementary(&[x], |b, args| function(b, args[0])));
            }
        };
        Ok(self.push(node, lane))
    }

    /// `-x`
    pub(super) fn minus(&mut self, x: NodeId) -> NodeId {
        let lane = self.lane(x);
        let sign = self.constant(sign(lane), lane);
        self.push(Node::Arith(Arith::Xor, x, sign), lane)
    }

    /// What a float is the negative of, if it was made as one.
    fn opposite(&self, x: NodeId) -> Option<NodeId> {
        let lane = self.lane(x);
        match self.program.node(x) {
            Node::Arith(Arith::Xor, y, by) if matches!(lane, Lane::F64 | Lane::F32) => {
                (self.program.node(by) == Node::Constant(sign(lane))).then_some(y)
            }
            _ => None,
        }
    }

    /// `|x| op inf`
    fn against_infinity(&mut self, op: CompareOp, lane: Lane, x: NodeId) -> NodeId {
        let (rest, infinity) = match lane {
            Lane::F64 => (i64::MAX as u64, f64::INFINITY.to_bits()),
            _ => (u64::from(u32::MAX >> 1), f32::INFINITY.to_bits().into()),
        };
        let (rest, infinity) = (self.constant(rest, lane), self.constant(infinity, lane));
        let size = self.push(Node::Arith(Arith::And, x, rest), lane);
        self.push(Node::Compare(op, false, size, infinity), Lane::Mask)
    }

    /// A function of doubles; singles are doubles in between.
    fn elementary(&mut self, args: &[NodeId], function: impl Fn(&mut dyn math::Build, &[NodeId]) -> NodeId) -> NodeId {
        if self.lane(args[0]) == Lane::F64 {
            return function(self, args);
        }
        let args: Vec<NodeId> = args.iter().map(|&x| self.push(Node::Convert(x, false), Lane::F64)).collect();
        let result = function(self, &args);
        self.push(Node::Convert(result, false), Lane::F32)
    }

    // --- two operands ----------------------------------------------------------------------------------------------

    fn binary(&mut self, op: BinaryOp, dtype: Dtype, x: NodeId, y: NodeId, right: ValueId) -> Result<NodeId, Why> {
        let lane = self.lane(x);
        let bitwise = match op {
            BinaryOp::And => Some(Arith::And),
            BinaryOp::Or => Some(Arith::Or),
            BinaryOp::Xor => Some(Arith::Xor),
            BinaryOp::Mul if lane == Lane::Mask => Some(Arith::And),
            BinaryOp::Add if lane == Lane::Mask => Some(Arith::Or),
            _ => None,
        };
        if let Some(op) = bitwise {
            return if matches!(lane, Lane::Int | Lane::Mask) {
                Ok(self.push(Node::Arith(op, x, y), lane))
            } else {
                Err(NO_VECTOR)
            };
        }
        match lane {
            Lane::Int => self.int(op, dtype, x, y, right),
            Lane::F64 | Lane::F32 => self.float(op, x, y),
            Lane::Mask => Err(NO_VECTOR),
        }
    }

    fn int(&mut self, op: BinaryOp, dtype: Dtype, x: NodeId, y: NodeId, right: ValueId) -> Result<NodeId, Why> {
        let (least, most) = match dtype.is_signed() {
            true => (Arith::Min, Arith::Max),
            false => (Arith::UnsignedMin, Arith::UnsignedMax),
        };
        let count = match self.f.as_const(right) {
            Some(Const::Int(count)) => Some(count),
            _ => None,
        };
        let shifts = count.is_some_and(|count| (0..8 * dtype.size() as i64).contains(&count));
        let op = match op {
            BinaryOp::Add => Arith::Add,
            BinaryOp::Sub => Arith::Sub,
            BinaryOp::Mul => Arith::Mul,
            BinaryOp::PyMin | BinaryOp::Minimum | BinaryOp::Fmin => least,
            BinaryOp::PyMax | BinaryOp::Maximum | BinaryOp::Fmax => most,
            BinaryOp::Shl if shifts => Arith::Shl,
            BinaryOp::Shr if shifts && dtype.is_signed() => Arith::Sar,
            BinaryOp::Shr if shifts => Arith::Shr,
            _ => return Err(NO_VECTOR),
        };
        Ok(self.wrapped(dtype, Node::Arith(op, x, y)))
    }

    fn float(&mut self, op: BinaryOp, x: NodeId, y: NodeId) -> Result<NodeId, Why> {
        let lane = self.lane(x);
        let node = match op {
            BinaryOp::Add => return Ok(self.sum(x, y)),
            BinaryOp::Sub => Node::Arith(Arith::Sub, x, y),
            BinaryOp::Mul => Node::Arith(Arith::Mul, x, y),
            BinaryOp::Div => return Ok(self.quotient(x, y)),
            // `y if y < x else x`: the second operand where the comparison says nothing.
            BinaryOp::PyMin => Node::Arith(Arith::Min, y, x),
            BinaryOp::PyMax => Node::Arith(Arith::Max, y, x),
            BinaryOp::Minimum => return Ok(self.unless_nan(y, y, Arith::Min, x, y)),
            BinaryOp::Maximum => return Ok(self.unless_nan(y, y, Arith::Max, x, y)),
            BinaryOp::Fmin => return Ok(self.unless_nan(x, y, Arith::Min, x, y)),
            BinaryOp::Fmax => return Ok(self.unless_nan(x, y, Arith::Max, x, y)),
            BinaryOp::CopySign => return Ok(self.copy_sign(x, y)),
            _ => {
                let Form { function, is_exact } = math::binary(op, lane).ok_or("a function without a vector form")?;
                self.approximates |= !is_exact;
                return Ok(self.elementary(&[x, y], |b, args| function(b, args[0], args[1])));
            }
        };
        Ok(self.push(node, lane))
    }

    /// `x / y`. The sign of x stays outside: of `x / y` and `-x / y` one is enough.
    fn quotient(&mut self, x: NodeId, y: NodeId) -> NodeId {
        if let Some(positive) = self.opposite(x) {
            let result = self.quotient(positive, y);
            return self.minus(result);
        }
        let lane = self.lane(x);
        match self.inverse(y) {
            Some(inverse) if self.f.fastmath.arcp => self.push(Node::Arith(Arith::Mul, x, inverse), lane),
            _ => self.push(Node::Arith(Arith::Div, x, y), lane),
        }
    }

    /// One over what is the same in all iterations.
    fn inverse(&mut self, y: NodeId) -> Option<NodeId> {
        let lane = self.lane(y);
        match (self.program.node(y), lane) {
            (Node::Constant(bits), Lane::F64) => Some(self.constant((1.0 / f64::from_bits(bits)).to_bits(), lane)),
            (Node::Constant(bits), _) => {
                let inverse = 1.0 / f32::from_bits(bits as u32);
                Some(self.constant(inverse.to_bits().into(), lane))
            }
            (Node::Invariant(word), _) => match self.program.words[word] {
                Word::Invariant(value) => {
                    let word = self.word(Word::Inverse(value));
                    Some(self.push(Node::Invariant(word), lane))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `x + y`, with a product among them in one step where `fastmath` contracts.
    fn sum(&mut self, x: NodeId, y: NodeId) -> NodeId {
        let lane = self.lane(x);
        if self.f.fastmath.contract && lane == Lane::F64 {
            for (product, other) in [(x, y), (y, x)] {
                if let Node::Arith(Arith::Mul, a, b) = self.program.node(product) {
                    return self.push(Node::Fma(a, b, other), lane);
                }
            }
        }
        self.push(Node::Arith(Arith::Add, x, y), lane)
    }

    /// `other` where `tested` is nan, else the minimum or maximum: `x` where the comparison says nothing.
    fn unless_nan(&mut self, tested: NodeId, other: NodeId, op: Arith, x: NodeId, y: NodeId) -> NodeId {
        let lane = self.lane(x);
        let extremum = self.push(Node::Arith(op, y, x), lane);
        let is_nan = self.push(Node::Unordered(tested, tested), Lane::Mask);
        self.push(Node::Select(is_nan, other, extremum), lane)
    }

    fn copy_sign(&mut self, x: NodeId, y: NodeId) -> NodeId {
        let lane = self.lane(x);
        let sign = sign(lane);
        let (sign, rest) = (self.constant(sign, lane), self.constant(sign - 1, lane));
        let size = self.push(Node::Arith(Arith::And, x, rest), lane);
        let sign = self.push(Node::Arith(Arith::And, y, sign), lane);
        self.push(Node::Arith(Arith::Or, size, sign), lane)
    }

    /// An int operation of a dtype.
    fn wrapped(&mut self, dtype: Dtype, node: Node) -> NodeId {
        let node = self.push(node, Lane::Int);
        if dtype.size() == 8 { node } else { self.push(Node::Wrap(dtype, node), Lane::Int) }
    }

    // --- conversions -----------------------------------------------------------------------------------------------

    fn convert(&mut self, x: NodeId, from: Dtype, to: Dtype) -> Result<NodeId, Why> {
        let unsigned = from.is_int() && !from.is_signed();
        let lanes = (Lane::of(from).ok_or("complex numbers")?, Lane::of(to).ok_or("complex numbers")?);
        let node = match lanes {
            (from, to) if from == to && from != Lane::Int => return Ok(x),
            (Lane::Int, Lane::Int) if to.size() > from.size() || to.size() == 8 => return Ok(x),
            (Lane::Int, Lane::Int) => Node::Wrap(to, x),
            (Lane::Int, Lane::F64 | Lane::F32) => Node::Convert(x, unsigned),
            (Lane::F64, Lane::F32) | (Lane::F32, Lane::F64) => Node::Convert(x, false),
            (Lane::F64 | Lane::F32, Lane::Int) if to == Dtype::I64 => Node::Convert(x, false),
            (Lane::Mask, lane) => {
                let one = match lane {
                    Lane::F64 => 1f64.to_bits(),
                    Lane::F32 => 1f32.to_bits().into(),
                    _ => 1,
                };
                let (one, zero) = (self.constant(one, lane), self.constant(0, lane));
                Node::Select(x, one, zero)
            }
            (from, Lane::Mask) => {
                let zero = self.constant(0, from);
                Node::Compare(CompareOp::Ne, false, x, zero)
            }
            _ => return Err("a conversion without a vector form"),
        };
        Ok(self.push(node, lanes.1))
    }
}

/// The sign of a float.
pub(super) fn sign(lane: Lane) -> u64 {
    if lane == Lane::F64 { 1 << 63 } else { 1 << 31 }
}

/// Is `f(-x) = -f(x)`, bit for bit?
fn is_odd(op: UnaryOp) -> bool {
    use UnaryOp::{Asin, Atan, Cbrt, Erf, Sin, Sinh, Tan, Tanh};
    matches!(op, Asin | Atan | Cbrt | Erf | Sin | Sinh | Tan | Tanh)
}

/// Why an operation has no program.
fn other_op(op: &Op) -> Why {
    match op {
        Op::Call(_) | Op::CallHelper(_) | Op::CallRoutine(_) => "a call",
        Op::Loop(_) => "a loop that is not counted",
        Op::Alloc(_) => "it makes arrays",
        Op::View => "it makes views",
        Op::Raise(_) => "it raises",
        Op::Print(_) | Op::ToStr(_) => "it writes text",
        Op::Block(_) => "it is left early",
        Op::SlotLoad(_) | Op::SlotStore(_) => "a variable of a `try`",
        Op::ListGet | Op::ListSet | Op::ListPush | Op::ListPop | Op::ListLen => "lists",
        Op::ObjectNew | Op::FieldGet(_) | Op::FieldBorrow(_) | Op::FieldSet(_) => "fields of objects",
        _ => NO_VECTOR,
    }
}
