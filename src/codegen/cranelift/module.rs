//! One emission: declares the functions of a module, compiles each, puts them into memory.
//!
//! Input: a [`ModuleInput`]. Output: [`Code`] or listings. Never: the meaning of an instruction.

use super::abi::{self, Form};
use super::code::{Address, Code, Emitted};
use super::function::{Lower, OutlinedBody};
use super::isa::isa;
use super::listing;
use super::map::{Piece, Unplaced};
use super::place;
use super::target::Target;
use super::{FunctionInput, Listing, Metering, ModuleInput, ObjectFile, Stage};
use crate::codegen::Level;
use crate::codegen::padding::nops;
use crate::ir::{Function, InstanceId, Op};
use crate::runtime::array::Array;
use cranelift_codegen::ir::{Signature, UserFuncName};
use cranelift_codegen::isa::CallConv;
use cranelift_codegen::{CompiledCode, Context, control::ControlPlane};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{ArenaMemoryProvider, JITBuilder, JITModule};
use cranelift_module::{FuncId, Module, ModuleReloc};
use rustc_hash::FxHashMap;

/// Address space for a module's code, beside what its functions may need. Only what is used becomes memory.
const BASE_RESERVE: usize = 64 << 10;
/// More than an instruction ever needs.
const RESERVE_PER_INSTRUCTION: usize = 4 << 10;

/// Whether an emission keeps texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    None,
    Of(Stage),
}

/// What the functions of a module share while they are compiled.
pub(super) struct Shared<'a> {
    pub target: Target,
    /// The functions compiled here, with whether they can call themselves again.
    pub local: FxHashMap<InstanceId, Local>,
    pub resolve: &'a dyn Fn(InstanceId) -> Option<Address>,
    pub captured: &'a [Array],
    /// See [`ModuleInput`].
    pub metering: Metering,
    /// The same.
    pub level: Level,
    /// Where code comes from.
    pub map: Vec<Unplaced>,
    /// Are locations of checks marked?
    pub marks_checks: bool,
    /// Vector code, for listings.
    pub vectors: Vec<(Piece, Vec<u8>)>,
    /// Bodies of parallel loops that wait to be compiled.
    pub outlined: Vec<OutlinedBody>,
    pub conv: CallConv,
}

/// A function of this module.
#[derive(Clone, Copy)]
pub(super) struct Local {
    pub id: FuncId,
    /// Internal if others of the module call it, or it itself.
    pub form: Form,
    pub recursion: Recursion,
}

/// Can a function be entered again while it runs?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Recursion {
    Never,
    Possible,
}

