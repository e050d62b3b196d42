//! Functions of the host program for scripts: `engine.register("host.price", |id: i64| ..)`.
//!
//! Input: closures over Rust types. Output: modules that scripts import, functions that compiled code calls without a copy.
//! Never: functions of scripts.

use super::dispatcher::Dispatcher;
use super::error::Error;
use super::loans::Lent;
use super::session::Failure;
use super::typed::{Item, Param, Record};
use super::{Engine, marshal};
use crate::hir::{Function, Variable};
use crate::host::{Exception, Value};
use crate::infer::Role;
use crate::runtime::array::{Array, Element, Scalar};
use crate::runtime::context::Context;
use crate::runtime::exception::{Check, ExceptionKind, Raised};
use crate::runtime::foreign::{Foreign, Work};
use crate::runtime::memory::MemoryAccount;
use crate::runtime::strings::{Str, StrRef};
use crate::source::SourceFile;
use crate::types::{ArrayType, Dtype, Layout, Signature, Type};
use ndarray::{ArrayView, ArrayViewMut, Ix1, Ix2, Ix3, Ix4, ShapeBuilder};
use num_complex::Complex;
use std::any::Any;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The name of the text that stands for functions of the host program: no line of it is worth showing.
const SOURCE: &str = "<host>";

/// Does a definition stand for a function of the host program?
pub(super) fn is_stub(function: &Function) -> bool {
    &*function.source.name == SOURCE
}

/// What the host program has registered.
#[derive(Default)]
pub(super) struct Foreigners {
    all: RwLock<Vec<Registered>>,
    offers: Mutex<Vec<Offer>>,
}

/// Registers the functions of a module.
type Register = fn(&Engine) -> Result<(), Error>;

/// A module whose functions are registered when it is first imported.
struct Offer {
    module: &'static str,
    names: &'static [&'static str],
    register: Option<Register>,
}

struct Registered {
    module: Arc<str>,
    name: Arc<str>,
    value: Value,
    /// Machine code has its address, so it lives as long as the engine.
    _function: Box<Foreign>,
}

impl Foreigners {
    /// The functions of a module, those registered last behind; none: there is no such module.
    pub fn of(&self, module: &str) -> Option<Vec<(Arc<str>, Value)>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let own = all.iter().filter(|it| *it.module == *module).map(|it| (it.name.clone(), it.value.clone()));
        Some(own.collect::<Vec<_>>()).filter(|own| !own.is_empty())
    }

    /// What such a module binds.
    pub fn variables(&self, module: &str) -> Option<Arc<[Variable]>> {
        let offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(offer) = offers.iter().find(|offer| offer.module == module) {
            return Some(offer.names.iter().map(|&name| Variable { name: name.into(), path: None }).collect());
        }
        drop(offers);
        let own = self.of(module)?;
        Some(own.into_iter().map(|(name, _)| Variable { name, path: None }).collect())
    }

    fn add(&self, registered: Registered) {
        self.all.write().unwrap_or_else(PoisonError::into_inner).push(registered);
    }

    /// Takes what is to be done before a module is first imported.
    pub fn take_offer(&self, module: &str) -> Option<Register> {
        let mut offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
        offers.iter_mut().find(|offer| offer.module == module)?.register.take()
    }
}

