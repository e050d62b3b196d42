//! What calling a function object means, apart from running its body.
//!
//! Input: nothing. Output: [`Role`]s, which the engine gives function objects by their decorators.
//! Never: types of arguments.

use crate::types::{Constant, CoreSignature, FunctionId};
use std::sync::Arc;

/// What calling a function object means.
#[derive(Clone, Debug, Default)]
pub enum Role {
    /// Its body runs once.
    #[default]
    Plain,
    /// Its body runs for each element of the arguments broadcast against each other (`@vectorize`).
    Elementwise {
        /// Large arrays are worked on by all threads.
        parallel: bool,
    },
    /// Its body runs for each index of the axes before the core ones (`@guvectorize`).
    Generalized(Arc<Generalized>),
    /// It is a function of the host program at this address (see `runtime::foreign`), with one declared signature.
    Foreign(usize),
    /// Only the running script knows: calls have no types.
    Unknown,
    /// Its body, a kernel, runs for each place of an array (`@stencil`).
    Stencil(Arc<Stencil>),
}

/// A stencil.
#[derive(Clone, Debug, PartialEq)]
pub struct Stencil {
    /// The function object that the kernel is; its last parameters are the place.
    pub kernel: FunctionId,
    /// Axes.
    pub ndim: usize,
    /// The least and the greatest index relative to the place, per axis.
    pub reach: Vec<(i64, i64)>,
    /// The parameters (by number) that are indexed relatively.
    pub relative: Vec<usize>,
    /// What stands where a neighborhood would leave the array; none: zeros, and what an output array holds.
    pub border: Option<Constant>,
}

/// A function over core axes.
#[derive(Clone, Debug)]
pub struct Generalized {
    /// The function object that the body is: called with the core parts of all operands.
    pub kernel: FunctionId,
    /// The core axes of the operands.
    pub core: CoreSignature,
    /// By operand: its declared type is an array. Empty where nothing is declared.
    pub arrays: Vec<bool>,
}
