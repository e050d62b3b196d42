//! What a session leaves behind when it ends while its engine lives on: nothing.

use numjit::runtime::output::Output;
use numjit::source::SourceFile;
use numjit::{Engine, Session, Source, Value};
use std::sync::Arc;

fn engine() -> Engine {
    Engine::builder().output(Output::memory()).build().expect("settings")
}

fn file(text: &str) -> Arc<SourceFile> {
    SourceFile::new("leaks.npy", text)
}

fn run(session: &Session, text: &str) -> Value {
    match session.run(&file(text), &mut |_| {}) {
        Ok(value) => value,
        Err(numjit::Failure::Error(error)) => panic!("{}", error.render(false)),
        Err(numjit::Failure::Exit(code, _)) => panic!("exit {code}"),
    }
}

/// Blocks that are alive after sessions that ran a script, in several rounds on one engine.
fn check(text: &str) {
    let engine = engine();
    let mut left = Vec::new();
    for _ in 0..3 {
        let session = engine.session(Vec::new());
        drop(run(&session, text));
        drop(session);
        left.push(engine.live_blocks());
    }
    assert_eq!(left, [0, 0, 0], "{text}");
}

const HEAD: &str = "import numpy as np\nfrom numba import njit, prange, vectorize\n";

fn check_numpy(text: &str) {
    check(&format!("{HEAD}{text}"));
}

#[test]
fn arrays_in_variables_and_containers() {
    check_numpy("a = np.arange(10)\nb = a[2:]\nc = [a, {'x': np.ones(3)}, (b, b.T)]\nd = lambda: c\n");
}

#[test]
fn arrays_that_compiled_functions_capture() {
    check_numpy(
        "table = np.arange(10.0)\nother = np.ones((3, 4))\n\
         @njit\ndef inner(i):\n    return table[i] + other[0, 1]\n\
         @njit\ndef f(x):\n    return inner(x) + table.sum()\n\
         @njit(parallel=True)\ndef g(n):\n    s = 0.0\n    for i in prange(n):\n        s += table[i % 10]\n    return s\n\
         assert f(3) == 49.0 and inner(2) == 3.0\ng(100)\n",
    );
}

#[test]
fn generators_that_are_dropped_early_or_raise() {
    check_numpy(
        "@njit\ndef parts(a, n):\n    kept = [a * 2.0]\n    for i in range(n):\n        name = 'part' * i\n\
         \x20       if i == 3:\n            raise ValueError(name)\n        yield a[i:] + kept[0][i:], name\n\
         @njit\ndef first(a):\n    g = parts(a, 3)\n    return next(g)[0].sum() + next(g)[0].sum()\n\
         @njit\ndef until(a, n):\n    s = 0.0\n    g = parts(a, n)\n    for part, name in g:\n\
         \x20       if part.sum() < 30.0:\n            break\n        s += len(name)\n    return s\n\
         @njit\ndef make(a):\n    return parts(a, 9), a\n\
         a = np.arange(6.0)\nfirst(a), until(a, 2), until(a, 3)\nlist(parts(a, 2))\n\
         g = parts(a, 9)\nnext(g)\nheld = [make(a), {1: g}]\n\
         try:\n    until(a, 9)\nexcept ValueError:\n    pass\n\
         try:\n    list(held[0][0])\nexcept ValueError:\n    pass\n",
    );
}

#[test]
fn objects_of_compiled_classes() {
    check(
        "import numpy as np\nfrom numba import njit, float64, int64, optional, deferred_type\n\
         from numba.experimental import jitclass\n\
         kind = deferred_type()\n\
         @jitclass([('x', float64[:]), ('name', int64), ('next', optional(kind))])\n\
         class Node:\n    def __init__(self, n, next):\n        self.x = np.ones(n)\n        self.name = n\n        self.next = next\n\
         \x20   def failing(self, k):\n        other = Node(k, self)\n        self.x = other.x\n\
         \x20       if k > 2:\n            raise ValueError(k)\n        return other\n\
         \x20   @property\n    def total(self):\n        return self.x.sum()\n\
         kind.define(Node.class_type.instance_type)\n\
         @njit\ndef chain(n):\n    held = [Node(1, None)]\n    for i in range(n):\n        held.append(held[i].failing(i))\n    return held\n\
         first = Node(3, Node(2, None))\nfirst.next.x = first.x\nfirst.failing(2)\nassert first.total == 2.0\n\
         held = chain(3)\n\
         for n in (5, 9):\n    try:\n        chain(n)\n    except ValueError as e:\n        caught = e\n",
    );
}

#[test]
fn functions_of_functions() {
    check_numpy(
        "def host(x):\n    return x + weights[0]\nweights = np.ones(5)\n\
         @njit\ndef apply(f, x):\n    return f(x)\n\
         @njit\ndef twice(x):\n    return x * weights[1]\n\
         @njit\ndef use(x):\n    return host(x) + sorted([x, 1.0], key=twice)[0]\n\
         def make(k):\n    scale = np.full(4, k)\n    @njit\n    def scaled(x):\n        return x * scale[0]\n    return scaled\n\
         fs = [make(2.0), make(3.0)]\napply(twice, 2.0)\nuse(2.0)\nassert fs[0](1.0) + fs[1](1.0) == 5.0\n",
    );
}

