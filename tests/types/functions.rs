//! Functions of NumPy, of `math` and Python's own.

use numjit::types::promote::{self, Form, Operand, PythonClass, Rules, ScalarFunction};
use numjit::types::ufunc::Family;
use numjit::types::{Dtype, OpTypes, UnaryTypes};

use super::table::{Table, cell, code, dtype, operand, read, report};

const FAMILIES: &[(Family, &str)] = &[
    (Family::Absolute, "absolute"),
    (Family::Negative, "negative"),
    (Family::Sign, "positive sign"),
    (Family::Number, "square reciprocal conjugate"),
    (Family::FloatOrComplex, "rint sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan sinh cosh tanh"),
    (Family::FloatOrComplex, "arcsin arccos arctan arcsinh arccosh arctanh"),
    (Family::Float, "cbrt deg2rad rad2deg degrees radians fabs spacing"),
    (Family::Float, "arctan2 hypot copysign nextafter logaddexp logaddexp2"),
    (Family::Rounding, "floor ceil trunc"),
    (Family::Bitwise, "invert bitwise_and"),
    (Family::Logical, "logical_not logical_and logical_or logical_xor isnan isinf isfinite"),
    (Family::FloatTest, "signbit"),
    (Family::Remainder, "fmod remainder"),
    (Family::MinMax, "maximum minimum fmax fmin"),
    (Family::Shift, "left_shift"),
    (Family::Gcd, "gcd lcm"),
    (Family::Power, "power"),
    (Family::FloatPower, "float_power"),
    (Family::Ldexp, "ldexp"),
];

const MATH: &[(ScalarFunction, &str)] = &[
    (ScalarFunction::Abs, "abs"),
    (ScalarFunction::Round, "round"),
    (ScalarFunction::Math, "exp expm1 exp2 fabs sqrt log log1p log10 log2 sin cos tan sinh cosh tanh asin acos atan"),
    (ScalarFunction::Math, "asinh acosh atanh degrees radians erf erfc gamma lgamma"),
    (ScalarFunction::MathToInt, "trunc floor ceil"),
    (ScalarFunction::MathTest, "isinf isnan isfinite"),
    (ScalarFunction::MathFrexp, "frexp"),
    (ScalarFunction::MathPair, "atan2 hypot"),
    (ScalarFunction::MathCopysign, "copysign"),
    (ScalarFunction::MathNextafter, "nextafter"),
    (ScalarFunction::MathGcd, "gcd"),
    (ScalarFunction::MathLdexp, "ldexp"),
    (ScalarFunction::Divmod, "divmod"),
];

fn named<T: Copy>(rows: &[(T, &str)], name: &str) -> T {
    let row = rows.iter().find(|(_, names)| names.split(' ').any(|it| it == name));
    row.unwrap_or_else(|| panic!("no row has {name}")).0
}

fn rules(zone: &str) -> Rules {
    if zone == "numba" { Rules::Numba } else { Rules::NumPy }
}

fn unary_cell(types: Option<UnaryTypes>) -> String {
    let Some(UnaryTypes { operand, result }) = types else { return "-".into() };
    cell(Some((&[operand], result)))
}

fn binary_cell(types: Option<OpTypes>) -> String {
    cell(types.as_ref().map(|it| (&it.operands[..], it.result)))
}

/// NumPy computes functions of 8-bit ints and bools in float16, which numjit does not have: it takes float32.
fn without_float16(recorded: &str) -> String {
    recorded.replace("f2", "f4")
}

#[test]
fn unary_ufuncs() {
    let mut differences = Vec::new();
    for table in read("unary_functions.txt") {
        let [zone, form] = &table.title[..] else { panic!("{:?}", table.title) };
        for (name, argument, recorded) in &table.cells {
            let family = named(FAMILIES, name);
            let found = unary_cell(promote::unary_function(rules(zone), family, operand(form, argument)));
            let expected = without_float16(recorded);
            if found != expected {
                differences.push(format!("{zone} {name}({argument}) ({form}): {found}, not {expected}"));
            }
        }
    }
    report(&differences);
}

#[test]
fn binary_ufuncs() {
    let mut differences = Vec::new();
    for table in read("binary_functions.txt") {
        let [zone, name, left_form, right_form] = &table.title[..] else { panic!("{:?}", table.title) };
        for (left, right, recorded) in &table.cells {
            let (a, b) = (operand(left_form, left), operand(right_form, right));
            let found = binary_cell(promote::binary_function(rules(zone), named(FAMILIES, name), a, b));
            let expected = without_float16(recorded);
            if found != expected {
                differences.push(format!(
                    "{zone} {name}({left}, {right}) ({left_form}, {right_form}): {found}, not {expected}"
                ));
            }
        }
    }
    report(&differences);
}

