//! From SPDX 2 objects to rows of the document.

use std::collections::BTreeMap;

use serde::de::MapAccess;

use crate::document::build::Builder;
use crate::document::store::{
    EndCode, ExtractedRow, LicenceRow, Place, ReferenceRow, Rows, Span, ToolRow,
};
use crate::document::{
    ComponentType, DependencyScope, ElementKind, IdentifierKind, LicenceKind, LicenceRole,
    NoteKind, Origin, PartyKind, PartyRole, RelationshipKind,
};
use crate::json::{Each, List, Named, Stopped, Text, once, take};
use crate::read::{Object, skip, stop};
use crate::spdx::relation::{Meaning, meaning};
use crate::spdx::wire2::{
    WireChecksum, WireExtracted, WireReference, WireRelationship, WireSnippet,
};

/// A creator is a text. Converted from YAML without quotes, it is an object: `{"Person": "Jane"}`.
type WireCreator<'a> = Named<'a, BTreeMap<Text<'a>, Text<'a>>>;

/// `creationInfo`.
#[derive(Clone, Copy)]
pub(super) struct CreationObject;

impl<'de> Object<'de> for CreationObject {
    fn expected(self) -> &'static str {
        "a creation info object"
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let mut created = None::<Text<'de>>;
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match &*key {
                "created" => take(&mut created, &key, &mut map)?,
                "creators" => {
                    once(&mut seen, 0, &key)?;
                    let start = builder.store.parties.len();
                    let keep = |creator: WireCreator<'de>| match creator {
                        Named::Text(creator) => keep_creator(builder, &creator),
                        Named::Object(parts) => {
                            builder.note(NoteKind::OtherType, "creators")?;
                            parts.iter().try_for_each(|(kind, name)| {
                                keep_creator(builder, &format!("{}: {}", kind.0, name.0))
                            })
                        }
                    };
                    let shape = map.next_value_seed(Each::new("creators", keep))?;
                    builder.store.document_parties =
                        Rows::between(start, builder.store.parties.len());
                    builder.shape(shape, &key).map_err(stop)?;
                }
                key => skip(builder, &mut map, key, &["comment", "licenseListVersion"])?,
            }
        }
        builder.store.created = builder.optional(created.as_ref());
        Ok(())
    }
}

/// One of `packages`.
#[derive(Clone, Copy)]
pub(super) struct PackageObject;

impl<'de> Object<'de> for PackageObject {
    fn expected(self) -> &'static str {
        "a package object"
    }

    fn read<A: MapAccess<'de>>(self, builder: &mut Builder<'de>, map: A) -> Result<(), A::Error> {
        read_element(ElementKind::Component, builder, map)
    }
}

/// One of `files`.
#[derive(Clone, Copy)]
pub(super) struct FileObject;

impl<'de> Object<'de> for FileObject {
    fn expected(self) -> &'static str {
        "a file object"
    }

    fn read<A: MapAccess<'de>>(self, builder: &mut Builder<'de>, map: A) -> Result<(), A::Error> {
        read_element(ElementKind::File, builder, map)
    }
}

/// Reads a package or a file: a file's members are nearly all members of packages too.
fn read_element<'de, A: MapAccess<'de>>(
    kind: ElementKind,
    builder: &mut Builder<'de>,
    mut map: A,
) -> Result<(), A::Error> {
    let index = builder.open(kind, Place::Listed, u32::MAX).map_err(stop)?;
    let mut wire = WireElement::default();
    let mut seen = 0;
    while let Some(key) = map.next_key::<Text<'de>>()? {
        wire.member(&key, &mut map, builder, kind, &mut seen)?;
    }
    wire.keep(builder, kind, index).map_err(stop)
}

/// The members of a package or file that are put together at its end.
#[derive(Default)]
struct WireElement<'a> {
    id: Option<Text<'a>>,
    name: Option<Text<'a>>,
    version: Option<Text<'a>>,
    supplier: Option<Text<'a>>,
    originator: Option<Text<'a>>,
    download: Option<Text<'a>>,
    homepage: Option<Text<'a>>,
    concluded: Option<Text<'a>>,
    declared: Option<Text<'a>>,
    observed: Option<List<Text<'a>>>,
    copyright: Option<Text<'a>>,
    description: Option<Text<'a>>,
    summary: Option<Text<'a>>,
    purpose: Option<Text<'a>>,
    hashes: Rows,
    identifiers: Rows,
    references: Rows,
    /// The edges of `hasFiles`, whose near end is set once the package's id is known.
    contained: (usize, usize),
}

