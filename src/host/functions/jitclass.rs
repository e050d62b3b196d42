//! `@jitclass`: classes whose methods are compiled and whose objects have fields of known types.
//!
//! Input: a class of the script, a specification of fields. Output: a class that constructs such objects.
//! Never: memory of objects, calls of methods (the engine does both).

use super::args::Args;
use super::numba::{Pending, as_type};
use crate::builtins::host::Decorator;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::object::{Attributes, Class, Instance, UserClass};
use crate::host::value::{HostFunction, Value, lock};
use crate::host::{Definition, Outcome};
use crate::runtime::exception::ExceptionKind;
use crate::types::{BuiltinId, ClassType, FunctionId, Member, Type};
use indexmap::IndexMap;
use std::sync::Arc;

/// Types of fields by their names.
type Fields = IndexMap<Arc<str>, Type>;

/// What a class has whatever its body says.
const IGNORED: &[&str] = &["__doc__", "__module__", "__qualname__", "__annotations__"];

/// Where Numba's objects say that their class is.
pub(in crate::host) const MODULE_OF_OBJECTS: &str = "numba.experimental.jitclass.boxing";

/// `jitclass(class, spec)`, or `jitclass(spec)` to be called with a class.
pub(super) fn decorate(interp: &Interpreter<'_>, id: BuiltinId, args: &Args) -> Outcome<Value> {
    match (args.get(0), args.get(1)) {
        (Some(Value::Class(Class::User(class))), spec) => compile(interp, class, spec),
        (Some(Value::None) | None, spec) | (spec, None) => {
            Ok(Pending::new(id, spec.cloned().into_iter().collect()).into_value())
        }
        (Some(other), _) => Err(Exception::type_error(format!("jitclass takes a class, not {other:?}"))),
    }
}

/// The class whose methods are compiled.
fn compile(interp: &Interpreter<'_>, class: &Arc<UserClass>, spec: Option<&Value>) -> Outcome<Value> {
    let fields = fields(interp, class, spec)?;
    let mut attributes = Attributes::default();
    inherited(class, &mut attributes);
    attributes.retain(|name, _| !IGNORED.contains(&&**name));
    let is_member = |value: &Value| matches!(value, Value::Function(_)) || descriptor(value).is_some();
    let others: Vec<&str> = attributes.iter().filter(|(_, value)| !is_member(value)).map(|(name, _)| &**name).collect();
    let shadowed: Vec<&str> = fields.keys().map(|name| &**name).filter(|name| attributes.contains_key(*name)).collect();
    if let ([], [_, ..]) = (&others[..], &shadowed[..]) {
        return Err(Exception::new(ExceptionKind::NameError, format!("name shadowing: {}", shadowed.join(", "))));
    }
    if !others.is_empty() {
        return Err(Exception::type_error(format!("class members are not yet supported: {}", others.join(", "))));
    }
    if !attributes.contains_key("__init__") {
        return Err(Exception::new(ExceptionKind::KeyError, "__init__"));
    }
    let mut members = Vec::new();
    for (name, value) in &mut attributes {
        members.push((Arc::clone(name), member(interp, name, value)?));
    }
    if let Some(doc) = class.lookup("__doc__") {
        attributes.insert("__doc__".into(), doc);
    }
    Ok(Value::Class(Class::User(Arc::new_cyclic(|made| {
        let ty = ClassType::new(&class.name, fields.into_iter().collect(), members, Box::new(made.clone()));
        UserClass::compiled_class(class, attributes, ty)
    }))))
}

/// The attributes of a class, those of its bases first.
fn inherited(class: &UserClass, attributes: &mut Attributes) {
    for base in class.bases.iter().rev() {
        if let Class::User(base) = base {
            inherited(base, attributes);
        }
    }
    attributes.extend(lock(&class.attributes).iter().map(|(name, value)| (Arc::clone(name), value.clone())));
}

// --- fields ----------------------------------------------------------------------------------------------------------

