//! Dictionaries and sets in compiled code.
//!
//! Input: nothing. Output: their classes, and rows under the receivers `dict` and `set`. Never: operators.

use super::answers::table as answers;
use super::{Builtin, Effect, Special};

const fn method(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name)
}

const fn mutating(path: &'static str, signature: &'static str, name: &'static str, doc: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Mutates)
}

/// The rows.
pub(super) static ROWS: &[Builtin] = &[
    Builtin::special(
        "dict",
        "items=None, /",
        "A dictionary. In compiled code its keys are of one type and its values of another.",
        (answers::dict, Special::TableNew),
    )
    .aliases(&["numba.typed.Dict"])
    .effect(Effect::Fresh),
    Builtin::special(
        "set",
        "items=None, /",
        "A set. In compiled code its items are of one type, and come in the order in which they were put in.",
        (answers::set, Special::TableNew),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "dict.empty",
        "key_type, value_type, n_keys=0",
        "An empty dictionary for keys and values of these types.",
        (answers::empty_dict, Special::TableNew),
    )
    .effect(Effect::Fresh),
    Builtin::special(
        "list.empty_list",
        "item_type, allocated=0",
        "An empty list for items of this type.",
        (answers::empty_list, Special::ListNew),
    )
    .effect(Effect::Fresh),
    method("dict.get", "key, default=None, /", "dict_get", "The value of a key, or a default."),
    method("dict.keys", "", "dict_keys", "The keys."),
    method("dict.values", "", "dict_values", "The values, as a list in compiled code."),
    method("dict.items", "", "dict_items", "Pairs of keys and values, as a list in compiled code."),
    method("dict.copy", "", "table_copy", "A copy."),
    mutating("dict.pop", "key, default=None, /", "dict_pop", "Removes a key and gives its value, or a default."),
    mutating("dict.popitem", "", "dict_popitem", "Removes the last pair and gives it."),
    mutating("dict.setdefault", "key, default, /", "dict_setdefault", "The value of a key, put in if it is missing."),
    mutating("dict.update", "other, /", "dict_update", "Puts in the items of another."),
    mutating("dict.clear", "", "table_clear", "Removes all items."),
    mutating("set.add", "elem, /", "set_add", "Adds an item."),
    mutating("set.remove", "elem, /", "set_remove", "Removes an item, which must be there."),
    mutating("set.discard", "elem, /", "set_discard", "Removes an item if it is there."),
    mutating("set.pop", "", "set_pop", "Removes an item and gives it: in compiled code the last one."),
    mutating("set.clear", "", "table_clear", "Removes all items."),
    mutating("set.update", "*others", "set_update", "Adds the items of others."),
    mutating("set.intersection_update", "other, /", "set_and_update", "Removes the items that the other lacks."),
    mutating("set.difference_update", "other, /", "set_sub_update", "Removes the items that the other has."),
    mutating("set.symmetric_difference_update", "other, /", "set_xor_update", "Keeps the items that one of both has."),
    method("set.copy", "", "table_copy", "A copy."),
    method("set.union", "other, /", "set_or", "The items of both."),
    method("set.intersection", "other, /", "set_and", "The items that both have."),
    method("set.difference", "other, /", "set_sub", "The items that the other has not."),
    method("set.symmetric_difference", "other, /", "set_xor", "The items that one of both has."),
    method("set.issubset", "other, /", "set_le", "Are all items in the other?"),
    method("set.issuperset", "other, /", "set_ge", "Are all items of the other here?"),
    method("set.isdisjoint", "other, /", "set_isdisjoint", "Have they no item in common?"),
    Builtin::special(
        "intrinsic.table_part",
        "table, n, /",
        "A list that a table is made of: 0 the keys, 1 the values of a dictionary, -1 the slots.",
        (answers::part, Special::TablePart),
    ),
    Builtin::special(
        "intrinsic.table_like",
        "table, /",
        "An empty table of the same type.",
        (answers::like, Special::TableNew),
    )
    .effect(Effect::Fresh),
];
