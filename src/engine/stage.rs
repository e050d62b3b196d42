//! The stages of the pipeline, as `inspect`, the prompt and the file tests name them.

use std::fmt;
use std::str::FromStr;

/// A stage whose result can be shown.
///
/// ```
/// use numjit::Stage;
///
/// assert_eq!("ir".parse(), Ok(Stage::Ir));
/// assert_eq!(Stage::Asm.to_string(), "asm");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Stage {
    /// The tree as written.
    Ast,
    /// The resolved program.
    Hir,
    /// The type of each local and expression.
    Types,
    /// The loop IR as lowered.
    Ir,
    /// The loop IR after all passes.
    Opt,
    /// Cranelift's IR.
    Clif,
    /// Machine code.
    Asm,
    /// What became of each loop: parallel or not, fused with what, and why not.
    Parallel,
}

impl Stage {
    /// All of them, in the pipeline's order.
    pub const ALL: [Stage; 8] =
        [Stage::Ast, Stage::Hir, Stage::Types, Stage::Ir, Stage::Opt, Stage::Clif, Stage::Asm, Stage::Parallel];

    /// As it is written on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Ast => "ast",
            Stage::Hir => "hir",
            Stage::Types => "types",
            Stage::Ir => "ir",
            Stage::Opt => "opt",
            Stage::Clif => "clif",
            Stage::Asm => "asm",
            Stage::Parallel => "parallel",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Stage::ALL.into_iter().find(|stage| stage.name() == text).ok_or_else(|| {
            let names: Vec<&str> = Stage::ALL.iter().map(|stage| stage.name()).collect();
            format!("no stage is called {text}; there are {}", names.join(", "))
        })
    }
}
