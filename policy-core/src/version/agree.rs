//! Which version has a fix by all who name one.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::fix::{RecommendedFix, line, nearer};
use super::{FixCandidate, FixLine, Scheme, fix_candidates};
use crate::Text;

/// Of so many versions at most it is asked whether all agree on them, beside the newest.
const MOST_TRIED: usize = 32;

/// A package in the version that is installed, and what each source names as fixed.
///
/// A source that names nothing newer takes nothing from one that does.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    scheme: Scheme,
    installed: &'a str,
    named: BTreeSet<&'a [Text]>,
}

/// The version to upgrade to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agreed<'a> {
    pub(crate) version: &'a str,
    /// Which later versions have the fix too.
    pub(crate) later: Later<&'a str>,
}

/// Which of the versions after a fixed one certainly have the fix too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Later<T> {
    All,
    /// Those of the same minor line, and from this version on all; if it is known.
    OfLine(Option<T>),
}

impl<'a> Sources<'a> {
    pub(crate) fn new(
        scheme: Scheme,
        installed: &'a str,
        named: impl Iterator<Item = &'a [Text]>,
    ) -> Self {
        let may_be_newer = |candidate: FixCandidate<'_>| match candidate {
            FixCandidate::Version(version) => {
                scheme.compare(version, installed).is_none_or(Ordering::is_gt)
            }
            FixCandidate::Unknown(_) => true,
        };
        let named = named.filter(|texts| candidates(texts).any(may_be_newer)).collect();
        Self { scheme, installed, named }
    }

    /// Whether a version certainly has the fix by every source that names a newer one, and there is
    /// such a source.
    pub(crate) fn agree_on(&self, version: &str) -> bool {
        self.scheme.compare(version, self.installed) == Some(Ordering::Greater)
            && !self.named.is_empty()
            && self.named.iter().all(|texts| reaches(self.scheme, version, texts))
    }

    /// The nearest version that all agree on.
    pub(crate) fn nearest(&self) -> Option<Agreed<'a>> {
        let mut newer = self.newer();
        let newest = newer.iter().copied().reduce(|a, b| {
            if self.scheme.compare(a.version, b.version) == Some(Ordering::Less) { b } else { a }
        });
        // Not every ecosystem orders its versions strictly, and a sort may mind that.
        let nearest = std::iter::from_fn(|| {
            let (at, fix) = newer
                .iter()
                .copied()
                .enumerate()
                .min_by(|(_, a), (_, b)| nearer(self.scheme, a, b))?;
            newer.remove(at);
            Some(fix)
        });
        // Where only one names any, each is one that it names.
        let found = nearest
            .take(MOST_TRIED)
            .chain(newest)
            .map(|fix| fix.version)
            .find(|version| self.named.len() == 1 || self.agree_on(version))?;
        let newest = newest.map(|fix| fix.version).filter(|version| self.is_above_all(version));
        let later = match newest {
            Some(newest) if self.scheme.compare(newest, found) == Some(Ordering::Equal) => {
                Later::All
            }
            newest => Later::OfLine(newest),
        };
        Some(Agreed { version: found, later })
    }

    /// The nearest version that some source names, whatever the others say.
    pub(crate) fn nearest_of_any(&self) -> Option<&'a str> {
        let newer = self.newer().into_iter();
        Some(newer.min_by(|a, b| nearer(self.scheme, a, b))?.version)
    }

    /// The versions that are named and certainly newer than what is installed.
    fn newer(&self) -> Vec<RecommendedFix<'a>> {
        let versions: BTreeSet<&str> = self
            .named
            .iter()
            .flat_map(|texts| candidates(texts))
            .filter_map(|candidate| match candidate {
                FixCandidate::Version(version) => Some(version),
                FixCandidate::Unknown(_) => None,
            })
            .filter(|version| {
                self.scheme.compare(version, self.installed) == Some(Ordering::Greater)
            })
            .collect();
        let fix = |version| RecommendedFix { version, line: line(self.installed, version) };
        versions.into_iter().map(fix).collect()
    }

    /// Whether nothing is named that may be newer still.
    fn is_above_all(&self, version: &str) -> bool {
        self.named.iter().all(|texts| is_above(self.scheme, version, texts))
    }
}

/// Whether a version certainly has the fix, by what one source names: it is as new as the newest, or
/// a later one of a minor line that has the fix.
fn reaches(scheme: Scheme, version: &str, named: &[Text]) -> bool {
    let of_line = |candidate| match candidate {
        FixCandidate::Version(fixed) => {
            is_at_least(scheme, version, fixed) && line(fixed, version) == FixLine::SameMinor
        }
        FixCandidate::Unknown(_) => false,
    };
    candidates(named).any(of_line) || is_above(scheme, version, named)
}

/// Whether a version is at or above all that one source names.
fn is_above(scheme: Scheme, version: &str, named: &[Text]) -> bool {
    candidates(named).all(|candidate| match candidate {
        FixCandidate::Version(fixed) => is_at_least(scheme, version, fixed),
        FixCandidate::Unknown(_) => false,
    })
}

fn is_at_least(scheme: Scheme, version: &str, fixed: &str) -> bool {
    scheme.compare(version, fixed).is_some_and(Ordering::is_ge)
}

fn candidates(named: &[Text]) -> impl Iterator<Item = FixCandidate<'_>> {
    named.iter().flat_map(|text| fix_candidates(text))
}

impl Later<&str> {
    /// What a violation keeps of it: nothing, where all have it.
    pub(crate) fn kept(self) -> Option<Box<Later<Text>>> {
        match self {
            Self::All => None,
            Self::OfLine(newest) => Some(Box::new(Later::OfLine(newest.map(Text::from)))),
        }
    }
}

impl<T: AsRef<str>> Later<T> {
    /// Whether a version certainly has the fix that `fixed` has.
    pub(crate) fn covers(&self, scheme: Scheme, fixed: &str, version: &str) -> bool {
        if version == fixed {
            return true;
        }
        is_at_least(scheme, version, fixed)
            && match self {
                Self::All => true,
                Self::OfLine(newest) => {
                    line(fixed, version) == FixLine::SameMinor
                        || newest
                            .as_ref()
                            .is_some_and(|newest| is_at_least(scheme, version, newest.as_ref()))
                }
            }
    }
}