impl Engine {
    /// Gives scripts a module with functions of these names, which are registered when a script first imports it.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the command line offers what it shows"))]
    pub(crate) fn offer(&self, module: &'static str, names: &'static [&'static str], register: Register) {
        let mut offers = self.inner.foreigners.offers.lock().unwrap_or_else(PoisonError::into_inner);
        offers.push(Offer { module, names, register: Some(register) });
    }

    /// Gives scripts a function of the host program: `"module.name"`, for `from module import name`. Compiled code
    /// and bodies of `prange` call it too. An `Err` becomes a RuntimeError with its words (an [`Error`] or
    /// [`Exception`] stays what it is); a panic ends the script with [`HostPanic`](super::ErrorKind::HostPanic).
    /// A function of the same name that is registered later is what scripts see that are compiled then. It lives as
    /// long as the engine: one that holds the engine keeps both alive.
    ///
    /// Slices and views lend the script's own memory for the call. What one call may write no other call may hold at the
    /// same time, be it from another iteration of a parallel loop: that is a ValueError.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let engine = Engine::default();
    /// engine.register("host.price", |id: i64| if id < 3 { Ok(id as f64 * 1.5) } else { Err(format!("no item {id}")) })?;
    /// let module = engine.compile(Source::text("total", "\
    /// from host import price
    /// def total(ids):
    ///     s = 0.0
    ///     for i in ids:
    ///         s += price(i)
    ///     return s
    /// "))?;
    /// let total = module.get::<(&[i64],), f64>("total")?;
    /// assert_eq!(total.call((&[1, 2],))?, 4.5);
    /// assert_eq!(total.call((&[1, 7],)).unwrap_err().to_string(), "RuntimeError: no item 7");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// What is lent for a call cannot be kept:
    ///
    /// ```compile_fail
    /// use numjit::Engine;
    /// use std::sync::Mutex;
    ///
    /// static KEPT: Mutex<Option<&'static [f64]>> = Mutex::new(None);
    /// Engine::default().register("host.keep", |xs: &'static [f64]| { *KEPT.lock().unwrap() = Some(xs); });
    /// ```
    ///
    /// # Errors
    /// Signature: the path is not a module's and a function's name, or a parameter is a slice of bool, whose bytes a
    /// script may have set to anything.
    pub fn register<Marker, F: HostFunction<Marker>>(&self, path: &str, function: F) -> Result<(), Error> {
        let misnamed = || Error::signature(format!("'{path}' is not a module's name, a dot and a function's name"));
        let (module, name) = path.rsplit_once('.').ok_or_else(misnamed)?;
        let signature = Signature { params: F::params(), result: Some(F::result()) };
        let is_bools = |ty: &Type| matches!(ty, Type::Array(array) if array.dtype == Dtype::Bool);
        if signature.params.iter().any(is_bools) {
            return Err(Error::signature(format!("{path}: a slice of bool cannot be lent to a host function")));
        }
        let params = signature.params.iter().map(marshal::words_of).sum();
        let results = marshal::words_of(&F::result());
        let types = signature.params.clone();
        let work: Box<Work> = Box::new(move |ctx, args, out| function.work(&types, ctx, args, out));
        let foreign = Box::new(Foreign::new(work, params, results));
        let role = Role::Foreign(&raw const *foreign as usize);
        let value = self.stub(name, signature, role).map_err(|_| misnamed())?;
        let (module, name) = (module.into(), name.into());
        self.inner.foreigners.add(Registered { module, name, value, _function: foreign });
        Ok(())
    }

    /// A function object without a body that scripts can hold.
    fn stub(&self, name: &str, signature: Signature, role: Role) -> Result<Value, Failure> {
        let params: Vec<String> = (0..signature.params.len()).map(|n| format!("a{n}")).collect();
        let text = format!("import numba\n@numba.njit\ndef {name}({}): pass\n", params.join(", "));
        let session = self.session(Vec::new());
        session.run(&SourceFile::new(SOURCE, text), &mut |_| {})?;
        let value = session.get(name).unwrap_or(Value::None);
        if let Value::Dispatcher(id, _) = value {
            let dispatchers = &self.inner.dispatchers;
            let own = dispatchers.get(id);
            // It has no variables around it, so the end of the session leaves it alone.
            let plain = Dispatcher::new(own.hir.clone(), None, own.options.clone());
            dispatchers.replace(id, Dispatcher { signatures: vec![signature], role, ..plain });
        }
        Ok(value)
    }
}

/// A type that a parameter of a host function can have: as for typed calls of scripts, the other way round.
///
/// ```
/// fn checked<P: numjit::HostParam>() {}
/// checked::<f64>();
/// checked::<&mut [f32]>();
/// checked::<&str>();
/// ```
pub trait HostParam: Param {
    /// Reads its words.
    ///
    /// # Errors
    /// ValueError: memory that Rust cannot see as such a slice.
    ///
    /// # Safety
    /// The words are those of a value of this type, and what they point to lives for `'a`.
    #[doc(hidden)]
    unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised>;
}

/// A type that a result of a host function can have.
///
/// ```
/// use numjit::HostResult;
///
/// assert_eq!(<Result<Vec<f64>, String>>::ty().to_string(), "array(float64, 1d, C)");
/// ```
pub trait HostResult {
    /// Its type in the script.
    fn ty() -> Type;
    /// Writes its words.
    ///
    /// # Errors
    /// What the function gave as an error; MemoryError.
    #[doc(hidden)]
    fn write(self, account: &Arc<MemoryAccount>, out: &mut [u64]) -> Result<(), Raised>;
}

macro_rules! scalars {
    ($($rust:ty => $dtype:ident,)*) => {$(
        impl HostParam for $rust {
            unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
                Ok(<$rust as Element>::narrow(Scalar::from_words(Dtype::$dtype, words)))
            }
        }
        impl HostResult for $rust {
            fn ty() -> Type {
                Type::Scalar(Dtype::$dtype)
            }
            fn write(self, _: &Arc<MemoryAccount>, out: &mut [u64]) -> Result<(), Raised> {
                let n = out.len();
                out.copy_from_slice(&Scalar::$dtype(self).to_words()[..n]);
                Ok(())
            }
        }
    )*};
}

