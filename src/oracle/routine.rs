//! Calls of the runtime's routines.
//!
//! Input: a routine and values. Output: its scalar, and the bytes that it wrote. The routine itself is the product's: what is
//! compared is how it was called. Never: the oracle's own memory in the routine's hands: it works on copies of whole blocks.

use super::heap::{ArrayValue, Handle, Value};
use super::{Oracle, Step, Stop};
use crate::ir::eval::Scalar;
use crate::runtime::array::Array;
use crate::runtime::context::{Context, Services};
use crate::runtime::output::Output;
use crate::runtime::routine::{Operand, RoutineId};

/// Copies of the blocks that operands lie in, each once.
type Blocks = Vec<(Handle, Array)>;

impl Oracle<'_> {
    pub(super) fn call_routine(&mut self, routine: RoutineId, args: &[Value]) -> Step<Vec<Value>> {
        let mut blocks = Blocks::new();
        let operands = args.iter().map(|arg| self.operand(arg, &mut blocks)).collect::<Step<Vec<_>>>()?;
        let mut context = Context::new(Services::new(Output::stdout()));
        let outcome = routine.run(&mut context, &operands);
        for (block, bytes) in blocks {
            self.heap.set_block_bytes(block, bytes.iter().map(|byte| byte.as_i64() as u8).collect())?;
        }
        let result = outcome.map_err(|raised| Stop::raised(raised.kind, raised.message))?;
        Ok(result.into_iter().map(|number| Value::Scalar(Scalar::from(number))).collect())
    }

    fn operand(&self, value: &Value, blocks: &mut Blocks) -> Step<Operand> {
        match value {
            Value::Scalar(scalar) => Ok(Operand::Scalar((*scalar).into())),
            Value::Array(array) => self.view(array, blocks).map(Operand::Array),
            text => self.heap.text(text).map(|text| Operand::Text(text.to_owned())),
        }
    }

    /// An array over the copy of its block.
    fn view(&self, array: &ArrayValue, blocks: &mut Blocks) -> Step<Array> {
        let known = blocks.iter().find(|(block, _)| *block == array.block).map(|(_, bytes)| bytes.clone());
        let bytes = match known {
            Some(bytes) => bytes,
            None => {
                let bytes = Array::from_vec(self.heap.block_bytes(array)?.clone());
                blocks.push((array.block, bytes.clone()));
                bytes
            }
        };
        let shape: Vec<usize> = array.shape.iter().map(|&n| n as usize).collect();
        let strides: Vec<isize> = array.strides.iter().map(|&n| n as isize).collect();
        bytes
            .within(array.offset as isize, array.dtype, &shape, &strides)
            .ok_or_else(|| Stop::wrong("an array reaches outside of its block"))
    }
}
