"""Imports a file that imports this one."""
import imports_helper
import imports_second

NUMBER = imports_second.NUMBER + 1


def other():
    return imports_second.number_of_first()


def helper_counter():
    return imports_helper.counter
