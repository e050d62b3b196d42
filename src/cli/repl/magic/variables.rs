//! `%who`, `%whos`, `%reset`.

use super::{Done, Shell};
use crate::host::Value;
use std::sync::Arc;

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// The variables that the user has bound.
fn own(shell: &Shell) -> Vec<(Arc<str>, Value)> {
    let names = shell.session.names().into_iter();
    let own = names.filter(|name| !name.starts_with('_') && !matches!(&**name, "In" | "Out"));
    let mut all: Vec<_> = own.filter_map(|name| Some((name.clone(), shell.session.get(&name)?))).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

pub(super) fn who(shell: &mut Shell, _: &str) -> Done {
    let names: Vec<String> = own(shell).iter().map(|(name, _)| name.to_string()).collect();
    if names.is_empty() {
        println!("There are no variables.");
    } else {
        println!("{}", names.join("  "));
    }
    Ok(())
}

pub(super) fn whos(shell: &mut Shell, _: &str) -> Done {
    let rows: Vec<[String; 3]> =
        own(shell).iter().map(|(name, value)| [name.to_string(), kind(value), facts(shell, value)]).collect();
    if rows.is_empty() {
        println!("There are no variables.");
        return Ok(());
    }
    let head = ["Variable", "Type", "Data/Info"].map(str::to_owned);
    let width =
        |column: usize| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0) + 3;
    let (first, second) = (width(0), width(1));
    let line = |row: &[String; 3]| println!("{:first$}{:second$}{}", row[0], row[1], row[2]);
    line(&head);
    println!("{}", "-".repeat(first + second + head[2].len()));
    rows.iter().for_each(line);
    Ok(())
}

/// Its type in short.
pub(super) fn kind(value: &Value) -> String {
    match value {
        Value::Dispatcher(..) => "compiled function".to_owned(),
        Value::Array(_) => "ndarray".to_owned(),
        _ => value.type_name(),
    }
}

/// What is worth knowing of it, on one line.
fn facts(shell: &Shell, value: &Value) -> String {
    match value {
        Value::Array(array) => {
            let shape: Vec<String> = array.shape().iter().map(ToString::to_string).collect();
            let size: usize = array.shape().iter().product();
            let bytes = size * array.dtype().size();
            format!("{}: {size} elems, type `{}`, {bytes} bytes", shape.join("x"), array.dtype())
        }
        Value::List(items) => format!("n={}", items.lock().map_or(0, |items| items.len())),
        Value::Function(_) | Value::Dispatcher(..) => {
            let name = shell.session.definition(value).map_or_else(String::new, |found| found.name.to_string());
            format!("{name}({})", shell.session.parameters(value).unwrap_or_default().join(", "))
        }
        Value::Dict(items) => format!("n={}", items.lock().map_or(0, |items| items.len())),
        _ => {
            let text = shell.session.repr(value).replace('\n', " ");
            match text.char_indices().nth(SHOWN) {
                Some((at, _)) => format!("{}..", &text[..at]),
                None => text,
            }
        }
    }
}

pub(super) fn reset(shell: &mut Shell, _: &str) -> Done {
    shell.session.clear();
    shell.bind_history();
    Ok(())
}
