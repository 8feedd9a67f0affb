//! The whole report.

use std::sync::Arc;

use crate::value::open_enum;
use crate::{
    Artifact, CheckSummary, Counts, Error, ErrorCode, Finding, Format, Gap, License, Limits,
    Misconfiguration, Note, Package, Resource, Secret, Suppressed, detect, trivy,
};

open_enum! {
    /// A program that writes reports.
    pub enum Scanner {
        /// Trivy, by Aqua Security.
        Trivy = "trivy",
        /// Grype, by Anchore.
        Grype = "grype",
        /// Clair, by Quay; also its older clients clair-scanner and klar.
        Clair = "clair",
        /// OSV-Scanner, by Google.
        OsvScanner = "osv-scanner",
        /// kubesec, by ControlPlane.
        Kubesec = "kubesec",
        /// Xray, by JFrog.
        Xray = "xray",
    }
}

open_enum! {
    /// What a target was examined for.
    pub enum Class {
        /// Packages of the operating system.
        OsPackages = "os-pkgs",
        /// Packages of a programming language.
        LanguagePackages = "lang-pkgs",
        /// Settings, such as Dockerfiles and Kubernetes manifests.
        Config = "config",
        /// Secrets left in files.
        Secret = "secret",
        /// Licences of packages.
        License = "license",
        /// Licences found in files.
        LicenseFile = "license-file",
        /// Whatever an extension of the scanner looked for.
        Custom = "custom",
    }
}

/// A thing inside the artifact that was examined as one: the operating system's packages, a lock
/// file, a binary, a Dockerfile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// Its name, such as `app/package-lock.json` or `web:1.4 (debian 12.5)`.
    pub name: String,
    /// What it was examined for; `None` if neither stated nor to be told from `kind`.
    pub class: Option<Class>,
    /// The scanner's word for what it is: a distribution (`debian`), a package manager (`npm`), a
    /// kind of configuration (`dockerfile`).
    pub kind: Option<String>,
    /// The cluster object it belongs to, in scans of Kubernetes clusters.
    pub resource: Option<Arc<Resource>>,
    /// How many checks of its configuration passed and failed; passed ones are often not listed.
    pub checks: Option<CheckSummary>,
}

impl Target {
    /// Returns whether packages were examined here, so that vulnerabilities would have shown.
    #[must_use]
    pub fn has_packages(&self) -> bool {
        matches!(self.class, Some(Class::OsPackages | Class::LanguagePackages))
    }
}

/// What one run of a scanner found.
///
/// Nothing is merged or dropped: a flaw reported for three paths is three findings, in the
/// report's order. What the scanner itself set aside is in [`suppressed`](Self::suppressed), what
/// it did not cover in [`gaps`](Self::gaps).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The program that wrote the report.
    pub scanner: Scanner,
    /// Its version, if stated.
    pub scanner_version: Option<String>,
    /// The form the report has.
    pub format: Format,
    /// When the scan ran, as text (RFC 3339 in practice); older reports do not say.
    pub scanned_at: Option<String>,
    /// What was scanned.
    pub artifact: Artifact,
    /// What was examined, including targets without any finding.
    pub targets: Vec<Arc<Target>>,
    /// The packages found; empty if the report lists none (few do unless asked to).
    pub packages: Vec<Package>,
    /// The vulnerabilities found.
    pub findings: Vec<Finding>,
    /// What the scanner set aside: ignore files, VEX documents.
    pub suppressed: Vec<Suppressed>,
    /// Settings that were checked, passed ones too where the report lists them.
    pub misconfigurations: Vec<Misconfiguration>,
    /// Secrets left in files.
    pub secrets: Vec<Secret>,
    /// Licences found.
    pub licenses: Vec<License>,
    /// What the report does not cover. Empty means: no known reason to distrust an absence.
    pub gaps: Vec<Gap>,
    /// What was odd and passed over.
    pub notes: Vec<Note>,
}

impl Report {
    /// Reads a report, whichever supported scanner wrote it, within the default [`Limits`].
    ///
    /// `null` and `[]` are reports without results, as early versions of Trivy printed; they come
    /// back with [`GapKind::NothingExamined`](crate::GapKind::NothingExamined).
    ///
    /// # Errors
    ///
    /// Every [`ErrorCode`] may occur: an empty input is an error, not an empty report.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse_with(bytes, &Limits::default())
    }

    /// Reads a report within `limits`.
    ///
    /// ```
    /// use scan_reports::{ErrorCode, Limits, Report};
    ///
    /// let small = Limits::default().max_bytes(10);
    /// let error = Report::parse_with(br#"{"SchemaVersion": 2}"#, &small).unwrap_err();
    /// assert_eq!(error.code(), ErrorCode::LimitExceeded);
    /// ```
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_with(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.bytes() {
            return Err(Error::new(
                ErrorCode::LimitExceeded,
                format!("{} bytes are more than the {} allowed", bytes.len(), limits.bytes()),
            ));
        }
        let bytes = detect::json_text(bytes)?;
        let format = detect::detect_text(bytes)?;
        match format {
            Format::Trivy | Format::TrivyLegacy | Format::TrivyKubernetes => {
                trivy::parse(bytes, limits).map_err(|error| error.with_format(format))
            }
            Format::Grype
            | Format::ClairV4
            | Format::ClairScanner
            | Format::Klar
            | Format::QuaySecurity
            | Format::Sarif
            | Format::OsvScanner
            | Format::Kubesec
            | Format::Xray => Err(Error::new(
                ErrorCode::Unsupported,
                format!("recognised as {format}, which is not supported yet"),
            )
            .with_format(format)),
        }
    }

    /// Counts [`findings`](Self::findings) by the severity the scanner printed.
    ///
    /// Each entry counts: the same flaw in two places counts twice. Suppressed ones do not count.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.findings.iter().map(|finding| finding.severity.level).collect()
    }

    /// Returns whether the absence of a finding may be believed: there are no [`gaps`](Self::gaps).
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.gaps.is_empty()
    }
}
