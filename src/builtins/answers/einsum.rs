//! Typing of `np.einsum`: what its subscripts say at compile time.
//!
//! Input: the text of the subscripts, operands. Output: constants. Never: what is wrong with subscripts, which run time
//! says; lengths.

use super::{Args, Ruling, constant, ty};
use crate::builtins::rules::{Answer, Mismatch};
use crate::runtime::linalg::subscripts::{Subscripts, read};
use crate::types::{Constant, Type};

/// None: they make no sense.
fn subscripts(args: Args<'_>) -> Result<Option<Subscripts>, Mismatch> {
    let Some(Constant::Str(text)) = constant(args, 0) else {
        return Err(Mismatch::at(0, "the subscripts must be a str that is known at compile time"));
    };
    let Type::Tuple(operands) = ty(args, 1) else { return Err(Mismatch::at(1, "expected a tuple of arrays")) };
    let ranks = operands.iter().map(|operand| operand.as_array().map_or(0, |array| usize::from(array.ndim)));
    Ok(read(text, &ranks.collect::<Vec<_>>()).ok())
}

fn ints(values: impl IntoIterator<Item = usize>) -> Ruling {
    let items = values.into_iter().map(|value| Constant::Int(value as i64));
    Ok(Answer::Constant(Constant::Tuple(items.collect())))
}

/// `einsum_output(subscripts, operands)`: a 0 for each axis of the output.
pub(in crate::builtins) fn einsum_output(args: Args<'_>) -> Ruling {
    ints(vec![0; subscripts(args)?.map_or(0, |found| found.output)])
}

/// `einsum_axes(subscripts, operands)`: the labels of the first operand.
pub(in crate::builtins) fn einsum_axes(args: Args<'_>) -> Ruling {
    ints(subscripts(args)?.and_then(|found| found.operands.into_iter().next()).unwrap_or_default())
}

/// `einsum_is_view(subscripts, operands)`: is nothing multiplied or added?
pub(in crate::builtins) fn einsum_is_view(args: Args<'_>) -> Ruling {
    let found = subscripts(args)?;
    let is_view = found.is_some_and(|found| found.operands.len() == 1 && found.letters.len() == found.output);
    Ok(Answer::Constant(Constant::Bool(is_view)))
}
