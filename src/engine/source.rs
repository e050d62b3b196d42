//! Scripts as an embedder names them.

use super::error::Error;
use crate::source::SourceFile;
use std::path::Path;
use std::sync::Arc;

/// The first bytes of NumPy's array files.
const ARRAY_MAGIC: &[u8] = b"\x93NUMPY";

/// A script's text under a name.
///
/// ```
/// use numjit::{Engine, Source};
///
/// let source = Source::text("formula.npy", "def f(x):\n    return x + 1\n");
/// Engine::default().compile(source)?;
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    pub(super) file: Arc<SourceFile>,
}

impl Source {
    /// A script in a file.
    ///
    /// ```
    /// use numjit::{Engine, ErrorKind, Source};
    ///
    /// let error = Source::file("no_such_script.npy").unwrap_err();
    /// assert_eq!((error.kind(), error.message()), (ErrorKind::Io, "no_such_script.npy: there is no such file".to_owned()));
    /// ```
    ///
    /// # Errors
    /// Io: the file cannot be read, is no text, or is one of NumPy's arrays.
    pub fn file(path: impl AsRef<Path>) -> Result<Source, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| Error::io(&name, &error))?;
        Ok(Self::bytes(&name, bytes)?.in_folder(path.parent().unwrap_or(Path::new(""))))
    }

    /// Its text.
    ///
    /// ```
    /// let source = numjit::Source::text("k.npy", "x = 1\n");
    /// assert_eq!(source.source_file().name, "k.npy");
    /// ```
    #[must_use]
    pub fn source_file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// A script in memory.
    ///
    /// ```
    /// let source = numjit::Source::text("formula", "def f(x):\n    return 2 * x\n");
    /// ```
    #[must_use]
    pub fn text(name: &str, text: &str) -> Source {
        Source { file: SourceFile::new(name, text) }
    }

    /// A script that is part of the program.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// const KERNELS: &str = "def twice(x):\n    return 2 * x\n"; // include_str!("kernels.npy")
    /// let module = Engine::default().compile(Source::embedded("kernels.npy", KERNELS))?;
    /// assert_eq!(module.get::<(i64,), i64>("twice")?.call((21,))?, 42);
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn embedded(name: &'static str, text: &'static str) -> Source {
        Source::text(name, text)
    }

    /// A script that can import the files of a folder, as one that is read from a file can those beside it.
    ///
    /// ```
    /// let source = numjit::Source::text("main", "x = 1\n").in_folder("scripts"); // `import helpers` reads scripts/helpers.py
    /// ```
    #[must_use]
    pub fn in_folder(self, folder: impl AsRef<Path>) -> Source {
        Source { file: SourceFile::in_folder(&*self.file.name, &*self.file.text, folder.as_ref()) }
    }

    /// A script as it was read.
    ///
    /// ```
    /// use numjit::Source;
    ///
    /// assert!(Source::bytes("k", b"x = 1\n".to_vec()).is_ok());
    /// assert!(Source::bytes("k", vec![0xff, 0xfe]).is_err());
    /// ```
    ///
    /// # Errors
    /// Io: it is no text, or one of NumPy's arrays.
    pub fn bytes(name: &str, bytes: Vec<u8>) -> Result<Source, Error> {
        if bytes.starts_with(ARRAY_MAGIC) {
            let words = format!("{name}: this is a NumPy array file, not a script; load it with np.load");
            return Err(Error::unreadable(words));
        }
        match String::from_utf8(bytes) {
            Ok(text) if text.contains('\0') => {
                Err(Error::unreadable(format!("{name}: this is a binary file, not a script")))
            }
            Ok(text) => Ok(Source { file: SourceFile::new(name, text) }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let words = format!("{name}: this is not a script: byte {at} is no UTF-8 text");
                Err(Error::unreadable(words))
            }
        }
    }
}
