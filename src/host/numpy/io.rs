//! `np.load`, `np.save`, `np.loadtxt` and their like.
//!
//! Input: paths, arrays, options. Output: arrays, files, the exceptions of files.
//! Never: formats (`runtime::io`).

use super::super::exception::Exception;
use super::super::value::{NpzFile, Value};
use super::super::{Keywords, Outcome, Run};
use super::arguments::Arguments;
use super::{convert, nested};
use crate::builtins::host::IoFunction as F;
use crate::runtime::array::Array;
use crate::runtime::exception::ExceptionKind;
use crate::runtime::grants::Grant;
use crate::runtime::io::genfromtxt::{self, Delimiter, Filling, GenFromTxt, OddFields, OddLines};
use crate::runtime::io::loadtxt::{self, LoadTxt};
use crate::runtime::io::npz::{self, Compression};
use crate::runtime::io::savetxt::{self, Format, SaveTxt};
use crate::runtime::io::{self, IoError, IoErrorKind, Loaded, RawArray, Warning, npy};
use crate::runtime::text;
use std::sync::Arc;

/// Calls a function of this file.
///
/// # Errors
/// What NumPy raises.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    run.ask(Grant::Files)?;
    match function {
        F::Load => load(run, args),
        F::Save => {
            let array = args.array(run, "arr")?;
            npy::save(&path(args.required("file")?)?, &array.to_raw()?).map_err(exception)?;
            Ok(Value::None)
        }
        F::Loadtxt => load_text(run, args),
        F::Genfromtxt => generate(run, args),
        F::Savetxt => save_text(run, args),
        // These take any keywords: `save_archive`.
        F::Savez | F::SavezCompressed => Ok(Value::None),
    }
}

/// `np.savez(file, *args, **kwds)`
///
/// # Errors
/// What NumPy raises.
pub(super) fn save_archive(run: &Run, function: F, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
    run.ask(Grant::Files)?;
    let Some((file, arrays)) = args.split_first() else {
        return Err(Exception::type_error("savez() missing 1 required positional argument: 'file'"));
    };
    let mut named = Vec::new();
    for (k, value) in arrays.iter().enumerate() {
        named.push((format!("arr_{k}"), nested::as_array(run, value, None)?.to_raw()?));
    }
    for (name, value) in keywords {
        if named.iter().any(|(known, _)| **known == **name) {
            return Err(Exception::value_error(format!("Cannot use un-named variables and keyword {name}")));
        }
        named.push((name.to_string(), nested::as_array(run, value, None)?.to_raw()?));
    }
    // NumPy writes the named arrays first.
    named.rotate_left(arrays.len());
    let entries: Vec<(&str, &RawArray)> = named.iter().map(|(name, array)| (name.as_str(), array)).collect();
    let packed = if function == F::SavezCompressed { Compression::Deflated } else { Compression::Stored };
    npz::save(&path(file)?, &entries, packed).map_err(exception)?;
    Ok(Value::None)
}

/// A path of a string.
fn path(value: &Value) -> Outcome<String> {
    match value {
        Value::Str(text) => Ok(text.to_string()),
        Value::File(file) => Ok(file.name.to_string()),
        other => {
            Err(Exception::type_error(format!("expected str, bytes or os.PathLike object, not {}", other.type_name())))
        }
    }
}

/// An exception of a file as one of the script.
fn exception(error: IoError) -> Exception {
    let kind = match error.kind {
        IoErrorKind::BadZipFile => ExceptionKind::ValueError,
        other => ExceptionKind::from_name(other.class_name()).unwrap_or(ExceptionKind::OSError),
    };
    Exception::new(kind, error.message)
}

fn load(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    match io::load(&path(args.required("file")?)?).map_err(exception)? {
        Loaded::Array(raw) => Ok(Value::array(Array::from_raw(Some(&run.services.account), raw)?)),
        Loaded::Archive(mut archive) => {
            let names: Vec<String> = archive.files().into_iter().map(str::to_owned).collect();
            let mut entries = Vec::new();
            for name in names {
                let array = Array::from_raw(Some(&run.services.account), archive.get(&name).map_err(exception)?)?;
                entries.push((Arc::from(name), Arc::new(array)));
            }
            Ok(Value::Npz(Arc::new(NpzFile { entries })))
        }
    }
}

fn warn(warnings: &[Warning]) {
    for warning in warnings {
        eprintln!("{}: {}", warning.class, warning.message);
    }
}

/// Columns, one or several.
fn columns(args: &Arguments<'_>) -> Outcome<Option<Vec<i64>>> {
    args.get("usecols").map(convert::ints).transpose()
}

fn transposed(array: Array, args: &Arguments<'_>) -> Outcome<Value> {
    Ok(Value::array(if args.flag("unpack")? { array.transpose() } else { array }))
}

