//! Values as case files write them, in Python's notation; arrays as `array([1.0, 2.0])`, `array([1, 2], uint8)`,
//! `zeros((0, 3), float64)`.

use numjit::ir::eval::Scalar;
use numjit::oracle::{ArrayValue, Heap, Value as Held};
use numjit::runtime::text::number::{repr_complex, repr_f64};
use numjit::types::{Dtype, Layout, Type};

/// A value of a case file.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Complex(f64, f64),
    Str(String),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Array(Dtype, Vec<usize>, Vec<Value>),
}

impl Value {
    /// Reads a value.
    #[must_use]
    pub fn parse(text: &str) -> Value {
        let text = text.trim();
        match text {
            "None" => return Value::None,
            "True" | "False" => return Value::Bool(text == "True"),
            "nan" => return Value::Float(f64::NAN),
            "inf" => return Value::Float(f64::INFINITY),
            "-inf" => return Value::Float(f64::NEG_INFINITY),
            _ => {}
        }
        if let Some(inner) = text.strip_prefix("array(").and_then(|rest| rest.strip_suffix(')')) {
            return parse_array(&split_top(inner));
        }
        if let Some(inner) = text.strip_prefix("zeros(").and_then(|rest| rest.strip_suffix(')')) {
            let parts = split_top(inner);
            let Value::Tuple(shape) = Value::parse(parts[0]) else { panic!("not a shape: {text}") };
            return Value::zeros(super::case::dtype(parts[1]), shape.iter().map(|n| n.as_int() as usize).collect());
        }
        match text.as_bytes()[0] {
            b'[' => Value::List(parse_items(&text[1..text.len() - 1])),
            b'(' if text.ends_with("j)") => parse_complex(&text[1..text.len() - 1]),
            b'(' => Value::Tuple(parse_items(&text[1..text.len() - 1])),
            b'\'' | b'"' => Value::Str(unquote(&text[1..text.len() - 1])),
            _ if text.ends_with('j') => parse_complex(text),
            _ => match text.parse::<i128>() {
                Ok(int) => Value::Int(int),
                Err(_) => Value::Float(text.parse().unwrap_or_else(|_| panic!("not a value: {text}"))),
            },
        }
    }

    fn zeros(dtype: Dtype, shape: Vec<usize>) -> Value {
        let n = shape.iter().product();
        Value::Array(dtype, shape, vec![Value::of_scalar(Scalar::zero(dtype)); n])
    }

    /// The text of a string.
    #[must_use]
    pub fn as_text(&self) -> &str {
        match self {
            Value::Str(text) => text,
            other => panic!("not a string: {other}"),
        }
    }

    fn as_int(&self) -> i128 {
        match self {
            Value::Int(n) => *n,
            Value::Bool(b) => i128::from(*b),
            other => panic!("not an int: {other}"),
        }
    }

    /// The type that an argument has where no `# call:` says it.
    #[must_use]
    pub fn natural_type(&self) -> Type {
        match self {
            Value::None => Type::None,
            Value::Bool(_) => Type::BOOL,
            Value::Int(_) => Type::INT64,
            Value::Float(_) => Type::FLOAT64,
            Value::Complex(..) => Type::Scalar(Dtype::C128),
            Value::Str(_) => Type::Str,
            Value::Tuple(items) => Type::tuple(items.iter().map(Value::natural_type)),
            Value::List(items) => match items.first() {
                Some(first) => Type::list(first.natural_type()),
                None => panic!("an empty list needs a `# call:`"),
            },
            Value::Array(dtype, shape, _) => Type::array(*dtype, shape.len(), Layout::C),
        }
    }

    // --- to and from the oracle --------------------------------------------------------------------------------------

    /// The components of a value as an argument of a type.
    pub fn give(&self, ty: &Type, heap: &mut Heap, out: &mut Vec<Held>) {
        match (self, ty) {
            (_, Type::Scalar(dtype)) => out.push(Held::Scalar(self.scalar(*dtype))),
            (Value::Str(text), Type::Str) => out.push(heap.string(text.clone())),
            (Value::Tuple(items), Type::Tuple(types)) => {
                items.iter().zip(types.iter()).for_each(|(item, ty)| item.give(ty, heap, out));
            }
            (Value::List(items), Type::List(item)) => {
                let items = items.iter().map(|value| {
                    let mut components = Vec::new();
                    value.give(item, heap, &mut components);
                    components
                });
                let items: Vec<Vec<Held>> = items.collect();
                out.push(heap.list(items));
            }
            (_, Type::Array(array)) => {
                let (shape, elements) = self.elements(array.dtype, usize::from(array.ndim));
                out.push(place(heap, array.dtype, array.layout, &shape, &elements));
            }
            (Value::None, Type::None) => {}
            (Value::None, Type::Optional(item)) => {
                out.push(Held::Scalar(Scalar::bool(false)));
                nothing(item, out);
            }
            (value, Type::Optional(item)) => {
                out.push(Held::Scalar(Scalar::bool(true)));
                value.give(item, heap, out);
            }
            (value, ty) => panic!("{value} as an argument of type {ty}"),
        }
    }

