//! The words that scanners and advisories use for severities, each with its own meaning.

use super::Severity;

/// Whose words are to be read.
///
/// The same word can mean different levels: *important* is `High` for Red Hat, and Debian's
/// urgencies are one step lower than what Clair makes of them. Each source's own word is kept;
/// nothing is corrected here, since choosing among sources is the policy's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Vocabulary {
    /// JFrog Xray: `Critical` … `Low`, `Information`, `Unknown` and its transitional words.
    Xray,
    /// Trivy's `Severity` field.
    Trivy,
    /// Trivy's `VendorSeverity` numbers, `0` to `4`.
    TrivyVendor,
    /// `normalized_severity` of Clair 4.
    Clair,
    /// Clair before 4, which also says `Defcon1`.
    ClairLegacy,
    /// Grype.
    Grype,
    /// OSV and GitHub advisories.
    Osv,
    /// Red Hat.
    RedHat,
    /// SUSE, and the same words as Photon and Oracle Linux use them.
    Suse,
    /// Amazon Linux.
    Amazon,
    /// Ubuntu priorities.
    Ubuntu,
    /// Debian urgencies.
    Debian,
    /// Alpine, which publishes none: every word is unknown.
    Alpine,
    /// Docker Scout.
    DockerScout,
    /// CycloneDX `ratings[].severity`.
    CycloneDx,
    /// The qualitative words of the CVSS specifications.
    Cvss,
    /// SARIF result levels; a weak statement, because it is about the rule, not the flaw.
    SarifLevel,
    /// kubesec; weak, because it rates advice on configuration.
    Kubesec,
}

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Word<'a> {
    /// The level, `Unknown` if the word says so or is not understood.
    pub level: Severity,
    /// Whether the word counts only if nothing better is known.
    pub weak: bool,
    /// Whether the word was `Defcon1`: `Critical`, shown as an emergency.
    pub defcon: bool,
    /// Whether the word marks a clean result and so is not a finding at all.
    pub no_issues: bool,
    /// The word itself if this vocabulary has no such word; worth a diagnostic.
    pub unmapped: Option<&'a str>,
}

impl Vocabulary {
    /// Reads a word, ignoring case and surrounding space. An empty word is a missing one.
    ///
    /// ```
    /// use policy_core::severity::{Severity, Vocabulary};
    ///
    /// assert_eq!(Vocabulary::RedHat.read("Important").level, Severity::High);
    /// let word = Vocabulary::RedHat.read("Urgent");
    /// assert_eq!((word.level, word.unmapped), (Severity::Unknown, Some("Urgent")));
    /// ```
    #[must_use]
    pub fn read(self, word: &str) -> Word<'_> {
        let word = word.trim();
        let found =
            self.table().iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|e| e.1);
        Word {
            level: found.unwrap_or(Severity::Unknown),
            weak: matches!(self, Self::SarifLevel | Self::Kubesec),
            defcon: matches!(self, Self::ClairLegacy) && word.eq_ignore_ascii_case(DEFCON),
            no_issues: matches!(self, Self::Xray) && word.eq_ignore_ascii_case(NO_ISSUES),
            unmapped: (found.is_none() && !word.is_empty()).then_some(word),
        }
    }

    const fn table(self) -> &'static [(&'static str, Severity)] {
        use Severity::{Critical, High, Low, Medium, Negligible, None, Unknown};

        const SIX: &[(&str, Severity)] = &[
            ("unknown", Unknown),
            ("negligible", Negligible),
            ("low", Low),
            ("medium", Medium),
            ("high", High),
            ("critical", Critical),
        ];
        match self {
            Self::Xray => &[
                ("critical", Critical),
                ("high", High),
                ("medium", Medium),
                ("low", Low),
                ("information", Negligible),
                ("unknown", Unknown),
                ("normal", Unknown),
                ("pending", Unknown),
                (NO_ISSUES, Unknown),
            ],
            Self::Trivy => &[
                ("critical", Critical),
                ("high", High),
                ("medium", Medium),
                ("low", Low),
                ("unknown", Unknown),
            ],
            Self::TrivyVendor => {
                &[("0", Unknown), ("1", Low), ("2", Medium), ("3", High), ("4", Critical)]
            }
            Self::Clair | Self::Grype => SIX,
            Self::ClairLegacy => &[
                ("unknown", Unknown),
                ("negligible", Negligible),
                ("low", Low),
                ("medium", Medium),
                ("high", High),
                ("critical", Critical),
                (DEFCON, Critical),
            ],
            Self::Osv => &[
                ("low", Low),
                ("moderate", Medium),
                ("medium", Medium),
                ("high", High),
                ("critical", Critical),
            ],
            Self::RedHat | Self::Suse => &[
                ("low", Low),
                ("moderate", Medium),
                ("important", High),
                ("critical", Critical),
                ("none", None),
            ],
            Self::Amazon => {
                &[("low", Low), ("medium", Medium), ("important", High), ("critical", Critical)]
            }
            Self::Ubuntu => &[
                ("untriaged", Unknown),
                ("negligible", Negligible),
                ("low", Low),
                ("medium", Medium),
                ("high", High),
                ("critical", Critical),
            ],
            Self::Debian => &[
                ("unimportant", Negligible),
                ("low", Low),
                ("medium", Medium),
                ("high", High),
                ("not yet assigned", Unknown),
                ("end-of-life", Unknown),
            ],
            Self::Alpine => &[],
            Self::DockerScout => &[
                ("critical", Critical),
                ("high", High),
                ("medium", Medium),
                ("low", Low),
                ("unspecified", Unknown),
            ],
            Self::CycloneDx => &[
                ("critical", Critical),
                ("high", High),
                ("medium", Medium),
                ("low", Low),
                ("info", Negligible),
                ("none", None),
                ("unknown", Unknown),
            ],
            Self::Cvss => &[
                ("none", None),
                ("low", Low),
                ("medium", Medium),
                ("high", High),
                ("critical", Critical),
            ],
            Self::SarifLevel => {
                &[("error", High), ("warning", Medium), ("note", Low), ("none", Unknown)]
            }
            Self::Kubesec => &[("critical", High), ("advise", Low)],
        }
    }
}

/// What Clair calls a flaw that everybody must act on at once.
pub(super) const DEFCON: &str = "defcon1";
const NO_ISSUES: &str = "scanned - no issues";
