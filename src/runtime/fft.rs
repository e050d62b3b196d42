//! Discrete Fourier transforms along one axis, by `rustfft` and `realfft`.
//!
//! Input: arrays of any dtype and layout; complex64 and float32 targets are computed in single precision. A source axis that is
//! longer than the transform is cut, a shorter one is filled up with zeros. Output: the transform, times a scale, in the
//! target. Never: several axes (the prelude goes through them), what `norm` means, shapes of results.
//!
//! Plans are kept: the planners cache what they made, one for each precision in the process. A request to stop is heard while
//! a transform runs, which is then left ([`apart`]).

use super::apart;
use super::array::{Array, Element};
use super::context::Context;
use super::exception::{Check, Raised};
use super::room;
use super::routine::{Operand, Outcome, Routine};
use crate::types::Dtype;
use num_complex::Complex;
use realfft::{FftNum, RealFftPlanner};
use rustfft::{FftDirection, FftPlanner};
use std::sync::{Mutex, OnceLock, PoisonError};

pub(super) static ROUTINES: &[Routine] = &[
    Routine { name: "fft_into", run: complex_to_complex },
    Routine { name: "rfft_into", run: real_to_complex },
    Routine { name: "irfft_into", run: complex_to_real },
];

/// A precision to compute in.
trait Precision: FftNum + Element + num_traits::Float {
    fn planners() -> &'static Planners<Self>
    where
        Complex<Self>: Element;
}

/// What makes plans, and keeps them.
struct Planners<T: FftNum> {
    complex: Mutex<FftPlanner<T>>,
    real: Mutex<RealFftPlanner<T>>,
}

macro_rules! precisions {
    ($($T:ident)*) => {$(
        impl Precision for $T {
            fn planners() -> &'static Planners<Self> {
                static PLANNERS: OnceLock<Planners<$T>> = OnceLock::new();
                PLANNERS.get_or_init(|| Planners {
                    complex: Mutex::new(FftPlanner::new()),
                    real: Mutex::new(RealFftPlanner::new()),
                })
            }
        }
    )*};
}

precisions! { f32 f64 }

/// What every transform is told besides its arrays.
#[derive(Clone, Copy)]
struct Along {
    axis: usize,
    scale: f64,
}

impl Along {
    fn new(array: &Array, axis: &Operand, scale: &Operand) -> Result<Self, Raised> {
        let axis = axis.int()?.rem_euclid(array.ndim().max(1) as i64) as usize;
        Ok(Self { axis, scale: scale.scalar()?.as_f64() })
    }

    /// The array with this axis as its last.
    fn last(self, array: &Array) -> Result<Array, Raised> {
        let others = (0..array.ndim()).filter(|&axis| axis != self.axis);
        let axes: Vec<usize> = others.chain([self.axis]).collect();
        array.permute(&axes)
    }

    /// The lines of an array along the axis, each cut or filled up to `n` elements.
    fn lines<T: Element + num_traits::Zero>(self, source: &Array, n: usize) -> Result<Vec<T>, Raised> {
        let source = self.last(source)?;
        let length = source.shape().last().copied().unwrap_or(0);
        let values = source.to_vec::<T>()?;
        if length == n || length == 0 {
            let count: usize = source.shape().iter().rev().skip(1).product();
            return if length == n { Ok(values) } else { room::filled(T::zero(), count * n) };
        }
        let mut lines = room::with_room(values.len() / length * n)?;
        for line in values.chunks(length) {
            lines.extend(line.iter().copied().chain(std::iter::repeat(T::zero())).take(n));
        }
        Ok(lines)
    }

    fn write<T: Element>(self, target: &Array, values: Vec<T>) -> Result<(), Raised> {
        let target = self.last(target)?;
        let values = Array::from_shape_vec(target.shape(), values).ok_or(Check::Internal)?;
        target.assign(&values)
    }
}

/// `target, source, axis, inverse, scale`
fn complex_to_complex(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, axis, inverse, scale] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    let along = Along::new(target, axis, scale)?;
    let direction = if inverse.scalar()?.as_bool() { FftDirection::Inverse } else { FftDirection::Forward };
    match target.dtype() {
        Dtype::C64 => transform::<f32>(target, source, along, direction),
        _ => transform::<f64>(target, source, along, direction),
    }?;
    Ok(None)
}

