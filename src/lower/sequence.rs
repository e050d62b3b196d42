//! What can be iterated: a trip count and an element at an index.
//!
//! Input: ranges, arrays, lists, tuples, strings, `enumerate`, `zip`, `reversed`. Output: a [`Sequence`].
//! Never: loops (see [`super::for_loop`]).

use super::Lowering;
use super::grid::Grid;
use super::value::Val;
use crate::ir::{BinaryOp, CompareOp, Const, Op, Ty, UnaryOp, ValueId};
use crate::runtime::exception::Check;
use crate::types::{Dtype, IteratorType, Type, unify_all};

/// What a loop runs over.
pub(super) enum Sequence {
    /// start, stop, step, and the type of the items.
    Range([ValueId; 3], Dtype),
    /// The first axis of an array (a row as a view where it has more).
    Array(ValueId, Type),
    /// A list and its items' type.
    List(ValueId, Type),
    /// A tuple, its items converted to their common type.
    Tuple(Vec<Val>, Type),
    /// A string.
    Str(ValueId),
    /// Index and item.
    Enumerate(Box<Sequence>, ValueId),
    /// Items of several, as long as the shortest.
    Zip(Vec<Sequence>),
    /// From the last to the first.
    Reversed(Box<Sequence>, ValueId),
    /// All indices of a shape.
    Grid(Grid),
}

