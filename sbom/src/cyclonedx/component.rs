//! Components and services, nested ones included.

use serde::de::MapAccess;

use crate::cyclonedx::wire::{
    WireContact, WireEntity, WireHash, WireLicenceChoice, WireProperty, WireReference, WireSwid,
};
use crate::document::build::Builder;
use crate::document::store::{Place, Rows, Span};
use crate::document::{
    ComponentType, ElementKind, IdentifierKind, NoteKind, PartyKind, PartyRole, Scope,
};
use crate::json::{Each, List, Stopped, Text, once, take};
use crate::read::{Many, Object, skip, stop};

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
    kind: Option<Text<'a>>,
    bom_ref: Option<Text<'a>>,
    group: Option<Text<'a>>,
    name: Option<Text<'a>>,
    version: Option<Text<'a>>,
    description: Option<Text<'a>>,
    copyright: Option<Text<'a>>,
    scope: Option<Text<'a>>,
    purl: Option<Text<'a>>,
    cpe: Option<Text<'a>>,
    swid: Option<WireSwid<'a>>,
    swhid: Option<List<Text<'a>>>,
    omnibor_id: Option<List<Text<'a>>>,
    supplier: Option<WireEntity<'a>>,
    manufacturer: Option<WireEntity<'a>>,
    authors: Option<List<WireContact<'a>>>,
    author: Option<Text<'a>>,
    publisher: Option<Text<'a>>,
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
        match &**key {
            "type" => take(&mut self.kind, key, map),
            "bom-ref" => take(&mut self.bom_ref, key, map),
            "group" => take(&mut self.group, key, map),
            "name" => take(&mut self.name, key, map),
            "version" => take(&mut self.version, key, map),
            "description" => take(&mut self.description, key, map),
            "copyright" => take(&mut self.copyright, key, map),
            "scope" => take(&mut self.scope, key, map),
            "purl" => take(&mut self.purl, key, map),
            "cpe" => take(&mut self.cpe, key, map),
            "swid" => take(&mut self.swid, key, map),
            "swhid" => take(&mut self.swhid, key, map),
            "omniborId" => take(&mut self.omnibor_id, key, map),
            "supplier" | "provider" => take(&mut self.supplier, key, map),
            "manufacturer" => take(&mut self.manufacturer, key, map),
            "authors" => take(&mut self.authors, key, map),
            "author" => take(&mut self.author, key, map),
            "publisher" => take(&mut self.publisher, key, map),
            "hashes" => {
                once(seen, 0, key)?;
                let start = builder.store.hashes.len();
                let keep = |hash: WireHash<'de>| hash.keep(builder);
                let shape = map.next_value_seed(Each::new("hash objects", keep))?;
                self.hashes = Rows::between(start, builder.store.hashes.len());
                builder.shape(shape, key).map_err(stop)
            }
            "licenses" => {
                once(seen, 1, key)?;
                let start = builder.store.licences.len();
                let keep = |licence: WireLicenceChoice<'de>| licence.keep(builder);
                let shape = map.next_value_seed(Each::new("licence objects", keep))?;
                self.licences = Rows::between(start, builder.store.licences.len());
                builder.shape(shape, key).map_err(stop)
            }
            "externalReferences" => {
                once(seen, 2, key)?;
                let start = builder.store.references.len();
                let keep = |reference: WireReference<'de>| reference.keep(builder);
                let shape = map.next_value_seed(Each::new("external references", keep))?;
                self.references = Rows::between(start, builder.store.references.len());
                builder.shape(shape, key).map_err(stop)
            }
            "properties" => {
                once(seen, 3, key)?;
                let start = builder.store.properties.len();
                let keep = |property: WireProperty<'de>| property.keep(builder);
                let shape = map.next_value_seed(Each::new("properties", keep))?;
                self.properties = Rows::between(start, builder.store.properties.len());
                builder.shape(shape, key).map_err(stop)
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
        let scope = match &self.scope {
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
        let local_id = match self.bom_ref {
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
        let Some(word) = &self.kind else {
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
        if let Some(supplier) = &self.supplier {
            supplier.keep(builder, PartyRole::Supplier)?;
        }
        if let Some(manufacturer) = &self.manufacturer {
            manufacturer.keep(builder, PartyRole::Manufacturer)?;
        }
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
