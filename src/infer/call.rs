//! Calls: what is called, which argument goes to which parameter.
//!
//! Input: a call expression. Output: its target and type.
//! Never: what builtins make of their arguments (`builtin_call`).

use super::function::{Infer, is_unknown};
use super::program::{self, Key};
use super::{Argument, Binding, FunctionInfo, Role, Target, report};
use crate::builtins::{BindError, Given, Param, ParamKind, Slot, bind_params, prelude};
use crate::diagnostic::Diagnostic;
use crate::hir::{self, Arg, ExprId, ExprKind, StmtKind};
use crate::source::Span;
use crate::types::{ClosureType, Constant, Dtype, FunctionId, Match, TupleClass, TupleType, Type, best_match};
use std::sync::Arc;

/// An argument of a call after `*tuple`s are spread.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    pub argument: Argument,
    pub ty: Type,
    pub keyword: Option<Arc<str>>,
    pub span: Span,
}

impl Infer<'_> {
    /// `func(args)`
    pub fn call(&mut self, id: ExprId, func: ExprId, args: &[Arg]) -> Type {
        if let Some(ty) = self.method_call(id, func, args) {
            return ty;
        }
        let callee = self.expr_value(func);
        let Some(passed) = self.passed(args) else { return Type::Unknown };
        match &callee {
            Type::Unknown => Type::Unknown,
            Type::Function(function) => self.call_function(id, *function, &passed),
            Type::Closure(closure) => self.call_closure(id, func, &closure.clone(), &passed),
            Type::Builtin(builtin) => match self.object_builtin(id, *builtin, &passed) {
                Some(ty) => ty,
                None => self.call_builtin(id, *builtin, None, &passed),
            },
            Type::Dtype(dtype) => self.cast(id, *dtype, &passed),
            Type::Exception(name) => self.make_exception(name, &passed),
            Type::TupleClass(class) => self.make_tuple(id, class, &passed),
            Type::Class(inner) if let Type::Object(class) = &**inner => self.construct(id, class, &passed),
            other => {
                let span = self.hir.expr(func).span;
                let message = format!("{other} object is not callable");
                self.report(Diagnostic::error("NJ0305", message, span).label(format!("{other}")));
                Type::Unknown
            }
        }
    }

    /// `object.method(args)`; none: it is no call of a method.
    fn method_call(&mut self, id: ExprId, func: ExprId, args: &[Arg]) -> Option<Type> {
        let hir = Arc::clone(&self.hir);
        let ExprKind::Attribute(object, name) = &hir.expr(func).kind else { return None };
        let ty = self.expr_value(*object);
        if let Type::Object(class) = &ty {
            return self.object_method(id, (*object, class), name, args);
        }
        self.kind_of(&ty)?;
        let Some(row) = self.find_member(&ty, name) else {
            self.no_member(func, &ty, name);
            self.passed(args);
            return Some(Type::Unknown);
        };
        if crate::builtins::is_attribute(crate::builtins::row(row)) {
            return None;
        }
        let Some(passed) = self.passed(args) else { return Some(Type::Unknown) };
        Some(self.call_builtin(id, row, Some(*object), &passed))
    }

    /// The arguments with their types; none: one of them was wrong.
    pub(super) fn passed(&mut self, args: &[Arg]) -> Option<Vec<Passed>> {
        let mut passed = Vec::new();
        let mut fine = true;
        for arg in args {
            match arg {
                Arg::Positional(value) => {
                    let ty = self.expr(*value);
                    let span = self.hir.expr(*value).span;
                    passed.push(Passed { argument: Argument::Expr(*value), ty, keyword: None, span });
                }
                Arg::Keyword(name, value) => {
                    let ty = self.expr(*value);
                    let span = self.hir.expr(*value).span;
                    let keyword = Some(Arc::clone(name));
                    passed.push(Passed { argument: Argument::Expr(*value), ty, keyword, span });
                }
                Arg::Starred(value) => {
                    let span = self.hir.expr(*value).span;
                    let items = self.spread(*value);
                    fine &= matches!(self.typing.exprs[value.0 as usize], Type::Tuple(_));
                    passed.extend(items.into_iter().enumerate().map(|(n, ty)| Passed {
                        argument: Argument::Item(*value, n),
                        ty,
                        keyword: None,
                        span,
                    }));
                }
                Arg::DoubleStarred(value) => {
                    let span = self.hir.expr(*value).span;
                    self.report(report::unsupported(span, "`**` in a call", "write the keywords out"));
                    fine = false;
                }
            }
        }
        fine.then_some(passed)
    }

    /// An exception object: its arguments become its message when it is raised.
    fn make_exception(&mut self, name: &Arc<str>, passed: &[Passed]) -> Type {
        if let Some(keyword) = passed.iter().find(|it| it.keyword.is_some()) {
            self.report(report::arguments(keyword.span, format!("{name}() takes no keyword arguments")));
        }
        Type::Exception(Arc::clone(name))
    }

    /// A named tuple: one argument per item.
    fn make_tuple(&mut self, id: ExprId, class: &Arc<TupleClass>, passed: &[Passed]) -> Type {
        let of_field = |place: usize, field: &Arc<str>| {
            let by_name = passed.iter().find(|it| it.keyword.as_ref() == Some(field));
            by_name.or_else(|| passed.get(place).filter(|it| it.keyword.is_none()))
        };
        let items: Option<Vec<&Passed>> =
            class.fields.iter().enumerate().map(|(n, field)| of_field(n, field)).collect();
        let Some(items) = items.filter(|items| items.len() == passed.len()) else {
            let span = self.hir.expr(id).span;
            let fields = class.fields.join(", ");
            self.report(report::arguments(span, format!("{}() takes one argument per item: {fields}", class.name)));
            return Type::Unknown;
        };
        let pack = items.iter().map(|item| item.argument.clone()).collect();
        self.typing.targets.insert(id, Target::Value(Argument::Pack(pack)));
        Type::Tuple(TupleType::named(class, items.iter().map(|item| item.ty.clone())))
    }

    fn cast(&mut self, id: ExprId, dtype: Dtype, passed: &[Passed]) -> Type {
        let [Passed { argument: Argument::Expr(value), ty, keyword: None, span }] = passed else {
            if let ([], result) = (passed, Type::Scalar(dtype)) {
                self.typing.constants.insert(id, super::fold::zero(dtype));
                return result;
            }
            let span = self.hir.expr(id).span;
            self.report(report::arguments(span, format!("{dtype}() takes one number")));
            return Type::Scalar(dtype);
        };
        let ty = match ty {
            Type::Optional(item) => item,
            other => other,
        };
        match ty {
            Type::Unknown => return Type::Scalar(dtype),
            Type::Scalar(own) if own.is_complex() && !dtype.is_complex() && dtype != Dtype::Bool => {
                let message = format!("a complex number is no {dtype}");
                self.report(Diagnostic::error("NJ0303", message, *span).label(format!("{own}")));
            }
            Type::Scalar(_) => {}
            Type::Array(a) => {
                self.typing.targets.insert(id, Target::Cast(dtype, *value));
                return super::operator::array_result(dtype, a.ndim, &[*a]);
            }
            other => {
                let message = format!("{dtype}() takes a number");
                self.report(Diagnostic::error("NJ0303", message, *span).label(format!("{other}")));
            }
        }
        self.typing.targets.insert(id, Target::Cast(dtype, *value));
        if let Some(folded) = self.typing.constants.get(value).and_then(|it| super::fold::cast(dtype, it)) {
            self.typing.constants.insert(id, folded);
        }
        Type::Scalar(dtype)
    }

    // --- functions of the script -------------------------------------------------------------------------------------

    pub(super) fn call_function(&mut self, id: ExprId, function: FunctionId, passed: &[Passed]) -> Type {
        let definition = program::definition(self.env, function, None);
        match &definition.info.role {
            Role::Plain | Role::Foreign(_) => {}
            Role::Unknown => return Type::Unknown,
            Role::Elementwise { .. } => return self.call_elementwise(id, function, &definition.info, passed),
            Role::Stencil(own) => return self.call_stencil(id, &definition.info, own, passed),
            Role::Generalized(own) => return self.call_generalized(id, &definition.info, own, passed),
        }
        let Some((args, types)) = self.bind(id, &definition.hir, passed, |this, index| {
            // A default of the prelude is None.
            let none = prelude::is_prelude(function).then_some(Binding::Constant(Constant::None));
            none.or_else(|| this.env.default(function, index)).map(|it| (Argument::Default(it.clone()), it.ty()))
        }) else {
            return Type::Unknown;
        };
        let types = self.declared(id, &definition.info, types);
        let Some(types) = types else { return Type::Unknown };
        let key = self.key(function, types, &args);
        self.instance(id, key, None, args, passed)
    }

    /// The parameter types of the declared signature that fits best.
    fn declared(&mut self, id: ExprId, info: &FunctionInfo, types: Vec<Type>) -> Option<Vec<Type>> {
        if info.signatures.is_empty() {
            return Some(types);
        }
        match best_match(&types, info.signatures.iter().map(|it| it.params.as_slice())) {
            Match::One(best) => Some(info.signatures[best].params.clone()),
            _ => {
                let span = self.hir.expr(id).span;
                self.report(report::no_signature(span, &info.hir, &types, &info.signatures));
                None
            }
        }
    }

    fn call_closure(&mut self, id: ExprId, func: ExprId, closure: &ClosureType, passed: &[Passed]) -> Type {
        let definition = program::definition(self.env, closure.parent, Some(closure.inner));
        let defaults = self.closure_defaults(&definition.hir);
        let Some((args, types)) =
            self.bind(id, &definition.hir, passed, |_, index| defaults.get(index).cloned().flatten())
        else {
            return Type::Unknown;
        };
        let closure_value = (!closure.captures.is_empty()).then_some(func);
        let key = Key { rules: self.typing.rules, ..Key::of_closure(closure, types) };
        self.instance(id, key, closure_value, args, passed)
    }

    /// The defaults of an inner function's parameters, by parameter.
    fn closure_defaults(&self, definition: &Arc<hir::Function>) -> Vec<Option<(Argument, Type)>> {
        let own_place = self.hir.inner.iter().position(|inner| Arc::ptr_eq(inner, definition));
        let exprs = own_place.map(|place| default_exprs(&self.hir, place)).unwrap_or_default();
        let mut given = exprs.into_iter();
        let mut defaults = Vec::new();
        for param in &definition.params {
            defaults.push(param.has_default.then(|| given.next()).flatten().map(|expr| {
                match self.typing.constants.get(&expr) {
                    Some(constant) => {
                        let binding = Binding::Constant(constant.clone());
                        (Argument::Default(binding.clone()), binding.ty())
                    }
                    None => (Argument::DefaultExpr(expr), self.typing.exprs[expr.0 as usize].clone()),
                }
            }));
        }
        defaults
    }

    /// Binds arguments to a definition's parameters; types in the same order.
    fn bind(
        &mut self,
        id: ExprId,
        definition: &hir::Function,
        passed: &[Passed],
        default: impl Fn(&Self, usize) -> Option<(Argument, Type)>,
    ) -> Option<(Vec<Argument>, Vec<Type>)> {
        let params = super::parameters(definition);
        let bound = match bind_params(&definition.name, &params, &given(passed)) {
            Ok(bound) => bound,
            Err(error) => {
                self.bind_failed(id, &error, passed, Some(definition));
                return None;
            }
        };
        let mut args = Vec::new();
        for (index, slot) in bound.into_iter().enumerate() {
            args.push(match slot {
                Slot::Given(n) => (passed[n].argument.clone(), passed[n].ty.clone()),
                Slot::Pack(items) => pack(&items, passed),
                Slot::Default if params[index].kind == ParamKind::VarKeywords => {
                    let span = self.hir.expr(id).span;
                    self.report(report::unsupported(span, "calling a function with `**kwargs`", "name the parameters"));
                    return None;
                }
                Slot::Default => match default(self, index) {
                    Some(it) => it,
                    None => {
                        let span = self.hir.expr(id).span;
                        let what = format!("the default of `{}` here", params[index].name);
                        self.report(report::unsupported(span, &what, "pass the argument"));
                        return None;
                    }
                },
            });
        }
        Some(args.into_iter().unzip())
    }

    pub fn bind_failed(&mut self, id: ExprId, error: &BindError, passed: &[Passed], callee: Option<&hir::Function>) {
        let span = error.argument.map_or(self.hir.expr(id).span, |n| passed[n].span);
        let diagnostic = report::arguments(span, error.message.clone());
        let here = callee.filter(|callee| Arc::ptr_eq(&callee.source, &self.hir.source));
        self.report(match here {
            Some(callee) => diagnostic.also(callee.header, "defined here"),
            None => diagnostic,
        });
    }

    /// The target and result of calling a specialization.
    fn instance(
        &mut self,
        id: ExprId,
        key: Key,
        closure: Option<ExprId>,
        args: Vec<Argument>,
        passed: &[Passed],
    ) -> Type {
        if key.params.contains(&Type::Unknown) {
            return Type::Unknown;
        }
        let span = self.hir.expr(id).span;
        let types = key.params.clone();
        match self.program.instance(self.env, key) {
            Ok((instance, result)) => {
                self.teach_arguments(instance, &types, passed);
                self.typing.targets.insert(id, Target::Instance { instance, closure, args });
                result
            }
            Err(diagnostics) => {
                self.report_callee(span, diagnostics);
                Type::Unknown
            }
        }
    }

    /// What a callee put into an empty list that it was given, the caller's list holds.
    fn teach_arguments(&mut self, instance: crate::ir::InstanceId, types: &[Type], passed: &[Passed]) {
        let Some(typing) = self.program.settled(instance) else { return };
        for (param, ty) in typing.hir.params.iter().zip(types) {
            if !super::function::has_open_list(ty) {
                continue;
            }
            let learned = typing.locals[param.local.0 as usize].clone();
            let same = passed.iter().find(|it| it.ty == *ty);
            if let Some(Passed { argument: Argument::Expr(expr), .. }) = same {
                self.refine(*expr, &learned);
            }
        }
    }

    /// Errors inside a callee stand at the callee, with the call beside them.
    pub(super) fn report_callee(&mut self, call: Span, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            let called = diagnostic.secondary.iter().any(|label| label.text.contains("called"))
                || diagnostic.notes.iter().any(|note| note.starts_with("called"));
            let is_here = *diagnostic.file(&self.hir.source) == *self.hir.source;
            let diagnostic = match (called, is_here) {
                (true, _) => diagnostic,
                (false, true) => diagnostic.also(call, "called from here with these types"),
                (false, false) => {
                    let (file, line) = (&self.hir.source.name, self.hir.source.line(call.start));
                    diagnostic.note(format!("called from {file}:{line} with these types"))
                }
            };
            self.report(diagnostic);
        }
    }

    // --- the prelude -------------------------------------------------------------------------------------------------

    /// A call of a function of the prelude, one argument per parameter; none: it does not take these types.
    pub fn call_prelude(
        &mut self,
        name: &'static str,
        args: Vec<(Argument, Type)>,
        span: Span,
    ) -> Option<(Target, Type)> {
        match self.try_prelude(name, args) {
            Ok(called) => called,
            Err(diagnostics) => {
                self.report(report::inside_builtin(span, &diagnostics));
                None
            }
        }
    }

    /// As [`Infer::call_prelude`], with the errors inside; `Ok(None)`: an argument's type is not known yet.
    pub fn try_prelude(
        &mut self,
        name: &'static str,
        args: Vec<(Argument, Type)>,
    ) -> Result<Option<(Target, Type)>, Vec<Diagnostic>> {
        let Some(function) = prelude::function_id(name) else { crate::ice!("the prelude has no {name}") };
        let (args, types): (Vec<Argument>, Vec<Type>) = args.into_iter().unzip();
        if types.iter().any(is_unknown) {
            return Ok(None);
        }
        let key = self.key(function, types, &args);
        let (instance, result) = self.program.instance(self.env, key)?;
        Ok(Some((Target::Instance { instance, closure: None, args }, result)))
    }

    /// The specialization of a function: one of the prelude has its caller's rules, and knows values that it asks for.
    fn key(&self, function: FunctionId, types: Vec<Type>, args: &[Argument]) -> Key {
        let key = Key::of_function(function, types);
        if !prelude::is_prelude(function) {
            return key;
        }
        let forms = super::prelude_forms(function).iter().zip(args).enumerate();
        let known = forms.filter(|(_, (form, _))| form.is_known());
        let known = known.filter_map(|(index, (_, arg))| Some((index, self.rule_argument(arg).constant?)));
        Key { known: known.collect(), rules: self.typing.rules, ..key }
    }

    /// An argument as a typing rule sees it.
    pub fn rule_argument(&self, argument: &Argument) -> crate::builtins::Argument {
        let (ty, constant) = match argument {
            Argument::Expr(expr) | Argument::DefaultExpr(expr) | Argument::Stored(expr) => {
                (self.typing.exprs[expr.0 as usize].clone(), self.typing.constants.get(expr).cloned())
            }
            Argument::Item(expr, n) => {
                let item = match &self.typing.exprs[expr.0 as usize] {
                    Type::Tuple(items) => items.get(*n).cloned().unwrap_or(Type::Unknown),
                    _ => Type::Unknown,
                };
                (item, None)
            }
            Argument::Default(binding) => match binding {
                Binding::Constant(constant) => (binding.ty(), Some(constant.clone())),
                _ => (binding.ty(), None),
            },
            Argument::Pack(items) => {
                let items: Vec<_> = items.iter().map(|item| self.rule_argument(item)).collect();
                let constants: Option<Vec<Constant>> = items.iter().map(|item| item.constant.clone()).collect();
                (Type::tuple(items.into_iter().map(|item| item.ty)), constants.map(Constant::Tuple))
            }
        };
        let ty = match ty {
            Type::Optional(item) => (*item).clone(),
            ty => ty,
        };
        crate::builtins::Argument { ty, constant }
    }
}

