//! numjit against CPython with Numba: the scripts beside this file run under both, by turns.
//!
//! `cargo bench --bench versus -- --python PYTHON [--rounds N] [--only NAME] [--scripts FOLDER] [--svg FILE] [--numjit BINARY]`
//!
//! Each script calls its kernel once (`cold`: compiling included), then for a third of a second (`warm`: the median; both as
//! `timing.py` does), and prints both with a number (`check`) that must be the same under both. The table has medians over the rounds and the
//! medians of the ratios round by round; the chart, which README shows, how many times faster numjit is.

use numjit::cli::plot::chart::{Bars, Chart};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

/// The script with which the others time themselves.
const TIMING: &str = "timing";

/// What is asked for.
struct Wanted {
    python: String,
    rounds: usize,
    only: Option<String>,
    scripts: PathBuf,
    svg: Option<PathBuf>,
    /// Of several builds.
    numjit: PathBuf,
}

/// One run of a script, in seconds.
struct Run {
    cold: f64,
    warm: f64,
    process: f64,
    check: String,
}

/// The runs of a script: under numjit and under CPython, a pair per round.
struct Compared {
    name: String,
    pairs: Vec<[Run; 2]>,
}

fn main() -> ExitCode {
    let wanted = match wanted(std::env::args().skip(1)) {
        Ok(Some(wanted)) => wanted,
        // `cargo test` and `cargo bench` without arguments: there is nothing to compare with.
        Ok(None) => {
            println!("versus needs a Python with Numba: cargo bench --bench versus -- --python PYTHON");
            return ExitCode::SUCCESS;
        }
        Err(words) => {
            eprintln!("error: {words}");
            return ExitCode::from(2);
        }
    };
    match compare(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("error: {words}");
            ExitCode::from(1)
        }
    }
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Option<Wanted>, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/versus/scripts");
    let mut wanted = Wanted {
        python: String::new(),
        rounds: 5,
        only: None,
        scripts: here,
        svg: None,
        numjit: env!("CARGO_BIN_EXE_numjit").into(),
    };
    while let Some(name) = arguments.next() {
        // What cargo says to every benchmark.
        if name == "--bench" {
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match &*name {
            "--python" => wanted.python = value,
            "--rounds" => wanted.rounds = value.parse().map_err(|_| "--rounds takes a number".to_owned())?,
            "--only" => wanted.only = Some(value),
            "--scripts" => wanted.scripts = value.into(),
            "--svg" => wanted.svg = Some(value.into()),
            "--numjit" => wanted.numjit = value.into(),
            _ => return Err(format!("there is no option {name}")),
        }
    }
    Ok((!wanted.python.is_empty() && wanted.rounds > 0).then_some(wanted))
}

fn compare(wanted: &Wanted) -> Result<(), String> {
    let mut all: Vec<Compared> =
        scripts(wanted)?.into_iter().map(|path| Compared { name: name_of(&path), pairs: Vec::new() }).collect();
    for round in 0..wanted.rounds {
        for compared in &mut all {
            let script = wanted.scripts.join(format!("{}.py", compared.name));
            let pair = run_both(wanted, &script, round % 2 == 1)?;
            if !agree(&pair[0].check, &pair[1].check) {
                let [ours, theirs] = &pair;
                return Err(format!("{}: {} under numjit, {} under CPython", compared.name, ours.check, theirs.check));
            }
            compared.pairs.push(pair);
        }
        eprintln!("round {} of {}", round + 1, wanted.rounds);
    }
    print!("{}", table(&all));
    match &wanted.svg {
        Some(file) => std::fs::write(file, chart(&all)?).map_err(|error| format!("{}: {error}", file.display())),
        None => Ok(()),
    }
}

fn scripts(wanted: &Wanted) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(&wanted.scripts).map_err(|error| format!("{}: {error}", wanted.scripts.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|it| it == "py")).collect();
    paths.retain(|path| name_of(path) != TIMING);
    paths.retain(|path| wanted.only.as_ref().is_none_or(|only| name_of(path).contains(only)));
    paths.sort();
    if paths.is_empty() { Err("there are no such scripts".to_owned()) } else { Ok(paths) }
}

