//! Operators on scalars, tuples, strings and lists, with their checks.
//!
//! Input: operand values and types. Output: instructions at the dtypes that `types::promote` names.
//! Never: promotion rules of its own.

use super::Lowering;
use super::value::Val;
use crate::hir::CmpOp;
use crate::ir::{self, CompareOp, Const, Op, Ty, ValueId};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::types::promote::{self, Operand, Rules};
use crate::types::{BinaryOp, Dtype, Type, UnaryOp};

impl Lowering<'_> {
    /// `left op right` of scalars under Numba's rules; the result has the dtype that promotion says.
    pub(super) fn scalar_binary(&mut self, op: BinaryOp, left: ValueId, right: ValueId) -> ValueId {
        let (a, b) = (self.b.function().dtype(left), self.b.function().dtype(right));
        let Some(types) = promote::binary(Rules::Numba, op, Operand::scalar(a), Operand::scalar(b)) else {
            crate::ice!("no operator {} for {a} and {b}", op.symbol())
        };
        if let Some(compare) = comparison(op) {
            return self.scalar_compare(compare, left, right, types.operands);
        }
        let left = self.b.convert(left, types.operands[0]);
        let right = self.b.convert(right, types.operands[1]);
        let value = self.operate(op, left, right);
        self.b.convert(value, types.result)
    }

    /// The operation itself, on converted operands, with its checks.
    pub(super) fn operate(&mut self, op: BinaryOp, left: ValueId, right: ValueId) -> ValueId {
        let dtype = self.b.function().dtype(left);
        if !self.typing.options.numpy_error_model {
            self.division_check(op, dtype, right);
        }
        match op {
            BinaryOp::Pow => self.power(left, right),
            BinaryOp::LShift | BinaryOp::RShift => self.shift(op, left, right),
            _ => {
                let Some(op) = element_op(op) else { crate::ice!("no element operation for {}", op.symbol()) };
                self.b.binary(op, left, right)
            }
        }
    }

    /// ZeroDivisionError of the default error model.
    fn division_check(&mut self, op: BinaryOp, dtype: Dtype, divisor: ValueId) {
        let check = match (op, dtype.is_int() || dtype == Dtype::Bool) {
            (BinaryOp::Div, _) if dtype.is_complex() => {
                let nonzero = self.is_not_zero(divisor);
                return self.check_text(ExceptionKind::ZeroDivisionError, "complex division by zero", nonzero);
            }
            (BinaryOp::Div, _) | (BinaryOp::FloorDiv, false) => Check::DivisionByZero,
            (BinaryOp::FloorDiv, true) => Check::IntDivisionByZero,
            (BinaryOp::Mod, true) => Check::IntModuloByZero,
            (BinaryOp::Mod, false) => Check::ModuloByZero,
            _ => return,
        };
        match self.b.function().as_const(divisor) {
            Some(Const::Int(n)) if n != 0 => return,
            Some(Const::Float(x)) if x != 0.0 => return,
            Some(Const::Complex(re, im)) if re != 0.0 || im != 0.0 => return,
            _ => {}
        }
        let nonzero = self.is_not_zero(divisor);
        self.check(check, nonzero, &[]);
    }

    fn shift(&mut self, op: BinaryOp, left: ValueId, right: ValueId) -> ValueId {
        let signed = self.b.function().dtype(right).is_signed();
        let known = matches!(self.b.function().as_const(right), Some(Const::Int(n)) if n >= 0);
        if signed && !known {
            let zero = self.zero_like(right);
            let fine = self.b.compare(CompareOp::Ge, right, zero);
            self.check(Check::NegativeShift, fine, &[]);
        }
        let dtype = self.b.function().dtype(left);
        let right = self.b.convert(right, dtype);
        let op = if op == BinaryOp::LShift { ir::BinaryOp::Shl } else { ir::BinaryOp::Shr };
        self.b.binary(op, left, right)
    }

    /// A comparison; int64 with uint64 by value.
    pub(super) fn scalar_compare(
        &mut self,
        op: CompareOp,
        left: ValueId,
        right: ValueId,
        operands: [Dtype; 2],
    ) -> ValueId {
        let left = self.b.convert(left, operands[0]);
        let right = self.b.convert(right, operands[1]);
        match operands {
            [a, b] if a == b => self.b.compare(op, left, right),
            [Dtype::U64, Dtype::I64] => self.compare_mixed(op.turned(), right, left),
            _ => self.compare_mixed(op, left, right),
        }
    }

    /// `signed op unsigned` by value: a negative left side is below everything.
    fn compare_mixed(&mut self, op: CompareOp, signed: ValueId, unsigned: ValueId) -> ValueId {
        let zero = self.b.i64(0);
        let negative = self.b.compare(CompareOp::Lt, signed, zero);
        let as_unsigned = self.b.convert(signed, Dtype::U64);
        let otherwise = self.b.compare(op, as_unsigned, unsigned);
        let if_negative = self.b.bool(matches!(op, CompareOp::Lt | CompareOp::Le | CompareOp::Ne));
        self.b.select(negative, if_negative, otherwise)
    }

    /// `-x`, `+x`, `~x`, `not x` of a scalar.
    pub(super) fn scalar_unary(&mut self, op: UnaryOp, x: ValueId) -> ValueId {
        if op == UnaryOp::Not {
            let truth = self.b.convert(x, Dtype::Bool);
            return self.b.unary(ir::UnaryOp::Not, truth);
        }
        let dtype = self.b.function().dtype(x);
        let Some(types) = promote::unary(Rules::Numba, op, Operand::scalar(dtype)) else {
            crate::ice!("no unary {op:?} for {dtype}")
        };
        let x = self.b.convert(x, types.operand);
        let value = match op {
            UnaryOp::Neg => self.b.unary(ir::UnaryOp::Neg, x),
            UnaryOp::Invert => self.b.unary(ir::UnaryOp::Not, x),
            UnaryOp::Pos | UnaryOp::Not => x,
        };
        self.b.convert(value, types.result)
    }

    // --- comparisons of anything -------------------------------------------------------------------------------------

    /// `left op right`, a bool (arrays do not come here).
    pub(super) fn compare(&mut self, op: CmpOp, left: (Val, &Type), right: (Val, &Type)) -> ValueId {
        let compare = match op {
            CmpOp::Is | CmpOp::IsNot => return self.identity(op, left, right),
            CmpOp::In => return self.contains(right, left),
            CmpOp::NotIn => {
                let found = self.contains(right, left);
                return self.b.unary(ir::UnaryOp::Not, found);
            }
            other => language_op(other),
        };
        self.compare_values(compare, left, right)
    }

    fn compare_values(&mut self, op: BinaryOp, left: (Val, &Type), right: (Val, &Type)) -> ValueId {
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        match (left.1, right.1) {
            (Type::Scalar(_), Type::Scalar(_)) => self.scalar_binary(op, left.0.one(), right.0.one()),
            (Type::Object(_), Type::Object(_)) => {
                let same = self.identity(CmpOp::Is, left, right);
                if op == BinaryOp::Eq { same } else { self.b.unary(ir::UnaryOp::Not, same) }
            }
            (Type::Str, Type::Str) => {
                let Some(op) = comparison(op) else { crate::ice!("{op:?} is no comparison") };
                self.b.compare(op, left.0.one(), right.0.one())
            }
            (Type::Tuple(a), Type::Tuple(b)) if equality => self.tuples_equal(op, left.0, a, right.0, b),
            (Type::Tuple(a), Type::Tuple(b)) => self.tuples_ordered(op, left.0.items(), a, right.0.items(), b),
            (Type::None, Type::None) => self.b.bool(op == BinaryOp::Eq),
            (Type::Optional(item), other) if *other != Type::None => {
                let value = self.coerce(left.0, left.1, item);
                self.compare_values(op, (value, item), right)
            }
            (other, Type::Optional(item)) if *other != Type::None => {
                let value = self.coerce(right.0, right.1, item);
                self.compare_values(op, left, (value, item))
            }
            (Type::Optional(_), _) | (_, Type::Optional(_)) => {
                let same = self.identity(CmpOp::Is, left, right);
                if op == BinaryOp::Eq { same } else { self.b.unary(ir::UnaryOp::Not, same) }
            }
            (a, b) if a == b && equality => self.b.bool(op == BinaryOp::Eq),
            _ => self.b.bool(op == BinaryOp::Ne),
        }
    }

    fn tuples_equal(&mut self, op: BinaryOp, left: Val, a: &[Type], right: Val, b: &[Type]) -> ValueId {
        let mut equal = self.b.bool(a.len() == b.len());
        if a.len() == b.len() {
            let pairs = left.items().into_iter().zip(right.items()).zip(a.iter().zip(b));
            for ((left, right), (a, b)) in pairs {
                let same = self.compare_values(BinaryOp::Eq, (left, a), (right, b));
                equal = self.b.binary(ir::BinaryOp::And, equal, same);
            }
        }
        if op == BinaryOp::Ne { self.b.unary(ir::UnaryOp::Not, equal) } else { equal }
    }

    /// Lexicographic: the first pair that differs decides.
    fn tuples_ordered(&mut self, op: BinaryOp, left: Vec<Val>, a: &[Type], right: Vec<Val>, b: &[Type]) -> ValueId {
        let at_end = match op {
            BinaryOp::Lt => a.len() < b.len(),
            BinaryOp::Le => a.len() <= b.len(),
            BinaryOp::Gt => a.len() > b.len(),
            _ => a.len() >= b.len(),
        };
        let mut result = self.b.bool(at_end);
        let strict = if matches!(op, BinaryOp::Lt | BinaryOp::Le) { BinaryOp::Lt } else { BinaryOp::Gt };
        let pairs = left.into_iter().zip(right).zip(a.iter().zip(b)).collect::<Vec<_>>();
        for ((left, right), (a, b)) in pairs.into_iter().rev() {
            let same = self.compare_values(BinaryOp::Eq, (left.clone(), a), (right.clone(), b));
            let before = self.compare_values(strict, (left, a), (right, b));
            result = self.b.select(same, result, before);
        }
        result
    }

    /// `is`: meaningful for None (and bools, ints of equal value, as Numba has it).
    fn identity(&mut self, op: CmpOp, left: (Val, &Type), right: (Val, &Type)) -> ValueId {
        let same = match (left.1, right.1) {
            (Type::None, Type::None) => self.b.bool(true),
            (Type::Optional(_), Type::None) | (Type::None, Type::Optional(_)) => {
                let optional = if matches!(left.1, Type::None) { right.0 } else { left.0 };
                let Val::Optional(present, _) = optional else { crate::ice!("an optional expected") };
                self.b.unary(ir::UnaryOp::Not, present)
            }
            (Type::Scalar(_), Type::Scalar(_)) => self.compare_values(BinaryOp::Eq, left, right),
            _ if let (Some(a), Some(b)) = (object_in(&left.0), object_in(&right.0))
                && *self.b.function().ty(a) == ir::Ty::Object =>
            {
                self.b.compare(ir::CompareOp::Eq, a, b)
            }
            (a, b) => self.b.bool(a == b && !matches!(a, Type::Array(_) | Type::List(_) | Type::Table(_))),
        };
        if op == CmpOp::IsNot { self.b.unary(ir::UnaryOp::Not, same) } else { same }
    }

    /// `item in container`.
    fn contains(&mut self, container: (Val, &Type), item: (Val, &Type)) -> ValueId {
        if let Type::Tuple(types) = container.1 {
            let mut found = self.b.bool(false);
            for (value, ty) in container.0.items().into_iter().zip(types.iter()) {
                let same = self.compare_values(BinaryOp::Eq, (item.0.clone(), item.1), (value, ty));
                found = self.b.binary(ir::BinaryOp::Or, found, same);
            }
            return found;
        }
        let ty = self.item_type(container.1);
        let sequence = self.sequence(container.0, container.1);
        let length = self.length(&sequence);
        // A loop with an early exit over the items.
        let label = self.b.label();
        let block = self.b.open(&[]);
        let next = self.b.label();
        let region = self.b.open(&[Ty::I64]);
        let index = self.b.params_of(region)[0];
        let more = self.b.compare(CompareOp::Lt, index, length);
        self.branch(
            more,
            Vec::new(),
            |this| {
                let value = this.element(&sequence, index, false);
                let same = this.compare_values(BinaryOp::Eq, (item.0.clone(), item.1), (value, &ty));
                let one = this.b.i64(1);
                let following = this.add(index, one);
                this.branch(
                    same,
                    Vec::new(),
                    |this| {
                        let found = this.b.bool(true);
                        this.b.push0(Op::Br(label), &[found]);
                    },
                    |this| this.b.push0(Op::Br(next), &[following]),
                );
            },
            |this| {
                let found = this.b.bool(false);
                this.b.push0(Op::Br(label), &[found]);
            },
        );
        self.b.close();
        let zero = self.b.i64(0);
        self.b.push(Op::Loop(next), &[zero], &[], &[region]);
        self.b.push0(Op::Unreachable, &[]);
        self.b.close();
        self.b.push(Op::Block(label), &[], &[Ty::BOOL], &[block])[0]
    }
}

