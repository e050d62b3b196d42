//! Long slices in any order, cut into parts that the standard library sorts: requests to stop are heard between them.
//!
//! Input: slices, an order. Output: the slices in order, or the element that belongs at a place. Never: allocation.
//! Stopped by a request, a slice has its elements in some order, and whoever asked polls afterwards.

use crate::runtime::stop;
use std::cmp::Ordering;
use std::ops::Range;

/// Elements of a long slice whose middle one it is cut at.
const SAMPLE: usize = 33;

/// Sorts.
pub(super) fn sort_by<T: Copy>(values: &mut [T], order: impl Fn(&T, &T) -> Ordering + Copy) {
    sort_to(values, order, depth(values.len()));
}

fn sort_to<T: Copy>(mut values: &mut [T], order: impl Fn(&T, &T) -> Ordering + Copy, mut depth: u32) {
    while values.len() > stop::LONG && depth > 0 {
        if stop::poll().is_err() {
            return;
        }
        depth -= 1;
        let settled = cut(values, order);
        let (low, rest) = values.split_at_mut(settled.start);
        sort_to(low, order, depth);
        values = &mut rest[settled.len()..];
    }
    values.sort_unstable_by(order);
}

/// Moves the element that sorting puts at a place there, what does not come after it before it, and the rest behind it.
pub(super) fn select_by<T: Copy>(values: &mut [T], place: usize, order: impl Fn(&T, &T) -> Ordering + Copy) {
    let (mut start, mut end, mut depth) = (0, values.len(), depth(values.len()));
    while end - start > stop::LONG && depth > 0 {
        if stop::poll().is_err() {
            return;
        }
        depth -= 1;
        let settled = cut(&mut values[start..end], order);
        if place - start < settled.start {
            end = start + settled.start;
        } else if place - start < settled.end {
            return;
        } else {
            start += settled.end;
        }
    }
    values[start..end].select_nth_unstable_by(place - start, order);
}

/// How often a slice is cut before the cuts are known to be bad.
fn depth(n: usize) -> u32 {
    2 * (usize::BITS - n.leading_zeros())
}

/// Moves what comes before some element to the front; or, where none does, its equals, whose places are then settled.
fn cut<T: Copy>(values: &mut [T], order: impl Fn(&T, &T) -> Ordering) -> Range<usize> {
    let gap = values.len() / SAMPLE;
    let mut sample: [T; SAMPLE] = std::array::from_fn(|i| values[i * gap + gap / 2]);
    sample.sort_unstable_by(&order);
    let pivot = sample[SAMPLE / 2];
    match partition(values, |value| order(value, &pivot).is_lt()) {
        0 => 0..partition(values, |value| order(value, &pivot).is_eq()),
        low => low..low,
    }
}

/// Moves some elements to the front; how many they are. Without a branch on what each of them is.
fn partition<T: Copy>(values: &mut [T], is_low: impl Fn(&T) -> bool) -> usize {
    let mut low = 0;
    for i in 0..values.len() {
        values.swap(i, low);
        low += usize::from(is_low(&values[low]));
    }
    low
}
