//! Values of the compiled zone as text: `print`, `str`, `repr`, the arguments of exceptions.
//!
//! Input: words of machine code and the [`ShowType`] that says what they are. Output: text as Numba gives it (a scalar is
//! shown as the Python number that it would be boxed to). Never: lists and tuples, which the compiler shows piece by piece.

use super::array::{Array, Scalar};
use super::context::Context;
use super::exception::{Check, ExceptionKind, SiteId};
use super::strings::Str;
use super::text::array::{ArrayText, PrintOptions};
use super::text::{self, array, string};
use crate::types::Dtype;
use std::mem::ManuallyDrop;
use std::ptr::null_mut;

/// What words are: machine code passes it as a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShowType {
    /// A scalar of a dtype.
    Scalar(Dtype),
    /// An array of a dtype and rank.
    Array(Dtype, u8),
    /// A string.
    Str,
}

const STR: u32 = 255;
const ARRAY: u32 = 1 << 8;

impl ShowType {
    /// The number that stands for it.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            ShowType::Scalar(dtype) => dtype as u32,
            ShowType::Array(dtype, ndim) => dtype as u32 | ARRAY | (ndim as u32) << 16,
            ShowType::Str => STR,
        }
    }

    fn from_code(code: u32) -> Option<Self> {
        if code == STR {
            return Some(ShowType::Str);
        }
        let dtype = *Dtype::ALL.get((code & 0xff) as usize)?;
        Some(if code & ARRAY == 0 { ShowType::Scalar(dtype) } else { ShowType::Array(dtype, (code >> 16) as u8) })
    }

    /// Machine words that a value takes.
    const fn words(self) -> usize {
        match self {
            ShowType::Scalar(dtype) => Scalar::words(dtype),
            ShowType::Array(_, ndim) => 2 + 2 * ndim as usize,
            ShowType::Str => 1,
        }
    }
}

/// The style that stands for `repr`; any other is `str`.
pub const REPR: u32 = 1;

/// One value's text.
///
/// # Safety
/// `words` holds a live value of this type.
unsafe fn show(ty: ShowType, words: *const u64, style: u32) -> String {
    // SAFETY: as many words as the type has (caller).
    let words = unsafe { std::slice::from_raw_parts(words, ty.words()) };
    match ty {
        ShowType::Scalar(dtype) => boxed(Scalar::from_words(dtype, words)).text(),
        ShowType::Array(dtype, ndim) => {
            // SAFETY: the words are a live array; dropping it would give up a reference that we do not own.
            let array = ManuallyDrop::new(unsafe { Array::from_words(dtype, ndim.into(), words) });
            show_array(&array, style)
        }
        ShowType::Str => {
            // SAFETY: a live string (caller).
            let text = unsafe { Str::text(words[0] as *const Str) };
            if style == REPR { string::repr_str(text) } else { text.to_owned() }
        }
    }
}

/// The Python number that a scalar is boxed to.
fn boxed(value: Scalar) -> text::Scalar<'static> {
    match value {
        Scalar::Bool(value) => text::Scalar::Bool(value),
        Scalar::F32(_) | Scalar::F64(_) => text::Scalar::Float(value.as_f64()),
        Scalar::C64(_) | Scalar::C128(_) => {
            let z = value.as_complex();
            text::Scalar::Complex(z.re, z.im)
        }
        int => text::Scalar::Int(int.as_i128().unwrap_or_default()),
    }
}

fn show_array(value: &Array, style: u32) -> String {
    let element = |index: &[usize]| {
        let index: Vec<i64> = index.iter().map(|&i| i as i64).collect();
        let scalar = value.get(&index).unwrap_or(Scalar::Bool(false));
        match scalar {
            Scalar::F32(x) => text::Scalar::Float32(x),
            Scalar::C64(z) => text::Scalar::Complex64(z.re, z.im),
            other => boxed(other),
        }
    };
    let view = ArrayText { dtype: value.dtype(), shape: value.shape(), element: &element };
    let options = PrintOptions::default();
    if style == REPR { array::repr(&view, &options) } else { array::str(&view, &options) }
}

/// Helper: a value's text, an owned string; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn to_str(ctx: *mut Context, ty: u32, words: *const u64, style: u32) -> *mut Str {
    // SAFETY: machine code passes its own context.
    let ctx = unsafe { &mut *ctx };
    ctx.guard(null_mut(), |ctx| {
        let ty = ShowType::from_code(ty).ok_or(Check::Internal)?;
        // SAFETY: machine code passes the words of a live value of this type.
        let text = unsafe { show(ty, words, style) };
        let object = Str::alloc(Some(ctx.account()), &text);
        if object.is_null() { Err(Check::OutOfMemory.into()) } else { Ok(object) }
    })
}

/// Helper: writes a value's text to the output. What the writer says against it is not the script's concern.
pub(super) unsafe extern "C" fn print(ctx: *mut Context, ty: u32, words: *const u64, style: u32) {
    // SAFETY: machine code passes its own context.
    let ctx = unsafe { &*ctx };
    if let Some(ty) = ShowType::from_code(ty) {
        // SAFETY: machine code passes the words of a live value of this type.
        let text = unsafe { show(ty, words, style) };
        let _ = ctx.services().output.write(&text);
    }
}

/// Helper: raises an exception with several arguments, whose types and words follow one another.
pub(super) unsafe extern "C" fn raise_args(
    ctx: *mut Context,
    kind: u32,
    site: u32,
    types: *const i64,
    words: *const u64,
    count: i64,
) {
    // SAFETY: machine code passes its own context and `count` types.
    let (ctx, types) = unsafe { (&mut *ctx, std::slice::from_raw_parts(types, count as usize)) };
    let style = if types.len() == 1 { 0 } else { REPR };
    let mut texts = Vec::new();
    let mut words = words;
    for &code in types {
        let Some(ty) = ShowType::from_code(code as u32) else { continue };
        // SAFETY: machine code passes the words of live values of these types, one after the other.
        texts.push(unsafe { show(ty, words, style) });
        words = words.wrapping_add(ty.words());
    }
    let message = if texts.len() == 1 { texts.remove(0) } else { format!("({})", texts.join(", ")) };
    ctx.exception.raise(ExceptionKind::from_index(kind).unwrap_or(ExceptionKind::SystemError), message);
    ctx.exception.push_frame(SiteId(site));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        for dtype in Dtype::ALL {
            for ty in [ShowType::Scalar(dtype), ShowType::Array(dtype, 3), ShowType::Str] {
                assert_eq!(ShowType::from_code(ty.code()), Some(ty));
            }
        }
    }

    #[test]
    fn scalars_are_shown_as_boxed() {
        let text = |dtype, words: &[u64]| {
            // SAFETY: enough words.
            unsafe { show(ShowType::Scalar(dtype), words.as_ptr(), 0) }
        };
        assert_eq!(text(Dtype::F32, &[0.1f32.to_bits().into()]), "0.10000000149011612");
        assert_eq!(text(Dtype::U64, &[u64::MAX]), "18446744073709551615");
        assert_eq!(text(Dtype::I8, &[-3i64 as u64]), "-3");
        assert_eq!(text(Dtype::Bool, &[1]), "True");
        assert_eq!(text(Dtype::C128, &[1.5f64.to_bits(), (-0.5f64).to_bits()]), "(1.5-0.5j)");
    }
}
