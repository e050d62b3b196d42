//! `np.genfromtxt`: a lenient reader of tables, with missing values.
//!
//! Input: text and options. Output: an array of at most two axes, and warnings; or NumPy's exception.

use std::collections::HashSet;

use super::loadtxt::{check_ndmin, shape_of};
use super::{IoError, IoErrorKind, RawArray, Warning, elements, text_file};
use crate::runtime::text::parse::{parse_complex, parse_float, parse_int, strip};
use crate::runtime::text::{Scalar, TextErrorKind};
use crate::types::{Dtype, Kind};

/// How lines are split.
#[derive(Clone, Debug)]
pub enum Delimiter {
    /// At any white space.
    Whitespace,
    /// At this text.
    Text(String),
    /// Into fields of this width.
    Width(usize),
    /// Into fields of these widths.
    Widths(Vec<usize>),
}

/// What stands in for missing values.
#[derive(Clone, Debug)]
pub enum Filling {
    /// nan, -1 or False, as the dtype has it.
    Default,
    /// The same for all columns.
    All(Scalar<'static>),
    /// One for each column, as far as they go.
    Columns(Vec<Scalar<'static>>),
}

/// What happens to lines with another number of columns than the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OddLines {
    /// They are an error.
    Raise,
    /// They are left out, with a warning.
    Warn,
}

/// What happens to a field that is no number and not marked as missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OddFields {
    /// It counts as missing.
    Fill,
    /// It is an error.
    Raise,
}

/// The parameters of `np.genfromtxt`.
#[derive(Clone, Debug)]
pub struct GenFromTxt {
    /// Element type of the result; `None`: what the text looks like.
    pub dtype: Option<Dtype>,
    /// What starts a comment.
    pub comments: Option<String>,
    /// How lines are split.
    pub delimiter: Delimiter,
    /// Lines to skip at the start.
    pub skip_header: i64,
    /// Rows to drop at the end.
    pub skip_footer: i64,
    /// Texts that mark a missing value, besides the empty one.
    pub missing_values: Vec<String>,
    /// What stands in for them.
    pub filling_values: Filling,
    /// Columns to read, negative ones from the end.
    pub usecols: Option<Vec<i64>>,
    /// Rows to read at most.
    pub max_rows: Option<i64>,
    /// The fewest axes of the result: 0, 1 or 2.
    pub ndmin: i64,
    /// `invalid_raise`.
    pub odd_lines: OddLines,
    /// `loose`.
    pub odd_fields: OddFields,
}

impl Default for GenFromTxt {
    fn default() -> Self {
        GenFromTxt {
            dtype: Some(Dtype::F64),
            comments: Some("#".to_owned()),
            delimiter: Delimiter::Whitespace,
            skip_header: 0,
            skip_footer: 0,
            missing_values: Vec::new(),
            filling_values: Filling::Default,
            usecols: None,
            max_rows: None,
            ndmin: 0,
            odd_lines: OddLines::Raise,
            odd_fields: OddFields::Fill,
        }
    }
}

/// `np.genfromtxt(path, ..)`.
///
/// # Errors
/// The exception that NumPy raises; `NotImplementedError` where it would make a structured array or one of strings.
pub fn genfromtxt(path: &str, options: &GenFromTxt) -> Result<(RawArray, Vec<Warning>), IoError> {
    check(options)?;
    genfromtxt_text(&text_file::read(path)?, path, options)
}

/// The same for text in memory; `name` stands for it in warnings.
///
/// # Errors
/// As [`genfromtxt`].
pub fn genfromtxt_text(text: &str, name: &str, options: &GenFromTxt) -> Result<(RawArray, Vec<Warning>), IoError> {
    check(options)?;
    let mut warnings = Vec::new();
    let mut table = Table::read(text, options);
    if table.empty {
        let message = format!("genfromtxt: Empty input file: \"{name}\"");
        warnings.push(Warning { class: "UserWarning", message });
    }
    // The footer takes part in the guess, as it does in NumPy's.
    let dtypes = match options.dtype {
        Some(dtype) => Ok((dtype, vec![dtype; table.columns])),
        None => guess(&table, &missing_texts(options)),
    };
    let mut footer = usize::try_from(options.skip_footer).unwrap_or(0);
    if let Some(message) = table.odd_lines(options, &mut footer) {
        match options.odd_lines {
            OddLines::Raise => return Err(IoError::value(message)),
            OddLines::Warn => warnings.push(Warning { class: "ConversionWarning", message }),
        }
    }
    table.rows.truncate(table.rows.len().saturating_sub(footer));
    let array = convert(&table, options, dtypes?, &mut warnings)?;
    Ok((array, warnings))
}

