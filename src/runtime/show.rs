//! Values of the compiled zone as text: `print`, `str`, `repr`, the arguments of exceptions.
//!
//! Input: words of machine code, and the type codes that say what they are. Output: text as Numba gives it (a scalar is
//! shown as the Python number that it would be boxed to). Never: tuples, which the compiler shows piece by piece.
//!
//! The codes of a type are int64 words: a scalar [`scalar_code`], an array [`array_code`], a string [`STR_CODE`], a list
//! [`list_code`] and then the codes of its components.

use super::array::{Array, Scalar};
use super::context::Context;
use super::exception::{Check, ExceptionKind, Raised, RaisedArgument, SiteId};
use super::list::List;
use super::routine::Operand;
use super::strings::Str;
use super::text::array::{ArrayText, PrintOptions};
use super::text::{self, array, string};
use crate::types::Dtype;
use std::mem::ManuallyDrop;
use std::ptr::null_mut;

/// The code of a string.
pub const STR_CODE: i64 = 255;

/// The code of an object, which has no text: where it lies stands for it.
pub const OBJECT_CODE: i64 = scalar_code(Dtype::U64);

const ARRAY: i64 = 1 << 8;
const LIST: i64 = 2 << 8;

/// The code of a scalar.
#[must_use]
pub const fn scalar_code(dtype: Dtype) -> i64 {
    dtype as i64
}

/// The code of an array.
#[must_use]
pub const fn array_code(dtype: Dtype, ndim: u8) -> i64 {
    dtype as i64 | ARRAY | (ndim as i64) << 16
}

/// The first code of a list whose elements have this many components.
#[must_use]
pub const fn list_code(components: usize) -> i64 {
    LIST | (components as i64) << 16
}

/// What words are.
enum ShowType {
    Scalar(Dtype),
    Array(Dtype, usize),
    Str,
    List(Vec<ShowType>),
}

impl ShowType {
    /// Reads one type's codes and moves on to the next.
    ///
    /// # Safety
    /// `codes` points to all the codes of a type.
    unsafe fn read(codes: &mut *const i64) -> Option<Self> {
        // SAFETY: at least one code (caller).
        let code = unsafe { **codes };
        *codes = codes.wrapping_add(1);
        if code == STR_CODE {
            return Some(ShowType::Str);
        }
        let extra = (code >> 16) as usize;
        if code & LIST != 0 {
            // SAFETY: the components' codes follow (caller).
            return (0..extra).map(|_| unsafe { Self::read(codes) }).collect::<Option<_>>().map(ShowType::List);
        }
        let dtype = *Dtype::ALL.get((code & 0xff) as usize)?;
        Some(if code & ARRAY == 0 { ShowType::Scalar(dtype) } else { ShowType::Array(dtype, extra) })
    }

    /// Machine words that a value takes.
    fn words(&self) -> usize {
        match self {
            ShowType::Scalar(dtype) => Scalar::words(*dtype),
            ShowType::Array(_, ndim) => 2 + 2 * ndim,
            ShowType::Str | ShowType::List(_) => 1,
        }
    }
}

/// Values of machine code in memory: the codes of their types, and their words.
pub(super) struct ValueCodes {
    types: Vec<ShowType>,
    words: *const u64,
}

impl ValueCodes {
    /// Reads the codes of `count` types.
    ///
    /// # Safety
    /// `codes` holds the codes of so many types, `words` live values of them, as long as the result is used.
    pub unsafe fn new(mut codes: *const i64, words: *const u64, count: i64) -> Self {
        // SAFETY: as the caller promises.
        let types = (0..count).filter_map(|_| unsafe { ShowType::read(&mut codes) }).collect();
        Self { types, words }
    }

