from egg import lay


def hatch():
    return 1
