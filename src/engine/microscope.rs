//! A specialization at all stages at once, by line of the source.
//!
//! Input: a function of a session, types. Output: [`Microscope`]. Never: how it is shown.

use super::error::Error;
use super::listing::{self, AsmLine};
use super::session::Session;
use crate::codegen;
use crate::ir;
use crate::source::{SourceFile, Span};
use crate::types::{FunctionId, Type};
use std::sync::Arc;

/// What the compiler makes of a function for one list of types.
pub struct Microscope {
    /// `scale(array(float64, 1d, C), float64)`
    pub signature: String,
    /// Its file.
    pub source: Arc<SourceFile>,
    /// Its definition.
    pub span: Span,
    /// Types of its expressions, in no order; they nest.
    pub types: Vec<(Span, String)>,
    /// What became of its loops.
    pub loops: String,
    /// The IR after all passes: lines of text, with the line of the source each was made of.
    pub ir: Vec<(Option<usize>, String)>,
    /// Machine functions.
    pub asm: Vec<(String, Vec<AsmLine>)>,
}

impl Session {
    /// A function at all stages, for the signature given, or for each that was called or declared.
    ///
    /// # Errors
    /// As [`Session::inspect`].
    pub fn microscope(&self, name: &str, signature: Option<&str>) -> Result<Vec<Microscope>, Error> {
        let (id, signatures) = self.signatures(name, signature)?;
        signatures.iter().map(|types| self.look(id, types)).collect()
    }

    fn look(&self, id: FunctionId, types: &[Type]) -> Result<Microscope, Error> {
        let inner = &self.engine.inner;
        let environment = inner.environment();
        let around = inner.around(&environment);
        let hir = inner.dispatchers.get(id).hir.clone();
        let wrong = |diagnostics| Error::compile(hir.source.clone(), diagnostics);
        let typing = inner.compiler.types(&around, id, types).map_err(wrong)?;
        let function = inner.compiler.ir(&around, id, types, true).map_err(wrong)?;
        let (listings, sites) = inner.compiler.listings(&around, id, types, codegen::Stage::Asm).map_err(wrong)?;
        let known = hir.exprs.iter().zip(&typing.exprs).filter(|(_, ty)| **ty != Type::Unknown);
        let asm = listings.iter().map(|one| (one.name.clone(), listing::lines(one, &sites, &inner.dispatchers)));
        Ok(Microscope {
            signature: format!("{}({})", hir.full_name(), super::dispatcher::listed(&typing.params)),
            source: hir.source.clone(),
            span: hir.span,
            types: known.map(|(expr, ty)| (expr.span, ty.to_string())).collect(),
            loops: self.show(id, types, super::Stage::Parallel)?,
            ir: lines_of_ir(&function, id, &hir.source),
            asm: asm.collect(),
        })
    }
}

/// The printed IR: a line ends in `@` and the number of its place.
fn lines_of_ir(function: &ir::Function, id: FunctionId, source: &SourceFile) -> Vec<(Option<usize>, String)> {
    let line_of = |text: &str| {
        let number: usize = text.rsplit_once('@')?.1.parse().ok()?;
        let site = function.sites.get(number).filter(|site| site.function == id)?;
        Some(source.line(site.span.start))
    };
    let text = ir::print(function);
    let shown = text.lines().filter(|line| !line.starts_with("  site "));
    shown.map(|line| (line_of(line), line.to_owned())).collect()
}
