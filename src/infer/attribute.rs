//! Attributes: items of modules, attributes of arrays and numbers.
//!
//! Input: an object and a name. Output: a binding or a target.
//! Never: methods, which only calls take (`call`).

use super::function::Infer;
use super::record::named_field;
use super::{Argument, Binding, Target, report};
use crate::builtins::{self, Lower, Rule, members, names};
use crate::diagnostic::Diagnostic;
use crate::hir::{ExprId, ExprKind};
use crate::types::{BuiltinId, Constant, Layout, SiblingId, Type};
use std::sync::Arc;

/// The path of what a class has: `list.empty_list`.
fn class_item(class: BuiltinId, name: &str) -> String {
    format!("{}.{name}", builtins::row(class).path)
}

impl Infer<'_> {
    /// `value.name`, read.
    pub fn attribute(&mut self, id: ExprId, value: ExprId, name: &Arc<str>) -> Type {
        if let Some(flag) = self.flag(id, value, name) {
            return flag;
        }
        match self.expr_value(value) {
            Type::Unknown => Type::Unknown,
            Type::Module(path) => self.module_item(id, &path, name),
            Type::Sibling(sibling, module) => self.sibling_variable(id, sibling, &module, name),
            Type::Tuple(items) if items.field(name).is_some() => {
                let place = items.field(name).unwrap_or_default();
                self.typing.targets.insert(id, Target::Value(Argument::Item(value, place)));
                items[place].clone()
            }
            Type::Builtin(class) if let Some(binding) = super::binding_of_builtin(&class_item(class, name)) => {
                self.bound(id, binding, name)
            }
            Type::Object(class) => self.object_attribute(id, (value, &class), name),
            Type::Class(inner)
                if let Type::Object(class) = &*inner
                    && let Some(ty) = self.class_attribute(id, class, name) =>
            {
                ty
            }
            object => match named_field(&object, name).filter(|_| self.find_member(&object, name).is_none()) {
                Some(part) => part,
                None if let Type::Record(_) = object => {
                    let span = self.hir.expr(id).span;
                    self.no_field(span, &object, name)
                }
                None => self.member(id, value, &object, name),
            },
        }
    }

    /// `a.flags.name`: known of the type, or seen by a function of the prelude.
    fn flag(&mut self, id: ExprId, flags: ExprId, name: &str) -> Option<Type> {
        let hir = Arc::clone(&self.hir);
        let ExprKind::Attribute(owner, holder) = &hir.expr(flags).kind else { return None };
        let (wanted, function) = match (&**holder, name) {
            ("flags", "contiguous" | "c_contiguous") => (Layout::C, "array_is_c"),
            ("flags", "f_contiguous") => (Layout::F, "array_is_f"),
            _ => return None,
        };
        let ty = self.expr_value(*owner);
        let Type::Array(array) = &ty else { return None };
        if array.layout == wanted || (array.ndim < 2 && array.layout != Layout::A) {
            return Some(self.constant(id, Constant::Bool(true)));
        }
        let (target, result) = self.call_prelude(function, vec![(Argument::Expr(*owner), ty)], hir.expr(id).span)?;
        self.typing.targets.insert(id, target);
        Some(result)
    }

    fn module_item(&mut self, id: ExprId, path: &str, name: &str) -> Type {
        let full = format!("{path}.{name}");
        let binding = super::binding_of_builtin(&full)
            .or_else(|| names::is_module(&full).then(|| Binding::Module(full.as_str().into())));
        match binding {
            Some(binding) => self.bound(id, binding, name),
            None => {
                let span = self.hir.expr(id).span;
                self.report(report::no_module_item(span, path, name));
                Type::Unknown
            }
        }
    }

    fn sibling_variable(&mut self, id: ExprId, sibling: SiblingId, module: &str, name: &str) -> Type {
        match self.env.variable(sibling, name) {
            Some(binding) => self.bound(id, binding, name),
            None => {
                let span = self.hir.expr(id).span;
                let message = format!("module `{module}` has no attribute `{name}`");
                self.report(Diagnostic::error("NJ0304", message, span));
                Type::Unknown
            }
        }
    }

    fn member(&mut self, id: ExprId, value: ExprId, object: &Type, name: &str) -> Type {
        let found = self.find_member(object, name);
        match found {
            Some(row) if builtins::is_attribute(builtins::row(row)) => self.read_attribute(id, value, row),
            Some(_) => {
                let span = self.hir.expr(id).span;
                let message = format!("the method `{name}` must be called");
                self.report(Diagnostic::error("NJ0304", message, span).label(format!("a method of {object}")));
                Type::Unknown
            }
            None => {
                self.no_member(id, object, name);
                Type::Unknown
            }
        }
    }

    pub fn find_member(&self, object: &Type, name: &str) -> Option<BuiltinId> {
        members::member(self.kind_of(object)?, name)
    }

    pub fn no_member(&mut self, id: ExprId, object: &Type, name: &str) {
        let span = self.hir.expr(id).span;
        let candidates = self.kind_of(object).map(|kind| members::members_of(kind).collect()).unwrap_or_default();
        self.report(report::no_attribute(span, object, name, candidates));
    }

    fn read_attribute(&mut self, id: ExprId, value: ExprId, row: BuiltinId) -> Type {
        let builtin = builtins::row(row);
        let receiver = Some(self.rule_argument(&Argument::Expr(value)));
        let Rule::Types(rule) = &builtin.typing else { crate::ice!("the attribute {} has no rule", builtin.path) };
        match rule(&[receiver]) {
            Ok(builtins::Answer::Constant(constant)) => self.constant(id, constant),
            Ok(builtins::Answer::Type(ty)) => {
                if builtin.lower != Lower::None {
                    let target = Target::Builtin { builtin: row, receiver: Some(value), args: Vec::new() };
                    self.typing.targets.insert(id, target);
                } else if let Type::Dtype(dtype) = ty {
                    self.typing.bindings.insert(id, Binding::Dtype(dtype));
                } else if let Type::Class(class) = &ty {
                    self.typing.bindings.insert(id, Binding::Type(Arc::clone(class)));
                }
                ty
            }
            Ok(_) => crate::ice!("the attribute {} is a call", builtin.path),
            Err(mismatch) => {
                let span = self.hir.expr(id).span;
                self.report(Diagnostic::error("NJ0304", mismatch.message, span));
                Type::Unknown
            }
        }
    }
}
