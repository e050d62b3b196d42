//! Scalar math that machine code calls.
//!
//! Input: numbers. Output: numbers, with the bits that CPython, NumPy or Numba give. Never: exceptions.

pub mod convert;
pub(super) mod round_digits;
