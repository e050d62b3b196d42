//! Values as text: `repr`, `str`, `format`, `%`.
//!
//! Input: values. Output: text as CPython and NumPy print it.
//! Never: digits of numbers (`runtime::text`).

use super::exception::Exception;
use super::functions::jitclass::MODULE_OF_OBJECTS;
use super::interp::Interpreter;
use super::object::{Class, Tag};
use super::tuple;
use super::value::{Value, lock};
use super::{Outcome, ops, set_order};
use crate::builtins::host::Decorator;
use crate::runtime::array::{Array, Scalar};
use crate::runtime::text::array::{self as array_text, ArrayText, PrintOptions};
use crate::runtime::text::percent::{Operand, Operands};
use crate::runtime::text::template::{Convert, FieldSource, Key as FieldKey, format_template};
use crate::runtime::text::{self as words, TextError, format_spec, string};
use crate::types::ArrayType;
use std::sync::Arc;

/// A number or string as the text room takes it.
pub(super) fn text_scalar(value: &Value) -> Option<words::Scalar<'_>> {
    Some(match value {
        Value::Bool(value) => words::Scalar::Bool(*value),
        Value::Int(value) => words::Scalar::Int(i128::from(*value)),
        Value::UInt(value) => words::Scalar::Int(i128::from(*value)),
        Value::Float(value) => words::Scalar::Float(*value),
        Value::Complex(re, im) => words::Scalar::Complex(*re, *im),
        Value::Str(text) => words::Scalar::Str(text),
        Value::Scalar(scalar) => number_scalar(*scalar),
        _ => return None,
    })
}

pub(super) fn number_scalar(scalar: Scalar) -> words::Scalar<'static> {
    match scalar {
        Scalar::Bool(value) => words::Scalar::Bool(value),
        Scalar::F32(value) => words::Scalar::Float32(value),
        Scalar::F64(value) => words::Scalar::Float(value),
        Scalar::C64(value) => words::Scalar::Complex64(value.re, value.im),
        Scalar::C128(value) => words::Scalar::Complex(value.re, value.im),
        int => words::Scalar::Int(int.as_i128().unwrap_or(0)),
    }
}

/// Runs `f` on an array in the form that the text room takes.
fn with_text<R>(array: &Array, f: impl FnOnce(&ArrayText<'_>) -> R) -> R {
    let element = |index: &[usize]| {
        let index: smallvec::SmallVec<[i64; 4]> = index.iter().map(|&i| i as i64).collect();
        number_scalar(array.get(&index).unwrap_or(Scalar::Bool(false)))
    };
    f(&ArrayText { dtype: array.dtype(), shape: array.shape(), element: &element })
}

/// `np.array2string`
pub(super) fn array2string(array: &Array, options: &PrintOptions, around: array_text::Surroundings<'_>) -> String {
    with_text(array, |text| array_text::array2string(text, options, around))
}

pub(super) fn array_repr(array: &Array, options: &PrintOptions) -> String {
    with_text(array, |text| array_text::repr(text, options))
}

pub(super) fn array_str(array: &Array, options: &PrintOptions) -> String {
    with_text(array, |text| array_text::str(text, options))
}

/// A container whose repr is being made, and those around it: one that holds itself is shown as `[...]`.
struct Around<'a> {
    address: Option<usize>,
    depth: usize,
    outer: Option<&'a Around<'a>>,
}

/// Containers inside each other beyond which a repr is not made.
const DEEPEST: usize = 1000;

impl Around<'_> {
    const NOTHING: Around<'static> = Around { address: None, depth: 0, outer: None };

    fn holds(&self, address: Option<usize>) -> bool {
        address.is_some() && (self.address == address || self.outer.is_some_and(|outer| outer.holds(address)))
    }
}

/// `repr(value)`
pub(super) fn repr(interp: &Interpreter<'_>, value: &Value) -> Outcome<String> {
    repr_at(Some(interp), value, &Around::NOTHING)
}

/// `repr` of a value that holds no objects of the script's classes; none: it does.
pub(super) fn plain_repr(value: &Value) -> Option<String> {
    repr_at(None, value, &Around::NOTHING).ok()
}

