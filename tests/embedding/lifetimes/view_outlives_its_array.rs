//! A view does not outlive its array.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let total = module.get::<(&[f64],), f64>("total")?;
    let view = {
        let xs = vec![1.0, 2.0];
        &xs[..] //~ E0597
    };
    total.call((view,))?;
    Ok(())
}