fn check(options: &GenFromTxt) -> Result<(), IoError> {
    check_ndmin(options.ndmin)?;
    if let Some(rows) = options.max_rows {
        if options.skip_footer != 0 {
            let message = "The keywords 'skip_footer' and 'max_rows' can not be specified at the same time.";
            return Err(IoError::value(message));
        }
        if rows < 1 {
            return Err(IoError::value("'max_rows' must be at least 1."));
        }
    }
    Ok(())
}

/// The fields of the text, unconverted.
struct Table<'a> {
    columns: usize,
    rows: Vec<Vec<&'a str>>,
    /// Line numbers and numbers of columns of the lines that do not fit.
    odd: Vec<(usize, usize)>,
    /// There was no line with anything on it.
    empty: bool,
}

impl<'a> Table<'a> {
    fn read(text: &'a str, options: &GenFromTxt) -> Self {
        let header = usize::try_from(options.skip_header).unwrap_or(0);
        let mut lines = text_file::lines(text).skip(header);
        // Lines are counted from the first that holds something, as NumPy does.
        let first = lines.by_ref().map(|line| split(line, options)).find(|fields| !fields.is_empty());
        let empty = first.is_none();
        let first = first.unwrap_or_default();
        let usecols: Option<Vec<i64>> = options.usecols.as_ref().filter(|columns| !columns.is_empty()).map(|columns| {
            let from_end = |&column: &i64| if column < 0 { column + first.len() as i64 } else { column };
            columns.iter().map(from_end).collect()
        });
        let columns = usecols.as_ref().map_or(first.len(), Vec::len);
        let mut table = Table { columns, rows: Vec::new(), odd: Vec::new(), empty };
        let most = options.max_rows.map_or(usize::MAX, |rows| rows as usize);
        let rest = lines.map(|line| split(line, options));
        for (at, fields) in std::iter::once(first).chain(rest).enumerate() {
            if !fields.is_empty() {
                table.push(at + header + 1, fields, usecols.as_deref());
            }
            if table.rows.len() == most {
                break;
            }
        }
        table
    }

    fn push(&mut self, line: usize, fields: Vec<&'a str>, usecols: Option<&[i64]>) {
        let row = match usecols {
            Some(usecols) => usecols.iter().map(|&column| pick(&fields, column)).collect(),
            None => (fields.len() == self.columns).then(|| fields.clone()),
        };
        match row {
            Some(row) => self.rows.push(row),
            None => self.odd.push((line, fields.len())),
        }
    }

    /// The message about lines that do not fit, but for those in the footer.
    fn odd_lines(&mut self, options: &GenFromTxt, footer: &mut usize) -> Option<String> {
        let header = usize::try_from(options.skip_header).unwrap_or(0);
        if *footer > 0 && !self.odd.is_empty() {
            let last = (self.rows.len() + self.odd.len()).saturating_sub(*footer) + header;
            let before = self.odd.len();
            let skipped = self.odd.iter().filter(|&&(line, _)| line > last).count();
            self.odd.truncate(before - skipped);
            *footer = footer.saturating_sub(skipped);
        }
        if self.odd.is_empty() {
            return None;
        }
        let mut message = "Some errors were detected !".to_owned();
        for (line, got) in &self.odd {
            message += &format!("\n    Line #{line} (got {got} columns instead of {})", self.columns);
        }
        Some(message)
    }
}

/// A field by Python's index.
fn pick<'a>(fields: &[&'a str], column: i64) -> Option<&'a str> {
    let index = if column < 0 { column + fields.len() as i64 } else { column };
    usize::try_from(index).ok().and_then(|index| fields.get(index)).copied()
}

/// The fields of a line, without its comment; none on an empty one.
fn split<'a>(line: &'a str, options: &GenFromTxt) -> Vec<&'a str> {
    let line = match &options.comments {
        Some(mark) if !mark.is_empty() => line.split(mark.as_str()).next().unwrap_or(""),
        _ => line,
    };
    match &options.delimiter {
        Delimiter::Whitespace => {
            let line = line.trim_matches(' ');
            line.split(crate::runtime::text::unicode::is_space).filter(|field| !field.is_empty()).collect()
        }
        Delimiter::Text(delimiter) => {
            let line = line.trim_matches(' ');
            if line.is_empty() { Vec::new() } else { line.split(delimiter.as_str()).collect() }
        }
        Delimiter::Width(width) => {
            let count = line.chars().count().div_ceil((*width).max(1));
            slices(line, std::iter::repeat_n((*width).max(1), count))
        }
        Delimiter::Widths(_) if line.is_empty() => Vec::new(),
        Delimiter::Widths(widths) => slices(line, widths.iter().copied()),
    }
}

