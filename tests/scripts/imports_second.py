"""Imports a file that is being imported."""
import imports_first

NUMBER = 41
try:
    print(imports_first.NUMBER)
except AttributeError as error:
    print(error)
try:
    from imports_first import NUMBER as one_more
except ImportError as error:
    print(str(error).rsplit(" (", 1)[0])


def number_of_first():
    return imports_first.NUMBER
