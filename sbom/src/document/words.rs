//! The closed vocabularies of components, read from either format.

/// What kind of thing a component is.
///
/// Both vocabularies are joined: CycloneDX `type` and SPDX `primaryPackagePurpose`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ComponentType {
    /// The document does not say.
    Unspecified,
    /// A program.
    Application,
    /// A framework.
    Framework,
    /// A library.
    Library,
    /// A container image.
    Container,
    /// An operating system.
    OperatingSystem,
    /// A hardware device.
    Device,
    /// Firmware.
    Firmware,
    /// A file.
    File,
    /// A runtime platform.
    Platform,
    /// A device driver.
    DeviceDriver,
    /// A machine-learning model.
    MachineLearningModel,
    /// Data.
    Data,
    /// A cryptographic asset.
    CryptographicAsset,
    /// Source code (SPDX).
    Source,
    /// An archive (SPDX).
    Archive,
    /// An installer (SPDX).
    Install,
    /// `OTHER` (SPDX), or a word this version does not know: see
    /// [`Component::other_type`](crate::Component::other_type).
    Other,
}

impl ComponentType {
    /// Returns the name in the CycloneDX spelling; SPDX's own purposes in lower case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Application => "application",
            Self::Framework => "framework",
            Self::Library => "library",
            Self::Container => "container",
            Self::OperatingSystem => "operating-system",
            Self::Device => "device",
            Self::Firmware => "firmware",
            Self::File => "file",
            Self::Platform => "platform",
            Self::DeviceDriver => "device-driver",
            Self::MachineLearningModel => "machine-learning-model",
            Self::Data => "data",
            Self::CryptographicAsset => "cryptographic-asset",
            Self::Source => "source",
            Self::Archive => "archive",
            Self::Install => "install",
            Self::Other => "other",
        }
    }

    /// Reads a CycloneDX type; `None` if it is not in the vocabulary of any version.
    pub(crate) fn from_cyclonedx(word: &str) -> Option<Self> {
        Some(match word {
            "library" => Self::Library,
            "file" => Self::File,
            "application" => Self::Application,
            "framework" => Self::Framework,
            "container" => Self::Container,
            "operating-system" => Self::OperatingSystem,
            "device" => Self::Device,
            "firmware" => Self::Firmware,
            "platform" => Self::Platform,
            "device-driver" => Self::DeviceDriver,
            "machine-learning-model" => Self::MachineLearningModel,
            "data" => Self::Data,
            "cryptographic-asset" => Self::CryptographicAsset,
            _ => return None,
        })
    }

    /// Reads an SPDX purpose. Tag-value writes `OPERATING-SYSTEM`, JSON `OPERATING_SYSTEM`, and
    /// Trivy the former in the latter.
    pub(crate) fn from_spdx(word: &str) -> Option<Self> {
        Some(match word {
            "LIBRARY" => Self::Library,
            "APPLICATION" => Self::Application,
            "FRAMEWORK" => Self::Framework,
            "CONTAINER" => Self::Container,
            "OPERATING_SYSTEM" | "OPERATING-SYSTEM" => Self::OperatingSystem,
            "DEVICE" => Self::Device,
            "FIRMWARE" => Self::Firmware,
            "SOURCE" => Self::Source,
            "ARCHIVE" => Self::Archive,
            "FILE" => Self::File,
            "INSTALL" => Self::Install,
            "OTHER" => Self::Other,
            _ => return None,
        })
    }
}

/// Whether a component is needed at run time (CycloneDX).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Needed at run time.
    Required,
    /// May be absent at run time.
    Optional,
    /// Not part of what is shipped: tests, development, or left out on purpose.
    Excluded,
}

impl Scope {
    /// Returns `required`, `optional` or `excluded`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Excluded => "excluded",
        }
    }

    pub(crate) fn from_cyclonedx(word: &str) -> Option<Self> {
        Some(match word {
            "required" => Self::Required,
            "optional" => Self::Optional,
            "excluded" => Self::Excluded,
            _ => return None,
        })
    }
}
