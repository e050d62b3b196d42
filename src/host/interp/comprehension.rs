//! Comprehensions.
//!
//! Input: clauses and an element. Output: a list, set, dict or generator.
//! Never: the scopes of their variables (resolve made them locals).

use super::generator::Generator;
use super::{Interpreter, Locals};
use crate::hir::{self, ComprehensionKind, ExprId};
use crate::host::Outcome;
use crate::host::iterate::{Items, Iter};
use crate::host::key::{Dict, Key, Set};
use crate::host::object::Tag;
use crate::host::value::Value;

impl Interpreter<'_> {
    pub(super) fn comprehension(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        kind: ComprehensionKind,
        (element, value): (ExprId, Option<ExprId>),
        clauses: &[hir::Generator],
    ) -> Outcome<Value> {
        let Some((first, _)) = clauses.split_first() else { return Ok(Value::None) };
        let iterable = self.eval(locals, function, first.iter)?;
        let items = Items::of(self, &iterable)?;
        if kind == ComprehensionKind::Generator {
            let generator = Generator::expression(locals, element, clauses, items);
            return Ok(Value::Iterator(Iter::new(Tag::Generator, Items::Generator(Box::new(generator)))));
        }
        let (mut list, mut set, mut dict) = (Vec::new(), Set::default(), Dict::default());
        self.clauses(locals, function, clauses, items, &mut |interp, locals| {
            let item = interp.eval(locals, function, element)?;
            match (kind, value) {
                (ComprehensionKind::Dict, Some(value)) => {
                    let value = interp.eval(locals, function, value)?;
                    dict.insert(Key::new(item)?, value);
                }
                (ComprehensionKind::Set, _) => drop(set.insert(Key::new(item)?)),
                _ => list.push(item),
            }
            Ok(())
        })?;
        Ok(match kind {
            ComprehensionKind::Set => Value::set(set),
            ComprehensionKind::Dict => Value::dict(dict),
            ComprehensionKind::List | ComprehensionKind::Generator => Value::list(list),
        })
    }

    fn clauses(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        clauses: &[hir::Generator],
        mut items: Items,
        innermost: &mut dyn FnMut(&Self, &mut Locals<'_>) -> Outcome<()>,
    ) -> Outcome<()> {
        let Some((clause, rest)) = clauses.split_first() else { return Ok(()) };
        while let Some(item) = items.next(self)? {
            self.run.poll()?;
            self.assign(locals, &clause.target, item)?;
            if !self.conditions(locals, function, &clause.ifs)? {
                continue;
            }
            match rest.first() {
                None => innermost(self, locals)?,
                Some(next) => {
                    let iterable = self.eval(locals, function, next.iter)?;
                    let inner = Items::of(self, &iterable)?;
                    self.clauses(locals, function, rest, inner, innermost)?;
                }
            }
        }
        Ok(())
    }

    /// Are all conditions of a clause true?
    pub(super) fn conditions(
        &self,
        locals: &mut Locals<'_>,
        function: &hir::Function,
        ifs: &[ExprId],
    ) -> Outcome<bool> {
        for &condition in ifs {
            let verdict = self.eval(locals, function, condition)?;
            if !self.truth(&verdict)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
