//! `.npz` files: archives of `.npy` files.
//!
//! Input: a path. Output: the names in the archive, and each array when asked for.
//! Never: trust in the sizes that the archive's directory claims.

use std::fs::File;
use std::io::{BufReader, Read};

use npyz::npz::{NpzArchive, NpzWriter};
use npyz::zip::CompressionMethod;
use npyz::zip::result::ZipError;
use npyz::zip::write::FileOptions;

use super::npy::{self, Source};
use super::{IoError, IoErrorKind, RawArray};

/// Whether the members of an archive are packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// As they are: `np.savez`.
    Stored,
    /// Packed: `np.savez_compressed`.
    Deflated,
}

/// An open archive.
pub struct NpzFile {
    path: String,
    archive: NpzArchive<BufReader<File>>,
    /// File names in the archive's order.
    names: Vec<String>,
}

impl std::fmt::Debug for NpzFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NpzFile").field("path", &self.path).field("names", &self.names).finish_non_exhaustive()
    }
}

impl NpzFile {
    /// Opens an archive and reads its directory.
    ///
    /// # Errors
    /// What the system says, or `BadZipFile`.
    pub fn open(path: &str) -> Result<Self, IoError> {
        let file = File::open(path).map_err(|error| IoError::os(&error, path))?;
        let bad = |_| IoError::new(IoErrorKind::BadZipFile, "File is not a zip file");
        let mut archive = NpzArchive::new(BufReader::new(file)).map_err(bad)?;
        let zip = archive.zip_archive();
        let mut names = Vec::new();
        for index in 0..zip.len() {
            let member = zip.by_index_raw(index).map_err(|error| zip_error(error, path))?;
            names.push(member.name().to_owned());
        }
        Ok(NpzFile { path: path.to_owned(), archive, names })
    }

    /// The names of the arrays: `npz.files`.
    #[must_use]
    pub fn files(&self) -> Vec<&str> {
        self.names.iter().map(|name| name.strip_suffix(".npy").unwrap_or(name)).collect()
    }

    /// Whether there is an array of that name, with or without `.npy`.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The last one counts where a name occurs twice.
    fn find(&self, key: &str) -> Option<usize> {
        let exact = self.names.iter().rposition(|name| name == key);
        exact.or_else(|| self.names.iter().rposition(|name| name.strip_suffix(".npy") == Some(key)))
    }

    /// Reads an array: `npz[key]`.
    ///
    /// # Errors
    /// `KeyError` for a name that is not there; else the exception that NumPy raises.
    pub fn get(&mut self, key: &str) -> Result<RawArray, IoError> {
        let missing = || IoError::new(IoErrorKind::Key, format!("'{key} is not a file in the archive'"));
        let index = self.find(key).ok_or_else(missing)?;
        let mut member = self.archive.zip_archive().by_index(index).map_err(|error| zip_error(error, &self.path))?;
        let size = member.size();
        let mut source = Source { reader: &mut member as &mut dyn Read, path: &self.path, read: 0, size, member: true };
        source.array()
    }
}

/// `repr` of the open archive: `NpzFile 'x.npz' with keys: a, b`.
impl std::fmt::Display for NpzFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let files = self.files();
        let shown = files.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let more = if files.len() > 5 { "..." } else { "" };
        write!(f, "NpzFile {} with keys: {shown}{more}", crate::runtime::text::string::repr_str(&self.path))
    }
}

fn zip_error(error: ZipError, path: &str) -> IoError {
    match error {
        ZipError::Io(error) => IoError::os(&error, path),
        other => IoError::new(IoErrorKind::BadZipFile, other.to_string()),
    }
}

/// `np.savez` and `np.savez_compressed`: adds `.npz` to a path that does not end so. The arrays come in the order and
/// with the names that they will have (`arr_0` and so on for those without one).
///
/// # Errors
/// What the system says.
pub fn save(path: &str, arrays: &[(&str, &RawArray)], compression: Compression) -> Result<(), IoError> {
    let path = npy::with_suffix(path, ".npz");
    let failed = |error: std::io::Error| IoError::os(&error, &path);
    let method = match compression {
        Compression::Stored => CompressionMethod::Stored,
        Compression::Deflated => CompressionMethod::Deflated,
    };
    let mut writer = NpzWriter::create(&path).map_err(failed)?;
    let zip = writer.zip_writer();
    for (name, array) in arrays {
        let options = FileOptions::default().compression_method(method).large_file(true);
        zip.start_file(format!("{name}.npy"), options).map_err(|error| zip_error(error, &path))?;
        npy::write(zip, array).map_err(failed)?;
    }
    zip.finish().map_err(|error| zip_error(error, &path))?;
    Ok(())
}
