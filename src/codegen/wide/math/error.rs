//! The error function and its complement.
//!
//! Input: doubles. Output: of erf a polynomial, of erfc one rational function, whose coefficients depend on the interval of `|x|`. The
//! intervals and coefficients of erfc are those of FreeBSD's msun, `s_erf.c` (Sun Microsystems, 1993). Never: branches.

use super::exp::{Reduced, reduce, small_expm1};
use super::{Build, Double, NodeId};
use crate::ir::CompareOp;

/// erf(1), rounded to a single.
const ERF_1: f64 = 8.450_629_115_104_675e-1;

/// Up to 0.84375, 1.25, 1/0.35 and 28: of x^2, `|x| - 1`, 1/x^2, 1/x^2.
const ABOVE: [[f64; 4]; 8] = [
    [1.283_791_670_955_125_6e-1, -2.362_118_560_752_659_4e-3, -9.864_944_034_847_148e-3, -9.864_942_924_700_1e-3],
    [-3.250_421_072_470_015e-1, 4.148_561_186_837_483_3e-1, -6.938_585_727_071_818e-1, -7.992_832_376_805_23e-1],
    [-2.848_174_957_559_851e-2, -3.722_078_760_357_013e-1, -1.055_862_622_532_329_1e1, -1.775_795_491_775_475e1],
    [-5.770_270_296_489_442e-3, 3.183_466_199_011_617_5e-1, -6.237_533_245_032_601e1, -1.606_363_848_558_219e2],
    [-2.376_301_665_665_016_3e-5, -1.108_946_942_823_966_8e-1, -1.623_966_694_625_734_8e2, -6.375_664_433_683_896e2],
    [0.0, 3.547_830_432_561_823_6e-2, -1.846_050_929_067_110_4e2, -1.025_095_131_611_077_2e3],
    [0.0, -2.166_375_594_868_791e-3, -8.128_743_550_630_66e1, -4.835_191_916_086_514e2],
    [0.0, 0.0, -9.814_329_344_169_145, 0.0],
];
const BELOW: [[f64; 4]; 9] = [
    [1.0, 1.0, 1.0, 1.0],
    [3.979_172_239_591_553_5e-1, 1.064_208_804_008_442_3e-1, 1.965_127_166_743_925_7e1, 3.033_806_074_348_246e1],
    [6.502_224_998_876_73e-2, 5.403_979_177_021_71e-1, 1.376_577_541_435_190_4e2, 3.257_925_129_965_739e2],
    [5.081_306_281_875_766e-3, 7.182_865_441_419_627e-2, 4.345_658_774_752_292_3e2, 1.536_729_586_084_437e3],
    [1.324_947_380_043_216_4e-4, 1.261_712_198_087_616_4e-1, 6.453_872_717_332_679e2, 3.199_858_219_508_595_5e3],
    [-3.960_228_278_775_368e-6, 1.363_708_391_202_905e-2, 4.290_081_400_275_678_3e2, 2.553_050_406_433_164_4e3],
    [0.0, 1.198_449_984_679_911e-2, 1.086_350_055_417_794_4e2, 4.745_285_412_069_553_7e2],
    [0.0, 0.0, 6.570_249_770_319_282, -2.244_095_244_658_582e1],
    [0.0, 0.0, -6.042_441_521_485_81e-2, 0.0],
];

/// Intervals of erf: eight of this width from 0 on.
const WIDTH: f64 = 0.75;

/// `2^52 + 8`: doubles around it are ints, and its low bits are those of 0.
const FIRST: f64 = 4_503_599_627_370_504.0;

/// Near the middle of each interval, where erf is a double almost exactly.
const CENTERS: [f64; 8] = [
    0.0,
    1.125_760_078_430_175_8,
    1.874_141_693_115_234_4,
    2.625_194_549_560_547,
    3.375_500_679_016_113_3,
    4.124_994_277_954_102,
    4.876_118_659_973_144_5,
    5.625_768_661_499_023,
];

