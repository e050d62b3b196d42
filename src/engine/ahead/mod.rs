//! Ahead of time: a script's functions as a shared library and a C header.
//!
//! Input: a module with functions that declare their signatures. Output: a [`Library`]: object code, a header, C between the
//! two; linked by the system's C compiler. Never: code that another process could not run.
//!
//! The object file has the machine code that a call would run, and nothing of this process: constants are data beside it, and
//! what it calls it finds in the context, as always. The C between makes that context. For most numeric kernels it brings its
//! own small runtime (`alone.c`), so that the library depends on the C library alone; kernels that need more (lists, printing,
//! sorting, ..) are linked with `libnumjit` (`shared.c`).

mod ctype;
mod glue;
mod header;
mod link;

use super::Inner;
use super::error::Error;
use super::module::Module;
use crate::codegen::{self, FunctionInput, Level, Metering, ModuleInput, ObjectFile};
use crate::host::Value;
use crate::infer::{Role, Typing};
use crate::ir::{self, InstanceId, Op};
use crate::runtime::helpers::Helper;
use crate::types::{FunctionId, Type};
use ctype::CType;
use std::path::Path;
use std::sync::Arc;

/// How a library is built.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    name: String,
    level: Level,
}

impl BuildOptions {
    /// A library of this name, for every processor of this architecture. Its functions are `NAME_FUNCTION` in C.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut name: String = name.chars().map(letter).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.insert(0, 'k');
        }
        Self { name, level: Level::Baseline }
    }

    /// For which processors: this one's vector instructions make loops faster, and the library useless elsewhere.
    #[must_use]
    pub fn cpu(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// A script's functions, compiled for other programs; see [`Module::build`].
pub struct Library {
    name: String,
    level: Level,
    object: ObjectFile,
    exports: Vec<Export>,
    places: glue::Places,
    skipped: Skipped,
    /// The runtime's routines that it calls.
    routines: Vec<&'static str>,
    script: String,
}

/// Functions that are left out, and why.
type Skipped = Vec<(String, &'static str)>;

/// A function that C calls.
struct Export {
    /// In C.
    symbol: String,
    /// Of its machine code.
    entry: String,
    typing: Arc<Typing>,
    params: Vec<CType>,
    results: Vec<CType>,
}

impl Module {
    /// Compiles the functions that declare signatures (`@njit("float64(float64[:])")`, also `@cfunc` and `@vectorize`, whose
    /// function of numbers it is) for other programs.
    ///
    /// ```
    /// use numjit::{BuildOptions, Engine, Source};
    ///
    /// let script = "from numba import njit\n\n@njit('float64(float64, float64[:])')\ndef weighted(a, xs):\n    return a * xs.sum()\n";
    /// let library = Engine::default().compile(Source::text("kernels", script))?.build(&BuildOptions::new("kernels"))?;
    /// assert!(library.header().contains("int kernels_weighted(double a, numjit_f64_1d xs, double *result);"));
    /// # Ok::<(), numjit::Error>(())
    /// ```
    ///
    /// # Errors
    /// Signature: no function declares a signature, or one has a type that C has not. Compile: a function is wrong.
    pub fn build(&self, options: &BuildOptions) -> Result<Library, Error> {
        let (declared, skipped) = self.declared();
        if declared.is_empty() {
            let words = "no function declares a signature, so there is nothing to build; write one in its decorator, such as \
                         @njit(\"float64(float64[:])\")";
            return Err(Error::usage(words));
        }
        let mut building = Building { module: self, options, exports: Vec::new(), units: Vec::new() };
        for (name, id) in &declared {
            building.function(name, *id)?;
        }
        building.finish(skipped)
    }

    /// The functions with signatures, and what is left out.
    fn declared(&self) -> (Vec<(Arc<str>, FunctionId)>, Skipped) {
        let (mut declared, mut skipped) = (Vec::new(), Vec::new());
        for name in self.session.names() {
            let Some(Value::Dispatcher(id, definition)) = self.session.get(&name) else { continue };
            let dispatcher = self.session.engine.inner.dispatchers.get(id);
            if definition.function.hir().name != name {
                continue; // Another name of a function, or one that is imported.
            }
            match (&dispatcher.role, dispatcher.signatures.is_empty()) {
                (_, true) => skipped.push((name.to_string(), "its decorator declares no signature")),
                (Role::Plain | Role::Elementwise { .. }, false) => declared.push((name, id)),
                _ => skipped.push((name.to_string(), "only @njit, @cfunc and @vectorize functions can be built")),
            }
        }
        (declared, skipped)
    }
}

/// A library in the making.
struct Building<'a> {
    module: &'a Module,
    options: &'a BuildOptions,
    exports: Vec<(InstanceId, Export)>,
    /// All functions in it, each once.
    units: Vec<Unit>,
}

impl Building<'_> {
    fn inner(&self) -> &Inner {
        &self.module.session.engine.inner
    }

    /// Takes in a function, once for each signature.
    fn function(&mut self, name: &str, id: FunctionId) -> Result<(), Error> {
        if !name.is_ascii() {
            return Err(Error::usage(&format!("{name}: C has no such name; give the function one in ASCII letters")));
        }
        let dispatcher = self.inner().dispatchers.get(id);
        for signature in &dispatcher.signatures {
            let environment = self.inner().environment();
            let units = self.inner().compiler.units(&self.inner().around(&environment), id, &signature.params);
            let units = units.map_err(|diagnostics| {
                let engine = &self.module.session.engine;
                engine.error(self.inner().typing_error(&dispatcher, &signature.params, diagnostics))
            })?;
            let Some(root) = units.first() else { continue };
            let suffix = if dispatcher.signatures.len() > 1 { suffix(&root.typing.params) } else { String::new() };
            let export = self.export(format!("{}_{name}{suffix}", self.options.name), &root.typing)?;
            self.exports.push((root.typing.instance, export));
            let known = |unit: &Unit, all: &[Unit]| all.iter().any(|own| own.typing.instance == unit.typing.instance);
            for unit in units {
                if !known(&unit, &self.units) {
                    self.units.push(unit);
                }
            }
        }
        Ok(())
    }

    fn export(&self, symbol: String, typing: &Arc<Typing>) -> Result<Export, Error> {
        let name = &typing.hir.name;
        if ["last_error", "last_traceback", "free"].iter().any(|own| symbol == format!("{}_{own}", self.options.name)) {
            return Err(Error::usage(&format!("{name}: the library has a function of this name itself; rename it")));
        }
        if self.exports.iter().any(|(_, export)| export.symbol == symbol) {
            return Err(Error::usage(&format!("{name}: two functions would be {symbol} in C; rename one")));
        }
        let no_c = |what: String, ty: &Type| {
            let words = format!(
                "{name}: {what} is of type {ty}, which C has not; numbers and arrays, and tuples of them as results, can be passed"
            );
            Error::usage(&words)
        };
        let params = typing.hir.params.iter().zip(&typing.params);
        let params =
            params.map(|(param, ty)| CType::of(ty).ok_or_else(|| no_c(format!("the parameter {}", param.name), ty)));
        let params = params.collect::<Result<Vec<CType>, Error>>()?;
        let results = CType::results(&typing.result).ok_or_else(|| no_c("the result".to_string(), &typing.result))?;
        let entry = format!("numjit_entry_{}", self.exports.len());
        Ok(Export { symbol, entry, typing: typing.clone(), params, results })
    }

    /// Compiles all of it.
    fn finish(self, skipped: Skipped) -> Result<Library, Error> {
        if let Some(unit) = self.units.iter().find(|unit| calls_out(&unit.function)) {
            let words = format!(
                "{}: it calls a function of the host program, which is not in the library",
                unit.typing.hir.name
            );
            return Err(Error::usage(&words));
        }
        let inner = self.inner();
        let mut places = glue::Places::default();
        let allot = |unit: &Unit| places.allot(inner, &unit.typing.hir, &unit.function.sites);
        let first_sites: Vec<u32> = self.units.iter().map(allot).collect::<Vec<u32>>();
        let functions: Vec<FunctionInput<'_>> = self
            .units
            .iter()
            .zip(first_sites)
            .map(|(unit, first_site)| FunctionInput { function: &unit.function, first_site })
            .collect();
        let symbols = self.exports.iter().map(|(instance, export)| (*instance, export.entry.clone())).collect();
        let captured = inner.frozen.arrays();
        let input = ModuleInput {
            functions: &functions,
            resolve: &|_| None,
            captured: &captured,
            metering: Metering::None,
            level: self.options.level,
        };
        let object = codegen::emit_object(&input, symbols);
        let name = self.options.name.clone();
        let script = self.exports.first().map(|(_, export)| export.typing.hir.source.name.to_string());
        let routines = routines(&self.units);
        let exports = self.exports.into_iter().map(|(_, export)| export).collect();
        Ok(Library {
            name,
            level: self.options.level,
            object,
            exports,
            places,
            skipped,
            routines,
            script: script.unwrap_or_default(),
        })
    }
}

