//! Runs vectors in this process, and holds what they call against the oracle: each compiled function that the module level
//! calls must do the same under the oracle and as machine code, without passes and with them, on 1, 2 and 8 threads, and leak
//! nothing (`tests/common/agree.rs`). What vectors print is compared by `tests/scripts.rs`.
//!
//! A script says behind `# rows:` which rows of the table of builtins it calls; each that compiled functions have must be named
//! in a call that was checked. What rows that take arrays were not called with stands in `tests/data/unseen.txt`.

#[path = "common/agree.rs"]
mod agree;
#[path = "support/files.rs"]
mod files;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/outcome.rs"]
mod outcome;
#[path = "support/rows.rs"]
mod rows;
#[path = "support/seen.rs"]
mod seen;
#[path = "common/show.rs"]
mod show;

use agree::Versions;
use agree::held::held;
use files::{accept, files, root, stem};
use libtest_mimic::{Arguments, Failed, Trial};
use numjit::builtins::{self, Builtin, Effect, Rule};
use numjit::engine::{ObservedCall, Observer};
use numjit::ir::InstanceId;
use numjit::oracle::{Heap, Value as Held};
use numjit::runtime::output::Output;
use numjit::{Engine, Failure, Source};
use seen::Seen;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Calls of one specialization that are checked: the first ones.
const CALLS: usize = 2;
/// What rows were not called with.
const UNSEEN: &str = "tests/data/unseen.txt";

const UNSEEN_HEAD: &str = "\
# What rows of the table of builtins are not called with while vectors run: dtypes, layouts and sizes of the first array. At
# module level each must be called with everything, in compiled functions with all that it takes at module level. A list to be
# shortened only.
";

/// Stack of the thread that runs a script.
const STACK: usize = 256 << 20;

fn main() {
    let args = Arguments::from_args();
    let scripts = files("tests/scripts", "npy").into_iter().filter(|path| !marked(path).is_empty());
    let all = Arc::new(Mutex::new(Seen::default()));
    let trials = files("tests/vectors", "npy").into_iter().chain(scripts).map(|path| {
        let all = all.clone();
        Trial::test(stem(&path), move || {
            let run = std::thread::Builder::new().stack_size(STACK).spawn(move || check(&path, &all))?;
            run.join().unwrap_or_else(|_| Err("the script's thread panicked".into()))
        })
    });
    let ended = libtest_mimic::run(&args, trials.collect());
    if !args.list && ended.num_filtered_out == 0 {
        list_unseen(&lock(&all));
    }
    ended.exit();
}

/// Compares the list of what rows were not called with: all that is missing must be listed.
fn list_unseen(seen: &Seen) {
    let path = root().join(UNSEEN);
    let listed = std::fs::read_to_string(&path).unwrap_or_default();
    let (missing, known) = (seen.missing(), seen::read(&listed));
    if std::env::var_os("BLESS").is_some() {
        let _ = accept(&path, &listed, &format!("{UNSEEN_HEAD}\n{missing}"));
    } else if let Some((row, feature)) = seen::read(&missing).difference(&known).next() {
        eprintln!("{row} is not called with {feature}, which {UNSEEN} does not list; BLESS=1 writes the list");
        std::process::exit(101);
    }
}

fn marked(path: &Path) -> BTreeSet<String> {
    rows::marked(&std::fs::read_to_string(path).unwrap_or_default())
}

/// What was checked, and what was found.
#[derive(Default)]
struct Checks {
    versions: HashMap<InstanceId, (Versions, usize)>,
    /// Specializations that were seen, by function.
    seen: HashMap<String, BTreeSet<InstanceId>>,
    rows: BTreeSet<&'static str>,
    called: Seen,
    failures: Vec<String>,
}

fn check(path: &Path, all: &Mutex<Seen>) -> Result<(), Failed> {
    let checks = Arc::new(Mutex::new(Checks::default()));
    let (seen, called) = (checks.clone(), checks.clone());
    let observer = Observer::new(move |call| lock(&seen).see(call))
        .and_builtins(move |call| lock(&called).called.see_builtin(call));
    let engine = Engine::builder().threads(2).output(Output::memory()).observer(observer).grant_all().build().unwrap();
    let source = Source::file(path)?;
    match engine.session(vec![path.display().to_string()]).run(source.source_file(), &mut |_| {}) {
        Ok(_) | Err(Failure::Exit(0, _)) => {}
        Err(Failure::Exit(status, _)) => return Err(format!("exit status {status}").into()),
        Err(Failure::Error(error)) => return Err(error.render(false).into()),
    }
    let mut checks = lock(&checks);
    lock(all).merge(std::mem::take(&mut checks.called));
    let mut failures = checks.failures.clone();
    let called = |path: &String| builtins::lookup(path).map(builtins::row).is_none_or(|row| !is_compiled(row));
    let missing: Vec<String> =
        marked(path).into_iter().filter(|path| !called(path) && !checks.rows.contains(path.as_str())).collect();
    if !missing.is_empty() {
        failures.push(format!("no checked call names {}", missing.join(" ")));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_compiled(row: &Builtin) -> bool {
    !matches!(row.typing, Rule::HostOnly(_))
}

impl Checks {
    /// Checks a call, unless there were enough like it.
    fn see(&mut self, call: &ObservedCall<'_>) {
        self.called.see_compiled(call);
        let instance = call.instance();
        if !self.versions.contains_key(&instance) {
            let seen = self.seen.entry(call.name().to_owned()).or_default();
            let is_new = call.rows().iter().any(|row| !self.rows.contains(row.path));
            if !seen.insert(instance) || !(is_new || is_due(seen.len())) || draws_on(&call.rows()) {
                return;
            }
            let versions = Versions::with_captured(&call.functions(), call.captured());
            self.versions.insert(instance, (versions, 0));
        }
        let Some((versions, calls)) = self.versions.get_mut(&instance) else { return };
        if *calls >= CALLS || arguments(call, &mut Heap::default()).is_none() {
            return;
        }
        *calls += 1;
        self.rows.extend(call.rows().iter().map(|row| row.path));
        let given = |heap: &mut Heap| arguments(call, heap).unwrap_or_default();
        if let Some(disagreement) = versions.disagreement(instance, &given) {
            self.failures.push(format!("{}: {disagreement}", listed(call)));
        }
    }
}

/// `f(float64[::1], int64)`
fn listed(call: &ObservedCall<'_>) -> String {
    let types: Vec<String> = call.params().iter().map(ToString::to_string).collect();
    format!("{}({})", call.name(), types.join(", "))
}

/// The first, fourth, sixteenth: some of the dtypes and layouts that a script goes through.
fn is_due(count: usize) -> bool {
    count.is_power_of_two() && count.ilog2().is_multiple_of(2)
}

/// Does what it gives depend on what was drawn before?
fn draws_on(rows: &[&Builtin]) -> bool {
    let is_shared = |row: &&Builtin| row.path.starts_with("numpy.random.") || row.path.starts_with("random.");
    let seeds = rows.iter().any(|row| row.path.ends_with("random.seed"));
    !seeds && rows.iter().any(|row| is_shared(row) && row.effect == Effect::Random)
}

/// The arguments as the oracle holds them; none: it has no such values.
fn arguments(call: &ObservedCall<'_>, heap: &mut Heap) -> Option<Vec<Held>> {
    let mut out = Vec::new();
    call.arguments().iter().zip(call.params()).try_for_each(|(value, ty)| held(value, ty, heap, &mut out))?;
    Some(out)
}
