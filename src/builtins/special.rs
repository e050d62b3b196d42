//! Builtins that are constructions rather than calls of one op: `lower` knows each of them.
//!
//! Input: nothing. Output: their names; each is the builtin whose row carries it.
//! Never: how they are lowered.
//!
//! Arguments come in the order of the row's signature. For a method or attribute the receiver comes on its own.

/// A construction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Special {
    // --- Python ----------------------------------------------------------------------------------------------------
    /// `len(x)`: array (first axis), list, str, range; of a tuple it is a constant.
    Len,
    /// `range(start, stop, step)`, as Python binds them: one argument is the stop.
    Range,
    /// `prange(start, stop, step)`
    Prange,
    /// `enumerate(x, start)`
    Enumerate,
    /// `zip(*iterables)`
    Zip,
    /// `reversed(x)`
    Reversed,
    /// `iter(g)` of a generator: itself.
    Iter,
    /// `next(g)` or `next(g, default)` of a generator.
    Next,
    /// `np.ndindex(*shape)`
    NdIndex,
    /// `np.ndenumerate(a)`
    NdEnumerate,
    /// `np.nditer(arrays)`
    NdIter,
    /// `print(*values, sep, end, file, flush)`
    Print,
    /// `int(x)`: truncates; nan, infinities and what does not fit raise. Also parses a str.
    Int,
    /// `float(x)`, also of a str.
    Float,
    /// `bool(x)`: the truth of any value.
    Bool,
    /// `complex(re, im)`
    Complex,
    /// `str(x)`
    Str,
    /// `repr(x)`
    Repr,
    /// `min(a, b, ..)` of scalars: Python's order, the result type of the call.
    Min,
    /// `max(a, b, ..)` of scalars.
    Max,
    /// `round(x)`: to int64, half to even.
    Round,
    /// `round(x, ndigits)`: a float, as Python rounds (by decimal digits).
    RoundDigits,
    /// `pow(a, b)`: `a ** b`.
    Pow,
    /// `chr(i)`
    Chr,
    /// `ord(s)`
    Ord,
    /// `hash(x)` of a number.
    Hash,
    /// `slice(start, stop, step)`: which are given is in the type.
    Slice,
    /// `tuple(x)` of a tuple: itself.
    Tuple,
    // --- arrays: creation --------------------------------------------------------------------------------------------
    /// `np.empty(shape, dtype)`: the shape is an int or a tuple of ints.
    Empty,
    /// `np.zeros(shape, dtype)`
    Zeros,
    /// `np.empty_like(a, dtype)`: the layout of the result type.
    EmptyLike,
    /// `np.zeros_like(a, dtype)`
    ZerosLike,
    /// `np.array(x, dtype)`: from a (nested) list or tuple, an array (a copy) or a scalar.
    Array,
    /// `np.asarray(x, dtype)`: as `Array`, but an array of that dtype is itself.
    AsArray,
    /// `np.ascontiguousarray(a)`: a C-contiguous copy, or itself where its type is C.
    AsContiguous,
    // --- arrays: attributes (receiver: the array) ----------------------------------------------------------------------
    /// `a.shape`: a tuple of int64.
    Shape,
    /// `a.strides`: a tuple of int64.
    Strides,
    /// `a.size`
    Size,
    /// `a.nbytes`
    NBytes,
    /// `a.T`, also `a.transpose()`.
    T,
    /// `a.transpose(axes)` with constant axes.
    Transpose,
    /// `a.flat` of a contiguous array: a 1-d view.
    Flat,
    /// `x.real` of an array (a view) or of a scalar.
    Real,
    /// `x.imag` of an array or of a scalar (0 where it is not complex).
    Imag,
    /// `x.conjugate()` of a scalar.
    Conjugate,
    // --- arrays: methods ---------------------------------------------------------------------------------------------
    /// `a.copy()`: a C-contiguous copy (F where the result type says so).
    ArrayCopy,
    /// `a.astype(dtype)`: a converted copy.
    AsType,
    /// `a.fill(value)`
    Fill,
    /// `a.reshape(*shape)`: shape as one tuple or as several ints; one may be -1; a view of a C-contiguous array.
    Reshape,
    /// `a.ravel()`: a view where the type is C, else a copy.
    Ravel,
    /// `a.flatten()`: a copy.
    Flatten,
    // --- arrays: element-wise ------------------------------------------------------------------------------------------
    /// `np.where(condition, x, y)`: one or the other.
    Where,
    // --- lists (receiver: the list) ------------------------------------------------------------------------------------
    /// `l.append(x)`
    ListAppend,
    /// `l.pop()` of the last item; IndexError("pop from empty list").
    ListPop,
    /// `l.clear()`
    ListClear,
    /// `list()`: an empty list.
    ListNew,
    // --- tables ---------------------------------------------------------------------------------------------------------
    /// An empty dictionary or set of the call's type.
    TableNew,
    /// A list that a table is made of: `table, n`, of a constant n.
    TablePart,
    // --- random numbers ----------------------------------------------------------------------------------------------
    /// A generator of the array that its state lies in.
    RngOf,
    // --- numba -------------------------------------------------------------------------------------------------------
    /// `numba.get_num_threads()`
    GetNumThreads,
    /// `numba.get_thread_id()`
    GetThreadId,
    /// `reduced_shape(a, mask, keepdims)`, of constants.
    ReducedShape,
    // --- for the prelude only --------------------------------------------------------------------------------------------
    /// Drops the items of a list from an index on (which is within it): `list, length`.
    ListTruncate,
    /// A view of any shape and strides: `a, offset, shape, strides` (in bytes).
    Strided,
    /// A contiguous array under another shape of as many elements: `a, shape`.
    Packed,
    /// The array, not to be written.
    ReadOnly,
    /// A tuple of ints with the item at a place replaced: `t, i, x`.
    TupleReplaced,
    /// .. with an item more at a place: `t, i, x`.
    TupleInserted,
    /// .. without the item at a place: `t, i`.
    TupleRemoved,
    /// An item of a tuple by its name.
    TupleItem(u8),
}
