//! `np.loadtxt`: a strict reader of tables of numbers.
//!
//! Input: text and options. Output: an array of at most two axes, and warnings; or NumPy's exception.

use super::fields::{Controls, Row, Rows};
use super::{IoError, IoErrorKind, RawArray, Warning, elements, text_file};
use crate::runtime::text::parse::{scan_float, strip};
use crate::runtime::text::string::repr_str;
use crate::types::{Dtype, Kind};

/// The parameters of `np.loadtxt`.
#[derive(Clone, Debug)]
pub struct LoadTxt {
    /// Element type of the result.
    pub dtype: Dtype,
    /// What starts a comment: any of them; none: there are no comments.
    pub comments: Vec<String>,
    /// The delimiter; `None`: any white space.
    pub delimiter: Option<String>,
    /// Lines to skip at the start, comments included.
    pub skiprows: i64,
    /// Columns to read, negative ones from the end.
    pub usecols: Option<Vec<i64>>,
    /// Rows to read at most.
    pub max_rows: Option<i64>,
    /// The fewest axes of the result: 0, 1 or 2.
    pub ndmin: i64,
    /// The quote around fields.
    pub quotechar: Option<String>,
}

impl Default for LoadTxt {
    fn default() -> Self {
        LoadTxt {
            dtype: Dtype::F64,
            comments: vec!["#".to_owned()],
            delimiter: None,
            skiprows: 0,
            usecols: None,
            max_rows: None,
            ndmin: 0,
            quotechar: None,
        }
    }
}

/// `np.loadtxt(path, ..)`.
///
/// # Errors
/// The exception that NumPy raises.
pub fn loadtxt(path: &str, options: &LoadTxt) -> Result<(RawArray, Vec<Warning>), IoError> {
    let controls = check(options)?;
    let text = text_file::read(path)?;
    read(&text, path, options, controls)
}

/// The same for text in memory; `name` stands for it in warnings.
///
/// # Errors
/// The exception that NumPy raises.
pub fn loadtxt_text(text: &str, name: &str, options: &LoadTxt) -> Result<(RawArray, Vec<Warning>), IoError> {
    let controls = check(options)?;
    read(text, name, options, controls)
}

/// Checks the options in NumPy's order.
fn check(options: &LoadTxt) -> Result<Controls, IoError> {
    check_ndmin(options.ndmin)?;
    if options.comments.iter().any(String::is_empty) {
        let message = "comments cannot be an empty string. Use comments=None to disable comments.";
        return Err(IoError::value(message));
    }
    let comment = match options.comments.as_slice() {
        [only] if only.chars().count() == 1 => only.chars().next(),
        _ => None,
    };
    if comment.is_none() && !options.comments.is_empty() && options.quotechar.is_some() {
        return Err(IoError::value(
            "when multiple comments or a multi-character comment is given, quotes are not supported.  In this case \
             quotechar must be set to None.",
        ));
    }
    if options.skiprows < 0 || options.max_rows.is_some_and(|rows| rows < 0) {
        return Err(IoError::value("argument must be nonnegative"));
    }
    let controls = Controls {
        delimiter: options.delimiter.as_deref().map(|text| control(text, "delimiter")).transpose()?,
        comment,
        quote: options.quotechar.as_deref().map(|text| control(text, "quotechar")).transpose()?,
    };
    check_controls(controls)?;
    Ok(controls)
}

pub(super) fn check_ndmin(ndmin: i64) -> Result<(), IoError> {
    if (0..=2).contains(&ndmin) {
        return Ok(());
    }
    Err(IoError::value(format!("Illegal value of ndmin keyword: {ndmin}")))
}

fn control(text: &str, name: &str) -> Result<char, IoError> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('\n' | '\r'), None) => Err(IoError::new(
            IoErrorKind::Type,
            format!("control character '{name}' cannot be a newline (`\\r` or `\\n`)."),
        )),
        (Some(c), None) => Ok(c),
        _ => Err(IoError::new(
            IoErrorKind::Type,
            format!(
                "Text reading control character must be a single unicode character or None; but got: {}",
                repr_str(text)
            ),
        )),
    }
}

fn check_controls(controls: Controls) -> Result<(), IoError> {
    let named = [("comment", controls.comment), ("delimiter", controls.delimiter), ("quote", controls.quote)];
    for (at, (first, one)) in named.iter().enumerate() {
        for (second, other) in &named[at + 1..] {
            if one.is_some() && one == other {
                let message = format!("The values for control characters '{first}' and '{second}' are incompatible");
                return Err(IoError::new(IoErrorKind::Type, message));
            }
        }
    }
    Ok(())
}

fn read(text: &str, name: &str, options: &LoadTxt, controls: Controls) -> Result<(RawArray, Vec<Warning>), IoError> {
    let cut;
    let text = if controls.comment.is_none() && !options.comments.is_empty() {
        cut = without_comments(text, &options.comments);
        &cut
    } else {
        text
    };
    let mut table = Table::new(options);
    table.read(text, controls)?;
    let mut warnings = table.warnings;
    let columns = table.columns.unwrap_or(1);
    let shape = shape_of(table.rows, columns, options.ndmin);
    if shape.first() == Some(&0) {
        let message = format!("loadtxt: input contained no data: \"{name}\"");
        warnings.push(Warning { class: "UserWarning", message });
    }
    Ok((RawArray { dtype: options.dtype, shape, fortran_order: false, bytes: table.bytes }, warnings))
}

/// Cuts each line at the first of several comment marks.
fn without_comments(text: &str, comments: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text_file::lines(text) {
        let cut = comments.iter().fold(line, |line, mark| line.split(mark.as_str()).next().unwrap_or(""));
        out.push_str(cut);
        out.push('\n');
    }
    out
}

