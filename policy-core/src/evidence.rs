//! What is known of one artifact, in sections that are present, incomplete or absent.

mod artifact;
mod canonical;
mod component;
mod finding;
mod image;
mod image_ref;
pub(crate) mod json;
mod package;
mod provenance;
mod scan;
mod section;
mod shared;
mod signature;
mod ssvc;
mod vex;

use serde::{Deserialize, Serialize};

pub use artifact::{Artifact, Digest, DigestError};
pub use component::{Component, Layer, Licences, Place, Sbom, Scope};
pub use finding::{Epss, Finding, Fix, MatchKind, VectorText};
pub use image::{BaseImage, ImageFacts, OperatingSystem};
pub use image_ref::{ImageRef, ImageRefError, RepositoryPattern};
pub use json::EvidenceError;
pub use package::Package;
pub use provenance::Provenance;
pub use scan::Scan;
pub use section::{Gap, Section, SectionKind};
pub use signature::{Signature, SignatureKind};
pub use ssvc::{Exploitation, MissionImpact, SSVC_TABLE_VERSION, Ssvc, TechnicalImpact};
pub use vex::{PackageRange, Product, Statement, Subcomponent, Trust, VexStatus};

use crate::waiver::Waiver;

/// Everything known of one artifact.
///
/// What was not looked for, or could not be had, stays [`Section::Absent`]: a policy treats it as
/// missing, never as clean. The order of lists means nothing, and repeating an element changes
/// nothing.
///
/// ```
/// use policy_core::Timestamp;
/// use policy_core::evidence::{Artifact, Component, Evidence, Finding, Fix, Package, Sbom, Scan};
/// use policy_core::severity::Severity;
///
/// let log4j = Package::from_text("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
/// let scan = Scan::new("trivy")
///     .scanned_at("2026-11-20T09:00:00Z".parse::<Timestamp>()?)
///     .finding(
///         Finding::new("CVE-2021-44228", log4j.clone())
///             .severity("nvd", Severity::Critical)
///             .fix(Fix::fixed(["2.15.0"])),
///     );
/// let evidence = Evidence::new(Artifact::new("registry.acme.io/shop/api:1.4.2"))
///     .with_sbom(Sbom::new([Component::new(log4j).licence("Apache-2.0")]))
///     .with_scan(scan);
/// assert!(evidence.image.is_absent());
/// # Ok::<(), policy_core::TimestampError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Evidence {
    /// What is judged.
    pub artifact: Artifact,
    /// What the artifact is made of.
    pub sbom: Section<Sbom>,
    /// What the scanners found: one entry for each scanner that was asked, also for one that
    /// failed ([`Scan::failed`]). No entry at all means that nobody looked.
    pub scans: Vec<Scan>,
    /// What is known of the container image.
    pub image: Section<ImageFacts>,
    /// Signatures the caller has verified. Present and empty means: looked for, none found.
    pub signatures: Section<Vec<Signature>>,
    /// Provenance the caller has verified. Present and empty means: looked for, none found.
    pub provenance: Section<Vec<Provenance>>,
    /// VEX statements about the artifact and its components.
    pub vex: Section<Vec<Statement>>,
    /// Waivers that come with the artifact, in addition to those in the policy.
    pub waivers: Vec<Waiver>,
}

impl Evidence {
    /// Returns evidence that says nothing yet about `artifact`.
    #[must_use]
    pub fn new(artifact: Artifact) -> Self {
        Self { artifact, ..Self::default() }
    }

    /// Sets the SBOM: a value, or a [`Section`] with gaps.
    #[must_use]
    pub fn with_sbom(mut self, sbom: impl Into<Section<Sbom>>) -> Self {
        self.sbom = sbom.into();
        self.share_packages();
        self
    }

    /// Adds what one scanner found.
    #[must_use]
    pub fn with_scan(mut self, scan: Scan) -> Self {
        self.scans.push(scan);
        self.share_last_scan();
        self
    }

    /// Sets the image facts.
    #[must_use]
    pub fn with_image(mut self, image: impl Into<Section<ImageFacts>>) -> Self {
        self.image = image.into();
        self
    }

    /// Sets the verified signatures.
    #[must_use]
    pub fn with_signatures(mut self, signatures: impl Into<Section<Vec<Signature>>>) -> Self {
        self.signatures = signatures.into();
        self
    }

    /// Sets the verified provenance.
    #[must_use]
    pub fn with_provenance(mut self, provenance: impl Into<Section<Vec<Provenance>>>) -> Self {
        self.provenance = provenance.into();
        self
    }

    /// Sets the VEX statements.
    #[must_use]
    pub fn with_vex(mut self, statements: impl Into<Section<Vec<Statement>>>) -> Self {
        self.vex = statements.into();
        self
    }

    /// Adds waivers.
    #[must_use]
    pub fn with_waivers(mut self, waivers: impl IntoIterator<Item = Waiver>) -> Self {
        self.waivers.extend(waivers);
        self
    }
}
