//! What libraries made by `numjit build` call, where they need more of the runtime than they bring.
//!
//! Input: machine code and its words. Output: a status, what was raised. Never: part of `numjit.h`: only such libraries call it.

use numjit_core::Output;
use numjit_core::codegen::EntryFn;
use numjit_core::runtime::context::{Context, RAISED, Services};
use numjit_core::runtime::exception::Raised;
use numjit_core::runtime::helpers::Helper;
use numjit_core::runtime::memory::{Block, release};
use std::ffi::c_char;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

/// What all libraries of the process run with.
fn services() -> Arc<Services> {
    static SERVICES: OnceLock<Arc<Services>> = OnceLock::new();
    SERVICES.get_or_init(|| Arc::new(Services::new(Output::stdout()))).clone()
}

/// Room for what was raised.
struct Failure {
    text: *mut c_char,
    room: usize,
    sites: *mut u32,
    /// Room for sites, then how many there are.
    frames: *mut i32,
}

impl Failure {
    /// Writes an exception.
    ///
    /// # Safety
    /// There is as much room as it says.
    unsafe fn write(&self, words: &str, sites: &[u32]) {
        // SAFETY: as the caller promises; a zero byte ends the text.
        unsafe {
            let length = words.floor_char_boundary(self.room.saturating_sub(1));
            std::ptr::copy_nonoverlapping(words.as_ptr(), self.text.cast(), length);
            self.text.add(length).write(0);
            let count = sites.len().min((*self.frames).max(0) as usize);
            std::ptr::copy_nonoverlapping(sites.as_ptr(), self.sites, count);
            *self.frames = count as i32;
        }
    }
}

/// Calls machine code of a library that was made for a runtime with this fingerprint. 0, or 1: then `text` says what was raised,
/// and `sites` where, `*frames` at most.
///
/// # Safety
/// The library was made by numjit: the code, its words and the room are as it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_kernel_call(
    fingerprint: u64,
    entry: EntryFn,
    args: *const u64,
    results: *mut u64,
    text: *mut c_char,
    room: usize,
    sites: *mut u32,
    frames: *mut i32,
) -> i32 {
    let failure = Failure { text, room, sites, frames };
    if fingerprint != Helper::fingerprint() {
        // SAFETY: as the caller promises.
        unsafe { failure.write("ImportError: the library was built for another version of libnumjit", &[]) };
        return RAISED;
    }
    let body = || {
        let mut ctx = Context::new(services());
        // SAFETY: as the caller promises; the fingerprint says that the code knows this runtime.
        let status = unsafe { entry(&raw mut ctx, args, results) };
        let finished = ctx.finish(status);
        // What was printed is to be seen when the call is over.
        let _ = ctx.services().output.flush();
        finished
    };
    let (words, sites) = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return 0,
        Ok(Err(raised)) => shown(&raised),
        Err(_) => ("SystemError: internal error in the runtime".to_string(), Vec::new()),
    };
    // SAFETY: as the caller promises.
    unsafe { failure.write(&words, &sites) };
    RAISED
}

fn shown(raised: &Raised) -> (String, Vec<u32>) {
    (raised.to_string(), raised.traceback.iter().map(|site| site.0).collect())
}

/// Frees the memory of an array that a library's function gave.
///
/// # Safety
/// `owner` is null or such an owner, and is used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_kernel_release(owner: *mut Block) {
    // SAFETY: as the caller promises.
    unsafe { release(owner) };
}
