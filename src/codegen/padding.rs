//! Bytes between pieces of code that processors run through.
//!
//! Input: how many. Output: instructions that do nothing. Never: where they are wanted.

/// `count` bytes that do nothing, in as few instructions as processors recommend.
pub(in crate::codegen) fn nops(count: u32) -> Vec<u8> {
    const NOPS: [&[u8]; 9] = [
        &[0x90],
        &[0x66, 0x90],
        &[0x0f, 0x1f, 0x00],
        &[0x0f, 0x1f, 0x40, 0],
        &[0x0f, 0x1f, 0x44, 0, 0],
        &[0x66, 0x0f, 0x1f, 0x44, 0, 0],
        &[0x0f, 0x1f, 0x80, 0, 0, 0, 0],
        &[0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
        &[0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
    ];
    let mut bytes = Vec::with_capacity(count as usize);
    while bytes.len() < count as usize {
        let left = (count as usize - bytes.len()).min(NOPS.len());
        bytes.extend_from_slice(NOPS[left - 1]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::nops;

    #[test]
    fn padding_has_its_length() {
        for count in 0..64 {
            assert_eq!(nops(count).len(), count as usize);
        }
    }
}
