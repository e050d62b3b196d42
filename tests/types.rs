//! The typing rules agree with tables recorded from Numba and NumPy, row by row.

mod types {
    mod table;

    mod functions;
    mod joins;
    mod operators;
    mod refusals;
}
