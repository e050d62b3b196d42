//! What is known, at a point of the program, of locals that may be None.
//!
//! Input: assignments, tests `x is None`, joins of paths. Output: for each local: None, not None, or either.
//! Never: types.

use crate::hir::LocalId;
use crate::types::Type;

/// What is known of one local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fact {
    /// No path comes here.
    Unreached,
    IsNone,
    NotNone,
    Either,
}

/// What is known of each local.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Nullness(Vec<Fact>);

impl Nullness {
    /// At entry: nothing is assigned.
    pub fn new(n_locals: usize) -> Nullness {
        Nullness(vec![Fact::Either; n_locals])
    }

    pub fn get(&self, local: LocalId) -> Fact {
        self.0[local.0 as usize]
    }

    pub fn set(&mut self, local: LocalId, fact: Fact) {
        self.0[local.0 as usize] = fact;
    }

    /// A value of this type is assigned.
    pub fn assign(&mut self, local: LocalId, ty: &Type) {
        let fact = match ty {
            Type::None => Fact::IsNone,
            Type::Optional(_) => Fact::Either,
            _ => Fact::NotNone,
        };
        self.set(local, fact);
    }

    /// Nothing is known of these any more (a loop may have assigned them).
    pub fn forget(&mut self, locals: &[LocalId]) {
        locals.iter().for_each(|&local| self.set(local, Fact::Either));
    }

    /// The path ends here.
    pub fn end(&mut self) {
        self.0.fill(Fact::Unreached);
    }

    /// Two paths meet.
    pub fn join(&mut self, other: &Nullness) {
        for (own, &other) in self.0.iter_mut().zip(&other.0) {
            *own = match (*own, other) {
                (Fact::Unreached, fact) | (fact, Fact::Unreached) => fact,
                (a, b) if a == b => a,
                _ => Fact::Either,
            };
        }
    }
}
