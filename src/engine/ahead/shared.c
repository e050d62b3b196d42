/* The runtime of a library that needs more than its own: libnumjit's, of the version that made it. */

extern int numjit_kernel_call(uint64_t fingerprint, entry *, const uint64_t *args, uint64_t *results, char *text,
                              size_t room, uint32_t *sites, int *frames);
extern void numjit_kernel_release(void *owner);

static int run(entry *function, const uint64_t *args, uint64_t *results) {
    last.frames = (int)(sizeof last.sites / sizeof *last.sites);
    return numjit_kernel_call(FINGERPRINT, function, args, results, last.text, sizeof last.text, last.sites, &last.frames);
}

__attribute__((unused)) static inline void release(void *owner) { numjit_kernel_release(owner); }
