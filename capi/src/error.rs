//! Errors as C reads them, and the wall that keeps panics in.
//!
//! Input: errors of the library, words about wrong arguments. Output: statuses, [`Error`] handles.

use numjit_core::ErrorKind;
use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a call ended.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Well.
    Ok = 0,
    /// The script is wrong: see `numjit_error_to_json`.
    Compile = 1,
    /// The script raised an exception.
    Raised = 2,
    /// A function does not take these arguments, or there is no such function.
    Signature = 3,
    /// The run was cancelled.
    Cancelled = 4,
    /// The deadline passed.
    Deadline = 5,
    /// The steps that it may take are used up.
    Fuel = 6,
    /// The memory limit was reached.
    Memory = 7,
    /// Calls were nested too deeply.
    Recursion = 8,
    /// A function of the host program panicked.
    HostPanic = 9,
    /// A file could not be read.
    Io = 10,
    /// A wrong argument: a null handle, text that is no UTF-8, a value of no known kind.
    Argument = 11,
    /// A bug of numjit; it was stopped at the border.
    Internal = 12,
}

/// What went wrong.
pub struct Error {
    status: Status,
    message: CString,
    text: CString,
    report: CString,
    diagnostics: CString,
    traceback: Vec<(CString, usize, CString)>,
}

/// A place that an exception has left. The texts live as long as the error.
#[repr(C)]
pub struct Frame {
    /// The script.
    pub file: *const c_char,
    /// The line, from 1.
    pub line: usize,
    /// The function.
    pub function: *const c_char,
}

impl Error {
    fn words(status: Status, words: &str) -> Error {
        let text = c_text(words);
        Error {
            status,
            message: text.clone(),
            report: c_text(&format!("error: {words}\n")),
            text,
            diagnostics: c_text("[]"),
            traceback: Vec::new(),
        }
    }

    /// A wrong argument.
    pub fn argument(words: &str) -> Error {
        Error::words(Status::Argument, words)
    }
}

impl From<numjit_core::Error> for Error {
    fn from(error: numjit_core::Error) -> Self {
        let frames = error.traceback().into_iter();
        Error {
            status: status_of(error.kind()),
            message: c_text(&error.message()),
            text: c_text(&error.to_string()),
            report: c_text(&error.render(false)),
            diagnostics: c_text(&error.to_json()),
            traceback: frames.map(|frame| (c_text(&frame.file), frame.line, c_text(&frame.function))).collect(),
        }
    }
}

fn status_of(kind: ErrorKind) -> Status {
    match kind {
        ErrorKind::Compile => Status::Compile,
        ErrorKind::Raised => Status::Raised,
        ErrorKind::Signature => Status::Signature,
        ErrorKind::Cancelled => Status::Cancelled,
        ErrorKind::Deadline => Status::Deadline,
        ErrorKind::Fuel => Status::Fuel,
        ErrorKind::Memory => Status::Memory,
        ErrorKind::Recursion => Status::Recursion,
        ErrorKind::HostPanic => Status::HostPanic,
        ErrorKind::Io => Status::Io,
    }
}

/// Text that ends in a zero byte; zeros within show as U+FFFD.
pub fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default()
}

/// What a C program passes as text.
///
/// # Safety
/// `text` is null or ends in a zero byte, and lives for `'a`.
pub unsafe fn text_of<'a>(text: *const c_char, what: &str) -> Result<&'a str, Error> {
    if text.is_null() {
        return Err(Error::argument(&format!("{what} is null")));
    }
    // SAFETY: not null, and as the caller promises.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map_err(|_| Error::argument(&format!("{what} is no UTF-8 text")))
}

/// What a C program passes as a handle or as an address.
///
/// # Safety
/// `handle` is null or points to a live `T`, which nobody writes during `'a`.
pub unsafe fn handle<'a, T>(handle: *const T, what: &str) -> Result<&'a T, Error> {
    // SAFETY: as the caller promises.
    unsafe { handle.as_ref() }.ok_or_else(|| Error::argument(&format!("{what} is null")))
}

