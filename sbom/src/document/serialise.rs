//! The model as JSON (or whatever serde writes): the same for every format.
//!
//! Members that a document does not have are left out. Names are those of the methods.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::document::{
    Affected, Component, Document, End, ExternalReference, Hash, Identifier, Licence, Party,
    Property, Rating, Relationship, Tool, Vulnerability,
};

/// Writes members that are there, one after another.
pub(crate) struct Members<S: Serializer> {
    map: S::SerializeMap,
}

impl<S: Serializer> Members<S> {
    pub(crate) fn begin(serializer: S) -> Result<Self, S::Error> {
        Ok(Self { map: serializer.serialize_map(None)? })
    }

    pub(crate) fn put(&mut self, name: &str, value: impl Serialize) -> Result<(), S::Error> {
        self.map.serialize_entry(name, &value)
    }

    pub(crate) fn some(
        &mut self,
        name: &str,
        value: Option<impl Serialize>,
    ) -> Result<(), S::Error> {
        value.map_or(Ok(()), |value| self.put(name, value))
    }

    fn list<T: Serialize>(
        &mut self,
        name: &str,
        values: impl Iterator<Item = T>,
    ) -> Result<(), S::Error> {
        let values: Vec<T> = values.collect();
        if values.is_empty() { Ok(()) } else { self.put(name, values) }
    }

    pub(crate) fn end(self) -> Result<S::Ok, S::Error> {
        self.map.end()
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        let metadata = self.metadata();
        members.put("format", self.format().as_str())?;
        members.put("spec_version", self.spec_version())?;
        members.put("encoding", self.encoding().as_str())?;
        members.some("wrapped", self.wrapped().map(crate::Wrapping::as_str))?;
        members.some("id", self.id())?;
        members.some("revision", self.revision())?;
        members.some("name", self.name())?;
        members.some("created", metadata.created())?;
        members.list("tools", metadata.tools())?;
        members.list("parties", metadata.parties())?;
        members.list("lifecycles", metadata.lifecycles())?;
        members.some("data_licence", metadata.data_licence())?;
        members.some("subject", self.subject().map(|subject| subject.id().index()))?;
        members.list("described", self.described().map(|element| element.id().index()))?;
        members.list("elements", self.elements())?;
        members.list("relationships", self.relationships())?;
        members.list("vulnerabilities", self.vulnerabilities())?;
        members.list("properties", self.properties())?;
        members.end()
    }
}

impl Serialize for Component<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("id", self.id().index())?;
        members.some("local_id", self.local_id())?;
        members.put("kind", self.kind().as_str())?;
        members.put("type", self.other_type().unwrap_or(self.component_type().as_str()))?;
        members.some("group", self.group())?;
        members.put("name", self.name())?;
        members.some("version", self.version())?;
        members.some("parent", self.parent().map(|parent| parent.id().index()))?;
        members.list("identifiers", self.identifiers())?;
        members.list("hashes", self.hashes())?;
        members.list("licences", self.licences())?;
        members.some("copyright", self.copyright().value())?;
        members.list("parties", self.parties())?;
        members.some("description", self.description())?;
        members.some("scope", self.scope().map(crate::Scope::as_str))?;
        members.some("download_location", self.download_location().value())?;
        members.some("homepage", self.homepage().value())?;
        members.list("external_references", self.external_references())?;
        members.list("properties", self.properties())?;
        members.end()
    }
}

impl Serialize for Identifier<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("kind", self.kind().as_str())?;
        members.put("text", self.text())?;
        members.end()
    }
}

impl Serialize for Hash<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("algorithm", self.algorithm_name())?;
        members.put("content", self.content())?;
        members.end()
    }
}

impl Serialize for Licence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("kind", self.kind().as_str())?;
        members.put("role", self.role().as_str())?;
        members.put("text", self.text())?;
        members.some("url", self.url())?;
        members.some("full_text", self.full_text().map(|text| text.content()))?;
        members.end()
    }
}

impl Serialize for Party<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("role", self.role().as_str())?;
        members.put("kind", self.kind().as_str())?;
        members.put("name", self.name())?;
        members.some("email", self.email())?;
        members.some("url", self.url())?;
        members.end()
    }
}

impl Serialize for Tool<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.some("vendor", self.vendor())?;
        members.put("name", self.name())?;
        members.some("version", self.version())?;
        members.end()
    }
}

impl Serialize for ExternalReference<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.some("category", self.category())?;
        members.put("kind", self.kind())?;
        members.put("locator", self.locator())?;
        members.some("comment", self.comment())?;
        members.list("hashes", self.hashes())?;
        members.end()
    }
}

impl Serialize for Property<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("name", self.name())?;
        members.put("value", self.value())?;
        members.end()
    }
}

impl Serialize for Relationship<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.put("from", self.from())?;
        members.put("kind", self.kind().as_str())?;
        members.put("to", self.to())?;
        members.some("native", self.native())?;
        members.some("comment", self.comment())?;
        members.end()
    }
}

/// A number of an element; else `document`, `none`, `no-assertion`, or the id in an object.
impl Serialize for End<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, id) = match self {
            Self::Component(component) => return component.id().index().serialize(serializer),
            Self::Document => return serializer.serialize_str("document"),
            Self::Nothing => return serializer.serialize_str("none"),
            Self::NoAssertion => return serializer.serialize_str("no-assertion"),
            Self::Other(id) => ("other", *id),
            Self::Elsewhere(id) => ("elsewhere", *id),
            Self::Dangling(id) => ("dangling", *id),
        };
        let mut members = Members::begin(serializer)?;
        members.put(name, id)?;
        members.end()
    }
}

impl Serialize for Vulnerability<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.some("id", self.id())?;
        members.some("source", self.source_name())?;
        members.list("aliases", self.aliases())?;
        members.list("ratings", self.ratings())?;
        members.list("cwes", self.cwes())?;
        members.some("description", self.description())?;
        members.some("recommendation", self.recommendation())?;
        members.list("advisories", self.advisories())?;
        members.some("published", self.published())?;
        members.some("updated", self.updated())?;
        members.list("affects", self.affects())?;
        if let Some(analysis) = self.analysis() {
            members.some("state", analysis.state().map(|state| state.as_str()))?;
            members.some("justification", analysis.justification())?;
            members.list("responses", analysis.responses())?;
        }
        members.end()
    }
}

impl Serialize for Rating<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Members::begin(serializer)?;
        members.some("score", self.score())?;
        members.some("severity", self.severity_text())?;
        members.some("method", self.method())?;
        members.some("vector", self.vector())?;
        members.some("source", self.source_name())?;
        members.end()
    }
}

impl Serialize for Affected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.target().serialize(serializer)
    }
}
