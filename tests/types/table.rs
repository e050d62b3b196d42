//! Reads the recorded tables of tests/data/types.

use numjit::types::{Dtype, Operand};

/// A section of a file: `[title]`, a line of column names, lines of a row name and cells.
pub struct Table {
    pub title: Vec<String>,
    /// Row name, column name, cell.
    pub cells: Vec<(String, String, String)>,
}

/// The tables of a file.
pub fn read(name: &str) -> Vec<Table> {
    let path = format!("{}/tests/data/types/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    let mut tables = Vec::new();
    while let Some(head) = lines.next() {
        let title = head.trim_matches(['[', ']']).split(' ').map(String::from).collect();
        let columns: Vec<&str> = lines.next().expect("columns").split_whitespace().collect();
        let mut cells = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with('[')) {
            let mut words = line.split_whitespace();
            let row = words.next().expect("a row's name");
            cells.extend(columns.iter().zip(words).map(|(&column, cell)| (row.into(), column.into(), cell.into())));
        }
        tables.push(Table { title, cells });
    }
    assert!(tables.iter().all(|table| !table.cells.is_empty()), "{path}: an empty table");
    tables
}

const CODES: [&str; 13] = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "c8", "c16"];

/// The dtype with a code such as `i8`.
pub fn dtype(code: &str) -> Dtype {
    let index = CODES.iter().position(|&it| it == code).unwrap_or_else(|| panic!("no dtype has the code {code}"));
    Dtype::ALL[index]
}

/// The code of a dtype.
pub fn code(dtype: Dtype) -> &'static str {
    CODES[dtype as usize]
}

/// An operand of the form that a title names.
pub fn operand(form: &str, name: &str) -> Operand {
    match (form, name) {
        ("scalar", _) => Operand::scalar(dtype(name)),
        ("array", _) => Operand::array(dtype(name)),
        ("weak", "bool") => Operand::scalar(Dtype::Bool),
        ("weak", "int") => Operand::weak(Dtype::I64),
        ("weak", "float") => Operand::weak(Dtype::F64),
        ("weak", "complex") => Operand::weak(Dtype::C128),
        _ => panic!("no operand is {form} {name}"),
    }
}

/// A cell: `f8` is short for `f8,f8->f8`.
pub fn cell(types: Option<(&[Dtype], Dtype)>) -> String {
    let Some((operands, result)) = types else { return "-".into() };
    if operands.iter().all(|&it| it == result) {
        return code(result).into();
    }
    let operands: Vec<&str> = operands.iter().map(|&it| code(it)).collect();
    format!("{}->{}", operands.join(","), code(result))
}

/// Panics with all differences.
pub fn report(differences: &[String]) {
    assert!(differences.is_empty(), "{} cells differ:\n{}", differences.len(), differences.join("\n"));
}
