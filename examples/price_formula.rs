//! Formulas that users edit while the program runs: each new version is compiled beside the old one, a call has a deadline.

use numjit::{CallOptions, Engine, Error, ErrorKind, Function, Source};
use std::time::Duration;

/// A formula that may be replaced at any time.
struct Formula {
    engine: Engine,
    price: Function<(f64, f64, f64), f64>,
}

impl Formula {
    fn new(text: &str) -> Result<Formula, Error> {
        let engine = Engine::default();
        let price = Self::compile(&engine, text)?;
        Ok(Formula { engine, price })
    }

    fn compile(engine: &Engine, text: &str) -> Result<Function<(f64, f64, f64), f64>, Error> {
        // The function keeps its code alive; the module is no longer needed.
        engine.compile(Source::text("formula", text))?.get("price")
    }

    /// Takes a new version, unless something is wrong with it.
    fn reload(&mut self, text: &str) -> Result<(), Error> {
        self.price = Self::compile(&self.engine, text)?;
        Ok(())
    }

    fn price(&self, spot: f64, rate: f64, years: f64) -> Result<f64, Error> {
        let options = CallOptions::new().deadline(Duration::from_millis(50)).memory(1 << 20);
        self.price.call_with(&options, (spot, rate, years))
    }
}

/// Runs the example.
pub fn main() {
    let simple = "def price(spot, rate, years):\n    return spot * (1.0 + rate * years)\n";
    let mut formula = Formula::new(simple).expect("a formula that is right");
    println!("simple interest:   {:.4}", formula.price(100.0, 0.05, 10.0).expect("it is quick"));

    let compound = "import math\n\ndef price(spot, rate, years):\n    return spot * math.exp(rate * years)\n";
    formula.reload(compound).expect("a formula that is right");
    println!("compound interest: {:.4}", formula.price(100.0, 0.05, 10.0).expect("it is quick"));

    let wrong = formula.reload("def price(spot, rate, years):\n    return spot * rat\n").expect_err("a name is wrong");
    println!("refused, the old version stays:\n{}", wrong.render(false));

    formula
        .reload("def price(spot, rate, years):\n    while spot > 0.0:\n        spot += rate\n    return spot\n")
        .expect("right");
    let late = formula.price(100.0, 0.05, 10.0).expect_err("it does not end");
    assert_eq!(late.kind(), ErrorKind::Deadline);
    println!("stopped: {late}");
}
