/* What the functions of a library share: words of machine code, the last error of each thread. */

struct context;
typedef int entry(struct context *, const uint64_t *args, uint64_t *results);

/* What went wrong: Python's line, and the places that the exception has left, the innermost first. */
struct failure {
    char text[512];
    int frames;
    uint32_t sites[32];
};

static _Thread_local struct failure last;

static inline void put_f64(uint64_t *word, double x) { memcpy(word, &x, sizeof x); }

static inline void put_f32(uint64_t *word, float x) {
    *word = 0;
    memcpy(word, &x, sizeof x);
}

static inline double get_f64(const uint64_t *word) {
    double x;
    memcpy(&x, word, sizeof x);
    return x;
}

static inline float get_f32(const uint64_t *word) {
    float x;
    memcpy(&x, word, sizeof x);
    return x;
}

/* The words of an array: data, owner, shape, strides. The caller's memory has no owner. */
static inline void put_array(uint64_t *words, const void *array, size_t size) {
    memcpy(words, array, size);
    words[1] = 0;
}

/* Lie the elements one behind another, along the last axis first (or the first)? */
static inline bool is_packed(const uint64_t *words, int ndim, int64_t itemsize, bool first) {
    const int64_t *shape = (const int64_t *)words + 2, *strides = shape + ndim;
    for (int axis = 0; axis < ndim; axis++) {
        if (shape[axis] == 0) {
            return true;
        }
    }
    for (int i = 0; i < ndim; i++) {
        int axis = first ? i : ndim - 1 - i;
        if (shape[axis] != 1 && strides[axis] != itemsize) {
            return false;
        }
        itemsize *= shape[axis];
    }
    return true;
}

static inline int refuse(const char *text) {
    snprintf(last.text, sizeof last.text, "%s", text);
    last.frames = 0;
    return 1;
}

/* A place in the script; those of inlined functions are followed by where they were called. */
struct place {
    const char *file, *function;
    int line;
    bool more;
};

/* As Python writes it, the outermost call first. */
static const char *traceback(const struct place *places, const uint32_t *starts) {
    static _Thread_local char text[8192];
    size_t at = 0;
    text[0] = '\0';
    for (int i = last.frames - 1; i >= 0; i--) {
        uint32_t start = starts[last.sites[i]], end = start;
        if (start == UINT32_MAX) {
            continue;
        }
        while (places[end].more) {
            end++;
        }
        for (uint32_t place = end + 1; place-- > start && at < sizeof text;) {
            const struct place *p = &places[place];
            at += (size_t)snprintf(text + at, sizeof text - at, "  File \"%s\", line %d, in %s\n", p->file, p->line,
                                   p->function);
        }
    }
    return text;
}
