//! Leaving out what is nobody else's business.

use std::collections::HashSet;

use crate::document::{Document, Notes};
use crate::edit::EditError;
use crate::json::pointer::escape;
use crate::limits::ParseOptions;
use crate::tree::{Key, Scalar, Value, ValueId};

/// What to leave out of a document; see [`Document::redact`].
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Redaction {
    people: bool,
    members: Vec<String>,
    properties: Vec<String>,
}

impl Redaction {
    /// Leaves nothing out yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out persons: authors, contacts, committers with their addresses and telephone numbers
    /// in CycloneDX; `Person:` in SPDX, in whose place `NOASSERTION` or `Person: anonymous` stands.
    /// Organisations and tools stay.
    pub fn people(mut self) -> Self {
        self.people = true;
        self
    }

    /// Leaves out a member wherever it stands, by the name it has in JSON: `evidence`, `comment`.
    pub fn member(mut self, name: impl Into<String>) -> Self {
        self.members.push(name.into());
        self
    }

    /// Leaves out properties whose name begins so: `internal:`.
    pub fn properties(mut self, prefix: impl Into<String>) -> Self {
        self.properties.push(prefix.into());
        self
    }
}

/// The result of [`Document::redact`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Redacted {
    /// The document without what was left out.
    pub document: Document,
    /// What was left out or replaced, as JSON Pointers into the document before.
    pub removed: Vec<String>,
}

impl Document {
    /// Leaves things out of a document, and tells what. Works on every format.
    ///
    /// # Errors
    ///
    /// When what is left cannot be read any more, since a member went that holds it together.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::edit::Redaction;
    ///
    /// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    ///   {"type": "library", "name": "a", "author": "Ada", "properties": [
    ///     {"name": "internal:team", "value": "core"}, {"name": "syft:type", "value": "npm"}]}]}"#)?;
    /// let made = document.redact(&Redaction::new().people().properties("internal:"))?;
    /// assert_eq!(made.removed, ["/components/0/author", "/components/0/properties/0"]);
    /// assert_eq!(made.document.components().next().unwrap().properties().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn redact(&self, redaction: &Redaction) -> Result<Redacted, EditError> {
        let mut tree = self.tree().clone();
        let mut removed = Vec::new();
        let mut open = vec![(ValueId::ROOT, String::new())];
        while let Some((id, pointer)) = open.pop() {
            let value = self.tree().value(id);
            let mut gone = HashSet::new();
            for (position, child) in value.children().enumerate() {
                let pointer = || match child.key() {
                    Key::NONE => format!("{pointer}/{position}"),
                    _ => format!("{pointer}/{}", escape(child.key_text())),
                };
                if redaction.leaves_out(value, child) {
                    gone.insert(child.id());
                    removed.push((child.id(), pointer()));
                } else if let Some(instead) = redaction.replaces(child) {
                    tree.replace(child.id(), Scalar::Text(instead));
                    removed.push((child.id(), pointer()));
                } else if child.scalar().is_none() {
                    open.push((child.id(), pointer()));
                }
            }
            if !gone.is_empty() {
                tree.retain(id, |child| !gone.contains(&child.id()));
            }
        }
        // A value has a higher number than what comes before it in the document.
        removed.sort_unstable();
        let removed = removed.into_iter().map(|(_, pointer)| pointer).collect();
        let (model, options) = (self.model(), ParseOptions::default());
        let document = Self::from_tree(tree, model, self.encoding(), Notes::default(), &options)
            .map_err(EditError::broken)?;
        Ok(Redacted { document, removed })
    }
}

impl Redaction {
    fn leaves_out(&self, holder: Value<'_>, child: Value<'_>) -> bool {
        let is_person = self.people && PERSONS.contains(&child.key());
        let is_member =
            holder.is_object() && self.members.iter().any(|name| name == child.key_text());
        let is_property = holder.key() == Key::PROPERTIES
            && child.text(Key::NAME).is_some_and(|name| {
                self.properties.iter().any(|prefix| name.starts_with(prefix.as_str()))
            });
        is_person || is_member || is_property
    }

    /// What stands for a person where SPDX requires that something is said.
    fn replaces(&self, child: Value<'_>) -> Option<&'static str> {
        let text = child.as_str().filter(|_| self.people)?;
        if !text.starts_with("Person:") {
            return None;
        }
        let instead = match child.key() {
            Key::SUPPLIER | Key::ORIGINATOR => "NOASSERTION",
            _ => "Person: anonymous",
        };
        (text != instead).then_some(instead)
    }
}

/// Members of CycloneDX that hold persons, or how to reach them.
const PERSONS: &[Key] =
    &[Key::AUTHOR, Key::AUTHORS, Key::CONTACT, Key::COMMITTER, Key::EMAIL, Key::PHONE];
