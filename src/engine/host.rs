//! The engine as the host zone sees it: definitions, calls of compiled functions, kernels.
//!
//! Input: values. Output: values, exceptions with the frames of compiled functions.

use super::compile::{Compiled, Compiler, Surroundings};
use super::dispatcher::{Dispatcher, listed};
use super::environment::HostEnvironment;
use super::observe::ObservedCall;
use super::turn::Turn;
use super::{Engine, Inner, bind, foreign, marshal, options, sibling};
use crate::builtins::host::DispatcherMethod;
use crate::builtins::{Numbers, prelude};
use crate::codegen::Metering;
use crate::diagnostic::Diagnostic;
use crate::hir;
use crate::host::elementwise::{Elementwise, Kernels};
use crate::host::trace::{Callee, Tracing};
use crate::host::{self, Definition, ElementLoop, Exception, Frame, Keywords, Outcome, Paused, Run, Value};
use crate::infer;
use crate::runtime::context::{Context, Services};
use crate::runtime::exception::{ExceptionKind, Raised};
use crate::runtime::object::ObjectRef;
use crate::source::{Folder, SourceFile};
use crate::types::{BuiltinId, ClassType, Dtype, FunctionId, Type};
use std::sync::{Arc, PoisonError};

/// The right to touch objects, where parameters lead to some.
fn turn_with(services: &Services, params: &[Type]) -> Outcome<Option<Turn>> {
    params.iter().any(Type::reaches_objects).then(|| Turn::take(services)).transpose()
}

