//! The library: typed functions, dynamic calls, errors, the signature cache, what stays alive.

use numjit::runtime::output::Output;
use numjit::{Array, Engine, ErrorKind, Module, Source, Value};
use std::sync::Barrier;

fn compile(text: &str) -> (Engine, Module) {
    let engine = Engine::builder().output(Output::memory()).build().unwrap();
    let module =
        engine.compile(Source::text("test.npy", text)).unwrap_or_else(|error| panic!("{}", error.render(false)));
    (engine, module)
}

#[test]
fn typed_functions_take_scalars_and_slices() {
    let (_, module) = compile(
        "def weighted(a, xs):\n    s = 0.0\n    for x in xs:\n        s += a * x\n    return s\n\n\
         def double(xs):\n    for i in range(xs.size):\n        xs[i] *= 2\n",
    );
    let weighted = module.get::<(f64, &[f64]), f64>("weighted").expect("a function of these types");
    assert_eq!(weighted.call((2.0, &[1.0, 2.0, 3.0])).expect("no exception"), 12.0);
    assert_eq!(weighted.call((2.0, &[])).expect("no exception"), 0.0);
    let double = module.get::<(&mut [i32],), ()>("double").expect("a function of these types");
    let mut values = vec![1, 2, 3];
    double.call((&mut values[1..],)).expect("no exception");
    assert_eq!(values, [1, 4, 6]);
}

#[test]
fn every_scalar_type_goes_in_and_out() {
    let (_, module) = compile("def same(x):\n    return x\n");
    macro_rules! check {
        ($($ty:ty: $value:expr),* $(,)?) => {$(
            let same = module.get::<($ty,), $ty>("same").expect("a function of these types");
            assert_eq!(same.call(($value,)).expect("no exception"), $value);
        )*};
    }
    check!(bool: true, i8: -128, i16: -300, i32: i32::MIN, i64: i64::MIN, u8: 255, u16: 65535, u32: u32::MAX);
    check!(u64: u64::MAX, f32: 1.5, f64: -0.1);
}

#[test]
fn a_signature_that_does_not_fit_shows_both() {
    let (_, module) = compile("def half(x):\n    return x / 2\n");
    let error = module.get::<(i64,), i64>("half").err().expect("half gives a float");
    assert_eq!(error.kind(), ErrorKind::Signature);
    assert_eq!(error.to_string(), "half(int64) -> int64 does not fit the script's half(int64) -> float64");
    let error = module.get::<(i64, i64), i64>("half").err().expect("half takes one argument");
    assert_eq!(error.to_string(), "half(int64, int64) -> int64 does not fit the script's half(x)");
    let error = module.get::<(), ()>("hafl").err().expect("there is no such function");
    assert_eq!(error.to_string(), "there is no function hafl; the script defines half");
}

#[test]
fn a_slice_that_is_shared_cannot_be_written() {
    let (_, module) = compile("def clear(xs):\n    xs[0] = 0.0\n");
    let error = module.get::<(&[f64],), ()>("clear").err().expect("a write to a read-only array");
    assert_eq!(error.kind(), ErrorKind::Compile, "{error}");
}

#[test]
fn exceptions_reach_the_caller() {
    let (_, module) =
        compile("def pick(xs, i):\n    return xs[i]\n\ndef deep(n):\n    return deep(n + 1) + 1 if n >= 0 else 0\n");
    let pick = module.get::<(&[f64], i64), f64>("pick").expect("a function of these types");
    let error = pick.call((&[1.0, 2.0], 7)).expect_err("the index is out of bounds");
    assert_eq!(error.kind(), ErrorKind::Raised);
    assert_eq!(error.to_string(), "IndexError: index 7 is out of bounds for axis 0 with size 2");
    assert!(error.render(false).contains("File \"test.npy\", line 2, in pick"), "{}", error.render(false));
    assert_eq!(pick.call((&[1.0, 2.0], -1)).expect("a wrapped index"), 2.0);
    let deep = module.get::<(i64,), i64>("deep").expect("a function of these types");
    assert_eq!(deep.call((0,)).expect_err("no end").kind(), ErrorKind::Recursion);
}

#[test]
fn a_specialization_is_compiled_once() {
    let (engine, module) = compile("def add(a, b):\n    return a + b\n");
    let before = engine.stats().specializations;
    let barrier = Barrier::new(8);
    std::thread::scope(|scope| {
        for i in 0..8i64 {
            let (module, barrier) = (&module, &barrier);
            scope.spawn(move || {
                barrier.wait();
                let add = module.get::<(i64, i64), i64>("add").expect("a function of these types");
                assert_eq!(add.call((i, 1)).expect("no exception"), i + 1);
            });
        }
    });
    assert_eq!(engine.stats().specializations - before, 1);
    assert!(engine.stats().hits <= 7);
}

