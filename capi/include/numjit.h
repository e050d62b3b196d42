// numjit for C: compile scripts in Python syntax, call their functions with your own memory.
//
// Made from capi/src by cbindgen: `BLESS=1 cargo test --test c`. A program: examples/c/weighted.c.
//
// A function that can fail gives a status, or a pointer that is null then, and describes the error in `*error`, if `error` is
// not null; who gets an error frees it. Texts end in a zero byte and are UTF-8. What `.._free` takes may be null. All objects
// may be used by several threads at once, and freed in any order: each keeps alive what it needs.

#ifndef NUMJIT_H
#define NUMJIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How a call ended.
typedef enum numjit_status {
    // Well.
    NUMJIT_STATUS_OK = 0,
    // The script is wrong: see `numjit_error_to_json`.
    NUMJIT_STATUS_COMPILE = 1,
    // The script raised an exception.
    NUMJIT_STATUS_RAISED = 2,
    // A function does not take these arguments, or there is no such function.
    NUMJIT_STATUS_SIGNATURE = 3,
    // The run was cancelled.
    NUMJIT_STATUS_CANCELLED = 4,
    // The deadline passed.
    NUMJIT_STATUS_DEADLINE = 5,
    // The steps that it may take are used up.
    NUMJIT_STATUS_FUEL = 6,
    // The memory limit was reached.
    NUMJIT_STATUS_MEMORY = 7,
    // Calls were nested too deeply.
    NUMJIT_STATUS_RECURSION = 8,
    // A function of the host program panicked.
    NUMJIT_STATUS_HOST_PANIC = 9,
    // A file could not be read.
    NUMJIT_STATUS_IO = 10,
    // A wrong argument: a null handle, text that is no UTF-8, a value of no known kind.
    NUMJIT_STATUS_ARGUMENT = 11,
    // A bug of numjit; it was stopped at the border.
    NUMJIT_STATUS_INTERNAL = 12,
} numjit_status;

// What a value is.
typedef enum numjit_kind {
    // Python's `None`.
    NUMJIT_KIND_NONE = 0,
    // A number: `dtype` says of which type, and so which member of `as`.
    NUMJIT_KIND_NUMBER = 1,
    // `as.text`
    NUMJIT_KIND_TEXT = 2,
    // `as.array`
    NUMJIT_KIND_ARRAY = 3,
    // `as.items`
    NUMJIT_KIND_TUPLE = 4,
    // `as.items`; in arguments of one type.
    NUMJIT_KIND_LIST = 5,
    // A result of another kind, as Python's `repr` in `as.text`; no argument.
    NUMJIT_KIND_OTHER = 6,
} numjit_kind;

// Types of numbers and of arrays' elements.
typedef enum numjit_dtype {
    NUMJIT_DTYPE_BOOL = 0,
    NUMJIT_DTYPE_I8 = 1,
    NUMJIT_DTYPE_I16 = 2,
    NUMJIT_DTYPE_I32 = 3,
    NUMJIT_DTYPE_I64 = 4,
    NUMJIT_DTYPE_U8 = 5,
    NUMJIT_DTYPE_U16 = 6,
    NUMJIT_DTYPE_U32 = 7,
    NUMJIT_DTYPE_U64 = 8,
    NUMJIT_DTYPE_F32 = 9,
    NUMJIT_DTYPE_F64 = 10,
    NUMJIT_DTYPE_C64 = 11,
    NUMJIT_DTYPE_C128 = 12,
} numjit_dtype;

// Cancels calls, from any thread.
typedef struct numjit_cancel_token numjit_cancel_token;

// Compiles scripts. Its limits hold for all that they do.
typedef struct numjit_engine numjit_engine;

// What went wrong.
typedef struct numjit_error numjit_error;

// A function that can be called; an undecorated one is compiled too, for the types of its first call's arguments.
typedef struct numjit_function numjit_function;

// A script whose module level has run once.
typedef struct numjit_module numjit_module;

