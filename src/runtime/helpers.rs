//! The table of functions that machine code calls, made with its signatures from one list.
//!
//! Input: the helpers of this room. Output: [`Helper`] (the index), [`HELPERS`] (the addresses), [`Helper::row`] (name and
//! machine signature). Never: absolute addresses in machine code: it reaches a helper through the context.
//!
//! A new helper is one `extern "C"` function and one row here. The compiler checks that the function has the row's types.

use super::context::{self, Context};
use super::exception::Raised;
use super::list::{self, List};
use super::math::{c, complex, int, real, round_digits};
use super::memory::{self, Block};
use super::object::{self, Object};
use super::pool::{self, Body};
use super::random::{shared, threads};
use super::routine;
use super::show;
use super::string_ops;
use super::strings::Str;
use crate::types::Dtype;

/// The type of a helper's parameter or result in machine code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Machine {
    /// A parameter: the context.
    Context,
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
    /// A parameter: the address of an int that the helper writes.
    OutI64,
    /// A parameter: the address of a double that the helper writes.
    OutF64,
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
    Out<f32> => OutC64, Out<f64> => OutC128, *mut i64 => OutI64, *mut f64 => OutF64,
    *mut Context => Context, *mut Block => Ptr, *mut Str => Ptr, *mut List => Ptr,
    *mut Raised => Ptr, *mut u64 => Ptr, *mut Object => Ptr,
}

