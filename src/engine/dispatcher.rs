//! Function objects that can be compiled, with the specializations they have.
//!
//! Input: decorated functions of the host zone, functions of the prelude. Output: [`Dispatcher`]s by [`FunctionId`].
//! Never: compiling (`compile`), calling (`call`).

use super::compile::Compiled;
use super::options::Defaults;
use crate::builtins::prelude;
use crate::codegen::Metering;
use crate::hir::{self, ParamKind};
use crate::host::{ElementLoop, Exception, HostFunction, Outcome, Value};
use crate::infer::{self, FunctionInfo, Options, PreludeCall, Role, Signature};
use crate::ir::InstanceId;
use crate::types::{FunctionId, Match, Type, best_match};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::sync::{Arc, PoisonError, RwLock};

/// Compiled code by what it was compiled for, in the order in which it was.
pub type Specializations<K> = IndexMap<K, Arc<Compiled>, FxBuildHasher>;

/// A function object that can be compiled.
pub struct Dispatcher {
    /// Its definition.
    pub hir: Arc<hir::Function>,
    /// The function object of the host zone that it was made from; none for functions of the prelude.
    pub host: Option<Arc<HostFunction>>,
    /// Its options.
    pub options: Options,
    /// Signatures that its decorator declares.
    pub signatures: Vec<Signature>,
    /// Parameters that are annotated with numba types.
    pub annotations: Vec<(usize, Type)>,
    /// What calling it means.
    pub role: Role,
    /// `target="parallel"` of a function over core axes.
    pub parallel_target: bool,
    /// For an element-wise function: the dtypes that it is compiled for, in the order in which they are tried.
    pub loops: RwLock<Vec<ElementLoop>>,
    /// Specializations by the types of the arguments.
    pub specializations: RwLock<Specializations<Vec<Type>>>,
    /// The same whose code counts its steps.
    pub metered: RwLock<Specializations<Vec<Type>>>,
    /// Specializations of a function of the prelude for calls from the host zone.
    pub calls: RwLock<Specializations<PreludeCall>>,
}

impl Dispatcher {
    /// Without signatures, annotations or specializations.
    pub fn new(hir: Arc<hir::Function>, host: Option<Arc<HostFunction>>, options: Options) -> Self {
        Self {
            hir,
            host,
            options,
            signatures: Vec::new(),
            annotations: Vec::new(),
            role: Role::Plain,
            parallel_target: false,
            loops: RwLock::default(),
            specializations: RwLock::default(),
            metered: RwLock::default(),
            calls: RwLock::default(),
        }
    }

    /// As inference wants it.
    pub fn info(&self) -> FunctionInfo {
        FunctionInfo {
            hir: self.hir.clone(),
            options: self.options.clone(),
            signatures: self.signatures.clone(),
            annotations: self.annotations.clone(),
            role: self.role.clone(),
        }
    }

    /// The types that it was called with or that it declares, each once.
    pub fn known_signatures(&self) -> Vec<Vec<Type>> {
        let specializations = self.specializations.read().unwrap_or_else(PoisonError::into_inner);
        let mut known: Vec<Vec<Type>> = specializations.keys().cloned().collect();
        known.sort_by_key(|types| listed(types));
        let declared = self.signatures.iter().map(|signature| signature.params.clone());
        let more: Vec<Vec<Type>> = declared.filter(|types| !known.contains(types)).collect();
        known.extend(more);
        known
    }

    /// The default value of parameter number `index`.
    pub fn default(&self, index: usize) -> Option<Value> {
        let defaults = self.host.as_ref()?.defaults();
        let params = &self.hir.params;
        if !params.get(index)?.has_default {
            return None;
        }
        let before = params[..index].iter().filter(|param| param.has_default).count();
        defaults.get(before).cloned()
    }

    /// The parameter types to specialize for: those of the arguments, or of the declared signature that fits them best.
    ///
    /// # Errors
    /// TypeError in Numba's words where signatures are declared and none fits.
    pub fn select(&self, given: Vec<Type>) -> Outcome<Vec<Type>> {
        if self.signatures.is_empty() {
            return Ok(given);
        }
        match best_match(&given, self.signatures.iter().map(|signature| signature.params.as_slice())) {
            Match::One(best) => Ok(self.signatures[best].params.clone()),
            Match::None => {
                Err(Exception::type_error(format!("No matching definition for argument type(s) {}", listed(&given))))
            }
            Match::Ambiguous(fitting) => {
                let fitting = fitting
                    .iter()
                    .map(|&index| format!("({})", listed(&self.signatures[index].params)))
                    .collect::<Vec<_>>();
                let words = format!("Ambiguous overloading for ({}): {}", listed(&given), fitting.join(", "));
                Err(Exception::type_error(words))
            }
        }
    }

    /// Has it only plain positional parameters?
    pub fn is_plain(&self) -> bool {
        self.hir.params.iter().all(|param| matches!(param.kind, ParamKind::Positional | ParamKind::PositionalOnly))
    }

    /// The specialization for argument types, if it is compiled.
    pub fn find(&self, metering: Metering, types: &[Type]) -> Option<Arc<Compiled>> {
        self.table(metering).read().unwrap_or_else(PoisonError::into_inner).get(types).cloned()
    }

    /// Notes a specialization.
    pub fn insert(&self, metering: Metering, types: Vec<Type>, compiled: Arc<Compiled>) {
        self.table(metering).write().unwrap_or_else(PoisonError::into_inner).insert(types, compiled);
    }

