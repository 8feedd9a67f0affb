//! From the tree to XML.

mod kept;
mod special;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use self::kept::{Kept, is_kept};
use super::find;
use super::{NAMESPACE, extension};
use crate::cyclonedx::schema;
use crate::losses::{LossReason, Losses};
use crate::schema::{Irregular, Member, Shape, Space, Type, Version, Xml};
use crate::tree::{Key, Scalar, Value, ValueId};
use crate::xml::{Writer, normalise};

/// How a document is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// An element a line, indented.
    Pretty,
    /// No layout at all.
    Compact,
}

/// Writes a document in the version that it says it has.
///
/// What XML has no place for goes to `losses`: JSON signatures, members that the format does not
/// define, values of a wrong type, characters that XML does not have. Members of other versions
/// are written all the same; leaving them out is a matter of conversion.
pub(crate) fn write(root: Value<'_>, layout: Layout, losses: &mut Losses) -> String {
    let version = root.loose_text(Key::SPEC_VERSION).unwrap_or_default();
    let number = schema::version(version).unwrap_or(schema::V1_7);
    let indent = match layout {
        Layout::Pretty => Some(2),
        Layout::Compact => None,
    };
    let mut emitter = Emitter {
        out: Writer::new(indent, root.tree().text_len()),
        work: Vec::new(),
        path: String::new(),
        elements: Vec::new(),
        version: number,
        extensions: extension::carried(root, number),
        kept: HashMap::new(),
        said: HashSet::new(),
        losses,
    };
    emitter.out.begin("bom");
    emitter.out.attribute("xmlns", &format!("{NAMESPACE}{version}"));
    emitter.inside(root, &schema::BOM, true);
    emitter.finish();
    emitter.out.finish()
}

