//! Values known at compile time, where typing needs them.
//!
//! Input: constants and operators. Output: constants.
//! Never: types of anything that is not constant.
//!
//! Operators on literals follow Python (`2**63` fits uint64, `10**-2` is 0.01); on other constants (globals, locals
//! assigned once) they follow the compiled zone, whose ints wrap.

use crate::hir::{self, CmpOp, LocalId, Place, Stmt, StmtKind};
use crate::types::{BinaryOp, Constant, Dtype, UnaryOp};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is wrong with a literal expression.
pub(super) type Failure = &'static str;

const TOO_LARGE: Failure = "the result does not fit 64 bits";

/// The truth of a constant.
pub(super) fn truth(constant: &Constant) -> Option<bool> {
    Some(match constant {
        Constant::None => false,
        Constant::Bool(b) => *b,
        Constant::Int(i) => *i != 0,
        Constant::UInt(u) => *u != 0,
        Constant::Float(x) => *x != 0.0,
        Constant::Float32(x) => *x != 0.0,
        Constant::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Constant::Str(text) => !text.is_empty(),
        Constant::Tuple(items) => !items.is_empty(),
        Constant::Ellipsis => return None,
    })
}

/// 0 of a dtype, where there is a constant of it.
pub(super) fn zero(dtype: Dtype) -> Constant {
    match dtype {
        Dtype::Bool => Constant::Bool(false),
        _ if dtype.is_float() => Constant::Float(0.0),
        _ if dtype.is_complex() => Constant::Complex(0.0, 0.0),
        _ => Constant::Int(0),
    }
}

/// `dtype(constant)`, for the dtypes that constants have.
pub(super) fn cast(dtype: Dtype, constant: &Constant) -> Option<Constant> {
    match (dtype, constant) {
        (Dtype::I64, Constant::Int(i)) => Some(Constant::Int(*i)),
        (Dtype::F64, Constant::Int(i)) => Some(Constant::Float(*i as f64)),
        (Dtype::F64, Constant::Float(x)) => Some(Constant::Float(*x)),
        (Dtype::F32, Constant::Float(x)) => Some(Constant::Float32(*x as f32)),
        _ => None,
    }
}

/// The value of a constant as an int of any size.
fn wide(constant: &Constant) -> Option<i128> {
    match constant {
        Constant::Bool(b) => Some(i128::from(*b)),
        Constant::Int(i) => Some(i128::from(*i)),
        Constant::UInt(u) => Some(i128::from(*u)),
        _ => None,
    }
}

fn float(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Float(x) => Some(*x),
        Constant::Float32(_) => None,
        _ => wide(constant).map(|i| i as f64),
    }
}

/// The constant that an int is; none: it does not fit 64 bits.
fn narrow(value: i128) -> Option<Constant> {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(i), _) => Some(Constant::Int(i)),
        (_, Ok(u)) => Some(Constant::UInt(u)),
        _ => None,
    }
}

/// `op constant`
pub(super) fn unary(op: UnaryOp, constant: &Constant) -> Option<Constant> {
    match (op, constant) {
        (UnaryOp::Neg, Constant::Float(x)) => Some(Constant::Float(-x)),
        (UnaryOp::Neg, Constant::Complex(re, im)) => Some(Constant::Complex(-re, -im)),
        (UnaryOp::Pos, Constant::Float(x)) => Some(Constant::Float(*x)),
        // -(2**63) is the least int64.
        (UnaryOp::Neg, it) => narrow(-wide(it)?).filter(|out| matches!(out, Constant::Int(_))),
        (UnaryOp::Pos, it) => narrow(wide(it)?),
        (UnaryOp::Invert, Constant::Int(i)) => Some(Constant::Int(!i)),
        (UnaryOp::Not, it) => truth(it).map(|b| Constant::Bool(!b)),
        _ => None,
    }
}

/// `a op b` of literals, as Python does it. None: it is left to run time.
pub(super) fn literal_binary(op: BinaryOp, a: &Constant, b: &Constant) -> Option<Result<Constant, Failure>> {
    if let (Some(x), Some(y)) = (wide(a), wide(b)) {
        return int_binary(op, x, y);
    }
    float_binary(op, float(a)?, float(b)?).map(|x| Ok(Constant::Float(x)))
}

