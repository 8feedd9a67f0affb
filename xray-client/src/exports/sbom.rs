//! Telling what a file of an export is by its content: entry names are nowhere promised.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::archive::{ArchiveFile, Fault};

/// The format of an SBOM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SbomFormat {
    /// CycloneDX as JSON.
    CycloneDxJson,
    /// CycloneDX as XML.
    CycloneDxXml,
    /// SPDX 2.x as JSON.
    SpdxJson,
    /// SPDX 2.x as text of tags and values.
    SpdxTagValue,
    /// SPDX 3.x as JSON-LD.
    Spdx3Json,
}

impl SbomFormat {
    /// Recognises an SBOM by its content, without reading more of it than its top-level keys or its
    /// first lines.
    ///
    /// ```
    /// use xray_client::exports::SbomFormat;
    ///
    /// let bytes = br#"{"components": [], "bomFormat": "CycloneDX", "specVersion": "1.6"}"#;
    /// assert_eq!(SbomFormat::detect(bytes), Some(SbomFormat::CycloneDxJson));
    /// assert_eq!(SbomFormat::detect(b"name,version,severity"), None);
    /// ```
    #[must_use]
    pub fn detect(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        match bytes.first()? {
            b'{' => detect_json(bytes),
            b'<' => is_cyclonedx_xml(bytes).then_some(Self::CycloneDxXml),
            _ => {
                let head = bytes.get(..TAG_VALUE_HEAD).unwrap_or(bytes);
                let mut lines = head.split(|byte| *byte == b'\n');
                lines.any(|line| line.starts_with(b"SPDXVersion:")).then_some(Self::SpdxTagValue)
            }
        }
    }
}

impl fmt::Display for SbomFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CycloneDxJson => "CycloneDX JSON",
            Self::CycloneDxXml => "CycloneDX XML",
            Self::SpdxJson => "SPDX JSON",
            Self::SpdxTagValue => "SPDX tag-value",
            Self::Spdx3Json => "SPDX 3 JSON-LD",
        })
    }
}

/// The one SBOM of an export.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SbomDocument {
    /// What it was recognised as.
    pub format: SbomFormat,
    /// The document, byte for byte as the server made it.
    pub bytes: Bytes,
    /// What its entry in the archive was called. Not a path to write to.
    pub entry: String,
}

impl fmt::Debug for SbomDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SbomDocument")
            .field("format", &self.format)
            .field("entry", &self.entry)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// Finds the one document of a format. Two are an error, because nobody could say which of them is
/// the image's.
pub(super) fn find_one(files: Vec<ArchiveFile>, wanted: SbomFormat) -> Result<SbomDocument, Fault> {
    let (found, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| {
        SbomFormat::detect(&file.bytes).is_some_and(|format| wanted.accepts(format))
    });
    let names = |files: Vec<ArchiveFile>| files.into_iter().map(|file| file.name).collect();
    let mut found = found;
    match (found.pop(), found.is_empty()) {
        (Some(file), true) => {
            let format = SbomFormat::detect(&file.bytes).unwrap_or(wanted);
            Ok(SbomDocument { format, bytes: file.bytes, entry: file.name })
        }
        (Some(last), false) => {
            found.push(last);
            Err(Fault::SeveralDocuments { wanted, names: names(found) })
        }
        (None, _) => Err(Fault::NoDocument { wanted, names: names(others) }),
    }
}

impl SbomFormat {
    /// Asked for SPDX as JSON, a server set to version 3.0 answers with JSON-LD.
    fn accepts(self, found: Self) -> bool {
        self == found || (self == Self::SpdxJson && found == Self::Spdx3Json)
    }
}

fn detect_json(bytes: &[u8]) -> Option<SbomFormat> {
    /// Presence alone, and the one value that counts.
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "bomFormat", default)]
        bom_format: Option<String>,
        #[serde(rename = "spdxVersion", default)]
        spdx_version: Option<String>,
        #[serde(rename = "@context", default)]
        context: Option<Context>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Context {
        One(String),
        Many(Vec<Context>),
        Other(IgnoredAny),
    }
    impl Context {
        fn is_spdx3(&self) -> bool {
            match self {
                Self::One(text) => text.contains("spdx.org/rdf/3"),
                Self::Many(contexts) => contexts.iter().any(Self::is_spdx3),
                Self::Other(_) => false,
            }
        }
    }
    let probe: Probe = serde_json::from_slice(bytes).ok()?;
    if probe.bom_format.as_deref() == Some("CycloneDX") {
        Some(SbomFormat::CycloneDxJson)
    } else if probe.spdx_version.is_some() {
        Some(SbomFormat::SpdxJson)
    } else if probe.context.is_some_and(|context| context.is_spdx3()) {
        Some(SbomFormat::Spdx3Json)
    } else {
        None
    }
}