/// What writes a tree; what is still to be written is a stack, since documents are deep.
pub(super) struct Emitter<'t, 'l> {
    pub(super) out: Writer,
    work: Vec<Work<'t>>,
    /// The JSON pointer to the value that is being written.
    path: String,
    /// The components and services that are open, with the length of the path to them.
    elements: Vec<(usize, Value<'t>)>,
    pub(super) version: Version,
    /// The members that extensions of the version carry.
    extensions: Vec<Key>,
    /// What was kept of the objects that are being written and has no name in JSON.
    kept: HashMap<ValueId, Kept<'t>>,
    /// The `#` values that found their place.
    said: HashSet<ValueId>,
    losses: &'l mut Losses,
}

/// Something to be written.
#[derive(Clone, Copy)]
enum Work<'t> {
    /// A member of an object; `owner` is the object if it has `#` members.
    Member { value: Value<'t>, member: &'static Member, owner: Option<Value<'t>> },
    /// A value as an element of that name.
    Item { value: Value<'t>, ty: Type, name: &'static str, place: Place<'t> },
    /// Elements that were kept as written, of the object `owner` and inside `at` of it.
    Kept { owner: Value<'t>, at: &'static str },
    /// The end of an element.
    End,
    /// The path up to there.
    Leave(usize),
    /// A part of a list that is written by hand.
    Special { value: Value<'t>, irregular: Irregular, number: usize },
}

/// Where an item stands.
#[derive(Clone, Copy)]
struct Place<'t> {
    /// The object with `#` members that it belongs to.
    owner: Option<Value<'t>>,
    /// The element around the list.
    outer: &'static str,
    /// Its number in the list from zero; `None` if it is no list.
    number: Option<usize>,
}

impl<'t> Emitter<'t, '_> {
    fn finish(&mut self) {
        while let Some(work) = self.work.pop() {
            match work {
                Work::Member { value, member, owner } => self.member(value, member, owner),
                Work::Item { value, ty, name, place } => self.item(value, ty, name, place),
                Work::Kept { owner, at } => self.kept(owner, at),
                Work::End => self.out.end(),
                Work::Leave(len) => self.leave(len),
                Work::Special { value, irregular, number } => {
                    self.special(value, irregular, number);
                }
            }
        }
    }

    fn leave(&mut self, len: usize) {
        self.path.truncate(len);
        while self.elements.pop_if(|(at, _)| *at > len).is_some() {}
    }

    /// Goes down to a member for the rest of the work that is pushed now; returns where it was.
    fn enter(&mut self, key: Key, value: Value<'t>, number: Option<usize>) {
        let len = self.path.len();
        self.work.push(Work::Leave(len));
        self.path.push('/');
        match number {
            Some(number) => drop(write!(self.path, "{number}")),
            None => push_pointer(&mut self.path, value, key),
        }
    }

    /// Writes attributes and members of an object whose element has begun.
    fn inside(&mut self, value: Value<'t>, shape: &'static Shape, is_open: bool) {
        let mut members: Vec<(usize, &'static Member, Value<'t>)> = Vec::new();
        let mut owner = None;
        let is_element = std::ptr::eq(shape, &schema::COMPONENT)
            || std::ptr::eq(shape, &schema::SERVICE)
            || std::ptr::eq(shape, &schema::VULNERABILITY);
        if is_element {
            self.elements.push((self.path.len(), value));
        }
        for child in value.children() {
            match shape.find(child.key()) {
                Some((place, member)) => members.push((place, member, child)),
                None if is_kept(child.key()) => owner = Some(value),
                None if child.key() == Key::HASH_PERSON => {}
                None => self.lose_child(LossReason::UnknownMember, child),
            }
        }
        members.sort_by_key(|(place, ..)| *place);
        for (_, member, child) in &members {
            if let Some(Xml::Attribute(name)) = member.xml {
                match scalar_text(*child) {
                    Some(text) => {
                        if !self.out.attribute(name, text) || is_bent(member.value, text) {
                            self.lose_child(LossReason::Encoding, *child);
                        } else if member.value.is_of_other_kind(*child) {
                            self.lose_child(LossReason::Approximated, *child);
                        }
                    }
                    None => self.lose_child(LossReason::Invalid, *child),
                }
            }
        }
        if let Some(owner) = owner {
            self.odd_attributes(owner, "");
        }
        if let Some(content) = shape.content() {
            let child = members.iter().find(|(_, member, _)| member.key == content.key);
            let text = child.and_then(|(_, _, child)| scalar_text(*child));
            if text.is_none()
                && let Some((_, _, child)) = child
            {
                self.lose_child(LossReason::Invalid, *child);
            }
            let text = text.unwrap_or_default();
            let kept = owner.map(|owner| self.kept_in(owner, "")).unwrap_or_default();
            if !self.out.end_with_mixed(text, &kept) || is_bent(content.value, text) {
                self.lose_here(LossReason::Encoding, content.key);
            }
            if let Some(owner) = owner {
                self.account(owner);
            }
            return;
        }
        if is_open {
            self.work.push(Work::End);
        }
        if let Some(owner) = owner {
            self.work.push(Work::Kept { owner, at: "" });
        }
        for (_, member, value) in members.into_iter().rev() {
            if !matches!(member.xml, Some(Xml::Attribute(_) | Xml::Content)) {
                self.work.push(Work::Member { value, member, owner });
            }
        }
    }

    fn member(&mut self, value: Value<'t>, member: &'static Member, owner: Option<Value<'t>>) {
        if value.is_null() {
            return self.lose_child(LossReason::Invalid, value);
        }
        let Some(xml) = member.xml else { return self.unwritable(value, member) };
        if self.extensions.contains(&member.key) && self.elements.is_empty() {
            return;
        }
        self.enter(member.key, value, None);
        let place = |outer, number| Place { owner, outer, number };
        match xml {
            Xml::Element(name) if member.list.is_some() => {
                self.items(value, member.value, name, place("", Some(0)));
            }
            Xml::Element(name) => {
                let ty = member.value;
                self.work.push(Work::Item { value, ty, name, place: place("", None) });
            }
            Xml::Wrapped(name, _)
                if value.is_object()
                    && let Some(other) = member.or =>
            {
                let place = place("", None);
                self.work.push(Work::Item { value, ty: other.value, name, place });
            }
            Xml::Wrapped(name, inner) => {
                self.begin(name, owner);
                self.items(value, member.value, inner, place(name, Some(0)));
            }
            Xml::WrappedAttribute(name, inner, attribute) => {
                self.begin(name, owner);
                for (number, item) in value.elements().enumerate() {
                    self.out.begin(inner);
                    match scalar_text(item) {
                        Some(text) => {
                            if !self.out.attribute(attribute, text) {
                                self.lose_item(LossReason::Encoding, member.key, number);
                            }
                        }
                        None => self.lose_item(LossReason::Invalid, member.key, number),
                    }
                    if let Some(owner) = owner {
                        self.odd_attributes(owner, &item_path(name, inner, number));
                    }
                    self.out.end();
                }
            }
            Xml::Irregular(irregular) => self.irregular(value, member, irregular, owner),
            Xml::Attribute(_) | Xml::Content => {}
        }
    }

    /// Begins the element around a list, to be ended when the list is written.
    fn begin(&mut self, name: &'static str, owner: Option<Value<'t>>) {
        self.out.begin(name);
        self.work.push(Work::End);
        if let Some(owner) = owner {
            self.odd_attributes(owner, name);
            self.work.push(Work::Kept { owner, at: name });
        }
    }

    /// Puts the elements of a list to be written, in their order.
    fn items(&mut self, value: Value<'t>, ty: Type, name: &'static str, place: Place<'t>) {
        let from = self.work.len();
        let elements = value.is_array().then(|| value.children());
        let single = (!value.is_array()).then_some(value);
        for (number, value) in elements.into_iter().flatten().chain(single).enumerate() {
            let place = Place { number: Some(number), ..place };
            self.work.push(Work::Item { value, ty, name, place });
        }
        if let Some(added) = self.work.get_mut(from..) {
            added.reverse();
        }
    }

    fn item(&mut self, value: Value<'t>, ty: Type, name: &'static str, place: Place<'t>) {
        if place.number.is_some() {
            self.enter(Key::NONE, value, place.number);
        }
        let shape = find::any_shape(ty);
        match (scalar_text(value), shape) {
            (Some(text), None) => {
                if ty.is_of_other_kind(value) {
                    self.lose_here(LossReason::Approximated, value.key());
                }
                self.leaf(name, text, ty, place);
            }
            (Some(text), Some(_)) if find::plain_type(ty).is_some() => {
                self.leaf(name, text, ty, place);
            }
            (None, Some(shape)) if value.is_object() => {
                self.out.begin(name);
                self.inside(value, shape, true);
            }
            (None, _) if place.number.is_none() && value.is_array() => {
                // One value where the format has one: the first.
                for (number, _) in value.children().enumerate().skip(1) {
                    self.lose_item(LossReason::OnlyOne, value.key(), number);
                }
                if let Some(first) = value.children().next() {
                    let place = Place { number: Some(0), ..place };
                    self.work.push(Work::Item { value: first, ty, name, place });
                }
            }
            _ => self.lose_here(LossReason::Invalid, value.key()),
        }
    }

    fn leaf(&mut self, name: &'static str, text: &str, ty: Type, place: Place<'t>) {
        self.out.begin(name);
        let mut kept = Vec::new();
        if let Some(owner) = place.owner {
            let path = item_path(place.outer, name, place.number.unwrap_or(0));
            self.odd_attributes(owner, &path);
            kept = self.kept_in(owner, &path);
        }
        if !self.out.end_with_mixed(text, &kept) || is_bent(ty, text) {
            self.lose_here(LossReason::Encoding, Key::NONE);
        }
    }

    /// Accounts for a member that XML has no place for.
    fn unwritable(&mut self, value: Value<'t>, member: &'static Member) {
        match member.key {
            // The namespace says it.
            Key::DOLLAR_SCHEMA | Key::BOM_FORMAT | Key::SPEC_VERSION => {}
            Key::SIGNATURE => self.lose_child(LossReason::Signature, value),
            _ => self.lose_child(LossReason::NoPlace, value),
        }
    }

    /// Accounts for a member of the object that is being written.
    fn lose_child(&mut self, reason: LossReason, child: Value<'t>) {
        let len = self.path.len();
        self.path.push('/');
        push_pointer(&mut self.path, child, child.key());
        let field = child.key_text();
        self.losses.add(reason, field, &self.path, element_name(&self.elements), "");
        self.path.truncate(len);
    }

    fn lose_item(&mut self, reason: LossReason, key: Key, number: usize) {
        let len = self.path.len();
        self.path.push_str(&format!("/{number}"));
        self.lose_here(reason, key);
        self.path.truncate(len);
    }

    /// Accounts for the value at the current path.
    fn lose_here(&mut self, reason: LossReason, key: Key) {
        let field = match key.known_text() {
            Some(field) if !field.is_empty() => field,
            _ => {
                let steps = self.path.rsplit('/');
                let is_name = |step: &&str| !step.bytes().all(|byte| byte.is_ascii_digit());
                steps.into_iter().find(is_name).unwrap_or_default()
            }
        };
        self.losses.add(reason, field, &self.path, element_name(&self.elements), "");
    }
}

/// Returns what a component or service is called: its purl, else its id, else its name.
fn element_name<'t>(elements: &[(usize, Value<'t>)]) -> Option<&'t str> {
    let (_, element) = elements.last()?;
    [Key::PURL, Key::BOM_REF, Key::ID, Key::NAME].into_iter().find_map(|key| element.text(key))
}

