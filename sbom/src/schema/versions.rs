//! Versions of a format, counted from its first one.

/// A version's number: CycloneDX 1.0 is 0 and 1.7 is 7; SPDX 2.2 is 0.
pub(crate) type Version = u8;

/// From a version to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    pub(crate) first: Version,
    pub(crate) last: Version,
}

/// All versions.
pub(crate) const ALWAYS: Versions = Versions { first: 0, last: Version::MAX };

/// No version.
pub(crate) const NEVER: Versions = Versions { first: Version::MAX, last: 0 };

impl Versions {
    pub(crate) const fn since(first: Version) -> Self {
        Self { first, last: Version::MAX }
    }

    pub(crate) const fn until(last: Version) -> Self {
        Self { first: 0, last }
    }

    pub(crate) const fn has(self, version: Version) -> bool {
        self.first <= version && version <= self.last
    }

    /// Returns the versions that both have.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            first: if self.first > other.first { self.first } else { other.first },
            last: if self.last < other.last { self.last } else { other.last },
        }
    }
}
