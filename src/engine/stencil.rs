//! Stencils: two function objects, the kernel over places and what calls it at each place of an array.
//!
//! Input: a decorated kernel, the options of its decorator. Output: the id of the stencil.
//! Never: loops, borders.

use super::Inner;
use super::dispatcher::Dispatcher;
use crate::hir;
use crate::host::{Definition, Exception, Outcome, Value};
use crate::infer::{Role, Stencil};
use crate::types::{Constant, FunctionId};
use std::sync::Arc;

/// What `@stencil` takes.
#[derive(Default)]
struct Settings {
    neighborhood: Option<Vec<(i64, i64)>>,
    border: Option<Constant>,
    standard: Vec<Arc<str>>,
}

impl Inner {
    /// Takes in a kernel decorated with `@stencil`.
    ///
    /// # Errors
    /// ValueError for options that there are not and for kernels that are none.
    pub(super) fn define_stencil(&self, dispatcher: Dispatcher, definition: &Definition) -> Outcome<FunctionId> {
        let settings = settings(definition)?;
        let kernel = hir::stencil_kernel(&dispatcher.hir, &settings.standard)
            .map_err(|(words, span)| Exception::value_error(at(&dispatcher, &words, span)))?;
        let reach = reach(&settings, &kernel)?;
        let make = || Dispatcher::new(kernel.function.clone(), dispatcher.host.clone(), dispatcher.options.clone());
        let body = self.dispatchers.add(make());
        let role = Role::Stencil(Arc::new(Stencil {
            kernel: body,
            ndim: kernel.ndim,
            reach,
            relative: kernel.relative.clone(),
            border: settings.border,
        }));
        Ok(self.dispatchers.add(Dispatcher { role, ..make() }))
    }
}

fn at(dispatcher: &Dispatcher, words: &str, span: crate::source::Span) -> String {
    let source = &dispatcher.hir.source;
    format!("{words} ({}:{})", source.name, source.line(span.start))
}

fn settings(definition: &Definition) -> Outcome<Settings> {
    let mut settings = Settings::default();
    if let Some(Value::Str(mode)) = definition.signatures.first()
        && **mode != *"constant"
    {
        return Err(Exception::value_error(format!("Unsupported mode style {mode}")));
    }
    for (name, value) in &definition.options {
        match &**name {
            "neighborhood" => settings.neighborhood = Some(neighborhood(value)?),
            "cval" => settings.border = Some(border(value)?),
            "standard_indexing" => settings.standard = names(value)?,
            other => return Err(Exception::value_error(format!("Unknown stencil option {other}"))),
        }
    }
    Ok(settings)
}

/// How far the kernel reads: as its decorator says, else by its constant indices.
fn reach(settings: &Settings, kernel: &hir::StencilKernel) -> Outcome<Vec<(i64, i64)>> {
    if kernel.relative.first() != Some(&0) {
        return Err(Exception::value_error(
            "The first argument to a stencil kernel must use relative indexing, not standard indexing.",
        ));
    }
    let params = &kernel.function.params;
    if settings.standard.iter().any(|name| params.iter().all(|param| param.name != *name)) {
        return Err(Exception::value_error(
            "Standard indexing requested for an array name not present in the stencil kernel definition.",
        ));
    }
    match (&settings.neighborhood, &kernel.reach) {
        (Some(own), _) if own.len() != kernel.ndim => {
            let text =
                format!("{} dimensional neighborhood specified for {} dimensional input array", own.len(), kernel.ndim);
            Err(Exception::value_error(text))
        }
        (Some(own), _) | (None, Some(own)) => Ok(own.clone()),
        (None, None) => {
            Err(Exception::value_error("stencil kernel index is not constant, 'neighborhood' option required"))
        }
    }
}

/// `((-1, 1), (0, 2))`
fn neighborhood(value: &Value) -> Outcome<Vec<(i64, i64)>> {
    let wrong = || Exception::value_error("neighborhood is a tuple of (least, greatest) per axis");
    let items = |value: &Value| match value {
        Value::Tuple(items) => Some(items.to_vec()),
        Value::List(items) => Some(items.lock().unwrap_or_else(|e| e.into_inner()).clone()),
        _ => None,
    };
    let int = |value: &Value| value.as_int().and_then(|int| i64::try_from(int).ok());
    let pair = |value: &Value| match items(value)?.as_slice() {
        [low, high] => Some((int(low)?, int(high)?)),
        _ => None,
    };
    items(value).and_then(|axes| axes.iter().map(pair).collect()).ok_or_else(wrong)
}

fn border(value: &Value) -> Outcome<Constant> {
    Ok(match value {
        Value::Bool(value) => Constant::Bool(*value),
        Value::Int(value) => Constant::Int(*value),
        Value::UInt(value) => Constant::UInt(*value),
        Value::Float(value) => Constant::Float(*value),
        Value::Complex(re, im) => Constant::Complex(*re, *im),
        Value::Scalar(scalar) => super::environment::constant_of(*scalar),
        other => return Err(Exception::value_error(format!("cval is a number, not a {}", other.type_name()))),
    })
}

/// `("a", "b")`, or one name.
fn names(value: &Value) -> Outcome<Vec<Arc<str>>> {
    let name = |value: &Value| match value {
        Value::Str(name) => Ok(name.clone()),
        _ => Err(Exception::value_error("standard_indexing is a tuple of names of parameters")),
    };
    match value {
        Value::Str(name) => Ok(vec![name.clone()]),
        Value::Tuple(items) => items.iter().map(name).collect(),
        Value::List(items) => items.lock().unwrap_or_else(|e| e.into_inner()).iter().map(name).collect(),
        other => name(other).map(|name| vec![name]),
    }
}
