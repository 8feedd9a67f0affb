//! The rules of CycloneDX.

mod semantic;
#[cfg(feature = "xml")]
pub(crate) mod xml;

use super::collect::{Collector, Place};
use super::{Options, Report, Severity};
use crate::cyclonedx::schema::{BOM, V1_2, V1_7, version};
use crate::document::Document;
use crate::format::Encoding;
use crate::schema::Version;
use crate::schema::check::{Checker, Dialect};
use crate::tree::{Key, Tree};

/// What CycloneDX calls things.
pub(crate) static DIALECT: Dialect = Dialect {
    name: "CycloneDX",
    versions: &["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"],
    required: "cdx-required",
    unknown: "cdx-unknown-field",
    kind: "cdx-type",
    duplicate: "cdx-duplicate-item",
    length: "cdx-length",
    number: "cdx-number-range",
    licence_id: "cdx-license-id",
    id: Key::BOM_REF,
};

/// Judges a document: XML as it is written, everything else as the JSON that it stands for.
pub(crate) fn document(document: &Document, options: &Options) -> Report {
    let tree = document.tree();
    let judged = as_xml(document, options);
    let is_xml = judged.is_some();
    let mut found = judged.unwrap_or_else(|| Collector::new(options));
    if !is_xml {
        let version = version_of(tree, &mut found);
        let checker = Checker::new(&DIALECT, version, &mut found);
        checker.read_from(document.encoding()).run(tree.root(), &BOM);
    }
    if options.semantic {
        semantic::judge(tree, is_xml, &mut found);
    }
    // The bytes of protobuf have no lines.
    found.report(if document.encoding() == Encoding::Protobuf { "" } else { tree.source() })
}

/// Judges a document in XML by its text: the one that was read, or, of a document that was made or
/// changed, the one that it will be written as.
#[cfg(feature = "xml")]
fn as_xml(document: &Document, options: &Options) -> Option<Collector> {
    if document.encoding() != Encoding::Xml {
        return None;
    }
    let written = match document.is_read() {
        true => None,
        false => Some(String::from_utf8(document.write().ok()?).ok()?),
    };
    let mut found = Collector::new(options);
    let (text, is_source) = match &written {
        Some(text) => (text.as_str(), false),
        None => (document.tree().source(), true),
    };
    xml::text(text, is_source, &mut found).ok()?;
    Some(found)
}

#[cfg(not(feature = "xml"))]
fn as_xml(_: &Document, _: &Options) -> Option<Collector> {
    None
}

/// Returns the version to judge by: that of the document, the newest if there is no such version.
fn version_of(tree: &Tree, found: &mut Collector) -> Version {
    let written = tree.root().get(Key::SPEC_VERSION);
    let text = written.and_then(|value| value.as_str());
    match text.map(|text| (text, version(text))) {
        // JSON began with 1.2.
        Some((_, Some(version))) if version >= V1_2 => version,
        Some((text, _)) => {
            let place = || Place {
                path: "/specVersion".to_owned(),
                offset: written.and_then(|value| value.offset()),
                element: None,
            };
            let text = crate::validate::collect::clip(text);
            found.semantic("cdx-spec-version", Severity::Error, place, || {
                format!("`{text}` is not a version of CycloneDX in JSON; judged as 1.7")
            });
            V1_7
        }
        None => V1_7,
    }
}
