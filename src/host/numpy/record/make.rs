//! Functions that make arrays of records, and what is stored in records: tuples, records, numbers.
//!
//! Input: arguments with a structured dtype, or records. Output: arrays of records.
//! Never: dtypes' descriptions (`dtype`).

use super::super::super::exception::Exception;
use super::super::super::value::Value;
use super::super::super::{Outcome, Run};
use super::super::arguments::Arguments;
use super::super::{convert, index};
use super::{layout, method, of_layout};
use crate::builtins::host::NumpyFunction as F;
use crate::runtime::array::{Index, Part, Records};
use crate::runtime::memory::Init;
use crate::types::{Placing, RecordType};
use std::sync::Arc;

/// Calls a function where its arguments have to do with records; none: they have not.
pub(in crate::host::numpy) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Option<Outcome<Value>> {
    if function == F::DtypeOf {
        return of_dtype(args).transpose();
    }
    let dtype = match args.get("dtype").map(|dtype| layout(dtype, Placing::Packed)) {
        Some(Ok(dtype)) => dtype,
        Some(Err(error)) => return Some(Err(error)),
        None => None,
    };
    if let Some(record) = dtype {
        return made(run, function, args, &record);
    }
    let given = ["a", "object", "prototype"].into_iter().find_map(|name| args.get(name))?;
    let first = given.as_records()?.clone();
    match function {
        F::ZerosLike | F::EmptyLike | F::OnesLike => {
            Some(filled(run, function, first.record(), first.shape()).map(Value::of_records))
        }
        F::Asarray => Some(Ok(given.clone())),
        F::Array | F::Copy => Some(first.copy().map(Value::of_records).map_err(Exception::from)),
        other => method::function(run, other, &first, args),
    }
}

/// `np.dtype(.., align)`
fn of_dtype(args: &Arguments<'_>) -> Outcome<Option<Value>> {
    let placing = if args.flag("align")? { Placing::LikeC } else { Placing::Packed };
    Ok(layout(args.required("dtype")?, placing)?.map(of_layout))
}

fn made(run: &Run, function: F, args: &Arguments<'_>, record: &Arc<RecordType>) -> Option<Outcome<Value>> {
    let shape = || convert::shape(args.required("shape")?);
    let made = match function {
        F::Zeros | F::Empty | F::Ones => shape().and_then(|shape| filled(run, function, record, &shape)),
        F::Full => shape().and_then(|shape| {
            let records = filled(run, F::Zeros, record, &shape)?;
            assign(run, &records, args.required("fill_value")?)?;
            Ok(records)
        }),
        F::Array => args.required("object").and_then(|object| of_value(run, record, object)),
        F::Asarray => args.required("a").and_then(|object| of_value(run, record, object)),
        _ => return None,
    };
    Some(made.map(Value::of_records))
}

/// Records of zeros, or of ones.
fn filled(run: &Run, function: F, record: &Arc<RecordType>, shape: &[usize]) -> Outcome<Records> {
    let records = Records::alloc(Some(&run.services.account), record, shape, Init::Zeroed)?;
    if let F::Ones | F::OnesLike = function {
        assign(run, &records, &Value::Int(1))?;
    }
    Ok(records)
}

/// The lengths of nested lists, whose items are tuples or records.
fn lengths(value: &Value) -> Outcome<Vec<usize>> {
    if let Some(records) = value.as_records() {
        return Ok(records.shape().to_vec());
    }
    let Value::List(_) = value else { return Ok(Vec::new()) };
    let items = convert::items(value)?.unwrap_or_default();
    let inner = items.first().map_or(Ok(Vec::new()), lengths)?;
    Ok([vec![items.len()], inner].concat())
}

/// `np.array(value, dtype)`
fn of_value(run: &Run, record: &Arc<RecordType>, value: &Value) -> Outcome<Records> {
    let shape = match value {
        Value::Array(array) => array.shape().to_vec(),
        other => lengths(other)?,
    };
    let records = filled(run, F::Zeros, record, &shape)?;
    assign(run, &records, value)?;
    Ok(records)
}

/// `records[...] = value`
///
/// # Errors
/// What does not fit, in NumPy's words.
pub(super) fn assign(run: &Run, records: &Records, value: &Value) -> Outcome<()> {
    if let Some(source) = value.as_records() {
        return Ok(records.assign(source)?);
    }
    match value {
        Value::Tuple(items) => assign_tuple(run, records, items),
        Value::List(_) => {
            let items = convert::items(value)?.unwrap_or_default();
            let n = records.shape().first().copied();
            if n != Some(items.len()) {
                let text = format!(
                    "could not broadcast input array from shape ({},) into shape {}",
                    items.len(),
                    shape(records)
                );
                return Err(Exception::value_error(text));
            }
            for (i, item) in items.iter().enumerate() {
                assign(run, &records.index(&[Index::At(i as i64)])?, item)?;
                run.poll()?;
            }
            Ok(())
        }
        other => parts(records).try_for_each(|part| assign_part(run, part, other)),
    }
}

fn shape(records: &Records) -> String {
    crate::runtime::array::shape_text(records.shape())
}

fn parts(records: &Records) -> impl Iterator<Item = Part> {
    records.record().fields.iter().map(|field| records.part(field))
}

fn assign_part(run: &Run, part: Part, value: &Value) -> Outcome<()> {
    match part {
        Part::Array(array) => index::assign(run, &array, value),
        Part::Records(records) => assign(run, &records, value),
    }
}

/// `(1.0, 2)`: one item for each field.
fn assign_tuple(run: &Run, records: &Records, items: &[Value]) -> Outcome<()> {
    let n = records.record().fields.len();
    if items.len() != n {
        let text = format!("could not assign tuple of length {} to structure with {n} fields.", items.len());
        return Err(Exception::value_error(text));
    }
    parts(records).zip(items).try_for_each(|(part, item)| assign_part(run, part, item))
}

/// What is stored at an index that picks: records of the layout.
pub(super) fn as_records(run: &Run, records: &Records, item: &Value) -> Outcome<Records> {
    if let Some(source) = item.as_records() {
        return Ok(source.clone());
    }
    of_value(run, records.record(), item)
}
