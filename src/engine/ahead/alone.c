/* The runtime of a library that stands alone: what machine code calls (`helper_NAME`), as the runtime of numjit does it. */

struct block {
    _Atomic size_t count;
    unsigned char *data;
    size_t size;
    void *others[4];
    size_t total;
};
_Static_assert(offsetof(struct block, count) == BLOCK_COUNT && offsetof(struct block, data) == BLOCK_DATA &&
                   offsetof(struct block, size) == BLOCK_SIZE && sizeof(struct block) == ALIGNMENT,
               "blocks are laid out as the compiler thinks");

struct text {
    struct block block;
    int64_t length, characters;
    const char *bytes;
};
_Static_assert(offsetof(struct text, length) == TEXT_LENGTH && offsetof(struct text, bytes) == TEXT_BYTES,
               "strings are laid out as the compiler thinks");

struct context {
    uintptr_t stack_limit;
    const uint32_t *stop;
    int64_t *fuel;
    int64_t calls_left;
    const void *const *helpers;
    uint32_t thread;
    struct failure failure;
};
_Static_assert(offsetof(struct context, stack_limit) == CONTEXT_STACK && offsetof(struct context, stop) == CONTEXT_STOP &&
                   offsetof(struct context, helpers) == CONTEXT_HELPERS,
               "contexts are laid out as the compiler thinks");

static const void *const *helper_table(void);

/* --- exceptions --------------------------------------------------------------------------------------------------- */

#define NO_SITE UINT32_MAX

__attribute__((unused)) static void helper_PushFrame(struct context *ctx, uint32_t site) {
    struct failure *failure = &ctx->failure;
    if (site != NO_SITE && failure->frames < (int)(sizeof failure->sites / sizeof *failure->sites)) {
        failure->sites[failure->frames++] = site;
    }
}

static void raise_text(struct context *ctx, const char *kind, const char *words, size_t length, uint32_t site) {
    struct failure *failure = &ctx->failure;
    const char *colon = length ? ": " : "";
    snprintf(failure->text, sizeof failure->text, "%s%s%.*s", kind, colon, (int)(length < 400 ? length : 400), words);
    failure->frames = 0;
    helper_PushFrame(ctx, site);
}

/* `{0}` to `{3}` in the words of a check stand for numbers. */
static void raise_check(struct context *ctx, uint32_t check, uint32_t site, const int64_t *numbers) {
    char words[400];
    size_t at = 0;
    for (const char *c = checks[check].text; *c && at + 24 < sizeof words;) {
        if (c[0] == '{' && c[2] == '}') {
            at += (size_t)snprintf(words + at, sizeof words - at, "%lld", (long long)numbers[c[1] - '0']);
            c += 3;
        } else {
            words[at++] = *c++;
        }
    }
    raise_text(ctx, checks[check].kind, words, at, site);
}

__attribute__((unused)) static void helper_Raise(struct context *ctx, uint32_t check, uint32_t site, int64_t a, int64_t b,
                                                 int64_t c, int64_t d) {
    raise_check(ctx, check, site, (int64_t[]){a, b, c, d});
}

__attribute__((unused)) static void helper_RaiseMessage(struct context *ctx, uint32_t kind, uint32_t site,
                                                        const struct text *text) {
    raise_text(ctx, kinds[kind], text ? text->bytes : "", text ? (size_t)text->length : 0, site);
}

/* `(2,3)`, `(2,)`, `()` */
static size_t put_shape(char *words, size_t room, const int64_t *shape, int64_t ndim) {
    int64_t first = 0;
    while (first < ndim && shape[first] < 0) {
        first++;
    }
    size_t at = (size_t)snprintf(words, room, "(");
    for (int64_t i = first; i < ndim && at + 24 < room; i++) {
        const char *comma = i > first ? "," : "";
        at += (size_t)(shape[i] < 0 ? snprintf(words + at, room - at, "%snewaxis", comma)
                                    : snprintf(words + at, room - at, "%s%lld", comma, (long long)shape[i]));
    }
    return at + (size_t)snprintf(words + at, room - at, ndim == 1 && first == 0 ? ",)" : ")");
}

__attribute__((unused)) static void helper_RaiseShapes(struct context *ctx, uint32_t check, uint32_t site, const int64_t *a,
                                                       int64_t a_ndim, const int64_t *b, int64_t b_ndim) {
    char words[400];
    size_t at = 0;
    for (const char *c = checks[check].text; *c && at + 120 < sizeof words;) {
        if (strncmp(c, "({0},)", 6) == 0) {
            at += put_shape(words + at, sizeof words - at - 100, a, a_ndim);
            c += 6;
        } else if (strncmp(c, "({1},)", 6) == 0) {
            at += put_shape(words + at, sizeof words - at - 50, b, b_ndim);
            c += 6;
        } else if (strncmp(c, "{0}", 3) == 0 && a_ndim > 0) {
            at += (size_t)snprintf(words + at, sizeof words - at, "%lld", (long long)a[0]);
            c += 3;
        } else {
            words[at++] = *c++;
        }
    }
    raise_text(ctx, checks[check].kind, words, at, site);
}

