//! Reading a tree member by member, with an account of what was read.

use std::cell::Cell;

use crate::document::index::located;
use crate::error::{Code, Error};
use crate::json::pointer::escape;
use crate::limits::ParseOptions;
use crate::losses::{LossReason, Losses};
use crate::tree::{Children, Key, Tree, Value};

/// A tree that is being read, how much of it was, and how much may still be kept.
#[derive(Debug)]
pub(super) struct Source<'s> {
    tree: &'s Tree,
    seen: Vec<Cell<Seen>>,
    most: usize,
    left: Cell<usize>,
}

/// How far a value was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Not,
    /// The value itself; what it holds is a matter of its own.
    Entered,
    /// With all that it holds.
    Whole,
}

impl<'s> Source<'s> {
    /// Begins to read.
    ///
    /// # Errors
    ///
    /// When the tree lists more than may be kept.
    pub(super) fn new(tree: &'s Tree, options: &ParseOptions) -> Result<Self, Error> {
        let most = options.limits.items;
        if let Some(value) = tree.nth_listed(most) {
            return Err(located(too_many(most), value));
        }
        let seen = vec![Cell::new(Seen::Not); tree.len()];
        Ok(Self { tree, seen, most, left: Cell::new(most) })
    }

    pub(super) fn root(&'s self) -> Node<'s> {
        self.node(self.tree.root())
    }

    pub(super) fn node(&'s self, value: Value<'s>) -> Node<'s> {
        Node { source: self, value }
    }

    /// Pays for things that the document names once and the model keeps several times.
    ///
    /// # Errors
    ///
    /// When they are too many: a short text could otherwise ask for any amount of memory.
    pub(super) fn spend(&self, items: usize) -> Result<(), Error> {
        match self.left.get().checked_sub(items) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(too_many(self.most)),
        }
    }

    fn mark(&self, value: Value<'_>, how: Seen) {
        if let Some(seen) = self.seen.get(value.id().index())
            && seen.get() != Seen::Whole
        {
            seen.set(how);
        }
    }

    /// Lists what was not read: each value as a whole if nothing in it was.
    pub(super) fn unread(&self) -> Losses {
        let mut losses = Losses::default();
        let mut path = String::new();
        let mut open: Vec<(Children<'_>, usize, usize)> =
            vec![(self.tree.root().children(), 0, path.len())];
        while let Some((children, number, len)) = open.last_mut() {
            path.truncate(*len);
            let Some(child) = children.next() else {
                open.pop();
                continue;
            };
            path.push('/');
            match child.key() {
                Key::NONE => path.push_str(&number.to_string()),
                _ => path.push_str(&escape(child.key_text())),
            }
            *number += 1;
            match self.seen.get(child.id().index()).map_or(Seen::Not, Cell::get) {
                Seen::Whole => {}
                Seen::Entered => open.push((child.children(), 0, path.len())),
                Seen::Not if says_nothing(child) => {}
                Seen::Not => {
                    // Elements of a list are called as the list.
                    let named = |step: &&str| step.parse::<usize>().is_err();
                    let field = path.rsplit('/').find(named).unwrap_or_default();
                    losses.add(LossReason::NoPlace, field, &path, None, "");
                }
            }
        }
        losses
    }
}

fn says_nothing(value: Value<'_>) -> bool {
    value.is_null() || (value.scalar().is_none() && value.children().next().is_none())
}

fn too_many(most: usize) -> Error {
    Error::new(Code::TooMany, format!("the document holds more than {most} items"))
}

/// A value that is being read. What its methods hand out counts as read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'s> {
    source: &'s Source<'s>,
    value: Value<'s>,
}

impl<'s> Node<'s> {
    pub(super) fn source(self) -> &'s Source<'s> {
        self.source
    }

    pub(super) fn value(self) -> Value<'s> {
        self.value
    }

    /// Returns a member unless it is missing or `null`.
    pub(super) fn get(self, key: Key) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        self.source.mark(value, Seen::Entered);
        Some(Self { value, ..self })
    }

    /// Counts a member as read that says nothing which is not known anyway.
    pub(super) fn pass_over(self, key: Key) {
        if let Some(value) = self.value.get(key) {
            self.source.mark(value, Seen::Whole);
        }
    }

    /// Counts the value as read, with all it holds.
    pub(super) fn done(self) -> Self {
        self.source.mark(self.value, Seen::Whole);
        self
    }

    pub(super) fn entered(self) -> Self {
        self.source.mark(self.value, Seen::Entered);
        self
    }

    /// Returns what a member lists, also where a tool left the brackets out.
    pub(super) fn list(self, key: Key) -> impl Iterator<Item = Self> + use<'s> {
        self.get(key).into_iter().flat_map(Self::elements)
    }

    /// Returns the elements of a list without `null`s, or the only value.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> + use<'s> {
        self.value.elements().map(move |value| Self { value, ..self }.entered())
    }

    /// Returns the members of an object.
    pub(super) fn members(self) -> impl Iterator<Item = Self> + use<'s> {
        let members = if self.value.is_object() { Some(self.value.children()) } else { None };
        members.into_iter().flatten().map(move |value| Self { value, ..self })
    }

    /// Returns the value, which must be an object.
    pub(super) fn object(self, what: &str) -> Result<Self, Error> {
        if self.value.is_object() { Ok(self) } else { Err(self.wrong(what)) }
    }

    /// Returns the value's text.
    pub(super) fn as_text(self) -> Result<&'s str, Error> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    /// Returns a member's text; an empty one says nothing.
    pub(super) fn text(self, key: Key) -> Result<Option<&'s str>, Error> {
        let Some(member) = self.get(key) else { return Ok(None) };
        member.as_text().map(|text| Some(text).filter(|text| !text.is_empty()))
    }

    pub(super) fn owned(self, key: Key) -> Result<Option<String>, Error> {
        Ok(self.text(key)?.map(str::to_owned))
    }

    /// Returns a member's text, also if it is a number.
    pub(super) fn loose(self, key: Key) -> Result<Option<String>, Error> {
        let Some(member) = self.get(key) else { return Ok(None) };
        let text = member.value.as_loose_str().ok_or_else(|| member.wrong("a text or a number"))?;
        Ok(Some(text).filter(|text| !text.is_empty()).map(str::to_owned))
    }

    /// Returns a member's text if it has one, in documents that were judged before.
    pub(super) fn maybe(self, key: Key) -> Option<String> {
        let text = self.value.get(key)?.as_loose_str()?;
        self.get(key);
        Some(text).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Makes the error for a value of another type than the format gives it.
    pub(super) fn wrong(self, expected: &str) -> Error {
        located(Error::new(Code::WrongType, format!("expected {expected}")), self.value)
    }

    pub(super) fn missing(self, member: &str) -> Error {
        let message = format!("missing member `{member}`");
        located(Error::new(Code::MissingMember, message), self.value)
    }

    pub(super) fn refuse(self, code: Code, message: &str) -> Error {
        located(Error::new(code, message), self.value)
    }
}