/// The comparison that an operator is.
pub(super) fn comparison(op: BinaryOp) -> Option<CompareOp> {
    Some(match op {
        BinaryOp::Eq => CompareOp::Eq,
        BinaryOp::Ne => CompareOp::Ne,
        BinaryOp::Lt => CompareOp::Lt,
        BinaryOp::Le => CompareOp::Le,
        BinaryOp::Gt => CompareOp::Gt,
        BinaryOp::Ge => CompareOp::Ge,
        _ => return None,
    })
}

/// The element-wise operation that an operator is, where it is one op on converted operands.
pub(super) fn element_op(op: BinaryOp) -> Option<ir::BinaryOp> {
    Some(match op {
        BinaryOp::Add => ir::BinaryOp::Add,
        BinaryOp::Sub => ir::BinaryOp::Sub,
        BinaryOp::Mul => ir::BinaryOp::Mul,
        BinaryOp::Div => ir::BinaryOp::Div,
        BinaryOp::FloorDiv => ir::BinaryOp::FloorDiv,
        BinaryOp::Mod => ir::BinaryOp::Mod,
        BinaryOp::Pow => ir::BinaryOp::Pow,
        BinaryOp::LShift => ir::BinaryOp::Shl,
        BinaryOp::RShift => ir::BinaryOp::Shr,
        BinaryOp::BitAnd => ir::BinaryOp::And,
        BinaryOp::BitOr => ir::BinaryOp::Or,
        BinaryOp::BitXor => ir::BinaryOp::Xor,
        _ => return None,
    })
}

/// The operator behind a comparison of the HIR.
pub(super) fn language_op(op: CmpOp) -> BinaryOp {
    match op {
        CmpOp::Eq => BinaryOp::Eq,
        CmpOp::NotEq => BinaryOp::Ne,
        CmpOp::Lt => BinaryOp::Lt,
        CmpOp::LtE => BinaryOp::Le,
        CmpOp::Gt => BinaryOp::Gt,
        CmpOp::GtE => BinaryOp::Ge,
        CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn => crate::ice!("{op:?} is no value comparison"),
    }
}

/// The only component of a value, or of one that may be None.
fn object_in(value: &Val) -> Option<ValueId> {
    match value {
        Val::One(value) => Some(*value),
        Val::Optional(_, value) => object_in(value),
        _ => None,
    }
}
