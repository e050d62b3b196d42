//! Exceptions that a script raises and handles; slots.

use crate::run::Machine;

/// Divides in a `try`; what the handler gives depends on the exception.
const DIVIDE: &str = "
func @divide#0(v0: i64, v1: i64) -> (i64) {
  slot s0: i64
  v2: i64 = const 1
  slot_store[s0] v2
  v3: i64 = try {
    v4: i64 = const 2
    slot_store[s0] v4
    v5: i64 = const 0
    v6: bool = ne v1, v5
    check[IntDivisionByZero] v6
    v7: i64 = const 3
    slot_store[s0] v7
    v8: bool = ne v1, v7
    check[NegativeShift] v8
    v9: i64 = floordiv v0, v1
    yield v9
  } else {
    v10: bool = exception_is[ValueError, ArithmeticError]
    v11: bool = exception_is[ZeroDivisionError]
    if v11 {
      clear_exception
      yield
    } else {
      reraise
    }
    v12: i64 = slot_load[s0]
    yield v12
  }
  return v3
}";

#[test]
fn handlers_see_what_was_assigned() {
    let mut machine = Machine::new(DIVIDE);
    assert_eq!(machine.call(&[17, 5]).unwrap(), [3]);
    assert_eq!(machine.call(&[17, 0]).unwrap(), [2]);
    assert_eq!(machine.error(&[17, 3]), "ValueError: negative shift count @15");
    assert_eq!(machine.call(&[17, 2]).unwrap(), [8]);
}

/// Raises with a string; catches in the caller; gives the text's length, or raises another exception.
const TEXT: &str = "
func @outer#0(v0: i64) -> (i64) {
  callee f0 = @\"inner\"#1(i64) -> (i64)
  slot s0: array<f64, 1, C>
  v1: array<f64, 1, C> = alloc[zero] v0
  slot_store[s0] v1
  v2: i64 = try {
    v3: i64 = call[f0] v0
    yield v3
  } else {
    v4: str = exception_text
    v5: i64 = call_helper[StrLen] v4
    release v4
    v6: array<f64, 1, C> = slot_load[s0]
    v7: i64 = dim[0] v6
    release v6
    v8: i64 = add v5, v7
    v9: i64 = const 5
    v10: bool = ne v0, v9
    check[ListIndex] v10
    yield v8
  }
  return v2
}
func @inner#1(v0: i64) -> (i64) {
  v1: i64 = const 3
  v2: bool = lt v0, v1
  if v2 {
    yield
  } else {
    v3: str = const_str \"too large\"
    raise[ValueError] v3
  }
  return v0
}";

#[test]
fn exceptions_are_caught_from_callees_and_nothing_leaks() {
    let mut machine = Machine::new(TEXT);
    for (n, expected) in [(1, 1), (2, 2), (3, 12), (4, 13)] {
        assert_eq!(machine.call(&[n]).unwrap(), [expected]);
        assert_eq!(machine.ctx.account().live_blocks(), 0);
    }
    assert_eq!(machine.error(&[5]), "IndexError: list index out of range @20");
    assert_eq!(machine.ctx.account().live_blocks(), 0);
    assert!(!machine.ctx.exception.is_set());
}

#[test]
fn a_reraised_exception_survives_what_its_handler_handles() {
    let source = "
func @again#0(v0: i64) -> (i64) {
  v1: bool = const 0
  v2: i64 = try {
    check[ListIndex] v1
    yield v0
  } else {
    v3: i64 = try {
      check[IntDivisionByZero] v1
      yield v0
    } else {
      clear_exception
      yield v0
    }
    reraise
  }
  return v2
}";
    let mut machine = Machine::new(source);
    assert_eq!(machine.error(&[0]), "IndexError: list index out of range @5");
    assert!(!machine.ctx.exception.is_set());
}

#[test]
fn arguments_of_exceptions_become_the_message() {
    let raise = |args: &str| {
        let source = format!(
            "
func @f#0(v0: i64, v1: f64, v2: c64) -> () {{
  v3: str = const_str \"it's\"
  v4: bool = const 1
  raise[KeyError] {args}
}}"
        );
        let z = [1.5f32.to_bits().into(), (-2f32).to_bits().into()];
        Machine::new(&source).error(&[(-3i64) as u64, 2.5f64.to_bits(), z[0], z[1]])
    };
    assert_eq!(raise(""), "KeyError @5");
    assert_eq!(raise("v3"), "KeyError: \"it's\" @5");
    assert_eq!(raise("v0"), "KeyError: -3 @5");
    assert_eq!(raise("v3, v0, v1, v4, v2"), "KeyError: (\"it's\", -3, 2.5, True, (1.5-2j)) @5");
}

#[test]
fn checks_with_texts_and_shapes() {
    let source = |check: &str| {
        format!("\nfunc @f#0(v0: i64, v1: i64) -> () {{\n  v2: bool = const 0\n  check[{check}\n  return\n}}")
    };
    let error = |check: &str| Machine::new(&source(check)).error(&[4, 6]);
    assert_eq!(error("UnboundLocalError, \"no x\"] v2"), "UnboundLocalError: no x @4");
    assert_eq!(
        error("AssignShape, 2, 1] v2, v0, v1, v1"),
        "ValueError: cannot assign slice of shape (4,6) from input of shape (6,) @4"
    );
    assert_eq!(
        error("BroadcastShape, 1, 2] v2, v0, v1, v0"),
        "ValueError: operands could not be broadcast together with shapes (4,) (6,4)  @4"
    );
    assert_eq!(error("reshape, 2] v2, v0, v1, v0"), "ValueError: cannot reshape array of size 4 into shape (6,4) @4");
}
