//! The words of the formats, and what they come to.

use super::statement::Statement;

/// Whether a vulnerability matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It does not: OpenVEX `not_affected`, CycloneDX `not_affected` and `false_positive`, CSAF
    /// `known_not_affected`.
    NotAffected,
    /// It does: OpenVEX `affected`, CycloneDX `exploitable`, CSAF `known_affected`,
    /// `first_affected` and `last_affected`.
    Affected,
    /// It did, and is fixed in these products: OpenVEX `fixed`, CycloneDX `resolved` and
    /// `resolved_with_pedigree`, CSAF `fixed` and `first_fixed`.
    Fixed,
    /// Not known yet: OpenVEX and CSAF `under_investigation`, CycloneDX `in_triage`.
    UnderInvestigation,
    /// A word outside the vocabulary, or CSAF 2.1 `unknown`; see
    /// [`Statement::status_text`](super::Statement::status_text).
    Other,
}

impl Status {
    /// Returns the OpenVEX word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
            Self::Other => "other",
        }
    }

    pub(super) fn from_openvex(word: &str) -> Self {
        match word {
            "not_affected" => Self::NotAffected,
            "affected" => Self::Affected,
            "fixed" => Self::Fixed,
            "under_investigation" => Self::UnderInvestigation,
            _ => Self::Other,
        }
    }

    /// Reads a member of `product_status`; `None` for what is no status.
    pub(super) fn from_csaf(word: &str) -> Option<Self> {
        Some(match word {
            "known_not_affected" => Self::NotAffected,
            "known_affected" | "first_affected" | "last_affected" => Self::Affected,
            "fixed" | "first_fixed" => Self::Fixed,
            "under_investigation" => Self::UnderInvestigation,
            "unknown" => Self::Other,
            _ => return None,
        })
    }

    pub(super) fn from_cyclonedx(word: &str) -> Self {
        match word {
            "not_affected" | "false_positive" => Self::NotAffected,
            "exploitable" => Self::Affected,
            "resolved" | "resolved_with_pedigree" => Self::Fixed,
            "in_triage" => Self::UnderInvestigation,
            _ => Self::Other,
        }
    }

    /// Returns the member of `product_status` for the status, the word itself if it is one.
    pub(super) fn to_csaf(self, written: &str) -> Option<&'static str> {
        const MEMBERS: [&str; 6] = [
            "known_not_affected",
            "known_affected",
            "first_affected",
            "last_affected",
            "fixed",
            "first_fixed",
        ];
        if let Some(member) = MEMBERS.iter().find(|member| **member == written)
            && Self::from_csaf(member) == Some(self)
        {
            return Some(member);
        }
        Some(match self {
            Self::NotAffected => "known_not_affected",
            Self::Affected => "known_affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
            Self::Other => return None,
        })
    }

    pub(super) fn to_cyclonedx(self, written: &str) -> Option<&'static str> {
        const STATES: [&str; 2] = ["false_positive", "resolved_with_pedigree"];
        if let Some(state) = STATES.iter().find(|state| **state == written)
            && Self::from_cyclonedx(state) == self
        {
            return Some(state);
        }
        Some(match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "exploitable",
            Self::Fixed => "resolved",
            Self::UnderInvestigation => "in_triage",
            Self::Other => return None,
        })
    }
}

/// Why a product is not affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Justification {
    /// The component is not in the product.
    ComponentNotPresent,
    /// The component is, its vulnerable code is not. CycloneDX `code_not_present`.
    VulnerableCodeNotPresent,
    /// The vulnerable code is never run. CycloneDX `code_not_reachable`.
    VulnerableCodeNotInExecutePath,
    /// An attacker cannot reach or steer it. CycloneDX `requires_configuration`,
    /// `requires_dependency` and `requires_environment` come closest to it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Something in the product prevents it. CycloneDX `protected_by_compiler`,
    /// `protected_at_runtime`, `protected_at_perimeter`, `protected_by_mitigating_control`.
    InlineMitigationsAlreadyExist,
    /// A word outside the vocabulary; see
    /// [`Statement::justification_text`](super::Statement::justification_text).
    Other,
}

