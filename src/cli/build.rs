//! `numjit build FILE -o libNAME.so`.

use super::Limits;
use super::run::{color, on_large_stack, read, stop_on_ctrl_c};
use crate::engine::{BuildOptions, CpuLevel, Error};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Make a shared library and a C header of a script's functions.
///
/// The script runs first; the functions whose decorators declare signatures are built: @njit, @cfunc and @vectorize.
#[derive(Args)]
pub(super) struct Build {
    #[command(flatten)]
    limits: Limits,
    /// The script
    file: String,
    /// The library
    #[arg(short = 'o', long, value_name = "libNAME.so")]
    output: PathBuf,
    /// The header [default: NAME.h beside the library]
    #[arg(long, value_name = "FILE")]
    header: Option<PathBuf>,
    /// The processors that it is for: all of this architecture, or those with the named instructions; `host`: with those
    /// that this one has
    #[arg(long, default_value = "baseline")]
    cpu: Cpu,
}

#[derive(Clone, Copy, ValueEnum)]
enum Cpu {
    Baseline,
    Avx2,
    Avx512,
    Host,
}

impl Build {
    pub(super) fn run(self) -> ExitCode {
        on_large_stack(move || match self.build() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => super::fail(&error.render(color())),
        })
    }

    fn build(&self) -> Result<(), Error> {
        let engine = self.limits.engine();
        stop_on_ctrl_c([&engine]);
        let _deadline = self.limits.timeout.map(|limit| engine.interrupt().deadline(limit));
        let module = engine.compile(read(None, Some(&self.file))?)?;
        let name = library_name(&self.output);
        let level = match self.cpu {
            Cpu::Baseline => CpuLevel::Baseline,
            Cpu::Avx2 => CpuLevel::Avx2,
            Cpu::Avx512 => CpuLevel::Avx512,
            Cpu::Host => CpuLevel::here(),
        };
        let library = module.build(&BuildOptions::new(&name).cpu(level))?;
        library.link(&self.output)?;
        let header = self.header.clone().unwrap_or_else(|| self.output.with_file_name(format!("{name}.h")));
        std::fs::write(&header, library.header()).map_err(|error| Error::io(&header.display().to_string(), &error))?;
        if !library.needs().is_empty() {
            eprintln!("the library needs libnumjit at run time, for {}", library.needs().join(", "));
        }
        for (function, why) in library.skipped() {
            eprintln!("{function} is not built: {why}");
        }
        Ok(())
    }
}

/// `kernels` of `libkernels.so`.
fn library_name(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = stem.strip_prefix("lib").filter(|rest| !rest.is_empty()).unwrap_or(&stem);
    name.to_string()
}
