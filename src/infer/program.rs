//! The table of specializations, and the order in which they are inferred.
//!
//! Input: a function (or a closure) with the types of its captures and parameters. Output: its [`Typing`], inferred once.
//! Never: expressions and statements (see `function`).
//!
//! Recursion: a call of a specialization that is still being inferred gets its provisional result (at first unknown);
//! when the result of a round differs from what the round assumed, another round follows. What was inferred on top of a
//! provisional result is itself provisional until the outermost of the cycle is settled.

use super::{Environment, FunctionInfo, Part, Role, Typing, function, generator, prelude};
use crate::diagnostic::Diagnostic;
use crate::hir;
use crate::ir::InstanceId;
use crate::types::{ClosureType, Constant, FunctionId, PausedType, Rules, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Specializations nested deeper than this are taken for an endless chain of new types.
const MAX_DEPTH: usize = 300;
/// A parameter type of more parts than this grows without end.
const MAX_SIZE: usize = 2000;
/// Rounds over a recursive function: each widens its result, of which there are few ways.
const MAX_ROUNDS: usize = 30;

/// What a specialization is of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Key {
    /// The function object; for a closure the one whose body holds the definition.
    pub function: FunctionId,
    /// For a closure: the number of its definition among those nested in `function`.
    pub inner: Option<u32>,
    /// Types of the captured variables of a closure.
    pub captures: Vec<Type>,
    /// Types of the parameters.
    pub params: Vec<Type>,
    /// Values of parameters that are known at compile time, by number.
    pub known: Vec<(usize, Constant)>,
    /// Whose promotion rules its array operations follow.
    pub rules: Rules,
    /// What goes on with the generators of a function is a specialization besides the one that makes them.
    pub part: Part,
}

impl Key {
    /// Of a function object.
    pub fn of_function(function: FunctionId, params: Vec<Type>) -> Key {
        let (captures, known) = (Vec::new(), Vec::new());
        Key { function, inner: None, captures, params, known, rules: Rules::Numba, part: Part::Whole }
    }

    /// Of a closure.
    pub fn of_closure(closure: &ClosureType, params: Vec<Type>) -> Key {
        Key {
            inner: Some(closure.inner),
            captures: closure.captures.clone(),
            ..Key::of_function(closure.parent, params)
        }
    }
}

/// What a function is, for those who call it.
#[derive(Clone)]
pub(super) struct Definition {
    pub hir: Arc<hir::Function>,
    pub info: FunctionInfo,
}

enum State {
    /// On the stack; `result` is what recursive calls get.
    Running {
        depth: usize,
        result: Type,
        recursive: bool,
    },
    /// Inferred on top of the provisional result of the specialization at `depends_on`; `open` is to be said if its
    /// types are still unknown when that one is settled.
    Provisional {
        typing: Arc<Typing>,
        depends_on: usize,
        epoch: u32,
        open: Option<Diagnostic>,
    },
    Done(Arc<Typing>),
    Failed(Vec<Diagnostic>),
    /// To be inferred again.
    Stale,
}

/// The table of specializations of an engine.
#[derive(Default)]
pub struct Program {
    states: Vec<State>,
    index: FxHashMap<Key, InstanceId>,
    /// Those being inferred, outermost first.
    stack: Vec<InstanceId>,
    /// Provisional ones that wait for the outermost of their cycle.
    waiting: Vec<InstanceId>,
    /// The outermost specialization on the stack whose provisional result was used.
    lowest: Option<usize>,
    /// Counts changes of provisional results.
    epoch: u32,
}

impl Program {
    /// An empty table.
    #[must_use]
    pub fn new() -> Program {
        Program::default()
    }

    /// The typing of a specialization that [`super::infer`] gave, or that one of its typings calls.
    #[must_use]
    pub fn typing(&self, instance: InstanceId) -> Arc<Typing> {
        match &self.states[instance.0 as usize] {
            State::Done(typing) | State::Provisional { typing, .. } => Arc::clone(typing),
            _ => crate::ice!("specialization {instance:?} has no typing"),
        }
    }

    /// The typing of a specialization, if it is inferred (perhaps provisionally).
    pub(super) fn settled(&self, instance: InstanceId) -> Option<Arc<Typing>> {
        match &self.states[instance.0 as usize] {
            State::Done(typing) | State::Provisional { typing, .. } => Some(Arc::clone(typing)),
            _ => None,
        }
    }

