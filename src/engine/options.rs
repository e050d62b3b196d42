//! What a numba decorator says: options and signatures.
//!
//! Input: evaluated arguments of the decorator. Output: [`Options`], [`Signature`]s. Never: the function's body.

use crate::builtins::Rule;
use crate::builtins::host::Decorator;
use crate::diagnostic::Severity;
use crate::host::{Class, Definition, Exception, HostFunction, Outcome, Value};
use crate::infer::{Options, Signature};
use crate::ir::FastMath;
use crate::source::SourceFile;
use crate::syntax;
use crate::syntax::ast::{self, Arg, ExprKind, StmtKind};
use crate::types::{Type, names};
use std::sync::Arc;

/// Options that are accepted and change nothing here.
const ACCEPTED: &[&str] = &[
    "cache",
    "nogil",
    "nopython",
    "inline",
    "forceinline",
    "debug",
    "target",
    "identity",
    "signature",
    "looplift",
    "no_cfunc_wrapper",
    "no_cpython_wrapper",
    "writable_args",
    "pipeline_class",
];

/// What an engine was set to do where a decorator does not say otherwise.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Defaults {
    /// Indices of arrays are not checked.
    pub unchecked: bool,
    /// What `fastmath=` would permit.
    pub fastmath: FastMath,
}

impl Defaults {
    /// The options of a function without a decorator.
    #[must_use]
    pub fn options(self) -> Options {
        Options { unchecked: self.unchecked, fastmath: self.fastmath, ..Options::default() }
    }
}

/// `target="parallel"`
///
/// # Errors
/// TypeError for a target that numjit does not have.
pub fn is_target_parallel(definition: &Definition) -> Outcome<bool> {
    let target = definition.options.iter().find(|(name, _)| &**name == "target").map(|(_, value)| value);
    match target.map(|value| value.as_str().unwrap_or_default()) {
        None | Some("cpu") => Ok(false),
        Some("parallel") => Ok(true),
        Some(other) => {
            let text = format!("the target '{other}' is not supported; there are 'cpu' and 'parallel'");
            Err(Exception::type_error(text))
        }
    }
}

/// The options of a decorator.
///
/// # Errors
/// TypeError for an unknown option, NotImplementedError-like TypeErrors for object mode.
pub fn options(definition: &Definition, defaults: Defaults) -> Outcome<Options> {
    // NumPy's functions do not raise where an element is divided by zero.
    let numpy_error_model = matches!(definition.decorator, Decorator::Vectorize | Decorator::Guvectorize);
    let mut options = Options { numpy_error_model, ..defaults.options() };
    if definition.decorator == Decorator::Stencil {
        return Ok(options);
    }
    for (name, value) in &definition.options {
        match &**name {
            "parallel" => options.parallel = truth(value),
            "fastmath" => options.fastmath = fastmath(value)?,
            "error_model" => options.numpy_error_model = value.as_str() == Some("numpy"),
            "boundscheck" => {
                if matches!(value, Value::Bool(false)) {
                    options.unchecked = true;
                }
            }
            "locals" => options.locals = locals(value)?,
            "forceobj" if truth(value) => {
                return Err(Exception::type_error(
                    "object mode is not supported; without the decorator the function runs as plain Python",
                ));
            }
            "forceobj" => {}
            other if ACCEPTED.contains(&other) => {}
            other => {
                return Err(Exception::type_error(format!(
                    "Unrecognized options: {{'{other}'}}. Known options are parallel, fastmath, error_model, boundscheck, locals, {}",
                    ACCEPTED.join(", ")
                )));
            }
        }
    }
    Ok(options)
}

fn truth(value: &Value) -> bool {
    !matches!(value, Value::Bool(false) | Value::None | Value::Int(0))
}

/// `True`, or a set of LLVM's flag names.
fn fastmath(value: &Value) -> Outcome<FastMath> {
    let names: Vec<Value> = match value {
        Value::Bool(true) => return Ok(FastMath::ALL),
        Value::Set(set) => {
            set.lock().unwrap_or_else(|e| e.into_inner()).iter().map(|key| key.value().clone()).collect()
        }
        Value::Tuple(items) => items.to_vec(),
        Value::List(items) => items.lock().unwrap_or_else(|e| e.into_inner()).clone(),
        _ => Vec::new(),
    };
    let mut flags = FastMath::default();
    for name in &names {
        match name.as_str().unwrap_or_default() {
            "fast" => flags = FastMath::ALL,
            "reassoc" => flags.reassoc = true,
            "contract" => flags.contract = true,
            "nnan" => flags.nnan = true,
            "ninf" => flags.ninf = true,
            "nsz" => flags.nsz = true,
            "arcp" => flags.arcp = true,
            "afn" => flags.afn = true,
            other => return Err(Exception::value_error(format!("Unrecognized fastmath flags: {{'{other}'}}"))),
        }
    }
    Ok(flags)
}

