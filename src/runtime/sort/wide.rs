//! Sorting ints of 32 and 64 bits with AVX-512: a quicksort that partitions a vector at a time, and networks for what is
//! left.
//!
//! Input: slices of ints. Output: the same slices in order. Never: other processors (`detected` says which), floats
//! (`key` maps them to ints).
//!
//! A network keeps up to 16 vectors in registers; a step compares each lane with the lane whose number differs in given
//! bits, and the larger one goes where the highest of these bits is set.

use super::quick::{CACHED, Finish, finished};
use crate::runtime::stop;
use std::arch::x86_64::*;

/// Has the processor what this file uses?
pub(super) fn detected() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("popcnt")
}

/// Vectors that a network holds at most, and vectors that a step of a partition takes at once.
const MOST: usize = 16;
const STEP: usize = 8;

macro_rules! kernel {
    ($name:ident, $T:ty, $lanes:literal, $Mask:ty, $set1:ident, $load:ident, $store:ident, $mask_load:ident,
     $mask_store:ident, $min:ident, $max:ident, $blend:ident, $permute:ident, $less:ident, $compress:ident) => {
        /// Ints of one width.
        pub(super) mod $name {
            use super::*;

            const LANES: usize = $lanes;
            /// What a network sorts at most.
            const SMALL: usize = MOST * LANES;

            /// Sorts; `finish` is done with each part.
            ///
            /// # Safety
            /// [`detected`] said yes.
            #[target_feature(enable = "avx512f,popcnt")]
            pub unsafe fn sort(keys: &mut [$T], finish: Finish<$T>) {
                let depth = 2 * (usize::BITS - keys.len().leading_zeros());
                // SAFETY: as the caller promises.
                unsafe { quick(keys, depth, finish) }
            }

            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn quick(mut keys: &mut [$T], mut depth: u32, finish: Finish<$T>) {
                if finish.is_some() && size_of_val(keys) <= CACHED {
                    // SAFETY: the processor is right.
                    unsafe { quick(keys, depth, None) };
                    return finished(keys, finish);
                }
                while keys.len() > SMALL {
                    if keys.len() >= stop::LONG && stop::poll().is_err() {
                        return finished(keys, finish);
                    }
                    if depth == 0 {
                        keys.sort_unstable();
                        finished(keys, finish);
                        return;
                    }
                    depth -= 1;
                    // SAFETY: the processor is right.
                    let (pivot, at) = unsafe {
                        let pivot = pivot(keys);
                        (pivot, partition(keys, pivot))
                    };
                    let (low, high) = keys.split_at_mut(at);
                    if low.is_empty() {
                        // The pivot is the least: what equals it is in order once it stands in front.
                        let Some(next) = pivot.checked_add(1) else {
                            finished(high, finish);
                            return;
                        };
                        // SAFETY: the processor is right.
                        let equal = unsafe { partition(high, next) };
                        let (same, rest) = high.split_at_mut(equal);
                        finished(same, finish);
                        keys = rest;
                        continue;
                    }
                    // SAFETY: the processor is right.
                    unsafe { quick(low, depth, finish) };
                    keys = high;
                }
                // SAFETY: the processor is right, and there are few enough.
                unsafe { small(keys) };
                finished(keys, finish);
            }

            /// The middle one of a sample.
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn pivot(keys: &[$T]) -> $T {
                let mut sample = [0; 8 * LANES];
                let count = if keys.len() > 64 * SMALL { sample.len() } else { 2 * LANES };
                let gap = keys.len() / count;
                for (i, slot) in sample[..count].iter_mut().enumerate() {
                    *slot = keys[i * gap + gap / 2];
                }
                // SAFETY: the processor is right, and a network sorts that many.
                unsafe { small(&mut sample[..count]) };
                sample[count / 2]
            }

            /// Moves what is less than the pivot to the front; how many that are.
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn partition(keys: &mut [$T], pivot: $T) -> usize {
                let (mut start, mut stop) = (0, keys.len());
                while (stop - start) % (STEP * LANES) != 0 {
                    let key = keys[start];
                    let less = key < pivot;
                    stop -= usize::from(!less);
                    let other = keys[stop * usize::from(!less) + start * usize::from(less)];
                    keys[stop * usize::from(!less) + start * usize::from(less)] = key;
                    keys[start] = other;
                    start += usize::from(less);
                }
                // SAFETY: the processor is right; the part is a multiple of a step.
                unsafe { start + partition_steps(&mut keys[start..stop], pivot) }
            }

            /// As `partition`, of a multiple of `STEP * LANES`.
            ///
            /// A step at each end is held in registers, so that there are two steps of room. Each further step is read
            /// at the end with less room, which leaves room for a step at both ends.
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn partition_steps(keys: &mut [$T], pivot: $T) -> usize {
                const WIDTH: usize = STEP * LANES;
                let n = keys.len();
                let data = keys.as_mut_ptr();
                if n < 2 * WIDTH {
                    // SAFETY: one step or none is held in registers before its room is written.
                    return unsafe {
                        let mut ends = Ends { data, low: 0, high: n };
                        if n == WIDTH {
                            let held = load_step(data, 0);
                            ends.put_step(&held, pivot);
                        }
                        ends.low
                    };
                }
                // SAFETY: `left..right` is what is not read yet, within the slice; the room at both ends is at least a
                // step whenever a step is written.
                unsafe {
                    let first = load_step(data, 0);
                    let last = load_step(data, n - WIDTH);
                    let (mut left, mut right) = (WIDTH, n - WIDTH);
                    let mut ends = Ends { data, low: 0, high: n };
                    while left < right {
                        let step = if ends.high - right < left - ends.low {
                            right -= WIDTH;
                            load_step(data, right)
                        } else {
                            left += WIDTH;
                            load_step(data, left - WIDTH)
                        };
                        ends.put_step(&step, pivot);
                    }
                    ends.put_step(&first, pivot);
                    ends.put_step(&last, pivot);
                    ends.low
                }
            }

            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn load_step(data: *const $T, at: usize) -> [__m512i; STEP] {
                // SAFETY: the caller has a step's worth of elements there.
                std::array::from_fn(|i| unsafe { $load(data.add(at + i * LANES).cast()) })
            }

            /// Where the next elements go: below `low` all are less than the pivot, from `high` on none is.
            struct Ends {
                data: *mut $T,
                low: usize,
                high: usize,
            }

            impl Ends {
                /// # Safety
                /// There is room for a step from `low` on and for a step up to `high`.
                #[inline]
                #[target_feature(enable = "avx512f,popcnt")]
                unsafe fn put_step(&mut self, step: &[__m512i; STEP], pivot: $T) {
                    let pivot = $set1(pivot);
                    for &vector in step {
                        let less: $Mask = $less(vector, pivot);
                        let n_less = less.count_ones() as usize;
                        // SAFETY: each vector takes one vector's room of the step's, so that both stores stay in the
                        // room; the first one's surplus lands in room that is still to be written.
                        unsafe {
                            self.high -= LANES - n_less;
                            $store(self.data.add(self.low).cast(), $compress(less, vector));
                            let rest = (((1u32 << (LANES - n_less)) - 1) & (<$Mask>::MAX as u32)) as $Mask;
                            $mask_store(self.data.add(self.high).cast(), rest, $compress(!less, vector));
                        }
                        self.low += n_less;
                    }
                }
            }

            // --- networks ----------------------------------------------------------------------------------------------

            /// Sorts at most [`SMALL`] elements.
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn small(keys: &mut [$T]) {
                // SAFETY: the processor is right, and each network is large enough.
                unsafe {
                    match keys.len().div_ceil(LANES) {
                        0 => {}
                        1 => network::<1>(keys),
                        2 => network::<2>(keys),
                        3..=4 => network::<4>(keys),
                        5..=8 => network::<8>(keys),
                        _ => network::<16>(keys),
                    }
                }
            }

            /// Sorts at most `N` vectors; lanes past the end hold the greatest int.
            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn network<const N: usize>(keys: &mut [$T]) {
                let n = keys.len();
                let data = keys.as_mut_ptr();
                let mask = |i: usize| -> $Mask {
                    let left = n.saturating_sub(i * LANES).min(LANES);
                    (((1u64 << left) - 1) & (<$Mask>::MAX as u64)) as $Mask
                };
                let mut v = [$set1(<$T>::MAX); N];
                for (i, vector) in v.iter_mut().enumerate() {
                    // SAFETY: masked lanes alone are read.
                    *vector = unsafe { $mask_load($set1(<$T>::MAX), mask(i), data.wrapping_add(i * LANES).cast()) };
                }
                // SAFETY: the processor is right.
                unsafe { sort_vectors(&mut v) };
                for (i, vector) in v.iter().enumerate() {
                    // SAFETY: masked lanes alone are written.
                    unsafe { $mask_store(data.wrapping_add(i * LANES).cast(), mask(i), *vector) };
                }
            }

            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            unsafe fn sort_vectors<const N: usize>(v: &mut [__m512i; N]) {
                let mut run = 2;
                while run <= LANES {
                    v.iter_mut().for_each(|vector| *vector = step(*vector, run - 1));
                    halves(v, run / 4);
                    run *= 2;
                }
                let mut run = 1;
                while run < N {
                    for start in (0..N).step_by(2 * run) {
                        merge(&mut v[start..start + 2 * run]);
                    }
                    halves(v, LANES / 2);
                    run *= 2;
                }
            }

            /// Steps of distance `far`, `far / 2`, .., 1 within each vector.
            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            fn halves(v: &mut [__m512i], mut far: usize) {
                while far > 0 {
                    v.iter_mut().for_each(|vector| *vector = step(*vector, far));
                    far /= 2;
                }
            }

            /// Two runs of whole vectors, one after the other: all steps between vectors of their merge.
            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            fn merge(v: &mut [__m512i]) {
                let run = v.len() / 2;
                let reverse = lanes_xor(LANES - 1);
                for i in 0..run / 2 + run % 2 {
                    // Both of the pairs (i, last - i) and (run - 1 - i, run + i), as each reads what the other writes.
                    let (a, b) = (i, run - 1 - i);
                    let (va, vb) = (v[a], v[b]);
                    let (ra, rb) = ($permute(reverse, v[2 * run - 1 - a]), $permute(reverse, v[2 * run - 1 - b]));
                    (v[a], v[run + a]) = ($min(va, ra), $max(va, ra));
                    (v[b], v[run + b]) = ($min(vb, rb), $max(vb, rb));
                }
                let mut far = run / 2;
                while far > 0 {
                    for i in (0..v.len()).filter(|i| i & far == 0) {
                        (v[i], v[i + far]) = ($min(v[i], v[i + far]), $max(v[i], v[i + far]));
                    }
                    far /= 2;
                }
            }

            /// Each lane against the one whose number differs in these bits.
            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            fn step(vector: __m512i, bits: usize) -> __m512i {
                let other = $permute(lanes_xor(bits), vector);
                let top = 1usize << bits.ilog2();
                let mut upper: $Mask = 0;
                for lane in 0..LANES {
                    upper |= <$Mask>::from(lane & top != 0) << lane;
                }
                $blend(upper, $min(vector, other), $max(vector, other))
            }

            /// The lanes' numbers with these bits turned.
            #[inline]
            #[target_feature(enable = "avx512f,popcnt")]
            fn lanes_xor(bits: usize) -> __m512i {
                let mut lanes = [0 as $T; LANES];
                for (lane, number) in lanes.iter_mut().enumerate() {
                    *number = (lane ^ bits) as $T;
                }
                // SAFETY: the array is as large as a vector.
                unsafe { $load(lanes.as_ptr().cast()) }
            }
        }
    };
}

kernel!(
    wide64,
    i64,
    8,
    __mmask8,
    _mm512_set1_epi64,
    _mm512_loadu_epi64,
    _mm512_storeu_epi64,
    _mm512_mask_loadu_epi64,
    _mm512_mask_storeu_epi64,
    _mm512_min_epi64,
    _mm512_max_epi64,
    _mm512_mask_blend_epi64,
    _mm512_permutexvar_epi64,
    _mm512_cmplt_epi64_mask,
    _mm512_maskz_compress_epi64
);

kernel!(
    wide32,
    i32,
    16,
    __mmask16,
    _mm512_set1_epi32,
    _mm512_loadu_epi32,
    _mm512_storeu_epi32,
    _mm512_mask_loadu_epi32,
    _mm512_mask_storeu_epi32,
    _mm512_min_epi32,
    _mm512_max_epi32,
    _mm512_mask_blend_epi32,
    _mm512_permutexvar_epi32,
    _mm512_cmplt_epi32_mask,
    _mm512_maskz_compress_epi32
);
