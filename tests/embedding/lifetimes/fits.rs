//! All of it is allowed: what the other files do wrong is their own.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let copy = module.get::<(&mut [f64], &[f64]), Vec<f64>>("copy")?;
    let mut xs = vec![0.0; 2];
    let copied = {
        let ys = [1.0, 2.0];
        copy.call((&mut xs, &ys))?
    };
    drop(xs);
    drop(copied);
    Ok(())
}
