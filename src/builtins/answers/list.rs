//! Typing of methods of lists; the receiver is argument number 0.
//!
//! Input: arguments. Output: answers. A list whose items are not known yet learns them from what is put in: inference
//! joins the receiver with [`Answer::Grows`]'s type.
//! Never: other containers.

use super::{Args, Ruling, is, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::types::{Type, unify};
use std::sync::Arc;

fn item(args: Args<'_>) -> Result<Arc<Type>, Mismatch> {
    match ty(args, 0) {
        Type::List(item) => Ok(Arc::clone(item)),
        other => Err(Mismatch::at(0, format!("expected a list, got {other}"))),
    }
}

pub(in crate::builtins) fn append(args: Args<'_>) -> Ruling {
    let (own, added) = (item(args)?, ty(args, 1));
    match unify(&own, added) {
        Some(joined) => Ok(Answer::Grows { receiver: Type::list(joined), result: Type::None }),
        None => Err(Mismatch::at(1, format!("a list({own}) cannot hold {added}"))),
    }
}

/// `pop()`, and `pop(i)` in the prelude.
pub(in crate::builtins) fn pop(args: Args<'_>) -> Ruling {
    match args.get(1) {
        Some(Some(_)) => Ok(Answer::Source("list_pop_at")),
        _ => is((*item(args)?).clone()),
    }
}

pub(in crate::builtins) fn clear(args: Args<'_>) -> Ruling {
    item(args).and_then(|_| is(Type::None))
}
