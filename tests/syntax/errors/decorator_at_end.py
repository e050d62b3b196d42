@njit