fn name_of(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

// --- runs --------------------------------------------------------------------------------------------------------------

/// Under numjit and under CPython, in either order.
fn run_both(wanted: &Wanted, script: &Path, python_first: bool) -> Result<[Run; 2], String> {
    let ours = || run(Command::new(&wanted.numjit).arg("run").arg(script));
    let theirs = || run(Command::new(&wanted.python).arg(script));
    if python_first {
        let theirs = theirs()?;
        return Ok([ours()?, theirs]);
    }
    Ok([ours()?, theirs()?])
}

fn run(command: &mut Command) -> Result<Run, String> {
    let start = Instant::now();
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let process = start.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(format!("{command:?} fails: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(|rest| rest.trim().to_owned());
    let number = |name: &str| value(name).and_then(|value| value.parse().ok());
    match (number("cold "), number("warm "), value("check ")) {
        (Some(cold), Some(warm), Some(check)) => Ok(Run { cold, warm, process, check }),
        _ => Err(format!("{command:?} prints no times: {text}")),
    }
}

/// Ints exactly, floats nearly.
fn agree(a: &str, b: &str) -> bool {
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return a == b };
    let is_int = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_int(a) && is_int(b) { a == b } else { (x - y).abs() <= 1e-9 * x.abs().max(y.abs()) }
}

// --- what comes out of it ----------------------------------------------------------------------------------------------

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let n = values.len();
    (values[(n - 1) / 2] + values[n / 2]) / 2.0
}

/// How long numjit takes of what CPython takes.
fn ratio(compared: &Compared, of: fn(&Run) -> f64) -> f64 {
    median(compared.pairs.iter().map(|[ours, theirs]| of(ours) / of(theirs)))
}

fn table(all: &[Compared]) -> String {
    let mut out = format!(
        "{:<18}{:>14}{:>14}{:>10}{:>14}{:>14}{:>10}{:>10}\n",
        "milliseconds", "numjit cold", "Numba cold", "ratio", "numjit warm", "Numba warm", "ratio", "process"
    );
    for compared in all {
        let of = |side: usize, of: fn(&Run) -> f64| 1e3 * median(compared.pairs.iter().map(|pair| of(&pair[side])));
        out += &format!(
            "{:<18}{:>14.3}{:>14.3}{:>10.4}{:>14.4}{:>14.4}{:>10.3}{:>10.4}\n",
            compared.name,
            of(0, |run| run.cold),
            of(1, |run| run.cold),
            ratio(compared, |run| run.cold),
            of(0, |run| run.warm),
            of(1, |run| run.warm),
            ratio(compared, |run| run.warm),
            ratio(compared, |run| run.process)
        );
    }
    let mean = |of: fn(&Run) -> f64| {
        let logs: f64 = all.iter().map(|compared| ratio(compared, of).ln()).sum();
        (logs / all.len() as f64).exp()
    };
    out += &format!(
        "geometric means: cold {:.4}, warm {:.3}, process {:.4} of Numba's time\n",
        mean(|run| run.cold),
        mean(|run| run.warm),
        mean(|run| run.process)
    );
    out
}

/// How many times faster than Numba, first call and later ones.
fn chart(all: &[Compared]) -> Result<String, String> {
    let series = |label: &str, of: fn(&Run) -> f64| {
        let speedup = |compared: &Compared| {
            let ratios = || compared.pairs.iter().map(|[ours, theirs]| of(theirs) / of(ours));
            [ratios().fold(f64::INFINITY, f64::min), median(ratios()), ratios().fold(0.0, f64::max)]
        };
        Bars { label: label.to_owned(), values: all.iter().map(speedup).collect() }
    };
    let chart = Chart {
        title: "numjit against Numba".to_owned(),
        label: "times as fast (lines: slowest and fastest round)".to_owned(),
        names: all.iter().map(|compared| compared.name.clone()).collect(),
        series: vec![series("later calls", |run| run.warm), series("first call", |run| run.cold)],
        rule: Some(1.0),
    };
    chart.svg()
}
