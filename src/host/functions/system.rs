//! `time`, `sys`, `os`, `tempfile`.
//!
//! Input: arguments. Output: clocks, paths, the end of the script.
//! Never: file contents (`file`).

use super::args::Args;
use super::file;
use crate::builtins::host::{SystemFunction as F, SystemValue};
use crate::host::Outcome;
use crate::host::exception::{Exception, render_traceback};
use crate::host::globals::Globals;
use crate::host::interp::Interpreter;
use crate::host::object::{Class, Instance};
use crate::host::value::{Value, lock};
use crate::runtime::exception::ExceptionKind;
use crate::runtime::grants::Grant;
use crate::runtime::local_time;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The version of Python whose rules hold.
const PYTHON: [i64; 3] = [3, 11, 7];
/// The version of NumPy whose rules hold in the host zone.
const NUMPY: &str = "2.4.6";
/// The version of Numba whose rules hold in the compiled zone.
const NUMBA: &str = "0.68.1";

/// A value that is made when it is read.
pub(super) fn value(interp: &Interpreter<'_>, value: SystemValue) -> Outcome<Value> {
    if value == SystemValue::Stdin {
        interp.run.ask(Grant::Files)?;
    }
    Ok(made(interp, value))
}

fn made(interp: &Interpreter<'_>, value: SystemValue) -> Value {
    let threads = || Value::size(std::thread::available_parallelism().map_or(1, usize::from));
    match value {
        SystemValue::Argv => Value::list(interp.run.argv.iter().map(Value::str).collect()),
        SystemValue::Maxsize => Value::Int(i64::MAX),
        SystemValue::Version => Value::from(format!("{}.{}.{} (numjit)", PYTHON[0], PYTHON[1], PYTHON[2])),
        SystemValue::VersionInfo => {
            Value::tuple(PYTHON.map(Value::Int).into_iter().chain([Value::str("final"), Value::Int(0)]))
        }
        SystemValue::Platform => Value::str(std::env::consts::OS),
        SystemValue::Stdout => file::standard("<stdout>"),
        SystemValue::Stderr => file::standard("<stderr>"),
        SystemValue::Stdin => file::standard("<stdin>"),
        SystemValue::OsSep => Value::str("/"),
        SystemValue::OsLinesep => Value::str("\n"),
        SystemValue::NumpyVersion => Value::str(NUMPY),
        SystemValue::NumbaVersion => Value::str(NUMBA),
        SystemValue::Config => Value::Namespace(crate::builtins::names::CONFIG),
        SystemValue::ConfigNumThreads | SystemValue::ConfigDefaultNumThreads => threads(),
        SystemValue::ConfigDisableJit => Value::Int(0),
    }
}

/// Calls one.
pub(super) fn call(interp: &Interpreter<'_>, function: F, args: &Args) -> Outcome<Value> {
    if let Some(grant) = needed(function) {
        interp.run.ask(grant)?;
    }
    match function {
        F::PerfCounter | F::PerfCounterNs | F::ProcessTime | F::Monotonic | F::Time | F::TimeNs => Ok(clock(function)),
        F::Sleep => sleep(interp, args.float(0, 0.0)?),
        F::Zone => {
            let zone = local_time::zone(args.int(0, 0)?);
            let is_dst = Value::Int(zone.is_dst.into());
            Ok(Value::tuple([Value::Int(zone.offset), Value::from(zone.name), is_dst]))
        }
        F::Blank => match args.at(0) {
            Value::Instance(object) => Ok(Value::Instance(Instance::new(&object.class))),
            _ => Ok(Value::None),
        },
        F::TimedFunction => function_of(interp, args.str(0)?, args.at(1)),
        F::Exit => {
            let code: Vec<Value> = args.get(0).cloned().into_iter().collect();
            Err(Exception::with_args(Class::Exception(ExceptionKind::SystemExit), code))
        }
        F::FormatExc => Ok(Value::from(handled(interp))),
        F::PrintExc => {
            eprint!("{}", handled(interp));
            Ok(Value::None)
        }
        F::GetRecursionLimit => Ok(Value::size(interp.run.recursion_limit())),
        F::SetRecursionLimit => {
            let limit = usize::try_from(args.int(0, 0)?).ok().filter(|&limit| limit > 0);
            let limit =
                limit.ok_or_else(|| Exception::value_error("recursion limit must be greater or equal than 1"))?;
            interp.run.set_recursion_limit(limit);
            Ok(Value::None)
        }
        F::CpuCount => Ok(Value::size(std::thread::available_parallelism().map_or(1, usize::from))),
        F::Getpid => Ok(Value::Int(std::process::id().into())),
        F::Getenv => match std::env::var(args.str(0)?) {
            Ok(found) => Ok(Value::from(found)),
            Err(_) => Ok(args.get(1).cloned().unwrap_or(Value::None)),
        },
        _ => path(function, args),
    }
}

