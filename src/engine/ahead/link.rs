//! Linking by the system's C compiler.
//!
//! Input: a library in pieces. Output: a shared library at a path. Never: files that stay behind elsewhere.

use super::{Library, glue};
use crate::engine::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Links a library.
pub(super) fn link(library: &Library, path: &Path) -> Result<(), Error> {
    let folder = Folder::new().map_err(|error| Error::io("a temporary folder", &error))?;
    let (object, source) = (folder.0.join("kernels.o"), folder.0.join("kernels.c"));
    let header = library.header();
    for (place, bytes) in [(&object, &library.object.bytes[..]), (&source, glue::source(library, &header).as_bytes())] {
        std::fs::write(place, bytes).map_err(|error| Error::io(&place.display().to_string(), &error))?;
    }
    let mut cc = Command::new(compiler());
    cc.args(["-std=c11", "-O2", "-fPIC", "-shared", "-ffp-contract=off", "-fvisibility=hidden", "-o"]);
    cc.arg(path).arg(&source).arg(&object);
    let names = library.needs();
    if !names.is_empty() {
        let runtime = runtime().ok_or_else(|| no_runtime(&names))?;
        cc.arg("-L").arg(&runtime).arg("-lnumjit").arg(format!("-Wl,-rpath,{}", runtime.display()));
    }
    if cfg!(target_os = "linux") {
        cc.arg("-Wl,--no-undefined");
    }
    cc.args(["-lm", "-lpthread"]);
    run(cc)
}

/// The C compiler that the environment names, else the system's.
fn compiler() -> String {
    std::env::var("CC").ok().filter(|name| !name.is_empty()).unwrap_or_else(|| "cc".to_string())
}

fn run(mut cc: Command) -> Result<(), Error> {
    let name = compiler();
    let output = cc.output().map_err(|error| {
        let hint =
            "a C compiler links the library; install one (gcc or clang), or name it in the environment variable CC";
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::unreadable(format!("{name}: there is no such program; {hint}")),
            _ => Error::unreadable(format!("{name}: {error}; {hint}")),
        }
    })?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(Error::unreadable(format!("{name} did not link the library ({}):\n{}", output.status, words.trim_end())))
}

/// Where `libnumjit` is: where the environment says, or beside this program.
fn runtime() -> Option<PathBuf> {
    let named = std::env::var_os("NUMJIT_LIBRARY_PATH").map(PathBuf::from);
    let exe = std::env::current_exe().ok();
    let folder = exe.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let beside = folder.iter().flat_map(|folder| [folder.clone(), folder.join("../lib")]);
    let file = if cfg!(target_os = "macos") { "libnumjit.dylib" } else { "libnumjit.so" };
    named.into_iter().chain(beside).find(|folder| folder.join(file).is_file())
}

fn no_runtime(names: &[&str]) -> Error {
    let words = format!(
        "the library needs numjit's runtime (for {}), and libnumjit is neither beside this program nor where \
         NUMJIT_LIBRARY_PATH says; `cargo build --release -p numjit-capi` makes it",
        names.join(", ")
    );
    Error::unreadable(words)
}

/// A folder that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Folder> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("numjit-build-{}-{number}", std::process::id()));
            match std::fs::create_dir(&path) {
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                made => return made.map(|()| Folder(path)),
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
