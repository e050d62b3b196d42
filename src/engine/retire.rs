//! The end of a session: what its functions hold is given back, though the engine lives on.
//!
//! Input: the variables of a session. Output: nothing of them stays alive but what an embedder still holds; function
//! handles that were taken before keep working.
//! Never: cycles of objects that no variable or function of the session reaches any more.
//!
//! A function object holds the variables of its module, which hold the function: nothing would ever free them. So the
//! variables are emptied, and with them the cells of the closures that they reach; the engine's tables drop the session's
//! functions, their specializations, and arrays that no other code reads.

use super::Inner;
use super::dispatcher::{Dispatcher, Specializations};
use crate::codegen::Metering;
use crate::host::{Globals, unravel};
use crate::ir::InstanceId;
use crate::types::FunctionId;
use rustc_hash::FxHashSet;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};

impl Inner {
    /// Ends the session whose modules have these variables.
    pub(super) fn retire(&self, modules: &[Arc<Globals>]) {
        let is_own = |dispatcher: &Dispatcher| {
            let globals = dispatcher.host.as_ref().map(|host| host.globals());
            globals.is_some_and(|globals| modules.iter().any(|own| Arc::ptr_eq(own, globals)))
        };
        let retired = self.dispatchers.retire(&is_own);
        let functions: FxHashSet<FunctionId> = retired.iter().map(|(id, _)| *id).collect();
        for metering in [Metering::None, Metering::Fuel] {
            let instances = self.compiler(metering).forget(&functions);
            self.dispatchers.forget(metering, &instances);
        }
        *self.rejected.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.siblings.forget(modules);
        let hosts: Vec<_> = retired.iter().filter_map(|(_, dispatcher)| dispatcher.host.clone()).collect();
        drop(retired);
        unravel(modules, hosts);
        self.frozen.release();
    }
}

/// Drops the specializations whose code has one of these instances in it.
pub(super) fn forget<K: Eq + Hash>(specializations: &RwLock<Specializations<K>>, instances: &FxHashSet<InstanceId>) {
    let mut all = specializations.write().unwrap_or_else(PoisonError::into_inner);
    all.retain(|_, compiled| !compiled.holds_any(instances));
}
