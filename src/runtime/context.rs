//! The context: what machine code knows of the run it belongs to, passed as first argument to all of it.
//!
//! Input: the services of a run (account, interrupt, output, pool). Output: a [`Context`] per thread, with fixed offsets.
//! Never: compiler data; sharing between threads (each worker gets its own by [`Context::fork`]).

use super::exception::{Check, ExceptionKind, ExceptionState, Raised, SiteId};
use super::fuel::Fuel;
use super::grants::Grants;
use super::helpers::{HELPERS, HelperTable};
use super::interrupt::{Interrupt, Stop};
use super::memory::{self, Block, Init, MemoryAccount};
use super::output::Output;
use super::pool::Pool;
use super::stop;
use super::strings::Str;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, offset_of};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32};

/// Machine code's statuses: 0 is fine.
pub const OK: i32 = 0;
/// An exception is in the context.
pub const RAISED: i32 = 1;

/// Stack kept free below the limit that machine code checks: for one frame and for the helpers it calls.
const STACK_RESERVE: usize = 256 << 10;

/// What all threads of a run share. Clones share too.
#[derive(Clone, Debug)]
pub struct Services {
    /// Counts and limits memory.
    pub account: Arc<MemoryAccount>,
    /// Stops the run.
    pub interrupt: Interrupt,
    /// Where `print` writes.
    pub output: Output,
    /// Runs parallel loops.
    pub pool: Arc<Pool>,
    /// What of the world outside the script may reach.
    pub grants: Grants,
    /// How deep calls may go.
    pub depth: Depth,
    /// How many steps it may take; code for it is metered.
    pub fuel: Option<Fuel>,
}

/// Limits on nested calls, beside what the thread's stack holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Depth {
    /// Bytes of stack for the machine code of a call into it, on each thread.
    pub stack: usize,
    /// Calls of functions of the host zone; a script's own limit counts too.
    pub calls: usize,
    /// Calls of compiled functions by compiled ones, on each thread; metered code counts them.
    pub compiled: usize,
}

impl Depth {
    /// No limit but the thread's stack.
    pub const ANY: Depth = Depth { stack: usize::MAX, calls: usize::MAX, compiled: usize::MAX };
}

impl Services {
    /// An account without a limit, a fresh interrupt, the process's pool, all grants, and this output.
    #[must_use]
    pub fn new(output: Output) -> Self {
        Self {
            account: MemoryAccount::new(),
            interrupt: Interrupt::new(),
            output,
            pool: Pool::global(),
            grants: Grants::ALL,
            depth: Depth::ANY,
            fuel: None,
        }
    }
}

/// First argument of all machine code.
#[repr(C)]
pub struct Context {
    stack_limit: usize,
    interrupt: *const AtomicU32,
    fuel: *const AtomicI64,
    calls_left: i64,
    helpers: *const HelperTable,
    /// The exception in flight, after a status of [`RAISED`].
    pub exception: ExceptionState,
    services: Arc<Services>,
    /// 0 for the thread that called into machine code, 1.. for workers of a parallel loop.
    thread_id: u32,
    /// Blocks made for arrays, which the account is told of at the end.
    arrays: usize,
}

/// Offset of the lowest stack address that a function may begin at (`usize`).
pub const STACK_LIMIT_OFFSET: usize = offset_of!(Context, stack_limit);
/// Offset of the address of the `u32` that is non-zero when the run must stop.
pub const INTERRUPT_OFFSET: usize = offset_of!(Context, interrupt);
/// Offset of the address of the fuel that is left (an `i64`), from which metered code takes; null where there is no limit.
pub const FUEL_OFFSET: usize = offset_of!(Context, fuel);
/// Offset of how many calls of compiled functions may be nested from here on (an `i64`), which metered code counts.
pub const CALLS_LEFT_OFFSET: usize = offset_of!(Context, calls_left);
/// Offset of the address of the helper table: `8 * index` bytes into it lies a helper's address.
pub const HELPERS_OFFSET: usize = offset_of!(Context, helpers);

impl Context {
    /// A context for the calling thread; it must not be used on another.
    #[must_use]
    pub fn new(services: impl Into<Arc<Services>>) -> Self {
        let services = services.into();
        Self {
            stack_limit: stack_limit(services.depth.stack),
            interrupt: services.interrupt.as_ptr(),
            fuel: services.fuel.as_ref().map_or(std::ptr::null(), |fuel| fuel.as_ptr()),
            calls_left: i64::try_from(services.depth.compiled).unwrap_or(i64::MAX),
            helpers: &raw const HELPERS,
            exception: ExceptionState::default(),
            services,
            thread_id: 0,
            arrays: 0,
        }
    }

