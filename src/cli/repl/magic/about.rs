//! `name?` and `name??`: what a name means.

use super::variables::kind;
use super::{Done, MAGICS, Shell, usage};
use crate::builtins::reference;
use crate::host::Value;

pub(super) fn about(shell: &mut Shell, name: &str, with_source: bool) -> Done {
    if let Some(magic) = MAGICS.iter().find(|magic| name.strip_prefix('%') == Some(magic.name)) {
        println!("%{} {}\n{}", magic.name, magic.usage, magic.doc);
        return Ok(());
    }
    let value = shell.session.follow(name);
    match &value {
        Some(value @ (Value::Function(_) | Value::Dispatcher(..))) => function(shell, value, with_source),
        Some(value) if !matches!(value, Value::Builtin(_) | Value::Method(_) | Value::Class(_)) => plain(shell, value),
        _ => return builtin(shell, name),
    }
    Ok(())
}

/// The first line has a head, the others stand below it.
fn field(head: &str, text: &str) {
    let head = format!("{head}:");
    println!("{head:<12}{}", text.trim_end().replace('\n', &format!("\n{:12}", "")));
}

fn function(shell: &Shell, value: &Value, with_source: bool) {
    let Some(definition) = shell.session.definition(value) else { return };
    let parameters = shell.session.parameters(value).unwrap_or_default();
    field("Signature", &format!("{}({})", definition.name, parameters.join(", ")));
    if let Some(doc) = &definition.doc {
        field("Docstring", doc.trim());
    }
    field("Type", &kind(value));
    let source = &definition.source;
    field("File", &format!("{}:{}", source.name, source.line(definition.span.start)));
    let compiled = shell.session.specializations(value);
    if !compiled.is_empty() {
        field("Compiled", &compiled.join("\n"));
    }
    if with_source {
        println!("Source:\n{}", source.slice(definition.span).trim_end());
    }
}

fn plain(shell: &Shell, value: &Value) {
    field("Type", &kind(value));
    field("Value", &shell.session.repr(value));
    if let Value::Array(array) = value {
        let shape = Value::tuple(array.shape().iter().map(|&n| Value::Int(n as i64)));
        field("Shape", &shell.session.repr(&shape));
        field("Dtype", &array.dtype().to_string());
    }
}

/// From the reference of builtins.
fn builtin(shell: &Shell, name: &str) -> Done {
    let path = match name.split_once('.') {
        Some((first, rest)) => match shell.session.get(first) {
            Some(Value::Module(module)) => format!("{module}.{rest}"),
            Some(value) => format!("{}.{rest}", kind(&value).replace("ndarray", "array")),
            None => name.to_owned(),
        },
        None => match shell.session.get(name) {
            Some(Value::Builtin(id)) => crate::builtins::row(id).path.to_owned(),
            _ => name.to_owned(),
        },
    };
    let Some(entry) = reference::find(&path).into_iter().next() else {
        return Err(usage(format!("there is nothing called {name}")));
    };
    field("Signature", &entry.call);
    field("Docstring", &entry.doc.lines().map(str::trim).collect::<Vec<_>>().join("\n"));
    field("Zones", entry.zones);
    Ok(())
}
