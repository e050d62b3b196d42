class AppError(Exception):
    pass


def low():
    raise KeyError("missing")


def middle():
    try:
        low()
    except KeyError as e:
        raise AppError("wrapped") from e


def high():
    try:
        middle()
    except AppError:
        {}["other"]


high()
#--- output
# Traceback (most recent call last):
#   File "traceback_chain.py", line 11, in middle
#     low()
#   File "traceback_chain.py", line 6, in low
#     raise KeyError("missing")
# KeyError: 'missing'
#
# The above exception was the direct cause of the following exception:
#
# Traceback (most recent call last):
#   File "traceback_chain.py", line 18, in high
#     middle()
#   File "traceback_chain.py", line 13, in middle
#     raise AppError("wrapped") from e
# AppError: wrapped
#
# During handling of the above exception, another exception occurred:
#
# Traceback (most recent call last):
#   File "traceback_chain.py", line 23, in <module>
#     high()
#   File "traceback_chain.py", line 20, in high
#     {}["other"]
# KeyError: 'other'