/// The fields: what the specification says, then what the body annotates.
fn fields(interp: &Interpreter<'_>, class: &Arc<UserClass>, spec: Option<&Value>) -> Outcome<Fields> {
    let mut fields = Fields::default();
    match spec {
        None | Some(Value::None) => {}
        Some(Value::Dict(dict)) => {
            for (name, ty) in lock(dict).iter() {
                add_field(&mut fields, name.value(), ty)?;
            }
        }
        Some(spec) => {
            // An OrderedDict is an object of the script's library.
            let pairs = match spec {
                Value::Instance(_) => interp.call(&interp.attribute(spec, "items")?, &[], &[])?,
                pairs => pairs.clone(),
            };
            for pair in interp.items(&pairs)? {
                match &interp.items(&pair)?[..] {
                    [name, ty] => add_field(&mut fields, name, ty)?,
                    _ => return Err(Exception::type_error("spec is a sequence of pairs: a name and a type")),
                }
            }
        }
    }
    if let Some(Value::Dict(annotations)) = class.lookup("__annotations__") {
        for (name, ty) in lock(&annotations).iter() {
            if !name.value().as_str().is_some_and(|name| fields.contains_key(name)) {
                add_field(&mut fields, name.value(), ty)?;
            }
        }
    }
    Ok(fields)
}

fn add_field(fields: &mut Fields, name: &Value, ty: &Value) -> Outcome<()> {
    let Value::Str(name) = name else {
        return Err(Exception::type_error(format!("spec keys should be strings, got {name:?}")));
    };
    let ty = as_type(ty)
        .map_err(|_| Exception::type_error(format!("spec values should be Numba type instances, got {ty:?}")))?;
    fields.insert(Arc::clone(name), ty);
    Ok(())
}

// --- members ---------------------------------------------------------------------------------------------------------

/// Compiles what a name of a class means; the value becomes what the host zone calls.
fn member(interp: &Interpreter<'_>, name: &str, value: &mut Value) -> Outcome<Member> {
    if let Value::Function(function) = value {
        let (id, compiled) = define(interp, function)?;
        *value = compiled;
        return Ok(Member::Method(id));
    }
    let Some(instance) = descriptor(value) else { crate::ice!("{name} is no member") };
    let copy = Instance::new(&instance.class);
    let compiled = |part: &str| -> Outcome<Option<FunctionId>> {
        let Some(Value::Function(function)) = lock(&instance.attributes).get(part).cloned() else { return Ok(None) };
        let (id, function) = define(interp, &function)?;
        lock(&copy.attributes).insert(part.into(), function);
        Ok(Some(id))
    };
    let member = match &*instance.class.name {
        "staticmethod" => match compiled("function")? {
            Some(function) => Member::Static(function),
            None => return Err(Exception::type_error(format!("class members are not yet supported: {name}"))),
        },
        _ => {
            if !matches!(lock(&instance.attributes).get("fdel"), None | Some(Value::None)) {
                return Err(Exception::type_error(format!("deleter is not supported: {name}")));
            }
            for part in ["fget", "fset", "fdel"] {
                lock(&copy.attributes).insert(part.into(), Value::None);
            }
            Member::Property { get: compiled("fget")?, set: compiled("fset")? }
        }
    };
    *value = Value::Instance(copy);
    Ok(member)
}

/// A property or a static method.
fn descriptor(value: &Value) -> Option<Arc<Instance>> {
    match value {
        Value::Instance(instance) if matches!(&*instance.class.name, "property" | "staticmethod") => {
            Some(Arc::clone(instance))
        }
        _ => None,
    }
}

fn define(interp: &Interpreter<'_>, function: &Arc<HostFunction>) -> Outcome<(FunctionId, Value)> {
    let function = Arc::clone(function);
    let definition = Definition { function, decorator: Decorator::Njit, signatures: Vec::new(), options: Vec::new() };
    let id = interp.run.engine.define(interp.run, definition.clone())?;
    Ok((id, Value::Dispatcher(id, Arc::new(definition))))
}
