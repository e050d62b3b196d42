//! What machine code calls.

pub mod exception;
pub mod helpers;
