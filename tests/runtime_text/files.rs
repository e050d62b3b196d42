//! `.npy`, `.npz` and tables of numbers as text.

use std::path::PathBuf;

use numjit::runtime::io::genfromtxt::{Delimiter, Filling, GenFromTxt, OddFields, OddLines, genfromtxt_text};
use numjit::runtime::io::loadtxt::{LoadTxt, loadtxt_text};
use numjit::runtime::io::npz::Compression;
use numjit::runtime::io::savetxt::{Format, SaveTxt, savetxt_text};
use numjit::runtime::io::{IoError, IoErrorKind, Loaded, RawArray, Warning, load, npy, npz};
use numjit::runtime::text::Scalar;

use super::table::{Report, bytes_of, dtype_of, table};

/// A folder of its own for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("numjit-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind in the temporary folder hurts nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// As tests/record/files.py writes arrays.
fn described(array: &RawArray) -> String {
    let shape: Vec<String> = array.shape.iter().map(usize::to_string).collect();
    let order = if array.fortran_order { "F" } else { "C" };
    let hex: String = array.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}|{}|{order}|{hex}", array.dtype, shape.join("x"))
}

fn array_of(text: &str) -> RawArray {
    let cells: Vec<&str> = text.split('|').collect();
    RawArray {
        dtype: dtype_of(cells[0]),
        shape: cells[1].split('x').filter(|s| !s.is_empty()).map(|s| s.parse().expect("a length")).collect(),
        fortran_order: cells[2] == "F",
        bytes: bytes_of(cells[3]),
    }
}

fn outcome(result: Result<RawArray, IoError>) -> String {
    result.map_or_else(|error| format!("!{error}"), |array| described(&array))
}

fn loaded(path: &str) -> Result<RawArray, IoError> {
    match load(path)? {
        Loaded::Array(array) => Ok(array),
        Loaded::Archive(archive) => panic!("{archive}"),
    }
}

#[test]
fn npy_files_are_read_and_written_alike() {
    let folder = Folder::new("npy");
    let mut report = Report::default();
    for row in table("io/npy.tsv") {
        let path = folder.file("a.npy");
        std::fs::write(&path, bytes_of(&row[1])).expect("written");
        report.compare(&row, &outcome(loaded(&path)), &row[2]);
        if row[0] == "save" {
            npy::save(&folder.file("b"), &array_of(&row[2])).expect("saved");
            let written = std::fs::read(folder.file("b.npy")).expect("read");
            let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
            report.compare(&row, &hex, &row[1]);
        }
    }
    report.finish(300);
}

#[test]
fn bad_npy_files_are_refused_alike() {
    let folder = Folder::new("bad");
    let mut report = Report::default();
    for row in table("io/bad_npy.tsv") {
        let path = folder.file("a.npy");
        std::fs::write(&path, bytes_of(&row[0])).expect("written");
        report.compare(&row, &outcome(loaded(&path)), &row[1]);
    }
    report.finish(80);
}

fn with_header(header: &str) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\0".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend([0; 24]);
    bytes
}

fn refused(folder: &Folder, bytes: &[u8]) -> IoError {
    let path = folder.file("a.npy");
    std::fs::write(&path, bytes).expect("written");
    loaded(&path).expect_err("refused")
}

#[test]
fn headers_that_lie_cost_no_memory() {
    let folder = Folder::new("lies");
    for shape in ["(1000000000000,)", "(4294967296, 4294967296)", "(9223372036854775807, 9223372036854775807, 16)"] {
        let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}");
        let error = refused(&folder, &with_header(&header));
        assert!(error.message.starts_with("Failed to read all data for array."), "{error}");
        assert!(error.message.contains("could only read 3 elements"), "{error}");
    }
    let huge_but_empty =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4611686018427387904, 4611686018427387904)}";
    assert!(refused(&folder, &with_header(huge_but_empty)).message.starts_with("array is too big"));
    let past_64_bits = "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}";
    assert!(refused(&folder, &with_header(past_64_bits)).message.starts_with("shape is not valid"));
}

