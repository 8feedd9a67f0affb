//! SBOMs and reports, which Xray makes in one call and sends as a ZIP archive.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use jfrog_http::{Client, Error, ErrorKind};

use crate::endpoint::{self, Scope};
use crate::name::{DockerImage, RepoPath};
use crate::package_type::PackageType;

mod archive;
mod details;
mod sbom;

pub use self::archive::{ArchiveError, ArchiveFile, ArchiveLimits};
pub use self::details::{CycloneDxFormat, ExportDetails, ReportFormat, SpdxFormat};
pub use self::sbom::{SbomDocument, SbomFormat};

/// Exports. Made by [`XrayClient::exports`](crate::XrayClient::exports).
///
/// Articles show `GET /xray/api/v1/sbom/artifact?path=…` for SBOMs. No version of Xray documents
/// such a call; what exists is `POST /xray/api/v2/component/exportDetails`, which is what
/// [`sbom`](Self::sbom) and [`export_details`](Self::export_details) use. Its answer is an archive
/// even when it holds one document.
#[derive(Clone, Debug)]
pub struct Exports {
    client: Client,
    scope: Scope,
}

impl Exports {
    pub(crate) fn new(client: Client, scope: Scope) -> Self {
        Self { client, scope }
    }

    /// Makes an SBOM of a Docker image.
    ///
    /// ```no_run
    /// # async fn run(client: xray_client::XrayClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use xray_client::{DockerImage, exports::SbomFormat};
    ///
    /// let image = DockerImage::new("docker-local", "team/app:1.0")?;
    /// let exports = client.exports();
    /// let sbom = exports.sbom_of_image(&image, SbomFormat::CycloneDxJson).vex(true).send().await?;
    /// std::fs::write("bom.json", &sbom.bytes)?;
    /// # Ok(()) }
    /// ```
    pub fn sbom_of_image(&self, image: &DockerImage, format: SbomFormat) -> SbomRequest {
        self.sbom(PackageType::Docker, image.component_name(), image.manifest(), format)
    }

    /// Makes an SBOM of an artifact. `component_name` is what Xray displays: `team/app:1.0` for an
    /// image, `group:artifact:version` for Maven.
    pub fn sbom(
        &self,
        package_type: PackageType,
        component_name: impl Into<String>,
        path: &RepoPath,
        format: SbomFormat,
    ) -> SbomRequest {
        let details = self.export_details(package_type, component_name).path(path.as_str());
        SbomRequest { details: details.sbom(format), format, limits: ArchiveLimits::default() }
    }

    /// Asks for any selection of SBOMs and reports.
    ///
    /// ```no_run
    /// # async fn run(client: xray_client::XrayClient) -> Result<(), Box<dyn std::error::Error>> {
    /// use xray_client::PackageType;
    /// use xray_client::exports::{ArchiveLimits, ReportFormat};
    ///
    /// let export = client
    ///     .exports()
    ///     .export_details(PackageType::Docker, "team/app:1.0")
    ///     .path("docker-local/team/app/1.0/manifest.json")
    ///     .violations()
    ///     .licenses()
    ///     .output_format(ReportFormat::Json)
    ///     .send()
    ///     .await?;
    /// for file in export.files(&ArchiveLimits::default())? {
    ///     println!("{}: {} bytes", file.name, file.bytes.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn export_details(
        &self,
        package_type: PackageType,
        component_name: impl Into<String>,
    ) -> ExportDetails {
        ExportDetails::new(
            self.client.clone(),
            self.scope.clone(),
            package_type,
            component_name.into(),
        )
    }
}

/// A wish for one SBOM, finished by [`send`](Self::send).
#[derive(Clone, Debug)]
#[must_use = "nothing is asked until `send`"]
pub struct SbomRequest {
    details: ExportDetails,
    format: SbomFormat,
    limits: ArchiveLimits,
}

impl SbomRequest {
    /// Sets whether a CycloneDX document carries the vulnerabilities and their analysis too. It
    /// does not unless set, and no other format can.
    pub fn vex(mut self, vex: bool) -> Self {
        self.details = self.details.vex(vex);
        self
    }

    /// Sets what the archive may contain at most.
    pub fn limits(mut self, limits: ArchiveLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets how long making it may take; ten minutes unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.details = self.details.timeout(timeout);
        self
    }

    /// Asks, opens the archive in memory and returns the one document of the format, recognised by
    /// its content.
    ///
    /// # Errors
    /// As [`ExportDetails::send`]; and [`ErrorKind::Decode`] with an [`ArchiveError`] as source
    /// when the archive is damaged, beyond the limits, or holds no such document or several.
    pub async fn send(self) -> Result<SbomDocument, Error> {
        let export = self.details.limit(self.limits.archive_bytes).send().await?;
        export
            .sbom(self.format, &self.limits)
            .map_err(|error| Error::new(ErrorKind::Decode, endpoint::EXPORT).with_source(error))
    }
}

/// An archive as Xray sent it.
#[derive(Clone, PartialEq, Eq)]
pub struct Export {
    bytes: Bytes,
}

impl Export {
    /// Wraps an archive that came some other way, such as from a file.
    #[must_use]
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into() }
    }

    /// Returns the archive.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Unpacks all files in memory. This computes for as long as it takes: in an async program with
    /// large exports, do it on a thread for such work.
    ///
    /// # Errors
    /// When the archive is damaged or beyond `limits`.
    pub fn files(&self, limits: &ArchiveLimits) -> Result<Vec<ArchiveFile>, ArchiveError> {
        Ok(archive::unpack(&self.bytes, limits)?)
    }

    /// Unpacks the archive and returns its one SBOM of a format.
    ///
    /// # Errors
    /// As [`files`](Self::files); and when there is no such document, or several.
    pub fn sbom(
        &self,
        format: SbomFormat,
        limits: &ArchiveLimits,
    ) -> Result<SbomDocument, ArchiveError> {
        Ok(sbom::find_one(self.files(limits)?, format)?)
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Export({} bytes)", self.bytes.len())
    }
}
