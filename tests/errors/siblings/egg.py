from chicken import hatch


def lay():
    return hatch()
