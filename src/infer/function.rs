//! Inference of one specialization: rounds over its body until no local changes.
//!
//! Input: a definition, types of captures and parameters. Output: a [`Typing`], or diagnostics.
//! Never: other specializations' bodies (asked for through [`Program`]).
//!
//! Each round walks the body in order, gives every expression a type from the types that the locals have so far, and
//! joins what is assigned into the locals. Locals only grow, so a round without a change is the last; only its
//! diagnostics count.

use super::narrow::Nullness;
use super::program::{Definition, Key, Program};
use super::{Binding, Environment, Part, Role, Typing, report};
use crate::diagnostic::Diagnostic;
use crate::hir::{self, ExprId, LocalId, ParamKind};
use crate::ir::InstanceId;
use crate::source::Span;
use crate::types::{Constant, FunctionId, Type, can_convert, unify};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// More rounds than any chain of widenings takes.
const MAX_ROUNDS: usize = 60;

/// The state of inferring one specialization.
pub(super) struct Infer<'a> {
    pub program: &'a mut Program,
    pub env: &'a dyn Environment,
    /// The function object whose globals are seen.
    pub function: FunctionId,
    /// The number of this definition among those nested in `function`; none: it is `function` itself.
    pub inner: Option<u32>,
    pub hir: Arc<hir::Function>,
    pub typing: Typing,
    /// This round's definitions of each local.
    pub definitions: FxHashMap<LocalId, Vec<(Span, Type)>>,
    /// What empty lists (and what is made of them) were found to hold, round by round.
    pub hints: FxHashMap<ExprId, Type>,
    /// Locals assigned at one place only: their constants are known where they are read.
    pub single: FxHashSet<LocalId>,
    /// Constants of such locals.
    pub known: FxHashMap<LocalId, Constant>,
    /// Constants of parameters, by number.
    pub known_params: Vec<(usize, Constant)>,
    /// Expressions made of literals only, which fold as in Python.
    pub literals: FxHashSet<ExprId>,
    /// What is known of each local here: is it None?
    pub nullness: Nullness,
    /// Whether a `break` leaves each enclosing loop.
    pub breaks: Vec<bool>,
    /// The names of the exceptions that each handler around has caught.
    pub handled: Vec<Option<LocalId>>,
    /// Results seen this round.
    pub results: Vec<(Span, Type)>,
    /// Lists of which nothing is known to the end hold int64.
    pub default_lists: bool,
    /// Tests, of which only the truth is wanted.
    pub conditions: FxHashSet<ExprId>,
    /// Expressions that this round came to.
    pub reached: FxHashSet<ExprId>,
    /// Whether this round widened a local or a hint.
    pub changed: bool,
    /// This round's findings.
    pub diagnostics: Vec<Diagnostic>,
}

/// Infers a specialization. Besides its typing: what to say if nothing more becomes known of its types.
pub(super) fn infer(
    program: &mut Program,
    env: &dyn Environment,
    instance: InstanceId,
    key: &Key,
    definition: &Definition,
) -> Result<(Typing, Option<Diagnostic>), Vec<Diagnostic>> {
    let hir = Arc::clone(&definition.hir);
    let typing = empty_typing(instance, key, definition);
    if let (Role::Foreign(address), [signature]) = (&definition.info.role, &*definition.info.signatures) {
        let result = signature.result.clone().unwrap_or(Type::None);
        return Ok((Typing { foreign: Some(*address), result, ..typing }, None));
    }
    let single = super::fold::single_assignments(&hir);
    let mut infer = Infer {
        program,
        env,
        function: key.function,
        inner: key.inner,
        nullness: Nullness::new(hir.locals.len()),
        hir,
        typing,
        definitions: FxHashMap::default(),
        hints: FxHashMap::default(),
        single,
        known: FxHashMap::default(),
        known_params: key.known.clone(),
        literals: FxHashSet::default(),
        breaks: Vec::new(),
        handled: Vec::new(),
        results: Vec::new(),
        default_lists: false,
        conditions: FxHashSet::default(),
        reached: FxHashSet::default(),
        changed: false,
        diagnostics: Vec::new(),
    };
    infer.check_annotations(definition);
    if !infer.diagnostics.is_empty() {
        return Err(infer.diagnostics);
    }
    infer.run(key, definition);
    if infer.diagnostics.is_empty() {
        let open = infer.still_unknown();
        Ok((infer.typing, open))
    } else {
        Err(infer.diagnostics)
    }
}

fn empty_typing(instance: InstanceId, key: &Key, definition: &Definition) -> Typing {
    let hir = &definition.hir;
    Typing {
        instance,
        function: key.function,
        hir: Arc::clone(hir),
        options: definition.info.options.clone(),
        captures: key.captures.clone(),
        params: key.params.clone(),
        rules: key.rules,
        result: Type::Unknown,
        locals: vec![Type::Unknown; hir.locals.len()],
        exprs: vec![Type::Unknown; hir.exprs.len()],
        targets: FxHashMap::default(),
        outs: FxHashMap::default(),
        links: FxHashMap::default(),
        augmented: FxHashMap::default(),
        stores: FxHashMap::default(),
        truths: FxHashMap::default(),
        constants: FxHashMap::default(),
        bindings: FxHashMap::default(),
        cells: FxHashMap::default(),
        tests: FxHashMap::default(),
        closures: FxHashMap::default(),
        foreign: None,
        part: Part::Whole,
        yields: Vec::new(),
    }
}

