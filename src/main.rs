//! The `numjit` command.

fn main() {}
