//! Identifiers made of content: no clock, no randomness, the same for the same input.

use std::collections::{HashMap, HashSet};

use sha1::{Digest, Sha1};

use crate::schema::is_uuid;

/// Returns the first hexadecimal digits of the SHA-1 of some texts.
pub(crate) fn digest(texts: &[&str], digits: usize) -> String {
    let mut hash = Sha1::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let mut hex = hexadecimal(&hash.finalize());
    hex.truncate(digits);
    hex
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The namespace of the UUIDs made here: a constant, once drawn.
const NAMESPACE: [u8; 16] = *b"weighbridge-sbom";

/// Returns the UUID of version 5 (RFC 9562, section 5.5) of a text.
pub(crate) fn uuid(text: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(NAMESPACE);
    hash.update(text.as_bytes());
    let mut bytes = [0; 16];
    for (byte, made) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = made;
    }
    let [.., six, _, eight, _, _, _, _, _, _, _] = &mut bytes;
    *six = *six & 0x0F | 0x50;
    *eight = *eight & 0x3F | 0x80;
    let hex = hexadecimal(&bytes);
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

/// Returns the UUID at the end of a text, in lower case.
pub(crate) fn trailing_uuid(text: &str) -> Option<String> {
    let start = text.len().checked_sub(36)?;
    let uuid = text.get(start..)?.to_ascii_lowercase();
    is_uuid(&uuid).then_some(uuid)
}

/// Reports whether a text is an SPDX 2 id: `SPDXRef-` and letters, digits, `.` and `-`.
pub(crate) fn is_spdxid(text: &str) -> bool {
    text.strip_prefix("SPDXRef-").is_some_and(|rest| !rest.is_empty() && is_idstring(rest))
}

/// Reports whether an id is short enough to stay: it is repeated by each relationship that it is an
/// end of.
pub(crate) fn may_stay(id: &str) -> bool {
    id.len() <= 256
}

/// The bytes that a namespace may have, which may be repeated by each id.
pub(crate) const MAX_NAMESPACE: usize = 2048;

/// Reports whether a text has the characters of SPDX's `idstring`.
pub(crate) fn is_idstring(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

/// Brings a text to the characters of SPDX's `idstring`: others become hyphens.
pub(crate) fn idstring(text: &str) -> String {
    let mut made = String::new();
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' => made.push(character),
            _ if made.ends_with('-') => {}
            _ => made.push('-'),
        }
        if made.len() >= 60 {
            break;
        }
    }
    made.trim_matches('-').to_owned()
}

/// Ids that were given out; none twice.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    taken: HashSet<String>,
    again: HashMap<String, u32>,
}

impl Ids {
    /// Returns the wanted id, with a number behind it if it is taken.
    pub(crate) fn take(&mut self, wanted: String) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let mut number = self.again.get(&wanted).copied().unwrap_or(1);
        loop {
            number += 1;
            let id = format!("{wanted}-{number}");
            if self.taken.insert(id.clone()) {
                self.again.insert(wanted, number);
                return id;
            }
        }
    }

    /// Takes an id if it is free.
    pub(crate) fn reserve(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_five_and_depend_on_the_text_alone() {
        let made = uuid("https://acme.test/sbom");
        assert!(is_uuid(&made));
        assert_eq!(made.as_bytes()[14], b'5');
        assert!(matches!(made.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
        assert_eq!(uuid("https://acme.test/sbom"), made);
        assert_ne!(uuid("https://acme.test/sbom2"), made);
        let namespace = format!("https://acme.test/x-{}", made.to_uppercase());
        assert_eq!(trailing_uuid(&namespace), Some(made));
    }

    #[test]
    fn ids_are_given_out_once() {
        let mut ids = Ids::default();
        let given: Vec<_> = (0..3).map(|_| ids.take("SPDXRef-a".to_owned())).collect();
        assert_eq!(given, ["SPDXRef-a", "SPDXRef-a-2", "SPDXRef-a-3"]);
        assert_eq!(idstring("@scope/na me@1.0"), "scope-na-me-1.0");
        assert!(is_spdxid("SPDXRef-a.b-1") && !is_spdxid("SPDXRef-") && !is_spdxid("SPDXRef-a_b"));
    }
}
