//! The machine that code is made for: this one, looked at once per process.
//!
//! Input: how large a function is. Output: the shared ISA with our settings. Never: other options of a function.

use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use std::sync::OnceLock;

/// What we ask of Cranelift, beside its defaults.
const SETTINGS: &[(&str, &str)] = &[
    ("opt_level", "speed"),
    // Our own verifier runs before; Cranelift's costs half as much again as compiling.
    ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
    ("enable_probestack", "false"),
    ("is_pic", "false"),
    ("use_colocated_libcalls", "false"),
    // Nothing unwinds through machine code.
    ("unwind_info", "false"),
    // `place` looks for the loops.
    ("machine_code_cfg_info", "true"),
    ("enable_heap_access_spectre_mitigation", "false"),
    ("enable_table_access_spectre_mitigation", "false"),
];

/// Above this many instructions registers are given out in one pass: the other algorithm's time grows with the square.
const HUGE: usize = 40_000;

/// How registers are given out.
#[derive(Clone, Copy)]
enum Registers {
    /// Well: the rule.
    Backtracking,
    /// Quickly: in functions that no person wrote.
    SinglePass,
}

/// The ISA of this machine.
pub(super) fn isa() -> OwnedTargetIsa {
    static ISA: OnceLock<OwnedTargetIsa> = OnceLock::new();
    ISA.get_or_init(|| with(Registers::Backtracking)).clone()
}

/// The ISA for a function of so many instructions.
pub(super) fn isa_for(instructions: usize) -> OwnedTargetIsa {
    static HUGE_ISA: OnceLock<OwnedTargetIsa> = OnceLock::new();
    if instructions < HUGE { isa() } else { HUGE_ISA.get_or_init(|| with(Registers::SinglePass)).clone() }
}

fn with(registers: Registers) -> OwnedTargetIsa {
    let algorithm = match registers {
        Registers::Backtracking => "backtracking",
        Registers::SinglePass => "single_pass",
    };
    let mut flags = settings::builder();
    for (name, value) in SETTINGS.iter().chain([&("regalloc_algorithm", algorithm)]) {
        flags.set(name, value).unwrap_or_else(|e| crate::ice!("Cranelift setting {name}={value}: {e}"));
    }
    let builder = cranelift_native::builder().unwrap_or_else(|e| crate::ice!("this machine is not supported: {e}"));
    builder.finish(settings::Flags::new(flags)).unwrap_or_else(|e| crate::ice!("Cranelift: {e}"))
}
