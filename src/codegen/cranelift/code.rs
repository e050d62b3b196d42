//! Finished machine code and the memory that it lies in.
//!
//! Input: a finalized JIT module. Output: addresses that stay valid as long as a handle lives. Never: compiling.

use super::abi::Form;
use super::map::Piece;
use super::target::{Constants, Memory};
use crate::ir::InstanceId;
use crate::runtime::context::Context;
use cranelift_jit::JITModule;
use rustc_hash::FxHashMap;
use std::mem::ManuallyDrop;
use std::sync::Arc;

/// The uniform entry of a compiled function: arguments and results in words (see `runtime`), a status.
pub type EntryFn = unsafe extern "C" fn(ctx: *mut Context, args: *const u64, results: *mut u64) -> i32;

/// What one [`super::emit`] made. Clones share the memory, which is freed with the last of them.
#[derive(Clone)]
pub struct Code(Arc<Inner>);

struct Inner {
    module: ManuallyDrop<JITModule>,
    functions: FxHashMap<InstanceId, Emitted>,
    map: Vec<Piece>,
    /// Freed after the code that points to them.
    _constants: Constants,
}

/// Where one function lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Emitted {
    pub entry: *const u8,
    /// Only for functions that others of their module call.
    pub internal: Option<*const u8>,
    pub bytes: usize,
}

/// How other machine code calls a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address {
    pub(super) address: usize,
    pub(super) form: Form,
}

// SAFETY: after finalization the module is only read, and only freed when the last handle goes.
unsafe impl Send for Inner {}
// SAFETY: as above.
unsafe impl Sync for Inner {}

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: the module is taken once, here; whoever calls the code holds a handle, so none of it runs any more.
        unsafe { ManuallyDrop::take(&mut self.module).free_memory() };
    }
}

impl Code {
    pub(super) fn new(memory: Memory, functions: FxHashMap<InstanceId, Emitted>, map: Vec<Piece>) -> Self {
        let Memory { module, constants } = memory;
        Self(Arc::new(Inner { module: ManuallyDrop::new(module), functions, map, _constants: constants }))
    }

    /// Its machine functions, with what they were made of.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0.map
    }

    /// The uniform entry of a function. Calling it is safe when `args` holds the words of its parameters, `results`
    /// has room for those of its results, and a handle of this code lives.
    #[must_use]
    pub fn entry(&self, instance: InstanceId) -> Option<EntryFn> {
        let emitted = self.0.functions.get(&instance)?;
        // SAFETY: `entry` is the address of a function that was made with exactly this signature.
        Some(unsafe { std::mem::transmute::<*const u8, EntryFn>(emitted.entry) })
    }

    /// Where other machine code calls a function; whoever calls it must keep this code alive.
    #[must_use]
    pub fn address(&self, instance: InstanceId) -> Option<Address> {
        let emitted = self.0.functions.get(&instance)?;
        Some(match emitted.internal {
            Some(internal) => Address { address: internal as usize, form: Form::Internal },
            None => Address { address: emitted.entry as usize, form: Form::Uniform },
        })
    }

    /// Bytes of machine code of a function, its outlined loops included.
    #[must_use]
    pub fn size(&self, instance: InstanceId) -> Option<usize> {
        Some(self.0.functions.get(&instance)?.bytes)
    }

    /// Tells it from other code that is alive.
    #[must_use]
    pub fn id(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }

    /// The functions in it.
    pub fn instances(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.0.functions.keys().copied()
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(&self.0.functions).finish()
    }
}
