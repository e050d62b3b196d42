//! Modules as files: a script with all that it needs, to be taken elsewhere.
//!
//! Input: a module. Output: bytes, and back a module whose functions are compiled. Never: machine code or IR in a file: a file
//! can only do what its script could, under what the loading engine grants, whoever wrote it.
//!
//! A file holds the script, the files beside it that it imports (with those that they import), and the types that its
//! functions were compiled for or declare. Loading runs the module level and compiles the functions for these types, so that
//! the first call finds its code.
//!
//! Why no IR: that an access is within bounds, and that a reference is counted, is said by instructions of their own before
//! it. The verifier proves types and the order of definitions, not that these instructions are there; inference and lowering
//! are what proves that. So IR from a file would have to be trusted like machine code, and a checksum is no proof of who made
//! it. The module level must run at loading in any case, from the script; parsing and inference take less than emitting code.
//!
//! ```text
//! magic "numjit\0M", format u32, version text, name text, script text,
//! files (module text, name text, script text).., functions (name text, types (type..)..).., SHA-256 of all before
//! ```

mod bytes;
mod types;

use super::error::Error;
use super::module::Module;
use super::{Engine, Source, sibling};
use crate::codegen::Metering;
use crate::source::{PackedFile, SourceFile};
use crate::types::Type;
use bytes::{Reader, Writer};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"numjit\0M";
/// Raised when older versions cannot read what is written.
const FORMAT: u32 = 1;
const CHECKSUM: usize = 32;

/// What a file holds.
struct Saved<'b> {
    name: &'b str,
    script: &'b str,
    files: Vec<PackedFile>,
    functions: Vec<(&'b str, Vec<Vec<Type>>)>,
}

impl Module {
    /// The module as bytes that [`Engine::load_bytes`] reads, on any machine: the script, the files that it imports, and the
    /// types that its functions were compiled for so far or declare.
    ///
    /// ```
    /// use numjit::{Engine, ErrorKind, Source};
    ///
    /// let module = Engine::default().compile(Source::text("kernel", "def double(x):\n    return 2 * x\n"))?;
    /// module.get::<(f64,), f64>("double")?;
    /// let mut bytes = module.to_bytes();
    ///
    /// let loaded = Engine::default().load_bytes("kernel.njm", &bytes)?; // compiles `double(float64)` too
    /// assert_eq!(loaded.get::<(f64,), f64>("double")?.call((21.0,))?, 42.0);
    ///
    /// bytes[40] ^= 1;
    /// let error = Engine::default().load_bytes("kernel.njm", &bytes).err().unwrap();
    /// assert_eq!(error.kind(), ErrorKind::Io);
    /// assert_eq!(error.to_string(), "kernel.njm: the saved module is damaged: its checksum is wrong");
    /// # Ok::<(), numjit::Error>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let source = &self.source.file;
        let files = sibling::packed(&self.session.engine.inner, source, &self.session.run.siblings());
        let mut out = Writer::default();
        out.0.extend(MAGIC);
        out.number(FORMAT);
        out.text(env!("CARGO_PKG_VERSION"));
        out.text(&source.name);
        out.text(&source.text);
        out.list(&files, |out, file| {
            out.text(&file.module);
            out.text(&file.name);
            out.text(&file.text);
        });
        out.list(&self.signatures(), |out, (name, signatures)| {
            out.text(name);
            out.list(signatures, |out, types| out.list(types, types::write));
        });
        let checksum = Sha256::digest(&out.0);
        out.0.extend(checksum);
        out.0
    }

    /// Writes [`Module::to_bytes`] to a file. It holds no machine code and no IR, which would have to be trusted: who loads it
    /// runs a script, checked as any other.
    ///
    /// ```
    /// use numjit::{Engine, Source};
    ///
    /// let path = std::env::temp_dir().join(format!("numjit-doc-{}.njm", std::process::id()));
    /// let module = Engine::default().compile(Source::text("kernel", "def double(x):\n    return 2 * x\n"))?;
    /// module.get::<(f64,), f64>("double")?;
    /// module.save(&path)?;
    /// let loaded = Engine::default().load(&path)?;
    /// assert_eq!(loaded.get::<(f64,), f64>("double")?.call((21.0,))?, 42.0);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// Io: it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        std::fs::write(path, self.to_bytes()).map_err(|error| Error::io(&path.display().to_string(), &error))
    }

    /// The functions with the types that they are compiled for.
    fn signatures(&self) -> Vec<(Arc<str>, Vec<Vec<Type>>)> {
        let dispatchers = &self.session.engine.inner.dispatchers;
        let known = |name: Arc<str>| {
            let id = dispatchers.known(&self.session.get(&name)?)?;
            let mut signatures = dispatchers.get(id).known_signatures();
            signatures.retain(|types| types.iter().all(types::is_portable));
            (!signatures.is_empty()).then_some((name, signatures))
        };
        self.session.names().into_iter().filter_map(known).collect()
    }

    /// Compiles a function for types.
    fn prepare(&self, name: &str, types: Vec<Type>) -> Result<(), Error> {
        let (engine, id) = (&self.session.engine, self.function_id(name)?);
        let dispatcher = engine.inner.dispatchers.get(id);
        if types.len() != dispatcher.hir.params.len() {
            return Err(Error::signature(format!("{name} was saved with {} parameters", types.len())));
        }
        let compiled = engine.inner.specialize(Metering::None, id, &dispatcher, types);
        compiled.map(drop).map_err(|exception| engine.error(exception))
    }
}