impl Inner {
    /// What compiling needs.
    pub(super) fn around<'a>(&'a self, environment: &'a HostEnvironment<'a>) -> Surroundings<'a> {
        Surroundings { environment, frozen: &self.frozen, sites: &self.sites, counters: &self.counters }
    }

    /// What compiles.
    pub(super) fn compiler(&self, metering: Metering) -> &Compiler {
        match metering {
            Metering::None => &self.compiler,
            Metering::Fuel => &self.metered,
        }
    }

    /// What functions see around them.
    pub(super) fn environment(&self) -> HostEnvironment<'_> {
        HostEnvironment { dispatchers: &self.dispatchers, frozen: &self.frozen, siblings: &self.siblings }
    }

    /// The specialization of a function for argument types.
    ///
    /// # Errors
    /// TypeError with the diagnostics, which a top level shows instead of a traceback.
    pub(super) fn specialize(
        &self,
        metering: Metering,
        id: FunctionId,
        dispatcher: &Dispatcher,
        types: Vec<Type>,
    ) -> Outcome<Arc<Compiled>> {
        if let Some(found) = dispatcher.find(metering, &types) {
            self.counters.hit();
            return Ok(found);
        }
        let environment = self.environment();
        let compile = || self.compiler(metering).compile(&self.around(&environment), id, &types);
        let compiled = self.tracing.watch(Callee::Compiler(&dispatcher.hir), compile);
        let compiled = compiled.map_err(|diagnostics| self.typing_error(dispatcher, &types, diagnostics))?;
        dispatcher.insert(metering, types, compiled.clone());
        Ok(compiled)
    }

    /// A compile error as an exception; its diagnostics are kept for the top level.
    pub(super) fn typing_error(
        &self,
        dispatcher: &Dispatcher,
        types: &[Type],
        diagnostics: Vec<Diagnostic>,
    ) -> Exception {
        let why = format!("called as {}({})", dispatcher.hir.full_name(), listed(types));
        self.reject(ExceptionKind::TypeError, &dispatcher.hir.source, diagnostics, why)
    }

    /// An exception that stands for diagnostics, which a top level shows instead.
    pub(super) fn reject(
        &self,
        kind: ExceptionKind,
        source: &Arc<SourceFile>,
        diagnostics: Vec<Diagnostic>,
        why: String,
    ) -> Exception {
        let first = diagnostics.first().map_or_else(String::new, |first| first.message.clone());
        let exception = Exception::new(kind, first);
        let rejected = super::Rejected { exception: exception.clone(), source: source.clone(), diagnostics, why };
        *self.rejected.lock().unwrap_or_else(PoisonError::into_inner) = Some(rejected);
        exception
    }

    /// Calls a compiled function with one value per parameter.
    ///
    /// # Errors
    /// What it raises.
    pub(super) fn call_bound(
        &self,
        services: &Arc<Services>,
        id: FunctionId,
        dispatcher: &Dispatcher,
        args: &[Value],
    ) -> Outcome<Value> {
        let types = args.iter().map(|arg| marshal::type_of(&self.dispatchers, arg)).collect::<Outcome<Vec<Type>>>()?;
        let compiled = self.specialize(metering(services), id, dispatcher, dispatcher.select(types)?)?;
        if let (Some(observer), Metering::None) = (&self.observer, metering(services)) {
            observer.show(&ObservedCall::new(self, &compiled.typing, args));
        }
        let _turn = turn_with(services, &compiled.typing.params)?;
        let mut words = marshal::Words::default();
        for (arg, ty) in args.iter().zip(&compiled.typing.params) {
            words.push(&services.account, arg, ty)?;
        }
        // SAFETY: the words are those of the parameters' types.
        let finished = unsafe { self.enter(services, &compiled, &words.words) };
        words.reflect();
        Ok(marshal::take(Numbers::Python, &compiled.typing.result, &finished?))
    }

    /// Runs compiled code; gives the words of its result.
    ///
    /// # Safety
    /// The words are those of the parameters' types, and what they refer to lives meanwhile.
    unsafe fn enter(&self, services: &Arc<Services>, compiled: &Compiled, words: &[u64]) -> Outcome<Vec<u64>> {
        let mut results = vec![0u64; compiled.result_words];
        let mut ctx = Context::new(services.clone());
        // SAFETY: the words are as the caller says, `results` has room for the result's words, and `compiled` keeps the
        // code alive.
        let status = unsafe { (compiled.entry)(&raw mut ctx, words.as_ptr(), results.as_mut_ptr()) };
        ctx.finish(status).map_err(|raised| self.exception(raised))?;
        Ok(results)
    }

    /// The next item of a generator.
    fn resume(&self, services: &Arc<Services>, paused: &Paused) -> Outcome<Option<Value>> {
        let environment = self.environment();
        let resuming = self.compiler(metering(services)).resuming(&self.around(&environment), paused.ty());
        let Some(compiled) = resuming else {
            let message = "the function of this generator was defined anew, or counts its steps in another way";
            return Err(Exception::new(ExceptionKind::RuntimeError, message));
        };
        let _turn = turn_with(services, &compiled.typing.params)?;
        let words: Vec<u64> = paused.words().collect();
        // SAFETY: the frame is what the only parameter is made of; it is ours meanwhile.
        let results = unsafe { self.enter(services, &compiled, &words) }?;
        let has_item = results[0] != 0;
        Ok(has_item.then(|| marshal::take(Numbers::Python, &paused.ty().item, &results[1..])))
    }

    /// An exception of compiled code, with its places.
    pub(super) fn exception(&self, raised: Raised) -> Exception {
        let sites = raised.traceback.clone();
        let exception = Exception::from(raised);
        for site in sites {
            for (function, span) in self.sites.places(site) {
                // What the prelude or a host function raises is raised by its caller, for a traceback.
                if !infer::is_prelude(&function) && !foreign::is_stub(&function) {
                    let (source, name) = (function.source.clone(), function.name.clone());
                    exception.push_frame(Frame { source, function: name, span });
                }
            }
        }
        exception
    }
}

/// Whether code for a run counts its steps.
pub(super) fn metering(services: &Services) -> Metering {
    if services.fuel.is_some() { Metering::Fuel } else { Metering::None }
}

impl Kernels for Engine {
    fn elementwise(&self, work: &Elementwise<'_>) -> Outcome<()> {
        let mut ctx = Context::new(self.inner.services.clone());
        Ok(self.inner.kernels.run(&self.inner.counters, &mut ctx, work)?)
    }
}

impl host::Engine for Engine {
    fn define(&self, _run: &Run, definition: Definition) -> Outcome<FunctionId> {
        let mut dispatcher = Dispatcher::new(
            definition.function.hir().clone(),
            Some(definition.function.clone()),
            options::options(&definition, self.inner.defaults)?,
        );
        dispatcher.signatures = options::signatures(options::declared(&definition))?;
        dispatcher.annotations = options::annotations(&definition.function)?;
        self.inner.define(dispatcher, &definition)
    }

