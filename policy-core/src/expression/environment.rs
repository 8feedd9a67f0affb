//! What an expression may name: every variable and field, with type and meaning, in one list.

use std::fmt;

use crate::severity::Severity;

/// A type of a value in an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Number,
    Text,
    /// A text of which every value is known.
    Word(&'static [&'static str]),
    /// A version: a text that only `vers()` orders.
    Version,
    Severity,
    Timestamp,
    Duration,
    Purl,
    Map,
    /// A list of texts.
    Texts,
    /// A list of anything else that is not a list.
    List(Scalar),
    /// The empty list.
    Nothing,
}

/// The types of elements other than texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Bool,
    Number,
    Severity,
    Timestamp,
    Duration,
    Purl,
}

impl Type {
    /// The type of a list of these; `None` if there are no such lists.
    pub(super) const fn listed(self) -> Option<Self> {
        Some(match self {
            Self::Text | Self::Word(_) | Self::Version => Self::Texts,
            Self::Bool => Self::List(Scalar::Bool),
            Self::Number => Self::List(Scalar::Number),
            Self::Severity => Self::List(Scalar::Severity),
            Self::Timestamp => Self::List(Scalar::Timestamp),
            Self::Duration => Self::List(Scalar::Duration),
            Self::Purl => Self::List(Scalar::Purl),
            Self::Map | Self::Texts | Self::List(_) | Self::Nothing => return None,
        })
    }

    /// The type of an element; `None` if this is no list.
    pub(super) const fn element(self) -> Option<Self> {
        Some(match self {
            Self::Texts | Self::Nothing => Self::Text,
            Self::List(Scalar::Bool) => Self::Bool,
            Self::List(Scalar::Number) => Self::Number,
            Self::List(Scalar::Severity) => Self::Severity,
            Self::List(Scalar::Timestamp) => Self::Timestamp,
            Self::List(Scalar::Duration) => Self::Duration,
            Self::List(Scalar::Purl) => Self::Purl,
            _ => return None,
        })
    }

    /// Whether its values are texts.
    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Word(_) | Self::Version)
    }
}

impl Type {
    /// The name, as the documentation writes it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Text | Self::Word(_) => "string",
            Self::Version => "version",
            Self::Severity => "severity",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::Purl => "purl",
            Self::Map => "map(string)",
            Self::Texts => "list(string)",
            Self::List(Scalar::Bool) => "list(bool)",
            Self::List(Scalar::Number) => "list(number)",
            Self::List(Scalar::Severity) => "list(severity)",
            Self::List(Scalar::Timestamp) => "list(timestamp)",
            Self::List(Scalar::Duration) => "list(duration)",
            Self::List(Scalar::Purl) => "list(purl)",
            Self::Nothing => "list",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A variable or field that an expression may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) field: Field,
    /// As expressions write it: `finding.cvss_score`.
    pub(crate) path: &'static str,
    pub(crate) kind: Type,
    /// Whether it may be unknown.
    pub(crate) optional: bool,
    /// What it means, in a few words.
    pub(crate) meaning: &'static str,
    /// Whether more of it is worse, so that a rule should not stop at an upper bound.
    pub(crate) grows_worse: bool,
}