/// Looks at the root element alone; prolog, comments and processing instructions are stepped over.
fn is_cyclonedx_xml(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..XML_HEAD).unwrap_or(bytes));
    let mut rest = head.trim_start();
    loop {
        let skip = if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else {
            break;
        };
        match skip.and_then(|at| rest.get(at..)) {
            Some(after) => rest = after.trim_start(),
            None => return false,
        }
    }
    let tag = rest.strip_prefix('<').and_then(|tag| tag.split('>').next()).unwrap_or_default();
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    local == "bom" && tag.contains("cyclonedx.org/schema/bom")
}

/// Licence headers and comments come first in hand-made files; 8 KiB of them is generous.
const XML_HEAD: usize = 8 << 10;
const TAG_VALUE_HEAD: usize = 8 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> ArchiveFile {
        ArchiveFile { name: name.to_owned(), bytes: Bytes::copy_from_slice(text.as_bytes()) }
    }

    const CDX: &str = r#"{"components":[{"name":"a"}],"bomFormat":"CycloneDX"}"#;

    #[test]
    fn formats_are_known_by_content_wherever_the_key_stands() {
        for (text, format) in [
            (CDX, Some(SbomFormat::CycloneDxJson)),
            ("\u{feff}  {\"bomFormat\": \"CycloneDX\"}", Some(SbomFormat::CycloneDxJson)),
            (r#"{"packages":[],"spdxVersion":"SPDX-2.3"}"#, Some(SbomFormat::SpdxJson)),
            (
                r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#,
                Some(SbomFormat::Spdx3Json),
            ),
            (
                r#"{"@context":[{"a":1},"https://spdx.org/rdf/3.0.1/x"]}"#,
                Some(SbomFormat::Spdx3Json),
            ),
            (
                "<?xml version=\"1.0\"?>\n<!-- a > b --><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>",
                Some(SbomFormat::CycloneDxXml),
            ),
            (
                "<c:bom xmlns:c='http://cyclonedx.org/schema/bom/1.4'></c:bom>",
                Some(SbomFormat::CycloneDxXml),
            ),
            ("# made by hand\nSPDXVersion: SPDX-2.3\n", Some(SbomFormat::SpdxTagValue)),
            (r#"{"bomFormat":"other"}"#, None),
            (r#"{"data":[{"bomFormat":"CycloneDX"}]}"#, None),
            (r#"{"bomFormat":"CycloneDX""#, None),
            ("<html><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/></html>", None),
            ("<!-- never ends", None),
            ("", None),
            ("id,name\n1,SPDXVersion", None),
        ] {
            assert_eq!(SbomFormat::detect(text.as_bytes()), format, "{text}");
        }
    }

    #[test]
    fn the_one_document_is_found_among_others() {
        let files =
            vec![file("violations.json", "[]"), file("x", CDX), file("readme.txt", "hello")];
        let document = find_one(files, SbomFormat::CycloneDxJson).unwrap();
        assert_eq!((document.entry.as_str(), &document.bytes[..]), ("x", CDX.as_bytes()));
    }

    #[test]
    fn none_and_several_are_errors_that_name_what_was_there() {
        let none = find_one(vec![file("a.csv", "x")], SbomFormat::SpdxJson).unwrap_err();
        assert_eq!(none.to_string(), "the export holds no SPDX JSON document, only `a.csv`");
        let empty = find_one(Vec::new(), SbomFormat::SpdxJson).unwrap_err();
        assert_eq!(empty.to_string(), "the export holds no SPDX JSON document, nor any other file");
        let several =
            find_one(vec![file("a", CDX), file("b", CDX)], SbomFormat::CycloneDxJson).unwrap_err();
        assert_eq!(
            several.to_string(),
            "the export holds several CycloneDX JSON documents where one was due: `a`, `b`"
        );
    }

    #[test]
    fn spdx_3_answers_a_wish_for_spdx_json() {
        let text = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}"#;
        let document = find_one(vec![file("a", text)], SbomFormat::SpdxJson).unwrap();
        assert_eq!(document.format, SbomFormat::Spdx3Json);
    }
}
