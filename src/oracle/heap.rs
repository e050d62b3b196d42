//! Checked memory: blocks with a count each.
//!
//! Input: values. Output: values, or what is wrong with a use. Never: frees when it does not count.

use super::{Step, Stop};
use crate::ir::Ty;
use crate::ir::eval::Scalar;
use crate::types::{Dtype, Layout};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A block of the heap.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Handle(u32);

/// What an SSA value holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A scalar.
    Scalar(Scalar),
    /// An array descriptor.
    Array(ArrayValue),
    /// A list.
    List(Handle),
    /// A string.
    Str(Handle),
    /// An object.
    Object(Handle),
    /// A reference to nothing.
    Null,
}

/// An array descriptor.
#[derive(Clone, PartialEq, Debug)]
pub struct ArrayValue {
    /// The block that the elements are in.
    pub block: Handle,
    /// Where the element at index 0 stands, in bytes.
    pub offset: i64,
    /// Element type.
    pub dtype: Dtype,
    /// Lengths of the axes.
    pub shape: Vec<i64>,
    /// In bytes.
    pub strides: Vec<i64>,
}

impl Value {
    /// An `int64`.
    #[must_use]
    pub fn i64(value: i64) -> Value {
        Value::Scalar(Scalar::i64(value))
    }

    /// A `float64`.
    #[must_use]
    pub fn f64(value: f64) -> Value {
        Value::Scalar(Scalar::F64(value))
    }

    /// The block that a reference counts on.
    fn block(&self) -> Option<Handle> {
        match self {
            Value::Scalar(_) | Value::Null => None,
            Value::Array(array) => Some(array.block),
            Value::List(block) | Value::Str(block) | Value::Object(block) => Some(*block),
        }
    }
}

/// What a block holds.
#[derive(Clone, Debug)]
enum Content {
    Bytes(Vec<u8>),
    List(Vec<Vec<Value>>),
    Str(String),
    /// The fields' components by the words that they begin at.
    Object(BTreeMap<u32, Value>),
}

#[derive(Clone, Debug)]
struct Block {
    count: i64,
    content: Content,
    /// A constant: not counted.
    immortal: bool,
}

/// All blocks that were ever made.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    blocks: Vec<Block>,
    constants: FxHashMap<String, Handle>,
    counting: bool,
}

impl Heap {
    pub(super) fn new(counting: bool) -> Self {
        Self { counting, ..Self::default() }
    }

    fn add(&mut self, content: Content) -> Handle {
        self.blocks.push(Block { count: 1, content, immortal: false });
        Handle(self.blocks.len() as u32 - 1)
    }

    // --- making ----------------------------------------------------------------------------------------------------

    /// A fresh contiguous array with one reference; the elements in its memory's order.
    #[must_use]
    pub fn array(&mut self, dtype: Dtype, layout: Layout, shape: &[i64], elements: &[Scalar]) -> Value {
        let bytes = elements.iter().flat_map(|element| element.to_bytes()[..dtype.size()].to_vec()).collect();
        self.bytes(dtype, layout, shape, bytes)
    }

    /// A fresh contiguous array over some bytes.
    #[must_use]
    pub fn bytes(&mut self, dtype: Dtype, layout: Layout, shape: &[i64], bytes: Vec<u8>) -> Value {
        let block = self.add(Content::Bytes(bytes));
        let strides = packed_strides(dtype, layout, shape);
        Value::Array(ArrayValue { block, offset: 0, dtype, shape: shape.to_vec(), strides })
    }

    /// A fresh string with one reference.
    #[must_use]
    pub fn string(&mut self, text: impl Into<String>) -> Value {
        Value::Str(self.add(Content::Str(text.into())))
    }

    /// A constant string, which is not counted.
    pub(super) fn constant(&mut self, text: &str) -> Value {
        if let Some(&known) = self.constants.get(text) {
            return Value::Str(known);
        }
        let block = self.add(Content::Str(text.to_owned()));
        self.blocks[block.0 as usize].immortal = true;
        self.constants.insert(text.to_owned(), block);
        Value::Str(block)
    }

    /// A fresh list with one reference; it takes over the items' references.
    #[must_use]
    pub fn list(&mut self, items: Vec<Vec<Value>>) -> Value {
        Value::List(self.add(Content::List(items)))
    }