/// erf around each center, by powers of the distance; in the first interval `erf x / x - 1` by powers of `x^2`. Each is a
/// polynomial through the Chebyshev nodes of its interval, off by less than 2^-55 of erf.
const AROUND: [[f64; 8]; 16] = [
    [
        0.128_379_167_095_512_6,
        0.888_629_938_086_689,
        0.991_961_218_675_274_2,
        0.999_794_847_468_448_9,
        0.999_998_191_092_324_7,
        0.999_999_994_576_336,
        0.999_999_999_994_646_5,
        0.999_999_999_999_998_2,
    ],
    [
        -0.376_126_389_031_837_54,
        0.317_729_935_471_134,
        0.033_653_949_888_904_536,
        0.001_146_703_258_367_424,
        1.270_871_478_351_84e-5,
        4.599_212_938_058_163e-8,
        5.326_450_529_581_34e-11,
        2.029_319_482_521_457e-14,
    ],
    [
        0.112_837_916_709_550_87,
        -0.357_687_677_075_599_34,
        -0.063_072_270_624_809_34,
        -0.003_010_319_143_828_785,
        -4.289_827_538_126_543_4e-5,
        -1.897_172_705_206_538e-7,
        -2.597_240_483_792_901e-10,
        -1.141_648_223_593_569e-13,
    ],
    [
        -0.026_866_170_645_118_446,
        0.162_537_026_441_714_7,
        0.067_586_264_741_961_78,
        0.004_886_214_519_756_646,
        9.229_920_019_075_192e-5,
        5.063_910_604_371_147e-7,
        8.265_420_169_434_744e-10,
        4.214_121_801_792_735e-13,
    ],
    [
        0.005_223_977_625_222_192,
        0.027_740_377_874_584_343,
        -0.042_309_028_108_769_49,
        -0.005_410_192_148_118_612,
        -1.414_785_813_196_878_7e-4,
        -9.811_910_239_537_807e-7,
        -1.928_583_764_564_956_4e-9,
        -1.147_328_348_351_349_6e-12,
    ],
    [
        -8.548_327_001_135_946e-4,
        -0.061_252_711_921_726_37,
        0.011_441_366_007_416_706,
        0.004_215_258_419_709_371,
        1.633_346_588_776_553_5e-4,
        1.467_045_624_562_817_4e-6,
        3.513_638_746_853_612e-9,
        2.455_418_553_451_885_3e-12,
    ],
    [
        1.205_533_154_529_411_6e-4,
        0.015_587_851_818_184_973,
        0.004_134_827_120_645_119_5,
        -0.002_245_906_564_070_656_3,
        -1.460_511_296_174_361e-4,
        -1.755_533_951_947_170_9e-6,
        -5.196_685_779_398_719e-9,
        -4.298_609_139_979_923e-12,
    ],
    [
        -1.492_558_938_382_114_3e-5,
        0.009_570_212_976_268_465,
        -0.004_938_206_755_392_062,
        6.809_218_095_112_414e-4,
        1.019_667_057_450_841_2e-4,
        1.719_722_750_004_077_4e-6,
        6.403_319_655_631_534e-9,
        6.324_775_300_594_341e-12,
    ],
    [
        1.646_038_320_985_815e-6,
        -0.006_033_694_676_515_698_5,
        0.001_427_691_007_924_225_8,
        3.437_747_182_357_168e-5,
        -5.475_048_224_582_947e-5,
        -1.397_277_006_653_656_4e-6,
        -6.692_215_554_615_192e-9,
        -7.973_616_497_391_392e-12,
    ],
    [
        -1.633_322_934_343_37e-7,
        -3.514_327_553_008_475e-4,
        3.656_083_790_847_429_4e-4,
        -1.524_565_468_846_720_5e-4,
        2.124_210_146_303_194_4e-5,
        9.464_441_568_699_972e-7,
        6.006_506_780_675_827e-9,
        8.739_039_185_075_902e-12,
    ],
    [
        1.441_387_928_909_502_9e-8,
        0.001_151_779_414_552_285_4,
        -3.908_611_825_729_843e-4,
        7.393_656_591_931_753e-5,
        -4.607_403_153_373_422e-6,
        -5.323_919_193_264_307e-7,
        -4.668_651_304_207_902e-9,
        -8.425_608_524_137_812e-12,
    ],
    [
        -9.502_840_894_774_706e-10,
        -1.782_309_645_633_708e-4,
        7.335_453_173_899_31e-5,
        -1.034_222_794_807_943_4e-5,
        -6.483_751_628_288_269e-7,
        2.444_295_548_755_228_4e-7,
        3.155_785_836_371_843_6e-9,
        7.182_988_435_579_000_4e-12,
    ],
    [
        0.0,
        -1.410_442_610_431_528e-4,
        3.638_469_067_827_557_5e-5,
        -6.698_425_171_277_944e-6,
        1.065_180_631_953_681e-6,
        -8.753_618_980_763_91e-8,
        -1.851_491_235_360_073_2e-9,
        -5.371_107_880_787_15e-12,
    ],
    [
        0.0,
        4.946_003_155_775_289_5e-5,
        -2.079_374_017_599_513_3e-5,
        4.158_013_193_668_668e-6,
        -4.611_817_574_098_831e-7,
        2.102_457_380_388_304e-8,
        9.467_538_899_965_424e-10,
        3.669_046_007_119_050_5e-12,
    ],
    [
        0.0,
        1.052_771_349_608_453_2e-5,
        4.365_876_228_856_596_3e-7,
        -5.843_179_065_405_149e-7,
        7.175_770_547_213_373e-8,
        -1.611_188_684_576_696e-10,
        -4.407_274_434_397_339_6e-10,
        -2.622_437_044_993_047e-12,
    ],
    [
        0.0,
        -7.253_151_177_797_486e-6,
        2.304_347_140_433_756_3e-6,
        -2.890_730_486_811_508e-7,
        2.298_564_590_264_743_7e-8,
        -2.325_843_670_072_954e-9,
        1.583_770_638_236_203_4e-10,
        1.400_945_878_439_807_4e-12,
    ],
];

