//! Classes of the script: definition, construction, attributes of objects.
//!
//! Input: `class` statements, class and instance values. Output: classes, instances, attribute values.
//! Never: metaclasses, multiple inheritance beyond a search in order.

use super::{Flow, Interpreter, Locals};
use crate::builtins::host::{Host, PythonFunction};
use crate::hir::{Stmt, StmtKind};
use crate::host::exception::Exception;
use crate::host::key::Key;
use crate::host::object::{Attributes, Class, Instance, Tag, UserClass};
use crate::host::tuple::{self, TupleValue};
use crate::host::value::{Method, Value, lock};
use crate::host::{Keywords, Outcome, functions, numpy, ops};
use crate::runtime::exception::ExceptionKind;
use crate::types::Type;
use std::sync::{Arc, Mutex};

impl Interpreter<'_> {
    pub(super) fn class_def(&self, locals: &mut Locals<'_>, stmt: &Stmt) -> Outcome<()> {
        let StmtKind::ClassDef { target, name, decorators, bases, body, annotated } = &stmt.kind else { return Ok(()) };
        let mut annotations = Vec::with_capacity(annotated.len());
        for (name, annotation) in annotated {
            let value = annotation.map_or(Ok(Value::None), |annotation| self.expr(locals, annotation))?;
            annotations.push((Key::str(name), value));
        }
        let hir = locals.hir();
        let mut applied = Vec::with_capacity(decorators.len());
        for &decorator in decorators {
            applied.push(self.expr(locals, decorator)?);
        }
        let mut classes = Vec::with_capacity(bases.len());
        for &base in bases {
            match self.expr(locals, base)? {
                Value::Class(class @ (Class::User(_) | Class::Exception(_) | Class::Tag(Tag::Object | Tag::Tuple))) => {
                    classes.push(class)
                }
                other => {
                    let message =
                        format!("numjit's classes cannot derive from {}", crate::host::text::repr(self, &other)?);
                    return Err(Exception::type_error(message));
                }
            }
        }
        let inner = &hir.inner[*body];
        let function = self.closure(locals, inner, Vec::new(), Vec::new());
        let mut frame = self.locals(&function);
        let _: Flow = self.block(&mut frame, &inner.body)?;
        let mut attributes = Attributes::default();
        for (id, local) in inner.locals.iter().enumerate() {
            if let Some(value) = frame.get(crate::hir::LocalId(id as u32)) {
                attributes.insert(Arc::clone(&local.name), value);
            }
        }
        for capture in &inner.captures {
            attributes.shift_remove(&inner.local(capture.local).name);
        }
        let class = Arc::new(UserClass {
            name: Arc::clone(name),
            module: locals.function.module_name(),
            qualname: Arc::clone(&inner.qualname),
            bases: classes,
            attributes: Mutex::new(attributes),
            tuple_class: Mutex::default(),
            object_type: None,
        });
        if !annotations.is_empty() {
            let entries = annotations.into_iter().collect();
            lock(&class.attributes).insert("__annotations__".into(), Value::dict(entries));
        }
        let mut value = self.finished(class)?;
        for decorator in applied.into_iter().rev() {
            value = self.call(&decorator, &[value], &[])?;
        }
        self.assign(locals, target, value)
    }

    /// `type(name, bases, attributes)`
    pub(crate) fn make_class(&self, name: &str, bases: &Value, attributes: &Value) -> Outcome<Value> {
        let base = |base: Value| match base {
            Value::Class(class) => Ok(class),
            other => Err(Exception::type_error(format!("a base must be a class, not {}", other.type_name()))),
        };
        let Value::Dict(dict) = attributes else {
            let words = format!("type.__new__() argument 3 must be dict, not {}", attributes.type_name());
            return Err(Exception::type_error(words));
        };
        let dict = lock(dict).clone();
        let entries = dict.iter().filter_map(|(key, value)| Some((key.value().as_str()?.into(), value.clone())));
        let class = UserClass {
            name: name.into(),
            module: "__main__".into(),
            qualname: name.into(),
            bases: self.items(bases)?.into_iter().map(base).collect::<Outcome<Vec<Class>>>()?,
            attributes: Mutex::new(entries.collect()),
            tuple_class: Mutex::default(),
            object_type: None,
        };
        self.finished(Arc::new(class))
    }

    /// A class whose functions know it, and whose base knows of it.
    fn finished(&self, class: Arc<UserClass>) -> Outcome<Value> {
        own_methods(&class);
        let hook = class.lookup_in_bases("__init_subclass__");
        let value = Value::Class(Class::User(class));
        if let Some(hook) = hook {
            self.call(&hook, std::slice::from_ref(&value), &[])?;
        }
        Ok(value)
    }

    /// Calls a class.
    pub(super) fn construct(&self, class: &Class, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        match class {
            Class::Exception(_) => Ok(Value::Exception(Exception::with_args(class.clone(), args.to_vec()))),
            Class::Family(family) => {
                Err(Exception::type_error(format!("cannot create 'numpy.{}' instances", family.name())))
            }
            Class::User(user) => self.instantiate(user, args, keywords),
            Class::Tag(tag) => functions::construct(self, *tag, args, keywords),
            Class::Scalar(dtype) => {
                let signature = functions::numba::signature(&Type::Scalar(*dtype), args).filter(|_| !args.is_empty());
                signature.map_or_else(|| super::super::numpy::construct(self.run, *dtype, args), Ok)
            }
        }
    }

    fn instantiate(&self, class: &Arc<UserClass>, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        if let Some(fields) = tuple::fields(class) {
            return named_tuple(class, &fields, args, keywords);
        }
        let wrapped = Class::User(Arc::clone(class));
        if let Some(hook) = class.lookup("__members__").and_then(|_| class.lookup("_class__call__")) {
            let all: Vec<Value> = std::iter::once(Value::Class(wrapped)).chain(args.iter().cloned()).collect();
            return self.call(&hook, &all, keywords);
        }
        if let Some(ty) = class.object_type() {
            let object = Value::Instance(Instance::of_object(class, self.run.engine.new_object(self.run, ty)?));
            return self.initialized(class, object, args, keywords);
        }
        let object = match wrapped.exception_kind() {
            Some(_) => Value::Exception(Exception::with_args(wrapped, args.to_vec())),
            None => Value::Instance(Instance::new(class)),
        };
        self.initialized(class, object, args, keywords)
    }

    /// A fresh object after its `__init__`.
    fn initialized(
        &self,
        class: &Arc<UserClass>,
        object: Value,
        args: &[Value],
        keywords: &Keywords,
    ) -> Outcome<Value> {
        match class.lookup("__init__") {
            Some(init) => {
                let mut all = vec![object.clone()];
                all.extend_from_slice(args);
                self.call(&init, &all, keywords)?;
            }
            None if !args.is_empty() && matches!(object, Value::Instance(_)) => {
                return Err(Exception::type_error(format!("{}() takes no arguments", class.name)));
            }
            None => {}
        }
        Ok(object)
    }

    /// A method of a class of the script, bound to its object. What a metaclass would do for a class itself, its methods
    /// whose names begin with `_class` do: `_class__iter__`.
    pub(crate) fn special_method(&self, value: &Value, name: &str) -> Option<Value> {
        let function = match (value, value.class()) {
            (Value::Class(Class::User(class)), _) => class.lookup(&format!("_class{name}"))?,
            (_, Class::User(class)) => class.lookup(name)?,
            _ => return None,
        };
        Some(Value::Method(Arc::new(Method { receiver: value.clone(), function })))
    }

    /// A method to be called with the value as first argument; none: the attribute is no method, or there is none.
    pub(super) fn method(&self, value: &Value, name: &str) -> Option<Value> {
        if let Class::User(class) = value.class() {
            if own_attribute(value, name).is_some() {
                return None;
            }
            return class.lookup(name).filter(|found| matches!(found, Value::Function(_) | Value::Dispatcher(..)));
        }
        functions::method_of(value, name).map(Value::Builtin)
    }

    /// `value.name`
    pub(crate) fn attribute(&self, value: &Value, name: &str) -> Outcome<Value> {
        if let Some(found) = own_attribute(value, name).or_else(|| self.field(value, name)) {
            return Ok(found);
        }
        if let Class::User(class) = value.class()
            && let Some(found) = class.lookup(name)
        {
            return match found {
                Value::Function(_) | Value::Dispatcher(..) => {
                    Ok(Value::Method(Arc::new(Method { receiver: value.clone(), function: found })))
                }
                found => self.described(found, value.clone(), &class),
            };
        }
        if let Value::Super(seen) = value
            && let Some(found) = seen.0.lookup_in_bases(name)
            && !matches!(found, Value::Function(_) | Value::Dispatcher(..))
        {
            return self.described(found, seen.1.clone(), &seen.0);
        }
        if let Value::Class(Class::User(class)) = value
            && let Some(found) = class.lookup(name)
        {
            return self.described(found, Value::None, class);
        }
        ops::attribute(self, value, name)
    }

    /// A field of an object of a compiled class.
    fn field(&self, value: &Value, name: &str) -> Option<Value> {
        let Value::Instance(instance) = value else { return None };
        let (class, object) = instance.object()?;
        self.run.engine.field(object, class, name)
    }

    /// What an attribute of a class is for an object: descriptors such as properties decide it themselves.
    fn described(&self, found: Value, object: Value, class: &Arc<UserClass>) -> Outcome<Value> {
        match descriptor(&found, "__get__") {
            Some(get) => self.call(&get, &[found, object, Value::Class(Class::User(Arc::clone(class)))], &[]),
            None => Ok(found),
        }
    }

    pub(crate) fn set_attribute(&self, object: &Value, name: &Arc<str>, value: Value) -> Outcome<()> {
        if let Value::Instance(instance) = object
            && let Some(found) = instance.class.lookup(name)
            && let Some(set) = descriptor(&found, "__set__")
        {
            return self.call(&set, &[found, object.clone(), value], &[]).map(drop);
        }
        if let Some(done) = numpy::set_flag(object, name, &value) {
            return done;
        }
        match object {
            Value::Instance(instance) if let Some((class, own)) = instance.object() => {
                if !self.run.engine.set_field(self.run, (own, class), name, &value)? {
                    return ops::set_attribute(self, object, name, value);
                }
            }
            Value::Instance(instance) => drop(lock(&instance.attributes).insert(Arc::clone(name), value)),
            Value::Exception(error) => error.set_attribute(name, value),
            Value::Class(Class::User(class)) => drop(lock(&class.attributes).insert(Arc::clone(name), value)),
            other => return ops::set_attribute(self, other, name, value),
        }
        Ok(())
    }

    pub(super) fn delete_attribute(&self, object: &Value, name: &Arc<str>) -> Outcome<()> {
        let removed = match object {
            Value::Instance(instance) => lock(&instance.attributes).shift_remove(name),
            Value::Class(Class::User(class)) => lock(&class.attributes).shift_remove(name),
            _ => None,
        };
        removed.map(drop).ok_or_else(|| Exception::new(ExceptionKind::AttributeError, &**name))
    }

    /// A call of a builtin that looks at the frame which calls it: `super()`, `globals()`.
    pub(super) fn call_in_frame(&self, locals: &Locals<'_>, callee: &Value, args: &[Value]) -> Option<Outcome<Value>> {
        let Value::Builtin(id) = callee else { return None };
        match crate::builtins::host::host(*id)?.host {
            Host::Python(PythonFunction::Super) if args.is_empty() => Some(self.zero_arg_super(locals)),
            Host::Python(PythonFunction::Globals) if args.is_empty() => Some(Ok(locals.function.globals.as_dict())),
            _ => None,
        }
    }

    /// `super()`: the first parameter, seen as an object of the class's bases.
    pub(super) fn zero_arg_super(&self, locals: &Locals<'_>) -> Outcome<Value> {
        let no_arguments = || Exception::new(ExceptionKind::RuntimeError, "super(): no arguments");
        let owner = locals.function.owner.get().and_then(std::sync::Weak::upgrade).ok_or_else(no_arguments)?;
        let first = locals.hir().params.first().ok_or_else(no_arguments)?;
        let object = locals.get(first.local).ok_or_else(no_arguments)?;
        Ok(Value::Super(Arc::new((owner, object))))
    }
}