impl Infer<'_> {
    fn run(&mut self, key: &Key, definition: &Definition) {
        for _ in 0..MAX_ROUNDS {
            self.round();
            if !self.changed && !self.settle_lists() {
                break;
            }
        }
        self.finish(key, definition);
    }

    /// When nothing changes any more, lists that nothing was put in hold int64: one more round if there are such.
    fn settle_lists(&mut self) -> bool {
        let open = self.typing.exprs.iter().any(has_open_list);
        let again = open && !self.default_lists;
        self.default_lists |= again;
        again
    }

    fn round(&mut self) {
        self.reset();
        self.bind_locals();
        let hir = Arc::clone(&self.hir);
        if self.block(&hir.body) && !hir.is_generator {
            self.results.push((hir.header, Type::None));
        }
        self.typing.result = self.join_results();
    }

    fn reset(&mut self) {
        self.changed = false;
        self.diagnostics.clear();
        self.definitions.clear();
        self.known.clear();
        self.literals.clear();
        self.results.clear();
        self.breaks.clear();
        self.reached.clear();
        self.nullness = Nullness::new(self.hir.locals.len());
        let typing = &mut self.typing;
        typing.exprs.fill(Type::Unknown);
        typing.targets.clear();
        typing.outs.clear();
        typing.links.clear();
        typing.augmented.clear();
        typing.stores.clear();
        typing.truths.clear();
        typing.constants.clear();
        typing.bindings.clear();
        typing.tests.clear();
        typing.closures.clear();
        typing.yields.clear();
    }

    /// Captured variables and parameters are defined at entry.
    fn bind_locals(&mut self) {
        let hir = Arc::clone(&self.hir);
        for (index, capture) in hir.captures.iter().enumerate() {
            match self.typing.captures.get(index).cloned() {
                Some(ty) => {
                    let own = if ty == Type::Unknown { self.own_type(capture.local) } else { ty };
                    self.define(capture.local, own, hir.local(capture.local).span);
                }
                None => self.bind_cell(capture.local, index),
            }
        }
        for (param, ty) in hir.params.iter().zip(self.typing.params.clone()) {
            self.define(param.local, ty, param.span);
        }
        for (index, constant) in self.known_params.clone() {
            let local = hir.params[index].local;
            if self.single.contains(&local) {
                self.known.insert(local, constant);
            }
        }
        for (name, ty) in self.typing.options.locals.clone() {
            let named = (0..hir.locals.len()).filter(|&i| hir.locals[i].name == name);
            named.for_each(|i| self.widen(LocalId(i as u32), &ty));
        }
    }

    /// A captured variable of a function object made in the host zone: frozen now.
    fn bind_cell(&mut self, local: LocalId, index: usize) {
        let binding = self.env.captured(self.function, index);
        if let Some(binding) = binding {
            if let Binding::Constant(constant) = &binding {
                self.known.insert(local, constant.clone());
            }
            let ty = binding.ty();
            self.typing.cells.insert(local, binding);
            self.define(local, ty, self.hir.local(local).span);
        }
    }

    /// The type of a closure that captures itself (recursion), seen from inside.
    fn own_type(&self, local: LocalId) -> Type {
        let is_self = self.hir.local(local).name == self.hir.name;
        match self.inner {
            Some(inner) if is_self => Type::Closure(Arc::new(crate::types::ClosureType {
                parent: self.function,
                inner,
                captures: self.typing.captures.clone(),
            })),
            _ => Type::Unknown,
        }
    }

    /// Joins a type into a local, and remembers the definition.
    pub fn define(&mut self, local: LocalId, ty: Type, span: Span) {
        self.nullness.assign(local, &ty);
        let own = self.typing.locals[local.0 as usize].clone();
        match unify(&own, &ty) {
            Some(_) => self.widen(local, &ty),
            None => self.cannot_unify(local, &own, &ty, span),
        }
        self.definitions.entry(local).or_default().push((span, ty));
    }

    /// Joins a type into a local; what does not join is left out.
    pub fn widen(&mut self, local: LocalId, ty: &Type) {
        let slot = &mut self.typing.locals[local.0 as usize];
        if let Some(joined) = unify(slot, ty)
            && joined != *slot
        {
            *slot = joined;
            self.changed = true;
        }
    }

    fn cannot_unify(&mut self, local: LocalId, own: &Type, ty: &Type, span: Span) {
        let name = Arc::clone(&self.hir.local(local).name);
        let earlier = self.definitions.get(&local).and_then(|all| all.iter().find(|(_, it)| unify(it, ty).is_none()));
        let (earlier_span, earlier_type) =
            earlier.cloned().unwrap_or_else(|| (self.hir.local(local).span, own.clone()));
        let diagnostic = report::cannot_unify(&name, (earlier_span, &earlier_type), (span, ty));
        self.report(diagnostic);
    }

    /// Adds a finding, once.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let same = |it: &Diagnostic| it.code == diagnostic.code && it.primary.span == diagnostic.primary.span;
        if !self.diagnostics.iter().any(same) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The result type: what all `return`s join to.
    fn join_results(&mut self) -> Type {
        let mut joined = Type::Unknown;
        for (index, (span, ty)) in self.results.clone().into_iter().enumerate() {
            match unify(&joined, &ty) {
                Some(wider) => joined = wider,
                None => {
                    let earlier = self.results[..index].iter().find(|(_, it)| unify(it, &ty).is_none()).cloned();
                    let earlier = earlier.unwrap_or((self.hir.header, joined.clone()));
                    self.report(report::cannot_unify_results(&self.hir.clone(), &earlier, (span, &ty)));
                }
            }
        }
        joined
    }

    /// What to say of types that are still unknown: of the result, or of the first expression.
    fn still_unknown(&self) -> Option<Diagnostic> {
        let mut open: Vec<ExprId> = self.reached.iter().copied().filter(|id| self.is_unknown(*id)).collect();
        open.sort_unstable_by_key(|id| (self.hir.expr(*id).span.end, *id));
        let first = open.first().map(|id| self.hir.expr(*id).span);
        if self.typing.result == Type::Unknown {
            return Some(report::unknown_result(&self.hir, first));
        }
        first.map(report::unknown_type)
    }

    fn is_unknown(&self, id: ExprId) -> bool {
        self.typing.exprs[id.0 as usize] == Type::Unknown
    }

    /// Checks what only the last round can tell.
    fn finish(&mut self, key: &Key, definition: &Definition) {
        if self.diagnostics.is_empty() {
            self.check_params();
            self.check_lists();
            match self.hir.is_generator {
                true => self.finish_generator(key, definition),
                false => self.check_result(definition),
            }
        }
    }

    /// A list parameter must keep its type: the caller holds the same list.
    fn check_params(&mut self) {
        for (param, ty) in self.hir.params.clone().iter().zip(self.typing.params.clone()) {
            let own = &self.typing.locals[param.local.0 as usize];
            if report::holds_other_list(&ty, own) && !has_open_list(&ty) {
                self.report(report::list_changes_type(&param.name, param.span, &ty, own));
            }
        }
    }

    fn check_result(&mut self, definition: &Definition) {
        let declared = definition.info.signatures.iter().find(|it| it.params == self.typing.params);
        if let Some(result) = declared.and_then(|it| it.result.clone()) {
            if can_convert(&self.typing.result, &result).is_none() && result != Type::None {
                let hir = Arc::clone(&self.hir);
                self.report(report::declared_result(&hir, &self.typing.result, &result));
            }
            self.typing.result = result;
        }
        match &self.typing.result {
            Type::Closure(_)
            | Type::Iterator(_)
            | Type::Range(_)
            | Type::Slice(_)
            | Type::Module(_)
            | Type::Sibling(..)
            | Type::Exception(_) => {
                let diagnostic = report::unsupported_result(&self.hir, &self.typing.result, &self.results);
                self.report(diagnostic);
            }
            // Every path raises.
            Type::Unknown if self.results.is_empty() => self.typing.result = Type::None,
            _ => {}
        }
    }

    fn check_annotations(&mut self, definition: &Definition) {
        for (index, wanted) in &definition.info.annotations {
            let (Some(param), Some(given)) = (definition.hir.params.get(*index), self.typing.params.get(*index)) else {
                continue;
            };
            let fits = given == wanted
                || matches!((given, wanted), (Type::Array(_), Type::Array(_))) && can_convert(given, wanted).is_some();
            if !fits && param.kind != ParamKind::VarArgs {
                let diagnostic = report::annotation(param, given, wanted);
                self.report(diagnostic);
            }
        }
    }
}

/// Is a type not known yet, or that of an item of a tuple?
pub(super) fn is_unknown(ty: &Type) -> bool {
    match ty {
        Type::Unknown => true,
        Type::Tuple(items) => items.iter().any(is_unknown),
        Type::Optional(item) => is_unknown(item),
        _ => false,
    }
}

/// Does a type hold a list or a table of which nothing is known?
pub(super) fn has_open_list(ty: &Type) -> bool {
    match ty {
        Type::List(item) => **item == Type::Unknown || has_open_list(item),
        Type::Table(table) => table.any(|column| *column == Type::Unknown || has_open_list(column)),
        Type::Tuple(items) => items.iter().any(has_open_list),
        Type::Optional(item) => has_open_list(item),
        _ => false,
    }
}
