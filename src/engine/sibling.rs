//! Files beside the script, which it can import, and modules of the library that are written in our own language.
//!
//! Input: a folder, a module's name. Output: what the file binds, its resolved text.
//! Never: running it (the host zone).

use super::Inner;
use super::foreign::Foreigners;
use super::source::Source;
use super::stats::Step;
use crate::builtins::{library, names};
use crate::diagnostic::{Diagnostic, Severity};
use crate::hir::{self, Siblings, StmtKind, Variable, visit};
use crate::host::{Outcome, Sibling};
use crate::runtime::exception::ExceptionKind;
use crate::source::{Folder, PackedFile, SourceFile};
use crate::syntax::{self, ast};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;

/// What a script's file may be called; CPython knows the first only, so that comes first.
const EXTENSIONS: [&str; 2] = ["py", "npy"];

/// The text of a module: a file of the folder, which comes first as in Python, or one of the library.
pub(super) fn find(folder: Option<&Folder>, module: &str) -> Option<Arc<SourceFile>> {
    let beside = folder.and_then(|folder| match folder {
        Folder::Disk(folder) => find_in(folder, module),
        Folder::Packed(files) => find_packed(files, module),
    });
    beside.or_else(|| library::text(module).map(|text| SourceFile::new(format!("<{module}>"), text)))
}

/// The file of a module; none: there is none that holds a script (`.npy` is NumPy's own ending too).
fn find_in(folder: &Path, module: &str) -> Option<Arc<SourceFile>> {
    // A dotted name would be a package's.
    if module.contains(['.', '/', '\\']) {
        return None;
    }
    let paths = EXTENSIONS.iter().map(|extension| folder.join(format!("{module}.{extension}")));
    paths.filter(|path| path.is_file()).find_map(|path| Source::file(path).ok()).map(|source| source.file)
}

/// The file of a module among those that came with the script.
fn find_packed(files: &Arc<[PackedFile]>, module: &str) -> Option<Arc<SourceFile>> {
    let found = files.iter().find(|file| file.module == module)?;
    Some(SourceFile::packed(&*found.name, &*found.text, files))
}

/// The files that a script has imported, as they were then, and those that it may still import; by name.
pub(super) fn packed(inner: &Inner, source: &Arc<SourceFile>, loaded: &[Arc<Sibling>]) -> Vec<PackedFile> {
    let (script, _) = resolve(source, inner);
    let loaded = loaded.iter().map(|sibling| (sibling.name.clone(), sibling.source.clone()));
    let more = imported(inner, &script).0.into_iter().map(|(name, module)| (name, module.source.clone()));
    let files = loaded.chain(more).filter(|(_, source)| source.folder.is_some());
    let file = |(name, source): (Arc<str>, Arc<SourceFile>)| PackedFile {
        module: name.to_string(),
        name: source.name.clone(),
        text: source.text.clone(),
    };
    let mut files: Vec<PackedFile> = files.map(file).collect();
    // Of two with one name the first stays.
    files.sort_by(|a, b| a.module.cmp(&b.module));
    files.dedup_by(|later, first| later.module == first.module);
    files
}

/// A file's resolved text for running it.
///
/// # Errors
/// SyntaxError: it is wrong; the diagnostics are kept for the top level.
pub(super) fn load(inner: &Inner, folder: Option<&Folder>, module: &str) -> Outcome<Option<hir::Module>> {
    let Some(source) = find(folder, module) else { return Ok(None) };
    let (resolved, diagnostics) = resolve(&source, inner);
    match diagnostics.is_empty() {
        true => Ok(Some(resolved)),
        false => Err(inner.reject(ExceptionKind::SyntaxError, &source, diagnostics, "imported".to_owned())),
    }
}

/// A text that stands for itself, for running it.
///
/// # Errors
/// SyntaxError: it is wrong; the diagnostics are kept for the top level.
pub(super) fn input(inner: &Inner, text: &str) -> Outcome<hir::Module> {
    let source = SourceFile::new("<text>", text);
    let (resolved, diagnostics) = resolve_as(&source, inner, |tree, siblings| {
        hir::resolve_input(&source, tree, &hir::Surroundings::default(), siblings)
    });
    match diagnostics.is_empty() {
        true => Ok(resolved),
        false => Err(inner.reject(ExceptionKind::SyntaxError, &source, diagnostics, "run".to_owned())),
    }
}

