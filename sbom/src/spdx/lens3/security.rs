//! Looking up vulnerabilities, their ratings and what was found about them in SPDX 3.
//!
//! Everything said of a vulnerability is a relationship from it to what it is said about.

use crate::document::index::EndCode;
use crate::document::{AnalysisState, Document};
use crate::spdx::index3::{Assessment, short_name, type_of};
use crate::tree::{Key, Value};

/// Returns the identifiers that databases give a vulnerability: CVE numbers first.
fn identifiers<'d>(object: Value<'d>) -> impl Iterator<Item = Value<'d>> + use<'d> {
    let of = move |kind: &'static str| {
        object
            .list(Key::EXTERNAL_IDENTIFIER)
            .filter(move |identifier| identifier.text(Key::EXTERNAL_IDENTIFIER_TYPE) == Some(kind))
    };
    of("cve").chain(of("securityOther"))
}

pub(crate) fn id(object: Value<'_>) -> Option<&str> {
    ids(object).next().or_else(|| object.text(Key::NAME))
}

fn ids<'d>(object: Value<'d>) -> impl Iterator<Item = &'d str> + use<'d> {
    identifiers(object).filter_map(|identifier| identifier.text(Key::IDENTIFIER))
}

pub(crate) fn aliases<'d>(object: Value<'d>) -> impl Iterator<Item = &'d str> + use<'d> {
    ids(object).skip(1)
}

pub(crate) fn source_name(object: Value<'_>) -> Option<&str> {
    identifiers(object).next()?.text(Key::ISSUING_AUTHORITY)
}

pub(crate) fn source_url(object: Value<'_>) -> Option<&str> {
    identifiers(object).next()?.list(Key::IDENTIFIER_LOCATOR).find_map(Value::as_str)
}

/// Returns the numbers that links to the list of weaknesses end with.
pub(crate) fn cwes<'d>(object: Value<'d>) -> impl Iterator<Item = u32> + use<'d> {
    locators(object, &["cwe"]).filter_map(|locator| {
        let locator = locator.strip_suffix(".html").unwrap_or(locator);
        locator.rsplit(['/', '-']).next()?.parse().ok()
    })
}

pub(crate) fn advisories<'d>(object: Value<'d>) -> impl Iterator<Item = &'d str> + use<'d> {
    locators(object, &["securityAdvisory"])
}

fn locators<'d>(
    object: Value<'d>,
    kinds: &'static [&'static str],
) -> impl Iterator<Item = &'d str> + use<'d> {
    let references = object.list(Key::EXTERNAL_REF).filter(move |reference| {
        reference.text(Key::EXTERNAL_REF_TYPE).is_some_and(|kind| kinds.contains(&kind))
    });
    references.flat_map(|reference| reference.list(Key::LOCATOR)).filter_map(Value::as_str)
}

/// Returns what is said of a vulnerability.
pub(crate) fn assessments<'d>(document: &'d Document, object: Value<'d>) -> &'d [Assessment] {
    match &document.index.spdx3 {
        Some(extra) => extra.assessments(object.id()),
        None => &[],
    }
}

/// Returns the relationships that rate a vulnerability, each once.
pub(crate) fn ratings<'d>(
    document: &'d Document,
    object: Value<'d>,
) -> impl Iterator<Item = Value<'d>> + use<'d> {
    relationships(document, object).filter(|relationship| method(*relationship).is_some())
}

/// Returns the first relationship that says whether a vulnerability matters.
pub(crate) fn analysis<'d>(document: &'d Document, object: Value<'d>) -> Option<Value<'d>> {
    relationships(document, object).find(|relationship| state(*relationship).is_some())
}

fn relationships<'d>(
    document: &'d Document,
    object: Value<'d>,
) -> impl Iterator<Item = Value<'d>> + use<'d> {
    let mut last = None;
    // A relationship has a row for each of its ends.
    let said = assessments(document, object).iter().map(|said| said.relationship);
    said.filter(move |it| last.replace(*it) != Some(*it)).map(|it| document.tree().value(it))
}

/// Returns what a vulnerability is said to affect, to have affected, or not to affect.
pub(crate) fn targets<'d>(
    document: &'d Document,
    object: Value<'d>,
) -> impl Iterator<Item = EndCode> + use<'d> {
    let mut seen = std::collections::BTreeSet::new();
    assessments(document, object)
        .iter()
        .map(|said| said.target)
        .filter(move |target| seen.insert(*target))
}

/// Returns the method of a rating, in the words of CycloneDX where it has one.
pub(crate) fn method(relationship: Value<'_>) -> Option<&'static str> {
    let name = short_name(type_of(relationship)?);
    let vector = relationship.text(Key::SECURITY_VECTOR_STRING).unwrap_or_default();
    Some(match name.strip_prefix("security_")?.strip_suffix("VulnAssessmentRelationship")? {
        "CvssV2" => "CVSSv2",
        "CvssV3" if vector.starts_with("CVSS:3.1") => "CVSSv31",
        "CvssV3" => "CVSSv3",
        "CvssV4" => "CVSSv4",
        "Epss" => "EPSS",
        "Ssvc" => "SSVC",
        _ => return None,
    })
}

pub(crate) fn score(relationship: Value<'_>) -> Option<&str> {
    let score = relationship.loose_text(Key::SECURITY_SCORE);
    score.or_else(|| relationship.loose_text(Key::SECURITY_PROBABILITY))
}

/// Returns what a relationship says about a vulnerability's effect.
pub(crate) fn state(relationship: Value<'_>) -> Option<AnalysisState> {
    Some(match relationship.text(Key::RELATIONSHIP_TYPE)? {
        "affects" => AnalysisState::Exploitable,
        "doesNotAffect" => AnalysisState::NotAffected,
        "fixedIn" => AnalysisState::Resolved,
        "underInvestigationFor" => AnalysisState::InTriage,
        _ => return None,
    })
}

pub(crate) fn detail(relationship: Value<'_>) -> Option<&str> {
    let keys = [
        Key::SECURITY_IMPACT_STATEMENT,
        Key::SECURITY_ACTION_STATEMENT,
        Key::SECURITY_STATUS_NOTES,
    ];
    keys.into_iter().find_map(|key| relationship.text(key))
}
