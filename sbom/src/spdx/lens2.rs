//! Looking things up in SPDX 2 objects.

use crate::document::{
    Hash, Identifier, IdentifierKind, Licence, LicenceRole, Party, PartyKind, PartyParts,
    PartyRole, Tool,
};
use crate::tree::{Key, Value};

/// Returns a member's text; empty ones are in many documents and say nothing.
pub(crate) fn said(object: Value<'_>, key: Key) -> Option<&str> {
    object.text(key).filter(|text| !text.is_empty())
}

/// Returns a file's name, also where it was written under the key of packages.
pub(crate) fn file_name(file: Value<'_>) -> Option<&str> {
    file.text(Key::FILE_NAME).or_else(|| file.text(Key::NAME))
}

pub(crate) fn identifiers<'d>(
    package: Value<'d>,
) -> impl Iterator<Item = Identifier<'d>> + use<'d> {
    package.list(Key::EXTERNAL_REFS).filter_map(identifier)
}

/// Reads an external reference that is an identifier.
pub(crate) fn identifier(reference: Value<'_>) -> Option<Identifier<'_>> {
    let kind = reference.text(Key::REFERENCE_TYPE)?;
    // Types may be written as full addresses: http://spdx.org/rdf/references/purl.
    let kind = match kind.rsplit('/').next().unwrap_or_default() {
        "purl" => IdentifierKind::Purl,
        "cpe23Type" => IdentifierKind::Cpe23,
        "cpe22Type" => IdentifierKind::Cpe22,
        "swid" => IdentifierKind::Swid,
        "swh" => IdentifierKind::Swhid,
        "gitoid" => IdentifierKind::Gitoid,
        _ => return None,
    };
    Some(Identifier::new(kind, reference.text(Key::REFERENCE_LOCATOR)?))
}

pub(crate) fn hashes<'d>(element: Value<'d>) -> impl Iterator<Item = Hash<'d>> + use<'d> {
    let checksums = element.list(Key::CHECKSUMS);
    checksums.filter_map(|sum| Hash::new(sum.text(Key::ALGORITHM), sum.text(Key::CHECKSUM_VALUE)))
}

pub(crate) fn licences<'d>(element: Value<'d>) -> impl Iterator<Item = Licence<'d>> + use<'d> {
    let one = move |key, role| element.text(key).and_then(|text| Licence::stated(role, text));
    let observed = OBSERVED.into_iter().flat_map(move |key| element.list(key));
    one(Key::LICENSE_DECLARED, LicenceRole::Declared)
        .into_iter()
        .chain(one(Key::LICENSE_CONCLUDED, LicenceRole::Concluded))
        .chain(observed.filter_map(|text| Licence::stated(LicenceRole::Observed, text.as_str()?)))
}

/// Packages, files and snippets each have one of these.
const OBSERVED: [Key; 3] =
    [Key::LICENSE_INFO_FROM_FILES, Key::LICENSE_INFO_IN_FILES, Key::LICENSE_INFO_IN_SNIPPETS];

pub(crate) fn parties<'d>(package: Value<'d>) -> impl Iterator<Item = Party<'d>> + use<'d> {
    let one = move |key, role| package.text(key).and_then(|text| party(role, text));
    one(Key::SUPPLIER, PartyRole::Supplier)
        .into_iter()
        .chain(one(Key::ORIGINATOR, PartyRole::Manufacturer))
}

/// The people and organisations among `creators`.
pub(crate) fn creators<'d>(
    creation: Option<Value<'d>>,
) -> impl Iterator<Item = Party<'d>> + use<'d> {
    creators_of(creation).filter_map(|creator| match creator {
        Creator::Text(text) if text.starts_with("Tool:") => None,
        Creator::Text(text) => party(PartyRole::Author, text),
        Creator::Pair("Tool", _) => None,
        Creator::Pair(kind, name) => named(PartyRole::Author, kind, name),
    })
}

/// The tools among `creators`.
pub(crate) fn tools<'d>(creation: Option<Value<'d>>) -> impl Iterator<Item = Tool<'d>> + use<'d> {
    creators_of(creation).filter_map(|creator| {
        let tool = match creator {
            Creator::Text(text) => text.strip_prefix("Tool:")?,
            Creator::Pair("Tool", name) => name,
            Creator::Pair(..) => return None,
        };
        let (name, version) = split_version(tool.trim());
        Some(Tool::new(None, name, version))
    })
}

