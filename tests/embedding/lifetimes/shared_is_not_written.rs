//! A `&[T]` cannot be written.
use numjit::{Engine, Error, Module, Source};

fn module(text: &str) -> Result<Module, Error> {
    Engine::default().compile(Source::text("k", text))
}

fn main() -> Result<(), Error> {
    let module = module("")?;
    let clear = module.get::<(&mut [f64],), ()>("clear")?;
    let xs = [1.0, 2.0];
    clear.call((&xs,))?; //~ E0308
    Ok(())
}
