//! The header of a library.
//!
//! Input: its functions. Output: C that declares them.

use super::{Export, Library};
use std::fmt::Write;

/// The header.
pub(super) fn header(library: &Library) -> String {
    let name = &library.name;
    let guard = format!("{}_H", name.to_uppercase());
    let mut out = format!(
        "/* Made from {} by numjit {}.\n *\n * A function gives 0, or 1 where the script raised: then {name}_last_error() says what, until the thread's next\n \
         * call. Results are written to the last parameter, which may be null. An array among them lies in memory that\n \
         * {name}_free(array.owner) frees; one whose owner is null is part of an argument, or constant. */\n\n",
        library.script,
        env!("CARGO_PKG_VERSION")
    );
    let _ = write!(out, "#ifndef {guard}\n#define {guard}\n\n#include <stdbool.h>\n#include <stdint.h>\n\n");
    out += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
    out += &types(library);
    for export in &library.exports {
        let _ = write!(out, "{}{};\n\n", comment(export), prototype(export, |i| param(export, i)));
    }
    let _ = write!(
        out,
        "/* What the thread's last call that failed raised: \"IndexError: ..\". */\nconst char *{name}_last_error(void);\n\n\
         /* The places in the script that the exception has left, as Python writes them. */\nconst char *{name}_last_traceback(void);\n\n\
         /* Frees the memory of an array that a function gave; null is ignored. */\nvoid {name}_free(void *owner);\n\n"
    );
    out += "#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
    out
}

/// What the prototypes name, each once.
fn types(library: &Library) -> String {
    let used = library.exports.iter().flat_map(|export| export.params.iter().chain(&export.results));
    let mut pieces: Vec<String> = Vec::new();
    for declaration in used.flat_map(|ty| ty.declarations()) {
        if !pieces.contains(&declaration) {
            pieces.push(declaration);
        }
    }
    let structs = library.exports.iter().filter(|export| export.results.len() > 1).map(result_struct);
    pieces.into_iter().chain(structs).collect()
}

/// `kernels_split_result`: the items of a tuple.
fn result_struct(export: &Export) -> String {
    let items = export.results.iter().enumerate();
    let items: String = items.map(|(i, ty)| format!("    {} item{i};\n", ty.name())).collect();
    format!("typedef struct {{\n{items}}} {}_result;\n\n", export.symbol)
}

/// The type that a function's last parameter points to.
pub(super) fn result_type(export: &Export) -> Option<String> {
    match export.results.as_slice() {
        [] => None,
        [only] => Some(only.name()),
        _ => Some(format!("{}_result", export.symbol)),
    }
}

/// `int kernels_weighted(double a, numjit_f64_1d xs, double *result)`, its parameters named by `name`.
pub(super) fn prototype(export: &Export, name: impl Fn(usize) -> String) -> String {
    let params = export.params.iter().enumerate().map(|(i, ty)| format!("{} {}", ty.name(), name(i)));
    let result = result_type(export).map(|ty| format!("{ty} *result"));
    let params: Vec<String> = params.chain(result).collect();
    let params = if params.is_empty() { "void".to_string() } else { params.join(", ") };
    format!("int {}({params})", export.symbol)
}

/// A parameter's name in the header: the script's, unless C or C++ could take it for something else.
fn param(export: &Export, index: usize) -> String {
    let name = &export.typing.hir.params[index].name;
    let is_macro = name.len() > 1 && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let is_plain = name.is_ascii() && !is_macro && !TAKEN.contains(&&**name) && !name.starts_with("numjit_");
    if is_plain { name.to_string() } else { format!("arg{index}") }
}

/// Words of C and C++, and macros of their headers.
const TAKEN: &[&str] = &[
    "alignas",
    "alignof",
    "and",
    "asm",
    "assert",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "class",
    "compl",
    "const",
    "constexpr",
    "continue",
    "default",
    "delete",
    "do",
    "double",
    "else",
    "enum",
    "errno",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "isfinite",
    "isinf",
    "isnan",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "nullptr",
    "operator",
    "or",
    "private",
    "protected",
    "public",
    "register",
    "result",
    "restrict",
    "return",
    "short",
    "signbit",
    "signed",
    "sizeof",
    "static",
    "stderr",
    "stdin",
    "stdout",
    "struct",
    "switch",
    "template",
    "this",
    "throw",
    "true",
    "try",
    "typedef",
    "typename",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "while",
    "xor",
];

fn comment(export: &Export) -> String {
    let typing = &export.typing;
    let params = typing.hir.params.iter().zip(&typing.params);
    let params: Vec<String> = params.map(|(param, ty)| format!("{}: {ty}", param.name)).collect();
    let doc = typing.hir.doc.as_ref().and_then(|doc| doc.lines().map(str::trim).find(|line| !line.is_empty()));
    let doc = doc.map_or(String::new(), |line| format!("\n * {}", line.replace("*/", "* /")));
    format!("/* {}({}) -> {}{doc} */\n", typing.hir.name, params.join(", "), typing.result)
}
