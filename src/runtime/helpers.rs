//! The table of functions that machine code calls, made with its signatures from one list.
//!
//! Input: the helpers of this room. Output: [`Helper`] (the index), [`HELPERS`] (the addresses), [`Helper::row`] (name and
//! machine signature). Never: absolute addresses in machine code: it reaches a helper through the context.
//!
//! A new helper is one `extern "C"` function and one row here. The compiler checks that the function has the row's types.

use super::context::{self, Context};
use super::exception::Raised;
use super::math;
use super::memory::{self, Block};
use super::pool::{self, Body};
use super::string_ops;
use super::strings::Str;

/// The type of a helper's parameter or result in machine code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Machine {
    /// An address.
    Ptr,
    /// A 32-bit int: statuses, sites, numbers of kinds and checks, flags.
    I32,
    /// A 64-bit int.
    I64,
    /// A single.
    F32,
    /// A double.
    F64,
    /// A parameter: the address of two singles that the helper writes (real, imaginary).
    OutC64,
    /// A parameter: the address of two doubles that the helper writes (real, imaginary).
    OutC128,
}

/// Rust types that stand for a [`Machine`] type in a row.
trait MachineType {
    const TYPE: Machine;
}

/// Room for a complex result (or any two numbers of one type), written by the helper.
#[repr(transparent)]
pub struct Out<T>(*mut [T; 2]);

impl<T> Out<T> {
    /// Room in Rust's hands.
    pub fn new(room: &mut [T; 2]) -> Self {
        Self(room)
    }

    /// Writes both numbers.
    ///
    /// # Safety
    /// The room is still there.
    pub unsafe fn write(self, values: [T; 2]) {
        // SAFETY: as the caller promises.
        unsafe { self.0.write(values) }
    }
}

macro_rules! machine_types {
    ($($ty:ty => $machine:ident,)*) => {
        $(impl MachineType for $ty { const TYPE: Machine = Machine::$machine; })*
    };
}

machine_types! {
    i32 => I32, u32 => I32, i64 => I64, u64 => I64, f32 => F32, f64 => F64,
    Out<f32> => OutC64, Out<f64> => OutC128,
}

impl MachineType for Body {
    const TYPE: Machine = Machine::Ptr;
}

impl<T> MachineType for *mut T {
    const TYPE: Machine = Machine::Ptr;
}

impl<T> MachineType for *const T {
    const TYPE: Machine = Machine::Ptr;
}

/// A helper's name and machine signature. Calling convention: the platform's C.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HelperRow {
    /// As printers show it.
    pub name: &'static str,
    /// Parameters in order.
    pub params: &'static [Machine],
    /// The result in a register, if any.
    pub result: Option<Machine>,
    /// Depends on its arguments alone, touches no memory but its own results, cannot raise.
    pub pure: bool,
    /// Can raise: a null or a non-zero status then says that an exception is in the context.
    pub raises: bool,
}

/// The effect word of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    /// See [`HelperRow::pure`].
    Pure,
    /// Reads or writes memory or the context, and cannot raise.
    Touches,
    /// As `Touches`, and can raise.
    Raises,
}

/// Addresses by index.
#[repr(transparent)]
pub struct HelperTable([*const u8; Helper::COUNT]);

// SAFETY: addresses of functions, never written.
unsafe impl Sync for HelperTable {}

impl HelperTable {
    /// The address of one helper.
    #[must_use]
    pub fn address(&self, helper: Helper) -> *const u8 {
        self.0[helper as usize]
    }
}

/// The first type or none.
const fn first(types: &[Machine]) -> Option<Machine> {
    match types {
        [] => None,
        [first, ..] => Some(*first),
    }
}

