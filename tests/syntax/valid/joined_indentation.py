\
x = 1
if x:
  \
     \
   a
  b
\
  c
  \
d
e = \
  1
\
\
f
