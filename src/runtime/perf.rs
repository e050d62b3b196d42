//! What Linux's perf wants to see of a process that makes machine code.
//!
//! Input: a file. Output: an event in a recording. Never: the file's contents.

use std::fs::File;

/// A file that is mapped as code, so that a recording of this process names it.
pub struct Announced {
    #[cfg(target_os = "linux")]
    address: *mut libc::c_void,
    _file: File,
}

#[cfg(target_os = "linux")]
const PAGE: usize = 4096;

impl Announced {
    /// Maps the first page of a file, which stays mapped until this is dropped.
    ///
    /// # Errors
    /// What the system says.
    #[cfg(target_os = "linux")]
    pub fn new(file: File) -> std::io::Result<Announced> {
        use std::os::fd::AsRawFd;
        // SAFETY: a new mapping of an open file, which nobody reads or runs, at a place that the system picks.
        let address = unsafe {
            let protection = libc::PROT_READ | libc::PROT_EXEC;
            libc::mmap(std::ptr::null_mut(), PAGE, protection, libc::MAP_PRIVATE, file.as_raw_fd(), 0)
        };
        if address == libc::MAP_FAILED {
            return Err(std::io::Error::last_os_error());
        }
        Ok(Announced { address, _file: file })
    }

    /// Elsewhere there is no perf.
    ///
    /// # Errors
    /// None.
    #[cfg(not(target_os = "linux"))]
    pub fn new(file: File) -> std::io::Result<Announced> {
        Ok(Announced { _file: file })
    }
}

#[cfg(target_os = "linux")]
impl Drop for Announced {
    fn drop(&mut self) {
        // SAFETY: the page was mapped by `new`, and nothing else knows its address.
        unsafe { libc::munmap(self.address, PAGE) };
    }
}

/// Nanoseconds of the clock that perf goes by when it records with `-k mono`.
#[cfg(target_os = "linux")]
#[must_use]
pub fn now() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the system writes a time into the variable.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Elsewhere there is no perf.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn now() -> u64 {
    0
}
