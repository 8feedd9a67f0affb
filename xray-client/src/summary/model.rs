//! What a summary says of an artifact: issues, licences, operational risks.
//!
//! Every field that some server left out or sent as `null` is optional here. A list that was
//! absent, `null` or empty is an empty list: all three mean that nothing is known, none means that
//! nothing is wrong.

use jfrog_http::{Timestamp, UnknownValue, lenient};
use serde::{Deserialize, Deserializer};

use crate::component::ComponentId;
use crate::cvss::Cvss;
use crate::lenient_ext::{ignore_odd, strings};
use crate::package_type::PackageType;
use crate::severity::Severity;
use crate::version_range::VersionEntry;

/// All that Xray knows of one artifact.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ArtifactSummary {
    /// Which artifact this is.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub general: General,
    /// Known weaknesses. One issue may name several CVEs, and one CVE may occur in several issues.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub issues: Vec<Issue>,
    /// Licences, each with the components under it.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub licenses: Vec<License>,
    /// Components that are badly maintained.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub operational_risks: Vec<OperationalRisk>,
}

/// Which artifact a summary is about.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct General {
    /// The component without its scheme: `team/app:1.0`. [`General::component`] puts the scheme
    /// back.
    pub component_id: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// Where it lies, `default/docker-local/team/app/1.0/`: with the prefix, and for images without
    /// the file's name.
    pub path: Option<String>,
    /// The ecosystem.
    pub pkg_type: Option<PackageType>,
    /// The SHA-256 as text: for an image that of its manifest, which is the image's digest. Xray
    /// pads an unknown one as 24 zeros and the SHA-1.
    pub sha256: Option<String>,
    /// The SHA-1 as text.
    pub sha1: Option<String>,
    /// The parent's SHA-256, of builds.
    pub parent_sha256: Option<String>,
}

impl General {
    /// Returns the component with the scheme of its package type, or nothing when it has no name.
    #[must_use]
    pub fn component(&self) -> Option<ComponentId> {
        let text = self.component_id.as_deref()?;
        let Some(package_type) = &self.pkg_type else { return Some(ComponentId::parse(text)) };
        if text.contains("://") {
            return Some(ComponentId::parse(text));
        }
        Some(ComponentId::parse(&format!("{}://{text}", package_type.scheme())))
    }
}

/// A weakness, or a violation of some other kind that Xray reports as an issue.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Issue {
    /// Xray's identifier, `XRAY-191884`. Some servers leave it out of version 1 summaries.
    pub issue_id: Option<String>,
    /// One sentence.
    pub summary: Option<String>,
    /// Some paragraphs.
    pub description: Option<String>,
    /// The kind, as text: `security`.
    pub issue_type: Option<String>,
    /// The severity. Nothing, when the server sent none: that is [`Severity::Unrated`], not
    /// harmless.
    #[serde(deserialize_with = "severity_opt")]
    pub severity: Option<Severity>,
    /// Who says so: `JFrog`, or the name of a custom source.
    pub provider: Option<String>,
    /// When the issue was published.
    #[serde(deserialize_with = "lenient::opt_timestamp")]
    pub created: Option<Timestamp>,
    /// The CVEs. An entry may have scores and no identifier.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub cves: Vec<Cve>,
    /// Where the component lies, from the artifact inwards:
    /// `default/docker-local/…/sha256__….tar.gz/3.12:busybox:1.31`.
    #[serde(deserialize_with = "strings")]
    pub impact_path: Vec<String>,
    /// The affected components with their fixes. Version 1 has none.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub components: Vec<IssueComponent>,
    /// Where the component lies inside the artifact.
    #[serde(deserialize_with = "strings")]
    pub component_physical_paths: Vec<String>,
    /// Where to read more.
    #[serde(deserialize_with = "strings")]
    pub references: Vec<String>,
    /// What JFrog's researchers add; absent on free tiers.
    #[serde(deserialize_with = "ignore_odd")]
    pub extended_information: Option<ExtendedInformation>,
    /// Whether the weakness can be reached in this artifact, a CVE and component each (Advanced
    /// Security).
    #[serde(deserialize_with = "ignore_odd")]
    pub applicability_details: Option<Vec<ApplicabilityDetail>>,
}

impl Issue {
    /// Returns the severity, with "none sent" as [`Severity::Unrated`].
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity.clone().unwrap_or(Severity::Unrated)
    }

    /// Returns what identifies the issue best: Xray's identifier, else the first CVE.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.issue_id.as_deref().or_else(|| self.cve_ids().next())
    }

    /// Returns the CVE identifiers.
    pub fn cve_ids(&self) -> impl Iterator<Item = &str> {
        self.cves.iter().filter_map(|cve| cve.cve.as_deref())
    }
}

/// A CVE of an issue, with its scores.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Cve {
    /// The identifier, `CVE-2021-44228`. Missing where Xray knew of the weakness before it had one.
    pub cve: Option<String>,
    /// The kinds of weakness, `CWE-502`.
    #[serde(deserialize_with = "strings")]
    pub cwe: Vec<String>,
    /// CVSS version 2.
    #[serde(deserialize_with = "cvss_opt")]
    pub cvss_v2: Option<Cvss>,
    /// CVSS version 3.
    #[serde(deserialize_with = "cvss_opt")]
    pub cvss_v3: Option<Cvss>,
    /// CVSS version 4.
    #[serde(deserialize_with = "cvss_opt")]
    pub cvss_v4: Option<Cvss>,
}