/// Makes a named tuple: items by place, by name, by default.
fn named_tuple(class: &Arc<UserClass>, fields: &[Arc<str>], args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    let wrong = |words: String| Err(Exception::type_error(format!("{}.__new__() {words}", class.name)));
    if args.len() > fields.len() {
        let (wanted, given) = (fields.len() + 1, args.len() + 1);
        return wrong(format!("takes {wanted} positional arguments but {given} were given"));
    }
    if let Some((name, _)) = keywords.iter().find(|(name, _)| !fields.contains(name)) {
        return wrong(format!("got an unexpected keyword argument '{name}'"));
    }
    let defaults = class.lookup("_field_defaults");
    let default = |field: &Arc<str>| match &defaults {
        Some(Value::Dict(defaults)) => lock(defaults).get(&Key::str(field)).cloned(),
        _ => None,
    };
    let mut items = args.to_vec();
    for field in &fields[args.len()..] {
        let by_name = keywords.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
        match by_name.or_else(|| default(field)) {
            Some(value) => items.push(value),
            None => return wrong(format!("missing 1 required positional argument: '{field}'")),
        }
    }
    Ok(Value::Tuple(TupleValue { items: items.into(), class: Some(Arc::clone(class)) }))
}

/// What a descriptor does when an attribute is read or set.
fn descriptor(value: &Value, method: &str) -> Option<Value> {
    let Value::Instance(instance) = value else { return None };
    instance.class.lookup(method)
}

/// Tells the functions of a class body their class.
fn own_methods(class: &Arc<UserClass>) {
    // A function that was defined in another class keeps that one.
    let own = |value: &Value| {
        if let Value::Function(function) = value {
            drop(function.owner.set(Arc::downgrade(class)))
        }
    };
    for value in lock(&class.attributes).values() {
        own(value);
        // The functions of a property.
        if let Value::Instance(descriptor) = value {
            lock(&descriptor.attributes).values().for_each(own);
        }
    }
}

fn own_attribute(value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Instance(instance) => lock(&instance.attributes).get(name).cloned(),
        Value::Exception(error) => error.attribute(name),
        Value::Tuple(tuple) => tuple.field(name).cloned(),
        _ => None,
    }
}
