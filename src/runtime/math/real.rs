//! Float functions that C does not have, as Python, NumPy and Numba compute them.
//!
//! Input, output: floats. Never: exceptions: where Python raises, the IEEE result stands.

use super::c;

macro_rules! real_functions {
    ($T:ident $floor_div:ident $modulo:ident $log_add_exp:ident $log_add_exp2:ident $ldexp:ident
     $fmod:ident $exp:ident $exp2:ident $log1p:ident) => {
        /// Python's `x // y`; for `y == 0` the IEEE quotient.
        #[must_use]
        pub extern "C" fn $floor_div(x: $T, y: $T) -> $T {
            if y == 0.0 {
                return x / y;
            }
            let rest = c::$fmod(x, y);
            let mut quotient = (x - rest) / y;
            if rest != 0.0 && (y < 0.0) != (rest < 0.0) {
                quotient -= 1.0;
            }
            if quotient == 0.0 {
                // A zero has the sign of the true quotient.
                return (0.0 as $T).copysign(x / y);
            }
            let floor = quotient.floor();
            if quotient - floor > 0.5 { floor + 1.0 } else { floor }
        }

        /// Python's `x % y`, with the sign of `y`; nan for `y == 0`.
        #[must_use]
        pub extern "C" fn $modulo(x: $T, y: $T) -> $T {
            let rest = c::$fmod(x, y);
            if rest == 0.0 {
                return (0.0 as $T).copysign(y);
            }
            if (y < 0.0) == (rest < 0.0) { rest } else { rest + y }
        }

        /// `log(exp(x) + exp(y))` without overflow.
        #[must_use]
        pub extern "C" fn $log_add_exp(x: $T, y: $T) -> $T {
            if x == y {
                return x + std::f64::consts::LN_2 as $T;
            }
            let difference = x - y;
            if difference > 0.0 {
                x + c::$log1p(c::$exp(-difference))
            } else if difference <= 0.0 {
                y + c::$log1p(c::$exp(difference))
            } else {
                difference
            }
        }

        /// `log2(2**x + 2**y)` without overflow.
        #[must_use]
        pub extern "C" fn $log_add_exp2(x: $T, y: $T) -> $T {
            if x == y {
                return x + 1.0;
            }
            let log2_1p = |x| std::f64::consts::LOG2_E as $T * c::$log1p(x);
            let difference = x - y;
            if difference > 0.0 {
                x + log2_1p(c::$exp2(-difference))
            } else if difference <= 0.0 {
                y + log2_1p(c::$exp2(difference))
            } else {
                difference
            }
        }

        /// `x * 2**y`; `y` has an integral value.
        #[must_use]
        pub extern "C" fn $ldexp(x: $T, y: $T) -> $T {
            // Beyond these exponents every result is zero or infinite.
            c::scale(f64::from(x), y.clamp(-5000.0, 5000.0) as i32) as $T
        }
    };
}

real_functions! { f64 floor_div modulo log_add_exp log_add_exp2 ldexp fmod exp exp2 log1p }
#[allow(clippy::unnecessary_cast, reason = "one text for both widths")]
mod single {
    use super::c;
    real_functions! { f32 floor_div_f32 modulo_f32 log_add_exp_f32 log_add_exp2_f32 ldexp_f32 fmodf expf exp2f log1pf }
}
pub use single::{floor_div_f32, ldexp_f32, log_add_exp_f32, log_add_exp2_f32, modulo_f32};

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn floor_division_and_modulo_are_pythons() {
        for (x, y, quotient, rest) in [
            (7.5, 2.0, 3.0, 1.5),
            (-7.5, 2.0, -4.0, 0.5),
            (7.5, -2.0, -4.0, -0.5),
            (-7.5, -2.0, 3.0, -1.5),
            (-0.0, 3.0, -0.0, 0.0),
            (6.0, -3.0, -2.0, -0.0),
            (1.0, 0.1, 9.0, 0.099_999_999_999_999_95),
            (1.0, INF, 0.0, 1.0),
            (-1.0, INF, -1.0, INF),
            (-1e-20, 3.0, -1.0, 3.0),
        ] {
            assert_eq!(floor_div(x, y).to_bits(), f64::to_bits(quotient), "{x} // {y}");
            assert_eq!(modulo(x, y).to_bits(), f64::to_bits(rest), "{x} % {y}");
        }
        assert_eq!(floor_div(1.0, 0.0), INF);
        assert!(modulo(1.0, 0.0).is_nan() && floor_div(f64::NAN, 2.0).is_nan() && modulo(INF, 2.0).is_nan());
        assert_eq!((floor_div_f32(-7.5, 2.0), modulo_f32(-7.5, 2.0)), (-4.0, 0.5));
    }

    #[test]
    fn sums_of_exponentials() {
        assert_eq!(log_add_exp(0.0, 0.0), std::f64::consts::LN_2);
        assert_eq!((log_add_exp(1000.0, -1000.0), log_add_exp(-INF, -INF)), (1000.0, -INF));
        assert!(log_add_exp(f64::NAN, 1.0).is_nan());
        assert_eq!((log_add_exp2(3.0, 3.0), log_add_exp2_f32(3.0, 3.0)), (4.0, 4.0));
        assert_eq!((ldexp(0.75, 4.0), ldexp(1.0, -1e9), ldexp_f32(1.0, 3.0)), (12.0, 0.0, 8.0));
    }
}
