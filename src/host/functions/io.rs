//! Files of arrays.
//!
//! Input: paths, arrays, options. Output: arrays, written files.
//! Never: the formats themselves (`runtime::io`).

use super::args::{Args, as_int};
use super::numpy::dtype_of;
use crate::builtins::host::IoFunction as F;
use crate::host::Outcome;
use crate::host::exception::Exception;
use crate::host::interp::Interpreter;
use crate::host::numpy::convert::to_array;
use crate::host::text::text_scalar;
use crate::host::value::{NpzFile, Value};
use crate::runtime::array::Array;
use crate::runtime::array::Order;
use crate::runtime::io::genfromtxt::{Delimiter, Filling, GenFromTxt, genfromtxt};
use crate::runtime::io::loadtxt::{LoadTxt, loadtxt};
use crate::runtime::io::npz::Compression;
use crate::runtime::io::savetxt::{Format, SaveTxt, savetxt};
use crate::runtime::io::{self, Loaded, RawArray, Warning};
use crate::runtime::text::Scalar;
use std::sync::Arc;

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    match function {
        F::Load => load(interp, args),
        F::Save => {
            let array = to_array(interp, args.at(1), None)?;
            io::npy::save(path(args)?, &raw(&array))?;
            Ok(Value::None)
        }
        F::Savez | F::SavezCompressed => savez(interp, args, function == F::SavezCompressed),
        F::Loadtxt => {
            let options = loadtxt_options(interp, args)?;
            let (table, warnings) = loadtxt(path(args)?, &options)?;
            warn(&warnings);
            unpacked(interp, table, args, 7)
        }
        F::Genfromtxt => {
            let options = genfromtxt_options(interp, args)?;
            let (table, warnings) = genfromtxt(path(args)?, &options)?;
            warn(&warnings);
            unpacked(interp, table, args, 11)
        }
        F::Savetxt => save_text(interp, args),
    }
}

fn path(args: &Args) -> Outcome<&str> {
    match args.at(0) {
        Value::Str(path) => Ok(path),
        Value::File(file) => Ok(&file.name),
        other => {
            Err(Exception::type_error(format!("expected str, bytes or os.PathLike object, not {}", other.type_name())))
        }
    }
}

/// An array as the bytes of a file.
pub(super) fn raw(array: &Array) -> RawArray {
    let fortran_order = array.is_f_contiguous() && !array.is_c_contiguous();
    let order = if fortran_order { array.transpose() } else { array.clone() };
    let size = array.dtype().size();
    let mut bytes = Vec::with_capacity(array.size() * size);
    for element in order.iter() {
        let words = element.to_words();
        match size {
            16 => words.iter().for_each(|word| bytes.extend_from_slice(&word.to_ne_bytes())),
            _ => bytes.extend_from_slice(&words[0].to_le_bytes()[..size]),
        }
    }
    RawArray { dtype: array.dtype(), shape: array.shape().to_vec(), fortran_order, bytes }
}

/// The bytes of a file as an array.
fn array_of(interp: &Interpreter<'_>, raw: &RawArray) -> Outcome<Array> {
    let size = raw.dtype.size();
    let element = |bytes: &[u8]| {
        let word = |at: usize| {
            let mut word = [0; 8];
            let part = &bytes[at..(at + 8).min(size)];
            word[..part.len()].copy_from_slice(part);
            u64::from_le_bytes(word)
        };
        let words = [word(0), if size == 16 { word(8) } else { 0 }];
        crate::runtime::array::Scalar::from_words(raw.dtype, &words)
    };
    let account = Some(&interp.run.services.account);
    let lengths: Vec<usize> =
        if raw.fortran_order { raw.shape.iter().rev().copied().collect() } else { raw.shape.clone() };
    let array = Array::from_scalars(account, raw.dtype, &lengths, raw.bytes.chunks_exact(size).map(element))?;
    Ok(if raw.fortran_order { array.transpose() } else { array })
}

fn load(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    match io::load(path(args)?)? {
        Loaded::Array(raw) => Ok(Value::array(array_of(interp, &raw)?)),
        Loaded::Archive(mut archive) => {
            let names: Vec<String> = archive.files().into_iter().map(str::to_owned).collect();
            let mut entries = Vec::with_capacity(names.len());
            for name in names {
                let array = array_of(interp, &archive.get(&name)?)?;
                entries.push((Arc::from(name), Arc::new(array)));
            }
            Ok(Value::Npz(Arc::new(NpzFile { entries })))
        }
    }
}

fn savez(interp: &Interpreter<'_>, args: &Args, compress: bool) -> Outcome<Value> {
    let mut arrays: Vec<(String, RawArray)> = Vec::new();
    for (i, value) in args.rest.iter().enumerate() {
        arrays.push((format!("arr_{i}"), raw(&*to_array(interp, value, None)?)));
    }
    for (name, value) in &args.keywords {
        if arrays.iter().any(|(known, _)| **known == **name) {
            let message = format!("Cannot use un-named variables and keyword {name}");
            return Err(Exception::value_error(message));
        }
        arrays.push((name.to_string(), raw(&*to_array(interp, value, None)?)));
    }
    let named: Vec<(&str, &RawArray)> = arrays.iter().map(|(name, array)| (&**name, array)).collect();
    let compression = if compress { Compression::Deflated } else { Compression::Stored };
    io::npz::save(path(args)?, &named, compression)?;
    Ok(Value::None)
}

