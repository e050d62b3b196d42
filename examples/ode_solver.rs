//! A solver in Rust whose right-hand side is a user's script: `rhs(t, y, dy)` is called in every step, at the price of a
//! call through a pointer.

use numjit::{Engine, Error, Function, Source};

type Rhs = Function<(f64, &'static [f64], &'static mut [f64]), ()>;

/// The classical method of Runge and Kutta, of fourth order.
fn solve(rhs: &Rhs, mut y: Vec<f64>, t_end: f64, steps: usize) -> Result<Vec<f64>, Error> {
    let h = t_end / steps as f64;
    let n = y.len();
    let (mut k, mut at, mut sum) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    for step in 0..steps {
        let t = step as f64 * h;
        sum.copy_from_slice(&y);
        at.copy_from_slice(&y);
        for (part, weight) in [(0.5, 1.0), (0.5, 2.0), (1.0, 2.0), (0.0, 1.0)] {
            let time = if weight == 1.0 && part == 0.5 {
                t
            } else if part == 0.0 {
                t + h
            } else {
                t + 0.5 * h
            };
            rhs.call((time, &at, &mut k))?;
            for i in 0..n {
                sum[i] += h / 6.0 * weight * k[i];
                at[i] = y[i] + part * h * k[i];
            }
        }
        y.copy_from_slice(&sum);
    }
    Ok(y)
}

/// Runs the example.
pub fn main() {
    let engine = Engine::default();
    let oscillator = "def rhs(t, y, dy):\n    dy[0] = y[1]\n    dy[1] = -y[0]\n";
    let module = engine.compile(Source::text("oscillator", oscillator)).expect("it is right");
    let rhs = module.get("rhs").expect("a time, a state, its derivative");
    let y = solve(&rhs, vec![1.0, 0.0], 2.0 * std::f64::consts::PI, 1000).expect("no exception");
    println!("after one turn: {:.9}, {:.9}", y[0], y[1]);
    assert!((y[0] - 1.0).abs() < 1e-9 && y[1].abs() < 1e-9);

    let lorenz = "def rhs(t, y, dy):\n    dy[0] = 10.0 * (y[1] - y[0])\n    dy[1] = y[0] * (28.0 - y[2]) - y[1]\n    dy[2] = y[0] * y[1] - 8.0 / 3.0 * y[2]\n";
    let module = engine.compile(Source::text("lorenz", lorenz)).expect("it is right");
    let rhs = module.get("rhs").expect("a time, a state, its derivative");
    println!("the butterfly at t = 5: {:.4?}", solve(&rhs, vec![1.0; 3], 5.0, 5000).expect("no exception"));

    let wrong = "def rhs(t, y, dy):\n    dy[2] = y[0]\n";
    let module = engine.compile(Source::text("wrong", wrong)).expect("nothing is wrong with its types");
    let rhs = module.get("rhs").expect("a time, a state, its derivative");
    println!("{}", solve(&rhs, vec![1.0, 0.0], 1.0, 10).expect_err("there is no third component").render(false));
}
