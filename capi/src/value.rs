//! Values as C has them.
//!
//! Input: tagged values of a C program, whose memory is borrowed; results of the library. Output: the other of the two.
//! Never: a copy of an array that a C program passes.

use crate::error::{Error, free};
use numjit_core::runtime::array::Scalar;
use numjit_core::types::Dtype as CoreDtype;
use numjit_core::{Array as CoreArray, Value as CoreValue};
use std::ffi::{CStr, c_char, c_void};
use std::ptr::{null, null_mut};

/// What a value is.
#[repr(C)]
#[derive(Clone, Copy)]
pub enum Kind {
    /// Python's `None`.
    None = 0,
    /// A number: `dtype` says of which type, and so which member of `as`.
    Number = 1,
    /// `as.text`
    Text = 2,
    /// `as.array`
    Array = 3,
    /// `as.items`
    Tuple = 4,
    /// `as.items`; in arguments of one type.
    List = 5,
    /// A result of another kind, as Python's `repr` in `as.text`; no argument.
    Other = 6,
}

/// Types of numbers and of arrays' elements.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the variants are the dtypes")]
pub enum Dtype {
    Bool = 0,
    I8 = 1,
    I16 = 2,
    I32 = 3,
    I64 = 4,
    U8 = 5,
    U16 = 6,
    U32 = 7,
    U64 = 8,
    F32 = 9,
    F64 = 10,
    C64 = 11,
    C128 = 12,
}

/// A complex number.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Complex {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

/// UTF-8; in results a zero byte follows, which `length` does not count.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Text {
    /// The bytes.
    pub data: *const c_char,
    /// How many.
    pub length: usize,
}

/// An array where it lies.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Array {
    /// The element with all indices 0.
    pub data: *mut c_void,
    /// The number of axes.
    pub ndim: usize,
    /// The length of each axis.
    pub shape: *const usize,
    /// Bytes from one element to the next of each axis; null: C order without gaps.
    pub strides: *const isize,
    /// May a script write it?
    pub writable: bool,
}

/// Values one after another.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Items {
    /// The first.
    pub data: *const Value,
    /// How many.
    pub length: usize,
}

/// The members of a value; see `numjit_kind`.
#[repr(C)]
#[derive(Clone, Copy)]
pub union Payload {
    /// bool
    pub b: bool,
    /// i8, i16, i32, i64
    pub i: i64,
    /// u8, u16, u32, u64
    pub u: u64,
    /// f32, f64
    pub f: f64,
    /// c64, c128
    pub c: Complex,
    /// Text.
    pub text: Text,
    /// An array, of the elements that `dtype` says.
    pub array: Array,
    /// Items of a tuple or list.
    pub items: Items,
}

/// A value. Arguments borrow what they point to; a result owns it until `numjit_value_free`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Value {
    /// One of `numjit_kind`.
    pub kind: u32,
    /// Of numbers and arrays: one of `numjit_dtype`.
    pub dtype: u32,
    /// What it is.
    pub r#as: Payload,
    /// Of results: what keeps them. Null in arguments.
    pub owner: *mut Owner,
}

/// What a result holds.
pub struct Owner {
    _value: CoreValue,
    _room: Room,
}

/// Memory that a result points to, beside the value's own.
#[derive(Default)]
struct Room {
    texts: Vec<Box<[u8]>>,
    shapes: Vec<Box<[usize]>>,
    strides: Vec<Box<[isize]>>,
    items: Vec<Box<[Value]>>,
}