/// What a function reaches outside of the script.
fn needed(function: F) -> Option<Grant> {
    match function {
        F::PerfCounter
        | F::PerfCounterNs
        | F::ProcessTime
        | F::Monotonic
        | F::Time
        | F::TimeNs
        | F::Zone
        | F::Sleep => Some(Grant::Clock),
        F::CpuCount | F::Getpid | F::Getenv | F::Getcwd | F::Gettempdir | F::PathAbspath => Some(Grant::Environment),
        F::Blank
        | F::TimedFunction
        | F::Exit
        | F::FormatExc
        | F::PrintExc
        | F::GetRecursionLimit
        | F::SetRecursionLimit => None,
        F::PathJoin | F::PathBasename | F::PathDirname | F::PathSplitext => None,
        _ => Some(Grant::Files),
    }
}

/// The function whose body is a text.
fn function_of(interp: &Interpreter<'_>, text: &str, variables: &Value) -> Outcome<Value> {
    let globals = Globals::new();
    if let Value::Dict(variables) = variables {
        for (name, value) in lock(variables).iter() {
            globals.set(name.value().as_str().unwrap_or_default(), value.clone());
        }
    }
    let lines = text.replace('\n', "\n    ");
    let module = interp.run.engine.input(&format!("def inner():\n    {lines}\n"))?;
    interp.run_module(&module, &globals)?;
    Ok(globals.get("inner").unwrap_or(Value::None))
}

/// The exception that is handled, as its traceback.
fn handled(interp: &Interpreter<'_>) -> String {
    interp.handled().map_or_else(|| "NoneType: None\n".to_owned(), |error| render_traceback(&error))
}

fn clock(function: F) -> Value {
    static START: OnceLock<Instant> = OnceLock::new();
    let since_start = START.get_or_init(Instant::now).elapsed();
    let since_epoch = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    match function {
        F::PerfCounterNs => Value::Int(since_start.as_nanos() as i64),
        F::Time => Value::Float(since_epoch().as_secs_f64()),
        F::TimeNs => Value::Int(since_epoch().as_nanos() as i64),
        _ => Value::Float(since_start.as_secs_f64()),
    }
}

/// Waits in short steps, so that a request to stop is heard.
fn sleep(interp: &Interpreter<'_>, seconds: f64) -> Outcome<Value> {
    if seconds < 0.0 {
        return Err(Exception::value_error("sleep length must be non-negative"));
    }
    let step = Duration::from_millis(20);
    let deadline =
        Instant::now() + Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(u32::MAX.into()));
    loop {
        interp.run.poll()?;
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Value::None);
        }
        std::thread::sleep(left.min(step));
    }
}

