//! Universal functions that no single op of the IR does, and attributes of arrays, in the host zone.
//!
//! Input: nothing. Output: enums with rows. Never: the functions that are one op per element (their rows say which).

use super::host_functions;

host_functions! {
    /// Universal functions.
    UfuncFunction "use it at module level or in a function without a decorator";
    Positive "numpy.positive" "x, /" "`+x`.";
    Square "numpy.square" "x, /" "`x * x`.";
    Reciprocal "numpy.reciprocal" "x, /" "`1 / x`, in the dtype of x.";
    LogicalNot "numpy.logical_not" "x, /" "Is it zero?";
    LogicalAnd "numpy.logical_and" "x1, x2, /" "Are both not zero?";
    LogicalOr "numpy.logical_or" "x1, x2, /" "Is either not zero?";
    LogicalXor "numpy.logical_xor" "x1, x2, /" "Is exactly one not zero?";
    Deg2rad "numpy.deg2rad" "x, /" "Degrees in radians.";
    Rad2deg "numpy.rad2deg" "x, /" "Radians in degrees.";
    Ldexp "numpy.ldexp" "x1, x2, /" "`x1 * 2**x2`.";
    Divmod "numpy.divmod" "x1, x2, /" "`(x1 // x2, x1 % x2)`.";
    Modf "numpy.modf" "x, /" "Fraction and whole part.";
    Heaviside "numpy.heaviside" "x1, x2, /" "0 below zero, 1 above, x2 at zero.";
}

host_functions! {
    /// Methods of universal functions.
    UfuncMethod "use it at module level or in a function without a decorator";
    Reduce "ufunc.reduce" "array, axis=0, dtype=None, out=None, keepdims=False, initial=None" "Folds the items along axes, in order.";
    Accumulate "ufunc.accumulate" "array, axis=0, dtype=None, out=None" "All partial results of `reduce` along an axis.";
    Reduceat "ufunc.reduceat" "array, indices, axis=0, dtype=None, out=None" "Reduces the slices between indices.";
    Outer "ufunc.outer" "A, B, /, out=None" "The function of all pairs of elements.";
    At "ufunc.at" "array, indices, b, /" "Applies the function in place, once per index.";
}

host_functions! {
    /// Attributes of arrays and of NumPy's scalars.
    ArrayAttribute "read it at module level or in a function without a decorator";
    Shape "array.shape" "" "The lengths of the axes.";
    Strides "array.strides" "" "The distance in bytes between neighbors along each axis.";
    Size "array.size" "" "The number of elements.";
    Nbytes "array.nbytes" "" "The bytes that the elements take.";
    Ndim "array.ndim" "" "The number of axes.";
    Itemsize "array.itemsize" "" "The bytes of one element.";
    Dtype "array.dtype" "" "The type of the elements.";
    Transposed "array.T" "" "The axes in reverse order.";
    Flat "array.flat" "" "The elements in one axis.";
    Real "array.real" "" "The real parts, as a view.";
    Imag "array.imag" "" "The imaginary parts, as a view; of real numbers zeros.";
    Flags "array.flags" "" "How the elements lie in memory.";
    Base "array.base" "" "None: numjit does not tell whose memory it is.";
}

host_functions! {
    /// Attributes of dtypes.
    DtypeAttribute "read it at module level or in a function without a decorator";
    Name "dtype.name" "" "The name.";
    Itemsize "dtype.itemsize" "" "The bytes of one element.";
    Kind "dtype.kind" "" "The kind as a letter.";
    Char "dtype.char" "" "The code of C's type.";
    Str "dtype.str" "" "Byte order, kind and size.";
    Type "dtype.type" "" "The class of scalars.";
    Ndim "dtype.ndim" "" "0";
}