#[test]
fn closures() {
    check_numpy(
        "def counter():\n    data = np.zeros(3)\n    def add(x):\n        nonlocal data\n        data = data + x\n        return add\n    return add\n\
         c = counter()\nc(1)\n\
         def recursive(n):\n    memo = np.zeros(n)\n    def fib(k):\n        return k if k < 2 else fib(k - 1) + fib(k - 2) + memo[0]\n    return fib\n\
         f = recursive(5)\nf(5)\n\
         def with_default(x=np.ones(4), *rest, key=np.zeros(2)):\n    return x\n",
    );
}

#[test]
fn classes_and_objects() {
    check_numpy(
        "class Body:\n    shape = np.zeros(3)\n    def __init__(self, n):\n        self.data = np.ones(n)\n        self.method = self.area\n    def area(self):\n        return self.data.sum() + Body.shape[0]\n\
         class Ball(Body):\n    def area(self):\n        return super().area() * 2\n\
         balls = [Ball(3), Ball(4)]\nassert balls[0].area() == 6.0\n\
         def make():\n    table = np.ones(3)\n    class Local:\n        def get(self):\n            return table, Local\n    return Local\nL = make()\nL().get()\n",
    );
}

#[test]
fn objects_that_hold_each_other() {
    check_numpy(
        "l = [np.ones(3)]\nl.append(l)\nd = {'a': np.ones(2)}\nd['d'] = d\n\
         class Node:\n    all = []\n    def __init__(self, left):\n        self.left, self.right, self.data = left, None, np.ones(4)\n        if left is not None:\n            left.right = self\n        Node.all.append(self)\n\
         b = Node(Node(None))\nn = b.left\nassert n.right is b\n",
    );
}

#[test]
fn exceptions_with_tracebacks() {
    check_numpy(
        "class Stop(Exception):\n    def __init__(self, data):\n        super().__init__(data)\n        self.data = data\n\
         def fail(n):\n    a = np.ones(n)\n    raise Stop(a)\n\
         @njit\ndef bad(a):\n    b = a + 1\n    return b[10]\n\
         kept = []\n\
         for k in range(3):\n    try:\n        fail(k + 1)\n    except Stop as e:\n        kept.append(e)\n\
         try:\n    bad(np.ones(3))\nexcept IndexError as e:\n    last = e\n\
         try:\n    try:\n        fail(2)\n    except Stop as e:\n        raise ValueError('second', np.ones(2)) from e\nexcept ValueError as e:\n    chained = e\n",
    );
}

#[test]
fn an_uncaught_exception_is_freed_with_its_error() {
    let engine = engine();
    let session = engine.session(Vec::new());
    let text = format!("{HEAD}def f(n):\n    raise ValueError(np.ones(n))\na = np.ones(3)\nf(3)\n");
    let outcome = session.run(&file(&text), &mut |_| {});
    assert!(outcome.is_err());
    drop(outcome);
    drop(session);
    assert_eq!(engine.live_blocks(), 0);
}

#[test]
fn generators_and_iterators() {
    check_numpy(
        "def walk(n):\n    a = np.ones(n)\n    for i in range(n):\n        yield a[i:]\n\
         g = walk(5)\nnext(g)\nz = zip([np.ones(2)], [1])\ne = enumerate(np.ones(3))\nit = (x for x in walk(3))\nnext(it)\n",
    );
}

#[test]
fn what_the_embedder_holds_stays() {
    let engine = engine();
    let session = engine.session(Vec::new());
    run(&session, &format!("{HEAD}a = np.arange(4.0)\nb = [a, 1]\n"));
    let (array, list) = (session.get("a"), session.get("b"));
    drop(session);
    assert_eq!(engine.live_blocks(), 1);
    assert_eq!(format!("{:?}", list.as_ref().expect("it was bound")), "[array([0., 1., 2., 3.]), 1]");
    drop((array, list));
    assert_eq!(engine.live_blocks(), 0);
}

#[test]
fn typed_functions_outlive_their_module() {
    let engine = engine();
    let text = format!(
        "{HEAD}table = np.arange(4.0)\n@njit\ndef inner(i):\n    return table[i]\n@njit\ndef f(i):\n    return inner(i) + table.sum()\ninner(1)\n"
    );
    let module = engine.compile(Source::text("leaks.npy", &text)).unwrap_or_else(|error| panic!("{error}"));
    let f = module.get::<(i64,), f64>("f").unwrap_or_else(|error| panic!("{error}"));
    drop(module);
    assert_eq!(f.call((3,)).unwrap_or_else(|error| panic!("{error}")), 9.0);
    check_live_after(&engine, || drop(f));
}

fn check_live_after(engine: &Engine, step: impl FnOnce()) {
    step();
    // The table is let go with the next session that ends.
    drop(engine.session(Vec::new()));
    assert_eq!(engine.live_blocks(), 0);
}

#[test]
fn a_session_after_another_sees_its_own_variables() {
    let engine = engine();
    for k in 0..3 {
        let session = engine.session(Vec::new());
        let text = format!(
            "{HEAD}k = {k}\na = np.full(3, k)\n@njit\ndef f(x):\n    return a[0] + k + sorted([x, 0])[1]\nresult = f(1)\n"
        );
        run(&session, &text);
        assert_eq!(session.get("result").and_then(|value| value.as_int()), Some(2 * k + 1));
    }
    assert_eq!(engine.live_blocks(), 0);
}