    /// The specialization that goes on with generators of a type; none: it was forgotten, or is of another table.
    #[must_use]
    pub fn resuming(&self, paused: &PausedType) -> Option<InstanceId> {
        let instance = InstanceId(paused.resume.0);
        let State::Done(typing) = self.states.get(instance.0 as usize)? else { return None };
        let is_it = matches!(typing.params.as_slice(), [Type::Paused(own)] if **own == *paused);
        (is_it && typing.part == Part::Resume).then_some(instance)
    }

    /// Where the body of a specialization is: of one that makes generators in the one that goes on with them.
    #[must_use]
    pub fn body_of(&self, instance: InstanceId) -> InstanceId {
        let typing = self.typing(instance);
        match (typing.part, &typing.result) {
            (Part::Start, Type::Paused(paused)) => InstanceId(paused.resume.0),
            _ => instance,
        }
    }

    /// Forgets the specializations of these functions, and those whose types name one.
    pub fn forget(&mut self, functions: &FxHashSet<FunctionId>) -> FxHashSet<InstanceId> {
        let mut forgotten = FxHashSet::default();
        self.index.retain(|key, id| {
            let types = key.captures.iter().chain(&key.params);
            let gone = functions.contains(&key.function) || types.into_iter().any(|ty| names_any(ty, functions));
            if gone {
                forgotten.insert(*id);
            }
            !gone
        });
        forgotten.iter().for_each(|id| self.states[id.0 as usize] = State::Stale);
        forgotten
    }

    /// Forgets the specializations whose code has to do with these functions, directly or through what they call, and
    /// what could not be inferred: with other functions it may be.
    pub fn forget_users(&mut self, functions: &FxHashSet<FunctionId>) -> FxHashSet<InstanceId> {
        let typings: Vec<Arc<Typing>> = self.index.values().filter_map(|&id| self.settled(id)).collect();
        let uses = |typing: &&Arc<Typing>| {
            functions.contains(&typing.function) || typing.exprs.iter().any(|ty| names_any(ty, functions))
        };
        let mut users: FxHashSet<InstanceId> = typings.iter().filter(uses).map(|typing| typing.instance).collect();
        loop {
            let calls_one = |typing: &&Arc<Typing>| {
                !users.contains(&typing.instance) && typing.instances().any(|instance| users.contains(&instance))
            };
            let more: Vec<InstanceId> = typings.iter().filter(calls_one).map(|typing| typing.instance).collect();
            if more.is_empty() {
                break;
            }
            users.extend(more);
        }
        let states = &mut self.states;
        self.index.retain(|_, id| {
            let state = &mut states[id.0 as usize];
            let gone = users.contains(id) || matches!(state, State::Failed(_));
            if gone {
                *state = State::Stale;
            }
            !gone
        });
        users
    }

    /// How many specializations there are.
    #[must_use]
    pub fn n_instances(&self) -> usize {
        self.states.len()
    }

