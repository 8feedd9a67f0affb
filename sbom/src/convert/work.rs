//! A conversion under way: the source, the tree that is made of it, and the account.

use super::ledger::Ledger;
use crate::losses::{LossReason, Losses};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

/// What every converter works with.
///
/// Values reach the result through [`Work::copy`], [`Work::put`] and [`Work::graft`], which mark
/// them as carried and remember where they came from; [`Work::say`] is for what the target demands
/// and the source does not say.
pub(crate) struct Work<'s> {
    pub(crate) source: &'s Tree,
    pub(crate) out: Tree,
    pub(crate) ledger: Ledger,
    /// For each value of `out` where it comes from.
    origin: Vec<Option<ValueId>>,
    /// A list that the target demands, though there be nothing in it.
    demanded: Option<Key>,
}

/// What a conversion results in.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) tree: Tree,
    /// For each value of the tree the value of the source it was made from, if it was.
    pub(crate) origin: Vec<Option<ValueId>>,
    pub(crate) losses: Losses,
}

impl<'s> Work<'s> {
    pub(crate) fn new(source: &'s Tree) -> Self {
        let mut out = Tree::default();
        out.reserve(source.len(), source.text_len());
        Self { source, out, ledger: Ledger::new(source), origin: Vec::new(), demanded: None }
    }

    /// Lets a list stay that nothing was put into.
    pub(crate) fn keep_empty(&mut self, key: Key) {
        self.demanded = Some(key);
    }

    /// Begins the result: an object.
    pub(crate) fn root(&mut self) -> Tail {
        let root = self.source.root().id();
        let tail = self.out.object(&mut Tail::ROOT.clone(), Key::NONE, None);
        self.comes_from(Some(root));
        tail
    }

    /// Begins an object; `of` is what it is made of.
    pub(crate) fn object(&mut self, into: &mut Tail, key: Key, of: Option<Value<'s>>) -> Tail {
        let tail = self.out.object(into, key, None);
        self.comes_from(of.map(Value::id));
        tail
    }

    /// Begins a list. If nothing is put into it, it will not be there.
    pub(crate) fn array(&mut self, into: &mut Tail, key: Key) -> Tail {
        let tail = self.out.array(into, key, None);
        self.comes_from(None);
        tail
    }

    /// Puts a text that the source does not hold.
    pub(crate) fn say(&mut self, into: &mut Tail, key: Key, text: &str) {
        self.out.scalar(into, key, Scalar::Text(text));
        self.comes_from(None);
    }

    /// Puts a scalar that the source does not hold.
    pub(crate) fn say_scalar(&mut self, into: &mut Tail, key: Key, scalar: Scalar<'_>) {
        self.out.scalar(into, key, scalar);
        self.comes_from(None);
    }

    /// Puts a text made of a value, which is carried by it.
    pub(crate) fn put(&mut self, into: &mut Tail, key: Key, text: &str, of: Value<'s>) {
        self.out.scalar(into, key, Scalar::Text(text));
        self.comes_from(Some(of.id()));
        self.ledger.carry(of);
    }

    /// Puts a text made of parts of a value, which were marked one by one.
    pub(crate) fn derive(&mut self, into: &mut Tail, key: Key, text: &str, of: Value<'s>) {
        self.out.scalar(into, key, Scalar::Text(text));
        self.comes_from(Some(of.id()));
    }

    /// Copies a text as it is; an empty one is as good as none. Returns whether it was put.
    pub(crate) fn copy(&mut self, into: &mut Tail, key: Key, from: Option<Value<'s>>) -> bool {
        let Some(text) = from.and_then(|from| self.read(from)) else { return false };
        if let Some(from) = from {
            self.put(into, key, text, from);
        }
        true
    }

    /// Puts a word that says the same as a value of the source, which is carried by it.
    pub(crate) fn copy_as(
        &mut self,
        into: &mut Tail,
        key: Key,
        text: &str,
        from: Option<Value<'s>>,
    ) {
        match from {
            Some(from) => self.put(into, key, text, from),
            None => self.say(into, key, text),
        }
    }

    /// Copies a value with all it holds.
    pub(crate) fn graft(&mut self, into: &mut Tail, key: Key, from: Value<'s>) {
        let first = self.out.len();
        self.out.graft(into, key, from);
        self.comes_from(Some(from.id()));
        if let Some(origin) = self.origin.get_mut(first) {
            *origin = Some(from.id());
        }
        self.ledger.carry(from);
    }

    /// Returns a text (also if it was written as a number), `None` if it is empty; what is empty
    /// states nothing and counts as carried.
    pub(crate) fn read(&mut self, value: Value<'s>) -> Option<&'s str> {
        let text = value.as_loose_str()?;
        if text.trim().is_empty() {
            self.ledger.carry(value);
            return None;
        }
        Some(text)
    }

    /// Returns a member's text and marks it as carried, for the caller to put somewhere.
    pub(crate) fn take(&mut self, from: Value<'s>, key: Key) -> Option<&'s str> {
        let value = from.get(key)?;
        let text = self.read(value)?;
        self.ledger.carry(value);
        Some(text)
    }

    /// Marks a value as carried.
    pub(crate) fn carry(&mut self, value: Value<'s>) {
        self.ledger.carry(value);
    }

    /// Marks a member as carried, if there is one.
    pub(crate) fn carry_member(&mut self, of: Value<'s>, key: Key) {
        if let Some(value) = of.get(key) {
            self.ledger.carry(value);
        }
    }

    /// Notes why a value is left behind or bent.
    pub(crate) fn lose(&mut self, value: Value<'_>, reason: LossReason, detail: &str) {
        self.ledger.lose(value, reason, detail);
    }

    /// Remembers where the values put since the last time come from.
    fn comes_from(&mut self, id: Option<ValueId>) {
        let known = self.origin.len();
        self.origin.resize(self.out.len(), None);
        if let Some(origin) = self.origin.get_mut(known) {
            *origin = id;
        }
    }

    /// Ends the conversion: leaves out lists of nothing and draws up the account.
    pub(crate) fn finish(self) -> Made {
        let losses = self.ledger.close(self.source);
        let Self { out: mut tree, origin, demanded, .. } = self;
        for container in (0..).map(ValueId::from_raw).take(tree.len()) {
            tree.retain(container, |value| !is_void(value) || demanded == Some(value.key()));
        }
        Made { tree, origin, losses }
    }
}

/// Reports whether a list was begun and nothing put into it. [`Work::graft`] and those who mean
/// an empty list put it as it is, with [`Work::none`].
fn is_void(value: Value<'_>) -> bool {
    value.is_array() && value.children().next().is_none() && value.key() != Key::DEPENDS_ON
}