    /// The values as routines take them; lists are none.
    pub fn operands(&self) -> Vec<Operand> {
        let mut words = self.words;
        let mut operands = Vec::with_capacity(self.types.len());
        for ty in &self.types {
            // SAFETY: as many words as the type has (`new`).
            let own = unsafe { std::slice::from_raw_parts(words, ty.words()) };
            words = words.wrapping_add(ty.words());
            operands.push(match ty {
                ShowType::Scalar(dtype) => Operand::Scalar(Scalar::from_words(*dtype, own)),
                ShowType::Array(dtype, ndim) => {
                    // SAFETY: the words are a live array; the clone takes a reference of its own, ours is not given up.
                    Operand::Array((*ManuallyDrop::new(unsafe { Array::from_words(*dtype, *ndim, own) })).clone())
                }
                // SAFETY: a live string (`new`).
                ShowType::Str => Operand::Text(unsafe { Str::text(own[0] as *const Str) }.to_owned()),
                ShowType::List(_) => continue,
            });
        }
        operands
    }
}

/// The style that stands for `repr`; any other is `str`.
pub const REPR: u32 = 1;

/// One value's text.
///
/// # Safety
/// `words` holds a live value of this type.
unsafe fn show(ty: &ShowType, words: *const u64, style: u32) -> String {
    // SAFETY: as many words as the type has (caller).
    let words = unsafe { std::slice::from_raw_parts(words, ty.words()) };
    match ty {
        ShowType::Scalar(dtype) => boxed(Scalar::from_words(*dtype, words)).text(),
        ShowType::Array(dtype, ndim) => {
            // SAFETY: the words are a live array; dropping it would give up a reference that we do not own.
            let array = ManuallyDrop::new(unsafe { Array::from_words(*dtype, *ndim, words) });
            show_array(&array, style)
        }
        ShowType::List(components) => {
            // SAFETY: a live list of these components (caller).
            unsafe { show_list(components, &*(words[0] as *const List)) }
        }
        ShowType::Str => {
            // SAFETY: a live string (caller).
            let text = unsafe { Str::text(words[0] as *const Str) };
            if style == REPR { string::repr_str(text) } else { text.to_owned() }
        }
    }
}