    /// A context of the same run for the calling thread, which works for a parallel loop: own exception, own stack limit.
    #[must_use]
    pub(super) fn fork(services: &Arc<Services>, thread_id: u32) -> Self {
        let mut context = Self::new(Arc::clone(services));
        context.thread_id = thread_id;
        context
    }

    /// What the run's threads share.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The same, to keep.
    pub(super) fn shared_services(&self) -> &Arc<Services> {
        &self.services
    }

    /// The account that allocations are charged to.
    #[must_use]
    pub fn account(&self) -> &Arc<MemoryAccount> {
        &self.services.account
    }

    /// Takes steps for work that machine code does not count.
    ///
    /// # Errors
    /// TimeoutError: fewer are left.
    pub fn spend(&self, steps: usize) -> Result<(), Raised> {
        self.services.fuel.as_ref().map_or(Ok(()), |fuel| fuel.take(steps))
    }

    /// Which thread of a parallel loop this is.
    #[must_use]
    pub fn thread_id(&self) -> u32 {
        self.thread_id
    }

    /// The result of a call: the exception in flight if `status` says so.
    ///
    /// # Errors
    /// The exception.
    pub fn finish(&mut self, status: i32) -> Result<(), Raised> {
        if status == OK {
            return Ok(());
        }
        Err(self.exception.take().unwrap_or_else(|| Raised::from(Check::Internal)))
    }

    /// Raises the request to stop, if there is one.
    pub fn raise_interrupt(&mut self) -> i32 {
        match self.services.interrupt.get() {
            None if self.services.fuel.as_ref().is_some_and(Fuel::is_spent) => {
                self.exception.raise_check(Check::OutOfFuel, [0; 4]);
            }
            None => return OK,
            Some(Stop::Cancelled) => self.exception.raise_check(Check::Interrupted, [0; 4]),
            Some(Stop::Deadline) => self.exception.raise_check(Check::TimedOut, [0; 4]),
        }
        RAISED
    }

    /// Runs a helper's body, turning an error or a panic into an exception in flight and `failed`.
    pub fn guard<T>(&mut self, failed: T, body: impl FnOnce(&mut Context) -> Result<T, Raised>) -> T {
        let services = Arc::as_ptr(&self.services);
        // SAFETY: a context keeps the services that it was made with, which lie in memory of their own.
        let interrupt = unsafe { &(*services).interrupt };
        let raised = match catch_unwind(AssertUnwindSafe(|| stop::heeding(interrupt, || body(self)))) {
            Ok(Ok(value)) => return value,
            Ok(Err(raised)) => raised,
            Err(_) => Raised::from(Check::Internal),
        };
        self.exception.restore(raised);
        failed
    }
}

impl Context {
    /// Tells the account of the arrays that were made.
    fn settle(&mut self) {
        let arrays = std::mem::take(&mut self.arrays);
        if arrays > 0 {
            self.services.account.count_arrays(arrays);
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.settle();
    }
}

/// A context for one call, of services that somebody else holds meanwhile: nothing is counted, so that threads that call at once
/// do not meet.
pub struct LentContext<'s> {
    context: ManuallyDrop<Context>,
    _services: PhantomData<&'s Arc<Services>>,
}

impl<'s> LentContext<'s> {
    /// A context for the calling thread; it must not be used on another.
    #[must_use]
    pub fn new(services: &'s Arc<Services>) -> Self {
        // SAFETY: the copy is never dropped (see `drop` below), and the original lives as long as this.
        let copy = unsafe { std::ptr::read(services) };
        Self { context: ManuallyDrop::new(Context::new(copy)), _services: PhantomData }
    }

    /// The context.
    pub fn get(&mut self) -> &mut Context {
        &mut self.context
    }
}

impl Drop for LentContext<'_> {
    /// All but the services, which are not its own.
    fn drop(&mut self) {
        self.context.settle();
        drop(std::mem::take(&mut self.context.exception));
    }
}

/// The lowest address that a function's frame may begin at on this thread, where it may take `most` bytes.
fn stack_limit(most: usize) -> usize {
    let local = 0u8;
    let address = &raw const local as usize;
    let end = match stacker::remaining_stack() {
        Some(remaining) => address - remaining + STACK_RESERVE.min(remaining / 2),
        None => 0,
    };
    end.max(address.saturating_sub(most))
}

/// Reborrows the context that machine code passed.
///
/// # Safety
/// `ctx` is the context that the machine code was called with, and no other borrow of it lives.
unsafe fn context<'a>(ctx: *mut Context) -> &'a mut Context {
    // SAFETY: as the caller promises.
    unsafe { &mut *ctx }
}

