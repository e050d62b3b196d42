//! Calls of builtins: by the rule of the row.
//!
//! Input: a row and the arguments of a call. Output: the call's target, type, and constant.
//! Never: the rules themselves (`builtins`).

use super::call::{Passed, given, pack};
use super::function::{Infer, is_unknown};
use super::{Argument, Binding, ParamForm, Target, report};
use crate::builtins::{self, Answer, Builtin, Lower, Mismatch, ParamKind, Rule, Slot, bind_arguments, params};
use crate::diagnostic::Diagnostic;
use crate::hir::ExprId;
use crate::types::promote::{self, Operand, Rules};
use crate::types::ufunc::can_cast_same_kind;
use crate::types::{ArrayType, BuiltinId, Constant, Dtype, Type};

impl Infer<'_> {
    /// A call of a builtin or of a method of `receiver`.
    pub fn call_builtin(
        &mut self,
        id: ExprId,
        builtin: BuiltinId,
        receiver: Option<ExprId>,
        passed: &[Passed],
    ) -> Type {
        let row = builtins::row(builtin);
        if let Rule::HostOnly(hint) = row.typing {
            let span = self.hir.expr(id).span;
            self.report(report::unsupported(span, &format!("`{}`", row.display_name()), hint));
            return Type::Unknown;
        }
        let (passed, out) = if row.is_universal() { split_out(builtin, passed) } else { (passed.to_vec(), None) };
        let passed = passed.as_slice();
        let bound = match bind_arguments(builtin, &given(passed)) {
            Ok(bound) => bound,
            Err(error) => {
                self.bind_failed(id, &error, passed, None);
                return Type::Unknown;
            }
        };
        if passed.iter().any(|it| is_unknown(&it.ty)) && !matches!(row.typing, Rule::Dtype(_)) {
            return Type::Unknown;
        }
        let args: Vec<Option<Argument>> = bound
            .into_iter()
            .map(|slot| match slot {
                Slot::Given(n) => Some(passed[n].argument.clone()),
                Slot::Pack(items) => Some(pack(&items, passed).0),
                Slot::Default => None,
            })
            .collect();
        let call = Call { id, builtin, row, receiver, args };
        let ty = self.call_by_rule(call, passed);
        match out {
            Some(out) => self.written_to(id, ty, out),
            None => ty,
        }
    }

    /// The type of an element-wise call with `out=`: that of the output.
    fn written_to(&mut self, id: ExprId, result: Type, out: Passed) -> Type {
        let fits = match (&result, out.ty.as_array()) {
            (Type::Unknown, _) => return Type::Unknown,
            (Type::Scalar(dtype), Some(array)) => can_cast_same_kind(*dtype, array.dtype),
            (Type::Array(own), Some(array)) => own.ndim <= array.ndim && can_cast_same_kind(own.dtype, array.dtype),
            _ => false,
        };
        if !fits {
            let message = format!("a result of type {result} cannot be written to {}", out.ty);
            self.report(Diagnostic::error("NJ0314", message, out.span).label(format!("{}", out.ty)));
            return Type::Unknown;
        }
        if out.ty.as_array().is_some_and(|array| !array.mutable) {
            let object = if let Argument::Expr(object) = &out.argument { Some(*object) } else { None };
            self.report(report::read_only(&self.hir, object, out.span));
        }
        self.typing.outs.insert(id, out.argument);
        out.ty
    }

    fn call_by_rule(&mut self, call: Call, passed: &[Passed]) -> Type {
        let Call { id, row, .. } = call;
        match &row.typing {
            Rule::Elementwise(_) | Rule::Cases(_) | Rule::CasesOr(..) => self.elementwise(call, passed),
            Rule::Types(rule) => {
                let outcome = rule(&self.rule_arguments(&call));
                self.answer(call, outcome, passed)
            }
            Rule::Ruled(rule) => {
                let outcome = rule(self.typing.rules, &self.rule_arguments(&call));
                self.answer(call, outcome, passed)
            }
            Rule::Source => {
                let Lower::Source(name) = row.lower else { crate::ice!("{} has no source", row.path) };
                self.call_source(call, name)
            }
            Rule::HostOnly(_) | Rule::Constant(_) | Rule::Dtype(_) | Rule::Exception(_) | Rule::Class(_) => {
                let span = self.hir.expr(id).span;
                self.report(report::not_a_function(span, row));
                Type::Unknown
            }
        }
    }

    fn rule_arguments(&self, call: &Call) -> Vec<Option<builtins::Argument>> {
        let receiver = call.receiver.map(|it| Some(self.rule_argument(&Argument::Expr(it))));
        let args = call.args.iter().map(|arg| arg.as_ref().map(|arg| self.rule_argument(arg)));
        receiver.into_iter().chain(args).collect()
    }

    fn answer(&mut self, call: Call, outcome: Result<Answer, Mismatch>, passed: &[Passed]) -> Type {
        match outcome {
            Ok(Answer::Type(ty)) => {
                if let Type::Dtype(dtype) = ty {
                    self.typing.bindings.insert(call.id, Binding::Dtype(dtype));
                }
                self.record(call);
                ty
            }
            Ok(Answer::Constant(constant)) => {
                let id = call.id;
                self.constant(id, constant)
            }
            Ok(Answer::Source(name)) => self.call_source(call, name),
            Ok(Answer::Grows { receiver, result }) => {
                if let Some(list) = call.receiver {
                    self.refine(list, &receiver);
                    if let [Passed { argument: Argument::Expr(value), .. }] = passed
                        && let Type::List(item) = &receiver
                    {
                        self.refine(*value, &item.clone());
                    }
                }
                self.record(call);
                result
            }
            Err(mismatch) => {
                self.mismatch(&call, &mismatch, passed);
                Type::Unknown
            }
        }
    }

    fn record(&mut self, call: Call) {
        let Call { id, builtin, row, receiver, args } = call;
        // A call whose value is its type alone (`type(x)`) has no target.
        if row.lower == Lower::None {
            return;
        }
        self.typing.targets.insert(id, Target::Builtin { builtin, receiver, args });
    }

    fn mismatch(&mut self, call: &Call, mismatch: &Mismatch, passed: &[Passed]) {
        let hir = self.hir.clone();
        let offset = usize::from(call.receiver.is_some());
        let guilty = mismatch.argument.and_then(|n| {
            if n < offset {
                return call.receiver.map(|it| hir.expr(it).span);
            }
            match call.args.get(n - offset)?.as_ref()? {
                Argument::Expr(expr) => Some(hir.expr(*expr).span),
                Argument::Pack(_) => {
                    passed.first().map(|first| passed.iter().fold(first.span, |all, it| all.to(it.span)))
                }
                _ => None,
            }
        });
        let span = guilty.unwrap_or(hir.expr(call.id).span);
        let types: Vec<Type> = passed.iter().map(|it| it.ty.clone()).collect();
        self.report(report::bad_arguments(span, call.row, &mismatch.message, &types));
    }

    // --- element-wise ------------------------------------------------------------------------------------------------

    fn elementwise(&mut self, call: Call, passed: &[Passed]) -> Type {
        let args = self.rule_arguments(&call);
        let operands: Option<Vec<Operand>> = args.iter().map(|arg| operand(&arg.as_ref()?.ty)).collect();
        let result = operands.and_then(|operands| result_dtype(self.typing.rules, call.row, &operands));
        let Some(dtype) = result else {
            let wrong = args.iter().position(|arg| arg.as_ref().is_none_or(|arg| operand(&arg.ty).is_none()));
            let message = format!("`{}` is not defined for these types", call.row.display_name());
            self.mismatch(&call, &Mismatch { argument: wrong, message }, passed);
            return Type::Unknown;
        };
        let arrays: Vec<ArrayType> = args.iter().flatten().filter_map(|arg| arg.ty.as_array()).collect();
        self.record(call);
        match arrays.iter().map(|array| array.ndim).max() {
            Some(ndim) => super::operator::array_result(dtype, ndim, &arrays),
            None => Type::Scalar(dtype),
        }
    }

    // --- functions of the prelude --------------------------------------------------------------------------------------

    fn call_source(&mut self, call: Call, name: &'static str) -> Type {
        let name = if self.typing.options.parallel { builtins::prelude::parallel_twin(name) } else { name };
        let mut args: Vec<(Argument, Type)> = Vec::new();
        if let Some(receiver) = call.receiver {
            args.push(self.typed(Argument::Expr(receiver)));
        }
        for (arg, param) in call.args.iter().zip(params(call.builtin)) {
            let arg = match arg {
                Some(arg) => arg.clone(),
                None if param.kind == ParamKind::VarArgs => Argument::Pack(Vec::new()),
                None => Argument::Default(default(param.default.as_deref().unwrap_or("None"))),
            };
            args.push(self.typed(arg));
        }
        if !self.literals_known(&call, name, &args) {
            return Type::Unknown;
        }
        if let Some(list) = call.receiver {
            self.grow_by_call(&call, list);
        }
        if super::table::any_open(&args) {
            return Type::Unknown;
        }
        let types: Vec<Type> = args.iter().map(|(_, ty)| ty.clone()).collect();
        match self.try_prelude(name, args) {
            Ok(Some((target, result))) => {
                self.typing.targets.insert(call.id, target);
                result
            }
            Ok(None) => Type::Unknown,
            Err(diagnostics) => {
                let span = self.hir.expr(call.id).span;
                self.report(report::bad_source(span, call.row, &types, &diagnostics));
                Type::Unknown
            }
        }
    }

    /// Are the arguments known that the function must know at compile time? Says so where not.
    fn literals_known(&mut self, call: &Call, name: &str, args: &[(Argument, Type)]) -> bool {
        let Some(function) = builtins::prelude::function_id(name) else { return true };
        let offset = usize::from(call.receiver.is_some());
        for (index, ((argument, ty), form)) in args.iter().zip(super::prelude_forms(function)).enumerate() {
            let known = matches!(ty, Type::Unknown | Type::None) || self.rule_argument(argument).constant.is_some();
            if *form != ParamForm::Literal || known {
                continue;
            }
            let Some(param) = index.checked_sub(offset).and_then(|n| params(call.builtin).get(n)) else { continue };
            let span = match argument {
                Argument::Expr(expr) => self.hir.expr(*expr).span,
                _ => self.hir.expr(call.id).span,
            };
            self.report(report::not_known(span, &param.name, call.row));
            return false;
        }
        true
    }

    fn typed(&self, argument: Argument) -> (Argument, Type) {
        let ty = self.rule_argument(&argument).ty;
        (argument, ty)
    }

    /// `insert` and `extend` put items into a list.
    fn grow_by_call(&mut self, call: &Call, list: ExprId) {
        if call.row.effect != builtins::Effect::Mutates {
            return;
        }
        let hir = self.hir.clone();
        let Some(Some(Argument::Expr(last))) = call.args.last() else { return };
        let ty = self.typing.exprs[last.0 as usize].clone();
        let span = hir.expr(*last).span;
        match call.row.lower {
            Lower::Source("list_insert") => self.grow(list, &ty, span),
            Lower::Source("list_extend") => {
                if let Some(item) = super::iterate::item_of(&ty) {
                    self.grow(list, &item, span);
                }
            }
            Lower::Source(name) => self.grow_table_by_call(name, list, &call.args, span),
            _ => {}
        }
    }
}

