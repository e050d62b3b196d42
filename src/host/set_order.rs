//! In which order a set shows its items: that of CPython's table, which scripts see for numbers and tuples of them.
//!
//! Input: a set, whose items stand in the order in which they came. Output: its items by the places that CPython's table
//! gives them. Never: texts, whose places CPython draws anew for each run: with one of them the order stays.

use super::key::Set;
use super::value::Value;
use crate::runtime::string_ops::{HASH_MODULUS, hash_float};

/// Neighbors of a place that are tried before it is drawn anew.
const NEIGHBORS: usize = 9;

/// The items of a set in CPython's order.
pub(super) fn ordered(set: &Set) -> Vec<Value> {
    let hashes: Option<Vec<i64>> = set.iter().map(|key| hash(key.value())).collect();
    let value = |n: usize| set.get_index(n).map(|key| key.value().clone());
    let Some(hashes) = hashes else { return (0..set.len()).filter_map(value).collect() };
    let mut table = Table { slots: vec![None; 8], used: 0 };
    hashes.into_iter().enumerate().for_each(|(n, hash)| table.add(n, hash));
    table.slots.into_iter().flatten().filter_map(|(n, _)| value(n)).collect()
}

/// A table of numbers of items and their hashes.
struct Table {
    slots: Vec<Option<(usize, i64)>>,
    used: usize,
}

impl Table {
    fn add(&mut self, n: usize, hash: i64) {
        self.place(n, hash);
        self.used += 1;
        if self.used * 5 >= (self.slots.len() - 1) * 3 {
            self.grow(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
        }
    }

    fn grow(&mut self, least: usize) {
        let size = (least + 1).next_power_of_two().max(8);
        let before = std::mem::replace(&mut self.slots, vec![None; size]);
        before.into_iter().flatten().for_each(|(n, hash)| self.place(n, hash));
    }

    /// Puts an item into the first free place of its hash.
    fn place(&mut self, n: usize, hash: i64) {
        let mask = self.slots.len() - 1;
        let mut left = hash as u64;
        let mut at = left as usize & mask;
        loop {
            let last = if at + NEIGHBORS <= mask { at + NEIGHBORS } else { at };
            if let Some(free) = (at..=last).find(|&slot| self.slots[slot].is_none()) {
                self.slots[free] = Some((n, hash));
                return;
            }
            left >>= 5;
            at = at.wrapping_mul(5).wrapping_add(1).wrapping_add(left as usize) & mask;
        }
    }
}

/// CPython's hash of a number or a tuple; none: it differs from run to run.
pub(super) fn hash(value: &Value) -> Option<i64> {
    if let Some(int) = value.as_int() {
        return Some(hash_int(int));
    }
    match value {
        Value::Tuple(items) => hash_tuple(items),
        _ => value.as_float().filter(|x| !x.is_nan()).map(|x| hash_float(x)),
    }
}

/// As the runtime hashes an int, but of unsigned ones too, which go up to 64 bits.
fn hash_int(int: i128) -> i64 {
    match (int % i128::from(HASH_MODULUS)) as i64 {
        -1 => -2,
        hash => hash,
    }
}

fn hash_tuple(items: &[Value]) -> Option<i64> {
    const START: u64 = 2_870_177_450_012_600_261;
    let mut sum = START;
    for item in items {
        sum = sum.wrapping_add((hash(item)? as u64).wrapping_mul(14_029_467_366_897_019_727));
        sum = sum.rotate_left(31).wrapping_mul(11_400_714_785_074_694_791);
    }
    sum = sum.wrapping_add(items.len() as u64 ^ (START ^ 3_527_539));
    Some(if sum == u64::MAX { 1_546_275_796 } else { sum as i64 })
}
