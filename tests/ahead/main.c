/* Calls every function of the library that tests/ahead/kernels.npy becomes, and prints the bits of what it gives. */
#include "kernels.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void bits(const char *what, double x) {
    uint64_t word;
    memcpy(&word, &x, sizeof word);
    printf("%s %016" PRIx64 "\n", what, word);
}

static double xs[10000];

static void numbers(void) {
    double x;
    int64_t i;
    bool b;
    kernels_weighted(0.1, numjit_f64_1d_of(xs, 100), &x);
    bits("weighted", x);
    numjit_f64_1d every_third = {xs, NULL, {33}, {3 * sizeof(double)}};
    kernels_weighted(0.1, every_third, &x);
    bits("strided", x);
    kernels_pick(numjit_f64_1d_of(xs, 100), -2, &x);
    bits("pick", x);
    kernels_floordiv_i64_i64(-7, 2, &i);
    printf("floordiv %" PRId64 "\n", i);
    kernels_floordiv_f64_f64(-7.5, 2.0, &x);
    bits("floordiv", x);
    kernels_total(numjit_f64_1d_of(xs, 10000), &x);
    bits("total", x);
    kernels_square(1.1, &x);
    bits("square", x);
    kernels_vadd(0.1, 0.2, &x);
    bits("vadd", x);
    kernels_odd(7, false, &b);
    printf("odd %d\n", b);
    kernels_odd(7, true, &b);
    printf("odd %d\n", b);
    kernels_weighted(0.1, numjit_f64_1d_of(xs, 100), NULL);
}

static void arrays(void) {
    double m[6] = {1, 2, 3, 4, 5, 6};
    numjit_f64_2d scaled;
    kernels_scaled(numjit_f64_2d_of(m, 2, 3), 1.5f, &scaled);
    printf("shape %" PRId64 " %" PRId64 "\n", scaled.shape[0], scaled.shape[1]);
    for (int k = 0; k < 6; k++) {
        bits("scaled", scaled.data[k]);
    }
    kernels_free(scaled.owner);
    kernels_scaled(numjit_f64_2d_of(m, 2, 3), 1.5f, NULL);

    kernels_split_result split;
    kernels_split(numjit_f64_1d_of(xs, 10), &split);
    bits("mean", split.item0);
    printf("size %" PRId64 " of %" PRId64 "\n", split.item2.shape[0], split.item1);
    bits("last", split.item2.data[split.item2.shape[0] - 1]);
    kernels_free(split.item2.owner);

    numjit_c128 z[3];
    kernels_fill(numjit_c128_1d_of(z, 3), (numjit_c128){1.5, -0.5});
    bits("re", z[2].re);
    bits("im", z[2].im);
}

static void errors(void) {
    double x = 0;
    double m[6] = {1, 2, 3, 4, 5, 6};
    int status = kernels_pick(numjit_f64_1d_of(xs, 100), 100, &x);
    printf("%d %s\n%s", status, kernels_last_error(), kernels_last_traceback());
    kernels_split_result split;
    status = kernels_split(numjit_f64_1d_of(xs, 0), &split);
    printf("%d %s\n%s", status, kernels_last_error(), kernels_last_traceback());
    int64_t i;
    status = kernels_floordiv_i64_i64(1, 0, &i);
    printf("%d %s\n%s", status, kernels_last_error(), kernels_last_traceback());
    numjit_f64_2d columns = {m, NULL, {3, 2}, {sizeof(double), 3 * sizeof(double)}};
    status = kernels_scaled(columns, 1.0f, NULL);
    printf("%d %s\n%s", status, kernels_last_error(), kernels_last_traceback());
    status = kernels_scaled(numjit_f64_2d_of(m, -1, 3), 1.0f, NULL);
    printf("%d\n", status);
}

int main(void) {
    for (int k = 0; k < 10000; k++) {
        xs[k] = (k * 7919 % 1000) / 997.0;
    }
    numbers();
    arrays();
    errors();
    return 0;
}
