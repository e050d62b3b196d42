//! Calls and their limits.
//!
//! Input: a function, values, limits. Output: a value or an error. Never: conversions (`value`).

use crate::engine::Function;
use crate::error::{Error, Status, free, guard, handle};
use crate::value::{self, Value};
use std::ptr::null_mut;
use std::time::Duration;

/// Cancels calls, from any thread.
pub struct CancelToken(numjit_core::CancelToken);

/// Limits of a call; all zeros are none.
#[repr(C)]
pub struct CallOptions {
    /// Seconds that it may take; 0: no limit.
    pub deadline: f64,
    /// Steps that it may take, the same on every machine; 0: no limit. Code that counts them is compiled on its own, and slower.
    pub fuel: u64,
    /// Bytes that what it makes may take together; 0: no limit.
    pub memory: usize,
    /// Bytes of stack that its machine code may take; 0: no limit.
    pub stack: usize,
    /// Who may stop it, or null.
    pub cancel: *const CancelToken,
}

/// A token that cancels nothing yet; null when there is no memory.
#[unsafe(no_mangle)]
pub extern "C" fn numjit_cancel_token_new() -> *mut CancelToken {
    // SAFETY: no error is wanted.
    unsafe {
        guard(null_mut(), |_| null_mut(), || Ok(Box::into_raw(Box::new(CancelToken(numjit_core::CancelToken::new())))))
    }
}

/// Stops the calls that have the token, and those that will have it.
///
/// # Safety
/// `token` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_cancel(token: *const CancelToken) {
    // SAFETY: as the caller promises.
    if let Some(token) = unsafe { token.as_ref() } {
        token.0.cancel();
    }
}

/// Frees a token; calls that have it go on.
///
/// # Safety
/// `token` is null, or live and used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_cancel_token_free(token: *mut CancelToken) {
    // SAFETY: as the caller promises.
    unsafe { free(token) };
}

impl CallOptions {
    /// As the library has them.
    ///
    /// # Safety
    /// The token is null or live.
    unsafe fn limits(&self) -> Result<numjit_core::CallOptions, Error> {
        let mut limits = numjit_core::CallOptions::new();
        if self.deadline != 0.0 {
            let limit = Duration::try_from_secs_f64(self.deadline);
            limits = limits.deadline(limit.map_err(|_| Error::argument("the deadline is no time"))?);
        }
        if self.fuel > 0 {
            limits = limits.fuel(self.fuel);
        }
        if self.memory > 0 {
            limits = limits.memory(self.memory);
        }
        if self.stack > 0 {
            limits = limits.stack(self.stack);
        }
        // SAFETY: as the caller promises.
        if let Some(token) = unsafe { self.cancel.as_ref() } {
            limits = limits.cancel(&token.0);
        }
        Ok(limits)
    }
}

/// Calls a function with `count` values. Its machine code for their types is made at the first such call. Arrays are passed
/// where they lie, and must live until the call is over; the result owns what it holds.
///
/// `options` and `result` may be null. On success `*result` is to be freed with `numjit_value_free`; else it is none.
///
/// # Safety
/// The function is null or live, there are `count` values with live memory, `options` is null or live, `result` and `error` are
/// null or have room.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_call(
    function: *const Function,
    args: *const Value,
    count: usize,
    options: *const CallOptions,
    result: *mut Value,
    error: *mut *mut Error,
) -> Status {
    if !result.is_null() {
        // SAFETY: room for a value, as the caller promises.
        unsafe { result.write(Value::NONE) };
    }
    let body = || {
        // SAFETY: as the caller promises.
        let (function, args) = unsafe { (handle(function, "the function")?, value::all_from_c(args, count)?) };
        // SAFETY: as the caller promises.
        let value = match unsafe { options.as_ref() } {
            None => function.0.call(&args)?,
            // SAFETY: as the caller promises.
            Some(options) => function.0.call_with(&unsafe { options.limits() }?, &args)?,
        };
        if !result.is_null() {
            // SAFETY: room for a value, as the caller promises.
            unsafe { result.write(value::to_c(value)) };
        }
        Ok(Status::Ok)
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |status| status, body) }
}