scalars! {
    bool => Bool, i8 => I8, i16 => I16, i32 => I32, i64 => I64, u8 => U8, u16 => U16, u32 => U32, u64 => U64,
    f32 => F32, f64 => F64, Complex<f32> => C64, Complex<f64> => C128,
}

impl HostParam for &str {
    unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
        // SAFETY: the word is a live string's (caller).
        Ok(unsafe { Str::text(words[0] as *const Str) })
    }
}

/// The address of an array's elements, fit for a reference.
fn aligned<T>(words: &[u64], is_empty: bool) -> Result<*mut T, Raised> {
    let data = words[0] as *mut T;
    if is_empty {
        return Ok(std::ptr::NonNull::dangling().as_ptr());
    }
    if !data.is_aligned() {
        return Err(Raised::new(
            ExceptionKind::ValueError,
            "an array that is not aligned cannot be lent to a host function",
        ));
    }
    Ok(data)
}

impl<T: Item> HostParam for &[T] {
    unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
        let len = words[2] as usize;
        let data = aligned::<T>(words, len == 0)?;
        // SAFETY: a C-contiguous array of so many elements lies there (caller).
        Ok(unsafe { std::slice::from_raw_parts(data, len) })
    }
}

impl<T: Item> HostParam for &mut [T] {
    unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
        let len = words[2] as usize;
        let data = aligned::<T>(words, len == 0)?;
        // SAFETY: as above; [`Lent`] has seen that nobody else holds it.
        Ok(unsafe { std::slice::from_raw_parts_mut(data, len) })
    }
}

impl<T: Record> HostParam for &T {
    unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
        // SAFETY: a record of this layout lies there (caller), and any bytes in its fields are values.
        Ok(unsafe { &*aligned::<T>(words, false)? })
    }
}

impl<T: Record> HostParam for &mut T {
    unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
        // SAFETY: as above; [`Lent`] has seen that nobody else holds it.
        Ok(unsafe { &mut *aligned::<T>(words, false)? })
    }
}

/// Shape and strides (of elements) of a view that ndarray accepts; its strides are not negative.
fn form<T, const N: usize>(words: &[u64]) -> Result<([usize; N], [usize; N]), Raised> {
    let unfit = || Raised::new(ExceptionKind::ValueError, "a reversed array cannot be lent to a host function");
    let shape: [usize; N] = std::array::from_fn(|n| words[2 + n] as usize);
    let mut strides = [0; N];
    for (axis, stride) in strides.iter_mut().enumerate() {
        let bytes = words[2 + N + axis] as i64;
        let whole = bytes >= 0 && (bytes as usize).is_multiple_of(size_of::<T>());
        if !whole && shape[axis] > 1 {
            return Err(unfit());
        }
        *stride = if whole { bytes as usize / size_of::<T>() } else { 0 };
    }
    Ok((shape, strides))
}

macro_rules! views {
    ($($ndim:literal $D:ident,)*) => {$(
        impl<T: Element> HostParam for ArrayView<'_, T, $D> {
            unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
                let (shape, strides) = form::<T, $ndim>(words)?;
                let data = aligned::<T>(words, shape.contains(&0))?;
                // SAFETY: an array of this shape lies there with these strides (caller).
                Ok(unsafe { ArrayView::from_shape_ptr(shape.strides(strides), data) })
            }
        }

        impl<T: Element> HostParam for ArrayViewMut<'_, T, $D> {
            unsafe fn read<'a>(words: &[u64]) -> Result<Self::Host<'a>, Raised> {
                let (shape, strides) = form::<T, $ndim>(words)?;
                if shape.iter().zip(strides).any(|(&n, stride)| n > 1 && stride == 0) {
                    let words = "a broadcast array cannot be lent to a host function for writing";
                    return Err(Raised::new(ExceptionKind::ValueError, words));
                }
                let data = aligned::<T>(words, shape.contains(&0))?;
                // SAFETY: as above; [`Lent`] has seen that nobody else holds it.
                Ok(unsafe { ArrayViewMut::from_shape_ptr(shape.strides(strides), data) })
            }
        }
    )*};
}

