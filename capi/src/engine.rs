//! Engines and modules.
//!
//! Input: options, texts, paths. Output: handles. Never: calls (`call`).

use crate::error::{Error, Status, c_text, free, guard, handle, text_of};
use numjit_core::{CpuLevel, Output, Source};
use std::ffi::{CString, c_char, c_void};
use std::io::{self, Write};
use std::ptr::null_mut;

/// Compiles scripts. Its limits hold for all that they do.
pub struct Engine(numjit_core::Engine);

/// A script whose module level has run once.
pub struct Module {
    module: numjit_core::Module,
    functions: Vec<(CString, Option<CString>)>,
}

/// Takes what `print` writes: `data` as given, some text and its length. Any thread may call it, one at a time.
pub type Writer = Option<unsafe extern "C" fn(data: *mut c_void, text: *const c_char, length: usize)>;

/// Settings of an engine; all zeros are the defaults.
#[repr(C)]
pub struct EngineOptions {
    /// Threads of parallel loops; 0: all cores, or what `NUMJIT_NUM_THREADS` says.
    pub threads: usize,
    /// Bytes that arrays, lists and strings may take together; 0: no limit.
    pub memory: usize,
    /// Bytes of stack that machine code of a call may take; 0: what the thread has.
    pub stack: usize,
    /// How deep calls of functions that are not compiled may go; 0: 10 000.
    pub recursion_depth: usize,
    /// Which vector instructions compiled loops use: `baseline` (none), `avx2` or `avx512`; null: the most that the machine has,
    /// or what `NUMJIT_CPU` says.
    pub cpu: *const c_char,
    /// Compiled code does not check indices: a wrong one is undefined behavior.
    pub no_bounds_checks: bool,
    /// Scripts may read files, the clock, the environment, and so on.
    pub grant_all: bool,
    /// Where `print` writes; null: the process's standard output.
    pub write: Writer,
    /// Passed to `write`.
    pub write_data: *mut c_void,
}

/// The C program's writer.
struct Sink {
    write: unsafe extern "C" fn(*mut c_void, *const c_char, usize),
    data: *mut c_void,
}

// SAFETY: the C program promises that any thread may call its writer with its data.
unsafe impl Send for Sink {}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // SAFETY: the bytes are live, and there are as many.
        unsafe { (self.write)(self.data, bytes.as_ptr().cast(), bytes.len()) };
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// # Safety
/// The texts are null or end in a zero byte.
unsafe fn built(options: &EngineOptions) -> Result<numjit_core::Engine, Error> {
    let given = |n: usize| (n > 0).then_some(n);
    let mut builder = numjit_core::Engine::builder().bounds_checks(!options.no_bounds_checks);
    if let Some(threads) = given(options.threads) {
        builder = builder.threads(threads);
    }
    if let Some(bytes) = given(options.memory) {
        builder = builder.memory(bytes);
    }
    if let Some(bytes) = given(options.stack) {
        builder = builder.stack(bytes);
    }
    if let Some(calls) = given(options.recursion_depth) {
        builder = builder.recursion_depth(calls);
    }
    if !options.cpu.is_null() {
        // SAFETY: as the caller promises.
        let name = unsafe { text_of(options.cpu, "the cpu") }?;
        let level = CpuLevel::named(name).ok_or_else(|| Error::argument(&format!("no cpu is called {name}")))?;
        builder = builder.cpu(level);
    }
    if options.grant_all {
        builder = builder.grant_all();
    }
    if let Some(write) = options.write {
        builder = builder.output(Output::writer(Sink { write, data: options.write_data }));
    }
    Ok(builder.build()?)
}

/// A new engine; `options` may be null. Scripts reach no file, clock or environment unless it is granted.
///
/// # Safety
/// `options` is null or points to settings, whose text is null or ends in a zero byte; `error` is null or has room for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_engine_new(options: *const EngineOptions, error: *mut *mut Error) -> *mut Engine {
    let body = || {
        // SAFETY: null or live settings, as the caller promises.
        let engine = unsafe { options.as_ref().map_or_else(|| Ok(numjit_core::Engine::default()), |it| built(it)) }?;
        Ok(Box::into_raw(Box::new(Engine(engine))))
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |_| null_mut(), body) }
}

/// Frees an engine; its modules go on.
///
/// # Safety
/// `engine` is null, or live and used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_engine_free(engine: *mut Engine) {
    // SAFETY: as the caller promises.
    unsafe { free(engine) };
}

