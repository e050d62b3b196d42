//! Where `print` writes: one buffered sink shared by machine code, the host zone and all threads of a run, so that order is kept.
//!
//! Input: text. Output: bytes on standard output, in a buffer, or in an embedder's writer.
//! Never: formatting of values.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A shared sink; clones are the same sink.
///
/// ```
/// use numjit::Output;
///
/// let output = Output::memory();
/// output.write("one line\n").unwrap();
/// assert_eq!(output.take(), "one line\n");
/// ```
#[derive(Clone)]
pub struct Output(Arc<Mutex<Sink>>);

enum Sink {
    Memory(Vec<u8>),
    Writer { writer: BufWriter<Box<dyn Write + Send>>, flush_lines: bool },
}

impl Output {
    /// Standard output: flushed at each line if it is a terminal, else when the buffer is full and by [`Output::flush`].
    #[must_use]
    pub fn stdout() -> Self {
        let stdout = io::stdout();
        let flush_lines = stdout.is_terminal();
        Self::from_sink(Sink::Writer { writer: BufWriter::with_capacity(1 << 16, Box::new(stdout)), flush_lines })
    }

    /// An embedder's writer, buffered until [`Output::flush`].
    #[must_use]
    pub fn writer(writer: impl Write + Send + 'static) -> Self {
        Self::from_sink(Sink::Writer {
            writer: BufWriter::with_capacity(1 << 16, Box::new(writer)),
            flush_lines: false,
        })
    }

    /// A writer that gets each line as it ends.
    #[must_use]
    pub fn lines(writer: impl Write + Send + 'static) -> Self {
        Self::from_sink(Sink::Writer { writer: BufWriter::new(Box::new(writer)), flush_lines: true })
    }

    /// Memory, to be read with [`Output::take`].
    #[must_use]
    pub fn memory() -> Self {
        Self::from_sink(Sink::Memory(Vec::new()))
    }

    fn from_sink(sink: Sink) -> Self {
        Self(Arc::new(Mutex::new(sink)))
    }

    fn lock(&self) -> MutexGuard<'_, Sink> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes all of `text`, not interleaved with other writes.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, text: &str) -> io::Result<()> {
        match &mut *self.lock() {
            Sink::Memory(bytes) => bytes.extend_from_slice(text.as_bytes()),
            Sink::Writer { writer, flush_lines } => {
                writer.write_all(text.as_bytes())?;
                if *flush_lines && text.contains('\n') {
                    writer.flush()?;
                }
            }
        }
        Ok(())
    }

    /// Sends what is buffered on its way.
    ///
    /// # Errors
    /// What the writer says.
    pub fn flush(&self) -> io::Result<()> {
        match &mut *self.lock() {
            Sink::Memory(_) => Ok(()),
            Sink::Writer { writer, .. } => writer.flush(),
        }
    }

    /// Takes what a memory sink has gathered; empty for other sinks.
    #[must_use]
    pub fn take(&self) -> String {
        match &mut *self.lock() {
            Sink::Memory(bytes) => String::from_utf8_lossy(&std::mem::take(bytes)).into_owned(),
            Sink::Writer { .. } => String::new(),
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_gathers_over_clones() {
        let output = Output::memory();
        output.clone().write("a\n").unwrap();
        output.write("ü").unwrap();
        output.flush().unwrap();
        assert_eq!(output.take(), "a\nü");
        assert_eq!(output.take(), "");
    }

    #[test]
    fn writers_get_the_text_on_flush() {
        #[derive(Clone, Default)]
        struct Shared(Arc<Mutex<Vec<u8>>>);
        impl Write for Shared {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap().write(bytes)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let shared = Shared::default();
        let output = Output::writer(shared.clone());
        output.write("hello").unwrap();
        assert!(shared.0.lock().unwrap().is_empty());
        output.flush().unwrap();
        assert_eq!(&*shared.0.lock().unwrap(), b"hello");
        assert_eq!(output.take(), "");
    }
}
