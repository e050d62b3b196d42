//! Calls with Rust types: checked once, then without copies or allocation.
//!
//! Input: Rust values. Output: Rust values. A `&[T]` is a read-only array, a `&mut [T]` a writable one; neither has an
//! owner, so a view of one that a function returns is copied.

use super::compile::Compiled;
use super::error::Error;
use super::{Engine, marshal};
use crate::runtime::array::{Array, Element, Scalar};
use crate::runtime::context::Context;
use crate::types::{ArrayType, Dtype, FunctionId, Layout, Type};
use std::marker::PhantomData;
use std::sync::Arc;

/// Words of all arguments of one call; typed calls have few, so they stay on the stack.
pub type Words = smallvec::SmallVec<[u64; 24]>;

/// A Rust type that an argument can have.
pub trait Param {
    /// The type of the value at a call.
    type Host<'a>;
    /// The type in the script.
    fn ty() -> Type;
    /// Appends the argument's words.
    fn push(value: Self::Host<'_>, words: &mut Words);
}

/// A tuple of [`Param`]s.
pub trait Args {
    /// The tuple at a call.
    type Host<'a>;
    /// The types in the script.
    fn types() -> Vec<Type>;
    /// Appends the words of all arguments.
    fn push(values: Self::Host<'_>, words: &mut Words);
}

/// A Rust type that a result can have.
pub trait Returned: Sized {
    /// Can a result of this type become it?
    fn accepts(ty: &Type) -> bool;
    /// The type's name in messages.
    fn name() -> String;
    /// Takes the result over.
    fn take(ty: &Type, words: &[u64]) -> Self;
}

macro_rules! scalars {
    ($($rust:ty => $dtype:ident,)*) => {$(
        impl Param for $rust {
            type Host<'a> = $rust;
            fn ty() -> Type {
                Type::Scalar(Dtype::$dtype)
            }
            fn push(value: $rust, words: &mut Words) {
                words.push(Scalar::from(value).to_words()[0]);
            }
        }

        impl Returned for $rust {
            fn accepts(ty: &Type) -> bool {
                *ty == Type::Scalar(Dtype::$dtype)
            }
            fn name() -> String {
                Type::Scalar(Dtype::$dtype).to_string()
            }
            fn take(_: &Type, words: &[u64]) -> Self {
                <$rust as Element>::narrow(Scalar::from_words(Dtype::$dtype, words))
            }
        }
    )*};
}

scalars! {
    bool => Bool, i8 => I8, i16 => I16, i32 => I32, i64 => I64, u8 => U8, u16 => U16, u32 => U32, u64 => U64,
    f32 => F32, f64 => F64,
}

fn slice_type(dtype: Dtype, mutable: bool) -> Type {
    Type::Array(ArrayType { dtype, ndim: 1, layout: Layout::C, mutable })
}

impl<T: Element> Param for &[T] {
    type Host<'a> = &'a [T];
    fn ty() -> Type {
        slice_type(T::DTYPE, false)
    }
    fn push(value: &[T], words: &mut Words) {
        words.extend([value.as_ptr() as u64, 0, value.len() as u64, size_of::<T>() as u64]);
    }
}

impl<T: Element> Param for &mut [T] {
    type Host<'a> = &'a mut [T];
    fn ty() -> Type {
        slice_type(T::DTYPE, true)
    }
    fn push(value: &mut [T], words: &mut Words) {
        words.extend([value.as_mut_ptr() as u64, 0, value.len() as u64, size_of::<T>() as u64]);
    }
}

impl Returned for () {
    fn accepts(ty: &Type) -> bool {
        *ty == Type::None
    }
    fn name() -> String {
        "none".to_string()
    }
    fn take(_: &Type, _: &[u64]) -> Self {}
}

impl<T: Element> Returned for Vec<T> {
    fn accepts(ty: &Type) -> bool {
        matches!(ty, Type::Array(array) if array.dtype == T::DTYPE && array.ndim == 1)
    }
    fn name() -> String {
        slice_type(T::DTYPE, true).to_string()
    }
    fn take(ty: &Type, words: &[u64]) -> Self {
        let Type::Array(array) = ty else { crate::ice!("a result of another type") };
        // SAFETY: machine code returned the words of a live array of this type, and its reference with them.
        unsafe { Array::from_words(array.dtype, 1, words) }.iter().map(T::narrow).collect()
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*),)*) => {$(
        impl<$($name: Param),*> Args for ($($name,)*) {
            type Host<'a> = ($($name::Host<'a>,)*);
            fn types() -> Vec<Type> {
                vec![$($name::ty()),*]
            }
            #[allow(unused_variables, reason = "the empty tuple has nothing to push")]
            fn push(values: Self::Host<'_>, words: &mut Words) {
                $($name::push(values.$index, words);)*
            }
        }
    )*};
}