/* Nobody stops a library's loops. */
__attribute__((unused)) static int helper_RaiseInterrupt(struct context *ctx, uint32_t site) {
    raise_text(ctx, "KeyboardInterrupt", "", 0, site);
    return 1;
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

#define IMMORTAL ((size_t)1 << (8 * sizeof(size_t) - 2))

__attribute__((unused)) static void helper_Retain(struct block *block) {
    if (block && atomic_load_explicit(&block->count, memory_order_relaxed) < IMMORTAL) {
        atomic_fetch_add_explicit(&block->count, 1, memory_order_relaxed);
    }
}

__attribute__((unused)) static void helper_Release(struct block *block) {
    if (block && atomic_load_explicit(&block->count, memory_order_relaxed) < IMMORTAL &&
        atomic_fetch_sub_explicit(&block->count, 1, memory_order_acq_rel) == 1) {
        free(block);
    }
}

static struct block *make_block(struct context *ctx, int64_t bytes, bool zeroed) {
    struct block *block = NULL;
    if (bytes >= 0 && bytes < INT64_MAX - 4096) {
        size_t total = (sizeof *block + (size_t)bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        block = aligned_alloc(ALIGNMENT, total);
    }
    if (!block) {
        raise_check(ctx, CHECK_OUT_OF_MEMORY, NO_SITE, (int64_t[4]){0});
        return NULL;
    }
    memset(block, 0, sizeof *block);
    atomic_init(&block->count, 1);
    block->data = (unsigned char *)(block + 1);
    block->size = (size_t)bytes;
    if (zeroed) {
        memset(block->data, 0, block->size);
    }
    return block;
}

__attribute__((unused)) static struct block *helper_Alloc(struct context *ctx, int64_t bytes) {
    return make_block(ctx, bytes, false);
}

__attribute__((unused)) static struct block *helper_AllocZeroed(struct context *ctx, int64_t bytes) {
    return make_block(ctx, bytes, true);
}

__attribute__((unused)) static struct block *helper_AllocArray(struct context *ctx, const int64_t *shape, int64_t ndim,
                                                               int64_t itemsize, int zeroed) {
    int64_t bytes = itemsize;
    bool empty = false;
    for (int64_t i = 0; i < ndim; i++) {
        empty |= shape[i] == 0;
        if (shape[i] < 0 || (shape[i] > 0 && __builtin_mul_overflow(bytes, shape[i], &bytes))) {
            raise_check(ctx, shape[i] < 0 ? CHECK_NEGATIVE_DIMENSION : CHECK_ARRAY_TOO_BIG, NO_SITE, (int64_t[4]){0});
            return NULL;
        }
    }
    return make_block(ctx, empty ? 0 : bytes, zeroed);
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */

#define FLOAT_HELPERS(T, W, floor_of, fmod_of, copysign_of, exp_of, exp2_of, log1p_of)                                    \
    __attribute__((unused)) static T helper_FloorDiv##W(T x, T y) {                                                      \
        if (y == 0) {                                                                                                    \
            return x / y;                                                                                                \
        }                                                                                                                \
        T rest = fmod_of(x, y), quotient = (x - rest) / y;                                                               \
        if (rest != 0 && (y < 0) != (rest < 0)) {                                                                        \
            quotient -= 1;                                                                                               \
        }                                                                                                                \
        if (quotient == 0) {                                                                                             \
            return copysign_of(0, x / y);                                                                                \
        }                                                                                                                \
        T floored = floor_of(quotient);                                                                                  \
        return quotient - floored > (T)0.5 ? floored + 1 : floored;                                                      \
    }                                                                                                                    \
    __attribute__((unused)) static T helper_Mod##W(T x, T y) {                                                           \
        T rest = fmod_of(x, y);                                                                                          \
        if (rest == 0) {                                                                                                 \
            return copysign_of(0, y);                                                                                    \
        }                                                                                                                \
        return (y < 0) == (rest < 0) ? rest : rest + y;                                                                  \
    }                                                                                                                    \
    __attribute__((unused)) static T helper_Ldexp##W(T x, T y) {                                                         \
        return (T)ldexp((double)x, y < -5000 ? -5000 : y > 5000 ? 5000 : (int)y);                                        \
    }                                                                                                                    \
    __attribute__((unused)) static T helper_LogAddExp##W(T x, T y) {                                                     \
        T difference = x - y;                                                                                            \
        if (x == y) {                                                                                                    \
            return x + (T)0.693147180559945309417232121458;                                                              \
        }                                                                                                                \
        if (difference > 0) {                                                                                            \
            return x + log1p_of(exp_of(-difference));                                                                    \
        }                                                                                                                \
        return difference <= 0 ? y + log1p_of(exp_of(difference)) : difference;                                          \
    }

FLOAT_HELPERS(double, F64, floor, fmod, copysign, exp, exp2, log1p)
FLOAT_HELPERS(float, F32, floorf, fmodf, copysignf, expf, exp2f, log1pf)

