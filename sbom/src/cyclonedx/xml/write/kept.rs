//! What was kept of a document in XML and has no name in JSON.

use std::borrow::Cow;

use super::Emitter;
use crate::cyclonedx::xml::extension;
use crate::losses::LossReason;
use crate::tree::{Key, Value};
use crate::xml::escape;

impl<'t> Emitter<'t, '_> {
    /// Writes the attributes that were kept of an element: of the object itself if `at` is empty.
    pub(super) fn odd_attributes(&mut self, owner: Value<'t>, at: &str) {
        let Some(attributes) = owner.get(Key::HASH_ATTRIBUTES) else { return };
        let mut prefixes = 0;
        for attribute in attributes.children() {
            let (key, text) = (attribute.key_text(), attribute.as_str().unwrap_or_default());
            // A namespace may have `/@` in it, a path begins with a name.
            let (path, name) = match key.split_once("/@").filter(|_| !key.starts_with('{')) {
                Some(split) => split,
                None => ("", key),
            };
            if path != at {
                continue;
            }
            self.said.insert(attribute.id());
            let Some((space, local)) =
                name.strip_prefix('{').and_then(|name| name.rsplit_once('}'))
            else {
                self.out.attribute(name, text);
                continue;
            };
            let prefix = match space {
                "http://www.w3.org/XML/1998/namespace" => "xml".to_owned(),
                "http://www.w3.org/2001/XMLSchema-instance" => "xsi".to_owned(),
                _ => {
                    prefixes += 1;
                    format!("ns{prefixes}")
                }
            };
            if prefix != "xml" && !self.out.has_attribute(&format!("xmlns:{prefix}")) {
                self.out.attribute(&format!("xmlns:{prefix}"), space);
            }
            self.out.attribute(&format!("{prefix}:{local}"), text);
        }
    }

    /// Writes the elements that were kept of an object, inside the element `at`.
    pub(super) fn kept(&mut self, owner: Value<'t>, at: &str) {
        for xml in self.kept_in(owner, at) {
            self.out.fragment(&xml);
        }
        if at.is_empty() {
            self.account(owner);
        }
    }

    /// Accounts for what was kept of an object and found no place: it stood inside of an element
    /// that the object does not have any more.
    pub(super) fn account(&mut self, owner: Value<'t>) {
        for list in KEPT.into_iter().filter_map(|key| owner.get(key)) {
            if list.children().any(|item| !self.said.contains(&item.id())) {
                self.lose_child(LossReason::NoPlace, list);
            }
        }
    }

    /// Returns the elements and the text that were kept of an object, inside the element `at`.
    pub(super) fn kept_in(&mut self, owner: Value<'t>, at: &str) -> Vec<Cow<'t, str>> {
        let mut found = Vec::new();
        for key in [Key::HASH_REPEATED, Key::HASH_UNKNOWN, Key::HASH_FOREIGN] {
            for item in owner.get(key).into_iter().flat_map(Value::children) {
                let (place, xml) = match item.as_str() {
                    Some(xml) => ("", xml),
                    None => {
                        let text = |key| item.text(key).unwrap_or_default();
                        (text(Key::IN), text(Key::XML))
                    }
                };
                let is_said = key == Key::HASH_FOREIGN && extension::is_replaced(xml, self.version);
                if place == at {
                    self.said.insert(item.id());
                }
                if place == at && !is_said {
                    found.push(Cow::Borrowed(xml));
                }
            }
        }
        let texts = owner.get(Key::HASH_TEXT).into_iter().flat_map(Value::children);
        let place = if at.is_empty() { "." } else { at };
        for text in texts.filter(|text| text.key_text() == place) {
            self.said.insert(text.id());
            let mut escaped = String::new();
            escape(&mut escaped, text.as_str().unwrap_or_default(), false);
            found.push(Cow::Owned(escaped));
        }
        found
    }
}

pub(super) fn is_kept(key: Key) -> bool {
    KEPT.contains(&key)
}

/// What is kept of an object and has no name in JSON.
const KEPT: [Key; 5] = [
    Key::HASH_ATTRIBUTES,
    Key::HASH_FOREIGN,
    Key::HASH_REPEATED,
    Key::HASH_TEXT,
    Key::HASH_UNKNOWN,
];