fn path(function: F, args: &Args) -> Outcome<Value> {
    let io = |error: std::io::Error, path: &str| Exception::from_io(&error, path);
    match function {
        F::Getcwd => {
            let folder = std::env::current_dir().map_err(|error| io(error, "."))?;
            return Ok(Value::from(folder.to_string_lossy().into_owned()));
        }
        F::Gettempdir => return Ok(Value::from(std::env::temp_dir().to_string_lossy().into_owned())),
        F::Mkdtemp => return make_temporary(),
        _ => {}
    }
    let text = if function == F::Listdir { args.str_or(0, ".")? } else { args.str(0)? };
    let path = Path::new(text);
    Ok(match function {
        F::PathExists => Value::Bool(path.exists()),
        F::PathIsFile => Value::Bool(path.is_file()),
        F::PathIsDir => Value::Bool(path.is_dir()),
        F::PathJoin => Value::from(join(text, args)?),
        F::PathBasename => Value::str(text.rsplit('/').next().unwrap_or(text)),
        F::PathDirname => Value::str(dirname(text)),
        F::PathAbspath => {
            let whole = std::path::absolute(path).map_err(|error| io(error, text))?;
            Value::from(whole.to_string_lossy().into_owned())
        }
        F::PathSplitext => {
            let name = text.rsplit('/').next().unwrap_or(text);
            let dot =
                name.trim_start_matches('.').rfind('.').map(|at| at + name.len() - name.trim_start_matches('.').len());
            let at = dot.map_or(text.len(), |dot| text.len() - name.len() + dot);
            Value::tuple([Value::str(&text[..at]), Value::str(&text[at..])])
        }
        F::PathGetsize => {
            let size = std::fs::metadata(path).map_err(|error| io(error, text))?.len();
            Value::Int(size as i64)
        }
        F::PathGetmtime => {
            let written = std::fs::metadata(path).and_then(|data| data.modified()).map_err(|error| io(error, text))?;
            Value::Float(written.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64())
        }
        F::PathRealpath => {
            let whole = real(path).map_err(|error| io(error, text))?;
            Value::from(whole.to_string_lossy().into_owned())
        }
        _ => change(function, path, args).map_err(|error| io(error, text))?,
    })
}

/// Reads a folder, makes, renames or deletes something.
fn change(function: F, path: &Path, args: &Args) -> std::io::Result<Value> {
    match function {
        F::Listdir => return names(path),
        F::Remove => std::fs::remove_file(path)?,
        F::Rmdir => std::fs::remove_dir(path)?,
        F::Mkdir => std::fs::create_dir(path)?,
        F::Rename => std::fs::rename(path, args.at(1).as_str().unwrap_or_default())?,
        _ => {
            let exist_ok = matches!(args.get(2), Some(Value::Bool(true)));
            if path.exists() && !exist_ok {
                return Err(std::io::Error::from_raw_os_error(libc::EEXIST));
            }
            std::fs::create_dir_all(path)?;
        }
    }
    Ok(Value::None)
}

/// The names in a folder, sorted: the order of the file system is no order.
fn names(folder: &Path) -> std::io::Result<Value> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(Value::list(names.into_iter().map(Value::from).collect()))
}

/// A path from the root without links; what does not exist yet is taken as it is written.
fn real(path: &Path) -> std::io::Result<PathBuf> {
    let whole = std::path::absolute(path)?;
    let mut known = whole.as_path();
    loop {
        if let Ok(found) = known.canonicalize() {
            let rest = whole.strip_prefix(known).unwrap_or(Path::new(""));
            return Ok(if rest.as_os_str().is_empty() { found } else { found.join(rest) });
        }
        match known.parent() {
            Some(parent) => known = parent,
            None => return Ok(whole),
        }
    }
}

fn dirname(text: &str) -> &str {
    match text.rfind('/') {
        None => "",
        Some(at) => match text[..at].trim_end_matches('/') {
            "" => &text[..=at],
            folder => folder,
        },
    }
}

fn join(first: &str, args: &Args) -> Outcome<String> {
    let mut out = first.to_owned();
    for part in &args.rest {
        let Some(part) = part.as_str() else {
            let message =
                format!("join() argument must be str, bytes, or os.PathLike object, not '{}'", part.type_name());
            return Err(Exception::type_error(message));
        };
        if part.starts_with('/') {
            part.clone_into(&mut out);
            continue;
        }
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(part);
    }
    Ok(out)
}

fn make_temporary() -> Outcome<Value> {
    let stamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let folder = std::env::temp_dir().join(format!("tmp{}{stamp}", std::process::id()));
    let text = folder.to_string_lossy().into_owned();
    std::fs::create_dir_all(&folder).map_err(|error| Exception::from_io(&error, &text))?;
    Ok(Value::from(text))
}
