//! A document as it was written: objects, arrays and scalars in one flat table, text as places in
//! the input.
//!
//! The tree is the truth of a [`Document`](crate::Document). Every reader fills one, whatever the
//! encoding (CycloneDX in XML or protobuf as the JSON it stands for), the views look things up in
//! it, and the writers write it. So nothing is lost that nobody asked for.

mod change;
mod kept;
mod keys;
mod path;
mod piece;
#[cfg(feature = "parallel")]
mod run;
mod slot;
#[cfg(feature = "yaml")]
mod spelling;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use self::keys::{Guesses, Key, Keys};
pub(crate) use self::piece::Piece;
#[cfg(feature = "parallel")]
pub(crate) use self::run::Run;
use self::slot::{
    ARRAY, FALSE, MADE_NUMBER, MADE_TEXT, Made, NOWHERE, NULL, NUMBER, OBJECT, Slot, TEXT, TRUE,
    narrow, narrow_made,
};
pub(crate) use self::value::{Children, Elements, Kind, Value};

/// A document's values. The first one is the root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// The text that was read; most texts of the tree are pieces of it.
    source: String,
    /// Texts that do not stand in the source as they are: with escapes, or added later.
    made: String,
    made_rows: Vec<Made>,
    slots: Vec<Slot>,
    keys: Keys,
}

/// The number of a value within its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ValueId(u32);

impl ValueId {
    pub(crate) const ROOT: Self = Self(0);

    /// Stands for no value.
    pub(crate) const NONE: Self = Self(NOWHERE);

    pub(crate) const fn from_raw(raw: u32) -> Self {
        Self(raw)
    }

