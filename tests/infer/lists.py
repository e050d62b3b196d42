from numba import njit


# call: empty(int64) -> list(int64)
@njit
def empty(n):
    items = []
    for i in range(n):
        items.append(i)
    return items


# call: widen(int64) -> list(float64)
@njit
def widen(n):
    items = [n]
    items.append(2.5)
    return items


# call: nested(int64) -> list(list(float64))
@njit
def nested(n):
    rows = []
    for i in range(n):
        row = []
        for j in range(i):
            row.append(j * 0.5)
        rows.append(row)
    return rows


# call: comprehension(int64) -> Tuple(list(int64), list(list(int64)))
@njit
def comprehension(n):
    return [i * 2 for i in range(n) if i % 2], [[j for j in range(i)] for i in range(n)]


# call: methods(list(int64)) -> Tuple(int64, int64, int64, int64, list(int64), int64)
@njit
def methods(items):
    items.append(4)
    items.extend([1, 2])
    items.insert(0, 3)
    items.sort()
    items.reverse()
    items.remove(3)
    x = items.pop()
    y = items.pop(0)
    return items.index(1), items.count(2), x, y, items.copy(), len(items)


# call: operators(list(int64)) -> Tuple(list(int64), list(int64), list(int64), int64, bool, bool, list(int64))
@njit
def operators(items):
    items += [1]
    return items + [2], items * 2, items[1:], items[0], 3 in items, items == items, items[::-1]


# call: functions(list(float64)) -> Tuple(float64, float64, float64, list(float64), list(int64))
@njit
def functions(items):
    return sum(items), min(items), max(items), sorted(items), list(range(3))


# call: slices(list(int64)) -> list(int64)
@njit
def slices(items):
    items[1:2] = [7, 8]
    del items[0]
    return items


# call: sort_key(list(int64)) -> list(int64)
@njit
def sort_key(items):
    return sorted(items, key=lambda x: -x, reverse=True)


# ours: fill_helper(int64) -> list(float64)
@njit
def fill_helper(n):
    items = []
    put(items, n)
    return items


@njit
def put(items, n):
    items.append(n * 0.5)


# ours: never_filled() -> int64
@njit
def never_filled():
    items = []
    return len(items)


# call: stored(list(int64)) -> list(int64)
@njit
def stored(items):
    items[0] = 5
    return items


# call: store_converts() -> list(int64)
@njit
def store_converts():
    items = [1, 2]
    items[0] = 2.5
    return items


# ours: generator_expression(int64) -> int64
@njit
def generator_expression(n):
    return sum(i * i for i in range(n))