/// Fields of given widths in characters; what is past the end is empty.
fn slices(line: &str, widths: impl Iterator<Item = usize>) -> Vec<&str> {
    let mut rest = line;
    let take = |width| {
        let end = rest.char_indices().nth(width).map_or(rest.len(), |(at, _)| at);
        let (field, after) = rest.split_at(end);
        rest = after;
        field
    };
    widths.map(take).collect()
}

/// A converted field.
#[derive(Clone, Copy, Debug)]
enum Value {
    Int(i128),
    Complex(f64, f64),
}

/// A field that could not be converted: either no such number, or out of range.
enum Failure {
    NotANumber,
    Raised(IoError),
}

fn missing_texts(options: &GenFromTxt) -> HashSet<&str> {
    options.missing_values.iter().map(String::as_str).chain([""]).collect()
}

/// The dtype of the result, and those by which the columns are read.
type Dtypes = (Dtype, Vec<Dtype>);

fn convert(
    table: &Table<'_>,
    options: &GenFromTxt,
    (dtype, column_dtypes): Dtypes,
    warnings: &mut Vec<Warning>,
) -> Result<RawArray, IoError> {
    let columns = table.columns;
    let missing = missing_texts(options);
    let strict = options.dtype.is_some() && options.odd_fields == OddFields::Raise;
    let mut values = vec![Value::Int(0); table.rows.len() * columns];
    // By columns, as NumPy does: of several errors it is the first column's that shows.
    for (column, &own) in column_dtypes.iter().enumerate() {
        let filling = filling(options, column, own);
        for (row, fields) in table.rows.iter().enumerate() {
            let text = fields[column];
            values[row * columns + column] = match field(text, own, options.dtype.is_none()) {
                Ok(value) => value,
                Err(Failure::Raised(error)) => return Err(error),
                Err(Failure::NotANumber) if strict && !missing.contains(strip(text)) => {
                    return Err(IoError::value(format!("Cannot convert string '{text}'")));
                }
                Err(Failure::NotANumber) => filling,
            };
        }
    }
    let mut elements = Elements::default();
    for value in values {
        elements.store(dtype, value)?;
    }
    if elements.overflowed {
        warnings.push(Warning { class: "RuntimeWarning", message: "overflow encountered in cast".to_owned() });
    }
    let shape = if table.rows.is_empty() { vec![0] } else { shape_of(table.rows.len(), columns, options.ndmin) };
    let shape = if table.rows.is_empty() && options.ndmin == 2 { vec![0, 1] } else { shape };
    Ok(RawArray { dtype, shape, fortran_order: false, bytes: elements.bytes })
}

fn filling(options: &GenFromTxt, column: usize, dtype: Dtype) -> Value {
    let given = match &options.filling_values {
        Filling::Default => None,
        Filling::All(value) => Some(*value),
        Filling::Columns(values) => values.get(column).copied(),
    };
    match given {
        Some(Scalar::Bool(value)) => Value::Int(i128::from(value)),
        Some(Scalar::Int(value)) => Value::Int(value),
        Some(Scalar::Float(value)) => Value::Complex(value, 0.0),
        Some(Scalar::Float32(value)) => Value::Complex(f64::from(value), 0.0),
        Some(Scalar::Complex(re, im)) => Value::Complex(re, im),
        Some(Scalar::Complex64(re, im)) => Value::Complex(f64::from(re), f64::from(im)),
        Some(Scalar::Str(_)) | None => match dtype.kind() {
            Kind::Bool => Value::Int(0),
            Kind::Signed | Kind::Unsigned => Value::Int(-1),
            Kind::Float | Kind::Complex => Value::Complex(f64::NAN, 0.0),
        },
    }
}