/// Returns a scalar as XML writes it; `None` for `null`, lists and objects.
fn scalar_text(value: Value<'_>) -> Option<&str> {
    match value.scalar()? {
        Scalar::Null => None,
        Scalar::Bool(true) => Some("true"),
        Scalar::Bool(false) => Some("false"),
        Scalar::Number(text) | Scalar::Text(text) => Some(text),
    }
}

/// Reports whether whoever reads a text from XML gets another one: with blanks in place of line
/// ends, or without outer blanks.
fn is_bent(value: Type, text: &str) -> bool {
    match find::plain_type(value) {
        Some(Type::Text(kind)) => match kind.space {
            Space::Preserve => false,
            Space::Replace => normalise(text, false) != text,
            Space::Collapse => normalise(text, true) != text,
        },
        _ => false,
    }
}

/// Returns the path of an element of a list, as the reader names it.
fn item_path(outer: &str, inner: &str, number: usize) -> String {
    let slash = if outer.is_empty() { "" } else { "/" };
    match number {
        0 => format!("{outer}{slash}{inner}"),
        number => format!("{outer}{slash}{inner}[{}]", number + 1),
    }
}

fn push_pointer(path: &mut String, value: Value<'_>, key: Key) {
    let text = if key == Key::NONE { "" } else { value.key_text() };
    match text.contains(['~', '/']) {
        true => path.push_str(&crate::json::pointer::escape(text)),
        false => path.push_str(text),
    }
}