impl Engine {
    /// A module that [`Module::save`] has written: its module level runs, and its functions are compiled for the types that they
    /// were saved with. It can do what its script could.
    ///
    /// # Errors
    /// Io: the file cannot be read, is none, is damaged, or was written by a newer numjit. What [`Engine::compile`] says.
    pub fn load(&self, path: impl AsRef<Path>) -> Result<Module, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| Error::io(&name, &error))?;
        self.load_bytes(&name, &bytes)
    }

    /// As [`Engine::load`], of bytes; `name` is what errors call them.
    ///
    /// # Errors
    /// As [`Engine::load`].
    pub fn load_bytes(&self, name: &str, bytes: &[u8]) -> Result<Module, Error> {
        let saved = read(bytes).map_err(|words| Error::unreadable(format!("{name}: {words}")))?;
        let files: Arc<[PackedFile]> = saved.files.into();
        let module = self.compile(Source { file: SourceFile::packed(saved.name, saved.script, &files) })?;
        for (function, signatures) in saved.functions {
            for types in signatures {
                module.prepare(function, types)?;
            }
        }
        Ok(module)
    }
}

/// What bytes hold, or what is wrong with them.
fn read(bytes: &[u8]) -> Result<Saved<'_>, String> {
    let damaged = |what: &str| format!("the saved module is damaged: {what}");
    let Some(rest) = bytes.strip_prefix(MAGIC) else { return Err("this is no saved module".to_string()) };
    let mut reader = Reader(rest);
    match reader.number() {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => {
            let words =
                format!("it was saved by a newer numjit (format {newer}); this one reads up to format {FORMAT}");
            return Err(words);
        }
        _ => return Err(damaged("it has no version")),
    }
    let Some((content, checksum)) = bytes.split_last_chunk::<CHECKSUM>() else {
        return Err(damaged("it ends too soon"));
    };
    if Sha256::digest(content)[..] != checksum[..] {
        return Err(damaged("its checksum is wrong"));
    }
    let mut reader = Reader(content.get(MAGIC.len() + 4..).unwrap_or_default());
    let saved = read_content(&mut reader).filter(|_| reader.0.is_empty());
    saved.ok_or_else(|| damaged("what it holds is no module"))
}

fn read_content<'b>(bytes: &mut Reader<'b>) -> Option<Saved<'b>> {
    // Which numjit wrote it is for people who look into the file.
    bytes.text()?;
    let (name, script) = (bytes.text()?, bytes.text()?);
    let file = |bytes: &mut Reader<'b>| {
        let (module, name, text) = (bytes.text()?, bytes.text()?, bytes.text()?);
        Some(PackedFile { module: module.to_string(), name: name.to_string(), text: text.to_string() })
    };
    let files = bytes.list(file)?;
    let function = |bytes: &mut Reader<'b>| {
        let name = bytes.text()?;
        Some((name, bytes.list(|bytes| bytes.list(types::read))?))
    };
    Some(Saved { name, script, files, functions: bytes.list(function)? })
}
