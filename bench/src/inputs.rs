//! What is read: real documents where there are some, else documents made here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sbom::{Encoding, Kind};

use crate::generate;

/// A document and what is done with it.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) work: Work,
    pub(crate) bytes: Vec<u8>,
}

/// The formats that have peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    CycloneDxJson,
    CycloneDxXml,
    SpdxJson,
    TagValue,
}

impl Work {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::CycloneDxJson => "cyclonedx-json-to-graph",
            Self::CycloneDxXml => "cyclonedx-xml-to-graph",
            Self::SpdxJson => "spdx-json-to-graph",
            Self::TagValue => "tag-value-to-graph",
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let found = sbom::detect(bytes).ok()?;
        match (found.kind(), found.encoding()) {
            (Kind::CycloneDx, Encoding::Json) => Some(Self::CycloneDxJson),
            (Kind::CycloneDx, Encoding::Xml) => Some(Self::CycloneDxXml),
            (Kind::Spdx2, Encoding::Json) => Some(Self::SpdxJson),
            (Kind::Spdx2, Encoding::TagValue) => Some(Self::TagValue),
            _ => None,
        }
    }
}

impl Input {
    fn new(name: String, bytes: Vec<u8>) -> Result<Self, String> {
        match Work::of(&bytes) {
            Some(work) => Ok(Self { name, work, bytes }),
            None => Err(format!("`{name}` is in none of the formats that are measured")),
        }
    }

    /// Returns a document of a few components of a format, as all its readers accept it.
    pub(crate) fn small(work: Work) -> &'static str {
        match work {
            Work::CycloneDxJson => {
                r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [{
                "type": "library", "bom-ref": "a", "name": "a", "version": "1", "purl": "pkg:npm/a@1",
                "hashes": [{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"}],
                "licenses": [{"license": {"id": "MIT"}}],
                "properties": [{"name": "a", "value": "b"}],
                "externalReferences": [{"type": "vcs", "url": "https://example.org/"}]}],
                "dependencies": [{"ref": "a", "dependsOn": ["a"]}]}"#
            }
            Work::CycloneDxXml => {
                r#"<?xml version="1.0" encoding="UTF-8"?>
                <bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1"><components>
                <component type="library" bom-ref="a"><name>a</name><version>1</version>
                <hashes><hash alg="MD5">d41d8cd98f00b204e9800998ecf8427e</hash></hashes>
                <licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/a@1</purl>
                <externalReferences><reference type="vcs"><url>https://example.org/</url></reference>
                </externalReferences></component></components>
                <dependencies><dependency ref="a"/></dependencies></bom>"#
            }
            Work::SpdxJson => {
                r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "a",
                "dataLicense": "CC0-1.0", "documentNamespace": "https://example.org/a",
                "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: a"]},
                "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NONE",
                "checksums": [{"algorithm": "MD5", "checksumValue": "d41d8cd98f00b204e9800998ecf8427e"}],
                "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                "referenceLocator": "pkg:npm/a@1"}]}],
                "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-a"}]}"#
            }
            Work::TagValue => {
                "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n\
                DocumentName: a\nDocumentNamespace: https://example.org/a\nCreator: Tool: a\n\
                Created: 2024-01-01T00:00:00Z\n\nPackageName: a\nSPDXID: SPDXRef-a\n\
                PackageDownloadLocation: NONE\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n"
            }
        }
    }

    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path)
            .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        Self::new(path.display().to_string(), bytes)
    }
}