/// Helper: a block of `bytes` with anything in it; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn alloc_uninit(ctx: *mut Context, bytes: i64) -> *mut Block {
    // SAFETY: machine code passes its own context.
    alloc_block(unsafe { context(ctx) }, bytes, Init::Uninit)
}

/// Helper: a zeroed block of `bytes`; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn alloc_zeroed(ctx: *mut Context, bytes: i64) -> *mut Block {
    // SAFETY: machine code passes its own context.
    alloc_block(unsafe { context(ctx) }, bytes, Init::Zeroed)
}

fn alloc_block(ctx: &mut Context, bytes: i64, init: Init) -> *mut Block {
    let block = memory::alloc(Some(&ctx.services.account), usize::try_from(bytes).unwrap_or(usize::MAX), init);
    if block.is_null() {
        ctx.exception.raise_check(Check::OutOfMemory, [0; 4]);
    }
    block
}

/// Helper: a block for a C-contiguous array; null and an exception for a negative dimension, a size past the address space, or no memory.
pub(super) unsafe extern "C" fn alloc_array(
    ctx: *mut Context,
    shape: *const i64,
    ndim: i64,
    itemsize: i64,
    zeroed: i32,
) -> *mut Block {
    // SAFETY: machine code passes its own context, and `ndim` dimensions at `shape`.
    let (ctx, shape) = unsafe { (context(ctx), slice(shape, ndim)) };
    let bytes = match array_bytes(shape, itemsize) {
        Ok(bytes) => bytes,
        Err(check) => {
            ctx.exception.raise_check(check, [0; 4]);
            return std::ptr::null_mut();
        }
    };
    ctx.arrays += 1;
    alloc_block(ctx, bytes, if zeroed == 0 { Init::Uninit } else { Init::Zeroed })
}

/// Bytes of an array; empty axes do not excuse a product of the others that overflows, as in NumPy.
pub(crate) fn array_bytes(shape: &[i64], itemsize: i64) -> Result<i64, Check> {
    let mut bytes = itemsize;
    for &n in shape {
        if n < 0 {
            return Err(Check::NegativeDimension);
        }
        if n > 0 {
            bytes = bytes.checked_mul(n).ok_or(Check::ArrayTooBig)?;
        }
    }
    Ok(if shape.contains(&0) { 0 } else { bytes })
}

/// `len` items at `data`; an empty slice may have a null address.
///
/// # Safety
/// `data` points to `len` initialised items that live for `'a`, or `len` is 0.
unsafe fn slice<'a, T>(data: *const T, len: i64) -> &'a [T] {
    if len <= 0 {
        return &[];
    }
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(data, len as usize) }
}

/// Helper: notes a frame that the exception in flight leaves.
pub(super) unsafe extern "C" fn push_frame(ctx: *mut Context, site: u32) {
    // SAFETY: machine code passes its own context.
    unsafe { context(ctx) }.exception.push_frame(SiteId(site));
}

/// Helper: raises what a check found.
pub(super) unsafe extern "C" fn raise(ctx: *mut Context, check: u32, site: u32, a: i64, b: i64, c: i64, d: i64) {
    // SAFETY: machine code passes its own context.
    let state = &mut unsafe { context(ctx) }.exception;
    state.raise_check(Check::from_index(check).unwrap_or(Check::Internal), [a, b, c, d]);
    state.push_frame(SiteId(site));
}

/// Helper: raises an exception of a kind with a message (borrowed; null: none).
pub(super) unsafe extern "C" fn raise_message(ctx: *mut Context, kind: u32, site: u32, message: *const Str) {
    // SAFETY: machine code passes its own context and a live string or null.
    let (ctx, text) = unsafe { (context(ctx), Str::text(message)) };
    ctx.exception.raise(ExceptionKind::from_index(kind).unwrap_or(ExceptionKind::SystemError), text);
    ctx.exception.push_frame(SiteId(site));
}

/// Helper: raises a shape mismatch of any ranks; the check's text names the two shapes.
pub(super) unsafe extern "C" fn raise_shapes(
    ctx: *mut Context,
    check: u32,
    site: u32,
    a: *const i64,
    a_ndim: i64,
    b: *const i64,
    b_ndim: i64,
) {
    // SAFETY: machine code passes its own context and as many dimensions as it says.
    let (ctx, a, b) = unsafe { (context(ctx), slice(a, a_ndim), slice(b, b_ndim)) };
    let check = Check::from_index(check).unwrap_or(Check::Internal);
    ctx.exception.raise(check.kind(), shapes_message(check, a, b));
    ctx.exception.push_frame(SiteId(site));
}

