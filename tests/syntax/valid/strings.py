""
''
"a"
'a'
"it's"
'say "hi"'
"a\nb\t\\\"\'\a\b\f\v\r\0\12\377\x41\u00e9\U0001F600"
"unknown \d \q \8 stay"
'joined \
line'
"""triple"""
'''triple'''
"""with "quotes" and ""two"" inside"""
"""several
lines
    indented # no comment
"""
'''ends in a quote\''''
"""\
first"""
r"raw \n \d"
R'\''
r"""raw
\n"""
u"unicode"
U'unicode'
b"bytes \x00\xff\n\'"
B'bytes'
br"\x00"
rb'\n'
Rb"""a
b"""
bR'x'
"a" "b" 'c'
("a"
 "b"
 r"\n")
b"a" b"b"
"é ü 漢字 😀"
"a" "" "b"
x = "a" if "b" in "c" else"d"
