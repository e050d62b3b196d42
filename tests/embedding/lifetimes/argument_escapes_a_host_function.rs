//! A host function keeps nothing that it was lent.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

use std::sync::Mutex;

static KEPT: Mutex<Vec<&[f64]>> = Mutex::new(Vec::new());

fn main() -> Result<(), Error> {
    let engine = Engine::default();
    engine.register("host.keep", |xs: &[f64]| KEPT.lock().unwrap().push(xs))?; //~ E0521
    module("")?;
    Ok(())
}
