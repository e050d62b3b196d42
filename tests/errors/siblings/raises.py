"""Fails while it is imported."""
LIMITS = [1, 2, 0]


def ratio(n):
    return 1 / n


RATIOS = [ratio(n) for n in LIMITS]
