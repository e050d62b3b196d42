//! A script's functions, for a host program.

use super::callable::Callable;
use super::error::Error;
use super::limits::CallOptions;
use super::session::{Failure, Session};
use super::typed::{Args, Function, Returned};
use super::{Engine, Source};
use crate::host::{Interpreter, Outcome, Run, Value};
use crate::types::FunctionId;
use std::sync::Arc;

/// A script whose module level has run once. Any thread may use it.
///
/// ```
/// use numjit::{Engine, Source};
///
/// let module = Engine::default().compile(Source::text("k", "scale = 2\ndef twice(x):\n    return scale * x\n"))?;
/// assert_eq!(module.get::<(f64,), f64>("twice")?.call((1.5,))?, 3.0);
/// # Ok::<(), numjit::Error>(())
/// ```
pub struct Module {
    pub(super) session: Arc<Session>,
    /// What it was made of.
    pub(super) source: Source,
}

impl Module {
    pub(super) fn load(engine: &Engine, source: Source) -> Result<Module, Error> {
        let session = engine.session(vec![source.file.name.clone()]);
        match session.run(&source.file, &mut |_| {}) {
            Ok(_) => Ok(Module { session: Arc::new(session), source }),
            Err(Failure::Error(error)) => Err(error),
            Err(Failure::Exit(code, _)) => {
                Err(Error::unreadable(format!("{}: the script exited with status {code}", source.file.name)))
            }
        }
    }

    /// Names of the functions, compiled or not, that the script defines.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let script = "size = 3\ndef f(x):\n    return x\ndef g(x):\n    return -x\n";
    /// let module = Engine::default().compile(Source::text("k", script))?;
    /// let names: Vec<String> = module.functions().iter().map(|name| name.to_string()).collect();
    /// assert_eq!(names, ["f", "g"]);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn functions(&self) -> Vec<Arc<str>> {
        let is_function =
            |name: &Arc<str>| matches!(self.session.get(name), Some(Value::Dispatcher(..) | Value::Function(_)));
        self.session.names().into_iter().filter(is_function).collect()
    }

    /// A function's docstring.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let script = "def twice(x):\n    \"\"\"Twice as much.\"\"\"\n    return 2 * x\n";
    /// let module = Engine::default().compile(Source::text("k", script))?;
    /// assert_eq!(module.doc("twice").as_deref(), Some("Twice as much."));
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn doc(&self, name: &str) -> Option<Arc<str>> {
        match self.session.get(name)? {
            Value::Dispatcher(_, definition) => definition.function.hir().doc.clone(),
            Value::Function(function) => function.hir().doc.clone(),
            _ => None,
        }
    }

    /// A variable of the module level.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let module = Engine::default().compile(Source::text("k", "version = 3\n"))?;
    /// assert_eq!(module.value("version").and_then(|value| value.as_int()), Some(3));
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value> {
        self.session.get(name)
    }

    /// A function compiled for Rust types; an undecorated one is compiled too. It keeps its code alive, also when the module
    /// goes: to reload a script is to compile its new text and to take the functions of the new module.
    ///
    /// ```
    /// use numjit::{Engine, ErrorKind, Source};
    ///
    /// let engine = Engine::default();
    /// let version = |k: i32| Source::text("formula", &format!("def f(x):\n    return x * {k}\n"));
    /// let old = engine.compile(version(2))?.get::<(f64,), f64>("f")?;
    /// let module = engine.compile(version(3))?;
    /// let new = module.get::<(f64,), f64>("f")?;
    /// assert_eq!((old.call((10.0,))?, new.call((10.0,))?), (20.0, 30.0));
    ///
    /// let error = module.get::<(f64,), i64>("f").err().unwrap();
    /// assert_eq!(error.kind(), ErrorKind::Signature);
    /// assert_eq!(error.to_string(), "f(float64) -> int64 does not fit the script's f(float64) -> float64");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// Signature: there is no such function, or it has other parameters or another result. Compile: it does not
    /// compile for these types.
    pub fn get<A: Args, R: Returned>(&self, name: &str) -> Result<Function<A, R>, Error> {
        Function::new(&self.session, self.function_id(name)?, name)
    }

    /// A function that is compiled for the types of each call's arguments, an undecorated one too.
    ///
    /// ```
    /// use numjit::{Array, Engine, Source};
    ///
    /// let module = Engine::default().compile(Source::text("norm", "def scaled(xs, k=2.0):\n    return k * xs.sum()\n"))?;
    /// let scaled = module.callable("scaled")?;
    /// let xs = Array::from(vec![1.0, 2.0]);
    /// assert_eq!(format!("{:?}", scaled.call(&[xs.into()])?), "6.0");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// Signature: there is no such function.
    pub fn callable(&self, name: &str) -> Result<Callable, Error> {
        Ok(Callable::new(&self.session, self.function_id(name)?))
    }

    pub(super) fn function_id(&self, name: &str) -> Result<FunctionId, Error> {
        match self.session.get(name) {
            Some(Value::Dispatcher(id, _)) => Ok(id),
            Some(Value::Function(function)) => Ok(self.session.engine.inner.dispatchers.of_host(&function)),
            Some(other) => Err(Error::signature(format!("{name} is a {}, not a function", other.type_name()))),
            None => {
                let names: Vec<String> = self.functions().iter().map(ToString::to_string).collect();
                let words = format!("there is no function {name}; the script defines {}", names.join(", "));
                Err(Error::signature(words))
            }
        }
    }

    /// Calls a function with values whose types are known at run time only.
    ///
    /// ```
    /// use numjit::{Array, Engine, Source};
    ///
    /// let module = Engine::default().compile(Source::text("norm", "def scaled(xs, k):\n    return [k * xs, xs.size]\n"))?;
    /// let result = module.call("scaled", &[Array::from(vec![1.0, 2.0]).into(), 2.0.into()])?;
    /// assert_eq!(format!("{result:?}"), "[array([2., 4.]), 2]");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// What it raises, or that it does not compile.
    pub fn call(&self, name: &str, args: &[Value]) -> Result<Value, Error> {
        let outcome = self.run(&self.session.run, name, args)?;
        outcome.map_err(|exception| self.session.engine.error(exception))
    }

    /// Calls a function under limits; see [`CallOptions`].
    ///
    /// ```
    /// use numjit::{CallOptions, Engine, ErrorKind, Source};
    /// use std::time::Duration;
    ///
    /// let module = Engine::default().compile(Source::text("k", "def spin():\n    while True:\n        pass\n"))?;
    /// let options = CallOptions::new().deadline(Duration::from_millis(10));
    /// assert_eq!(module.call_with(&options, "spin", &[]).unwrap_err().kind(), ErrorKind::Deadline);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Module::call`]; that it passed a limit.
    pub fn call_with(&self, options: &CallOptions, name: &str, args: &[Value]) -> Result<Value, Error> {
        let limited = options.start(&self.session.engine.inner);
        let run = self.session.run.under(limited.services.clone());
        let outcome = match run.poll() {
            Ok(()) => self.run(&run, name, args)?,
            Err(stopped) => Err(stopped),
        };
        outcome.map_err(|exception| limited.error(&self.session.engine, exception))
    }

    fn run(&self, run: &Run, name: &str, args: &[Value]) -> Result<Outcome<Value>, Error> {
        let function = self.session.get(name);
        let function = function.ok_or_else(|| Error::signature(format!("there is no function {name}")))?;
        Ok(Interpreter::new(run).call_value(&function, args, &[]))
    }
}