macro_rules! environment {
    ($($(#[doc = $meaning:literal])+ $field:ident: $path:literal, $kind:expr, $known:ident $($worse:ident)?;)+) => {
        /// What can be asked of the evidence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Field {
            $($(#[doc = $meaning])+ $field,)+
        }

        /// Every variable and field, in the order of the documentation.
        pub(crate) const ENVIRONMENT: &[Entry] = &[$(Entry {
            field: Field::$field,
            path: $path,
            kind: $kind,
            optional: optional!($known),
            meaning: concat!($($meaning),+).trim_ascii(),
            grows_worse: grows_worse!($($worse)?),
        },)+];
    };
}

macro_rules! optional {
    (always) => {
        false
    };
    (optional) => {
        true
    };
}

macro_rules! grows_worse {
    () => {
        false
    };
    (worse) => {
        true
    };
}

const FIX_STATES: &[&str] = &["fixed", "not_fixed", "wont_fix", "deferred", "end_of_life"];
const SSVC: &[&str] = &["track", "track*", "attend", "act"];
const MATCH_KINDS: &[&str] = &["exact", "cpe"];
const SCOPES: &[&str] = &["required", "optional", "dev"];
const LAYERS: &[&str] = &["app", "base"];

environment! {
    /// Canonical id: the lowest CVE, else a GHSA, else the smallest text.
    FindingId: "finding.id", Type::Text, always;
    /// All ids of the vulnerability, the canonical one included.
    FindingIds: "finding.ids", Type::Texts, always;
    /// Effective severity, as the policy's strategy has it.
    FindingSeverity: "finding.severity", Type::Severity, optional worse;
    /// Highest CVSS base score, 0.0 to 10.0.
    FindingCvssScore: "finding.cvss_score", Type::Number, optional worse;
    /// Metrics of the CVSS vectors, such as `finding.cvss.AV`, where the vectors agree.
    FindingCvss: "finding.cvss", Type::Map, optional;
    /// Probability of exploitation within 30 days (EPSS), 0 to 1.
    FindingEpss: "finding.epss", Type::Number, optional worse;
    /// Share of vulnerabilities with the same or a lower probability, 0 to 1.
    FindingEpssPercentile: "finding.epss_percentile", Type::Number, optional worse;
    /// Whether it is known to be exploited (KEV).
    FindingKev: "finding.kev", Type::Bool, optional worse;
    /// Until when KEV asks for it to be remediated.
    FindingKevDue: "finding.kev_due", Type::Timestamp, optional;
    /// SSVC decision: given, or derived where the inputs leave no other.
    FindingSsvc: "finding.ssvc", Type::Word(SSVC), optional worse;
    /// Whether there is a version that fixes it and is newer than what is installed.
    FindingFixAvailable: "finding.fix_available", Type::Bool, optional;
    /// What is said about fixes, where the sources agree.
    FindingFixState: "finding.fix_state", Type::Word(FIX_STATES), optional;
    /// The version to upgrade to.
    FindingFixedVersion: "finding.fixed_version", Type::Version, optional;
    /// When it was published.
    FindingPublished: "finding.published", Type::Timestamp, optional;
    /// How long ago it was published.
    FindingPublishedAge: "finding.published_age", Type::Duration, optional;
    /// When a fixed version was first there.
    FindingFixAvailableSince: "finding.fix_available_since", Type::Timestamp, optional;
    /// When it was first seen in this artifact.
    FindingFirstSeen: "finding.first_seen", Type::Timestamp, optional;
    /// Weaknesses, such as `CWE-79`.
    FindingCwe: "finding.cwe", Type::Texts, optional;
    /// Whether the vulnerable code can be reached.
    FindingReachable: "finding.reachable", Type::Bool, optional worse;
    /// Whether the package is malicious as such.
    FindingMalicious: "finding.malicious", Type::Bool, optional worse;
    /// How the scanner matched the package.
    FindingMatchKind: "finding.match_kind", Type::Word(MATCH_KINDS), optional;
    /// The scanners that report it.
    FindingSource: "finding.source", Type::Texts, always;
    /// One line about it.
    FindingTitle: "finding.title", Type::Text, optional;

    /// Package URL.
    ComponentPurl: "component.purl", Type::Text, optional;
    /// Type of the package URL, such as `npm`; `generic` without one.
    ComponentType: "component.type", Type::Text, always;
    /// Namespace of the package URL, such as `@babel`.
    ComponentNamespace: "component.namespace", Type::Text, optional;
    /// Name as people write it, such as `@babel/core`.
    ComponentName: "component.name", Type::Text, always;
    /// Installed version, with its epoch.
    ComponentVersion: "component.version", Type::Version, optional;
    /// Licence as one SPDX expression: what was concluded, else what is declared.
    ComponentLicence: "component.licence", Type::Text, optional;
    /// All licence texts as found.
    ComponentLicences: "component.licences", Type::Texts, optional;
    /// Whether the artifact depends on it directly.
    ComponentDirect: "component.direct", Type::Bool, optional;
    /// Steps from the artifact; a direct dependency has depth 1.
    ComponentDepth: "component.depth", Type::Number, optional;
    /// What it is needed for.
    ComponentScope: "component.scope", Type::Word(SCOPES), optional;
    /// Whether it came with the base image.
    ComponentLayer: "component.layer", Type::Word(LAYERS), optional;
    /// Dependency path from the direct dependency down, each step as `name version`.
    ComponentPath: "component.path", Type::Texts, optional;
    /// Files in the artifact where it was found.
    ComponentLocations: "component.locations", Type::Texts, optional;

    /// The reference that is pulled, in full.
    ImageReference: "image.reference", Type::Text, optional;
    /// Its registry, such as `docker.io`.
    ImageRegistry: "image.registry", Type::Text, optional;
    /// Its repository, such as `library/nginx`.
    ImageRepository: "image.repository", Type::Text, optional;
    /// Its tag; `latest` if it has neither tag nor digest.
    ImageTag: "image.tag", Type::Text, optional;
    /// Its digest.
    ImageDigest: "image.digest", Type::Text, optional;
    /// Whether it names a digest.
    ImagePinned: "image.pinned", Type::Bool, optional;
    /// When the image was built.
    ImageCreated: "image.created", Type::Timestamp, optional;
    /// Reference of the base image.
    ImageBaseReference: "image.base.reference", Type::Text, optional;
    /// Registry of the base image.
    ImageBaseRegistry: "image.base.registry", Type::Text, optional;
    /// Repository of the base image.
    ImageBaseRepository: "image.base.repository", Type::Text, optional;
    /// When the base image was built.
    ImageBaseCreated: "image.base.created", Type::Timestamp, optional;
    /// Family of the operating system, such as `debian`.
    ImageOsFamily: "image.os.family", Type::Text, optional;
    /// Version of the operating system, such as `12.5`.
    ImageOsVersion: "image.os.version", Type::Version, optional;
    /// Whether it gets no security fixes any more.
    ImageOsEndOfLife: "image.os.end_of_life", Type::Bool, optional;

    /// The user its processes start as, as its configuration writes it; empty is root.
    ImageUser: "image.user", Type::Text, optional;
    /// Secrets found in it.
    ImageSecrets: "image.secrets", Type::Texts, optional;
    /// The ports it exposes, such as `8080/tcp`.
    ImagePorts: "image.ports", Type::Texts, optional;
    /// Its compressed size in bytes.
    ImageSize: "image.size", Type::Number, optional;
    /// The number of its layers.
    ImageLayers: "image.layers", Type::Number, optional;

    /// Name of what is judged.
    ArtifactName: "artifact.name", Type::Text, always;
    /// Digests of what is judged.
    ArtifactDigests: "artifact.digests", Type::Texts, always;
    /// Where the question is asked, such as `ci`.
    ContextStage: "context.stage", Type::Text, optional;
    /// Kubernetes namespace.
    ContextNamespace: "context.namespace", Type::Text, optional;
    /// Free labels of the evaluation.
    ContextLabels: "context.labels", Type::Map, always;
    /// The instant of the evaluation.
    Now: "now", Type::Timestamp, always;
}

/// What a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// The evaluation as such.
    Circumstances,
    Image,
    Component,
    Finding,
}

impl Entry {
    pub(crate) fn subject(&self) -> Subject {
        match self.path.split('.').next() {
            Some("finding") => Subject::Finding,
            Some("component") => Subject::Component,
            Some("image") => Subject::Image,
            _ => Subject::Circumstances,
        }
    }
}

impl Field {
    pub(crate) fn entry(self) -> &'static Entry {
        // INVARIANT: the macro makes one entry for each field, in the same order.
        ENVIRONMENT.get(self as usize).unwrap_or(&NOW)
    }
}

const NOW: Entry = Entry {
    field: Field::Now,
    path: "now",
    kind: Type::Timestamp,
    optional: false,
    meaning: "",
    grows_worse: false,
};

/// The words for severities, as policies write them.
pub(super) fn severity(word: &str) -> Option<Severity> {
    Severity::ALL
        .into_iter()
        .filter(|level| level.is_known())
        .find(|level| level.as_str().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_finds_its_entry() {
        for entry in ENVIRONMENT {
            assert_eq!(entry.field.entry(), entry);
            assert!(!entry.meaning.is_empty(), "{}", entry.path);
        }
    }
}