/// The repr of an array's type in numba.
fn array_type(array: ArrayType) -> String {
    let readonly = if array.mutable { "False" } else { "True" };
    format!("Array({}, {}, '{}', {readonly}, aligned=True)", array.dtype, array.ndim, array.layout)
}

/// `str` likewise, as far as it goes.
pub(super) fn plain_str(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Scalar(scalar) => words::scalar::scalar_str(scalar.dtype(), number_scalar(*scalar)),
        Value::Array(array) => array_str(array, &PrintOptions::default()),
        Value::Exception(error) => error.message(),
        Value::Type(ty) => ty.to_string(),
        other => plain_repr(other).unwrap_or_else(|| format!("<{} object>", other.type_name())),
    }
}

fn repr_at(interp: Option<&Interpreter<'_>>, value: &Value, around: &Around<'_>) -> Outcome<String> {
    match value {
        Value::Tuple(_) | Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::View(_) => {}
        plain => return repr_plain(interp, plain, around),
    }
    let address = value.address();
    if around.depth > DEEPEST {
        let message = "maximum recursion depth exceeded while getting the repr of an object";
        return Err(Exception::new(crate::runtime::exception::ExceptionKind::RecursionError, message));
    }
    if around.holds(address) {
        return Ok(match value {
            Value::Tuple(_) => "(...)".to_owned(),
            Value::List(_) => "[...]".to_owned(),
            _ => "{...}".to_owned(),
        });
    }
    let here = Around { address, depth: around.depth + 1, outer: Some(around) };
    stacker::maybe_grow(64 << 10, 1 << 20, || repr_container(interp, value, &here))
}

/// The reprs of several values, separated by commas.
fn repr_items(interp: Option<&Interpreter<'_>>, items: &[Value], around: &Around<'_>) -> Outcome<String> {
    let texts = items.iter().map(|item| repr_at(interp, item, around));
    Ok(texts.collect::<Outcome<Vec<_>>>()?.join(", "))
}

fn repr_container(interp: Option<&Interpreter<'_>>, value: &Value, around: &Around<'_>) -> Outcome<String> {
    let items = |items: &[Value]| repr_items(interp, items, around);
    Ok(match value {
        Value::Tuple(tuple) if let Some(class) = &tuple.class => {
            let names = tuple::fields(class).unwrap_or_default();
            let mut parts = Vec::with_capacity(names.len());
            for (name, item) in names.iter().zip(tuple.iter()) {
                parts.push(format!("{name}={}", repr_at(interp, item, around)?));
            }
            format!("{}({})", class.name, parts.join(", "))
        }
        Value::Tuple(tuple) => match &tuple[..] {
            [only] => format!("({},)", items(std::slice::from_ref(only))?),
            many => format!("({})", items(many)?),
        },
        Value::List(list) => {
            let list = lock(list).clone();
            format!("[{}]", items(&list)?)
        }
        Value::Set(set) => {
            let values = set_order::ordered(&lock(set));
            if values.is_empty() { "set()".to_owned() } else { format!("{{{}}}", items(&values)?) }
        }
        Value::Dict(dict) => {
            let dict = lock(dict).clone();
            // A typed dictionary shows texts and arrays as `str` does.
            let item = |item: &Value| match (item, interp, &dict.columns) {
                (Value::Str(text), _, Some(_)) => Ok(text.to_string()),
                (Value::Array(array), Some(interp), Some(_)) => Ok(array_str(array, &interp.run.print_options())),
                _ => repr_at(interp, item, around),
            };
            let mut parts = Vec::with_capacity(dict.len());
            for (key, value) in &dict {
                let (key, value) = (item(key.value())?, item(value)?);
                parts.push(format!("{key}: {value}"));
            }
            format!("{{{}}}", parts.join(", "))
        }
        Value::View(view) => format!("{}([{}])", view.tag().qualified_name(), items(&view.items())?),
        other => object_repr(other),
    })
}

