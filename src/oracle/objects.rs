//! Lists, strings, printing.
//!
//! Input: references. Output: components, texts; counts as the IR's ownership rules say. Never: numbers' formats.

use super::frame::Frame;
use super::heap::Value;
use super::text::text_of;
use super::{Oracle, Step, Stop};
use crate::ir::{Inst, Op, ValueId};

impl Frame<'_> {
    pub(super) fn object_op(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        let first = self.value(inst.args[0])?.clone();
        match &inst.op {
            Op::ListNew => {
                oracle.allocate()?;
                Ok(vec![oracle.heap.list(Vec::new())])
            }
            Op::ListLen => Ok(vec![Value::i64(oracle.heap.items(&first)?.len() as i64)]),
            Op::ListGet => {
                let at = self.place(oracle, &first, inst.args[1])?;
                let item = oracle.heap.items(&first)?[at].clone();
                item.iter().try_for_each(|part| oracle.heap.retain(part))?;
                Ok(item)
            }
            Op::ListSet => {
                let (at, item) = (self.place(oracle, &first, inst.args[1])?, self.values(&inst.args[2..])?);
                let old = std::mem::replace(&mut oracle.heap.items_mut(&first)?[at], item);
                old.iter().try_for_each(|part| oracle.heap.release(part))?;
                Ok(vec![])
            }
            Op::ListPush => {
                oracle.allocate()?;
                let item = self.values(&inst.args[1..])?;
                oracle.heap.items_mut(&first)?.push(item);
                Ok(vec![])
            }
            Op::ListPop => {
                let item = oracle.heap.items_mut(&first)?.pop();
                item.ok_or_else(|| Stop::wrong("a pop from an empty list"))
            }
            Op::ListTruncate => self.truncate(oracle, &first, inst.args[1]),
            Op::ToStr(style) => {
                let text = text_of(&oracle.heap, &first, *style)?;
                Ok(vec![oracle.string(text)?])
            }
            Op::Print(style) => {
                oracle.output += &text_of(&oracle.heap, &first, *style)?;
                Ok(vec![])
            }
            op => Err(Stop::wrong(format!("no meaning for {op:?}"))),
        }
    }

    /// An index within a list's bounds.
    fn place(&self, oracle: &Oracle<'_>, list: &Value, index: ValueId) -> Step<usize> {
        let (index, length) = (self.int(index)?, oracle.heap.items(list)?.len());
        usize::try_from(index)
            .ok()
            .filter(|&at| at < length)
            .ok_or_else(|| Stop::wrong(format!("index {index} is not within a list of {length}")))
    }

    fn truncate(&self, oracle: &mut Oracle<'_>, list: &Value, length: ValueId) -> Step<Vec<Value>> {
        let length = usize::try_from(self.int(length)?).unwrap_or(usize::MAX);
        let items = oracle.heap.items_mut(list)?;
        if length > items.len() {
            return Err(Stop::wrong("a list is truncated to more than its length"));
        }
        let dropped = items.split_off(length);
        dropped.iter().flatten().try_for_each(|part| oracle.heap.release(part))?;
        Ok(vec![])
    }
}