impl<'de> WireElement<'de> {
    fn member<A: MapAccess<'de>>(
        &mut self,
        key: &Text<'de>,
        map: &mut A,
        builder: &mut Builder<'de>,
        kind: ElementKind,
        seen: &mut u32,
    ) -> Result<(), A::Error> {
        let is_file = kind == ElementKind::File;
        match &**key {
            "SPDXID" => take(&mut self.id, key, map),
            "name" if !is_file => take(&mut self.name, key, map),
            "fileName" if is_file => take(&mut self.name, key, map),
            "versionInfo" => take(&mut self.version, key, map),
            "supplier" => take(&mut self.supplier, key, map),
            "originator" => take(&mut self.originator, key, map),
            "downloadLocation" => take(&mut self.download, key, map),
            "homepage" => take(&mut self.homepage, key, map),
            "licenseConcluded" => take(&mut self.concluded, key, map),
            "licenseDeclared" => take(&mut self.declared, key, map),
            "licenseInfoFromFiles" | "licenseInfoInFiles" => take(&mut self.observed, key, map),
            "copyrightText" => take(&mut self.copyright, key, map),
            "description" => take(&mut self.description, key, map),
            "summary" => take(&mut self.summary, key, map),
            "primaryPackagePurpose" => take(&mut self.purpose, key, map),
            "checksums" => {
                once(seen, 0, key)?;
                let start = builder.store.hashes.len();
                let keep = |checksum: WireChecksum<'de>| {
                    builder.hash(checksum.algorithm.as_ref(), checksum.checksum_value.as_ref())
                };
                let shape = map.next_value_seed(Each::new("checksums", keep))?;
                self.hashes = Rows::between(start, builder.store.hashes.len());
                builder.shape(shape, key).map_err(stop)
            }
            "externalRefs" => {
                once(seen, 1, key)?;
                let identifiers = builder.store.identifiers.len();
                let references = builder.store.references.len();
                let keep = |reference: WireReference<'de>| reference.keep(builder);
                let shape = map.next_value_seed(Each::new("external references", keep))?;
                self.identifiers = Rows::between(identifiers, builder.store.identifiers.len());
                self.references = Rows::between(references, builder.store.references.len());
                builder.shape(shape, key).map_err(stop)
            }
            "hasFiles" => {
                once(seen, 2, key)?;
                let start = builder.store.edges.len();
                let keep = |file: Text<'de>| {
                    let to = builder.reference(file.0);
                    let kind = RelationshipKind::Contains;
                    builder.edge(EndCode::NONE, to, kind, Origin::HasFiles)
                };
                let shape = map.next_value_seed(Each::new("file ids", keep))?;
                self.contained = (start, builder.store.edges.len());
                builder.shape(shape, key).map_err(stop)
            }
            key => skip(builder, map, key, NOT_KEPT),
        }
    }

    fn keep(
        self,
        builder: &mut Builder<'de>,
        kind: ElementKind,
        index: u32,
    ) -> Result<(), Stopped> {
        if self.name.is_none() {
            let key = if kind == ElementKind::File { "fileName" } else { "name" };
            builder.note(NoteKind::MissingMember, key)?;
        }
        if self.id.is_none() {
            builder.note(NoteKind::MissingMember, "SPDXID")?;
        }
        let component_type = match (kind, &self.purpose) {
            (ElementKind::File, _) => ComponentType::File,
            (_, None) => ComponentType::Unspecified,
            (_, Some(word)) => match ComponentType::from_spdx(word) {
                Some(known) => known,
                None => {
                    builder.note(NoteKind::UnknownComponentType, word)?;
                    ComponentType::Other
                }
            },
        };
        let licences = self.licences(builder)?;
        let parties = builder.store.parties.len();
        keep_party(builder, PartyRole::Supplier, self.supplier.as_deref())?;
        keep_party(builder, PartyRole::Manufacturer, self.originator.as_deref())?;
        let parties = Rows::between(parties, builder.store.parties.len());
        let name = builder.optional(self.name.as_ref());
        let version = stated(builder, self.version.as_ref());
        let description = stated(builder, self.description.as_ref().or(self.summary.as_ref()));
        let copyright = stated(builder, self.copyright.as_ref());
        let download = stated(builder, self.download.as_ref());
        let homepage = stated(builder, self.homepage.as_ref());
        let type_name = match component_type {
            ComponentType::Other => builder.optional(self.purpose.as_ref()),
            _ => Span::NONE,
        };
        let local_id = match self.id {
            Some(id) => builder.bind(index, id)?,
            None => Span::NONE,
        };
        let (first, end) = self.contained;
        for edge in builder.store.edges.iter_mut().take(end).skip(first) {
            edge.from = EndCode::node(index);
        }
        if let Some(node) = builder.node(index) {
            node.component_type = component_type;
            node.type_name = type_name;
            node.local_id = local_id;
            node.name = name;
            node.version = version;
            node.description = description;
            node.copyright = copyright;
            node.download = download;
            node.homepage = homepage;
            node.licences = licences;
            node.parties = parties;
            node.hashes = self.hashes;
            node.identifiers = self.identifiers;
            node.references = self.references;
        }
        Ok(())
    }

    fn licences(&self, builder: &mut Builder<'de>) -> Result<Rows, Stopped> {
        let start = builder.store.licences.len();
        let declared = self.declared.iter().map(|text| (LicenceRole::Declared, text));
        let concluded = self.concluded.iter().map(|text| (LicenceRole::Concluded, text));
        let observed = self.observed.iter().flat_map(|list| list.iter());
        let observed = observed.map(|text| (LicenceRole::Observed, text));
        for (role, text) in declared.chain(concluded).chain(observed) {
            let kind = match &**text {
                "" => continue,
                "NONE" => LicenceKind::None,
                "NOASSERTION" => LicenceKind::NoAssertion,
                _ => LicenceKind::Expression,
            };
            builder.count()?;
            let text = builder.text(text);
            builder.store.licences.push(LicenceRow { kind, role, text, url: Span::NONE });
        }
        Ok(Rows::between(start, builder.store.licences.len()))
    }
}

