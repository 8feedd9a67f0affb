//! From a name's text to its number: most names of a document are ones that the formats define,
//! and most come where they came the last time.

use wide::u8x32;

use super::{KNOWN, Key};

/// Which name came after which: documents repeat themselves, so that a comparison with the name
/// that came here the last time finds nine of ten names.
#[derive(Clone, Debug)]
pub(crate) struct Guesses([u16; GUESSES]);

const GUESSES: usize = 1024;

impl Guesses {
    pub(crate) const fn new() -> Self {
        Self([0; GUESSES])
    }

    /// Reads the name that begins at `start` if it is a known one of less than 32 bytes; the
    /// offset of the quote behind it comes with it.
    ///
    /// `owner` is the name of the object (or of the list it stands in), `before` that of the
    /// member before. What equals a known name up to the quote holds no escapes and no control
    /// characters, which therefore need no look of their own.
    #[inline]
    pub(crate) fn read(
        &mut self,
        text: &[u8],
        start: usize,
        owner: Key,
        before: Key,
    ) -> Option<(Key, usize)> {
        let window = text.get(start..)?.first_chunk::<32>()?;
        let bytes = u8x32::new(*window);
        let place = (owner.0 as usize * 37 + before.0 as usize) % GUESSES;
        let guess = self.0.get_mut(place)?;
        if let Some(len) = match_known(bytes, *guess) {
            return Some((Key(u32::from(*guess)), start + len));
        }
        let len = bytes.simd_eq(u8x32::splat(b'"')).to_bitmask().trailing_zeros() as usize;
        let first = window.first_chunk().map_or(0, |first| u64::from_le_bytes(*first));
        for number in candidates(mix(first, len)) {
            if let Some(len) = match_known(bytes, number) {
                *guess = number;
                return Some((Key(u32::from(number)), start + len));
            }
        }
        None
    }
}

/// Returns the length of a known name if `bytes` begin with it and a quote.
#[inline]
fn match_known(bytes: u8x32, number: u16) -> Option<usize> {
    let known = QUOTED.get(usize::from(number))?;
    let equal = bytes.simd_eq(u8x32::new(known.text)).to_bitmask();
    (equal & known.mask == known.mask).then_some(known.mask.trailing_ones() as usize - 1)
}

/// Returns the number of a known name.
pub(super) fn known(text: &str) -> Option<Key> {
    let mixed = mix(first_eight(text.as_bytes()), text.len());
    let number = candidates(mixed).find(|&number| KNOWN.get(usize::from(number)) == Some(&text))?;
    Some(Key(u32::from(number)))
}

/// Returns a number below 64 for a known name; those of one object are rarely the same.
#[inline]
pub(super) fn bit(number: u32) -> u32 {
    BITS.get(number as usize).copied().map_or(number % 64, u32::from)
}

/// Returns the known names that may be meant, until a place of the table is free.
#[inline]
fn candidates(mixed: u64) -> impl Iterator<Item = u16> {
    let first = place(mixed);
    (first..first + TABLE_SIZE)
        .map_while(|place| TABLE.get(place % TABLE_SIZE).copied())
        .take_while(|&number| number != 0)
}

/// More than twice the number of names, so that most are alone in their place.
const TABLE_SIZE: usize = 2048;

/// Open addressing from a name's hash to its number; 0 is a free place.
static TABLE: [u16; TABLE_SIZE] = table();

/// A name with the quote behind it, and one bit for each of their bytes.
#[derive(Clone, Copy)]
struct Quoted {
    text: [u8; 32],
    mask: u32,
}

static QUOTED: [Quoted; KNOWN.len()] = quoted();

static BITS: [u8; KNOWN.len()] = bits();

/// Mixes a name's first eight bytes and its length.
///
/// The factor was chosen among some hundreds for how rarely the highest six bits of two members of
/// the same object are equal in real documents.
#[inline]
const fn mix(first: u64, len: usize) -> u64 {
    let beyond = if len < 8 { u64::MAX << (8 * len) } else { 0 };
    ((first & !beyond) ^ (len as u64) << 56).wrapping_mul(0x6D7C_D4ED_16D3_5267)
}

#[inline]
const fn place(mixed: u64) -> usize {
    (mixed >> 32) as usize % TABLE_SIZE
}

