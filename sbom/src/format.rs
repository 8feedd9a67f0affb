//! The names of formats, encodings and envelopes.

use std::fmt;

/// A family of SBOM documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// OWASP CycloneDX (ECMA-424).
    CycloneDx,
    /// SPDX (ISO/IEC 5962).
    Spdx,
}

impl Format {
    /// Returns `cyclonedx` or `spdx`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CycloneDx => "cyclonedx",
            Self::Spdx => "spdx",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The shape of a document's tree, which decides where things are looked up in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Model {
    CycloneDx,
    Spdx2,
    Spdx3,
}

impl Model {
    pub(crate) const fn format(self) -> Format {
        match self {
            Self::CycloneDx => Format::CycloneDx,
            Self::Spdx2 | Self::Spdx3 => Format::Spdx,
        }
    }
}

/// How a document is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// JSON.
    Json,
    /// XML with the format's own elements.
    Xml,
    /// YAML.
    Yaml,
    /// SPDX tag-value text.
    TagValue,
    /// RDF/XML.
    Rdf,
    /// Protocol buffers.
    Protobuf,
    /// JSON-LD, as SPDX 3 uses it.
    JsonLd,
}

impl Encoding {
    /// Returns the name used in `sbom-tool`'s output: `json`, `tag-value`, `json-ld` and so on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Yaml => "yaml",
            Self::TagValue => "tag-value",
            Self::Rdf => "rdf",
            Self::Protobuf => "protobuf",
            Self::JsonLd => "json-ld",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The envelope a document was found in; the outermost one names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wrapping {
    /// The predicate of an in-toto statement.
    InToto,
    /// The payload of a DSSE envelope, alone or in a Sigstore bundle.
    Dsse,
}

impl Wrapping {
    /// Returns `in-toto` or `dsse`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InToto => "in-toto",
            Self::Dsse => "dsse",
        }
    }
}

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
