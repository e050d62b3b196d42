//! `numjit inspect`: machine code by line, and the page of all stages.

use crate::{Outcome, with_files};
use numjit::codegen::Level;

const SCRIPT: &str = "
import numpy as np
from numba import njit

@njit
def gather(a, places):
    s = 0.0
    for i in range(places.size):
        s += a[places[i]]
        if s > 1e300:
            break
    return s

@njit
def scale(a, factor):
    out = np.empty_like(a)
    for i in range(a.size):
        out[i] = a[i] * factor
    return out

@njit
def steps(a, places, out):
    for i in range(places.size):
        x = a[places[i]]
        y = x * x + 1.0
        out[i] = y / x

gather(np.arange(3.0), np.array([0, 2]))
steps(np.arange(1.0, 3.0), np.array([0, 1]), np.zeros(2))
scale(np.arange(3.0), 2.0)
";

/// These parts stand in a text one behind the other.
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("`{part}` is missing, or stands elsewhere, in\n{text}"));
        rest = &rest[at..];
    }
}

fn inspect(name: &str, args: &[&str]) -> Outcome {
    let args = [&["inspect", "k.npy"], args].concat();
    let outcome = with_files(name, &[("k.npy", SCRIPT)], &args, "");
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
    outcome
}

#[cfg(target_arch = "x86_64")]
#[test]
fn machine_code_stands_between_source_lines() {
    let shown = inspect("inspect_asm", &["--function", "gather", "--stage", "asm"]).stdout;
    let line = "   9 |         s += a[places[i]]";
    in_order(&shown, &["; gather\n", "   7 |     s = 0.0", "; loop of ", " 1 check", line, "; check", "ret"]);
    assert!(!shown.contains("(bad)"), "constants were read as code:\n{shown}");
    let shown = inspect("inspect_wide", &["--function", "scale", "--stage", "asm"]).stdout;
    let vectors = |text: &str| shown.contains("; scale.vectors") && shown.contains(text);
    let level = Level::current();
    let found = [vectors("vectors of 256 bits"), vectors("vectors of 512 bits")];
    assert_eq!(found, [level == Level::Avx2, level == Level::Avx512], "{shown}");
}

#[cfg(target_arch = "x86_64")]
#[test]
fn vector_code_stands_between_source_lines() {
    if Level::current() == Level::Baseline {
        return println!("skipped: the processor has no wide vectors");
    }
    let shown = inspect("inspect_vectors", &["--function", "steps", "--stage", "asm"]).stdout;
    let vectors = &shown[shown.find("; steps.vectors").expect("vector code")..];
    let lines = ["  24 |         x = a[places[i]]", "  25 |         y = x * x + 1.0", "  26 |         out[i] = y / x"];
    in_order(vectors, &[lines[0], "; loop of ", "; check", lines[1], "vmul", lines[2], "vdiv", "ret"]);
}

#[test]
fn a_page_links_all_stages_by_line() {
    let outcome = inspect("inspect_html", &["--function", "scale", "--html", "page.html"]);
    assert_eq!(outcome.stdout, "page.html shows scale\n");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli_inspect_html/page.html");
    let page = std::fs::read_to_string(path).expect("the page was written");
    assert!(page.contains("<span title=\"float64\">factor</span>"), "{page}");
    assert!(page.matches("data-line=\"18\"").count() > 3, "{page}");
    assert!(page.contains("for i in range(a.size)") && page.ends_with("</html>\n"), "{page}");
}
