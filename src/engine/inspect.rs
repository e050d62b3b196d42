//! What each stage makes of a function.

use super::dispatcher::{Dispatcher, Dispatchers};
use super::error::Error;
use super::listing;
use super::marshal;
use super::options::parse_signature;
use super::session::Session;
use super::sibling::Beside;
use super::{Engine, Stage};
use crate::codegen;
use crate::hir::{self, ParamKind};
use crate::host::Value;
use crate::infer;
use crate::ir;
use crate::source::SourceFile;
use crate::syntax;
use crate::types::{FunctionId, Type};
use std::sync::Arc;

impl Engine {
    /// The tree or the resolved program of a script.
    ///
    /// # Errors
    /// Compile: the script is wrong.
    pub fn inspect_source(&self, source: &Arc<SourceFile>, stage: Stage) -> Result<String, Error> {
        let parsed = syntax::parse(source);
        if !parsed.is_ok() {
            return Err(Error::compile(source.clone(), parsed.diagnostics));
        }
        if stage == Stage::Ast {
            return Ok(syntax::print::dump(&parsed.module));
        }
        let (module, diagnostics) =
            hir::resolve_script(source, &parsed.module, &Beside::new(&self.inner, source.folder.as_ref()));
        if diagnostics.iter().any(|diagnostic| diagnostic.severity == crate::diagnostic::Severity::Error) {
            return Err(Error::compile(source.clone(), diagnostics));
        }
        Ok(hir::print::module(&module))
    }
}

impl Session {
    /// What a stage makes of a function that the session has, for one signature: the one given, or each that was
    /// called or declared.
    ///
    /// # Errors
    /// Signature: no such function, or no signature is known. Compile: it does not compile.
    pub fn inspect(&self, name: &str, signature: Option<&str>, stage: Stage) -> Result<String, Error> {
        let id = self.function(name)?;
        let dispatcher = self.engine.inner.dispatchers.get(id);
        if let Stage::Ast | Stage::Hir = stage {
            return Ok(hir::print::function(&dispatcher.hir));
        }
        let (_, signatures) = self.signatures(name, signature)?;
        let shown = signatures.iter().map(|types| self.show(id, types, stage)).collect::<Result<Vec<_>, _>>()?;
        Ok(shown.join("\n"))
    }

    /// A function with the types that it is to be shown for: those given, or each that was called or declared.
    ///
    /// # Errors
    /// Signature: no such function, or no signature is known.
    pub(super) fn signatures(
        &self,
        name: &str,
        signature: Option<&str>,
    ) -> Result<(FunctionId, Vec<Vec<Type>>), Error> {
        let id = self.function(name)?;
        let dispatcher = self.engine.inner.dispatchers.get(id);
        let signatures = match signature {
            Some(text) => {
                let given = parse_signature(text).map_err(Error::signature)?.params;
                vec![params_of(&self.engine.inner.dispatchers, &dispatcher, given)?]
            }
            None => self.known_signatures(id),
        };
        if signatures.is_empty() && !dispatcher.hir.params.is_empty() {
            let words = format!("{name} was not called; say which types it takes with --signature \"f8[:], i8\"");
            return Err(Error::signature(words));
        }
        let signatures = if signatures.is_empty() { vec![Vec::new()] } else { signatures };
        Ok((id, signatures))
    }

    /// The function that a variable holds, or a class in one: `Stack.push`.
    pub(super) fn function(&self, name: &str) -> Result<FunctionId, Error> {
        let value = match name.split_once('.') {
            Some((class, method)) => self.get(class).and_then(|class| class.method(method)),
            None => self.get(name),
        };
        match value {
            Some(Value::Dispatcher(id, _)) => Ok(id),
            Some(Value::Function(function)) => Ok(self.engine.inner.dispatchers.of_host(&function)),
            _ => Err(Error::signature(format!("there is no function {name}"))),
        }
    }

    fn known_signatures(&self, id: FunctionId) -> Vec<Vec<Type>> {
        self.engine.inner.dispatchers.get(id).known_signatures()
    }

    pub(super) fn show(&self, id: FunctionId, types: &[Type], stage: Stage) -> Result<String, Error> {
        let inner = &self.engine.inner;
        let environment = inner.environment();
        let around = inner.around(&environment);
        let source = inner.dispatchers.get(id).hir.source.clone();
        let wrong = |diagnostics| Error::compile(source.clone(), diagnostics);
        match stage {
            Stage::Ast | Stage::Hir => Ok(String::new()),
            Stage::Types => {
                inner.compiler.types(&around, id, types).map(|typing| infer::print::print(&typing)).map_err(wrong)
            }
            Stage::Parallel => {
                let tree = inner.compiler.loops(&around, id, types).map_err(wrong)?;
                let function = inner.compiler.ir(&around, id, types, true).map_err(wrong)?;
                Ok(tree + &vectors(inner.level, &source, id, &function))
            }
            Stage::Ir | Stage::Opt => {
                let function = inner.compiler.ir(&around, id, types, stage == Stage::Opt).map_err(wrong)?;
                Ok(ir::print(&function))
            }
            Stage::Clif | Stage::Asm => {
                let stage = if stage == Stage::Clif { codegen::Stage::Clif } else { codegen::Stage::Asm };
                let (listings, sites) = inner.compiler.listings(&around, id, types, stage).map_err(wrong)?;
                let texts = listings.iter().map(|listing| listing::text(listing, &sites, &inner.dispatchers));
                Ok(texts.collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

/// Which counted loops become vectors; nothing without wide ones.
fn vectors(level: codegen::Level, source: &SourceFile, id: FunctionId, function: &ir::Function) -> String {
    let mut out = String::new();
    for note in codegen::vector_notes(function, level) {
        // What was inlined stands elsewhere.
        let own = note.sites.iter().filter(|site| site.function == id);
        let lines: Vec<usize> = own.map(|site| source.line(site.span.start)).collect();
        let place = match (lines.iter().min(), lines.iter().max()) {
            (Some(first), Some(last)) if first == last => format!("line {first}"),
            (Some(first), Some(last)) => format!("lines {first} to {last}"),
            _ => "inlined".to_owned(),
        };
        let head = if out.is_empty() { "vectors:\n" } else { "" };
        out += &format!("{head}{:width$}{place}: {}\n", "", note.words, width = 3 * (1 + note.depth));
    }
    out
}

/// The types of a function's parameters by those that a user gives: what is left out has a default, what is over goes
/// into `*args`.
fn params_of(dispatchers: &Dispatchers, dispatcher: &Dispatcher, given: Vec<Type>) -> Result<Vec<Type>, Error> {
    let params = &dispatcher.hir.params;
    let wrong = || {
        let wanted: Vec<&str> = params.iter().map(|param| &*param.name).collect();
        let types = if given.len() == 1 { "1 type".to_owned() } else { format!("{} types", given.len()) };
        Error::usage(&format!(
            "--signature gives {types}, but the function is {}({})",
            dispatcher.hir.full_name(),
            wanted.join(", ")
        ))
    };
    let mut types = given.iter().cloned();
    let mut out = Vec::new();
    for (index, param) in params.iter().enumerate() {
        out.push(match param.kind {
            ParamKind::VarArgs => Type::tuple(types.by_ref()),
            ParamKind::VarKeywords => return Err(wrong()),
            _ => match (types.next(), dispatcher.default(index)) {
                (Some(ty), _) => ty,
                (None, Some(default)) => marshal::type_of(dispatchers, &default).map_err(|_| wrong())?,
                (None, None) => return Err(wrong()),
            },
        });
    }
    if types.next().is_some() { Err(wrong()) } else { Ok(out) }
}
