//! Arguments of `; run:` lines.
//!
//! Input: `1`, `-2.5`, `true`, `(1.0, 2.0)` (complex), `"text"`, `[[1, 2], [3, 4]]` (array), `[(1, 2.0)]` (list of components).
//! Output: the oracle's values. The way back is in `common/show.rs`.

use libtest_mimic::Failed;
use numjit::ir::Ty;
use numjit::ir::eval::{Scalar, eval_convert};
use numjit::oracle::{Heap, Value};
use numjit::types::{Dtype, Layout};

/// A literal before its type is known.
#[derive(Debug)]
enum Literal {
    Int(i64),
    Float(f64),
    Text(String),
    Items(Vec<Literal>),
    Tuple(Vec<Literal>),
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn take(&mut self, mark: char) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(mark);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn items(&mut self, close: char) -> Result<Vec<Literal>, Failed> {
        let mut items = Vec::new();
        while !self.take(close) {
            items.push(self.literal()?);
            self.take(',');
        }
        Ok(items)
    }

    fn literal(&mut self) -> Result<Literal, Failed> {
        if self.take('[') {
            return Ok(Literal::Items(self.items(']')?));
        }
        if self.take('(') {
            return Ok(Literal::Tuple(self.items(')')?));
        }
        if self.take('"') {
            let (text, rest) = self.rest.split_once('"').ok_or("a text without an end")?;
            self.rest = rest;
            return Ok(Literal::Text(text.to_owned()));
        }
        let end = self.rest.find([',', ')', ']']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word.trim() {
            "true" => Ok(Literal::Int(1)),
            "false" => Ok(Literal::Int(0)),
            word => match word.parse() {
                Ok(value) => Ok(Literal::Int(value)),
                Err(_) => Ok(Literal::Float(word.parse().map_err(|_| format!("{word:?} is no value"))?)),
            },
        }
    }
}

/// The values between the parentheses of a call.
pub fn read_args(heap: &mut Heap, text: &str, types: &[Ty]) -> Result<Vec<Value>, Failed> {
    let literals = Parser { rest: &format!("{text})") }.items(')')?;
    if literals.len() != types.len() {
        return Err(format!("{} arguments for {} parameters", literals.len(), types.len()).into());
    }
    literals.iter().zip(types).map(|(literal, ty)| value(heap, literal, ty)).collect()
}

fn value(heap: &mut Heap, literal: &Literal, ty: &Ty) -> Result<Value, Failed> {
    Ok(match (literal, ty) {
        (_, Ty::Scalar(dtype)) => Value::Scalar(scalar(literal, *dtype)?),
        (_, Ty::Array { dtype, ndim, layout }) => {
            let (mut shape, mut elements) = (vec![0; usize::from(*ndim)], Vec::new());
            flatten(literal, *dtype, &mut shape, 0, &mut elements)?;
            let packed = if *layout == Layout::F { transposed(&shape, &elements) } else { elements };
            let order = if *layout == Layout::F { Layout::F } else { Layout::C };
            heap.array(*dtype, order, &shape, &packed)
        }
        (Literal::Text(text), Ty::Str) => heap.string(text.clone()),
        (Literal::Items(items), Ty::List(parts)) => {
            let items = items.iter().map(|item| match item {
                Literal::Tuple(own) => own.iter().zip(parts.iter()).map(|(part, ty)| value(heap, part, ty)).collect(),
                _ => Ok(vec![value(heap, item, &parts[0])?]),
            });
            let items = items.collect::<Result<_, Failed>>()?;
            heap.list(items)
        }
        _ => return Err(format!("{literal:?} is no {ty}").into()),
    })
}

fn scalar(literal: &Literal, dtype: Dtype) -> Result<Scalar, Failed> {
    let plain = match literal {
        Literal::Int(value) => Scalar::i64(*value),
        Literal::Float(value) => Scalar::F64(*value),
        Literal::Tuple(parts) => match &parts[..] {
            [re, im] => match (scalar(re, Dtype::F64)?, scalar(im, Dtype::F64)?) {
                (Scalar::F64(re), Scalar::F64(im)) => Scalar::C128([re, im]),
                _ => return Err("no complex number".into()),
            },
            _ => return Err("a complex number has two parts".into()),
        },
        _ => return Err(format!("{literal:?} is no scalar").into()),
    };
    Ok(eval_convert(plain, dtype))
}

/// The elements of nested lists in row-major order, and the lengths of the axes.
fn flatten(
    literal: &Literal,
    dtype: Dtype,
    shape: &mut [i64],
    axis: usize,
    out: &mut Vec<Scalar>,
) -> Result<(), Failed> {
    match literal {
        Literal::Items(items) if axis < shape.len() => {
            shape[axis] = items.len() as i64;
            items.iter().try_for_each(|item| flatten(item, dtype, shape, axis + 1, out))
        }
        _ if axis == shape.len() => {
            out.push(scalar(literal, dtype)?);
            Ok(())
        }
        _ => Err(format!("{literal:?} has too few axes").into()),
    }
}

/// Row-major elements in column-major order.
fn transposed(shape: &[i64], elements: &[Scalar]) -> Vec<Scalar> {
    let mut out = elements.to_vec();
    for (at, element) in elements.iter().enumerate() {
        let (mut rest, mut place, mut stride) = (at as i64, 0, shape.iter().product::<i64>());
        for &length in shape.iter().rev() {
            stride /= length;
            place += rest % length * stride;
            rest /= length;
        }
        out[place as usize] = *element;
    }
    out
}
