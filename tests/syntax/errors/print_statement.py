print x
print "hello", name
exec "code"
print
print -1
