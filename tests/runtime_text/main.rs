//! Printing, formatting and parsing agree with the tables recorded from CPython and NumPy (tests/record).

mod files;
mod numbers;
mod panics;
mod strings;
mod table;