impl Lowering<'_> {
    /// A value as a sequence.
    pub(super) fn sequence(&mut self, value: Val, ty: &Type) -> Sequence {
        let value = self.materialize(value);
        match ty {
            Type::Range(dtype) => {
                let parts = value.flatten();
                Sequence::Range([parts[0], parts[1], parts[2]], *dtype)
            }
            Type::Array(_) | Type::Records(_) => Sequence::Array(value.one(), ty.clone()),
            Type::List(item) => Sequence::List(value.one(), (**item).clone()),
            Type::Table(table) => Sequence::List(value.items()[0].one(), table.key.clone()),
            Type::Str => Sequence::Str(value.one()),
            Type::Tuple(types) => {
                let item = self.item_type(ty);
                let items = value.items().into_iter().zip(types.iter());
                Sequence::Tuple(items.map(|(value, own)| self.coerce(value, own, &item)).collect(), item)
            }
            Type::Iterator(it) => self.iterator(value.items(), it),
            other => crate::ice!("{other} cannot be iterated"),
        }
    }

    fn iterator(&mut self, mut items: Vec<Val>, it: &IteratorType) -> Sequence {
        if let Some(grid) = self.grid(&items, it) {
            return Sequence::Grid(grid);
        }
        match it {
            IteratorType::Enumerate(ty) => {
                let start = items.remove(1).one();
                let inner = self.sequence(items.remove(0), ty);
                Sequence::Enumerate(Box::new(inner), start)
            }
            IteratorType::Zip(types) => {
                let items = items.into_iter().zip(types);
                Sequence::Zip(items.map(|(item, ty)| self.sequence(item, ty)).collect())
            }
            IteratorType::Reversed(ty) => {
                let inner = self.sequence(items.remove(0), ty);
                let length = self.length(&inner);
                Sequence::Reversed(Box::new(inner), length)
            }
            other => crate::ice!("{other:?} is no sequence"),
        }
    }

    /// The type of an item.
    pub(super) fn item_type(&self, ty: &Type) -> Type {
        match ty {
            Type::Range(dtype) => Type::Scalar(*dtype),
            Type::Array(a) if a.ndim == 1 => Type::Scalar(a.dtype),
            Type::Array(a) => Type::Array(crate::types::ArrayType { ndim: a.ndim - 1, ..super::index::row_type(*a) }),
            Type::List(item) => (**item).clone(),
            Type::Table(table) => table.key.clone(),
            Type::Str => Type::Str,
            Type::Tuple(items) => unify_all(items.iter()).unwrap_or(Type::Unknown),
            Type::Iterator(it) => match &**it {
                IteratorType::Enumerate(item) => Type::tuple([Type::INT64, self.item_type(item)]),
                IteratorType::Zip(items) => Type::tuple(items.iter().map(|item| self.item_type(item))),
                IteratorType::Reversed(item) => self.item_type(item),
                _ => crate::infer::item_of(ty).unwrap_or(Type::Unknown),
            },
            Type::Records(_) | Type::Paused(_) => crate::infer::item_of(ty).unwrap_or(Type::Unknown),
            other => crate::ice!("{other} cannot be iterated"),
        }
    }

    /// How many items.
    pub(super) fn length(&mut self, sequence: &Sequence) -> ValueId {
        match sequence {
            Sequence::Range(range, _) => self.trip_count(*range),
            Sequence::Array(array, _) => self.b.dim(*array, 0),
            Sequence::List(list, _) => self.b.push1(Op::ListLen, &[*list], Ty::I64),
            Sequence::Tuple(items, _) => self.b.i64(items.len() as i64),
            Sequence::Str(text) => self.str_len(*text),
            Sequence::Grid(grid) => self.grid_size(grid),
            Sequence::Enumerate(inner, _) => self.length(inner),
            Sequence::Reversed(_, length) => *length,
            Sequence::Zip(parts) => {
                let lengths: Vec<ValueId> = parts.iter().map(|part| self.length(part)).collect();
                lengths.into_iter().reduce(|a, b| self.b.binary(BinaryOp::PyMin, a, b)).unwrap_or_else(|| self.b.i64(0))
            }
        }
    }

    /// The counted range of a loop: a range as it is, anything else by index.
    pub(super) fn loop_range(&mut self, sequence: &Sequence) -> [ValueId; 3] {
        match sequence {
            Sequence::Range(range, _) => *range,
            _ => [self.b.i64(0), self.length(sequence), self.b.i64(1)],
        }
    }

    /// The item at an index within bounds; for a range that drives its loop (`driving`) the index is the item.
    pub(super) fn element(&mut self, sequence: &Sequence, index: ValueId, driving: bool) -> Val {
        match sequence {
            Sequence::Range(_, dtype) if driving => Val::One(self.b.fitting(index, *dtype)),
            Sequence::Range([lo, _, step], dtype) => {
                let offset = self.mul(index, *step);
                let item = self.add(*lo, offset);
                Val::One(self.b.fitting(item, *dtype))
            }
            Sequence::Array(array, ty) => Val::One(self.row(*array, ty, index)),
            Sequence::List(list, item) => self.list_get(*list, index, item),
            Sequence::Tuple(items, item) => self.tuple_get(items, index, item),
            Sequence::Str(text) => Val::One(self.str_char(*text, index)),
            Sequence::Grid(grid) => self.grid_element(grid, index),
            Sequence::Enumerate(inner, start) => {
                let item = self.element(inner, index, false);
                let number = self.add(*start, index);
                Val::Tuple(vec![Val::One(number), item])
            }
            Sequence::Zip(parts) => Val::Tuple(parts.iter().map(|part| self.element(part, index, false)).collect()),
            Sequence::Reversed(inner, length) => {
                let one = self.b.i64(1);
                let last = self.sub(*length, one);
                let index = self.sub(last, index);
                match &**inner {
                    // It may have become shorter since.
                    Sequence::List(list, item) => {
                        let length = self.length(inner);
                        let index = self.wrap_index(index, length, Check::ListIndex);
                        self.list_get(*list, index, item)
                    }
                    inner => self.element(inner, index, false),
                }
            }
        }
    }

    /// `max(0, ceil((hi - lo) / step))`, also where the distance takes all 64 bits.
    pub(super) fn trip_count(&mut self, [lo, hi, step]: [ValueId; 3]) -> ValueId {
        let (zero, one) = (self.b.i64(0), self.b.i64(1));
        let forward = self.b.compare(CompareOp::Gt, step, zero);
        let from = self.b.select(forward, lo, hi);
        let to = self.b.select(forward, hi, lo);
        let back = self.b.unary(UnaryOp::Neg, step);
        let pace = self.b.select(forward, step, back);
        let some = self.b.compare(CompareOp::Lt, from, to);
        let distance = self.sub(to, from);
        let count = if self.b.function().as_const(pace) == Some(Const::Int(1)) {
            distance
        } else {
            let before_last = self.sub(distance, one);
            let before_last = self.b.convert(before_last, Dtype::U64);
            let pace = self.b.convert(pace, Dtype::U64);
            let steps = self.b.binary(BinaryOp::FloorDiv, before_last, pace);
            let steps = self.b.convert(steps, Dtype::I64);
            self.add(steps, one)
        };
        self.b.select(some, count, zero)
    }

    /// The item of a homogeneous tuple at a run-time index within bounds.
    pub(super) fn tuple_get(&mut self, items: &[Val], index: ValueId, item: &Type) -> Val {
        let mut picked: Vec<ValueId> = items[items.len() - 1].flatten();
        for (i, value) in items.iter().enumerate().rev().skip(1) {
            let number = self.b.i64(i as i64);
            let here = self.b.compare(CompareOp::Eq, index, number);
            let values = value.flatten();
            picked = values.into_iter().zip(picked).map(|(a, b)| self.b.select(here, a, b)).collect();
        }
        super::value::rebuild(item, &mut picked.into_iter())
    }

    // --- small arithmetic on int64 -------------------------------------------------------------------------------------

    pub(super) fn add(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.b.binary(BinaryOp::Add, a, b)
    }

    pub(super) fn sub(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.b.binary(BinaryOp::Sub, a, b)
    }

    pub(super) fn mul(&mut self, a: ValueId, b: ValueId) -> ValueId {
        self.b.binary(BinaryOp::Mul, a, b)
    }

    /// A scalar as an index.
    pub(super) fn as_index(&mut self, value: ValueId) -> ValueId {
        self.b.convert(value, Dtype::I64)
    }
}
