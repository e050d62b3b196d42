//! The C between a library's prototypes and its machine code.
//!
//! Input: the functions of a library, the places of their sites. Output: one C file. Never: what a kernel computes.

use super::ctype::CType;
use super::{Export, Library, header};
use crate::codegen::Level;
use crate::engine::Inner;
use crate::hir;
use crate::infer::is_prelude;
use crate::ir;
use crate::runtime::context::{HELPERS_OFFSET, INTERRUPT_OFFSET, STACK_LIMIT_OFFSET};
use crate::runtime::exception::{Check, ExceptionKind, SiteId};
use crate::runtime::helpers::Helper;
use crate::runtime::{memory, strings};
use std::fmt::Write;
use std::sync::Arc;

/// What all libraries share.
const COMMON: &str = include_str!("common.c");
/// The runtime of libraries that stand alone.
const ALONE: &str = include_str!("alone.c");
/// The way into `libnumjit`.
const SHARED: &str = include_str!("shared.c");

/// Helpers that are functions of the C library, as C names those of doubles.
const OF_C: &[(&str, &str)] = &[
    ("Exp", "exp"),
    ("Exp2", "exp2"),
    ("Expm1", "expm1"),
    ("Log", "log"),
    ("Log2", "log2"),
    ("Log10", "log10"),
    ("Log1p", "log1p"),
    ("Sin", "sin"),
    ("Cos", "cos"),
    ("Tan", "tan"),
    ("Asin", "asin"),
    ("Acos", "acos"),
    ("Atan", "atan"),
    ("Sinh", "sinh"),
    ("Cosh", "cosh"),
    ("Tanh", "tanh"),
    ("Asinh", "asinh"),
    ("Acosh", "acosh"),
    ("Atanh", "atanh"),
    ("Cbrt", "cbrt"),
    ("Erf", "erf"),
    ("Erfc", "erfc"),
    ("Gamma", "tgamma"),
    ("Lgamma", "lgamma"),
    ("Rem", "fmod"),
    ("Pow", "pow"),
    ("Atan2", "atan2"),
    ("Hypot", "hypot"),
    ("NextAfter", "nextafter"),
];

/// The places of all sites, as two C tables.
#[derive(Default)]
pub(super) struct Places {
    /// Rows of `places`.
    rows: Vec<String>,
    /// By site: its first row; none: a traceback does not show it.
    starts: Vec<Option<usize>>,
}

impl Places {
    /// Numbers the sites of a function; the first of them.
    pub fn allot(&mut self, inner: &Inner, function: &Arc<hir::Function>, sites: &[ir::Site]) -> u32 {
        let inlined = |instance| inner.compiler.definition(instance);
        let known = inner.sites.allot(function, sites, &inlined);
        let first = self.starts.len();
        for site in 0..sites.len() as u32 {
            let places = inner.sites.places(SiteId(known + site));
            let shown: Vec<_> = places.into_iter().filter(|(function, _)| !is_prelude(function)).collect();
            self.starts.push((!shown.is_empty()).then_some(self.rows.len()));
            for (i, (function, span)) in shown.iter().enumerate() {
                let (file, line) = (&function.source.name, function.source.line(span.start));
                let more = i + 1 < shown.len();
                self.rows.push(format!("{{{}, {}, {line}, {more}}}", quoted(file), quoted(&function.name)));
            }
        }
        first as u32
    }

    fn tables(&self) -> String {
        let starts = self.starts.iter().map(|start| start.map_or("UINT32_MAX".to_string(), |at| at.to_string()));
        format!(
            "static const struct place places[] = {{\n    {}\n}};\nstatic const uint32_t starts[] = {{{}}};\n\n",
            self.rows.iter().map(String::as_str).chain(["{0, 0, 0, 0}"]).collect::<Vec<_>>().join(",\n    "),
            starts.chain(["UINT32_MAX".to_string()]).collect::<Vec<_>>().join(", ")
        )
    }
}

