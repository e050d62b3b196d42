//! What a call by the oracle shows, as text that can be compared.
//!
//! Input: an oracle, a function, arguments. Output: results or exception, changed arguments, output; what is held then.

use crate::show::{join, show};
use numjit::ir::Function;
use numjit::oracle::{Fault, Oracle, Stop, Value};

/// Calls a function. Also gives the values that the caller then holds references to.
pub fn outcome(oracle: &mut Oracle<'_>, function: &Function, args: &[Value]) -> Result<(String, Vec<Value>), Fault> {
    let before: Vec<String> = args.iter().map(|arg| show(&oracle.heap, arg)).collect();
    let result = oracle.call(function, args);
    let mut held = args.to_vec();
    let mut text = match result {
        Ok(results) => {
            let text = match &results[..] {
                [only] => show(&oracle.heap, only),
                _ => format!("({})", join(results.iter().map(|result| show(&oracle.heap, result)))),
            };
            held.extend(results);
            text
        }
        Err(Stop::Raised(exception)) => {
            let lines = exception.sites.iter().map(|site| site.span.start.to_string());
            format!("{exception} @ {}", join(lines))
        }
        Err(Stop::Fault(fault)) => return Err(fault),
    };
    let after: Vec<String> = args.iter().map(|arg| show(&oracle.heap, arg)).collect();
    if before != after {
        text += &format!(", leaves ({})", after.join(", "));
    }
    if !oracle.output.is_empty() {
        text += &format!(", prints {:?}", oracle.output);
    }
    Ok((text, held))
}
