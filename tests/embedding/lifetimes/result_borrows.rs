//! A result owns what it holds.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let same = module.get::<(&[f64],), &[f64]>("same"); //~ E0277
    let text = module.get::<(&str,), &str>("same"); //~ E0277
    drop((same, text));
    Ok(())
}
