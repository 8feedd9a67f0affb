//! What was kept of a document in another encoding than JSON, told as it was written there.
//!
//! Its readers keep what JSON has no name for in members whose names begin with `#`. These names
//! are nobody's affair.

use super::{Checker, with_article};
use crate::format::Encoding;
use crate::schema::Shape;
use crate::tree::{Key, Value};
use crate::validate::collect::{Place, clip};

/// Reports whether a member holds what a reader kept, or is a mark for the writer.
pub(super) fn is_kept(key: Key) -> bool {
    matches!(
        key,
        Key::HASH_ATTRIBUTES
            | Key::HASH_CHOICE
            | Key::HASH_FIELDS
            | Key::HASH_FOREIGN
            | Key::HASH_NODE
            | Key::HASH_PERSON
            | Key::HASH_REPEATED
            | Key::HASH_SPDXREF
            | Key::HASH_TAGS
            | Key::HASH_TEXT
            | Key::HASH_UNKNOWN
    )
}

impl<'t> Checker<'t, '_> {
    /// Tells what was kept of an object; marks are passed over.
    #[cold]
    pub(super) fn kept(&mut self, shape: &'static Shape, member: Value<'t>) {
        let of = with_article(shape.name);
        let version = self.dialect.version(self.version);
        match (self.encoding, member.key()) {
            (Encoding::TagValue, Key::HASH_TAGS) => {
                for stray in member.elements() {
                    let tag = clip(stray.text(Key::TAG).unwrap_or_default());
                    let message = match crate::spdx::tag_value::is_tag(tag) {
                        true => format!("the tag `{tag}` is repeated here, or out of place"),
                        false => format!("`{tag}` is not a tag of {of} in {version}"),
                    };
                    self.tell_kept(stray, message);
                }
            }
            (Encoding::Rdf, Key::HASH_FOREIGN) => {
                for statement in member.elements() {
                    let name = statement.children().find(|it| it.key_text() == "predicate");
                    let name = clip(name.and_then(Value::as_str).unwrap_or_default());
                    self.tell_kept(statement, format!("`{name}` is not a property of {version}"));
                }
            }
            (Encoding::Xml, Key::HASH_FOREIGN | Key::HASH_UNKNOWN | Key::HASH_REPEATED) => {
                for fragment in member.elements() {
                    let name = clip(fragment.kept_name().unwrap_or_default());
                    let message = format!("there is no place for the element `{name}` in {of}");
                    self.tell_kept(fragment, message);
                }
            }
            (Encoding::Protobuf, Key::HASH_FIELDS | Key::HASH_CHOICE) => {
                let message = format!("{of} has fields that {version} does not define");
                self.tell_kept(member, message);
            }
            // A mark, or left behind by another encoding: it is not written.
            _ => {}
        }
    }

    /// The path is that of the object: what was kept has none.
    fn tell_kept(&mut self, value: Value<'t>, message: String) {
        let Some(object) = self.open.last().map(|frame| frame.value) else { return };
        let (open, id) = (&self.open, self.dialect.id);
        let place = || Place {
            path: super::place::path(open, object),
            offset: value.offset(),
            element: super::place::element(open, object, id),
        };
        self.found.error(self.dialect.unknown, place, || message);
    }
}
