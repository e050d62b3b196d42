//! Gives locals their numbers.
//!
//! Input: webs by one of their bindings. Output: [`Local`]s.
//! Never: which bindings make a web.

use super::{Def, Var};
use crate::hir::{Local, LocalId};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Gives locals their numbers.
pub(super) struct Numbering<'a> {
    pub locals: Vec<Local>,
    pub of_root: FxHashMap<usize, LocalId>,
    /// Some local of each variable: of a whole one, its only one.
    pub of_var: Vec<Option<LocalId>>,
    pub vars: &'a [Var],
}

impl Numbering<'_> {
    pub fn of_def(&mut self, root: usize, def: Def) -> LocalId {
        if let Some(&local) = self.of_root.get(&root) {
            return local;
        }
        let local = self.push(def.var, def.span);
        self.of_root.insert(root, local);
        self.of_var[def.var].get_or_insert(local);
        local
    }

    fn push(&mut self, var: usize, span: Span) -> LocalId {
        let Var { name, kind, .. } = &self.vars[var];
        self.locals.push(Local { name: Arc::clone(name), span, kind: *kind });
        LocalId(self.locals.len() as u32 - 1)
    }

    /// A local for a read that no binding reaches.
    pub fn any_of(&mut self, var: usize) -> LocalId {
        match self.of_var[var] {
            Some(local) => local,
            None => {
                let local = self.push(var, self.vars[var].span);
                self.of_var[var] = Some(local);
                local
            }
        }
    }

    /// The local of a whole variable, made if nothing binds or reads it here.
    pub fn whole(&mut self, var: usize) -> Option<LocalId> {
        self.vars[var].whole.then(|| self.any_of(var))
    }
}
