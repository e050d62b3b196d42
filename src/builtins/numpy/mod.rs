//! NumPy: constants, dtypes, and functions that are methods of arrays under another name.
//!
//! Input: nothing. Output: rows. Never: creation (`create`), element-wise functions (`ufunc`).

pub(super) mod create;
pub(super) mod fft;
pub(super) mod generator;
pub(super) mod linalg;
pub(super) mod parts;
pub(super) mod random;
pub(super) mod reduce;
pub(super) mod shape;
pub(super) mod sort;
pub(super) mod statistics;
pub(super) mod ufunc;

use crate::builtins::answers::array as answers;
use crate::builtins::members::ClassKind;
use crate::builtins::rules::Rule;
use crate::builtins::{Builtin, Special};
use crate::types::{Constant, Dtype, Family};

const fn constant(path: &'static str, value: f64, doc: &'static str, aliases: &'static [&'static str]) -> Builtin {
    Builtin::new(path, "", doc, Rule::Constant(Constant::Float(value))).aliases(aliases)
}

const fn dtype(path: &'static str, dtype: Dtype, aliases: &'static [&'static str]) -> Builtin {
    Builtin::new(path, "x=0, /", "A dtype; called with a number, it converts it.", Rule::Dtype(dtype)).aliases(aliases)
}

const fn family(path: &'static str, family: Family, doc: &'static str) -> Builtin {
    Builtin::new(path, "", doc, Rule::Class(ClassKind::Family(family)))
}

/// Dtypes.
pub(in crate::builtins) static DTYPES: &[Builtin] = &[
    dtype(
        "numpy.bool_",
        Dtype::Bool,
        &[
            "numpy.bool",
            "numba.boolean",
            "numba.bool_",
            "numba.b1",
            "numba.types.boolean",
            "numba.types.bool_",
            "numba.types.b1",
        ],
    ),
    dtype(
        "numpy.int8",
        Dtype::I8,
        &["numpy.byte", "numba.int8", "numba.i1", "numba.types.int8", "numba.types.i1", "numba.char"],
    ),
    dtype(
        "numpy.int16",
        Dtype::I16,
        &["numpy.short", "numba.int16", "numba.i2", "numba.types.int16", "numba.types.i2"],
    ),
    dtype(
        "numpy.int32",
        Dtype::I32,
        &[
            "numpy.intc",
            "numba.int32",
            "numba.i4",
            "numba.intc",
            "numba.int_",
            "numba.types.int32",
            "numba.types.i4",
            "numba.types.intc",
        ],
    ),
    dtype(
        "numpy.int64",
        Dtype::I64,
        &[
            "numpy.int_",
            "numpy.intp",
            "numpy.long",
            "numpy.longlong",
            "numba.int64",
            "numba.i8",
            "numba.intp",
            "numba.long_",
            "numba.longlong",
            "numba.types.int64",
            "numba.types.i8",
            "numba.types.intp",
        ],
    ),
    dtype(
        "numpy.uint8",
        Dtype::U8,
        &["numpy.ubyte", "numba.uint8", "numba.u1", "numba.types.uint8", "numba.types.u1", "numba.uchar", "numba.byte"],
    ),
    dtype(
        "numpy.uint16",
        Dtype::U16,
        &["numpy.ushort", "numba.uint16", "numba.u2", "numba.types.uint16", "numba.types.u2"],
    ),
    dtype(
        "numpy.uint32",
        Dtype::U32,
        &[
            "numpy.uintc",
            "numba.uint32",
            "numba.u4",
            "numba.uintc",
            "numba.uint",
            "numba.types.uint32",
            "numba.types.u4",
            "numba.types.uintc",
        ],
    ),
    dtype(
        "numpy.uint64",
        Dtype::U64,
        &[
            "numpy.uint",
            "numpy.uintp",
            "numpy.ulong",
            "numpy.ulonglong",
            "numba.uint64",
            "numba.u8",
            "numba.uintp",
            "numba.ulong",
            "numba.ulonglong",
            "numba.types.uint64",
            "numba.types.u8",
            "numba.types.uintp",
        ],
    ),
    dtype(
        "numpy.float32",
        Dtype::F32,
        &["numpy.single", "numba.float32", "numba.f4", "numba.float_", "numba.types.float32", "numba.types.f4"],
    ),
    dtype(
        "numpy.float64",
        Dtype::F64,
        &["numpy.double", "numba.float64", "numba.f8", "numba.double", "numba.types.float64", "numba.types.f8"],
    ),
    dtype(
        "numpy.complex64",
        Dtype::C64,
        &["numpy.csingle", "numba.complex64", "numba.c8", "numba.types.complex64", "numba.types.c8"],
    ),
    dtype(
        "numpy.complex128",
        Dtype::C128,
        &["numpy.cdouble", "numba.complex128", "numba.c16", "numba.types.complex128", "numba.types.c16"],
    ),
];

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    constant("numpy.pi", std::f64::consts::PI, "The ratio of a circle's circumference to its diameter.", &[]),
    constant("numpy.e", std::f64::consts::E, "The base of the natural logarithm.", &[]),
    constant("numpy.euler_gamma", 0.577_215_664_901_532_9, "Euler's constant.", &[]),
    constant("numpy.inf", f64::INFINITY, "Positive infinity.", &[]),
    constant("numpy.nan", f64::NAN, "Not a number.", &[]),
    Builtin::new("numpy.newaxis", "", "None, as an index: a new axis of length 1.", Rule::Constant(Constant::None)),
    Builtin::new("numpy.ndarray", "shape, dtype=None", "The type of arrays.", Rule::Class(ClassKind::Array)),
    family("numpy.generic", Family::Generic, "Any scalar of NumPy."),
    family("numpy.number", Family::Number, "Any number of NumPy."),
    family("numpy.integer", Family::Integer, "Any int of NumPy."),
    family("numpy.signedinteger", Family::SignedInteger, "Any signed int of NumPy."),
    family("numpy.unsignedinteger", Family::UnsignedInteger, "Any unsigned int of NumPy."),
    family("numpy.inexact", Family::Inexact, "Any float or complex number of NumPy."),
    family("numpy.floating", Family::Floating, "Any float of NumPy."),
    family("numpy.complexfloating", Family::ComplexFloating, "Any complex number of NumPy."),
    Builtin::new(
        "numpy.dtype",
        "dtype, align=False",
        "A dtype.",
        Rule::Types(crate::builtins::answers::create::dtype_itself),
    ),
    Builtin::special("numpy.shape", "a", "The lengths of the axes.", (answers::shape, Special::Shape)),
    Builtin::special("numpy.size", "a", "The number of elements.", (answers::size, Special::Size)),
    Builtin::new("numpy.ndim", "a", "The number of axes.", Rule::Types(answers::ndim)),
    Builtin::special(
        "numpy.transpose",
        "a, axes=None",
        "The axes in another order.",
        (answers::transpose_to, Special::Transpose),
    ),
    Builtin::special("numpy.ravel", "a, order=\"C\"", "The elements in one axis.", (answers::ravel, Special::Ravel)),
    Builtin::special(
        "numpy.reshape",
        "a, shape, order=\"C\"",
        "The same elements under another shape.",
        (answers::reshape_to, Special::Reshape),
    ),
    Builtin::special("numpy.ndindex", "*shape", "All indices of a shape.", (answers::indices, Special::NdIndex)),
    Builtin::special(
        "numpy.ndenumerate",
        "arr",
        "Indices and elements, in C order.",
        (answers::enumerated, Special::NdEnumerate),
    ),
    Builtin::special(
        "numpy.nditer",
        "op",
        "The elements of an array, or of several broadcast against each other, as arrays without axes.",
        (answers::cells, Special::NdIter),
    ),
    Builtin::special(
        "numpy.where",
        "condition, x=None, y=None, /",
        "Element by element one or the other.",
        (answers::one_or_other, Special::Where),
    ),
    Builtin::source(
        "numpy.clip",
        "a, a_min=None, a_max=None, out=None, *, min=None, max=None",
        "Limited to bounds, of which one may be None.",
        "np_clip",
    )
    .deviates("in compiled code the result has the dtype of a"),
    Builtin::special("numpy.real", "val", "The real part.", (answers::part, Special::Real)),
    Builtin::special("numpy.imag", "val", "The imaginary part.", (answers::imag, Special::Imag)),
    Builtin::source("numpy.round", "a, decimals=0", "Rounded to decimals, half to even.", "np_round")
        .aliases(&["numpy.around"]),
    Builtin::source("numpy.angle", "z", "The argument of a complex number.", "np_angle"),
    Builtin::source("numpy.isneginf", "x", "Is it -inf?", "np_isneginf"),
    Builtin::source("numpy.isposinf", "x", "Is it +inf?", "np_isposinf"),
    Builtin::source("numpy.isreal", "x", "Is the imaginary part zero?", "np_isreal"),
    Builtin::source("numpy.iscomplex", "x", "Is there an imaginary part?", "np_iscomplex"),
    Builtin::source("numpy.iscomplexobj", "x", "Are the elements complex numbers?", "np_iscomplexobj").python_numbers(),
    Builtin::source("numpy.isrealobj", "x", "Are the elements no complex numbers?", "np_isrealobj").python_numbers(),
    Builtin::source(
        "numpy.nan_to_num",
        "x, copy=True, nan=0.0, posinf=None, neginf=None",
        "Numbers for nan and infinities.",
        "np_nan_to_num",
    ),
    Builtin::source(
        "numpy.isclose",
        "a, b, rtol=1e-05, atol=1e-08, equal_nan=False",
        "Nearly equal, as far as b and the tolerances say?",
        "np_isclose",
    ),
    Builtin::source(
        "numpy.allclose",
        "a, b, rtol=1e-05, atol=1e-08, equal_nan=False",
        "Nearly equal everywhere?",
        "np_allclose",
    ),
    Builtin::source(
        "numpy.polyfit",
        "x, y, deg",
        "The polynomial of a degree that fits points best, highest power first.",
        "np_polyfit",
    ),
    Builtin::source(
        "numpy.polyval",
        "p, x",
        "A polynomial at a number or at each element, highest power first.",
        "np_polyval",
    ),
    Builtin::source("numpy.array_equal", "a1, a2", "Have they the same shape and elements?", "np_array_equal"),
];
