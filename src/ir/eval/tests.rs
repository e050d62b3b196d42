//! Expected values are CPython's, or Numba's where it differs (noted at the ops).

use super::*;
use Dtype as D;

fn f(op: BinaryOp, x: f64, y: f64) -> Scalar {
    eval_binary(op, Scalar::F64(x), Scalar::F64(y))
}

fn i(op: BinaryOp, dtype: Dtype, x: i64, y: i64) -> i64 {
    eval_binary(op, Scalar::Int(dtype, x), Scalar::Int(dtype, y)).as_i64()
}

/// `a // b` and `a % b` of every pair, row by row, as Numba gives them with error_model="numpy".
#[test]
fn float_floor_division_is_pythons() {
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    let values = [0.0, -0.0, 1.0, -2.5, 3.0, INF, NAN, 5e-324, 0.1];
    let quotients = [
        [NAN, NAN, 0.0, -0.0, 0.0, 0.0, NAN, 0.0, 0.0],
        [NAN, NAN, -0.0, 0.0, -0.0, -0.0, NAN, -0.0, -0.0],
        [INF, -INF, 1.0, -1.0, 0.0, 0.0, NAN, INF, 9.0],
        [-INF, INF, -3.0, 1.0, -1.0, -1.0, NAN, -INF, -25.0],
        [INF, -INF, 3.0, -2.0, 1.0, 0.0, NAN, INF, 29.0],
        [INF, -INF, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
        [NAN; 9],
        [INF, -INF, 0.0, -1.0, 0.0, 0.0, NAN, 1.0, 0.0],
        [INF, -INF, 0.0, -1.0, 0.0, 0.0, NAN, INF, 1.0],
    ];
    let remainders = [
        [NAN, NAN, 0.0, -0.0, 0.0, 0.0, NAN, 0.0, 0.0],
        [NAN, NAN, 0.0, -0.0, 0.0, 0.0, NAN, 0.0, 0.0],
        [NAN, NAN, 0.0, -1.5, 1.0, 1.0, NAN, 0.0, 0.09999999999999995],
        [NAN, NAN, 0.5, -0.0, 0.5, INF, NAN, 0.0, 1.3877787807814457e-16],
        [NAN, NAN, 0.0, -2.0, 0.0, 3.0, NAN, 0.0, 0.09999999999999984],
        [NAN; 9],
        [NAN; 9],
        [NAN, NAN, 5e-324, -2.5, 5e-324, 5e-324, NAN, 0.0, 5e-324],
        [NAN, NAN, 0.1, -2.4, 0.1, 0.1, NAN, 0.0, 0.0],
    ];
    for (a, &x) in values.iter().enumerate() {
        for (b, &y) in values.iter().enumerate() {
            assert_eq!(f(BinaryOp::FloorDiv, x, y), Scalar::F64(quotients[a][b]), "{x} // {y}");
            assert_eq!(f(BinaryOp::Mod, x, y), Scalar::F64(remainders[a][b]), "{x} % {y}");
        }
    }
}

#[test]
fn ints_floor_wrap_and_never_trap() {
    for (x, y, quotient, rest, c_rest) in [(7, 3, 2, 1, 1), (-7, 3, -3, 2, -1), (7, -3, -3, -2, 1), (5, 0, 0, 0, 0)] {
        assert_eq!(i(BinaryOp::FloorDiv, D::I64, x, y), quotient);
        assert_eq!(i(BinaryOp::Mod, D::I64, x, y), rest);
        assert_eq!(i(BinaryOp::Rem, D::I64, x, y), c_rest);
    }
    assert_eq!(i(BinaryOp::FloorDiv, D::I64, i64::MIN, -1), i64::MIN);
    assert_eq!(i(BinaryOp::FloorDiv, D::I8, -128, -1), -128);
    assert_eq!(i(BinaryOp::Mod, D::I64, i64::MIN, -1), 0);
    assert_eq!(i(BinaryOp::FloorDiv, D::U64, -1, 2), i64::MAX);
    assert_eq!(i(BinaryOp::Add, D::U8, 200, 100), 44);
    assert_eq!(i(BinaryOp::Add, D::Bool, 1, 1), 1);
    assert_eq!(i(BinaryOp::Lcm, D::I64, i64::MIN, 2), i64::MIN);
    assert_eq!(i(BinaryOp::Gcd, D::I64, -12, 18), 6);
    assert_eq!(eval_unary(UnaryOp::Abs, Scalar::i64(i64::MIN)).as_i64(), i64::MIN);
    assert_eq!(eval_unary(UnaryOp::Neg, Scalar::Int(D::U8, 1)).as_i64(), 255);
    assert_eq!(eval_unary(UnaryOp::Not, Scalar::bool(true)).as_i64(), 0);
}

#[test]
fn int_powers_and_shifts() {
    for (x, y, power) in [(3, 5, 243), (3, 64, 8733086111712066817), (-1, -3, -1), (2, -1, 0), (0, 0, 1), (0, -1, 0)] {
        assert_eq!(i(BinaryOp::Pow, D::I64, x, y), power, "{x} ** {y}");
    }
    for (x, count, left, right) in
        [(5, 1, 10, 2), (-5, 1, -10, -3), (-5, 64, 0, -1), (5, 1 << 40, 0, 0), (-1, -1, 0, -1)]
    {
        assert_eq!((i(BinaryOp::Shl, D::I64, x, count), i(BinaryOp::Shr, D::I64, x, count)), (left, right));
    }
    assert_eq!(i(BinaryOp::Shr, D::U64, -1, 63), 1);
    assert_eq!(i(BinaryOp::Shl, D::I8, 1, 8), 0);
}

#[test]
fn nan_rules_of_minima_and_maxima() {
    use BinaryOp as B;
    let rows = [
        (B::PyMin, [1.0, f64::NAN]),
        (B::PyMax, [1.0, f64::NAN]),
        (B::Minimum, [f64::NAN; 2]),
        (B::Maximum, [f64::NAN; 2]),
        (B::Fmin, [1.0; 2]),
        (B::Fmax, [1.0; 2]),
    ];
    for (op, [behind, before]) in rows {
        assert_eq!(f(op, 1.0, f64::NAN), Scalar::F64(behind), "{}", op.name());
        assert_eq!(f(op, f64::NAN, 1.0), Scalar::F64(before), "{}", op.name());
        assert_eq!(f(op, 0.0, -0.0), Scalar::F64(0.0));
        assert_eq!(f(op, -0.0, 0.0), Scalar::F64(-0.0));
    }
}

/// NumPy's `astype` on x86-64, but for uint64 past 2^64.
#[test]
fn conversions_out_of_range_are_the_machines() {
    let rows: [(D, [(f64, i64); 4]); 8] = [
        (D::I8, [(300.0, 44), (-200.0, 56), (3e9, 0), (f64::NAN, 0)]),
        (D::I16, [(65536.5 * 3.0, 1), (-1.9, -1), (1e300, 0), (f64::INFINITY, 0)]),
        (D::I32, [(3e9, i32::MIN as i64), (-1.9, -1), (1e300, i32::MIN as i64), (f64::NAN, i32::MIN as i64)]),
        (D::I64, [(3e9, 3_000_000_000), (1.8e19, i64::MIN), (-1e19, i64::MIN), (f64::NAN, i64::MIN)]),
        (D::U8, [(-1.9, 255), (300.0, 44), (3e9, 0), (f64::NAN, 0)]),
        (D::U16, [(-200.0, 65336), (65536.5 * 3.0, 1), (3e9, 0), (f64::NAN, 0)]),
        (D::U32, [(3e9, 3_000_000_000), (-3e9, 1_294_967_296), (1e10, 1_410_065_408), (1e300, 0)]),
        (
            D::U64,
            [(1.8e19, 18_000_000_000_000_000_000_u64 as i64), (-1.0, -1), (-1e19, i64::MIN), (f64::NAN, i64::MIN)],
        ),
    ];
    for (dtype, pairs) in rows {
        for (x, expected) in pairs {
            assert_eq!(eval_convert(Scalar::F64(x), dtype).as_i64(), expected, "{x} to {dtype}");
        }
    }
    assert_eq!(eval_convert(Scalar::Int(D::U64, -1), D::F32), Scalar::F32(18446744073709551615_u64 as f32));
    assert_eq!(eval_convert(Scalar::F64(f64::NAN), D::Bool), Scalar::bool(true));
    assert_eq!(eval_convert(Scalar::C128([2.5, 9.0]), D::I64), Scalar::i64(2));
    assert_eq!(eval_convert(Scalar::i64(300), D::C64), Scalar::C64([300.0, 0.0]));
}

#[test]
fn complex_arithmetic_is_pythons() {
    let z = |op, a, b| eval_binary(op, Scalar::C128(a), Scalar::C128(b));
    assert_eq!(z(BinaryOp::Mul, [1.0, 2.0], [3.0, -4.0]), Scalar::C128([11.0, 2.0]));
    assert_eq!(z(BinaryOp::Div, [1.0, 2.0], [3.0, 4.0]), Scalar::C128([0.44, 0.08]));
    assert_eq!(z(BinaryOp::Div, [1.0, 2.0], [0.0, 0.0]), Scalar::C128([f64::INFINITY, f64::INFINITY]));
    assert_eq!(eval_unary(UnaryOp::Abs, Scalar::C64([3.0, -4.0])), Scalar::F32(5.0));
    assert_eq!(eval_unary(UnaryOp::Sign, Scalar::C128([0.0, -2.0])), Scalar::C128([0.0, -1.0]));
    let made = eval_binary(BinaryOp::Complex, Scalar::F32(1.0), Scalar::F32(2.0));
    assert_eq!(made, Scalar::C64([1.0, 2.0]));
    assert!(!eval_compare(CompareOp::Eq, made, Scalar::C64([1.0, 3.0])));
}

#[test]
fn bytes_round_trip() {
    let all = [
        Scalar::bool(true),
        Scalar::Int(D::I8, -3),
        Scalar::Int(D::U32, 4_000_000_000),
        Scalar::Int(D::U64, -1),
        Scalar::F32(1.5),
        Scalar::F64(-0.0),
        Scalar::C64([1.0, f32::NAN]),
        Scalar::C128([-1.0, 2.0]),
    ];
    for x in all {
        assert_eq!(Scalar::from_bytes(x.dtype(), &x.to_bytes()), x);
    }
    assert_eq!(eval_const(Const::Int(-1), D::U64), Scalar::Int(D::U64, -1));
    assert!(eval_compare(CompareOp::Lt, Scalar::Int(D::U64, 1), Scalar::Int(D::U64, -1)));
}
