//! Parallel loops: reductions, captures, exceptions, nesting.

use crate::run::{Machine, array_words};

const SUM: &str = "
func @sum#0(v0: array<f64, 1, C>, v1: i64) -> (f64, i64, f64, bool, i64) {
  v2: i64 = const 0
  v3: i64 = const 1
  v4: f64 = const 100.0
  v5: i64 = dim[0] v0
  v6: bool = const 0
  v7: f64 = const 0.5
  v8: f64, v9: i64, v10: f64, v11: bool, v12: i64 = parallel_for[add, xor, max, or, last] v2, v5, v3, v4, v2, v4, v6, v2 |v13: i64, v14: f64, v15: i64, v16: f64, v17: bool, v18: i64| {
    v19: i64 = bounds[0] v13, v1
    v20: f64 = load v0, v19
    v21: f64 = mul v20, v7
    v22: f64 = add v14, v21
    v23: i64 = xor v15, v13
    v24: f64 = pymax v16, v20
    v25: i64 = const 1
    v26: bool = const 1
    yield v22, v23, v24, v26, v13
  }
  return v8, v9, v10, v11, v12
}";

#[test]
fn reductions_and_last_values() {
    let mut machine = Machine::new(SUM);
    for n in [0usize, 1, 5, 64, 65, 1000, 100_000] {
        let mut data: Vec<f64> = (0..n).map(|i| i as f64).collect();
        let mut args = array_words(&mut data, &[n]);
        args.push(n as u64);
        let found = machine.call(&args).unwrap();
        let sum = 100.0 + 0.5 * (0..n).map(|i| i as f64).sum::<f64>();
        let xor = (0..n).fold(0, |a, b| a ^ b) as u64;
        let last = n.saturating_sub(1) as u64;
        let max = (last as f64).max(100.0);
        assert_eq!(found, [sum.to_bits(), xor, max.to_bits(), u64::from(n > 0), last], "{n}");
    }
}

#[test]
fn the_lowest_exception_wins() {
    let mut machine = Machine::new(SUM);
    for _ in 0..20 {
        let mut data = vec![1.0; 50_000];
        let mut args = array_words(&mut data, &[50_000]);
        args.push(20_000);
        assert_eq!(machine.error(&args), "IndexError: index 20000 is out of bounds for axis 0 with size 20000 @10");
    }
}

#[test]
fn loops_nest_and_count_down() {
    let source = "
func @fill#0(v0: array<f64, 2, C>) -> (i64) {
  v1: i64 = const 0
  v2: i64 = const -1
  v3: i64 = const 1
  v4: i64 = dim[0] v0
  v5: i64 = dim[1] v0
  v6: i64 = sub v4, v3
  v7: i64 = const 3
  v8: i64 = parallel_for[add] v6, v2, v2, v1 |v9: i64, v10: i64| {
    v11: i64 = parallel_for[add] v1, v5, v7, v1 |v12: i64, v13: i64| {
      v14: i64 = mul v9, v5
      v15: i64 = add v14, v12
      v16: f64 = convert v15
      store v0, v9, v12, v16
      v17: i64 = add v13, v3
      yield v17
    }
    v18: i64 = add v10, v11
    yield v18
  }
  return v8
}";
    let (rows, columns) = (70, 100);
    let mut data = vec![-1.0; rows * columns];
    let words = array_words(&mut data, &[rows, columns]);
    let mut machine = Machine::new(source);
    assert_eq!(machine.call(&words).unwrap(), [(rows * 34) as u64]);
    for (i, &x) in data.iter().enumerate() {
        assert_eq!(x, if i % columns % 3 == 0 { i as f64 } else { -1.0 });
    }
}

#[test]
fn many_partial_results_lie_on_the_heap() {
    let n = 20;
    let names = |base: usize| (0..n).map(|i| format!("v{}", base + i)).collect::<Vec<_>>();
    let typed = |base: usize| names(base).iter().map(|v| format!("{v}: f64")).collect::<Vec<_>>().join(", ");
    let adds: Vec<String> = (0..n).map(|i| format!("    v{}: f64 = add v{}, v3", 200 + i, 100 + i)).collect();
    let source = format!(
        "
func @many#0(v0: i64, v1: i64, v2: i64, v3: f64) -> ({}) {{
  {} = parallel_for[{}] v0, v1, v2, {} |v50: i64, {}| {{
{}
    check[ListIndex] v4
    yield {}
  }}
  return {}
}}",
        vec!["f64"; n].join(", "),
        typed(20),
        vec!["add"; n].join(", "),
        vec!["v3"; n].join(", "),
        typed(100),
        adds.join("\n"),
        names(200).join(", "),
        names(20).join(", "),
    );
    let source = source.replace(") {\n", ") {\n  v4: bool = const 1\n");
    let mut machine = Machine::new(&source);
    let found = machine.call(&[0, 1000, 1, 1f64.to_bits()]).unwrap();
    assert_eq!(found, vec![1001f64.to_bits(); n]);
    assert_eq!(machine.ctx.account().live_blocks(), 0);
    let mut machine = Machine::new(&source.replace("v4: bool = const 1", "v4: bool = const 0"));
    assert!(machine.error(&[0, 1000, 1, 0]).starts_with("IndexError"));
    assert_eq!(machine.ctx.account().live_blocks(), 0);
}
