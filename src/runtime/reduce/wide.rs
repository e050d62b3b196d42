//! Loops over contiguous elements, compiled several times: for the widest vectors that the CPU has.
//!
//! Input: slices. Output: sums and extrema. Never: another order of additions on another CPU: the lanes are part of the
//! definition, so that every CPU gives the same bits.

use super::Extremum;
use super::number::Number;

/// Elements that are compared side by side.
const LANES: usize = 32;

/// Writes a function for each kind of CPU, and the one that picks.
macro_rules! widest {
    ($(#[$doc:meta])* $visible:vis fn $name:ident<$T:ident: $Bound:ident>($($arg:ident: $Arg:ty),*) -> $Result:ty = $body:ident;) => {
        $(#[$doc])*
        $visible fn $name<$T: $Bound>($($arg: $Arg),*) -> $Result {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn avx512<$T: $Bound>($($arg: $Arg),*) -> $Result {
                    $body!(avx512($($arg),*))
                }
                #[target_feature(enable = "avx2")]
                fn avx2<$T: $Bound>($($arg: $Arg),*) -> $Result {
                    $body!(avx2($($arg),*))
                }
                if is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512vl") {
                    // SAFETY: the CPU has these instructions (checked; AVX-512 BW implies F).
                    return unsafe { avx512($($arg),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the CPU has these instructions (checked).
                    return unsafe { avx2($($arg),*) };
                }
            }
            fn plain<$T: $Bound>($($arg: $Arg),*) -> $Result {
                $body!(plain($($arg),*))
            }
            plain($($arg),*)
        }
    };
}

/// Halves until a part is a block; a part is a multiple of the lanes.
macro_rules! pairwise {
    ($own:ident($values:ident)) => {{
        if $values.len() <= T::BLOCK {
            return T::block($values);
        }
        let half = $values.len() / 2;
        let (left, right) = $values.split_at(half - half % T::LANES);
        $own(left).plus($own(right))
    }};
}

macro_rules! extremum {
    ($own:ident($values:ident, $which:ident)) => {
        match $which {
            Extremum::Min => best($values, |value, best| value.below(best) || value.is_nan()),
            Extremum::Max => best($values, |value, best| best.below(value) || value.is_nan()),
        }
    };
}

macro_rules! count {
    ($own:ident($values:ident)) => {
        $values.iter().map(|&value| usize::from(value != T::ZERO)).sum()
    };
}

macro_rules! add_to {
    ($own:ident($sums:ident, $values:ident)) => {
        for (sum, &value) in $sums.iter_mut().zip($values) {
            *sum = sum.plus(value);
        }
    };
}

widest! {
    /// The sum in pairs of blocks, as NumPy adds.
    pub fn pairwise<T: Number>(values: &[T]) -> T = pairwise;
}

widest! {
    /// The extremum; nan if there is one; none of no elements.
    pub fn extremum<T: Number>(values: &[T], which: Extremum) -> Option<T> = extremum;
}

widest! {
    /// Adds elements to sums.
    pub fn add_to<T: Number>(sums: &mut [T], values: &[T]) -> () = add_to;
}

widest! {
    /// How many elements are not zero.
    pub fn count<T: Number>(values: &[T]) -> usize = count;
}

/// The element that replaces all others.
#[inline(always)]
fn best<T: Number>(values: &[T], replaces: impl Fn(T, T) -> bool) -> Option<T> {
    let (&first, _) = values.split_first()?;
    let pick = |best: T, value: T| if replaces(value, best) { value } else { best };
    let mut lanes = [first; LANES];
    let mut rows = values.chunks_exact(LANES);
    for row in &mut rows {
        for (lane, &value) in lanes.iter_mut().zip(row) {
            *lane = pick(*lane, value);
        }
    }
    let all = rows.remainder().iter().fold(first, |best, &value| pick(best, value));
    Some(lanes.iter().fold(all, |best, &value| pick(best, value)))
}
