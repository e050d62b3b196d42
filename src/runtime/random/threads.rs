//! The streams of the compiled zone: two per thread, one for `np.random`, one for Python's `random`, as in Numba.
//!
//! Input: seeds and requests of machine code. Output: numbers, Numba's bit for bit. Never: the host zone's generators.
//!
//! A stream that compiled code has not seeded on this thread is seeded by the system. The streams of the threads of a
//! parallel loop are therefore not reproducible; a generator made of a seed and the iteration's number is.

use super::legacy::RandomState;
use super::mt19937::Mt19937;
use super::{Bits, Draw};
use std::cell::RefCell;

/// Which of a thread's streams.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// `np.random`
    Numpy,
    /// `random`
    Python,
}

impl Stream {
    /// By its number in machine code.
    fn of(number: u32) -> Stream {
        if number == 0 { Stream::Numpy } else { Stream::Python }
    }
}

thread_local! {
    static NUMPY: RefCell<RandomState> = RefCell::new(RandomState::of_system());
    static PYTHON: RefCell<RandomState> = RefCell::new(RandomState::of_system());
}

/// Draws from a stream of this thread.
pub fn with<T>(stream: Stream, draw: impl FnOnce(&mut RandomState) -> T) -> T {
    match stream {
        Stream::Numpy => NUMPY.with_borrow_mut(draw),
        Stream::Python => PYTHON.with_borrow_mut(draw),
    }
}

/// Seeds a stream of this thread, as Numba does: by one word, in both streams.
pub fn seed(stream: Stream, seed: u32) {
    with(stream, |state| *state = RandomState::new(Mt19937::from_word(seed)));
}

/// An int of up to 64 bits: NumPy's takes the high word first and low bits of a word, Python's the other way around.
pub fn bits(stream: Stream, count: u32) -> u64 {
    let count = count.clamp(1, 64);
    with(stream, |state| {
        let part = |state: &mut RandomState, count: u32| {
            let word = state.next_u32();
            u64::from(if stream == Stream::Numpy { word & (u32::MAX >> (32 - count)) } else { word >> (32 - count) })
        };
        match (count, stream) {
            (..=32, _) => part(state, count),
            (_, Stream::Numpy) => {
                let high = part(state, count - 32);
                high << 32 | u64::from(state.next_u32())
            }
            (_, Stream::Python) => {
                let low = u64::from(state.next_u32());
                low | part(state, count - 32) << 32
            }
        }
    })
}

/// Helper: seeds a stream.
pub(crate) extern "C" fn helper_seed(stream: u32, value: u32) {
    seed(Stream::of(stream), value);
}

/// Helper: a float in [0, 1).
pub(crate) extern "C" fn helper_double(stream: u32) -> f64 {
    with(Stream::of(stream), Bits::next_double)
}

/// Helper: a standard normal float.
pub(crate) extern "C" fn helper_normal(stream: u32) -> f64 {
    with(Stream::of(stream), Draw::normal)
}

/// Helper: see [`bits`].
pub(crate) extern "C" fn helper_bits(stream: u32, count: u32) -> u64 {
    bits(Stream::of(stream), count)
}

/// Helper: an int below `n`, by rejection: NumPy's stream draws as many bits as the largest result has, Python's as many as `n`.
pub(crate) extern "C" fn helper_below(stream: u32, n: i64) -> i64 {
    let stream = Stream::of(stream);
    let largest = if stream == Stream::Numpy { n - 1 } else { n };
    if largest <= 0 {
        return 0;
    }
    loop {
        let value = bits(stream, 64 - largest.leading_zeros());
        if value < n as u64 {
            return value as i64;
        }
    }
}

/// Helper: a Poisson count of NumPy's stream.
pub(crate) extern "C" fn helper_poisson(mean: f64) -> i64 {
    with(Stream::Numpy, |state| super::count::poisson(state, mean))
}

/// Helper: a binomial count of many trials, of a probability up to one half, of NumPy's stream.
pub(crate) extern "C" fn helper_binomial(trials: i64, probability: f64) -> i64 {
    with(Stream::Numpy, |state| super::count::many_trials(state, trials, probability))
}
