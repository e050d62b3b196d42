"""Imported by imports.npy."""
import numpy as np
from numba import njit

print("helper runs as", __name__)

SCALE = 2.5
NAME = "helper"
FLAG = True
PAIR = (3, 4.5)
SINGLE = np.float32(0.25)
TABLE = np.array([1.0, 2.0, 4.0])
weights = np.arange(6, dtype=np.int32)[::2]
counter = 0


@njit
def scaled(x):
    return x * SCALE


def plain(n):
    total = 0
    for i in range(n):
        total += i
    return total


def count():
    global counter
    counter += 1
    return counter


class Base:
    def name(self):
        return "base"


class Problem(Exception):
    pass


def fail(n):
    raise Problem("failed", n)


if __name__ == "__main__":
    print("not when imported")
