//! Numbers, format specifications and arrays.

use numjit::runtime::text::array::{self, ArrayText, FloatMode, PrintOptions, SignMode, Surroundings};
use numjit::runtime::text::scalar::{scalar_repr, scalar_str};
use numjit::runtime::text::{Scalar, format_spec, number};
use numjit::types::{Dtype, Kind};

use super::table::{Report, bytes_of, dtype_of, f64_of, outcome, scalar_of, table};

#[test]
fn numbers_print_alike() {
    let mut report = Report::default();
    for row in table("text/numbers.tsv") {
        let scalar = match row[0].as_str() {
            "npf64" => (Dtype::F64, Scalar::Float(f64_of(&row[1]))),
            "npf32" => (Dtype::F32, Scalar::Float32(f64_of(&row[1]) as f32)),
            "npc128" => (Dtype::C128, Scalar::Complex(f64_of(&row[1]), 1.0)),
            "npc64" => (Dtype::C64, Scalar::Complex64(0.0, f64_of(&row[1]) as f32)),
            name if name.starts_with("np:") => {
                let dtype = dtype_of(&name[3..]);
                let value: i32 = row[1].parse().expect("an int");
                (dtype, small_value(dtype, value))
            }
            kind => {
                report.compare(&row, &scalar_of(kind, &row[1]).text(), &row[2]);
                continue;
            }
        };
        report.compare(&row, &scalar_repr(scalar.0, scalar.1), &row[2]);
        report.compare(&row, &scalar_str(scalar.0, scalar.1), &row[3]);
    }
    report.finish(3000);
}

fn small_value(dtype: Dtype, value: i32) -> Scalar<'static> {
    match dtype {
        Dtype::F32 => Scalar::Float32(value as f32),
        Dtype::F64 => Scalar::Float(f64::from(value)),
        Dtype::C64 => Scalar::Complex64(value as f32, 0.0),
        Dtype::C128 => Scalar::Complex(f64::from(value), 0.0),
        Dtype::Bool => Scalar::Bool(value != 0),
        _ => Scalar::Int(i128::from(value)),
    }
}

#[test]
fn format_specifications_agree() {
    let mut report = Report::default();
    for row in table("text/formats.tsv") {
        let got = outcome(format_spec::format(scalar_of(&row[0], &row[1]), &row[2]));
        report.compare(&row, &got, &row[3]);
    }
    report.finish(4000);
}

/// The elements of an array in C order, from their little-endian bytes.
fn elements(dtype: Dtype, hex: &str) -> Vec<Scalar<'static>> {
    bytes_of(hex).chunks(dtype.size()).map(|chunk| element(dtype, chunk)).collect()
}

fn element(dtype: Dtype, bytes: &[u8]) -> Scalar<'static> {
    let mut padded = [0; 16];
    padded[..bytes.len()].copy_from_slice(bytes);
    let raw = u128::from_le_bytes(padded);
    let single = |bits: u128| f32::from_bits(bits as u32);
    let double = |bits: u128| f64::from_bits(bits as u64);
    match dtype {
        Dtype::Bool => Scalar::Bool(raw != 0),
        Dtype::F32 => Scalar::Float32(single(raw)),
        Dtype::F64 => Scalar::Float(double(raw)),
        Dtype::C64 => Scalar::Complex64(single(raw), single(raw >> 32)),
        Dtype::C128 => Scalar::Complex(double(raw), double(raw >> 64)),
        _ if dtype.kind() == Kind::Unsigned => Scalar::Int(raw as i128),
        _ => {
            let unused = 128 - 8 * dtype.size();
            Scalar::Int(((raw << unused) as i128) >> unused)
        }
    }
}

fn options_of(text: &str) -> PrintOptions {
    let mut options = PrintOptions::default();
    for (key, value) in text.split(';').filter_map(|item| item.split_once('=')) {
        match key {
            "precision" => options.precision = value.parse().expect("a number"),
            "threshold" => options.threshold = value.parse().expect("a number"),
            "edgeitems" => options.edgeitems = value.parse().expect("a number"),
            "linewidth" => options.linewidth = value.parse().expect("a number"),
            "suppress" => options.suppress = value == "True",
            "nanstr" => options.nanstr = value.to_owned(),
            "infstr" => options.infstr = value.to_owned(),
            "sign" => options.sign = SignMode::parse(value).expect("a sign"),
            "floatmode" => options.floatmode = FloatMode::parse(value).expect("a float mode"),
            other => panic!("unknown option {other}"),
        }
    }
    options
}

#[test]
fn arrays_print_alike() {
    let mut report = Report::default();
    for row in table("text/arrays.tsv") {
        let dtype = dtype_of(&row[0]);
        let shape: Vec<usize> =
            row[1].split('x').filter(|s| !s.is_empty()).map(|s| s.parse().expect("a length")).collect();
        let data = elements(dtype, &row[2]);
        let element = |index: &[usize]| data[index.iter().zip(&shape).fold(0, |at, (i, len)| at * len + i)];
        let view = ArrayText { dtype, shape: &shape, element: &element };
        let options = options_of(&row[3]);
        let kind: Vec<&str> = row[4].split('|').collect();
        let got = match kind[0] {
            "repr" => array::repr(&view, &options),
            "str" => array::str(&view, &options),
            _ => {
                let around = Surroundings { separator: kind[1], prefix: kind[2], suffix: kind[3] };
                array::array2string(&view, &options, around)
            }
        };
        report.compare(&row, &got, &row[5]);
    }
    report.finish(1200);
}

#[test]
fn bool_has_two_texts() {
    assert_eq!((number::repr_bool(true), number::repr_bool(false)), ("True", "False"));
}
