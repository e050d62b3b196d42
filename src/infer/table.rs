//! Dictionaries and sets: displays, comprehensions, items; what their keys and values are.
//!
//! Input: expressions. Output: types of tables, calls of the prelude's functions that find, store and delete.
//! Never: how a key is found (the prelude).
//!
//! A table of which nothing is known yet learns it from what is put in, as a list does; until then nothing is called.

use super::function::{Infer, has_open_list};
use super::{Argument, Target, report};
use crate::diagnostic::Diagnostic;
use crate::hir::{ComprehensionKind, ExprId, Generator};
use crate::source::Span;
use crate::types::{TableType, Type, can_convert, unify, unify_all};

impl Infer<'_> {
    // --- displays ----------------------------------------------------------------------------------------------------

    /// `{key: value, ..}`
    pub(super) fn dict_display(&mut self, id: ExprId, items: &[(Option<ExprId>, ExprId)]) -> Type {
        let mut pairs = Vec::new();
        for (key, value) in items {
            let Some(key) = key else { return self.no(id, "`**` in a dictionary", "use `update`") };
            pairs.push((*key, Some(*value)));
        }
        self.display(id, &pairs)
    }

    /// `{item, ..}`
    pub(super) fn set_display(&mut self, id: ExprId, items: &[ExprId]) -> Type {
        let pairs: Vec<_> = items.iter().map(|&item| (item, None)).collect();
        self.display(id, &pairs)
    }

    fn display(&mut self, id: ExprId, pairs: &[(ExprId, Option<ExprId>)]) -> Type {
        let keys: Vec<ExprId> = pairs.iter().map(|(key, _)| *key).collect();
        let values: Vec<ExprId> = pairs.iter().filter_map(|(_, value)| *value).collect();
        let Some(key) = self.column(&keys) else { return Type::Unknown };
        let is_set = !keys.is_empty() && values.is_empty();
        let value = if is_set { None } else { self.column(&values) };
        if value.is_none() && !is_set {
            return Type::Unknown;
        }
        let table = self.settled(id, Type::table(key, value));
        for (key, value) in pairs {
            self.put(*key, *value, &table);
        }
        table
    }

    /// The common type of the keys (or values) of a display.
    fn column(&mut self, items: &[ExprId]) -> Option<Type> {
        let types: Vec<Type> = items.iter().map(|&item| self.expr(item)).collect();
        let common = unify_all(&types);
        match &common {
            Some(common) => items.iter().for_each(|&item| self.refine(item, common)),
            None => {
                let spans: Vec<_> = items.iter().map(|&item| self.hir.expr(item).span).collect();
                self.report(report::mixed_items(&spans, &types));
            }
        }
        common
    }

    /// A table that is made here, with what later uses say of it.
    fn settled(&self, id: ExprId, table: Type) -> Type {
        let hint = self.hints.get(&id).and_then(|hint| unify(&table, hint));
        let table = hint.unwrap_or(table);
        if self.default_lists { super::expr::close_lists(&table) } else { table }
    }

    /// The call that puts an item into a table that is being made; lowering finds it at the key.
    fn put(&mut self, key: ExprId, value: Option<ExprId>, table: &Type) {
        let Type::Table(parts) = table else { return };
        let name = if value.is_some() { "dict_store" } else { "set_add" };
        let mut args = vec![(Argument::Stored(key), table.clone()), (Argument::Expr(key), parts.key.clone())];
        if let (Some(value), Some(ty)) = (value, &parts.value) {
            args.push((Argument::Expr(value), ty.clone()));
        }
        let span = self.hir.expr(key).span;
        if let Some((target, _)) = self.table_call(name, args, span) {
            self.typing.stores.insert(key, target);
        }
    }

    /// `{key: value for ..}`, `{item for ..}`
    pub(super) fn table_comprehension(
        &mut self,
        id: ExprId,
        kind: ComprehensionKind,
        (element, value): (ExprId, Option<ExprId>),
        generators: &[Generator],
    ) -> Type {
        let before = self.nullness.clone();
        self.clauses(generators);
        let key = self.expr(element);
        let item = value.map(|value| self.expr(value));
        self.nullness = before;
        let item = if kind == ComprehensionKind::Dict { item } else { None };
        let table = self.settled(id, Type::table(key, item));
        self.put(element, value, &table);
        table
    }

    // --- items -------------------------------------------------------------------------------------------------------

    /// `table[key]`, read.
    pub(super) fn table_item(&mut self, id: ExprId, table: (ExprId, &Type), key: ExprId) -> Type {
        let Type::Table(parts) = table.1 else { return Type::Unknown };
        let found = self.key_type(key, parts);
        let Some(value) = parts.value.clone() else { return self.no_items(table) };
        let args = vec![(Argument::Expr(table.0), table.1.clone()), (Argument::Expr(key), found)];
        let span = self.hir.expr(id).span;
        if let Some((target, _)) = self.table_call("dict_load", args, span) {
            self.typing.targets.insert(id, target);
        }
        value
    }

    /// The place of `table[key]`, for an augmented assignment; the type of what is there.
    pub(super) fn table_place(&mut self, table: (ExprId, &Type), key: ExprId) -> Type {
        let Type::Table(parts) = table.1 else { return Type::Unknown };
        let found = self.key_type(key, parts);
        let Some(value) = parts.value.clone() else { return self.no_items(table) };
        let args = vec![(Argument::Stored(key), table.1.clone()), (Argument::Expr(key), found)];
        let span = self.hir.expr(key).span;
        if let Some((target, _)) = self.table_call("dict_place", args, span) {
            self.typing.stores.insert(key, target);
        }
        value
    }

    /// `table[key] = value`
    pub(super) fn store_in_table(&mut self, table: (ExprId, &Type), key: ExprId, value: &Type, span: Span) {
        let key_type = self.expr_value(key);
        let Type::Table(parts) = table.1 else { return };
        if parts.value.is_none() {
            self.no_items(table);
            return;
        }
        self.grow_table(table.0, &key_type, Some(value), span);
        let args = vec![
            (Argument::Expr(table.0), table.1.clone()),
            (Argument::Expr(key), parts.key.clone()),
            (Argument::Stored(key), parts.value.clone().unwrap_or(Type::Unknown)),
        ];
        if let Some((target, _)) = self.table_call("dict_store", args, span) {
            self.typing.stores.insert(key, target);
        }
    }

    /// `del table[key]`
    pub(super) fn delete_from_table(&mut self, table: (ExprId, &Type), key: ExprId, span: Span) {
        let Type::Table(parts) = table.1 else { return };
        let found = self.key_type(key, parts);
        if parts.value.is_none() {
            self.no_items(table);
            return;
        }
        let args = vec![(Argument::Expr(table.0), table.1.clone()), (Argument::Expr(key), found)];
        if let Some((target, _)) = self.table_call("dict_delete", args, span) {
            self.typing.stores.insert(key, target);
        }
    }

    /// The type that a key is looked up as: that of the table's keys where it converts without loss.
    fn key_type(&mut self, key: ExprId, table: &TableType) -> Type {
        let own = self.expr_value(key);
        match (&own, &table.key) {
            (_, Type::Unknown) => own,
            (Type::Scalar(_), Type::Scalar(_)) => own,
            (own, wanted) if can_convert(own, wanted).is_some() => wanted.clone(),
            (own, wanted) => {
                let span = self.hir.expr(key).span;
                let message = format!("the keys are {wanted}, not {own}");
                self.report(Diagnostic::error("NJ0307", message, span).label(format!("{own}")));
                Type::Unknown
            }
        }
    }

    fn no_items(&mut self, (table, ty): (ExprId, &Type)) -> Type {
        let span = self.hir.expr(table).span;
        let message = format!("{ty} object is not subscriptable");
        self.report(Diagnostic::error("NJ0307", message, span).label(format!("{ty}")));
        Type::Unknown
    }

    // --- tables learn what they hold -----------------------------------------------------------------------------------

    /// A key, and a value, are put into a table.
    pub(super) fn grow_table(&mut self, table: ExprId, key: &Type, value: Option<&Type>, span: Span) {
        let own = self.typing.exprs[table.0 as usize].clone();
        let added = Type::table(key.clone(), value.cloned());
        match unify(&own, &added) {
            Some(joined) => self.refine(table, &joined),
            None => {
                let message = format!("{own} cannot hold {added}");
                self.report(Diagnostic::error("NJ0303", message, span));
            }
        }
    }

    /// Methods that put something in.
    pub(super) fn grow_table_by_call(&mut self, name: &str, table: ExprId, passed: &[Option<Argument>], span: Span) {
        let types: Vec<Type> = passed.iter().flatten().map(|arg| self.rule_argument(arg).ty).collect();
        match (name, types.as_slice()) {
            ("set_add", [item]) => self.grow_table(table, item, None, span),
            ("dict_setdefault", [key, value]) => self.grow_table(table, key, Some(value), span),
            ("dict_update", [Type::Table(other)]) => {
                self.grow_table(table, &other.key, other.value.as_ref(), span);
            }
            ("set_update", [Type::Tuple(others)]) => {
                for item in others.iter().filter_map(super::iterate::item_of) {
                    self.grow_table(table, &item, None, span);
                }
            }
            _ => {}
        }
    }

    /// A call of the prelude; none where a table of which nothing is known is among the arguments.
    fn table_call(&mut self, name: &'static str, args: Vec<(Argument, Type)>, span: Span) -> Option<(Target, Type)> {
        if args.iter().any(|(_, ty)| has_open_list(ty)) {
            return None;
        }
        self.call_prelude(name, args, span)
    }
}

/// Is a table of which nothing is known yet among these?
pub(super) fn any_open(args: &[(Argument, Type)]) -> bool {
    args.iter().any(|(_, ty)| matches!(ty, Type::Table(table) if table.is_open()))
}