fn load_text(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let default = LoadTxt::default();
    let comments = match args.get("comments") {
        None => default.comments,
        Some(Value::Str(text)) => vec![text.to_string()],
        Some(other) => texts(other)?,
    };
    let options = LoadTxt {
        dtype: args.dtype()?.unwrap_or(default.dtype),
        comments,
        delimiter: args.text("delimiter")?.map(str::to_owned),
        skiprows: args.int("skiprows")?.unwrap_or(0),
        usecols: columns(args)?,
        max_rows: args.int("max_rows")?,
        ndmin: args.int("ndmin")?.unwrap_or(0),
        quotechar: args.text("quotechar")?.map(str::to_owned),
    };
    let source = args.required("fname")?;
    let read = match lines(source)? {
        Some(text) => loadtxt::loadtxt_text(&text, "list", &options),
        None => loadtxt::loadtxt(&path(source)?, &options),
    };
    let (array, warnings) = read.map_err(exception)?;
    warn(&warnings);
    transposed(Array::from_raw(Some(&run.services.account), array)?, args)
}

/// The text of a list of lines.
fn lines(value: &Value) -> Outcome<Option<String>> {
    let items = match value {
        Value::List(_) | Value::Tuple(_) => convert::items(value)?.unwrap_or_default(),
        _ => return Ok(None),
    };
    let lines: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    let text = |lines: Vec<&str>| lines.iter().map(|line| line.trim_end_matches('\n')).collect::<Vec<_>>().join("\n");
    Ok(lines.map(text))
}

fn texts(value: &Value) -> Outcome<Vec<String>> {
    let items = convert::items(value)?.unwrap_or_default();
    let text = |item: &Value| item.as_str().map(str::to_owned);
    let all: Option<Vec<String>> = items.iter().map(text).collect();
    all.ok_or_else(|| Exception::type_error("strings are needed"))
}

fn generate(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let default = GenFromTxt::default();
    let widths = |value: &Value| -> Outcome<Delimiter> {
        let width = |n: i64| usize::try_from(n).map_err(|_| Exception::value_error("field widths are positive"));
        Ok(match value {
            Value::Str(text) => Delimiter::Text(text.to_string()),
            Value::Int(n) => Delimiter::Width(width(*n)?),
            other => Delimiter::Widths(convert::ints(other)?.into_iter().map(width).collect::<Outcome<_>>()?),
        })
    };
    let options = GenFromTxt {
        // No dtype is float; `None`, written out, asks for a guess.
        dtype: if args.is_none("dtype") { None } else { args.dtype()?.or(default.dtype) },
        comments: if args.is_none("comments") {
            None
        } else {
            args.text("comments")?.map(str::to_owned).or(default.comments)
        },
        delimiter: args.get("delimiter").map_or(Ok(Delimiter::Whitespace), widths)?,
        skip_header: args.int("skip_header")?.unwrap_or(0),
        skip_footer: args.int("skip_footer")?.unwrap_or(0),
        missing_values: match args.get("missing_values") {
            None => Vec::new(),
            Some(Value::Str(text)) => text.split(',').map(str::to_owned).collect(),
            Some(other) => texts(other)?,
        },
        filling_values: filling(args)?,
        usecols: columns(args)?,
        max_rows: args.int("max_rows")?,
        ndmin: args.int("ndmin")?.unwrap_or(0),
        odd_lines: if args.truth("invalid_raise")?.unwrap_or(true) { OddLines::Raise } else { OddLines::Warn },
        odd_fields: if args.truth("loose")?.unwrap_or(true) { OddFields::Fill } else { OddFields::Raise },
    };
    let source = args.required("fname")?;
    let read = match lines(source)? {
        Some(text) => genfromtxt::genfromtxt_text(&text, "list", &options),
        None => genfromtxt::genfromtxt(&path(source)?, &options),
    };
    let (array, warnings) = read.map_err(exception)?;
    warn(&warnings);
    transposed(Array::from_raw(Some(&run.services.account), array)?, args)
}

fn filling(args: &Arguments<'_>) -> Outcome<Filling> {
    let number = |value: &Value| -> Outcome<text::Scalar<'static>> {
        let wrong = || Exception::type_error("a filling value must be a number");
        Ok(super::super::text::number_scalar(convert::number(value).ok_or_else(wrong)?))
    };
    Ok(match args.get("filling_values") {
        None => Filling::Default,
        Some(value) => match convert::items(value)? {
            Some(items) => Filling::Columns(items.iter().map(number).collect::<Outcome<_>>()?),
            None => Filling::All(number(value)?),
        },
    })
}

fn save_text(run: &Run, args: &Arguments<'_>) -> Outcome<Value> {
    let default = SaveTxt::default();
    let text = |name: &str, default: String| Ok::<_, Exception>(args.text(name)?.map_or(default, str::to_owned));
    let options = SaveTxt {
        fmt: match args.get("fmt") {
            None => default.fmt,
            Some(Value::Str(text)) => Format::One(text.to_string()),
            Some(other) => Format::Columns(texts(other)?),
        },
        delimiter: text("delimiter", default.delimiter)?,
        newline: text("newline", default.newline)?,
        header: text("header", default.header)?,
        footer: text("footer", default.footer)?,
        comments: text("comments", default.comments)?,
    };
    let array = args.array(run, "X")?;
    savetxt::savetxt(&path(args.required("fname")?)?, &array.to_raw()?, &options).map_err(exception)?;
    Ok(Value::None)
}
