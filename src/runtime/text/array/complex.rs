//! The common format of an array's complex numbers: one for the real, one for the imaginary parts.

use super::floating::FloatFormat;
use super::{PrintOptions, SignMode};
use crate::runtime::text::digits::Real;
use crate::types::Dtype;

/// NumPy's `ComplexFloatingFormat`.
pub(super) struct ComplexFormat {
    re: FloatFormat,
    im: FloatFormat,
}

impl ComplexFormat {
    pub(super) fn new(re: &[Real], im: &[Real], part: Dtype, options: &PrintOptions) -> Self {
        ComplexFormat {
            re: FloatFormat::new(re, part, options, options.sign),
            im: FloatFormat::new(im, part, options, SignMode::Plus),
        }
    }

    /// The `j` goes before the padding.
    pub(super) fn text(&self, re: Real, im: Real) -> String {
        let im = self.im.text(im);
        let (digits, padding) = im.split_at(im.trim_end().len());
        format!("{}{digits}j{padding}", self.re.text(re))
    }
}