#[test]
fn an_array_expression_makes_one_array() {
    let expression = "def kernel(b, c, d):\n    a = b * c + np.sin(d) - 2.0\n    return a\n";
    let squares =
        "def kernel(b, c, d):\n    b[:] = np.where(b > c, np.clip(b, 0, 1), np.square(c + d))\n    return b\n";
    let picked = "def kernel(b, c, d):\n    b[b > 1] += 1\n    return b[np.array([0, 1])] * 2 + 1\n";
    for (text, arrays) in [(expression, 1), (squares, 0), (picked, 1)] {
        let script = format!("import numpy as np\nfrom numba import njit\n\n@njit\n{text}");
        let engine = Engine::builder().build().unwrap();
        let module =
            engine.compile(Source::text("test.npy", &script)).unwrap_or_else(|error| panic!("{}", error.render(false)));
        let values: Vec<Value> = (0..3).map(|_| Value::array(Array::from_vec(vec![1.0f64, 2.0]))).collect();
        let before = engine.stats().arrays;
        module.call("kernel", &values).expect("no exception");
        assert_eq!(engine.stats().arrays - before, arrays, "{text}");
    }
}

#[test]
fn dynamic_calls_take_values() {
    let (_, module) = compile(
        "from numba import njit\n\n@njit\ndef f(a, b=2, *rest):\n    return a * b + len(rest)\n\ndef g(x):\n    return [x, str(x)]\n",
    );
    let call = |args: &[Value]| module.call("f", args).expect("no exception").as_int();
    assert_eq!(call(&[Value::Int(3)]), Some(6));
    assert_eq!(call(&[Value::Int(3), Value::Int(4), Value::Int(0), Value::Int(0)]), Some(14));
    assert_eq!(format!("{:?}", module.call("g", &[Value::Int(3)]).expect("no exception")), "[3, '3']");
    let error = module.call("f", &[]).expect_err("an argument is missing");
    assert_eq!(error.to_string(), "TypeError: f() missing 1 required positional argument: 'a'");
}

#[test]
fn nothing_stays_alive() {
    let (engine, module) = compile(
        "import numpy as np\nfrom numba import njit, prange\n\n\
         @njit\ndef work(n, bad):\n    parts = []\n    total = np.zeros(n)\n    for i in range(n):\n        a = np.ones(n)\n        \
         parts.append(a)\n        total += a * i\n        if i == bad:\n            raise ValueError('stop')\n        b = total[i:]\n        a = b.copy()\n    return total\n\n\
         @njit(parallel=True)\ndef wide(n, bad):\n    out = np.zeros(n)\n    for i in prange(n):\n        a = np.ones(10)\n        if i == bad:\n            raise ValueError('stop')\n        out[i] = a[i % 10]\n    return out\n\n\
         @njit\ndef caught(n):\n    total = 0.0\n    for i in range(n):\n        try:\n            a = np.ones(i + 1)\n            total += a[i * 2]\n        except IndexError:\n            total += 1000.0\n    return total\n",
    );
    let before = engine.live_blocks();
    for bad in [-1, 0, 5, 19] {
        for name in ["work", "wide"] {
            let result = module.call(name, &[Value::Int(20), Value::Int(bad)]);
            assert_eq!(result.is_err(), bad >= 0, "{name} {bad}");
            drop(result);
            assert_eq!(engine.live_blocks(), before, "{name} with {bad}");
        }
    }
    let caught = module.call("caught", &[Value::Int(10)]).expect("no exception");
    assert_eq!(caught.as_float(), Some(9001.0));
    drop(caught);
    assert_eq!(engine.live_blocks(), before);
}

#[test]
fn a_script_that_is_wrong_has_diagnostics() {
    let engine = Engine::default();
    let error = engine.compile(Source::text("bad.npy", "def f(:\n    pass\nx = = 1\n")).err().expect("it is wrong");
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(error.diagnostics().len() >= 2, "{}", error.render(false));
    let error = Source::file("no/such/file.npy").expect_err("no such file");
    assert_eq!(error.to_string(), "no/such/file.npy: there is no such file");
}

#[test]
fn an_interrupt_stops_a_kernel() {
    let (engine, module) =
        compile("from numba import njit\n\n@njit\ndef forever():\n    n = 0\n    while True:\n        n += 1\n");
    let interrupt = engine.interrupt();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        interrupt.cancel();
    });
    let error = module.call("forever", &[]).expect_err("it was stopped");
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    stopper.join().expect("the other thread");
    engine.interrupt().reset();
}
