()
(a)
(a,)
(a, b)
(a, b,)
((a, b), c)
a,
a, b
a, b,
*a,
*a, b
(*a, b)
[]
[a]
[a,]
[a, b]
[*a, b]
[[1, 2], [3]]
{}
{a: b}
{a: b,}
{a: b, c: d}
{**a}
{**a, b: c, **d}
{a}
{a, b}
{a, b,}
{*a, b}
{a: lambda: 0, b: 1}
{(a := 1): b}
{a: b if c else d}
{1, (2, 3), "x"}
[x for x in y]
[x for x in y if z]
[x for x in y if z if w]
[x for x in y for z in x]
[x for x, y in z]
[x for x, in z]
[x for (x, y), *z in w]
[x for x in a or b]
[x if y else z for x in a]
[(x, y) for x in a for y in b if x if y]
[x for x[0] in y]
[x for x.a in y]
[y := 1, y]
[y := f(x), y**2]
[y for x in z if (y := x)]
[lambda: x for x in y]
{x for x in y}
{x: y for x, y in z}
{x: y for x in z if y}
{**{}, 'a': 1}
(x for x in y)
(x for x in y if z for w in x)
f(x for x in y)
f((x for x in y), 1)
[
    1,
    2,  # comment
    3,
]
(
    a
    +
    b
)
{
    'a': 1,

    'b': 2
}
