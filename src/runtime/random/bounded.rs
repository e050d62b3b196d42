//! Ints below a bound, by masks (legacy streams, shuffles) or by multiplication (new streams).
//!
//! Input: a source, a width: how far above the lowest the highest lies. Output: ints from 0 to the width.
//! Never: the lowest, dtypes.
//!
//! After NumPy's `distributions.c`; the multiplication is D. Lemire's, "Fast Random Integer Generation in an Interval" (2019).

use super::Bits;

/// All bits up to the highest one of a number.
#[must_use]
pub fn mask(most: u64) -> u64 {
    match most.leading_zeros() {
        64 => 0,
        zeros => u64::MAX >> zeros,
    }
}

/// An int from 0 to `most`, by rejection under a mask: what shuffles draw.
pub fn interval<B: Bits>(bits: &mut B, most: u64) -> u64 {
    if most == 0 {
        return 0;
    }
    let mask = mask(most);
    let small = most <= u64::from(u32::MAX);
    loop {
        let word = if small { u64::from(bits.next_u32()) } else { bits.next_u64() };
        if word & mask <= most {
            return word & mask;
        }
    }
}

/// Which way ints are brought below their bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Rejection under a mask: the legacy streams.
    Masked,
    /// Multiplication: the new ones.
    Lemire,
}

/// How many bits ints have: smaller ones share a word of 32.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Width {
    Bool,
    W8,
    W16,
    W32,
    W64,
}

impl Width {
    fn bits(self) -> u32 {
        match self {
            Width::Bool => 1,
            Width::W8 => 8,
            Width::W16 => 16,
            Width::W32 => 32,
            Width::W64 => 64,
        }
    }
}

/// A draw of many ints: what is left of a word that several of them share.
pub struct Bounded {
    width: Width,
    method: Method,
    word: u32,
    left: u32,
}

impl Bounded {
    /// For ints of a width.
    #[must_use]
    pub fn new(width: Width, method: Method) -> Self {
        Self { width, method, word: 0, left: 0 }
    }

    /// An int from 0 to `most`, which the width holds.
    pub fn draw<B: Bits>(&mut self, bits: &mut B, most: u64) -> u64 {
        if most == 0 {
            return 0;
        }
        match self.width {
            Width::Bool => self.share(bits),
            Width::W8 | Width::W16 => self.narrow(bits, most),
            Width::W32 | Width::W64 => wide(bits, most, self.method),
        }
    }

    /// The next part of the shared word.
    fn share<B: Bits>(&mut self, bits: &mut B) -> u64 {
        let size = self.width.bits();
        if self.left == 0 {
            self.word = bits.next_u32();
            self.left = 32 / size - 1;
        } else {
            self.word >>= size;
            self.left -= 1;
        }
        u64::from(self.word) & ((1 << size) - 1)
    }

    fn narrow<B: Bits>(&mut self, bits: &mut B, most: u64) -> u64 {
        let size = self.width.bits();
        let full = (1 << size) - 1;
        if most == full {
            return self.share(bits);
        }
        if self.method == Method::Masked {
            let mask = mask(most);
            loop {
                let value = self.share(bits) & mask;
                if value <= most {
                    return value;
                }
            }
        }
        let threshold = (full - most) % (most + 1);
        loop {
            let product = self.share(bits) * (most + 1);
            if product & full >= threshold {
                return product >> size;
            }
        }
    }
}

/// An int of 32 or 64 bits from 0 to `most`; which words it takes depends on `most` alone.
pub fn wide<B: Bits>(bits: &mut B, most: u64, method: Method) -> u64 {
    const FULL: u64 = u32::MAX as u64;
    match (most, method) {
        (0, _) => 0,
        (FULL, _) => u64::from(bits.next_u32()),
        (u64::MAX, _) => bits.next_u64(),
        (_, Method::Masked) => interval(bits, most),
        (..=FULL, Method::Lemire) => {
            let bound = most + 1;
            let mut product = u64::from(bits.next_u32()) * bound;
            if product & FULL < bound {
                let threshold = (FULL - most) % bound;
                while product & FULL < threshold {
                    product = u64::from(bits.next_u32()) * bound;
                }
            }
            product >> 32
        }
        (_, Method::Lemire) => {
            let bound = most + 1;
            let mut product = u128::from(bits.next_u64()) * u128::from(bound);
            if (product as u64) < bound {
                let threshold = (u64::MAX - most) % bound;
                while (product as u64) < threshold {
                    product = u128::from(bits.next_u64()) * u128::from(bound);
                }
            }
            (product >> 64) as u64
        }
    }
}
