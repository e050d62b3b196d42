//! The names by which scripts write types: `f8`, `float64`, `intp`, `void`, `UniTuple`, and `f8[:, ::1]`.
//!
//! Input: names and the pieces of a type expression that a higher layer has parsed with the script's own grammar.
//! Output: types. Never: text longer than a name.

use super::{Dtype, Layout, Type};

/// Scalar types, by all names that Numba gives them.
const SCALARS: &[(Dtype, &[&str])] = &[
    (Dtype::Bool, &["boolean", "bool_", "bool", "b1"]),
    (Dtype::I8, &["int8", "i1", "char"]),
    (Dtype::I16, &["int16", "i2", "short"]),
    (Dtype::I32, &["int32", "i4", "intc"]),
    (Dtype::I64, &["int64", "i8", "intp", "int_", "long_", "longlong", "ssize_t"]),
    (Dtype::U8, &["uint8", "u1", "byte", "uchar"]),
    (Dtype::U16, &["uint16", "u2", "ushort"]),
    (Dtype::U32, &["uint32", "u4", "uintc"]),
    (Dtype::U64, &["uint64", "u8", "uintp", "uint", "ulong", "ulonglong", "size_t"]),
    (Dtype::F32, &["float32", "f4"]),
    (Dtype::F64, &["float64", "f8", "double"]),
    (Dtype::C64, &["complex64", "c8"]),
    (Dtype::C128, &["complex128", "c16"]),
];

/// A type that takes types as arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Constructor {
    /// `Tuple((f8, i8))`.
    Tuple,
    /// `UniTuple(f8, 3)`.
    UniTuple,
    /// `List(f8)`, `ListType(f8)`.
    List,
    /// `optional(f8)`, `Optional(f8)`.
    Optional,
    /// `Array(f8, 2, "C", readonly=True)`.
    Array,
}

/// An axis of `f8[:, ::1]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Axis {
    /// `:`
    Any,
    /// `::1`
    Contiguous,
}

/// The scalar type of a name.
#[must_use]
pub fn dtype_by_name(name: &str) -> Option<Dtype> {
    let row = SCALARS.iter().find(|(_, names)| names.contains(&name))?;
    Some(row.0)
}

/// The type of a name that needs no arguments.
#[must_use]
pub fn type_by_name(name: &str) -> Option<Type> {
    match name {
        "void" | "none" => Some(Type::None),
        "unicode_type" | "string" => Some(Type::Str),
        _ => dtype_by_name(name).map(Type::Scalar),
    }
}

/// The constructor of a name.
#[must_use]
pub fn constructor_by_name(name: &str) -> Option<Constructor> {
    match name {
        "Tuple" => Some(Constructor::Tuple),
        "UniTuple" => Some(Constructor::UniTuple),
        "List" | "ListType" => Some(Constructor::List),
        "optional" | "Optional" => Some(Constructor::Optional),
        "Array" => Some(Constructor::Array),
        _ => None,
    }
}

/// The layout of a name: `"C"`.
#[must_use]
pub fn layout_by_name(name: &str) -> Option<Layout> {
    [Layout::C, Layout::F, Layout::A].into_iter().find(|layout| layout.to_string() == name)
}

/// The layout that the axes of an array type declare: `[::1]` and `[:, ::1]` C, `[::1, :]` F, else any strides.
#[must_use]
pub fn layout_of_axes(axes: &[Axis]) -> Layout {
    match axes {
        [Axis::Contiguous] => Layout::C,
        [Axis::Contiguous, ..] => Layout::F,
        [.., Axis::Contiguous] => Layout::C,
        _ => Layout::A,
    }
}

/// `item[axes]`; `None` where arrays cannot hold the item.
#[must_use]
pub fn array_of(item: &Type, axes: &[Axis]) -> Option<Type> {
    Some(Type::array(item.as_scalar()?, axes.len(), layout_of_axes(axes)))
}