/// `{'s': float32}`
fn locals(value: &Value) -> Outcome<Vec<(Arc<str>, Type)>> {
    let Value::Dict(dict) = value else { return Err(Exception::type_error("locals must be a dict of types")) };
    let entries = dict.lock().unwrap_or_else(|e| e.into_inner());
    entries
        .iter()
        .map(|(name, ty)| match (name.value(), as_type(ty)) {
            (Value::Str(name), Some(ty)) => Ok((name.clone(), ty)),
            _ => Err(Exception::type_error("locals must be a dict of types")),
        })
        .collect()
}

/// Parameters whose annotation is a numba type.
///
/// # Errors
/// Never: other annotations mean nothing.
pub fn annotations(function: &HostFunction) -> Outcome<Vec<(usize, Type)>> {
    Ok(function.annotations().iter().filter_map(|(index, value)| Some((*index, as_type(value)?))).collect())
}

/// The type that a value names.
pub fn as_type(value: &Value) -> Option<Type> {
    match value {
        Value::Type(ty) => Some((**ty).clone()),
        Value::Dtype(dtype) | Value::Class(Class::Scalar(dtype)) => Some(Type::Scalar(*dtype)),
        Value::None => Some(Type::None),
        Value::Builtin(builtin) => match crate::builtins::row(*builtin).typing {
            Rule::Dtype(dtype) => Some(Type::Scalar(dtype)),
            _ => None,
        },
        _ => None,
    }
}

/// The positional arguments of a decorator that are signatures: the last one of `@guvectorize` is its layout.
pub fn declared(definition: &Definition) -> &[Value] {
    match (definition.decorator, definition.signatures.split_last()) {
        (Decorator::Guvectorize, Some((Value::Str(_), rest))) => rest,
        // Its mode.
        (Decorator::Stencil, _) => &[],
        _ => &definition.signatures,
    }
}

/// The signatures among a decorator's positional arguments: strings, tuples of types, lists of these.
///
/// # Errors
/// TypeError with the text that is no signature.
pub fn signatures(values: &[Value]) -> Outcome<Vec<Signature>> {
    let mut out = Vec::new();
    for value in values {
        match value {
            Value::List(items) => {
                let items = items.lock().unwrap_or_else(|e| e.into_inner()).clone();
                out.extend(signatures(&items)?);
            }
            Value::Str(text) => out.push(parse_signature(text).map_err(Exception::type_error)?),
            Value::Signature(signature) => out.push((**signature).clone()),
            Value::Tuple(items) => {
                let params = items.iter().map(as_type).collect::<Option<Vec<Type>>>();
                let params = params.ok_or_else(|| Exception::type_error("a signature must be a tuple of types"))?;
                out.push(Signature { params, result: None });
            }
            other => return Err(Exception::type_error(format!("{} is no signature", other.type_name()))),
        }
    }
    Ok(out)
}

/// `f8(f8[:], i4)`, `(f8[:], i4)` or `f8[:], i4`.
///
/// # Errors
/// What is wrong, in words.
pub fn parse_signature(text: &str) -> Result<Signature, String> {
    let source = SourceFile::new("<signature>", text);
    let parsed = syntax::parse(&source);
    if let Some(first) = parsed.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(format!("'{text}' is no signature: {}", first.message));
    }
    let [stmt] = parsed.module.body.as_slice() else { return Err(format!("'{text}' is no signature")) };
    let StmtKind::Expr(expr) = &stmt.kind else { return Err(format!("'{text}' is no signature")) };
    let types = |exprs: Vec<&ast::Expr>| exprs.into_iter().map(type_expr).collect::<Result<Vec<Type>, String>>();
    match &expr.kind {
        ExprKind::Call { func, args } if names::constructor_by_name(&name_of(func)).is_none() => {
            let args = args.iter().map(|arg| match arg {
                Arg::Positional(value) => Ok(value),
                _ => Err(format!("'{text}' is no signature")),
            });
            let params = types(args.collect::<Result<Vec<_>, _>>()?)?;
            Ok(Signature { params, result: Some(type_expr(func)?) })
        }
        ExprKind::Tuple(items) => Ok(Signature { params: types(items.iter().collect())?, result: None }),
        _ => Ok(Signature { params: vec![type_expr(expr)?], result: None }),
    }
}

