//! Modules that are saved and loaded.

use numjit::{Array, CallOptions, Engine, ErrorKind, Grant, Module, Source};
use std::path::PathBuf;

const SCRIPT: &str = "\
import numpy as np
from numba import njit
import shapes
from shapes import area

K = 3

@njit('f8(f8[:])')
def total(xs):
    \"\"\"Adds.\"\"\"
    return xs.sum() * K

def pick(xs, i):
    return xs[i]

def scaled(x):
    return area(x, shapes.UNIT) * 20.0

def later():
    import more
    return more.N
";

/// A folder with a script and the files that it imports; it goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("numjit-portable-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let file = |name: &str, text: &str| std::fs::write(path.join(name), text).unwrap();
        file("script.npy", SCRIPT);
        file("shapes.py", "import units\nUNIT = units.factor(1)\n\ndef area(x, y):\n    return x * y\n");
        file("more.py", "N = 5\n");
        file("units.py", "def factor(n):\n    return 10.0 * n\n");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A module with what it becomes; while the folder is there, also files are found that are imported late.
fn saved(name: &str) -> (Folder, Module, Vec<u8>) {
    let folder = Folder::new(name);
    let module = Engine::default().compile(Source::file(folder.0.join("script.npy")).unwrap()).unwrap();
    module.get::<(&[f64], i64), f64>("pick").unwrap();
    module.get::<(f64,), f64>("scaled").unwrap();
    let bytes = module.to_bytes();
    (folder, module, bytes)
}

#[test]
fn a_module_leaves_its_folder_behind() {
    let (folder, module, bytes) = saved("behind");
    drop((folder, module));
    let engine = Engine::default();
    let loaded = engine.load_bytes("m", &bytes).unwrap();
    let before = engine.stats().specializations;
    assert_eq!(before, 4, "what was compiled then with what it calls, and what is declared");
    let xs = [1.0, 2.0];
    assert_eq!(loaded.get::<(&[f64], i64), f64>("pick").unwrap().call((&xs, 1)).unwrap(), 2.0);
    assert_eq!(loaded.get::<(f64,), f64>("scaled").unwrap().call((2.0,)).unwrap(), 400.0);
    assert_eq!(engine.stats().specializations, before, "nothing was compiled again");
    let sum = loaded.call("total", &[Array::from(vec![1.0, 2.0]).into()]).unwrap();
    assert_eq!(format!("{sum:?}"), "9.0");
    assert_eq!(format!("{:?}", loaded.call("later", &[]).unwrap()), "5");
    assert_eq!(loaded.doc("total").as_deref(), Some("Adds."));
    let error = loaded.get::<(&[f64], i64), f64>("pick").unwrap().call((&xs, 2)).unwrap_err();
    assert!(error.render(false).contains("    return xs[i]"), "{}", error.render(false));
    // What was loaded can be saved again, and is the same.
    assert!(loaded.to_bytes() == bytes);
}

#[test]
fn files_are_written_and_read() {
    let folder = Folder::new("files");
    let path = folder.0.join("module.njm");
    let (_folder, module, bytes) = saved("written");
    module.save(&path).unwrap();
    assert!(std::fs::read(&path).unwrap() == bytes);
    assert_eq!(Engine::default().load(&path).unwrap().functions().len(), 5);
    let error = Engine::default().load(folder.0.join("none")).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(module.save(folder.0.join("no/such/folder")).unwrap_err().kind(), ErrorKind::Io);
}

#[test]
fn what_is_no_module_is_refused() {
    let (_folder, _module, bytes) = saved("refused");
    let refused = |bytes: &[u8]| {
        let error = Engine::default().load_bytes("m", bytes).err().expect("an error");
        assert_eq!(error.kind(), ErrorKind::Io);
        error.to_string()
    };
    assert_eq!(refused(b""), "m: this is no saved module");
    assert_eq!(refused(SCRIPT.as_bytes()), "m: this is no saved module");
    assert_eq!(refused(&bytes[..8]), "m: the saved module is damaged: it has no version");
    assert_eq!(refused(&bytes[..20]), "m: the saved module is damaged: it ends too soon");
    let mut newer = bytes.clone();
    newer[8] = 9;
    assert_eq!(refused(&newer), "m: it was saved by a newer numjit (format 9); this one reads up to format 1");
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(refused(&longer), "m: the saved module is damaged: its checksum is wrong");
}

#[test]
fn no_flipped_byte_goes_unseen() {
    let (_folder, _module, bytes) = saved("flipped");
    let engine = Engine::default();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert_eq!(engine.load_bytes("m", &flipped).err().expect("an error").kind(), ErrorKind::Io, "byte {at}");
    }
    for length in 0..bytes.len() {
        assert_eq!(engine.load_bytes("m", &bytes[..length]).err().expect("an error").kind(), ErrorKind::Io, "{length}");
    }
}

/// Whoever forges a file can make a script and types of it, nothing else: each way of loading it ends well or with an error.
#[test]
fn forged_files_are_scripts_at_most() {
    use sha2::{Digest, Sha256};
    let (_folder, _module, bytes) = saved("forged");
    let content = bytes.len() - 32;
    let (mut loaded, mut refused) = (0, 0);
    let mut seed = 7u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    // The types stand at the end: most flips go there.
    for round in 0..150 {
        let mut forged = bytes[..content].to_vec();
        for _ in 0..=next(3) {
            let at = if round % 3 == 0 { 12 + next(content - 12) } else { content - 1 - next(150) };
            forged[at] = next(256) as u8;
        }
        let checksum = Sha256::digest(&forged);
        forged.extend(checksum);
        let engine = Engine::builder().memory(64 << 20).build().unwrap();
        match engine.load_bytes("m", &forged) {
            Ok(module) => {
                loaded += 1;
                let options = CallOptions::new().fuel(10_000);
                let _ = module.call_with(&options, "total", &[Array::from(vec![1.0]).into()]);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(loaded > 5 && refused > 5, "{loaded} loaded, {refused} refused");
}

#[test]
fn a_file_gets_what_the_loading_engine_grants() {
    let script = "import time\n\ndef now():\n    return time.time()\n\nSTART = now()\n";
    let module = Engine::builder().grant(Grant::Clock).build().unwrap().compile(Source::text("clock", script)).unwrap();
    let error = Engine::default().load_bytes("m", &module.to_bytes()).err().unwrap();
    assert!(error.to_string().starts_with("PermissionError"), "{error}");
}