// What a result holds.
typedef struct numjit_owner numjit_owner;

// A complex number.
typedef struct numjit_complex {
    // The real part.
    double re;
    // The imaginary part.
    double im;
} numjit_complex;

// UTF-8; in results a zero byte follows, which `length` does not count.
typedef struct numjit_text {
    // The bytes.
    const char *data;
    // How many.
    size_t length;
} numjit_text;

// An array where it lies.
typedef struct numjit_array {
    // The element with all indices 0.
    void *data;
    // The number of axes.
    size_t ndim;
    // The length of each axis.
    const size_t *shape;
    // Bytes from one element to the next of each axis; null: C order without gaps.
    const ptrdiff_t *strides;
    // May a script write it?
    bool writable;
} numjit_array;

// Values one after another.
typedef struct numjit_items {
    // The first.
    const struct numjit_value *data;
    // How many.
    size_t length;
} numjit_items;

// The members of a value; see `numjit_kind`.
typedef union numjit_payload {
    // bool
    bool b;
    // i8, i16, i32, i64
    int64_t i;
    // u8, u16, u32, u64
    uint64_t u;
    // f32, f64
    double f;
    // c64, c128
    struct numjit_complex c;
    // Text.
    struct numjit_text text;
    // An array, of the elements that `dtype` says.
    struct numjit_array array;
    // Items of a tuple or list.
    struct numjit_items items;
} numjit_payload;

// A value. Arguments borrow what they point to; a result owns it until `numjit_value_free`.
typedef struct numjit_value {
    // One of `numjit_kind`.
    uint32_t kind;
    // Of numbers and arrays: one of `numjit_dtype`.
    uint32_t dtype;
    // What it is.
    union numjit_payload as;
    // Of results: what keeps them. Null in arguments.
    struct numjit_owner *owner;
} numjit_value;
// `None`.
#define numjit_value_NONE (numjit_value){ .kind = (uint32_t)numjit_kind_None, .dtype = 0, .as = (numjit_payload){  }, .owner = (null_mut){  } }

// Limits of a call; all zeros are none.
typedef struct numjit_call_options {
    // Seconds that it may take; 0: no limit.
    double deadline;
    // Steps that it may take, the same on every machine; 0: no limit. Code that counts them is compiled on its own, and slower.
    uint64_t fuel;
    // Bytes that what it makes may take together; 0: no limit.
    size_t memory;
    // Bytes of stack that its machine code may take; 0: no limit.
    size_t stack;
    // Who may stop it, or null.
    const struct numjit_cancel_token *cancel;
} numjit_call_options;

// Takes what `print` writes: `data` as given, some text and its length. Any thread may call it, one at a time.
typedef void (*numjit_writer)(void *data, const char *text, size_t length);

// Settings of an engine; all zeros are the defaults.
typedef struct numjit_engine_options {
    // Threads of parallel loops; 0: all cores, or what `NUMJIT_NUM_THREADS` says.
    size_t threads;
    // Bytes that arrays, lists and strings may take together; 0: no limit.
    size_t memory;
    // Bytes of stack that machine code of a call may take; 0: what the thread has.
    size_t stack;
    // How deep calls of functions that are not compiled may go; 0: 10 000.
    size_t recursion_depth;
    // Which vector instructions compiled loops use: `baseline` (none), `avx2` or `avx512`; null: the most that the machine has,
    // or what `NUMJIT_CPU` says.
    const char *cpu;
    // Compiled code does not check indices: a wrong one is undefined behavior.
    bool no_bounds_checks;
    // Scripts may read files, the clock, the environment, and so on.
    bool grant_all;
    // Where `print` writes; null: the process's standard output.
    numjit_writer write;
    // Passed to `write`.
    void *write_data;
} numjit_engine_options;

// A place that an exception has left. The texts live as long as the error.
typedef struct numjit_frame {
    // The script.
    const char *file;
    // The line, from 1.
    size_t line;
    // The function.
    const char *function;
} numjit_frame;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The version of the library: `"0.1.0"`.
const char *numjit_version(void);

