//! Version order in each package ecosystem, and what follows from it: is a fix available, which
//! one is the nearest.
//!
//! ```
//! use std::cmp::Ordering;
//! use policy_core::version;
//! use policy_core::Tri;
//!
//! assert_eq!(version::compare("deb", "1.0~rc1-1", "1.0-1"), Some(Ordering::Less));
//! assert_eq!(version::compare("maven", "1.0-ga", "1"), Some(Ordering::Equal));
//! assert_eq!(version::compare("golang", "(devel)", "v1.2.3"), None);
//! assert_eq!(version::fix_available("npm", "4.17.20", ["4.17.21"]), Tri::True);
//! ```

use std::borrow::Cow;
use std::cmp::Ordering;

mod agree;
mod apk;
mod composer;
mod conan;
mod dart;
mod deb;
pub(crate) mod digits;
mod fix;
mod gem;
mod golang;
mod maven;
mod nuget;
mod pypi;
mod range;
mod rpm;
mod semver;

pub(crate) use agree::{Agreed, Later, Sources};
pub use fix::{
    FixCandidate, FixLine, RecommendedFix, fix_available, fix_candidates, is_fixed_by,
    recommended_fix,
};
pub(crate) use fix::{judge_fixes, line};
pub use range::{RangeError, VersionRange};

/// Compares two versions by the rules of a package type, the `type` of a purl.
///
/// `None` means that they cannot be compared: a side is not a version of that ecosystem, or the
/// type has no known order. It is never a reason to compare them as text.
#[must_use]
pub fn compare(purl_type: &str, a: &str, b: &str) -> Option<Ordering> {
    Scheme::of(purl_type).compare(a, b)
}

/// The rules by which an ecosystem orders its versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// Semantic Versioning 2.0 precedence, with a leading `v` or `=` dropped and missing parts
    /// read as 0: cargo, npm, hex, swift.
    SemVer,
    /// Dart's `pub`: Semantic Versioning in which `1.2.3+1` comes after `1.2.3`.
    Pub,
    /// Conan: parts between dots, as many as there are. A number and a word have no order.
    Conan,
    /// Composer's normalised versions with their stability words.
    Composer,
    /// Go modules, and releases of Go itself (`go1.21rc2`).
    Go,
    /// Maven's `ComparableVersion`.
    Maven,
    /// Python's PEP 440.
    Pypi,
    /// Debian: `dpkg --compare-versions`.
    Deb,
    /// RPM: epoch, then `rpmvercmp` of version and release. If one side has no release, releases
    /// are not compared; so a version without release equals every release of it.
    Rpm,
    /// Alpine's `apk version`.
    Apk,
    /// NuGet: Semantic Versioning with an optional fourth number, letter case ignored.
    NuGet,
    /// RubyGems.
    Gem,
    /// Anything else: strict Semantic Versioning if both sides are that, else equality of text.
    Generic,
}

impl Scheme {
    /// The scheme of a purl type; [`Scheme::Generic`] for a type without rules of its own.
    #[must_use]
    pub fn of(purl_type: &str) -> Self {
        const TYPES: [(&str, Scheme); 16] = [
            ("apk", Scheme::Apk),
            ("cargo", Scheme::SemVer),
            ("composer", Scheme::Composer),
            ("conan", Scheme::Conan),
            ("deb", Scheme::Deb),
            ("gem", Scheme::Gem),
            ("golang", Scheme::Go),
            ("hex", Scheme::SemVer),
            ("maven", Scheme::Maven),
            ("npm", Scheme::SemVer),
            ("nuget", Scheme::NuGet),
            ("pub", Scheme::Pub),
            ("pypi", Scheme::Pypi),
            ("rpm", Scheme::Rpm),
            ("swift", Scheme::SemVer),
            ("go", Scheme::Go),
        ];
        TYPES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(purl_type))
            .map_or(Self::Generic, |entry| entry.1)
    }

    /// Compares two versions; `None` if a side is not a version of this scheme.
    #[must_use]
    pub fn compare(self, a: &str, b: &str) -> Option<Ordering> {
        let (a, b) = (a.trim(), b.trim());
        if a.len().max(b.len()) > MAX_LEN {
            return None;
        }
        let plain = digits::Plain::parse(a).zip(digits::Plain::parse(b));
        if let Some(order) = plain.and_then(|(a, b)| self.compare_plain(a, b)) {
            return Some(order);
        }
        match self {
            Self::SemVer => semver::compare(a, b),
            Self::Pub => dart::compare(a, b),
            Self::Conan => conan::compare(a, b),
            Self::Composer => composer::compare(a, b),
            Self::Go => golang::compare(a, b),
            Self::Maven => maven::compare(a, b),
            Self::Pypi => pypi::compare(a, b),
            Self::Deb => deb::compare(a, b),
            Self::Rpm => rpm::compare(a, b),
            Self::Apk => apk::compare(a, b),
            Self::NuGet => nuget::compare(a, b),
            Self::Gem => gem::compare(a, b),
            Self::Generic if a == b => Some(Ordering::Equal),
            Self::Generic => semver::compare_strict(a, b),
        }
    }

    /// Every ecosystem orders plain numbers alike, as long as there are as many of them.
    fn compare_plain(self, a: digits::Plain, b: digits::Plain) -> Option<Ordering> {
        let alike = a.count == b.count && (a.count == 3 || self != Self::Generic);
        alike.then(|| a.numbers.cmp(&b.numbers))
    }

    /// Whether the text is a version of this scheme, that is, comparable with itself.
    #[must_use]
    pub fn is_valid(self, version: &str) -> bool {
        self.compare(version, version).is_some()
    }
}

/// Puts the epoch of a purl's `?epoch=` qualifier in front of an RPM or Debian version that has
/// none. A version that has one keeps it.
#[must_use]
pub fn with_epoch<'a>(version: &'a str, epoch: Option<&str>) -> Cow<'a, str> {
    match epoch {
        Some(epoch)
            if !version.contains(':')
                && !epoch.is_empty()
                && epoch.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Cow::Owned(format!("{epoch}:{version}"))
        }
        _ => Cow::Borrowed(version),
    }
}

/// No ecosystem has versions this long; comparing is linear, but there is no reason to try.
const MAX_LEN: usize = 512;
