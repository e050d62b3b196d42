//! Control flow, calls, polls, exceptions.

use crate::run::{Machine, array_words, call, call_int};

const SUM: &str = "
func @sum#0(v0: i64, v1: i64, v2: i64) -> (i64, i64) {
  v3: i64 = const 0
  v4: i64, v5: i64 = for v0, v1, v2, v3, v3 |v6: i64, v7: i64, v8: i64| {
    v9: i64 = add v7, v6
    v10: i64 = const 1
    v11: i64 = add v8, v10
    yield v9, v11
  }
  return v4, v5
}";

fn range_sum(lo: i64, hi: i64, step: i64) -> [u64; 2] {
    let (mut sum, mut count, mut i) = (0i64, 0u64, i128::from(lo));
    while if step > 0 { i < i128::from(hi) } else { i > i128::from(hi) } {
        sum = sum.wrapping_add(i as i64);
        count += 1;
        i += i128::from(step);
    }
    [sum as u64, count]
}

#[test]
fn counted_loops_in_all_directions() {
    let mut machine = Machine::new(SUM);
    let ends = [0, 1, 5, -7, 4096, 4097, 10_000, i64::MAX, i64::MAX - 3, i64::MIN, i64::MIN + 9];
    for lo in ends {
        for hi in ends {
            for step in [1, -1, 2, -3, 4096, i64::MAX, i64::MIN, -i64::MAX] {
                if (i128::from(hi) - i128::from(lo)) / i128::from(step) > 100_000 {
                    continue;
                }
                let found = machine.call(&[lo as u64, hi as u64, step as u64]).unwrap();
                assert_eq!(found, range_sum(lo, hi, step), "range({lo}, {hi}, {step})");
            }
        }
    }
}

#[test]
fn counted_loops_with_constant_steps() {
    for step in [1, -1, 2, -3, 7, i64::MAX, i64::MIN] {
        let source = SUM.replace(
            "v4: i64, v5: i64 = for v0, v1, v2,",
            &format!("v12: i64 = const {step}\n  v4: i64, v5: i64 = for v0, v1, v12,"),
        );
        let mut machine = Machine::new(&source);
        for (lo, hi) in
            [(0, 0), (0, 10), (10, 0), (-5, 20_000), (20_000, -5), (i64::MAX - 9, i64::MAX), (i64::MIN + 9, i64::MIN)]
        {
            let found = machine.call(&[lo as u64, hi as u64, 0]).unwrap();
            assert_eq!(found, range_sum(lo, hi, step), "range({lo}, {hi}, {step})");
        }
    }
}

#[test]
fn nested_loops_and_arrays() {
    let source = "
func @rowsum#0(v0: array<f64, 2, C>) -> (f64) {
  v1: i64 = const 0
  v2: i64 = const 1
  v3: f64 = const 0.0
  v4: i64 = dim[0] v0
  v5: i64 = dim[1] v0
  v6: f64 = for v1, v4, v2, v3 |v7: i64, v8: f64| {
    v9: f64 = for v1, v5, v2, v8 |v10: i64, v11: f64| {
      v12: i64 = bounds[1] v10, v5
      v13: f64 = load v0, v7, v12
      v14: f64 = add v11, v13
      store v0, v7, v12, v14
      yield v14
    }
    yield v9
  }
  return v6
}";
    let mut data: Vec<f64> = (1..=12).map(f64::from).collect();
    let words = array_words(&mut data, &[3, 4]);
    assert_eq!(f64::from_bits(call(source, &words)[0]), 78.0);
    assert_eq!(data[11], 78.0);
}