impl Cve {
    /// Returns the score of the newest CVSS version that has one.
    #[must_use]
    pub fn best_score(&self) -> Option<f64> {
        [&self.cvss_v4, &self.cvss_v3, &self.cvss_v2].into_iter().flatten().find_map(Cvss::score)
    }
}

/// A component affected by an issue.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct IssueComponent {
    /// The name without scheme and version, `8:libX11:0`; with licences and older servers the full
    /// identifier.
    pub component_id: Option<String>,
    /// The version found. May be missing.
    pub version: Option<String>,
    /// The ecosystem. May be missing.
    pub pkg_type: Option<PackageType>,
    /// The versions that fix it, one a maintained branch. Empty means that no fix is known.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub fixed_versions: Vec<VersionEntry>,
    /// The affected ranges, of which one suffices.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub infected_versions: Vec<VersionEntry>,
}

impl IssueComponent {
    /// Returns the component as one identifier, or nothing when it has no name.
    #[must_use]
    pub fn component(&self) -> Option<ComponentId> {
        let id = self.component_id.as_deref()?;
        Some(ComponentId::from_parts(self.pkg_type.as_ref(), id, self.version.as_deref()))
    }

    /// Returns the versions known to fix the issue, in the server's order; ranges count with their
    /// lower bound.
    pub fn fix_candidates(&self) -> impl Iterator<Item = &str> {
        self.fixed_versions.iter().filter_map(VersionEntry::fix_candidate)
    }
}

/// What JFrog's researchers say of an issue. Texts are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ExtendedInformation {
    /// One sentence.
    pub short_description: Option<String>,
    /// The whole explanation.
    pub full_description: Option<String>,
    /// How to fix or work around it.
    pub remediation: Option<String>,
    /// The researchers' own severity.
    #[serde(deserialize_with = "severity_opt")]
    pub jfrog_research_severity: Option<Severity>,
    /// Why they rated it so.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub jfrog_research_severity_reasons: Vec<SeverityReason>,
}

/// One reason for a researcher's severity.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SeverityReason {
    /// The reason in a few words.
    pub name: Option<String>,
    /// The reason in full.
    pub description: Option<String>,
    /// Whether it makes the issue less severe.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub is_positive: Option<bool>,
}

/// Whether one CVE can be reached through one component.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ApplicabilityDetail {
    /// The scanned artifact.
    pub component_id: Option<ComponentId>,
    /// The component with the weakness.
    pub source_comp_id: Option<ComponentId>,
    /// The weakness.
    pub vulnerability_id: Option<String>,
    /// The verdict as text: `applicable`, `not_applicable`, `undetermined`, and more with time.
    pub result: Option<String>,
}

/// A licence and the components under it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct License {
    /// Xray's key: mostly an SPDX identifier, but also `Unknown`, `Public Domain`, or a URL.
    pub name: Option<String>,
    /// The long name. May contain line breaks.
    pub full_name: Option<String>,
    /// Where to read it.
    #[serde(deserialize_with = "strings")]
    pub more_info_url: Vec<String>,
    /// The components, with scheme.
    #[serde(deserialize_with = "lenient::null_as_default")]
    pub components: Vec<ComponentId>,
}

/// How badly a component is maintained.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OperationalRisk {
    /// The component, with scheme.
    pub component_id: Option<ComponentId>,
    /// How bad it is.
    #[serde(deserialize_with = "risk_opt")]
    pub risk: Option<Risk>,
    /// Why, in a few words.
    pub risk_reason: Option<String>,
    /// Whether the component has reached its end of life.
    #[serde(deserialize_with = "lenient::opt_bool")]
    pub is_eol: Option<bool>,
    /// What is said about that.
    pub eol_message: Option<String>,
    /// The latest version.
    pub latest_version: Option<String>,
    /// How many versions are newer.
    #[serde(deserialize_with = "lenient::opt_u64")]
    pub newer_versions: Option<u64>,
    /// Releases a year, as the server rounds it.
    #[serde(deserialize_with = "lenient::opt_f64")]
    pub cadence: Option<f64>,
    /// Commits in the last year.
    #[serde(deserialize_with = "lenient::opt_u64")]
    pub commits: Option<u64>,
    /// People who committed in the last year.
    #[serde(deserialize_with = "lenient::opt_u64")]
    pub committers: Option<u64>,
    /// When this version was released.
    #[serde(deserialize_with = "lenient::opt_timestamp")]
    pub released: Option<Timestamp>,
}

/// A grade of operational risk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Risk {
    /// The worst.
    High,
    /// Moderate.
    Medium,
    /// Small.
    Low,
    /// Assessed, and none found.
    None,
    /// A word this version of the crate does not know.
    Unknown(UnknownValue),
}

impl Risk {
    /// Returns Xray's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::None => "None",
            Self::Unknown(text) => text.as_str(),
        }
    }
}

impl From<&str> for Risk {
    /// Reads Xray's word; case does not matter.
    fn from(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "high" => Self::High,
            "medium" => Self::Medium,
            "low" => Self::Low,
            "none" => Self::None,
            _ => Self::Unknown(UnknownValue::new(text)),
        }
    }
}

fn severity_opt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Severity>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.trim().is_empty()).map(|text| Severity::from(text.as_str())))
}

fn risk_opt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Risk>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.trim().is_empty()).map(|text| Risk::from(text.as_str())))
}

fn cvss_opt<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cvss>, D::Error> {
    let cvss = Option::<Cvss>::deserialize(deserializer)?;
    Ok(cvss.filter(|cvss| !cvss.as_str().trim().is_empty()))
}

#[cfg(test)]
mod tests;
