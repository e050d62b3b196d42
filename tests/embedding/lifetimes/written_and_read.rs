//! What is written is not read by another argument at the same time.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let copy = module.get::<(&mut [f64], &[f64]), ()>("copy")?;
    let mut xs = vec![1.0, 2.0];
    copy.call((&mut xs[..], &xs[..]))?; //~ E0502
    Ok(())
}
