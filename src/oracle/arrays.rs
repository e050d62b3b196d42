//! Array instructions.
//!
//! Input: descriptors. Output: elements, descriptors, or a fault where an operand is not what the IR promises.
//! Never: wraps an index.

use super::frame::Frame;
use super::heap::{ArrayValue, Value, packed_strides};
use super::{Oracle, Step, Stop};
use crate::ir::eval::Scalar;
use crate::ir::{Fill, Inst, Op, Ty, ValueId};
use crate::runtime::context::array_bytes;
use crate::runtime::exception::Check;
use crate::types::{Dtype, Layout};

/// What a byte holds that nothing was written to.
const GARBAGE: u8 = 0xa5;

/// More bytes than this are a MemoryError.
const MOST_BYTES: i64 = 1 << 28;

impl Frame<'_> {
    pub(super) fn array(&self, id: ValueId) -> Step<&ArrayValue> {
        match self.value(id)? {
            Value::Array(array) => Ok(array),
            _ => Err(Stop::wrong(format!("{id} is no array"))),
        }
    }

    fn array_ty(&self, id: ValueId) -> Step<(Dtype, usize, Layout)> {
        match *self.f.ty(id) {
            Ty::Array { dtype, ndim, layout } => Ok((dtype, ndim.into(), layout)),
            _ => Err(Stop::wrong(format!("{id} is no array"))),
        }
    }

    pub(super) fn array_op(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        match &inst.op {
            Op::Captured(index) => match oracle.captured.get(*index as usize) {
                Some(value) => Ok(vec![value.clone()]),
                None => Err(Stop::wrong(format!("there is no captured array {index}"))),
            },
            Op::Alloc(fill) => self.alloc(oracle, inst, *fill).map(|array| vec![array]),
            Op::Dim(axis) => Ok(vec![Value::i64(self.array(inst.args[0])?.shape[usize::from(*axis)])]),
            Op::Stride(axis) => Ok(vec![Value::i64(self.array(inst.args[0])?.strides[usize::from(*axis)])]),
            Op::Load => {
                let element = oracle.heap.load(self.array(inst.args[0])?, &self.ints(&inst.args[1..])?)?;
                Ok(vec![Value::Scalar(element)])
            }
            Op::Store => {
                let value = inst.args.len() - 1;
                let (index, element) = (self.ints(&inst.args[1..value])?, self.scalar(inst.args[value])?);
                oracle.heap.store(self.array(inst.args[0])?, &index, element)?;
                Ok(vec![])
            }
            Op::View => self.view(inst).map(|array| vec![array]),
            _ => {
                let (x, y) = (self.array(inst.args[0])?, self.array(inst.args[1])?);
                Ok(vec![Value::Scalar(Scalar::bool(may_overlap(x, y)))])
            }
        }
    }

    fn alloc(&self, oracle: &mut Oracle<'_>, inst: &Inst, fill: Fill) -> Step<Value> {
        let (dtype, _, layout) = self.array_ty(inst.results[0])?;
        let shape = self.ints(&inst.args)?;
        oracle.allocate()?;
        let bytes = array_bytes(&shape, dtype.size() as i64).map_err(|check| Stop::check(check, [0; 4]))?;
        if bytes > MOST_BYTES {
            return Err(Stop::check(Check::OutOfMemory, [0; 4]));
        }
        let byte = if fill == Fill::Zero { 0 } else { GARBAGE };
        Ok(oracle.heap.bytes(dtype, layout, &shape, vec![byte; bytes as usize]))
    }

    fn view(&self, inst: &Inst) -> Step<Value> {
        let (dtype, ndim, layout) = self.array_ty(inst.results[0])?;
        let base = self.array(inst.args[0])?;
        let numbers = self.ints(&inst.args[1..])?;
        let (shape, strides) = (numbers[1..=ndim].to_vec(), numbers[1 + ndim..].to_vec());
        let view = ArrayValue { block: base.block, offset: base.offset + numbers[0], dtype, shape, strides };
        keeps_layout(&view, layout)?;
        Ok(Value::Array(view))
    }
}

/// Does a descriptor have the strides that its type promises? (Where an axis has at most one index any stride will do.)
fn keeps_layout(array: &ArrayValue, layout: Layout) -> Step<()> {
    let packed = packed_strides(array.dtype, layout, &array.shape);
    let axes = array.shape.iter().zip(array.strides.iter().zip(&packed));
    let kept = axes.into_iter().all(|(&length, (given, packed))| length <= 1 || given == packed);
    if kept || layout == Layout::A || array.shape.contains(&0) {
        Ok(())
    } else {
        Err(Stop::wrong(format!("strides {:?} of shape {:?} are not {layout}", array.strides, array.shape)))
    }
}

/// The first byte that an array covers and the one behind the last, unless it is empty.
fn extent(array: &ArrayValue) -> Option<(i64, i64)> {
    let (mut low, mut high) = (array.offset, array.offset + array.dtype.size() as i64);
    for (&length, &stride) in array.shape.iter().zip(&array.strides) {
        if length == 0 {
            return None;
        }
        let way = (length - 1) * stride;
        low += way.min(0);
        high += way.max(0);
    }
    Some((low, high))
}

fn may_overlap(x: &ArrayValue, y: &ArrayValue) -> bool {
    match (extent(x), extent(y)) {
        (Some(a), Some(b)) => x.block == y.block && a.0 < b.1 && b.0 < a.1,
        _ => false,
    }
}
