//! Judging VEX documents by the rules of their own format.

mod csaf;
mod schema;

use std::borrow::Cow;

use crate::detect::{self, Content, Found, Kind};
use crate::error::Error;
use crate::limits::ParseOptions;
use crate::read;
use crate::schema::Shape;
use crate::schema::check::{Checker, Dialect};
use crate::tree::{Key, Tree, Value};
use crate::validate::collect::{Collector, Place};
use crate::validate::{Options, Report, Severity};

/// Judges a VEX document: OpenVEX 0.2.0 and CSAF 2.0 by their schemas and by what their
/// specifications demand in words, CycloneDX and SPDX as [`Document::validate`] does.
///
/// Of CSAF's mandatory tests (section 6.1), all are made but 6.1.11, which compares the names of
/// weaknesses with a list that has a new edition every few months; the message of each names its
/// number. Of languages (6.1.12), those of three letters, scripts and variants are only held to
/// their form.
///
/// # Errors
///
/// When the bytes are no document of these formats, or are not well formed.
///
/// # Examples
///
/// ```
/// use sbom::validate::Options;
///
/// let text = br#"{
///   "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/1",
///   "author": "acme", "timestamp": "2026-01-01T00:00:00Z", "version": 1,
///   "statements": [{"vulnerability": {"name": "CVE-2026-1"},
///     "products": [{"@id": "pkg:npm/a@1"}], "status": "not_affected"}]
/// }"#;
/// let report = sbom::vex::validate(text, &Options::default())?;
/// let violation = &report.violations()[0];
/// assert_eq!(violation.code(), "openvex-reason");
/// assert_eq!((violation.path(), violation.line()), ("/statements/0", Some(4)));
/// # Ok::<(), sbom::Error>(())
/// ```
///
/// [`Document::validate`]: crate::Document::validate
pub fn validate<'b>(bytes: impl Into<Cow<'b, [u8]>>, options: &Options) -> Result<Report, Error> {
    let limits = ParseOptions::default();
    let Found { kind, encoding, content, outer } = detect::open(bytes.into(), &limits)?;
    match (kind, content) {
        (Kind::OpenVex, Content::Tree(tree)) => Ok(openvex(&tree, options)),
        (Kind::Csaf, Content::Tree(tree)) => Ok(csaf(&tree, options)),
        (kind, content) => {
            let bom = read::read(Found { kind, encoding, content, outer }, &limits)?;
            Ok(bom.validate_with(options))
        }
    }
}

static OPENVEX: Dialect = Dialect {
    name: "OpenVEX",
    versions: &["0.2.0"],
    required: "openvex-required",
    unknown: "openvex-unknown-field",
    kind: "openvex-type",
    duplicate: "openvex-duplicate-item",
    length: "openvex-length",
    number: "openvex-number-range",
    licence_id: "openvex-type",
    id: Key::AT_ID,
};

static CSAF: Dialect = Dialect {
    name: "CSAF",
    versions: &["2.0"],
    required: "csaf-required",
    unknown: "csaf-unknown-field",
    kind: "csaf-type",
    duplicate: "csaf-duplicate-item",
    length: "csaf-length",
    number: "csaf-number-range",
    licence_id: "csaf-type",
    id: Key::PRODUCT_ID,
};

fn openvex(tree: &Tree, options: &Options) -> Report {
    check(tree, options, &OPENVEX, &schema::OPENVEX, reasons)
}

fn csaf(tree: &Tree, options: &Options) -> Report {
    check(tree, options, &CSAF, &schema::CSAF, csaf::judge)
}

fn check(
    tree: &Tree,
    options: &Options,
    dialect: &'static Dialect,
    shape: &'static Shape,
    semantic: fn(Value<'_>, &mut Collector),
) -> Report {
    let mut found = Collector::new(options);
    Checker::new(dialect, 0, &mut found).run(tree.root(), shape);
    if options.semantic {
        semantic(tree.root(), &mut found);
    }
    found.report(tree.source())
}

/// Reports a rule that is broken.
fn refuse(
    found: &mut Collector,
    code: &'static str,
    value: Value<'_>,
    path: impl FnOnce() -> String,
    message: impl FnOnce() -> String,
) {
    let place = || Place { path: path(), offset: value.offset(), element: None };
    found.semantic(code, Severity::Error, place, message);
}

/// Statements of OpenVEX that clear need a reason, those that alarm an action.
fn reasons(root: Value<'_>, found: &mut Collector) {
    for (number, statement) in root.list(Key::STATEMENTS).enumerate() {
        let path = || format!("/statements/{number}");
        let says = |key| statement.text(key).is_some_and(|text| !text.is_empty());
        match statement.text(Key::STATUS) {
            Some("not_affected") if !says(Key::JUSTIFICATION) && !says(Key::IMPACT_STATEMENT) => {
                refuse(found, "openvex-reason", statement, path, || {
                    "`not_affected` needs a justification or an impact statement".to_owned()
                });
            }
            Some("affected") if !says(Key::ACTION_STATEMENT) => {
                refuse(found, "openvex-action", statement, path, || {
                    "`affected` needs an action statement".to_owned()
                });
            }
            _ => {}
        }
        if statement.list(Key::PRODUCTS).next().is_none() {
            refuse(found, "openvex-products", statement, path, || {
                "a statement needs a product".to_owned()
            });
        }
    }
}