// A token that cancels nothing yet; null when there is no memory.
struct numjit_cancel_token *numjit_cancel_token_new(void);

// Stops the calls that have the token, and those that will have it.
//
// # Safety
// `token` is null or live.
void numjit_cancel(const struct numjit_cancel_token *token);

// Frees a token; calls that have it go on.
//
// # Safety
// `token` is null, or live and used no more.
void numjit_cancel_token_free(struct numjit_cancel_token *token);

// Calls a function with `count` values. Its machine code for their types is made at the first such call. Arrays are passed
// where they lie, and must live until the call is over; the result owns what it holds.
//
// `options` and `result` may be null. On success `*result` is to be freed with `numjit_value_free`; else it is none.
//
// # Safety
// The function is null or live, there are `count` values with live memory, `options` is null or live, `result` and `error` are
// null or have room.
enum numjit_status numjit_call(const struct numjit_function *function,
                               const struct numjit_value *args,
                               size_t count,
                               const struct numjit_call_options *options,
                               struct numjit_value *result,
                               struct numjit_error **error);

// A new engine; `options` may be null. Scripts reach no file, clock or environment unless it is granted.
//
// # Safety
// `options` is null or points to settings, whose text is null or ends in a zero byte; `error` is null or has room for a pointer.
struct numjit_engine *numjit_engine_new(const struct numjit_engine_options *options,
                                        struct numjit_error **error);

// Frees an engine; its modules go on.
//
// # Safety
// `engine` is null, or live and used no more.
void numjit_engine_free(struct numjit_engine *engine);

// Compiles a script in memory and runs its module level; `name` is what errors call it.
//
// # Safety
// The engine is null or live, the texts are null or end in a zero byte, `error` is null or has room for a pointer.
struct numjit_module *numjit_compile_text(const struct numjit_engine *engine,
                                          const char *name,
                                          const char *text,
                                          struct numjit_error **error);

// Compiles a script in a file, which may import the files beside it, and runs its module level.
//
// # Safety
// The engine is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
struct numjit_module *numjit_compile_file(const struct numjit_engine *engine,
                                          const char *path,
                                          struct numjit_error **error);

// Loads a module that `numjit_module_save` has written, and compiles its functions for the types that they were saved with.
//
// # Safety
// The engine is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
struct numjit_module *numjit_load_file(const struct numjit_engine *engine,
                                       const char *path,
                                       struct numjit_error **error);

// Writes a module to a file: the script, the files that it imports, and the types that its functions were compiled for.
//
// # Safety
// The module is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
enum numjit_status numjit_module_save(const struct numjit_module *module,
                                      const char *path,
                                      struct numjit_error **error);

// Frees a module; its functions go on.
//
// # Safety
// `module` is null, or live and used no more.
void numjit_module_free(struct numjit_module *module);

// How many functions the script defines.
//
// # Safety
// `module` is null or live.
size_t numjit_module_functions(const struct numjit_module *module);

// The name of a function; null past the last.
//
// # Safety
// `module` is null or live; the text lives as long.
const char *numjit_module_function_name(const struct numjit_module *module, size_t index);

// The docstring of a function; null where there is none.
//
// # Safety
// `module` is null or live; the text lives as long.
const char *numjit_module_function_doc(const struct numjit_module *module, size_t index);

// A function of a module.
//
// # Safety
// The module is null or live, the name is null or ends in a zero byte, `error` is null or has room for a pointer.
struct numjit_function *numjit_module_get(const struct numjit_module *module,
                                          const char *name,
                                          struct numjit_error **error);

// Frees a function.
//
// # Safety
// `function` is null, or live and used no more.
void numjit_function_free(struct numjit_function *function);

// Which kind of error; `NUMJIT_STATUS_OK` for null.
//
// # Safety
// `error` is null or live.
enum numjit_status numjit_error_status(const struct numjit_error *error);

