//! From the tree to XML.

use std::borrow::Cow;
use std::collections::HashSet;

use super::find;
use super::{NAMESPACE, extension};
use crate::cyclonedx::schema;
use crate::losses::{LossReason, Losses};
use crate::schema::{Irregular, Member, Shape, Space, Type, Version, Xml};
use crate::tree::{Key, Scalar, Value, ValueId};
use crate::xml::{Writer, escape, normalise};

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
        out: Writer::new(indent),
        work: Vec::new(),
        path: String::new(),
        elements: Vec::new(),
        version: number,
        extensions: extension::carried(root, number),
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
            Some(number) => self.path.push_str(&number.to_string()),
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

    /// Writes a value that XML writes by rules of its own.
    fn irregular(
        &mut self,
        value: Value<'t>,
        member: &'static Member,
        irregular: Irregular,
        owner: Option<Value<'t>>,
    ) {
        let name = find::element_name(member).unwrap_or_default();
        if irregular == Irregular::Asserter {
            self.begin(name, owner);
            return self.special(value, irregular, 0);
        }
        if irregular != Irregular::Assignees {
            self.begin(name, owner);
        }
        if irregular == Irregular::ServiceData {
            return self.service_data(value);
        }
        let from = self.work.len();
        for (number, value) in value.elements().enumerate() {
            self.work.push(Work::Special { value, irregular, number });
        }
        if let Some(added) = self.work.get_mut(from..) {
            added.reverse();
        }
    }

    fn special(&mut self, value: Value<'t>, irregular: Irregular, number: usize) {
        if irregular != Irregular::Asserter {
            self.enter(Key::NONE, value, Some(number));
        }
        let text = scalar_text(value);
        let place = Place { owner: None, outer: "", number: None };
        match irregular {
            Irregular::Licences => self.licence(value),
            Irregular::Dependencies => self.dependency(value),
            Irregular::Variables if let Some(text) = text => {
                self.leaf("value", text, Type::Any, place)
            }
            Irregular::Asserter if let Some(text) = text => {
                self.leaf("ref", text, Type::Any, place)
            }
            _ if !value.is_object() => self.lose_here(LossReason::Invalid, value.key()),
            Irregular::Datasets if value.get(Key::REF).is_some() => {
                for child in value.children() {
                    match (child.key() == Key::REF, scalar_text(child)) {
                        (true, Some(text)) => self.leaf("ref", text, Type::Any, place),
                        _ => self.lose_child(LossReason::Invalid, child),
                    }
                }
            }
            Irregular::Datasets => self.object(value, "dataset", &schema::DATA),
            Irregular::Variables => self.object(value, "environmentVar", &schema::PROPERTY),
            Irregular::Patents if value.get(Key::FAMILY_ID).is_some() => {
                self.object(value, "patentFamily", &schema::PATENT_FAMILY);
            }
            Irregular::Patents => self.object(value, "patent", &schema::PATENT),
            Irregular::Asserter if is_person(value) => {
                self.object(value, "contact", &schema::CONTACT);
            }
            Irregular::Asserter => self.object(value, "organization", &schema::ENTITY),
            Irregular::Assignees => {
                self.out.begin("patentAssignee");
                self.work.push(Work::End);
                match is_person(value) {
                    true => self.object(value, "individual", &schema::CONTACT),
                    false => self.object(value, "organization", &schema::ENTITY),
                }
            }
            _ => self.lose_here(LossReason::NoPlace, value.key()),
        }
    }

    fn object(&mut self, value: Value<'t>, name: &'static str, shape: &'static Shape) {
        self.out.begin(name);
        self.inside(value, shape, true);
    }

    fn licence(&mut self, value: Value<'t>) {
        const DETAILS: [Key; 3] = [Key::EXPRESSION_DETAILS, Key::LICENSING, Key::PROPERTIES];
        if let Some(licence) = value.get(Key::LICENSE).filter(|licence| licence.is_object()) {
            for other in value.children().filter(|child| child.key() != Key::LICENSE) {
                self.lose_child(LossReason::Invalid, other);
            }
            self.enter(Key::LICENSE, licence, None);
            return self.object(licence, "license", &schema::LICENCE);
        }
        let Some(text) = value.get(Key::EXPRESSION).and_then(scalar_text) else {
            return self.lose_here(LossReason::Invalid, Key::LICENSES);
        };
        let is_detailed = DETAILS.iter().any(|key| value.get(*key).is_some());
        self.out.begin(if is_detailed { "expression-detailed" } else { "expression" });
        if is_detailed && !self.out.attribute("expression", text) {
            self.lose_here(LossReason::Encoding, Key::EXPRESSION);
        }
        let mut inner = Vec::new();
        for child in value.children().filter(|child| child.key() != Key::EXPRESSION) {
            let found = schema::LICENCE_CHOICE.find(child.key());
            match (found.map(|(_, member)| (member, member.xml)), scalar_text(child)) {
                (Some((_, Some(Xml::Attribute(name)))), Some(text)) => {
                    if !self.out.attribute(name, text) {
                        self.lose_child(LossReason::Encoding, child);
                    }
                }
                (Some((member, Some(_))), None) if DETAILS.contains(&member.key) => {
                    inner.push((member, child));
                }
                _ if child.key() == Key::HASH_ATTRIBUTES => self.odd_attributes(value, ""),
                _ if is_kept(child.key()) => {}
                _ => self.lose_child(LossReason::Invalid, child),
            }
        }
        if !is_detailed {
            if !self.out.end_with(text) {
                self.lose_here(LossReason::Encoding, Key::EXPRESSION);
            }
            return;
        }
        self.work.push(Work::End);
        inner.sort_by_key(|(member, _)| DETAILS.iter().position(|key| *key == member.key));
        for (member, value) in inner.into_iter().rev() {
            self.work.push(Work::Member { value, member, owner: None });
        }
    }

    fn dependency(&mut self, value: Value<'t>) {
        self.out.begin("dependency");
        // Attributes first, wherever they stand in the object.
        if let Some(child) = value.get(Key::REF) {
            let is_whole = scalar_text(child).map(|text| self.out.attribute("ref", text));
            match is_whole {
                Some(true) => {}
                Some(false) => self.lose_child(LossReason::Encoding, child),
                None => self.lose_child(LossReason::Invalid, child),
            }
        }
        for child in value.children() {
            let name = match child.key() {
                Key::DEPENDS_ON => "dependency",
                Key::PROVIDES => "provides",
                Key::REF => continue,
                _ => {
                    self.lose_child(LossReason::UnknownMember, child);
                    continue;
                }
            };
            let elements = child.is_array().then(|| child.children());
            let single = (!child.is_array()).then_some(child);
            for reference in elements.into_iter().flatten().chain(single) {
                self.out.begin(name);
                let is_whole = scalar_text(reference).map(|text| self.out.attribute("ref", text));
                match is_whole {
                    Some(true) => {}
                    Some(false) => self.lose_child(LossReason::Encoding, child),
                    None if reference.is_null() => {}
                    None => self.lose_child(LossReason::Invalid, child),
                }
                self.out.end();
            }
        }
        self.out.end();
    }

    /// Writes the data of a service: as classifications if none of it says more.
    fn service_data(&mut self, value: Value<'t>) {
        let is_plain = |item: Value<'t>| {
            item.children().all(|child| match child.key() {
                Key::FLOW | Key::CLASSIFICATION => true,
                Key::HASH_ATTRIBUTES => {
                    child.children().all(|odd| odd.key_text().starts_with("classification/@"))
                }
                _ => false,
            })
        };
        let is_flow = self.version >= schema::V1_5 && !value.elements().all(is_plain);
        for (number, item) in value.elements().enumerate() {
            let len = self.path.len();
            self.path.push_str(&format!("/{number}"));
            if is_flow {
                self.out.begin("dataflow");
                for (key, name) in [(Key::NAME, "name"), (Key::DESCRIPTION, "description")] {
                    if let Some(text) = item.get(key).and_then(scalar_text)
                        && !self.out.attribute(name, text)
                    {
                        self.lose_here(LossReason::Encoding, key);
                    }
                }
                self.odd_attributes(item, "");
            }
            let flow = item.get(Key::FLOW).and_then(scalar_text);
            let classification = item.get(Key::CLASSIFICATION).and_then(scalar_text);
            if flow.is_some() || classification.is_some() || !is_flow {
                self.out.begin("classification");
                if let Some(flow) = flow {
                    self.out.attribute("flow", flow);
                }
                self.odd_attributes(item, "classification");
                if !self.out.end_with(classification.unwrap_or_default()) {
                    self.lose_here(LossReason::Encoding, Key::CLASSIFICATION);
                }
            }
            let mut inner = Vec::new();
            for child in item.children() {
                match child.key() {
                    Key::FLOW | Key::CLASSIFICATION => {}
                    Key::NAME | Key::DESCRIPTION if is_flow => {}
                    Key::GOVERNANCE | Key::SOURCE | Key::DESTINATION if is_flow => {
                        inner.extend(schema::SERVICE_DATA.find(child.key()).map(|at| (at, child)));
                    }
                    key if is_kept(key) => {}
                    _ => self.lose_child(LossReason::NoPlace, child),
                }
            }
            if is_flow {
                inner.sort_by_key(|((place, _), _)| *place);
                // Written at once: the work above this place must wait.
                let waiting = std::mem::take(&mut self.work);
                for ((_, member), value) in inner.into_iter().rev() {
                    self.work.push(Work::Member { value, member, owner: None });
                }
                self.finish();
                self.work = waiting;
                self.kept(item, "");
                self.out.end();
            } else {
                self.account(item);
            }
            self.path.truncate(len);
        }
    }

    /// Writes the attributes that were kept of an element: of the object itself if `at` is empty.
    fn odd_attributes(&mut self, owner: Value<'t>, at: &str) {
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
    fn kept(&mut self, owner: Value<'t>, at: &str) {
        for xml in self.kept_in(owner, at) {
            self.out.fragment(&xml);
        }
        if at.is_empty() {
            self.account(owner);
        }
    }

    /// Accounts for what was kept of an object and found no place: it stood inside of an element
    /// that the object does not have any more.
    fn account(&mut self, owner: Value<'t>) {
        for list in KEPT.into_iter().filter_map(|key| owner.get(key)) {
            if list.children().any(|item| !self.said.contains(&item.id())) {
                self.lose_child(LossReason::NoPlace, list);
            }
        }
    }

    /// Returns the elements and the text that were kept of an object, inside the element `at`.
    fn kept_in(&mut self, owner: Value<'t>, at: &str) -> Vec<Cow<'t, str>> {
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

/// Reports whether an organisation or person is a person.
fn is_person(value: Value<'_>) -> bool {
    let has = |keys: &[Key]| keys.iter().any(|key| value.get(*key).is_some());
    has(&[Key::HASH_PERSON])
        || (has(&[Key::EMAIL, Key::PHONE]) && !has(&[Key::URL, Key::ADDRESS, Key::CONTACT]))
}

fn is_kept(key: Key) -> bool {
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
