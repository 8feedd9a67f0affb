//! Finding a member of a shape by its key, or by its name in XML.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Member, Shape, Version, Xml};
use crate::tree::Key;

/// What finds the members of a shape, made when the first one is looked for.
#[derive(Debug)]
pub(crate) struct Index(OnceLock<Tables>);

#[derive(Debug)]
struct Tables {
    /// For the bits of a key the place of the first member with such a key, [`NONE`] if none has.
    first: [u8; 64],
    /// For each member the next one whose key has the same bits.
    next: Vec<u8>,
    /// Members and their other forms by the name of their attribute or element.
    attributes: HashMap<&'static str, &'static Member>,
    elements: HashMap<&'static str, &'static Member>,
    content: Option<&'static Member>,
    fields: HashMap<u16, &'static Member>,
    /// For each version the members that JSON demands, and those that XML does.
    required: [(u64, u64); MAX_VERSIONS],
}

const NONE: u8 = u8::MAX;

/// No format has that many versions.
const MAX_VERSIONS: usize = 16;

impl Index {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }
}

impl Shape {
    fn tables(&self) -> &Tables {
        self.index.0.get_or_init(|| Tables::of(self.members))
    }

    /// Returns the member of that key, with its place among the shape's members.
    #[inline]
    pub(crate) fn find(&self, key: Key) -> Option<(usize, &'static Member)> {
        let tables = self.tables();
        let mut at = *tables.first.get(key.bit() as usize)?;
        loop {
            let member = self.members.get(usize::from(at))?;
            if member.key == key {
                return Some((usize::from(at), member));
            }
            at = *tables.next.get(usize::from(at))?;
        }
    }

    /// Returns the members that JSON demands in a version, one bit each by their places.
    #[inline]
    pub(crate) fn required(&self, version: Version) -> u64 {
        self.tables().required.get(usize::from(version)).map_or(0, |(json, _)| *json)
    }

    /// Returns the members that XML demands in a version, one bit each by their places.
    pub(crate) fn required_in_xml(&self, version: Version) -> u64 {
        self.tables().required.get(usize::from(version)).map_or(0, |(_, xml)| *xml)
    }

    /// Returns the members of some keys, one bit each by their places.
    pub(crate) fn bits(&self, keys: &[Key]) -> u64 {
        keys.iter().filter_map(|key| self.find(*key)).fold(0, |bits, (place, _)| bits | 1 << place)
    }

    /// Returns the member that XML writes as that attribute, in whatever version.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'static Member> {
        self.tables().attributes.get(name).copied()
    }

    /// Returns the member that XML writes as that child element (the outer one of a wrapped
    /// list), in whatever version.
    pub(crate) fn element(&self, name: &str) -> Option<&'static Member> {
        self.tables().elements.get(name).copied()
    }

    /// Returns the member that is the text of the shape's own XML element.
    pub(crate) fn content(&self) -> Option<&'static Member> {
        self.tables().content
    }

    /// Returns the member of that protobuf field.
    pub(crate) fn field(&self, number: u16) -> Option<&'static Member> {
        self.tables().fields.get(&number).copied()
    }
}

impl Tables {
    fn of(members: &'static [Member]) -> Self {
        let mut tables = Self {
            first: [NONE; 64],
            next: Vec::with_capacity(members.len()),
            attributes: HashMap::new(),
            elements: HashMap::new(),
            content: None,
            fields: HashMap::new(),
            required: [(0, 0); MAX_VERSIONS],
        };
        for (place, member) in members.iter().enumerate() {
            // INVARIANT: no shape has more than 64 members; a test counts them.
            let place = u8::try_from(place).unwrap_or(NONE);
            if let Some(first) = tables.first.get_mut(member.key.bit() as usize) {
                tables.next.push(*first);
                *first = place;
            }
            for (version, (json, xml)) in (0..).zip(&mut tables.required) {
                let is_required = member.required.and(member.versions).has(version);
                *json |= u64::from(is_required) << place;
                let is_required = member.xml_required.and(member.xml_versions).has(version);
                *xml |= u64::from(is_required) << place;
            }
            tables.name(member);
            if let Some(other) = member.or {
                tables.name(other);
            }
        }
        tables
    }

    fn name(&mut self, member: &'static Member) {
        match member.xml {
            Some(Xml::Attribute(name)) => {
                self.attributes.entry(name).or_insert(member);
            }
            Some(Xml::Element(name) | Xml::Wrapped(name, _) | Xml::WrappedAttribute(name, ..)) => {
                self.elements.entry(name).or_insert(member);
            }
            Some(Xml::Irregular(_)) => {
                if let Some(name) = member.key.known_text() {
                    self.elements.entry(name).or_insert(member);
                }
            }
            Some(Xml::Content) => self.content = Some(member),
            None => {}
        }
        if let Some(proto) = member.proto {
            self.fields.entry(proto.field).or_insert(member);
        }
    }
}
