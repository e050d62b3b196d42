//! Progress bars of scripts: `tqdm` and `numba_progress`.

use crate::{LIMIT, directory, prints, with_files};

#[path = "../support/terminal.rs"]
#[allow(dead_code, reason = "its images are of the prompt")]
mod terminal;

const SCRIPT: &str = "
from numba import njit, prange
from numba_progress import ProgressBar
from tqdm import tqdm, trange
from tqdm.auto import tqdm as auto

@njit(parallel=True, nogil=True)
def work(n, progress):
    s = 0
    for i in prange(n):
        s += i
        progress.update(1)
    return s

@njit
def inner(progress, n):
    progress.update(n)

with ProgressBar(total=1000, desc='kernel') as progress:
    print(work(1000, progress))
    inner(progress, 5)
    progress.update(2)
print(sum(tqdm(range(10), desc='sum')), [i for i in trange(2, 8, 3)], len(tqdm([1, 2])))
with auto(total=3) as bar:
    bar.update()
    bar.update(2)
    bar.set_postfix(loss=0.25)
print(bar.n)
";

const PRINTED: &str = "499500\n45 [2, 5] 2\n3\n";

#[test]
fn without_a_terminal_nothing_is_shown() {
    prints(&with_files("progress", &[("p.npy", SCRIPT)], &["run", "p.npy"], ""), PRINTED);
}

#[test]
fn on_a_terminal_bars_move() {
    let directory = directory("progress_terminal", &[("p.npy", SCRIPT)]);
    let mut terminal = terminal::Terminal::start(&directory, &["run", "p.npy"], 30, 100).expect("a terminal");
    let wanted =
        ["kernel: 100%|", "| 1007/1000 [", "sum: 100%|", "| 10/10 [", "| 3/3 [", "loss=0.25", "499500", "45 [2, 5] 2"];
    let screen = terminal.wait_for(|screen| wanted.iter().all(|part| screen.contains(part)), LIMIT);
    for part in wanted {
        assert!(screen.contains(part), "no {part} on\n{screen}");
    }
    assert_eq!(terminal.ended(LIMIT), Some(0));
}
