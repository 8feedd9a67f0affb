//! One value of a tree, as the views and the writers see it.

use super::keys::Key;
use super::slot::{
    ARRAY, FALSE, MADE_NUMBER, MADE_TEXT, NOWHERE, NULL, NUMBER, OBJECT, Slot, TEXT, TRUE,
};
use super::{Scalar, Tree, ValueId};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
}

/// One value of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Value<'t> {
    pub(super) tree: &'t Tree,
    pub(super) slot: Slot,
    pub(super) id: ValueId,
}

impl<'t> Value<'t> {
    pub(crate) fn id(self) -> ValueId {
        self.id
    }

    pub(crate) fn tree(self) -> &'t Tree {
        self.tree
    }

    pub(crate) fn kind(self) -> Kind {
        match self.slot.kind() {
            NULL => Kind::Null,
            FALSE | TRUE => Kind::Bool,
            NUMBER | MADE_NUMBER => Kind::Number,
            TEXT | MADE_TEXT => Kind::Text,
            ARRAY => Kind::Array,
            _ => Kind::Object,
        }
    }

    /// Returns the name under which an object holds the value; [`Key::NONE`] in an array.
    pub(crate) fn key(self) -> Key {
        self.slot.key()
    }

    pub(crate) fn key_text(self) -> &'t str {
        self.tree.keys.text(self.key())
    }

    /// Returns where in the source the value begins, if it comes from there.
    pub(crate) fn offset(self) -> Option<usize> {
        let at = match self.slot.kind() {
            MADE_NUMBER | MADE_TEXT => {
                self.tree.made_rows.get(self.slot.at as usize).map_or(NOWHERE, |made| made.at)
            }
            _ => self.slot.at,
        };
        (at != NOWHERE).then_some(at as usize)
    }

    /// Returns where in the source a text stands as it is, and its length.
    pub(crate) fn place_in_source(self) -> Option<(u32, u32)> {
        (self.slot.kind() == TEXT).then_some((self.slot.at, self.slot.extent))
    }

    /// Returns the text of a text; `None` for everything else.
    pub(crate) fn as_str(self) -> Option<&'t str> {
        matches!(self.slot.kind(), TEXT | MADE_TEXT).then(|| self.lexeme())
    }

    /// Returns a number as it was written.
    pub(crate) fn as_number(self) -> Option<&'t str> {
        matches!(self.slot.kind(), NUMBER | MADE_NUMBER).then(|| self.lexeme())
    }

    pub(crate) fn as_bool(self) -> Option<bool> {
        match self.slot.kind() {
            FALSE => Some(false),
            TRUE => Some(true),
            _ => None,
        }
    }

    /// Returns the text of a text or a number, which some tools confuse.
    pub(crate) fn as_loose_str(self) -> Option<&'t str> {
        self.as_str().or_else(|| self.as_number())
    }

    pub(crate) fn is_null(self) -> bool {
        self.slot.kind() == NULL
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self.slot.kind(), TEXT | MADE_TEXT)
    }

    pub(crate) fn is_object(self) -> bool {
        self.slot.kind() == OBJECT
    }

    pub(crate) fn is_array(self) -> bool {
        self.slot.kind() == ARRAY
    }

    /// Returns the value if it is no container.
    pub(crate) fn scalar(self) -> Option<Scalar<'t>> {
        match self.slot.kind() {
            NULL => Some(Scalar::Null),
            FALSE => Some(Scalar::Bool(false)),
            TRUE => Some(Scalar::Bool(true)),
            NUMBER | MADE_NUMBER => Some(Scalar::Number(self.lexeme())),
            TEXT | MADE_TEXT => Some(Scalar::Text(self.lexeme())),
            _ => None,
        }
    }

    fn lexeme(self) -> &'t str {
        let (text, start, len) = match self.slot.kind() {
            MADE_NUMBER | MADE_TEXT => {
                let Some(made) = self.tree.made_rows.get(self.slot.at as usize) else { return "" };
                (&self.tree.made, made.start as usize, made.len as usize)
            }
            _ => (&self.tree.source, self.slot.at as usize, self.slot.extent as usize),
        };
        text.get(start..start + len).unwrap_or_default()
    }

    /// Returns the members of an object or the elements of an array; nothing of a scalar.
    pub(crate) fn children(self) -> Children<'t> {
        let next = if self.slot.is_container() { self.slot.extent } else { NOWHERE };
        Children { tree: self.tree, next, in_object: self.is_object() }
    }

    /// Returns the elements of an array without `null`s, or the value itself where a tool left the
    /// brackets out.
    pub(crate) fn elements(self) -> Elements<'t> {
        let single = (!self.is_array() && !self.is_null()).then_some(self);
        let next = if self.is_array() { self.slot.extent } else { NOWHERE };
        Elements { single, rest: Children { tree: self.tree, next, in_object: false } }
    }

    /// Returns an object's member, the first of that name.
    pub(crate) fn get(self, key: Key) -> Option<Value<'t>> {
        if !self.is_object() {
            return None;
        }
        self.children().find(|child| child.key() == key)
    }

    /// Returns a member's text: `None` if it is missing, `null` or no text.
    pub(crate) fn text(self, key: Key) -> Option<&'t str> {
        self.get(key)?.as_str()
    }

    /// Returns a member's text, also if it was written as a number.
    pub(crate) fn loose_text(self, key: Key) -> Option<&'t str> {
        self.get(key)?.as_loose_str()
    }

    /// Returns what a member lists: the elements of an array without `null`s, or the only value
    /// where a tool left the brackets out; nothing if the member is missing or `null`.
    pub(crate) fn list(self, key: Key) -> impl Iterator<Item = Value<'t>> + use<'t> {
        let member = self.get(key);
        let single = member.filter(|value| !value.is_array());
        let several = member.filter(|value| value.is_array());
        let elements = several.into_iter().flat_map(Value::children);
        single.into_iter().chain(elements).filter(|value| !value.is_null())
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind() {
            // Not recursive: a hostile document is deep.
            Kind::Array | Kind::Object => {
                write!(f, "{:?} of {}", self.kind(), self.children().count())
            }
            _ => write!(f, "{:?}", self.scalar()),
        }
    }
}

/// The values of one container, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Children<'t> {
    tree: &'t Tree,
    next: u32,
    pub(super) in_object: bool,
}

impl<'t> Iterator for Children<'t> {
    type Item = Value<'t>;

    #[inline]
    fn next(&mut self) -> Option<Value<'t>> {
        let id = ValueId(self.next);
        let slot = *self.tree.slots.get(self.next as usize)?;
        self.next = slot.next;
        Some(Value { tree: self.tree, slot, id })
    }
}

/// What a list holds; see [`Value::elements`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elements<'t> {
    single: Option<Value<'t>>,
    rest: Children<'t>,
}

impl<'t> Iterator for Elements<'t> {
    type Item = Value<'t>;

    #[inline]
    fn next(&mut self) -> Option<Value<'t>> {
        self.single.take().or_else(|| self.rest.find(|value| !value.is_null()))
    }
}
