//! The rules of SPDX 2.2 and 2.3.
//!
//! Those of the schema come from the table; those of the prose from clauses 6 to 15 of the
//! specification, one function for each kind of element.

mod document;
mod element;
mod form;
mod judge;
mod licence;
mod reference;
mod relation;
#[cfg(test)]
mod tests;

use super::collect::{Collector, Place, clip};
use super::{Options, Report, Severity};
use crate::document::Document;
use crate::format::Encoding;
use crate::schema::Version;
use crate::schema::check::{Checker, Dialect};
use crate::spdx::schema2::{DOCUMENT, V2_2, V2_3, version};
use crate::tree::{Key, Tree};

/// What SPDX 2 calls things.
pub(crate) static DIALECT: Dialect = Dialect {
    name: "SPDX",
    versions: &["2.2", "2.3"],
    required: "spdx2-required",
    unknown: "spdx2-unknown-field",
    kind: "spdx2-type",
    duplicate: "spdx2-duplicate-item",
    length: "spdx2-length",
    number: "spdx2-number-range",
    licence_id: "spdx2-license-expression",
    id: Key::SPDXID,
};

/// Judges a document as the JSON document that it stands for.
pub(crate) fn document(document: &Document, options: &Options) -> Report {
    let (tree, encoding) = (document.tree(), document.encoding());
    let mut found = Collector::new(options);
    if encoding == Encoding::TagValue {
        found = found.with_tags();
    }
    let version = version_of(tree, &mut found);
    let checker = Checker::new(&DIALECT, version, &mut found);
    checker.read_from(encoding).run(tree.root(), &DOCUMENT);
    if version == V2_2 {
        observed_licences(tree, &mut found);
    }
    if options.semantic {
        judge::Judge::new(tree.root(), version, &mut found).run();
    }
    found.report(tree.source())
}

/// Returns the version to judge by: that of the document, the newest if there is no such version.
fn version_of(tree: &Tree, found: &mut Collector) -> Version {
    let written = tree.root().get(Key::SPDX_VERSION);
    let text = written.and_then(|value| value.as_str());
    match text.map(|text| (text, version(text))) {
        Some((_, Some(version))) => version,
        Some((text, None)) => {
            let place = || Place {
                path: "/spdxVersion".to_owned(),
                offset: written.and_then(|value| value.offset()),
                element: None,
            };
            found.semantic("spdx2-version", Severity::Error, place, || {
                format!("`{}` is neither `SPDX-2.2` nor `SPDX-2.3`; judged as 2.3", clip(text))
            });
            V2_3
        }
        None => V2_3,
    }
}

/// In 2.2, a file's list of licences that were found may not be empty.
fn observed_licences(tree: &Tree, found: &mut Collector) {
    let Some(files) = tree.root().get(Key::FILES).filter(|files| files.is_array()) else { return };
    for (at, file) in files.children().enumerate() {
        let Some(list) = file.get(Key::LICENSE_INFO_IN_FILES) else { continue };
        if list.is_array() && list.children().next().is_none() {
            let place = || Place {
                path: format!("/files/{at}/licenseInfoInFiles"),
                offset: list.offset(),
                element: file.text(Key::SPDXID).map(str::to_owned),
            };
            found.error(DIALECT.length, place, || "must have at least 1 element(s)".to_owned());
        }
    }
}