/// What a library's code calls that it does not bring itself.
pub(super) fn foreign(library: &Library) -> Vec<Helper> {
    library.object.helpers.iter().copied().filter(|&helper| own(helper).is_none()).collect()
}

/// The C function that is a helper in a library that stands alone.
fn own(helper: Helper) -> Option<String> {
    let name = helper.row().name;
    if ALONE.contains(&format!("helper_{name}(")) {
        return Some(format!("helper_{name}"));
    }
    let in_macro = |stem: &str| ALONE.contains(&format!("helper_{stem}##W("));
    let (stem, suffix) =
        name.strip_suffix("F64").map(|stem| (stem, "")).or_else(|| Some((name.strip_suffix("F32")?, "f")))?;
    if in_macro(stem) {
        return Some(format!("helper_{name}"));
    }
    let found = OF_C.iter().find(|(own, _)| *own == stem);
    found.map(|(_, c)| format!("{c}{suffix}"))
}

/// The C file.
pub(super) fn source(library: &Library, header: &str) -> String {
    let is_alone = foreign(library).is_empty();
    let mut out = String::from("#define _GNU_SOURCE\n");
    for name in ["math", "pthread", "stdatomic", "stddef", "stdio", "stdlib", "string", "unistd"] {
        let _ = writeln!(out, "#include <{name}.h>");
    }
    out += "#pragma GCC visibility push(default)\n";
    out += header;
    out += "#pragma GCC visibility pop\n\n";
    out += &suits(library.level);
    out += COMMON;
    out += &library.places.tables();
    if is_alone {
        out += &layouts();
        out += &words();
        out += ALONE;
        out += &table(&library.object.helpers);
    } else {
        let _ = writeln!(out, "#define FINGERPRINT UINT64_C({})", Helper::fingerprint());
        out += SHARED;
    }
    for export in &library.exports {
        out += &function(export);
    }
    out += &format!(
        "\nconst char *{0}_last_error(void) {{ return last.text; }}\n\n\
         const char *{0}_last_traceback(void) {{ return traceback(places, starts); }}\n\n\
         void {0}_free(void *owner) {{ release(owner); }}\n",
        library.name
    );
    out
}

/// Where machine code looks.
fn layouts() -> String {
    let check = |wanted: Check| Check::ALL.iter().position(|&check| check == wanted).unwrap_or_default();
    let numbers = [
        ("ALIGNMENT", memory::ALIGNMENT),
        ("BLOCK_COUNT", memory::REFCOUNT_OFFSET),
        ("BLOCK_DATA", memory::DATA_OFFSET),
        ("BLOCK_SIZE", memory::SIZE_OFFSET),
        ("TEXT_LENGTH", strings::LEN_BYTES_OFFSET),
        ("TEXT_BYTES", strings::PTR_OFFSET),
        ("CONTEXT_STACK", STACK_LIMIT_OFFSET),
        ("CONTEXT_STOP", INTERRUPT_OFFSET),
        ("CONTEXT_HELPERS", HELPERS_OFFSET),
        ("CHECK_OUT_OF_MEMORY", check(Check::OutOfMemory)),
        ("CHECK_NEGATIVE_DIMENSION", check(Check::NegativeDimension)),
        ("CHECK_ARRAY_TOO_BIG", check(Check::ArrayTooBig)),
    ];
    numbers.iter().map(|(name, number)| format!("#define {name} {number}\n")).collect()
}

/// The words of exceptions.
fn words() -> String {
    let checks =
        Check::ALL.iter().map(|check| format!("{{{}, {}}}", quoted(check.kind().name()), quoted(check.text())));
    let kinds = ExceptionKind::ALL.iter().map(|kind| quoted(kind.name()));
    format!(
        "\nstatic const struct {{\n    const char *kind, *text;\n}} checks[] = {{\n    {}\n}};\n\
         __attribute__((unused)) static const char *const kinds[] = {{\n    {}\n}};\n\n",
        checks.collect::<Vec<_>>().join(",\n    "),
        kinds.collect::<Vec<_>>().join(", ")
    )
}