/// What erfc is made of.
struct Parts {
    magnitude: NodeId,
    /// Is it below 0.84375?
    near: NodeId,
    /// Is it below 1.25?
    middle: NodeId,
    /// The rational function of the interval.
    ratio: Double,
    /// `erfc |x|` from 1.25 on.
    far: NodeId,
}

fn parts(b: &mut dyn Build, x: NodeId) -> Parts {
    let magnitude = b.abs(x);
    // erfc is 0 from 28 on.
    let magnitude = b.clamp(magnitude, 0.0, 28.0);
    let near = b.compare(CompareOp::Lt, magnitude, 0.84375);
    let middle = b.compare(CompareOp::Lt, magnitude, 1.25);
    let square = b.product(magnitude, magnitude);
    let (one, zero) = (b.number(1.0), b.number(0.0));
    let inverse = b.quotient(Double { hi: one, lo: zero }, square);
    let offset = b.plus(magnitude, -1.0);
    let hi = b.select(middle, offset, inverse.hi);
    let lo = b.select(middle, zero, inverse.lo);
    let argument = Double { hi: b.select(near, square.hi, hi), lo: b.select(near, square.lo, lo) };
    let interval = interval(b, magnitude);
    let (above, below) = (rational(b, argument, interval, &ABOVE), rational(b, argument, interval, &BELOW));
    let ratio = b.quotient(above, below);
    let far = tail(b, magnitude, square, ratio);
    Parts { magnitude, near, middle, ratio, far }
}

/// The number of the interval, as an index.
fn interval(b: &mut dyn Build, magnitude: NodeId) -> NodeId {
    let one = b.number(1.0);
    let mut number = b.number(0.0);
    for edge in [0.84375, 1.25, 1.0 / 0.35] {
        let past = b.compare(CompareOp::Ge, magnitude, edge);
        let next = b.add(number, one);
        number = b.select(past, next, number);
    }
    b.index(number)
}

/// The last steps of a polynomial that lose nothing.
const EXACT: usize = 3;

/// A polynomial with coefficients by interval.
fn rational(b: &mut dyn Build, x: Double, interval: NodeId, coefficients: &[[f64; 4]]) -> Double {
    let row = |b: &mut dyn Build, [a, c, d, e]: [f64; 4]| b.pick(interval, [a, c, d, e, a, c, d, e]);
    let (last, first) = coefficients.split_at(EXACT);
    let zero = b.number(0.0);
    let mut sum = zero;
    for &coefficients in first.iter().rev() {
        let coefficient = row(b, coefficients);
        sum = b.fma(sum, x.hi, coefficient);
    }
    let mut sum = Double { hi: sum, lo: zero };
    for &coefficients in last.iter().rev() {
        let coefficient = row(b, coefficients);
        let product = b.product(sum.hi, x.hi);
        let total = b.sum(coefficient, product.hi);
        let low = b.add(total.lo, product.lo);
        let low = b.fma(sum.lo, x.hi, low);
        sum = Double { hi: total.hi, lo: b.fma(sum.hi, x.lo, low) };
    }
    sum
}