impl Justification {
    /// Returns the word of OpenVEX and CSAF.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
            Self::Other => "other",
        }
    }

    /// Reads the word of any of the formats.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "component_not_present" | "componentNotPresent" => Self::ComponentNotPresent,
            "vulnerable_code_not_present" | "vulnerableCodeNotPresent" | "code_not_present" => {
                Self::VulnerableCodeNotPresent
            }
            "vulnerable_code_not_in_execute_path"
            | "vulnerableCodeNotInExecutePath"
            | "code_not_reachable" => Self::VulnerableCodeNotInExecutePath,
            "vulnerable_code_cannot_be_controlled_by_adversary"
            | "vulnerableCodeCannotBeControlledByAdversary"
            | "requires_configuration"
            | "requires_dependency"
            | "requires_environment" => Self::VulnerableCodeCannotBeControlledByAdversary,
            "inline_mitigations_already_exist"
            | "inlineMitigationsAlreadyExist"
            | "protected_by_compiler"
            | "protected_at_runtime"
            | "protected_at_perimeter"
            | "protected_by_mitigating_control" => Self::InlineMitigationsAlreadyExist,
            _ => Self::Other,
        }
    }

    /// Reports whether OpenVEX and CSAF say exactly what the word says.
    pub(super) fn says_exactly(self, word: &str) -> bool {
        self != Self::Other
            && (!CYCLONEDX.contains(&word)
                || matches!(word, "code_not_present" | "code_not_reachable"))
    }

    /// Returns the word of CycloneDX, and whether it says the same: the word itself if it is one.
    pub(super) fn to_cyclonedx(self, written: &str) -> Option<(&'static str, bool)> {
        if let Some(word) = CYCLONEDX.iter().find(|word| **word == written) {
            return Some((word, true));
        }
        Some(match self {
            Self::ComponentNotPresent => ("code_not_present", false),
            Self::VulnerableCodeNotPresent => ("code_not_present", true),
            Self::VulnerableCodeNotInExecutePath => ("code_not_reachable", true),
            Self::VulnerableCodeCannotBeControlledByAdversary => ("requires_environment", false),
            Self::InlineMitigationsAlreadyExist => ("protected_by_mitigating_control", false),
            Self::Other => return None,
        })
    }
}

/// Returns the justification of a statement in the words of SPDX 3, and whether it says the same.
pub(crate) fn spdx_justification(statement: &Statement) -> Option<(&'static str, bool)> {
    let justification = statement.justification?;
    let word = match justification {
        Justification::ComponentNotPresent => "componentNotPresent",
        Justification::VulnerableCodeNotPresent => "vulnerableCodeNotPresent",
        Justification::VulnerableCodeNotInExecutePath => "vulnerableCodeNotInExecutePath",
        Justification::VulnerableCodeCannotBeControlledByAdversary => {
            "vulnerableCodeCannotBeControlledByAdversary"
        }
        Justification::InlineMitigationsAlreadyExist => "inlineMitigationsAlreadyExist",
        Justification::Other => return None,
    };
    let written = statement.justification_text.as_deref().unwrap_or_default();
    Some((word, justification.says_exactly(written)))
}

const CYCLONEDX: [&str; 9] = [
    "code_not_present",
    "code_not_reachable",
    "requires_configuration",
    "requires_dependency",
    "requires_environment",
    "protected_by_compiler",
    "protected_at_runtime",
    "protected_at_perimeter",
    "protected_by_mitigating_control",
];

/// What can be done about a vulnerability, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Response {
    /// Take a newer version: CSAF `vendor_fix`, CycloneDX `update`.
    Update,
    /// Take an older version: CycloneDX `rollback`.
    Rollback,
    /// Lessen the risk: CSAF `workaround` and `mitigation`, CycloneDX `workaround_available`.
    Workaround,
    /// Wait for a fix: CSAF `fix_planned` (2.1).
    FixPlanned,
    /// Nothing yet: CSAF `none_available`.
    NoneAvailable,
    /// There will be no fix: CSAF `no_fix_planned`, CycloneDX `will_not_fix`.
    WillNotFix,
    /// There can be no fix: CycloneDX `can_not_fix`.
    CanNotFix,
    /// A word outside the vocabulary, or none.
    Other,
}

impl Response {
    /// Reads the word of any of the formats.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "vendor_fix" | "update" | "optional_patch" => Self::Update,
            "rollback" => Self::Rollback,
            "workaround" | "mitigation" | "workaround_available" => Self::Workaround,
            "fix_planned" => Self::FixPlanned,
            "none_available" => Self::NoneAvailable,
            "no_fix_planned" | "will_not_fix" => Self::WillNotFix,
            "can_not_fix" => Self::CanNotFix,
            _ => Self::Other,
        }
    }

    /// Returns the category of a CSAF 2.0 remediation, and whether it says the same.
    pub(super) fn to_csaf(self, written: &str) -> (&'static str, bool) {
        match self {
            Self::Update => ("vendor_fix", written != "optional_patch"),
            Self::Workaround if written == "mitigation" => ("mitigation", true),
            Self::Workaround => ("workaround", true),
            Self::Rollback => ("workaround", false),
            Self::FixPlanned => ("none_available", false),
            Self::NoneAvailable => ("none_available", true),
            Self::WillNotFix => ("no_fix_planned", true),
            Self::CanNotFix => ("no_fix_planned", false),
            // Words without a category: advice that is no fix.
            Self::Other => ("mitigation", written.is_empty()),
        }
    }

    /// Returns the response of CycloneDX if there is one, and whether it says the same.
    pub(super) fn to_cyclonedx(self, written: &str) -> Option<(&'static str, bool)> {
        Some(match self {
            Self::Update => ("update", written != "optional_patch"),
            Self::Rollback => ("rollback", true),
            Self::Workaround => ("workaround_available", true),
            Self::WillNotFix => ("will_not_fix", true),
            Self::CanNotFix => ("can_not_fix", true),
            Self::FixPlanned | Self::NoneAvailable | Self::Other => return None,
        })
    }
}
