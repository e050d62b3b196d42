//! Every scalar op at every dtype agrees with its meaning in plain Rust, on edge values.

use crate::run::Machine;
use numjit::ir::eval::{Scalar, eval_binary, eval_compare, eval_convert, eval_unary};
use numjit::ir::verify::verify;
use numjit::ir::{BinaryOp, Builder, CompareOp, Const, Function, InstanceId, Op, Ty, UnaryOp, ValueId};
use numjit::types::{Dtype, FunctionId, Kind};

/// A function and what each pair of operands gives.
struct Case {
    function: Function,
    name: String,
    meaning: Box<dyn Fn(Scalar, Scalar) -> Scalar>,
    /// The second operands; none: all edge values.
    second: Option<Scalar>,
}

fn edge_ints(dtype: Dtype) -> Vec<Scalar> {
    let bits = 8 * dtype.size() as u32;
    let (least, most) = if dtype.is_signed() { (-1i64 << (bits - 1), !(-1i64 << (bits - 1))) } else { (0, -1) };
    let values = [0, 1, -1, 2, -2, 3, 5, -7, 8, 10, 31, 63, 64, 100, least, least + 1, most, most - 1, most / 3];
    let mut out: Vec<Scalar> = Vec::new();
    for value in values {
        let value = Scalar::int(dtype, value);
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

const FLOATS: [f64; 27] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3.0,
    -3.7,
    0.1,
    1e-300,
    5e-324,
    1e300,
    -1e300,
    127.9,
    -128.9,
    255.5,
    2147483647.5,
    -2147483648.5,
    4294967295.0,
    9.223372036854775e18,
    1.8e19,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

fn edges(dtype: Dtype) -> Vec<Scalar> {
    let floats = FLOATS.map(|x| if dtype.real() == Dtype::F32 { f64::from(x as f32) } else { x });
    match dtype {
        Dtype::Bool => vec![Scalar::bool(false), Scalar::bool(true)],
        Dtype::F32 => floats.map(|x| Scalar::F32(x as f32)).to_vec(),
        Dtype::F64 => floats.map(Scalar::F64).to_vec(),
        Dtype::C64 => complex(&floats).map(|[re, im]| Scalar::C64([re as f32, im as f32])).collect(),
        Dtype::C128 => complex(&floats).map(Scalar::C128).collect(),
        _ => edge_ints(dtype),
    }
}

fn complex(floats: &[f64]) -> impl Iterator<Item = [f64; 2]> + '_ {
    let kept = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e300, f64::INFINITY, f64::NAN];
    let kept = move |x: f64| kept.iter().any(|k| k.to_bits() == x.to_bits());
    floats
        .iter()
        .filter(move |&&x| kept(x))
        .flat_map(move |&re| floats.iter().filter(move |&&x| kept(x)).map(move |&im| [re, im]))
}

/// The words of a scalar, as machine code has them.
pub fn words(x: Scalar) -> Vec<u64> {
    match x {
        Scalar::Int(_, value) => vec![value as u64],
        Scalar::F32(x) => vec![x.to_bits().into()],
        Scalar::F64(x) => vec![x.to_bits()],
        Scalar::C64(z) => z.map(|part| part.to_bits().into()).to_vec(),
        Scalar::C128(z) => z.map(f64::to_bits).to_vec(),
    }
}

fn scalar(dtype: Dtype, words: &[u64]) -> Scalar {
    match dtype {
        Dtype::F32 => Scalar::F32(f32::from_bits(words[0] as u32)),
        Dtype::F64 => Scalar::F64(f64::from_bits(words[0])),
        Dtype::C64 => Scalar::C64([f32::from_bits(words[0] as u32), f32::from_bits(words[1] as u32)]),
        Dtype::C128 => Scalar::C128([f64::from_bits(words[0]), f64::from_bits(words[1])]),
        _ => Scalar::Int(dtype, words[0] as i64),
    }
}

fn builder(dtype: Dtype, number: usize) -> (Builder, [ValueId; 2]) {
    let mut b = Builder::new("f", InstanceId(number as u32), &[Ty::Scalar(dtype), Ty::Scalar(dtype)], vec![]);
    b.at(FunctionId(0), Default::default());
    let params = b.params();
    (b, [params[0], params[1]])
}

/// Ends a function; none if the verifier does not take the op at this dtype.
fn ended(mut b: Builder, result: ValueId) -> Option<Function> {
    let ty = b.function().ty(result).clone();
    b.function_mut().results = vec![ty];
    b.push0(Op::Return, &[result]);
    let function = b.finish();
    verify(&function).is_ok().then_some(function)
}