fn repr_plain(interp: Option<&Interpreter<'_>>, value: &Value, around: &Around<'_>) -> Outcome<String> {
    let items = |items: &[Value]| repr_items(interp, items, around);
    Ok(match value {
        Value::None => "None".to_owned(),
        Value::Ellipsis => "Ellipsis".to_owned(),
        Value::Str(text) => string::repr_str(text),
        Value::Bytes(bytes) => string::repr_bytes(bytes),
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::Complex(..) => {
            text_scalar(value).map_or(String::new(), |scalar| scalar.text())
        }
        Value::Scalar(scalar) => words::scalar::scalar_repr(scalar.dtype(), number_scalar(*scalar)),
        Value::Array(array) => {
            let options = interp.map_or_else(PrintOptions::default, |interp| interp.run.print_options());
            array_repr(array, &options)
        }
        Value::Range(range) => match range.step {
            1 => format!("range({}, {})", range.start, range.stop),
            step => format!("range({}, {}, {step})", range.start, range.stop),
        },
        Value::Slice(slice) => {
            format!("slice({})", items(&[slice.start.clone(), slice.stop.clone(), slice.step.clone()])?)
        }
        Value::Class(class) => format!("<class '{}'>", class.qualified_name()),
        Value::Dtype(dtype) => format!("dtype('{dtype}')"),
        Value::Record(record) => {
            record.repr(&interp.map_or_else(PrintOptions::default, |interp| interp.run.print_options()))
        }
        Value::Type(ty) => match ty.as_array() {
            Some(array) => array_type(array),
            None => ty.to_string(),
        },
        Value::Signature(signature) => signature.to_string(),
        Value::Module(path) => format!("<module '{path}'>"),
        Value::Sibling(module) => format!("<module '{}' from '{}'>", module.name, module.source.name),
        Value::Exception(error) => {
            let name = error.class().name().to_owned();
            format!("{name}({})", items(&error.args())?)
        }
        Value::Instance(_) => return repr_instance(interp, value),
        other => object_repr(other),
    })
}

fn repr_instance(interp: Option<&Interpreter<'_>>, value: &Value) -> Outcome<String> {
    let Some(interp) = interp else { return Err(Exception::type_error("an object of the script")) };
    match interp.special_method(value, "__repr__") {
        Some(method) => match interp.call(&method, &[], &[])? {
            Value::Str(text) => Ok(text.to_string()),
            other => {
                let message = format!("__repr__ returned non-string (type {})", other.type_name());
                Err(Exception::type_error(message))
            }
        },
        None => Ok(object_repr(value)),
    }
}

/// `<function f at 0x7f..>` and its like.
fn object_repr(value: &Value) -> String {
    let address = value.address().unwrap_or(0);
    match value {
        Value::Function(function) => format!("<function {} at {address:#x}>", function.hir().qualname),
        Value::Builtin(id) if crate::builtins::row(*id).is_universal() => {
            format!("<ufunc '{}'>", crate::builtins::row(*id).name())
        }
        Value::Builtin(id) => format!("<built-in function {}>", crate::builtins::row(*id).name()),
        Value::Dispatcher(_, definition) if definition.decorator == Decorator::Vectorize => {
            super::numpy::ufunc_text(definition)
        }
        Value::Dispatcher(_, definition) if definition.decorator == Decorator::Guvectorize => {
            format!("<numba._GUFunc '{}'>", definition.function.hir().name)
        }
        Value::Dispatcher(_, definition) if definition.decorator == Decorator::Stencil => {
            let address = Arc::as_ptr(definition) as usize;
            format!("<numba.stencils.stencil.StencilFunc object at {address:#x}>")
        }
        Value::Dispatcher(_, definition) if definition.decorator == Decorator::Cfunc => {
            format!("<Numba C callback '{}'>", definition.function.hir().name)
        }
        Value::Dispatcher(_, definition) => {
            format!(
                "CPUDispatcher(<function {} at {:#x}>)",
                definition.function.hir().qualname,
                Arc::as_ptr(&definition.function) as usize
            )
        }
        Value::Method(method) => match &method.function {
            Value::Function(function) => {
                let name = &function.hir().qualname;
                let receiver = object_repr(&method.receiver);
                format!("<bound method {name} of {receiver}>")
            }
            Value::Builtin(id) => {
                let (name, owner) = (crate::builtins::row(*id).name(), method.receiver.type_name());
                format!("<built-in method {name} of {owner} object at {address:#x}>")
            }
            _ => format!("<bound method at {address:#x}>"),
        },
        Value::File(file) => {
            format!(
                "<_io.TextIOWrapper name={} mode={} encoding='UTF-8'>",
                string::repr_str(&file.name),
                string::repr_str(&file.mode)
            )
        }
        Value::Random(random) if random.display().is_some() => {
            format!("{} at {address:#X}", random.display().unwrap_or_default())
        }
        Value::Iterator(iter) => {
            let name = match iter.tag() {
                Tag::Iterator => "iterator".to_owned(),
                tag => tag.qualified_name().to_owned(),
            };
            format!("<{name} object at {address:#x}>")
        }
        Value::Instance(object) if object.object().is_some() => {
            format!("<{MODULE_OF_OBJECTS}.{} object at {address:#x}>", object.class.name)
        }
        other => format!("<{} object at {address:#x}>", other.class().qualified_name()),
    }
}