// What Python would print: `IndexError: index 3 is out of bounds for axis 0 with size 1`.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_text(const struct numjit_error *error);

// The same without the exception's class; of a script that is wrong the first diagnostic's words.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_message(const struct numjit_error *error);

// All of it for people, in several lines: a traceback, or diagnostics with their source.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_report(const struct numjit_error *error);

// The diagnostics of a script that is wrong: a list of objects with `code`, `severity`, `message`, `file`, `line`, `column`,
// `label`, `notes` and, where there is one, `fix`; else `[]`.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_to_json(const struct numjit_error *error);

// How many places the exception has left.
//
// # Safety
// `error` is null or live.
size_t numjit_error_frames(const struct numjit_error *error);

// One of the places, the outermost call first; null texts and line 0 past the last.
//
// # Safety
// `error` is null or live; the texts live as long.
struct numjit_frame numjit_error_frame(const struct numjit_error *error, size_t index);

// Frees an error.
//
// # Safety
// `error` is null, or live and used no more.
void numjit_error_free(struct numjit_error *error);

// A Python int.
struct numjit_value numjit_int(int64_t value);

// A Python float.
struct numjit_value numjit_float(double value);

// `True` or `False`.
struct numjit_value numjit_bool(bool value);

// A text that ends in a zero byte, and lives as long as the value; null is the empty one.
//
// # Safety
// `text` is null or ends in a zero byte.
struct numjit_value numjit_str(const char *text);

// A writable array in C order without gaps; `data` and `shape` live as long as the value. `dtype` is one of `numjit_dtype`.
struct numjit_value numjit_ndarray(uint32_t dtype,
                                   void *data,
                                   size_t ndim,
                                   const size_t *shape);

// Frees a result, with all that it points to, and makes it none. Arguments hold nothing.
//
// # Safety
// `value` is null, or live and what it points to is used no more.
void numjit_value_free(struct numjit_value *value);

// Which kind of error; `NUMJIT_STATUS_OK` for null.
//
// # Safety
// `error` is null or live.
enum numjit_status numjit_error_status(const struct numjit_error *error);

// What Python would print: `IndexError: index 3 is out of bounds for axis 0 with size 1`.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_text(const struct numjit_error *error);

// The same without the exception's class; of a script that is wrong the first diagnostic's words.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_message(const struct numjit_error *error);

// All of it for people, in several lines: a traceback, or diagnostics with their source.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_report(const struct numjit_error *error);

// The diagnostics of a script that is wrong: a list of objects with `code`, `severity`, `message`, `file`, `line`, `column`,
// `label`, `notes` and, where there is one, `fix`; else `[]`.
//
// # Safety
// `error` is null or live; the text lives as long.
const char *numjit_error_to_json(const struct numjit_error *error);

// How many places the exception has left.
//
// # Safety
// `error` is null or live.
size_t numjit_error_frames(const struct numjit_error *error);

// One of the places, the outermost call first; null texts and line 0 past the last.
//
// # Safety
// `error` is null or live; the texts live as long.
struct numjit_frame numjit_error_frame(const struct numjit_error *error, size_t index);

// Frees an error.
//
// # Safety
// `error` is null, or live and used no more.
void numjit_error_free(struct numjit_error *error);

// A new engine; `options` may be null. Scripts reach no file, clock or environment unless it is granted.
//
// # Safety
// `options` is null or points to settings, whose text is null or ends in a zero byte; `error` is null or has room for a pointer.
struct numjit_engine *numjit_engine_new(const struct numjit_engine_options *options,
                                        struct numjit_error **error);

// Frees an engine; its modules go on.
//
// # Safety
// `engine` is null, or live and used no more.
void numjit_engine_free(struct numjit_engine *engine);