    /// The specialization and its result type, inferred now unless it was before.
    pub(super) fn instance(&mut self, env: &dyn Environment, key: Key) -> Result<(InstanceId, Type), Vec<Diagnostic>> {
        let id = self.id_of(&key);
        match &mut self.states[id.0 as usize] {
            State::Done(typing) => return Ok((id, typing.result.clone())),
            State::Failed(diagnostics) => return Err(diagnostics.clone()),
            State::Running { depth, result, recursive } => {
                *recursive = true;
                let (depth, result) = (*depth, result.clone());
                self.depend_on(depth);
                return Ok((id, result));
            }
            State::Provisional { typing, depends_on, epoch, .. } if *epoch == self.epoch => {
                let (depends_on, result) = (*depends_on, typing.result.clone());
                self.depend_on(depends_on);
                return Ok((id, result));
            }
            State::Provisional { .. } | State::Stale => {}
        }
        stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || self.infer(env, id, &key))
    }

    pub(super) fn id_of(&mut self, key: &Key) -> InstanceId {
        if let Some(id) = self.index.get(key) {
            return *id;
        }
        let id = InstanceId(self.states.len() as u32);
        self.states.push(State::Stale);
        self.index.insert(key.clone(), id);
        id
    }

    fn depend_on(&mut self, depth: usize) {
        self.lowest = Some(self.lowest.map_or(depth, |lowest| lowest.min(depth)));
    }

    fn infer(
        &mut self,
        env: &dyn Environment,
        id: InstanceId,
        key: &Key,
    ) -> Result<(InstanceId, Type), Vec<Diagnostic>> {
        let definition = definition(env, key.function, key.inner);
        if self.stack.len() >= MAX_DEPTH || key.params.iter().any(|ty| size(ty) > MAX_SIZE) {
            return Err(of_file(&definition.hir, vec![too_deep(&definition.hir)]));
        }
        let depth = self.stack.len();
        let outer = self.lowest.take();
        self.states[id.0 as usize] = State::Running { depth, result: Type::Unknown, recursive: false };
        self.stack.push(id);
        let outcome = self.rounds(env, id, key, &definition);
        let outcome = outcome.map_err(|diagnostics| of_file(&definition.hir, diagnostics));
        let outcome =
            outcome.map(|(typing, open)| (typing, of_file(&definition.hir, open.into_iter().collect()).pop()));
        self.stack.pop();
        let depends_on = self.lowest.filter(|&lowest| lowest < depth);
        self.lowest = outer;
        if let Some(lowest) = depends_on {
            self.depend_on(lowest);
        }
        self.settle(id, depth, depends_on, outcome)
    }

    /// Infers the body until the result is what recursive calls of it assumed.
    fn rounds(
        &mut self,
        env: &dyn Environment,
        id: InstanceId,
        key: &Key,
        definition: &Definition,
    ) -> Result<(Typing, Option<Diagnostic>), Vec<Diagnostic>> {
        for round in 0.. {
            let outcome = function::infer(self, env, id, key, definition);
            let State::Running { result, recursive, .. } = &mut self.states[id.0 as usize] else {
                crate::ice!("a specialization left the stack while it was inferred");
            };
            let (typing, open) = outcome?;
            if *recursive && typing.part == Part::Start {
                return Err(vec![generator::recursive(&definition.hir)]);
            }
            if !*recursive || *result == typing.result || round >= MAX_ROUNDS {
                return Ok((typing, open));
            }
            *result = typing.result;
            self.epoch += 1;
        }
        crate::ice!("rounds have no end")
    }

    /// Records an outcome: for good, or until the outermost specialization of the cycle is settled.
    fn settle(
        &mut self,
        id: InstanceId,
        depth: usize,
        depends_on: Option<usize>,
        outcome: Result<(Typing, Option<Diagnostic>), Vec<Diagnostic>>,
    ) -> Result<(InstanceId, Type), Vec<Diagnostic>> {
        let slot = id.0 as usize;
        let outcome = match outcome {
            Ok((typing, _)) if depends_on.is_some() && typing.part == Part::Start => {
                Err(of_file(&typing.hir, vec![generator::recursive(&typing.hir)]))
            }
            // The outermost of a cycle: nothing more will be known.
            Ok((_, open)) if depends_on.is_none() && (open.is_some() || self.open_below(depth).is_some()) => {
                Err(open.or_else(|| self.open_below(depth)).into_iter().collect())
            }
            other => other,
        };
        match (outcome, depends_on) {
            (Ok((typing, open)), Some(depends_on)) => {
                let result = typing.result.clone();
                let typing = Arc::new(typing);
                self.states[slot] = State::Provisional { typing, depends_on, epoch: self.epoch, open };
                self.waiting.push(id);
                Ok((id, result))
            }
            (Ok((typing, _)), None) => {
                let result = typing.result.clone();
                if let Some(resuming) = generator::resuming(&typing) {
                    let slot = resuming.instance.0 as usize;
                    self.states[slot] = State::Done(Arc::new(resuming));
                }
                self.states[slot] = State::Done(Arc::new(typing));
                let races = self.races_below(depth, id);
                if races.is_empty() {
                    self.release(depth, true);
                    return Ok((id, result));
                }
                self.states[slot] = State::Failed(races.clone());
                self.release(depth, false);
                Err(races)
            }
            (Err(diagnostics), Some(_)) => {
                self.states[slot] = State::Stale;
                Err(diagnostics)
            }
            (Err(diagnostics), None) => {
                self.states[slot] = State::Failed(diagnostics.clone());
                self.release(depth, false);
                Err(diagnostics)
            }
        }
    }

    /// What is still unknown in those that wait for the specialization at `depth`.
    fn open_below(&self, depth: usize) -> Option<Diagnostic> {
        self.waiting.iter().find_map(|id| match &self.states[id.0 as usize] {
            State::Provisional { depends_on, open, epoch, .. } if *depends_on >= depth && *epoch == self.epoch => {
                open.clone()
            }
            _ => None,
        })
    }

    /// The races of a settled specialization and of those that wait for it: only now all that they call is known.
    fn races_below(&self, depth: usize, id: InstanceId) -> Vec<Diagnostic> {
        let waiting = self.waiting.iter().filter(|id| match &self.states[id.0 as usize] {
            State::Provisional { depends_on, epoch, .. } => *depends_on >= depth && *epoch == self.epoch,
            _ => false,
        });
        let settled = waiting.copied().chain([id]).filter_map(|id| self.settled(id));
        settled.flat_map(|typing| super::parallel::check(self, &typing)).collect()
    }

    /// The specialization at `depth` is settled: those that waited for it are as well, or are to be inferred again.
    fn release(&mut self, depth: usize, settled: bool) {
        let epoch = self.epoch;
        for id in std::mem::take(&mut self.waiting) {
            let state = &mut self.states[id.0 as usize];
            match state {
                State::Provisional { depends_on, .. } if *depends_on < depth => self.waiting.push(id),
                State::Provisional { typing, epoch: own, .. } if settled && *own == epoch => {
                    *state = State::Done(Arc::clone(typing));
                }
                State::Provisional { .. } => *state = State::Stale,
                _ => {}
            }
        }
    }
}