impl<'a> WireReference<'a> {
    fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        let (Some(kind), Some(locator)) = (&self.reference_type, &self.reference_locator) else {
            return builder.note(NoteKind::EmptyEntry, "externalRef");
        };
        // Types may be written as full addresses: http://spdx.org/rdf/references/purl.
        let word = kind.rsplit('/').next().unwrap_or_default();
        let identifier = match word {
            "purl" => Some(IdentifierKind::Purl),
            "cpe23Type" => Some(IdentifierKind::Cpe23),
            "cpe22Type" => Some(IdentifierKind::Cpe22),
            "swid" => Some(IdentifierKind::Swid),
            "swh" => Some(IdentifierKind::Swhid),
            "gitoid" => Some(IdentifierKind::Gitoid),
            _ => None,
        };
        if let Some(kind) = identifier {
            return builder.identifier(kind, locator);
        }
        builder.count()?;
        let row = ReferenceRow {
            category: builder.optional(self.reference_category.as_ref()),
            kind: builder.text(kind),
            locator: builder.text(locator),
            comment: builder.optional(self.comment.as_ref()),
        };
        builder.store.references.push(row);
        Ok(())
    }
}

impl<'a> WireRelationship<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        for (member, key) in [
            (&self.spdx_element_id, "spdxElementId"),
            (&self.related_spdx_element, "relatedSpdxElement"),
            (&self.relationship_type, "relationshipType"),
        ] {
            if member.is_none() {
                builder.note(NoteKind::MissingMember, key)?;
            }
        }
        let word = self.relationship_type.as_deref().unwrap_or_default();
        let Meaning { kind, scope, swap } = match meaning(word) {
            Some(meaning) => meaning,
            None => {
                builder.note(NoteKind::UnknownRelationshipType, word)?;
                Meaning {
                    kind: RelationshipKind::Other,
                    scope: DependencyScope::Unspecified,
                    swap: false,
                }
            }
        };
        let native = builder.intern(word);
        let left = end(builder, self.spdx_element_id);
        let right = end(builder, self.related_spdx_element);
        let (from, to) = if swap { (right, left) } else { (left, right) };
        builder.typed_edge(from, to, kind, scope, Origin::Relationship, native)
    }
}

