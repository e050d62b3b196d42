//! `match`.
//!
//! Input: a subject and cases. Output: the block of the first case that matches.
//! Never: `__match_args__` of foreign classes.

use super::{Flow, Interpreter, Locals};
use crate::hir::{CmpOp, Constant, ExprId, ExprKind, MatchCase, Pattern, Place};
use crate::host::exception::Exception;
use crate::host::key::{Dict, Key};
use crate::host::object::{Class, Tag};
use crate::host::value::{Value, lock};
use crate::host::{Outcome, functions, ops};
use std::sync::Arc;

/// What a pattern binds, if it matches.
type Captures<'a> = Vec<(&'a Place, Value)>;

impl Interpreter<'_> {
    pub(super) fn match_statement(
        &self,
        locals: &mut Locals<'_>,
        subject: ExprId,
        cases: &[MatchCase],
    ) -> Outcome<Flow> {
        let subject = self.expr(locals, subject)?;
        for case in cases {
            let mut captures = Vec::new();
            if !self.matches(locals, &case.pattern, &subject, &mut captures)? {
                continue;
            }
            for (place, value) in captures {
                self.assign(locals, place, value)?;
            }
            if let Some(guard) = case.guard {
                let verdict = self.expr(locals, guard)?;
                if !self.truth(&verdict)? {
                    continue;
                }
            }
            return self.block(locals, &case.body);
        }
        Ok(Flow::Next)
    }

    fn matches<'a>(
        &self,
        locals: &mut Locals<'_>,
        pattern: &'a Pattern,
        subject: &Value,
        captures: &mut Captures<'a>,
    ) -> Outcome<bool> {
        match pattern {
            Pattern::Value(value) => self.matches_value(locals, *value, subject),
            Pattern::Capture(place) => {
                captures.extend(place.iter().map(|place| (place, subject.clone())));
                Ok(true)
            }
            Pattern::As(inner, place) => {
                let matched = self.matches(locals, inner, subject, captures)?;
                captures.push((place, subject.clone()));
                Ok(matched)
            }
            Pattern::Or(items) => {
                for item in items {
                    let before = captures.len();
                    if self.matches(locals, item, subject, captures)? {
                        return Ok(true);
                    }
                    captures.truncate(before);
                }
                Ok(false)
            }
            Pattern::Sequence { before, star, after } => {
                let (Value::List(_) | Value::Tuple(_) | Value::Range(_)) = subject else { return Ok(false) };
                let items = self.items(subject)?;
                self.matches_sequence(locals, (before, star.as_ref(), after), items, captures)
            }
            Pattern::Mapping { keys, patterns, rest } => {
                let Value::Dict(dict) = subject else { return Ok(false) };
                let dict = lock(dict).clone();
                self.matches_mapping(locals, (keys, patterns, rest.as_ref()), dict, captures)
            }
            Pattern::Class { class, patterns, keywords } => {
                let class = self.expr(locals, *class)?;
                self.matches_class(locals, &class, (patterns, keywords), subject, captures)
            }
        }
    }

    fn matches_value(&self, locals: &mut Locals<'_>, value: ExprId, subject: &Value) -> Outcome<bool> {
        let is_singleton =
            matches!(locals.hir().expr(value).kind, ExprKind::Constant(Constant::None | Constant::Bool(_)));
        let value = self.expr(locals, value)?;
        if is_singleton {
            return Ok(value.is(subject));
        }
        let verdict = ops::compare(self, CmpOp::Eq, subject, &value)?;
        self.truth(&verdict)
    }

    fn matches_sequence<'a>(
        &self,
        locals: &mut Locals<'_>,
        (before, star, after): (&'a [Pattern], Option<&'a Option<Place>>, &'a [Pattern]),
        items: Vec<Value>,
        captures: &mut Captures<'a>,
    ) -> Outcome<bool> {
        let n_fixed = before.len() + after.len();
        if items.len() < n_fixed || (star.is_none() && items.len() > n_fixed) {
            return Ok(false);
        }
        let tail = items.len() - after.len();
        for (pattern, item) in before.iter().zip(&items).chain(after.iter().zip(&items[tail..])) {
            if !self.matches(locals, pattern, item, captures)? {
                return Ok(false);
            }
        }
        if let Some(Some(place)) = star {
            captures.push((place, Value::list(items[before.len()..tail].to_vec())));
        }
        Ok(true)
    }

    fn matches_mapping<'a>(
        &self,
        locals: &mut Locals<'_>,
        (keys, patterns, rest): (&[ExprId], &'a [Pattern], Option<&'a Place>),
        mut dict: Dict,
        captures: &mut Captures<'a>,
    ) -> Outcome<bool> {
        for (&key, pattern) in keys.iter().zip(patterns) {
            let key = Key::new(self.expr(locals, key)?)?;
            let Some(value) = dict.shift_remove(&key) else { return Ok(false) };
            if !self.matches(locals, pattern, &value, captures)? {
                return Ok(false);
            }
        }
        captures.extend(rest.map(|place| (place, Value::dict(dict))));
        Ok(true)
    }

    fn matches_class<'a>(
        &self,
        locals: &mut Locals<'_>,
        class: &Value,
        (patterns, keywords): (&'a [Pattern], &'a [(Arc<str>, Pattern)]),
        subject: &Value,
        captures: &mut Captures<'a>,
    ) -> Outcome<bool> {
        if !functions::is_instance(subject, class)? {
            return Ok(false);
        }
        let names = self.match_args(class, patterns.len())?;
        for (i, pattern) in patterns.iter().enumerate() {
            let value = match names.get(i) {
                Some(name) => self.attribute(subject, name)?,
                None => subject.clone(),
            };
            if !self.matches(locals, pattern, &value, captures)? {
                return Ok(false);
            }
        }
        for (name, pattern) in keywords {
            let Ok(value) = self.attribute(subject, name) else { return Ok(false) };
            if !self.matches(locals, pattern, &value, captures)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The attributes that positional patterns stand for; builtin classes take one, which is the subject itself.
    fn match_args(&self, class: &Value, n: usize) -> Outcome<Vec<Arc<str>>> {
        let names: Vec<Arc<str>> = match class {
            Value::Class(Class::User(user)) => match user.lookup("__match_args__") {
                Some(args) => self.items(&args)?.iter().filter_map(|arg| arg.as_str().map(Arc::from)).collect(),
                None => Vec::new(),
            },
            Value::Class(Class::Tag(Tag::Object) | Class::Exception(_)) => Vec::new(),
            _ if n <= 1 => return Ok(Vec::new()),
            _ => Vec::new(),
        };
        if n > names.len() {
            let name = match class {
                Value::Class(class) => class.name().to_owned(),
                other => other.type_name(),
            };
            let message = format!("{name}() accepts {} positional sub-patterns ({n} given)", names.len());
            return Err(Exception::type_error(message));
        }
        Ok(names)
    }
}
