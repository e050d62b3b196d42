//! Objects of classes of the script: construction, fields, methods, properties, operators.
//!
//! Input: an object's class, a name or an operator. Output: types of fields; calls of the class's functions.
//! Never: where fields lie.
//!
//! A method is a function like any other: its first parameter has the type of the object.

use super::call::Passed;
use super::function::Infer;
use super::{Argument, Binding, Target, report};
use crate::builtins;
use crate::diagnostic::Diagnostic;
use crate::hir::{Arg, CmpOp, ExprId};
use crate::source::Span;
use crate::types::{BinaryOp, BuiltinId, ClassType, FunctionId, Member, Type, UnaryOp, can_convert};
use std::sync::Arc;

/// An object: its expression and class.
type Object<'a> = (ExprId, &'a Arc<ClassType>);

impl Infer<'_> {
    // --- construction ------------------------------------------------------------------------------------------------

    /// `Class(args)`: a fresh object, given to `__init__`.
    pub(super) fn construct(&mut self, id: ExprId, class: &Arc<ClassType>, passed: &[Passed]) -> Type {
        let object = Type::Object(Arc::clone(class));
        let span = self.hir.expr(id).span;
        if class.field_types().any(|ty| ty.is_open()) {
            self.report(Diagnostic::error("NJ0304", format!("a field of {} has a deferred type", class.name), span));
            return Type::Unknown;
        }
        let Some(init) = class.method("__init__") else { return object };
        let fresh = Passed { argument: Argument::Stored(id), ty: object.clone(), keyword: None, span };
        let all: Vec<Passed> = std::iter::once(fresh).chain(passed.iter().cloned()).collect();
        let Some((init, result)) = self.call_apart(id, init, &all) else { return Type::Unknown };
        if !matches!(result, Type::None | Type::Unknown) {
            let message = format!("__init__() should return None, not '{result}'");
            self.report(Diagnostic::error("NJ0303", message, span));
        }
        self.typing.targets.insert(id, Target::New(Arc::clone(class), Box::new(init)));
        object
    }

    /// A call of a function of a class that is not (all of) what an expression means.
    fn call_apart(&mut self, at: ExprId, function: FunctionId, passed: &[Passed]) -> Option<(Target, Type)> {
        let own = self.typing.targets.remove(&at);
        let result = self.call_function(at, function, passed);
        let called = self.typing.targets.remove(&at);
        own.map(|own| self.typing.targets.insert(at, own));
        Some((called?, result))
    }

    /// An expression as an argument.
    fn pass(&self, expr: ExprId, ty: &Type) -> Passed {
        let span = self.hir.expr(expr).span;
        Passed { argument: Argument::Expr(expr), ty: ty.clone(), keyword: None, span }
    }

    fn pass_object(&self, (object, class): Object<'_>) -> Passed {
        self.pass(object, &Type::Object(Arc::clone(class)))
    }

    /// The value on the left of a comparison, or the one that is stored.
    fn pass_stored(&self, at: ExprId, ty: &Type, span: Span) -> Passed {
        Passed { argument: Argument::Stored(at), ty: ty.clone(), keyword: None, span }
    }

    // --- attributes --------------------------------------------------------------------------------------------------

    /// `object.name`, read.
    pub(super) fn object_attribute(&mut self, id: ExprId, object: Object<'_>, name: &str) -> Type {
        if let Some((_, ty)) = object.1.field(name) {
            return ty;
        }
        let span = self.hir.expr(id).span;
        match object.1.member(name) {
            Some(Member::Property { get: Some(get), .. }) => {
                let own = self.pass_object(object);
                self.call_function(id, get, &[own])
            }
            Some(Member::Property { .. }) => {
                self.report(Diagnostic::error("NJ0304", "unreadable attribute".to_string(), span));
                Type::Unknown
            }
            Some(_) => {
                let message = format!("the method `{name}` must be called");
                let label = format!("a method of {}", object.1.name);
                self.report(Diagnostic::error("NJ0304", message, span).label(label));
                Type::Unknown
            }
            None => {
                self.no_object_attribute(object.1, name, span);
                Type::Unknown
            }
        }
    }

    fn no_object_attribute(&mut self, class: &Arc<ClassType>, name: &str, span: Span) {
        let object = Type::Object(Arc::clone(class));
        let diagnostic = report::no_attribute(span, &object, name, class.names().map(|name| &**name).collect());
        self.report(diagnostic);
    }

    /// `Class.name`, where that is a static method.
    pub(super) fn class_attribute(&mut self, id: ExprId, class: &Arc<ClassType>, name: &str) -> Option<Type> {
        match class.member(name)? {
            Member::Static(function) => Some(self.bound(id, Binding::Function(function), name)),
            _ => None,
        }
    }

    /// `object.method(args)`; none: it is no method.
    pub(super) fn object_method(&mut self, id: ExprId, object: Object<'_>, name: &str, args: &[Arg]) -> Option<Type> {
        let (function, receiver) = match object.1.member(name)? {
            Member::Method(function) => (function, Some(self.pass_object(object))),
            Member::Static(function) => (function, None),
            Member::Property { .. } => return None,
        };
        let Some(passed) = self.passed(args) else { return Some(Type::Unknown) };
        let all: Vec<Passed> = receiver.into_iter().chain(passed).collect();
        Some(self.call_function(id, function, &all))
    }

    /// `object.name = value`
    pub(super) fn store_in_object(&mut self, object: Object<'_>, name: &str, value: &Type, place: Span, span: Span) {
        if let Some((_, ty)) = object.1.field(name) {
            return self.check_fits(name, &ty, value, span);
        }
        match object.1.member(name) {
            Some(Member::Property { set: Some(set), .. }) => {
                let passed = [self.pass_object(object), self.pass_stored(object.0, value, span)];
                if let Some((target, _)) = self.call_apart(object.0, set, &passed) {
                    self.typing.stores.insert(object.0, target);
                }
            }
            Some(Member::Property { .. }) => {
                let message = format!("property '{name}' of '{}' object has no setter", object.1.name);
                self.report(Diagnostic::error("NJ0314", message, place));
            }
            Some(_) => {
                let message = format!("cannot assign to the method `{name}`");
                self.report(Diagnostic::error("NJ0314", message, place));
            }
            None => self.no_object_attribute(object.1, name, place),
        }
    }

    fn check_fits(&mut self, name: &str, field: &Type, value: &Type, span: Span) {
        if can_convert(value, field).is_none() {
            let message = format!("cannot store {value} in the field `{name}`, which is {field}");
            self.report(Diagnostic::error("NJ0314", message, span).label(format!("{value}")));
        }
    }

    // --- operators ---------------------------------------------------------------------------------------------------

    /// `-object`
    pub(super) fn object_unary(&mut self, id: ExprId, op: UnaryOp, object: Object<'_>) -> Option<Type> {
        let name = match op {
            UnaryOp::Neg => "__neg__",
            UnaryOp::Pos => "__pos__",
            UnaryOp::Invert => "__invert__",
            UnaryOp::Not => return None,
        };
        let method = object.1.method(name)?;
        let own = self.pass_object(object);
        Some(self.call_function(id, method, &[own]))
    }

    /// `a op b` with an object on either side; none: its class has no such method.
    pub(super) fn object_binary(
        &mut self,
        id: ExprId,
        op: BinaryOp,
        left: (ExprId, &Type),
        right: (ExprId, &Type),
    ) -> Option<Type> {
        let name = op.method();
        let (method, [first, second]) = match method_of(left.1, &format!("__{name}__")) {
            Some(method) => (method, [left, right]),
            None => (method_of(right.1, &format!("__r{name}__"))?, [right, left]),
        };
        let passed = [first, second].map(|(expr, ty)| self.pass(expr, ty));
        Some(self.call_function(id, method, &passed))
    }

    /// `object op= value`: what the name is afterwards; none: its class has no such method.
    pub(super) fn object_in_place(
        &mut self,
        (read, old): (ExprId, &Type),
        (op, op_span): (BinaryOp, Span),
        (value, added): (ExprId, &Type),
    ) -> Option<Type> {
        let name = op.method();
        let method = method_of(old, &format!("__i{name}__")).or_else(|| method_of(old, &format!("__{name}__")))?;
        let passed = [self.pass(read, old), self.pass_stored(value, added, self.hir.expr(value).span)];
        let Some((target, result)) = self.call_apart(value, method, &passed) else { return Some(Type::Unknown) };
        self.typing.augmented.insert(op_span, target);
        Some(result)
    }

    /// A link of a comparison with an object; none: its class has no such method.
    pub(super) fn object_comparison(
        &mut self,
        link: (ExprId, usize),
        op: CmpOp,
        left: (ExprId, &Type),
        right: (ExprId, &Type),
    ) -> Option<Type> {
        let stored = self.pass_stored(left.0, left.1, self.hir.expr(left.0).span);
        let given = self.pass(right.0, right.1);
        let (method, passed, inverted) = match op {
            CmpOp::In | CmpOp::NotIn => (method_of(right.1, "__contains__")?, [given, stored], op == CmpOp::NotIn),
            CmpOp::NotEq if method_of(left.1, "__ne__").is_none() => {
                (method_of(left.1, "__eq__")?, [stored, given], true)
            }
            _ => match method_of(left.1, comparison(op)?) {
                Some(method) => (method, [stored, given], false),
                None => (method_of(right.1, reflected(op)?)?, [given, stored], false),
            },
        };
        if let Some((target, _)) = self.call_apart(link.0, method, &passed) {
            // Lowering inverts what `not in` finds.
            let target = if inverted && op != CmpOp::NotIn { Target::Not(Box::new(target)) } else { target };
            self.typing.links.insert(link, target);
        }
        Some(Type::BOOL)
    }

    /// `len(object)`, `abs(object)`, `int(object)`: what the method of that name gives.
    pub(super) fn object_builtin(&mut self, id: ExprId, builtin: BuiltinId, passed: &[Passed]) -> Option<Type> {
        let [object @ Passed { keyword: None, .. }] = passed else { return None };
        let class = class_of(&object.ty)?;
        let names: &[&str] = match builtins::row(builtin).path {
            "len" => &["__len__"],
            "abs" => &["__abs__"],
            "hash" => &["__hash__"],
            "int" => &["__int__", "__index__"],
            "float" => &["__float__", "__index__"],
            "complex" => &["__complex__", "__float__"],
            "bool" => &["__bool__", "__len__"],
            "str" => &["__str__"],
            _ => return None,
        };
        let method = names.iter().find_map(|name| class.method(name))?;
        let result = self.call_function(id, method, std::slice::from_ref(object));
        let wanted = match builtins::row(builtin).path {
            "bool" => Type::BOOL,
            "float" => Type::FLOAT64,
            _ => return Some(result),
        };
        Some(if result == Type::Unknown { result } else { wanted })
    }

    /// Testing an object calls its `__bool__` or `__len__`, if it has one.
    pub(super) fn object_truth(&mut self, test: ExprId, ty: &Type) {
        let Some(class) = class_of(ty) else { return };
        let Some(method) = class.method("__bool__").or_else(|| class.method("__len__")) else { return };
        let own = self.pass_stored(test, &Type::Object(Arc::clone(class)), self.hir.expr(test).span);
        if let Some((target, _)) = self.call_apart(test, method, &[own]) {
            self.typing.truths.insert(test, target);
        }
    }

    // --- items -------------------------------------------------------------------------------------------------------

    /// `object[index]`, read.
    pub(super) fn object_item(&mut self, id: ExprId, object: Object<'_>, index: ExprId) -> Type {
        let at = self.expr(index);
        match object.1.method("__getitem__") {
            Some(method) => {
                let passed = [self.pass_object(object), self.pass(index, &at)];
                self.call_function(id, method, &passed)
            }
            None => self.no_item_method(object, "is not subscriptable"),
        }
    }

    /// `object[index] = value`
    pub(super) fn store_object_item(&mut self, object: Object<'_>, index: ExprId, value: &Type, span: Span) {
        let at = self.expr(index);
        let Some(method) = object.1.method("__setitem__") else {
            self.no_item_method(object, "does not support item assignment");
            return;
        };
        let passed = [self.pass_object(object), self.pass(index, &at), self.pass_stored(index, value, span)];
        if let Some((target, _)) = self.call_apart(index, method, &passed) {
            self.typing.stores.insert(index, target);
        }
    }

    fn no_item_method(&mut self, (object, class): Object<'_>, what: &str) -> Type {
        let span = self.hir.expr(object).span;
        let ty = Type::Object(Arc::clone(class));
        self.report(Diagnostic::error("NJ0307", format!("{ty} object {what}"), span).label(format!("{ty}")));
        Type::Unknown
    }
}

/// The class of an object, perhaps an optional one.
pub(super) fn class_of(ty: &Type) -> Option<&Arc<ClassType>> {
    match ty {
        Type::Object(class) => Some(class),
        Type::Optional(item) => class_of(item),
        _ => None,
    }
}

/// The method of an object.
fn method_of(ty: &Type, name: &str) -> Option<FunctionId> {
    class_of(ty)?.method(name)
}

fn comparison(op: CmpOp) -> Option<&'static str> {
    Some(match op {
        CmpOp::Eq => "__eq__",
        CmpOp::NotEq => "__ne__",
        CmpOp::Lt => "__lt__",
        CmpOp::LtE => "__le__",
        CmpOp::Gt => "__gt__",
        CmpOp::GtE => "__ge__",
        _ => return None,
    })
}

/// The comparison of the right operand with the left one that says the same.
fn reflected(op: CmpOp) -> Option<&'static str> {
    comparison(match op {
        CmpOp::Lt => CmpOp::Gt,
        CmpOp::LtE => CmpOp::GtE,
        CmpOp::Gt => CmpOp::Lt,
        CmpOp::GtE => CmpOp::LtE,
        same => same,
    })
}
