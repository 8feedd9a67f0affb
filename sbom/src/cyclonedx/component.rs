//! Components and services, nested ones included.

use serde::de::MapAccess;

use crate::cyclonedx::wire::{
    WireContact, WireEntity, WireHash, WireLicenceChoice, WireProperty, WireReference, WireSwid,
};
use crate::document::build::Builder;
use crate::document::store::{Place, Rows, Span, Store};
use crate::document::{
    ComponentType, ElementKind, IdentifierKind, NoteKind, PartyKind, PartyRole, Scope,
};
use crate::json::{List, Slot, Stopped, Text, once};
use crate::read::{Many, Object, rows, skip, stop, take};

/// One component or service, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Section {
    kind: ElementKind,
    place: Place,
    parent: u32,
}

impl Section {
    pub(super) fn components(parent: u32, place: Place) -> Self {
        Self { kind: ElementKind::Component, place, parent }
    }

    pub(super) fn services(parent: u32) -> Self {
        Self { kind: ElementKind::Service, place: Place::Listed, parent }
    }
}

impl<'de> Object<'de> for Section {
    fn expected(self) -> &'static str {
        match self.kind {
            ElementKind::Service => "a service object",
            _ => "a component object",
        }
    }

    fn read<A: MapAccess<'de>>(
        self,
        builder: &mut Builder<'de>,
        mut map: A,
    ) -> Result<(), A::Error> {
        let index = builder.open(self.kind, self.place, self.parent).map_err(stop)?;
        // On the heap: this may be a hundred components inside one another.
        let mut wire = Box::<WireElement<'de>>::default();
        let mut seen = 0;
        while let Some(key) = map.next_key::<Text<'de>>()? {
            wire.member(&key, &mut map, builder, self, index, &mut seen)?;
        }
        wire.keep(builder, self, index).map_err(stop)
    }
}

/// The members of a component or service that are put together at its end; lists are handed on as
/// they are read.
#[derive(Default)]
struct WireElement<'a> {
    kind: Slot<Text<'a>>,
    bom_ref: Slot<Text<'a>>,
    group: Slot<Text<'a>>,
    name: Slot<Text<'a>>,
    version: Slot<Text<'a>>,
    description: Slot<Text<'a>>,
    copyright: Slot<Text<'a>>,
    scope: Slot<Text<'a>>,
    purl: Slot<Text<'a>>,
    cpe: Slot<Text<'a>>,
    swid: Slot<WireSwid<'a>>,
    swhid: Slot<List<Text<'a>>>,
    omnibor_id: Slot<List<Text<'a>>>,
    supplier: Slot<WireEntity<'a>>,
    manufacturer: Slot<WireEntity<'a>>,
    authors: Slot<List<WireContact<'a>>>,
    author: Slot<Text<'a>>,
    publisher: Slot<Text<'a>>,
    hashes: Rows,
    licences: Rows,
    references: Rows,
    properties: Rows,
}