// Compiles a script in memory and runs its module level; `name` is what errors call it.
//
// # Safety
// The engine is null or live, the texts are null or end in a zero byte, `error` is null or has room for a pointer.
struct numjit_module *numjit_compile_text(const struct numjit_engine *engine,
                                          const char *name,
                                          const char *text,
                                          struct numjit_error **error);

// Compiles a script in a file, which may import the files beside it, and runs its module level.
//
// # Safety
// The engine is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
struct numjit_module *numjit_compile_file(const struct numjit_engine *engine,
                                          const char *path,
                                          struct numjit_error **error);

// Loads a module that `numjit_module_save` has written, and compiles its functions for the types that they were saved with.
//
// # Safety
// The engine is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
struct numjit_module *numjit_load_file(const struct numjit_engine *engine,
                                       const char *path,
                                       struct numjit_error **error);

// Writes a module to a file: the script, the files that it imports, and the types that its functions were compiled for.
//
// # Safety
// The module is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
enum numjit_status numjit_module_save(const struct numjit_module *module,
                                      const char *path,
                                      struct numjit_error **error);

// Frees a module; its functions go on.
//
// # Safety
// `module` is null, or live and used no more.
void numjit_module_free(struct numjit_module *module);

// How many functions the script defines.
//
// # Safety
// `module` is null or live.
size_t numjit_module_functions(const struct numjit_module *module);

// The name of a function; null past the last.
//
// # Safety
// `module` is null or live; the text lives as long.
const char *numjit_module_function_name(const struct numjit_module *module, size_t index);

// The docstring of a function; null where there is none.
//
// # Safety
// `module` is null or live; the text lives as long.
const char *numjit_module_function_doc(const struct numjit_module *module, size_t index);

// A function of a module.
//
// # Safety
// The module is null or live, the name is null or ends in a zero byte, `error` is null or has room for a pointer.
struct numjit_function *numjit_module_get(const struct numjit_module *module,
                                          const char *name,
                                          struct numjit_error **error);

// Frees a function.
//
// # Safety
// `function` is null, or live and used no more.
void numjit_function_free(struct numjit_function *function);

// A Python int.
struct numjit_value numjit_int(int64_t value);

// A Python float.
struct numjit_value numjit_float(double value);

// `True` or `False`.
struct numjit_value numjit_bool(bool value);

// A text that ends in a zero byte, and lives as long as the value; null is the empty one.
//
// # Safety
// `text` is null or ends in a zero byte.
struct numjit_value numjit_str(const char *text);

// A writable array in C order without gaps; `data` and `shape` live as long as the value. `dtype` is one of `numjit_dtype`.
struct numjit_value numjit_ndarray(uint32_t dtype,
                                   void *data,
                                   size_t ndim,
                                   const size_t *shape);

// Frees a result, with all that it points to, and makes it none. Arguments hold nothing.
//
// # Safety
// `value` is null, or live and what it points to is used no more.
void numjit_value_free(struct numjit_value *value);

// A token that cancels nothing yet; null when there is no memory.
struct numjit_cancel_token *numjit_cancel_token_new(void);

// Stops the calls that have the token, and those that will have it.
//
// # Safety
// `token` is null or live.
void numjit_cancel(const struct numjit_cancel_token *token);

// Frees a token; calls that have it go on.
//
// # Safety
// `token` is null, or live and used no more.
void numjit_cancel_token_free(struct numjit_cancel_token *token);

// Calls a function with `count` values. Its machine code for their types is made at the first such call. Arrays are passed
// where they lie, and must live until the call is over; the result owns what it holds.
//
// `options` and `result` may be null. On success `*result` is to be freed with `numjit_value_free`; else it is none.
//
// # Safety
// The function is null or live, there are `count` values with live memory, `options` is null or live, `result` and `error` are
// null or have room.
enum numjit_status numjit_call(const struct numjit_function *function,
                               const struct numjit_value *args,
                               size_t count,
                               const struct numjit_call_options *options,
                               struct numjit_value *result,
                               struct numjit_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NUMJIT_H */
