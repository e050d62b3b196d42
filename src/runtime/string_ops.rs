//! What machine code does with strings.
//!
//! Input: string objects, borrowed. Output: owned strings, numbers. Never: Python's methods on strings, which the host
//! zone has on Rust's own.

use super::context::Context;
use super::exception::{Check, ExceptionKind, Raised};
use super::strings::Str;
use super::text::{Scalar, format_spec, parse};
use std::ptr::null_mut;

/// The context behind machine code's first argument.
///
/// # Safety
/// `ctx` is the context that the running machine code was called with.
unsafe fn context<'a>(ctx: *mut Context) -> &'a mut Context {
    // SAFETY: live and not used elsewhere while a helper runs (caller).
    unsafe { &mut *ctx }
}

/// An owned string; null and MemoryError when exhausted.
fn owned(ctx: &mut Context, text: &str) -> *mut Str {
    let object = Str::alloc(Some(ctx.account()), text);
    if object.is_null() {
        ctx.exception.raise_check(Check::OutOfMemory, [0; 4]);
    }
    object
}

/// Helper: `a + b`.
pub(super) unsafe extern "C" fn concat(ctx: *mut Context, a: *const Str, b: *const Str) -> *mut Str {
    // SAFETY: machine code passes its own context and live strings.
    let (ctx, a, b) = unsafe { (context(ctx), Str::text(a), Str::text(b)) };
    let object = Str::joined(Some(ctx.account()), a, b);
    if object.is_null() {
        ctx.exception.raise_check(Check::OutOfMemory, [0; 4]);
    }
    object
}

/// Helper: `len(s)`, in characters.
pub(super) unsafe extern "C" fn length(text: *const Str) -> i64 {
    // SAFETY: machine code passes a live string.
    unsafe { text.as_ref() }.map_or(0, |text| text.len() as i64)
}

/// Helper: the character at an index within bounds.
pub(super) unsafe extern "C" fn character(ctx: *mut Context, text: *const Str, index: i64) -> *mut Str {
    // SAFETY: machine code passes its own context and a live string.
    let (ctx, text) = unsafe { (context(ctx), text.as_ref()) };
    let found = text.and_then(|text| text.char(usize::try_from(index).unwrap_or(usize::MAX)));
    owned(ctx, found.unwrap_or_default().encode_utf8(&mut [0; 4]))
}

/// Helper: -1, 0, 1 as Python orders strings.
pub(super) unsafe extern "C" fn compare(a: *const Str, b: *const Str) -> i64 {
    // SAFETY: machine code passes live strings. UTF-8 orders as its code points do.
    unsafe { Str::text(a).cmp(Str::text(b)) as i64 }
}

/// Helper: `chr(i)`.
pub(super) unsafe extern "C" fn chr(ctx: *mut Context, code: i64) -> *mut Str {
    // SAFETY: machine code passes its own context.
    let ctx = unsafe { context(ctx) };
    ctx.guard(null_mut(), |ctx| {
        let found = u32::try_from(code).ok().and_then(char::from_u32).ok_or(Check::ChrRange)?;
        Ok(owned(ctx, found.encode_utf8(&mut [0; 4])))
    })
}

/// Helper: `ord(s)`, written to `out`. Status.
pub(super) unsafe extern "C" fn ord(ctx: *mut Context, text: *const Str, out: *mut i64) -> i32 {
    // SAFETY: machine code passes its own context and a live string.
    let (ctx, text) = unsafe { (context(ctx), Str::text(text)) };
    let mut chars = text.chars();
    let code = match (chars.next(), chars.next()) {
        (Some(only), None) => Ok(i64::from(u32::from(only))),
        _ => Err(Raised::new(
            ExceptionKind::TypeError,
            format!("ord() expected a character, but string of length {} found", text.chars().count()),
        )),
    };
    // SAFETY: `out` is a word on machine code's stack.
    unsafe { give(ctx, code, out) }
}

/// Helper: `int(s)`, written to `out`. Status.
pub(super) unsafe extern "C" fn to_int(ctx: *mut Context, text: *const Str, out: *mut i64) -> i32 {
    // SAFETY: machine code passes its own context and a live string.
    let (ctx, text) = unsafe { (context(ctx), Str::text(text)) };
    let value = parse::parse_int(text, 10)
        .map_err(|error| Raised::new(ExceptionKind::ValueError, error.message))
        .and_then(|value| i64::try_from(value).map_err(|_| Raised::from(Check::IntOverflow)));
    // SAFETY: `out` is a word on machine code's stack.
    unsafe { give(ctx, value, out) }
}

/// Helper: `float(s)`, written to `out`. Status.
pub(super) unsafe extern "C" fn to_float(ctx: *mut Context, text: *const Str, out: *mut f64) -> i32 {
    // SAFETY: machine code passes its own context and a live string.
    let (ctx, text) = unsafe { (context(ctx), Str::text(text)) };
    let value = parse::parse_float(text).map_err(|error| Raised::new(ExceptionKind::ValueError, error.message));
    // SAFETY: `out` is a word on machine code's stack.
    unsafe { give(ctx, value, out) }
}