tuples! {
    (),
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4),
    (A 0, B 1, C 2, D 3, E 4, F 5),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10),
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11),
}

/// A function of a script, compiled for Rust types. Clones share the code; any thread may call it.
pub struct Function<A, R> {
    engine: Engine,
    compiled: Arc<Compiled>,
    _types: PhantomData<fn(A) -> R>,
}

impl<A, R> Clone for Function<A, R> {
    fn clone(&self) -> Self {
        Self { engine: self.engine.clone(), compiled: self.compiled.clone(), _types: PhantomData }
    }
}

impl<A: Args, R: Returned> Function<A, R> {
    pub(super) fn new(engine: &Engine, id: FunctionId, name: &str) -> Result<Self, Error> {
        let dispatcher = engine.inner.dispatchers.get(id);
        let types = A::types();
        let list = |types: &[Type]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let wanted = format!("{name}({}) -> {}", list(&types), R::name());
        if types.len() != dispatcher.hir.params.len() || !dispatcher.is_plain() {
            let params: Vec<&str> = dispatcher.hir.params.iter().map(|param| &*param.name).collect();
            let words = format!("{wanted} does not fit the script's {name}({})", params.join(", "));
            return Err(Error::signature(words));
        }
        let compiled = engine.inner.specialize(id, &dispatcher, types.clone()).map_err(|error| engine.error(error))?;
        let typing = &compiled.typing;
        if typing.params != types || !R::accepts(&typing.result) {
            let words =
                format!("{wanted} does not fit the script's {name}({}) -> {}", list(&typing.params), typing.result);
            return Err(Error::signature(words));
        }
        Ok(Self { engine: engine.clone(), compiled, _types: PhantomData })
    }

    /// Calls it.
    ///
    /// # Errors
    /// What the script raises.
    pub fn call(&self, args: A::Host<'_>) -> Result<R, Error> {
        let mut words = Words::new();
        A::push(args, &mut words);
        let mut results = smallvec::smallvec![0u64; self.compiled.result_words];
        let results: &mut smallvec::SmallVec<[u64; 24]> = &mut results;
        let inner = &self.engine.inner;
        let mut ctx = Context::new(inner.services.clone());
        // SAFETY: the words are those of the parameters' types, `results` has room for the result's words, the
        // borrowed slices outlive the call, and `compiled` keeps the code alive.
        let status = unsafe { (self.compiled.entry)(&raw mut ctx, words.as_ptr(), results.as_mut_ptr()) };
        match ctx.finish(status) {
            Ok(()) => Ok(R::take(&self.compiled.typing.result, results)),
            Err(raised) => Err(self.engine.error(inner.exception(raised))),
        }
    }
}

impl Returned for crate::host::Value {
    fn accepts(_: &Type) -> bool {
        true
    }
    fn name() -> String {
        "any".to_string()
    }
    fn take(ty: &Type, words: &[u64]) -> Self {
        marshal::take(crate::builtins::Numbers::Python, ty, words)
    }
}
