//! Every function over dense sweeps of its range, against references with twice the digits: at most one ulp.

mod reference;

use super::super::program::{Arith, Lane, Node, NodeId};
use super::{Build, binary, unary};
use crate::ir::{BinaryOp, CompareOp, UnaryOp};
use reference::Dd;

/// The meaning of each operation, on one lane.
#[derive(Default)]
struct Evaluator {
    values: Vec<f64>,
    left: bool,
}

impl Evaluator {
    fn keep(&mut self, value: f64) -> NodeId {
        self.values.push(value);
        NodeId(self.values.len() as u32 - 1)
    }

    fn value(&self, id: NodeId) -> f64 {
        self.values[id.0 as usize]
    }

    fn holds(&self, id: NodeId) -> bool {
        self.value(id) != 0.0
    }

    fn truth(&mut self, node: Node) -> NodeId {
        let holds = match node {
            Node::Compare(op, _, a, b) => {
                let (a, b) = (self.value(a), self.value(b));
                match op {
                    CompareOp::Eq => a == b,
                    CompareOp::Ne => a != b,
                    CompareOp::Lt => a < b,
                    CompareOp::Le => a <= b,
                    CompareOp::Gt => a > b,
                    CompareOp::Ge => a >= b,
                }
            }
            Node::Arith(Arith::And, a, b) => self.holds(a) && self.holds(b),
            other => panic!("{other:?}"),
        };
        self.keep(f64::from(u8::from(holds)))
    }

    fn arith(op: Arith, a: f64, b: f64) -> f64 {
        let bits = |f: fn(u64, u64) -> u64| f64::from_bits(f(a.to_bits(), b.to_bits()));
        match op {
            Arith::Add => a + b,
            Arith::Sub => a - b,
            Arith::Mul => a * b,
            Arith::Div => a / b,
            Arith::Min => {
                if a < b {
                    a
                } else {
                    b
                }
            }
            Arith::Max => {
                if a > b {
                    a
                } else {
                    b
                }
            }
            Arith::And => bits(|a, b| a & b),
            Arith::Or => bits(|a, b| a | b),
            Arith::Xor => bits(|a, b| a ^ b),
            Arith::Scale => scale(a, b.floor()),
            other => panic!("{other:?}"),
        }
    }
}

/// `a * 2^n`, rounded once.
fn scale(a: f64, n: f64) -> f64 {
    if a.is_nan() || n.is_nan() {
        return f64::NAN;
    }
    let n = n.clamp(-4000.0, 4000.0) as i32;
    let (mantissa, exponent) = frexp(a);
    if a == 0.0 || a.is_infinite() {
        return a;
    }
    match exponent + n {
        result @ -1022..=1023 => mantissa * 2f64.powi(result),
        1024.. => f64::INFINITY.copysign(a),
        // Exact but for the last step.
        result => mantissa * 2f64.powi(-1022) * 2f64.powi((result + 1022).max(-1074)),
    }
}