fn int_binary(op: BinaryOp, x: i128, y: i128) -> Option<Result<Constant, Failure>> {
    let exact = match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::Div if y != 0 => return Some(Ok(Constant::Float(x as f64 / y as f64))),
        BinaryOp::FloorDiv if y != 0 => Some(x.div_euclid(y) - i128::from(y < 0 && x.rem_euclid(y) != 0)),
        BinaryOp::Mod if y != 0 => Some(x - y * (x.div_euclid(y) - i128::from(y < 0 && x.rem_euclid(y) != 0))),
        BinaryOp::Pow if y < 0 && x != 0 => return Some(Ok(Constant::Float((x as f64).powi(i32::try_from(y).ok()?)))),
        BinaryOp::Pow if y >= 0 => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
        BinaryOp::LShift if y >= 0 => u32::try_from(y).ok().and_then(|y| shifted(x, y)),
        BinaryOp::RShift if y >= 0 => Some(x >> y.min(127)),
        BinaryOp::BitAnd => Some(x & y),
        BinaryOp::BitOr => Some(x | y),
        BinaryOp::BitXor => Some(x ^ y),
        // Division by zero and the like raise at run time.
        _ => return None,
    };
    Some(exact.and_then(narrow).ok_or(TOO_LARGE))
}

fn shifted(x: i128, y: u32) -> Option<i128> {
    if x == 0 {
        return Some(0);
    }
    (y < 100).then(|| x << y).filter(|out| out >> y == x)
}

fn float_binary(op: BinaryOp, x: f64, y: f64) -> Option<f64> {
    Some(match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        BinaryOp::Div if y != 0.0 => x / y,
        _ => return None,
    })
}

/// `a op b` of other constants, as compiled code does it: int64 and float64 only.
pub(super) fn typed_binary(op: BinaryOp, a: &Constant, b: &Constant) -> Option<Constant> {
    match (a, b) {
        (Constant::Int(x), Constant::Int(y)) => {
            let value = match op {
                BinaryOp::Add => x.wrapping_add(*y),
                BinaryOp::Sub => x.wrapping_sub(*y),
                BinaryOp::Mul => x.wrapping_mul(*y),
                BinaryOp::BitAnd => x & y,
                BinaryOp::BitOr => x | y,
                BinaryOp::BitXor => x ^ y,
                _ => return None,
            };
            Some(Constant::Int(value))
        }
        (Constant::Float(x), Constant::Float(y)) => float_binary(op, *x, *y).map(Constant::Float),
        _ => None,
    }
}

/// A comparison of two constants of one kind.
pub(super) fn compare(op: CmpOp, a: &Constant, b: &Constant) -> Option<bool> {
    let ordering = match (a, b) {
        (Constant::Str(x), Constant::Str(y)) => x.cmp(y),
        _ => match (wide(a), wide(b)) {
            (Some(x), Some(y)) => x.cmp(&y),
            _ => float(a)?.partial_cmp(&float(b)?)?,
        },
    };
    Some(match op {
        CmpOp::Eq => ordering.is_eq(),
        CmpOp::NotEq => ordering.is_ne(),
        CmpOp::Lt => ordering.is_lt(),
        CmpOp::LtE => ordering.is_le(),
        CmpOp::Gt => ordering.is_gt(),
        CmpOp::GtE => ordering.is_ge(),
        _ => return None,
    })
}

/// The indices that a slice of `n` items picks; none: its step is zero.
pub(super) fn slice_indices(n: usize, [start, stop, step]: [Option<i64>; 3]) -> Option<Vec<usize>> {
    let (n, step) = (n as i64, step.unwrap_or(1));
    if step == 0 {
        return None;
    }
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let place = |part: Option<i64>, default: i64| {
        part.map_or(default, |p| (if p < 0 { p.saturating_add(n) } else { p }).clamp(low, high))
    };
    let (first, last) = if step > 0 { (low, high) } else { (high, low) };
    let (mut at, stop) = (place(start, first), place(stop, last));
    let mut picked = Vec::new();
    while (step > 0 && at < stop) || (step < 0 && at > stop) {
        picked.push(at as usize);
        at += step;
    }
    Some(picked)
}