fn unary_cases(dtype: Dtype, cases: &mut Vec<Case>) {
    for &op in UnaryOp::ALL {
        let (mut b, [x, _]) = builder(dtype, cases.len());
        let result = b.unary(op, x);
        if let Some(function) = ended(b, result) {
            let meaning = Box::new(move |x, _| eval_unary(op, x));
            cases.push(Case {
                function,
                name: format!("{} {dtype}", op.name()),
                meaning,
                second: Some(Scalar::zero(dtype)),
            });
        }
    }
    for to in Dtype::ALL {
        let (mut b, [x, _]) = builder(dtype, cases.len());
        let result = b.convert(x, to);
        if let Some(function) = ended(b, result) {
            let meaning = Box::new(move |x, _| eval_convert(x, to));
            cases.push(Case { function, name: format!("{dtype} to {to}"), meaning, second: Some(Scalar::zero(dtype)) });
        }
    }
}

fn binary_cases(dtype: Dtype, cases: &mut Vec<Case>) {
    for &op in BinaryOp::ALL {
        let (mut b, [x, y]) = builder(dtype, cases.len());
        let result = b.binary(op, x, y);
        if let Some(function) = ended(b, result) {
            let meaning = Box::new(move |x, y| eval_binary(op, x, y));
            cases.push(Case { function, name: format!("{} {dtype}", op.name()), meaning, second: None });
        }
    }
    for &op in CompareOp::ALL {
        let (mut b, [x, y]) = builder(dtype, cases.len());
        let result = b.compare(op, x, y);
        if let Some(function) = ended(b, result) {
            let meaning = Box::new(move |x, y| Scalar::bool(eval_compare(op, x, y)));
            cases.push(Case { function, name: format!("{} {dtype}", op.name()), meaning, second: None });
        }
    }
}

/// Ops whose code depends on a constant operand.
fn constant_cases(dtype: Dtype, cases: &mut Vec<Case>) {
    let ops = [BinaryOp::FloorDiv, BinaryOp::Mod, BinaryOp::Rem, BinaryOp::Shl, BinaryOp::Shr, BinaryOp::Pow];
    for (op, constant) in ops.iter().flat_map(|&op| edge_ints(dtype).into_iter().map(move |c| (op, c))) {
        let (mut b, [x, _]) = builder(dtype, cases.len());
        let y = b.constant(Const::Int(constant.as_i64()), dtype);
        let result = b.binary(op, x, y);
        if let Some(function) = ended(b, result) {
            let meaning = Box::new(move |x, y| eval_binary(op, x, y));
            cases.push(Case { function, name: format!("{} {dtype}", op.name()), meaning, second: Some(constant) });
        }
    }
}

fn check(cases: Vec<Case>) {
    let mut machine = Machine::of(cases.iter().map(|case| case.function.clone()).collect());
    let mut wrong = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let mut first_wrong = None;
        let mut count = 0;
        let param = case.function.dtype(case.function.params()[0]);
        let Some(result) = case.function.results[0].dtype() else { panic!("a scalar") };
        for x in edges(param) {
            for y in case.second.map_or_else(|| edges(param), |second| vec![second]) {
                let args = [words(x), words(y)].concat();
                let found = machine.call_nth(number, &args).unwrap_or_else(|e| panic!("{}: {e}", case.name));
                let (found, expected) = (scalar(result, &found), (case.meaning)(x, y));
                if found != expected {
                    count += 1;
                    first_wrong.get_or_insert(format!("of {x:?}, {y:?}: {found:?}, not {expected:?}"));
                }
            }
        }
        wrong.extend(first_wrong.map(|first| format!("{}: {count} wrong, {first}", case.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn unary_ops_and_conversions() {
    let mut cases = Vec::new();
    for dtype in Dtype::ALL {
        unary_cases(dtype, &mut cases);
    }
    check(cases);
}

#[test]
fn binary_ops_and_comparisons() {
    let mut cases = Vec::new();
    for dtype in Dtype::ALL {
        binary_cases(dtype, &mut cases);
    }
    check(cases);
}

#[test]
fn ops_with_constants() {
    let mut cases = Vec::new();
    for dtype in Dtype::ALL.into_iter().filter(|dtype| matches!(dtype.kind(), Kind::Signed | Kind::Unsigned)) {
        constant_cases(dtype, &mut cases);
    }
    check(cases);
}