/// Runs what a C function does: an error or a panic goes to `*error`, and `failed` makes the result of its status.
///
/// # Safety
/// `error` is null or has room for a pointer.
pub unsafe fn guard<T>(
    error: *mut *mut Error,
    failed: impl FnOnce(Status) -> T,
    body: impl FnOnce() -> Result<T, Error>,
) -> T {
    let outcome = catch_unwind(AssertUnwindSafe(body));
    let outcome = outcome.unwrap_or_else(|panic| Err(Error::words(Status::Internal, &panic_words(&*panic))));
    let (result, found) = match outcome {
        Ok(result) => (result, std::ptr::null_mut()),
        Err(found) => (failed(found.status), Box::into_raw(Box::new(found))),
    };
    if error.is_null() {
        // SAFETY: it is null, or was made above and went nowhere.
        unsafe { numjit_error_free(found) };
    } else {
        // SAFETY: not null; room for a pointer, as the caller promises.
        unsafe { error.write(found) };
    }
    result
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    format!("this is a bug of numjit: {}", words.unwrap_or("a panic"))
}

/// Frees what was made by `Box::into_raw`.
///
/// # Safety
/// `handle` is null or was made so, and is used no more.
pub unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: as the caller promises. A panic of what it drops stays here.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(unsafe { Box::from_raw(handle) })));
    }
}

/// A text of an error; empty for null.
///
/// # Safety
/// `error` is null or live; the text lives as long.
unsafe fn text_in(error: *const Error, text: impl Fn(&Error) -> &CString) -> *const c_char {
    // SAFETY: as the caller promises.
    unsafe { error.as_ref() }.map_or(c"".as_ptr(), |error| text(error).as_ptr())
}

/// Which kind of error; `NUMJIT_STATUS_OK` for null.
///
/// # Safety
/// `error` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_status(error: *const Error) -> Status {
    // SAFETY: as the caller promises.
    unsafe { error.as_ref() }.map_or(Status::Ok, |error| error.status)
}

/// What Python would print: `IndexError: index 3 is out of bounds for axis 0 with size 1`.
///
/// # Safety
/// `error` is null or live; the text lives as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_text(error: *const Error) -> *const c_char {
    // SAFETY: as the caller promises.
    unsafe { text_in(error, |error| &error.text) }
}

/// The same without the exception's class; of a script that is wrong the first diagnostic's words.
///
/// # Safety
/// `error` is null or live; the text lives as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_message(error: *const Error) -> *const c_char {
    // SAFETY: as the caller promises.
    unsafe { text_in(error, |error| &error.message) }
}

/// All of it for people, in several lines: a traceback, or diagnostics with their source.
///
/// # Safety
/// `error` is null or live; the text lives as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_report(error: *const Error) -> *const c_char {
    // SAFETY: as the caller promises.
    unsafe { text_in(error, |error| &error.report) }
}

/// The diagnostics of a script that is wrong: a list of objects with `code`, `severity`, `message`, `file`, `line`, `column`,
/// `label`, `notes` and, where there is one, `fix`; else `[]`.
///
/// # Safety
/// `error` is null or live; the text lives as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_to_json(error: *const Error) -> *const c_char {
    // SAFETY: as the caller promises.
    unsafe { text_in(error, |error| &error.diagnostics) }
}

/// How many places the exception has left.
///
/// # Safety
/// `error` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_frames(error: *const Error) -> usize {
    // SAFETY: as the caller promises.
    unsafe { error.as_ref() }.map_or(0, |error| error.traceback.len())
}

/// One of the places, the outermost call first; null texts and line 0 past the last.
///
/// # Safety
/// `error` is null or live; the texts live as long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_frame(error: *const Error, index: usize) -> Frame {
    // SAFETY: as the caller promises.
    match unsafe { error.as_ref() }.and_then(|error| error.traceback.get(index)) {
        Some((file, line, function)) => Frame { file: file.as_ptr(), line: *line, function: function.as_ptr() },
        None => Frame { file: std::ptr::null(), line: 0, function: std::ptr::null() },
    }
}

/// Frees an error.
///
/// # Safety
/// `error` is null, or live and used no more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numjit_error_free(error: *mut Error) {
    // SAFETY: as the caller promises.
    unsafe { free(error) };
}