    fn call(&self, run: &Run, function: FunctionId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        let dispatcher = self.inner.dispatchers.get(function);
        if keywords.is_empty() && args.len() == dispatcher.hir.params.len() && dispatcher.is_plain() {
            return self.inner.call_bound(&run.services, function, &dispatcher, args);
        }
        let bound = bind::bind(&dispatcher, args, keywords)?;
        self.inner.call_bound(&run.services, function, &dispatcher, &bound)
    }

    fn resume(&self, run: &Run, paused: &Paused) -> Outcome<Option<Value>> {
        self.inner.resume(&run.services, paused)
    }

    fn attribute(&self, _run: &Run, function: FunctionId, name: &str) -> Outcome<Option<Value>> {
        let dispatcher = self.inner.dispatchers.get(function);
        Ok(super::attributes::attribute(&dispatcher, name))
    }

    fn load(&self, folder: Option<&Folder>, module: &str) -> Outcome<Option<hir::Module>> {
        sibling::load(&self.inner, folder, module)
    }

    fn input(&self, text: &str) -> Outcome<hir::Module> {
        sibling::input(&self.inner, text)
    }

    fn provided(&self, module: &str) -> Option<Vec<(Arc<str>, Value)>> {
        if let Some(register) = self.inner.foreigners.take_offer(module)
            && register(self).is_err()
        {
            crate::ice!("a module is offered with wrong types");
        }
        self.inner.foreigners.of(module)
    }

    fn new_object(&self, run: &Run, class: &ClassType) -> Outcome<ObjectRef> {
        self.make_object(run, class)
    }

    fn field(&self, object: &ObjectRef, class: &ClassType, name: &str) -> Option<Value> {
        Inner::field(object, class, name)
    }

    fn set_field(&self, run: &Run, object: (&ObjectRef, &ClassType), name: &str, value: &Value) -> Outcome<bool> {
        self.inner.set_field(run, object, name, value)
    }

    fn tracing(&self) -> Arc<Tracing> {
        self.inner.tracing.clone()
    }

    fn threads(&self) -> usize {
        self.inner.services.pool.num_threads()
    }

    fn set_threads(&self, threads: usize) -> Outcome<()> {
        Ok(self.inner.services.pool.set_num_threads(threads as i64)?)
    }

    fn loops(&self, function: FunctionId) -> Vec<ElementLoop> {
        self.inner.dispatchers.get(function).loops.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add_loop(&self, function: FunctionId, dtypes: &[Dtype]) -> Outcome<Option<ElementLoop>> {
        let dispatcher = self.inner.dispatchers.get(function);
        if !dispatcher.signatures.is_empty() {
            return Ok(None);
        }
        self.inner.add_loop(function, &dispatcher, dtypes).map(Some)
    }

    fn generalized(&self, function: FunctionId) -> Option<host::Generalized> {
        self.inner.generalized(function)
    }

    fn inspect(&self, function: FunctionId, method: DispatcherMethod) -> Outcome<String> {
        let inner = &self.inner;
        let dispatcher = inner.dispatchers.get(function);
        let environment = inner.environment();
        let around = inner.around(&environment);
        let mut out = String::new();
        for types in dispatcher.known_signatures() {
            let text = match method {
                DispatcherMethod::ParallelDiagnostics => inner.compiler.loops(&around, function, &types),
                DispatcherMethod::InspectTypes => {
                    inner.compiler.types(&around, function, &types).map(|typing| infer::print::print(&typing))
                }
            };
            out += &text.map_err(|diagnostics| inner.typing_error(&dispatcher, &types, diagnostics))?;
        }
        Ok(out)
    }

    fn walk(&self, run: &Run, name: &'static str, args: &[Value]) -> Outcome<Value> {
        let Some(id) = prelude::function_id(name) else { crate::ice!("the prelude has no function {name}") };
        let dispatcher = self.inner.dispatchers.get(id);
        self.inner.call_bound(&run.services, id, &dispatcher, args)
    }

    fn call_builtin(&self, run: &Run, builtin: BuiltinId, args: &[Value], keywords: &Keywords) -> Outcome<Value> {
        self.call_prelude(run, builtin, args, keywords)
    }
}
