//! Lists, strings, printing, helpers, captured arrays, views.

use crate::run::{Machine, array_words, call, call_int};

#[test]
fn lists_grow_and_shrink() {
    let source = "
func @squares#0(v0: i64) -> (i64, i64, f64) {
  v1: i64 = const 0
  v2: i64 = const 1
  v3: list<i64, f64> = list_new v1
  for v1, v0, v2 |v4: i64| {
    v5: i64 = mul v4, v4
    v6: f64 = convert v4
    list_push v3, v5, v6
    yield
  }
  v7: i64 = list_len v3
  v8: i64 = sub v7, v2
  v9: i64, v10: f64 = list_get v3, v8
  list_set v3, v1, v9, v10
  v11: i64, v12: f64 = list_pop v3
  list_truncate v3, v2
  v13: i64, v14: f64 = list_get v3, v1
  v15: i64 = list_len v3
  release v3
  v16: f64 = add v12, v14
  return v13, v15, v16
}";
    let mut machine = Machine::new(source);
    assert_eq!(machine.call(&[100]).unwrap(), [9801, 1, 198f64.to_bits()]);
    assert_eq!(machine.ctx.account().live_blocks(), 0);
    machine.limit_memory(1000);
    assert_eq!(machine.error(&[100]), "MemoryError: Allocation failed (probably too large). @9");
}

#[test]
fn lists_own_what_they_hold() {
    let source = "
func @names#0(v0: i64) -> (str) {
  v1: i64 = const 0
  v2: i64 = const 1
  v3: list<i64, str> = list_new v1
  for v1, v0, v2 |v4: i64| {
    v5: str = to_str[str] v4
    list_push v3, v4, v5
    yield
  }
  v6: i64, v7: str = list_get v3, v1
  v8: i64, v9: str = list_pop v3
  list_set v3, v1, v8, v9
  v10: i64, v11: str = list_get v3, v1
  release v7
  list_truncate v3, v2
  release v3
  return v11
}";
    let mut machine = Machine::new(source);
    let text = machine.call(&[30]).unwrap()[0];
    assert_eq!(machine.ctx.account().live_blocks(), 1);
    // SAFETY: the result is an owned string.
    let text = unsafe { numjit::runtime::strings::StrRef::from_raw(text as *mut _) }.unwrap();
    assert_eq!(&*text, "29");
    drop(text);
    assert_eq!(machine.ctx.account().live_blocks(), 0);
}

#[test]
fn values_are_printed() {
    let source = "
func @show#0(v0: array<f64, 1, C>, v1: f32, v2: u8, v3: bool) -> () {
  v4: str = const_str \" 'a'\\n\"
  print[str] v0
  print[str] v4
  print[repr] v4
  print[str] v1
  print[str] v2
  print[str] v3
  return
}";
    let mut data = [0.5, 2.0];
    let mut args = array_words(&mut data, &[2]);
    args.extend([0.1f32.to_bits().into(), 200, 1]);
    let mut machine = Machine::new(source);
    machine.call(&args).unwrap();
    let text = machine.ctx.services().output.take();
    assert_eq!(String::from_utf8_lossy(text.as_bytes()), "[0.5 2. ] 'a'\n\" 'a'\\n\"0.10000000149011612200True");
}

#[test]
fn strings_are_compared() {
    let source = |op: &str| {
        format!(
            "
func @less#0() -> (bool) {{
  v0: str = const_str \"abc\"
  v1: str = const_str \"abd\"
  v2: bool = {op} v0, v1
  return v2
}}"
        )
    };
    for (op, expected) in [("eq", 0), ("ne", 1), ("lt", 1), ("ge", 0), ("le", 1), ("gt", 0)] {
        assert_eq!(call(&source(op), &[]), [expected], "{op}");
    }
}

#[test]
fn helpers_give_results_statuses_and_exceptions() {
    let source = "
func @ord#0(v0: i64) -> (i64) {
  v1: str = call_helper[StrChr] v0
  v2: i64 = call_helper[StrOrd] v1 cleanup(v1)
  release v1
  v3: f64 = convert v2
  v4: f64 = call_helper[RoundDigits] v3, v2
  v5: i64 = convert v4
  return v5
}";
    assert_eq!(call_int(source, &[8364]), 8364);
    assert_eq!(Machine::new(source).error(&[1 << 40]), "ValueError: chr() arg not in range(0x110000) @3");
}

#[test]
fn views_share_memory() {
    let source = "
func @evens#0(v0: array<f64, 2, C>) -> (f64, bool, bool) {
  v1: i64 = const 8
  v2: i64 = const 2
  v3: i64 = const 16
  v4: i64 = stride[0] v0
  v5: array<f64, 2, A> = view v0, v1, v2, v2, v4, v3
  v6: i64 = const 1
  v7: f64 = load v5, v6, v6
  v8: f64 = neg v7
  store v5, v6, v6, v8
  v9: bool = may_overlap v0, v5
  v10: i64 = const 0
  v11: array<f64, 1, C> = view v0, v10, v6, v1
  v12: bool = may_overlap v11, v5
  v13: f64 = load v5, v6, v6
  return v13, v9, v12
}";
    let mut data: Vec<f64> = (0..8).map(f64::from).collect();
    let words = array_words(&mut data, &[2, 4]);
    assert_eq!(call(source, &words), [(-7f64).to_bits(), 1, 0]);
    assert_eq!(data[7], -7.0);
}