macro_rules! helpers {
    ($($(#[$doc:meta])* $effect:ident $name:ident: fn($($param:ty),*) $(-> $result:ty)? = $function:path;)*) => {
        /// What machine code can call: the index into the table.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u32)]
        pub enum Helper { $($(#[$doc])* $name,)* }

        impl Helper {
            /// All of them, in the table's order.
            pub const ALL: &[Helper] = &[$(Helper::$name,)*];

            const COUNT: usize = Self::ALL.len();

            /// Name and machine signature.
            #[must_use]
            pub const fn row(self) -> HelperRow {
                match self {
                    $(Helper::$name => HelperRow {
                        name: stringify!($name),
                        params: &[$(<$param as MachineType>::TYPE),*],
                        result: first(&[$(<$result as MachineType>::TYPE)?]),
                        pure: matches!(Effect::$effect, Effect::Pure),
                        raises: matches!(Effect::$effect, Effect::Raises),
                    },)*
                }
            }
        }

        /// The table that every context points to.
        pub static HELPERS: HelperTable = HelperTable([
            $({
                let function: unsafe extern "C" fn($($param),*) $(-> $result)? = $function;
                function as *const u8
            },)*
        ]);
    };
}

impl Helper {
    /// Offset of this helper's address in the table.
    #[must_use]
    pub const fn offset(self) -> usize {
        self as usize * size_of::<*const u8>()
    }
}

helpers! {
    /// Adds a reference to a block, list or string; null is ignored.
    Touches Retain: fn(*mut Block) = memory::retain;
    /// Gives up a reference; null is ignored.
    Touches Release: fn(*mut Block) = memory::release;
    /// (bytes): a block with anything in it. Null: MemoryError.
    Raises Alloc: fn(*mut Context, i64) -> *mut Block = context::alloc_uninit;
    /// (bytes): a zeroed block. Null: MemoryError.
    Raises AllocZeroed: fn(*mut Context, i64) -> *mut Block = context::alloc_zeroed;
    /// (shape, ndim, itemsize, zeroed): a block for a C-contiguous array. Null: ValueError or MemoryError.
    Raises AllocArray: fn(*mut Context, *const i64, i64, i64, i32) -> *mut Block = context::alloc_array;

    /// (site): notes a frame that the exception in flight leaves.
    Touches PushFrame: fn(*mut Context, u32) = context::push_frame;
    /// (check, site, four operands): raises what a check found, with its site noted.
    Touches Raise: fn(*mut Context, u32, u32, i64, i64, i64, i64) = context::raise;
    /// (kind, site, message or null): raises with a message, which is borrowed.
    Touches RaiseMessage: fn(*mut Context, u32, u32, *const Str) = context::raise_message;
    /// (check, site, shape a, ndim a, shape b, ndim b): raises a shape mismatch of any ranks.
    Touches RaiseShapes: fn(*mut Context, u32, u32, *const i64, i64, *const i64, i64) = context::raise_shapes;
    /// (site): raises what the polled word asks for; status 0 when it asks nothing any more.
    Raises RaiseInterrupt: fn(*mut Context, u32) -> i32 = context::raise_interrupt;
    /// (kind): 1 if `except kind:` catches the exception in flight.
    Touches ExceptionMatches: fn(*mut Context, u32) -> i32 = context::exception_matches;
    /// Takes the exception out of flight, for a handler to keep.
    Touches TakeException: fn(*mut Context) -> *mut Raised = context::take_exception;
    /// (taken): puts it in flight again, and consumes it.
    Touches RestoreException: fn(*mut Context, *mut Raised) = context::restore_exception;
    /// (taken): forgets it; null is ignored.
    Touches DropException: fn(*mut Raised) = context::drop_exception;
    /// (taken): `str(e)`, an owned string. Null: MemoryError.
    Raises ExceptionText: fn(*mut Context, *const Raised) -> *mut Str = context::exception_text;
    /// `numba.get_thread_id()`.
    Touches GetThreadId: fn(*mut Context) -> i64 = context::get_thread_id;

    /// (body, environment, n, chunks, cost): runs a parallel loop, see [`pool::Loop`]. Status 1: an exception.
    Raises ParallelFor: fn(*mut Context, Body, *const u8, i64, i64, i64) -> i32 = pool::parallel_for;
    /// (n): into how many chunks a loop with reductions is cut: one partial result for each.
    Pure Chunks: fn(i64) -> i64 = pool::chunk_count;
    /// `numba.get_num_threads()`.
    Touches GetNumThreads: fn(*mut Context) -> i64 = pool::get_num_threads;
    /// `numba.set_num_threads(n)`. Status 1: ValueError.
    Raises SetNumThreads: fn(*mut Context, i64) -> i32 = pool::set_num_threads;

    /// `a + b`, owned. Null: MemoryError.
    Raises StrConcat: fn(*mut Context, *const Str, *const Str) -> *mut Str = string_ops::concat;
    /// `len(s)`, in characters.
    Pure StrLen: fn(*const Str) -> i64 = string_ops::length;
    /// The character at an index within bounds, owned. Null: MemoryError.
    Raises StrChar: fn(*mut Context, *const Str, i64) -> *mut Str = string_ops::character;
    /// -1, 0, 1 as Python orders strings.
    Pure StrCompare: fn(*const Str, *const Str) -> i64 = string_ops::compare;
    /// `chr(i)`, owned. Null: ValueError or MemoryError.
    Raises StrChr: fn(*mut Context, i64) -> *mut Str = string_ops::chr;
    /// `ord(s)`, written to the last parameter. Status 1: TypeError.
    Raises StrOrd: fn(*mut Context, *const Str, *mut i64) -> i32 = string_ops::ord;
    /// `int(s)`, written to the last parameter. Status 1: ValueError or OverflowError.
    Raises StrToInt: fn(*mut Context, *const Str, *mut i64) -> i32 = string_ops::to_int;
    /// `float(s)`, written to the last parameter. Status 1: ValueError.
    Raises StrToFloat: fn(*mut Context, *const Str, *mut f64) -> i32 = string_ops::to_float;
    /// `round(x, n)`.
    Pure RoundDigits: fn(f64, i64) -> f64 = math::round_digits::round_digits;
    /// `hash(i)`.
    Pure HashInt: fn(i64) -> i64 = string_ops::hash_int;
    /// `hash(x)`.
    Pure HashFloat: fn(f64) -> i64 = string_ops::hash_float;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_table_agree() {
        for (index, &helper) in Helper::ALL.iter().enumerate() {
            assert_eq!(helper as usize, index);
            assert_eq!(helper.offset(), index * 8);
            assert!(!HELPERS.address(helper).is_null());
        }
        let row = Helper::Alloc.row();
        assert_eq!(
            (row.name, row.params, row.result),
            ("Alloc", &[Machine::Ptr, Machine::I64][..], Some(Machine::Ptr))
        );
        assert_eq!(Helper::Release.row().result, None);
        assert_eq!(HELPERS.address(Helper::Retain), memory::retain as *const u8);
    }
}