    fn table(&self, metering: Metering) -> &RwLock<Specializations<Vec<Type>>> {
        match metering {
            Metering::None => &self.specializations,
            Metering::Fuel => &self.metered,
        }
    }
}

/// `int64, float64`
pub fn listed(types: &[Type]) -> String {
    types.iter().map(Type::to_string).collect::<Vec<_>>().join(", ")
}

/// All function objects of an engine.
pub struct Dispatchers {
    /// How functions without a decorator are compiled.
    defaults: Defaults,
    all: RwLock<Vec<Place>>,
    /// Undecorated functions that compiled functions call, by the address of their object.
    of_host: RwLock<FxHashMap<usize, FunctionId>>,
    prelude: RwLock<FxHashMap<FunctionId, Arc<Dispatcher>>>,
}

/// Where a function object is.
enum Place {
    InUse(Arc<Dispatcher>),
    /// Its session has ended: the definition without the rest.
    Retired(Arc<Dispatcher>),
}

impl Place {
    fn dispatcher(&self) -> &Arc<Dispatcher> {
        match self {
            Place::InUse(dispatcher) | Place::Retired(dispatcher) => dispatcher,
        }
    }

    fn in_use(&self) -> Option<&Arc<Dispatcher>> {
        if let Place::InUse(dispatcher) = self { Some(dispatcher) } else { None }
    }
}

impl Dispatchers {
    /// None yet.
    pub fn new(defaults: Defaults) -> Self {
        Self { defaults, all: RwLock::default(), of_host: RwLock::default(), prelude: RwLock::default() }
    }

    /// Takes in a function object.
    pub fn add(&self, dispatcher: Dispatcher) -> FunctionId {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.push(Place::InUse(Arc::new(dispatcher)));
        FunctionId(all.len() as u32 - 1)
    }

    /// Puts a function object in the place of another.
    pub fn replace(&self, id: FunctionId, dispatcher: Dispatcher) {
        self.all.write().unwrap_or_else(PoisonError::into_inner)[id.0 as usize] = Place::InUse(Arc::new(dispatcher));
    }

    /// Takes the function objects out that a session defined; who still calls one finds no variables.
    pub fn retire(&self, is_own: &dyn Fn(&Dispatcher) -> bool) -> Vec<(FunctionId, Arc<Dispatcher>)> {
        // In this order, as in `of_host`.
        let mut of_host = self.of_host.write().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let mut retired = Vec::new();
        for (index, place) in all.iter_mut().enumerate() {
            let Some(own) = place.in_use().filter(|dispatcher| is_own(dispatcher)).cloned() else { continue };
            *place = Place::Retired(Arc::new(Dispatcher::new(own.hir.clone(), None, own.options.clone())));
            retired.push((FunctionId(index as u32), own));
        }
        let gone = |id: &FunctionId| retired.iter().any(|(own, _)| own == id);
        of_host.retain(|_, id| !gone(id));
        retired
    }

    /// Drops specializations whose code has one of these instances in it.
    pub fn forget(&self, metering: Metering, instances: &FxHashSet<InstanceId>) {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        for dispatcher in all.iter().filter_map(Place::in_use) {
            super::retire::forget(dispatcher.table(metering), instances);
        }
        for dispatcher in self.prelude.read().unwrap_or_else(PoisonError::into_inner).values() {
            super::retire::forget(dispatcher.table(metering), instances);
            if metering == Metering::None {
                super::retire::forget(&dispatcher.calls, instances);
            }
        }
    }

    /// A function object.
    pub fn get(&self, id: FunctionId) -> Arc<Dispatcher> {
        if prelude::is_prelude(id) {
            return self.of_prelude(id);
        }
        self.all.read().unwrap_or_else(PoisonError::into_inner)[id.0 as usize].dispatcher().clone()
    }

    /// The function object that a value is, if it was compiled or called by compiled code.
    pub fn known(&self, value: &Value) -> Option<FunctionId> {
        match value {
            Value::Dispatcher(id, _) => Some(*id),
            Value::Function(function) => {
                let address = Arc::as_ptr(function) as usize;
                self.of_host.read().unwrap_or_else(PoisonError::into_inner).get(&address).copied()
            }
            _ => None,
        }
    }

    /// The function object behind an undecorated function that compiled code calls.
    pub fn of_host(&self, function: &Arc<HostFunction>) -> FunctionId {
        let address = Arc::as_ptr(function) as usize;
        if let Some(&id) = self.of_host.read().unwrap_or_else(PoisonError::into_inner).get(&address) {
            return id;
        }
        // The dispatcher keeps the function alive, so its address stays its own. Threads that come at once get one object.
        let mut of_host = self.of_host.write().unwrap_or_else(PoisonError::into_inner);
        *of_host.entry(address).or_insert_with(|| {
            self.add(Dispatcher::new(function.hir().clone(), Some(function.clone()), self.defaults.options()))
        })
    }

    /// A function of the prelude.
    fn of_prelude(&self, id: FunctionId) -> Arc<Dispatcher> {
        if let Some(found) = self.prelude.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return found.clone();
        }
        let Some(info) = infer::prelude_function(id) else { crate::ice!("no function has the number {}", id.0) };
        let dispatcher = Arc::new(Dispatcher::new(info.hir, None, info.options));
        self.prelude.write().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(dispatcher).clone()
    }
}