/// `str(value)`
pub(super) fn str(interp: &Interpreter<'_>, value: &Value) -> Outcome<String> {
    match value {
        Value::Array(array) => Ok(array_str(array, &interp.run.print_options())),
        Value::Record(record) => Ok(record.str(&interp.run.print_options())),
        Value::Type(ty) => Ok(ty.to_string()),
        Value::Random(random) if random.display().is_some() => Ok(random.display().unwrap_or_default().to_owned()),
        Value::Exception(_) | Value::Instance(_) => {
            if let Some(method) = interp.special_method(value, "__str__") {
                return match interp.call(&method, &[], &[])? {
                    Value::Str(text) => Ok(text.to_string()),
                    other => {
                        let message = format!("__str__ returned non-string (type {})", other.type_name());
                        Err(Exception::type_error(message))
                    }
                };
            }
            match value {
                Value::Exception(error) => exception_str(interp, error),
                _ => repr(interp, value),
            }
        }
        Value::Dtype(dtype) => Ok(dtype.name().to_owned()),
        Value::Str(_) | Value::Scalar(_) => Ok(plain_str(value)),
        other => repr(interp, other),
    }
}

fn exception_str(interp: &Interpreter<'_>, error: &Exception) -> Outcome<String> {
    let args = error.args();
    match &args[..] {
        [] => Ok(String::new()),
        [key] if error.kind() == crate::runtime::exception::ExceptionKind::KeyError => repr(interp, key),
        [only] => str(interp, only),
        many => repr(interp, &Value::tuple(many.iter().cloned())),
    }
}

/// `format(convert(value), spec)`
pub(super) fn convert_and_format(
    interp: &Interpreter<'_>,
    value: &Value,
    conversion: Option<char>,
    spec: &str,
) -> Outcome<String> {
    let text = match conversion {
        None => return format(interp, value, spec),
        Some('r') => repr(interp, value)?,
        Some('a') => string::ascii(&repr(interp, value)?),
        Some(_) => str(interp, value)?,
    };
    format(interp, &Value::from(text), spec)
}

/// `format(value, spec)`
pub(super) fn format(interp: &Interpreter<'_>, value: &Value, spec: &str) -> Outcome<String> {
    // NumPy's single precision formats as the double of the same value, without a format too.
    let widened = match value {
        Value::Scalar(Scalar::F32(x)) => Some(Value::Float((*x).into())),
        Value::Scalar(Scalar::C64(x)) => Some(Value::Complex(x.re.into(), x.im.into())),
        _ => None,
    };
    if spec.is_empty() {
        return str(interp, widened.as_ref().unwrap_or(value));
    }
    if let Value::Array(array) = value
        && array.ndim() == 0
        && let Some(scalar) = array.item()
    {
        return format(interp, &Value::Scalar(scalar), spec);
    }
    if let Some(scalar) = text_scalar(widened.as_ref().unwrap_or(value)) {
        return Ok(format_spec::format(scalar, spec)?);
    }
    if let Some(method) = interp.special_method(value, "__format__") {
        let text = interp.call(&method, &[Value::str(spec)], &[])?;
        return str(interp, &text);
    }
    let class = match value.class() {
        class @ Class::Tag(Tag::Array) => class.qualified_name(),
        class => class.name().to_owned(),
    };
    Err(Exception::type_error(format!("unsupported format string passed to {class}.__format__")))
}