#[expect(clippy::indexing_slicing, reason = "const functions have no `get`; bounds are checked")]
const fn first_eight(text: &[u8]) -> u64 {
    let mut first = 0;
    let mut at = 0;
    while at < 8 && at < text.len() {
        first |= (text[at] as u64) << (8 * at);
        at += 1;
    }
    first
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const fn table() -> [u16; TABLE_SIZE] {
    let mut table = [0; TABLE_SIZE];
    let mut number = 1;
    while number < KNOWN.len() {
        let text = KNOWN[number].as_bytes();
        let mut at = place(mix(first_eight(text), text.len()));
        while table[at] != 0 {
            at = (at + 1) % TABLE_SIZE;
        }
        table[at] = number as u16;
        number += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const fn quoted() -> [Quoted; KNOWN.len()] {
    // What has no entry equals no text, for no text has such bytes.
    let mut quoted = [Quoted { text: [0xFF; 32], mask: u32::MAX }; KNOWN.len()];
    let mut number = 1;
    while number < KNOWN.len() {
        let text = KNOWN[number].as_bytes();
        let mut at = 0;
        while text.len() < 32 && at < text.len() {
            quoted[number].text[at] = text[at];
            at += 1;
        }
        if text.len() < 32 {
            quoted[number].text[at] = b'"';
            quoted[number].mask = u32::MAX >> (31 - at);
        }
        number += 1;
    }
    quoted
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
const fn bits() -> [u8; KNOWN.len()] {
    let mut bits = [0; KNOWN.len()];
    let mut number = 1;
    while number < KNOWN.len() {
        let text = KNOWN[number].as_bytes();
        bits[number] = (mix(first_eight(text), text.len()) >> 58) as u8;
        number += 1;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_read_up_to_their_quote() {
        let mut guesses = Guesses::new();
        for (number, name) in KNOWN.iter().enumerate().skip(1) {
            let text = format!("\"{name}\": {}", "x".repeat(32));
            for _ in 0..2 {
                let found = guesses.read(text.as_bytes(), 1, Key::NONE, Key::NAME);
                let expected = (name.len() < 32).then(|| (number as u32, name.len() + 1));
                assert_eq!(found.map(|(key, end)| (key.raw(), end)), expected, "{name}");
            }
        }
    }

    #[test]
    fn what_only_begins_like_a_known_name_is_not_read() {
        let mut guesses = Guesses::new();
        let padding = " ".repeat(32);
        for name in ["", "nam", "name1", "na\\u006de", "name\0", "\0", "no-such-name", "né"] {
            let text = format!("{name}\"{padding}");
            assert_eq!(guesses.read(text.as_bytes(), 0, Key::NONE, Key::NONE), None, "{name}");
        }
        // One that is too near to the end for a window is left to the general way.
        assert_eq!(guesses.read(b"name\":1}", 0, Key::NONE, Key::NONE), None);
        for hostile in [[0_u8; 64], [b'"'; 64], [b'x'; 64]] {
            assert_eq!(guesses.read(&hostile, 0, Key::NONE, Key::NONE), None);
        }
    }

    #[test]
    fn members_of_common_objects_differ_in_their_bits() {
        let objects: [&[Key]; 3] = [
            &[
                Key::BOM_REF,
                Key::TYPE,
                Key::GROUP,
                Key::NAME,
                Key::VERSION,
                Key::DESCRIPTION,
                Key::HASHES,
                Key::LICENSES,
                Key::PURL,
                Key::EXTERNAL_REFERENCES,
            ],
            &[
                Key::NAME,
                Key::SPDXID,
                Key::VERSION_INFO,
                Key::SUPPLIER,
                Key::DOWNLOAD_LOCATION,
                Key::FILES_ANALYZED,
                Key::CHECKSUMS,
                Key::LICENSE_CONCLUDED,
                Key::LICENSE_DECLARED,
                Key::COPYRIGHT_TEXT,
                Key::EXTERNAL_REFS,
            ],
            &[Key::SPDX_ELEMENT_ID, Key::RELATED_SPDX_ELEMENT, Key::RELATIONSHIP_TYPE],
        ];
        for keys in objects {
            let bits = keys.iter().fold(0_u64, |bits, key| bits | 1 << key.bit());
            assert!(bits.count_ones() as usize + 1 >= keys.len(), "{keys:?}");
        }
    }
}