/// Warnings go to standard error, as Python's do.
fn warn(warnings: &[Warning]) {
    warnings.iter().for_each(|Warning { class, message }| eprintln!("{class}: {message}"));
}

fn columns(interp: &Interpreter<'_>, value: Option<&Value>) -> Outcome<Option<Vec<i64>>> {
    match value {
        None => Ok(None),
        Some(Value::Int(one)) => Ok(Some(vec![*one])),
        Some(many) => interp.items(many)?.iter().map(as_int).collect::<Outcome<Vec<i64>>>().map(Some),
    }
}

fn loadtxt_options(interp: &Interpreter<'_>, args: &Args) -> Outcome<LoadTxt> {
    let mut options = LoadTxt::default();
    if let Some(dtype) = args.some(1) {
        options.dtype = dtype_of(dtype)?;
    }
    match args.get(2) {
        None => {}
        Some(Value::None) => options.comments = Vec::new(),
        Some(Value::Str(comment)) => options.comments = vec![comment.to_string()],
        Some(many) => {
            let texts = interp.items(many)?;
            options.comments = texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect();
        }
    }
    options.delimiter = args.some(3).map(|_| args.str(3).map(str::to_owned)).transpose()?;
    options.skiprows = args.int(5, 0)?;
    options.usecols = columns(interp, args.some(6))?;
    options.ndmin = args.int(8, 0)?;
    options.max_rows = args.optional_int(10)?;
    Ok(options)
}

fn genfromtxt_options(interp: &Interpreter<'_>, args: &Args) -> Outcome<GenFromTxt> {
    let mut options = GenFromTxt::default();
    match args.get(1) {
        None => {}
        Some(Value::None) => options.dtype = None,
        Some(dtype) => options.dtype = Some(dtype_of(dtype)?),
    }
    if args.get(2).is_some() {
        options.comments = args.some(2).map(|_| args.str(2).map(str::to_owned)).transpose()?;
    }
    match args.some(3) {
        None => {}
        Some(Value::Str(text)) => options.delimiter = Delimiter::Text(text.to_string()),
        Some(Value::Int(width)) => options.delimiter = Delimiter::Width(usize::try_from(*width).unwrap_or(0)),
        Some(many) => {
            let widths = interp.items(many)?;
            let widths = widths.iter().map(|width| Ok(as_int(width)?.max(0) as usize)).collect::<Outcome<_>>()?;
            options.delimiter = Delimiter::Widths(widths);
        }
    }
    options.skip_header = args.int(4, 0)?;
    options.skip_footer = args.int(5, 0)?;
    match args.some(7) {
        None => {}
        Some(Value::Str(text)) => options.missing_values = vec![text.to_string()],
        Some(many) => {
            let texts = interp.items(many)?;
            options.missing_values = texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect();
        }
    }
    if let Some(filling) = args.some(8) {
        options.filling_values = filling_of(filling)?;
    }
    options.usecols = columns(interp, args.some(9))?;
    options.max_rows = args.optional_int(12)?;
    Ok(options)
}

fn filling_of(value: &Value) -> Outcome<Filling> {
    let scalar = text_scalar(value).and_then(|scalar| match scalar {
        Scalar::Bool(value) => Some(Scalar::Bool(value)),
        Scalar::Int(value) => Some(Scalar::Int(value)),
        Scalar::Float(value) => Some(Scalar::Float(value)),
        Scalar::Float32(value) => Some(Scalar::Float32(value)),
        Scalar::Complex(re, im) => Some(Scalar::Complex(re, im)),
        Scalar::Complex64(re, im) => Some(Scalar::Complex64(re, im)),
        Scalar::Str(_) => None,
    });
    scalar.map(Filling::All).ok_or_else(|| Exception::type_error("filling_values is a number"))
}

/// `unpack=True` gives the columns.
fn unpacked(interp: &Interpreter<'_>, table: RawArray, args: &Args, place: usize) -> Outcome<Value> {
    let array = array_of(interp, &table)?;
    let unpack = args.some(place).map_or(Ok(false), |flag| interp.truth(flag))?;
    Ok(Value::array(if unpack && array.ndim() == 2 { array.transpose() } else { array.copy(Order::C)? }))
}

fn save_text(interp: &Interpreter<'_>, args: &Args) -> Outcome<Value> {
    let array = to_array(interp, args.at(1), None)?;
    let mut options = SaveTxt::default();
    match args.some(2) {
        None => {}
        Some(Value::Str(format)) => options.fmt = Format::One(format.to_string()),
        Some(many) => {
            let formats = interp.items(many)?;
            options.fmt = Format::Columns(formats.iter().filter_map(|f| f.as_str().map(str::to_owned)).collect());
        }
    }
    args.str_or(3, " ")?.clone_into(&mut options.delimiter);
    args.str_or(4, "\n")?.clone_into(&mut options.newline);
    args.str_or(5, "")?.clone_into(&mut options.header);
    args.str_or(6, "")?.clone_into(&mut options.footer);
    args.str_or(7, "# ")?.clone_into(&mut options.comments);
    savetxt(path(args)?, &raw(&array), &options)?;
    Ok(Value::None)
}