#[test]
fn loop_and_block() {
    // Collatz steps.
    let source = "
func @collatz#0(v0: i64) -> (i64) {
  v1: i64 = const 0
  v2: i64 = const 1
  v3: i64 = const 2
  v4: i64 = const 3
  v5: i64 = loop[l0] v0, v1 |v6: i64, v7: i64| {
    v8: bool = eq v6, v2
    if v8 {
      yield
    } else {
      v9: i64 = mod v6, v3
      v10: bool = eq v9, v1
      v11: i64 = if v10 {
        v12: i64 = floordiv v6, v3
        yield v12
      } else {
        v13: i64 = mul v6, v4
        v14: i64 = add v13, v2
        yield v14
      }
      v15: i64 = add v7, v2
      br[l0] v11, v15
    }
    yield v7
  }
  return v5
}";
    assert_eq!(call_int(source, &[27]), 111);
    assert_eq!(call_int(source, &[1]), 0);
}

#[test]
fn blocks_leave_early() {
    let source = "
func @first#0(v0: i64) -> (i64) {
  v1: i64 = block[l0] {
    v2: i64 = const 10
    v3: bool = gt v0, v2
    if v3 {
      br[l0] v2
    } else {
      yield
    }
    v4: i64 = neg v0
    yield v4
  }
  return v1
}";
    assert_eq!(call_int(source, &[11]), 10);
    assert_eq!(call_int(source, &[4]), -4);
}

const FIB: &str = "
func @fib#0(v0: i64) -> (i64) {
  callee f0 = @\"fib\"#0(i64) -> (i64)
  v1: i64 = const 2
  v2: bool = lt v0, v1
  if v2 {
    return v0
  } else {
    yield
  }
  v3: i64 = const 1
  v4: i64 = sub v0, v3
  v5: i64 = call[f0] v4
  v6: i64 = sub v0, v1
  v7: i64 = call[f0] v6
  v8: i64 = add v5, v7
  return v8
}";

#[test]
fn calls_and_recursion() {
    assert_eq!(call_int(FIB, &[20]), 6765);
}

#[test]
fn runaway_recursion_is_an_exception() {
    let mut machine = Machine::new(&FIB.replace("return v0", "yield"));
    let error = machine.error(&[1]);
    assert!(error.starts_with("RecursionError: maximum recursion depth exceeded @13,13,13"), "{}", &error[..80]);
}

#[test]
fn failed_bounds_name_their_place() {
    let source = "
func @at#0(v0: array<f64, 1, C>, v1: i64) -> (f64) {
  v2: i64 = dim[0] v0
  v3: i64 = bounds[0] v1, v2
  v4: f64 = load v0, v3
  return v4
}";
    let mut data = [1.5, 2.5, 3.5];
    let words = array_words(&mut data, &[3]);
    let mut machine = Machine::new(source);
    let at = |index: i64| {
        let mut args = words.clone();
        args.push(index as u64);
        args
    };
    assert_eq!(f64::from_bits(machine.call(&at(-1)).unwrap()[0]), 3.5);
    assert_eq!(f64::from_bits(machine.call(&at(0)).unwrap()[0]), 1.5);
    assert_eq!(machine.error(&at(3)), "IndexError: index 3 is out of bounds for axis 0 with size 3 @4");
    assert_eq!(machine.error(&at(-4)), "IndexError: index -4 is out of bounds for axis 0 with size 3 @4");
}

#[test]
fn exceptions_pass_through_callers() {
    let source = "
func @outer#0(v0: i64) -> (i64) {
  callee f0 = @\"inner\"#1(i64) -> (i64, i64, i64)
  v1: i64, v2: i64, v3: i64 = call[f0] v0
  v4: i64 = add v1, v2
  v5: i64 = add v4, v3
  return v5
}
func @inner#1(v0: i64) -> (i64, i64, i64) {
  v1: i64 = const 0
  v2: bool = ne v0, v1
  check[IntDivisionByZero] v2
  v3: i64 = const 100
  v4: i64 = floordiv v3, v0
  return v4, v0, v1
}";
    let mut machine = Machine::new(source);
    assert_eq!(machine.call(&[7]).unwrap(), [21]);
    assert_eq!(machine.error(&[0]), "ZeroDivisionError: integer division by zero @12,4");
}

