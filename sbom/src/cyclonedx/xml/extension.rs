//! The extensions of 1.0 and 1.1 whose content is part of the format today.
//!
//! Their elements stay in the tree as they were written, for whoever writes the same version
//! again; what they say is read once more into the members that later versions have for it.

use super::EXTENSIONS;
use super::read::{Filler, Frame, Inside};
use crate::cyclonedx::schema;
use crate::error::Error;
use crate::limits::Limits;
use crate::schema::Version;
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};
use crate::xml::{Event, Reader, Text};

/// Reports whether that element of that extension is understood.
pub(super) fn is_read(extension: &str, name: &str) -> bool {
    matches!(
        (extension, name),
        ("dependency-graph/1.0", "dependencies")
            | ("vulnerability/1.0", "vulnerabilities")
            | ("bom-descriptor/1.0", "metadata")
    )
}

/// The extensions with the member that took their place, and since when there is one.
const REPLACED: [(&str, Key, Version); 3] = [
    ("dependency-graph/", Key::DEPENDENCIES, schema::V1_2),
    ("bom-descriptor/", Key::METADATA, schema::V1_2),
    ("vulnerability/", Key::VULNERABILITIES, schema::V1_4),
];

/// Reports whether an element, as it was written, says what a member of the version says too.
pub(super) fn is_replaced(xml: &str, version: Version) -> bool {
    xml.contains(EXTENSIONS) && of(xml).is_some_and(|(_, since)| version >= since)
}

/// Returns the members that a version does not have, and that elements of extensions carry.
pub(super) fn carried(root: Value<'_>, version: Version) -> Vec<Key> {
    let mut carried = Vec::new();
    if version >= schema::V1_4 {
        return carried;
    }
    let tree = root.tree();
    for number in (0..).map(ValueId::from_raw).take(tree.len()) {
        let text = tree.value(number).as_str().unwrap_or_default();
        if !text.starts_with('<') || !text.contains(EXTENSIONS) {
            continue;
        }
        match of(text) {
            Some((key, since)) if version < since && !carried.contains(&key) => carried.push(key),
            _ => {}
        }
    }
    carried
}

/// Returns the member that says what an element of an extension does.
fn of(xml: &str) -> Option<(Key, Version)> {
    let mut reader = Reader::new(xml, &Limits::default()).ok()?;
    reader.next().ok()?;
    let space = reader.space(reader.name().space).strip_prefix(EXTENSIONS)?;
    if !is_read(space, reader.name().local) {
        return None;
    }
    let (_, key, since) = REPLACED.into_iter().find(|(name, ..)| space.starts_with(name))?;
    Some((key, since))
}

impl Filler<'_, '_> {
    /// Reads what the extensions of the document say.
    pub(super) fn read_extensions(&mut self) -> Result<(), Error> {
        for xml in std::mem::take(&mut self.extensions) {
            let mut inner = Filler::new(self.notes, self.is_strict);
            inner.tree = std::mem::take(&mut self.tree);
            inner.is_source = false;
            inner.version = self.version;
            let read = inner.extension(&xml);
            self.tree = std::mem::take(&mut inner.tree);
            read?;
        }
        Ok(())
    }
}

impl<'x> Filler<'x, '_> {
    fn extension(&mut self, xml: &'x str) -> Result<(), Error> {
        let mut reader = Reader::new(xml, &Limits::default())?;
        reader.next()?;
        self.bom = reader.name().space;
        match reader.name().local {
            "dependencies" => {
                let Some((_, member)) = schema::BOM.find(Key::DEPENDENCIES) else { return Ok(()) };
                let list = root_list(&mut self.tree, Key::DEPENDENCIES);
                self.frames.push(Frame::new(list, Inside::Dependencies(member)));
                self.elements(&mut reader)
            }
            "metadata" => {
                let mut root = self.tree.tail(ValueId::ROOT);
                if self.tree.root().get(Key::METADATA).is_some() {
                    return Ok(());
                }
                let tail = self.tree.object(&mut root, Key::METADATA, None);
                self.frames.push(Frame::new(tail, Inside::Object(&schema::METADATA)));
                self.elements(&mut reader)
            }
            _ => {
                let mut list = root_list(&mut self.tree, Key::VULNERABILITIES);
                while next_child(&mut reader)? {
                    vulnerability(&mut self.tree, &mut list, &mut reader)?;
                }
                Ok(())
            }
        }
    }

    /// Reads the one `tool` of a BOM descriptor as the list of today.
    pub(super) fn lone_tool(&mut self, reader: &mut Reader<'x>, name: &str) -> Result<(), Error> {
        let Some(place) = self.frames.len().checked_sub(1) else { return Ok(()) };
        let (1, "tool") = (self.frames.len(), name) else {
            return self.unknown(reader, Key::HASH_UNKNOWN);
        };
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let mut into = frame.tail;
        let list = self.tree.array(&mut into, Key::TOOLS, None);
        self.put_tail(place, into);
        self.object(reader, &schema::TOOL, Key::NONE, list)?;
        Ok(())
    }
}

