//! What a call costs: of two numbers, and of a slice, beside the same formula through `extern "C"`, Rhai and LuaJIT.
//! Checks every result.
//!
//! `cargo bench --manifest-path benches/versus-hosts/Cargo.toml --bench calls`
//!
//! The marks: a typed call of numbers below 50 ns, of a slice below 80 ns more than the same work through `extern "C"`.

use criterion::{Criterion, criterion_group, criterion_main};
use numjit::{Array, CallOptions, Engine, Function, Module, Source, Value};
use std::hint::black_box;
use std::time::Duration;
use versus_hosts::{LUA, RHAI, SCRIPT, formula, weighted};

fn module() -> Module {
    Engine::default().compile(Source::text("calls", SCRIPT)).expect("the script compiles")
}

/// Lua's function of a name.
fn lua_function(lua: &mlua::Lua, name: &str) -> mlua::Function {
    lua.load(LUA).exec().expect("the script loads");
    lua.globals().get(name).expect("it defines the function")
}

fn scalars(c: &mut Criterion) {
    let mut group = c.benchmark_group("formula(x, y)");
    let (x, y) = (1.5, 2.5);
    let expected = formula(x, y);
    let through: extern "C" fn(f64, f64) -> f64 = black_box(formula);
    group.bench_function("extern C", |b| b.iter(|| through(black_box(x), black_box(y))));

    let module = module();
    let typed: Function<(f64, f64), f64> = module.get("formula").expect("it fits");
    assert_eq!(typed.call((x, y)).expect("no exception"), expected);
    group.bench_function("numjit typed", |b| b.iter(|| typed.call((black_box(x), black_box(y)))));
    let options = CallOptions::new().deadline(Duration::from_secs(60));
    group.bench_function("numjit typed, deadline", |b| {
        b.iter(|| typed.call_with(&options, (black_box(x), black_box(y))))
    });
    let args = [Value::Float(x), Value::Float(y)];
    let dynamic = module.callable("formula").expect("it is there");
    assert_eq!(dynamic.call(&args).expect("no exception").as_float(), Some(expected));
    group.bench_function("numjit dynamic", |b| b.iter(|| dynamic.call(black_box(&args))));

    let rhai = rhai::Engine::new();
    let ast = rhai.compile(RHAI).expect("the script compiles");
    let call = || rhai.call_fn::<f64>(&mut rhai::Scope::new(), &ast, "formula", (black_box(x), black_box(y)));
    assert_eq!(call().expect("no error"), expected);
    group.bench_function("Rhai", |b| b.iter(call));

    let lua = mlua::Lua::new();
    let function = lua_function(&lua, "formula");
    let call = || function.call::<f64>((black_box(x), black_box(y)));
    assert_eq!(call().expect("no error"), expected);
    group.bench_function("LuaJIT", |b| b.iter(call));
    group.finish();
}

/// Rhai and Lua own their arrays: what is measured is the call, on arrays that they hold already.
fn slices(c: &mut Criterion) {
    for n in [8, 1000] {
        let mut group = c.benchmark_group(format!("weighted(a, xs), {n} numbers"));
        let xs: Vec<f64> = (0..n).map(f64::from).collect();
        // SAFETY: the slice's own start and length.
        let native = |a: f64, xs: &[f64]| unsafe { weighted(a, xs.as_ptr(), xs.len()) };
        let expected = native(2.0, &xs);
        group.bench_function("extern C", |b| b.iter(|| native(black_box(2.0), black_box(&xs))));

        let module = module();
        let typed: Function<(f64, &[f64]), f64> = module.get("weighted").expect("it fits");
        assert_eq!(typed.call((2.0, &xs)).expect("no exception"), expected);
        group.bench_function("numjit typed", |b| b.iter(|| typed.call((black_box(2.0), black_box(&xs)))));
        let args = [Value::Float(2.0), Array::from(xs.clone()).into()];
        let dynamic = module.callable("weighted").expect("it is there");
        assert_eq!(dynamic.call(&args).expect("no exception").as_float(), Some(expected));
        group.bench_function("numjit dynamic", |b| b.iter(|| dynamic.call(black_box(&args))));

        let rhai = rhai::Engine::new();
        let ast = rhai.compile(RHAI).expect("the script compiles");
        let array: rhai::Array = xs.iter().map(|&x| x.into()).collect();
        let call = || rhai.call_fn::<f64>(&mut rhai::Scope::new(), &ast, "weighted", (2.0, array.clone()));
        assert_eq!(call().expect("no error"), expected);
        group.bench_function("Rhai", |b| b.iter(call));

        let lua = mlua::Lua::new();
        let function = lua_function(&lua, "weighted");
        let table = lua.create_sequence_from(xs.iter().copied()).expect("a table");
        let call = || function.call::<f64>((black_box(2.0), &table));
        assert_eq!(call().expect("no error"), expected);
        group.bench_function("LuaJIT", |b| b.iter(call));
        group.finish();
    }
}

criterion_group!(calls, scalars, slices);
criterion_main!(calls);
