s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), "abc".capitalize(), s.replace("l", "L", 2), s.find("o"), s.rfind("o"), s.count("l"))
print(s.split(", "), "a b  c".split(), "a,b,,c".split(","), " x ".strip(), "xxaxx".strip("x"), "a-b-c".rsplit("-", 1), "l1\nl2".splitlines())
print(s[0], s[-1], s[2:5], s[::-1], len(s), "World" in s, s.startswith("Hell"), s.endswith(("x", "ld")))
print("-".join(["a", "b"]), "ab".center(6, "*"), "ab".ljust(4) + "|", "ab".rjust(4), "42".zfill(5), "-42".zfill(5), "a=b=c".partition("="))
print("123".isdigit(), "abc".isalpha(), "a1".isalnum(), " ".isspace(), "Ab".islower(), "AB".isupper())
print("{} {1} {name}".replace("{1}", "{}").format(1, 2, name="n"), "{0:>5}|{1:<5}|{2:^5}".format("a", "b", "c"), "%d %5.2f %s %r %x %%" % (1, 2.5, "s", "r", 255))
x, w, n = 3.14159, 10, 255
print(f"{x:.2f} {x:{w}.3f}| {n:x} {n:#b} {n:08d} {n:,} {12345678:,} {x!r} {x=} {'a':>3} {'b':*^5} {0.5:%} {1e10:g} {True} {None}")
print(f"{1.0} {100.0:.0f} {1e-7} {123456789.123:.3e} {-5:+d} {5:+} {'x' * 3} {{}} {[1, 'a']} {(1,)}")
print("tab\there", 'q"q', "it's", repr("a\nb\t\\"), "\u00e9", r"raw\n", b"bytes\x00", "multi" "part")
print(str([1, "a", 2.5, None]), str({"k": "v"}), repr("é"), ascii("é"))
for i in range(3):
    print(i, end=" ")
print()
print(1, 2, 3, sep="-", end="!\n")
print("a" < "b", "abc" == "abc", "a" * 0 == "", "é".upper(), len("日本"), "日本"[1], "ß".upper())
print("%s" % [1, 2], "%s and %s" % ("a", 1), "%(k)s" % {"k": 3}, "%5d|%-5d|%05d" % (1, 2, 3), "%.3g" % 1234.5)
print("abc".encode(), list(b"ab"), "x".join("abc"), "a\tb".expandtabs(4), "prefix_x".removeprefix("prefix_"))
#--- output
# HELLO, WORLD hello, world hELLO, wORLD Hello, World Abc HeLLo, World 4 8 3
# ['Hello', 'World'] ['a', 'b', 'c'] ['a', 'b', '', 'c'] x a ['a-b', 'c'] ['l1', 'l2']
# H d llo dlroW ,olleH 12 True True True
# a-b **ab** ab  |   ab 00042 -0042 ('a', '=', 'b=c')
# True True True True False True
# 1 2 n     a|b    |  c   1  2.50 s 'r' ff %
# 3.14      3.142| ff 0b11111111 00000255 255 12,345,678 3.14159 x=3.14159   a **b** 50.000000% 1e+10 True None
# 1.0 100 1e-07 1.235e+08 -5 +5 xxx {} [1, 'a'] (1,)
# tab	here q"q it's 'a\nb\t\\' é raw\n b'bytes\x00' multipart
# [1, 'a', 2.5, None] {'k': 'v'} 'é' '\xe9'
# 0 1 2 
# 1-2-3!
# True True True É 2 本 SS
# [1, 2] a and 1 3     1|2    |00003 1.23e+03
# b'abc' [97, 98] axbxc a   b x