/// A file resolved, with the errors in it.
fn resolve(source: &Arc<SourceFile>, inner: &Inner) -> (hir::Module, Vec<Diagnostic>) {
    resolve_as(source, inner, |tree, siblings| hir::resolve_script(source, tree, siblings))
}

fn resolve_as(
    source: &Arc<SourceFile>,
    inner: &Inner,
    resolve: impl FnOnce(&ast::Module, &dyn Siblings) -> (hir::Module, Vec<Diagnostic>),
) -> (hir::Module, Vec<Diagnostic>) {
    let parsed = inner.counters.time(Step::Parse, || syntax::parse(source));
    let siblings = Beside::new(inner, source.folder.as_ref());
    let (module, names) = inner.counters.time(Step::Resolve, || resolve(&parsed.module, &siblings));
    let mut diagnostics = super::check::reported(parsed.diagnostics, names);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    diagnostics.iter_mut().for_each(|diagnostic| diagnostic.stands_in(source));
    (module, diagnostics)
}

/// Files by the names that they are imported under.
type Files = Vec<(Arc<str>, Arc<hir::Module>)>;

/// The files that a script imports, and those that they import, by name; with what is wrong with them.
pub(super) fn imported(inner: &Inner, script: &hir::Module) -> (Files, Vec<Diagnostic>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let mut waiting = imports(script);
    while let Some(name) = waiting.pop() {
        let is_known = found.iter().any(|(known, _): &(Arc<str>, _)| *known == name);
        if is_known {
            continue;
        }
        let Some(source) = find(script.source.folder.as_ref(), &name) else { continue };
        let (module, diagnostics) = resolve(&source, inner);
        wrong.extend(diagnostics);
        wrong.extend(module.unbound.iter().cloned().map(|mut diagnostic| {
            diagnostic.stands_in(&source);
            diagnostic
        }));
        waiting.extend(imports(&module));
        found.push((name, Arc::new(module)));
    }
    (found, wrong)
}

/// The modules that a script imports and that are none of numjit's.
fn imports(script: &hir::Module) -> Vec<Arc<str>> {
    let mut out = Vec::new();
    let mut functions = vec![&script.body];
    while let Some(function) = functions.pop() {
        functions.extend(&function.inner);
        visit::walk(&function.body, &mut |stmt| {
            if let StmtKind::Import { module, .. } | StmtKind::ImportAll { module } = &stmt.kind
                && !names::is_module(module)
            {
                out.push(Arc::clone(module));
            }
        });
    }
    out
}

/// The files of a folder, for resolving a script.
pub(super) struct Beside<'a> {
    folder: Option<&'a Folder>,
    foreigners: &'a Foreigners,
    /// What is known already; nothing is known of the variables of a file that is being read.
    known: RefCell<FxHashMap<String, Option<Arc<[Variable]>>>>,
}

impl<'a> Beside<'a> {
    /// No folder: there is only the library.
    pub fn new(inner: &'a Inner, folder: Option<&'a Folder>) -> Self {
        Self { folder, foreigners: &inner.foreigners, known: RefCell::default() }
    }
}

impl Siblings for Beside<'_> {
    fn variables(&self, module: &str) -> Option<Arc<[Variable]>> {
        if let Some(known) = self.known.borrow().get(module) {
            return known.clone();
        }
        if let Some(provided) = self.foreigners.variables(module) {
            return Some(provided);
        }
        let source = find(self.folder, module)?;
        // Files may import each other.
        self.known.borrow_mut().insert(module.to_owned(), Some(Arc::default()));
        let parsed = syntax::parse(&source);
        let found = hir::variables(&source, &parsed.module, self);
        self.known.borrow_mut().insert(module.to_owned(), Some(Arc::clone(&found)));
        Some(found)
    }
}
