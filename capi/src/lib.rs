//! numjit behind a C interface: `libnumjit` and `include/numjit.h`.
//!
//! Input: handles, C's numbers, texts and memory. Output: the same, statuses, errors. Never: a panic that leaves the library,
//! a decision that the Rust library does not make.
//!
//! What C passes is checked before it is used: null handles, texts that are no UTF-8, values of no known kind are errors. What
//! cannot be checked (that a pointer is live, that memory is as large as its shape says) is what C programs promise.

mod call;
mod engine;
mod error;
mod kernel;
mod value;

use std::ffi::c_char;

/// The version of the library: `"0.1.0"`.
#[unsafe(no_mangle)]
pub extern "C" fn numjit_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}
