//! Sizes that no machine has are exceptions: nothing aborts, nothing panics, nothing runs on.
//!
//! `huge.txt` has the expressions, and the class that each raises.

use crate::support::{Outcome, finish};
use crate::{LIMIT, directory};
use std::fmt::Write as _;
use std::process::Command;

/// What the process may reserve, in KiB: the stack of the script's thread is half a gigabyte of it.
const ADDRESS_SPACE: u32 = 3 << 20;

/// The expressions and what they raise.
fn cases() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("huge.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(" => ").expect("an expression and a class")).collect()
}

/// A script that prints what each expression raises.
fn script(cases: &[(&str, &str)]) -> String {
    let mut script = "import random\nimport numpy as np\n\nwide = np.broadcast_to(1.0, (10**10, 10**6))\n".to_owned();
    for (number, (expression, _)) in cases.iter().enumerate() {
        let _ = write!(
            script,
            "try:\n    {expression}\n    print({number}, 'nothing')\nexcept BaseException as e:\n    \
             print({number}, type(e).__name__, flush=True)\n"
        );
    }
    script
}

#[test]
#[cfg(unix)]
fn huge_sizes_are_exceptions() {
    let cases = cases();
    let directory = directory("huge", &[("a.npy", &script(&cases))]);
    let limited = format!("ulimit -v {ADDRESS_SPACE}; exec \"$0\" run --threads 2 a.npy");
    let mut command = Command::new("sh");
    command.current_dir(&directory).args(["-c", &limited, env!("CARGO_BIN_EXE_numjit")]);
    let outcome: Outcome = finish(&mut command, "", LIMIT).expect("it ends");
    let printed: Vec<&str> = outcome.stdout.lines().collect();
    for (number, (expression, class)) in cases.iter().enumerate() {
        let expected = format!("{number} {class}");
        assert_eq!(printed.get(number), Some(&&*expected), "{expression}\n{}", outcome.stderr);
    }
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
