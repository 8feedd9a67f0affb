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
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        // Layout is a line end and many blanks.
        let others = u64::from_le_bytes(*chunk) ^ (ONES * 0x20);
        if others == 0 {
            at += 8;
            continue;
        }
        at += others.trailing_zeros() as usize / 8;
        match bytes.get(at) {
            Some(b'\n' | b'\t' | b'\r') => at += 1,
            _ => return at,
        }
    }
    while bytes.get(at).is_some_and(|&byte| is_blank(byte)) {
        at += 1;
    }
    at
}

/// Reports whether a text has a byte below `bound`, which is at most 0x80.
#[inline]
pub(super) fn has_below(text: &str, bound: u8) -> bool {
    let (chunks, rest) = text.as_bytes().as_chunks::<8>();
    let bounds = ONES * u64::from(bound);
    // Borrows reach bytes behind a hit only.
    chunks.iter().any(|chunk| {
        let word = u64::from_le_bytes(*chunk);
        word.wrapping_sub(bounds) & !word & HIGH != 0
    }) || rest.iter().any(|&byte| byte < bound)
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

/// Returns the offset of the first byte from `at` on that belongs to no name, and whether the name
/// is one that everybody writes: ASCII, without a colon, and not begun by a digit or sign.
#[inline]
pub(super) fn name_end(bytes: &[u8], at: usize) -> (usize, bool) {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut met = 0;
    let mut len = 0;
    for &byte in rest {
        let class = CLASSES.get(usize::from(byte)).copied().unwrap_or(OUTSIDE);
        if class == OUTSIDE {
            break;
        }
        met |= class;
        len += 1;
    }
    let first = rest.first().and_then(|&byte| CLASSES.get(usize::from(byte)));
    (at + len, first == Some(&LETTER) && met & ODD == 0)
}

const OUTSIDE: u8 = 0;
const LETTER: u8 = 1;
/// Digits, hyphens and points.
const INNER: u8 = 2;
/// The colon, and bytes of other scripts, which are judged later.
const ODD: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut table = [OUTSIDE; 256];
    let mut byte = 0;
    while byte < 256 {
        let class = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => LETTER,
            b'0'..=b'9' | b'-' | b'.' => INNER,
            b':' | 0x80.. => ODD,
            _ => OUTSIDE,
        };
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            table[byte] = class;
        }
        byte += 1;
    }
    table
};

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
