//! From SPDX 2 objects to rows of the document.

use serde::de::MapAccess;

use crate::document::build::Builder;
use crate::document::store::{
    EndCode, ExtractedRow, LicenceRow, Place, ReferenceRow, Rows, Span, Store,
};
use crate::document::{
    ComponentType, DependencyScope, ElementKind, IdentifierKind, LicenceKind, LicenceRole,
    NoteKind, Origin, PartyRole, RelationshipKind,
};
use crate::json::{Each, List, Slot, Stopped, Text, once};
use crate::read::{Object, rows, skip, stop, take};
use crate::spdx::creation::keep_party;
use crate::spdx::relation::{Meaning, meaning};
use crate::spdx::wire2::{
    WireChecksum, WireExtracted, WireReference, WireRelationship, WireSnippet,
};

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
    id: Slot<Text<'a>>,
    name: Slot<Text<'a>>,
    other_name: Slot<Text<'a>>,
    version: Slot<Text<'a>>,
    supplier: Slot<Text<'a>>,
    originator: Slot<Text<'a>>,
    download: Slot<Text<'a>>,
    homepage: Slot<Text<'a>>,
    concluded: Slot<Text<'a>>,
    declared: Slot<Text<'a>>,
    observed: Slot<List<Text<'a>>>,
    copyright: Slot<Text<'a>>,
    description: Slot<Text<'a>>,
    summary: Slot<Text<'a>>,
    purpose: Slot<Text<'a>>,
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
            "SPDXID" => take(&mut self.id, key, map, builder),
            "name" if !is_file => take(&mut self.name, key, map, builder),
            "fileName" if is_file => take(&mut self.name, key, map, builder),
            // Written by mistake for `fileName`.
            "name" => {
                take(&mut self.other_name, key, map, builder)?;
                builder.note(NoteKind::UnknownMember, key).map_err(stop)
            }
            "versionInfo" => take(&mut self.version, key, map, builder),
            "supplier" => take(&mut self.supplier, key, map, builder),
            "originator" => take(&mut self.originator, key, map, builder),
            "downloadLocation" => take(&mut self.download, key, map, builder),
            "homepage" => take(&mut self.homepage, key, map, builder),
            "licenseConcluded" => take(&mut self.concluded, key, map, builder),
            "licenseDeclared" => take(&mut self.declared, key, map, builder),
            "licenseInfoFromFiles" if !is_file => take(&mut self.observed, key, map, builder),
            "licenseInfoInFiles" if is_file => take(&mut self.observed, key, map, builder),
            "copyrightText" => take(&mut self.copyright, key, map, builder),
            "description" => take(&mut self.description, key, map, builder),
            "summary" => take(&mut self.summary, key, map, builder),
            "primaryPackagePurpose" => take(&mut self.purpose, key, map, builder),
            "checksums" => {
                once(seen, 0, key)?;
                let len = |store: &Store| store.hashes.len();
                self.hashes = rows(key, map, builder, len, WireChecksum::keep)?;
                Ok(())
            }
            "externalRefs" => {
                once(seen, 1, key)?;
                let identifiers = builder.store.identifiers.len();
                let len = |store: &Store| store.references.len();
                self.references = rows(key, map, builder, len, WireReference::keep)?;
                self.identifiers = Rows::between(identifiers, builder.store.identifiers.len());
                Ok(())
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
        let component_type = match (kind, &*self.purpose) {
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
        let name = builder.optional(self.name.as_ref().or(self.other_name.as_ref()));
        let version = stated(builder, self.version.as_ref());
        let description = stated(builder, self.description.as_ref().or(self.summary.as_ref()));
        let copyright = stated(builder, self.copyright.as_ref());
        let download = stated(builder, self.download.as_ref());
        let homepage = stated(builder, self.homepage.as_ref());
        let type_name = match component_type {
            ComponentType::Other => builder.optional(self.purpose.as_ref()),
            _ => Span::NONE,
        };
        let local_id = match self.id.into_value() {
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
        let shape = self.observed.as_ref().map(|list| list.shape).unwrap_or_default();
        builder.shape(shape, "licenseInfoInFiles")?;
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

impl<'a> WireChecksum<'a> {
    fn keep(self, builder: &mut Builder<'a>) -> Result<(), Stopped> {
        builder.hash(self.algorithm.as_ref(), self.checksum_value.as_ref())
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
