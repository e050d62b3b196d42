//! The machine that code is made for: this one, looked at once per process, or any of its architecture.
//!
//! Input: for object files, how much of this processor they may use. Output: ISAs with our settings. Never: per-function options.

use super::Level;
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use std::sync::OnceLock;

/// What we ask of Cranelift, beside its defaults.
const SETTINGS: &[(&str, &str)] = &[
    ("opt_level", "speed"),
    ("regalloc_algorithm", "backtracking"),
    // Our own verifier runs before; Cranelift's costs half as much again as compiling.
    ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
    ("enable_probestack", "false"),
    ("use_colocated_libcalls", "false"),
    // Nothing unwinds through machine code.
    ("unwind_info", "false"),
    // `place` looks for the loops.
    ("machine_code_cfg_info", "true"),
    ("enable_heap_access_spectre_mitigation", "false"),
    ("enable_table_access_spectre_mitigation", "false"),
];

/// The ISA of this machine.
pub(super) fn isa() -> OwnedTargetIsa {
    static ISA: OnceLock<OwnedTargetIsa> = OnceLock::new();
    ISA.get_or_init(|| finish(native(), "false")).clone()
}

/// The ISA of code that a linker puts somewhere.
pub(super) fn object_isa(level: Level) -> OwnedTargetIsa {
    let builder = match level {
        Level::Host => native(),
        Level::Baseline => isa::lookup(target_lexicon::Triple::host())
            .unwrap_or_else(|e| crate::ice!("this machine is not supported: {e}")),
    };
    finish(builder, "true")
}

fn native() -> isa::Builder {
    cranelift_native::builder().unwrap_or_else(|e| crate::ice!("this machine is not supported: {e}"))
}

fn finish(builder: isa::Builder, is_pic: &str) -> OwnedTargetIsa {
    let mut flags = settings::builder();
    for (name, value) in SETTINGS.iter().chain(&[("is_pic", is_pic)]) {
        flags.set(name, value).unwrap_or_else(|e| crate::ice!("Cranelift setting {name}={value}: {e}"));
    }
    builder.finish(settings::Flags::new(flags)).unwrap_or_else(|e| crate::ice!("Cranelift: {e}"))
}
