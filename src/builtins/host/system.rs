//! Modules of Python's library and numba, in the host zone.
//!
//! Input: nothing. Output: enums with rows. Never: values.

use super::host_functions;

host_functions! {
    /// Methods of files.
    FileMethod "read and write files in a function without a decorator";
    Close "file.close" "" "Closes it.";
    Flush "file.flush" "" "Writes what is buffered.";
    Read "file.read" "size=-1, /" "The rest of the text.";
    Readline "file.readline" "size=-1, /" "The next line.";
    Readlines "file.readlines" "hint=-1, /" "The rest of the lines.";
    Write "file.write" "text, /" "Writes a text.";
    Writelines "file.writelines" "lines, /" "Writes texts.";
}

host_functions! {
    /// `math`, with CPython's errors.
    MathFunction "use it at module level or in a function without a decorator";
    Acos "math.acos" "x, /" "The arc cosine.";
    Acosh "math.acosh" "x, /" "The inverse hyperbolic cosine.";
    Asin "math.asin" "x, /" "The arc sine.";
    Asinh "math.asinh" "x, /" "The inverse hyperbolic sine.";
    Atan "math.atan" "x, /" "The arc tangent.";
    Atan2 "math.atan2" "y, x, /" "The angle of a point.";
    Atanh "math.atanh" "x, /" "The inverse hyperbolic tangent.";
    Cbrt "math.cbrt" "x, /" "The cube root.";
    Ceil "math.ceil" "x, /" "The next int upward.";
    Comb "math.comb" "n, k, /" "Ways to choose k of n.";
    Copysign "math.copysign" "x, y, /" "x with the sign of y.";
    Cos "math.cos" "x, /" "The cosine.";
    Cosh "math.cosh" "x, /" "The hyperbolic cosine.";
    Degrees "math.degrees" "x, /" "Radians in degrees.";
    Dist "math.dist" "p, q, /" "The distance of two points.";
    Erf "math.erf" "x, /" "The error function.";
    Erfc "math.erfc" "x, /" "1 minus the error function.";
    Exp "math.exp" "x, /" "e to the power x.";
    Exp2 "math.exp2" "x, /" "2 to the power x.";
    Expm1 "math.expm1" "x, /" "exp(x) - 1.";
    Fabs "math.fabs" "x, /" "The absolute value, as a float.";
    Factorial "math.factorial" "n, /" "1 * 2 * .. * n.";
    Floor "math.floor" "x, /" "The next int downward.";
    Fmod "math.fmod" "x, y, /" "C's remainder.";
    Frexp "math.frexp" "x, /" "Mantissa and exponent.";
    Fsum "math.fsum" "seq, /" "The exact sum, rounded once.";
    Gamma "math.gamma" "x, /" "The gamma function.";
    Gcd "math.gcd" "*integers" "The greatest common divisor.";
    Hypot "math.hypot" "*coordinates" "The length of a vector.";
    Isclose "math.isclose" "a, b, *, rel_tol=1e-09, abs_tol=0.0" "Nearly equal?";
    Isfinite "math.isfinite" "x, /" "Neither nan nor infinite?";
    Isinf "math.isinf" "x, /" "Infinite?";
    Isnan "math.isnan" "x, /" "Not a number?";
    Isqrt "math.isqrt" "n, /" "The whole part of the square root.";
    Lcm "math.lcm" "*integers" "The least common multiple.";
    Ldexp "math.ldexp" "x, i, /" "x * 2**i.";
    Lgamma "math.lgamma" "x, /" "The logarithm of the gamma function.";
    Log "math.log" "x, base=None, /" "The logarithm.";
    Log10 "math.log10" "x, /" "The logarithm to base 10.";
    Log1p "math.log1p" "x, /" "log(1 + x).";
    Log2 "math.log2" "x, /" "The logarithm to base 2.";
    Modf "math.modf" "x, /" "Fraction and whole part.";
    Nextafter "math.nextafter" "x, y, /" "The next float towards y.";
    Perm "math.perm" "n, k=None, /" "Ordered ways to choose k of n.";
    Pow "math.pow" "x, y, /" "x to the power y, as floats.";
    Prod "math.prod" "iterable, /, *, start=1" "The product of the items.";
    Radians "math.radians" "x, /" "Degrees in radians.";
    Remainder "math.remainder" "x, y, /" "The IEEE remainder.";
    Sin "math.sin" "x, /" "The sine.";
    Sinh "math.sinh" "x, /" "The hyperbolic sine.";
    Sqrt "math.sqrt" "x, /" "The square root.";
    Tan "math.tan" "x, /" "The tangent.";
    Tanh "math.tanh" "x, /" "The hyperbolic tangent.";
    Trunc "math.trunc" "x, /" "The whole part.";
    Ulp "math.ulp" "x, /" "The unit in the last place.";
}