__attribute__((unused)) static uint64_t helper_PowU64(uint64_t x, uint64_t y) {
    uint64_t result = 1;
    for (; y; y >>= 1, x *= x) {
        if (y & 1) {
            result *= x;
        }
    }
    return result;
}

__attribute__((unused)) static int64_t helper_PowI64(int64_t x, int64_t y) {
    if (y >= 0) {
        return (int64_t)helper_PowU64((uint64_t)x, (uint64_t)y);
    }
    return x == 1 ? 1 : x == -1 ? 1 - 2 * (y & 1) : 0;
}

/* --- parallel loops ----------------------------------------------------------------------------------------------- */

typedef int loop_body(struct context *, const void *environment, int64_t lo, int64_t hi, int64_t chunk);

struct job {
    loop_body *body;
    const void *environment;
    int64_t n, chunks;
    _Atomic int64_t next, failed;
    pthread_mutex_t lock;
    struct failure failure;
};

static const uint32_t no_stop = 0;
#define MOST_THREADS 256
#define SMALL_LOOP 120000

/* Stack that is left for machine code is what the thread has but for this. */
#define STACK_RESERVE (64 << 10)

static uintptr_t stack_limit(void) {
    static _Thread_local uintptr_t limit = 0;
#ifdef __linux__
    pthread_attr_t attributes;
    void *base;
    size_t size;
    if (!limit && pthread_getattr_np(pthread_self(), &attributes) == 0) {
        if (pthread_attr_getstack(&attributes, &base, &size) == 0 && size > 2 * STACK_RESERVE) {
            limit = (uintptr_t)base + STACK_RESERVE;
        }
        pthread_attr_destroy(&attributes);
    }
#endif
    return limit;
}

static void begin(struct context *ctx, uint32_t thread) {
    ctx->stack_limit = stack_limit();
    ctx->stop = &no_stop;
    ctx->fuel = NULL;
    ctx->helpers = helper_table();
    ctx->thread = thread;
    ctx->failure.frames = 0;
    ctx->failure.text[0] = '\0';
}

/* Runs chunks until none is left or a lower one has failed; the failure of the lowest counts. */
static void work(struct job *job, struct context *ctx) {
    int64_t length = job->n / job->chunks, longer = job->n % job->chunks, chunk;
    while ((chunk = atomic_fetch_add(&job->next, 1)) < job->chunks && chunk < atomic_load(&job->failed)) {
        int64_t lo = chunk * length + (chunk < longer ? chunk : longer);
        if (job->body(ctx, job->environment, lo, lo + length + (chunk < longer), chunk) == 0) {
            continue;
        }
        pthread_mutex_lock(&job->lock);
        if (chunk < atomic_load(&job->failed)) {
            atomic_store(&job->failed, chunk);
            job->failure = ctx->failure;
        }
        pthread_mutex_unlock(&job->lock);
    }
}

static _Atomic uint32_t helper_threads = 1;

static void *help(void *job) {
    struct context ctx;
    begin(&ctx, atomic_fetch_add(&helper_threads, 1));
    work(job, &ctx);
    return NULL;
}

static int64_t thread_count(void) {
    const char *given = getenv("NUMJIT_NUM_THREADS");
    int64_t count = given ? atoll(given) : sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}

/* Threads are started for each loop that is worth it; a loop in a loop runs on its own thread. */
__attribute__((unused)) static int helper_ParallelFor(struct context *ctx, loop_body *body, const void *environment,
                                                      int64_t n, int64_t chunks, int64_t cost) {
    if (n <= 0) {
        return 0;
    }
    bool small = ctx->thread || (cost > 0 && n < SMALL_LOOP / cost);
    int64_t threads = small ? 1 : thread_count();
    if (chunks <= 0) {
        chunks = threads == 1 ? 1 : 6 * threads;
    }
    struct job job = {body, environment, n, chunks < n ? chunks : n, 0, INT64_MAX, PTHREAD_MUTEX_INITIALIZER, {"", 0, {0}}};
    pthread_t started[MOST_THREADS];
    int64_t count = 0;
    while (count + 1 < threads && count + 1 < job.chunks &&
           pthread_create(&started[count], NULL, help, &job) == 0) {
        count++;
    }
    work(&job, ctx);
    while (count > 0) {
        pthread_join(started[--count], NULL);
    }
    if (atomic_load(&job.failed) == INT64_MAX) {
        return 0;
    }
    ctx->failure = job.failure;
    return 1;
}

/* A function of the trip count alone, so that reductions have the same bits with any number of threads. */
__attribute__((unused)) static int64_t helper_Chunks(int64_t n) {
    if (n <= 64) {
        return n > 0 ? n : 0;
    }
    return n / 1024 < 64 ? 64 : n / 1024 > 256 ? 256 : n / 1024;
}

__attribute__((unused)) static int64_t helper_GetNumThreads(struct context *ctx) {
    (void)ctx;
    return thread_count();
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

static int run(entry *function, const uint64_t *args, uint64_t *results) {
    struct context ctx;
    begin(&ctx, 0);
    int status = function(&ctx, args, results);
    if (status != 0) {
        last = ctx.failure;
    }
    return status;
}

static inline void release(void *owner) { helper_Release(owner); }
