//! The functions against the C library's, where that is the one whose bits they have.

use super::super::c::system;

/// Numbers spread over a range, half of them by their exponents.
fn numbers(low: f64, high: f64, count: u64) -> impl Iterator<Item = f64> {
    let mut state = 17u64;
    let mut next = move || {
        // The generator of Knuth's MMIX.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state ^ (state >> 29)) >> 11
    };
    (0..count).map(move |n| {
        let part = next() as f64 / (1u64 << 53) as f64;
        match n % 2 {
            0 => low + (high - low) * part,
            _ => f64::from_bits((part * high.abs().max(low.abs()).to_bits() as f64) as u64).copysign(if high <= 0.0 {
                low
            } else {
                high
            }),
        }
    })
}

const SPECIAL: [f64; 14] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    f64::MAX,
    f64::MIN,
    f64::EPSILON,
];

const COUNT: u64 = 20_000;

/// Compares a function with the C library's, unless that gives something else at an argument where its versions differ.
fn compare(name: &str, ours: extern "C" fn(f64) -> f64, theirs: fn(f64) -> f64, known: &[f64], ranges: &[(f64, f64)]) {
    let differs = |&x: &f64| ours(x).to_bits() != theirs(x).to_bits();
    if known.iter().any(differs) {
        println!("{name}: skipped, the C library is another one");
        return;
    }
    let swept = ranges.iter().flat_map(|&(low, high)| numbers(low, high, COUNT));
    let edges = ranges.iter().flat_map(|&(low, high)| [low.next_down(), low, low.next_up(), high.next_down(), high]);
    let different: Vec<f64> = swept.chain(edges).chain(SPECIAL).filter(differs).collect();
    let first = different.first().map(|&x| (x, ours(x), theirs(x)));
    assert!(different.is_empty(), "{name}: {} differ, the first is {first:?}", different.len());
}

/// Arguments at which other roundings, or the true value's, give another last bit.
const EXP: &[f64] = &[-4.281, 6.218, -9.474, 13.08, 8.911, 22.08];
const EXP2: &[f64] = &[-0.2639, -8.296, -9.296, 0.8783];
const LOG: &[f64] = &[455.7, 95.97];
const LOG2: &[f64] = &[46.63, 810.5];

#[test]
fn exponentials() {
    let all = [(-746.0, -708.0), (-708.5, -511.0), (511.0, 709.8), (-1025.0, 1025.0), (-1e300, 1e300), (-40.0, 40.0)];
    compare("exp", super::exp, |x| system::exp(x), EXP, &all);
    let all = [(-1076.0, -1021.0), (-1023.0, -927.0), (927.0, 1024.5), (-1e300, 1e300), (-40.0, 40.0)];
    compare("exp2", super::exp2, |x| system::exp2(x), EXP2, &all);
}

#[test]
fn logarithms() {
    let all = [(-1.0, f64::MAX), (0.93, 1.07), (0.0, f64::MIN_POSITIVE), (0.0, 100.0)];
    compare("log", super::log, |x| system::log(x), LOG, &all);
    compare("log2", super::log2, |x| system::log2(x), LOG2, &all);
}

/// Exponents for the powers that are compared.
const EXPONENTS: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    3.0,
    -3.0,
    0.5,
    1.7,
    -1.7,
    1e-5,
    100.5,
    -100.5,
    5e-324,
    1e300,
    -1e300,
    9_007_199_254_740_991.0,
    9_007_199_254_740_993.0,
    4_503_599_627_370_497.5,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MAX,
    1.0 / 3.0,
];

#[test]
fn powers() {
    let known = [[46.63, 1.7], [3.3, 0.3], [455.7, -2.1]];
    if known.iter().any(|&[x, y]| super::pow(x, y).to_bits() != system::pow(x, y).to_bits()) {
        println!("pow: skipped, the C library is another one");
        return;
    }
    let ranges = [(-5.0, 5.0), (0.9, 1.1), (0.0, f64::MAX), (0.0, f64::MIN_POSITIVE), (-1e10, 0.0), (0.5, 700.0)];
    let bases = ranges.iter().flat_map(|&(low, high)| numbers(low, high, 400)).chain(SPECIAL);
    for x in bases {
        for y in EXPONENTS.into_iter().chain(SPECIAL).chain(numbers(-700.0, 700.0, 20)) {
            let (ours, theirs) = (super::pow(x, y), system::pow(x, y));
            let same = ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan();
            assert!(same, "{x:e} ** {y:e}: {ours:?}, {theirs:?}");
        }
    }
}

/// Singles over the whole range, each so many bits after the last.
fn singles(step: usize) -> impl Iterator<Item = f32> {
    (0..=u32::MAX).step_by(step).map(f32::from_bits)
}

/// Compares a function of singles with the C library's, unless that is another one.
fn compare_singles(name: &str, ours: extern "C" fn(f32) -> f32, theirs: fn(f32) -> f32, known: &[f32]) {
    let differs = |&x: &f32| ours(x).to_bits() != theirs(x).to_bits() && !(ours(x).is_nan() && theirs(x).is_nan());
    if known.iter().any(differs) {
        println!("{name}: skipped, the C library is another one");
        return;
    }
    let special = SPECIAL.into_iter().map(|x| x as f32);
    let first = singles(8191).chain(special).find(differs).map(|x| (x, ours(x), theirs(x)));
    assert!(first.is_none(), "{name}: {first:?}");
}

#[test]
fn functions_of_singles() {
    compare_singles("expf", super::expf, |x| system::expf(x), &[1.3, -7.7, 20.1]);
    compare_singles("exp2f", super::exp2f, |x| system::exp2f(x), &[1.3, -7.7, 20.1]);
    compare_singles("logf", super::logf, |x| system::logf(x), &[1.3, 7.7, 20.1]);
    compare_singles("log2f", super::log2f, |x| system::log2f(x), &[1.3, 7.7, 20.1]);
    let exponents = EXPONENTS.into_iter().chain(SPECIAL).chain(numbers(-40.0, 40.0, 20));
    for y in exponents.map(|y| y as f32) {
        let quiet = singles(1_048_573).filter(|x| !x.is_nan());
        for x in quiet.chain(SPECIAL.map(|x| x as f32)) {
            let (ours, theirs) = (super::powf(x, y), system::powf(x, y));
            let same = ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan();
            assert!(same, "{x:e} ** {y:e}: {ours:?}, {theirs:?}");
        }
    }
}