/// A function that is ready to be emitted.
pub(super) struct Unit {
    pub typing: Arc<Typing>,
    pub function: ir::Function,
}

/// Does it call the host program?
fn calls_out(function: &ir::Function) -> bool {
    function.insts.iter().any(|inst| match inst.op {
        Op::Call(callee) => function.callees[callee.0 as usize].instance == InstanceId::FOREIGN,
        _ => false,
    })
}

/// The runtime's routines that functions call, each once.
fn routines(units: &[Unit]) -> Vec<&'static str> {
    let insts = units.iter().flat_map(|unit| unit.function.insts.iter());
    let mut names: Vec<&'static str> = insts
        .filter_map(|inst| match inst.op {
            Op::CallRoutine(routine) => Some(routine.row().name),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// `_f64_i64`, what tells a specialization from the others of its function.
fn suffix(params: &[Type]) -> String {
    let one = |ty: &Type| match ty {
        Type::Scalar(dtype) => format!("_{}", ctype::short(*dtype)),
        Type::Array(array) => format!("_{}_{}d", ctype::short(array.dtype), array.ndim),
        _ => "_x".to_string(),
    };
    params.iter().map(one).collect()
}

impl Library {
    /// The C header that declares its functions.
    #[must_use]
    pub fn header(&self) -> String {
        header::header(self)
    }

    /// The names of its functions in C.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.exports.iter().map(|export| &*export.symbol)
    }

    /// Functions of the script that are not in it, and why.
    #[must_use]
    pub fn skipped(&self) -> &[(String, &'static str)] {
        &self.skipped
    }

    /// What of numjit's runtime it needs; empty: it stands alone.
    #[must_use]
    pub fn needs(&self) -> Vec<&'static str> {
        let helpers = glue::foreign(self).into_iter().filter(|&helper| helper != Helper::Routine);
        helpers.map(|helper| helper.row().name).chain(self.routines.iter().copied()).collect()
    }

    /// Links it with the system's C compiler, `cc`.
    ///
    /// # Errors
    /// Io: there is none, or it refuses.
    pub fn link(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        link::link(self, path.as_ref())
    }
}
