//! Sorted lanes against a plain sort, places, parts.

use super::*;
use crate::runtime::array::Scalar;
use std::cmp::Ordering;

/// Numbers in no order, some of them equal.
fn numbers(n: usize, below: u64) -> Vec<u64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..n).map(|_| next() % below).collect()
}

/// All lengths around those of networks and steps, and a few long ones.
fn lengths() -> impl Iterator<Item = usize> {
    (0..140).chain([255, 256, 257, 1000, 4100])
}

fn check<T: Sortable>(values: &[T]) {
    let mut expected = values.to_vec();
    expected.sort_by(|a, b| a.order(*b));
    let mut sorted = values.to_vec();
    T::sort(&mut sorted);
    let same = |a: &[T], b: &[T]| a.iter().zip(b).all(|(a, b)| a.order(*b) == Ordering::Equal);
    assert!(same(&sorted, &expected), "{} of {}", values.len(), T::DTYPE);
    let mut places = vec![0; values.len()];
    T::argsort(values, &mut places).unwrap();
    let mut by_places: Vec<i64> = (0..values.len() as i64).collect();
    by_places.sort_by(|&a, &b| values[a as usize].order(values[b as usize]));
    assert_eq!(places, by_places, "{} of {}", values.len(), T::DTYPE);
}

#[test]
fn ints_of_all_widths_are_sorted() {
    for n in lengths() {
        for below in [3, 1000, u64::MAX] {
            let values = numbers(n, below);
            macro_rules! check_as {
                ($($T:ident)*) => {$(check(&values.iter().map(|&x| x as $T).collect::<Vec<$T>>());)*};
            }
            check_as! { i8 u8 i16 u16 i32 u32 i64 u64 }
            check(&values.iter().map(|&x| x % 2 == 0).collect::<Vec<bool>>());
        }
    }
}

#[test]
fn nans_of_both_signs_and_infinities_stand_last() {
    for n in lengths() {
        let float = |x: u64| match x % 11 {
            0 => f64::NAN,
            1 => -f64::NAN,
            2 => f64::INFINITY,
            3 => f64::NEG_INFINITY,
            4 => -0.0,
            5 => 0.0,
            _ => (x as i64 >> 20) as f64 * 0.125,
        };
        let values: Vec<f64> = numbers(n, u64::MAX).into_iter().map(float).collect();
        check(&values);
        check(&values.iter().map(|&x| x as f32).collect::<Vec<f32>>());
        check(&values.iter().rev().zip(&values).map(|(&a, &b)| num_complex::Complex::new(a, b)).collect::<Vec<_>>());
    }
}

#[test]
fn runs_and_equal_numbers_do_not_take_for_ever() {
    let n = 20_000;
    check(&(0..n).collect::<Vec<i64>>());
    check(&(0..n).rev().collect::<Vec<i64>>());
    check(&vec![i64::MAX; n as usize]);
    check(&vec![i32::MIN; n as usize]);
    check(&(0..n).map(|i| if i % 2 == 0 { i64::MAX } else { i64::MIN }).collect::<Vec<i64>>());
}

#[test]
fn lanes_along_any_axis() {
    let array = Array::from_shape_vec(&[2, 3], vec![5i64, 1, 3, 0, 4, 2]).expect("six elements");
    let turned = array.transpose();
    sort(&turned, 1).expect("mutable");
    assert_eq!(array.to_vec::<i64>().unwrap(), [0, 1, 2, 5, 4, 3]);
    sort(&array, 1).expect("mutable");
    assert_eq!(array.to_vec::<i64>().unwrap(), [0, 1, 2, 3, 4, 5]);
    assert!(sort(&array.read_only(), 0).is_err());
}

#[test]
fn places_in_a_sorted_array() {
    let sorted = Array::from_vec(vec![1.0, 2.0, 2.0, f64::NAN]);
    let values = Array::from_vec(vec![0.0, 2.0, 3.0, f64::NAN]);
    let target = Array::from_vec(vec![0i64; 4]);
    search_sorted(&target, &sorted, &values, Side::Left).expect("fits");
    assert_eq!(target.to_vec::<i64>().unwrap(), [0, 1, 3, 3]);
    search_sorted(&target, &sorted, &values, Side::Right).expect("fits");
    assert_eq!(target.to_vec::<i64>().unwrap(), [0, 3, 3, 4]);
}

#[test]
fn parts_around_places() {
    let values: Vec<i32> = numbers(101, 50).into_iter().map(|x| x as i32).collect();
    let array = Array::from_vec(values.clone());
    partition(&array, &[30, 7], 0).expect("mutable");
    let mut sorted = values;
    sorted.sort_unstable();
    let parted = array.to_vec::<i32>().unwrap();
    for place in [7, 30] {
        assert_eq!(parted[place], sorted[place]);
        assert!(parted[..place].iter().all(|x| *x <= sorted[place]));
    }
    assert_eq!(array.get(&[7]).ok(), Some(Scalar::I32(sorted[7])));
}

#[test]
fn long_slices_are_cut() {
    let n = 2 * stop::LONG + 12_345;
    for below in [2, 1000, u64::MAX] {
        let values = numbers(n, below);
        let mut expected = values.clone();
        expected.sort_unstable();
        let mut sorted = values.clone();
        cut::sort_by(&mut sorted, Ord::cmp);
        assert!(sorted == expected, "below {below}");
        for place in [0, n / 3, n - 1] {
            let mut parted = values.clone();
            select_by(&mut parted, place, Ord::cmp);
            assert_eq!(parted[place], expected[place]);
            let (before, after) = parted.split_at(place);
            assert!(before.iter().max() <= after.iter().min(), "below {below} at {place}");
        }
    }
}