fn transform<T: Precision>(target: &Array, source: &Array, along: Along, direction: FftDirection) -> Result<(), Raised>
where
    Complex<T>: Element,
{
    let n = target.shape()[along.axis];
    let mut lines = along.lines::<Complex<T>>(source, n)?;
    let lines = transformed(lines.len(), move || {
        if n > 0 && !lines.is_empty() {
            let plan = T::planners().complex.lock().unwrap_or_else(PoisonError::into_inner).plan_fft(n, direction);
            plan.process(&mut lines);
        }
        Ok(scaled(lines, along))
    })?;
    along.write(target, lines)
}

/// Steps per element of a transform (see [`apart::run`]): about, of long ones.
const STEPS: usize = 8;

/// Does a transform of so many elements.
fn transformed<R: Send + 'static>(
    elements: usize,
    work: impl FnOnce() -> Result<R, Raised> + Send + 'static,
) -> Result<R, Raised> {
    apart::run(elements.saturating_mul(STEPS), work)?
}

fn scaled<T: Precision>(mut values: Vec<Complex<T>>, along: Along) -> Vec<Complex<T>> {
    if along.scale != 1.0 {
        let scale = real::<T>(along.scale);
        values.iter_mut().for_each(|value| *value = value.scale(scale));
    }
    values
}

fn real<T: Precision>(value: f64) -> T {
    num_traits::NumCast::from(value).unwrap_or_else(T::nan)
}

/// `target, source, n, axis, scale`: of `n` real numbers, half of the spectrum.
fn real_to_complex(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, n, axis, scale] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    let along = Along::new(target, axis, scale)?;
    let n = usize::try_from(n.int()?).map_err(|_| Check::Internal)?;
    match target.dtype() {
        Dtype::C64 => transform_real::<f32>(target, source, along, n),
        _ => transform_real::<f64>(target, source, along, n),
    }?;
    Ok(None)
}

fn transform_real<T: Precision>(target: &Array, source: &Array, along: Along, n: usize) -> Result<(), Raised>
where
    Complex<T>: Element,
{
    let mut lines = along.lines::<T>(source, n)?;
    let mut spectra = room::with_room(target.size())?;
    let spectra = transformed(lines.len(), move || {
        let plan = T::planners().real.lock().unwrap_or_else(PoisonError::into_inner).plan_fft_forward(n);
        let mut scratch = plan.make_scratch_vec();
        for line in lines.chunks_mut(n.max(1)) {
            let mut spectrum = plan.make_output_vec();
            plan.process_with_scratch(line, &mut spectrum, &mut scratch).map_err(|_| Check::Internal)?;
            spectra.append(&mut spectrum);
        }
        Ok(scaled(spectra, along))
    })?;
    along.write(target, spectra)
}

/// `target, source, axis, scale`: the real numbers of which the source is half of the spectrum.
fn complex_to_real(_: &mut Context, operands: &[Operand]) -> Outcome {
    let [target, source, axis, scale] = operands else { return Err(Check::Internal.into()) };
    let (target, source) = (target.array()?, source.array()?);
    let along = Along::new(target, axis, scale)?;
    match target.dtype() {
        Dtype::F32 => transform_back::<f32>(target, source, along),
        _ => transform_back::<f64>(target, source, along),
    }?;
    Ok(None)
}

fn transform_back<T: Precision>(target: &Array, source: &Array, along: Along) -> Result<(), Raised>
where
    Complex<T>: Element,
{
    let n = target.shape()[along.axis];
    let half = n / 2 + 1;
    let mut lines = along.lines::<Complex<T>>(source, half)?;
    let mut values = room::with_room(target.size())?;
    let scale = real::<T>(along.scale);
    let values = transformed(lines.len(), move || {
        let plan = T::planners().real.lock().unwrap_or_else(PoisonError::into_inner).plan_fft_inverse(n);
        let mut scratch = plan.make_scratch_vec();
        for line in lines.chunks_mut(half) {
            // The imaginary parts that a real signal cannot have are ignored, as NumPy does.
            line[0].im = <T as num_traits::Zero>::zero();
            if n.is_multiple_of(2) {
                line[half - 1].im = <T as num_traits::Zero>::zero();
            }
            let mut signal = plan.make_output_vec();
            plan.process_with_scratch(line, &mut signal, &mut scratch).map_err(|_| Check::Internal)?;
            values.extend(signal.into_iter().map(|value| value * scale));
        }
        Ok(values)
    })?;
    along.write(target, values)
}