    /// It as a scalar of a dtype.
    fn scalar(&self, dtype: Dtype) -> Scalar {
        match (self, dtype) {
            (Value::Complex(re, im), Dtype::C64) => Scalar::C64([*re as f32, *im as f32]),
            (Value::Complex(re, im), _) => Scalar::C128([*re, *im]),
            (Value::Float(x), Dtype::F32) => Scalar::F32(*x as f32),
            (Value::Float(x), Dtype::F64) => Scalar::F64(*x),
            (Value::Float(x), Dtype::C64) => Scalar::C64([*x as f32, 0.0]),
            (Value::Float(x), Dtype::C128) => Scalar::C128([*x, 0.0]),
            (value, Dtype::F32) => Scalar::F32(value.as_int() as f32),
            (value, Dtype::F64) => Scalar::F64(value.as_int() as f64),
            (value, Dtype::C64) => Scalar::C64([value.as_int() as f32, 0.0]),
            (value, Dtype::C128) => Scalar::C128([value.as_int() as f64, 0.0]),
            (value, dtype) => Scalar::int(dtype, value.as_int() as i64),
        }
    }

    /// Shape and elements, in row-major order, of nested lists or an array.
    fn elements(&self, dtype: Dtype, ndim: usize) -> (Vec<usize>, Vec<Scalar>) {
        match self {
            Value::Array(_, shape, items) => (shape.clone(), items.iter().map(|item| item.scalar(dtype)).collect()),
            Value::List(items) => {
                let mut shape = vec![items.len()];
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    let (inner, elements) = item.elements(dtype, ndim - 1);
                    if i == 0 {
                        shape.extend(inner);
                    }
                    out.extend(elements);
                }
                shape.resize(ndim, 0);
                (shape, out)
            }
            value => (Vec::new(), vec![value.scalar(dtype)]),
        }
    }

    /// The value that a result's components make.
    pub fn take(ty: &Type, heap: &Heap, held: &mut impl Iterator<Item = Held>) -> Value {
        let mut next = || held.next().expect("too few results");
        match ty {
            Type::None => Value::None,
            Type::Scalar(_) => match next() {
                Held::Scalar(scalar) => Value::of_scalar(scalar),
                other => panic!("{other:?} is no scalar"),
            },
            Type::Str => Value::Str(heap.text(&next()).expect("a string").to_owned()),
            Type::Array(array) => match next() {
                Held::Array(held) => {
                    let elements = heap.elements(&held).expect("an array");
                    let shape = held.shape.iter().map(|&n| n as usize).collect();
                    Value::Array(array.dtype, shape, elements.into_iter().map(Value::of_scalar).collect())
                }
                other => panic!("{other:?} is no array"),
            },
            Type::List(item) => {
                let items = heap.items(&next()).expect("a list").clone();
                let take = |components: Vec<Held>| Self::take_dyn(item, heap, &mut components.into_iter());
                Value::List(items.into_iter().map(take).collect())
            }
            Type::Tuple(types) => Value::Tuple(types.iter().map(|ty| Self::take_dyn(ty, heap, held)).collect()),
            Type::Optional(item) => {
                let present = matches!(next(), Held::Scalar(flag) if flag.is_true());
                let value = Self::take_dyn(item, heap, held);
                if present { value } else { Value::None }
            }
            Type::Range(_) => {
                let parts: Vec<i128> = (0..3).map(|_| Self::take_dyn(&Type::INT64, heap, held).as_int()).collect();
                Value::Str(format!("range({}, {}, {})", parts[0], parts[1], parts[2]))
            }
            other => panic!("a result of type {other}"),
        }
    }

    fn take_dyn(ty: &Type, heap: &Heap, held: &mut dyn Iterator<Item = Held>) -> Value {
        let mut held = held;
        Self::take(ty, heap, &mut held)
    }

    fn of_scalar(scalar: Scalar) -> Value {
        match scalar {
            Scalar::Int(Dtype::Bool, value) => Value::Bool(value != 0),
            Scalar::Int(Dtype::U64, value) => Value::Int(i128::from(value as u64)),
            Scalar::Int(_, value) => Value::Int(i128::from(value)),
            Scalar::F32(x) => Value::Float(f64::from(x)),
            Scalar::F64(x) => Value::Float(x),
            Scalar::C64([re, im]) => Value::Complex(f64::from(re), f64::from(im)),
            Scalar::C128([re, im]) => Value::Complex(re, im),
        }
    }
}

/// The components of an optional that is not there.
fn nothing(ty: &Type, out: &mut Vec<Held>) {
    match ty {
        Type::Scalar(dtype) => out.push(Held::Scalar(Scalar::zero(*dtype))),
        Type::Tuple(items) => items.iter().for_each(|item| nothing(item, out)),
        _ => out.push(Held::Null),
    }
}

