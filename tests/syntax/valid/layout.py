# comment first

x = 1  # after


y = (  # in brackets
    1,

    # alone
    2
)
z = [1,
2, """a
b""", 3]
if x: # header
    # comment
    y

    z
# out
  # odd
w = 1 + \
  2 + \
3
if a and \
   b:
    c
a = 1;  b = 2 ;c = 3
def f(a,
      b):
    return (a +
b)
{
1: 2
}
x = \
    1
	# tab comment
if 1:
	a	=	1
	b = [	1,	2	]
"string # not a comment"
'it\'s' # it's
x = "a \
# b"
class A: pass
