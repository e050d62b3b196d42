//! The library inside a host program: typed calls, limits, host functions, errors, the sandbox, reloads.

mod calls;
mod host_functions;
mod hostile;
mod lifecycle;
mod lifetimes;
mod limits;
mod long_calls;
mod portable;
mod records;
mod threads;

use numjit::{Engine, Module, Output, Source};

/// A quiet engine with two threads.
fn engine() -> Engine {
    Engine::builder().threads(2).output(Output::memory()).build().expect("settings")
}

fn compile(engine: &Engine, text: &str) -> Module {
    engine.compile(Source::text("test.npy", text)).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

/// A module of an engine of its own.
fn module(text: &str) -> Module {
    compile(&engine(), text)
}
