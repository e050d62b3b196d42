//! What a specialization names: builtins, and other specializations.
//!
//! Input: a [`Typing`]. Output: ids of rows (what it calls, the attributes that it reads); the instances that it calls.
//! Never: what the functions that it calls name.

use super::{Target, Typing};
use crate::builtins::members;
use crate::hir::ExprKind;
use crate::ir::InstanceId;
use crate::types::{BuiltinId, Type};

impl Typing {
    /// The rows that its reached expressions name, an id for each place that does.
    pub fn rows(&self) -> impl Iterator<Item = BuiltinId> + '_ {
        self.hir.exprs.iter().zip(&self.exprs).filter_map(|(expr, ty)| match (&expr.kind, ty) {
            (_, Type::Builtin(id)) => Some(*id),
            (ExprKind::Attribute(object, name), _) => {
                let kind = members::receiver_kind(&self.exprs[object.0 as usize])?;
                members::member(kind, name)
            }
            _ => None,
        })
    }

    /// The specializations that it calls.
    pub fn instances(&self) -> impl Iterator<Item = InstanceId> + '_ {
        let targets = self.targets.values().chain(self.links.values()).chain(self.augmented.values());
        targets.chain(self.stores.values()).chain(self.truths.values()).filter_map(Target::instance)
    }
}

impl Target {
    /// The specialization that it calls.
    #[must_use]
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Target::Instance { instance, .. }
            | Target::Elementwise { instance, .. }
            | Target::Stencil { instance, .. } => Some(*instance),
            Target::New(_, call) | Target::Not(call) => call.instance(),
            Target::Builtin { .. } | Target::Cast(..) | Target::Value(_) | Target::Exception(..) => None,
        }
    }
}
