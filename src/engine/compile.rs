//! The pipeline from a signature to machine code: infer, lower, optimize, emit; each specialization once.
//!
//! Input: a function object and argument types. Output: [`Compiled`]. Never: values of a call.

use super::ahead::Unit;
use super::dispatcher::listed;
use super::environment::Frozen;
use super::sites::Sites;
use super::stats::{Counters, Step};
use crate::codegen::{self, Code, EntryFn, FunctionInput, Level, Metering, ModuleInput};
use crate::diagnostic::Diagnostic;
use crate::hir;
use crate::infer::{self, Environment, PreludeCall, Program, Typing};
use crate::ir::{self, InstanceId, Op};
use crate::lower::{self, Callees};
use crate::opt::{self, Inliner};
use crate::types::{BuiltinId, FunctionId, PausedType, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A specialization with its code.
pub struct Compiled {
    /// Its types.
    pub typing: Arc<Typing>,
    /// Its entry in `code`.
    pub entry: EntryFn,
    /// Words of the results.
    pub result_words: usize,
    /// Keeps the machine code alive.
    pub code: Code,
    /// Keeps the code of other modules alive that it calls.
    callees: Arc<[Code]>,
    /// The instances whose bodies stand in its module.
    inlined: Arc<[InstanceId]>,
}

impl Compiled {
    /// Is one of these instances in its code, or in code that it calls?
    pub fn holds_any(&self, instances: &FxHashSet<InstanceId>) -> bool {
        let codes = std::iter::once(&self.code).chain(self.callees.iter());
        let here = codes.flat_map(Code::instances).chain(self.inlined.iter().copied());
        here.into_iter().any(|instance| instances.contains(&instance))
    }
}

/// Compiles; one thread at a time.
pub struct Compiler {
    state: Mutex<State>,
}

struct State {
    program: Program,
    inliner: Inliner,
    compiled: FxHashMap<InstanceId, Arc<Compiled>>,
    metering: Metering,
    level: Level,
}

/// What compiling needs of the engine.
pub struct Surroundings<'a> {
    /// What functions see around them.
    pub environment: &'a dyn Environment,
    /// Arrays captured so far.
    pub frozen: &'a Frozen,
    /// Where sites are allotted.
    pub sites: &'a Sites,
    /// Where time is counted.
    pub counters: &'a Counters,
}

impl Callees for Program {
    fn typing(&self, instance: InstanceId) -> Arc<Typing> {
        self.typing(instance)
    }
}

