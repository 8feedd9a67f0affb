//! What to convert to: a format, one of its versions, an encoding.

use std::fmt;
use std::str::FromStr;

use crate::format::{Encoding, Format};

/// A format, its version and an encoding, such as `cyclonedx-1.6-json`.
///
/// # Examples
///
/// ```
/// use sbom::{Encoding, Format, Target};
///
/// let target: Target = "cyclonedx-1.6-json".parse()?;
/// assert_eq!(target.format(), Format::CycloneDx);
/// assert_eq!(target.version(), "1.6");
/// assert_eq!(target.encoding(), Encoding::Json);
///
/// // Without an encoding, it is the format's usual one.
/// assert_eq!("spdx-3.0.1".parse::<Target>()?.to_string(), "spdx-3.0.1-json-ld");
/// let error = "cyclonedx-2.0-json".parse::<Target>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown target `cyclonedx-2.0-json`, choose one of"));
/// # Ok::<(), sbom::UnknownTarget>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    format: Format,
    version: &'static str,
    encoding: Encoding,
}

/// Every version with its encodings, the usual one first.
const VERSIONS: &[(Format, &str, &[Encoding])] = {
    use Encoding::{Json, JsonLd, Protobuf, Rdf, TagValue, Xml, Yaml};
    use Format::{CycloneDx, Spdx};
    &[
        (CycloneDx, "1.7", &[Json, Xml, Protobuf]),
        (CycloneDx, "1.6", &[Json, Xml, Protobuf]),
        (CycloneDx, "1.5", &[Json, Xml, Protobuf]),
        (CycloneDx, "1.4", &[Json, Xml, Protobuf]),
        (CycloneDx, "1.3", &[Json, Xml, Protobuf]),
        (CycloneDx, "1.2", &[Json, Xml]),
        (CycloneDx, "1.1", &[Xml]),
        (CycloneDx, "1.0", &[Xml]),
        (Spdx, "3.0.1", &[JsonLd]),
        (Spdx, "2.3", &[Json, Yaml, TagValue, Rdf, Xml]),
        (Spdx, "2.2", &[Json, Yaml, TagValue, Rdf, Xml]),
    ]
};

impl Target {
    /// Returns the target for a format, a version and an encoding, if there is such a thing.
    ///
    /// The version is written with or without the format's prefix: `2.3` or `SPDX-2.3`.
    #[must_use]
    pub fn new(format: Format, version: &str, encoding: Encoding) -> Option<Self> {
        let version = version.strip_prefix("SPDX-").unwrap_or(version);
        Self::all().find(|target| {
            target.format == format && target.version == version && target.encoding == encoding
        })
    }

    /// Returns every target, newest version first.
    pub fn all() -> impl Iterator<Item = Self> {
        VERSIONS.iter().flat_map(|&(format, version, encodings)| {
            encodings.iter().map(move |&encoding| Self { format, version, encoding })
        })
    }

    /// Returns the family of formats.
    #[must_use]
    pub const fn format(self) -> Format {
        self.format
    }

    /// Returns the version without a prefix: `1.6`, `2.3`, `3.0.1`.
    #[must_use]
    pub const fn version(self) -> &'static str {
        self.version
    }

    /// Returns the encoding.
    #[must_use]
    pub const fn encoding(self) -> Encoding {
        self.encoding
    }

    /// Returns the file extension that says what the file is: `cdx.json`, `spdx.rdf`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match (self.format, self.encoding) {
            (Format::CycloneDx, Encoding::Xml) => "cdx.xml",
            (Format::CycloneDx, Encoding::Protobuf) => "cdx.binpb",
            (Format::CycloneDx, _) => "cdx.json",
            (Format::Spdx, Encoding::Yaml) => "spdx.yaml",
            (Format::Spdx, Encoding::TagValue) => "spdx",
            (Format::Spdx, Encoding::Rdf) => "spdx.rdf",
            (Format::Spdx, Encoding::Xml) => "spdx.xml",
            (Format::Spdx, Encoding::JsonLd) => "spdx3.json",
            (Format::Spdx, _) => "spdx.json",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.format, self.version, self.encoding)
    }
}

impl FromStr for Target {
    type Err = UnknownTarget;

    /// Reads `format-version-encoding`, in any case.
    ///
    /// # Errors
    ///
    /// When there is no such target; the message lists those there are.
    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let unknown = || UnknownTarget(text.chars().take(60).collect());
        let lower = text.trim().to_ascii_lowercase();
        let (format, rest) = lower.split_once('-').ok_or_else(unknown)?;
        let (version, encoding) = match rest.split_once('-') {
            Some((version, encoding)) => (version, Some(encoding)),
            None => (rest, None),
        };
        let version = if version == "3.0" { "3.0.1" } else { version };
        let encoding = match (version, encoding) {
            ("3.0.1", Some("json")) => Some("json-ld"),
            (_, encoding) => encoding,
        };
        Self::all()
            .find(|target| {
                target.format.as_str() == format
                    && target.version == version
                    && encoding.is_none_or(|encoding| target.encoding.as_str() == encoding)
            })
            .ok_or_else(unknown)
    }
}

/// The name of a target that there is not.
///
/// Its text lists the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTarget(String);

impl UnknownTarget {
    /// Returns the name that is none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown target `{}`, choose one of ", self.0)?;
        for (number, (format, version, encodings)) in VERSIONS.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(f, "{comma}{format}-{version}-")?;
            for (number, encoding) in encodings.iter().enumerate() {
                write!(f, "{}{encoding}", if number == 0 { "" } else { "|" })?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for UnknownTarget {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_read_back_from_its_name() {
        for target in Target::all() {
            assert_eq!(target.to_string().parse(), Ok(target));
            assert_eq!(
                Target::new(target.format(), target.version(), target.encoding()),
                Some(target)
            );
        }
        assert_eq!(Target::all().count(), 30);
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        let name = |text: &str| text.parse::<Target>().map(|target| target.to_string());
        assert_eq!(name("CycloneDX-1.5-XML").unwrap(), "cyclonedx-1.5-xml");
        assert_eq!(name("spdx-2.3").unwrap(), "spdx-2.3-json");
        assert_eq!(name("spdx-3.0-json").unwrap(), "spdx-3.0.1-json-ld");
        assert_eq!(name("cyclonedx-1.1").unwrap(), "cyclonedx-1.1-xml");
        for wrong in ["", "spdx", "cyclonedx-1.1-json", "spdx-2.1-json", "spdx-2.3-protobuf"] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn refusal_lists_the_choices() {
        let text = "cyclonedx-json".parse::<Target>().unwrap_err().to_string();
        assert!(text.ends_with("spdx-2.2-json|yaml|tag-value|rdf|xml"), "{text}");
    }
}
