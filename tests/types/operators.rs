//! Operators on scalars and arrays.

use numjit::types::names;
use numjit::types::promote::{self, OpTypes, Operand, Rules};
use numjit::types::{BinaryOp, UnaryOp};

use super::table::{cell, code, dtype, operand, read, report};

fn op(symbol: &str) -> BinaryOp {
    BinaryOp::from_symbol(symbol).unwrap_or_else(|| panic!("no operator is {symbol}"))
}

fn types_cell(types: Option<OpTypes>) -> String {
    cell(types.as_ref().map(|it| (&it.operands[..], it.result)))
}

/// The cell that Numba's table has, in our terms: arithmetic on scalars converts operands to the result's type at
/// once (the table has the case that Numba matched), and int64 is compared with uint64 by value (Numba compares them
/// as float64, which is wrong past 2^53).
fn scalar_cell(op: BinaryOp, left: &str, right: &str, recorded: &str) -> String {
    let Some((operands, result)) = recorded.split_once("->") else { return recorded.into() };
    let (_, matched) = operands.split_once(',').expect("two operands");
    let signed = |name: &str| dtype(name).is_signed();
    match op {
        _ if op.is_comparison() && left == "u8" && signed(right) => "u8,i8->b1".into(),
        _ if op.is_comparison() && right == "u8" && signed(left) => "i8,u8->b1".into(),
        _ if op.is_comparison() => recorded.into(),
        BinaryOp::LShift | BinaryOp::RShift | BinaryOp::Pow if matched != result => {
            format!("{result},{matched}->{result}")
        }
        _ => result.into(),
    }
}

#[test]
fn numba_binary_operators() {
    let mut differences = Vec::new();
    for table in read("numba_binary.txt") {
        let [symbol, left_form, right_form] = &table.title[..] else { panic!("{:?}", table.title) };
        let op = op(symbol);
        for (left, right, recorded) in &table.cells {
            let types = promote::binary(Rules::Numba, op, operand(left_form, left), operand(right_form, right));
            let is_scalar = left_form == "scalar" && right_form == "scalar";
            let expected = if is_scalar { scalar_cell(op, left, right, recorded) } else { recorded.clone() };
            let found = types_cell(types);
            if found != expected {
                differences
                    .push(format!("{left} {symbol} {right} ({left_form}, {right_form}): {found}, not {expected}"));
            }
        }
    }
    report(&differences);
}

#[test]
fn numpy_binary_operators() {
    let mut differences = Vec::new();
    for table in read("numpy_binary.txt") {
        let [symbol, left_form, right_form] = &table.title[..] else { panic!("{:?}", table.title) };
        for (left, right, expected) in &table.cells {
            let (a, b) = match right.split_once(':') {
                Some(("left", weak)) => (operand("weak", weak), operand(left_form, left)),
                Some((_, weak)) => (operand(left_form, left), operand("weak", weak)),
                None => (operand(left_form, left), operand(right_form, right)),
            };
            let found = types_cell(promote::binary(Rules::NumPy, op(symbol), a, b));
            if found != *expected {
                differences
                    .push(format!("{left} {symbol} {right} ({left_form}, {right_form}): {found}, not {expected}"));
            }
        }
    }
    report(&differences);
}

#[test]
fn in_place_operators() {
    let mut differences = Vec::new();
    for (rules, file) in [(Rules::Numba, "numba_in_place.txt"), (Rules::NumPy, "numpy_in_place.txt")] {
        for table in read(file) {
            let [symbol, _, form] = &table.title[..] else { panic!("{:?}", table.title) };
            for (target, value, expected) in &table.cells {
                let types = promote::in_place(rules, op(symbol), dtype(target), operand(form, value));
                let found = types_cell(types);
                if found != *expected {
                    differences.push(format!("{rules:?} {target} {symbol}= {value} ({form}): {found}, not {expected}"));
                }
            }
        }
    }
    report(&differences);
}

#[test]
fn unary_operators() {
    let mut differences = Vec::new();
    for table in read("unary.txt") {
        let [zone, form] = &table.title[..] else { panic!("{:?}", table.title) };
        let rules = if zone == "numba" { Rules::Numba } else { Rules::NumPy };
        for (symbol, name, expected) in &table.cells {
            let op = UnaryOp::ALL.into_iter().find(|op| op.symbol() == symbol).expect("an operator");
            let operand: Operand = operand(form, name);
            let found = promote::unary(rules, op, operand).map_or("-", |it| code(it.result));
            if found != expected {
                differences.push(format!("{zone}: {symbol} {name} ({form}): {found}, not {expected}"));
            }
        }
    }
    report(&differences);
}

#[test]
fn layouts_of_elementwise_results() {
    let layout = |name: &str| names::layout_by_name(name);
    for table in read("layouts.txt") {
        for (left, right, expected) in &table.cells {
            let found = promote::result_layout([layout(left), layout(right)].into_iter().flatten());
            assert_eq!(found.to_string(), *expected, "{left} with {right}");
        }
    }
}
