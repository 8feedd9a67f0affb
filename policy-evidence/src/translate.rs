//! The only code that knows both a source's words and the evaluator's.

pub(crate) mod sbom;
pub(crate) mod scan_report;
pub(crate) mod vex;
pub(crate) mod xray;

use ::sbom::Attestation;
use policy_core::evidence::{Digest, Package};
use policy_core::{Purl, Timestamp};

/// A package in the words of `purl`, if it is one: two sources that spell a name differently agree
/// on its purl. The version is the one the source states beside it.
fn package(name: &str, version: Option<&str>, purl: Option<&str>) -> Package {
    let version = version.filter(|version| !version.is_empty());
    let Some(purl) = purl.and_then(|purl| Purl::parse(purl).ok()) else {
        return Package::new(name, version.unwrap_or_default());
    };
    let package = Package::from(purl);
    match version {
        Some(version) => package.with_version(version),
        None => package,
    }
}

/// The digests an attestation says its content is about: the word of whoever signed it.
fn attested(attestation: Option<&Attestation>) -> Vec<Digest> {
    let subjects = attestation.map(Attestation::subjects).unwrap_or_default();
    subjects
        .iter()
        .flat_map(|subject| subject.digests())
        .filter_map(|(algorithm, hex)| format!("{algorithm}:{hex}").parse().ok())
        .collect()
}

/// Reads an instant as tools write it: RFC 3339 with any precision. What cannot be read is not
/// known; the policy says what that means.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}