/// Mantissa and exponent of a double.
fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let subnormal = x.abs() < f64::MIN_POSITIVE;
    let wide = if subnormal { x * 2f64.powi(54) } else { x };
    let exponent = ((wide.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    // From 1 up to 2, with the sign.
    let mantissa = f64::from_bits(wide.to_bits() & !(0x7ff << 52) | (1023 << 52));
    (mantissa, exponent - if subnormal { 54 } else { 0 })
}

impl Build for Evaluator {
    fn bits(&mut self, bits: u64) -> NodeId {
        self.keep(f64::from_bits(bits))
    }

    fn push(&mut self, node: Node, lane: Lane) -> NodeId {
        if lane == Lane::Mask {
            return self.truth(node);
        }
        let value = match node {
            Node::Arith(op, a, b) => Self::arith(op, self.value(a), self.value(b)),
            Node::Fma(a, b, c) => self.value(a).mul_add(self.value(b), self.value(c)),
            Node::Round(8, x) => self.value(x).round_ties_even(),
            Node::Round(9, x) => self.value(x).floor(),
            Node::Sqrt(x) => self.value(x).sqrt(),
            Node::Exponent(x) => match self.value(x) {
                0.0 => f64::NEG_INFINITY,
                x if x.is_infinite() => f64::INFINITY,
                x => frexp(x).1.into(),
            },
            Node::Mantissa(x) => match self.value(x) {
                0.0 => 1.0,
                x if x < 0.0 => f64::NAN,
                x if x.is_infinite() => 1.0,
                x => frexp(x).0,
            },
            Node::Select(mask, a, b) => self.value(if self.holds(mask) { a } else { b }),
            Node::Pick(table, index) => f64::from_bits(table[(self.value(index).to_bits() & 7) as usize]),
            other => panic!("{other:?}"),
        };
        self.keep(value)
    }

    fn require(&mut self, mask: NodeId) {
        self.left |= !self.holds(mask);
    }
}

/// The vector form's value; none where it leaves the argument to the scalar code.
fn value(op: UnaryOp, x: f64) -> Option<f64> {
    let mut evaluator = Evaluator::default();
    let x = evaluator.keep(x);
    let result = unary(op).expect("a vector form")(&mut evaluator, x);
    (!evaluator.left).then(|| evaluator.value(result))
}

fn value_of_two(op: BinaryOp, x: f64, y: f64) -> Option<f64> {
    let mut evaluator = Evaluator::default();
    let (x, y) = (evaluator.keep(x), evaluator.keep(y));
    let result = binary(op).expect("a vector form")(&mut evaluator, x, y);
    (!evaluator.left).then(|| evaluator.value(result))
}

/// How far a value is from the true one, in units of the last place of the true one.
fn ulps(value: f64, truth: Dd) -> f64 {
    let rounded = truth.hi + truth.lo;
    if value.to_bits() == rounded.to_bits() && (rounded == 0.0 || rounded.is_infinite())
        || value.is_nan() && rounded.is_nan()
    {
        return 0.0;
    }
    if rounded.is_infinite() {
        return if value == f64::MAX.copysign(rounded) { 1.0 } else { f64::INFINITY };
    }
    let unit = (rounded.abs().next_up() - rounded.abs()).max(f64::from_bits(1));
    let error = ((value - truth.hi) - truth.lo).abs() / unit;
    if value.is_nan() || rounded.is_nan() || value.is_sign_negative() != rounded.is_sign_negative() && value != 0.0 {
        f64::INFINITY
    } else {
        error
    }
}

/// Numbers spread over a range by the generator of Knuth's MMIX, half of them by their exponents.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 ^ (self.0 >> 29)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        if self.next().is_multiple_of(2) {
            return low + (high - low) * self.uniform();
        }
        loop {
            // Magnitudes from the subnormals on.
            let largest = low.abs().max(high.abs()).to_bits();
            let magnitude = f64::from_bits((self.uniform() * (largest as f64 + 1.0)) as u64);
            let x = if self.next().is_multiple_of(2) { magnitude } else { -magnitude };
            if (low..=high).contains(&x) {
                return x;
            }
        }
    }
}

const SPECIAL: [f64; 14] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    f64::MAX,
    f64::MIN,
];

const COUNT: usize = 4_000;

/// Sweeps a function of one number; says its largest error.
fn sweep(op: UnaryOp, ranges: &[(f64, f64)], truth: fn(f64) -> Dd) {
    let mut numbers = Numbers(7);
    let mut worst = (0.0, 0.0);
    let mut left = 0;
    let swept = ranges.iter().flat_map(|&(low, high)| std::iter::repeat_n((low, high), COUNT));
    let mut arguments: Vec<f64> = swept.map(|(low, high)| numbers.between(low, high)).collect();
    arguments.extend(SPECIAL);
    for x in arguments {
        let Some(value) = value(op, x) else {
            left += 1;
            continue;
        };
        let error = ulps(value, truth(x));
        if error > worst.0 {
            worst = (error, x);
        }
    }
    println!("{op:?}: {:.3} ulp at {:e}, {left} left", worst.0, worst.1);
    assert!(worst.0 <= 1.0, "{op:?}({:e}) = {:?} is off by {} ulp", worst.1, value(op, worst.1), worst.0);
}