/// An array in memory; where any strides are allowed every other element is garbage.
fn place(heap: &mut Heap, dtype: Dtype, layout: Layout, shape: &[usize], elements: &[Scalar]) -> Held {
    let dims: Vec<i64> = shape.iter().map(|&n| n as i64).collect();
    match layout {
        Layout::C => heap.array(dtype, Layout::C, &dims, elements),
        Layout::F => heap.array(dtype, Layout::F, &dims, &column_major(shape, elements)),
        Layout::A => {
            let mut wide = dims.clone();
            if let Some(last) = wide.last_mut() {
                *last *= 2;
            }
            let garbage = Value::Int(1).scalar(dtype);
            let spaced: Vec<Scalar> = elements.iter().flat_map(|&element| [element, garbage]).collect();
            match heap.array(dtype, Layout::C, &wide, if dims.is_empty() { elements } else { &spaced }) {
                Held::Array(array) => Held::Array(every_other(array, dims)),
                other => other,
            }
        }
    }
}

fn every_other(array: ArrayValue, shape: Vec<i64>) -> ArrayValue {
    let mut strides = array.strides.clone();
    if let Some(last) = strides.last_mut() {
        *last *= 2;
    }
    ArrayValue { shape, strides, ..array }
}

/// Row-major elements in column-major order.
fn column_major(shape: &[usize], elements: &[Scalar]) -> Vec<Scalar> {
    let place = |mut number: usize| {
        let mut at = 0;
        let mut step: usize = elements.len();
        let mut index = vec![0; shape.len()];
        for (axis, &n) in shape.iter().enumerate() {
            index[axis] = number % n;
            number /= n;
        }
        for (axis, &n) in shape.iter().enumerate() {
            step /= n.max(1);
            at += index[axis] * step;
        }
        at
    };
    (0..elements.len()).map(|number| elements[place(number)]).collect()
}

// --- text ------------------------------------------------------------------------------------------------------------

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Bool(b) => f.write_str(if *b { "True" } else { "False" }),
            Value::Int(i) => write!(f, "{i}"),
            Value::Float(x) => f.write_str(&repr_f64(*x)),
            Value::Complex(re, im) => f.write_str(&repr_complex(*re, *im)),
            Value::Str(text) => f.write_str(&quote(text)),
            Value::Tuple(items) if items.len() == 1 => write!(f, "({},)", items[0]),
            Value::Tuple(items) => write!(f, "({})", join(items)),
            Value::List(items) => write!(f, "[{}]", join(items)),
            Value::Array(dtype, shape, _) if shape.contains(&0) && *shape != [0] => {
                let shape: Vec<Value> = shape.iter().map(|&n| Value::Int(n as i128)).collect();
                write!(f, "zeros({}, {})", Value::Tuple(shape), dtype.name())
            }
            Value::Array(dtype, shape, items) => {
                let usual = matches!(dtype, Dtype::F64 | Dtype::I64 | Dtype::Bool | Dtype::C128) && *shape != [0];
                let suffix = if usual { String::new() } else { format!(", {}", dtype.name()) };
                write!(f, "array({}{suffix})", nested(shape, items))
            }
        }
    }
}

fn nested(shape: &[usize], items: &[Value]) -> String {
    match shape.split_first() {
        None => items[0].to_string(),
        Some((_, [])) => format!("[{}]", join(items)),
        Some((&n, rest)) => {
            let rows: Vec<String> = items.chunks(items.len() / n.max(1)).map(|row| nested(rest, row)).collect();
            format!("[{}]", rows.join(", "))
        }
    }
}

fn join(items: &[Value]) -> String {
    items.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}

fn quote(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t");
    if text.contains('\'') && !text.contains('"') {
        return format!("\"{text}\"");
    }
    format!("'{}'", text.replace('\'', "\\'"))
}

fn unquote(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, _) => out.push(c),
        }
    }
    out
}

fn parse_items(text: &str) -> Vec<Value> {
    split_top(text).into_iter().map(Value::parse).collect()
}

fn parse_complex(text: &str) -> Value {
    let (re, im) =
        numjit::runtime::text::parse::parse_complex(text).unwrap_or_else(|_| panic!("not a complex number: {text}"));
    Value::Complex(re, im)
}

fn parse_array(parts: &[&str]) -> Value {
    let list = Value::parse(parts[0]);
    let mut ndim = 0;
    let mut first = &list;
    while let Value::List(items) = first {
        ndim += 1;
        match items.first() {
            Some(item) => first = item,
            None => break,
        }
    }
    let dtype = match (parts.get(1), first) {
        (Some(name), _) => super::case::dtype(name),
        (None, Value::Int(_)) => Dtype::I64,
        (None, Value::Bool(_)) => Dtype::Bool,
        (None, Value::Complex(..)) => Dtype::C128,
        (None, _) => Dtype::F64,
    };
    let (shape, elements) = list.elements(dtype, ndim);
    Value::Array(dtype, shape, elements.into_iter().map(Value::of_scalar).collect())
}

/// The pieces between the commas that stand in no bracket or string.
#[must_use]
pub fn split_top(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut pieces, mut quote) = (0, 0, Vec::new(), None);
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth -= 1,
            (None, b',') if depth == 0 => {
                pieces.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(text[start..].trim());
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}

/// Where the call at the start of a text ends.
#[must_use]
pub fn end_of_call(text: &str) -> usize {
    let (mut depth, mut quote) = (0, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    panic!("not a call: {text}")
}
