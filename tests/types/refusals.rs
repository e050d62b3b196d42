//! NumPy's words for what it refuses.

use numjit::types::refusal::{self, Refusal};
use numjit::types::ufunc::Family;
use numjit::types::{BinaryOp, Dtype, Operand, UnaryOp};

use super::table::{dtype, operand, report};

fn spelled(refused: Option<Refusal>) -> String {
    refused.map_or("- | -".into(), |it| format!("{} | {}", it.class.name(), it.message))
}

fn parse_operand(text: &str) -> Operand {
    let (form, name) = text.split_once(' ').expect("a form and a name");
    operand(form, name)
}

fn found(operation: &str, left: &str, right: &str) -> String {
    if let Some(symbol) = operation.strip_prefix("unary ") {
        let op = UnaryOp::ALL.into_iter().find(|op| op.symbol() == symbol).expect("an operator");
        return spelled(refusal::unary(op, parse_operand(left)).err());
    }
    match operation {
        "int" => spelled(refusal::check_python_int(right.parse().expect("an int"), dtype(left)).err()),
        "gcd" => spelled(Some(refusal::of_operands("gcd", Family::Gcd, &[parse_operand(left), parse_operand(right)]))),
        _ => binary(operation, parse_operand(left), parse_operand(right)),
    }
}

fn binary(operation: &str, left: Operand, right: Operand) -> String {
    if let Some(op) = BinaryOp::from_symbol(operation) {
        return spelled(refusal::binary(op, left, right).err());
    }
    let op = BinaryOp::from_symbol(operation.trim_end_matches('=')).expect("an operator");
    spelled(refusal::in_place(op, left.dtype, right).err())
}

#[test]
fn refusals_are_numpys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/types/refusals.txt");
    let text = std::fs::read_to_string(path).expect("the table");
    let rows: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(rows.len() > 100);
    let mut differences = Vec::new();
    for row in rows {
        let columns: Vec<&str> = row.splitn(4, " | ").collect();
        let [operation, left, right, expected] = columns[..] else { panic!("{row}") };
        let found = found(operation, left, right);
        if found != expected {
            differences.push(format!("{operation} | {left} | {right}: {found}\n  not {expected}"));
        }
    }
    report(&differences);
}

#[test]
fn ranges_of_ints() {
    assert_eq!(Dtype::I8.int_range(), Some((-128, 127)));
    assert_eq!(Dtype::U64.int_range(), Some((0, i128::from(u64::MAX))));
    assert_eq!(Dtype::I64.int_range(), Some((i128::from(i64::MIN), i128::from(i64::MAX))));
    assert_eq!(Dtype::F64.int_range(), None);
}