/// `format(value, spec)`; the exception that Python raises.
pub(crate) fn formatted(value: Scalar<'_>, spec: &str) -> Result<String, Raised> {
    format_spec::format(value, spec).map_err(|error| {
        let kind = ExceptionKind::from_name(error.kind.class_name()).unwrap_or(ExceptionKind::ValueError);
        Raised::new(kind, error.message)
    })
}

/// An owned string of a value and a spec; null: an exception.
///
/// # Safety
/// Machine code passes its own context and a live string.
unsafe fn format(ctx: *mut Context, value: Scalar<'_>, spec: *const Str) -> *mut Str {
    // SAFETY: the caller says so.
    let (ctx, spec) = unsafe { (context(ctx), Str::text(spec)) };
    match formatted(value, spec) {
        Ok(text) => owned(ctx, &text),
        Err(raised) => {
            ctx.exception.restore(raised);
            null_mut()
        }
    }
}

/// Helper: `format(i, spec)`.
pub(super) unsafe extern "C" fn format_int(ctx: *mut Context, value: i64, spec: *const Str) -> *mut Str {
    // SAFETY: machine code passes its own context and a live string.
    unsafe { format(ctx, Scalar::Int(value.into()), spec) }
}

/// Helper: `format(i, spec)` of a `uint64`.
pub(super) unsafe extern "C" fn format_uint(ctx: *mut Context, value: u64, spec: *const Str) -> *mut Str {
    // SAFETY: machine code passes its own context and a live string.
    unsafe { format(ctx, Scalar::Int(value.into()), spec) }
}

/// Helper: `format(x, spec)`.
pub(super) unsafe extern "C" fn format_float(ctx: *mut Context, value: f64, spec: *const Str) -> *mut Str {
    // SAFETY: machine code passes its own context and a live string.
    unsafe { format(ctx, Scalar::Float(value), spec) }
}

/// Helper: `format(z, spec)`.
pub(super) unsafe extern "C" fn format_complex(ctx: *mut Context, re: f64, im: f64, spec: *const Str) -> *mut Str {
    // SAFETY: machine code passes its own context and a live string.
    unsafe { format(ctx, Scalar::Complex(re, im), spec) }
}

/// Helper: `format(s, spec)`.
pub(super) unsafe extern "C" fn format_str(ctx: *mut Context, text: *const Str, spec: *const Str) -> *mut Str {
    // SAFETY: machine code passes its own context and live strings.
    unsafe { format(ctx, Scalar::Str(Str::text(text)), spec) }
}

/// Writes a value, or raises.
///
/// # Safety
/// `out` may be written.
unsafe fn give<T>(ctx: &mut Context, value: Result<T, Raised>, out: *mut T) -> i32 {
    match value {
        Ok(value) => {
            // SAFETY: the caller says so.
            unsafe { out.write(value) };
            super::context::OK
        }
        Err(raised) => {
            ctx.exception.restore(raised);
            super::context::RAISED
        }
    }
}

/// The modulus of CPython's hash of numbers.
pub(crate) const HASH_MODULUS: i64 = (1 << 61) - 1;

/// Helper: CPython's hash of an int.
pub(crate) extern "C" fn hash_int(value: i64) -> i64 {
    match value % HASH_MODULUS {
        -1 => -2,
        hash => hash,
    }
}

/// Helper: CPython's hash of a float: the value modulo 2^61 - 1, powers of two by rotation.
pub(crate) extern "C" fn hash_float(value: f64) -> i64 {
    if value.is_nan() {
        return 0;
    }
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let modulus = HASH_MODULUS as u64;
    let mut hash: u64 = 0;
    while mantissa != 0.0 {
        hash = ((hash << 28) & modulus) | hash >> 33;
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let digit = mantissa as u64;
        mantissa -= digit as f64;
        hash += digit;
        if hash >= modulus {
            hash -= modulus;
        }
    }
    let turn = exponent.rem_euclid(61) as u32;
    hash = if turn == 0 { hash } else { ((hash << turn) & modulus) | hash >> (61 - turn) };
    let signed = if value < 0.0 { -(hash as i64) } else { hash as i64 };
    if signed == -1 { -2 } else { signed }
}

/// A positive finite float as a mantissa in [0.5, 1) and a power of two.
fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 {
        return (0.0, 0);
    }
    let scaled = if value < f64::MIN_POSITIVE { value * 2f64.powi(64) } else { value };
    let bias = if value < f64::MIN_POSITIVE { 64 } else { 0 };
    let exponent = ((scaled.to_bits() >> 52) & 0x7ff) as i32 - 1022;
    let mantissa = f64::from_bits((scaled.to_bits() & !(0x7ff << 52)) | (1022 << 52));
    (mantissa, exponent - bias)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_cpythons() {
        assert_eq!(hash_int(-1), -2);
        assert_eq!(hash_int(i64::MAX), 3);
        assert_eq!(hash_float(1.0), 1);
        assert_eq!(hash_float(0.5), 1_152_921_504_606_846_976);
        assert_eq!(hash_float(-1.5), -1_152_921_504_606_846_977);
        assert_eq!(hash_float(1e300), 1_224_995_262_755_759_164);
        assert_eq!(hash_float(5e-324), 16_777_216);
    }
}