    /// A fresh object with one reference; it takes over the fields' references.
    #[must_use]
    pub fn object(&mut self, fields: BTreeMap<u32, Value>) -> Value {
        Value::Object(self.add(Content::Object(fields)))
    }

    /// What a slot of a type holds before anything is stored: zero, or a reference to nothing.
    pub(super) fn null(ty: &Ty) -> Option<Value> {
        ty.dtype().map(|dtype| Value::Scalar(Scalar::zero(dtype)))
    }

    // --- reading ---------------------------------------------------------------------------------------------------

    fn live(&self, block: Handle) -> Step<&Block> {
        let found = &self.blocks[block.0 as usize];
        if found.count > 0 || found.immortal {
            Ok(found)
        } else {
            Err(Stop::wrong("a block is used after it was freed"))
        }
    }

    fn live_mut(&mut self, block: Handle) -> Step<&mut Content> {
        self.live(block)?;
        Ok(&mut self.blocks[block.0 as usize].content)
    }

    /// A string's text.
    ///
    /// # Errors
    /// When it is no string or was freed.
    pub fn text(&self, value: &Value) -> Result<&str, Stop> {
        match (value, value.block().map(|block| self.live(block)).transpose()?) {
            (Value::Str(_), Some(Block { content: Content::Str(text), .. })) => Ok(text),
            _ => Err(Stop::wrong("not a string")),
        }
    }

    /// A list's items.
    ///
    /// # Errors
    /// When it is no list or was freed.
    pub fn items(&self, value: &Value) -> Result<&Vec<Vec<Value>>, Stop> {
        match (value, value.block().map(|block| self.live(block)).transpose()?) {
            (Value::List(_), Some(Block { content: Content::List(items), .. })) => Ok(items),
            _ => Err(Stop::wrong("not a list")),
        }
    }

    pub(super) fn items_mut(&mut self, value: &Value) -> Step<&mut Vec<Vec<Value>>> {
        let Value::List(block) = value else { return Err(Stop::wrong("not a list")) };
        match self.live_mut(*block)? {
            Content::List(items) => Ok(items),
            _ => Err(Stop::wrong("not a list")),
        }
    }

    /// An object's components.
    pub(super) fn fields(&self, value: &Value) -> Step<&BTreeMap<u32, Value>> {
        match (value, value.block().map(|block| self.live(block)).transpose()?) {
            (Value::Object(_), Some(Block { content: Content::Object(fields), .. })) => Ok(fields),
            _ => Err(Stop::wrong("not an object")),
        }
    }

    pub(super) fn fields_mut(&mut self, value: &Value) -> Step<&mut BTreeMap<u32, Value>> {
        let Value::Object(block) = value else { return Err(Stop::wrong("not an object")) };
        match self.live_mut(*block)? {
            Content::Object(fields) => Ok(fields),
            _ => Err(Stop::wrong("not an object")),
        }
    }

    /// The bytes of an array's element, checked against its shape and its block.
    fn element(&self, array: &ArrayValue, index: &[i64]) -> Step<std::ops::Range<usize>> {
        if array.shape.len() != index.len() || !index.iter().zip(&array.shape).all(|(i, n)| (0..*n).contains(i)) {
            return Err(Stop::wrong(format!("index {index:?} is not within shape {:?}", array.shape)));
        }
        let at = index.iter().zip(&array.strides).fold(array.offset, |at, (i, stride)| at + i * stride);
        let Block { content: Content::Bytes(bytes), .. } = self.live(array.block)? else {
            return Err(Stop::wrong("an array whose block has no bytes"));
        };
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let end = start.saturating_add(array.dtype.size());
        if end > bytes.len() {
            return Err(Stop::wrong(format!("byte {at} is outside of the block of {} bytes", bytes.len())));
        }
        Ok(start..end)
    }

    /// An array's element.
    ///
    /// # Errors
    /// When the index is not within bounds or the array was freed.
    pub fn load(&self, array: &ArrayValue, index: &[i64]) -> Result<Scalar, Stop> {
        let range = self.element(array, index)?;
        match &self.live(array.block)?.content {
            Content::Bytes(bytes) => Ok(Scalar::from_bytes(array.dtype, &bytes[range])),
            _ => Err(Stop::wrong("an array whose block has no bytes")),
        }
    }