/// How a call passes its arguments.
pub(super) fn given(passed: &[Passed]) -> Vec<Given<'_>> {
    passed.iter().map(|it| it.keyword.as_deref().map_or(Given::Positional, Given::Keyword)).collect()
}

/// The tuple of `*args`.
pub(super) fn pack(items: &[usize], passed: &[Passed]) -> (Argument, Type) {
    let (args, types): (Vec<Argument>, Vec<Type>) =
        items.iter().map(|&n| (passed[n].argument.clone(), passed[n].ty.clone())).unzip();
    (Argument::Pack(args), Type::tuple(types))
}

/// The parameters of a definition, for binding arguments.
pub(super) fn parameter(param: &hir::Param) -> Param {
    Param { name: param.name.to_string(), kind: param.kind, default: param.has_default.then(String::new) }
}

/// The default expressions of the definition at `place` among a function's inner ones.
fn default_exprs(function: &hir::Function, place: usize) -> Vec<ExprId> {
    fn in_block(body: &[hir::Stmt], place: usize) -> Option<Vec<ExprId>> {
        body.iter().find_map(|stmt| match &stmt.kind {
            StmtKind::FunctionDef { function, defaults, .. } if *function == place => Some(defaults.clone()),
            StmtKind::If { body, orelse, .. }
            | StmtKind::While { body, orelse, .. }
            | StmtKind::For { body, orelse, .. } => in_block(body, place).or_else(|| in_block(orelse, place)),
            StmtKind::Try { body, handlers, orelse, finalbody } => [body, orelse, finalbody]
                .into_iter()
                .chain(handlers.iter().map(|handler| &handler.body))
                .find_map(|block| in_block(block, place)),
            _ => None,
        })
    }
    let lambda = || {
        function.exprs.iter().find_map(|expr| match &expr.kind {
            ExprKind::Lambda(own, defaults) if *own == place => Some(defaults.clone()),
            _ => None,
        })
    };
    in_block(&function.body, place).or_else(lambda).unwrap_or_default()
}
