//! `numjit doc` and `numjit diff`.

use super::{directory, fails, prints, run, with_files};

#[test]
fn the_reference_lists_builtins() {
    let outcome = run(&["doc"]);
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
    for words in [
        "NumPy\n    creation: 20 of 27 in both zones; only in the host zone: ",
        "\nlen(x, /)\n",
        "\nnp.sqrt(x, /",
        "\n.append(",
    ] {
        assert!(outcome.stdout.contains(words), "`{words}` is missing");
    }
    assert!(!outcome.stdout.contains("intrinsic."));
}

#[test]
fn a_name_leads_to_its_entry() {
    let outcome = run(&["doc", "math.gcd"]);
    assert!(outcome.stdout.starts_with("math.gcd("), "{outcome:?}");
    assert!(outcome.stdout.ends_with("    zones: both zones\n"), "{outcome:?}");
    assert_eq!(run(&["doc", "np.abs"]).stdout, run(&["doc", "numpy.absolute"]).stdout);
    assert!(run(&["doc", "list"]).stdout.contains(".append("));
    fails(&run(&["doc", "np.srot"]), 1, &["there is no builtin called np.srot"]);
}

#[test]
fn the_reference_is_one_page_of_html() {
    let page = directory("doc_html", &[]).join("reference.html");
    let path = page.to_string_lossy().into_owned();
    prints(&run(&["doc", "--html", &path]), "");
    let text = std::fs::read_to_string(page).expect("the page");
    assert!(text.starts_with("<!doctype html>") && text.trim_end().ends_with("</html>"));
    assert!(text.contains("<h3 id=\"numpy.zeros\">"));
    assert!(!text.contains("src=") && !text.contains("href=\"http"), "the page stands alone");
}

#[test]
fn a_missing_python_is_said() {
    let files = [("a.npy", "print(1)\n")];
    let outcome = with_files("diff_none", &files, &["diff", "--python", "no/such/python", "a.npy"], "");
    fails(&outcome, 2, &["no Python with numba was found (tried no/such/python)"]);
    fails(&with_files("diff_no_file", &[], &["diff", "a.npy"], ""), 2, &["there is no file a.npy"]);
}

/// A Python that says what it is told to, whatever the script.
#[cfg(unix)]
fn diff(name: &str, script: &str, answer: &str, options: &[&str]) -> super::Outcome {
    use std::os::unix::fs::PermissionsExt;
    let python = format!("#!/bin/sh\ncase \"$1\" in\n-c) echo 'numba 0.0, numpy 0.0';;\n*) {answer};;\nesac\n");
    let folder = directory(name, &[("a.npy", script), ("python", &python)]);
    let path = folder.join("python");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("the file can be made executable");
    let mut arguments = vec!["diff", "--python", "./python"];
    arguments.extend(options);
    arguments.push("a.npy");
    super::finish(super::numjit(&folder).args(&arguments), "", super::LIMIT).expect("the command ends")
}

#[cfg(unix)]
#[test]
fn outputs_are_compared_within_a_tolerance() {
    let script = "print('x =', 1.0, [2, 3])\n";
    let same = diff("diff_same", script, "echo 'x = 1.0000000000000002  [2, 3]'", &[]);
    assert_eq!(same.code, Some(0), "{same:?}");
    assert!(same.stdout.ends_with("standard output: the same\n"), "{same:?}");
    let other = diff("diff_other", script, "echo 'x = 1.001 [2, 3]'", &[]);
    assert_eq!(other.code, Some(1), "{other:?}");
    let words = "standard output: differs\n    line 1: numjit: x = 1.0 [2, 3]\n    line 1: python: x = 1.001 [2, 3]\n";
    assert!(other.stdout.ends_with(words), "{other:?}");
    let near = diff("diff_near", script, "echo 'x = 1.001 [2, 3]'", &["--tolerance", "0.01"]);
    assert_eq!(near.code, Some(0), "{near:?}");
}

#[cfg(unix)]
#[test]
fn saved_arrays_are_compared() {
    let script = "import numpy as np\nnp.save('x.npy', np.arange(3.0))\n";
    let alone = diff("diff_alone", script, "true", &[]);
    assert_eq!(alone.code, Some(1), "{alone:?}");
    assert!(alone.stdout.ends_with("x.npy: differs\n    saved by numjit alone\n"), "{alone:?}");
    let failing = diff("diff_failing", "print(1)\n", "echo 1; echo oops >&2; exit 3", &[]);
    assert_eq!(failing.code, Some(1), "{failing:?}");
    assert!(failing.stdout.contains("exit code: differs\n    numjit: 0  \n    python: 3  oops\n"), "{failing:?}");
}