/// The words of a shape mismatch.
#[must_use]
pub fn shapes_message(check: Check, a: &[i64], b: &[i64]) -> String {
    // The texts write a 1-d shape: `({0},)`; the real shapes take that place. A bare `{0}` is a single number.
    let text = check.text().replace("({0},)", &shape_text(a)).replace("({1},)", &shape_text(b));
    a.first().map_or(text.clone(), |number| text.replace("{0}", &number.to_string()))
}

/// A shape as Python writes a tuple, without NumPy's spaces: `(2,3)`, `(2,)`, `()`. The -1 of a reshape is left out in
/// front, and `newaxis` elsewhere, as NumPy writes it.
#[must_use]
pub fn shape_text(shape: &[i64]) -> String {
    let length = |&n: &i64| if n < 0 { "newaxis".to_string() } else { n.to_string() };
    let named: Vec<String> = shape.iter().skip_while(|&&n| n < 0).map(length).collect();
    let comma = if shape.len() == 1 && named.len() == 1 { "," } else { "" };
    format!("({}{comma})", named.join(","))
}

/// Helper: raises KeyboardInterrupt or TimeoutError as the polled word asks for. It was seen set, so that a request
/// withdrawn meanwhile still stops the run.
pub(super) unsafe extern "C" fn raise_interrupt(ctx: *mut Context, site: u32) -> i32 {
    // SAFETY: machine code passes its own context.
    let ctx = unsafe { context(ctx) };
    if ctx.raise_interrupt() == OK {
        ctx.exception.raise_check(Check::Interrupted, [0; 4]);
    }
    ctx.exception.push_frame(SiteId(site));
    RAISED
}

/// Helper: whether `except kind:` catches the exception in flight.
pub(super) unsafe extern "C" fn exception_matches(ctx: *mut Context, kind: u32) -> i32 {
    // SAFETY: machine code passes its own context.
    let raised = unsafe { context(ctx) }.exception.kind();
    let wanted = ExceptionKind::from_index(kind);
    i32::from(raised.zip(wanted).is_some_and(|(raised, wanted)| raised.is_a(wanted)))
}

/// Helper: whether `except kind:` catches a taken exception.
pub(super) unsafe extern "C" fn taken_matches(raised: *const Raised, kind: u32) -> i32 {
    // SAFETY: machine code passes an exception that it has taken.
    let raised = unsafe { &*raised }.kind;
    i32::from(ExceptionKind::from_index(kind).is_some_and(|wanted| raised.is_a(wanted)))
}

/// Helper: takes the exception out of flight, for a handler to keep (and to give to `restore_exception` or `drop_exception`).
pub(super) unsafe extern "C" fn take_exception(ctx: *mut Context) -> *mut Raised {
    // SAFETY: machine code passes its own context.
    let raised = unsafe { context(ctx) }.exception.take();
    raised.map_or(std::ptr::null_mut(), |raised| Box::into_raw(Box::new(raised)))
}

/// Helper: puts a taken exception in flight again (a bare `raise`, the end of `finally`); consumes it.
pub(super) unsafe extern "C" fn restore_exception(ctx: *mut Context, raised: *mut Raised) {
    // SAFETY: `raised` came from `take_exception` and is given back once.
    let raised = unsafe { Box::from_raw(raised) };
    // SAFETY: machine code passes its own context.
    unsafe { context(ctx) }.exception.restore(*raised);
}

/// Helper: forgets a taken exception at the end of its handler; null is ignored.
pub(super) unsafe extern "C" fn drop_exception(raised: *mut Raised) {
    if !raised.is_null() {
        // SAFETY: `raised` came from `take_exception` and is given back once.
        drop(unsafe { Box::from_raw(raised) });
    }
}

/// Helper: `str(e)` of a taken exception, an owned string; null and MemoryError when exhausted.
pub(super) unsafe extern "C" fn exception_text(ctx: *mut Context, raised: *const Raised) -> *mut Str {
    // SAFETY: machine code passes its own context and an exception it has taken.
    let (ctx, raised) = unsafe { (context(ctx), &*raised) };
    let text = Str::alloc(Some(&ctx.services.account), &raised.message);
    if text.is_null() {
        ctx.exception.raise_check(Check::OutOfMemory, [0; 4]);
    }
    text
}

/// Helper: `numba.get_thread_id()`.
pub(super) unsafe extern "C" fn get_thread_id(ctx: *mut Context) -> i64 {
    // SAFETY: machine code passes its own context.
    i64::from(unsafe { context(ctx) }.thread_id)
}

#[cfg(test)]
mod tests {
    use super::super::memory::release;
    use super::super::strings::StrRef;
    use super::*;

