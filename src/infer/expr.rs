//! Expressions.
//!
//! Input: an expression. Output: its type, and its constant, binding or target where it has one.
//! Never: calls (`call`), operators (`operator`), indices (`index`), attributes (`attribute`).

use super::function::{Infer, has_open_list};
use super::narrow::Fact;
use super::{Binding, report};
use crate::diagnostic::Diagnostic;
use crate::hir::{
    BoolOp, Bound, CmpOp, ComprehensionKind, Constant as Literal, ExprId, ExprKind, FStringPart, Generator, LocalId,
};
use crate::types::{ClosureType, Constant, SliceType, Type, UnaryOp, unify, unify_all};
use std::sync::Arc;

impl Infer<'_> {
    /// The type of an expression, recorded.
    pub fn expr(&mut self, id: ExprId) -> Type {
        let mut ty = stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_here(id));
        if let Some(hint) = self.hints.get(&id)
            && let Some(joined) = unify(&ty, hint)
        {
            ty = joined;
        }
        if self.default_lists && has_open_list(&ty) {
            ty = close_lists(&ty);
        }
        self.typing.exprs[id.0 as usize] = ty.clone();
        self.reached.insert(id);
        ty
    }

    /// As [`Infer::expr`], with `T` for an optional `T` (which is checked where it is used).
    pub fn expr_value(&mut self, id: ExprId) -> Type {
        match self.expr(id) {
            Type::Optional(item) => (*item).clone(),
            ty => ty,
        }
    }

    fn expr_here(&mut self, id: ExprId) -> Type {
        let hir = Arc::clone(&self.hir);
        match &hir.expr(id).kind {
            ExprKind::Constant(literal) => self.literal(id, literal),
            ExprKind::Local(local, bound) => self.local(id, *local, *bound),
            ExprKind::Global(name) => self.global(id, hir.name_of(*name)),
            ExprKind::Attribute(value, name) => self.attribute(id, *value, name),
            ExprKind::Subscript(value, index) => self.subscript(id, *value, *index),
            ExprKind::Slice { start, stop, step } => self.slice([*start, *stop, *step]),
            ExprKind::Tuple(items) => self.tuple(id, items),
            ExprKind::List(items) => self.list(items),
            ExprKind::Unary(op, operand) => self.unary(id, *op, *operand),
            ExprKind::Binary { op, op_span, left, right } => self.binary(id, (*op, *op_span), *left, *right),
            ExprKind::BoolOp(op, values) => self.bool_op(id, *op, values),
            ExprKind::Compare(first, links) => self.compare(id, *first, links),
            ExprKind::IfExp { test, body, orelse } => self.if_exp(id, *test, *body, *orelse),
            ExprKind::Call { func, args } => self.call(id, *func, args),
            ExprKind::Lambda(function, defaults) => {
                defaults.iter().for_each(|&default| {
                    self.expr(default);
                });
                self.closure(id, *function)
            }
            ExprKind::Comprehension { kind, element, value, generators } => {
                self.comprehension(id, *kind, (*element, *value), generators)
            }
            ExprKind::Named(place, value) => {
                let ty = self.expr(*value);
                self.assign(place, &ty, hir.expr(*value).span);
                ty
            }
            ExprKind::JoinedStr(parts) => {
                self.fstring(parts);
                Type::Str
            }
            ExprKind::Starred(_) => self.no(id, "a starred expression here", ""),
            ExprKind::Set(items) => self.set_display(id, items),
            ExprKind::Dict(items) => self.dict_display(id, items),
            ExprKind::Yield(value) => self.yields(id, *value),
        }
    }

    pub(super) fn no(&mut self, id: ExprId, what: &str, hint: &str) -> Type {
        let span = self.hir.expr(id).span;
        self.report(report::unsupported(span, what, hint));
        Type::Unknown
    }

    // --- atoms -------------------------------------------------------------------------------------------------------

    fn literal(&mut self, id: ExprId, literal: &Literal) -> Type {
        let Some(constant) = literal.known() else {
            return self.no(id, "a bytes literal", "use an array of uint8");
        };
        self.literals.insert(id);
        self.constant(id, constant)
    }

    /// Records a value that is known at compile time; its type.
    pub fn constant(&mut self, id: ExprId, constant: Constant) -> Type {
        let ty = Binding::Constant(constant.clone()).ty();
        self.typing.constants.insert(id, constant);
        ty
    }

    fn local(&mut self, id: ExprId, local: LocalId, bound: Bound) -> Type {
        if let Some(binding) = self.typing.cells.get(&local).cloned() {
            return self.bound(id, binding, &self.hir.clone().local(local).name);
        }
        let ty = self.typing.locals[local.0 as usize].clone();
        if bound == Bound::Never {
            let diagnostic = report::never_assigned(&self.hir, self.hir.expr(id).span, local);
            self.report(diagnostic);
        }
        if bound == Bound::Always
            && let Some(constant) = self.known.get(&local)
            && Binding::Constant(constant.clone()).ty() == ty
        {
            self.typing.constants.insert(id, constant.clone());
        }
        if let Type::Closure(closure) = &ty {
            self.record_closure(id, &closure.clone());
        }
        self.narrowed(local, ty)
    }

    /// What is known of an optional local here.
    fn narrowed(&self, local: LocalId, ty: Type) -> Type {
        match (&ty, self.nullness.get(local)) {
            (Type::Optional(item), Fact::NotNone) => (**item).clone(),
            (Type::Optional(_), Fact::IsNone) => Type::None,
            _ => ty,
        }
    }

    fn global(&mut self, id: ExprId, name: &Arc<str>) -> Type {
        match self.lookup(name) {
            Some(binding) => self.bound(id, binding, name),
            None => {
                let diagnostic = report::undefined_global(self.hir.expr(id).span, name, &self.env.names(self.function));
                self.report(diagnostic);
                Type::Unknown
            }
        }
    }

    /// What a global name means.
    pub fn lookup(&self, name: &str) -> Option<Binding> {
        if crate::builtins::prelude::is_prelude(self.function) {
            return super::prelude::global(name);
        }
        self.env.global(self.function, name)
    }

    /// An expression stands for a value that was frozen from the host zone.
    pub fn bound(&mut self, id: ExprId, binding: Binding, name: &str) -> Type {
        if let Binding::Unsupported(what) = &binding {
            let span = self.hir.expr(id).span;
            self.report(report::unsupported_global(span, name, what));
            return Type::Unknown;
        }
        let ty = binding.ty();
        if let Binding::Constant(constant) = &binding {
            self.typing.constants.insert(id, constant.clone());
        }
        self.typing.bindings.insert(id, binding);
        ty
    }

    // --- displays ----------------------------------------------------------------------------------------------------

    fn tuple(&mut self, id: ExprId, items: &[ExprId]) -> Type {
        let mut types = Vec::new();
        let mut constants = Some(Vec::new());
        for &item in items {
            if let ExprKind::Starred(inner) = self.hir.clone().expr(item).kind {
                constants = None;
                types.extend(self.spread(inner));
                continue;
            }
            types.push(self.expr(item));
            constants = constants.and_then(|mut all| {
                all.push(self.typing.constants.get(&item)?.clone());
                Some(all)
            });
        }
        if let Some(constants) = constants {
            if items.iter().all(|item| self.literals.contains(item)) {
                self.literals.insert(id);
            }
            self.typing.constants.insert(id, Constant::Tuple(constants));
        }
        Type::tuple(types)
    }

    /// The items of `*value`, whose number must be known.
    pub fn spread(&mut self, value: ExprId) -> Vec<Type> {
        match self.expr_value(value) {
            Type::Tuple(items) => items.to_vec(),
            Type::Unknown => Vec::new(),
            other => {
                let span = self.hir.expr(value).span;
                let message = "only a tuple can be unpacked here: the number of items must be known at compile time";
                self.report(Diagnostic::error("NJ0308", message, span).label(format!("{other}")));
                Vec::new()
            }
        }
    }

    fn list(&mut self, items: &[ExprId]) -> Type {
        let types: Vec<Type> = items.iter().map(|&item| self.expr(item)).collect();
        match unify_all(&types) {
            Some(item) => {
                items.iter().for_each(|&it| self.refine(it, &item));
                Type::list(item)
            }
            None => {
                let spans: Vec<_> = items.iter().map(|&item| self.hir.expr(item).span).collect();
                self.report(report::mixed_items(&spans, &types));
                Type::Unknown
            }
        }
    }

    fn slice(&mut self, parts: [Option<ExprId>; 3]) -> Type {
        let [start, stop, step] = parts.map(|part| part.is_some_and(|part| self.slice_part(part)));
        Type::Slice(SliceType { start, stop, step })
    }

    /// Is a part of a slice given (and not None)? It must be an int.
    fn slice_part(&mut self, part: ExprId) -> bool {
        match self.expr_value(part) {
            Type::None => false,
            Type::Scalar(dtype) if dtype.is_int() || dtype == crate::types::Dtype::Bool => true,
            Type::Unknown => true,
            other => {
                let span = self.hir.expr(part).span;
                let message = "slice indices must be integers or None";
                self.report(Diagnostic::error("NJ0307", message, span).label(format!("{other}")));
                true
            }
        }
    }

    fn fstring(&mut self, parts: &[FStringPart]) {
        for part in parts {
            let FStringPart::Field { value, spec, .. } = part else { continue };
            let ty = self.expr(*value);
            let fits = matches!(
                ty,
                Type::Unknown
                    | Type::None
                    | Type::Scalar(_)
                    | Type::Str
                    | Type::Tuple(_)
                    | Type::List(_)
                    | Type::Table(_)
                    | Type::Array(_)
            ) || matches!(ty, Type::Exception(_) | Type::Optional(_));
            if !fits {
                let span = self.hir.expr(*value).span;
                let message = "no text form for this value in a compiled function";
                self.report(Diagnostic::error("NJ0303", message, span).label(format!("{ty}")));
            }
            self.fstring(spec);
        }
    }

    // --- closures ----------------------------------------------------------------------------------------------------

    fn closure(&mut self, id: ExprId, function: usize) -> Type {
        let ty = self.closure_type(function, None);
        if let Type::Closure(closure) = &ty {
            self.record_closure(id, &closure.clone());
        }
        ty
    }

    /// The type of an inner function, by what its captures are now; `own` is the local that it is bound to.
    pub fn closure_type(&mut self, function: usize, own: Option<LocalId>) -> Type {
        let before = self.inner.map_or(0, |inner| inner + 1);
        let inner = before + super::program::offset_of_inner(&self.hir, function);
        let captured = &self.hir.inner[function].captures;
        let type_of = |outer: LocalId| match own == Some(outer) {
            true => Type::Unknown,
            false => self.typing.locals[outer.0 as usize].clone(),
        };
        let captures = captured.iter().map(|capture| type_of(capture.outer)).collect();
        Type::Closure(Arc::new(ClosureType { parent: self.function, inner, captures }))
    }

    /// The locals that make up a closure's value, if it was made by this very function.
    fn record_closure(&mut self, id: ExprId, closure: &ClosureType) {
        if closure.parent != self.function {
            return;
        }
        let before = self.inner.map_or(0, |inner| inner + 1);
        let place = (0..self.hir.inner.len())
            .find(|&place| before + super::program::offset_of_inner(&self.hir, place) == closure.inner);
        if let Some(place) = place {
            let locals = self.hir.inner[place].captures.iter().map(|capture| capture.outer).collect();
            self.typing.closures.insert(id, locals);
        } else if self.inner == Some(closure.inner) {
            let locals = self.hir.captures.iter().map(|capture| capture.local).collect();
            self.typing.closures.insert(id, locals);
        }
    }

    // --- conditions --------------------------------------------------------------------------------------------------

    /// A test: its value, where it is known at compile time.
    pub fn condition(&mut self, test: ExprId) -> Option<bool> {
        self.conditions.insert(test);
        self.tested(test)
    }

    /// As [`Infer::condition`], for an operand of `and` or `or` whose value may be wanted as well.
    fn tested(&mut self, test: ExprId) -> Option<bool> {
        let ty = self.expr(test);
        self.object_truth(test, &ty);
        self.check_truth(test, &ty);
        let known = match (&ty, self.typing.constants.get(&test)) {
            (_, Some(constant)) => super::fold::truth(constant),
            (Type::None, None) => Some(false),
            (Type::Tuple(items), None) => Some(!items.is_empty()),
            _ => None,
        };
        if let Some(known) = known {
            self.typing.tests.insert(test, known);
        }
        known
    }

    /// Has a value of this type a truth?
    pub fn check_truth(&mut self, test: ExprId, ty: &Type) {
        let message = match ty {
            Type::Array(a) if a.ndim > 0 => "the truth value of an array is ambiguous",
            Type::Array(_)
            | Type::Unknown
            | Type::None
            | Type::Scalar(_)
            | Type::Str
            | Type::Tuple(_)
            | Type::List(_)
            | Type::Table(_)
            | Type::Optional(_)
            | Type::Range(_)
            | Type::Object(_)
            | Type::Function(_)
            | Type::Closure(_) => return,
            _ => "this value has no truth in a compiled function",
        };
        let span = self.hir.expr(test).span;
        let diagnostic = Diagnostic::error("NJ0303", message, span).label(format!("{ty}"));
        self.report(match ty {
            Type::Array(_) => diagnostic.note("use `.any()` or `.all()`"),
            _ => diagnostic,
        });
    }

    /// A test was found true (or false): what follows for locals that may be None.
    pub fn assume(&mut self, test: ExprId, holds: bool) {
        let hir = Arc::clone(&self.hir);
        match &hir.expr(test).kind {
            ExprKind::Compare(left, links) => {
                if let ([(op @ (CmpOp::Is | CmpOp::IsNot), right)], ExprKind::Local(local, _)) =
                    (links.as_slice(), &hir.expr(*left).kind)
                    && self.typing.constants.get(right) == Some(&Constant::None)
                {
                    let is_none = (*op == CmpOp::Is) == holds;
                    self.nullness.set(*local, if is_none { Fact::IsNone } else { Fact::NotNone });
                }
            }
            ExprKind::Unary(UnaryOp::Not, inner) => self.assume(*inner, !holds),
            ExprKind::BoolOp(op, values) if (*op == BoolOp::And) == holds => {
                values.iter().for_each(|&value| self.assume(value, holds));
            }
            // A true value is not None.
            ExprKind::Local(local, _) if holds => self.nullness.set(*local, Fact::NotNone),
            _ => {}
        }
    }

    fn bool_op(&mut self, id: ExprId, op: BoolOp, values: &[ExprId]) -> Type {
        let decides = op == BoolOp::Or;
        let before = self.nullness.clone();
        let mut reached = Vec::new();
        let mut decided = None;
        let is_condition = self.conditions.contains(&id);
        for (index, &value) in values.iter().enumerate() {
            let known = if is_condition { self.condition(value) } else { self.tested(value) };
            let passed_over = known == Some(!decides) && index + 1 < values.len();
            if !passed_over {
                reached.push(value);
            }
            if known == Some(decides) {
                decided = known;
                break;
            }
            self.assume(value, !decides);
        }
        self.nullness = before;
        let types: Vec<Type> = reached.iter().map(|value| self.typing.exprs[value.0 as usize].clone()).collect();
        if let ([only], true) = (reached.as_slice(), decided.is_some() || reached.len() == 1)
            && let Some(constant) = self.typing.constants.get(only).cloned()
        {
            self.typing.constants.insert(id, constant);
        }
        match unify_all(&types) {
            Some(ty) => ty,
            // As a condition its operands need no common type.
            None if is_condition => Type::BOOL,
            None => {
                let odd = types.iter().position(|ty| unify(&types[0], ty).is_none()).unwrap_or(0);
                let span = |n: usize| self.hir.expr(reached[n]).span;
                let (first, other) = ((span(0), &types[0]), (span(odd), &types[odd]));
                self.report(report::branches_differ(first, other));
                Type::Unknown
            }
        }
    }

    fn if_exp(&mut self, id: ExprId, test: ExprId, body: ExprId, orelse: ExprId) -> Type {
        if let Some(taken) = self.condition(test) {
            let branch = if taken { body } else { orelse };
            let ty = self.expr(branch);
            if let Some(constant) = self.typing.constants.get(&branch).cloned() {
                self.typing.constants.insert(id, constant);
            }
            return ty;
        }
        let before = self.nullness.clone();
        self.assume(test, true);
        let body_type = self.expr(body);
        self.nullness = before.clone();
        self.assume(test, false);
        let orelse_type = self.expr(orelse);
        self.nullness = before;
        match unify(&body_type, &orelse_type) {
            Some(ty) => {
                self.refine(body, &ty);
                self.refine(orelse, &ty);
                ty
            }
            None => {
                let spans = (self.hir.expr(body).span, self.hir.expr(orelse).span);
                self.report(report::branches_differ((spans.0, &body_type), (spans.1, &orelse_type)));
                Type::Unknown
            }
        }
    }

    // --- comprehensions ----------------------------------------------------------------------------------------------

    fn comprehension(
        &mut self,
        id: ExprId,
        kind: ComprehensionKind,
        (element, value): (ExprId, Option<ExprId>),
        generators: &[Generator],
    ) -> Type {
        match kind {
            ComprehensionKind::List | ComprehensionKind::Generator => {}
            ComprehensionKind::Set | ComprehensionKind::Dict => {
                return self.table_comprehension(id, kind, (element, value), generators);
            }
        }
        let before = self.nullness.clone();
        self.clauses(generators);
        let item = self.expr(element);
        self.nullness = before;
        Type::list(item)
    }

    /// The `for` clauses of a comprehension.
    pub(super) fn clauses(&mut self, generators: &[Generator]) {
        for generator in generators {
            let ty = self.expr(generator.iter);
            let item = self.iterated(generator.iter, &ty);
            self.assign(&generator.target, &item, generator.target.span);
            for &test in &generator.ifs {
                self.condition(test);
                self.assume(test, true);
            }
        }
    }
}

/// What a column of a table holds of which nothing is known: int64.
fn close_column(ty: &Type) -> Type {
    if *ty == Type::Unknown { Type::INT64 } else { close_lists(ty) }
}

/// Lists and tables of which nothing is known hold int64.
pub(super) fn close_lists(ty: &Type) -> Type {
    match ty {
        Type::List(item) if **item == Type::Unknown => Type::list(Type::INT64),
        Type::List(item) => Type::list(close_lists(item)),
        Type::Table(table) => Type::Table(Arc::new(table.map(close_column))),
        Type::Tuple(items) => Type::tuple(items.iter().map(close_lists)),
        Type::Optional(item) => Type::Optional(Arc::new(close_lists(item))),
        other => other.clone(),
    }
}
