//! Copies between arrays.

use super::{Operand, Outcome, Routine};
use crate::runtime::context::Context;

pub(super) static ROUTINES: &[Routine] = &[Routine { name: "copy_elements", run: copy_elements }];

/// `target, source`: writes the source's elements, broadcast and cast, to the target; the two may overlap.
fn copy_elements(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source] = operands else { return Err(crate::runtime::exception::Check::Internal.into()) };
    target.array()?.assign(source.array()?)?;
    Ok(None)
}
