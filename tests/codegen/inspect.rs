//! The texts of the last two stages.

use numjit::codegen::{FunctionInput, Level, Metering, ModuleInput, Stage, inspect};
use numjit::ir::{Function, text};

fn listings(functions: &[Function], stage: Stage) -> Vec<(String, String)> {
    let inputs: Vec<FunctionInput> =
        functions.iter().map(|function| FunctionInput { function, first_site: 100 }).collect();
    let input = ModuleInput {
        functions: &inputs,
        resolve: &|_| None,
        captured: &[],
        metering: Metering::None,
        level: Level::current(),
    };
    inspect(&input, stage).into_iter().map(|listing| (listing.name, listing.text)).collect()
}

#[test]
fn functions_and_bodies_are_shown() {
    let source = "
func @sum#0(v0: array<f64, 1, C>) -> () {
  site site0 = fn0 0..1
  v1: i64 = const 0
  v2: i64 = const 1
  v3: i64 = dim[0] v0
  parallel_for[] v1, v3, v2 |v4: i64| {
    v5: f64 = load v0, v4 @0
    v6: f64 = sqrt v5 @0
    store v0, v4, v6 @0
    yield
  } @0
  return
}";
    let functions = text::read_all(source).unwrap();
    let clif = listings(&functions, Stage::Clif);
    let names: Vec<&str> = clif.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["sum", "sum.parallel0"]);
    assert!(clif[1].1.contains("sqrt"), "{}", clif[1].1);
    assert!(clif[1].1.contains("@0065"), "sites are shown: {}", clif[1].1);
    let asm = listings(&functions, Stage::Asm);
    assert!(asm[1].1.contains("sqrt"), "{}", asm[1].1);
}
