//! The vector instructions that this process uses.
//!
//! Input: the processor, and the variable `NUMJIT_CPU`. Output: a [`Level`]. Never: a level that the machine lacks.

use std::sync::OnceLock;

/// What a processor has, each level with all of those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
pub enum Level {
    /// What every machine has: no wide code.
    Baseline,
    /// AVX2, FMA and BMI2: 256 bits, masks in vector registers.
    Avx2,
    /// AVX-512 F, BW, DQ and VL: 512 bits, masks in registers of their own.
    Avx512,
}

/// Registers for values; each level keeps some more for operands from memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct File {
    pub vectors: u8,
    /// The first so many of them, and those that the emitter keeps, are registers in which scalar code has nothing.
    pub unshared: u8,
    /// Registers for masks alone, from the second one on; none: masks are vectors.
    pub masks: Option<u8>,
}

impl Level {
    /// All levels, the least first.
    pub const ALL: [Level; 3] = [Level::Baseline, Level::Avx2, Level::Avx512];

    /// What `NUMJIT_CPU` asks for, or what the machine has.
    #[must_use]
    pub fn current() -> Level {
        static LEVEL: OnceLock<Level> = OnceLock::new();
        *LEVEL.get_or_init(|| {
            let here = Level::here();
            let Ok(name) = std::env::var("NUMJIT_CPU") else { return here };
            match Level::named(&name) {
                Some(wanted) if wanted <= here => wanted,
                Some(_) => said(&name, "this machine lacks it", here),
                None if name.is_empty() => here,
                None => said(&name, "the levels are baseline, avx2 and avx512", here),
            }
        })
    }

    /// What the machine has.
    #[must_use]
    pub fn here() -> Level {
        detected()
    }

    /// Doubles in a vector.
    pub(super) fn doubles(self) -> u32 {
        if self == Level::Avx512 { 8 } else { 4 }
    }

    /// Bits of a vector.
    pub(super) fn bits(self) -> u32 {
        64 * self.doubles()
    }

    pub(super) fn file(self) -> File {
        match self {
            Level::Avx512 => File { vectors: 29, unshared: 13, masks: Some(5) },
            _ => File { vectors: 12, unshared: 0, masks: None },
        }
    }

    /// The level of a name.
    ///
    /// ```
    /// use numjit::CpuLevel;
    ///
    /// assert_eq!(CpuLevel::named("avx2"), Some(CpuLevel::Avx2));
    /// assert_eq!(CpuLevel::named("8087"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }

    /// As `NUMJIT_CPU` names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Baseline => "baseline",
            Level::Avx2 => "avx2",
            Level::Avx512 => "avx512",
        }
    }
}

/// The level that is used, after a word on why the wanted one is not.
fn said(name: &str, why: &str, level: Level) -> Level {
    eprintln!("warning: NUMJIT_CPU={name} is ignored: {why}");
    level
}

#[cfg(target_arch = "x86_64")]
fn detected() -> Level {
    let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("bmi2");
    let avx512 = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    match (avx2, avx512) {
        (true, true) => Level::Avx512,
        (true, false) => Level::Avx2,
        _ => Level::Baseline,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn detected() -> Level {
    Level::Baseline
}
