//! NumPy in the host zone: what is not element-wise.
//!
//! Input: nothing. Output: enums with rows. Never: universal functions (they are rows for both zones).

use super::host_functions;

host_functions! {
    /// Functions of `numpy`.
    NumpyFunction "use it at module level or in a function without a decorator";
    All "numpy.all" "a, axis=None, out=None, keepdims=False" "Is every element true?";
    Allclose "numpy.allclose" "a, b, rtol=1e-05, atol=1e-08, equal_nan=False" "Nearly equal everywhere?";
    Any "numpy.any" "a, axis=None, out=None, keepdims=False" "Is some element true?";
    Arange "numpy.arange" "start, stop=None, step=None, dtype=None" "Numbers from start up to stop, by step.";
    Argsort "numpy.argsort" "a, axis=-1, kind=None, order=None, *, stable=None" "The order that sorts.";
    Array "numpy.array" "object, dtype=None, *, copy=True, order=None, ndmin=0" "An array of nested lists or tuples.";
    ArrayEqual "numpy.array_equal" "a1, a2, equal_nan=False" "Same shape and elements?";
    ArrayRepr "numpy.array_repr" "arr, max_line_width=None, precision=None, suppress_small=None" "The repr.";
    ArrayStr "numpy.array_str" "a, max_line_width=None, precision=None, suppress_small=None" "The str.";
    Array2string "numpy.array2string" "a, max_line_width=None, precision=None, suppress_small=None, separator=\" \", prefix=\"\", *, threshold=None, edgeitems=None, sign=None, floatmode=None, suffix=\"\"" "As text.";
    Frombuffer "numpy.frombuffer" "buffer, dtype=float, count=-1, offset=0" "The numbers that bytes hold; not to be written.";
    Asarray "numpy.asarray" "a, dtype=None, order=None" "As an array.";
    Ascontiguousarray "numpy.ascontiguousarray" "a, dtype=None" "In C order.";
    Asfortranarray "numpy.asfortranarray" "a, dtype=None" "In Fortran order.";
    BroadcastTo "numpy.broadcast_to" "array, shape" "A view of a larger shape.";
    Clip "numpy.clip" "a, a_min=None, a_max=None, out=None, *, min=None, max=None" "Limited to bounds.";
    ColumnStack "numpy.column_stack" "tup" "1-d arrays as columns.";
    Concatenate "numpy.concatenate" "arrays, axis=0" "Arrays one after the other.";
    Copy "numpy.copy" "a, order=\"K\"" "A copy.";
    Cross "numpy.cross" "a, b, axisa=-1, axisb=-1, axisc=-1, axis=None" "Cross products of vectors.";
    CountNonzero "numpy.count_nonzero" "a, axis=None, *, keepdims=False" "How many are not zero.";
    Cumprod "numpy.cumprod" "a, axis=None, dtype=None" "Running products.";
    Cumsum "numpy.cumsum" "a, axis=None, dtype=None" "Running sums.";
    Dot "numpy.dot" "a, b" "The dot product.";
    DtypeOf "numpy.dtype" "dtype, align=False" "A dtype, of records too.";
    Empty "numpy.empty" "shape, dtype=float, order=\"C\"" "An array whose elements are yet to be written.";
    EmptyLike "numpy.empty_like" "prototype, dtype=None, order=\"K\"" "An array of the shape of another.";
    ExpandDims "numpy.expand_dims" "a, axis" "A new axis.";
    Eye "numpy.eye" "N, M=None, k=0, dtype=float, order=\"C\"" "Ones on a diagonal.";
    Flip "numpy.flip" "m, axis=None" "Axes turned around.";
    Full "numpy.full" "shape, fill_value, dtype=None, order=\"C\"" "An array of one value.";
    FullLike "numpy.full_like" "a, fill_value, dtype=None, order=\"K\"" "One value in the shape of another array.";
    Hstack "numpy.hstack" "tup" "Arrays side by side.";
    Identity "numpy.identity" "n, dtype=float" "The identity matrix.";
    Isclose "numpy.isclose" "a, b, rtol=1e-05, atol=1e-08, equal_nan=False" "Nearly equal?";
    Isscalar "numpy.isscalar" "element" "Is it a scalar?";
    Matmul "numpy.matmul" "x1, x2, /" "The matrix product.";
    Max "numpy.max" "a, axis=None, out=None, keepdims=False" "The largest element.";
    Mean "numpy.mean" "a, axis=None, dtype=None, out=None, keepdims=False" "The mean.";
    Min "numpy.min" "a, axis=None, out=None, keepdims=False" "The smallest element.";
    Ndim "numpy.ndim" "a" "The number of axes.";
    Nonzero "numpy.nonzero" "a" "Where elements are not zero.";
    Ones "numpy.ones" "shape, dtype=float, order=\"C\"" "An array of ones.";
    OnesLike "numpy.ones_like" "a, dtype=None, order=\"K\"" "Ones of the shape of another array.";
    Outer "numpy.outer" "a, b" "All products.";
    Polyval "numpy.polyval" "p, x" "A polynomial's values.";
    Prod "numpy.prod" "a, axis=None, dtype=None, out=None, keepdims=False" "The product.";
    Ptp "numpy.ptp" "a, axis=None, out=None, keepdims=False" "Largest less smallest.";
    Ravel "numpy.ravel" "a, order=\"C\"" "The elements in one axis.";
    Repeat "numpy.repeat" "a, repeats, axis=None" "Elements repeated.";
    Reshape "numpy.reshape" "a, /, shape, order=\"C\"" "The same elements under another shape.";
    Roll "numpy.roll" "a, shift, axis=None" "Elements moved around.";
    Round "numpy.round" "a, decimals=0, out=None" "Rounded to decimals.";
    Searchsorted "numpy.searchsorted" "a, v, side=\"left\"" "Where values belong in a sorted array.";
    SetPrintoptions "numpy.set_printoptions" "precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None" "How arrays are printed.";
    Printoptions "numpy.printoptions" "precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None" "Print options for a `with` block.";
    Shape "numpy.shape" "a" "The lengths of the axes.";
    Size "numpy.size" "a, axis=None" "The number of elements.";
    Sort "numpy.sort" "a, axis=-1, kind=None, order=None, *, stable=None" "A sorted copy.";
    Squeeze "numpy.squeeze" "a, axis=None" "Without axes of length 1.";
    Stack "numpy.stack" "arrays, axis=0" "Arrays along a new axis.";
    Std "numpy.std" "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False" "The standard deviation.";
    Sum "numpy.sum" "a, axis=None, dtype=None, out=None, keepdims=False" "The sum.";
    Tile "numpy.tile" "A, reps" "An array repeated.";
    Transpose "numpy.transpose" "a, axes=None" "The axes in another order.";
    Unique "numpy.unique" "ar, return_index=False, return_inverse=False, return_counts=False" "The sorted different elements.";
    Var "numpy.var" "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False" "The variance.";
    Vstack "numpy.vstack" "tup" "Arrays on top of each other.";
    Ndindex "numpy.ndindex" "*shape" "All indices of a shape.";
    Ndenumerate "numpy.ndenumerate" "arr" "Indices and elements, in C order.";
    Nditer "numpy.nditer" "op" "The elements, as arrays without axes.";
    Where "numpy.where" "condition, x=None, y=None, /" "One or the other, or where it is true.";
    Zeros "numpy.zeros" "shape, dtype=float, order=\"C\"" "An array of zeros.";
    ZerosLike "numpy.zeros_like" "a, dtype=None, order=\"K\"" "Zeros of the shape of another array.";
    Errstate "numpy.errstate" "**kwargs" "For a `with` block; numjit never warns.";
    Seterr "numpy.seterr" "all=None, divide=None, over=None, under=None, invalid=None" "Accepted; numjit never warns.";
    Isin "numpy.isin" "element, test_elements, assume_unique=False, invert=False" "Which elements are among others?";
    LogicalAnd "numpy.logical_and" "x1, x2, /" "Are both not zero?";
    LogicalOr "numpy.logical_or" "x1, x2, /" "Is one not zero?";
    LogicalXor "numpy.logical_xor" "x1, x2, /" "Is just one not zero?";
    LogicalNot "numpy.logical_not" "x, /" "Is it zero?";
    Square "numpy.square" "x, /" "x * x.";
    Radians "numpy.radians" "x, /" "Degrees in radians.";
    Deg2rad "numpy.deg2rad" "x, /" "Degrees in radians.";
    Degrees "numpy.degrees" "x, /" "Radians in degrees.";
    Rad2deg "numpy.rad2deg" "x, /" "Radians in degrees.";
    Argwhere "numpy.argwhere" "a" "Where elements are not zero, as rows.";
    Flatnonzero "numpy.flatnonzero" "a" "Where elements are not zero, counted in C order.";
    Angle "numpy.angle" "z, deg=False" "The argument of a complex number.";
    Append "numpy.append" "arr, values, axis=None" "An array with values after it.";
    ArraySplit "numpy.array_split" "ary, indices_or_sections, axis=0" "Parts along an axis, nearly equal.";
    BroadcastShapes "numpy.broadcast_shapes" "*args" "The shape that shapes have in common.";
    Atleast1d "numpy.atleast_1d" "*arys" "With one axis or more.";
    Atleast2d "numpy.atleast_2d" "*arys" "With two axes or more.";
    Dstack "numpy.dstack" "tup" "Arrays along a third axis.";
    Finfo "numpy.finfo" "dtype" "Limits of a float dtype.";
    GetPrintoptions "numpy.get_printoptions" "" "How arrays print.";
    Iinfo "numpy.iinfo" "type" "Limits of an int dtype.";
    Imag "numpy.imag" "val" "The imaginary part.";
    Issubdtype "numpy.issubdtype" "arg1, arg2, /" "Is a dtype of a kind?";
    MayShareMemory "numpy.may_share_memory" "a, b" "Do the arrays cover common memory?";
    Moveaxis "numpy.moveaxis" "a, source, destination" "Axes moved to other places.";
    NanToNum "numpy.nan_to_num" "x, copy=True, nan=0.0, posinf=None, neginf=None" "Numbers for nan and infinities.";
    PromoteTypes "numpy.promote_types" "type1, type2" "The dtype that two convert to.";
    Real "numpy.real" "val" "The real part.";
    ResultType "numpy.result_type" "*arrays_and_dtypes" "The dtype that all convert to.";
    SharesMemory "numpy.shares_memory" "a, b" "Do the arrays cover common memory?";
    Sinc "numpy.sinc" "x" "sin(pi x) / (pi x), 1 at zero.";
    Split "numpy.split" "ary, indices_or_sections, axis=0" "Equal parts along an axis.";
    Vdot "numpy.vdot" "a, b" "The dot product, the first one conjugated.";
}

