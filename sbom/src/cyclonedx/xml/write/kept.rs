//! What was kept of a document in XML and has no name in JSON.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Emitter;
use crate::cyclonedx::xml::extension;
use crate::losses::LossReason;
use crate::schema::Version;
use crate::tree::{Key, Value, ValueId};
use crate::xml::escape;

/// What was kept of one object, by the place inside of it: looked for once and not at each element,
/// since there may be many of both.
pub(super) struct Kept<'t> {
    /// The names and values of attributes.
    attributes: HashMap<&'t str, Vec<(&'t str, Value<'t>)>>,
    /// Elements as written, without those that a member of the version replaces.
    elements: HashMap<&'t str, Vec<(ValueId, Option<&'t str>)>>,
    texts: HashMap<&'t str, Vec<Value<'t>>>,
}

impl<'t> Kept<'t> {
    fn of(owner: Value<'t>, version: Version) -> Self {
        let list = |key| owner.get(key).into_iter().flat_map(Value::children);
        let (mut attributes, mut texts) =
            (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for attribute in list(Key::HASH_ATTRIBUTES) {
            let key = attribute.key_text();
            // A namespace may have `/@` in it, a path begins with a name.
            let split = key.split_once("/@").filter(|_| !key.starts_with('{'));
            let (place, name) = split.unwrap_or(("", key));
            attributes.entry(place).or_default().push((name, attribute));
        }
        let mut elements = HashMap::<_, Vec<_>>::new();
        for key in [Key::HASH_REPEATED, Key::HASH_UNKNOWN, Key::HASH_FOREIGN] {
            for item in list(key) {
                let text = |key| item.text(key).unwrap_or_default();
                let (place, xml) = match item.as_str() {
                    Some(xml) => ("", xml),
                    None => (text(Key::IN), text(Key::XML)),
                };
                let is_said = key == Key::HASH_FOREIGN && extension::is_replaced(xml, version);
                elements.entry(place).or_default().push((item.id(), (!is_said).then_some(xml)));
            }
        }
        for text in list(Key::HASH_TEXT) {
            texts.entry(text.key_text()).or_default().push(text);
        }
        Self { attributes, elements, texts }
    }
}

impl<'t> Emitter<'t, '_> {
    fn kept_of(&mut self, owner: Value<'t>) -> &Kept<'t> {
        let version = self.version;
        self.kept.entry(owner.id()).or_insert_with(|| Kept::of(owner, version))
    }

    /// Writes the attributes that were kept of an element: of the object itself if `at` is empty.
    pub(super) fn odd_attributes(&mut self, owner: Value<'t>, at: &str) {
        let attributes = self.kept_of(owner).attributes.get(at).cloned().unwrap_or_default();
        let (mut prefixes, mut knows_instance) = (0, false);
        for (name, attribute) in attributes {
            let text = attribute.as_str().unwrap_or_default();
            self.said.insert(attribute.id());
            let Some((space, local)) =
                name.strip_prefix('{').and_then(|name| name.rsplit_once('}'))
            else {
                self.out.attribute(name, text);
                continue;
            };
            let (prefix, is_bound) = match space {
                "http://www.w3.org/XML/1998/namespace" => ("xml".to_owned(), true),
                "http://www.w3.org/2001/XMLSchema-instance" => {
                    ("xsi".to_owned(), std::mem::replace(&mut knows_instance, true))
                }
                _ => {
                    prefixes += 1;
                    (format!("ns{prefixes}"), false)
                }
            };
            if !is_bound {
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
        self.kept.remove(&owner.id());
        for list in KEPT.into_iter().filter_map(|key| owner.get(key)) {
            if list.children().any(|item| !self.said.contains(&item.id())) {
                self.lose_child(LossReason::NoPlace, list);
            }
        }
    }

    /// Returns the elements and the text that were kept of an object, inside the element `at`.
    pub(super) fn kept_in(&mut self, owner: Value<'t>, at: &str) -> Vec<Cow<'t, str>> {
        let kept = self.kept_of(owner);
        let elements = kept.elements.get(at).cloned().unwrap_or_default();
        let place = if at.is_empty() { "." } else { at };
        let texts = kept.texts.get(place).cloned().unwrap_or_default();
        let mut found = Vec::new();
        for (id, xml) in elements {
            self.said.insert(id);
            found.extend(xml.map(Cow::Borrowed));
        }
        for text in texts {
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
