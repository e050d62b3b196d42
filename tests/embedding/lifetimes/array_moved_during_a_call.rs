//! An array stays where it is while something holds a view of it.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let total = module.get::<(&[f64],), f64>("total")?;
    let xs = vec![1.0, 2.0];
    let view = &xs[..];
    drop(xs); //~ E0505
    total.call((view,))?;
    Ok(())
}