/// # Safety
/// The list's elements have these components.
unsafe fn show_list(components: &[ShowType], list: &List) -> String {
    let width: usize = components.iter().map(ShowType::words).sum();
    let items = list.words().chunks_exact(width.max(1)).map(|element| {
        // SAFETY: live values of these types, one after the other (caller).
        let parts = unsafe { show_all(components, element.as_ptr(), REPR) };
        if let [only] = &parts[..] { only.clone() } else { format!("({})", parts.join(", ")) }
    });
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// The texts of values whose words follow one another.
///
/// # Safety
/// `words` holds live values of these types.
unsafe fn show_all(types: &[ShowType], mut words: *const u64, style: u32) -> Vec<String> {
    let mut texts = Vec::with_capacity(types.len());
    for ty in types {
        // SAFETY: a live value of this type (caller).
        texts.push(unsafe { show(ty, words, style) });
        words = words.wrapping_add(ty.words());
    }
    texts
}

/// `str(e)` of an exception made with arguments, given their `str` and `repr`.
#[must_use]
pub fn exception_message(kind: ExceptionKind, strs: &[String], reprs: &[String]) -> String {
    match (strs, reprs) {
        ([], _) => String::new(),
        ([_], [repr]) if kind.is_a(ExceptionKind::KeyError) => repr.clone(),
        ([text], _) => text.clone(),
        _ => format!("({})", reprs.join(", ")),
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
pub(super) unsafe extern "C" fn to_str(
    ctx: *mut Context,
    codes: *const i64,
    words: *const u64,
    style: u32,
) -> *mut Str {
    // SAFETY: machine code passes its own context, a type's codes, and the words of a live value of it.
    let (ctx, text) = unsafe { (&mut *ctx, shown(codes, words, style)) };
    ctx.guard(null_mut(), |ctx| {
        let object = Str::alloc(Some(ctx.account()), &text?);
        if object.is_null() { Err(Check::OutOfMemory.into()) } else { Ok(object) }
    })
}

/// Helper: writes a value's text to the output. What the writer says against it is not the script's concern.
pub(super) unsafe extern "C" fn print(ctx: *mut Context, codes: *const i64, words: *const u64, style: u32) {
    // SAFETY: machine code passes its own context, a type's codes, and the words of a live value of it.
    let (ctx, text) = unsafe { (&*ctx, shown(codes, words, style)) };
    let _ = ctx.services().output.write(&text.unwrap_or_default());
}

/// # Safety
/// `codes` are a type's, `words` hold a live value of it.
unsafe fn shown(mut codes: *const i64, words: *const u64, style: u32) -> Result<String, Raised> {
    // SAFETY: as the caller promises.
    unsafe { ShowType::read(&mut codes).map(|ty| show(&ty, words, style)).ok_or_else(|| Check::Internal.into()) }
}

/// Helper: raises an exception with several arguments, whose codes and words follow one another.
pub(super) unsafe extern "C" fn raise_args(
    ctx: *mut Context,
    kind: u32,
    site: u32,
    mut codes: *const i64,
    words: *const u64,
    count: i64,
) {
    // SAFETY: machine code passes its own context, the codes of `count` types, and the words of live values of them.
    let (ctx, args, strs, reprs) = unsafe {
        let args = ValueCodes::new(codes, words, count).operands();
        let types: Vec<ShowType> = (0..count).filter_map(|_| ShowType::read(&mut codes)).collect();
        (&mut *ctx, args, show_all(&types, words, 0), show_all(&types, words, REPR))
    };
    let args = args.into_iter().filter_map(|arg| match arg {
        Operand::Scalar(scalar) => Some(RaisedArgument::Number(scalar.dtype(), scalar.to_words())),
        Operand::Text(text) => Some(RaisedArgument::Text(text)),
        Operand::Array(_) => None,
    });
    let kind = ExceptionKind::from_index(kind).unwrap_or(ExceptionKind::SystemError);
    ctx.exception.raise_with(kind, exception_message(kind, &strs, &reprs), args.collect());
    ctx.exception.push_frame(SiteId(site));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(codes: &[i64], words: &[u64]) -> String {
        // SAFETY: the tests pass whole types and enough words.
        unsafe { shown(codes.as_ptr(), words.as_ptr(), 0) }.unwrap()
    }

    #[test]
    fn scalars_are_shown_as_boxed() {
        let scalar = |dtype, words: &[u64]| text(&[scalar_code(dtype)], words);
        assert_eq!(scalar(Dtype::F32, &[0.1f32.to_bits().into()]), "0.10000000149011612");
        assert_eq!(scalar(Dtype::U64, &[u64::MAX]), "18446744073709551615");
        assert_eq!(scalar(Dtype::I8, &[-3i64 as u64]), "-3");
        assert_eq!(scalar(Dtype::Bool, &[1]), "True");
        assert_eq!(scalar(Dtype::C128, &[1.5f64.to_bits(), (-0.5f64).to_bits()]), "(1.5-0.5j)");
    }

    #[test]
    fn lists_are_shown_with_their_components() {
        let mut list = super::super::list::ListRef::new(None, 2, 0, 0).unwrap();
        for i in [1u64, 2] {
            // SAFETY: two words without references.
            assert!(unsafe { list.push(&[i, (i as f64).to_bits()]) });
        }
        let codes = [list_code(2), scalar_code(Dtype::I64), scalar_code(Dtype::F64)];
        assert_eq!(text(&codes, &[list.as_ptr() as u64]), "[(1, 1.0), (2, 2.0)]");
    }

    #[test]
    fn a_key_error_shows_its_key_as_repr() {
        let texts = (["k".to_owned()], ["'k'".to_owned()]);
        assert_eq!(exception_message(ExceptionKind::KeyError, &texts.0, &texts.1), "'k'");
        assert_eq!(exception_message(ExceptionKind::ValueError, &texts.0, &texts.1), "k");
    }
}