/// Returns the end of a list of the document, made if there is none.
fn root_list(tree: &mut Tree, key: Key) -> Tail {
    match tree.root().get(key).map(|list| list.id()) {
        Some(list) => tree.tail(list),
        None => {
            let mut root = tree.tail(ValueId::ROOT);
            tree.array(&mut root, key, None)
        }
    }
}

/// Goes on to the next element of the innermost one; `false` at its end.
fn next_child(reader: &mut Reader<'_>) -> Result<bool, Error> {
    loop {
        match reader.next()? {
            Event::Open => return Ok(true),
            Event::Text(_) => {}
            Event::Close | Event::End => return Ok(false),
        }
    }
}

/// Reads the text of an element, whatever else is inside.
fn text(reader: &mut Reader<'_>) -> Result<String, Error> {
    let leaf = reader.leaf()?;
    if !leaf.is_closed {
        reader.skip()?;
    }
    Ok(leaf.text.text.trim().to_owned())
}

fn attribute<'r>(reader: &'r Reader<'_>, name: &str) -> Option<&'r Text<'r>> {
    let is_it = |attribute: &&crate::xml::Attribute<'_>| {
        attribute.name.prefix.is_empty() && attribute.name.local == name
    };
    reader.attributes().iter().find(is_it).map(|attribute| &attribute.value)
}

/// Reads a vulnerability of the extension into one of today.
fn vulnerability(tree: &mut Tree, list: &mut Tail, reader: &mut Reader<'_>) -> Result<(), Error> {
    let mut object = tree.object(list, Key::NONE, None);
    let affected = attribute(reader, "ref").map(|text| text.text.clone().into_owned());
    while next_child(reader)? {
        match reader.name().local {
            "id" => put(tree, &mut object, Key::ID, &text(reader)?),
            "description" => put(tree, &mut object, Key::DESCRIPTION, &text(reader)?),
            "source" => {
                let mut source = tree.object(&mut object, Key::SOURCE, None);
                let name = attribute(reader, "name").map(|text| text.text.clone().into_owned());
                if let Some(name) = name {
                    put(tree, &mut source, Key::NAME, &name);
                }
                while next_child(reader)? {
                    match reader.name().local {
                        "url" => put(tree, &mut source, Key::URL, &text(reader)?),
                        _ => reader.skip()?,
                    }
                }
            }
            "ratings" => {
                let mut ratings = tree.array(&mut object, Key::RATINGS, None);
                while next_child(reader)? {
                    rating(tree, &mut ratings, reader)?;
                }
            }
            "cwes" => {
                let mut cwes = tree.array(&mut object, Key::CWES, None);
                while next_child(reader)? {
                    number(tree, &mut cwes, Key::NONE, &text(reader)?);
                }
            }
            "recommendations" => {
                let mut lines = Vec::new();
                while next_child(reader)? {
                    lines.push(text(reader)?);
                }
                put(tree, &mut object, Key::RECOMMENDATION, &lines.join("\n"));
            }
            "advisories" => {
                let mut advisories = tree.array(&mut object, Key::ADVISORIES, None);
                while next_child(reader)? {
                    let mut advisory = tree.object(&mut advisories, Key::NONE, None);
                    put(tree, &mut advisory, Key::URL, &text(reader)?);
                }
            }
            _ => reader.skip()?,
        }
    }
    if let Some(affected) = affected {
        let mut affects = tree.array(&mut object, Key::AFFECTS, None);
        let mut target = tree.object(&mut affects, Key::NONE, None);
        put(tree, &mut target, Key::REF, &affected);
    }
    Ok(())
}

fn rating(tree: &mut Tree, list: &mut Tail, reader: &mut Reader<'_>) -> Result<(), Error> {
    let mut rating = tree.object(list, Key::NONE, None);
    while next_child(reader)? {
        match reader.name().local {
            "score" => {
                while next_child(reader)? {
                    match reader.name().local {
                        "base" => number(tree, &mut rating, Key::SCORE, &text(reader)?),
                        _ => reader.skip()?,
                    }
                }
            }
            "severity" => {
                put(tree, &mut rating, Key::SEVERITY, &text(reader)?.to_ascii_lowercase());
            }
            "method" => {
                let method = text(reader)?;
                let method = match method.as_str() {
                    "OWASP Risk" => "OWASP",
                    "Open FAIR" | "Other" => "other",
                    method => method,
                };
                put(tree, &mut rating, Key::METHOD, method);
            }
            "vector" => put(tree, &mut rating, Key::VECTOR, &text(reader)?),
            _ => reader.skip()?,
        }
    }
    Ok(())
}

fn put(tree: &mut Tree, into: &mut Tail, key: Key, text: &str) {
    tree.scalar(into, key, Scalar::Text(text));
}

fn number(tree: &mut Tree, into: &mut Tail, key: Key, text: &str) {
    let scalar = match crate::json::is_number(text.as_bytes()) {
        true => Scalar::Number(text),
        false => Scalar::Text(text),
    };
    tree.scalar(into, key, scalar);
}
