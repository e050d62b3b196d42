//! Binding of arguments to the parameters of a host function, in CPython's words.
//!
//! Input: a function, positional and keyword arguments. Output: the frame's locals.
//! Never: builtins (their signatures bind in `functions`).

use super::{Interpreter, Locals};
use crate::hir::{Param, ParamKind};
use crate::host::exception::Exception;
use crate::host::key::{Dict, Key};
use crate::host::value::{HostFunction, Value};
use crate::host::{Keywords, Outcome};
use std::sync::Arc;

impl Interpreter<'_> {
    /// A frame with its parameters bound.
    pub(super) fn bind<'f>(
        &self,
        function: &'f Arc<HostFunction>,
        args: &[Value],
        keywords: &Keywords,
    ) -> Outcome<Locals<'f>> {
        let params = &function.hir.params;
        let mut locals = self.locals(function);
        if keywords.is_empty() && args.len() == params.len() && params.iter().all(is_positional) {
            params.iter().zip(args).for_each(|(param, arg)| locals.set(param.local, arg.clone()));
            return Ok(locals);
        }
        let mut bound = vec![false; params.len()];
        let positional = params.iter().take_while(|param| is_positional(param)).count();
        for (i, (param, arg)) in params[..positional].iter().zip(args).enumerate() {
            locals.set(param.local, arg.clone());
            bound[i] = true;
        }
        let rest = args.get(positional..).unwrap_or(&[]);
        match params.get(positional).filter(|param| param.kind == ParamKind::VarArgs) {
            Some(param) => {
                locals.set(param.local, Value::tuple(rest.iter().cloned()));
                bound[positional] = true;
            }
            None if !rest.is_empty() => return Err(too_many(function, positional, args.len(), keywords)),
            None => {}
        }
        bind_keywords(function, &mut locals, &mut bound, keywords)?;
        bind_defaults(function, &mut locals, &mut bound);
        require_all(function, &bound)?;
        Ok(locals)
    }
}

fn is_positional(param: &Param) -> bool {
    matches!(param.kind, ParamKind::PositionalOnly | ParamKind::Positional)
}

fn bind_keywords(
    function: &HostFunction,
    locals: &mut Locals<'_>,
    bound: &mut [bool],
    keywords: &Keywords,
) -> Outcome<()> {
    let params = &function.hir.params;
    let name = &function.hir.qualname;
    let mut extra = Dict::default();
    let collects = params.last().filter(|param| param.kind == ParamKind::VarKeywords);
    for (keyword, value) in keywords {
        let by_name = |param: &&Param| matches!(param.kind, ParamKind::Positional | ParamKind::KeywordOnly);
        let place = params.iter().position(|param| by_name(&param) && param.name == *keyword);
        match place {
            Some(i) if bound[i] => {
                return Err(Exception::type_error(format!("{name}() got multiple values for argument '{keyword}'")));
            }
            Some(i) => {
                locals.set(params[i].local, value.clone());
                bound[i] = true;
            }
            None if collects.is_some() => drop(extra.insert(Key::str(keyword), value.clone())),
            None if params.iter().any(|p| p.kind == ParamKind::PositionalOnly && p.name == *keyword) => {
                let message =
                    format!("{name}() got some positional-only arguments passed as keyword arguments: '{keyword}'");
                return Err(Exception::type_error(message));
            }
            None => {
                let message = format!("{name}() got an unexpected keyword argument '{keyword}'");
                return Err(Exception::type_error(message));
            }
        }
    }
    if let (Some(param), Some(last)) = (collects, bound.last_mut()) {
        locals.set(param.local, Value::dict(extra));
        *last = true;
    }
    Ok(())
}

fn bind_defaults(function: &HostFunction, locals: &mut Locals<'_>, bound: &mut [bool]) {
    let with_default = function.hir.params.iter().enumerate().filter(|(_, param)| param.has_default);
    for ((i, param), value) in with_default.zip(&function.defaults) {
        if !bound[i] {
            locals.set(param.local, value.clone());
            bound[i] = true;
        }
    }
}

fn require_all(function: &HostFunction, bound: &[bool]) -> Outcome<()> {
    let missing = |keyword_only: bool| -> Vec<String> {
        let params = function.hir.params.iter().zip(bound);
        let is_missing = |(param, bound): &(&Param, &bool)| {
            !**bound
                && (param.kind == ParamKind::KeywordOnly) == keyword_only
                && (is_positional(param) || param.kind == ParamKind::KeywordOnly)
        };
        params.filter(is_missing).map(|(param, _)| format!("'{}'", param.name)).collect()
    };
    for (names, kind) in [(missing(false), "positional"), (missing(true), "keyword-only")] {
        if let [most @ .., last] = &names[..] {
            let list = match most {
                [] => last.clone(),
                [one] => format!("{one} and {last}"),
                many => format!("{}, and {last}", many.join(", ")),
            };
            let (name, n) = (&function.hir.qualname, names.len());
            let plural = if n == 1 { "" } else { "s" };
            let message = format!("{name}() missing {n} required {kind} argument{plural}: {list}");
            return Err(Exception::type_error(message));
        }
    }
    Ok(())
}

fn too_many(function: &HostFunction, n_positional: usize, n_given: usize, keywords: &Keywords) -> Exception {
    let params = &function.hir.params[..n_positional];
    let n_required = params.iter().filter(|param| !param.has_default).count();
    let plural = if n_positional == 1 { "" } else { "s" };
    let takes = match n_required == n_positional {
        true => format!("{n_positional} positional argument{plural}"),
        false => format!("from {n_required} to {n_positional} positional arguments"),
    };
    let is_keyword_only = |name: &str| {
        function.hir.params.iter().any(|param| param.kind == ParamKind::KeywordOnly && *param.name == *name)
    };
    let n_keywords = keywords.iter().filter(|(name, _)| is_keyword_only(name)).count();
    let given = match n_keywords {
        0 => format!("{n_given}"),
        _ => {
            let (a, b) = (if n_given == 1 { "" } else { "s" }, if n_keywords == 1 { "" } else { "s" });
            format!("{n_given} positional argument{a} (and {n_keywords} keyword-only argument{b})")
        }
    };
    let were = if n_given == 1 && n_keywords == 0 { "was" } else { "were" };
    let name = &function.hir.qualname;
    Exception::type_error(format!("{name}() takes {takes} but {given} {were} given"))
}
