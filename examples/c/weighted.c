/* Calls a script's functions from C. Built and run by the tests; by hand:
 *
 *     cargo build --release -p numjit-capi
 *     cc examples/c/weighted.c -Icapi/include -Ltarget/release -lnumjit -lpthread -o weighted
 *     LD_LIBRARY_PATH=target/release ./weighted
 */
#define _POSIX_C_SOURCE 200809L
#include "numjit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *SCRIPT =
    "def weighted(a, xs):\n"
    "    s = 0.0\n"
    "    for x in xs:\n"
    "        s += a * x\n"
    "    return s\n"
    "\n"
    "def scale(m, k):\n"
    "    for i in range(m.shape[0]):\n"
    "        for j in range(m.shape[1]):\n"
    "            m[i, j] *= k\n"
    "\n"
    "def split(xs):\n"
    "    \"\"\"The larger half, and how large it is.\"\"\"\n"
    "    print('splitting', xs.size)\n"
    "    large = xs[xs > xs.mean()]\n"
    "    return large, large.size, 'done'\n"
    "\n"
    "def pick(xs, i):\n"
    "    return xs[i]\n"
    "\n"
    "def spin():\n"
    "    while True:\n"
    "        pass\n";

/* Shows an error, and frees it. */
static void complain(const char *what, numjit_error *error) {
    printf("%s: status %d: %s\n", what, (int)numjit_error_status(error), numjit_error_text(error));
    for (size_t i = 0; i < numjit_error_frames(error); i++) {
        numjit_frame frame = numjit_error_frame(error, i);
        printf("  at %s:%zu in %s\n", frame.file, frame.line, frame.function);
    }
    numjit_error_free(error);
}

static void gather(void *data, const char *text, size_t length) {
    char *room = data;
    size_t used = strlen(room);
    if (used + length < 100) {
        memcpy(room + used, text, length);
        room[used + length] = '\0';
    }
}

static void *cancel(void *token) {
    numjit_cancel(token);
    return NULL;
}

/* Numbers and an array go in, a number comes out. */
static void numbers(numjit_module *module) {
    numjit_error *error = NULL;
    numjit_function *weighted = numjit_module_get(module, "weighted", &error);
    double xs[] = {1.0, 2.0, 3.0};
    size_t shape[] = {3};
    numjit_value args[] = {numjit_float(2.0), numjit_ndarray(NUMJIT_DTYPE_F64, xs, 1, shape)};
    numjit_value result;
    if (numjit_call(weighted, args, 2, NULL, &result, &error) == NUMJIT_STATUS_OK) {
        printf("weighted: %g\n", result.as.f);
        numjit_value_free(&result);
    }
    numjit_function_free(weighted);
}