/// Returns the phases of life, which SPDX 2 has no member for: NTIA's `SBOM Type: Build` in the
/// remark on the creation.
pub(crate) fn lifecycles<'d>(
    creation: Option<Value<'d>>,
) -> impl Iterator<Item = &'d str> + use<'d> {
    let comment = creation.and_then(|creation| creation.text(Key::COMMENT)).unwrap_or_default();
    let types = comment.lines().filter_map(|line| line.trim().strip_prefix("SBOM Type:"));
    types.map(str::trim).filter(|word| !word.is_empty())
}

/// A creator is a text. Converted from YAML without quotes, it is an object: `{"Person": "Jane"}`.
enum Creator<'d> {
    Text(&'d str),
    Pair(&'d str, &'d str),
}

fn creators_of<'d>(creation: Option<Value<'d>>) -> impl Iterator<Item = Creator<'d>> + use<'d> {
    let creators = creation.into_iter().flat_map(|creation| creation.list(Key::CREATORS));
    creators.flat_map(|creator| {
        let pairs = creator.is_object().then(|| creator.children()).into_iter().flatten();
        let pairs = pairs.filter_map(|name| Some(Creator::Pair(name.key_text(), name.as_str()?)));
        creator.as_str().map(Creator::Text).into_iter().chain(pairs)
    })
}

/// Splits `name-version` at the first hyphen that a version follows.
pub(crate) fn split_version(tool: &str) -> (&str, Option<&str>) {
    let is_version = |text: &str| {
        let digits = text.strip_prefix('v').unwrap_or(text);
        digits.starts_with(|first: char| first.is_ascii_digit())
    };
    let mut hyphens = tool.match_indices('-').map(|(at, _)| at);
    let at = hyphens.find(|&at| tool.get(at + 1..).is_some_and(is_version));
    match at.and_then(|at| Some((tool.get(..at)?, tool.get(at + 1..)?))) {
        Some((name, version)) if !name.is_empty() => (name, Some(version)),
        _ => (tool, None),
    }
}

/// Reads `Organization: Example, Inc. (mail@example.org)`, or `NOASSERTION`.
pub(crate) fn party(role: PartyRole, text: &str) -> Option<Party<'_>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if matches!(text, "NOASSERTION" | "NONE") {
        return Some(Party::new(role, PartyKind::NoAssertion, PartyParts::default()));
    }
    match text.split_once(':') {
        Some((kind @ ("Person" | "Organization"), rest)) => named(role, kind, rest),
        _ => named(role, "", text),
    }
}

fn named<'d>(role: PartyRole, kind: &str, text: &'d str) -> Option<Party<'d>> {
    let kind = match kind {
        "Person" => PartyKind::Person,
        "Organization" => PartyKind::Organization,
        _ => PartyKind::Unknown,
    };
    let (name, email) = split_email(text.trim());
    Some(Party::new(role, kind, PartyParts { name: Some(name), email, url: None }))
}

/// Splits `name (e-mail)`; empty parentheses mean that there is no address.
fn split_email(text: &str) -> (&str, Option<&str>) {
    let inner = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    match inner {
        Some((name, email)) if email.is_empty() || email.contains('@') => {
            (name.trim_end(), Some(email).filter(|email| !email.is_empty()))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tool_is_split_before_its_version() {
        assert_eq!(split_version("syft-0.84.1"), ("syft", Some("0.84.1")));
        assert_eq!(split_version("sbom-tool-v2.1-rc.1"), ("sbom-tool", Some("v2.1-rc.1")));
        assert_eq!(
            split_version("GitHub.com-Dependency-Graph"),
            ("GitHub.com-Dependency-Graph", None)
        );
        assert_eq!(split_version("-1"), ("-1", None));
    }

    #[test]
    fn email_is_told_from_other_parentheses() {
        assert_eq!(split_email("Jane (jane@example.org)"), ("Jane", Some("jane@example.org")));
        assert_eq!(split_email("Jane ()"), ("Jane", None));
        assert_eq!(split_email("Acme (Germany)"), ("Acme (Germany)", None));
    }
}
