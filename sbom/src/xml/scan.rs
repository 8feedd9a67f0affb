//! Finding the next byte that matters, eight at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Returns the offset of the first byte from `at` on that text cannot pass over unseen: `<`, `&`
/// and `]`, which may begin a forbidden `]]>`; the length if there is none.
#[inline]
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        // A byte's high bit is set below if it is one of the three. Borrows only reach bytes
        // behind the first hit.
        let hits = ((word ^ (ONES * 0x3C)).wrapping_sub(ONES)
            | (word ^ (ONES * 0x26)).wrapping_sub(ONES)
            | (word ^ (ONES * 0x5D)).wrapping_sub(ONES))
            & !word
            & HIGH;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'<' | b'&' | b']')) {
        at += 1;
    }
    at
}

/// Returns the offset of the first byte from `at` on that an attribute's value cannot pass over:
/// the quote, `<`, `&` and control characters, which count as blanks.
#[inline]
pub(super) fn value_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    let quotes = ONES * u64::from(quote);
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let hits = ((word ^ quotes).wrapping_sub(ONES)
            | (word ^ (ONES * 0x3C)).wrapping_sub(ONES)
            | (word ^ (ONES * 0x26)).wrapping_sub(ONES)
            | word.wrapping_sub(ONES * 0x20))
            & !word
            & HIGH;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|&byte| byte != quote && !matches!(byte, b'<' | b'&' | ..0x20))
    {
        at += 1;
    }
    at
}

/// Returns the offset of the first byte from `at` on that is no white space.
#[inline]
pub(super) fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            Some(b"        ") => at += 8,
            _ if bytes.get(at).is_some_and(|&byte| is_blank(byte)) => at += 1,
            _ => return at,
        }
    }
}

#[inline]
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Reports whether a text is nothing but white space.
#[inline]
pub(super) fn is_layout(text: &str) -> bool {
    text.bytes().all(is_blank)
}

/// Returns the offset of the first byte from `at` on that belongs to no name.
#[inline]
pub(super) fn name_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| !in_name(byte)).unwrap_or(rest.len())
}

/// Reports whether a byte can be part of a name; those of other scripts are judged later.
#[inline]
fn in_name(byte: u8) -> bool {
    const NAME: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let is_letter = (byte as u8).is_ascii_alphanumeric();
            let is_sign = matches!(byte as u8, b':' | b'_' | b'-' | b'.' | 0x80..);
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
            {
                table[byte] = is_letter || is_sign;
            }
            byte += 1;
        }
        table
    };
    NAME.get(usize::from(byte)).is_some_and(|is| *is)
}

/// Returns the offset of the first character that no XML text can have: a control character,
/// U+FFFE or U+FFFF.
pub(super) fn illegal(bytes: &[u8]) -> Option<usize> {
    let is_control = |byte: u8| byte < 0x20 && !is_blank(byte);
    // Without an early exit within a block, so that the compiler can test many bytes at once.
    let mut at = 0;
    for block in bytes.chunks(4096) {
        if block.iter().fold(false, |is, &byte| is | is_control(byte)) {
            return block.iter().position(|&byte| is_control(byte)).map(|found| at + found);
        }
        at += block.len();
    }
    let noncharacter = |&at: &usize| {
        matches!(bytes.get(at..).and_then(<[u8]>::first_chunk::<3>), Some([_, 0xBF, 0xBE | 0xBF]))
    };
    memchr::memchr_iter(0xEF, bytes).find(noncharacter)
}
