//! Methods of arrays of records, and functions that sort, join and measure them.
//!
//! Input: records, arguments. Output: values. Never: making records from other values (`make`).

use super::super::super::exception::Exception;
use super::super::super::record::RecordValue;
use super::super::super::value::Value;
use super::super::super::{Outcome, Run};
use super::super::arguments::Arguments;
use super::super::{convert, sort};
use super::{make, numbers, row};
use crate::builtins::host::{ArrayMethod, NumpyFunction as F};
use crate::runtime::array::{Array, Index, Order, Part, Records};
use crate::types::Dtype;

/// Calls a function of NumPy with records as its first argument; none: NumPy has it, numjit has not.
pub(super) fn function(run: &Run, function: F, records: &Records, args: &Arguments<'_>) -> Option<Outcome<Value>> {
    Some(match function {
        F::Sort => sorted(run, records, args).map(Value::of_records),
        F::Argsort => places(run, records, args).map(Value::array),
        F::Ndim => Ok(Value::size(records.shape().len())),
        F::Shape => Ok(Value::tuple(records.shape().iter().map(|&n| Value::size(n)))),
        F::Size => Ok(Value::size(records.first_bytes().size())),
        _ => return None,
    })
}

/// Calls a method.
///
/// # Errors
/// What NumPy raises; TypeError for a method that records do not have.
pub(in crate::host::numpy) fn call(
    run: &Run,
    method: ArrayMethod,
    value: &RecordValue,
    args: &Arguments<'_>,
) -> Outcome<Value> {
    let Some(records) = value.records() else { return Err(refused(args.name)) };
    match method {
        ArrayMethod::Copy => Ok(match value {
            RecordValue::Array(_) => Value::of_records(records.copy()?),
            _ => super::void(records.copy()?),
        }),
        ArrayMethod::Tolist => plain(run, records),
        ArrayMethod::Item => match args.rest("args").first() {
            Some(i) => plain(run, &records.index(&[Index::At(convert::index(i)?)])?),
            None => plain(run, records),
        },
        ArrayMethod::Fill => make::assign(run, records, args.required("value")?).map(|()| Value::None),
        ArrayMethod::Sort => {
            let ordered = sorted(run, records, args)?;
            records.assign(&ordered)?;
            Ok(Value::None)
        }
        ArrayMethod::Argsort => places(run, records, args).map(Value::array),
        ArrayMethod::Transpose => Ok(Value::of_records(records.transpose())),
        _ => Err(refused(args.name)),
    }
}

fn refused(name: &str) -> Exception {
    Exception::type_error(format!("numjit does not have {name}() of records: take a field, a['x']"))
}

/// Python's tuples and lists of them.
fn plain(run: &Run, records: &Records) -> Outcome<Value> {
    if !records.shape().is_empty() {
        run.poll()?;
        let rows = (0..records.shape()[0])
            .map(|i| row(records, i)?.as_records().map_or(Ok(Value::None), |one| plain(run, one)));
        return Ok(Value::list(rows.collect::<Outcome<_>>()?));
    }
    let item = |part: Part| match part {
        Part::Records(inner) => plain(run, &inner),
        Part::Array(array) if array.ndim() == 0 => Ok(convert::to_python(array.get(&[])?)),
        Part::Array(array) => Ok(Value::array(array)),
    };
    let items = records.record().fields.iter().map(|field| item(records.part(field)));
    Ok(Value::tuple(items.collect::<Outcome<Vec<_>>>()?))
}

/// The names of `order=`, then the other fields.
fn keys(records: &Records, args: &Arguments<'_>) -> Outcome<Vec<Array>> {
    let given: Vec<String> = match args.get("order") {
        None => Vec::new(),
        Some(Value::Str(name)) => vec![name.to_string()],
        Some(names) => {
            let names = convert::items(names)?.unwrap_or_default();
            names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        }
    };
    let others = records.record().fields.iter().map(|field| field.name.to_string());
    let others: Vec<String> = others.filter(|name| !given.contains(name)).collect();
    given.iter().chain(&others).map(|name| numbers(records, name)).collect()
}

/// The order of the records of one axis: by the keys, the first one first.
fn places(run: &Run, records: &Records, args: &Arguments<'_>) -> Outcome<Array> {
    if records.shape().len() != 1 {
        return Err(refused(args.name));
    }
    let mut order: Option<Array> = None;
    for key in keys(records, args)?.iter().rev() {
        let Some(before) = order else {
            order = Some(sort::argsort(&key.copy(Order::C)?, 0)?);
            continue;
        };
        let values = convert::of_scalars(
            run,
            key.dtype(),
            key.shape(),
            before.iter().filter_map(|place| key.get(&[place.as_i64()]).ok()),
        )?;
        let after = sort::argsort(&values, 0)?;
        let places = after.iter().filter_map(|place| before.get(&[place.as_i64()]).ok());
        order = Some(convert::of_scalars(run, Dtype::I64, before.shape(), places)?);
    }
    Ok(order.unwrap_or(convert::zeros(run, Dtype::I64, records.shape())?))
}

fn sorted(run: &Run, records: &Records, args: &Arguments<'_>) -> Outcome<Records> {
    let order = places(run, records, args)?;
    super::pick(run, records, &order)
}
