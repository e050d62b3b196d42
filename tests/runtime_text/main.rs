//! Printing, formatting and parsing agree with the tables recorded from CPython and NumPy (tests/record).

mod numbers;
mod strings;
mod table;
