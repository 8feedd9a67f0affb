//! How bad scanners say it is.

use std::fmt;

use crate::Scanner;

/// A severity on one scale for all scanners.
///
/// `Unknown` is no level: it is neither above nor below any other, so the type has no `Ord`.
/// Compare with [`level`](Self::level) or [`at_least`](Self::at_least) and decide what `None`
/// means to you.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever translates severities has to place every level"
)]
pub enum Severity {
    /// Nobody rated it, or nobody we understand. It is not "lowest".
    #[default]
    Unknown,
    /// Rated, and found to have no impact.
    None,
    /// Below low, as Debian's "unimportant".
    Negligible,
    /// Low.
    Low,
    /// Medium; "moderate" elsewhere.
    Medium,
    /// High; "important" elsewhere.
    High,
    /// Critical.
    Critical,
}

impl Severity {
    /// Every severity, most severe first, `Unknown` last.
    pub const ALL: [Self; 7] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Negligible,
        Self::None,
        Self::Unknown,
    ];

    /// Maps a scanner's word to the scale; `None` if the scanner has no such word.
    ///
    /// Case and surrounding white space do not matter.
    ///
    /// ```
    /// use scan_reports::{Scanner, Severity};
    ///
    /// assert_eq!(Severity::from_word(&Scanner::Trivy, "HIGH"), Some(Severity::High));
    /// assert_eq!(Severity::from_word(&Scanner::Trivy, "unknown"), Some(Severity::Unknown));
    /// assert_eq!(Severity::from_word(&Scanner::Trivy, "scary"), None);
    /// ```
    #[must_use]
    pub fn from_word(scanner: &Scanner, word: &str) -> Option<Self> {
        let word = word.trim();
        let is = |candidate: &str| word.eq_ignore_ascii_case(candidate);
        let common = match () {
            () if is("critical") => Some(Self::Critical),
            () if is("high") => Some(Self::High),
            () if is("medium") => Some(Self::Medium),
            () if is("low") => Some(Self::Low),
            () if is("unknown") => Some(Self::Unknown),
            () => None,
        };
        match scanner {
            Scanner::Grype | Scanner::Clair if is("negligible") => Some(Self::Negligible),
            // Legacy Clair's "the world burns" ranks above Critical; the scale ends there.
            Scanner::Clair if is("defcon1") => Some(Self::Critical),
            _ => common,
        }
    }

    /// Returns the rank from 0 (`None`) to 5 (`Critical`); `None` for `Unknown`.
    #[must_use]
    pub fn level(self) -> Option<u8> {
        match self {
            Self::Unknown => None,
            Self::None => Some(0),
            Self::Negligible => Some(1),
            Self::Low => Some(2),
            Self::Medium => Some(3),
            Self::High => Some(4),
            Self::Critical => Some(5),
        }
    }

    /// Returns whether this is `other` or worse; `None` if either is `Unknown`.
    #[must_use]
    pub fn at_least(self, other: Self) -> Option<bool> {
        Some(self.level()? >= other.level()?)
    }

    /// Returns the severity in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::None => "none",
            Self::Negligible => "negligible",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A severity together with the word it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct StatedSeverity {
    /// The severity on the common scale; `Unknown` if the word is missing or not understood.
    pub level: Severity,
    /// The word as the report has it, such as `HIGH`; a number where the report has numbers
    /// (`3`); `None` if the report states none.
    pub raw: Option<String>,
    /// Who rated it so, such as `nvd` or `debian`; `None` if the report does not say.
    pub source: Option<String>,
}

/// How many of something there are per severity.
///
/// ```
/// use scan_reports::{Counts, Severity};
///
/// let counts: Counts = [Severity::High, Severity::Low, Severity::High].into_iter().collect();
/// assert_eq!(counts.of(Severity::High), 2);
/// assert_eq!(counts.to_string(), "2 high, 1 low");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Counts {
    /// Critical ones.
    pub critical: usize,
    /// High ones.
    pub high: usize,
    /// Medium ones.
    pub medium: usize,
    /// Low ones.
    pub low: usize,
    /// Negligible ones.
    pub negligible: usize,
    /// Those rated to have no impact.
    pub none: usize,
    /// Those without a rating we understand.
    pub unknown: usize,
}

impl Counts {
    /// Returns how many have this severity.
    #[must_use]
    pub fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Negligible => self.negligible,
            Severity::None => self.none,
            Severity::Unknown => self.unknown,
        }
    }

    /// Returns how many there are in all.
    #[must_use]
    pub fn total(&self) -> usize {
        Severity::ALL.into_iter().map(|severity| self.of(severity)).sum()
    }
}

impl Extend<Severity> for Counts {
    fn extend<I: IntoIterator<Item = Severity>>(&mut self, severities: I) {
        for severity in severities {
            *match severity {
                Severity::Critical => &mut self.critical,
                Severity::High => &mut self.high,
                Severity::Medium => &mut self.medium,
                Severity::Low => &mut self.low,
                Severity::Negligible => &mut self.negligible,
                Severity::None => &mut self.none,
                Severity::Unknown => &mut self.unknown,
            } += 1;
        }
    }
}

impl FromIterator<Severity> for Counts {
    fn from_iter<I: IntoIterator<Item = Severity>>(severities: I) -> Self {
        let mut counts = Self::default();
        counts.extend(severities);
        counts
    }
}

/// Prints those that are not zero, most severe first: `2 critical, 1 low`; `0` if all are.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for severity in Severity::ALL {
            let count = self.of(severity);
            if count > 0 {
                let comma = if first { "" } else { ", " };
                write!(f, "{comma}{count} {severity}")?;
                first = false;
            }
        }
        if first { f.write_str("0") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_compares_with_nothing() {
        assert_eq!(Severity::Unknown.at_least(Severity::None), None);
        assert_eq!(Severity::Critical.at_least(Severity::Unknown), None);
        assert_eq!(Severity::High.at_least(Severity::High), Some(true));
        assert_eq!(Severity::Low.at_least(Severity::Medium), Some(false));
    }

    #[test]
    fn words_belong_to_scanners() {
        let map = Severity::from_word;
        assert_eq!(map(&Scanner::Trivy, " Critical "), Some(Severity::Critical));
        assert_eq!(map(&Scanner::Trivy, "negligible"), None);
        assert_eq!(map(&Scanner::Grype, "Negligible"), Some(Severity::Negligible));
        assert_eq!(map(&Scanner::Clair, "Defcon1"), Some(Severity::Critical));
        assert_eq!(map(&Scanner::Trivy, ""), None);
    }

    #[test]
    fn levels_follow_the_listing_order() {
        let levels: Vec<_> = Severity::ALL.into_iter().filter_map(Severity::level).collect();
        assert_eq!(levels, [5, 4, 3, 2, 1, 0]);
    }
}
