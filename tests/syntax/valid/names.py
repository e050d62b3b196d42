a
_
__init__
aB9_
é
漢字
naïve = 1
ﬁ = 2
µ = 3
𝒳 = 4
match
case
type
_if
iff
notx
inx
lambdax
print
exec
None
True
False
...
Nonex
Truest