/// An operand of `%`: its texts are made before, as the script's own methods may fail.
#[derive(Clone)]
struct Prepared {
    value: Value,
    str: String,
    repr: String,
}

impl Prepared {
    fn new(interp: &Interpreter<'_>, value: &Value) -> Outcome<Self> {
        Ok(Self { value: value.clone(), str: str(interp, value)?, repr: repr(interp, value)? })
    }
}

impl Operand for Prepared {
    fn scalar(&self) -> Option<words::Scalar<'_>> {
        text_scalar(&self.value)
    }

    fn str(&self) -> String {
        self.str.clone()
    }

    fn repr(&self) -> String {
        self.repr.clone()
    }

    fn type_name(&self) -> String {
        self.value.type_name()
    }
}

/// `template % operands`
pub(super) fn percent(interp: &Interpreter<'_>, template: &str, operands: &Value) -> Outcome<String> {
    match operands {
        Value::Tuple(items) => {
            let items = items.iter().map(|item| Prepared::new(interp, item)).collect::<Outcome<Vec<_>>>()?;
            Ok(words::percent::percent(template, &Operands::Tuple(&items))?)
        }
        Value::Dict(dict) => {
            let whole = Prepared::new(interp, operands)?;
            let entries = lock(dict).clone();
            let lookup = |key: &str| -> Result<Prepared, TextError> {
                let found = entries.get(&super::key::Key::str(key)).ok_or_else(|| words::percent::missing_key(key))?;
                Prepared::new(interp, found).map_err(|error| TextError::value(error.message()))
            };
            Ok(words::percent::percent(template, &Operands::Mapping(&whole, &lookup))?)
        }
        single => {
            let single = Prepared::new(interp, single)?;
            Ok(words::percent::percent(template, &Operands::Single(&single))?)
        }
    }
}

/// The arguments of `template.format(..)`.
struct Fields<'i, 'r> {
    interp: &'i Interpreter<'r>,
    args: &'i [Value],
    keywords: &'i super::Keywords,
}

impl FieldSource for Fields<'_, '_> {
    type Value = Value;
    type Error = Exception;

    fn positional(&mut self, index: usize) -> Outcome<Value> {
        self.args.get(index).cloned().ok_or_else(|| {
            let message = format!("Replacement index {index} out of range for positional args tuple");
            Exception::new(crate::runtime::exception::ExceptionKind::IndexError, message)
        })
    }

    fn keyword(&mut self, name: &str) -> Outcome<Value> {
        let found = self.keywords.iter().find(|(keyword, _)| **keyword == *name);
        found.map(|(_, value)| value.clone()).ok_or_else(|| ops::missing_key(&Value::str(name)))
    }

    fn attribute(&mut self, value: Value, name: &str) -> Outcome<Value> {
        self.interp.attribute(&value, name)
    }

    fn item(&mut self, value: Value, key: FieldKey<'_>) -> Outcome<Value> {
        let key = match key {
            FieldKey::Index(index) => Value::size(index),
            FieldKey::Name(name) => Value::str(name),
        };
        ops::get_item(self.interp, &value, &key)
    }

    fn format(&mut self, value: Value, convert: Option<Convert>, spec: &str) -> Outcome<String> {
        let conversion = convert.map(|convert| match convert {
            Convert::Repr => 'r',
            Convert::Str => 's',
            Convert::Ascii => 'a',
        });
        convert_and_format(self.interp, &value, conversion, spec)
    }
}

/// `template.format(*args, **keywords)`
pub(super) fn template(
    interp: &Interpreter<'_>,
    template: &str,
    args: &[Value],
    keywords: &super::Keywords,
) -> Outcome<String> {
    format_template(template, &mut Fields { interp, args, keywords })
}