#[test]
fn odd_headers_are_refused() {
    let folder = Folder::new("odd");
    let nested = "(".repeat(9000);
    for header in ["{", "{'a': 1+1}", "{'shape': (3,)", &nested, "{'a': '\\x'}", "\u{7f}", "{'a': 1e}"] {
        let error = refused(&folder, &with_header(header));
        assert!(
            error.message.starts_with("Cannot parse header: ") || error.message.contains("correct keys"),
            "{error}"
        );
    }
    for descr in ["'<U3'", "'|S5'", "'<f2'", "'<f16'", "'<M8[ns]'", "[('a', '<f8')]", "'|V8'"] {
        let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (1,)}}");
        let error = refused(&folder, &with_header(&header));
        assert_eq!(error.kind, IoErrorKind::Value);
        assert!(error.message.contains(descr) && error.message.contains("not supported"), "{error}");
    }
}

/// Flips bytes of good files: nothing may panic or take memory that the file does not hold.
#[test]
fn damaged_files_never_panic() {
    let folder = Folder::new("damaged");
    let path = folder.file("a.npz");
    let rows = table("io/npz.tsv");
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..1500 {
        let mut bytes = match round % 3 {
            0 => bytes_of(&rows[0][0]),
            1 => bytes_of(&rows[1][0]),
            _ => bytes_of(&table("io/npy.tsv")[7][1]),
        };
        for _ in 0..=round % 4 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let at = seed as usize % bytes.len();
            bytes[at] = (seed >> 32) as u8;
        }
        if round % 5 == 0 {
            bytes.truncate(seed as usize % bytes.len());
        }
        std::fs::write(&path, &bytes).expect("written");
        if let Ok(Loaded::Archive(mut archive)) = load(&path) {
            let names: Vec<String> = archive.files().iter().map(|&name| name.to_owned()).collect();
            for name in names {
                let _ = archive.get(&name);
            }
        }
    }
}

#[test]
fn archives_are_read_and_written() {
    let folder = Folder::new("npz");
    let mut report = Report::default();
    for row in table("io/npz.tsv") {
        let path = folder.file("a.npz");
        std::fs::write(&path, bytes_of(&row[0])).expect("written");
        read_archive(&mut report, &path, &row);
        let arrays: Vec<(&str, RawArray)> =
            row[1..].chunks(2).map(|pair| (pair[0].as_str(), array_of(&pair[1]))).collect();
        let arrays: Vec<(&str, &RawArray)> = arrays.iter().map(|(name, array)| (*name, array)).collect();
        for compression in [Compression::Stored, Compression::Deflated] {
            npz::save(&folder.file("b"), &arrays, compression).expect("saved");
            read_archive(&mut report, &folder.file("b.npz"), &row);
        }
    }
    report.finish(24);
}

fn read_archive(report: &mut Report, path: &str, row: &[String]) {
    let Ok(Loaded::Archive(mut archive)) = load(path) else {
        panic!("not an archive");
    };
    let names: Vec<String> = row[1..].chunks(2).map(|pair| pair[0].clone()).collect();
    assert_eq!(archive.files(), names);
    for pair in row[1..].chunks(2) {
        report.compare(&row[1..], &outcome(archive.get(&pair[0])), &pair[1]);
    }
    let error = archive.get("nope").expect_err("no such member");
    assert_eq!(error.to_string(), "KeyError: 'nope is not a file in the archive'");
}

#[test]
fn missing_files_are_named() {
    let text = |error: IoError| error.to_string();
    let missing = "FileNotFoundError: [Errno 2] No such file or directory: '/no/such.npy'";
    assert_eq!(load("/no/such.npy").map_err(text).err().as_deref(), Some(missing));
    let scalar = array_of("float64||C|0000000000000000");
    assert_eq!(npy::save("/no/such", &scalar).map_err(text).err().as_deref(), Some(missing));
    let error = numjit::runtime::io::loadtxt::loadtxt("/no/such.csv", &LoadTxt::default()).map_err(text).err();
    assert_eq!(error.as_deref(), Some("FileNotFoundError: /no/such.csv not found."));
    let error = load("/").map_err(text).err();
    assert_eq!(error.as_deref(), Some("IsADirectoryError: [Errno 21] Is a directory: '/'"));
}

/// Keys and values of an option cell, between record separators; several values have unit separators between them.
fn options_of(cell: &str) -> Vec<(String, Vec<String>)> {
    let option = |item: &str| {
        let (key, value) = item.split_once('=').expect("an option");
        (key.to_owned(), value.split('\u{1f}').map(str::to_owned).collect())
    };
    cell.split('\u{1e}').filter(|item| !item.is_empty()).map(option).collect()
}

fn ints(values: &[String]) -> Vec<i64> {
    values.iter().map(|value| value.parse().expect("an int")).collect()
}