/// The table that contexts point to.
fn table(helpers: &[Helper]) -> String {
    let row = |&helper: &Helper| Some(format!("        [{}] = (const void *){},\n", helper as usize, own(helper)?));
    let rows: String = helpers.iter().filter_map(row).collect();
    format!(
        "\nstatic const void *const *helper_table(void) {{\n    static const void *const table[] = {{\n        [0] = NULL,\n{rows}    }};\n    \
         return table;\n}}\n"
    )
}

/// What a processor must have for a level, as C compilers name it.
fn features(level: Level) -> &'static [&'static str] {
    const AVX512: &[&str] = &[
        "avx512f", "avx512bw", "avx512dq", "avx512vl", "ssse3", "sse4.1", "sse4.2", "popcnt", "avx", "avx2", "fma",
        "bmi", "bmi2",
    ];
    match level {
        Level::Baseline => &[],
        Level::Avx2 => &AVX512[4..],
        Level::Avx512 => AVX512,
    }
}

/// C that says whether the processor can run the code.
fn suits(level: Level) -> String {
    let tests: String = features(level).iter().map(|name| format!(" && __builtin_cpu_supports(\"{name}\")")).collect();
    format!("static bool suits(void) {{ return true{tests}; }}\n\n")
}

/// A function that C calls.
fn function(export: &Export) -> String {
    // Not the script's names, which could be those of our own functions.
    let param = |i: usize| format!("arg{i}");
    let mut at = 0;
    let (mut puts, mut checks) = (String::new(), String::new());
    for (i, ty) in export.params.iter().enumerate() {
        let name = param(i);
        let _ = writeln!(puts, "    {}", ty.put(at, &name));
        if let Some((test, what)) = ty.check(at) {
            let words = quoted(&format!("TypeError: the argument {} is not {what}", export.typing.hir.params[i].name));
            let _ = writeln!(checks, "    if (!{test}) {{\n        return refuse({words});\n    }}");
        }
        at += ty.words();
    }
    let n_results: usize = export.results.iter().map(CType::words).sum();
    format!(
        "\nextern entry {entry};\n\n{prototype} {{\n    uint64_t words[{params}], results[{results}];\n{puts}{checks}    \
         if (!suits()) {{\n        return refuse(\"ImportError: the library was built for another processor (--cpu)\");\n    }}\n    \
         int status = run({entry}, words, results);\n{takes}    return status;\n}}\n",
        entry = export.entry,
        prototype = header::prototype(export, param),
        params = at.max(1),
        results = n_results.max(1),
        takes = takes(export),
    )
}

/// C that takes the results, or gives up what they own.
fn takes(export: &Export) -> String {
    let (mut gets, mut drops, mut at) = (String::new(), String::new(), 0);
    for (i, ty) in export.results.iter().enumerate() {
        let place = if export.results.len() == 1 { "(*result)".to_string() } else { format!("result->item{i}") };
        let _ = writeln!(gets, "        {}", ty.get(at, &place));
        if matches!(ty, CType::Array(_)) {
            let _ = writeln!(drops, "        release((void *)(uintptr_t)results[{}]);", at + 1);
        }
        at += ty.words();
    }
    match (gets.is_empty(), drops.is_empty()) {
        (true, _) => String::new(),
        (_, true) => format!("    if (status == 0 && result) {{\n{gets}    }}\n"),
        (_, false) => {
            format!("    if (status == 0 && result) {{\n{gets}    }} else if (status == 0) {{\n{drops}    }}\n")
        }
    }
}

/// A C string literal.
fn quoted(text: &str) -> String {
    let escaped = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'?' => format!("\\{}", byte as char),
        b' '..=b'~' => (byte as char).to_string(),
        other => format!("\\{other:03o}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
