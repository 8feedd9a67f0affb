//! The smallest thing a licence list can speak of.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::version::digits;

/// One licence as an expression names it: an id, perhaps with later versions or an exception, a
/// `LicenseRef-`, `NONE`, or something that is not known.
///
/// It prints in SPDX's present spelling (`GPL-2.0` reads `GPL-2.0-only`), except for free text,
/// which prints as it was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Atom {
    pub(super) base: Base,
    /// What follows `WITH`.
    pub(super) exception: Option<Cow<'static, str>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Base {
    Licence(Licence),
    /// `[DocumentRef-document:]LicenseRef-name`
    Reference {
        name: String,
        document: Option<String>,
    },
    /// The author states that there is no licence.
    None,
    /// Nobody says.
    NoAssertion,
    /// Text that names no licence we know.
    Text(String),
}

/// A licence of the SPDX list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Licence {
    /// The id without `-only`, `-or-later` and `+`.
    pub(super) stem: &'static str,
    pub(super) range: Range,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Range {
    Only,
    OrLater,
    /// A GNU id without suffix, where the two are kept apart.
    Bare,
}

impl Atom {
    /// Whether nothing is known about the licence: `NOASSERTION`, free text, or no text at all.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self.base, Base::NoAssertion | Base::Text(_))
    }

    /// Whether this is a licence of the SPDX list.
    #[must_use]
    pub const fn is_listed(&self) -> bool {
        matches!(self.base, Base::Licence(_))
    }

    /// The exception after `WITH`.
    #[must_use]
    pub fn exception(&self) -> Option<&str> {
        self.exception.as_deref()
    }

    pub(super) const fn new(base: Base) -> Self {
        Self { base, exception: None }
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            Base::Licence(licence) => licence.fmt(f)?,
            Base::Reference { name, document } => {
                if let Some(document) = document {
                    write!(f, "DocumentRef-{document}:")?;
                }
                write!(f, "LicenseRef-{name}")?;
            }
            Base::None => f.write_str("NONE")?,
            Base::NoAssertion => f.write_str("NOASSERTION")?,
            Base::Text(text) => f.write_str(text)?,
        }
        match &self.exception {
            Some(exception) => write!(f, " WITH {exception}"),
            None => Ok(()),
        }
    }
}

impl Serialize for Atom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Licence {
    /// The licences a licensee may choose among: itself, and later ones of its family if offered.
    pub(super) fn choices(self) -> impl Iterator<Item = Self> {
        let own = Some(Self { range: self.range.without_later(), ..self });
        let later = (self.range == Range::OrLater).then(|| later_versions(self.stem));
        own.into_iter().chain(later.into_iter().flatten())
    }

    /// The id without suffix, for a GNU licence.
    pub(super) fn bare(self) -> Option<Self> {
        self.is_gnu().then_some(Self { range: Range::Bare, ..self })
    }

    fn is_gnu(self) -> bool {
        spdx::license_id(self.stem).is_some_and(spdx::LicenseId::is_gnu)
    }
}

impl Range {
    const fn without_later(self) -> Self {
        match self {
            Self::OrLater => Self::Only,
            other => other,
        }
    }
}

impl fmt::Display for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.stem)?;
        match self.range {
            Range::Bare => Ok(()),
            Range::Only if self.is_gnu() => f.write_str("-only"),
            Range::Only => Ok(()),
            Range::OrLater if self.is_gnu() => f.write_str("-or-later"),
            Range::OrLater => f.write_str("+"),
        }
    }
}

/// The licences of the SPDX list that are later versions of the given one.
fn later_versions(stem: &'static str) -> impl Iterator<Item = Licence> {
    let own = Family::of(stem);
    // The list is sorted, so a family's ids stand together.
    let prefix = own.as_ref().map_or("", |family| family.prefix);
    let start = spdx::identifiers::LICENSES.partition_point(|licence| licence.name < prefix);
    let candidates = spdx::identifiers::LICENSES.get(start..).unwrap_or_default();
    candidates
        .iter()
        .map(|licence| licence.name)
        .take_while(move |name| name.starts_with(prefix))
        .filter(move |name| {
            let (Some(own), Some(other)) = (&own, Family::of(name)) else { return false };
            other.prefix == own.prefix
                && other.suffix == own.suffix
                && digits::compare_lists(other.version.split('.'), own.version.split('.'))
                    == Ordering::Greater
        })
        .map(|stem| Licence { stem, range: Range::Only })
}

/// What is common to the versions of one licence: `GPL-`, and for GFDL also `-invariants`.
struct Family {
    prefix: &'static str,
    version: &'static str,
    suffix: &'static str,
}

impl Family {
    /// `None` if the id has no version: in `BSD-3-Clause` the number counts clauses, and ports
    /// such as `CC-BY-3.0-DE` have no successors of their own.
    fn of(stem: &'static str) -> Option<Self> {
        let (body, suffix) = ["-invariants", "-no-invariants"]
            .into_iter()
            // The longer one first: one ends with the other.
            .rev()
            .find_map(|suffix| Some((stem.strip_suffix(suffix)?, suffix)))
            .unwrap_or((stem, ""));
        let at = body.rfind('-')? + 1;
        let (prefix, version) = body.split_at_checked(at)?;
        let numeric = version.split('.').all(digits::is_number);
        numeric.then_some(Self { prefix, version, suffix })
    }
}