/// See the module's documentation.
pub(super) struct Emitter<'a> {
    input: &'a ModuleInput<'a>,
    shared: Shared<'a>,
    context: Context,
    builder_context: FunctionBuilderContext,
    /// Entries, and bytes with all that belongs to a function.
    entries: FxHashMap<InstanceId, (FuncId, usize)>,
    text: Text,
    listings: Vec<Listing>,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(input: &'a ModuleInput<'a>, text: Text, mut target: Target) -> Self {
        let conv = target.module().isa().default_call_conv();
        let mut context = target.module().make_context();
        context.set_disasm(text == Text::Of(Stage::Asm));
        let local = declare(&mut target, conv, input.functions);
        let shared = Shared {
            target,
            local,
            resolve: input.resolve,
            captured: input.captured,
            metering: input.metering,
            level: input.level,
            map: Vec::new(),
            marks_checks: text == Text::Of(Stage::Asm),
            vectors: Vec::new(),
            outlined: Vec::new(),
            conv,
        };
        Self {
            input,
            shared,
            context,
            builder_context: FunctionBuilderContext::new(),
            entries: FxHashMap::default(),
            text,
            listings: Vec::new(),
        }
    }

    /// Compiles every function of the input.
    pub(super) fn emit_all(&mut self) {
        for &input in self.input.functions {
            self.emit_function(input);
        }
    }

    fn emit_function(&mut self, input: FunctionInput<'a>) {
        let function = input.function;
        let Local { id, form, .. } = self.shared.local[&function.instance];
        let signature = signature(self.shared.conv, function, form);
        let mut bytes = self.define(input, id, signature, "", |lower| lower.whole_function(form));
        let mut number = 0;
        while let Some(body) = self.shared.outlined.pop() {
            let signature = abi::body_signature(self.shared.conv);
            bytes += self.define(input, body.id, signature, &format!(".parallel{number}"), |lower| {
                lower.parallel_body(&body);
            });
            number += 1;
        }
        let entry = if form == Form::Uniform { id } else { self.emit_entry(input, id) };
        self.entries.insert(function.instance, (entry, bytes));
    }

    fn emit_entry(&mut self, input: FunctionInput<'a>, internal: FuncId) -> FuncId {
        let signature = abi::entry_signature(self.shared.conv);
        let entry = self.shared.target.declare_entry(input.function.instance, &signature);
        self.define(input, entry, signature, ".entry", |lower| lower.entry(internal));
        entry
    }

    /// Builds and compiles one machine function; returns its size.
    fn define(
        &mut self,
        input: FunctionInput<'a>,
        id: FuncId,
        signature: Signature,
        suffix: &str,
        build: impl FnOnce(&mut Lower<'_, '_>),
    ) -> usize {
        self.context.func.signature = signature;
        self.context.func.name = UserFuncName::user(0, id.as_u32());
        let builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder_context);
        let mut lower = Lower::new(input, builder, &mut self.shared);
        build(&mut lower);
        lower.finish();
        let clif = (self.text == Text::Of(Stage::Clif)).then(|| self.context.func.display().to_string());
        let name = &input.function.name;
        let huge = self.shared.target.huge_isa(self.context.func.dfg.num_insts());
        let module = self.shared.target.module();
        let isa = huge.as_deref().unwrap_or_else(|| module.isa());
        if let Err(error) = self.context.compile(isa, &mut ControlPlane::default()) {
            crate::ice!("{name}{suffix}: code generation: {:?}\n{}", error.inner, error.func.display());
        }
        let Some(compiled) = self.context.compiled_code() else { crate::ice!("{name}{suffix}: no code") };
        let bytes = compiled.code_buffer().len();
        let padding = place_function(self.shared.target.module(), id, &self.context.func, compiled);
        let full_name = format!("{name}{suffix}");
        self.shared.map.push(Unplaced::compiled(id, input.function.instance, full_name, compiled, padding));
        if let Some(text) = clif.or_else(|| compiled.vcode.clone()) {
            let rows = if self.text == Text::Of(Stage::Asm) { rows_of(compiled) } else { Vec::new() };
            let instance = input.function.instance;
            self.listings.push(Listing { instance, name: format!("{name}{suffix}"), text, rows });
            for (piece, code) in self.shared.vectors.drain(..).filter(|_| self.text == Text::Of(Stage::Asm)) {
                let rows = listing::rows(&code, |offset| piece.site(offset as usize)).unwrap_or_default();
                self.listings.push(Listing { instance, name: piece.name, text: String::new(), rows });
            }
        }
        self.shared.target.module().clear_context(&mut self.context);
        self.context.set_disasm(self.text == Text::Of(Stage::Asm));
        bytes
    }

    /// The code, ready to run.
    pub(super) fn finish(self) -> Code {
        let Target::Memory(mut memory) = self.shared.target else { crate::ice!("an object file does not run") };
        if let Err(error) = memory.module.finalize_definitions() {
            crate::ice!("no memory for machine code: {error}");
        }
        let module = &memory.module;
        let functions = self.entries.iter().map(|(&instance, &(entry, bytes))| {
            let Local { id, form, .. } = self.shared.local[&instance];
            let internal = (form == Form::Internal).then(|| module.get_finalized_function(id));
            (instance, Emitted { entry: module.get_finalized_function(entry), internal, bytes })
        });
        let functions = functions.collect();
        let map = self.shared.map.into_iter().map(|piece| piece.placed(module)).collect();
        Code::new(*memory, functions, map)
    }

    /// The object file.
    pub(super) fn finish_object(self) -> ObjectFile {
        match self.shared.target {
            Target::Object(object) => object.finish(),
            Target::Memory(_) => crate::ice!("code in memory is no object file"),
        }
    }

    /// The texts; the code is dropped.
    pub(super) fn into_listings(mut self) -> Vec<Listing> {
        let listings = std::mem::take(&mut self.listings);
        drop(self.finish());
        listings
    }
}