host_functions! {
    /// Methods of arrays.
    ArrayMethod "use it at module level or in a function without a decorator";
    All "array.all" "axis=None, out=None, keepdims=False" "Is every element true?";
    Any "array.any" "axis=None, out=None, keepdims=False" "Is some element true?";
    Argsort "array.argsort" "axis=-1, kind=None, order=None, *, stable=None" "The order that sorts.";
    Astype "array.astype" "dtype, order=\"K\", casting=\"unsafe\", subok=True, copy=True" "Converted.";
    Clip "array.clip" "min=None, max=None, out=None" "Limited to bounds.";
    Conj "array.conj" "" "The complex conjugate.";
    Conjugate "array.conjugate" "" "The complex conjugate.";
    Copy "array.copy" "order=\"C\"" "A copy.";
    Cumprod "array.cumprod" "axis=None, dtype=None" "Running products.";
    Cumsum "array.cumsum" "axis=None, dtype=None" "Running sums.";
    Dot "array.dot" "b" "The dot product.";
    Fill "array.fill" "value, /" "Sets all elements.";
    Flatten "array.flatten" "order=\"C\"" "A copy in one axis.";
    Item "array.item" "*args" "An element as a Python number.";
    Max "array.max" "axis=None, out=None, keepdims=False" "The largest element.";
    Mean "array.mean" "axis=None, dtype=None, out=None, keepdims=False" "The mean.";
    Min "array.min" "axis=None, out=None, keepdims=False" "The smallest element.";
    Nonzero "array.nonzero" "" "Where elements are not zero.";
    Prod "array.prod" "axis=None, dtype=None, out=None, keepdims=False" "The product.";
    Ravel "array.ravel" "order=\"C\"" "The elements in one axis.";
    Repeat "array.repeat" "repeats, axis=None" "Elements repeated.";
    Reshape "array.reshape" "*shape, order=\"C\"" "The same elements under another shape.";
    Round "array.round" "decimals=0" "Rounded to decimals.";
    Setflags "array.setflags" "write=None, align=None, uic=None" "Lets elements be written, or not.";
    Sort "array.sort" "axis=-1, kind=None, order=None, *, stable=None" "Sorts in place.";
    Squeeze "array.squeeze" "axis=None" "Without axes of length 1.";
    Std "array.std" "axis=None, dtype=None, out=None, ddof=0, keepdims=False" "The standard deviation.";
    Sum "array.sum" "axis=None, dtype=None, out=None, keepdims=False" "The sum.";
    Tobytes "array.tobytes" "order=\"C\"" "The elements' bytes in C order.";
    Tolist "array.tolist" "" "As nested lists.";
    Transpose "array.transpose" "*axes" "The axes in another order.";
    Var "array.var" "axis=None, dtype=None, out=None, ddof=0, keepdims=False" "The variance.";
}

