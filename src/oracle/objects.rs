//! Lists, objects, strings, printing.
//!
//! Input: references. Output: components, texts; counts as the IR's ownership rules say. Never: numbers' formats.

use super::frame::Frame;
use super::heap::Value;
use super::text::text_of;
use super::{Oracle, Step, Stop};
use crate::ir::{Inst, Op, ValueId};

impl Frame<'_> {
    pub(super) fn object_op(&mut self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        if inst.op == Op::ObjectNew {
            return self.object_new(oracle, inst);
        }
        let first = self.value(inst.args[0])?.clone();
        match &inst.op {
            Op::FieldGet(word) | Op::FieldBorrow(word) => {
                let parts = self.words_of(&inst.results, *word).into_iter();
                let parts = parts.map(|word| part_at(oracle, &first, word)).collect::<Step<Vec<Value>>>()?;
                if let Op::FieldGet(_) = inst.op {
                    parts.iter().try_for_each(|part| oracle.heap.retain(part))?;
                }
                Ok(parts)
            }
            Op::FieldSet(word) => self.field_set(oracle, &first, inst, *word),
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

    /// The words that values begin at, one after another.
    fn words_of(&self, values: &[ValueId], first: u32) -> Vec<u32> {
        let mut next = first;
        let begin = |&value: &ValueId| {
            next += self.f.ty(value).words() as u32;
            next - self.f.ty(value).words() as u32
        };
        values.iter().map(begin).collect()
    }

    fn object_new(&self, oracle: &mut Oracle<'_>, inst: &Inst) -> Step<Vec<Value>> {
        oracle.allocate()?;
        let fields = self.words_of(&inst.args, 0).into_iter().zip(self.values(&inst.args)?).collect();
        Ok(vec![oracle.heap.object(fields)])
    }

    fn field_set(&self, oracle: &mut Oracle<'_>, object: &Value, inst: &Inst, word: u32) -> Step<Vec<Value>> {
        let new = self.values(&inst.args[1..])?;
        for (word, part) in self.words_of(&inst.args[1..], word).into_iter().zip(new) {
            let old = part_at(oracle, object, word)?;
            oracle.heap.fields_mut(object)?.insert(word, part);
            oracle.heap.release(&old)?;
        }
        Ok(vec![])
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

/// The component of an object that begins at a word.
fn part_at(oracle: &Oracle<'_>, object: &Value, word: u32) -> Step<Value> {
    let part = oracle.heap.fields(object)?.get(&word).cloned();
    part.ok_or_else(|| Stop::wrong(format!("no field of the object begins at word {word}")))
}
