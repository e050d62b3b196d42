//! Copies of the current folder that scripts may write to.
//!
//! Input: the current folder. Output: a scratch folder that is removed when it is dropped; what was saved there.
//! Never: more than a script needs: hidden folders and those of builds are left out, large data is linked.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Files that are copied at most; a script's folder holds fewer.
const MOST_FILES: usize = 5000;

/// Folders that no script reads from.
const LEFT_OUT: &[&str] = &["target", "node_modules", "__pycache__"];

/// A scratch folder.
pub(super) struct Folder {
    path: PathBuf,
    /// Arrays that were there before, as they were.
    before: Vec<(PathBuf, Vec<u8>)>,
}

impl Folder {
    /// A copy of the current folder.
    pub(super) fn copy_of_current() -> io::Result<Folder> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("numjit-diff-{}-{number}", std::process::id()));
        fs::create_dir_all(&path)?;
        let mut folder = Folder { path, before: Vec::new() };
        let mut left = MOST_FILES;
        copy(&std::env::current_dir()?, &folder.path, &mut left)?;
        let names = folder.names();
        let read = |name: PathBuf| Some((name.clone(), fs::read(folder.path.join(name)).ok()?));
        folder.before = names.into_iter().filter_map(read).collect();
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Arrays that were saved since it was made: `.npy` files that hold arrays, and `.npz`.
    pub(super) fn saved(&self) -> BTreeSet<PathBuf> {
        let is_new = |name: &PathBuf| {
            let bytes = fs::read(self.path.join(name)).unwrap_or_default();
            is_array(&bytes) && !self.before.iter().any(|(own, before)| own == name && *before == bytes)
        };
        self.names().into_iter().filter(is_new).collect()
    }

    /// All `.npy` and `.npz` files.
    fn names(&self) -> Vec<PathBuf> {
        let mut out = Vec::new();
        collect(&self.path, Path::new(""), &mut out);
        out
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// The beginning of a `.npy` array or of an archive (a script may be called `.npy`, too).
fn is_array(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x93NUMPY") || bytes.starts_with(b"PK")
}

fn collect(root: &Path, inside: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(root.join(inside)).into_iter().flatten().flatten() {
        let name = inside.join(entry.file_name());
        if entry.path().is_dir() {
            collect(root, &name, out);
        } else if name.extension().is_some_and(|extension| extension == "npy" || extension == "npz") {
            out.push(name);
        }
    }
}

fn copy(from: &Path, to: &Path, left: &mut usize) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        if text.starts_with('.') || LEFT_OUT.contains(&&*text) {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target, left)?;
        } else {
            *left = left.checked_sub(1).ok_or_else(|| {
                io::Error::other(format!("it holds more than {MOST_FILES} files; run this in the script's own folder"))
            })?;
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