    fn context() -> Context {
        Context::new(Services::new(Output::memory()))
    }

    #[test]
    fn the_stack_limit_lies_below_this_frame() {
        let ctx = context();
        let here = &raw const ctx as usize;
        assert!(ctx.stack_limit < here);
        assert!(here - ctx.stack_limit > 64 << 10, "{}", here - ctx.stack_limit);
    }

    #[test]
    fn arrays_are_allocated_or_refused() {
        let mut ctx = context();
        let account = Arc::clone(ctx.account());
        let mut alloc = |shape: &[i64]| {
            // SAFETY: own context; the shape is as long as it says; the block is released here.
            unsafe {
                let block = alloc_array(&raw mut ctx, shape.as_ptr(), shape.len() as i64, 8, 1);
                let size = (!block.is_null()).then(|| (*block).size());
                release(block);
                size.ok_or_else(|| ctx.exception.take().unwrap().to_string())
            }
        };
        assert_eq!(alloc(&[3, 4]), Ok(96));
        assert_eq!(alloc(&[]), Ok(8));
        assert_eq!(alloc(&[5, 0]), Ok(0));
        assert_eq!(alloc(&[2, -1]).unwrap_err(), "ValueError: negative dimensions not allowed");
        assert!(alloc(&[1 << 40, 0, 1 << 40]).unwrap_err().starts_with("ValueError: array is too big"));
        assert_eq!(alloc(&[1 << 58]).unwrap_err(), "MemoryError: Allocation failed (probably too large).");
        assert_eq!(account.live_blocks(), 0);
    }

    #[test]
    fn exceptions_travel_through_handlers() {
        let mut ctx = context();
        let ptr = &raw mut ctx;
        let message = StrRef::new(None, "bad").unwrap();
        // SAFETY: own context, a live string, a taken exception given back once.
        unsafe {
            raise_message(ptr, ExceptionKind::ValueError as u32, 3, message.as_ptr());
            push_frame(ptr, 5);
            assert_eq!(exception_matches(ptr, ExceptionKind::Exception as u32), 1);
            assert_eq!(exception_matches(ptr, ExceptionKind::TypeError as u32), 0);
            let taken = take_exception(ptr);
            assert!(take_exception(ptr).is_null());
            assert_eq!(&*StrRef::from_raw(exception_text(ptr, taken)).unwrap(), "bad");
            raise(ptr, Check::IndexBounds as u32, 8, 7, 0, 5, 0);
            drop_exception(take_exception(ptr));
            restore_exception(ptr, taken);
        }
        let raised = ctx.finish(RAISED).unwrap_err();
        assert_eq!((raised.to_string().as_str(), raised.traceback), ("ValueError: bad", vec![SiteId(3), SiteId(5)]));
        assert_eq!(ctx.finish(OK), Ok(()));
        assert_eq!(ctx.account().live_blocks(), 0);
    }

    #[test]
    fn shapes_of_any_rank_are_named() {
        let mut ctx = context();
        let (a, b) = ([2, 2], [2, 3, 1]);
        // SAFETY: own context; the shapes are as long as said.
        unsafe { raise_shapes(&raw mut ctx, Check::AssignShape as u32, 1, a.as_ptr(), 2, b.as_ptr(), 3) };
        assert_eq!(
            ctx.exception.take().unwrap().message,
            "cannot assign slice of shape (2,2) from input of shape (2,3,1)"
        );
        let reshape = shapes_message(Check::ReshapeSize, &[6], &[4, 2]);
        assert_eq!(reshape, "cannot reshape array of size 6 into shape (4,2)");
    }

    #[test]
    fn requests_to_stop_become_exceptions() {
        let mut ctx = context();
        assert_eq!(ctx.raise_interrupt(), OK);
        ctx.services().interrupt.cancel();
        // SAFETY: own context.
        assert_eq!(unsafe { raise_interrupt(&raw mut ctx, 1) }, RAISED);
        assert_eq!(ctx.exception.kind(), Some(ExceptionKind::KeyboardInterrupt));
    }

    #[test]
    fn guards_catch_panics() {
        let mut ctx = context();
        assert_eq!(ctx.guard(-1, |_| Ok(5)), 5);
        assert_eq!(ctx.guard(-1, |_| Err(Raised::from(Check::MathDomain))), -1);
        assert_eq!(ctx.exception.kind(), Some(ExceptionKind::ValueError));
        assert_eq!(ctx.guard(-1, |_| panic!("expected in a test")), -1);
        assert_eq!(ctx.exception.kind(), Some(ExceptionKind::SystemError));
    }
}