#[test]
fn allocation_gives_owned_arrays() {
    let source = "
func @make#0(v0: i64, v1: i64) -> (array<i16, 2, C>, array<f64, 2, F>) {
  v2: array<i16, 2, C> = alloc[zero] v0, v1
  v3: array<f64, 2, F> = alloc[zero] v0, v1 cleanup(v2)
  return v2, v3
}";
    let mut machine = Machine::new(source);
    let words = machine.call(&[3, 5]).unwrap();
    assert_eq!(words[2..6], [3, 5, 10, 2]);
    assert_eq!(words[8..12], [3, 5, 8, 24]);
    assert_eq!(machine.ctx.account().live_blocks(), 2);
    for owner in [words[1], words[7]] {
        // SAFETY: the results own their blocks.
        unsafe { numjit::runtime::memory::release(owner as *mut _) };
    }
    assert_eq!(machine.ctx.account().live_blocks(), 0);
    assert_eq!(machine.error(&[1 << 31, 1 << 29]), "MemoryError: Allocation failed (probably too large). @3");
    machine.limit_memory(900);
    assert_eq!(machine.error(&[10, 10]), "MemoryError: Allocation failed (probably too large). @4");
    assert_eq!(machine.ctx.account().live_blocks(), 0);
}

#[test]
fn endless_loops_stop_when_asked() {
    let forever = "
func @forever#0(v0: i64) -> (i64) {
  v1: i64 = const 1
  v2: i64 = loop[l0] v0 |v3: i64| {
    v4: i64 = add v3, v1
    br[l0] v4
    yield v4
  }
  return v2
}"
    .replace("    yield v4\n", "");
    let nested = "
func @nested#0(v0: i64) -> (i64) {
  v1: i64 = const 1
  v2: i64 = const 0
  v9: i64 = const 9000000000000000000
  v3: i64 = for v2, v9, v1, v2 |v4: i64, v5: i64| {
    v6: i64 = for v2, v4, v1, v5 |v7: i64, v8: i64| {
      v10: i64 = mul v8, v7
      v11: i64 = add v10, v4
      yield v11
    }
    yield v6
  }
  return v3
}";
    for source in [forever.as_str(), nested] {
        let mut machine = Machine::new(source);
        let token = machine.ctx.services().interrupt.clone();
        let stopper = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(30));
            token.cancel();
        });
        let error = machine.error(&[0]);
        assert!(error.starts_with("KeyboardInterrupt @"), "{error}");
        stopper.join().unwrap();
    }
}

/// A caller of a function of another module, and that function, alone or called in its own module too.
#[test]
fn calls_between_modules() {
    let callee = "
func @scale#1(v0: array<f64, 1, C>, v1: u8, v2: c64) -> (u8, c64, f64) {
  v3: i64 = const 0
  v4: i64 = dim[0] v0
  v5: i64 = bounds[0] v3, v4
  v6: f64 = load v0, v5
  v7: c64 = add v2, v2
  v8: u8 = add v1, v1
  return v8, v7, v6
}";
    let caller = "
func @main#0(v0: array<f64, 1, C>) -> (u8, c64, f64) {
  callee f0 = @\"scale\"#1(array<f64, 1, C>, u8, c64) -> (u8, c64, f64)
  v1: u8 = const 200
  v2: c64 = const 1.5, -2.0
  v3: u8, v4: c64, v5: f64 = call[f0] v0, v1, v2
  return v3, v4, v5
}";
    let both = format!("{callee}\n{}", caller.replace("@main#0", "@other#2"));
    for callee in [callee, &both] {
        let callee = Machine::new(callee);
        let mut machine = Machine::calling(caller, &callee.code);
        let mut data = [4.5];
        let found = machine.call(&array_words(&mut data, &[1])).unwrap();
        assert_eq!(found, [144, 3f32.to_bits().into(), (-4f32).to_bits().into(), 4.5f64.to_bits()]);
        let error = machine.error(&array_words(&mut [], &[0]));
        assert_eq!(error, "IndexError: index 0 is out of bounds for axis 0 with size 0 @5,6");
    }
}