/* A function writes every other column of the C program's memory. */
static void strides(numjit_module *module) {
    numjit_function *scale = numjit_module_get(module, "scale", NULL);
    float m[2][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
    size_t shape[] = {2, 2};
    ptrdiff_t strides[] = {4 * sizeof(float), 2 * sizeof(float)};
    numjit_value view = numjit_ndarray(NUMJIT_DTYPE_F32, m, 2, shape);
    view.as.array.strides = strides;
    numjit_value args[] = {view, numjit_float(10.0)};
    if (numjit_call(scale, args, 2, NULL, NULL, NULL) == NUMJIT_STATUS_OK) {
        printf("scale: %g %g %g %g / %g %g %g %g\n", m[0][0], m[0][1], m[0][2], m[0][3], m[1][0], m[1][1], m[1][2],
               m[1][3]);
    }
    args[0].as.array.writable = false;
    printf("scale of what may not be written: status %d\n", (int)numjit_call(scale, args, 2, NULL, NULL, NULL));
    numjit_function_free(scale);
}

/* An array, a number and a text come out as a tuple. */
static void tuples(numjit_module *module, const char *printed) {
    numjit_function *split = numjit_module_get(module, "split", NULL);
    int64_t xs[] = {1, 5, 2, 8, 3};
    size_t shape[] = {5};
    numjit_value args[] = {numjit_ndarray(NUMJIT_DTYPE_I64, xs, 1, shape)};
    numjit_value result;
    if (numjit_call(split, args, 1, NULL, &result, NULL) == NUMJIT_STATUS_OK && result.kind == NUMJIT_KIND_TUPLE) {
        const numjit_value *items = result.as.items.data;
        const int64_t *large = items[0].as.array.data;
        printf("split: %lld %lld, %lld, %s\n", (long long)large[0], (long long)large[1], (long long)items[1].as.i,
               items[2].as.text.data);
        printf("printed: %s", printed);
    }
    numjit_value_free(&result);
    numjit_function_free(split);
}

static void errors(numjit_engine *engine, numjit_module *module) {
    numjit_error *error = NULL;
    if (!numjit_compile_text(engine, "bad.npy", "x = = 1\n", &error)) {
        printf("%.28s..\n", numjit_error_to_json(error));
        complain("compile", error);
    }
    if (!numjit_module_get(module, "wieghted", &error)) {
        complain("get", error);
    }
    numjit_function *pick = numjit_module_get(module, "pick", NULL);
    double xs[] = {1.0};
    size_t shape[] = {1};
    numjit_value args[] = {numjit_ndarray(NUMJIT_DTYPE_F64, xs, 1, shape), numjit_int(3)};
    numjit_call(pick, args, 2, NULL, NULL, &error);
    complain("pick", error);
    numjit_call(pick, args, 1, NULL, NULL, &error);
    complain("too few", error);
    args[1].kind = 77;
    numjit_call(pick, args, 2, NULL, NULL, &error);
    complain("no kind", error);
    args[0].as.array.data = NULL;
    numjit_call(pick, args, 1, NULL, NULL, &error);
    complain("no data", error);
    numjit_call(NULL, args, 2, NULL, NULL, &error);
    complain("no function", error);
    numjit_compile_text(engine, NULL, "", &error);
    complain("no name", error);
    numjit_compile_text(NULL, "a", "", &error);
    complain("no engine", error);
    numjit_compile_file(engine, "there/is/none.npy", &error);
    complain("no file", error);
    numjit_function_free(pick);
}

/* A deadline stops a call, and so does another thread. */
static void limits(numjit_module *module) {
    numjit_error *error = NULL;
    numjit_function *spin = numjit_module_get(module, "spin", NULL);
    numjit_call_options options = {.deadline = 0.02};
    numjit_call(spin, NULL, 0, &options, NULL, &error);
    printf("deadline: status %d\n", (int)numjit_error_status(error));
    numjit_error_free(error);

    numjit_cancel_token *token = numjit_cancel_token_new();
    pthread_t thread;
    pthread_create(&thread, NULL, cancel, token);
    numjit_call_options cancelable = {.cancel = token};
    numjit_status status = numjit_call(spin, NULL, 0, &cancelable, NULL, NULL);
    pthread_join(thread, NULL);
    printf("cancelled: status %d\n", (int)status);
    numjit_call_options few = {.fuel = 1000};
    printf("fuel: status %d\n", (int)numjit_call(spin, NULL, 0, &few, NULL, NULL));
    numjit_cancel_token_free(token);
    numjit_function_free(spin);
}

/* A module as a file: what was compiled so far is compiled again when it is loaded. */
static void files(numjit_engine *engine, numjit_module *module) {
    char path[] = "/tmp/numjit-weighted-XXXXXX";
    int file = mkstemp(path);
    numjit_status saved = file < 0 ? NUMJIT_STATUS_IO : numjit_module_save(module, path, NULL);
    numjit_module *loaded = numjit_load_file(engine, path, NULL);
    printf("saved: status %d, loaded: %zu functions\n", (int)saved, numjit_module_functions(loaded));
    numbers(loaded);
    numjit_module_free(loaded);
    close(file);
    unlink(path);
}

int main(void) {
    char printed[100] = "";
    numjit_engine_options settings = {.threads = 2, .cpu = "baseline", .write = gather, .write_data = printed};
    numjit_error *error = NULL;
    numjit_engine *engine = numjit_engine_new(&settings, &error);
    numjit_module *module = numjit_compile_text(engine, "kernels.npy", SCRIPT, &error);
    if (!module) {
        complain("compile", error);
        return 1;
    }
    for (size_t i = 0; i < numjit_module_functions(module); i++) {
        const char *doc = numjit_module_function_doc(module, i);
        printf("%s: %s\n", numjit_module_function_name(module, i), doc ? doc : "-");
    }
    numbers(module);
    strides(module);
    tuples(module, printed);
    errors(engine, module);
    limits(module);
    files(engine, module);
    numjit_module_free(module);
    numjit_engine_free(engine);
    numjit_engine_free(NULL);
    return 0;
}
