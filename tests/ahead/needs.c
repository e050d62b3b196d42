/* Calls the functions of the library that tests/ahead/needs.npy becomes. */
#include "needs.h"

#include <stdio.h>
#include <string.h>

static void bits(const char *what, double x) {
    unsigned long long word;
    memcpy(&word, &x, sizeof word);
    printf("%s %016llx\n", what, word);
}

int main(void) {
    double xs[] = {3.5, 1.25, 2.5, 9.0, 7.75};
    double x = 0;
    fflush(stdout);
    needs_median(numjit_f64_1d_of(xs, 5), &x);
    bits("median", x);
    numjit_f64_1d drawn;
    needs_drawn(3, &drawn);
    for (int i = 0; i < 3; i++) {
        bits("drawn", drawn.data[i]);
    }
    needs_free(drawn.owner);
    int status = needs_drawn(-1, NULL);
    printf("%d %s\n%s", status, needs_last_error(), needs_last_traceback());
    return 0;
}