#[test]
fn where_takes_what_both_cast_to() {
    let mut differences = Vec::new();
    for table in read("where.txt") {
        let [zone, left_form, right_form] = &table.title[..] else { panic!("{:?}", table.title) };
        for (left, right, expected) in &table.cells {
            let found = code(promote::choice(rules(zone), operand(left_form, left), operand(right_form, right)));
            if found != expected {
                differences.push(format!(
                    "{zone} where(.., {left}, {right}) ({left_form}, {right_form}): {found}, not {expected}"
                ));
            }
        }
    }
    report(&differences);
}

fn scalar_unary(name: &str, argument: Dtype) -> Option<(Vec<Dtype>, Dtype)> {
    let class = match name {
        "bool" => PythonClass::Bool,
        "int" => PythonClass::Int,
        "float" => PythonClass::Float,
        "complex" => PythonClass::Complex,
        _ => {
            let function = named(MATH, name.trim_start_matches("math."));
            let case = promote::scalar_function(function, &[argument])?;
            return Some((case.operands.to_vec(), case.result));
        }
    };
    Some((vec![argument], promote::python_cast(class, argument)?))
}

/// What numjit does differently: functions of `math` convert ints to the result's float at once, ints are rounded as
/// ints (Numba: as float64, wrong past 2^53), and `float(True)` and `complex(True)` are allowed as in Python.
fn unary_expectation(name: &str, argument: &str, recorded: &str) -> String {
    match (name, recorded) {
        ("round", "-") => "-".into(),
        ("round", _) if argument.starts_with('u') => "u8->i8".into(),
        ("round", _) if argument.starts_with(['i', 'b']) => "i8".into(),
        ("float", "-") if argument == "b1" => "b1->f8".into(),
        ("complex", "-") if argument == "b1" => "b1->c16".into(),
        (_, "i8->f8" | "u8->f8") if name.starts_with("math.") => "f8".into(),
        _ => recorded.into(),
    }
}

fn check_scalar_unary(table: &Table, differences: &mut Vec<String>) {
    for (name, argument, recorded) in &table.cells {
        let types = scalar_unary(name, dtype(argument));
        let found = cell(types.as_ref().map(|(operands, result)| (&operands[..], *result)));
        let expected = unary_expectation(name, argument, recorded);
        if found != expected {
            differences.push(format!("{name}({argument}): {found}, not {expected}"));
        }
    }
}

fn scalar_binary(name: &str, a: Dtype, b: Dtype) -> String {
    let function = match name {
        "min" | "max" => return promote::min_max(a, b).map_or("-", code).into(),
        "math.pow" => ScalarFunction::MathPow,
        "pow" => ScalarFunction::Pow,
        "round" => ScalarFunction::RoundDigits,
        _ => named(MATH, name.trim_start_matches("math.")),
    };
    let case = promote::scalar_function(function, &[a, b]);
    cell(case.map(|it| (it.operands, it.result)))
}

/// Operands that Numba converts once more inside are converted to that type at once.
fn binary_expectation(name: &str, recorded: &str) -> String {
    match (name, recorded) {
        ("pow", "u8,i8->i8") => "i8".into(),
        ("math.atan2" | "math.hypot", "i8,i8->f8" | "u8,u8->f8") => "f8".into(),
        _ => recorded.into(),
    }
}

#[test]
fn scalar_functions() {
    let mut differences = Vec::new();
    for table in read("scalar_functions.txt") {
        let name = table.title[0].as_str();
        if name == "unary" {
            check_scalar_unary(&table, &mut differences);
            continue;
        }
        for (left, right, recorded) in &table.cells {
            let found = scalar_binary(name, dtype(left), dtype(right));
            let expected = binary_expectation(name, recorded);
            if found != expected {
                differences.push(format!("{name}({left}, {right}): {found}, not {expected}"));
            }
        }
    }
    report(&differences);
}

#[test]
fn weak_operands_are_of_the_host_zone_alone() {
    let weak = Operand::weak(Dtype::I64);
    assert_eq!(weak.form, Form::Weak);
    let types = promote::binary_function(Rules::NumPy, Family::Arithmetic, Operand::array(Dtype::U8), weak);
    assert_eq!(types.map(|it| it.result), Some(Dtype::U8));
}
