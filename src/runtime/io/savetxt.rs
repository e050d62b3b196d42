//! `np.savetxt`: a table of numbers as text.
//!
//! Input: an array of one or two axes, and options. Output: a file, or NumPy's exception.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::{IoError, IoErrorKind, RawArray};
use crate::runtime::text::percent::{Operand, Operands, percent};
use crate::runtime::text::scalar::{scalar_repr, scalar_str};
use crate::runtime::text::string::repr_str;
use crate::runtime::text::{Scalar, TextErrorKind};
use crate::types::Dtype;

/// `fmt`.
#[derive(Clone, Debug)]
pub enum Format {
    /// One conversion for all numbers, or one for each column of a row.
    One(String),
    /// One for each column.
    Columns(Vec<String>),
}

/// The parameters of `np.savetxt`.
#[derive(Clone, Debug)]
pub struct SaveTxt {
    /// How numbers are written.
    pub fmt: Format,
    /// What stands between columns.
    pub delimiter: String,
    /// What ends a line.
    pub newline: String,
    /// Text before the table.
    pub header: String,
    /// Text after the table.
    pub footer: String,
    /// What marks the lines of header and footer.
    pub comments: String,
}

impl Default for SaveTxt {
    fn default() -> Self {
        SaveTxt {
            fmt: Format::One("%.18e".to_owned()),
            delimiter: " ".to_owned(),
            newline: "\n".to_owned(),
            header: String::new(),
            footer: String::new(),
            comments: "# ".to_owned(),
        }
    }
}

/// `np.savetxt(path, array, ..)`.
///
/// # Errors
/// The exception that NumPy raises; the file exists then and holds what was written before.
pub fn savetxt(path: &str, array: &RawArray, options: &SaveTxt) -> Result<(), IoError> {
    let file = File::create(path).map_err(|error| IoError::os(&error, path))?;
    let mut writer = BufWriter::new(file);
    let written = write_table(&mut writer, path, array, options);
    let flushed = writer.flush().map_err(|error| IoError::os(&error, path));
    written.and(flushed)
}

/// The same text in memory.
///
/// # Errors
/// The exception that NumPy raises.
pub fn savetxt_text(array: &RawArray, options: &SaveTxt) -> Result<String, IoError> {
    let mut bytes = Vec::new();
    write_table(&mut bytes, "", array, options)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write_table(writer: &mut dyn Write, path: &str, array: &RawArray, options: &SaveTxt) -> Result<(), IoError> {
    let (rows, columns) = match *array.shape.as_slice() {
        [rows] => (rows, 1),
        [rows, columns] => (rows, columns),
        _ => {
            let message = format!("Expected 1D or 2D array, got {}D array instead", array.shape.len());
            return Err(IoError::value(message));
        }
    };
    let format = row_format(options, columns, array.dtype.is_complex())?;
    let mut put = |text: &str| writer.write_all(text.as_bytes()).map_err(|error| IoError::os(&error, path));
    if !options.header.is_empty() {
        put(&marked(&options.header, options))?;
    }
    for row in 0..rows {
        put(&line(array, row, columns, &format)?)?;
        put(&options.newline)?;
    }
    if !options.footer.is_empty() {
        put(&marked(&options.footer, options))?;
    }
    Ok(())
}

/// Header or footer with its comment marks.
fn marked(text: &str, options: &SaveTxt) -> String {
    let text = text.replace('\n', &format!("\n{}", options.comments));
    format!("{}{text}{}", options.comments, options.newline)
}

/// The format of a whole row.
fn row_format(options: &SaveTxt, columns: usize, complex: bool) -> Result<String, IoError> {
    let fmt = match &options.fmt {
        Format::Columns(formats) if formats.len() != columns => {
            let list = formats.iter().map(|fmt| repr_str(fmt)).collect::<Vec<_>>().join(", ");
            return Err(IoError::new(IoErrorKind::Attribute, format!("fmt has wrong shape.  [{list}]")));
        }
        Format::Columns(formats) => return Ok(formats.join(&options.delimiter)),
        Format::One(fmt) => fmt,
    };
    let conversions = fmt.matches('%').count();
    if conversions == 1 {
        let one = if complex { format!(" ({fmt}+{fmt}j)") } else { fmt.clone() };
        return Ok(vec![one; columns].join(&options.delimiter));
    }
    if conversions != if complex { 2 * columns } else { columns } {
        return Err(IoError::value(format!("fmt has wrong number of % formats:  {fmt}")));
    }
    Ok(fmt.clone())
}

fn line(array: &RawArray, row: usize, columns: usize, format: &str) -> Result<String, IoError> {
    let complex = array.dtype.is_complex();
    let mut numbers = Vec::with_capacity(columns);
    for column in 0..columns {
        let index = [row, column];
        let value = array.element(&index[..array.shape.len()]);
        match value {
            Scalar::Complex(re, im) => numbers.extend([re, im].map(|x| Number(Dtype::F64, Scalar::Float(x)))),
            Scalar::Complex64(re, im) => numbers.extend([re, im].map(|x| Number(Dtype::F32, Scalar::Float32(x)))),
            other => numbers.push(Number(array.dtype, other)),
        }
    }
    match percent(format, &Operands::Tuple(&numbers)) {
        Ok(text) if complex => Ok(text.replace("+-", "-")),
        Ok(text) => Ok(text),
        Err(error) if error.kind == TextErrorKind::Type && !complex => {
            let dtype = array.dtype;
            let message = format!("Mismatch between array dtype ('{dtype}') and format specifier ('{format}')");
            Err(IoError::new(IoErrorKind::Type, message))
        }
        Err(error) => Err(error.into()),
    }
}

/// A NumPy scalar as an operand of `%`.
#[derive(Clone, Copy)]
struct Number(Dtype, Scalar<'static>);

impl Operand for Number {
    fn scalar(&self) -> Option<Scalar<'_>> {
        Some(self.1)
    }

    fn str(&self) -> String {
        scalar_str(self.0, self.1)
    }

    fn repr(&self) -> String {
        scalar_repr(self.0, self.1)
    }

    fn type_name(&self) -> String {
        format!("numpy.{}", self.0)
    }
}