fn load_options(cell: &str) -> LoadTxt {
    let mut options = LoadTxt::default();
    for (key, values) in options_of(cell) {
        let first = &values[0];
        match key.as_str() {
            "dtype" => options.dtype = dtype_of(first),
            "comments" if first == "None" => options.comments.clear(),
            "comments" => options.comments = values,
            "delimiter" => options.delimiter = Some(first.clone()),
            "skiprows" => options.skiprows = ints(&values)[0],
            "usecols" => options.usecols = Some(ints(&values)),
            "max_rows" => options.max_rows = Some(ints(&values)[0]),
            "ndmin" => options.ndmin = ints(&values)[0],
            "quotechar" => options.quotechar = Some(first.clone()),
            other => panic!("unknown option {other}"),
        }
    }
    options
}

fn compare_reading(report: &mut Report, row: &[String], result: Result<(RawArray, Vec<Warning>), IoError>) {
    match result {
        Ok((array, warnings)) => {
            let warnings: Vec<String> = warnings.iter().map(|w| format!("{}: {}", w.class, w.message)).collect();
            report.compare(row, &described(&array), &row[2]);
            report.compare(row, &warnings.join(";"), &row[3]);
        }
        Err(error) => report.compare(row, &format!("!{error}"), &row[2]),
    }
}

#[test]
fn loadtxt_agrees() {
    let mut report = Report::default();
    for row in table("io/loadtxt.tsv") {
        compare_reading(&mut report, &row, loadtxt_text(&row[0], "t", &load_options(&row[1])));
    }
    report.finish(500);
}

fn gen_options(cell: &str) -> GenFromTxt {
    let mut options = GenFromTxt::default();
    for (key, values) in options_of(cell) {
        let first = &values[0];
        match key.as_str() {
            "dtype" => options.dtype = (first != "None").then(|| dtype_of(first)),
            "comments" => options.comments = (first != "None").then(|| first.clone()),
            "delimiter" => {
                let widths: Result<Vec<usize>, _> = values.iter().map(|value| value.parse()).collect();
                options.delimiter = match widths.as_deref() {
                    Ok([width]) => Delimiter::Width(*width),
                    Ok(widths) => Delimiter::Widths(widths.to_vec()),
                    Err(_) => Delimiter::Text(first.clone()),
                };
            }
            "skip_header" => options.skip_header = ints(&values)[0],
            "skip_footer" => options.skip_footer = ints(&values)[0],
            "missing_values" => options.missing_values = values,
            "filling_values" => options.filling_values = filling_of(&values),
            "usecols" => options.usecols = Some(ints(&values)),
            "max_rows" => options.max_rows = Some(ints(&values)[0]),
            "ndmin" => options.ndmin = ints(&values)[0],
            "invalid_raise" => options.odd_lines = OddLines::Warn,
            "loose" => options.odd_fields = OddFields::Raise,
            other => panic!("unknown option {other}"),
        }
    }
    options
}

fn filling_of(values: &[String]) -> Filling {
    let scalar = |text: &String| match text.parse::<i64>() {
        Ok(value) => Scalar::Int(i128::from(value)),
        Err(_) => Scalar::Float(text.parse().expect("a float")),
    };
    match values {
        [only] => Filling::All(scalar(only)),
        several => Filling::Columns(several.iter().map(scalar).collect()),
    }
}

#[test]
fn genfromtxt_agrees() {
    let mut report = Report::default();
    for row in table("io/genfromtxt.tsv") {
        compare_reading(&mut report, &row, genfromtxt_text(&row[0], "t", &gen_options(&row[1])));
    }
    report.finish(500);
}

#[test]
fn savetxt_agrees() {
    let mut report = Report::default();
    for row in table("io/savetxt.tsv") {
        let mut options = SaveTxt::default();
        for (key, values) in options_of(&row[1]) {
            let first = values[0].clone();
            match key.as_str() {
                "fmt" if row[1].contains('\u{1f}') || first == "%d" && row[2].contains("wrong shape") => {
                    options.fmt = Format::Columns(values);
                }
                "fmt" => options.fmt = Format::One(first),
                "delimiter" => options.delimiter = first,
                "newline" => options.newline = first,
                "header" => options.header = first,
                "footer" => options.footer = first,
                "comments" => options.comments = first,
                other => panic!("unknown option {other}"),
            }
        }
        let got = savetxt_text(&array_of(&row[0]), &options).unwrap_or_else(|error| format!("!{error}"));
        report.compare(&row, &got, &row[2]);
    }
    report.finish(40);
}
