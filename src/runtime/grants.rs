//! What of the world around it a script may reach.
//!
//! Input: an embedder's grants. Output: leave, or PermissionError. Never: files and clocks themselves.

use super::exception::{ExceptionKind, Raised};

/// A part of the world around a script.
///
/// ```
/// use numjit::{Engine, Grant};
///
/// let engine = Engine::builder().grant(Grant::Files).grant(Grant::Clock).build()?;
/// # Ok::<(), numjit::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grant {
    /// Files of any kind, and standard input.
    Files,
    /// Time of day, timers and waiting.
    Clock,
    /// Variables of the environment, the process's number, the machine's cores, the working folder.
    Environment,
}

/// A set of grants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Grants(u8);

impl Grants {
    /// Everything: what a program that a person starts may do.
    pub const ALL: Grants = Grants(u8::MAX);

    /// These and one more.
    #[must_use]
    pub fn and(self, grant: Grant) -> Grants {
        Grants(self.0 | 1 << grant as u8)
    }

    /// Asks for leave.
    ///
    /// # Errors
    /// PermissionError: it is not granted.
    pub fn ask(self, grant: Grant) -> Result<(), Raised> {
        if self.0 >> grant as u8 & 1 == 1 {
            return Ok(());
        }
        let what = match grant {
            Grant::Files => "files",
            Grant::Clock => "the clock",
            Grant::Environment => "the environment",
        };
        Err(Raised::new(ExceptionKind::PermissionError, format!("the host program does not grant access to {what}")))
    }
}
