//! The rules of CycloneDX.

mod semantic;
#[cfg(feature = "xml")]
pub(crate) mod xml;

use super::collect::{Collector, Place};
use super::{Options, Report, Severity};
use crate::cyclonedx::schema::{BOM, V1_2, V1_7, version};
use crate::document::Document;
use crate::format::Encoding;
#[cfg(feature = "xml")]
use crate::limits::Limits;
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

/// Judges a document: XML as it was written, everything else as the JSON that it stands for.
pub(crate) fn document(document: &Document, options: &Options) -> Report {
    let tree = document.tree();
    let mut found = Collector::new(options);
    let is_xml = document.encoding() == Encoding::Xml;
    #[cfg(feature = "xml")]
    // What was read once can be read again, unless there is no text: a tree made by hand.
    let is_xml = is_xml && xml::text(tree.source(), &Limits::default(), &mut found).is_ok();
    if !is_xml {
        structure(tree, &mut found);
    }
    if options.semantic {
        semantic::judge(tree, is_xml, &mut found);
    }
    found.report(tree.source())
}

/// Judges a tree as the JSON document that it stands for.
fn structure(tree: &Tree, found: &mut Collector) {
    let version = version_of(tree, found);
    Checker::new(&DIALECT, version, found).run(tree.root(), &BOM);
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