impl<'a> WireExtracted<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        builder.count()?;
        let row = ExtractedRow {
            id: builder.optional(self.license_id.as_ref()),
            name: builder.optional(self.name.as_ref()),
            text: builder.optional(self.extracted_text.as_ref()),
        };
        builder.store.extracted.push(row);
        Ok(())
    }
}

impl<'a> WireSnippet<'a> {
    pub(super) fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        let index = builder.open(ElementKind::Snippet, Place::Listed, u32::MAX)?;
        let name = builder.optional(self.name.as_ref());
        let local_id = match self.id {
            Some(id) => builder.bind(index, id)?,
            None => Span::NONE,
        };
        if let Some(node) = builder.node(index) {
            node.name = name;
            node.local_id = local_id;
        }
        Ok(())
    }
}

fn end<'a>(builder: &mut Builder<'a>, id: Option<Text<'a>>) -> EndCode {
    match id.as_deref() {
        Some("NONE") => EndCode::NONE,
        Some("NOASSERTION") => EndCode::NO_ASSERTION,
        _ => builder.reference(id.map(|id| id.0).unwrap_or_default()),
    }
}

/// Keeps a text; empty ones are in many documents and say nothing.
fn stated<'a>(builder: &mut Builder<'a>, text: Option<&Text<'a>>) -> Span {
    builder.optional(text.filter(|text| !text.is_empty()))
}

/// Keeps `Organization: Example, Inc. (mail@example.org)`, or `NOASSERTION`.
fn keep_party(
    builder: &mut Builder<'_>,
    role: PartyRole,
    text: Option<&str>,
) -> Result<(), Stopped> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    if matches!(text, "NOASSERTION" | "NONE") {
        return builder.party(role, PartyKind::NoAssertion, None, None, None);
    }
    let (kind, rest) = match text.split_once(':') {
        Some(("Person", rest)) => (PartyKind::Person, rest),
        Some(("Organization", rest)) => (PartyKind::Organization, rest),
        _ => (PartyKind::Unknown, text),
    };
    let (name, email) = split_email(rest.trim());
    builder.party(role, kind, Some(name), email, None)
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

/// Keeps a creator: a tool, a person or an organisation.
fn keep_creator(builder: &mut Builder<'_>, text: &str) -> Result<(), Stopped> {
    let Some(tool) = text.strip_prefix("Tool:").map(str::trim) else {
        return keep_party(builder, PartyRole::Author, Some(text));
    };
    builder.count()?;
    let (name, version) = split_version(tool);
    let row = ToolRow {
        vendor: Span::NONE,
        name: builder.text(name),
        version: version.map_or(Span::NONE, |version| builder.text(version)),
    };
    builder.store.tools.push(row);
    Ok(())
}

/// Splits `name-version` at the last hyphen that a version follows.
fn split_version(tool: &str) -> (&str, Option<&str>) {
    let is_version = |text: &str| {
        let digits = text.strip_prefix('v').unwrap_or(text);
        digits.starts_with(|first: char| first.is_ascii_digit())
    };
    let at = tool
        .match_indices('-')
        .map(|(at, _)| at)
        .find(|&at| tool.get(at + 1..).is_some_and(is_version));
    match at.and_then(|at| Some((tool.get(..at)?, tool.get(at + 1..)?))) {
        Some((name, version)) if !name.is_empty() => (name, Some(version)),
        _ => (tool, None),
    }
}

/// Members of packages and files that the format has and this model does not.
const NOT_KEPT: &[&str] = &[
    "packageFileName",
    "filesAnalyzed",
    "packageVerificationCode",
    "sourceInfo",
    "licenseComments",
    "comment",
    "attributionTexts",
    "releaseDate",
    "builtDate",
    "validUntilDate",
    "annotations",
    "fileTypes",
    "noticeText",
    "fileContributors",
    "fileDependencies",
    "artifactOfs",
];

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
