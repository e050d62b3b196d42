//! Normal and exponential numbers by the ziggurat method, as NumPy's generators draw them.
//!
//! Input: a source of bits. Output: floats and singles. Never: parameters other than a shape.
//!
//! After G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables" (2000), in the form of
//! NumPy's `distributions.c`.

mod exponential;
mod normal;

use super::Bits;

/// Where the tail of the normal distribution begins.
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
const NORMAL_TAIL_INVERSE: f64 = 0.273_661_237_329_758_3;
/// Where the tail of the exponential distribution begins.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;

/// A standard normal float.
pub(super) fn standard_normal<B: Bits>(bits: &mut B) -> f64 {
    loop {
        let word = bits.next_u64();
        let layer = (word & 0xff) as usize;
        let steps = (word >> 9) & 0x000f_ffff_ffff_ffff;
        let distance = steps as f64 * normal::STEP[layer];
        let x = if word >> 8 & 1 == 1 { -distance } else { distance };
        if steps < normal::BOUND[layer] {
            return x;
        }
        if layer == 0 {
            return normal_tail(bits, steps >> 8 & 1 == 1);
        }
        let (above, below) = (normal::DENSITY[layer - 1], normal::DENSITY[layer]);
        if (above - below) * bits.next_double() + below < (-0.5 * x * x).exp() {
            return x;
        }
    }
}

#[cold]
fn normal_tail<B: Bits>(bits: &mut B, negative: bool) -> f64 {
    loop {
        let x = -NORMAL_TAIL_INVERSE * (-bits.next_double()).ln_1p();
        let y = -(-bits.next_double()).ln_1p();
        if y + y > x * x {
            return if negative { -(NORMAL_TAIL + x) } else { NORMAL_TAIL + x };
        }
    }
}

/// A standard normal single.
pub fn standard_normal_f32<B: Bits>(bits: &mut B) -> f32 {
    loop {
        let word = bits.next_u32();
        let layer = (word & 0xff) as usize;
        let steps = word >> 9;
        let distance = steps as f32 * normal::STEP_F32[layer];
        let x = if word >> 8 & 1 == 1 { -distance } else { distance };
        if steps < normal::BOUND_F32[layer] {
            return x;
        }
        if layer == 0 {
            return normal_tail_f32(bits, steps >> 8 & 1 == 1);
        }
        let (above, below) = (normal::DENSITY_F32[layer - 1], normal::DENSITY_F32[layer]);
        let height = (above - below) * bits.next_float() + below;
        if f64::from(height) < (-0.5 * f64::from(x) * f64::from(x)).exp() {
            return x;
        }
    }
}

#[cold]
fn normal_tail_f32<B: Bits>(bits: &mut B, negative: bool) -> f32 {
    loop {
        let x = -(NORMAL_TAIL_INVERSE as f32) * (-bits.next_float()).ln_1p();
        let y = -(-bits.next_float()).ln_1p();
        if y + y > x * x {
            return if negative { -(NORMAL_TAIL as f32 + x) } else { NORMAL_TAIL as f32 + x };
        }
    }
}

/// A standard exponential float.
pub(super) fn standard_exponential<B: Bits>(bits: &mut B) -> f64 {
    loop {
        let word = bits.next_u64() >> 3;
        let (layer, steps) = ((word & 0xff) as usize, word >> 8);
        let x = steps as f64 * exponential::STEP[layer];
        if steps < exponential::BOUND[layer] {
            return x;
        }
        if layer == 0 {
            return EXPONENTIAL_TAIL - (-bits.next_double()).ln_1p();
        }
        let (above, below) = (exponential::DENSITY[layer - 1], exponential::DENSITY[layer]);
        if (above - below) * bits.next_double() + below < (-x).exp() {
            return x;
        }
    }
}

/// A standard exponential single.
pub fn standard_exponential_f32<B: Bits>(bits: &mut B) -> f32 {
    loop {
        let word = bits.next_u32() >> 1;
        let (layer, steps) = ((word & 0xff) as usize, word >> 8);
        let x = steps as f32 * exponential::STEP_F32[layer];
        if steps < exponential::BOUND_F32[layer] {
            return x;
        }
        if layer == 0 {
            return EXPONENTIAL_TAIL as f32 - (-bits.next_float()).ln_1p();
        }
        let (above, below) = (exponential::DENSITY_F32[layer - 1], exponential::DENSITY_F32[layer]);
        if (above - below) * bits.next_float() + below < (-x).exp() {
            return x;
        }
    }
}

/// A single of the gamma distribution of this shape.
pub fn standard_gamma_f32<B: Bits>(bits: &mut B, shape: f32) -> f32 {
    if shape == 1.0 {
        return standard_exponential_f32(bits);
    }
    if shape == 0.0 || shape.is_nan() {
        return shape;
    }
    if shape < 1.0 { small_gamma_f32(bits, shape) } else { large_gamma_f32(bits, shape) }
}

fn small_gamma_f32<B: Bits>(bits: &mut B, shape: f32) -> f32 {
    loop {
        let u = bits.next_float();
        let v = standard_exponential_f32(bits);
        let (x, bound) = if u <= 1.0 - shape {
            (u.powf(1.0 / shape), v)
        } else {
            let y = -((1.0 - u) / shape).ln();
            ((1.0 - shape + shape * y).powf(1.0 / shape), v + y)
        };
        if x <= bound {
            return x;
        }
    }
}

fn large_gamma_f32<B: Bits>(bits: &mut B, shape: f32) -> f32 {
    let b = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * b).sqrt();
    loop {
        let (x, v) = loop {
            let x = standard_normal_f32(bits);
            let v = 1.0 + c * x;
            if v > 0.0 {
                break (x, v);
            }
        };
        let v = v * v * v;
        let u = bits.next_float();
        if u < 1.0 - 0.0331 * (x * x) * (x * x) || u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
            return b * v;
        }
    }
}
