//! Joins and conversions of types, their names and how they print.

use std::sync::Arc;

use numjit::types::names::{self, Axis};
use numjit::types::{
    ArrayType, Conversion, Dtype, Layout, Match, Signature, Type, best_match, can_convert, promote_dtypes, unify,
    unify_all,
};

use super::table::{code, dtype, read, report};

/// The types that the table is of, in its order.
fn sample_types() -> Vec<Type> {
    let scalar = Type::Scalar;
    let (i8, f8) = (scalar(Dtype::I64), scalar(Dtype::F64));
    let array = |dtype, ndim, layout| Type::array(dtype, ndim, layout);
    let readonly = |ndim, layout| Type::Array(ArrayType { dtype: Dtype::F64, ndim, layout, mutable: false });
    let vector = array(Dtype::F64, 1, Layout::C);
    let pair = |item: &Type| Type::tuple([item.clone(), item.clone()]);
    let mut types = vec![Type::Unknown, Type::None, Type::Str];
    types.extend(Dtype::ALL.map(scalar));
    types.extend([
        vector.clone(),
        array(Dtype::F64, 1, Layout::A),
        readonly(1, Layout::C),
        array(Dtype::F32, 1, Layout::C),
        array(Dtype::F64, 2, Layout::C),
        array(Dtype::F64, 2, Layout::F),
        readonly(2, Layout::A),
    ]);
    types.extend([
        Type::tuple([]),
        Type::tuple([i8.clone()]),
        pair(&i8),
        pair(&f8),
        Type::tuple([i8.clone(), f8.clone()]),
        Type::tuple([Type::BOOL, scalar(Dtype::F32)]),
        Type::tuple([i8.clone(), i8.clone(), i8.clone()]),
        Type::tuple([i8.clone(), vector.clone()]),
        Type::tuple([Type::None, i8.clone()]),
        pair(&pair(&scalar(Dtype::I32))),
    ]);
    types.extend([i8.clone(), f8.clone(), vector, pair(&f8)].map(|item| Type::Optional(Arc::new(item))));
    types.extend([i8.clone(), f8, pair(&i8), Type::Unknown].map(Type::list));
    types
}

fn spelled(rank: Option<Conversion>) -> &'static str {
    match rank {
        None => "-",
        Some(Conversion::Exact) => "exact",
        Some(Conversion::Promote) => "promote",
        Some(Conversion::Safe) => "safe",
        Some(Conversion::Unsafe) => "unsafe",
    }
}

/// Numba never asks what an unknown type converts to; here it is anything (an empty list as an argument).
fn rank_expectation<'a>(left: &Type, right: &Type, recorded: &'a str) -> &'a str {
    match (left, right) {
        (Type::Unknown, to) if *to != Type::Unknown => "promote",
        (Type::List(item), Type::List(to)) if **item == Type::Unknown && item != to => "promote",
        _ => recorded,
    }
}

#[test]
fn types_join_and_convert_as_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/types/types.txt");
    let text = std::fs::read_to_string(path).expect("the table");
    let types = sample_types();
    let pairs = types.iter().flat_map(|left| types.iter().map(move |right| (left, right)));
    let rows: Vec<&str> = text.lines().filter(|line| line.contains('|') && !line.starts_with('#')).collect();
    assert_eq!(rows.len(), types.len() * types.len());
    let mut differences = Vec::new();
    for ((left, right), row) in pairs.zip(rows) {
        let joined = unify(left, right).map_or("-".into(), |it| it.to_string());
        let found = format!("{left} | {right} | {joined} | {}", spelled(can_convert(left, right)));
        let (names, rank) = row.rsplit_once(" | ").expect("four columns");
        let expected = format!("{names} | {}", rank_expectation(left, right, rank));
        if found != expected {
            differences.push(format!("{found}\n  not {expected}"));
        }
    }
    report(&differences);
}

#[test]
fn joins_are_symmetric_idempotent_and_monotone() {
    let types = sample_types();
    for a in &types {
        assert_eq!(unify(a, a).as_ref(), Some(a));
        assert_eq!(unify(a, &Type::Unknown).as_ref(), Some(a));
        for b in &types {
            let joined = unify(a, b);
            assert_eq!(joined, unify(b, a), "{a} with {b}");
            if let Some(joined) = joined {
                assert_eq!(unify(a, &joined).as_ref(), Some(&joined), "{a} with {b}");
            }
        }
    }
}

