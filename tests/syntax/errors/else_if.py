if a:
    b
else if c:
    d
elseif e:
    f