host_functions! {
    /// Files.
    IoFunction "read and write files in a function without a decorator and pass the arrays in";
    Load "numpy.load" "file, mmap_mode=None, allow_pickle=False" "Reads a .npy or .npz file.";
    Save "numpy.save" "file, arr" "Writes a .npy file.";
    Savez "numpy.savez" "file, *args, **kwds" "Writes a .npz file.";
    SavezCompressed "numpy.savez_compressed" "file, *args, **kwds" "Writes a compressed .npz file.";
    Loadtxt "numpy.loadtxt" "fname, dtype=float, comments=\"#\", delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0, encoding=None, max_rows=None, *, quotechar=None" "Numbers of a text file.";
    Genfromtxt "numpy.genfromtxt" "fname, dtype=float, comments=\"#\", delimiter=None, skip_header=0, skip_footer=0, converters=None, missing_values=None, filling_values=None, usecols=None, names=None, unpack=None, max_rows=None, encoding=None" "Numbers of a text file, some missing.";
    Savetxt "numpy.savetxt" "fname, X, fmt=\"%.18e\", delimiter=\" \", newline=\"\n\", header=\"\", footer=\"\", comments=\"# \"" "Writes a text file.";
}

host_functions! {
    /// `numpy.testing`.
    TestingFunction "use it at module level or in a function without a decorator";
    AssertAllclose "numpy.testing.assert_allclose" "actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg=\"\", verbose=True" "Raises AssertionError unless nearly equal.";
    AssertAlmostEqual "numpy.testing.assert_almost_equal" "actual, desired, decimal=7, err_msg=\"\", verbose=True" "Raises AssertionError unless equal to decimals.";
    AssertArrayAlmostEqual "numpy.testing.assert_array_almost_equal" "actual, desired, decimal=6, err_msg=\"\", verbose=True" "Raises AssertionError unless equal to decimals.";
    AssertArrayEqual "numpy.testing.assert_array_equal" "actual, desired, err_msg=\"\", verbose=True" "Raises AssertionError unless equal.";
    AssertEqual "numpy.testing.assert_equal" "actual, desired, err_msg=\"\", verbose=True" "Raises AssertionError unless equal.";
}