#[test]
fn arguments_match_the_best_declared_signature() {
    let mut differences = Vec::new();
    for table in read("eager.txt") {
        for (declared, argument, expected) in &table.cells {
            let params: Vec<Vec<Type>> = declared.split(',').map(|it| vec![Type::Scalar(dtype(it))]).collect();
            let argument = [Type::Scalar(dtype(argument))];
            let found = match best_match(&argument, params.iter().map(Vec::as_slice)) {
                Match::None => "-".into(),
                Match::One(index) => params[index][0].as_scalar().map_or("-", code).to_string(),
                Match::Ambiguous(_) => "ambiguous".into(),
            };
            if found != *expected {
                differences.push(format!("{argument:?} for {declared}: {found}, not {expected}"));
            }
        }
    }
    report(&differences);
}

#[test]
fn the_number_of_arguments_must_match() {
    let params = [Type::INT64, Type::FLOAT64];
    assert_eq!(best_match(&[Type::INT64], [&params[..]]), Match::None);
}

#[test]
fn an_argument_may_lose_its_contiguity_but_not_gain_it() {
    let strided = Type::array(Dtype::F64, 2, Layout::A);
    let contiguous = Type::array(Dtype::F64, 2, Layout::C);
    assert_eq!(can_convert(&contiguous, &strided), Some(Conversion::Safe));
    assert_eq!(can_convert(&strided, &contiguous), None);
}

#[test]
fn several_types_join_in_any_order() {
    let types = [Type::BOOL, Type::INT64, Type::FLOAT64];
    assert_eq!(unify_all(&types), Some(Type::FLOAT64));
    assert_eq!(unify_all(types.iter().rev()), Some(Type::FLOAT64));
    assert_eq!(unify_all([]), Some(Type::Unknown));
    assert_eq!(promote_dtypes(Dtype::I64, Dtype::U64), Dtype::F64);
}

#[test]
fn layouts_follow_from_axes() {
    let layout = names::layout_of_axes;
    assert_eq!(layout(&[Axis::Any]), Layout::A);
    assert_eq!(layout(&[Axis::Contiguous]), Layout::C);
    assert_eq!(layout(&[Axis::Any, Axis::Contiguous]), Layout::C);
    assert_eq!(layout(&[Axis::Contiguous, Axis::Any]), Layout::F);
    assert_eq!(layout(&[Axis::Any, Axis::Contiguous, Axis::Any]), Layout::A);
    let matrix = names::array_of(&Type::FLOAT64, &[Axis::Any, Axis::Contiguous]);
    assert_eq!(matrix.map(|it| it.to_string()).as_deref(), Some("array(float64, 2d, C)"));
    assert_eq!(names::array_of(&Type::Str, &[Axis::Any]), None);
}

#[test]
fn types_have_short_and_long_names() {
    let names = [("f8", "float64"), ("u1", "uint8"), ("intp", "int64"), ("uintc", "uint32"), ("boolean", "bool")];
    for (name, long) in names.into_iter().chain([("void", "none"), ("unicode_type", "unicode_type")]) {
        assert_eq!(names::type_by_name(name).map(|it| it.to_string()).as_deref(), Some(long));
    }
    for dtype in Dtype::ALL {
        assert_eq!(names::dtype_by_name(dtype.name()), Some(dtype));
    }
    assert_eq!(names::type_by_name("float16"), None);
    assert_eq!(names::layout_by_name("F"), Some(Layout::F));
}

#[test]
fn signatures_print_as_numba_prints_them() {
    let two = Signature::of([Type::array(Dtype::F64, 1, Layout::C), Type::INT64]);
    assert_eq!(two.to_string(), "(array(float64, 1d, C), int64)");
    assert_eq!(Signature::of([Type::INT64]).returning(Type::FLOAT64).to_string(), "(int64,) -> float64");
    assert_eq!(Signature::of([]).returning(Type::None).to_string(), "() -> none");
}