/// Compiles a script in memory and runs its module level; `name` is what errors call it.
///
/// # Safety
/// The engine is null or live, the texts are null or end in a zero byte, `error` is null or has room for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_compile_text(
    engine: *const Engine,
    name: *const c_char,
    text: *const c_char,
    error: *mut *mut Error,
) -> *mut Module {
    let body = || {
        // SAFETY: as the caller promises.
        let (engine, name, text) =
            unsafe { (handle(engine, "the engine")?, text_of(name, "the name")?, text_of(text, "the script")?) };
        module(engine, Source::text(name, text))
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |_| null_mut(), body) }
}

/// Compiles a script in a file, which may import the files beside it, and runs its module level.
///
/// # Safety
/// The engine is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_compile_file(
    engine: *const Engine,
    path: *const c_char,
    error: *mut *mut Error,
) -> *mut Module {
    let body = || {
        // SAFETY: as the caller promises.
        let (engine, path) = unsafe { (handle(engine, "the engine")?, text_of(path, "the path")?) };
        module(engine, Source::file(path)?)
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |_| null_mut(), body) }
}

/// Loads a module that `numjit_module_save` has written, and compiles its functions for the types that they were saved with.
///
/// # Safety
/// The engine is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_load_file(
    engine: *const Engine,
    path: *const c_char,
    error: *mut *mut Error,
) -> *mut Module {
    let body = || {
        // SAFETY: as the caller promises.
        let (engine, path) = unsafe { (handle(engine, "the engine")?, text_of(path, "the path")?) };
        Ok(boxed(engine.0.load(path)?))
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |_| null_mut(), body) }
}

/// Writes a module to a file: the script, the files that it imports, and the types that its functions were compiled for.
///
/// # Safety
/// The module is null or live, the path is null or ends in a zero byte, `error` is null or has room for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_module_save(
    module: *const Module,
    path: *const c_char,
    error: *mut *mut Error,
) -> Status {
    let body = || {
        // SAFETY: as the caller promises.
        let (module, path) = unsafe { (handle(module, "the module")?, text_of(path, "the path")?) };
        module.module.save(path)?;
        Ok(Status::Ok)
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |status| status, body) }
}

fn module(engine: &Engine, source: Source) -> Result<*mut Module, Error> {
    Ok(boxed(engine.0.compile(source)?))
}

fn boxed(module: numjit_core::Module) -> *mut Module {
    let names = module.functions();
    let functions = names.iter().map(|name| (c_text(name), module.doc(name).map(|doc| c_text(&doc))));
    let functions = functions.collect();
    Box::into_raw(Box::new(Module { module, functions }))
}

/// Frees a module; its functions go on.
///
/// # Safety
/// `module` is null, or live and used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_module_free(module: *mut Module) {
    // SAFETY: as the caller promises.
    unsafe { free(module) };
}

/// How many functions the script defines.
///
/// # Safety
/// `module` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_module_functions(module: *const Module) -> usize {
    // SAFETY: as the caller promises.
    unsafe { module.as_ref() }.map_or(0, |module| module.functions.len())
}

/// The name of a function; null past the last.
///
/// # Safety
/// `module` is null or live; the text lives as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_module_function_name(module: *const Module, index: usize) -> *const c_char {
    // SAFETY: as the caller promises.
    let found = unsafe { module.as_ref() }.and_then(|module| module.functions.get(index));
    found.map_or(std::ptr::null(), |(name, _)| name.as_ptr())
}

/// The docstring of a function; null where there is none.
///
/// # Safety
/// `module` is null or live; the text lives as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_module_function_doc(module: *const Module, index: usize) -> *const c_char {
    // SAFETY: as the caller promises.
    let found = unsafe { module.as_ref() }.and_then(|module| module.functions.get(index));
    found.and_then(|(_, doc)| doc.as_ref()).map_or(std::ptr::null(), |doc| doc.as_ptr())
}

/// A function that can be called; an undecorated one is compiled too, for the types of its first call's arguments.
pub struct Function(pub(crate) numjit_core::Callable);

/// A function of a module.
///
/// # Safety
/// The module is null or live, the name is null or ends in a zero byte, `error` is null or has room for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_module_get(
    module: *const Module,
    name: *const c_char,
    error: *mut *mut Error,
) -> *mut Function {
    let body = || {
        // SAFETY: as the caller promises.
        let (module, name) = unsafe { (handle(module, "the module")?, text_of(name, "the name")?) };
        let callable = module.module.callable(name)?;
        Ok(Box::into_raw(Box::new(Function(callable))))
    };
    // SAFETY: as the caller promises.
    unsafe { guard(error, |_| null_mut(), body) }
}

/// Frees a function.
///
/// # Safety
/// `function` is null, or live and used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_function_free(function: *mut Function) {
    // SAFETY: as the caller promises.
    unsafe { free(function) };
}
