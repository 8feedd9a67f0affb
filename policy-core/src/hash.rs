//! Hashes that are the same on every machine and in every run.
//!
//! They put equal texts side by side and decide nothing: anybody can make two texts of one hash.

use std::num::NonZeroU8;

/// A hash of a text that ignores the case of ASCII letters. It is the same on every machine.
pub(crate) fn hash_ignoring_case(text: &str) -> u64 {
    // Clears the bit that tells lower from upper case; that it also joins other bytes does no harm.
    mix_all(text, 0xdfdf_dfdf_dfdf_dfdf)
}

/// A hash of a text. It is the same on every machine.
pub(crate) fn hash(text: &str) -> u64 {
    mix_all(text, u64::MAX)
}

fn mix_all(text: &str, mask: u64) -> u64 {
    let mut state = text.len() as u64;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    for word in words {
        state = mix(state, u64::from_le_bytes(*word) & mask);
    }
    mix(state, last(rest, text.as_bytes()) & mask)
}

/// A text of up to 24 bytes in numbers: equal for equal texts, different for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    words: [u64; 3],
    /// One more than the length.
    length: NonZeroU8,
}

/// The words of a text; `None` if it is longer than that.
pub(crate) fn words(text: &str) -> Option<Words> {
    let bytes = text.as_bytes();
    let (whole, rest) = bytes.as_chunks::<8>();
    let word = |word: &[u8; 8]| u64::from_le_bytes(*word);
    let words = match whole {
        [] => [last(rest, bytes), 0, 0],
        [a] => [word(a), last(rest, bytes), 0],
        [a, b] => [word(a), word(b), last(rest, bytes)],
        [a, b, c] if rest.is_empty() => [word(a), word(b), word(c)],
        _ => return None,
    };
    let length = NonZeroU8::new(bytes.len() as u8 + 1)?;
    Some(Words { words, length })
}

/// A text beside the words that it begins and ends with: most are compared without a look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelt<'t> {
    text: &'t str,
    ends: (u64, u64),
}

impl<'t> Spelt<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = match bytes.first_chunk().zip(bytes.last_chunk()) {
            Some((head, tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            None => (last(bytes, bytes), 0),
        };
        Self { text, ends }
    }

    /// A hash, which is another than that of the text.
    pub(crate) fn hash(&self) -> u64 {
        mix(self.ends.0 ^ self.text.len() as u64, self.ends.1)
    }
}

impl PartialEq for Spelt<'_> {
    fn eq(&self, other: &Self) -> bool {
        let length = self.text.len();
        self.ends == other.ends
            && length == other.text.len()
            && (length <= 16 || self.text == other.text)
    }
}

/// The bytes of `rest`, which ends `all` and is shorter than a word; without a loop over them.
/// Among texts of one length no two different ones come to the same.
fn last(rest: &[u8], all: &[u8]) -> u64 {
    if let Some(word) = all.last_chunk() {
        // Some bytes count twice, which does no harm.
        return u64::from_le_bytes(*word);
    }
    match (rest.first_chunk(), rest.last_chunk()) {
        (Some(head), Some(tail)) => {
            u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << 32
        }
        _ => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// A multiplication to 128 bits, folded: quick, and every bit counts.
pub(crate) const fn mix(state: u64, word: u64) -> u64 {
    let product = (state.rotate_left(32) ^ word) as u128 * 0x9e37_79b9_7f4a_7c15_u128;
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_tell_texts_apart() {
        assert_eq!(hash_ignoring_case("cve-2024-12345"), hash_ignoring_case("CVE-2024-12345"));
        assert_ne!(hash("cve-2024-12345"), hash("CVE-2024-12345"));
        let texts = ["", "\0", "\0\0", "a", "aaaaaaaa", "aaaaaaaa\0", "CVE-2024-1", "CVE-2024-2"];
        for (a, x) in texts.iter().enumerate() {
            for (b, y) in texts.iter().enumerate() {
                assert_eq!(hash(x) == hash(y), a == b, "{x:?} {y:?}");
                assert_eq!(words(x) == words(y), a == b, "{x:?} {y:?}");
            }
        }
    }

    #[test]
    fn words_are_those_of_texts_up_to_their_size() {
        let text = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..=text.len() {
            assert_eq!(words(&text[..length]).is_some(), length <= 24);
            for at in 0..length {
                let other = format!("{}_{}", &text[..at], &text[at + 1..length]);
                assert!(words(&other).is_none() || words(&other) != words(&text[..length]));
            }
        }
    }
}
