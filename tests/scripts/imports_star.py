"""Lists what `import *` takes."""
from numba import njit

__all__ = ["public_name", "_listed_too", "doubled"]

public_name = "public"
_listed_too = "listed"
unlisted = "unlisted"


@njit
def doubled(x):
    return 2 * x
