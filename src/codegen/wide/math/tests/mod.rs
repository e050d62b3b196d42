//! Every function over dense sweeps of its range, against references with twice the digits: at most one ulp.

mod reference;

use super::super::level::Level;
use super::super::program::Lane;
use super::evaluate::{Evaluator, frexp, scale};
use super::{binary, unary};
use crate::ir::{BinaryOp, UnaryOp};
use crate::runtime::math::c;
use reference::Dd;

/// The vector form's value; none where it leaves the argument to the scalar code.
fn value(op: UnaryOp, x: f64) -> Option<f64> {
    let mut evaluator = Evaluator::default();
    let x = evaluator.keep(x);
    let result = (unary(op, Lane::F64).expect("a vector form").function)(&mut evaluator, x);
    (!evaluator.left).then(|| evaluator.value(result))
}

fn value_of_two(op: BinaryOp, x: f64, y: f64) -> Option<f64> {
    let mut evaluator = Evaluator::default();
    let (x, y) = (evaluator.keep(x), evaluator.keep(y));
    let result = (binary(op, Lane::F64).expect("a vector form").function)(&mut evaluator, x, y);
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
fn roots() {
    sweep(UnaryOp::Cbrt, &[(-10.0, 10.0), (f64::MIN, f64::MAX)], reference::cbrt);
    sweep_two(BinaryOp::Hypot, &[[(-10.0, 10.0), (-10.0, 10.0)], [(-1e140, 1e140), (-1e140, 1e140)]], reference::hypot);
}

#[test]
fn error_functions() {
    sweep(UnaryOp::Erf, &[(-6.0, 6.0), (-1.5, 1.5)], reference::erf);
    sweep(UnaryOp::Erfc, &[(-6.0, 26.0), (-1.5, 1.5)], reference::erfc);
}

/// Compares a vector form with the scalar function, bit for bit.
fn same(op: UnaryOp, ranges: &[(f64, f64)], scalar: fn(f64) -> f64) {
    let mut numbers = Numbers(13);
    let swept = ranges.iter().flat_map(|&(low, high)| std::iter::repeat_n((low, high), COUNT));
    let mut arguments: Vec<f64> = swept.map(|(low, high)| numbers.between(low, high)).collect();
    arguments
        .extend(ranges.iter().flat_map(|&(low, high)| [low.next_down(), low, low.next_up(), high.next_down(), high]));
    arguments.extend(SPECIAL);
    for x in arguments {
        let value = value(op, x).expect("a form for all arguments");
        assert_eq!(value.to_bits(), scalar(x).to_bits(), "{op:?}({x:e}) = {value:?}, {:?}", scalar(x));
    }
}

#[test]
fn exact_forms_have_the_bits_of_scalar_code() {
    if Level::here() == Level::Baseline {
        println!("skipped: scalar code calls the C library on this machine");
        return;
    }
    let ranges = [(-745.2, -708.0), (-708.5, -511.0), (511.0, 709.8), (1023.0, 1025.0), (-1e300, 1e300), (-40.0, 40.0)];
    same(UnaryOp::Exp, &ranges, |x| c::exp(x));
    same(UnaryOp::Exp2, &[(-1076.0, -927.0), (927.0, 1025.0), (-1e300, 1e300), (-40.0, 40.0)], |x| c::exp2(x));
    let ranges = [(-1.0, f64::MAX), (0.93, 1.07), (0.0, f64::MIN_POSITIVE), (0.0, 100.0)];
    same(UnaryOp::Log, &ranges, |x| c::log(x));
    same(UnaryOp::Log2, &ranges, |x| c::log2(x));
    let mut numbers = Numbers(19);
    let bases = (0..COUNT / 4).map(|at| numbers.between(if at % 8 == 0 { -9.0 } else { 0.0 }, 9.0));
    for x in bases.chain(SPECIAL) {
        for y in [0.5, 1.7, -3.0, 2.0, 400.5, -700.0].into_iter().chain(SPECIAL) {
            let (value, scalar) = (value_of_two(BinaryOp::Pow, x, y).expect("a form"), c::pow(x, y));
            assert!(
                value.to_bits() == scalar.to_bits() || value.is_nan() && scalar.is_nan(),
                "{x:e} ** {y:e}: {value:?}, {scalar:?}"
            );
        }
    }
}
