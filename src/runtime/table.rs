//! The slots of dictionaries and sets that come from outside: what the prelude makes of keys, made here.
//!
//! Input: keys. Output: their hashes and slots, as `prelude/table.npy` makes them. Never: tables that compiled code made.

use super::string_ops::hash_float;

/// The hash of a float: of the int where it is one.
#[must_use]
pub fn float_hash(key: f64) -> i64 {
    match hash_float(key) {
        -2 => -1,
        hash => hash,
    }
}

/// The hash of a complex number.
#[must_use]
pub fn complex_hash(re: f64, im: f64) -> i64 {
    float_hash(re).wrapping_add(float_hash(im).wrapping_mul(1_000_003))
}

/// The hash of a text.
#[must_use]
pub fn text_hash(key: &str) -> i64 {
    key.chars().fold(0, |hash: i64, c| (hash ^ i64::from(u32::from(c))).wrapping_mul(1_099_511_628_211))
}

/// The hash of a tuple, of those of its items.
#[must_use]
pub fn tuple_hash(items: impl DoubleEndedIterator<Item = i64>) -> i64 {
    items.rev().fold(5_870_177_450_012_600_261, |rest: i64, item| (rest ^ mixed(item)).wrapping_mul(1_000_003))
}

/// Spreads a hash over all bits.
fn mixed(hash: i64) -> i64 {
    let hash = (hash ^ (hash >> 31)).wrapping_mul(-4_658_895_280_553_007_687);
    hash ^ (hash >> 27)
}

/// The slots of keys with these hashes; none for no keys.
#[must_use]
pub fn slots(hashes: &[i64]) -> Vec<i64> {
    if hashes.is_empty() {
        return Vec::new();
    }
    let n = (2 * hashes.len()).next_power_of_two().max(8);
    let mut slots = vec![-1; n];
    for (place, &hash) in hashes.iter().enumerate() {
        let mut at = mixed(hash) as usize & (n - 1);
        while slots[at] >= 0 {
            at = (at + 1) & (n - 1);
        }
        slots[at] = place as i64;
    }
    slots
}
