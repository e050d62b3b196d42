//! Typing of members of arrays of records.
//!
//! Input: arguments. Output: answers. Never: fields.

use super::{Args, Ruling, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Constant, Layout, RecordArray, RecordRef, Type};
use std::sync::Arc;

fn records(args: Args<'_>) -> Result<&RecordArray, Mismatch> {
    match ty(args, 0) {
        Type::Records(array) => Ok(array),
        other => Err(Mismatch::at(0, format!("expected an array of records, got {other}"))),
    }
}

fn known(value: usize) -> Ruling {
    Ok(Answer::Constant(Constant::Int(value as i64)))
}

/// `a.shape`, `a.strides`
pub(in crate::builtins) fn shape(args: Args<'_>) -> Ruling {
    is(Type::tuple(vec![Type::INT64; usize::from(records(args)?.ndim)]))
}

/// `a.size`
pub(in crate::builtins) fn size(args: Args<'_>) -> Ruling {
    records(args).and_then(|_| is(Type::INT64))
}

/// `a.ndim`
pub(in crate::builtins) fn ndim(args: Args<'_>) -> Ruling {
    known(usize::from(records(args)?.ndim))
}

/// `a.itemsize`
pub(in crate::builtins) fn itemsize(args: Args<'_>) -> Ruling {
    known(records(args)?.record.size)
}

/// `a.dtype`
pub(in crate::builtins) fn dtype(args: Args<'_>) -> Ruling {
    let record = Arc::clone(&records(args)?.record);
    is(Type::Class(Arc::new(Type::Record(RecordRef { record, mutable: true }))))
}

/// `a.T`
pub(in crate::builtins) fn transposed(args: Args<'_>) -> Ruling {
    let own = records(args)?;
    let layout = match own.layout {
        _ if own.ndim < 2 => own.layout,
        Layout::C => Layout::F,
        Layout::F => Layout::C,
        Layout::A => Layout::A,
    };
    is(Type::records(RecordArray { layout, ..own.clone() }))
}
