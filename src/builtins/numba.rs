//! The module `numba`.
//!
//! Input: nothing. Output: rows. Never: dtypes (`numpy`), whose names numba shares.

use super::answers::python as answers;
use super::{Builtin, Effect, Special};

const DECORATOR: &str = "decorate the function outside the compiled one; inner functions need no decorator";

const fn decorator(path: &'static str, signature: &'static str, doc: &'static str) -> Builtin {
    Builtin::host(path, signature, doc, DECORATOR)
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    decorator(
        "numba.njit",
        "signature_or_function=None, *, parallel=False, fastmath=False, error_model=\"python\", boundscheck=True, cache=False, nogil=False, inline=\"never\", forceinline=False, locals={}, debug=False, nopython=True",
        "Compiles a function, once per types of its arguments.",
    ),
    decorator(
        "numba.jit",
        "signature_or_function=None, *, parallel=False, fastmath=False, error_model=\"python\", boundscheck=True, cache=False, nogil=False, inline=\"never\", forceinline=False, forceobj=False, locals={}, debug=False, nopython=True",
        "As `njit`.",
    ),
    decorator(
        "numba.vectorize",
        "ftylist_or_function=(), *, target=\"cpu\", identity=None, cache=False, nopython=True, fastmath=False",
        "Makes an element-wise function of a function of scalars.",
    ),
    decorator(
        "numba.guvectorize",
        "ftylist, signature, *, target=\"cpu\", cache=False, nopython=True, writable_args=(), fastmath=False",
        "Makes a function over sub-arrays.",
    ),
    decorator(
        "numba.stencil",
        "func_or_mode=\"constant\", *, neighborhood=None, cval=0, standard_indexing=(), func=None",
        "Makes a stencil of a function with relative indices.",
    ),
    decorator("numba.cfunc", "sig, *, locals={}, cache=False, nopython=True", "Makes a function that C can call."),
    decorator(
        "numba.extending.register_jitable",
        "fn=None, **kwargs",
        "Marks a function as callable from compiled ones.",
    ),
    Builtin::special(
        "numba.prange",
        "start, stop=None, step=None, /",
        "As `range`; with `parallel=True` the iterations run on all cores. The loop variable is an int64 (Numba: unsigned where it can be no less than 0).",
        (answers::prange, Special::Prange),
    ),
    Builtin::special(
        "numba.literal_unroll",
        "container, /",
        "The container: loops over tuples need no mark. Items of different types take their common one.",
        (super::answers::table::like, Special::Tuple),
    ),
    Builtin::host("numba.set_num_threads", "n", "How many threads parallel loops use.", "call it at module level"),
    Builtin::special(
        "numba.get_num_threads",
        "",
        "How many threads parallel loops use.",
        (answers::int64, Special::GetNumThreads),
    )
    .effect(Effect::Outside),
    Builtin::special(
        "numba.get_thread_id",
        "",
        "The number of the thread that runs, from 0.",
        (answers::int64, Special::GetThreadId),
    )
    .effect(Effect::Outside),
    Builtin::host("numba.typeof", "val", "The type that a value has in compiled code.", "call it at module level"),
    Builtin::host(
        "numba.from_dtype",
        "dtype",
        "The type of values of a dtype, of records too.",
        "types are named at module level",
    )
    .aliases(&["numba.np.numpy_support.from_dtype"]),
    Builtin::host("numba.optional", "type", "The type of values of a type or None.", "types are named at module level"),
    Builtin::host("numba.void", "", "The type of no value.", "types are named at module level").aliases(&[
        "numba.types.void",
        "numba.none",
        "numba.types.none",
    ]),
    Builtin::host("numba.types.unicode_type", "", "The type of strings.", "types are named at module level")
        .aliases(&["numba.types.string"]),
    Builtin::host(
        "numba.types.Tuple",
        "types",
        "The type of tuples of these types.",
        "types are named at module level",
    ),
    Builtin::host(
        "numba.types.UniTuple",
        "dtype, count",
        "The type of tuples of one type.",
        "types are named at module level",
    ),
    Builtin::host("numba.types.ListType", "itemty", "The type of lists.", "types are named at module level")
        .aliases(&["numba.types.List"]),
    Builtin::host(
        "numba.types.DictType",
        "keyty, valty",
        "The type of dictionaries.",
        "types are named at module level",
    ),
    Builtin::host(
        "numba.types.Array",
        "dtype, ndim, layout, readonly=False",
        "The type of arrays.",
        "types are named at module level",
    ),
    Builtin::host(
        "numba.types.optional",
        "type",
        "The type of values of a type or None.",
        "types are named at module level",
    )
    .aliases(&["numba.types.Optional"]),
    Builtin::host("numba.config", "", "Settings.", "read it at module level"),
    Builtin::host(
        "numba.__version__",
        "",
        "The version of Numba whose behavior is followed.",
        "read it at module level",
    ),
    Builtin::host("numba.threading_layer", "", "The name of the threading layer.", "call it at module level"),
    Builtin::source("progress.update", "n=1, /", "Advances a progress bar of numba_progress.", "progress_update")
        .effect(Effect::Outside),
];

/// What the prelude advances progress bars with.
pub(super) static INTRINSICS: &[Builtin] = &[Builtin::routine(
    "intrinsic.progress_add",
    "progress_add",
    "bar, n, /",
    "Advances a counter.",
    super::answers::nothing,
)
.effect(Effect::Outside)];
