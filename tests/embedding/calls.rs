//! Typed and dynamic calls: every type in and out, views where they lie, no allocation.

use super::{engine, module};
use ndarray::{Array2, ArrayView1, ArrayView2, ArrayView3, ArrayView4, ArrayViewMut1, ArrayViewMut2, array, s};
use num_complex::Complex;
use numjit::{Array, ErrorKind, Source, Value};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is the system's allocator; counting touches a thread's own number.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_call_allocates_nothing() {
    let module =
        module("def weighted(a, xs, m):\n    s = m[0, 1]\n    for x in xs:\n        s += a * x\n    return s, a\n");
    let weighted = module.get::<(f64, &[f64], ArrayView2<f64>), (f64, f64)>("weighted").expect("it fits");
    let (xs, m) = ([1.0, 2.0, 3.0], array![[0.0, 4.0], [0.0, 0.0]]);
    weighted.call((2.0, &xs, m.view())).expect("no exception");
    let before = COUNT.get();
    for _ in 0..10 {
        assert_eq!(weighted.call((2.0, &xs, m.view())).expect("no exception"), (16.0, 2.0));
    }
    assert_eq!(COUNT.get() - before, 0);
}

#[test]
fn twelve_arguments_of_all_kinds() {
    let text =
        "def all(a, b, c, d, e, f, g, h, i, j, k, l):\n    return a + b + c + d + e + f + g + h + i + j + k + l\n";
    let module = module(text);
    type Args = (bool, i8, i16, i32, i64, u8, u16, u32, f32, f64, Complex<f32>, Complex<f64>);
    let all = module.get::<Args, Complex<f64>>("all").expect("it fits");
    let args = (true, -1, 2, -3, 4, 5, 6, 7, 0.5, 0.25, Complex::new(1.0, 1.0), Complex::new(0.0, -3.0));
    assert_eq!(all.call(args).expect("no exception"), Complex::new(22.75, -2.0));
}

#[test]
fn views_keep_their_strides() {
    let module = module(
        "def rowsum(m, out):\n    for i in range(m.shape[0]):\n        out[i] = m[i].sum()\n\n\
         def turn(m):\n    for i in range(m.shape[0]):\n        for j in range(i):\n            m[i, j], m[j, i] = m[j, i], m[i, j]\n\n\
         def corner(a, b):\n    return a[0, 1, 2] + b[1, 0, 0, 1]\n",
    );
    let m = Array2::from_shape_fn((4, 6), |(i, j)| (10 * i + j) as f64);
    let rowsum = module.get::<(ArrayView2<f64>, ArrayViewMut1<f64>), ()>("rowsum").expect("it fits");
    for view in [m.view(), m.t(), m.slice(s![..;-1, 1..;2]), m.slice(s![2..2, ..])] {
        let mut out = vec![0.0; 2 * view.nrows()];
        let mut strided = ArrayViewMut1::from(&mut out).slice_move(s![..;2]);
        rowsum.call((view, strided.view_mut())).expect("no exception");
        assert_eq!(strided, view.sum_axis(ndarray::Axis(1)));
    }
    let mut square = m.slice(s![.., ..4]).to_owned();
    let turned = square.t().to_owned();
    let turn = module.get::<(ArrayViewMut2<f64>,), ()>("turn").expect("it fits");
    turn.call((square.view_mut(),)).expect("no exception");
    assert_eq!(square, turned);
    let corner = module.get::<(ArrayView3<i32>, ArrayView4<u8>), i64>("corner").expect("it fits");
    let (a, b) = (ndarray::Array3::from_elem((1, 2, 3), -5), ndarray::Array4::from_elem((2, 1, 1, 2), 7));
    assert_eq!(corner.call((a.view(), b.view())).expect("no exception"), 2);
}