    /// All bytes of an array's block.
    pub(super) fn block_bytes(&self, array: &ArrayValue) -> Step<&Vec<u8>> {
        match &self.live(array.block)?.content {
            Content::Bytes(bytes) => Ok(bytes),
            _ => Err(Stop::wrong("an array whose block has no bytes")),
        }
    }

    pub(super) fn set_block_bytes(&mut self, block: Handle, new: Vec<u8>) -> Step<()> {
        match self.live_mut(block)? {
            Content::Bytes(bytes) => *bytes = new,
            _ => return Err(Stop::wrong("an array whose block has no bytes")),
        }
        Ok(())
    }

    pub(super) fn store(&mut self, array: &ArrayValue, index: &[i64], value: Scalar) -> Step<()> {
        let range = self.element(array, index)?;
        match self.live_mut(array.block)? {
            Content::Bytes(bytes) => bytes[range].copy_from_slice(&value.to_bytes()[..array.dtype.size()]),
            _ => return Err(Stop::wrong("an array whose block has no bytes")),
        }
        Ok(())
    }

    /// An array's elements in row-major order.
    ///
    /// # Errors
    /// When it was freed.
    pub fn elements(&self, array: &ArrayValue) -> Result<Vec<Scalar>, Stop> {
        indices(&array.shape).map(|index| self.load(array, &index)).collect()
    }

    // --- counting --------------------------------------------------------------------------------------------------

    pub(super) fn retain(&mut self, value: &Value) -> Step<()> {
        if let Some(block) = value.block().filter(|_| self.counting) {
            self.live(block)?;
            self.blocks[block.0 as usize].count += 1;
        }
        Ok(())
    }

    pub(super) fn release(&mut self, value: &Value) -> Step<()> {
        let Some(block) = value.block().filter(|_| self.counting) else { return Ok(()) };
        self.live(block).map_err(|_| Stop::wrong("a block is released after it was freed"))?;
        let block = &mut self.blocks[block.0 as usize];
        if block.immortal {
            return Ok(());
        }
        block.count -= 1;
        if block.count > 0 {
            return Ok(());
        }
        let content = std::mem::replace(&mut block.content, Content::Str(String::new()));
        match content {
            Content::List(items) => items.iter().flatten().try_for_each(|item| self.release(item)),
            Content::Object(fields) => fields.values().try_for_each(|part| self.release(part)),
            Content::Bytes(_) | Content::Str(_) => Ok(()),
        }
    }

    /// Blocks whose count is not the number of references that these values hold, one each.
    pub(super) fn leaks(&self, held: &[Value]) -> Vec<String> {
        let mut expected: FxHashMap<Handle, i64> = FxHashMap::default();
        let mut count = |value: &Value| {
            if let Some(block) = value.block() {
                *expected.entry(block).or_default() += 1;
            }
        };
        held.iter().for_each(&mut count);
        for block in self.blocks.iter().filter(|block| block.count > 0) {
            match &block.content {
                Content::List(items) => items.iter().flatten().for_each(&mut count),
                Content::Object(fields) => fields.values().for_each(&mut count),
                Content::Bytes(_) | Content::Str(_) => {}
            }
        }
        let counted = self.blocks.iter().enumerate().filter(|(_, block)| self.counting && !block.immortal);
        counted
            .filter_map(|(i, block)| {
                let expected = expected.get(&Handle(i as u32)).copied().unwrap_or(0);
                let differs = block.count != expected;
                differs.then(|| format!("block {i} has {} references, not {expected}", block.count))
            })
            .collect()
    }
}

/// The strides of a fresh array.
pub(super) fn packed_strides(dtype: Dtype, layout: Layout, shape: &[i64]) -> Vec<i64> {
    let mut strides = vec![0; shape.len()];
    let mut stride = dtype.size() as i64;
    let mut place = |axis: usize| {
        strides[axis] = stride;
        stride = stride.wrapping_mul(shape[axis]);
    };
    match layout {
        Layout::F => (0..shape.len()).for_each(&mut place),
        _ => (0..shape.len()).rev().for_each(&mut place),
    }
    strides
}

/// All indices of a shape in row-major order.
pub(super) fn indices(shape: &[i64]) -> impl Iterator<Item = Vec<i64>> + '_ {
    let size: i64 = shape.iter().product();
    (0..size).map(|mut at| {
        let mut index = vec![0; shape.len()];
        for axis in (0..shape.len()).rev() {
            index[axis] = at % shape[axis];
            at /= shape[axis];
        }
        index
    })
}