/// Collects everything that is to be measured, the small ones first.
pub(crate) fn all(files: &[String], components: usize) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    let corpus = shared().join("corpus");
    for name in CORPUS {
        let path = corpus.join(name);
        if path.exists() {
            let input = Input { name: (*name).to_owned(), ..Input::read(&path)? };
            if input.work == Work::CycloneDxJson {
                let older = relabelled(&input.bytes);
                inputs.push(Input { name: format!("{name} as 1.5"), bytes: older, ..input });
            }
            inputs.push(Input { name: (*name).to_owned(), ..Input::read(&path)? });
        }
    }
    if inputs.is_empty() {
        // The size of the large documents that people send each other.
        let count = 4_000;
        for (name, text) in [
            ("cyclonedx", generate::cyclonedx(count)),
            ("spdx", generate::spdx(count)),
            ("tag-value", convert(&generate::spdx(count), "spdx-2.3-tag-value")?),
        ] {
            inputs.push(Input::new(format!("generated-{name}-{count}"), text.into_bytes())?);
        }
    }
    inputs.push(older_xml(&corpus)?);
    let cyclonedx = large("cyclonedx", components);
    let older = relabelled(&cyclonedx);
    inputs.push(Input::new(format!("generated-cyclonedx-{components}"), cyclonedx)?);
    inputs.push(Input::new(format!("generated-cyclonedx-{components}-as-1.5"), older)?);
    let spdx = large("spdx", components);
    inputs.push(Input::new(format!("generated-spdx-{components}"), spdx)?);
    for file in files {
        inputs.push(Input::read(Path::new(file))?);
    }
    Ok(inputs)
}

/// Makes a large document, by the team's generator if it is at hand, else by our own.
pub(crate) fn large(format: &str, components: usize) -> Vec<u8> {
    let script = shared().join("tools/make_large_sbom.py");
    let made = Command::new("python3")
        .arg(&script)
        .args(["--format", format, "-n", &components.to_string()])
        .stderr(Stdio::null())
        .output();
    match made {
        Ok(made) if made.status.success() => made.stdout,
        _ if format == "spdx" => generate::spdx(components).into_bytes(),
        _ => generate::cyclonedx(components).into_bytes(),
    }
}

/// A document of about 2 MB in XML of a version that cyclonedx-bom accepts: it reads no XML older
/// than 1.3, and the corpus has none that is large. Written by us, which decides nothing: elements
/// and texts are those of the document.
fn older_xml(corpus: &Path) -> Result<Input, String> {
    let path = corpus.join(KEYCLOAK);
    let (name, text) = match std::fs::read_to_string(&path) {
        Ok(text) => (KEYCLOAK.to_owned(), text),
        Err(_) => ("generated-cyclonedx-4000".to_owned(), generate::cyclonedx(4_000)),
    };
    let bytes = convert(&text, "cyclonedx-1.4-xml")?.into_bytes();
    Input::new(format!("{name} as 1.4 in XML, written by sbom"), bytes)
}

const KEYCLOAK: &str = "cyclonedx/CycloneDX_bom-examples/SBOM_keycloak-10.0.2_bom.json";

/// The same document under the name of the newest version that cyclonedx-bom reads.
fn relabelled(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let Some((before, after)) = text.split_once(r#""specVersion""#) else { return bytes.to_vec() };
    let Some((colon, rest)) = after.split_once("1.") else { return bytes.to_vec() };
    let minor = rest.find('"').and_then(|end| rest.get(end..)).unwrap_or_default();
    format!(r#"{before}"specVersion"{colon}1.5{minor}"#).into_bytes()
}

fn convert(text: &str, target: &str) -> Result<String, String> {
    let document = sbom::parse(text.as_bytes()).map_err(|error| error.to_string())?;
    let target = target.parse().map_err(|error: sbom::UnknownTarget| error.to_string())?;
    let conversion = document
        .convert(target, &sbom::ConvertOptions::default())
        .map_err(|error| error.to_string())?;
    String::from_utf8(conversion.bytes).map_err(|error| error.to_string())
}

/// Where documents lie that are not ours to publish.
fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared")
}

/// The largest of each kind, and the largest that cyclonedx-bom reads.
const CORPUS: &[&str] = &[
    "cyclonedx/guacsec_trustify/product_component_example_component_quarkus.json",
    KEYCLOAK,
    "spdx2/bom-shelter-containers/syft/spdx-syft-percona_percona-server-mongodb.spdx.json",
    "spdx2/guacsec_trustify/spdx_OCP-TOOLS-4.11-RHEL-8.json",
    "cyclonedx/CycloneDX_bom-examples/juice-shop_v11.1.2_bom.xml",
    "spdx2/bom-shelter-wild/istio-source.spdx",
];
