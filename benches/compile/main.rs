//! What compiling costs: the first kernel of a process with all set-up, then each kernel's median, and what the code does in a second.
//! Checks every result.
//!
//! `cargo bench --bench compile`

use numjit::codegen::{Code, FunctionInput, Level, Metering, ModuleInput, emit};
use numjit::ir::{Function, InstanceId, text};
use numjit::runtime::context::{Context, OK, Services};
use numjit::runtime::output::Output;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 200;

fn compile(function: &Function) -> Code {
    let input = [FunctionInput { function, first_site: 0 }];
    emit(&ModuleInput {
        functions: &input,
        resolve: &|_| None,
        captured: &[],
        metering: Metering::None,
        level: Level::current(),
    })
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}

fn time<T>(rounds: usize, mut work: impl FnMut() -> T) -> f64 {
    let once = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    median((0..rounds).map(once).collect())
}

fn main() {
    let functions = text::read_all(include_str!("kernels.ir")).expect("the kernels can be read");
    let start = Instant::now();
    let first = compile(&functions[0]);
    println!("first kernel of the process, set-up included: {:.0} us", start.elapsed().as_secs_f64() * 1e6);
    drop(first);
    println!("{:<12} {:>6} {:>10} {:>8} {:>12}", "kernel", "insts", "compile us", "bytes", "run us");
    let mut ctx = Context::new(Services::new(Output::memory()));
    for function in &functions {
        let compiling = time(ROUNDS, || compile(function));
        let code = compile(function);
        let running = run(&code, function.instance, &mut ctx);
        let bytes = code.size(function.instance).unwrap_or(0);
        println!("{:<12} {:>6} {compiling:>10.0} {bytes:>8} {running:>12.1}", function.name, function.insts.len());
    }
}

/// The words of a C-contiguous array.
fn array(data: &mut [f64], shape: &[u64]) -> Vec<u64> {
    let strides = (0..shape.len()).map(|axis| 8 * shape[axis + 1..].iter().product::<u64>());
    let mut words = vec![data.as_mut_ptr() as u64, 0];
    words.extend(shape);
    words.extend(strides);
    words
}

/// Median microseconds of one call; checks what it gives.
fn run(code: &Code, instance: InstanceId, ctx: &mut Context) -> f64 {
    let entry = code.entry(instance).expect("compiled");
    let mut result = [0u64];
    let mut call = |args: &[u64]| {
        // SAFETY: the cases below pass the words that the kernels take; one result word is the most.
        let status = unsafe { entry(&raw mut *ctx, args.as_ptr(), result.as_mut_ptr()) };
        assert_eq!(status, OK);
        result[0]
    };
    match instance.0 {
        0 => {
            let (mut x, mut y) = (vec![1.0; 1000], vec![2.0; 1000]);
            let args = [vec![0.0f64.to_bits()], array(&mut x, &[1000]), array(&mut y, &[1000])].concat();
            let took = time(1000, || call(&args));
            assert_eq!(y, vec![2.0; 1000]);
            took
        }
        1 => {
            let args = [(-0.1f64).to_bits(), 0.1f64.to_bits(), 10_000];
            assert_eq!(call(&args), 10_000);
            time(100, || call(&args))
        }
        2 => {
            let (mut a, mut b, mut c) = (vec![1.0; 10_000], vec![2.0; 10_000], vec![0.0; 10_000]);
            let args = [&mut a, &mut b, &mut c].map(|data| array(data, &[100, 100])).concat();
            call(&args);
            assert_eq!(c, vec![200.0; 10_000]);
            time(20, || call(&args))
        }
        _ => {
            assert_eq!(call(&[30]), 423);
            time(20, || call(&[10_000]))
        }
    }
}