views! { 1 Ix1, 2 Ix2, 3 Ix3, 4 Ix4, }

impl HostResult for () {
    fn ty() -> Type {
        Type::None
    }
    fn write(self, _: &Arc<MemoryAccount>, _: &mut [u64]) -> Result<(), Raised> {
        Ok(())
    }
}

impl HostResult for String {
    fn ty() -> Type {
        Type::Str
    }
    fn write(self, account: &Arc<MemoryAccount>, out: &mut [u64]) -> Result<(), Raised> {
        out[0] = StrRef::new(Some(account), &self).ok_or(Check::OutOfMemory)?.into_raw() as u64;
        Ok(())
    }
}

impl<T: Element> HostResult for Vec<T> {
    fn ty() -> Type {
        Type::Array(ArrayType { dtype: T::DTYPE, ndim: 1, layout: Layout::C, mutable: true })
    }
    fn write(self, _: &Arc<MemoryAccount>, out: &mut [u64]) -> Result<(), Raised> {
        out.copy_from_slice(&Array::from_vec(self).into_words());
        Ok(())
    }
}

impl<T: HostResult, E: Display + 'static> HostResult for Result<T, E> {
    fn ty() -> Type {
        T::ty()
    }
    fn write(self, account: &Arc<MemoryAccount>, out: &mut [u64]) -> Result<(), Raised> {
        match self {
            Ok(value) => value.write(account, out),
            Err(error) => Err(raised(&error)),
        }
    }
}

/// An error of a host function as an exception.
fn raised<E: Display + 'static>(error: &E) -> Raised {
    let any: &dyn Any = error;
    let exception = any.downcast_ref::<Exception>().or_else(|| any.downcast_ref::<Error>()?.exception());
    match exception {
        Some(exception) => Raised::new(exception.kind(), exception.message()),
        None => Raised::new(ExceptionKind::RuntimeError, error.to_string()),
    }
}

/// What a function of the host program can ask about the call that it works for: its first parameter, as
/// `&HostContext`. A function that takes long asks it now and then whether to go on.
///
/// ```
/// use numjit::{CallOptions, Engine, Error, ErrorKind, HostContext, Source};
/// use std::time::Duration;
///
/// let engine = Engine::default();
/// engine.register("host.wait", |ctx: &HostContext, n: i64| -> Result<i64, Error> {
///     for _ in 0..n {
///         std::thread::sleep(Duration::from_millis(1));
///         ctx.check()?;
///     }
///     Ok(n)
/// })?;
/// let script = "from host import wait\ndef run(n):\n    return wait(n)\n";
/// let run = engine.compile(Source::text("run", script))?.get::<(i64,), i64>("run")?;
/// let options = CallOptions::new().deadline(Duration::from_millis(20));
/// assert_eq!(run.call_with(&options, (100_000,)).unwrap_err().kind(), ErrorKind::Deadline);
/// # Ok::<(), numjit::Error>(())
/// ```
pub struct HostContext<'a>(&'a Context);

impl HostContext<'_> {
    /// Must the call end: was it cancelled, or has its deadline passed?
    ///
    /// ```
    /// use numjit::{Engine, HostContext};
    ///
    /// Engine::default().register("host.busy", |ctx: &HostContext| {
    ///     while !ctx.is_stopped() {
    ///         std::thread::yield_now();
    ///     }
    /// })?;
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.check().is_err()
    }

    /// Goes on, or ends the function by `?`.
    ///
    /// ```
    /// use numjit::{Engine, Error, HostContext};
    ///
    /// Engine::default().register("host.sum", |ctx: &HostContext, n: i64| -> Result<i64, Error> {
    ///     let mut sum = 0;
    ///     for k in 0..n {
    ///         ctx.check()?;
    ///         sum += k;
    ///     }
    ///     Ok(sum)
    /// })?;
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// Cancelled or Deadline: the call must end.
    pub fn check(&self) -> Result<(), Error> {
        self.0.services().interrupt.poll().map_err(|raised| Error::raised(Exception::from(raised)))
    }

    /// Which thread of a parallel loop it is, from 0; below the threads of the engine.
    ///
    /// ```
    /// use numjit::{Engine, HostContext};
    ///
    /// Engine::default().register("host.worker", |ctx: &HostContext| ctx.thread() as i64)?;
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn thread(&self) -> usize {
        self.0.thread_id() as usize
    }
}