/// Converts one field as Python's constructors do.
fn field(text: &str, dtype: Dtype, guessed: bool) -> Result<Value, Failure> {
    let failure = |error: crate::runtime::text::TextError| match error.kind {
        TextErrorKind::Value => Failure::NotANumber,
        _ => Failure::Raised(too_large()),
    };
    match dtype.kind() {
        Kind::Bool => match text.to_uppercase().as_str() {
            "TRUE" => Ok(Value::Int(1)),
            "FALSE" => Ok(Value::Int(0)),
            _ => Err(Failure::NotANumber),
        },
        Kind::Float => parse_float(text).map(|x| Value::Complex(x, 0.0)).map_err(failure),
        Kind::Complex => parse_complex(text).map(|(re, im)| Value::Complex(re, im)).map_err(failure),
        _ if matches!(dtype, Dtype::I64 | Dtype::U64) || guessed => {
            let value = parse_int(text, 10).map_err(failure)?;
            match in_range(value, dtype) {
                Err(_) if guessed => Err(Failure::NotANumber),
                Err(error) => Err(Failure::Raised(error)),
                Ok(()) => Ok(Value::Int(value)),
            }
        }
        _ => {
            let value = parse_float(text).map_err(failure)?;
            if value.is_infinite() {
                let message = "cannot convert float infinity to integer";
                return Err(Failure::Raised(IoError::new(IoErrorKind::Overflow, message)));
            }
            if value.is_nan() { Err(Failure::NotANumber) } else { Ok(Value::Int(value as i128)) }
        }
    }
}

/// Whether an int fits a dtype; Python asks first whether it fits a machine word at all.
fn in_range(value: i128, dtype: Dtype) -> Result<(), IoError> {
    let (least, most) = elements::int_range(dtype);
    if (least..=most).contains(&value) {
        return Ok(());
    }
    if i64::try_from(value).is_err() {
        return Err(too_large());
    }
    let message = format!("Python integer {value} out of bounds for {dtype}");
    Err(IoError::new(IoErrorKind::Overflow, message))
}

fn too_large() -> IoError {
    IoError::new(IoErrorKind::Overflow, "Python int too large to convert to C long")
}

/// The elements of the result.
#[derive(Default)]
struct Elements {
    bytes: Vec<u8>,
    /// A finite value became infinite.
    overflowed: bool,
}

impl Elements {
    /// Stores a value as NumPy's array constructor does: ints must be in range.
    fn store(&mut self, dtype: Dtype, value: Value) -> Result<(), IoError> {
        match value {
            Value::Int(value) => {
                if dtype.is_int() {
                    in_range(value, dtype)?;
                }
                elements::push_int(&mut self.bytes, dtype, value);
            }
            Value::Complex(re, _) if dtype.is_int() => elements::push_int(&mut self.bytes, dtype, re as i128),
            Value::Complex(re, im) if dtype == Dtype::Bool => {
                elements::push_int(&mut self.bytes, dtype, i128::from(re != 0.0 || im != 0.0));
            }
            Value::Complex(re, im) => {
                let single = dtype.real() == Dtype::F32;
                self.overflowed |= single && [re, im].iter().any(|x| x.is_finite() && (*x as f32).is_infinite());
                elements::push_complex(&mut self.bytes, dtype, re, im);
            }
        }
        Ok(())
    }
}

/// The narrowest of bool, int64, float64 and complex128 that all fields of a column fit; all columns must agree, but
/// for those that hold nothing.
fn guess(table: &Table<'_>, missing: &HashSet<&str>) -> Result<Dtypes, IoError> {
    let ladder = [Dtype::Bool, Dtype::I64, Dtype::F64, Dtype::C128];
    let mut dtypes = Vec::new();
    let mut common: Option<Dtype> = None;
    for column in 0..table.columns {
        let fits = |dtype: &Dtype| {
            table
                .rows
                .iter()
                .all(|row| missing.contains(strip(row[column])) || field(row[column], *dtype, true).is_ok())
        };
        let Some(dtype) = ladder.into_iter().find(fits) else {
            return Err(not_supported("strings"));
        };
        dtypes.push(dtype);
        let holds_something =
            dtype != Dtype::Bool || table.rows.iter().all(|row| !missing.contains(strip(row[column])));
        if holds_something {
            if common.is_some_and(|other| other != dtype) {
                return Err(not_supported("columns of different dtypes"));
            }
            common = Some(dtype);
        }
    }
    Ok((common.unwrap_or(Dtype::Bool), dtypes))
}

fn not_supported(what: &str) -> IoError {
    let message =
        format!("genfromtxt with dtype=None found {what}: structured arrays and arrays of strings are not supported");
    IoError::new(IoErrorKind::NotImplemented, message)
}