impl MachineType for Body {
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
    ($($(#[$doc:meta])* $effect:ident $name:ident $([$op:literal, $dtype:ident])?: fn($($param:ty),*) $(-> $result:ty)? = $function:path;)*) => {
        /// What machine code can call: the index into the table.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u32)]
        pub enum Helper { $(
            $(#[$doc])*
            $(#[doc = concat!("The op `", $op, "` of ", stringify!($dtype), ".")])?
            $name,
        )* }

        impl Helper {
            /// All of them, in the table's order.
            pub const ALL: &[Helper] = &[$(Helper::$name,)*];

            const COUNT: usize = Self::ALL.len();

            /// The helper that does an op (by its printed name) on operands of a dtype, if one does. Complex operands are passed
            /// as two parts each, and a complex result is written to [`Machine::OutC128`] or [`Machine::OutC64`]. Ints narrower than 64
            /// bits are extended before, and wrapped after.
            #[must_use]
            pub fn math(op: &str, dtype: Dtype) -> Option<Helper> {
                match (op, dtype) {
                    $($(($op, Dtype::$dtype) => Some(Helper::$name),)?)*
                    _ => None,
                }
            }

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
    /// Tells the table from those of other versions: code that was made for one does not run with another.
    #[must_use]
    pub fn fingerprint() -> u64 {
        let signatures = Self::ALL.iter().map(|helper| format!("{:?}", helper.row()));
        let routines = routine::RoutineId::all().map(|routine| routine.row().name.to_string());
        let bytes = signatures.chain(routines).flat_map(String::into_bytes).chain(*b"context 1");
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
    }

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
    /// (site): raises what the polled word asks for.
    Raises RaiseInterrupt: fn(*mut Context, u32) -> i32 = context::raise_interrupt;
    /// (kind): 1 if `except kind:` catches the exception in flight.
    Touches ExceptionMatches: fn(*mut Context, u32) -> i32 = context::exception_matches;
    /// (taken, kind): 1 if `except kind:` catches it.
    Touches TakenMatches: fn(*const Raised, u32) -> i32 = context::taken_matches;
    /// (kind, site, type codes, words, count): raises with arguments; see [`show`].
    Touches RaiseArgs: fn(*mut Context, u32, u32, *const i64, *const u64, i64) = show::raise_args;
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

    /// (words per element, mask of owner words, capacity): an empty list. Null: MemoryError.
    Raises ListNew: fn(*mut Context, i64, u64, i64) -> *mut List = list::new;
    /// (list, count): makes room for more elements, so that they can be stored inline. Status 1: MemoryError.
    Raises ListReserve: fn(*mut Context, *mut List, i64) -> i32 = list::reserve;
    /// (list, words): appends an element; its owners are retained. Status 1: MemoryError.
    Raises ListPush: fn(*mut Context, *mut List, *const u64) -> i32 = list::push;
    /// (list, index, words): inserts an element; its owners are retained. Status 1: MemoryError.
    Raises ListInsert: fn(*mut Context, *mut List, i64, *const u64) -> i32 = list::insert;
    /// (list, index, words): replaces an element: new owners are retained, old ones released.
    Touches ListSet: fn(*mut List, i64, *const u64) = list::set;
    /// (list, out): moves the last element's words out, with their references.
    Touches ListPop: fn(*mut List, *mut u64) = list::pop;
    /// (list, index, out): moves an element's words out, with their references, and closes the gap.
    Touches ListRemove: fn(*mut List, i64, *mut u64) = list::remove;
    /// (list, length): drops what lies past it.
    Touches ListTruncate: fn(*mut List, i64) = list::truncate;
    /// (list, other, lo, hi): appends elements of a list of the same shape. Status 1: MemoryError.
    Raises ListExtend: fn(*mut Context, *mut List, *const List, i64, i64) -> i32 = list::extend;
    /// (list): a copy with its own references. Null: MemoryError.
    Raises ListClone: fn(*mut Context, *const List) -> *mut List = list::clone;

    /// (words, masks of owner words): an object whose words are zero. Null: MemoryError.
    Raises ObjectNew: fn(*mut Context, i64, *const u64) -> *mut Object = object::new;

    /// (body, environment, n, chunks, cost): runs a parallel loop, see [`pool::Loop`]. Status 1: an exception.
    Raises ParallelFor: fn(*mut Context, Body, *const u8, i64, i64, i64) -> i32 = pool::parallel_for;
    /// (n): into how many chunks a loop with reductions is cut: one partial result for each.
    Pure Chunks: fn(i64) -> i64 = pool::chunk_count;
    /// [`pool::free_chunks`].
    Pure FreeChunks: fn(i64) -> i64 = pool::free_chunk_count;
    /// `numba.get_num_threads()`.
    Touches GetNumThreads: fn(*mut Context) -> i64 = pool::get_num_threads;
    /// `numba.set_num_threads(n)`. Status 1: ValueError.
    Raises SetNumThreads: fn(*mut Context, i64) -> i32 = pool::set_num_threads;

    /// (type codes, words, style): `str(x)` or `repr(x)`, owned; see [`show`]. Null: MemoryError.
    Raises ToStr: fn(*mut Context, *const i64, *const u64, u32) -> *mut Str = show::to_str;
    /// (type codes, words, style): writes `str(x)` or `repr(x)` to the output; see [`show`].
    Touches Print: fn(*mut Context, *const i64, *const u64, u32) = show::print;
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
    /// `hash(i)`.
    Pure HashInt: fn(i64) -> i64 = string_ops::hash_int;
    /// `hash(x)`.
    Pure HashFloat: fn(f64) -> i64 = string_ops::hash_float;
    /// `format(i, spec)`, owned. Null: ValueError or MemoryError.
    Raises FormatInt: fn(*mut Context, i64, *const Str) -> *mut Str = string_ops::format_int;
    /// As `FormatInt`, of a `uint64`.
    Raises FormatUInt: fn(*mut Context, u64, *const Str) -> *mut Str = string_ops::format_uint;
    /// As `FormatInt`, of a float.
    Raises FormatFloat: fn(*mut Context, f64, *const Str) -> *mut Str = string_ops::format_float;
    /// As `FormatInt`, of a complex number.
    Raises FormatComplex: fn(*mut Context, f64, f64, *const Str) -> *mut Str = string_ops::format_complex;
    /// As `FormatInt`, of a string.
    Raises FormatStr: fn(*mut Context, *const Str, *const Str) -> *mut Str = string_ops::format_str;

    /// (number, type codes, words, count, room): runs a [`routine`]. Status 1: an exception.
    Raises Routine: fn(*mut Context, u32, *const i64, *const u64, i64, *mut u64) -> i32 = routine::call;

    /// (stream, seed): seeds one of the thread's streams of random numbers, see [`threads`].
    Touches RandomSeed: fn(u32, u32) = threads::helper_seed;
    /// (stream): a float in [0, 1).
    Touches RandomDouble: fn(u32) -> f64 = threads::helper_double;
    /// (stream): a standard normal float.
    Touches RandomNormal: fn(u32) -> f64 = threads::helper_normal;
    /// (stream, count): that many random bits.
    Touches RandomBits: fn(u32, u32) -> u64 = threads::helper_bits;
    /// (stream, n): an int below n, which is above 0.
    Touches RandomBelow: fn(u32, i64) -> i64 = threads::helper_below;
    /// (mean): a Poisson count of NumPy's stream.
    Touches RandomPoisson: fn(f64) -> i64 = threads::helper_poisson;
    /// (n, p): a binomial count of NumPy's stream, of many trials and a probability up to one half.
    Touches RandomBinomial: fn(i64, f64) -> i64 = threads::helper_binomial;

    /// (generator, entropy): seeds a generator's array by an array of ints, see [`shared`].
    Touches RngSeed: fn(*const u64, *const u64) = shared::helper_seed;
    /// (generator): a float in [0, 1).
    Touches RngDouble: fn(*const u64) -> f64 = shared::helper_double;
    /// (generator): a single in [0, 1).
    Touches RngFloat: fn(*const u64) -> f32 = shared::helper_float;
    /// (generator): a standard normal float.
    Touches RngNormal: fn(*const u64) -> f64 = shared::helper_normal;
    /// (generator): a standard normal single.
    Touches RngNormalF32: fn(*const u64) -> f32 = shared::helper_normal_f32;
    /// (generator): a standard exponential float.
    Touches RngExponential: fn(*const u64) -> f64 = shared::helper_exponential;
    /// (generator): a standard exponential single.
    Touches RngExponentialF32: fn(*const u64) -> f32 = shared::helper_exponential_f32;
    /// (generator, shape): a gamma single.
    Touches RngGammaF32: fn(*const u64, f32) -> f32 = shared::helper_gamma_f32;
    /// (generator, distribution, three parameters): a float.
    Touches RngDraw: fn(*const u64, i64, f64, f64, f64) -> f64 = shared::helper_draw;
    /// (generator, distribution, three parameters): a count.
    Touches RngCount: fn(*const u64, i64, f64, f64, f64) -> i64 = shared::helper_count;
    /// (generator, most): an int from 0 to a bound, as shuffles draw it.
    Touches RngInterval: fn(*const u64, u64) -> u64 = shared::helper_interval;
    /// (generator, most): an int of 32 or 64 bits from 0 to a bound.
    Touches RngWide: fn(*const u64, u64) -> u64 = shared::helper_wide;
    /// (generator): 32 random bits.
    Touches RngWord: fn(*const u64) -> u64 = shared::helper_word;

    /// (x, digits): Python's `round(x, n)`, correctly rounded.
    Pure RoundDigits: fn(f64, i64) -> f64 = round_digits::round_digits;
    Pure ExpF64["exp", F64]: fn(f64) -> f64 = c::exp;
    Pure ExpF32["exp", F32]: fn(f32) -> f32 = c::expf;
    Pure Exp2F64["exp2", F64]: fn(f64) -> f64 = c::exp2;
    Pure Exp2F32["exp2", F32]: fn(f32) -> f32 = c::exp2f;
    Pure Expm1F64["expm1", F64]: fn(f64) -> f64 = c::expm1;
    Pure Expm1F32["expm1", F32]: fn(f32) -> f32 = c::expm1f;
    Pure LogF64["log", F64]: fn(f64) -> f64 = c::log;
    Pure LogF32["log", F32]: fn(f32) -> f32 = c::logf;
    Pure Log2F64["log2", F64]: fn(f64) -> f64 = c::log2;
    Pure Log2F32["log2", F32]: fn(f32) -> f32 = c::log2f;
    Pure Log10F64["log10", F64]: fn(f64) -> f64 = c::log10;
    Pure Log10F32["log10", F32]: fn(f32) -> f32 = c::log10f;
    Pure Log1pF64["log1p", F64]: fn(f64) -> f64 = c::log1p;
    Pure Log1pF32["log1p", F32]: fn(f32) -> f32 = c::log1pf;
    Pure SinF64["sin", F64]: fn(f64) -> f64 = c::sin;
    Pure SinF32["sin", F32]: fn(f32) -> f32 = c::sinf;
    Pure CosF64["cos", F64]: fn(f64) -> f64 = c::cos;
    Pure CosF32["cos", F32]: fn(f32) -> f32 = c::cosf;
    Pure TanF64["tan", F64]: fn(f64) -> f64 = c::tan;
    Pure TanF32["tan", F32]: fn(f32) -> f32 = c::tanf;
    Pure AsinF64["asin", F64]: fn(f64) -> f64 = c::asin;
    Pure AsinF32["asin", F32]: fn(f32) -> f32 = c::asinf;
    Pure AcosF64["acos", F64]: fn(f64) -> f64 = c::acos;
    Pure AcosF32["acos", F32]: fn(f32) -> f32 = c::acosf;
    Pure AtanF64["atan", F64]: fn(f64) -> f64 = c::atan;
    Pure AtanF32["atan", F32]: fn(f32) -> f32 = c::atanf;
    Pure SinhF64["sinh", F64]: fn(f64) -> f64 = c::sinh;
    Pure SinhF32["sinh", F32]: fn(f32) -> f32 = c::sinhf;
    Pure CoshF64["cosh", F64]: fn(f64) -> f64 = c::cosh;
    Pure CoshF32["cosh", F32]: fn(f32) -> f32 = c::coshf;
    Pure TanhF64["tanh", F64]: fn(f64) -> f64 = c::tanh;
    Pure TanhF32["tanh", F32]: fn(f32) -> f32 = c::tanhf;
    Pure AsinhF64["asinh", F64]: fn(f64) -> f64 = c::asinh;
    Pure AsinhF32["asinh", F32]: fn(f32) -> f32 = c::asinhf;
    Pure AcoshF64["acosh", F64]: fn(f64) -> f64 = c::acosh;
    Pure AcoshF32["acosh", F32]: fn(f32) -> f32 = c::acoshf;
    Pure AtanhF64["atanh", F64]: fn(f64) -> f64 = c::atanh;
    Pure AtanhF32["atanh", F32]: fn(f32) -> f32 = c::atanhf;
    Pure CbrtF64["cbrt", F64]: fn(f64) -> f64 = c::cbrt;
    Pure CbrtF32["cbrt", F32]: fn(f32) -> f32 = c::cbrtf;
    Pure ErfF64["erf", F64]: fn(f64) -> f64 = c::erf;
    Pure ErfF32["erf", F32]: fn(f32) -> f32 = c::erff;
    Pure ErfcF64["erfc", F64]: fn(f64) -> f64 = c::erfc;
    Pure ErfcF32["erfc", F32]: fn(f32) -> f32 = c::erfcf;
    Pure GammaF64["gamma", F64]: fn(f64) -> f64 = c::tgamma;
    Pure GammaF32["gamma", F32]: fn(f32) -> f32 = c::tgammaf;
    Pure LgammaF64["lgamma", F64]: fn(f64) -> f64 = c::lgamma;
    Pure LgammaF32["lgamma", F32]: fn(f32) -> f32 = c::lgammaf;
    Pure FloorDivF64["floordiv", F64]: fn(f64, f64) -> f64 = real::floor_div;
    Pure FloorDivF32["floordiv", F32]: fn(f32, f32) -> f32 = real::floor_div_f32;
    Pure ModF64["mod", F64]: fn(f64, f64) -> f64 = real::modulo;
    Pure ModF32["mod", F32]: fn(f32, f32) -> f32 = real::modulo_f32;
    Pure RemF64["rem", F64]: fn(f64, f64) -> f64 = c::fmod;
    Pure RemF32["rem", F32]: fn(f32, f32) -> f32 = c::fmodf;
    Pure PowF64["pow", F64]: fn(f64, f64) -> f64 = c::pow;
    Pure PowF32["pow", F32]: fn(f32, f32) -> f32 = c::powf;
    Pure Atan2F64["atan2", F64]: fn(f64, f64) -> f64 = c::atan2;
    Pure Atan2F32["atan2", F32]: fn(f32, f32) -> f32 = c::atan2f;
    Pure HypotF64["hypot", F64]: fn(f64, f64) -> f64 = c::hypot;
    Pure HypotF32["hypot", F32]: fn(f32, f32) -> f32 = c::hypotf;
    Pure NextAfterF64["nextafter", F64]: fn(f64, f64) -> f64 = c::nextafter;
    Pure NextAfterF32["nextafter", F32]: fn(f32, f32) -> f32 = c::nextafterf;
    Pure LdexpF64["ldexp", F64]: fn(f64, f64) -> f64 = real::ldexp;
    Pure LdexpF32["ldexp", F32]: fn(f32, f32) -> f32 = real::ldexp_f32;
    Pure LogAddExpF64["logaddexp", F64]: fn(f64, f64) -> f64 = real::log_add_exp;
    Pure LogAddExpF32["logaddexp", F32]: fn(f32, f32) -> f32 = real::log_add_exp_f32;
    Pure LogAddExp2F64["logaddexp2", F64]: fn(f64, f64) -> f64 = real::log_add_exp2;
    Pure LogAddExp2F32["logaddexp2", F32]: fn(f32, f32) -> f32 = real::log_add_exp2_f32;
    Pure SignC128["sign", C128]: fn(f64, f64, Out<f64>) = complex::sign_c128;
    Pure SignC64["sign", C64]: fn(f32, f32, Out<f32>) = complex::sign_c64;
    Pure RintC128["rint", C128]: fn(f64, f64, Out<f64>) = complex::rint_c128;
    Pure RintC64["rint", C64]: fn(f32, f32, Out<f32>) = complex::rint_c64;
    Pure SqrtC128["sqrt", C128]: fn(f64, f64, Out<f64>) = complex::sqrt_c128;
    Pure SqrtC64["sqrt", C64]: fn(f32, f32, Out<f32>) = complex::sqrt_c64;
    Pure ExpC128["exp", C128]: fn(f64, f64, Out<f64>) = complex::exp_c128;
    Pure ExpC64["exp", C64]: fn(f32, f32, Out<f32>) = complex::exp_c64;
    Pure Exp2C128["exp2", C128]: fn(f64, f64, Out<f64>) = complex::exp2_c128;
    Pure Exp2C64["exp2", C64]: fn(f32, f32, Out<f32>) = complex::exp2_c64;
    Pure Expm1C128["expm1", C128]: fn(f64, f64, Out<f64>) = complex::expm1_c128;
    Pure Expm1C64["expm1", C64]: fn(f32, f32, Out<f32>) = complex::expm1_c64;
    Pure LogC128["log", C128]: fn(f64, f64, Out<f64>) = complex::log_c128;
    Pure LogC64["log", C64]: fn(f32, f32, Out<f32>) = complex::log_c64;
    Pure Log2C128["log2", C128]: fn(f64, f64, Out<f64>) = complex::log2_c128;
    Pure Log2C64["log2", C64]: fn(f32, f32, Out<f32>) = complex::log2_c64;
    Pure Log10C128["log10", C128]: fn(f64, f64, Out<f64>) = complex::log10_c128;
    Pure Log10C64["log10", C64]: fn(f32, f32, Out<f32>) = complex::log10_c64;
    Pure Log1pC128["log1p", C128]: fn(f64, f64, Out<f64>) = complex::log1p_c128;
    Pure Log1pC64["log1p", C64]: fn(f32, f32, Out<f32>) = complex::log1p_c64;
    Pure SinC128["sin", C128]: fn(f64, f64, Out<f64>) = complex::sin_c128;
    Pure SinC64["sin", C64]: fn(f32, f32, Out<f32>) = complex::sin_c64;
    Pure CosC128["cos", C128]: fn(f64, f64, Out<f64>) = complex::cos_c128;
    Pure CosC64["cos", C64]: fn(f32, f32, Out<f32>) = complex::cos_c64;
    Pure TanC128["tan", C128]: fn(f64, f64, Out<f64>) = complex::tan_c128;
    Pure TanC64["tan", C64]: fn(f32, f32, Out<f32>) = complex::tan_c64;
    Pure AsinC128["asin", C128]: fn(f64, f64, Out<f64>) = complex::asin_c128;
    Pure AsinC64["asin", C64]: fn(f32, f32, Out<f32>) = complex::asin_c64;
    Pure AcosC128["acos", C128]: fn(f64, f64, Out<f64>) = complex::acos_c128;
    Pure AcosC64["acos", C64]: fn(f32, f32, Out<f32>) = complex::acos_c64;
    Pure AtanC128["atan", C128]: fn(f64, f64, Out<f64>) = complex::atan_c128;
    Pure AtanC64["atan", C64]: fn(f32, f32, Out<f32>) = complex::atan_c64;
    Pure SinhC128["sinh", C128]: fn(f64, f64, Out<f64>) = complex::sinh_c128;
    Pure SinhC64["sinh", C64]: fn(f32, f32, Out<f32>) = complex::sinh_c64;
    Pure CoshC128["cosh", C128]: fn(f64, f64, Out<f64>) = complex::cosh_c128;
    Pure CoshC64["cosh", C64]: fn(f32, f32, Out<f32>) = complex::cosh_c64;
    Pure TanhC128["tanh", C128]: fn(f64, f64, Out<f64>) = complex::tanh_c128;
    Pure TanhC64["tanh", C64]: fn(f32, f32, Out<f32>) = complex::tanh_c64;
    Pure AsinhC128["asinh", C128]: fn(f64, f64, Out<f64>) = complex::asinh_c128;
    Pure AsinhC64["asinh", C64]: fn(f32, f32, Out<f32>) = complex::asinh_c64;
    Pure AcoshC128["acosh", C128]: fn(f64, f64, Out<f64>) = complex::acosh_c128;
    Pure AcoshC64["acosh", C64]: fn(f32, f32, Out<f32>) = complex::acosh_c64;
    Pure AtanhC128["atanh", C128]: fn(f64, f64, Out<f64>) = complex::atanh_c128;
    Pure AtanhC64["atanh", C64]: fn(f32, f32, Out<f32>) = complex::atanh_c64;
    Pure DivC128["div", C128]: fn(f64, f64, f64, f64, Out<f64>) = complex::div_c128;
    Pure DivC64["div", C64]: fn(f32, f32, f32, f32, Out<f32>) = complex::div_c64;
    Pure ArrayDivC128["array_div", C128]: fn(f64, f64, f64, f64, Out<f64>) = complex::array_div_c128;
    Pure ArrayDivC64["array_div", C64]: fn(f32, f32, f32, f32, Out<f32>) = complex::array_div_c64;
    Pure PowC128["pow", C128]: fn(f64, f64, f64, f64, Out<f64>) = complex::pow_c128;
    Pure PowC64["pow", C64]: fn(f32, f32, f32, f32, Out<f32>) = complex::pow_c64;
    Pure PowI64["pow", I64]: fn(i64, i64) -> i64 = int::pow_i64;
    Pure PowU64["pow", U64]: fn(u64, u64) -> u64 = int::pow_u64;
    Pure GcdI64["gcd", I64]: fn(i64, i64) -> i64 = int::gcd_i64;
    Pure GcdU64["gcd", U64]: fn(u64, u64) -> u64 = int::gcd_u64;
    Pure LcmI64["lcm", I64]: fn(i64, i64) -> i64 = int::lcm_i64;
    Pure LcmU64["lcm", U64]: fn(u64, u64) -> u64 = int::lcm_u64;
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
            ("Alloc", &[Machine::Context, Machine::I64][..], Some(Machine::Ptr))
        );
        assert_eq!(Helper::Release.row().result, None);
        assert_eq!(HELPERS.address(Helper::Retain), memory::retain as *const u8);
    }
}
