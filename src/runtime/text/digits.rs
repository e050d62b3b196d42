//! The decimal digits of a float: the shortest that round-trip, or correctly rounded ones.
//!
//! Input: a finite float. Output: its digits and the power of ten of the first one; signs are the caller's.
//! Rounding is half to even on the exact binary value.

/// Past this many decimals every digit of a float64 is zero, so nothing is rounded there.
const MOST_DECIMALS: usize = 1100;

/// A float that remembers its width, on which the shortest digits depend.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Real {
    /// A float32.
    Single(f32),
    /// A float64.
    Double(f64),
}

impl Real {
    /// The value as a float64, which is exact.
    pub fn wide(self) -> f64 {
        match self {
            Real::Single(x) => f64::from(x),
            Real::Double(x) => x,
        }
    }

    /// Neither infinite nor nan.
    pub fn is_finite(self) -> bool {
        self.wide().is_finite()
    }

    /// Not a number.
    pub fn is_nan(self) -> bool {
        self.wide().is_nan()
    }

    /// Reading the text gives the magnitude.
    fn is_written(self, text: &str) -> bool {
        match self {
            Real::Single(x) => text.parse() == Ok(x.abs()),
            Real::Double(x) => text.parse() == Ok(x.abs()),
        }
    }

    /// The sign bit, which zeros and nans have too.
    pub fn is_sign_negative(self) -> bool {
        self.wide().is_sign_negative()
    }
}

/// Decimal digits; the digits after the last one are zeros.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Digits {
    /// ASCII digits, the first of which is not 0 unless the value is zero.
    pub digits: Vec<u8>,
    /// Power of ten of the first digit.
    pub exponent: i32,
}

impl Digits {
    /// The fewest digits that give the float back; of several such the nearest, of two as near the even one.
    pub fn shortest(x: Real) -> Digits {
        let (text, distinct) = match x {
            Real::Single(x) => (format!("{:e}", x.abs()), f32::DIGITS),
            Real::Double(x) => (format!("{:e}", x.abs()), f64::DIGITS),
        };
        let digits = Self::from_scientific(&text);
        if digits.digits.len() <= distinct as usize {
            return digits;
        }
        // The standard library takes the upper one of two.
        let even = format!("{:.*e}", digits.digits.len() - 1, x.wide().abs());
        if x.is_written(&even) { Self::from_scientific(&even).trimmed() } else { digits }
    }

    /// Rounded to `count` significant digits; 0 is taken as 1.
    pub fn significant(x: Real, count: usize) -> Digits {
        let decimals = count.saturating_sub(1).min(MOST_DECIMALS);
        Self::from_scientific(&format!("{:.*e}", decimals, x.wide().abs()))
    }

    /// Rounded to `decimals` digits after the point.
    pub fn fixed(x: Real, decimals: usize) -> Digits {
        let text = format!("{:.*}", decimals.min(MOST_DECIMALS), x.wide().abs());
        let whole = text.find('.').unwrap_or(text.len());
        let all: Vec<u8> = text.bytes().filter(|&b| b != b'.').collect();
        match all.iter().position(|&b| b != b'0') {
            Some(first) => Digits { digits: all[first..].to_vec(), exponent: whole as i32 - 1 - first as i32 },
            None => Self::zero(),
        }
    }

    /// The power of ten of the exact value's first digit, before any rounding.
    pub fn exact_exponent(x: Real) -> i32 {
        // Forty digits are more than a float's distance to a power of ten can hide behind.
        Self::significant(x, 40).exponent
    }

    fn zero() -> Digits {
        Digits { digits: vec![b'0'], exponent: 0 }
    }

    fn from_scientific(text: &str) -> Digits {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
        if digits.iter().all(|&b| b == b'0') {
            return Self::zero();
        }
        Digits { digits, exponent: exponent.parse().unwrap_or(0) }
    }

    /// Every digit is 0.
    pub fn is_zero(&self) -> bool {
        self.digits.iter().all(|&b| b == b'0')
    }

    /// Drops the zeros at the end, all but the first digit.
    pub fn trimmed(mut self) -> Digits {
        while self.digits.len() > 1 && self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        self
    }

    /// The power of ten of the last digit.
    pub fn last_position(&self) -> i32 {
        self.exponent + 1 - self.digits.len() as i32
    }

    /// The digit at a power of ten.
    fn at(&self, position: i32) -> char {
        let index = self.exponent - position;
        match usize::try_from(index).ok().and_then(|i| self.digits.get(i)) {
            Some(&digit) => char::from(digit),
            None => '0',
        }
    }

    /// The digits before the point, at least one.
    pub fn whole_text(&self) -> String {
        (0..=self.exponent.max(0)).rev().map(|position| self.at(position)).collect()
    }

    /// `count` digits after the point.
    pub fn fraction_text(&self, count: usize) -> String {
        (1..=count as i32).map(|place| self.at(-place)).collect()
    }

    /// `count` digits after the first one.
    pub fn tail_text(&self, count: usize) -> String {
        (1..=count as i32).map(|place| self.at(self.exponent - place)).collect()
    }
}
