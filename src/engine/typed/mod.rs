//! Calls with Rust types: checked once, then without copies or allocation.
//!
//! Input: Rust values. Output: Rust values. Never: conversions between number types, which a signature would hide.
//!
//! | in Rust | in the script |
//! | --- | --- |
//! | `bool`, `i8` to `u64`, `f32`, `f64`, `Complex<f32>`, `Complex<f64>` | the number of that type |
//! | `&[T]`, `&mut [T]` | an array at the caller's memory: read-only, writable |
//! | `ArrayView1` to `ArrayView4`, `ArrayViewMut1` to `ArrayViewMut4` of ndarray | the same, with the view's strides |
//! | `&[T]`, `&mut [T]` of structs that derive [`Record`] | an array of records, with fields: `ps[i].x` |
//! | `&T`, `&mut T` of such a struct | a record |
//! | `&str` | a string (the one argument that is copied) |
//! | results: `()`, `Option<T>`, `String`, tuples | None, an optional value, a string, a tuple |
//! | results: `T`, `Vec<T>` of structs that derive [`Record`] | a record, an array of records: copied |
//! | results: [`Array`](crate::Array), `Vec<T>`, `Array1` to `Array4` of ndarray | an array; the first takes it as it is, the others copy |
//!
//! Borrowed memory has no owner: what a function returns of it is copied. So Rust's rules hold: what is shared cannot be
//! written, a view does not outlive its array, a result borrows nothing.
//!
//! ```compile_fail,E0308
//! # use numjit::{Engine, Source};
//! let module = Engine::default().compile(Source::text("k", "def clear(xs):\n    xs[:] = 0.0\n"))?;
//! let clear = module.get::<(&mut [f64],), ()>("clear")?;
//! let xs = [1.0, 2.0];
//! clear.call((&xs,))?; // `&mut xs` is wanted
//! # Ok::<(), numjit::Error>(())
//! ```
//!
//! ```compile_fail,E0596
//! # use numjit::{Engine, Source};
//! # let module = Engine::default().compile(Source::text("k", "def clear(xs):\n    xs[:] = 0.0\n"))?;
//! # let clear = module.get::<(&mut [f64],), ()>("clear")?;
//! let xs = vec![1.0, 2.0];
//! clear.call((&mut xs[..],))?; // `xs` is not mutable
//! # Ok::<(), numjit::Error>(())
//! ```
//!
//! ```compile_fail,E0502
//! # use numjit::{Engine, Source};
//! let module = Engine::default().compile(Source::text("k", "def copy(xs, ys):\n    xs[:] = ys\n"))?;
//! let copy = module.get::<(&mut [f64], &[f64]), ()>("copy")?;
//! let mut xs = vec![1.0, 2.0];
//! copy.call((&mut xs[..], &xs[..]))?; // written and read at once
//! # Ok::<(), numjit::Error>(())
//! ```
//!
//! ```compile_fail,E0597
//! # use numjit::{Engine, Source};
//! use ndarray::{Array1, ArrayView1};
//! let module = Engine::default().compile(Source::text("k", "def total(xs):\n    return xs.sum()\n"))?;
//! let total = module.get::<(ArrayView1<f64>,), f64>("total")?;
//! let view = {
//!     let xs = Array1::<f64>::zeros(3);
//!     xs.view()
//! };
//! total.call((view,))?; // the array is gone
//! # Ok::<(), numjit::Error>(())
//! ```
//!
//! ```compile_fail,E0277
//! # use numjit::{Engine, Source};
//! let module = Engine::default().compile(Source::text("k", "def same(xs):\n    return xs\n"))?;
//! let same = module.get::<(&[f64],), &[f64]>("same")?; // a result owns what it holds
//! # Ok::<(), numjit::Error>(())
//! ```

mod param;
mod record;
mod returned;
mod words;

pub use param::{Args, Param};
pub use record::{FieldValue, Item, Numbers, Record, RecordField};
pub use returned::Returned;
pub(super) use words::{Inline, Words};

use super::compile::Compiled;
use super::error::Error;
use super::limits::CallOptions;
use super::session::Session;
use crate::codegen::Metering;
use crate::runtime::context::{LentContext, Services};
use crate::runtime::exception::Raised;
use crate::types::{FunctionId, Type};
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

/// A function of a script, compiled for Rust types. Clones share the code; any thread may call it. It keeps its module's
/// variables.
///
/// ```
/// use numjit::{Engine, Function, Source};
///
/// let module = Engine::default().compile(Source::text("k", "def add(x, y):\n    return x + y\n"))?;
/// let add: Function<(f64, f64), f64> = module.get("add")?;
/// let threads: Vec<_> = (0..4).map(|k| { let add = add.clone(); std::thread::spawn(move || add.call((k.into(), 1.0))) }).collect();
/// for (k, thread) in threads.into_iter().enumerate() {
///     assert_eq!(thread.join().unwrap()?, k as f64 + 1.0);
/// }
/// # Ok::<(), numjit::Error>(())
/// ```
pub struct Function<A, R> {
    session: Arc<Session>,
    compiled: Arc<Compiled>,
    /// Its code that counts steps, made when it is first wanted.
    metered: Arc<OnceLock<Arc<Compiled>>>,
    id: FunctionId,
    _types: PhantomData<fn(A) -> R>,
}