/// A closure or function that [`Engine::register`] takes: up to eight [`HostParam`]s (a [`HostContext`] before them, where it wants
/// one), a [`HostResult`].
///
/// ```
/// use numjit::{Engine, HostFunction};
///
/// fn register_all<M>(engine: &Engine, functions: [(&str, impl HostFunction<M> + Copy); 2]) -> Result<(), numjit::Error> {
///     functions.into_iter().try_for_each(|(path, function)| engine.register(path, function))
/// }
/// let abs: fn(f64) -> f64 = f64::abs;
/// register_all(&Engine::default(), [("host.abs", abs), ("host.magnitude", abs)])?;
/// # Ok::<(), numjit::Error>(())
/// ```
pub trait HostFunction<Marker>: Send + Sync + 'static {
    /// Types of the parameters.
    fn params() -> Vec<Type>;
    /// Type of the result.
    fn result() -> Type;
    /// Calls it with the words of arguments of these types, its own.
    #[doc(hidden)]
    fn work(&self, types: &[Type], ctx: &Context, args: &[u64], out: &mut [u64]) -> Result<(), Raised>;
}

macro_rules! functions {
    ($(($($name:ident $value:ident),*),)*) => {$(
        impl<Func, R: HostResult, $($name: HostParam),*> HostFunction<fn($($name),*) -> R> for Func
        where
            // The second bound: it takes what is lent for the call alone.
            for<'a> Func: Fn($($name),*) -> R + Fn($($name::Host<'a>),*) -> R,
            Func: Send + Sync + 'static,
        {
            fn params() -> Vec<Type> {
                vec![$($name::ty()),*]
            }
            fn result() -> Type {
                R::ty()
            }
            #[allow(unused_mut, unused_assignments, unused_variables, reason = "a function may have no parameters")]
            fn work(&self, types: &[Type], ctx: &Context, args: &[u64], out: &mut [u64]) -> Result<(), Raised> {
                let _lent = Lent::new(types, args)?;
                let (mut rest, mut types) = (args, types.iter());
                $(
                    let n = types.next().map_or(0, marshal::words_of);
                    let (own, others) = rest.split_at(n);
                    rest = others;
                    // SAFETY: machine code passes the words of the parameters, which live during the call.
                    let $value = unsafe { $name::read(own) }?;
                )*
                called::<R>(|| self($($value),*)).write(ctx.account(), out)
            }
        }

        impl<Func, R: HostResult, $($name: HostParam),*> HostFunction<Asking<fn($($name),*) -> R>> for Func
        where
            for<'a, 'c> Func: Fn(&HostContext<'c>, $($name),*) -> R + Fn(&HostContext<'c>, $($name::Host<'a>),*) -> R,
            Func: Send + Sync + 'static,
        {
            fn params() -> Vec<Type> {
                vec![$($name::ty()),*]
            }
            fn result() -> Type {
                R::ty()
            }
            #[allow(unused_mut, unused_assignments, unused_variables, reason = "a function may have no parameters")]
            fn work(&self, types: &[Type], ctx: &Context, args: &[u64], out: &mut [u64]) -> Result<(), Raised> {
                let _lent = Lent::new(types, args)?;
                let (mut rest, mut types) = (args, types.iter());
                $(
                    let n = types.next().map_or(0, marshal::words_of);
                    let (own, others) = rest.split_at(n);
                    rest = others;
                    // SAFETY: machine code passes the words of the parameters, which live during the call.
                    let $value = unsafe { $name::read(own) }?;
                )*
                let asked = HostContext(ctx);
                called::<R>(|| self(&asked, $($value),*)).write(ctx.account(), out)
            }
        }
    )*};
}

/// Tells functions that take a [`HostContext`] from others.
pub struct Asking<F>(std::marker::PhantomData<F>);

/// Calls with a result of this type: the bounds above leave it open which of the two is meant.
fn called<R>(call: impl FnOnce() -> R) -> R {
    call()
}

functions! {
    (),
    (A a),
    (A a, B b),
    (A a, B b, C c),
    (A a, B b, C c, D d),
    (A a, B b, C c, D d, E e),
    (A a, B b, C c, D d, E e, G g),
    (A a, B b, C c, D d, E e, G g, H h),
    (A a, B b, C c, D d, E e, G g, H h, I i),
}