impl Value {
    /// `None`.
    pub const NONE: Value = Value { kind: Kind::None as u32, dtype: 0, r#as: Payload { u: 0 }, owner: null_mut() };

    fn number(dtype: Dtype, number: Payload) -> Value {
        Value { kind: Kind::Number as u32, dtype: dtype as u32, r#as: number, owner: null_mut() }
    }

    fn of(kind: Kind, payload: Payload) -> Value {
        Value { kind: kind as u32, r#as: payload, ..Value::NONE }
    }
}

// --- from C ------------------------------------------------------------------------------------------------------------

/// The arguments of a call.
///
/// # Safety
/// There are `count` values at `values`, which point to live memory that lives as long as what is made of them.
pub unsafe fn all_from_c(values: *const Value, count: usize) -> Result<Vec<CoreValue>, Error> {
    if count > 0 && values.is_null() {
        return Err(Error::argument("the arguments are null"));
    }
    // SAFETY: as the caller promises.
    (0..count).map(|i| unsafe { from_c(&*values.add(i)) }).collect()
}

/// # Safety
/// As [`all_from_c`], of one.
unsafe fn from_c(value: &Value) -> Result<CoreValue, Error> {
    let is = |kind: Kind| value.kind == kind as u32;
    // SAFETY: the kind says which member was written, and all numbers of its bytes are valid but for `bool`, which is not read.
    unsafe {
        if is(Kind::None) {
            Ok(CoreValue::None)
        } else if is(Kind::Number) {
            number(dtype(value.dtype)?, value)
        } else if is(Kind::Text) {
            text(value.r#as.text)
        } else if is(Kind::Array) {
            array(dtype(value.dtype)?, &value.r#as.array)
        } else if is(Kind::Tuple) {
            Ok(CoreValue::tuple(all_from_c(value.r#as.items.data, value.r#as.items.length)?))
        } else if is(Kind::List) {
            Ok(CoreValue::list(all_from_c(value.r#as.items.data, value.r#as.items.length)?))
        } else {
            Err(Error::argument(&format!("an argument is of no known kind: {}", value.kind)))
        }
    }
}

fn dtype(number: u32) -> Result<CoreDtype, Error> {
    let known = CoreDtype::ALL.into_iter().find(|&dtype| dtype_number(dtype) as u32 == number);
    known.ok_or_else(|| Error::argument(&format!("an argument has no known dtype: {number}")))
}

/// # Safety
/// The member that the dtype says was written.
unsafe fn number(dtype: CoreDtype, value: &Value) -> Result<CoreValue, Error> {
    let payload = &value.r#as;
    // SAFETY: as the caller promises; a bool is read as the byte it is.
    let wide = unsafe {
        match dtype {
            CoreDtype::Bool => Scalar::Bool(payload.u as u8 != 0),
            CoreDtype::I8 | CoreDtype::I16 | CoreDtype::I32 | CoreDtype::I64 => Scalar::I64(payload.i),
            CoreDtype::U8 | CoreDtype::U16 | CoreDtype::U32 | CoreDtype::U64 => Scalar::U64(payload.u),
            CoreDtype::F32 | CoreDtype::F64 => Scalar::F64(payload.f),
            CoreDtype::C64 | CoreDtype::C128 => {
                return Ok(match dtype {
                    CoreDtype::C128 => CoreValue::Complex(payload.c.re, payload.c.im),
                    _ => CoreValue::Scalar(Scalar::from_words(CoreDtype::C128, &complex_words(payload.c)).cast(dtype)),
                });
            }
        }
    };
    Ok(match (dtype, wide) {
        (CoreDtype::I64, Scalar::I64(i)) => CoreValue::Int(i),
        (CoreDtype::F64, Scalar::F64(x)) => CoreValue::Float(x),
        (CoreDtype::Bool, Scalar::Bool(b)) => CoreValue::Bool(b),
        _ => CoreValue::Scalar(wide.cast(dtype)),
    })
}

fn complex_words(c: Complex) -> [u64; 2] {
    [c.re.to_bits(), c.im.to_bits()]
}

/// # Safety
/// As many bytes are there as it says.
unsafe fn text(text: Text) -> Result<CoreValue, Error> {
    if text.length == 0 {
        return Ok(CoreValue::str(""));
    }
    if text.data.is_null() {
        return Err(Error::argument("the bytes of a text are null"));
    }
    // SAFETY: not null, and as the caller promises.
    let bytes = unsafe { std::slice::from_raw_parts(text.data.cast::<u8>(), text.length) };
    std::str::from_utf8(bytes).map(CoreValue::str).map_err(|_| Error::argument("an argument is no UTF-8 text"))
}

/// The most axes that NumPy's arrays have.
const MOST_AXES: usize = 64;

/// # Safety
/// The memory is there that data, shape and strides reach, and stays there as long as the array.
unsafe fn array(dtype: CoreDtype, array: &Array) -> Result<CoreValue, Error> {
    if array.ndim > MOST_AXES {
        return Err(Error::argument(&format!("an array has too many axes: {}", array.ndim)));
    }
    if array.ndim > 0 && array.shape.is_null() {
        return Err(Error::argument("the shape of an array is null"));
    }
    let shape = match array.ndim {
        0 => &[][..],
        // SAFETY: not null, and as many lengths as axes.
        ndim => unsafe { std::slice::from_raw_parts(array.shape, ndim) },
    };
    let plain = plain_strides(dtype, shape).ok_or_else(|| Error::argument("an array is larger than memory can be"))?;
    if array.data.is_null() && !shape.contains(&0) {
        return Err(Error::argument("the data of an array is null"));
    }
    let strides = match array.strides.is_null() || array.ndim == 0 {
        true => &plain,
        // SAFETY: not null, and as many strides as axes.
        false => unsafe { std::slice::from_raw_parts(array.strides, array.ndim) },
    };
    let data = array.data.cast::<u8>();
    // SAFETY: as the caller promises.
    let array = unsafe { CoreArray::borrowed(dtype, data, shape, strides, array.writable) };
    Ok(CoreValue::array(array))
}

/// Strides in C order; none: the sizes overflow.
fn plain_strides(dtype: CoreDtype, shape: &[usize]) -> Option<Vec<isize>> {
    let mut bytes = dtype.size() as isize;
    let mut strides = vec![0; shape.len()];
    for (stride, &n) in strides.iter_mut().zip(shape).rev() {
        *stride = bytes;
        bytes = bytes.checked_mul(isize::try_from(n.max(1)).ok()?)?;
    }
    Some(strides)
}

// --- to C --------------------------------------------------------------------------------------------------------------

/// A result, which C frees.
pub fn to_c(value: CoreValue) -> Value {
    let mut room = Room::default();
    let shown = room.value(&value);
    let owner = Box::new(Owner { _value: value, _room: room });
    Value { owner: Box::into_raw(owner), ..shown }
}

impl Room {
    fn value(&mut self, value: &CoreValue) -> Value {
        match value {
            CoreValue::None => Value::NONE,
            CoreValue::Bool(b) => Value::number(Dtype::Bool, Payload { u: u64::from(*b) }),
            CoreValue::Int(i) => Value::number(Dtype::I64, Payload { i: *i }),
            CoreValue::UInt(u) => Value::number(Dtype::U64, Payload { u: *u }),
            CoreValue::Float(f) => Value::number(Dtype::F64, Payload { f: *f }),
            CoreValue::Complex(re, im) => Value::number(Dtype::C128, Payload { c: Complex { re: *re, im: *im } }),
            CoreValue::Scalar(scalar) => scalar_to_c(*scalar),
            CoreValue::Str(text) => self.text(Kind::Text, text),
            CoreValue::Array(array) => self.array(array),
            CoreValue::Tuple(items) => self.items(Kind::Tuple, items.iter()),
            CoreValue::List(items) => {
                let items = items.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
                self.items(Kind::List, items.iter())
            }
            other => self.text(Kind::Other, &format!("{other:?}")),
        }
    }

    fn text(&mut self, kind: Kind, text: &str) -> Value {
        let bytes: Box<[u8]> = text.bytes().chain([0]).collect();
        let shown = Text { data: bytes.as_ptr().cast(), length: text.len() };
        self.texts.push(bytes);
        Value::of(kind, Payload { text: shown })
    }

    fn array(&mut self, array: &CoreArray) -> Value {
        let shape: Box<[usize]> = array.shape().into();
        let strides: Box<[isize]> = array.strides().into();
        let shown = Array {
            data: array.data().cast(),
            ndim: array.ndim(),
            shape: shape.as_ptr(),
            strides: strides.as_ptr(),
            writable: array.is_mutable(),
        };
        self.shapes.push(shape);
        self.strides.push(strides);
        let dtype = dtype_number(array.dtype()) as u32;
        Value { dtype, ..Value::of(Kind::Array, Payload { array: shown }) }
    }

    fn items<'v>(&mut self, kind: Kind, items: impl Iterator<Item = &'v CoreValue>) -> Value {
        let items: Box<[Value]> = items.map(|item| self.value(item)).collect();
        let shown = Items { data: items.as_ptr(), length: items.len() };
        self.items.push(items);
        Value::of(kind, Payload { items: shown })
    }
}

fn scalar_to_c(scalar: Scalar) -> Value {
    let words = scalar.cast(wide(scalar.dtype())).to_words();
    let payload = match scalar.dtype().is_complex() {
        true => Payload { c: Complex { re: f64::from_bits(words[0]), im: f64::from_bits(words[1]) } },
        false => Payload { u: words[0] },
    };
    Value::number(dtype_number(scalar.dtype()), payload)
}

/// The dtype in which a number of a dtype is passed.
fn wide(dtype: CoreDtype) -> CoreDtype {
    match dtype {
        CoreDtype::Bool => CoreDtype::Bool,
        CoreDtype::F32 | CoreDtype::F64 => CoreDtype::F64,
        CoreDtype::C64 | CoreDtype::C128 => CoreDtype::C128,
        int if int.is_signed() => CoreDtype::I64,
        _ => CoreDtype::U64,
    }
}

fn dtype_number(dtype: CoreDtype) -> Dtype {
    match dtype {
        CoreDtype::Bool => Dtype::Bool,
        CoreDtype::I8 => Dtype::I8,
        CoreDtype::I16 => Dtype::I16,
        CoreDtype::I32 => Dtype::I32,
        CoreDtype::I64 => Dtype::I64,
        CoreDtype::U8 => Dtype::U8,
        CoreDtype::U16 => Dtype::U16,
        CoreDtype::U32 => Dtype::U32,
        CoreDtype::U64 => Dtype::U64,
        CoreDtype::F32 => Dtype::F32,
        CoreDtype::F64 => Dtype::F64,
        CoreDtype::C64 => Dtype::C64,
        CoreDtype::C128 => Dtype::C128,
    }
}

// --- what C makes values with ------------------------------------------------------------------------------------------

/// A Python int.
#[unsafe(no_mangle)]
pub extern "C" fn numjit_int(value: i64) -> Value {
    Value::number(Dtype::I64, Payload { i: value })
}

/// A Python float.
#[unsafe(no_mangle)]
pub extern "C" fn numjit_float(value: f64) -> Value {
    Value::number(Dtype::F64, Payload { f: value })
}

/// `True` or `False`.
#[unsafe(no_mangle)]
pub extern "C" fn numjit_bool(value: bool) -> Value {
    Value::number(Dtype::Bool, Payload { u: u64::from(value) })
}

/// A text that ends in a zero byte, and lives as long as the value; null is the empty one.
///
/// # Safety
/// `text` is null or ends in a zero byte.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_str(text: *const c_char) -> Value {
    let length = match text.is_null() {
        true => 0,
        // SAFETY: not null, and as the caller promises.
        false => unsafe { CStr::from_ptr(text) }.count_bytes(),
    };
    Value::of(Kind::Text, Payload { text: Text { data: text, length } })
}

/// A writable array in C order without gaps; `data` and `shape` live as long as the value. `dtype` is one of `numjit_dtype`.
#[unsafe(no_mangle)]
pub extern "C" fn numjit_ndarray(dtype: u32, data: *mut c_void, ndim: usize, shape: *const usize) -> Value {
    let array = Array { data, ndim, shape, strides: null(), writable: true };
    Value { dtype, ..Value::of(Kind::Array, Payload { array }) }
}

/// Frees a result, with all that it points to, and makes it none. Arguments hold nothing.
///
/// # Safety
/// `value` is null, or live and what it points to is used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_value_free(value: *mut Value) {
    // SAFETY: as the caller promises.
    if let Some(value) = unsafe { value.as_mut() } {
        // SAFETY: a result's owner was made by `to_c`, and goes here once.
        unsafe { free(value.owner) };
        *value = Value::NONE;
    }
}
