//! The file that Python's pstats reads: `marshal` of a dict from functions to numbers.
//!
//! A function is `(file, line, name)`; its numbers are `(primitive calls, calls, own seconds, cumulative seconds, callers)`,
//! where callers is a dict from functions to `(calls, primitive calls, own seconds, cumulative seconds)`.

use crate::engine::profile::{FunctionName, Report};
use std::time::Duration;

/// The bytes of the file.
pub(super) fn dump(report: &Report) -> Vec<u8> {
    let mut out = Marshal(vec![b'{']);
    for row in &report.rows {
        out.function(&row.function);
        out.tuple(5);
        out.int(row.primitive);
        out.int(row.calls);
        out.seconds(row.own);
        out.seconds(row.total);
        out.0.push(b'{');
        for caller in &row.callers {
            out.function(&report.rows[caller.row].function);
            out.tuple(4);
            out.int(caller.calls);
            out.int(caller.primitive);
            out.seconds(caller.own);
            out.seconds(caller.total);
        }
        out.0.push(b'0');
    }
    out.0.push(b'0');
    out.0
}

/// Values in Python's own form.
struct Marshal(Vec<u8>);

impl Marshal {
    fn function(&mut self, function: &FunctionName) {
        self.tuple(3);
        self.text(&function.file);
        self.int(function.line.into());
        self.text(&function.name);
    }

    fn tuple(&mut self, items: i32) {
        self.0.push(b'(');
        self.0.extend(items.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.0.push(b'u');
        self.0.extend((text.len() as i32).to_le_bytes());
        self.0.extend(text.as_bytes());
    }

    /// What does not fit 32 bits goes in digits of 15 bits.
    fn int(&mut self, n: u64) {
        if let Ok(small) = i32::try_from(n) {
            self.0.push(b'i');
            self.0.extend(small.to_le_bytes());
            return;
        }
        let digits: Vec<u16> = std::iter::successors(Some(n), |rest| Some(rest >> 15).filter(|&rest| rest > 0))
            .map(|rest| (rest & 0x7fff) as u16)
            .collect();
        self.0.push(b'l');
        self.0.extend((digits.len() as i32).to_le_bytes());
        digits.iter().for_each(|digit| self.0.extend(digit.to_le_bytes()));
    }

    fn seconds(&mut self, time: Duration) {
        self.0.push(b'g');
        self.0.extend(time.as_secs_f64().to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_marshaled_as_python_does() {
        let bytes = |n: u64| {
            let mut out = Marshal(Vec::new());
            out.int(n);
            out.0
        };
        // python -c "import marshal; print(marshal.dumps(5, 2), marshal.dumps(2**40 + 3, 2))"
        assert_eq!(bytes(5), b"i\x05\x00\x00\x00");
        assert_eq!(bytes((1 << 40) + 3), b"l\x03\x00\x00\x00\x03\x00\x00\x00\x00\x04");
        let mut out = Marshal(Vec::new());
        out.seconds(Duration::from_millis(1500));
        assert_eq!(out.0, b"g\x00\x00\x00\x00\x00\x00\xf8?");
    }
}
