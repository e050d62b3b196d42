//! Every math helper against what Numba gave, through the table that machine code uses.
//!
//! `tests/record/math_functions.py` wrote the expectations.

use crate::runtime::helpers::{HELPERS, Helper, Machine, Out};
use crate::types::Dtype;
use std::mem::transmute;

const TABLE: &str = include_str!("../../../tests/data/math/functions.txt");

/// The numbers of a call: operands, then results, as bits; `None` is a nan.
type Numbers = Vec<Option<u64>>;

/// Bits of an operand; a nan becomes the quiet one.
fn operand(number: Option<u64>, single: bool) -> u64 {
    number.unwrap_or(if single { u64::from(f32::NAN.to_bits()) } else { f64::NAN.to_bits() })
}

/// Calls a helper of doubles.
fn call_double(helper: Helper, x: &[f64]) -> Vec<f64> {
    let mut room = [0.0; 2];
    let (address, out) = (HELPERS.address(helper), Out::new(&mut room));
    // SAFETY: the row gives the function's type, which the compiler has checked against the function.
    unsafe {
        match helper.row().params {
            [Machine::F64] => return vec![transmute::<*const u8, extern "C" fn(f64) -> f64>(address)(x[0])],
            [Machine::F64, Machine::F64] => {
                return vec![transmute::<*const u8, extern "C" fn(f64, f64) -> f64>(address)(x[0], x[1])];
            }
            [Machine::F64, Machine::F64, Machine::OutC128] => {
                transmute::<*const u8, extern "C" fn(f64, f64, Out<f64>)>(address)(x[0], x[1], out);
            }
            _ => transmute::<*const u8, extern "C" fn(f64, f64, f64, f64, Out<f64>)>(address)(
                x[0], x[1], x[2], x[3], out,
            ),
        }
    }
    room.to_vec()
}

/// Calls a helper of singles.
fn call_single(helper: Helper, x: &[f32]) -> Vec<f32> {
    let mut room = [0.0; 2];
    let (address, out) = (HELPERS.address(helper), Out::new(&mut room));
    // SAFETY: as in `call_double`.
    unsafe {
        match helper.row().params {
            [Machine::F32] => return vec![transmute::<*const u8, extern "C" fn(f32) -> f32>(address)(x[0])],
            [Machine::F32, Machine::F32] => {
                return vec![transmute::<*const u8, extern "C" fn(f32, f32) -> f32>(address)(x[0], x[1])];
            }
            [Machine::F32, Machine::F32, Machine::OutC64] => {
                transmute::<*const u8, extern "C" fn(f32, f32, Out<f32>)>(address)(x[0], x[1], out);
            }
            _ => transmute::<*const u8, extern "C" fn(f32, f32, f32, f32, Out<f32>)>(address)(
                x[0], x[1], x[2], x[3], out,
            ),
        }
    }
    room.to_vec()
}

/// The distance of two results in units of the last place; 0 for equal bits and for two nans.
fn distance(got: f64, expected: Option<f64>, single: bool) -> f64 {
    match expected {
        None => f64::from(u8::from(!got.is_nan())) * f64::INFINITY,
        Some(x) if x == got => f64::from(u8::from(x.is_sign_negative() != got.is_sign_negative())) * f64::INFINITY,
        Some(x) => (x - got).abs() / (x.abs() * if single { f64::from(f32::EPSILON) } else { f64::EPSILON }),
    }
}

fn results(helper: Helper, operands: &[Option<u64>], single: bool) -> Vec<f64> {
    let bits = operands.iter().map(|&number| operand(number, single));
    if single {
        let x: Vec<f32> = bits.map(|bits| f32::from_bits(bits as u32)).collect();
        call_single(helper, &x).into_iter().map(f64::from).collect()
    } else {
        let x: Vec<f64> = bits.map(f64::from_bits).collect();
        call_double(helper, &x)
    }
}

fn value(number: Option<u64>, single: bool) -> Option<f64> {
    number.map(|bits| if single { f64::from(f32::from_bits(bits as u32)) } else { f64::from_bits(bits) })
}

#[test]
fn functions_give_what_numba_gives() {
    let mut wrong = Vec::new();
    for line in TABLE.lines() {
        let mut words = line.split(' ');
        let (name, dtype_name) = (words.next().unwrap(), words.next().unwrap());
        let dtype = Dtype::ALL.into_iter().find(|dtype| dtype.name() == dtype_name).unwrap();
        let numbers: Numbers = words.map(|word| u64::from_str_radix(word, 16).ok()).collect();
        let single = dtype.real() == Dtype::F32;
        let helper = Helper::math(name, dtype).unwrap_or_else(|| panic!("no helper for {name} of {dtype_name}"));
        let n_results = if dtype.is_complex() { 2 } else { 1 };
        let (operands, expected) = numbers.split_at(numbers.len() - n_results);
        let got = results(helper, operands, single);
        let worst = got.iter().zip(expected).map(|(&x, &e)| distance(x, value(e, single), single)).fold(0.0, f64::max);
        if worst > 0.0 {
            wrong.push(format!("{line}: got {got:?}, off by {worst}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), TABLE.lines().count(), wrong.join("\n"));
}
