//! The one request behind all exports.

use std::collections::BTreeMap;
use std::time::Duration;

use jfrog_http::{Client, Error, ErrorKind};
use serde::Serialize;

use super::{ArchiveLimits, Export, SbomFormat};
use crate::endpoint::{self, Scope};
use crate::package_type::PackageType;

/// A wish for SBOMs and reports, finished by [`send`](Self::send). At least one thing must be
/// wished for.
#[derive(Clone, Debug)]
#[must_use = "nothing is asked until `send`"]
pub struct ExportDetails {
    client: Client,
    scope: Scope,
    body: Body,
    limit: u64,
    timeout: Duration,
}

impl ExportDetails {
    pub(super) fn new(
        client: Client,
        scope: Scope,
        package_type: PackageType,
        component_name: String,
    ) -> Self {
        Self {
            client,
            scope,
            body: Body {
                package_type,
                component_name,
                path: None,
                wishes: BTreeMap::new(),
                output_format: None,
                spdx_format: None,
                spdx_version: None,
                cyclonedx_format: None,
            },
            limit: ArchiveLimits::default().archive_bytes,
            timeout: TIMEOUT,
        }
    }

    /// Sets where the artifact lies, repository first: `docker-local/team/app/1.0/manifest.json`.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.body.path = Some(path.into());
        self
    }

    /// Asks for a CycloneDX document.
    pub fn cyclonedx(mut self, format: CycloneDxFormat) -> Self {
        self.body.cyclonedx_format = Some(format);
        self.wish("cyclonedx")
    }

    /// Sets whether the CycloneDX document carries vulnerabilities and their analysis too.
    pub fn vex(mut self, vex: bool) -> Self {
        self.body.wishes.insert("vex", vex);
        self
    }

    /// Asks for an SPDX document.
    pub fn spdx(mut self, format: SpdxFormat) -> Self {
        self.body.spdx_format = Some(format);
        self.wish("spdx")
    }

    /// Sets the version of the SPDX document: `2.3`, which is the server's default, or `3.0`.
    pub fn spdx_version(mut self, version: impl Into<String>) -> Self {
        self.body.spdx_version = Some(version.into());
        self
    }

    /// Sets the format of the reports; JSON unless set.
    pub fn output_format(mut self, format: ReportFormat) -> Self {
        self.body.output_format = Some(format);
        self
    }

    /// Asks for the report of vulnerabilities.
    pub fn vulnerabilities(self) -> Self {
        self.wish("vulnerabilities")
    }

    /// Asks for the report of violations.
    pub fn violations(self) -> Self {
        self.wish("violations")
    }

    /// Asks for the report of violations, ignored ones included.
    pub fn violations_with_ignored(self) -> Self {
        self.wish("violations").wish("include_ignored_violations")
    }

    /// Asks for the report of licences.
    pub fn licenses(self) -> Self {
        self.wish("license")
    }

    /// Leaves unknown licences out of the report.
    pub fn exclude_unknown_licenses(self) -> Self {
        self.wish("exclude_unknown")
    }

    /// Has the licences in the report resolved.
    pub fn license_resolution(self) -> Self {
        self.wish("license_resolution")
    }

    /// Asks for the report of operational risks.
    pub fn operational_risk(self) -> Self {
        self.wish("operational_risk")
    }

    /// Asks for the report of malicious code.
    pub fn malicious_code(self) -> Self {
        self.wish("malicious_code")
    }

    /// Asks for the report of secrets (Advanced Security).
    pub fn secrets(self) -> Self {
        self.wish("secrets")
    }

    /// Asks for the report of service misconfigurations (Advanced Security).
    pub fn services(self) -> Self {
        self.wish("services")
    }

    /// Asks for the report of application misconfigurations (Advanced Security).
    pub fn applications(self) -> Self {
        self.wish("applications")
    }

    /// Asks for the report of infrastructure-as-code findings (Advanced Security).
    pub fn iac(self) -> Self {
        self.wish("iac")
    }

    /// Asks for the report of static analysis (Advanced Security).
    pub fn sast(self) -> Self {
        self.wish("sast")
    }

    /// Limits the bytes of the archive; 128 MiB unless set.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Sets how long making it may take; ten minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Asks, and waits until the server has made it.
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] when nothing was wished for.
    /// - [`is_forbidden`](Error::is_forbidden) without the right to read the component.
    /// - [`ErrorKind::Server`] (500) also for artifacts that were never scanned.
    /// - [`ErrorKind::UnexpectedResponse`] when the answer is no archive.
    pub async fn send(mut self) -> Result<Export, Error> {
        if self.body.wishes_any(&REPORTS) {
            // Some versions demand it with any report, others have no use for it.
            self.body.output_format.get_or_insert(ReportFormat::Json);
        } else if !self.body.wishes_any(&DOCUMENTS) {
            return Err(Error::new(ErrorKind::InvalidRequest, endpoint::EXPORT)
                .with_message("neither an SBOM nor a report was asked for"));
        }
        let request = endpoint::export(&self.scope, &self.body, self.limit, self.timeout);
        let bytes = self.client.execute(request).await?.bytes().await?;
        if !bytes.starts_with(b"PK") {
            return Err(Error::new(ErrorKind::UnexpectedResponse, endpoint::EXPORT)
                .with_message("the answer is not a ZIP archive"));
        }
        Ok(Export::from_bytes(bytes))
    }

    fn wish(mut self, name: &'static str) -> Self {
        self.body.wishes.insert(name, true);
        self
    }

    pub(super) fn sbom(self, format: SbomFormat) -> Self {
        match format {
            SbomFormat::CycloneDxJson => self.cyclonedx(CycloneDxFormat::Json),
            SbomFormat::CycloneDxXml => self.cyclonedx(CycloneDxFormat::Xml),
            SbomFormat::SpdxJson => self.spdx(SpdxFormat::Json),
            SbomFormat::SpdxTagValue => self.spdx(SpdxFormat::TagValue),
            SbomFormat::Spdx3Json => self.spdx(SpdxFormat::Json).spdx_version("3.0"),
        }
    }
}

/// How a CycloneDX document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CycloneDxFormat {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// How an SPDX document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum SpdxFormat {
    /// JSON.
    #[serde(rename = "json")]
    Json,
    /// Tags and values, asked for as `tag:value`, which is how JFrog's help pages spell it.
    #[serde(rename = "tag:value")]
    TagValue,
    /// The same, asked for as `tag-value`, which is how JFrog's newer documentation spells it.
    #[serde(rename = "tag-value")]
    TagDashValue,
    /// A spreadsheet.
    #[serde(rename = "xlsx")]
    Xlsx,
}

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReportFormat {
    /// PDF.
    Pdf,
    /// CSV, a file a topic.
    Csv,
    /// JSON, a file a topic.
    Json,
    /// JSON, all in one file.
    JsonFull,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    package_type: PackageType,
    component_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// What is asked for, by the names the server has for it; what is not stays away from the wire.
    #[serde(flatten)]
    wishes: BTreeMap<&'static str, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_format: Option<ReportFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spdx_format: Option<SpdxFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spdx_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cyclonedx_format: Option<CycloneDxFormat>,
}

impl Body {
    fn wishes_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.wishes.contains_key(name))
    }
}

const DOCUMENTS: [&str; 2] = ["cyclonedx", "spdx"];
const REPORTS: [&str; 10] = [
    "vulnerabilities",
    "violations",
    "license",
    "operational_risk",
    "malicious_code",
    "secrets",
    "services",
    "applications",
    "iac",
    "sast",
];
const TIMEOUT: Duration = Duration::from_secs(600);
