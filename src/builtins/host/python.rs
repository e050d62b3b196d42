//! Python's builtin functions and the methods of its values, in the host zone.
//!
//! Input: nothing. Output: enums with rows. Never: exceptions and classes as values.

use super::host_functions;

host_functions! {
    /// Python's own builtins.
    PythonFunction "use it at module level or in a function without a decorator";
    Abs "abs" "x, /" "The absolute value.";
    All "all" "iterable, /" "True if every item is true.";
    Any "any" "iterable, /" "True if some item is true.";
    Ascii "ascii" "object, /" "The repr with escapes for all that is not ASCII.";
    Bin "bin" "number, /" "An int as binary text.";
    Bool "bool" "x=False, /" "The truth of a value.";
    Bytes "bytes" "source=None" "Bytes.";
    Callable "callable" "obj, /" "Can it be called?";
    Chr "chr" "i, /" "The character with a code point.";
    Classmethod "classmethod" "function, /" "A method of the class itself.";
    Complex "complex" "real=0, imag=0" "A complex number.";
    Dict "dict" "*args, **kwargs" "A dictionary.";
    Divmod "divmod" "a, b, /" "Quotient and remainder.";
    Enumerate "enumerate" "iterable, start=0" "Pairs of a counter and an item.";
    Filter "filter" "function, iterable, /" "The items for which a function is true.";
    Float "float" "x=0.0, /" "A float of a number or a string.";
    Format "format" "value, format_spec=\"\", /" "A value as text by a format spec.";
    Getattr "getattr" "object, name, default=None, /" "An attribute by name.";
    Vars "vars" "object, /" "The attributes of an object, as a new dictionary.";
    Hasattr "hasattr" "object, name, /" "Is there such an attribute?";
    Hash "hash" "x, /" "Python's hash.";
    Hex "hex" "number, /" "An int as hexadecimal text.";
    Id "id" "x, /" "The identity of an object.";
    Input "input" "prompt=\"\", /" "A line of standard input.";
    Int "int" "x=0, /, base=10" "An int of a number (towards zero) or a string.";
    Isinstance "isinstance" "x, class_or_tuple, /" "Is a value of a class?";
    Issubclass "issubclass" "cls, class_or_tuple, /" "Does a class derive from another?";
    Iter "iter" "x, /" "An iterator.";
    Len "len" "x, /" "The number of items.";
    List "list" "iterable=(), /" "A list of items.";
    Map "map" "function, iterable, /, *iterables" "A function applied to each item.";
    Max "max" "*args, key=None, default=None" "The largest item.";
    Min "min" "*args, key=None, default=None" "The smallest item.";
    Next "next" "iterator, default=None, /" "The next item of an iterator.";
    Object "object" "" "A plain object.";
    Oct "oct" "number, /" "An int as octal text.";
    Open "open" "file, mode=\"r\", buffering=-1, encoding=None, errors=None, newline=None" "Opens a file.";
    Ord "ord" "c, /" "The code point of a character.";
    Pow "pow" "base, exp, mod=None" "A power.";
    Print "print" "*args, sep=\" \", end=\"\n\", file=None, flush=False" "Prints values.";
    Property "property" "fget=None, fset=None, fdel=None, doc=None" "An attribute that functions read and set.";
    Range "range" "start, stop=None, step=None, /" "Ints from start up to stop, by step.";
    Repr "repr" "x, /" "A value as Python writes it in code.";
    Reversed "reversed" "sequence, /" "The items from last to first.";
    Round "round" "number, ndigits=None" "The nearest int, or rounded to decimals.";
    Set "set" "iterable=(), /" "A set.";
    Setattr "setattr" "object, name, value, /" "Sets an attribute by name.";
    Slice "slice" "start, stop=None, step=None, /" "A slice as a value.";
    Sorted "sorted" "iterable, /, *, key=None, reverse=False" "A sorted list (stable).";
    Staticmethod "staticmethod" "function, /" "A function in a class that gets no object.";
    Str "str" "object=\"\", /" "A value as text.";
    Sum "sum" "iterable, /, start=0" "The sum of the items.";
    NotImplemented "NotImplemented" "" "What a method of an operator gives for an operand that it does not know.";
    Globals "globals" "" "The variables of the module, as a dictionary; what is put into it binds nothing.";
    Super "super" "type=None, object=None, /" "The methods of the base classes.";
    Tuple "tuple" "iterable=(), /" "A tuple of items.";
    Type "type" "object, bases=None, dict=None, /" "The class of a value, or a new class.";
    Zip "zip" "*iterables, strict=False" "Tuples of items of several iterables.";
}

