//! What one look at a finding tells.

use crate::Tri;
use crate::evidence::{Finding, Fix};
use crate::severity::{Resolver, Severity};
use crate::text::Text;
use crate::version;

/// What a rule most likely asks of a finding.
///
/// It is taken from each finding as they come, while the processor has it at hand. From then on
/// only those are looked at again that speak against the artifact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gist {
    /// The level, where it is the highest that is stated; `None` if more must be weighed.
    pub(super) level: Option<Severity>,
    pub(super) kev: Option<bool>,
    /// Whether there is a fix for the package as this finding has it; `None` if it names no version.
    pub(super) fix: Option<Tri>,
    /// Whether it says nothing of a fix.
    pub(super) is_silent: bool,
    /// Whether a rating may call for a remark.
    pub(super) is_odd: bool,
}

impl Gist {
    pub(super) fn of(finding: &Finding, resolver: &Resolver) -> Self {
        let level = resolver.highest(&finding.ratings).filter(|_| finding.vectors.is_empty());
        let fix = match &finding.fix {
            Fix::Fixed(versions) if !versions.is_empty() => {
                let package = &finding.package;
                Some(package.full_version().map_or(Tri::Unknown, |installed| {
                    let versions = versions.iter().map(Text::as_str);
                    version::judge_fixes(package.scheme(), installed, versions).0
                }))
            }
            _ => None,
        };
        let is_odd = !finding.vectors.is_empty()
            || finding.ratings.iter().any(|rating| rating.word.is_some());
        let is_silent = finding.fix == Fix::Unknown;
        Self { level, kev: finding.kev, fix, is_silent, is_odd }
    }

    /// What two findings tell of one vulnerability in one package.
    pub(super) fn and(self, other: Self) -> Self {
        let worse = |(a, b): (Severity, Severity)| {
            if b.display_order() > a.display_order() { b } else { a }
        };
        Self {
            level: self.level.zip(other.level).map(worse),
            kev: either(self.kev, other.kev, |a, b| a || b),
            fix: either(self.fix, other.fix, Tri::or),
            is_silent: self.is_silent && other.is_silent,
            is_odd: self.is_odd || other.is_odd,
        }
    }
}

/// A source that does not say takes nothing from one that does.
fn either<T>(a: Option<T>, b: Option<T>, join: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(join(a, b)),
        (a, b) => a.or(b),
    }
}