fn name_of(expr: &ast::Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Attribute { attr, .. } => attr.name.to_string(),
        _ => String::new(),
    }
}

/// A type as written: `f8`, `float64[:, ::1]`, `UniTuple(f8, 3)`.
fn type_expr(expr: &ast::Expr) -> Result<Type, String> {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Attribute { .. } => {
            let name = name_of(expr);
            names::type_by_name(&name).ok_or_else(|| format!("no type is called '{name}'"))
        }
        ExprKind::Constant(ast::Constant::None) => Ok(Type::None),
        ExprKind::Subscript { value, index } => array_type(value, index),
        ExprKind::Call { func, args } => constructed(&name_of(func), args),
        _ => Err("a type expected, such as float64 or f8[:]".to_string()),
    }
}

fn array_type(value: &ast::Expr, index: &ast::Expr) -> Result<Type, String> {
    let Type::Scalar(dtype) = type_expr(value)? else { return Err("only arrays of scalars have axes".to_string()) };
    let items = match &index.kind {
        ExprKind::Tuple(items) => items.iter().collect(),
        _ => vec![index],
    };
    let axes = items.into_iter().map(|item| match &item.kind {
        ExprKind::Slice { lower: None, upper: None, step: None } => Ok(names::Axis::Any),
        ExprKind::Slice { lower: None, upper: None, step: Some(step) }
            if matches!(step.kind, ExprKind::Constant(ast::Constant::Int(1))) =>
        {
            Ok(names::Axis::Contiguous)
        }
        _ => Err("an axis is written : or ::1".to_string()),
    });
    let axes = axes.collect::<Result<Vec<_>, String>>()?;
    Ok(Type::array(dtype, axes.len(), names::layout_of_axes(&axes)))
}

fn constructed(name: &str, args: &[Arg]) -> Result<Type, String> {
    let Some(constructor) = names::constructor_by_name(name) else { return Err(format!("no type is called '{name}'")) };
    let exprs: Vec<&ast::Expr> = args
        .iter()
        .filter_map(|arg| match arg {
            Arg::Positional(value) => Some(value),
            _ => None,
        })
        .collect();
    let first = exprs.first().ok_or_else(|| format!("{name} needs a type"))?;
    match constructor {
        names::Constructor::Tuple => match &first.kind {
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                Ok(Type::tuple(items.iter().map(type_expr).collect::<Result<Vec<_>, String>>()?))
            }
            _ => Err("Tuple needs a tuple of types".to_string()),
        },
        names::Constructor::UniTuple => {
            let count = exprs.get(1).and_then(|count| match count.kind {
                ExprKind::Constant(ast::Constant::Int(n)) => usize::try_from(n).ok(),
                _ => None,
            });
            let count = count.ok_or_else(|| "UniTuple needs a type and a number".to_string())?;
            Ok(Type::tuple(vec![type_expr(first)?; count]))
        }
        names::Constructor::List => Ok(Type::list(type_expr(first)?)),
        names::Constructor::Optional => Ok(Type::optional(type_expr(first)?)),
        names::Constructor::Array => {
            let Type::Scalar(dtype) = type_expr(first)? else { return Err("Array needs a scalar type".to_string()) };
            let ndim = match exprs.get(1).map(|ndim| &ndim.kind) {
                Some(ExprKind::Constant(ast::Constant::Int(n))) => *n as usize,
                _ => return Err("Array needs a number of axes".to_string()),
            };
            let layout = match exprs.get(2).map(|layout| &layout.kind) {
                Some(ExprKind::Constant(ast::Constant::Str(text))) => names::layout_by_name(text),
                None => Some(crate::types::Layout::A),
                _ => None,
            };
            let layout = layout.ok_or_else(|| "Array's layout is 'C', 'F' or 'A'".to_string())?;
            Ok(Type::array(dtype, ndim, layout))
        }
    }
}