/// The arguments of an element-wise function without `out`, which is a keyword or comes after the operands; and `out`.
fn split_out(builtin: BuiltinId, passed: &[Passed]) -> (Vec<Passed>, Option<Passed>) {
    let n_operands = params(builtin).len();
    let is_out = |(place, it): (usize, &Passed)| match &it.keyword {
        Some(keyword) => &**keyword == "out",
        None => place == n_operands,
    };
    let mut rest = passed.to_vec();
    let place = passed.iter().enumerate().position(is_out);
    let out = place.map(|place| rest.remove(place)).filter(|out| out.ty != Type::None);
    (rest, out)
}

/// A call on its way.
struct Call {
    id: ExprId,
    builtin: BuiltinId,
    row: &'static Builtin,
    receiver: Option<ExprId>,
    args: Vec<Option<Argument>>,
}

fn operand(ty: &Type) -> Option<Operand> {
    match ty {
        Type::Scalar(dtype) => Some(Operand::scalar(*dtype)),
        Type::Array(a) => Some(Operand::array(a.dtype)),
        _ => None,
    }
}

/// Is it about which of two is larger? Complex numbers have no order.
fn needs_order(row: &Builtin) -> bool {
    use crate::ir::{BinaryOp, CompareOp};
    match row.lower {
        Lower::Compare(op) => !matches!(op, CompareOp::Eq | CompareOp::Ne),
        Lower::Binary(op) => {
            matches!(op, BinaryOp::Maximum | BinaryOp::Minimum | BinaryOp::Fmax | BinaryOp::Fmin)
        }
        _ => false,
    }
}

