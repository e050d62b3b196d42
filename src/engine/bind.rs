//! Arguments of a call to parameters of a definition, with Python's messages.
//!
//! Input: positional and keyword values. Output: one value per parameter.

use super::dispatcher::Dispatcher;
use crate::hir::ParamKind;
use crate::host::{Exception, Keywords, Outcome, Value};

/// One value per parameter, in the definition's order.
///
/// # Errors
/// TypeError for missing, repeated and unexpected arguments.
pub fn bind(dispatcher: &Dispatcher, args: &[Value], keywords: &Keywords) -> Outcome<Vec<Value>> {
    let hir = &dispatcher.hir;
    let mut bound: Vec<Option<Value>> = vec![None; hir.params.len()];
    let mut rest = args.iter();
    for (place, param) in bound.iter_mut().zip(&hir.params) {
        match param.kind {
            ParamKind::Positional | ParamKind::PositionalOnly => *place = rest.next().cloned(),
            ParamKind::VarArgs => *place = Some(Value::tuple(rest.by_ref().cloned())),
            ParamKind::KeywordOnly | ParamKind::VarKeywords => {}
        }
    }
    if rest.next().is_some() {
        return Err(too_many(dispatcher, args.len()));
    }
    for (name, value) in keywords {
        let found = hir.params.iter().position(|param| {
            param.name == *name && !matches!(param.kind, ParamKind::PositionalOnly | ParamKind::VarArgs)
        });
        let Some(index) = found else {
            let words = format!("{}() got an unexpected keyword argument '{name}'", hir.name);
            return Err(Exception::type_error(words));
        };
        if bound[index].replace(value.clone()).is_some() {
            let words = format!("{}() got multiple values for argument '{name}'", hir.name);
            return Err(Exception::type_error(words));
        }
    }
    for (index, place) in bound.iter_mut().enumerate().filter(|(_, place)| place.is_none()) {
        *place = dispatcher.default(index);
    }
    missing(dispatcher, &bound)?;
    Ok(bound.into_iter().flatten().collect())
}

fn too_many(dispatcher: &Dispatcher, given: usize) -> Exception {
    let positional = |kind| matches!(kind, ParamKind::Positional | ParamKind::PositionalOnly);
    let takes = dispatcher.hir.params.iter().filter(|param| positional(param.kind)).count();
    let optional = dispatcher.hir.params.iter().filter(|param| positional(param.kind) && param.has_default).count();
    let plural = if takes == 1 { "" } else { "s" };
    let range = if optional == 0 { format!("{takes}") } else { format!("from {} to {takes}", takes - optional) };
    let were = if given == 1 { "was" } else { "were" };
    let name = &dispatcher.hir.name;
    Exception::type_error(format!("{name}() takes {range} positional argument{plural} but {given} {were} given"))
}

fn missing(dispatcher: &Dispatcher, bound: &[Option<Value>]) -> Outcome<()> {
    let params = dispatcher.hir.params.iter().zip(bound);
    let names: Vec<String> =
        params.filter(|(_, value)| value.is_none()).map(|(param, _)| format!("'{}'", param.name)).collect();
    let listed = match names.as_slice() {
        [] => return Ok(()),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let words =
        format!("{}() missing {} required positional argument{plural}: {listed}", dispatcher.hir.name, names.len());
    Err(Exception::type_error(words))
}