/// The axes of a table: those of length 1 are dropped where more are not asked for.
pub(super) fn shape_of(rows: usize, columns: usize, ndmin: i64) -> Vec<usize> {
    let full = vec![rows, columns];
    if ndmin == 2 {
        return full;
    }
    let squeezed: Vec<usize> = full.into_iter().filter(|&length| length != 1).collect();
    if squeezed.is_empty() && ndmin == 1 { vec![1] } else { squeezed }
}

/// What was read so far.
struct Table<'a> {
    options: &'a LoadTxt,
    rows: usize,
    columns: Option<usize>,
    bytes: Vec<u8>,
    warnings: Vec<Warning>,
}

impl<'a> Table<'a> {
    fn new(options: &'a LoadTxt) -> Self {
        let columns = options.usecols.as_ref().map(Vec::len);
        Table { options, rows: 0, columns, bytes: Vec::new(), warnings: Vec::new() }
    }

    fn read(&mut self, text: &str, controls: Controls) -> Result<(), IoError> {
        let mut rows = Rows::new(text, controls);
        for _ in 0..self.options.skiprows {
            if rows.finished {
                break;
            }
            rows.skip_line();
        }
        let most = self.options.max_rows.map_or(usize::MAX, |rows| rows as usize);
        let mut row = Row::default();
        while self.rows < most && !rows.finished {
            rows.next(&mut row);
            if row.len() > 0 {
                self.row(&row)?;
            } else if !rows.finished {
                self.warn_of_empty_line();
            }
        }
        Ok(())
    }

    fn warn_of_empty_line(&mut self) {
        let Some(most) = self.options.max_rows.filter(|_| self.warnings.is_empty()) else {
            return;
        };
        let line = self.rows as i64 + self.options.skiprows + 1;
        let message = format!(
            "Input line {line} contained no data and will not be counted towards `max_rows={most}`.  This differs \
             from the behaviour in NumPy <=1.22 which counted lines rather than rows.  If desired, the previous \
             behaviour can be achieved by using `itertools.islice`.\nPlease see the 1.23 release notes for an example \
             on how to do this.  If you wish to ignore this warning, use `warnings.filterwarnings`.  This warning is \
             expected to be removed in the future and is given only once per `loadtxt` call."
        );
        self.warnings.push(Warning { class: "UserWarning", message });
    }

    fn row(&mut self, row: &Row) -> Result<(), IoError> {
        let columns = *self.columns.get_or_insert(row.len());
        match &self.options.usecols {
            None => {
                if columns != row.len() {
                    return Err(IoError::value(format!(
                        "the number of columns changed from {columns} to {} at row {}; use `usecols` to select a \
                         subset and avoid this error",
                        row.len(),
                        self.rows + 1
                    )));
                }
                for column in 0..columns {
                    self.field(row, column)?;
                }
            }
            Some(usecols) => {
                for &wanted in usecols {
                    let column = self.column(wanted, row.len())?;
                    self.field(row, column)?;
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn column(&self, wanted: i64, columns: usize) -> Result<usize, IoError> {
        let column = if wanted < 0 { wanted.saturating_add(columns as i64) } else { wanted };
        usize::try_from(column).ok().filter(|&column| column < columns).ok_or_else(|| {
            let row = self.rows + 1;
            IoError::value(format!("invalid column index {wanted} at row {row} with {columns} columns"))
        })
    }

    fn field(&mut self, row: &Row, column: usize) -> Result<(), IoError> {
        let text = row.field(column);
        if push(&mut self.bytes, self.options.dtype, text).is_some() {
            return Ok(());
        }
        let shown: String = repr_str(text).chars().take(100).collect();
        Err(IoError::value(format!(
            "could not convert string {shown} to {} at row {}, column {}.",
            self.options.dtype,
            self.rows,
            column + 1
        )))
    }
}

/// Converts a field; `None`: it is no number of that dtype.
fn push(out: &mut Vec<u8>, dtype: Dtype, text: &str) -> Option<()> {
    match dtype.kind() {
        Kind::Float => {
            let text = strip(text);
            let (value, length) = scan_float(text)?;
            (length == text.len()).then(|| elements::push_complex(out, dtype, value, 0.0))
        }
        Kind::Complex => complex(text).map(|(re, im)| elements::push_complex(out, dtype, re, im)),
        _ => int(text, dtype).map(|value| elements::push_int(out, dtype, value)),
    }
}

fn int(text: &str, dtype: Dtype) -> Option<i128> {
    let text = strip(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let signed = dtype.kind() != Kind::Unsigned;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || (!signed && text.starts_with('-')) {
        return None;
    }
    let (least, most) = elements::int_range(dtype);
    text.parse().ok().filter(|value| (least..=most).contains(value))
}

/// `1`, `2j`, `1+2j`, `(1-2j)`, also `1+-2j`.
fn complex(text: &str) -> Option<(f64, f64)> {
    let text = strip(text);
    let inner = match text.strip_prefix('(') {
        Some(rest) => strip(rest.strip_suffix(')')?),
        None => text,
    };
    let (first, length) = scan_float(inner)?;
    match &inner[length..] {
        "" => Some((first, 0.0)),
        "j" => Some((0.0, first)),
        rest if rest.starts_with(['+', '-']) => {
            let rest = rest.strip_prefix('+').unwrap_or(rest);
            let (im, length) = scan_float(rest)?;
            (&rest[length..] == "j").then_some((first, im))
        }
        _ => None,
    }
}
