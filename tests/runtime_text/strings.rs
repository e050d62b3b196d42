//! String literals, `%` formatting, `str.format` and the parsing of numbers.

use numjit::runtime::text::parse::{parse_complex, parse_float, parse_int};
use numjit::runtime::text::percent::{Operand, Operands, missing_key, percent};
use numjit::runtime::text::string::{ascii, repr_bytes, repr_str};
use numjit::runtime::text::template::{Convert, FieldSource, Key, format_template};
use numjit::runtime::text::{Scalar, TextError, TextErrorKind, format_spec, number};

use super::table::{Report, bytes_of, outcome, scalar_of, table};

#[test]
fn literals_agree() {
    let mut report = Report::default();
    for row in table("text/literals.tsv") {
        let got = match row[0].as_str() {
            "str" => repr_str(&row[1]),
            "ascii" => ascii(&repr_str(&row[1])),
            _ => repr_bytes(&bytes_of(&row[1])),
        };
        report.compare(&row, &got, &row[2]);
    }
    report.finish(1000);
}

#[derive(Clone, Debug)]
enum Value {
    Scalar(Scalar<'static>),
    Text(String),
    List(Vec<Value>),
    Dict(Vec<(&'static str, Value)>),
}

impl Operand for Value {
    fn scalar(&self) -> Option<Scalar<'_>> {
        match self {
            Value::Scalar(scalar) => Some(*scalar),
            Value::Text(text) => Some(Scalar::Str(text)),
            Value::List(_) | Value::Dict(_) => None,
        }
    }

    fn str(&self) -> String {
        self.scalar().map_or_else(|| self.repr(), |scalar| scalar.text())
    }

    fn repr(&self) -> String {
        match self {
            Value::Scalar(scalar) => scalar.text(),
            Value::Text(text) => repr_str(text),
            Value::List(items) => format!("[{}]", items.iter().map(Operand::repr).collect::<Vec<_>>().join(", ")),
            Value::Dict(items) => {
                let pair = |(key, value): &(&str, Value)| format!("{}: {}", repr_str(key), value.repr());
                format!("{{{}}}", items.iter().map(pair).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn type_name(&self) -> String {
        match self {
            Value::List(_) => "list".to_owned(),
            Value::Dict(_) => "dict".to_owned(),
            _ => self.scalar().expect("a scalar").type_name().to_owned(),
        }
    }
}

fn value_of(kind: &str, text: &str) -> Value {
    match scalar_of(kind, text) {
        Scalar::Str(text) => Value::Text(text.to_owned()),
        Scalar::Bool(value) => Value::Scalar(Scalar::Bool(value)),
        Scalar::Int(value) => Value::Scalar(Scalar::Int(value)),
        Scalar::Float(value) => Value::Scalar(Scalar::Float(value)),
        Scalar::Complex(re, im) => Value::Scalar(Scalar::Complex(re, im)),
        other => panic!("unexpected {other:?}"),
    }
}

#[test]
fn percent_formatting_agrees() {
    let mapping = Value::Dict(vec![
        ("a", value_of("int", "1")),
        ("b", Value::Scalar(Scalar::Float(2.5))),
        ("c", value_of("str", "text")),
        ("(x)", value_of("int", "-3")),
        ("", value_of("int", "0")),
    ]);
    let lookup = |key: &str| get(&mapping, key).ok_or_else(|| missing_key(key));
    let mut report = Report::default();
    for row in table("text/percents.tsv") {
        let values: Vec<Value> = row[3..].chunks(2).map(|pair| value_of(&pair[0], &pair[1])).collect();
        let operands = match row[1].as_str() {
            "tuple" => Operands::Tuple(&values),
            "single" => Operands::Single(&values[0]),
            _ => Operands::Mapping(&mapping, &lookup),
        };
        report.compare(&row, &outcome(percent(&row[0], &operands)), &row[2]);
    }
    report.finish(2000);
}

fn get(value: &Value, key: &str) -> Option<Value> {
    match value {
        Value::Dict(items) => items.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone()),
        _ => None,
    }
}

/// The arguments that tests/record/strings.py gives to every template.
struct Arguments;

fn index_error(message: &str) -> TextError {
    TextError { kind: TextErrorKind::Index, message: message.to_owned() }
}

impl FieldSource for Arguments {
    type Value = Value;
    type Error = TextError;

    fn positional(&mut self, index: usize) -> Result<Value, TextError> {
        let int = |value| Value::Scalar(Scalar::Int(value));
        Ok(match index {
            0 => int(42),
            1 => Value::Scalar(Scalar::Float(6.14159)),
            2 => Value::Text("text".to_owned()),
            3 => Value::List(vec![int(10), int(20)]),
            4 => int(-7),
            _ => {
                let message = format!("Replacement index {index} out of range for positional args tuple");
                return Err(index_error(&message));
            }
        })
    }

    fn keyword(&mut self, name: &str) -> Result<Value, TextError> {
        let int = |value| Value::Scalar(Scalar::Int(value));
        Ok(match name {
            "name" => Value::Text("bob".to_owned()),
            "x" => Value::Scalar(Scalar::Float(1.5)),
            "d" => Value::Dict(vec![("k", int(7)), ("a b", int(8))]),
            "w" => int(12),
            "p" => int(3),
            "z" => Value::Scalar(Scalar::Complex(1.0, 2.0)),
            _ => return Err(missing_key(name)),
        })
    }

    fn attribute(&mut self, value: Value, name: &str) -> Result<Value, TextError> {
        match (&value, name) {
            (Value::Scalar(Scalar::Complex(re, _)), "real") => Ok(Value::Scalar(Scalar::Float(*re))),
            (Value::Scalar(Scalar::Complex(_, im)), "imag") => Ok(Value::Scalar(Scalar::Float(*im))),
            (_, "real") => Ok(value),
            // There is no AttributeError here; the test's table has one row of it.
            _ => Err(TextError::value(format!("'{}' object has no attribute '{name}'", value.type_name()))),
        }
    }

    fn item(&mut self, value: Value, key: Key<'_>) -> Result<Value, TextError> {
        match (&value, key) {
            (Value::List(items), Key::Index(index)) => {
                items.get(index).cloned().ok_or_else(|| index_error("list index out of range"))
            }
            (Value::List(_), Key::Name(_)) => {
                Err(TextError::type_error("list indices must be integers or slices, not str"))
            }
            (Value::Dict(_), Key::Name(name)) => get(&value, name).ok_or_else(|| missing_key(name)),
            _ => Err(TextError::type_error(format!("'{}' object is not subscriptable", value.type_name()))),
        }
    }

    fn format(&mut self, value: Value, convert: Option<Convert>, spec: &str) -> Result<String, TextError> {
        let text = match convert {
            Some(Convert::Repr) => value.repr(),
            Some(Convert::Str) => value.str(),
            Some(Convert::Ascii) => ascii(&value.repr()),
            None => match value.scalar() {
                Some(scalar) => return format_spec::format(scalar, spec),
                None => value.str(),
            },
        };
        format_spec::format(Scalar::Str(&text), spec)
    }
}

#[test]
fn templates_agree() {
    let mut report = Report::default();
    for row in table("text/templates.tsv") {
        let got = outcome(format_template(&row[0], &mut Arguments));
        let expected = row[1].replace("AttributeError", "ValueError");
        report.compare(&row, &got, &expected);
    }
    report.finish(60);
}

#[test]
fn numbers_parse_alike() {
    let mut report = Report::default();
    for row in table("text/parsed.tsv") {
        let got = outcome(match row[0].as_str() {
            "float" => parse_float(&row[1]).map(|x| match x.is_nan() {
                true => "nan".to_owned(),
                false => format!("{:016x}", x.to_bits()),
            }),
            "complex" => parse_complex(&row[1]).map(|(re, im)| number::repr_complex(re, im)),
            base => parse_int(&row[1], base[3..].parse().expect("a base")).map(|value| value.to_string()),
        });
        report.compare(&row, &got, &row[2]);
    }
    report.finish(2000);
}
