//! Statements about whether a vulnerability affects a product.

use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::Digest;
use crate::Timestamp;
use crate::purl::{Purl, PurlError};
use crate::version::{RangeError, VersionRange};

/// One VEX statement, whatever the format it came in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Statement {
    /// The document's identifier, for the explanation and to settle ties.
    pub document: String,
    /// Who states it.
    pub author: String,
    /// The vulnerability, under any of its names.
    pub vulnerabilities: Vec<String>,
    /// What it is about. A statement about nothing matches nothing.
    #[serde(default)]
    pub products: Vec<Product>,
    /// What is stated.
    pub status: VexStatus,
    /// Why a product is not affected, in the format's vocabulary
    /// (`vulnerable_code_not_in_execute_path`).
    pub justification: Option<String>,
    /// The impact statement or other remarks, in the author's words.
    pub statement: Option<String>,
    /// When it was stated or last confirmed, the later of the two.
    pub timestamp: Option<Timestamp>,
    /// How far its source is trusted.
    #[serde(default)]
    pub trust: Trust,
}

impl Statement {
    /// Returns a statement of a third party about one vulnerability and no product yet.
    #[must_use]
    pub fn new(
        document: impl Into<String>,
        author: impl Into<String>,
        vulnerability: impl Into<String>,
        status: VexStatus,
    ) -> Self {
        Self {
            document: document.into(),
            author: author.into(),
            vulnerabilities: vec![vulnerability.into()],
            products: Vec::new(),
            status,
            justification: None,
            statement: None,
            timestamp: None,
            trust: Trust::default(),
        }
    }

    /// Adds another name of the vulnerability.
    #[must_use]
    pub fn alias(mut self, id: impl Into<String>) -> Self {
        self.vulnerabilities.push(id.into());
        self
    }

    /// Adds what it is about.
    #[must_use]
    pub fn product(mut self, product: Product) -> Self {
        self.products.push(product);
        self
    }

    /// Sets why a product is not affected.
    #[must_use]
    pub fn justification(mut self, justification: impl Into<String>) -> Self {
        self.justification = Some(justification.into());
        self
    }

    /// Sets the author's remarks.
    #[must_use]
    pub fn statement(mut self, statement: impl Into<String>) -> Self {
        self.statement = Some(statement.into());
        self
    }

    /// Sets when it was stated.
    #[must_use]
    pub const fn timestamp(mut self, at: Timestamp) -> Self {
        self.timestamp = Some(at);
        self
    }

    /// Sets how far its source is trusted.
    #[must_use]
    pub const fn trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Product {
    /// A package inside the artifact; without a version, every version.
    Package(Purl),
    /// Some versions of a package inside the artifact.
    Range(PackageRange),
    /// The artifact itself, by digest.
    Artifact {
        /// The digest, which must be one of the artifact's.
        digest: Digest,
        /// The packages inside it that the statement is about; none means all of them.
        #[serde(default)]
        subcomponents: Vec<Subcomponent>,
    },
}

/// What a statement about an artifact is about in it.
///
/// In JSON a package is a text, and a range of its versions an object:
///
/// ```
/// use policy_core::evidence::{PackageRange, Product};
///
/// let text = r#"{ "artifact": {
///   "digest": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
///   "subcomponents": [
///     "pkg:deb/debian/openssl@3.0.11-1",
///     { "package": "pkg:npm/lodash", "versions": "vers:npm/<4.17.21" }
///   ]
/// } }"#;
/// let Product::Artifact { subcomponents, .. } = serde_json::from_str(text)? else { panic!() };
/// let old = PackageRange::new("pkg:npm/lodash".parse()?, "vers:npm/<4.17.21")?;
/// assert_eq!(subcomponents, ["pkg:deb/debian/openssl@3.0.11-1".parse()?, old.into()]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Subcomponent {
    /// A package; without a version, every version.
    Package(Purl),
    /// Some versions of a package.
    Range(PackageRange),
}

impl From<Purl> for Subcomponent {
    fn from(purl: Purl) -> Self {
        Self::Package(purl)
    }
}

impl From<PackageRange> for Subcomponent {
    fn from(range: PackageRange) -> Self {
        Self::Range(range)
    }
}

/// Reads a package URL.
impl FromStr for Subcomponent {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        text.parse().map(Self::Package)
    }
}

/// By hand, so that a fault is told as that of a package or of a range.
impl<'de> Deserialize<'de> for Subcomponent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Subcomponent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a package URL, or an object with `package` and `versions`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Subcomponent, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Subcomponent, A::Error> {
                let range = PackageRange::deserialize(MapAccessDeserializer::new(map));
                range.map(Subcomponent::Range)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// Versions of a package.
///
/// ```
/// use policy_core::evidence::PackageRange;
///
/// let old = PackageRange::new("pkg:npm/lodash".parse()?, "vers:npm/<4.17.21")?;
/// assert_eq!(old.versions().as_str(), "vers:npm/<4.17.21");
/// assert!(PackageRange::new("pkg:npm/lodash".parse()?, "vers:pypi/<2").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "StatedRange")]
pub struct PackageRange {
    package: Purl,
    versions: VersionRange,
}

impl PackageRange {
    /// Reads a range of the versions of `package`: a `vers:` range of its type, or intervals such
    /// as `[1.0,2.0)`.
    ///
    /// # Errors
    ///
    /// As [`VersionRange::parse_for`].
    pub fn new(package: Purl, versions: &str) -> Result<Self, RangeError> {
        let versions = VersionRange::parse_for(package.kind(), versions)?;
        Ok(Self { package, versions })
    }

    /// Returns the package.
    #[must_use]
    pub const fn package(&self) -> &Purl {
        &self.package
    }

    /// Returns the versions.
    #[must_use]
    pub const fn versions(&self) -> &VersionRange {
        &self.versions
    }
}

/// What evidence says before it is known to be a range.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedRange {
    package: Purl,
    versions: String,
}

impl TryFrom<StatedRange> for PackageRange {
    type Error = RangeError;

    fn try_from(StatedRange { package, versions }: StatedRange) -> Result<Self, RangeError> {
        Self::new(package, &versions)
    }
}

/// What a statement says. `CycloneDX` and CSAF have other words for the same four.
#[expect(
    clippy::exhaustive_enums,
    reason = "the VEX minimum requirements define four statuses, and each has its effect"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VexStatus {
    /// The vulnerability cannot be exploited in the product.
    NotAffected,
    /// The product contains a fix.
    Fixed,
    /// Nobody knows yet.
    UnderInvestigation,
    /// The product is affected.
    Affected,
}

impl VexStatus {
    /// Returns the word OpenVEX uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
            Self::Affected => "affected",
        }
    }
}

impl fmt::Display for VexStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How far the source of a statement is trusted; the higher tier wins over the lower.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Trust {
    /// It came with a scanner's report.
    Scanner,
    /// Somebody else's document.
    #[default]
    ThirdParty,
    /// The document of whoever made the artifact.
    Supplier,
    /// A document the policy names.
    Pinned,
}
