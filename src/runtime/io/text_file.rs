//! Text files as Python opens them: UTF-8, with any kind of line end.

use super::{IoError, IoErrorKind};

/// The text of a file for the readers of tables, which word a missing file in their own way.
pub fn read(path: &str) -> Result<String, IoError> {
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => IoError::new(IoErrorKind::FileNotFound, format!("{path} not found.")),
        _ => IoError::os(&error, path),
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => Err(decode_error(error.as_bytes(), error.utf8_error())),
    }
}

/// `UnicodeDecodeError` for the first bytes that are no UTF-8.
pub fn decode_error(bytes: &[u8], error: std::str::Utf8Error) -> IoError {
    let at = error.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or(0);
    let starts_sequence = matches!(byte, 0xc2..=0xf4);
    let reason = match error.error_len() {
        None => "unexpected end of data",
        Some(_) if starts_sequence => "invalid continuation byte",
        Some(_) => "invalid start byte",
    };
    // More than one wrong byte is named as a range.
    let wrong = error.error_len().unwrap_or(bytes.len() - at);
    let message = match wrong {
        0 | 1 => format!("'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {reason}"),
        _ => format!("'utf-8' codec can't decode bytes in position {at}-{}: {reason}", at + wrong - 1),
    };
    IoError::new(IoErrorKind::UnicodeDecode, message)
}

/// The lines of a text without their ends: `\n`, `\r\n` or `\r`.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = &rest[end..];
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
        Some(line)
    })
}