/// The definition of a function object, or of a function nested in its body.
pub(super) fn definition(env: &dyn Environment, function: FunctionId, inner: Option<u32>) -> Definition {
    let info = prelude::info(function).unwrap_or_else(|| env.function(function));
    match inner {
        None => Definition { hir: Arc::clone(&info.hir), info },
        Some(n) => {
            let hir = nested(&info.hir, n);
            let info = FunctionInfo {
                hir: Arc::clone(&hir),
                signatures: Vec::new(),
                annotations: Vec::new(),
                role: Role::Plain,
                ..info
            };
            Definition { hir, info }
        }
    }
}

/// Definition number `n` among all that are nested in a function, outer ones before inner ones.
fn nested(function: &hir::Function, n: u32) -> Arc<hir::Function> {
    fn walk(function: &hir::Function, left: &mut u32) -> Option<Arc<hir::Function>> {
        for inner in &function.inner {
            if *left == 0 {
                return Some(Arc::clone(inner));
            }
            *left -= 1;
            if let Some(found) = walk(inner, left) {
                return Some(found);
            }
        }
        None
    }
    let mut left = n;
    walk(function, &mut left).unwrap_or_else(|| crate::ice!("{} has no inner function {n}", function.name))
}

/// The number of the first definition in `function.inner[place]`, relative to that of `function` itself: one for each
/// definition before it, with all that is nested in it.
pub(super) fn offset_of_inner(function: &hir::Function, place: usize) -> u32 {
    function.inner[..place].iter().map(|inner| 1 + n_nested(inner)).sum()
}

fn n_nested(function: &hir::Function) -> u32 {
    function.inner.iter().map(|inner| 1 + n_nested(inner)).sum()
}

/// Does a type name one of these functions?
fn names_any(ty: &Type, functions: &FxHashSet<FunctionId>) -> bool {
    match ty {
        Type::Function(function) => functions.contains(function),
        Type::Closure(closure) => {
            functions.contains(&closure.parent) || closure.captures.iter().any(|item| names_any(item, functions))
        }
        Type::Tuple(items) => items.iter().any(|item| names_any(item, functions)),
        Type::List(item) | Type::Optional(item) => names_any(item, functions),
        Type::Table(table) => table.any(|column| names_any(column, functions)),
        Type::Object(class) => class.functions().any(|function| functions.contains(&function)),
        Type::Iterator(it) => it.parts().iter().any(|item| names_any(item, functions)),
        Type::Paused(paused) => {
            functions.contains(&paused.function) || paused.fields.iter().any(|field| names_any(field, functions))
        }
        _ => false,
    }
}

/// How many parts a type has, counted as far as [`MAX_SIZE`].
fn size(ty: &Type) -> usize {
    fn count(ty: &Type, n: &mut usize) {
        *n += 1;
        if *n > MAX_SIZE {
            return;
        }
        match ty {
            Type::Tuple(items) => items.iter().for_each(|item| count(item, n)),
            Type::List(item) | Type::Optional(item) => count(item, n),
            Type::Table(table) => std::iter::once(&table.key).chain(&table.value).for_each(|item| count(item, n)),
            Type::Closure(closure) => closure.captures.iter().for_each(|item| count(item, n)),
            Type::Paused(paused) => paused.fields.iter().for_each(|field| count(field, n)),
            _ => {}
        }
    }
    let mut n = 0;
    count(ty, &mut n);
    n
}

/// Diagnostics of a function; those of what it calls know their file already.
fn of_file(function: &hir::Function, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.iter_mut().for_each(|diagnostic| diagnostic.stands_in(&function.source));
    diagnostics
}

fn too_deep(function: &hir::Function) -> Diagnostic {
    Diagnostic::error("NJ0316", format!("the calls of `{}` need ever new types", function.name), function.header)
        .label("specialized again and again")
        .note("a recursive call passes arguments of another type each time, for example a tuple that grows")
}