impl Compiler {
    /// One whose code counts its steps or not, with vector code of this level.
    pub fn new(metering: Metering, level: Level) -> Self {
        let (program, inliner, compiled) = Default::default();
        Self { state: Mutex::new(State { program, inliner, compiled, metering, level }) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The specialization of a function for argument types, compiled now if it is not yet.
    ///
    /// # Errors
    /// What is wrong with the function under these types.
    pub fn compile(
        &self,
        around: &Surroundings<'_>,
        function: FunctionId,
        args: &[Type],
    ) -> Result<Arc<Compiled>, Vec<Diagnostic>> {
        let mut state = self.lock();
        let before = around.counters.compiling();
        let infer = || infer::infer(&mut state.program, around.environment, function, args);
        let root = around.counters.time(Step::Infer, infer)?;
        let is_new = !state.compiled.contains_key(&root);
        let compiled = state.code_of(around, root);
        if is_new {
            let signature = format!("{}({})", compiled.typing.hir.full_name(), listed(&compiled.typing.params));
            around.counters.note(signature, before);
        }
        Ok(compiled)
    }

    /// The specialization of a function of the prelude for a call from the host zone, compiled now if it is not yet.
    ///
    /// # Errors
    /// What it does not take.
    pub fn compile_prelude(
        &self,
        around: &Surroundings<'_>,
        call: &PreludeCall,
    ) -> Result<Arc<Compiled>, Vec<Diagnostic>> {
        let mut state = self.lock();
        let infer = || infer::infer_prelude(&mut state.program, around.environment, call);
        let root = around.counters.time(Step::Infer, infer)?;
        Ok(state.code_of(around, root))
    }

    /// What goes on with generators of a type, compiled now if it is not yet; none: their function is forgotten.
    pub fn resuming(&self, around: &Surroundings<'_>, paused: &PausedType) -> Option<Arc<Compiled>> {
        let mut state = self.lock();
        let instance = state.program.resuming(paused)?;
        Some(state.code_of(around, instance))
    }

    /// Forgets what was made of functions; gives the instances that depended on them.
    pub fn forget(&self, functions: &FxHashSet<FunctionId>) -> FxHashSet<InstanceId> {
        let mut state = self.lock();
        let instances = state.program.forget(functions);
        state.drop_code(&instances);
        instances
    }

    /// Forgets the code of functions and of all that calls them; gives the instances that it was made of.
    pub fn forget_users(&self, functions: &FxHashSet<FunctionId>) -> FxHashSet<InstanceId> {
        let mut state = self.lock();
        let instances = state.program.forget_users(functions);
        state.drop_code(&instances);
        instances
    }

    /// How many specializations there are, and their code, if it is another number than `seen`; none while it compiles.
    pub fn codes_beyond(&self, seen: usize) -> Option<(usize, Vec<Code>)> {
        let state = self.state.try_lock().ok()?;
        let number = state.compiled.len();
        (number != seen).then(|| (number, state.compiled.values().map(|compiled| compiled.code.clone()).collect()))
    }

    /// The types of a function for argument types.
    ///
    /// # Errors
    /// What is wrong with the function under these types.
    pub fn types(
        &self,
        around: &Surroundings<'_>,
        function: FunctionId,
        args: &[Type],
    ) -> Result<Arc<Typing>, Vec<Diagnostic>> {
        let mut state = self.lock();
        let root = infer::infer(&mut state.program, around.environment, function, args)?;
        Ok(state.program.typing(root))
    }

    /// The loop IR of a function, as lowered or after all passes.
    ///
    /// # Errors
    /// What is wrong with the function under these types.
    pub fn ir(
        &self,
        around: &Surroundings<'_>,
        function: FunctionId,
        args: &[Type],
        optimized: bool,
    ) -> Result<ir::Function, Vec<Diagnostic>> {
        let mut state = self.lock();
        let root = infer::infer(&mut state.program, around.environment, function, args)?;
        let root = state.program.body_of(root);
        if !optimized {
            return Ok(lower::lower(&state.program.typing(root), &state.program));
        }
        let mut function = Arc::unwrap_or_clone(state.body(around, root)).function;
        opt::optimize(&mut function);
        Ok(function)
    }

    /// What an instance was made of.
    pub fn definition(&self, instance: InstanceId) -> Arc<hir::Function> {
        self.lock().program.typing(instance).hir.clone()
    }

    /// A specialization and all that it calls, optimized; itself first.
    ///
    /// # Errors
    /// What is wrong with the function under these types.
    pub fn units(
        &self,
        around: &Surroundings<'_>,
        function: FunctionId,
        args: &[Type],
    ) -> Result<Vec<Unit>, Vec<Diagnostic>> {
        let mut state = self.lock();
        let root = infer::infer(&mut state.program, around.environment, function, args)?;
        let functions = state.lower_from(around, root, Known::None);
        Ok(functions.into_iter().map(|Ready { typing, function, .. }| Unit { typing, function }).collect())
    }

    /// A specialization and all that it calls, as lowered.
    pub fn lowered(&self, root: InstanceId) -> Vec<ir::Function> {
        let state = self.lock();
        let (mut found, mut waiting) = (Vec::<ir::Function>::new(), vec![root]);
        while let Some(instance) = waiting.pop() {
            if found.iter().all(|function| function.instance != instance) {
                let function = lower::lower(&state.program.typing(instance), &state.program);
                waiting.extend(called(&function));
                found.push(function);
            }
        }
        found
    }

    /// The rows that a specialization names, and those that the script's functions name that it calls.
    pub fn rows(&self, root: InstanceId) -> FxHashSet<BuiltinId> {
        let state = self.lock();
        let (mut rows, mut seen, mut waiting) = (FxHashSet::default(), FxHashSet::default(), vec![root]);
        while let Some(instance) = waiting.pop() {
            let typing = state.program.typing(instance);
            if seen.insert(instance) && !infer::is_prelude(&typing.hir) {
                rows.extend(typing.rows());
                waiting.extend(typing.instances());
            }
        }
        rows
    }

    /// What becomes of the loops of a function, as text.
    ///
    /// # Errors
    /// What is wrong with the function under these types.
    pub fn loops(
        &self,
        around: &Surroundings<'_>,
        function: FunctionId,
        args: &[Type],
    ) -> Result<String, Vec<Diagnostic>> {
        let mut state = self.lock();
        let root = infer::infer(&mut state.program, around.environment, function, args)?;
        let typing = state.program.typing(state.program.body_of(root));
        let (_, notes) = lower::lower_with_notes(&typing, &state.program);
        Ok(lower::print_notes(&typing, &notes))
    }

    /// What the back end makes of a function, and the places that its positions are numbers of.
    ///
    /// # Errors
    /// What is wrong with the function under these types.
    pub fn listings(
        &self,
        around: &Surroundings<'_>,
        function: FunctionId,
        args: &[Type],
        stage: codegen::Stage,
    ) -> Result<(Vec<codegen::Listing>, Vec<ir::Site>), Vec<Diagnostic>> {
        let mut state = self.lock();
        let root = infer::infer(&mut state.program, around.environment, function, args)?;
        let root = state.program.body_of(root);
        let functions = state.lower_from(around, root, Known::None);
        let inputs: Vec<FunctionInput<'_>> =
            functions.iter().map(|ready| FunctionInput { function: &ready.function, first_site: 0 }).collect();
        let captured = around.frozen.arrays();
        let input = ModuleInput {
            functions: &inputs,
            resolve: &|_| None,
            captured: &captured,
            metering: state.metering,
            level: state.level,
        };
        let mut listings = codegen::inspect(&input, stage);
        listings.retain(|listing| listing.instance == root);
        let own = functions.iter().find(|ready| ready.function.instance == root);
        Ok((listings, own.map_or_else(Vec::new, |ready| ready.function.sites.clone())))
    }
}

impl State {
    /// Drops what was made of instances.
    fn drop_code(&mut self, instances: &FxHashSet<InstanceId>) {
        self.compiled.retain(|_, compiled| !compiled.holds_any(instances));
        self.inliner.forget(&|instance| instances.contains(&instance));
    }

    /// The code of an instance, compiled now if it is not yet.
    fn code_of(&mut self, around: &Surroundings<'_>, root: InstanceId) -> Arc<Compiled> {
        if !self.compiled.contains_key(&root) {
            self.compile_from(around, root);
        }
        self.compiled[&root].clone()
    }

    /// Compiles an instance and those of its callees that are not compiled yet, as one module.
    fn compile_from(&mut self, around: &Surroundings<'_>, root: InstanceId) {
        let functions = self.lower_from(around, root, Known::Compiled);
        let hir_of = |instance: InstanceId| self.program.typing(instance).hir.clone();
        let inputs: Vec<FunctionInput<'_>> = functions
            .iter()
            .map(|ready| FunctionInput {
                function: &ready.function,
                first_site: around.sites.allot(&ready.typing.hir, &ready.function.sites, &hir_of),
            })
            .collect();
        let callees = RefCell::new(Vec::new());
        let resolve = |instance| {
            let found = self.compiled.get(&instance)?;
            callees.borrow_mut().extend(std::iter::once(&found.code).chain(found.callees.iter()).cloned());
            found.code.address(instance)
        };
        let captured = around.frozen.arrays();
        let input = ModuleInput {
            functions: &inputs,
            resolve: &resolve,
            captured: &captured,
            metering: self.metering,
            level: self.level,
        };
        let code = around.counters.time(Step::Emit, || codegen::emit(&input));
        let callees: Arc<[Code]> = distinct(callees.take()).into();
        let inlined: Arc<[InstanceId]> = functions.iter().flat_map(|ready| ready.inlined.iter().copied()).collect();
        for Ready { typing, function, .. } in functions {
            let instance = function.instance;
            let Some(entry) = code.entry(instance) else { crate::ice!("{} was not emitted", function.name) };
            around.counters.specialized(code.size(instance).unwrap_or(0));
            let result_words = function.results.iter().map(ir::Ty::words).sum();
            let (code, callees, inlined) = (code.clone(), callees.clone(), inlined.clone());
            let compiled = Compiled { typing, entry, result_words, code, callees, inlined };
            self.compiled.insert(instance, Arc::new(compiled));
        }
    }

    /// Lowers and optimizes an instance and all that it still calls then, but for those that are known.
    fn lower_from(&mut self, around: &Surroundings<'_>, root: InstanceId, known: Known) -> Vec<Ready> {
        let mut found: Vec<Ready> = Vec::new();
        let mut waiting = vec![root];
        while let Some(instance) = waiting.pop() {
            let is_known = known == Known::Compiled && self.compiled.contains_key(&instance);
            if is_known || found.iter().any(|ready| ready.typing.instance == instance) {
                continue;
            }
            let opt::Body { mut function, inlined, .. } = Arc::unwrap_or_clone(self.body(around, instance));
            around.counters.time(Step::Optimize, || opt::optimize(&mut function));
            waiting.extend(called(&function));
            found.push(Ready { typing: self.program.typing(instance), function, inlined });
        }
        found
    }

    /// An instance lowered, with small callees in place.
    fn body(&mut self, around: &Surroundings<'_>, instance: InstanceId) -> Arc<opt::Body> {
        let State { program, inliner, .. } = self;
        inliner.body(instance, &mut |instance| {
            let typing = program.typing(instance);
            let function = around.counters.time(Step::Lower, || lower::lower(&typing, program));
            if cfg!(debug_assertions) {
                ir::verify::expect_verified(&function, "lower");
            }
            function
        })
    }
}

/// What need not be lowered again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Nothing.
    None,
    /// What is compiled.
    Compiled,
}

/// A function that is ready to be emitted.
struct Ready {
    typing: Arc<Typing>,
    function: ir::Function,
    /// The instances whose bodies stand in it.
    inlined: Vec<InstanceId>,
}

/// Each code once.
fn distinct(mut codes: Vec<Code>) -> Vec<Code> {
    let mut seen = FxHashSet::default();
    codes.retain(|code| seen.insert(code.id()));
    codes
}

/// The instances that a function still calls after optimization.
fn called(function: &ir::Function) -> Vec<InstanceId> {
    let calls = function.insts.iter().filter_map(|inst| match inst.op {
        Op::Call(callee) => Some(function.callees[callee.0 as usize].instance),
        _ => None,
    });
    calls.filter(|&instance| instance != InstanceId::FOREIGN).collect()
}
