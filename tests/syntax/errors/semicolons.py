x = 1;;y = 2
;x
if a: b; if c: d
x = 1; else: 2
