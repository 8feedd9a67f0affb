//! How names compare (NISTIR 7696).

use super::value::{CpeText, CpeValue, Wildcard};
use super::{Cpe, CpeAttribute};

/// How what one name means relates to what another means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "NISTIR 7696 section 6 has these")]
pub enum CpeRelation {
    /// Both mean the same.
    Equal,
    /// The first means all that the second means, and more.
    Superset,
    /// The second means all that the first means, and more.
    Subset,
    /// Nothing is meant by both.
    Disjoint,
    /// The specification does not say: the second has wildcards, or each is wider than the other
    /// in some attribute.
    Undefined,
}

impl Cpe {
    /// Compares what this name means with what `target` means.
    ///
    /// This name may have wildcards; against a target with wildcards the answer is
    /// [`CpeRelation::Undefined`].
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::cpe::{Cpe, CpeRelation};
    ///
    /// let every = Cpe::parse("cpe:/a:microsoft:internet_explorer")?;
    /// let beta = Cpe::parse("cpe:/a:microsoft:internet_explorer:8.0.6001:beta")?;
    /// assert_eq!(beta.compare(&every), CpeRelation::Subset);
    /// # Ok::<(), sbom::cpe::CpeError>(())
    /// ```
    #[must_use]
    pub fn compare(&self, target: &Self) -> CpeRelation {
        let mut all = CpeRelation::Equal;
        for attribute in CpeAttribute::ALL {
            all = match (all, self.compare_attribute(target, attribute)) {
                (_, CpeRelation::Disjoint) => return CpeRelation::Disjoint,
                (CpeRelation::Equal, one) | (one, CpeRelation::Equal) => one,
                (all, one) if all == one => one,
                _ => CpeRelation::Undefined,
            };
        }
        all
    }

    /// Compares one attribute.
    #[must_use]
    pub fn compare_attribute(&self, target: &Self, attribute: CpeAttribute) -> CpeRelation {
        match (self.get(attribute), target.get(attribute)) {
            (_, CpeValue::Text(target)) if target.has_wildcards() => CpeRelation::Undefined,
            (source, target) if source == target => CpeRelation::Equal,
            (CpeValue::Any, _) => CpeRelation::Superset,
            (_, CpeValue::Any) => CpeRelation::Subset,
            (CpeValue::Text(source), CpeValue::Text(target)) if covers(source, &target.core) => {
                CpeRelation::Superset
            }
            _ => CpeRelation::Disjoint,
        }
    }

    /// Reports whether this name, taken as a pattern, means all that `target` means: the relation
    /// is equal or superset.
    #[must_use]
    pub fn matches(&self, target: &Self) -> bool {
        matches!(self.compare(target), CpeRelation::Equal | CpeRelation::Superset)
    }
}

/// Whether a text with wildcards covers one without.
fn covers(source: &CpeText, target: &str) -> bool {
    let Some(spare) = target.len().checked_sub(source.core.len()) else { return false };
    let most = |wildcard| match wildcard {
        Wildcard::AtMost(count) => count,
        Wildcard::Many => usize::MAX,
    };
    // The text may begin where the wildcards before and after it can take what is left.
    let first = spare.saturating_sub(most(source.trail));
    let last = spare.min(most(source.lead));
    (first..=last).any(|at| target.get(at..).is_some_and(|tail| tail.starts_with(&*source.core)))
}
