//! The formulas that the benches of this crate call, in Rust: what each of the others is measured against.
//!
//! Input: numbers. Output: numbers. Never: anything but the formulas.

/// The formula of two numbers.
#[inline(never)]
pub extern "C" fn formula(x: f64, y: f64) -> f64 {
    x * 2.5 + y * y - 1.0 / (1.0 + x * x)
}

/// The formula of a slice.
///
/// # Safety
/// So many numbers lie there.
#[inline(never)]
pub unsafe extern "C" fn weighted(a: f64, xs: *const f64, n: usize) -> f64 {
    // SAFETY: as the caller promises.
    let xs = unsafe { std::slice::from_raw_parts(xs, n) };
    xs.iter().map(|x| a * x).sum()
}

/// The same for numjit.
pub const SCRIPT: &str = "
def formula(x, y):
    return x * 2.5 + y * y - 1.0 / (1.0 + x * x)


def weighted(a, xs):
    s = 0.0
    for x in xs:
        s += a * x
    return s
";

/// For Rhai.
pub const RHAI: &str = "
fn formula(x, y) { x * 2.5 + y * y - 1.0 / (1.0 + x * x) }
fn weighted(a, xs) { let s = 0.0; for x in xs { s += a * x; } s }
";

/// For Lua.
pub const LUA: &str = "
function formula(x, y) return x * 2.5 + y * y - 1.0 / (1.0 + x * x) end
function weighted(a, xs) local s = 0.0 for i = 1, #xs do s = s + a * xs[i] end return s end
";
