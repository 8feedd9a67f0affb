//! Properties: what CycloneDX has no field for, and what a conversion from CycloneDX put into
//! annotations.

use super::Converter;
use crate::convert::words::property;
use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// What is kept of one element until its properties are written.
#[derive(Debug, Default)]
pub(super) struct Kept<'s> {
    /// CycloneDX fields found in annotations, without their prefix.
    restored: Vec<(&'s str, &'s str, Value<'s>)>,
    properties: Vec<(String, Option<String>, Option<Value<'s>>)>,
}

impl<'s> Kept<'s> {
    /// Takes up what an element's annotations keep; the others remain annotations.
    pub(super) fn of(converter: &mut Converter<'s, '_>, element: Value<'s>, id: &str) -> Self {
        let mut kept = Self::default();
        for entry in element.list(Key::ANNOTATIONS) {
            match kept_by(converter, entry) {
                Some((name, value)) => {
                    for member in entry.children() {
                        converter.work.carry(member);
                    }
                    match name.strip_prefix(property::CYCLONEDX) {
                        Some(field) => {
                            kept.restored.push((field, value.unwrap_or_default(), entry));
                        }
                        None => kept.properties.push((
                            name.to_owned(),
                            value.map(str::to_owned),
                            Some(entry),
                        )),
                    }
                }
                None => super::annotation::read(converter, entry, id),
            }
        }
        kept
    }

    pub(super) fn of_document(converter: &mut Converter<'s, '_>, root: Value<'s>) -> Self {
        Self::of(converter, root, "")
    }

    /// Keeps a text member as a property.
    pub(super) fn keep(&mut self, work: &mut Work<'s>, of: Value<'s>, key: Key, name: &str) {
        if let Some(value) = of.get(key) {
            self.keep_value(work, value, name);
        }
    }

    /// Keeps every text of a list, one property each.
    pub(super) fn keep_all(&mut self, work: &mut Work<'s>, of: Value<'s>, key: Key, name: &str) {
        for value in of.list(key) {
            self.keep_value(work, value, name);
        }
    }

    pub(super) fn keep_value(&mut self, work: &mut Work<'s>, value: Value<'s>, name: &str) {
        let text = match (value.as_bool(), work.read(value)) {
            (Some(true), _) => "true",
            (Some(false), _) => "false",
            (None, Some(text)) => text,
            (None, None) => return,
        };
        self.properties.push((name.to_owned(), Some(text.to_owned()), Some(value)));
        work.carry(value);
    }

    /// Adds a property.
    pub(super) fn add(&mut self, name: &str, value: &str, of: Option<Value<'s>>) {
        self.properties.push((name.to_owned(), Some(value.to_owned()), of));
    }

    /// Returns a CycloneDX field that an annotation kept.
    pub(super) fn field(&self, name: &str) -> Option<&'s str> {
        self.restored.iter().find(|(field, ..)| *field == name).map(|(_, text, _)| *text)
    }

    /// Returns all values of a CycloneDX field that annotations kept.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = (&'s str, Value<'s>)> {
        let found: Vec<_> = self.restored.iter().filter(|(field, ..)| *field == name).collect();
        found.into_iter().map(|(_, text, of)| (*text, *of)).collect::<Vec<_>>().into_iter()
    }

    /// Writes the properties of an element.
    pub(super) fn write(&self, work: &mut Work<'s>, out: &mut Tail) {
        let mut list = work.array(out, Key::PROPERTIES);
        for (name, value, of) in &self.properties {
            put(work, &mut list, name, value.as_deref(), *of);
        }
    }

    /// Writes the properties of the document into those of its metadata, and those that a
    /// CycloneDX document had at the top level back there.
    pub(super) fn write_into(
        &self,
        converter: &mut Converter<'s, '_>,
        out: &mut Tail,
        metadata: &mut Tail,
    ) {
        let work = &mut converter.work;
        for (name, value, of) in &self.properties {
            put(work, metadata, name, value.as_deref(), *of);
        }
        let mut list = work.array(out, Key::PROPERTIES);
        for (field, text, of) in &self.restored {
            let Some(name) = field.strip_prefix("properties:") else { continue };
            // `name: value` was kept as `cyclonedx:properties:name: value`.
            put(work, &mut list, name, Some(text), Some(*of));
        }
    }
}

fn put<'s>(
    work: &mut Work<'s>,
    list: &mut Tail,
    name: &str,
    value: Option<&str>,
    of: Option<Value<'s>>,
) {
    let mut entry = work.object(list, Key::NONE, of);
    work.say(&mut entry, Key::NAME, name);
    if let Some(value) = value {
        work.say(&mut entry, Key::VALUE, value);
    }
}

/// Returns what an annotation keeps, if it is one of the document's own tool about the document
/// as it was made: `name: value`, as Trivy and the conversion from CycloneDX write it.
fn kept_by<'s>(
    converter: &Converter<'s, '_>,
    entry: Value<'s>,
) -> Option<(&'s str, Option<&'s str>)> {
    let is_own = entry.text(Key::ANNOTATOR) == Some(converter.annotator)
        && entry.text(Key::ANNOTATION_DATE) == Some(converter.created)
        && entry.text(Key::ANNOTATION_TYPE) == Some("OTHER");
    let text = entry.text(Key::COMMENT).filter(|_| is_own)?;
    let (name, value) = match text.split_once(": ") {
        Some((name, value)) => (name, Some(value)),
        None => (text.strip_suffix(':')?, None),
    };
    let is_name = match converter.was_cyclonedx {
        true => !name.contains('\n'),
        false => !name.contains(char::is_whitespace),
    };
    (is_name && !name.is_empty()).then_some((name, value))
}
