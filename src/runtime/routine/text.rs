//! Routines over strings: kinds and cases of their characters.
//!
//! Input: a method's name, a string. Output: a truth, or the code points of another string.
//! Never: making strings: the prelude does.

use super::{Operand, Outcome, Routine};
use crate::runtime::array::Array;
use crate::runtime::context::Context;
use crate::runtime::exception::Check;
use crate::runtime::text::letters;

pub(super) static ROUTINES: &[Routine] =
    &[Routine { name: "text_is", run: text_is }, Routine { name: "text_changed", run: text_changed }];

/// `method, text`: does Python's method of this name say yes?
fn text_is(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [method, text] = operands else { return Err(Check::Internal.into()) };
    let test = match method.text()? {
        "isalnum" => letters::is_alnum,
        "isalpha" => letters::is_alpha,
        "isdecimal" => letters::is_decimal,
        "isdigit" | "isnumeric" => letters::is_digit,
        "isspace" => letters::is_space,
        "isidentifier" => letters::is_identifier,
        "islower" => letters::is_lower,
        "isupper" => letters::is_upper,
        _ => return Err(Check::Internal.into()),
    };
    Ok(Some(test(text.text()?).into()))
}

/// `method, text, codes`: writes the code points of what Python's method of this name gives; how many they are.
fn text_changed(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [method, text, codes] = operands else { return Err(Check::Internal.into()) };
    let (text, codes) = (text.text()?, codes.array()?);
    let changed = match method.text()? {
        "lower" => text.to_lowercase(),
        "upper" => text.to_uppercase(),
        "capitalize" => letters::capitalized(text),
        "swapcase" => letters::swapped(text),
        "title" => letters::titled(text),
        _ => return Err(Check::Internal.into()),
    };
    written(&changed, codes)
}

fn written(text: &str, codes: &Array) -> Outcome {
    let mut count = 0;
    for c in text.chars() {
        codes.set(&[count], i64::from(u32::from(c)).into())?;
        count += 1;
    }
    Ok(Some(count.into()))
}