/// `e^(-x^2 - 0.5625 + ratio) / x`
fn tail(b: &mut dyn Build, x: NodeId, square: Double, ratio: Double) -> NodeId {
    let (minus, minus_lo) = (b.neg(square.hi), b.neg(square.lo));
    let base = b.number(-0.5625);
    let shift = b.quick_sum(base, ratio.hi);
    let exponent = b.sum(minus, shift.hi);
    let lo = b.add(exponent.lo, minus_lo);
    let lo = b.add(lo, shift.lo);
    let lo = b.add(lo, ratio.lo);
    let Reduced { n, r } = reduce(b, Double { hi: exponent.hi, lo });
    let rest = small_expm1(b, r);
    let (one, zero) = (b.number(1.0), b.number(0.0));
    let power = b.quick_sum(one, rest.hi);
    let lo = b.add(power.lo, rest.lo);
    let result = b.quotient(Double { hi: power.hi, lo }, Double { hi: x, lo: zero });
    let result = b.rounded(result);
    b.scale(result, n)
}

/// `base + sign ratio`
fn around_one(b: &mut dyn Build, base: f64, ratio: Double, sign: f64) -> NodeId {
    let base = b.number(base);
    let (hi, lo) = (b.times(ratio.hi, sign), b.times(ratio.lo, sign));
    let sum = b.sum(base, hi);
    let low = b.add(sum.lo, lo);
    b.add(sum.hi, low)
}

/// `erf x`: a polynomial around the center of the interval. The steps from interval to interval are small next to erf of the
/// center, which is a double up to a thousandth of an ulp; the first interval is a polynomial in `x^2`.
pub(super) fn erf(b: &mut dyn Build, x: NodeId) -> NodeId {
    let magnitude = b.abs(x);
    // erf is 1 from 5.93 on.
    let magnitude = b.clamp(magnitude, 0.0, 5.99);
    let (per, half) = (b.number(1.0 / WIDTH), b.number(-0.5));
    let number = b.fma(magnitude, per, half);
    let index = b.plus(number, FIRST);
    let near = b.compare(CompareOp::Lt, index, FIRST + 1.0);
    let center = b.pick(index, CENTERS);
    let (square, offset) = (b.mul(magnitude, magnitude), b.sub(magnitude, center));
    let argument = b.select(near, square, offset);
    let (last, rest) = AROUND.split_last().unwrap_or((&CENTERS, &[]));
    let mut sum = b.pick(index, *last);
    for &row in rest.iter().rev() {
        let coefficient = b.pick(index, row);
        sum = b.fma(sum, argument, coefficient);
    }
    let small = b.fma(magnitude, sum, magnitude);
    let result = b.select(near, small, sum);
    b.with_sign(result, x)
}

/// `erfc x = 1 - erf x`
pub(super) fn erfc(b: &mut dyn Build, x: NodeId) -> NodeId {
    let Parts { magnitude, near, middle, ratio, far } = parts(b, x);
    let one = b.number(1.0);
    let negative = b.compare(CompareOp::Lt, x, 0.0);
    // 1 - (x + x ratio), with what the sum loses
    let value = b.with_sign(magnitude, x);
    let minus = b.neg(value);
    let sum = b.sum(one, minus);
    let product = b.product(minus, ratio.hi);
    let whole = b.sum(sum.hi, product.hi);
    let low = b.fma(minus, ratio.lo, product.lo);
    let low = b.add(low, sum.lo);
    let low = b.add(low, whole.lo);
    let small = b.add(whole.hi, low);
    let positive = around_one(b, 1.0 - ERF_1, ratio, -1.0);
    let flipped = around_one(b, 1.0 + ERF_1, ratio, 1.0);
    let medium = b.select(negative, flipped, positive);
    let two = b.number(2.0);
    let flipped = b.sub(two, far);
    let large = b.select(negative, flipped, far);
    let result = b.select(middle, medium, large);
    b.select(near, small, result)
}