#[test]
fn results_own_what_they_hold() {
    let module = module(
        "import numpy as np\n\
         def same(xs):\n    return xs\n\n\
         def parts(xs):\n    return xs[1:], xs.sum(), 'n=' + str(xs.size)\n\n\
         def grid(n):\n    return np.arange(n * n).reshape(n, n).T\n\n\
         def first(xs):\n    return xs[0] if xs.size else None\n",
    );
    let same = module.get::<(&[f64],), Vec<f64>>("same").expect("it fits");
    let dynamic = module.get::<(&[f64],), Array>("same").expect("it fits");
    let value = module.get::<(&[f64],), Value>("same").expect("it fits");
    let kept = {
        let xs = vec![1.0, 2.0];
        (same.call((&xs,)).unwrap(), dynamic.call((&xs,)).unwrap(), value.call((&xs,)).unwrap())
    };
    assert_eq!((kept.0, kept.1.to_vec::<f64>().unwrap()), (vec![1.0, 2.0], vec![1.0, 2.0]));
    assert_eq!(format!("{:?}", kept.2), "array([1., 2.])");
    let parts = module.get::<(&[f64],), (Vec<f64>, f64, String)>("parts").expect("it fits");
    assert_eq!(parts.call((&[1.0, 2.0, 3.0],)).unwrap(), (vec![2.0, 3.0], 6.0, "n=3".to_string()));
    let grid = module.get::<(i64,), Array2<i64>>("grid").expect("it fits");
    assert_eq!(grid.call((2,)).unwrap(), array![[0, 2], [1, 3]]);
    let first = module.get::<(ArrayView1<f64>,), Option<f64>>("first").expect("it fits");
    assert_eq!(first.call((array![].view(),)).unwrap(), None);
    assert_eq!(first.call((array![7.0].view(),)).unwrap(), Some(7.0));
}

#[test]
fn strings_go_in() {
    let engine = engine();
    let module =
        engine.compile(Source::text("test.npy", "def twice(s, n):\n    return s * n + '!'\n")).expect("it is right");
    let twice = module.get::<(&str, i64), String>("twice").expect("it fits");
    let before = engine.live_blocks();
    assert_eq!(twice.call(("na\u{efe}", 2)).unwrap(), "na\u{efe}na\u{efe}!");
    assert_eq!(engine.live_blocks(), before);
}

#[test]
fn a_huge_view_of_borrowed_memory_is_a_memory_error() {
    let module =
        module("import numpy as np\ndef wide(xs):\n    return np.broadcast_to(xs, (1 << 40, 1 << 20, xs.size))\n");
    let wide = module.get::<(&[f64],), Array>("wide").expect("it fits");
    let error = wide.call((&[1.0],)).expect_err("so much memory is nowhere");
    assert!(matches!(error.kind(), ErrorKind::Memory | ErrorKind::Raised), "{error}");
    let wide = module.get::<(&[f64],), Value>("wide").expect("it fits");
    assert!(wide.call((&[1.0],)).is_err());
}

#[test]
fn arrays_come_from_and_go_to_rust() {
    let m = array![[1.0, 2.0], [3.0, 4.0]];
    let array = Array::from(m.clone());
    assert_eq!(array.shape(), [2, 2]);
    assert_eq!(array.to_ndarray::<f64, ndarray::Ix2>(), Some(m.clone()));
    assert_eq!(array.to_ndarray::<f32, ndarray::Ix2>(), None);
    assert_eq!(Array::from(m.t().to_owned()).to_ndarray::<f64, ndarray::Ix2>(), Some(m.t().to_owned()));
    let module = module("def total(xs, k):\n    return xs.sum() * k\n");
    let total = module.call("total", &[Array::from(vec![1.0, 2.0]).into(), 2.0.into()]).unwrap();
    assert_eq!(total.as_float(), Some(6.0));
    let bytes = array.to_npy().expect("memory");
    let back = Array::from_npy(&bytes).expect("an array file");
    assert_eq!(back.to_ndarray::<f64, ndarray::Ix2>(), Some(m));
    assert!(Array::from_npy(b"\x93NUMPY and more").is_err());
}