/// The locals that only one plain assignment `x = value` writes.
pub(super) fn single_assignments(function: &hir::Function) -> FxHashSet<LocalId> {
    let mut counts: FxHashMap<LocalId, u32> = FxHashMap::default();
    let mut count = |place: &Place, weight: u32| {
        let mut locals = Vec::new();
        super::stmt::place_locals(place, &mut locals);
        locals.into_iter().for_each(|local| *counts.entry(local).or_default() += weight);
    };
    definitions(&function.body, &mut count);
    for expr in &function.exprs {
        match &expr.kind {
            hir::ExprKind::Named(place, _) => count(place, 2),
            hir::ExprKind::Comprehension { generators, .. } => generators.iter().for_each(|it| count(&it.target, 2)),
            _ => {}
        }
    }
    let entry = function.params.iter().map(|it| it.local).chain(function.captures.iter().map(|it| it.local));
    entry.for_each(|local| *counts.entry(local).or_default() += 1);
    // Inner functions may write what they capture.
    let whole = |local: &LocalId| function.local(*local).kind == hir::LocalKind::Web;
    counts.into_iter().filter(|(_, count)| *count == 1).map(|(local, _)| local).filter(whole).collect()
}

/// Calls `count` with each place that is written: 1 for a plain assignment, 2 for what has no single value.
fn definitions(body: &[Stmt], count: &mut dyn FnMut(&Place, u32)) {
    for stmt in body {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|place| count(place, 1)),
            StmtKind::AugAssign { target, .. } | StmtKind::FunctionDef { target, .. } => count(target, 2),
            StmtKind::If { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                definitions(body, count);
                definitions(orelse, count);
            }
            StmtKind::For { target, body, orelse, .. } => {
                count(target, 2);
                definitions(body, count);
                definitions(orelse, count);
            }
            StmtKind::Try { body, handlers, orelse, finalbody } => {
                [body, orelse, finalbody].into_iter().for_each(|block| definitions(block, count));
                for handler in handlers {
                    handler.name.iter().for_each(|name| count(name, 2));
                    definitions(&handler.body, count);
                }
            }
            StmtKind::With { body, items } => {
                items.iter().filter_map(|(_, place)| place.as_ref()).for_each(|place| count(place, 2));
                definitions(body, count);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_fold_as_python_does() {
        let fold = |op, a: i64, b: i64| literal_binary(op, &Constant::Int(a), &Constant::Int(b));
        assert_eq!(fold(BinaryOp::Pow, 2, 63), Some(Ok(Constant::UInt(1 << 63))));
        assert_eq!(fold(BinaryOp::LShift, 1, 63), Some(Ok(Constant::UInt(1 << 63))));
        assert_eq!(fold(BinaryOp::Pow, 10, -2), Some(Ok(Constant::Float(0.01))));
        assert_eq!(fold(BinaryOp::Pow, 2, 64), Some(Err(TOO_LARGE)));
        assert_eq!(fold(BinaryOp::FloorDiv, -7, 2), Some(Ok(Constant::Int(-4))));
        assert_eq!(fold(BinaryOp::FloorDiv, 7, -2), Some(Ok(Constant::Int(-4))));
        assert_eq!(fold(BinaryOp::FloorDiv, -7, -2), Some(Ok(Constant::Int(3))));
        assert_eq!(fold(BinaryOp::Mod, -7, 2), Some(Ok(Constant::Int(1))));
        assert_eq!(fold(BinaryOp::Mod, 7, -2), Some(Ok(Constant::Int(-1))));
        assert_eq!(fold(BinaryOp::Mod, 7, 0), None);
    }

    #[test]
    fn slices_pick_as_python_does() {
        assert_eq!(slice_indices(5, [Some(1), None, Some(2)]), Some(vec![1, 3]));
        assert_eq!(slice_indices(5, [None, None, Some(-2)]), Some(vec![4, 2, 0]));
        assert_eq!(slice_indices(3, [Some(-2), None, None]), Some(vec![1, 2]));
        assert_eq!(slice_indices(3, [None, None, Some(0)]), None);
    }
}
