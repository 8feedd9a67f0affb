//! Finds the bytes that matter, thirty-two at a time.

use wide::u8x32;

/// Returns the offset of the first byte from `at` on that ends a string, begins an escape or may
/// not stand in a string; the length of the text if there is none.
#[inline]
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(window) = bytes.get(at..).and_then(<[u8]>::first_chunk::<32>) {
        let hits = special(u8x32::new(*window)).to_bitmask();
        if hits != 0 {
            return at + hits.trailing_zeros() as usize;
        }
        at += 32;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | ..0x20)) {
        at += 1;
    }
    at
}

/// Marks quotes, backslashes and control characters.
#[inline]
fn special(bytes: u8x32) -> u8x32 {
    let control = bytes.min(u8x32::splat(0x1F)).simd_eq(bytes);
    bytes.simd_eq(u8x32::splat(b'"')) | bytes.simd_eq(u8x32::splat(b'\\')) | control
}

/// Returns the offset of the first byte from `at` on that is no white space.
#[inline]
pub(super) fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            // Indented text has a line feed, then spaces.
            Some(b' ' | b'\n' | b'\r' | b'\t') => at = spaces_end(bytes, at + 1),
            _ => return at,
        }
    }
}

/// Returns the offset of the first byte from `at` on that is no space.
#[inline]
fn spaces_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(window) = bytes.get(at..).and_then(<[u8]>::first_chunk::<32>) {
        let others = !u8x32::new(*window).simd_eq(u8x32::splat(b' ')).to_bitmask();
        if others != 0 {
            return at + others.trailing_zeros() as usize;
        }
        at += 32;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_run_ends_at_any_special_byte_at_any_distance() {
        for distance in 0..100 {
            for byte in 0..=u8::MAX {
                let mut bytes = vec![b'x'; 100];
                bytes[distance] = byte;
                let is_special = byte < 0x20 || byte == b'"' || byte == b'\\';
                let end = if is_special { distance } else { 100 };
                assert_eq!(plain_end(&bytes, 0), end, "{byte} at {distance}");
            }
        }
        assert_eq!(plain_end(b"abc", 7), 7);
    }

    #[test]
    fn white_space_ends_at_any_other_byte_at_any_distance() {
        for distance in 0..100 {
            for byte in 0..=u8::MAX {
                let mut bytes = b" \n  \r\n\t    ".repeat(10);
                bytes.truncate(100);
                bytes[distance] = byte;
                let is_blank = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
                let end = if is_blank { 100 } else { distance };
                assert_eq!(blank_end(&bytes, 0), end, "{byte} at {distance}");
            }
        }
    }
}
