//! What is not mutable cannot be lent to be written.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let clear = module.get::<(&mut [f64],), ()>("clear")?;
    let xs = [1.0, 2.0];
    clear.call((&mut xs[..],))?; //~ E0596
    Ok(())
}
