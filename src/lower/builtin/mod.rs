//! Builtins that are constructions: one function per [`Special`].
//!
//! Input: arguments in the order of the row's signature, and the receiver of a method. Output: the call's value.

mod array;
mod python;
mod view;

use super::Lowering;
use super::value::Val;
use crate::builtins::Special;
use crate::hir::ExprId;
use crate::infer::Argument;
use crate::types::{Constant, Type};

/// The arguments of a call of a construction.
pub(super) struct Call<'a> {
    /// The object of a method or attribute.
    pub receiver: Option<ExprId>,
    /// In the signature's order.
    pub args: &'a [Option<Argument>],
    /// The result's type.
    pub ty: Type,
}

impl<'a> Lowering<'a> {
    /// The value of a construction.
    pub(super) fn special(&mut self, special: Special, call: &Call<'a>) -> Val {
        match special {
            Special::Len => self.len(call),
            Special::Range | Special::Prange => self.range(call),
            Special::Enumerate | Special::Zip | Special::Reversed => self.iterator_call(special, call),
            Special::NdIndex | Special::NdEnumerate | Special::NdIter => self.grid_call(special, call),
            Special::Print => self.print(call),
            Special::Int => self.int(call),
            Special::Float | Special::Complex => self.float(call),
            Special::Bool => {
                let (value, ty) = self.required(call, 0);
                Val::One(self.truth(value, &ty))
            }
            Special::Str | Special::Repr => self.text_call(special, call),
            Special::Min | Special::Max => self.min_max(special, call),
            Special::Round | Special::RoundDigits => self.round(special, call),
            Special::Pow => {
                let (base, base_type) = self.required(call, 0);
                let (exponent, exponent_type) = self.required(call, 1);
                let power = crate::types::BinaryOp::Pow;
                self.binary_values(power, (base, &base_type), (exponent, &exponent_type)).0
            }
            Special::Next => self.next_call(call),
            Special::Slice => self.slice_call(call),
            Special::Tuple | Special::Iter | Special::ReadOnly => self.required(call, 0).0,
            Special::Strided | Special::Packed => self.shaped_view(special, call),
            Special::TupleReplaced | Special::TupleInserted | Special::TupleRemoved => self.edit_tuple(special, call),
            Special::TupleItem(place) => self.named_item(usize::from(place), call),
            Special::RngOf => Val::Tuple(vec![self.required(call, 0).0]),
            Special::Chr | Special::Ord | Special::Hash => self.text_helper(special, call),
            Special::Empty | Special::Zeros | Special::EmptyLike | Special::ZerosLike => self.create(special, call),
            Special::Array | Special::AsArray | Special::AsContiguous => self.array_call(special, call),
            Special::ReducedShape => self.reduced_shape(call),
            Special::Shape | Special::Strides => self.axes_tuple(special, call),
            Special::Size | Special::NBytes => self.size(special, call),
            Special::T | Special::Transpose => self.transpose(call),
            Special::Real | Special::Imag | Special::Conjugate => self.complex_part(special, call),
            Special::ArrayCopy | Special::AsType | Special::Flatten | Special::Ravel | Special::Flat => {
                self.copy(special, call)
            }
            Special::Where => self.choose_elements(call),
            Special::Fill => self.fill(call),
            Special::Reshape => self.reshape(call),
            Special::ListAppend | Special::ListPop | Special::ListClear | Special::ListNew | Special::ListTruncate => {
                self.list_call(special, call)
            }
            Special::TableNew => self.new_table(&call.ty),
            Special::TablePart => self.table_part(call),
            Special::GetNumThreads | Special::GetThreadId => self.thread_call(special),
        }
    }

    /// Argument number n.
    fn required(&mut self, call: &Call<'a>, n: usize) -> (Val, Type) {
        let Some((value, ty)) = self.given(call.args, n) else { crate::ice!("argument {n} is missing") };
        (self.materialize(value), ty)
    }

    /// A list that a table is made of; -1 is the last.
    fn table_part(&mut self, call: &Call<'a>) -> Val {
        let mut parts = self.required(call, 0).0.items();
        let place = match self.constant_argument(call, 1) {
            Some(Constant::Int(n)) if n >= 0 => n as usize,
            _ => parts.len() - 1,
        };
        parts.swap_remove(place)
    }

    /// `result.eigenvalues`
    fn named_item(&mut self, place: usize, call: &Call<'a>) -> Val {
        match self.receiver(call).0 {
            Val::Tuple(mut items) => items.swap_remove(place),
            other => crate::ice!("{other:?} is no tuple"),
        }
    }

    /// The receiver of a method or attribute; for a function of an array its first argument.
    fn receiver(&mut self, call: &Call<'a>) -> (Val, Type) {
        match call.receiver {
            Some(receiver) => {
                let value = self.expr(receiver);
                (self.materialize(value), self.type_of(receiver).clone())
            }
            None => self.required(call, 0),
        }
    }
}