host_functions! {
    /// `time`, `sys`, `os`, `tempfile`.
    SystemFunction "call it in a function without a decorator and pass the result in";
    PerfCounter "time.perf_counter" "" "Seconds of a precise clock.";
    PerfCounterNs "time.perf_counter_ns" "" "Nanoseconds of a precise clock.";
    ProcessTime "time.process_time" "" "Seconds of processor time.";
    Monotonic "time.monotonic" "" "Seconds of a clock that never goes back.";
    Time "time.time" "" "Seconds since 1970.";
    TimeNs "time.time_ns" "" "Nanoseconds since 1970.";
    Zone "time._zone" "secs" "The local clock at a moment: seconds ahead of UTC, its name, is it summer time?";
    Sleep "time.sleep" "secs, /" "Waits.";
    FormatExc "traceback.format_exc" "" "The exception that is handled as text, with the places that it came through.";
    PrintExc "traceback.print_exc" "" "Writes the exception that is handled to standard error.";
    Blank "copy._blank" "x, /" "An object of the same class without attributes; None for what is none of the script's.";
    TimedFunction "timeit._function" "text, globals, /" "The function whose body is a text, over these global variables.";
    Exit "sys.exit" "status=None, /" "Ends the script.";
    GetRecursionLimit "sys.getrecursionlimit" "" "How deep calls may go.";
    SetRecursionLimit "sys.setrecursionlimit" "limit, /" "Sets how deep calls may go.";
    PathExists "os.path.exists" "path" "Is there such a file or folder?";
    PathIsFile "os.path.isfile" "path" "Is it a file?";
    PathIsDir "os.path.isdir" "path" "Is it a folder?";
    PathJoin "os.path.join" "path, /, *paths" "Parts joined to a path.";
    PathBasename "os.path.basename" "p" "The last part.";
    PathDirname "os.path.dirname" "p" "All but the last part.";
    PathAbspath "os.path.abspath" "path" "From the root.";
    PathSplitext "os.path.splitext" "p" "Before and from the last dot.";
    PathGetsize "os.path.getsize" "filename" "Bytes of a file.";
    PathGetmtime "os.path.getmtime" "filename" "When a file was last written, in seconds since 1970.";
    PathRealpath "os.path.realpath" "filename" "From the root, without links.";
    Listdir "os.listdir" "path=\".\"" "The names in a folder, sorted.";
    Mkdir "os.mkdir" "path, mode=511" "Makes a folder.";
    Rename "os.rename" "src, dst" "Renames a file or folder.";
    Rmdir "os.rmdir" "path" "Deletes an empty folder.";
    CpuCount "os.cpu_count" "" "Processors of the machine.";
    Getcwd "os.getcwd" "" "The working folder.";
    Getpid "os.getpid" "" "The number of the process.";
    Remove "os.remove" "path" "Deletes a file.";
    Makedirs "os.makedirs" "name, mode=511, exist_ok=False" "Makes a folder and those around it.";
    Getenv "os.getenv" "key, default=None" "A variable of the environment.";
    Gettempdir "tempfile.gettempdir" "" "The folder for temporary files.";
    Mkdtemp "tempfile.mkdtemp" "" "Makes a folder for temporary files.";
}

