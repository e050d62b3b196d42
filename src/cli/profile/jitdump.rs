//! Machine code for Linux's perf: its jitdump format.
//!
//! Input: a report. Output: jit-PID.dump, of which `perf inject --jit` makes object files with lines.
//! Never: a recording: `perf record -k mono numjit profile --perf SCRIPT` makes it.
//!
//! The format is described in the kernel's tools/perf/Documentation/jitdump-specification.txt.

use crate::engine::profile::{MachineFunction, Report};
use crate::runtime::perf::{self, Announced};
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

/// `JiTD`
const MAGIC: u32 = 0x4A69_5444;
const VERSION: u32 = 1;
const HEADER: u32 = 40;

/// ELF's numbers of machines.
#[cfg(target_arch = "x86_64")]
const MACHINE: u32 = 62;
#[cfg(not(target_arch = "x86_64"))]
const MACHINE: u32 = 183;

/// Kinds of records.
const LOAD: u32 = 0;
const LINES: u32 = 2;

/// A dump that has been announced: the recording of this process names it.
pub(super) struct Dump {
    file: File,
    /// All code counts as made then: no code takes the place of other code while a profile is made.
    start: u64,
    _announced: Announced,
}

impl Dump {
    /// Begins the file, in the working directory.
    pub fn open() -> Result<Dump, String> {
        let path = format!("jit-{}.dump", std::process::id());
        let open = || {
            let mut options = File::options();
            let mut file = options.read(true).write(true).create(true).truncate(true).open(&path)?;
            let start = perf::now();
            let mut head = Record::default();
            head.words(&[MAGIC, VERSION, HEADER, MACHINE, 0, std::process::id()]);
            head.longs(&[start, 0]);
            file.write_all(&head.0)?;
            // A mapping needs bytes behind it.
            file.flush()?;
            Ok(Dump { start, _announced: Announced::new(file.try_clone()?)?, file })
        };
        open().map_err(|error: std::io::Error| format!("{path}: {error}"))
    }

    /// Writes what was compiled.
    pub fn write(mut self, report: &Report) -> Result<(), String> {
        let records: Vec<u8> =
            report.code.iter().zip(0..).flat_map(|(code, number)| self.records(code, number)).collect();
        let written = self.file.seek(SeekFrom::End(0)).and_then(|_| self.file.write_all(&records));
        written.map_err(|error| format!("the dump for perf: {error}"))
    }

    /// The lines of a machine function, then its code.
    fn records(&self, code: &MachineFunction, number: u64) -> Vec<u8> {
        let mut lines = Record::default();
        // A line goes on up to the next one: the last needs an end.
        let end = code.lines.last().map(|(_, file, line)| (code.bytes.len() as u32, file.clone(), *line));
        let entries: Vec<_> = code.lines.iter().cloned().chain(end).collect();
        lines.longs(&[code.start as u64, entries.len() as u64]);
        for (offset, file, line) in entries {
            lines.longs(&[(code.start + offset as usize) as u64]);
            lines.words(&[line, 0]);
            lines.text(&file);
        }
        let mut load = Record::default();
        let process = std::process::id();
        load.words(&[process, process]);
        load.longs(&[code.start as u64, code.start as u64, code.bytes.len() as u64, number]);
        load.text(&format!("numjit::{}", code.name));
        load.0.extend(&code.bytes);
        [lines.finished(LINES, self.start), load.finished(LOAD, self.start)].concat()
    }
}

/// The bytes of a record.
#[derive(Default)]
struct Record(Vec<u8>);

impl Record {
    fn words(&mut self, words: &[u32]) {
        self.0.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    }

    fn longs(&mut self, words: &[u64]) {
        self.0.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    }

    fn text(&mut self, text: &str) {
        self.0.extend(text.bytes().chain([0]));
    }

    /// With what stands before every record.
    fn finished(self, kind: u32, time: u64) -> Vec<u8> {
        let mut all = Record::default();
        all.words(&[kind, 16 + self.0.len() as u32]);
        all.longs(&[time]);
        all.0.extend(self.0);
        all.0
    }
}