fn result_dtype(rules: Rules, row: &Builtin, operands: &[Operand]) -> Option<Dtype> {
    match operands {
        [a] => {
            let (rules, [a]) = promote::in_compiled_code(rules, [*a]);
            row.typing.unary_types(rules, a).map(|it| it.result)
        }
        [a, b] => {
            let (rules, [a, b]) = promote::in_compiled_code(rules, [*a, *b]);
            let types = row.typing.binary_types(rules, a, b)?;
            let unordered = types.operands[0].is_complex() && needs_order(row);
            (!unordered).then_some(types.result)
        }
        _ => None,
    }
}

/// The value of a default as a row writes it: `None`, `0`, `float`, `" "`, `(0, 1)`.
pub(super) fn default(text: &str) -> Binding {
    let constant = match text {
        "None" => Constant::None,
        "True" => Constant::Bool(true),
        "False" => Constant::Bool(false),
        _ if text.starts_with('(') => {
            let items = text.trim_matches(['(', ')']).split(',').map(str::trim).filter(|item| !item.is_empty());
            Constant::Tuple(items.filter_map(|item| item.parse().ok()).map(Constant::Int).collect())
        }
        _ => match (text.parse::<i64>(), text.parse::<f64>(), text.strip_prefix('"')) {
            (Ok(i), ..) => Constant::Int(i),
            (_, Ok(x), _) => Constant::Float(x),
            (.., Some(rest)) => Constant::Str(rest.trim_end_matches('"').into()),
            _ => return super::binding_of_builtin(text).unwrap_or(Binding::Constant(Constant::None)),
        },
    };
    Binding::Constant(constant)
}