host_functions! {
    /// Methods of strings.
    StrMethod "use it at module level or in a function without a decorator";
    Capitalize "str.capitalize" "" "First letter upper, rest lower case.";
    Casefold "str.casefold" "" "For comparison without case.";
    Center "str.center" "width, fillchar=\" \", /" "Padded on both sides.";
    Count "str.count" "sub, start=None, end=None, /" "How often a text occurs.";
    Encode "str.encode" "encoding=\"utf-8\", errors=\"strict\"" "As bytes.";
    Endswith "str.endswith" "suffix, start=None, end=None, /" "Does it end so?";
    Expandtabs "str.expandtabs" "tabsize=8" "Tabs as spaces.";
    Find "str.find" "sub, start=None, end=None, /" "The first place of a text, or -1.";
    Format "str.format" "*args, **kwargs" "Fields filled in.";
    Index "str.index" "sub, start=None, end=None, /" "The first place of a text.";
    Isalnum "str.isalnum" "" "Letters and digits only?";
    Isalpha "str.isalpha" "" "Letters only?";
    Isdecimal "str.isdecimal" "" "Decimal digits only?";
    Isdigit "str.isdigit" "" "Digits only?";
    Isidentifier "str.isidentifier" "" "Could it be a name?";
    Islower "str.islower" "" "Lower case?";
    Isnumeric "str.isnumeric" "" "Numeric characters only?";
    Isspace "str.isspace" "" "White space only?";
    Isupper "str.isupper" "" "Upper case?";
    Join "str.join" "iterable, /" "Texts joined by this one.";
    Ljust "str.ljust" "width, fillchar=\" \", /" "Padded on the right.";
    Lower "str.lower" "" "In lower case.";
    Lstrip "str.lstrip" "chars=None, /" "Without leading characters.";
    Partition "str.partition" "sep, /" "Before, separator, after.";
    Removeprefix "str.removeprefix" "prefix, /" "Without a prefix.";
    Removesuffix "str.removesuffix" "suffix, /" "Without a suffix.";
    Replace "str.replace" "old, new, count=-1, /" "Occurrences replaced.";
    Rfind "str.rfind" "sub, start=None, end=None, /" "The last place of a text, or -1.";
    Rindex "str.rindex" "sub, start=None, end=None, /" "The last place of a text.";
    Rjust "str.rjust" "width, fillchar=\" \", /" "Padded on the left.";
    Rpartition "str.rpartition" "sep, /" "Before, separator, after: from the right.";
    Rsplit "str.rsplit" "sep=None, maxsplit=-1" "Parts, from the right.";
    Rstrip "str.rstrip" "chars=None, /" "Without trailing characters.";
    Split "str.split" "sep=None, maxsplit=-1" "Parts.";
    Splitlines "str.splitlines" "keepends=False" "Lines.";
    Startswith "str.startswith" "prefix, start=None, end=None, /" "Does it begin so?";
    Strip "str.strip" "chars=None, /" "Without characters at both ends.";
    Swapcase "str.swapcase" "" "Cases exchanged.";
    Title "str.title" "" "Words with a capital letter.";
    Upper "str.upper" "" "In upper case.";
    Zfill "str.zfill" "width, /" "Padded with zeros after the sign.";
}

