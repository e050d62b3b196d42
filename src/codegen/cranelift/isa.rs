//! The machine that code is made for: this one, looked at once per process, or any of its architecture.
//!
//! Input: how large a function is; for object files, which vector instructions they may use. Output: ISAs with our settings.
//! Never: other options of a function.

use crate::codegen::Level;
use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use std::sync::OnceLock;

/// What we ask of Cranelift, beside its defaults.
const SETTINGS: &[(&str, &str)] = &[
    ("opt_level", "speed"),
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

/// What the processors of [`Level::Avx2`] have, and all of those above.
const AVX2: &[&str] = &[
    "has_sse3",
    "has_ssse3",
    "has_sse41",
    "has_sse42",
    "has_cmpxchg16b",
    "has_popcnt",
    "has_lzcnt",
    "has_bmi1",
    "has_bmi2",
    "has_avx",
    "has_avx2",
    "has_fma",
];

/// The ISA of this machine.
pub(super) fn isa() -> OwnedTargetIsa {
    static ISA: OnceLock<OwnedTargetIsa> = OnceLock::new();
    ISA.get_or_init(|| finish(native(), Registers::Backtracking, "false")).clone()
}

/// The ISA for a function of so many instructions; none: the usual one.
pub(super) fn huge_isa(instructions: usize) -> Option<OwnedTargetIsa> {
    static ISA: OnceLock<OwnedTargetIsa> = OnceLock::new();
    (instructions >= HUGE).then(|| ISA.get_or_init(|| finish(native(), Registers::SinglePass, "false")).clone())
}

/// The ISA of code that a linker puts somewhere.
pub(super) fn object_isa(level: Level) -> OwnedTargetIsa {
    let mut builder = isa::lookup(target_lexicon::Triple::host())
        .unwrap_or_else(|e| crate::ice!("this machine is not supported: {e}"));
    let features = if level == Level::Baseline { &[] } else { AVX2 };
    for feature in features {
        builder.enable(feature).unwrap_or_else(|e| crate::ice!("Cranelift setting {feature}: {e}"));
    }
    finish(builder, Registers::Backtracking, "true")
}

fn native() -> isa::Builder {
    cranelift_native::builder().unwrap_or_else(|e| crate::ice!("this machine is not supported: {e}"))
}

fn finish(builder: isa::Builder, registers: Registers, is_pic: &str) -> OwnedTargetIsa {
    let algorithm = match registers {
        Registers::Backtracking => "backtracking",
        Registers::SinglePass => "single_pass",
    };
    let mut flags = settings::builder();
    for (name, value) in SETTINGS.iter().chain(&[("regalloc_algorithm", algorithm), ("is_pic", is_pic)]) {
        flags.set(name, value).unwrap_or_else(|e| crate::ice!("Cranelift setting {name}={value}: {e}"));
    }
    builder.finish(settings::Flags::new(flags)).unwrap_or_else(|e| crate::ice!("Cranelift: {e}"))
}
