//! The local clock.
//!
//! Input: seconds since 1970. Output: how far the local clock is ahead of UTC then, and what its time is called.
//! Never: dates (the library's text computes them).

/// The local clock at a moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    /// Seconds east of Greenwich.
    pub offset: i64,
    /// "UTC", "CEST"
    pub name: String,
    /// Is it daylight saving time?
    pub is_dst: bool,
}

/// The local clock at a moment; UTC where the system knows no other.
#[must_use]
pub fn zone(seconds: i64) -> Zone {
    // SAFETY: `tm` holds numbers and a pointer, for which zeros are values; `localtime_r` writes to it alone and reads
    // `seconds`, both live; the zone's name that it sets is null or a text that lives as long as the program.
    let (tm, name) = unsafe {
        let mut tm: libc::tm = std::mem::zeroed();
        if libc::localtime_r(&raw const seconds, &raw mut tm).is_null() || tm.tm_zone.is_null() {
            return Zone { offset: 0, name: "UTC".to_owned(), is_dst: false };
        }
        (tm, std::ffi::CStr::from_ptr(tm.tm_zone))
    };
    Zone { offset: tm.tm_gmtoff, name: name.to_string_lossy().into_owned(), is_dst: tm.tm_isdst > 0 }
}