host_functions! {
    /// Methods of lists.
    ListMethod "use it at module level or in a function without a decorator";
    Append "list.append" "object, /" "Adds an item.";
    Clear "list.clear" "" "Removes all items.";
    Copy "list.copy" "" "A shallow copy.";
    Count "list.count" "value, /" "How many items are equal.";
    Extend "list.extend" "iterable, /" "Adds items.";
    Index "list.index" "value, start=0, stop=9223372036854775807, /" "Where the first equal item is.";
    Insert "list.insert" "index, object, /" "Adds an item before another.";
    Pop "list.pop" "index=-1, /" "Removes and gives an item.";
    Remove "list.remove" "value, /" "Removes the first equal item.";
    Reverse "list.reverse" "" "Turns the order around.";
    Sort "list.sort" "*, key=None, reverse=False" "Sorts in place (stable).";
}

host_functions! {
    /// Methods of dictionaries.
    DictMethod "dictionaries live at module level and in functions without a decorator";
    Clear "dict.clear" "" "Removes all items.";
    Copy "dict.copy" "" "A shallow copy.";
    Get "dict.get" "key, default=None, /" "A value, or a default.";
    Items "dict.items" "" "Pairs of key and value.";
    Keys "dict.keys" "" "The keys.";
    Pop "dict.pop" "key, default=None, /" "Removes and gives a value.";
    Popitem "dict.popitem" "" "Removes and gives the last pair.";
    Setdefault "dict.setdefault" "key, default=None, /" "A value, put in if it is missing.";
    Update "dict.update" "*args, **kwargs" "Puts in the items of another.";
    Values "dict.values" "" "The values.";
}

host_functions! {
    /// Methods of sets.
    SetMethod "sets live at module level and in functions without a decorator";
    Add "set.add" "elem, /" "Adds an item.";
    Clear "set.clear" "" "Removes all items.";
    Copy "set.copy" "" "A shallow copy.";
    Difference "set.difference" "*others" "Items that no other has.";
    DifferenceUpdate "set.difference_update" "*others" "Removes the items that others have.";
    Discard "set.discard" "elem, /" "Removes an item if it is there.";
    Intersection "set.intersection" "*others" "Items that all have.";
    IntersectionUpdate "set.intersection_update" "*others" "Removes the items that others lack.";
    Isdisjoint "set.isdisjoint" "other, /" "No common items?";
    Issubset "set.issubset" "other, /" "Are all items in the other?";
    Issuperset "set.issuperset" "other, /" "Are all of the other here?";
    Pop "set.pop" "" "Removes and gives an item.";
    Remove "set.remove" "elem, /" "Removes an item.";
    SymmetricDifference "set.symmetric_difference" "other, /" "Items that one of both has.";
    SymmetricDifferenceUpdate "set.symmetric_difference_update" "other, /" "Keeps the items that one of both has.";
    Union "set.union" "*others" "Items of all.";
    Update "set.update" "*others" "Adds the items of others.";
}

host_functions! {
    /// Methods of bytes.
    BytesMethod "use an array of uint8";
    Decode "bytes.decode" "encoding=\"utf-8\", errors=\"strict\"" "As text.";
    Hex "bytes.hex" "" "As hexadecimal digits.";
}

host_functions! {
    /// Methods of tuples.
    TupleMethod "use it at module level or in a function without a decorator";
    Count "tuple.count" "value, /" "How many items are equal.";
    Index "tuple.index" "value, start=0, stop=9223372036854775807, /" "Where the first equal item is.";
}

host_functions! {
    /// Methods of numbers.
    NumberMethod "use it at module level or in a function without a decorator";
    BitLength "int.bit_length" "" "Bits of the absolute value.";
    BitCount "int.bit_count" "" "Ones in the binary absolute value.";
    IsInteger "float.is_integer" "" "Has it no fraction?";
    Conjugate "complex.conjugate" "" "The complex conjugate.";
    IntConjugate "int.conjugate" "" "The number itself.";
    FloatConjugate "float.conjugate" "" "The number itself.";
}

host_functions! {
    /// Methods of all objects, as `super()` finds them.
    ObjectMethod "classes live at module level and in functions without a decorator";
    Init "object.__init__" "*args, **kwargs" "Takes the arguments.";
    Str "object.__str__" "" "The object as text.";
}
