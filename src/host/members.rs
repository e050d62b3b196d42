//! What can stand behind the dot of a value, and in the parentheses behind it: for completion.
//!
//! Input: values. Output: names, with a line of documentation where there is one. Never: running code of the script.

use super::Globals;
use super::functions;
use super::interp::Interpreter;
use super::object::{Class, UserClass};
use super::ops;
use super::value::{HostFunction, Value, builtin_value, lock};
use crate::builtins::{self, host, names};
use crate::types::BuiltinId;
use std::sync::Arc;

/// A name behind a dot.
pub struct Member {
    /// The name.
    pub name: Arc<str>,
    /// What it is, in one line.
    pub doc: &'static str,
}

impl Member {
    fn new(name: impl Into<Arc<str>>) -> Member {
        Member { name: name.into(), doc: "" }
    }

    fn of_row(name: &str, id: BuiltinId) -> Member {
        Member { name: name.into(), doc: builtins::row(id).doc.lines().next().unwrap_or("").trim() }
    }
}

/// The members of a value, in alphabetical order.
#[must_use]
pub fn members(value: &Value) -> Vec<Member> {
    let mut found: Vec<Member> = match value {
        Value::Module(path) | Value::Namespace(path) => items(path),
        Value::Sibling(module) => module.globals.names().into_iter().map(Member::new).collect(),
        Value::Instance(object) => {
            let own: Vec<Member> = lock(&object.attributes).keys().cloned().map(Member::new).collect();
            let fields = object.object().into_iter().flat_map(|(class, _)| class.names()).cloned().map(Member::new);
            own.into_iter().chain(fields).chain(of_class(&object.class)).collect()
        }
        Value::Class(Class::User(class)) => of_class(class),
        _ => Vec::new(),
    };
    if let Some(receiver) = functions::receiver_of(value) {
        let member = |name: &'static str| Some(Member::of_row(name, host::member(receiver, name)?));
        found.extend(host::members(receiver).filter_map(member));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.dedup_by(|a, b| a.name == b.name);
    found
}

/// The items of a module that numjit has.
fn items(module: &str) -> Vec<Member> {
    let item = |name: &'static str| match builtins::lookup(&format!("{module}.{name}")) {
        Some(id) => Member::of_row(name, id),
        None => Member::new(name),
    };
    names::items(module).map(item).collect()
}

fn of_class(class: &UserClass) -> Vec<Member> {
    let mut found: Vec<Member> = lock(&class.attributes).keys().cloned().map(Member::new).collect();
    for base in &class.bases {
        if let Class::User(base) = base {
            found.extend(of_class(base));
        }
    }
    found
}

/// The names of the parameters that a call of a value can give by name.
#[must_use]
pub fn keywords(value: &Value) -> Vec<String> {
    let of_function = |function: &HostFunction| -> Vec<String> {
        function.hir.params.iter().map(|param| param.name.to_string()).collect()
    };
    match value {
        Value::Function(function) => of_function(function),
        Value::Dispatcher(_, definition) => of_function(&definition.function),
        Value::Method(method) => keywords(&method.function),
        Value::Class(Class::User(class)) => match class.lookup("__init__") {
            Some(Value::Function(init)) => of_function(&init).into_iter().skip(1).collect(),
            _ => Vec::new(),
        },
        Value::Builtin(id) => keywords_of_row(*id),
        _ => Vec::new(),
    }
}

fn keywords_of_row(id: BuiltinId) -> Vec<String> {
    use builtins::ParamKind::{KeywordOnly, Positional};
    let params = host::params(id).iter().chain(builtins::params(id));
    let by_name = params.filter(|param| matches!(param.kind, Positional | KeywordOnly));
    let mut names: Vec<String> = by_name.map(|param| param.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// What a dotted path of names means, if it can be known without running code of the script.
#[must_use]
pub fn follow(interp: &Interpreter<'_>, globals: &Globals, path: &str) -> Option<Value> {
    let mut names = path.split('.');
    let first = names.next()?;
    let start = globals.get(first).or_else(|| builtin_value(first))?;
    names.try_fold(start, |value, name| match &value {
        Value::Instance(object) => {
            let own = lock(&object.attributes).get(name).cloned();
            own.or_else(|| object.class.lookup(name))
        }
        Value::Class(Class::User(class)) => class.lookup(name),
        _ => ops::attribute(interp, &value, name).ok(),
    })
}
