//! NumPy 2 in the host zone: arrays and NumPy's scalars.
//!
//! Input: values of which some are NumPy's. Output: values, effects, NumPy's exceptions.
//! Never: kernels for elements: those are the engine's ([`super::elementwise`]); warnings.

mod arguments;
mod attribute;
mod call;
mod context;
pub(super) mod convert;
mod create;
mod elementary;
mod fancy;
mod function;
mod generalized;
mod grid;
mod index;
mod io;
mod linalg;
mod method;
mod nested;
mod operand;
mod operator;
mod order;
mod parts;
mod print;
mod random;
mod rare;
pub(super) mod record;
mod reduce;
mod rounding;
mod shape;
mod sort;
mod statistics;
mod testing;
mod types;
mod ufunc;
mod ufunc_fold;
mod ufunc_method;
mod vectorized;

pub use call::{attribute, call, call_method, call_method_of_ufunc, construct, set_attribute};
pub use context::{enter_context, exit_context};
pub use convert::dtype;
pub use generalized::{call as call_generalized, gufunc_attribute};
pub use index::{get_item, row, set_item};
pub use nested::as_array;
pub use operator::{absolute, binary, compares, contains, in_place, truth, unary};
pub use random::{call_random_method, random_attribute, set_random_attribute};
pub use rounding::round_value as round;
pub use types::{flag, set_flag};
pub use ufunc_method::{ufunc_attribute, ufunc_text};
pub use vectorized::call as call_vectorized;
