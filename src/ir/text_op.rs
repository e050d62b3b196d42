//! Finds an op by its word and immediates: the inverse of [`mod@super::print`]'s table.
//!
//! Input: word, immediates. Output: the op, if there is one.
//! Never: operands, types.

use super::print::Immediate;
use super::text::{callee, label, slot};
use super::{
    BinaryOp, CheckKind, CompareOp, Const, ExceptionTest, Fill, Op, PrintStyle, ReduceOp, Sign, StrId, UnaryOp,
};
use crate::runtime::exception::{Check, ExceptionKind};
use crate::runtime::helpers::Helper;
use crate::runtime::routine::RoutineId;

/// Gives a text its number.
type Intern<'a> = dyn FnMut(&str) -> StrId + 'a;

/// The op that `word[immediates]` names.
pub(super) fn op(word: &str, immediates: &[Immediate], intern: &mut Intern<'_>) -> Option<Op> {
    if immediates.is_empty() {
        return plain(word).or_else(|| (word == "parallel_for").then(|| Op::ParallelFor(Vec::new())));
    }
    match (word, immediates) {
        ("const", [Immediate::Int(value)]) => Some(Op::Const(Const::Int(*value))),
        ("const", [Immediate::Float(value)]) => Some(Op::Const(Const::Float(*value))),
        ("const", [Immediate::Float(re), Immediate::Float(im)]) => Some(Op::Const(Const::Complex(*re, *im))),
        ("const_str", [Immediate::Text(text)]) => Some(Op::ConstStr(intern(text))),
        ("check", [Immediate::Word(kind), rest @ ..]) => check(kind, rest, intern).map(Op::Check),
        ("bounds", [Immediate::Int(axis), Immediate::Word(sign)]) if sign == "not_negative" => {
            u8::try_from(*axis).ok().map(|axis| Op::Bounds { axis, sign: Sign::NotNegative })
        }
        (_, [Immediate::Int(index)]) => numbered(word, *index),
        _ => {
            let words: Vec<&str> = immediates.iter().map(as_word).collect::<Option<_>>()?;
            worded(word, &words)
        }
    }
}

fn as_word(immediate: &Immediate) -> Option<&str> {
    match immediate {
        Immediate::Word(word) => Some(word),
        _ => None,
    }
}

/// Ops without immediates.
fn plain(word: &str) -> Option<Op> {
    const OTHERS: &[Op] = &[
        Op::Zero,
        Op::Convert,
        Op::Select,
        Op::For,
        Op::If,
        Op::Try,
        Op::Yield,
        Op::Return,
        Op::Reraise,
        Op::Unreachable,
        Op::ExceptionText,
        Op::ClearException,
        Op::Load,
        Op::Store,
        Op::View,
        Op::MayOverlap,
        Op::ListNew,
        Op::ListLen,
        Op::ListGet,
        Op::ListSet,
        Op::ListPush,
        Op::ListPop,
        Op::ListTruncate,
        Op::ObjectNew,
        Op::Retain,
        Op::Release,
    ];
    let unary = || UnaryOp::ALL.iter().find(|op| op.name() == word).map(|&op| Op::Unary(op));
    let binary = || BinaryOp::ALL.iter().find(|op| op.name() == word).map(|&op| Op::Binary(op));
    let compare = || CompareOp::ALL.iter().find(|op| op.name() == word).map(|&op| Op::Compare(op));
    let other = || OTHERS.iter().find(|op| super::print::name(op) == word).cloned();
    unary().or_else(binary).or_else(compare).or_else(other)
}

/// Ops with one number.
fn numbered(word: &str, index: i64) -> Option<Op> {
    let axis = u8::try_from(index).ok();
    match word {
        "captured" => u32::try_from(index).ok().map(Op::Captured),
        "field_get" => u32::try_from(index).ok().map(Op::FieldGet),
        "field_borrow" => u32::try_from(index).ok().map(Op::FieldBorrow),
        "field_set" => u32::try_from(index).ok().map(Op::FieldSet),
        "bounds" => axis.map(|axis| Op::Bounds { axis, sign: Sign::Any }),
        "dim" => axis.map(Op::Dim),
        "stride" => axis.map(Op::Stride),
        _ => None,
    }
}

/// Ops with words.
fn worded(word: &str, words: &[&str]) -> Option<Op> {
    let kinds = || words.iter().map(|name| ExceptionKind::from_name(name)).collect::<Option<Vec<_>>>();
    let reduction = |name: &&str| ReduceOp::ALL.iter().copied().find(|op| op.name() == *name);
    match word {
        "parallel_for" => return words.iter().map(reduction).collect::<Option<_>>().map(Op::ParallelFor),
        "exception_is" => return kinds().map(ExceptionTest).map(Op::ExceptionIs),
        _ => {}
    }
    let &[name] = words else { return None };
    match word {
        "block" => label(name).map(Op::Block),
        "loop" => label(name).map(Op::Loop),
        "br" => label(name).map(Op::Br),
        "raise" => ExceptionKind::from_name(name).map(Op::Raise),
        "slot_load" => slot(name).map(Op::SlotLoad),
        "slot_store" => slot(name).map(Op::SlotStore),
        "alloc" => fill(name).map(Op::Alloc),
        "to_str" => style(name).map(Op::ToStr),
        "print" => style(name).map(Op::Print),
        "call" => callee(name).map(Op::Call),
        "call_routine" => RoutineId::find(name).map(Op::CallRoutine),
        "call_helper" => Helper::ALL.iter().copied().find(|helper| helper.row().name == name).map(Op::CallHelper),
        _ => None,
    }
}

fn fill(name: &str) -> Option<Fill> {
    match name {
        "zero" => Some(Fill::Zero),
        "uninit" => Some(Fill::Uninit),
        _ => None,
    }
}

fn style(name: &str) -> Option<PrintStyle> {
    match name {
        "str" => Some(PrintStyle::Str),
        "repr" => Some(PrintStyle::Repr),
        _ => None,
    }
}

fn check(kind: &str, rest: &[Immediate], intern: &mut Intern<'_>) -> Option<CheckKind> {
    let rank = |n: &i64| u8::try_from(*n).ok();
    let named = || Check::ALL.iter().copied().find(|check| format!("{check:?}") == kind);
    match (kind, rest) {
        (_, []) => named().map(CheckKind::Fixed),
        (_, [Immediate::Text(text)]) => Some(CheckKind::Text(ExceptionKind::from_name(kind)?, intern(text))),
        ("reshape", [Immediate::Int(n)]) => Some(CheckKind::Reshape { ndim: rank(n)? }),
        (_, [Immediate::Int(left), Immediate::Int(right)]) => {
            Some(CheckKind::Shapes { check: named()?, left: rank(left)?, right: rank(right)? })
        }
        _ => None,
    }
}
