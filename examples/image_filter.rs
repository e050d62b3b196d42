//! An image filter in a script, over views of ndarray: nothing is copied, strides are as they are.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, s};
use numjit::{Engine, Source};

const FILTER: &str = "
from numba import njit, prange

@njit(parallel=True)
def blur(image, out, strength):
    rows, columns = image.shape
    for i in prange(1, rows - 1):
        for j in range(1, columns - 1):
            around = image[i - 1, j] + image[i + 1, j] + image[i, j - 1] + image[i, j + 1]
            out[i, j] = (1.0 - strength) * image[i, j] + strength * 0.25 * around
";

type Blur = (ArrayView2<'static, f64>, ArrayViewMut2<'static, f64>, f64);

/// Runs the example.
pub fn main() {
    let module = Engine::default().compile(Source::text("blur.npy", FILTER)).expect("the filter is right");
    let blur = module.get::<Blur, ()>("blur").expect("two images and a number");

    let image = Array2::from_shape_fn((480, 640), |(i, j)| f64::from(u8::from((i / 40 + j / 40) % 2 == 0)));
    let mut out = image.clone();
    blur.call((image.view(), out.view_mut(), 0.5)).expect("no exception");
    println!("contrast along a row: {:.3} before, {:.3} after", contrast(image.view()), contrast(out.view()));

    // A part of the image, every other column, upside down.
    let part = image.slice(s![100..200;-1, ..;2]);
    let mut target = Array2::zeros(part.dim());
    blur.call((part, target.view_mut(), 1.0)).expect("no exception");
    println!("a part of {:?} has the mean {:.3}", part.dim(), target.mean().unwrap_or(0.0));
}

/// The mean difference between neighbors in a row.
fn contrast(image: ArrayView2<'_, f64>) -> f64 {
    let (rows, columns) = image.dim();
    let inside = image.slice(s![1..rows - 1, 1..columns - 1]);
    let steps = &inside.slice(s![.., 1..]) - &inside.slice(s![.., ..columns - 3]);
    steps.mapv(f64::abs).mean().unwrap_or(0.0)
}