/// Puts compiled code into the module, where its loops lie well; how many bytes lie before it.
fn place_function(
    module: &mut dyn Module,
    id: FuncId,
    func: &cranelift_codegen::ir::Function,
    compiled: &CompiledCode,
) -> u32 {
    let padding = place::padding(compiled);
    let relocs = compiled.buffer.relocs().iter().map(|reloc| {
        let reloc = ModuleReloc::from_mach_reloc(reloc, func, id);
        ModuleReloc { offset: reloc.offset + padding, ..reloc }
    });
    let relocs: Vec<ModuleReloc> = relocs.collect();
    let code = [&nops(padding), compiled.code_buffer()].concat();
    if let Err(error) =
        module.define_function_bytes(id, compiled.buffer.alignment.max(place::LINE).into(), &code, &relocs)
    {
        crate::ice!("placing code: {error}");
    }
    padding
}

/// The instructions that Cranelift has made.
fn rows_of(compiled: &CompiledCode) -> Vec<listing::Row> {
    let locations = compiled.buffer.get_srclocs_sorted();
    let location = |offset: u32| {
        let found = locations.partition_point(|range| range.start <= offset).checked_sub(1)?;
        let range = &locations[found];
        let has_site = offset < range.end && !range.loc.is_default() && range.loc.bits() > 0;
        has_site.then(|| range.loc.bits() - 1)
    };
    listing::rows(compiled.code_buffer(), location).unwrap_or_default()
}

/// The types of a function's parameters.
pub(super) fn param_types(function: &Function) -> Vec<crate::ir::Ty> {
    function.params().iter().map(|&param| function.ty(param).clone()).collect()
}

pub(super) fn declare_anonymous(module: &mut dyn Module, signature: &Signature) -> FuncId {
    module.declare_anonymous_function(signature).unwrap_or_else(|e| crate::ice!("declaring a function: {e}"))
}

/// A target in memory with room for a module.
pub(super) fn in_memory(input: &ModuleInput<'_>) -> Target {
    let mut builder = JITBuilder::with_isa(isa(), cranelift_module::default_libcall_names());
    builder.memory_provider(Box::new(reserve(input)));
    Target::memory(JITModule::new(builder))
}

fn reserve(input: &ModuleInput<'_>) -> ArenaMemoryProvider {
    let instructions: usize = input.functions.iter().map(|f| f.function.insts.len()).sum();
    let functions = input.functions.len();
    // Each function may begin a page of its own, its entry too.
    let size = BASE_RESERVE + functions * (16 << 10) + instructions * RESERVE_PER_INSTRUCTION;
    ArenaMemoryProvider::new_with_size(size).unwrap_or_else(|e| crate::ice!("no memory for machine code: {e}"))
}

fn declare(target: &mut Target, conv: CallConv, functions: &[FunctionInput<'_>]) -> FxHashMap<InstanceId, Local> {
    let graph: FxHashMap<InstanceId, Vec<InstanceId>> =
        functions.iter().map(|f| (f.function.instance, called(f.function))).collect();
    let is_called = |instance| graph.values().any(|callees| callees.contains(&instance));
    let declared = functions.iter().map(|input| {
        let instance = input.function.instance;
        let form = if is_called(instance) { Form::Internal } else { Form::Uniform };
        let signature = signature(conv, input.function, form);
        let id = match form {
            Form::Internal => declare_anonymous(target.module(), &signature),
            Form::Uniform => target.declare_entry(instance, &signature),
        };
        (instance, Local { id, form, recursion: recursion(instance, &graph) })
    });
    declared.collect()
}

fn signature(conv: CallConv, function: &Function, form: Form) -> Signature {
    match form {
        Form::Internal => abi::internal_signature(conv, &param_types(function), &function.results),
        Form::Uniform => abi::entry_signature(conv),
    }
}

/// What a function calls.
fn called(function: &Function) -> Vec<InstanceId> {
    let callees = function.insts.iter().filter_map(|inst| match inst.op {
        Op::Call(callee) => Some(function.callees[callee.0 as usize].instance),
        _ => None,
    });
    callees.collect()
}

/// Is there a way from a function back to itself? (Functions compiled before do not know those compiled now.)
fn recursion(start: InstanceId, graph: &FxHashMap<InstanceId, Vec<InstanceId>>) -> Recursion {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut open = vec![start];
    while let Some(instance) = open.pop() {
        for &next in graph.get(&instance).into_iter().flatten() {
            if next == start {
                return Recursion::Possible;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    Recursion::Never
}
