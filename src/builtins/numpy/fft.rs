//! NumPy: `numpy.fft`.
//!
//! Input: nothing. Output: rows. Never: the transforms themselves (`runtime::fft`).

use crate::builtins::{Builtin, Effect};

const fn fft(path: &'static str, signature: &'static str, doc: &'static str, name: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Fresh)
}

const LINE: &str = "a, n=None, axis=-1, norm=None";
const PLANE: &str = "a, s=None, axes=(-2, -1), norm=None";
const SPACE: &str = "a, s=None, axes=None, norm=None";

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    fft("numpy.fft.fft", LINE, "The discrete Fourier transform along an axis.", "fft_fft"),
    fft("numpy.fft.ifft", LINE, "Its inverse.", "fft_ifft"),
    fft("numpy.fft.rfft", LINE, "The transform of real numbers: half of the spectrum.", "fft_rfft"),
    fft("numpy.fft.irfft", LINE, "Its inverse: real numbers.", "fft_irfft"),
    fft("numpy.fft.hfft", LINE, "The transform of a Hermitian signal: real numbers.", "fft_hfft"),
    fft("numpy.fft.ihfft", LINE, "Its inverse: half of the signal.", "fft_ihfft"),
    fft("numpy.fft.fft2", PLANE, "The transform along two axes.", "fft_fft2"),
    fft("numpy.fft.ifft2", PLANE, "Its inverse.", "fft_ifft2"),
    fft("numpy.fft.rfft2", PLANE, "The transform of real numbers along two axes.", "fft_rfft2"),
    fft("numpy.fft.irfft2", PLANE, "Its inverse.", "fft_irfft2"),
    fft("numpy.fft.fftn", SPACE, "The transform along axes.", "fft_fftn"),
    fft("numpy.fft.ifftn", SPACE, "Its inverse.", "fft_ifftn"),
    fft("numpy.fft.rfftn", SPACE, "The transform of real numbers along axes.", "fft_rfftn"),
    fft("numpy.fft.irfftn", SPACE, "Its inverse.", "fft_irfftn"),
    fft("numpy.fft.fftfreq", "n, d=1.0", "The frequencies of a transform.", "fft_fftfreq"),
    fft("numpy.fft.rfftfreq", "n, d=1.0", "The frequencies of a transform of real numbers.", "fft_rfftfreq"),
    fft("numpy.fft.fftshift", "x, axes=None", "Frequency zero in the middle.", "fft_fftshift"),
    fft("numpy.fft.ifftshift", "x, axes=None", "Frequency zero in front.", "fft_ifftshift"),
];