host_functions! {
    /// Values of modules that are made when they are read.
    SystemValue "read it in a function without a decorator and pass it in";
    Argv "sys.argv" "" "The arguments of the script.";
    Maxsize "sys.maxsize" "" "The largest index.";
    Version "sys.version" "" "The version of Python that numjit follows.";
    VersionInfo "sys.version_info" "" "The same as numbers.";
    Platform "sys.platform" "" "The operating system.";
    Stdout "sys.stdout" "" "Standard output.";
    Stderr "sys.stderr" "" "Standard error.";
    Stdin "sys.stdin" "" "Standard input.";
    OsSep "os.sep" "" "What stands between parts of a path.";
    OsLinesep "os.linesep" "" "What ends a line.";
    NumpyVersion "numpy.__version__" "" "The version of NumPy that numjit follows.";
    NumbaVersion "numba.__version__" "" "The version of Numba that numjit follows.";
    Config "numba.config" "" "Settings.";
    ConfigNumThreads "numba.config.NUMBA_NUM_THREADS" "" "Threads of parallel loops.";
    ConfigDefaultNumThreads "numba.config.NUMBA_DEFAULT_NUM_THREADS" "" "Threads of parallel loops.";
    ConfigDisableJit "numba.config.DISABLE_JIT" "" "Is compiling off?";
}

host_functions! {
    /// `numba`.
    NumbaFunction "use it at module level or in a function without a decorator";
    GetNumThreads "numba.get_num_threads" "" "Threads of parallel loops.";
    SetNumThreads "numba.set_num_threads" "n" "Sets the threads of parallel loops.";
    GetThreadId "numba.get_thread_id" "" "The thread that runs this.";
    Prange "numba.prange" "start, stop=None, step=None, /" "A range whose iterations may run in parallel in compiled code.";
    EmptyList "list.empty_list" "item_type, allocated=0" "An empty list, as numba.typed.List makes it; its items have one type in compiled code.";
    EmptyDict "dict.empty" "key_type, value_type, n_keys=0" "An empty dictionary, as numba.typed.Dict makes it; in compiled code its keys and values have these types.";
    ListType "numba.types.ListType" "itemty, /" "The type of lists.";
    DictType "numba.types.DictType" "keyty, valty, /" "The type of dictionaries.";
    Typeof "numba.typeof" "val, /" "The type that a value has in compiled code.";
    FromDtype "numba.from_dtype" "dtype" "The type of values of a dtype, of records too.";
    Optional "numba.optional" "typ, /" "A type or None.";
    TupleType "numba.types.Tuple" "types, /" "The type of a tuple.";
    Jitclass "numba.experimental.jitclass" "cls_or_spec=None, spec=None" "Makes a class whose methods are compiled and whose fields have the types that a specification, or the annotations of its body, say.";
    DeferredType "numba.deferred_type" "" "A type that is said later, for fields that hold objects of their own class.";
    DefineType "type.define" "deferred, typ, /" "Says what a deferred type is.";
    UniTuple "numba.types.UniTuple" "dtype, count" "The type of a homogeneous tuple.";
}

host_functions! {
    /// Methods of compiled functions.
    DispatcherMethod "call it at module level";
    ParallelDiagnostics "dispatcher.parallel_diagnostics" "signature=None, level=1" "Prints what became of each loop: parallel or not, fused with what, and why not. All levels print all of it.";
    InspectTypes "dispatcher.inspect_types" "file=None, signature=None" "Prints the type of each local and expression.";
}

host_functions! {
    /// Decorators that compile.
    Decorator "decorate functions at module level";
    Njit "numba.njit" "*args, **kwargs" "Compiles a function.";
    Jit "numba.jit" "*args, **kwargs" "Compiles a function.";
    Vectorize "numba.vectorize" "*args, **kwargs" "Compiles a scalar function to one over arrays.";
    Guvectorize "numba.guvectorize" "*args, **kwargs" "Compiles a function over leading axes.";
    Stencil "numba.stencil" "*args, **kwargs" "Compiles a function of neighborhoods.";
    Cfunc "numba.cfunc" "*args, **kwargs" "Compiles a function that C can call.";
}

host_functions! {
    /// What `re` is made of.
    PatternFunction "match texts in a function without a decorator and pass the result in";
    Groups "re._groups" "pattern, /" "The names of a pattern's groups, None for those without one; the whole match is the first.";
    Search "re._search" "pattern, text, pos, /" "The spans of the first match from a place on, and of its groups.";
}
