//! What a profile costs: a script of kernels, alone and profiled, by turns.
//!
//! `cargo bench --bench sampling`; prints the ratio of the least times that the script itself measures, which other processes
//! have disturbed the least, and the median of the ratios round by round.

use std::path::Path;
use std::process::Command;

/// Runs of each.
const ROUNDS: usize = 15;

/// Prints how long its kernels took, compiling left out.
const SCRIPT: &str = "
import time
import numpy as np
from numba import njit, prange

@njit
def recurrence(n):
    x = 0.0
    for i in range(n):
        x = (x * 1.0000001 + i) % 1000.0
    return x

@njit(parallel=True)
def shared(a):
    for i in prange(a.size):
        x = 0.0
        for j in range(50):
            x = (x * 1.0001 + j) % 1000.0
        a[i] = x

a = np.zeros(20_000)
recurrence(10)
shared(a)
start = time.perf_counter()
for turn in range(30):
    recurrence(200_000)
    shared(a)
print(time.perf_counter() - start)
";

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sampling");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("k.npy"), SCRIPT).expect("the script can be written");
    let pair = |round: usize| {
        let mut times = [0.0; 2];
        for side in [round % 2, 1 - round % 2] {
            times[side] = seconds(&folder, ["run", "profile"][side]);
        }
        times
    };
    let pairs: Vec<[f64; 2]> = (0..ROUNDS).map(pair).collect();
    let least = |side: usize| pairs.iter().map(|times| times[side]).fold(f64::INFINITY, f64::min);
    println!("profiled / alone: {:.4} (least of {ROUNDS} each)", least(1) / least(0));
    let mut ratios: Vec<f64> = pairs.iter().map(|[alone, profiled]| profiled / alone).collect();
    ratios.sort_by(f64::total_cmp);
    let (median, low, high) = (ratios[ROUNDS / 2], ratios[ROUNDS / 4], ratios[ROUNDS - 1 - ROUNDS / 4]);
    println!("round by round: {median:.4} (half of the rounds: {low:.4} .. {high:.4})");
}

/// What the script says under a command.
fn seconds(folder: &Path, command: &str) -> f64 {
    let output = Command::new(env!("CARGO_BIN_EXE_numjit")).args([command, "k.npy"]).current_dir(folder).output();
    let output = output.expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let first = text.lines().next().and_then(|line| line.parse().ok());
    first.unwrap_or_else(|| panic!("no time in {text}{}", String::from_utf8_lossy(&output.stderr)))
}
