//! A document as it was written: objects, arrays and scalars in one flat table, text as places in
//! the input.
//!
//! The tree is the truth of a [`Document`](crate::Document). Every reader fills one, whatever the
//! encoding (CycloneDX in XML or protobuf as the JSON it stands for), the views look things up in
//! it, and the writers write it. So nothing is lost that nobody asked for.

mod keys;
mod path;
mod piece;
#[cfg(test)]
mod tests;

pub(crate) use self::keys::{Guesses, Key, Keys};
pub(crate) use self::piece::Piece;

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

/// One value: sixteen bytes, linked to the next one of the same container.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The key in the upper 28 bits, the kind in the lower four.
    word: u32,
    /// Where in the source the value begins; a row of `made_rows` for made texts.
    at: u32,
    /// The length in bytes of a scalar; the first child of a container.
    extent: u32,
    /// The next value of the same container.
    next: u32,
}

/// A text that is not a piece of the source.
#[derive(Clone, Copy, Debug)]
struct Made {
    /// Where in the source it comes from, [`NOWHERE`] if it was added.
    at: u32,
    start: u32,
    len: u32,
}

/// Stands for no slot, and for no place in the source.
const NOWHERE: u32 = u32::MAX;

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

const NULL: u32 = 0;
const FALSE: u32 = 1;
const TRUE: u32 = 2;
const NUMBER: u32 = 3;
const TEXT: u32 = 4;
const MADE_NUMBER: u32 = 5;
const MADE_TEXT: u32 = 6;
const ARRAY: u32 = 7;
const OBJECT: u32 = 8;

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

    /// Makes room for that many values.
    pub(crate) fn reserve(&mut self, values: usize) {
        self.slots.reserve(values);
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

    /// Puts a value that was begun apart, behind [`Tail::ROOT`], behind the last one of a container.
    pub(crate) fn attach(&mut self, into: &mut Tail, key: Key, id: ValueId) {
        if let Some(slot) = self.slots.get_mut(id.index()) {
            slot.word = key.raw() << 4 | slot.kind();
            slot.next = NOWHERE;
        }
        if into.last != NOWHERE {
            if let Some(last) = self.slots.get_mut(into.last as usize) {
                last.next = id.0;
            }
        } else if let Some(container) = self.slots.get_mut(into.container as usize) {
            container.extent = id.0;
        }
        into.last = id.0;
    }

    /// Puts a value once more, without what it holds: the tail is that of the new container.
    #[cfg(feature = "yaml")]
    pub(crate) fn again(&mut self, into: &mut Tail, key: Key, id: ValueId) -> Tail {
        let old = self.slots.get(id.index()).copied().unwrap_or(Slot::NULL);
        let extent = if old.is_container() { NOWHERE } else { old.extent };
        let at = self.put(into, Slot::new(key, old.kind(), old.at, extent));
        Tail { container: at, last: NOWHERE }
    }

    /// Takes a text for what it spells: null, a truth value, or a number as JSON writes it.
    #[cfg(feature = "yaml")]
    pub(crate) fn retype(&mut self, id: ValueId, kind: Kind) {
        let at = self.value(id).offset().map_or(NOWHERE, narrow);
        let is_true = self.value(id).as_str().is_some_and(|text| text.starts_with(['t', 'T']));
        let Some(slot) = self.slots.get_mut(id.index()) else { return };
        let new = match (kind, slot.kind()) {
            (Kind::Null, TEXT | MADE_TEXT) => Slot { at, extent: 0, ..slot.with(NULL) },
            (Kind::Bool, TEXT | MADE_TEXT) if is_true => Slot { at, extent: 0, ..slot.with(TRUE) },
            (Kind::Bool, TEXT | MADE_TEXT) => Slot { at, extent: 0, ..slot.with(FALSE) },
            (Kind::Number, TEXT) => slot.with(NUMBER),
            (Kind::Number, MADE_TEXT) => slot.with(MADE_NUMBER),
            _ => return,
        };
        *slot = new;
    }

    /// Copies a value of another tree, with all it holds.
    pub(crate) fn graft(&mut self, into: &mut Tail, key: Key, value: Value<'_>) -> ValueId {
        let root = narrow(self.slots.len());
        let mut open: Vec<(Tail, Children<'_>)> = Vec::new();
        let mut next = Some((key, value));
        loop {
            let Some((key, value)) = next else {
                let Some((_, children)) = open.last_mut() else { return ValueId(root) };
                let in_object = children.in_object;
                match children.next() {
                    Some(child) => {
                        let key = match in_object {
                            true => self.keys.intern(child.key_text()),
                            false => Key::NONE,
                        };
                        next = Some((key, child));
                    }
                    None => {
                        open.pop();
                    }
                }
                continue;
            };
            next = None;
            let mut outer = *into;
            let tail = open.last_mut().map_or(&mut outer, |(tail, _)| tail);
            match value.scalar() {
                Some(scalar) => {
                    let slot = self.made_slot(key, scalar);
                    self.put(tail, slot);
                }
                None => {
                    let kind = value.slot.kind();
                    let inner = self.container(tail, key, kind, None);
                    if open.is_empty() {
                        *into = outer;
                    }
                    open.push((inner, value.children()));
                    continue;
                }
            }
            if open.is_empty() {
                *into = outer;
            }
        }
    }

    /// Returns the open end of a container, behind its last value. Walks over the values.
    pub(crate) fn tail(&self, container: ValueId) -> Tail {
        let last = self.value(container).children().last().map_or(NOWHERE, |value| value.id.0);
        Tail { container: container.0, last }
    }

    /// Replaces a value by a scalar, in its place.
    pub(crate) fn replace(&mut self, id: ValueId, scalar: Scalar<'_>) {
        let Some(old) = self.slots.get(id.index()).copied() else { return };
        let slot = Slot { next: old.next, ..self.made_slot(old.key(), scalar) };
        if let Some(place) = self.slots.get_mut(id.index()) {
            *place = slot;
        }
    }

    /// Sets a member of an object to a scalar, in its place if there is one.
    pub(crate) fn set(&mut self, object: ValueId, key: Key, scalar: Scalar<'_>) {
        match self.value(object).get(key).map(|value| value.id) {
            Some(id) => self.replace(id, scalar),
            None => {
                let mut tail = self.tail(object);
                self.scalar(&mut tail, key, scalar);
            }
        }
    }

    /// Takes values out of a container: those for which `keep` says no. Linear in the container.
    pub(crate) fn retain(&mut self, container: ValueId, mut keep: impl FnMut(Value<'_>) -> bool) {
        let mut last = None;
        let mut next = match self.slots.get(container.index()) {
            Some(slot) if slot.is_container() => slot.extent,
            _ => return,
        };
        loop {
            let at = next;
            if at != NOWHERE {
                next = self.slots.get(at as usize).map_or(NOWHERE, |slot| slot.next);
                if !keep(self.value(ValueId(at))) {
                    continue;
                }
            }
            let (place, is_first) = match last {
                None => (container.index(), true),
                Some(last) => (last, false),
            };
            if let Some(slot) = self.slots.get_mut(place) {
                match is_first {
                    true => slot.extent = at,
                    false => slot.next = at,
                }
            }
            if at == NOWHERE {
                return;
            }
            last = Some(at as usize);
        }
    }

    /// Takes a member out of an object.
    pub(crate) fn remove(&mut self, object: ValueId, key: Key) {
        self.retain(object, |value| value.key() != key);
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
        if into.last != NOWHERE {
            if let Some(last) = self.slots.get_mut(into.last as usize) {
                last.next = id;
            }
        } else if let Some(container) = self.slots.get_mut(into.container as usize) {
            container.extent = id;
        }
        into.last = id;
        id
    }
}

impl Slot {
    const NULL: Self = Self { word: NULL, at: NOWHERE, extent: 0, next: NOWHERE };

    #[inline]
    fn new(key: Key, kind: u32, at: u32, extent: u32) -> Self {
        Self { word: key.raw() << 4 | kind, at, extent, next: NOWHERE }
    }

    fn kind(self) -> u32 {
        self.word & 0xF
    }

    fn key(self) -> Key {
        Key::from_raw(self.word >> 4)
    }

    fn is_container(self) -> bool {
        matches!(self.kind(), ARRAY | OBJECT)
    }

    #[cfg(feature = "yaml")]
    fn with(self, kind: u32) -> Self {
        Self { word: self.key().raw() << 4 | kind, ..self }
    }
}

/// Brings an offset in the source or a number of values to 32 bits.
///
/// INVARIANT: the readers refuse inputs of 2^31 bytes and more, no value takes less than one, and
/// memory ends before there are 2^32 values of 16 bytes.
#[inline]
fn narrow(number: usize) -> u32 {
    number as u32
}

/// Brings an offset in the made texts to 32 bits: beyond those, texts are empty instead of wrong.
fn narrow_made(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NOWHERE)
}

/// One value of a tree.
#[derive(Clone, Copy)]
pub(crate) struct Value<'t> {
    tree: &'t Tree,
    slot: Slot,
    id: ValueId,
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
    in_object: bool,
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