    pub(crate) const fn raw(self) -> u32 {
        self.0
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A container that is being filled, with the place where the next value goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tail {
    container: u32,
    last: u32,
}

impl Tail {
    /// The place of the root: nothing has been put there yet.
    pub(crate) const ROOT: Self = Self { container: NOWHERE, last: NOWHERE };

    pub(crate) const fn container(self) -> ValueId {
        ValueId(self.container)
    }
}

/// A scalar to be put into a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar<'t> {
    Null,
    Bool(bool),
    /// A number as JSON writes it; readers of other encodings see to it that it is one
    /// ([`is_number`](crate::json::is_number)).
    Number(&'t str),
    Text(&'t str),
}

impl Tree {
    /// Starts a tree over a text of less than 2^31 bytes, which the readers' limits guarantee.
    pub(crate) fn over(source: String) -> Self {
        Self { source, ..Self::default() }
    }

    /// Gives the tree the source that its pieces were counted in, for readers that borrow it while
    /// they fill the tree.
    pub(crate) fn lay_over(&mut self, source: String) {
        self.source = source;
    }

    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Cuts the source off behind the last value.
    pub(crate) fn end_source(&mut self, end: usize) {
        self.source.truncate(end);
    }

    /// Makes room for that many values, and for that many bytes of texts made for them.
    pub(crate) fn reserve(&mut self, values: usize, bytes: usize) {
        self.slots.reserve(values);
        self.made.reserve(bytes);
    }

    /// Returns how many bytes of text there are, read or made.
    pub(crate) fn text_len(&self) -> usize {
        self.source.len() + self.made.len()
    }

    /// Returns the number of values, which bounds every [`ValueId::index`].
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Returns the root: null if nothing was put there.
    pub(crate) fn root(&self) -> Value<'_> {
        self.value(ValueId::ROOT)
    }

    pub(crate) fn value(&self, id: ValueId) -> Value<'_> {
        Value { tree: self, slot: self.slots.get(id.index()).copied().unwrap_or(Slot::NULL), id }
    }

    pub(crate) fn key(&mut self, text: &str) -> Key {
        self.keys.intern(text)
    }

    pub(crate) fn key_text(&self, key: Key) -> &str {
        self.keys.text(key)
    }

    /// Returns the key of that name if the tree can have one.
    pub(crate) fn find_key(&self, text: &str) -> Option<Key> {
        self.keys.find(text)
    }

    /// Begins an object. `at` is where in the source it stands, if it does.
    pub(crate) fn object(&mut self, into: &mut Tail, key: Key, at: Option<usize>) -> Tail {
        self.container(into, key, OBJECT, at)
    }

    /// Begins an array.
    pub(crate) fn array(&mut self, into: &mut Tail, key: Key, at: Option<usize>) -> Tail {
        self.container(into, key, ARRAY, at)
    }

    fn container(&mut self, into: &mut Tail, key: Key, kind: u32, at: Option<usize>) -> Tail {
        let at = at.map_or(NOWHERE, narrow);
        let container = self.put(into, Slot::new(key, kind, at, NOWHERE));
        Tail { container, last: NOWHERE }
    }

    /// Puts a piece of the source as a text.
    pub(crate) fn text(&mut self, into: &mut Tail, key: Key, start: usize, len: usize) -> ValueId {
        ValueId(self.put(into, Slot::new(key, TEXT, narrow(start), narrow(len))))
    }

    /// Puts a piece of the source as a number.
    pub(crate) fn number(&mut self, into: &mut Tail, key: Key, start: usize, len: usize) {
        self.put(into, Slot::new(key, NUMBER, narrow(start), narrow(len)));
    }

    pub(crate) fn boolean(&mut self, into: &mut Tail, key: Key, at: Option<usize>, value: bool) {
        let at = at.map_or(NOWHERE, narrow);
        self.put(into, Slot::new(key, if value { TRUE } else { FALSE }, at, 0));
    }

    pub(crate) fn null(&mut self, into: &mut Tail, key: Key, at: Option<usize>) {
        self.put(into, Slot::new(key, NULL, at.map_or(NOWHERE, narrow), 0));
    }

    /// Puts a text that is no piece of the source. `at` is where it comes from.
    pub(crate) fn made_text(
        &mut self,
        into: &mut Tail,
        key: Key,
        at: Option<usize>,
        text: &str,
    ) -> ValueId {
        let row = self.make(at, text);
        ValueId(self.put(into, Slot::new(key, MADE_TEXT, row, 0)))
    }

    /// Puts any scalar that is no piece of the source.
    pub(crate) fn scalar(&mut self, into: &mut Tail, key: Key, scalar: Scalar<'_>) -> ValueId {
        let slot = self.made_slot(key, scalar);
        ValueId(self.put(into, slot))
    }

    fn made_slot(&mut self, key: Key, scalar: Scalar<'_>) -> Slot {
        match scalar {
            Scalar::Null => Slot::new(key, NULL, NOWHERE, 0),
            Scalar::Bool(false) => Slot::new(key, FALSE, NOWHERE, 0),
            Scalar::Bool(true) => Slot::new(key, TRUE, NOWHERE, 0),
            Scalar::Number(text) => Slot::new(key, MADE_NUMBER, self.make(None, text), 0),
            Scalar::Text(text) => Slot::new(key, MADE_TEXT, self.make(None, text), 0),
        }
    }

    fn make(&mut self, at: Option<usize>, text: &str) -> u32 {
        let row = narrow(self.made_rows.len());
        let made = Made {
            at: at.map_or(NOWHERE, narrow),
            start: narrow_made(self.made.len()),
            len: narrow_made(text.len()),
        };
        self.made_rows.push(made);
        self.made.push_str(text);
        row
    }

    #[inline]
    fn put(&mut self, into: &mut Tail, slot: Slot) -> u32 {
        let id = narrow(self.slots.len());
        self.slots.push(slot);
        self.link(into, id);
        id
    }

    /// Lets the next place of a container lead to a value.
    #[inline]
    fn link(&mut self, into: &mut Tail, id: u32) {
        if into.last != NOWHERE {
            if let Some(last) = self.slots.get_mut(into.last as usize) {
                last.next = id;
            }
        } else if let Some(container) = self.slots.get_mut(into.container as usize) {
            container.extent = id;
        }
        into.last = id;
    }
}
