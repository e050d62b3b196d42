//! What several tests share: case files and the values in them.

pub mod case;
pub mod value;