fn sweep_two(op: BinaryOp, ranges: &[[(f64, f64); 2]], truth: fn(f64, f64) -> Dd) {
    let mut numbers = Numbers(11);
    let mut worst = (0.0, [0.0; 2]);
    let mut left = 0;
    let mut arguments = Vec::new();
    for &[first, second] in ranges {
        arguments.extend((0..COUNT).map(|_| [numbers.between(first.0, first.1), numbers.between(second.0, second.1)]));
    }
    arguments.extend(SPECIAL.iter().flat_map(|&x| SPECIAL.map(|y| [x, y])));
    for [x, y] in arguments {
        let Some(value) = value_of_two(op, x, y) else {
            left += 1;
            continue;
        };
        let error = ulps(value, truth(x, y));
        if error > worst.0 {
            worst = (error, [x, y]);
        }
    }
    println!("{op:?}: {:.3} ulp at {:?}, {left} left", worst.0, worst.1);
    let [x, y] = worst.1;
    assert!(worst.0 <= 1.0, "{op:?}({x:e}, {y:e}) = {:?} is off by {} ulp", value_of_two(op, x, y), worst.0);
}

#[test]
fn exponentials() {
    sweep(UnaryOp::Exp, &[(-746.0, 710.0), (-1.0, 1.0)], reference::exp);
    sweep(UnaryOp::Exp2, &[(-1080.0, 1025.0), (-1.0, 1.0)], reference::exp2);
    sweep(UnaryOp::Expm1, &[(-50.0, 710.0), (-1.0, 1.0)], reference::expm1);
}

#[test]
fn logarithms() {
    let ranges = [(0.0, f64::MAX), (0.5, 2.0)];
    sweep(UnaryOp::Log, &ranges, reference::log);
    sweep(UnaryOp::Log2, &ranges, reference::log2);
    sweep(UnaryOp::Log10, &ranges, reference::log10);
    sweep(UnaryOp::Log1p, &[(-1.0, f64::MAX), (-1.0, 3.0)], reference::log1p);
}

#[test]
fn trigonometry() {
    let ranges = [(-1e12, 1e12), (-7.0, 7.0), (-1000.0, 1000.0)];
    sweep(UnaryOp::Sin, &ranges, reference::sin);
    sweep(UnaryOp::Cos, &ranges, reference::cos);
    sweep(UnaryOp::Tan, &ranges, reference::tan);
}

#[test]
fn inverse_trigonometry() {
    sweep(UnaryOp::Asin, &[(-1.0, 1.0)], reference::asin);
    sweep(UnaryOp::Acos, &[(-1.0, 1.0)], reference::acos);
    sweep(UnaryOp::Atan, &[(-10.0, 10.0), (-1.0, 1.0), (f64::MIN, f64::MAX)], reference::atan);
    let all = (-1e300, 1e300);
    sweep_two(BinaryOp::Atan2, &[[(-10.0, 10.0), (-10.0, 10.0)], [(-1.0, 1.0), all], [all, all]], reference::atan2);
}

#[test]
fn hyperbolic_functions() {
    sweep(UnaryOp::Sinh, &[(-711.0, 711.0), (-3.0, 3.0)], reference::sinh);
    sweep(UnaryOp::Cosh, &[(-711.0, 711.0), (-3.0, 3.0)], reference::cosh);
    sweep(UnaryOp::Tanh, &[(-30.0, 30.0), (-2.0, 2.0)], reference::tanh);
}

#[test]
fn powers() {
    let ranges = [[(0.0, 10.0), (-300.0, 300.0)], [(0.5, 2.0), (-1000.0, 1000.0)], [(0.0, f64::MAX), (-1.0, 1.0)]];
    sweep_two(BinaryOp::Pow, &ranges, reference::pow);
    sweep(UnaryOp::Cbrt, &[(-10.0, 10.0), (f64::MIN, f64::MAX)], reference::cbrt);
    sweep_two(BinaryOp::Hypot, &[[(-10.0, 10.0), (-10.0, 10.0)], [(-1e140, 1e140), (-1e140, 1e140)]], reference::hypot);
}

#[test]
fn error_functions() {
    sweep(UnaryOp::Erf, &[(-6.0, 6.0), (-1.5, 1.5)], reference::erf);
    sweep(UnaryOp::Erfc, &[(-6.0, 26.0), (-1.5, 1.5)], reference::erfc);
}
