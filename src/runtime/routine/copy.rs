//! Copies between arrays, and room for what is about to be made.

use super::{Operand, Outcome, Routine};
use crate::runtime::context::Context;
use crate::runtime::exception::Check;
use crate::runtime::memory::{BlockRef, Init};

pub(super) static ROUTINES: &[Routine] =
    &[Routine { name: "copy_elements", run: copy_elements }, Routine { name: "check_room", run: check_room }];

/// `target, source`: writes the source's elements, broadcast and cast, to the target; the two may overlap.
fn copy_elements(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source] = operands else { return Err(Check::Internal.into()) };
    target.array()?.assign(source.array()?)?;
    Ok(None)
}

/// `items, times, size`: raises MemoryError where so many items, of so many bytes, so many times, are not to be had.
fn check_room(ctx: &mut Context, operands: &[Operand]) -> Outcome {
    let [items, times, size] = operands else { return Err(Check::Internal.into()) };
    let factors = [items.int()?, times.int()?, size.int()?].map(|n| usize::try_from(n).unwrap_or(0));
    let bytes = factors.into_iter().try_fold(1usize, usize::checked_mul).ok_or(Check::OutOfMemory)?;
    // Taken and given back at once.
    BlockRef::alloc(Some(ctx.account()), bytes, Init::Uninit).map(|_| None).ok_or(Check::OutOfMemory.into())
}
