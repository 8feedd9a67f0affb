//! The name of a fault that stays the same from build to build.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::{Subject, Violation, hex, image_name, step_name};

/// A short name of a violation that stays the same from build to build: it depends on the rule,
/// the fault, the package without its version and the direct dependency it comes by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Violation {
    /// Returns the same for the same fault in the next build.
    ///
    /// It is a hash, worked out whenever it is asked for: most of those who decide only want to
    /// know the outcome.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let id = self.id.as_deref().unwrap_or_default();
        let head = self.path().first().map_or("", |step| step_name(step));
        let of =
            |subject: &str| Fingerprint::of([&self.rule, self.code.as_str(), id, subject, head]);
        match &self.subject {
            Subject::Component(package) => of(package.key_without_version()),
            // The tag of an image changes with every build.
            Subject::Image { reference: name } | Subject::Artifact { name } => {
                of(&image_name(name))
            }
            Subject::Waiver { id } => of(id),
        }
    }
}

impl Fingerprint {
    fn of(parts: [&str; 5]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // The length keeps ("ab", "c") apart from ("a", "bc").
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut digits = [0; 16];
        for (to, from) in digits.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self(digits)
    }
}

/// Writes 32 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex(self.0.into_iter()))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fingerprint").field(&self.to_string()).finish()
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = u128::from_str_radix(&text, 16).ok().filter(|_| digits && text.len() == 32);
        number
            .map(|number| Self(number.to_be_bytes()))
            .ok_or_else(|| D::Error::custom("a fingerprint has 32 digits"))
    }
}