impl<'de> WireElement<'de> {
    fn member<A: MapAccess<'de>>(
        &mut self,
        key: &Text<'de>,
        map: &mut A,
        builder: &mut Builder<'de>,
        section: Section,
        index: u32,
        seen: &mut u32,
    ) -> Result<(), A::Error> {
        let is_service = section.kind == ElementKind::Service;
        match &**key {
            "type" => take(&mut self.kind, key, map, builder),
            "bom-ref" => take(&mut self.bom_ref, key, map, builder),
            "group" => take(&mut self.group, key, map, builder),
            "name" => take(&mut self.name, key, map, builder),
            "version" => take(&mut self.version, key, map, builder),
            "description" => take(&mut self.description, key, map, builder),
            "copyright" => take(&mut self.copyright, key, map, builder),
            "scope" => take(&mut self.scope, key, map, builder),
            "purl" => take(&mut self.purl, key, map, builder),
            "cpe" => take(&mut self.cpe, key, map, builder),
            "swid" => take(&mut self.swid, key, map, builder),
            "swhid" => take(&mut self.swhid, key, map, builder),
            "omniborId" => take(&mut self.omnibor_id, key, map, builder),
            "supplier" if !is_service => take(&mut self.supplier, key, map, builder),
            "provider" if is_service => take(&mut self.supplier, key, map, builder),
            "manufacturer" => take(&mut self.manufacturer, key, map, builder),
            "authors" => take(&mut self.authors, key, map, builder),
            "author" => take(&mut self.author, key, map, builder),
            "publisher" => take(&mut self.publisher, key, map, builder),
            "hashes" => {
                once(seen, 0, key)?;
                let len = |store: &Store| store.hashes.len();
                self.hashes = rows(key, map, builder, len, WireHash::keep)?;
                Ok(())
            }
            "licenses" => {
                once(seen, 1, key)?;
                let len = |store: &Store| store.licences.len();
                self.licences = rows(key, map, builder, len, WireLicenceChoice::keep)?;
                Ok(())
            }
            "externalReferences" => {
                once(seen, 2, key)?;
                let len = |store: &Store| store.references.len();
                self.references = rows(key, map, builder, len, WireReference::keep)?;
                Ok(())
            }
            "properties" => {
                once(seen, 3, key)?;
                let len = |store: &Store| store.properties.len();
                self.properties = rows(key, map, builder, len, WireProperty::keep)?;
                Ok(())
            }
            "components" => {
                once(seen, 4, key)?;
                let place = match section.place {
                    Place::Listed => Place::Listed,
                    Place::Subject | Place::SubjectPart => Place::SubjectPart,
                };
                let object = Section::components(index, place);
                map.next_value_seed(Many { builder, key: "components", object })
            }
            "services" => {
                once(seen, 5, key)?;
                let object = Section::services(index);
                map.next_value_seed(Many { builder, key: "services", object })
            }
            key => skip(builder, map, key, NOT_KEPT),
        }
    }

    fn keep(self, builder: &mut Builder<'de>, section: Section, index: u32) -> Result<(), Stopped> {
        let is_component = section.kind == ElementKind::Component;
        if self.name.is_none() {
            builder.note(NoteKind::MissingMember, "name")?;
        }
        if is_component && self.kind.is_none() {
            builder.note(NoteKind::MissingMember, "type")?;
        }
        let (component_type, type_name) = self.component_type(builder)?;
        let scope = match &*self.scope {
            None => None,
            Some(word) => {
                let scope = Scope::from_cyclonedx(word);
                if scope.is_none() {
                    builder.note(NoteKind::UnknownScope, word)?;
                }
                scope
            }
        };
        let identifiers = self.identifiers(builder)?;
        let parties = self.parties(builder)?;
        let group = builder.optional(self.group.as_ref());
        let name = builder.optional(self.name.as_ref());
        let version = builder.optional(self.version.as_ref());
        let description = builder.optional(self.description.as_ref());
        let copyright = builder.optional(self.copyright.as_ref());
        let local_id = match self.bom_ref.into_value() {
            Some(id) => builder.bind(index, id)?,
            None => Span::NONE,
        };
        if let Some(node) = builder.node(index) {
            node.component_type = component_type;
            node.type_name = type_name;
            node.scope = scope;
            node.local_id = local_id;
            node.group = group;
            node.name = name;
            node.version = version;
            node.description = description;
            node.copyright = copyright;
            node.identifiers = identifiers;
            node.parties = parties;
            node.hashes = self.hashes;
            node.licences = self.licences;
            node.references = self.references;
            node.properties = self.properties;
        }
        Ok(())
    }

    fn component_type(&self, builder: &mut Builder<'de>) -> Result<(ComponentType, Span), Stopped> {
        let Some(word) = &*self.kind else {
            return Ok((ComponentType::Unspecified, Span::NONE));
        };
        match ComponentType::from_cyclonedx(word) {
            Some(known) => Ok((known, Span::NONE)),
            None => {
                builder.note(NoteKind::UnknownComponentType, word)?;
                Ok((ComponentType::Other, builder.text(word)))
            }
        }
    }

    fn identifiers(&self, builder: &mut Builder<'de>) -> Result<Rows, Stopped> {
        let start = builder.store.identifiers.len();
        if let Some(purl) = self.purl.as_deref() {
            builder.identifier(IdentifierKind::Purl, purl)?;
        }
        if let Some(cpe) = self.cpe.as_deref() {
            let kind = match cpe.starts_with("cpe:/") {
                true => IdentifierKind::Cpe22,
                false => IdentifierKind::Cpe23,
            };
            builder.identifier(kind, cpe)?;
        }
        if let Some(tag_id) = self.swid.as_ref().and_then(|swid| swid.tag_id.as_deref()) {
            builder.identifier(IdentifierKind::Swid, tag_id)?;
        }
        for (list, key) in [(&self.swhid, "swhid"), (&self.omnibor_id, "omniborId")] {
            builder.shape(list.as_ref().map(|list| list.shape).unwrap_or_default(), key)?;
        }
        for swhid in self.swhid.iter().flat_map(|list| list.iter()) {
            builder.identifier(IdentifierKind::Swhid, swhid)?;
        }
        for gitoid in self.omnibor_id.iter().flat_map(|list| list.iter()) {
            builder.identifier(IdentifierKind::Gitoid, gitoid)?;
        }
        Ok(Rows::between(start, builder.store.identifiers.len()))
    }

    fn parties(&self, builder: &mut Builder<'de>) -> Result<Rows, Stopped> {
        let start = builder.store.parties.len();
        if let Some(supplier) = &*self.supplier {
            supplier.keep(builder, PartyRole::Supplier)?;
        }
        if let Some(manufacturer) = &*self.manufacturer {
            manufacturer.keep(builder, PartyRole::Manufacturer)?;
        }
        let shape = self.authors.as_ref().map(|list| list.shape).unwrap_or_default();
        builder.shape(shape, "authors")?;
        for author in self.authors.iter().flat_map(|list| list.iter()) {
            author.keep(builder, PartyRole::Author)?;
        }
        if let Some(author) = self.author.as_deref() {
            builder.party(PartyRole::Author, PartyKind::Unknown, Some(author), None, None)?;
        }
        if let Some(name) = self.publisher.as_deref() {
            builder.party(PartyRole::Publisher, PartyKind::Unknown, Some(name), None, None)?;
        }
        Ok(Rows::between(start, builder.store.parties.len()))
    }
}

/// Members of components and services that the format has and this model does not.
const NOT_KEPT: &[&str] = &[
    "mime-type",
    "evidence",
    "pedigree",
    "modified",
    "releaseNotes",
    "modelCard",
    "data",
    "cryptoProperties",
    "tags",
    "signature",
    "patentAssertions",
    "versionRange",
    "isExternal",
    "endpoints",
    "authenticated",
    "x-trust-boundary",
    "trustZone",
];
