//! Records: what the elements of structured arrays are.
//!
//! Input: names, types and places of fields. Output: layouts, and the types of what is read at a field.
//! Never: values; bytes.

use super::{ArrayType, Dtype, Layout, Type};
use std::fmt;
use std::sync::Arc;

/// The layout of a record in memory.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordType {
    /// In the order that they are written in.
    pub fields: Vec<Field>,
    /// Bytes of one record, padding included.
    pub size: usize,
    /// Do its fields lie where C's do?
    pub aligned: bool,
}

/// One field of a record.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Bytes from the record's start.
    pub offset: usize,
    /// What it holds.
    pub ty: FieldType,
}

/// What a field holds.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FieldType {
    /// A number.
    Scalar(Dtype),
    /// Numbers in C order, of this shape.
    Array(Dtype, Vec<usize>),
    /// A record within the record.
    Record(Arc<RecordType>),
}

impl FieldType {
    /// Its bytes; none past the address space.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        match self {
            FieldType::Scalar(dtype) => Some(dtype.size()),
            FieldType::Array(dtype, shape) => shape.iter().try_fold(dtype.size(), |size, &n| size.checked_mul(n)),
            FieldType::Record(record) => Some(record.size),
        }
    }

    /// Where C puts it: at a multiple of this.
    #[must_use]
    pub fn alignment(&self) -> usize {
        match self {
            FieldType::Scalar(dtype) | FieldType::Array(dtype, _) => dtype.real().size(),
            FieldType::Record(record) => record.alignment(),
        }
    }
}

impl RecordType {
    /// Fields one after the other: without gaps, or where C puts them. None past what an offset counts.
    #[must_use]
    pub fn new(fields: impl IntoIterator<Item = (Arc<str>, FieldType)>, placing: Placing) -> Option<RecordType> {
        let aligned = placing == Placing::LikeC;
        let mut record = RecordType { fields: Vec::new(), size: 0, aligned };
        for (name, ty) in fields {
            let offset = if aligned { record.size.checked_next_multiple_of(ty.alignment())? } else { record.size };
            record.size = offset.checked_add(ty.size()?)?;
            record.fields.push(Field { name, offset, ty });
        }
        if aligned {
            record.size = record.size.checked_next_multiple_of(record.widest())?;
        }
        i32::try_from(record.size).ok()?;
        Some(record)
    }

    /// The field of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| *field.name == *name)
    }

    /// Records lie at multiples of this.
    #[must_use]
    pub fn alignment(&self) -> usize {
        if self.aligned { self.widest() } else { 1 }
    }

    fn widest(&self) -> usize {
        self.fields.iter().map(|field| field.ty.alignment()).max().unwrap_or(1)
    }
}

/// Where fields are put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placing {
    /// Without gaps.
    Packed,
    /// `align=True`
    LikeC,
}

/// A record as compiled code holds it: by reference to where it lies.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordRef {
    /// Its layout.
    pub record: Arc<RecordType>,
    /// May it be written?
    pub mutable: bool,
}

/// An array of records.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordArray {
    /// The layout of its elements.
    pub record: Arc<RecordType>,
    /// Number of axes.
    pub ndim: u8,
    /// What is known of the strides.
    pub layout: Layout,
    /// May it be written?
    pub mutable: bool,
}

impl RecordArray {
    /// The array of the records' first bytes, by which machine code holds it.
    #[must_use]
    pub fn first_bytes(&self) -> ArrayType {
        ArrayType { dtype: Dtype::U8, ndim: self.ndim, layout: Layout::A, mutable: self.mutable }
    }

    /// The same rank, layout and rights, of elements that do not matter: for rules of shapes and indices.
    #[must_use]
    pub fn frame(&self) -> ArrayType {
        ArrayType { layout: self.layout, ..self.first_bytes() }
    }

    /// Records in the frame of an array.
    #[must_use]
    pub fn framed(&self, frame: ArrayType) -> Type {
        let ArrayType { ndim, layout, mutable, .. } = frame;
        Type::records(RecordArray { record: Arc::clone(&self.record), ndim, layout, mutable })
    }

    /// One of its elements.
    #[must_use]
    pub fn element(&self) -> Type {
        Type::Record(RecordRef { record: Arc::clone(&self.record), mutable: self.mutable })
    }

    /// All values of a field: a view.
    #[must_use]
    pub fn field(&self, field: &Field) -> Type {
        let whole = ArrayType { layout: Layout::A, ..self.first_bytes() };
        match &field.ty {
            FieldType::Scalar(dtype) => Type::Array(ArrayType { dtype: *dtype, ..whole }),
            FieldType::Array(dtype, shape) => {
                Type::Array(ArrayType { dtype: *dtype, ndim: self.ndim + shape.len() as u8, ..whole })
            }
            FieldType::Record(record) => {
                Type::records(RecordArray { record: Arc::clone(record), layout: Layout::A, ..self.clone() })
            }
        }
    }
}

impl RecordRef {
    /// What is read at a field: a number, a view of an array, a record within.
    #[must_use]
    pub fn field(&self, field: &Field) -> Type {
        match &field.ty {
            FieldType::Scalar(dtype) => Type::Scalar(*dtype),
            FieldType::Array(dtype, shape) => Type::Array(ArrayType {
                dtype: *dtype,
                ndim: shape.len() as u8,
                layout: Layout::C,
                mutable: self.mutable,
            }),
            FieldType::Record(record) => Type::Record(RecordRef { record: Arc::clone(record), mutable: self.mutable }),
        }
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldType::Scalar(dtype) => write!(f, "{dtype}"),
            FieldType::Array(dtype, shape) => {
                let lengths: Vec<String> = shape.iter().map(ToString::to_string).collect();
                let comma = if shape.len() == 1 { "," } else { "" };
                write!(f, "nestedarray({dtype}, ({}{comma}))", lengths.join(", "))
            }
            FieldType::Record(record) => write!(f, "{record}"),
        }
    }
}

impl fmt::Display for RecordType {
    /// As Numba prints it: `Record(x[type=float64;offset=0];8;False)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.fields.iter().map(|it| format!("{}[type={};offset={}]", it.name, it.ty, it.offset));
        let aligned = if self.aligned { "True" } else { "False" };
        write!(f, "Record({};{};{aligned})", fields.collect::<Vec<_>>().join(","), self.size)
    }
}

impl fmt::Display for RecordArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unaligned = if self.record.aligned { "" } else { "unaligned " };
        let readonly = if self.mutable { "" } else { "readonly " };
        write!(f, "{unaligned}{readonly}array({}, {}d, {})", self.record, self.ndim, self.layout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn particle(placing: Placing) -> RecordType {
        let fields = [("x", FieldType::Scalar(Dtype::F64)), ("id", FieldType::Scalar(Dtype::I32))];
        RecordType::new(fields.map(|(name, ty)| (name.into(), ty)), placing).unwrap()
    }

    #[test]
    fn fields_are_placed() {
        assert_eq!((particle(Placing::Packed).size, particle(Placing::Packed).alignment()), (12, 1));
        let aligned = particle(Placing::LikeC);
        assert_eq!((aligned.size, aligned.alignment()), (16, 8));
        assert_eq!(aligned.to_string(), "Record(x[type=float64;offset=0],id[type=int32;offset=8];16;True)");
    }

    #[test]
    fn layouts_past_the_address_space_are_none() {
        let huge = FieldType::Array(Dtype::F64, vec![usize::MAX, 2]);
        assert_eq!(RecordType::new([("x".into(), huge)], Placing::Packed), None);
    }
}
