//! Arrays in files: NumPy's `.npy` and `.npz`, and tables of numbers as text.
//!
//! Input: paths, options, arrays as plain bytes. Output: the same, with the exceptions and warnings that NumPy words.
//! Never: memory layout beyond C and Fortran order, reference counts, trust in what a file says of its own size.

mod elements;
mod error;
mod fields;
pub mod genfromtxt;
mod header;
pub mod loadtxt;
pub mod npy;
pub mod npz;
mod raw;
pub mod savetxt;
mod text_file;

pub use error::{IoError, IoErrorKind, Warning};
pub use raw::RawArray;

/// What [`load`] found.
#[derive(Debug)]
pub enum Loaded {
    /// The array of a `.npy` file.
    Array(RawArray),
    /// The archive of a `.npz` file, whose arrays are read when asked for.
    Archive(npz::NpzFile),
}

/// `np.load`: decides by the file's first bytes, not by its name.
///
/// # Errors
/// The exception that NumPy raises; pickles are refused.
pub fn load(path: &str) -> Result<Loaded, IoError> {
    let magic = npy::first_bytes(path)?;
    if magic.is_empty() {
        return Err(IoError::new(IoErrorKind::Eof, "No data left in file"));
    }
    if magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06") {
        return npz::NpzFile::open(path).map(Loaded::Archive);
    }
    if magic == npy::MAGIC {
        return npy::read(path).map(Loaded::Array);
    }
    Err(IoError::value(
        "This file contains pickled (object) data. If you trust the file you can load it unsafely using the \
         `allow_pickle=` keyword argument or `pickle.load()`.",
    ))
}