impl<A, R> Clone for Function<A, R> {
    fn clone(&self) -> Self {
        Self {
            session: self.session.clone(),
            compiled: self.compiled.clone(),
            metered: self.metered.clone(),
            id: self.id,
            _types: PhantomData,
        }
    }
}

impl<A: Args, R: Returned> Function<A, R> {
    pub(super) fn new(session: &Arc<Session>, id: FunctionId, name: &str) -> Result<Self, Error> {
        let engine = &session.engine;
        let dispatcher = engine.inner.dispatchers.get(id);
        let types = A::types();
        let list = |types: &[Type]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let wanted = format!("{name}({}) -> {}", list(&types), R::name());
        if types.len() != dispatcher.hir.params.len() || !dispatcher.is_plain() {
            let params: Vec<&str> = dispatcher.hir.params.iter().map(|param| &*param.name).collect();
            let words = format!("{wanted} does not fit the script's {name}({})", params.join(", "));
            return Err(Error::signature(words));
        }
        let compiled = engine
            .inner
            .specialize(Metering::None, id, &dispatcher, types.clone())
            .map_err(|error| engine.error(error))?;
        let typing = &compiled.typing;
        if typing.params != types || !R::accepts(&typing.result) {
            let words =
                format!("{wanted} does not fit the script's {name}({}) -> {}", list(&typing.params), typing.result);
            return Err(Error::signature(words));
        }
        Ok(Self { session: session.clone(), compiled, metered: Arc::default(), id, _types: PhantomData })
    }

    /// Calls it; nothing is copied or allocated but `&str` arguments.
    ///
    /// ```
    /// use ndarray::{ArrayView2, ArrayViewMut1, array};
    /// use numjit::{Engine, Source};
    ///
    /// let text = "def rowsum(m, out):\n    for i in range(out.size):\n        out[i] = m[i].sum()\n    return out.size, out[0] > 5.0\n";
    /// let module = Engine::default().compile(Source::text("rows", text))?;
    /// let rowsum = module.get::<(ArrayView2<f64>, ArrayViewMut1<f64>), (i64, bool)>("rowsum")?;
    /// let (m, mut out) = (array![[1.0, 2.0], [3.0, 4.0]], array![0.0, 0.0]);
    /// assert_eq!(rowsum.call((m.t(), out.view_mut()))?, (2, false));
    /// assert_eq!(out, array![4.0, 6.0]);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the script raises.
    pub fn call(&self, args: A::Host<'_>) -> Result<R, Error> {
        Self::run(&self.compiled, &self.session.engine.inner.services, args).map_err(|raised| self.failed(raised))
    }

    /// Calls it under limits; see [`CallOptions`].
    ///
    /// ```
    /// use numjit::{CallOptions, Engine, ErrorKind, Source};
    ///
    /// let module = Engine::default().compile(Source::text("k", "def spin():\n    while True:\n        pass\n"))?;
    /// let spin = module.get::<(), ()>("spin")?;
    /// assert_eq!(spin.call_with(&CallOptions::new().fuel(1000), ()).unwrap_err().kind(), ErrorKind::Fuel);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the script raises; that it passed a limit.
    pub fn call_with(&self, options: &CallOptions, args: A::Host<'_>) -> Result<R, Error> {
        let compiled = self.code(options)?;
        let limited = options.start(&self.session.engine.inner);
        let outcome = limited.services.interrupt.poll().and_then(|()| Self::run(compiled, &limited.services, args));
        outcome.map_err(|raised| limited.error(&self.session.engine, self.session.engine.inner.exception(raised)))
    }

    /// The code for a call under limits.
    fn code(&self, options: &CallOptions) -> Result<&Arc<Compiled>, Error> {
        if !options.is_metered() {
            return Ok(&self.compiled);
        }
        if let Some(metered) = self.metered.get() {
            return Ok(metered);
        }
        let inner = &self.session.engine.inner;
        let dispatcher = inner.dispatchers.get(self.id);
        let metered = inner.specialize(Metering::Fuel, self.id, &dispatcher, A::types());
        let metered = metered.map_err(|error| self.session.engine.error(error))?;
        Ok(self.metered.get_or_init(|| metered))
    }

    #[cold]
    fn failed(&self, raised: Raised) -> Error {
        self.session.engine.error(self.session.engine.inner.exception(raised))
    }

    fn run(compiled: &Compiled, services: &Arc<Services>, args: A::Host<'_>) -> Result<R, Raised> {
        let mut words = Words::new(&services.account);
        A::push(args, &mut words);
        words.complete()?;
        let mut results: Inline = smallvec::smallvec![0u64; compiled.result_words];
        let mut ctx = LentContext::new(services);
        let ctx = ctx.get();
        // SAFETY: the words are those of the parameters' types, `results` has room for the result's words, the
        // borrowed slices outlive the call, and `compiled` keeps the code alive.
        let status = unsafe { (compiled.entry)(&raw mut *ctx, words.words.as_ptr(), results.as_mut_ptr()) };
        let finished = ctx.finish(status);
        // SAFETY: the function returned the words of its result, which `R` accepts.
        finished.and_then(|()| unsafe { R::take(&compiled.typing.result, &results) })
    }
}
