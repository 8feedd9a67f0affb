//! Properties, and scalars that SPDX 2 has no field for: annotations of the form `name: value`.

use crate::convert::words::property;
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Scalar, Value};

/// What is kept of one element until its annotations are written.
#[derive(Debug, Default)]
pub(in crate::convert) struct Kept<'s> {
    /// Properties that a conversion from SPDX made: what they say has a field again.
    restored: Vec<(&'s str, &'s str, Value<'s>)>,
    /// What has no field: a name, a value, and where it comes from.
    pub(in crate::convert) notes: Vec<(String, Option<String>, Option<Value<'s>>)>,
}

impl<'s> Kept<'s> {
    /// Takes up an element's properties.
    pub(in crate::convert) fn of(work: &mut Work<'s>, element: Value<'s>) -> Self {
        let mut kept = Self::default();
        kept.properties(work, element, "");
        kept
    }

    /// Takes up the properties of the document and of its metadata.
    pub(in crate::convert) fn of_document(work: &mut Work<'s>, root: Value<'s>) -> Self {
        let mut kept = Self::default();
        if let Some(metadata) = root.get(Key::METADATA) {
            kept.properties(work, metadata, "");
        }
        kept.properties(work, root, "cyclonedx:properties:");
        kept
    }

    fn properties(&mut self, work: &mut Work<'s>, of: Value<'s>, prefix: &str) {
        for entry in of.list(Key::PROPERTIES) {
            let name = entry.text(Key::NAME).unwrap_or_default();
            let value = entry.get(Key::VALUE);
            let text = value.and_then(Value::as_loose_str);
            match text {
                Some(text) if name.starts_with("spdx:") => self.restored.push((name, text, entry)),
                _ if name.is_empty() || name.contains(": ") || name.contains(['\n', '\r']) => {
                    work.lose(entry, LossReason::Invalid, "no name that an annotation can keep");
                }
                Some(text) => {
                    self.note(format!("{prefix}{name}"), text, Some(entry));
                    carry_property(work, entry);
                }
                None => {
                    self.notes.push((format!("{prefix}{name}"), None, Some(entry)));
                    carry_property(work, entry);
                }
            }
        }
    }

    /// Keeps a scalar member as `cyclonedx:member: value`.
    pub(in crate::convert) fn keep(&mut self, work: &mut Work<'s>, of: Value<'s>, key: Key) {
        if let Some(value) = of.get(key) {
            self.keep_as(work, &format!("{}{}", property::CYCLONEDX, value.key_text()), value);
        }
    }

    /// Keeps a scalar under a name.
    pub(in crate::convert) fn keep_as(
        &mut self,
        work: &mut Work<'s>,
        name: &str,
        value: Value<'s>,
    ) {
        let text = match value.scalar() {
            Some(Scalar::Text(text) | Scalar::Number(text)) => text,
            Some(Scalar::Bool(true)) => "true",
            Some(Scalar::Bool(false)) => "false",
            _ => return,
        };
        self.note(name.to_owned(), text, Some(value));
        work.carry(value);
    }

    /// Adds something to be kept.
    pub(in crate::convert) fn note(&mut self, name: String, text: &str, of: Option<Value<'s>>) {
        self.notes.push((name, Some(text.to_owned()), of));
    }

    /// Takes the first property of that name, for the field it was made of.
    pub(in crate::convert) fn take(
        &mut self,
        work: &mut Work<'s>,
        name: &str,
    ) -> Option<(&'s str, Value<'s>)> {
        let at = self.restored.iter().position(|(other, ..)| *other == name)?;
        let (_, text, entry) = self.restored.remove(at);
        carry_property(work, entry);
        Some((text, entry))
    }

    /// Takes all properties of that name.
    pub(in crate::convert) fn take_all(
        &mut self,
        work: &mut Work<'s>,
        name: &str,
    ) -> Vec<(&'s str, Value<'s>)> {
        let mut found = Vec::new();
        self.restored.retain(|(other, text, entry)| {
            let is_it = *other == name;
            if is_it {
                found.push((*text, *entry));
            }
            !is_it
        });
        for (_, entry) in &found {
            carry_property(work, *entry);
        }
        found
    }

    /// Takes all properties whose name begins so, with the rest of their names.
    pub(in crate::convert) fn take_prefixed(
        &mut self,
        work: &mut Work<'s>,
        prefix: &str,
    ) -> Vec<(&'s str, &'s str, Value<'s>)> {
        let mut found = Vec::new();
        self.restored.retain(|(name, text, entry)| match name.strip_prefix(prefix) {
            Some(rest) => {
                found.push((rest, *text, *entry));
                false
            }
            None => true,
        });
        for (.., entry) in &found {
            carry_property(work, *entry);
        }
        found
    }

    /// Turns the properties that nobody took into annotations like all others.
    pub(in crate::convert) fn finish(&mut self, work: &mut Work<'s>) {
        for (name, text, entry) in std::mem::take(&mut self.restored) {
            self.note(name.to_owned(), text, Some(entry));
            carry_property(work, entry);
        }
    }
}

/// Marks what a property consists of; members it should not have remain to be reported.
fn carry_property<'s>(work: &mut Work<'s>, entry: Value<'s>) {
    work.carry_member(entry, Key::NAME);
    work.carry_member(entry, Key::VALUE);
}
