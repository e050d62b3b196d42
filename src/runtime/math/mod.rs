//! Scalar math that machine code and the evaluators call: one definition of each function for all of them.
//!
//! Input: numbers. Output: numbers, with the bits that Numba gives (the C library's, for elementary functions). Never: exceptions.
//!
//! - [`c`]: the functions of C by their names, most of them the C library's
//! - [`library`]: those of them that are the same in every lane of a vector
//! - [`real`]: Python's `//` and `%`, and a few that C lacks
//! - [`round_digits`]: Python's `round(x, n)`
//! - [`int`]: powers, gcd, lcm
//! - [`complex`]: complex functions, as CPython and Numba compute them
//! - [`convert`]: float to int

pub mod c;
pub mod complex;
pub mod convert;
pub mod int;
pub mod library;
pub mod real;
pub mod round_digits;

#[cfg(test)]
mod tests;
